//! How people behave: one device behind two of them, signatures quicker than anybody reads, bursts at night and
//! on days off.

use std::collections::BTreeMap;

use county_primitives::{clock::is_weekend, Date};
use sqlx::QueryBuilder;

use super::{day_of, Finding, Window, CHINA_MS, DAY_MS, SHOWN_MAX};
use crate::{error::ApiError, state::App};

/// A record is at most so much later than the request that made it, and hardly ever earlier.
const RECORDED_WITHIN_MS: i64 = 60_000;
const RECORDED_BEFORE_MS: i64 = 5_000;
/// A spending that is signed through faster than this was read by nobody.
const QUICK_S: i64 = 300;
/// How many signatures that must be.
const QUICK_SIGNATURES: i64 = 3;
/// From how many acts on a night or a day off is a burst.
const NIGHT_ACTS: i64 = 5;
const HOLIDAY_ACTS: i64 = 10;
/// Holidays that are on the same days every year: New Year, Labour Day, National Day.
const HOLIDAYS: [(u32, u32); 7] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3), (10, 4)];

#[derive(sqlx::FromRow)]
struct DeviceRow {
    device: String,
    spending: i64,
    kind: String,
    member: i64,
    ledger_ms: i64,
    collective: i64,
    collective_name: String,
    division: String,
    amount: i64,
}

/// Spendings that were submitted and signed by different people from one browser, as far as this service knows
/// which browser they used.
pub(super) async fn same_device(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT uses.device, steps.spending, steps.kind, steps.member, steps.ledger_ms, \
         spendings.collective, collectives.name AS collective_name, collectives.division, \
         spendings.amount FROM device_uses AS uses \
         JOIN account_keys ON account_keys.account = uses.account \
         JOIN members ON members.public_key = account_keys.public_key \
         JOIN spending_steps AS steps ON steps.member = members.id \
         AND steps.ledger_ms BETWEEN uses.used_ms - ",
    );
    query
        .push_bind(RECORDED_BEFORE_MS)
        .push(" AND uses.used_ms + ")
        .push_bind(RECORDED_WITHIN_MS)
        .push(
            " JOIN spendings ON spendings.id = steps.spending \
             JOIN collectives ON collectives.id = spendings.collective \
             WHERE steps.kind IN ('submitted', 'signed') AND uses.used_ms >= ",
        )
        .push_bind(window.since_ms)
        .push(
            " AND uses.device IN (SELECT device FROM device_uses GROUP BY device \
             HAVING COUNT(DISTINCT account) > 1)",
        );
    window.push(&mut query, "collectives");
    query.push(" ORDER BY steps.spending DESC, steps.ledger_ms LIMIT 5000");
    let rows: Vec<DeviceRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut by_device: BTreeMap<(i64, String), Vec<DeviceRow>> = BTreeMap::new();
    for row in rows {
        let key = (row.spending, row.device.clone());
        by_device.entry(key).or_default().push(row);
    }
    let found = by_device.into_values().rev().filter_map(|acts| {
        let maker = acts.iter().find(|act| act.kind == "submitted")?;
        let mut members: Vec<i64> = acts.iter().map(|act| act.member).collect();
        members.sort_unstable();
        members.dedup();
        if members.len() < 2 {
            return None;
        }
        Some(Finding {
            kind: "same_device".to_owned(),
            collective: maker.collective,
            collective_name: maker.collective_name.clone(),
            division: maker.division.clone(),
            subject: Some(format!("spending:{}", maker.spending)),
            when: day_of(maker.ledger_ms),
            measured: i64::try_from(members.len()).unwrap_or(i64::MAX),
            limit: 2,
            amount: maker.amount,
            members,
            ..Finding::default()
        })
    });
    Ok(found
        .take(usize::try_from(SHOWN_MAX).unwrap_or(usize::MAX))
        .collect())
}

#[derive(sqlx::FromRow)]
struct QuickRow {
    id: i64,
    collective: i64,
    collective_name: String,
    division: String,
    amount: i64,
    submitted_ms: i64,
    seconds: i64,
}

