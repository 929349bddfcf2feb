//! The life of an animal or herd as its records tell it, and what the chain warned of.

use county_primitives::livestock::{Care, HerdChange, LivestockEntry, Origin};
use sqlx::{FromRow, QueryBuilder};

use super::words;
use crate::{
    certificate::records::{push_list, LivestockRecord},
    error::ApiError,
    pages::{
        console::{
            desk::Desk,
            names,
            view::{Row, Section, Tag},
        },
        format,
        words::Words,
    },
};

/// How many warnings a page shows.
const WARNINGS_MAX: i64 = 50;

/// What an animal or herd is called: its tag, or its number.
pub(super) fn unit_name(t: Words, unit: &str, tag: Option<&str>) -> String {
    match (tag, unit.split_once(':')) {
        (Some(tag), _) => tag.to_owned(),
        (None, Some(("herd", id))) => t.fill("ls-herd", &[("id", id)]),
        (None, Some((_, id))) => t.fill("ls-life", &[("id", id)]),
        (None, None) => unit.to_owned(),
    }
}

/// Where its file is.
pub(super) fn unit_href(unit: &str, tag: Option<&str>) -> String {
    format!("/animals/{}", tag.unwrap_or(unit))
}

/// One step of a life; nothing for what another step tells already.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of record")]
pub(super) fn step(desk: &Desk, record: &LivestockRecord) -> Option<Row> {
    let t = desk.t;
    let place =
        |division: &county_primitives::DivisionCode| names::village(desk, &division.to_string());
    let (key, line, late) = match &record.entry {
        LivestockEntry::Tagged {
            tag,
            village,
            origin,
            ..
        } => {
            let line = format!("{tag} · {} · {}", place(village), origin_name(t, origin));
            ("ls-did-tagged", line, false)
        }
        LivestockEntry::HerdRegistered(herd) => {
            let heads = words::heads(t, &words::id_of(&herd.species), i64::from(herd.heads));
            (
                "ls-did-registered",
                format!("{heads} · {}", place(&herd.village)),
                false,
            )
        }
        LivestockEntry::HerdFormed { from, heads, .. } => {
            let from = from.to_string();
            let line = t.fill("ls-herd", &[("id", &from)]);
            ("ls-did-formed", format!("{heads} · {line}"), false)
        }
        LivestockEntry::HerdCounted { heads, cause } => {
            let line = format!("{heads} · {}", herd_change(t, *cause));
            ("ls-did-counted", line, false)
        }
        LivestockEntry::Retagged(act) => {
            let line = format!("{} → {} · {}", act.old, act.new, act.reason);
            ("ls-did-retagged", line, false)
        }
        LivestockEntry::ElectronicBound { electronic } => (
            "ls-did-electronic",
            electronic
                .as_ref()
                .map_or_else(|| t.say("ls-taken-off"), ToString::to_string),
            false,
        ),
        LivestockEntry::Immunised { act, until, late } => {
            let until = t.fill("ls-until", &[("date", &format::date(t.0, *until))]);
            let disease = words::disease(t, act.disease);
            (
                "ls-did-immunised",
                format!("{disease} · {} · {until}", act.vaccine),
                *late,
            )
        }
        LivestockEntry::Medicated {
            act,
            name,
            slaughter_from,
            food_from,
            late,
        } => {
            let from = format::date(t.0, *slaughter_from);
            let from = t.fill("ls-slaughter-from-line", &[("date", &from)]);
            let mut line = format!("{name} {} · {from}", act.approval);
            if let Some(day) = food_from {
                let day = format::date(t.0, *day);
                let from = t.fill("ls-food-from-line", &[("date", &day)]);
                line = format!("{line} · {from}");
            }
            ("ls-did-medicated", line, *late)
        }
        LivestockEntry::GaveFood { lot, food, date } => {
            let kind = words::id_of(&food.kind());
            let (lot, day) = (lot.to_string(), format::date(t.0, *date));
            let line = format!(
                "{} · {} · {day}",
                t.say(&format!("word-food-{kind}")),
                t.fill("food-title", &[("id", &lot)])
            );
            ("ls-did-food", line, false)
        }
        LivestockEntry::CaredFor { act, late } => ("ls-did-care", care(t, &act.care), *late),
        LivestockEntry::Transferred { from, act } => {
            let line = format!("{} → {}", place(from), place(&act.village));
            ("ls-did-transferred", line, false)
        }
        LivestockEntry::WentMissing(act) => ("ls-did-missing", act.note.to_string(), false),
        LivestockEntry::Recovered(act) => ("ls-did-recovered", act.note.to_string(), false),
        LivestockEntry::Seen(sighting) => ("ls-did-seen", place(&sighting.division), false),
        LivestockEntry::StateChanged { state, through, .. } => {
            let mut line = words::named(t, "state", &words::id_of(state));
            if let Some(through) = through {
                line = format!("{line} · {}", names::subject(t, &through.to_string()));
            }
            ("ls-did-state", line, false)
        }
        LivestockEntry::Barred { reason, .. } => ("ls-did-barred", reason.to_string(), false),
        LivestockEntry::Cleared(act) => ("ls-did-cleared", act.reason.to_string(), false),
        LivestockEntry::IsolationEnded(act) => {
            ("ls-did-isolation-ended", act.note.to_string(), false)
        }
        LivestockEntry::Died { mass, .. } => ("ls-did-died", format::mass(t.0, *mass), false),
        LivestockEntry::BodyCollected { mass, .. } => {
            ("ls-did-collected", format::mass(t.0, *mass), false)
        }
        LivestockEntry::CoveredBy { from, until, .. } => {
            let line = format!(
                "{} – {}",
                format::date(t.0, *from),
                format::date(t.0, *until)
            );
            ("ls-did-insured", line, false)
        }
        LivestockEntry::Claimed { claim } => ("ls-did-claimed", claim.to_string(), false),
        // Warnings stand in a list of their own.
        _ => return None,
    };
    Some(Row {
        title: t.say(key),
        lines: vec![line, format::instant(t.0, record.ledger_ms)],
        tag: late.then(|| Tag {
            tone: "warn",
            text: t.say("ls-late"),
        }),
        ..Row::default()
    })
}

