//! The invariants of devices, their keys and their gaps.

use county_primitives::Subject;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    pallet::{Config, DeviceKeys, Devices, NextDevice, Pallet, Timelines},
    types::{Device, Gap},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_devices()?;
        for (_, id) in DeviceKeys::<T>::iter() {
            ensure!(Devices::<T>::contains_key(id), "a key belongs to no device");
        }
        for (subject, _) in Timelines::<T>::iter() {
            ensure!(
                Self::division_of(&subject).is_some(),
                "a timeline belongs to no device"
            );
        }
        Ok(())
    }

    /// A device is numbered below the next, has its records, and its key is its own.
    fn check_devices() -> Result<(), TryRuntimeError> {
        let next = NextDevice::<T>::get();
        for (id, device) in Devices::<T>::iter() {
            ensure!(id < next, "a device has a number not given out yet");
            ensure!(
                Timelines::<T>::get(Subject::Device(id)).len > 0,
                "a device has no record"
            );
            ensure!(
                DeviceKeys::<T>::get(device.key) == Some(id),
                "a device's key is not its own"
            );
            check_gaps(&device)?;
        }
        Ok(())
    }
}

/// Gaps are open, rise in hours and in numbers, and lie before what was anchored last.
fn check_gaps(device: &Device) -> Result<(), TryRuntimeError> {
    ensure!(
        device.gaps.iter().all(Gap::is_open),
        "a gap is kept that nothing can fill"
    );
    for (gap, next) in device.gaps.iter().zip(device.gaps.iter().skip(1)) {
        ensure!(
            gap.before <= next.after && gap.end < next.first,
            "gaps are not in order"
        );
    }
    let Some(last) = device.gaps.last() else {
        return Ok(());
    };
    ensure!(
        device
            .progress
            .is_some_and(|progress| last.before <= progress.hour && last.end < progress.next),
        "a gap lies behind what was anchored last"
    );
    Ok(())
}
