//! The whole file of a transaction: whatever it begins with, a spending with its signatures and decision, its
//! vouchers and bank lines, documents, warnings, holds, questions, challenges and disclosures, and the heads of
//! all their timelines.

pub mod heads;
pub mod papers;
pub mod parts;

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{DivisionCode, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    people::{self, Person},
    questions::{self, Spoken},
    reach::Reach,
    rows::{self, Transaction},
    warnings::{self, Warning},
};
use crate::{
    error::ApiError,
    extract::Session,
    state::App,
    three_assets::{
        parties::{self, ShownAccount, ShownParty},
        sight::Sight,
        subjects,
    },
};
use heads::Head;
use papers::Paper;
use parts::{
    Case, Challenge, Decision, DecisionStep, Disclosure, Spending, SpendingStep, Statement,
    Voucher, VoucherLine, WarningStep,
};

/// How many reversals and corrections a chain of vouchers is followed through.
const CHAIN_MAX: usize = 20;

/// A spending with everything that happened to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedSpending)]
pub struct SpendingFile {
    /// The spending.
    #[serde(flatten)]
    pub row: Spending,
    /// The payee, as far as this service knows it.
    pub payee_party: Option<ShownParty>,
    /// The payee's account.
    pub payee_account_shown: Option<ShownAccount>,
    /// Everything that happened to it, in order; signatures among it.
    pub events: Vec<SpendingStep>,
}

/// A decision with its steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedDecision)]
pub struct DecisionFile {
    /// The decision.
    #[serde(flatten)]
    pub row: Decision,
    /// Its steps, in order.
    pub events: Vec<DecisionStep>,
    /// What else rests on it.
    pub spendings: Vec<i64>,
}

/// A voucher with its lines.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedVoucher)]
pub struct VoucherFile {
    /// The voucher.
    #[serde(flatten)]
    pub row: Voucher,
    /// Its lines, in order.
    pub lines: Vec<VoucherLine>,
}

/// A warning with its steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedWarningFile)]
pub struct WarningFile {
    /// The warning.
    #[serde(flatten)]
    pub row: Warning,
    /// Its steps, in order.
    pub events: Vec<WarningStep>,
}

/// The whole file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectedFile)]
pub struct File {
    /// What it began with.
    pub transaction: Transaction,
    /// The spending.
    pub spending: Option<SpendingFile>,
    /// The decisions it rests on.
    pub decisions: Vec<DecisionFile>,
    /// The vouchers, reversals and corrections among them, in the order they were drafted.
    pub vouchers: Vec<VoucherFile>,
    /// The lines of bank statements.
    pub bank_lines: Vec<Statement>,
    /// Warnings about any of it.
    pub warnings: Vec<WarningFile>,
    /// Holds on any of it.
    pub cases: Vec<Case>,
    /// Inspectors' questions about any of it.
    pub questions: Vec<Spoken>,
    /// Villagers' challenges about any of it.
    pub challenges: Vec<Challenge>,
    /// The disclosures in which it stands.
    pub disclosures: Vec<Disclosure>,
    /// Every document that is named in it.
    pub documents: Vec<Paper>,
    /// Who the members in it are.
    pub people: BTreeMap<i64, Person>,
    /// The timelines of all of it.
    pub heads: Vec<Head>,
}

/// The numbers of what belongs together.
#[derive(Default)]
struct Found {
    spendings: BTreeSet<i64>,
    decisions: BTreeSet<i64>,
    vouchers: BTreeSet<i64>,
    bank_lines: BTreeSet<i64>,
    disclosures: BTreeSet<i64>,
    challenges: BTreeSet<i64>,
    warnings: BTreeSet<i64>,
}

impl Found {
    fn add(&mut self, subject: &str) {
        let Some((kind, number)) = subject.split_once(':') else {
            return;
        };
        let Ok(number) = number.parse() else { return };
        match kind {
            "spending" => self.spendings.insert(number),
            "decision" => self.decisions.insert(number),
            "voucher" => self.vouchers.insert(number),
            "bank_line" => self.bank_lines.insert(number),
            "disclosure" => self.disclosures.insert(number),
            "challenge" => self.challenges.insert(number),
            "warning" => self.warnings.insert(number),
            _ => false,
        };
    }

