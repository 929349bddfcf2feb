//! Challenges by villagers, with their clocks.

use county_primitives::{
    three_assets::{
        challenges::{
            ChallengeInput, ChallengeLevel, ChallengeState, ChallengeStep, ChallengeStepInput,
            Joining,
        },
        warnings::{WarningLevel, WarningRule},
        AssetsEntry,
    },
    ChallengeId, CollectiveId, PolicyKey, SpendingId, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Challenges, Error};

type E = Error<Test>;

const ID: ChallengeId = ChallengeId(1);

fn challenge() -> ChallengeInput {
    ChallengeInput {
        collective: FIRST,
        about: Subject::Book(book()),
        question: digest(0x80),
        asker: pseudonym(1),
    }
}

fn raise(input: ChallengeInput) -> sp_runtime::DispatchResult {
    ThreeAssets::raise_challenges(by(MEMBER), items(&[input]))
}

fn step(who: u8, step: ChallengeStep) -> sp_runtime::DispatchResult {
    let challenge = ID;
    ThreeAssets::step_challenges(by(who), items(&[ChallengeStepInput { challenge, step }]))
}

fn join(asker: u8, household: bool) -> sp_runtime::DispatchResult {
    let joining = Joining {
        challenge: ID,
        asker: pseudonym(asker),
        household,
    };
    ThreeAssets::join_challenges(by(MEMBER), items(&[joining]))
}

fn answered() -> ChallengeStep {
    ChallengeStep::Answered {
        answer: digest(0x81),
    }
}

fn satisfied(asker: u8) -> ChallengeStep {
    ChallengeStep::Satisfied {
        asker: pseudonym(asker),
    }
}

fn unsatisfied() -> ChallengeStep {
    ChallengeStep::Unsatisfied {
        asker: pseudonym(1),
    }
}

fn minuted() -> ChallengeStep {
    ChallengeStep::Minuted {
        minutes: digest(0x82),
    }
}

fn stands() -> (ChallengeLevel, ChallengeState) {
    let challenge = Challenges::<Test>::get(ID).unwrap();
    (challenge.level, challenge.state)
}

#[test]
fn a_challenge_is_taken_on_answered_and_closed() {
    run(|| {
        assert_noop!(
            raise(ChallengeInput {
                about: Subject::Spending(SpendingId(9)),
                ..challenge()
            }),
            E::SubjectUnknown(0)
        );
        assert_noop!(
            raise(ChallengeInput {
                collective: CollectiveId(9),
                ..challenge()
            }),
            E::CollectiveUnknown(0)
        );
        assert_ok!(raise(challenge()));
        assert_recorded(
            Subject::Challenge(ID),
            MEMBER,
            AssetsEntry::ChallengeRaised(challenge()),
        );
        assert_noop!(step(CHAIR, answered()), E::WrongState(0));
        assert_noop!(step(CASHIER, ChallengeStep::Accepted), NO_ROLE);
        assert_ok!(step(CHAIR, ChallengeStep::Accepted));
        assert_ok!(step(CASHIER, answered()));
        assert_noop!(step(MEMBER, satisfied(2)), E::NotAsker(0));
        // The one-time name stands in the record: who read it there is not who asked.
        assert_noop!(step(TOWN, satisfied(1)), E::NotAsker(0));
        assert_noop!(step(TOWN, unsatisfied()), E::NotAsker(0));
        assert_ok!(step(MEMBER, satisfied(1)));
        assert_eq!(stands().1, ChallengeState::Closed);
        assert_noop!(join(2, true), E::WrongState(0));
        assert_noop!(step(CHAIR, minuted()), E::WrongState(0));
        assert_eq!(rules(), []);
        let unknown = ChallengeStepInput {
            challenge: ChallengeId(9),
            step: answered(),
        };
        assert_noop!(
            ThreeAssets::step_challenges(by(CHAIR), items(&[unknown])),
            E::ChallengeUnknown(0)
        );
    });
}

#[test]
fn only_the_person_who_raised_it_is_satisfied_or_not() {
    run(|| {
        // The township asks for somebody who cannot, and says later what they said.
        for (raiser, other) in [(TOWN, MEMBER), (MEMBER, TOWN)] {
            let id = ChallengeId(crate::Counters::<Test>::get().challenges + 1);
            let step = |who, step| {
                let input = ChallengeStepInput {
                    challenge: id,
                    step,
                };
                ThreeAssets::step_challenges(by(who), items(&[input]))
            };
            assert_ok!(ThreeAssets::raise_challenges(
                by(raiser),
                items(&[challenge()])
            ));
            assert_ok!(step(CHAIR, ChallengeStep::Accepted));
            assert_ok!(step(CHAIR, answered()));
            assert_noop!(step(other, unsatisfied()), E::NotAsker(0));
            assert_ok!(step(raiser, unsatisfied()));
            assert_ok!(step(TOWN, answered()));
            assert_noop!(step(other, satisfied(1)), E::NotAsker(0));
            assert_ok!(step(raiser, satisfied(1)));
        }
    });
}

