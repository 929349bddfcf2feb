//! Milk and eggs of living animals.

use axum::extract::State;
use county_primitives::livestock::FoodInput;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::FoodItem,
        requests::ItemsOf,
        words::{Day, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::Instant,
    state::{App, AppState},
    visibility::Scope,
};

writes! {
    /// Record lots of milk and eggs
    ///
    /// Refused while one of the animals is inside its withdrawal period for milk or eggs, barred, isolated or
    /// held, or its place is locked. With a receiver, the lot was delivered to it.
    record_food("/api/v1/food-lots", "Livestock", FoodInput as FoodItem) => "Livestock"."record_food";
}

/// A lot of milk or eggs.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct FoodLot {
    /// Its number.
    pub id: i64,
    /// `milk` or `eggs`.
    pub kind: String,
    /// Of what kind of animals.
    pub species: String,
    /// The farm.
    pub farm: i64,
    /// The village the animals stand in.
    #[schema(value_type = Division)]
    pub village: String,
    /// How many heads.
    pub heads: i64,
    /// Grams of it.
    pub mass: i64,
    /// How many eggs; none for milk.
    pub eggs: Option<i64>,
    /// The day it was taken.
    #[schema(value_type = Day)]
    pub date: String,
    /// The raw milk station or buyer it was delivered to, if it was.
    pub receiver: Option<i64>,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// The member who recorded it.
    pub member: Option<i64>,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
}

/// An animal or herd that gave milk or eggs for a lot.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct FoodUnit {
    /// The animal or herd.
    pub(crate) unit: String,
    /// Its ear tag.
    pub(crate) tag: Option<String>,
    /// The last treatment before the lot, if there was one: the day of its last dose.
    #[schema(value_type = Option<Day>)]
    pub(crate) last_dose: Option<String>,
    /// From when on its milk or eggs were food after all treatments before the lot.
    #[schema(value_type = Option<Day>)]
    pub(crate) food_from: Option<String>,
}

/// A lot with the animals it comes from, and what they were treated with before (Vet Drug Reg. Art.40).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoodLotDetail {
    #[serde(flatten)]
    lot: FoodLot,
    /// The animals and herds, in order.
    units: Vec<FoodUnit>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FoodFilter {
    /// Only of this farm.
    farm: Option<u32>,
    /// Only delivered to this organisation.
    receiver: Option<u32>,
    /// Only `milk` or only `eggs`.
    kind: Option<String>,
    /// Only taken on this day.
    #[param(value_type = Option<Day>)]
    date: Option<String>,
    /// Only with this animal or herd, as `animal:7`.
    unit: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Adds who may see a lot: its farm, who received it, and authorities.
pub(crate) fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["food_lots.farm", "food_lots.receiver"],
        "food_lots.village",
        &[],
    );
}

/// List lots of milk and eggs
///
/// The own ones, those received, and those in the divisions of an authority; newest first.
#[utoipa::path(
    get, path = "/api/v1/food-lots", tag = "Livestock", params(FoodFilter, PageParams),
    responses((status = 200, body = PageOf<FoodLot>), ReadProblems),
)]
pub async fn list_food(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<FoodFilter>,
) -> Result<Json<Listed<FoodLot>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT food_lots.* FROM food_lots WHERE food_lots.id < ");
    query.push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    for (column, value) in [("farm", filter.farm), ("receiver", filter.receiver)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND food_lots.{column} = "))
                .push_bind(i64::from(value));
        }
    }
    for (column, value) in [("kind", filter.kind), ("date", filter.date)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND food_lots.{column} = "))
                .push_bind(value);
        }
    }
    if let Some(unit) = filter.unit {
        query
            .push(" AND food_lots.id IN (SELECT lot FROM food_units WHERE unit = ")
            .push_bind(unit)
            .push(")");
    }
    query
        .push(" ORDER BY food_lots.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<FoodLot>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a lot of milk or eggs
///
/// With the animals and herds it comes from, and the last treatment of each before it.
#[utoipa::path(
    get, path = "/api/v1/food-lots/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the lot")),
    responses((status = 200, body = FoodLotDetail), ReadProblems),
)]
pub async fn get_food(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<FoodLotDetail>, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new("SELECT food_lots.* FROM food_lots WHERE food_lots.id = ");
    query.push_bind(id);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    let lot = query.build_query_as::<FoodLot>().fetch_one(db).await?;
    let units = givers(&app, id, lot.recorded.0).await?;
    Ok(Json(FoodLotDetail { lot, units }))
}

/// The animals and herds of a lot that was recorded then, with what they were treated with before.
pub(crate) async fn givers(
    app: &App,
    lot: i64,
    recorded_ms: i64,
) -> Result<Vec<FoodUnit>, ApiError> {
    // What a herd was treated with before an animal of it got its tag, the animal was too.
    let units = sqlx::query_as(
        "SELECT food_units.unit, lives.tag, MAX(medications.last_dose) AS last_dose, \
         MAX(medications.food_from) AS food_from FROM food_units \
         JOIN lives ON lives.unit = food_units.unit \
         LEFT JOIN medications ON medications.ledger_ms <= ? \
         AND (medications.unit = lives.unit \
          OR (medications.unit = lives.herd AND medications.ledger_ms <= lives.registered_ms)) \
         WHERE food_units.lot = ? GROUP BY food_units.position, food_units.unit, lives.tag \
         ORDER BY food_units.position",
    );
    Ok(units
        .bind(recorded_ms)
        .bind(lot)
        .fetch_all(&app.db.reader)
        .await?)
}
