//! The inspectors' room at `/inspect`: the stream, lists, the whole file of a transaction, holds, questions,
//! warnings, analyses, cases to take away, and the log of who looked.

mod analyses;
mod blocks;
mod deeds;
pub(crate) mod devices;
mod file;
mod filters;
mod lines;
mod list;
mod live;
pub(crate) mod looked;
mod papers;
mod questions;
mod room;
pub(crate) mod summary;
mod views;
mod warnings;
mod words;

#[cfg(test)]
mod tests;

use axum::{
    extract::DefaultBodyLimit,
    middleware::from_fn,
    routing::{get, post},
    Router,
};

use super::console::desk::Desk;
use crate::{inspect::reach::Reach, state::AppState};

/// Room for a piece of evidence and the fields around it.
const FORM_BYTES_MAX: usize = 12 * 1024 * 1024;

/// The way into this room from the console, for those who are at a monitoring point.
pub(crate) fn place(desk: &Desk) -> Option<(&'static str, &'static str, &'static str)> {
    let reach = Reach::of(&desk.session);
    reach.is_ok().then_some(("ins-nav-room", "/inspect", "eye"))
}

/// All pages of the room.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/inspect", get(live::show))
        .route("/inspect/stream", get(live::stream))
        .route("/inspect/transactions", get(list::show))
        .route("/inspect/files/{subject}", get(file::show))
        .route("/inspect/files/{subject}/export.zip", get(file::export))
        .route("/inspect/files/{subject}/notes", post(file::note))
        .route(
            "/inspect/files/{subject}/hold",
            get(deeds::hold).post(deeds::do_hold),
        )
        .route(
            "/inspect/files/{subject}/ask",
            get(deeds::ask).post(deeds::do_ask),
        )
        .route(
            "/inspect/cases/{id}/release",
            get(deeds::release).post(deeds::do_release),
        )
        .route(
            "/inspect/cases/{id}/renew",
            get(deeds::renew).post(deeds::do_renew),
        )
        .route("/inspect/documents/{digest}", get(papers::show))
        .route("/inspect/documents/{digest}/preview", get(papers::preview))
        .route("/inspect/warnings", get(warnings::show))
        .route(
            "/inspect/warnings/{id}/{step}",
            get(deeds::warning).post(deeds::do_warning),
        )
        .route("/inspect/questions", get(questions::list))
        .route("/inspect/questions/{id}", get(questions::show))
        .route(
            "/inspect/questions/{id}/answer",
            get(questions::answer).post(questions::do_answer),
        )
        .route("/inspect/analyses", get(analyses::show))
        .route("/inspect/views", get(views::show))
        .route("/inspect/{subject}", get(file::find))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn(room::dressed))
}
