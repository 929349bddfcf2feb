//! Pages of a village's money: what everybody may see of it, what its members see entry by entry, the
//! statements on the wall with their proof, and the questions that members ask.

mod ask;
mod chart;
mod code;
mod decision;
mod disclosure;
mod entries;
mod ledger;
mod list;
mod notices;
mod overview;
mod statement;
mod visitor;
mod voucher;
mod words;

use askama::Template;
use axum::{
    extract::{Path, Request},
    http::{header, HeaderValue, StatusCode},
    middleware::{from_fn, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
    Router,
};
use county_primitives::{DivisionCode, DivisionLevel};

use super::{assets, words::Lang};
use crate::{error::ApiError, state::AppState, three_assets::sight::Sight};
use ledger::Collective;
use visitor::{Frame, Stop, Visitor};

/// All pages.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/village", get(list::show))
        .route("/village/{division}", get(overview::show))
        .route("/village/{division}/code", get(code::poster))
        .route("/village/{division}/code.svg", get(code::symbol))
        .route("/village/{division}/entries", get(entries::show))
        .route("/village/{division}/vouchers/{id}", get(voucher::show))
        .route("/village/{division}/spendings/{id}", get(voucher::spending))
        .route("/village/{division}/decisions/{id}", get(decision::show))
        .route("/village/{division}/statements", get(statement::show))
        .route(
            "/village/{division}/disclosures/{id}",
            get(disclosure::show),
        )
        .route(
            "/village/{division}/disclosures/{id}/proof",
            get(disclosure::proof),
        )
        .route(
            "/village/{division}/disclosures/{id}/proof.json",
            get(disclosure::download),
        )
        .route("/village/{division}/ask", get(ask::form).post(ask::raise))
        .route("/village/{division}/challenges", get(ask::list))
        .route(
            "/village/{division}/challenges/{id}",
            get(ask::show).post(ask::answer),
        )
        // What printed codes say: capitals make a smaller symbol.
        .route("/VILLAGE/{division}", get(scanned))
        .route("/VILLAGE/{division}/{id}", get(scanned_disclosure))
        .layer(from_fn(keep_language))
}

/// Keeps the language that was chosen, and pages out of caches.
async fn keep_language(request: Request, next: Next) -> Response {
    let chosen = Lang::asked(request.uri().query());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(lang) = chosen {
        let cookie = match lang {
            Lang::Zh => "county_lang=zh; Path=/village; Max-Age=31536000; SameSite=Lax",
            Lang::En => "county_lang=en; Path=/village; Max-Age=31536000; SameSite=Lax",
        };
        headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}

/// The page of a village, from a printed code.
async fn scanned(Path(division): Path<String>) -> Result<Redirect, ApiError> {
    let division: DivisionCode = division.parse().map_err(|_| ApiError::not_found())?;
    Ok(Redirect::to(&format!("/village/{division}")))
}

/// The proof of a disclosure, from a printed code.
async fn scanned_disclosure(
    Path((division, id)): Path<(String, i64)>,
) -> Result<Redirect, ApiError> {
    let division: DivisionCode = division.parse().map_err(|_| ApiError::not_found())?;
    let to = format!("/village/{division}/disclosures/{id}/proof");
    Ok(Redirect::to(&to))
}

/// A village with its collectives.
pub(super) struct Village {
    pub(super) division: DivisionCode,
    /// Its name, or its code where no name is known.
    pub(super) name: String,
    /// Where it lies: county, township and village.
    pub(super) place: String,
    /// The village's own before those of its groups.
    pub(super) collectives: Vec<Collective>,
    /// What the visitor sees of it.
    pub(super) sight: Sight,
}

impl Village {
    /// The address of a page of the village.
    pub(super) fn href(&self, rest: &str) -> String {
        format!("/village/{}{rest}", self.division)
    }

    /// The collective that was asked for, or the first.
    pub(super) fn chosen(&self, asked: Option<i64>) -> Option<&Collective> {
        match asked {
            Some(id) => self.collectives.iter().find(|known| known.id == id),
            None => self.collectives.first(),
        }
    }

    /// The collective with this number, if it is of the village.
    pub(super) fn own(&self, id: i64) -> Result<&Collective, ApiError> {
        let found = self.collectives.iter().find(|known| known.id == id);
        found.ok_or_else(ApiError::not_found)
    }
}

/// The village of an address. A county or township leads to the list of its villages; what is no division
/// gets a page that helps to find one.
async fn open(visitor: &Visitor, division: &str) -> Result<Village, Stop> {
    let lost = || Stop::Instead(lost(visitor, division));
    let code: DivisionCode = division.parse().map_err(|_| lost())?;
    let collectives = ledger::collectives(&visitor.app.db.reader, code).await?;
    let names = visitor.app.divisions.path(code);
    if collectives.is_empty() {
        let is_named = visitor.app.divisions.name(code).is_some();
        if !is_named || code == DivisionCode::NATION {
            return Err(lost());
        }
        if code.level() != DivisionLevel::Village {
            let list = Redirect::to(&format!("/village?area={code}"));
            return Err(Stop::Instead(list.into_response()));
        }
    }
    let name = visitor.app.divisions.name(code);
    let from = names.len().saturating_sub(3);
    Ok(Village {
        division: code,
        name: name.map_or_else(|| division.to_owned(), str::to_owned),
        place: names.get(from..).unwrap_or_default().join(" "),
        collectives,
        sight: visitor.sight(code),
    })
}

/// The same for pages with single entries. Who may not see them gets an explanation and a way to log in.
async fn open_entries(visitor: &Visitor, division: &str) -> Result<Village, Stop> {
    let village = open(visitor, division).await?;
    if village.sight.sees_entries() {
        Ok(village)
    } else {
        Err(Stop::Instead(closed(visitor, &village)))
    }
}

#[derive(Template)]
#[template(path = "village/lost.html")]
struct LostTemplate<'a> {
    frame: Frame,
    asked: &'a str,
}

/// No such village: how codes look, and a search.
fn lost(visitor: &Visitor, asked: &str) -> Response {
    let page = LostTemplate {
        frame: visitor.frame(),
        asked,
    };
    visitor.show(StatusCode::NOT_FOUND, &page)
}

#[derive(Template)]
#[template(path = "village/closed.html")]
struct ClosedTemplate<'a> {
    frame: Frame,
    village: &'a Village,
}

/// Entries are for members.
fn closed(visitor: &Visitor, village: &Village) -> Response {
    let status = match visitor.session {
        Some(_) => StatusCode::FORBIDDEN,
        None => StatusCode::UNAUTHORIZED,
    };
    let page = ClosedTemplate {
        frame: visitor.frame(),
        village,
    };
    visitor.show(status, &page)
}

#[cfg(test)]
mod tests;
