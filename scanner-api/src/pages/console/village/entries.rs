//! The lines of a voucher as somebody types them: accounts by code or name, debits and credits that balance.

use county_primitives::{
    three_assets::{
        accounts::Side,
        books::{VoucherLine, LINES_MAX},
        Fen,
    },
    Digest, List, Text,
};

use super::{
    chart::Chart,
    seat::Village,
    words::{fill, mistake_of, money_mistake, say},
};
use crate::{
    error::ApiError,
    pages::{
        console::{
            desk::Desk,
            fields::{Mistake, Typed},
        },
        words::Words,
    },
    three_assets::{
        money,
        parties::{self, Party},
    },
};

/// How many lines a form begins with, and how many it has at most.
const ROWS: usize = 4;
const NAMES: [&str; 24] = [
    "line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "line_7", "line_8", "line_9",
    "line_10", "line_11", "line_12", "line_13", "line_14", "line_15", "line_16", "line_17",
    "line_18", "line_19", "line_20", "line_21", "line_22", "line_23", "line_24",
];

/// A line as it is typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Its name, for what is wrong with it.
    pub(crate) name: &'static str,
    /// The account, by code or name.
    pub(crate) account: String,
    /// The amount, if it is a debit.
    pub(crate) debit: String,
    /// The amount, if it is a credit.
    pub(crate) credit: String,
    /// The other party.
    pub(crate) party: String,
    /// The digest of the party that was proposed, and the name it was shown by.
    pub(crate) digest: String,
    pub(crate) known: String,
    /// The project.
    pub(crate) project: String,
    /// What is wrong with it.
    pub(crate) error: String,
}

/// The lines of a voucher in a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct VoucherLines {
    /// The lines.
    pub(crate) lines: Vec<Entry>,
    /// What they add up to, in words.
    pub(crate) sums: String,
    /// What may stand on them.
    pub(crate) accounts: Vec<String>,
    pub(crate) parties: Vec<String>,
    pub(crate) projects: Vec<String>,
    t: Words,
}

impl VoucherLines {
    /// Empty lines, after those that are proposed.
    pub(crate) async fn of(
        desk: &Desk,
        village: &Village,
        chart: &Chart,
        proposed: Vec<Entry>,
    ) -> Result<Self, ApiError> {
        let known = parties::find(&desk.app, village.division, "", village.sight(desk)).await?;
        let mut lines = Self {
            lines: proposed,
            sums: String::new(),
            accounts: chart
                .leaves()
                .iter()
                .map(|account| chart.label(account))
                .collect(),
            parties: known.into_iter().map(|party| party.party.name).collect(),
            projects: super::spend::projects(desk, village).await?,
            t: desk.t,
        };
        lines.resize(ROWS.max(lines.lines.len()));
        lines.add_up();
        Ok(lines)
    }

    fn resize(&mut self, rows: usize) {
        self.lines.resize(rows.min(NAMES.len()), Entry::default());
        for (line, name) in self.lines.iter_mut().zip(NAMES) {
            line.name = name;
        }
    }

    /// Puts what was typed back, with more lines if they were asked for.
    pub(crate) fn fill(&mut self, typed: &Typed) {
        let rows: usize = typed.get("rows").parse().unwrap_or(ROWS);
        let more = if typed.get("more").is_empty() {
            0
        } else {
            ROWS
        };
        self.resize(rows.max(2).saturating_add(more));
        for (number, line) in (1usize..).zip(&mut self.lines) {
            let of = |field: &str| typed.get(&format!("{field}_{number}")).to_owned();
            line.account = of("account");
            line.debit = of("debit");
            line.credit = of("credit");
            line.party = of("party");
            line.digest = of("digest");
            line.known = of("known");
            line.project = of("project");
        }
        self.add_up();
    }

    /// The line with this name.
    pub(crate) fn line(&mut self, name: &str) -> Option<&mut Entry> {
        self.lines.iter_mut().find(|line| line.name == name)
    }

    /// Whether a line is wrong.
    pub(crate) fn is_wrong(&self) -> bool {
        self.lines.iter().any(|line| !line.error.is_empty())
    }

    fn add_up(&mut self) {
        let sum = |side: fn(&Entry) -> &String| {
            let amounts = self.lines.iter().map(side);
            let read = amounts.filter_map(|text| money::parse_yuan(text).ok());
            read.fold(0i64, |sum, fen| sum.saturating_add(fen.0))
        };
        let (debit, credit) = (sum(|line| &line.debit), sum(|line| &line.credit));
        self.sums = if debit == 0 && credit == 0 {
            String::new()
        } else {
            sums(self.t, Fen(debit), Fen(credit))
        };
    }
}

