//! What the council can do together, and what none of its seats can do alone.

use super::support::chain;
use county_primitives::{registry::CountyInput, Date, DivisionCode, Items, Subject};
use county_runtime::{
    presets, AccountId, Council, Hash, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
};
use frame_support::{assert_noop, assert_ok};
use sp_keyring::Ed25519Keyring::{Alice, Bob, Charlie, Ferdie};
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash as _},
    DispatchError, DispatchResult,
};

/// Zhongmou, which no preset admits.
const COUNTY: u32 = 410_122;

fn admission() -> RuntimeCall {
    let county = CountyInput {
        county: DivisionCode::from_county(COUNTY).expect("a county"),
        valid_from: Date(0),
        valid_to: None,
    };
    RuntimeCall::Registry(pallet_registry::Call::admit_counties {
        counties: Items::truncate_from(vec![county]),
    })
}

fn enactment(call: RuntimeCall) -> RuntimeCall {
    RuntimeCall::Registry(pallet_registry::Call::enact {
        call: Box::new(call),
    })
}

fn propose(who: AccountId, threshold: u32, call: RuntimeCall) -> DispatchResult {
    let motion = pallet_collective::Call::propose {
        threshold,
        proposal: Box::new(call),
        length_bound: 1_000,
    };
    RuntimeCall::Council(motion)
        .dispatch(RuntimeOrigin::signed(who))
        .map(|_| ())
        .map_err(|refusal| refusal.error)
}

/// The outcome of the last motion that was executed.
fn outcome() -> Option<DispatchResult> {
    System::events()
        .into_iter()
        .rev()
        .find_map(|record| match record.event {
            RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) => {
                Some(result)
            }
            _ => None,
        })
}

fn is_admitted() -> bool {
    pallet_registry::Counties::<Runtime>::contains_key(COUNTY)
}

#[test]
fn the_only_seat_of_the_development_chain_decides_at_once() {
    chain(presets::development()).execute_with(|| {
        assert_ok!(propose(Alice.to_account_id(), 1, admission()));
        assert_eq!(outcome(), Some(Ok(())));
        assert!(is_admitted());
    });
}

#[test]
fn one_of_three_seats_cannot_decide() {
    chain(presets::local_testnet()).execute_with(|| {
        assert_ok!(propose(Alice.to_account_id(), 1, admission()));
        assert_eq!(outcome(), Some(Err(DispatchError::BadOrigin)));
        assert!(!is_admitted());
    });
}

#[test]
fn two_of_three_seats_decide() {
    chain(presets::local_testnet()).execute_with(|| {
        let motion = admission();
        let hash: Hash = BlakeTwo256::hash_of(&motion);
        assert_ok!(propose(Alice.to_account_id(), 2, motion));
        for seat in [Alice, Bob] {
            let vote = Council::vote(RuntimeOrigin::signed(seat.to_account_id()), hash, 0, true);
            assert_ok!(vote);
        }
        assert_ok!(Council::close(
            RuntimeOrigin::signed(Charlie.to_account_id()),
            hash,
            0,
            frame_support::weights::Weight::MAX,
            1_000,
        ));
        assert_eq!(outcome(), Some(Ok(())));
        assert!(is_admitted());
    });
}

#[test]
fn a_seat_alone_cannot_make_the_call_itself() {
    chain(presets::development()).execute_with(|| {
        for who in [Alice, Ferdie] {
            let origin = RuntimeOrigin::signed(who.to_account_id());
            let RuntimeCall::Registry(call) = admission() else {
                unreachable!("it is a call of the registry")
            };
            assert_noop!(
                RuntimeCall::Registry(call).dispatch(origin),
                DispatchError::BadOrigin
            );
        }
    });
}

#[test]
fn who_has_no_seat_cannot_propose() {
    chain(presets::development()).execute_with(|| {
        assert_noop!(
            propose(Ferdie.to_account_id(), 1, admission()),
            pallet_collective::Error::<Runtime, county_runtime::permissions::CouncilInstance>::NotMember
        );
    });
}

#[test]
fn the_council_enacts_what_only_root_may_do() {
    chain(presets::development()).execute_with(|| {
        let upgrade = RuntimeCall::System(frame_system::Call::authorize_upgrade {
            code_hash: Hash::repeat_byte(7),
        });
        assert_ok!(propose(Alice.to_account_id(), 1, upgrade.clone()));
        assert_eq!(
            outcome(),
            Some(Err(frame_system::Error::<Runtime>::CallFiltered.into()))
        );
        assert_ok!(propose(Alice.to_account_id(), 1, enactment(upgrade)));
        assert_eq!(outcome(), Some(Ok(())));
        assert!(System::authorized_upgrade().is_some());
        let nation = Subject::Division(DivisionCode::NATION);
        assert_eq!(pallet_registry::Timelines::<Runtime>::get(nation).len, 1);
    });
}

#[test]
fn a_motion_that_enacts_for_one_seat_of_three_is_refused() {
    chain(presets::local_testnet()).execute_with(|| {
        let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![1] });
        assert_ok!(propose(Bob.to_account_id(), 1, enactment(remark)));
        assert_eq!(outcome(), Some(Err(DispatchError::BadOrigin)));
    });
}
