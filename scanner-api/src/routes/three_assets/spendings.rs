//! Spendings from their request to their voucher.

use axum::extract::State;
use county_primitives::{
    three_assets::spending::{
        DecisionAttachment, Instruction, PaymentReport, Refusal, Resubmission, SpendingInput,
        SpendingSignature,
    },
    DivisionCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::ItemsOf,
        three_assets::{
            AttachmentItem, PaymentItem, PaymentReportItem, RefusalItem, ResubmissionItem,
            SignatureItem, SpendingItem,
        },
        words,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    three_assets::{
        lists::Sort,
        spendings::{self, Spending, SpendingFile, SpendingFilter},
    },
};

writes! {
    /// Sign spendings
    ///
    /// Each step by its role, in order: evidence, chair, board, supervisor, township, county. The amount
    /// that is signed for must be the spending's.
    sign_spendings("/api/v1/spendings/signatures", "Three assets", SpendingSignature as SignatureItem) => "ThreeAssets"."sign_spendings";

    /// Attach decisions to spendings
    ///
    /// Where the amount or the matter asks for one.
    attach_decisions("/api/v1/spendings/decisions", "Three assets", DecisionAttachment as AttachmentItem) => "ThreeAssets"."attach_decisions";

    /// Refuse spendings
    ///
    /// For good, or to be mended and submitted again.
    refuse_spendings("/api/v1/spendings/refusals", "Three assets", Refusal as RefusalItem) => "ThreeAssets"."refuse_spendings";

    /// Submit returned spendings again
    ///
    /// With the whole evidence; everybody signs again.
    resubmit_spendings("/api/v1/spendings/resubmissions", "Three assets", Resubmission as ResubmissionItem) => "ThreeAssets"."resubmit_spendings";

    /// Report payments
    ///
    /// By the bank or the accountant; of cash by the cashier.
    report_payments("/api/v1/spendings/payment-reports", "Three assets", PaymentReport as PaymentReportItem) => "ThreeAssets"."report_payments";
}

sealed! {
    /// Submit spendings
    ///
    /// By the cashier. The chain says which row of the approval matrix applies. Payee and group may be given as
    /// `{"name", "number"}`, the account as `{"account", "bank"}`, the invoice as `{"issuer", "invoice"}` in
    /// clear.
    submit_spendings("/api/v1/spendings", SpendingInput as SpendingItem) => "submit_spendings";

    /// Order payments
    ///
    /// By the cashier, of what is approved and not held. Payee, account and amount must be those approved.
    instruct_payments("/api/v1/spendings/payments", Instruction as PaymentItem) => "instruct_payments";
}

/// Which spendings to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpendingQuery {
    /// Of this collective.
    collective: Option<i64>,
    /// Inside this division.
    #[param(value_type = Option<words::Division>)]
    division: Option<DivisionCode>,
    /// `signing`, `returned`, `rejected`, `approved`, `instructed`, `failed`, `paid` or `posted`.
    state: Option<String>,
    /// Of this kind, for example `works`.
    kind: Option<String>,
    /// That wait for this step, for example `supervisor`.
    next_step: Option<String>,
    /// To the payee with this digest.
    payee: Option<String>,
    /// For this project.
    project: Option<String>,
    /// That happened on or after.
    from_day: Option<String>,
    /// That happened on or before.
    until_day: Option<String>,
    /// Of at least so many fen.
    amount_min: Option<i64>,
    /// Of at most so many fen.
    amount_max: Option<i64>,
    /// With this in the purpose.
    text: Option<String>,
    /// `latest` (default), `earliest`, `largest` or `smallest`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    sort: Sort,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// What waits for the caller.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingQuery {
    #[serde(flatten)]
    paging: Paging,
}

/// List spendings
///
/// Members see those of their village, officers those of the villages they work for, authorities those in
/// their divisions, and the bank the payments it was ordered to make.
#[utoipa::path(
    get, path = "/api/v1/spendings", tag = "Three assets", params(SpendingQuery, PageParams),
    responses((status = 200, body = PageOf<Spending>), ReadProblems),
)]
pub async fn list_spendings(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<SpendingQuery>,
) -> Result<Json<Listed<Spending>>, ApiError> {
    let filter = SpendingFilter {
        collective: query.collective,
        division: query.division,
        state: query.state,
        kind: query.kind,
        next_step: query.next_step,
        payee: query.payee,
        project: query.project,
        from_day: query.from_day,
        until_day: query.until_day,
        amount_min: query.amount_min,
        amount_max: query.amount_max,
        text: query.text,
        sort: query.sort,
    };
    let listed = spendings::list(&app, Some(&session), &filter, &query.paging).await?;
    Ok(Json(listed))
}

/// List spendings that wait for the caller
///
/// Those whose next step is one that a role of the caller signs, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/spendings/waiting", tag = "Three assets", params(PageParams),
    responses((status = 200, body = PageOf<Spending>), ReadProblems),
)]
pub async fn list_waiting(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<WaitingQuery>,
) -> Result<Json<Listed<Spending>>, ApiError> {
    let listed = spendings::waiting_for(&app, &session, &query.paging).await?;
    Ok(Json(listed))
}

/// Get a spending
///
/// With everything that happened to it.
#[utoipa::path(
    get, path = "/api/v1/spendings/{id}", tag = "Three assets",
    params(("id" = u64, Path, description = "Number of the spending")),
    responses((status = 200, body = SpendingFile), ReadProblems),
)]
pub async fn get_spending(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<SpendingFile>, ApiError> {
    Ok(Json(spendings::get(&app, Some(&session), id).await?))
}
