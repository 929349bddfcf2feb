//! What the calls cost: 20 µs for the call, 10 µs for each item, and the storage it touches.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weight of each call for `n` items.
pub trait WeightInfo {
    /// Weight of `register_brands`.
    fn register_brands(n: u32) -> Weight;
    /// Weight of `grant_quotas`.
    fn grant_quotas(n: u32) -> Weight;
    /// Weight of `approve_quotas`.
    fn approve_quotas(n: u32) -> Weight;
    /// Weight of `issue_batches`.
    fn issue_batches(n: u32) -> Weight;
    /// Weight of `record_prints`.
    fn record_prints(n: u32) -> Weight;
    /// Weight of `record_spoils`.
    fn record_spoils(n: u32) -> Weight;
    /// Weight of `activate_ranges`.
    fn activate_ranges(n: u32) -> Weight;
    /// Weight of `void_codes`.
    fn void_codes(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);

/// The registry reads account, member and organisation.
const AUTHORISE: u64 = 3;
/// The registry reads one policy pack for each division up to the nation.
const POLICY: u64 = 6;
/// Oversight reads the list of a subject, which is almost always empty.
const FREE: u64 = 1;

/// Produce reads the lot and all it comes from: at most 33 lots, each with its hold, and 32 cycles, each
/// with its hold, that of its plot and once more for its village.
const GOODS: u64 = 33 * (1 + FREE) + 32 * (2 + 2 * FREE);

/// How many values an item of each call reads and writes.
#[derive(Clone, Copy)]
struct Touched {
    reads: u64,
    writes: u64,
}

// A brand's area of 32 divisions is read from the overlay after the first.
const REGISTER_BRANDS: Touched = Touched {
    reads: AUTHORISE + 1 + 1 + 1 + 1,
    writes: 4,
};
const GRANT_QUOTAS: Touched = Touched {
    reads: 1 + AUTHORISE + 1 + FREE + POLICY + 1 + 1,
    writes: 2,
};
const APPROVE_QUOTAS: Touched = Touched {
    reads: 1 + AUTHORISE + FREE + 1 + 2 + 1,
    writes: 2,
};
const ISSUE_BATCHES: Touched = Touched {
    reads: AUTHORISE + 1 + 1 + 2 * FREE + 1 + 1 + 1 + 1,
    writes: 4,
};
const RECORD_PRINTS: Touched = Touched {
    reads: 1 + AUTHORISE + 1 + 3 * FREE + 1 + 1,
    writes: 3,
};
const RECORD_SPOILS: Touched = Touched {
    reads: 1 + AUTHORISE + 1 + 1 + 1,
    writes: 3,
};
// Produce and livestock write the goods and their timeline.
const ACTIVATE_RANGES: Touched = Touched {
    reads: 1 + AUTHORISE + 1 + 3 * FREE + 1 + GOODS + POLICY + 1 + 1,
    writes: 5,
};
const VOID_CODES: Touched = Touched {
    reads: 1 + AUTHORISE + 1 + 1 + 1,
    writes: 3,
};

fn weight(db: RuntimeDbWeight, n: u32, touched: Touched) -> Weight {
    let item = ITEM.saturating_add(db.reads_writes(touched.reads, touched.writes));
    CALL.saturating_add(item.saturating_mul(u64::from(n)))
}

/// The weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

macro_rules! weights {
    ($db:expr, $($call:ident = $touched:ident;)*) => {$(
        fn $call(n: u32) -> Weight {
            weight($db, n, $touched)
        }
    )*};
    ($db:expr) => {
        weights! {
            $db,
            register_brands = REGISTER_BRANDS;
            grant_quotas = GRANT_QUOTAS;
            approve_quotas = APPROVE_QUOTAS;
            issue_batches = ISSUE_BATCHES;
            record_prints = RECORD_PRINTS;
            record_spoils = RECORD_SPOILS;
            activate_ranges = ACTIVATE_RANGES;
            void_codes = VOID_CODES;
        }
    };
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    weights! { T::DbWeight::get() }
}

impl WeightInfo for () {
    weights! { RocksDbWeight::get() }
}
