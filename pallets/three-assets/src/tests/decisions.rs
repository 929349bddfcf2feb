//! Democratic decisions: steps, notices, quorums and majorities.

use county_primitives::{
    three_assets::{
        collectives::{OfficerInput, Post},
        decisions::{Body, DecisionInput, DecisionStep, Matter, Outcome, Tally},
        AssetsEntry,
    },
    Date, DecisionId, Digest, MemberId, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, types::DecisionState, Decisions, Error, Officers};

type E = Error<Test>;

fn state(id: DecisionId) -> DecisionState {
    Decisions::<Test>::get(id).unwrap().state
}

fn try_open(input: DecisionInput) -> sp_runtime::DispatchResult {
    ThreeAssets::open_decisions(by(CHAIR), items(&[input]))
}

fn input(body: Body, matter: Matter) -> DecisionInput {
    decision_input(body, matter, Some(yuan(100)))
}

fn vote(body: Body, present: u32, yes: u32) -> DecisionState {
    let id = open_decision(&input(body, Matter::Spending));
    assert_ok!(step_as(CHAIR, id, resolved(0, present, yes)));
    state(id)
}

#[test]
fn majorities_are_counted_on_all() {
    run(|| {
        let (passed, failed) = (DecisionState::Resolved, DecisionState::NotPassed);
        assert_eq!(vote(Body::Members, 667, 667), passed);
        assert_eq!(vote(Body::Members, 666, 666), failed);
        assert_eq!(vote(Body::Members, 700, 666), failed);
        assert_eq!(vote(Body::Representatives, 14, 14), passed);
        assert_eq!(vote(Body::Representatives, 21, 13), failed);
        // Five directors: four there, three for it. The minutes hold at once.
        assert_eq!(vote(Body::Board, 4, 3), DecisionState::Effective);
        assert_eq!(vote(Body::Board, 3, 3), failed);
        assert_eq!(vote(Body::Board, 4, 2), failed);
        assert_eq!(vote(Body::VillageRepresentatives, 14, 14), passed);
        assert_eq!(vote(Body::VillagersMeeting, 700, 666), failed);
        let last = last_record();
        let AssetsEntry::DecisionStepped { outcome, .. } = last.entry else {
            panic!("a vote is a step")
        };
        assert_eq!(outcome, Some(Outcome::NotPassed));
        assert_eq!(last.subject, Subject::Decision(last_decision()));
    });
}

#[test]
fn impossible_votes_are_refused() {
    run(|| {
        let id = open_decision(&input(Body::Board, Matter::Spending));
        for (abstaining, present, yes) in [(0, 6, 3), (0, 3, 4), (6, 0, 0), (5, 0, 0), (3, 2, 2)] {
            assert_noop!(
                step_as(CHAIR, id, resolved(abstaining, present, yes)),
                E::TallyImpossible(0)
            );
        }
        let id = open_decision(&input(Body::Members, Matter::Spending));
        assert_noop!(
            step_as(CHAIR, id, resolved(999, 1, 1)),
            E::TallyImpossible(0)
        );
    });
}

#[test]
fn no_more_abstain_than_there_are_officers_and_near_kin() {
    run(|| {
        // Eight officers who named nobody. 992 have a vote, and 662 are two thirds of them.
        let open = || open_decision(&input(Body::Members, Matter::Spending));
        let id = open();
        assert_noop!(
            step_as(CHAIR, id, resolved(9, 991, 991)),
            E::TooManyAbstain(0)
        );
        for (yes, passes) in [(661, false), (662, true)] {
            let id = open();
            assert_ok!(step_as(CHAIR, id, resolved(8, 992, yes)));
            assert_eq!(state(id) == DecisionState::Resolved, passes);
        }
        // A second supervisor with two near kin: three more. Before the term nobody is related.
        let second = OfficerInput {
            kin: vec![digest(0xa1), digest(0xa2)].try_into().unwrap(),
            ..officer(MEMBER, Post::Supervisor)
        };
        assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[second])));
        let id = open();
        assert_noop!(
            step_as(CHAIR, id, resolved(12, 988, 988)),
            E::TooManyAbstain(0)
        );
        assert_ok!(step_as(CHAIR, id, resolved(11, 989, 989)));
        let id = open();
        Officers::<Test>::mutate_extant((FIRST, MemberId(MEMBER.into())), |officer| {
            officer.from = Date(today().0 + 1);
        });
        assert_noop!(
            step_as(CHAIR, id, resolved(11, 989, 989)),
            E::TooManyAbstain(0)
        );
    });
}

