//! How the village's money is written on console pages: labels, amounts, names, states.

use std::collections::BTreeMap;

use county_primitives::{three_assets::Fen, DivisionCode, Role};

use super::seat::Village;
use crate::{
    error::ApiError,
    pages::{
        console::{
            actions::choose,
            desk::Desk,
            fields::{today, Choice, Control, Field, Reader, Typed},
            form::Form,
            names,
            view::{Line, Tag},
        },
        words::Words,
    },
    three_assets::{money, parties},
};

/// The text `vl-<key>`.
pub(crate) fn say(t: Words, key: &str) -> String {
    t.say(&format!("vl-{key}"))
}

/// The same with its gaps filled.
pub(crate) fn fill(t: Words, key: &str, values: &[(&'static str, &str)]) -> String {
    t.fill(&format!("vl-{key}"), values)
}

/// A word of the vocabulary, as the index stores it.
pub(crate) fn word(t: Words, kind: &str, value: &str) -> String {
    say(t, &format!("{kind}-{}", value.replace('_', "-")))
}

/// Words to choose from.
pub(crate) fn choices(t: Words, kind: &str, values: &[&str]) -> Vec<Choice> {
    let choice = |value: &&str| Choice::new(value, word(t, kind, value));
    values.iter().map(choice).collect()
}

/// A form in a village: title and button are `vl-do-<key>`, the way back is the village's day.
pub(crate) fn form(desk: &Desk, village: &Village, key: &str) -> Form {
    let key = format!("vl-do-{key}");
    let mut form = Form::new(desk, &key, &key);
    form.back = Some((village.name.clone(), village.href("")));
    form.caption = village.name.clone();
    form
}

/// A field whose label is `vl-ask-<name>`.
pub(crate) fn ask(desk: &Desk, name: &'static str, control: Control) -> Field {
    Field::new(desk.t, name, &format!("vl-ask-{name}"), control)
}

/// The same with the hint `vl-ask-<name>-hint`.
pub(crate) fn ask_with_hint(desk: &Desk, name: &'static str, control: Control) -> Field {
    ask(desk, name, control).hint(say(desk.t, &format!("ask-{name}-hint")))
}

/// A day that is today unless said otherwise.
pub(crate) fn ask_day(desk: &Desk, name: &'static str) -> Field {
    ask(desk, name, Control::Day).value(today().to_string())
}

/// An amount in yuan.
pub(crate) fn ask_amount(desk: &Desk, name: &'static str) -> Field {
    ask(desk, name, Control::Decimal).suffix(say(desk.t, "unit-yuan"))
}

/// One of the words of the vocabulary.
pub(crate) fn ask_word(desk: &Desk, name: &'static str, kind: &str, words: &[&str]) -> Field {
    ask(desk, name, choose(choices(desk.t, kind, words)))
}

/// Reads an amount in yuan that is more than nothing.
pub(crate) fn amount(read: &mut Reader<'_>, desk: &Desk, typed: &Typed, name: &'static str) -> Fen {
    let read_fen = signed(read, desk, typed, name);
    if read_fen < Fen::ZERO || (read_fen == Fen::ZERO && money::parse_yuan(typed.get(name)).is_ok())
    {
        read.note(name, say(desk.t, "mistake-positive"));
    }
    read_fen
}

/// Reads an amount in yuan that may be nothing or below.
pub(crate) fn signed(read: &mut Reader<'_>, desk: &Desk, typed: &Typed, name: &'static str) -> Fen {
    match money::parse_yuan(typed.get(name)) {
        Ok(fen) => fen,
        Err(error) => {
            read.note(name, money_mistake(desk.t, error));
            Fen::ZERO
        }
    }
}

/// Reads how many there are, at least `least`.
pub(crate) fn count(
    read: &mut Reader<'_>,
    desk: &Desk,
    typed: &Typed,
    name: &'static str,
    least: u32,
) -> u32 {
    let digits = typed.get(name).replace([',', '，', ' '], "");
    let counted = digits.parse::<u32>().ok().filter(|count| *count >= least);
    if counted.is_none() {
        read.note(name, say(desk.t, "mistake-count"));
    }
    counted.unwrap_or_default()
}

/// The first mistake in what the service refused to keep: where it points, and what it says. Other refusals
/// are no mistakes of a field.
pub(crate) fn mistake_of(desk: &Desk, error: &ApiError) -> Option<(String, String)> {
    let problem = error.problem();
    let mistake = problem.errors.first().filter(|_| problem.status == 422)?;
    let text = match desk.t.0 {
        crate::pages::words::Lang::Zh => &mistake.detail_zh,
        crate::pages::words::Lang::En => &mistake.detail,
    };
    Some((mistake.pointer.clone(), text.clone()))
}

/// What is wrong with an amount.
pub(crate) fn money_mistake(t: Words, error: money::MoneyError) -> String {
    match t.0 {
        crate::pages::words::Lang::Zh => error.advice_zh().to_owned(),
        crate::pages::words::Lang::En => error.to_string(),
    }
}

/// An amount in yuan: 9,500.00 元.
pub(crate) fn yuan(t: Words, fen: i64) -> String {
    fill(t, "yuan", &[("amount", &money::yuan(Fen(fen)))])
}

/// A fact.
pub(crate) fn fact(t: Words, key: &str, value: impl Into<String>) -> Line {
    Line {
        label: say(t, &format!("fact-{key}")),
        value: value.into(),
    }
}

/// A coloured word.
pub(crate) fn tag(t: Words, tone: &'static str, key: &str) -> Tag {
    Tag {
        tone,
        text: say(t, key),
    }
}

/// Where something stands, with a colour.
pub(crate) fn state(t: Words, kind: &str, state: &str) -> Tag {
    let tone = match state {
        "signing" | "draft" | "submitted" | "accepted" | "prepared" | "proposed"
        | "deliberated" | "reviewed" | "open" | "assigned" | "rectifying" => "warn",
        "approved" | "instructed" | "signed" | "resolved" | "answered" | "explained"
        | "rectified" => "info",
        "paid" | "posted" | "effective" | "completed" | "verified" => "good",
        "returned" | "rejected" | "failed" | "not_passed" | "overdue" => "bad",
        _ => "quiet",
    };
    Tag {
        tone,
        text: word(t, kind, state),
    }
}

/// The level of a warning.
pub(crate) fn level(t: Words, level: &str) -> Tag {
    let tone = match level {
        "red" => "bad",
        "orange" => "warn",
        _ => "info",
    };
    Tag {
        tone,
        text: word(t, "level", level),
    }
}

/// The name of a month: 2026年9月.
pub(crate) fn month(t: Words, year: i64, month: i64) -> String {
    let (year, month) = (year.to_string(), month.to_string());
    fill(t, "month", &[("year", &year), ("month", &month)])
}

/// What somebody is called who signed: their role, and their number as a member.
pub(crate) fn signer(t: Words, role: Option<&str>, member: Option<i64>) -> String {
    let role = role
        .and_then(|role| role.parse::<Role>().ok())
        .map_or_else(String::new, |role| names::role(t, role));
    match member {
        Some(member) => fill(
            t,
            "signer",
            &[("role", &role), ("member", &member.to_string())],
        )
        .trim()
        .to_owned(),
        None => role,
    }
}

/// The names behind digests, as the one at the desk may see them.
pub(crate) struct Parties(BTreeMap<String, parties::ShownParty>, Words);

impl Parties {
    /// The parties of a village.
    pub(crate) async fn of(
        desk: &Desk,
        village: &Village,
        digests: Vec<String>,
    ) -> Result<Self, ApiError> {
        let sight = village.sight(desk);
        let shown = parties::shown_all(&desk.app, digests, village.division, sight).await?;
        Ok(Self(shown, desk.t))
    }

    /// The name of one.
    pub(crate) fn name(&self, digest: &str) -> String {
        self.0
            .get(digest)
            .map_or_else(|| say(self.1, "party-unknown"), |party| party.name.clone())
    }
}

/// One name.
pub(crate) async fn party(
    desk: &Desk,
    village: &Village,
    digest: &str,
) -> Result<String, ApiError> {
    let parties = Parties::of(desk, village, vec![digest.to_owned()]).await?;
    Ok(parties.name(digest))
}

/// A bank account of another party; empty if it is not known or not to be seen.
pub(crate) async fn party_account(
    desk: &Desk,
    village: &Village,
    digest: &str,
) -> Result<String, ApiError> {
    let Ok(parsed) = digest.parse() else {
        return Ok(String::new());
    };
    let sight = village.sight(desk);
    let shown = parties::shown_account(&desk.app, &parsed, village.division, sight).await?;
    Ok(shown.map_or_else(String::new, |account| {
        format!("{} {}", account.bank, account.number)
            .trim()
            .to_owned()
    }))
}

/// A village's place: township and village.
pub(crate) fn place(desk: &Desk, division: DivisionCode) -> String {
    names::village(desk, &division.to_string())
}
