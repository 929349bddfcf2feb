//! What the pages and routes of the three assets ask the index and the vault, without any HTTP.

pub mod bank;
pub mod books;
pub mod challenges;
pub mod collectives;
pub mod decisions;
pub mod disclosures;
pub mod lists;
pub mod money;
pub mod parties;
pub mod search;
pub mod sight;
pub mod spendings;
pub mod statements;
pub mod subjects;
pub mod texts;
pub mod warnings;
