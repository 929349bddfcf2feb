//! The council of counties.

use frame_support::{parameter_types, traits::ConstU32, weights::Weight};
use frame_system::EnsureRoot;
use pallet_collective::PrimeDefaultVote;

use crate::{
    configs::RuntimeBlockWeights,
    constants::{COUNCIL_SEATS_MAX, MOTIONS_MAX, MOTION_BLOCKS},
    permissions::{CouncilInstance, GovernanceOrigin},
    BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
};

parameter_types! {
    /// How long a motion stays open.
    pub const MotionDuration: BlockNumber = MOTION_BLOCKS;
    /// The heaviest call a motion may make: half a block.
    pub MaxProposalWeight: Weight =
        RuntimeBlockWeights::get().max_block.saturating_div(2);
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type RuntimeEvent = RuntimeEvent;
    // No currency, so a motion costs no deposit; `MaxProposals` bounds them instead.
    type Consideration = ();
    type DefaultVote = PrimeDefaultVote;
    type DisapproveOrigin = GovernanceOrigin;
    type KillOrigin = EnsureRoot<crate::AccountId>;
    type MaxMembers = ConstU32<COUNCIL_SEATS_MAX>;
    type MaxProposalWeight = MaxProposalWeight;
    type MaxProposals = ConstU32<MOTIONS_MAX>;
    type MotionDuration = MotionDuration;
    type Proposal = RuntimeCall;
    type SetMembersOrigin = GovernanceOrigin;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
}
