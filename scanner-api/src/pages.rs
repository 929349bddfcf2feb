//! Pages for people: the public scan page and the console, rendered on the server in two languages.

pub mod assets;
pub mod console;
pub mod format;
pub(crate) mod front;
pub(crate) mod inspect;
pub mod livestock;
pub(crate) mod prices;
pub(crate) mod records;
pub mod scan;
pub(crate) mod village;
pub mod words;

#[cfg(test)]
pub(crate) mod well_formed;

use axum::{
    body::Body,
    http::{header, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};

use words::Lang;

/// What a browser may load and do on a page: only what this service serves.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// A page with the headers every page carries.
pub fn html(status: StatusCode, lang: Lang, body: impl Into<Body>) -> Response {
    let headers: [(HeaderName, HeaderValue); 6] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(lang.tag()),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
        ),
    ];
    (status, headers, body.into()).into_response()
}
