//! A transaction as lists and the stream show it: one narrow row of the index with the names around it.

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};
use utoipa::ToSchema;

use crate::{
    db::now_ms,
    error::ApiError,
    shown::Instant,
    state::App,
    three_assets::{parties, sight::Sight},
};

/// What is watched. The order is that of the page's choice.
pub const KINDS: [&str; 7] = [
    "spending",
    "voucher",
    "bank_line",
    "decision",
    "disclosure",
    "challenge",
    "warning",
];

/// Every state of any kind, in the order in which they are reached.
pub const STATES: [&str; 33] = [
    "signing",
    "returned",
    "rejected",
    "approved",
    "instructed",
    "failed",
    "paid",
    "draft",
    "posted",
    "withdrawn",
    "unmatched",
    "matched",
    "proposed",
    "deliberated",
    "reviewed",
    "resolved",
    "effective",
    "completed",
    "not_passed",
    "given_up",
    "prepared",
    "signed",
    "ended",
    "submitted",
    "answered",
    "open",
    "assigned",
    "explained",
    "accepted",
    "rectifying",
    "rectified",
    "verified",
    "closed",
];

/// The levels of warnings, the mildest first.
pub const LEVELS: [&str; 3] = ["yellow", "orange", "red"];

/// The columns of a [`Transaction`], of a query over `transactions` and `collectives`, but the last.
const COLUMNS: &str =
    "transactions.ordinal, transactions.changed, transactions.subject, transactions.kind, transactions.state, \
     transactions.collective, collectives.name AS collective_name, transactions.division, transactions.amount, \
     transactions.direction, transactions.party, transactions.day, transactions.ledger_ms, transactions.title, \
     transactions.warned, transactions.rule";

/// How many holds are on a transaction now.
pub(crate) fn holds_now() -> String {
    holds_on("transactions.subject", now_ms())
}

/// How many holds are at an instant on the subject that an expression gives: no record says that one ended by itself.
pub(crate) fn holds_on(subject: &str, at_ms: i64) -> String {
    format!(
        "(SELECT COUNT(*) FROM cases WHERE cases.subject = {subject} \
         AND cases.released_ms IS NULL AND (cases.expires_ms IS NULL OR cases.expires_ms > {at_ms}))"
    )
}

/// A transaction, or a warning about one.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedTransaction)]
pub struct Transaction {
    /// Where it stands in the order of appearance.
    pub ordinal: i64,
    /// Where its latest record stands; the stream is in this order.
    pub changed: i64,
    /// What it is; its file is under this name.
    #[schema(example = "spending:7")]
    pub subject: String,
    /// `spending`, `voucher`, `bank_line`, `decision`, `disclosure`, `challenge` or `warning`.
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// The collective.
    pub collective: i64,
    /// Its name.
    pub collective_name: String,
    /// Its division.
    pub division: String,
    /// In fen, never negative.
    pub amount: i64,
    /// `in`, `out` or `none`.
    pub direction: String,
    /// Keyed digest of the other party.
    pub party: Option<String>,
    /// Who that is, as far as this service knows.
    #[sqlx(skip)]
    pub party_name: Option<String>,
    /// The day it is dated.
    pub day: String,
    /// When the ledger took its latest record.
    #[sqlx(rename = "ledger_ms")]
    pub ledger: Instant,
    /// What it is about.
    pub title: String,
    /// The worst level of an open warning about it, or the level of a warning.
    pub warned: Option<String>,
    /// The rule of a warning: 2 is W02.
    pub rule: Option<i64>,
    /// How many holds are on it now.
    pub holds: i64,
}

/// The transaction with a subject's name.
pub async fn find(app: &App, subject: &str) -> Result<Transaction, ApiError> {
    let mut query = select();
    query
        .push(" WHERE transactions.subject = ")
        .push_bind(subject.to_owned());
    let row: Transaction = query.build_query_as().fetch_one(&app.db.reader).await?;
    let mut rows = vec![row];
    name_parties(app, &mut rows).await?;
    rows.pop().ok_or_else(ApiError::not_found)
}

/// A query over transactions and their collectives, without conditions.
pub(crate) fn select<'a>() -> QueryBuilder<'a, Sqlite> {
    QueryBuilder::new(format!(
        "SELECT {COLUMNS}, CASE WHEN transactions.holds > 0 THEN {} ELSE 0 END AS holds \
         FROM transactions JOIN collectives ON collectives.id = transactions.collective",
        holds_now()
    ))
}

/// Opens the names of the other parties. Authorities see them in full.
pub async fn name_parties(app: &App, rows: &mut [Transaction]) -> Result<(), ApiError> {
    for row in rows {
        let Some(digest) = &row.party else { continue };
        row.party_name = party_name(app, digest, &row.division).await?;
    }
    Ok(())
}

/// Who or which account a digest stands for, as an authority sees it.
pub async fn party_name(
    app: &App,
    digest: &str,
    division: &str,
) -> Result<Option<String>, ApiError> {
    let (Ok(digest), Ok(village)) = (digest.parse(), division.parse()) else {
        return Ok(None);
    };
    if let Some(party) = parties::shown(app, &digest, village, Sight::Regulator).await? {
        return Ok(Some(party.name));
    }
    let account = parties::shown_account(app, &digest, village, Sight::Regulator).await?;
    Ok(account.map(|account| parties::masked_account(&account.number)))
}
