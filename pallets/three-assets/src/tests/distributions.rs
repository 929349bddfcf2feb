//! W26: what a distribution pays in sum is what was resolved, at every payment and when it is said to be over.

use county_primitives::{
    three_assets::{
        books::Origin,
        collectives::Departure,
        decisions::{Body, DecisionStep, Matter},
        spending::{SpendingInput, SpendingKind, Step},
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    DecisionId, SpendingId, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Decisions, Error, Spendings};

/// A dividend to a payee of its own, so that no sums get in the way.
fn dividend(payee: u8, amount: i64) -> SpendingInput {
    SpendingInput {
        kind: SpendingKind::Distribution,
        payee: digest(payee),
        ..spending(amount)
    }
}

fn resolve_dividend(amount: i64) -> DecisionId {
    decide(
        Body::Representatives,
        Matter::Distribution,
        Some(yuan(amount)),
    )
}

fn over() -> DecisionStep {
    DecisionStep::ResultPublished {
        posting: digest(0xc3),
    }
}

fn pay_dividend(id: SpendingId, decision: DecisionId) {
    assert_ok!(attach(id, decision));
    finish_payment(id);
}

/// Signs, orders and pays what has its decision.
fn finish_payment(id: SpendingId) {
    let asked = Spendings::<Test>::get(id).unwrap().approvals;
    for step in Step::ALL {
        if asked.steps & step.bit() != 0 {
            assert_ok!(sign(id, step));
        }
    }
    assert_ok!(instruct(id));
    assert_ok!(ThreeAssets::report_payments(
        by(BANK),
        items(&[paid_on(id, today())])
    ));
}

/// What was paid and what was resolved, in yuan, as W26 has found it so far.
fn found_in_distributions() -> Vec<(i64, i64)> {
    let entries = records().into_iter().map(|record| record.entry);
    let findings = entries.filter_map(|entry| match entry {
        AssetsEntry::WarningRaised { finding, .. }
        | AssetsEntry::WarningRepeated { finding, .. } => Some(finding),
        _ => None,
    });
    findings
        .filter(|finding| finding.rule == WarningRule::Distribution)
        .map(|finding| (finding.measured / 100, finding.limit / 100))
        .collect()
}

#[test]
fn a_distribution_pays_what_was_resolved() {
    run(|| {
        // Two payments of 30,000 in all, of which the second is made or not when the result is published.
        for (first, decided, pays_all, expected) in [
            (0x61, 30_000, true, None),
            (0x71, 30_001, true, Some((30_000, 30_001))),
            (0x81, 30_000, false, Some((10_000, 30_000))),
        ] {
            let decision = resolve_dividend(decided);
            let second = submit(&dividend(first + 1, 20_000));
            pay_dividend(submit(&dividend(first, 10_000)), decision);
            if pays_all {
                pay_dividend(second, decision);
            } else {
                // What is attached is not paid yet.
                assert_ok!(attach(second, decision));
            }
            let before = found_in_distributions().len();
            assert_ok!(step_as(CHAIR, decision, over()));
            assert_eq!(found_in_distributions()[before..], Vec::from_iter(expected));
        }
        let about = |id| (WarningRule::Distribution, WarningLevel::Red, id);
        let decided = |id| about(Subject::Decision(DecisionId(id)));
        assert_eq!(warnings(), [decided(2), decided(3)]);
    });
}

#[test]
fn a_distribution_that_is_over_is_compared_at_every_payment() {
    run(|| {
        let decision = resolve_dividend(30_000);
        let parts: Vec<_> = [0x61, 0x62, 0x63]
            .map(|payee| submit(&dividend(payee, 10_000)))
            .into();
        for part in &parts {
            assert_ok!(attach(*part, decision));
        }
        assert_ok!(step_as(CHAIR, decision, over()));
        for part in parts {
            finish_payment(part);
        }
        // The last one makes it what was resolved.
        let found = [(0, 30_000), (10_000, 30_000), (20_000, 30_000)];
        assert_eq!(found_in_distributions(), found);
        assert_eq!(rules(), [WarningRule::Distribution]);
    });
}

#[test]
fn more_than_was_resolved_shows_with_the_payment() {
    run(|| {
        let decision = resolve_dividend(30_000);
        pay_dividend(submit(&dividend(0x61, 29_000)), decision);
        // Paid past all signatures, on the same resolution.
        let mut direct = voucher("322", "10201", 1_000);
        direct.decision = Some(decision);
        enter(&direct);
        assert_eq!(found_in_distributions(), []);
        for line in &mut direct.lines {
            line.amount = Fen(1);
        }
        let beyond = enter(&direct);
        assert_eq!(
            Decisions::<Test>::get(decision).unwrap().paid,
            Fen(3_000_001)
        );
        assert_eq!(found_in_distributions(), [(30_000, 30_000)]);
        assert!(rules().contains(&WarningRule::Distribution));
        // It is taken back in red letters, and the result is what was resolved.
        let mut red = direct;
        red.origin = Origin::Reversal(beyond);
        for line in &mut red.lines {
            line.amount = Fen(-1);
        }
        enter(&red);
        assert_eq!(Decisions::<Test>::get(decision).unwrap().paid, yuan(30_000));
        assert_ok!(step_as(CHAIR, decision, over()));
        assert_eq!(found_in_distributions().len(), 1);
        // Income on a resolution is no payment of it, nor is what rests on another matter.
        let other = decide(Body::Members, Matter::Spending, Some(yuan(5)));
        for (debit, credit, decided) in [("10201", "322", decision), ("513", "10201", other)] {
            let mut input = voucher(debit, credit, 7);
            input.decision = Some(decided);
            enter(&input);
        }
        assert_eq!(Decisions::<Test>::get(decision).unwrap().paid, yuan(30_000));
        assert_eq!(Decisions::<Test>::get(other).unwrap().paid, Fen::ZERO);
        assert_eq!(found_in_distributions().len(), 1);
    });
}

#[test]
fn a_distribution_rests_on_a_resolution_when_it_is_paid() {
    run(|| {
        // The first row asks for no decision.
        let small = submit(&dividend(0x61, 500));
        assert_eq!(rules(), []);
        pay(small);
        let about = Subject::Spending(small);
        let expected = (WarningRule::Distribution, WarningLevel::Red, about);
        assert_eq!(warnings(), [expected]);
        assert_eq!(found_in_distributions(), [(500, 0)]);
        let decision = resolve_dividend(500);
        pay_dividend(submit(&dividend(0x62, 500)), decision);
        // Nor does anything else need one.
        pay(submit(&SpendingInput {
            payee: digest(0x63),
            ..spending(500)
        }));
        assert_eq!(warnings().len(), 1);
    });
}

#[test]
fn only_a_resolution_that_holds_resolves_an_amount() {
    let direct = |decision| {
        let mut direct = voucher("322", "10201", 500);
        direct.decision = Some(decision);
        direct
    };
    run(|| {
        let input = decision_input(
            Body::Representatives,
            Matter::Distribution,
            Some(yuan(30_000)),
        );
        // A vote that did not begin, that failed, and that is not published yet.
        let proposed = open_decision(&input);
        let failed = open_decision(&input);
        assert_ok!(step_as(CHAIR, failed, resolved(0, 14, 0)));
        let unpublished = open_decision(&input);
        assert_ok!(step_as(CHAIR, unpublished, resolved(0, 21, 21)));
        for decision in [proposed, failed, unpublished] {
            enter(&direct(decision));
        }
        let found = [(500, 0), (500, 0), (500, 0)];
        assert_eq!(found_in_distributions(), found);
        // Once it is published, it is what was resolved.
        assert_ok!(step_as(SUPERVISOR, unpublished, published()));
        enter(&direct(unpublished));
        assert_eq!(found_in_distributions(), found);
    });
}

#[test]
fn a_resolution_that_was_paid_on_is_not_given_up() {
    run(|| {
        let decision = resolve_dividend(1);
        let mut direct = voucher("322", "10201", 1);
        direct.decision = Some(decision);
        enter(&direct);
        let given_up = DecisionStep::GivenUp {
            reason: "取消".parse().unwrap(),
        };
        assert_noop!(
            step_as(CHAIR, decision, given_up),
            Error::<Test>::WrongState(0)
        );
    });
}

#[test]
fn who_left_before_the_payment_shows_with_it() {
    run(|| {
        let decision = resolve_dividend(1_000);
        let [stays, leaves] = [0x61, 0x62].map(|payee| submit(&dividend(payee, 500)));
        let gone = Departure {
            collective: FIRST,
            person: digest(0x62),
            since: today(),
        };
        assert_ok!(ThreeAssets::note_departures(by(ACCOUNTANT), items(&[gone])));
        pay_dividend(stays, decision);
        assert_eq!(rules(), []);
        pay_dividend(leaves, decision);
        let about = Subject::Spending(leaves);
        let expected = (WarningRule::Distribution, WarningLevel::Red, about);
        assert_eq!(warnings(), [expected]);
        // Who gets something else gets it.
        pay(submit(&SpendingInput {
            payee: digest(0x62),
            ..spending(500)
        }));
        assert_eq!(found_in_distributions(), [(500, 0)]);
    });
}
