//! Pages about animals and their papers: an animal's file, certificates and their check by anybody,
//! search, the traces of an outbreak and of meat, and what farms report.

mod access;
mod adapters;
mod animal;
mod certificate;
mod contacts;
mod picture;
mod report;
mod reports;
mod search;
mod story;
mod trace;
mod verify;
pub(crate) mod words;

use axum::{
    http::{header, HeaderValue},
    middleware::from_fn,
    routing::get,
    Router,
};
use tower_http::set_header::SetResponseHeaderLayer;

use super::console::dress;
use crate::state::AppState;

/// The pages of members.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/animals/{tag}", get(animal::show))
        .route("/certificates/{id}", get(certificate::show))
        .route("/certificates/{id}/code.svg", get(certificate::symbol))
        .route("/livestock/search", get(search::show))
        .route("/livestock/contacts", get(contacts::show))
        .route("/livestock/trace", get(trace::show))
        .route("/livestock/reports", get(reports::show))
        .route("/livestock/adapters", get(adapters::show))
        .route("/livestock/adapters/{system}", get(adapters::one))
        .route(
            "/livestock/adapters/{system}/deliver",
            get(adapters::ask).post(adapters::hand_in),
        )
        .route(
            "/livestock/farms/{id}/report",
            get(report::show).post(report::audit),
        )
        .layer(from_fn(dress))
}

/// What anybody may ask: whether a certificate is one.
pub fn public() -> Router<AppState> {
    Router::new()
        .route("/verify", get(verify::ask))
        .route("/V/{text}", get(verify::show))
        .route("/verify/vets.txt", get(verify::vets))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}
