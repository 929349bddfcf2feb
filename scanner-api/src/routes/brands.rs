//! Brands and their quotas of codes.

use axum::extract::State;
use county_primitives::labels::{BrandInput, QuotaApproval, QuotaInput};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{BrandItem, ItemsOf, QuotaApprovalItem, QuotaItem},
        words::{Division, ProductClass},
    },
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Register brands
    ///
    /// With the area everything must have grown in and the grades that may carry it.
    create_brands("/api/v1/brands", "Labels", BrandInput as BrandItem) => "Labels"."register_brands";

    /// Grant quotas of codes
    ///
    /// By the owner of the brand; the county approves. The number of codes is yield times grade rate
    /// by unit mass, and the spoil allowance of the policy.
    create_quotas("/api/v1/quotas", "Labels", QuotaInput as QuotaItem) => "Labels"."grant_quotas";

    /// Approve quotas
    ///
    /// By the county bureau, a second person. The approval names the codes and the unit mass that were
    /// granted, so that nothing granted anew in the meantime is approved unseen.
    approve_quotas("/api/v1/quotas/approvals", "Labels", QuotaApproval as QuotaApprovalItem) => "Labels"."approve_quotas";
}

/// A brand.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Brand {
    /// Its number.
    pub id: i64,
    /// The organisation that owns it.
    pub owner: i64,
    /// Its name.
    pub name: String,
    /// What may carry it.
    #[schema(value_type = ProductClass)]
    pub product: String,
    /// Where everything it is made of must have grown.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<Division>)]
    pub area: Stored,
    /// The grades that may carry it; empty means any.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<String>)]
    pub grades: Stored,
    /// When it was registered.
    #[sqlx(rename = "registered_ms")]
    pub registered: Instant,
}

/// A quota of codes.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Quota {
    /// The brand.
    pub brand: i64,
    /// Who may have codes.
    pub organisation: i64,
    /// The season, by the year of its harvest.
    pub season: i64,
    /// Grams the quota stands on.
    pub approved_yield: i64,
    /// The share of it that reaches a grade of the brand, in hundredths of a percent.
    pub grade_rate: i64,
    /// Net grams of one item.
    pub unit_net: i64,
    /// Codes it allows.
    pub codes: i64,
    /// Codes issued so far.
    pub issued: i64,
    /// Whether the county has approved it.
    pub approved: bool,
    /// When it was granted.
    #[sqlx(rename = "granted_ms")]
    pub granted: Instant,
    /// Grams that a revision stands on; the revision waits while the quota is honoured as it is.
    pub pending_yield: Option<i64>,
    /// The share of it in the revision, in hundredths of a percent.
    pub pending_rate: Option<i64>,
    /// Net grams of one item in the revision.
    pub pending_unit_net: Option<i64>,
    /// Codes the revision would allow.
    pub pending_codes: Option<i64>,
    /// When the revision was granted.
    #[sqlx(rename = "pending_ms")]
    pub pending: Option<Instant>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BrandFilter {
    /// Only of this organisation.
    owner: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuotaFilter {
    /// Only of this brand.
    brand: Option<u32>,
    /// Only of this organisation.
    organisation: Option<u32>,
    /// Only of this season.
    season: Option<u16>,
    /// Only approved ones (`true`), or only those that wait, revisions included (`false`).
    approved: Option<bool>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List brands
///
/// Brands are public to members.
#[utoipa::path(
    get, path = "/api/v1/brands", tag = "Labels", params(BrandFilter, PageParams),
    responses((status = 200, body = PageOf<Brand>), ReadProblems),
)]
pub async fn list_brands(
    State(app): State<AppState>,
    _session: Session,
    Query(filter): Query<BrandFilter>,
) -> Result<Json<Listed<Brand>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM brands WHERE id < ");
    query.push_bind(filter.paging.before()?);
    if let Some(owner) = filter.owner {
        query.push(" AND owner = ").push_bind(i64::from(owner));
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Brand>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a brand
///
/// With its area and grades.
#[utoipa::path(
    get, path = "/api/v1/brands/{id}", tag = "Labels",
    params(("id" = u32, Path, description = "Number of the brand")),
    responses((status = 200, body = Brand), ReadProblems),
)]
pub async fn get_brand(
    State(app): State<AppState>,
    _session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Brand>, ApiError> {
    let brand = sqlx::query_as("SELECT * FROM brands WHERE id = ?").bind(id);
    Ok(Json(brand.fetch_one(&app.db.reader).await?))
}

/// List quotas
///
/// Those of the own organisation and its brands, and all in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/quotas", tag = "Labels", params(QuotaFilter, PageParams),
    responses((status = 200, body = PageOf<Quota>), ReadProblems),
)]
pub async fn list_quotas(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<QuotaFilter>,
) -> Result<Json<Listed<Quota>>, ApiError> {
    let (granted, brand, organisation, season): (i64, i64, i64, i64) = filter
        .paging
        .after()?
        .unwrap_or((i64::MAX, i64::MAX, i64::MAX, i64::MAX));
    let mut query = QueryBuilder::new(
        "SELECT quotas.* FROM quotas JOIN brands ON brands.id = quotas.brand \
         JOIN organisations ON organisations.id = quotas.organisation \
         WHERE (quotas.granted_ms, quotas.brand, quotas.organisation, quotas.season) < (",
    );
    let mut key = query.separated(", ");
    key.push_bind(granted)
        .push_bind(brand)
        .push_bind(organisation)
        .push_bind(season);
    query.push(")");
    Scope::of(&app, &session).await.quotas(&mut query);
    if let Some(brand) = filter.brand {
        query
            .push(" AND quotas.brand = ")
            .push_bind(i64::from(brand));
    }
    if let Some(organisation) = filter.organisation {
        query
            .push(" AND quotas.organisation = ")
            .push_bind(i64::from(organisation));
    }
    if let Some(season) = filter.season {
        query
            .push(" AND quotas.season = ")
            .push_bind(i64::from(season));
    }
    if let Some(approved) = filter.approved {
        query.push(if approved {
            " AND quotas.approved"
        } else {
            " AND (NOT quotas.approved OR quotas.pending_codes IS NOT NULL)"
        });
    }
    query
        .push(
            " ORDER BY quotas.granted_ms DESC, quotas.brand DESC, quotas.organisation DESC, \
             quotas.season DESC LIMIT ",
        )
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Quota>()
        .fetch_all(&app.db.reader)
        .await?;
    let key = |row: &Quota| (row.granted.0, row.brand, row.organisation, row.season);
    Ok(Json(Listed::new(&filter.paging, rows, key)?))
}
