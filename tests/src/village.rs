//! What users of a village's books send: the path of every call, and its items as JSON.

use county_primitives::CreditCode;
use serde_json::{json, Value};

use crate::livestock::{days_ago, digest};

/// The path under which the service takes a call of the pallet, or of oversight.
pub fn path(call: &str) -> String {
    let resource = match call {
        "register_collectives" => "collectives",
        "set_figures" => "collectives/figures",
        "appoint_officers" => "officers",
        "dismiss_officers" => "officers/dismissals",
        "open_bank_accounts" => "bank-accounts",
        "close_bank_accounts" => "bank-accounts/closures",
        "add_accounts" => "chart-accounts",
        "note_departures" => "member-departures",
        "open_books" => "books",
        "draft_vouchers" => "vouchers",
        "withdraw_vouchers" => "vouchers/withdrawals",
        "post_vouchers" => "vouchers/postings",
        "reconcile_months" => "reconciliations",
        "close_months" => "month-closes",
        "close_years" => "year-closes",
        "record_bank_lines" => "bank-lines",
        "match_bank_lines" => "bank-lines/matches",
        "submit_spendings" => "spendings",
        "sign_spendings" => "spendings/signatures",
        "attach_decisions" => "spendings/decisions",
        "refuse_spendings" => "spendings/refusals",
        "resubmit_spendings" => "spendings/resubmissions",
        "instruct_payments" => "spendings/payments",
        "report_payments" => "spendings/payment-reports",
        "open_decisions" => "decisions",
        "step_decisions" => "decisions/steps",
        "prepare_disclosures" => "disclosures",
        "sign_disclosures" => "disclosures/signatures",
        "post_disclosures" => "disclosures/postings",
        "end_disclosures" => "disclosures/ends",
        "raise_challenges" => "challenges",
        "join_challenges" => "challenges/joinings",
        "step_challenges" => "challenges/steps",
        "report_overdue" => "overdue",
        "step_warnings" => "asset-warnings/steps",
        "hold" => "holds",
        "release" => "holds/releases",
        "ask" => "questions",
        "answer" => "questions/answers",
        // Everything else has one path for all rooms: organisations, accounts, policies.
        other => other,
    };
    format!("/api/v1/{resource}")
}

/// So many yuan in fen.
pub const fn yuan(yuan: i64) -> i64 {
    yuan * 100
}

/// The number of a book.
pub fn book(collective: u64, year: u32) -> u64 {
    collective * 10_000 + u64::from(year)
}

/// A valid credit code: eight characters for who registers it, what and where, eight for the
/// organisation; both check characters are found here.
pub fn credit_code(start: &str, organisation: &str) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let check = |inner: char| {
        ALPHABET.chars().find_map(move |outer| {
            let code = format!("{start}{organisation}{inner}{outer}");
            CreditCode::new(&code).is_ok().then_some(code)
        })
    };
    ALPHABET
        .chars()
        .find_map(check)
        .expect("every such code has check characters; qed")
}

/// A resident id number with its right check character; nobody who lives was born in 1900.
pub fn id_number(serial: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = format!("21011519000101{:03}", serial % 1_000);
    let sum: u32 = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth(usize::try_from(sum % 11).unwrap_or(0));
    format!("{digits}{}", check.unwrap_or('0'))
}

