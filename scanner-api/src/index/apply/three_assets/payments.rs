//! Tables of spendings from their approval on: the order, the payment, the voucher.

use county_primitives::three_assets::{
    spending::{Instruction, PaymentOutcome},
    AssetsEntry,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::Place,
    ensure_known, other_kind,
    spendings::{log, name, Event},
    stream,
};

/// Writes what an entry on an approved spending says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::PaymentInstructed(input) => instruct(connection, place, id, input).await,
        AssetsEntry::PaymentReported(outcome) => report(connection, place, id, outcome).await,
        AssetsEntry::SpendingPosted { voucher } => {
            book(connection, place, id, sql(voucher.0)).await
        }
        _ => Err(other_kind(name(id))),
    }
}

async fn instruct(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &Instruction,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE spendings SET state = 'instructed', from_account = ?, instructed_by = ?, instructed_ms = ?, \
         failure = '', changed_ms = ? WHERE id = ?",
    )
    .bind(input.from.map(|account| i64::from(account.0)))
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    log(connection, place, id, &Event::new("instructed")).await?;
    stream::change(connection, place, &name(id), "instructed").await
}

async fn report(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    outcome: &PaymentOutcome,
) -> Result<(), IndexError> {
    let (state, event) = match outcome {
        PaymentOutcome::Paid { receipt, .. } => {
            let event = Event {
                document: Some(*receipt),
                ..Event::new("paid")
            };
            ("paid", event)
        }
        PaymentOutcome::Failed { reason } => {
            let event = Event {
                reason: reason.as_str(),
                ..Event::new("failed")
            };
            ("failed", event)
        }
    };
    let paid_day = match outcome {
        PaymentOutcome::Paid { date, .. } => Some(date.to_string()),
        PaymentOutcome::Failed { .. } => None,
    };
    let done = sqlx::query(
        "UPDATE spendings SET state = ?, paid_day = ?, receipt = ?, failure = ?, \
         from_account = CASE WHEN ? THEN from_account END, reported_by = ?, reported_ms = ?, changed_ms = ? \
         WHERE id = ?",
    )
    .bind(state)
    .bind(&paid_day)
    .bind(event.document.map(|receipt| receipt.to_string()))
    .bind(event.reason)
    .bind(paid_day.is_some())
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    log(connection, place, id, &event).await?;
    stream::change(connection, place, &name(id), state).await
}

async fn book(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    voucher: i64,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE spendings SET state = 'posted', voucher = ?, posted_ms = ?, changed_ms = ? WHERE id = ?",
    )
    .bind(voucher)
    .bind(place.ledger_ms)
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    let event = Event {
        voucher: Some(voucher),
        ..Event::new("posted")
    };
    log(connection, place, id, &event).await?;
    stream::change(connection, place, &name(id), "posted").await
}

/// The voucher that booked a spending was reversed by another. The record of that stands on the book, and moves the
/// row of the reversal in the stream; here only the state changes.
pub(super) async fn unbook(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    reversal: i64,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE spendings SET state = 'paid', voucher = NULL, posted_ms = NULL, changed_ms = ? WHERE id = ?",
    )
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    let event = Event {
        voucher: Some(reversal),
        ..Event::new("reversed")
    };
    log(connection, place, id, &event).await?;
    sqlx::query("UPDATE transactions SET state = 'paid' WHERE subject = ?")
        .bind(name(id))
        .execute(connection)
        .await?;
    Ok(())
}
