//! Livestock from end to end: what the demonstration shows of the pig and the steer.

mod browser;
mod claims;
mod dairy;
mod desks;
mod devices;
mod illegal;
mod landing;
mod meat;
mod movement;
mod office;
mod onward;
mod outbreak;
mod recall;
mod report;
mod sale;
mod screen;
mod yard;

use reqwest::StatusCode;
use serde_json::Value;
use system_tests::livestock as words;

use super::world::world;

async fn scanned(url: &str) -> Value {
    let response = reqwest::Client::new()
        .get(url)
        .header(reqwest::header::ACCEPT, "application/json")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::OK, "{url}");
    response.json().await.expect("JSON")
}

#[tokio::test]
async fn a_box_of_pork_leads_back_to_the_litter() {
    let world = world().await;
    let scan = scanned(&world.demo.meat_scan_url).await;
    assert_eq!(scan["verdict"], "genuine", "{scan}");
    assert_eq!(scan["code"], Value::from(world.demo.meat_code.as_str()));
    let page = reqwest::Client::new()
        .get(&world.demo.meat_scan_url)
        .header(reqwest::header::ACCEPT, "text/html")
        .header(reqwest::header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    assert!(page.contains("data-verdict=\"genuine\""), "{page}");
    for fact in [
        "荣昌猪",
        "五花肉",
        "鹿子村",
        "方家坝生猪屠宰",
        "5001530001",
        "口蹄疫",
    ] {
        assert!(page.contains(fact), "the page does not tell {fact}");
    }
    // The tag of the very pig, and through its file the herd it grew up in.
    let vet = world.log_in("vet-zhou").await;
    let pig = vet
        .get("/api/v1/animals/150015300000001")
        .await
        .expect("the pig's file");
    assert_eq!(pig.status, StatusCode::OK, "{}", pig.body);
    assert_eq!(pig.body["id"], world.id("pig"), "{}", pig.body);
    assert_eq!(pig.body["state"], "slaughtered");
    assert_eq!(pig.body["herd"], format!("herd:{}", world.id("litter")));
    assert_eq!(pig.body["tags"][0]["fate"], "collected", "{}", pig.body);
}

#[tokio::test]
async fn meat_is_traced_forward_to_the_shop_and_back_to_the_farm() {
    let world = world().await;
    let bureau = world.log_in("rongchang-bureau").await;
    let (from, to) = (words::days_ago(1), words::days_ago(0));
    let forward = bureau
        .get(&format!(
            "/api/v1/livestock/trace/forward?farm={}&from={from}&to={to}",
            world.id("luzi")
        ))
        .await
        .expect("an answer");
    assert_eq!(forward.status, StatusCode::OK, "{}", forward.body);
    let items = forward.body.as_array().expect("a list");
    let reached = |organisation: &str, meat: &str| {
        items.iter().any(|item| {
            item["organisation"] == world.id(organisation) && item["meat"] == world.id(meat)
        })
    };
    assert!(reached("rc_market", "meat"), "{}", forward.body);
    assert!(reached("rc_house_2", "meat_recalled"), "{}", forward.body);
    let backward = bureau
        .get(&format!(
            "/api/v1/livestock/trace/backward?meat={}",
            world.id("meat")
        ))
        .await
        .expect("an answer");
    assert_eq!(backward.status, StatusCode::OK, "{}", backward.body);
    assert_eq!(
        backward.body["sources"][0]["farm"],
        world.id("luzi"),
        "{}",
        backward.body
    );
    assert_eq!(backward.body["units"][0]["tag"], "150015300000001");
}

#[tokio::test]
async fn a_steak_is_known_to_come_from_one_steer() {
    let world = world().await;
    let scan = scanned(&world.demo.more["beef_code"]).await;
    assert_eq!(scan["verdict"], "genuine", "{scan}");
    let records = yard::records(world, &format!("meat:{}", world.id("meat_steer"))).await;
    let formed = &records[0]["entry"]["package_formed"];
    assert_eq!(formed["identity"], "individual", "{records:?}");
    let steer = yard::records(world, &format!("animal:{}", world.id("steer"))).await;
    let bound = steer
        .iter()
        .find(|record| !record["entry"]["electronic_bound"].is_null())
        .expect("an electronic tag");
    assert_eq!(
        bound["entry"]["electronic_bound"]["electronic"],
        "E2801105200073A6"
    );
}

#[tokio::test]
async fn everything_one_house_killed_on_a_recalled_day_says_so() {
    let world = world().await;
    let scan = scanned(&world.demo.more["recalled_meat_code"]).await;
    assert_eq!(scan["verdict"], "recalled", "{scan}");
    // Nothing of it is handed over any more.
    let house = world.log_in("house-putuo").await;
    let delivery = serde_json::json!([{
        "meat": world.id("meat_recalled"), "to": world.id("rc_market"),
    }]);
    yard::refused(&house, "deliver_meat", delivery, "Livestock.Recalled").await;
}

#[tokio::test]
async fn a_load_inside_its_withdrawal_has_no_certificate_and_the_vet_sees_why() {
    let world = world().await;
    let declaration = world.id("declaration_refused");
    let records = yard::records(world, &format!("declaration:{declaration}")).await;
    let last = records.last().expect("an answer");
    assert_eq!(
        last["entry"]["declaration_answered"]["state"], "accepted",
        "{last}"
    );
    let vet = world.log_in("vet-zhou").await;
    let found = vet
        .get(&format!("/api/v1/declarations/{declaration}/findings"))
        .await
        .expect("findings");
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let found = found.body.as_array().expect("a list");
    assert_eq!(found.len(), 10, "ten pigs, one reason each: {found:?}");
    for finding in found {
        assert!(
            finding.to_string().contains("within_withdrawal"),
            "{finding}"
        );
    }
    let page = vet
        .http()
        .get(format!(
            "{}/console/livestock/declarations/{declaration}/certify",
            vet.base()
        ))
        .header(reqwest::header::ACCEPT, "text/html")
        .header(reqwest::header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    for word in ["休药期", "150015300000201"] {
        assert!(page.contains(word), "the vet does not read {word}: {page}");
    }
}
