//! Devices with keys of their own, and the hours of readings they anchor.
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a test may stop at the first surprise"
    )
)]

extern crate alloc;

mod impls;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use weights::WeightInfo;

/// The storage, events, errors and calls.
#[allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    reason = "only what the macros write: casts of variant indices, and lookups of the pallet"
)]
#[frame_support::pallet]
pub mod pallet {
    use county_primitives::{
        devices::{
            DeviceInput, DeviceMove, DeviceRetirement, DeviceRotation, DevicesEntry, SignedAnchor,
        },
        traits::{Holds, Members, Subjects},
        DeviceId, DeviceKey, Items, Record, Subject, Timeline, ITEMS_MAX,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{types::Device, weights::WeightInfo};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may sign, in which role, and by which policy.
        type Members: Members<Self::AccountId, Error = DispatchError>;

        /// What must not be changed.
        type Holds: Holds<Error = DispatchError>;

        /// Where the places of devices belong, and whose they are.
        type Subjects: Subjects;

        /// What the calls cost.
        type WeightInfo: WeightInfo;

        /// Prepares members for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// The number of the first device.
    #[pallet::type_value]
    pub fn FirstDevice() -> DeviceId {
        DeviceId(1)
    }

    /// The number the next device gets.
    #[pallet::storage]
    pub type NextDevice<T> = StorageValue<_, DeviceId, ValueQuery, FirstDevice>;

    /// Every device that was ever registered, by its number.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: `Device` is bounded by
    // its list of gaps.
    #[pallet::storage]
    pub type Devices<T> = StorageMap<_, Twox64Concat, DeviceId, Device, OptionQuery>;

    /// The device of every key that was ever registered. A key is never given to another device.
    // Hasher: Blake2 since keys are chosen by whoever registers. Bound: one per key.
    #[pallet::storage]
    pub type DeviceKeys<T> = StorageMap<_, Blake2_128Concat, DeviceKey, DeviceId, OptionQuery>;

    /// How many records each device has, and the hash over them.
    // Hasher: Blake2, the same in every pallet, so that one rule gives the key of any timeline.
    // Bound: 36 bytes.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of a device.
        Recorded {
            /// The record as it went into the hash.
            record: Record<DevicesEntry>,
        },
    }

    /// Why a call is refused. The number is the index of the item in the call's list.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty. Send at least one item.
        NoItems,
        /// A device cannot stand at a subject of this kind. Name an organisation, farm, plot, herd,
        /// animal or vehicle.
        PlaceNotForDevices(u16),
        /// There is no such place. Check its kind and number.
        PlaceUnknown(u16),
        /// The place is in the hands of another organisation.
        NotPlaceHolder(u16),
        /// A device has or had this key. Make a new pair of keys on the device.
        KeyTaken(u16),
        /// The numbers for devices are used up.
        DevicesExhausted(u16),
        /// There is no device with this number.
        DeviceUnknown(u16),
        /// The device belongs to another organisation.
        NotDeviceOwner(u16),
        /// The device was taken out of use.
        DeviceRetired(u16),
        /// The device stands there already.
        AlreadyThere(u16),
        /// The reason is blank. Say why: it stays on the record.
        ReasonBlank(u16),
        /// An hour has 1 to `READINGS_MAX` readings, and at least as many numbers from the first to
        /// the last.
        ReadingsOutOfRange(u16),
        /// The hour is not over yet. Anchor it afterwards, with all its readings.
        HourNotOver(u16),
        /// The signature is not one of the device's present key over this anchor.
        SignatureInvalid(u16),
        /// The hour has its anchor, or no readings are missing in it.
        HourAnchored(u16),
        /// Some of these readings are anchored with another hour already.
        ReadingsAnchored(u16),
        /// The device has as many records as a timeline can count.
        TimelineFull(u16),
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers devices of the signer's organisation.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `producer`, `packer`, `buyer`, `hauler`, `slaughter` or
        /// `market` over the division of every place.
        ///
        /// ## Details
        /// The place is an organisation, farm, plot, herd, animal or vehicle in the hands of the
        /// signer's organisation; neither of them is held. The key was never one of any device.
        ///
        /// ## Errors
        /// `NoItems`, `PlaceNotForDevices`, `PlaceUnknown`, `NotPlaceHolder`, `KeyTaken`,
        /// `DevicesExhausted`, `TimelineFull`, and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `DeviceRegistered` on each new device.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_devices(count(items)))]
        pub fn register_devices(origin: OriginFor<T>, items: Items<DeviceInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_register_devices(&who, items)
        }

