//! Disclosures: what is on the wall, for everybody; what is prepared, for who works with it.

use county_primitives::DivisionCode;
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::App,
    three_assets::{
        lists::{compare, equal, Sort},
        sight::{self, Sight},
    },
    visibility::bounds,
};

/// A disclosure.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Disclosure {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub collective: i64,
    /// Where that is.
    #[schema(value_type = words::Division)]
    pub division: String,
    /// `statement` or `special`.
    pub kind: String,
    /// What is posted: the digest of the statement or of the document.
    #[schema(value_type = words::Digest)]
    pub digest: String,
    /// The book of a statement.
    pub book: Option<i64>,
    /// Its first month.
    pub from_month: Option<i64>,
    /// Its last month.
    pub to_month: Option<i64>,
    /// How many vouchers it covers.
    pub vouchers: Option<i64>,
    /// What something special is about.
    #[schema(value_type = Option<words::Subject>)]
    pub about: Option<String>,
    /// In words.
    pub title: String,
    /// The day it happened.
    #[schema(value_type = Option<words::Day>)]
    pub occurred: Option<String>,
    /// The day by which it is to be on the wall.
    #[schema(value_type = words::Day)]
    pub due: String,
    /// `prepared`, `signed`, `posted` or `ended`.
    pub state: String,
    /// When it was prepared.
    #[sqlx(rename = "prepared_ms")]
    pub prepared: Instant,
    /// When a supervisor signed it.
    #[sqlx(rename = "signed_ms")]
    pub signed: Option<Instant>,
    /// When it was put on the wall.
    #[sqlx(rename = "posted_ms")]
    pub posted: Option<Instant>,
    /// Digest of a photo of the wall.
    #[schema(value_type = Option<words::Digest>)]
    pub photo: Option<String>,
    /// The last day it must stay on the wall.
    #[schema(value_type = Option<words::Day>)]
    pub until_day: Option<String>,
    /// When it was taken down.
    #[sqlx(rename = "ended_ms")]
    pub ended: Option<Instant>,
    /// The block of its preparation.
    pub block: i64,
}

/// A disclosure with what the chain computed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisclosureFile {
    /// The disclosure.
    #[serde(flatten)]
    pub disclosure: Disclosure,
    /// Of a statement: its figures by heading with their totals, in fen.
    #[schema(value_type = Option<Object>)]
    pub statement: Option<Stored>,
}

/// Which disclosures to list.
#[derive(Clone, Debug, Default)]
pub struct DisclosureFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Inside this division.
    pub division: Option<DivisionCode>,
    /// Of this book.
    pub book: Option<i64>,
    /// `statement` or `special`.
    pub kind: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// To be on the wall before this day.
    pub due_before: Option<String>,
}

/// Adds ` AND (…)`: on the wall, or prepared in a village whose officer or authority the caller is.
fn visible(query: &mut QueryBuilder<'_, sqlx::Sqlite>, session: Option<&Session>) {
    query.push(" AND (state IN ('posted', 'ended')");
    for (low, high) in sight::areas(session, Sight::Officer) {
        query
            .push(" OR (division >= ")
            .push_bind(low)
            .push(" AND division < ")
            .push_bind(high)
            .push(")");
    }
    query.push(")");
}

/// The disclosures that a caller may see.
pub async fn list(
    app: &App,
    session: Option<&Session>,
    filter: &DisclosureFilter,
    paging: &Paging,
) -> Result<Listed<Disclosure>, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM disclosures WHERE 1 = 1");
    visible(&mut query, session);
    equal(&mut query, "collective", filter.collective);
    if let Some(division) = filter.division {
        let (low, high) = bounds(division);
        compare(&mut query, "division", ">=", Some(low));
        compare(&mut query, "division", "<", Some(high));
    }
    equal(&mut query, "book", filter.book);
    equal(&mut query, "kind", filter.kind.clone());
    equal(&mut query, "state", filter.state.clone());
    compare(&mut query, "due", "<", filter.due_before.clone());
    Sort::Latest.page(&mut query, paging, "id", "id")?;
    let rows = query
        .build_query_as::<Disclosure>()
        .fetch_all(&app.db.reader)
        .await?;
    Listed::new(paging, rows, |row| row.id)
}

/// A disclosure with its statement, for who may see it.
pub async fn get(
    app: &App,
    session: Option<&Session>,
    id: i64,
) -> Result<DisclosureFile, ApiError> {
    let mut query = QueryBuilder::new("SELECT * FROM disclosures WHERE 1 = 1");
    visible(&mut query, session);
    equal(&mut query, "id", Some(id));
    let disclosure = query
        .build_query_as::<Disclosure>()
        .fetch_one(&app.db.reader)
        .await?;
    let statement: Option<String> =
        sqlx::query_scalar("SELECT statement FROM disclosures WHERE id = ?")
            .bind(id)
            .fetch_one(&app.db.reader)
            .await?;
    Ok(DisclosureFile {
        disclosure,
        statement: statement.map(Stored::try_from).transpose()?,
    })
}