    fn subjects(&self) -> Vec<String> {
        let named = |kind: &'static str, numbers: &BTreeSet<i64>| {
            let numbers: Vec<i64> = numbers.iter().copied().collect();
            numbers.into_iter().map(move |id| format!("{kind}:{id}"))
        };
        let mut all: Vec<String> = Vec::new();
        all.extend(named("spending", &self.spendings));
        all.extend(named("decision", &self.decisions));
        all.extend(named("voucher", &self.vouchers));
        all.extend(named("bank_line", &self.bank_lines));
        all.extend(named("disclosure", &self.disclosures));
        all.extend(named("challenge", &self.challenges));
        all.extend(named("warning", &self.warnings));
        all
    }
}

/// The file that a subject belongs to, of the reach of whoever asks.
pub async fn read(
    app: &App,
    session: &Session,
    reach: &Reach,
    subject: &str,
) -> Result<File, ApiError> {
    let transaction = rows::find(app, subject).await?;
    reach.ensure(&transaction.division)?;
    let found = gather(app, subject).await?;
    let named = found.subjects();
    let division: DivisionCode = transaction.division.parse().map_err(ApiError::internal)?;

    let mut file = File {
        transaction,
        spending: None,
        decisions: Vec::new(),
        vouchers: Vec::new(),
        bank_lines: parts::bank_lines(app, &found.bank_lines, division).await?,
        warnings: Vec::new(),
        cases: parts::cases(app, &named).await?,
        questions: Vec::new(),
        challenges: parts::challenges(app, &named).await?,
        disclosures: Vec::new(),
        documents: Vec::new(),
        people: BTreeMap::new(),
        heads: Vec::new(),
    };
    if let Some(id) = found.spendings.first() {
        file.spending = Some(spending(app, *id, division).await?);
    }
    for id in &found.decisions {
        file.decisions.push(decision(app, *id).await?);
    }
    for id in &found.vouchers {
        let row = parts::voucher(app, *id).await?;
        let lines = parts::lines(app, *id, division).await?;
        file.vouchers.push(VoucherFile { row, lines });
    }
    for row in warnings::about(app, &named).await? {
        let events = parts::warning_steps(app, row.id).await?;
        file.warnings.push(WarningFile { row, events });
    }
    for row in questions::about(app, &named).await? {
        file.questions.push(questions::speak(app, row).await?);
    }
    file.disclosures = disclosures(app, &found, &file, &named).await?;
    file.documents = papers::of(app, session, &file).await?;
    file.people = people::of(
        app,
        file.transaction.collective,
        &file.transaction.division,
        members(&file),
    )
    .await?;
    file.heads = heads::of(app, &named, &file).await?;
    Ok(file)
}

/// Follows what belongs together, from whatever it begins with.
async fn gather(app: &App, subject: &str) -> Result<Found, ApiError> {
    let mut found = Found::default();
    found.add(subject);
    for about in parts::abouts(app, subject).await? {
        found.add(&about);
    }
    for line in found.bank_lines.clone() {
        let (spending, voucher) = parts::matched(app, line).await?;
        found.spendings.extend(spending);
        found.vouchers.extend(voucher);
    }
    follow_vouchers(app, &mut found).await?;
    for voucher in found.vouchers.clone() {
        let (spending, decision) = parts::rests_on(app, voucher).await?;
        found.spendings.extend(spending);
        found.decisions.extend(decision);
    }
    // One file is about one spending: the first that was reached.
    if let Some(spending) = found.spendings.first().copied() {
        found.spendings = BTreeSet::from([spending]);
        found
            .decisions
            .extend(parts::decision_of(app, spending).await?);
        found
            .vouchers
            .extend(parts::vouchers_of(app, spending).await?);
        follow_vouchers(app, &mut found).await?;
    }
    for (column, ids) in [
        ("spending", found.spendings.clone()),
        ("voucher", found.vouchers.clone()),
    ] {
        for id in ids {
            found
                .bank_lines
                .extend(parts::lines_matched_to(app, column, id).await?);
        }
    }
    Ok(found)
}

