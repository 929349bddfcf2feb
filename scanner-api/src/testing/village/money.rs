//! The village's money: vouchers, spendings, bank lines, and the end of the year.

use county_primitives::{
    three_assets::{
        accounts::Side,
        books::{
            BankLineInput, BookInput, LineMatch, LineTarget, Nature, Origin, Receipt,
            Reconciliation, Till, VoucherInput, VoucherLine, VoucherNumber,
        },
        decisions::{Body, DecisionInput, DecisionStep, Matter, Outcome, Tally},
        spending::{
            Approvals, DecisionLevel, Instruction, PaymentMethod, PaymentOutcome, SpendingInput,
            SpendingKind, Step,
        },
        AssetsEntry, Fen,
    },
    BankLineId, DecisionId, Digest, Role, SpendingId, Subject, VoucherId,
};

use super::{book, by, date, list, text, yuan, Entries, ACCOUNT, ACCOUNTANT, COLLECTIVE};

const CASHIER: u32 = 15;
/// The payee of every spending.
pub(super) const PAYEE: Digest = Digest([40; 32]);

fn line(account: &str, side: Side, amount: Fen) -> VoucherLine {
    VoucherLine {
        account: account.parse().unwrap(),
        side,
        amount,
        party: None,
        project: None,
    }
}

/// A voucher that moves an amount from the second account to the first.
fn voucher(day: &str, summary: &str, accounts: [&str; 2], amount: Fen) -> VoucherInput {
    VoucherInput {
        book: book(2026),
        date: date(day),
        occurred: date(day),
        summary: text(summary),
        lines: list(&[
            line(accounts[0], Side::Debit, amount),
            line(accounts[1], Side::Credit, amount),
        ]),
        documents: list(&[Digest([50; 32])]),
        origin: Origin::Entered,
        nature: Nature::Ordinary,
        spending: None,
        decision: None,
        receipt: None,
        deposit: None,
    }
}

/// The same voucher in red letters.
fn reversal(of: VoucherId, input: &VoucherInput, day: &str) -> VoucherInput {
    let mut reversal = VoucherInput {
        date: date(day),
        origin: Origin::Reversal(of),
        spending: None,
        ..input.clone()
    };
    for line in &mut reversal.lines {
        line.amount = Fen(-line.amount.0);
    }
    reversal
}

/// Draft and posting of a voucher, with a number in its month.
fn draft(id: u64, input: &VoucherInput) -> Entries {
    let drafted = AssetsEntry::VoucherDrafted(input.clone());
    vec![by(
        CASHIER,
        Role::VillageCashier,
        Subject::Voucher(VoucherId(id)),
        drafted,
    )]
}

fn post(id: u64, input: &VoucherInput, number: u32) -> Entries {
    let (_, month, _) = input.date.to_ymd();
    let posted = AssetsEntry::VoucherPosted {
        voucher: VoucherId(id),
        number: VoucherNumber {
            month: u8::try_from(month).unwrap(),
            number,
        },
        content: input.content(),
    };
    vec![by(
        ACCOUNTANT,
        Role::Accountant,
        Subject::Book(input.book),
        posted,
    )]
}

/// Rent comes in, a draft is withdrawn, cash is spent on the wrong account and taken back.
pub(super) fn booking() -> Entries {
    let mut rent = voucher(
        "2026-01-10",
        "村东果园2026年租金",
        ["10201", "501"],
        yuan(12_000),
    );
    rent.receipt = Some(Receipt {
        series: text("A"),
        number: 1,
    });
    rent.deposit = Some(Digest([30; 32]));
    for line in &mut rent.lines {
        line.party = Some(Digest([41; 32]));
        line.project = Some(text("果园"));
    }
    let twice = voucher("2026-01-11", "租金", ["10201", "501"], yuan(12_000));
    let wrong = voucher("2026-01-20", "购办公用品", ["511", "101"], yuan(300));
    let back = reversal(VoucherId(3), &wrong, "2026-02-03");
    let withdrawn = by(
        CASHIER,
        Role::VillageCashier,
        Subject::Voucher(VoucherId(2)),
        AssetsEntry::VoucherWithdrawn {
            reason: text("重复"),
        },
    );
    [
        draft(1, &rent),
        draft(2, &twice),
        draft(3, &wrong),
        vec![withdrawn],
        post(1, &rent, 1),
        post(3, &wrong, 2),
        draft(4, &back),
        post(4, &back, 1),
    ]
    .concat()
}

/// Who signs a step.
fn signer(step: Step) -> u32 {
    match step {
        Step::Evidence => ACCOUNTANT,
        Step::Chair => 11,
        Step::Board => 12,
        Step::Supervisor => 14,
        Step::Township | Step::County => 1,
    }
}

