//! The cashier with a phone: an expense of 9,500 yuan with a photo of its receipt in under a minute, and the
//! chair who signs it on another one.

use std::time::{Duration, Instant};

use serde_json::json;
use system_tests::{
    browser::Browser,
    village::{self as words, card_number, yuan, Spending},
};

use super::hall::{done, entries, hall, kinds, today, Hall, MECHANIC};
use crate::e2e::world::world;

fn log_in(hall: &Hall, base: &str, seat: &str) -> Browser {
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    phone
        .log_in(base, &hall.login(seat), &hall.password)
        .expect("logged in");
    phone
}

fn open(phone: &mut Browser, url: &str) {
    phone.open(url).expect("the page");
    let wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(
        wide.expect("a width"),
        json!(false),
        "{url} scrolls sideways"
    );
}

/// Sends the form and waits until the ledger has it.
fn send(phone: &mut Browser) {
    phone.submit().expect("sent");
    phone
        .until("location.pathname.startsWith('/console/tickets/')")
        .expect("it is recorded");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a journey is told in one go")]
async fn a_cashier_asks_for_9500_and_the_chair_signs_on_their_phones() {
    let world = world().await;
    let hall = hall(world, today().1).await;
    let base = world.stack.service.base();
    let receipt = std::fs::canonicalize("data/receipt.png").unwrap();

    let mut phone = log_in(&hall, base, "cashier");
    let start = Instant::now();
    open(
        &mut phone,
        &format!("{base}/console/village/{}/spend", hall.collective),
    );
    phone.choose_file("documents", &receipt).expect("a photo");
    for (field, value) in [
        ("amount", "9,500"),
        ("purpose", "维修村部锅炉"),
        ("payee", MECHANIC.name),
        ("account", card_number(MECHANIC.serial).as_str()),
        ("bank", "辽宁农商银行辽中支行"),
        ("invoice", "FP-BOILER-1"),
    ] {
        phone.fill(field, value).expect("typed");
    }
    phone.choose("payee_kind", "organisation").expect("chosen");
    send(&mut phone);
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(60), "it took {taken:?}");

    // The ledger has it as any other: with its photo, in the second row.
    let path = format!("/api/v1/spendings?collective={}", hall.collective);
    let listed = hall.read(&path).await;
    let row = &listed["items"][0];
    assert_eq!(
        (&row["purpose"], &row["amount"]),
        (&json!("维修村部锅炉"), &json!(yuan(9_500)))
    );
    assert_eq!(row["documents"].as_array().map(Vec::len), Some(1), "{row}");
    let id = row["id"].as_u64().expect("a number");
    let (_, submitted) = entries(world, &format!("spending:{id}")).await.remove(0);
    assert_eq!(submitted["row"], 2, "{submitted}");

    // The accountant checks the evidence; the chair sees amount and payee before signing.
    let request = Spending::new(hall.collective, "维修村部锅炉", MECHANIC, yuan(9_500));
    hall.sign(&request, id, &["evidence"]).await;
    let mut other = log_in(&hall, base, "chair");
    open(
        &mut other,
        &format!("{base}/console/village/spendings/{id}/sign"),
    );
    for shown in ["9,500.00", MECHANIC.name, "维修村部锅炉"] {
        let there = other.evaluate(&format!(
            "document.body.innerText.includes({})",
            json!(shown)
        ));
        assert_eq!(
            there.expect("a page"),
            json!(true),
            "the chair does not read {shown}"
        );
    }
    send(&mut other);
    hall.sign(&request, id, &["board", "supervisor"]).await;
    let decision = hall.minutes("同意维修村部锅炉", yuan(9_500), 0).await;
    done(
        &hall.chair,
        "attach_decisions",
        json!([words::attachment(id, decision)]),
    )
    .await;

    // The cashier orders the payment on the phone.
    open(
        &mut phone,
        &format!("{base}/console/village/spendings/{id}/instruct"),
    );
    send(&mut phone);
    let told = kinds(world, &format!("spending:{id}")).await;
    assert_eq!(
        told.last().map(String::as_str),
        Some("payment_instructed"),
        "{told:?}"
    );
    assert_eq!(hall.spending(id).await["state"], "instructed");
}
