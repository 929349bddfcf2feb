//! A farm's month as the chain knows it, what the county says of it (直联直报), and what other platforms are given.

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

#[tokio::test]
async fn a_platform_gets_a_document_and_the_county_notes_its_receipt() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    farm.pigs(world, 2).await;
    let bureau = world.log_in("rongchang-bureau").await;
    let today = words::days_ago(0);
    let own = format!(
        "/api/v1/adapters/veterinary_health?farm={}&from={today}&to={today}",
        farm.organisation
    );
    let document = report(&farm.client, &own).await;
    let tables = document["tables"].as_array().expect("tables");
    let immunities = tables
        .iter()
        .find(|table| table["name"] == "immunities")
        .expect("the table of vaccinations");
    // Each of the two against two diseases.
    assert_eq!(immunities["facts"], 4, "{document}");
    let rows = immunities["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 4, "{document}");
    // The same of two pages.
    let page = format!("{own}&table=immunities&limit=3");
    let first = report(&farm.client, &page).await;
    let next = first["next"].as_str().expect("a second page");
    let second = report(&farm.client, &format!("{page}&cursor={next}")).await;
    let of = |page: &Value| page["tables"][0]["rows"].as_array().expect("rows").clone();
    assert_eq!([of(&first), of(&second)].concat(), *rows, "{document}");
    let far = world.log_in("gaoqing-bureau").await;
    let refused = far.get(&own).await.expect("an answer");
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.body);

    // The day before is over: its document is handed in once, and again as a correction.
    let yesterday = words::days_ago(1);
    let asked = format!("farm={}&from={yesterday}&to={yesterday}", farm.organisation);
    let word = "drug_traceability";
    let document = report(&bureau, &format!("/api/v1/adapters/{word}?{asked}")).await;
    let deliveries = format!("/api/v1/adapters/{word}/deliveries");
    let handed = |day: &str, receipt: &str, reason: &str| {
        json!({
            "farm": farm.organisation, "from": day, "to": day,
            "digest": document["digest"], "receipt": receipt, "reason": reason,
        })
    };
    for (day, receipt, reason, status) in [
        (&today, "SY-1", "", StatusCode::UNPROCESSABLE_ENTITY),
        (&yesterday, "SY-1", "", StatusCode::OK),
        (&yesterday, "SY-2", "", StatusCode::UNPROCESSABLE_ENTITY),
        (&yesterday, "SY-2", "平台要求重报", StatusCode::OK),
    ] {
        let body = handed(day, receipt, reason);
        let answer = bureau.send(Method::POST, &deliveries, &body).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, status, "{day} {receipt}: {}", answer.body);
    }
    let standing = report(&farm.client, &format!("{deliveries}?{asked}")).await;
    assert_eq!(standing["state"], "delivered", "{standing}");
    assert_eq!(standing["deliveries"][0]["receipt"], "SY-2", "{standing}");
    assert_eq!(
        standing["deliveries"][0]["corrects"], standing["deliveries"][1]["id"],
        "{standing}"
    );
}
