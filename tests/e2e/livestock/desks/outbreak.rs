//! An outbreak at the desks: a suspicion, the farms in contact, the lock, the disposal and the end of it.

use system_tests::{console::Console, livestock as words};

use super::{
    super::yard::{farm, Farm},
    at_desk, photo, range,
};
use crate::e2e::world::{world, World};

/// 昌州村 and 三合村 in 盘龙镇.
const SICK: &str = "500153102208";
const CONTACT: &str = "500153102209";
/// No other journey's order.
const ORDER: &str = "荣府令演 11 号";

fn keeper(world: &World, farm: &Farm) -> Console {
    let base = world.stack.service.base();
    Console::log_in(base, &farm.login, &farm.password).expect("the farm")
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn an_outbreak_is_locked_disposed_of_and_lifted_at_the_desks() {
    let world = world().await;
    let (sick, contact) = tokio::join!(farm(world, SICK), farm(world, CONTACT));
    let (tags, _) = sick.pigs(world, 2).await;
    let (own, _) = contact.pigs(world, 1).await;

    // One pig is found dead with the signs of swine fever.
    let dead = words::tag(tags.series, tags.from);
    let mut sick_desk = keeper(world, &sick);
    let death = [
        ("tags", dead.as_str()),
        ("cause", "suspected"),
        ("disease", "african_swine_fever"),
        ("mass", "97"),
    ];
    sick_desk
        .record_with("/console/livestock/death", &death, &[("photo", photo())])
        .expect("reported");

    // The bureau looks up whom the farm met, and locks the village and the farm in contact.
    let mut bureau = at_desk(world, "rongchang-bureau");
    let farm_number = sick.organisation;
    bureau
        .open(&format!(
            "/livestock/contacts?farm={farm_number}&days=21&lang=zh-CN"
        ))
        .expect("the contacts");
    let met = contact.organisation.to_string();
    let zone = [
        ("disease", "african_swine_fever"),
        ("order", ORDER),
        ("divisions", SICK),
        ("farms", met.as_str()),
        ("zone_species", "pig"),
    ];
    bureau
        .record_with(
            "/console/livestock/zones/new",
            &zone,
            &[("evidence", photo())],
        )
        .expect("locked");

    // Neither of them sells a pig to the slaughterhouse.
    let (house, today) = (world.id("rc_house").to_string(), words::days_ago(0));
    let mut contact_desk = keeper(world, &contact);
    let load = |tags: words::Tags| range(tags);
    for (desk, tags) in [
        (&mut sick_desk, load(tags.part(1, 1))),
        (&mut contact_desk, load(own)),
    ] {
        let declaration = [
            ("tags", tags.as_str()),
            ("purpose", "slaughter"),
            ("transport", &today),
            ("receiver", &house),
            ("plate", super::super::yard::PLATE),
        ];
        let why = desk
            .refused("/console/livestock/declare", &declaration)
            .expect("refused");
        assert!(why.contains("封锁") || why.contains("疫"), "{why}");
    }

    // The body goes to the plant; then the lock is lifted, and the neighbour sells.
    super::claim::dispose_of(world, &dead, "97");
    bureau
        .open("/console/livestock/queues/zones")
        .expect("the registers");
    // Others have zones there too.
    let lift = bureau.link_to(ORDER).expect("the zone is listed");
    assert!(lift.ends_with("/lift"), "{lift}");
    bureau
        .record(&lift, &[("order", "荣府令演 12 号")])
        .expect("lifted");
    let tags = load(own);
    let declaration = [
        ("tags", tags.as_str()),
        ("purpose", "slaughter"),
        ("transport", &today),
        ("receiver", &house),
        ("plate", super::super::yard::PLATE),
    ];
    contact_desk
        .record("/console/livestock/declare", &declaration)
        .expect("declared");
}
