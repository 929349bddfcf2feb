//! Opening balances: the rows of a book are gathered from the whole file and become one book of the ledger.

use std::collections::{btree_map::Entry, BTreeMap};

use codec::Encode;
use county_primitives::{
    three_assets::{
        accounts::{AccountClass, AccountCode},
        books::{BookInput, Opening, ACCOUNTS_MAX},
        Fen,
    },
    BookId, List,
};

use super::{
    accounts::Booked,
    columns::Column,
    journal::{difference, key_of},
    problems::{Problem, ProblemKind},
    sheet::Row,
    values, Reading, Sums, Table, Unit,
};

/// A book whose balances are gathered.
#[derive(Default)]
struct Book {
    first_row: u32,
    last_row: u32,
    rows: u32,
    is_bad: bool,
    sums: Sums,
    /// Balances, debit-positive, and whether sub-accounts were put together in them.
    openings: BTreeMap<AccountCode, (Fen, bool)>,
}

/// Opening balances while they are read.
#[derive(Default)]
pub(super) struct Openings {
    books: BTreeMap<BookId, Book>,
    /// Rows of no book.
    strays: u32,
}

impl Table for Openings {
    fn row(&mut self, reading: &mut Reading<'_>, row: &Row) {
        let errors = reading.outcome.errors;
        let amount = reading.amount(row);
        let Some((book, county)) = self.book(reading, row) else {
            self.strays = self.strays.saturating_add(1);
            return;
        };
        let entry = account(reading, row, &county).zip(amount);
        let place = self.books.entry(book).or_insert_with(|| Book {
            first_row: row.number,
            ..Book::default()
        });
        place.last_row = row.number;
        place.rows = place.rows.saturating_add(1);
        if let Some((booked, (is_debit, amount))) = entry {
            if let Err((column, kind)) = place.add(booked, is_debit, amount) {
                let shown = match column {
                    Column::Account => booked.account.to_string(),
                    _ => amount.to_string(),
                };
                reading.problem(Problem::new(row.number, Some(column), kind, &shown));
            }
        }
        place.is_bad |= reading.outcome.errors > errors;
    }

    fn end(&mut self, reading: &mut Reading<'_>) {
        let mut before: Option<BookId> = None;
        for (id, mut book) in std::mem::take(&mut self.books) {
            let is_first = before.is_none_or(|before| before.collective() != id.collective());
            if !is_first && !book.is_bad {
                let (column, shown) = (Some(Column::Year), id.year().to_string());
                let kind = ProblemKind::BookNotFirst;
                reading.problem(Problem::new(book.first_row, column, kind, &shown));
                book.is_bad = true;
            }
            before = Some(id);
            match finish(reading, id, book) {
                Some(unit) => reading.unit(unit),
                None => {
                    let bad = &mut reading.outcome.bad_units;
                    *bad = bad.saturating_add(1);
                }
            }
        }
        if self.strays > 0 {
            let bad = &mut reading.outcome.bad_units;
            *bad = bad.saturating_add(1);
        }
    }
}

impl Book {
    /// Adds a balance; two of one account are a mistake, unless sub-accounts are put together.
    fn add(
        &mut self,
        booked: Booked,
        is_debit: bool,
        amount: Fen,
    ) -> Result<(), (Column, ProblemKind)> {
        let too_large = (Column::Debit, ProblemKind::AmountTooLarge);
        let signed = match is_debit {
            true => Some(amount),
            false => amount.checked_neg(),
        };
        let signed = signed.ok_or(too_large)?;
        self.sums.add(is_debit, amount).ok_or(too_large)?;
        let place = self.openings.entry(booked.account);
        match place {
            Entry::Vacant(place) => {
                place.insert((signed, booked.folded));
            }
            Entry::Occupied(mut place) => {
                let (balance, folded) = place.get_mut();
                if !*folded && !booked.folded {
                    return Err((Column::Account, ProblemKind::OpeningTwice));
                }
                *balance = balance.checked_add(signed).ok_or(too_large)?;
                *folded = true;
            }
        }
        Ok(())
    }
}

