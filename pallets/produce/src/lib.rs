//! Produce from plot to graded lot: the window of the pallet. The work is in `impls`.
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

pub use pallet::*;
pub use weights::WeightInfo;

pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use types::{Cycle, CycleState, Doubt, Harvest, Harvests, InputCount, Lot, Plot, Test};

#[allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    reason = "the code that FRAME's macros and codec's derives write; the calls here only delegate"
)]
#[frame_support::pallet]
pub mod pallet {
    //! Configuration, storage, event, errors and calls.

    use county_primitives::{
        produce::{
            CycleInput, Delivery, GradingInput, HarvestInput, InputLabel, InputUse, Operation,
            PlotInput, ProduceEntry, RegistrationNumber, TestInput, TestTarget, YieldCap,
        },
        traits::{Holds, Members},
        CycleId, DivisionCode, Items, LotId, PlotId, ProductClass, Record, Subject, TestId,
        Timeline,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{
        types::{Cycle, Doubt, Harvests, Lot, Plot, Test, HARVESTS_MAX, HELD_MAX},
        weights::WeightInfo,
    };

    /// The version of the storage layout.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// Plots, cycles, tests and lots, and the records of their lives.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who may sign, and by which policy.
        type Members: Members<Self::AccountId, Error = DispatchError>;

        /// What must not move.
        type Holds: Holds<Error = DispatchError>;

        /// What the calls weigh.
        type WeightInfo: WeightInfo;

        /// Prepares members for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// The first number of a plot.
    #[pallet::type_value]
    pub fn FirstPlot() -> PlotId {
        PlotId(1)
    }

    /// The first number of a cycle.
    #[pallet::type_value]
    pub fn FirstCycle() -> CycleId {
        CycleId(1)
    }

    /// The first number of a test.
    #[pallet::type_value]
    pub fn FirstTest() -> TestId {
        TestId(1)
    }

    /// The first number of a lot.
    #[pallet::type_value]
    pub fn FirstLot() -> LotId {
        LotId(1)
    }

    /// How many records a subject has here, and the hash over all of them.
    // Hasher: blake2 concat in every pallet alike, so that anybody can compute the key of any
    // subject. Bound: one small value per subject, written only with a record.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// Label rows by division, registration number and crop.
    // Hasher: blake2 concat since the registration number is free text. Bound: only authorities
    // write here.
    #[pallet::storage]
    pub type InputLabels<T> = StorageMap<
        _,
        Blake2_128Concat,
        (DivisionCode, RegistrationNumber, ProductClass),
        InputLabel,
    >;

    /// What a product may yield, and how often in a year, by division and product.
    // Hasher: blake2 concat since the key is chosen freely. Bound: only authorities write here.
    #[pallet::storage]
    pub type YieldCaps<T> = StorageMap<_, Blake2_128Concat, (DivisionCode, ProductClass), YieldCap>;

    /// The number the next plot gets.
    #[pallet::storage]
    pub type NextPlot<T> = StorageValue<_, PlotId, ValueQuery, FirstPlot>;

    /// The plots.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per opening, never removed.
    #[pallet::storage]
    pub type Plots<T> = StorageMap<_, Twox64Concat, PlotId, Plot>;

    /// The number the next cycle gets.
    #[pallet::storage]
    pub type NextCycle<T> = StorageValue<_, CycleId, ValueQuery, FirstCycle>;

    /// The cycles.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one growing cycle per plot.
    #[pallet::storage]
    pub type Cycles<T> = StorageMap<_, Twox64Concat, CycleId, Cycle>;

    /// The latest cycle of each product on each plot; the next one goes on with its season, or opens
    /// the next.
    // Hasher: blake2 concat since the product is chosen freely. Bound: one per plot and product.
    #[pallet::storage]
    pub type LatestCycles<T> = StorageMap<_, Blake2_128Concat, (PlotId, ProductClass), CycleId>;

    /// What was harvested from each cycle.
    // Hasher: twox safe since the chain gives out the numbers. Bound: `HARVESTS_MAX` per cycle.
    #[pallet::storage]
    pub type CycleHarvests<T> = StorageMap<_, Twox64Concat, CycleId, Harvests, ValueQuery>;

    /// What must be tested because a use recorded after the harvest has a safety interval that
    /// covers it.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per cycle or lot.
    #[pallet::storage]
    pub type Doubts<T> = StorageMap<_, Twox64Concat, TestTarget, Doubt>;

    /// The number the next test gets.
    #[pallet::storage]
    pub type NextTest<T> = StorageValue<_, TestId, ValueQuery, FirstTest>;

    /// The tests.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value per result.
    #[pallet::storage]
    pub type Tests<T> = StorageMap<_, Twox64Concat, TestId, Test>;

    /// The latest pass of a laboratory by what was tested, if it moved the flag there.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per cycle or lot.
    #[pallet::storage]
    pub type LaboratoryPasses<T> = StorageMap<_, Twox64Concat, TestTarget, TestId>;

    /// The number the next lot gets.
    #[pallet::storage]
    pub type NextLot<T> = StorageValue<_, LotId, ValueQuery, FirstLot>;

    /// The lots.
    // Hasher: twox safe since the chain gives out the numbers. Bound: at most eight per grading.
    #[pallet::storage]
    pub type Lots<T> = StorageMap<_, Twox64Concat, LotId, Lot>;

    /// What the pallet tells the world.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of its subject.
        Recorded {
            /// The record. Hashing all records of a subject in order gives the head on chain.
            record: Record<ProduceEntry>,
        },
    }

