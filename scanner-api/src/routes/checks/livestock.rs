//! Livestock through the API: who sees an animal, what a vet is told, plates, and audits of reports.

use axum::http::StatusCode;
use codec::{Decode, Encode};
use county_primitives::{
    livestock::{
        DeclarationInput, Destination, Finding, FindingReason, Food, HerdInput, LivestockEntry,
        Medication, Origin, Purpose, Route, Species, Unit, VehicleInput,
    },
    AnimalId, DeclarationId, Digest, FoodLotId, Grams, HerdId, Items, OrganisationId, Role,
    Subject,
};
use serde_json::json;

use super::text;
use crate::{
    chain::fake::AnyEntry,
    testing::{grower, world, World, COUNTY, VILLAGE},
};

async fn add(world: &World, subject: Subject, entry: LivestockEntry) {
    let entries = vec![(subject, grower(), AnyEntry::Livestock(entry))];
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

/// A pig of the grower with the tag …1.
pub(crate) async fn pig(world: &World, id: u64) {
    let tagged = LivestockEntry::Tagged {
        tag: format!("1141031{id:08}").parse().unwrap(),
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Born,
        breed: text("荣昌猪"),
        pen: text("1舍"),
    };
    add(world, Subject::Animal(AnimalId(id)), tagged).await;
}

async fn declaration(world: &World) {
    let declared = LivestockEntry::Declared {
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        species: Species::Pig,
        heads: 1,
        purpose: Purpose::Slaughter,
        destination: Destination {
            organisation: None,
            division: "140000000000".parse().unwrap(),
        },
        transport: "2026-09-20".parse().unwrap(),
        plate: Digest([9; 32]),
        load: vec![Unit::Animal(AnimalId(1))].try_into().unwrap(),
        basis: None,
    };
    add(world, Subject::Declaration(DeclarationId(1)), declared).await;
}

#[tokio::test]
async fn an_animal_is_seen_by_its_farm_and_its_county_only() {
    let world = world().await;
    pig(&world, 1).await;
    for path in ["/api/v1/animals/114103100000001", "/api/v1/animals/1"] {
        for (login, status) in [
            ("grower", StatusCode::OK),
            ("county", StatusCode::OK),
            ("packer", StatusCode::NOT_FOUND),
        ] {
            let token = world.token(login).await;
            let answer = world.get(Some(&token), path).await;
            assert_eq!(answer.status, status, "{login} {path}");
        }
    }
    let token = world.token("grower").await;
    let list = world
        .get(Some(&token), "/api/v1/animals?farm=2&state=on_farm")
        .await
        .json();
    assert_eq!(list["items"][0]["tag"], "114103100000001");
    for (login, seen) in [("county", 1), ("grower", 1), ("packer", 0)] {
        let token = world.token(login).await;
        for filter in [
            "",
            "?state=on_farm",
            "?species=pig",
            "?state=on_farm&species=pig",
        ] {
            let list = world
                .get(Some(&token), &format!("/api/v1/animals{filter}"))
                .await
                .json();
            let items = list["items"].as_array().unwrap();
            assert_eq!(items.len(), seen, "{login} {filter}");
        }
        let none = world
            .get(Some(&token), "/api/v1/animals?state=missing")
            .await
            .json();
        assert_eq!(none["items"], json!([]), "{login}");
    }
    let file = world
        .get(Some(&token), "/api/v1/farms/2/file?kind=tagged")
        .await
        .json();
    assert_eq!(file["items"][0]["subject"], "animal:1");
}

#[tokio::test]
async fn a_vet_is_told_which_animal_fails_and_why() {
    let world = world().await;
    pig(&world, 1).await;
    declaration(&world).await;
    let found = vec![
        Finding {
            unit: None,
            reason: FindingReason::FarmNotGraded,
        },
        Finding {
            unit: Some(Unit::Animal(AnimalId(1))),
            reason: FindingReason::WithinWithdrawal("2026-10-01".parse().unwrap()),
        },
    ];
    let (asked, answer) = (DeclarationId(1).encode(), found.encode());
    world
        .node
        .answer_view("Livestock", "certify_findings", asked, answer);
    let token = world.token("county").await;
    let path = "/api/v1/declarations/1/findings";
    let rows = world.get(Some(&token), path).await.json();
    assert_eq!(rows[0]["unit"], json!(null));
    assert_eq!(
        (&rows[1]["tag"], &rows[1]["kind"]),
        (&json!("114103100000001"), &json!("within_withdrawal"))
    );
    assert!(rows[1]["text_zh"].as_str().unwrap().contains("2026-10-01"));
    let packer = world.token("packer").await;
    let answer = world.get(Some(&packer), path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_plate_is_kept_and_its_digest_signed() {
    let world = world().await;
    let token = world.token("county").await;
    let body = |plate: &str| json!({"items": [{"plate": plate, "carrier": 3, "for_bodies": false, "until": "2027-09-01"}]});
    let answer = world
        .post(&token, "/api/v1/vehicles", &body("渝C12345"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let signed = world.node.calls().pop().unwrap();
    let item = Items::<VehicleInput>::decode(&mut &signed.args.0[..]).unwrap()[0].clone();
    let again = world
        .post(&token, "/api/v1/vehicles", &body(&item.plate.to_string()))
        .await;
    assert_eq!(again.status, StatusCode::OK, "a digest stays as it is");
    assert_eq!(world.node.calls().pop().unwrap().args.0, signed.args.0);
    let wrong = world.post(&token, "/api/v1/vehicles", &body("abc")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/items/0/plate");
}

#[tokio::test]
async fn a_declared_vehicle_is_kept_sealed_and_its_digest_signed() {
    let world = world().await;
    pig(&world, 1).await;
    let token = world.token("grower").await;
    let body = |plate: &str| {
        json!({"items": [{
            "group": {"units": [{"animal": 1}]}, "purpose": "slaughter",
            "destination": {"organisation": null, "division": "140000000000"},
            "transport": "2026-09-20", "plate": plate,
        }]})
    };
    let answer = world
        .post(&token, "/api/v1/declarations", &body("渝C12345"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let signed = world.node.calls().pop().unwrap();
    let items = Items::<DeclarationInput>::decode(&mut &signed.args.0[..]).unwrap();
    let kept: Option<String> = sqlx::query_scalar("SELECT digest FROM plates WHERE digest = ?")
        .bind(items[0].plate.to_string())
        .fetch_optional(&world.app.db.reader)
        .await
        .unwrap();
    assert!(kept.is_some());
    let wrong = world
        .post(&token, "/api/v1/declarations", &body("abc"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/items/0/plate");
    // What was declared is listed with its digest.
    declaration(&world).await;
    let listed = world.get(Some(&token), "/api/v1/declarations/1").await;
    assert_eq!(listed.json()["plate"], Digest([9; 32]).to_string());
}

/// A flock of the grower that was treated, and a lot of its eggs that the packing house received.
async fn eggs(world: &World) {
    let flock = Subject::Herd(HerdId(7));
    let registered = LivestockEntry::HerdRegistered(HerdInput {
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        species: Species::Poultry,
        heads: 500,
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Born,
        breed: text("海兰褐"),
        pen: text("鸡舍"),
    });
    add(world, flock, registered).await;
    let medicated = LivestockEntry::Medicated {
        act: Medication {
            approval: text("兽药字110256101"),
            route: Route::Oral,
            code: None,
            dose: text("1"),
            last_dose: "2026-08-01".parse().unwrap(),
            prescription: None,
        },
        name: text("土霉素预混剂"),
        slaughter_from: "2026-08-08".parse().unwrap(),
        food_from: Some("2026-08-11".parse().unwrap()),
        late: false,
    };
    add(world, flock, medicated).await;
    let food = Food::Eggs {
        count: 360,
        mass: Grams(21_600),
    };
    let date = "2026-08-11".parse().unwrap();
    let taken = LivestockEntry::FoodTaken {
        lot: FoodLotId(1),
        food,
        species: Species::Poultry,
        village: VILLAGE.parse().unwrap(),
        heads: 500,
        units: vec![Unit::Herd(HerdId(7))].try_into().unwrap(),
        date,
        to: Some(OrganisationId(3)),
        late: false,
    };
    add(world, Subject::Farm(OrganisationId(2)), taken).await;
    let lot = FoodLotId(1);
    add(world, flock, LivestockEntry::GaveFood { lot, food, date }).await;
}

#[tokio::test]
async fn a_lot_of_eggs_is_seen_by_farm_buyer_and_authority_with_the_drug_record() {
    let world = world().await;
    eggs(&world).await;
    for login in ["grower", "packer", "county"] {
        let token = world.token(login).await;
        let list = world
            .get(Some(&token), "/api/v1/food-lots?kind=eggs&date=2026-08-11")
            .await
            .json();
        let lot = &list["items"][0];
        assert_eq!(
            (&lot["mass"], &lot["eggs"], &lot["receiver"], &lot["farm"]),
            (&json!(21_600), &json!(360), &json!(3), &json!(2)),
            "{login}"
        );
        let detail = world.get(Some(&token), "/api/v1/food-lots/1").await.json();
        assert_eq!(
            detail["units"],
            json!([{
                "unit": "herd:7", "tag": null, "last_dose": "2026-08-01",
                "food_from": "2026-08-11",
            }]),
            "{login}"
        );
    }
    let grower = world.token("grower").await;
    for (filter, found) in [
        ("farm=2", 1),
        ("farm=3", 0),
        ("receiver=3", 1),
        ("receiver=2", 0),
        ("kind=milk", 0),
        ("unit=herd:7", 1),
        ("unit=herd:8", 0),
    ] {
        let path = format!("/api/v1/food-lots?{filter}");
        let list = world.get(Some(&grower), &path).await.json();
        assert_eq!(
            list["items"].as_array().map(Vec::len),
            Some(found),
            "{filter}"
        );
    }
    let file = world.get(Some(&grower), "/api/v1/herds/7").await.json();
    assert_eq!(
        (&file["food_from"], &file["food_lots"]),
        (&json!("2026-08-11"), &json!([1]))
    );
    let strange = world.get(Some(&grower), "/api/v1/food-lots/2").await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_records_of_a_farm_are_for_itself_and_the_authorities_of_its_seat() {
    let world = world().await;
    eggs(&world).await;
    let path = "/api/v1/timelines/farm:2";
    let nobody = world.get(None, path).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let grower = world.token("grower").await;
    let own = world.get(Some(&grower), path).await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(
        own.json()["records"][0]["record"]["entry"]["food_taken"]["to"],
        3
    );
    // Who received these eggs sees the lot, not the other customers of the farm.
    let packer = world.token("packer").await;
    for path in [path, "/records/farm:2"] {
        let stranger = world.get(Some(&packer), path).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{path}");
    }
    let stranger = world.get(Some(&packer), path).await;
    assert_eq!(stranger.json()["code"], "not_found");
    let county = world.token("county").await;
    for (role, division, status) in [
        (Role::CountyAgriculture, COUNTY, StatusCode::OK),
        (
            Role::CountyAgriculture,
            "141032000000",
            StatusCode::NOT_FOUND,
        ),
        (Role::Township, "141031100000", StatusCode::OK),
        (Role::Township, "141031101000", StatusCode::NOT_FOUND),
        (Role::OfficialVet, COUNTY, StatusCode::OK),
        (Role::Inspector, COUNTY, StatusCode::OK),
        (Role::Inspector, "141032000000", StatusCode::NOT_FOUND),
        (Role::Insurer, COUNTY, StatusCode::NOT_FOUND),
        (Role::Hauler, COUNTY, StatusCode::NOT_FOUND),
    ] {
        sqlx::query("UPDATE member_roles SET role = ?, division = ? WHERE member = 1")
            .bind(role.id())
            .bind(division)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        let answer = world.get(Some(&county), path).await;
        assert_eq!(answer.status, status, "{role} {division}");
    }
}

#[tokio::test]
async fn an_audit_holds_while_the_figures_are_those_that_were_judged() {
    let world = world().await;
    pig(&world, 1).await;
    let day: String = sqlx::query_scalar("SELECT day FROM farm_days")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    let path = format!("/api/v1/farms/2/reports/{}", &day[..7]);
    let [county, grower] = [world.token("county").await, world.token("grower").await];
    let report = world.get(Some(&grower), &path).await.json();
    assert_eq!(
        (&report["state"], &report["figures"][0]["closing"]),
        (&json!("waiting"), &json!(1))
    );
    let audit = format!("{path}/audit");
    let own = world
        .post(&grower, &audit, &json!({"accepted": true}))
        .await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let mute = world
        .post(&county, &audit, &json!({"accepted": false}))
        .await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accepted = world
        .post(&county, &audit, &json!({"accepted": true}))
        .await;
    assert_eq!(accepted.json()["state"], "accepted");
    pig(&world, 2).await;
    let report = world.get(Some(&grower), &path).await.json();
    assert_eq!(
        (&report["state"], &report["changed"]),
        (&json!("waiting"), &json!(true))
    );
    let table = world
        .get(
            Some(&county),
            &format!(
                "/api/v1/livestock/reports.csv?month={}&division=141031000000",
                &day[..7]
            ),
        )
        .await;
    let table = String::from_utf8(table.body).unwrap();
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.ends_with(",2,waiting\n"), "{table}");
}
