//! Brands, quotas and codes.

use county_primitives::traits::Routed;

use crate::{Livestock, Oversight, Produce, Registry, Runtime};

impl pallet_labels::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Goods = Routed<Produce, Livestock>;
    type Holds = Oversight;
    type Members = Registry;
    type WeightInfo = pallet_labels::weights::SubstrateWeight<Runtime>;
}
