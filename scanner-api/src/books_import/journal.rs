//! Journals: the rows of a voucher are gathered, compared with each other and with the books, and become a
//! voucher of the ledger.

use std::collections::{HashMap, HashSet};

use codec::Encode;
use county_primitives::{
    three_assets::{
        accounts::Side,
        books::{Nature, Origin, VoucherInput, VoucherLine, LINES_MAX},
        Fen,
    },
    BookId, CollectiveId, Date, DivisionCode, List, Text,
};

use super::{
    columns::Column,
    party_number,
    problems::{Problem, ProblemKind, Weight},
    sheet::Row,
    values, Reading, Sums, Table, Unit,
};
use crate::three_assets::money::yuan;

const SUMMARY_BYTES_MAX: usize = 96;
const PROJECT_BYTES_MAX: usize = 24;
const NUMBER_BYTES_MAX: usize = 30;
/// What may be typed into a summary; it is cut to what the ledger takes.
const TYPED_BYTES_MAX: usize = 600;
/// As long as the name of a party may be.
const PARTY_CHARACTERS_MAX: usize = 60;

/// The place of a collective, as far as rows need it.
#[derive(Clone, Debug)]
struct Owner {
    id: CollectiveId,
    division: DivisionCode,
    county: String,
}

/// The voucher whose rows are read.
#[derive(Default)]
struct Open {
    village: String,
    number: String,
    owner: Option<Owner>,
    date: Option<Date>,
    occurred: Option<Date>,
    summaries: Vec<String>,
    documents: Vec<String>,
    lines: Vec<VoucherLine>,
    first_row: u32,
    last_row: u32,
    is_bad: bool,
    /// Rows as they are written, with their numbers.
    seen: HashMap<Vec<String>, u32>,
}

/// A journal while it is read.
#[derive(Default)]
pub(super) struct Journal {
    open: Option<Open>,
    owners: HashMap<String, Result<Owner, ProblemKind>>,
    /// Vouchers that are complete.
    done: HashSet<String>,
    /// The last number of each month and kind of voucher.
    numbers: HashMap<(BookId, u8, String), u64>,
    /// Numbers of parties.
    parties: HashMap<(DivisionCode, String), u32>,
}

/// Year and month.
fn month_of(date: Date) -> (u16, u8) {
    let (year, month, _) = date.to_ymd();
    (
        u16::try_from(year).unwrap_or(u16::MAX),
        u8::try_from(month).unwrap_or(0),
    )
}

impl Table for Journal {
    fn row(&mut self, reading: &mut Reading<'_>, row: &Row) {
        let before = reading.outcome.errors;
        let date = reading.day(row, Column::Date);
        let is_dated_badly = reading.outcome.errors > before;
        let village = reading.layout.text(row, Column::Village).to_owned();
        let number = reading.layout.text(row, Column::Voucher).to_owned();
        let is_next = !self.goes_on(&village, &number, date);
        if is_next {
            // What is wrong with the voucher before is not wrong with this one.
            self.end(reading);
        }
        let errors = reading.outcome.errors;
        if is_next {
            self.begin(reading, row, village, number);
        }
        let Some(mut open) = self.open.take() else {
            return;
        };
        open.last_row = row.number;
        self.add_days(reading, row, &mut open, date);
        self.add_line(reading, row, &mut open);
        open.is_bad |= is_dated_badly || reading.outcome.errors > errors;
        self.open = Some(open);
    }

    fn end(&mut self, reading: &mut Reading<'_>) {
        let Some(open) = self.open.take() else {
            return;
        };
        let is_bad = open.is_bad;
        match self.finish(reading, open) {
            Some(unit) => reading.unit(unit),
            None => {
                debug_assert!(is_bad || reading.outcome.errors > 0);
                let bad = &mut reading.outcome.bad_units;
                *bad = bad.saturating_add(1);
            }
        }
    }
}

impl Journal {
    /// Whether a row belongs to the open voucher: it has the same number, or it has neither number nor date
    /// because those cells are merged with the ones above.
    fn goes_on(&self, village: &str, number: &str, date: Result<Option<Date>, ()>) -> bool {
        let Some(open) = &self.open else {
            return false;
        };
        if number.is_empty() && date == Ok(None) {
            return village.is_empty() || open.village == village;
        }
        let same_month = match (date, open.date) {
            (Ok(Some(date)), Some(first)) => month_of(date) == month_of(first),
            _ => true,
        };
        open.number == number && !number.is_empty() && open.village == village && same_month
    }

