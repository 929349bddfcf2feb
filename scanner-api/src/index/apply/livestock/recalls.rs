//! Recalls: their orders, their custodians, and what became of the meat.

use county_primitives::{
    livestock::{
        LivestockEntry, MeatRecall, RecallBalance, RecallConclusion, RecallScope, RecallStep,
    },
    Digest, MeatId, OrganisationId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{super::Place, other_kind};

/// Writes what an entry on a recall says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::RecallOrdered {
            recall,
            house,
            division,
        } => {
            let house = i64::from(house.0);
            order(connection, place, id, recall, house, division.to_string()).await
        }
        LivestockEntry::RecallNotified {
            custodian,
            meats,
            mass,
        } => notify(connection, place, id, *custodian, meats, sql(mass.0)).await,
        LivestockEntry::RecallAcknowledged { custodian } => {
            sqlx::query(
                "UPDATE recall_custodians SET acknowledged_ms = ? WHERE recall = ? AND custodian = ?",
            )
            .bind(place.ledger_ms)
            .bind(id)
            .bind(i64::from(custodian.0))
            .execute(connection)
            .await?;
            Ok(())
        }
        LivestockEntry::RecallAccounted {
            custodian,
            balance,
            evidence,
        } => account(connection, place, id, *custodian, balance, *evidence).await,
        LivestockEntry::RecallConcluded(conclusion) => {
            conclude(connection, place, id, conclusion).await
        }
        _ => Err(other_kind(format!("recall:{id}"))),
    }
}

async fn order(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    recall: &MeatRecall,
    house: i64,
    division: String,
) -> Result<(), IndexError> {
    let (meat, batch, day) = match recall.scope {
        RecallScope::Meat(meat) => (Some(sql(meat.0)), None, None),
        RecallScope::Batch(batch) => (None, Some(sql(batch.0)), None),
        RecallScope::Day { day, .. } => (None, None, Some(day.to_string())),
    };
    sqlx::query(
        "INSERT INTO recall_files (id, meat, batch, day, house, division, reason, evidence, state, member, \
         organisation, ordered_ms, recalled, returned, destroyed, consumed, unaccounted) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ordered', ?, ?, ?, 0, 0, 0, 0, 0)",
    )
    .bind(id)
    .bind(meat)
    .bind(batch)
    .bind(day)
    .bind(house)
    .bind(division)
    .bind(recall.reason.as_str())
    .bind(recall.evidence.map(|digest| digest.to_string()))
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn notify(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    custodian: OrganisationId,
    meats: &[MeatId],
    mass: i64,
) -> Result<(), IndexError> {
    let custodian = i64::from(custodian.0);
    for meat in meats {
        sqlx::query("INSERT INTO recall_pieces (recall, meat, custodian) VALUES (?, ?, ?)")
            .bind(id)
            .bind(sql(meat.0))
            .bind(custodian)
            .execute(&mut *connection)
            .await?;
    }
    // More meat is a new notice; one that nobody acknowledged yet keeps its time.
    sqlx::query(
        "INSERT INTO recall_custodians (recall, custodian, notified_ms, recalled, returned, destroyed, consumed, \
         unaccounted) VALUES (?, ?, ?, ?, 0, 0, 0, ?) ON CONFLICT (recall, custodian) DO UPDATE SET \
         notified_ms = CASE WHEN recall_custodians.acknowledged_ms IS NULL \
         THEN recall_custodians.notified_ms ELSE excluded.notified_ms END, \
         acknowledged_ms = NULL, \
         recalled = recall_custodians.recalled + excluded.recalled, \
         unaccounted = recall_custodians.unaccounted + excluded.unaccounted",
    )
    .bind(id)
    .bind(custodian)
    .bind(place.ledger_ms)
    .bind(mass)
    .bind(mass)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE recall_files SET state = 'notified' WHERE id = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    add_up(connection, id).await
}

async fn account(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    custodian: OrganisationId,
    balance: &RecallBalance,
    evidence: Option<Digest>,
) -> Result<(), IndexError> {
    sqlx::query(
        "UPDATE recall_custodians SET recalled = ?, returned = ?, destroyed = ?, consumed = ?, \
         unaccounted = ?, evidence = ?, accounted_ms = ? WHERE recall = ? AND custodian = ?",
    )
    .bind(sql(balance.recalled.0))
    .bind(sql(balance.returned.0))
    .bind(sql(balance.destroyed.0))
    .bind(sql(balance.consumed.0))
    .bind(sql(balance.unaccounted.0))
    .bind(evidence.map(|digest| digest.to_string()))
    .bind(place.ledger_ms)
    .bind(id)
    .bind(i64::from(custodian.0))
    .execute(&mut *connection)
    .await?;
    add_up(connection, id).await
}

/// Brings the sums of a recall up to what its custodians say.
async fn add_up(connection: &mut SqliteConnection, id: i64) -> Result<(), IndexError> {
    let sum = |column: &str| {
        format!(
            "{column} = (SELECT CAST(COALESCE(SUM(c.{column}), 0) AS BIGINT) \
             FROM recall_custodians c WHERE c.recall = recall_files.id)"
        )
    };
    let sums = [
        "recalled",
        "returned",
        "destroyed",
        "consumed",
        "unaccounted",
    ];
    let query = format!(
        "UPDATE recall_files SET {} WHERE id = ?",
        sums.map(sum).join(", ")
    );
    sqlx::query(&query).bind(id).execute(connection).await?;
    Ok(())
}

async fn conclude(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    conclusion: &RecallConclusion,
) -> Result<(), IndexError> {
    let query = match conclusion.step {
        RecallStep::Verified => {
            "UPDATE recall_files SET state = 'verified', verified_by = ?, verified_ms = ?, \
             verified_note = ? WHERE id = ?"
        }
        RecallStep::Closed => {
            "UPDATE recall_files SET state = 'closed', closed_by = ?, closed_ms = ?, \
             closed_note = ? WHERE id = ?"
        }
    };
    sqlx::query(query)
        .bind(place.member())
        .bind(place.ledger_ms)
        .bind(conclusion.note.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
