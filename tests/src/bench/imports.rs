//! Seconds to import the 175,992 fund records of one district: read, checked, drafted by one accountant of the
//! agency, posted by another, and final.

use std::time::{Duration, Instant};

use anyhow::{bail, ensure, Result};
use reqwest::{multipart, Method};
use serde_json::{json, Value};

use super::{say, Measure};
use crate::{
    client::Client,
    journal::{journal, Accounts, Journal},
    livestock::now_ms,
    stack::Stack,
    village::{credit_code, path},
};

/// The fund records of Liaozhong.
const ROWS: u32 = 175_992;
const VILLAGES: u32 = 12;
const TOWNSHIP: &str = "210115104000";
/// What a district may wait at most.
const LIMIT_S: f64 = 600.0;
const PATIENCE: Duration = Duration::from_secs(1_800);
const ACCOUNTS: Accounts = Accounts {
    bank: "102",
    income: "501",
    expense: "513",
};

/// Seconds from the upload of the file until everything in it is on the ledger.
pub async fn import_175992_rows() -> Result<Measure> {
    say("import: a node and a service with twelve villages of one agency");
    let stack = Stack::start_without_rate_limit().await?;
    let year = county_primitives::Date::of_timestamp(now_ms()).to_ymd().0 - 1;
    let [one, other] = agency(&stack, year).await?;
    let villages: Vec<String> = (0..VILLAGES).map(division).collect();
    let made = journal(&villages, year, ROWS / VILLAGES / 2, ACCOUNTS, false);
    ensure!(made.rows == ROWS, "the file has {} rows", made.rows);
    say(&format!("import: {ROWS} rows"));
    let taken = import(&one, &other, made).await?;
    drop(stack);
    Ok(Measure::new(
        "import_175992_rows",
        taken,
        "s",
        "the limit of 600 s",
        LIMIT_S,
    ))
}

fn division(number: u32) -> String {
    format!("210115104{:03}", 200 + number)
}

fn legal(kind: &str, division: &str, code: &str, name: &str) -> Value {
    json!({
        "kind": kind, "division": division,
        "identity": {"legal": {"credit_code": code, "name": name}},
    })
}

/// The villages with their open books, and two accountants of the agency that keeps them.
async fn agency(stack: &Stack, year: u32) -> Result<[Client; 2]> {
    let governance = stack.governance().await?;
    let code = |number: u32| credit_code("N2210115", &format!("MF7{number:05}"));
    let mut organisations = vec![
        legal(
            "state_organ",
            TOWNSHIP,
            &credit_code("11210115", "MB0A2003"),
            "刘二堡镇人民政府",
        ),
        legal(
            "institution",
            TOWNSHIP,
            &credit_code("12210115", "MB1C2004"),
            "刘二堡镇财务代理中心",
        ),
    ];
    organisations.extend((0..VILLAGES).map(|number| {
        let name = format!("示范第{number}村股份经济合作社");
        legal("collective", &division(number), &code(number), &name)
    }));
    let made = governance
        .write(&path("organisations"), json!(organisations))
        .await?;
    let ids = made.ids("organisation");
    let [town, agency, villages @ ..] = &ids[..] else {
        bail!("a township and an agency, found {ids:?}")
    };
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = |login: &str, organisation: &u64, role: &str| {
        json!({
            "login": login, "password": password, "organisation": organisation,
            "roles": [{"role": role, "division": TOWNSHIP}],
        })
    };
    let accounts = json!([
        account("bench-town", town, "town"),
        account("bench-acct-1", agency, "acct"),
        account("bench-acct-2", agency, "acct"),
    ]);
    governance.write(&path("accounts"), accounts).await?;
    let base = stack.service.base();
    let town = Client::log_in(base, "bench-town", &password).await?;
    let collectives: Vec<Value> = (0..VILLAGES)
        .zip(villages)
        .map(|(number, organisation)| {
            json!({
                "organisation": organisation, "credit_code": code(number), "level": "village",
                "division": division(number), "agency": agency, "figures": {
                    "members": 1_000, "representatives": 21, "households": 300,
                    "party_members": 30,
                },
            })
        })
        .collect();
    let made = town
        .write(&path("register_collectives"), json!(collectives))
        .await?;
    let one = Client::log_in(base, "bench-acct-1", &password).await?;
    let books: Vec<Value> = made
        .ids("collective")
        .iter()
        .map(|collective| json!({"collective": collective, "year": year, "openings": []}))
        .collect();
    one.write(&path("open_books"), json!(books)).await?;
    Ok([one, Client::log_in(base, "bench-acct-2", &password).await?])
}

/// Uploads the file, starts it as both, and waits until it is done; seconds.
async fn import(one: &Client, other: &Client, made: Journal) -> Result<f64> {
    let start = Instant::now();
    let file = multipart::Part::bytes(made.csv.into_bytes()).file_name("journal.csv");
    let form = multipart::Form::new()
        .text("kind", "journal")
        .text("chart", "2023")
        .part("file", file);
    let response = one
        .http()
        .post(format!("{}/api/v1/imports", one.base()))
        .header("X-CSRF-Token", one.csrf())
        .multipart(form)
        .send()
        .await?;
    let uploaded: Value = response.json().await?;
    let Some(id) = uploaded["id"].as_u64() else {
        bail!("the file was not taken: {uploaded}")
    };
    let checked = until(one, id, &["checking"], start).await?;
    ensure!(checked["errors"] == 0, "the file has errors: {checked}");
    say(&format!(
        "import: checked after {:.0} s",
        start.elapsed().as_secs_f64()
    ));
    for (who, part) in [(other, "post"), (one, "draft")] {
        let path = format!("/api/v1/imports/{id}/start");
        let body = json!({"part": part, "leave_out": false});
        let started = who.send(Method::POST, &path, &body).await?;
        ensure!(started.status.is_success(), "not started: {}", started.body);
    }
    let done = until(one, id, &["checked", "running"], start).await?;
    ensure!(done["state"] == "done", "it is not done: {done}");
    Ok(start.elapsed().as_secs_f64())
}

/// Waits until an import has left these states.
async fn until(client: &Client, id: u64, states: &[&str], start: Instant) -> Result<Value> {
    loop {
        let import = client.get(&format!("/api/v1/imports/{id}")).await?.body;
        let state = import["state"].as_str().unwrap_or_default();
        if !states.contains(&state) {
            return Ok(import);
        }
        ensure!(start.elapsed() < PATIENCE, "it is still {state}: {import}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
