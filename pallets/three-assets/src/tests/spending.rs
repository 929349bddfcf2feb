//! Spending until it is approved: rows, signatures, decisions, refusals, and the warnings of a submission.

use county_primitives::{
    three_assets::{
        collectives::{Departure, Dismissal, OfficerInput, Post},
        decisions::{Body, Matter},
        spending::{
            PaymentMethod, Refusal, Resubmission, SpendingInput, SpendingKind, SpendingSignature,
            Step,
        },
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen, Project,
    },
    CollectiveId, DecisionId, MemberId, PolicyKey, SpendingId, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::*,
    types::{SpendingState, PARTS_MAX},
    Decisions, Error, NonProductive, Spendings, Sums,
};

type E = Error<Test>;

fn row(id: SpendingId) -> u8 {
    Spendings::<Test>::get(id).unwrap().row
}

fn state(id: SpendingId) -> SpendingState {
    Spendings::<Test>::get(id).unwrap().state
}

/// A spending to a payee of its own, so that no sums get in the way.
fn alone(amount: i64, payee: u8) -> SpendingInput {
    SpendingInput {
        payee: digest(payee),
        ..spending(amount)
    }
}

/// The same for an amount in fen.
fn exactly(fen: i64, payee: u8) -> SpendingInput {
    SpendingInput {
        amount: Fen(fen),
        ..alone(1, payee)
    }
}

fn try_submit(input: SpendingInput) -> sp_runtime::DispatchResult {
    ThreeAssets::submit_spendings(by(CASHIER), items(&[input]))
}

#[test]
fn rows_follow_the_amount_at_their_boundaries() {
    run(|| {
        for (payee, (fen, expected)) in (100u8..).zip([
            (200_000, 1),
            (200_001, 2),
            (1_000_000, 2),
            (1_000_001, 3),
            (5_000_000, 3),
            (5_000_001, 4),
            (20_000_000, 4),
            (20_000_001, 5),
        ]) {
            assert_eq!(row(submit(&exactly(fen, payee))), expected, "{fen} fen");
        }
        for (payee, kind) in (200u8..).zip([
            SpendingKind::Investment,
            SpendingKind::Loan,
            SpendingKind::Guarantee,
            SpendingKind::LandCompensation,
        ]) {
            let input = SpendingInput {
                kind,
                ..alone(10, payee)
            };
            assert_eq!(row(submit(&input)), 5);
        }
    });
}

#[test]
fn twelve_months_of_a_payee_are_added_up() {
    run(|| {
        assert_eq!(row(submit(&spending(7_900))), 2);
        assert_eq!(row(submit(&spending(7_900))), 3);
        // Another project, or another payee, begins at nothing; the same household does not.
        let other = SpendingInput {
            project: Some("桥".parse().unwrap()),
            ..spending(7_900)
        };
        assert_eq!(row(submit(&other)), 2);
        let kin = SpendingInput {
            payee_group: Some(digest(0xa0)),
            ..alone(7_900, 0x77)
        };
        assert_eq!(row(submit(&kin)), 3);
        // March of the next year does not see this March any more; February did.
        on("2027-02-28");
        assert_eq!(row(submit(&spending(1))), 3);
        on("2027-03-01");
        assert_eq!(row(submit(&spending(1))), 1);
        assert_eq!(rules(), []);
    });
}

/// A spending to a payee of a group, each by its number.
fn of_group(amount: i64, payee: u8, group: u8) -> SpendingInput {
    SpendingInput {
        payee_group: Some(digest(group)),
        ..alone(amount, payee)
    }
}

#[test]
fn a_new_group_does_not_make_the_payee_another_one() {
    run(|| {
        assert_eq!(row(submit(&of_group(1_000, 0x77, 0x31))), 1);
        // 2,000 together are still the first row, one fen more is the second.
        assert_eq!(row(submit(&of_group(1_000, 0x77, 0x32))), 1);
        let mut fen = of_group(1, 0x77, 0x33);
        fen.amount = Fen(1);
        assert_eq!(row(submit(&fen)), 2);
        assert_eq!(rules(), []);
    });
}

