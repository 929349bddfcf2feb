//! From plot to lot.

use crate::{Oversight, Registry, Runtime};

impl pallet_produce::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Members = Registry;
    type WeightInfo = pallet_produce::weights::SubstrateWeight<Runtime>;
}
