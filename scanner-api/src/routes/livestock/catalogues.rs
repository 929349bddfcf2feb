//! Drugs, immunity plans, zones, farm grades and vehicles.

use axum::extract::State;
use county_primitives::livestock::{
    Drug, FarmGrading, ImmunityRule, VehicleInput, ZoneInput, ZoneLift,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{
            DrugItem, FarmGradingItem, ImmunityRuleItem, VehicleItem, ZoneItem, ZoneLiftItem,
        },
        requests::ItemsOf,
        words::{Day, Digest, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Put drugs into catalogues
    ///
    /// The most specific division wins; a ban holds all the way down.
    set_drugs("/api/v1/drugs", "Livestock", Drug as DrugItem) => "Livestock"."set_drugs";

    /// Write immunity plans
    ///
    /// The most specific division wins, disease by disease.
    set_immunity_rules("/api/v1/immunity-rules", "Livestock", ImmunityRule as ImmunityRuleItem) => "Livestock"."set_immunity_rules";

    /// Order zones
    ///
    /// Nothing moves in, out of or inside a zone while it holds.
    order_zones("/api/v1/zones", "Livestock", ZoneInput as ZoneItem) => "Livestock"."order_zones";

    /// Lift zones
    ///
    /// A lifted zone never comes back.
    lift_zones("/api/v1/zones/lifts", "Livestock", ZoneLift as ZoneLiftItem) => "Livestock"."lift_zones";

    /// Give farms their risk grades
    ///
    /// A farm of high risk gets no certificates.
    grade_farms("/api/v1/farm-grades", "Livestock", FarmGrading as FarmGradingItem) => "Livestock"."grade_farms";
}

plated! {
    /// File vehicles
    ///
    /// By the digest of the plate; a plate that is filed already is filed anew.
    file_vehicles("/api/v1/vehicles", "Livestock", VehicleInput as VehicleItem) => "Livestock"."file_vehicles";
}

/// A drug.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct DrugRow {
    /// The division whose catalogue holds it.
    #[schema(value_type = Division)]
    division: String,
    /// Approval number.
    approval: String,
    /// For which animals.
    species: String,
    /// How it is given.
    route: String,
    /// Its name.
    name: String,
    /// Days from the last dose to the first day of slaughter.
    withdrawal_days: i64,
    /// Days from the last dose to the first milk for food; without it the default of the policy holds.
    milk_days: Option<i64>,
    /// Days from the last dose to the first eggs for food; without it the default of the policy holds.
    egg_days: Option<i64>,
    /// Whether a prescription is needed.
    prescription: bool,
    /// Whether it must not be used.
    banned: bool,
    /// Since when.
    #[sqlx(rename = "set_ms")]
    set: Instant,
}

/// A line of an immunity plan.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct ImmunityRuleRow {
    /// The division whose plan it is.
    #[schema(value_type = Division)]
    division: String,
    /// For which animals.
    species: String,
    /// Against what.
    disease: String,
    /// Whether a certificate needs it.
    compulsory: bool,
    /// From which age on, in days.
    from_age_days: i64,
    /// How many days one vaccination holds.
    valid_days: i64,
    /// Since when.
    #[sqlx(rename = "set_ms")]
    set: Instant,
}

/// A zone.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct ZoneRow {
    /// Its number.
    id: i64,
    /// Against what.
    disease: String,
    /// Number of the order.
    order_number: String,
    /// What is locked.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<Division>)]
    divisions: Stored,
    /// Farms in contact.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<u32>)]
    farms: Stored,
    /// Which animals; empty means all.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<String>)]
    species: Stored,
    /// First day.
    #[schema(value_type = Day)]
    from_day: String,
    /// First day it no longer holds.
    #[schema(value_type = Option<Day>)]
    until_day: Option<String>,
    /// Digest of the order.
    #[schema(value_type = Digest)]
    evidence: String,
    /// When it was ordered.
    #[sqlx(rename = "ordered_ms")]
    ordered: Instant,
    /// Number of the order that lifted it.
    lift_order: Option<String>,
    /// When it was lifted.
    #[sqlx(rename = "lifted_ms")]
    lifted: Option<Instant>,
}

/// A farm's risk grade.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct FarmGradeRow {
    /// The farm.
    farm: i64,
    /// `low`, `medium` or `high`.
    grade: String,
    /// First day it no longer holds.
    #[schema(value_type = Day)]
    until_day: String,
    /// Digest of the report.
    #[schema(value_type = Digest)]
    report: String,
    /// When it was given.
    #[sqlx(rename = "graded_ms")]
    graded: Instant,
}

