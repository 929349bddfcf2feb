//! Who sees what, and what lists and details say.

use axum::http::StatusCode;
use county_primitives::{
    oversight::{HoldCause, OversightEntry},
    produce::ProduceEntry,
    registry::{PolicyInput, RegistryEntry},
    Author, CaseId, LotId, PolicyKey, Subject,
};
use serde_json::{json, Value};

use super::{day, graded, season};
use crate::{
    chain::fake::AnyEntry,
    testing::{world, World, COUNTY, VILLAGE},
};

async fn ids(world: &World, token: &str, path: &str) -> Vec<u64> {
    let answer = world.get(Some(token), path).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{path} {}",
        String::from_utf8_lossy(&answer.body)
    );
    let items = answer.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["id"].as_u64().unwrap())
        .collect()
}

async fn status(world: &World, token: Option<&str>, path: &str) -> u16 {
    world.get(token, path).await.status.as_u16()
}

#[tokio::test]
async fn everybody_sees_what_the_role_allows() {
    let world = world().await;
    season(&world).await;
    let [county, grower, packer] = [
        world.token("county").await,
        world.token("grower").await,
        world.token("packer").await,
    ];
    for path in [
        "/api/v1/plots",
        "/api/v1/cycles",
        "/api/v1/lots",
        "/api/v1/tests",
    ] {
        for (token, seen) in [(&county, vec![1]), (&grower, vec![1]), (&packer, vec![])] {
            assert_eq!(ids(&world, token, path).await, seen, "{path}");
            let expected = if seen.is_empty() { 404 } else { 200 };
            assert_eq!(
                status(&world, Some(token), &format!("{path}/1")).await,
                expected
            );
        }
        assert_eq!(status(&world, None, path).await, 401);
        assert_eq!(
            status(&world, Some(&county), &format!("{path}/99")).await,
            404
        );
        assert_eq!(
            status(&world, Some(&county), &format!("{path}/x")).await,
            404
        );
    }
    graded(&world).await;
    assert_eq!(ids(&world, &packer, "/api/v1/lots").await, [3, 2, 1]);
    assert_eq!(ids(&world, &packer, "/api/v1/cycles").await, [1]);
    assert_eq!(ids(&world, &packer, "/api/v1/plots").await, [1]);
    assert_eq!(ids(&world, &packer, "/api/v1/tests").await, [1]);
    // One step on: what the packing house made of the grower's lot.
    assert_eq!(ids(&world, &grower, "/api/v1/lots").await, [3, 2, 1]);
}

#[tokio::test]
async fn governance_sees_everything() {
    let world = world().await;
    season(&world).await;
    let packer = world.token("packer").await;
    assert_eq!(ids(&world, &packer, "/api/v1/lots").await, [0u64; 0]);
    let members = world.get(Some(&packer), "/api/v1/members/3").await.json();
    let mut key = [0u8; 32];
    hex::decode_to_slice(
        members["key"].as_str().unwrap().trim_start_matches("0x"),
        &mut key,
    )
    .unwrap();
    let world = crate::testing::world().await;
    world.node.seat(key);
    season(&world).await;
    let packer = world.token("packer").await;
    assert_eq!(ids(&world, &packer, "/api/v1/lots").await, [1]);
}

#[tokio::test]
async fn details_tell_where_a_lot_comes_from_and_went() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let packer = world.token("packer").await;
    let lot = world.get(Some(&packer), "/api/v1/lots/2").await.json();
    assert_eq!(lot["ancestors"], json!([{"lot": 1, "distance": 1}]));
    assert_eq!(lot["cycles"], json!([1]));
    assert_eq!(
        (&lot["grade"], &lot["mass"], &lot["holder"]),
        (&json!("特级"), &json!(600_000), &json!(3))
    );
    let lot = world.get(Some(&packer), "/api/v1/lots/1").await.json();
    assert_eq!(
        lot["descendants"],
        json!([{"lot": 2, "distance": 1}, {"lot": 3, "distance": 1}])
    );
    assert_eq!(
        (&lot["mass_left"], &lot["test_flag"]),
        (&json!(100_000), &json!("passed"))
    );
    assert_eq!(lot["deliveries"][0]["receiver"], 3);
    let cycle = world.get(Some(&packer), "/api/v1/cycles/1").await.json();
    assert_eq!(cycle["harvest_from"], "2026-06-16");
    assert_eq!(cycle["operations"][0]["kind"], "bagging");
    assert_eq!(cycle["input_uses"][0]["name"], "阿维菌素 1.8% 乳油");
    assert_eq!(cycle["lots"], json!([1]));
    let plot = world.get(Some(&packer), "/api/v1/plots/1").await.json();
    assert_eq!(plot["village_path"].as_array().unwrap()[2], "隰县");
    assert_eq!(plot["cycles"], json!([1]));
    let test = world.get(Some(&packer), "/api/v1/tests/1").await.json();
    assert_eq!(
        (&test["target"], &test["items"]),
        (&json!("lot:1"), &json!(["有机磷"]))
    );
}

