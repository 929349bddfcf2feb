//! Who may do what, on one page.
//!
//! A call passes four doors. The first two are here, the last two in the pallets:
//!
//! 1. *May it be signed at all?* [`SignedCalls`] is an allow-list; a call that is not on it is
//!    refused in the transaction pool, before it costs anything.
//! 2. *May it be dispatched?* [`DispatchableCalls`] adds what comes without a signature and what only
//!    a motion of the council can make.
//! 3. *Who signs?* `pallet_registry::CheckMember` refuses unknown and suspended keys, retired keys and
//!    members over their quota, also in the pool.
//! 4. *In which role, over which division?* Each call asks the registry for the author of each item.
//!
//! | call | class | who |
//! |---|---|---|
//! | `council.propose`, `vote`, `close`, `execute` | governance | a seat of the council |
//! | `council.set_members`, `disapprove_proposal` | motion | two thirds of the council |
//! | `registry.admit_counties`, `enact` | motion | two thirds of the council |
//! | `registry.set_policies` | county | council; `cty_agri` in its county |
//! | `registry.register_organisations` | county | council (active at once); `cty_agri`, `town` (pending) |
//! | `registry.approve_organisations`, `refuse_`, `suspend_`, `reactivate_` | county | council; `cty_agri`, approval by a second person |
//! | `registry.register_members`, `suspend_members`, `reactivate_members` | county | council; who may grant every role concerned |
//! | `registry.grant_roles`, `revoke_roles` | county | council; who may grant the role |
//! | `registry.rotate_key` | keys | the member itself |
//! | `registry.rotate_member_key` | keys | council; who may grant every role of the member |
//! | `oversight.hold`, `renew` | county | `inspector`, `cty_agri` |
//! | `oversight.release` | county | the role that opened the case, a second person; `cty_agri` after a failed test |
//! | `produce.set_input_labels`, `set_yield_caps` | county | `prov`, `cty_agri` |
//! | `produce.open_plots`, `start_cycles`, `finish_cycles` | record | `producer` |
//! | `produce.record_operations`, `record_input_uses`, `harvest_lots` | record | `producer` |
//! | `produce.record_tests` | record | `lab.quick`, `lab.cma`, as the method asks |
//! | `produce.approve_tests` | record | `lab.cma`, a second person |
//! | `produce.grade_lots` | record | `packer` |
//! | `produce.deliver_lots` | record | `producer`, `packer`, `buyer` |
//! | `labels.register_brands` | county | `cty_agri` |
//! | `labels.grant_quotas` | county | `brand` |
//! | `labels.approve_quotas` | county | `cty_agri`, a second person |
//! | `labels.issue_batches`, `activate_ranges` | record | `producer`, `packer` |
//! | `labels.record_prints`, `record_spoils` | record | `producer`, `packer`, `printer` |
//! | `labels.void_codes` | record | `producer`, `packer`; `cty_agri` |
//! | `system.apply_authorized_upgrade` | unsigned | anybody who has the code that the council authorised |
//! | `timestamp.set` | unsigned | the author of the block |
//! | everything else | none | nobody; as Root through `registry.enact` only |

use frame_support::{instances::Instance1, traits::Contains};
use pallet_collective::EnsureProportionAtLeast;
use pallet_registry::{CallClass, ClassifyCall};

use crate::{AccountId, RuntimeCall};

/// The pallet instance that is the council of counties.
pub type CouncilInstance = Instance1;

/// What only the counties together may do: two thirds of the council.
pub type GovernanceOrigin = EnsureProportionAtLeast<AccountId, CouncilInstance, 2, 3>;

/// Who has a seat on the council.
pub struct CouncilSeats;

impl Contains<AccountId> for CouncilSeats {
    fn contains(account: &AccountId) -> bool {
        crate::Council::is_member(account)
    }
}

/// The calls that may be signed, with the class that gives their priority and quota.
pub struct SignedCalls;

/// One line per call: its name, the list whose length counts against the quota, and its class.
macro_rules! listed {
    ($call:expr, $pallet:ident, { $($name:ident($($items:ident)?) => $class:ident,)* }) => {
        match $call {
            $(
                $pallet::Call::$name { $($items,)? .. } => {
                    let count = 1usize;
                    $(let count = count.max($items.len());)?
                    Some((CallClass::$class, count))
                }
            )*
            _ => None,
        }
    };
}

/// The class of a call and how many items it carries; `None` if it may not be signed.
fn rule(call: &RuntimeCall) -> Option<(CallClass, usize)> {
    match call {
        RuntimeCall::Council(call) => listed!(call, pallet_collective, {
            propose() => Governance,
            vote() => Governance,
            close() => Governance,
            execute() => Governance,
        }),
        RuntimeCall::Registry(call) => listed!(call, pallet_registry, {
            set_policies(policies) => County,
            register_organisations(organisations) => County,
            approve_organisations(organisations) => County,
            refuse_organisations(refusals) => County,
            suspend_organisations(suspensions) => County,
            reactivate_organisations(reactivations) => County,
            register_members(members) => County,
            suspend_members(suspensions) => County,
            reactivate_members(reactivations) => County,
            grant_roles(grants) => County,
            revoke_roles(revocations) => County,
            rotate_key() => Keys,
            rotate_member_key() => Keys,
        }),
        RuntimeCall::Oversight(call) => listed!(call, pallet_oversight, {
            hold(items) => County,
            renew(items) => County,
            release(items) => County,
        }),
        RuntimeCall::Produce(call) => listed!(call, pallet_produce, {
            set_input_labels(items) => County,
            set_yield_caps(items) => County,
            open_plots(items) => Record,
            start_cycles(items) => Record,
            finish_cycles(items) => Record,
            record_operations(items) => Record,
            record_input_uses(items) => Record,
            record_tests(items) => Record,
            approve_tests(items) => Record,
            harvest_lots(items) => Record,
            grade_lots(items) => Record,
            deliver_lots(items) => Record,
        }),
        RuntimeCall::Labels(call) => listed!(call, pallet_labels, {
            register_brands(items) => County,
            grant_quotas(items) => County,
            approve_quotas(items) => County,
            issue_batches(items) => Record,
            record_prints(items) => Record,
            record_spoils(items) => Record,
            activate_ranges(items) => Record,
            void_codes(items) => Record,
        }),
        RuntimeCall::System(_) | RuntimeCall::Timestamp(_) | RuntimeCall::Grandpa(_) => None,
    }
}

impl ClassifyCall<RuntimeCall> for SignedCalls {
    fn classify(call: &RuntimeCall) -> Option<CallClass> {
        rule(call).map(|(class, _)| class)
    }

    fn items(call: &RuntimeCall) -> u32 {
        rule(call).map_or(0, |(_, count)| u32::try_from(count).unwrap_or(u32::MAX))
    }
}

/// The calls that may be dispatched: those that may be signed, those that only a motion of the
/// council can make, and those that come without a signature.
pub struct DispatchableCalls;

impl Contains<RuntimeCall> for DispatchableCalls {
    fn contains(call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::Council(
                pallet_collective::Call::set_members { .. }
                | pallet_collective::Call::disapprove_proposal { .. },
            )
            | RuntimeCall::Registry(
                pallet_registry::Call::admit_counties { .. } | pallet_registry::Call::enact { .. },
            )
            | RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { .. })
            | RuntimeCall::Timestamp(pallet_timestamp::Call::set { .. }) => true,
            signed => rule(signed).is_some(),
        }
    }
}
