//! Books, vouchers, reconciliation and bank lines.

use codec::Encode;

use super::{
    accounts::{AccountCode, Side},
    Fen, Project,
};
use crate::{
    BankAccountId, BankLineId, BookId, CollectiveId, Date, DecisionId, Digest, List, SpendingId,
    Text, VoucherId,
};

/// The most lines of a voucher.
pub const LINES_MAX: u32 = 64;
/// The most source documents of a voucher or of a spending.
pub const DOCUMENTS_MAX: u32 = 8;
/// The most accounts one book may use.
pub const ACCOUNTS_MAX: u32 = 256;
/// Months of a book.
pub const MONTHS: u8 = 12;
/// The period after December that takes the closing of the year (年终结转).
pub const YEAR_END: u8 = 13;

words! {
    /// A book to be opened: one collective, one year.
    pub struct BookInput {
        /// The collective.
        pub collective: CollectiveId,
        /// The year.
        pub year: u16,
        /// Opening balances of the first book; later books take over what the last one closed with.
        pub openings: List<Opening, ACCOUNTS_MAX>,
    }

    /// The opening balance of an account: debit is positive, credit negative.
    pub struct Opening {
        /// The account.
        pub account: AccountCode,
        /// The balance.
        pub balance: Fen,
    }

    /// A line of a voucher (分录).
    pub struct VoucherLine {
        /// The account.
        pub account: AccountCode,
        /// Debit or credit.
        pub side: Side,
        /// How much; negative in red letters only.
        pub amount: Fen,
        /// Keyed digest of the other party, if there is one.
        pub party: Option<Digest>,
        /// The project, if the line belongs to one.
        pub project: Option<Project>,
    }

    /// A numbered receipt that the village handed out (收据).
    pub struct Receipt {
        /// The series of the receipt book.
        pub series: Text<16>,
        /// The number in the series.
        pub number: u64,
    }

    /// A voucher to be drafted (记账凭证).
    pub struct VoucherInput {
        /// The book.
        pub book: BookId,
        /// The day of the voucher; its month is the month of the book.
        pub date: Date,
        /// The day it happened.
        pub occurred: Date,
        /// What it is about.
        pub summary: Text<96>,
        /// The lines.
        pub lines: List<VoucherLine, LINES_MAX>,
        /// Digests of the source documents. Without one nothing is posted (白条).
        pub documents: List<Digest, DOCUMENTS_MAX>,
        /// Where it comes from.
        pub origin: Origin,
        /// What kind of money it moves.
        pub nature: Nature,
        /// The paid spending it books.
        pub spending: Option<SpendingId>,
        /// The decision it rests on: a loan, an appropriation.
        pub decision: Option<DecisionId>,
        /// The receipt that was handed out for income.
        pub receipt: Option<Receipt>,
        /// Keyed digest of the account that income was paid into.
        pub deposit: Option<Digest>,
    }

    /// What a month of one account was reconciled with.
    pub struct Reconciliation {
        /// The book.
        pub book: BookId,
        /// The month, 1 to 12.
        pub month: u8,
        /// The bank account, or the cash box.
        pub till: Till,
        /// What the bank statement or the count says at the end of the month.
        pub statement: Fen,
        /// What the bank does not know yet: deposits on the way, less payments on the way.
        pub in_transit: Fen,
        /// Digest of the statement or of the count.
        pub document: Digest,
    }

    /// A line of a bank statement.
    pub struct BankLineInput {
        /// The account.
        pub account: BankAccountId,
        /// The day of the bank.
        pub date: Date,
        /// Money in is positive, money out negative.
        pub amount: Fen,
        /// Keyed digest of the other party's account.
        pub party: Digest,
        /// Digest of the bank's own reference, which makes the line unique.
        pub reference: Digest,
    }

    /// What a bank line turned out to be.
    pub struct LineMatch {
        /// The line.
        pub line: BankLineId,
        /// What it belongs to.
        pub target: LineTarget,
    }
}

small_words! {
    /// Where a voucher comes from.
    pub enum Origin {
        /// Entered as it happened.
        #[codec(index = 0)]
        Entered,
        /// Taken over from an earlier system. History is taken as it was: what would be refused today is a warning.
        /// It ends on the day the first book was opened here, and with the first voucher that is entered.
        #[codec(index = 1)]
        Migrated,
        /// The red-letter copy of a posted voucher (红字冲销).
        #[codec(index = 2)]
        Reversal(VoucherId),
    }

    /// What kind of money a voucher moves, where the law asks.
    pub enum Nature {
        /// Nothing special.
        #[codec(index = 0)]
        Ordinary,
        /// Compensation for land (土地补偿费).
        #[codec(index = 1)]
        LandCompensation,
    }

    /// What holds money.
    pub enum Till {
        /// The cash box.
        #[codec(index = 0)]
        Cash,
        /// A bank account.
        #[codec(index = 1)]
        Bank(BankAccountId),
    }

    /// What a bank line belongs to.
    pub enum LineTarget {
        /// The payment of a spending.
        #[codec(index = 0)]
        Spending(SpendingId),
        /// A posted voucher.
        #[codec(index = 1)]
        Voucher(VoucherId),
        /// A payment that failed after the bank had booked it: this line is the money out, another one the same
        /// money back.
        #[codec(index = 2)]
        Returned {
            /// The spending that was to be paid.
            spending: SpendingId,
            /// The line of the money back.
            back: BankLineId,
        },
    }

    /// The number of a posted voucher, without gaps in its book and month.
    pub struct VoucherNumber {
        /// The month.
        pub month: u8,
        /// The number in the month, from 1.
        pub number: u32,
    }
}

impl VoucherInput {
    /// Debits and credits of all lines; `None` on overflow.
    pub fn totals(&self) -> Option<(Fen, Fen)> {
        let mut totals = (Fen::ZERO, Fen::ZERO);
        for line in &self.lines {
            match line.side {
                Side::Debit => totals.0 = totals.0.checked_add(line.amount)?,
                Side::Credit => totals.1 = totals.1.checked_add(line.amount)?,
            }
        }
        Some(totals)
    }

    /// How much money comes in: cash and bank deposits together. Negative if money goes out.
    pub fn inflow(&self) -> Option<Fen> {
        let money = self.lines.iter().filter(|line| line.account.is_money());
        money
            .map(VoucherLine::signed)
            .try_fold(Fen::ZERO, |sum, amount| sum.checked_add(amount?))
    }

    /// The hash over all lines: what a reversal must mirror.
    pub fn lines_digest(&self) -> Digest {
        Digest(self.lines.using_encoded(sp_crypto_hashing::blake2_256))
    }

    /// The hash over the whole voucher, which stands in the book.
    pub fn content(&self) -> Digest {
        Digest(self.using_encoded(sp_crypto_hashing::blake2_256))
    }

    /// The hash over the lines as a reversal of this voucher writes them; `None` on overflow.
    pub fn mirrored_digest(&self) -> Option<Digest> {
        let mut lines = self.lines.clone();
        for line in &mut lines {
            line.amount = line.amount.checked_neg()?;
        }
        Some(Digest(lines.using_encoded(sp_crypto_hashing::blake2_256)))
    }
}

impl VoucherLine {
    /// The amount with debit positive and credit negative.
    pub fn signed(&self) -> Option<Fen> {
        match self.side {
            Side::Debit => Some(self.amount),
            Side::Credit => self.amount.checked_neg(),
        }
    }
}