#[tokio::test]
async fn a_hold_on_an_ancestor_is_shown_on_the_lot() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let held = OversightEntry::Held {
        subject: Subject::Lot(LotId(1)),
        cause: HoldCause::FailedTest(county_primitives::TestId(1)),
    };
    let entry = (
        Subject::Case(CaseId(1)),
        Author::Rule,
        AnyEntry::Oversight(held),
    );
    world.indexed(world.node.add_block(vec![entry])).await;
    let packer = world.token("packer").await;
    let lot = world.get(Some(&packer), "/api/v1/lots/2").await.json();
    assert_eq!(lot["held_by"], json!([1]));
    assert_eq!(
        ids(&world, &packer, "/api/v1/cases?holding=true&subject=lot:1").await,
        [1]
    );
    assert_eq!(
        ids(&world, &packer, "/api/v1/cases?holding=false").await,
        [0u64; 0]
    );
    let case = world.get(Some(&packer), "/api/v1/cases/1").await.json();
    assert_eq!(
        (&case["cause"], &case["expires"]),
        (&json!("failed_test"), &Value::Null)
    );
}

#[tokio::test]
async fn a_case_names_the_use_that_covers_a_harvest() {
    let world = world().await;
    season(&world).await;
    let (lot, cycle) = (Subject::Lot(LotId(1)), county_primitives::CycleId(1));
    let harvest_from = "2026-06-20".parse().unwrap();
    let broken = ProduceEntry::IntervalBroken {
        cycle,
        used: "2026-06-06".parse().unwrap(),
        harvest_from,
    };
    let held = OversightEntry::Held {
        subject: lot,
        cause: HoldCause::SafetyInterval {
            cycle,
            harvest_from,
        },
    };
    let entries = vec![
        (lot, Author::Rule, AnyEntry::Produce(broken)),
        (
            Subject::Case(CaseId(1)),
            Author::Rule,
            AnyEntry::Oversight(held),
        ),
    ];
    world.indexed(world.node.add_block(entries)).await;
    let grower = world.token("grower").await;
    let case = world.get(Some(&grower), "/api/v1/cases/1").await.json();
    assert_eq!(case["subject"], "lot:1");
    assert_eq!(
        (&case["cause"], &case["cycle"], &case["harvest_from"]),
        (&json!("safety_interval"), &json!(1), &json!("2026-06-20"))
    );
    assert_eq!(
        (&case["test"], &case["expires"]),
        (&Value::Null, &Value::Null)
    );
    let lot = world.get(Some(&grower), "/api/v1/lots/1").await.json();
    assert_eq!(lot["held_by"], json!([1]));
}

#[tokio::test]
async fn a_hold_on_the_crop_or_its_plot_is_shown_on_every_lot_of_it() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let held = |case, subject| {
        let entry = OversightEntry::Held {
            subject,
            cause: HoldCause::FailedTest(county_primitives::TestId(1)),
        };
        let case = Subject::Case(CaseId(case));
        (case, Author::Rule, AnyEntry::Oversight(entry))
    };
    let entries = vec![
        held(1, Subject::Plot(county_primitives::PlotId(1))),
        held(2, Subject::Cycle(county_primitives::CycleId(1))),
        held(3, Subject::Lot(LotId(3))),
    ];
    world.indexed(world.node.add_block(entries)).await;
    let packer = world.token("packer").await;
    for (lot, cases) in [
        (1, json!([1, 2])),
        (2, json!([1, 2])),
        (3, json!([1, 2, 3])),
    ] {
        let path = format!("/api/v1/lots/{lot}");
        assert_eq!(
            world.get(Some(&packer), &path).await.json()["held_by"],
            cases
        );
    }
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let county = world.token("county").await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/lots?limit=2".to_owned();
    loop {
        let page = world.get(Some(&county), &path).await.json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|lot| lot["id"].as_u64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/lots?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, [3, 2, 1]);
    for (query, expected) in [
        ("holder=3", vec![3, 2, 1]),
        ("cycle=1", vec![1]),
        ("plot=1", vec![1]),
        ("plot=2", vec![]),
        ("holder=2", vec![]),
    ] {
        assert_eq!(
            ids(&world, &county, &format!("/api/v1/lots?{query}")).await,
            expected,
            "{query}"
        );
    }
    for query in ["limit=0", "limit=501", "cursor=x", "holder=x"] {
        let answer = world
            .get(Some(&county), &format!("/api/v1/lots?{query}"))
            .await;
        assert!(answer.status.is_client_error(), "{query}");
        assert_eq!(answer.json()["code"], "invalid_request");
    }
}

