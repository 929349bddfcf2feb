//! A death with its claim, and every way to be paid twice for it.

use county_primitives::Date;
use serde_json::{json, Value};
use system_tests::{browser::Browser, livestock as words};

use super::yard::{done, farm, records, refused, warnings, Crew, Farm, BODIES_PLATE};
use crate::e2e::world::{world, World};

/// 含珠桥村 in 吴家镇.
const VILLAGE: &str = "500153103203";
const BODY: u64 = 98_000;

/// Records a death and takes the body to the plant and through it.
async fn die_and_dispose(world: &World, crew: &Crew, farm: &Farm, pig: u64, photo: &str) {
    let group = json!({"units": words::animals(&[pig])});
    let death = words::death(&group, json!("accident"), BODY, photo, words::now_ms());
    done(&farm.client, "report_deaths", json!([death])).await;
    let plant = world.id("rc_plant");
    let collection = words::collection(&[pig], BODY, plant, BODIES_PLATE, words::now_ms());
    let made = done(&crew.hauler, "collect_bodies", json!([collection])).await;
    let disposal = made.id("disposal").expect("one");
    let plant = world.log_in("disposal-macao").await;
    let reception = words::reception(disposal, 1, BODY, words::now_ms());
    done(&plant, "receive_bodies", json!([reception])).await;
    let treatment = words::treatment(disposal, BODY, words::now_ms());
    done(&plant, "treat_bodies", json!([treatment])).await;
}

fn claim(insurance: u64, pig: u64, photo: &str) -> Value {
    json!([{
        "insurance": insurance, "unit": {"animal": pig}, "mass": BODY, "amount": 80_000,
        "photo": words::digest(photo), "survey": words::digest("survey"),
    }])
}

fn contract(farm: &Farm, tags: words::Tags, number: &str) -> Value {
    let today = Date::of_timestamp(words::now_ms());
    json!([{
        "number": number, "farm": farm.organisation, "species": "pig", "group": tags.group(),
        "from": today.to_string(), "until": Date(today.0 + 180).to_string(),
        "sum_per_head": 80_000, "age_days_min": 30, "mass_min": 0,
        "terms": words::digest("terms"),
    }])
}

/// On a phone, the farm can choose the animal that was not claimed yet, and not the other one.
fn only_one_is_offered(farm: &Farm, free: &str, claimed: &str) {
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    let base = farm.client.base();
    phone
        .log_in(base, &farm.login, &farm.password)
        .expect("logged in");
    phone
        .open(&format!("{base}/console/livestock/claim"))
        .expect("the form");
    let offered =
        "[...document.getElementById('dead_animal').options].map((o) => o.text).join(' ')";
    let offered = phone.evaluate(offered).expect("choices");
    let offered = offered.as_str().unwrap_or_default();
    assert!(
        offered.contains(free) && !offered.contains(claimed),
        "{offered}"
    );
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn a_life_is_insured_once_and_claimed_once() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, pigs) = farm.pigs(world, 3).await;
    let (tan, deng) = (
        world.log_in("insurer-tan").await,
        world.log_in("insurer-deng").await,
    );

    // Two insurers do not insure the same pig at the same time.
    let insured = done(&tan, "insure", contract(&farm, tags, "RC-A-1")).await;
    let insurance = insured.id("insurance").expect("one");
    let mutual = world.log_in("insurer-mutual").await;
    refused(
        &mutual,
        "insure",
        contract(&farm, tags.part(2, 1), "RC-B-1"),
        "Livestock.InsuredAlready",
    )
    .await;

    // The first gets a new tag, dies, and is claimed: not while it lives, not before its disposal.
    let new = farm.stock(world, 1).await;
    let retagging = json!([{
        "old": words::tag(tags.series, tags.from), "new": words::tag(new.series, new.from),
        "reason": "耳标脱落 (the tag came off)",
    }]);
    done(&farm.client, "retag_animals", retagging).await;
    let first = claim(insurance, pigs[0], "first body");
    refused(
        &farm.client,
        "file_claims",
        first.clone(),
        "Livestock.NotDead",
    )
    .await;
    let group = json!({"units": words::animals(&pigs[2..])});
    let death = words::death(
        &group,
        json!("accident"),
        BODY,
        "third body",
        words::now_ms(),
    );
    done(&farm.client, "report_deaths", json!([death])).await;
    let third = claim(insurance, pigs[2], "third body");
    refused(&farm.client, "file_claims", third, "Livestock.NotDisposed").await;
    die_and_dispose(world, &crew, &farm, pigs[0], "first body").await;
    let filed = done(&farm.client, "file_claims", first.clone()).await;
    let number = filed.id("claim").expect("one");
    let warned = warnings(world, &format!("claim:{number}")).await;
    assert!(
        warned.contains(&"claim_after_retag".to_owned()),
        "{warned:?}"
    );

    // Once more for the same life, whoever asks; and the same photo for another one.
    refused(
        &farm.client,
        "file_claims",
        first.clone(),
        "Livestock.LifeClaimed",
    )
    .await;
    refused(&deng, "file_claims", first.clone(), "Livestock.LifeClaimed").await;
    die_and_dispose(world, &crew, &farm, pigs[1], "second body").await;
    let borrowed = claim(insurance, pigs[1], "first body");
    refused(&farm.client, "file_claims", borrowed, "Livestock.PhotoUsed").await;
    let mut heavy = claim(insurance, pigs[1], "second body");
    heavy[0]["mass"] = json!(BODY * 2);
    refused(
        &farm.client,
        "file_claims",
        heavy,
        "Livestock.ClaimMassDiffers",
    )
    .await;

    only_one_is_offered(
        &farm,
        &words::tag(tags.series, tags.from + 1),
        &words::tag(new.series, new.from),
    );

    // Another insurer's people decide nothing; agreed and paid once.
    let agreed = json!([{"claim": number, "amount": 75_000, "reason": ""}]);
    refused(&mutual, "decide_claims", agreed.clone(), "Livestock.NotOwn").await;
    done(&deng, "decide_claims", agreed.clone()).await;
    refused(&deng, "decide_claims", agreed, "Livestock.ClaimClosed").await;
    let payment = json!([{"claim": number, "receipt": words::digest("receipt")}]);
    done(&tan, "pay_claims", payment.clone()).await;
    refused(&tan, "pay_claims", payment, "Livestock.ClaimClosed").await;
    refused(&tan, "file_claims", first, "Livestock.LifeClaimed").await;
    let told = records(world, &format!("claim:{number}")).await;
    let paid = told
        .iter()
        .find(|record| !record["entry"]["claim_paid"].is_null());
    assert_eq!(
        paid.expect("a payment")["entry"]["claim_paid"]["amount"],
        75_000
    );
}
