//! The same expense with a signature missing, paid before it was approved, and to kin.

use serde_json::json;
use system_tests::{
    console::Console,
    livestock::days_ago,
    village::{card_number, credit_code, id_number},
};

use super::{
    super::hall::{hall_at, today, MECHANIC, WIFE},
    ask_for, at_desk, hand_to, minutes, photo, seat, sign, sign_in_turn, Bill, SPENDINGS, WARNINGS,
};
use crate::e2e::world::world;

/// 三家子村, 中后村 and 新东村 in 新民屯镇.
const UNSIGNED: &str = "210115106202";
const LATE: &str = "210115106204";
const KIN: &str = "210115106205";

/// Whether the page has a form to send.
fn has_form(desk: &mut Console, path: &str) -> bool {
    desk.open(path).expect("a page");
    let forms = "document.querySelectorAll('form.form').length > 0";
    desk.browser().evaluate(forms).expect("a page") == json!(true)
}

#[tokio::test]
async fn nobody_signs_before_their_turn_and_nothing_is_paid_with_a_signature_missing() {
    let world = world().await;
    let hall = hall_at(world, today().1, UNSIGNED).await;
    let mut cashier = seat(world, &hall, "cashier");
    let number = credit_code("91210115", &format!("MA{:06}", MECHANIC.serial));
    let bill = Bill {
        amount: "9500",
        purpose: "维修机井",
        payee: MECHANIC.name,
        kind: "organisation",
        number: &number,
        account: &card_number(MECHANIC.serial),
        invoice: "FP-WELL-1",
    };
    let spending = ask_for(&mut cashier, &hall, &bill);
    let form = |part: &str| format!("{SPENDINGS}{spending}/{part}");
    let mut phone = seat(world, &hall, "super");
    assert!(!has_form(&mut phone, &form("sign")), "not yet");
    for signer in ["acct", "chair", "board"] {
        hand_to(&mut phone, &hall, signer);
        sign(&mut phone, spending);
        assert!(!has_form(&mut phone, &form("sign")), "nobody signs twice");
    }
    let why = cashier.refused(&form("instruct"), &[]).expect("refused");
    assert!(!why.is_empty(), "a signature is missing");
    hand_to(&mut phone, &hall, "super");
    sign(&mut phone, spending);
    let why = cashier.refused(&form("instruct"), &[]).expect("refused");
    assert!(!why.is_empty(), "there are no minutes");
    assert_eq!(hall.spending(spending).await["state"], "signing");
}

#[tokio::test]
async fn money_that_left_before_the_approval_is_a_red_warning_on_the_page() {
    let world = world().await;
    let hall = hall_at(world, today().1, LATE).await;
    let mut cashier = seat(world, &hall, "cashier");
    let number = credit_code("91210115", &format!("MA{:06}", MECHANIC.serial));
    let bill = Bill {
        amount: "1500",
        purpose: "抢修水泵",
        payee: MECHANIC.name,
        kind: "organisation",
        number: &number,
        account: &card_number(MECHANIC.serial),
        invoice: "FP-PUMP-1",
    };
    let spending = ask_for(&mut cashier, &hall, &bill);
    drop(sign_in_turn(
        world,
        &hall,
        &["acct", "chair", "super"],
        spending,
    ));
    let form = |part: &str| format!("{SPENDINGS}{spending}/{part}");
    cashier.record(&form("instruct"), &[]).expect("ordered");
    drop(cashier);
    let yesterday = days_ago(1);
    let paid = [("outcome", "paid"), ("paid_on", yesterday.as_str())];
    at_desk(world, "liaozhong-bank")
        .record_with(&form("report"), &paid, &[("document", photo())])
        .expect("reported");
    let mut inspector = at_desk(world, "liaozhong-inspector");
    inspector
        .open(&format!("/inspect/files/spending:{spending}"))
        .expect("the file");
    let told = inspector.text().expect("a text");
    for word in ["抢修水泵", "W03"] {
        assert!(told.contains(word), "no {word}: {told}");
    }
}

#[tokio::test]
async fn a_payment_to_kin_is_warned_of_and_needs_minutes_with_an_abstention() {
    let world = world().await;
    let hall = hall_at(world, today().1, KIN).await;
    let mut cashier = seat(world, &hall, "cashier");
    let bill = Bill {
        amount: "9500",
        purpose: "食堂供粮",
        payee: WIFE.name,
        kind: "person",
        number: &id_number(WIFE.serial),
        account: &card_number(WIFE.serial),
        invoice: "FP-KIN-1",
    };
    let spending = ask_for(&mut cashier, &hall, &bill);
    let warnings = cashier.linked(WARNINGS).expect("links");
    assert_eq!(warnings.len(), 1, "the ticket leads to the warning");
    drop(cashier);
    let signers = ["acct", "chair", "board", "super"];
    let mut chair = sign_in_turn(world, &hall, &signers, spending);
    hand_to(&mut chair, &hall, "chair");
    let form = format!("{SPENDINGS}{spending}/attach");
    let together = minutes(&mut chair, &hall, "同意食堂供粮", "9500", ["3", "3", "0"]);
    let together = together.to_string();
    let why = chair
        .refused(&form, &[("decision", &together)])
        .expect("refused");
    assert!(why.contains("回避"), "{why}");
    let apart = minutes(
        &mut chair,
        &hall,
        "同意食堂供粮（回避）",
        "9500",
        ["2", "2", "1"],
    );
    chair
        .record(&form, &[("decision", &apart.to_string())])
        .expect("attached");
}
