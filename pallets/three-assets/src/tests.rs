//! Tests, one file per concept.

mod books;
mod challenges;
mod collectives;
mod decisions;
mod disclosure;
mod payment;
mod random;
mod spending;
mod warnings;
