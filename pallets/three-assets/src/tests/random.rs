//! Random sequences of calls: whatever is accepted or refused, books balance, statements tie, numbers have no
//! gaps, nothing is paid that skipped a guard, and the year can be closed.

use std::collections::BTreeMap;

use county_primitives::{
    three_assets::{
        accounts::{AccountClass, AccountCode},
        books::{
            BankLineInput, BookInput, LineMatch, LineTarget, Origin, VoucherInput, MONTHS, YEAR_END,
        },
        decisions::{Body, Matter},
        spending::{
            DecisionLevel, PaymentMethod, PaymentOutcome, Refusal, Resubmission, SpendingInput,
            SpendingKind, Step,
        },
        statements, AssetsEntry, Fen, MonthKey,
    },
    BankLineId, BookId, DecisionId, SpendingId, Subject, VoucherId,
};
use frame_support::{assert_ok, storage::with_storage_layer};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

use crate::{mock::*, Balances, Books, Counters, Drafts, Spendings, Vouchers};

/// One thing somebody tries to do; most are legal sometimes and refused at other times.
#[derive(Clone, Debug)]
enum Act {
    Submit {
        amount: i64,
        payee: u8,
        kind: u8,
    },
    Sign {
        spending: u64,
        step: usize,
        who: u8,
    },
    SignNext {
        spending: u64,
    },
    Decide {
        body: u8,
        yes: u32,
    },
    Attach {
        spending: u64,
        decision: u64,
    },
    Refuse {
        spending: u64,
        mendable: bool,
    },
    Resubmit {
        spending: u64,
    },
    Instruct {
        spending: u64,
    },
    Report {
        spending: u64,
        fails: bool,
    },
    Line {
        spending: u64,
        back: bool,
    },
    Match {
        line: u64,
        spending: u64,
        back: Option<u64>,
    },
    Draft {
        debit: usize,
        credit: usize,
        amount: i64,
        day: u32,
    },
    Book {
        spending: u64,
    },
    Post {
        voucher: u64,
        who: u8,
    },
    Withdraw {
        voucher: u64,
    },
    Reverse {
        voucher: u64,
    },
    Close,
    Wait {
        days: u32,
    },
    Hold {
        spending: u64,
        held: bool,
    },
}

/// The last kind of a submission: an ordinary one, paid in cash.
const IN_CASH: u8 = 6;

const ACCOUNTS: [&str; 8] = ["101", "10201", "11201", "151", "201", "311", "50101", "513"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let number = || 1u64..8;
    let spending = number;
    let act = prop_oneof![
        4 => (1i64..60_000, 0u8..3, 0u8..7)
            .prop_map(|(amount, payee, kind)| Act::Submit { amount, payee, kind }),
        3 => (spending(), 0usize..6, 1u8..9)
            .prop_map(|(spending, step, who)| Act::Sign { spending, step, who }),
        16 => spending().prop_map(|spending| Act::SignNext { spending }),
        4 => (0u8..3, 0u32..30).prop_map(|(body, yes)| Act::Decide { body, yes }),
        5 => (spending(), number())
            .prop_map(|(spending, decision)| Act::Attach { spending, decision }),
        1 => (spending(), any::<bool>())
            .prop_map(|(spending, mendable)| Act::Refuse { spending, mendable }),
        1 => spending().prop_map(|spending| Act::Resubmit { spending }),
        5 => spending().prop_map(|spending| Act::Instruct { spending }),
        6 => (spending(), prop::bool::weighted(0.2))
            .prop_map(|(spending, fails)| Act::Report { spending, fails }),
        4 => (spending(), any::<bool>())
            .prop_map(|(spending, back)| Act::Line { spending, back }),
        5 => (1u64..6, spending(), prop::option::of(1u64..6))
            .prop_map(|(line, spending, back)| Act::Match { line, spending, back }),
        8 => (0usize..8, 0usize..8, 1i64..100_000, 0u32..60)
            .prop_map(|(debit, credit, amount, day)| Act::Draft { debit, credit, amount, day }),
        4 => spending().prop_map(|spending| Act::Book { spending }),
        10 => (1u64..20, prop_oneof![9 => Just(ACCOUNTANT), 1 => 1u8..15])
            .prop_map(|(voucher, who)| Act::Post { voucher, who }),
        1 => (1u64..20).prop_map(|voucher| Act::Withdraw { voucher }),
        2 => (1u64..20).prop_map(|voucher| Act::Reverse { voucher }),
        2 => Just(Act::Close),
        2 => (1u32..20).prop_map(|days| Act::Wait { days }),
        1 => (spending(), any::<bool>()).prop_map(|(spending, held)| Act::Hold { spending, held }),
    ];
    prop::collection::vec(act, 1..80)
}

