//! Whether the service lives, is ready, and its numbers.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use serde::Serialize;

use crate::{
    extract::Json,
    openapi::{answers::PublicProblems, service},
    state::{is_close, AppState},
};

/// How things stand.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// `ok` while the service works at all.
    pub status: &'static str,
    /// Whether the node answers.
    pub live: bool,
    /// Number of the node's best block.
    pub best: u64,
    /// Number of its last finalized block.
    pub finalized: u64,
    /// Number of the last block in the index.
    pub indexed: Option<u64>,
    /// Why the node does not answer or the index stands still, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

fn health(app: &AppState) -> Health {
    let node = app.node.status().borrow().clone();
    Health {
        status: "ok",
        live: node.live,
        best: node.best,
        finalized: node.finalized,
        indexed: app.index.borrow().as_ref().map(|head| head.number),
        trouble: app.trouble.borrow().clone().or(node.trouble),
    }
}

/// Get how the service and its node are
///
/// For monitors; it always answers.
#[utoipa::path(
    get, path = "/healthz", tag = "Health",
    responses((status = 200, body = service::Health), PublicProblems),
    security(()),
)]
pub async fn get_health(State(app): State<AppState>) -> impl IntoResponse {
    Json(health(&app))
}

/// Get whether requests can be answered
///
/// 200 when the database answers and the index is close to the node, otherwise 503.
#[utoipa::path(
    get, path = "/readyz", tag = "Health",
    responses(
        (status = 200, description = "Ready", body = service::Health),
        (status = 503, description = "Not ready", body = service::Health),
        PublicProblems,
    ),
    security(()),
)]
pub async fn get_readiness(State(app): State<AppState>) -> impl IntoResponse {
    let health = health(&app);
    let database = sqlx::query("SELECT 1")
        .execute(&app.db.reader)
        .await
        .is_ok();
    let close = is_close(health.indexed, health.finalized);
    let ready = database && close && health.live && health.trouble.is_none();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Health {
            status: if ready { "ready" } else { "not_ready" },
            ..health
        }),
    )
}

/// Get numbers about the service
///
/// In the text format of Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "Health",
    responses((status = 200, body = String, content_type = "text/plain"), PublicProblems),
    security(()),
)]
pub async fn get_metrics(State(app): State<AppState>) -> impl IntoResponse {
    let health = health(&app);
    metrics::gauge!("county_node_live").set(if health.live { 1.0 } else { 0.0 });
    metrics::gauge!("county_best_block").set(health.best as f64);
    metrics::gauge!("county_finalized_block").set(health.finalized as f64);
    (
        [("content-type", "text/plain; version=0.0.4")],
        app.metrics.render(),
    )
}
