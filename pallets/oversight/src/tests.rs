//! Tests by theme: opening, renewing, releasing, the rule for failed tests, questions, and random
//! sequences.

mod failed_tests;
mod hold;
mod properties;
mod questions;
mod release;
mod renew;
mod safety_intervals;
