//! What the calls cost: 20 µs for the call, 10 µs for each item, 80 µs more for each signature of a device, and
//! the storage it touches.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weight of each call for `n` items.
pub trait WeightInfo {
    /// Weight of `register_devices`.
    fn register_devices(n: u32) -> Weight;
    /// Weight of `rotate_keys`.
    fn rotate_keys(n: u32) -> Weight;
    /// Weight of `move_devices`.
    fn move_devices(n: u32) -> Weight;
    /// Weight of `retire_devices`.
    fn retire_devices(n: u32) -> Weight;
    /// Weight of `anchor_hours`.
    fn anchor_hours(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);
const SIGNATURE: Weight = Weight::from_parts(80_000_000, 0);

/// The list of the cases of a subject, and each of up to nine of them.
const HELD: u64 = 1 + 9;

/// The weight of a call whose items cost so much and read and write so many values each.
fn call(db: RuntimeDbWeight, n: u32, cost: Weight, reads: u64, writes: u64) -> Weight {
    let item = cost.saturating_add(db.reads_writes(reads, writes));
    CALL.saturating_add(item.saturating_mul(u64::from(n)))
}

// The registry reads account, member and organisation, once for the organisation and once for the role. The
// place of a device and whose it is take two reads each; `Held` holds up to nine cases, each read once for
// its end; the place is asked too.
fn register_devices(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, ITEM, 3 + 3 + 2 + 2 + 2 * HELD + 1 + 1 + 1, 4)
}

fn rotate_keys(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, ITEM, 1 + 3 + 3 + HELD + 1 + 1, 3)
}

fn move_devices(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, ITEM, 1 + 3 + 3 + 2 + 2 + 2 * HELD + 1, 2)
}

fn retire_devices(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, ITEM, 1 + 3 + 3 + HELD + 1, 2)
}

// Two policies of up to six divisions each; the timeline is written twice where readings are missing.
fn anchor_hours(db: RuntimeDbWeight, n: u32) -> Weight {
    let cost = ITEM.saturating_add(SIGNATURE);
    call(db, n, cost, 1 + 3 + 3 + 6 + 6 + 1, 3)
}

/// The weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn register_devices(n: u32) -> Weight {
        register_devices(T::DbWeight::get(), n)
    }

    fn rotate_keys(n: u32) -> Weight {
        rotate_keys(T::DbWeight::get(), n)
    }

    fn move_devices(n: u32) -> Weight {
        move_devices(T::DbWeight::get(), n)
    }

    fn retire_devices(n: u32) -> Weight {
        retire_devices(T::DbWeight::get(), n)
    }

    fn anchor_hours(n: u32) -> Weight {
        anchor_hours(T::DbWeight::get(), n)
    }
}

impl WeightInfo for () {
    fn register_devices(n: u32) -> Weight {
        register_devices(RocksDbWeight::get(), n)
    }

    fn rotate_keys(n: u32) -> Weight {
        rotate_keys(RocksDbWeight::get(), n)
    }

    fn move_devices(n: u32) -> Weight {
        move_devices(RocksDbWeight::get(), n)
    }

    fn retire_devices(n: u32) -> Weight {
        retire_devices(RocksDbWeight::get(), n)
    }

    fn anchor_hours(n: u32) -> Weight {
        anchor_hours(RocksDbWeight::get(), n)
    }
}
