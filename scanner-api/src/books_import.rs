//! Import of existing books from Excel and CSV: journals and opening balances of one collective or of a whole
//! district.
//!
//! A file is first only looked at: every problem is named with its row and column. Then two people start the
//! import: one drafts the vouchers, the other posts them, each signing with the own key. The run keeps in the
//! database what it has sent, so that it goes on after a restart and books nothing twice. At its end the sums
//! of the file are compared with those on the ledger, to the fen.
//!
//! One row of a journal is one line of a voucher; the rows of a voucher stand together and have the same number.

pub mod accounts;
mod balances;
pub mod columns;
pub mod facts;
mod found;
mod journal;
pub mod problems;
pub mod reconcile;
pub mod run;
pub mod sheet;
pub mod store;
pub mod templates;
mod values;
mod workbook;

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use county_primitives::{
    three_assets::{accounts::AccountCode, Fen},
    BookId, CollectiveId, DivisionCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use accounts::{Mapper, Rules};
use columns::Layout;
use facts::Facts;
use problems::{Problem, ProblemKind, Weight};

/// What a file has in it.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize, sqlx::Type, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum ImportKind {
    /// Vouchers, line by line.
    #[default]
    Journal,
    /// The balances that the first book of a collective begins with.
    Openings,
}

/// The chart of accounts that a file uses.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, sqlx::Type, ToSchema,
)]
pub enum Chart {
    /// 财会〔2004〕12号.
    #[serde(rename = "2004")]
    #[sqlx(rename = "2004")]
    Of2004,
    /// 财会〔2023〕14号, in force since 2024.
    #[default]
    #[serde(rename = "2023")]
    #[sqlx(rename = "2023")]
    Of2023,
}

impl Chart {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Of2004 => Self::Of2023,
            Self::Of2023 => Self::Of2004,
        }
    }
}

/// What becomes one item of a call: a voucher, or a book with its openings.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unit {
    /// Its first row in the file.
    pub first_row: u32,
    /// Its last row.
    pub last_row: u32,
    /// The same for the same voucher of a book, whatever file it comes from.
    pub key: String,
    /// The book.
    pub book: BookId,
    /// The month; 0 for openings.
    pub month: u8,
    /// Its number in the file.
    pub number: String,
    /// The numbers of its documents in the file.
    pub document: String,
    /// How many rows of the file it has.
    pub rows: u32,
    /// How many lines or accounts it has.
    pub lines: u32,
    /// The item in SCALE, with numbers in the place of parties (see [`party_number`]).
    pub input: Vec<u8>,
}

/// Something found while a file is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Found {
    /// A voucher or book without errors.
    Unit(Unit),
    /// A problem.
    Problem(Problem),
}

/// Debits and credits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sums {
    /// Debits.
    pub debit: i64,
    /// Credits.
    pub credit: i64,
}

impl Sums {
    /// Adds an amount, or says that there is too much.
    pub fn add(&mut self, debit: bool, amount: Fen) -> Option<()> {
        let side = if debit {
            &mut self.debit
        } else {
            &mut self.credit
        };
        *side = side.checked_add(amount.0)?;
        Some(())
    }
}

/// What a file came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Outcome {
    /// Rows with something in them, without the headings.
    pub rows: u32,
    /// Rows of the units without errors.
    pub good_rows: u32,
    /// Units without errors.
    pub units: u32,
    /// Units with errors.
    pub bad_units: u32,
    /// How many errors there are.
    pub errors: u32,
    /// How many notices there are.
    pub notices: u32,
    /// The sums of the units without errors, by book and account.
    pub sums: BTreeMap<(BookId, AccountCode), Sums>,
    /// Headings of 2004 for which a choice is needed.
    pub asked: BTreeSet<u16>,
    /// The other parties, in the order of their numbers.
    pub parties: Vec<(DivisionCode, String)>,
    /// The collectives of the units without errors.
    pub collectives: BTreeSet<CollectiveId>,
}

