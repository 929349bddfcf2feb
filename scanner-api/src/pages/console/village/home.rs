//! The day of a village: what waits for the one at the desk first, then everything that can be done, then how
//! much money there is.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::Role;
use serde::Deserialize;

use super::{
    accounts::REGISTRARS,
    queues::{self, QUEUES},
    rows,
    seat::{works, Village, AUTHORITIES, OFFICERS, READERS},
    town,
    words::{fill, place, say, tag, yuan},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        home::{Group, Task},
        livestock::deed::has,
        names,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
};

/// How many lines a queue shows beside others, and on its own page.
const FEW: i64 = 5;
const MANY: i64 = 50;

/// The village in the navigation.
pub(crate) fn places(desk: &Desk) -> Vec<(&'static str, &'static str, &'static str)> {
    // The county looks at villages too, but its days are spent with livestock and quotas.
    if works(desk) {
        vec![("vl-nav", "/console/village", "grade")]
    } else {
        Vec::new()
    }
}

/// The part of the first page that is about villages.
pub(crate) async fn groups(desk: &Desk) -> Result<Vec<Group>, ApiError> {
    let t = desk.t;
    let villages = Village::all(desk).await?;
    if villages.is_empty() {
        return Ok(Vec::new());
    }
    let mut tasks = Vec::new();
    for queue in &QUEUES {
        let number = queue.count(desk, &queue.of(&villages)).await?;
        if number == 0 {
            continue;
        }
        tasks.push(Task {
            title: say(t, &format!("queue-{}", queue.key)),
            hint: say(t, &format!("queue-{}-hint", queue.key)),
            tag: Tag {
                tone: queue.tone,
                text: names::count(number),
            },
            href: format!("/console/village/queues/{}", queue.key),
            icon: queue.icon,
        });
    }
    tasks.push(Task {
        title: say(t, "day"),
        hint: say(t, "day-hint"),
        tag: Tag {
            tone: "info",
            text: fill(t, "villages", &[("count", &villages.len().to_string())]),
        },
        href: "/console/village".to_owned(),
        icon: "grade",
    });
    Ok(vec![Group {
        heading: say(t, "group"),
        tasks,
    }])
}

/// What waits longest: title, why, where.
pub(crate) async fn next(desk: &Desk) -> Result<Option<(String, String, String)>, ApiError> {
    let t = desk.t;
    let villages = Village::all(desk).await?;
    for queue in QUEUES.iter().filter(|queue| queue.tone != "quiet") {
        let number = queue.count(desk, &queue.of(&villages)).await?;
        if number > 0 {
            return Ok(Some((
                say(t, &format!("queue-{}", queue.key)),
                fill(t, "queue-waiting", &[("count", &number.to_string())]),
                format!("/console/village/queues/{}", queue.key),
            )));
        }
    }
    let cashier = villages
        .iter()
        .find(|village| village.acts(Role::VillageCashier));
    Ok(cashier.map(|village| {
        (
            say(t, "do-spend"),
            say(t, "next-spend-why"),
            village.href("spend"),
        )
    }))
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    v: Option<i64>,
}

/// Where the work is: the one village, or the table of all.
pub(crate) async fn show(desk: Desk, Query(chosen): Query<Chosen>) -> Result<Response, Trouble> {
    if let Some(id) = chosen.v {
        return Ok(Redirect::to(&format!("/console/village/{id}")).into_response());
    }
    let villages = Village::all(&desk).await?;
    match villages.as_slice() {
        [] if works(&desk) => {
            // Who registers villages is led there; everybody else waits for who does.
            let registers = has(&desk, &AUTHORITIES);
            let go = Link::main(say(desk.t, "collectives"), "/console/village/collectives");
            let page = Page {
                title: say(desk.t, "group"),
                sections: vec![Section {
                    empty: say(
                        desk.t,
                        if registers {
                            "collectives-empty"
                        } else {
                            "no-village"
                        },
                    ),
                    start: registers.then_some(go),
                    ..Section::default()
                }],
                ..Page::default()
            };
            Ok(view::page(&desk, &page))
        }
        [] => Err(ApiError::not_found().into()),
        [only] => day(&desk, only).await,
        _ => town::table(&desk, &villages).await,
    }
}

