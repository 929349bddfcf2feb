//! The filter above lists and the stream: its fields, what is in them, and what is wrong with them.

use super::{room::Room, words};
use crate::{
    inspect::{
        filter::{Asked, Mistake},
        rows::{KINDS, LEVELS, STATES},
    },
    pages::{
        console::fields::Choice,
        words::{Lang, Words},
    },
};

/// The rules that the chain evaluates.
pub(super) const RULES: [i64; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 13, 20, 21, 22, 24, 25, 26, 27];

/// A field of a filter.
pub(super) struct FilterField {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) error: String,
    /// The type of the input.
    pub(super) kind: &'static str,
    pub(super) decimal: bool,
    pub(super) wide: bool,
    /// Answers to choose from; none for an input.
    pub(super) choices: Vec<Choice>,
}

/// A filter.
pub(super) struct FilterView {
    /// Where it is sent.
    pub(super) action: &'static str,
    pub(super) fields: Vec<FilterField>,
    /// Whether it is unfolded.
    pub(super) open: bool,
    /// What it filters by now.
    pub(super) told: String,
}

/// Which fields a page has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Extent {
    /// What the stream can be filtered by.
    Stream,
    /// Everything.
    List,
}

/// The filter of a page.
pub(super) fn view(
    room: &Room,
    action: &'static str,
    asked: &Asked,
    mistakes: &[Mistake],
    extent: Extent,
) -> FilterView {
    let t = room.desk.t;
    let mut fields = Vec::new();
    if extent == Extent::List {
        fields.push(input(t, asked, "q", "text", false));
    }
    let mut division = choice(t, asked, "division", room.places());
    if extent == Extent::List && room.reach.divisions().len() > 1 {
        // A list is about one division at a time.
        division.choices.remove(0);
    }
    fields.push(division);
    fields.push(choice(t, asked, "kind", words_of(t, "kind", &KINDS)));
    if extent == Extent::List {
        fields.push(choice(t, asked, "state", words_of(t, "state", &STATES)));
    }
    fields.push(choice(t, asked, "level", words_of(t, "level", &LEVELS)));
    let rules = RULES
        .iter()
        .map(|rule| Choice::new(rule, words::rule(t, *rule)));
    fields.push(choice(t, asked, "rule", rules.collect()));
    fields.push(input(t, asked, "amount_from", "text", true));
    fields.push(input(t, asked, "amount_to", "text", true));
    if extent == Extent::List {
        fields.push(input(t, asked, "day_from", "date", false));
        fields.push(input(t, asked, "day_to", "date", false));
        fields.push(input(t, asked, "payee", "text", false));
        let sorts = ["time", "amount"].map(|sort| Choice::new(sort, words::word(t, "sort", sort)));
        let mut sort = choice(t, asked, "sort", sorts.to_vec());
        // One order is always chosen.
        sort.choices.remove(0);
        fields.push(sort);
    }
    let held = vec![Choice::new("1", t.say("ins-field-held-only"))];
    fields.push(choice(t, asked, "held", held));
    for (name, en, zh) in mistakes {
        if let Some(field) = fields.iter_mut().find(|field| field.name == *name) {
            field.error = match t.0 {
                Lang::Zh => (*zh).to_owned(),
                Lang::En => (*en).to_owned(),
            };
        }
    }
    let filled: Vec<&str> = fields
        .iter()
        .filter(|field| !field.value.is_empty() && field.value != "time")
        .map(|field| field.label.as_str())
        .collect();
    FilterView {
        action,
        open: !mistakes.is_empty(),
        told: filled.join(" · "),
        fields,
    }
}

fn value<'a>(asked: &'a Asked, name: &str) -> &'a str {
    let mut parts = asked.parts().into_iter();
    parts
        .find(|(known, _)| *known == name)
        .map_or("", |(_, value)| value)
}

fn input(
    t: Words,
    asked: &Asked,
    name: &'static str,
    kind: &'static str,
    decimal: bool,
) -> FilterField {
    FilterField {
        name,
        label: words::word(t, "field", name),
        value: value(asked, name).to_owned(),
        error: String::new(),
        kind,
        decimal,
        wide: name == "q",
        choices: Vec::new(),
    }
}

fn choice(t: Words, asked: &Asked, name: &'static str, choices: Vec<Choice>) -> FilterField {
    let mut all = vec![Choice::new("", t.say("ins-any"))];
    all.extend(choices);
    FilterField {
        choices: all,
        ..input(t, asked, name, "text", false)
    }
}

fn words_of(t: Words, group: &str, all: &[&str]) -> Vec<Choice> {
    all.iter()
        .map(|word| Choice::new(word, words::word(t, group, word)))
        .collect()
}
