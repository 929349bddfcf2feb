//! Which devices are registered, where and by whom.

use county_primitives::{
    devices::{DeviceInput, DevicesEntry},
    DeviceId, Items, List, OrganisationId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::*,
    pallet::{DeviceKeys, NextDevice, Timelines},
    types::{Device, DeviceStatus},
    Error,
};

type Refused = Error<Test>;

#[test]
fn a_farm_registers_a_collar() {
    run(|| {
        assert_ok!(register(FARMER, 1, STEER));
        let entry = DevicesEntry::DeviceRegistered {
            organisation: OrganisationId(FARMER.into()),
            device: device_input(1, STEER),
        };
        assert_recorded(1, 0, author(FARMER), entry);
        let expected = Device {
            organisation: OrganisationId(FARMER.into()),
            kind: device_input(1, STEER).kind,
            key: key(1),
            place: STEER,
            division: division(HOME),
            status: DeviceStatus::Active,
            progress: None,
            gaps: List::default(),
        };
        assert_eq!(Devices::device(DeviceId(1)), Some(expected));
        assert_eq!(DeviceKeys::<Test>::get(key(1)), Some(DeviceId(1)));
        assert_eq!(NextDevice::<Test>::get(), DeviceId(2));
        let subject = Subject::Device(DeviceId(1));
        assert_eq!(Devices::division_of(&subject), Some(division(HOME)));
        assert_eq!(
            Devices::holder_of(&subject),
            Some(OrganisationId(FARMER.into()))
        );
        assert_eq!(Devices::division_of(&STEER), None);
        assert_eq!(Devices::holder_of(&Subject::Device(DeviceId(2))), None);
    });
}

#[test]
fn devices_stand_at_six_kinds_of_places() {
    run(|| {
        let organisation = Subject::Organisation(OrganisationId(FARMER.into()));
        let herd = Subject::Herd(county_primitives::HerdId(3));
        for (seed, place) in (1..).zip([organisation, FARM, PLOT, herd, STEER]) {
            assert_ok!(register(FARMER, seed, place));
        }
        assert_ok!(register(HAULER, 9, TRUCK));
        assert_noop!(register(FARMER, 8, LOT), Refused::PlaceNotForDevices(0));
        assert_noop!(
            register(FARMER, 8, Subject::Device(DeviceId(1))),
            Refused::PlaceNotForDevices(0)
        );
    });
}

#[test]
fn the_place_exists_and_is_in_the_hands_of_the_organisation() {
    run(|| {
        assert_noop!(register(FARMER, 1, UNKNOWN_PLOT), Refused::PlaceUnknown(0));
        assert_noop!(register(NEIGHBOUR, 1, PLOT), Refused::NotPlaceHolder(0));
        assert_ok!(register(FARMER, 1, PLOT));
    });
}

#[test]
fn the_signer_has_a_role_that_has_devices() {
    run(|| {
        let laboratory = Subject::Organisation(OrganisationId(LABORATORY.into()));
        assert_noop!(register(LABORATORY, 1, laboratory), not_authorised(0));
        assert_noop!(register(STRANGER, 1, FARM), not_authorised(0));
    });
}

#[test]
fn a_held_organisation_registers_nothing() {
    run(|| {
        hold(Subject::Organisation(OrganisationId(FARMER.into())));
        assert_noop!(register(FARMER, 1, FARM), is_held(0));
    });
}

#[test]
fn nothing_is_put_on_a_held_place_and_nothing_moves_there() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        for place in [PLOT, STEER] {
            hold(place);
            assert_noop!(register(FARMER, 2, place), is_held(0));
            assert_noop!(move_to(FARMER, 1, place), is_held(0));
        }
        // What stands on a held place is moved away.
        hold(FARM);
        let home = Subject::Organisation(OrganisationId(FARMER.into()));
        assert_ok!(move_to(FARMER, 1, home));
        assert_noop!(move_to(FARMER, 1, FARM), is_held(0));
    });
}

#[test]
fn a_key_belongs_to_one_device_for_ever() {
    run(|| {
        assert_ok!(register(FARMER, 1, FARM));
        assert_noop!(register(FARMER, 1, PLOT), Refused::KeyTaken(0));
        assert_ok!(rotate(FARMER, 1, 2));
        assert_noop!(
            register(
                NEIGHBOUR,
                1,
                Subject::Farm(OrganisationId(NEIGHBOUR.into()))
            ),
            Refused::KeyTaken(0)
        );
        assert_ok!(retire(FARMER, 1, "更换"));
        assert_noop!(register(FARMER, 2, FARM), Refused::KeyTaken(0));
        // Two of one call are refused as well, and the call as a whole.
        let twice = items(&[device_input(3, FARM), device_input(3, PLOT)]);
        assert_noop!(
            Devices::register_devices(RuntimeOrigin::signed(account(FARMER)), twice),
            Refused::KeyTaken(1)
        );
    });
}

#[test]
fn an_empty_list_is_refused() {
    run(|| {
        let origin = || RuntimeOrigin::signed(account(FARMER));
        let none: Items<DeviceInput> = Items::default();
        assert_noop!(Devices::register_devices(origin(), none), Refused::NoItems);
        assert_noop!(
            Devices::rotate_keys(origin(), Items::default()),
            Refused::NoItems
        );
        assert_noop!(
            Devices::move_devices(origin(), Items::default()),
            Refused::NoItems
        );
        assert_noop!(
            Devices::retire_devices(origin(), Items::default()),
            Refused::NoItems
        );
        assert_noop!(
            Devices::anchor_hours(origin(), Items::default()),
            Refused::NoItems
        );
    });
}

#[test]
fn the_last_number_is_not_given_out() {
    new_test_ext().execute_with(|| {
        NextDevice::<Test>::put(DeviceId(u64::MAX));
        assert_noop!(register(FARMER, 1, FARM), Refused::DevicesExhausted(0));
        NextDevice::<Test>::put(DeviceId(u64::MAX - 1));
        assert_ok!(register(FARMER, 1, FARM));
    });
}

#[test]
fn a_full_timeline_takes_no_record() {
    new_test_ext().execute_with(|| {
        assert_ok!(register(FARMER, 1, FARM));
        let full = Timeline {
            len: u32::MAX,
            ..Timeline::default()
        };
        Timelines::<Test>::insert(Subject::Device(DeviceId(1)), full);
        assert_noop!(rotate(FARMER, 1, 2), Refused::TimelineFull(0));
        assert_noop!(anchor_hour(HOUR - 1, 1, 1), Refused::TimelineFull(0));
    });
}
