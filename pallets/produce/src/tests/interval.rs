//! Uses recorded after the harvest, and what was harvested inside their safety interval.

use county_primitives::{
    produce::{
        Delivery, HarvestInput, InputUse, ProduceEntry,
        TestMethod::{Laboratory, Quick},
        TestTarget,
        TestVerdict::{Fail, Pass},
    },
    CycleId, LotId, Subject, TestId,
};
use frame_support::{
    assert_noop, assert_ok,
    dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
};

use crate::{
    mock::*,
    types::{HARVESTS_MAX, HELD_MAX},
    CycleHarvests, Error, NextLot, NextTest, WeightInfo,
};

/// A use on this day, whose label asks for 14 days.
fn on(day: &str) -> InputUse {
    InputUse {
        date: date(day),
        ..input_use()
    }
}

fn spray(uses: &[InputUse]) -> DispatchResultWithPostInfo {
    Produce::record_input_uses(signed(Actor::Grower), items(uses))
}

fn harvested_on(day: &str) -> LotId {
    let lot = NextLot::<Runtime>::get();
    let harvest = HarvestInput {
        date: date(day),
        ..harvest_of(&[1], 1_000)
    };
    assert_ok!(Produce::harvest_lots(
        signed(Actor::Grower),
        items(&[harvest])
    ));
    lot
}

fn lot_is_held(lot: LotId) -> bool {
    is_held(Subject::Lot(lot))
}

fn cycle_is_held() -> bool {
    is_held(Subject::Cycle(CycleId(1)))
}

#[test]
fn harvested_the_day_before_the_first_allowed_one_is_held_and_on_it_is_not() {
    execute(|| {
        grow();
        let held: Vec<_> = ["2026-08-01", "2026-08-14"].map(harvested_on).into();
        let free: Vec<_> = ["2026-07-31", "2026-08-15"].map(harvested_on).into();
        let told = spray(&[on("2026-08-01")]).unwrap();
        assert!(held.iter().all(|lot| lot_is_held(*lot)));
        assert!(free.iter().all(|lot| !lot_is_held(*lot)));
        assert!(!cycle_is_held());
        for (lot, records) in [(held[0], 2), (held[1], 2), (free[0], 1), (free[1], 1)] {
            assert_eq!(entries(Subject::Lot(lot)).len(), records);
        }
        assert_eq!(
            last_entry(Subject::Lot(held[1])),
            ProduceEntry::IntervalBroken {
                cycle: CycleId(1),
                used: date("2026-08-01"),
                harvest_from: date("2026-08-15"),
            }
        );
        assert_eq!(
            told,
            PostDispatchInfo::from(Some(<() as WeightInfo>::record_input_uses(1, 2)))
        );
        // The cycle goes on: what is harvested from the first allowed day on is free.
        assert!(!lot_is_held(harvested_on("2026-08-15")));
    });
}

#[test]
fn a_use_without_an_interval_holds_nothing() {
    execute(|| {
        grow();
        let mut row = label();
        row.interval_days = 0;
        assert_ok!(Produce::set_input_labels(
            signed(Actor::County),
            items(&[row])
        ));
        let lot = harvested_on("2026-08-01");
        assert_ok!(spray(&[on("2026-08-01")]));
        assert!(!lot_is_held(lot));
    });
}

#[test]
fn a_lot_of_several_cycles_is_held_by_a_use_on_any_of_them() {
    execute(|| {
        grow();
        let second = grow_more(VILLAGE);
        let both = harvested(&[1, second.0], 1_000);
        let first = harvested(&[1], 1_000);
        let mut use_of_second = on("2026-08-31");
        use_of_second.cycle = second;
        assert_ok!(spray(&[use_of_second]));
        assert!(lot_is_held(both) && !lot_is_held(first));
    });
}

#[test]
fn what_was_graded_from_such_a_lot_stops_with_it() {
    execute(|| {
        grow();
        let lot = lot_at_packer(1_000_000);
        assert_ok!(Produce::grade_lots(
            signed(Actor::Packer),
            items(&[grading_of(&[(lot.0, 900_000)], &[900_000], 0)])
        ));
        let child = LotId(lot.0 + 1);
        let delivery = Delivery {
            lot: child,
            to: Actor::Buyer.organisation(),
        };
        let deliver = || Produce::deliver_lots(signed(Actor::Packer), items(&[delivery]));
        assert_ok!(spray(&[on("2026-08-31")]));
        assert!(lot_is_held(lot) && !lot_is_held(child));
        assert_noop!(deliver(), HELD);
        release(Subject::Lot(lot));
        assert_ok!(deliver());
    });
}

