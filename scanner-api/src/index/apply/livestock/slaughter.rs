//! Slaughter batches, their inspections and tests, and recalls.

use county_primitives::livestock::{LivestockEntry, MeatRecall, RecallScope};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    other_kind, write_units,
};

/// Writes what an entry on a slaughter batch says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let query = match entry {
        LivestockEntry::TakenIn { .. } => return take_in(connection, place, id, entry).await,
        LivestockEntry::Recalled(recall) => return recall_batch(connection, place, recall).await,
        LivestockEntry::SlaughterDeclared(announced) => sqlx::query(
            "UPDATE slaughter_batches SET planned_ms = ?, emergency = ?, announced_ms = ? WHERE id = ?",
        )
        .bind(sql(announced.planned_ms))
        .bind(announced.emergency)
        .bind(place.ledger_ms),
        LivestockEntry::AnteMortemInspected(seen) => sqlx::query(
            "UPDATE slaughter_batches SET inspected_ms = ?, failed = ?, inspection_note = ? WHERE id = ?",
        )
        .bind(place.ledger_ms)
        .bind(i64::try_from(seen.failed.len()).unwrap_or(i64::MAX))
        .bind(seen.note.to_string()),
        LivestockEntry::BatchTested(test) => sqlx::query(
            "UPDATE slaughter_batches SET tested = ?, tested_for = ?, tested_report = ?, tested_ms = ? WHERE id = ?",
        )
        .bind(word(&test.verdict)?)
        .bind(word(&test.disease)?)
        .bind(test.report.to_string())
        .bind(place.ledger_ms),
        LivestockEntry::Killed {
            heads, live, hot, ..
        } => sqlx::query(
            "UPDATE slaughter_batches SET killed = killed + ?, live = live + ?, hot = hot + ? WHERE id = ?",
        )
        .bind(i64::from(*heads))
        .bind(sql(live.0))
        .bind(sql(hot.0)),
        _ => return Err(other_kind(format!("slaughter_batch:{id}"))),
    };
    query.bind(id).execute(connection).await?;
    Ok(())
}

async fn take_in(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::TakenIn {
        house,
        certificate,
        farm,
        origin,
        species,
        heads,
        units,
        at_ms,
    } = entry
    else {
        return Err(other_kind(format!("slaughter_batch:{id}")));
    };
    sqlx::query(
        "INSERT INTO slaughter_batches (id, house, certificate, farm, origin, species, heads, taken_in_ms, killed, \
         live, hot, recalled, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)",
    )
    .bind(id)
    .bind(i64::from(house.0))
    .bind(sql(certificate.0))
    .bind(i64::from(farm.0))
    .bind(origin.to_string())
    .bind(word(species)?)
    .bind(i64::from(*heads))
    .bind(sql(*at_ms))
    .bind(false)
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    let insert = "INSERT INTO slaughter_units (batch, position, unit) VALUES (?, ?, ?)";
    write_units(connection, insert, id, units).await
}

async fn recall_batch(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    told: &MeatRecall,
) -> Result<(), IndexError> {
    if let RecallScope::Batch(batch) = told.scope {
        sqlx::query("UPDATE slaughter_batches SET recalled = ? WHERE id = ?")
            .bind(true)
            .bind(sql(batch.0))
            .execute(&mut *connection)
            .await?;
    }
    recall(connection, place, told).await
}

/// Writes a recall, whatever its scope.
pub(super) async fn recall(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    recall: &MeatRecall,
) -> Result<(), IndexError> {
    let (meat, batch, day) = match recall.scope {
        RecallScope::Meat(meat) => (Some(sql(meat.0)), None, None),
        RecallScope::Batch(batch) => (None, Some(sql(batch.0)), None),
        RecallScope::Day { house, day } => (None, None, Some((i64::from(house.0), day))),
    };
    sqlx::query(
        "INSERT INTO recalls (block, event_index, meat, batch, house, day, reason, evidence, member, organisation, \
         ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(meat)
    .bind(batch)
    .bind(day.map(|(house, _)| house))
    .bind(day.map(|(_, day)| day.to_string()))
    .bind(recall.reason.as_str())
    .bind(recall.evidence.map(|digest| digest.to_string()))
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}
