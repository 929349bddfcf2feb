//! Devices at the console: what is shown of them, and what their forms send.

use county_primitives::{
    devices::{
        DeviceInput, DeviceKind, DeviceMove, DeviceRetirement, DeviceRotation, DeviceSignature,
        DevicesEntry, HourAnchor, SignedAnchor, HOUR_MS,
    },
    DeviceId, DeviceKey, Digest, OrganisationId,
};

use super::*;
use crate::db::now_ms;

fn sent<T: Decode>(world: &World) -> T {
    let call = world.node.calls().pop().unwrap();
    assert_eq!(call.pallet, "Devices");
    let items = Items::<T>::decode(&mut &call.args.0[..]).unwrap();
    items.into_iter().next().unwrap()
}

async fn add(world: &World, entry: DevicesEntry) {
    let subject = Subject::Device(DeviceId(1));
    let entries = vec![(subject, grower(), AnyEntry::Devices(entry))];
    world.indexed(world.node.add_block(entries)).await;
}

/// A thermometer of the grower on the plot, with an anchored hour and some readings.
async fn with_device() -> World {
    let world = world().await;
    season(&world).await;
    let registered = DevicesEntry::DeviceRegistered {
        organisation: OrganisationId(2),
        device: DeviceInput {
            kind: DeviceKind::Thermometer,
            key: DeviceKey([1; 32]),
            place: Subject::Plot(PlotId(1)),
            serial: Digest([2; 32]),
        },
    };
    add(&world, registered).await;
    let now_hour = u64::try_from(now_ms()).unwrap() / HOUR_MS;
    let anchored = DevicesEntry::HourAnchored {
        anchor: SignedAnchor {
            anchor: HourAnchor {
                device: DeviceId(1),
                hour: u32::try_from(now_hour - 2).unwrap(),
                readings: 58,
                root: Digest([4; 32]),
                first: 1,
                last: 60,
            },
            signature: DeviceSignature([5; 64]),
        },
        late: false,
    };
    add(&world, anchored).await;
    let missing = DevicesEntry::ReadingsMissing {
        hour: u32::try_from(now_hour - 2).unwrap(),
        before: 0,
        within: 2,
    };
    add(&world, missing).await;
    let hour = i64::try_from(now_hour - 1).unwrap();
    sqlx::query(
        "INSERT INTO device_readings (device, sequence, hour, at_ms, metric, value_milli, unit, signature, public_key, \
         received_ms) VALUES (1, 61, ?, ?, 'temperature', -1500, '°C', '', '', 0)",
    )
    .bind(hour)
    .bind(hour * 3_600_000)
    .execute(&world.app.db.writer)
    .await
    .unwrap();
    world
}

#[tokio::test]
async fn every_page_of_a_device_is_complete_in_both_languages() {
    let world = with_device().await;
    let browser = Browser::log_in(&world, "grower").await;
    for path in [
        "/console",
        "/console/devices",
        "/console/devices/new",
        "/console/devices/new?target=plot:1",
        "/console/devices/1",
        "/console/devices/1/connect",
        "/console/devices/1/key",
        "/console/devices/1/move",
        "/console/devices/1/retire",
        "/console/plots/1",
    ] {
        for lang in ["zh", "en"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let answer = browser.get(&format!("{path}{mark}lang={lang}")).await;
            let html = text(&answer);
            assert_eq!(answer.status, StatusCode::OK, "{path}: {html}");
            assert_eq!(check(&html), Ok(()), "{path}: {html}");
            assert!(!html.contains("localization key"), "{path}: {html}");
        }
    }
    let page = text(&browser.get("/console/devices/1").await);
    for fact in [
        "温度计 · 地块 1",
        "温度 -1.5 °C",
        "58 条读数 · 序号 1 至 60",
        "缺 2 个序号",
        "已收到 1 条读数",
        "待锚定",
        "本小时",
    ] {
        assert!(page.contains(fact), "{fact}: {page}");
    }
    let commands = text(&browser.get("/console/devices/1/connect").await);
    for part in [
        "county-ledger/reading/v1\\n1\\n",
        "/api/v1/device-anchors",
        "SEQ=61;",
    ] {
        assert!(commands.contains(part), "{part}: {commands}");
    }
    let plot = text(&browser.get("/console/plots/1").await);
    assert!(plot.contains("设备数据") && plot.contains("href=\"/console/devices/1\""));
}

