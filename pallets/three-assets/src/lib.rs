//! The village's three assets: the window of the pallet. The work is in `impls`.
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

use frame_support::pallet_macros::import_section;

pub use pallet::*;
pub use weights::WeightInfo;

pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod errors;
mod impls;
#[cfg(test)]
mod mock;
mod storage;
#[cfg(test)]
mod tests;

#[allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::large_enum_variant,
    reason = "the code that FRAME's macros and codec's derives write; the calls here only delegate"
)]
#[import_section(errors::errors)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    //! Configuration, storage, event and calls.

    use alloc::vec::Vec;

    use county_primitives::{
        three_assets::{
            accounts::{AccountCode, AccountInput},
            books::{
                BankLineInput, BookInput, LineMatch, LineTarget, Reconciliation, Till,
                VoucherInput, ACCOUNTS_MAX, LINES_MAX,
            },
            challenges::{ChallengeInput, ChallengeStepInput, Joining},
            collectives::{
                BankAccountClosure, BankAccountInput, CollectiveInput, Departure, Dismissal,
                FiguresInput, OfficerInput,
            },
            decisions::{DecisionInput, DecisionStepInput},
            disclosure::{DisclosureInput, Posting},
            spending::{
                DecisionAttachment, Instruction, PaymentReport, Refusal, Resubmission,
                SpendingInput, SpendingSignature,
            },
            statements::{AccountBalance, BalanceSheet, IncomeStatement, TrialRow},
            warnings::{Overdue, WarningRule, WarningStepInput},
            AssetsEntry, Fen, MonthKey, Project,
        },
        traits::{Holds, Members},
        BankAccountId, BankLineId, BookId, ChallengeId, CollectiveId, CreditCode, Date, DecisionId,
        Digest, DisclosureId, DivisionCode, Items, MemberId, Pseudonym, Record, SpendingId,
        Subject, Text, Timeline, VoucherId, WarningId, ITEMS_MAX,
    };
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    use crate::{
        types::{
            BankAccount, BankLine, Book, CashIncome, Challenge, ChallengeStanding, Collective,
            Counters as Numbers, Decision, Disclosure, Draft, Fund, Month, Officer, PayeeSums,
            Spending, SpendingProgress, SubAccount, Voucher, Warning, WarningStanding,
            WARNINGS_MAX,
        },
        weights::WeightInfo,
    };

    /// The version of the storage layout.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// Collectives, books, spending, decisions, disclosures, challenges and warnings.
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

    /// What the pallet tells the world.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was appended to the timeline of its subject.
        Recorded {
            /// The record. Hashing all records of a subject in order gives the head on chain.
            record: Record<AssetsEntry>,
        },
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The trial balance of months of a book; period 13 is the closing of the year.
        pub fn trial_balance(book: BookId, from: u8, to: u8) -> Option<Vec<TrialRow>> {
            Self::trial_rows(book, from, to)
        }

        /// The balance sheet of a book at the end of a month.
        pub fn balance_sheet(book: BookId, month: u8) -> Option<BalanceSheet> {
            Self::sheet(book, month)
        }

        /// The income statement of months of a book.
        pub fn income_statement(book: BookId, from: u8, to: u8) -> Option<IncomeStatement> {
            Self::income(book, from, to)
        }

        /// Where a spending stands, and what it waits for.
        pub fn spending_progress(spending: SpendingId) -> Option<SpendingProgress> {
            Self::progress(spending)
        }

        /// What the clock makes of a warning today.
        pub fn warning_standing(warning: WarningId) -> Option<WarningStanding> {
            Self::warning_today(warning)
        }

        /// What the clock makes of a challenge today.
        pub fn challenge_standing(challenge: ChallengeId) -> Option<ChallengeStanding> {
            Self::challenge_today(challenge)
        }
    }

    /// How many items the weight is for.
    fn count<Input>(items: &Items<Input>) -> u32 {
        u32::try_from(items.len()).unwrap_or(ITEMS_MAX)
    }

    /// How many lines the weight is for.
    fn lines(items: &Items<VoucherInput>) -> u32 {
        let lines = items.iter().map(|voucher| voucher.lines.len().max(1));
        u32::try_from(lines.sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// How many accounts the weight is for: a book without openings takes over those of the year before.
    fn openings(items: &Items<BookInput>) -> u32 {
        let accounts = items.iter().map(|book| match book.openings.len() {
            0 => ACCOUNTS_MAX,
            openings => u32::try_from(openings).unwrap_or(ACCOUNTS_MAX),
        });
        accounts.fold(0, u32::saturating_add)
    }

    /// The weight of posting so many vouchers with so many lines, which raise so many warnings.
    fn posting<T: Config>(vouchers: u32, lines: u32, warnings: u32) -> Weight {
        // What the call itself weighs is in the first of them.
        let more = |of: fn(u32) -> Weight, count| of(count).saturating_sub(of(0));
        T::WeightInfo::post_vouchers(vouchers)
            .saturating_add(more(T::WeightInfo::post_lines, lines))
            .saturating_add(more(T::WeightInfo::post_warnings, warnings))
    }

    /// The weight of the heaviest vouchers: what is not used of it is given back.
    fn heaviest_posting<T: Config>(vouchers: u32) -> Weight {
        let each = |most: u32| vouchers.saturating_mul(most);
        posting::<T>(vouchers, each(LINES_MAX), each(WARNINGS_MAX))
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers collectives.
        ///
        /// ## Dispatch Origin
        /// Signed: `town` or `cty_agri` over the division.
        ///
        /// ## Details
        /// The credit code starts with N1, N2 or N3, as the level says; groups and villages lie
        /// in a village, a township's collective in a township. The organisation is active and
        /// sits there.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveCodeMismatch`, `LevelMismatch`, `OrganisationNotActive`,
        /// `CollectiveKnown`, `FiguresImpossible`, `NumbersUsedUp`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `CollectiveRegistered` on the collective.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_collectives(count(items)))]
        pub fn register_collectives(
            origin: OriginFor<T>,
            items: Items<CollectiveInput>,
        ) -> DispatchResult {
            Self::do_register_collectives(&ensure_signed(origin)?, items)
        }

        /// Sets what quorums are counted from, and the agency that keeps the books.
        ///
        /// ## Dispatch Origin
        /// Signed: `town` or `cty_agri` over the division.
        ///
        /// ## Details
        /// Representatives are one for five to fifteen households, and more than 20 (CEO Act
        /// Art.28); 0 if there is no such assembly.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `FiguresImpossible`, `OrganisationNotActive`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `FiguresSet` on the collective.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_figures(count(items)))]
        pub fn set_figures(origin: OriginFor<T>, items: Items<FiguresInput>) -> DispatchResult {
            Self::do_set_figures(&ensure_signed(origin)?, items)
        }

        /// Puts officers into office.
        ///
        /// ## Dispatch Origin
        /// Signed: `town` or `cty_agri` over the division.
        ///
        /// ## Details
        /// One chair, at most seven directors; duties that exclude each other are refused for one
        /// person, and for near kin where the law asks. An officer whose term is over gives way
        /// to a new term.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `SamePerson`, `TermInvalid`, `OfficerKnown`, `DutiesExclude`,
        /// `KinExclude`, `ChairTaken`, `BoardFull`, `TooManyOfficers`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `OfficerAppointed` on the collective.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::appoint_officers(count(items)))]
        pub fn appoint_officers(
            origin: OriginFor<T>,
            items: Items<OfficerInput>,
        ) -> DispatchResult {
            Self::do_appoint_officers(&ensure_signed(origin)?, items)
        }

        /// Ends the term of officers.
        ///
        /// ## Dispatch Origin
        /// Signed: `town` or `cty_agri` over the division.
        ///
        /// ## Details
        /// What they signed stays valid.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `TextBlank`, `NotOfficer`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `OfficerDismissed` on the collective.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::dismiss_officers(count(items)))]
        pub fn dismiss_officers(origin: OriginFor<T>, items: Items<Dismissal>) -> DispatchResult {
            Self::do_dismiss_officers(&ensure_signed(origin)?, items)
        }

        /// Registers bank accounts.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective, or `town`.
        ///
        /// ## Details
        /// One basic account; every other one needs a decision about it. Each mirrors an account
        /// of its own below 102.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `BankAccountKnown`, `BasicAccountTaken`,
        /// `LedgerNotBank`, `LedgerTaken`, `DecisionMissing`, `DecisionUnfit`,
        /// `TooManyBankAccounts`, `AccountUnknown`, `NumbersUsedUp`, `AccountNotLeaf`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `BankAccountOpened` on the bank account.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::open_bank_accounts(count(items)))]
        pub fn open_bank_accounts(
            origin: OriginFor<T>,
            items: Items<BankAccountInput>,
        ) -> DispatchResult {
            Self::do_open_bank_accounts(&ensure_signed(origin)?, items)
        }

        /// Closes bank accounts.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective, or `town`.
        ///
        /// ## Details
        /// Its account in the books is empty, and did not move in a month that is not closed yet:
        /// afterwards nobody reconciles it.
        ///
        /// ## Errors
        /// `NoItems`; `BankAccountUnknown`, `BankAccountClosed`, `TextBlank`, `BalanceLeft`,
        /// `TillNotReconciled`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `BankAccountClosed` on the bank account.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::close_bank_accounts(count(items)))]
        pub fn close_bank_accounts(
            origin: OriginFor<T>,
            items: Items<BankAccountClosure>,
        ) -> DispatchResult {
            Self::do_close_bank_accounts(&ensure_signed(origin)?, items)
        }

        /// Adds sub-accounts to the chart of a county.
        ///
        /// ## Dispatch Origin
        /// Signed: `cty_agri` over the county.
        ///
        /// ## Details
        /// The parent is a heading, or a sub-account of the same county. Names may be given anew.
        ///
        /// ## Errors
        /// `NoItems`; `NotCounty`, `NotSubAccount`, `ParentUnknown`, `TextBlank`; the registry's
        /// own.
        ///
        /// ## Events
        /// `Recorded` with `AccountAdded` on the chart of the county.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::add_accounts(count(items)))]
        pub fn add_accounts(origin: OriginFor<T>, items: Items<AccountInput>) -> DispatchResult {
            Self::do_add_accounts(&ensure_signed(origin)?, items)
        }

        /// Notes members who died or lost membership.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective, or `town`.
        ///
        /// ## Details
        /// A distribution to them raises W26 from then on.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `DateInFuture`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DepartureNoted` on the collective.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::note_departures(count(items)))]
        pub fn note_departures(origin: OriginFor<T>, items: Items<Departure>) -> DispatchResult {
            Self::do_note_departures(&ensure_signed(origin)?, items)
        }

        /// Opens the books of a year.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// The first book takes opening balances, which balance. A later one follows the year
        /// before, which is closed, and takes over its balances. Special funds (241) among the
        /// openings may be used by any project.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `BookKnown`, `YearNotNext`, `YearNotClosed`,
        /// `OpeningsNotTaken`, `OpeningsUnbalanced`, `AmountInvalid`, `AccountUnknown`,
        /// `AccountNotLeaf`, `AccountTwice`, `TooManyAccounts`, `AmountOverflow`; the registry's
        /// own.
        ///
        /// ## Events
        /// `Recorded` with `BookOpened` on the book; W08 where an opening balance is below
        /// nothing.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::open_books(openings(items)))]
        pub fn open_books(origin: OriginFor<T>, items: Items<BookInput>) -> DispatchResult {
            Self::do_open_books(&ensure_signed(origin)?, items)
        }

        /// Drafts vouchers.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier` or `acct` of the collective.
        ///
        /// ## Details
        /// Debits equal credits. The month is open. A voucher of a spending books exactly what
        /// was paid; a reversal mirrors its original in red letters. History is of days up to
        /// the one on which the first book was opened, and comes before anything is entered.
        ///
        /// ## Errors
        /// `NoItems`; `BookUnknown`, `MonthClosed`, `DateOutsideBook`, `DateInFuture`,
        /// `OccurredAfterDate`, `NoLines`, `AmountInvalid`, `AmountOverflow`, `VoucherUnbalanced`,
        /// `AccountUnknown`, `AccountNotLeaf`, `DocumentMissing`, `ProjectMissing`, `HistoryEnded`,
        /// `ReversalUnfit`, `SpendingUnfit`, `DecisionUnknown`, `NumbersUsedUp`, `TextBlank`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `VoucherDrafted` on the voucher; W07.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::draft_vouchers(lines(items)))]
        pub fn draft_vouchers(origin: OriginFor<T>, items: Items<VoucherInput>) -> DispatchResult {
            Self::do_draft_vouchers(&ensure_signed(origin)?, items)
        }

        /// Withdraws drafts.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier` or `acct` of the collective.
        ///
        /// ## Details
        /// A posted voucher is never withdrawn; it is reversed.
        ///
        /// ## Errors
        /// `NoItems`; `VoucherNotDraft`, `TextBlank`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `VoucherWithdrawn` on the voucher.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::withdraw_vouchers(count(items)))]
        pub fn withdraw_vouchers(
            origin: OriginFor<T>,
            items: Items<(VoucherId, Text<128>)>,
        ) -> DispatchResult {
            Self::do_withdraw_vouchers(&ensure_signed(origin)?, items)
        }

        /// Posts vouchers: they get their numbers.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective, not the person who drafted it.
        ///
        /// ## Details
        /// Numbers have no gaps in a book and month. Cash and bank deposits never fall below
        /// nothing, except where history is taken over, which the first voucher that was
        /// entered ends. From then on a voucher is only ever reversed.
        ///
        /// ## Errors
        /// `NoItems`; `VoucherNotDraft`, `SamePerson`, `MonthClosed`, `BalanceNegative`,
        /// `HistoryEnded`, `ReversalUnfit`, `SpendingUnfit`, `ReceiptUsed`, `TooManyAccounts`,
        /// `AmountOverflow`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `VoucherPosted` on the book, `SpendingPosted` on the spending; W01,
        /// W03, W05, W06, W08, W20, W22, W25, W26, W27.
        #[pallet::call_index(11)]
        #[pallet::weight(heaviest_posting::<T>(count(items)))]
        pub fn post_vouchers(
            origin: OriginFor<T>,
            items: Items<VoucherId>,
        ) -> DispatchResultWithPostInfo {
            let n = count(&items);
            let posted = Self::do_post_vouchers(&ensure_signed(origin)?, items)?;
            Ok(Some(posting::<T>(n, posted.lines, posted.warnings)).into())
        }

        /// Reconciles a month of a bank account or of the cash box.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// What the bank says and what is on the way equal what the book says.
        ///
        /// ## Errors
        /// `NoItems`; `BookUnknown`, `MonthInvalid`, `MonthClosed`, `TillUnfit`, `NotReconciled`,
        /// `AmountOverflow`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `Reconciled` on the book.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::reconcile_months(count(items)))]
        pub fn reconcile_months(
            origin: OriginFor<T>,
            items: Items<Reconciliation>,
        ) -> DispatchResult {
            Self::do_reconcile_months(&ensure_signed(origin)?, items)
        }

        /// Closes months.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// In order, after the month has ended, without drafts, and only if cash and every open
        /// bank account are reconciled and did not move since. Money in a bank lies in no account
        /// that no bank account mirrors.
        ///
        /// ## Errors
        /// `NoItems`; `BookUnknown`, `MonthInvalid`, `MonthNotNext`, `MonthNotOver`, `DraftsLeft`,
        /// `TillNotReconciled`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `MonthClosed` on the book; W01 where the cash box was above its limit,
        /// W04 where it is late.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::close_months(count(items)))]
        pub fn close_months(origin: OriginFor<T>, items: Items<MonthKey>) -> DispatchResult {
            Self::do_close_months(&ensure_signed(origin)?, items)
        }

        /// Closes years: income and expense go to the surplus of the year, and that to its
        /// distribution.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// After December. The chain makes the entries itself.
        ///
        /// ## Errors
        /// `NoItems`; `BookUnknown`, `MonthNotNext`, `YearClosed`, `TooManyAccounts`,
        /// `AmountOverflow`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `YearClosed` on the book.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::close_years(count(items)))]
        pub fn close_years(origin: OriginFor<T>, items: Items<BookId>) -> DispatchResult {
            Self::do_close_years(&ensure_signed(origin)?, items)
        }

        /// Records lines of bank statements.
        ///
        /// ## Dispatch Origin
        /// Signed: `bank` over the division, `acct` or `vlg_cashier` of the collective.
        ///
        /// ## Details
        /// The bank's reference makes a line unique.
        ///
        /// ## Errors
        /// `NoItems`; `BankAccountUnknown`, `BankLineKnown`, `AmountInvalid`, `DateInFuture`,
        /// `NumbersUsedUp`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `BankLineRecorded` on the bank account.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::record_bank_lines(count(items)))]
        pub fn record_bank_lines(
            origin: OriginFor<T>,
            items: Items<BankLineInput>,
        ) -> DispatchResult {
            Self::do_record_bank_lines(&ensure_signed(origin)?, items)
        }

        /// Says what bank lines belong to.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// The amount is the same; a payment is that of the spending, from that account, and has
        /// one line, as every voucher has. A payment that was reported as failed may have two
        /// more, the money out and the same money back, which are matched together. A payment
        /// that the bank made before the approval raises W03.
        ///
        /// ## Errors
        /// `NoItems`; `BankLineUnknown`, `BankLineMatched`, `LineMismatch`, `SpendingUnknown`,
        /// `VoucherUnknown`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `BankLineMatched` on the bank account; W03, W04, W05.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::match_bank_lines(count(items)))]
        pub fn match_bank_lines(origin: OriginFor<T>, items: Items<LineMatch>) -> DispatchResult {
            Self::do_match_bank_lines(&ensure_signed(origin)?, items)
        }

        /// Submits spendings.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier` of the collective.
        ///
        /// ## Details
        /// The row of the approval matrix follows from the amount, and from what the same payee
        /// or group of kin got for the same project in twelve months; investments, loans, guarantees and land
        /// compensation are always in the highest.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `AmountInvalid`, `AmountOverflow`, `DocumentMissing`,
        /// `DateInFuture`, `TextBlank`, `MatrixInvalid`, `NumbersUsedUp`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `SpendingSubmitted` on the spending; W01, W02, W13, W21, W22, W26.
        #[pallet::call_index(17)]
        #[pallet::weight(T::WeightInfo::submit_spendings(count(items)))]
        pub fn submit_spendings(
            origin: OriginFor<T>,
            items: Items<SpendingInput>,
        ) -> DispatchResult {
            Self::do_submit_spendings(&ensure_signed(origin)?, items)
        }

        /// Signs a step of spendings.
        ///
        /// ## Dispatch Origin
        /// Signed: the role of the step; officers in office of the collective, `town` or
        /// `cty_agri`.
        ///
        /// ## Details
        /// In the order of the steps, each by another person, none of them related to the payee,
        /// for the amount that was shown. Township and county sign only with the decision
        /// attached.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `AmountDiffers`, `StepNotAsked`,
        /// `StepOutOfOrder`, `DecisionMissing`, `SamePerson`, `RelatedParty`, `NotOfficer`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `SpendingSigned` on the spending.
        #[pallet::call_index(18)]
        #[pallet::weight(T::WeightInfo::sign_spendings(count(items)))]
        pub fn sign_spendings(
            origin: OriginFor<T>,
            items: Items<SpendingSignature>,
        ) -> DispatchResult {
            Self::do_sign_spendings(&ensure_signed(origin)?, items)
        }

        /// Attaches decisions to spendings.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier`, `acct`, `vlg_chair` or `vlg_board` of the collective.
        ///
        /// ## Details
        /// The decision holds, is of the body that the row asks for, about such a matter, and has
        /// room for the amount. Where the payee is related to an officer, somebody abstained, and
        /// on a board as many as there are related directors.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `DecisionUnknown`, `DecisionUnfit`,
        /// `DecisionUsedUp`, `NobodyAbstained`, `AmountOverflow`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DecisionAttached` on the spending, `DecisionUsed` on the decision.
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::attach_decisions(count(items)))]
        pub fn attach_decisions(
            origin: OriginFor<T>,
            items: Items<DecisionAttachment>,
        ) -> DispatchResult {
            Self::do_attach_decisions(&ensure_signed(origin)?, items)
        }

        /// Sends spendings back, or rejects them.
        ///
        /// ## Dispatch Origin
        /// Signed: the role of the step, as in `sign_spendings`.
        ///
        /// ## Details
        /// Any step that the row asks for may refuse, as long as nothing was ordered.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `TextBlank`, `StepNotAsked`, `NotOfficer`;
        /// the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `SpendingRefused` on the spending.
        #[pallet::call_index(20)]
        #[pallet::weight(T::WeightInfo::refuse_spendings(count(items)))]
        pub fn refuse_spendings(origin: OriginFor<T>, items: Items<Refusal>) -> DispatchResult {
            Self::do_refuse_spendings(&ensure_signed(origin)?, items)
        }

        /// Submits returned spendings again.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier` of the collective.
        ///
        /// ## Details
        /// With the whole evidence. All signatures are given anew; amount and payee stay.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `DocumentMissing`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `SpendingResubmitted` on the spending.
        #[pallet::call_index(21)]
        #[pallet::weight(T::WeightInfo::resubmit_spendings(count(items)))]
        pub fn resubmit_spendings(
            origin: OriginFor<T>,
            items: Items<Resubmission>,
        ) -> DispatchResult {
            Self::do_resubmit_spendings(&ensure_signed(origin)?, items)
        }

        /// Orders payments.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier` of the collective.
        ///
        /// ## Details
        /// Only of approved spendings, once, and payee, account and amount are those that were
        /// approved. Nothing is ordered while the spending or the collective is held.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `PayeeDiffers`, `AmountDiffers`,
        /// `MethodDiffers`, `BankAccountUnknown`, `BankAccountClosed`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `PaymentInstructed` on the spending.
        #[pallet::call_index(22)]
        #[pallet::weight(T::WeightInfo::instruct_payments(count(items)))]
        pub fn instruct_payments(
            origin: OriginFor<T>,
            items: Items<Instruction>,
        ) -> DispatchResult {
            Self::do_instruct_payments(&ensure_signed(origin)?, items)
        }

        /// Reports what became of payments.
        ///
        /// ## Dispatch Origin
        /// Signed: `bank` over the division or `acct` of the collective; for cash `vlg_cashier`.
        ///
        /// ## Details
        /// A failed payment may be ordered again.
        ///
        /// ## Errors
        /// `NoItems`; `SpendingUnknown`, `WrongState`, `DateInFuture`, `TextBlank`; the registry's
        /// own.
        ///
        /// ## Events
        /// `Recorded` with `PaymentReported` on the spending; W03 where it was paid before it was approved,
        /// W26 where a distribution pays more than was resolved, something else after it was said to be over,
        /// without a decision, or to somebody who left.
        #[pallet::call_index(23)]
        #[pallet::weight(T::WeightInfo::report_payments(count(items)))]
        pub fn report_payments(
            origin: OriginFor<T>,
            items: Items<PaymentReport>,
        ) -> DispatchResult {
            Self::do_report_payments(&ensure_signed(origin)?, items)
        }

        /// Prepares decisions.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_chair` or `vlg_board` of the collective.
        ///
        /// ## Details
        /// The assembly of members is announced ten days ahead. What the law keeps for all
        /// members is not put before others, and land to outsiders not before the board. The announcement and the meeting are on their days.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `TextBlank`, `MatterForMembersOnly`, `NoSuchBody`,
        /// `NoticeTooShort`, `AmountInvalid`, `DateInFuture`, `NumbersUsedUp`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DecisionOpened` on the decision.
        #[pallet::call_index(24)]
        #[pallet::weight(T::WeightInfo::open_decisions(count(items)))]
        pub fn open_decisions(origin: OriginFor<T>, items: Items<DecisionInput>) -> DispatchResult {
            Self::do_open_decisions(&ensure_signed(origin)?, items)
        }

        /// Takes decisions a step further.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_chair` or `vlg_board` of the collective; the publication by `vlg_super`,
        /// the township's approval by `town`.
        ///
        /// ## Details
        /// In the order of the steps. Votes are counted on all who have one, without those who
        /// abstain; a vote that fails is recorded and ends it. More than half must be able to
        /// vote, and no more abstain than there are officers that day and near kin of theirs.
        ///
        /// ## Errors
        /// `NoItems`; `DecisionUnknown`, `WrongState`, `MeetingMoved`, `NoticeTooShort`, `StepOutOfOrder`,
        /// `TallyImpossible`, `TooManyAbstain`, `BoardInvalid`, `SamePerson`, `DateInFuture`, `TextBlank`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DecisionStepped` on the decision; W26 where a distribution is over and what
        /// was paid differs from its resolution, W24 where an assembly votes on one whose papers were
        /// not on the wall in time.
        #[pallet::call_index(25)]
        #[pallet::weight(T::WeightInfo::step_decisions(count(items)))]
        pub fn step_decisions(
            origin: OriginFor<T>,
            items: Items<DecisionStepInput>,
        ) -> DispatchResult {
            Self::do_step_decisions(&ensure_signed(origin)?, items)
        }

        /// Prepares disclosures.
        ///
        /// ## Dispatch Origin
        /// Signed: `acct` of the collective.
        ///
        /// ## Details
        /// The figures of a statement are computed by the chain, from closed months.
        ///
        /// ## Errors
        /// `NoItems`; `BookUnknown`, `CollectiveUnknown`, `MonthInvalid`, `MonthNotClosed`,
        /// `TextBlank`, `DateInFuture`, `AmountOverflow`, `NumbersUsedUp`, `SubjectUnknown`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `StatementPrepared` or `SpecialPrepared` on the disclosure.
        #[pallet::call_index(26)]
        #[pallet::weight(T::WeightInfo::prepare_disclosures(count(items)))]
        pub fn prepare_disclosures(
            origin: OriginFor<T>,
            items: Items<DisclosureInput>,
        ) -> DispatchResult {
            Self::do_prepare_disclosures(&ensure_signed(origin)?, items)
        }

        /// Signs disclosures.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_super` of the collective.
        ///
        /// ## Details
        /// Not the person who prepared it.
        ///
        /// ## Errors
        /// `NoItems`; `DisclosureUnknown`, `WrongState`, `SamePerson`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DisclosureSigned` on the disclosure.
        #[pallet::call_index(27)]
        #[pallet::weight(T::WeightInfo::sign_disclosures(count(items)))]
        pub fn sign_disclosures(
            origin: OriginFor<T>,
            items: Items<DisclosureId>,
        ) -> DispatchResult {
            Self::do_sign_disclosures(&ensure_signed(origin)?, items)
        }

        /// Says that disclosures are on the wall.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier`, `vlg_chair` or `vlg_board` of the collective.
        ///
        /// ## Details
        /// Only signed ones.
        ///
        /// ## Errors
        /// `NoItems`; `DisclosureUnknown`, `WrongState`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DisclosurePosted` on the disclosure; W24 where it is late.
        #[pallet::call_index(28)]
        #[pallet::weight(T::WeightInfo::post_disclosures(count(items)))]
        pub fn post_disclosures(origin: OriginFor<T>, items: Items<Posting>) -> DispatchResult {
            Self::do_post_disclosures(&ensure_signed(origin)?, items)
        }

        /// Takes disclosures off the wall.
        ///
        /// ## Dispatch Origin
        /// Signed: `vlg_cashier`, `vlg_chair` or `vlg_board` of the collective.
        ///
        /// ## Details
        /// Not before the days are over that it has to stay.
        ///
        /// ## Errors
        /// `NoItems`; `DisclosureUnknown`, `WrongState`, `PostingTooShort`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `DisclosureEnded` on the disclosure.
        #[pallet::call_index(29)]
        #[pallet::weight(T::WeightInfo::end_disclosures(count(items)))]
        pub fn end_disclosures(origin: OriginFor<T>, items: Items<DisclosureId>) -> DispatchResult {
            Self::do_end_disclosures(&ensure_signed(origin)?, items)
        }

        /// Raises challenges.
        ///
        /// ## Dispatch Origin
        /// Signed: `member` over the division, or `town` or `grid` for who cannot.
        ///
        /// ## Details
        /// Who asks has a one-time name only.
        ///
        /// ## Errors
        /// `NoItems`; `CollectiveUnknown`, `SubjectUnknown`, `NumbersUsedUp`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `ChallengeRaised` on the challenge.
        #[pallet::call_index(30)]
        #[pallet::weight(T::WeightInfo::raise_challenges(count(items)))]
        pub fn raise_challenges(
            origin: OriginFor<T>,
            items: Items<ChallengeInput>,
        ) -> DispatchResult {
            Self::do_raise_challenges(&ensure_signed(origin)?, items)
        }

        /// Joins challenges.
        ///
        /// ## Dispatch Origin
        /// Signed: `member` over the division, or `town` or `grid` for who cannot.
        ///
        /// ## Details
        /// From the policy's number of people or households on, it must be put into the minutes.
        ///
        /// ## Errors
        /// `NoItems`; `ChallengeUnknown`, `WrongState`, `AlreadyJoined`, `AmountOverflow`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `ChallengeJoined` on the challenge.
        #[pallet::call_index(31)]
        #[pallet::weight(T::WeightInfo::join_challenges(count(items)))]
        pub fn join_challenges(origin: OriginFor<T>, items: Items<Joining>) -> DispatchResult {
            Self::do_join_challenges(&ensure_signed(origin)?, items)
        }

        /// Takes challenges a step further.
        ///
        /// ## Dispatch Origin
        /// Signed: by level the officers of the collective, `town`, `cty_agri`; satisfied or not
        /// says `member`, or `town` or `grid` for who asked.
        ///
        /// ## Details
        /// A challenge that is not answered in time, or not to satisfaction, goes one level up. A
        /// joint one is not closed before it is in the minutes. Whether the answer satisfies says
        /// the person who raised it, and nobody else.
        ///
        /// ## Errors
        /// `NoItems`; `ChallengeUnknown`, `WrongState`, `NotAsker`, `NotOverdue`, `NotMinuted`,
        /// `HighestLevel`, `TextBlank`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `ChallengeStepped` on the challenge; W24 where an answer is late.
        #[pallet::call_index(32)]
        #[pallet::weight(T::WeightInfo::step_challenges(count(items)))]
        pub fn step_challenges(
            origin: OriginFor<T>,
            items: Items<ChallengeStepInput>,
        ) -> DispatchResult {
            Self::do_step_challenges(&ensure_signed(origin)?, items)
        }

        /// Reports what is overdue.
        ///
        /// ## Dispatch Origin
        /// Signed: `member`, `vlg_super`, `acct`, `town`, `cty_agri`, `inspector` or `auditor`
        /// over the division.
        ///
        /// ## Details
        /// The chain checks that the day has passed.
        ///
        /// ## Errors
        /// `NoItems`; `NotOverdue`, `BankLineUnknown`, `BookUnknown`, `MonthInvalid`,
        /// `AmountOverflow`, `ChallengeUnknown`, `FundUnknown`, `DisclosureUnknown`, `CollectiveUnknown`; the
        /// registry's own.
        ///
        /// ## Events
        /// `Recorded` with `WarningRaised` or `WarningRepeated` on the warning.
        #[pallet::call_index(33)]
        #[pallet::weight(T::WeightInfo::report_overdue(count(items)))]
        pub fn report_overdue(origin: OriginFor<T>, items: Items<Overdue>) -> DispatchResult {
            Self::do_report_overdue(&ensure_signed(origin)?, items)
        }

        /// Takes warnings a step further.
        ///
        /// ## Dispatch Origin
        /// Signed: the route of the level; explanations and proofs by officers of the collective.
        ///
        /// ## Details
        /// Nobody decides about an own explanation. A clock that has run out may be recorded by
        /// anybody in the route; nothing is ever closed by itself.
        ///
        /// ## Errors
        /// `NoItems`; `WarningUnknown`, `WrongState`, `SamePerson`, `NotOfficer`, `NotOverdue`,
        /// `TextBlank`, `TermInvalid`; the registry's own.
        ///
        /// ## Events
        /// `Recorded` with `WarningStepped` on the warning.
        #[pallet::call_index(34)]
        #[pallet::weight(T::WeightInfo::step_warnings(count(items)))]
        pub fn step_warnings(
            origin: OriginFor<T>,
            items: Items<WarningStepInput>,
        ) -> DispatchResult {
            Self::do_step_warnings(&ensure_signed(origin)?, items)
        }
    }
}
