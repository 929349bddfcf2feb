//! The books of a village out of a file, through the page for it: what is wrong is named, two people start it.

use std::{io::Write, time::Duration};

use serde_json::json;
use system_tests::{
    console::Console,
    journal::{journal, Accounts},
};

use super::{
    super::hall::{hall_at, today},
    seat,
};
use crate::e2e::world::world;

/// 古城子村 in 满都户镇.
const VILLAGE: &str = "210115107201";
/// Vouchers of two rows each. The journey of 50,000 rows sends the same through the API.
const ENTRIES: u32 = 1_000;
/// How long they may take.
const PATIENCE: Duration = Duration::from_secs(240);

/// Waits until the page says that its import moves no longer.
fn settle(desk: &mut Console, path: &str) -> String {
    desk.open(path).expect("the import");
    desk.browser()
        .until("document.readyState === 'complete' && !document.querySelector('.waiting')")
        .expect("it comes to rest");
    desk.text().expect("a text")
}

/// Starts a part with the form that carries it, and waits until the page is there again: whoever leaves
/// earlier takes the order back.
fn start(desk: &mut Console, path: &str, part: &str) {
    desk.open(path).expect("the import");
    let script = format!(
        "(() => {{ const form = document.querySelector('input[name=part][value={part}]').form;
            const tick = form.querySelector('input[name=leave_out]');
            if (tick && !tick.checked) tick.click();
            document.body.dataset.old = 'yes';
            form.requestSubmit(); return true; }})()"
    );
    let sent = desk.browser().evaluate(&script).expect("a form");
    assert_eq!(sent, json!(true));
    desk.browser()
        .until("document.readyState === 'complete' && !document.body.dataset.old")
        .expect("answered");
    let why = "document.getElementById('errors')?.innerText ?? null";
    let why = desk.browser().evaluate(why).expect("a page");
    assert!(why.is_null(), "{part}: {why}");
}

#[tokio::test]
async fn a_file_of_2000_rows_is_checked_started_by_two_and_ties() {
    let world = world().await;
    let year = today().1 - 1;
    let hall = hall_at(world, year, VILLAGE).await;
    let accounts = Accounts {
        bank: "10201",
        income: "50101",
        expense: "51301",
    };
    let made = journal(&[VILLAGE.into()], year, ENTRIES, accounts, true);
    let mut file = tempfile::Builder::new()
        .suffix(".csv")
        .tempfile()
        .expect("a file");
    file.write_all(made.csv.as_bytes()).expect("written");

    let mut cashier = seat(world, &hall, "cashier");
    cashier.open("/console/village/import").expect("the page");
    cashier.answer("kind", "journal").expect("chosen");
    cashier.attach("file", file.path()).expect("chosen");
    cashier.browser().submit().expect("sent");
    cashier
        .browser()
        .until("/\\/import\\/[0-9]+$/.test(location.pathname)")
        .expect("it is taken");
    let path = cashier
        .browser()
        .evaluate("location.pathname")
        .expect("a page");
    let path = path.as_str().expect("a path").to_owned();
    let told = settle(&mut cashier, &path);
    assert!(told.contains(&made.bad.to_string()), "{told}");
    assert!(told.contains(&made.good.to_string()), "{told}");

    let mut accountant = seat(world, &hall, "acct");
    start(&mut accountant, &path, "post");
    start(&mut cashier, &path, "draft");
    let id = path.rsplit('/').next().expect("a number");
    let import = format!("/api/v1/imports/{id}");
    let start = std::time::Instant::now();
    loop {
        let import = hall.read(&import).await;
        match import["state"].as_str() {
            Some("done") => break,
            Some("checked" | "running") => {}
            _ => panic!("it stopped: {import}"),
        }
        assert!(start.elapsed() < PATIENCE, "it does not end: {import}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let told = settle(&mut cashier, &path);
    assert!(told.contains("完成"), "{told}");
    let report = hall.read(&format!("/api/v1/imports/{id}/report")).await;
    assert_eq!(report["ties"], true, "{report}");
    assert_eq!(report["posted"], made.good, "{report}");
}
