//! Trips nobody speaks of: the chain itself tells that a load never came, and that a landing was not
//! reported.

use std::time::Duration;

use county_primitives::Date;
use serde_json::{json, Value};
use system_tests::{
    client::Client,
    livestock::{self as words, past},
    past::Past,
    stack::Stack,
};

use super::yard::{done, refused};

/// How many days ago the loads left, and how many the nation gives for a landing report.
const AGO: u32 = 6;
const DAYS: u64 = 3;

/// The chain's warnings about a certificate, in the order of their kinds.
async fn warned(bureau: &Client, certificate: u64) -> Vec<Value> {
    let path = format!("/api/v1/livestock/warnings?subject=certificate:{certificate}");
    let answer = bureau.get(&path).await.expect("an answer");
    let mut items = answer.body["items"].as_array().cloned().unwrap_or_default();
    items.sort_by_key(|item| item["kind"].to_string());
    items
}

fn kinds(warnings: &[Value]) -> Vec<&str> {
    let kinds = warnings.iter().map(|warning| warning["kind"].as_str());
    kinds.map(Option::unwrap_or_default).collect()
}

#[tokio::test]
async fn what_nobody_reports_the_chain_tells_by_itself() {
    let day = Date(Date::of_timestamp(words::now_ms()).0 - AGO);
    let past = Past::author(|chain| past::silent_trips(chain, day)).expect("a past");
    let stack = Stack::start_on(&past)
        .await
        .expect("the node goes on from there");
    let people = past::people(&stack).await.expect("logins");
    tokio::time::timeout(Duration::from_secs(60), async {
        while warned(&people.bureau, 2).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    })
    .await
    .expect("the first block after days tells");

    // The load that came was reported by neither end; the other one did not come while it was valid.
    let first = warned(&people.bureau, 1).await;
    assert_eq!(kinds(&first), ["landing_missing", "landing_missing"]);
    for side in ["origin", "destination"] {
        let told = first
            .iter()
            .any(|warning| warning["warning"]["landing_missing"]["side"] == side);
        assert!(told, "{side}: {first:?}");
    }
    let second = warned(&people.bureau, 2).await;
    assert_eq!(kinds(&second), ["not_arrived"]);
    let valid = &second[0]["warning"]["not_arrived"]["valid_until"];
    assert_eq!(*valid, day.to_string(), "{second:?}");
    let page = people
        .bureau
        .http()
        .get(format!(
            "{}/console/livestock/queues/warnings",
            people.bureau.base()
        ))
        .header(reqwest::header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    for word in ["没有落地报告", "有效期内没有到达"] {
        assert!(
            page.contains(word),
            "the bureau does not read {word}: {page}"
        );
    }

    // A report that comes after all is taken, and said to be late; the other end is still silent.
    let report = |heads: u32| json!([{"certificate": 1, "heads": heads}]);
    done(&people.sender, "report_landings", report(past::HEADS[0])).await;
    let late = warned(&people.bureau, 1).await;
    assert_eq!(
        kinds(&late),
        ["landing_late", "landing_missing", "landing_missing"]
    );
    let told = &late[0]["warning"]["landing_late"];
    assert_eq!(
        *told,
        json!({"side": "origin", "days": u64::from(AGO) - DAYS})
    );
    let again = report(past::HEADS[0]);
    let reported = "Livestock.AlreadyReported";
    refused(&people.sender, "report_landings", again, reported).await;

    // The load that was lost arrives six days later: its paper is over, and that is told as well.
    let arrival = json!([{
        "certificate": 2, "division": past::destination(), "arrived": past::lost().group(),
        "dead": [], "at_ms": words::now_ms(),
    }]);
    done(&people.receiver, "arrive", arrival).await;
    let second = warned(&people.bureau, 2).await;
    assert_eq!(kinds(&second), ["not_arrived", "validity_over"]);
}
