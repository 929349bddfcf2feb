//! Brands, quotas and codes.

use crate::{Oversight, Produce, Registry, Runtime};

impl pallet_labels::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Lots = Produce;
    type Members = Registry;
    type WeightInfo = pallet_labels::weights::SubstrateWeight<Runtime>;
}
