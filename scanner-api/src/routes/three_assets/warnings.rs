//! Warnings of the three assets, and what is overdue.

use axum::extract::State;
use county_primitives::{
    three_assets::warnings::{Overdue, WarningStepInput},
    DivisionCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::ItemsOf,
        three_assets::{AssetWarningStepItem, OverdueItem},
        words,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    three_assets::warnings::{self, AssetWarning, WarningFile, WarningFilter},
};

writes! {
    /// Report what is overdue
    ///
    /// Whoever sees it reports it; the chain checks that its day has passed, and warns.
    report_overdue("/api/v1/overdue", "Three assets", Overdue as OverdueItem) => "ThreeAssets"."report_overdue";

    /// Record steps of warnings
    ///
    /// Explanations and proofs by officers of the collective; what becomes of them by the route of the level:
    /// yellow the township, orange the county, red the inspector.
    step_warnings("/api/v1/asset-warnings/steps", "Three assets", WarningStepInput as AssetWarningStepItem) => "ThreeAssets"."step_warnings";
}

/// Which warnings to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WarningQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Inside this division.
    #[param(value_type = Option<words::Division>)]
    division: Option<DivisionCode>,
    /// Of the rule with this number: 2 is W02.
    rule: Option<i64>,
    /// `yellow`, `orange` or `red`.
    level: Option<String>,
    /// In this state, for example `open`.
    state: Option<String>,
    /// About this subject.
    #[param(value_type = Option<words::Subject>)]
    about: Option<String>,
    /// Whether somebody has to do something.
    waiting: Option<bool>,
    /// Whose clock ended before this day.
    due_before: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List warnings of the three assets
///
/// For officers of the village and authorities, the latest first.
#[utoipa::path(
    get, path = "/api/v1/asset-warnings", tag = "Three assets", params(WarningQuery, PageParams),
    responses((status = 200, body = PageOf<AssetWarning>), ReadProblems),
)]
pub async fn list_asset_warnings(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<WarningQuery>,
) -> Result<Json<Listed<AssetWarning>>, ApiError> {
    let filter = WarningFilter {
        collective: query.collective,
        division: query.division,
        rule: query.rule,
        level: query.level,
        state: query.state,
        about: query.about,
        waiting: query.waiting,
        due_before: query.due_before,
    };
    let listed = warnings::list(&app, Some(&session), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a warning of the three assets
///
/// With its steps.
#[utoipa::path(
    get, path = "/api/v1/asset-warnings/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the warning")),
    responses((status = 200, body = WarningFile), ReadProblems),
)]
pub async fn get_asset_warning(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<WarningFile>, ApiError> {
    Ok(Json(warnings::get(&app, Some(&session), id).await?))
}
