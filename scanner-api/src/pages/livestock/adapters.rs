//! Exchange documents for other platforms: what is due of a month, the downloads, and which were handed in.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{Date, Role};
use serde::Deserialize;

use super::{reports, words};
use crate::{
    adapters::{
        deliveries::{self, Delivery, Handed, Standing, State},
        wanted::{Period, Scope, Wanted},
        System,
    },
    error::ApiError,
    extract::Query,
    livestock::reports::Month,
    pages::{
        console::{
            desk::Desk,
            fields::{Choice, Control, Field, Typed},
            form::Form,
            names,
            view::{self, Link, Page, Row, Section, Tag},
            Trouble,
        },
        format,
        words::Words,
    },
    routes::livestock::adapters::{ensure_delivers, system},
};

/// How many digits of a digest are shown.
const DIGEST_SHOWN: usize = 12;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// `YYYY-MM`; the month that is over if not given.
    #[serde(default)]
    month: String,
}

/// Whose documents the member sees: those of the division it oversees, or of its own farm.
fn scope(desk: &Desk) -> Result<Scope, ApiError> {
    if let Some(division) = reports::division(desk) {
        return Ok(Scope::Division(division));
    }
    if desk.session.has(Role::Producer) {
        return Ok(Scope::Farm(desk.organisation()?));
    }
    Err(ApiError::not_found())
}

/// The month that was asked for, or the last one that is over.
fn month(desk: &Desk, asked: &str) -> Result<Month, ApiError> {
    if let Some(month) = Month::parse(asked) {
        return Ok(month);
    }
    let this: String = deliveries::today(&desk.app)
        .to_string()
        .chars()
        .take(7)
        .collect();
    let before = Month::parse(&this).map(|month| month.before());
    before
        .and_then(|before| Month::parse(&before))
        .ok_or_else(ApiError::not_found)
}

fn period(month: &Month) -> Result<Period, ApiError> {
    let day = |text: &str| text.parse::<Date>().map_err(ApiError::internal);
    let from = day(&format!("{}-01", month.name()))?;
    let after = day(month.after())?;
    Period::read(from, Date(after.0.saturating_sub(1)))
}

/// Whose documents, in words.
async fn whose(desk: &Desk, scope: Scope) -> Result<String, ApiError> {
    match scope {
        Scope::Division(division) => Ok(names::village(desk, &division.to_string())),
        Scope::Farm(farm) => names::organisation(desk, farm).await,
    }
}

fn state(t: Words, state: State) -> Tag {
    let (tone, key) = match state {
        State::Open => ("quiet", "ls-adapters-state-open"),
        State::Due => ("warn", "ls-adapters-state-due"),
        State::Delivered => ("good", "ls-adapters-state-delivered"),
        State::Changed => ("bad", "ls-adapters-state-changed"),
    };
    Tag {
        tone,
        text: t.say(key),
    }
}

