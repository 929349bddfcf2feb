//! Monthly reports of farms (直联直报), as JSON and CSV, and the county's audit of them.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use county_primitives::{DivisionCode, Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::animals::ensure_farm;
use crate::{
    db::now_ms,
    error::{ApiError, Code},
    extract::{Json, Path, Query, Session},
    livestock::reports::{self, Figures, Month},
    openapi::{
        answers::{ReadProblems, WriteResponses},
        words::Division,
    },
    screening,
    shown::Instant,
    state::AppState,
    visibility::bounds,
};

/// What the county said of a report.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Audit {
    /// `accepted` or `returned`.
    state: String,
    /// Why it was returned.
    reason: String,
    /// The member who judged.
    member: Option<i64>,
    /// When.
    #[sqlx(rename = "audited_ms")]
    audited: Instant,
    #[serde(skip)]
    #[schema(ignore)]
    figures: String,
}

/// A farm's report of a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FarmReport {
    /// The farm.
    farm: i64,
    /// The month.
    month: String,
    /// One row for each species.
    figures: Vec<Figures>,
    /// `waiting`, `accepted` or `returned`.
    state: String,
    /// The latest audit; it counts only while the figures are those that were judged.
    audit: Option<Audit>,
    /// Whether the figures changed since the audit.
    changed: bool,
}

fn month(text: &str) -> Result<Month, ApiError> {
    Month::parse(text)
        .ok_or_else(|| ApiError::field("/month", "A month is YYYY-MM", "月份格式为 YYYY-MM"))
}

/// What an audit says of these figures: only one of the very same figures counts.
fn standing(audit: Option<(&String, &String)>, digest: &str) -> String {
    match audit {
        Some((state, figures)) if figures == digest => state.clone(),
        _ => "waiting".to_owned(),
    }
}

/// The state of every farm's report among rows that are sorted by farm.
async fn standings(
    app: &AppState,
    rows: &[Figures],
    month: &Month,
) -> Result<BTreeMap<i64, String>, ApiError> {
    let audits: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT farm, state, figures FROM report_audits WHERE month = ?")
            .bind(month.name())
            .fetch_all(&app.db.reader)
            .await?;
    let audits: BTreeMap<i64, (String, String)> = audits
        .into_iter()
        .map(|(farm, state, figures)| (farm, (state, figures)))
        .collect();
    let mut states = BTreeMap::new();
    for farm in rows.chunk_by(|one, next| one.farm == next.farm) {
        let Some(first) = farm.first() else { continue };
        let audit = audits
            .get(&first.farm)
            .map(|(state, figures)| (state, figures));
        states.insert(first.farm, standing(audit, &reports::digest(farm)?));
    }
    Ok(states)
}

/// The report of one farm with its audit.
pub async fn report(app: &AppState, farm: i64, month: &Month) -> Result<FarmReport, ApiError> {
    let figures = reports::month(
        &app.db.reader,
        month,
        Some(farm),
        &bounds(DivisionCode::NATION),
    )
    .await?;
    let audit: Option<Audit> =
        sqlx::query_as("SELECT * FROM report_audits WHERE farm = ? AND month = ?")
            .bind(farm)
            .bind(month.name())
            .fetch_optional(&app.db.reader)
            .await?;
    let digest = reports::digest(&figures)?;
    let changed = audit.as_ref().is_some_and(|audit| audit.figures != digest);
    let judged = audit.as_ref().map(|audit| (&audit.state, &audit.figures));
    let state = standing(judged, &digest);
    Ok(FarmReport {
        farm,
        month: month.name().to_owned(),
        figures,
        state,
        audit,
        changed,
    })
}

/// Get a farm's monthly report
///
/// Derived from the events on the chain: heads at the beginning, what came and went, heads at the end.
#[utoipa::path(
    get, path = "/api/v1/farms/{id}/reports/{month}", tag = "Livestock",
    params(
        ("id" = u32, Path, description = "Number of the farm's organisation"),
        ("month" = String, Path, description = "The month", example = "2026-09"),
    ),
    responses((status = 200, body = FarmReport), ReadProblems),
)]
pub async fn get_report(
    State(app): State<AppState>,
    session: Session,
    Path((farm, name)): Path<(i64, String)>,
) -> Result<Json<FarmReport>, ApiError> {
    ensure_farm(&app, &session, farm).await?;
    Ok(Json(report(&app, farm, &month(&name)?).await?))
}

/// Whose reports.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportsQuery {
    /// The month, `2026-09`.
    month: String,
    /// The division whose farms are asked for.
    #[param(value_type = Division)]
    division: DivisionCode,
}

