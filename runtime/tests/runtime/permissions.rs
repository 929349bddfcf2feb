//! The table of `permissions.rs`, call by call: what may be signed, by whom, and what may be
//! dispatched. A new call fails here until it has a line.

use std::collections::BTreeMap;

use super::support::{chain, pool, signed};
use codec::{Compact, Decode, Encode};
use county_primitives::{
    registry::MemberInput, DivisionCode, Jurisdiction, List, OrganisationId, Pseudonym, Role,
};
use county_runtime::{
    permissions::{DispatchableCalls, SignedCalls},
    presets::{self, Genesis},
    RuntimeCall, UncheckedExtrinsic,
};
use frame_support::traits::{Contains, GetCallMetadata};
use pallet_registry::{CallClass, ClassifyCall, Refusal};
use sp_keyring::Ed25519Keyring;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// How a call gets into a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Door {
    /// Signed, by a seat of the council.
    Governance,
    /// Signed, by a member about its own or another key.
    Keys,
    /// Signed, by a member for an authority.
    County,
    /// Signed, by a member at work.
    Record,
    /// Inside a motion of the council only.
    Motion,
    /// Without a signature.
    Unsigned,
    /// As Root through `registry.enact` only.
    Closed,
}

use Door::{Closed, County, Governance, Keys, Motion, Record, Unsigned};

