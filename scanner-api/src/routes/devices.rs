//! Devices: what is written of them, what they measured, what they sign, and what proves a reading.

use axum::extract::State;
use county_primitives::{
    devices::{
        DeviceInput, DeviceMove, DeviceRetirement, DeviceRotation, HourAnchor, SignedAnchor,
    },
    DeviceId, DeviceKey, Digest as DigestValue, Subject as SubjectId,
};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    devices::{self, NewReading, Taken},
    error::ApiError,
    extract::{ItemsBody, Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, PublicProblems, ReadProblems},
        devices::{
            DeviceItem, DeviceMoveItem, DeviceReadingItem, DeviceRetirementItem,
            DeviceRotationItem, HourAnchorItem, SignedAnchorItem,
        },
        requests::ItemsOf,
        words::{self, Digest, Division, PublicKey, Subject},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Register devices
    ///
    /// Each with the public key it signs with. The secret key never leaves the device.
    register_devices("/api/v1/devices", "Devices", DeviceInput as DeviceItem) => "Devices"."register_devices";

    /// Give devices other keys
    ///
    /// Anchors are verified with the new key from now on; a key is never used again.
    rotate_device_keys("/api/v1/devices/key-rotations", "Devices", DeviceRotation as DeviceRotationItem) => "Devices"."rotate_keys";

    /// Move devices
    ///
    /// To another place of the same organisation.
    move_devices("/api/v1/devices/moves", "Devices", DeviceMove as DeviceMoveItem) => "Devices"."move_devices";

    /// Take devices out of use
    ///
    /// For good; what they anchored stays.
    retire_devices("/api/v1/devices/retirements", "Devices", DeviceRetirement as DeviceRetirementItem) => "Devices"."retire_devices";

    /// Anchor hours of readings
    ///
    /// Signed by the device over what `/api/v1/devices/{id}/hours/{hour}/payload` tells; the chain verifies it.
    anchor_hours("/api/v1/device-anchors", "Devices", SignedAnchor as SignedAnchorItem) => "Devices"."anchor_hours";
}

/// A device.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Device {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub organisation: i64,
    /// What it is, for example `collar`.
    pub kind: String,
    /// The key it signs with.
    #[sqlx(rename = "public_key")]
    #[schema(value_type = PublicKey)]
    pub key: String,
    /// What it stands at.
    #[schema(value_type = Subject)]
    pub place: String,
    /// Where that belonged when the device came there.
    #[schema(value_type = Division)]
    pub division: String,
    /// Digest of its serial number.
    #[schema(value_type = Digest)]
    pub serial: String,
    /// `active` or `retired`.
    pub status: String,
    /// Why it was taken out of use; blank while it is in use.
    pub reason: String,
    /// When it was registered.
    #[sqlx(rename = "registered_ms")]
    pub registered: Instant,
    /// The last hour it anchored, counted from 1970-01-01 00:00 UTC.
    pub last_hour: Option<i64>,
    /// How many hours it anchored.
    pub hours: i64,
    /// The number expected next.
    pub next_sequence: Option<i64>,
}

/// An hour that a device anchored.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct AnchoredHour {
    /// The hour, counted from 1970-01-01 00:00 UTC.
    pub hour: i64,
    /// How many readings it has.
    pub readings: i64,
    /// Root of the Merkle tree over them.
    #[schema(value_type = Digest)]
    pub root: String,
    /// Number of the first of them.
    #[sqlx(rename = "first_sequence")]
    pub first: i64,
    /// Number of the last of them.
    #[sqlx(rename = "last_sequence")]
    pub last: i64,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// How many numbers were left out before it.
    pub missing_before: i64,
    /// How many numbers were left out within it.
    pub missing_within: i64,
    /// The block that has it.
    pub block: i64,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    pub anchored: Instant,
}

/// A reading.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct DeviceReading {
    /// Its number.
    pub sequence: i64,
    /// The hour it belongs to.
    pub hour: i64,
    /// When it was taken.
    #[sqlx(rename = "at_ms")]
    pub at: Instant,
    /// What was measured.
    pub metric: String,
    /// The value in thousandths of the unit.
    pub value_milli: i64,
    /// The unit.
    pub unit: String,
    /// The device's signature.
    #[schema(value_type = words::DeviceSignature)]
    pub signature: String,
}

