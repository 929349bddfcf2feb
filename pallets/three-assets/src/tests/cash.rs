//! Cash income is brought to the bank within three days, at its boundaries.

use county_primitives::{
    three_assets::{
        books::{Origin, VoucherInput},
        spending::{PaymentMethod, SpendingInput},
        warnings::{Overdue, WarningLevel, WarningRule},
        AssetsEntry, Fen,
    },
    Date, PolicyKey, Subject, VoucherId,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::*,
    types::{CashIncome, CASH_DAYS_MAX},
    CashIncomes, Error,
};

/// So many yuan of rent in cash, on this day.
fn income(day: &str, amount: i64) -> VoucherInput {
    happened(day, voucher("101", "50101", amount))
}

/// So many yuan brought to the bank, on this day.
fn banking(day: &str, amount: i64) -> VoucherInput {
    happened(day, voucher("10201", "101", amount))
}

fn happened(day: &str, mut input: VoucherInput) -> VoucherInput {
    input.occurred = date(day);
    input
}

/// What waits for the bank, in yuan.
fn waiting() -> Vec<(String, i64)> {
    let days = CashIncomes::<Test>::get(FIRST).days.into_iter();
    days.map(|(day, amount)| (day.to_string(), amount.0 / 100))
        .collect()
}

fn days(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    let days = expected.iter();
    days.map(|(day, amount)| ((*day).to_owned(), *amount))
        .collect()
}

/// What the warnings about the cash box have found so far, in yuan.
fn found() -> Vec<i64> {
    let entries = records().into_iter().map(|record| record.entry);
    let findings = entries.filter_map(|entry| match entry {
        AssetsEntry::WarningRaised { finding, .. }
        | AssetsEntry::WarningRepeated { finding, .. } => Some(finding),
        _ => None,
    });
    findings
        .filter(|it| it.rule == WarningRule::Cash && it.about == Subject::Book(book()))
        .map(|finding| {
            assert_eq!(finding.limit, 0);
            finding.measured / 100
        })
        .collect()
}

#[test]
fn cash_is_banked_on_the_third_day_but_not_on_the_fourth() {
    for (day, expected) in [("2026-03-13", vec![]), ("2026-03-14", vec![800])] {
        run(|| {
            enter(&income("2026-03-10", 800));
            on(day);
            enter(&banking(day, 800));
            assert_eq!((found(), waiting()), (expected.clone(), vec![]));
            if !expected.is_empty() {
                let about = Subject::Book(book());
                let warning = (WarningRule::Cash, WarningLevel::Orange, about);
                assert_eq!(warnings(), [warning]);
            }
        });
    }
}

#[test]
fn what_stays_in_the_box_shows_with_the_next_cash() {
    run(|| {
        enter(&income("2026-03-10", 800));
        on("2026-03-13");
        enter(&voucher("513", "101", 10));
        enter(&income("2026-03-13", 50));
        assert!(found().is_empty());
        on("2026-03-14");
        // Money that is not cash says nothing about the box.
        enter(&voucher("10201", "50101", 5));
        assert!(found().is_empty());
        enter(&voucher("513", "101", 10));
        assert_eq!(found(), [800]);
        // A part is banked, the oldest first; the rest is late until it is there too.
        enter(&banking("2026-03-14", 700));
        assert_eq!(found(), [800, 800]);
        assert_eq!(waiting(), days(&[("2026-03-10", 100), ("2026-03-13", 50)]));
        on("2026-03-16");
        enter(&banking("2026-03-16", 150));
        assert_eq!((found(), waiting()), (vec![800, 800, 100], vec![]));
        enter(&voucher("513", "101", 10));
        assert_eq!(found().len(), 3);
    });
}

#[test]
fn nobody_has_to_wait_for_the_next_cash() {
    run(|| {
        let report = || {
            let overdue = items(&[Overdue::CashBox(book())]);
            ThreeAssets::report_overdue(by(MEMBER), overdue)
        };
        enter(&income("2026-03-10", 800));
        on("2026-03-13");
        assert_noop!(report(), Error::<Test>::NotOverdue(0));
        on("2026-03-14");
        assert_ok!(report());
        assert_eq!(found(), [800]);
    });
}

#[test]
fn days_count_from_when_it_happened_and_are_the_countys() {
    run(|| {
        on("2026-03-14");
        enter(&income("2026-03-10", 800));
        enter(&banking("2026-03-13", 800));
        assert!(found().is_empty());
        enter(&income("2026-03-10", 800));
        enter(&banking("2026-03-14", 800));
        assert_eq!(found(), [800]);
        set_policy(PolicyKey::CashBankingDays, Some(4));
        enter(&income("2026-03-10", 800));
        enter(&banking("2026-03-14", 800));
        assert_eq!(found(), [800]);
        set_policy(PolicyKey::CashBankingDays, None);
        assert_ok!(draft(CASHIER, &income("2026-03-14", 1)));
        assert_noop!(post(ACCOUNTANT, last_voucher()), NO_POLICY);
    });
}

#[test]
fn cash_from_the_bank_is_no_income_and_history_is_not_late() {
    run(|| {
        let mut history = income("2026-03-10", 300);
        history.origin = Origin::Migrated;
        let migrated = enter(&history);
        enter(&voucher("101", "10201", 800));
        assert_eq!(waiting(), []);
        // Nor does its reversal take anything away.
        enter(&income("2026-03-10", 200));
        enter(&reversed(history, migrated));
        assert_eq!(waiting(), days(&[("2026-03-10", 200)]));
        // The box holds 2,000: who pays 1,900 of them leaves no more than 100 of the income.
        enter(&voucher("513", "101", 1_800));
        assert_eq!(waiting(), days(&[("2026-03-10", 200)]));
        enter(&voucher("513", "101", 100));
        assert_eq!(waiting(), days(&[("2026-03-10", 100)]));
        on("2026-04-10");
        enter(&voucher("513", "101", 100));
        assert_eq!((found(), waiting()), (vec![100], vec![]));
        assert_eq!(CashIncomes::<Test>::iter().count(), 0);
    });
}

