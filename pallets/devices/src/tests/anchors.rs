//! Which hours are anchored, late or not, and what is said of missing readings.

use county_primitives::{
    devices::{DeviceSignature, DevicesEntry, HourAnchor, GAPS_MAX, HOUR_MS, READINGS_MAX},
    Author, DeviceId, Digest, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::*,
    pallet::Timelines,
    types::{Gap, Progress},
    Error,
};

type Refused = Error<Test>;

fn registered(test: impl FnOnce()) {
    run(|| {
        assert_ok!(register(FARMER, 1, STEER));
        test();
    });
}

fn records() -> u32 {
    Timelines::<Test>::get(Subject::Device(DeviceId(1))).len
}

fn anchored(anchor: HourAnchor, late: bool) -> DevicesEntry {
    DevicesEntry::HourAnchored {
        anchor: signed(anchor, 1),
        late,
    }
}

fn missing(hour: u32, before: u64, within: u64) -> DevicesEntry {
    DevicesEntry::ReadingsMissing {
        hour,
        before,
        within,
    }
}

#[test]
fn an_hour_is_anchored_with_the_signature_of_its_device() {
    registered(|| {
        assert_ok!(anchor_hour(HOUR - 1, 41, 100));
        let entry = anchored(hour_anchor(HOUR - 1, 41, 100), false);
        assert_recorded(1, 1, author(FARMER), entry);
        let progress = Progress {
            hour: HOUR - 1,
            next: 101,
        };
        assert_eq!(device(1).progress, Some(progress));
        assert_eq!(records(), 2);
    });
}

#[test]
fn an_hour_that_is_not_over_waits() {
    registered(|| {
        // The hour is over ten minutes before the tests begin; the ledger may be five minutes behind.
        let end_ms = START_MS - 600_000;
        set_now(end_ms - FUTURE_LIMIT_S * 1_000 - 1);
        assert_noop!(anchor_hour(HOUR - 1, 1, 1), Refused::HourNotOver(0));
        set_now(end_ms - FUTURE_LIMIT_S * 1_000);
        assert_ok!(anchor_hour(HOUR - 1, 1, 1));
        assert_noop!(anchor_hour(u32::MAX, 2, 2), Refused::HourNotOver(0));
    });
}

#[test]
fn an_hour_long_past_is_marked_late() {
    registered(|| {
        let end_ms = u64::from(HOUR) * HOUR_MS;
        let limit_ms = LATE_AFTER_H * HOUR_MS;
        set_now(end_ms + limit_ms);
        assert_ok!(anchor_hour(HOUR - 1, 1, 1));
        let entry = anchored(hour_anchor(HOUR - 1, 1, 1), false);
        assert_recorded(1, 1, author(FARMER), entry);
        set_now(end_ms + HOUR_MS + limit_ms + 1);
        assert_ok!(anchor_hour(HOUR, 2, 2));
        let entry = anchored(hour_anchor(HOUR, 2, 2), true);
        assert_recorded(1, 2, author(FARMER), entry);
    });
}

#[test]
fn a_guard_without_a_policy_refuses() {
    run(|| {
        assert_ok!(register(FAR_FARMER, 1, FAR_FARM));
        let hour = signed(hour_anchor(HOUR - 1, 1, 1), 1);
        assert_noop!(anchor(FAR_FARMER, &hour), no_policy(0));
    });
}

#[test]
fn only_the_device_itself_signs_and_only_what_is_recorded() {
    registered(|| {
        let honest = hour_anchor(HOUR - 1, 1, 60);
        assert_noop!(
            anchor(FARMER, &signed(honest, 2)),
            Refused::SignatureInvalid(0)
        );
        let mut altered = signed(honest, 1);
        altered.anchor.root = Digest([3; 32]);
        assert_noop!(anchor(FARMER, &altered), Refused::SignatureInvalid(0));
        let mut forged = signed(honest, 1);
        forged.signature = DeviceSignature([0; 64]);
        assert_noop!(anchor(FARMER, &forged), Refused::SignatureInvalid(0));
        // What another device signed is no anchor of this one.
        assert_ok!(register(FARMER, 2, FARM));
        let mut other = signed(honest, 2);
        other.anchor.device = DeviceId(2);
        assert_noop!(anchor(FARMER, &other), Refused::SignatureInvalid(0));
        assert_ok!(anchor(FARMER, &signed(honest, 1)));
    });
}

#[test]
fn only_the_own_organisation_anchors_a_known_device() {
    registered(|| {
        let hour = signed(hour_anchor(HOUR - 1, 1, 60), 1);
        assert_noop!(anchor(NEIGHBOUR, &hour), Refused::NotDeviceOwner(0));
        assert_noop!(anchor(STRANGER, &hour), not_authorised(0));
        let mut unknown = hour;
        unknown.anchor.device = DeviceId(2);
        assert_noop!(anchor(FARMER, &unknown), Refused::DeviceUnknown(0));
    });
}

#[test]
fn counts_make_sense() {
    registered(|| {
        let try_counts = |readings, first, last| {
            let counted = HourAnchor {
                readings,
                first,
                last,
                ..hour_anchor(HOUR - 1, 1, 1)
            };
            anchor(FARMER, &signed(counted, 1))
        };
        let most = u64::from(READINGS_MAX);
        for (readings, first, last) in [
            (0, 1, 1),
            (1, 2, 1),
            (3, 1, 2),
            (READINGS_MAX + 1, 1, most + 1),
            (1, u64::MAX, u64::MAX),
        ] {
            assert_noop!(
                try_counts(readings, first, last),
                Refused::ReadingsOutOfRange(0)
            );
        }
        assert_ok!(try_counts(READINGS_MAX, 1, most));
    });
}