fn submitted(
    id: u64,
    amount: Fen,
    kind: SpendingKind,
    steps: u8,
    decision: DecisionLevel,
) -> Entries {
    let entry = AssetsEntry::SpendingSubmitted {
        spending: SpendingInput {
            collective: COLLECTIVE,
            purpose: text("村内道路维修"),
            kind,
            project: Some(text("道路")),
            payee: PAYEE,
            payee_group: None,
            method: PaymentMethod::Bank(Digest([42; 32])),
            amount,
            occurred: date("2026-03-01"),
            invoice: Some(Digest([43; 32])),
            documents: list(&[Digest([51; 32])]),
        },
        row: 2,
        approvals: Approvals { steps, decision },
        year_sum: amount,
    };
    on_spending(id, vec![(CASHIER, Role::VillageCashier, entry)])
}

fn on_spending(id: u64, entries: Vec<(u32, Role, AssetsEntry)>) -> Entries {
    let subject = Subject::Spending(SpendingId(id));
    entries
        .into_iter()
        .map(|(member, role, entry)| by(member, role, subject, entry))
        .collect()
}

fn signed(id: u64, steps: &[Step], approved: bool) -> Entries {
    let last = steps.last().copied();
    let entries = steps.iter().map(|step| {
        let entry = AssetsEntry::SpendingSigned {
            step: *step,
            approved: approved && Some(*step) == last,
        };
        (signer(*step), step.role(), entry)
    });
    on_spending(id, entries.collect())
}

/// The decision of the board that spending 1 rests on.
fn decided() -> Entries {
    let subject = Subject::Decision(DecisionId(1));
    let opened = AssetsEntry::DecisionOpened(DecisionInput {
        collective: COLLECTIVE,
        body: Body::Board,
        matter: Matter::Spending,
        about: text("维修村内道路"),
        four_steps: false,
        merged: false,
        amount: Some(yuan(10_000)),
        notice: date("2026-02-20"),
        meeting: date("2026-02-28"),
        document: Digest([52; 32]),
    });
    let resolved = AssetsEntry::DecisionStepped {
        step: DecisionStep::Resolved {
            date: date("2026-02-28"),
            tally: Tally {
                abstaining: 0,
                present: 3,
                yes: 2,
            },
            minutes: Digest([53; 32]),
        },
        outcome: Some(Outcome::Passed),
    };
    vec![
        by(11, Role::VillageChair, subject, opened),
        by(11, Role::VillageChair, subject, resolved),
    ]
}

fn instructed(id: u64, amount: Fen) -> Entries {
    let entry = AssetsEntry::PaymentInstructed(Instruction {
        spending: SpendingId(id),
        from: Some(ACCOUNT),
        payee: PAYEE,
        payee_account: Some(Digest([42; 32])),
        amount,
    });
    on_spending(id, vec![(CASHIER, Role::VillageCashier, entry)])
}

fn reported(id: u64, outcome: PaymentOutcome) -> Entries {
    let entry = AssetsEntry::PaymentReported(outcome);
    on_spending(id, vec![(ACCOUNTANT, Role::Accountant, entry)])
}

fn booked(id: u64, voucher: u64) -> Entries {
    let entry = AssetsEntry::SpendingPosted {
        voucher: VoucherId(voucher),
    };
    on_spending(id, vec![(ACCOUNTANT, Role::Accountant, entry)])
}

/// Spending 1 goes the whole way, is booked on a wrong account, taken back and booked again. Spending 2 is returned,
/// submitted again and rejected. The payment of spending 3 fails.
pub(super) fn spending() -> Entries {
    use Step::{Board, Chair, Evidence, Supervisor};
    let amount = yuan(9_500);
    let mut wrong = voucher("2026-03-10", "付道路维修款", ["511", "10201"], amount);
    wrong.spending = Some(SpendingId(1));
    let back = reversal(VoucherId(5), &wrong, "2026-03-12");
    let mut right = voucher("2026-03-12", "付道路维修款", ["514", "10201"], amount);
    right.spending = Some(SpendingId(1));
    [
        decided(),
        submitted(1, amount, SpendingKind::Works, 15, DecisionLevel::Board),
        signed(1, &[Evidence, Chair, Board, Supervisor], false),
        attached(amount),
        instructed(1, amount),
        reported(
            1,
            PaymentOutcome::Paid {
                date: date("2026-03-09"),
                receipt: Digest([54; 32]),
            },
        ),
        draft(5, &wrong),
        post(5, &wrong, 1),
        booked(1, 5),
        draft(6, &back),
        post(6, &back, 2),
        draft(7, &right),
        post(7, &right, 3),
        booked(1, 7),
        statement_line(amount),
        refused(),
        failed(),
    ]
    .concat()
}

