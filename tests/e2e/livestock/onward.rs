//! Animals that go on after they arrived: to another county on a new certificate, out of the region, and
//! into isolation.

use serde_json::{json, Value};
use system_tests::livestock as words;

use super::yard::{done, farm, paper, records, refused, warnings, Crew, Farm, PLATE};
use crate::e2e::world::{world, World};

/// 荣升社区 and 燕儿村 in 直升镇.
const SENDER: &str = "500153104001";
const STOPOVER: &str = "500153104200";
/// 道观村 in 直升镇.
const BREEDER: &str = "500153104201";
/// 青苑社区 and 文苑社区 in 田镇街道 of Gaoqing, which is in another province.
const FAR: &str = "370322001007";
const FAR_AND_FREE: &str = "370322001009";

fn arrival(certificate: u64, village: &str, group: &Value) -> Value {
    json!([{
        "certificate": certificate, "division": village, "arrived": group, "dead": [],
        "at_ms": words::now_ms(),
    }])
}

/// Sold to another farm and driven there; returns the certificate.
async fn deliver(
    world: &World,
    crew: &Crew,
    from: &Farm,
    to: &Farm,
    tags: words::Tags,
    purpose: &str,
) -> u64 {
    let place = words::destination(to.organisation, to.village);
    let load = words::declaration(&tags.group(), purpose, place, PLATE, &words::days_ago(0));
    let made = done(&from.client, "declare", json!([load])).await;
    let declaration = made.id("declaration").expect("one");
    crew.accept(declaration).await;
    let mut form = crew.paper(declaration, tags.len());
    if purpose == "breeding" {
        // The papers of breeding stock are complete only with a laboratory's report.
        let code = "Livestock.MaterialsIncomplete";
        refused(&crew.vet, "certify", form.clone(), code).await;
        form[0]["inspection"]["laboratory"] = json!(words::digest("laboratory"));
    }
    let issued = done(&crew.vet, "certify", form).await;
    let certificate = issued.id("certificate").expect("one");
    crew.depart(certificate, tags.len()).await;
    let came = arrival(certificate, to.village, &tags.group());
    done(&to.client, "arrive", came).await;
    let told = records(world, &format!("certificate:{certificate}")).await;
    let landed = told
        .iter()
        .any(|record| !record["entry"]["arrived"].is_null());
    assert!(landed, "{told:?}");
    certificate
}

