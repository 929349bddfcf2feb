//! Democratic decisions.

use axum::extract::State;
use county_primitives::{
    three_assets::decisions::{DecisionInput, DecisionStepInput},
    DivisionCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, PublicProblems},
        requests::ItemsOf,
        three_assets::{DecisionItem, DecisionStepItem},
        words,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    three_assets::{
        decisions::{self, Decision, DecisionFile, DecisionFilter},
        lists::Sort,
        sight,
    },
};

writes! {
    /// Open decisions
    ///
    /// By the chair or the board, with the announcement and the day of the meeting.
    open_decisions("/api/v1/decisions", "Three assets", DecisionInput as DecisionItem) => "ThreeAssets"."open_decisions";

    /// Record steps of decisions
    ///
    /// In the order of the law; quorum and majority are counted by the chain.
    step_decisions("/api/v1/decisions/steps", "Three assets", DecisionStepInput as DecisionStepItem) => "ThreeAssets"."step_decisions";
}

/// Which decisions to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Inside this division.
    #[param(value_type = Option<words::Division>)]
    division: Option<DivisionCode>,
    /// In this state, for example `effective`.
    state: Option<String>,
    /// About this matter, for example `spending`.
    matter: Option<String>,
    /// `latest` (default), `earliest`, `largest` or `smallest`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    sort: Sort,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List decisions
///
/// Public: what was published, and how the vote went. Members see all decisions of their village, with how much
/// of them is used.
#[utoipa::path(
    get, path = "/api/v1/decisions", tag = "Three assets", params(DecisionQuery, PageParams),
    responses((status = 200, body = PageOf<Decision>), PublicProblems),
    security(()),
)]
pub async fn list_decisions(
    State(app): State<AppState>,
    session: Option<Session>,
    Query(query): Query<DecisionQuery>,
) -> Result<Json<Listed<Decision>>, ApiError> {
    let filter = DecisionFilter {
        collective: query.collective,
        division: query.division,
        state: query.state,
        matter: query.matter,
        sort: query.sort,
    };
    let listed = decisions::list(&app, session.as_ref(), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a decision
///
/// Public once it is published, with its steps; members see it before, who recorded them and what was spent on it.
#[utoipa::path(
    get, path = "/api/v1/decisions/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the decision")),
    responses((status = 200, body = DecisionFile), PublicProblems),
    security(()),
)]
pub async fn get_decision(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<DecisionFile>, ApiError> {
    let place = decisions::place(&app, id).await?;
    let sight = sight::of(session.as_ref(), place);
    Ok(Json(decisions::get(&app, id, sight).await?))
}
