//! Tables of devices, their keys and the hours they anchored.

use county_primitives::{
    devices::{DeviceInput, DevicesEntry, SignedAnchor},
    DeviceKey, OrganisationId, Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, whereabouts::whereabouts, word, Place};

/// Writes what an entry on a device says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &DevicesEntry,
) -> Result<(), IndexError> {
    let Subject::Device(id) = subject else {
        return Err(misplaced(&subject));
    };
    let id = sql(id.0);
    match entry {
        DevicesEntry::DeviceRegistered {
            organisation,
            device,
        } => register(connection, place, id, *organisation, device).await,
        DevicesEntry::DeviceKeyRotated { key } => rotate(connection, place, id, key).await,
        DevicesEntry::DeviceMoved { place: stands_at } => move_to(connection, id, stands_at).await,
        DevicesEntry::DeviceRetired { reason } => {
            sqlx::query("UPDATE devices SET status = 'retired', reason = ? WHERE id = ?")
                .bind(reason.as_str())
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        DevicesEntry::HourAnchored { anchor, late } => {
            anchor_hour(connection, place, id, anchor, *late).await
        }
        DevicesEntry::ReadingsMissing {
            hour,
            before,
            within,
        } => {
            sqlx::query(
                "UPDATE device_anchors SET missing_before = ?, missing_within = ? \
                 WHERE device = ? AND hour = ?",
            )
            .bind(sql(*before))
            .bind(sql(*within))
            .bind(id)
            .bind(i64::from(*hour))
            .execute(connection)
            .await?;
            Ok(())
        }
    }
}

async fn register(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    organisation: OrganisationId,
    device: &DeviceInput,
) -> Result<(), IndexError> {
    let division = whereabouts(connection, &device.place).await?;
    sqlx::query(
        "INSERT INTO devices (id, organisation, kind, public_key, place, division, serial, status, reason, \
         registered_ms, hours) VALUES (?, ?, ?, ?, ?, ?, ?, 'active', '', ?, 0)",
    )
    .bind(id)
    .bind(i64::from(organisation.0))
    .bind(word(&device.kind)?)
    .bind(device.key.to_string())
    .bind(device.place.to_string())
    .bind(division.unwrap_or_default())
    .bind(device.serial.to_string())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    take_key(connection, place, id, &device.key).await
}

async fn take_key(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    key: &DeviceKey,
) -> Result<(), IndexError> {
    sqlx::query("INSERT INTO device_keys (public_key, device, since_ms) VALUES (?, ?, ?)")
        .bind(key.to_string())
        .bind(id)
        .bind(place.ledger_ms)
        .execute(connection)
        .await?;
    Ok(())
}

async fn rotate(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    key: &DeviceKey,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE device_keys SET until_ms = ? WHERE device = ? AND until_ms IS NULL")
        .bind(place.ledger_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE devices SET public_key = ? WHERE id = ?")
        .bind(key.to_string())
        .bind(id)
        .execute(&mut *connection)
        .await?;
    take_key(connection, place, id, key).await
}

async fn move_to(
    connection: &mut SqliteConnection,
    id: i64,
    stands_at: &Subject,
) -> Result<(), IndexError> {
    let division = whereabouts(connection, stands_at).await?;
    sqlx::query("UPDATE devices SET place = ?, division = ? WHERE id = ?")
        .bind(stands_at.to_string())
        .bind(division.unwrap_or_default())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn anchor_hour(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    signed: &SignedAnchor,
    late: bool,
) -> Result<(), IndexError> {
    let anchor = &signed.anchor;
    let (hour, last) = (i64::from(anchor.hour), sql(anchor.last));
    sqlx::query(
        "INSERT INTO device_anchors (device, hour, readings, root, first_sequence, last_sequence, late, \
         missing_before, missing_within, block, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
    )
    .bind(id)
    .bind(hour)
    .bind(i64::from(anchor.readings))
    .bind(anchor.root.to_string())
    .bind(sql(anchor.first))
    .bind(last)
    .bind(late)
    .bind(place.block)
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    // An hour that fills a gap moves neither the last hour nor the number expected next.
    sqlx::query(
        "UPDATE devices SET hours = hours + 1, \
         next_sequence = CASE WHEN last_hour IS NULL OR last_hour < ? THEN ? ELSE next_sequence END, \
         last_hour = CASE WHEN last_hour IS NULL OR last_hour < ? THEN ? ELSE last_hour END WHERE id = ?",
    )
    .bind(hour)
    .bind(last.saturating_add(1))
    .bind(hour)
    .bind(hour)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}
