//! The parts of a file as the index has them.

use std::collections::BTreeSet;

use county_primitives::DivisionCode;
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    inspect::rows::party_name,
    openapi::words,
    shown::{Instant, Stored},
    state::App,
};

/// How many spendings of a decision are listed.
const RESTING_MAX: i64 = 100;

/// A spending.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedSpendingRow)]
pub struct Spending {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub purpose: String,
    /// What kind.
    pub kind: String,
    /// The project.
    pub project: Option<String>,
    /// Keyed digest of the payee.
    #[schema(value_type = words::Digest)]
    pub payee: String,
    /// `cash` or `bank`.
    pub method: String,
    /// Keyed digest of the payee's account.
    #[schema(value_type = Option<words::Digest>)]
    pub payee_account: Option<String>,
    /// In fen.
    pub amount: i64,
    /// The day it happened.
    #[schema(value_type = words::Day)]
    pub occurred: String,
    /// Digests of the evidence.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<words::Digest>)]
    pub documents: Stored,
    /// The row of the approval matrix, 1 to 5.
    pub matrix_row: i64,
    /// What the payee got for the project in twelve months with this, in fen.
    pub year_sum: i64,
    /// Bits of the steps it needs.
    pub steps: i64,
    /// The decision it needs: `none`, `board`, `representatives` or `four_steps`.
    pub decision_level: String,
    /// Where it stands.
    pub state: String,
    /// Bits of the steps that are signed.
    pub signed: i64,
    /// The step that is next.
    pub next_step: Option<String>,
    /// Whether a decision is missing.
    pub decision_missing: bool,
    /// The decision.
    pub decision: Option<i64>,
    /// Who asked for it.
    pub submitter: Option<i64>,
    /// When.
    #[sqlx(rename = "submitted_ms")]
    pub submitted: Instant,
    /// When the last thing that was missing came.
    #[sqlx(rename = "approved_ms")]
    pub approved: Option<Instant>,
    /// Why it was refused last.
    pub reason: String,
    /// The bank account that pays.
    pub from_account: Option<i64>,
    /// When the order went out.
    #[sqlx(rename = "instructed_ms")]
    pub instructed: Option<Instant>,
    /// The day of the payment.
    #[schema(value_type = Option<words::Day>)]
    pub paid_day: Option<String>,
    /// Digest of the receipt.
    #[schema(value_type = Option<words::Digest>)]
    pub receipt: Option<String>,
    /// Why the payment failed.
    pub failure: String,
    /// The voucher that books it.
    pub voucher: Option<i64>,
}

/// Reads a spending.
pub async fn spending(app: &App, id: i64) -> Result<Spending, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM spendings WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// Something that happened to a spending.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedSpendingStep)]
pub struct SpendingStep {
    /// The block.
    pub block: i64,
    /// `submitted`, `signed`, `decision_attached`, `refused`, `resubmitted`, `instructed`, `paid`, `failed`,
    /// `posted` or `reversed`.
    pub kind: String,
    /// The step of a signature or refusal.
    pub step: Option<String>,
    /// Of a refusal: whether it may be mended.
    pub mendable: Option<bool>,
    /// The decision it is about.
    pub decision: Option<i64>,
    /// The voucher it is about.
    pub voucher: Option<i64>,
    /// Digest of the receipt.
    pub document: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub member: Option<i64>,
    /// As what.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub at: Instant,
}

/// Everything that happened to a spending, in order.
pub async fn spending_steps(app: &App, id: i64) -> Result<Vec<SpendingStep>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT * FROM spending_steps WHERE spending = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?)
}

/// A decision.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedDecisionRow)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// Who decides.
    pub body: String,
    /// What about.
    pub matter: String,
    /// In words.
    pub about: String,
    /// Whether it goes through four steps and two publications.
    pub four_steps: bool,
    /// Up to how many fen may be spent on it.
    pub amount: Option<i64>,
    /// How many of them are used.
    pub used: i64,
    /// The day of the notice.
    #[schema(value_type = words::Day)]
    pub notice: String,
    /// The day of the meeting.
    #[schema(value_type = words::Day)]
    pub meeting: String,
    /// Digest of the plan.
    #[schema(value_type = words::Digest)]
    pub document: String,
    /// Where it stands.
    pub state: String,
    /// Who had a vote, without those who abstain.
    pub voters: Option<i64>,
    /// Who abstained.
    pub abstaining: Option<i64>,
    /// Who was present.
    pub present: Option<i64>,
    /// Who voted for it.
    pub yes: Option<i64>,
    /// `no_quorum`, `not_passed` or `passed`.
    pub outcome: Option<String>,
    /// Digest of the minutes.
    pub minutes: Option<String>,
    /// Digest of a photo of the posting.
    pub posting: Option<String>,
    /// Digest of a photo of the posted result.
    pub result_posting: Option<String>,
    /// Why it was given up.
    pub reason: String,
}