const TABLE: &[(&str, &str, Door)] = &[
    ("System", "remark", Closed),
    ("System", "set_heap_pages", Closed),
    ("System", "set_code", Closed),
    ("System", "set_code_without_checks", Closed),
    ("System", "set_storage", Closed),
    ("System", "kill_storage", Closed),
    ("System", "kill_prefix", Closed),
    ("System", "remark_with_event", Closed),
    ("System", "authorize_upgrade", Closed),
    ("System", "authorize_upgrade_without_checks", Closed),
    ("System", "apply_authorized_upgrade", Unsigned),
    ("Timestamp", "set", Unsigned),
    ("Grandpa", "note_stalled", Closed),
    ("Council", "set_members", Motion),
    ("Council", "execute", Governance),
    ("Council", "propose", Governance),
    ("Council", "vote", Governance),
    ("Council", "disapprove_proposal", Motion),
    ("Council", "close", Governance),
    ("Council", "kill", Closed),
    ("Council", "release_proposal_cost", Closed),
    ("Registry", "admit_counties", Motion),
    ("Registry", "set_policies", County),
    ("Registry", "register_organisations", County),
    ("Registry", "approve_organisations", County),
    ("Registry", "refuse_organisations", County),
    ("Registry", "suspend_organisations", County),
    ("Registry", "reactivate_organisations", County),
    ("Registry", "register_members", County),
    ("Registry", "suspend_members", County),
    ("Registry", "reactivate_members", County),
    ("Registry", "rotate_key", Keys),
    ("Registry", "rotate_member_key", Keys),
    ("Registry", "grant_roles", County),
    ("Registry", "revoke_roles", County),
    ("Registry", "enact", Motion),
    ("Oversight", "hold", County),
    ("Oversight", "renew", County),
    ("Oversight", "release", County),
    ("Oversight", "ask", County),
    ("Oversight", "answer", Record),
    ("Produce", "set_input_labels", County),
    ("Produce", "set_yield_caps", County),
    ("Produce", "open_plots", Record),
    ("Produce", "start_cycles", Record),
    ("Produce", "finish_cycles", Record),
    ("Produce", "record_operations", Record),
    ("Produce", "record_input_uses", Record),
    ("Produce", "record_tests", Record),
    ("Produce", "approve_tests", Record),
    ("Produce", "harvest_lots", Record),
    ("Produce", "grade_lots", Record),
    ("Produce", "deliver_lots", Record),
    ("Labels", "register_brands", County),
    ("Labels", "grant_quotas", County),
    ("Labels", "approve_quotas", County),
    ("Labels", "issue_batches", Record),
    ("Labels", "record_prints", Record),
    ("Labels", "record_spoils", Record),
    ("Labels", "activate_ranges", Record),
    ("Labels", "void_codes", Record),
    ("Livestock", "set_drugs", County),
    ("Livestock", "set_immunity_rules", County),
    ("Livestock", "order_zones", County),
    ("Livestock", "lift_zones", County),
    ("Livestock", "grade_farms", County),
    ("Livestock", "file_vehicles", County),
    ("Livestock", "receive_tags", County),
    ("Livestock", "hand_out_tags", County),
    ("Livestock", "return_tags", Record),
    ("Livestock", "spend_tags", Record),
    ("Livestock", "tag_animals", Record),
    ("Livestock", "register_herds", Record),
    ("Livestock", "split_herds", Record),
    ("Livestock", "retag_animals", Record),
    ("Livestock", "bind_electronic", Record),
    ("Livestock", "immunise", Record),
    ("Livestock", "medicate", Record),
    ("Livestock", "record_care", Record),
    ("Livestock", "transfer_animals", Record),
    ("Livestock", "report_missing", Record),
    ("Livestock", "recover_animals", Record),
    ("Livestock", "report_sightings", Record),
    ("Livestock", "declare", Record),
    ("Livestock", "answer_declarations", Record),
    ("Livestock", "withdraw_declarations", Record),
    ("Livestock", "fail_inspections", Record),
    ("Livestock", "clear_animals", Record),
    ("Livestock", "certify", Record),
    ("Livestock", "cancel_certificates", Record),
    ("Livestock", "redispatch", Record),
    ("Livestock", "depart", Record),
    ("Livestock", "pass_checkpoints", Record),
    ("Livestock", "arrive", Record),
    ("Livestock", "report_landings", Record),
    ("Livestock", "acknowledge_leaving", Record),
    ("Livestock", "release_isolation", Record),
    ("Livestock", "take_in", Record),
    ("Livestock", "declare_slaughter", Record),
    ("Livestock", "inspect_before_kill", Record),
    ("Livestock", "test_batches", Record),
    ("Livestock", "slaughter", Record),
    ("Livestock", "inspect_carcasses", Record),
    ("Livestock", "cut_meat", Record),
    ("Livestock", "pack_meat", Record),
    ("Livestock", "condemn_meat", Record),
    ("Livestock", "certify_products", Record),
    ("Livestock", "deliver_meat", Record),
    ("Livestock", "recall_meat", County),
    ("Livestock", "report_deaths", Record),
    ("Livestock", "collect_bodies", Record),
    ("Livestock", "receive_bodies", Record),
    ("Livestock", "treat_bodies", Record),
    ("Livestock", "insure", Record),
    ("Livestock", "file_claims", Record),
    ("Livestock", "decide_claims", Record),
    ("Livestock", "pay_claims", Record),
    ("Livestock", "notify_recalls", County),
    ("Livestock", "answer_recalls", Record),
    ("Livestock", "conclude_recalls", County),
    ("Livestock", "record_food", Record),
    ("ThreeAssets", "register_collectives", County),
    ("ThreeAssets", "set_figures", County),
    ("ThreeAssets", "appoint_officers", County),
    ("ThreeAssets", "dismiss_officers", County),
    ("ThreeAssets", "open_bank_accounts", County),
    ("ThreeAssets", "close_bank_accounts", County),
    ("ThreeAssets", "add_accounts", County),
    ("ThreeAssets", "note_departures", County),
    ("ThreeAssets", "open_books", Record),
    ("ThreeAssets", "draft_vouchers", Record),
    ("ThreeAssets", "withdraw_vouchers", Record),
    ("ThreeAssets", "post_vouchers", Record),
    ("ThreeAssets", "reconcile_months", Record),
    ("ThreeAssets", "close_months", Record),
    ("ThreeAssets", "close_years", Record),
    ("ThreeAssets", "record_bank_lines", Record),
    ("ThreeAssets", "match_bank_lines", Record),
    ("ThreeAssets", "submit_spendings", Record),
    ("ThreeAssets", "sign_spendings", Record),
    ("ThreeAssets", "attach_decisions", Record),
    ("ThreeAssets", "refuse_spendings", Record),
    ("ThreeAssets", "resubmit_spendings", Record),
    ("ThreeAssets", "instruct_payments", Record),
    ("ThreeAssets", "report_payments", Record),
    ("ThreeAssets", "open_decisions", Record),
    ("ThreeAssets", "step_decisions", Record),
    ("ThreeAssets", "prepare_disclosures", Record),
    ("ThreeAssets", "sign_disclosures", Record),
    ("ThreeAssets", "post_disclosures", Record),
    ("ThreeAssets", "end_disclosures", Record),
    ("ThreeAssets", "raise_challenges", Record),
    ("ThreeAssets", "join_challenges", Record),
    ("ThreeAssets", "step_challenges", Record),
    ("ThreeAssets", "report_overdue", Record),
    ("ThreeAssets", "step_warnings", County),
    ("Trade", "record_sales", Record),
    ("Trade", "answer_sales", Record),
    ("Trade", "cancel_sales", Record),
    ("Trade", "deliver_sales", Record),
    ("Trade", "settle_sales", Record),
    ("Devices", "register_devices", Record),
    ("Devices", "rotate_keys", Record),
    ("Devices", "move_devices", Record),
    ("Devices", "retire_devices", Record),
    ("Devices", "anchor_hours", Record),
];