        /// Gives devices other keys.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the device's organisation with a role as for `register_devices`
        /// over the device's division.
        ///
        /// ## Details
        /// The device is in use and not held. The key was never one of any device. Anchors are
        /// verified with the new key from now on; the numbers of readings go on.
        ///
        /// ## Errors
        /// `NoItems`, `DeviceUnknown`, `NotDeviceOwner`, `DeviceRetired`, `KeyTaken`, `TimelineFull`,
        /// and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `DeviceKeyRotated` on each device.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::rotate_keys(count(items)))]
        pub fn rotate_keys(origin: OriginFor<T>, items: Items<DeviceRotation>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_rotate_keys(&who, items)
        }

        /// Moves devices to other places.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the device's organisation with a role as for `register_devices`
        /// over the division of the new place.
        ///
        /// ## Details
        /// The device is in use and not held. The place is one that `register_devices` takes, and
        /// another than before.
        ///
        /// ## Errors
        /// `NoItems`, `DeviceUnknown`, `NotDeviceOwner`, `DeviceRetired`, `AlreadyThere`,
        /// `PlaceNotForDevices`, `PlaceUnknown`, `NotPlaceHolder`, `TimelineFull`, and those of the
        /// registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `DeviceMoved` on each device.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::move_devices(count(items)))]
        pub fn move_devices(origin: OriginFor<T>, items: Items<DeviceMove>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_move_devices(&who, items)
        }

        /// Takes devices out of use for good.
        ///
        /// ## Dispatch Origin
        /// As for `rotate_keys`.
        ///
        /// ## Details
        /// The device is in use and not held. The reason must say something. What it anchored stays.
        ///
        /// ## Errors
        /// `NoItems`, `DeviceUnknown`, `NotDeviceOwner`, `DeviceRetired`, `ReasonBlank`,
        /// `TimelineFull`, and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `DeviceRetired` on each device.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::retire_devices(count(items)))]
        pub fn retire_devices(
            origin: OriginFor<T>,
            items: Items<DeviceRetirement>,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_retire_devices(&who, items)
        }

        /// Anchors the readings of hours.
        ///
        /// ## Dispatch Origin
        /// As for `rotate_keys`.
        ///
        /// ## Details
        /// The device is in use and signed the anchor with its present key. The hour is over, within
        /// the policy `future_limit_seconds`; one that ended longer ago than `late_after_hours` is
        /// marked late. It comes after the last anchored hour with numbers after the last anchored
        /// one, or fills a gap with numbers that are missing there. A held device may anchor.
        ///
        /// ## Errors
        /// `NoItems`, `DeviceUnknown`, `NotDeviceOwner`, `DeviceRetired`, `ReadingsOutOfRange`,
        /// `HourNotOver`, `SignatureInvalid`, `HourAnchored`, `ReadingsAnchored`, `TimelineFull`, and
        /// the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `HourAnchored` on each device, and with `ReadingsMissing` where numbers
        /// were left out.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::anchor_hours(count(items)))]
        pub fn anchor_hours(origin: OriginFor<T>, items: Items<SignedAnchor>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_anchor_hours(&who, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A device with its key, its place and what is missing of its readings.
        pub fn device(id: DeviceId) -> Option<Device> {
            Devices::<T>::get(id)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    /// How many items the weight is for.
    fn count<Input>(items: &Items<Input>) -> u32 {
        u32::try_from(items.len()).unwrap_or(ITEMS_MAX)
    }
}
