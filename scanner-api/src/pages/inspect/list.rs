//! The list of transactions: filters, full-text search, by time or by amount, a page at a time.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    filters::{self, Extent, FilterView},
    lines::Line,
    room::Room,
};
use crate::{
    extract::Query,
    inspect::{
        filter::{self, Asked, Filter, Sort},
        views::Act,
    },
    page::Paging,
    pages::{
        assets,
        console::{
            view::{self, Frame},
            Trouble,
        },
    },
};

#[derive(Deserialize)]
pub(super) struct Listed {
    #[serde(flatten)]
    asked: Asked,
    cursor: Option<String>,
}

struct Page {
    point: String,
    filter: FilterView,
    notes: Vec<String>,
    lines: Vec<Line>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "inspect/list.html")]
struct ListTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(room: Room, Query(listed): Query<Listed>) -> Result<Response, Trouble> {
    let Listed { asked, cursor } = listed;
    let app = &room.desk.app;
    let t = room.desk.t;
    let (filter, mistakes) = Filter::read(&asked, &room.reach)?;
    let division = filter.division.to_string();
    let paging = Paging {
        limit: None,
        cursor,
    };
    let detail = asked.detail();
    let (found, ()) = tokio::try_join!(
        filter::page(app, &filter, &paging),
        room.search(Act::List, &division, "", &detail),
    )?;
    let mut notes = Vec::new();
    if filter.sort == Sort::Amount && !filter.text.is_empty() {
        notes.push(t.say("ins-sorted-some"));
    }
    let path = "/inspect/transactions";
    let page = Page {
        point: room.point(),
        filter: filters::view(&room, path, &asked, &mistakes, Extent::List),
        notes,
        lines: found
            .items
            .iter()
            .map(|row| Line::of(app, t, row))
            .collect(),
        older: found
            .next
            .map(|next| format!("{path}?{}&cursor={next}", asked.to_query())),
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &ListTemplate { frame, page },
    ))
}
