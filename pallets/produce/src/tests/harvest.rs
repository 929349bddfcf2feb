//! Harvest: the safety interval, the yield cap and what belongs together.

use county_primitives::{
    produce::{HarvestInput, ProduceEntry, TestMethod, TestTarget, TestVerdict},
    CycleId, Grams, LotId, Percent, PlotId, PolicyKey, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error};

fn harvest(input: HarvestInput) -> sp_runtime::DispatchResult {
    Produce::harvest_lots(signed(Actor::Grower), items(&[input]))
}

fn yielded(cycle: u64) -> u64 {
    Produce::cycle(CycleId(cycle)).unwrap().harvested.0
}

#[test]
fn can_harvest_a_lot() {
    execute(|| {
        grow();
        assert_ok!(harvest(harvest_of(&[1], 500_000)));
        let lot = Produce::lot(LotId(1)).unwrap();
        assert_eq!(lot.holder, Actor::Grower.organisation());
        assert_eq!(lot.producer, Some(lot.holder));
        assert_eq!((lot.net, lot.remaining()), (Grams(500_000), Grams(500_000)));
        assert_eq!(yielded(1), 500_000);
        assert_eq!(
            entries(Subject::Lot(LotId(1))),
            [ProduceEntry::LotHarvested {
                producer: lot.holder,
                division: division(VILLAGE),
                product: product(PEAR),
                harvest: harvest_of(&[1], 500_000),
                harvest_from: date("2026-03-01"),
                late: false,
            }]
        );
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::CycleHarvested { lot: LotId(1) }
        );
        assert_eq!(
            Produce::division_of(&Subject::Lot(LotId(1))),
            Some(division(VILLAGE))
        );
    });
}

#[test]
fn sprayed_on_the_first_with_14_days_the_14th_is_refused_and_the_15th_accepted() {
    execute(|| {
        set_now_ms(noon("2026-08-15"));
        grow();
        assert_ok!(Produce::record_input_uses(
            signed(Actor::Grower),
            items(&[input_use()])
        ));
        let on = |day: &str| HarvestInput {
            date: date(day),
            ..harvest_of(&[1], 1_000)
        };
        assert_noop!(
            harvest(on("2026-08-14")),
            Error::<Runtime>::InsideSafetyInterval(0)
        );
        assert_ok!(harvest(on("2026-08-15")));
        match last_entry(Subject::Lot(LotId(1))) {
            ProduceEntry::LotHarvested { harvest_from, .. } => {
                assert_eq!(harvest_from, date("2026-08-15"));
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn several_plots_wait_for_the_longest_interval() {
    execute(|| {
        grow();
        grow_more(VILLAGE);
        let mut input = input_use();
        input.cycle = CycleId(2);
        input.date = date("2026-08-19");
        assert_ok!(Produce::record_input_uses(
            signed(Actor::Grower),
            items(&[input])
        ));
        assert_noop!(
            harvest(harvest_of(&[1, 2], 1_000)),
            Error::<Runtime>::InsideSafetyInterval(0)
        );
        assert_ok!(harvest(harvest_of(&[1], 1_000)));
    });
}

#[test]
fn a_lot_of_two_villages_belongs_to_their_town() {
    execute(|| {
        grow();
        grow_more(OTHER_VILLAGE);
        let lot = harvested(&[2, 1], 1_000);
        let state = Produce::lot(lot).unwrap();
        assert_eq!(state.division, division(TOWN));
        assert_eq!(state.cycles.to_vec(), [CycleId(1), CycleId(2)]);
        // The grower has a role in each village, though none in the town.
        deliver(Actor::Grower, lot, Actor::Packer);
    });
}

#[test]
fn above_the_cap_warns_and_above_the_limit_refuses() {
    execute(|| {
        grow();
        assert_ok!(harvest(harvest_of(&[1], CAP)));
        assert!(!matches!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::YieldWarned { .. }
        ));
        assert_noop!(
            harvest(harvest_of(&[1], CAP / 2 + 1)),
            Error::<Runtime>::YieldOverLimit(0)
        );
        assert_ok!(harvest(harvest_of(&[1], 1)));
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::YieldWarned {
                lot: LotId(2),
                percent: Percent(101),
            }
        );
        assert_ok!(harvest(harvest_of(&[1], CAP / 2 - 1)));
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(1))),
            ProduceEntry::YieldWarned {
                lot: LotId(3),
                percent: Percent(150),
            }
        );
        assert_noop!(
            harvest(harvest_of(&[1], 1)),
            Error::<Runtime>::YieldOverLimit(0)
        );
        assert_noop!(
            harvest(harvest_of(&[1], u64::MAX)),
            Error::<Runtime>::YieldOverLimit(0)
        );
    });
}