/// Spendings that went through all their signatures in a few minutes.
pub(super) async fn quick_signatures(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT spendings.id, spendings.collective, collectives.name AS collective_name, \
         collectives.division, spendings.amount, spendings.submitted_ms, \
         (spendings.approved_ms - spendings.submitted_ms) / 1000 AS seconds FROM spendings \
         JOIN collectives ON collectives.id = spendings.collective \
         WHERE spendings.approved_ms - spendings.submitted_ms < ",
    );
    query
        .push_bind(QUICK_S.saturating_mul(1000))
        .push(" AND spendings.submitted_ms >= ")
        .push_bind(window.since_ms)
        .push(
            " AND (SELECT COUNT(*) FROM spending_signatures \
             WHERE spending_signatures.spending = spendings.id) >= ",
        )
        .push_bind(QUICK_SIGNATURES);
    window.push(&mut query, "collectives");
    query
        .push(" ORDER BY spendings.amount DESC LIMIT ")
        .push_bind(SHOWN_MAX);
    let rows: Vec<QuickRow> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let finding = |row: QuickRow| Finding {
        kind: "quick_signatures".to_owned(),
        collective: row.collective,
        collective_name: row.collective_name,
        division: row.division,
        subject: Some(format!("spending:{}", row.id)),
        when: day_of(row.submitted_ms),
        measured: row.seconds,
        limit: QUICK_S,
        amount: row.amount,
        ..Finding::default()
    };
    Ok(rows.into_iter().map(finding).collect())
}

#[derive(sqlx::FromRow)]
struct BurstRow {
    member: i64,
    collective: i64,
    collective_name: String,
    division: String,
    night: i64,
    acts: i64,
}

/// Many acts of one person in one night, or on one day off.
pub(super) async fn bursts(app: &App, window: &Window) -> Result<Vec<Finding>, ApiError> {
    // From 22 to 6 o'clock: two hours later the night is the first eight hours of a day.
    let nights = grouped(app, window, 2 * 3_600_000, 8 * 3_600_000, NIGHT_ACTS).await?;
    let days = grouped(app, window, 0, DAY_MS, HOLIDAY_ACTS).await?;
    let night = nights
        .into_iter()
        .map(|row| finding(row, "night_burst", NIGHT_ACTS));
    let holiday = days
        .into_iter()
        .filter(|row| u32::try_from(row.night).is_ok_and(|day| is_day_off(Date(day))))
        .map(|row| finding(row, "holiday_burst", HOLIDAY_ACTS));
    let most = usize::try_from(SHOWN_MAX).unwrap_or(usize::MAX);
    Ok(night.take(most).chain(holiday.take(most)).collect())
}

fn finding(row: BurstRow, kind: &str, limit: i64) -> Finding {
    Finding {
        kind: kind.to_owned(),
        collective: row.collective,
        collective_name: row.collective_name,
        division: row.division,
        members: vec![row.member],
        when: day_of(row.night.saturating_mul(DAY_MS)),
        measured: row.acts,
        limit,
        ..Finding::default()
    }
}

/// Acts on spendings of one person in the same part of a day, the most first. `shift_ms` moves the clock so that
/// the part begins at midnight.
async fn grouped(
    app: &App,
    window: &Window,
    shift_ms: i64,
    part_ms: i64,
    acts: i64,
) -> Result<Vec<BurstRow>, ApiError> {
    let offset = CHINA_MS.saturating_add(shift_ms);
    let mut query = QueryBuilder::new("SELECT steps.member, spendings.collective, ");
    query
        .push("collectives.name AS collective_name, collectives.division, (steps.ledger_ms + ")
        .push(offset)
        .push(") / 86400000 AS night, COUNT(*) AS acts FROM spending_steps AS steps ")
        .push("JOIN spendings ON spendings.id = steps.spending ")
        .push("JOIN collectives ON collectives.id = spendings.collective ")
        .push("WHERE steps.member IS NOT NULL AND steps.ledger_ms >= ")
        .push_bind(window.since_ms)
        .push(" AND (steps.ledger_ms + ")
        .push(offset)
        .push(") % 86400000 < ")
        .push_bind(part_ms);
    window.push(&mut query, "collectives");
    query
        .push(" GROUP BY steps.member, spendings.collective, collectives.name, ")
        .push("collectives.division, night HAVING COUNT(*) >= ")
        .push_bind(acts)
        .push(" ORDER BY acts DESC, night DESC LIMIT 2000");
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// Saturdays, Sundays, and the holidays that never move. The others differ every year and are not known here.
pub(super) fn is_day_off(day: Date) -> bool {
    let (_, month, of_month) = day.to_ymd();
    is_weekend(day) || HOLIDAYS.contains(&(month, of_month))
}
