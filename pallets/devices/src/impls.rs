//! The work behind the calls: one file per concept.

mod anchors;
mod devices;
mod records;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
