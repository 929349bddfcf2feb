//! The list of villages whose books are here, with a search by name.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::DivisionCode;
use sqlx::{FromRow, QueryBuilder};

use super::{
    assets,
    visitor::{Frame, Stop, Visitor},
    words,
};
use crate::{
    db::push_within,
    pages::console::view::{Row, Tag},
    visibility::bounds,
};

/// How many are listed at once.
const LISTED: usize = 40;
/// The longest name that is searched for.
const TYPED_MAX: usize = 40;

#[derive(FromRow)]
struct Found {
    id: i64,
    name: String,
    level: String,
    division: String,
    latest: Option<i64>,
    to_month: Option<i64>,
}

#[derive(Template)]
#[template(path = "village/list.html")]
struct ListTemplate {
    frame: Frame,
    asked: String,
    /// The area the list is of, if it is of one.
    area: String,
    rows: Vec<Row>,
    older: Option<String>,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, Stop> {
    let asked: String = visitor.asked("q").trim().chars().take(TYPED_MAX).collect();
    // Whoever types a code gets the village itself.
    if let Ok(code) = asked.parse::<DivisionCode>() {
        return Ok(Redirect::to(&format!("/village/{code}")).into_response());
    }
    let area = visitor.asked("area").parse::<DivisionCode>().ok();
    let mut found = find(&visitor, &asked, area).await?;
    let older = (found.len() > LISTED).then(|| {
        found.truncate(LISTED);
        let last = found.last();
        let key = last.map_or_else(String::new, |last| format!("{}-{}", last.division, last.id));
        visitor.here_with("after", &key)
    });
    let rows = found.iter().map(|found| row(&visitor, found)).collect();
    let page = ListTemplate {
        frame: visitor.frame(),
        asked,
        area: area.map_or_else(String::new, |area| {
            words::place(&visitor.app, &area.to_string())
        }),
        rows,
        older,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// The collectives whose name, or whose village's name, has the text in it.
async fn find(
    visitor: &Visitor,
    asked: &str,
    area: Option<DivisionCode>,
) -> Result<Vec<Found>, sqlx::Error> {
    let mut query = QueryBuilder::new(
        "SELECT collectives.id, collectives.name, collectives.level, collectives.division, \
         latest.book AS latest, latest.to_month FROM collectives \
         LEFT JOIN disclosures AS latest ON latest.id = (SELECT id FROM disclosures \
         WHERE disclosures.collective = collectives.id AND disclosures.kind = 'statement' \
         AND disclosures.state IN ('posted', 'ended') \
         ORDER BY book DESC, to_month DESC, id DESC LIMIT 1) WHERE 1 = 1",
    );
    if let Some(area) = area {
        let (low, high) = bounds(area);
        query
            .push(" AND collectives.division >= ")
            .push_bind(low)
            .push(" AND collectives.division < ")
            .push_bind(high);
    }
    if !asked.is_empty() {
        query.push(" AND (");
        push_within(&mut query, "collectives.name", asked);
        for code in visitor.app.divisions.named(asked, LISTED) {
            let (low, high) = bounds(code);
            query
                .push(" OR (collectives.division >= ")
                .push_bind(low)
                .push(" AND collectives.division < ")
                .push_bind(high)
                .push(")");
        }
        query.push(")");
    }
    if let Some((division, id)) = visitor.asked("after").split_once('-') {
        query
            .push(" AND (collectives.division, collectives.id) > (")
            .push_bind(division.to_owned())
            .push(", ")
            .push_bind(id.parse::<i64>().unwrap_or(i64::MAX))
            .push(")");
    }
    query
        .push(" ORDER BY collectives.division, collectives.id LIMIT ")
        .push_bind(i64::try_from(LISTED + 1).unwrap_or(i64::MAX));
    query
        .build_query_as()
        .fetch_all(&visitor.app.db.reader)
        .await
}

fn row(visitor: &Visitor, found: &Found) -> Row {
    let t = visitor.t;
    let disclosed = found.latest.zip(found.to_month).and_then(|(book, month)| {
        let month = u8::try_from(month).ok()?;
        Some(words::month(t, super::ledger::year_of(book), month))
    });
    Row {
        title: found.name.clone(),
        lines: vec![
            words::place(&visitor.app, &found.division),
            match &disclosed {
                Some(month) => t.fill("vp-disclosed-to", &[("month", month)]),
                None => t.say("vp-nothing-disclosed"),
            },
        ],
        tag: Some(Tag {
            tone: "quiet",
            text: words::named(t, "collective", &found.level),
        }),
        href: format!("/village/{}?collective={}", found.division, found.id),
    }
}
