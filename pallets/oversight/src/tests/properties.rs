//! Random sequences of calls, compared with a plain model: nobody lifts a hold alone, and nobody
//! answers a question twice or for himself.

use county_primitives::{traits::Holds, Author, CaseId, CycleId, Date, Role, Subject, TestId};
use proptest::prelude::*;

use crate::{
    mock::{
        answer, ask, author, clear, hold, new_test_ext, now_ms, release, renew, set_now, Oversight,
        CASHIER, COUNTY, DAY_MS, HOLD_LIMIT_DAYS, INSPECTOR, INSPECTOR_AGAIN, LOT, PRODUCER,
        SECOND_COUNTY, SECOND_INSPECTOR, SECOND_LOT, THE_USE, TOWN,
    },
    types::{ORDERED_MAX, OTHERS_MAX},
};

#[derive(Clone, Debug)]
enum Op {
    Hold(u8, Subject, u16),
    Renew(u8, u64, u16),
    Release(u8, u64),
    FailedTest(Subject, u64),
    BrokenInterval(Subject),
    Clear(Subject, u64),
    Ask(u8, Subject),
    Answer(u8, u64),
    Wait(u64),
}

/// A question as the model sees it.
struct Asked {
    subject: Subject,
    asker: u8,
    answered: bool,
}

/// A case as the model sees it: who keeps it, and when it ends.
struct Known {
    subject: Subject,
    role: Role,
    keepers: Vec<u8>,
    end_ms: Option<u64>,
    test: Option<u64>,
    released: bool,
}

#[derive(Default)]
struct Model {
    cases: Vec<Known>,
    questions: Vec<Asked>,
    cleared: Vec<(Subject, u64)>,
}

fn person(member: u8) -> u8 {
    match member {
        INSPECTOR_AGAIN => INSPECTOR,
        CASHIER => TOWN,
        member => member,
    }
}

fn role(member: u8) -> Role {
    match author(member) {
        Author::Member(signature) => signature.role,
        _ => unreachable!("members sign as members"),
    }
}

impl Known {
    fn holds(&self) -> bool {
        !self.released && self.end_ms.is_none_or(|end_ms| now_ms() < end_ms)
    }
}

impl Model {
    fn holding(&self, subject: Subject) -> impl Iterator<Item = &Known> {
        self.cases
            .iter()
            .filter(move |case| case.subject == subject && case.holds())
    }

    /// How many cases hold the subject besides the one about its safety interval.
    fn others(&self, subject: Subject) -> usize {
        let known = |case: &&Known| case.test != Some(THE_USE.0);
        self.holding(subject).filter(known).count()
    }

    /// One case at a time, which always finds room.
    fn broken_interval(&mut self, subject: Subject) -> bool {
        let known = self
            .holding(subject)
            .any(|case| case.test == Some(THE_USE.0));
        if !known {
            self.follow(subject, THE_USE.0);
        }
        true
    }

    fn case(&mut self, number: u64) -> Option<&mut Known> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        self.cases.get_mut(at).filter(|case| case.holds())
    }

    fn hold(&mut self, who: u8, subject: Subject, days: u16) -> bool {
        let total = self.others(subject);
        let ordered = self
            .holding(subject)
            .filter(|case| case.test.is_none())
            .count();
        let allowed = matches!(role(who), Role::Inspector | Role::CountyAgriculture)
            && (1..=HOLD_LIMIT_DAYS).contains(&days)
            && ordered < ORDERED_MAX as usize
            && total < OTHERS_MAX as usize;
        if allowed {
            self.cases.push(Known {
                subject,
                role: role(who),
                keepers: vec![person(who)],
                end_ms: Some(now_ms() + u64::from(days) * DAY_MS),
                test: None,
                released: false,
            });
        }
        allowed
    }

    fn renew(&mut self, who: u8, number: u64, days: u16) -> bool {
        let end_ms = now_ms() + u64::from(days) * DAY_MS;
        let Some(case) = self.case(number) else {
            return false;
        };
        let allowed = case.role == role(who)
            && (1..=HOLD_LIMIT_DAYS).contains(&days)
            && case.end_ms.is_some_and(|before| end_ms >= before);
        if allowed {
            case.end_ms = Some(end_ms);
            case.keepers.truncate(1);
            case.keepers.push(person(who));
        }
        allowed
    }

    fn release(&mut self, who: u8, number: u64) -> bool {
        let cleared = self.cleared.clone();
        let Some(case) = self.case(number) else {
            return false;
        };
        let allowed = case.role == role(who)
            && !case.keepers.contains(&person(who))
            && case
                .test
                .is_none_or(|test| cleared.contains(&(case.subject, test)));
        if allowed {
            case.released = true;
        }
        allowed
    }

    fn failed_test(&mut self, subject: Subject, test: u64) -> bool {
        if self.holding(subject).any(|case| case.test == Some(test)) {
            return true;
        }
        let allowed = self.others(subject) < OTHERS_MAX as usize;
        if allowed {
            self.follow(subject, test);
        }
        allowed
    }

    fn follow(&mut self, subject: Subject, test: u64) {
        self.cases.push(Known {
            subject,
            role: Role::CountyAgriculture,
            keepers: Vec::new(),
            end_ms: None,
            test: Some(test),
            released: false,
        });
    }
}

