//! Disclosure (财务公开): what is posted on the village wall, and its proof (`DOMAIN.md 4.10`).

use codec::Encode;

use super::{statements::StatementTotals, Fen};
use crate::{BookId, CollectiveId, Date, Digest, DisclosureId, Subject, Text};

/// A statement covers at most a quarter.
pub const STATEMENT_MONTHS_MAX: u8 = 3;

/// The last of the months that a month is disclosed with. A cycle has one to three months; more are a quarter.
pub fn cycle_end(month: u8, cycle: u32) -> u8 {
    let months = u8::try_from(cycle)
        .unwrap_or(STATEMENT_MONTHS_MAX)
        .clamp(1, STATEMENT_MONTHS_MAX);
    month.div_ceil(months).saturating_mul(months)
}

words! {
    /// A statement to be prepared from the books.
    pub struct StatementInput {
        /// The book.
        pub book: BookId,
        /// First month.
        pub from: u8,
        /// Last month; the same one or up to two later.
        pub to: u8,
    }

    /// Something special to be disclosed at once: land compensation, a letting, works, a levy.
    pub struct SpecialInput {
        /// The collective.
        pub collective: CollectiveId,
        /// What about.
        pub about: Subject,
        /// In words.
        pub title: Text<96>,
        /// The day it happened.
        pub occurred: Date,
        /// Digest of what is posted.
        pub document: Digest,
    }

    /// What is to be disclosed.
    pub enum DisclosureInput {
        /// A statement of months.
        #[codec(index = 0)]
        Statement(StatementInput),
        /// Something special.
        #[codec(index = 1)]
        Special(SpecialInput),
    }

    /// A disclosure that was put on the wall.
    pub struct Posting {
        /// The disclosure.
        pub disclosure: DisclosureId,
        /// Digest of a photo of the wall.
        pub photo: Digest,
    }

    /// What the chain computed for a statement. Its digest is `blake2_256` of the SCALE form of this.
    pub struct Statement {
        /// The book.
        pub book: BookId,
        /// First month.
        pub from: u8,
        /// Last month.
        pub to: u8,
        /// Vouchers in those months.
        pub vouchers: u32,
        /// The head of the book's timeline at that moment: all vouchers, in order.
        pub head: Digest,
        /// The block the figures are taken at.
        pub height: u32,
        /// The figures by heading, and their totals.
        pub totals: StatementTotals,
        /// Money at the end: cash and bank deposits.
        pub money: Fen,
    }
}

impl Statement {
    /// The digest that is posted: anybody computes it again from the records of the book.
    pub fn digest(&self) -> Digest {
        Digest(self.using_encoded(sp_crypto_hashing::blake2_256))
    }
}

small_words! {
    /// Where a disclosure stands.
    pub enum DisclosureState {
        /// The accountant prepared it.
        #[codec(index = 0)]
        Prepared,
        /// A supervisor signed it.
        #[codec(index = 1)]
        Signed,
        /// It is on the wall.
        #[codec(index = 2)]
        Posted,
        /// It was on the wall long enough.
        #[codec(index = 3)]
        Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_ends_with_its_month_or_its_quarter() {
        for (cycle, ends) in [
            (0, [1, 2, 3, 4, 11, 12]),
            (1, [1, 2, 3, 4, 11, 12]),
            (2, [2, 2, 4, 4, 12, 12]),
            (3, [3, 3, 3, 6, 12, 12]),
            (4, [3, 3, 3, 6, 12, 12]),
            (u32::MAX, [3, 3, 3, 6, 12, 12]),
        ] {
            assert_eq!(
                [1, 2, 3, 4, 11, 12].map(|month| cycle_end(month, cycle)),
                ends,
                "{cycle}"
            );
        }
        // What is no month stays none.
        assert_eq!((cycle_end(0, 3), cycle_end(13, 3)), (0, 15));
    }
}