/// The state of an animal as its timeline tells it.
async fn state(world: &World, pig: u64) -> Value {
    let told = records(world, &format!("animal:{pig}")).await;
    let states = told
        .iter()
        .rev()
        .map(|record| &record["entry"]["state_changed"]["state"]);
    let mut known = states.filter(|state| !state.is_null());
    known.next().cloned().unwrap_or_default()
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn a_load_goes_on_to_another_county_on_a_new_certificate_and_leaves() {
    let world = world().await;
    let crew = Crew::of(world).await;
    let (sender, stopover) = tokio::join!(farm(world, SENDER), farm(world, STOPOVER));
    let (tags, pigs) = sender.pigs(world, 3).await;

    // On the old paper nothing goes on: it is used up where it arrived.
    let certificate = deliver(world, &crew, &sender, &stopover, tags, "rearing").await;
    let again = json!([words::departure(certificate, PLATE, 3, words::now_ms())]);
    let used = "Livestock.CertificateNotIssued";
    refused(&crew.hauler, "depart", again, used).await;

    // A new one on the basis of it: to another county, of animals that came on it, by the vet there.
    let onward = |basis: u64, group: &Value, heads: u32, to: &str| {
        json!([{
            "basis": basis, "group": group, "purpose": "rearing",
            "destination": {"organisation": null, "division": to},
            "number": paper(),
            "inspection": {
                "materials_complete": true, "heads": heads, "tags_match": true, "healthy": true,
                "no_swill": true, "laboratory": null,
            },
            "transport": words::transport(crew.carrier, PLATE), "valid_days": 5,
            "particulars": words::digest("particulars"),
        }])
    };
    let group = tags.part(0, 2).group();
    let near = onward(certificate, &group, 2, BREEDER);
    refused(&crew.vet, "redispatch", near, "Livestock.SameCounty").await;
    let (own, _) = stopover.pigs(world, 1).await;
    let stranger = onward(certificate, &own.group(), 1, FAR);
    refused(
        &crew.vet,
        "redispatch",
        stranger,
        "Livestock.BasisNotArrived",
    )
    .await;
    let far_vet = world.log_in("vet-sun").await;
    let far = onward(certificate, &group, 2, FAR);
    for nobody in [&far_vet, &stopover.client] {
        refused(nobody, "redispatch", far.clone(), "Registry.NotAuthorised").await;
    }
    let mut long = far.clone();
    long[0]["valid_days"] = json!(6);
    refused(
        &crew.vet,
        "redispatch",
        long,
        "Livestock.ValidityOutOfRange",
    )
    .await;
    let issued = done(&crew.vet, "redispatch", far.clone()).await;
    let second = issued.id("certificate").expect("one");
    let told = records(world, &format!("certificate:{second}")).await;
    let said = &told[0]["entry"]["certificate_issued"];
    assert_eq!(said["form"], "animal_a", "it leaves the province: {said}");
    assert_eq!(said["origin"], STOPOVER, "{said}");
    // The animals are on the new one; they are not sent on twice.
    refused(&crew.vet, "redispatch", far, "Livestock.WrongState").await;

    // Nobody acknowledges a load that has not left, and only another vet of the origin does than who certified it.
    let leaving = |heads: u32| {
        json!([{
            "certificate": second, "heads": heads, "evidence": words::digest("acknowledged"),
        }])
    };
    let call = "acknowledge_leaving";
    let other_vet = world.log_in("vet-liu").await;
    let waiting = "Livestock.CertificateNotOnRoad";
    refused(&other_vet, call, leaving(2), waiting).await;
    crew.depart(second, 2).await;
    refused(&far_vet, call, leaving(2), "Registry.NotAuthorised").await;
    refused(&crew.vet, call, leaving(2), "Livestock.SamePerson").await;
    let known = json!([{
        "certificate": certificate, "heads": 3, "evidence": words::digest("acknowledged"),
    }]);
    refused(&other_vet, call, known, "Livestock.ReceiverKnown").await;

    // One fewer is acknowledged than left: the chain says so. What left the region stays away.
    done(&other_vet, call, leaving(1)).await;
    let warned = warnings(world, &format!("certificate:{second}")).await;
    assert!(warned.contains(&"arrival_count".to_owned()), "{warned:?}");
    for pig in &pigs[..2] {
        assert_eq!(state(world, *pig).await, "left");
    }
    // Its landing is reported by that; the farm's console asks for the report of the first trip only.
    let report = json!([{"certificate": second, "heads": 1}]);
    let reported = "Livestock.NotArrived";
    refused(&stopover.client, "report_landings", report, reported).await;
    let waiting = stopover
        .client
        .http()
        .get(format!(
            "{}/console/livestock/queues/landing",
            stopover.client.base()
        ))
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    let asks = |certificate: u64| {
        waiting.contains(&format!("/console/livestock/certificates/{certificate}\""))
    };
    assert!(asks(certificate) && !asks(second), "{waiting}");
    let group = json!({"units": words::animals(&pigs[..1])});
    let death = words::death(&group, json!("unknown"), 96_000, "gone", words::now_ms());
    let final_state = "Livestock.AnimalFinal";
    refused(
        &stopover.client,
        "report_deaths",
        json!([death]),
        final_state,
    )
    .await;
    let sold = words::declaration(
        &group,
        "slaughter",
        words::destination(world.id("rc_house"), super::yard::HOUSE_VILLAGE),
        PLATE,
        &words::days_ago(0),
    );
    refused(&stopover.client, "declare", json!([sold]), final_state).await;
    assert_eq!(state(world, pigs[2]).await, "on_farm", "the third stayed");
}

#[tokio::test]
async fn breeding_stock_from_another_province_is_isolated_until_its_days_are_over() {
    let world = world().await;
    let crew = Crew::of(world).await;
    let sender = farm(world, BREEDER).await;
    let (tags, pigs) = sender.pigs(world, 3).await;
    let (first, second, third) = (tags.part(0, 1), tags.part(1, 1), tags.part(2, 1));

    // Thirty days where nobody set another term; who released it earlier would be refused.
    let far = farm(world, FAR).await;
    deliver(world, &crew, &sender, &far, first, "breeding").await;
    assert_eq!(state(world, pigs[0]).await, "isolation");
    let home = words::destination(sender.organisation, sender.village);
    let sold = words::declaration(&first.group(), "rearing", home, PLATE, &words::days_ago(0));
    let sold = json!([sold]);
    refused(&far.client, "declare", sold.clone(), "Livestock.WrongState").await;
    let release = |tags: words::Tags| {
        json!([{
            "group": tags.group(),
            "act": {"note": "隔离观察无异常 (nothing found)", "evidence": null},
        }])
    };
    let early = "Livestock.IsolationNotOver";
    refused(&far.client, "release_isolation", release(first), early).await;

    // Where the county asks for no days, the day of the arrival is enough.
    let bureau = world.log_in("gaoqing-bureau").await;
    let policy = json!([{
        "division": FAR_AND_FREE, "key": "isolation_days", "value": 0,
        "effective": words::days_ago(0),
    }]);
    done(&bureau, "policies", policy).await;
    let free = farm(world, FAR_AND_FREE).await;
    deliver(world, &crew, &sender, &free, second, "breeding").await;
    assert_eq!(state(world, pigs[1]).await, "isolation");
    refused(
        &far.client,
        "release_isolation",
        release(second),
        "Registry.NotAuthorised",
    )
    .await;
    refused(
        &free.client,
        "release_isolation",
        release(first),
        "Registry.NotAuthorised",
    )
    .await;
    done(&free.client, "release_isolation", release(second)).await;
    let again = "Livestock.WrongState";
    refused(&free.client, "release_isolation", release(second), again).await;

    // Stock for rearing is not isolated.
    deliver(world, &crew, &sender, &free, third, "rearing").await;
    assert_eq!(state(world, pigs[2]).await, "on_farm");
}