#[tokio::test]
async fn a_place_has_the_name_that_people_use() {
    let world = with_device().await;
    let browser = Browser::log_in(&world, "grower").await;
    let place = Subject::Farm(OrganisationId(2));
    add(&world, DevicesEntry::DeviceMoved { place }).await;
    for path in ["/console/devices", "/console/devices/1"] {
        let page = text(&browser.get(path).await);
        assert!(
            page.contains("果农") && !page.contains("养殖场 2"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn nobody_else_works_on_a_device() {
    let world = with_device().await;
    for (login, shown) in [
        ("county", StatusCode::OK),
        ("packer", StatusCode::NOT_FOUND),
    ] {
        let browser = Browser::log_in(&world, login).await;
        let page = browser.get("/console/devices/1").await;
        assert_eq!(page.status, shown, "{login}");
        for part in ["connect", "key", "move", "retire"] {
            let answer = browser.get(&format!("/console/devices/1/{part}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {part}");
        }
    }
}

#[tokio::test]
async fn forms_send_what_the_chain_takes() {
    let world = with_device().await;
    let browser = Browser::log_in(&world, "grower").await;
    let key = DeviceKey([7; 32]).to_string();
    let fields = [
        ("device_kind", "scale"),
        ("place", "plot:1"),
        ("place_tag", ""),
        ("device_key", key.as_str()),
        ("device_serial", "SN-2026-0001"),
    ];
    let answer = browser.submit("/console/devices/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let device = sent::<DeviceInput>(&world);
    assert_eq!(device.kind, DeviceKind::Scale);
    assert_eq!(device.place, Subject::Plot(PlotId(1)));
    assert_eq!(device.key, DeviceKey([7; 32]));
    let digest = Digest(*blake3::hash(b"SN-2026-0001").as_bytes());
    assert_eq!(device.serial, digest);

    let answer = browser
        .submit("/console/devices/1/key", &[("device_key", key.as_str())])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let rotation = sent::<DeviceRotation>(&world);
    assert_eq!(
        (rotation.device, rotation.key),
        (DeviceId(1), DeviceKey([7; 32]))
    );
    let fields = [("place", "organisation:2"), ("place_tag", "")];
    let answer = browser.submit("/console/devices/1/move", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let moved = sent::<DeviceMove>(&world);
    assert_eq!(moved.place, Subject::Organisation(OrganisationId(2)));
    let answer = browser
        .submit("/console/devices/1/retire", &[("reason", "损坏")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    assert_eq!(sent::<DeviceRetirement>(&world).reason.as_str(), "损坏");
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields() {
    let world = with_device().await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [
        ("device_kind", ""),
        ("place", ""),
        ("place_tag", "114103100000099"),
        ("device_key", "abc"),
        ("device_serial", ""),
    ];
    let answer = browser.submit("/console/devices/new", &fields).await;
    let html = text(&answer);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(check(&html), Ok(()));
    for said in ["没有这个耳标", "公钥应为 64 位", "请填写出厂编号"] {
        assert!(html.contains(said), "{said}: {html}");
    }
    let refusal = Refusal {
        code: "Devices.KeyTaken".to_owned(),
        item: Some(0),
        docs: String::new(),
    };
    world.node.next_outcome(Outcome::Refused(refusal));
    let key = DeviceKey([7; 32]).to_string();
    let answer = browser
        .submit("/console/devices/1/key", &[("device_key", key.as_str())])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&answer).contains("该公钥已被某台设备使用过"));
}
