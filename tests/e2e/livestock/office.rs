//! A vet who signs more certificates than one can, for animals of another office's area, or at night:
//! each is issued, and each is told of on the certificate for whoever oversees it.

use county_primitives::Date;
use reqwest::StatusCode;
use serde_json::json;
use system_tests::{client::Client, livestock as words, village::credit_code};

use super::yard::{done, farm, warnings, Crew, Farm};
use crate::e2e::world::{world, World};

/// 沙堡村 in 万灵镇, where the vet's office is, and 黄坭村 in 直升镇.
const OFFICE: &str = "500153105000";
const OWN: &str = "500153105200";
const ELSEWHERE: &str = "500153104202";
const COUNTY: &str = "500153000000";

/// A vet of the whole county whose office is that of one township: the number and the login.
async fn vet_of_a_township(world: &World) -> (u64, Client) {
    let governance = world.stack.governance().await.expect("governance");
    let office = json!([{
        "kind": "institution", "division": OFFICE,
        "identity": {"legal": {
            "credit_code": credit_code("12500153", "MB1C9001"),
            "name": "荣昌区万灵镇畜牧兽医站",
        }},
    }]);
    let made = done(&governance, "organisations", office).await;
    let organisation = made.id("organisation").expect("one");
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = json!([{
        "login": "vet-wanling", "password": password, "organisation": organisation,
        "roles": [{"role": "ahs_vet", "division": COUNTY}],
    }]);
    let made = done(&governance, "accounts", account).await;
    let member = made.id("member").expect("one");
    let client = Client::log_in(governance.base(), "vet-wanling", &password).await;
    (member, client.expect("the vet logs in"))
}

/// One pig declared, taken on and certified by this vet; returns what the chain warned of.
async fn certify(
    world: &World,
    crew: &Crew,
    vet: &Client,
    farm: &Farm,
    tag: words::Tags,
) -> (u64, Vec<String>) {
    let declaration = farm.declare(world, &tag.group()).await;
    crew.accept(declaration).await;
    let issued = done(vet, "certify", crew.paper(declaration, 1)).await;
    let certificate = issued.id("certificate").expect("one");
    let warned = warnings(world, &format!("certificate:{certificate}")).await;
    (certificate, warned)
}

#[tokio::test]
async fn a_vet_who_signs_too_many_elsewhere_or_at_night_is_seen() {
    let world = world().await;
    let crew = Crew::of(world).await;
    let (member, vet) = vet_of_a_township(world).await;

    // In the own village one certificate a day is fine at any time; in the other one the working hours
    // are the one minute that is farthest from now.
    let now = words::now_ms();
    let minute = (now - Date::of_timestamp(now).start_ms()) / 60_000;
    let night = (minute + 720) % 1_440;
    let setting = |division: &str, key: &str, value: u64| {
        json!({
            "division": division, "key": key, "value": value, "effective": words::days_ago(0),
        })
    };
    let bureau = world.log_in("rongchang-bureau").await;
    let settings = json!([
        setting(OWN, "vet_certificates_per_day", 1),
        setting(OWN, "vet_first_minute", 0),
        setting(OWN, "vet_last_minute", 1_439),
        setting(ELSEWHERE, "vet_first_minute", night),
        setting(ELSEWHERE, "vet_last_minute", night),
    ]);
    done(&bureau, "policies", settings).await;

    let (own, other) = tokio::join!(farm(world, OWN), farm(world, ELSEWHERE));
    let (tags, _) = own.pigs(world, 2).await;
    let (far, _) = other.pigs(world, 1).await;
    let (_, warned) = certify(world, &crew, &vet, &own, tags.part(0, 1)).await;
    assert!(
        warned.is_empty(),
        "the first of the day, at home: {warned:?}"
    );
    let (_, warned) = certify(world, &crew, &vet, &own, tags.part(1, 1)).await;
    assert_eq!(warned, ["vet_over_capacity"], "the second of one a day");
    let (certificate, mut warned) = certify(world, &crew, &vet, &other, far).await;
    warned.sort();
    assert_eq!(warned, ["vet_outside_area", "vet_outside_hours"]);

    // The county's bureau finds them under the vet.
    for kind in ["vet_outside_area", "vet_outside_hours"] {
        let path =
            format!("/api/v1/livestock/warnings?subject=certificate:{certificate}&kind={kind}");
        let found = bureau.get(&path).await.expect("an answer");
        assert_eq!(found.status, StatusCode::OK, "{}", found.body);
        let items = found.body["items"].as_array().expect("a list");
        assert_eq!(items.len(), 1, "{}", found.body);
        assert_eq!(items[0]["member"], member, "{}", found.body);
    }
}
