//! Which documents were handed in to a platform, with its receipt; what is due; and what changed since.
//!
//! The ledger takes hardly any more facts of a day that is over, but what it says of a certificate or a batch still
//! changes as the load arrives: a document that was handed in may be followed by a correction.

use county_primitives::{Date, DivisionCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::{
    document::{self, Heading},
    wanted::{Scope, Wanted},
    System, MAPPING,
};
use crate::{
    db::{now_ms, sql},
    error::ApiError,
    extract::Session,
    openapi::words::{Day, Digest, Division},
    screening,
    shown::Instant,
    state::AppState,
};

/// The longest receipt, in characters.
pub const RECEIPT_MAX: usize = 64;
/// The longest reason of a correction, in characters.
pub const REASON_MAX: usize = 200;
/// How many documents and deliveries of a period are listed.
const LISTED_MAX: i64 = 100;

/// A document that was made whole.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = ExchangeMade)]
pub struct Made {
    /// The digest over its facts.
    #[schema(value_type = Digest)]
    pub digest: String,
    /// How many facts.
    pub facts: i64,
    /// The block it was first made at.
    pub block: i64,
    /// The version of its tables and columns.
    pub mapping: i64,
    /// When it was first made.
    #[sqlx(rename = "made_ms")]
    pub made: Instant,
}

/// A document that was handed in.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = ExchangeDelivery)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
    /// The digest over the facts of the document.
    #[schema(value_type = Digest)]
    pub digest: String,
    /// How many facts it has.
    pub facts: i64,
    /// The block it was made at.
    pub block: i64,
    /// The number of the platform's receipt.
    pub receipt: String,
    /// Why it was handed in again; empty the first time.
    pub reason: String,
    /// The delivery it corrects.
    pub corrects: Option<i64>,
    /// The member who handed it in.
    pub member: Option<i64>,
    /// When.
    #[sqlx(rename = "delivered_ms")]
    pub delivered: Instant,
}

/// How a period stands with a platform.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeState)]
pub enum State {
    /// The period is not over.
    Open,
    /// It is over and nothing was handed in.
    Due,
    /// What was handed in last is what the ledger says now.
    Delivered,
    /// The ledger says something else by now: a correction is due.
    Changed,
}

impl State {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Due => "due",
            Self::Delivered => "delivered",
            Self::Changed => "changed",
        }
    }
}

/// A period of a scope with a platform.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExchangePeriod)]
pub struct Standing {
    /// The adapter.
    pub system: System,
    /// A division, or a farm as `farm:7`.
    #[schema(value_type = String, example = "141031000000")]
    pub scope: Scope,
    /// The first day.
    #[schema(value_type = Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = Day)]
    pub to: Date,
    /// How it stands.
    pub state: State,
    /// The block the ledger was asked at.
    pub block: u64,
    /// How many facts there are now.
    pub facts: u64,
    /// The digest over them.
    #[schema(value_type = Digest)]
    pub digest: String,
    /// What each table has.
    pub tables: Vec<document::Total>,
    /// The documents that were made, the latest first.
    pub documents: Vec<Made>,
    /// Those that were handed in, the latest first.
    pub deliveries: Vec<Delivery>,
}

/// Notes that a document was made; the same facts are noted once.
pub(super) async fn note(
    app: &AppState,
    session: &Session,
    heading: &Heading,
) -> Result<(), ApiError> {
    sqlx::query(
        "INSERT INTO exchange_documents (system, scope, from_day, to_day, mapping, facts, digest, block, block_hash, \
         account, member, made_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (system, scope, from_day, to_day, digest) DO NOTHING",
    )
    .bind(heading.system.word())
    .bind(heading.scope.to_string())
    .bind(heading.from.to_string())
    .bind(heading.to.to_string())
    .bind(i64::from(MAPPING))
    .bind(sql(heading.facts))
    .bind(&heading.digest)
    .bind(sql(heading.block))
    .bind(&heading.block_hash)
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(())
}

