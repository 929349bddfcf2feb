//! Renewing holds.

use county_primitives::{
    oversight::{OversightEntry, RenewalInput},
    traits::Holds,
    TestId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
    mock::{
        account, assert_recorded, author, hold, items, not_authorised, release, renew, renewal,
        run, set_now, text, Oversight, RuntimeOrigin, Test, COUNTY, DAY_MS, HOLD_LIMIT_DAYS,
        INSPECTOR, LOT, OTHER_INSPECTOR, SECOND_INSPECTOR, START_MS,
    },
    Error,
};

#[test]
fn the_same_side_can_renew_until_the_end() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        set_now(START_MS + 2 * DAY_MS - 1);
        assert_ok!(renew(SECOND_INSPECTOR, 1, HOLD_LIMIT_DAYS));
        let expires_ms = START_MS + (2 + u64::from(HOLD_LIMIT_DAYS)) * DAY_MS - 1;
        assert_recorded(
            1,
            1,
            author(SECOND_INSPECTOR),
            OversightEntry::Renewed {
                reason: text("复检未出"),
                expires_ms,
            },
        );
        set_now(expires_ms - 1);
        assert_noop!(Oversight::ensure_free(&LOT, 0), Error::<Test>::Held(0));
        set_now(expires_ms);
        assert_ok!(Oversight::ensure_free(&LOT, 0));
    });
}

#[test]
fn fails_to_renew_what_has_run_out() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        set_now(START_MS + 2 * DAY_MS);
        assert_noop!(renew(INSPECTOR, 1, 1), Error::<Test>::HoldExpired(0));
    });
}

#[test]
fn fails_to_renew_what_is_released_or_unknown() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        assert_ok!(release(SECOND_INSPECTOR, 1));
        assert_noop!(renew(INSPECTOR, 1, 2), Error::<Test>::CaseNotOpen(0));
        assert_noop!(renew(INSPECTOR, 2, 2), Error::<Test>::CaseUnknown(0));
    });
}

#[test]
fn fails_to_renew_to_an_earlier_end() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 5));
        assert_noop!(renew(INSPECTOR, 1, 4), Error::<Test>::RenewalShortens(0));
        assert_ok!(renew(INSPECTOR, 1, 5));
    });
}

#[test]
fn fails_to_renew_for_days_outside_the_limit() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_noop!(renew(INSPECTOR, 1, 0), Error::<Test>::DaysOutOfRange(0));
        assert_noop!(
            renew(INSPECTOR, 1, HOLD_LIMIT_DAYS + 1),
            Error::<Test>::DaysOutOfRange(0)
        );
        assert_ok!(renew(INSPECTOR, 1, HOLD_LIMIT_DAYS));
    });
}

#[test]
fn fails_to_renew_in_another_role_or_place() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_ok!(hold(COUNTY, LOT, 1));
        assert_noop!(renew(COUNTY, 1, 2), not_authorised(0));
        assert_noop!(renew(INSPECTOR, 2, 2), not_authorised(0));
        assert_noop!(renew(OTHER_INSPECTOR, 1, 2), not_authorised(0));
    });
}

#[test]
fn fails_to_renew_the_hold_of_a_failed_test() {
    run(|| {
        assert_ok!(Oversight::hold_for_failed_test(LOT, TestId(1), 0));
        assert_noop!(renew(COUNTY, 1, 1), Error::<Test>::NotRenewable(0));
    });
}

#[test]
fn fails_to_renew_without_a_reason_unsigned_or_nothing() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        let signed = || RuntimeOrigin::signed(account(INSPECTOR));
        let none: [RenewalInput; 0] = [];
        let blank = RenewalInput {
            reason: text(""),
            ..renewal(1, 1)
        };
        assert_noop!(
            Oversight::renew(signed(), items(&[renewal(1, 1), blank])),
            Error::<Test>::ReasonBlank(1)
        );
        assert_noop!(
            Oversight::renew(signed(), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Oversight::renew(RuntimeOrigin::none(), items(&[renewal(1, 1)])),
            DispatchError::BadOrigin
        );
    });
}
