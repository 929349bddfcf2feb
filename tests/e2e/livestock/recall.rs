//! A recall from the order to the end: what it reaches, who is told and answers, and no gram that
//! nobody speaks of.

use reqwest::{header, StatusCode};
use serde_json::{json, Value};
use system_tests::{client::Client, livestock as words};

use super::yard::{self, done, farm, paper, refused, warnings, Crew, HOT, LIVE, PORK};
use crate::e2e::world::{world, World};

/// 代兴村 in 吴家镇.
const VILLAGE: &str = "500153103202";
/// What goes to the market, and what stays in the house.
const SOLD: u64 = 40_000;

async fn page(client: &Client, path: &str) -> String {
    let response = client
        .http()
        .get(format!("{}{path}", client.base()))
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page");
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.expect("text")
}

async fn read(client: &Client, path: &str) -> Value {
    let answer = client.get(path).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

/// One pig of a farm of its own at the hook of the demonstration's slaughterhouse, a half of it at the
/// market; batch, carcass and half.
async fn sold_half(world: &World, crew: &Crew) -> (u64, u64, u64) {
    let farm = farm(world, VILLAGE).await;
    let (tags, pigs) = farm.pigs(world, 1).await;
    let certificate = crew.certify(world, &farm, tags).await;
    crew.depart(certificate, 1).await;
    let batch = crew.take_in(certificate, tags).await;
    let at_ms = crew.prepare(batch).await;
    let test = json!([words::swine_fever_test(batch, "ASF-R1", "pass")]);
    done(&crew.quality, "test_batches", test).await;
    let mut kill = words::kill(batch, &pigs, PORK, LIVE, HOT, at_ms);
    kill["group"] = json!({"units": words::animals(&pigs)});
    let carcasses = done(&crew.house, "slaughter", json!([kill]))
        .await
        .ids("meat");
    let call = "inspect_carcasses";
    done(&crew.vet, call, words::passed(&carcasses, "渝检R")).await;
    done(&crew.quality, call, words::passed(&carcasses, "方质R")).await;
    let halves = vec![words::part("left_half", "", SOLD)];
    let cutting = json!([words::cutting(carcasses[0], SOLD, halves, 0, 0)]);
    let half = done(&crew.house, "cut_meat", cutting).await.ids("meat")[0];
    let market = world.id("rc_market");
    let number = paper();
    let issued = json!([{
        "meats": [half], "number": number, "valid_days": 1,
        "destination": words::destination(market, yard::HOUSE_VILLAGE),
        "transport": words::transport(crew.carrier, yard::PLATE),
        "particulars": words::digest(&number),
    }]);
    done(&crew.vet, "certify_products", issued).await;
    let handed = json!([{"meat": half, "to": market}]);
    done(&crew.house, "deliver_meat", handed).await;
    (batch, carcasses[0], half)
}

fn answer(recall: u64, act: Value) -> Value {
    json!([{"recall": recall, "act": act}])
}

fn counts(returned: u64, destroyed: u64, consumed: u64) -> Value {
    let counts = json!({"returned": returned, "destroyed": destroyed, "consumed": consumed});
    json!({"accounted": {"counts": counts, "evidence": null}})
}

#[tokio::test]
async fn a_recall_is_told_acknowledged_accounted_for_verified_and_closed() {
    let world = world().await;
    let crew = Crew::of(world).await;
    let (bureau, shop) = tokio::join!(
        world.log_in("rongchang-bureau"),
        world.log_in("market-changyuan"),
    );
    let (batch, carcass, half) = sold_half(world, &crew).await;
    let (house, market) = (world.id("rc_house"), world.id("rc_market"));

    // Before anything is ordered: what it would reach, and where.
    let reach = format!("/api/v1/meats/recalls/reach?batch={batch}");
    let reached = read(&bureau, &reach).await;
    assert_eq!(reached["mass"], HOT, "{reached}");
    let held: Vec<_> = reached["custodians"]
        .as_array()
        .expect("custodians")
        .iter()
        .map(|holding| (holding["custodian"].as_u64(), holding["mass"].as_u64()))
        .collect();
    assert_eq!(
        held,
        [(Some(house), Some(HOT - SOLD)), (Some(market), Some(SOLD))]
    );
    let stranger = shop.get(&reach).await.expect("an answer");
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);

    // Ordered: everything of the batch is recalled at once, before anybody was told.
    let order = json!([{"scope": {"batch": batch}, "reason": "企业自检不合格", "evidence": null}]);
    let ordered = done(&crew.house, "recall_meat", order).await;
    let recall = ordered.id("recall").expect("one");
    let piece = read(&shop, &format!("/api/v1/meats/{half}")).await;
    assert_eq!(piece["recalled_through"], true, "{piece}");

    told_and_answered(
        world,
        &crew,
        &shop,
        recall,
        [(house, carcass), (market, half)],
    )
    .await;
    ended(&bureau, recall, HOT).await;
    let raised = warnings(world, &format!("recall:{recall}")).await;
    assert_eq!(raised, ["recall_unaccounted"]);
    let records = yard::records(world, &format!("recall:{recall}")).await;
    let last = &records.last().expect("the end")["entry"]["recall_concluded"];
    assert_eq!(last["step"], "closed", "{last}");
    let sum: u64 = ["returned", "destroyed", "consumed", "unaccounted"]
        .iter()
        .filter_map(|part| last["balance"][part].as_u64())
        .sum();
    assert_eq!(last["balance"]["recalled"], sum, "{last}");
    // Over, and red for ever.
    let piece = read(&shop, &format!("/api/v1/meats/{half}")).await;
    assert_eq!(piece["recalled_through"], true, "{piece}");
}

