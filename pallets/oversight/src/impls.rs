//! The work behind the calls: one file per concept.

mod cases;
mod holds;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
