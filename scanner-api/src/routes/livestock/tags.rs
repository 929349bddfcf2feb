//! Ear tags: stocks, hand-outs, spending, and where the tags of a series are.

use axum::extract::State;
use county_primitives::livestock::{TagMove, TagRange, TagSpending};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{TagMoveItem, TagRangeItem, TagSpendingItem},
        requests::ItemsOf,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Take ear tags into the county's stock
    ///
    /// From the province; no number is ever received twice.
    receive_tags("/api/v1/tags/receipts", "Livestock", TagRange as TagRangeItem) => "Livestock"."receive_tags";

    /// Hand ear tags down
    ///
    /// County, township, vaccinator or farm; the receiver sits in the county of the tags.
    hand_out_tags("/api/v1/tags/hand-outs", "Livestock", TagMove as TagMoveItem) => "Livestock"."hand_out_tags";

    /// Hand ear tags back up
    ///
    /// From the own stock.
    return_tags("/api/v1/tags/returns", "Livestock", TagMove as TagMoveItem) => "Livestock"."return_tags";

    /// Record damaged or lost ear tags
    ///
    /// Out of the own stock; a spent number never comes back.
    spend_tags("/api/v1/tags/spendings", "Livestock", TagSpending as TagSpendingItem) => "Livestock"."spend_tags";
}

/// Consecutive tags in a stock.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct StockRange {
    /// Whose stock.
    organisation: i64,
    /// The first tag.
    first: i64,
    /// The last tag.
    last: i64,
}

/// Where the tags of a series are: issued = in stock + applied + damaged + lost.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct TagLedger {
    /// The first seven digits: species and county.
    series: i64,
    /// Received from the province.
    issued: i64,
    /// In some stock.
    in_stock: i64,
    /// In ears, or once in ears.
    applied: i64,
    /// Damaged before.
    damaged: i64,
    /// Lost before.
    lost: i64,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StockFilter {
    /// Only of this organisation.
    organisation: Option<u32>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List stocks of ear tags
///
/// The own one, and those in the divisions of an authority, by tag number.
#[utoipa::path(
    get, path = "/api/v1/tags/stocks", tag = "Livestock", params(StockFilter, PageParams),
    responses((status = 200, body = PageOf<StockRange>), ReadProblems),
)]
pub async fn list_stocks(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<StockFilter>,
) -> Result<Json<Listed<StockRange>>, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT tag_stocks.* FROM tag_stocks \
         JOIN organisations ON organisations.id = tag_stocks.organisation WHERE tag_stocks.first > ",
    );
    query.push_bind(filter.paging.after::<i64>()?.unwrap_or(0));
    let scope = Scope::of_livestock(&app, &session).await;
    scope.see(
        &mut query,
        &["tag_stocks.organisation"],
        "organisations.division",
        &[],
    );
    if let Some(organisation) = filter.organisation {
        query
            .push(" AND tag_stocks.organisation = ")
            .push_bind(i64::from(organisation));
    }
    query
        .push(" ORDER BY tag_stocks.first LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<StockRange>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.first)?))
}

/// Get the balances of ear tags
///
/// By series, public to members: issued is always in stock + applied + damaged + lost.
#[utoipa::path(
    get, path = "/api/v1/tags/ledgers", tag = "Livestock",
    responses((status = 200, body = Vec<TagLedger>), ReadProblems),
)]
pub async fn list_ledgers(
    State(app): State<AppState>,
    _session: Session,
) -> Result<Json<Vec<TagLedger>>, ApiError> {
    let rows = sqlx::query_as(
        "SELECT series, issued, issued - applied - damaged - lost AS in_stock, applied, damaged, lost \
         FROM tag_ledgers ORDER BY series",
    )
    .fetch_all(&app.db.reader)
    .await?;
    Ok(Json(rows))
}