/// Reads a decision.
pub async fn decision(app: &App, id: i64) -> Result<Decision, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM decisions WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// A step of a decision.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedDecisionStep)]
pub struct DecisionStep {
    /// The block.
    pub block: i64,
    /// What.
    pub kind: String,
    /// The day of the meeting.
    pub date: Option<String>,
    /// Who had a vote.
    pub voters: Option<i64>,
    /// Who was present.
    pub present: Option<i64>,
    /// Who voted for it.
    pub yes: Option<i64>,
    /// What the vote came to.
    pub outcome: Option<String>,
    /// Digest of the plan, the minutes or the photo.
    pub document: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub member: Option<i64>,
    /// As what.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub at: Instant,
}

/// The steps of a decision, in order.
pub async fn decision_steps(app: &App, id: i64) -> Result<Vec<DecisionStep>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT * FROM decision_steps WHERE decision = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?)
}

/// The spendings that rest on a decision.
pub async fn resting_on(app: &App, decision: i64) -> Result<Vec<i64>, ApiError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM spendings WHERE decision = ? ORDER BY id LIMIT ?")
            .bind(decision)
            .bind(RESTING_MAX)
            .fetch_all(&app.db.reader)
            .await?,
    )
}

/// A voucher.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedVoucherRow)]
pub struct Voucher {
    /// Its number on the chain.
    pub id: i64,
    /// The book.
    pub book: i64,
    /// The month of the book.
    pub month: i64,
    /// The number in the month, once it is posted.
    pub number: Option<i64>,
    /// The day of the voucher.
    #[schema(value_type = words::Day)]
    pub date: String,
    /// The day it happened.
    #[schema(value_type = words::Day)]
    pub occurred: String,
    /// What it is about.
    pub summary: String,
    /// `draft`, `posted` or `withdrawn`.
    pub state: String,
    /// The sum of its debits, in fen.
    pub total: i64,
    /// `entered`, `migrated` or `reversal`.
    pub origin: String,
    /// The voucher it reverses.
    pub reverses: Option<i64>,
    /// The voucher that reverses it.
    pub reversed_by: Option<i64>,
    /// Digests of the source documents.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<words::Digest>)]
    pub documents: Stored,
    /// The hash over the whole voucher.
    #[schema(value_type = words::Digest)]
    pub content: String,
    /// Who made it.
    pub maker: Option<i64>,
    /// When.
    #[sqlx(rename = "drafted_ms")]
    pub drafted: Instant,
    /// Who posted it.
    pub poster: Option<i64>,
    /// When.
    #[sqlx(rename = "posted_ms")]
    pub posted: Option<Instant>,
    /// Who withdrew it.
    pub withdrawn_by: Option<i64>,
    /// Why.
    pub reason: String,
}

/// Reads a voucher.
pub async fn voucher(app: &App, id: i64) -> Result<Voucher, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM vouchers WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// A line of a voucher.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedVoucherLine)]
pub struct VoucherLine {
    /// The account.
    pub account: String,
    /// Its name, if the county gave it one; headings of the law are in the code.
    pub account_name: Option<String>,
    /// `debit` or `credit`.
    pub side: String,
    /// In fen; negative in red letters.
    pub amount: i64,
    /// Keyed digest of the other party.
    pub party: Option<String>,
    /// Who that is.
    #[sqlx(skip)]
    pub party_name: Option<String>,
    /// The project.
    pub project: Option<String>,
}

