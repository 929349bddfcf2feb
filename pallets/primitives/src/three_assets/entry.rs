//! What the three assets record on the timelines of their subjects.

use super::{
    accounts::AccountInput,
    books::{BankLineInput, BookInput, LineMatch, Reconciliation, VoucherInput, VoucherNumber},
    challenges::{ChallengeInput, ChallengeLevel, ChallengeStep, Joining},
    collectives::{BankAccountInput, CollectiveInput, Departure, Figures, OfficerInput},
    decisions::{DecisionInput, DecisionStep, Outcome},
    disclosure::{SpecialInput, Statement},
    spending::{Approvals, DecisionLevel, Instruction, PaymentOutcome, SpendingInput, Step},
    warnings::{Finding, WarningLevel, WarningStep},
    Fen,
};
use crate::{
    BankLineId, CollectiveId, Date, DecisionId, Digest, List, MemberId, OrganisationId, SpendingId,
    Text, VoucherId,
};

words! {
    /// What the three assets record. Each entry says on which timeline it stands.
    pub enum AssetsEntry {
        /// On the collective.
        #[codec(index = 0)]
        CollectiveRegistered(CollectiveInput),
        /// On the collective.
        #[codec(index = 1)]
        FiguresSet {
            /// What quorums are counted from.
            figures: Figures,
            /// The agency that keeps its books.
            agency: Option<OrganisationId>,
        },
        /// On the collective.
        #[codec(index = 2)]
        OfficerAppointed(OfficerInput),
        /// On the collective.
        #[codec(index = 3)]
        OfficerDismissed {
            /// The officer.
            member: MemberId,
            /// Why.
            reason: Text<128>,
        },
        /// On the bank account.
        #[codec(index = 4)]
        BankAccountOpened(BankAccountInput),
        /// On the bank account.
        #[codec(index = 5)]
        BankAccountClosed {
            /// Why.
            reason: Text<128>,
        },
        /// On the chart of the county.
        #[codec(index = 6)]
        AccountAdded(AccountInput),
        /// On the collective.
        #[codec(index = 7)]
        DepartureNoted(Departure),
        /// On the book.
        #[codec(index = 8)]
        BookOpened {
            /// As it was sent.
            book: BookInput,
            /// How many accounts were taken over from the year before.
            carried: u32,
        },
        /// On the voucher.
        #[codec(index = 9)]
        VoucherDrafted(VoucherInput),
        /// On the voucher.
        #[codec(index = 10)]
        VoucherWithdrawn {
            /// Why.
            reason: Text<128>,
        },
        /// On the book: the vouchers of a book stand there in the order of posting, without gaps.
        #[codec(index = 11)]
        VoucherPosted {
            /// The voucher.
            voucher: VoucherId,
            /// Its number in the month.
            number: VoucherNumber,
            /// `blake2_256` over the SCALE form of the voucher as it was drafted.
            content: Digest,
        },
        /// On the book.
        #[codec(index = 12)]
        Reconciled {
            /// As it was sent.
            reconciliation: Reconciliation,
            /// What the book says.
            balance: Fen,
        },
        /// On the book.
        #[codec(index = 13)]
        MonthClosed {
            /// The month.
            month: u8,
            /// How many vouchers it has.
            vouchers: u32,
        },
        /// On the book: income and expense went to the surplus of the year, and that to its distribution.
        #[codec(index = 14)]
        YearClosed {
            /// Income less expense.
            surplus: Fen,
            /// How many accounts were emptied.
            accounts: u32,
        },
        /// On the bank account.
        #[codec(index = 15)]
        BankLineRecorded {
            /// The number of the line.
            line: BankLineId,
            /// As it was sent.
            input: BankLineInput,
        },
        /// On the bank account.
        #[codec(index = 16)]
        BankLineMatched(LineMatch),
        /// On the spending.
        #[codec(index = 17)]
        SpendingSubmitted {
            /// As it was sent.
            spending: SpendingInput,
            /// The row of the approval matrix, 1 to 5.
            row: u8,
            /// What that row asks for.
            approvals: Approvals,
            /// This and what the same payee got for the same project in twelve months.
            year_sum: Fen,
        },
        /// On the spending.
        #[codec(index = 18)]
        SpendingSigned {
            /// The step.
            step: Step,
            /// Whether it was the last one that was missing.
            approved: bool,
        },
        /// On the spending.
        #[codec(index = 19)]
        DecisionAttached {
            /// The decision.
            decision: DecisionId,
            /// Whether it was the last thing that was missing.
            approved: bool,
        },
        /// On the spending.
        #[codec(index = 20)]
        SpendingRefused {
            /// The step the signer stands for.
            step: Step,
            /// Whether it may be mended and submitted again.
            mendable: bool,
            /// Why.
            reason: Text<128>,
        },
        /// On the spending.
        #[codec(index = 21)]
        SpendingResubmitted {
            /// The whole evidence.
            documents: List<Digest, { super::books::DOCUMENTS_MAX }>,
        },
        /// On the spending.
        #[codec(index = 22)]
        PaymentInstructed(Instruction),
        /// On the spending.
        #[codec(index = 23)]
        PaymentReported(PaymentOutcome),
        /// On the spending.
        #[codec(index = 24)]
        SpendingPosted {
            /// The voucher.
            voucher: VoucherId,
        },
        /// On the decision.
        #[codec(index = 25)]
        DecisionOpened(DecisionInput),
        /// On the decision.
        #[codec(index = 26)]
        DecisionStepped {
            /// The step.
            step: DecisionStep,
            /// What a vote came to.
            outcome: Option<Outcome>,
        },
        /// On the decision.
        #[codec(index = 27)]
        DecisionUsed {
            /// By what.
            spending: SpendingId,
            /// The level that was asked for.
            level: DecisionLevel,
            /// How much of it is used now.
            used: Fen,
        },
        /// On the disclosure.
        #[codec(index = 28)]
        StatementPrepared {
            /// What the chain computed.
            statement: Statement,
            /// Its digest, which is what is posted.
            digest: Digest,
        },
        /// On the disclosure.
        #[codec(index = 29)]
        SpecialPrepared(SpecialInput),
        /// On the disclosure.
        #[codec(index = 30)]
        DisclosureSigned,
        /// On the disclosure.
        #[codec(index = 31)]
        DisclosurePosted {
            /// Digest of a photo of the wall.
            photo: Digest,
            /// The last day it must stay there.
            until: Date,
        },
        /// On the disclosure.
        #[codec(index = 32)]
        DisclosureEnded,
        /// On the challenge.
        #[codec(index = 33)]
        ChallengeRaised(ChallengeInput),
        /// On the challenge.
        #[codec(index = 34)]
        ChallengeJoined {
            /// Who joined.
            joining: Joining,
            /// How many people ask now.
            people: u32,
            /// From how many households.
            households: u32,
        },
        /// On the challenge.
        #[codec(index = 35)]
        ChallengeStepped {
            /// The step.
            step: ChallengeStep,
            /// Who has it now.
            level: ChallengeLevel,
            /// The last day of the clock that runs now, if one does.
            due: Option<Date>,
        },
        /// On the warning.
        #[codec(index = 36)]
        WarningRaised {
            /// The collective.
            collective: CollectiveId,
            /// What it says.
            finding: Finding,
            /// The last day of its clock.
            due: Date,
        },
        /// On the warning: the rule was met again for the same subject.
        #[codec(index = 37)]
        WarningRepeated {
            /// What it says now.
            finding: Finding,
            /// Whether it had been closed and is open again.
            reopened: bool,
            /// The last day of its clock.
            due: Date,
        },
        /// On the warning.
        #[codec(index = 38)]
        WarningStepped {
            /// The step.
            step: WarningStep,
            /// How serious it is now.
            level: WarningLevel,
            /// The last day of its clock.
            due: Date,
        },
    }
}