    fn begin(&mut self, reading: &mut Reading<'_>, row: &Row, village: String, number: String) {
        let mut open = Open {
            first_row: row.number,
            ..Open::default()
        };
        let facts = reading.facts;
        let owner = self.owners.entry(village.clone()).or_insert_with(|| {
            values::collective(facts, &village, false).map(|found| Owner {
                id: found.id,
                division: found.division,
                county: found.county.clone(),
            })
        });
        match owner {
            Ok(owner) => open.owner = Some(owner.clone()),
            Err(kind) => {
                let problem = Problem::new(row.number, Some(Column::Village), *kind, &village);
                reading.problem(problem);
                open.is_bad = true;
            }
        }
        if number.is_empty() {
            let kind = ProblemKind::VoucherMissing;
            reading.problem(Problem::new(row.number, Some(Column::Voucher), kind, ""));
        } else if reading
            .text(row, Column::Voucher, NUMBER_BYTES_MAX)
            .is_err()
        {
            open.is_bad = true;
        }
        (open.village, open.number) = (village, number);
        self.open = Some(open);
    }

    /// The days of a row: the date is that of the whole voucher.
    fn add_days(
        &self,
        reading: &mut Reading<'_>,
        row: &Row,
        open: &mut Open,
        date: Result<Option<Date>, ()>,
    ) {
        let column = Some(Column::Date);
        let text = reading.layout.text(row, Column::Date).to_owned();
        match (date, open.date) {
            (Err(()), _) | (Ok(None), Some(_)) => {}
            (Ok(None), None) => {
                let problem = Problem::new(row.number, column, ProblemKind::DateBad, "");
                reading.problem(problem);
            }
            (Ok(Some(date)), None) => {
                open.date = Some(date);
                if let Some((kind, shown)) = self.closed(reading, open, date) {
                    reading.problem(Problem::new(row.number, column, kind, &shown));
                }
            }
            (Ok(Some(date)), Some(first)) if date != first => {
                let problem = Problem::new(row.number, column, ProblemKind::DatesDiffer, &text);
                reading.problem(problem);
            }
            (Ok(Some(_)), Some(_)) => {}
        }
        if let Ok(Some(occurred)) = reading.day(row, Column::Occurred) {
            if open.date.is_some_and(|date| occurred > date) {
                let (kind, shown) = (ProblemKind::OccurredAfterDate, occurred.to_string());
                reading.problem(Problem::new(
                    row.number,
                    Some(Column::Occurred),
                    kind,
                    &shown,
                ));
            }
            // The voucher happened when the last of it did.
            open.occurred = open.occurred.max(Some(occurred));
        }
    }

    /// Why the book takes nothing on this day.
    fn closed(
        &self,
        reading: &Reading<'_>,
        open: &Open,
        date: Date,
    ) -> Option<(ProblemKind, String)> {
        let owner = open.owner.as_ref()?;
        let (year, month) = month_of(date);
        match reading.facts.closed(BookId::new(owner.id, year)) {
            None => Some((ProblemKind::BookMissing, year.to_string())),
            Some(closed) if closed >= month => {
                Some((ProblemKind::MonthClosed, format!("{year}-{month:02}")))
            }
            Some(_) => None,
        }
    }

