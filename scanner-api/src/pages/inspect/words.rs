//! What the things of this room are called, and how money, days and clocks are written.

use std::str::FromStr;

use county_primitives::{three_assets::Fen, DivisionCode, Role, Subject};

use crate::{
    pages::{
        console::{names, view::Tag},
        words::Words,
    },
    state::App,
    three_assets::money::yuan,
};

/// A word of the chain or of this service, for people: `ins-w-<group>-<word>`.
pub(super) fn word(t: Words, group: &str, word: &str) -> String {
    t.say(&format!("ins-w-{group}-{}", word.replace('_', "-")))
}

/// The colour of a state.
pub(super) fn state(t: Words, kind: &str, state: &str) -> Tag {
    let tone = match state {
        "paid" | "posted" | "matched" | "effective" | "completed" | "passed" | "closed"
        | "verified" | "accepted" | "ended" | "approved" | "answered" => "good",
        "rejected" | "failed" | "withdrawn" | "not_passed" | "given_up" | "returned" => "bad",
        "unmatched" | "open" | "rectifying" | "submitted" => "warn",
        _ => "info",
    };
    // A challenge that was accepted and a warning whose explanation was are not the same.
    let key = match (kind, state) {
        ("challenge", "accepted") => "challenge_accepted",
        ("disclosure", "posted") => "on_the_wall",
        ("decision" | "challenge" | "spending" | "voucher", other) => other,
        (_, other) => other,
    };
    Tag {
        tone,
        text: word(t, "state", key),
    }
}

/// A level of a warning.
pub(super) fn level(t: Words, level: &str) -> Tag {
    Tag {
        tone: match level {
            "red" => "bad",
            "orange" => "orange",
            _ => "warn",
        },
        text: word(t, "level", level),
    }
}

/// A rule, `W02 拆分支付`.
pub(super) fn rule(t: Words, rule: i64) -> String {
    format!("W{rule:02} {}", t.say(&format!("ins-w-rule-{rule}")))
}

/// An amount with its sign of money.
pub(super) fn money(fen: i64) -> String {
    let sign = if fen < 0 { "−" } else { "" };
    let amount = Fen(fen.checked_abs().unwrap_or(i64::MAX));
    format!("{sign}¥{}", yuan(amount))
}

/// What a warning found and what that was compared with, as its rule counts.
pub(super) fn measure(t: Words, rule: i64, measured: i64, limit: i64) -> String {
    let (measured, limit) = match rule {
        // Days late, or a count.
        4 | 7 | 24 | 25 => (measured.to_string(), limit.to_string()),
        // A share in percent or money; both are shown as they were compared.
        _ => (money(measured), money(limit)),
    };
    t.fill("ins-measure", &[("measured", &measured), ("limit", &limit)])
}

/// A digest of somebody or of an account that this service does not know.
pub(super) fn unknown(t: Words, digest: &str) -> String {
    let head: String = digest.chars().take(8).collect();
    t.fill("ins-unknown", &[("digest", &head)])
}

/// A role.
pub(super) fn role(t: Words, role: &str) -> String {
    match role.parse::<Role>() {
        Ok(
            Role::Auditor
            | Role::VillageChair
            | Role::VillageBoard
            | Role::VillageCashier
            | Role::VillageSupervisor
            | Role::Accountant
            | Role::CollectiveMember
            | Role::Bank
            | Role::Inspector
            | Role::Township
            | Role::CountyAgriculture
            | Role::Grid,
        ) => word(t, "role", role),
        Ok(other) => names::role(t, other),
        Err(_) => role.to_owned(),
    }
}

/// A subject, for people.
pub(super) fn subject(t: Words, subject: &str) -> String {
    let Some((kind, id)) = subject.split_once(':') else {
        return subject.to_owned();
    };
    let key = match kind {
        "spending" | "voucher" | "bank_line" | "decision" | "disclosure" | "challenge"
        | "warning" | "book" | "bank_account" | "collective" | "question" | "case" => kind,
        _ => return names::subject(t, subject),
    };
    // A book's number says whose it is and of which year.
    let id = match (key, Subject::from_str(subject)) {
        ("book", Ok(Subject::Book(book))) => format!("{} · {}", book.collective(), book.year()),
        _ => id.to_owned(),
    };
    format!("{} {id}", word(t, "subject", key))
}

/// Where the file of a subject is; empty if it has none.
pub(super) fn href(subject: &str) -> String {
    match subject.split_once(':') {
        Some((
            "spending" | "voucher" | "bank_line" | "decision" | "disclosure" | "challenge"
            | "warning",
            _,
        )) => format!("/inspect/files/{subject}"),
        Some(("question", id)) => format!("/inspect/questions/{id}"),
        _ => String::new(),
    }
}

/// A division with its township, or its code.
pub(super) fn division(app: &App, code: &str) -> String {
    let Ok(division) = DivisionCode::from_str(code) else {
        return code.to_owned();
    };
    let names = app.divisions.path(division);
    match names.len() {
        0 => code.to_owned(),
        length => names
            .get(length.saturating_sub(2)..)
            .unwrap_or_default()
            .join(" "),
    }
}

/// How long a clock still runs.
pub(super) fn clock(t: Words, left: i64) -> Tag {
    let days = left.unsigned_abs().to_string();
    let (tone, text) = match left {
        0 => ("warn", t.say("ins-clock-today")),
        1.. => ("quiet", t.fill("ins-clock-left", &[("days", &days)])),
        _ => ("bad", t.fill("ins-clock-over", &[("days", &days)])),
    };
    Tag { tone, text }
}
