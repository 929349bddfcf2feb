//! Finishing a cycle and starting the next on the same plot: what the first still forbids stays
//! forbidden.

use county_primitives::{
    produce::{
        HarvestInput, InputUse, ProduceEntry,
        TestMethod::{Laboratory, Quick},
        TestTarget,
        TestVerdict::{Fail, Pass},
    },
    CycleId, Grams, LotId, Percent, Subject,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo};
use sp_runtime::DispatchResult;

use crate::{mock::*, Error};

const APPLE: &str = "010302";

fn start(class: &str, started: &str) -> DispatchResult {
    let mut cycle = cycle_on(1);
    cycle.product = product(class);
    cycle.started = date(started);
    Produce::start_cycles(signed(Actor::Grower), items(&[cycle]))
}

fn finish(cycle: u64) {
    assert_ok!(Produce::finish_cycles(
        signed(Actor::Grower),
        items(&[CycleId(cycle)])
    ));
}

fn spray(cycle: u64, day: &str) -> DispatchResultWithPostInfo {
    let input = InputUse {
        cycle: CycleId(cycle),
        date: date(day),
        ..input_use()
    };
    Produce::record_input_uses(signed(Actor::Grower), items(&[input]))
}

fn harvest(cycle: u64, day: &str, gross: u64) -> DispatchResult {
    let harvest = HarvestInput {
        date: date(day),
        ..harvest_of(&[cycle], gross)
    };
    Produce::harvest_lots(signed(Actor::Grower), items(&[harvest]))
}

#[test]
fn the_safety_interval_goes_on() {
    execute(|| {
        grow();
        assert_ok!(spray(1, "2026-08-18"));
        finish(1);
        assert_ok!(start(PEAR, "2026-08-18"));
        assert!(matches!(
            last_entry(Subject::Cycle(CycleId(2))),
            ProduceEntry::CycleStarted { harvest_from, .. } if harvest_from == date("2026-09-01")
        ));
        assert_noop!(
            harvest(2, "2026-08-31", 1_000),
            Error::<Runtime>::InsideSafetyInterval(0)
        );
        assert_ok!(harvest(2, "2026-09-01", 1_000));
    });
}

#[test]
fn the_safety_interval_goes_on_over_another_crop() {
    execute(|| {
        grow();
        assert_ok!(spray(1, "2026-08-18"));
        finish(1);
        assert_ok!(start(APPLE, "2026-08-18"));
        assert_noop!(
            harvest(2, "2026-08-31", 1_000),
            Error::<Runtime>::InsideSafetyInterval(0)
        );
        finish(2);
        assert_ok!(start(PEAR, "2026-08-18"));
        assert_noop!(
            harvest(3, "2026-08-31", 1_000),
            Error::<Runtime>::InsideSafetyInterval(0)
        );
        assert_ok!(harvest(3, "2026-09-01", 1_000));
    });
}

#[test]
fn uses_count_on_within_the_season() {
    execute(|| {
        grow();
        assert_ok!(spray(1, "2026-08-01"));
        finish(1);
        assert_ok!(start(PEAR, "2026-08-01"));
        assert_ok!(spray(2, "2026-08-02"));
        assert!(matches!(
            last_entry(Subject::Cycle(CycleId(2))),
            ProduceEntry::InputUsed { times: 2, .. }
        ));
        assert_noop!(spray(2, "2026-08-02"), Error::<Runtime>::TooManyUses(0));
        // Another crop has its own count, and does not wipe out the first.
        finish(2);
        assert_ok!(start(APPLE, "2026-08-02"));
        assert_ok!(spray(3, "2026-08-02"));
        finish(3);
        assert_ok!(start(PEAR, "2026-08-02"));
        assert_noop!(spray(4, "2026-08-02"), Error::<Runtime>::TooManyUses(0));
        // The season ends with the year in which its cycles start.
        set_now_ms(noon("2027-09-01"));
        finish(4);
        assert_ok!(start(PEAR, "2026-12-31"));
        assert_noop!(spray(5, "2027-08-01"), Error::<Runtime>::TooManyUses(0));
        finish(5);
        assert_ok!(start(PEAR, "2027-01-01"));
        assert_ok!(spray(6, "2027-08-01"));
    });
}

