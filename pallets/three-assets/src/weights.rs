//! What the calls weigh: a base, and per item the time to check it and the storage it may touch.
//! Estimated from the code; `benchmarking` measures the same cases.

use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const BASE_PS: u64 = 20_000_000;
const ITEM_PS: u64 = 10_000_000;
/// Once in a call: member, organisation and roles of the signer, for each of up to six roles asked for; and for an
/// accountant of the agency the officers, and whether one of them is the same person.
const BASE_READS: u64 = 3 * 6 + 3 * OFFICERS;
/// The seat of an officer, and the collective.
const SEAT: u64 = 2;
/// One setting, looked up from the village to the nation.
const POLICY: u64 = 6;
/// Timeline, and the event that goes with it.
const RECORD: u64 = 1;
/// What a warning reads: its clock, the index, the warning before, numbers and timeline.
const WARN_READS: u64 = POLICY + 4;
/// What a warning writes: the index, the warning, numbers and timeline.
const WARN_WRITES: u64 = 4;
/// The nine settings of the approval matrix, at most.
const MATRIX: u64 = 5 * POLICY;
/// The officers of a collective.
const OFFICERS: u64 = 32;
/// The accounts of a book.
const ACCOUNTS: u64 = 256;
/// The bank accounts of a collective, among which land compensation looks for its own.
const BANKS: u64 = 8;
/// The tills of a collective.
const TILLS: u64 = 9;

/// `n` items with so many reads and writes each.
fn items(n: u32, (reads, writes): (u64, u64), db: RuntimeDbWeight) -> Weight {
    let item = Weight::from_parts(ITEM_PS, 0).saturating_add(db.reads_writes(reads, writes));
    Weight::from_parts(BASE_PS, 0)
        .saturating_add(db.reads(BASE_READS))
        .saturating_add(item.saturating_mul(n.into()))
}

macro_rules! weights {
    ($($name:ident($reads:expr, $writes:expr);)*) => {
        /// What each call weighs with `n` items, or with `n` lines where an item has many.
        /// `post_lines` and `post_warnings` come on top of `post_vouchers`.
        pub trait WeightInfo {
            $(
                #[doc = concat!("Weight of `", stringify!($name), "`.")]
                fn $name(n: u32) -> Weight;
            )*
        }

        /// The weights of a runtime with its own cost of storage.
        pub struct SubstrateWeight<T>(core::marker::PhantomData<T>);

        impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
            $(fn $name(n: u32) -> Weight {
                items(n, ($reads, $writes), T::DbWeight::get())
            })*
        }

        impl WeightInfo for () {
            $(fn $name(n: u32) -> Weight {
                items(n, ($reads, $writes), RocksDbWeight::get())
            })*
        }
    };
}

weights! {
    register_collectives(5 + RECORD, 3 + RECORD);
    set_figures(2 + RECORD, 1 + RECORD);
    appoint_officers(2 + 3 * OFFICERS + 17 + RECORD, 2 + 34 + RECORD);
    dismiss_officers(2 + 17 + RECORD, 2 + 17 + RECORD);
    open_bank_accounts(SEAT + 12 + RECORD, 4 + RECORD);
    close_bank_accounts(SEAT + 4 + RECORD, 2 + RECORD);
    add_accounts(2 + RECORD, 2 + RECORD);
    note_departures(SEAT + RECORD, 1 + RECORD);
    open_books(SEAT + 6 + RECORD + WARN_READS, 4 + RECORD + WARN_WRITES);
    draft_vouchers(SEAT + 5 + 2 * POLICY + RECORD + WARN_READS, 3 + RECORD + WARN_WRITES);
    withdraw_vouchers(SEAT + 2 + RECORD, 2 + RECORD);
    post_vouchers(SEAT + 19 + 2 * RECORD + 5 * POLICY, 11 + 2 * RECORD);
    post_lines(5 + BANKS, 3);
    post_warnings(WARN_READS, WARN_WRITES);
    reconcile_months(SEAT + 3 + RECORD, 1 + RECORD);
    close_months(
        SEAT + 2 + 4 * TILLS + 2 * ACCOUNTS + RECORD + 2 * POLICY + 2 * WARN_READS,
        1 + RECORD + 2 * WARN_WRITES
    );
    close_years(SEAT + 1 + 3 * ACCOUNTS + RECORD, 1 + ACCOUNTS + RECORD);
    record_bank_lines(SEAT + 3 + RECORD, 3 + RECORD);
    match_bank_lines(
        SEAT + 7 + 2 * POLICY + RECORD + 2 * WARN_READS,
        4 + RECORD + 2 * WARN_WRITES
    );
    submit_spendings(
        SEAT + 8 + MATRIX + 5 * POLICY + RECORD + 6 * WARN_READS,
        6 + RECORD + 6 * WARN_WRITES
    );
    sign_spendings(SEAT + 5 + 14 + RECORD, 1 + RECORD);
    attach_decisions(SEAT + 7 + OFFICERS + 2 * RECORD, 2 + 2 * RECORD);
    refuse_spendings(SEAT + 7 + 2 * RECORD, 6 + 2 * RECORD);
    resubmit_spendings(SEAT + 4 + RECORD, 1 + RECORD);
    instruct_payments(SEAT + 5 + RECORD, 1 + RECORD);
    report_payments(
        SEAT + 3 + RECORD + 3 * WARN_READS,
        2 + RECORD + 3 * WARN_WRITES
    );
    open_decisions(SEAT + 1 + RECORD, 2 + RECORD);
    step_decisions(
        SEAT + 2 + 2 * OFFICERS + POLICY + RECORD + WARN_READS,
        1 + RECORD + WARN_WRITES
    );
    prepare_disclosures(SEAT + 7 + ACCOUNTS + 2 * POLICY + RECORD, 2 + RECORD);
    sign_disclosures(SEAT + 3 + RECORD, 1 + RECORD);
    post_disclosures(SEAT + 2 + POLICY + RECORD + WARN_READS, 4 + RECORD + WARN_WRITES);
    end_disclosures(SEAT + 1 + RECORD, 1 + RECORD);
    raise_challenges(SEAT + 2 + POLICY + RECORD, 3 + RECORD);
    join_challenges(SEAT + 2 + RECORD, 2 + RECORD);
    step_challenges(SEAT + 3 + 2 * POLICY + RECORD + WARN_READS, 1 + RECORD + WARN_WRITES);
    report_overdue(SEAT + 3 + 2 * POLICY + WARN_READS, WARN_WRITES);
    step_warnings(SEAT + 3 + 3 * POLICY + RECORD, 1 + RECORD);
}