/// What a device has to sign to anchor an hour.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnchorPayload {
    /// The anchor.
    #[schema(value_type = HourAnchorItem)]
    pub anchor: HourAnchor,
    /// The bytes to sign with the device's key, in hexadecimal digits.
    pub message: String,
    /// Whether the hour is anchored already.
    pub is_anchored: bool,
}

/// What proves a reading.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReadingProof {
    /// The proof as text: reading, signature, place and path. `qr-labeler verify-reading` reads it.
    pub proof: String,
    /// The key the device signed it with.
    #[schema(value_type = PublicKey)]
    pub key: DeviceKey,
    /// The hour.
    pub hour: u32,
    /// The root that the device anchored.
    #[schema(value_type = Digest)]
    pub root: DigestValue,
    /// How many readings it anchored.
    pub count: u32,
    /// The block that has the anchor.
    pub block: i64,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeviceFilter {
    /// Only those of this organisation.
    organisation: Option<u32>,
    /// Only those at this place.
    #[param(value_type = Option<String>, example = "animal:7")]
    place: Option<SubjectId>,
    /// Only `active` or `retired` ones.
    status: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Which readings to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadingFilter {
    /// Only of this hour.
    hour: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Adds who may see a device: its organisation, and authorities where it stands.
fn visible(scope: &Scope, query: &mut QueryBuilder<'_, Sqlite>) {
    scope.see(query, &["devices.organisation"], "devices.division", &[]);
}

/// The device, if the caller may see it.
pub(crate) async fn find(app: &AppState, session: &Session, id: i64) -> Result<Device, ApiError> {
    let mut query = QueryBuilder::new("SELECT devices.* FROM devices WHERE devices.id = ");
    query.push_bind(id);
    visible(&Scope::of_livestock(app, session).await, &mut query);
    Ok(query
        .build_query_as::<Device>()
        .fetch_one(&app.db.reader)
        .await?)
}

fn number(id: i64) -> Result<DeviceId, ApiError> {
    u64::try_from(id)
        .map(DeviceId)
        .map_err(|_| ApiError::not_found())
}

/// List devices
///
/// The own ones, and those in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/devices", tag = "Devices", params(DeviceFilter, PageParams),
    responses((status = 200, body = PageOf<Device>), ReadProblems),
)]
pub async fn list_devices(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<DeviceFilter>,
) -> Result<Json<Listed<Device>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT devices.* FROM devices WHERE devices.id < ");
    query.push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    if let Some(organisation) = filter.organisation {
        query
            .push(" AND devices.organisation = ")
            .push_bind(i64::from(organisation));
    }
    if let Some(place) = filter.place {
        query
            .push(" AND devices.place = ")
            .push_bind(place.to_string());
    }
    if let Some(status) = filter.status {
        query.push(" AND devices.status = ").push_bind(status);
    }
    query
        .push(" ORDER BY devices.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Device>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a device
///
/// With its key, its place, and how far its anchors have come.
#[utoipa::path(
    get, path = "/api/v1/devices/{id}", tag = "Devices",
    params(("id" = u64, Path, description = "Number of the device")),
    responses((status = 200, body = Device), ReadProblems),
)]
pub async fn get_device(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Device>, ApiError> {
    Ok(Json(find(&app, &session, id).await?))
}

/// List anchored hours of a device
///
/// With the root of each, and what is missing, the latest hour first.
#[utoipa::path(
    get, path = "/api/v1/devices/{id}/hours", tag = "Devices",
    params(("id" = u64, Path, description = "Number of the device"), PageParams),
    responses((status = 200, body = PageOf<AnchoredHour>), ReadProblems),
)]
pub async fn list_anchored_hours(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Json<Listed<AnchoredHour>>, ApiError> {
    find(&app, &session, id).await?;
    let rows: Vec<AnchoredHour> = sqlx::query_as(
        "SELECT hour, readings, root, first_sequence, last_sequence, late, missing_before, missing_within, block, \
         ledger_ms FROM device_anchors WHERE device = ? AND hour < ? ORDER BY hour DESC LIMIT ?",
    )
    .bind(id)
    .bind(paging.before()?)
    .bind(paging.rows()?)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(Listed::new(&paging, rows, |row| row.hour)?))
}

