//! Words of the pages of a village.

use county_primitives::{three_assets::Fen, DivisionCode};

use crate::{
    pages::{
        console::{names, view::Tag},
        words::{Lang, Words},
    },
    state::App,
    three_assets::money::yuan,
};

/// Fewer people than this are not counted in public (`DOMAIN.md 5`).
const FEW: i64 = 5;

/// The name of one of the values of something, such as a state.
pub(super) fn named(t: Words, kind: &str, value: &str) -> String {
    t.say(&format!("vp-is-{kind}-{value}"))
}

/// A month of a year.
pub(super) fn month(t: Words, year: i64, month: u8) -> String {
    let month = t.say(&format!("vp-month-{month}"));
    t.fill(
        "vp-month-of-year",
        &[("year", &year.to_string()), ("month", &month)],
    )
}

/// A month of a year in few characters, for charts.
pub(super) fn short_month(t: Words, month: u8) -> String {
    match t.0 {
        Lang::Zh => format!("{month}月"),
        Lang::En => t
            .say(&format!("vp-month-{month}"))
            .chars()
            .take(3)
            .collect(),
    }
}

/// Some months of a year.
pub(super) fn period(t: Words, year: i64, from: u8, to: u8) -> String {
    if from == to {
        return month(t, year, from);
    }
    let name = |month: u8| t.say(&format!("vp-month-{month}"));
    t.fill(
        "vp-months-of-year",
        &[
            ("year", &year.to_string()),
            ("from", &name(from)),
            ("to", &name(to)),
        ],
    )
}

/// A stored amount with its unit.
pub(super) fn amount(t: Words, fen: i64) -> String {
    t.fill("vp-yuan", &[("amount", &yuan(Fen(fen)))])
}

/// How many people or households: the public is not told of a few.
pub(super) fn people(t: Words, number: i64) -> String {
    if (1..FEW).contains(&number) {
        t.say("vp-few")
    } else {
        names::count(number)
    }
}

/// Who did something: a role and the number of the member, never a name.
pub(super) fn officer(t: Words, role: &str, member: Option<i64>) -> String {
    let role = named(t, "role", &role.replace('.', "_"));
    match member {
        Some(member) => t.fill(
            "vp-officer",
            &[("role", &role), ("number", &member.to_string())],
        ),
        None => role,
    }
}

/// Where a disclosure stands.
pub(super) fn disclosure_tag(t: Words, state: &str) -> Tag {
    let tone = match state {
        "posted" => "good",
        "ended" => "quiet",
        _ => "warn",
    };
    Tag {
        tone,
        text: named(t, "disclosure", state),
    }
}

/// Where a decision stands.
pub(super) fn decision_tag(t: Words, state: &str) -> Tag {
    let tone = match state {
        "effective" | "completed" => "good",
        "not_passed" | "given_up" => "bad",
        _ => "warn",
    };
    Tag {
        tone,
        text: named(t, "decision", state),
    }
}

/// Where a spending stands.
pub(super) fn spending_tag(t: Words, state: &str) -> Tag {
    let tone = match state {
        "paid" | "posted" => "good",
        "rejected" | "failed" | "returned" => "bad",
        _ => "warn",
    };
    Tag {
        tone,
        text: named(t, "spending", state),
    }
}

/// Where a challenge stands.
pub(super) fn challenge_tag(t: Words, state: &str, is_late: bool) -> Tag {
    let (tone, state) = match state {
        _ if is_late => ("bad", "late"),
        "closed" => ("good", "closed"),
        "answered" => ("info", "answered"),
        "accepted" => ("warn", "accepted"),
        _ => ("warn", "submitted"),
    };
    Tag {
        tone,
        text: named(t, "challenge", state),
    }
}

/// Where a division lies, by the names of county, township and village.
pub(super) fn place(app: &App, code: &str) -> String {
    let Ok(division) = code.parse::<DivisionCode>() else {
        return code.to_owned();
    };
    let names = app.divisions.path(division);
    let from = names.len().saturating_sub(3);
    names.get(from..).unwrap_or_default().join(" ")
}
