//! Disclosures and their proofs.

use axum::extract::State;
use county_primitives::{
    three_assets::disclosure::{DisclosureInput, Posting},
    DisclosureId, DivisionCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, PublicProblems},
        requests::ItemsOf,
        three_assets::{DisclosureItem, PostingItem},
        words,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    three_assets::{
        disclosures::{self, Disclosure, DisclosureFile, DisclosureFilter},
        statements::{self, Proof},
    },
};

writes! {
    /// Prepare disclosures
    ///
    /// By the accountant. The chain computes the figures of a statement; nobody sends them.
    prepare_disclosures("/api/v1/disclosures", "Three assets", DisclosureInput as DisclosureItem) => "ThreeAssets"."prepare_disclosures";

    /// Sign disclosures
    ///
    /// By a supervisor, before they are posted.
    sign_disclosures("/api/v1/disclosures/signatures", "Three assets", DisclosureId as u64) => "ThreeAssets"."sign_disclosures";

    /// Record that disclosures are on the wall
    ///
    /// With a photo; the chain says how long they stay.
    post_disclosures("/api/v1/disclosures/postings", "Three assets", Posting as PostingItem) => "ThreeAssets"."post_disclosures";

    /// Record that disclosures were taken down
    ///
    /// After their days on the wall.
    end_disclosures("/api/v1/disclosures/ends", "Three assets", DisclosureId as u64) => "ThreeAssets"."end_disclosures";
}

/// Which disclosures to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DisclosureQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Inside this division.
    #[param(value_type = Option<words::Division>)]
    division: Option<DivisionCode>,
    /// Of this book.
    book: Option<i64>,
    /// `statement` or `special`.
    kind: Option<String>,
    /// `prepared`, `signed`, `posted` or `ended`.
    state: Option<String>,
    /// To be on the wall before this day.
    due_before: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List disclosures
///
/// Public once they are on the wall; before that for officers of the village and authorities.
#[utoipa::path(
    get, path = "/api/v1/disclosures", tag = "Three assets", params(DisclosureQuery, PageParams),
    responses((status = 200, body = PageOf<Disclosure>), PublicProblems),
    security(()),
)]
pub async fn list_disclosures(
    State(app): State<AppState>,
    session: Option<Session>,
    Query(query): Query<DisclosureQuery>,
) -> Result<Json<Listed<Disclosure>>, ApiError> {
    let filter = DisclosureFilter {
        collective: query.collective,
        division: query.division,
        book: query.book,
        kind: query.kind,
        state: query.state,
        due_before: query.due_before,
    };
    let listed = disclosures::list(&app, session.as_ref(), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a disclosure
///
/// With its figures by heading.
#[utoipa::path(
    get, path = "/api/v1/disclosures/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the disclosure")),
    responses((status = 200, body = DisclosureFile), PublicProblems),
    security(()),
)]
pub async fn get_disclosure(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<DisclosureFile>, ApiError> {
    let file = disclosures::get(&app, session.as_ref(), id).await?;
    Ok(Json(file))
}

/// Get the proof of a disclosed statement
///
/// What the chain computed, its digest computed again, the block of its record, and whether it equals that
/// record and the books as they are in the index.
#[utoipa::path(
    get, path = "/api/v1/disclosures/{id}/proof", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the disclosure")),
    responses((status = 200, body = Proof), PublicProblems),
    security(()),
)]
pub async fn get_proof(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<Proof>, ApiError> {
    // Who may see the disclosure may see its proof.
    disclosures::get(&app, session.as_ref(), id).await?;
    Ok(Json(statements::proof(&app, id).await?))
}
