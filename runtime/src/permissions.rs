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
//! | `registry.set_policies` | county | council; `cty_agri` in its county, but no quota, hold limit or clock of its own answers |
//! | `registry.register_organisations` | county | council (active at once); `cty_agri`, `town` (pending) |
//! | `registry.approve_organisations`, `refuse_`, `suspend_`, `reactivate_` | county | council; `cty_agri`, approval by a second person |
//! | `registry.register_members`, `suspend_members`, `reactivate_members` | county | council; who may grant every role concerned |
//! | `registry.grant_roles`, `revoke_roles` | county | council; who may grant the role |
//! | `registry.rotate_key` | keys | the member itself |
//! | `registry.rotate_member_key` | keys | council; who may grant every role of the member |
//! | `oversight.hold`, `renew` | county | `inspector`, `cty_agri` |
//! | `oversight.release` | county | the role that opened the case, a second person; `cty_agri` after a failed test |
//! | `oversight.ask` | county | `inspector`, `town`, `cty_agri` |
//! | `oversight.answer` | record | who has the subject in hand; village officers, `town`, `cty_agri`; another person than asked |
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
//! | `labels.issue_batches`, `activate_ranges` | record | `producer`, `packer`, `slaughter` of the issuer |
//! | `labels.record_prints`, `record_spoils` | record | `producer`, `packer`, `printer`, `slaughter` of the issuer |
//! | `labels.void_codes` | record | `producer`, `packer`, `slaughter` of the issuer; `cty_agri` |
//! | `livestock.set_drugs`, `set_immunity_rules`, `order_zones`, `lift_zones` | county | `prov`, `cty_agri` |
//! | `livestock.grade_farms`, `file_vehicles` | county | `ahs_vet`, `cty_agri` |
//! | `livestock.receive_tags` | county | `cdc` |
//! | `livestock.hand_out_tags` | county | `cdc`, `town`, `vaccinator`, from the own stock |
//! | `livestock.return_tags`, `spend_tags` | record | `town`, `vaccinator`, `producer` (`cdc` spends too), from the own stock |
//! | `livestock.tag_animals`, `register_herds`, `retag_animals`, `bind_electronic`, `immunise`, `record_care` | record | `producer` of the farm, `vaccinator` |
//! | `livestock.medicate` | record | `producer` of the farm, `vaccinator`, `ahs_vet` |
//! | `livestock.split_herds`, `transfer_animals`, `report_missing`, `record_food` | record | `producer` of the farm |
//! | `livestock.report_sightings` | record | whoever handles or supervises animals at the place |
//! | `livestock.declare`, `withdraw_declarations` | record | `producer`, `buyer`, for their animals |
//! | `livestock.answer_declarations`, `fail_inspections`, `clear_animals`, `recover_animals` | record | `ahs_vet` |
//! | `livestock.certify`, `cancel_certificates`, `redispatch`, `certify_products`, `acknowledge_leaving`, `inspect_before_kill` | record | `ahs_vet` |
//! | `livestock.depart` | record | `hauler` of the certificate |
//! | `livestock.pass_checkpoints` | record | `prov`, `ahs_vet` |
//! | `livestock.arrive` | record | the receiver: `producer`, `buyer`, `market` |
//! | `livestock.report_landings` | record | owner, carrier, receiver |
//! | `livestock.release_isolation` | record | `producer` of the farm, `ahs_vet` |
//! | `livestock.take_in`, `declare_slaughter`, `slaughter` | record | `slaughter` of the house |
//! | `livestock.test_batches` | record | `slaughter`, `lab.quick`, `lab.cma`, `cdc` |
//! | `livestock.inspect_carcasses` | record | `ahs_vet`, `slaughter`, two persons |
//! | `livestock.cut_meat`, `pack_meat`, `deliver_meat` | record | the holder: `slaughter`, `packer` (`buyer`, `market` deliver) |
//! | `livestock.condemn_meat` | record | `ahs_vet`, `slaughter` |
//! | `livestock.recall_meat`, `notify_recalls` | county | `slaughter` of the house, `cty_agri`, `cty_mkt` |
//! | `livestock.answer_recalls` | record | the custodian, in any role where it sits |
//! | `livestock.conclude_recalls` | county | `cty_agri`, `cty_mkt`; not who ordered it |
//! | `livestock.report_deaths` | record | `producer`, `hauler`, `slaughter`, `vaccinator`, `ahs_vet` |
//! | `livestock.collect_bodies` | record | `hauler` |
//! | `livestock.receive_bodies`, `treat_bodies` | record | `disposal` of the consignment |
//! | `livestock.insure`, `decide_claims`, `pay_claims` | record | `insurer`; decided by a second person |
//! | `livestock.file_claims` | record | `producer` of the farm, `insurer` |
//! | `three_assets.register_collectives`, `set_figures`, `appoint_officers`, `dismiss_officers` | county | `town`, `cty_agri` |
//! | `three_assets.open_bank_accounts`, `close_bank_accounts`, `note_departures` | county | `acct`, `town` |
//! | `three_assets.add_accounts` | county | `cty_agri` |
//! | `three_assets.draft_vouchers`, `withdraw_vouchers` | record | `vlg_cashier`, `acct` |
//! | `three_assets.open_books`, `post_vouchers`, `reconcile_months`, `close_months`, `close_years`, `match_bank_lines` | record | `acct`; posting by a second person |
//! | `three_assets.record_bank_lines`, `report_payments` | record | `bank`, `acct`, `vlg_cashier` |
//! | `three_assets.submit_spendings`, `resubmit_spendings`, `instruct_payments` | record | `vlg_cashier` |
//! | `three_assets.sign_spendings`, `refuse_spendings` | record | the role of the step: `acct`, `vlg_chair`, `vlg_board`, `vlg_super`, `town`, `cty_agri` |
//! | `three_assets.attach_decisions` | record | `vlg_cashier`, `acct`, `vlg_chair`, `vlg_board` |
//! | `three_assets.open_decisions`, `step_decisions` | record | `vlg_chair`, `vlg_board`; publication `vlg_super`, approval `town` |
//! | `three_assets.prepare_disclosures` | record | `acct` |
//! | `three_assets.sign_disclosures` | record | `vlg_super` |
//! | `three_assets.post_disclosures`, `end_disclosures` | record | `vlg_cashier`, `vlg_chair`, `vlg_board` |
//! | `three_assets.raise_challenges`, `join_challenges`, `step_challenges` | record | `member`, `town`, `grid`; answered by officers, `town`, `cty_agri` |
//! | `three_assets.report_overdue` | record | `member`, `vlg_super`, `acct`, `town`, `cty_agri`, `inspector`, `auditor` |
//! | `three_assets.step_warnings` | county | the route of its level; officers explain |
//! | `devices.register_devices`, `rotate_keys`, `move_devices`, `retire_devices`, `anchor_hours` | record | `producer`, `packer`, `buyer`, `hauler`, `slaughter`, `market` of the device's organisation |
//! | `trade.record_sales` | record | the seller: `producer`, `slaughter`, `packer`, `buyer`, `market` |
//! | `trade.answer_sales`, `deliver_sales` | record | the buyer, in the same roles |
//! | `trade.cancel_sales`, `settle_sales` | record | seller or buyer, in the same roles |
//! | `system.apply_authorized_upgrade` | unsigned | anybody who has the code that the council authorised |
//! | `timestamp.set` | unsigned | the author of the block |
//! | everything else | none | nobody; as Root through `registry.enact` only |

