//! Documents of files: each look at one is written down before it is sent.

use axum::{extract::Path, http::HeaderValue, response::Response};
use county_primitives::Digest;
use serde::Deserialize;

use super::room::Room;
use crate::{
    documents,
    error::ApiError,
    extract::Query,
    inspect::{rows, views::Act},
    pages::console::Trouble,
    routes::documents::answer,
    visibility::Scope,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// The file it was opened from.
    #[serde(default)]
    of: String,
}

/// A document.
pub(super) async fn show(
    room: Room,
    Path(digest): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let document = find(&room, &digest, &asked.of).await?;
    let content = documents::content(&room.desk.app, &document.digest).await?;
    let media_type = document.media_type.clone();
    Ok(unkept(answer(
        &document,
        &media_type,
        &document.digest,
        content,
    )?))
}

/// The small picture of a document.
pub(super) async fn preview(
    room: Room,
    Path(digest): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let document = find(&room, &digest, &asked.of).await?;
    let content = documents::preview(&room.desk.app, &document.digest).await?;
    let tag = format!("{}-480", document.digest);
    Ok(unkept(answer(&document, "image/jpeg", &tag, content)?))
}

/// The document, once the look is written down.
async fn find(room: &Room, digest: &str, of: &str) -> Result<documents::Document, ApiError> {
    let app = &room.desk.app;
    let known: Digest = digest.parse().map_err(|_| ApiError::not_found())?;
    let row = rows::find(app, of).await?;
    room.reach.ensure(&row.division)?;
    let scope = Scope::of(app, &room.desk.session).await;
    let document = documents::find(app, &scope, known).await?;
    room.search(Act::Document, &row.division, digest, of)
        .await?;
    Ok(document)
}

/// Nothing of a file stays in a browser.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(
        axum::http::header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    response
}