#[test]
fn party_members_abstain_within_the_same_bounds() {
    run(|| {
        let four = DecisionInput {
            four_steps: true,
            merged: true,
            ..input(Body::Members, Matter::Spending)
        };
        let [first, second, third] = [(); 3].map(|()| open_decision(&four));
        let review = |id, abstaining| {
            let rest = 30 - abstaining;
            let mut step = reviewed(date("2026-03-07"), rest, rest);
            if let DecisionStep::Reviewed { tally, .. } = &mut step {
                tally.abstaining = abstaining;
            }
            step_as(CHAIR, id, step)
        };
        assert_ok!(review(first, 8));
        assert_noop!(review(second, 9), E::TooManyAbstain(0));
        assert_noop!(review(third, 15), E::TallyImpossible(0));
    });
}

#[test]
fn notices_and_bodies_are_the_laws() {
    run(|| {
        let with = |body, matter, change: &dyn Fn(&mut DecisionInput)| {
            let mut input = input(body, matter);
            change(&mut input);
            try_open(input)
        };
        let (members, board) = (Body::Members, Body::Board);
        let spending = Matter::Spending;
        // Ten days for the members.
        let nine = Date(today().0 - 9);
        assert_noop!(
            with(members, spending, &|it| it.notice = nine),
            E::NoticeTooShort(0)
        );
        assert_ok!(with(members, spending, &|_| ()));
        assert_ok!(with(board, spending, &|it| it.notice = today()));
        assert_noop!(
            with(board, spending, &|it| it.notice = date("2026-03-11")),
            E::DateInFuture(0)
        );
        assert_noop!(
            with(board, spending, &|it| it.about = "".parse().unwrap()),
            E::TextBlank(0)
        );
        assert_noop!(
            with(board, spending, &|it| it.amount = Some(yuan(0))),
            E::AmountInvalid(0)
        );
        for matter in [
            Matter::LandCompensationSplit,
            Matter::LandAndShares,
            Matter::Charter,
            Matter::Membership,
            Matter::Merger,
        ] {
            for body in [
                Body::Representatives,
                Body::Board,
                Body::VillageRepresentatives,
            ] {
                assert_noop!(with(body, matter, &|_| ()), E::MatterForMembersOnly(0));
            }
            assert_ok!(with(members, matter, &|_| ()));
        }
        assert_noop!(
            with(board, spending, &|it| it.four_steps = true),
            E::NoSuchBody(0)
        );
        let mut figures = figures();
        figures.representatives = 0;
        let none = county_primitives::three_assets::collectives::FiguresInput {
            collective: FIRST,
            figures,
            agency: None,
        };
        assert_ok!(ThreeAssets::set_figures(by(TOWN), items(&[none])));
        assert_noop!(
            with(Body::Representatives, spending, &|_| ()),
            E::NoSuchBody(0)
        );
        assert_noop!(
            ThreeAssets::open_decisions(by(CASHIER), items(&[input(board, spending)])),
            NO_ROLE
        );
    });
}

fn deliberated() -> DecisionStep {
    DecisionStep::Deliberated {
        minutes: digest(0xc4),
    }
}

fn reviewed(plan_given: Date, present: u32, yes: u32) -> DecisionStep {
    DecisionStep::Reviewed {
        plan_given,
        date: today(),
        tally: Tally {
            abstaining: 0,
            present,
            yes,
        },
        minutes: Digest::default(),
    }
}

#[test]
fn four_steps_and_two_publications_come_in_order() {
    run(|| {
        let four = DecisionInput {
            four_steps: true,
            ..input(Body::Members, Matter::Spending)
        };
        let id = open_decision(&four);
        let plan = Date(today().0 - 3);
        let result = DecisionStep::ResultPublished {
            posting: digest(0xc5),
        };
        assert_noop!(step_as(CHAIR, id, reviewed(plan, 20, 16)), E::WrongState(0));
        assert_noop!(step_as(CHAIR, id, resolved(0, 700, 700)), E::WrongState(0));
        assert_ok!(step_as(DIRECTOR, id, deliberated()));
        assert_noop!(step_as(DIRECTOR, id, deliberated()), E::WrongState(0));
        let two_days = Date(today().0 - 2);
        assert_noop!(
            step_as(CHAIR, id, reviewed(two_days, 20, 16)),
            E::NoticeTooShort(0)
        );
        assert_noop!(
            step_as(CHAIR, id, reviewed(plan, 31, 16)),
            E::TallyImpossible(0)
        );
        assert_ok!(step_as(CHAIR, id, reviewed(plan, 20, 16)));
        assert_noop!(step_as(SUPERVISOR, id, published()), E::WrongState(0));
        assert_ok!(step_as(CHAIR, id, resolved(0, 700, 700)));
        assert_noop!(step_as(CHAIR, id, result.clone()), E::WrongState(0));
        assert_noop!(step_as(CHAIR, id, published()), NO_ROLE);
        assert_ok!(step_as(SUPERVISOR, id, published()));
        assert_eq!(state(id), DecisionState::Effective);
        assert_ok!(step_as(CHAIR, id, result));
        assert_eq!(state(id), DecisionState::Completed);
        // Two thirds of thirty Party members attend, more than half of all agree.
        for (present, yes, next) in [
            (19, 19, DecisionState::NotPassed),
            (20, 15, DecisionState::NotPassed),
            (20, 16, DecisionState::Reviewed),
        ] {
            let merged = DecisionInput {
                merged: true,
                ..four.clone()
            };
            let id = open_decision(&merged);
            assert_ok!(step_as(CHAIR, id, reviewed(plan, present, yes)));
            assert_eq!(state(id), next);
        }
    });
}

