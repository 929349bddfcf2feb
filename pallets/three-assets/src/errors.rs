//! Why a call is refused: the errors of the pallet, on a page of their own.

use frame_support::pallet_macros::pallet_section;

/// The errors; the window of the pallet takes them in.
#[pallet_section]
mod errors {
    /// Why a call is refused. The number is the index of the first bad item, counted from 0.
    #[pallet::error]
    pub enum Error<T> {
        /// The list is empty; there is nothing to do.
        NoItems,
        /// The subject has as many records as a timeline can count.
        TimelineFull(u16),
        /// All numbers of this kind are given out.
        NumbersUsedUp(u16),
        /// This is recorded by members, not by governance or rules.
        NoSignature(u16),
        /// Amounts add up to more than can be counted.
        AmountOverflow(u16),
        /// An amount is nothing, or below nothing where that has no meaning.
        AmountInvalid(u16),
        /// Something must be said here: a name, a purpose, a reason.
        TextBlank(u16),
        /// The day lies in the future.
        DateInFuture(u16),
        /// This cannot be done where the thing stands now. Look at its records.
        WrongState(u16),
        /// A second person must do this.
        SamePerson(u16),
        /// The signer holds no such office in the collective today.
        NotOfficer(u16),
        /// There is no such collective.
        CollectiveUnknown(u16),
        /// The credit code does not start with N1, N2 or N3 as the level says.
        CollectiveCodeMismatch(u16),
        /// The division is not of the collective's level.
        LevelMismatch(u16),
        /// The organisation is unknown, not active, or sits elsewhere.
        OrganisationNotActive(u16),
        /// A collective with this credit code is registered.
        CollectiveKnown(u16),
        /// The figures contradict each other or the law.
        FiguresImpossible(u16),
        /// The term ends before it starts.
        TermInvalid(u16),
        /// The member holds an office in the collective already. End it first.
        OfficerKnown(u16),
        /// One person may not hold both offices (CEO Act Art.34).
        DutiesExclude(u16),
        /// Near kin may not hold both offices (CEO Act Art.29, 34).
        KinExclude(u16),
        /// The collective has a chair.
        ChairTaken(u16),
        /// The board has as many directors as it may have.
        BoardFull(u16),
        /// The collective has as many officers as it can have.
        TooManyOfficers(u16),
        /// There is no such bank account.
        BankAccountUnknown(u16),
        /// A bank account with this digest is registered.
        BankAccountKnown(u16),
        /// The collective has a basic account.
        BasicAccountTaken(u16),
        /// A bank account mirrors an account below 102.
        LedgerNotBank(u16),
        /// Another bank account mirrors this account.
        LedgerTaken(u16),
        /// The collective has as many open bank accounts as it can have.
        TooManyBankAccounts(u16),
        /// The bank account is closed.
        BankAccountClosed(u16),
        /// The account in the books is not empty.
        BalanceLeft(u16),
        /// A chart belongs to a county.
        NotCounty(u16),
        /// The headings are law; only sub-accounts are added.
        NotSubAccount(u16),
        /// The county has no account one level up.
        ParentUnknown(u16),
        /// Neither the law nor the county has such an account.
        AccountUnknown(u16),
        /// The account has accounts below it; post to one of those.
        AccountNotLeaf(u16),
        /// The account is named twice.
        AccountTwice(u16),
        /// The book uses as many accounts as it can.
        TooManyAccounts(u16),
        /// The book is open already.
        BookKnown(u16),
        /// There is no such book.
        BookUnknown(u16),
        /// The books follow each other year by year.
        YearNotNext(u16),
        /// The year before is not closed.
        YearNotClosed(u16),
        /// A later book takes over its balances; it takes no openings.
        OpeningsNotTaken(u16),
        /// The opening balances do not balance.
        OpeningsUnbalanced(u16),
        /// The month is closed.
        MonthClosed(u16),
        /// There is no such month.
        MonthInvalid(u16),
        /// Months are closed in order; the year after December.
        MonthNotNext(u16),
        /// The month is not over.
        MonthNotOver(u16),
        /// Drafts wait in the month. Post or withdraw them.
        DraftsLeft(u16),
        /// Cash or a bank account is not reconciled, or moved since.
        TillNotReconciled(u16),
        /// The month is not closed.
        MonthNotClosed(u16),
        /// The year is closed.
        YearClosed(u16),
        /// The day is not in the year of the book.
        DateOutsideBook(u16),
        /// It happened after the day of the voucher.
        OccurredAfterDate(u16),
        /// A voucher has at least two lines.
        NoLines(u16),
        /// Debits and credits differ.
        VoucherUnbalanced(u16),
        /// History ended: something was entered here, or the day lies after the day of the first book.
        HistoryEnded(u16),
        /// Nothing is recorded without a document (白条).
        DocumentMissing(u16),
        /// Special funds (241) belong to a project.
        ProjectMissing(u16),
        /// The original is unknown, of another book, reversed already, a reversal itself, or not mirrored.
        ReversalUnfit(u16),
        /// The spending is not the collective's, not paid, booked already, or of another amount.
        SpendingUnfit(u16),
        /// There is no such draft.
        VoucherNotDraft(u16),
        /// There is no such posted voucher.
        VoucherUnknown(u16),
        /// Cash or a bank account would fall below nothing.
        BalanceNegative(u16),
        /// The receipt was booked already.
        ReceiptUsed(u16),
        /// Neither cash nor a bank account of the collective.
        TillUnfit(u16),
        /// What the bank says and what is on the way differ from the book.
        NotReconciled(u16),
        /// The bank line is recorded already.
        BankLineKnown(u16),
        /// There is no such bank line.
        BankLineUnknown(u16),
        /// The bank line belongs to something already, or that has its line.
        BankLineMatched(u16),
        /// The bank line is of another amount, account or collective.
        LineMismatch(u16),
        /// There is no such spending.
        SpendingUnknown(u16),
        /// The policy does not describe an approval matrix.
        MatrixInvalid(u16),
        /// The amount is not the spending's.
        AmountDiffers(u16),
        /// Another step is to be signed first, or the Party members met after the meeting that decides.
        StepOutOfOrder(u16),
        /// The spending does not ask for this step.
        StepNotAsked(u16),
        /// The signer is the payee or near kin of the payee, and abstains.
        RelatedParty(u16),
        /// The decision is missing.
        DecisionMissing(u16),
        /// There is no such decision.
        DecisionUnknown(u16),
        /// The decision does not hold, or is of another collective, body or matter.
        DecisionUnfit(u16),
        /// The decision allows no more.
        DecisionUsedUp(u16),
        /// The payee is related to an officer, but nobody abstained from the decision.
        NobodyAbstained(u16),
        /// The payee or its account is not what was approved.
        PayeeDiffers(u16),
        /// The spending was approved for another way of payment.
        MethodDiffers(u16),
        /// The law keeps this for the assembly of all members (CEO Act Art.28).
        MatterForMembersOnly(u16),
        /// The collective has no such body, or it is the board and may not decide this.
        NoSuchBody(u16),
        /// The announcement was too short before the meeting.
        NoticeTooShort(u16),
        /// The vote was on another day than announced.
        MeetingMoved(u16),
        /// More voted than were there, more were there than there are, or half of them or more abstain.
        TallyImpossible(u16),
        /// More abstain than there are officers and near kin of theirs.
        TooManyAbstain(u16),
        /// A board has three, five or seven directors (CEO Act Art.29).
        BoardInvalid(u16),
        /// There is no such disclosure.
        DisclosureUnknown(u16),
        /// It has to stay on the wall longer.
        PostingTooShort(u16),
        /// What it is about is not here, or not the collective's.
        SubjectUnknown(u16),
        /// There is no such challenge.
        ChallengeUnknown(u16),
        /// This one-time name asks already.
        AlreadyJoined(u16),
        /// Only the person who asked can say this.
        NotAsker(u16),
        /// Its day has not passed, or it is not so any more.
        NotOverdue(u16),
        /// A joint challenge must be put into the minutes first.
        NotMinuted(u16),
        /// There is no higher level.
        HighestLevel(u16),
        /// There are no such funds.
        FundUnknown(u16),
        /// There is no such warning.
        WarningUnknown(u16),
    }
}
