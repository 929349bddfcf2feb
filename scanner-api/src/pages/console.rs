//! The console: what producers, packing houses and laboratories do from a phone. Every form makes the
//! same call as the JSON API, signed by the same member, and shows the same refusals in plain words.

mod actions;
pub(crate) mod desk;
mod details;
pub(crate) mod devices;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod history;
mod home;
mod labels;
mod lists;
mod livestock;
mod login;
mod motions;
pub(crate) mod names;
mod office;
mod parties;
mod ticket;
pub(crate) mod view;
mod village;
mod village_books;

use axum::{
    extract::{DefaultBodyLimit, Request},
    http::{header, HeaderValue},
    middleware::{from_fn, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
    Router,
};

use crate::{error::Problem, state::AppState};

use super::words::{Lang, Words};
use form::form_routes;

/// Room for a report or photo and the fields around it.
const FORM_BYTES_MAX: usize = 12 * 1024 * 1024;

/// The page of the console that is shown to everybody.
pub fn public() -> Router<AppState> {
    Router::new()
        .route("/console/login", get(login::show).post(login::log_in))
        .layer(from_fn(dress))
}

/// All other pages of the console.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/console", get(home::show))
        .route("/console/logout", post(login::log_out))
        .route("/console/tickets/{id}", get(ticket::show))
        .route("/console/records", get(history::list))
        .route("/console/plots", get(lists::plots))
        .route("/console/plots/new", form_routes(actions::OpenPlot))
        .route("/console/plots/{id}", get(details::plot))
        .route(
            "/console/plots/{id}/cycle",
            form_routes(actions::StartCycle),
        )
        .route("/console/cycles", get(lists::cycles))
        .route("/console/cycles/{id}", get(details::cycle))
        .route(
            "/console/cycles/{id}/operation",
            form_routes(actions::RecordOperation),
        )
        .route(
            "/console/cycles/{id}/input",
            form_routes(actions::RecordInput),
        )
        .route(
            "/console/cycles/{id}/harvest",
            form_routes(actions::Harvest),
        )
        .route(
            "/console/cycles/{id}/finish",
            form_routes(actions::FinishCycle),
        )
        .route("/console/lots", get(lists::lots))
        .route("/console/lots/{id}", get(details::lot))
        .route("/console/lots/{id}/deliver", form_routes(actions::Deliver))
        .route("/console/lots/{id}/grade", form_routes(actions::Grade))
        .route("/console/tests", get(lists::tests))
        .route("/console/tests/new", form_routes(actions::RecordTest))
        .route("/console/tests/{id}", get(details::test))
        .route(
            "/console/tests/{id}/approve",
            form_routes(actions::ApproveTest),
        )
        .route("/console/batches", get(lists::batches))
        .route("/console/batches/new", form_routes(actions::AskForCodes))
        .route("/console/batches/{id}", get(labels::batch))
        .route("/console/batches/{id}/codes", get(labels::codes))
        .route("/console/batches/{id}/print", form_routes(actions::PRINT))
        .route("/console/batches/{id}/spoil", form_routes(actions::SPOIL))
        .route(
            "/console/batches/{id}/activate",
            form_routes(actions::Activate),
        )
        .route("/console/batches/{id}/void", form_routes(actions::Void))
        .route("/console/motions", get(motions::list))
        .route("/console/motions/{id}", get(motions::show))
        .route("/console/motions/{id}/vote", form_routes(motions::Vote))
        .route("/console/motions/{id}/close", form_routes(motions::Close))
        .merge(livestock::router())
        .merge(devices::router())
        .merge(office::router())
        .merge(village::router())
        .merge(village_books::router())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn(dress))
}

/// Keeps the language that was chosen, turns problems into pages, and keeps pages out of caches.
pub(crate) async fn dress(request: Request, next: Next) -> Response {
    let lang = desk::language(request.uri().query(), request.headers());
    let chosen = Lang::asked(request.uri().query());
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = view::problem(&problem, Words(lang));
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(lang) = chosen {
        let cookie = match lang {
            Lang::Zh => "county_lang=zh; Path=/console; Max-Age=31536000; SameSite=Lax",
            Lang::En => "county_lang=en; Path=/console; Max-Age=31536000; SameSite=Lax",
        };
        headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}

/// A problem that a page cannot show beside a field. [`dress`] makes a page of it.
pub(crate) struct Trouble(crate::error::ApiError);

impl<E: Into<crate::error::ApiError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

#[cfg(test)]
mod tests;
