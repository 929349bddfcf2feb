//! Who was in contact with a farm: a list, nearest first, and a picture of it.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

use super::{access, animal::today, picture::Picture};
use crate::{
    certificate::plates,
    error::ApiError,
    extract::Query,
    livestock::contacts::{self, Contact, Contacts, DAYS, DAYS_MAX, VEHICLE_DAYS},
    pages::{
        assets,
        console::{
            desk::Desk,
            names,
            view::{self, Frame, Row, Tag},
            Trouble,
        },
        words::Words,
    },
};

const DAY_MS: i64 = 24 * 3_600_000;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    farm: String,
    #[serde(default)]
    days: String,
}

struct Page {
    farm: String,
    days: i64,
    error: String,
    title: String,
    summary: String,
    truncated: bool,
    rows: Vec<Row>,
    picture: Option<Picture>,
}

#[derive(Template)]
#[template(path = "livestock/contacts.html")]
struct ContactsTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let days = asked.days.trim().parse().unwrap_or(i64::from(DAYS));
    let days = days.clamp(1, i64::from(DAYS_MAX));
    let mut page = Page {
        farm: asked.farm.trim().chars().take(20).collect(),
        days,
        error: String::new(),
        title: t.say("ls-contacts"),
        summary: String::new(),
        truncated: false,
        rows: Vec::new(),
        picture: None,
    };
    if !page.farm.is_empty() {
        match access::overseen_farm(&desk, &page.farm).await? {
            Some(farm) => fill(&desk, farm, &mut page).await?,
            None => page.error = t.say("ls-contacts-no-farm"),
        }
    }
    let frame = Frame::of(&desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &ContactsTemplate { frame, page },
    ))
}

async fn fill(desk: &Desk, farm: i64, page: &mut Page) -> Result<(), ApiError> {
    let t = desk.t;
    let end = today(desk).start_ms();
    let to_ms = i64::try_from(end)
        .unwrap_or(i64::MAX)
        .saturating_add(DAY_MS);
    let from_ms = to_ms.saturating_sub(page.days.saturating_mul(DAY_MS));
    let vehicle_ms = i64::from(VEHICLE_DAYS).saturating_mul(DAY_MS);
    let found = contacts::of(&desk.app.db.reader, farm, from_ms, to_ms, vehicle_ms).await?;
    let mut labels = Vec::with_capacity(found.nodes.len());
    for node in &found.nodes {
        labels.push(label(desk, node).await?);
    }
    page.title = t.fill(
        "ls-contacts-of",
        &[("farm", &names::organisation(desk, farm).await?)],
    );
    page.summary = summary(t, &found, page.days);
    page.truncated = found.truncated;
    page.rows = found
        .nodes
        .iter()
        .zip(&labels)
        .skip(1)
        .map(|(node, label)| row(desk, node, label))
        .collect();
    page.picture = (found.nodes.len() > 1).then(|| Picture::of(&found, &labels));
    Ok(())
}

/// The name of an organisation, or the plate of a vehicle where this service knows it.
async fn label(desk: &Desk, node: &Contact) -> Result<String, ApiError> {
    if let Some(organisation) = node.organisation {
        return names::organisation(desk, organisation).await;
    }
    let plate = node.id.strip_prefix("vehicle:").unwrap_or_default();
    let known = match plate.parse() {
        Ok(digest) => plates::shown(&desk.app, &digest).await?,
        Err(_) => None,
    };
    let short: String = plate.chars().take(8).collect();
    Ok(known.unwrap_or_else(|| desk.t.fill("ls-vehicle", &[("id", &short)])))
}

fn summary(t: Words, found: &Contacts, days: i64) -> String {
    let of = |kind: &str| {
        let nodes = found.nodes.iter().skip(1);
        let count = nodes.filter(|node| node.kind == kind).count();
        count.to_string()
    };
    t.fill(
        "ls-contacts-summary",
        &[
            ("days", &days.to_string()),
            ("farms", &of("farm")),
            ("vehicles", &of("vehicle")),
            ("houses", &of("slaughterhouse")),
            ("plants", &of("plant")),
            ("buyers", &of("buyer")),
            ("rides", &found.rides.len().to_string()),
        ],
    )
}

fn row(desk: &Desk, node: &Contact, label: &str) -> Row {
    let t = desk.t;
    let mut lines = Vec::new();
    if let Some(division) = &node.division {
        lines.push(names::village(desk, division));
    }
    if let (Some(first), Some(last)) = (node.first, node.last) {
        let (first, last) = (names::instant(t.0, first.0), names::instant(t.0, last.0));
        lines.push(if first == last {
            first
        } else {
            format!("{first} – {last}")
        });
    }
    Row {
        title: label.to_owned(),
        lines,
        tag: Some(Tag {
            tone: if node.distance <= 1 { "bad" } else { "warn" },
            text: format!(
                "{} · {}",
                t.say(&format!("ls-node-{}", node.kind)),
                t.fill("ls-steps", &[("number", &node.distance.to_string())])
            ),
        }),
        href: match (&node.organisation, node.kind.as_str()) {
            (Some(id), "farm") => format!("/livestock/contacts?farm={id}"),
            _ => String::new(),
        },
    }
}