/// List readings of a device
///
/// As the device signed them, the latest number first.
#[utoipa::path(
    get, path = "/api/v1/devices/{id}/readings", tag = "Devices",
    params(("id" = u64, Path, description = "Number of the device"), ReadingFilter, PageParams),
    responses((status = 200, body = PageOf<DeviceReading>), ReadProblems),
)]
pub async fn list_device_readings(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Query(filter): Query<ReadingFilter>,
) -> Result<Json<Listed<DeviceReading>>, ApiError> {
    find(&app, &session, id).await?;
    let mut query = QueryBuilder::new(
        "SELECT sequence, hour, at_ms, metric, value_milli, unit, signature FROM device_readings WHERE device = ",
    );
    query
        .push_bind(id)
        .push(" AND sequence < ")
        .push_bind(filter.paging.before()?);
    if let Some(hour) = filter.hour {
        query.push(" AND hour = ").push_bind(i64::from(hour));
    }
    query
        .push(" ORDER BY sequence DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<DeviceReading>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.sequence)?))
}

/// Get what a device signs to anchor an hour
///
/// Made of the readings that were taken in. The device signs the message and hands the signature to
/// `/api/v1/device-anchors`, so that its key never lies in this service.
#[utoipa::path(
    get, path = "/api/v1/devices/{id}/hours/{hour}/payload", tag = "Devices",
    params(
        ("id" = u64, Path, description = "Number of the device"),
        ("hour" = u32, Path, description = "The hour, counted from 1970-01-01 00:00 UTC"),
    ),
    responses((status = 200, body = AnchorPayload), ReadProblems),
)]
pub async fn get_anchor_payload(
    State(app): State<AppState>,
    session: Session,
    Path((id, hour)): Path<(i64, u32)>,
) -> Result<Json<AnchorPayload>, ApiError> {
    find(&app, &session, id).await?;
    let anchor = devices::anchor_of(&app, number(id)?, hour)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let anchored: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM device_anchors WHERE device = ? AND hour = ?")
            .bind(id)
            .bind(i64::from(hour))
            .fetch_one(&app.db.reader)
            .await?;
    Ok(Json(AnchorPayload {
        message: hex::encode(anchor.message()),
        anchor,
        is_anchored: anchored > 0,
    }))
}

/// Prove a reading
///
/// With the path from it to the root that the device anchored. It is verified offline by `qr-labeler verify-reading`
/// or with the library of the same name.
#[utoipa::path(
    get, path = "/api/v1/devices/{id}/readings/{sequence}/proof", tag = "Devices",
    params(
        ("id" = u64, Path, description = "Number of the device"),
        ("sequence" = u64, Path, description = "Number of the reading"),
    ),
    responses((status = 200, body = ReadingProof), ReadProblems),
)]
pub async fn prove_reading(
    State(app): State<AppState>,
    session: Session,
    Path((id, sequence)): Path<(i64, i64)>,
) -> Result<Json<ReadingProof>, ApiError> {
    find(&app, &session, id).await?;
    let proven = devices::prove(&app, number(id)?, sequence).await?;
    Ok(Json(ReadingProof {
        count: proven.proof.count,
        proof: proven.proof.to_string(),
        key: proven.key,
        hour: proven.hour,
        root: proven.root,
        block: proven.block,
    }))
}

/// Take readings in
///
/// Signed by their devices, so nobody needs to log in. One to 500, all or none; sending one again changes nothing.
/// Numbers rise with the hours, an hour that is anchored takes no more, and a device has at most 3,600 readings an hour.
#[utoipa::path(
    post, path = "/api/v1/device-readings", tag = "Devices",
    request_body = ItemsOf<DeviceReadingItem>,
    responses((status = 200, body = Taken), PublicProblems),
    security(()),
)]
pub async fn take_in_readings(
    State(app): State<AppState>,
    Json(body): Json<ItemsBody<NewReading>>,
) -> Result<Json<Taken>, ApiError> {
    Ok(Json(devices::take_in(&app, &body.bounded()?).await?))
}
