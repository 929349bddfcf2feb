//! Slaughterhouses: intake, announcements, inspections, tests and kills.

use axum::extract::State;
use county_primitives::livestock::{AnteMortem, BatchTest, Intake, Kill, SlaughterDeclaration};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{
            AnteMortemItem, BatchTestItem, IntakeItem, KillItem, SlaughterDeclarationItem,
        },
        requests::ItemsOf,
        words::{Digest, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Take loads into a slaughterhouse
    ///
    /// The certificate is collected; every tag must be on it.
    take_in("/api/v1/slaughter-batches", "Livestock", Intake as IntakeItem) => "Livestock"."take_in";

    /// Announce kills
    ///
    /// So many minutes ahead, in an emergency at any time.
    declare_slaughter("/api/v1/slaughter-batches/announcements", "Livestock", SlaughterDeclaration as SlaughterDeclarationItem) => "Livestock"."declare_slaughter";

    /// Record inspections of living animals
    ///
    /// By an official vet; failed animals are barred.
    inspect_before_kill("/api/v1/slaughter-batches/inspections", "Livestock", AnteMortem as AnteMortemItem) => "Livestock"."inspect_before_kill";

    /// Record tests of slaughter batches
    ///
    /// After a failure nothing of the batch is killed.
    test_batches("/api/v1/slaughter-batches/tests", "Livestock", BatchTest as BatchTestItem) => "Livestock"."test_batches";

    /// Record kills
    ///
    /// At most one carcass per head.
    slaughter("/api/v1/slaughter-batches/kills", "Livestock", Kill as KillItem) => "Livestock"."slaughter";
}

/// A slaughter batch.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct SlaughterBatch {
    /// Its number.
    pub id: i64,
    /// The slaughterhouse.
    pub house: i64,
    /// The certificate that was collected.
    pub certificate: i64,
    /// The farm the load comes from.
    pub farm: i64,
    /// Its village.
    #[schema(value_type = Division)]
    pub origin: String,
    /// What it is.
    pub species: String,
    /// Heads alive.
    pub heads: i64,
    /// When it was taken in.
    #[sqlx(rename = "taken_in_ms")]
    pub taken_in: Instant,
    /// For when the kill is announced.
    #[sqlx(rename = "planned_ms")]
    pub planned: Option<Instant>,
    /// Whether it is an emergency.
    pub emergency: Option<bool>,
    /// When the living animals were inspected.
    #[sqlx(rename = "inspected_ms")]
    pub inspected: Option<Instant>,
    /// How many of them failed.
    pub failed: Option<i64>,
    /// The latest test: `pass` or `fail`.
    pub tested: Option<String>,
    /// For what.
    pub tested_for: Option<String>,
    /// Its report.
    #[schema(value_type = Option<Digest>)]
    pub tested_report: Option<String>,
    /// Heads slaughtered so far.
    pub killed: i64,
    /// Live grams of what was slaughtered.
    pub live: i64,
    /// Hot carcass grams so far.
    pub hot: i64,
    /// Whether its meat is recalled.
    pub recalled: bool,
}

/// A slaughter batch with its animals and carcasses.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SlaughterBatchDetail {
    #[serde(flatten)]
    batch: SlaughterBatch,
    /// The animals and herds that came.
    units: Vec<String>,
    /// Numbers of its carcasses.
    carcasses: Vec<i64>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchFilter {
    /// Only of this slaughterhouse.
    house: Option<u32>,
    /// Only from this farm.
    farm: Option<u32>,
    /// Only with animals still to be slaughtered.
    open: Option<bool>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

const SELECT: &str = "SELECT slaughter_batches.* FROM slaughter_batches \
                      JOIN organisations ON organisations.id = slaughter_batches.house";

/// List slaughter batches
///
/// The own ones, those from the own farm, and those in the divisions of an authority, newest first.
#[utoipa::path(
    get, path = "/api/v1/slaughter-batches", tag = "Livestock", params(BatchFilter, PageParams),
    responses((status = 200, body = PageOf<SlaughterBatch>), ReadProblems),
)]
pub async fn list_slaughter_batches(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<BatchFilter>,
) -> Result<Json<Listed<SlaughterBatch>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE slaughter_batches.id < ")
        .push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    for (column, value) in [("house", filter.house), ("farm", filter.farm)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND slaughter_batches.{column} = "))
                .push_bind(i64::from(value));
        }
    }
    if let Some(open) = filter.open {
        query.push(if open {
            " AND slaughter_batches.killed < slaughter_batches.heads"
        } else {
            " AND slaughter_batches.killed >= slaughter_batches.heads"
        });
    }
    query
        .push(" ORDER BY slaughter_batches.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<SlaughterBatch>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["slaughter_batches.house", "slaughter_batches.farm"],
        "organisations.division",
        &[],
    );
}

/// Get a slaughter batch
///
/// With its animals and carcasses.
#[utoipa::path(
    get, path = "/api/v1/slaughter-batches/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the batch")),
    responses((status = 200, body = SlaughterBatchDetail), ReadProblems),
)]
pub async fn get_slaughter_batch(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<SlaughterBatchDetail>, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE slaughter_batches.id = ").push_bind(id);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    let batch = query
        .build_query_as::<SlaughterBatch>()
        .fetch_one(db)
        .await?;
    let units =
        sqlx::query_scalar("SELECT unit FROM slaughter_units WHERE batch = ? ORDER BY position");
    let carcasses = sqlx::query_scalar("SELECT id FROM meats WHERE batch = ? ORDER BY id");
    Ok(Json(SlaughterBatchDetail {
        batch,
        units: units.bind(id).fetch_all(db).await?,
        carcasses: carcasses.bind(id).fetch_all(db).await?,
    }))
}
