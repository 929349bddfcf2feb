//! The same expense with a signature missing, approved after it was paid, and paid to kin.

use serde_json::json;
use system_tests::{
    livestock::days_ago,
    village::{self as words, yuan, Spending},
};

use super::hall::{done, finding, hall, hall_at, kinds, refused, today, MECHANIC, WIFE};
use crate::e2e::world::world;

/// 火石岗子村 and 八三堡村 of another township: nothing here goes above the village.
const LATE: &str = "210115108200";
const KIN: &str = "210115108201";

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a journey is told in one go")]
async fn without_a_signature_nothing_is_paid() {
    let world = world().await;
    let hall = hall(world, today().1).await;
    let request = Spending::new(hall.collective, "维修播种机", MECHANIC, yuan(9_500));
    let (id, _) = hall.submit(&request).await;
    hall.sign(&request, id, &["evidence", "chair"]).await;

    // The supervisor may not sign before the board, nobody signs twice or in another's place, and nobody signs for
    // another amount.
    let early = json!([request.signature(id, "supervisor")]);
    refused(
        &hall.supervisor,
        "sign_spendings",
        early,
        "ThreeAssets.StepOutOfOrder",
    )
    .await;
    let twice = json!([request.signature(id, "chair")]);
    refused(
        &hall.chair,
        "sign_spendings",
        twice,
        "ThreeAssets.StepOutOfOrder",
    )
    .await;
    let mut other = request.signature(id, "board");
    other["amount"] = json!(yuan(9_400));
    refused(
        &hall.board,
        "sign_spendings",
        json!([other]),
        "ThreeAssets.AmountDiffers",
    )
    .await;
    let township = json!([request.signature(id, "township")]);
    let town = world.log_in("liuerpu-clerk").await;
    refused(
        &town,
        "sign_spendings",
        township,
        "ThreeAssets.StepNotAsked",
    )
    .await;

    // The cashier cannot order it, neither now nor with all signatures but no minutes.
    let order = json!([request.order(id, hall.account)]);
    refused(
        &hall.cashier,
        "instruct_payments",
        order.clone(),
        "ThreeAssets.WrongState",
    )
    .await;
    hall.sign(&request, id, &["board", "supervisor"]).await;
    refused(
        &hall.cashier,
        "instruct_payments",
        order.clone(),
        "ThreeAssets.WrongState",
    )
    .await;
    let decision = hall.minutes("同意维修播种机", yuan(9_500), 0).await;
    let attached = json!([words::attachment(id, decision)]);
    done(&hall.cashier, "attach_decisions", attached).await;

    // The order must be what was approved: payee, account and amount.
    let mut stranger = request.order(id, hall.account);
    stranger["payee"] = WIFE.typed();
    refused(
        &hall.cashier,
        "instruct_payments",
        json!([stranger]),
        "ThreeAssets.PayeeDiffers",
    )
    .await;
    let mut account = request.order(id, hall.account);
    account["payee_account"] = WIFE.account();
    refused(
        &hall.cashier,
        "instruct_payments",
        json!([account]),
        "ThreeAssets.PayeeDiffers",
    )
    .await;
    let mut more = request.order(id, hall.account);
    more["amount"] = json!(yuan(9_600));
    refused(
        &hall.cashier,
        "instruct_payments",
        json!([more]),
        "ThreeAssets.AmountDiffers",
    )
    .await;
    done(&hall.cashier, "instruct_payments", order).await;
}

#[tokio::test]
async fn what_was_paid_before_it_was_approved_is_a_red_warning() {
    let world = world().await;
    let hall = hall_at(world, today().1, LATE).await;
    let request = Spending::new(hall.collective, "抢修变压器", MECHANIC, yuan(1_500));
    let (id, warnings) = hall.submit(&request).await;
    assert!(warnings.is_empty(), "{warnings:?}");
    hall.sign(&request, id, &["evidence", "chair", "supervisor"])
        .await;
    let order = json!([request.order(id, hall.account)]);
    done(&hall.cashier, "instruct_payments", order).await;
    // The bank tells that the money left a day before everybody had signed.
    let bank = world.log_in("liaozhong-bank").await;
    let early = json!([words::paid(id, &days_ago(1), "bank receipt")]);
    let reported = done(&bank, "report_payments", early).await;
    let warning = reported.id("warning").expect("one");
    let finding = finding(world, warning).await;
    assert_eq!(finding["rule"], "paid_without_approval", "{finding}");
    assert_eq!(finding["level"], "red");
    assert_eq!(finding["about"], format!("spending:{id}"));
    assert_eq!(finding["measured"], yuan(1_500));
}

#[tokio::test]
async fn a_payment_to_kin_is_seen_at_once_and_decided_without_the_related() {
    let world = world().await;
    let hall = hall_at(world, today().1, KIN).await;
    let request = Spending::new(hall.collective, "食堂供菜", WIFE, yuan(9_500));
    let (id, warnings) = hall.submit(&request).await;
    let [warning] = warnings[..] else {
        panic!("one warning, found {warnings:?}")
    };
    let finding = finding(world, warning).await;
    assert_eq!(finding["rule"], "conflict_of_interest", "{finding}");
    assert_eq!(finding["level"], "red");
    hall.sign(&request, id, &["evidence", "chair", "board", "supervisor"])
        .await;
    // Minutes of a meeting at which nobody abstained do not count.
    let together = hall.minutes("同意食堂供菜", yuan(9_500), 0).await;
    let unfit = json!([words::attachment(id, together)]);
    refused(
        &hall.chair,
        "attach_decisions",
        unfit,
        "ThreeAssets.NobodyAbstained",
    )
    .await;
    let apart = hall
        .minutes("同意食堂供菜（一人回避）", yuan(9_500), 1)
        .await;
    let fit = json!([words::attachment(id, apart)]);
    done(&hall.chair, "attach_decisions", fit).await;
    // The warning stays, whatever is signed.
    let told = kinds(world, &format!("warning:{warning}")).await;
    assert_eq!(told, ["warning_raised"]);
}
