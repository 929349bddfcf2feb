//! Trade through the API: who sees a sale, what the index makes of its records, and which prices everybody
//! may know.

use axum::http::StatusCode;
use county_primitives::{
    livestock::{Group, Species, Unit},
    oversight::{HoldCause, OversightEntry},
    trade::{
        GoodsKind, Price, SaleDelivery, SaleInput, SaleSettlement, SaleWarning, SoldGoods,
        TradeEntry,
    },
    AnimalId, Author, CaseId, Digest, Grams, OrganisationId, SaleId, Subject,
};
use serde_json::json;

use super::{day, text};
use crate::{
    chain::fake::AnyEntry,
    db::plan,
    pages::well_formed::check,
    testing::{grower, world, World, COUNTY, VILLAGE},
    trade,
};

async fn add(world: &World, id: u64, author: Author, entry: TradeEntry) {
    let subject = Subject::Sale(SaleId(id));
    let number = world
        .node
        .add_block(vec![(subject, author, AnyEntry::Trade(entry))]);
    world.indexed(number).await;
}

/// Who sells in most checks.
const GROWER: u32 = 2;

/// A pig of the grower, sold to the packing house for 15.60 yuan a kilogram.
pub(crate) async fn sold(world: &World, id: u64) {
    sold_by(world, id, GROWER).await;
}

/// The same of a farm.
async fn sold_by(world: &World, id: u64, seller: u32) {
    let goods = vec![Unit::Animal(AnimalId(id))].try_into().unwrap();
    let entry = TradeEntry::SaleRecorded {
        sale: SaleInput {
            buyer: OrganisationId(3),
            kind: GoodsKind::Live,
            species: Species::Pig,
            goods: SoldGoods::Animals(Group::Units(goods)),
            heads: 1,
            mass: Grams(110_000),
            price: Price::PerKilogram(1_560),
            amount: 171_600,
            date: trade::today(),
        },
        seller: OrganisationId(seller),
        division: VILLAGE.parse().unwrap(),
        goods: vec![Subject::Animal(AnimalId(id))].try_into().unwrap(),
    };
    add(world, id, grower(), entry).await;
}

/// The same, weighed in at 100 kg for so many fen.
pub(crate) async fn delivered(world: &World, id: u64, due: u64) {
    delivered_by(world, id, due, GROWER).await;
}

/// The same of a farm.
async fn delivered_by(world: &World, id: u64, due: u64, seller: u32) {
    sold_by(world, id, seller).await;
    add(world, id, grower(), TradeEntry::SaleConfirmed).await;
    let delivery = SaleDelivery {
        sale: SaleId(id),
        heads: 1,
        mass: Grams(100_000),
        date: trade::today(),
    };
    let entry = TradeEntry::SaleDelivered { delivery, due };
    add(world, id, grower(), entry).await;
}

async fn paid(world: &World, id: u64, amount: u64, paid: u64, settled: bool) {
    let settlement = SaleSettlement {
        sale: SaleId(id),
        amount,
        date: day("2026-09-28"),
        receipt: Digest([u8::try_from(paid % 251).unwrap(); 32]),
    };
    let entry = TradeEntry::SalePaid {
        settlement,
        paid,
        settled,
    };
    add(world, id, grower(), entry).await;
}

