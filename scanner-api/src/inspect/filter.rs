//! What an inspector looks for: filters and full-text search over a million transactions, a page at a time.

mod scan;

use county_primitives::{Date, DivisionCode};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};
use utoipa::IntoParams;

use super::{
    reach::{Place, Reach},
    rows::{self, Transaction, KINDS, LEVELS, STATES},
};
use crate::{
    db::{self, words::Sought, IN_ORDER, UNSOUGHT, WORDS_ORDINAL},
    error::{ApiError, Code, FieldError},
    page::{Listed, Paging},
    state::App,
    three_assets::{money, parties, search},
};

/// The longest text that is searched for, in characters.
const TEXT_MAX: usize = 60;
/// In how many villages a payee is looked for by name at once.
const VILLAGES_AT_ONCE: usize = 500;
/// Up to how many counties words are searched for in each of them; in more, they are searched for everywhere.
const COUNTIES_MAX: usize = 30;
/// Of how many of the latest hits of a search the largest are found.
const SORTED_MAX: i64 = 20_000;

/// Where a row stands in a list: its amount and its ordinal.
type Key = (i64, i64);

/// A filter as it is typed; what is empty does not filter.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Asked {
    /// A division inside the own reach; the whole reach if not given.
    pub division: String,
    /// `spending`, `voucher`, `bank_line`, `decision`, `disclosure`, `challenge` or `warning`.
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// `yellow`, `orange` or `red`: the worst open warning about it.
    pub level: String,
    /// The number of a rule, `2` or `W02`: warnings of that rule.
    pub rule: String,
    /// At least so many yuan.
    pub amount_from: String,
    /// At most so many yuan.
    pub amount_to: String,
    /// Dated on this day or later.
    pub day_from: String,
    /// Dated on this day or earlier.
    pub day_to: String,
    /// The other party: its name in full, or its digest.
    pub payee: String,
    /// Words of what it is about.
    pub q: String,
    /// `1`: only what is held now.
    pub held: String,
    /// `time` (default) or `amount`, the latest or the largest first.
    pub sort: String,
}