/// The day of one village.
pub(crate) async fn village(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let village = Village::of(&desk, id).await?;
    day(&desk, &village).await
}

async fn day(desk: &Desk, village: &Village) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut sections: Vec<Section> = questions(desk, village).await?.into_iter().collect();
    let own = [village];
    for queue in QUEUES.iter().filter(|queue| village.acts_as(queue.roles)) {
        let mut rows = queue.rows(desk, &own, 0, FEW.saturating_add(1)).await?;
        if rows.is_empty() {
            continue;
        }
        let more = i64::try_from(rows.len()).is_ok_and(|rows| rows > FEW);
        rows.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
        let key = queue.key;
        sections.push(Section {
            heading: say(t, &format!("queue-{key}")),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            older: more.then(|| format!("/console/village/queues/{key}?v={}", village.id)),
            ascends: true,
            ..Section::default()
        });
    }
    if sections.is_empty() {
        sections.push(Section {
            empty: say(t, "queue-nothing"),
            ..Section::default()
        });
    }
    sections.push(registers(desk, village));
    let many = Village::all(desk).await?.len() > 1;
    let page = Page {
        back: many.then(|| (say(t, "all-villages"), "/console/village".to_owned())),
        caption: place(desk, village.division),
        title: village.name.clone(),
        actions: deeds(desk, village),
        facts: if village.acts_as(&READERS) {
            money(desk, village).await?
        } else {
            Vec::new()
        },
        sections,
        ..Page::default()
    };
    Ok(view::page(desk, &page))
}

/// Questions of inspectors that wait for an answer of this village.
async fn questions(desk: &Desk, village: &Village) -> Result<Option<Section>, ApiError> {
    if !village.acts_as(&OFFICERS) {
        return Ok(None);
    }
    let open: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT id, subject, due_day FROM questions WHERE answered_ms IS NULL AND division = ? \
         ORDER BY due_day, id LIMIT 20",
    )
    .bind(village.division.to_string())
    .fetch_all(&desk.app.db.reader)
    .await?;
    let row = |(id, subject, due): (i64, String, String)| Row {
        title: fill(
            desk.t,
            "question-about",
            &[("subject", &names::subject(desk.t, &subject))],
        ),
        lines: vec![rows::due(desk, Some(&due))],
        tag: rows::is_over(Some(&due)).then(|| tag(desk.t, "bad", "overdue")),
        href: format!("/inspect/questions/{id}/answer"),
    };
    Ok((!open.is_empty()).then(|| Section {
        heading: say(desk.t, "questions"),
        rows: open.into_iter().map(row).collect(),
        ..Section::default()
    }))
}

/// What one can do in a village, the most frequent first.
fn deeds(desk: &Desk, village: &Village) -> Vec<Link> {
    use Role::{Accountant, Bank, VillageBoard, VillageCashier, VillageChair};
    let board = [VillageChair, VillageBoard];
    let books = [VillageCashier, Accountant];
    let deeds: [(&str, &str, &[Role]); 7] = [
        ("do-spend", "spend", &[VillageCashier]),
        ("do-income", "income", &books),
        ("do-pay-many", "payments", &[VillageCashier]),
        ("do-voucher", "vouchers/new", &books),
        (
            "do-statement",
            "statement",
            &[VillageCashier, Accountant, Bank],
        ),
        ("do-open-decision", "decisions/new", &board),
        ("do-sign-many", "sign", &AUTHORITIES),
    ];
    let mut links: Vec<Link> = deeds
        .into_iter()
        .filter(|(_, _, roles)| village.acts_as(roles))
        .map(|(key, part, _)| Link::other(say(desk.t, key), village.href(part)))
        .collect();
    if let Some(first) = links.first_mut() {
        first.main = true;
    }
    links
}

