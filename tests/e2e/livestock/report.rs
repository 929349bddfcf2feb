//! A farm's month as the chain knows it, and what the county says of it (直联直报).

use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use system_tests::{client::Client, livestock as words};

use super::yard::{done, farm};
use crate::e2e::world::world;

/// 尚书村 in 万灵镇.
const VILLAGE: &str = "500153105201";

async fn report(client: &Client, path: &str) -> Value {
    let answer = client.get(path).await.expect("a report");
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn a_month_is_derived_from_the_events_and_waits_again_when_they_go_on() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let (_, pigs) = farm.pigs(world, 3).await;
    let die = |pig: u64, photo: &'static str| {
        let group = json!({"units": words::animals(&[pig])});
        let death = words::death(&group, json!("accident"), 95_000, photo, words::now_ms());
        json!([death])
    };
    done(&farm.client, "report_deaths", die(pigs[0], "month one")).await;
    let month: String = words::days_ago(0).chars().take(7).collect();
    let path = format!("/api/v1/farms/{}/reports/{month}", farm.organisation);
    let bureau = world.log_in("rongchang-bureau").await;
    let told = report(&farm.client, &path).await;
    let figures = &told["figures"][0];
    for (figure, heads) in [
        ("opening", 0),
        ("born", 3),
        ("died", 1),
        // Each of the three against two diseases.
        ("immunised", 6),
        ("closing", 2),
    ] {
        assert_eq!(figures[figure], heads, "{figure}: {told}");
    }
    assert_eq!(told["state"], "waiting", "{told}");

    // Only the county judges; when more happens, what it judged is another report.
    let audit = format!("{path}/audit");
    let accepted = json!({"accepted": true});
    let own = farm.client.send(Method::POST, &audit, &accepted).await;
    assert_eq!(own.expect("an answer").status, StatusCode::FORBIDDEN);
    let elsewhere = world.log_in("gaoqing-bureau").await;
    let far = elsewhere.send(Method::POST, &audit, &accepted).await;
    assert_eq!(far.expect("an answer").status, StatusCode::NOT_FOUND);
    let judged = bureau.send(Method::POST, &audit, &accepted).await;
    let judged = judged.expect("an answer");
    assert_eq!(judged.status, StatusCode::OK, "{}", judged.body);
    assert_eq!(judged.body["state"], "accepted", "{}", judged.body);
    done(&farm.client, "report_deaths", die(pigs[1], "month two")).await;
    let told = report(&bureau, &path).await;
    assert_eq!(told["figures"][0]["closing"], 1, "{told}");
    assert_eq!(told["state"], "waiting", "{told}");
    assert_eq!(told["changed"], true, "{told}");
}
