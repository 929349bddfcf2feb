//! Working days (工作日): Monday to Friday. Public holidays differ every year and are not on the ledger,
//! so a clock in working days never runs longer than the law allows.

use crate::Date;

/// Whether the day is a Saturday or a Sunday.
pub fn is_weekend(day: Date) -> bool {
    // 1970-01-01 was a Thursday: day 2 is a Saturday, day 3 a Sunday.
    matches!(day.0 % 7, 2 | 3)
}

/// The last day of a clock of so many working days that starts on `day`; the day itself does not count.
pub fn plus_workdays(day: Date, workdays: u32) -> Date {
    let weeks = workdays / 5;
    let mut left = workdays % 5;
    let mut end = day.plus_days(weeks.saturating_mul(7));
    while left > 0 {
        end = end.plus_days(1);
        if !is_weekend(end) {
            left = left.saturating_sub(1);
        }
    }
    // A clock that starts on a weekend and runs whole weeks would end on a weekend: it ends on the Friday before.
    while workdays > 0 && is_weekend(end) {
        end = Date(end.0.saturating_sub(1));
    }
    end
}

/// A month counted from the year 0, so that months can be subtracted.
pub fn month_number(day: Date) -> u32 {
    let (year, month, _) = day.to_ymd();
    year.saturating_mul(12).saturating_add(month)
}

/// The last day of a month; `None` if there is no such month.
pub fn month_end(year: u32, month: u32) -> Option<Date> {
    let (next_year, next_month) = match month {
        12 => (year.saturating_add(1), 1),
        _ => (year, month.saturating_add(1)),
    };
    Date::from_ymd(year, month, 1).ok()?;
    let next = Date::from_ymd(next_year, next_month, 1).ok()?;
    Some(Date(next.0.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_count_working_days() {
        // 2026-11-20 is a Friday.
        for (start, days, end) in [
            ("2026-11-20", 0, "2026-11-20"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-20", 2, "2026-11-24"),
            ("2026-11-20", 5, "2026-11-27"),
            ("2026-11-20", 10, "2026-12-04"),
            ("2026-11-21", 1, "2026-11-23"),
            ("2026-11-21", 5, "2026-11-27"),
            ("2026-11-22", 5, "2026-11-27"),
        ] {
            assert_eq!(
                plus_workdays(date(start), days),
                date(end),
                "{start} + {days}"
            );
        }
        assert!(is_weekend(date("2026-11-21")) && !is_weekend(date("2026-11-20")));
    }

    #[test]
    fn months_end_on_their_last_day() {
        assert_eq!(month_end(2024, 2), Some(date("2024-02-29")));
        assert_eq!(month_end(2026, 12), Some(date("2026-12-31")));
        assert_eq!(month_end(2026, 13), None);
        assert_eq!(
            month_number(date("2027-01-01")) - month_number(date("2026-12-31")),
            1
        );
    }
}
