//! A month at the desks: income with its receipt, both tills reconciled, the month closed, the statement on the
//! wall and on everybody's phone.

use system_tests::{browser::Browser, village::yuan};

use super::{
    super::hall::{hall_at, today, CASH, MONEY},
    photo, seat, VOUCHERS,
};
use crate::e2e::world::world;

/// 前鸭鸡房村 in 满都户镇.
const VILLAGE: &str = "210115107200";

/// Fen as an amount that people type.
fn typed(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a journey is told in one go")]
async fn a_month_is_closed_and_put_on_the_wall_at_the_desks() {
    let world = world().await;
    let year = today().1 - 1;
    let hall = hall_at(world, year, VILLAGE).await;
    let own = |part: &str| format!("/console/village/{}/{part}", hall.collective);
    let day = format!("{year}-01-06");
    let mut cashier = seat(world, &hall, "cashier");
    let income = [
        ("amount", "18,600"),
        ("payer", "芦长贵"),
        ("summary", "收土地发包款"),
        ("date", day.as_str()),
        ("into", &hall.account.to_string()),
        ("source", "50101"),
    ];
    cashier
        .record_with(&own("income"), &income, &[("documents", photo())])
        .expect("an income");
    let voucher = cashier.made(VOUCHERS).expect("a voucher");
    let mut accountant = seat(world, &hall, "acct");
    accountant
        .record(&format!("{VOUCHERS}{voucher}/post"), &[])
        .expect("posted");

    // Not before both tills agree with what the bank and the cash box say.
    let close = format!("{}?target={year}-1", own("months/close"));
    let why = accountant.refused(&close, &[]).expect("refused");
    assert!(why.contains("对账"), "{why}");
    let tills = [
        (
            format!("bank_account:{}", hall.account),
            MONEY + yuan(18_600),
        ),
        ("cash".to_owned(), CASH),
    ];
    for (till, balance) in tills {
        let form = format!("{}?target={year}-1-{till}", own("reconcile"));
        let wrong = typed(balance - 100);
        let why = accountant
            .refused_with(&form, &[("statement", &wrong)], &[("document", photo())])
            .expect("refused");
        assert!(why.contains("1.00"), "{why}");
        accountant
            .record_with(
                &form,
                &[("statement", &typed(balance))],
                &[("document", photo())],
            )
            .expect("reconciled");
    }
    accountant.record(&close, &[]).expect("closed");

    // Prepared, signed by a supervisor, posted by the cashier with a photo of the wall.
    accountant
        .record(&own("disclosures/new"), &[])
        .expect("prepared");
    let disclosures = "/console/village/disclosures/";
    let number = accountant.made(disclosures).expect("a disclosure");
    let form = |part: &str| format!("{disclosures}{number}/{part}");
    seat(world, &hall, "super")
        .record(&form("sign"), &[])
        .expect("signed");
    cashier
        .record_with(&form("post"), &[], &[("wall_photo", photo())])
        .expect("posted");

    // Everybody reads it on a phone, and the proof says that it is what the books say.
    let base = world.stack.service.base();
    let page = format!("{base}/village/{VILLAGE}/disclosures/{number}");
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    for (page, said) in [
        (page.clone(), "18,600.00"),
        (
            format!("{page}/proof"),
            "Equal: what was posted is what the books say",
        ),
    ] {
        phone.open(&page).expect("the page");
        let told = "document.querySelector('main').textContent";
        let told = phone.evaluate(told).expect("a text");
        let told = told.as_str().unwrap_or_default();
        assert!(told.contains(said), "no {said}: {told}");
    }
}