impl Asked {
    /// The filter as a query of an address, without what is empty.
    pub fn to_query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.parts() {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// Names and values of all its parts.
    pub fn parts(&self) -> [(&'static str, &str); 13] {
        [
            ("division", &self.division),
            ("kind", &self.kind),
            ("state", &self.state),
            ("level", &self.level),
            ("rule", &self.rule),
            ("amount_from", &self.amount_from),
            ("amount_to", &self.amount_to),
            ("day_from", &self.day_from),
            ("day_to", &self.day_to),
            ("payee", &self.payee),
            ("q", &self.q),
            ("held", &self.held),
            ("sort", &self.sort),
        ]
    }

    /// What is written down of a search in the log of views.
    pub fn detail(&self) -> String {
        self.to_query()
    }
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// The latest first.
    #[default]
    Time,
    /// The largest first.
    Amount,
}

/// A filter that was read.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Where.
    pub division: DivisionCode,
    /// Whether no division was asked for, so that the stream brings the whole reach.
    pub everywhere: bool,
    /// What.
    pub kind: Option<String>,
    /// In which state.
    pub state: Option<String>,
    /// With which warning.
    pub level: Option<String>,
    /// Of which rule.
    pub rule: Option<i64>,
    /// At least how many fen.
    pub amount_from: Option<i64>,
    /// At most how many fen.
    pub amount_to: Option<i64>,
    /// From which day.
    pub day_from: Option<Date>,
    /// Until which day.
    pub day_to: Option<Date>,
    /// Whose.
    pub payee: String,
    /// With which words.
    pub text: String,
    /// Only what is held.
    pub held: bool,
    /// In which order.
    pub sort: Sort,
}

/// A part of a filter that does not read: its field, and what is wrong in English and Chinese.
pub type Mistake = (&'static str, &'static str, &'static str);

/// The mistakes as the JSON API answers them.
pub fn refusal(mistakes: &[Mistake]) -> ApiError {
    let field = |(name, en, zh): &Mistake| FieldError {
        pointer: format!("/{name}"),
        code: "invalid".into(),
        detail: (*en).to_owned(),
        detail_zh: (*zh).to_owned(),
    };
    ApiError::fields(Code::InvalidRequest, mistakes.iter().map(field).collect())
}

impl Filter {
    /// Reads a filter. What does not read is left out and told.
    pub fn read(asked: &Asked, reach: &Reach) -> Result<(Self, Vec<Mistake>), ApiError> {
        let mut mistakes = Vec::new();
        let division = match asked.division.trim() {
            "" => None,
            text => match text.parse::<DivisionCode>() {
                Ok(division) if reach.covers(&division.to_string()) => Some(division),
                _ => {
                    mistakes.push((
                        "division",
                        "choose a division of your own",
                        "请选择本监测点管辖的区划",
                    ));
                    None
                }
            },
        };
        let mut one_of = |name, text: &str, words: &[&str]| match text.trim() {
            "" => None,
            word if words.contains(&word) => Some(word.to_owned()),
            _ => {
                mistakes.push((name, "choose one of the list", "请从列表中选择"));
                None
            }
        };
        let kind = one_of("kind", &asked.kind, &KINDS);
        let state = one_of("state", &asked.state, &STATES);
        let level = one_of("level", &asked.level, &LEVELS);
        let sort = match one_of("sort", &asked.sort, &["time", "amount"]).as_deref() {
            Some("amount") => Sort::Amount,
            _ => Sort::Time,
        };
        let rule = read_rule(&asked.rule, &mut mistakes);
        let amount_from = read_amount("amount_from", &asked.amount_from, &mut mistakes);
        let amount_to = read_amount("amount_to", &asked.amount_to, &mut mistakes);
        let day_from = read_day("day_from", &asked.day_from, &mut mistakes);
        let day_to = read_day("day_to", &asked.day_to, &mut mistakes);
        let text: String = asked.q.trim().chars().take(TEXT_MAX).collect();
        let filter = Self {
            division: reach.place(division)?,
            everywhere: division.is_none(),
            kind,
            state,
            level,
            rule,
            amount_from,
            amount_to,
            day_from,
            day_to,
            payee: asked.payee.trim().chars().take(TEXT_MAX + 4).collect(),
            text,
            held: asked.held.trim() == "1",
            sort,
        };
        Ok((filter, mistakes))
    }

    /// The kind that is looked for: only warnings have rules.
    fn kind_sought(&self) -> Option<String> {
        let of_rule = self.rule.map(|_| "warning".to_owned());
        self.kind.clone().or(of_rule)
    }

    /// Whether a row of the stream passes. Words and payees are for lists only.
    pub fn passes(&self, row: &Transaction) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let division = row.division.parse::<DivisionCode>();
        (self.everywhere || division.is_ok_and(|division| self.division.contains(division)))
            && is(&self.kind, &row.kind)
            && is(&self.state, &row.state)
            && is(&self.level, row.warned.as_deref().unwrap_or_default())
            && self.rule.is_none_or(|rule| row.rule == Some(rule))
            && self.amount_from.is_none_or(|least| row.amount >= least)
            && self.amount_to.is_none_or(|most| row.amount <= most)
            && self.day_from.is_none_or(|day| row.day >= day.to_string())
            && self.day_to.is_none_or(|day| row.day <= day.to_string())
            && (!self.held || row.holds > 0)
    }
}

fn read_rule(text: &str, mistakes: &mut Vec<Mistake>) -> Option<i64> {
    let text = text.trim();
    let digits = text.trim_start_matches(['W', 'w']);
    match digits.parse::<i64>() {
        _ if text.is_empty() => None,
        Ok(rule) if (1..=27).contains(&rule) => Some(rule),
        _ => {
            mistakes.push(("rule", "a rule is W01 to W27", "规则编号为 W01 到 W27"));
            None
        }
    }
}

fn read_amount(name: &'static str, text: &str, mistakes: &mut Vec<Mistake>) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match money::parse_yuan(text) {
        Ok(fen) => Some(fen.0),
        Err(error) => {
            mistakes.push((
                name,
                "an amount in yuan, such as 1,234.50",
                error.advice_zh(),
            ));
            None
        }
    }
}

fn read_day(name: &'static str, text: &str, mistakes: &mut Vec<Mistake>) -> Option<Date> {
    let text = text.trim();
    match text.parse() {
        _ if text.is_empty() => None,
        Ok(day) => Some(day),
        Err(_) => {
            mistakes.push((name, "a day, such as 2026-09-03", "日期应写成 2026-09-03"));
            None
        }
    }
}