#[test]
fn an_hour_has_one_anchor() {
    registered(|| {
        assert_ok!(anchor_hour(HOUR - 2, 1, 60));
        assert_noop!(anchor_hour(HOUR - 2, 1, 60), Refused::HourAnchored(0));
        assert_noop!(anchor_hour(HOUR - 2, 61, 120), Refused::HourAnchored(0));
        assert_noop!(anchor_hour(HOUR - 3, 61, 120), Refused::HourAnchored(0));
        assert_ok!(anchor_hour(HOUR - 1, 61, 120));
        assert_eq!(records(), 3);
    });
}

#[test]
fn a_number_is_anchored_once() {
    registered(|| {
        assert_ok!(anchor_hour(HOUR - 2, 1, 60));
        assert_noop!(anchor_hour(HOUR - 1, 60, 120), Refused::ReadingsAnchored(0));
        assert_ok!(anchor_hour(HOUR - 1, 61, 120));
    });
}

#[test]
fn numbers_left_out_are_a_warning() {
    registered(|| {
        assert_ok!(anchor_hour(HOUR - 2, 1, 60));
        // One number more than expected is one reading too few.
        assert_ok!(anchor_hour(HOUR - 1, 62, 120));
        assert_recorded(1, 3, Author::Rule, missing(HOUR - 1, 1, 0));
        assert_eq!(records(), 4);
        // No hour lies between the two, so nothing can fill the gap.
        assert!(device(1).gaps.is_empty());
    });
}

#[test]
fn numbers_left_out_within_an_hour_are_a_warning() {
    registered(|| {
        let sparse = HourAnchor {
            readings: 59,
            ..hour_anchor(HOUR - 1, 1, 60)
        };
        assert_ok!(anchor(FARMER, &signed(sparse, 1)));
        assert_recorded(1, 2, Author::Rule, missing(HOUR - 1, 0, 1));
    });
}

#[test]
fn a_missing_hour_may_come_later() {
    registered(|| {
        assert_ok!(anchor_hour(HOUR - 10, 1, 60));
        assert_ok!(anchor_hour(HOUR - 5, 301, 360));
        assert_recorded(1, 3, Author::Rule, missing(HOUR - 5, 240, 0));
        assert_noop!(anchor_hour(HOUR - 8, 60, 120), Refused::ReadingsAnchored(0));
        assert_noop!(
            anchor_hour(HOUR - 8, 250, 301),
            Refused::ReadingsAnchored(0)
        );
        assert_noop!(anchor_hour(HOUR - 5, 61, 120), Refused::HourAnchored(0));
        assert_noop!(anchor_hour(HOUR - 10, 61, 120), Refused::HourAnchored(0));
        assert_ok!(anchor_hour(HOUR - 8, 121, 180));
        let gaps = [
            Gap {
                after: HOUR - 10,
                before: HOUR - 8,
                first: 61,
                end: 121,
            },
            Gap {
                after: HOUR - 8,
                before: HOUR - 5,
                first: 181,
                end: 301,
            },
        ];
        assert_eq!(device(1).gaps.to_vec(), gaps);
        // Numbers rise with the hours.
        assert_noop!(
            anchor_hour(HOUR - 9, 181, 240),
            Refused::ReadingsAnchored(0)
        );
        assert_ok!(anchor_hour(HOUR - 9, 61, 120));
        assert_ok!(anchor_hour(HOUR - 7, 181, 240));
        assert_ok!(anchor_hour(HOUR - 6, 241, 300));
        assert!(device(1).gaps.is_empty());
        assert_noop!(anchor_hour(HOUR - 6, 241, 300), Refused::HourAnchored(0));
        // A filled gap is not warned about again.
        assert_eq!(records(), 1 + 2 + 1 + 4);
        let next = device(1).progress.unwrap().next;
        assert_eq!(next, 361);
    });
}

#[test]
fn of_too_many_gaps_the_earliest_is_given_up() {
    registered(|| {
        let begin = HOUR - 100;
        // Each second hour with one number left out in between: one gap more than are kept.
        for step in 0..=GAPS_MAX + 1 {
            let number = u64::from(step) * 2;
            assert_ok!(anchor_hour(begin + step * 2, number, number));
        }
        assert_eq!(device(1).gaps.len(), GAPS_MAX as usize);
        assert_noop!(anchor_hour(begin + 1, 1, 1), Refused::HourAnchored(0));
        assert_ok!(anchor_hour(begin + 3, 3, 3));
        assert_eq!(device(1).gaps.len(), GAPS_MAX as usize - 1);
    });
}

#[test]
fn the_error_names_the_item_and_nothing_is_written() {
    registered(|| {
        let good = signed(hour_anchor(HOUR - 2, 1, 60), 1);
        let bad = signed(hour_anchor(HOUR - 1, 61, 120), 2);
        let call =
            |list: &[_]| Devices::anchor_hours(RuntimeOrigin::signed(account(FARMER)), items(list));
        assert_noop!(call(&[good, bad]), Refused::SignatureInvalid(1));
        assert_ok!(call(&[good, signed(bad.anchor, 1)]));
    });
}
