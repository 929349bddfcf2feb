//! Documents of a small farm against golden files, who may have them, their limits, and their deliveries.

use std::path::Path;

use axum::http::StatusCode;
use county_primitives::{
    livestock::{
        Disease, Food, Immunisation, LivestockEntry, Medication, Origin, Route, Species, Unit,
    },
    AnimalId, FoodLotId, Grams, OrganisationId, Subject, Text,
};
use serde_json::{json, Value};

use super::{
    document,
    wanted::{Period, Scope, Wanted},
    System,
};
use crate::{
    chain::fake::AnyEntry,
    testing::{grower, world, Answer, World, COUNTY, VILLAGE},
};

/// The only day of the chain of the tests.
const DAY: &str = "2026-07-31";

fn text<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

async fn add(world: &World, subject: Subject, entry: LivestockEntry) {
    let entries = vec![(subject, grower(), AnyEntry::Livestock(entry))];
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

/// A pig that was vaccinated and treated, and a cow that gave milk for the packing house.
async fn told() -> World {
    let world = world().await;
    let tagged = |tag: &str, breed: &str| LivestockEntry::Tagged {
        tag: tag.parse().unwrap(),
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Born,
        breed: text(breed),
        pen: text("1舍"),
    };
    let (pig, cow) = (Subject::Animal(AnimalId(1)), Subject::Animal(AnimalId(2)));
    add(&world, pig, tagged("114103100000001", "荣昌猪")).await;
    let vaccinated = LivestockEntry::Immunised {
        act: Immunisation {
            disease: Disease::FootAndMouth,
            vaccine: text("兽药生字010012345"),
            batch: text("B1"),
            code: Some(text("201809010012345678901234")),
            dose: text("2 ml"),
            date: "2026-07-30".parse().unwrap(),
        },
        until: "2027-01-30".parse().unwrap(),
        late: false,
    };
    add(&world, pig, vaccinated).await;
    let treated = LivestockEntry::Medicated {
        act: Medication {
            approval: text("兽药字010011234"),
            route: Route::Injection,
            code: Some(text("202601010099912345678901")),
            dose: text("10 mg/kg"),
            last_dose: "2026-07-31".parse().unwrap(),
            prescription: None,
        },
        name: text("土霉素注射液"),
        slaughter_from: "2026-08-28".parse().unwrap(),
        food_from: None,
        late: false,
    };
    add(&world, pig, treated).await;
    add(&world, cow, tagged("214103100000002", "荷斯坦牛")).await;
    let milk = LivestockEntry::FoodTaken {
        lot: FoodLotId(1),
        food: Food::Milk {
            mass: Grams(28_000),
        },
        species: Species::Cattle,
        village: VILLAGE.parse().unwrap(),
        heads: 1,
        units: vec![Unit::Animal(AnimalId(2))].try_into().unwrap(),
        date: "2026-07-31".parse().unwrap(),
        to: Some(OrganisationId(3)),
        late: false,
    };
    add(&world, Subject::Farm(OrganisationId(2)), milk).await;
    world
}

fn path(system: System, more: &str) -> String {
    let word = system.word();
    format!("/api/v1/adapters/{word}?division={COUNTY}&from=2026-07-01&to={DAY}{more}")
}

fn body(answer: &Answer) -> String {
    let body = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{body}");
    body
}

fn golden(name: &str, now: &str) {
    let file = Path::new("src/adapters/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, now).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        golden == now,
        "{name} is out of date; look at the difference after UPDATE=1 cargo test -p scanner-api adapters:\n{now}"
    );
}

#[tokio::test]
async fn documents_are_the_golden_files() {
    let world = told().await;
    let token = world.token("county").await;
    for system in System::ALL {
        let answer = world.get(Some(&token), &path(system, "")).await;
        golden(&format!("{}.json", system.word()), &body(&answer));
    }
    for (name, more) in [
        ("figures.csv", "&format=csv&table=figures"),
        (
            "figures-zh.csv",
            "&format=csv&table=figures&bom=true&headings=zh",
        ),
    ] {
        let answer = world
            .get(Some(&token), &path(System::FarmReporting, more))
            .await;
        golden(name, &body(&answer));
    }
}

fn rows(document: &Value, table: &str) -> Vec<Value> {
    let tables = document["tables"].as_array().unwrap();
    let table = tables.iter().find(|one| one["name"] == table).unwrap();
    table["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn documents_tell_what_happened() {
    let world = told().await;
    let token = world.token("county").await;
    let mut documents = Vec::new();
    for system in System::ALL {
        let answer = world.get(Some(&token), &path(system, "")).await;
        documents.push(serde_json::from_str::<Value>(&body(&answer)).unwrap());
    }
    let [reporting, dairy, health, drugs] = &documents[..] else {
        panic!("four of them");
    };
    assert_eq!(
        rows(reporting, "figures"),
        [
            json!([2, "cattle", 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            json!([2, "pig", 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
        ]
    );
    assert_eq!(
        rows(reporting, "vaccinated"),
        [json!([2, "pig", "foot_and_mouth", 1])]
    );
    let milk = rows(dairy, "milk_lots");
    assert_eq!(
        (milk.len(), &milk[0][6], &milk[0][7]),
        (1, &json!(28_000), &json!(3))
    );
    let received = rows(dairy, "milk_received");
    assert_eq!((&received[0][0], &received[0][2]), (&json!(3), &json!(2)));
    // The pig's treatment is nothing to milk.
    assert!(rows(dairy, "treatments").is_empty());
    let vaccinated = rows(health, "immunities");
    assert_eq!(
        (&vaccinated[0][1], &vaccinated[0][2]),
        (&json!("animal:1"), &json!("114103100000001"))
    );
    let used = rows(drugs, "medicine_uses");
    assert_eq!(
        (&used[0][4], &used[0][5], &used[0][6]),
        (
            &json!("202601010099912345678901"),
            &json!("20260101"),
            &json!("00999")
        )
    );
    assert_eq!(rows(drugs, "packages")[0][3], 1);
}

#[tokio::test]
async fn whoever_gets_a_document_can_recompute_its_digest() {
    let world = told().await;
    let token = world.token("county").await;
    for system in System::ALL {
        let answer = world.get(Some(&token), &path(system, "")).await;
        let text = body(&answer);
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut lines = text
            .lines()
            .filter(|line| line.starts_with('['))
            .map(|line| line.trim_end_matches(','));
        let (mut sums, mut total) = (String::new(), 0);
        for table in document["tables"].as_array().unwrap() {
            let count = table["facts"].as_u64().unwrap();
            let mut hasher = blake3::Hasher::new();
            for _ in 0..count {
                hasher.update(lines.next().unwrap().as_bytes());
                hasher.update(b"\n");
            }
            let digest = hasher.finalize().to_hex();
            assert_eq!(table["digest"], digest.as_str());
            let name = table["name"].as_str().unwrap();
            sums.push_str(&format!("{name} {count} {digest}\n"));
            total += count;
        }
        assert_eq!(lines.next(), None);
        let digest = blake3::hash(sums.as_bytes()).to_hex();
        assert_eq!(document["digest"], digest.as_str());
        assert_eq!(document["facts"], total);
        assert_eq!(answer.headers["x-exchange-digest"], digest.as_str());
        assert_eq!(answer.headers["x-exchange-facts"], total.to_string());
    }
}

#[tokio::test]
async fn who_sees_the_monthly_reports_gets_documents() {
    let world = told().await;
    let own = "/api/v1/adapters/farm_reporting?farm=2&from=2026-07-01&to=2026-07-31";
    let far = "/api/v1/adapters/farm_reporting?division=140000000000&from=2026-07-01&to=2026-07-31";
    let county = path(System::FarmReporting, "");
    for (login, asked, status) in [
        ("county", county.as_str(), StatusCode::OK),
        ("county", own, StatusCode::OK),
        ("county", far, StatusCode::FORBIDDEN),
        ("grower", own, StatusCode::OK),
        ("grower", county.as_str(), StatusCode::FORBIDDEN),
        ("packer", own, StatusCode::NOT_FOUND),
    ] {
        let token = world.token(login).await;
        let answer = world.get(Some(&token), asked).await;
        assert_eq!(answer.status, status, "{login} {asked}");
    }
    assert_eq!(
        world.get(None, &county).await.status,
        StatusCode::UNAUTHORIZED
    );
    let token = world.token("packer").await;
    let list = world.get(Some(&token), "/api/v1/adapters").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
    assert_eq!(list["items"][0]["system"], "farm_reporting");
}

#[tokio::test]
async fn what_cannot_be_made_is_refused_and_named() {
    let world = told().await;
    let token = world.token("county").await;
    let base = "/api/v1/adapters/farm_reporting?";
    let days = "from=2026-07-01&to=2026-07-31";
    let division = format!("division={COUNTY}");
    for (query, pointer) in [
        (days.to_owned(), "/division"),
        (format!("{division}&farm=2&{days}"), "/division"),
        (format!("{division}&from=2026-07-02&to=2026-07-01"), "/to"),
        (format!("{division}&from=2026-01-01&to=2027-01-02"), "/to"),
        (format!("{division}&{days}&format=csv"), "/table"),
        (format!("{division}&{days}&table=prices"), "/table"),
        (format!("{division}&{days}&limit=10"), "/table"),
        (
            format!("{division}&{days}&table=figures&limit=501"),
            "/limit",
        ),
        (
            format!("{division}&{days}&table=figures&cursor=Wzdd"),
            "/cursor",
        ),
    ] {
        let answer = world.get(Some(&token), &format!("{base}{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{query}");
    }
    let year = format!("{base}{division}&from=2026-01-01&to=2027-01-01");
    assert_eq!(world.get(Some(&token), &year).await.status, StatusCode::OK);
    let unknown = format!("/api/v1/adapters/prices?{division}&{days}");
    assert_eq!(
        world.get(Some(&token), &unknown).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn pages_of_a_table_are_the_table() {
    let world = told().await;
    let token = world.token("county").await;
    let system = System::FarmReporting;
    let whole = world.get(Some(&token), &path(system, "")).await.json();
    let mut found = Vec::new();
    let mut more = String::new();
    loop {
        let asked = path(system, &format!("&table=figures&limit=1{more}"));
        let page = world.get(Some(&token), &asked).await.json();
        assert_eq!((&page["page"], &page["facts"]), (&json!(true), &json!(1)));
        found.extend(rows(&page, "figures"));
        match page["next"].as_str() {
            Some(next) => more = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, rows(&whole, "figures"));
    let csv = path(system, "&table=figures&limit=1&format=csv");
    let answer = world.get(Some(&token), &csv).await;
    assert_eq!(body(&answer).lines().count(), 2);
    assert!(answer.headers.contains_key("x-exchange-next"));
}

#[tokio::test]
async fn a_document_has_at_most_so_many_facts() {
    let world = told().await;
    let wanted = Wanted {
        system: System::FarmReporting,
        scope: Scope::Division(COUNTY.parse().unwrap()),
        period: Period::read("2026-07-01".parse().unwrap(), DAY.parse().unwrap()).unwrap(),
    };
    let mut connection = world.app.db.reader.acquire().await.unwrap();
    let facts = document::totals(&mut connection, &wanted, 1_000)
        .await
        .unwrap()
        .facts;
    assert!(facts > 1);
    assert!(document::totals(&mut connection, &wanted, facts)
        .await
        .is_ok());
    let error = document::totals(&mut connection, &wanted, facts - 1)
        .await
        .unwrap_err();
    assert_eq!(error.problem().errors[0].pointer, "/to");
}

#[tokio::test]
async fn whole_documents_are_made_a_few_at_a_time() {
    let world = told().await;
    let token = world.token("county").await;
    let most = u32::try_from(document::AT_ONCE).unwrap();
    let waiting = world.app.exchanges.acquire_many(most).await.unwrap();
    let asked = path(System::FarmReporting, "");
    let answer = world.get(Some(&token), &asked).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers.contains_key("retry-after"));
    drop(waiting);
    assert_eq!(world.get(Some(&token), &asked).await.status, StatusCode::OK);
}

/// What a farm is told to have had in June, before the chain of the tests began.
async fn born_in_june(world: &World, heads: i64) {
    sqlx::query(
        "INSERT INTO farm_days (farm, species, day, kind, detail, heads) \
         VALUES (2, 'pig', '2026-06-10', 'born', '', ?) \
         ON CONFLICT (farm, species, day, kind, detail) DO UPDATE SET heads = excluded.heads",
    )
    .bind(heads)
    .execute(&world.app.db.writer)
    .await
    .unwrap();
}

#[tokio::test]
async fn what_was_handed_in_is_noted_and_corrected() {
    let world = told().await;
    born_in_june(&world, 5).await;
    let [county, grower] = [world.token("county").await, world.token("grower").await];
    let days = format!("division={COUNTY}&from=2026-06-01&to=2026-06-30");
    let asked = format!("/api/v1/adapters/farm_reporting?{days}");
    let standing = format!("/api/v1/adapters/farm_reporting/deliveries?{days}");
    let state = |answer: &Answer| answer.json()["state"].clone();
    let get = |path: String| {
        let (world, county) = (&world, &county);
        async move { world.get(Some(county), &path).await }
    };
    assert_eq!(state(&get(standing.clone()).await), "due");
    let first = get(asked.clone()).await.json()["digest"].clone();
    let handed = |digest: &Value, receipt: &str, reason: &str| {
        json!({
            "division": COUNTY, "from": "2026-06-01", "to": "2026-06-30",
            "digest": digest, "receipt": receipt, "reason": reason,
        })
    };
    let post = |token: String, body: Value| {
        let world = &world;
        async move {
            let path = "/api/v1/adapters/farm_reporting/deliveries";
            world.post(&token, path, &body).await
        }
    };
    let refused = post(grower.clone(), handed(&first, "R1", "")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let noted = post(county.clone(), handed(&first, "R1", "")).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.json());
    assert_eq!(state(&noted), "delivered");
    assert_eq!(noted.json()["deliveries"][0]["member"], 1);
    assert_eq!(noted.json()["deliveries"][0]["corrects"], json!(null));

    // The ledger says something else by now.
    born_in_june(&world, 6).await;
    assert_eq!(state(&get(standing.clone()).await), "changed");
    let second = get(asked).await.json()["digest"].clone();
    assert_ne!(first, second);
    let unknown = json!("0".repeat(64));
    for (digest, receipt, reason, pointer) in [
        (&unknown, "R2", "改", "/digest"),
        (&second, "R1", "改", "/receipt"),
        (&second, "R2", " ", "/reason"),
        (&second, "张三", "改", "/receipt"),
    ] {
        let refused = post(county.clone(), handed(digest, receipt, reason)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{pointer}"
        );
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer);
    }
    let corrected = post(county.clone(), handed(&second, "R2", "补记出生")).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.json());
    let corrected = corrected.json();
    assert_eq!(corrected["state"], "delivered");
    assert_eq!(corrected["deliveries"][0]["reason"], "补记出生");
    assert_eq!(
        corrected["deliveries"][0]["corrects"],
        corrected["deliveries"][1]["id"]
    );
    assert_eq!(corrected["documents"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_period_that_is_not_over_is_not_handed_in_and_a_farm_hands_in_its_own() {
    let world = told().await;
    let [county, grower] = [world.token("county").await, world.token("grower").await];
    let now = world
        .get(Some(&county), &path(System::DairyCloud, ""))
        .await;
    let early = json!({
        "division": COUNTY, "from": "2026-07-01", "to": DAY,
        "digest": now.json()["digest"], "receipt": "R1",
    });
    let deliveries = "/api/v1/adapters/dairy_cloud/deliveries";
    let refused = world.post(&county, deliveries, &early).await;
    assert_eq!(refused.json()["errors"][0]["pointer"], "/to");

    let days = "farm=2&from=2026-07-01&to=2026-07-30";
    let asked = format!("/api/v1/adapters/dairy_cloud?{days}");
    let own = world.get(Some(&grower), &asked).await.json();
    assert_eq!(own["scope"], "farm:2");
    let handed = |receipt: &str| {
        json!({
            "farm": 2, "from": "2026-07-01", "to": "2026-07-30",
            "digest": own["digest"], "receipt": receipt, "reason": "",
        })
    };
    let packer = world.token("packer").await;
    let other = world.post(&packer, deliveries, &handed("R1")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let noted = world.post(&grower, deliveries, &handed("R1")).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.json());
    assert_eq!(noted.json()["state"], "delivered");
    // What the county hands in for the farm is the same list.
    let again = world.post(&county, deliveries, &handed("R1")).await;
    assert_eq!(again.json()["errors"][0]["pointer"], "/receipt");
}

#[tokio::test]
async fn a_treatment_stays_with_the_farm_that_had_the_animal() {
    let world = told().await;
    sqlx::query("UPDATE lives SET farm = 3 WHERE unit = 'animal:1'")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    let token = world.token("grower").await;
    let asked = "/api/v1/adapters/drug_traceability?farm=2&from=2026-07-01&to=2026-07-31";
    let document = world.get(Some(&token), asked).await.json();
    assert_eq!(rows(&document, "medicine_uses").len(), 1, "{document}");
    assert_eq!(rows(&document, "vaccine_uses").len(), 1, "{document}");
}

#[test]
fn every_column_and_table_has_its_own_name() {
    for system in System::ALL {
        let mut tables: Vec<&str> = system.tables().iter().map(|table| table.name).collect();
        for table in system.tables() {
            let mut names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{} {}", system.word(), table.name);
        }
        let count = tables.len();
        tables.sort_unstable();
        tables.dedup();
        assert_eq!(tables.len(), count, "{}", system.word());
        assert_eq!(System::of_word(system.word()), Some(system));
    }
    assert_eq!(System::of_word("prices"), None);
}
