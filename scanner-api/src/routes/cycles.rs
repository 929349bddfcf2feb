//! Crop cycles, and what is done on them: operations and uses of pesticides.

use axum::extract::State;
use county_primitives::{
    produce::{CycleInput, InputUse, Operation},
    CycleId,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::{cases::held_by, writes::writes};
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{CycleItem, InputUseItem, ItemsOf, OperationItem},
        words::{self, Day, Digest, ProductClass},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Start crops on plots
    ///
    /// By the producer of the plot. How much may be harvested is fixed here: area times the yield cap.
    /// The safety interval of the cycle before it on the plot goes on. After a harvest a new season of the
    /// product begins, as often in a year as the yield cap says; otherwise uses and yield of the last one count on.
    create_cycles("/api/v1/cycles", "Produce", CycleInput as CycleItem) => "Produce"."start_cycles";

    /// Finish cycles
    ///
    /// Nothing more can be recorded on them.
    finish_cycles("/api/v1/cycles/finishes", "Produce", CycleId as u64) => "Produce"."finish_cycles";

    /// Record operations
    ///
    /// Fertilising, pruning, bagging and the like; what was recorded late is marked so.
    create_operations("/api/v1/operations", "Produce", Operation as OperationItem) => "Produce"."record_operations";

    /// Record uses of pesticides
    ///
    /// The chain checks crop, dose, unit and number of uses against the label row that holds in the
    /// plot's division, and sets the first day of harvest. What was harvested inside the interval
    /// before the use was recorded is held: the answer names those lots and the cases that hold them.
    create_input_uses("/api/v1/input-uses", "Produce", InputUse as InputUseItem) => "Produce"."record_input_uses";
}

/// A crop cycle.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Cycle {
    /// Its number.
    pub id: i64,
    /// The plot it grows on.
    pub plot: i64,
    /// The organisation whose it is.
    pub producer: i64,
    /// What grows.
    #[schema(value_type = ProductClass)]
    pub product: String,
    /// The variety.
    pub variety: String,
    /// Day it was started.
    #[schema(value_type = Day)]
    pub started: String,
    /// Grams that may be harvested: area times the yield cap.
    pub yield_cap: i64,
    /// Harvest so far in percent of that, once it went over the warning level.
    pub yield_percent: Option<i64>,
    /// First day of harvest that all uses on the plot so far allow.
    #[schema(value_type = Option<Day>)]
    pub harvest_from: Option<String>,
    /// `untested`, `passed` or `failed`.
    pub test_flag: String,
    /// The test that says so.
    pub test: Option<i64>,
    /// When it was recorded.
    #[sqlx(rename = "started_ms")]
    pub recorded: Instant,
    /// When it was finished.
    #[sqlx(rename = "finished_ms")]
    pub finished: Option<Instant>,
}

/// An operation.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = OperationRow)]
pub struct OperationRow {
    /// What was done.
    #[schema(value_type = words::OperationKind, inline)]
    kind: String,
    /// The day.
    #[schema(value_type = Day)]
    date: String,
    /// A short note.
    note: String,
    /// A photo or document.
    #[schema(value_type = Option<Digest>)]
    evidence: Option<String>,
    /// Recorded later than the policy allows without remark.
    late: bool,
    /// The member who recorded it.
    member: Option<i64>,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    recorded: Instant,
}

/// A use of a pesticide.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InputUseRow)]
pub struct InputUseRow {
    /// Registration number of the product.
    registration: String,
    /// Its name as in the label row that was applied.
    name: String,
    /// The dose.
    dose: i64,
    /// Its unit.
    #[schema(value_type = words::DoseUnit, inline)]
    unit: String,
    /// The area treated, in thousandths of a mu.
    area: i64,
    /// The day.
    #[schema(value_type = Day)]
    date: String,
    /// The pest or disease.
    target: String,
    /// The 32 digits on the package.
    unit_code: Option<String>,
    /// First day of harvest this use allows.
    #[schema(value_type = Day)]
    harvest_from: String,
    /// Which use of this product on the cycle it was: 1 for the first.
    times: i64,
    /// Recorded later than the policy allows without remark.
    late: bool,
    /// The member who recorded it.
    member: Option<i64>,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    recorded: Instant,
}

