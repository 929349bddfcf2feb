//! Devices and the hours of readings they anchor.

use super::subjects::AllSubjects;
use crate::{Oversight, Registry, Runtime};

impl pallet_devices::Config for Runtime {
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Setup;
    type Holds = Oversight;
    type Members = Registry;
    type Subjects = AllSubjects;
    type WeightInfo = pallet_devices::weights::SubstrateWeight<Runtime>;
}
