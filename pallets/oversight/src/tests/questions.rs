//! Questions and their answers: by whom, about what, and until when.

use county_primitives::{
    clock::plus_workdays,
    oversight::{AnswerInput, OversightEntry, QuestionInput},
    CaseId, Date, Digest, QuestionId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
    mock::{
        account, answer, answer_input, ask, assert_recorded_on, author, hold, items, no_policy,
        not_authorised, now_ms, question_input, run, set_now, Oversight, RuntimeOrigin, Test,
        ANSWER_WORKDAYS, CASHIER, COUNTY, DAY_MS, FAR_LOT, INSPECTOR, INSPECTOR_AGAIN, LOT,
        NEIGHBOUR, OTHER_INSPECTOR, PACKER, PRODUCER, SECOND_COUNTY, SECOND_LOT, SPENDING, TOWN,
        UNKNOWN_LOT,
    },
    Error, NextQuestion, Questions, Timelines,
};

const FIRST: Subject = Subject::Question(QuestionId(1));

fn due() -> Date {
    plus_workdays(Date::of_timestamp(now_ms()), ANSWER_WORKDAYS)
}

#[test]
fn an_inspector_asks_and_the_holder_answers() {
    run(|| {
        let asked = OversightEntry::Asked {
            subject: LOT,
            question: Digest([1; 32]),
            due: due(),
        };
        assert_ok!(ask(INSPECTOR, LOT));
        assert_recorded_on(FIRST, 0, author(INSPECTOR), asked);
        assert_eq!(Oversight::about(&FIRST), Some(LOT));
        assert!(!Oversight::is_held(LOT), "a question holds nothing");
        assert_ok!(answer(PRODUCER, 1));
        let answered = OversightEntry::Answered {
            answer: Digest([2; 32]),
            late: false,
        };
        assert_recorded_on(FIRST, 1, author(PRODUCER), answered);
    });
}

#[test]
fn township_and_county_ask_and_answer_too() {
    run(|| {
        assert_ok!(ask(TOWN, LOT));
        assert_ok!(ask(COUNTY, LOT));
        assert_eq!(NextQuestion::<Test>::get(), QuestionId(3));
        assert_ok!(answer(COUNTY, 1));
        assert_ok!(answer(TOWN, 2));
        assert_eq!(Timelines::<Test>::get(FIRST).len, 2);
    });
}

#[test]
fn a_village_officer_answers_for_a_spending_only() {
    run(|| {
        assert_ok!(ask(INSPECTOR, SPENDING));
        assert_ok!(ask(INSPECTOR, LOT));
        assert_ok!(answer(CASHIER, 1));
        assert_noop!(answer(CASHIER, 2), not_authorised(0));
    });
}

#[test]
fn who_has_a_lot_in_hand_answers_from_another_county() {
    run(|| {
        assert_ok!(ask(INSPECTOR, SECOND_LOT));
        assert_noop!(answer(PRODUCER, 1), not_authorised(0));
        assert_ok!(answer(PACKER, 1));
    });
}

#[test]
fn an_answer_is_late_from_the_day_after_its_last() {
    run(|| {
        let last = due();
        assert_ok!(ask(INSPECTOR, LOT));
        assert_ok!(ask(INSPECTOR, LOT));
        set_now(last.plus_days(1).start_ms() - 1);
        assert_ok!(answer(PRODUCER, 1));
        set_now(last.plus_days(1).start_ms());
        assert_ok!(answer(PRODUCER, 2));
        let late = |id| {
            Questions::<Test>::get(QuestionId(id))
                .unwrap()
                .answer
                .unwrap()
                .late
        };
        assert_eq!((late(1), late(2)), (false, true));
    });
}

#[test]
fn the_clock_does_not_count_weekends() {
    run(|| {
        // 2026-11-20 is a Friday.
        let friday: Date = "2026-11-20".parse().unwrap();
        set_now(friday.start_ms() + DAY_MS / 2);
        assert_ok!(ask(INSPECTOR, LOT));
        let question = Questions::<Test>::get(QuestionId(1)).unwrap();
        assert_eq!(question.due, "2026-11-27".parse().unwrap());
    });
}

