//! Stocks of ear tags as intervals, and where the tags of a series are.

use county_primitives::livestock::{EarTag, LivestockEntry, TagRange};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{super::Place, other_kind};

/// Writes what an entry on a stock says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    stock: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::TagsReceived(tags) => {
            put(connection, stock, tags).await?;
            count(connection, tags, "issued").await
        }
        LivestockEntry::TagsTaken { tags, .. } => put(connection, stock, tags).await,
        LivestockEntry::TagsHandedOut(moved) => take(connection, stock, &moved.tags).await,
        LivestockEntry::TagsSpent(spent) => {
            take(connection, stock, &spent.tags).await?;
            let column = if spent.lost { "lost" } else { "damaged" };
            count(connection, &spent.tags, column).await
        }
        LivestockEntry::TagsApplied(tags) => {
            take(connection, stock, tags).await?;
            count(connection, tags, "applied").await
        }
        _ => Err(other_kind(format!("tag_stock:{stock} at {}", place.block))),
    }
}

/// Adds to one number of the ledger of the tags' series.
async fn count(
    connection: &mut SqliteConnection,
    tags: &TagRange,
    column: &'static str,
) -> Result<(), IndexError> {
    let series = i64::from(tags.from.series());
    sqlx::query(
        "INSERT INTO tag_ledgers (series, issued, applied, damaged, lost) VALUES (?, 0, 0, 0, 0) \
         ON CONFLICT (series) DO NOTHING",
    )
    .bind(series)
    .execute(&mut *connection)
    .await?;
    sqlx::query(&format!(
        "UPDATE tag_ledgers SET {column} = {column} + ? WHERE series = ?"
    ))
    .bind(i64::from(tags.len()))
    .bind(series)
    .execute(connection)
    .await?;
    Ok(())
}

fn number(tag: EarTag) -> i64 {
    sql(tag.number())
}

/// Puts tags into a stock and joins them with their neighbours of the same series.
async fn put(
    connection: &mut SqliteConnection,
    stock: i64,
    tags: &TagRange,
) -> Result<(), IndexError> {
    let (mut first, mut last) = (number(tags.from), number(tags.to));
    let touching: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT first, last FROM tag_stocks WHERE organisation = ? AND (last = ? OR first = ?)",
    )
    .bind(stock)
    .bind(first.saturating_sub(1))
    .bind(last.saturating_add(1))
    .fetch_all(&mut *connection)
    .await?;
    for (other_first, other_last) in touching {
        if series(other_first) == series(first) {
            remove(connection, stock, other_first).await?;
            first = first.min(other_first);
            last = last.max(other_last);
        }
    }
    insert(connection, stock, first, last).await
}

/// Takes tags out of a stock, cutting the intervals they lie in.
async fn take(
    connection: &mut SqliteConnection,
    stock: i64,
    tags: &TagRange,
) -> Result<(), IndexError> {
    let (from, to) = (number(tags.from), number(tags.to));
    let touched: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT first, last FROM tag_stocks WHERE organisation = ? AND first <= ? AND last >= ?",
    )
    .bind(stock)
    .bind(to)
    .bind(from)
    .fetch_all(&mut *connection)
    .await?;
    for (first, last) in touched {
        remove(connection, stock, first).await?;
        if first < from {
            insert(connection, stock, first, from.saturating_sub(1)).await?;
        }
        if last > to {
            insert(connection, stock, to.saturating_add(1), last).await?;
        }
    }
    Ok(())
}

/// The first seven digits of a tag.
fn series(tag: i64) -> i64 {
    tag / 100_000_000
}

async fn remove(
    connection: &mut SqliteConnection,
    stock: i64,
    first: i64,
) -> Result<(), IndexError> {
    sqlx::query("DELETE FROM tag_stocks WHERE organisation = ? AND first = ?")
        .bind(stock)
        .bind(first)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    stock: i64,
    first: i64,
    last: i64,
) -> Result<(), IndexError> {
    sqlx::query("INSERT INTO tag_stocks (organisation, first, last) VALUES (?, ?, ?)")
        .bind(stock)
        .bind(first)
        .bind(last)
        .execute(connection)
        .await?;
    Ok(())
}
