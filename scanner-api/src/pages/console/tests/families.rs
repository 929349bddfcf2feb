//! What one family gets: the cashier names its head, who is sealed as a payee is.

use county_primitives::{three_assets::spending::SpendingInput, Role};

use super::{
    village::{items, seat, village},
    *,
};

const PAGE: &str = "/console/village/1/spend";
const PAPER: &str = "7b3d979ca8330a94fa7e9e1b466d8b99e0bcdea1ec90596c0dcc8d7ef6b4300c";

/// What the ledger is asked for when somebody is paid in cash; the head is left out where it is empty.
async fn asked(world: &World, browser: &Browser<'_>, payee: &str, head: &str) -> SpendingInput {
    let fields = [
        ("documents", PAPER),
        ("amount", "300"),
        ("purpose", "清理河道"),
        ("occurred", "2026-06-02"),
        ("kind", "ordinary"),
        ("payee", payee),
        ("method", "cash"),
        ("family_head", head),
    ];
    let answer = browser.submit(PAGE, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let [spending] = items::<SpendingInput>(world, "submit_spendings")
        .try_into()
        .unwrap();
    spending
}

#[tokio::test]
async fn the_head_of_a_family_is_the_group_and_may_be_left_out() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    let browser = Browser::log_in(&world, "packer").await;
    let alone = asked(&world, &browser, "李建国", "").await;
    assert_eq!(alone.payee_group, None);
    let son = asked(&world, &browser, "李建国", "李大山").await;
    assert_eq!(son.payee, alone.payee);
    // Who pays the head himself adds to the same sum.
    let head = asked(&world, &browser, "李大山", "").await;
    assert_eq!(son.payee_group, Some(head.payee));
    // A number that is none stands beside the field.
    let wrong = [
        ("payee", "李建国"),
        ("method", "cash"),
        ("family_head", "李大山 123"),
    ];
    let html = text(&browser.submit(PAGE, &wrong).await);
    assert!(html.contains("id=\"family_head-error\""), "{html}");
}