#[test]
fn the_yield_counts_on_within_the_season() {
    execute(|| {
        grow();
        let limit = CAP * 3 / 2;
        harvested(&[1], limit - 1);
        finish(1);
        assert_ok!(start(PEAR, "2026-09-01"));
        assert_noop!(
            harvest(2, "2026-09-01", 2),
            Error::<Runtime>::YieldOverLimit(0)
        );
        assert_ok!(harvest(2, "2026-09-01", 1));
        assert_eq!(
            last_entry(Subject::Cycle(CycleId(2))),
            ProduceEntry::YieldWarned {
                lot: LotId(2),
                percent: Percent(150),
            }
        );
        let cycle = Produce::cycle(CycleId(2)).unwrap();
        assert_eq!(
            (cycle.carried, cycle.harvested),
            (Grams(limit - 1), Grams(1))
        );
        // Another crop has its own cap, and does not wipe out what the first yielded.
        finish(2);
        assert_ok!(start(APPLE, "2026-09-01"));
        assert_ok!(harvest(3, "2026-09-01", limit));
        finish(3);
        assert_ok!(start(PEAR, "2026-09-01"));
        assert_noop!(
            harvest(4, "2026-09-01", 1),
            Error::<Runtime>::YieldOverLimit(0)
        );
        finish(4);
        set_now_ms(noon("2027-09-01"));
        assert_ok!(start(PEAR, "2027-01-01"));
        assert_ok!(harvest(5, "2027-09-01", limit));
    });
}

fn season_of(cycle: u64) -> u8 {
    Produce::cycle(CycleId(cycle)).unwrap().season
}

/// Sprays a cycle once, and is refused the second time: one use of its season was left.
fn spray_the_last_time(cycle: u64, day: &str) {
    assert_ok!(spray(cycle, day));
    assert_noop!(spray(cycle, day), Error::<Runtime>::TooManyUses(0));
}

#[test]
fn a_harvest_opens_the_next_season_until_the_year_has_no_more() {
    let limit = CAP * 3 / 2;
    execute(|| {
        grow();
        set_seasons(2);
        assert_ok!(spray(1, "2026-07-01"));
        spray_the_last_time(1, "2026-07-01");
        assert_ok!(harvest(1, "2026-07-15", limit));
        finish(1);
        assert_ok!(start(PEAR, "2026-07-15"));
        assert!(matches!(
            last_entry(Subject::Cycle(CycleId(2))),
            ProduceEntry::CycleStarted { season: 2, carried, .. } if carried == Grams::ZERO
        ));
        assert_ok!(spray(2, "2026-08-01"));
        spray_the_last_time(2, "2026-08-01");
        assert_ok!(harvest(2, "2026-08-15", limit));
        finish(2);
        // The third goes on with the second.
        assert_ok!(start(PEAR, "2026-08-15"));
        let cycle = Produce::cycle(CycleId(3)).unwrap();
        assert_eq!((cycle.season, cycle.carried), (2, Grams(limit)));
        assert_noop!(spray(3, "2026-08-15"), Error::<Runtime>::TooManyUses(0));
        assert_noop!(
            harvest(3, "2026-08-15", 1),
            Error::<Runtime>::YieldOverLimit(0)
        );
        finish(3);
        // One season more in the year: the harvest of the season counts, not that of its last cycle.
        set_seasons(3);
        assert_ok!(start(PEAR, "2026-08-15"));
        assert_eq!(season_of(4), 3);
        assert_ok!(spray(4, "2026-08-15"));
        assert_ok!(harvest(4, "2026-08-29", 1));
        finish(4);
        // Fewer take none back.
        set_seasons(1);
        assert_ok!(start(PEAR, "2026-08-29"));
        assert_eq!(season_of(5), 3);
        spray_the_last_time(5, "2026-08-29");
    });
}

#[test]
fn without_a_harvest_the_season_goes_on() {
    execute(|| {
        grow();
        set_seasons(2);
        assert_ok!(spray(1, "2026-08-01"));
        finish(1);
        assert_ok!(start(PEAR, "2026-08-01"));
        assert_eq!(season_of(2), 1);
        spray_the_last_time(2, "2026-08-01");
        assert_ok!(harvest(2, "2026-08-15", 1));
        finish(2);
        assert_ok!(start(PEAR, "2026-08-15"));
        assert_eq!(season_of(3), 2);
        assert_ok!(spray(3, "2026-08-15"));
        spray_the_last_time(3, "2026-08-15");
    });
}

#[test]
fn another_crop_has_its_own_seasons() {
    execute(|| {
        grow();
        set_seasons(2);
        assert_ok!(harvest(1, "2026-07-01", 1));
        finish(1);
        assert_ok!(start(APPLE, "2026-07-01"));
        assert_eq!(season_of(2), 1);
        finish(2);
        assert_ok!(start(PEAR, "2026-07-01"));
        assert_eq!(season_of(3), 2);
        finish(3);
        // A failure of the first season holds the second of the same year all the same.
        record_test(test_of(TestTarget::Cycle(CycleId(1)), Quick, Fail));
        assert!(is_held(Subject::Cycle(CycleId(3))));
        assert_noop!(start(PEAR, "2026-07-01"), HELD);
    });
}