#[test]
fn fails_to_answer_twice_or_what_nobody_asked() {
    run(|| {
        assert_noop!(answer(PRODUCER, 1), Error::<Test>::QuestionUnknown(0));
        assert_ok!(ask(INSPECTOR, LOT));
        assert_ok!(answer(PRODUCER, 1));
        assert_noop!(answer(PRODUCER, 1), Error::<Test>::QuestionAnswered(0));
        assert_noop!(answer(COUNTY, 1), Error::<Test>::QuestionAnswered(0));
    });
}

#[test]
fn fails_to_answer_ones_own_question() {
    run(|| {
        assert_ok!(ask(COUNTY, LOT));
        assert_noop!(answer(COUNTY, 1), Error::<Test>::OwnQuestion(0));
        assert_ok!(answer(SECOND_COUNTY, 1));
        // The same person in another office.
        assert_ok!(ask(TOWN, SPENDING));
        assert_noop!(answer(CASHIER, 2), Error::<Test>::OwnQuestion(0));
    });
}

#[test]
fn fails_to_answer_as_an_inspector_or_a_neighbour() {
    run(|| {
        assert_ok!(ask(COUNTY, LOT));
        assert_noop!(answer(INSPECTOR, 1), not_authorised(0));
        assert_noop!(answer(INSPECTOR_AGAIN, 1), not_authorised(0));
        assert_noop!(answer(NEIGHBOUR, 1), not_authorised(0));
        assert_noop!(answer(99, 1), not_authorised(0));
    });
}

#[test]
fn fails_to_ask_in_the_wrong_role_or_place_or_without_a_policy() {
    run(|| {
        assert_noop!(ask(PRODUCER, LOT), not_authorised(0));
        assert_noop!(ask(CASHIER, SPENDING), not_authorised(0));
        assert_noop!(ask(OTHER_INSPECTOR, LOT), not_authorised(0));
        assert_noop!(ask(INSPECTOR, FAR_LOT), not_authorised(0));
        assert_noop!(ask(OTHER_INSPECTOR, FAR_LOT), no_policy(0));
    });
}

#[test]
fn fails_to_ask_about_nothing_a_case_or_a_question() {
    run(|| {
        assert_ok!(hold(INSPECTOR, LOT, 1));
        assert_ok!(ask(INSPECTOR, LOT));
        assert_noop!(
            ask(INSPECTOR, UNKNOWN_LOT),
            Error::<Test>::SubjectUnknown(0)
        );
        assert_noop!(
            ask(INSPECTOR, Subject::Case(CaseId(1))),
            Error::<Test>::SubjectIsCase(0)
        );
        assert_noop!(ask(INSPECTOR, FIRST), Error::<Test>::SubjectIsQuestion(0));
    });
}

#[test]
fn fails_to_ask_or_answer_unsigned_or_nothing() {
    run(|| {
        let signed = || RuntimeOrigin::signed(account(INSPECTOR));
        let no_questions: [QuestionInput; 0] = [];
        let no_answers: [AnswerInput; 0] = [];
        assert_noop!(
            Oversight::ask(signed(), items(&no_questions)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Oversight::answer(signed(), items(&no_answers)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Oversight::ask(RuntimeOrigin::root(), items(&[question_input(LOT)])),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Oversight::answer(RuntimeOrigin::none(), items(&[answer_input(1)])),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn lists_are_taken_whole_or_not_at_all() {
    run(|| {
        let list = items(&[question_input(LOT), question_input(UNKNOWN_LOT)]);
        let origin = RuntimeOrigin::signed(account(INSPECTOR));
        assert_noop!(
            Oversight::ask(origin, list),
            Error::<Test>::SubjectUnknown(1)
        );
        assert_ok!(ask(INSPECTOR, LOT));
        let list = items(&[answer_input(1), answer_input(1)]);
        let origin = RuntimeOrigin::signed(account(PRODUCER));
        assert_noop!(
            Oversight::answer(origin, list),
            Error::<Test>::QuestionAnswered(1)
        );
    });
}

#[test]
fn fails_to_ask_when_the_numbers_or_the_timeline_are_used_up() {
    run(|| {
        let full = Timeline {
            len: u32::MAX,
            ..Timeline::default()
        };
        Timelines::<Test>::insert(FIRST, full);
        assert_noop!(ask(INSPECTOR, LOT), Error::<Test>::TimelineFull(0));
        Timelines::<Test>::remove(FIRST);
        NextQuestion::<Test>::put(QuestionId(u64::MAX));
        assert_noop!(ask(INSPECTOR, LOT), Error::<Test>::QuestionsExhausted(0));
    });
}
