//! Spendings: what is asked for, who signed, how it was paid.

use county_primitives::{Digest, DivisionCode, Role};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    db::{now_ms, push_within},
    error::ApiError,
    extract::Session,
    inspect::rows::holds_on,
    openapi::words,
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::App,
    three_assets::{
        lists::{compare, equal, Sort},
        parties::{self, ShownAccount, ShownParty},
        sight::{self, Sight},
    },
    visibility::bounds,
};

/// A spending.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Spending {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub collective: i64,
    /// Where that is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// What for.
    pub purpose: String,
    /// What kind, for example `ordinary` or `works`.
    pub kind: String,
    /// The project.
    pub project: Option<String>,
    /// Digest of the payee.
    #[schema(value_type = words::Digest)]
    pub payee: String,
    /// Who that is, as far as the caller may see it.
    #[sqlx(skip)]
    pub payee_shown: Option<ShownParty>,
    /// Digest of the payee's household or group of kin.
    #[schema(value_type = Option<words::Digest>)]
    pub payee_group: Option<String>,
    /// `cash` or `bank`.
    pub method: String,
    /// Digest of the payee's account.
    #[schema(value_type = Option<words::Digest>)]
    pub payee_account: Option<String>,
    /// How much, in fen.
    pub amount: i64,
    /// The day it happened.
    #[schema(value_type = words::Day)]
    pub occurred: String,
    /// Digest of the invoice.
    #[schema(value_type = Option<words::Digest>)]
    pub invoice: Option<String>,
    /// Digests of the evidence.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<words::Digest>)]
    pub documents: Stored,
    /// The row of the approval matrix, 1 to 5.
    pub matrix_row: i64,
    /// What the payee got for the project in twelve months with this, in fen.
    pub year_sum: i64,
    /// What it needs: bits 1 evidence, 2 chair, 4 board, 8 supervisor, 16 township, 32 county.
    pub steps: i64,
    /// The decision it needs: `none`, `board`, `representatives` or `four_steps`.
    pub decision_level: String,
    /// `signing`, `returned`, `rejected`, `approved`, `instructed`, `failed`, `paid` or `posted`.
    pub state: String,
    /// Bits of the steps that are signed.
    pub signed: i64,
    /// The step that is next.
    pub next_step: Option<String>,
    /// Whether a decision is missing.
    pub decision_missing: bool,
    /// The decision it rests on.
    pub decision: Option<i64>,
    /// Who submitted it.
    pub submitter: Option<i64>,
    /// When.
    #[sqlx(rename = "submitted_ms")]
    pub submitted: Instant,
    /// When everything was signed.
    #[sqlx(rename = "approved_ms")]
    pub approved: Option<Instant>,
    /// The step of the latest refusal.
    pub refused_step: Option<String>,
    /// Why it was refused.
    pub reason: String,
    /// The bank account that pays.
    pub from_account: Option<i64>,
    /// When the payment was ordered.
    #[sqlx(rename = "instructed_ms")]
    pub instructed: Option<Instant>,
    /// The day it was paid.
    #[schema(value_type = Option<words::Day>)]
    pub paid_day: Option<String>,
    /// Digest of the receipt.
    #[schema(value_type = Option<words::Digest>)]
    pub receipt: Option<String>,
    /// Why the payment failed.
    pub failure: String,
    /// The voucher that books it.
    pub voucher: Option<i64>,
    /// When it was booked.
    #[sqlx(rename = "posted_ms")]
    pub posted: Option<Instant>,
    /// When anything last happened to it.
    #[sqlx(rename = "changed_ms")]
    pub changed: Instant,
}

/// Something that happened to a spending.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct SpendingStep {
    /// `submitted`, `signed`, `decision_attached`, `refused`, `resubmitted`, `instructed`, `paid`, `failed`,
    /// `posted` or `reversed`.
    pub kind: String,
    /// The step of a signature or refusal.
    pub step: Option<String>,
    /// Of a refusal: whether it may be mended.
    pub mendable: Option<bool>,
    /// The decision it is about.
    pub decision: Option<i64>,
    /// The voucher it is about.
    pub voucher: Option<i64>,
    /// Digest of the receipt.
    #[schema(value_type = Option<words::Digest>)]
    pub document: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub member: Option<i64>,
    /// For which organisation.
    pub organisation: Option<i64>,
    /// In which role.
    pub role: Option<String>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
    /// The block of the record.
    pub block: i64,
}

