//! Opening cases, and how long they hold.

use county_primitives::{
    oversight::{HoldCause, HoldInput, OversightEntry},
    traits::Holds,
    CaseId, MemberId, OrganisationId, QuestionId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
    mock::{
        account, ask, assert_recorded, author, hold, hold_input, items, no_policy, not_authorised,
        place, run, set_now, text, Oversight, RuntimeOrigin, Test, COUNTY, DAY_MS, FAR_LOT,
        HOLD_LIMIT_DAYS, HOME, INSPECTOR, LOT, OTHER_INSPECTOR, PRODUCER, SECOND_LOT, START_MS,
        UNKNOWN_LOT,
    },
    types::ORDERED_MAX,
    Cases, Error, Held, NextCase, Timelines,
};

fn held_entry(subject: Subject, days: u64) -> OversightEntry {
    OversightEntry::Held {
        subject,
        cause: HoldCause::Ordered {
            reason: text("投诉"),
            evidence: None,
            expires_ms: START_MS + days * DAY_MS,
        },
    }
}

#[test]
fn an_inspector_can_hold_a_subject() {
    run(|| {
        assert_ok!(Oversight::ensure_free(&LOT, 0));
        assert_ok!(hold(INSPECTOR, LOT, 15));
        assert_recorded(1, 0, author(INSPECTOR), held_entry(LOT, 15));
        assert_noop!(Oversight::ensure_free(&LOT, 7), Error::<Test>::Held(7));
        assert_ok!(Oversight::ensure_free(&SECOND_LOT, 0));
        assert_eq!(Oversight::about(&Subject::Case(CaseId(1))), Some(LOT));
        assert_eq!(Oversight::about(&Subject::Case(CaseId(2))), None);
        assert_eq!(Oversight::about(&LOT), None);
        assert!(Oversight::is_held(LOT));
        assert_eq!(Oversight::holding_cases(LOT), vec![CaseId(1)]);
    });
}

#[test]
fn the_county_can_hold_several_subjects_in_one_call() {
    run(|| {
        let list = items(&[hold_input(LOT, 1), hold_input(SECOND_LOT, 2)]);
        assert_ok!(Oversight::hold(
            RuntimeOrigin::signed(account(COUNTY)),
            list
        ));
        assert_recorded(2, 0, author(COUNTY), held_entry(SECOND_LOT, 2));
        assert_eq!(NextCase::<Test>::get(), CaseId(3));
        assert_eq!(Timelines::<Test>::get(Subject::Case(CaseId(2))).len, 1);
    });
}

#[test]
fn a_hold_ends_by_itself_exactly_at_its_end() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 2));
        set_now(START_MS + 2 * DAY_MS - 1);
        assert_noop!(Oversight::ensure_free(&LOT, 0), Error::<Test>::Held(0));
        set_now(START_MS + 2 * DAY_MS);
        assert_ok!(Oversight::ensure_free(&LOT, 0));
        assert!(!Oversight::is_held(LOT));
    });
}

#[test]
fn what_has_run_out_is_pruned_when_the_list_changes() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        set_now(START_MS + DAY_MS);
        assert_eq!(Held::<Test>::get(LOT).to_vec(), vec![CaseId(1)]);
        assert_ok!(hold(COUNTY, LOT, 1));
        assert_eq!(Held::<Test>::get(LOT).to_vec(), vec![CaseId(2)]);
        assert!(Cases::<Test>::contains_key(CaseId(1)));
    });
}

#[test]
fn the_days_are_one_to_the_limit() {
    run(|| {
        assert_noop!(hold(INSPECTOR, LOT, 0), Error::<Test>::DaysOutOfRange(0));
        assert_noop!(
            hold(INSPECTOR, LOT, HOLD_LIMIT_DAYS + 1),
            Error::<Test>::DaysOutOfRange(0)
        );
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_ok!(hold(INSPECTOR, LOT, HOLD_LIMIT_DAYS));
    });
}