#[test]
fn the_larger_sum_of_payee_and_group_is_the_row() {
    run(|| {
        // The group got 1,500 by one of its people; what another got alone, 600, is not the group's.
        submit(&of_group(1_500, 0x71, 0x70));
        submit(&alone(600, 0x72));
        assert_eq!(row(submit(&of_group(500, 0x72, 0x70))), 1);
        // 2,100 of the group, 1,200 of the payee.
        assert_eq!(row(submit(&of_group(100, 0x72, 0x70))), 2);
        // The head of the group is in it.
        assert_eq!(row(submit(&alone(1, 0x70))), 2);
        let sum = |whose| {
            let sums = Sums::<Test>::get((FIRST, digest(whose), None::<Project>));
            sums.months.iter().map(|(_, sum)| sum.0).sum::<i64>() / 100
        };
        assert_eq!([0x70, 0x71, 0x72].map(sum), [2_101, 1_500, 1_200]);
    });
}

#[test]
fn a_split_is_seen_by_the_payee_and_by_the_group() {
    run(|| {
        let split = |id| {
            let about = Subject::Spending(id);
            (WarningRule::SplitPayment, WarningLevel::Red, about)
        };
        // A group that is invented anew each time hides nothing.
        submit(&of_group(9_500, 0x71, 0x31));
        let second = submit(&of_group(9_500, 0x71, 0x32));
        assert_eq!(warnings(), [split(second)]);
        // Nor do other people of one family.
        submit(&of_group(9_500, 0x72, 0x33));
        let kin = submit(&of_group(9_500, 0x73, 0x33));
        assert_eq!(warnings(), [split(second), split(kin)]);
        // Others are no family.
        submit(&of_group(9_500, 0x74, 0x34));
        assert_eq!(warnings().len(), 2);
    });
}

#[test]
fn a_rejected_spending_leaves_both_sums() {
    run(|| {
        let id = submit(&of_group(9_500, 0x71, 0x31));
        assert_ok!(refuse(SUPERVISOR, id, Step::Supervisor, false));
        for whose in [0x71, 0x31] {
            let sums = Sums::<Test>::get((FIRST, digest(whose), None::<Project>));
            assert!(sums.parts.is_empty());
            assert!(sums.months.iter().all(|(_, sum)| *sum == Fen::ZERO));
        }
        submit(&of_group(9_500, 0x71, 0x31));
        assert_eq!(rules(), []);
    });
}

#[test]
fn fails_to_submit_what_says_nothing() {
    run(|| {
        let with = |change: &dyn Fn(&mut SpendingInput)| {
            let mut input = spending(100);
            change(&mut input);
            try_submit(input)
        };
        assert_noop!(with(&|it| it.amount = Fen::ZERO), E::AmountInvalid(0));
        assert_noop!(
            with(&|it| it.purpose = "".parse().unwrap()),
            E::TextBlank(0)
        );
        assert_noop!(
            with(&|it| it.documents = Default::default()),
            E::DocumentMissing(0)
        );
        assert_noop!(
            with(&|it| it.occurred = date("2026-03-11")),
            E::DateInFuture(0)
        );
        assert_noop!(
            with(&|it| it.collective = CollectiveId(9)),
            E::CollectiveUnknown(0)
        );
        set_policy(PolicyKey::Approvals1, Some(64));
        assert_noop!(with(&|_| ()), E::MatrixInvalid(0));
        set_policy(PolicyKey::Approvals1, None);
        assert_noop!(with(&|_| ()), NO_POLICY);
        set_policy(PolicyKey::Approvals1, Some(11));
        assert_ok!(with(&|it| it.amount = Fen(i64::MAX)));
        assert_noop!(with(&|_| ()), E::AmountOverflow(0));
        assert_noop!(
            ThreeAssets::submit_spendings(by(ACCOUNTANT), items(&[spending(1)])),
            NO_ROLE
        );
    });
}

