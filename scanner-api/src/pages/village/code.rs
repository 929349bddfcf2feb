//! The printed code of a village's page, and what codes on papers say.

use askama::Template;
use axum::{
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use county_primitives::DivisionCode;
use qr_labeler::{
    render::{svg, Level, Qr, SvgOptions},
    url::Host,
};

use super::{
    assets, open,
    visitor::{Frame, Stop, Visitor},
    Village,
};
use crate::{error::ApiError, extract::Path, state::App};

/// Where the code of a village leads, in capitals; nothing if our own address is no host alone.
fn address(app: &App, division: DivisionCode) -> Option<String> {
    let host: Host = app.config.public_url.as_str().parse().ok()?;
    Some(format!("{host}/VILLAGE/{division}"))
}

/// Where the code on a statement leads.
pub(super) fn proof_address(app: &App, division: DivisionCode, disclosure: i64) -> Option<String> {
    address(app, division).map(|village| format!("{village}/{disclosure}"))
}

/// The symbol as a picture.
pub(super) async fn symbol(
    visitor: Visitor,
    Path(division): Path<String>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let text = address(&visitor.app, village.division).ok_or_else(ApiError::not_found)?;
    let qr = Qr::new(&text, Level::Quartile).map_err(ApiError::internal)?;
    let picture = svg(&qr, &SvgOptions::default());
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("image/svg+xml"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    Ok((headers, picture).into_response())
}

#[derive(Template)]
#[template(path = "village/poster.html")]
struct PosterTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    address: String,
}

/// A sheet with the symbol for the village's notice board.
pub(super) async fn poster(
    visitor: Visitor,
    Path(division): Path<String>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let url = &visitor.app.config.public_url;
    let page = PosterTemplate {
        frame: visitor.frame(),
        address: url
            .join(&village.href(""))
            .map_or_else(|_| village.href(""), |url| url.to_string()),
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}
