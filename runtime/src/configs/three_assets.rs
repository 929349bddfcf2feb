//! The books, spending and disclosure of collectives.

use crate::{Oversight, Registry, Runtime};

impl pallet_three_assets::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Members = Registry;
    type WeightInfo = pallet_three_assets::weights::SubstrateWeight<Runtime>;
}
