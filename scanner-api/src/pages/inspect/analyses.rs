//! Analyses: what the index shows and no rule of the chain says, marked as such.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::DivisionCode;
use serde::Deserialize;

use super::{room::Room, words};
use crate::{
    error::ApiError,
    extract::Query,
    inspect::{
        analyses::{self, Finding, KINDS, PERIODS},
        people,
        views::Act,
    },
    pages::{
        assets,
        console::{
            fields::Choice,
            names,
            view::{self, Frame},
            Trouble,
        },
    },
};

/// Over how many days one looks back at first.
const DAYS: i64 = 90;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    division: String,
    days: String,
}

struct Row {
    title: String,
    place: String,
    what: String,
    href: String,
}

struct Group {
    heading: String,
    say: String,
    rows: Vec<Row>,
}

struct Page {
    point: String,
    division: String,
    places: Vec<Choice>,
    days: String,
    periods: Vec<Choice>,
    computed: String,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "inspect/analyses.html")]
struct AnalysesTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(room: Room, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let app = &room.desk.app;
    let t = room.desk.t;
    let wanted: Option<DivisionCode> = asked.division.parse().ok();
    let division = room.reach.place(wanted)?;
    let days = asked.days.parse().ok();
    let days = days.filter(|days| PERIODS.contains(days)).unwrap_or(DAYS);
    let place = division.to_string();
    room.look(Act::Analyses, &place, "").await?;
    let computed = analyses::of(app, division, days).await?;
    let mut groups = Vec::new();
    for kind in KINDS {
        let mut rows = Vec::new();
        for finding in computed.findings.iter().filter(|found| found.kind == kind) {
            rows.push(row(&room, finding).await?);
        }
        groups.push(Group {
            heading: words::word(t, "analysis", kind),
            say: words::word(t, "analysis-say", kind),
            rows,
        });
    }
    let period = |days: &i64| {
        let label = t.fill("ins-last-days", &[("days", &days.to_string())]);
        Choice::new(days, label)
    };
    let page = Page {
        point: room.point(),
        division: place,
        places: room.places(),
        days: days.to_string(),
        periods: PERIODS.iter().map(period).collect(),
        computed: names::instant(t.0, computed.computed_at.0),
        groups,
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &AnalysesTemplate { frame, page },
    ))
}

async fn row(room: &Room, finding: &Finding) -> Result<Row, ApiError> {
    let t = room.desk.t;
    let app = &room.desk.app;
    let members = finding.members.iter().copied();
    let people = people::of(app, finding.collective, &finding.division, members).await?;
    let name = |person: &people::Person| {
        let number = t.fill("ins-member", &[("id", &person.member.to_string())]);
        let post = person.post.as_deref();
        let post = post.map(|post| words::word(t, "post", post));
        match (&person.name, post) {
            (Some(name), Some(post)) => format!("{name}（{post}）"),
            (None, Some(post)) => format!("{post}（{number}）"),
            _ => number,
        }
    };
    let who: Vec<String> = people.values().map(name).collect();
    let unknown = finding.party.as_deref();
    let unknown = unknown.map(|party| words::unknown(t, party));
    let party = finding.party_name.clone().or(unknown);
    let what = t.fill(
        &format!("ins-w-found-{}", finding.kind.replace('_', "-")),
        &[
            ("who", &who.join("、")),
            ("party", &party.unwrap_or_default()),
            ("when", &finding.when),
            ("measured", &finding.measured.to_string()),
            ("limit", &finding.limit.to_string()),
            ("amount", &words::money(finding.amount)),
        ],
    );
    let subject = finding.subject.as_deref();
    let href = match subject.map(words::href) {
        Some(href) if !href.is_empty() => href,
        _ => format!(
            "/inspect/transactions?division={}{}",
            finding.division,
            finding
                .party
                .as_ref()
                .map_or_else(String::new, |party| format!("&payee={party}"))
        ),
    };
    Ok(Row {
        title: subject.map_or_else(
            || finding.collective_name.clone(),
            |subject| {
                format!(
                    "{} · {}",
                    finding.collective_name,
                    words::subject(t, subject)
                )
            },
        ),
        place: words::division(app, &finding.division),
        what,
        href,
    })
}
