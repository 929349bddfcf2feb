//! Sales of animals and meat, and what they cost. Money is in fen.

use axum::extract::State;
use county_primitives::{
    trade::{SaleAnswer, SaleCancellation, SaleDelivery, SaleInput, SaleSettlement},
    DivisionCode, DivisionLevel,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, PublicProblems, ReadProblems},
        livestock::{
            SaleAnswerItem, SaleCancellationItem, SaleDeliveryItem, SaleItem, SaleSettlementItem,
        },
        requests::ItemsOf,
        words::{Day, Digest, Division},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    shown::Instant,
    state::AppState,
    trade::{self, PriceQuestion, SALES_MIN, SELLERS_MIN, WEEKS_DEFAULT, WEEKS_MAX},
    visibility::Scope,
};

writes! {
    /// Record sales
    ///
    /// By the seller: no animal and no piece of meat is sold twice, and the amount is price times quantity.
    record_sales("/api/v1/sales", "Trade", SaleInput as SaleItem) => "Trade"."record_sales";

    /// Confirm or refuse sales
    ///
    /// By the buyer.
    answer_sales("/api/v1/sales/answers", "Trade", SaleAnswer as SaleAnswerItem) => "Trade"."answer_sales";

    /// Call sales off
    ///
    /// By either side, before delivery.
    cancel_sales("/api/v1/sales/cancellations", "Trade", SaleCancellation as SaleCancellationItem) => "Trade"."cancel_sales";

    /// Take delivery
    ///
    /// By the buyer, with what its scale says: that is what is to be paid for.
    deliver_sales("/api/v1/sales/deliveries", "Trade", SaleDelivery as SaleDeliveryItem) => "Trade"."deliver_sales";

    /// Record payments
    ///
    /// By either side. Payments add up to what is due; a late one warns.
    settle_sales("/api/v1/sales/payments", "Trade", SaleSettlement as SaleSettlementItem) => "Trade"."settle_sales";
}

/// A sale.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Sale {
    /// Its number on the chain.
    pub id: i64,
    /// Who sells.
    pub seller: i64,
    /// Who buys.
    pub buyer: i64,
    /// Where the seller sat.
    #[schema(value_type = Division)]
    pub division: String,
    /// `live`, `breeding_stock`, `young`, `carcass`, `half_carcass`, `cut` or `package`.
    pub kind: String,
    /// Of which species.
    pub species: String,
    /// Heads or pieces agreed.
    pub heads: i64,
    /// Grams agreed.
    pub mass: i64,
    /// What the price is for: `per_kilogram` or `per_head`.
    pub price_for: String,
    /// The price, in fen.
    pub price: i64,
    /// The amount agreed, in fen.
    pub amount: i64,
    /// The day of the agreement.
    #[schema(value_type = Day)]
    pub date: String,
    /// `offered`, `confirmed`, `refused`, `cancelled`, `delivered` or `settled`.
    pub state: String,
    /// Why it was refused or called off.
    pub reason: String,
    /// Heads or pieces that came.
    pub delivered_heads: Option<i64>,
    /// Grams weighed in.
    pub delivered_mass: Option<i64>,
    /// The day they came.
    #[schema(value_type = Option<Day>)]
    pub delivered_date: Option<String>,
    /// What is to be paid for them, in fen.
    pub due: Option<i64>,
    /// What was paid so far, in fen.
    pub paid: i64,
    /// When it was recorded.
    #[sqlx(rename = "recorded_ms")]
    pub recorded: Instant,
    /// When the last payment was recorded.
    #[sqlx(rename = "settled_ms")]
    pub settled: Option<Instant>,
}

/// A payment for a sale.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct SalePayment {
    /// What was paid, in fen.
    pub amount: i64,
    /// The day.
    #[schema(value_type = Day)]
    pub date: String,
    /// Digest of the bank's receipt.
    #[schema(value_type = Digest)]
    pub receipt: String,
    /// Who recorded it.
    pub organisation: Option<i64>,
    /// When it was recorded.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
}

