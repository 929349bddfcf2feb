//! The books of a village out of a file of 50,000 rows with deliberate mistakes: every mistake is named with its
//! row, nothing is booked before two people start it, and at the end the ledger says what the file says.

use std::time::{Duration, Instant};

use reqwest::{multipart, Method, StatusCode};
use serde_json::{json, Value};
use system_tests::{
    client::Client,
    journal::{journal, Accounts, MISTAKES, MISTAKE_EVERY},
    village::{self as words, yuan},
};

use super::hall::{hall_at, today, MONEY};
use crate::e2e::world::world;

/// 土堡子村 in 新民屯镇.
const VILLAGE: &str = "210115106203";
const ROWS: u32 = 50_000;
const ACCOUNTS: Accounts = Accounts {
    bank: "10201",
    income: "50101",
    expense: "51301",
};

/// How long checking and sending may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Uploads a file; its import.
async fn upload(client: &Client, collective: u64, csv: String) -> Value {
    let file = multipart::Part::bytes(csv.into_bytes()).file_name("journal.csv");
    let form = multipart::Form::new()
        .text("kind", "journal")
        .text("chart", "2023")
        .text("collective", collective.to_string())
        .part("file", file);
    let response = client
        .http()
        .post(format!("{}/api/v1/imports", client.base()))
        .header("X-CSRF-Token", client.csrf())
        .multipart(form)
        .send()
        .await
        .expect("an answer");
    let status = response.status();
    let body: Value = response.json().await.expect("JSON");
    assert!(status.is_success(), "{status} {body}");
    body
}

async fn read(client: &Client, path: &str) -> Value {
    let answer = client.get(path).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

/// Waits until an import stands somewhere else than in between.
async fn until(client: &Client, id: u64, moving: &[&str]) -> Value {
    let start = Instant::now();
    loop {
        let import = read(client, &format!("/api/v1/imports/{id}")).await;
        let state = import["state"].as_str().unwrap_or_default().to_owned();
        if !moving.contains(&state.as_str()) {
            return import;
        }
        assert!(start.elapsed() < PATIENCE, "still {state}: {import}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a journey is told in one go")]
async fn fifty_thousand_rows_are_taken_over_and_every_mistake_is_named() {
    let world = world().await;
    let year = today().1 - 1;
    let hall = hall_at(world, year, VILLAGE).await;
    let made = journal(&[VILLAGE.into()], year, ROWS / 2, ACCOUNTS, true);
    assert_eq!(made.rows, ROWS);
    let uploaded = upload(&hall.cashier, hall.collective, made.csv.clone()).await;
    let id = uploaded["id"].as_u64().expect("a number");
    let checked = until(&hall.cashier, id, &["checking"]).await;
    assert_eq!(checked["state"], "checked", "{checked}");
    assert_eq!(checked["units"], made.good, "{checked}");
    assert_eq!(checked["bad_units"], made.bad, "{checked}");

    // Every kind of mistake is there as often as it was made, and every one has its row.
    let kinds = checked["kinds"].as_array().expect("a list");
    for (kind, _) in MISTAKES {
        let found = kinds.iter().find(|found| found["kind"] == kind);
        let count = found.and_then(|found| found["count"].as_u64()).unwrap_or(0);
        assert!(
            count >= u64::from(ROWS / 2 / MISTAKE_EVERY),
            "{kind}: {checked}"
        );
    }
    let path = format!("/api/v1/imports/{id}/problems?limit=100");
    let problems = read(&hall.cashier, &path).await;
    let items = problems["items"].as_array().expect("a list");
    for problem in items.iter().filter(|problem| problem["weight"] == "error") {
        assert!(
            problem["row"].as_u64().is_some_and(|row| row > 1),
            "{problem}"
        );
        for text in ["detail", "detail_zh"] {
            assert!(
                problem[text].as_str().is_some_and(|text| !text.is_empty()),
                "{problem}"
            );
        }
    }

    // One drafts and another one posts, and not while there are mistakes, unless those are left out.
    let part = |part: &str, leave_out: bool| json!({"part": part, "leave_out": leave_out});
    let path = format!("/api/v1/imports/{id}/start");
    for (who, body) in [
        (&hall.cashier, part("draft", false)),
        (&hall.cashier, part("post", true)),
    ] {
        let refused = who
            .send(Method::POST, &path, &body)
            .await
            .expect("an answer");
        assert!(refused.status.is_client_error(), "{}", refused.body);
    }
    for (who, body) in [
        (&hall.accountant, part("post", true)),
        (&hall.cashier, part("draft", true)),
    ] {
        let started = who
            .send(Method::POST, &path, &body)
            .await
            .expect("an answer");
        assert!(started.status.is_success(), "{}", started.body);
    }
    let start = Instant::now();
    let done = until(&hall.cashier, id, &["checked", "running"]).await;
    assert_eq!(done["state"], "done", "{done}");
    assert!(start.elapsed() < PATIENCE);
    let report = read(&hall.cashier, &format!("/api/v1/imports/{id}/report")).await;
    assert_eq!(report["ties"], true, "{report}");
    assert_eq!(report["posted"], made.good, "{report}");

    // To the fen.
    let trial = format!(
        "/api/v1/books/{}/trial-balance?from=1&to=12",
        words::book(hall.collective, year)
    );
    let trial = hall.read(&trial).await;
    let rows = trial["items"].as_array().expect("rows");
    let bank = rows
        .iter()
        .find(|row| row["account"] == "10201")
        .expect("the bank");
    let (came, went) = made.bank;
    assert_eq!(
        (&bank["debit"], &bank["credit"]),
        (&json!(came), &json!(went)),
        "{bank}"
    );
    assert_eq!(bank["closing"], MONEY + came - went);
    assert!(came > yuan(1));

    // The same file again books nothing.
    let again = upload(&hall.cashier, hall.collective, made.csv).await;
    let again = again["id"].as_u64().expect("a number");
    let again = until(&hall.cashier, again, &["checking"]).await;
    assert_eq!(again["units"], 0, "{again}");
}