use frame_support::{instances::Instance1, traits::Contains};
use pallet_collective::EnsureProportionAtLeast;
use pallet_registry::{CallClass, ClassifyCall};

use crate::{AccountId, Runtime, RuntimeCall};

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
            ask(items) => County,
            answer(items) => Record,
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
        RuntimeCall::Livestock(call) => livestock(call),
        RuntimeCall::ThreeAssets(call) => three_assets(call),
        RuntimeCall::Trade(call) => trade(call),
        RuntimeCall::Devices(call) => devices(call),
        RuntimeCall::System(_) | RuntimeCall::Timestamp(_) | RuntimeCall::Grandpa(_) => None,
    }
}

/// Livestock's part of [`rule`].
fn livestock(call: &pallet_livestock::Call<Runtime>) -> Option<(CallClass, usize)> {
    listed!(call, pallet_livestock, {
        set_drugs(items) => County,
        set_immunity_rules(items) => County,
        order_zones(items) => County,
        lift_zones(items) => County,
        grade_farms(items) => County,
        file_vehicles(items) => County,
        receive_tags(items) => County,
        hand_out_tags(items) => County,
        return_tags(items) => Record,
        spend_tags(items) => Record,
        tag_animals(items) => Record,
        register_herds(items) => Record,
        split_herds(items) => Record,
        retag_animals(items) => Record,
        bind_electronic(items) => Record,
        immunise(items) => Record,
        medicate(items) => Record,
        record_care(items) => Record,
        transfer_animals(items) => Record,
        report_missing(items) => Record,
        recover_animals(items) => Record,
        report_sightings(items) => Record,
        declare(items) => Record,
        answer_declarations(items) => Record,
        withdraw_declarations(items) => Record,
        fail_inspections(items) => Record,
        clear_animals(items) => Record,
        certify(items) => Record,
        cancel_certificates(items) => Record,
        redispatch(items) => Record,
        depart(items) => Record,
        pass_checkpoints(items) => Record,
        arrive(items) => Record,
        report_landings(items) => Record,
        acknowledge_leaving(items) => Record,
        release_isolation(items) => Record,
        take_in(items) => Record,
        declare_slaughter(items) => Record,
        inspect_before_kill(items) => Record,
        test_batches(items) => Record,
        slaughter(items) => Record,
        inspect_carcasses(items) => Record,
        cut_meat(items) => Record,
        pack_meat(items) => Record,
        condemn_meat(items) => Record,
        certify_products(items) => Record,
        deliver_meat(items) => Record,
        recall_meat(items) => County,
        report_deaths(items) => Record,
        collect_bodies(items) => Record,
        receive_bodies(items) => Record,
        treat_bodies(items) => Record,
        insure(items) => Record,
        file_claims(items) => Record,
        decide_claims(items) => Record,
        pay_claims(items) => Record,
        notify_recalls(items) => County,
        answer_recalls(items) => Record,
        conclude_recalls(items) => County,
        record_food(items) => Record,
    })
}

