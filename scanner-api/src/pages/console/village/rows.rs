//! Lines of lists: spendings, vouchers, bank lines, decisions, disclosures, challenges and warnings.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::{
    seat::Village,
    words::{fill, level, month, say, state, tag, word, yuan, Parties},
};
use crate::{
    error::ApiError,
    pages::console::{desk::Desk, fields::today, names, view::Row},
};

/// What a list is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Spendings.
    Spending,
    /// Vouchers.
    Voucher,
    /// Lines of bank statements.
    BankLine,
    /// Decisions.
    Decision,
    /// Disclosures.
    Disclosure,
    /// Challenges.
    Challenge,
    /// Warnings.
    Warning,
}

impl Kind {
    /// Its table in the index.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Spending => "spendings",
            Self::Voucher => "vouchers",
            Self::BankLine => "bank_lines",
            Self::Decision => "decisions",
            Self::Disclosure => "disclosures",
            Self::Challenge => "challenges",
            Self::Warning => "asset_warnings",
        }
    }

    /// The page of one.
    pub(crate) fn href(self, id: i64) -> String {
        let part = match self {
            Self::Spending => "spendings",
            Self::Voucher => "vouchers",
            Self::BankLine => "lines",
            Self::Decision => "decisions",
            Self::Disclosure => "disclosures",
            Self::Challenge => "challenges",
            Self::Warning => "warnings",
        };
        format!("/console/village/{part}/{id}")
    }
}

/// The lines of a list. `condition` is everything after `WHERE`; it is made of words of this program and
/// numbers, never of what somebody typed.
pub(crate) async fn rows(
    desk: &Desk,
    villages: &[&Village],
    kind: Kind,
    condition: &str,
) -> Result<Vec<(i64, Row)>, ApiError> {
    let list = List {
        desk,
        villages,
        kind,
        condition,
    };
    match kind {
        Kind::Spending => list.spendings().await,
        Kind::Voucher => list.vouchers().await,
        Kind::BankLine => list.bank_lines().await,
        Kind::Decision => list.decisions().await,
        Kind::Disclosure => list.disclosures().await,
        Kind::Challenge => list.challenges().await,
        Kind::Warning => list.warnings().await,
    }
}

struct List<'a> {
    desk: &'a Desk,
    villages: &'a [&'a Village],
    kind: Kind,
    condition: &'a str,
}

#[derive(FromRow)]
struct SpendingRow {
    id: i64,
    collective: i64,
    purpose: String,
    payee: String,
    amount: i64,
    occurred: String,
    state: String,
    next_step: Option<String>,
}

#[derive(FromRow)]
struct VoucherRow {
    id: i64,
    collective: i64,
    month: i64,
    number: Option<i64>,
    date: String,
    summary: String,
    total: i64,
    state: String,
}

#[derive(FromRow)]
struct BankLineRow {
    id: i64,
    collective: i64,
    date: String,
    amount: i64,
    party: String,
    matched_ms: Option<i64>,
}

#[derive(FromRow)]
struct DecisionRow {
    id: i64,
    collective: i64,
    body: String,
    about: String,
    meeting: String,
    state: String,
}

#[derive(FromRow)]
struct DisclosureRow {
    id: i64,
    collective: i64,
    kind: String,
    title: String,
    book: Option<i64>,
    from_month: Option<i64>,
    to_month: Option<i64>,
    due: String,
    until_day: Option<String>,
    state: String,
}

#[derive(FromRow)]
struct ChallengeRow {
    id: i64,
    collective: i64,
    about: String,
    people: i64,
    level: String,
    state: String,
    due: Option<String>,
}

#[derive(FromRow)]
struct WarningRow {
    id: i64,
    collective: i64,
    rule: i64,
    level: String,
    about: String,
    state: String,
    due: String,
}