/// What the chain warned of.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct SaleWarning {
    /// `mass_differs`, `heads_missing` or `paid_late`.
    pub kind: String,
    /// Grams or heads agreed.
    pub agreed: Option<i64>,
    /// Grams or heads delivered.
    pub delivered: Option<i64>,
    /// The last day for the payment.
    #[schema(value_type = Option<Day>)]
    pub due: Option<String>,
    /// When it was recorded.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
}

/// A sale with its goods, payments and warnings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaleDetail {
    #[serde(flatten)]
    sale: Sale,
    /// The goods one by one, such as `animal:7`, `herd:3` or `meat:12`.
    goods: Vec<String>,
    /// The payments, the first one first.
    payments: Vec<SalePayment>,
    /// The warnings, the first one first.
    warnings: Vec<SaleWarning>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SaleFilter {
    /// Only what the own organisation sells (`seller`) or buys (`buyer`).
    side: Option<String>,
    /// Only in this state.
    state: Option<String>,
    /// Only of this kind of goods.
    kind: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Which prices.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PriceFilter {
    /// The county of the sellers, such as `500153000000`.
    county: String,
    /// Only of this kind of goods.
    kind: Option<String>,
    /// Only of this species.
    species: Option<String>,
    /// How many weeks back, 1 to 104; 12 if not given.
    weeks: Option<String>,
}

/// What goods of a kind and species cost in a week.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PriceOfWeek {
    /// The Monday of the week in which they were delivered.
    #[schema(value_type = Day)]
    pub week: String,
    /// What kind of goods.
    pub kind: String,
    /// Of which species.
    pub species: String,
    /// Fen for a kilogram, weighted by mass.
    pub average: i64,
    /// Fen for a head or piece: what breeding stock and young animals are compared by.
    pub head_average: i64,
    /// The lowest price of a sale, in fen for a kilogram.
    pub lowest: i64,
    /// The highest price of a sale, in fen for a kilogram.
    pub highest: i64,
    /// How many sales.
    pub sales: i64,
    /// Their heads or pieces.
    pub heads: i64,
    /// Their grams.
    pub mass: i64,
}

/// What animals and meat cost in a county.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PriceIndex {
    /// The county.
    #[schema(value_type = Division)]
    pub county: String,
    /// The Monday of the first week that was asked for.
    #[schema(value_type = Day)]
    pub from: String,
    /// Weeks with fewer sales of a kind and species are not shown.
    pub sales_min: i64,
    /// Nor are those with fewer sellers.
    pub sellers_min: i64,
    /// The prices, the latest week first.
    pub items: Vec<PriceOfWeek>,
}