/// A filed vehicle.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct VehicleRow {
    /// Its number.
    id: i64,
    /// Digest of its plate.
    #[schema(value_type = Digest)]
    plate: String,
    /// Its carrier.
    carrier: i64,
    /// Whether it may carry dead bodies.
    for_bodies: bool,
    /// First day the filing no longer holds.
    #[schema(value_type = Day)]
    until_day: String,
    /// When it was filed.
    #[sqlx(rename = "filed_ms")]
    filed: Instant,
}

/// Which rows of a catalogue.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueFilter {
    /// Only for this species.
    species: Option<String>,
}

/// List drugs
///
/// All catalogues, public to members.
#[utoipa::path(
    get, path = "/api/v1/drugs", tag = "Livestock", params(CatalogueFilter),
    responses((status = 200, body = Vec<DrugRow>), ReadProblems),
)]
pub async fn list_drugs(
    State(app): State<AppState>,
    _session: Session,
    Query(filter): Query<CatalogueFilter>,
) -> Result<Json<Vec<DrugRow>>, ApiError> {
    let rows = sqlx::query_as(
        "SELECT * FROM drugs WHERE species = COALESCE(?, species) ORDER BY approval, species, route, division",
    )
    .bind(filter.species)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(rows))
}

/// List immunity rules
///
/// The plans of all divisions, public to members.
#[utoipa::path(
    get, path = "/api/v1/immunity-rules", tag = "Livestock", params(CatalogueFilter),
    responses((status = 200, body = Vec<ImmunityRuleRow>), ReadProblems),
)]
pub async fn list_immunity_rules(
    State(app): State<AppState>,
    _session: Session,
    Query(filter): Query<CatalogueFilter>,
) -> Result<Json<Vec<ImmunityRuleRow>>, ApiError> {
    let rows = sqlx::query_as(
        "SELECT * FROM immunity_rules WHERE species = COALESCE(?, species) ORDER BY division, species, disease",
    )
    .bind(filter.species)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(rows))
}

/// List zones
///
/// All orders, public to members, newest first.
#[utoipa::path(
    get, path = "/api/v1/zones", tag = "Livestock", params(PageParams),
    responses((status = 200, body = PageOf<ZoneRow>), ReadProblems),
)]
pub async fn list_zones(
    State(app): State<AppState>,
    _session: Session,
    Query(paging): Query<Paging>,
) -> Result<Json<Listed<ZoneRow>>, ApiError> {
    let rows = sqlx::query_as("SELECT * FROM zones WHERE id < ? ORDER BY id DESC LIMIT ?")
        .bind(paging.before()?)
        .bind(paging.rows()?)
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&paging, rows, |row: &ZoneRow| row.id)?))
}

/// List risk grades of farms
///
/// The own one, and those in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/farm-grades", tag = "Livestock", params(PageParams),
    responses((status = 200, body = PageOf<FarmGradeRow>), ReadProblems),
)]
pub async fn list_farm_grades(
    State(app): State<AppState>,
    session: Session,
    Query(paging): Query<Paging>,
) -> Result<Json<Listed<FarmGradeRow>>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT farm_grades.* FROM farm_grades JOIN organisations ON organisations.id = farm_grades.farm \
         WHERE farm_grades.farm < ",
    );
    query.push_bind(paging.before()?);
    let scope = Scope::of_livestock(&app, &session).await;
    scope.see(
        &mut query,
        &["farm_grades.farm"],
        "organisations.division",
        &[],
    );
    query
        .push(" ORDER BY farm_grades.farm DESC LIMIT ")
        .push_bind(paging.rows()?);
    let rows = query
        .build_query_as::<FarmGradeRow>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&paging, rows, |row| row.farm)?))
}

/// List filed vehicles
///
/// The own ones, and those of carriers in the divisions of an authority, newest first.
#[utoipa::path(
    get, path = "/api/v1/vehicles", tag = "Livestock", params(PageParams),
    responses((status = 200, body = PageOf<VehicleRow>), ReadProblems),
)]
pub async fn list_vehicles(
    State(app): State<AppState>,
    session: Session,
    Query(paging): Query<Paging>,
) -> Result<Json<Listed<VehicleRow>>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT vehicles.* FROM vehicles JOIN organisations ON organisations.id = vehicles.carrier \
         WHERE vehicles.id < ",
    );
    query.push_bind(paging.before()?);
    let scope = Scope::of_livestock(&app, &session).await;
    scope.see(
        &mut query,
        &["vehicles.carrier"],
        "organisations.division",
        &[],
    );
    query
        .push(" ORDER BY vehicles.id DESC LIMIT ")
        .push_bind(paging.rows()?);
    let rows = query
        .build_query_as::<VehicleRow>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&paging, rows, |row| row.id)?))
}
