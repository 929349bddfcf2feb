//! Recalls know their custodians, and no gram of what these were told of is lost.

use alloc::collections::{BTreeMap, BTreeSet};

use county_primitives::{
    livestock::{RecallBalance, RecallState},
    OrganisationId, RecallId, Subject,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{Config, Custodies, Meats, NextRecall, Pallet, RecallPieces, Recalls, Timelines};

/// What the custodians of a recall say together.
#[derive(Default)]
struct Together {
    custodians: u32,
    acknowledged: u32,
    balance: RecallBalance,
}

impl<T: Config> Pallet<T> {
    pub(super) fn check_recalls() -> Result<(), TryRuntimeError> {
        let mut together = BTreeMap::<RecallId, Together>::new();
        let mut known = BTreeSet::<(RecallId, OrganisationId)>::new();
        for (id, custodian, custody) in Custodies::<T>::iter() {
            let whole = custody.balance.is_whole();
            ensure!(whole, "a custodian's counts are not what it was told of");
            let sum = together.entry(id).or_default();
            sum.custodians = sum.custodians.saturating_add(1);
            let answered = u32::from(custody.acknowledged_ms.is_some());
            sum.acknowledged = sum.acknowledged.saturating_add(answered);
            let nothing = RecallBalance::default();
            let balance = sum.balance.replace(nothing, custody.balance);
            sum.balance = balance.ok_or("the sums of a recall overflow")?;
            known.insert((id, custodian));
        }
        let mut named = BTreeSet::new();
        for (id, piece, custodian) in RecallPieces::<T>::iter() {
            let there = Meats::<T>::contains_key(piece);
            ensure!(there, "a notice names unknown meat");
            named.insert((id, custodian));
        }
        ensure!(named == known, "a custodian was told of nothing, or never");
        for (id, recall) in Recalls::<T>::iter() {
            let given_out = id < NextRecall::<T>::get();
            ensure!(given_out, "a recall has a number not given out");
            let recorded = Timelines::<T>::get(Subject::Recall(id)).len > 0;
            ensure!(recorded, "a recall exists without a record");
            let sum = together.remove(&id).unwrap_or_default();
            let counted = (sum.custodians, sum.acknowledged);
            ensure!(
                counted == (recall.custodians, recall.acknowledged),
                "a recall has more or fewer custodians than it counts"
            );
            ensure!(
                sum.balance == recall.balance && recall.balance.is_whole(),
                "a recall weighs otherwise than its custodians say"
            );
            let told = match recall.state {
                RecallState::Ordered => recall.custodians == 0,
                RecallState::Notified => recall.custodians > 0,
                RecallState::Verified | RecallState::Closed => true,
            };
            ensure!(told, "a recall says of its notices what is not so");
        }
        ensure!(together.is_empty(), "custodians of an unknown recall");
        Ok(())
    }
}