/// The number among those given out that a random one stands for.
fn pick(number: u64, given_out: u64) -> u64 {
    if given_out == 0 {
        return number;
    }
    (number - 1) % given_out + 1
}

fn pick_spending(number: u64) -> SpendingId {
    SpendingId(pick(number, Counters::<Test>::get().spendings))
}

fn pick_voucher(number: u64) -> VoucherId {
    VoucherId(pick(number, Counters::<Test>::get().vouchers))
}

fn sign_next(id: SpendingId) -> DispatchResult {
    let spending = Spendings::<Test>::get(id).ok_or(NO_ROLE)?;
    match spending.approvals.next(&spending.signed()) {
        Some(step) => sign(id, step),
        None => sign_as(CHAIR, id, Step::Chair),
    }
}

fn decide_by(body: u8, yes: u32) -> DispatchResult {
    let body = [Body::Board, Body::Representatives, Body::Members][usize::from(body)];
    let (abstaining, present, yes) = match body {
        Body::Board => (1, 4, yes.min(4)),
        Body::Representatives => (1, 20, yes.min(20)),
        _ => (1, 999, yes * 40),
    };
    let input = decision_input(body, Matter::Spending, Some(yuan(60_000)));
    ThreeAssets::open_decisions(by(CHAIR), items(&[input]))?;
    step_as(
        CHAIR,
        last_decision(),
        resolved(abstaining, present, yes.min(present)),
    )?;
    if body == Body::Board {
        // Its minutes need no publication.
        return Ok(());
    }
    step_as(SUPERVISOR, last_decision(), published())
}

fn mirrored(voucher: VoucherId) -> Option<VoucherInput> {
    let drafted = records().into_iter().find_map(|record| match record.entry {
        AssetsEntry::VoucherDrafted(input) if record.subject == Subject::Voucher(voucher) => {
            Some(input)
        }
        _ => None,
    });
    let mut input = drafted?;
    input.origin = Origin::Reversal(voucher);
    input.spending = None;
    for line in &mut input.lines {
        line.amount = Fen(-line.amount.0);
    }
    Some(input)
}

/// The payee 1 is the chair.
fn submission(amount: i64, payee: u8, kind: u8) -> SpendingInput {
    let kinds = [
        SpendingKind::Ordinary,
        SpendingKind::Ordinary,
        SpendingKind::Ordinary,
        SpendingKind::Works,
        SpendingKind::Travel,
        SpendingKind::Investment,
        SpendingKind::Ordinary,
    ];
    let mut input = SpendingInput {
        kind: kinds[usize::from(kind)],
        payee: digest(payee),
        ..spending(amount)
    };
    if kind == IN_CASH {
        input.method = PaymentMethod::Cash;
    }
    input
}

/// The bank, or for cash the cashier, says what became of a payment.
fn report_on(id: SpendingId, fails: bool) -> DispatchResult {
    let mut report = paid_on(id, today());
    if fails {
        report.outcome = PaymentOutcome::Failed {
            reason: "账号有误".parse().unwrap(),
        };
    }
    let in_cash =
        Spendings::<Test>::get(id).is_some_and(|spending| spending.method == PaymentMethod::Cash);
    let who = if in_cash { CASHIER } else { BANK };
    ThreeAssets::report_payments(by(who), items(&[report]))
}

