//! A transaction as a line of the stream and of lists: one template for both, so that a line that comes in
//! looks like those that were there.

use askama::Template;

use super::words;
use crate::{
    inspect::rows::Transaction,
    pages::{
        console::{names, view::Tag},
        words::{Lang, Words},
    },
    state::App,
};

/// A line.
pub(super) struct Line {
    /// Names the line on the page.
    pub(super) id: String,
    /// Its file.
    pub(super) href: String,
    /// When the ledger took its latest record.
    pub(super) time: String,
    /// What it is.
    pub(super) kind: String,
    /// Whose.
    pub(super) collective: String,
    /// Where.
    pub(super) place: String,
    /// What it is about.
    pub(super) title: String,
    /// Who gets or gave it.
    pub(super) party: String,
    /// How much.
    pub(super) amount: String,
    /// `in`, `out` or `none`.
    pub(super) direction: String,
    /// Where it stands.
    pub(super) state: Tag,
    /// The worst warning about it.
    pub(super) warned: Option<Tag>,
    /// Whether it is held.
    pub(super) held: bool,
}

impl Line {
    pub(super) fn of(app: &App, t: Words, row: &Transaction) -> Self {
        // A bank's line and a challenge have no words of their own.
        let name = match row.title.as_str() {
            "" => words::subject(t, &row.subject),
            title => title.to_owned(),
        };
        let title = match row.rule {
            Some(rule) => format!("{} · {name}", words::rule(t, rule)),
            None => name,
        };
        let amount = match row.amount {
            0 => String::new(),
            fen => words::money(fen),
        };
        Self {
            id: format!("t-{}", row.subject.replace(':', "-")),
            href: words::href(&row.subject),
            time: moment(t.0, row.ledger.0),
            kind: words::word(t, "kind", &row.kind),
            collective: row.collective_name.clone(),
            place: words::division(app, &row.division),
            title,
            party: row.party_name.clone().unwrap_or_default(),
            amount,
            direction: row.direction.clone(),
            state: words::state(t, &row.kind, &row.state),
            warned: row.warned.as_deref().map(|level| words::level(t, level)),
            held: row.holds > 0,
        }
    }
}

/// An instant as lists have it: the day in short and the minute.
pub(super) fn moment(lang: Lang, ms: i64) -> String {
    let full = names::instant(lang, ms);
    let clock = full.rsplit(' ').next().unwrap_or_default().to_owned();
    let ms = u64::try_from(ms).unwrap_or(0);
    let day = crate::pages::format::day(lang, county_primitives::Date::of_timestamp(ms));
    format!("{day} {clock}")
}

#[derive(Template)]
#[template(path = "inspect/line.html")]
struct LineTemplate<'a> {
    t: Words,
    line: &'a Line,
}

/// A line as the stream sends it.
pub(super) fn fragment(t: Words, line: &Line) -> String {
    LineTemplate { t, line }.render().unwrap_or_default()
}
