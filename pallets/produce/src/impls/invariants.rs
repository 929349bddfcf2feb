//! What must be true of the storage at any time.

use alloc::{collections::BTreeMap, vec::Vec};

use county_primitives::{
    produce::{TestFlag, TestMethod, TestStatus, TestTarget, TestVerdict, SEASONS_MAX},
    CycleId, Grams, LotId, PlotId, ProductClass, Subject,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    types::Harvest, Config, Cycle, CycleHarvests, CycleState, Cycles, Doubts, LaboratoryPasses,
    LatestCycles, Lot, Lots, NextCycle, NextLot, NextPlot, NextTest, Pallet, Plots, Test, Tests,
    Timelines,
};

impl<T: Config> Pallet<T> {
    /// Fails with a sentence if the storage contradicts itself.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        let mut harvested_mass = 0u128;
        for (id, plot) in Plots::<T>::iter() {
            ensure!(
                id < NextPlot::<T>::get(),
                "a plot has a number not given out"
            );
            Self::ensure_recorded(Subject::Plot(id))?;
            if let Some(cycle_id) = plot.growing {
                let cycle = Cycles::<T>::get(cycle_id).ok_or("a plot grows an unknown cycle")?;
                ensure!(
                    cycle.plot == id && cycle.state == CycleState::Growing,
                    "a plot grows a cycle of another plot or a finished one"
                );
            }
            if let Some(cycle_id) = plot.last {
                let cycle = Cycles::<T>::get(cycle_id).ok_or("a plot grew an unknown cycle")?;
                ensure!(
                    cycle.plot == id && cycle.state == CycleState::Finished,
                    "a plot last grew a cycle of another plot or a growing one"
                );
            }
        }
        for ((plot, product), cycle_id) in LatestCycles::<T>::iter() {
            let cycle = Cycles::<T>::get(cycle_id).ok_or("the latest cycle is unknown")?;
            ensure!(
                (cycle.plot, cycle.product) == (plot, product),
                "the latest cycle is one of another plot or product"
            );
        }
        for (id, cycle) in Cycles::<T>::iter() {
            Self::check_cycle(id, &cycle)?;
            harvested_mass = harvested_mass.saturating_add(cycle.harvested.0.into());
        }
        let mut lot_mass = 0u128;
        for (id, lot) in Lots::<T>::iter() {
            Self::check_lot(id, &lot)?;
            if lot.ancestors.is_empty() {
                lot_mass = lot_mass.saturating_add(lot.net.0.into());
            }
        }
        ensure!(
            harvested_mass == lot_mass,
            "cycles yielded another mass than was harvested into lots"
        );
        Self::check_seasons()?;
        Self::check_harvests()?;
        Self::check_tests()
    }

    fn check_cycle(id: CycleId, cycle: &Cycle) -> Result<(), TryRuntimeError> {
        ensure!(
            id < NextCycle::<T>::get(),
            "a cycle has a number not given out"
        );
        Self::ensure_recorded(Subject::Cycle(id))?;
        let plot = Plots::<T>::get(cycle.plot).ok_or("a cycle grows on an unknown plot")?;
        ensure!(
            (plot.producer, plot.village, plot.area) == (cycle.producer, cycle.village, cycle.area),
            "a cycle says something else than its plot"
        );
        ensure!(
            (plot.growing == Some(id)) == (cycle.state == CycleState::Growing),
            "a growing cycle is not the one its plot names"
        );
        ensure!(
            cycle.harvest_from >= cycle.started && cycle.last_day >= cycle.started,
            "a cycle may be harvested, or was worked, before it starts"
        );
        let latest = LatestCycles::<T>::get((cycle.plot, cycle.product));
        ensure!(
            latest >= Some(id),
            "a later cycle of a plot is not the latest one"
        );
        ensure!(
            cycle.uses.iter().all(|used| used.times >= 1),
            "a cycle counts a product never used"
        );
        Self::check_flag(TestTarget::Cycle(id), cycle.test)
    }

    /// Each cycle goes on with the season of the one before it, with its uses and its yield, or opens
    /// the next one after a harvest.
    fn check_seasons() -> Result<(), TryRuntimeError> {
        let mut cycles: Vec<(CycleId, Cycle)> = Cycles::<T>::iter().collect();
        cycles.sort_by_key(|(id, _)| *id);
        let mut latest = BTreeMap::<(PlotId, ProductClass), Cycle>::new();
        for (_, cycle) in cycles {
            let of = (cycle.plot, cycle.product);
            let before = latest
                .get(&of)
                .filter(|it| it.started_in_year_of(cycle.started));
            let (season, carried) = match before {
                None => (1, Grams::ZERO),
                Some(before) if before.season == cycle.season => {
                    let goes_on = before.uses.iter().all(|used| {
                        cycle.uses.iter().any(|now| {
                            now.registration == used.registration && now.times >= used.times
                        })
                    });
                    ensure!(goes_on, "a season forgot a use");
                    (before.season, before.yielded())
                }
                Some(before) => {
                    ensure!(
                        before.yielded() > Grams::ZERO,
                        "a season began although nothing was harvested in the last"
                    );
                    (before.season.saturating_add(1), Grams::ZERO)
                }
            };
            ensure!(
                (cycle.season, cycle.carried) == (season, carried) && season <= SEASONS_MAX,
                "a cycle is of another season, or its season yielded something else"
            );
            latest.insert(of, cycle);
        }
        Ok(())
    }

    fn check_lot(id: LotId, lot: &Lot) -> Result<(), TryRuntimeError> {
        ensure!(id < NextLot::<T>::get(), "a lot has a number not given out");
        Self::ensure_recorded(Subject::Lot(id))?;
        ensure!(
            lot.graded <= lot.net,
            "more of a lot was graded than there is"
        );
        ensure!(
            lot.grade.is_none() == lot.ancestors.is_empty(),
            "a lot is graded without ancestors or has ancestors without a grade"
        );
        ensure!(
            lot.ancestors.iter().is_sorted() && lot.cycles.iter().is_sorted(),
            "the origin of a lot is out of order"
        );
        // Numbers only grow, so that ancestors with smaller numbers cannot form a circle (PI-10).
        for ancestor in &lot.ancestors {
            let older = Lots::<T>::get(ancestor).ok_or("a lot has an unknown ancestor")?;
            ensure!(*ancestor < id, "a lot is its own ancestor");
            ensure!(
                older.ancestors.iter().all(|it| lot.ancestors.contains(it))
                    && older.cycles.iter().all(|it| lot.cycles.contains(it)),
                "a lot does not know all its ancestors knew"
            );
        }
        ensure!(!lot.cycles.is_empty(), "a lot comes from no cycle");
        for cycle_id in &lot.cycles {
            let cycle = Cycles::<T>::get(cycle_id).ok_or("a lot comes from an unknown cycle")?;
            ensure!(
                lot.division.contains(cycle.village) && lot.product == cycle.product,
                "a lot says something else than its cycle"
            );
        }
        Self::check_flag(TestTarget::Lot(id), lot.test)
    }

    /// Every harvest of a cycle is remembered, or is no later than those that were forgotten.
    fn check_harvests() -> Result<(), TryRuntimeError> {
        for (id, harvests) in CycleHarvests::<T>::iter() {
            ensure!(
                harvests.latest.iter().is_sorted_by(|one, next| one < next),
                "the harvests of a cycle are out of order"
            );
            let first = harvests.latest.first().map(|it| it.day);
            ensure!(
                harvests.forgotten.is_none() || harvests.forgotten <= first,
                "a harvest was forgotten before an earlier one"
            );
            for harvest in &harvests.latest {
                let lot = Lots::<T>::get(harvest.lot).ok_or("an unknown lot was harvested")?;
                ensure!(
                    lot.ancestors.is_empty()
                        && lot.harvested == harvest.day
                        && lot.cycles.contains(&id),
                    "a lot says something else of its harvest than its cycle"
                );
            }
        }
        for (id, lot) in Lots::<T>::iter().filter(|(_, lot)| lot.ancestors.is_empty()) {
            let harvest = Harvest {
                day: lot.harvested,
                lot: id,
            };
            for cycle in &lot.cycles {
                let harvests = CycleHarvests::<T>::get(cycle);
                ensure!(
                    harvests.latest.contains(&harvest) || harvests.forgotten >= Some(harvest.day),
                    "a cycle does not remember a harvest"
                );
            }
        }
        for (target, doubt) in Doubts::<T>::iter() {
            ensure!(
                Self::tested(target).is_some() && doubt.first_test <= NextTest::<T>::get(),
                "nothing is in doubt, or a test to come would not end it"
            );
        }
        Ok(())
    }

    fn check_flag(target: TestTarget, flag: TestFlag) -> Result<(), TryRuntimeError> {
        let (id, verdict) = match flag {
            TestFlag::Untested => return Ok(()),
            TestFlag::Passed(id) => (id, TestVerdict::Pass),
            TestFlag::Failed(id) => (id, TestVerdict::Fail),
        };
        let test = Tests::<T>::get(id).ok_or("a flag names an unknown test")?;
        ensure!(
            (test.target, test.verdict, test.status) == (target, verdict, TestStatus::Effective),
            "a flag names a test that says something else"
        );
        Ok(())
    }

    fn check_tests() -> Result<(), TryRuntimeError> {
        for (id, test) in Tests::<T>::iter() {
            ensure!(
                id < NextTest::<T>::get(),
                "a test has a number not given out"
            );
            Self::ensure_recorded(Subject::Test(id))?;
            ensure!(
                Self::tested(test.target).is_some(),
                "a test was made on nothing (PI-13)"
            );
            ensure!(
                test.status == TestStatus::Effective || is_laboratory_pass(&test),
                "a test waits for a signature it does not need"
            );
        }
        for (target, id) in LaboratoryPasses::<T>::iter() {
            let test = Tests::<T>::get(id).ok_or("an unknown test has passed")?;
            ensure!(
                test.target == target
                    && test.status == TestStatus::Effective
                    && is_laboratory_pass(&test),
                "what counts as a laboratory's pass is something else"
            );
        }
        Ok(())
    }

    fn ensure_recorded(subject: Subject) -> Result<(), TryRuntimeError> {
        ensure!(
            Timelines::<T>::get(subject).len > 0,
            "something exists without a record"
        );
        Ok(())
    }
}

fn is_laboratory_pass(test: &Test) -> bool {
    (test.method, test.verdict) == (TestMethod::Laboratory, TestVerdict::Pass)
}
