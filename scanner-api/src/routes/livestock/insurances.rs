//! Insurance contracts and claims. Money is in fen.

use axum::extract::State;
use county_primitives::livestock::{ClaimDecision, ClaimInput, ClaimPayment, InsuranceInput};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{ClaimDecisionItem, ClaimItem, ClaimPaymentItem, InsuranceItem},
        requests::ItemsOf,
        words::{Day, Digest},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::Instant,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Record insurance contracts
    ///
    /// No animal is in two contracts of any insurer at one time.
    insure("/api/v1/insurances", "Livestock", InsuranceInput as InsuranceItem) => "Livestock"."insure";

    /// File claims
    ///
    /// Never two for one life, under whichever tag; the body must be lawfully disposed of.
    file_claims("/api/v1/claims", "Livestock", ClaimInput as ClaimItem) => "Livestock"."file_claims";

    /// Decide claims
    ///
    /// By a second person of the insurer.
    decide_claims("/api/v1/claims/decisions", "Livestock", ClaimDecision as ClaimDecisionItem) => "Livestock"."decide_claims";

    /// Record payments of claims
    ///
    /// A late payment warns.
    pay_claims("/api/v1/claims/payments", "Livestock", ClaimPayment as ClaimPaymentItem) => "Livestock"."pay_claims";
}

/// A contract.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Insurance {
    /// Its number on the chain.
    pub id: i64,
    /// The insurer.
    pub insurer: i64,
    /// Number of the policy.
    pub number: String,
    /// Whose animals they are.
    pub farm: i64,
    /// What they are.
    pub species: String,
    /// How many heads.
    pub heads: i64,
    /// First day.
    #[schema(value_type = Day)]
    pub from_day: String,
    /// First day it no longer holds.
    #[schema(value_type = Day)]
    pub until_day: String,
    /// The most that is paid for one animal, in fen.
    pub sum_per_head: i64,
    /// Digest of the terms.
    #[schema(value_type = Digest)]
    pub terms: String,
    /// When it was recorded.
    #[sqlx(rename = "insured_ms")]
    pub insured: Instant,
}

/// A contract with its animals and claims.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InsuranceDetail {
    #[serde(flatten)]
    insurance: Insurance,
    /// The animals.
    units: Vec<String>,
    /// Numbers of the claims under it.
    claims: Vec<i64>,
}

/// A claim.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Claim {
    /// Its number.
    pub id: i64,
    /// The contract.
    pub insurance: i64,
    /// The animal.
    pub unit: String,
    /// Grams as claimed.
    pub mass: i64,
    /// What is asked, in fen.
    pub amount: i64,
    /// Digest of the photo of the body.
    #[schema(value_type = Digest)]
    pub photo: String,
    /// Digest of the survey.
    #[schema(value_type = Digest)]
    pub survey: String,
    /// The consignment that proves the body's end.
    pub disposal: i64,
    /// `filed`, `approved`, `refused` or `paid`.
    pub state: String,
    /// What was agreed, in fen.
    pub agreed: Option<i64>,
    /// Why.
    pub reason: String,
    /// Digest of the bank's receipt.
    #[schema(value_type = Option<Digest>)]
    pub receipt: Option<String>,
    /// When it was filed.
    #[sqlx(rename = "filed_ms")]
    pub filed: Instant,
    /// When it was decided.
    #[sqlx(rename = "decided_ms")]
    pub decided: Option<Instant>,
    /// When it was paid.
    #[sqlx(rename = "paid_ms")]
    pub paid: Option<Instant>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InsuranceFilter {
    /// Only of this farm.
    farm: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClaimFilter {
    /// Only in this state.
    state: Option<String>,
    /// Only for this animal.
    unit: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["insurances.insurer", "insurances.farm"],
        "organisations.division",
        &[],
    );
}

const SELECT: &str = "SELECT insurances.* FROM insurances \
                      JOIN organisations ON organisations.id = insurances.farm";
const CLAIMS: &str =
    "SELECT claims.* FROM claims JOIN insurances ON insurances.id = claims.insurance \
                      JOIN organisations ON organisations.id = insurances.farm";

/// List insurance contracts
///
/// Of the own organisation as insurer or farm, and of farms in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/insurances", tag = "Livestock", params(InsuranceFilter, PageParams),
    responses((status = 200, body = PageOf<Insurance>), ReadProblems),
)]
pub async fn list_insurances(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<InsuranceFilter>,
) -> Result<Json<Listed<Insurance>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE insurances.id < ")
        .push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    if let Some(farm) = filter.farm {
        query
            .push(" AND insurances.farm = ")
            .push_bind(i64::from(farm));
    }
    query
        .push(" ORDER BY insurances.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Insurance>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get an insurance contract
///
/// With its animals and claims.
#[utoipa::path(
    get, path = "/api/v1/insurances/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the contract on the chain")),
    responses((status = 200, body = InsuranceDetail), ReadProblems),
)]
pub async fn get_insurance(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<InsuranceDetail>, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE insurances.id = ").push_bind(id);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    let insurance = query.build_query_as::<Insurance>().fetch_one(db).await?;
    let units = sqlx::query_scalar(
        "SELECT unit FROM insurance_units WHERE insurance = ? ORDER BY position",
    );
    let claims = sqlx::query_scalar("SELECT id FROM claims WHERE insurance = ? ORDER BY id");
    Ok(Json(InsuranceDetail {
        insurance,
        units: units.bind(id).fetch_all(db).await?,
        claims: claims.bind(id).fetch_all(db).await?,
    }))
}

/// List claims
///
/// Of the own organisation as insurer or farm, and of farms in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/claims", tag = "Livestock", params(ClaimFilter, PageParams),
    responses((status = 200, body = PageOf<Claim>), ReadProblems),
)]
pub async fn list_claims(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<ClaimFilter>,
) -> Result<Json<Listed<Claim>>, ApiError> {
    let mut query = QueryBuilder::new(CLAIMS);
    query
        .push(" WHERE claims.id < ")
        .push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    for (column, value) in [("state", filter.state), ("unit", filter.unit)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND claims.{column} = "))
                .push_bind(value);
        }
    }
    query
        .push(" ORDER BY claims.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Claim>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a claim
///
/// With its decision and payment.
#[utoipa::path(
    get, path = "/api/v1/claims/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the claim")),
    responses((status = 200, body = Claim), ReadProblems),
)]
pub async fn get_claim(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Claim>, ApiError> {
    let mut query = QueryBuilder::new(CLAIMS);
    query.push(" WHERE claims.id = ").push_bind(id);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    Ok(Json(
        query
            .build_query_as::<Claim>()
            .fetch_one(&app.db.reader)
            .await?,
    ))
}
