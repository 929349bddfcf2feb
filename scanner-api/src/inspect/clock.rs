//! Clocks in working days: today by the ledger's calendar, how long is left, and what a clock that ran out
//! has done to a level.

use county_primitives::{clock::is_weekend, Date, DivisionCode, PolicyKey};

use crate::{db::now_ms, error::ApiError, state::App};

/// Today in China.
pub fn today() -> Date {
    Date::of_timestamp(u64::try_from(now_ms()).unwrap_or(0))
}

/// Working days until a day: none left on the day itself, less than none after it.
pub fn workdays_left(today: Date, due: Date) -> i64 {
    let (from, to, sign) = if due >= today {
        (today, due, 1)
    } else {
        (due, today, -1)
    };
    let days = to.0.saturating_sub(from.0);
    let weeks = i64::from(days / 7);
    let rest = (1..=days % 7)
        .filter(|past| !is_weekend(from.plus_days((days / 7).saturating_mul(7) + past)))
        .count();
    let workdays = weeks * 5 + i64::try_from(rest).unwrap_or(0);
    // A clock that ended on a Friday has run out on Saturday, though no working day has passed.
    if sign < 0 {
        -workdays.max(1)
    } else {
        workdays
    }
}

/// The value of a setting in a division today: of the most specific division that has one.
pub async fn policy(
    app: &App,
    division: DivisionCode,
    key: PolicyKey,
) -> Result<Option<u64>, ApiError> {
    let today = today().to_string();
    for code in division.lineage() {
        let value: Option<i64> = sqlx::query_scalar(
            "SELECT value FROM policies WHERE division = ? AND setting = ? AND effective <= ? \
             ORDER BY effective DESC LIMIT 1",
        )
        .bind(code.to_string())
        .bind(key.name())
        .bind(&today)
        .fetch_optional(&app.db.reader)
        .await?;
        if let Some(value) = value {
            return Ok(u64::try_from(value).ok());
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use county_primitives::clock::plus_workdays;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_left_agrees_with_the_chains_clock() {
        // 2026-11-16 is a Monday.
        for start in 0..7 {
            let start = date("2026-11-16").plus_days(start);
            for days in 0..12 {
                let due = plus_workdays(start, days);
                if due >= start {
                    assert_eq!(workdays_left(start, due), i64::from(days), "{start} {days}");
                }
            }
        }
    }

    #[test]
    fn a_day_too_late_is_overdue() {
        assert_eq!(workdays_left(date("2026-11-20"), date("2026-11-20")), 0);
        assert_eq!(workdays_left(date("2026-11-21"), date("2026-11-20")), -1);
        assert_eq!(workdays_left(date("2026-11-23"), date("2026-11-20")), -1);
        assert_eq!(workdays_left(date("2026-11-24"), date("2026-11-20")), -2);
        assert_eq!(workdays_left(date("2026-12-04"), date("2026-11-20")), -10);
    }
}