/// The decision is attached, which is what was missing.
fn attached(amount: Fen) -> Entries {
    let attached = AssetsEntry::DecisionAttached {
        decision: DecisionId(1),
        approved: true,
    };
    let used = AssetsEntry::DecisionUsed {
        spending: SpendingId(1),
        level: DecisionLevel::Board,
        used: amount,
    };
    vec![
        by(
            CASHIER,
            Role::VillageCashier,
            Subject::Spending(SpendingId(1)),
            attached,
        ),
        by(
            CASHIER,
            Role::VillageCashier,
            Subject::Decision(DecisionId(1)),
            used,
        ),
    ]
}

/// The bank's line of the payment, matched, and another that is not.
fn statement_line(amount: Fen) -> Entries {
    let account = Subject::BankAccount(ACCOUNT);
    let line = |id: u64, amount: Fen| AssetsEntry::BankLineRecorded {
        line: BankLineId(id),
        input: BankLineInput {
            account: ACCOUNT,
            date: date("2026-03-09"),
            amount,
            party: Digest([42; 32]),
            reference: Digest([u8::try_from(60 + id).unwrap(); 32]),
        },
    };
    let matched = AssetsEntry::BankLineMatched(LineMatch {
        line: BankLineId(1),
        target: LineTarget::Spending(SpendingId(1)),
    });
    [line(1, Fen(-amount.0)), line(2, yuan(88)), matched]
        .into_iter()
        .map(|entry| by(ACCOUNTANT, Role::Accountant, account, entry))
        .collect()
}

fn refused() -> Entries {
    use Step::{Chair, Evidence};
    let refusal = |mendable| AssetsEntry::SpendingRefused {
        step: Step::Chair,
        mendable,
        reason: text("缺少验收单"),
    };
    let again = AssetsEntry::SpendingResubmitted {
        documents: list(&[Digest([51; 32]), Digest([55; 32])]),
    };
    [
        submitted(
            2,
            yuan(800),
            SpendingKind::Ordinary,
            11,
            DecisionLevel::None,
        ),
        signed(2, &[Evidence], false),
        on_spending(2, vec![(11, Role::VillageChair, refusal(true))]),
        on_spending(2, vec![(CASHIER, Role::VillageCashier, again)]),
        signed(2, &[Evidence, Chair], false),
        on_spending(2, vec![(11, Role::VillageChair, refusal(false))]),
    ]
    .concat()
}

fn failed() -> Entries {
    use Step::{Chair, Evidence, Supervisor};
    let failure = PaymentOutcome::Failed {
        reason: text("户名不符"),
    };
    [
        submitted(3, yuan(500), SpendingKind::Travel, 11, DecisionLevel::None),
        signed(3, &[Evidence, Chair, Supervisor], true),
        instructed(3, yuan(500)),
        reported(3, failure),
    ]
    .concat()
}

/// Every month is reconciled and closed, the year too, and the next one opened.
pub(super) fn closing() -> Entries {
    let (subject, next) = (Subject::Book(book(2026)), Subject::Book(book(2027)));
    let mut entries = Vec::new();
    for month in 1..=12 {
        let tills = [
            (Till::Cash, yuan(if month == 1 { 700 } else { 1_000 })),
            (
                Till::Bank(ACCOUNT),
                yuan(if month < 3 { 62_000 } else { 52_500 }),
            ),
        ];
        for (till, balance) in tills {
            entries.push(AssetsEntry::Reconciled {
                reconciliation: Reconciliation {
                    book: book(2026),
                    month,
                    till,
                    statement: balance,
                    in_transit: Fen::ZERO,
                    document: Digest([56; 32]),
                },
                balance,
            });
        }
        entries.push(AssetsEntry::MonthClosed { month, vouchers: 0 });
    }
    entries.push(AssetsEntry::YearClosed {
        surplus: yuan(2_500),
        accounts: 2,
    });
    let mut entries: Entries = entries
        .into_iter()
        .map(|entry| by(ACCOUNTANT, Role::Accountant, subject, entry))
        .collect();
    let opened = AssetsEntry::BookOpened {
        book: BookInput {
            collective: COLLECTIVE,
            year: 2027,
            openings: list(&[]),
        },
        carried: 6,
    };
    entries.push(by(ACCOUNTANT, Role::Accountant, next, opened));
    entries
}
