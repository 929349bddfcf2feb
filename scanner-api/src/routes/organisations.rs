//! Organisations: registration, approval, suspension, and what is known of them.

use axum::extract::State;
use county_primitives::{registry::OrganisationInput, DivisionCode, OrganisationId, Text};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    error::ApiError,
    extract::{ItemsBody, Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        requests::{ItemsOf, OrganisationItem, OrganisationReason},
        words::{self, CreditCode, Division, Pseudonym},
    },
    page::{Listed, Paging},
    screening,
    shown::Instant,
    state::AppState,
    visibility::{bounds, Scope},
    write::{Write, WriteAnswer},
};

writes! {
    /// Register organisations
    ///
    /// A township or the county registers; a second person of the county approves. What governance
    /// registers is active at once.
    create_organisations("/api/v1/organisations", "Registry", OrganisationInput as OrganisationItem) => "Registry"."register_organisations";

    /// Approve organisations
    ///
    /// By a second person of the county bureau.
    approve_organisations("/api/v1/organisations/approvals", "Registry", OrganisationId as u32) => "Registry"."approve_organisations";
}

/// An organisation and why something is done to it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    organisation: OrganisationId,
    reason: Text<128>,
}

async fn submit_reasoned(
    app: &AppState,
    write: &Write,
    call: &'static str,
    body: ItemsBody<Reasoned>,
) -> Result<WriteAnswer, ApiError> {
    screening::ensure_free_items(&body.items)?;
    let items = body
        .items
        .into_iter()
        .map(|item| (item.organisation, item.reason))
        .collect();
    write
        .submit(app, "Registry", call, &ItemsBody { items }.bounded()?)
        .await
}

macro_rules! reasoned {
    ($($(#[$doc:meta])* $name:ident($path:literal) => $call:literal;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = "Registry", params(WriteParams),
            request_body = ItemsOf<OrganisationReason>, responses(WriteResponses),
        )]
        pub async fn $name(
            State(app): State<AppState>,
            write: Write,
            Json(body): Json<ItemsBody<Reasoned>>,
        ) -> Result<WriteAnswer, ApiError> {
            submit_reasoned(&app, &write, $call, body).await
        }
    )*};
}

reasoned! {
    /// Refuse organisations that wait for approval
    ///
    /// By the county bureau; the reason is kept on the ledger.
    refuse_organisations("/api/v1/organisations/refusals") => "refuse_organisations";
    /// Suspend organisations
    ///
    /// None of their members may sign until they are reactivated.
    suspend_organisations("/api/v1/organisations/suspensions") => "suspend_organisations";
    /// Reactivate organisations
    ///
    /// By the county bureau; what governance suspended only governance reactivates.
    reactivate_organisations("/api/v1/organisations/reactivations") => "reactivate_organisations";
}

/// An organisation.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = Organisation)]
pub struct Organisation {
    /// Its number.
    pub id: i64,
    /// What it is in law.
    #[schema(value_type = words::OrganisationKind, inline)]
    pub kind: String,
    /// Where it sits.
    #[schema(value_type = Division)]
    pub division: String,
    /// Credit code of a legal person.
    #[schema(value_type = Option<CreditCode>)]
    pub credit_code: Option<String>,
    /// Name of a legal person.
    pub name: Option<String>,
    /// Pseudonym of a natural person.
    #[schema(value_type = Option<Pseudonym>)]
    pub pseudonym: Option<String>,
    /// Where it stands.
    #[schema(value_type = words::OrganisationStatus, inline)]
    pub status: String,
    /// Why it is suspended or was refused; empty otherwise.
    pub reason: String,
    /// When it was registered.
    #[sqlx(rename = "registered_ms")]
    pub registered: Instant,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrganisationFilter {
    /// Only with this status.
    status: Option<String>,
    /// Only in this division, with everything inside.
    #[param(value_type = Option<String>)]
    division: Option<DivisionCode>,
    /// Only of this kind.
    kind: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List organisations
///
/// Active legal persons are public to members; the others are seen by themselves and by the
/// authorities of their division.
#[utoipa::path(
    get, path = "/api/v1/organisations", tag = "Registry", params(OrganisationFilter, PageParams),
    responses((status = 200, body = PageOf<Organisation>), ReadProblems),
)]
pub async fn list_organisations(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<OrganisationFilter>,
) -> Result<Json<Listed<Organisation>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM organisations WHERE id < ");
    query.push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.organisations(&mut query);
    if let Some(status) = filter.status {
        query.push(" AND status = ").push_bind(status);
    }
    if let Some(kind) = filter.kind {
        query.push(" AND kind = ").push_bind(kind);
    }
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        query
            .push(" AND division >= ")
            .push_bind(low)
            .push(" AND division < ")
            .push_bind(high);
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Organisation>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get an organisation
///
/// With its status, and the reason of a suspension or refusal.
#[utoipa::path(
    get, path = "/api/v1/organisations/{id}", tag = "Registry",
    params(("id" = u32, Path, description = "Number of the organisation")),
    responses((status = 200, body = Organisation), ReadProblems),
)]
pub async fn get_organisation(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Organisation>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM organisations WHERE id = ");
    query.push_bind(id);
    Scope::of(&app, &session).await.organisations(&mut query);
    Ok(Json(
        query
            .build_query_as::<Organisation>()
            .fetch_one(&app.db.reader)
            .await?,
    ))
}
