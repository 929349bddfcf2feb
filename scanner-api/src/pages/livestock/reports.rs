//! The monthly reports of all farms of a place, for the county that audits them (直联直报).

use axum::response::Response;
use county_primitives::{DivisionCode, Role};
use serde::Deserialize;

use super::{animal::today, report, words};
use crate::{
    error::ApiError,
    extract::Query,
    livestock::reports::{self, Month},
    pages::console::{
        desk::Desk,
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    visibility::bounds,
};

/// How many farms a page shows.
const MOST: i64 = 50;

/// Who sees the reports of all farms of a division.
const READERS: [Role; 4] = [
    Role::CountyAgriculture,
    Role::Province,
    Role::Inspector,
    Role::Auditor,
];

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    month: String,
    /// `audited` for those that were judged; the others wait.
    #[serde(default)]
    show: String,
    /// The last farm of the page before.
    #[serde(default)]
    after: i64,
}

/// The division of the first role that reads reports.
pub(super) fn division(desk: &Desk) -> Option<DivisionCode> {
    READERS.iter().find_map(|role| {
        let held = desk.session.roles.iter().find(|held| held.role == *role);
        held.map(|held| held.division)
    })
}

/// The page.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let division = division(&desk).ok_or_else(ApiError::not_found)?;
    let this: String = today(&desk).to_string().chars().take(7).collect();
    let month = Month::parse(&asked.month)
        .or_else(|| Month::parse(&this))
        .ok_or_else(ApiError::not_found)?;
    let audited = asked.show == "audited";
    let farms = farms(&desk, division, &month, audited, asked.after).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let mut rows = Vec::with_capacity(farms.len().min(most));
    for (farm, place) in farms.iter().take(most) {
        rows.push(row(&desk, *farm, place, &month).await?);
    }
    let name = month.name();
    let here = |month: &str, show: &str| format!("/livestock/reports?month={month}&show={show}");
    let (kept, other, other_label) = if audited {
        ("audited", "waiting", "ls-reports-show-waiting")
    } else {
        ("waiting", "audited", "ls-reports-show-audited")
    };
    let last = farms.get(most.saturating_sub(1)).map(|(farm, _)| farm);
    let older = last
        .filter(|_| farms.len() > most)
        .map(|farm| format!("{}&after={farm}", here(name, kept)));
    let table = format!("/api/v1/livestock/reports.csv?month={name}&division={division}");
    let before = month.before();
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::village(&desk, &division.to_string()),
        title: t.fill("ls-reports-title", &[("month", name)]),
        explain: vec![t.say("ls-report-say")],
        actions: vec![
            Link::other(t.say(other_label), here(name, other)),
            Link::other(
                t.fill("ls-reports-before", &[("month", &before)]),
                here(&before, kept),
            ),
            Link::file(t.say("ls-reports-csv"), table),
        ],
        sections: vec![Section {
            heading: t.say(if audited {
                "ls-reports-audited"
            } else {
                "ls-reports-waiting"
            }),
            rows,
            empty: t.say("ls-reports-none"),
            older,
            ascends: true,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Farms with a report for the month, judged or not judged yet, by their numbers; one more than a page shows.
async fn farms(
    desk: &Desk,
    division: DivisionCode,
    month: &Month,
    audited: bool,
    after: i64,
) -> Result<Vec<(i64, String)>, ApiError> {
    let (low, high) = bounds(division);
    let judged = if audited { "" } else { "NOT " };
    let query = format!(
        "SELECT id, division FROM organisations WHERE division >= ? AND division < ? AND id > ? \
         AND EXISTS (SELECT 1 FROM farm_days WHERE farm = organisations.id AND day < ?) \
         AND {judged}EXISTS (SELECT 1 FROM report_audits WHERE farm = organisations.id AND month = ?) \
         ORDER BY id LIMIT ?"
    );
    Ok(sqlx::query_as(&query)
        .bind(low)
        .bind(high)
        .bind(after)
        .bind(month.after())
        .bind(month.name())
        .bind(MOST.saturating_add(1))
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// A farm: what it has at the end of the month, and what the county said of that.
async fn row(desk: &Desk, farm: i64, place: &str, month: &Month) -> Result<Row, ApiError> {
    let t = desk.t;
    let figures = report::figures(desk, farm, month).await?;
    let audit = report::audit_of(desk, farm, month, &reports::digest(&figures)?).await?;
    let closing = figures
        .iter()
        .map(|row| words::heads(t, &row.species, row.closing));
    let closing: Vec<String> = closing.collect();
    Ok(Row {
        title: names::organisation(desk, farm).await?,
        lines: vec![
            names::village(desk, place),
            format!(
                "{} {}",
                t.say("ls-closing"),
                closing.join(&t.say("comma-list"))
            ),
        ],
        tag: Some(report::state(
            t,
            audit
                .as_ref()
                .map_or("waiting", |(state, _)| state.as_str()),
        )),
        href: format!("/livestock/farms/{farm}/report?month={}", month.name()),
    })
}
