//! Analyses: what the index shows and no rule of the chain says (W25 of `DOMAIN.md 4.8`, and the like). They are
//! computed when they are asked for, stand nowhere on the ledger, and accuse nobody: each is a reason to look.

mod behaviour;
mod books;

use county_primitives::DivisionCode;
use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};
use utoipa::ToSchema;

use super::reach::Place;
use crate::{db::now_ms, error::ApiError, shown::Instant, state::App};

/// How many findings of a kind are shown.
pub(crate) const SHOWN_MAX: i64 = 50;
/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// How far the clocks of China are ahead of UTC, in milliseconds.
pub(crate) const CHINA_MS: i64 = 8 * 3_600_000;

/// What is looked for, in the order of the page.
pub const KINDS: [&str; 7] = [
    "same_device",
    "quick_signatures",
    "night_burst",
    "holiday_burst",
    "reversals",
    "silent_months",
    "one_payee",
];

/// Over how many days one may look back.
pub const PERIODS: [i64; 3] = [30, 90, 365];

/// Something worth a look.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, ToSchema)]
#[schema(as = InspectorsFinding)]
pub struct Finding {
    /// `same_device`, `quick_signatures`, `night_burst`, `holiday_burst`, `reversals`, `silent_months` or
    /// `one_payee`.
    pub kind: String,
    /// The collective.
    pub collective: i64,
    /// Its name.
    pub collective_name: String,
    /// Its division.
    pub division: String,
    /// The spending or book it is about, if it is about one.
    pub subject: Option<String>,
    /// Who did it.
    pub members: Vec<i64>,
    /// Keyed digest of a payee.
    pub party: Option<String>,
    /// Who that is.
    pub party_name: Option<String>,
    /// The day or month, `2026-09-03` or `2026-09`.
    pub when: String,
    /// What was found: acts, seconds, reversals, months or percent.
    pub measured: i64,
    /// From how much on it is shown.
    pub limit: i64,
    /// Fen that are concerned, if it is about money.
    pub amount: i64,
}

/// All analyses of a division.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectorsAnalyses)]
pub struct Analyses {
    /// Always `true`: computed by this service from the index, not a warning of the chain.
    pub computed: bool,
    /// When.
    pub computed_at: Instant,
    /// The division.
    pub division: String,
    /// Over how many days.
    pub days: i64,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Where and since when.
pub(crate) struct Window {
    place: Place,
    pub(crate) since_ms: i64,
    pub(crate) now_ms: i64,
}

impl Window {
    /// Adds the condition of the place on a table that has `county`, `township` and `division`.
    pub(crate) fn push(&self, query: &mut QueryBuilder<'_, Sqlite>, table: &str) {
        match &self.place {
            Place::Is(column, value) => {
                query
                    .push(format_args!(" AND {table}.{column} = "))
                    .push_bind(value.clone());
            }
            Place::Counties(low, high) => {
                query
                    .push(format_args!(" AND {table}.county >= "))
                    .push_bind(low.clone())
                    .push(format_args!(" AND {table}.county < "))
                    .push_bind(high.clone());
            }
        }
    }
}

/// Computes all analyses of a division over some days.
pub async fn of(app: &App, division: DivisionCode, days: i64) -> Result<Analyses, ApiError> {
    let now = now_ms();
    let window = Window {
        place: Place::of(division),
        since_ms: now.saturating_sub(days.saturating_mul(DAY_MS)),
        now_ms: now,
    };
    let mut findings = Vec::new();
    findings.extend(behaviour::same_device(app, &window).await?);
    findings.extend(behaviour::quick_signatures(app, &window).await?);
    findings.extend(behaviour::bursts(app, &window).await?);
    findings.extend(books::reversals(app, &window).await?);
    findings.extend(books::silent_months(app, &window).await?);
    findings.extend(books::one_payee(app, &window).await?);
    Ok(Analyses {
        computed: true,
        computed_at: Instant(now),
        division: division.to_string(),
        days,
        findings,
    })
}

/// The day of an instant in China.
pub(crate) fn day_of(ms: i64) -> String {
    county_primitives::Date::of_timestamp(u64::try_from(ms).unwrap_or(0)).to_string()
}
