//! Random sequences of calls: whatever is accepted or refused, books balance, numbers have no gaps, and
//! nothing is paid that skipped a guard.

use county_primitives::{
    three_assets::{
        books::{Origin, VoucherInput},
        decisions::{Body, Matter},
        spending::{Refusal, Resubmission, SpendingInput, SpendingKind, Step},
        AssetsEntry, Fen, MonthKey,
    },
    DecisionId, SpendingId, Subject, VoucherId,
};
use frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use sp_runtime::DispatchResult;

use crate::{mock::*, Books, Counters, Drafts, Spendings, Vouchers};

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

const ACCOUNTS: [&str; 8] = ["101", "10201", "11201", "151", "201", "311", "50101", "513"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let number = || 1u64..8;
    let spending = number;
    let act = prop_oneof![
        4 => (1i64..60_000, 0u8..3, 0u8..6)
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
        5 => spending().prop_map(|spending| Act::Report { spending }),
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

fn act_on_spending(act: &Act) -> DispatchResult {
    match *act {
        Act::Submit {
            amount,
            payee,
            kind,
        } => {
            let kind = [
                SpendingKind::Ordinary,
                SpendingKind::Ordinary,
                SpendingKind::Ordinary,
                SpendingKind::Works,
                SpendingKind::Travel,
                SpendingKind::Investment,
            ][usize::from(kind)];
            // The payee 1 is the chair.
            let input = SpendingInput {
                kind,
                payee: digest(payee),
                ..spending(amount)
            };
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
        Act::Report { spending } => {
            let report = paid_on(pick_spending(spending), today());
            ThreeAssets::report_payments(by(BANK), items(&[report]))
        }
        _ => Ok(()),
    }
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

/// Every payment order in the records came after everything its spending needed.
fn no_payment_skipped_a_guard() {
    let records = records();
    for (at, record) in records.iter().enumerate() {
        if !matches!(record.entry, AssetsEntry::PaymentInstructed(_)) {
            continue;
        }
        let Subject::Spending(id) = record.subject else {
            panic!("an order is of a spending")
        };
        let spending = Spendings::<Test>::get(id).unwrap();
        let mut signed = Vec::new();
        for earlier in records[..at]
            .iter()
            .filter(|it| it.subject == record.subject)
        {
            match &earlier.entry {
                AssetsEntry::SpendingSigned { step, .. } => signed.push(*step),
                AssetsEntry::SpendingResubmitted { .. } => signed.clear(),
                _ => {}
            }
        }
        assert_eq!(spending.approvals.next(&signed), None);
        assert!(signed.is_sorted());
        let needs_decision = spending.approvals.decision
            != county_primitives::three_assets::spending::DecisionLevel::None;
        let decided = records[..at].iter().any(|it| {
            it.subject == record.subject && matches!(it.entry, AssetsEntry::DecisionAttached { .. })
        });
        assert!(!needs_decision || decided);
    }
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
            let posted = Vouchers::<Test>::iter().count();
            let counted = Books::<Test>::get(book()).unwrap().vouchers;
            assert_eq!(u32::try_from(posted), Ok(counted));
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
        acts.push(Act::Report { spending: 1 });
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
