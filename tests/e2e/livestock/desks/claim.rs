//! A death with its claim, and the second claim for the same life after a new tag.

use serde_json::json;
use system_tests::{console::Console, livestock as words};

use super::{
    super::yard::{farm, Farm, BODIES_PLATE},
    at_desk, hand_to, has_form, photo, range,
};
use crate::e2e::world::{world, World};

/// 永陵村 in 盘龙镇.
const VILLAGE: &str = "500153102207";

/// Insured by one and not by another; the phone of both.
fn insure(world: &World, farm: &Farm, tags: words::Tags) -> Console {
    let mut insurer = at_desk(world, "insurer-tan");
    let (heads, keeper) = (range(tags), farm.organisation.to_string());
    let contract = [
        ("policy", "RC-D-1"),
        ("farm", keeper.as_str()),
        ("species", "pig"),
        ("tags", &heads),
        ("sum", "800"),
        ("age_days_min", "30"),
    ];
    insurer
        .record_with(
            "/console/livestock/insure",
            &contract,
            &[("terms", photo())],
        )
        .expect("insured");
    // Another insurer does not insure the same lives for the same time.
    hand_to(world, &mut insurer, "insurer-mutual");
    let mut second = contract;
    second[0].1 = "RC-D-2";
    let why = insurer
        .refused_with("/console/livestock/insure", &second, &[("terms", photo())])
        .expect("refused");
    assert!(why.contains("保"), "{why}");
    insurer
}

/// From the pen to the plant and through it.
pub(super) fn dispose_of(world: &World, tag: &str, kilograms: &str) {
    let mut phone = at_desk(world, "hauler-luoguan");
    let body = format!("{tag} {kilograms}");
    let plant = world.id("rc_plant").to_string();
    let mut collection = vec![("bodies", body.as_str())];
    phone.open("/console/livestock/collect").expect("the form");
    // Where there is one plant, or one closed vehicle, nobody is asked which.
    for (field, value) in [("plant", plant.as_str()), ("vehicle", BODIES_PLATE)] {
        let asked = format!("!!document.querySelector('[name={field}]:not([type=hidden])')");
        if phone.browser().evaluate(&asked).expect("a form") == json!(true) {
            collection.push((field, value));
        }
    }
    phone
        .record_with(
            "/console/livestock/collect",
            &collection,
            &[("handover", photo())],
        )
        .expect("collected");
    let disposals = "/console/livestock/disposals/";
    let disposal = phone.made(disposals).expect("a disposal");
    hand_to(world, &mut phone, "disposal-macao");
    let form = |part: &str| format!("{disposals}{disposal}/{part}");
    let received = [("heads", "1"), ("plant_mass", kilograms)];
    phone
        .record_with(&form("receive"), &received, &[("video", photo())])
        .expect("received");
    let treated = [("method", "rendering"), ("treated_mass", kilograms)];
    phone
        .record_with(&form("treat"), &treated, &[("video", photo())])
        .expect("treated");
}

#[tokio::test]
async fn a_life_is_claimed_once_whatever_tag_it_wears() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let (tags, _) = farm.pigs(world, 1).await;
    let spare = farm.stock(world, 1).await;
    let old = words::tag(tags.series, tags.from);
    let new = words::tag(spare.series, spare.from);
    let mut insurer = insure(world, &farm, tags);

    // It loses its tag, gets another one, and dies.
    let base = world.stack.service.base();
    let mut keeper = Console::log_in(base, &farm.login, &farm.password).expect("the farm");
    let retagging = [("old", old.as_str()), ("new", &new), ("reason", "耳标脱落")];
    keeper
        .record("/console/livestock/retag", &retagging)
        .expect("a new tag");
    keeper.open("/console/livestock/claim").expect("the form");
    assert!(!has_form(&mut keeper), "nothing died yet");
    let death = [
        ("tags", new.as_str()),
        ("cause", "accident"),
        ("mass", "98"),
    ];
    keeper
        .record_with("/console/livestock/death", &death, &[("photo", photo())])
        .expect("reported");

    // Not before the body is disposed of; then once.
    let claim = [
        ("dead_animal", new.as_str()),
        ("claimed_mass", "98"),
        ("amount", "800"),
    ];
    let survey = [("survey", photo())];
    let why = keeper
        .refused_with("/console/livestock/claim", &claim, &survey)
        .expect("refused");
    assert!(why.contains("无害化"), "{why}");
    dispose_of(world, &new, "98");
    keeper
        .record_with("/console/livestock/claim", &claim, &survey)
        .expect("claimed");
    let claims = "/console/livestock/claims/";
    let number = keeper.made(claims).expect("a claim");
    // The form has nothing left to choose.
    keeper.open("/console/livestock/claim").expect("the form");
    assert!(!has_form(&mut keeper), "it is claimed");

    // Decided by a second person of the insurer, paid by the first, once.
    hand_to(world, &mut insurer, "insurer-deng");
    let form = |part: &str| format!("{claims}{number}/{part}");
    let agreed = [("decision", "pay"), ("amount", "750")];
    insurer.record(&form("decide"), &agreed).expect("decided");
    hand_to(world, &mut insurer, "insurer-tan");
    insurer
        .record_with(&form("pay"), &[], &[("receipt", photo())])
        .expect("paid");
    let why = insurer
        .refused_with(&form("pay"), &[], &[("receipt", photo())])
        .expect("refused");
    assert!(!why.is_empty());
}
