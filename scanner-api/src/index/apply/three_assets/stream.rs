//! The stream of transactions that inspectors watch: one narrow row for each, and its words for search.

use county_primitives::Digest;
use sqlx::SqliteConnection;

use crate::{
    db,
    index::IndexError,
    three_assets::search::{words, COLLECTIVE},
};

use super::{super::Place, ensure_known};

/// A transaction that appears.
pub(super) struct Transaction<'a> {
    /// `voucher:7`.
    pub(super) subject: String,
    /// The word of its kind.
    pub(super) kind: &'static str,
    /// Where it stands.
    pub(super) state: &'static str,
    /// Whose it is.
    pub(super) collective: i64,
    /// How much, whatever the sign.
    pub(super) amount: i64,
    /// Whether money comes, goes or stays.
    pub(super) direction: Direction,
    /// The other party.
    pub(super) party: Option<Digest>,
    /// The day it is dated.
    pub(super) day: String,
    /// What it is called.
    pub(super) title: &'a str,
    /// What else it is found by.
    pub(super) further: &'a [&'a str],
}

/// Where money goes.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    In,
    Out,
    None,
}

impl Direction {
    /// Of an amount that is negative if money goes out.
    pub(super) fn of(inflow: i64) -> Self {
        match inflow {
            1.. => Self::In,
            0 => Self::None,
            _ => Self::Out,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::None => "none",
        }
    }
}

/// Writes a transaction that was not there before.
pub(super) async fn appear(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    new: &Transaction<'_>,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "INSERT INTO transactions (ordinal, changed, subject, kind, state, collective, division, county, township, \
         amount, direction, party, day, ledger_ms, title, holds) \
         SELECT ?, ?, ?, ?, ?, id, division, county, township, ?, ?, ?, ?, ?, ?, 0 FROM collectives WHERE id = ?",
    )
    .bind(place.ordinal())
    .bind(place.ordinal())
    .bind(&new.subject)
    .bind(new.kind)
    .bind(new.state)
    .bind(new.amount.saturating_abs())
    .bind(new.direction.word())
    .bind(new.party.map(|party| party.to_string()))
    .bind(&new.day)
    .bind(place.ledger_ms)
    .bind(new.title)
    .bind(new.collective)
    .execute(&mut *connection)
    .await?;
    ensure_known(
        done.rows_affected(),
        format_args!("collective:{}", new.collective),
    )?;
    let mut found_by = words(new.title);
    for text in new.further {
        found_by.push(' ');
        found_by.push_str(&words(text));
    }
    write_words(connection, place, &found_by).await
}

/// Makes the transaction of this record searchable.
pub(super) async fn write_words(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    words: &str,
) -> Result<(), IndexError> {
    if words.trim().is_empty() {
        return Ok(());
    }
    // The words of places are those of `three_assets::search::query`.
    db::write_words(connection, place.ordinal(), words, COLLECTIVE).await?;
    Ok(())
}

/// Where a transaction stands after this record.
pub(super) async fn change(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: &str,
    state: &str,
) -> Result<(), IndexError> {
    change_at(connection, place.ordinal(), subject, state).await
}

async fn change_at(
    connection: &mut SqliteConnection,
    changed: i64,
    subject: &str,
    state: &str,
) -> Result<(), IndexError> {
    let done = sqlx::query("UPDATE transactions SET state = ?, changed = ? WHERE subject = ?")
        .bind(state)
        .bind(changed)
        .bind(subject)
        .execute(connection)
        .await?;
    ensure_known(done.rows_affected(), subject)
}

/// Where a second transaction stands after the same record.
pub(super) async fn change_second(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: &str,
    state: &str,
) -> Result<(), IndexError> {
    change_at(connection, place.second_ordinal(), subject, state).await
}

/// Another record about a transaction that leaves its state as it is.
pub(super) async fn touch(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: &str,
) -> Result<(), IndexError> {
    let done = sqlx::query("UPDATE transactions SET changed = ? WHERE subject = ?")
        .bind(place.ordinal())
        .bind(subject)
        .execute(connection)
        .await?;
    ensure_known(done.rows_affected(), subject)
}

/// Marks a transaction with the worst of the warnings about it that are not closed.
pub(super) async fn mark(connection: &mut SqliteConnection, about: &str) -> Result<(), IndexError> {
    sqlx::query(
        "UPDATE transactions SET warned = (SELECT level FROM asset_warnings \
         WHERE asset_warnings.about = transactions.subject AND asset_warnings.state <> 'closed' \
         ORDER BY CASE level WHEN 'red' THEN 0 WHEN 'orange' THEN 1 ELSE 2 END LIMIT 1) WHERE subject = ?",
    )
    .bind(about)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes what oversight recorded about a subject; one that is no transaction has no row, and nothing happens.
pub(in crate::index::apply) async fn overseen(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: &str,
    holds: i64,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE transactions SET holds = holds + ?, changed = ? WHERE subject = ?")
        .bind(holds)
        .bind(place.ordinal())
        .bind(subject)
        .execute(connection)
        .await?;
    Ok(())
}