/// Notices to both custodians, and what they answer.
async fn told_and_answered(
    world: &World,
    crew: &Crew,
    shop: &Client,
    recall: u64,
    held: [(u64, u64); 2],
) {
    let notices: Vec<Value> = held
        .iter()
        .map(|(custodian, meat)| json!({"recall": recall, "custodian": custodian, "meats": [meat]}))
        .collect();
    let notices = json!(notices);
    done(&crew.house, "notify_recalls", notices.clone()).await;
    let again = "Livestock.AlreadyNotified";
    refused(&crew.house, "notify_recalls", notices, again).await;

    let path = format!("/console/livestock/recalls/{recall}");
    assert!(page(shop, "/console").await.contains("召回待确认"));
    assert!(page(shop, &path).await.contains("待确认"));
    let call = "answer_recalls";
    let stranger = world.log_in("house-putuo").await;
    let seen = answer(recall, json!("acknowledged"));
    refused(&stranger, call, seen.clone(), "Livestock.NotNotified").await;
    let early = answer(recall, counts(1, 0, 0));
    refused(shop, call, early, "Livestock.NotAcknowledged").await;
    done(shop, call, seen.clone()).await;
    refused(shop, call, seen.clone(), "Livestock.AlreadyAcknowledged").await;
    done(&crew.house, call, seen).await;
    let more = answer(recall, counts(SOLD, 0, 1));
    refused(shop, call, more, "Livestock.CountsOverRecalled").await;
    done(shop, call, answer(recall, counts(30_000, 0, 8_000))).await;
    let house = answer(recall, counts(0, HOT - SOLD, 0));
    done(&crew.house, call, house).await;
}

/// The bureau verifies and closes, with the figures it sees and no others.
async fn ended(bureau: &Client, recall: u64, recalled: u64) {
    let file = read(bureau, &format!("/api/v1/meats/recalls/{recall}")).await;
    let balance = |unaccounted: u64| {
        json!({
            "recalled": recalled, "returned": 30_000, "destroyed": recalled - SOLD,
            "consumed": 8_000, "unaccounted": unaccounted,
        })
    };
    assert_eq!(file["unaccounted"], 2_000, "{file}");
    let step = |step: &str, balance: Value, note: &str| json!([{"recall": recall, "step": step, "balance": balance, "note": note}]);
    let call = "conclude_recalls";
    let wrong = step("verified", balance(1_999), "现场核对");
    refused(bureau, call, wrong, "Livestock.BalanceDiffers").await;
    let path = format!("/console/livestock/recalls/{recall}");
    assert!(page(bureau, &path).await.contains("下落不明"));
    done(bureau, call, step("verified", balance(2_000), "现场核对")).await;
    let silent = step("closed", balance(2_000), "");
    refused(bureau, call, silent, "Livestock.TextBlank").await;
    let closed = step("closed", balance(2_000), "两公斤下落不明，移送市场监管");
    done(bureau, call, closed).await;
    let file = read(bureau, &format!("/api/v1/meats/recalls/{recall}")).await;
    assert_eq!(file["state"], "closed", "{file}");
}

#[tokio::test]
async fn who_ordered_a_recall_does_not_verify_it() {
    let world = world().await;
    let bureau = world.log_in("rongchang-bureau").await;
    let recall = world.id("recall");
    let file = read(&bureau, &format!("/api/v1/meats/recalls/{recall}")).await;
    assert_eq!(file["state"], "notified", "{file}");
    assert_eq!(file["unaccounted"], 5_000, "{file}");
    assert!(!file["custodians"][0]["acknowledged"].is_null(), "{file}");
    let balance: Value = [
        "recalled",
        "returned",
        "destroyed",
        "consumed",
        "unaccounted",
    ]
    .iter()
    .map(|part| ((*part).to_owned(), file[*part].clone()))
    .collect::<serde_json::Map<_, _>>()
    .into();
    let own = json!([{
        "recall": recall, "step": "verified", "balance": balance, "note": "现场核对",
    }]);
    refused(&bureau, "conclude_recalls", own, "Livestock.SamePerson").await;
}