#[test]
fn seasons_are_counted_by_the_year_they_start_in() {
    execute(|| {
        grow();
        set_seasons(2);
        assert_ok!(harvest(1, "2026-07-01", 1));
        finish(1);
        set_now_ms(noon("2027-09-01"));
        assert_ok!(start(PEAR, "2026-12-31"));
        assert_eq!(season_of(2), 2);
        finish(2);
        // Nothing was harvested, but the year is new.
        assert_ok!(start(PEAR, "2027-01-01"));
        assert_eq!(season_of(3), 1);
        assert_ok!(harvest(3, "2027-01-01", 1));
        finish(3);
        assert_ok!(start(PEAR, "2027-01-01"));
        assert_eq!(season_of(4), 2);
    });
}

#[test]
fn a_harvest_of_several_cycles_fills_what_their_seasons_left() {
    execute(|| {
        grow();
        grow_more(VILLAGE);
        harvested(&[1], CAP - 10);
        finish(1);
        assert_ok!(start(PEAR, "2026-09-01"));
        assert_ok!(Produce::harvest_lots(
            signed(Actor::Grower),
            items(&[harvest_of(&[3, 2], 30)])
        ));
        let yielded = |cycle| Produce::cycle(CycleId(cycle)).unwrap().harvested;
        assert_eq!((yielded(3), yielded(2)), (Grams(10), Grams(20)));
    });
}

#[test]
fn a_failed_test_stays_failed() {
    execute(|| {
        grow();
        record_test(test_of(TestTarget::Cycle(CycleId(1)), Quick, Fail));
        finish(1);
        for class in [PEAR, APPLE] {
            assert_noop!(start(class, "2026-09-01"), Error::<Runtime>::TestFailed(0));
        }
        approve(record_test(test_of(
            TestTarget::Cycle(CycleId(1)),
            Laboratory,
            Pass,
        )));
        assert_noop!(start(PEAR, "2026-09-01"), HELD);
        release(Subject::Cycle(CycleId(1)));
        assert_ok!(start(PEAR, "2026-09-01"));
    });
}

#[test]
fn a_failure_after_the_finish_holds_what_followed() {
    let fail = || record_test(test_of(TestTarget::Cycle(CycleId(1)), Quick, Fail));
    let cycle_is_held = |cycle| is_held(Subject::Cycle(CycleId(cycle)));
    execute(|| {
        grow();
        finish(1);
        assert_ok!(start(PEAR, "2026-09-01"));
        fail();
        assert!(cycle_is_held(1) && cycle_is_held(2));
        assert_noop!(harvest(2, "2026-09-01", 1), HELD);
    });
    // Not only the one that followed at once, and a crop between them makes no difference.
    execute(|| {
        grow();
        finish(1);
        assert_ok!(start(PEAR, "2026-09-01"));
        finish(2);
        assert_ok!(start(APPLE, "2026-09-01"));
        fail();
        assert!(cycle_is_held(2) && !cycle_is_held(3));
        finish(3);
        assert_noop!(start(PEAR, "2026-09-01"), HELD);
    });
    // What started in a later year, not right after it, is another season.
    execute(|| {
        grow();
        finish(1);
        set_now_ms(noon("2027-09-01"));
        assert_ok!(start(PEAR, "2027-01-01"));
        finish(2);
        assert_ok!(start(PEAR, "2027-01-01"));
        fail();
        assert!(cycle_is_held(1) && !cycle_is_held(2) && !cycle_is_held(3));
    });
}

#[test]
fn a_cycle_starts_no_earlier_than_the_last_use_or_harvest_on_its_plot() {
    execute(|| {
        grow();
        assert_ok!(spray(1, "2026-08-18"));
        finish(1);
        assert_noop!(
            start(PEAR, "2026-08-17"),
            Error::<Runtime>::DateBeforeStart(0)
        );
        assert_ok!(start(PEAR, "2026-08-18"));
        assert_ok!(harvest(2, "2026-09-01", 1_000));
        finish(2);
        assert_noop!(
            start(APPLE, "2026-08-31"),
            Error::<Runtime>::DateBeforeStart(0)
        );
        assert_ok!(start(APPLE, "2026-09-01"));
    });
}