/// A spending with everything that happened to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SpendingFile {
    /// The spending.
    #[serde(flatten)]
    pub spending: Spending,
    /// The payee's account, as far as the caller may see it.
    pub account: Option<ShownAccount>,
    /// What happened, in order.
    pub history: Vec<SpendingStep>,
    /// The bank lines of its payment, and of payments that failed and came back.
    pub bank_lines: Vec<i64>,
    /// The warnings about it; for officers and authorities.
    pub warnings: Vec<i64>,
    /// How many cases hold it now.
    pub holds: i64,
}

/// Which spendings to list.
#[derive(Clone, Debug, Default)]
pub struct SpendingFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Inside this division.
    pub division: Option<DivisionCode>,
    /// In this state.
    pub state: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// That wait for this step.
    pub next_step: Option<String>,
    /// To this payee.
    pub payee: Option<String>,
    /// For this project.
    pub project: Option<String>,
    /// That happened on or after.
    pub from_day: Option<String>,
    /// That happened on or before.
    pub until_day: Option<String>,
    /// Of at least so many fen.
    pub amount_min: Option<i64>,
    /// Of at most so many fen.
    pub amount_max: Option<i64>,
    /// With this in the purpose.
    pub text: Option<String>,
    /// In which order.
    pub sort: Sort,
}

/// The states in which the bank has something to do with a spending.
const AT_THE_BANK: &str = "('instructed', 'failed', 'paid', 'posted')";

/// Adds ` AND (…)`: members see their village, and the bank the payments it was ordered to make.
fn visible(query: &mut QueryBuilder<'_, sqlx::Sqlite>, session: Option<&Session>) {
    query.push(" AND (1 = 0");
    let areas = sight::areas(session, Sight::Member)
        .into_iter()
        .map(|area| (area, false));
    let paid = session
        .map_or(&[][..], |session| &session.roles)
        .iter()
        .filter(|held| held.role == Role::Bank)
        .map(|held| (bounds(held.division), true));
    for ((low, high), only_paid) in areas.chain(paid) {
        query
            .push(" OR (spendings.division >= ")
            .push_bind(low)
            .push(" AND spendings.division < ")
            .push_bind(high);
        if only_paid {
            query.push(format_args!(
                " AND spendings.method = 'bank' AND spendings.state IN {AT_THE_BANK}"
            ));
        }
        query.push(")");
    }
    query.push(")");
}

/// What a caller sees of the payee of a spending that the caller may see: the bank that pays as much as an
/// officer.
pub fn sight_of(session: Option<&Session>, division: DivisionCode) -> Sight {
    let is_bank = session.is_some_and(|session| session.covers(Role::Bank, division));
    let least = if is_bank {
        Sight::Officer
    } else {
        Sight::Public
    };
    sight::of(session, division).max(least)
}

/// The spendings that a caller may see.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &SpendingFilter,
    paging: &Paging,
) -> Result<Listed<Spending>, ApiError> {
    let mut query = QueryBuilder::new("SELECT spendings.* FROM spendings WHERE 1 = 1");
    visible(&mut query, session);
    equal(&mut query, "collective", filter.collective);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        compare(&mut query, "division", ">=", Some(low));
        compare(&mut query, "division", "<", Some(high));
    }
    for (column, value) in [
        ("state", &filter.state),
        ("kind", &filter.kind),
        ("next_step", &filter.next_step),
        ("payee", &filter.payee),
        ("project", &filter.project),
    ] {
        equal(&mut query, column, value.clone());
    }
    compare(&mut query, "occurred", ">=", filter.from_day.clone());
    compare(&mut query, "occurred", "<=", filter.until_day.clone());
    compare(&mut query, "amount", ">=", filter.amount_min);
    compare(&mut query, "amount", "<=", filter.amount_max);
    if let Some(text) = &filter.text {
        query.push(" AND ");
        push_within(&mut query, "purpose", text);
    }
    filter.sort.page(&mut query, paging, "amount", "id")?;
    let mut rows = query
        .build_query_as::<Spending>()
        .fetch_all(&app.db.reader)
        .await?;
    for row in &mut rows {
        show_payee(app, session, row).await?;
    }
    Listed::new(paging, rows, |row| filter.sort.key(row.amount, row.id))
}

