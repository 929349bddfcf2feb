//! Cases and holds.

use super::subjects::AllSubjects;
use crate::{Registry, Runtime};

impl pallet_oversight::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Members = Registry;
    type Subjects = AllSubjects;
    type WeightInfo = pallet_oversight::weights::SubstrateWeight<Runtime>;
}
