//! Tokens for machines.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};

use crate::{
    error::ApiError,
    extract::{Json, Path, Session},
    openapi::{
        answers::{PageOf, ReadProblems},
        service,
    },
    page::Listed,
    state::AppState,
    vault::tokens::{self, TokenRow},
};

/// The longest name of a token, in characters.
const NAME_CHARACTERS_MAX: usize = 64;

/// A token to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for, in the owner's words.
    pub name: String,
}

/// A token that was made. It is shown this once.
#[derive(Serialize)]
pub struct MadeToken {
    /// Its id and name.
    #[serde(flatten)]
    pub row: TokenRow,
    /// The token.
    pub token: String,
}

/// Make a token for a machine
///
/// It acts as the account that made it and is shown this once.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "Sessions",
    request_body = service::NewToken,
    responses((status = 201, body = service::MadeToken), ReadProblems),
)]
pub async fn create_token(
    State(app): State<AppState>,
    session: Session,
    Json(body): Json<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), ApiError> {
    let name = body.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(ApiError::field(
            "/name",
            format!("a name has 1 to {NAME_CHARACTERS_MAX} characters"),
            format!("名称应为 1 到 {NAME_CHARACTERS_MAX} 个字"),
        ));
    }
    let (row, token) = tokens::create_token(&app.db, session.account, name).await?;
    let token = token.as_str().to_owned();
    Ok((StatusCode::CREATED, Json(MadeToken { row, token })))
}

/// List the own tokens
///
/// Without the tokens themselves.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "Sessions",
    responses((status = 200, body = PageOf<service::TokenRow>), ReadProblems),
)]
pub async fn list_tokens(
    State(app): State<AppState>,
    session: Session,
) -> Result<Json<Listed<TokenRow>>, ApiError> {
    let items = tokens::list_tokens(&app.db, session.account).await?;
    Ok(Json(Listed { items, next: None }))
}

/// Revoke a token
///
/// Requests with it are refused from now on.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "Sessions",
    params(("id" = String, Path, description = "Id of the token")),
    responses((status = 204, description = "Revoked"), ReadProblems),
)]
pub async fn delete_token(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if tokens::delete_token(&app.db, session.account, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found())
    }
}
