//! Statements from the index, by the chain's own functions, and the proof of a disclosed one.

use std::collections::BTreeMap;

use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        books::YEAR_END,
        disclosure::Statement,
        statements::{
            self, AccountBalance, BalanceSheet, IncomeStatement, StatementTotals, TrialRow,
            Turnover,
        },
        Fen,
    },
    BookId, Digest, Subject,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{db::sql, error::ApiError, openapi::words, state::App};

/// A disclosed statement beside what the index says now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proof {
    /// The disclosure.
    pub disclosure: i64,
    /// What the chain computed when it was prepared.
    #[schema(value_type = Object)]
    pub statement: Statement,
    /// The digest of that, computed here: `blake2_256` of its SCALE form.
    #[schema(value_type = words::Digest)]
    pub digest: Digest,
    /// The digest that the chain recorded, which is on the wall.
    #[schema(value_type = words::Digest)]
    pub recorded: Digest,
    /// The block of that record.
    pub block: i64,
    /// Its hash.
    pub block_hash: String,
    /// Whether the digest computed here is the recorded one.
    pub digest_equals: bool,
    /// Whether the figures, the money and the number of vouchers are those of the books in the index.
    pub figures_equal: bool,
    /// Whether the head of the book is that of its records up to there.
    pub head_equals: bool,
    /// Whether all of it is so.
    pub equals: bool,
}

/// Where the statement of a disclosure was recorded.
#[derive(sqlx::FromRow)]
struct Prepared {
    statement: Option<String>,
    digest: String,
    block: i64,
    event_index: i64,
}

fn overflow() -> ApiError {
    ApiError::internal("the figures of a book add up to more than can be counted")
}

/// The accounts of a book with what moved on them.
pub async fn balances(
    app: &App,
    book: i64,
) -> Result<Vec<(AccountCode, AccountBalance)>, ApiError> {
    // Both in one transaction, so that no voucher comes in between.
    let mut transaction = app.db.reader.begin().await?;
    let openings: Vec<(String, i64)> =
        sqlx::query_as("SELECT account, opening FROM balances WHERE book = ?")
            .bind(book)
            .fetch_all(&mut *transaction)
            .await?;
    let moved: Vec<(String, u8, i64, i64)> =
        sqlx::query_as("SELECT account, month, debit, credit FROM turnovers WHERE book = ?")
            .bind(book)
            .fetch_all(&mut *transaction)
            .await?;
    transaction.commit().await?;
    let mut accounts = BTreeMap::<AccountCode, AccountBalance>::new();
    for (account, opening) in openings {
        let account = account.parse().map_err(ApiError::internal)?;
        accounts.entry(account).or_default().opening = Fen(opening);
    }
    for (account, month, debit, credit) in moved {
        let account = account.parse().map_err(ApiError::internal)?;
        let balance = accounts.entry(account).or_default();
        if let Some(period) = balance
            .periods
            .get_mut(usize::from(month.saturating_sub(1)))
        {
            *period = Turnover {
                debit: Fen(debit),
                credit: Fen(credit),
            };
        }
    }
    Ok(accounts.into_iter().collect())
}

/// Whether the months can be asked for: 1 to 12 in order.
fn ensure_months(from: u8, to: u8, last: u8) -> Result<(), ApiError> {
    if from >= 1 && from <= to && to <= last {
        return Ok(());
    }
    Err(ApiError::field(
        "/from",
        format!("months are 1 to {last}, the first before the last"),
        format!("月份应为 1 到 {last}，且起始月不晚于截止月"),
    ))
}

/// The trial balance of a book from a month to a month; 13 is the closing of the year.
pub async fn trial_balance(
    app: &App,
    book: i64,
    from: u8,
    to: u8,
) -> Result<Vec<TrialRow>, ApiError> {
    ensure_months(from, to, YEAR_END)?;
    statements::trial_balance(balances(app, book).await?, from, to).ok_or_else(overflow)
}

/// The balance sheet of a book at the end of a month; 13 is after the closing of the year.
pub async fn balance_sheet(app: &App, book: i64, month: u8) -> Result<BalanceSheet, ApiError> {
    let rows = trial_balance(app, book, 1, month).await?;
    statements::balance_sheet(&rows).ok_or_else(overflow)
}

