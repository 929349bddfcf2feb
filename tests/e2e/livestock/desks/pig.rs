//! A pig of Rongchang from the litter to the scanned box: eight people, eight phones, and a shopper.

use serde_json::json;
use system_tests::{
    browser::Browser,
    console::Console,
    livestock::{self as words, Tags},
};

use super::{
    super::yard::{farm, fresh_tags, paper, Farm, HOUSE_VILLAGE, PLATE, PORK},
    at_desk, first_code, photo, range, BATCHES, CERTIFICATES, DECLARATIONS, HERDS, MEATS,
};
use crate::e2e::world::{world, World};

/// 骑龙村 in 盘龙镇.
const VILLAGE: &str = "500153102206";
/// The disease, as the plan of the county asks for it.
const VACCINES: [&str; 2] = ["foot_and_mouth", "classical_swine_fever"];

/// Tags from the province to the farm.
fn hand_out(world: &World, farm: &Farm, tags: Tags) {
    let mut cdc = at_desk(world, "rongchang-cdc");
    let tags = range(tags);
    cdc.record("/console/livestock/tags/receive", &[("stock_tags", &tags)])
        .expect("received");
    let to = farm.organisation.to_string();
    let answers = [("stock_tags", tags.as_str()), ("to", &to)];
    cdc.record("/console/livestock/tags/hand-out", &answers)
        .expect("handed out");
}

/// The litter, its vaccines and its tags.
fn grow(keeper: &mut Console, tags: Tags) {
    let born = words::days_ago(200);
    let herd = [
        ("species", "pig"),
        ("heads", "12"),
        ("born", born.as_str()),
        ("breed", "荣昌猪"),
        ("pen", "3 号产房"),
        ("origin", "born"),
    ];
    keeper
        .record("/console/livestock/herds/new", &herd)
        .expect("a litter");
    let herd = keeper.made(HERDS).expect("a herd").to_string();
    let day = words::days_ago(90);
    for disease in VACCINES {
        let vaccine = [
            ("herd", herd.as_str()),
            ("disease", disease),
            ("vaccine", "兽药生字990101001"),
            ("vaccine_batch", "2099A01"),
            ("dose", "2 ml"),
            ("date", &day),
        ];
        keeper
            .record("/console/livestock/immunise", &vaccine)
            .expect("vaccinated");
    }
    let tags = range(tags);
    let tagging = [
        ("tags", tags.as_str()),
        ("born", &born),
        ("breed", "荣昌猪"),
        ("pen", "4 号育肥舍"),
        ("origin", "herd"),
        ("herd", &herd),
    ];
    keeper
        .record("/console/livestock/tag", &tagging)
        .expect("tagged");
}