async fn show_payee(
    app: &App,
    session: Option<&Session>,
    row: &mut Spending,
) -> Result<Sight, ApiError> {
    let place: DivisionCode = row.division.parse().map_err(ApiError::internal)?;
    let payee: Digest = row.payee.parse().map_err(ApiError::internal)?;
    let sight = sight_of(session, place);
    row.payee_shown = parties::shown(app, &payee, place, sight).await?;
    Ok(sight)
}

/// A spending with its history, for who may see it.
pub async fn get(app: &App, session: Option<&Session>, id: i64) -> Result<SpendingFile, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new("SELECT spendings.* FROM spendings WHERE 1 = 1");
    visible(&mut query, session);
    equal(&mut query, "id", Some(id));
    let mut spending = query.build_query_as::<Spending>().fetch_one(db).await?;
    let sight = show_payee(app, session, &mut spending).await?;
    let place: DivisionCode = spending.division.parse().map_err(ApiError::internal)?;
    let account = match &spending.payee_account {
        Some(digest) => {
            let digest: Digest = digest.parse().map_err(ApiError::internal)?;
            parties::shown_account(app, &digest, place, sight).await?
        }
        None => None,
    };
    let history = sqlx::query_as(
        "SELECT * FROM spending_steps WHERE spending = ? ORDER BY block, event_index",
    );
    let bank_lines = sqlx::query_scalar(
        "SELECT id FROM bank_lines WHERE spending = ? OR returned = ? ORDER BY id",
    );
    let subject = format!("spending:{id}");
    let warnings = if sight >= Sight::Officer {
        sqlx::query_scalar("SELECT id FROM asset_warnings WHERE about = ? ORDER BY id")
            .bind(&subject)
            .fetch_all(db)
            .await?
    } else {
        Vec::new()
    };
    let holds: i64 = sqlx::query_scalar(&format!("SELECT {}", holds_on("?", now_ms())))
        .bind(&subject)
        .fetch_one(db)
        .await?;
    Ok(SpendingFile {
        spending,
        account,
        history: history.bind(id).fetch_all(db).await?,
        bank_lines: bank_lines.bind(id).bind(id).fetch_all(db).await?,
        warnings,
        holds,
    })
}

/// Spendings that wait for a step that the caller may sign: officers for theirs, township and county for
/// those above the village.
pub async fn waiting_for(
    app: &App,
    session: &Session,
    paging: &Paging,
) -> Result<Listed<Spending>, ApiError> {
    use county_primitives::three_assets::spending::Step;
    let mut query = QueryBuilder::new("SELECT spendings.* FROM spendings WHERE (1 = 0");
    for step in Step::ALL {
        let word = serde_json::to_value(step)?;
        let held = session.roles.iter().filter(|held| held.role == step.role());
        for (low, high) in held.map(|held| bounds(held.division)) {
            query
                .push(" OR (next_step = ")
                .push_bind(word.as_str().unwrap_or_default().to_owned())
                .push(" AND division >= ")
                .push_bind(low)
                .push(" AND division < ")
                .push_bind(high)
                .push(")");
        }
    }
    query.push(")");
    Sort::Earliest.page(&mut query, paging, "id", "id")?;
    let mut rows = query
        .build_query_as::<Spending>()
        .fetch_all(&app.db.reader)
        .await?;
    for row in &mut rows {
        show_payee(app, Some(session), row).await?;
    }
    Listed::new(paging, rows, |row| row.id)
}
