//! What things of livestock are called on pages.

use county_primitives::livestock::{Disease, Purpose, Species};
use serde::Serialize;

use crate::pages::{
    console::view::{Line, Tag},
    format,
    words::Words,
};

/// A word of the vocabulary in its stored form: `pig`.
pub(crate) fn id_of(word: &impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(id)) => id,
        Ok(serde_json::Value::Object(fields)) => {
            fields.into_iter().next().map(|(id, _)| id).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The name of a stored word: kind `state`, word `on_farm`.
pub(crate) fn named(t: Words, kind: &str, word: &str) -> String {
    t.say(&format!("ls-{kind}-{}", word.replace('_', "-")))
}

/// A species.
pub(crate) fn species(t: Words, species: Species) -> String {
    named(t, "species", &id_of(&species))
}

/// A disease.
pub(crate) fn disease(t: Words, disease: Disease) -> String {
    named(t, "disease", &id_of(&disease))
}

/// What animals are moved for.
pub(crate) fn purpose(t: Words, purpose: Purpose) -> String {
    named(t, "purpose", &id_of(&purpose))
}

/// Heads of a species: 130 头.
pub(crate) fn heads(t: Words, species: &str, heads: i64) -> String {
    let unit = match species {
        "poultry" => "ls-heads-poultry",
        "sheep_goat" => "ls-heads-sheep",
        "" => "ls-pieces",
        _ => "ls-heads",
    };
    let count = format::count(u64::try_from(heads).unwrap_or(0));
    t.fill(unit, &[("number", &count)])
}

/// A state, with a colour.
pub(super) fn state(t: Words, kind: &str, state: &str) -> Tag {
    let tone = match state {
        "on_farm" | "issued" | "departed" => "good",
        "declared" | "certified" | "in_transit" | "lairage" | "arrived" => "info",
        "isolation" | "filed" | "approved" => "warn",
        "dead" | "missing" | "cancelled" | "refused" => "bad",
        _ => "quiet",
    };
    Tag {
        tone,
        text: named(t, kind, state),
    }
}

/// How serious a warning is, with a colour.
pub(super) fn level(t: Words, level: &str) -> Tag {
    Tag {
        tone: if level == "yellow" { "warn" } else { "bad" },
        text: named(t, "level", level),
    }
}

/// A fact.
pub(super) fn fact(t: Words, key: &str, value: impl Into<String>) -> Line {
    Line {
        label: t.say(key),
        value: value.into(),
    }
}
