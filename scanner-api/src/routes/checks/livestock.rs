//! Livestock through the API: who sees an animal, what a vet is told, plates, and audits of reports.

use axum::http::StatusCode;
use codec::{Decode, Encode};
use county_primitives::{
    livestock::{
        Destination, Finding, FindingReason, LivestockEntry, Origin, Purpose, Species, Unit,
        VehicleInput,
    },
    AnimalId, DeclarationId, Items, OrganisationId, Subject,
};
use serde_json::json;

use super::text;
use crate::{
    chain::fake::AnyEntry,
    testing::{grower, world, World, VILLAGE},
};

async fn add(world: &World, subject: Subject, entry: LivestockEntry) {
    let entries = vec![(subject, grower(), AnyEntry::Livestock(entry))];
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

/// A pig of the grower with the tag …1.
async fn pig(world: &World, id: u64) {
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
