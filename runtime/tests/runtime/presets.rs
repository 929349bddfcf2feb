//! The built-in first blocks can be built and are sound.

use super::support::chain;
use county_primitives::{
    registry::OrganisationStatus, traits::Members, DivisionCode, OrganisationId, PolicyKey, Role,
};
use county_runtime::{presets, Council, Registry, Runtime, System};
use sp_keyring::Ed25519Keyring;

#[test]
fn every_named_preset_builds() {
    assert_eq!(presets::preset_names().len(), 2);
    for name in presets::preset_names() {
        let json = presets::get_preset(&name).expect("the name is listed");
        super::support::build(&json);
    }
    assert_eq!(presets::get_preset(&"nobody".into()), None);
}

#[test]
fn the_development_chain_has_one_authority_and_one_seat() {
    chain(presets::development()).execute_with(|| {
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 1);
        assert_eq!(pallet_grandpa::Authorities::<Runtime>::get().len(), 1);
        assert!(Council::is_member(&Ed25519Keyring::Alice.to_account_id()));
    });
}

#[test]
fn the_local_chain_has_four_authorities_and_three_counties() {
    chain(presets::local_testnet()).execute_with(|| {
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 4);
        assert_eq!(pallet_grandpa::Authorities::<Runtime>::get().len(), 4);
        assert_eq!(pallet_registry::Counties::<Runtime>::iter().count(), 3);
        for (seat, number, county) in [
            (Ed25519Keyring::Alice, 1, 141_031),
            (Ed25519Keyring::Bob, 2, 210_115),
            (Ed25519Keyring::Charlie, 3, 500_153),
        ] {
            let account = seat.to_account_id();
            let county = DivisionCode::from_county(county).expect("a county");
            assert!(Council::is_member(&account));
            assert_eq!(
                Registry::organisation_of(&account, 0),
                Ok(OrganisationId(number))
            );
            let agriculture = [Role::CountyAgriculture];
            assert!(Registry::authorise(&account, &agriculture, county, 0).is_ok());
            assert!(Registry::authorise(&account, &agriculture, DivisionCode::NATION, 0).is_err());
            // Without a provider its first transaction would look like one that cannot pay.
            assert_eq!(System::providers(&account), 1);
        }
    });
}

#[test]
fn every_setting_has_a_value_in_every_county() {
    for genesis in [presets::development(), presets::local_testnet()] {
        chain(genesis).execute_with(|| {
            let committee = Registry::organisation(OrganisationId(1)).expect("the first one");
            assert_eq!(committee.status, OrganisationStatus::Active);
            for county in [141_031, 210_115, 500_153, 370_322] {
                let county = DivisionCode::from_county(county).expect("a county");
                for key in PolicyKey::ALL {
                    Registry::policy(county, *key).expect("a national value");
                }
            }
        });
    }
}

#[cfg(feature = "try-runtime")]
#[test]
fn the_first_blocks_keep_every_invariant() {
    use frame_support::traits::{TryState, TryStateSelect};

    for genesis in [presets::development(), presets::local_testnet()] {
        chain(genesis).execute_with(|| {
            county_runtime::AllPalletsWithSystem::try_state(0, TryStateSelect::All)
                .expect("the first block is sound");
        });
    }
}
