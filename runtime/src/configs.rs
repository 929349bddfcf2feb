//! How each pallet is set up, one family per file.

mod consensus;
mod governance;
mod labels;
mod oversight;
mod produce;
mod registry;
mod subjects;
mod system;

pub use subjects::AllSubjects;
pub use system::{RuntimeBlockLength, RuntimeBlockWeights};