    fn add_line(&mut self, reading: &mut Reading<'_>, row: &Row, open: &mut Open) {
        self.find_twin(reading, row, open);
        if let Ok(summary) = reading.text(row, Column::Summary, TYPED_BYTES_MAX) {
            if !summary.is_empty() && !open.summaries.contains(&summary) {
                open.summaries.push(summary);
            }
        }
        if let Ok(document) = reading.text(row, Column::Document, TYPED_BYTES_MAX) {
            if !document.is_empty() && !open.documents.contains(&document) {
                open.documents.push(document);
            }
        }
        let project = reading.text(row, Column::Project, PROJECT_BYTES_MAX);
        let party = self.party(reading, row, open);
        let amount = reading.amount(row);
        let Some(county) = open.owner.as_ref().map(|owner| owner.county.clone()) else {
            return;
        };
        let text = reading.layout.text(row, Column::Account).to_owned();
        let column = Some(Column::Account);
        if text.is_empty() {
            let problem = Problem::new(row.number, column, ProblemKind::AccountMissing, "");
            return reading.problem(problem);
        }
        let booked = match reading.mapper.booked(&county, &text) {
            Ok(booked) => booked,
            Err(kind) => return reading.problem(Problem::new(row.number, column, kind, &text)),
        };
        if booked.folded {
            let kind = ProblemKind::AccountFolded;
            reading.problem(Problem::new(row.number, column, kind, &text));
        }
        let (Some((is_debit, amount)), Ok(project)) = (amount, project) else {
            return;
        };
        if booked.account.heading_number() == 241 && project.is_empty() {
            let kind = ProblemKind::ProjectMissing;
            reading.problem(Problem::new(row.number, Some(Column::Project), kind, ""));
            return;
        }
        open.lines.push(VoucherLine {
            account: booked.account,
            side: if is_debit { Side::Debit } else { Side::Credit },
            amount,
            party: party.map(party_number),
            project: Text::new(&project)
                .ok()
                .filter(|project: &Text<24>| !project.is_blank()),
        });
    }

    /// Refuses a row that is written twice.
    fn find_twin(&self, reading: &mut Reading<'_>, row: &Row, open: &mut Open) {
        let written = row.cells.iter().map(|cell| cell.text.clone()).collect();
        match open.seen.entry(written) {
            std::collections::hash_map::Entry::Occupied(first) => {
                let first = first.get().to_string();
                reading.problem(Problem::new(
                    row.number,
                    None,
                    ProblemKind::RowTwice,
                    &first,
                ));
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(row.number);
            }
        }
    }

    /// The number of the other party.
    fn party(&mut self, reading: &mut Reading<'_>, row: &Row, open: &Open) -> Option<u32> {
        let name = reading
            .text(row, Column::Party, PARTY_CHARACTERS_MAX.saturating_mul(4))
            .ok()?;
        let division = open.owner.as_ref()?.division;
        if name.is_empty() {
            return None;
        }
        if name.chars().count() > PARTY_CHARACTERS_MAX {
            let kind = ProblemKind::TextBad;
            reading.problem(Problem::new(row.number, Some(Column::Party), kind, &name));
            return None;
        }
        if reading.facts.is_shared_name(division, &name) {
            let kind = ProblemKind::PartyShared;
            reading.problem(Problem::new(row.number, Some(Column::Party), kind, &name));
            return None;
        }
        let parties = &mut reading.outcome.parties;
        let next = u32::try_from(parties.len()).unwrap_or(u32::MAX);
        let number = self
            .parties
            .entry((division, name.clone()))
            .or_insert_with(|| {
                parties.push((division, name));
                next
            });
        Some(*number)
    }

    /// The voucher, if there is nothing wrong with it.
    fn finish(&mut self, reading: &mut Reading<'_>, open: Open) -> Option<Unit> {
        let errors = reading.outcome.errors;
        let (first, number) = (open.first_row, open.number.clone());
        let problem = |kind, shown: &str| Problem::new(first, Some(Column::Voucher), kind, shown);
        if !open.is_bad {
            if let Some((kind, shown)) = unfit(&open) {
                let column = match kind {
                    ProblemKind::SummaryMissing => Column::Summary,
                    ProblemKind::VoucherUnbalanced => Column::Debit,
                    _ => Column::Voucher,
                };
                reading.problem(Problem::new(first, Some(column), kind, &shown));
            }
        }
        let (owner, date) = (open.owner.clone()?, open.date?);
        let (year, month) = month_of(date);
        let book = BookId::new(owner.id, year);
        let key = key_of(book, month, &number);
        if !number.is_empty() {
            if !self.done.insert(key.clone()) {
                reading.problem(problem(ProblemKind::VoucherScattered, &number));
            } else if let Some((kind, shown)) = self.misnumbered(book, month, &number) {
                reading.problem(problem(kind, &shown));
            }
        }
        if open.is_bad || reading.outcome.errors > errors {
            return None;
        }
        let (summary, is_cut) = summary(&open.summaries, &number);
        if is_cut {
            let kind = ProblemKind::SummaryCut;
            reading.problem(Problem::new(first, Some(Column::Summary), kind, ""));
            debug_assert_eq!(kind.weight(), Weight::Notice);
        }
        for line in &open.lines {
            let sums: &mut Sums = reading
                .outcome
                .sums
                .entry((book, line.account))
                .or_default();
            sums.add(line.side == Side::Debit, line.amount)?;
        }
        let lines = u32::try_from(open.lines.len()).unwrap_or(u32::MAX);
        let input = VoucherInput {
            book,
            date,
            occurred: open.occurred.unwrap_or(date),
            summary,
            lines: List::try_from(open.lines).ok()?,
            documents: List::default(),
            origin: Origin::Migrated,
            nature: Nature::Ordinary,
            spending: None,
            decision: None,
            receipt: None,
            deposit: None,
        };
        Some(Unit {
            first_row: open.first_row,
            last_row: open.last_row,
            key,
            book,
            month,
            number,
            document: open.documents.join("；"),
            rows: lines,
            lines,
            input: input.encode(),
        })
    }

