//! Taking readings in. A reading proves itself by the signature of its device, so nobody needs to log in; whoever
//! has no key of a device cannot leave anything here.

use std::collections::{btree_map::Entry, BTreeMap};

use county_primitives::{
    devices::{DeviceSignature, Reading, HOUR_MS},
    DeviceId, DeviceKey, Text,
};
use qr_labeler::readings::SignedReading;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use crate::{
    db::{now_ms, sql},
    error::ApiError,
    screening,
    state::App,
};

/// The most readings of a device that are kept of one hour: one a second.
pub const READINGS_PER_HOUR_MAX: i64 = 3_600;
/// Readings taken longer ago than this are not taken in.
pub const AGE_DAYS_MAX: i64 = 30;
/// How far the clock of a device may be ahead.
const AHEAD_MS: i64 = 300_000;

const DAY_MS: i64 = 86_400_000;

/// A reading as a device or its gateway sends it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewReading {
    /// The device.
    pub device: DeviceId,
    /// Its number.
    pub sequence: u64,
    /// When it was taken, in milliseconds UTC.
    pub at_ms: u64,
    /// What was measured.
    pub metric: Text<24>,
    /// The value in thousandths of the unit.
    pub value_milli: i64,
    /// The unit.
    pub unit: Text<12>,
    /// The device's signature.
    pub signature: DeviceSignature,
}

/// What became of readings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, ToSchema)]
pub struct Taken {
    /// How many are kept now that were not before.
    pub accepted: u32,
    /// How many were here already.
    pub known: u32,
}

impl NewReading {
    fn signed(&self) -> SignedReading {
        SignedReading {
            reading: Reading {
                device: self.device,
                sequence: self.sequence,
                at_ms: self.at_ms,
                metric: self.metric.clone(),
                value_milli: self.value_milli,
                unit: self.unit.clone(),
            },
            signature: self.signature,
        }
    }

    fn hour(&self) -> i64 {
        sql(self.at_ms / HOUR_MS)
    }
}

/// What is known of a device: whether it is in use, and its keys with the moment each was replaced.
struct Known {
    is_active: bool,
    keys: Vec<(DeviceKey, Option<i64>)>,
}

/// A reading with its place in the request and the key it was verified with.
struct Checked<'a> {
    at: usize,
    new: &'a NewReading,
    key: DeviceKey,
}

/// Takes readings in, all or none.
pub async fn take_in(app: &App, items: &[NewReading]) -> Result<Taken, ApiError> {
    screening::ensure_free_items(items)?;
    let now_ms = now_ms();
    let mut devices = BTreeMap::new();
    let mut checked = Vec::with_capacity(items.len());
    for (at, new) in items.iter().enumerate() {
        if let Entry::Vacant(first) = devices.entry(new.device) {
            first.insert(find(app, new.device).await?);
        }
        let known = devices.get(&new.device).and_then(Option::as_ref);
        let key = check(new, known, now_ms).map_err(|fault| fault.at(at))?;
        checked.push(Checked { at, new, key });
    }
    let mut transaction = app.db.writer.begin().await?;
    let mut counts = BTreeMap::new();
    let mut taken = Taken::default();
    for reading in &checked {
        if keep(&mut transaction, reading, &mut counts, now_ms).await? {
            taken.accepted = taken.accepted.saturating_add(1);
        } else {
            taken.known = taken.known.saturating_add(1);
        }
    }
    transaction.commit().await?;
    Ok(taken)
}

async fn find(app: &App, device: DeviceId) -> Result<Option<Known>, ApiError> {
    let status: Option<String> = sqlx::query_scalar("SELECT status FROM devices WHERE id = ?")
        .bind(sql(device.0))
        .fetch_optional(&app.db.reader)
        .await?;
    let Some(status) = status else {
        return Ok(None);
    };
    let rows: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT public_key, until_ms FROM device_keys WHERE device = ? ORDER BY since_ms DESC",
    )
    .bind(sql(device.0))
    .fetch_all(&app.db.reader)
    .await?;
    let keys = rows
        .into_iter()
        .map(|(key, until_ms)| Ok((key.parse().map_err(ApiError::internal)?, until_ms)))
        .collect::<Result<_, ApiError>>()?;
    Ok(Some(Known {
        is_active: status == "active",
        keys,
    }))
}

