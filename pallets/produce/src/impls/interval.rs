//! Safety intervals that turn out to have been broken: a use recorded after the harvest holds what
//! was harvested inside its interval (PI-3), as a failed test holds what was tested.

use county_primitives::{
    produce::{ProduceEntry, TestFlag, TestTarget},
    traits::Holds,
    Author, CycleId, Date, LotId, Subject, TestId,
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{subject_of, Doubt, Harvest},
    Config, CycleHarvests, Doubts, LaboratoryPasses, NextTest, Pallet, Tests,
};

impl<T: Config> Pallet<T> {
    /// Remembers for each cycle what was harvested from it.
    pub(super) fn remember_harvest(cycle: CycleId, lot: LotId, day: Date) {
        CycleHarvests::<T>::mutate(cycle, |harvests| harvests.remember(Harvest { day, lot }));
    }

    /// Holds every lot that was harvested from the cycle on the day of the use or later, but before
    /// `harvest_from`, and returns how many subjects it held. Everything graded from such a lot is
    /// held with it, because a lot knows its ancestors. If the use reaches back to harvests that
    /// are no longer remembered, the cycle is held, and with it everything that came from it.
    pub(super) fn hold_harvested_inside(
        cycle: CycleId,
        used: Date,
        harvest_from: Date,
        author: Author,
        item: u16,
    ) -> Result<u32, DispatchError> {
        let harvests = CycleHarvests::<T>::get(cycle);
        let mut held = 0u32;
        let mut hold = |target: TestTarget| -> DispatchResult {
            let subject = subject_of(target);
            let entry = ProduceEntry::IntervalBroken {
                cycle,
                used,
                harvest_from,
            };
            Self::doubt(target, used);
            held = held.saturating_add(1);
            Self::record(subject, author, entry, item)?;
            T::Holds::hold_for_safety_interval(subject, cycle, harvest_from, item)
        };
        if used < harvest_from && harvests.forgotten.is_some_and(|day| used <= day) {
            hold(TestTarget::Cycle(cycle))?;
            return Ok(held);
        }
        let interval = used..harvest_from;
        for harvest in harvests
            .latest
            .iter()
            .filter(|it| interval.contains(&it.day))
        {
            hold(TestTarget::Lot(harvest.lot))?;
        }
        Ok(held)
    }

    /// Only a test that was not recorded yet can end the doubt, of a sample taken on the day of the
    /// use or later: whoever tested before did not know what to look for.
    fn doubt(target: TestTarget, used: Date) {
        let before = Doubts::<T>::get(target).map_or(used, |doubt| doubt.used);
        Doubts::<T>::insert(
            target,
            Doubt {
                first_test: NextTest::<T>::get(),
                used: used.max(before),
            },
        );
    }

    /// Whether a laboratory test has passed on the subject after the last use whose safety interval
    /// covers its harvest was recorded; for the runtime's `Subjects`, so that oversight may release
    /// the hold that followed the use.
    pub fn cleared_since_use(subject: &Subject) -> bool {
        let target = match subject {
            Subject::Cycle(id) => TestTarget::Cycle(*id),
            Subject::Lot(id) => TestTarget::Lot(*id),
            _ => return false,
        };
        let ends = |doubt: Doubt, passed: TestId| {
            passed >= doubt.first_test
                && Tests::<T>::get(passed).is_some_and(|test| test.sampled >= doubt.used)
        };
        Doubts::<T>::get(target)
            .zip(LaboratoryPasses::<T>::get(target))
            .is_some_and(|(doubt, passed)| ends(doubt, passed))
            && !matches!(Self::test_flag(target), Some(TestFlag::Failed(_)))
    }
}
