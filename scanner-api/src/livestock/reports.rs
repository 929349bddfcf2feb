//! Direct reporting (直联直报): what a farm's month was, derived from its events.

use county_primitives::Date;
use serde::Serialize;
use sqlx::SqlitePool;
use utoipa::ToSchema;

/// A farm's month with one species. Heads at the end are always those at the beginning, plus what came,
/// minus what went.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, sqlx::FromRow, ToSchema)]
pub struct Figures {
    /// The farm.
    pub farm: i64,
    /// What it keeps.
    pub species: String,
    /// Heads at the beginning (期初存栏).
    pub opening: i64,
    /// Born (出生).
    pub born: i64,
    /// Came with a document from outside this chain (外购调入).
    pub entered: i64,
    /// Came on a certificate (凭证调入).
    pub arrived: i64,
    /// Found again (找回).
    pub recovered: i64,
    /// Went on a certificate: sold or sent to slaughter (出栏).
    pub departed: i64,
    /// Died (死亡).
    pub died: i64,
    /// Not found (失踪).
    pub missing: i64,
    /// Slaughtered here (屠宰).
    pub slaughtered: i64,
    /// Heads vaccinated, once for each vaccination (免疫头次).
    pub immunised: i64,
    /// Heads at the end (期末存栏).
    pub closing: i64,
}

/// A month, `2026-09`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Month {
    name: String,
    first: String,
    after: String,
}

impl Month {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let (year, month): (u16, u8) = (year.parse().ok()?, month.parse().ok()?);
        let first = format!("{text}-01");
        first.parse::<Date>().ok()?;
        let after = if month == 12 {
            format!("{:04}-01-01", year.checked_add(1)?)
        } else {
            format!("{year:04}-{:02}-01", month.checked_add(1)?)
        };
        Some(Self {
            name: text.to_owned(),
            first,
            after,
        })
    }

    /// `YYYY-MM`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first day after it.
    pub fn after(&self) -> &str {
        &self.after
    }

    /// The month before it, `YYYY-MM`.
    pub fn before(&self) -> String {
        let first: Option<Date> = self.first.parse().ok();
        let last = first.map(|first| Date(first.0.saturating_sub(1)).to_string());
        last.and_then(|last| last.get(..7).map(str::to_owned))
            .unwrap_or_else(|| self.name.clone())
    }
}

/// The kinds of events that bring heads, as SQL.
const SIGNED: &str =
    "CASE WHEN farm_days.kind IN ('born', 'entered', 'arrived', 'recovered') THEN heads \
     WHEN farm_days.kind IN ('departed', 'died', 'missing', 'slaughtered') THEN -heads ELSE 0 END";

/// The month of one farm, or of all farms inside the bounds of a division, one row for each species.
pub async fn month(
    db: &SqlitePool,
    month: &Month,
    farm: Option<i64>,
    bounds: &(String, String),
) -> Result<Vec<Figures>, sqlx::Error> {
    let of = |kind: &str| {
        format!(
            "CAST(COALESCE(SUM(CASE WHEN day >= $1 AND farm_days.kind = '{kind}' THEN heads END), 0) AS BIGINT) AS {kind}"
        )
    };
    let kinds = [
        "born",
        "entered",
        "arrived",
        "recovered",
        "departed",
        "died",
        "missing",
        "slaughtered",
        "immunised",
    ]
    .map(of)
    .join(", ");
    // The key of the table begins with the farm: one farm is read without looking at the others.
    let one = if farm.is_some() {
        "farm = $3"
    } else {
        "CAST($3 AS BIGINT) IS NULL"
    };
    let query = format!(
        "SELECT farm, species, CAST(COALESCE(SUM(CASE WHEN day < $1 THEN {SIGNED} END), 0) AS BIGINT) AS opening, \
         {kinds}, CAST(COALESCE(SUM({SIGNED}), 0) AS BIGINT) AS closing \
         FROM farm_days JOIN organisations ON organisations.id = farm_days.farm \
         WHERE day < $2 AND {one} AND division >= $4 AND division < $5 \
         GROUP BY farm, species ORDER BY farm, species"
    );
    sqlx::query_as(&query)
        .bind(&month.first)
        .bind(&month.after)
        .bind(farm)
        .bind(&bounds.0)
        .bind(&bounds.1)
        .fetch_all(db)
        .await
}

/// A digest over the figures of a farm, so that an audit of other figures is noticed.
pub fn digest(figures: &[Figures]) -> Result<String, serde_json::Error> {
    Ok(blake3::hash(&serde_json::to_vec(figures)?)
        .to_hex()
        .to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_end_where_the_next_begins() {
        let month = Month::parse("2026-12").unwrap();
        assert_eq!(
            (month.first.as_str(), month.after.as_str()),
            ("2026-12-01", "2027-01-01")
        );
        assert_eq!(Month::parse("2026-09").unwrap().after(), "2026-10-01");
        assert_eq!(month.before(), "2026-11");
        assert_eq!(Month::parse("2026-01").unwrap().before(), "2025-12");
        for wrong in [
            "2026",
            "2026-13",
            "2026-00",
            "26-09",
            "2026-9",
            "2026-09-01",
        ] {
            assert!(Month::parse(wrong).is_none(), "{wrong}");
        }
    }
}
