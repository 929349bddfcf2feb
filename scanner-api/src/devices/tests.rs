//! What is taken in, at each boundary, and that what was taken in proves what was anchored.

use axum::http::StatusCode;
use county_primitives::{
    devices::{
        DeviceInput, DeviceKind, DeviceSignature, DevicesEntry, HourAnchor, Reading, SignedAnchor,
        HOUR_MS,
    },
    oversight::{HoldCause, OversightEntry},
    CaseId, DeviceId, DeviceKey, Digest, OrganisationId, PlotId, Subject,
};
use ed25519_dalek::{Signer, SigningKey};
use qr_labeler::readings::{self, ReadingProof, SignedReading};
use serde_json::{json, Value};

use super::{forget, AGE_DAYS_MAX, READINGS_PER_HOUR_MAX};
use crate::{
    chain::fake::AnyEntry,
    db::now_ms,
    testing::{grower, request, world, Answer, World},
};

const DEVICE: DeviceId = DeviceId(1);

fn pair(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn key(seed: u8) -> DeviceKey {
    DeviceKey(pair(seed).verifying_key().to_bytes())
}

async fn add(world: &World, entry: DevicesEntry) {
    let entries = vec![(Subject::Device(DEVICE), grower(), AnyEntry::Devices(entry))];
    world.indexed(world.node.add_block(entries)).await;
}

/// The service with a device of the grower.
async fn with_device() -> World {
    let world = world().await;
    let registered = DevicesEntry::DeviceRegistered {
        organisation: OrganisationId(2),
        device: DeviceInput {
            kind: DeviceKind::Thermometer,
            key: key(1),
            place: Subject::Plot(PlotId(1)),
            serial: Digest([1; 32]),
        },
    };
    add(&world, registered).await;
    world
}

fn now() -> u64 {
    u64::try_from(now_ms()).unwrap()
}

fn reading(sequence: u64, at_ms: u64) -> Reading {
    Reading {
        device: DEVICE,
        sequence,
        at_ms,
        metric: "temperature".parse().unwrap(),
        value_milli: 21_500,
        unit: "°C".parse().unwrap(),
    }
}

fn item(reading: &Reading, seed: u8) -> Value {
    let signature = DeviceSignature(pair(seed).sign(reading.message().as_bytes()).to_bytes());
    json!({
        "device": reading.device, "sequence": reading.sequence, "at_ms": reading.at_ms,
        "metric": reading.metric, "value_milli": reading.value_milli, "unit": reading.unit,
        "signature": signature,
    })
}

async fn send(world: &World, items: Vec<Value>) -> Answer {
    let body = json!({ "items": items });
    let method = axum::http::Method::POST;
    let request = request(method, None, "/api/v1/device-readings", Some(&body));
    world.send(request).await
}

/// The pointer of the only mistake.
async fn mistake(world: &World, items: Vec<Value>) -> String {
    let answer = send(world, items).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.json()["errors"][0]["pointer"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn readings_are_taken_in_once() {
    let world = with_device().await;
    let one = item(&reading(1, now() - 2_000), 1);
    let two = item(&reading(2, now() - 1_000), 1);
    let answer = send(&world, vec![one.clone()]).await;
    assert_eq!(answer.json(), json!({"accepted": 1, "known": 0}));
    let answer = send(&world, vec![one, two]).await;
    assert_eq!(answer.json(), json!({"accepted": 1, "known": 1}));
    let other = item(&reading(1, now() - 3_000), 1);
    assert_eq!(mistake(&world, vec![other]).await, "/items/0/sequence");

    for (login, status) in [
        ("grower", StatusCode::OK),
        ("county", StatusCode::NOT_FOUND),
        ("packer", StatusCode::NOT_FOUND),
    ] {
        // The fake index has no plot, so the device belongs to no division and only its owner sees it.
        let token = world.token(login).await;
        let answer = world.get(Some(&token), "/api/v1/devices/1/readings").await;
        assert_eq!(answer.status, status, "{login}");
    }
    let token = world.token("grower").await;
    let list = world.get(Some(&token), "/api/v1/devices/1/readings").await;
    assert_eq!(list.json()["items"][0]["sequence"], 2);
    assert_eq!(list.json()["items"][1]["value_milli"], 21_500);
}

#[tokio::test]
async fn only_the_device_itself_is_believed() {
    let world = with_device().await;
    let genuine = reading(1, now() - 1_000);
    assert_eq!(
        mistake(&world, vec![item(&genuine, 2)]).await,
        "/items/0/signature"
    );
    let mut altered = item(&genuine, 1);
    altered["value_milli"] = json!(21_501);
    // A bad one keeps out the good ones beside it.
    assert_eq!(
        mistake(&world, vec![item(&genuine, 1), altered]).await,
        "/items/1/signature"
    );
    let unknown = Reading {
        device: DeviceId(9),
        ..genuine.clone()
    };
    assert_eq!(
        mistake(&world, vec![item(&unknown, 1)]).await,
        "/items/0/device"
    );
    let token = world.token("grower").await;
    let list = world.get(Some(&token), "/api/v1/devices/1/readings").await;
    assert_eq!(list.json()["items"], json!([]));
}

#[tokio::test]
async fn a_replaced_key_vouches_for_what_was_taken_before() {
    let world = with_device().await;
    add(&world, DevicesEntry::DeviceKeyRotated { key: key(2) }).await;
    let replaced = |at_ms: i64| {
        let world = &world;
        async move {
            sqlx::query("UPDATE device_keys SET until_ms = ? WHERE until_ms IS NOT NULL")
                .bind(at_ms)
                .execute(&world.app.db.writer)
                .await
                .unwrap();
        }
    };
    let taken = reading(1, now() - 10_000);
    let at_ms = i64::try_from(taken.at_ms).unwrap();
    replaced(at_ms).await;
    assert_eq!(
        mistake(&world, vec![item(&taken, 1)]).await,
        "/items/0/signature"
    );
    replaced(at_ms + 1).await;
    assert_eq!(
        send(&world, vec![item(&taken, 1)]).await.status,
        StatusCode::OK
    );
    let next = reading(2, now() - 1_000);
    assert_eq!(
        send(&world, vec![item(&next, 2)]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_retired_device_sends_nothing_more() {
    let world = with_device().await;
    let retired = DevicesEntry::DeviceRetired {
        reason: "损坏".parse().unwrap(),
    };
    add(&world, retired).await;
    let one = item(&reading(1, now() - 1_000), 1);
    assert_eq!(mistake(&world, vec![one]).await, "/items/0/device");
}

#[tokio::test]
async fn times_and_numbers_make_sense() {
    let world = with_device().await;
    let days_ms = u64::try_from(AGE_DAYS_MAX).unwrap() * 86_400_000;
    for (sequence, at_ms, pointer) in [
        (1, now() + 310_000, "/items/0/at_ms"),
        (1, now() - days_ms - 10_000, "/items/0/at_ms"),
        (u64::MAX, now(), "/items/0/sequence"),
    ] {
        let one = item(&reading(sequence, at_ms), 1);
        assert_eq!(mistake(&world, vec![one]).await, pointer);
    }
    let blank = Reading {
        metric: " ".parse().unwrap(),
        ..reading(1, now())
    };
    assert_eq!(
        mistake(&world, vec![item(&blank, 1)]).await,
        "/items/0/metric"
    );
    let kept = [
        item(&reading(10, now() - days_ms + 10_000), 1),
        item(&reading(20, now() + 290_000), 1),
    ];
    assert_eq!(send(&world, kept.to_vec()).await.status, StatusCode::OK);
    // Numbers rise with the hours.
    let back = item(&reading(21, now() - 2 * HOUR_MS), 1);
    assert_eq!(mistake(&world, vec![back]).await, "/items/0/sequence");
    let between = item(&reading(15, now() - 2 * HOUR_MS), 1);
    assert_eq!(send(&world, vec![between]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn text_with_a_personal_number_is_refused() {
    let world = with_device().await;
    let named = Reading {
        metric: "13812345678".parse().unwrap(),
        ..reading(1, now())
    };
    let answer = send(&world, vec![item(&named, 1)]).await;
    assert_eq!(answer.json()["code"], "personal_data");
}

#[tokio::test]
async fn an_hour_has_a_limit() {
    let world = with_device().await;
    let at_ms = (now() / HOUR_MS - 1) * HOUR_MS;
    let hour = i64::try_from(at_ms / HOUR_MS).unwrap();
    let mut transaction = world.app.db.writer.begin().await.unwrap();
    for sequence in 1..READINGS_PER_HOUR_MAX {
        sqlx::query(
            "INSERT INTO device_readings (device, sequence, hour, at_ms, metric, value_milli, unit, signature, \
             public_key, received_ms) VALUES (1, ?, ?, 0, '', 0, '', '', '', 0)",
        )
        .bind(sequence)
        .bind(hour)
        .execute(&mut *transaction)
        .await
        .unwrap();
    }
    transaction.commit().await.unwrap();
    let last = u64::try_from(READINGS_PER_HOUR_MAX).unwrap();
    let items = [last, last + 1].map(|sequence| item(&reading(sequence, at_ms), 1));
    assert_eq!(mistake(&world, items.to_vec()).await, "/items/1/device");
    let answer = send(&world, vec![items[0].clone()]).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// The anchor that the service makes of the readings of an hour, once the device signed it.
async fn anchor(world: &World, hour: u32) -> HourAnchor {
    let anchor = super::anchor_of(&world.app, DEVICE, hour)
        .await
        .unwrap()
        .unwrap();
    let signature = DeviceSignature(pair(1).sign(&anchor.message()).to_bytes());
    let anchored = DevicesEntry::HourAnchored {
        anchor: SignedAnchor { anchor, signature },
        late: false,
    };
    add(world, anchored).await;
    anchor
}

#[tokio::test]
async fn what_was_taken_in_proves_what_was_anchored() {
    let world = with_device().await;
    let start_ms = (now() / HOUR_MS - 1) * HOUR_MS;
    let hour = u32::try_from(start_ms / HOUR_MS).unwrap();
    let taken: Vec<Reading> = (1..=5)
        .map(|sequence| reading(sequence, start_ms + sequence))
        .collect();
    let items = taken.iter().map(|reading| item(reading, 1)).collect();
    send(&world, items).await;
    let token = world.token("grower").await;
    let path = "/api/v1/devices/1/readings/3/proof";
    let early = world.get(Some(&token), path).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);

    let payload_path = format!("/api/v1/devices/1/hours/{hour}/payload");
    let payload = world.get(Some(&token), &payload_path).await.json();
    assert_eq!(payload["is_anchored"], false);
    assert_eq!(payload["anchor"]["readings"], 5);
    let anchor = anchor(&world, hour).await;
    assert_eq!(payload["message"], hex::encode(anchor.message()));
    assert_eq!((anchor.first, anchor.last), (1, 5));
    let payload = world.get(Some(&token), &payload_path).await.json();
    assert_eq!(payload["is_anchored"], true);

    let proof = world.get(Some(&token), path).await.json();
    let text = proof["proof"].as_str().unwrap();
    let read: ReadingProof = text.parse().unwrap();
    assert_eq!(read.signed.reading, taken[2]);
    assert_eq!(readings::verify(anchor.root, 5, &key(1), &read), Ok(()));
    assert_eq!(proof["root"], json!(anchor.root));
    assert_eq!((&proof["count"], &proof["hour"]), (&json!(5), &json!(hour)));
    let altered: ReadingProof = text.replacen("\n21500\n", "\n21400\n", 1).parse().unwrap();
    assert!(readings::verify(anchor.root, 5, &key(1), &altered).is_err());
    assert!(!SignedReading::is_genuine(&altered.signed, &key(1)));

    // The hour is closed.
    let more = item(&reading(6, start_ms + 6), 1);
    assert_eq!(mistake(&world, vec![more]).await, "/items/0/at_ms");
    // What is lost here cannot be proved, and is not made up.
    sqlx::query("DELETE FROM device_readings WHERE sequence = 5")
        .execute(&world.app.db.writer)
        .await
        .unwrap();
    let lost = world.get(Some(&token), path).await;
    assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hours = world.get(Some(&token), "/api/v1/devices/1/hours").await;
    assert_eq!(hours.json()["items"][0]["readings"], 5);
}

#[tokio::test]
async fn readings_that_are_too_old_are_deleted_and_younger_ones_stay() {
    let world = with_device().await;
    let hour = now() / HOUR_MS - 3;
    for (sequence, later) in [(1, 0), (2, 1), (3, 2)] {
        let one = item(&reading(sequence, (hour + later) * HOUR_MS), 1);
        send(&world, vec![one]).await;
    }
    // To the hour: the first hour is the oldest that is kept, and then the first that is not.
    let kept_hours = 1_100 * 24;
    for (later, gone, left) in [(0, 0, 3), (1, 1, 2), (3, 2, 0)] {
        let now_ms = i64::try_from((hour + kept_hours + later) * HOUR_MS).unwrap();
        assert_eq!(forget(&world.app, now_ms).await.unwrap(), gone);
        let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM device_readings")
            .fetch_one(&world.app.db.reader)
            .await
            .unwrap();
        assert_eq!(found, left, "{later}");
    }
}

#[tokio::test]
async fn the_records_of_a_device_and_its_holds_are_for_its_owner() {
    let world = with_device().await;
    let held = OversightEntry::Held {
        subject: Subject::Device(DEVICE),
        cause: HoldCause::Ordered {
            reason: "检定过期".parse().unwrap(),
            evidence: None,
            expires_ms: now() + 1_000_000,
        },
    };
    let case = Subject::Case(CaseId(1));
    let entries = vec![(case, grower(), AnyEntry::Oversight(held))];
    world.indexed(world.node.add_block(entries)).await;
    for path in ["/api/v1/timelines/device:1", "/api/v1/cases/1"] {
        let nobody = world.get(None, path).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{path}");
        for (login, status) in [
            ("grower", StatusCode::OK),
            ("packer", StatusCode::NOT_FOUND),
        ] {
            let token = world.token(login).await;
            let answer = world.get(Some(&token), path).await;
            assert_eq!(answer.status, status, "{login} {path}");
        }
    }
}

#[tokio::test]
async fn a_device_is_shown_with_how_far_it_came() {
    let world = with_device().await;
    let start_ms = (now() / HOUR_MS - 3) * HOUR_MS;
    let first = u32::try_from(start_ms / HOUR_MS).unwrap();
    for (sequence, hour) in [(1, 0), (9, 2)] {
        let one = item(&reading(sequence, start_ms + hour * HOUR_MS), 1);
        send(&world, vec![one]).await;
        anchor(&world, first + u32::try_from(hour).unwrap()).await;
    }
    let warned = DevicesEntry::ReadingsMissing {
        hour: first + 2,
        before: 7,
        within: 0,
    };
    add(&world, warned).await;
    // One that fills the gap moves nothing on.
    let one = item(&reading(5, start_ms + HOUR_MS), 1);
    send(&world, vec![one]).await;
    anchor(&world, first + 1).await;
    let token = world.token("grower").await;
    let device = world.get(Some(&token), "/api/v1/devices/1").await.json();
    assert_eq!(
        (
            &device["hours"],
            &device["last_hour"],
            &device["next_sequence"]
        ),
        (&json!(3), &json!(first + 2), &json!(10))
    );
    let hours = world.get(Some(&token), "/api/v1/devices/1/hours").await;
    let hours = hours.json();
    assert_eq!(hours["items"][0]["missing_before"], 7);
    let moved = DevicesEntry::DeviceMoved {
        place: Subject::Plot(PlotId(2)),
    };
    add(&world, moved).await;
    for (query, count) in [
        ("place=plot:2", 1),
        ("place=plot:1", 0),
        ("status=active&organisation=2", 1),
        ("status=retired", 0),
    ] {
        let path = format!("/api/v1/devices?{query}");
        let list = world.get(Some(&token), &path).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), count, "{query}");
    }
}