fn act_on_spending(act: &Act) -> DispatchResult {
    match *act {
        Act::Submit {
            amount,
            payee,
            kind,
        } => {
            let input = submission(amount, payee, kind);
            ThreeAssets::submit_spendings(by(CASHIER), items(&[input]))
        }
        Act::Sign {
            spending,
            step,
            who,
        } => match Spendings::<Test>::get(pick_spending(spending)) {
            Some(_) => sign_as(who, pick_spending(spending), Step::ALL[step]),
            None => Ok(()),
        },
        Act::SignNext { spending } => sign_next(pick_spending(spending)),
        Act::Decide { body, yes } => decide_by(body, yes),
        Act::Attach { spending, decision } => {
            let given_out = Counters::<Test>::get().decisions;
            attach(
                pick_spending(spending),
                DecisionId(pick(decision, given_out)),
            )
        }
        Act::Refuse { spending, mendable } => {
            let refusal = Refusal {
                spending: pick_spending(spending),
                step: Step::Chair,
                mendable,
                reason: "不清".parse().unwrap(),
            };
            ThreeAssets::refuse_spendings(by(CHAIR), items(&[refusal]))
        }
        Act::Resubmit { spending } => {
            let input = Resubmission {
                spending: pick_spending(spending),
                documents: vec![digest(1)].try_into().unwrap(),
            };
            ThreeAssets::resubmit_spendings(by(CASHIER), items(&[input]))
        }
        Act::Instruct { spending } => match Spendings::<Test>::get(pick_spending(spending)) {
            Some(_) => instruct(pick_spending(spending)),
            None => Ok(()),
        },
        Act::Report { spending, fails } => report_on(pick_spending(spending), fails),
        Act::Line { spending, back } => write_line(pick_spending(spending), back),
        Act::Match {
            line,
            spending,
            back,
        } => match_line(line, pick_spending(spending), back),
        _ => Ok(()),
    }
}

/// The bank writes down that a payment went out or came back.
fn write_line(id: SpendingId, back: bool) -> DispatchResult {
    let Some(spending) = Spendings::<Test>::get(id) else {
        return Ok(());
    };
    let number = Counters::<Test>::get().bank_lines + 1;
    let input = BankLineInput {
        account: ACCOUNT,
        date: today(),
        amount: Fen(if back { 1 } else { -1 } * spending.amount.0),
        party: digest(0xa1),
        reference: digest(u8::try_from(number).unwrap()),
    };
    ThreeAssets::record_bank_lines(by(BANK), items(&[input]))
}

/// The accountant says what a line is: the payment of a spending, or one that came back on another line.
fn match_line(line: u64, spending: SpendingId, back: Option<u64>) -> DispatchResult {
    let written = Counters::<Test>::get().bank_lines;
    let of = |number| BankLineId(pick(number, written));
    let target = match back {
        None => LineTarget::Spending(spending),
        Some(back) => LineTarget::Returned {
            spending,
            back: of(back),
        },
    };
    let line = of(line);
    ThreeAssets::match_bank_lines(by(ACCOUNTANT), items(&[LineMatch { line, target }]))
}

fn act_on_books(act: &Act) -> DispatchResult {
    match *act {
        Act::Draft {
            debit,
            credit,
            amount,
            day,
        } => {
            let mut input = voucher(ACCOUNTS[debit], ACCOUNTS[credit], amount);
            input.date = county_primitives::Date(today().0 - day);
            input.occurred = input.date;
            draft(CASHIER, &input)
        }
        Act::Book { spending } => {
            let id = pick_spending(spending);
            let amount = Spendings::<Test>::get(id).map_or(Fen(100), |spending| spending.amount);
            let mut input = voucher("513", "10201", amount.0 / 100);
            input.spending = Some(id);
            draft(CASHIER, &input)
        }
        Act::Post { voucher, who } => {
            // Mostly the oldest draft, so that the sequences come far.
            let oldest = Drafts::<Test>::iter_keys().min();
            post(who, oldest.unwrap_or(pick_voucher(voucher)))
        }
        Act::Withdraw { voucher } => {
            let reason = "重复".parse().unwrap();
            ThreeAssets::withdraw_vouchers(by(CASHIER), items(&[(pick_voucher(voucher), reason)]))
        }
        Act::Reverse { voucher } => match mirrored(pick_voucher(voucher)) {
            Some(input) => draft(CASHIER, &input),
            None => Ok(()),
        },
        Act::Close => {
            let next = Books::<Test>::get(book()).unwrap().closed + 1;
            if next > 12 {
                return Ok(());
            }
            reconcile(next);
            let key = MonthKey {
                book: book(),
                month: next,
            };
            ThreeAssets::close_months(by(ACCOUNTANT), items(&[key]))
        }
        _ => Ok(()),
    }
}