/// The red-letter copy of a voucher.
fn reversed(mut input: VoucherInput, original: VoucherId) -> VoucherInput {
    input.origin = Origin::Reversal(original);
    for line in &mut input.lines {
        line.amount = Fen(-line.amount.0);
    }
    input
}

#[test]
fn a_reversal_undoes_what_its_original_did() {
    run(|| {
        enter(&income("2026-03-08", 500));
        let latest = income("2026-03-09", 300);
        let wrong = enter(&latest);
        enter(&reversed(latest, wrong));
        assert_eq!(waiting(), days(&[("2026-03-08", 500)]));
        let banked = banking("2026-03-10", 500);
        let wrong = enter(&banked);
        assert_eq!(waiting(), []);
        on("2026-03-11");
        let mut back = reversed(banked, wrong);
        (back.date, back.occurred) = (today(), today());
        enter(&back);
        assert_eq!(waiting(), days(&[("2026-03-11", 500)]));
        assert!(found().is_empty());
    });
}

#[test]
fn a_reversed_banking_puts_back_what_it_took_of_the_income_and_no_more() {
    for (came_in, expected) in [
        (0, vec![]),
        (400, vec![("2026-03-11", 400)]),
        (1_500, vec![("2026-03-11", 1_500)]),
    ] {
        run(|| {
            enter(&voucher("101", "10201", 2_000));
            if came_in > 0 {
                enter(&income("2026-03-10", came_in));
            }
            let banked = banking("2026-03-10", 1_500);
            let wrong = enter(&banked);
            assert_eq!(waiting(), []);
            let kept = crate::Vouchers::<Test>::get(wrong).unwrap().banked;
            assert_eq!(kept, yuan(came_in));
            on("2026-03-11");
            let mut back = reversed(banked, wrong);
            (back.date, back.occurred) = (today(), today());
            enter(&back);
            assert_eq!(waiting(), days(&expected));
            // Four days later only what really came in is late.
            on("2026-03-15");
            enter(&voucher("513", "101", 10));
            let late: Vec<i64> = expected.iter().map(|(_, amount)| *amount).collect();
            assert_eq!(found(), late);
        });
    }
}

#[test]
fn days_are_told_apart_as_long_as_there_is_room() {
    let mut incomes = CashIncome::default();
    let day = |number: u32| Date(20_000 + number);
    for number in (0..CASH_DAYS_MAX).rev() {
        incomes.receive(day(number), Fen(1)).unwrap();
    }
    assert!(incomes.days.is_full());
    assert!(incomes.days.windows(2).all(|pair| pair[0].0 < pair[1].0));
    // Today is as many days later as are told apart: the first two become one.
    incomes.receive(day(CASH_DAYS_MAX), Fen(5)).unwrap();
    assert_eq!(incomes.days[0], (day(1), Fen(2)));
    assert_eq!(incomes.days.last(), Some(&(day(CASH_DAYS_MAX), Fen(5))));
    let today = day(CASH_DAYS_MAX);
    assert_eq!(incomes.older_than(CASH_DAYS_MAX, today), Some(Fen::ZERO));
    let all_but_first = CASH_DAYS_MAX - 2;
    assert_eq!(incomes.older_than(all_but_first, today), Some(Fen(2)));
    assert_eq!(incomes.receive(today, Fen(i64::MAX)), None);
    incomes.receive(today, Fen(-1)).unwrap();
    incomes.bank(Fen(-1));
    incomes.take_back(Fen(4));
    assert_eq!(incomes.days.last(), Some(&(today, Fen(1))));
    incomes.bank(Fen(3));
    assert_eq!(incomes.days[0], (day(3), Fen(1)));
    incomes.keep_within(Fen(-1)).unwrap();
    assert_eq!(incomes, CashIncome::default());
}

#[test]
fn more_cash_than_allowed_at_once_shows_without_a_spending_too() {
    run(|| {
        enter(&voucher("101", "10201", 3_000));
        let mut input = voucher("513", "101", 1_000);
        let within = enter(&input);
        for line in &mut input.lines {
            line.amount = Fen(100_001);
        }
        let beyond = enter(&input);
        let about = |rule, level, id| (rule, level, Subject::Voucher(id));
        let unapproved = |id| about(WarningRule::PaidWithoutApproval, WarningLevel::Red, id);
        let cash = about(WarningRule::Cash, WarningLevel::Yellow, beyond);
        assert_eq!(warnings(), [unapproved(within), cash, unapproved(beyond)]);
        // To the bank any amount may go, and a spending has said it when it was submitted.
        enter(&voucher("10201", "101", 1_500));
        let by_cash = SpendingInput {
            method: PaymentMethod::Cash,
            ..spending(1_001)
        };
        let id = submit(&by_cash);
        approve(id);
        assert_ok!(instruct(id));
        let report = items(&[paid_on(id, today())]);
        assert_ok!(ThreeAssets::report_payments(by(CASHIER), report));
        let before = warnings().len();
        let mut booking = voucher("513", "101", 1_001);
        booking.spending = Some(id);
        enter(&voucher("101", "10201", 1_500));
        enter(&booking);
        assert_eq!(warnings().len(), before);
    });
}
