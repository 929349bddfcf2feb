//! What livestock is called on console pages.

use county_primitives::{
    livestock::{Disease, Finding, FindingReason},
    DivisionCode, ZoneId,
};

use crate::pages::{
    console::{
        desk::Desk,
        fields::Choice,
        names,
        view::{Line, Tag},
    },
    format,
    words::Words,
};

pub(crate) use names::{count, day, instant, mass, organisation, subject, village};

/// The diseases, in the order of the vocabulary.
pub(crate) const DISEASES: [&str; 11] = [
    "foot_and_mouth",
    "classical_swine_fever",
    "prrs",
    "african_swine_fever",
    "brucellosis",
    "tuberculosis",
    "lumpy_skin",
    "ppr",
    "avian_influenza",
    "newcastle",
    "other",
];

/// A word of the vocabulary, as the index stores it: `species` and `pig`.
pub(crate) fn word(t: Words, kind: &str, value: &str) -> String {
    t.say(&format!("word-{kind}-{value}"))
}

/// The words of a kind to choose from.
pub(crate) fn choices(t: Words, kind: &str, values: &[&str]) -> Vec<Choice> {
    let choice = |value: &&str| Choice::new(value, word(t, kind, value));
    values.iter().map(choice).collect()
}

/// The stored form of a word of the vocabulary.
pub(crate) fn id_of(word: &impl serde::Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(id)) => id,
        _ => String::new(),
    }
}

/// A disease.
pub(crate) fn disease(t: Words, disease: Disease) -> String {
    word(t, "disease", &id_of(&disease))
}

/// Species and heads: 猪 130 头.
pub(crate) fn heads(t: Words, species: &str, heads: i64) -> String {
    let key = match species {
        "poultry" => "heads-poultry",
        "sheep_goat" => "heads-sheep",
        _ => "heads-livestock",
    };
    let species = word(t, "species", species);
    t.fill(key, &[("species", &species), ("number", &count(heads))])
}

/// An amount in fen, written in yuan.
pub(crate) fn money(t: Words, fen: i64) -> String {
    let yuan = count(fen / 100);
    t.fill("yuan", &[("amount", &format!("{yuan}.{:02}", fen % 100))])
}

/// A mass in kilograms as it is typed, without trailing zeros.
pub(crate) fn kilograms(grams: i64) -> String {
    let text = format!("{}.{:03}", grams / 1000, grams % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Why a stored death happened: a word, or a word with a disease.
pub(crate) fn cause(t: Words, json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    if let Some(object) = value.as_object().and_then(|object| object.iter().next()) {
        let disease = word(t, "disease", object.1.as_str().unwrap_or("other"));
        return format!("{} · {disease}", word(t, "cause", object.0));
    }
    word(t, "cause", value.as_str().unwrap_or("unknown"))
}

/// The state of something, with a colour.
pub(crate) fn state(t: Words, kind: &str, state: &str) -> Tag {
    let tone = match state {
        "submitted" | "accepted" | "issued" | "filed" | "collected" | "isolation" => "warn",
        "certified" | "arrived" | "on_farm" | "paid" | "treated" | "left" => "good",
        "departed" | "in_transit" | "approved" | "received" | "lairage" | "declared" => "info",
        "refused" | "failed" | "missing" | "dead" => "bad",
        _ => "quiet",
    };
    Tag {
        tone,
        text: word(t, kind, state),
    }
}

/// A place: its village, or the name of anything wider.
pub(crate) fn place(desk: &Desk, code: &str) -> String {
    village(desk, code)
}

/// The name of an organisation that a query joined: its number, kind and name.
pub(crate) fn party(t: Words, id: i64, kind: Option<String>, name: Option<String>) -> String {
    names::organisation_name(t, id, kind.map(|kind| (kind, name)))
}

/// A fact.
pub(crate) fn fact(t: Words, key: &str, value: impl Into<String>) -> Line {
    Line {
        label: t.say(key),
        value: value.into(),
    }
}

/// What keeps an animal or a load from its certificate, in words.
pub(crate) fn finding(desk: &Desk, finding: &Finding) -> String {
    let t = desk.t;
    let zone = |key: &str, ZoneId(id): ZoneId| t.fill(key, &[("zone", &id.to_string())]);
    let against = |key: &str, of: Disease| t.fill(key, &[("disease", &disease(t, of))]);
    match finding.reason {
        FindingReason::Unknown => t.say("finding-unknown"),
        FindingReason::WrongState => t.say("finding-state"),
        FindingReason::Held => t.say("finding-held"),
        FindingReason::Barred => t.say("finding-barred"),
        FindingReason::NoTag => t.say("finding-tag"),
        FindingReason::OriginLocked(id) => zone("finding-origin", id),
        FindingReason::DestinationLocked(id) => zone("finding-destination", id),
        FindingReason::OutbreakContact(id) => zone("finding-contact", id),
        FindingReason::FarmHighRisk => t.say("finding-risk"),
        FindingReason::FarmNotGraded => t.say("finding-grade"),
        FindingReason::NotImmunised(disease) => against("finding-immunised", disease),
        FindingReason::ImmunityOver(disease) => against("finding-immunity", disease),
        FindingReason::WithinWithdrawal(date) => {
            t.fill("finding-withdrawal", &[("date", &format::date(t.0, date))])
        }
        FindingReason::ElsewhereThanLoad => t.say("finding-elsewhere"),
    }
}

/// The province of a division.
pub(crate) fn province(code: DivisionCode) -> u64 {
    code.number() / 10_000_000_000
}