    /// Why a call is refused. The number is the index of the first bad item, counted from 0.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty; there is nothing to do.
        NoItems,
        /// The subject has as many records as a timeline can count.
        TimelineFull(u16),
        /// All numbers of this kind are given out.
        NumbersUsedUp(u16),
        /// Produce is recorded by members, not by governance or rules.
        NoSignature(u16),
        /// The registration number is blank.
        RegistrationBlank(u16),
        /// The name of the product is blank.
        NameBlank(u16),
        /// The smallest dose is larger than the largest.
        DoseRangeInverted(u16),
        /// The label row allows no use at all; to forbid a product, write a restriction.
        NoUsesAllowed(u16),
        /// A yield cap of nothing would refuse every harvest.
        NoYield(u16),
        /// A plot lies in a village; the division is another level.
        NotVillage(u16),
        /// The plot has no area.
        NoArea(u16),
        /// There is no such plot.
        PlotUnknown(u16),
        /// The plot belongs to another organisation.
        NotOwnPlot(u16),
        /// The product must be given to its second or third level.
        ProductTooBroad(u16),
        /// A cycle still grows on the plot; finish it first.
        PlotInUse(u16),
        /// No catalogue has a yield cap for the product in the village; ask the county for one.
        NoYieldCap(u16),
        /// There is no such cycle.
        CycleUnknown(u16),
        /// The cycle belongs to another organisation.
        NotOwnCycle(u16),
        /// The cycle is finished; it takes no more records of growing.
        CycleFinished(u16),
        /// The day lies ahead of the ledger by more than the policy allows (PI-8).
        DateInFuture(u16),
        /// The day lies before the cycle started or the lot was harvested, or a cycle would start
        /// before the last use or harvest on its plot.
        DateBeforeStart(u16),
        /// An operation of another kind must say in its note what was done.
        NoteMissing(u16),
        /// No catalogue has a label row of the product for the crop: use beyond the label (超范围).
        NotOnLabel(u16),
        /// The product is banned (禁用).
        Banned(u16),
        /// The product must never be used on this crop (PestReg Art.34).
        ForbiddenOnProduct(u16),
        /// The dose is in another unit than the label's.
        WrongDoseUnit(u16),
        /// The dose is nothing.
        NoDose(u16),
        /// The dose is larger than the label allows.
        DoseOverLabel(u16),
        /// The area treated is nothing or larger than the plot.
        AreaOutsidePlot(u16),
        /// The label allows no further use of the product in this season.
        TooManyUses(u16),
        /// The cycle has as many different products as it can count.
        TooManyInputs(u16),
        /// A unit code has exactly 32 digits.
        UnitCodeMalformed(u16),
        /// The unit code belongs to a product with another registration number.
        UnitCodeMismatch(u16),
        /// What was tested does not exist (PI-13).
        TargetUnknown(u16),
        /// The number of the sample is blank.
        SampleBlank(u16),
        /// The test names nothing that was tested for.
        NoTestItems(u16),
        /// There is no such test.
        TestUnknown(u16),
        /// The test was made by another laboratory.
        NotOwnLaboratory(u16),
        /// The test counts already; it needs no approval.
        AlreadyEffective(u16),
        /// Who recorded the test may not approve it.
        SamePerson(u16),
        /// A harvest comes from at least one cycle.
        NoCycles(u16),
        /// The harvest names a cycle twice.
        CycleTwice(u16),
        /// A lot has one product; these have several.
        MixedProducts(u16),
        /// A mass is nothing.
        NoMass(u16),
        /// The day lies inside a safety interval (安全间隔期, PI-3).
        InsideSafetyInterval(u16),
        /// A test failed here or on something it comes from, and no laboratory has passed it since.
        TestFailed(u16),
        /// The cycles, with the earlier ones of their seasons, would yield more than the policy's
        /// limit of their caps (PI-2).
        YieldOverLimit(u16),
        /// There is no such lot.
        LotUnknown(u16),
        /// Another organisation holds the lot (PI-7).
        NotHolder(u16),
        /// A grading takes at least one lot.
        NoParents(u16),
        /// The grading names a lot twice.
        ParentTwice(u16),
        /// A grading makes at least one grade.
        NoOutputs(u16),
        /// The name of a grade is blank.
        GradeBlank(u16),
        /// More mass is taken from the lot than is left of it.
        MassOverRemaining(u16),
        /// Grades and loss differ from what went in by more than the policy's tolerance (PI-1).
        MassUnbalanced(u16),
        /// A loss needs a reason (PI-1).
        LossUnexplained(u16),
        /// The lot would have more ancestors than a lot can know.
        TooManyAncestors(u16),
        /// The lot would come from more cycles than a lot can know.
        TooManyCycles(u16),
        /// The receiver is unknown or not active.
        ReceiverNotActive(u16),
        /// The receiver holds the lot already.
        AlreadyHolder(u16),
        /// The uses of one call would hold more harvested lots than one call can; send them in
        /// several calls.
        TooManyHeld(u16),
        /// A product has one to twelve seasons in a year.
        SeasonsOutOfRange(u16),
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    fn count<Item>(items: &Items<Item>) -> u32 {
        u32::try_from(items.len()).unwrap_or(u32::MAX)
    }

