//! Collectives, officers, bank accounts, the county's chart of accounts.

use axum::extract::State;
use county_primitives::{
    three_assets::{
        accounts::AccountInput,
        collectives::{
            BankAccountClosure, BankAccountInput, CollectiveInput, Departure, Dismissal,
            FiguresInput, OfficerInput,
        },
    },
    DivisionCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{AllOf, PageOf, PageParams, PublicProblems, ReadProblems},
        requests::ItemsOf,
        three_assets::{
            BankAccountClosureItem, BankAccountItem, ChartAccountItem, CollectiveItem,
            DismissalItem, FiguresItem, MemberDepartureItem, OfficerItem,
        },
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    three_assets::{
        collectives::{
            self, BankAccount, ChartAccount, Collective, CollectiveFilter, Departed, Officer,
        },
        sight::{self, Sight},
    },
};

writes! {
    /// Register collectives
    ///
    /// By the township or the county over the division.
    register_collectives("/api/v1/collectives", "Three assets", CollectiveInput as CollectiveItem) => "ThreeAssets"."register_collectives";

    /// Set the figures of collectives
    ///
    /// What quorums are counted from, and the agency that keeps the books.
    set_figures("/api/v1/collectives/figures", "Three assets", FiguresInput as FiguresItem) => "ThreeAssets"."set_figures";

    /// Dismiss officers
    ///
    /// By the township or the county.
    dismiss_officers("/api/v1/officers/dismissals", "Three assets", Dismissal as DismissalItem) => "ThreeAssets"."dismiss_officers";

    /// Close bank accounts
    ///
    /// The account in the books must be empty.
    close_bank_accounts("/api/v1/bank-accounts/closures", "Three assets", BankAccountClosure as BankAccountClosureItem) => "ThreeAssets"."close_bank_accounts";

    /// Add sub-accounts to the chart of a county
    ///
    /// By the county bureau; the 42 headings are law.
    add_accounts("/api/v1/chart-accounts", "Three assets", AccountInput as ChartAccountItem) => "ThreeAssets"."add_accounts";
}

sealed! {
    /// Appoint officers
    ///
    /// By the township or the county. Duties that exclude each other, and near kin where the law forbids
    /// it, are refused. Where a digest of a person stands, `{"name", "number"}` may be given in clear: it is
    /// kept sealed, and its keyed digest is signed.
    appoint_officers("/api/v1/officers", OfficerInput as OfficerItem) => "appoint_officers";

    /// Open bank accounts
    ///
    /// One basic account, others by a decision. The digest may be given as `{"account", "bank"}` in clear.
    open_bank_accounts("/api/v1/bank-accounts", BankAccountInput as BankAccountItem) => "open_bank_accounts";

    /// Note who is no member any more
    ///
    /// Nothing is to be paid out to them. The person may be given as `{"name", "number"}` in clear.
    note_departures("/api/v1/member-departures", Departure as MemberDepartureItem) => "note_departures";
}

/// Which collectives to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CollectiveQuery {
    /// In this division or inside it.
    #[param(value_type = Option<crate::openapi::words::Division>)]
    division: Option<DivisionCode>,
    /// Kept by this organisation.
    agency: Option<i64>,
    /// With this in the name.
    name: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// The collective whose things are listed.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfCollective {
    /// The collective.
    collective: i64,
}

/// The division whose chart is listed.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfDivision {
    /// A county, or a division inside it.
    #[param(value_type = crate::openapi::words::Division)]
    division: DivisionCode,
}

