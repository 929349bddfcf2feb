//! Journeys through a real node and a real service, as their users make them.
//!
//! One stack with the demonstration serves all tests that only add to it; those that stop a
//! process start their own.

mod e2e {
    mod console;
    mod label_to_scan;
    mod livestock;
    mod pool;
    mod refusals;
    mod restart;
    mod timelines;
    mod village;
    pub(crate) mod world;
}
