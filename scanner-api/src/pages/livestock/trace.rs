//! Where the meat of a farm went: for a recall, every shop that got meat of the animals that were
//! slaughtered on some days.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::Date;
use serde::Deserialize;

use super::{access, animal::today, words};
use crate::{
    error::ApiError,
    extract::Query,
    livestock::trace::{self, Slaughtered, Stop},
    pages::{
        assets,
        console::{
            desk::Desk,
            names,
            view::{self, Frame, Row, Section, Tag},
            Trouble,
        },
    },
};

/// Days that are looked back if nothing else is asked: how long fresh meat is sold.
const DAYS: u32 = 7;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    farm: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

struct Page {
    farm: String,
    from: String,
    to: String,
    error: String,
    title: String,
    summary: String,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "livestock/trace.html")]
struct TraceTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let today = today(&desk);
    let day = |text: &str, usual: Date| text.trim().parse::<Date>().unwrap_or(usual);
    let to = day(&asked.to, today);
    let from = day(&asked.from, Date(today.0.saturating_sub(DAYS)));
    let mut page = Page {
        farm: asked.farm.trim().chars().take(20).collect(),
        from: from.to_string(),
        to: to.to_string(),
        error: String::new(),
        title: t.say("ls-trace"),
        summary: String::new(),
        sections: Vec::new(),
    };
    if !page.farm.is_empty() {
        match access::farm(&desk, &page.farm).await? {
            Some(farm) => fill(&desk, farm, &mut page).await?,
            None => page.error = t.say("ls-contacts-no-farm"),
        }
    }
    let frame = Frame::of(&desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &TraceTemplate { frame, page },
    ))
}

async fn fill(desk: &Desk, farm: i64, page: &mut Page) -> Result<(), ApiError> {
    let t = desk.t;
    let db = &desk.app.db.reader;
    let stops = trace::stops(db, farm, &page.from, &page.to).await?;
    let batches = trace::slaughtered(db, farm, &page.from, &page.to).await?;
    let name = names::organisation(desk, farm).await?;
    page.title = t.fill("ls-trace-of", &[("farm", &name)]);
    let left = stops.iter().map(|stop| stop.held_mass).sum::<i64>();
    page.summary = t.fill(
        "ls-trace-summary",
        &[
            ("batches", &batches.len().to_string()),
            ("places", &stops.len().to_string()),
            ("mass", &names::mass(t.0, left)),
        ],
    );
    let mut shops = Vec::with_capacity(stops.len());
    for stop in &stops {
        shops.push(shop(desk, stop).await?);
    }
    let mut loads = Vec::with_capacity(batches.len());
    for batch in &batches {
        loads.push(load(desk, batch).await?);
    }
    page.sections = vec![
        Section {
            heading: t.say("ls-trace-places"),
            rows: shops,
            empty: t.say("ls-trace-none"),
            ..Section::default()
        },
        Section {
            heading: t.say("ls-trace-batches"),
            rows: loads,
            empty: t.say("ls-trace-none"),
            ..Section::default()
        },
    ];
    Ok(())
}

/// Somebody who got meat, and what of it is still there.
async fn shop(desk: &Desk, stop: &Stop) -> Result<Row, ApiError> {
    let t = desk.t;
    let mut lines = vec![names::village(desk, &stop.division)];
    if let (Some(first), Some(last)) = (stop.since_ms, stop.until_ms) {
        let (first, last) = (names::instant(t.0, first), names::instant(t.0, last));
        lines.push(if first == last {
            first
        } else {
            format!("{first} – {last}")
        });
    }
    let pieces = stop.pieces.to_string();
    lines.push(t.fill("ls-trace-pieces", &[("number", &pieces)]));
    let (tone, text) = if stop.held > 0 {
        let mass = names::mass(t.0, stop.held_mass);
        ("bad", t.fill("ls-trace-held", &[("mass", &mass)]))
    } else {
        ("quiet", t.say("ls-trace-gone"))
    };
    Ok(Row {
        title: names::organisation(desk, stop.organisation).await?,
        lines,
        tag: Some(Tag { tone, text }),
        href: String::new(),
    })
}

/// A slaughter batch, which leads to where it is recalled.
async fn load(desk: &Desk, batch: &Slaughtered) -> Result<Row, ApiError> {
    let t = desk.t;
    let number = batch.batch.to_string();
    Ok(Row {
        title: t.fill("ls-test-batch", &[("id", &number)]),
        lines: vec![
            names::organisation(desk, batch.house).await?,
            format!(
                "{} · {}",
                names::day(t.0, &batch.killed),
                words::heads(t, &batch.species, batch.heads)
            ),
        ],
        tag: batch.recalled.then(|| Tag {
            tone: "bad",
            text: t.say("ls-trace-recalled"),
        }),
        href: format!("/console/livestock/batches/{number}"),
    })
}
