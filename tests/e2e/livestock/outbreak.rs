//! An outbreak: a suspicion, the farms in contact, the lock, the culling, and the end.

use reqwest::StatusCode;
use serde_json::json;
use system_tests::livestock as words;

use super::yard::{done, farm, records, refused, warnings, Crew, BODIES_PLATE, PLATE};
use crate::e2e::world::world;

/// 龙井庙村 and 永兴寺村 in 清流镇.
const SICK: &str = "500153112200";
const CONTACT: &str = "500153112202";

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn an_outbreak_is_traced_locked_and_ended() {
    let world = world().await;
    let crew = Crew::of(world).await;
    let (sick, contact) = tokio::join!(farm(world, SICK), farm(world, CONTACT));
    let (tags, pigs) = sick.pigs(world, 6).await;
    let (own, _) = contact.pigs(world, 2).await;

    // Two pigs are sold to the neighbour, two more are declared, and then one is found dead.
    let sold = tags.part(0, 2);
    let to = |farm: &super::yard::Farm| words::destination(farm.organisation, farm.village);
    let today = words::days_ago(0);
    let load = words::declaration(&sold.group(), "rearing", to(&contact), PLATE, &today);
    let made = done(&sick.client, "declare", json!([load])).await;
    let declaration = made.id("declaration").expect("one");
    crew.accept(declaration).await;
    let issued = done(&crew.vet, "certify", crew.paper(declaration, 2)).await;
    let certificate = issued.id("certificate").expect("one");
    crew.depart(certificate, 2).await;
    let arrival = json!([{
        "certificate": certificate, "division": CONTACT, "arrived": sold.group(), "dead": [],
        "at_ms": words::now_ms(),
    }]);
    done(&contact.client, "arrive", arrival).await;
    let waiting = sick.declare(world, &tags.part(2, 2).group()).await;
    crew.accept(waiting).await;
    let group = json!({"units": words::animals(&pigs[4..5])});
    let cause = json!({"suspected": "african_swine_fever"});
    let death = words::death(&group, cause, 97_000, "suspected", words::now_ms());
    done(&sick.client, "report_deaths", json!([death])).await;
    let warned = warnings(world, &format!("animal:{}", pigs[4])).await;
    assert!(
        warned.contains(&"suspected_disease".to_owned()),
        "{warned:?}"
    );

    // Who was in contact: the neighbour, over the haulier's vehicle.
    let bureau = world.log_in("rongchang-bureau").await;
    let traced = bureau
        .get(&format!(
            "/api/v1/livestock/contacts?farm={}&days=21",
            sick.organisation
        ))
        .await
        .expect("contacts");
    assert_eq!(traced.status, StatusCode::OK, "{}", traced.body);
    let nodes = traced.body["nodes"].as_array().expect("a list").clone();
    for met in [sick.organisation, contact.organisation] {
        let id = format!("organisation:{met}");
        assert!(
            nodes.iter().any(|node| node["id"] == *id),
            "{id} is not among {nodes:?}"
        );
    }
    let is_vehicle = |node: &serde_json::Value| node["kind"] == "vehicle";
    assert!(nodes.iter().any(is_vehicle), "no vehicle among {nodes:?}");
    let edges = traced.body["edges"].as_array().expect("lines").len();
    assert!(edges > 0, "{}", traced.body);

    // The lock: nothing leaves, nothing comes, and the neighbour sells nothing.
    let zone = json!([{
        "disease": "african_swine_fever", "order": "荣府令演 1 号", "divisions": [SICK],
        "farms": [contact.organisation], "species": ["pig"], "from": today, "until": null,
        "evidence": words::digest("order"),
    }]);
    refused(
        &crew.vet,
        "order_zones",
        zone.clone(),
        "Registry.NotAuthorised",
    )
    .await;
    let zone = done(&bureau, "order_zones", zone).await;
    let zone = zone.id("zone").expect("one");
    let paper = crew.paper(waiting, 2);
    refused(&crew.vet, "certify", paper, "Livestock.OriginLocked").await;
    let house = words::destination(world.id("rc_house"), super::yard::HOUSE_VILLAGE);
    let out = json!([words::declaration(
        &tags.part(5, 1).group(),
        "slaughter",
        house.clone(),
        PLATE,
        &today
    )]);
    refused(&sick.client, "declare", out, "Livestock.OriginLocked").await;
    let into = json!([words::declaration(
        &own.group(),
        "rearing",
        to(&sick),
        PLATE,
        &today
    )]);
    refused(
        &contact.client,
        "declare",
        into,
        "Livestock.DestinationLocked",
    )
    .await;
    let neighbour = json!([words::declaration(
        &own.group(),
        "slaughter",
        house,
        PLATE,
        &today
    )]);
    refused(
        &contact.client,
        "declare",
        neighbour.clone(),
        "Livestock.OutbreakContact",
    )
    .await;

    // Everything on the farm is culled and disposed of; the declared load is no load any more.
    let withdrawal = json!([{"declaration": waiting, "reason": "疫情 (outbreak)"}]);
    done(&sick.client, "withdraw_declarations", withdrawal).await;
    let culled = [pigs[2], pigs[3], pigs[5]];
    let group = json!({"units": words::animals(&culled)});
    let death = words::death(&group, json!("culled"), 97_000, "culled", words::now_ms());
    done(&crew.vet, "report_deaths", json!([death])).await;
    let bodies = [pigs[2], pigs[3], pigs[4], pigs[5]];
    let plant = world.id("rc_plant");
    let collection = words::collection(&bodies, 97_000, plant, BODIES_PLATE, words::now_ms());
    let made = done(&crew.hauler, "collect_bodies", json!([collection.clone()])).await;
    let disposal = made.id("disposal").expect("one");
    refused(
        &crew.hauler,
        "collect_bodies",
        json!([collection]),
        "Livestock.BodyCollected",
    )
    .await;
    let plant = world.log_in("disposal-macao").await;
    let mass = 4 * 97_000;
    let reception = words::reception(disposal, 4, mass, words::now_ms());
    done(&plant, "receive_bodies", json!([reception])).await;
    let mut much = words::treatment(disposal, mass, words::now_ms());
    much["products"] = json!(mass / 2);
    refused(
        &plant,
        "treat_bodies",
        json!([much]),
        "Livestock.YieldTooLarge",
    )
    .await;
    let treatment = words::treatment(disposal, mass, words::now_ms());
    done(&plant, "treat_bodies", json!([treatment])).await;
    for pig in bodies {
        let told = records(world, &format!("animal:{pig}")).await;
        let last = told.last().expect("a record");
        assert_eq!(
            last["entry"]["state_changed"]["state"], "disposed",
            "{last}"
        );
    }

    // The lock is lifted; the neighbour sells again.
    let lift = json!([{"zone": zone, "order": "荣府令演 2 号"}]);
    done(&bureau, "lift_zones", lift.clone()).await;
    refused(&bureau, "lift_zones", lift, "Livestock.ZoneLifted").await;
    done(&contact.client, "declare", neighbour).await;
}