/// The lines of a voucher, in order.
pub async fn lines(
    app: &App,
    voucher: i64,
    division: DivisionCode,
) -> Result<Vec<VoucherLine>, ApiError> {
    let division = division.to_string();
    let county = division.get(..6).unwrap_or_default();
    let mut lines: Vec<VoucherLine> = sqlx::query_as(
        "SELECT voucher_lines.account, sub_accounts.name AS account_name, voucher_lines.side, \
         voucher_lines.amount, voucher_lines.party, voucher_lines.project FROM voucher_lines \
         LEFT JOIN sub_accounts ON sub_accounts.account = voucher_lines.account \
         AND sub_accounts.county IN (?, ?) WHERE voucher_lines.voucher = ? \
         ORDER BY voucher_lines.position",
    )
    .bind(county)
    .bind(format!("{county}000000"))
    .bind(voucher)
    .fetch_all(&app.db.reader)
    .await?;
    for line in &mut lines {
        if let Some(party) = &line.party {
            line.party_name = party_name(app, party, &division).await?;
        }
    }
    Ok(lines)
}

/// A line of a bank statement.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedBankLine)]
pub struct Statement {
    /// Its number.
    pub id: i64,
    /// The bank account.
    pub account: i64,
    /// The bank.
    pub bank: String,
    /// The day of the bank.
    #[schema(value_type = words::Day)]
    pub date: String,
    /// Money in is positive, money out negative; in fen.
    pub amount: i64,
    /// Keyed digest of the other party's account.
    #[schema(value_type = words::Digest)]
    pub party: String,
    /// That account or its owner, as far as this service knows.
    #[sqlx(skip)]
    pub party_name: Option<String>,
    /// Digest of the bank's reference.
    #[schema(value_type = words::Digest)]
    pub reference: String,
    /// Who recorded it.
    pub recorded_by: Option<i64>,
    /// When.
    #[sqlx(rename = "recorded_ms")]
    pub recorded: Instant,
    /// The spending it paid.
    pub spending: Option<i64>,
    /// The voucher it belongs to.
    pub voucher: Option<i64>,
    /// The spending whose payment failed: this line is its money out, or the same money back.
    pub returned: Option<i64>,
    /// The other one of these two lines.
    pub counterpart: Option<i64>,
    /// Who matched it.
    pub matched_by: Option<i64>,
    /// When.
    #[sqlx(rename = "matched_ms")]
    pub matched: Option<Instant>,
}

/// Lines of bank statements.
pub async fn bank_lines(
    app: &App,
    ids: &BTreeSet<i64>,
    division: DivisionCode,
) -> Result<Vec<Statement>, ApiError> {
    let mut all = Vec::new();
    for id in ids {
        let mut line: Statement = sqlx::query_as(
            "SELECT bank_lines.*, bank_accounts.bank FROM bank_lines \
             JOIN bank_accounts ON bank_accounts.id = bank_lines.account WHERE bank_lines.id = ?",
        )
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
        line.party_name = party_name(app, &line.party, &division.to_string()).await?;
        all.push(line);
    }
    Ok(all)
}

/// A hold.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedCase)]
pub struct Case {
    /// The number of the case.
    pub id: i64,
    /// What is held.
    #[schema(value_type = words::Subject)]
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Digest of the evidence.
    pub evidence: Option<String>,
    /// Who held it.
    pub opened_by: Option<i64>,
    /// As what; whoever releases it has the same role.
    pub opened_role: Option<String>,
    /// When.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
    /// Who renewed it last.
    pub renewed_by: Option<i64>,
    /// When it ends by itself.
    #[sqlx(rename = "expires_ms")]
    pub expires: Option<Instant>,
    /// Who released it.
    pub released_by: Option<i64>,
    /// When.
    #[sqlx(rename = "released_ms")]
    pub released: Option<Instant>,
    /// Why.
    pub release_reason: Option<String>,
}

impl Case {
    /// Whether it holds at an instant.
    pub fn holds(&self, now_ms: i64) -> bool {
        self.released.is_none() && self.expires.is_none_or(|expires| expires.0 > now_ms)
    }
}

const CASES: &str =
    "SELECT cases.id, cases.subject, cases.reason, cases.evidence, cases.opened_by, \
    cases.opened_ms, cases.expires_ms, cases.released_by, cases.released_ms, cases.release_reason, \
    (SELECT author_role FROM records WHERE records.subject = 'case:' || cases.id \
    AND records.sequence = 0) AS opened_role, \
    (SELECT author_member FROM records WHERE records.subject = 'case:' || cases.id \
    AND records.kind = 'renewed' ORDER BY records.sequence DESC LIMIT 1) AS renewed_by FROM cases";

