//! Milk and eggs: from the catalogue's days to the buyer's page, and nothing inside a withdrawal.

use reqwest::StatusCode;
use serde_json::{json, Value};
use system_tests::{client::Client, console::Console, livestock as words};

use super::yard::{done, farm, records, refused, Farm};
use crate::e2e::world::{world, World};

/// 高峰村 in 吴家镇.
const VILLAGE: &str = "500153103202";

/// A herd of the farm, born 300 days ago; its group and number.
async fn herd(farm: &Farm, species: &str, heads: u32) -> (Value, u64) {
    let input = json!([{
        "farm": farm.organisation, "village": farm.village, "species": species, "heads": heads,
        "born": words::days_ago(300), "origin": "born", "breed": "", "pen": "奶舍",
    }]);
    let made = done(&farm.client, "register_herds", input).await;
    let id = made.id("herd").expect("one");
    (json!({"units": [{"herd": id}]}), id)
}

/// A raw milk station of its own.
async fn station(world: &World) -> (u64, Client) {
    let governance = world.stack.governance().await.expect("governance");
    let organisation = json!([{
        "kind": "household", "division": VILLAGE,
        "identity": {"person": {"pseudonym": hex::encode(rand::random::<[u8; 16]>())}},
    }]);
    let made = done(&governance, "organisations", organisation).await;
    let organisation = made.id("organisation").expect("one");
    let login = format!("station-{}", hex::encode(rand::random::<[u8; 6]>()));
    let password = hex::encode(rand::random::<[u8; 12]>());
    let account = json!([{
        "login": login, "password": password, "organisation": organisation,
        "roles": [{"role": "buyer", "division": VILLAGE}],
    }]);
    done(&governance, "accounts", account).await;
    let client = Client::log_in(governance.base(), &login, &password).await;
    (organisation, client.expect("the station logs in"))
}

async fn listed(client: &Client, farm: u64) -> usize {
    let path = format!("/api/v1/food-lots?farm={farm}");
    let answer = client.get(&path).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one journey, told in the order it happens"
)]
async fn milk_and_eggs_are_sold_when_their_withdrawal_is_over() {
    let world = world().await;
    let (farm, stranger) = tokio::join!(farm(world, VILLAGE), farm(world, VILLAGE));
    let (buyer, buyers) = station(world).await;
    let today = words::days_ago(0);
    let (fresh, fresh_id) = herd(&farm, "sheep_goat", 20).await;
    let (over, over_id) = herd(&farm, "sheep_goat", 30).await;
    let (flock, _) = herd(&farm, "poultry", 500).await;

    // The catalogue of the demonstration: injection of oxytetracycline, milk 7 days, meat 28.
    done(
        &farm.client,
        "medicate",
        json!([
            words::medication(&fresh, &words::days_ago(6)),
            words::medication(&over, &words::days_ago(7)),
        ]),
    )
    .await;
    let file = farm.client.get(&format!("/api/v1/herds/{over_id}")).await;
    let file = file.expect("an answer").body;
    assert_eq!(file["food_from"], Value::from(today.as_str()), "{file}");
    let milk = |group: &Value| json!([words::milk(group, 42_000, Some(buyer), &today)]);
    refused(
        &farm.client,
        "record_food",
        milk(&fresh),
        "Livestock.WithinWithdrawal",
    )
    .await;
    let made = done(&farm.client, "record_food", milk(&over)).await;
    assert!(!made.body.is_null());
    let told = records(world, &format!("herd:{over_id}")).await;
    let last = told.last().expect("a record");
    assert_eq!(
        last["entry"]["gave_food"]["food"]["milk"]["mass"], 42_000,
        "{last}"
    );

    // A goat lays no eggs; another farm does not milk it; nobody delivers to itself.
    let eggs = |group: &Value, to| json!([words::eggs(group, 360, 21_600, to, &today)]);
    refused(
        &farm.client,
        "record_food",
        eggs(&over, None),
        "Livestock.NotItsFood",
    )
    .await;
    refused(
        &stranger.client,
        "record_food",
        milk(&over),
        "Livestock.NotOwn",
    )
    .await;
    refused(
        &farm.client,
        "record_food",
        eggs(&flock, Some(farm.organisation)),
        "Livestock.AlreadyHolder",
    )
    .await;

    // Eggs on a phone, kept by the farm; the milk of the fresh herd not there either.
    let base = world.stack.service.base();
    let mut desk = Console::log_in(base, &farm.login, &farm.password).expect("the farm");
    let Some(hens) = flock["units"][0]["herd"].as_u64() else {
        panic!("a herd")
    };
    let (hens, goats) = (hens.to_string(), fresh_id.to_string());
    let form = "/console/livestock/food";
    let laid = [
        ("herd", hens.as_str()),
        ("food", "eggs"),
        ("food_mass", "21.6"),
        ("eggs", "360"),
    ];
    desk.record(form, &laid).expect("recorded");
    let milked = [
        ("herd", goats.as_str()),
        ("food", "milk"),
        ("food_mass", "42"),
    ];
    let why = desk.refused(form, &milked).expect("refused");
    assert!(why.contains("休药期"), "{why}");

    // The farm sees both lots, its buyer the delivered one, the county all, another farm none.
    let bureau = world.log_in("rongchang-bureau").await;
    assert_eq!(listed(&farm.client, farm.organisation).await, 2);
    assert_eq!(listed(&buyers, farm.organisation).await, 1);
    assert_eq!(listed(&bureau, farm.organisation).await, 2);
    assert_eq!(listed(&stranger.client, farm.organisation).await, 0);
    let path = format!("/api/v1/food-lots?receiver={buyer}");
    let lots = buyers.get(&path).await.expect("an answer").body;
    let lot = &lots["items"][0]["id"];
    let detail = buyers.get(&format!("/api/v1/food-lots/{lot}")).await;
    let detail = detail.expect("an answer").body;
    assert_eq!(
        (
            &detail["units"][0]["last_dose"],
            &detail["units"][0]["food_from"]
        ),
        (&json!(words::days_ago(7)), &json!(today)),
        "the true drug record goes with the milk: {detail}"
    );
}