#[test]
fn signatures_come_in_order_by_different_persons() {
    run(|| {
        let id = submit(&spending(9_500));
        assert_eq!(row(id), 2);
        assert_noop!(sign(id, Step::Chair), E::StepOutOfOrder(0));
        assert_noop!(sign(id, Step::Township), E::StepNotAsked(0));
        assert_noop!(sign_as(OUTSIDER, id, Step::Evidence), E::NotOfficer(0));
        assert_noop!(sign_as(MEMBER, id, Step::Evidence), NO_ROLE);
        let other_amount = SpendingSignature {
            spending: id,
            step: Step::Evidence,
            amount: yuan(9_400),
        };
        assert_noop!(
            ThreeAssets::sign_spendings(by(ACCOUNTANT), items(&[other_amount])),
            E::AmountDiffers(0)
        );
        assert_ok!(sign(id, Step::Evidence));
        assert_recorded(
            Subject::Spending(id),
            ACCOUNTANT,
            AssetsEntry::SpendingSigned {
                step: Step::Evidence,
                approved: false,
            },
        );
        assert_noop!(sign(id, Step::Evidence), E::StepOutOfOrder(0));
        assert_ok!(sign(id, Step::Chair));
        assert_noop!(sign(id, Step::Supervisor), E::StepOutOfOrder(0));
        assert_ok!(sign(id, Step::Board));
        assert_ok!(sign(id, Step::Supervisor));
        // All have signed, but the minutes of the board are missing.
        assert_eq!(state(id), SpendingState::Signing);
        let progress = ThreeAssets::spending_progress(id).unwrap();
        assert!(progress.decision_missing && progress.next.is_none());
        assert_noop!(instruct(id), E::WrongState(0));
        let decision = decide(Body::Board, Matter::Spending, Some(yuan(9_500)));
        assert_ok!(attach(id, decision));
        assert_eq!(state(id), SpendingState::Approved);
        assert_noop!(sign(id, Step::Supervisor), E::WrongState(0));
        assert_noop!(sign_as(CHAIR, SpendingId(1), Step::Chair), E::WrongState(0));
    });
}

#[test]
fn nobody_signs_what_they_submitted_or_twice() {
    run(|| {
        // The cashier's other membership gets the accountant's seat of a village that was careless.
        let id = submit(&spending(100));
        let careless = Dismissal {
            collective: FIRST,
            member: MemberId(CASHIER.into()),
            reason: "换届".parse().unwrap(),
        };
        assert_ok!(ThreeAssets::dismiss_officers(by(TOWN), items(&[careless])));
        let seat = officer(CASHIER_AGAIN, Post::Accountant);
        let former = Dismissal {
            collective: FIRST,
            member: MemberId(ACCOUNTANT.into()),
            reason: "换届".parse().unwrap(),
        };
        assert_ok!(ThreeAssets::dismiss_officers(by(TOWN), items(&[former])));
        assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[seat])));
        assert_noop!(sign_as(CASHIER_AGAIN, id, Step::Evidence), E::SamePerson(0));
        assert_ok!(sign_as(AGENCY, id, Step::Evidence));
    });
}

#[test]
fn the_related_abstain_and_the_warning_is_red() {
    run(|| {
        let kin = OfficerInput {
            kin: vec![digest(0xa0)].try_into().unwrap(),
            ..officer(60, Post::Director)
        };
        assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[kin])));
        let id = submit(&spending(9_500));
        assert_eq!(
            warnings(),
            [(
                WarningRule::ConflictOfInterest,
                WarningLevel::Red,
                Subject::Spending(id)
            )]
        );
        // The payee is the chair.
        let to_chair = submit(&alone(500, CHAIR));
        assert_ok!(sign(to_chair, Step::Evidence));
        assert_noop!(sign(to_chair, Step::Chair), E::RelatedParty(0));
        // Nor does the household hide behind another name.
        let household = SpendingInput {
            payee_group: Some(digest(CHAIR)),
            ..alone(500, 0x7a)
        };
        let before = warnings().len();
        let of_household = submit(&household);
        assert_eq!(warnings()[before].0, WarningRule::ConflictOfInterest);
        assert_ok!(sign(of_household, Step::Evidence));
        assert_noop!(sign(of_household, Step::Chair), E::RelatedParty(0));
        // A board in which nobody abstained does not bear a payment to kin.
        let input = decision_input(Body::Board, Matter::Spending, Some(yuan(9_500)));
        let decision = open_decision(&input);
        // Six directors with the one appointed above: the board is not what the law wants.
        assert_noop!(
            step_as(CHAIR, decision, resolved(0, 6, 6)),
            E::BoardInvalid(0)
        );
        let seventh = officer(61, Post::Director);
        assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[seventh])));
        assert_ok!(step_as(CHAIR, decision, resolved(0, 7, 7)));
        assert_noop!(attach(id, decision), E::NobodyAbstained(0));
        let decision = decide_board_of_seven();
        assert_ok!(attach(id, decision));
    });
}

fn decide_board_of_seven() -> DecisionId {
    let input = decision_input(Body::Board, Matter::Spending, Some(yuan(9_500)));
    let decision = open_decision(&input);
    assert_ok!(step_as(CHAIR, decision, resolved(1, 6, 6)));
    decision
}

