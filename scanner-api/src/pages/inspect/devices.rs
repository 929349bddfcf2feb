//! The cookie by which the service knows a browser again when somebody writes: a random number, nothing else.

use axum::{
    extract::{Request, State},
    http::{header, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::{
    cookie::{Cookie, SameSite},
    CookieJar,
};
use rand::{rngs::OsRng, RngCore};

use crate::{
    extract::SESSION_COOKIE,
    inspect::devices,
    state::AppState,
    vault::tokens::{session_account, Token},
};

/// Name of the cookie.
const DEVICE_COOKIE: &str = "county_device";
/// How long a browser keeps it, in days.
const KEPT_DAYS: i64 = 396;

/// Notes from which browser a session writes. Readers and machines are not noted, and a note that fails stops
/// nobody from writing.
pub(crate) async fn noted(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let jar = CookieJar::from_headers(request.headers());
    let Some(token) = jar.get(SESSION_COOKIE) else {
        return next.run(request).await;
    };
    let token = Token::shown(token.value());
    let known = jar
        .get(DEVICE_COOKIE)
        .map(|cookie| cookie.value().to_owned());
    let known = known.filter(|name| devices::is_name(name));
    let is_new = known.is_none();
    let name = known.unwrap_or_else(|| {
        let mut bytes = [0u8; 16];
        OsRng.fill_bytes(&mut bytes);
        hex::encode(bytes)
    });
    if let Ok(Some(account)) = session_account(&app.db, &token).await {
        if let Err(error) = devices::note(&app.db, account, &name).await {
            tracing::warn!(code = error.code(), "a device was not noted");
        }
    }
    let mut response = next.run(request).await;
    if is_new {
        let cookie = Cookie::build((DEVICE_COOKIE, name))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(app.config.is_https())
            .max_age(time::Duration::days(KEPT_DAYS))
            .build();
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}
