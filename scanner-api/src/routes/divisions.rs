//! Names of administrative divisions.

use axum::extract::State;
use county_primitives::DivisionCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    divisions::level_id,
    error::ApiError,
    extract::{Json, Path},
    openapi::{answers::PublicProblems, words},
    state::AppState,
};

/// A division by code and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedDivision {
    /// The code.
    #[schema(value_type = words::Division)]
    code: DivisionCode,
    /// The name.
    #[schema(example = "龙泉镇")]
    name: String,
}

/// A division with what lies around and inside it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DivisionDetail {
    /// The code.
    #[schema(value_type = words::Division)]
    code: DivisionCode,
    /// The name.
    #[schema(example = "隰县")]
    name: String,
    /// `nation`, `province`, `prefecture`, `county`, `township` or `village`.
    level: &'static str,
    /// From the province down to the division itself, as far as names are known.
    path: Vec<NamedDivision>,
    /// The divisions right below, in the order of their codes.
    children: Vec<NamedDivision>,
}

/// Get a division
///
/// Its name, what it lies in, and what lies right below it. Public.
#[utoipa::path(
    get, path = "/api/v1/divisions/{code}", tag = "Divisions",
    params(("code" = String, Path, description = "Twelve digits", example = "141031000000")),
    responses((status = 200, body = DivisionDetail), PublicProblems),
    security(()),
)]
pub async fn get_division(
    State(app): State<AppState>,
    Path(code): Path<String>,
) -> Result<Json<DivisionDetail>, ApiError> {
    let code: DivisionCode = code.parse().map_err(|_| ApiError::not_found())?;
    let divisions = &app.divisions;
    let named = |code: DivisionCode| {
        let name = divisions.name(code)?.to_owned();
        Some(NamedDivision { code, name })
    };
    let own = named(code).ok_or_else(ApiError::not_found)?;
    let mut path: Vec<_> = code
        .lineage()
        .filter(|code| *code != DivisionCode::NATION)
        .filter_map(named)
        .collect();
    path.reverse();
    let children = divisions
        .children(code)
        .map(|(code, name)| NamedDivision {
            code,
            name: name.to_owned(),
        })
        .collect();
    let level = level_id(code.level());
    Ok(Json(DivisionDetail {
        code,
        name: own.name,
        level,
        path,
        children,
    }))
}
