//! Import and export of books at the console: upload, check, choices, start by two people, progress and report;
//! and the statements to take away.

mod export;
mod import;
mod progress;

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
    Router,
};

use crate::{books_import::store::BYTES_MAX, state::AppState};

/// What a form takes besides the file.
const FORM_BYTES: usize = 64 * 1024;

/// All pages of import and export.
pub(super) fn router() -> Router<AppState> {
    let upload = DefaultBodyLimit::max(BYTES_MAX.saturating_add(FORM_BYTES));
    let path = |part: &str| format!("/console/village/import/{{id}}{part}");
    Router::new()
        .route(
            "/console/village/import",
            get(import::show).post(import::upload).layer(upload),
        )
        .route(
            "/console/village/import/template/{kind}/{format}",
            get(import::template),
        )
        .route(&path(""), get(progress::show))
        .route(&path("/options"), post(progress::choose))
        .route(&path("/start"), post(progress::start))
        .route(&path("/cancel"), post(progress::cancel))
        .route(&path("/problems.csv"), get(progress::problems))
        .route(&path("/vouchers.csv"), get(progress::vouchers))
        .route("/console/village/export", get(export::show))
        .route("/console/village/export/file", get(export::file))
}