impl Model {
    fn ask(&mut self, who: u8, subject: Subject) -> bool {
        let home = matches!(
            role(who),
            Role::Inspector | Role::CountyAgriculture | Role::Township
        );
        // The second lot belongs to the whole county, which no township covers.
        let allowed = home && (subject == LOT || role(who) != Role::Township);
        if allowed {
            self.questions.push(Asked {
                subject,
                asker: person(who),
                answered: false,
            });
        }
        allowed
    }

    fn answer(&mut self, who: u8, number: u64) -> bool {
        let at = number
            .checked_sub(1)
            .and_then(|at| usize::try_from(at).ok());
        let Some(question) = at.and_then(|at| self.questions.get_mut(at)) else {
            return false;
        };
        let fits = match role(who) {
            Role::CountyAgriculture => true,
            Role::Township | Role::Producer => question.subject == LOT,
            _ => false,
        };
        let allowed = fits && !question.answered && question.asker != person(who);
        question.answered |= allowed;
        allowed
    }
}

fn members() -> impl Strategy<Value = u8> {
    prop::sample::select(vec![
        INSPECTOR,
        SECOND_INSPECTOR,
        INSPECTOR_AGAIN,
        COUNTY,
        SECOND_COUNTY,
        PRODUCER,
        TOWN,
        CASHIER,
    ])
}

fn subjects() -> impl Strategy<Value = Subject> {
    prop::sample::select(vec![LOT, SECOND_LOT])
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (members(), subjects(), 0u16..17)
            .prop_map(|(who, what, days)| Op::Hold(who, what, days)),
        3 => (members(), 0u64..12, 0u16..17)
            .prop_map(|(who, case, days)| Op::Renew(who, case, days)),
        4 => (members(), 0u64..12).prop_map(|(who, case)| Op::Release(who, case)),
        2 => (subjects(), 0u64..10).prop_map(|(what, test)| Op::FailedTest(what, test)),
        1 => subjects().prop_map(Op::BrokenInterval),
        1 => subjects().prop_map(|what| Op::Clear(what, THE_USE.0)),
        1 => (subjects(), 0u64..10).prop_map(|(what, test)| Op::Clear(what, test)),
        2 => (members(), subjects()).prop_map(|(who, what)| Op::Ask(who, what)),
        3 => (members(), 0u64..8).prop_map(|(who, question)| Op::Answer(who, question)),
        2 => prop_oneof![0..20 * DAY_MS, Just(DAY_MS), Just(1)].prop_map(Op::Wait),
    ]
}

/// Applies one step to chain and model; both must take or refuse it.
fn apply(model: &mut Model, op: &Op) {
    let (chain, expected) = match *op {
        Op::Hold(who, subject, days) => (hold(who, subject, days), model.hold(who, subject, days)),
        Op::Renew(who, case, days) => (renew(who, case, days), model.renew(who, case, days)),
        Op::Release(who, case) => (release(who, case), model.release(who, case)),
        Op::FailedTest(subject, test) => (
            Oversight::hold_for_failed_test(subject, TestId(test), 0),
            model.failed_test(subject, test),
        ),
        Op::BrokenInterval(subject) => (
            Oversight::hold_for_safety_interval(subject, CycleId(1), Date(20_000), 0),
            model.broken_interval(subject),
        ),
        Op::Ask(who, subject) => (ask(who, subject), model.ask(who, subject)),
        Op::Answer(who, question) => (answer(who, question), model.answer(who, question)),
        Op::Clear(subject, test) => {
            clear(subject, TestId(test));
            model.cleared.push((subject, test));
            return;
        }
        Op::Wait(ms) => {
            set_now(now_ms() + ms);
            return;
        }
    };
    assert_eq!(chain.is_ok(), expected, "{op:?}: {chain:?}");
}

fn cases_of(model: &Model, subject: Subject) -> Vec<CaseId> {
    let numbered = model.cases.iter().zip(1u64..);
    numbered
        .filter(|(case, _)| case.subject == subject && case.holds())
        .map(|(_, number)| CaseId(number))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn holds_and_questions_are_what_a_plain_model_says(steps in prop::collection::vec(ops(), 1..60)) {
        new_test_ext().execute_with(|| {
            let mut model = Model::default();
            for op in &steps {
                apply(&mut model, op);
                Oversight::do_try_state().unwrap();
                for subject in [LOT, SECOND_LOT] {
                    let expected = cases_of(&model, subject);
                    assert_eq!(Oversight::ensure_free(&subject, 0).is_ok(), expected.is_empty());
                    assert_eq!(Oversight::holding_cases(subject), expected);
                }
            }
        });
    }
}
