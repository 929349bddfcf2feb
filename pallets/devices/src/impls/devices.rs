//! Registering, rotating, moving and retiring devices.

use county_primitives::{
    devices::{DeviceInput, DeviceMove, DeviceRetirement, DeviceRotation, DevicesEntry},
    traits::{Holds, Members, Subjects},
    DeviceId, DeviceKey, DivisionCode, Items, List, OrganisationId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::records::OWNERS;
use crate::{
    pallet::{Config, DeviceKeys, Devices, Error, NextDevice, Pallet},
    types::{Device, DeviceStatus},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_devices(
        who: &T::AccountId,
        items: Items<DeviceInput>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::register_one(who, input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_rotate_keys(
        who: &T::AccountId,
        items: Items<DeviceRotation>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::rotate_one(who, &input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_move_devices(who: &T::AccountId, items: Items<DeviceMove>) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::move_one(who, &input, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_retire_devices(
        who: &T::AccountId,
        items: Items<DeviceRetirement>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::retire_one(who, input, item)?;
        }
        Ok(())
    }

    fn register_one(who: &T::AccountId, input: DeviceInput, item: u16) -> DispatchResult {
        let organisation = T::Members::organisation_of(who, item)?;
        let division = Self::division_of_place(&input.place, organisation, item)?;
        let author = T::Members::authorise(who, &OWNERS, division, item)?;
        T::Holds::ensure_free(&Subject::Organisation(organisation), item)?;
        let id = NextDevice::<T>::get();
        let next = id.next().ok_or(Error::<T>::DevicesExhausted(item))?;
        Self::take_key(input.key, id, item)?;
        NextDevice::<T>::put(next);
        Devices::<T>::insert(
            id,
            Device {
                organisation,
                kind: input.kind,
                key: input.key,
                place: input.place,
                division,
                status: DeviceStatus::Active,
                progress: None,
                gaps: List::default(),
            },
        );
        let entry = DevicesEntry::DeviceRegistered {
            organisation,
            device: input,
        };
        Self::record(id, author, entry, item)
    }

    fn rotate_one(who: &T::AccountId, input: &DeviceRotation, item: u16) -> DispatchResult {
        let DeviceRotation { device: id, key } = *input;
        let mut device = Self::own_device(who, id, item)?;
        let author = T::Members::authorise(who, &OWNERS, device.division, item)?;
        T::Holds::ensure_free(&Subject::Device(id), item)?;
        Self::take_key(key, id, item)?;
        device.key = key;
        Devices::<T>::insert(id, device);
        Self::record(id, author, DevicesEntry::DeviceKeyRotated { key }, item)
    }

    fn move_one(who: &T::AccountId, input: &DeviceMove, item: u16) -> DispatchResult {
        let DeviceMove { device: id, place } = *input;
        let mut device = Self::own_device(who, id, item)?;
        ensure!(device.place != place, Error::<T>::AlreadyThere(item));
        let division = Self::division_of_place(&place, device.organisation, item)?;
        let author = T::Members::authorise(who, &OWNERS, division, item)?;
        T::Holds::ensure_free(&Subject::Device(id), item)?;
        device.place = place;
        device.division = division;
        Devices::<T>::insert(id, device);
        Self::record(id, author, DevicesEntry::DeviceMoved { place }, item)
    }

    fn retire_one(who: &T::AccountId, input: DeviceRetirement, item: u16) -> DispatchResult {
        let DeviceRetirement { device: id, reason } = input;
        let mut device = Self::own_device(who, id, item)?;
        let author = T::Members::authorise(who, &OWNERS, device.division, item)?;
        ensure!(!reason.is_blank(), Error::<T>::ReasonBlank(item));
        T::Holds::ensure_free(&Subject::Device(id), item)?;
        device.status = DeviceStatus::Retired;
        Devices::<T>::insert(id, device);
        Self::record(id, author, DevicesEntry::DeviceRetired { reason }, item)
    }

    /// The division of a place where a device of the organisation may stand: it is in its hands and not held.
    fn division_of_place(
        place: &Subject,
        organisation: OrganisationId,
        item: u16,
    ) -> Result<DivisionCode, DispatchError> {
        ensure!(
            matches!(
                place,
                Subject::Organisation(_)
                    | Subject::Farm(_)
                    | Subject::Plot(_)
                    | Subject::Herd(_)
                    | Subject::Animal(_)
                    | Subject::Vehicle(_)
            ),
            Error::<T>::PlaceNotForDevices(item)
        );
        let division = T::Subjects::division_of(place).ok_or(Error::<T>::PlaceUnknown(item))?;
        ensure!(
            T::Subjects::holder_of(place) == Some(organisation),
            Error::<T>::NotPlaceHolder(item)
        );
        T::Holds::ensure_free(place, item)?;
        Ok(division)
    }

    fn take_key(key: DeviceKey, id: DeviceId, item: u16) -> DispatchResult {
        ensure!(
            !DeviceKeys::<T>::contains_key(key),
            Error::<T>::KeyTaken(item)
        );
        DeviceKeys::<T>::insert(key, id);
        Ok(())
    }
}