/// The income statement of a book from a month to a month. The closing of the year is no income.
pub async fn income_statement(
    app: &App,
    book: i64,
    from: u8,
    to: u8,
) -> Result<IncomeStatement, ApiError> {
    ensure_months(from, to, YEAR_END.saturating_sub(1))?;
    let rows = trial_balance(app, book, from, to).await?;
    statements::income_statement(&rows).ok_or_else(overflow)
}

/// The figures of months by heading, as a disclosure has them: what the public may see of a trial balance.
pub async fn totals(app: &App, book: i64, from: u8, to: u8) -> Result<StatementTotals, ApiError> {
    ensure_months(from, to, YEAR_END.saturating_sub(1))?;
    statements::totals(&trial_balance(app, book, from, to).await?).ok_or_else(overflow)
}

/// The last month of a book up to which everything was put on the wall: the public sees its figures.
pub async fn public_until(app: &App, book: i64) -> Result<u8, ApiError> {
    let months: Vec<u8> = sqlx::query_scalar(
        "SELECT month FROM disclosed_months JOIN disclosures \
         ON disclosures.id = disclosed_months.disclosure \
         WHERE disclosed_months.book = ? AND disclosures.state IN ('posted', 'ended') \
         ORDER BY month",
    )
    .bind(book)
    .fetch_all(&app.db.reader)
    .await?;
    let whole = (1u8..)
        .zip(months)
        .take_while(|(wanted, month)| wanted == month);
    Ok(whole.last().map_or(0, |(month, _)| month))
}

/// The proof of a disclosed statement: the statement, its digest, its block, and whether it equals the chain's
/// record and the books. Only statements have one, not special disclosures.
pub async fn proof(app: &App, disclosure: i64) -> Result<Proof, ApiError> {
    let prepared: Prepared = sqlx::query_as(
        "SELECT statement, digest, block, event_index FROM disclosures WHERE id = ?",
    )
    .bind(disclosure)
    .fetch_one(&app.db.reader)
    .await?;
    let statement = prepared
        .statement
        .as_deref()
        .ok_or_else(ApiError::not_found)?;
    let statement: Statement = serde_json::from_str(statement)?;
    let recorded: Digest = prepared.digest.parse().map_err(ApiError::internal)?;
    let block_hash: Option<String> = sqlx::query_scalar("SELECT hash FROM blocks WHERE number = ?")
        .bind(prepared.block)
        .fetch_optional(&app.db.reader)
        .await?;
    let digest = statement.digest();
    let digest_equals = digest == recorded;
    let figures_equal = figures_equal(app, &statement).await?;
    let head = head_at(app, statement.book, prepared.block, prepared.event_index).await?;
    let head_equals = head == statement.head;
    Ok(Proof {
        disclosure,
        statement,
        digest,
        recorded,
        block: prepared.block,
        block_hash: block_hash.unwrap_or_default(),
        digest_equals,
        figures_equal,
        head_equals,
        equals: digest_equals && figures_equal && head_equals,
    })
}

/// Whether the books in the index have the figures of a statement. Its months are closed, so they are the same
/// today as they were then.
async fn figures_equal(app: &App, statement: &Statement) -> Result<bool, ApiError> {
    let book = sql(statement.book.0);
    let rows = trial_balance(app, book, statement.from, statement.to).await?;
    let totals = statements::totals(&rows).ok_or_else(overflow)?;
    let sheet = statements::balance_sheet(&rows).ok_or_else(overflow)?;
    let vouchers: Option<i64> = sqlx::query_scalar(
        "SELECT CAST(SUM(vouchers) AS BIGINT) FROM book_months WHERE book = ? AND month >= ? AND month <= ?",
    )
    .bind(book)
    .bind(statement.from)
    .bind(statement.to)
    .fetch_one(&app.db.reader)
    .await?;
    Ok(totals == statement.totals
        && sheet.money == statement.money
        && vouchers.unwrap_or_default() == i64::from(statement.vouchers))
}

/// The head of a book's timeline as it was before a record, computed from the records themselves.
pub async fn head_at(
    app: &App,
    book: BookId,
    block: i64,
    event_index: i64,
) -> Result<Digest, ApiError> {
    let records: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT scale FROM records WHERE subject = ? AND (block, event_index) < (?, ?) \
         ORDER BY sequence",
    )
    .bind(Subject::Book(book).to_string())
    .bind(block)
    .bind(event_index)
    .fetch_all(&app.db.reader)
    .await?;
    let head = records.into_iter().fold([0u8; 32], |head, record| {
        sp_crypto_hashing::blake2_256(&[head.as_slice(), &record].concat())
    });
    Ok(Digest(head))
}