/// Devices' part of [`rule`].
fn devices(call: &pallet_devices::Call<Runtime>) -> Option<(CallClass, usize)> {
    listed!(call, pallet_devices, {
        register_devices(items) => Record,
        rotate_keys(items) => Record,
        move_devices(items) => Record,
        retire_devices(items) => Record,
        anchor_hours(items) => Record,
    })
}

/// The three assets' part of [`rule`].
fn three_assets(call: &pallet_three_assets::Call<Runtime>) -> Option<(CallClass, usize)> {
    listed!(call, pallet_three_assets, {
        register_collectives(items) => County,
        set_figures(items) => County,
        appoint_officers(items) => County,
        dismiss_officers(items) => County,
        open_bank_accounts(items) => County,
        close_bank_accounts(items) => County,
        add_accounts(items) => County,
        note_departures(items) => County,
        open_books(items) => Record,
        draft_vouchers(items) => Record,
        withdraw_vouchers(items) => Record,
        post_vouchers(items) => Record,
        reconcile_months(items) => Record,
        close_months(items) => Record,
        close_years(items) => Record,
        record_bank_lines(items) => Record,
        match_bank_lines(items) => Record,
        submit_spendings(items) => Record,
        sign_spendings(items) => Record,
        attach_decisions(items) => Record,
        refuse_spendings(items) => Record,
        resubmit_spendings(items) => Record,
        instruct_payments(items) => Record,
        report_payments(items) => Record,
        open_decisions(items) => Record,
        step_decisions(items) => Record,
        prepare_disclosures(items) => Record,
        sign_disclosures(items) => Record,
        post_disclosures(items) => Record,
        end_disclosures(items) => Record,
        raise_challenges(items) => Record,
        join_challenges(items) => Record,
        step_challenges(items) => Record,
        report_overdue(items) => Record,
        step_warnings(items) => County,
    })
}

/// Trade's part of [`rule`].
fn trade(call: &pallet_trade::Call<Runtime>) -> Option<(CallClass, usize)> {
    listed!(call, pallet_trade, {
        record_sales(items) => Record,
        answer_sales(items) => Record,
        cancel_sales(items) => Record,
        deliver_sales(items) => Record,
        settle_sales(items) => Record,
    })
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
