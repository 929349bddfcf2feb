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
        Ok(serde_json::Value::Object(fields)) => fields
            .into_iter()
            .next()
            .map(|(id, _)| id)
            .unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::words::Lang;

    /// Every word that pages put together from a kind and a stored word.
    const WORDS: [(&str, &[&str]); 13] = [
        ("species", &["pig", "cattle", "sheep_goat", "poultry"]),
        (
            "state",
            &[
                "on_farm",
                "declared",
                "certified",
                "in_transit",
                "isolation",
                "lairage",
                "slaughtered",
                "dead",
                "disposed",
                "missing",
                "left",
            ],
        ),
        (
            "purpose",
            &[
                "rearing",
                "slaughter",
                "breeding",
                "dairy",
                "trade",
                "exhibition",
                "other",
            ],
        ),
        (
            "disease",
            &[
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
            ],
        ),
        ("route", &["oral", "injection", "external", "infusion"]),
        (
            "certificate",
            &["issued", "cancelled", "departed", "arrived", "left"],
        ),
        ("claim", &["filed", "approved", "refused", "paid"]),
        (
            "outcome",
            &["certified", "left_behind", "dead", "missing", "arrived"],
        ),
        ("level", &["yellow", "orange", "red"]),
        ("audit", &["accepted", "returned", "waiting"]),
        ("node", &["farm", "vehicle", "slaughterhouse", "plant"]),
        (
            "meat",
            &[
                "carcass",
                "left_half",
                "right_half",
                "cut",
                "head",
                "heart",
                "liver",
                "offal",
                "blood",
                "feet",
                "package",
            ],
        ),
        (
            "warning",
            &[
                "clone_tag",
                "ghost_tag",
                "out_of_place",
                "clone_certificate",
                "vet_over_capacity",
                "vet_outside_area",
                "vet_outside_hours",
                "fewer_loaded",
                "checkpoint_count",
                "checkpoint_vehicle",
                "checkpoint_state",
                "validity_over",
                "arrival_count",
                "landing_count",
                "landing_late",
                "landing_missing",
                "not_arrived",
                "missing",
                "unknown_drug",
                "suspected_disease",
                "carcass_ratio",
                "mass_mismatch",
                "collected_late",
                "identity_lost",
                "claim_repeated",
                "claim_rate",
                "paid_late",
                "claim_after_retag",
                "body_count",
                "passage_missed",
                "recall_acknowledged_late",
                "recall_unacknowledged",
                "recall_unaccounted",
                "recall_unnotified",
            ],
        ),
    ];

    #[test]
    fn every_word_has_a_name_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            for (kind, words) in WORDS {
                for word in words {
                    let name = named(Words(lang), kind, word);
                    assert!(!name.contains("ls-"), "{kind} {word}: {name}");
                }
            }
        }
    }

    #[test]
    fn stored_words_are_those_of_the_vocabulary() {
        let id = id_of(&county_primitives::livestock::AnimalState::InTransit);
        assert_eq!(id, "in_transit");
        assert_eq!(id_of(&Species::SheepGoat), "sheep_goat");
        assert_eq!(heads(Words(Lang::Zh), "pig", 1_300), "1,300 头");
        assert_eq!(heads(Words(Lang::En), "", 3), "3 pieces");
    }
}