/// The number of a bank card, 19 digits with a right Luhn digit, of a region that no bank has.
pub fn card_number(serial: u32) -> String {
    let digits = format!("621799{serial:012}");
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| {
            let product = digit * weight;
            product / 10 + product % 10
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Somebody a village pays or is paid by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Party {
    /// The full name.
    pub name: &'static str,
    /// Whether it is a natural person.
    pub is_person: bool,
    /// What numbers are made from; every party has its own.
    pub serial: u32,
}

impl Party {
    /// A natural person.
    pub const fn person(name: &'static str, serial: u32) -> Self {
        Self {
            name,
            is_person: true,
            serial,
        }
    }

    /// A company or another organisation.
    pub const fn company(name: &'static str, serial: u32) -> Self {
        Self {
            name,
            is_person: false,
            serial,
        }
    }

    /// As it is typed where a party stands.
    pub fn typed(self) -> Value {
        let (kind, number) = if self.is_person {
            ("person", id_number(self.serial))
        } else {
            let organisation = format!("MA{:06}", self.serial);
            ("organisation", credit_code("91210115", &organisation))
        };
        json!({"kind": kind, "name": self.name, "number": number})
    }

    /// As its bank account is typed.
    pub fn account(self) -> Value {
        account(self.serial, "辽宁农商银行辽中支行")
    }

    /// The payment goes to its bank account.
    pub fn by_bank(self) -> Value {
        json!({"bank": self.account()})
    }
}

/// A bank account as it is typed.
pub fn account(serial: u32, bank: &str) -> Value {
    json!({"account": card_number(serial), "bank": bank})
}

/// A line of a voucher: debits are positive here, credits negative.
#[derive(Clone, Debug)]
pub struct Line {
    /// The account.
    pub account: &'static str,
    /// How much.
    pub amount: i64,
    /// The other party.
    pub party: Option<Party>,
    /// The project.
    pub project: Option<String>,
}

/// A line without party and project.
pub fn line(account: &'static str, amount: i64) -> Line {
    Line {
        account,
        amount,
        party: None,
        project: None,
    }
}

impl Line {
    /// The same with its other party.
    pub fn with(mut self, party: Party) -> Self {
        self.party = Some(party);
        self
    }

    /// The same for a project.
    pub fn on(mut self, project: &str) -> Self {
        self.project = Some(project.into());
        self
    }

    fn json(&self, sign: i64) -> Value {
        let side = if self.amount > 0 { "debit" } else { "credit" };
        json!({
            "account": self.account, "side": side, "amount": sign * self.amount.abs(),
            "party": self.party.map(Party::typed), "project": self.project,
        })
    }
}

/// Money that moves from one account to another: the first is debited.
pub fn lines(debit: Line, credit: &'static str) -> Vec<Line> {
    let other = line(credit, -debit.amount);
    vec![debit, other]
}

/// A voucher.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Its fields as JSON.
    fields: Value,
    lines: Vec<Line>,
}

impl Voucher {
    /// A voucher of something that happened on its day and was entered as it happened.
    pub fn new(book: u64, date: &str, summary: &str, lines: Vec<Line>) -> Self {
        let documents = [digest(summary)];
        let fields = json!({
            "book": book, "date": date, "occurred": date, "summary": summary,
            "documents": documents, "origin": "entered", "nature": "ordinary", "spending": null,
            "decision": null, "receipt": null, "deposit": null,
        });
        Self { fields, lines }
    }

    /// The same with another value of a field.
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.fields[field] = value;
        self
    }

    /// The same as it was in the paper books; their pages are the evidence.
    pub fn migrated(self) -> Self {
        self.with("origin", json!("migrated"))
            .with("documents", json!([]))
    }

    /// As it is sent.
    pub fn json(&self) -> Value {
        self.sent(1)
    }

    /// Its red-letter copy.
    pub fn reversal(&self, of: u64, date: &str) -> Value {
        let mut sent = self.sent(-1);
        sent["date"] = json!(date);
        sent["occurred"] = json!(date);
        sent["origin"] = json!({"reversal": of});
        sent["spending"] = Value::Null;
        sent["receipt"] = Value::Null;
        sent["deposit"] = Value::Null;
        sent
    }

    fn sent(&self, sign: i64) -> Value {
        let mut sent = self.fields.clone();
        sent["lines"] = self.lines.iter().map(|line| line.json(sign)).collect();
        sent
    }

    /// Its lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

/// A spending.
#[derive(Clone, Debug)]
pub struct Spending {
    /// The collective.
    pub collective: u64,
    /// What for.
    pub purpose: &'static str,
    /// What kind.
    pub kind: &'static str,
    /// The project.
    pub project: Option<String>,
    /// Who gets it.
    pub payee: Party,
    /// Whether it is paid in cash.
    pub in_cash: bool,
    /// How much, in fen.
    pub amount: i64,
    /// Issuer and number of the invoice.
    pub invoice: Option<(&'static str, &'static str)>,
    /// Digests of the evidence.
    pub documents: Vec<String>,
}

impl Spending {
    /// An ordinary spending, paid by the bank, with a receipt nobody has photographed.
    pub fn new(collective: u64, purpose: &'static str, payee: Party, amount: i64) -> Self {
        Self {
            collective,
            purpose,
            kind: "ordinary",
            project: None,
            payee,
            in_cash: false,
            amount,
            invoice: None,
            documents: vec![digest(purpose)],
        }
    }

    /// The same of another kind.
    pub fn of_kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The same in cash.
    pub fn in_cash(mut self) -> Self {
        self.in_cash = true;
        self
    }

    /// The same for a project.
    pub fn on(mut self, project: &str) -> Self {
        self.project = Some(project.into());
        self
    }

    /// The same on an invoice.
    pub fn invoiced(mut self, issuer: &'static str, number: &'static str) -> Self {
        self.invoice = Some((issuer, number));
        self
    }

    /// The same with these documents.
    pub fn proved(mut self, documents: &[&str]) -> Self {
        self.documents = documents.iter().map(|it| (*it).into()).collect();
        self
    }

    /// As it is submitted; it happened today.
    pub fn json(&self) -> Value {
        let invoice = self
            .invoice
            .map(|(issuer, number)| json!({"issuer": issuer, "invoice": number}));
        let method = if self.in_cash {
            json!("cash")
        } else {
            self.payee.by_bank()
        };
        json!({
            "collective": self.collective, "purpose": self.purpose, "kind": self.kind,
            "project": self.project, "payee": self.payee.typed(), "payee_group": null,
            "method": method, "amount": self.amount, "occurred": days_ago(0),
            "invoice": invoice, "documents": self.documents,
        })
    }

    /// The signature under it.
    pub fn signature(&self, id: u64, step: &str) -> Value {
        json!({"spending": id, "step": step, "amount": self.amount})
    }

    /// The order to pay it.
    pub fn order(&self, id: u64, from: u64) -> Value {
        let (from, account) = if self.in_cash {
            (Value::Null, Value::Null)
        } else {
            (json!(from), self.payee.account())
        };
        json!({
            "spending": id, "from": from, "payee": self.payee.typed(), "payee_account": account,
            "amount": self.amount,
        })
    }

    /// The voucher that books its payment.
    pub fn voucher(
        &self,
        id: u64,
        book: u64,
        date: &str,
        debit: Line,
        money: &'static str,
    ) -> Voucher {
        let debit = Line {
            amount: self.amount,
            ..debit
        };
        let mut lines = lines(debit, money);
        for line in &mut lines {
            line.party.get_or_insert(self.payee);
        }
        Voucher::new(book, date, self.purpose, lines).with("spending", json!(id))
    }
}

/// The report that a payment was made.
pub fn paid(spending: u64, date: &str, receipt: &str) -> Value {
    json!({"spending": spending, "outcome": {"paid": {"date": date, "receipt": digest(receipt)}}})
}

/// The report that a payment failed.
pub fn failed(spending: u64, reason: &str) -> Value {
    json!({"spending": spending, "outcome": {"failed": {"reason": reason}}})
}

/// A refusal.
pub fn refusal(spending: u64, step: &str, mendable: bool, reason: &str) -> Value {
    json!({"spending": spending, "step": step, "mendable": mendable, "reason": reason})
}

/// A decision attached to a spending.
pub fn attachment(spending: u64, decision: u64) -> Value {
    json!({"spending": spending, "decision": decision})
}

/// A decision to be prepared.
pub fn decision(
    collective: u64,
    body: &str,
    matter: &str,
    about: &str,
    amount: Option<i64>,
) -> Value {
    json!({
        "collective": collective, "body": body, "matter": matter, "about": about,
        "four_steps": false, "merged": false, "amount": amount, "notice": days_ago(20),
        "meeting": days_ago(4), "document": digest(about),
    })
}

/// The same through four steps and two publications.
pub fn four_steps(mut decision: Value) -> Value {
    decision["four_steps"] = json!(true);
    decision
}

fn tally(present: u32, yes: u32, abstaining: u32) -> Value {
    json!({"abstaining": abstaining, "present": present, "yes": yes})
}

/// The two steps before the vote of a decision through four steps.
pub fn deliberated(decision: u64, present: u32, yes: u32) -> [Value; 2] {
    [
        json!({"decision": decision, "step": {"deliberated": {"minutes": digest("deliberated")}}}),
        json!({"decision": decision, "step": {"reviewed": {
            "plan_given": days_ago(15), "date": days_ago(9), "tally": tally(present, yes, 0),
            "minutes": digest("reviewed"),
        }}}),
    ]
}

/// The vote.
pub fn resolved(decision: u64, present: u32, yes: u32, abstaining: u32) -> Value {
    json!({"decision": decision, "step": {"resolved": {
        "date": days_ago(4), "tally": tally(present, yes, abstaining),
        "minutes": digest("resolved"),
    }}})
}

/// The publication of a resolution.
pub fn published(decision: u64) -> Value {
    json!({"decision": decision, "step": {"published": {"posting": digest("published")}}})
}

/// The publication of the result.
pub fn carried_out(decision: u64) -> Value {
    json!({"decision": decision, "step": {"result_published": {"posting": digest("result")}}})
}

/// A line of a bank statement.
pub fn bank_line(account: u64, date: &str, amount: i64, party: Party, reference: &str) -> Value {
    json!({
        "account": account, "date": date, "amount": amount, "party": party.account(),
        "reference": {"reference": reference},
    })
}

/// A month of a till that agrees with the bank or with the count.
pub fn reconciliation(book: u64, month: u32, till: Value, balance: i64) -> Value {
    json!({
        "book": book, "month": month, "till": till, "statement": balance, "in_transit": 0,
        "document": digest("statement of the bank"),
    })
}

/// A statement of months to be disclosed.
pub fn statement(book: u64, from: u32, to: u32) -> Value {
    json!({"statement": {"book": book, "from": from, "to": to}})
}

/// A challenge about a subject, in words.
pub fn challenge(collective: u64, about: &str, question: &str) -> Value {
    json!({"collective": collective, "about": about, "question": text(question)})
}

/// A step of a challenge.
pub fn challenge_step(challenge: u64, step: Value) -> Value {
    json!({"challenge": challenge, "step": step})
}

/// Somebody joins a challenge, perhaps as the first of a household.
pub fn joining(challenge: u64, household: bool) -> Value {
    json!({"challenge": challenge, "household": household})
}

/// An inspector's question about a subject.
pub fn question(subject: &str, words: &str) -> Value {
    json!({"subject": subject, "text": words})
}

/// The answer to an inspector's question.
pub fn answer(question: u64, words: &str) -> Value {
    json!({"question": question, "text": words})
}

/// A text as it is typed where the ledger has its digest.
pub fn text(words: &str) -> Value {
    json!({"text": words})
}

/// An answer in words.
pub fn answered(words: &str) -> Value {
    json!({"answered": {"answer": text(words)}})
}

/// Who asked is satisfied, or not.
pub fn judged(is_satisfied: bool) -> Value {
    if is_satisfied {
        json!({"satisfied": {}})
    } else {
        json!({"unsatisfied": {}})
    }
}

/// A step of a warning.
pub fn warning_step(warning: u64, step: Value) -> Value {
    json!({"warning": warning, "step": step})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_check_characters() {
        assert_eq!(credit_code("N2210115", "MF123456").len(), 18);
        assert!(credit_code("N2210115", "MF123456").starts_with("N2210115MF123456"));
        // The example of GB 11643 has the same weights: 11010519491231002X.
        assert_eq!(id_number(1).len(), 18);
        let card = card_number(7);
        let sum: u32 = card
            .chars()
            .rev()
            .filter_map(|digit| digit.to_digit(10))
            .zip([1, 2].into_iter().cycle())
            .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
            .sum();
        assert_eq!((card.len(), sum % 10), (19, 0));
    }

    #[test]
    fn a_reversal_mirrors_its_original() {
        let posted = Voucher::new(
            12_026,
            "2026-11-02",
            "电费",
            lines(line("513", 500), "10201"),
        );
        let red = posted.reversal(9, "2026-11-03");
        assert_eq!(red["lines"][0]["amount"], -500);
        assert_eq!(red["lines"][1]["side"], "credit");
        assert_eq!(red["lines"][1]["amount"], -500);
        assert_eq!(red["origin"]["reversal"], 9);
    }
}
