//! The stream: what was recorded last, and every transaction and warning as it is finalized. Without a script it
//! is a plain list that asks again by itself.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{sse::Event, IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    filters::{self, Extent, FilterView},
    lines::{fragment, Line},
    room::Room,
};
use crate::{
    error::ApiError,
    extract::Query,
    inspect::{
        filter::{self, Asked, Filter},
        rows::Transaction,
        stream::{self, Feed},
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
    routes::inspections::{events, resumed_after},
};

/// How many lines the page begins with.
const LINES: usize = 50;

/// A number that leads to a list.
pub(super) struct Count {
    pub(super) number: i64,
    pub(super) label: String,
    pub(super) href: &'static str,
    pub(super) tone: &'static str,
}

struct Page {
    point: String,
    /// Where the stream is.
    stream: String,
    /// This page again.
    again: String,
    counts: Vec<Count>,
    filter: FilterView,
    lines: Vec<Line>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "inspect/live.html")]
struct LiveTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(room: Room, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let app = &room.desk.app;
    let t = room.desk.t;
    let (filter, mistakes) = Filter::read(&asked, &room.reach)?;
    let division = filter.division.to_string();
    room.search(Act::Live, &division, "", &asked.detail())
        .await?;
    // Read before the lines: what comes in between is sent again rather than lost.
    let cursor = stream::latest(app).await?;
    let rows = begin(&room, &filter).await?;
    let query = asked.to_query();
    let page = Page {
        point: room.point(),
        stream: format!("/inspect/stream?{query}&after={cursor}&lang={}", t.lang()),
        again: format!("/inspect?{query}"),
        counts: counts(&room, &filter).await?,
        filter: filters::view(&room, "/inspect", &asked, &mistakes, Extent::Stream),
        lines: rows.iter().map(|row| Line::of(app, t, row)).collect(),
        older: (rows.len() >= LINES).then(|| format!("/inspect/transactions?{query}")),
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &LiveTemplate { frame, page },
    ))
}

/// What happened last; where little did, the latest transactions.
async fn begin(room: &Room, filter: &Filter) -> Result<Vec<Transaction>, ApiError> {
    let app = &room.desk.app;
    let mut rows = stream::recent(app, &room.reach, filter, LINES).await?;
    if rows.len() < LINES {
        let paging = Paging {
            limit: Some(LINES.to_string()),
            cursor: None,
        };
        let known: BTreeSet<String> = rows.iter().map(|row| row.subject.clone()).collect();
        let page = filter::page(app, filter, &paging).await?;
        let fresh = page.items.into_iter();
        rows.extend(fresh.filter(|row| !known.contains(&row.subject)));
        rows.truncate(LINES);
    }
    Ok(rows)
}

async fn counts(room: &Room, filter: &Filter) -> Result<Vec<Count>, ApiError> {
    let t = room.desk.t;
    let numbers = stream::numbers(&room.desk.app, filter.division).await?;
    let count = |number: i64, key: &str, href, tone: &'static str| Count {
        number,
        label: t.say(key),
        href,
        tone: if number > 0 { tone } else { "" },
    };
    Ok(vec![
        count(
            numbers.overdue,
            "ins-count-overdue",
            "/inspect/warnings",
            "bad",
        ),
        count(
            numbers.red,
            "ins-count-red",
            "/inspect/warnings?level=red",
            "bad",
        ),
        count(
            numbers.waiting,
            "ins-count-waiting",
            "/inspect/warnings",
            "warn",
        ),
        count(
            numbers.held,
            "ins-count-held",
            "/inspect/transactions?held=1",
            "warn",
        ),
        count(
            numbers.unanswered,
            "ins-count-unanswered",
            "/inspect/questions?show=open",
            "warn",
        ),
    ])
}

#[derive(Deserialize)]
pub(super) struct Streamed {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    after: String,
}

/// The stream: each line is what the list would show.
pub(super) async fn stream(
    room: Room,
    headers: HeaderMap,
    Query(streamed): Query<Streamed>,
) -> Result<Response, Trouble> {
    let (filter, _) = Filter::read(&streamed.asked, &room.reach)?;
    let division = filter.division.to_string();
    // The page says so too, but nobody needs it to listen.
    room.search(Act::Live, &division, "", &streamed.asked.detail())
        .await?;
    let app = room.desk.app.clone();
    let cursor = match resumed_after(&headers, &streamed.after) {
        Some(cursor) => cursor,
        None => stream::latest(&app).await?,
    };
    let t = room.desk.t;
    let feed = Feed::new(
        app.clone(),
        room.desk.session.clone(),
        room.reach.clone(),
        filter,
        cursor,
    )?;
    let rendered = move |row: &Transaction| {
        let line = fragment(t, &Line::of(&app, t, row));
        Event::default().event("line").data(line.replace('\n', ""))
    };
    Ok(events(feed, cursor, rendered).into_response())
}
