//! Paying what was approved, booking it, and the lines of the bank.

use county_primitives::{
    three_assets::{
        books::{BankLineInput, LineMatch, LineTarget, Origin},
        spending::{Instruction, PaymentMethod, PaymentOutcome, PaymentReport, SpendingInput},
        warnings::{WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    BankAccountId, BankLineId, CollectiveId, SpendingId, Subject, VoucherId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, types::SpendingState, BankLines, Error, Spendings};

type E = Error<Test>;

fn state(id: SpendingId) -> SpendingState {
    Spendings::<Test>::get(id).unwrap().state
}

fn report(who: u8, input: PaymentReport) -> sp_runtime::DispatchResult {
    ThreeAssets::report_payments(by(who), items(&[input]))
}

#[test]
fn a_payment_goes_through_its_whole_chain() {
    run(|| {
        let id = submit(&spending(9_500));
        assert_noop!(instruct(id), E::WrongState(0));
        assert_noop!(report(BANK, paid_on(id, today())), E::WrongState(0));
        pay(id);
        assert_recorded(
            Subject::Spending(id),
            BANK,
            AssetsEntry::PaymentReported(paid_on(id, today()).outcome),
        );
        // Consumed once.
        assert_noop!(instruct(id), E::WrongState(0));
        assert_noop!(report(BANK, paid_on(id, today())), E::WrongState(0));
        let mut input = voucher("513", "10201", 9_500);
        input.spending = Some(id);
        let voucher = enter(&input);
        assert_recorded(
            Subject::Spending(id),
            ACCOUNTANT,
            AssetsEntry::SpendingPosted { voucher },
        );
        assert_eq!(state(id), SpendingState::Posted);
        assert_noop!(draft(CASHIER, &input), E::SpendingUnfit(0));
        assert_eq!(rules(), []);
        assert_eq!(ThreeAssets::spending_progress(id).unwrap().disclosed, None);
    });
}

#[test]
fn an_order_is_what_was_approved() {
    run(|| {
        let id = submit(&spending(500));
        approve(id);
        let with = |change: &dyn Fn(&mut Instruction)| {
            let mut input = instruction(id);
            change(&mut input);
            ThreeAssets::instruct_payments(by(CASHIER), items(&[input]))
        };
        assert_noop!(with(&|it| it.payee = digest(1)), E::PayeeDiffers(0));
        assert_noop!(
            with(&|it| it.payee_account = Some(digest(1))),
            E::PayeeDiffers(0)
        );
        assert_noop!(with(&|it| it.amount = yuan(501)), E::AmountDiffers(0));
        assert_noop!(with(&|it| it.from = None), E::MethodDiffers(0));
        let unknown = Some(BankAccountId(9));
        assert_noop!(with(&|it| it.from = unknown), E::BankAccountUnknown(0));
        crate::BankAccounts::<Test>::mutate_extant(ACCOUNT, |account| account.open = false);
        assert_noop!(with(&|_| ()), E::BankAccountClosed(0));
        crate::BankAccounts::<Test>::mutate_extant(ACCOUNT, |account| account.open = true);
        assert_noop!(
            ThreeAssets::instruct_payments(by(ACCOUNTANT), items(&[instruction(id)])),
            NO_ROLE
        );
        assert_ok!(with(&|_| ()));
    });
}

#[test]
fn cash_is_paid_by_the_cashier() {
    run(|| {
        let id = submit(&SpendingInput {
            method: PaymentMethod::Cash,
            ..spending(500)
        });
        approve(id);
        let mut by_bank = instruction(id);
        by_bank.from = Some(ACCOUNT);
        assert_noop!(
            ThreeAssets::instruct_payments(by(CASHIER), items(&[by_bank])),
            E::MethodDiffers(0)
        );
        let mut to_account = instruction(id);
        to_account.payee_account = Some(digest(1));
        assert_noop!(
            ThreeAssets::instruct_payments(by(CASHIER), items(&[to_account])),
            E::MethodDiffers(0)
        );
        assert_ok!(instruct(id));
        assert_noop!(report(BANK, paid_on(id, today())), NO_ROLE);
        assert_ok!(report(CASHIER, paid_on(id, today())));
    });
}

#[test]
fn a_failed_payment_is_ordered_again() {
    run(|| {
        let id = submit(&spending(500));
        approve(id);
        assert_ok!(instruct(id));
        let failed = |reason: &str| PaymentReport {
            spending: id,
            outcome: PaymentOutcome::Failed {
                reason: reason.parse().unwrap(),
            },
        };
        assert_noop!(report(BANK, failed("")), E::TextBlank(0));
        assert_ok!(report(BANK, failed("账号有误")));
        assert_eq!(state(id), SpendingState::Failed);
        assert_ok!(instruct(id));
        assert_noop!(
            report(BANK, paid_on(id, date("2026-03-11"))),
            E::DateInFuture(0)
        );
        assert_ok!(report(BANK, paid_on(id, today())));
    });
}

#[test]
fn an_approval_after_the_payment_is_red() {
    run(|| {
        for (payee, paid, expected) in [(0x61, "2026-03-10", 0), (0x62, "2026-03-09", 1)] {
            let id = submit(&SpendingInput {
                payee: digest(payee),
                ..spending(500)
            });
            approve(id);
            assert_ok!(instruct(id));
            assert_ok!(report(ACCOUNTANT, paid_on(id, date(paid))));
            assert_eq!(warnings().len(), expected, "{paid}");
        }
        assert_eq!(
            warnings(),
            [(
                WarningRule::PaidWithoutApproval,
                WarningLevel::Red,
                Subject::Spending(SpendingId(2))
            )]
        );
    });
}

#[test]
fn a_reversed_booking_is_booked_again() {
    run(|| {
        let id = submit(&spending(500));
        pay(id);
        let mut input = voucher("513", "10201", 500);
        input.spending = Some(id);
        let wrong = enter(&input);
        let mut red = input.clone();
        red.spending = None;
        red.origin = Origin::Reversal(wrong);
        for line in &mut red.lines {
            line.amount = Fen(-line.amount.0);
        }
        let mut with_spending = red.clone();
        with_spending.spending = Some(id);
        assert_noop!(draft(CASHIER, &with_spending), E::ReversalUnfit(0));
        enter(&red);
        assert_eq!(state(id), SpendingState::Paid);
        input.lines[0].account = code("514");
        enter(&input);
        assert_eq!(state(id), SpendingState::Posted);
    });
}

#[test]
fn a_booking_is_of_what_was_paid() {
    run(|| {
        let id = submit(&spending(500));
        let booking = |amount| {
            let mut input = voucher("513", "10201", amount);
            input.spending = Some(id);
            input
        };
        assert_noop!(draft(CASHIER, &booking(500)), E::SpendingUnfit(0));
        pay(id);
        assert_noop!(draft(CASHIER, &booking(499)), E::SpendingUnfit(0));
        // Two drafts of one booking: the second is refused when it is posted.
        assert_ok!(draft(CASHIER, &booking(500)));
        assert_ok!(draft(CASHIER, &booking(500)));
        assert_ok!(post(ACCOUNTANT, VoucherId(1)));
        assert_noop!(post(ACCOUNTANT, VoucherId(2)), E::SpendingUnfit(0));
    });
}

fn bank_line(amount: i64, day: &str, reference: u8) -> BankLineInput {
    BankLineInput {
        account: ACCOUNT,
        date: date(day),
        amount: yuan(amount),
        party: digest(0xa1),
        reference: digest(reference),
    }
}

fn record(input: BankLineInput) -> sp_runtime::DispatchResult {
    ThreeAssets::record_bank_lines(by(BANK), items(&[input]))
}

fn match_line(line: u64, target: LineTarget) -> sp_runtime::DispatchResult {
    let line = BankLineId(line);
    ThreeAssets::match_bank_lines(by(ACCOUNTANT), items(&[LineMatch { line, target }]))
}

#[test]
fn lines_of_the_bank_are_recorded_once_and_matched_once() {
    run(|| {
        assert_noop!(record(bank_line(0, "2026-03-10", 1)), E::AmountInvalid(0));
        assert_noop!(record(bank_line(5, "2026-03-11", 1)), E::DateInFuture(0));
        let mut unknown = bank_line(5, "2026-03-10", 1);
        unknown.account = BankAccountId(9);
        assert_noop!(record(unknown), E::BankAccountUnknown(0));
        assert_ok!(record(bank_line(-500, "2026-03-10", 1)));
        assert_noop!(
            record(bank_line(-500, "2026-03-10", 1)),
            E::BankLineKnown(0)
        );

        let id = submit(&spending(500));
        let target = LineTarget::Spending(id);
        assert_noop!(match_line(9, target), E::BankLineUnknown(0));
        assert_noop!(
            match_line(1, LineTarget::Spending(SpendingId(9))),
            E::SpendingUnknown(0)
        );
        assert_noop!(
            match_line(1, LineTarget::Voucher(VoucherId(9))),
            E::VoucherUnknown(0)
        );
        let other = submit(&spending(501));
        assert_noop!(
            match_line(1, LineTarget::Spending(other)),
            E::LineMismatch(0)
        );
        let income = enter(&voucher("10201", "50101", 500));
        assert_noop!(
            match_line(1, LineTarget::Voucher(income)),
            E::LineMismatch(0)
        );
        pay(id);
        assert_ok!(match_line(1, target));
        assert_recorded(
            Subject::BankAccount(ACCOUNT),
            ACCOUNTANT,
            AssetsEntry::BankLineMatched(LineMatch {
                line: BankLineId(1),
                target,
            }),
        );
        assert_noop!(match_line(1, target), E::BankLineMatched(0));
        assert_eq!(rules(), []);
    });
}

#[test]
fn a_payment_and_a_voucher_have_one_line_each() {
    run(|| {
        let id = submit(&spending(500));
        pay(id);
        let mut input = voucher("513", "10201", 500);
        input.spending = Some(id);
        let booking = enter(&input);
        let income = enter(&voucher("10201", "50101", 300));
        for (reference, amount) in (1u8..).zip([-500, -500, 300, 300]) {
            assert_ok!(record(bank_line(amount, "2026-03-10", reference)));
        }
        assert_ok!(match_line(1, LineTarget::Spending(id)));
        // The bank paid twice: the second line is of nothing that was approved.
        for target in [LineTarget::Spending(id), LineTarget::Voucher(booking)] {
            assert_noop!(match_line(2, target), E::BankLineMatched(0));
        }
        assert_ok!(match_line(3, LineTarget::Voucher(income)));
        assert_noop!(
            match_line(4, LineTarget::Voucher(income)),
            E::BankLineMatched(0)
        );
    });
}

#[test]
fn a_bank_line_before_the_approval_is_red() {
    run(|| {
        let id = submit(&spending(500));
        pay(id);
        assert_ok!(record(bank_line(-500, "2026-03-09", 1)));
        assert_ok!(match_line(1, LineTarget::Spending(id)));
        assert_eq!(rules(), [WarningRule::PaidWithoutApproval]);
    });
}

#[test]
fn lines_are_matched_within_five_days_and_income_booked_within_seven() {
    run(|| {
        for (reference, (amount, day, expected)) in (1u8..).zip([
            (-500, "2026-03-05", None),
            (-500, "2026-03-04", Some(WarningRule::Unreconciled)),
            (500, "2026-03-05", None),
            (500, "2026-03-04", Some(WarningRule::Unreconciled)),
            (500, "2026-03-03", Some(WarningRule::Unreconciled)),
            (500, "2026-03-02", Some(WarningRule::IncomeOffBooks)),
        ]) {
            // Money out without a spending is a warning of its own, before the line comes.
            let target = LineTarget::Voucher(enter(&match amount > 0 {
                true => voucher("10201", "50101", amount),
                false => voucher("513", "10201", -amount),
            }));
            let before = records().len();
            assert_ok!(record(bank_line(amount, day, reference)));
            assert_ok!(match_line(reference.into(), target));
            let found = records()[before..]
                .iter()
                .find_map(|record| match &record.entry {
                    AssetsEntry::WarningRaised { finding, .. }
                    | AssetsEntry::WarningRepeated { finding, .. } => Some(finding.rule),
                    _ => None,
                });
            assert_eq!(found, expected, "{amount} on {day}");
        }
    });
}

fn returned(spending: SpendingId, back: u64) -> LineTarget {
    let back = BankLineId(back);
    LineTarget::Returned { spending, back }
}

fn failed(id: SpendingId) -> PaymentReport {
    PaymentReport {
        spending: id,
        outcome: PaymentOutcome::Failed {
            reason: "户名不符，银行退汇".parse().unwrap(),
        },
    }
}

#[test]
fn a_payment_that_came_back_has_two_lines_of_its_own() {
    run(|| {
        let id = submit(&spending(500));
        approve(id);
        assert_ok!(instruct(id));
        for (reference, (amount, day)) in (1u8..).zip([
            (-500, "2026-03-10"),
            (500, "2026-03-10"),
            (-500, "2026-03-10"),
            (501, "2026-03-10"),
            (500, "2026-03-09"),
            (500, "2026-03-10"),
        ]) {
            assert_ok!(record(bank_line(amount, day, reference)));
        }
        // No payment has failed yet.
        assert_noop!(match_line(1, returned(id, 2)), E::LineMismatch(0));
        assert_ok!(report(BANK, failed(id)));
        assert_noop!(
            match_line(1, returned(SpendingId(9), 2)),
            E::SpendingUnknown(0)
        );
        assert_noop!(match_line(1, returned(id, 9)), E::BankLineUnknown(0));
        // Money in is not the money out; other money did not come back, nor any before it went out.
        assert_noop!(match_line(2, returned(id, 1)), E::LineMismatch(0));
        assert_noop!(match_line(1, returned(id, 4)), E::LineMismatch(0));
        assert_noop!(match_line(1, returned(id, 5)), E::LineMismatch(0));
        let elsewhere = |account| {
            BankLines::<Test>::mutate_extant(BankLineId(2), |line| line.account = account);
        };
        elsewhere(BankAccountId(9));
        assert_noop!(match_line(1, returned(id, 2)), E::LineMismatch(0));
        elsewhere(ACCOUNT);
        assert_ok!(match_line(1, returned(id, 2)));
        for line in [1, 2] {
            let target = BankLines::<Test>::get(BankLineId(line)).unwrap().target;
            assert_eq!(target, Some(returned(id, 2)));
            assert_noop!(match_line(line, returned(id, 6)), E::BankLineMatched(0));
        }
        assert_noop!(match_line(3, returned(id, 2)), E::BankLineMatched(0));
        // One payment failed, so one came back; the line of the next order is the payment's.
        assert_noop!(match_line(3, returned(id, 6)), E::LineMismatch(0));
        assert_ok!(instruct(id));
        assert_ok!(report(BANK, paid_on(id, today())));
        assert_ok!(match_line(3, LineTarget::Spending(id)));
        assert_eq!(rules(), []);
    });
}

#[test]
fn a_payment_comes_back_as_often_as_it_fails() {
    run(|| {
        let id = submit(&spending(500));
        approve(id);
        for round in 0..2u8 {
            assert_ok!(instruct(id));
            assert_ok!(record(bank_line(-500, "2026-03-10", 2 * round + 1)));
            assert_ok!(record(bank_line(500, "2026-03-10", 2 * round + 2)));
            assert_ok!(report(BANK, failed(id)));
        }
        assert_ok!(match_line(1, returned(id, 4)));
        assert_ok!(match_line(3, returned(id, 2)));
        let spending = Spendings::<Test>::get(id).unwrap();
        assert_eq!((spending.failures, spending.returns), (2, 2));
    });
}

#[test]
fn money_of_another_village_does_not_come_back() {
    run(|| {
        let id = submit(&spending(500));
        approve(id);
        assert_ok!(instruct(id));
        assert_ok!(report(BANK, failed(id)));
        assert_ok!(record(bank_line(-500, "2026-03-10", 1)));
        assert_ok!(record(bank_line(500, "2026-03-10", 2)));
        let of = |owner| {
            Spendings::<Test>::mutate_extant(id, |spending| spending.collective = owner);
        };
        of(CollectiveId(2));
        assert_noop!(match_line(1, returned(id, 2)), E::LineMismatch(0));
        of(FIRST);
        assert_ok!(match_line(1, returned(id, 2)));
    });
}

#[test]
fn lines_of_a_returned_payment_have_the_same_clocks() {
    // Approved on the 10th, matched on the 16th, five days are allowed.
    for (day, expected) in [
        ("2026-03-11", vec![]),
        ("2026-03-10", vec![WarningRule::Unreconciled]),
        (
            "2026-03-09",
            vec![WarningRule::PaidWithoutApproval, WarningRule::Unreconciled],
        ),
    ] {
        run(|| {
            let id = submit(&spending(500));
            approve(id);
            assert_ok!(instruct(id));
            on("2026-03-16");
            assert_ok!(report(BANK, failed(id)));
            assert_ok!(record(bank_line(-500, day, 1)));
            assert_ok!(record(bank_line(500, "2026-03-16", 2)));
            assert_ok!(match_line(1, returned(id, 2)));
            assert_eq!(rules(), expected, "{day}");
        });
    }
}
