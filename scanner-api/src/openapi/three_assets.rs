//! The items of the three assets' calls as OpenAPI schemas, each with an example that a test reads into the
//! real type.

use county_primitives::three_assets as real;
use serde_json::json;
use utoipa::{
    openapi::{RefOr, Schema},
    PartialSchema, ToSchema,
};

use super::derived;

macro_rules! items {
    ($($(#[doc = $doc:literal])* $name:ident($real:ty) $example:tt;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    derived::schema::<$real>(concat!($($doc,)*), json!($example))
                }
            }

            impl ToSchema for $name {}
        )*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn examples_are_whole_items() {
                $(
                    let example = json!($example);
                    let item: $real = serde_json::from_value(example.clone())
                        .unwrap_or_else(|error| panic!("{}: {error}", stringify!($name)));
                    assert_eq!(serde_json::to_value(&item).unwrap(), example, stringify!($name));
                    let described = serde_json::to_value($name::schema()).unwrap();
                    // A choice has no fields of its own.
                    if let Some(fields) = described["properties"].as_object() {
                        assert_eq!(
                            fields.keys().collect::<std::collections::BTreeSet<_>>(),
                            example.as_object().unwrap().keys().collect(),
                            stringify!($name)
                        );
                    } else {
                        assert!(described["oneOf"].is_array(), stringify!($name));
                    }
                )*
            }
        }
    };
}

