//! What the calls cost: 20 µs for the call, 10 µs for each item, and the storage it touches.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weight of each call for `n` items.
pub trait WeightInfo {
    /// Weight of `hold`.
    fn hold(n: u32) -> Weight;
    /// Weight of `renew`.
    fn renew(n: u32) -> Weight;
    /// Weight of `release`.
    fn release(n: u32) -> Weight;
    /// Weight of `ask`.
    fn ask(n: u32) -> Weight;
    /// Weight of `answer`.
    fn answer(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);

/// The weight of a call whose items read and write so many values each.
fn call(db: RuntimeDbWeight, n: u32, reads: u64, writes: u64) -> Weight {
    let item = ITEM.saturating_add(db.reads_writes(reads, writes));
    CALL.saturating_add(item.saturating_mul(u64::from(n)))
}

// The registry reads account, member and organisation, and a policy for each of up to six
// divisions; the place of a subject takes two reads. `Held` holds up to nine cases, each read once
// for its end and once for its cause.
fn hold(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, 3 + 6 + 2 + 1 + 9 + 9 + 1 + 1, 4)
}

fn renew(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, 1 + 3 + 6 + 2 + 1, 2)
}

fn release(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, 1 + 3 + 2 + 2 + 1 + 9 + 1, 3)
}

fn ask(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, 3 + 6 + 2 + 1 + 1, 3)
}

// Whose the subject is takes two reads more, and the registry is asked up to three times.
fn answer(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, 1 + 3 + 3 + 3 + 1 + 2 + 2 + 2 + 1, 2)
}

/// The weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn hold(n: u32) -> Weight {
        hold(T::DbWeight::get(), n)
    }

    fn renew(n: u32) -> Weight {
        renew(T::DbWeight::get(), n)
    }

    fn release(n: u32) -> Weight {
        release(T::DbWeight::get(), n)
    }

    fn ask(n: u32) -> Weight {
        ask(T::DbWeight::get(), n)
    }

    fn answer(n: u32) -> Weight {
        answer(T::DbWeight::get(), n)
    }
}

impl WeightInfo for () {
    fn hold(n: u32) -> Weight {
        hold(RocksDbWeight::get(), n)
    }

    fn renew(n: u32) -> Weight {
        renew(RocksDbWeight::get(), n)
    }

    fn release(n: u32) -> Weight {
        release(RocksDbWeight::get(), n)
    }

    fn ask(n: u32) -> Weight {
        ask(RocksDbWeight::get(), n)
    }

    fn answer(n: u32) -> Weight {
        answer(RocksDbWeight::get(), n)
    }
}
