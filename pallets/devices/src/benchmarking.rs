//! Benchmarks of every call: a device of its own for each of `n` items.

use alloc::vec::Vec;

use county_primitives::{
    devices::{
        DeviceInput, DeviceKind, DeviceMove, DeviceRetirement, DeviceRotation, DeviceSignature,
        HourAnchor, SignedAnchor,
    },
    DeviceId, DeviceKey, Digest, Items, Subject, Text,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use sp_core::{ed25519, Pair as _};

use crate::{
    pallet::{Call, Config, Devices, Pallet, Timelines},
    types::DeviceStatus,
};

/// Who acts in the benchmarks, and where.
pub struct Stage<AccountId> {
    /// Has the role `producer` over both places.
    pub producer: AccountId,
    /// A place in the hands of the producer's organisation.
    pub place: Subject,
    /// Another one.
    pub other_place: Subject,
}

/// Prepares a member for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// The stage, set, at a time when the third hour of 1970 is over.
    fn stage() -> Stage<AccountId>;
}

type Outcome<Value> = Result<Value, BenchmarkError>;

fn stage<T: Config>() -> Stage<T::AccountId> {
    <T::BenchmarkHelper as Setup<T::AccountId>>::stage()
}

fn list<Input>(inputs: Vec<Input>) -> Outcome<Items<Input>> {
    Items::try_from(inputs).map_err(|_| BenchmarkError::Stop("more items than a call takes"))
}

/// The keys of the device with this number.
fn pair(number: u32) -> ed25519::Pair {
    ed25519::Pair::from_seed(&sp_io::hashing::blake2_256(&number.to_le_bytes()))
}

/// Another key than any device of the benchmarks begins with.
fn other_key(number: u32) -> DeviceKey {
    DeviceKey(sp_io::hashing::blake2_256(&number.to_be_bytes()))
}

fn devices(place: Subject, n: u32) -> Outcome<Items<DeviceInput>> {
    let device = |number| DeviceInput {
        kind: DeviceKind::Collar,
        key: DeviceKey(pair(number).public().0),
        place,
        serial: Digest([1; 32]),
    };
    list((1..=n).map(device).collect())
}

fn registered<T: Config>(n: u32) -> Outcome<Stage<T::AccountId>> {
    let stage = stage::<T>();
    let origin = RawOrigin::Signed(stage.producer.clone()).into();
    Pallet::<T>::register_devices(origin, devices(stage.place, n)?)?;
    Ok(stage)
}

/// One reading with this number in this hour for each of `n` devices.
fn anchors(n: u32, hour: u32, number: u64) -> Outcome<Items<SignedAnchor>> {
    let signed = |device: u32| {
        let anchor = HourAnchor {
            device: DeviceId(device.into()),
            hour,
            readings: 1,
            root: Digest([2; 32]),
            first: number,
            last: number,
        };
        let signature = DeviceSignature(pair(device).sign(&anchor.message()).0);
        SignedAnchor { anchor, signature }
    };
    list((1..=n).map(signed).collect())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_devices(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = stage::<T>();
        let items = devices(stage.place, n)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.producer), items);

        assert!(Devices::<T>::contains_key(DeviceId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn rotate_keys(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = registered::<T>(n)?;
        let inputs = (1..=n).map(|number| DeviceRotation {
            device: DeviceId(number.into()),
            key: other_key(number),
        });
        let items = list(inputs.collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.producer), items);

        assert!(
            Devices::<T>::get(DeviceId(n.into())).is_some_and(|device| device.key == other_key(n))
        );
        Ok(())
    }

    #[benchmark]
    fn move_devices(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = registered::<T>(n)?;
        let inputs = (1..=n).map(|number| DeviceMove {
            device: DeviceId(number.into()),
            place: stage.other_place,
        });
        let items = list(inputs.collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.producer), items);

        assert!(Devices::<T>::get(DeviceId(n.into()))
            .is_some_and(|device| device.place == stage.other_place));
        Ok(())
    }

    #[benchmark]
    fn retire_devices(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = registered::<T>(n)?;
        let reason = Text::new(&"x".repeat(128))
            .map_err(|_| BenchmarkError::Stop("the reason is too long"))?;
        let inputs = (1..=n).map(|number| DeviceRetirement {
            device: DeviceId(number.into()),
            reason: reason.clone(),
        });
        let items = list(inputs.collect())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.producer), items);

        assert!(Devices::<T>::get(DeviceId(n.into()))
            .is_some_and(|device| device.status == DeviceStatus::Retired));
        Ok(())
    }

    // The dearest anchor leaves numbers out: it opens a gap and is warned about.
    #[benchmark]
    fn anchor_hours(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        let stage = registered::<T>(n)?;
        let origin = RawOrigin::Signed(stage.producer.clone()).into();
        Pallet::<T>::anchor_hours(origin, anchors(n, 0, 1)?)?;
        let items = anchors(n, 2, 3)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(stage.producer), items);

        assert_eq!(
            Timelines::<T>::get(Subject::Device(DeviceId(n.into()))).len,
            4
        );
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
