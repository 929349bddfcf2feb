//! Books, their months and statements.

use axum::extract::State;
use county_primitives::{
    three_assets::{
        accounts::heading,
        books::{BookInput, Reconciliation},
        statements::{StatementTotals, TrialRow},
        Fen, MonthKey,
    },
    BookId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{AllOf, PublicProblems, ReadProblems},
        requests::ItemsOf,
        three_assets::{BookItem, MonthItem, ReconciliationItem},
        words,
    },
    routes::writes::writes,
    state::AppState,
    three_assets::{
        books::{self, Book, Month, ReconciliationRow},
        sight::{self, Sight},
        statements,
    },
};

writes! {
    /// Open books
    ///
    /// One collective, one year, by its accountant. Only the first book takes opening balances.
    open_books("/api/v1/books", "Three assets", BookInput as BookItem) => "ThreeAssets"."open_books";

    /// Record reconciliations of months
    ///
    /// What the bank or the count says with what is on the way must be what the book says.
    reconcile_months("/api/v1/reconciliations", "Three assets", Reconciliation as ReconciliationItem) => "ThreeAssets"."reconcile_months";

    /// Close months
    ///
    /// In order, after every till is reconciled and no draft waits.
    close_months("/api/v1/month-closes", "Three assets", MonthKey as MonthItem) => "ThreeAssets"."close_months";

    /// Close years
    ///
    /// After December: income and expense go to the surplus, and that to its distribution.
    close_years("/api/v1/year-closes", "Three assets", BookId as u64) => "ThreeAssets"."close_years";
}

/// The collective whose books are listed.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BookQuery {
    /// The collective.
    collective: i64,
}

/// The months a statement is for.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Months {
    /// First month; 1 if not given.
    #[serde(default = "january")]
    #[param(value_type = Option<u8>, default = 1)]
    from: u8,
    /// Last month; 12 if not given. In a trial balance and a balance sheet 13 is the closing of the year.
    #[serde(default = "december")]
    #[param(value_type = Option<u8>, default = 12)]
    to: u8,
}

fn january() -> u8 {
    1
}

fn december() -> u8 {
    12
}

/// A book with its months.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BookFile {
    #[serde(flatten)]
    book: Book,
    /// The months in which something happened.
    months: Vec<Month>,
    /// What they were reconciled with; for members.
    reconciliations: Vec<ReconciliationRow>,
    /// The last month up to which everything is on the wall; the public sees statements up to there.
    public_until: u8,
}

/// A row of a trial balance. Balances are debit-positive, in fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrialBalanceRow {
    /// The account.
    #[schema(value_type = words::LedgerAccount)]
    account: String,
    /// Its name.
    name: String,
    /// Before the first month.
    opening: i64,
    /// Debits of the months.
    debit: i64,
    /// Credits of the months.
    credit: i64,
    /// After the last month.
    closing: i64,
}

/// A row of a statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementRow {
    /// Which row of the form, for example `current_assets`.
    row: String,
    /// In fen.
    amount: i64,
}

/// The figures of months by heading, in fen; balances are debit-positive.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Totals {
    /// The headings that are not empty, in order.
    headings: Vec<HeadingRow>,
    /// Income of the months.
    income: i64,
    /// Expense of the months.
    expense: i64,
    /// Assets at the end.
    assets: i64,
    /// Liabilities at the end.
    liabilities: i64,
    /// Equity at the end, with the surplus that is not closed yet.
    equity: i64,
}

/// What a heading shows: all accounts below it together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HeadingRow {
    /// Its three digits.
    heading: u16,
    /// Its name.
    name: String,
    /// In English.
    name_en: String,
    /// Before the first month.
    opening: i64,
    /// Debits of the months.
    debit: i64,
    /// Credits of the months.
    credit: i64,
}

impl From<StatementTotals> for Totals {
    fn from(totals: StatementTotals) -> Self {
        let headings = totals.headings.into_iter().map(|figures| {
            let known = heading(figures.heading);
            HeadingRow {
                heading: figures.heading,
                name: known.map_or("", |known| known.name).to_owned(),
                name_en: known.map_or("", |known| known.english).to_owned(),
                opening: figures.opening.0,
                debit: figures.debit.0,
                credit: figures.credit.0,
            }
        });
        Self {
            headings: headings.collect(),
            income: totals.income.0,
            expense: totals.expense.0,
            assets: totals.assets.0,
            liabilities: totals.liabilities.0,
            equity: totals.equity.0,
        }
    }
}

