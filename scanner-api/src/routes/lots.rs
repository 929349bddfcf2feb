//! Lots: harvest, grading, hand-over, and what became of them.

use axum::extract::State;
use county_primitives::produce::{Delivery, GradingInput, HarvestInput};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::{cases::any_held_by, writes::writes};
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{DeliveryItem, GradingItem, HarvestItem, ItemsOf},
        words::{Day, Division, ProductClass},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Record harvests
    ///
    /// Refused inside the safety interval of any pesticide used on a cycle, and above the limit of
    /// the yield cap.
    create_lots("/api/v1/lots", "Produce", HarvestInput as HarvestItem) => "Produce"."harvest_lots";

    /// Record gradings
    ///
    /// What comes out plus the loss equals what goes in, within the tolerance of the policy.
    create_gradings("/api/v1/gradings", "Produce", GradingInput as GradingItem) => "Produce"."grade_lots";

    /// Hand lots over
    ///
    /// By the holder; a held lot cannot be handed over.
    create_deliveries("/api/v1/deliveries", "Produce", Delivery as DeliveryItem) => "Produce"."deliver_lots";
}

/// A lot.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Lot {
    /// Its number.
    pub id: i64,
    /// The organisation that grew it or formed it.
    pub producer: Option<i64>,
    /// The organisation that holds it now.
    pub holder: Option<i64>,
    /// The smallest division that contains all its plots.
    #[schema(value_type = Division)]
    pub division: String,
    /// The product.
    #[schema(value_type = ProductClass)]
    pub product: String,
    /// How it came to be: by a harvest or by a grading.
    pub origin: String,
    /// The day of that.
    #[schema(value_type = Day)]
    pub date: String,
    /// Its grams at that time: gross of a harvest, net of a grade.
    pub mass: i64,
    /// Grams that are not yet graded or packed.
    pub mass_left: i64,
    /// Its grade, if it was graded.
    pub grade: Option<String>,
    /// Sugar in tenths of a degree Brix.
    pub brix_tenths: Option<i64>,
    /// Diameter in millimetres.
    pub diameter_mm: Option<i64>,
    /// First day of harvest that all uses of pesticides allowed.
    #[schema(value_type = Option<Day>)]
    pub harvest_from: Option<String>,
    /// `untested`, `passed` or `failed`.
    pub test_flag: String,
    /// The test that says so.
    pub test: Option<i64>,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// When it was recorded.
    #[sqlx(rename = "formed_ms")]
    pub formed: Instant,
}

/// A lot this one comes from, or that comes from it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct RelatedLot {
    /// Its number.
    lot: i64,
    /// How many steps away it is: 1 for a parent or child.
    distance: i64,
}

/// A hand-over.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct HandOver {
    /// From which organisation.
    sender: i64,
    /// To which organisation.
    receiver: i64,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    recorded: Instant,
}

/// Codes that carry a lot.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct PackedRange {
    /// The batch.
    batch: i64,
    /// Index of the first code.
    first: i64,
    /// Index of the last code.
    last: i64,
    /// `active`, or `void` afterwards.
    state: String,
}

