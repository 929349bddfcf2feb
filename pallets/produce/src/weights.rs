//! What the calls weigh: a base, and per item the time to check it and the storage it may touch.
//! Estimated from the code; `benchmarking` measures the same cases.

use frame_support::{traits::Get, weights::Weight};

/// What each call weighs with `n` items.
pub trait WeightInfo {
    /// Weight of `set_input_labels`.
    fn set_input_labels(n: u32) -> Weight;
    /// Weight of `set_yield_caps`.
    fn set_yield_caps(n: u32) -> Weight;
    /// Weight of `open_plots`.
    fn open_plots(n: u32) -> Weight;
    /// Weight of `start_cycles`.
    fn start_cycles(n: u32) -> Weight;
    /// Weight of `finish_cycles`.
    fn finish_cycles(n: u32) -> Weight;
    /// Weight of `record_operations`, whose items turn `d` times to another village.
    fn record_operations(n: u32, d: u32) -> Weight;
    /// Weight of `record_input_uses`, whose items hold `h` harvested lots.
    fn record_input_uses(n: u32, h: u32) -> Weight;
    /// Weight of `record_tests`.
    fn record_tests(n: u32) -> Weight;
    /// Weight of `approve_tests`.
    fn approve_tests(n: u32) -> Weight;
    /// Weight of `harvest_lots`, where `n` counts the cycles of all lots.
    fn harvest_lots(n: u32) -> Weight;
    /// Weight of `grade_lots`.
    fn grade_lots(n: u32) -> Weight;
    /// Weight of `deliver_lots`.
    fn deliver_lots(n: u32) -> Weight;
}

/// The weights of a runtime with its own cost of storage.
pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);

const BASE_PS: u64 = 20_000_000;
const ITEM_PS: u64 = 10_000_000;
/// Once in a call: member, organisation and roles of the signer, and four policies of the nation,
/// province, prefecture and county that the items lie in.
const BASE_READS: u64 = 4 + 4 * 4;
/// One policy of one more village and its township.
const POLICY_READS: u64 = 2;
/// Dates need two policies.
const DATE_READS: u64 = 2 * POLICY_READS;
/// Rows of a village and a product: six divisions times three classes.
const CATALOGUE_READS: u64 = 18;
/// At most 32 ancestors and the lot itself, each with its hold; at most 32 cycles, each with its
/// hold and that of its plot.
const LINEAGE_READS: u64 = 33 * 2 + 32 * 3;
/// A hold that a rule opens: the doubt and its record, what holds the subject already, each case of
/// that once for its end, once for its cause and once for the room it takes, the number of the case,
/// and its timeline.
const HOLD_READS: u64 = 1 + RECORD + 1 + 3 * 9 + 1 + 1;
const HOLD_WRITES: u64 = 1 + RECORD + 4;
/// The last cycle on the plot and its hold; the latest of the product, the cycle and its hold.
const BEFORE_READS: u64 = 2 + 3;
/// The failed cycle, its plot and the latest cycle of its product; the holds that a failure opens on
/// what followed.
const FOLLOWED_READS: u64 = 4 + 2 * HOLD_READS;
const FOLLOWED_WRITES: u64 = 2 * HOLD_WRITES;
/// Timeline, and the event that goes with it.
const RECORD: u64 = 1;

/// `n` items with so many reads and writes each.
fn items(n: u32, reads: u64, writes: u64, db: frame_support::weights::RuntimeDbWeight) -> Weight {
    let item = Weight::from_parts(ITEM_PS, 0).saturating_add(db.reads_writes(reads, writes));
    Weight::from_parts(BASE_PS, 0)
        .saturating_add(db.reads(BASE_READS))
        .saturating_add(item.saturating_mul(n.into()))
}