fn statement_rows(rows: Vec<(&'static str, Fen)>) -> Json<AllOf<StatementRow>> {
    let items = rows.into_iter().map(|(row, amount)| StatementRow {
        row: row.to_owned(),
        amount: amount.0,
    });
    Json(AllOf {
        items: items.collect(),
    })
}

/// How much the caller sees of a book, which must be enough for its figures up to a month: members of the
/// village see all, the public what is on the wall.
async fn sight_until(
    app: &AppState,
    session: Option<&Session>,
    book: i64,
    to: u8,
) -> Result<Sight, ApiError> {
    let (_, collective) = books::get(app, book).await?;
    let sight = sight::of(session, collective.place()?);
    if !sight.sees_entries() && to > statements::public_until(app, book).await? {
        return Err(ApiError::not_found());
    }
    Ok(sight)
}

/// List the books of a collective
///
/// Public, the latest year first.
#[utoipa::path(
    get, path = "/api/v1/books", tag = "Three assets", params(BookQuery),
    responses((status = 200, body = AllOf<Book>), PublicProblems),
    security(()),
)]
pub async fn list_books(
    State(app): State<AppState>,
    Query(query): Query<BookQuery>,
) -> Result<Json<AllOf<Book>>, ApiError> {
    let items = books::of_collective(&app, query.collective).await?;
    Ok(Json(AllOf { items }))
}

/// Get a book
///
/// Public, with its months; members see what they were reconciled with.
#[utoipa::path(
    get, path = "/api/v1/books/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "collective * 10000 + year")),
    responses((status = 200, body = BookFile), PublicProblems),
    security(()),
)]
pub async fn get_book(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<BookFile>, ApiError> {
    let (book, collective) = books::get(&app, id).await?;
    let sight = sight::of(session.as_ref(), collective.place()?);
    let reconciliations = match sight.sees_entries() {
        true => books::reconciliations(&app, id).await?,
        false => Vec::new(),
    };
    Ok(Json(BookFile {
        book,
        months: books::months(&app, id).await?,
        reconciliations,
        public_until: statements::public_until(&app, id).await?,
    }))
}

/// Get the trial balance of a book
///
/// For members of the village, its officers, and authorities. The same rows as the chain computes.
#[utoipa::path(
    get, path = "/api/v1/books/{id}/trial-balance", tag = "Three assets",
    params(("id" = u64, Path, description = "collective * 10000 + year"), Months),
    responses((status = 200, body = AllOf<TrialBalanceRow>), ReadProblems),
)]
pub async fn get_trial_balance(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Query(months): Query<Months>,
) -> Result<Json<AllOf<TrialBalanceRow>>, ApiError> {
    let (_, collective) = books::get(&app, id).await?;
    let place = collective.place()?;
    if !sight::of(Some(&session), place).sees_entries() {
        return Err(ApiError::not_found());
    }
    let names = books::account_names(&app, place).await?;
    let rows = statements::trial_balance(&app, id, months.from, months.to).await?;
    let items = rows.into_iter().map(|row| {
        let TrialRow {
            account,
            opening,
            debit,
            credit,
            closing,
        } = row;
        let account = account.to_string();
        TrialBalanceRow {
            name: names.get(&account).cloned().unwrap_or_default(),
            account,
            opening: opening.0,
            debit: debit.0,
            credit: credit.0,
            closing: closing.0,
        }
    });
    Ok(Json(AllOf {
        items: items.collect(),
    }))
}

/// Get the balance sheet of a book
///
/// At the end of the month `to`. Public up to the last month on the wall; members see every month.
#[utoipa::path(
    get, path = "/api/v1/books/{id}/balance-sheet", tag = "Three assets",
    params(("id" = u64, Path, description = "collective * 10000 + year"), Months),
    responses((status = 200, body = AllOf<StatementRow>), PublicProblems),
    security(()),
)]
pub async fn get_balance_sheet(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
    Query(months): Query<Months>,
) -> Result<Json<AllOf<StatementRow>>, ApiError> {
    sight_until(&app, session.as_ref(), id, months.to).await?;
    let sheet = statements::balance_sheet(&app, id, months.to).await?;
    Ok(statement_rows(sheet.rows()))
}

/// Get the income statement of a book
///
/// Public up to the last month on the wall; members see every month.
#[utoipa::path(
    get, path = "/api/v1/books/{id}/income-statement", tag = "Three assets",
    params(("id" = u64, Path, description = "collective * 10000 + year"), Months),
    responses((status = 200, body = AllOf<StatementRow>), PublicProblems),
    security(()),
)]
pub async fn get_income_statement(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
    Query(months): Query<Months>,
) -> Result<Json<AllOf<StatementRow>>, ApiError> {
    sight_until(&app, session.as_ref(), id, months.to).await?;
    let statement = statements::income_statement(&app, id, months.from, months.to).await?;
    Ok(statement_rows(statement.rows()))
}

/// Get the totals of a book by heading
///
/// What a disclosure says of these months. Public up to the last month on the wall.
#[utoipa::path(
    get, path = "/api/v1/books/{id}/totals", tag = "Three assets",
    params(("id" = u64, Path, description = "collective * 10000 + year"), Months),
    responses((status = 200, body = Totals), PublicProblems),
    security(()),
)]
pub async fn get_totals(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
    Query(months): Query<Months>,
) -> Result<Json<Totals>, ApiError> {
    sight_until(&app, session.as_ref(), id, months.to).await?;
    let totals = statements::totals(&app, id, months.from, months.to).await?;
    Ok(Json(totals.into()))
}
