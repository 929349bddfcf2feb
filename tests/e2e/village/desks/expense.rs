//! An expense of 9,500 yuan from the photo of its receipt to the posted voucher.

use system_tests::village::{card_number, credit_code, yuan};

use super::{
    super::hall::{hall_at, today, MECHANIC, MONEY},
    ask_for, at_desk, hand_to, minutes, photo, seat, sign_in_turn, Bill, SPENDINGS, VOUCHERS,
};
use crate::e2e::world::world;

/// 三台子村 in 新民屯镇.
const VILLAGE: &str = "210115106201";

#[tokio::test]
async fn an_expense_of_9500_passes_every_desk_on_phones() {
    let world = world().await;
    let hall = hall_at(world, today().1, VILLAGE).await;
    let mut cashier = seat(world, &hall, "cashier");
    let number = credit_code("91210115", &format!("MA{:06}", MECHANIC.serial));
    let bill = Bill {
        amount: "9,500",
        purpose: "大修粮仓屋顶",
        payee: MECHANIC.name,
        kind: "organisation",
        number: &number,
        account: &card_number(MECHANIC.serial),
        invoice: "FP-ROOF-1",
    };
    let spending = ask_for(&mut cashier, &hall, &bill);
    let signers = ["acct", "chair", "board", "super"];
    let mut phone = sign_in_turn(world, &hall, &signers, spending);
    hand_to(&mut phone, &hall, "chair");
    let decision = minutes(
        &mut phone,
        &hall,
        "同意大修粮仓屋顶",
        "9500",
        ["3", "3", "0"],
    );
    let decision = decision.to_string();
    let form = |part: &str| format!("{SPENDINGS}{spending}/{part}");
    phone
        .record(&form("attach"), &[("decision", &decision)])
        .expect("attached");
    cashier.record(&form("instruct"), &[]).expect("ordered");
    at_desk(world, "liaozhong-bank")
        .record_with(
            &form("report"),
            &[("outcome", "paid")],
            &[("document", photo())],
        )
        .expect("paid");

    // The bank's receipt proposes the voucher; the cashier sends it, the accountant posts it.
    let draft = format!(
        "/console/village/{}/vouchers/new?target=spending:{spending}",
        hall.collective
    );
    cashier.record(&draft, &[]).expect("drafted");
    let voucher = cashier.made(VOUCHERS).expect("a voucher");
    hand_to(&mut phone, &hall, "acct");
    phone
        .record(&format!("{VOUCHERS}{voucher}/post"), &[])
        .expect("posted");
    cashier
        .open(&format!("{SPENDINGS}{spending}"))
        .expect("the file");
    let told = cashier.text().expect("a text");
    for word in ["大修粮仓屋顶", "9,500.00", MECHANIC.name, "已记账"] {
        assert!(told.contains(word), "no {word}: {told}");
    }
    assert_eq!(hall.spending(spending).await["state"], "posted");
    let path = format!("/api/v1/books/{}/trial-balance?from=1&to=12", hall.book);
    let balance = hall.read(&path).await;
    let rows = balance["items"].as_array().expect("rows");
    let bank = rows.iter().find(|row| row["account"] == "10201");
    let bank = bank.expect("the bank's account");
    assert_eq!(bank["closing"], MONEY - yuan(9_500), "{balance}");
}