#[tokio::test]
async fn a_sale_is_seen_by_both_sides_and_their_county_from_record_to_last_payment() {
    let world = world().await;
    delivered(&world, 1, 156_000).await;
    let warning = SaleWarning::MassDiffers {
        agreed: Grams(110_000),
        delivered: Grams(100_000),
    };
    add(&world, 1, Author::Rule, TradeEntry::SaleWarned(warning)).await;
    paid(&world, 1, 100_000, 100_000, false).await;
    let grower = world.token("grower").await;
    let answer = world.get(Some(&grower), "/api/v1/sales/1").await.json();
    assert_eq!(
        (&answer["state"], &answer["paid"]),
        (&json!("delivered"), &json!(100_000))
    );
    paid(&world, 1, 56_000, 156_000, true).await;
    for login in ["grower", "packer", "county"] {
        let token = world.token(login).await;
        let answer = world.get(Some(&token), "/api/v1/sales/1").await;
        assert_eq!(answer.status, StatusCode::OK, "{login}");
        let sale = answer.json();
        assert_eq!(
            (&sale["state"], &sale["due"]),
            (&json!("settled"), &json!(156_000))
        );
        assert_eq!(sale["goods"], json!(["animal:1"]));
        assert_eq!(sale["payments"].as_array().unwrap().len(), 2);
        assert_eq!(sale["warnings"][0]["kind"], "mass_differs");
        let records = world.get(Some(&token), "/api/v1/timelines/sale:1").await;
        assert_eq!(records.json()["len"], 6, "{login}");
    }
    let nobody = world.get(None, "/api/v1/timelines/sale:1").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let unknown = world.get(Some(&grower), "/api/v1/sales/9").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn both_sides_see_the_case_that_holds_their_sale() {
    let world = world().await;
    sold_by(&world, 1, 2).await;
    sold_by(&world, 2, 4).await;
    for id in [1, 2] {
        let cause = HoldCause::Ordered {
            reason: text("票据不符"),
            evidence: None,
            expires_ms: 4_102_416_000_000,
        };
        let subject = Subject::Sale(SaleId(id));
        let held = OversightEntry::Held { subject, cause };
        let case = Subject::Case(CaseId(id));
        let entries = vec![(case, grower(), AnyEntry::Oversight(held))];
        world.indexed(world.node.add_block(entries)).await;
    }
    for (login, status) in [
        ("grower", StatusCode::NOT_FOUND),
        ("packer", StatusCode::OK),
        ("county", StatusCode::OK),
    ] {
        let token = world.token(login).await;
        let own = world.get(Some(&token), "/api/v1/cases/1").await;
        assert_eq!(own.status, StatusCode::OK, "{login}");
        assert_eq!(own.json()["subject"], "sale:1");
        // The second was sold by another farm to the same house.
        let other = world.get(Some(&token), "/api/v1/cases/2").await;
        assert_eq!(other.status, status, "{login}");
    }
}

#[tokio::test]
async fn sales_are_listed_by_side_and_state_page_by_page() {
    let world = world().await;
    sold(&world, 1).await;
    sold(&world, 2).await;
    sold(&world, 3).await;
    let reason = || text("价格未谈妥");
    add(
        &world,
        2,
        grower(),
        TradeEntry::SaleRefused { reason: reason() },
    )
    .await;
    add(
        &world,
        3,
        grower(),
        TradeEntry::SaleCancelled { reason: reason() },
    )
    .await;
    let ids = |list: serde_json::Value| -> Vec<i64> {
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["id"].as_i64().unwrap())
            .collect()
    };
    let grower = world.token("grower").await;
    for (query, found) in [
        ("", vec![3, 2, 1]),
        ("?side=seller", vec![3, 2, 1]),
        ("?side=buyer", vec![]),
        ("?state=offered", vec![1]),
        ("?state=refused&kind=live", vec![2]),
        ("?state=cancelled", vec![3]),
        ("?kind=package", vec![]),
        ("?limit=2", vec![3, 2]),
    ] {
        let path = format!("/api/v1/sales{query}");
        let list = world.get(Some(&grower), &path).await.json();
        assert_eq!(ids(list), found, "{query}");
    }
    let first = world.get(Some(&grower), "/api/v1/sales?limit=2").await;
    let cursor = first.json()["next"].as_str().unwrap().to_owned();
    let rest = format!("/api/v1/sales?limit=2&cursor={cursor}");
    assert_eq!(ids(world.get(Some(&grower), &rest).await.json()), [1]);
    let packer = world.token("packer").await;
    let bought = world.get(Some(&packer), "/api/v1/sales?side=buyer").await;
    assert_eq!(ids(bought.json()), [3, 2, 1]);
    let wrong = world.get(Some(&grower), "/api/v1/sales?side=up").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn prices_of_five_sales_of_three_sellers_are_public() {
    let world = world().await;
    for (id, seller) in [(1, 2), (2, 4), (3, 5), (4, 2)] {
        delivered_by(&world, id, 150_000, seller).await;
    }
    let path = format!("/api/v1/price-index?county={COUNTY}");
    let index = world.get(None, &path).await.json();
    assert_eq!(
        (&index["items"], &index["sales_min"], &index["sellers_min"]),
        (&json!([]), &json!(5), &json!(3))
    );
    delivered(&world, 5, 200_000).await;
    // What is only agreed has no price yet.
    sold(&world, 6).await;
    let index = world.get(None, &path).await.json();
    let week = trade::first_week(trade::today(), 1).to_string();
    assert_eq!(
        index["items"],
        json!([{
            "week": week, "kind": "live", "species": "pig", "average": 1_600, "head_average": 160_000, "lowest": 1_500,
            "highest": 2_000, "sales": 5, "heads": 5, "mass": 500_000
        }])
    );
    for (more, count) in [
        ("&kind=live&species=pig&weeks=1", 1),
        ("&kind=package", 0),
        ("&species=cattle", 0),
    ] {
        let index = world.get(None, &format!("{path}{more}")).await.json();
        assert_eq!(index["items"].as_array().unwrap().len(), count, "{more}");
    }
    let elsewhere = world
        .get(None, "/api/v1/price-index?county=500153000000")
        .await;
    assert_eq!(elsewhere.json()["items"], json!([]));
    for wrong in [
        "county=141031100201",
        "county=x",
        "county=141031000000&weeks=0",
        "county=141031000000&weeks=105",
    ] {
        let answer = world
            .get(None, &format!("/api/v1/price-index?{wrong}"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn many_sales_of_two_sellers_tell_nothing_and_a_third_makes_them_public() {
    let world = world().await;
    for (id, seller) in [(1, 2), (2, 4), (3, 2), (4, 4), (5, 2), (6, 4)] {
        delivered_by(&world, id, 150_000, seller).await;
    }
    let path = format!("/api/v1/price-index?county={COUNTY}");
    let index = world.get(None, &path).await.json();
    assert_eq!(index["items"], json!([]));
    assert!(trade::counties(&world.app, 1).await.unwrap().is_empty());
    delivered_by(&world, 7, 150_000, 5).await;
    let index = world.get(None, &path).await.json();
    assert_eq!(index["items"][0]["sales"], 7);
    let counties = trade::counties(&world.app, 1).await.unwrap();
    assert_eq!(counties, [COUNTY]);
}

#[tokio::test]
async fn the_page_of_prices_shows_them_to_everybody() {
    let world = world().await;
    for (lang, none) in [
        ("zh", "最近没有可以公布的价格"),
        ("en", "There are no prices"),
    ] {
        let answer = world.get(None, &format!("/prices?lang={lang}")).await;
        let page = String::from_utf8(answer.body).unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(page.contains(none));
        assert_eq!(check(&page), Ok(()));
    }
    for (id, seller) in [(1, 2), (2, 4), (3, 5), (4, 2), (5, 4)] {
        delivered_by(&world, id, 156_000, seller).await;
    }
    for (lang, price) in [("zh", "15.60 元/公斤"), ("en", "CNY 15.60 per kg")] {
        for county in ["", "&county=141031000000"] {
            let path = format!("/prices?lang={lang}{county}");
            let page = String::from_utf8(world.get(None, &path).await.body).unwrap();
            assert!(page.contains(price), "{path}");
            assert_eq!(check(&page), Ok(()), "{path}");
        }
    }
}

#[tokio::test]
async fn the_price_index_reads_its_index_only() {
    let world = world().await;
    let plan = plan(
        &world.app.db,
        "SELECT week, kind, species, COUNT(*), SUM(delivered_heads), SUM(delivered_mass), SUM(due), MIN(kilogram_price), \
         MAX(kilogram_price) FROM sales WHERE week IS NOT NULL AND county = '141031000000' \
         AND week >= '2026-09-07' GROUP BY week, kind, species HAVING COUNT(*) >= 5 AND COUNT(DISTINCT seller) >= 3 \
         ORDER BY week DESC, kind, species",
    )
    .await;
    assert!(
        plan.contains("USING COVERING INDEX sales_by_week"),
        "{plan}"
    );
}
