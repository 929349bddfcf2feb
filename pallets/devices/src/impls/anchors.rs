//! Anchoring hours of readings.

use county_primitives::{
    devices::{DevicesEntry, HourAnchor, SignedAnchor},
    traits::Members,
    Author, DeviceKey, DivisionCode, Items, PolicyKey,
};
use frame_support::ensure;
use sp_core::ed25519;
use sp_io::crypto::ed25519_verify;
use sp_runtime::{DispatchError, DispatchResult};

use super::records::OWNERS;
use crate::{
    pallet::{Config, Devices, Error, Pallet},
    types::{end_of, Misfit},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_anchor_hours(
        who: &T::AccountId,
        items: Items<SignedAnchor>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::anchor_one(who, &input, item)?;
        }
        Ok(())
    }

    fn anchor_one(who: &T::AccountId, signed: &SignedAnchor, item: u16) -> DispatchResult {
        let anchor = signed.anchor;
        let id = anchor.device;
        let mut device = Self::own_device(who, id, item)?;
        let author = T::Members::authorise(who, &OWNERS, device.division, item)?;
        let end = end_of(&anchor).ok_or(Error::<T>::ReadingsOutOfRange(item))?;
        let late = Self::is_late(&anchor, device.division, item)?;
        ensure!(
            is_signed(signed, device.key),
            Error::<T>::SignatureInvalid(item)
        );
        let before = device.take(&anchor, end).map_err(|misfit| match misfit {
            Misfit::Hour => Error::<T>::HourAnchored(item),
            Misfit::Readings => Error::<T>::ReadingsAnchored(item),
        })?;
        Devices::<T>::insert(id, device);
        let entry = DevicesEntry::HourAnchored {
            anchor: *signed,
            late,
        };
        Self::record(id, author, entry, item)?;
        let within = end
            .saturating_sub(anchor.first)
            .saturating_sub(anchor.readings.into());
        if before == 0 && within == 0 {
            return Ok(());
        }
        let warning = DevicesEntry::ReadingsMissing {
            hour: anchor.hour,
            before,
            within,
        };
        Self::record(id, Author::Rule, warning, item)
    }

    /// Refuses an hour that is not over; otherwise tells whether it is recorded late.
    fn is_late(
        anchor: &HourAnchor,
        division: DivisionCode,
        item: u16,
    ) -> Result<bool, DispatchError> {
        let now_ms = T::Members::now_ms();
        let ahead_s = T::Members::policy(division, PolicyKey::FutureLimitSeconds, item)?;
        let late_h = T::Members::policy(division, PolicyKey::LateAfterHours, item)?;
        let end_ms = anchor.end_ms();
        ensure!(
            end_ms <= now_ms.saturating_add(ahead_s.saturating_mul(1_000)),
            Error::<T>::HourNotOver(item)
        );
        Ok(end_ms < now_ms.saturating_sub(late_h.saturating_mul(3_600_000)))
    }
}

/// Whether the device with this key signed the anchor.
fn is_signed(signed: &SignedAnchor, key: DeviceKey) -> bool {
    let signature = ed25519::Signature::from_raw(signed.signature.0);
    let key = ed25519::Public::from_raw(key.0);
    ed25519_verify(&signature, &signed.anchor.message(), &key)
}