impl List<'_> {
    async fn fetch<T>(&self, columns: &str) -> Result<Vec<T>, ApiError>
    where
        T: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
    {
        let query = format!(
            "SELECT id, collective, {columns} FROM {} WHERE {}",
            self.kind.table(),
            self.condition
        );
        Ok(sqlx::query_as(&query)
            .fetch_all(&self.desk.app.db.reader)
            .await?)
    }

    fn village(&self, id: i64) -> Option<&Village> {
        let mut villages = self.villages.iter();
        villages.find(|village| village.id == id).copied()
    }

    /// Names by digest, each as its own village knows it.
    async fn parties(
        &self,
        digests: Vec<(i64, String)>,
    ) -> Result<BTreeMap<(i64, String), String>, ApiError> {
        let mut by_village: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for (village, digest) in digests {
            by_village.entry(village).or_default().push(digest);
        }
        let mut found = BTreeMap::new();
        for (id, digests) in by_village {
            let Some(village) = self.village(id) else {
                continue;
            };
            let parties = Parties::of(self.desk, village, digests.clone()).await?;
            for digest in digests {
                let name = parties.name(&digest);
                found.insert((id, digest), name);
            }
        }
        Ok(found)
    }

    /// A line; lists over several villages say which.
    fn row(&self, id: i64, village: i64, mut row: Row) -> (i64, Row) {
        row.href = self.kind.href(id);
        row.lines.retain(|line| !line.is_empty());
        if self.villages.len() > 1 {
            let name = self.village(village).map(|village| village.name.clone());
            row.lines.splice(0..0, name);
        }
        (id, row)
    }

    fn day(&self, text: &str) -> String {
        names::day(self.desk.t.0, text)
    }

    async fn spendings(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let columns = "purpose, payee, amount, occurred, state, next_step";
        let found: Vec<SpendingRow> = self.fetch(columns).await?;
        let digests = found
            .iter()
            .map(|row| (row.collective, row.payee.clone()))
            .collect();
        let parties = self.parties(digests).await?;
        let line = |row: SpendingRow| {
            let payee = parties.get(&(row.collective, row.payee));
            let next = row
                .next_step
                .filter(|_| row.state == "signing")
                .map(|step| fill(t, "waits-for", &[("step", &word(t, "step", &step))]));
            let shown = Row {
                title: format!("{} · {}", row.purpose, yuan(t, row.amount)),
                lines: vec![
                    format!(
                        "{} · {}",
                        payee.cloned().unwrap_or_default(),
                        self.day(&row.occurred)
                    ),
                    next.unwrap_or_default(),
                ],
                tag: Some(state(t, "spending", &row.state)),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn vouchers(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let columns = "month, number, date, summary, total, state";
        let found: Vec<VoucherRow> = self.fetch(columns).await?;
        let line = |row: VoucherRow| {
            let number = row.number.map_or_else(String::new, |number| {
                let values = [
                    ("month", &*row.month.to_string()),
                    ("number", &*number.to_string()),
                ];
                fill(t, "voucher-number", &values)
            });
            let shown = Row {
                title: format!("{} · {}", row.summary, yuan(t, row.total)),
                lines: vec![format!("{} {number}", self.day(&row.date))
                    .trim()
                    .to_owned()],
                tag: Some(state(t, "voucher", &row.state)),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn bank_lines(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let found: Vec<BankLineRow> = self.fetch("date, amount, party, matched_ms").await?;
        let mut rows = Vec::new();
        for row in found {
            let party = match self.village(row.collective) {
                Some(village) => super::lines::party_of(self.desk, village, &row.party).await?,
                None => String::new(),
            };
            let key = if row.amount > 0 {
                "money-in"
            } else {
                "money-out"
            };
            let amount = yuan(t, row.amount.saturating_abs());
            let shown = Row {
                title: fill(t, key, &[("amount", &amount)]),
                lines: vec![format!("{} {party}", self.day(&row.date)).trim().to_owned()],
                tag: Some(match row.matched_ms {
                    Some(_) => tag(t, "good", "line-matched"),
                    None => tag(t, "warn", "line-unmatched"),
                }),
                ..Row::default()
            };
            rows.push(self.row(row.id, row.collective, shown));
        }
        Ok(rows)
    }

    async fn decisions(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let found: Vec<DecisionRow> = self.fetch("body, about, meeting, state").await?;
        let line = |row: DecisionRow| {
            let shown = Row {
                title: row.about,
                lines: vec![format!(
                    "{} · {}",
                    word(t, "body", &row.body),
                    self.day(&row.meeting)
                )],
                tag: Some(state(t, "decision", &row.state)),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn disclosures(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let columns = "kind, title, book, from_month, to_month, due, until_day, state";
        let found: Vec<DisclosureRow> = self.fetch(columns).await?;
        let line = |row: DisclosureRow| {
            let when = match (&*row.state, &row.until_day) {
                ("posted", Some(until)) => fill(t, "on-wall-until", &[("day", &self.day(until))]),
                ("ended", _) => String::new(),
                _ => fill(t, "due-on", &[("day", &self.day(&row.due))]),
            };
            let title = disclosure_title(
                self.desk,
                &row.kind,
                &row.title,
                (row.book, row.from_month, row.to_month),
            );
            let shown = Row {
                title,
                lines: vec![when],
                tag: Some(state(t, "disclosure", &row.state)),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn challenges(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let found: Vec<ChallengeRow> = self.fetch("about, people, level, state, due").await?;
        let line = |row: ChallengeRow| {
            let shown = Row {
                title: fill(
                    t,
                    "challenge-about",
                    &[("subject", &names::subject(t, &row.about))],
                ),
                lines: vec![
                    fill(t, "challenge-people", &[("count", &row.people.to_string())]),
                    format!(
                        "{} {}",
                        word(t, "challenge-level", &row.level),
                        due(self.desk, row.due.as_deref())
                    )
                    .trim()
                    .to_owned(),
                ],
                tag: Some(if is_over(row.due.as_deref()) {
                    tag(t, "bad", "overdue")
                } else {
                    state(t, "challenge", &row.state)
                }),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn warnings(&self) -> Result<Vec<(i64, Row)>, ApiError> {
        let t = self.desk.t;
        let found: Vec<WarningRow> = self.fetch("rule, level, about, state, due").await?;
        let line = |row: WarningRow| {
            let standing = word(t, "warning", &row.state);
            let shown = Row {
                title: say(t, &format!("rule-{}", row.rule)),
                lines: vec![
                    names::subject(t, &row.about),
                    format!("{standing} {}", due(self.desk, Some(&row.due))),
                ],
                tag: Some(level(t, &row.level)),
                ..Row::default()
            };
            self.row(row.id, row.collective, shown)
        };
        Ok(found.into_iter().map(line).collect())
    }
}

/// Whether a clock has run out.
pub(crate) fn is_over(due: Option<&str>) -> bool {
    due.is_some_and(|due| *due < *today().to_string())
}

/// Until when, in words; how many days it is over if it is.
pub(crate) fn due(desk: &Desk, due: Option<&str>) -> String {
    let t = desk.t;
    let Some(text) = due else {
        return String::new();
    };
    let day = names::day(t.0, text);
    match text.parse::<county_primitives::Date>() {
        Ok(date) if date < today() => {
            let days = today().days_since(date).to_string();
            fill(t, "overdue-by", &[("days", &days)])
        }
        _ => fill(t, "due-on", &[("day", &day)]),
    }
}

/// What a disclosure is called: its months, or what it is about.
pub(crate) fn disclosure_title(
    desk: &Desk,
    kind: &str,
    title: &str,
    (book, from, to): (Option<i64>, Option<i64>, Option<i64>),
) -> String {
    let t = desk.t;
    match (kind, book, from, to) {
        ("statement", Some(book), Some(from), Some(to)) => {
            let year = book.rem_euclid(10_000);
            let first = month(t, year, from);
            let text = if from == to {
                first
            } else {
                fill(t, "months", &[("from", &first), ("to", &to.to_string())])
            };
            fill(t, "statement-of", &[("months", &text)])
        }
        _ => title.to_owned(),
    }
}