#[test]
fn fails_to_hold_until_after_the_end_of_time() {
    run(|| {
        set_now(u64::MAX - 1);
        assert_noop!(hold(INSPECTOR, LOT, 1), Error::<Test>::DaysOutOfRange(0));
    });
}

#[test]
fn fails_to_hold_unsigned_or_nothing() {
    run(|| {
        let none: [HoldInput; 0] = [];
        assert_noop!(
            Oversight::hold(RuntimeOrigin::root(), items(&[hold_input(LOT, 1)])),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Oversight::hold(RuntimeOrigin::signed(account(INSPECTOR)), items(&none)),
            Error::<Test>::NoItems
        );
    });
}

#[test]
fn fails_to_hold_what_does_not_exist_or_is_a_case_or_a_question() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_ok!(ask(INSPECTOR, LOT));
        assert_noop!(
            hold(INSPECTOR, Subject::Question(QuestionId(1)), 1),
            Error::<Test>::SubjectIsQuestion(0)
        );
        assert_noop!(
            hold(INSPECTOR, UNKNOWN_LOT, 1),
            Error::<Test>::SubjectUnknown(0)
        );
        assert_noop!(
            hold(INSPECTOR, Subject::Case(CaseId(1)), 1),
            Error::<Test>::SubjectIsCase(0)
        );
    });
}

#[test]
fn fails_to_hold_a_person_who_can_still_be_asked_about() {
    run(|| {
        let member = Subject::Member(MemberId(PRODUCER.into()));
        place(member, HOME);
        assert_noop!(
            hold(INSPECTOR, member, 1),
            Error::<Test>::SubjectIsMember(0)
        );
        assert_ok!(ask(INSPECTOR, member));
        let organisation = Subject::Organisation(OrganisationId(PRODUCER.into()));
        place(organisation, HOME);
        assert_ok!(hold(INSPECTOR, organisation, 1));
    });
}

#[test]
fn fails_to_hold_without_a_reason() {
    run(|| {
        let blank = HoldInput {
            reason: text("  "),
            ..hold_input(LOT, 1)
        };
        let list = items(&[hold_input(LOT, 1), blank]);
        assert_noop!(
            Oversight::hold(RuntimeOrigin::signed(account(INSPECTOR)), list),
            Error::<Test>::ReasonBlank(1)
        );
    });
}

#[test]
fn fails_to_hold_in_the_wrong_role_or_place_or_without_a_policy() {
    run(|| {
        assert_noop!(hold(PRODUCER, LOT, 1), not_authorised(0));
        assert_noop!(hold(OTHER_INSPECTOR, LOT, 1), not_authorised(0));
        assert_noop!(hold(INSPECTOR, FAR_LOT, 1), not_authorised(0));
        assert_noop!(hold(OTHER_INSPECTOR, FAR_LOT, 1), no_policy(0));
    });
}

#[test]
fn fails_to_order_more_holds_than_a_subject_takes() {
    run(|| {
        for _ in 0..ORDERED_MAX {
            assert_ok!(hold(INSPECTOR, LOT, 1));
        }
        assert_noop!(hold(INSPECTOR, LOT, 1), Error::<Test>::TooManyHolds(0));
        set_now(START_MS + DAY_MS);
        assert_ok!(hold(INSPECTOR, LOT, 1));
    });
}

#[test]
fn fails_to_hold_when_the_numbers_are_used_up() {
    run(|| {
        NextCase::<Test>::put(CaseId(u64::MAX));
        assert_noop!(hold(INSPECTOR, LOT, 1), Error::<Test>::CasesExhausted(0));
    });
}

#[test]
fn fails_to_hold_when_the_timeline_is_full() {
    run(|| {
        let full = Timeline {
            len: u32::MAX,
            ..Timeline::default()
        };
        let subject = Subject::Case(CaseId(1));
        Timelines::<Test>::insert(subject, full);
        assert_noop!(hold(INSPECTOR, LOT, 1), Error::<Test>::TimelineFull(0));
        Timelines::<Test>::remove(subject);
    });
}
