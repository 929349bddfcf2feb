//! Cases and questions over any subject, and the holds that other pallets ask about before they act.
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
    use alloc::vec::Vec;

    use county_primitives::{
        oversight::{
            AnswerInput, HoldInput, OversightEntry, QuestionInput, ReleaseInput, RenewalInput,
        },
        traits::{Members, Subjects},
        CaseId, Items, QuestionId, Record, Subject, Timeline, ITEMS_MAX,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{
        types::{Case, HoldingCases, Question},
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

        /// Which subjects exist and where they belong.
        type Subjects: Subjects;

        /// What the calls cost.
        type WeightInfo: WeightInfo;

        /// Prepares members for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::Setup<Self::AccountId>;
    }

    /// The number of the first case.
    #[pallet::type_value]
    pub fn FirstCase() -> CaseId {
        CaseId(1)
    }

    /// The number the next case gets.
    #[pallet::storage]
    pub type NextCase<T> = StorageValue<_, CaseId, ValueQuery, FirstCase>;

    /// Every case that was ever opened, by its number.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: `Case` is bounded by
    // its texts.
    #[pallet::storage]
    pub type Cases<T> = StorageMap<_, Twox64Concat, CaseId, Case, OptionQuery>;

    /// The open cases that hold a subject. Some may have run out; see `Case::holds_at`.
    // Hasher: Blake2 since some subjects, such as batches, carry numbers chosen by users. Bound:
    // `HELD_MAX`.
    #[pallet::storage]
    pub type Held<T> = StorageMap<_, Blake2_128Concat, Subject, HoldingCases, ValueQuery>;

    /// The number of the first question.
    #[pallet::type_value]
    pub fn FirstQuestion() -> QuestionId {
        QuestionId(1)
    }

    /// The number the next question gets.
    #[pallet::storage]
    pub type NextQuestion<T> = StorageValue<_, QuestionId, ValueQuery, FirstQuestion>;

    /// Every question that was ever asked, by its number.
    // Hasher: Twox safe since the key is a counter that nobody chooses. Bound: `Question` is of
    // fixed size.
    #[pallet::storage]
    pub type Questions<T> = StorageMap<_, Twox64Concat, QuestionId, Question, OptionQuery>;

    /// How many records each case and each question has, and the hash over them.
    // Hasher: Blake2, the same in every pallet, so that one rule gives the key of any timeline.
    // Bound: 36 bytes.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of a case or of a question.
        Recorded {
            /// The record as it went into the hash.
            record: Record<OversightEntry>,
        },
    }

    /// Why a call is refused. The number is the index of the item in the call's list.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty. Send at least one item.
        NoItems,
        /// There is no such subject. Check its kind and number.
        SubjectUnknown(u16),
        /// A case cannot be about a case. Hold the subject itself.
        SubjectIsCase(u16),
        /// The reason is blank. Say why: it stays on the record.
        ReasonBlank(u16),
        /// The days are none, or more than the policy `hold_limit_days` allows at once. Choose
        /// fewer and renew.
        DaysOutOfRange(u16),
        /// The subject has as many open cases as it can have. Release one first.
        TooManyHolds(u16),
        /// There is no case with this number.
        CaseUnknown(u16),
        /// The case was released already.
        CaseNotOpen(u16),
        /// The hold has run out by itself. Open a new case if it is still needed.
        HoldExpired(u16),
        /// The hold follows a failed test or a safety interval: it has no end, so there is nothing
        /// to renew.
        NotRenewable(u16),
        /// The renewal would end earlier than the hold does. To end it early, a second person
        /// releases it.
        RenewalShortens(u16),
        /// Whoever opened the case or renewed it last cannot release it. A second person must.
        SamePerson(u16),
        /// No laboratory test has passed on the subject since the one that failed, or since the use
        /// whose safety interval covers the harvest was recorded.
        NotCleared(u16),
        /// The subject is held. Nothing moves until the hold ends or is released.
        Held(u16),
        /// The case or question has as many records as a timeline can count.
        TimelineFull(u16),
        /// The numbers for cases are used up.
        CasesExhausted(u16),
        /// A question can be neither held nor asked about. Name the subject itself.
        SubjectIsQuestion(u16),
        /// There is no question with this number.
        QuestionUnknown(u16),
        /// The question was answered already. Ask again if the answer is not enough.
        QuestionAnswered(u16),
        /// Whoever asked cannot answer. Somebody on the other side must.
        OwnQuestion(u16),
        /// The numbers for questions are used up.
        QuestionsExhausted(u16),
        /// A person does not move and cannot be held. Suspend the member in the registry.
        SubjectIsMember(u16),
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Holds subjects: opens one case for each.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `inspector` or `cty_agri` over the division of every
        /// subject.
        ///
        /// ## Details
        /// The reason must say something, the days lie between 1 and the policy `hold_limit_days`.
        /// The hold ends by itself that many times 24 hours from now. A held organisation brings
        /// forth, changes and hands over nothing; a member is not held but suspended, by the
        /// registry's `suspend_members`.
        ///
        /// ## Errors
        /// `NoItems`, `SubjectIsMember`, `SubjectIsCase`, `SubjectIsQuestion`, `SubjectUnknown`,
        /// `ReasonBlank`, `DaysOutOfRange`, `TooManyHolds`, `CasesExhausted`, `TimelineFull`, and
        /// the registry's own where the signer may not act there.
        ///
        /// ## Events
        /// `Recorded` with `Held` on each new case.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::hold(count(items)))]
        pub fn hold(origin: OriginFor<T>, items: Items<HoldInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_hold(&who, items)
        }

        /// Renews ordered holds before they run out.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the same role as who opened the case, over the division of its
        /// subject.
        ///
        /// ## Details
        /// The days count from now, between 1 and the policy `hold_limit_days`, and may not end
        /// earlier than the hold already does. Whoever renews cannot be the one who releases.
        ///
        /// ## Errors
        /// `NoItems`, `CaseUnknown`, `CaseNotOpen`, `NotRenewable`, `HoldExpired`, `ReasonBlank`,
        /// `DaysOutOfRange`, `RenewalShortens`, `SubjectUnknown`, `TimelineFull`, and the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `Renewed` on each case.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::renew(count(items)))]
        pub fn renew(origin: OriginFor<T>, items: Items<RenewalInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_renew(&who, items)
        }

        /// Releases holds before they run out; the cases are closed.
        ///
        /// ## Dispatch Origin
        /// Signed by a second member with the same role as who opened the case, over the division
        /// of its subject. The holds that follow a failed test or a safety interval are released by
        /// `cty_agri`.
        ///
        /// ## Details
        /// The signer neither opened the case nor renewed it last. After a failed test, or a use
        /// whose safety interval covers the harvest, a laboratory test of the subject must have
        /// passed since.
        ///
        /// ## Errors
        /// `NoItems`, `CaseUnknown`, `CaseNotOpen`, `HoldExpired`, `ReasonBlank`, `SamePerson`,
        /// `NotCleared`, `SubjectUnknown`, `TimelineFull`, and the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `Released` on each case.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::release(count(items)))]
        pub fn release(origin: OriginFor<T>, items: Items<ReleaseInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_release(&who, items)
        }

        /// Asks questions about subjects.
        ///
        /// ## Dispatch Origin
        /// Signed by a member with the role `inspector`, `town` or `cty_agri` over the division of
        /// every subject.
        ///
        /// ## Details
        /// The words of a question stay off the ledger; its digest proves them. The answer is due
        /// after as many working days as the policy `answer_workdays` of the place gives, today
        /// not counted.
        ///
        /// ## Errors
        /// `NoItems`, `SubjectIsCase`, `SubjectIsQuestion`, `SubjectUnknown`, `QuestionsExhausted`,
        /// `TimelineFull`, and the registry's own where the signer may not act there.
        ///
        /// ## Events
        /// `Recorded` with `Asked` on each new question.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::ask(count(items)))]
        pub fn ask(origin: OriginFor<T>, items: Items<QuestionInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_ask(&who, items)
        }

        /// Answers questions.
        ///
        /// ## Dispatch Origin
        /// Signed by a member of the organisation that has the subject in hand, or by `town` or
        /// `cty_agri` over its division; where the subject is one of a village's three assets,
        /// also by `acct`, `vlg_cashier`, `vlg_chair`, `vlg_board` or `vlg_super` over it. Never by
        /// the person who asked.
        ///
        /// ## Details
        /// A question is answered once. An answer after its last day is taken and marked late.
        ///
        /// ## Errors
        /// `NoItems`, `QuestionUnknown`, `QuestionAnswered`, `SubjectUnknown`, `OwnQuestion`,
        /// `TimelineFull`, and the registry's own where the signer may not act there.
        ///
        /// ## Events
        /// `Recorded` with `Answered` on each question.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::answer(count(items)))]
        pub fn answer(origin: OriginFor<T>, items: Items<AnswerInput>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_answer(&who, items)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Whether the subject is held now.
        pub fn is_held(subject: Subject) -> bool {
            !Self::holding(&subject).is_empty()
        }

        /// The cases that hold the subject now, oldest first.
        pub fn holding_cases(subject: Subject) -> Vec<CaseId> {
            Self::holding(&subject).into_inner()
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
