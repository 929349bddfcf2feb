//! Warnings and what can be done about them: level and clock as they stand today, and the next steps that are
//! open to somebody. The chain checks all of it again.

use county_primitives::{
    clock::plus_workdays, three_assets::warnings::WarningLevel, Date, DivisionCode, Role,
};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use super::{
    clock::{policy, today, workdays_left},
    people::same_person,
    reach::{Place, Reach},
};
use crate::{
    error::ApiError,
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::Instant,
    state::App,
};

/// Who may say that a clock has run out.
const WATCHERS: [Role; 4] = [
    Role::Township,
    Role::CountyAgriculture,
    Role::Inspector,
    Role::Auditor,
];

const SELECT: &str =
    "SELECT asset_warnings.id, asset_warnings.rule, asset_warnings.level, asset_warnings.collective, \
     collectives.name AS collective_name, asset_warnings.division, asset_warnings.about, \
     asset_warnings.measured, asset_warnings.limit_value, asset_warnings.state, asset_warnings.waiting, \
     asset_warnings.due, asset_warnings.assigned, asset_warnings.explained_by, asset_warnings.occurrences, \
     asset_warnings.escalated, asset_warnings.reopened, asset_warnings.first_ms, asset_warnings.last_ms, \
     asset_warnings.ordinal FROM asset_warnings JOIN collectives ON collectives.id = asset_warnings.collective";

/// A warning as the ledger has it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
#[schema(as = InspectedWarning)]
pub struct Warning {
    /// Its number.
    pub id: i64,
    /// The number of the rule: 2 is W02.
    pub rule: i64,
    /// `yellow`, `orange` or `red`, as recorded last.
    pub level: String,
    /// The collective.
    pub collective: i64,
    /// Its name.
    pub collective_name: String,
    /// Its division.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// What it is about.
    #[schema(value_type = words::Subject)]
    pub about: String,
    /// What was found: fen, days or a count, as the rule counts.
    pub measured: i64,
    /// What that was compared with.
    #[sqlx(rename = "limit_value")]
    pub limit: i64,
    /// Where it stands.
    pub state: String,
    /// Whether somebody has to do something.
    pub waiting: bool,
    /// The last day of the clock, as recorded last.
    #[schema(value_type = words::Day)]
    pub due: String,
    /// The officer who was asked.
    pub assigned: Option<i64>,
    /// Who explained or put right last; somebody else decides about it.
    pub explained_by: Option<i64>,
    /// How often the rule was met.
    pub occurrences: i64,
    /// How often the clock moved it up.
    pub escalated: i64,
    /// How often it was opened again.
    pub reopened: i64,
    /// When it was raised.
    #[sqlx(rename = "first_ms")]
    pub first: Instant,
    /// When the rule was met last.
    #[sqlx(rename = "last_ms")]
    pub last: Instant,
    /// Where it stands in the order of appearance.
    pub ordinal: i64,
    /// The level as the clock has it today.
    #[sqlx(skip)]
    pub level_today: String,
    /// Working days left on the clock of that level; less than none when even that has run out. `null` if
    /// no clock runs.
    #[sqlx(skip)]
    pub workdays_left: Option<i64>,
}

impl Warning {
    fn level(&self) -> WarningLevel {
        match self.level_today.as_str() {
            "red" => WarningLevel::Red,
            "orange" => WarningLevel::Orange,
            _ => WarningLevel::Yellow,
        }
    }

    /// Whether the clock that was recorded last has run out.
    pub fn is_overdue(&self) -> bool {
        let due = self.due.parse::<Date>();
        self.waiting && due.is_ok_and(|due| due < today())
    }
}

/// A level's name.
fn level_name(level: WarningLevel) -> &'static str {
    match level {
        WarningLevel::Yellow => "yellow",
        WarningLevel::Orange => "orange",
        WarningLevel::Red => "red",
    }
}

/// Which warnings to list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Where.
    pub division: Option<DivisionCode>,
    /// Of which rule.
    pub rule: Option<i64>,
    /// Of which level.
    pub level: Option<String>,
    /// In which state.
    pub state: Option<String>,
    /// All of them by time, not only those that wait by urgency.
    pub all: bool,
}

/// A page of warnings: those that wait, the longest overdue first, or all, the latest first.
pub async fn list(
    app: &App,
    reach: &Reach,
    wanted: &Wanted,
    paging: &Paging,
) -> Result<Listed<Warning>, ApiError> {
    let place = Place::of(reach.place(wanted.division)?);
    let after: Option<(String, i64)> = paging.after()?;
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE 1 = 1");
    match place {
        Place::Is(column, value) => {
            query
                .push(format_args!(" AND asset_warnings.{column} = "))
                .push_bind(value);
        }
        Place::Counties(low, high) => {
            query
                .push(" AND asset_warnings.county >= ")
                .push_bind(low)
                .push(" AND asset_warnings.county < ")
                .push_bind(high);
        }
    }
    if let Some(rule) = wanted.rule {
        query.push(" AND asset_warnings.rule = ").push_bind(rule);
    }
    for (column, value) in [("level", &wanted.level), ("state", &wanted.state)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND asset_warnings.{column} = "))
                .push_bind(value.clone());
        }
    }
    match (wanted.all, after) {
        (true, Some((_, ordinal))) => {
            query
                .push(" AND asset_warnings.ordinal < ")
                .push_bind(ordinal);
        }
        (false, Some((due, id))) => {
            query
                .push(" AND (asset_warnings.due, asset_warnings.id) > (")
                .push_bind(due)
                .push(", ")
                .push_bind(id)
                .push(")");
        }
        (_, None) => {}
    }
    query
        .push(if wanted.all {
            " ORDER BY asset_warnings.ordinal DESC LIMIT "
        } else {
            " AND asset_warnings.waiting ORDER BY asset_warnings.due, asset_warnings.id LIMIT "
        })
        .push_bind(paging.rows()?);
    let mut rows: Vec<Warning> = query.build_query_as().fetch_all(&app.db.reader).await?;
    for row in &mut rows {
        run_clock(app, row).await?;
    }
    let all = wanted.all;
    Listed::new(paging, rows, |row| {
        (row.due.clone(), if all { row.ordinal } else { row.id })
    })
}

