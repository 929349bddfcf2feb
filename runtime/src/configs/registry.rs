//! Who takes part, in which role, by which policy.

use crate::{
    permissions::{CouncilSeats, GovernanceOrigin, SignedCalls},
    Runtime, RuntimeCall, Timestamp,
};

impl pallet_registry::Config for Runtime {
    type Classify = SignedCalls;
    type GovernanceOrigin = GovernanceOrigin;
    type Governors = CouncilSeats;
    type RuntimeCall = RuntimeCall;
    type Time = Timestamp;
    type WeightInfo = pallet_registry::weights::SubstrateWeight<Runtime>;
}