#[test]
fn clocks_run_in_working_days() {
    run(|| {
        // 2026-03-10 is a Tuesday: accepted by the 11th, answered within ten working days.
        assert_ok!(raise(challenge()));
        on("2026-03-11");
        assert_noop!(step(MEMBER, ChallengeStep::Escalated), E::NotOverdue(0));
        assert_ok!(step(CHAIR, ChallengeStep::Accepted));
        assert_eq!(Challenges::<Test>::get(ID).unwrap().due, date("2026-03-25"));
        on("2026-03-25");
        assert!(!ThreeAssets::challenge_standing(ID).unwrap().overdue);
        assert_noop!(step(MEMBER, ChallengeStep::Escalated), E::NotOverdue(0));
        on("2026-03-26");
        assert!(ThreeAssets::challenge_standing(ID).unwrap().overdue);
        // Answered late: it counts, and is a warning.
        assert_ok!(step(CHAIR, answered()));
        assert_eq!(
            warnings(),
            [(
                WarningRule::Disclosure,
                WarningLevel::Orange,
                Subject::Challenge(ID)
            )]
        );
        assert_ok!(step(MEMBER, unsatisfied()));
        assert_eq!(
            stands(),
            (ChallengeLevel::Township, ChallengeState::Accepted)
        );
    });
}

#[test]
fn who_does_not_answer_is_passed_over() {
    run(|| {
        assert_ok!(raise(challenge()));
        on("2026-03-12");
        assert_ok!(step(MEMBER, ChallengeStep::Escalated));
        assert_eq!(rules(), [WarningRule::Disclosure]);
        assert_eq!(Challenges::<Test>::get(ID).unwrap().due, date("2026-03-27"));
        assert_noop!(step(CHAIR, answered()), NO_ROLE);
        on("2026-03-28");
        assert_ok!(step(INSPECTOR, ChallengeStep::Escalated));
        assert_eq!(stands().0, ChallengeLevel::County);
        on("2026-04-20");
        assert_noop!(step(MEMBER, ChallengeStep::Escalated), E::HighestLevel(0));
        let closed = |reason: &str| ChallengeStep::Closed {
            reason: reason.parse().unwrap(),
        };
        assert_noop!(step(COUNTY, closed("已答复")), E::WrongState(0));
        assert_ok!(step(COUNTY, answered()));
        assert_noop!(step(MEMBER, unsatisfied()), E::HighestLevel(0));
        assert_noop!(step(COUNTY, closed("")), E::TextBlank(0));
        assert_ok!(step(COUNTY, closed("已答复")));
    });
}

#[test]
fn the_county_closes_only_what_it_answered() {
    run(|| {
        assert_ok!(raise(challenge()));
        assert_ok!(step(CHAIR, ChallengeStep::Accepted));
        assert_ok!(step(CHAIR, answered()));
        let closed = ChallengeStep::Closed {
            reason: "已答复".parse().unwrap(),
        };
        assert_noop!(step(COUNTY, closed), E::WrongState(0));
    });
}

#[test]
fn a_joint_challenge_is_put_into_the_minutes() {
    run(|| {
        for (people, households, joint) in [
            (19, false, false),
            (20, false, true),
            (9, true, false),
            (10, true, true),
        ] {
            let id = crate::Counters::<Test>::get().challenges + 1;
            assert_ok!(raise(challenge()));
            let challenge = ChallengeId(id);
            let join = |asker: u8| {
                let joining = Joining {
                    challenge,
                    asker: pseudonym(asker),
                    household: households,
                };
                ThreeAssets::join_challenges(by(MEMBER), items(&[joining]))
            };
            for asker in 2..=people {
                assert_ok!(join(asker));
            }
            assert_noop!(join(2), E::AlreadyJoined(0));
            let step = |who, step| {
                let input = ChallengeStepInput { challenge, step };
                ThreeAssets::step_challenges(by(who), items(&[input]))
            };
            assert_ok!(step(CHAIR, ChallengeStep::Accepted));
            assert_ok!(step(CHAIR, answered()));
            if joint {
                assert_noop!(step(MEMBER, satisfied(1)), E::NotMinuted(0));
                assert_ok!(step(CHAIR, minuted()));
            }
            assert_ok!(step(MEMBER, satisfied(1)));
        }
    });
}

#[test]
fn one_person_counts_to_the_end_of_counting() {
    run(|| {
        assert_ok!(raise(challenge()));
        Challenges::<Test>::mutate_extant(ID, |challenge| challenge.people = u32::MAX);
        assert_noop!(join(2, false), E::AmountOverflow(0));
        let unknown = Joining {
            challenge: ChallengeId(9),
            asker: pseudonym(2),
            household: false,
        };
        assert_noop!(
            ThreeAssets::join_challenges(by(MEMBER), items(&[unknown])),
            E::ChallengeUnknown(0)
        );
        set_policy(PolicyKey::ChallengeAcceptWorkdays, None);
        assert_noop!(raise(challenge()), NO_POLICY);
    });
}