/// Calls that carry a value of a type without values, so that nobody can make them.
const IMPOSSIBLE: [(&str, &str); 2] = [
    ("Grandpa", "report_equivocation"),
    ("Grandpa", "report_equivocation_unsigned"),
];

/// One call of each kind: the numbers of pallet and call, and zeros for all arguments.
fn every_call() -> BTreeMap<(String, String), RuntimeCall> {
    let mut calls = BTreeMap::new();
    for pallet in 0..=u8::MAX {
        for number in 0..=u8::MAX {
            let mut bytes = [0u8; 512];
            bytes[..2].copy_from_slice(&[pallet, number]);
            if let Ok(call) = RuntimeCall::decode(&mut &bytes[..]) {
                let name = call.get_call_metadata();
                let name = (name.pallet_name.into(), name.function_name.into());
                calls.insert(name, call);
            }
        }
    }
    calls
}

fn table() -> Vec<(&'static str, &'static str, Door, RuntimeCall)> {
    let mut calls = every_call();
    TABLE
        .iter()
        .map(|(pallet, name, door)| {
            let call = calls
                .remove(&(pallet.to_string(), name.to_string()))
                .unwrap_or_else(|| panic!("there is no {pallet}.{name}"));
            (*pallet, *name, *door, call)
        })
        .collect()
}

/// The development chain with an ordinary member, Bob, of the county's agriculture bureau.
fn genesis() -> Genesis {
    let mut genesis = presets::development();
    let county = DivisionCode::from_county(141_031).expect("a county");
    genesis.members.push(MemberInput {
        organisation: OrganisationId(1),
        key: Ed25519Keyring::Bob.to_raw_public(),
        person: Pseudonym([9; 16]),
        roles: List::truncate_from(vec![Jurisdiction {
            role: Role::CountyAgriculture,
            division: county,
        }]),
    });
    genesis
}

/// How the pool refuses a call that nobody may sign.
fn not_allowed(pallet: &str) -> TransactionValidityError {
    match pallet {
        // What every block must contain is refused before anybody asks who signed it.
        "Timestamp" => InvalidTransaction::MandatoryValidation.into(),
        _ => Refusal::CallNotAllowed.into(),
    }
}

#[test]
fn the_table_lists_every_call_once() {
    let mut all: Vec<(String, String)> = Vec::new();
    for pallet in RuntimeCall::get_module_names() {
        for call in RuntimeCall::get_call_names(pallet) {
            all.push((pallet.to_string(), call.to_string()));
        }
    }
    let mut listed: Vec<(String, String)> = TABLE
        .iter()
        .map(|(pallet, call, _)| (*pallet, *call))
        .chain(IMPOSSIBLE)
        .map(|(pallet, call)| (pallet.to_string(), call.to_string()))
        .collect();
    all.sort();
    listed.sort();
    assert_eq!(all, listed);
    assert_eq!(every_call().len(), TABLE.len());
}

#[test]
fn the_class_of_a_call_is_its_door() {
    for (pallet, name, door, call) in table() {
        let class = match door {
            Governance => Some(CallClass::Governance),
            Keys => Some(CallClass::Keys),
            County => Some(CallClass::County),
            Record => Some(CallClass::Record),
            Motion | Unsigned | Closed => None,
        };
        assert_eq!(SignedCalls::classify(&call), class, "{pallet}.{name}");
        assert_eq!(
            DispatchableCalls::contains(&call),
            door != Closed,
            "{pallet}.{name}"
        );
    }
}

