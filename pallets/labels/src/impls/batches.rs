//! Issuing batches of codes within the quota.

use county_primitives::{
    labels::{BatchInput, CodeState, LabelsEntry, QuotaKey},
    traits::{Holds, Members},
    Items, Role, Subject, BATCH_MAX,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
    intervals::{counters, Interval},
    pallet::{Batches, Config, Error, Intervals, Pallet, Quotas},
    types::{Batch, COUNT_MAX},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_issue_batches(who: &T::AccountId, items: Items<BatchInput>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::issue_batch(who, input, item)?;
        }
        Ok(())
    }

    fn issue_batch(who: &T::AccountId, input: BatchInput, item: u16) -> DispatchResult {
        let issuer = T::Members::organisation_of(who, item)?;
        let home = T::Members::organisation(issuer)
            .ok_or(Error::<T>::OrganisationNotActive(item))?
            .division;
        let roles = [Role::Producer, Role::Packer, Role::Slaughterhouse];
        let author = T::Members::authorise(who, &roles, home, item)?;
        Self::brand_of(input.brand, item)?;
        T::Holds::ensure_free(&Subject::Brand(input.brand), item)?;
        T::Holds::ensure_free(&Subject::Organisation(issuer), item)?;
        Self::check_batch(&input, item)?;
        let key = QuotaKey {
            brand: input.brand,
            organisation: issuer,
            season: input.season,
        };
        let mut quota = Quotas::<T>::get(key);
        let grant = quota.approved.ok_or(Error::<T>::QuotaNotApproved(item))?;
        ensure!(
            input.unit_net == grant.unit_net,
            Error::<T>::UnitMassMismatch(item)
        );
        quota.issued = quota
            .issued
            .checked_add(input.count)
            .filter(|issued| *issued <= grant.codes)
            .ok_or(Error::<T>::QuotaExceeded(item))?;
        Quotas::<T>::insert(key, quota);
        let fresh = Interval {
            from: 0,
            state: CodeState::Reserved,
        };
        Intervals::<T>::try_append(input.batch, fresh)
            .map_err(|()| Error::<T>::TooManyIntervals(item))?;
        Batches::<T>::insert(
            input.batch,
            Batch {
                issuer,
                brand: input.brand,
                season: input.season,
                kind: input.kind,
                count: input.count,
                root: input.root,
                unit_net: input.unit_net,
                counters: counters(&[fresh], input.count),
            },
        );
        let entry = LabelsEntry::BatchIssued {
            issuer,
            batch: input,
        };
        Self::record(Subject::Batch(input.batch), author, entry, item)
    }

    /// What a batch must be like, whatever the quota.
    fn check_batch(input: &BatchInput, item: u16) -> DispatchResult {
        ensure!(
            (1..=BATCH_MAX).contains(&input.batch.0),
            Error::<T>::BatchNumberOutOfRange(item)
        );
        ensure!(
            !Batches::<T>::contains_key(input.batch),
            Error::<T>::BatchNumberTaken(item)
        );
        ensure!(
            (1..=COUNT_MAX).contains(&input.count),
            Error::<T>::CountOutOfRange(item)
        );
        Ok(())
    }
}
