//! Warnings of the chain.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        words::{Division, Subject},
    },
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

/// A warning.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct WarningRow {
    /// What it is about.
    #[schema(value_type = Subject)]
    pub subject: String,
    /// `yellow`, `orange` or `red`.
    pub level: String,
    /// Its kind, for example `clone_tag`.
    pub kind: String,
    /// The warning with its figures.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Object)]
    pub warning: Stored,
    /// The member concerned.
    pub member: Option<i64>,
    /// The organisation concerned.
    pub organisation: Option<i64>,
    /// Where.
    #[schema(value_type = Option<Division>)]
    pub division: Option<String>,
    /// The block of the record.
    pub block: i64,
    /// When the chain warned.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
    #[serde(skip)]
    #[schema(ignore)]
    ordinal: i64,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WarningFilter {
    /// Only about this subject.
    subject: Option<String>,
    /// Only of this level.
    level: Option<String>,
    /// Only of this kind.
    kind: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List warnings
///
/// Those of the own organisation and those in the divisions of an authority, newest first.
#[utoipa::path(
    get, path = "/api/v1/livestock/warnings", tag = "Livestock", params(WarningFilter, PageParams),
    responses((status = 200, body = PageOf<WarningRow>), ReadProblems),
)]
pub async fn list_warnings(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<WarningFilter>,
) -> Result<Json<Listed<WarningRow>>, ApiError> {
    let mut query =
        QueryBuilder::new("SELECT livestock_warnings.* FROM livestock_warnings WHERE ordinal < ");
    query.push_bind(filter.paging.before()?);
    let scope = Scope::of_livestock(&app, &session).await;
    scope.see(&mut query, &["organisation"], "division", &[]);
    for (column, value) in [
        ("subject", filter.subject),
        ("level", filter.level),
        ("kind", filter.kind),
    ] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND {column} = "))
                .push_bind(value);
        }
    }
    query
        .push(" ORDER BY ordinal DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<WarningRow>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.ordinal)?))
}
