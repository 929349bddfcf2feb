//! Vouchers and lines of bank statements.

use axum::extract::State;
use county_primitives::{
    three_assets::books::{BankLineInput, LineMatch, VoucherInput},
    Items, Text, VoucherId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    chain::RawCall,
    error::ApiError,
    extract::{ItemsBody, Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        requests::ItemsOf,
        three_assets::{BankLineItem, LineMatchItem, VoucherItem},
    },
    page::{Listed, Paging},
    routes::writes::writes,
    screening,
    state::AppState,
    three_assets::{
        books::{self, BankLine, BankLineFilter, Voucher, VoucherFile, VoucherFilter},
        lists::Sort,
    },
    write::{Write, WriteAnswer},
};

writes! {
    /// Post vouchers
    ///
    /// By the accountant, never by who drafted it. What is posted is never changed; only a red-letter
    /// reversal undoes it.
    post_vouchers("/api/v1/vouchers/postings", "Three assets", VoucherId as u64) => "ThreeAssets"."post_vouchers";

    /// Match bank lines
    ///
    /// With the payment of a spending or a posted voucher of the same amount. A payment that failed after the bank had
    /// booked it: the line of the money out with `{"returned": {"spending", "back"}}`, where `back` is the line of the
    /// same money back; both are matched.
    match_bank_lines("/api/v1/bank-lines/matches", "Three assets", LineMatch as LineMatchItem) => "ThreeAssets"."match_bank_lines";
}

sealed! {
    /// Draft vouchers
    ///
    /// By the cashier or the accountant. Debits equal credits, and nothing is recorded without a document. The
    /// party of a line may be given as `{"name", "number"}`, the deposit as `{"account", "bank"}` in clear.
    draft_vouchers("/api/v1/vouchers", VoucherInput as VoucherItem) => "draft_vouchers";

    /// Record lines of bank statements
    ///
    /// By the bank, the accountant or the cashier; each reference once. The party may be given as
    /// `{"account", "bank"}`, the reference as `{"reference"}` in clear.
    record_bank_lines("/api/v1/bank-lines", BankLineInput as BankLineItem) => "record_bank_lines";
}

/// A draft and why it is withdrawn.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"voucher": 9, "reason": "金额填错"}))]
pub struct VoucherReason {
    /// The draft.
    #[schema(value_type = u64)]
    pub voucher: VoucherId,
    /// Why; at most 128 bytes.
    #[schema(value_type = String)]
    pub reason: Text<128>,
}

/// Withdraw drafts of vouchers
///
/// By the cashier or the accountant; the reason is kept on the ledger.
#[utoipa::path(
    post, path = "/api/v1/vouchers/withdrawals", tag = "Three assets", params(WriteParams),
    request_body = ItemsOf<VoucherReason>, responses(WriteResponses),
)]
pub async fn withdraw_vouchers(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<VoucherReason>>,
) -> Result<WriteAnswer, ApiError> {
    screening::ensure_free_items(&body.items)?;
    let items = body
        .items
        .into_iter()
        .map(|item| (item.voucher, item.reason))
        .collect();
    let items: Items<(VoucherId, Text<128>)> = ItemsBody { items }.bounded()?;
    write
        .submit_args(
            &app,
            RawCall::new("ThreeAssets", "withdraw_vouchers", &items),
        )
        .await
}

/// Which vouchers to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VoucherQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Of this book.
    book: Option<i64>,
    /// Of this month.
    month: Option<i64>,
    /// `draft`, `posted` or `withdrawn`.
    state: Option<String>,
    /// With a line on this account or below it.
    account: Option<String>,
    /// With a line of the party with this digest.
    party: Option<String>,
    /// With a line of this project.
    project: Option<String>,
    /// Dated on or after.
    from_day: Option<String>,
    /// Dated on or before.
    until_day: Option<String>,
    /// Of at least so many fen.
    amount_min: Option<i64>,
    /// With this in the summary.
    text: Option<String>,
    /// `latest` (default), `earliest`, `largest` or `smallest`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    sort: Sort,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Which bank lines to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BankLineQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Of this bank account.
    account: Option<i64>,
    /// Matched (`true`) or not (`false`).
    matched: Option<bool>,
    /// Dated on or after.
    from_day: Option<String>,
    /// Dated on or before.
    until_day: Option<String>,
    /// `latest` (default), `earliest`, `largest` or `smallest`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    sort: Sort,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List vouchers
///
/// Members see those of their village, officers those of the villages they work for, authorities those in
/// their divisions. Who sees more than 64 collectives names one of them, or a book.
#[utoipa::path(
    get, path = "/api/v1/vouchers", tag = "Three assets", params(VoucherQuery, PageParams),
    responses((status = 200, body = PageOf<Voucher>), ReadProblems),
)]
pub async fn list_vouchers(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<VoucherQuery>,
) -> Result<Json<Listed<Voucher>>, ApiError> {
    let filter = VoucherFilter {
        collective: query.collective,
        book: query.book,
        month: query.month,
        state: query.state,
        account: query.account,
        party: query.party,
        project: query.project,
        from_day: query.from_day,
        until_day: query.until_day,
        amount_min: query.amount_min,
        text: query.text,
        sort: query.sort,
    };
    let listed = books::vouchers(&app, Some(&session), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a voucher
///
/// With its lines, and the names of parties as far as the caller may see them.
#[utoipa::path(
    get, path = "/api/v1/vouchers/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the voucher on the chain")),
    responses((status = 200, body = VoucherFile), ReadProblems),
)]
pub async fn get_voucher(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<VoucherFile>, ApiError> {
    Ok(Json(books::voucher(&app, Some(&session), id).await?))
}

/// List lines of bank statements
///
/// Members see those of their village, with the last four digits of the other account.
#[utoipa::path(
    get, path = "/api/v1/bank-lines", tag = "Three assets", params(BankLineQuery, PageParams),
    responses((status = 200, body = PageOf<BankLine>), ReadProblems),
)]
pub async fn list_bank_lines(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<BankLineQuery>,
) -> Result<Json<Listed<BankLine>>, ApiError> {
    let filter = BankLineFilter {
        collective: query.collective,
        account: query.account,
        matched: query.matched,
        from_day: query.from_day,
        until_day: query.until_day,
        sort: query.sort,
    };
    let listed = books::bank_lines(&app, Some(&session), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a line of a bank statement
///
/// With what it was matched with.
#[utoipa::path(
    get, path = "/api/v1/bank-lines/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the line on the chain")),
    responses((status = 200, body = BankLine), ReadProblems),
)]
pub async fn get_bank_line(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<BankLine>, ApiError> {
    Ok(Json(books::bank_line(&app, Some(&session), id).await?))
}
