//! Twenty villages at once: one table of what waits where, for the township agency, the township and the county.

use std::collections::BTreeMap;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::Role;

use super::{
    months::open_months,
    queues::QUEUES,
    seat::{Village, AUTHORITIES},
    words::{fill, say},
};
use crate::pages::assets;
use crate::{
    db::sql,
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::today,
        names,
        view::{self, Frame, Link, Tag},
        Trouble,
    },
};

/// A number in the table.
#[derive(Clone, Debug)]
struct Cell {
    /// What is counted.
    label: String,
    /// How many.
    number: String,
    /// `bad`, `warn` or `quiet`.
    tone: &'static str,
    /// Where they are.
    href: String,
}

/// A village in the table.
#[derive(Clone, Debug)]
struct Line {
    name: String,
    township: String,
    href: String,
    cells: Vec<Cell>,
    /// Whether anything waits.
    waits: bool,
}

/// The table.
struct Table {
    heads: Vec<String>,
    lines: Vec<Line>,
    /// All that waits, by queue.
    queues: Vec<(Tag, String, String)>,
    /// Every village, to go to one at once.
    villages: Vec<(i64, String)>,
    actions: Vec<Link>,
    as_of: String,
}

#[derive(Template)]
#[template(path = "console/village/table.html")]
struct TableTemplate {
    frame: Frame,
    table: Table,
}

/// What is counted in every village, each with the page where it is.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("approvals", "spendings", "bad"),
    ("unmatched", "lines", "warn"),
    ("months", "months", "warn"),
    ("challenges", "challenges", "bad"),
    ("warnings", "warnings", "bad"),
];

/// The table of villages.
pub(crate) async fn table(desk: &Desk, villages: &[Village]) -> Result<Response, Trouble> {
    let t = desk.t;
    let ids: Vec<String> = villages
        .iter()
        .map(|village| village.id.to_string())
        .collect();
    let ids = ids.join(", ");
    let counts = counts(desk, &ids, villages).await?;
    let lines = lines(desk, villages, &counts);
    let mut queues = Vec::new();
    for queue in &QUEUES {
        let number = queue.count(desk, &queue.of(villages)).await?;
        if number > 0 {
            let tag = Tag {
                tone: queue.tone,
                text: names::count(number),
            };
            let name = say(t, &format!("queue-{}", queue.key));
            queues.push((tag, name, format!("/console/village/queues/{}", queue.key)));
        }
    }
    let mut actions = Vec::new();
    if villages.iter().any(|village| village.acts_as(&AUTHORITIES)) {
        actions.push(Link::main(say(t, "do-sign-many"), "/console/village/sign"));
        let register = "/console/village/collectives";
        actions.push(Link::other(say(t, "collectives"), register));
    }
    if villages
        .iter()
        .any(|village| village.acts(Role::Accountant))
    {
        let at_once = [("do-post-many", "post"), ("do-match-sure", "match")];
        let link = |(key, part): (&str, &str)| {
            Link::other(say(t, key), format!("/console/village/{part}"))
        };
        actions.extend(at_once.map(link));
    }
    let table = Table {
        heads: COLUMNS
            .iter()
            .map(|(key, ..)| say(t, &format!("column-{key}")))
            .collect(),
        lines,
        queues,
        villages: villages
            .iter()
            .map(|village| (village.id, village.name.clone()))
            .collect(),
        actions,
        as_of: desk.app.as_of().map_or_else(String::new, |as_of| {
            t.fill(
                "home-as-of",
                &[("block", &crate::pages::format::count(as_of.block))],
            )
        }),
    };
    let frame = Frame::of(desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &TableTemplate { frame, table },
    ))
}

/// The villages with their numbers. Where something waits comes first; the order of the villages stays.
fn lines(desk: &Desk, villages: &[Village], counts: &[BTreeMap<i64, i64>]) -> Vec<Line> {
    let t = desk.t;
    let mut lines = Vec::new();
    for village in villages {
        let mut cells = Vec::new();
        for ((key, part, tone), counted) in COLUMNS.iter().zip(counts) {
            let number = counted.get(&village.id).copied().unwrap_or_default();
            cells.push(Cell {
                label: say(t, &format!("column-{key}")),
                number: names::count(number),
                tone: if number > 0 { tone } else { "quiet" },
                href: village.href(part),
            });
        }
        lines.push(Line {
            name: village.name.clone(),
            township: super::words::place(desk, village.division),
            href: village.href(""),
            waits: cells.iter().any(|cell| cell.tone != "quiet"),
            cells,
        });
    }
    lines.sort_by_key(|line| !line.waits);
    lines
}

/// A count by village.
async fn counted(desk: &Desk, query: &str) -> Result<BTreeMap<i64, i64>, ApiError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(query).fetch_all(&desk.app.db.reader).await?;
    Ok(rows.into_iter().collect())
}

/// The five columns, in order.
async fn counts(
    desk: &Desk,
    ids: &str,
    villages: &[Village],
) -> Result<Vec<BTreeMap<i64, i64>>, ApiError> {
    let today = today().to_string();
    let of = |table: &str, condition: &str| {
        format!(
            "SELECT collective, COUNT(*) FROM {table} WHERE collective IN ({ids}) AND {condition} \
             GROUP BY collective"
        )
    };
    let approvals = counted(desk, &of("spendings", own_step(villages))).await?;
    let unmatched = counted(desk, &of("bank_lines", "matched_ms IS NULL")).await?;
    let overdue = format!("due < '{today}' AND state IN ('submitted', 'accepted')");
    let challenges = counted(desk, &of("challenges", &overdue)).await?;
    let warnings = counted(desk, &of("asset_warnings", "waiting")).await?;
    let books: Vec<(i64, i64, i64)> = sqlx::query_as(&format!(
        "SELECT collective, year, closed FROM books WHERE collective IN ({ids}) ORDER BY year"
    ))
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut months: BTreeMap<i64, i64> = BTreeMap::new();
    for (village, year, closed) in books {
        let open = open_months(Some(year), Some(closed));
        let sum = months.entry(village).or_default();
        *sum = sum.saturating_add(open);
    }
    Ok(vec![approvals, unmatched, months, challenges, warnings])
}

/// What the one who looks at the table has to approve.
fn own_step(villages: &[Village]) -> &'static str {
    let acts = |role: Role| villages.iter().any(|village| village.acts(role));
    if acts(Role::Township) {
        "state = 'signing' AND next_step = 'township' AND NOT decision_missing"
    } else if acts(Role::CountyAgriculture) {
        "state = 'signing' AND next_step = 'county' AND NOT decision_missing"
    } else if acts(Role::Accountant) {
        "state = 'signing' AND next_step = 'evidence'"
    } else {
        "state = 'signing'"
    }
}

impl Table {
    /// How many villages there are, in words.
    fn count(&self, frame: &Frame) -> String {
        let count = sql(self.villages.len()).to_string();
        fill(frame.t, "villages", &[("count", &count)])
    }
}
