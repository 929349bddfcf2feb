//! The inspectors' room without any HTTP: who may look where, what streams by, filters and search, the whole
//! file of a transaction, questions, the log of who looked, exports and analyses (`DOMAIN.md 4.8`, `4.9`).

pub mod analyses;
pub mod clock;
pub mod devices;
pub mod export;
pub mod file;
pub mod filter;
pub mod notes;
pub mod people;
pub mod questions;
pub mod reach;
pub mod rows;
pub mod stream;
pub mod views;
pub mod warnings;

#[cfg(test)]
mod tests;
