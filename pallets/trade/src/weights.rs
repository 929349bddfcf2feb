//! What the calls cost: 20 µs for the call, 10 µs for each sale or each of its goods, and the storage
//! they touch.

use core::marker::PhantomData;

use county_primitives::trade::GOODS_MAX;
use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weight of each call for `n` sales or, when they are recorded, `n` goods.
pub trait WeightInfo {
    /// Weight of `record_sales`.
    fn record_sales(n: u32) -> Weight;
    /// Weight of `answer_sales`.
    fn answer_sales(n: u32) -> Weight;
    /// Weight of `cancel_sales`.
    fn cancel_sales(n: u32) -> Weight;
    /// Weight of `deliver_sales`.
    fn deliver_sales(n: u32) -> Weight;
    /// Weight of `settle_sales`.
    fn settle_sales(n: u32) -> Weight;
}

const CALL: Weight = Weight::from_parts(20_000_000, 0);
const ITEM: Weight = Weight::from_parts(10_000_000, 0);

/// The registry reads account, member and organisation.
const SIGN: u64 = 4;
/// A policy is looked up in up to six divisions.
const POLICY: u64 = 6;
/// What a piece of meat asks before it moves: 64 pieces with days and holds, 16 batches. Animals ask less.
const CLEAR: u64 = 64 * 5 + 16 * 2;
/// Whether the piece, or one of 64 it comes from, stands in another sale.
const UNSOLD: u64 = 65 * 2;

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

/// Sales name as many goods as they may.
fn with_goods(db: RuntimeDbWeight, n: u32, reads: u64, writes: u64) -> Weight {
    let goods = db
        .reads_writes(reads, writes)
        .saturating_mul(u64::from(GOODS_MAX))
        .saturating_mul(u64::from(n));
    call(db, n, SIGN + 4, 2).saturating_add(goods)
}

// A refusal sets the goods free; a confirmation asks whether they are.
fn answer_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    with_goods(db, n, CLEAR, 1)
}

fn cancel_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    with_goods(db, n, 1, 1)
}

// One record of the delivery and two warnings on the same timeline.
fn deliver_sales(db: RuntimeDbWeight, n: u32) -> Weight {
    with_goods(db, n, CLEAR, 0).saturating_add(call(db, n, POLICY + 2, 2))
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

    fn settle_sales(n: u32) -> Weight {
        settle_sales(RocksDbWeight::get(), n)
    }
}
