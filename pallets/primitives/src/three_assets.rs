//! Words of the village's three assets (三资): collectives, books, spending, decisions, disclosure,
//! challenges and warnings (`DOMAIN.md 4`). Money is in fen, everywhere.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

pub mod accounts;
pub mod books;
pub mod challenges;
pub mod collectives;
pub mod decisions;
pub mod disclosure;
mod entry;
mod migration;
mod money;
pub mod spending;
pub mod statements;
pub mod warnings;

pub use entry::AssetsEntry;
pub use migration::{successor_of_2004, Successor, CHART_2004};
pub use money::Fen;

use crate::Text;

/// The code of a project (项目), as the village names it. Sums by payee and grants by purpose are kept per project.
pub type Project = Text<24>;

small_words! {
    /// A month of a book.
    pub struct MonthKey {
        /// The book.
        pub book: crate::BookId,
        /// The month, 1 to 12.
        pub month: u8,
    }
}
