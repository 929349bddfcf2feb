//! The hold that follows a failed test: by rule, without an end, released by the county once
//! cleared.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    traits::Holds,
    Author, CaseId, TestId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::{
        assert_recorded, author, clear, hold, not_authorised, release, run, set_now, text,
        Oversight, System, Test, COUNTY, DAY_MS, INSPECTOR, LOT, SECOND_LOT, START_MS,
    },
    types::{ORDERED_MAX, OTHERS_MAX},
    Error, NextCase,
};

#[test]
fn a_failed_test_holds_without_an_end() {
    run(|| {
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(5), 0));
        assert_recorded(
            1,
            0,
            Author::Rule,
            OversightEntry::Held {
                subject: LOT,
                cause: HoldCause::FailedTest(TestId(5)),
            },
        );
        set_now(START_MS + 100_000 * DAY_MS);
        assert_noop!(Oversight::ensure_free(&LOT, 3), Error::<Test>::Held(3));
    });
}

#[test]
fn the_same_test_holds_a_subject_once() {
    run(|| {
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(5), 0));
        let events = System::events().len();
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(5), 0));
        assert_eq!(System::events().len(), events);
        assert_eq!(NextCase::<Test>::get(), CaseId(2));
        assert_ok!(Oversight::hold_for_failed_test(SECOND_LOT, TestId(5), 0));
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(6), 0));
        assert_eq!(Oversight::holding_cases(LOT), vec![CaseId(1), CaseId(3)]);
    });
}

#[test]
fn only_the_county_can_release_and_only_once_cleared() {
    run(|| {
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(5), 0));
        assert_noop!(release(COUNTY, 1), Error::<Test>::NotCleared(0));
        clear(LOT, TestId(5));
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
    });
}

#[test]
fn ordered_holds_leave_room_for_failed_tests() {
    run(|| {
        for _ in 0..ORDERED_MAX {
            assert_ok!(hold(INSPECTOR, LOT, 1));
        }
        for test in ORDERED_MAX..OTHERS_MAX {
            assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(test.into()), 0));
        }
        assert_noop!(
            Oversight::hold_for_failed_test(LOT, TestId(99), 4),
            Error::<Test>::TooManyHolds(4)
        );
    });
}
