//! Meat: inspection, cutting, packing, condemnation, hand-over and recall.

use axum::extract::State;
use county_primitives::livestock::{
    CarcassInspection, Condemnation, Cutting, MeatDelivery, MeatRecall, Packaging,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{
            CarcassInspectionItem, CondemnationItem, CuttingItem, MeatDeliveryItem, PackagingItem,
            RecallItem,
        },
        requests::ItemsOf,
        words::{Day, ProductClass},
    },
    page::{Listed, Paging},
    routes::{lots::PackedRange, writes::writes},
    scan::{meat::is_recalled, ScanError},
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Record inspections of carcasses
    ///
    /// The vet's quarantine or the house's own meat inspection, by the role that signs.
    inspect_carcasses("/api/v1/meats/inspections", "Livestock", CarcassInspection as CarcassInspectionItem) => "Livestock"."inspect_carcasses";

    /// Cut pieces into parts
    ///
    /// Parts and losses are what went in, and counted parts no more than the animals had.
    cut_meat("/api/v1/meats/cuttings", "Livestock", Cutting as CuttingItem) => "Livestock"."cut_meat";

    /// Pack pieces
    ///
    /// The identity of a package is that of its least known piece.
    pack_meat("/api/v1/meats/packagings", "Livestock", Packaging as PackagingItem) => "Livestock"."pack_meat";

    /// Condemn pieces or parts of them
    ///
    /// What is condemned waits for collection.
    condemn_meat("/api/v1/meats/condemnations", "Livestock", Condemnation as CondemnationItem) => "Livestock"."condemn_meat";

    /// Hand pieces over
    ///
    /// Out of the slaughterhouse only on a valid certificate.
    deliver_meat("/api/v1/meats/deliveries", "Livestock", MeatDelivery as MeatDeliveryItem) => "Livestock"."deliver_meat";

    /// Recall meat
    ///
    /// A piece, a batch, or a house's whole day.
    recall_meat("/api/v1/meats/recalls", "Livestock", MeatRecall as RecallItem) => "Livestock"."recall_meat";
}

/// A piece of meat.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Meat {
    /// Its number.
    pub id: i64,
    /// `carcass`, `left_half`, `cut`, `package` and so on.
    pub kind: String,
    /// The code of a carcass, the name of a cut or package.
    pub name: String,
    /// What it is for brands.
    #[schema(value_type = ProductClass)]
    pub product: String,
    /// What it is of.
    pub species: String,
    /// The slaughterhouse.
    pub house: i64,
    /// Who holds it.
    pub holder: i64,
    /// Its slaughter batch, of a carcass.
    pub batch: Option<i64>,
    /// `individual`, `pen_batch` or `day_batch`.
    pub identity: String,
    /// The animal, if it is one that is known.
    pub unit: Option<String>,
    /// The day of slaughter; the first one if it was mixed.
    #[schema(value_type = Day)]
    pub killed: String,
    /// Its grade.
    pub grade: Option<String>,
    /// Grams of it when it came into being.
    pub mass: i64,
    /// Grams that are not yet cut, packed, labelled or condemned.
    pub mass_left: i64,
    /// Grams condemned.
    pub condemned: i64,
    /// Whether the vet passed it, of a carcass.
    pub quarantine_passed: Option<bool>,
    /// The vet's seal.
    pub quarantine_seal: Option<String>,
    /// Whether the house's inspector passed it, of a carcass.
    pub quality_passed: Option<bool>,
    /// The house's seal.
    pub quality_seal: Option<String>,
    /// The certificate it moves on.
    pub certificate: Option<i64>,
    /// Whether it is recalled itself; see `recalled_through` of its detail for the rest.
    pub recalled: bool,
    /// When it came into being.
    #[sqlx(rename = "formed_ms")]
    pub formed: Instant,
}

/// What went into a piece, or came of it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Edge {
    /// The other piece.
    meat: i64,
    /// Grams.
    mass: i64,
}

/// A hand-over.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct MeatHandOver {
    /// From which organisation.
    sender: i64,
    /// To which organisation.
    receiver: i64,
    /// When the ledger took it.
    #[sqlx(rename = "ledger_ms")]
    recorded: Instant,
}