/// Download the monthly figures of a division
///
/// As CSV, one row for each farm and species, with the state of its audit. For authorities over the
/// division.
#[utoipa::path(
    get, path = "/api/v1/livestock/reports.csv", tag = "Livestock", params(ReportsQuery),
    responses(
        (status = 200, description = "The table", content_type = "text/csv", body = String),
        ReadProblems,
    ),
)]
pub async fn download_reports(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<ReportsQuery>,
) -> Result<Response, ApiError> {
    if !may_audit(&session, query.division) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let month = month(&query.month)?;
    let rows = reports::month(&app.db.reader, &month, None, &bounds(query.division)).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record([
            "month",
            "farm",
            "species",
            "opening",
            "born",
            "entered",
            "arrived",
            "recovered",
            "departed",
            "died",
            "missing",
            "slaughtered",
            "immunised",
            "closing",
            "audit",
        ])
        .map_err(ApiError::internal)?;
    let states = standings(&app, &rows, &month).await?;
    for row in &rows {
        let state = states.get(&row.farm).cloned().unwrap_or_default();
        let figures = [
            row.opening,
            row.born,
            row.entered,
            row.arrived,
            row.recovered,
            row.departed,
            row.died,
            row.missing,
            row.slaughtered,
            row.immunised,
            row.closing,
        ]
        .map(|figure| figure.to_string());
        let mut record = vec![
            month.name().to_owned(),
            row.farm.to_string(),
            row.species.clone(),
        ];
        record.extend(figures);
        record.push(state);
        table.write_record(record).map_err(ApiError::internal)?;
    }
    let content = table
        .into_inner()
        .map_err(|error| ApiError::internal(error.into_error()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"livestock-{}.csv\"", month.name()),
        ),
    ];
    Ok((headers, content).into_response())
}

/// Whether the caller may audit the farms of a division.
pub(crate) fn may_audit(session: &Session, division: DivisionCode) -> bool {
    [
        Role::Province,
        Role::CountyAgriculture,
        Role::Inspector,
        Role::Auditor,
    ]
    .into_iter()
    .any(|role| session.covers(role, division))
}

/// The county's word on a report.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"accepted": false, "reason": "死亡头数与无害化收集不符，请核对"}))]
pub struct NewAudit {
    /// Whether the report is accepted.
    accepted: bool,
    /// Why not; needed when it is returned.
    #[serde(default)]
    reason: String,
}

/// Audit a farm's monthly report
///
/// Accepts it or sends it back with a reason. By the county's agriculture bureau; kept by this
/// service, not on the chain.
#[utoipa::path(
    post, path = "/api/v1/farms/{id}/reports/{month}/audit", tag = "Livestock",
    params(
        ("id" = u32, Path, description = "Number of the farm's organisation"),
        ("month" = String, Path, description = "The month", example = "2026-09"),
    ),
    request_body = NewAudit,
    responses((status = 200, body = FarmReport), WriteResponses),
)]
pub async fn audit_report(
    State(app): State<AppState>,
    session: Session,
    Path((farm, name)): Path<(i64, String)>,
    Json(body): Json<NewAudit>,
) -> Result<Json<FarmReport>, ApiError> {
    Ok(Json(audit(&app, &session, farm, &name, &body).await?))
}

impl NewAudit {
    /// A judgement; also for forms.
    pub fn new(accepted: bool, reason: String) -> Self {
        Self { accepted, reason }
    }
}

/// Audits a report; also for forms.
pub async fn audit(
    app: &AppState,
    session: &Session,
    farm: i64,
    name: &str,
    body: &NewAudit,
) -> Result<FarmReport, ApiError> {
    let month = month(name)?;
    ensure_farm(app, session, farm).await?;
    let division: String = sqlx::query_scalar("SELECT division FROM organisations WHERE id = ?")
        .bind(farm)
        .fetch_one(&app.db.reader)
        .await?;
    let division: DivisionCode = division.parse().map_err(ApiError::internal)?;
    if !session.covers(Role::CountyAgriculture, division) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let reason = body.reason.trim();
    if !body.accepted && reason.is_empty() {
        return Err(ApiError::field(
            "/reason",
            "Say why it is sent back",
            "请说明退回原因",
        ));
    }
    screening::ensure_free(&serde_json::json!({ "reason": reason }))?;
    let figures = reports::month(
        &app.db.reader,
        &month,
        Some(farm),
        &bounds(DivisionCode::NATION),
    )
    .await?;
    sqlx::query(
        "INSERT INTO report_audits (farm, month, state, reason, figures, account, member, audited_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (farm, month) DO UPDATE SET state = excluded.state, \
         reason = excluded.reason, figures = excluded.figures, account = excluded.account, \
         member = excluded.member, audited_ms = excluded.audited_ms",
    )
    .bind(farm)
    .bind(month.name())
    .bind(if body.accepted { "accepted" } else { "returned" })
    .bind(reason)
    .bind(reports::digest(&figures)?)
    .bind(session.account)
    .bind(session.member.map(|member| i64::from(member.0)))
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    report(app, farm, &month).await
}
