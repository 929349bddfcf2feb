//! How each pallet is set up, one family per file.

mod consensus;
mod devices;
mod governance;
mod labels;
mod livestock;
mod oversight;
mod produce;
mod registry;
mod subjects;
mod system;
mod three_assets;
mod trade;

pub use subjects::AllSubjects;
pub use system::{RuntimeBlockLength, RuntimeBlockWeights};