/// Why a reading is not taken in: the field, and the words in English and Chinese.
struct Fault(&'static str, &'static str, &'static str);

impl Fault {
    fn at(self, at: usize) -> ApiError {
        let Self(field, detail, detail_zh) = self;
        ApiError::field(format!("/items/{at}/{field}"), detail, detail_zh)
    }
}

/// What a reading says by itself; answers the key of the device that signed it.
fn check(new: &NewReading, known: Option<&Known>, now_ms: i64) -> Result<DeviceKey, Fault> {
    let known = known.filter(|known| known.is_active).ok_or(Fault(
        "device",
        "There is no such device in use",
        "没有这台在用的设备",
    ))?;
    if new.metric.is_blank() {
        return Err(Fault(
            "metric",
            "Say what was measured",
            "请写明测量的是什么",
        ));
    }
    let at_ms = i64::try_from(new.at_ms).unwrap_or(i64::MAX);
    if at_ms > now_ms.saturating_add(AHEAD_MS) {
        return Err(Fault(
            "at_ms",
            "The reading lies in the future; set the device's clock",
            "读数时间晚于当前时间，请校准设备时钟",
        ));
    }
    if at_ms < now_ms.saturating_sub(AGE_DAYS_MAX.saturating_mul(DAY_MS)) {
        return Err(Fault(
            "at_ms",
            "The reading is older than 30 days",
            "读数已超过 30 天",
        ));
    }
    if i64::try_from(new.sequence).is_err() {
        return Err(Fault("sequence", "The number is too large", "序号超出范围"));
    }
    let signed = new.signed();
    // A key that was replaced still vouches for what was taken before.
    let mut keys = known.keys.iter();
    keys.find(|(key, until_ms)| {
        until_ms.is_none_or(|until_ms| at_ms < until_ms) && signed.is_genuine(key)
    })
    .map(|(key, _)| *key)
    .ok_or(Fault(
        "signature",
        "The signature is not one of the device over this reading",
        "签名不是该设备对此读数的签名",
    ))
}

/// Keeps a reading; `false` if it was here already.
async fn keep(
    connection: &mut SqliteConnection,
    reading: &Checked<'_>,
    counts: &mut BTreeMap<(DeviceId, i64), i64>,
    now_ms: i64,
) -> Result<bool, ApiError> {
    let Checked { at, new, key } = reading;
    let (device, sequence, hour) = (sql(new.device.0), sql(new.sequence), new.hour());
    let known: Option<String> = sqlx::query_scalar(
        "SELECT signature FROM device_readings WHERE device = ? AND sequence = ?",
    )
    .bind(device)
    .bind(sequence)
    .fetch_optional(&mut *connection)
    .await?;
    match known {
        Some(signature) if signature == new.signature.to_string() => return Ok(false),
        Some(_) => return Err(OTHER_READING.at(*at)),
        None => {}
    }
    if is_anchored(connection, device, hour).await? {
        return Err(ANCHORED.at(*at));
    }
    if !fits(connection, device, sequence, hour).await? {
        return Err(MISPLACED.at(*at));
    }
    let count = match counts.get(&(new.device, hour)) {
        Some(count) => *count,
        None => count_of(connection, device, hour).await?,
    };
    if count >= READINGS_PER_HOUR_MAX {
        return Err(TOO_MANY.at(*at));
    }
    counts.insert((new.device, hour), count.saturating_add(1));
    sqlx::query(
        "INSERT INTO device_readings (device, sequence, hour, at_ms, metric, value_milli, unit, signature, public_key, \
         received_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(device)
    .bind(sequence)
    .bind(hour)
    .bind(sql(new.at_ms))
    .bind(new.metric.as_str())
    .bind(new.value_milli)
    .bind(new.unit.as_str())
    .bind(new.signature.to_string())
    .bind(key.to_string())
    .bind(now_ms)
    .execute(connection)
    .await?;
    Ok(true)
}

const OTHER_READING: Fault = Fault(
    "sequence",
    "The device sent another reading under this number",
    "该设备已用此序号上报过另一条读数",
);
const ANCHORED: Fault = Fault(
    "at_ms",
    "The hour of the reading is anchored; nothing can be added to it",
    "该读数所在小时已锚定，不能再补充",
);
const MISPLACED: Fault = Fault(
    "sequence",
    "Numbers rise with the hours; this one does not fit the readings before and after it. A device that once sent far \
     too large a number is to be retired and registered anew",
    "序号应随时间递增，此序号与前后读数的时间不符。若设备曾误报过大的序号，请将其停用后重新登记",
);
const TOO_MANY: Fault = Fault(
    "device",
    "The device has sent as many readings of this hour as are kept (3,600)",
    "该设备本小时的读数已达上限（3600 条）",
);

async fn count_of(
    connection: &mut SqliteConnection,
    device: i64,
    hour: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM device_readings WHERE device = ? AND hour = ?")
        .bind(device)
        .bind(hour)
        .fetch_one(connection)
        .await
}

async fn is_anchored(
    connection: &mut SqliteConnection,
    device: i64,
    hour: i64,
) -> Result<bool, sqlx::Error> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM device_anchors WHERE device = ? AND hour = ?")
            .bind(device)
            .bind(hour)
            .fetch_one(connection)
            .await?;
    Ok(found > 0)
}

/// Whether a number lies in its hour as the numbers around it do.
async fn fits(
    connection: &mut SqliteConnection,
    device: i64,
    sequence: i64,
    hour: i64,
) -> Result<bool, sqlx::Error> {
    let before: Option<i64> = sqlx::query_scalar(
        "SELECT hour FROM device_readings WHERE device = ? AND sequence < ? ORDER BY sequence DESC LIMIT 1",
    )
    .bind(device)
    .bind(sequence)
    .fetch_optional(&mut *connection)
    .await?;
    let after: Option<i64> = sqlx::query_scalar(
        "SELECT hour FROM device_readings WHERE device = ? AND sequence > ? ORDER BY sequence LIMIT 1",
    )
    .bind(device)
    .bind(sequence)
    .fetch_optional(connection)
    .await?;
    Ok(before.is_none_or(|before| before <= hour) && after.is_none_or(|after| hour <= after))
}
