//! Values in cells: days, amounts, texts, and which collective is meant.

use county_primitives::{three_assets::Fen, Date};

use super::{
    columns::Column,
    facts::{Collective, Facts},
    problems::{Problem, ProblemKind},
    sheet::{Cell, Row},
    Reading,
};
use crate::{
    screening,
    three_assets::money::{parse_yuan, MoneyError},
};

/// 1970-01-01 in the count of spreadsheets, and how many days later they begin that count from 1904.
const UNIX_DAY: u32 = 25_569;
const DAYS_1904: u32 = 1_462;

/// The day in a cell.
pub(super) fn day(cell: &Cell, row: &Row) -> Option<Date> {
    if cell.is_number && cell.text.len() == 5 {
        let count: u32 = cell.text.parse().ok()?;
        let from = if row.from_1904 {
            UNIX_DAY.checked_sub(DAYS_1904)?
        } else {
            UNIX_DAY
        };
        return count.checked_sub(from).map(Date);
    }
    let text = cell.text.split([' ', 'T']).next().unwrap_or_default();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() == 8 && is_number(text) {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        return Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let mut part = |length: usize| {
        let part = parts.next()?;
        (!part.is_empty() && part.len() <= length && is_number(part))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || year < 1970 {
        return None;
    }
    Date::from_ymd(year, month, day).ok()
}

impl Reading<'_> {
    /// The day a row has in a column; `Err` if there is something else in it.
    pub(super) fn day(&mut self, row: &Row, column: Column) -> Result<Option<Date>, ()> {
        let Some(cell) = self.layout.get(row, column) else {
            return Ok(None);
        };
        let (found, shown) = (day(cell, row), cell.text.clone());
        let kind = match found {
            None => ProblemKind::DateBad,
            Some(day) if day > self.facts.today => ProblemKind::DateInFuture,
            Some(day) => return Ok(Some(day)),
        };
        self.problem(Problem::new(row.number, Some(column), kind, &shown));
        Err(())
    }

    /// The amount of a row and whether it is a debit; `None` if it has none that can be booked.
    pub(super) fn amount(&mut self, row: &Row) -> Option<(bool, Fen)> {
        let mut found = None;
        for (column, debit) in [(Column::Debit, true), (Column::Credit, false)] {
            let text = self.layout.text(row, column);
            if text.is_empty() {
                continue;
            }
            let shown = text.to_owned();
            let kind = match parse_yuan(text) {
                // Many programs write 0.00 on the side that is empty.
                Ok(Fen(0)) | Err(MoneyError::Empty) => continue,
                Ok(fen) if fen < Fen::ZERO => ProblemKind::AmountNotPositive,
                Ok(_) if found.is_some() => ProblemKind::AmountTwice,
                Ok(fen) => {
                    found = Some((debit, fen));
                    continue;
                }
                Err(MoneyError::NotANumber) => ProblemKind::AmountBad,
                Err(MoneyError::TooFine) => ProblemKind::AmountTooFine,
                Err(MoneyError::TooLarge) => ProblemKind::AmountTooLarge,
            };
            self.problem(Problem::new(row.number, Some(column), kind, &shown));
            return None;
        }
        if found.is_none() {
            let kind = ProblemKind::AmountMissing;
            self.problem(Problem::new(row.number, Some(Column::Debit), kind, ""));
        }
        found
    }

    /// The text a row has in a column, without personal numbers and not longer than so many bytes.
    pub(super) fn text(
        &mut self,
        row: &Row,
        column: Column,
        bytes_max: usize,
    ) -> Result<String, ()> {
        let text = self.layout.text(row, column).to_owned();
        let kind = if let Some(number) = screening::find(&text) {
            ProblemKind::of_number(number)
        } else if text.len() > bytes_max || text.chars().any(char::is_control) {
            ProblemKind::TextBad
        } else {
            return Ok(text);
        };
        self.problem(Problem::new(row.number, Some(column), kind, &text));
        Err(())
    }
}

/// The collective that a text names, if the caller may import its books.
pub(super) fn collective<'f>(
    facts: &'f Facts,
    text: &str,
    needs_accountant: bool,
) -> Result<&'f Collective, ProblemKind> {
    let found = if text.is_empty() {
        let only = facts.only.ok_or(ProblemKind::VillageMissing)?;
        facts.collective(only).ok_or(ProblemKind::VillageUnknown)?
    } else {
        let named = facts.named(text);
        let chosen = named
            .iter()
            .copied()
            .find(|collective| Some(collective.id) == facts.only);
        match (chosen, named.as_slice()) {
            (Some(chosen), _) => chosen,
            (None, []) => return Err(ProblemKind::VillageUnknown),
            (None, _) if facts.only.is_some() => return Err(ProblemKind::VillageOther),
            (None, [one]) => *one,
            (None, _) => return Err(ProblemKind::VillageAmbiguous),
        }
    };
    let may = if needs_accountant {
        found.seat.posts
    } else {
        found.seat.drafts
    };
    if may {
        Ok(found)
    } else {
        Err(ProblemKind::VillageNotYours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        let expected: Date = "2024-03-05".parse().unwrap();
        let row = Row::default();
        let text = |text: &str| Cell {
            text: text.to_owned(),
            is_number: false,
        };
        for written in [
            "2024-03-05",
            "2024-3-5",
            "2024/3/5",
            "2024.03.05",
            "2024年3月5日",
            "20240305",
            "2024-03-05 00:00:00",
            "2024-03-05T08:00:00",
        ] {
            assert_eq!(day(&text(written), &row), Some(expected), "{written}");
        }
        let number = |text: &str| Cell {
            text: text.to_owned(),
            is_number: true,
        };
        assert_eq!(day(&number("45356"), &row), Some(expected));
        let from_1904 = Row {
            from_1904: true,
            ..Row::default()
        };
        assert_eq!(day(&number("43894"), &from_1904), Some(expected));
        for written in [
            "45356",
            "2024-13-01",
            "2024-02-30",
            "24-3-5",
            "2024-3",
            "3月5日",
            "昨天",
            "1900-01-01",
            "2024-3-5-1",
        ] {
            assert_eq!(day(&text(written), &row), None, "{written}");
        }
    }
}
