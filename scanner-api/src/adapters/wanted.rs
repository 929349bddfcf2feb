//! What a document is asked for: of which place or farm, and of which days.

use county_primitives::{Date, DivisionCode};
use serde::{Serialize, Serializer};

use super::System;
use crate::{db::sql, error::ApiError, visibility::bounds};

/// The most days a document is of.
pub const DAYS_MAX: u32 = 366;

/// Whose facts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Of all organisations of a division.
    Division(DivisionCode),
    /// Of one organisation.
    Farm(i64),
}

impl Scope {
    /// The one of the two that was asked for.
    pub fn read(division: Option<DivisionCode>, farm: Option<u32>) -> Result<Self, ApiError> {
        match (division, farm) {
            (Some(division), None) => Ok(Self::Division(division)),
            (None, Some(farm)) => Ok(Self::Farm(i64::from(farm))),
            _ => Err(ApiError::field(
                "/division",
                "Name a division or a farm, one of them",
                "请指定行政区划或养殖场，二者选一",
            )),
        }
    }

    /// The condition on the organisation, in SQL. Everything that is put into it is a number or a code.
    pub(super) fn condition(self) -> String {
        match self {
            Self::Division(division) => {
                let (low, high) = bounds(division);
                format!("o.division >= '{low}' AND o.division < '{high}'")
            }
            Self::Farm(farm) => format!("o.id = {farm}"),
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Division(division) => write!(f, "{division}"),
            Self::Farm(farm) => write!(f, "farm:{farm}"),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The days of a document, both included, by the ledger's calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Period {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Period {
    /// Some days in order, not too many.
    pub fn read(from: Date, to: Date) -> Result<Self, ApiError> {
        if to < from {
            return Err(ApiError::field(
                "/to",
                "The last day is not before the first",
                "截止日期不能早于起始日期",
            ));
        }
        if to.days_since(from) >= DAYS_MAX {
            return Err(ApiError::field(
                "/to",
                format!("At most {DAYS_MAX} days"),
                format!("最多 {DAYS_MAX} 天"),
            ));
        }
        Ok(Self { from, to })
    }

    /// Puts its days and their instants into a condition.
    pub(super) fn fill(self, text: &str) -> String {
        let after = self.to.plus_days(1);
        text.replace("$from", &format!("'{}'", self.from))
            .replace("$after", &format!("'{after}'"))
            .replace("$begin", &sql(self.from.start_ms()).to_string())
            .replace("$end", &sql(after.start_ms()).to_string())
    }

    /// Whether it is over on a day.
    pub fn is_over(self, today: Date) -> bool {
        self.to < today
    }
}

/// A document that is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// By which platform.
    pub system: System,
    /// Whose facts.
    pub scope: Scope,
    /// Of which days.
    pub period: Period,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_document_is_of_a_division_or_of_a_farm() {
        let division: DivisionCode = "141031000000".parse().unwrap();
        assert_eq!(
            Scope::read(Some(division), None).unwrap(),
            Scope::Division(division)
        );
        assert_eq!(Scope::read(None, Some(7)).unwrap(), Scope::Farm(7));
        for (division, farm) in [(None, None), (Some(division), Some(7))] {
            let error = Scope::read(division, farm).unwrap_err();
            assert_eq!(error.problem().errors[0].pointer, "/division");
        }
        assert_eq!(Scope::Farm(7).to_string(), "farm:7");
        assert_eq!(Scope::Division(division).to_string(), "141031000000");
        assert_eq!(Scope::Farm(7).condition(), "o.id = 7");
        assert_eq!(
            Scope::Division(division).condition(),
            "o.division >= '141031000000' AND o.division < '141032000000'"
        );
    }

    #[test]
    fn a_period_is_in_order_and_a_year_at_most() {
        let first = day("2026-01-01");
        assert!(Period::read(first, first).is_ok());
        assert!(Period::read(first, first.plus_days(DAYS_MAX - 1)).is_ok());
        assert!(Period::read(first, first.plus_days(DAYS_MAX)).is_err());
        assert!(Period::read(first, day("2025-12-31")).is_err());
    }

    #[test]
    fn a_period_is_over_on_the_day_after_it() {
        let period = Period::read(day("2026-09-01"), day("2026-09-30")).unwrap();
        assert!(!period.is_over(day("2026-09-30")));
        assert!(period.is_over(day("2026-10-01")));
    }

    #[test]
    fn days_and_instants_stand_in_conditions_by_the_local_calendar() {
        let period = Period::read(day("2026-09-01"), day("2026-09-30")).unwrap();
        assert_eq!(
            period.fill("d >= $from AND d < $after AND t >= $begin AND t < $end"),
            "d >= '2026-09-01' AND d < '2026-10-01' AND t >= 1788192000000 AND t < 1790784000000"
        );
    }
}