fn perform(act: &Act) -> DispatchResult {
    match *act {
        Act::Wait { days } => set_day(today().plus_days(days)),
        Act::Hold { spending, held } => hold(Subject::Spending(pick_spending(spending)), held),
        Act::Draft { .. }
        | Act::Book { .. }
        | Act::Post { .. }
        | Act::Withdraw { .. }
        | Act::Reverse { .. }
        | Act::Close => return act_on_books(act),
        _ => return act_on_spending(act),
    }
    Ok(())
}

/// What the records say of a spending so far.
#[derive(Default)]
struct Progress {
    signed: Vec<Step>,
    is_decided: bool,
    is_ordered: bool,
    is_paid: bool,
}

impl Progress {
    /// Follows a record, which must not skip anything.
    fn follow(&mut self, id: SpendingId, entry: &AssetsEntry) {
        let spending = Spendings::<Test>::get(id).unwrap();
        match entry {
            AssetsEntry::SpendingSigned { step, .. } => self.signed.push(*step),
            AssetsEntry::DecisionAttached { .. } => self.is_decided = true,
            AssetsEntry::SpendingRefused { .. } => {
                assert!(!self.is_ordered && !self.is_paid, "too late to refuse");
                self.signed.clear();
            }
            AssetsEntry::SpendingResubmitted { .. } => self.signed.clear(),
            AssetsEntry::PaymentInstructed(order) => {
                assert_eq!(spending.approvals.next(&self.signed), None);
                assert!(self.signed.is_sorted());
                let needs_decision = spending.approvals.decision != DecisionLevel::None;
                assert!(!needs_decision || self.is_decided);
                assert_eq!(
                    (order.payee, order.amount),
                    (spending.payee, spending.amount)
                );
                assert!(!self.is_ordered && !self.is_paid, "ordered twice");
                self.is_ordered = true;
            }
            AssetsEntry::PaymentReported(outcome) => {
                assert!(self.is_ordered, "paid without an order");
                self.is_ordered = false;
                self.is_paid = matches!(outcome, PaymentOutcome::Paid { .. });
            }
            AssetsEntry::SpendingPosted { .. } => {
                assert!(self.is_paid, "booked before it was paid");
            }
            _ => {}
        }
    }
}

/// Every payment came after everything its spending needed: signatures in order, the decision, and an order.
fn no_payment_skipped_a_guard() {
    let mut progress = BTreeMap::<SpendingId, Progress>::new();
    for record in records() {
        if let Subject::Spending(id) = record.subject {
            progress.entry(id).or_default().follow(id, &record.entry);
        }
    }
}

/// Whatever was posted: the trial balance balances, the balance sheet ties, and what is undistributed grew by
/// the surplus of the months, which is the sum of each of them. Nothing here is posted to 321 or 322.
fn the_statements_tie() {
    let mut surplus = Fen::ZERO;
    for month in 1..=MONTHS {
        let rows = ThreeAssets::trial_balance(book(), 1, month).unwrap();
        let sum = |pick: fn(&statements::TrialRow) -> Fen| {
            rows.iter().map(|row| pick(row).0).sum::<i64>()
        };
        assert_eq!((sum(|row| row.opening), sum(|row| row.closing)), (0, 0));
        assert_eq!(sum(|row| row.debit), sum(|row| row.credit));
        let sheet = ThreeAssets::balance_sheet(book(), month).unwrap();
        assert_eq!(sheet.assets, sheet.liabilities_and_equity);
        let of_month = ThreeAssets::income_statement(book(), month, month).unwrap();
        surplus = Fen(surplus.0 + of_month.surplus.0);
        let so_far = ThreeAssets::income_statement(book(), 1, month).unwrap();
        assert_eq!((so_far.surplus, sheet.undistributed), (surplus, surplus));
        let totals = statements::totals(&rows).unwrap();
        assert_eq!(
            (totals.income, totals.expense, totals.assets),
            (so_far.income, so_far.expense, sheet.assets)
        );
    }
}

