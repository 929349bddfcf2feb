//! A pig sold, weighed in and paid for; and every way to sell it twice, or one that is dead.

use reqwest::StatusCode;
use serde_json::{json, Value};
use system_tests::livestock as words;

use super::yard::{done, farm, records, refused, Crew, LIVE};
use crate::e2e::world::world;

/// 含珠桥村 in 吴家镇.
const VILLAGE: &str = "500153103203";
/// What a kilogram costs, in fen.
const PRICE: u64 = 1_560;

fn sale(buyer: u64, tags: words::Tags) -> Value {
    let goods = json!({"animals": tags.group()});
    let mass = LIVE * u64::from(tags.len());
    json!([words::sale(buyer, "live", goods, tags.len(), mass, PRICE)])
}

/// A page of the service for somebody who is not logged in.
async fn public(base: &str, path: &str) -> String {
    let response = reqwest::Client::new()
        .get(format!("{base}{path}"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.expect("text")
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn a_pig_is_sold_once_and_a_dead_one_never() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, pigs) = farm.pigs(world, 3).await;
    let (house, market) = (world.id("rc_house"), world.id("rc_market"));
    let shop = world.log_in("market-changyuan").await;
    let (first, second, third) = (tags.part(0, 1), tags.part(1, 1), tags.part(2, 1));

    // Sold for what price times mass makes, and to the fen.
    let mut dear = sale(house, first);
    dear[0]["amount"] = json!(LIVE * PRICE / 1_000 + 1);
    refused(&farm.client, "record_sales", dear, "Trade.AmountDiffers").await;
    let sold = done(&farm.client, "record_sales", sale(house, first)).await;
    let number = sold.id("sale").expect("one");

    // The same pig once more: to another buyer, alone or in a load, before and after it is confirmed.
    let again = sale(market, first);
    let call = "record_sales";
    refused(&farm.client, call, again.clone(), "Trade.SoldAlready").await;
    let load = sale(market, tags.part(0, 2));
    refused(&farm.client, call, load, "Trade.SoldAlready").await;
    refused(
        &farm.client,
        "answer_sales",
        words::agreement(number),
        "Trade.NotBuyer",
    )
    .await;
    done(&crew.house, "answer_sales", words::agreement(number)).await;
    refused(&farm.client, call, again.clone(), "Trade.SoldAlready").await;

    // A dead pig is no goods, nor is somebody else's.
    let group = json!({"units": words::animals(&pigs[2..])});
    let photo = "the pig that was not sold";
    let death = words::death(&group, json!("accident"), LIVE, photo, words::now_ms());
    done(&farm.client, "report_deaths", json!([death])).await;
    let dead = sale(house, third);
    refused(&farm.client, call, dead, "Livestock.WrongState").await;
    let theirs = sale(market, second);
    refused(&crew.house, call, theirs, "Livestock.NotOwn").await;

    // A sale called off sets its goods free.
    let offered = done(&farm.client, call, sale(market, second)).await;
    let offered = offered.id("sale").expect("one");
    let cancelled = json!([{"sale": offered, "reason": "天气原因 (the weather)"}]);
    done(&shop, "cancel_sales", cancelled).await;
    let renewed = done(&farm.client, call, sale(market, second)).await;
    let renewed = renewed.id("sale").expect("one");
    let declined = json!([{"sale": renewed, "accepted": false, "reason": "价格未谈妥"}]);
    done(&shop, "answer_sales", declined).await;

    // On the road and into the lairage; weighed in five kilograms lighter, which warns.
    let certificate = crew.certify(world, &farm, first).await;
    crew.depart(certificate, 1).await;
    crew.take_in(certificate, first).await;
    let unweighed = words::payment(number, 100, "too early");
    refused(&crew.house, "settle_sales", unweighed, "Trade.WrongState").await;
    let mass = LIVE - 5_000;
    let came = words::weighed_in(number, 1, mass);
    refused(
        &farm.client,
        "deliver_sales",
        came.clone(),
        "Trade.NotBuyer",
    )
    .await;
    done(&crew.house, "deliver_sales", came).await;
    let told = records(world, &format!("sale:{number}")).await;
    let warned = told
        .iter()
        .find(|record| !record["entry"]["sale_warned"].is_null())
        .expect("a warning");
    assert_eq!(
        warned["entry"]["sale_warned"]["mass_differs"]["delivered"], mass,
        "{warned}"
    );

    // Paid in two parts, and not a fen more; a receipt counts once.
    let due = mass * PRICE / 1_000;
    let part = words::payment(number, 100_000, "first part of the pig");
    done(&crew.house, "settle_sales", part.clone()).await;
    refused(&crew.house, "settle_sales", part, "Trade.ReceiptUsed").await;
    let over = words::payment(number, due - 100_000 + 1, "too much for the pig");
    refused(&crew.house, "settle_sales", over, "Trade.PaidOverDue").await;
    let rest = words::payment(number, due - 100_000, "the rest of the pig");
    done(&farm.client, "settle_sales", rest).await;
    refused(&farm.client, call, again, "Livestock.NotOwn").await;

    // Both sides see it settled, nobody else sees it, and the consoles show it.
    let path = format!("/api/v1/sales/{number}");
    for client in [&farm.client, &crew.house] {
        let answer = client.get(&path).await.expect("the sale");
        assert_eq!(answer.body["state"], "settled", "{}", answer.body);
        assert_eq!(answer.body["due"], due, "{}", answer.body);
    }
    let stranger = shop.get(&path).await.expect("an answer");
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let list = farm
        .client
        .get("/api/v1/sales?side=seller&state=refused")
        .await
        .expect("a list");
    assert_eq!(list.body["items"][0]["id"], renewed, "{}", list.body);

    // Prices are for everybody, once there are enough of them.
    let base = farm.client.base();
    let index = public(base, "/api/v1/price-index?county=500153000000").await;
    let index: Value = serde_json::from_str(&index).expect("JSON");
    assert_eq!(index["sales_min"], 5, "{index}");
    assert_eq!(index["sellers_min"], 3, "{index}");
    let page = public(base, "/prices?county=500153000000&lang=zh").await;
    assert!(page.contains("畜禽和肉品行情"), "{page}");
}

#[tokio::test]
async fn the_demonstration_sold_ten_pigs_and_half_a_carcass() {
    let world = world().await;
    let bureau = world.log_in("rongchang-bureau").await;
    for (name, seller, buyer, kind) in [
        ("sale_pigs", "luzi", "rc_house", "live"),
        ("sale_half", "rc_house", "rc_market", "half_carcass"),
    ] {
        let path = format!("/api/v1/sales/{}", world.id(name));
        let sale = bureau.get(&path).await.expect("the sale").body;
        assert_eq!(sale["state"], "settled", "{sale}");
        assert_eq!(sale["seller"], world.id(seller), "{sale}");
        assert_eq!(sale["buyer"], world.id(buyer), "{sale}");
        assert_eq!(sale["kind"], kind, "{sale}");
        assert_eq!(sale["due"], sale["paid"], "{sale}");
    }
    // Seven pigs more were sold one by one by three farms, so the prices of the week are public.
    let index = public(bureau.base(), "/api/v1/price-index?county=500153000000").await;
    let index: Value = serde_json::from_str(&index).expect("JSON");
    let weeks = index["items"].as_array().expect("weeks");
    let live = weeks
        .iter()
        .find(|week| week["kind"] == "live" && week["species"] == "pig")
        .unwrap_or_else(|| panic!("no price of live pigs: {index}"));
    assert!(live["sales"].as_u64() >= Some(5), "{live}");
    let page = public(bureau.base(), "/prices?county=500153000000&lang=zh").await;
    assert!(page.contains("活畜禽 · 猪"), "{page}");
}