/// A piece with where it comes from and where it went.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeatDetail {
    #[serde(flatten)]
    meat: Meat,
    /// What it was made of.
    parents: Vec<Edge>,
    /// What was made of it.
    children: Vec<Edge>,
    /// Hand-overs, oldest first.
    deliveries: Vec<MeatHandOver>,
    /// Codes that carry it.
    codes: Vec<PackedRange>,
    /// Whether it, anything it comes from, its batch or its day is recalled.
    recalled_through: bool,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MeatFilter {
    /// Only held by this organisation.
    holder: Option<u32>,
    /// Only of this slaughterhouse.
    house: Option<u32>,
    /// Only carcasses of this slaughter batch.
    batch: Option<u32>,
    /// Only of this kind.
    kind: Option<String>,
    /// Only slaughtered on this day.
    #[param(value_type = Option<Day>)]
    killed: Option<String>,
    /// Only known to be of this animal.
    unit: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

const SELECT: &str = "SELECT meats.* FROM meats \
                      JOIN organisations ON organisations.id = meats.holder";

fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["meats.holder", "meats.house"],
        "organisations.division",
        &[
            "EXISTS (SELECT 1 FROM meat_deliveries WHERE meat_deliveries.meat = meats.id \
             AND (meat_deliveries.sender = $ OR meat_deliveries.receiver = $))",
            "EXISTS (SELECT 1 FROM meat_edges JOIN meats AS near ON near.id = meat_edges.child \
             WHERE meat_edges.parent = meats.id AND near.holder = $)",
        ],
    );
}

/// List meat
///
/// Held or slaughtered by the own organisation, handed over by it, one step back of what it holds, and
/// in the divisions of an authority; newest first.
#[utoipa::path(
    get, path = "/api/v1/meats", tag = "Livestock", params(MeatFilter, PageParams),
    responses((status = 200, body = PageOf<Meat>), ReadProblems),
)]
pub async fn list_meats(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<MeatFilter>,
) -> Result<Json<Listed<Meat>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE meats.id < ")
        .push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    for (column, value) in [
        ("holder", filter.holder),
        ("house", filter.house),
        ("batch", filter.batch),
    ] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND meats.{column} = "))
                .push_bind(i64::from(value));
        }
    }
    for (column, value) in [
        ("kind", filter.kind),
        ("killed", filter.killed),
        ("unit", filter.unit),
    ] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND meats.{column} = "))
                .push_bind(value);
        }
    }
    query
        .push(" ORDER BY meats.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Meat>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a piece of meat
///
/// With what it was made of, what was made of it, hand-overs, codes and recalls.
#[utoipa::path(
    get, path = "/api/v1/meats/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the piece")),
    responses((status = 200, body = MeatDetail), ReadProblems),
)]
pub async fn get_meat(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<MeatDetail>, ApiError> {
    let db = &app.db.reader;
    let meat = visible_meat(&app, &session, id).await?;
    let parents = sqlx::query_as(
        "SELECT parent AS meat, mass FROM meat_edges WHERE child = ? ORDER BY parent",
    );
    let children = sqlx::query_as(
        "SELECT child AS meat, mass FROM meat_edges WHERE parent = ? ORDER BY child",
    );
    let deliveries =
        sqlx::query_as("SELECT * FROM meat_deliveries WHERE meat = ? ORDER BY block, event_index");
    let codes = sqlx::query_as("SELECT * FROM code_ranges WHERE meat = ? ORDER BY batch, first");
    Ok(Json(MeatDetail {
        meat,
        parents: parents.bind(id).fetch_all(db).await?,
        children: children.bind(id).fetch_all(db).await?,
        deliveries: deliveries.bind(id).fetch_all(db).await?,
        codes: codes.bind(id).fetch_all(db).await?,
        recalled_through: is_recalled(db, id).await.map_err(unread)?,
    }))
}

/// A piece the caller may see.
pub(crate) async fn visible_meat(
    app: &AppState,
    session: &Session,
    id: i64,
) -> Result<Meat, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE meats.id = ").push_bind(id);
    visible(&Scope::of_livestock(app, session).await, &mut query);
    Ok(query
        .build_query_as::<Meat>()
        .fetch_one(&app.db.reader)
        .await?)
}

fn unread(error: ScanError) -> ApiError {
    ApiError::internal(error)
}