#[test]
fn land_to_outsiders_is_not_for_the_board() {
    run(|| {
        let by = |body| try_open(input(body, Matter::LandToOutsiders));
        assert_noop!(by(Body::Board), E::NoSuchBody(0));
        assert_ok!(by(Body::Representatives));
        assert_ok!(by(Body::Members));
    });
}

#[test]
fn the_party_reviews_before_the_meeting() {
    run(|| {
        let four = DecisionInput {
            four_steps: true,
            merged: true,
            ..input(Body::Members, Matter::Spending)
        };
        let (in_time, late) = (open_decision(&four), open_decision(&four));
        let plan = date("2026-03-07");
        // The meeting is today: a review on its day is in time, one on the next day is not.
        assert_ok!(step_as(CHAIR, in_time, reviewed(plan, 20, 16)));
        on("2026-03-11");
        assert_noop!(
            step_as(CHAIR, late, reviewed(plan, 20, 16)),
            E::StepOutOfOrder(0)
        );
    });
}

#[test]
fn a_vote_is_on_the_day_that_was_announced() {
    run(|| {
        let mut later = input(Body::Members, Matter::Spending);
        later.meeting = date("2026-03-20");
        let id = open_decision(&later);
        assert_noop!(
            step_as(CHAIR, id, resolved(0, 700, 700)),
            E::MeetingMoved(0)
        );
        let early = DecisionStep::Resolved {
            date: date("2026-03-20"),
            tally: Tally {
                abstaining: 0,
                present: 700,
                yes: 700,
            },
            minutes: digest(0xc6),
        };
        assert_noop!(step_as(CHAIR, id, early.clone()), E::DateInFuture(0));
        on("2026-03-21");
        assert_ok!(step_as(CHAIR, id, early));
        hold(Subject::Decision(id), true);
        assert_noop!(step_as(SUPERVISOR, id, published()), HELD);
    });
}

#[test]
fn publication_is_attested_by_a_second_person() {
    run(|| {
        let id = open_decision(&input(Body::Members, Matter::Spending));
        assert_ok!(step_as(CHAIR, id, resolved(0, 700, 700)));
        // Were one person recorder and supervisor, it would be refused.
        Decisions::<Test>::mutate_extant(id, |decision| {
            decision.recorder = Some(county_primitives::MemberId(SUPERVISOR.into()));
        });
        assert_noop!(step_as(SUPERVISOR, id, published()), E::SamePerson(0));
    });
}

#[test]
fn land_to_outsiders_needs_the_township_besides() {
    run(|| {
        let id = open_decision(&input(Body::Members, Matter::LandToOutsiders));
        assert_noop!(
            step_as(TOWN, id, DecisionStep::TownshipApproved),
            E::WrongState(0)
        );
        assert_ok!(step_as(CHAIR, id, resolved(0, 700, 700)));
        assert_ok!(step_as(SUPERVISOR, id, published()));
        assert!(!Decisions::<Test>::get(id).unwrap().holds());
        assert_ok!(step_as(TOWN, id, DecisionStep::TownshipApproved));
        assert!(Decisions::<Test>::get(id).unwrap().holds());
        assert_noop!(
            step_as(TOWN, id, DecisionStep::TownshipApproved),
            E::WrongState(0)
        );
    });
}

#[test]
fn a_decision_is_given_up_while_nothing_rests_on_it() {
    run(|| {
        let given_up = |reason: &str| DecisionStep::GivenUp {
            reason: reason.parse().unwrap(),
        };
        let id = decide(Body::Board, Matter::Spending, Some(yuan(500)));
        assert_noop!(step_as(CHAIR, id, given_up(" ")), E::TextBlank(0));
        Decisions::<Test>::mutate_extant(id, |decision| decision.used = yuan(1));
        assert_noop!(step_as(CHAIR, id, given_up("取消")), E::WrongState(0));
        Decisions::<Test>::mutate_extant(id, |decision| decision.used = yuan(0));
        assert_ok!(step_as(CHAIR, id, given_up("取消")));
        assert_eq!(state(id), DecisionState::GivenUp);
        assert_noop!(
            step_as(CHAIR, DecisionId(99), given_up("取消")),
            E::DecisionUnknown(0)
        );
    });
}
