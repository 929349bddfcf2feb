//! Traces: forward from a farm to the shops, back from a code or piece to the animals, and contacts.

use axum::extract::State;
use county_primitives::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    animals::{ensure_farm, ensure_oversees},
    meats::visible_meat,
};
use crate::{
    db::now_ms,
    error::ApiError,
    extract::{Json, Query, Session},
    livestock::{
        contacts::{self, Contacts, DAYS, DAYS_MAX, VEHICLE_DAYS, VEHICLE_DAYS_MAX},
        trace::{self, Backward, Reached},
    },
    openapi::{answers::ReadProblems, words::Day},
    state::AppState,
};

const DAY_MS: i64 = 86_400_000;

/// Which farm and days.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForwardQuery {
    /// The farm.
    farm: u32,
    /// The first day of slaughter.
    #[param(value_type = Day)]
    from: Date,
    /// The last day of slaughter.
    #[param(value_type = Day)]
    to: Date,
}

/// Trace meat forward
///
/// Which organisations got meat of a farm that was slaughtered in these days, and what of it they
/// hold. More than 20,000 rows are refused, so that no shop is missing from an answer: ask for fewer days.
/// For the farm and its authorities.
#[utoipa::path(
    get, path = "/api/v1/livestock/trace/forward", tag = "Livestock", params(ForwardQuery),
    responses((status = 200, body = Vec<Reached>), ReadProblems),
)]
pub async fn trace_forward(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<ForwardQuery>,
) -> Result<Json<Vec<Reached>>, ApiError> {
    let farm = i64::from(query.farm);
    ensure_farm(&app, &session, farm).await?;
    let (from, to) = (query.from.to_string(), query.to.to_string());
    let reached = trace::forward(&app.db.reader, farm, &from, &to).await?;
    if reached.len() > trace::ROWS_MAX {
        return Err(ApiError::field(
            "/to",
            format!("more than {} rows: ask for fewer days", trace::ROWS_MAX),
            format!("结果超过 {} 条，请缩短日期范围", trace::ROWS_MAX),
        ));
    }
    Ok(Json(reached))
}

/// Which piece.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BackwardQuery {
    /// The code on a package.
    code: Option<String>,
    /// Number of the piece, instead of a code.
    meat: Option<u32>,
}

/// Trace meat backward
///
/// From a code or a piece to its slaughter batches, certificates, farms and animals. For whoever may
/// see the piece.
#[utoipa::path(
    get, path = "/api/v1/livestock/trace/backward", tag = "Livestock", params(BackwardQuery),
    responses((status = 200, body = Backward), ReadProblems),
)]
pub async fn trace_backward(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<BackwardQuery>,
) -> Result<Json<Backward>, ApiError> {
    let meat = match (query.meat, query.code) {
        (Some(meat), _) => i64::from(meat),
        (None, Some(code)) => meat_of(&app, &code).await?,
        (None, None) => {
            return Err(ApiError::field(
                "/meat",
                "Give a code or the number of a piece",
                "请提供标签码或肉品编号",
            ))
        }
    };
    visible_meat(&app, &session, meat).await?;
    Ok(Json(trace::backward(&app.db.reader, meat).await?))
}

/// The meat a code is on.
async fn meat_of(app: &AppState, code: &str) -> Result<i64, ApiError> {
    let scanned = qr_labeler::url::read(code).map_err(|_| ApiError::not_found())?;
    let meat: Option<i64> = sqlx::query_scalar(
        "SELECT meat FROM code_ranges WHERE batch = ? AND first <= ? AND last >= ?",
    )
    .bind(i64::from(scanned.code.batch().0))
    .bind(i64::from(scanned.code.index()))
    .bind(i64::from(scanned.code.index()))
    .fetch_optional(&app.db.reader)
    .await?
    .flatten();
    meat.ok_or_else(ApiError::not_found)
}

/// Whose contacts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    /// The farm.
    farm: u32,
    /// How many days back, 1 to 365; 21 if not given.
    days: Option<u16>,
    /// How many days before and after it was on the farm a vehicle is a contact, 0 to 30; 7 if not given.
    vehicle_days: Option<u16>,
}

/// Trace contacts
///
/// Every farm, vehicle, slaughterhouse and plant in contact with a farm within some days, in both
/// directions and in the order of time, as a list and as nodes and edges. For the farm's authorities.
#[utoipa::path(
    get, path = "/api/v1/livestock/contacts", tag = "Livestock", params(ContactQuery),
    responses((status = 200, body = Contacts), ReadProblems),
)]
pub async fn trace_contacts(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<ContactQuery>,
) -> Result<Json<Contacts>, ApiError> {
    let farm = i64::from(query.farm);
    ensure_oversees(&app, &session, farm).await?;
    let days = query.days.unwrap_or(DAYS);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(ApiError::field(
            "/days",
            format!("days is 1 to {DAYS_MAX}"),
            format!("天数应为 1 到 {DAYS_MAX}"),
        ));
    }
    // The time of the chain; that of this machine while there is none yet.
    let now = app
        .index
        .borrow()
        .as_ref()
        .map_or_else(now_ms, |head| head.time_ms);
    let from = now.saturating_sub(i64::from(days).saturating_mul(DAY_MS));
    let vehicle_days = query
        .vehicle_days
        .unwrap_or(VEHICLE_DAYS)
        .min(VEHICLE_DAYS_MAX);
    let vehicle = i64::from(vehicle_days).saturating_mul(DAY_MS);
    Ok(Json(
        contacts::of(&app.db.reader, farm, from, now, vehicle).await?,
    ))
}
