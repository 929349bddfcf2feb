//! The work behind the calls: one file per concept.

mod batches;
mod brands;
mod codes;
mod quotas;
mod records;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
