//! A steer of Gaoqing with an electronic tag, to cuts that are known one by one.

use serde_json::json;
use system_tests::{browser::Browser, console::Console, livestock as words};

use super::{at_desk, first_code, photo, BATCHES, CERTIFICATES, DECLARATIONS, MEATS};
use crate::e2e::world::{world, World};

/// A steer of the demonstration's farm that still stands in its pen: the last of the three.
const STEER: &str = "237032200000003";
/// What is in its electronic tag.
const ELECTRONIC: &str = "E28011052000D3A6";
/// The carrier's vehicle.
const PLATE: &str = "鲁C56789";

/// From the electronic tag to the certificate.
fn certify(world: &World, keeper: &mut Console, vet: &mut Console) -> u64 {
    let binding = [("tag", STEER), ("electronic", ELECTRONIC)];
    keeper
        .record("/console/livestock/bind", &binding)
        .expect("bound");
    // One electronic tag is in one ear.
    let other = [("tag", "237032200000002"), ("electronic", ELECTRONIC)];
    let why = keeper
        .refused("/console/livestock/bind", &other)
        .expect("refused");
    assert!(why.contains("电子耳标"), "{why}");
    let (house, today) = (world.id("gq_house").to_string(), words::days_ago(0));
    let declaration = [
        ("tags", STEER),
        ("purpose", "slaughter"),
        ("transport", &today),
        ("receiver", &house),
        ("plate", PLATE),
    ];
    keeper
        .record("/console/livestock/declare", &declaration)
        .expect("declared");
    let declaration = keeper.made(DECLARATIONS).expect("a declaration");
    let form = |part: &str| format!("{DECLARATIONS}{declaration}/{part}");
    vet.record(&form("answer"), &[("accepted", "yes")])
        .expect("taken on");
    // The vet's reader gives the electronic number; it stands for the ear tag.
    let number = format!("59G{declaration:07}");
    let seen = [
        ("tags", ELECTRONIC),
        ("materials_complete", "yes"),
        ("tags_match", "yes"),
        ("healthy", "yes"),
        ("no_swill", "yes"),
        ("vehicle", PLATE),
        ("disinfection", "过氧乙酸 0.5%"),
        ("number", &number),
    ];
    vet.record(&form("certify"), &seen).expect("certified");
    vet.made(CERTIFICATES).expect("a certificate")
}

/// The road and the kill; the carcass.
fn kill(
    keeper: &mut Console,
    vet: &mut Console,
    house: &mut Console,
    world: &World,
    certificate: u64,
) -> u64 {
    let form = |part: &str| format!("{CERTIFICATES}{certificate}/{part}");
    let mut hauler = at_desk(world, "hauler-shicao");
    let departure = [("loaded", "1"), ("disinfection_done", "过氧乙酸 0.5%")];
    hauler
        .record(&form("depart"), &departure)
        .expect("departed");
    house.record(&form("take-in"), &[]).expect("taken in");
    let batch = house.made(BATCHES).expect("a batch");
    for reporter in [keeper, &mut *house] {
        reporter
            .record(&form("landing"), &[("heads", "1")])
            .expect("reported");
    }
    let form = |part: &str| format!("{BATCHES}{batch}/{part}");
    house
        .record(&form("announce"), &[("planned", "0"), ("emergency", "yes")])
        .expect("announced");
    vet.record(&form("look"), &[("looked", "yes")])
        .expect("looked at");
    let mut quality = at_desk(world, "quality-shicao");
    let sample = format!("BR-D{batch}");
    let test = [("sample", sample.as_str()), ("verdict", "pass")];
    quality
        .record_with(&form("test"), &test, &[("report", photo())])
        .expect("tested");
    let weighed = format!("{STEER}, 716, 408");
    let killed = [("carcasses", weighed.as_str()), ("identity", "individual")];
    house.record(&form("kill"), &killed).expect("killed");
    let carcass = house.made(MEATS).expect("a carcass");
    for (inspector, seal) in [(vet, "鲁检"), (&mut quality, "石质")] {
        let seal = format!("{seal}{carcass}");
        inspector
            .record(
                &format!("{MEATS}{carcass}/inspect"),
                &[("passed", "yes"), ("seal", &seal)],
            )
            .expect("passed");
    }
    carcass
}

#[tokio::test]
async fn a_steer_with_an_electronic_tag_becomes_cuts_known_one_by_one() {
    let world = world().await;
    let mut keeper = at_desk(world, "farm-yanjia");
    let mut vet = at_desk(world, "vet-sun");
    let certificate = certify(world, &mut keeper, &mut vet);
    let mut house = at_desk(world, "house-shicao");
    let carcass = kill(&mut keeper, &mut vet, &mut house, world, certificate);

    // The left half, its eye, and a package of it.
    let today = words::days_ago(0);
    let halves = [
        ("mass_in", "408"),
        ("parts", "左半胴体 201\n右半胴体 200.5"),
        ("trim", "1.5"),
        ("chill_loss", "5"),
        ("date", today.as_str()),
    ];
    house
        .record(&format!("{MEATS}{carcass}/cut"), &halves)
        .expect("halves");
    let made = house.linked(MEATS).expect("links");
    // The left one was written first.
    let parts = made.into_iter().filter(|meat| *meat != carcass);
    let half = parts.min().expect("a half");
    let eye = [
        ("mass_in", "6"),
        ("parts", "眼肉 6 A3"),
        ("date", today.as_str()),
    ];
    house
        .record(&format!("{MEATS}{half}/cut"), &eye)
        .expect("an eye");
    let made = house.linked(MEATS).expect("links");
    let eye = *made.iter().find(|meat| **meat != half).expect("an eye");
    let pieces = format!("{eye} 1");
    let package = [
        ("pieces", pieces.as_str()),
        ("package_name", "高青黑牛眼肉 500 克"),
        ("net", "1"),
        ("date", &today),
    ];
    house
        .record(&format!("{MEATS}{eye}/pack"), &package)
        .expect("packed");
    let made = house.linked(MEATS).expect("links");
    let package = *made.iter().find(|meat| **meat != eye).expect("a package");

    // Two codes of the demonstration's print run are left; the first goes on it.
    let batch = world.id("meat_steer_batch");
    let package = package.to_string();
    let bound = [("lot", package.as_str()), ("from", "28"), ("to", "29")];
    let form = |part: &str| format!("/console/batches/{batch}/{part}");
    house.record(&form("activate"), &bound).expect("activated");
    house
        .open(&format!("{}?from=28", form("codes")))
        .expect("the sheet");
    let code = first_code(&mut house);
    let mut shopper = Browser::phone().expect("chromium is installed by make setup");
    let base = world.stack.service.base();
    shopper
        .open(&format!("{base}{code}?lang=zh-CN"))
        .expect("the page");
    let verdict = "document.querySelector('[data-verdict]').dataset.verdict";
    let verdict = shopper.evaluate(verdict).expect("a verdict");
    assert_eq!(verdict, json!("genuine"));
    let told = shopper.evaluate("document.body.innerText").expect("a text");
    let told = told.as_str().unwrap_or_default();
    for word in ["眼肉", "来自这一头动物", "渤海黑牛"] {
        assert!(told.contains(word), "no {word}: {told}");
    }
}
