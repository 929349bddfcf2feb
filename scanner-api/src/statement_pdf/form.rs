//! The forms: which rows stand in which order, under which names. Pages and paper show the same.

use county_primitives::three_assets::{
    accounts::{heading, AccountClass, Side},
    statements::{BalanceSheet, HeadingFigures, IncomeStatement, StatementTotals},
    Fen,
};

use super::figures::{Distribution, Figures};
use crate::pages::words::{Lang, Words};

/// How a row is set.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Weight {
    /// A row among others.
    #[default]
    Plain,
    /// A part of the row above.
    Part,
    /// A sum.
    Sum,
}

/// A row with two figures.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Row {
    /// Its number in the form.
    pub(crate) line: u16,
    /// What it is.
    pub(crate) label: String,
    /// The figures, as many as the form has columns.
    pub(crate) figures: Vec<Fen>,
    /// How it is set.
    pub(crate) weight: Weight,
    /// The heading of the chart, if the row is one.
    pub(crate) heading: Option<u16>,
}

/// A form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    /// The name of the statement.
    pub(crate) title: String,
    /// What its columns are: the name of the rows first.
    pub(crate) columns: Vec<String>,
    /// Its rows. A form of two halves has those of the left one here.
    pub(crate) rows: Vec<Row>,
    /// The right half: the name of its rows, and they.
    pub(crate) right: Option<(String, Vec<Row>)>,
}

/// Rows of the balance sheet that are parts of others, and those that are sums.
const PARTS: [&str; 6] = [
    "fixed_cost",
    "fixed_depreciation",
    "productive_cost",
    "productive_depreciation",
    "intangible_cost",
    "intangible_amortisation",
];
const SUMS: [&str; 10] = [
    "current_assets",
    "non_current_assets",
    "assets",
    "current_liabilities",
    "non_current_liabilities",
    "liabilities",
    "equity",
    "liabilities_and_equity",
    "income",
    "expense",
];
/// The first row of the right half of the balance sheet.
const RIGHT_FROM: &str = "short_loans";

fn weight(name: &str) -> Weight {
    if PARTS.contains(&name) {
        Weight::Part
    } else if SUMS.contains(&name) || name == "surplus" {
        Weight::Sum
    } else {
        Weight::Plain
    }
}

fn rows(t: Words, first: Vec<(&'static str, Fen)>, second: Vec<(&'static str, Fen)>) -> Vec<Row> {
    let pairs = first.into_iter().zip(second).zip(1..);
    pairs
        .map(|(((name, one), (_, other)), line)| Row {
            line,
            label: t.say(&format!("vp-row-{name}")),
            figures: vec![one, other],
            weight: weight(name),
            heading: None,
        })
        .collect()
}

/// The balance sheet: assets on the left, what they were paid with on the right.
pub(crate) fn balance(t: Words, opening: &BalanceSheet, closing: &BalanceSheet) -> Form {
    let names = closing.rows();
    let cut = names
        .iter()
        .position(|(name, _)| *name == RIGHT_FROM)
        .unwrap_or(names.len());
    let mut left = rows(t, opening.rows(), names);
    let right = left.split_off(cut);
    Form {
        title: t.say("vp-balance-sheet"),
        columns: ["vp-assets", "vp-year-begin", "vp-period-end"]
            .map(|key| t.say(key))
            .to_vec(),
        rows: left,
        right: Some((t.say("vp-liabilities-equity"), right)),
    }
}

/// The income statement, and what became of the surplus.
pub(crate) fn income(
    t: Words,
    period: (&IncomeStatement, &Distribution),
    year: (&IncomeStatement, &Distribution),
) -> Form {
    let mut all = rows(t, period.0.rows(), year.0.rows());
    let parts = |of: &Distribution| {
        vec![
            ("undistributed_before", of.before),
            ("distributed", of.distributed),
            ("undistributed_after", of.after),
        ]
    };
    let mut line = u16::try_from(all.len()).unwrap_or(0);
    for mut row in rows(t, parts(period.1), parts(year.1)) {
        line = line.saturating_add(1);
        row.line = line;
        all.push(row);
    }
    if let Some(last) = all.last_mut() {
        last.weight = Weight::Sum;
    }
    Form {
        title: t.say("vp-income-statement"),
        columns: ["vp-item", "vp-this-period", "vp-year-to-date"]
            .map(|key| t.say(key))
            .to_vec(),
        rows: all,
        right: None,
    }
}

/// What a heading is called.
pub(crate) fn heading_name(lang: Lang, number: u16) -> String {
    heading(number).map_or_else(
        || number.to_string(),
        |heading| match lang {
            Lang::Zh => heading.name.to_owned(),
            Lang::En => {
                let mut letters = heading.english.chars();
                let first = letters.next().map(|letter| letter.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        },
    )
}

/// A balance on the side on which its heading grows.
pub(crate) fn on_normal_side(number: u16, balance: Fen) -> Fen {
    match heading(number).map(|heading| heading.normal) {
        Some(Side::Credit) => balance.checked_neg().unwrap_or(balance),
        _ => balance,
    }
}

/// Every heading that is not empty: this is what a disclosure's digest is taken of.
pub(crate) fn headings(t: Words, totals: &StatementTotals) -> Form {
    let row = |(figures, line): (&HeadingFigures, u16)| {
        let closing = figures
            .opening
            .checked_add(figures.debit)
            .and_then(|sum| sum.checked_sub(figures.credit))
            .unwrap_or_default();
        Row {
            line,
            label: format!("{} {}", figures.heading, heading_name(t.0, figures.heading)),
            figures: vec![
                on_normal_side(figures.heading, figures.opening),
                figures.debit,
                figures.credit,
                on_normal_side(figures.heading, closing),
            ],
            weight: Weight::Plain,
            heading: Some(figures.heading),
        }
    };
    Form {
        title: t.say("vp-headings"),
        columns: [
            "vp-heading",
            "vp-opening",
            "vp-debit",
            "vp-credit",
            "vp-closing",
        ]
        .map(|key| t.say(key))
        .to_vec(),
        rows: totals.headings.iter().zip(1..).map(row).collect(),
        right: None,
    }
}

/// The three forms of a disclosure; nothing if a sum is more than can be counted.
pub(crate) fn all(t: Words, figures: &Figures) -> Option<Vec<Form>> {
    let (income_now, income_year) = (figures.income()?, figures.year_income()?);
    let (left, left_year) = (figures.distribution()?, figures.year_distribution()?);
    Some(vec![
        income(t, (&income_now, &left), (&income_year, &left_year)),
        balance(t, &figures.opening_sheet()?, &figures.sheet()?),
        headings(t, &figures.totals()?),
    ])
}

/// What a side of the income statement is made of: the headings of a class with what moved on them.
pub(crate) fn parts(
    t: Words,
    totals: &StatementTotals,
    class: AccountClass,
) -> Vec<(u16, String, Fen)> {
    let of_class = |figures: &&HeadingFigures| {
        heading(figures.heading).is_some_and(|heading| heading.class == class)
    };
    let mut parts: Vec<(u16, String, Fen)> = totals
        .headings
        .iter()
        .filter(of_class)
        .filter_map(|figures| {
            let moved = figures.debit.checked_sub(figures.credit)?;
            let amount = on_normal_side(figures.heading, moved);
            let name = heading_name(t.0, figures.heading);
            (amount != Fen::ZERO).then_some((figures.heading, name, amount))
        })
        .collect();
    parts.sort_by_key(|(number, _, amount)| (std::cmp::Reverse(*amount), *number));
    parts
}