/// Whatever happened before, the year can be closed: income and expense go to the surplus, that to its
/// distribution, and the next year takes over what is left.
fn the_year_can_be_closed() {
    if today() < date("2027-01-05") {
        on("2027-01-05");
    }
    let waiting: Vec<VoucherId> = Drafts::<Test>::iter_keys().collect();
    for id in waiting {
        if with_storage_layer(|| post(ACCOUNTANT, id)).is_err() {
            let reason = "年终清理".parse().unwrap();
            assert_ok!(ThreeAssets::withdraw_vouchers(
                by(CASHIER),
                items(&[(id, reason)])
            ));
        }
    }
    close_through(MONTHS);
    the_statements_tie();
    let before = ThreeAssets::balance_sheet(book(), MONTHS).unwrap();
    assert_ok!(ThreeAssets::close_years(by(ACCOUNTANT), items(&[book()])));
    let after = ThreeAssets::balance_sheet(book(), YEAR_END).unwrap();
    assert_eq!(after, before);
    for (account, balance) in Balances::<Test>::iter_prefix(book()) {
        let is_result = account.is(AccountClass::Income) || account.is(AccountClass::Expense);
        if is_result || account == AccountCode::SURPLUS {
            assert_eq!(balance.closing(), Some(Fen::ZERO), "{account}");
        }
    }
    let next = BookInput {
        collective: FIRST,
        year: 2027,
        openings: Default::default(),
    };
    assert_ok!(ThreeAssets::open_books(by(ACCOUNTANT), items(&[next])));
    let begun = ThreeAssets::balance_sheet(BookId::new(FIRST, 2027), 1).unwrap();
    assert_eq!(begun, before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_books_balance(acts in acts()) {
        run(|| {
            for act in &acts {
                let _ = with_storage_layer(|| perform(act));
                ThreeAssets::do_try_state().unwrap();
            }
            no_payment_skipped_a_guard();
            the_statements_tie();
            let posted = Vouchers::<Test>::iter().count();
            let counted = Books::<Test>::get(book()).unwrap().vouchers;
            assert_eq!(u32::try_from(posted), Ok(counted));
            the_year_can_be_closed();
        });
    }
}

#[test]
fn a_lucky_sequence_gets_through() {
    // So that the property is not true only because nothing is ever accepted.
    run(|| {
        let mut acts = vec![Act::Submit {
            amount: 9_500,
            payee: 0,
            kind: 0,
        }];
        acts.push(Act::Decide { body: 0, yes: 4 });
        acts.push(Act::Attach {
            spending: 1,
            decision: 1,
        });
        acts.extend(vec![Act::SignNext { spending: 1 }; 4]);
        acts.push(Act::Instruct { spending: 1 });
        for back in [false, true] {
            acts.push(Act::Line { spending: 1, back });
        }
        acts.push(Act::Report {
            spending: 1,
            fails: true,
        });
        acts.push(Act::Match {
            line: 1,
            spending: 1,
            back: Some(2),
        });
        acts.push(Act::Instruct { spending: 1 });
        acts.push(Act::Report {
            spending: 1,
            fails: false,
        });
        acts.push(Act::Book { spending: 1 });
        acts.push(Act::Post {
            voucher: 1,
            who: ACCOUNTANT,
        });
        for act in &acts {
            perform(act).unwrap();
        }
        assert_eq!(Vouchers::<Test>::iter().count(), 1);
        no_payment_skipped_a_guard();
    });
}
