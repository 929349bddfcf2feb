//! A farm's devices (数字牧场): a collar that signs what it measures, hours that are anchored, a reading that is
//! proved without a network, and what the chain does not take.

use county_primitives::devices::HOUR_MS;
use qr_labeler::readings::{self, ReadingProof};
use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use system_tests::{
    client::Client,
    devices::{hour_of, send, Device},
    livestock as words,
};

use super::yard::{done, farm, records, refused};
use crate::e2e::world::world;

/// 尚书村 in 万灵镇.
const VILLAGE: &str = "500153105201";

const WARM: (&str, i64, &str) = ("temperature", 38_600, "°C");

/// A device that is registered at a place.
async fn registered(owner: &Client, kind: &str, place: &str) -> Device {
    let secret = hex::encode(rand::random::<[u8; 16]>());
    let mut device = Device::new(&secret);
    let made = done(owner, "devices", json!([device.registration(kind, place)])).await;
    device.id = made.id("device").expect("one");
    device
}

/// Readings with these numbers from the begin of an hour on.
fn hour(device: &Device, hour: u64, numbers: std::ops::RangeInclusive<u64>) -> Vec<Value> {
    let begin = *numbers.start();
    numbers
        .map(|number| {
            let at_ms = hour * HOUR_MS + (number - begin) * 60_000;
            device.reading(number, at_ms, WARM).expect("a reading")
        })
        .collect()
}

async fn anchored(device: &Device, owner: &Client, hour: u64) -> Value {
    device.anchor(owner, hour).await.expect("an anchor")
}

/// The page of an animal, in Chinese.
async fn file_of(client: &Client, animal: u64) -> String {
    let page = |url: String| {
        client
            .http()
            .get(url)
            .header(reqwest::header::ACCEPT, "text/html")
            .header(reqwest::header::ACCEPT_LANGUAGE, "zh-CN")
            .send()
    };
    let base = client.base();
    let answer = page(format!("{base}/animals/animal:{animal}")).await;
    let answer = answer.expect("an answer");
    // The file stands under the tag; an answer without redirects says where.
    let file = match answer.headers().get(reqwest::header::LOCATION) {
        Some(place) => format!("{base}{}", place.to_str().expect("an address")),
        None => answer.url().to_string(),
    };
    let answer = page(file).await.expect("a page");
    answer.text().await.expect("text")
}

#[tokio::test]
async fn a_reading_is_proved_and_an_altered_one_is_not() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let (_, pigs) = farm.pigs(world, 1).await;
    let collar = registered(&farm.client, "collar", &format!("animal:{}", pigs[0])).await;
    // A gateway needs no account: the device's signature is enough.
    let gateway = world.anonymous();
    let last = hour_of(words::now_ms()) - 1;
    send(&gateway, &hour(&collar, last, 1..=12))
        .await
        .expect("taken in");
    send(&gateway, &hour(&collar, last, 1..=12))
        .await
        .expect("known already");
    let anchor = anchored(&collar, &farm.client, last).await;
    done(&farm.client, "device-anchors", json!([anchor])).await;

    let path = format!("/api/v1/devices/{}/readings/7/proof", collar.id);
    let proof = farm.client.get(&path).await.expect("a proof");
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.body);
    let text = proof.body["proof"].as_str().expect("a text").to_owned();
    // Key, root and count are taken from the chain's own records, not from the answer.
    let story = records(world, &format!("device:{}", collar.id)).await;
    let key = &story[0]["entry"]["device_registered"]["device"]["key"];
    let told = &story[1]["entry"]["hour_anchored"]["anchor"]["anchor"];
    let key = key.as_str().expect("a key").parse().expect("a key");
    let root = told["root"].as_str().expect("a root").parse().expect("one");
    assert_eq!(told["readings"], 12, "{told}");
    let genuine: ReadingProof = text.parse().expect("a proof");
    assert_eq!(genuine.signed.reading.sequence, 7);
    assert_eq!(readings::verify(root, 12, &key, &genuine), Ok(()));
    for (from, to) in [("\n38600\n", "\n37600\n"), ("index: 6", "index: 5")] {
        let altered: ReadingProof = text.replacen(from, to, 1).parse().expect("a proof");
        assert!(
            readings::verify(root, 12, &key, &altered).is_err(),
            "{from} became {to}"
        );
    }

    // Neither another reading under a number nor one more in the hour is taken in.
    let hot = collar.reading(7, last * HOUR_MS + 360_000, ("temperature", 41_000, "°C"));
    let more = collar.reading(13, last * HOUR_MS + 3_000_000, WARM);
    for reading in [hot, more] {
        let body = json!({"items": [reading.expect("a reading")]});
        let answer = gateway
            .send(Method::POST, "/api/v1/device-readings", &body)
            .await
            .expect("an answer");
        assert_eq!(answer.code(), "invalid_request", "{}", answer.body);
    }
    // Whoever opens the animal's file sees that it has a device.
    let page = file_of(&farm.client, pigs[0]).await;
    assert!(page.contains("设备数据"), "{page}");
    assert!(page.contains("项圈"), "{page}");
}

