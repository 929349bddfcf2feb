//! An inspector who watches: a payment appears while it happens, is held and asked about, and goes on when
//! a colleague has released it.

use std::time::{Duration, Instant};

use reqwest::{header, Method, StatusCode};
use serde_json::{json, Value};
use system_tests::{
    browser::Browser,
    client::{Answer, Client},
    village::{self as words, yuan, Spending},
};

use super::hall::{done, hall, refused, today, Hall, MECHANIC};
use crate::e2e::world::{world, World};

/// How long after its record is final something may take to reach an inspector.
const LIVE: Duration = Duration::from_secs(3);

/// A reader of the stream.
struct Live {
    response: reqwest::Response,
    bytes: Vec<u8>,
}

impl Live {
    async fn open(inspector: &Client) -> Self {
        let response = inspector
            .http()
            .get(format!(
                "{}/api/v1/inspect/stream?kind=spending",
                inspector.base()
            ))
            .header(header::ACCEPT, "text/event-stream")
            .send()
            .await
            .expect("a stream");
        assert_eq!(response.status(), StatusCode::OK);
        Self {
            response,
            bytes: Vec::new(),
        }
    }

    /// The next row.
    async fn next(&mut self) -> Value {
        loop {
            let end = self.bytes.windows(2).position(|pair| pair == b"\n\n");
            if let Some(end) = end {
                let event: Vec<u8> = self.bytes.drain(..end + 2).collect();
                let event = String::from_utf8_lossy(&event);
                let data = event.lines().find_map(|line| line.strip_prefix("data:"));
                let row = data.and_then(|data| serde_json::from_str(data.trim()).ok());
                return row.unwrap_or_default();
            }
            let chunk = self.response.chunk().await.expect("a stream");
            self.bytes.extend(chunk.expect("the stream goes on"));
        }
    }

