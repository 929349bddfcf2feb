//! Logging in and out.

#[cfg(test)]
mod tests;

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use county_primitives::{Jurisdiction, MemberId, OrganisationId};
use serde::{Deserialize, Serialize};

use crate::{
    error::ApiError,
    extract::{session_of, Json, Session, Via, SESSION_COOKIE},
    openapi::{
        answers::{LoginProblems, ReadProblems},
        service,
    },
    state::{App, AppState},
    vault::{accounts::log_in, tokens},
};

/// Login and password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
}

/// Who is logged in.
#[derive(Clone, Debug, Serialize)]
pub struct SessionAnswer {
    /// The login.
    pub login: String,
    /// The member the chain knows the account as; `null` while it or its organisation is not active.
    pub member: Option<MemberId>,
    /// The organisation the member signs for.
    pub organisation: Option<OrganisationId>,
    /// What the member may act as, and where.
    pub roles: Vec<Jurisdiction>,
    /// What unsafe requests must carry in `X-CSRF-Token`; absent for machine tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
}

impl From<&Session> for SessionAnswer {
    fn from(session: &Session) -> Self {
        Self {
            login: session.login.clone(),
            member: session.member,
            organisation: session.organisation,
            roles: session.roles.clone(),
            csrf: session.csrf(),
        }
    }
}

/// The cookie of a session; also used by the pages.
pub fn session_cookie(app: &App, token: &tokens::Token) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, token.as_str().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.is_https())
        .max_age(time::Duration::hours(i64::from(
            app.config.sessions.lifetime_hours,
        )))
        .build()
}

/// The cookie that takes a session away.
pub fn no_session_cookie() -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, "")).path("/").build()
}

/// Logs in: the session and its token.
pub async fn begin(
    app: &AppState,
    login: &str,
    password: &str,
) -> Result<(Session, tokens::Token), ApiError> {
    let account = log_in(&app.db, login, password).await?;
    let token = tokens::begin_session(&app.db, account, app.config.sessions.lifetime_hours).await?;
    let session = session_of(app, account, Via::Cookie(token.clone())).await?;
    Ok((session, token))
}

/// Log in
///
/// Sets the session cookie. Wrong passwords lock the login for a growing time.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "Sessions",
    request_body = service::Credentials,
    responses((status = 200, body = service::SessionAnswer), LoginProblems),
    security(()),
)]
pub async fn create_session(
    State(app): State<AppState>,
    jar: CookieJar,
    Json(body): Json<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    let (session, token) = begin(&app, &body.login, &body.password).await?;
    let jar = jar.add(session_cookie(&app, &token));
    Ok((jar, Json(SessionAnswer::from(&session))))
}

/// Get the own session
///
/// Who is logged in, in which roles, and the CSRF token of the session.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "Sessions",
    responses((status = 200, body = service::SessionAnswer), ReadProblems),
)]
pub async fn get_session(session: Session) -> Json<SessionAnswer> {
    Json(SessionAnswer::from(&session))
}

/// Log out
///
/// Ends the session and takes the cookie away.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "Sessions",
    responses((status = 204, description = "Logged out"), ReadProblems),
)]
pub async fn delete_session(
    State(app): State<AppState>,
    session: Session,
    jar: CookieJar,
) -> Result<impl IntoResponse, ApiError> {
    if let Via::Cookie(token) = &session.via {
        tokens::end_session(&app.db, token).await?;
    }
    Ok((StatusCode::NO_CONTENT, jar.remove(no_session_cookie())))
}