#[test]
fn every_related_director_abstains() {
    run(|| {
        // Two of the five directors are near the payee.
        for number in [DIRECTORS[1], DIRECTORS[2]] {
            let former = Dismissal {
                collective: FIRST,
                member: MemberId(number.into()),
                reason: "补报亲属".parse().unwrap(),
            };
            assert_ok!(ThreeAssets::dismiss_officers(by(TOWN), items(&[former])));
            let related = OfficerInput {
                kin: vec![digest(0xa0)].try_into().unwrap(),
                ..officer(number, Post::Director)
            };
            assert_ok!(ThreeAssets::appoint_officers(by(TOWN), items(&[related])));
        }
        let id = submit(&spending(9_500));
        for abstaining in 0..=2 {
            let input = decision_input(Body::Board, Matter::Spending, Some(yuan(9_500)));
            let decision = open_decision(&input);
            let rest = 5 - abstaining;
            assert_ok!(step_as(CHAIR, decision, resolved(abstaining, rest, rest)));
            if abstaining < 2 {
                assert_noop!(attach(id, decision), E::NobodyAbstained(0));
            } else {
                assert_ok!(attach(id, decision));
            }
        }
    });
}

#[test]
fn township_and_county_sign_with_the_decision_only() {
    run(|| {
        let id = submit(&spending(250_000));
        for step in [Step::Evidence, Step::Chair, Step::Board, Step::Supervisor] {
            assert_ok!(sign(id, step));
        }
        assert_noop!(sign(id, Step::Township), E::DecisionMissing(0));
        let amount = Some(yuan(250_000));
        let board = decide(Body::Board, Matter::Spending, amount);
        assert_noop!(attach(id, board), E::DecisionUnfit(0));
        let representatives = decide(Body::Representatives, Matter::Spending, amount);
        assert_noop!(attach(id, representatives), E::DecisionUnfit(0));
        let members = decide(Body::Members, Matter::Spending, amount);
        assert_ok!(attach(id, members));
        assert_noop!(attach(id, members), E::WrongState(0));
        assert_noop!(sign(id, Step::County), E::StepOutOfOrder(0));
        assert_ok!(sign(id, Step::Township));
        assert_ok!(sign(id, Step::County));
        assert_eq!(state(id), SpendingState::Approved);
    });
}

#[test]
fn a_decision_bears_what_it_was_about_and_no_more() {
    run(|| {
        let id = submit(&spending(30_000));
        assert_noop!(attach(SpendingId(9), DecisionId(1)), E::SpendingUnknown(0));
        assert_noop!(attach(id, DecisionId(9)), E::DecisionUnknown(0));
        let other_matter = decide(Body::Representatives, Matter::Loan, Some(yuan(30_000)));
        assert_noop!(attach(id, other_matter), E::DecisionUnfit(0));
        let no_amount = decide(Body::Representatives, Matter::Spending, None);
        assert_noop!(attach(id, no_amount), E::DecisionUnfit(0));
        let unpublished = open_decision(&decision_input(
            Body::Representatives,
            Matter::Spending,
            Some(yuan(30_000)),
        ));
        assert_ok!(step_as(CHAIR, unpublished, resolved(0, 21, 14)));
        assert_noop!(attach(id, unpublished), E::DecisionUnfit(0));
        let small = decide(Body::Representatives, Matter::Spending, Some(yuan(29_999)));
        assert_noop!(attach(id, small), E::DecisionUsedUp(0));
        let fit = decide(Body::Representatives, Matter::Spending, Some(yuan(59_999)));
        assert_ok!(attach(id, fit));
        assert_eq!(Decisions::<Test>::get(fit).unwrap().used, yuan(30_000));
        let second = submit(&alone(30_000, 0x71));
        assert_noop!(attach(second, fit), E::DecisionUsedUp(0));
    });
}

fn refuse(who: u8, spending: SpendingId, step: Step, mendable: bool) -> sp_runtime::DispatchResult {
    let refusal = Refusal {
        spending,
        step,
        mendable,
        reason: "发票不清".parse().unwrap(),
    };
    ThreeAssets::refuse_spendings(by(who), items(&[refusal]))
}