/// How an animal came to its first farm.
pub(super) fn origin_name(t: Words, origin: &Origin) -> String {
    match origin {
        Origin::Born => t.say("ls-origin-born"),
        Origin::Herd(id) => t.fill("ls-origin-herd", &[("id", &id.to_string())]),
        Origin::Entered { arrived, .. } => t.fill(
            "ls-origin-entered",
            &[("date", &format::date(t.0, *arrived))],
        ),
    }
}

fn herd_change(t: Words, cause: HerdChange) -> String {
    t.say(match cause {
        HerdChange::Tagged => "ls-herd-tagged",
        HerdChange::Split(_) => "ls-herd-split",
        HerdChange::Died(_) => "ls-herd-died",
        HerdChange::Lost(_) => "ls-herd-lost",
    })
}

fn care(t: Words, care: &Care) -> String {
    match care {
        Care::Fed { feed, mass } => {
            format!(
                "{} {feed} {}",
                t.say("ls-care-fed"),
                format::mass(t.0, *mass)
            )
        }
        Care::Weighed { mass } => {
            format!("{} {}", t.say("ls-care-weighed"), format::mass(t.0, *mass))
        }
        Care::Penned { pen } => format!("{} {pen}", t.say("ls-care-penned")),
        Care::Disinfected { agent } => format!("{} {agent}", t.say("ls-care-disinfected")),
        Care::Bred { note } => format!("{} {note}", t.say("ls-care-bred")),
        Care::Noted { note } => note.to_string(),
    }
}

#[derive(FromRow)]
struct WarningRow {
    subject: String,
    level: String,
    kind: String,
    ledger_ms: i64,
}

/// What the chain warned of about these subjects; no section if of nothing.
pub(super) async fn warnings(
    desk: &Desk,
    subjects: &[String],
) -> Result<Option<Section>, ApiError> {
    let t = desk.t;
    let mut query = QueryBuilder::new(
        "SELECT subject, level, kind, ledger_ms FROM livestock_warnings WHERE subject IN ",
    );
    push_list(&mut query, subjects.iter().map(String::as_str));
    query
        .push(" ORDER BY ordinal DESC LIMIT ")
        .push_bind(WARNINGS_MAX);
    let rows: Vec<WarningRow> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|row| Row {
            title: words::named(t, "warning", &row.kind),
            lines: vec![
                names::instant(t.0, row.ledger_ms),
                names::subject(t, &row.subject),
            ],
            tag: Some(words::level(t, &row.level)),
            ..Row::default()
        })
        .collect();
    Ok((!rows.is_empty()).then(|| Section {
        heading: t.say("ls-warnings"),
        rows,
        ..Section::default()
    }))
}
