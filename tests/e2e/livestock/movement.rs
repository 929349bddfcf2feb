//! Animals that are moved otherwise than their certificate says: refused, or seen and warned of.

use serde_json::json;
use system_tests::livestock as words;

use super::yard::{done, farm, refused, warnings, Crew, OTHER_PLATE, PLATE};
use crate::e2e::world::world;

/// 双流村 in 吴家镇.
const VILLAGE: &str = "500153103201";

fn assert_warned(warned: &[String], kinds: &[&str]) {
    for kind in kinds {
        assert!(
            warned.iter().any(|known| known == kind),
            "no {kind} among {warned:?}"
        );
    }
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn one_vehicle_one_certificate_one_destination() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, pigs) = farm.pigs(world, 3).await;
    let certificate = crew.certify(world, &farm, tags).await;
    let now = words::now_ms;

    // Another vehicle, more animals, another carrier.
    let other = json!([words::departure(certificate, OTHER_PLATE, 3, now())]);
    refused(&crew.hauler, "depart", other, "Livestock.WrongVehicle").await;
    let more = json!([words::departure(certificate, PLATE, 4, now())]);
    refused(&crew.hauler, "depart", more, "Livestock.TooManyLoaded").await;
    let stranger = world.log_in("hauler-shicao").await;
    let whole = json!([words::departure(certificate, PLATE, 3, now())]);
    refused(&stranger, "depart", whole, "Registry.NotAuthorised").await;

    // Two are loaded, one stays; the rest of the load does not follow on the same paper.
    let mut part = words::departure(certificate, PLATE, 2, now());
    part["left_behind"] = json!(words::animals(&pigs[2..]));
    done(&crew.hauler, "depart", json!([part])).await;
    let rest = json!([words::departure(certificate, PLATE, 1, now())]);
    refused(
        &crew.hauler,
        "depart",
        rest,
        "Livestock.CertificateNotIssued",
    )
    .await;
    let subject = format!("certificate:{certificate}");
    assert_warned(&warnings(world, &subject).await, &["fewer_loaded"]);

    // A checkpoint meets it on another vehicle and with another count; minutes later the same paper
    // is shown in another province.
    let second_vet = world.log_in("vet-liu").await;
    let stop = words::checkpoint(certificate, "500153002000", OTHER_PLATE, 3, now());
    done(&second_vet, "pass_checkpoints", json!([stop])).await;
    let far_vet = world.log_in("vet-sun").await;
    let stop = words::checkpoint(certificate, "370322001000", PLATE, 2, now());
    done(&far_vet, "pass_checkpoints", json!([stop])).await;
    assert_warned(
        &warnings(world, &subject).await,
        &[
            "checkpoint_vehicle",
            "checkpoint_count",
            "clone_certificate",
        ],
    );

    // Another slaughterhouse, a farm, and an animal that is not on the paper.
    let elsewhere = world.log_in("house-putuo").await;
    let intake = |tags: words::Tags| json!([words::intake(certificate, &tags.group(), now())]);
    let loaded = tags.part(0, 2);
    refused(
        &elsewhere,
        "take_in",
        intake(loaded),
        "Livestock.NotReceiver",
    )
    .await;
    let arrival = json!([{
        "certificate": certificate, "division": VILLAGE, "arrived": loaded.group(), "dead": [],
        "at_ms": now(),
    }]);
    refused(&farm.client, "arrive", arrival, "Livestock.PurposeDiffers").await;
    refused(&crew.house, "take_in", intake(tags), "Livestock.NotInLoad").await;

    // One of the two is not there any more: it is missing from now on, and nobody sells it.
    done(&crew.house, "take_in", intake(tags.part(0, 1))).await;
    assert_warned(&warnings(world, &subject).await, &["arrival_count"]);
    let lost = format!("animal:{}", pigs[1]);
    assert_warned(&warnings(world, &lost).await, &["missing"]);
    refused(
        &crew.house,
        "take_in",
        intake(tags.part(1, 1)),
        "Livestock.CertificateNotOnRoad",
    )
    .await;
    let report = json!([{"certificate": certificate, "heads": 2}]);
    done(&farm.client, "report_landings", report).await;
    assert_warned(&warnings(world, &subject).await, &["landing_count"]);

    // The missing tag is seen at a market; the tag of the one that arrived far away.
    let sighting = |at: u32, place: &str| {
        let tag = words::tag(tags.series, tags.from + at);
        json!([{"tag": tag, "division": place, "at_ms": now()}])
    };
    let market = world.log_in("market-changyuan").await;
    done(&market, "report_sightings", sighting(1, "500153001000")).await;
    assert_warned(&warnings(world, &lost).await, &["ghost_tag"]);
    done(&far_vet, "report_sightings", sighting(0, "370322001000")).await;
    let cloned = format!("animal:{}", pigs[0]);
    assert_warned(
        &warnings(world, &cloned).await,
        &["out_of_place", "clone_tag"],
    );
}

#[tokio::test]
async fn no_tag_comes_twice() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let (tags, _) = farm.pigs(world, 2).await;
    let cdc = world.log_in("rongchang-cdc").await;
    refused(
        &cdc,
        "receive_tags",
        json!([tags.range()]),
        "Livestock.TagIssuedBefore",
    )
    .await;
    let again = json!([{
        "tags": tags.range(), "farm": farm.organisation, "village": VILLAGE,
        "born": words::days_ago(200), "origin": "born", "breed": "", "pen": "",
    }]);
    refused(
        &farm.client,
        "tag_animals",
        again,
        "Livestock.TagNotInStock",
    )
    .await;
    // Tags of another county, and electronic tags that another animal carries.
    let far = world.log_in("gaoqing-cdc").await;
    refused(
        &far,
        "receive_tags",
        json!([super::yard::fresh_tags(1).range()]),
        "Registry.NotAuthorised",
    )
    .await;
    let bind = |at: u32| {
        let tag = words::tag(tags.series, tags.from + at);
        json!([{"tag": tag, "electronic": "E2801105200073FF"}])
    };
    done(&farm.client, "bind_electronic", bind(0)).await;
    refused(
        &farm.client,
        "bind_electronic",
        bind(1),
        "Livestock.ElectronicTaken",
    )
    .await;
}