/// The deliveries of a period, the latest first.
pub async fn delivered(app: &AppState, wanted: &Wanted) -> Result<Vec<Delivery>, ApiError> {
    let query = sqlx::query_as(
        "SELECT d.id, m.digest, m.facts, m.block, d.receipt, d.reason, d.corrects, d.member, d.delivered_ms \
         FROM exchange_deliveries d JOIN exchange_documents m ON m.id = d.document \
         WHERE d.system = ? AND d.scope = ? AND d.from_day = ? AND d.to_day = ? ORDER BY d.id DESC LIMIT ?",
    );
    Ok(query
        .bind(wanted.system.word())
        .bind(wanted.scope.to_string())
        .bind(wanted.period.from.to_string())
        .bind(wanted.period.to.to_string())
        .bind(LISTED_MAX)
        .fetch_all(&app.db.reader)
        .await?)
}

/// The documents that were made of a period, the latest first.
pub async fn made(app: &AppState, wanted: &Wanted) -> Result<Vec<Made>, ApiError> {
    let query = sqlx::query_as(
        "SELECT digest, facts, block, mapping, made_ms FROM exchange_documents \
         WHERE system = ? AND scope = ? AND from_day = ? AND to_day = ? ORDER BY id DESC LIMIT ?",
    );
    Ok(query
        .bind(wanted.system.word())
        .bind(wanted.scope.to_string())
        .bind(wanted.period.from.to_string())
        .bind(wanted.period.to.to_string())
        .bind(LISTED_MAX)
        .fetch_all(&app.db.reader)
        .await?)
}

/// Today by the ledger.
pub fn today(app: &AppState) -> Date {
    let time_ms = app.index.borrow().as_ref().map_or(0, |head| head.time_ms);
    Date::of_timestamp(u64::try_from(time_ms).unwrap_or(0))
}

/// How a period stands, compared with what the ledger says now.
pub async fn standing(app: &AppState, wanted: Wanted) -> Result<Standing, ApiError> {
    let (index, totals) = document::now(app, &wanted).await?;
    let deliveries = delivered(app, &wanted).await?;
    let state = match deliveries.first() {
        Some(last) if last.digest == totals.digest => State::Delivered,
        Some(_) => State::Changed,
        None if wanted.period.is_over(today(app)) => State::Due,
        None => State::Open,
    };
    Ok(Standing {
        system: wanted.system,
        scope: wanted.scope,
        from: wanted.period.from,
        to: wanted.period.to,
        state,
        block: index.number,
        facts: totals.facts,
        digest: totals.digest,
        tables: totals.tables,
        documents: made(app, &wanted).await?,
        deliveries,
    })
}

/// A document that was handed in to the platform.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewExchangeDelivery, example = json!({
    "division": "141031000000", "from": "2026-09-01", "to": "2026-09-30",
    "digest": "6f1ed002ab5595859014ebf0951522d9f0c5a1b6d3f1a2c4e5b6978812345678", "receipt": "ZLZB-202610-0007"
}))]
pub struct NewDelivery {
    /// The division it is of.
    #[serde(default)]
    #[schema(value_type = Option<Division>)]
    pub division: Option<DivisionCode>,
    /// Or the farm.
    #[serde(default)]
    pub farm: Option<u32>,
    /// The first day.
    #[schema(value_type = Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = Day)]
    pub to: Date,
    /// The digest of the document, as it was downloaded here.
    #[schema(value_type = Digest)]
    pub digest: String,
    /// The number of the platform's receipt: letters, digits and `-_./`, at most 64.
    pub receipt: String,
    /// Why it was handed in again; needed if something was handed in before.
    #[serde(default)]
    pub reason: String,
}

/// What is written down of a delivery.
#[derive(Clone, Debug)]
pub struct Handed<'a> {
    /// The digest of the document.
    pub digest: &'a str,
    /// The receipt.
    pub receipt: &'a str,
    /// Why again.
    pub reason: &'a str,
}

