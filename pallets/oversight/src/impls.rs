//! The work behind the calls: one file per concept.

mod cases;
mod holds;
mod questions;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
