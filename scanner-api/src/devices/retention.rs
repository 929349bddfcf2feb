//! Readings are not kept for ever. What was anchored stays on the ledger; what was read goes after some years, an hour
//! as a whole.

use std::time::Duration;

use county_primitives::devices::HOUR_MS;

use super::intake::AGE_DAYS_MAX;
use crate::{
    db::{now_ms, sql},
    state::{App, AppState},
};

/// How often it is looked whether readings are too old.
const EVERY: Duration = Duration::from_secs(86_400);
/// How many are deleted in one transaction, so that whoever writes waits for a moment only.
const AT_ONCE: i64 = 5_000;
/// Hours of a day.
const DAY_HOURS: i64 = 24;

/// The first hour of which readings are kept; `None` if all are. Less than readings may be late cannot be set.
fn first_kept(days: u32, now_ms: i64) -> Option<i64> {
    let days = Some(i64::from(days)).filter(|days| *days > 0)?;
    let hours = days.max(AGE_DAYS_MAX).saturating_mul(DAY_HOURS);
    let now_hour = now_ms.checked_div(sql(HOUR_MS))?;
    Some(now_hour.saturating_sub(hours))
}

/// Deletes the readings that were taken longer ago than is configured; answers how many. What is shown or proved of a
/// younger hour stays as it is.
pub async fn forget(app: &App, now_ms: i64) -> Result<u64, sqlx::Error> {
    let Some(first) = first_kept(app.config.devices.readings_days, now_ms) else {
        return Ok(0);
    };
    let mut gone = 0u64;
    loop {
        let done = sqlx::query(
            "DELETE FROM device_readings WHERE (device, sequence) IN \
             (SELECT device, sequence FROM device_readings WHERE hour < ? ORDER BY hour LIMIT ?)",
        )
        .bind(first)
        .bind(AT_ONCE)
        .execute(&app.db.writer)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(gone);
        }
        gone = gone.saturating_add(done.rows_affected());
    }
}

/// Does so at the start and then every day.
pub async fn forget_daily(app: AppState) {
    loop {
        match forget(&app, now_ms()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "old readings of devices were deleted"),
            Err(error) => tracing::warn!(%error, "old readings of devices were not deleted"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_kept_as_many_days_as_configured_and_never_fewer_than_they_may_be_late() {
        let now_ms = 3_600_000 * 100_000;
        assert_eq!(first_kept(0, now_ms), None);
        assert_eq!(first_kept(1_100, now_ms), Some(100_000 - 26_400));
        assert_eq!(first_kept(31, now_ms), Some(100_000 - 744));
        assert_eq!(first_kept(29, now_ms), Some(100_000 - 720));
    }
}
