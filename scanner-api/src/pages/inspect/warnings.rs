//! The warnings of a monitoring point: those that wait, the longest overdue first, with level, clock and the next
//! steps.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::DivisionCode;
use serde::Deserialize;

use super::{file::warning_deeds, filters::RULES, room::Room, words};
use crate::{
    extract::Query,
    inspect::{
        rows::LEVELS,
        views::Act,
        warnings::{self, Wanted, Warning},
    },
    page::Paging,
    pages::{
        assets,
        console::{
            fields::Choice,
            names,
            view::{self, Frame, Link, Tag},
            Trouble,
        },
    },
};

/// The states of a warning, in the order of the work.
const STATES: [&str; 8] = [
    "open",
    "assigned",
    "explained",
    "accepted",
    "rectifying",
    "rectified",
    "verified",
    "closed",
];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    division: String,
    rule: String,
    level: String,
    state: String,
    all: String,
    cursor: Option<String>,
}

struct Select {
    name: &'static str,
    label: String,
    value: String,
    choices: Vec<Choice>,
}

struct Row {
    href: String,
    title: String,
    place: String,
    about: String,
    found: String,
    raised: String,
    level: Tag,
    state: Tag,
    clock: Option<Tag>,
    overdue: bool,
    links: Vec<Link>,
}

struct Page {
    point: String,
    selects: Vec<Select>,
    rows: Vec<Row>,
    all: bool,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "inspect/warnings.html")]
struct WarningsTemplate {
    frame: Frame,
    page: Page,
}

/// The page.
pub(super) async fn show(room: Room, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let app = &room.desk.app;
    let t = room.desk.t;
    let division: Option<DivisionCode> = asked.division.parse().ok();
    let known = |list: &[&str], text: &str| list.contains(&text).then(|| text.to_owned());
    let wanted = Wanted {
        division,
        rule: asked.rule.parse().ok(),
        level: known(&LEVELS, &asked.level),
        state: known(&STATES, &asked.state),
        all: asked.all == "1",
    };
    let place = room.reach.place(division)?.to_string();
    room.look(Act::Warnings, &place, "").await?;
    let paging = Paging {
        limit: None,
        cursor: asked.cursor.clone(),
    };
    let found = warnings::list(app, &room.reach, &wanted, &paging).await?;
    let mut rows = Vec::new();
    for warning in &found.items {
        rows.push(row(&room, warning).await?);
    }
    let page = Page {
        point: room.point(),
        selects: selects(&room, &asked),
        rows,
        all: wanted.all,
        older: found
            .next
            .map(|next| format!("/inspect/warnings?{}&cursor={next}", query(&asked))),
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &WarningsTemplate { frame, page },
    ))
}

fn query(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("division", &asked.division),
        ("rule", &asked.rule),
        ("level", &asked.level),
        ("state", &asked.state),
        ("all", &asked.all),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

fn selects(room: &Room, asked: &Asked) -> Vec<Select> {
    let t = room.desk.t;
    let select = |name: &'static str, value: &str, choices: Vec<Choice>| {
        let mut all = vec![Choice::new("", t.say("ins-any"))];
        all.extend(choices);
        Select {
            name,
            label: words::word(t, "field", name),
            value: value.to_owned(),
            choices: all,
        }
    };
    let words_of = |group: &str, list: &[&str]| {
        list.iter()
            .map(|word| Choice::new(word, words::word(t, group, word)))
            .collect()
    };
    let rules = RULES
        .iter()
        .map(|rule| Choice::new(rule, words::rule(t, *rule)));
    let all = vec![Choice::new("1", t.say("ins-warnings-all"))];
    let mut all = select("all", &asked.all, all);
    if let Some(first) = all.choices.first_mut() {
        first.label = t.say("ins-warnings-waiting");
    }
    vec![
        select("division", &asked.division, room.places()),
        select("rule", &asked.rule, rules.collect()),
        select("level", &asked.level, words_of("level", &LEVELS)),
        select("state", &asked.state, words_of("state", &STATES)),
        all,
    ]
}

async fn row(room: &Room, warning: &Warning) -> Result<Row, Trouble> {
    let t = room.desk.t;
    let (links, _) = warning_deeds(room, warning).await?;
    Ok(Row {
        href: format!("/inspect/files/warning:{}", warning.id),
        title: words::rule(t, warning.rule),
        place: format!(
            "{} · {}",
            warning.collective_name,
            words::division(&room.desk.app, &warning.division)
        ),
        about: words::subject(t, &warning.about),
        found: words::measure(t, warning.rule, warning.measured, warning.limit),
        raised: names::instant(t.0, warning.first.0),
        level: words::level(t, &warning.level_today),
        state: words::state(t, "warning", &warning.state),
        clock: warning.workdays_left.map(|left| words::clock(t, left)),
        overdue: warning.is_overdue(),
        links,
    })
}
