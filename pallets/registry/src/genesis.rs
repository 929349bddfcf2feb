//! The registry at block 0. A panic here stops a chain from being born with a wrong registry.

use county_primitives::registry::OrganisationStatus;

use crate::{Config, Error, GenesisConfig, Pallet};

/// Writes the genesis. Nothing is recorded: block 0 emits no events, and a head that nobody can
/// recompute would be worse than an empty timeline.
pub(crate) fn build<T: Config>(genesis: &GenesisConfig<T>) {
    for (at, input) in genesis.counties.iter().enumerate() {
        must("county", at, Pallet::<T>::admit_county(input, 0));
    }
    for (at, input) in genesis.policies.iter().enumerate() {
        must("policy", at, Pallet::<T>::set_policy(input, 0));
    }
    for (at, input) in genesis.organisations.iter().enumerate() {
        let active = OrganisationStatus::Active;
        let added = Pallet::<T>::add_organisation(input, active, None, None, 0);
        must("organisation", at, added);
    }
    for (at, input) in genesis.members.iter().enumerate() {
        must("member", at, Pallet::<T>::add_member(input, None, None, 0));
    }
}

fn must<T: Config, Done>(what: &str, at: usize, result: Result<Done, Error<T>>) {
    if let Err(error) = result {
        panic!("{what} {at} of the registry's genesis is refused: {error:?}");
    }
}
