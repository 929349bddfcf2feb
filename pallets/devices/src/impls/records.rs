//! Timelines of devices, whose they are and where they belong.

use county_primitives::{
    devices::DevicesEntry, traits::Members, Author, DeviceId, DivisionCode, OrganisationId, Record,
    Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    pallet::{Config, Devices, Error, Event, Pallet, Timelines},
    types::{Device, DeviceStatus},
};

/// Who has devices.
pub(crate) const OWNERS: [Role; 6] = [
    Role::Producer,
    Role::Packer,
    Role::Buyer,
    Role::Hauler,
    Role::Slaughterhouse,
    Role::Market,
];

impl<T: Config> Pallet<T> {
    /// Where a device belongs: the division of its place when it came there. `None` for anything else, and
    /// for what does not exist.
    pub fn division_of(subject: &Subject) -> Option<DivisionCode> {
        Self::known(subject).map(|device| device.division)
    }

    /// The organisation whose device it is, for the runtime's `Subjects`.
    pub fn holder_of(subject: &Subject) -> Option<OrganisationId> {
        Self::known(subject).map(|device| device.organisation)
    }

    fn known(subject: &Subject) -> Option<Device> {
        match subject {
            Subject::Device(id) => Devices::<T>::get(id),
            _ => None,
        }
    }

    /// A device in use of the signer's own organisation.
    pub(crate) fn own_device(
        who: &T::AccountId,
        id: DeviceId,
        item: u16,
    ) -> Result<Device, DispatchError> {
        let device = Devices::<T>::get(id).ok_or(Error::<T>::DeviceUnknown(item))?;
        ensure!(
            T::Members::organisation_of(who, item)? == device.organisation,
            Error::<T>::NotDeviceOwner(item)
        );
        ensure!(
            device.status == DeviceStatus::Active,
            Error::<T>::DeviceRetired(item)
        );
        Ok(device)
    }

    /// Appends a record to the timeline of a device and shows it to the world.
    pub(crate) fn record(
        id: DeviceId,
        author: Author,
        entry: DevicesEntry,
        item: u16,
    ) -> DispatchResult {
        let subject = Subject::Device(id);
        Timelines::<T>::try_mutate(subject, |timeline| {
            let record = Record {
                subject,
                sequence: timeline.len,
                author,
                ledger_ms: T::Members::now_ms(),
                entry,
            };
            timeline
                .append(&record)
                .ok_or(Error::<T>::TimelineFull(item))?;
            Self::deposit_event(Event::Recorded { record });
            Ok(())
        })
    }
}
