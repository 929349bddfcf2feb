//! Sales of animals and meat.

use crate::{Livestock, Oversight, Registry, Runtime};

impl pallet_trade::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Goods = Livestock;
    type Holds = Oversight;
    type Members = Registry;
    type WeightInfo = pallet_trade::weights::SubstrateWeight<Runtime>;
}