    /// Waits for a row in which a field says something.
    async fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        let wait = async {
            loop {
                let row = self.next().await;
                if holds(&row) {
                    return row;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait)
            .await
            .expect("it appears in the stream")
    }
}

/// Sends a question or an answer.
async fn said(client: &Client, call: &str, body: Value) -> Answer {
    let answer = client.send(Method::POST, &words::path(call), &body).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{call}: {}", answer.body);
    answer
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn a_payment_is_seen_held_asked_about_and_released_by_a_colleague() {
    let world = world().await;
    let hall = hall(world, today().1).await;
    let inspector = world.log_in("liaozhong-inspector").await;
    let colleague = world.log_in("liaozhong-colleague").await;
    let mut live = Live::open(&inspector).await;
    let request = Spending::new(hall.collective, "购置扫雪机配件", MECHANIC, yuan(1_480));

    // It is in the stream within three seconds after it is final.
    let ((id, final_at), (row, seen_at)) = tokio::join!(
        async {
            let (id, _) = hall.submit(&request).await;
            (id, Instant::now())
        },
        async {
            let row = live.until(|row| row["title"] == request.purpose).await;
            (row, Instant::now())
        }
    );
    let subject = format!("spending:{id}");
    assert_eq!(row["subject"], subject, "{row}");
    assert_eq!(row["amount"], yuan(1_480));
    let late = seen_at.saturating_duration_since(final_at);
    assert!(late < LIVE, "it took {late:?}");
    hall.sign(&request, id, &["evidence", "chair", "supervisor"])
        .await;
    let is = |row: &Value, state: &str| row["subject"] == subject && row["state"] == state;
    live.until(|row| is(row, "approved")).await;

    // Held: the cashier's order is refused by the chain, and nothing was written.
    let hold = json!([{
        "subject": subject, "reason": "核实采购价格", "evidence": null, "days": 10,
    }]);
    let held = done(&inspector, "hold", hold).await;
    let case = held.id("case").expect("one");
    let order = json!([request.order(id, hall.account)]);
    refused(
        &hall.cashier,
        "instruct_payments",
        order.clone(),
        "Oversight.Held",
    )
    .await;
    assert_eq!(hall.spending(id).await["state"], "approved");

    // Asked and answered.
    let asked = words::question(&subject, "请提供两家以上的询价记录。");
    let question = said(&inspector, "ask", asked)
        .await
        .id("question")
        .expect("one");
    let answer = words::answer(question, "已询价三家，记录附后，选最低价。");
    said(&hall.cashier, "answer", answer).await;
    let shown = inspector
        .get(&format!("/api/v1/questions/{question}"))
        .await;
    let shown = shown.expect("an answer").body;
    assert_eq!(
        shown["answer_text"], "已询价三家，记录附后，选最低价。",
        "{shown}"
    );
    assert_eq!(shown["late"], false);

    // Nobody releases an own hold.
    let release = json!([{"case": case, "reason": "已核实", "evidence": null}]);
    refused(
        &inspector,
        "release",
        release.clone(),
        "Oversight.SamePerson",
    )
    .await;
    refused(
        &hall.cashier,
        "instruct_payments",
        order.clone(),
        "Oversight.Held",
    )
    .await;
    done(&colleague, "release", release).await;
    done(&hall.cashier, "instruct_payments", order).await;
    live.until(|row| is(row, "instructed")).await;

    // The whole file is on one page of answers, and who looked is hidden from the inspected.
    let file = inspector
        .get(&format!("/api/v1/inspect/files/{subject}"))
        .await;
    let file = file.expect("an answer");
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert_eq!(file.body["spending"]["state"], "instructed");
    for part in ["cases", "questions"] {
        let count = file.body[part].as_array().map_or(0, Vec::len);
        assert_eq!(count, 1, "{part}: {}", file.body);
    }
    let views = inspector
        .get("/api/v1/inspect/views")
        .await
        .expect("an answer");
    assert!(views.body.to_string().contains(&subject), "{}", views.body);
    for path in ["/api/v1/inspect/views", "/api/v1/inspect/transactions"] {
        let hidden = hall.cashier.get(path).await.expect("an answer");
        assert!(hidden.status.is_client_error(), "{path}: {}", hidden.body);
    }
}

#[tokio::test]
async fn the_inspectors_page_shows_a_payment_without_being_reloaded() {
    let world = world().await;
    let hall = hall(world, today().1).await;
    let base = world.stack.service.base();
    let password = world
        .demo
        .password("liaozhong-inspector")
        .expect("an inspector");
    let mut browser = Browser::phone().expect("chromium is installed by make setup");
    browser
        .log_in(base, "liaozhong-inspector", password)
        .expect("the inspector logs in");
    browser
        .open(&format!("{base}/inspect?lang=zh-CN"))
        .expect("the room");
    let wide = browser.evaluate("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide.expect("a width"), json!(false), "it scrolls sideways");
    browser.evaluate("window.stays = true").expect("a mark");
    let request = Spending::new(hall.collective, "更换村口监控探头", MECHANIC, yuan(1_620));
    let (id, _) = hall.submit(&request).await;
    let start = Instant::now();
    browser
        .until("document.body.innerText.includes('更换村口监控探头')")
        .expect("it appears");
    assert!(start.elapsed() < LIVE, "it took {:?}", start.elapsed());
    let stays = browser.evaluate("window.stays === true").expect("a mark");
    assert_eq!(stays, json!(true), "the page was reloaded");

    // From there to the file, and to the forms on it.
    browser
        .open(&format!("{base}/inspect/spending:{id}"))
        .expect("the file");
    browser
        .until("document.body.innerText.includes('1,620.00')")
        .expect("the amount");
    hall.sign(&request, id, &["evidence", "chair", "supervisor"])
        .await;
    held_and_released(world, &hall, &request, id, browser).await;
}

/// Fills a form in, sends it, and waits until the ledger has it.
fn send(browser: &mut Browser, url: &str, field: &str, text: &str) {
    browser.open(url).expect("the form");
    browser.fill(field, text).expect("typed");
    browser.submit().expect("sent");
    browser
        .until("location.search === '?done=1' && document.readyState === 'complete'")
        .expect("it is recorded");
}

/// Held and asked about in the browser of an inspector, answered in the cashier's, released in a colleague's.
async fn held_and_released(
    world: &World,
    hall: &Hall,
    request: &Spending,
    id: u64,
    mut browser: Browser,
) {
    let base = world.stack.service.base();
    let file = format!("{base}/inspect/files/spending:{id}");
    send(
        &mut browser,
        &format!("{file}/hold"),
        "reason",
        "核实采购价格",
    );
    let order = json!([request.order(id, hall.account)]);
    refused(
        &hall.cashier,
        "instruct_payments",
        order.clone(),
        "Oversight.Held",
    )
    .await;
    let question = "请提供两家以上的询价记录。";
    send(&mut browser, &format!("{file}/ask"), "text", question);
    drop(browser);

    let inspector = world.log_in("liaozhong-inspector").await;
    let path = format!("/api/v1/inspect/files/spending:{id}");
    let whole = inspector.get(&path).await.expect("an answer").body;
    let number = |part: &str| whole[part][0]["id"].as_u64().expect("one of each");
    let (case, asked) = (number("cases"), number("questions"));
    let answer = "已询价三家，选最低价。";
    let mut cashier = Browser::phone().expect("chromium is installed by make setup");
    cashier
        .log_in(base, &hall.login("cashier"), &hall.password)
        .expect("the cashier logs in");
    send(
        &mut cashier,
        &format!("{base}/inspect/questions/{asked}/answer"),
        "text",
        answer,
    );
    drop(cashier);

    let mut colleague = Browser::phone().expect("chromium is installed by make setup");
    let password = world.demo.password("liaozhong-colleague");
    colleague
        .log_in(base, "liaozhong-colleague", password.expect("a colleague"))
        .expect("the colleague logs in");
    send(
        &mut colleague,
        &format!("{base}/inspect/cases/{case}/release"),
        "reason",
        "已核实",
    );
    // What the colleague comes back to is the whole file on one page.
    for said in [question, answer, "核实采购价格", "已核实", "1,620.00"] {
        let there = format!("document.body.innerText.includes({})", json!(said));
        let there = colleague.evaluate(&there).expect("a page");
        assert_eq!(there, json!(true), "the file does not say {said}");
    }
    done(&hall.cashier, "instruct_payments", order).await;
}