/// A warning of the reach.
pub async fn find(app: &App, reach: &Reach, id: i64) -> Result<Warning, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE asset_warnings.id = ").push_bind(id);
    let mut row: Warning = query.build_query_as().fetch_one(&app.db.reader).await?;
    reach.ensure(&row.division)?;
    run_clock(app, &mut row).await?;
    Ok(row)
}

/// The warnings about any of these subjects, and those that are subjects themselves.
pub async fn about(app: &App, subjects: &[String]) -> Result<Vec<Warning>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE asset_warnings.about IN (");
    let mut list = query.separated(", ");
    for subject in subjects {
        list.push_bind(subject.clone());
    }
    query.push(") OR asset_warnings.id IN (");
    let own = subjects.iter();
    let mut list = query.separated(", ");
    // No warning has this number: an empty list is no SQL.
    list.push_bind(-1_i64);
    for id in own.filter_map(|subject| subject.strip_prefix("warning:")?.parse::<i64>().ok()) {
        list.push_bind(id);
    }
    query.push(") ORDER BY asset_warnings.id");
    let mut rows: Vec<Warning> = query.build_query_as().fetch_all(&app.db.reader).await?;
    for row in &mut rows {
        run_clock(app, row).await?;
    }
    Ok(rows)
}

/// Level and days as the clock has them today: each clock that runs out moves a warning one level up, and the
/// clock of that level starts.
async fn run_clock(app: &App, warning: &mut Warning) -> Result<(), ApiError> {
    warning.level_today.clone_from(&warning.level);
    if !warning.waiting {
        return Ok(());
    }
    let division: DivisionCode = warning.division.parse().map_err(ApiError::internal)?;
    let mut due: Date = warning.due.parse().map_err(ApiError::internal)?;
    let today = today();
    let mut level = warning.level();
    while due < today && level < WarningLevel::Red {
        level = level.up();
        let Some(days) = policy(app, division, level.clock()).await? else {
            break;
        };
        due = plus_workdays(due, u32::try_from(days).unwrap_or(u32::MAX));
    }
    level_name(level).clone_into(&mut warning.level_today);
    warning.workdays_left = Some(workdays_left(today, due));
    Ok(())
}

/// A step that somebody at a monitoring point takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Asks an officer.
    Assign,
    /// Accepts the explanation.
    Accept,
    /// Orders that it be put right.
    Rectify,
    /// Confirms that it was.
    Verify,
    /// Closes it.
    Close,
    /// Says that the clock has run out.
    Escalate,
}

impl Step {
    /// Every step, in the order of the work.
    pub const ALL: [Self; 6] = [
        Self::Assign,
        Self::Accept,
        Self::Rectify,
        Self::Verify,
        Self::Close,
        Self::Escalate,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Accept => "accept",
            Self::Rectify => "rectify",
            Self::Verify => "verify",
            Self::Close => "close",
            Self::Escalate => "escalate",
        }
    }

    /// The step with a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The states from which it is taken.
    fn states_before(self) -> &'static [&'static str] {
        match self {
            Self::Assign => &["open"],
            Self::Accept => &["explained"],
            Self::Rectify => &["open", "assigned", "explained"],
            Self::Verify => &["rectified"],
            Self::Close => &["accepted", "verified"],
            Self::Escalate => &["open", "assigned", "explained", "rectifying", "rectified"],
        }
    }

    /// Whether it must be taken by somebody else than who explained or put right.
    fn needs_second(self) -> bool {
        matches!(self, Self::Accept | Self::Rectify | Self::Verify)
    }
}

/// Who may take a step, and whether this session may.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offer {
    /// The step.
    pub step: Step,
    /// The roles that may take it.
    pub roles: Vec<Role>,
    /// Whether this session may.
    pub mine: bool,
}

/// The steps that are open from where a warning stands.
pub async fn offers(
    app: &App,
    session: &Session,
    reach: &Reach,
    warning: &Warning,
) -> Result<Vec<Offer>, ApiError> {
    let is_second = match (session.member, warning.explained_by) {
        (Some(own), Some(other)) => !same_person(app, i64::from(own.0), other).await?,
        _ => true,
    };
    let level = warning.level();
    let open = |step: &Step| {
        step.states_before().contains(&warning.state.as_str())
            && (*step != Step::Escalate || warning.is_overdue())
    };
    let offer = |step: Step| {
        let roles = match step {
            Step::Assign => level.route().to_vec(),
            Step::Escalate => WATCHERS.to_vec(),
            _ => level.judges().to_vec(),
        };
        let mine = session.member.is_some()
            && roles.iter().any(|role| reach.has(*role, &warning.division))
            && (!step.needs_second() || is_second);
        Offer { step, roles, mine }
    };
    Ok(Step::ALL.into_iter().filter(open).map(offer).collect())
}
