//! How each pallet is set up, one family per file.

mod consensus;
mod governance;
mod labels;
mod livestock;
mod oversight;
mod produce;
mod registry;
mod subjects;
mod system;
mod three_assets;

pub use subjects::AllSubjects;
pub use system::{RuntimeBlockLength, RuntimeBlockWeights};
