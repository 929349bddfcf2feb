//! From ear tag to meat, and to the end of every body.

use crate::{Oversight, Registry, Runtime};

impl pallet_livestock::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Members = Registry;
    type WeightInfo = pallet_livestock::weights::SubstrateWeight<Runtime>;
}