/// `n` uses that hold `h` harvested lots.
fn input_uses(n: u32, h: u32, db: frame_support::weights::RuntimeDbWeight) -> Weight {
    let hold = Weight::from_parts(ITEM_PS, 0)
        .saturating_add(db.reads_writes(HOLD_READS, HOLD_WRITES))
        .saturating_mul(h.into());
    items(n, 2 + DATE_READS + CATALOGUE_READS + RECORD, 1 + RECORD, db).saturating_add(hold)
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn set_input_labels(n: u32) -> Weight {
        items(n, RECORD, 1 + RECORD, T::DbWeight::get())
    }
    fn set_yield_caps(n: u32) -> Weight {
        items(n, RECORD, 1 + RECORD, T::DbWeight::get())
    }
    fn open_plots(n: u32) -> Weight {
        items(n, 1 + RECORD, 2 + RECORD, T::DbWeight::get())
    }
    fn start_cycles(n: u32) -> Weight {
        items(
            n,
            3 + BEFORE_READS + DATE_READS + CATALOGUE_READS + RECORD,
            4 + RECORD,
            T::DbWeight::get(),
        )
    }
    fn finish_cycles(n: u32) -> Weight {
        items(n, 2 + RECORD, 2 + RECORD, T::DbWeight::get())
    }
    fn record_operations(n: u32, d: u32) -> Weight {
        let db = T::DbWeight::get();
        items(n, 1 + RECORD, RECORD, db)
            .saturating_add(db.reads(DATE_READS.saturating_mul(d.into())))
    }
    fn record_input_uses(n: u32, h: u32) -> Weight {
        input_uses(n, h, T::DbWeight::get())
    }
    fn record_tests(n: u32) -> Weight {
        items(
            n,
            6 + FOLLOWED_READS + DATE_READS + 2 * RECORD,
            7 + FOLLOWED_WRITES + 2 * RECORD,
            T::DbWeight::get(),
        )
    }
    fn approve_tests(n: u32) -> Weight {
        items(n, 7 + 2 * RECORD, 3 + 2 * RECORD, T::DbWeight::get())
    }
    fn harvest_lots(n: u32) -> Weight {
        items(
            n,
            6 + 2 * POLICY_READS + DATE_READS + 1 + 2 * RECORD,
            4 + 2 * RECORD,
            T::DbWeight::get(),
        )
    }
    fn grade_lots(n: u32) -> Weight {
        items(
            n,
            9 + LINEAGE_READS + POLICY_READS + DATE_READS + 1 + 16 * RECORD,
            17 + 16 * RECORD,
            T::DbWeight::get(),
        )
    }
    fn deliver_lots(n: u32) -> Weight {
        items(
            n,
            3 + LINEAGE_READS + RECORD,
            1 + RECORD,
            T::DbWeight::get(),
        )
    }
}

impl WeightInfo for () {
    fn set_input_labels(n: u32) -> Weight {
        items(
            n,
            RECORD,
            1 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn set_yield_caps(n: u32) -> Weight {
        items(
            n,
            RECORD,
            1 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn open_plots(n: u32) -> Weight {
        items(
            n,
            1 + RECORD,
            2 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn start_cycles(n: u32) -> Weight {
        items(
            n,
            3 + BEFORE_READS + DATE_READS + CATALOGUE_READS + RECORD,
            4 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn finish_cycles(n: u32) -> Weight {
        items(
            n,
            2 + RECORD,
            2 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn record_operations(n: u32, d: u32) -> Weight {
        let db = frame_support::weights::constants::ParityDbWeight::get();
        items(n, 1 + RECORD, RECORD, db)
            .saturating_add(db.reads(DATE_READS.saturating_mul(d.into())))
    }
    fn record_input_uses(n: u32, h: u32) -> Weight {
        input_uses(
            n,
            h,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn record_tests(n: u32) -> Weight {
        items(
            n,
            6 + FOLLOWED_READS + DATE_READS + 2 * RECORD,
            7 + FOLLOWED_WRITES + 2 * RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn approve_tests(n: u32) -> Weight {
        items(
            n,
            7 + 2 * RECORD,
            3 + 2 * RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn harvest_lots(n: u32) -> Weight {
        items(
            n,
            6 + 2 * POLICY_READS + DATE_READS + 1 + 2 * RECORD,
            4 + 2 * RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn grade_lots(n: u32) -> Weight {
        items(
            n,
            9 + LINEAGE_READS + POLICY_READS + DATE_READS + 1 + 16 * RECORD,
            17 + 16 * RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
    fn deliver_lots(n: u32) -> Weight {
        items(
            n,
            3 + LINEAGE_READS + RECORD,
            1 + RECORD,
            frame_support::weights::constants::ParityDbWeight::get(),
        )
    }
}