/// What both kinds of tables share while they are read.
struct Reading<'a> {
    facts: &'a Facts,
    mapper: Mapper<'a>,
    layout: Layout,
    outcome: Outcome,
    sink: &'a mut dyn FnMut(Found),
}

impl Reading<'_> {
    fn problem(&mut self, problem: Problem) {
        let counter = match problem.kind.weight() {
            Weight::Error => &mut self.outcome.errors,
            Weight::Notice => &mut self.outcome.notices,
        };
        *counter = counter.saturating_add(1);
        (self.sink)(Found::Problem(problem));
    }

    fn unit(&mut self, unit: Unit) {
        let outcome = &mut self.outcome;
        outcome.units = outcome.units.saturating_add(1);
        outcome.good_rows = outcome.good_rows.saturating_add(unit.rows);
        outcome.collectives.insert(unit.book.collective());
        (self.sink)(Found::Unit(unit));
    }
}

/// A table of one kind while it is read.
trait Table {
    fn row(&mut self, reading: &mut Reading<'_>, row: &sheet::Row);
    fn end(&mut self, reading: &mut Reading<'_>);
}

/// Rows before the headings that may hold a title.
const TITLE_ROWS_MAX: u32 = 10;

/// Reads a file, tells `sink` what is found, and answers what it came to. Nothing is changed anywhere.
pub fn check(
    bytes: &[u8],
    kind: ImportKind,
    rules: &Rules,
    facts: &Facts,
    sink: &mut dyn FnMut(Found),
) -> Result<Outcome, sheet::SheetError> {
    let mut journal = journal::Journal::default();
    let mut openings = balances::Openings::default();
    let table: &mut dyn Table = match kind {
        ImportKind::Journal => &mut journal,
        ImportKind::Openings => &mut openings,
    };
    let mut reading = Reading {
        facts,
        mapper: Mapper::new(rules, facts),
        layout: Layout::default(),
        outcome: Outcome::default(),
        sink,
    };
    let mut has_headings = false;
    sheet::read_rows(bytes, &mut |row| {
        if has_headings {
            reading.outcome.rows = reading.outcome.rows.saturating_add(1);
            table.row(&mut reading, row);
            return ControlFlow::Continue(());
        }
        if let Some(layout) = Layout::of_headings(kind, row) {
            has_headings = true;
            let missing = layout.missing(kind);
            reading.layout = layout;
            for column in &missing {
                let (zh, en) = column.names();
                let shown = format!("{zh}\u{1f}{en}");
                let kind = ProblemKind::ColumnMissing;
                reading.problem(Problem::new(row.number, Some(*column), kind, &shown));
            }
            return if missing.is_empty() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            };
        }
        if row.number > TITLE_ROWS_MAX {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if !has_headings {
        reading.problem(Problem::new(0, None, ProblemKind::HeadingsMissing, ""));
    } else if reading.outcome.rows == 0 && reading.outcome.errors == 0 {
        reading.problem(Problem::new(0, None, ProblemKind::NoRows, ""));
    }
    table.end(&mut reading);
    let Reading {
        mapper,
        mut outcome,
        ..
    } = reading;
    outcome.asked = mapper.asked;
    Ok(outcome)
}

/// The place of a party in a unit until its digest is known: its number among the parties of the file.
pub fn party_number(number: u32) -> county_primitives::Digest {
    let mut bytes = [0u8; 32];
    let (head, _) = bytes.split_at_mut(4);
    head.copy_from_slice(&number.to_le_bytes());
    county_primitives::Digest(bytes)
}

/// The number that stands in the place of a party.
pub fn number_of_party(digest: &county_primitives::Digest) -> u32 {
    let mut number = [0u8; 4];
    number.copy_from_slice(digest.0.first_chunk::<4>().unwrap_or(&[0; 4]));
    u32::from_le_bytes(number)
}