/// The keyed digests a payee can have inside a division: the digest itself if one was given, otherwise those of
/// everybody of that name.
async fn payees(app: &App, division: DivisionCode, text: &str) -> Result<Vec<String>, ApiError> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(vec![text.to_ascii_lowercase()]);
    }
    let mut query = QueryBuilder::new("SELECT DISTINCT division FROM collectives WHERE 1 = 1");
    push_place(&mut query, &Place::of(division), "");
    let villages: Vec<String> = query.build_query_scalar().fetch_all(&app.db.reader).await?;
    let mut found = Vec::new();
    // Every village has keys of its own.
    for some in villages.chunks(VILLAGES_AT_ONCE) {
        let mut query = QueryBuilder::new("WITH sought (village, name_key) AS (");
        query.push_values(some, |mut row, village| {
            let key = parties::name_key(&app.vault, village, text);
            row.push_bind(village.clone()).push_bind(key.to_string());
        });
        query.push(format_args!(
            ") SELECT parties.digest FROM sought {IN_ORDER} parties \
             ON parties.village = sought.village AND parties.name_key = sought.name_key"
        ));
        let digests: Vec<String> = query.build_query_scalar().fetch_all(&app.db.reader).await?;
        found.extend(digests);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Adds the condition of a place. `hint` is [`UNSOUGHT`] where another condition is to find the rows, which keeps
/// planners from sorting half the table because of it.
fn push_place(query: &mut QueryBuilder<'_, Sqlite>, place: &Place, hint: &str) {
    match place {
        Place::Is(column, value) => {
            query
                .push(format_args!(" AND {hint}{column} = "))
                .push_bind(value.clone());
        }
        Place::Counties(low, high) => {
            query
                .push(format_args!(" AND {hint}county >= "))
                .push_bind(low.clone());
            query
                .push(format_args!(" AND {hint}county < "))
                .push_bind(high.clone());
        }
    }
}

/// A condition of a filter, apart from the place, words and payees.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Condition {
    Held,
    Rule,
    Level,
    State,
    Kind,
    Day,
    Amount,
}

impl Condition {
    const ALL: [Self; 7] = [
        Self::Held,
        Self::Rule,
        Self::Level,
        Self::State,
        Self::Kind,
        Self::Day,
        Self::Amount,
    ];

    /// Whether a filter has it.
    fn is_in(self, filter: &Filter) -> bool {
        match self {
            Self::Held => filter.held,
            Self::Rule => filter.rule.is_some(),
            Self::Level => filter.level.is_some(),
            Self::State => filter.state.is_some(),
            Self::Kind => filter.kind_sought().is_some(),
            Self::Day => filter.day_from.is_some() || filter.day_to.is_some(),
            Self::Amount => filter.amount_from.is_some() || filter.amount_to.is_some(),
        }
    }

    /// Adds it, if the filter has it. `hint` is [`UNSOUGHT`] where another condition is to find the rows.
    fn push(self, query: &mut QueryBuilder<'_, Sqlite>, filter: &Filter, hint: &str) {
        match self {
            Self::Held if filter.held => {
                query.push(format_args!(" AND {hint}holds > 0"));
            }
            Self::Held => {}
            Self::Rule => compare(query, hint, "rule =", filter.rule),
            Self::Level => compare(query, hint, "warned =", filter.level.clone()),
            Self::State => compare(query, hint, "state =", filter.state.clone()),
            Self::Kind => compare(query, hint, "kind =", filter.kind_sought()),
            Self::Day => {
                let text = |day: Option<Date>| day.map(|day| day.to_string());
                compare(query, hint, "day >=", text(filter.day_from));
                compare(query, hint, "day <=", text(filter.day_to));
            }
            Self::Amount => {
                compare(query, hint, "amount >=", filter.amount_from);
                compare(query, hint, "amount <=", filter.amount_to);
            }
        }
    }
}

/// Adds a comparison with a value, if there is one.
fn compare<'a, T>(
    query: &mut QueryBuilder<'a, Sqlite>,
    hint: &str,
    comparison: &str,
    value: Option<T>,
) where
    T: 'a + sqlx::Encode<'a, Sqlite> + sqlx::Type<Sqlite>,
{
    if let Some(value) = value {
        query
            .push(format_args!(" AND {hint}{comparison} "))
            .push_bind(value);
    }
}

/// Of what is marked as held, only what is held now.
fn push_held_now(query: &mut QueryBuilder<'_, Sqlite>, filter: &Filter) {
    if filter.held {
        query.push(format_args!(" AND {} > 0", rows::holds_now()));
    }
}