/// List sales
///
/// Of the own organisation as seller or buyer, and of sellers in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/sales", tag = "Trade", params(SaleFilter, PageParams),
    responses((status = 200, body = PageOf<Sale>), ReadProblems),
)]
pub async fn list_sales(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<SaleFilter>,
) -> Result<Json<Listed<Sale>>, ApiError> {
    let scope = Scope::of_livestock(&app, &session).await;
    let mut query = QueryBuilder::new("SELECT sales.* FROM sales WHERE sales.id < ");
    query.push_bind(filter.paging.before()?);
    trade::visible(&scope, &mut query);
    if let Some(side) = &filter.side {
        let column = match side.as_str() {
            "seller" => "seller",
            "buyer" => "buyer",
            _ => {
                return Err(ApiError::field(
                    "/side",
                    "side is seller or buyer",
                    "side 应为 seller 或 buyer",
                ))
            }
        };
        query
            .push(format_args!(" AND sales.{column} = "))
            .push_bind(scope.organisation());
    }
    for (column, value) in [("state", filter.state), ("kind", filter.kind)] {
        if let Some(value) = value {
            query
                .push(format_args!(" AND sales.{column} = "))
                .push_bind(value);
        }
    }
    query
        .push(" ORDER BY sales.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Sale>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a sale
///
/// With its goods, payments and warnings.
#[utoipa::path(
    get, path = "/api/v1/sales/{id}", tag = "Trade",
    params(("id" = u64, Path, description = "Number of the sale")),
    responses((status = 200, body = SaleDetail), ReadProblems),
)]
pub async fn get_sale(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<SaleDetail>, ApiError> {
    let db = &app.db.reader;
    let mut query = QueryBuilder::new("SELECT sales.* FROM sales WHERE sales.id = ");
    query.push_bind(id);
    trade::visible(&Scope::of_livestock(&app, &session).await, &mut query);
    let sale = query.build_query_as::<Sale>().fetch_one(db).await?;
    let goods = sqlx::query_scalar("SELECT goods FROM sale_goods WHERE sale = ? ORDER BY position");
    let payments = sqlx::query_as(
        "SELECT amount, date, receipt, organisation, ledger_ms FROM sale_payments \
         WHERE sale = ? ORDER BY ordinal",
    );
    let warnings = sqlx::query_as(
        "SELECT kind, agreed, delivered, due, ledger_ms FROM sale_warnings \
         WHERE sale = ? ORDER BY ordinal",
    );
    Ok(Json(SaleDetail {
        sale,
        goods: goods.bind(id).fetch_all(db).await?,
        payments: payments.bind(id).fetch_all(db).await?,
        warnings: warnings.bind(id).fetch_all(db).await?,
    }))
}

/// Get what animals and meat cost
///
/// In a county, by kind of goods, species and week of delivery: the average weighted by mass, the lowest and the
/// highest price. Public. A week with fewer than five sales or fewer than three sellers of a kind and species is left
/// out, so that it does not tell what one of few paid or took.
#[utoipa::path(
    get, path = "/api/v1/price-index", tag = "Trade", params(PriceFilter),
    responses((status = 200, body = PriceIndex), PublicProblems),
    security(()),
)]
pub async fn get_price_index(
    State(app): State<AppState>,
    Query(filter): Query<PriceFilter>,
) -> Result<Json<PriceIndex>, ApiError> {
    let question = question(filter)?;
    let found = trade::prices(&app, &question).await?;
    let items = found.into_iter().map(|row| PriceOfWeek {
        average: row.average(),
        head_average: row.head_average(),
        week: row.week,
        kind: row.kind,
        species: row.species,
        lowest: row.lowest,
        highest: row.highest,
        sales: row.sales,
        heads: row.heads,
        mass: row.mass,
    });
    Ok(Json(PriceIndex {
        county: question.county.to_string(),
        from: trade::first_week(trade::today(), question.weeks).to_string(),
        sales_min: SALES_MIN,
        sellers_min: SELLERS_MIN,
        items: items.collect(),
    }))
}

fn question(filter: PriceFilter) -> Result<PriceQuestion, ApiError> {
    let county = filter
        .county
        .parse::<DivisionCode>()
        .ok()
        .filter(|county| county.level() == DivisionLevel::County);
    let county = county.ok_or_else(|| {
        ApiError::field(
            "/county",
            "county is the code of a county, such as 500153000000",
            "county 应为区县代码，例如 500153000000",
        )
    })?;
    let weeks = match &filter.weeks {
        None => Some(WEEKS_DEFAULT),
        Some(text) => text.parse().ok(),
    };
    let weeks = weeks.filter(|weeks| (1..=WEEKS_MAX).contains(weeks));
    let weeks = weeks
        .ok_or_else(|| ApiError::field("/weeks", "weeks is 1 to 104", "weeks 应为 1 到 104"))?;
    Ok(PriceQuestion {
        county,
        kind: filter.kind,
        species: filter.species,
        weeks,
    })
}
