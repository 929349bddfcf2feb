//! What the pallet keeps, on a page of its own.

use frame_support::pallet_macros::pallet_section;

/// The storage; the window of the pallet takes it in.
#[pallet_section]
mod storage {
    /// How many numbers of each kind were given out; the next one is one higher.
    // One value, since nearly every call takes a number and all of them are short. Bound: 64 bytes.
    #[pallet::storage]
    pub type Counters<T> = StorageValue<_, Numbers, ValueQuery>;

    /// How many records a subject has here, and the hash over all of them.
    // Hasher: blake2 concat in every pallet alike, so that anybody can compute the key of any subject. Bound: 36
    // bytes, written only with a record.
    #[pallet::storage]
    pub type Timelines<T> = StorageMap<_, Blake2_128Concat, Subject, Timeline, ValueQuery>;

    /// The collectives.
    // Hasher: twox safe since the chain gives out the numbers. Bound: lists of officers and accounts.
    #[pallet::storage]
    pub type Collectives<T> = StorageMap<_, Twox64Concat, CollectiveId, Collective>;

    /// The collective with a credit code.
    // Hasher: blake2 since the key is chosen by users. Bound: one per collective.
    #[pallet::storage]
    pub type CollectivesByCode<T> = StorageMap<_, Blake2_128Concat, CreditCode, CollectiveId>;

    /// The officers.
    // Hasher: twox safe since the chain gives out the numbers. Bound: `OFFICERS_MAX` per collective.
    #[pallet::storage]
    pub type Officers<T> = StorageMap<_, Twox64Concat, (CollectiveId, MemberId), Officer>;

    /// How many officers a digest is of, or is near kin of.
    // Hasher: blake2 since the key is chosen by users. Bound: `KIN_MAX` and one per officer.
    #[pallet::storage]
    pub type Relations<T> =
        StorageMap<_, Blake2_128Concat, (CollectiveId, Digest), u32, ValueQuery>;

    /// Since when persons are no members any more.
    // Hasher: blake2 since the key is chosen by users. Bound: one per person noted.
    #[pallet::storage]
    pub type Departures<T> = StorageMap<_, Blake2_128Concat, (CollectiveId, Digest), Date>;

    /// The bank accounts.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per opening.
    #[pallet::storage]
    pub type BankAccounts<T> = StorageMap<_, Twox64Concat, BankAccountId, BankAccount>;

    /// The bank account with a keyed digest.
    // Hasher: blake2 since the key is chosen by users. Bound: one per account.
    #[pallet::storage]
    pub type BankAccountsByDigest<T> = StorageMap<_, Blake2_128Concat, Digest, BankAccountId>;

    /// The charts of the counties.
    // Hasher: blake2 since the key is chosen by users. Bound: only counties write here.
    #[pallet::storage]
    pub type SubAccounts<T> =
        StorageMap<_, Blake2_128Concat, (DivisionCode, AccountCode), SubAccount>;

    /// The books.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per collective and year.
    #[pallet::storage]
    pub type Books<T> = StorageMap<_, Twox64Concat, BookId, Book>;

    /// The accounts of the books.
    // Hasher: twox safe since the chain gives out the numbers and the law and the counties the accounts. Bound: `ACCOUNTS_MAX` per book.
    #[pallet::storage]
    pub type Balances<T> = StorageDoubleMap<
        _,
        Twox64Concat,
        BookId,
        Twox64Concat,
        AccountCode,
        AccountBalance,
        ValueQuery,
    >;

    /// The months of the books.
    // Hasher: twox safe since the chain gives out the numbers. Bound: twelve per book.
    #[pallet::storage]
    pub type Months<T> = StorageMap<_, Twox64Concat, (BookId, u8), Month, ValueQuery>;

    /// The balance that a till was reconciled at.
    // Hasher: twox safe since the chain gives out the numbers. Bound: tills times months.
    #[pallet::storage]
    pub type Reconciled<T> = StorageMap<_, Twox64Concat, (BookId, u8, Till), Fen>;

    /// The vouchers that wait for a second person.
    // Hasher: twox safe since the chain gives out the numbers. Bound: removed when posted or withdrawn.
    #[pallet::storage]
    pub type Drafts<T> = StorageMap<_, Twox64Concat, VoucherId, Draft>;

    /// The posted vouchers, without their lines: those are in the records.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value per voucher.
    #[pallet::storage]
    pub type Vouchers<T> = StorageMap<_, Twox64Concat, VoucherId, Voucher>;