items! {
    /// A collective to be registered.
    CollectiveItem(real::collectives::CollectiveInput) {"organisation": 31, "credit_code": "N2210115MF1234567N", "level": "village", "division": "210115104201", "figures": {"members": 1200, "representatives": 45, "households": 380, "party_members": 36}, "agency": 30};
    /// New figures of a collective, or another agency.
    FiguresItem(real::collectives::FiguresInput) {"collective": 1, "figures": {"members": 1203, "representatives": 45, "households": 381, "party_members": 36}, "agency": 30};
    /// An officer to be put into office. The person and the kin may be given as parties in clear.
    OfficerItem(real::collectives::OfficerInput) {"collective": 1, "member": 12, "post": "cashier", "from": "2026-01-01", "until": "2030-12-31", "person": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "kin": ["1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"]};
    /// An officer who leaves office.
    DismissalItem(real::collectives::Dismissal) {"collective": 1, "member": 12, "reason": "任期届满"};
    /// A bank account to be opened. The digest may be given as `{"account", "bank"}` in clear.
    BankAccountItem(real::collectives::BankAccountInput) {"collective": 1, "digest": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "bank": "辽中农村商业银行", "kind": "basic", "ledger": "10201", "decision": null};
    /// A bank account to be closed.
    BankAccountClosureItem(real::collectives::BankAccountClosure) {"account": 1, "reason": "并户"};
    /// A sub-account that a county adds to the chart of its villages.
    ChartAccountItem(real::accounts::AccountInput) {"division": "210115000000", "code": "10201", "name": "基本户存款"};
    /// A member of the collective who died or lost membership. The person may be given as a party in clear.
    MemberDepartureItem(real::collectives::Departure) {"collective": 1, "person": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "since": "2026-03-01"};
    /// A book to be opened: one collective, one year. Balances are in fen, debit positive; only the first book has openings.
    BookItem(real::books::BookInput) {"collective": 1, "year": 2026, "openings": [{"account": "10201", "balance": 12_000_000}, {"account": "301", "balance": -12_000_000}]};
    /// A voucher to be drafted. Amounts are in fen; parties and the deposit may be given in clear.
    VoucherItem(real::books::VoucherInput) {"book": 12026, "date": "2026-09-03", "occurred": "2026-09-02", "summary": "收西河滩地承包费", "lines": [{"account": "10201", "side": "debit", "amount": 800_000, "party": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "project": null}, {"account": "501", "side": "credit", "amount": 800_000, "party": null, "project": null}], "documents": ["1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"], "origin": "entered", "nature": "ordinary", "spending": null, "decision": null, "receipt": {"series": "LZ2026", "number": 117}, "deposit": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// What a month of cash or of a bank account was reconciled with. Amounts are in fen.
    ReconciliationItem(real::books::Reconciliation) {"book": 12026, "month": 9, "till": {"bank": 1}, "statement": 11_200_000, "in_transit": 0, "document": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A month of a book.
    MonthItem(real::MonthKey) {"book": 12026, "month": 9};
    /// A line of a bank statement; money in is positive. The party may be given as `{"account", "bank"}`, the reference as `{"reference"}` in clear.
    BankLineItem(real::books::BankLineInput) {"account": 1, "date": "2026-09-03", "amount": 800_000, "party": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "reference": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"};
    /// What a bank line turned out to be.
    LineMatchItem(real::books::LineMatch) {"line": 5, "target": {"voucher": 9}};
    /// A spending to be submitted. The amount is in fen; payee, account and invoice may be given in clear.
    SpendingItem(real::spending::SpendingInput) {"collective": 1, "purpose": "村路灯维修", "kind": "ordinary", "project": "LD2026", "payee": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "payee_group": null, "method": {"bank": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"}, "amount": 950_000, "occurred": "2026-09-02", "invoice": null, "documents": ["7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"]};
    /// A signature under a spending, with the amount that is signed for.
    SignatureItem(real::spending::SpendingSignature) {"spending": 3, "step": "chair", "amount": 950_000};
    /// A decision to be attached to a spending.
    AttachmentItem(real::spending::DecisionAttachment) {"spending": 3, "decision": 2};
    /// A spending that is not approved.
    RefusalItem(real::spending::Refusal) {"spending": 3, "step": "supervisor", "mendable": true, "reason": "缺验收单"};
    /// A returned spending that is submitted again with its whole evidence.
    ResubmissionItem(real::spending::Resubmission) {"spending": 3, "documents": ["7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e"]};
    /// An order to the bank, or to the cash box. Payee and account may be given in clear.
    PaymentItem(real::spending::Instruction) {"spending": 3, "from": 1, "payee": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "payee_account": "1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7f3c9d5e", "amount": 950_000};
    /// What became of a payment.
    PaymentReportItem(real::spending::PaymentReport) {"spending": 3, "outcome": {"paid": {"date": "2026-09-05", "receipt": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}}};
    /// A decision to be prepared.
    DecisionItem(real::decisions::DecisionInput) {"collective": 1, "body": "representatives", "matter": "spending", "about": "村路灯维修", "four_steps": false, "merged": false, "amount": 1_000_000, "notice": "2026-08-20", "meeting": "2026-08-31", "document": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// The next step of a decision.
    DecisionStepItem(real::decisions::DecisionStepInput) {"decision": 2, "step": {"resolved": {"date": "2026-08-31", "tally": {"abstaining": 1, "present": 40, "yes": 38}, "minutes": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}}};
    /// What is to be disclosed.
    DisclosureItem(real::disclosure::DisclosureInput) {"statement": {"book": 12026, "from": 7, "to": 9}};
    /// A disclosure that was put on the wall.
    PostingItem(real::disclosure::Posting) {"disclosure": 4, "photo": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"};
    /// A challenge. The question may be given as `{"text"}` in clear; without an asker the service makes a one-time name.
    ChallengeItem(real::challenges::ChallengeInput) {"collective": 1, "about": "voucher:9", "question": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f", "asker": "9b1c2d3e4f5061728394a5b6c7d8e9f0"};
    /// Somebody who joins a challenge; without an asker the service makes a one-time name.
    JoiningItem(real::challenges::Joining) {"challenge": 1, "asker": "9b1c2d3e4f5061728394a5b6c7d8e9f0", "household": true};
    /// The next step of a challenge. An answer may be given as `{"text"}` in clear.
    ChallengeStepItem(real::challenges::ChallengeStepInput) {"challenge": 1, "step": {"answered": {"answer": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}}};
    /// Something whose day has passed.
    OverdueItem(real::warnings::Overdue) {"disclosure": {"book": 12026, "month": 9}};
    /// The next step of a warning.
    AssetWarningStepItem(real::warnings::WarningStepInput) {"warning": 6, "step": {"explained": {"text": "发票已补", "evidence": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}}};
}