/// A lot with where it comes from and where it went.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LotDetail {
    #[serde(flatten)]
    lot: Lot,
    /// The cycles it was harvested from, also through its ancestors.
    cycles: Vec<i64>,
    /// The lots it comes from, nearest first.
    ancestors: Vec<RelatedLot>,
    /// The lots that come from it, nearest first.
    descendants: Vec<RelatedLot>,
    /// Hand-overs, oldest first.
    deliveries: Vec<HandOver>,
    /// Numbers of the tests made on it.
    tests: Vec<i64>,
    /// Codes that carry it.
    codes: Vec<PackedRange>,
    /// Numbers of the open cases that hold it or anything it comes from.
    held_by: Vec<i64>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LotFilter {
    /// Only grown or formed by this organisation.
    producer: Option<u32>,
    /// Only held by this organisation now.
    holder: Option<u32>,
    /// Only harvested from this cycle.
    cycle: Option<u32>,
    /// Only harvested from this plot.
    plot: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List lots
///
/// The own ones and those held, the parents of those held, and what was handed over.
#[utoipa::path(
    get, path = "/api/v1/lots", tag = "Produce", params(LotFilter, PageParams),
    responses((status = 200, body = PageOf<Lot>), ReadProblems),
)]
pub async fn list_lots(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<LotFilter>,
) -> Result<Json<Listed<Lot>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT lots.* FROM lots WHERE lots.id < ");
    query.push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.lots(&mut query);
    if let Some(producer) = filter.producer {
        query
            .push(" AND lots.producer = ")
            .push_bind(i64::from(producer));
    }
    if let Some(holder) = filter.holder {
        query
            .push(" AND lots.holder = ")
            .push_bind(i64::from(holder));
    }
    if let Some(cycle) = filter.cycle {
        query
            .push(" AND lots.id IN (SELECT lot FROM lot_cycles WHERE cycle = ")
            .push_bind(i64::from(cycle))
            .push(")");
    }
    if let Some(plot) = filter.plot {
        query
            .push(
                " AND lots.id IN (SELECT lot_cycles.lot FROM lot_cycles \
                 JOIN cycles ON cycles.id = lot_cycles.cycle WHERE cycles.plot = ",
            )
            .push_bind(i64::from(plot))
            .push(")");
    }
    query
        .push(" ORDER BY lots.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Lot>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a lot
///
/// With what is left of it, its holder, where it comes from and went, tests, codes and holds.
#[utoipa::path(
    get, path = "/api/v1/lots/{id}", tag = "Produce",
    params(("id" = u64, Path, description = "Number of the lot")),
    responses((status = 200, body = LotDetail), ReadProblems),
)]
pub async fn get_lot(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<LotDetail>, ApiError> {
    let mut query = QueryBuilder::new("SELECT lots.* FROM lots WHERE lots.id = ");
    query.push_bind(id);
    Scope::of(&app, &session).await.lots(&mut query);
    let lot = query
        .build_query_as::<Lot>()
        .fetch_one(&app.db.reader)
        .await?;
    let db = &app.db.reader;
    let ancestors: Vec<RelatedLot> = sqlx::query_as(
        "SELECT ancestor AS lot, distance FROM lot_ancestors WHERE lot = ? \
         ORDER BY distance, ancestor",
    )
    .bind(id)
    .fetch_all(db)
    .await?;
    let descendants = sqlx::query_as(
        "SELECT lot, distance FROM lot_ancestors WHERE ancestor = ? ORDER BY distance, lot",
    );
    let cycles = sqlx::query_scalar(
        "SELECT DISTINCT cycle FROM lot_cycles WHERE lot = ? \
         OR lot IN (SELECT ancestor FROM lot_ancestors WHERE lot = ?) ORDER BY cycle",
    );
    let deliveries =
        sqlx::query_as("SELECT * FROM deliveries WHERE lot = ? ORDER BY block, event_index");
    let codes = sqlx::query_as("SELECT * FROM code_ranges WHERE lot = ? ORDER BY batch, first");
    let tests = sqlx::query_scalar("SELECT id FROM tests WHERE target = ? ORDER BY id");
    let subject = format!("lot:{id}");
    let held_by = any_held_by(&app, &origins(&app, id).await?).await?;
    Ok(Json(LotDetail {
        lot,
        cycles: cycles.bind(id).bind(id).fetch_all(db).await?,
        ancestors,
        descendants: descendants.bind(id).fetch_all(db).await?,
        deliveries: deliveries.bind(id).fetch_all(db).await?,
        tests: tests.bind(&subject).fetch_all(db).await?,
        codes: codes.bind(id).fetch_all(db).await?,
        held_by,
    }))
}

/// A lot and everything it comes from, as subjects: whoever holds any of it holds the lot.
pub(crate) async fn origins(app: &AppState, lot: i64) -> Result<Vec<String>, ApiError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "WITH origin (lot) AS (SELECT CAST($1 AS BIGINT) \
          UNION SELECT ancestor FROM lot_ancestors WHERE lot = $1), \
         grown (cycle) AS (SELECT DISTINCT cycle FROM lot_cycles WHERE lot IN (SELECT lot FROM origin)) \
         SELECT 'lot', lot FROM origin UNION ALL SELECT 'cycle', cycle FROM grown \
         UNION ALL SELECT DISTINCT 'plot', plot FROM cycles WHERE id IN (SELECT cycle FROM grown)",
    )
    .bind(lot)
    .fetch_all(&app.db.reader)
    .await?;
    let subject = |(kind, number): (String, i64)| format!("{kind}:{number}");
    Ok(rows.into_iter().map(subject).collect())
}
