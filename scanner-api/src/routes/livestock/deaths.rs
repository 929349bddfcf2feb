//! Deaths, collection, reception and treatment of bodies.

use axum::extract::State;
use county_primitives::livestock::{Collection, DeathReport, Reception, Treatment};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{CollectionItem, DeathItem, ReceptionItem, TreatmentItem},
        requests::ItemsOf,
        words::{Digest, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Report deaths
    ///
    /// A certificate no longer counts the dead; a suspected disease warns at once.
    report_deaths("/api/v1/deaths", "Livestock", DeathReport as DeathItem) => "Livestock"."report_deaths";

    /// Receive bodies at the plant
    ///
    /// The second half of the hand-over.
    receive_bodies("/api/v1/disposals/receptions", "Livestock", Reception as ReceptionItem) => "Livestock"."receive_bodies";

    /// Treat bodies
    ///
    /// Animals end here.
    treat_bodies("/api/v1/disposals/treatments", "Livestock", Treatment as TreatmentItem) => "Livestock"."treat_bodies";
}

plated! {
    /// Collect bodies
    ///
    /// Bodies and condemned parts, each once, on a filed closed vehicle.
    collect_bodies("/api/v1/disposals", "Livestock", Collection as CollectionItem) => "Livestock"."collect_bodies";
}

/// A death.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Death {
    /// The animal, or the dead of a herd.
    pub unit: String,
    /// Its ear tag.
    pub tag: Option<String>,
    /// Whose it was.
    pub farm: i64,
    /// Where.
    #[schema(value_type = Division)]
    pub village: String,
    /// What it was.
    pub species: String,
    /// How many heads.
    pub heads: i64,
    /// Why: a word, or `{"disease": …}` or `{"suspected": …}`.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Object)]
    pub cause: Stored,
    /// Grams as reported.
    pub mass: i64,
    /// Digest of the photo.
    #[schema(value_type = Digest)]
    pub photo: String,
    /// When.
    #[sqlx(rename = "at_ms")]
    pub at: Instant,
    /// When it was reported.
    #[sqlx(rename = "reported_ms")]
    pub reported: Instant,
    /// The consignment it went on.
    pub disposal: Option<i64>,
    /// Grams on the hauler's scale.
    pub collected_mass: Option<i64>,
    /// When it was collected.
    #[sqlx(rename = "collected_ms")]
    pub collected: Option<Instant>,
    #[serde(skip)]
    #[schema(ignore)]
    ordinal: i64,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeathFilter {
    /// Only of this farm.
    farm: Option<u32>,
    /// Only collected, or only waiting.
    collected: Option<bool>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List deaths
///
/// Of the own animals, of those the own organisation collected or insures, and in the divisions of an
/// authority; newest registrations first. Haulers and plants see what waits in their divisions.
#[utoipa::path(
    get, path = "/api/v1/deaths", tag = "Livestock", params(DeathFilter, PageParams),
    responses((status = 200, body = PageOf<Death>), ReadProblems),
)]
pub async fn list_deaths(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<DeathFilter>,
) -> Result<Json<Listed<Death>>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT deaths.*, lives.tag, lives.ordinal FROM deaths JOIN lives ON lives.unit = deaths.unit \
         WHERE lives.ordinal < ",
    );
    query.push_bind(filter.paging.before()?);
    Scope::of_disposal(&app, &session).await.see(
        &mut query,
        &["deaths.farm"],
        "deaths.village",
        &[
            "EXISTS (SELECT 1 FROM disposals WHERE disposals.id = deaths.disposal \
             AND (disposals.carrier = $ OR disposals.plant = $))",
            "EXISTS (SELECT 1 FROM insurance_units iu JOIN insurances i ON i.id = iu.insurance \
             WHERE iu.unit = deaths.unit AND i.insurer = $)",
        ],
    );
    if let Some(farm) = filter.farm {
        query.push(" AND deaths.farm = ").push_bind(i64::from(farm));
    }
    if let Some(collected) = filter.collected {
        query.push(if collected {
            " AND deaths.disposal IS NOT NULL"
        } else {
            " AND deaths.disposal IS NULL"
        });
    }
    query
        .push(" ORDER BY lives.ordinal DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Death>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.ordinal)?))
}

/// A consignment of bodies.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Disposal {
    /// Its number.
    pub id: i64,
    /// Who collected it.
    pub carrier: i64,
    /// The plant.
    pub plant: i64,
    /// Digest of the plate.
    #[schema(value_type = Digest)]
    pub plate: String,
    /// Digest of the hand-over paper.
    #[schema(value_type = Digest)]
    pub handover: String,
    /// How many heads.
    pub heads: i64,
    /// Grams on the hauler's scale.
    pub mass: i64,
    /// `collected`, `received` or `treated`.
    pub state: String,
    /// When it was collected.
    #[sqlx(rename = "collected_ms")]
    pub collected: Instant,
    /// Heads the plant received.
    pub received_heads: Option<i64>,
    /// Grams on the plant's scale.
    pub received_mass: Option<i64>,
    /// When the plant received it.
    #[sqlx(rename = "received_ms")]
    pub received: Option<Instant>,
    /// How it was treated.
    pub method: Option<String>,
    /// Grams treated.
    pub treated_mass: Option<i64>,
    /// Grams of products that came out.
    pub products: Option<i64>,
    /// What the products are.
    pub product: Option<String>,
    /// When it was treated.
    #[sqlx(rename = "treated_ms")]
    pub treated: Option<Instant>,
}

/// A body on a consignment.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct BodyRow {
    /// `animal:7`, `herd:3` or `meat:5`.
    remains: String,
    /// Grams on the scale.
    mass: i64,
}

/// A consignment with its bodies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisposalDetail {
    #[serde(flatten)]
    disposal: Disposal,
    /// The bodies.
    bodies: Vec<BodyRow>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DisposalFilter {
    /// Only in this state.
    state: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

const SELECT: &str = "SELECT disposals.* FROM disposals \
                      JOIN organisations ON organisations.id = disposals.plant";

fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["disposals.carrier", "disposals.plant"],
        "organisations.division",
        &["EXISTS (SELECT 1 FROM deaths WHERE deaths.disposal = disposals.id AND deaths.farm = $)"],
    );
}

/// List consignments of bodies
///
/// Those the own organisation carries or treats, those with own animals, and those of plants in the
/// divisions of an authority; newest first.
#[utoipa::path(
    get, path = "/api/v1/disposals", tag = "Livestock", params(DisposalFilter, PageParams),
    responses((status = 200, body = PageOf<Disposal>), ReadProblems),
)]
pub async fn list_disposals(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<DisposalFilter>,
) -> Result<Json<Listed<Disposal>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE disposals.id < ")
        .push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    if let Some(state) = filter.state {
        query.push(" AND disposals.state = ").push_bind(state);
    }
    query
        .push(" ORDER BY disposals.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Disposal>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a consignment of bodies
///
/// With each body and its mass.
#[utoipa::path(
    get, path = "/api/v1/disposals/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the consignment")),
    responses((status = 200, body = DisposalDetail), ReadProblems),
)]
pub async fn get_disposal(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<DisposalDetail>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE disposals.id = ").push_bind(id);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    let disposal = query
        .build_query_as::<Disposal>()
        .fetch_one(&app.db.reader)
        .await?;
    let bodies = sqlx::query_as(
        "SELECT remains, mass FROM disposal_bodies WHERE disposal = ? ORDER BY position",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(DisposalDetail { disposal, bodies }))
}
