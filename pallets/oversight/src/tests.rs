//! Tests by theme: opening, renewing, releasing, the rule for failed tests, and random sequences.

mod failed_tests;
mod hold;
mod properties;
mod release;
mod renew;
