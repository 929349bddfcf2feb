//! What the calls cost: 20 µs for the call, 10 µs for each sale or each of its goods, and the storage
//! they touch.
//!
//! Only the chain knows how many goods a sale names that is answered, called off or delivered. Such a call is weighed
//! before as if each of its sales named `GOODS_MAX`, which leaves room for ten sales in a call, and what
//! they really name takes the place of that afterwards.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weight of each call for `n` sales or, when they are recorded, `n` goods. `goods_asked` and `goods_freed` come
/// on top for the goods of the sales.
pub trait WeightInfo {
    /// Weight of `record_sales`.
    fn record_sales(n: u32) -> Weight;
    /// Weight of `answer_sales`.
    fn answer_sales(n: u32) -> Weight;
    /// Weight of `cancel_sales`.
    fn cancel_sales(n: u32) -> Weight;
    /// Weight of `deliver_sales`.
    fn deliver_sales(n: u32) -> Weight;
    /// Weight of asking of `n` goods whether they are there and free.
    fn goods_asked(n: u32) -> Weight;
    /// Weight of setting `n` goods free.
    fn goods_freed(n: u32) -> Weight;
    /// Weight of `settle_sales`.
    fn settle_sales(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);

/// The registry reads account, member and organisation.
const SIGN: u64 = 4;
/// A policy is looked up in up to six divisions.
const POLICY: u64 = 6;
/// What a piece of meat asks before it moves: its certificate, 64 pieces with days and holds, 16 batches. Animals
/// ask less.
const CLEAR: u64 = 1 + 64 * 5 + 16 * 2;
/// Whether the piece, one of 64 it comes from or their animal stands in another sale.
const UNSOLD: u64 = 66 * 2;

/// The weight of `n` things that read and write so many values each.
fn call(db: RuntimeDbWeight, n: u32, reads: u64, writes: u64) -> Weight {
    let item = ITEM.saturating_add(db.reads_writes(reads, writes));
    CALL.saturating_add(item.saturating_mul(u64::from(n)))
}

// Each of the goods is written as sold; seller, buyer, number, sale and timeline are counted with
// each of them, since one call may hold sales of one animal each.
fn record_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, SIGN + 1 + 1 + 1 + CLEAR + UNSOLD + 1 + 1, 5)
}

// Signature, sale, its hold, goods and timeline; whether the persons differ, and the hold of the buyer.
fn answer_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, SIGN + 4 + 2 + 1, 2)
}

fn cancel_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, SIGN + 4, 2)
}

// One record of the delivery and two warnings on the same timeline.
fn deliver_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, SIGN + 4 + POLICY + 2, 4)
}

// Whether it may move, and once more itself for its heads.
fn goods_asked(db: RuntimeDbWeight, n: u32) -> Weight {
    db.reads(CLEAR + 1).saturating_mul(u64::from(n))
}

fn goods_freed(db: RuntimeDbWeight, n: u32) -> Weight {
    db.reads_writes(1, 1).saturating_mul(u64::from(n))
}

fn settle_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    call(db, n, SIGN + 4 + POLICY + 2, 4)
}

/// The weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn record_sales(n: u32) -> Weight {
        record_sales(T::DbWeight::get(), n)
    }

    fn answer_sales(n: u32) -> Weight {
        answer_sales(T::DbWeight::get(), n)
    }

    fn cancel_sales(n: u32) -> Weight {
        cancel_sales(T::DbWeight::get(), n)
    }

    fn deliver_sales(n: u32) -> Weight {
        deliver_sales(T::DbWeight::get(), n)
    }

    fn goods_asked(n: u32) -> Weight {
        goods_asked(T::DbWeight::get(), n)
    }

    fn goods_freed(n: u32) -> Weight {
        goods_freed(T::DbWeight::get(), n)
    }

    fn settle_sales(n: u32) -> Weight {
        settle_sales(T::DbWeight::get(), n)
    }
}

impl WeightInfo for () {
    fn record_sales(n: u32) -> Weight {
        record_sales(RocksDbWeight::get(), n)
    }

    fn answer_sales(n: u32) -> Weight {
        answer_sales(RocksDbWeight::get(), n)
    }

    fn cancel_sales(n: u32) -> Weight {
        cancel_sales(RocksDbWeight::get(), n)
    }

    fn deliver_sales(n: u32) -> Weight {
        deliver_sales(RocksDbWeight::get(), n)
    }

    fn goods_asked(n: u32) -> Weight {
        goods_asked(RocksDbWeight::get(), n)
    }

    fn goods_freed(n: u32) -> Weight {
        goods_freed(RocksDbWeight::get(), n)
    }

    fn settle_sales(n: u32) -> Weight {
        settle_sales(RocksDbWeight::get(), n)
    }
}