/// A crop cycle with everything done on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CycleDetail {
    #[serde(flatten)]
    cycle: Cycle,
    /// Operations, newest first.
    operations: Vec<OperationRow>,
    /// Uses of pesticides, newest first.
    input_uses: Vec<InputUseRow>,
    /// Numbers of the lots harvested from it.
    lots: Vec<i64>,
    /// Numbers of the tests made on it.
    tests: Vec<i64>,
    /// Numbers of the open cases that hold it.
    held_by: Vec<i64>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CycleFilter {
    /// Only of this organisation.
    producer: Option<u32>,
    /// Only on this plot.
    plot: Option<u32>,
    /// Only those that still grow (`true`), or only finished ones (`false`).
    growing: Option<bool>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

const SELECT: &str = "SELECT cycles.* FROM cycles JOIN plots ON plots.id = cycles.plot";

/// List cycles
///
/// The own ones, those in the divisions of an authority, and those whose harvest one holds.
#[utoipa::path(
    get, path = "/api/v1/cycles", tag = "Produce", params(CycleFilter, PageParams),
    responses((status = 200, body = PageOf<Cycle>), ReadProblems),
)]
pub async fn list_cycles(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<CycleFilter>,
) -> Result<Json<Listed<Cycle>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE cycles.id < ")
        .push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.cycles(&mut query);
    if let Some(producer) = filter.producer {
        query
            .push(" AND cycles.producer = ")
            .push_bind(i64::from(producer));
    }
    if let Some(plot) = filter.plot {
        query.push(" AND cycles.plot = ").push_bind(i64::from(plot));
    }
    match filter.growing {
        Some(true) => query.push(" AND cycles.finished_ms IS NULL"),
        Some(false) => query.push(" AND cycles.finished_ms IS NOT NULL"),
        None => &mut query,
    };
    query
        .push(" ORDER BY cycles.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Cycle>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a cycle
///
/// With operations, uses of pesticides, the first day of harvest, lots, tests and holds.
#[utoipa::path(
    get, path = "/api/v1/cycles/{id}", tag = "Produce",
    params(("id" = u64, Path, description = "Number of the cycle")),
    responses((status = 200, body = CycleDetail), ReadProblems),
)]
pub async fn get_cycle(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<CycleDetail>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE cycles.id = ").push_bind(id);
    Scope::of(&app, &session).await.cycles(&mut query);
    let cycle = query
        .build_query_as::<Cycle>()
        .fetch_one(&app.db.reader)
        .await?;
    let db = &app.db.reader;
    let operations = sqlx::query_as(
        "SELECT * FROM operations WHERE cycle = ? ORDER BY date DESC, block DESC, event_index DESC",
    );
    let input_uses = sqlx::query_as(
        "SELECT * FROM input_uses WHERE cycle = ? ORDER BY date DESC, block DESC, event_index DESC",
    );
    let lots = sqlx::query_scalar("SELECT lot FROM lot_cycles WHERE cycle = ? ORDER BY lot");
    let tests = sqlx::query_scalar("SELECT id FROM tests WHERE target = ? ORDER BY id");
    let subject = format!("cycle:{id}");
    Ok(Json(CycleDetail {
        cycle,
        operations: operations.bind(id).fetch_all(db).await?,
        input_uses: input_uses.bind(id).fetch_all(db).await?,
        lots: lots.bind(id).fetch_all(db).await?,
        tests: tests.bind(&subject).fetch_all(db).await?,
        held_by: held_by(&app, &subject).await?,
    }))
}