#[tokio::test]
async fn registry_lists_and_settings_are_read() {
    let world = world().await;
    let policy = |value, effective| PolicyInput {
        division: COUNTY.parse().unwrap(),
        key: PolicyKey::HoldLimitDays,
        value,
        effective: day(effective),
    };
    for input in [policy(30, "2020-01-01"), policy(60, "9999-01-01")] {
        let subject = Subject::Division(COUNTY.parse().unwrap());
        let entry = AnyEntry::Registry(RegistryEntry::PolicySet(input));
        world
            .indexed(
                world
                    .node
                    .add_block(vec![(subject, Author::Governance, entry)]),
            )
            .await;
    }
    let [county, grower] = [world.token("county").await, world.token("grower").await];
    let path = format!("/api/v1/policies?division={VILLAGE}");
    let settings = world.get(Some(&grower), &path).await.json();
    let settings = settings["items"].as_array().unwrap();
    assert_eq!(settings.len(), PolicyKey::ALL.len());
    let found = settings
        .iter()
        .find(|row| row["key"] == "hold_limit_days")
        .unwrap();
    assert_eq!(
        *found,
        json!({"key": "hold_limit_days", "value": 30, "division": COUNTY, "effective": "2020-01-01"})
    );
    assert_eq!(
        ids(&world, &grower, "/api/v1/organisations").await,
        [3, 2, 1]
    );
    assert_eq!(
        ids(&world, &grower, "/api/v1/organisations?kind=state_organ").await,
        [1]
    );
    let path = format!("/api/v1/organisations?division={VILLAGE}&status=active");
    assert_eq!(ids(&world, &county, &path).await, [3, 2]);
    assert_eq!(ids(&world, &county, "/api/v1/members").await, [3, 2, 1]);
    assert_eq!(ids(&world, &grower, "/api/v1/members").await, [2]);
    let member = world.get(Some(&grower), "/api/v1/members/2").await.json();
    assert_eq!(
        member["roles"],
        json!([{"role": "producer", "division": VILLAGE}])
    );
    assert_eq!(
        status(&world, Some(&grower), "/api/v1/members/1").await,
        404
    );
    let counties = world.get(Some(&grower), "/api/v1/counties").await.json();
    assert_eq!(counties["items"][0]["county"], COUNTY);
}

#[tokio::test]
async fn divisions_and_the_description_are_public() {
    let world = world().await;
    let county = world
        .get(None, &format!("/api/v1/divisions/{COUNTY}"))
        .await
        .json();
    assert_eq!(
        (&county["name"], &county["level"]),
        (&json!("隰县"), &json!("county"))
    );
    assert_eq!(county["children"].as_array().unwrap().len(), 7);
    assert_eq!(county["path"][0]["name"], "山西省");
    assert_eq!(
        status(&world, None, "/api/v1/divisions/110101000000").await,
        404
    );
    assert_eq!(status(&world, None, "/api/v1/divisions/1").await, 404);
    let document = world.get(None, "/api/v1/openapi.json").await;
    assert_eq!(document.json()["openapi"], "3.1.0");
    let page = world.get(None, "/api/v1/docs/").await;
    let page = String::from_utf8(page.body).unwrap();
    assert!(page.contains("swagger-ui") && !page.contains("http://") && !page.contains("https://"));
    assert!(page.contains("name=\"viewport\""), "{page}");
}
