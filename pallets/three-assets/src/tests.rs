//! Tests, one file per concept.

mod books;
mod cash;
mod challenges;
mod collectives;
mod decisions;
mod disclosure;
mod distributions;
mod payment;
mod random;
mod spending;
mod warnings;