#[test]
fn a_returned_spending_is_signed_anew() {
    run(|| {
        let id = submit(&spending(500));
        assert_ok!(sign(id, Step::Evidence));
        assert_noop!(refuse(TOWN, id, Step::Township, true), E::StepNotAsked(0));
        assert_noop!(refuse(CASHIER, id, Step::Chair, true), NO_ROLE);
        let silent = Refusal {
            spending: id,
            step: Step::Chair,
            mendable: true,
            reason: "".parse().unwrap(),
        };
        assert_noop!(
            ThreeAssets::refuse_spendings(by(CHAIR), items(&[silent])),
            E::TextBlank(0)
        );
        assert_ok!(refuse(CHAIR, id, Step::Chair, true));
        assert_noop!(sign(id, Step::Chair), E::WrongState(0));
        assert_noop!(refuse(CHAIR, id, Step::Chair, true), E::WrongState(0));
        let again = |documents: &[u8]| {
            let documents: Vec<_> = documents.iter().map(|byte| digest(*byte)).collect();
            let input = Resubmission {
                spending: id,
                documents: documents.try_into().unwrap(),
            };
            ThreeAssets::resubmit_spendings(by(CASHIER), items(&[input]))
        };
        assert_noop!(again(&[]), E::DocumentMissing(0));
        assert_ok!(again(&[1, 2]));
        assert_noop!(again(&[1]), E::WrongState(0));
        assert_noop!(sign(id, Step::Chair), E::StepOutOfOrder(0));
        approve(id);
        assert_eq!(state(id), SpendingState::Approved);
    });
}

#[test]
fn a_rejected_spending_counts_nowhere() {
    run(|| {
        let mut input = spending(9_500);
        input.kind = SpendingKind::Travel;
        input.invoice = Some(digest(0x55));
        let id = submit(&input);
        let decision = decide(Body::Board, Matter::Spending, Some(yuan(9_500)));
        assert_ok!(attach(id, decision));
        assert_ok!(refuse(SUPERVISOR, id, Step::Supervisor, false));
        assert_eq!(state(id), SpendingState::Rejected);
        assert_eq!(Decisions::<Test>::get(decision).unwrap().used, Fen::ZERO);
        assert_eq!(NonProductive::<Test>::get((FIRST, 2026)), Fen::ZERO);
        // The same again is in the same row, and is no split and no second invoice.
        let id = submit(&input);
        assert_eq!(row(id), 2);
        assert_eq!(rules(), []);
        let sums = Sums::<Test>::get((FIRST, digest(0xa0), None::<Project>));
        assert_eq!(sums.parts.len(), 1);
    });
}

#[test]
fn nothing_moves_while_it_is_held() {
    run(|| {
        let id = submit(&spending(500));
        for subject in [Subject::Spending(id), Subject::Collective(FIRST)] {
            hold(subject, true);
            assert_noop!(sign(id, Step::Evidence), HELD);
            hold(subject, false);
        }
        approve(id);
        hold(Subject::Spending(id), true);
        assert_noop!(instruct(id), HELD);
        hold(Subject::Spending(id), false);
        assert_ok!(instruct(id));
    });
}

#[test]
fn a_held_decision_bears_nothing() {
    run(|| {
        let id = submit(&spending(9_500));
        let decision = decide(Body::Board, Matter::Spending, Some(yuan(9_500)));
        let held = |is_held| hold(Subject::Decision(decision), is_held);
        held(true);
        assert_noop!(attach(id, decision), HELD);
        held(false);
        assert_ok!(attach(id, decision));
        held(true);
        assert_noop!(sign(id, Step::Evidence), HELD);
        held(false);
        for step in [Step::Evidence, Step::Chair, Step::Board, Step::Supervisor] {
            assert_ok!(sign(id, step));
        }
        held(true);
        assert_noop!(instruct(id), HELD);
        held(false);
        assert_ok!(instruct(id));
    });
}

#[test]
fn a_held_spending_is_not_submitted_again() {
    run(|| {
        let id = submit(&spending(500));
        assert_ok!(refuse(CHAIR, id, Step::Chair, true));
        let again = || {
            let input = Resubmission {
                spending: id,
                documents: vec![digest(1)].try_into().unwrap(),
            };
            ThreeAssets::resubmit_spendings(by(CASHIER), items(&[input]))
        };
        for subject in [Subject::Spending(id), Subject::Collective(FIRST)] {
            hold(subject, true);
            assert_noop!(again(), HELD);
            hold(subject, false);
        }
        assert_ok!(again());
    });
}

#[test]
fn split_payments_are_seen_on_the_second_one() {
    run(|| {
        let red = WarningLevel::Red;
        let split = |id| (WarningRule::SplitPayment, red, Subject::Spending(id));
        submit(&spending(9_500));
        assert_eq!(warnings(), []);
        on("2026-03-20");
        let second = submit(&spending(9_500));
        assert_eq!(warnings(), [split(second)]);
        let raised = records()
            .into_iter()
            .find_map(|record| match record.entry {
                AssetsEntry::WarningRaised { finding, .. } => Some(finding),
                _ => None,
            })
            .unwrap();
        assert_eq!((raised.measured, raised.limit), (1_900_000, 1_000_000));
        on("2026-03-30");
        let third = submit(&spending(9_500));
        assert_eq!(warnings(), [split(second), split(third)]);
    });
}

