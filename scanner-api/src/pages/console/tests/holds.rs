//! What an inspector holds is not paid: neither the file for the bank nor a page forgets it, until the hold ends.

use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    three_assets::{
        spending::{Instruction, PaymentMethod},
        AssetsEntry,
    },
    CaseId, DecisionId, Digest, Role, SpendingId,
};

use super::{
    village::{add, seat, submitted, village},
    *,
};
use crate::{
    db::now_ms,
    testing::village::{by, text as words, yuan, Entries, ACCOUNT, COLLECTIVE},
};

const PAYEE: Digest = Digest([77; 32]);
const HOUR_MS: i64 = 3_600_000;

/// Two payments that the bank was ordered to make.
async fn ordered(world: &World) {
    for id in [11, 12] {
        let method = PaymentMethod::Bank(PAYEE);
        add(world, submitted(id, "修水泵", yuan(700), 1, method)).await;
        let order = AssetsEntry::PaymentInstructed(Instruction {
            spending: SpendingId(id),
            from: Some(ACCOUNT),
            payee: Digest([44; 32]),
            payee_account: Some(PAYEE),
            amount: yuan(700),
        });
        let subject = Subject::Spending(SpendingId(id));
        add(world, vec![by(15, Role::VillageCashier, subject, order)]).await;
    }
}

fn overseen(case: u64, entry: OversightEntry) -> Entries {
    let entry = AnyEntry::Oversight(entry);
    vec![(Subject::Case(CaseId(case)), grower(), entry)]
}

fn held(case: u64, subject: Subject, expires_ms: i64) -> Entries {
    let cause = HoldCause::Ordered {
        reason: words("核查"),
        evidence: None,
        expires_ms: u64::try_from(expires_ms).unwrap(),
    };
    overseen(case, OversightEntry::Held { subject, cause })
}

fn released(case: u64) -> Entries {
    let entry = OversightEntry::Released {
        reason: words("已说明"),
        evidence: None,
    };
    overseen(case, entry)
}

/// Which of the two payments are in the file.
async fn in_file(browser: &Browser<'_>) -> Vec<&'static str> {
    let path = "/console/village/1/payments/file?encoding=utf-8";
    let file = text(&browser.get(path).await);
    let mut found = vec!["S11", "S12"];
    found.retain(|reference| file.contains(&format!(",{reference}\r\n")));
    found
}

/// How many of the orders on the page are on hold.
async fn tagged(browser: &Browser<'_>) -> usize {
    let html = text(&browser.get("/console/village/1/payments/files").await);
    assert_eq!(check(&html), Ok(()), "{html}");
    assert!(html.contains("spendings/11") && html.contains("spendings/12"));
    html.matches(">暂停支付<").count()
}

async fn says_held(browser: &Browser<'_>, spending: u64) -> bool {
    let path = format!("/console/village/spendings/{spending}");
    text(&browser.get(&path).await).contains("解除之前不能签字和付款")
}

#[tokio::test]
async fn a_payment_on_hold_is_not_in_the_file_until_it_is_released() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    ordered(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    assert_eq!(in_file(&browser).await, ["S11", "S12"]);
    assert_eq!(tagged(&browser).await, 0);
    let payment = Subject::Spending(SpendingId(11));
    add(&world, held(1, payment, now_ms() + HOUR_MS)).await;
    assert_eq!(in_file(&browser).await, ["S12"]);
    assert_eq!(tagged(&browser).await, 1);
    assert!(says_held(&browser, 11).await && !says_held(&browser, 12).await);
    add(&world, released(1)).await;
    assert_eq!(in_file(&browser).await, ["S11", "S12"]);
    assert_eq!(tagged(&browser).await, 0);
    // A hold that has ended by itself holds no longer, though nobody released it.
    add(&world, held(2, payment, now_ms() - 1)).await;
    assert_eq!(in_file(&browser).await, ["S11", "S12"]);
    assert_eq!(tagged(&browser).await, 0);
    assert!(!says_held(&browser, 11).await);
}

#[tokio::test]
async fn a_village_on_hold_pays_nothing() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    ordered(&world).await;
    let browser = Browser::log_in(&world, "packer").await;
    let collective = Subject::Collective(COLLECTIVE);
    add(&world, held(1, collective, now_ms() + HOUR_MS)).await;
    assert!(in_file(&browser).await.is_empty());
    assert!(tagged(&browser).await >= 2);
    assert!(says_held(&browser, 11).await && says_held(&browser, 12).await);
    add(&world, released(1)).await;
    assert_eq!(in_file(&browser).await, ["S11", "S12"]);
}

#[tokio::test]
async fn what_rests_on_a_held_decision_is_not_paid() {
    let world = village().await;
    seat(&world, Role::VillageCashier, "cashier").await;
    ordered(&world).await;
    sqlx::query("UPDATE spendings SET decision = 1 WHERE id = 11")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    let browser = Browser::log_in(&world, "packer").await;
    let decision = Subject::Decision(DecisionId(1));
    add(&world, held(1, decision, now_ms() + HOUR_MS)).await;
    assert_eq!(in_file(&browser).await, ["S12"]);
    assert_eq!(tagged(&browser).await, 1);
    assert!(says_held(&browser, 11).await && !says_held(&browser, 12).await);
    add(&world, released(1)).await;
    assert_eq!(in_file(&browser).await, ["S11", "S12"]);
}