#[test]
fn only_a_laboratorys_pass_recorded_since_the_use_clears() {
    execute(|| {
        grow();
        let lot = harvested_on("2026-08-31");
        let (target, subject) = (TestTarget::Lot(lot), Subject::Lot(lot));
        let cleared = || Produce::cleared_since_use(&subject);
        approve(record_test(test_of(target, Laboratory, Pass)));
        let waiting = record_test(test_of(target, Laboratory, Pass));
        // Nothing is in doubt before the use.
        assert!(!cleared());
        assert_ok!(spray(&[on("2026-08-31")]));
        assert!(!cleared());
        approve(waiting);
        assert!(!cleared());
        record_test(test_of(target, Quick, Pass));
        assert!(!cleared());
        let passed = record_test(test_of(target, Laboratory, Pass));
        assert!(!cleared());
        approve(passed);
        assert!(cleared());
        // The hold stays until oversight releases it.
        assert!(lot_is_held(lot));
        let failed = record_test(test_of(target, Quick, Fail));
        assert!(!cleared());
        approve(record_test(test_of(target, Laboratory, Pass)));
        assert!(cleared() && Produce::cleared_since(&subject, failed));
        // A further use asks for a further test.
        assert_ok!(spray(&[on("2026-08-30")]));
        assert!(!cleared());
        approve(record_test(test_of(target, Laboratory, Pass)));
        assert!(cleared());
        assert!(!Produce::cleared_since_use(&Subject::Test(TestId(1))));
    });
}

/// Harvests as many lots as a cycle remembers: one on the first day, the others on the second.
fn fill(first: &str, second: &str) -> Vec<LotId> {
    let mut lots = vec![harvested_on(first)];
    lots.extend((1..HARVESTS_MAX).map(|_| harvested_on(second)));
    lots
}

#[test]
fn a_cycle_remembers_its_latest_harvests() {
    execute(|| {
        grow();
        let lots = fill("2026-08-02", "2026-08-10");
        assert_ok!(spray(&[on("2026-08-01")]));
        assert!(lots.iter().all(|lot| lot_is_held(*lot)) && !cycle_is_held());
    });
    // One more, and the earliest is forgotten. A use after it is not in doubt.
    execute(|| {
        grow();
        let lots = fill("2026-08-02", "2026-08-10");
        let last = harvested_on("2026-08-10");
        assert_ok!(spray(&[on("2026-08-03")]));
        assert!(!lot_is_held(lots[0]) && lot_is_held(lots[1]) && lot_is_held(last));
        assert!(!cycle_is_held());
    });
    // A late record of an earlier harvest is forgotten at once.
    execute(|| {
        grow();
        fill("2026-08-10", "2026-08-10");
        let early = harvested_on("2026-08-02");
        let harvests = CycleHarvests::<Runtime>::get(CycleId(1));
        assert_eq!(harvests.forgotten, Some(date("2026-08-02")));
        assert!(harvests.latest.iter().all(|known| known.lot != early));
    });
}

#[test]
fn a_use_that_reaches_back_to_forgotten_harvests_holds_the_cycle() {
    execute(|| {
        grow();
        let lots = fill("2026-08-02", "2026-08-10");
        harvested_on("2026-08-10");
        assert_ok!(spray(&[on("2026-08-02")]));
        assert!(cycle_is_held() && lots.iter().all(|lot| !lot_is_held(*lot)));
        // The sample must not be older than the use.
        let subject = Subject::Cycle(CycleId(1));
        let mut test = test_of(TestTarget::Cycle(CycleId(1)), Laboratory, Pass);
        test.sampled = date("2026-08-01");
        approve(record_test(test.clone()));
        assert!(!Produce::cleared_since_use(&subject));
        test.sampled = date("2026-08-02");
        approve(record_test(test));
        assert!(Produce::cleared_since_use(&subject));
        assert_eq!(NextTest::<Runtime>::get(), TestId(3));
    });
}

#[test]
fn fails_to_hold_more_than_a_call_can_and_names_the_item() {
    execute(|| {
        grow();
        let mut row = label();
        row.times_max = 3;
        assert_ok!(Produce::set_input_labels(
            signed(Actor::County),
            items(&[row])
        ));
        fill("2026-08-02", "2026-08-10");
        let uses = [on("2026-08-01"), on("2026-08-02"), on("2026-08-01")];
        assert_eq!(HELD_MAX, 2 * HARVESTS_MAX);
        assert_noop!(spray(&uses), Error::<Runtime>::TooManyHeld(2));
        assert_ok!(spray(&uses[..2]));
        assert_ok!(spray(&uses[2..]));
    });
}