    /// The voucher that booked a receipt.
    // Hasher: blake2 since the key is chosen by users. Bound: one per receipt booked.
    #[pallet::storage]
    pub type BookedReceipts<T> =
        StorageMap<_, Blake2_128Concat, (CollectiveId, Text<16>, u64), VoucherId>;

    /// The highest receipt of each series that was booked.
    // Hasher: blake2 since the key is chosen by users. Bound: one per receipt book.
    #[pallet::storage]
    pub type Receipts<T> =
        StorageMap<_, Blake2_128Concat, (CollectiveId, Text<16>), u64, ValueQuery>;

    /// Cash that is to be brought to the bank.
    // Hasher: twox safe since the chain gives out the numbers. Bound: `CASH_DAYS_MAX` days per collective.
    #[pallet::storage]
    pub type CashIncomes<T> = StorageMap<_, Twox64Concat, CollectiveId, CashIncome, ValueQuery>;

    /// Special funds by project.
    // Hasher: blake2 since the key is chosen by users. Bound: one per project.
    #[pallet::storage]
    pub type Funds<T> = StorageMap<_, Blake2_128Concat, (CollectiveId, Project), Fund>;

    /// The lines of bank statements.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one small value per line.
    #[pallet::storage]
    pub type BankLines<T> = StorageMap<_, Twox64Concat, BankLineId, BankLine>;

    /// The bank line with a reference.
    // Hasher: blake2 since the key is chosen by users. Bound: one per line.
    #[pallet::storage]
    pub type BankReferences<T> =
        StorageMap<_, Blake2_128Concat, (BankAccountId, Digest), BankLineId>;

    /// The bank line of a payment or of a voucher: none of them has two.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per matched line.
    #[pallet::storage]
    pub type Matched<T> = StorageMap<_, Twox64Concat, LineTarget, BankLineId>;

    /// The spendings.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per spending.
    #[pallet::storage]
    pub type Spendings<T> = StorageMap<_, Twox64Concat, SpendingId, Spending>;

    /// What payees and groups of kin get, by project.
    // Hasher: blake2 since the key is chosen by users. Bound: twelve months and `PARTS_MAX` parts each.
    #[pallet::storage]
    pub type Sums<T> = StorageMap<
        _,
        Blake2_128Concat,
        (CollectiveId, Digest, Option<Project>),
        PayeeSums,
        ValueQuery,
    >;

    /// The spending that used an invoice first.
    // Hasher: blake2 since the key is chosen by users. Bound: one per spending.
    #[pallet::storage]
    pub type Invoices<T> = StorageMap<_, Blake2_128Concat, Digest, SpendingId>;

    /// Non-productive spending by year.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per year.
    #[pallet::storage]
    pub type NonProductive<T> = StorageMap<_, Twox64Concat, (CollectiveId, u16), Fen, ValueQuery>;

    /// The decisions.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per decision.
    #[pallet::storage]
    pub type Decisions<T> = StorageMap<_, Twox64Concat, DecisionId, Decision>;

    /// The disclosures.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per disclosure.
    #[pallet::storage]
    pub type Disclosures<T> = StorageMap<_, Twox64Concat, DisclosureId, Disclosure>;

    /// The statement of a month that is on the wall.
    // Hasher: twox safe since the chain gives out the numbers. Bound: twelve per book.
    #[pallet::storage]
    pub type Disclosed<T> = StorageMap<_, Twox64Concat, (BookId, u8), DisclosureId>;

    /// The challenges.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per challenge.
    #[pallet::storage]
    pub type Challenges<T> = StorageMap<_, Twox64Concat, ChallengeId, Challenge>;

    /// Who asks, by one-time names.
    // Hasher: blake2 since the key is chosen by users. Bound: one per person.
    #[pallet::storage]
    pub type Askers<T> = StorageMap<_, Blake2_128Concat, (ChallengeId, Pseudonym), ()>;

    /// The warnings.
    // Hasher: twox safe since the chain gives out the numbers. Bound: one per rule and subject.
    #[pallet::storage]
    pub type Warnings<T> = StorageMap<_, Twox64Concat, WarningId, Warning>;

    /// The warning of a rule about a subject, so that it is raised once.
    // Hasher: blake2 since the key is chosen by users. Bound: one per warning.
    #[pallet::storage]
    pub type WarningsAbout<T> = StorageMap<_, Blake2_128Concat, (WarningRule, Subject), WarningId>;
}
