//! What the books show: many red letters in a month, months without a voucher, one payee who gets most of it.

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{Date, PolicyKey};
use sqlx::QueryBuilder;

use super::{Finding, Window, SHOWN_MAX};
use crate::{error::ApiError, inspect::clock::policy, inspect::rows::party_name, state::App};

/// What counts as many reversals where no setting says so.
const REVERSALS: u64 = 3;
/// From which share of a village's spending on one payee is shown, in percent, and from how many payments.
const SHARE_PERCENT: i64 = 50;
const PAYMENTS: i64 = 3;

#[derive(sqlx::FromRow)]
struct ReversalRow {
    book: i64,
    collective: i64,
    collective_name: String,
    division: String,
    year: i64,
    month: i64,
    reversals: i64,
}

/// Months with as many red-letter reversals as are still normal, or more; the chain warns above that.
pub(super) async fn reversals(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT book_months.book, books.collective, collectives.name AS collective_name, \
         collectives.division, books.year, book_months.month, book_months.reversals \
         FROM book_months JOIN books ON books.id = book_months.book \
         JOIN collectives ON collectives.id = books.collective \
         WHERE book_months.reversals > 1 AND books.year >= ",
    );
    query.push_bind(year_of(window.since_ms));
    window.push(&mut query, "collectives");
    query
        .push(
            " ORDER BY book_months.reversals DESC, books.year DESC, book_months.month DESC LIMIT ",
        )
        .push_bind(SHOWN_MAX);
    let rows: Vec<ReversalRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut found = Vec::new();
    for row in rows {
        let division = row.division.parse().map_err(ApiError::internal)?;
        let normal = policy(app, division, PolicyKey::ReversalsPerMonth)
            .await?
            .unwrap_or(REVERSALS);
        let limit = i64::try_from(normal).unwrap_or(i64::MAX);
        if row.reversals >= limit {
            found.push(Finding {
                kind: "reversals".to_owned(),
                collective: row.collective,
                collective_name: row.collective_name,
                division: row.division,
                subject: Some(format!("book:{}", row.book)),
                when: format!("{}-{:02}", row.year, row.month),
                measured: row.reversals,
                limit,
                ..Finding::default()
            });
        }
    }
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct BookRow {
    id: i64,
    collective: i64,
    collective_name: String,
    division: String,
    year: i64,
}

/// Months of a book that are over and have no posted voucher.
pub(super) async fn silent_months(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT books.id, books.collective, collectives.name AS collective_name, \
         collectives.division, books.year FROM books \
         JOIN collectives ON collectives.id = books.collective WHERE books.year >= ",
    );
    query.push_bind(year_of(window.since_ms));
    window.push(&mut query, "collectives");
    query.push(" ORDER BY books.id");
    let books: Vec<BookRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut query = QueryBuilder::new(
        "SELECT book_months.book, book_months.month FROM book_months \
         JOIN books ON books.id = book_months.book \
         JOIN collectives ON collectives.id = books.collective \
         WHERE book_months.vouchers > 0 AND books.year >= ",
    );
    query.push_bind(year_of(window.since_ms));
    window.push(&mut query, "collectives");
    let used: Vec<(i64, i64)> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let used: BTreeSet<(i64, i64)> = used.into_iter().collect();
    let (year, month, _) = date_of(window.now_ms).to_ymd();
    let now = months(i64::from(year), i64::from(month));
    let (year, month, _) = date_of(window.since_ms).to_ymd();
    let since = months(i64::from(year), i64::from(month));
    let mut found: BTreeMap<(i64, i64), Finding> = BTreeMap::new();
    for book in books {
        let is_silent = |month: &i64| {
            let at = months(book.year, *month);
            (since..now).contains(&at) && !used.contains(&(book.id, *month))
        };
        let silent: Vec<i64> = (1..=12).filter(is_silent).collect();
        let Some(first) = silent.first() else {
            continue;
        };
        let count = i64::try_from(silent.len()).unwrap_or(i64::MAX);
        let finding = Finding {
            kind: "silent_months".to_owned(),
            collective: book.collective,
            collective_name: book.collective_name,
            division: book.division,
            subject: Some(format!("book:{}", book.id)),
            when: format!("{}-{first:02}", book.year),
            measured: count,
            limit: 1,
            ..Finding::default()
        };
        found.insert((-count, book.id), finding);
    }
    let most = usize::try_from(SHOWN_MAX).unwrap_or(usize::MAX);
    Ok(found.into_values().take(most).collect())
}

#[derive(sqlx::FromRow)]
struct PayeeRow {
    collective: i64,
    collective_name: String,
    division: String,
    payee: String,
    payments: i64,
    paid: i64,
    total: i64,
}

/// Payees who got at least half of what a collective spent, in several payments.
pub(super) async fn one_payee(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    let mut query = QueryBuilder::new(
        "WITH paid AS (SELECT spendings.collective, spendings.payee, COUNT(*) AS payments, \
         CAST(SUM(spendings.amount) AS BIGINT) AS paid FROM spendings \
         JOIN collectives ON collectives.id = spendings.collective \
         WHERE spendings.state IN ('paid', 'posted') AND spendings.submitted_ms >= ",
    );
    query.push_bind(window.since_ms);
    window.push(&mut query, "collectives");
    query
        .push(
            " GROUP BY spendings.collective, spendings.payee), \
             totals AS (SELECT collective, CAST(SUM(paid) AS BIGINT) AS total FROM paid GROUP BY collective) \
             SELECT paid.collective, collectives.name AS collective_name, collectives.division, \
             paid.payee, paid.payments, paid.paid, totals.total FROM paid \
             JOIN totals ON totals.collective = paid.collective \
             JOIN collectives ON collectives.id = paid.collective \
             WHERE totals.total > 0 AND paid.payments >= ",
        )
        .push_bind(PAYMENTS)
        .push(" AND paid.paid * 100 >= totals.total * ")
        .push_bind(SHARE_PERCENT)
        .push(" ORDER BY paid.paid DESC LIMIT ")
        .push_bind(SHOWN_MAX);
    let rows: Vec<PayeeRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut found = Vec::new();
    for row in rows {
        let percent = i128::from(row.paid) * 100 / i128::from(row.total.max(1));
        found.push(Finding {
            kind: "one_payee".to_owned(),
            collective: row.collective,
            collective_name: row.collective_name,
            party_name: party_name(app, &row.payee, &row.division).await?,
            division: row.division,
            party: Some(row.payee),
            when: row.payments.to_string(),
            measured: i64::try_from(percent).unwrap_or(i64::MAX),
            limit: SHARE_PERCENT,
            amount: row.paid,
            ..Finding::default()
        });
    }
    Ok(found)
}

fn date_of(ms: i64) -> Date {
    Date::of_timestamp(u64::try_from(ms).unwrap_or(0))
}

fn year_of(ms: i64) -> i64 {
    i64::from(date_of(ms).to_ymd().0)
}

/// A month counted from the year 0.
fn months(year: i64, month: i64) -> i64 {
    year.saturating_mul(12).saturating_add(month)
}
