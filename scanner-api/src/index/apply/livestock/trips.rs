//! Trips of certificates: departure, checkpoints, arrival, landing reports.

use county_primitives::livestock::{Checkpoint, Departure, LivestockEntry, Side, Unit};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{super::Place, lives, other_kind, quarantine::outcome};

/// Writes what an entry of a trip says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Departed(departure) => depart(connection, id, departure).await,
        LivestockEntry::CheckpointPassed(stop) => pass(connection, place, id, stop).await,
        LivestockEntry::Arrived { .. } => arrive(connection, id, entry).await,
        LivestockEntry::LandingReported { side, heads } => {
            let query = match side {
                Side::Origin => {
                    "UPDATE certificates SET origin_reported = ?, origin_reported_ms = ? WHERE id = ?"
                }
                Side::Destination => {
                    "UPDATE certificates SET destination_reported = ?, destination_reported_ms = ? WHERE id = ?"
                }
            };
            sqlx::query(query)
                .bind(i64::from(*heads))
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        LivestockEntry::LeftRegion(leaving) => {
            let heads = i64::from(leaving.heads);
            close(connection, id, "left", heads, place.ledger_ms).await
        }
        _ => Err(other_kind(format!("certificate:{id}"))),
    }
}

async fn depart(
    connection: &mut SqliteConnection,
    id: i64,
    departure: &Departure,
) -> Result<(), IndexError> {
    // Who stays behind may have been taken off the certificate as if it were dead.
    outcome(
        connection,
        id,
        &departure.left_behind,
        "left_behind",
        "dead",
    )
    .await?;
    sqlx::query(
        "UPDATE certificates SET state = 'departed', departed_ms = ?, loaded = ?, disinfection = ? \
         WHERE id = ?",
    )
    .bind(sql(departure.at_ms))
    .bind(i64::from(departure.heads))
    .bind(departure.disinfection.as_str())
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, heads, \
         departed_ms) SELECT ?, owner, origin, receiver, destination, carrier, plate, ?, ? \
         FROM certificates WHERE id = ? AND declaration IS NOT NULL",
    )
    .bind(format!("certificate:{id}"))
    .bind(i64::from(departure.heads))
    .bind(sql(departure.at_ms))
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

async fn pass(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    stop: &Checkpoint,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO checkpoints (block, event_index, certificate, passage, division, plate, heads, at_ms, \
         member, organisation, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(stop.passage.as_str())
    .bind(stop.division.to_string())
    .bind(stop.plate.to_string())
    .bind(i64::from(stop.heads))
    .bind(sql(stop.at_ms))
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn arrive(
    connection: &mut SqliteConnection,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::Arrived {
        division,
        receiver,
        arrived,
        dead,
        missing,
        at_ms,
    } = entry
    else {
        return Err(other_kind(format!("certificate:{id}")));
    };
    outcome(connection, id, dead, "dead", "dead").await?;
    outcome(connection, id, missing, "missing", "missing").await?;
    let (dead, missing) = (
        heads_of(connection, dead).await?,
        heads_of(connection, missing).await?,
    );
    sqlx::query("UPDATE certificates SET arrived_at = ?, arrived_to = ?, dead = ?, missing = ? WHERE id = ?")
        .bind(division.to_string())
        .bind(i64::from(receiver.0))
        .bind(dead)
        .bind(missing)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE moves SET to_org = ?, to_village = ? WHERE subject = ?")
        .bind(i64::from(receiver.0))
        .bind(division.to_string())
        .bind(format!("certificate:{id}"))
        .execute(&mut *connection)
        .await?;
    close(connection, id, "arrived", i64::from(*arrived), sql(*at_ms)).await
}

/// The heads of animals and herds together.
async fn heads_of(connection: &mut SqliteConnection, units: &[Unit]) -> Result<i64, IndexError> {
    let mut heads = 0i64;
    for unit in units {
        if let Some(life) = lives::life(connection, *unit).await? {
            heads = heads.saturating_add(life.heads);
        }
    }
    Ok(heads)
}

/// The end of a trip: who is neither dead, missing nor left behind has arrived.
async fn close(
    connection: &mut SqliteConnection,
    id: i64,
    state: &str,
    arrived: i64,
    at_ms: i64,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE certificates SET state = ?, arrived = ?, arrived_ms = ? WHERE id = ?")
        .bind(state)
        .bind(arrived)
        .bind(at_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "UPDATE certificate_units SET outcome = 'arrived' WHERE certificate = ? AND outcome = 'certified'",
    )
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE moves SET arrived_ms = ? WHERE subject = ?")
        .bind(at_ms)
        .bind(format!("certificate:{id}"))
        .execute(connection)
        .await?;
    Ok(())
}
