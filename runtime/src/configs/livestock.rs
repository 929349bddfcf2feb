//! From ear tag to meat, and to the end of every body.

use crate::{Oversight, Registry, Runtime, Trade};

impl pallet_livestock::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Members = Registry;
    type Promised = Trade;
    type WeightInfo = pallet_livestock::weights::SubstrateWeight<Runtime>;
}
