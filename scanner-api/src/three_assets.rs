//! What the pages and routes of the three assets ask the index and the vault, without any HTTP.

pub mod money;
pub mod parties;
pub mod search;
pub mod sight;
pub mod texts;
