//! Plots.

use axum::extract::State;
use county_primitives::produce::PlotInput;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{ItemsOf, PlotItem},
        words::{self, Division},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Open plots
    ///
    /// By a producer, in the villages its role reaches. The polygon stays private; the chain keeps a
    /// salted commitment to it.
    create_plots("/api/v1/plots", "Produce", PlotInput as PlotItem) => "Produce"."open_plots";
}

/// A plot.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Plot {
    /// Its number.
    pub id: i64,
    /// The organisation whose it is.
    pub producer: i64,
    /// The village it lies in.
    #[schema(value_type = Division)]
    pub village: String,
    /// Its area in thousandths of a mu.
    pub area: i64,
    /// What it is.
    #[schema(value_type = words::PlotKind, inline)]
    pub kind: String,
    /// Salted commitment to its polygon.
    #[schema(value_type = words::Digest)]
    pub geometry: String,
    /// When it was opened.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
}

/// A plot with its place and its crops.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlotDetail {
    #[serde(flatten)]
    plot: Plot,
    /// Names from the province to the village, as far as they are known.
    #[schema(example = json!(["山西省", "临汾市", "隰县", "龙泉镇", "龙泉社区居委会"]))]
    village_path: Vec<String>,
    /// Numbers of the cycles on it, newest first.
    cycles: Vec<i64>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlotFilter {
    /// Only of this organisation.
    producer: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List plots
///
/// The own ones, those in the divisions of an authority, and those whose harvest one holds.
#[utoipa::path(
    get, path = "/api/v1/plots", tag = "Produce", params(PlotFilter, PageParams),
    responses((status = 200, body = PageOf<Plot>), ReadProblems),
)]
pub async fn list_plots(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<PlotFilter>,
) -> Result<Json<Listed<Plot>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT plots.* FROM plots WHERE plots.id < ");
    query.push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.plots(&mut query);
    if let Some(producer) = filter.producer {
        query
            .push(" AND plots.producer = ")
            .push_bind(i64::from(producer));
    }
    query
        .push(" ORDER BY plots.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Plot>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a plot
///
/// With the names of its village and the cycles on it.
#[utoipa::path(
    get, path = "/api/v1/plots/{id}", tag = "Produce",
    params(("id" = u64, Path, description = "Number of the plot")),
    responses((status = 200, body = PlotDetail), ReadProblems),
)]
pub async fn get_plot(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<PlotDetail>, ApiError> {
    let mut query = QueryBuilder::new("SELECT plots.* FROM plots WHERE plots.id = ");
    query.push_bind(id);
    Scope::of(&app, &session).await.plots(&mut query);
    let plot = query
        .build_query_as::<Plot>()
        .fetch_one(&app.db.reader)
        .await?;
    let cycles = sqlx::query_scalar("SELECT id FROM cycles WHERE plot = ? ORDER BY id DESC")
        .bind(plot.id)
        .fetch_all(&app.db.reader)
        .await?;
    let village = plot.village.parse().map_err(ApiError::internal)?;
    let village_path = app
        .divisions
        .path(village)
        .into_iter()
        .map(str::to_owned)
        .collect();
    Ok(Json(PlotDetail {
        plot,
        village_path,
        cycles,
    }))
}