/// The holds on any of these subjects.
pub async fn cases(app: &App, subjects: &[String]) -> Result<Vec<Case>, ApiError> {
    let mut query = QueryBuilder::new(CASES);
    query.push(" WHERE cases.subject IN (");
    let mut list = query.separated(", ");
    for subject in subjects {
        list.push_bind(subject.clone());
    }
    query.push(") ORDER BY cases.id");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// A hold by its number.
pub async fn case(app: &App, id: i64) -> Result<Case, ApiError> {
    let mut query = QueryBuilder::new(CASES);
    query.push(" WHERE cases.id = ").push_bind(id);
    Ok(query.build_query_as().fetch_one(&app.db.reader).await?)
}

/// A challenge by villagers. Its words are for those who answer it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedChallenge)]
pub struct Challenge {
    /// Its number.
    pub id: i64,
    /// What it is about.
    #[schema(value_type = words::Subject)]
    pub about: String,
    /// How many people ask.
    pub people: i64,
    /// From how many households.
    pub households: i64,
    /// `village`, `township` or `county`.
    pub level: String,
    /// Where it stands.
    pub state: String,
    /// The last day of the clock that runs.
    pub due: Option<String>,
    /// Digest of the question.
    #[schema(value_type = words::Digest)]
    pub question: String,
    /// Digest of the answer.
    pub answer: Option<String>,
    /// When it was raised.
    #[sqlx(rename = "raised_ms")]
    pub raised: Instant,
    /// When it was answered.
    #[sqlx(rename = "answered_ms")]
    pub answered: Option<Instant>,
}

/// The challenges about any of these subjects, and those that are subjects themselves.
pub async fn challenges(app: &App, subjects: &[String]) -> Result<Vec<Challenge>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM challenges WHERE about IN (");
    let mut list = query.separated(", ");
    for subject in subjects {
        list.push_bind(subject.clone());
    }
    query.push(") OR id IN (");
    let mut list = query.separated(", ");
    // No challenge has this number: an empty list is no SQL.
    list.push_bind(-1_i64);
    let own = subjects.iter();
    for id in own.filter_map(|subject| subject.strip_prefix("challenge:")?.parse::<i64>().ok()) {
        list.push_bind(id);
    }
    query.push(") ORDER BY id");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// A step of a warning.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedWarningStep)]
pub struct WarningStep {
    /// The block.
    pub block: i64,
    /// What.
    pub kind: String,
    /// The level from then on.
    pub level: String,
    /// The last day of the clock from then on.
    pub due: String,
    /// What was found.
    pub measured: Option<i64>,
    /// What that was compared with.
    #[sqlx(rename = "limit_value")]
    pub limit: Option<i64>,
    /// Who was asked.
    pub assigned: Option<i64>,
    /// In words.
    pub text: String,
    /// Digest of the evidence or proof.
    pub document: Option<String>,
    /// Who; none where a rule of the chain did it.
    pub member: Option<i64>,
    /// As what.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub at: Instant,
}

/// The steps of a warning, in order.
pub async fn warning_steps(app: &App, id: i64) -> Result<Vec<WarningStep>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT * FROM asset_warning_steps WHERE warning = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?)
}

/// A disclosure.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedDisclosure)]
pub struct Disclosure {
    /// Its number.
    pub id: i64,
    /// `statement` or `special`.
    pub kind: String,
    /// Digest of what is posted.
    #[schema(value_type = words::Digest)]
    pub digest: String,
    /// The book of a statement.
    pub book: Option<i64>,
    /// Its first month.
    pub from_month: Option<i64>,
    /// Its last month.
    pub to_month: Option<i64>,
    /// What something special is called.
    pub title: String,
    /// `prepared`, `signed`, `posted` or `ended`.
    pub state: String,
    /// The day by which it is to be on the wall.
    #[schema(value_type = words::Day)]
    pub due: String,
    /// Who prepared it.
    pub preparer: Option<i64>,
    /// When.
    #[sqlx(rename = "prepared_ms")]
    pub prepared: Instant,
    /// The supervisor who signed it.
    pub signer: Option<i64>,
    /// When.
    #[sqlx(rename = "signed_ms")]
    pub signed: Option<Instant>,
    /// Who put it on the wall.
    pub poster: Option<i64>,
    /// When.
    #[sqlx(rename = "posted_ms")]
    pub posted: Option<Instant>,
    /// Digest of a photo of the wall.
    pub photo: Option<String>,
}

/// Reads a disclosure.
pub async fn disclosure(app: &App, id: i64) -> Result<Disclosure, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM disclosures WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

