//! Democratic decisions: what was published is for everybody, the rest for members.

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
use county_primitives::DivisionCode;

/// A decision.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub collective: i64,
    /// Where that is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// Who decides, for example `members` or `board`.
    pub body: String,
    /// What is decided, for example `spending`.
    pub matter: String,
    /// In words.
    pub about: String,
    /// Whether it goes through four steps and two publications (四议两公开).
    pub four_steps: bool,
    /// Whether the first two steps are one.
    pub merged: bool,
    /// Up to how much may be spent on it, in fen.
    pub amount: Option<i64>,
    /// How much of that is used; for members.
    pub used: Option<i64>,
    /// The day of the announcement.
    #[schema(value_type = words::Day)]
    pub notice: String,
    /// The day of the meeting.
    #[schema(value_type = words::Day)]
    pub meeting: String,
    /// Digest of the plan.
    #[schema(value_type = words::Digest)]
    pub document: String,
    /// `proposed`, `deliberated`, `reviewed`, `resolved`, `effective`, `completed`, `not_passed` or `given_up`.
    pub state: String,
    /// Whether the township approved it.
    pub township: bool,
    /// How many had a vote; the public gets no number of people below 5.
    pub voters: Option<i64>,
    /// Who abstained.
    pub abstaining: Option<i64>,
    /// Who was present.
    pub present: Option<i64>,
    /// Who voted for it.
    pub yes: Option<i64>,
    /// `no_quorum`, `not_passed` or `passed`.
    pub outcome: Option<String>,
    /// Digest of the minutes; for members.
    #[schema(value_type = Option<words::Digest>)]
    pub minutes: Option<String>,
    /// When it was published.
    #[sqlx(rename = "published_ms")]
    pub published: Option<Instant>,
    /// Digest of the photo of the resolution on the wall.
    #[schema(value_type = Option<words::Digest>)]
    pub posting: Option<String>,
    /// Digest of the photo of the result on the wall.
    #[schema(value_type = Option<words::Digest>)]
    pub result_posting: Option<String>,
    /// Why it was given up.
    pub reason: String,
    /// When it was opened.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
    /// When anything last happened to it.
    #[sqlx(rename = "changed_ms")]
    pub changed: Instant,
}

/// A step of a decision.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Stage {
    /// `opened`, then `deliberated`, `reviewed`, `resolved`, `published`, `township_approved`,
    /// `result_published` or `given_up`.
    pub kind: String,
    /// The day of the meeting.
    #[schema(value_type = Option<words::Day>)]
    pub date: Option<String>,
    /// The day on which the Party members got the plan.
    #[schema(value_type = Option<words::Day>)]
    pub plan_given: Option<String>,
    /// Who had a vote.
    pub voters: Option<i64>,
    /// Who abstained.
    pub abstaining: Option<i64>,
    /// Who was present.
    pub present: Option<i64>,
    /// Who voted for it.
    pub yes: Option<i64>,
    /// `no_quorum`, `not_passed` or `passed`.
    pub outcome: Option<String>,
    /// Digest of the plan, the minutes or the photo.
    #[schema(value_type = Option<words::Digest>)]
    pub document: Option<String>,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub member: Option<i64>,
    /// In which role.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
    /// The block of the record.
    pub block: i64,
}

/// A spending that rests on a decision.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Use {
    /// The spending.
    pub spending: i64,
    /// The level that was asked for.
    pub level: String,
    /// How much of the decision was used then, in fen.
    pub used: i64,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
}

/// A decision with its steps and what rests on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionFile {
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// Its steps in order.
    pub stages: Vec<Stage>,
    /// What it was used for; for members.
    pub uses: Vec<Use>,
}

/// Which decisions to list.
#[derive(Clone, Debug, Default)]
pub struct DecisionFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Inside this division.
    pub division: Option<DivisionCode>,
    /// In this state.
    pub state: Option<String>,
    /// About this matter.
    pub matter: Option<String>,
    /// In which order; by the amount that may be spent.
    pub sort: Sort,
}

/// Leaves on a decision what a sight allows.
fn show(decision: &mut Decision, sight: Sight) {
    if sight.sees_entries() {
        return;
    }
    decision.used = None;
    decision.minutes = None;
    for count in [
        &mut decision.voters,
        &mut decision.abstaining,
        &mut decision.present,
        &mut decision.yes,
    ] {
        *count = sight::enough(*count);
    }
}

/// Leaves on a step what the public may see: photos of the wall, no minutes, and nobody by number.
fn mask(stage: &mut Stage) {
    stage.member = None;
    if !matches!(stage.kind.as_str(), "published" | "result_published") {
        stage.document = None;
    }
    for count in [
        &mut stage.voters,
        &mut stage.abstaining,
        &mut stage.present,
        &mut stage.yes,
    ] {
        *count = sight::enough(*count);
    }
}

/// Decisions: everybody may see what was published, members all of their village.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &DecisionFilter,
    paging: &Paging,
) -> Result<Listed<Decision>, ApiError> {
    let mut query =
        QueryBuilder::new("SELECT * FROM decisions WHERE (published_ms IS NOT NULL OR (1 = 1");
    sight::limit(&mut query, session, Sight::Member, "division");
    query.push("))");
    equal(&mut query, "collective", filter.collective);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        compare(&mut query, "division", ">=", Some(low));
        compare(&mut query, "division", "<", Some(high));
    }
    equal(&mut query, "state", filter.state.clone());
    equal(&mut query, "matter", filter.matter.clone());
    filter
        .sort
        .page(&mut query, paging, "COALESCE(amount, 0)", "id")?;
    let mut rows = query
        .build_query_as::<Decision>()
        .fetch_all(&app.db.reader)
        .await?;
    for row in &mut rows {
        let place = row.division.parse().map_err(ApiError::internal)?;
        show(row, sight::of(session, place));
    }
    Listed::new(paging, rows, |row| {
        filter.sort.key(row.amount.unwrap_or_default(), row.id)
    })
}

/// A decision with its steps. The public sees it once it is published, and neither who recorded them nor what was
/// spent on it.
pub async fn get(app: &App, id: i64, sight: Sight) -> Result<DecisionFile, ApiError> {
    let db = &app.db.reader;
    let mut decision: Decision = sqlx::query_as("SELECT * FROM decisions WHERE id = ?")
        .bind(id)
        .fetch_one(db)
        .await?;
    if decision.published.is_none() && !sight.sees_entries() {
        return Err(ApiError::not_found());
    }
    show(&mut decision, sight);
    let mut stages: Vec<Stage> = sqlx::query_as(
        "SELECT * FROM decision_steps WHERE decision = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(db)
    .await?;
    let mut uses = Vec::new();
    if sight.sees_entries() {
        uses = sqlx::query_as(
            "SELECT * FROM spending_decisions WHERE decision = ? ORDER BY block, event_index",
        )
        .bind(id)
        .fetch_all(db)
        .await?;
    } else {
        stages.iter_mut().for_each(mask);
    }
    Ok(DecisionFile {
        decision,
        stages,
        uses,
    })
}

/// Where a decision belongs.
pub async fn place(app: &App, id: i64) -> Result<DivisionCode, ApiError> {
    let division: String = sqlx::query_scalar("SELECT division FROM decisions WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    division.parse().map_err(ApiError::internal)
}