/// A page of the transactions that pass a filter.
pub async fn page(
    app: &App,
    filter: &Filter,
    paging: &Paging,
) -> Result<Listed<Transaction>, ApiError> {
    let place = Place::of(filter.division);
    let payees = if filter.payee.is_empty() {
        None
    } else {
        Some(payees(app, filter.division, &filter.payee).await?)
    };
    let words = match_words(app, filter, &place).await?;
    // Nothing of what was typed can be found, or there is nobody of the name.
    let is_lost = words.is_none() && !filter.text.is_empty();
    if is_lost || payees.as_ref().is_some_and(Vec::is_empty) {
        return Listed::new(paging, Vec::new(), key);
    }
    let after: Option<Key> = paging.after()?;
    let mut query = rows::select();
    query.push(" WHERE transactions.ordinal IN (");
    if words.is_some() || payees.is_some() {
        push_source(&mut query, words.as_ref(), filter.sort);
        push_place(&mut query, &place, UNSOUGHT);
        for condition in Condition::ALL {
            condition.push(&mut query, filter, UNSOUGHT);
        }
        push_held_now(&mut query, filter);
        push_payees(&mut query, payees.as_deref());
        push_cursor(&mut query, words.is_some(), filter.sort, after);
        if words.is_some() {
            push_few(app, &mut query, filter, &place).await?;
        }
        match (filter.sort, words.is_some()) {
            (Sort::Time, true) => query.push(format_args!(" ORDER BY {WORDS_ORDINAL} DESC")),
            (Sort::Time, false) => query.push(" ORDER BY ordinal DESC"),
            (Sort::Amount, _) => query.push(" ORDER BY amount DESC, ordinal DESC"),
        };
        query.push(" LIMIT ").push_bind(paging.rows()?);
    } else {
        let rows = paging.rows()?;
        let found = scan::first(&app.db.reader, filter, &place, after, rows).await?;
        let mut list = query.separated(", ");
        // No transaction stands there: an empty list is no SQL.
        list.push_bind(-1_i64);
        for ordinal in found {
            list.push_bind(ordinal);
        }
    }
    query.push(match filter.sort {
        Sort::Time => ") ORDER BY transactions.ordinal DESC",
        Sort::Amount => ") ORDER BY transactions.amount DESC, transactions.ordinal DESC",
    });
    let found = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut page = Listed::new(paging, found, key)?;
    rows::name_parties(app, &mut page.items).await?;
    Ok(page)
}

/// Where the rows of words and payees come from: the words that are searched for, or the table.
fn push_source(query: &mut QueryBuilder<'_, Sqlite>, words: Option<&Sought>, sort: Sort) {
    match (words, sort) {
        (Some(words), Sort::Time) => {
            query.push("SELECT transactions.ordinal FROM ");
            db::push_of_words(query, words);
        }
        (Some(words), Sort::Amount) => {
            query.push("SELECT ordinal FROM transactions WHERE ordinal IN (");
            db::push_latest_of_words(query, words, SORTED_MAX);
            query.push(")");
        }
        (None, _) => {
            query.push("SELECT ordinal FROM transactions WHERE 1 = 1");
        }
    }
}

/// Of a search for words, latest first, only hits among the rows that have what few have: whether a hit is one of them
/// is known without reading its transaction, of which common words have half a million. A handful of rows finds the
/// hits itself.
async fn push_few(
    app: &App,
    query: &mut QueryBuilder<'_, Sqlite>,
    filter: &Filter,
    place: &Place,
) -> Result<(), ApiError> {
    if filter.sort != Sort::Time {
        return Ok(());
    }
    if let Some(few) = scan::few(&app.db.reader, filter, place).await? {
        let hint = few.hint();
        query.push(format_args!(" AND {hint}{WORDS_ORDINAL} IN ("));
        few.push(query, filter, place);
        query.push(")");
    }
    Ok(())
}

/// Only transactions with these parties.
fn push_payees(query: &mut QueryBuilder<'_, Sqlite>, payees: Option<&[String]>) {
    let Some(payees) = payees else {
        return;
    };
    query.push(" AND party IN (");
    let mut list = query.separated(", ");
    for payee in payees {
        list.push_bind(payee.clone());
    }
    query.push(")");
}

/// Goes on after the last row of the page before.
fn push_cursor(
    query: &mut QueryBuilder<'_, Sqlite>,
    by_words: bool,
    sort: Sort,
    after: Option<Key>,
) {
    let Some((amount, ordinal)) = after else {
        return;
    };
    match (sort, by_words) {
        (Sort::Time, true) => query
            .push(format_args!(" AND {WORDS_ORDINAL} < "))
            .push_bind(ordinal),
        (Sort::Time, false) => query.push(" AND ordinal < ").push_bind(ordinal),
        (Sort::Amount, _) => query
            .push(" AND (amount, ordinal) < (")
            .push_bind(amount)
            .push(", ")
            .push_bind(ordinal)
            .push(")"),
    };
}

fn key(row: &Transaction) -> Key {
    (row.amount, row.ordinal)
}

/// The words of a filter, inside its place and kind.
async fn match_words(
    app: &App,
    filter: &Filter,
    place: &Place,
) -> Result<Option<Sought>, ApiError> {
    let mut places = Vec::new();
    if let Place::Is(_, code) = place {
        places.push(code.as_str());
    }
    let kind = filter.kind_sought();
    if let Some(kind) = &kind {
        places.push(kind);
    }
    let mut words = match search::query(&filter.text, &places) {
        Some(words) if matches!(place, Place::Counties(..)) => words,
        other => return Ok(other),
    };
    let counties = scan::counties(&app.db.reader, place).await?;
    if counties.len() <= COUNTIES_MAX {
        words.counties = counties;
    }
    Ok(Some(words))
}