#[test]
fn a_stranger_gets_nothing_into_the_pool() {
    chain(genesis()).execute_with(|| {
        for (pallet, name, _, call) in table() {
            let answer = pool(signed(call, Ed25519Keyring::Ferdie, 0));
            assert!(
                matches!(answer, Err(TransactionValidityError::Invalid(_))),
                "{pallet}.{name}: {answer:?}"
            );
        }
        let record = RuntimeCall::Produce(pallet_produce::Call::finish_cycles {
            items: Default::default(),
        });
        assert_eq!(
            pool(signed(record, Ed25519Keyring::Ferdie, 0)),
            Err(InvalidTransaction::BadSigner.into())
        );
    });
}

#[test]
fn nothing_gets_into_the_pool_without_a_signature() {
    chain(genesis()).execute_with(|| {
        for (pallet, name, _, call) in table() {
            // No upgrade is authorised and no block is being made, so even these two are refused.
            assert!(
                pool(UncheckedExtrinsic::new_bare(call)).is_err(),
                "{pallet}.{name}"
            );
        }
    });
}

#[test]
fn a_member_may_sign_what_is_listed_and_nothing_else() {
    chain(genesis()).execute_with(|| {
        for (pallet, name, door, call) in table() {
            let answer = pool(signed(call, Ed25519Keyring::Bob, 0)).map(|_| ());
            let expected = match door {
                Keys | County | Record => Ok(()),
                Governance => Err(Refusal::NotGovernor.into()),
                Motion | Unsigned | Closed => Err(not_allowed(pallet)),
            };
            assert_eq!(answer, expected, "{pallet}.{name}");
        }
    });
}

#[test]
fn a_seat_of_the_council_may_also_govern() {
    chain(genesis()).execute_with(|| {
        for (pallet, name, door, call) in table() {
            let answer = pool(signed(call, Ed25519Keyring::Alice, 0)).map(|_| ());
            let expected = match door {
                Governance | Keys | County | Record => Ok(()),
                Motion | Unsigned | Closed => Err(not_allowed(pallet)),
            };
            assert_eq!(answer, expected, "{pallet}.{name}");
        }
    });
}

#[test]
fn more_important_calls_go_first() {
    chain(genesis()).execute_with(|| {
        let mut last = u64::MAX;
        for door in [Governance, Keys, County, Record] {
            let call = table()
                .into_iter()
                .find(|(_, _, one, _)| *one == door)
                .expect("there is one of each");
            let valid = pool(signed(call.3, Ed25519Keyring::Alice, 0)).expect("listed");
            assert!(valid.priority < last, "{door:?}");
            last = valid.priority;
        }
    });
}

#[test]
fn every_item_of_a_list_is_counted() {
    let finish = |count: usize| {
        RuntimeCall::Produce(pallet_produce::Call::finish_cycles {
            items: List::truncate_from(vec![Default::default(); count]),
        })
    };
    assert_eq!(SignedCalls::items(&finish(500)), 500);
    assert_eq!(SignedCalls::items(&finish(2)), 2);
    // An empty list is refused later; sending it is not free.
    assert_eq!(SignedCalls::items(&finish(0)), 1);
    let closed = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
    assert_eq!(SignedCalls::items(&closed), 0);
}

#[test]
fn a_list_of_more_than_500_items_is_no_call() {
    let empty = RuntimeCall::Produce(pallet_produce::Call::finish_cycles {
        items: Default::default(),
    });
    let read = |count: u32| {
        // The numbers of pallet and call, then the list: its length, and so many cycles of eight bytes.
        let mut bytes = empty.encode()[..2].to_vec();
        Compact(count).encode_to(&mut bytes);
        bytes.extend(std::iter::repeat_n(0u8, 8 * count as usize));
        RuntimeCall::decode(&mut &bytes[..])
    };
    assert_eq!(SignedCalls::items(&read(500).expect("as many as fit")), 500);
    assert!(read(501).is_err());
}