#[test]
fn the_mass_fills_the_caps_in_turn_and_no_cycle_goes_beyond_its_limit() {
    execute(|| {
        grow();
        grow_more(VILLAGE);
        assert_ok!(harvest(harvest_of(&[1, 2], CAP + 10)));
        assert_eq!((yielded(1), yielded(2)), (CAP, 10));
        assert_ok!(harvest(harvest_of(&[1, 2], 2 * CAP - 10)));
        assert_eq!((yielded(1), yielded(2)), (CAP * 3 / 2, CAP * 3 / 2));
        assert_noop!(
            harvest(harvest_of(&[2], 1)),
            Error::<Runtime>::YieldOverLimit(0)
        );
        // The warning stands on the last cycle of the lot.
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(2))),
            ProduceEntry::YieldWarned {
                lot: LotId(2),
                percent: Percent(150),
            }
        );
    });
}

#[test]
fn fails_to_harvest_what_does_not_belong_together() {
    execute(|| {
        grow();
        let mut apple = cycle_on(2);
        apple.product = product("010302");
        assert_ok!(Produce::open_plots(
            signed(Actor::Grower),
            items(&[plot_in(VILLAGE)])
        ));
        assert_ok!(Produce::start_cycles(
            signed(Actor::Grower),
            items(&[apple])
        ));
        for (cycles, error) in [
            (&[][..], Error::<Runtime>::NoCycles(0)),
            (&[1, 1], Error::CycleTwice(0)),
            (&[1, 2], Error::MixedProducts(0)),
            (&[1, 3], Error::CycleUnknown(0)),
        ] {
            assert_noop!(harvest(harvest_of(cycles, 1_000)), error);
        }
        assert_noop!(harvest(harvest_of(&[1], 0)), Error::<Runtime>::NoMass(0));
        assert_noop!(
            Produce::harvest_lots(signed(Actor::Neighbour), items(&[harvest_of(&[1], 1)])),
            Error::<Runtime>::NotOwnCycle(0)
        );
        assert_noop!(
            Produce::harvest_lots(
                signed(Actor::Grower),
                items(&[harvest_of(&[1], 1), harvest_of(&[], 1)])
            ),
            Error::<Runtime>::NoCycles(1)
        );
        assert_ok!(Produce::finish_cycles(
            signed(Actor::Grower),
            items(&[CycleId(1)])
        ));
        assert_noop!(
            harvest(harvest_of(&[1], 1)),
            Error::<Runtime>::CycleFinished(0)
        );
    });
}

#[test]
fn fails_to_harvest_outside_the_days_of_the_cycle() {
    execute(|| {
        grow();
        let on = |day: &str| HarvestInput {
            date: date(day),
            ..harvest_of(&[1], 1_000)
        };
        assert_noop!(
            harvest(on("2026-02-28")),
            Error::<Runtime>::DateBeforeStart(0)
        );
        assert_noop!(harvest(on("2026-09-02")), Error::<Runtime>::DateInFuture(0));
        drop_policy(PolicyKey::YieldLimitPercent);
        assert_noop!(harvest(on("2026-09-01")), NO_POLICY);
    });
}

#[test]
fn fails_to_harvest_what_is_held_or_has_failed() {
    execute(|| {
        grow();
        for subject in [
            Subject::Cycle(CycleId(1)),
            Subject::Plot(PlotId(1)),
            Subject::Organisation(Actor::Grower.organisation()),
        ] {
            hold(subject);
            assert_noop!(harvest(harvest_of(&[1], 1)), HELD);
            release(subject);
        }
        // Another's hold is no reason.
        hold(Subject::Organisation(Actor::Neighbour.organisation()));
        assert_ok!(harvest(harvest_of(&[1], 1)));
        record_test(test_of(
            TestTarget::Cycle(CycleId(1)),
            TestMethod::Quick,
            TestVerdict::Fail,
        ));
        release(Subject::Cycle(CycleId(1)));
        assert_noop!(
            harvest(harvest_of(&[1], 1)),
            Error::<Runtime>::TestFailed(0)
        );
    });
}
