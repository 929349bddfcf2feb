//! A villager's challenge that is answered too late and goes up to the township and the county, on a chain
//! that has been there for a month; and what no clock lets through on the day itself.

use std::time::Duration;

use county_primitives::{clock::plus_workdays, Date};
use serde_json::{json, Value};
use system_tests::{
    browser::Browser,
    client::Client,
    livestock::now_ms,
    past::{self, Past},
    stack::Stack,
    village as words,
};

use super::hall::{done, hall, kinds, refused, today, Hall};
use crate::e2e::world::{world, World};

#[tokio::test]
async fn nobody_escalates_before_the_clock_has_run_out() {
    let world = world().await;
    let hall = hall(world, today().1).await;
    let challenge = asked_on_a_phone(world, &hall, "上年度分红为什么还没有发？");
    let step = |step: Value| json!([words::challenge_step(challenge, step)]);
    let overdue = json!([{"challenge": challenge}]);
    refused(
        &hall.villager,
        "step_challenges",
        step(json!("escalated")),
        "ThreeAssets.NotOverdue",
    )
    .await;
    refused(
        &hall.supervisor,
        "report_overdue",
        overdue.clone(),
        "ThreeAssets.NotOverdue",
    )
    .await;
    // An answer before anybody has taken it on, an escalation of what waits: neither.
    let answer = words::answered("正在核算，下月发放。");
    refused(
        &hall.cashier,
        "step_challenges",
        step(answer.clone()),
        "ThreeAssets.WrongState",
    )
    .await;
    done(&hall.chair, "step_challenges", step(json!("accepted"))).await;
    refused(
        &hall.villager,
        "step_challenges",
        step(json!("escalated")),
        "ThreeAssets.NotOverdue",
    )
    .await;
    done(&hall.cashier, "step_challenges", step(answer)).await;

    // Nobody but who asked says whether that is enough; then the township has it.
    refused(
        &hall.chair,
        "step_challenges",
        step(words::judged(true)),
        "forbidden",
    )
    .await;
    done(
        &hall.villager,
        "step_challenges",
        step(words::judged(false)),
    )
    .await;
    let own = words::answered("再次答复");
    refused(
        &hall.chair,
        "step_challenges",
        step(own),
        "Registry.NotAuthorised",
    )
    .await;
    let town = world.log_in("liuerpu-clerk").await;
    let settled = words::answered("镇经管站已督促，分红款将于本月二十五日前到户。");
    done(&town, "step_challenges", step(settled)).await;
    done(&hall.villager, "step_challenges", step(words::judged(true))).await;
    let told = kinds(world, &format!("challenge:{challenge}")).await;
    assert_eq!(told.len(), 6, "{told:?}");
}

/// A villager asks on the village's page; the number of the challenge.
fn asked_on_a_phone(world: &World, hall: &Hall, text: &str) -> u64 {
    let base = world.stack.service.base();
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    phone
        .log_in(base, &hall.login("member"), &hall.password)
        .expect("the villager logs in");
    let url = format!(
        "{base}/village/{}/ask?about=collective:{}",
        hall.division, hall.collective
    );
    phone.open(&url).expect("the form");
    phone.fill("text", text).expect("typed");
    phone
        .evaluate("document.getElementById('text').form.requestSubmit()")
        .expect("sent");
    phone
        .until("/\\/challenges\\/[0-9]+$/.test(location.pathname) && document.readyState === 'complete'")
        .expect("it is recorded");
    let shown = format!("document.body.textContent.includes({})", json!(text));
    assert_eq!(phone.evaluate(&shown).expect("a page"), json!(true));
    let number = phone.evaluate("Number(location.pathname.split('/').pop())");
    number.expect("a page").as_u64().expect("a number")
}

/// Reads a challenge as everybody sees it.
async fn shown(client: &Client, challenge: u64) -> Value {
    let path = format!("/api/v1/challenges/{challenge}");
    client.get(&path).await.expect("an answer").body
}

/// The warning about a subject, once it is indexed.
async fn warning_about(client: &Client, subject: &str) -> Value {
    let path = format!("/api/v1/asset-warnings?about={subject}");
    let answer = client.get(&path).await.expect("an answer");
    let items = answer.body["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(items.len(), 1, "{subject}: {}", answer.body);
    items[0].clone()
}

#[tokio::test]
async fn a_late_answer_is_a_warning_and_no_answer_goes_up() {
    // Thirty days ago the village was registered; a villager asked two questions, and the chair took both on.
    let today = Date::of_timestamp(now_ms());
    let asked = Date(today.0 - 30);
    let due = plus_workdays(Date(asked.0 + 1), 10);
    assert!(due < today);
    let past = Past::author(|chain| past::two_questions(chain, asked)).expect("a past");
    let stack = Stack::start_on(&past)
        .await
        .expect("the node goes on from there");
    let base = stack.service.base().to_owned();
    let people = past::people(&stack).await.expect("logins");
    tokio::time::timeout(Duration::from_secs(60), async {
        while shown(&people.town, 2).await["state"] != "accepted" {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    })
    .await
    .expect("the index reads the past");

    // The first is answered today, twenty days too late: the ledger says so by itself.
    let step = |challenge: u64, step: Value| json!([words::challenge_step(challenge, step)]);
    let late = words::answered("迟复：合同已重新公示。");
    done(&people.cashier, "step_challenges", step(1, late)).await;
    let warning = warning_about(&people.town, "challenge:1").await;
    assert_eq!(
        (&warning["rule"], &warning["level"]),
        (&json!(24), &json!("orange"))
    );
    assert_eq!(warning["measured"], today.days_since(due), "{warning}");
    let answered = shown(&people.town, 1).await;
    assert_eq!(answered["state"], "answered", "{answered}");
    let steps = answered["stages"].as_array().cloned().unwrap_or_default();
    assert!(
        steps
            .iter()
            .any(|step| step["kind"] == "answered" && step["late"] == true),
        "{answered}"
    );

    // The second has no answer. Its clock has run out, so the villager takes it to the township, with a
    // clock of its own.
    done(
        &people.villager,
        "step_challenges",
        step(2, json!("escalated")),
    )
    .await;
    warning_about(&people.town, "challenge:2").await;
    let escalated = shown(&people.town, 2).await;
    assert_eq!(escalated["level"], "township", "{escalated}");
    assert_eq!(escalated["due"], today.plus_days(15).to_string());
    let own = words::answered("村里再答");
    refused(
        &people.cashier,
        "step_challenges",
        step(2, own),
        "Registry.NotAuthorised",
    )
    .await;
    let answer = words::answered("镇里已核实并责令整改。");
    done(&people.town, "step_challenges", step(2, answer)).await;

    // Everybody sees both on the village's page, and nobody sees who asked.
    let page = reqwest::get(format!("{base}/village/{}/challenges", past::VILLAGE))
        .await
        .expect("a page");
    assert!(page.status().is_success(), "{}", page.status());
}