/// Writes down that a document was handed in. Only documents that were made here, of periods that are over.
pub async fn deliver(
    app: &AppState,
    session: &Session,
    wanted: &Wanted,
    handed: Handed<'_>,
) -> Result<(), ApiError> {
    let (receipt, reason) = (handed.receipt.trim(), handed.reason.trim());
    check(receipt, reason)?;
    if !wanted.period.is_over(today(app)) {
        return Err(ApiError::field(
            "/to",
            "The period is not over; its facts may still grow",
            "该时段尚未结束，数据还会增加",
        ));
    }
    let mut transaction = app.db.writer.begin().await?;
    let document: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM exchange_documents WHERE system = ? AND scope = ? AND from_day = ? AND to_day = ? AND digest = ?",
    )
    .bind(wanted.system.word())
    .bind(wanted.scope.to_string())
    .bind(wanted.period.from.to_string())
    .bind(wanted.period.to.to_string())
    .bind(handed.digest)
    .fetch_optional(&mut *transaction)
    .await?;
    let document = document.ok_or_else(|| {
        ApiError::field(
            "/digest",
            "No document with this digest was made here for these days; download it first",
            "本系统没有为该时段生成过此摘要的文件，请先下载",
        )
    })?;
    let before = earlier(&mut transaction, wanted, receipt).await?;
    if before.is_some() && reason.is_empty() {
        return Err(ApiError::field(
            "/reason",
            "Something was handed in for these days before; say why it is handed in again",
            "该时段已报送过，请说明更正原因",
        ));
    }
    sqlx::query(
        "INSERT INTO exchange_deliveries (document, system, scope, from_day, to_day, receipt, reason, corrects, \
         account, member, delivered_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(document)
    .bind(wanted.system.word())
    .bind(wanted.scope.to_string())
    .bind(wanted.period.from.to_string())
    .bind(wanted.period.to.to_string())
    .bind(receipt)
    .bind(if before.is_some() { reason } else { "" })
    .bind(before)
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(now_ms())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The latest delivery of the period; refuses a receipt that was noted for it already.
async fn earlier(
    connection: &mut SqliteConnection,
    wanted: &Wanted,
    receipt: &str,
) -> Result<Option<i64>, ApiError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT id, receipt FROM exchange_deliveries \
         WHERE system = ? AND scope = ? AND from_day = ? AND to_day = ? ORDER BY id DESC",
    )
    .bind(wanted.system.word())
    .bind(wanted.scope.to_string())
    .bind(wanted.period.from.to_string())
    .bind(wanted.period.to.to_string())
    .fetch_all(connection)
    .await?;
    if rows.iter().any(|(_, noted)| noted == receipt) {
        return Err(ApiError::field(
            "/receipt",
            "This receipt is noted for these days already",
            "该回执号已登记过",
        ));
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if count >= LISTED_MAX {
        return Err(ApiError::field(
            "/receipt",
            format!("At most {LISTED_MAX} deliveries of the same days"),
            format!("同一时段最多登记 {LISTED_MAX} 次"),
        ));
    }
    Ok(rows.first().map(|(id, _)| *id))
}

/// A receipt is a number, not a text; a reason says nothing about people.
fn check(receipt: &str, reason: &str) -> Result<(), ApiError> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    if receipt.is_empty() || receipt.len() > RECEIPT_MAX || !receipt.bytes().all(is_sign) {
        return Err(ApiError::field(
            "/receipt",
            format!("A receipt has 1 to {RECEIPT_MAX} letters, digits or -_./"),
            format!("回执号为 1 到 {RECEIPT_MAX} 个字母、数字或 -_./"),
        ));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(ApiError::field(
            "/reason",
            format!("At most {REASON_MAX} characters"),
            format!("最多 {REASON_MAX} 个字"),
        ));
    }
    screening::ensure_free(&json!({ "reason": reason }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_a_number_and_a_reason_is_short_and_names_nobody() {
        let long = "7".repeat(RECEIPT_MAX);
        assert!(check(&long, "").is_ok());
        assert!(check("ZLZB-2026/10_0.7", &"改".repeat(REASON_MAX)).is_ok());
        for (receipt, reason, pointer) in [
            ("", "", "/receipt"),
            (&*format!("{long}7"), "", "/receipt"),
            ("张三", "", "/receipt"),
            ("a b", "", "/receipt"),
            ("a", &*"改".repeat(REASON_MAX + 1), "/reason"),
            ("a", "电话 13800138000", "/reason"),
        ] {
            let error = check(receipt, reason).unwrap_err();
            assert_eq!(error.problem().errors[0].pointer, pointer, "{receipt}");
        }
    }
}
