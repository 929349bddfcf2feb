//! Devices in the index: their keys, their hours and what is missing, also after a rebuild, which leaves the readings
//! where they are.

use county_primitives::{
    devices::{DeviceInput, DeviceKind, DeviceSignature, DevicesEntry, HourAnchor, SignedAnchor},
    DeviceId, DeviceKey, Digest, OrganisationId, PlotId, Subject,
};

use super::{catch_up_to, dump, growing, text};
use crate::{
    chain::fake::{AnyEntry, FakeNode},
    db::Db,
    index::rebuild,
    testing::{genesis, grower, VILLAGE},
};

fn anchored(hour: u32, first: u64, last: u64, late: bool) -> DevicesEntry {
    DevicesEntry::HourAnchored {
        anchor: SignedAnchor {
            anchor: HourAnchor {
                device: DeviceId(1),
                hour,
                readings: u32::try_from(last - first + 1).unwrap(),
                root: Digest([4; 32]),
                first,
                last,
            },
            signature: DeviceSignature([5; 64]),
        },
        late,
    }
}

/// A thermometer on a plot, from its registration to its end.
fn life() -> Vec<DevicesEntry> {
    vec![
        DevicesEntry::DeviceRegistered {
            organisation: OrganisationId(2),
            device: DeviceInput {
                kind: DeviceKind::Thermometer,
                key: DeviceKey([1; 32]),
                place: Subject::Plot(PlotId(1)),
                serial: Digest([2; 32]),
            },
        },
        anchored(100, 1, 60, false),
        anchored(102, 121, 180, false),
        DevicesEntry::ReadingsMissing {
            hour: 102,
            before: 60,
            within: 3,
        },
        anchored(101, 61, 120, true),
        DevicesEntry::DeviceKeyRotated {
            key: DeviceKey([3; 32]),
        },
        DevicesEntry::DeviceMoved {
            place: Subject::Organisation(OrganisationId(2)),
        },
        DevicesEntry::DeviceRetired {
            reason: text("损坏"),
        },
    ]
}

async fn indexed() -> (Db, FakeNode) {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    node.add_block(growing());
    let subject = Subject::Device(DeviceId(1));
    let entries = life()
        .into_iter()
        .map(|entry| (subject, grower(), AnyEntry::Devices(entry)));
    node.add_block(entries.collect());
    catch_up_to(&db, &node, 2).await.unwrap();
    (db, node)
}

#[tokio::test]
async fn a_device_is_told_from_its_records() {
    let (db, _) = indexed().await;
    let device: (i64, String, String, String, String, String) = sqlx::query_as(
        "SELECT organisation, kind, public_key, place, division, status FROM devices",
    )
    .fetch_one(&db.reader)
    .await
    .unwrap();
    let key = DeviceKey([3; 32]).to_string();
    assert_eq!(
        device,
        (
            2,
            "thermometer".to_owned(),
            key,
            "organisation:2".to_owned(),
            VILLAGE.to_owned(),
            "retired".to_owned()
        )
    );
    // Filling the gap moves neither the last hour nor the number expected next.
    let progress: (i64, i64, i64) =
        sqlx::query_as("SELECT hours, last_hour, next_sequence FROM devices")
            .fetch_one(&db.reader)
            .await
            .unwrap();
    assert_eq!(progress, (3, 102, 181));
    let hours: Vec<(i64, bool, i64, i64)> = sqlx::query_as(
        "SELECT hour, late, missing_before, missing_within FROM device_anchors ORDER BY hour",
    )
    .fetch_all(&db.reader)
    .await
    .unwrap();
    assert_eq!(
        hours,
        [(100, false, 0, 0), (101, true, 0, 0), (102, false, 60, 3)]
    );
    let ended: Vec<bool> =
        sqlx::query_scalar("SELECT until_ms IS NOT NULL FROM device_keys ORDER BY public_key")
            .fetch_all(&db.reader)
            .await
            .unwrap();
    assert_eq!(ended, [true, false]);
}

#[tokio::test]
async fn a_rebuild_leads_to_the_same_rows_and_keeps_the_readings() {
    let (db, node) = indexed().await;
    sqlx::query(
        "INSERT INTO device_readings (device, sequence, hour, at_ms, metric, value_milli, unit, signature, public_key, \
         received_ms) VALUES (1, 1, 100, 360000000, 'temperature', 21500, '°C', '', '', 0)",
    )
    .execute(&db.writer)
    .await
    .unwrap();
    let followed = dump(&db).await;
    for table in ["devices: ", "device_keys: ", "device_anchors: "] {
        assert!(followed.contains(table), "{table}");
    }
    rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!(dump(&db).await, followed);
    let readings: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM device_readings")
        .fetch_one(&db.reader)
        .await
        .unwrap();
    assert_eq!(readings, 1);
}