/// Adds the vouchers that reverse those found, and those they reverse.
async fn follow_vouchers(app: &App, found: &mut Found) -> Result<(), ApiError> {
    let mut fresh: Vec<i64> = found.vouchers.iter().copied().collect();
    for _ in 0..CHAIN_MAX {
        let Some(voucher) = fresh.pop() else { break };
        for other in parts::reversals(app, voucher).await? {
            if found.vouchers.insert(other) {
                fresh.push(other);
            }
        }
    }
    Ok(())
}

async fn spending(app: &App, id: i64, division: DivisionCode) -> Result<SpendingFile, ApiError> {
    let row = parts::spending(app, id).await?;
    let payee_party = match row.payee.parse() {
        Ok(digest) => parties::shown(app, &digest, division, Sight::Regulator).await?,
        Err(_) => None,
    };
    let account = row.payee_account.as_deref().unwrap_or_default();
    let payee_account_shown = match account.parse() {
        Ok(digest) => parties::shown_account(app, &digest, division, Sight::Regulator).await?,
        Err(_) => None,
    };
    Ok(SpendingFile {
        payee_party,
        payee_account_shown,
        events: parts::spending_steps(app, id).await?,
        row,
    })
}

async fn decision(app: &App, id: i64) -> Result<DecisionFile, ApiError> {
    Ok(DecisionFile {
        row: parts::decision(app, id).await?,
        events: parts::decision_steps(app, id).await?,
        spendings: parts::resting_on(app, id).await?,
    })
}

/// The disclosures that show the months of the vouchers, those about any of it, and the one it began with.
async fn disclosures(
    app: &App,
    found: &Found,
    file: &File,
    named: &[String],
) -> Result<Vec<Disclosure>, ApiError> {
    let mut ids = found.disclosures.clone();
    for voucher in &file.vouchers {
        if voucher.row.state == "posted" {
            let month = parts::disclosed(app, voucher.row.book, voucher.row.month).await?;
            ids.extend(month);
        }
    }
    ids.extend(parts::disclosed_specially(app, named).await?);
    let mut all = Vec::new();
    for id in ids {
        all.push(parts::disclosure(app, id).await?);
    }
    Ok(all)
}

/// The members that are named anywhere in a file.
fn members(file: &File) -> BTreeSet<i64> {
    let mut all: BTreeSet<Option<i64>> = BTreeSet::new();
    if let Some(spending) = &file.spending {
        all.insert(spending.row.submitter);
        all.extend(spending.events.iter().map(|event| event.member));
    }
    for decision in &file.decisions {
        all.extend(decision.events.iter().map(|event| event.member));
    }
    for voucher in &file.vouchers {
        all.extend([
            voucher.row.maker,
            voucher.row.poster,
            voucher.row.withdrawn_by,
        ]);
    }
    for line in &file.bank_lines {
        all.extend([line.recorded_by, line.matched_by]);
    }
    for warning in &file.warnings {
        all.extend([warning.row.assigned, warning.row.explained_by]);
        all.extend(warning.events.iter().map(|event| event.member));
    }
    for case in &file.cases {
        all.extend([case.opened_by, case.renewed_by, case.released_by]);
    }
    for question in &file.questions {
        all.extend([question.row.asked_by, question.row.answered_by]);
    }
    for disclosure in &file.disclosures {
        all.extend([disclosure.preparer, disclosure.signer, disclosure.poster]);
    }
    all.into_iter().flatten().collect()
}

/// Whether the chain stops anything while this is held.
pub fn can_be_held(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::Spending(_) | Subject::Collective(_) | Subject::Voucher(_) | Subject::Decision(_)
    )
}

/// What a question, and a hold if it has an effect there, is set on: the spending itself, or what the file began with.
pub fn held_subject(file: &File) -> Option<Subject> {
    let subject = match &file.spending {
        Some(spending) => format!("spending:{}", spending.row.id),
        None => match file.transaction.subject.split_once(':') {
            // A line of a bank statement has no timeline of its own.
            Some(("bank_line", _)) => {
                let account = file.bank_lines.first()?.account;
                format!("bank_account:{account}")
            }
            _ => file.transaction.subject.clone(),
        },
    };
    subject.parse().ok()
}

/// Where a subject that may be held or asked about belongs.
pub async fn division_of(app: &App, subject: Subject) -> Result<String, ApiError> {
    let place = subjects::place(app, subject).await?;
    place
        .map(|place| place.division.to_string())
        .ok_or_else(ApiError::not_found)
}
