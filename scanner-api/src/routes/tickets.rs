//! What became of a write that was not waited for.

use axum::extract::State;

use crate::{
    error::ApiError,
    extract::{Json, Path, Session},
    openapi::answers::{ReadProblems, WriteReceipt},
    state::AppState,
    submit::Receipt,
};

/// Get what became of a write
///
/// Only tickets of the own account.
#[utoipa::path(
    get, path = "/api/v1/tickets/{id}", tag = "Accounts",
    params(("id" = String, Path, description = "Id of the ticket")),
    responses((status = 200, body = WriteReceipt), ReadProblems),
)]
pub async fn get_ticket(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<String>,
) -> Result<Json<Receipt>, ApiError> {
    app.submitter.receipt(&id, session.account).await.map(Json)
}
