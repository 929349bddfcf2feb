//! The hold that follows a use recorded after the harvest: by rule, without an end, one at a time,
//! released by the county once cleared.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    traits::Holds,
    Author, CaseId, CycleId, Date, TestId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

use crate::{
    mock::{
        assert_recorded, author, clear, hold, not_authorised, release, renew, run, set_now, text,
        Oversight, System, Test, COUNTY, DAY_MS, INSPECTOR, LOT, START_MS, THE_USE,
    },
    types::{HELD_MAX, ORDERED_MAX, OTHERS_MAX},
    Error,
};

fn broken(cycle: u64, harvest_from: Date) -> DispatchResult {
    Oversight::hold_for_safety_interval(LOT, CycleId(cycle), harvest_from, 4)
}

#[test]
fn a_broken_interval_holds_without_an_end_and_once() {
    run(|| {
        assert_ok!(broken(7, Date(20_000)));
        assert_recorded(
            1,
            0,
            Author::Rule,
            OversightEntry::Held {
                subject: LOT,
                cause: HoldCause::SafetyInterval {
                    cycle: CycleId(7),
                    harvest_from: Date(20_000),
                },
            },
        );
        set_now(START_MS + 100_000 * DAY_MS);
        assert_noop!(Oversight::ensure_free(&LOT, 3), Error::<Test>::Held(3));
        let events = System::events().len();
        assert_ok!(broken(8, Date(20_009)));
        assert_eq!(System::events().len(), events);
        assert_eq!(Oversight::holding_cases(LOT), vec![CaseId(1)]);
        assert_noop!(renew(COUNTY, 1, 1), Error::<Test>::NotRenewable(0));
    });
}

#[test]
fn only_the_county_can_release_and_only_once_cleared() {
    run(|| {
        assert_ok!(broken(7, Date(20_000)));
        // A pass since some failed test says nothing of the use.
        clear(LOT, TestId(5));
        assert_noop!(release(COUNTY, 1), Error::<Test>::NotCleared(0));
        clear(LOT, THE_USE);
        assert_noop!(release(INSPECTOR, 1), not_authorised(0));
        assert_ok!(release(COUNTY, 1));
        assert_recorded(
            1,
            1,
            author(COUNTY),
            OversightEntry::Released {
                reason: text("复查合格"),
                evidence: None,
            },
        );
        assert_ok!(Oversight::ensure_free(&LOT, 0));
        // The next such use opens a case of its own.
        assert_ok!(broken(7, Date(20_001)));
        assert_eq!(Oversight::holding_cases(LOT), vec![CaseId(2)]);
    });
}

#[test]
fn there_is_always_room_for_a_broken_interval() {
    run(|| {
        for _ in 0..ORDERED_MAX {
            assert_ok!(hold(INSPECTOR, LOT, 1));
        }
        for test in ORDERED_MAX..OTHERS_MAX {
            assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(test.into()), 0));
        }
        assert_noop!(
            Oversight::hold_for_failed_test(LOT, TestId(99), 0),
            Error::<Test>::TooManyHolds(0)
        );
        assert_ok!(broken(7, Date(20_000)));
        assert_eq!(Oversight::holding_cases(LOT).len(), HELD_MAX as usize);
    });
}

#[test]
fn a_broken_interval_takes_no_room_from_the_others() {
    run(|| {
        assert_ok!(broken(7, Date(20_000)));
        for _ in 0..ORDERED_MAX {
            assert_ok!(hold(INSPECTOR, LOT, 1));
        }
        assert_noop!(hold(INSPECTOR, LOT, 1), Error::<Test>::TooManyHolds(0));
        for test in ORDERED_MAX..OTHERS_MAX {
            assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(test.into()), 0));
        }
        assert_noop!(
            Oversight::hold_for_failed_test(LOT, TestId(99), 2),
            Error::<Test>::TooManyHolds(2)
        );
    });
}