/// What both sides add up to.
fn sums(t: Words, debit: Fen, credit: Fen) -> String {
    let key = if debit == credit {
        "sums-even"
    } else {
        "sums-uneven"
    };
    let apart = Fen(debit.0.saturating_sub(credit.0).saturating_abs());
    let mut text = say(t, key);
    for amount in [debit, credit, apart] {
        text = text.replacen('…', &money::yuan(amount), 1);
    }
    text
}

/// The lines as the call takes them; what is wrong stands beside its line, or above all if the sides differ.
pub(crate) async fn read(
    desk: &Desk,
    village: &Village,
    typed: &Typed,
) -> Result<Result<List<VoucherLine, LINES_MAX>, Vec<Mistake>>, ApiError> {
    let t = desk.t;
    let chart = Chart::of(desk, village).await?;
    let mut typed_lines = VoucherLines {
        t,
        ..VoucherLines::default()
    };
    typed_lines.fill(typed);
    let mut lines = Vec::new();
    let mut mistakes: Vec<Mistake> = Vec::new();
    for entry in &typed_lines.lines {
        let is_empty = [&entry.account, &entry.debit, &entry.credit]
            .iter()
            .all(|text| text.is_empty());
        if is_empty {
            continue;
        }
        match line(desk, village, &chart, entry).await? {
            Ok(line) => lines.push(line),
            Err(text) => mistakes.push((entry.name, text)),
        }
    }
    let sum = |side: Side| {
        let own = lines.iter().filter(|line: &&VoucherLine| line.side == side);
        Fen(own.fold(0i64, |sum, line| sum.saturating_add(line.amount.0)))
    };
    let (debit, credit) = (sum(Side::Debit), sum(Side::Credit));
    if mistakes.is_empty() && lines.len() < 2 {
        mistakes.push(("lines", say(t, "mistake-lines")));
    } else if mistakes.is_empty() && debit != credit {
        mistakes.push(("lines", sums(t, debit, credit)));
    }
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    Ok(List::try_from(lines).map_err(|_| vec![("lines", say(t, "mistake-lines"))]))
}

async fn line(
    desk: &Desk,
    village: &Village,
    chart: &Chart,
    entry: &Entry,
) -> Result<Result<VoucherLine, String>, ApiError> {
    let t = desk.t;
    let Some(account) = chart.find(&entry.account) else {
        return Ok(Err(say(t, "mistake-account-unknown")));
    };
    if !chart.is_leaf(&account.to_string()) {
        let first = chart.label(&chart.first_leaf(&account.to_string()));
        return Ok(Err(fill(t, "mistake-not-leaf", &[("account", &first)])));
    }
    let (side, text) = match (entry.debit.as_str(), entry.credit.as_str()) {
        ("", "") => return Ok(Err(say(t, "mistake-no-amount"))),
        (debit, "") => (Side::Debit, debit),
        ("", credit) => (Side::Credit, credit),
        _ => return Ok(Err(say(t, "mistake-both-sides"))),
    };
    let amount = match money::parse_yuan(text) {
        Ok(amount) if amount > Fen::ZERO => amount,
        Ok(_) => return Ok(Err(say(t, "mistake-positive"))),
        Err(error) => return Ok(Err(money_mistake(t, error))),
    };
    let Ok(project) = Text::new(&entry.project) else {
        return Ok(Err(fill(t, "mistake-project-long", &[("count", "8")])));
    };
    let is_fund = account.heading_number() == 241;
    if is_fund && project.as_str().is_empty() {
        return Ok(Err(say(t, "mistake-project")));
    }
    let party = match party(desk, village, entry).await? {
        Ok(party) => party,
        Err(text) => return Ok(Err(text)),
    };
    Ok(Ok(VoucherLine {
        account,
        side,
        amount,
        party,
        project: (!project.as_str().is_empty()).then_some(project),
    }))
}

/// The party of a line: the proposed one as long as its name stands there, or the one that is named.
async fn party(
    desk: &Desk,
    village: &Village,
    entry: &Entry,
) -> Result<Result<Option<Digest>, String>, ApiError> {
    if entry.party.is_empty() {
        return Ok(Ok(None));
    }
    if entry.party == entry.known {
        if let Ok(digest) = entry.digest.parse() {
            return Ok(Ok(Some(digest)));
        }
    }
    let party = Party {
        kind: parties::kind_of_name(&entry.party),
        name: entry.party.clone(),
        ..Party::default()
    };
    match parties::keep(&desk.app, village.division, &party).await {
        Ok(digests) => Ok(Ok(Some(digests.party))),
        Err(error) => match mistake_of(desk, &error) {
            Some((_, text)) => Ok(Err(text)),
            None => Err(error),
        },
    }
}
