//! Calendar dates in China Standard Time, and instants in milliseconds.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type TimestampMs = u64;

const DAY_MS: u64 = 86_400_000;
const SHANGHAI_OFFSET_MS: u64 = 8 * 3_600_000;

/// A day of the Gregorian calendar in Asia/Shanghai, counted from 1970-01-01.
///
/// The law counts in local days: a spray on 1 August with an interval of 14 days allows the harvest
/// from 15 August on (`DOMAIN.md 2.2`).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Ord,
    PartialEq,
    PartialOrd,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Date(pub u32);

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DateError {
    /// It is not of the form `YYYY-MM-DD`.
    Malformed,
    /// The calendar has no such day, or it lies before 1970.
    NoSuchDay,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "a date is written YYYY-MM-DD, for example 2026-08-15",
            Self::NoSuchDay => "the calendar has no such day, or it lies before 1970",
        })
    }
}

impl core::error::Error for DateError {}

impl Date {
    /// The local day that contains this instant.
    pub fn of_timestamp(timestamp_ms: TimestampMs) -> Self {
        let days = timestamp_ms
            .saturating_add(SHANGHAI_OFFSET_MS)
            .checked_div(DAY_MS)
            .unwrap_or(0);
        Self(u32::try_from(days).unwrap_or(u32::MAX))
    }

    /// The first instant of this local day.
    pub fn start_ms(self) -> TimestampMs {
        u64::from(self.0)
            .saturating_mul(DAY_MS)
            .saturating_sub(SHANGHAI_OFFSET_MS)
    }

    /// The day so many days later; saturates at the end of time.
    pub fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days `earlier` lies before this day; 0 if it does not.
    pub fn days_since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The day with this year, month and day of month.
    pub fn from_ymd(year: u32, month: u32, day: u32) -> Result<Self, DateError> {
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) {
            return Err(DateError::NoSuchDay);
        }
        if day == 0 || day > days_in_month(year, month) {
            return Err(DateError::NoSuchDay);
        }
        // Days before the year, then before the month, then in the month; all far below u32::MAX.
        let mut days = 0u32;
        for earlier in 1970..year {
            days = days.saturating_add(days_in_year(earlier));
        }
        for earlier in 1..month {
            days = days.saturating_add(days_in_month(year, earlier));
        }
        Ok(Self(days.saturating_add(day).saturating_sub(1)))
    }

    /// Year, month and day of month.
    pub fn to_ymd(self) -> (u32, u32, u32) {
        let mut left = self.0;
        let mut year = 1970u32;
        while year < 9999 && left >= days_in_year(year) {
            left = left.saturating_sub(days_in_year(year));
            year = year.saturating_add(1);
        }
        let mut month = 1u32;
        while month < 12 && left >= days_in_month(year, month) {
            left = left.saturating_sub(days_in_month(year, month));
            month = month.saturating_add(1);
        }
        (year, month, left.saturating_add(1))
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_year(year: u32) -> u32 {
    if is_leap(year) {
        366
    } else {
        365
    }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.split('-');
        let mut part = |width: usize| -> Result<u32, DateError> {
            let digits = parts.next().ok_or(DateError::Malformed)?;
            if digits.len() != width || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(DateError::Malformed);
            }
            digits.parse().map_err(|_| DateError::Malformed)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return Err(DateError::Malformed);
        }
        Self::from_ymd(year, month, day)
    }
}

crate::text::string_serde!(Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_across_leap_years() {
        for text in [
            "1970-01-01",
            "2000-02-29",
            "2026-08-01",
            "2028-02-29",
            "2099-12-31",
        ] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert_eq!("2100-02-29".parse::<Date>(), Err(DateError::NoSuchDay));
        assert_eq!("2026-8-01".parse::<Date>(), Err(DateError::Malformed));
        assert_eq!("1969-12-31".parse::<Date>(), Err(DateError::NoSuchDay));
        assert_eq!("2026-08-01-".parse::<Date>(), Err(DateError::Malformed));
    }

    #[test]
    fn the_local_day_starts_at_sixteen_hours_utc() {
        let day: Date = "2026-08-15".parse().unwrap();
        assert_eq!(Date::of_timestamp(day.start_ms()), day);
        assert_eq!(Date::of_timestamp(day.start_ms() - 1), Date(day.0 - 1));
    }

    proptest::proptest! {
        #[test]
        fn every_day_is_its_own_text(days in 0u32..2_900_000) {
            let date = Date(days);
            proptest::prop_assert_eq!(date.to_string().parse::<Date>(), Ok(date));
        }
    }
}