impl Openings {
    /// The book of a row, and the county whose chart it has.
    fn book(&mut self, reading: &mut Reading<'_>, row: &Row) -> Option<(BookId, String)> {
        let village = reading.layout.text(row, Column::Village).to_owned();
        let column = Some(Column::Village);
        let (id, latest, county) = match values::collective(reading.facts, &village, true) {
            Ok(found) => (found.id, found.year, found.county.clone()),
            Err(kind) => {
                reading.problem(Problem::new(row.number, column, kind, &village));
                return None;
            }
        };
        let text = reading.layout.text(row, Column::Year).to_owned();
        let year = text.trim_end_matches('年').parse::<u16>().ok();
        let Some(year) = year.filter(|year| (1980..=2999).contains(year)) else {
            let kind = ProblemKind::YearBad;
            reading.problem(Problem::new(row.number, Some(Column::Year), kind, &text));
            return None;
        };
        let book = BookId::new(id, year);
        let kind = match latest {
            None => return Some((book, county)),
            Some(_) if reading.facts.closed(book).is_some() => ProblemKind::BookKnown,
            Some(_) => ProblemKind::BookNotFirst,
        };
        // Once for the book is enough.
        if !self.books.contains_key(&book) {
            let column = Some(Column::Year);
            reading.problem(Problem::new(row.number, column, kind, &year.to_string()));
        }
        self.books.entry(book).or_default().is_bad = true;
        Some((book, county))
    }
}

/// The account of a row.
fn account(reading: &mut Reading<'_>, row: &Row, county: &str) -> Option<Booked> {
    let text = reading.layout.text(row, Column::Account).to_owned();
    let found = if text.is_empty() {
        Err(ProblemKind::AccountMissing)
    } else {
        reading.mapper.booked(county, &text)
    };
    let kind = match found {
        Ok(booked) => {
            let account = booked.account;
            let is_result = account.is(AccountClass::Income) || account.is(AccountClass::Expense);
            if !is_result && booked.folded {
                let column = Some(Column::Account);
                let kind = ProblemKind::AccountFolded;
                reading.problem(Problem::new(row.number, column, kind, &text));
            }
            if !is_result {
                return Some(booked);
            }
            ProblemKind::OpeningOfResult
        }
        Err(kind) => kind,
    };
    reading.problem(Problem::new(row.number, Some(Column::Account), kind, &text));
    None
}

/// The book, if there is nothing wrong with it.
fn finish(reading: &mut Reading<'_>, id: BookId, book: Book) -> Option<Unit> {
    let row = book.first_row;
    if book.is_bad {
        return None;
    }
    if book.sums.debit != book.sums.credit {
        let (kind, shown) = (ProblemKind::OpeningsUnbalanced, difference(book.sums));
        reading.problem(Problem::new(row, Some(Column::Debit), kind, &shown));
        return None;
    }
    if book.openings.len() > usize::try_from(ACCOUNTS_MAX).unwrap_or(usize::MAX) {
        let kind = ProblemKind::TooManyAccounts;
        reading.problem(Problem::new(row, Some(Column::Account), kind, ""));
        return None;
    }
    let mut openings = Vec::new();
    for (account, (balance, _)) in book.openings {
        if balance == Fen::ZERO {
            continue;
        }
        let sums: &mut Sums = reading.outcome.sums.entry((id, account)).or_default();
        let is_debit = balance > Fen::ZERO;
        sums.add(is_debit, Fen(balance.0.checked_abs()?))?;
        openings.push(Opening { account, balance });
    }
    let lines = u32::try_from(openings.len()).unwrap_or(u32::MAX);
    let input = BookInput {
        collective: id.collective(),
        year: id.year(),
        openings: List::try_from(openings).ok()?,
    };
    Some(Unit {
        first_row: row,
        last_row: book.last_row,
        key: key_of(id, 0, ""),
        book: id,
        month: 0,
        number: id.year().to_string(),
        document: String::new(),
        rows: book.rows,
        lines,
        input: input.encode(),
    })
}