/// Where one can look in a village.
fn registers(desk: &Desk, village: &Village) -> Section {
    use Role::{Accountant, VillageCashier};
    let t = desk.t;
    let books = [VillageCashier, Accountant];
    let seen: &[Role] = &READERS;
    let registers: [(&str, &str, &[Role]); 11] = [
        ("go-lines", "lines", &books),
        ("go-months", "months", &[Accountant]),
        ("go-spendings", "spendings", seen),
        ("go-vouchers", "vouchers", seen),
        ("go-decisions", "decisions", seen),
        ("go-disclosures", "disclosures", seen),
        ("go-challenges", "challenges", seen),
        ("go-warnings", "warnings", seen),
        ("go-officers", "officers", &AUTHORITIES),
        ("go-accounts", "accounts", &REGISTRARS),
        ("go-departures", "departures", &REGISTRARS),
    ];
    let row = |key: &str, href: String| Row {
        title: say(t, key),
        href,
        ..Row::default()
    };
    let mut rows: Vec<Row> = registers
        .into_iter()
        .filter(|(_, _, roles)| village.acts_as(roles))
        .map(|(key, part, _)| row(key, village.href(part)))
        .collect();
    if village.acts_as(&books) {
        rows.push(row("go-import", "/console/village/import".to_owned()));
    }
    if let Some(year) = village.year.filter(|_| village.acts_as(seen)) {
        let href = format!("/console/village/export?book={}", village.book(year));
        rows.push(row("go-export", href));
    }
    let code = village.division;
    rows.push(row("go-public", format!("/village/{code}")));
    Section {
        heading: say(t, "registers"),
        rows,
        ..Section::default()
    }
}

/// Cash and bank deposits by the latest book.
async fn money(desk: &Desk, village: &Village) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let Some(year) = village.year else {
        return Ok(Vec::new());
    };
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT balances.account, balances.opening + COALESCE((SELECT CAST(SUM(debit - credit) AS BIGINT) \
         FROM turnovers WHERE turnovers.book = balances.book AND turnovers.account = balances.account), 0) \
         FROM balances WHERE balances.book = ? AND (balances.account LIKE '101%' \
         OR balances.account LIKE '102%') ORDER BY balances.account",
    )
    .bind(village.book(year))
    .fetch_all(&desk.app.db.reader)
    .await?;
    let sum = |start: &str| -> i64 {
        let matching = rows
            .iter()
            .filter(|(account, _)| account.starts_with(start));
        matching.fold(0, |sum, (_, balance)| sum.saturating_add(*balance))
    };
    let line = |key: &str, start: &str| Line {
        label: say(t, key),
        value: yuan(t, sum(start)),
    };
    Ok(vec![line("fact-cash", "101"), line("fact-deposits", "102")])
}

/// Which page of a queue.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    v: Option<i64>,
}

/// A queue on its own page.
pub(crate) async fn queue(
    desk: Desk,
    Path(key): Path<String>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let queue = queues::find(&key).ok_or_else(ApiError::not_found)?;
    let villages = Village::all(&desk).await?;
    let mut own = queue.of(&villages);
    if let Some(id) = part.v {
        own.retain(|village| village.id == id);
    }
    if own.is_empty() {
        return Err(ApiError::not_found().into());
    }
    let mut rows = queue
        .rows(&desk, &own, part.after, MANY.saturating_add(1))
        .await?;
    let most = usize::try_from(MANY).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let of = part.v.map_or_else(String::new, |id| format!("&v={id}"));
    let older = rows
        .last()
        .map(|(last, _)| format!("/console/village/queues/{key}?after={last}{of}"));
    let mut actions = Vec::new();
    let at_once = match queue.key {
        "township" | "county" => Some(("do-sign-many", "sign", "sign")),
        "post" => Some(("do-post-many", "post", "vouchers/post")),
        "match" => Some(("do-match-sure", "match", "lines/match")),
        _ => None,
    };
    if let Some((label, all, of_one)) = at_once.filter(|_| !rows.is_empty()) {
        let href = part.v.map_or_else(
            || format!("/console/village/{all}"),
            |id| format!("/console/village/{id}/{of_one}"),
        );
        actions.push(Link::main(say(t, label), href));
    }
    if let ("pay", [only]) = (queue.key, own.as_slice()) {
        actions.push(Link::main(say(t, "do-pay-many"), only.href("payments")));
    }
    let page = Page {
        back: Some((say(t, "group"), "/console/village".to_owned())),
        title: say(t, &format!("queue-{key}")),
        explain: vec![say(t, &format!("queue-{key}-hint"))],
        actions,
        sections: vec![Section {
            older: older.filter(|_| more),
            ascends: true,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            empty: say(t, "queue-nothing"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}
