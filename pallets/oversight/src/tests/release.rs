//! Releasing holds: always by a second person of the same side.

use county_primitives::{
    oversight::{OversightEntry, ReleaseInput},
    traits::Holds,
    CaseId, Digest, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
    mock::{
        account, assert_recorded, author, hold, items, not_authorised, release, release_input,
        renew, run, set_now, text, Oversight, RuntimeOrigin, Test, COUNTY, DAY_MS, INSPECTOR,
        INSPECTOR_AGAIN, LOT, OTHER_INSPECTOR, SECOND_COUNTY, SECOND_INSPECTOR, START_MS,
    },
    types::CaseStatus,
    Cases, Error, Held, Timelines,
};

#[test]
fn a_second_inspector_can_release() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        let evidence = Some(Digest([7; 32]));
        let list = items(&[ReleaseInput {
            evidence,
            ..release_input(1)
        }]);
        let origin = RuntimeOrigin::signed(account(SECOND_INSPECTOR));
        assert_ok!(Oversight::release(origin, list));
        let reason = text("复查合格");
        assert_recorded(
            1,
            1,
            author(SECOND_INSPECTOR),
            OversightEntry::Released { reason, evidence },
        );
        assert_ok!(Oversight::ensure_free(&LOT, 0));
        assert!(!Held::<Test>::contains_key(LOT));
        let case = Cases::<Test>::get(CaseId(1)).unwrap();
        assert_eq!(case.status, CaseStatus::Released);
    });
}

#[test]
fn a_subject_stays_held_until_its_last_case_is_released() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        assert_ok!(hold(COUNTY, LOT, 2));
        assert_ok!(release(SECOND_INSPECTOR, 1));
        assert_noop!(Oversight::ensure_free(&LOT, 0), Error::<Test>::Held(0));
        assert_ok!(release(SECOND_COUNTY, 2));
        assert_ok!(Oversight::ensure_free(&LOT, 0));
    });
}

#[test]
fn fails_to_release_alone() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        assert_noop!(release(INSPECTOR, 1), Error::<Test>::SamePerson(0));
        assert_noop!(release(INSPECTOR_AGAIN, 1), Error::<Test>::SamePerson(0));
        assert_ok!(renew(SECOND_INSPECTOR, 1, 2));
        assert_noop!(release(SECOND_INSPECTOR, 1), Error::<Test>::SamePerson(0));
        assert_noop!(release(INSPECTOR, 1), Error::<Test>::SamePerson(0));
        assert_ok!(renew(INSPECTOR, 1, 2));
        assert_ok!(release(SECOND_INSPECTOR, 1));
    });
}

#[test]
fn fails_to_release_for_the_other_side_or_place() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        assert_ok!(hold(COUNTY, LOT, 2));
        assert_noop!(release(COUNTY, 1), not_authorised(0));
        assert_noop!(release(SECOND_INSPECTOR, 2), not_authorised(0));
        assert_noop!(release(OTHER_INSPECTOR, 1), not_authorised(0));
    });
}

#[test]
fn fails_to_release_what_is_over() {
    run(|| {
        assert_noop!(release(SECOND_INSPECTOR, 1), Error::<Test>::CaseUnknown(0));
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_ok!(release(SECOND_INSPECTOR, 1));
        assert_noop!(release(SECOND_INSPECTOR, 1), Error::<Test>::CaseNotOpen(0));
        assert_ok!(hold(INSPECTOR, LOT, 1));
        set_now(START_MS + DAY_MS);
        assert_noop!(release(SECOND_INSPECTOR, 2), Error::<Test>::HoldExpired(0));
    });
}

#[test]
fn fails_to_release_without_a_reason_unsigned_or_nothing() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        let signed = || RuntimeOrigin::signed(account(SECOND_INSPECTOR));
        let none: [ReleaseInput; 0] = [];
        let blank = ReleaseInput {
            reason: text(" "),
            ..release_input(1)
        };
        assert_noop!(
            Oversight::release(signed(), items(&[blank])),
            Error::<Test>::ReasonBlank(0)
        );
        assert_noop!(
            Oversight::release(signed(), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Oversight::release(RuntimeOrigin::none(), items(&[release_input(1)])),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn a_list_is_released_whole_or_not_at_all() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        let list = items(&[release_input(1), release_input(1)]);
        let origin = RuntimeOrigin::signed(account(SECOND_INSPECTOR));
        assert_noop!(
            Oversight::release(origin, list),
            Error::<Test>::CaseNotOpen(1)
        );
    });
}

#[test]
fn fails_to_release_when_the_timeline_is_full() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        Timelines::<Test>::mutate(Subject::Case(CaseId(1)), |timeline: &mut Timeline| {
            timeline.len = u32::MAX;
        });
        assert_noop!(release(SECOND_INSPECTOR, 1), Error::<Test>::TimelineFull(0));
    });
}
