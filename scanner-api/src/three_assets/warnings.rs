//! Warnings of the three assets, for officers of the village and for authorities.

use county_primitives::DivisionCode;
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::Instant,
    state::App,
    three_assets::{
        lists::{compare, equal, Sort},
        sight::{self, Sight},
    },
    visibility::bounds,
};

/// A warning.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct AssetWarning {
    /// Its number.
    pub id: i64,
    /// The number of the rule: 2 is W02.
    pub rule: i64,
    /// `yellow`, `orange` or `red`.
    pub level: String,
    /// Whose it is.
    pub collective: i64,
    /// Where that is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// What it is about.
    #[schema(value_type = words::Subject)]
    pub about: String,
    /// What was found last: fen, days or a count, as the rule counts.
    pub measured: i64,
    /// What it was compared with.
    pub limit_value: i64,
    /// `open`, `assigned`, `explained`, `accepted`, `rectifying`, `rectified`, `verified` or `closed`.
    pub state: String,
    /// Whether somebody has to do something.
    pub waiting: bool,
    /// The last day of the clock.
    #[schema(value_type = words::Day)]
    pub due: String,
    /// The officer who was asked.
    pub assigned: Option<i64>,
    /// How often the rule was met.
    pub occurrences: i64,
    /// How often the clock moved it up.
    pub escalated: i64,
    /// How often it was opened again.
    pub reopened: i64,
    /// When it was raised.
    #[sqlx(rename = "first_ms")]
    pub raised: Instant,
    /// When the rule was last met.
    #[sqlx(rename = "last_ms")]
    pub repeated: Instant,
    /// When it was closed.
    #[sqlx(rename = "closed_ms")]
    pub closed: Option<Instant>,
    #[serde(skip)]
    #[schema(ignore)]
    ordinal: i64,
}

/// A step of a warning.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct WarningStage {
    /// `raised`, `repeated`, then `assigned`, `explained`, `accepted`, `rectification_ordered`, `rectified`,
    /// `verified`, `closed` or `escalated`.
    pub kind: String,
    /// The level then.
    pub level: String,
    /// The last day of the clock then.
    #[schema(value_type = words::Day)]
    pub due: String,
    /// What was found.
    pub measured: Option<i64>,
    /// What it was compared with.
    pub limit_value: Option<i64>,
    /// Whether it was opened again.
    pub reopened: bool,
    /// Who was asked.
    pub assigned: Option<i64>,
    /// By when it is to be put right.
    #[schema(value_type = Option<words::Day>)]
    pub until_day: Option<String>,
    /// In words.
    pub text: String,
    /// Digest of the evidence or the proof.
    #[schema(value_type = Option<words::Digest>)]
    pub document: Option<String>,
    /// Who.
    pub member: Option<i64>,
    /// In which role.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
    /// The block of the record.
    pub block: i64,
}

/// A warning with its steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WarningFile {
    /// The warning.
    #[serde(flatten)]
    pub warning: AssetWarning,
    /// Its steps in order.
    pub stages: Vec<WarningStage>,
}

/// Which warnings to list.
#[derive(Clone, Debug, Default)]
pub struct WarningFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Inside this division.
    pub division: Option<DivisionCode>,
    /// Of this rule.
    pub rule: Option<i64>,
    /// Of this level.
    pub level: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// About this subject.
    pub about: Option<String>,
    /// Whether somebody has to do something.
    pub waiting: Option<bool>,
    /// Whose clock ended before this day.
    pub due_before: Option<String>,
}

/// The warnings that a caller may see, the latest first.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &WarningFilter,
    paging: &Paging,
) -> Result<Listed<AssetWarning>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM asset_warnings WHERE 1 = 1");
    sight::limit(&mut query, session, Sight::Officer, "division");
    equal(&mut query, "collective", filter.collective);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        compare(&mut query, "division", ">=", Some(low));
        compare(&mut query, "division", "<", Some(high));
    }
    equal(&mut query, "rule", filter.rule);
    equal(&mut query, "level", filter.level.clone());
    equal(&mut query, "state", filter.state.clone());
    equal(&mut query, "about", filter.about.clone());
    equal(&mut query, "waiting", filter.waiting);
    compare(&mut query, "due", "<", filter.due_before.clone());
    Sort::Latest.page(&mut query, paging, "ordinal", "ordinal")?;
    let rows = query
        .build_query_as::<AssetWarning>()
        .fetch_all(&app.db.reader)
        .await?;
    Listed::new(paging, rows, |row| row.ordinal)
}

/// A warning with its steps, for who may see it.
pub async fn get(app: &App, session: Option<&Session>, id: i64) -> Result<WarningFile, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM asset_warnings WHERE 1 = 1");
    sight::limit(&mut query, session, Sight::Officer, "division");
    equal(&mut query, "id", Some(id));
    let warning = query
        .build_query_as::<AssetWarning>()
        .fetch_one(&app.db.reader)
        .await?;
    let stages = sqlx::query_as(
        "SELECT * FROM asset_warning_steps WHERE warning = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?;
    Ok(WarningFile { warning, stages })
}
