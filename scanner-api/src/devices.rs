//! Readings of devices: taken in as the devices signed them, kept beside the index, put together to hours, and
//! proved against what the devices anchored on the ledger. No key of a device ever lies here.

mod intake;
mod retention;
#[cfg(test)]
mod tests;

pub use intake::{take_in, NewReading, Taken, AGE_DAYS_MAX, READINGS_PER_HOUR_MAX};
pub use retention::{forget, forget_daily};

use county_primitives::{
    devices::{HourAnchor, Reading},
    DeviceId, DeviceKey, Digest,
};
use qr_labeler::readings::{tree, ReadingProof, SignedReading};
use sqlx::{FromRow, SqliteExecutor};

use crate::{
    db::sql,
    error::{ApiError, Code},
    state::App,
};

/// A reading as it is kept.
#[derive(Clone, Debug, FromRow)]
struct Kept {
    sequence: i64,
    at_ms: i64,
    metric: String,
    value_milli: i64,
    unit: String,
    signature: String,
}

impl Kept {
    /// The reading as the device signed it.
    fn signed(&self, device: DeviceId) -> Result<SignedReading, ApiError> {
        let number = |number: i64| u64::try_from(number).map_err(ApiError::internal);
        Ok(SignedReading {
            reading: Reading {
                device,
                sequence: number(self.sequence)?,
                at_ms: number(self.at_ms)?,
                metric: self.metric.parse().map_err(ApiError::internal)?,
                value_milli: self.value_milli,
                unit: self.unit.parse().map_err(ApiError::internal)?,
            },
            signature: self.signature.parse().map_err(ApiError::internal)?,
        })
    }
}

/// The readings of an hour between two numbers, both included, in order.
async fn hour_of<'c>(
    executor: impl SqliteExecutor<'c>,
    device: DeviceId,
    hour: u32,
    (first, last): (i64, i64),
) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as(
        "SELECT sequence, at_ms, metric, value_milli, unit, signature FROM device_readings \
         WHERE device = ? AND hour = ? AND sequence >= ? AND sequence <= ? ORDER BY sequence",
    )
    .bind(sql(device.0))
    .bind(i64::from(hour))
    .bind(first)
    .bind(last)
    .fetch_all(executor)
    .await
}

/// What a device has to sign to anchor an hour, made of the readings that were taken in; `None` if there are none.
pub async fn anchor_of(
    app: &App,
    device: DeviceId,
    hour: u32,
) -> Result<Option<HourAnchor>, ApiError> {
    let kept = hour_of(&app.db.reader, device, hour, (0, i64::MAX)).await?;
    let signed = kept
        .iter()
        .map(|kept| kept.signed(device))
        .collect::<Result<Vec<_>, _>>()?;
    let (Some(first), Some(last), Some(root)) =
        (signed.first(), signed.last(), tree(&signed).root())
    else {
        return Ok(None);
    };
    Ok(Some(HourAnchor {
        device,
        hour,
        readings: u32::try_from(signed.len()).map_err(ApiError::internal)?,
        root,
        first: first.reading.sequence,
        last: last.reading.sequence,
    }))
}

/// A reading that lies under an anchored root.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The proof.
    pub proof: ReadingProof,
    /// The key the device signed it with.
    pub key: DeviceKey,
    /// The hour.
    pub hour: u32,
    /// The root on the ledger.
    pub root: Digest,
    /// The block that has it.
    pub block: i64,
}

#[derive(FromRow)]
struct Anchored {
    hour: i64,
    root: String,
    readings: i64,
    first_sequence: i64,
    last_sequence: i64,
    block: i64,
}

/// The proof of one reading. Refused if its hour is not anchored, or if what is kept here is not what was anchored.
pub async fn prove(app: &App, device: DeviceId, sequence: i64) -> Result<Proven, ApiError> {
    let (hour, public_key): (i64, String) = sqlx::query_as(
        "SELECT hour, public_key FROM device_readings WHERE device = ? AND sequence = ?",
    )
    .bind(sql(device.0))
    .bind(sequence)
    .fetch_one(&app.db.reader)
    .await?;
    let anchored: Option<Anchored> = sqlx::query_as(
        "SELECT hour, root, readings, first_sequence, last_sequence, block FROM device_anchors \
         WHERE device = ? AND hour = ?",
    )
    .bind(sql(device.0))
    .bind(hour)
    .fetch_optional(&app.db.reader)
    .await?;
    let anchored = anchored.ok_or_else(not_anchored)?;
    let hour = u32::try_from(anchored.hour).map_err(ApiError::internal)?;
    let numbers = (anchored.first_sequence, anchored.last_sequence);
    let kept = hour_of(&app.db.reader, device, hour, numbers).await?;
    let index = kept
        .iter()
        .position(|kept| kept.sequence == sequence)
        .ok_or_else(not_anchored)?;
    let signed = kept
        .iter()
        .map(|kept| kept.signed(device))
        .collect::<Result<Vec<_>, _>>()?;
    let root: Digest = anchored.root.parse().map_err(ApiError::internal)?;
    let is_whole = sql(signed.len()) == anchored.readings && tree(&signed).root() == Some(root);
    let index = u32::try_from(index).map_err(ApiError::internal)?;
    let proof = ReadingProof::new(&signed, index).filter(|_| is_whole);
    Ok(Proven {
        proof: proof.ok_or_else(others_anchored)?,
        key: public_key.parse().map_err(ApiError::internal)?,
        hour,
        root,
        block: anchored.block,
    })
}

fn not_anchored() -> ApiError {
    ApiError::with_detail(
        Code::NotFound,
        "The reading is not anchored; its hour has to be first",
        "该读数尚未锚定，请先锚定所在小时",
    )
}

fn others_anchored() -> ApiError {
    ApiError::with_detail(
        Code::InvalidRequest,
        "The readings kept here are not all that the device anchored, so none of the hour can be proved",
        "本服务保存的读数与设备锚定的不完全一致，无法证明该小时的读数",
    )
}