    /// The cycles of all harvests: a harvest of many weighs as much as that many of one each.
    fn count_cycles(items: &Items<HarvestInput>) -> u32 {
        let cycles = items.iter().map(|harvest| harvest.cycles.len().max(1));
        u32::try_from(cycles.sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// The most that the uses of a call can hold.
    fn held_max(items: &Items<InputUse>) -> u32 {
        count(items).saturating_mul(HARVESTS_MAX).min(HELD_MAX)
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Puts rows of pesticide labels into the catalogues of divisions.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as provincial or county agriculture authority over the row's
        /// division.
        ///
        /// ## Details
        ///
        /// A row holds for its crop and the classes inside it, in its division and everything
        /// inside it. The most specific division wins, then the most specific crop; a ban holds all
        /// the way down. A row with the same division, registration number and crop replaces the
        /// earlier one; cycles keep what was applied.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::RegistrationBlank`],
        /// [`Error::NameBlank`], [`Error::DoseRangeInverted`], [`Error::NoUsesAllowed`]; what the
        /// registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::InputLabelSet`] on the division's catalogue.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_input_labels(count(items)))]
        pub fn set_input_labels(origin: OriginFor<T>, items: Items<InputLabel>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_input_labels(&who, items)
        }

        /// Puts yield caps into the catalogues of divisions.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as provincial or county agriculture authority over the cap's
        /// division.
        ///
        /// ## Details
        ///
        /// The most specific division wins, then the most specific product. Running cycles keep the
        /// cap they started with. How many seasons a year has decides when the next cycle starts; a
        /// smaller number takes none back.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::NoYield`],
        /// [`Error::SeasonsOutOfRange`]; what the registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::YieldCapSet`] on the division's catalogue.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_yield_caps(count(items)))]
        pub fn set_yield_caps(origin: OriginFor<T>, items: Items<YieldCap>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_yield_caps(&who, items)
        }

        /// Opens plots, greenhouses and orchards (P2).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the village.
        ///
        /// ## Details
        ///
        /// The plot belongs to the signer's organisation. Village and area never change.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::NotVillage`], [`Error::NoArea`],
        /// [`Error::NumbersUsedUp`]; what the registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::PlotOpened`] on the plot.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::open_plots(count(items)))]
        pub fn open_plots(origin: OriginFor<T>, items: Items<PlotInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_open_plots(&who, items)
        }

        /// Starts cycles on plots (P3).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the village of the plot, for the plot's
        /// organisation.
        ///
        /// ## Details
        ///
        /// A plot grows one cycle at a time, because the yield cap counts its whole area. A cycle
        /// takes over the safety interval of the one before it on the plot, and does not start while
        /// that one, or the latest of its product in the year, is held or has failed a test. It opens
        /// a new season if it is the first of its product on the plot in the year it starts, or if
        /// something was harvested in the latest season and the yield cap's `seasons_per_year` has
        /// another. Otherwise it goes on with the latest season: uses and yield count on.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::PlotUnknown`],
        /// [`Error::NotOwnPlot`], [`Error::ProductTooBroad`], [`Error::PlotInUse`],
        /// [`Error::DateInFuture`], [`Error::DateBeforeStart`], [`Error::TestFailed`],
        /// [`Error::NoYieldCap`], [`Error::NumbersUsedUp`]; what the registry or oversight answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::CycleStarted`] on the cycle.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::start_cycles(count(items)))]
        pub fn start_cycles(origin: OriginFor<T>, items: Items<CycleInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_start_cycles(&who, items)
        }

        /// Ends cycles, so that their plots can grow the next.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the village, for the cycle's organisation.
        ///
        /// ## Details
        ///
        /// Afterwards only tests can be recorded on the cycle. What it still forbids, the next cycle
        /// on the plot takes over.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::CycleUnknown`],
        /// [`Error::NotOwnCycle`], [`Error::CycleFinished`]; what the registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::CycleFinished`] on the cycle.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::finish_cycles(count(items)))]
        pub fn finish_cycles(origin: OriginFor<T>, items: Items<CycleId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_finish_cycles(&who, items)
        }

        /// Records operations that have no safety interval (P5).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the village, for the cycle's organisation.
        ///
        /// ## Details
        ///
        /// A day long past is accepted and marked late. Roles and policies are asked once for
        /// neighbouring items of one village; the weight of what was not asked is given back.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::CycleUnknown`],
        /// [`Error::NotOwnCycle`], [`Error::CycleFinished`], [`Error::NoteMissing`],
        /// [`Error::DateBeforeStart`], [`Error::DateInFuture`]; what the registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::OperationRecorded`] on the cycle.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::record_operations(count(items), count(items)))]
        pub fn record_operations(
            origin: OriginFor<T>,
            items: Items<Operation>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_record_operations(&who, items)
        }

        /// Records uses of pesticides and moves the first day of harvest (P4).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the village, for the cycle's organisation.
        ///
        /// ## Details
        ///
        /// Each use is held against the label row of product and crop. A held cycle takes it all
        /// the same. A use recorded after a harvest holds every lot that was harvested from the
        /// cycle inside its safety interval, from the day of the use to the day before the first
        /// allowed one; oversight releases it after a laboratory's pass recorded since. A use that
        /// reaches back beyond the harvests a cycle remembers holds the cycle.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::CycleUnknown`],
        /// [`Error::NotOwnCycle`], [`Error::CycleFinished`], [`Error::NotOnLabel`],
        /// [`Error::Banned`], [`Error::ForbiddenOnProduct`], [`Error::WrongDoseUnit`],
        /// [`Error::NoDose`], [`Error::DoseOverLabel`], [`Error::AreaOutsidePlot`],
        /// [`Error::UnitCodeMalformed`], [`Error::UnitCodeMismatch`], [`Error::DateBeforeStart`],
        /// [`Error::DateInFuture`], [`Error::TooManyUses`], [`Error::TooManyInputs`],
        /// [`Error::TooManyHeld`]; what the registry or oversight answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::InputUsed`] on the cycle,
        /// [`ProduceEntry::IntervalBroken`] on each lot that it holds; oversight's own of new holds.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::record_input_uses(count(items), held_max(items)))]
        pub fn record_input_uses(
            origin: OriginFor<T>,
            items: Items<InputUse>,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_record_input_uses(&who, items)
        }

        /// Records quick and laboratory tests of cycles and lots (P6, P7).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as quick-test point or accredited laboratory, as the method asks,
        /// over the division of what was tested.
        ///
        /// ## Details
        ///
        /// A quick test and any failure count at once; a failure holds what was tested, and with a
        /// finished cycle what grows on its plot since and the latest cycle of its product there in
        /// its year. A laboratory's pass waits for `approve_tests`.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::TargetUnknown`],
        /// [`Error::SampleBlank`], [`Error::NoTestItems`], [`Error::DateBeforeStart`],
        /// [`Error::DateInFuture`], [`Error::NumbersUsedUp`]; what the registry or oversight
        /// answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::TestRecorded`] on the test; if it counts,
        /// [`ProduceEntry::Tested`] on its target.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::record_tests(count(items)))]
        pub fn record_tests(origin: OriginFor<T>, items: Items<TestInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_record_tests(&who, items)
        }

        /// Approves passes of a laboratory, which count from then on.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as accredited laboratory over the division of what was tested: of the
        /// same laboratory, but another person than the tester.
        ///
        /// ## Details
        ///
        /// A pass lifts an earlier failure if it was recorded later, of a sample not taken earlier.
        /// The hold stays until oversight releases it.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::TestUnknown`],
        /// [`Error::TargetUnknown`], [`Error::NotOwnLaboratory`], [`Error::AlreadyEffective`],
        /// [`Error::SamePerson`]; what the registry answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::TestApproved`] on the test,
        /// [`ProduceEntry::Tested`] on its target.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::approve_tests(count(items)))]
        pub fn approve_tests(origin: OriginFor<T>, items: Items<TestId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_approve_tests(&who, items)
        }

        /// Harvests lots from cycles (P8).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer over the villages, for the organisation of all the
        /// cycles.
        ///
        /// ## Details
        ///
        /// Refused inside a safety interval, beyond the limit of the yield caps, for cycles that
        /// are held or failed a test, and while the organisation is held. Yield above the warning
        /// is recorded beside the harvest and cannot be hidden.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::NoMass`], [`Error::NoCycles`],
        /// [`Error::CycleUnknown`], [`Error::NotOwnCycle`], [`Error::CycleFinished`],
        /// [`Error::CycleTwice`], [`Error::MixedProducts`], [`Error::TestFailed`],
        /// [`Error::DateBeforeStart`], [`Error::InsideSafetyInterval`], [`Error::DateInFuture`],
        /// [`Error::YieldOverLimit`], [`Error::NumbersUsedUp`]; what the registry or oversight
        /// answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::CycleHarvested`] on each cycle,
        /// [`ProduceEntry::LotHarvested`] on the lot and, above the warning,
        /// [`ProduceEntry::YieldWarned`] on the last cycle.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::harvest_lots(count_cycles(items)))]
        pub fn harvest_lots(origin: OriginFor<T>, items: Items<HarvestInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_harvest_lots(&who, items)
        }

        /// Grades lots into lots (P9).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as packer over everything the parents come from, for the organisation
        /// that holds them.
        ///
        /// ## Details
        ///
        /// What comes out and the loss must be what went in, within the policy's tolerance. Refused
        /// if anything the parents come from is held or failed a test, and while the organisation
        /// is held.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::NoParents`],
        /// [`Error::ParentTwice`], [`Error::LotUnknown`], [`Error::NotHolder`], [`Error::NoMass`],
        /// [`Error::MassOverRemaining`], [`Error::MixedProducts`], [`Error::TooManyAncestors`],
        /// [`Error::TooManyCycles`], [`Error::TestFailed`], [`Error::DateBeforeStart`],
        /// [`Error::DateInFuture`], [`Error::NoOutputs`], [`Error::GradeBlank`],
        /// [`Error::LossUnexplained`], [`Error::MassUnbalanced`], [`Error::NumbersUsedUp`]; what
        /// the registry or oversight answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::LotGraded`] on each parent,
        /// [`ProduceEntry::LotFormed`] on each child.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::grade_lots(count(items)))]
        pub fn grade_lots(origin: OriginFor<T>, items: Items<GradingInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_grade_lots(&who, items)
        }

        /// Hands lots over to their next holder (PI-7).
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by a member as producer, packer or buyer over everything the lot comes from, for
        /// its holder.
        ///
        /// ## Details
        ///
        /// Refused if anything the lot comes from is held or failed a test, and while its holder is
        /// held.
        ///
        /// ## Errors
        ///
        /// [`Error::NoItems`], [`Error::TimelineFull`]; [`Error::LotUnknown`],
        /// [`Error::NotHolder`], [`Error::AlreadyHolder`], [`Error::ReceiverNotActive`],
        /// [`Error::TestFailed`]; what the registry or oversight answers.
        ///
        /// ## Events
        ///
        /// [`Event::Recorded`] with [`ProduceEntry::LotDelivered`] on the lot.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::deliver_lots(count(items)))]
        pub fn deliver_lots(origin: OriginFor<T>, items: Items<Delivery>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_deliver_lots(&who, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The lot, if there is one of that number.
        pub fn lot(id: LotId) -> Option<Lot> {
            Lots::<T>::get(id)
        }

        /// The cycle, if there is one of that number.
        pub fn cycle(id: CycleId) -> Option<Cycle> {
            Cycles::<T>::get(id)
        }
    }
}