/// From the farm's declaration to the vet's certificate.
fn certify(world: &World, keeper: &mut Console, vet: &mut Console, tags: Tags) -> u64 {
    let (load, today) = (range(tags), words::days_ago(0));
    let house = world.id("rc_house").to_string();
    let declaration = [
        ("tags", load.as_str()),
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
    let number = paper();
    let seen = [
        ("tags", load.as_str()),
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

/// The road, the door of the house, and both landing reports.
fn drive(world: &World, keeper: &mut Console, house: &mut Console, certificate: u64) -> u64 {
    let form = |part: &str| format!("{CERTIFICATES}{certificate}/{part}");
    let mut hauler = at_desk(world, "hauler-luoguan");
    let departure = [
        ("vehicle", PLATE),
        ("loaded", "2"),
        ("disinfection_done", "过氧乙酸 0.5%"),
    ];
    hauler
        .record(&form("depart"), &departure)
        .expect("departed");
    house.record(&form("take-in"), &[]).expect("taken in");
    let batch = house.made(BATCHES).expect("a batch");
    for reporter in [keeper, house] {
        reporter
            .record(&form("landing"), &[("heads", "2")])
            .expect("reported");
    }
    batch
}

/// Announced, looked at, tested, killed and passed twice; the carcasses.
fn kill(
    house: &mut Console,
    vet: &mut Console,
    quality: &mut Console,
    batch: u64,
    tags: Tags,
) -> Vec<u64> {
    let form = |part: &str| format!("{BATCHES}{batch}/{part}");
    house
        .record(&form("announce"), &[("planned", "0"), ("emergency", "yes")])
        .expect("announced");
    vet.record(&form("look"), &[("looked", "yes")])
        .expect("looked at");
    let weighed: Vec<String> = tags.all().map(|tag| format!("{tag}, 118, 84.6")).collect();
    let killed = [
        ("carcasses", weighed.join("\n")),
        ("identity", "individual".to_owned()),
        ("product", PORK.to_owned()),
    ];
    let killed: Vec<(&str, &str)> = killed
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    // Not before the test of the batch.
    let early = house.refused(&form("kill"), &killed).expect("refused");
    assert!(early.contains("检测"), "{early}");
    let sample = format!("ASF-D{batch}");
    let test = [("sample", sample.as_str()), ("verdict", "pass")];
    quality
        .record_with(&form("test"), &test, &[("report", photo())])
        .expect("tested");
    house.record(&form("kill"), &killed).expect("killed");
    let carcasses = house.linked(MEATS).expect("links");
    assert_eq!(carcasses.len(), 2, "two pigs, two carcasses");
    for carcass in &carcasses {
        let form = format!("{MEATS}{carcass}/inspect");
        for (inspector, seal) in [(&mut *vet, "渝检"), (&mut *quality, "方质")] {
            let seal = format!("{seal}{carcass}");
            inspector
                .record(&form, &[("passed", "yes"), ("seal", &seal)])
                .expect("passed");
        }
    }
    carcasses
}

/// From the carcass to a box of belly: cut twice, packed.
fn cut(house: &mut Console, carcass: u64) -> u64 {
    let today = words::days_ago(0);
    let halves = [
        ("mass_in", "84.6"),
        ("parts", "左半胴体 41.5\n右半胴体 41.5\n心 0.4"),
        ("trim", "0.4"),
        ("chill_loss", "0.8"),
        ("date", &today),
    ];
    let form = |meat: u64, part: &str| format!("{MEATS}{meat}/{part}");
    house
        .record(&form(carcass, "cut"), &halves)
        .expect("halves");
    let made = house.linked(MEATS).expect("links");
    // The left one was written first.
    let parts = made.into_iter().filter(|meat| *meat != carcass);
    let half = parts.min().expect("a half");
    let belly = [
        ("mass_in", "9"),
        ("parts", "五花肉 9"),
        ("date", today.as_str()),
    ];
    house.record(&form(half, "cut"), &belly).expect("the belly");
    let made = house.linked(MEATS).expect("links");
    let belly = *made.iter().find(|meat| **meat != half).expect("a belly");
    let pieces = format!("{belly} 5");
    let package = [
        ("pieces", pieces.as_str()),
        ("package_name", "荣昌猪五花肉 500 克"),
        ("net", "5"),
        ("date", &today),
    ];
    house
        .record(&form(belly, "pack"), &package)
        .expect("packed");
    let made = house.linked(MEATS).expect("links");
    *made.iter().find(|meat| **meat != belly).expect("a package")
}

/// Ten codes, printed and put on ten boxes; the address of the first of them.
fn label(house: &mut Console, package: u64) -> String {
    let asked = [("quota", "荣昌猪"), ("count", "10"), ("kind", "meat")];
    house.record("/console/batches/new", &asked).expect("codes");
    let batch = house.made("/console/batches/").expect("a batch");
    let form = |part: &str| format!("/console/batches/{batch}/{part}");
    let all = [("from", "0"), ("to", "9")];
    house.record(&form("print"), &all).expect("printed");
    let package = package.to_string();
    let bound = [("lot", package.as_str()), ("from", "0"), ("to", "9")];
    house.record(&form("activate"), &bound).expect("activated");
    house.open(&form("codes")).expect("the sheet");
    first_code(house)
}

#[tokio::test]
async fn a_pig_goes_from_the_litter_to_the_scanned_box_at_the_desks() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let base = world.stack.service.base();
    let tags = fresh_tags(2);
    hand_out(world, &farm, tags);
    let mut keeper = Console::log_in(base, &farm.login, &farm.password).expect("the farm");
    grow(&mut keeper, tags);
    let mut vet = at_desk(world, "vet-zhou");
    let certificate = certify(world, &mut keeper, &mut vet, tags);
    let mut house = at_desk(world, "house-fangjiaba");
    let batch = drive(world, &mut keeper, &mut house, certificate);
    let mut quality = at_desk(world, "quality-fangjiaba");
    let carcasses = kill(&mut house, &mut vet, &mut quality, batch, tags);
    let package = cut(&mut house, carcasses[0]);
    let code = label(&mut house, package);

    // The vet lets it out, the shop gets it, a shopper scans it.
    let market = world.id("rc_market").to_string();
    let number = paper();
    let way = [
        ("receiver", market.as_str()),
        ("vehicle", PLATE),
        ("disinfection", "过氧乙酸 0.5%"),
        ("number", &number),
    ];
    vet.record(&format!("{MEATS}{package}/certify"), &way)
        .expect("certified");
    house
        .record(&format!("{MEATS}{package}/deliver"), &[("to", &market)])
        .expect("delivered");
    let mut shopper = Browser::phone().expect("chromium is installed by make setup");
    shopper
        .open(&format!("{base}{code}?lang=zh-CN"))
        .expect("the page");
    let verdict = "document.querySelector('[data-verdict]').dataset.verdict";
    assert_eq!(
        shopper.evaluate(verdict).expect("a verdict"),
        json!("genuine")
    );
    let told = shopper.evaluate("document.body.innerText").expect("a text");
    let told = told.as_str().unwrap_or_default();
    for word in [
        "五花肉",
        "骑龙村",
        "方家坝生猪屠宰",
        "口蹄疫",
        "来自这一头动物",
    ] {
        assert!(told.contains(word), "no {word}: {told}");
    }
    assert!(!told.contains(HOUSE_VILLAGE), "no codes of places: {told}");
}