/// The four platforms and what is due.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    let scope = scope(&desk)?;
    let month = month(&desk, &asked.month)?;
    let period = period(&month)?;
    let is_over = period.is_over(deliveries::today(&desk.app));
    let mut rows = Vec::new();
    for system in System::ALL {
        let wanted = Wanted {
            system,
            scope,
            period,
        };
        let last = deliveries::delivered(&desk.app, &wanted).await?;
        let standing = match last.first() {
            Some(_) => State::Delivered,
            None if is_over => State::Due,
            None => State::Open,
        };
        let mut lines = vec![system.about().told.to(t.0).to_owned()];
        lines.extend(
            last.first()
                .map(|last| t.fill("ls-adapters-receipt", &[("receipt", &last.receipt)])),
        );
        rows.push(Row {
            title: system.about().name.to(t.0).to_owned(),
            lines,
            tag: Some(state(t, standing)),
            href: here(system, &month),
        });
    }
    let before = month.before();
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: whose(&desk, scope).await?,
        title: t.fill("ls-adapters-title", &[("month", month.name())]),
        explain: vec![t.say("ls-adapters-say")],
        actions: vec![Link::other(
            t.fill("ls-reports-before", &[("month", &before)]),
            format!("/livestock/adapters?month={before}"),
        )],
        sections: vec![Section {
            rows,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn here(system: System, month: &Month) -> String {
    format!(
        "/livestock/adapters/{}?month={}",
        system.word(),
        month.name()
    )
}

/// The address of a document of a month.
fn document(wanted: &Wanted, more: &str) -> String {
    let whose = match wanted.scope {
        Scope::Division(division) => format!("division={division}"),
        Scope::Farm(farm) => format!("farm={farm}"),
    };
    let Period { from, to } = wanted.period;
    let system = wanted.system.word();
    format!("/api/v1/adapters/{system}?{whose}&from={from}&to={to}{more}")
}

/// One platform: how the month stands, its tables, and what was handed in.
pub(super) async fn one(
    desk: Desk,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let system = system(&word)?;
    let month = month(&desk, &asked.month)?;
    let wanted = Wanted {
        system,
        scope: scope(&desk)?,
        period: period(&month)?,
    };
    let standing = deliveries::standing(&desk.app, wanted).await?;
    let about = system.about();
    let is_over = wanted.period.is_over(deliveries::today(&desk.app));
    let delivers = ensure_delivers(&desk.app, &desk.session, wanted.scope)
        .await
        .is_ok();
    let mut actions = vec![Link::file(t.say("ls-adapters-json"), document(&wanted, ""))];
    if is_over && delivers {
        let name = month.name();
        let to = format!("/livestock/adapters/{word}/deliver?month={name}");
        actions.push(Link::main(t.say("ls-adapters-hand-in"), to));
    }
    let changed = (standing.state == State::Changed).then(|| t.say("ls-adapters-changed"));
    let page = Page {
        back: Some((
            t.fill("ls-adapters-title", &[("month", month.name())]),
            format!("/livestock/adapters?month={}", month.name()),
        )),
        caption: whose(&desk, wanted.scope).await?,
        title: format!("{} {}", about.name.to(t.0), month.name()),
        tag: Some(state(t, standing.state)),
        explain: [about.told, about.public, about.ours]
            .map(|said| said.to(t.0).to_owned())
            .to_vec(),
        warnings: changed.into_iter().collect(),
        actions,
        facts: vec![
            words::fact(t, "ls-adapters-block", format::count(standing.block)),
            words::fact(t, "ls-adapters-facts", format::count(standing.facts)),
            words::fact(t, "ls-adapters-digest", standing.digest.clone()),
        ],
        sections: sections(t, &wanted, &standing),
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn sections(t: Words, wanted: &Wanted, standing: &Standing) -> Vec<Section> {
    let tables = wanted.system.tables().iter().zip(&standing.tables);
    let headings = if t.lang() == "en" { "en" } else { "zh" };
    let table_rows = tables.map(|(table, total)| Row {
        title: table.title.to(t.0).to_owned(),
        lines: vec![facts(t, total.facts)],
        href: document(
            wanted,
            &format!(
                "&format=csv&bom=true&headings={headings}&table={}",
                table.name
            ),
        ),
        ..Row::default()
    });
    let made = standing.documents.iter().map(|made| Row {
        title: facts(t, u64::try_from(made.facts).unwrap_or(0)),
        lines: vec![named(t, made.block, &made.digest)],
        ..Row::default()
    });
    vec![
        Section {
            heading: t.say("ls-adapters-tables"),
            rows: table_rows.collect(),
            ..Section::default()
        },
        Section {
            heading: t.say("ls-adapters-deliveries"),
            rows: standing
                .deliveries
                .iter()
                .map(|delivery| delivered(t, delivery))
                .collect(),
            empty: t.say("ls-adapters-deliveries-none"),
            ..Section::default()
        },
        Section {
            heading: t.say("ls-adapters-documents"),
            rows: made.collect(),
            empty: t.say("ls-adapters-documents-none"),
            ..Section::default()
        },
    ]
}

fn facts(t: Words, facts: u64) -> String {
    t.fill("ls-adapters-count", &[("number", &format::count(facts))])
}

/// A document by its block and the beginning of its digest.
fn named(t: Words, block: i64, digest: &str) -> String {
    let block = format::count(u64::try_from(block).unwrap_or(0));
    let digest: String = digest.chars().take(DIGEST_SHOWN).collect();
    t.fill(
        "ls-adapters-document",
        &[("block", &block), ("digest", &digest)],
    )
}

fn delivered(t: Words, delivery: &Delivery) -> Row {
    let time = u64::try_from(delivery.delivered.0).unwrap_or(0);
    let member = delivery
        .member
        .map_or_else(String::new, |member| member.to_string());
    let mut lines = vec![
        t.fill(
            "ls-adapters-by",
            &[("member", &member), ("time", &format::instant(t.0, time))],
        ),
        named(t, delivery.block, &delivery.digest),
    ];
    if delivery.corrects.is_some() {
        lines.push(t.fill("ls-adapters-corrects", &[("reason", &delivery.reason)]));
    }
    Row {
        title: t.fill("ls-adapters-receipt", &[("receipt", &delivery.receipt)]),
        lines,
        ..Row::default()
    }
}

/// The form that notes a delivery.
async fn form(desk: &Desk, wanted: &Wanted, month: &Month) -> Result<Form, ApiError> {
    ensure_delivers(&desk.app, &desk.session, wanted.scope).await?;
    let t = desk.t;
    let made = deliveries::made(&desk.app, wanted).await?;
    let name = wanted.system.about().name.to(t.0);
    let mut form = Form {
        back: Some((name.to_owned(), here(wanted.system, month))),
        caption: format!("{name} {}", month.name()),
        waits: false,
        ..Form::new(desk, "ls-adapters-hand-in", "ls-adapters-hand-in")
    };
    if made.is_empty() {
        form.explain.push(t.say("ls-adapters-first"));
        form.blocked = Some(Link::main(
            t.say("ls-adapters-download"),
            here(wanted.system, month),
        ));
        return Ok(form);
    }
    let latest = made.first().map(|made| made.digest.clone());
    let choices = made.iter().map(|made| {
        let count = facts(t, u64::try_from(made.facts).unwrap_or(0));
        Choice::new(&made.digest, count).hint(named(t, made.block, &made.digest))
    });
    let field = |name: &'static str, key: &str, control| Field::new(t, name, key, control);
    form.fields = vec![
        field(
            "digest",
            "ls-adapters-ask-document",
            Control::Radios(choices.collect()),
        )
        .value(latest.unwrap_or_default()),
        field("receipt", "ls-adapters-ask-receipt", Control::Text)
            .hint(t.say("ls-adapters-ask-receipt-hint")),
        field("reason", "ls-adapters-ask-reason", Control::Text)
            .hint(t.say("ls-adapters-ask-reason-hint")),
    ];
    Ok(form)
}

/// Which document of which month a form is about.
fn wanted(desk: &Desk, word: &str, month: &Month) -> Result<Wanted, ApiError> {
    Ok(Wanted {
        system: system(word)?,
        scope: scope(desk)?,
        period: period(month)?,
    })
}

/// Shows the form.
pub(super) async fn ask(
    desk: Desk,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let month = month(&desk, &asked.month)?;
    let wanted = wanted(&desk, &word, &month)?;
    let form = form(&desk, &wanted, &month).await?;
    Ok(view::form(&desk, StatusCode::OK, &form))
}

/// Takes what was typed.
pub(super) async fn hand_in(
    desk: Desk,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let month = month(&desk, &asked.month)?;
    let wanted = wanted(&desk, &word, &month)?;
    ensure_delivers(&desk.app, &desk.session, wanted.scope).await?;
    let handed = Handed {
        digest: typed.get("digest"),
        receipt: typed.get("receipt"),
        reason: typed.get("reason"),
    };
    match deliveries::deliver(&desk.app, &desk.session, &wanted, handed).await {
        Ok(()) => Ok(Redirect::to(&here(wanted.system, &month)).into_response()),
        Err(error) => {
            let mut form = form(&desk, &wanted, &month).await?;
            form.fill(&typed);
            form.refuse(&error, desk.t.0);
            let status = StatusCode::from_u16(error.problem().status);
            let status = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(view::form(&desk, status, &form))
        }
    }
}
