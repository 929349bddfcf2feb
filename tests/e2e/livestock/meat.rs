//! One pig sold five times: heads, parts and grams stop it at every step.

use county_primitives::Date;
use serde_json::{json, Value};
use system_tests::livestock as words;

use super::yard::{done, farm, refused, Crew, HOT, LIVE, PORK};
use crate::e2e::world::world;

/// 高峰村 in 吴家镇.
const VILLAGE: &str = "500153103202";

#[tokio::test]
async fn a_pig_has_one_carcass_and_a_carcass_its_parts() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, pigs) = farm.pigs(world, 2).await;
    let certificate = crew.certify(world, &farm, tags).await;
    crew.depart(certificate, 2).await;
    let batch = crew.take_in(certificate, tags).await;
    let at_ms = crew.prepare(batch).await;
    let test = json!([words::swine_fever_test(batch, "ASF-M1", "pass")]);
    done(&crew.quality, "test_batches", test).await;

    // Five carcasses of two pigs, two of the same pig, and one heavier than a pig can give.
    let kill = |ids: &[u64], hot: u64| {
        let mut kill = words::kill(batch, ids, PORK, LIVE, hot, at_ms);
        kill["group"] = json!({"units": words::animals(&pigs)});
        json!([kill])
    };
    let [one, two] = pigs[..] else {
        panic!("two pigs")
    };
    let five = kill(&[one, two, one, two, one], HOT);
    refused(&crew.house, "slaughter", five, "Livestock.TooManyCarcasses").await;
    let twice = kill(&[one, one], HOT);
    refused(&crew.house, "slaughter", twice, "Livestock.CarcassTwice").await;
    let heavy = kill(&pigs, LIVE);
    refused(&crew.house, "slaughter", heavy, "Livestock.CarcassTooHeavy").await;
    let honest = kill(&pigs, HOT);
    let carcasses = done(&crew.house, "slaughter", honest.clone())
        .await
        .ids("meat");
    refused(&crew.house, "slaughter", honest, "Livestock.AnimalFinal").await;

    // Nothing is cut before both inspections.
    let carcass = carcasses[0];
    let halves = |mass: u64, left: u64, right: u64, lost: u64| {
        let halves = vec![
            words::part("left_half", "", left),
            words::part("right_half", "", right),
        ];
        json!([words::cutting(carcass, mass, halves, lost, 0)])
    };
    let right = halves(80_000, 39_800, 39_700, 500);
    refused(
        &crew.house,
        "cut_meat",
        right.clone(),
        "Livestock.NotPassed",
    )
    .await;
    let call = "inspect_carcasses";
    done(&crew.vet, call, words::passed(&carcasses, "渝检Q")).await;
    done(&crew.quality, call, words::passed(&carcasses, "方质Z")).await;

    // More meat than went in, more than there is, and a second heart.
    let more = halves(80_000, 40_500, 40_000, 0);
    refused(&crew.house, "cut_meat", more, "Livestock.MassUnbalanced").await;
    let all = halves(HOT + 1, 42_000, 42_000, 601);
    refused(&crew.house, "cut_meat", all, "Livestock.MassOverRemaining").await;
    let hearts = vec![words::part("heart", "", 400), words::part("heart", "", 400)];
    let hearts = json!([words::cutting(carcass, 800, hearts, 0, 0)]);
    refused(&crew.house, "cut_meat", hearts, "Livestock.TooManyParts").await;
    let made = done(&crew.house, "cut_meat", right).await;
    let again = halves(4_000, 2_000, 2_000, 0);
    refused(&crew.house, "cut_meat", again, "Livestock.TooManyParts").await;
    let half = made.ids("meat")[0];
    labels_stop_with_the_mass(world, &crew, half).await;
}

/// A package of ten codes takes ten codes, and leaves the house only on a certificate.
async fn labels_stop_with_the_mass(world: &crate::e2e::world::World, crew: &Crew, half: u64) {
    let packed = json!([words::package(half, 5_000, "荣昌猪前腿肉 500 克")]);
    let packed = done(&crew.house, "pack_meat", packed).await;
    let package = *packed.ids("meat").last().expect("a package");
    let (season, _, _) = Date::of_timestamp(words::now_ms()).to_ymd();
    let asked = json!([{
        "brand": world.id("brand_pork"), "season": season, "kind": "meat", "count": 20,
        "unit_net": 500,
    }]);
    let codes = done(&crew.house, "batches", asked).await;
    let codes = codes.id("batch").expect("one");
    let all = json!([{"batch": codes, "from": 0, "to": 19}]);
    done(&crew.house, "prints", all).await;
    let bind = |from: u32, to: u32| -> Value {
        json!([{"range": {"batch": codes, "from": from, "to": to}, "meat": package}])
    };
    refused(
        &crew.house,
        "activations",
        bind(0, 10),
        "Livestock.MassOverRemaining",
    )
    .await;
    done(&crew.house, "activations", bind(0, 9)).await;
    refused(
        &crew.house,
        "activations",
        bind(10, 10),
        "Livestock.MassOverRemaining",
    )
    .await;
    let sold = json!([{"meat": package, "to": world.id("rc_market")}]);
    refused(&crew.house, "deliver_meat", sold, "Livestock.NotCertified").await;
}
