//! What the registry starts with.

use county_primitives::{registry::OrganisationStatus, OrganisationId, Role};
use sp_runtime::BuildStorage;

use crate::{
    mock::*, Counties, GenesisConfig, Members, NextMember, NextOrganisation, Organisations,
    Timelines,
};

#[test]
fn everything_is_active_and_numbered_from_one_and_nothing_is_recorded() {
    in_the_county(|| {
        assert_eq!(NextOrganisation::<Test>::get(), OrganisationId(6));
        assert_eq!(NextMember::<Test>::get().0, 7);
        assert!(Organisations::<Test>::iter()
            .all(|(_, organisation)| organisation.status == OrganisationStatus::Active));
        for (id, member) in Members::<Test>::iter() {
            assert_eq!(member.key, key(id.0));
            assert_eq!(System::providers(&account(id.0)), 1);
        }
        assert_eq!(Counties::<Test>::iter().count(), 2);
        assert_eq!(Timelines::<Test>::iter().count(), 0);
    });
}

fn is_refused(change: impl FnOnce(&mut GenesisConfig<Test>) + std::panic::UnwindSafe) -> bool {
    let build = || {
        let mut genesis = genesis();
        change(&mut genesis);
        genesis.build_storage()
    };
    std::panic::catch_unwind(build).is_err()
}

#[test]
fn a_wrong_genesis_stops_the_birth_of_the_chain() {
    assert!(!is_refused(|_| ()));
    assert!(is_refused(|genesis| genesis.counties.clear()));
    assert!(is_refused(|genesis| {
        let again = genesis.organisations[0].clone();
        genesis.organisations.push(again);
    }));
    assert!(is_refused(|genesis| {
        let cashier = at(Role::VillageCashier, VILLAGE);
        let supervisor = at(Role::VillageSupervisor, VILLAGE);
        genesis
            .members
            .push(member(20, COMPANY, &[cashier, supervisor]));
    }));
}

#[test]
fn the_genesis_reads_the_json_of_a_preset() {
    let json = serde_json::to_string(&genesis()).unwrap();
    let read: GenesisConfig<Test> = serde_json::from_str(&json).unwrap();
    assert_eq!(read.members, genesis().members);
    assert!(json.contains(r#""division":"141031100201""#));
    assert!(json.contains(r#""role":"cty_agri""#));
}
