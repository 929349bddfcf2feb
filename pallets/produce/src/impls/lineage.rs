//! What lots come from: whether anything there is held or failed, and who may act on all of it.

use alloc::vec::Vec;

use county_primitives::{
    produce::TestFlag,
    traits::{Holds, ORIGINS_MAX},
    CycleId, DivisionCode, List, LotId, OrganisationId, Role, Signature, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{Config, Cycle, Cycles, Error, Lots, Pallet, Plots, Tests, Timelines};

impl<T: Config> Pallet<T> {
    /// The division of a catalogue, plot, cycle, test or lot, for the runtime's `Subjects`; `None`
    /// if there is no such thing.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        match subject {
            Subject::Plot(id) => Plots::<T>::get(id).map(|plot| plot.village),
            Subject::Cycle(id) => Cycles::<T>::get(id).map(|cycle| cycle.village),
            Subject::Lot(id) => Lots::<T>::get(id).map(|lot| lot.division),
            Subject::Test(id) => {
                let test = Tests::<T>::get(id)?;
                Self::tested(test.target).map(|(division, _)| division)
            }
            Subject::Catalogue(division) => {
                Timelines::<T>::contains_key(subject).then_some(*division)
            }
            _ => None,
        }
    }

    /// The organisation that has a subject of this pallet in hand, for the runtime's `Subjects`.
    pub fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        match subject {
            Subject::Plot(id) => Plots::<T>::get(id).map(|plot| plot.producer),
            Subject::Cycle(id) => Cycles::<T>::get(id).map(|cycle| cycle.producer),
            Subject::Lot(id) => Lots::<T>::get(id).map(|lot| lot.holder),
            Subject::Test(id) => Tests::<T>::get(id).map(|test| test.laboratory),
            _ => None,
        }
    }

    /// The caller's signature in one of `roles` over everything a lot comes from: over the division
    /// that contains all of it, or else over each village of its cycles. A grower with plots in two
    /// villages has a role in both, but none in the township that contains them.
    pub(super) fn sign_for_origin<'c>(
        caller: &mut Caller<T>,
        roles: &'static [Role],
        division: DivisionCode,
        cycles: impl IntoIterator<Item = &'c CycleId>,
        item: u16,
    ) -> Result<Signature, DispatchError> {
        let mut signature = caller.sign(roles, division, item);
        if signature.is_ok() {
            return signature;
        }
        for id in cycles {
            let cycle = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
            signature = Ok(caller.sign(roles, cycle.village, item)?);
        }
        signature
    }

    /// The villages of the plots the cycles grow on.
    pub(super) fn villages_of<'c>(
        cycles: impl IntoIterator<Item = &'c CycleId>,
        item: u16,
    ) -> Result<List<DivisionCode, ORIGINS_MAX>, DispatchError> {
        let mut villages = Vec::new();
        for id in cycles {
            let cycle = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
            villages.push(cycle.village);
        }
        Ok(sorted(villages).ok_or(Error::<T>::TooManyCycles(item))?)
    }

    /// Refuses if the organisation is held: it brings forth, changes and hands over nothing.
    pub(super) fn ensure_organisation_free(id: OrganisationId, item: u16) -> DispatchResult {
        T::Holds::ensure_free(&Subject::Organisation(id), item)
    }

    /// Refuses if a test of the cycle failed, or if the cycle or its plot is held.
    pub(super) fn ensure_cycle_clear(id: CycleId, cycle: &Cycle, item: u16) -> DispatchResult {
        ensure!(!has_failed(cycle.test), Error::<T>::TestFailed(item));
        T::Holds::ensure_free(&Subject::Cycle(id), item)?;
        T::Holds::ensure_free(&Subject::Plot(cycle.plot), item)
    }

    /// Refuses if anything among `lots` and `cycles` is held or has a failed test: nothing
    /// downstream of a held lot moves.
    pub(super) fn ensure_lineage_clear<'a>(
        lots: impl IntoIterator<Item = &'a LotId>,
        cycles: impl IntoIterator<Item = &'a CycleId>,
        item: u16,
    ) -> DispatchResult {
        for id in lots {
            let lot = Lots::<T>::get(id).ok_or(Error::<T>::LotUnknown(item))?;
            ensure!(!has_failed(lot.test), Error::<T>::TestFailed(item));
            T::Holds::ensure_free(&Subject::Lot(*id), item)?;
        }
        for id in cycles {
            let cycle = Cycles::<T>::get(id).ok_or(Error::<T>::CycleUnknown(item))?;
            Self::ensure_cycle_clear(*id, &cycle, item)?;
        }
        Ok(())
    }
}

fn has_failed(flag: TestFlag) -> bool {
    matches!(flag, TestFlag::Failed(_))
}

/// The ids in rising order without repetition; `None` if there are more than `N`.
pub(super) fn sorted<Id: Ord, const N: u32>(mut ids: Vec<Id>) -> Option<List<Id, N>> {
    ids.sort_unstable();
    ids.dedup();
    List::try_from(ids).ok()
}
