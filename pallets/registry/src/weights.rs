//! What each call costs: a base, then per item its computation and the rows it really touches.

use core::marker::PhantomData;

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// What each call of the registry costs, by its number of items.
pub trait WeightInfo {
    /// `admit_counties`.
    fn admit_counties(n: u32) -> Weight;
    /// `set_policies`.
    fn set_policies(n: u32) -> Weight;
    /// `register_organisations`.
    fn register_organisations(n: u32) -> Weight;
    /// `approve_organisations`.
    fn approve_organisations(n: u32) -> Weight;
    /// `refuse_organisations`.
    fn refuse_organisations(n: u32) -> Weight;
    /// `suspend_organisations`.
    fn suspend_organisations(n: u32) -> Weight;
    /// `reactivate_organisations`.
    fn reactivate_organisations(n: u32) -> Weight;
    /// `register_members`.
    fn register_members(n: u32) -> Weight;
    /// `suspend_members`.
    fn suspend_members(n: u32) -> Weight;
    /// `reactivate_members`.
    fn reactivate_members(n: u32) -> Weight;
    /// `rotate_key`.
    fn rotate_key() -> Weight;
    /// `rotate_member_key`.
    fn rotate_member_key() -> Weight;
    /// `grant_roles`.
    fn grant_roles(n: u32) -> Weight;
    /// `revoke_roles`.
    fn revoke_roles(n: u32) -> Weight;
    /// `enact`, without the call inside.
    fn enact() -> Weight;
    /// The transaction extension `CheckMember`.
    fn check_member() -> Weight;
}

/// Picoseconds of a call that has no items: origin, signer, clock.
const BASE: u64 = 20_000_000;
/// Picoseconds of an item: decoding, checks, hashing its record.
const ITEM: u64 = 10_000_000;
/// Bytes of proof of a row; the chain has no relay chain that would ask for them.
const NO_PROOF: u64 = 0;
/// The rows that say who signs: key, member, organisation; and the clock.
const SIGNER_READS: u64 = 4;
/// The other memberships of a person that separation of duties looks at.
const PERSON_READS: u64 = 9;

fn cost(db: RuntimeDbWeight, n: u32, item_reads: u64, item_writes: u64) -> Weight {
    let n = u64::from(n);
    Weight::from_parts(BASE, NO_PROOF)
        .saturating_add(Weight::from_parts(ITEM, NO_PROOF).saturating_mul(n))
        .saturating_add(db.reads(SIGNER_READS))
        .saturating_add(db.reads(item_reads).saturating_mul(n))
        .saturating_add(db.writes(item_writes).saturating_mul(n))
}

/// What an item of each call reads and writes.
macro_rules! weights {
    ($($(#[$doc:meta])* $call:ident($($n:ident)?) = $reads:expr, $writes:expr;)*) => {
        /// Weights for a runtime with its own database costs.
        pub struct SubstrateWeight<T>(PhantomData<T>);

        impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
            $($(#[$doc])* fn $call($($n: u32)?) -> Weight {
                cost(T::DbWeight::get(), weights!(@items $($n)?), $reads, $writes)
            })*
        }

        impl WeightInfo for () {
            $($(#[$doc])* fn $call($($n: u32)?) -> Weight {
                cost(RocksDbWeight::get(), weights!(@items $($n)?), $reads, $writes)
            })*
        }
    };
    (@items $n:ident) => { $n };
    (@items) => { 1 };
}

weights! {
    /// Reads timeline; writes county and timeline.
    admit_counties(n) = 1, 2;
    /// Reads policy, timeline; writes them.
    set_policies(n) = 2, 2;
    /// Reads county, counter, credit code, timeline twice; writes counter, code, organisation, timeline
    /// twice (what governance registers is active at once and has a record of that too).
    register_organisations(n) = 5, 5;
    /// Reads organisation, registrar twice, county, timeline; writes organisation, timeline.
    approve_organisations(n) = 5, 2;
    /// Reads organisation, timeline; writes organisation, code, timeline.
    refuse_organisations(n) = 2, 3;
    /// Reads organisation, timeline; writes them.
    suspend_organisations(n) = 2, 2;
    /// Reads organisation, timeline; writes them.
    reactivate_organisations(n) = 2, 2;
    /// Reads organisation, counter, key, account, timeline, a county per role, the person; writes counter, key, account, person, member, timeline.
    register_members(n) = PERSON_READS + 13, 6;
    /// Reads member, organisation, timeline; writes member, timeline.
    suspend_members(n) = 3, 2;
    /// Reads member, organisation, timeline, the signer's person, the member's; writes member, timeline.
    reactivate_members(n) = PERSON_READS + 4, 2;
    /// Reads key, account, timeline; writes key, account, member, timeline.
    rotate_key() = 3, 4;
    /// Reads member, organisation, the signer's person, key, account, timeline; writes key, account, member, timeline.
    rotate_member_key() = 6, 4;
    /// Reads member, organisation, county, the signer's person, timeline, the person; writes member, timeline.
    grant_roles(n) = PERSON_READS + 5, 2;
    /// Reads member, organisation, timeline; writes member, timeline.
    revoke_roles(n) = 3, 2;
    /// Reads timeline; writes it.
    enact() = 1, 1;
    /// Reads usage, and two settings at six levels each; writes usage.
    check_member() = 13, 1;
}