/// List collectives
///
/// Public, in the order of their numbers. Numbers of people below 5 are for members of the village.
#[utoipa::path(
    get, path = "/api/v1/collectives", tag = "Three assets", params(CollectiveQuery, PageParams),
    responses((status = 200, body = PageOf<Collective>), PublicProblems),
    security(()),
)]
pub async fn list_collectives(
    State(app): State<AppState>,
    session: Option<Session>,
    Query(query): Query<CollectiveQuery>,
) -> Result<Json<Listed<Collective>>, ApiError> {
    let filter = CollectiveFilter {
        division: query.division,
        agency: query.agency,
        name: query.name,
    };
    let listed = collectives::list(&app, session.as_ref(), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a collective
///
/// Public. Numbers of people below 5 are for members of the village.
#[utoipa::path(
    get, path = "/api/v1/collectives/{id}", tag = "Three assets",
    params(("id" = u32, Path, description = "Number of the collective")),
    responses((status = 200, body = Collective), PublicProblems),
    security(()),
)]
pub async fn get_collective(
    State(app): State<AppState>,
    session: Option<Session>,
    Path(id): Path<i64>,
) -> Result<Json<Collective>, ApiError> {
    let collective = collectives::get(&app, id).await?;
    Ok(Json(collective.seen(session.as_ref())?))
}

/// List the officers of a collective
///
/// Public; the names of persons are masked unless the caller is a member of the village or looks after it.
#[utoipa::path(
    get, path = "/api/v1/officers", tag = "Three assets", params(OfCollective),
    responses((status = 200, body = AllOf<Officer>), PublicProblems),
    security(()),
)]
pub async fn list_officers(
    State(app): State<AppState>,
    session: Option<Session>,
    Query(query): Query<OfCollective>,
) -> Result<Json<AllOf<Officer>>, ApiError> {
    let collective = collectives::get(&app, query.collective).await?;
    let sight = sight::of(session.as_ref(), collective.place()?);
    let items = collectives::officers(&app, &collective, sight).await?;
    Ok(Json(AllOf { items }))
}

/// List who is no member of a collective any more
///
/// For officers of the village and authorities.
#[utoipa::path(
    get, path = "/api/v1/member-departures", tag = "Three assets", params(OfCollective),
    responses((status = 200, body = AllOf<Departed>), ReadProblems),
)]
pub async fn list_departures(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<OfCollective>,
) -> Result<Json<AllOf<Departed>>, ApiError> {
    let collective = collectives::get(&app, query.collective).await?;
    let sight = sight::of(Some(&session), collective.place()?);
    let items = collectives::departures(&app, &collective, sight).await?;
    Ok(Json(AllOf { items }))
}

/// List the bank accounts of a collective
///
/// For members of the village, who see the last four digits, its officers, and authorities.
#[utoipa::path(
    get, path = "/api/v1/bank-accounts", tag = "Three assets", params(OfCollective),
    responses((status = 200, body = AllOf<BankAccount>), ReadProblems),
)]
pub async fn list_bank_accounts(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<OfCollective>,
) -> Result<Json<AllOf<BankAccount>>, ApiError> {
    let collective = collectives::get(&app, query.collective).await?;
    let sight = sight::of(Some(&session), collective.place()?);
    if sight < Sight::Member {
        return Err(ApiError::not_found());
    }
    let items = collectives::bank_accounts(&app, &collective, sight).await?;
    Ok(Json(AllOf { items }))
}

/// Get a bank account
///
/// For members of the village, its officers, and authorities.
#[utoipa::path(
    get, path = "/api/v1/bank-accounts/{id}", tag = "Three assets",
    params(("id" = u32, Path, description = "Number of the account on the chain")),
    responses((status = 200, body = BankAccount), ReadProblems),
)]
pub async fn get_bank_account(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<BankAccount>, ApiError> {
    let (account, collective) = collectives::bank_account(&app, Some(&session), id).await?;
    if sight::of(Some(&session), collective.place()?) < Sight::Member {
        return Err(ApiError::not_found());
    }
    Ok(Json(account))
}

/// List the chart of accounts of a county
///
/// Public: the 42 headings of the law with the county's sub-accounts, in order.
#[utoipa::path(
    get, path = "/api/v1/chart-accounts", tag = "Three assets", params(OfDivision),
    responses((status = 200, body = AllOf<ChartAccount>), PublicProblems),
    security(()),
)]
pub async fn list_chart_accounts(
    State(app): State<AppState>,
    Query(query): Query<OfDivision>,
) -> Result<Json<AllOf<ChartAccount>>, ApiError> {
    let items = collectives::chart(&app, query.division).await?;
    Ok(Json(AllOf { items }))
}
