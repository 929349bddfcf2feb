//! The invariants of brands, quotas, batches and their codes.

use alloc::collections::BTreeMap;

use codec::Encode;
use county_primitives::{labels::QuotaKey, BatchId, Subject};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    intervals::counters,
    pallet::{
        Batches, BrandNames, Brands, Config, Intervals, NextBrand, Pallet, Quotas, Timelines,
    },
    types::{name_digest, name_scope, smallest_around, Batch},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_brands()?;
        Self::check_batches()?;
        Self::check_quotas()
    }

    /// A brand is numbered below the next, has its records, and belongs where its area is.
    fn check_brands() -> Result<(), TryRuntimeError> {
        let next = NextBrand::<T>::get();
        for (id, brand) in Brands::<T>::iter() {
            let name = (name_scope(brand.division), name_digest(brand.name.as_str()));
            ensure!(
                BrandNames::<T>::get(name) == Some(id),
                "a brand's name is not its own"
            );
            ensure!(id < next, "a brand has a number not given out yet");
            ensure!(
                Timelines::<T>::get(Subject::Brand(id)).len > 0,
                "a brand has no record"
            );
            ensure!(
                smallest_around(&brand.area) == Some(brand.division),
                "a brand does not belong where its area is"
            );
        }
        ensure!(
            BrandNames::<T>::iter().count() == Brands::<T>::iter().count(),
            "a name belongs to no brand"
        );
        Ok(())
    }

    /// A batch has its records, and in each moment all its codes stand in exactly one state.
    fn check_batches() -> Result<(), TryRuntimeError> {
        for (id, batch) in Batches::<T>::iter() {
            ensure!(
                Timelines::<T>::get(Subject::Batch(id)).len > 0,
                "a batch has no record"
            );
            ensure!(
                Brands::<T>::contains_key(batch.brand),
                "a batch has no brand"
            );
            Self::check_intervals(id, &batch)?;
        }
        for (id, _) in Intervals::<T>::iter() {
            ensure!(
                Batches::<T>::contains_key(id),
                "intervals belong to no batch"
            );
        }
        Ok(())
    }

    fn check_intervals(id: BatchId, batch: &Batch) -> Result<(), TryRuntimeError> {
        let intervals = Intervals::<T>::get(id);
        ensure!(
            intervals.first().is_some_and(|first| first.from == 0)
                && intervals.last().is_some_and(|last| last.from < batch.count),
            "intervals do not span their batch"
        );
        for (interval, next) in intervals.iter().zip(intervals.iter().skip(1)) {
            ensure!(interval.from < next.from, "intervals are not in order");
            ensure!(
                interval.state != next.state,
                "neighbours in the same state are not merged"
            );
        }
        ensure!(
            batch.counters == counters(&intervals, batch.count),
            "counters do not match the intervals"
        );
        ensure!(
            batch.counters.total() == u64::from(batch.count),
            "codes of a batch were lost or made"
        );
        Ok(())
    }

    /// What is issued of a quota is the sum of its batches, and never more than was approved.
    fn check_quotas() -> Result<(), TryRuntimeError> {
        let mut issued = BTreeMap::<alloc::vec::Vec<u8>, u64>::new();
        for batch in Batches::<T>::iter_values() {
            let key = QuotaKey {
                brand: batch.brand,
                organisation: batch.issuer,
                season: batch.season,
            };
            let sum = issued.entry(key.encode()).or_default();
            *sum = sum.saturating_add(batch.count.into());
        }
        for (key, quota) in Quotas::<T>::iter() {
            let sum = issued.remove(&key.encode()).unwrap_or_default();
            ensure!(
                u64::from(quota.issued) == sum,
                "what is issued is not the sum of the batches"
            );
            let allowed = quota.approved.map_or(0, |grant| grant.codes);
            ensure!(quota.issued <= allowed, "more is issued than was approved");
        }
        ensure!(issued.is_empty(), "a batch has no quota");
        Ok(())
    }
}
