//! What the pages of a village ask the index besides what the API asks: collectives and books in short,
//! and disclosures.

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::DivisionCode;
use sqlx::{FromRow, SqlitePool};

use crate::{error::ApiError, pages::words::Words, statement_pdf::form::heading_name};

/// A collective.
#[derive(Clone, Debug, FromRow)]
pub(in crate::pages) struct Collective {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) level: String,
    pub(super) division: String,
    pub(super) members: i64,
    pub(super) households: i64,
}

/// A book.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Book {
    pub(super) id: i64,
    pub(super) year: i64,
    pub(super) closed: i64,
}

/// A disclosure as lists show it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct Disclosure {
    pub(super) id: i64,
    pub(super) collective: i64,
    pub(super) digest: String,
    pub(super) book: Option<i64>,
    pub(super) from_month: Option<i64>,
    pub(super) to_month: Option<i64>,
    pub(super) about: Option<String>,
    pub(super) title: String,
    pub(super) occurred: Option<String>,
    pub(super) due: String,
    pub(super) state: String,
    pub(super) preparer: Option<i64>,
    pub(super) prepared_ms: i64,
    pub(super) signer: Option<i64>,
    pub(super) signed_ms: Option<i64>,
    pub(super) poster: Option<i64>,
    pub(super) posted_ms: Option<i64>,
    pub(super) photo: Option<String>,
    pub(super) until_day: Option<String>,
    pub(super) block: i64,
    pub(super) event_index: i64,
}

/// The columns of [`Disclosure`].
pub(super) const DISCLOSURE: &str = "id, collective, digest, book, from_month, to_month, about, \
     title, occurred, due, state, preparer, prepared_ms, signer, signed_ms, poster, posted_ms, photo, \
     until_day, block, event_index";

impl Disclosure {
    /// Whether it is or was on the wall. What only waits for its signatures is not public yet.
    pub(super) fn is_public(&self) -> bool {
        matches!(self.state.as_str(), "posted" | "ended")
    }

    /// The book and the months of a statement.
    pub(super) fn months(&self) -> Option<(i64, u8, u8)> {
        let month = |number: Option<i64>| u8::try_from(number?).ok();
        Some((self.book?, month(self.from_month)?, month(self.to_month)?))
    }
}

/// The year in the number of a book.
pub(super) fn year_of(book: i64) -> i64 {
    book % 10_000
}

/// The collectives of a division, those of the highest level first.
pub(super) async fn collectives(
    db: &SqlitePool,
    division: DivisionCode,
) -> Result<Vec<Collective>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT id, name, level, division, members, households FROM collectives WHERE division = ? \
         ORDER BY CASE level WHEN 'township' THEN 0 WHEN 'village' THEN 1 ELSE 2 END, id",
    )
    .bind(division.to_string())
    .fetch_all(db)
    .await?)
}

/// The books of a collective, the latest first.
pub(super) async fn books(db: &SqlitePool, collective: i64) -> Result<Vec<Book>, ApiError> {
    Ok(
        sqlx::query_as(
            "SELECT id, year, closed FROM books WHERE collective = ? ORDER BY year DESC",
        )
        .bind(collective)
        .fetch_all(db)
        .await?,
    )
}

/// The months of some books that were put on the wall.
pub(super) async fn disclosed_months(
    db: &SqlitePool,
    books: &[Book],
) -> Result<BTreeSet<(i64, u8)>, ApiError> {
    let mut months = BTreeSet::new();
    for book in books {
        let of_book: Vec<i64> =
            sqlx::query_scalar("SELECT month FROM disclosed_months WHERE book = ?")
                .bind(book.id)
                .fetch_all(db)
                .await?;
        let of_book = of_book
            .into_iter()
            .filter_map(|month| u8::try_from(month).ok());
        months.extend(of_book.map(|month| (book.id, month)));
    }
    Ok(months)
}

/// How many vouchers each month of a book has.
pub(super) async fn voucher_counts(
    db: &SqlitePool,
    book: i64,
) -> Result<BTreeMap<u8, u32>, ApiError> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT month, vouchers FROM book_months WHERE book = ?")
            .bind(book)
            .fetch_all(db)
            .await?;
    let pair =
        |(month, count): (i64, i64)| Some((u8::try_from(month).ok()?, u32::try_from(count).ok()?));
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// The statements of a collective that are or were on the wall, the latest months first.
pub(super) async fn statements(
    db: &SqlitePool,
    collective: i64,
    limit: i64,
) -> Result<Vec<Disclosure>, ApiError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {DISCLOSURE} FROM disclosures WHERE collective = ? AND kind = 'statement' \
         AND state IN ('posted', 'ended') ORDER BY book DESC, to_month DESC, id DESC LIMIT ?",
    ))
    .bind(collective)
    .bind(limit)
    .fetch_all(db)
    .await?)
}

/// A disclosure.
pub(super) async fn disclosure(db: &SqlitePool, id: i64) -> Result<Disclosure, ApiError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {DISCLOSURE} FROM disclosures WHERE id = ?",
    ))
    .bind(id)
    .fetch_one(db)
    .await?)
}

/// What the county calls its sub-accounts.
pub(super) async fn sub_accounts(
    db: &SqlitePool,
    division: DivisionCode,
) -> Result<BTreeMap<String, String>, ApiError> {
    let county: String = division.to_string().chars().take(6).collect();
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT account, name FROM sub_accounts WHERE county = ? ORDER BY account")
            .bind(county)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().collect())
}

/// What an account is called: its own name, or that of its heading.
pub(super) fn account_name(t: Words, subs: &BTreeMap<String, String>, account: &str) -> String {
    if let Some(name) = subs.get(account) {
        return name.clone();
    }
    let heading = account.get(..3).and_then(|digits| digits.parse().ok());
    heading.map_or_else(|| account.to_owned(), |number| heading_name(t.0, number))
}