#[test]
fn parts_of_a_split_are_at_least_80_per_cent_and_below_the_limit() {
    run(|| {
        for (payee, fen, is_part) in [
            (0x61, 799_999, false),
            (0x62, 800_000, true),
            (0x63, 999_999, true),
            (0x64, 1_000_000, false),
        ] {
            let before = rules().len();
            submit(&exactly(fen, payee));
            submit(&exactly(fen, payee));
            let found = rules().len() > before;
            assert_eq!(found, is_part, "{fen} fen");
        }
    });
}

#[test]
fn the_window_of_a_split_is_thirty_days() {
    run(|| {
        for (payee, days, is_split) in [(0x61, 30, true), (0x62, 31, false)] {
            on("2026-03-10");
            submit(&alone(9_500, payee));
            let before = rules().len();
            set_day(date("2026-03-10").plus_days(days));
            submit(&alone(9_500, payee));
            assert_eq!(rules().len() > before, is_split, "{days}");
        }
    });
}

#[test]
fn many_parts_are_remembered_and_the_oldest_forgotten() {
    run(|| {
        for _ in 0..PARTS_MAX + 3 {
            submit(&spending(1_900));
        }
        let sums = Sums::<Test>::get((FIRST, digest(0xa0), None::<Project>));
        assert_eq!(u32::try_from(sums.parts.len()), Ok(PARTS_MAX));
    });
}

#[test]
fn cash_above_the_single_limit_is_a_warning() {
    run(|| {
        for (payee, fen, expected) in [(0x61, 100_000, 0), (0x62, 100_001, 1)] {
            let input = SpendingInput {
                method: PaymentMethod::Cash,
                ..exactly(fen, payee)
            };
            submit(&input);
            assert_eq!(warnings().len(), expected);
        }
        assert_eq!(warnings()[0].0, WarningRule::Cash);
        assert_eq!(warnings()[0].1, WarningLevel::Yellow);
    });
}

#[test]
fn non_productive_spending_has_a_cap_for_the_year() {
    run(|| {
        let meal = |amount: Fen, payee| SpendingInput {
            kind: SpendingKind::Hospitality,
            amount,
            ..alone(1, payee)
        };
        submit(&meal(yuan(19_999), 0x61));
        submit(&meal(yuan(1), 0x62));
        assert_eq!(rules(), []);
        submit(&meal(Fen(1), 0x63));
        assert_eq!(rules(), [WarningRule::NonProductive]);
        on("2027-01-01");
        submit(&meal(yuan(999), 0x64));
        assert_eq!(rules().len(), 1);
        // Round amounts.
        submit(&meal(yuan(1_000), 0x65));
        assert_eq!(rules().len(), 2);
        submit(&SpendingInput {
            kind: SpendingKind::Ordinary,
            ..meal(yuan(1_000), 0x66)
        });
        assert_eq!(rules().len(), 2);
    });
}

#[test]
fn an_invoice_is_used_once() {
    run(|| {
        let with = |payee| SpendingInput {
            invoice: Some(digest(0x55)),
            ..alone(100, payee)
        };
        submit(&with(0x61));
        assert_eq!(rules(), []);
        submit(&with(0x62));
        assert_eq!(rules(), [WarningRule::NonProductive]);
    });
}

#[test]
fn guarantees_and_distributions_to_the_departed_are_red() {
    run(|| {
        submit(&SpendingInput {
            kind: SpendingKind::Guarantee,
            ..alone(100, 0x61)
        });
        assert_eq!(warnings()[0].0, WarningRule::Debt);
        let gone = Departure {
            collective: FIRST,
            person: digest(0x62),
            since: today(),
        };
        assert_ok!(ThreeAssets::note_departures(by(ACCOUNTANT), items(&[gone])));
        submit(&alone(100, 0x62));
        assert_eq!(warnings().len(), 1);
        let dividend = |payee| SpendingInput {
            kind: SpendingKind::Distribution,
            ..alone(100, payee)
        };
        submit(&dividend(0x63));
        assert_eq!(warnings().len(), 1);
        submit(&dividend(0x62));
        assert_eq!(warnings()[1].0, WarningRule::Distribution);
        assert_eq!(warnings()[1].1, WarningLevel::Red);
    });
}