#[tokio::test]
async fn the_chain_takes_only_what_the_device_itself_says_once_and_in_order() {
    let world = world().await;
    let own = farm(world, VILLAGE).await;
    let client = &own.client;
    let place = format!("farm:{}", own.organisation);
    let scale = registered(client, "scale", &place).await;
    let now_hour = hour_of(words::now_ms());
    for (hour_before, numbers) in [(5, 1..=10), (3, 21..=30), (4, 11..=20)] {
        // A gateway that was without a network sends an hour later than the next one.
        send(client, &hour(&scale, now_hour - hour_before, numbers))
            .await
            .expect("taken in");
    }
    let [first, late, last] = [
        anchored(&scale, client, now_hour - 5).await,
        anchored(&scale, client, now_hour - 4).await,
        anchored(&scale, client, now_hour - 3).await,
    ];

    // Another key than the device's, or another root than it signed.
    let thief = Device::new("another device");
    let message = hex::decode(
        client
            .get(&format!(
                "/api/v1/devices/{}/hours/{}/payload",
                scale.id,
                now_hour - 5
            ))
            .await
            .expect("a payload")
            .body["message"]
            .as_str()
            .expect("a message"),
    )
    .expect("bytes");
    let mut forged = first.clone();
    forged["signature"] = json!(thief.sign(&message));
    let invalid = "Devices.SignatureInvalid";
    refused(client, "device-anchors", json!([forged]), invalid).await;
    let mut altered = first.clone();
    altered["anchor"]["root"] = json!("ab".repeat(32));
    refused(client, "device-anchors", json!([altered]), invalid).await;
    // Another farm's member.
    let other = farm(world, VILLAGE).await;
    let foreign = "Devices.NotDeviceOwner";
    refused(&other.client, "device-anchors", json!([first]), foreign).await;

    done(client, "device-anchors", json!([first, last])).await;
    let again = "Devices.HourAnchored";
    refused(client, "device-anchors", json!([first]), again).await;
    let subject = format!("device:{}", scale.id);
    let story = records(world, &subject).await;
    let missing = &story.last().expect("a warning")["entry"]["readings_missing"];
    assert_eq!(missing["before"], 10, "{story:?}");
    // The gap is filled afterwards, and only once.
    done(client, "device-anchors", json!([late])).await;
    refused(client, "device-anchors", json!([late]), again).await;

    // A key that was given up signs nothing more, and is nobody's again.
    let next = Device::new(&hex::encode(rand::random::<[u8; 16]>()));
    let rotation = json!([{"device": scale.id, "key": next.key()}]);
    done(client, "devices/key-rotations", rotation).await;
    let taken = json!([scale.registration("scale", &place)]);
    refused(client, "devices", taken, "Devices.KeyTaken").await;
    let retirement = json!([{"device": scale.id, "reason": "电池损坏"}]);
    done(client, "devices/retirements", retirement).await;
    let moved =
        json!([{"device": scale.id, "place": format!("organisation:{}", own.organisation)}]);
    refused(client, "devices/moves", moved, "Devices.DeviceRetired").await;
}

#[tokio::test]
async fn the_demonstrations_steer_has_a_collar_that_anchored_its_hours() {
    let world = world().await;
    let farm = world.log_in("farm-yanjia").await;
    let path = format!("/api/v1/devices/{}", world.id("collar"));
    let collar = farm.get(&path).await.expect("a device");
    assert_eq!(collar.status, StatusCode::OK, "{}", collar.body);
    let steer = format!("animal:{}", world.id("steer"));
    assert_eq!(collar.body["place"], steer);
    assert_eq!(collar.body["hours"], 4);
    let hours = farm.get(&format!("{path}/hours")).await.expect("hours");
    for hour in hours.body["items"].as_array().expect("a list") {
        assert_eq!(hour["readings"], 12, "{hour}");
        assert_eq!(hour["missing_before"], 0, "{hour}");
    }
    let proof = farm.get(&format!("{path}/readings/1/proof")).await;
    let proof = proof.expect("a proof");
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.body);
}
