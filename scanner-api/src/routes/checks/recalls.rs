//! Recalls through the API: who sees which custodians, and what one would reach.

use axum::http::StatusCode;
use county_primitives::{
    livestock::{LivestockEntry, MeatRecall, RecallScope},
    Grams, MeatId, OrganisationId, RecallId, Subject,
};
use serde_json::json;

use super::text;
use crate::{
    chain::fake::AnyEntry,
    testing::{grower, world, World, VILLAGE},
};

/// The house is the packing house; the grower is its custodian.
const HOUSE: OrganisationId = OrganisationId(3);

async fn add(world: &World, entry: LivestockEntry) {
    let recall = Subject::Recall(RecallId(1));
    let entries = vec![(recall, grower(), AnyEntry::Livestock(entry))];
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

async fn ordered() -> World {
    let world = world().await;
    let scope = RecallScope::Day {
        house: HOUSE,
        day: "2026-09-20".parse().unwrap(),
    };
    let ordered = LivestockEntry::RecallOrdered {
        recall: MeatRecall {
            scope,
            reason: text("复检"),
            evidence: None,
        },
        house: HOUSE,
        division: VILLAGE.parse().unwrap(),
    };
    add(&world, ordered).await;
    world
}

#[tokio::test]
async fn a_custodian_sees_itself_and_who_leads_the_recall_sees_all() {
    let world = ordered().await;
    let path = "/api/v1/meats/recalls/1";
    let grower = world.token("grower").await;
    let before = world.get(Some(&grower), path).await;
    assert_eq!(before.status, StatusCode::NOT_FOUND);
    for (custodian, meat) in [(2, 1), (3, 2)] {
        let told = LivestockEntry::RecallNotified {
            custodian: OrganisationId(custodian),
            meats: vec![MeatId(meat)].try_into().unwrap(),
            mass: Grams(1_000),
        };
        add(&world, told).await;
    }
    for (login, seen) in [("grower", 1), ("packer", 2), ("county", 2)] {
        let token = world.token(login).await;
        let file = world.get(Some(&token), path).await.json();
        let custodians = file["custodians"].as_array().unwrap();
        assert_eq!(custodians.len(), seen, "{login} {file}");
        assert_eq!(file["recalled"], 2_000, "{login}");
        let filtered = "/api/v1/meats/recalls?state=notified&house=3&custodian=2";
        let list = world.get(Some(&token), filtered).await.json();
        assert_eq!(list["items"][0]["id"], 1, "{login} {list}");
    }
}

#[tokio::test]
async fn the_records_of_a_recall_are_for_who_leads_it() {
    let world = ordered().await;
    let told = LivestockEntry::RecallNotified {
        custodian: OrganisationId(2),
        meats: vec![MeatId(1)].try_into().unwrap(),
        mass: Grams(1_000),
    };
    add(&world, told).await;
    let path = "/api/v1/timelines/recall:1";
    let nobody = world.get(None, path).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let page = world.get(None, "/records/recall:1").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    // A custodian has its own part of the recall, not the records with all of them.
    for (login, status) in [
        ("grower", StatusCode::NOT_FOUND),
        ("packer", StatusCode::OK),
        ("county", StatusCode::OK),
    ] {
        let token = world.token(login).await;
        let answer = world.get(Some(&token), path).await;
        assert_eq!(answer.status, status, "{login}");
    }
}

#[tokio::test]
async fn what_a_recall_would_reach_is_for_those_who_may_order_it() {
    let world = ordered().await;
    let (packer, grower) = (world.token("packer").await, world.token("grower").await);
    let reach = "/api/v1/meats/recalls/reach";
    let day = format!("{reach}?house=3&day=2026-09-20");
    let nothing = world.get(Some(&packer), &day).await.json();
    assert_eq!(nothing, json!({"mass": 0, "custodians": [], "pieces": []}));
    let stranger = world.get(Some(&grower), &day).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    for wrong in ["", "?house=3", "?meat=1&batch=1"] {
        let answer = world.get(Some(&packer), &format!("{reach}{wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let unknown = world.get(Some(&packer), &format!("{reach}?meat=9")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