    /// What is odd about a number: it leaves others out, or comes after a larger one.
    fn misnumbered(
        &mut self,
        book: BookId,
        month: u8,
        number: &str,
    ) -> Option<(ProblemKind, String)> {
        let digits = number
            .len()
            .saturating_sub(number.bytes().rev().take_while(u8::is_ascii_digit).count());
        let (prefix, digits) = number.split_at_checked(digits)?;
        let value: u64 = digits.parse().ok()?;
        let last = self
            .numbers
            .entry((book, month, prefix.to_owned()))
            .or_default();
        let next = last.saturating_add(1);
        if value < next {
            return Some((ProblemKind::NumberBackwards, number.to_owned()));
        }
        *last = value;
        let before = value.saturating_sub(1);
        match before.checked_sub(next) {
            None => None,
            Some(0) => Some((
                ProblemKind::NumberGap,
                format!("{}-{month:02} {prefix}{next}", book.year()),
            )),
            Some(_) => Some((
                ProblemKind::NumberGap,
                format!("{}-{month:02} {prefix}{next}–{prefix}{before}", book.year()),
            )),
        }
    }
}

/// What is wrong with a voucher as a whole.
fn unfit(open: &Open) -> Option<(ProblemKind, String)> {
    if open.summaries.is_empty() {
        return Some((ProblemKind::SummaryMissing, String::new()));
    }
    if open.lines.len() < 2 {
        return Some((ProblemKind::VoucherTooShort, open.number.clone()));
    }
    if open.lines.len() > usize::try_from(LINES_MAX).unwrap_or(usize::MAX) {
        return Some((ProblemKind::VoucherTooLong, open.number.clone()));
    }
    let mut sums = Sums::default();
    for line in &open.lines {
        if sums.add(line.side == Side::Debit, line.amount).is_none() {
            return Some((ProblemKind::AmountTooLarge, yuan(line.amount)));
        }
    }
    if sums.debit == sums.credit {
        return None;
    }
    Some((ProblemKind::VoucherUnbalanced, difference(sums)))
}

/// Debits, credits and what lies between them, in both languages.
pub(super) fn difference(sums: Sums) -> String {
    let [debit, credit] = [sums.debit, sums.credit].map(|fen| yuan(Fen(fen)));
    let between = yuan(Fen(sums.debit.saturating_sub(sums.credit)));
    format!(
        "借方 {debit}，贷方 {credit}，相差 {between}\u{1f}debits {debit}, credits {credit}, difference {between}"
    )
}

/// The summaries of the rows with the number that the voucher had, and whether they were cut.
fn summary(summaries: &[String], number: &str) -> (Text<96>, bool) {
    let origin = format!("〔原{number}〕");
    let room = SUMMARY_BYTES_MAX.saturating_sub(origin.len());
    let mut text = summaries.join("；");
    let is_cut = text.len() > room;
    if is_cut {
        let mut end = room.saturating_sub("…".len());
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        text.truncate(end);
        text.push('…');
    }
    text.push_str(&origin);
    (Text::new(&text).unwrap_or_default(), is_cut)
}

/// The key of a voucher.
pub(super) fn key_of(book: BookId, month: u8, number: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&book.0.to_le_bytes());
    hasher.update(&[month]);
    hasher.update(number.as_bytes());
    let mut key = hasher.finalize().to_hex().to_string();
    key.truncate(32);
    key
}