// How things hang together.

/// What a warning, a challenge or a special disclosure is about.
pub async fn abouts(app: &App, subject: &str) -> Result<Vec<String>, ApiError> {
    let Some((kind, id)) = subject.split_once(':') else {
        return Ok(Vec::new());
    };
    let query = match kind {
        "warning" => "SELECT about FROM asset_warnings WHERE id = ?",
        "challenge" => "SELECT about FROM challenges WHERE id = ?",
        "disclosure" => "SELECT about FROM disclosures WHERE id = ? AND about IS NOT NULL",
        _ => return Ok(Vec::new()),
    };
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    Ok(sqlx::query_scalar(query)
        .bind(id)
        .fetch_all(&app.db.reader)
        .await?)
}

/// The spending, paid or come back, and the voucher a bank line was matched to.
pub async fn matched(app: &App, line: i64) -> Result<(Option<i64>, Option<i64>), ApiError> {
    let row: Option<(Option<i64>, Option<i64>)> =
        sqlx::query_as("SELECT COALESCE(spending, returned), voucher FROM bank_lines WHERE id = ?")
            .bind(line)
            .fetch_optional(&app.db.reader)
            .await?;
    Ok(row.unwrap_or_default())
}

/// The spending and the decision a voucher rests on.
pub async fn rests_on(app: &App, voucher: i64) -> Result<(Option<i64>, Option<i64>), ApiError> {
    let row: Option<(Option<i64>, Option<i64>)> =
        sqlx::query_as("SELECT spending, decision FROM vouchers WHERE id = ?")
            .bind(voucher)
            .fetch_optional(&app.db.reader)
            .await?;
    Ok(row.unwrap_or_default())
}

/// The decision of a spending.
pub async fn decision_of(app: &App, spending: i64) -> Result<Option<i64>, ApiError> {
    let decision: Option<Option<i64>> =
        sqlx::query_scalar("SELECT decision FROM spendings WHERE id = ?")
            .bind(spending)
            .fetch_optional(&app.db.reader)
            .await?;
    Ok(decision.flatten())
}

/// The vouchers of a spending.
pub async fn vouchers_of(app: &App, spending: i64) -> Result<Vec<i64>, ApiError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM vouchers WHERE spending = ? ORDER BY id")
            .bind(spending)
            .fetch_all(&app.db.reader)
            .await?,
    )
}

/// The voucher that a voucher reverses, and the one that reverses it.
pub async fn reversals(app: &App, voucher: i64) -> Result<Vec<i64>, ApiError> {
    let row: Option<(Option<i64>, Option<i64>)> =
        sqlx::query_as("SELECT reverses, reversed_by FROM vouchers WHERE id = ?")
            .bind(voucher)
            .fetch_optional(&app.db.reader)
            .await?;
    let (reverses, reversed_by) = row.unwrap_or_default();
    Ok(reverses.into_iter().chain(reversed_by).collect())
}

/// The bank lines that were matched to a spending or a voucher.
pub async fn lines_matched_to(
    app: &App,
    column: &'static str,
    id: i64,
) -> Result<Vec<i64>, ApiError> {
    let query = match column {
        "spending" => "SELECT id FROM bank_lines WHERE spending = ? OR returned = ? ORDER BY id",
        _ => "SELECT id FROM bank_lines WHERE voucher = ? OR voucher = ? ORDER BY id",
    };
    Ok(sqlx::query_scalar(query)
        .bind(id)
        .bind(id)
        .fetch_all(&app.db.reader)
        .await?)
}

/// The disclosure that put a month of a book on the wall.
pub async fn disclosed(app: &App, book: i64, month: i64) -> Result<Option<i64>, ApiError> {
    Ok(
        sqlx::query_scalar("SELECT disclosure FROM disclosed_months WHERE book = ? AND month = ?")
            .bind(book)
            .bind(month)
            .fetch_optional(&app.db.reader)
            .await?,
    )
}

/// The special disclosures about any of these subjects.
pub async fn disclosed_specially(app: &App, subjects: &[String]) -> Result<Vec<i64>, ApiError> {
    let mut query = QueryBuilder::new("SELECT id FROM disclosures WHERE about IN (");
    let mut list = query.separated(", ");
    for subject in subjects {
        list.push_bind(subject.clone());
    }
    query.push(") ORDER BY id");
    Ok(query.build_query_scalar().fetch_all(&app.db.reader).await?)
}
