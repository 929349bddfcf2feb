//! Meat comes from slaughtered animals only, and no chain of cuttings makes more of it.

use alloc::collections::BTreeMap;

use county_primitives::{
    livestock::{AnimalState, MeatKind},
    Date, MeatId, OrganisationId, SlaughterBatchId, Subject,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    impls::slaughter::is_tainted,
    types::{Meat, PartCounts, SlaughterBatch, Through, TripState},
    CarcassNumbers, Certificates, Config, Lives, Meats, NextMeat, NextSlaughterBatch, Pallet,
    SlaughterBatches, TaintedDays, Timelines,
};

/// What the meat and the lives say of a batch.
#[derive(Default)]
struct Found {
    hot: u64,
    parts: PartCounts,
    killed: u32,
    waiting: u32,
}

impl<T: Config> Pallet<T> {
    pub(super) fn check_meat() -> Result<(), TryRuntimeError> {
        let mut found = BTreeMap::<SlaughterBatchId, Found>::new();
        let (mut there, mut hung) = (0u128, 0u128);
        let mut carcasses = 0usize;
        for (id, meat) in Meats::<T>::iter() {
            Self::check_piece(id, &meat)?;
            let left = meat.mass.checked_sub(meat.used);
            let left = left.ok_or("more was used of a piece than it had")?;
            there = there.saturating_add(left.0.into());
            let first = meat.batches.first().ok_or("meat comes from no batch")?;
            let batch = found.entry(*first).or_default();
            if let Some(count) = batch.parts.of(meat.kind) {
                *count = count.saturating_add(1);
            }
            if meat.kind == MeatKind::Carcass {
                carcasses = carcasses.saturating_add(1);
                batch.hot = batch.hot.saturating_add(meat.mass.0);
                hung = hung.saturating_add(meat.mass.0.into());
            }
        }
        ensure!(there <= hung, "there is more meat than came from the hooks");
        for ((house, day, _), id) in CarcassNumbers::<T>::iter() {
            let carcass = Meats::<T>::get(id).filter(|meat| {
                meat.kind == MeatKind::Carcass && meat.house == house && meat.killed == day
            });
            ensure!(
                carcass.is_some(),
                "a number of the line is no carcass's of that house and day"
            );
            carcasses = carcasses.saturating_sub(1);
        }
        ensure!(carcasses == 0, "a carcass has no number of its own");
        for (_, life) in Lives::<T>::iter() {
            if let Through::SlaughterBatch(id) = life.through {
                let batch = found.entry(id).or_default();
                let count = match life.state {
                    AnimalState::Slaughtered => &mut batch.killed,
                    AnimalState::Lairage => &mut batch.waiting,
                    _ => return Err("an animal of a batch neither waits nor is slaughtered".into()),
                };
                *count = count.saturating_add(life.heads());
            } else {
                let elsewhere =
                    !matches!(life.state, AnimalState::Slaughtered | AnimalState::Lairage);
                ensure!(elsewhere, "an animal was slaughtered in no batch");
            }
        }
        Self::check_batches(found)
    }

    fn check_piece(id: MeatId, meat: &Meat) -> Result<(), TryRuntimeError> {
        ensure!(id < NextMeat::<T>::get(), "meat has a number not given out");
        let recorded = Timelines::<T>::get(Subject::Meat(id)).len > 0;
        ensure!(recorded, "meat exists without a record");
        let gone = meat.used.0.checked_add(meat.labelled.0);
        let gone = gone.and_then(|gone| gone.checked_add(meat.condemned.0));
        let within = gone.is_some_and(|gone| gone <= meat.mass.0);
        ensure!(within, "more was taken of a piece than it had");
        let carcass = meat.kind == MeatKind::Carcass;
        ensure!(
            carcass == meat.ancestors.is_empty(),
            "meat without a carcass"
        );
        let one = !carcass || meat.batches.len() == 1;
        ensure!(one, "a carcass comes from several batches");
        let passed = (meat.quarantine_passed, meat.quality_passed) == (Some(true), Some(true));
        ensure!(carcass || passed, "a carcass was cut before it passed");
        for ancestor in &meat.ancestors {
            let older = Meats::<T>::get(ancestor).ok_or("meat comes from unknown meat")?;
            ensure!(*ancestor < id, "meat is its own ancestor");
            let knows = older.ancestors.iter().all(|it| meat.ancestors.contains(it))
                && older.batches.iter().all(|it| meat.batches.contains(it));
            ensure!(knows, "meat does not know all its ancestors knew");
            ensure!(
                older.identity <= meat.identity,
                "meat is known better than its origin"
            );
        }
        Ok(())
    }

    fn check_batches(mut found: BTreeMap<SlaughterBatchId, Found>) -> Result<(), TryRuntimeError> {
        let mut tainted = BTreeMap::<(OrganisationId, Date), u32>::new();
        for (id, batch) in SlaughterBatches::<T>::iter() {
            let known = id < NextSlaughterBatch::<T>::get();
            ensure!(known, "a batch has a number not given out");
            check_batch(&batch, found.remove(&id).unwrap_or_default())?;
            let collected = Certificates::<T>::get(batch.certificate)
                .is_some_and(|known| matches!(known.state, TripState::Arrived { .. }));
            ensure!(collected, "a batch came without a certificate");
            for day in batch.days.iter().filter(|_| is_tainted(&batch)) {
                let count = tainted.entry((batch.house, *day)).or_default();
                *count = count.saturating_add(1);
            }
        }
        ensure!(found.is_empty(), "meat or animals of an unknown batch");
        let stored: BTreeMap<_, _> = TaintedDays::<T>::iter().collect();
        ensure!(
            stored == tainted,
            "days are tainted by nothing, or not by what taints them"
        );
        Ok(())
    }
}

fn check_batch(batch: &SlaughterBatch, mut found: Found) -> Result<(), TryRuntimeError> {
    ensure!(
        found.killed == batch.killed,
        "heads were slaughtered twice or never"
    );
    let heads = found.killed.saturating_add(found.waiting);
    ensure!(
        heads <= batch.heads,
        "a batch has more heads than were taken in"
    );
    ensure!(
        found.hot == batch.hot.0,
        "carcasses weigh otherwise than their batch"
    );
    ensure!(
        batch.hot <= batch.live,
        "carcasses are heavier than the animals were"
    );
    ensure!(found.parts == batch.parts, "parts were made or lost");
    for kind in [
        MeatKind::Carcass,
        MeatKind::LeftHalf,
        MeatKind::RightHalf,
        MeatKind::Head,
        MeatKind::Heart,
        MeatKind::Liver,
        MeatKind::Feet,
    ] {
        let most = batch.killed.saturating_mul(kind.per_head().unwrap_or(0));
        let within = found.parts.of(kind).is_some_and(|count| *count <= most);
        ensure!(within, "there are more parts than the animals had");
    }
    Ok(())
}
