//! What must not happen, tried at the desks: each time the form is not there, or the page says why.

use serde_json::json;
use system_tests::{console::Console, livestock as words};

use super::{
    super::yard::{farm, Crew, PLATE, PORK},
    at_desk, hand_to, has_form, photo, range, BATCHES, CERTIFICATES, DECLARATIONS,
};
use crate::e2e::world::{world, World};

/// 石田村 in 盘龙镇.
const VILLAGE: &str = "500153102210";

/// A vet of another county does not get the form, and the own one not for pigs without a vaccine; the phone of
/// the own one.
fn no_false_certificate(world: &World, declaration: u64) -> Console {
    let form = format!("{DECLARATIONS}{declaration}/certify");
    let mut vet = at_desk(world, "vet-sun");
    vet.open(&form).expect("a page");
    assert!(!has_form(&mut vet), "another county's vet");
    hand_to(world, &mut vet, "vet-zhou");
    vet.open(&form).expect("a page");
    assert!(!has_form(&mut vet), "pigs that were never vaccinated");
    let said = vet.text().expect("a text");
    assert!(said.contains("口蹄疫"), "{said}");
    vet
}

/// Nothing travels without its certificate's vehicle and count, and a sick pig does not travel at all.
#[tokio::test]
async fn false_papers_illegal_moves_and_sick_pigs_are_stopped_at_the_desks() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let crew = Crew::of(world).await;
    let (bare, _) = farm.unprotected_pigs(world, 1).await;
    let declaration = farm.declare(world, &bare.group()).await;
    crew.accept(declaration).await;
    let mut vet = no_false_certificate(world, declaration);

    // Two on the paper: three are not loaded, nor on another vehicle.
    let (tags, _) = farm.pigs(world, 3).await;
    let certificate = crew.certify(world, &farm, tags.part(0, 2)).await;
    let mut hauler = at_desk(world, "hauler-luoguan");
    let depart = format!("{CERTIFICATES}{certificate}/depart");
    let departure = |vehicle: &'static str, loaded: &'static str| {
        [
            ("vehicle", vehicle),
            ("loaded", loaded),
            ("disinfection_done", "过氧乙酸 0.5%"),
        ]
    };
    for wrong in [
        departure(PLATE, "3"),
        departure(super::super::yard::OTHER_PLATE, "2"),
    ] {
        let why = hauler.refused(&depart, &wrong).expect("refused");
        assert!(!why.is_empty());
    }
    hauler
        .record(&depart, &departure(PLATE, "2"))
        .expect("departed");
    // It does not leave a second time.
    hauler.open(&depart).expect("a page");
    assert!(!has_form(&mut hauler), "it is on the road");

    // A pig that the vet found sick is sold to nobody.
    let sick = tags.part(2, 1);
    let declaration = farm.declare(world, &sick.group()).await;
    crew.accept(declaration).await;
    let tag = words::tag(sick.series, sick.from);
    let failure = [
        ("failed", tag.as_str()),
        ("reason", "体温 41.5 度，皮肤发绀"),
    ];
    let form = format!("{DECLARATIONS}{declaration}/fail");
    vet.record_with(&form, &failure, &[("notice", photo())])
        .expect("failed");
    let base = world.stack.service.base();
    let mut keeper = Console::log_in(base, &farm.login, &farm.password).expect("the farm");
    let (house, today) = (world.id("rc_house").to_string(), words::days_ago(0));
    let again = [
        ("tags", tag.as_str()),
        ("purpose", "slaughter"),
        ("transport", &today),
        ("receiver", &house),
        ("plate", PLATE),
    ];
    let why = keeper
        .refused("/console/livestock/declare", &again)
        .expect("refused");
    assert!(why.contains(&tag) || why.contains("不合格"), "{why}");
}

#[tokio::test]
async fn one_pig_is_not_sold_five_times_at_the_desks() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let crew = Crew::of(world).await;
    let (tags, _) = farm.pigs(world, 1).await;
    let certificate = crew.certify(world, &farm, tags).await;
    crew.depart(certificate, 1).await;
    let batch = crew.take_in(certificate, tags).await;
    crew.prepare(batch).await;
    let test = json!([words::swine_fever_test(batch, "ASF-I1", "pass")]);
    super::super::yard::done(&crew.quality, "test_batches", test).await;

    // Five carcasses of one pig, one of a pig that is not there, and one that outweighs it.
    let mut house = at_desk(world, "house-fangjiaba");
    let kill = format!("{BATCHES}{batch}/kill");
    let tag = range(tags);
    let tag = tag.split('-').next().expect("a tag");
    let line = format!("{tag}, 118, 84.6");
    let five = [line.as_str(); 5].join("\n");
    for carcasses in [
        five.as_str(),
        "150015399999999, 118, 84.6",
        &format!("{tag}, 118, 118"),
    ] {
        let killed = [
            ("carcasses", carcasses),
            ("identity", "individual"),
            ("product", PORK),
        ];
        let why = house.refused(&kill, &killed).expect("refused");
        assert!(!why.is_empty(), "{carcasses}");
    }
}
