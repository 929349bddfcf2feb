//! Brands, quotas, batches of codes, and what their ranges are bound to.
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
pub mod intervals;
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
        labels::{
            Activation, BatchInput, BrandInput, CodeRange, CodeState, Goods, LabelsEntry,
            QuotaApproval, QuotaInput, QuotaKey, Voiding, INTERVALS_MAX,
        },
        traits::{Holds, Members, Packable},
        BatchId, BrandId, Digest, DivisionCode, Items, Record, Subject, Timeline, ITEMS_MAX,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{
        intervals::{state_at, Interval},
        types::{Batch, Brand, Quota},
        weights::WeightInfo,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may sign, in which role, and by which policy.
        type Members: Members<Self::AccountId, Error = DispatchError>;

        /// What must not move.
        type Holds: Holds<Error = DispatchError>;

        /// The lots and the meat that codes are bound to.
        type Goods: Packable<Goods, Error = DispatchError>;

        /// What the calls cost.
        type WeightInfo: WeightInfo;

        /// Prepares members and a lot for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// The number of the first brand.
    #[pallet::type_value]
    pub fn FirstBrand() -> BrandId {
        BrandId(1)
    }

    /// The number the next brand gets.
    #[pallet::storage]
    pub type NextBrand<T> = StorageValue<_, BrandId, ValueQuery, FirstBrand>;

    /// Every brand, by its number.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: area and grades are
    // bounded lists.
    #[pallet::storage]
    pub type Brands<T> = StorageMap<_, Twox64Concat, BrandId, Brand, OptionQuery>;

    /// Brands by what is particular about their names, and where no other brand may have it.
    // Hasher: Blake2 since names are chosen by whoever registers. Bound: one per brand.
    #[pallet::storage]
    pub type BrandNames<T> = StorageMap<_, Blake2_128Concat, (DivisionCode, Digest), BrandId>;

    /// The quota of an organisation for a brand in a season.
    // Hasher: Blake2 since the season is chosen by the brand owner. Bound: `Quota` has a fixed
    // size.
    #[pallet::storage]
    pub type Quotas<T> = StorageMap<_, Blake2_128Concat, QuotaKey, Quota, ValueQuery>;

    /// Every batch, by its number.
    // Hasher: Blake2 since issuers choose the number. Bound: `Batch` has a fixed size.
    #[pallet::storage]
    pub type Batches<T> = StorageMap<_, Blake2_128Concat, BatchId, Batch, OptionQuery>;

    /// Where the codes of a batch stand: sorted intervals in which neighbours differ.
    // Hasher: Blake2 since issuers choose the number. Bound: a call that would cut a batch finer is
    // refused.
    #[pallet::storage]
    pub type Intervals<T> = StorageMap<
        _,
        Blake2_128Concat,
        BatchId,
        BoundedVec<Interval, ConstU32<INTERVALS_MAX>>,
        ValueQuery,
    >;

    /// How many records each brand and each batch has, and the hash over them.
    // Hasher: Blake2, the same in every pallet, so that one rule gives the key of any timeline.
    // Bound: 36 bytes.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of a brand or a batch.
        Recorded {
            /// The record as it went into the hash.
            record: Record<LabelsEntry>,
        },
    }

    /// Why a call is refused. The number is the index of the item in the call's list.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty. Send at least one item.
        NoItems,
        /// The brand has no name.
        NameBlank(u16),
        /// The brand has no area. Name at least one division.
        AreaEmpty(u16),
        /// There is no such organisation, or it is not active.
        OrganisationNotActive(u16),
        /// The numbers for brands are used up.
        BrandsExhausted(u16),
        /// Another brand of the county has this name, blanks and capitals aside. Choose another.
        NameTaken(u16),
        /// There is no brand with this number.
        BrandUnknown(u16),
        /// Only members of the organisation that owns the brand grant its quotas.
        NotBrandOwner(u16),
        /// A season is the year of its harvest, 2000 to 2200.
        SeasonOutOfRange(u16),
        /// The grade rate is more than all of the yield (10,000 basis points).
        GradeRateOutOfRange(u16),
        /// The net mass of one item is zero.
        UnitMassZero(u16),
        /// Yield, rate and unit give no code at all, or more than can be counted. Check the units.
        QuotaOutOfRange(u16),
        /// No grant waits for approval. It may have been approved already.
        NothingToApprove(u16),
        /// The grant that waits has another number of codes or another unit mass than the approval
        /// names: it was granted anew. Look at it again.
        GrantChanged(u16),
        /// Whoever granted the quota cannot approve it. A second person must.
        SamePerson(u16),
        /// More codes are issued already than this revision allows. Grant at least those.
        QuotaBelowIssued(u16),
        /// There is no approved quota for this brand, organisation and season.
        QuotaNotApproved(u16),
        /// The number of a batch is 1 to 2^30 - 1.
        BatchNumberOutOfRange(u16),
        /// Another batch has this number. Choose an unused one.
        BatchNumberTaken(u16),
        /// A batch has 1 to 2^25 codes.
        CountOutOfRange(u16),
        /// The net mass behind one code is not the one the quota was counted with.
        UnitMassMismatch(u16),
        /// Codes for meat go on meat only, and all others on lots only.
        KindNotForGoods(u16),
        /// More codes than the quota has left. Ask the brand owner for a revision.
        QuotaExceeded(u16),
        /// There is no batch with this number.
        BatchUnknown(u16),
        /// The batch was issued to another organisation.
        NotIssuer(u16),
        /// The range is empty or does not lie inside the batch.
        RangeOutOfBounds(u16),
        /// A code of the range was printed or ended already.
        CodeNotReserved(u16),
        /// A code of the range is active or ended already. Void active codes instead.
        CodeNotSpoilable(u16),
        /// A code of the range is not printed, or ended already.
        CodeNotPrinted(u16),
        /// A code of the range is bound to goods already. It binds once.
        CodeAlreadyActive(u16),
        /// A code of the range was never printed, or ended already.
        CodeNotVoidable(u16),
        /// The goods are not of the brand's product.
        ProductNotOfBrand(u16),
        /// The goods do not come from inside the brand's area.
        OutsideBrandArea(u16),
        /// The goods have no grade that the brand accepts.
        GradeNotOfBrand(u16),
        /// The mass behind the range is more than can be counted.
        MassOverflow(u16),
        /// The reason is blank. Say why: it stays on the record.
        ReasonBlank(u16),
        /// The batch would be cut into more intervals than it can have. Use longer ranges.
        TooManyIntervals(u16),
        /// The subject has as many records as a timeline can count.
        TimelineFull(u16),
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers brands.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `cty_agri` over every division of the area.
        ///
        /// ## Details
        /// The owner is an active organisation. The brand belongs to the smallest division that
        /// contains its area. No other brand of its county has the name; a brand of several counties
        /// shares its name with no other of the same wider division. Without grades the brand
        /// accepts any.
        ///
        /// ## Errors
        /// `NoItems`, `AreaEmpty`, `NameBlank`, `OrganisationNotActive`, `NameTaken`,
        /// `BrandsExhausted`, `TimelineFull`, and the registry's own where the signer may not act
        /// there.
        ///
        /// ## Events
        /// `Recorded` with `BrandRegistered` on each brand.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_brands(count(items)))]
        pub fn register_brands(origin: OriginFor<T>, items: Items<BrandInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_register_brands(&who, items)
        }

        /// Grants quotas of codes, or revises them. They wait for the county's approval.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the brand's owner with the role `brand` over the brand's division.
        ///
        /// ## Details
        /// The codes are `floor(floor(yield × rate / unit) × (1 + allowance))`, the allowance being
        /// the policy `spoil_allowance_basis_points`. A newer grant replaces one that still waits.
        ///
        /// ## Errors
        /// `NoItems`, `BrandUnknown`, `NotBrandOwner`, `OrganisationNotActive`, `SeasonOutOfRange`,
        /// `GradeRateOutOfRange`, `UnitMassZero`, `QuotaOutOfRange`, `TimelineFull`, and those of
        /// the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `QuotaGranted` on each brand.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::grant_quotas(count(items)))]
        pub fn grant_quotas(origin: OriginFor<T>, items: Items<QuotaInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_grant_quotas(&who, items)
        }

        /// Approves quotas that wait.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `cty_agri` over the brand's division who did not grant
        /// the quota.
        ///
        /// ## Details
        /// The approval names the codes and the unit mass that were granted; a grant that was changed
        /// since is not approved. The grant replaces the approved one, but never below what is
        /// issued.
        ///
        /// ## Errors
        /// `NoItems`, `BrandUnknown`, `NothingToApprove`, `GrantChanged`, `SamePerson`,
        /// `QuotaBelowIssued`, `TimelineFull`, and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `QuotaApproved` on each brand.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::approve_quotas(count(items)))]
        pub fn approve_quotas(origin: OriginFor<T>, items: Items<QuotaApproval>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_approve_quotas(&who, items)
        }

        /// Issues batches of codes within the signer's organisation's quota.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `producer`, `packer` or `slaughter` over its
        /// organisation's division.
        ///
        /// ## Details
        /// The number is any unused one from 1 to 2^30 - 1, the count 1 to 2^25, the unit mass the
        /// quota's. All codes start reserved and count against the quota for good.
        ///
        /// ## Errors
        /// `NoItems`, `BrandUnknown`, `BatchNumberOutOfRange`, `BatchNumberTaken`,
        /// `CountOutOfRange`, `QuotaNotApproved`, `UnitMassMismatch`, `QuotaExceeded`,
        /// `OrganisationNotActive`, `TimelineFull`, and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `BatchIssued` on each batch.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::issue_batches(count(items)))]
        pub fn issue_batches(origin: OriginFor<T>, items: Items<BatchInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_issue_batches(&who, items)
        }

        /// Records ranges as printed.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the batch's issuer with the role `producer`, `packer`, `printer` or
        /// `slaughter` over the issuer's division.
        ///
        /// ## Details
        /// Every code of a range is reserved; the batch is not held, nor its brand, nor its issuer.
        ///
        /// ## Errors
        /// `NoItems`, `BatchUnknown`, `RangeOutOfBounds`, `NotIssuer`, `CodeNotReserved`,
        /// `TooManyIntervals`, `TimelineFull`, and those of the registry and of holds.
        ///
        /// ## Events
        /// `Recorded` with `CodesPrinted` on each batch.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::record_prints(count(items)))]
        pub fn record_prints(origin: OriginFor<T>, items: Items<CodeRange>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_record_prints(&who, items)
        }

        /// Records ranges as spoiled. They do not come back to the quota.
        ///
        /// ## Dispatch Origin
        /// As for `record_prints`.
        ///
        /// ## Details
        /// Every code of a range is reserved or printed. Held batches may be spoiled.
        ///
        /// ## Errors
        /// `NoItems`, `BatchUnknown`, `RangeOutOfBounds`, `NotIssuer`, `CodeNotSpoilable`,
        /// `TooManyIntervals`, `TimelineFull`, and the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `CodesSpoiled` on each batch.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::record_spoils(count(items)))]
        pub fn record_spoils(origin: OriginFor<T>, items: Items<CodeRange>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_record_spoils(&who, items)
        }

        /// Binds ranges to lots or meat: the stickers are on the items now.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the batch's issuer with the role `packer`, `producer` or
        /// `slaughter` over the issuer's division.
        ///
        /// ## Details
        /// Every code of a range is printed. Codes for meat go on meat, all others on lots. Neither
        /// batch, brand, issuer nor goods are held; the issuer holds the goods; product, origin and
        /// grade are the brand's; the goods have the mass left.
        ///
        /// ## Errors
        /// `NoItems`, `BatchUnknown`, `RangeOutOfBounds`, `NotIssuer`, `KindNotForGoods`,
        /// `ProductNotOfBrand`, `OutsideBrandArea`, `GradeNotOfBrand`, `MassOverflow`,
        /// `CodeNotPrinted`, `CodeAlreadyActive`, `TooManyIntervals`, `TimelineFull`, and those of
        /// the registry, of holds, of lots and of meat.
        ///
        /// ## Events
        /// `Recorded` with `CodesActivated` on each batch; the goods have a record of their own.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::activate_ranges(count(items)))]
        pub fn activate_ranges(origin: OriginFor<T>, items: Items<Activation>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_activate_ranges(&who, items)
        }

        /// Voids ranges for good. They do not come back to the quota.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the batch's issuer with the role `packer`, `producer` or
        /// `slaughter` over the issuer's division, or by a member of another organisation with the role `cty_agri` over
        /// the brand's division.
        ///
        /// ## Details
        /// Every code of a range is printed or active; an active code keeps the goods it was on. Held
        /// batches may be voided. The reason must say something.
        ///
        /// ## Errors
        /// `NoItems`, `BatchUnknown`, `RangeOutOfBounds`, `ReasonBlank`, `CodeNotVoidable`,
        /// `TooManyIntervals`, `TimelineFull`, and the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `CodesVoided` on each batch.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::void_codes(count(items)))]
        pub fn void_codes(origin: OriginFor<T>, items: Items<Voiding>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_void_codes(&who, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Where one code stands; `None` if the batch has no such code.
        pub fn code_state(batch: BatchId, index: u32) -> Option<CodeState> {
            let known = Batches::<T>::get(batch)?;
            if index >= known.count {
                return None;
            }
            state_at(&Intervals::<T>::get(batch), index)
        }

        /// A batch with its counters.
        pub fn batch(id: BatchId) -> Option<Batch> {
            Batches::<T>::get(id)
        }

        /// A quota: what is approved, what waits, and what is issued. Nothing of all if it was
        /// never granted.
        pub fn quota(key: QuotaKey) -> Quota {
            Quotas::<T>::get(key)
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
