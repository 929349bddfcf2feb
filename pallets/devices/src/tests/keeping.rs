//! Rotating keys, moving devices and taking them out of use.

use county_primitives::{devices::DevicesEntry, DeviceId, OrganisationId, Subject};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

use crate::{mock::*, types::DeviceStatus, Error};

type Refused = Error<Test>;

/// A deed of a member on a device.
type Deed = fn(u8, u64) -> DispatchResult;

/// Everything that changes a device.
const CHANGES: [Deed; 3] = [
    |who, device| rotate(who, device, 2),
    |who, device| move_to(who, device, PLOT),
    |who, device| retire(who, device, "损坏"),
];

#[test]
fn a_rotated_key_signs_from_now_on() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        assert_ok!(anchor_hour(HOUR - 2, 1, 60));
        assert_ok!(rotate(FARMER, 1, 2));
        assert_recorded(
            1,
            2,
            author(FARMER),
            DevicesEntry::DeviceKeyRotated { key: key(2) },
        );
        let next = hour_anchor(HOUR - 1, 61, 120);
        assert_noop!(
            anchor(FARMER, &signed(next, 1)),
            Refused::SignatureInvalid(0)
        );
        assert_ok!(anchor(FARMER, &signed(next, 2)));
    });
}

#[test]
fn a_key_is_not_rotated_to_one_that_was_used() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        assert_ok!(register(FARMER, 3, FARM));
        assert_noop!(rotate(FARMER, 1, 1), Refused::KeyTaken(0));
        assert_noop!(rotate(FARMER, 1, 3), Refused::KeyTaken(0));
        assert_ok!(rotate(FARMER, 1, 2));
        assert_noop!(rotate(FARMER, 1, 1), Refused::KeyTaken(0));
    });
}

#[test]
fn a_device_moves_to_another_place_of_its_organisation() {
    run(|| {
        assert_ok!(register(FARMER, 1, STEER));
        assert_noop!(move_to(FARMER, 1, STEER), Refused::AlreadyThere(0));
        assert_noop!(move_to(FARMER, 1, LOT), Refused::PlaceNotForDevices(0));
        assert_noop!(move_to(FARMER, 1, UNKNOWN_PLOT), Refused::PlaceUnknown(0));
        assert_noop!(move_to(FARMER, 1, TRUCK), Refused::NotPlaceHolder(0));
        assert_ok!(move_to(FARMER, 1, PLOT));
        assert_recorded(
            1,
            1,
            author(FARMER),
            DevicesEntry::DeviceMoved { place: PLOT },
        );
        assert_eq!(device(1).place, PLOT);
    });
}

#[test]
fn a_retired_device_does_nothing_more() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        assert_noop!(retire(FARMER, 1, " "), Refused::ReasonBlank(0));
        assert_ok!(retire(FARMER, 1, "损坏"));
        let entry = DevicesEntry::DeviceRetired {
            reason: text("损坏"),
        };
        assert_recorded(1, 1, author(FARMER), entry);
        assert_eq!(device(1).status, DeviceStatus::Retired);
        for change in CHANGES {
            assert_noop!(change(FARMER, 1), Refused::DeviceRetired(0));
        }
        assert_noop!(anchor_hour(HOUR - 1, 1, 1), Refused::DeviceRetired(0));
    });
}

#[test]
fn only_the_own_organisation_changes_a_device() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        for change in CHANGES {
            assert_noop!(change(NEIGHBOUR, 1), Refused::NotDeviceOwner(0));
            assert_noop!(change(STRANGER, 1), not_authorised(0));
            assert_noop!(change(FARMER, 2), Refused::DeviceUnknown(0));
        }
    });
}

#[test]
fn a_held_device_stays_as_it_is_and_anchors_on() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        hold(Subject::Device(DeviceId(1)));
        for change in CHANGES {
            assert_noop!(change(FARMER, 1), is_held(0));
        }
        assert_ok!(anchor_hour(HOUR - 1, 1, 60));
    });
}

#[test]
fn a_member_who_lost_the_role_changes_nothing() {
    run(|| {
        // The device of a laboratory, as if the organisation had been a producer before.
        assert_ok!(register(FARMER, 1, FARM));
        crate::Devices::<Test>::mutate(DeviceId(1), |device| {
            device.as_mut().unwrap().organisation = OrganisationId(LABORATORY.into());
        });
        assert_noop!(rotate(LABORATORY, 1, 2), not_authorised(0));
        assert_noop!(retire(LABORATORY, 1, "损坏"), not_authorised(0));
        let hour = signed(hour_anchor(HOUR - 1, 1, 1), 1);
        assert_noop!(anchor(LABORATORY, &hour), not_authorised(0));
    });
}
