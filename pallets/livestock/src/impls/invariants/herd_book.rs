//! An animal has one state and one place, and the paper it is on knows it.

use county_primitives::livestock::{AnimalState, DeclarationState, TagFate, Unit};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

use crate::{
    types::{Identity, Life, Through, TripState},
    CertificateNumbers, Certificates, Config, Declarations, Electronics, Lives, Loads, NextAnimal,
    NextCertificate, NextDeclaration, NextHerd, Pallet, Tags, Timelines,
};

impl<T: Config> Pallet<T> {
    pub(super) fn check_lives() -> Result<(), TryRuntimeError> {
        let (next_animal, next_herd) = (NextAnimal::<T>::get(), NextHerd::<T>::get());
        let mut electronics = 0usize;
        for (unit, life) in Lives::<T>::iter() {
            ensure!(
                Timelines::<T>::get(unit.subject()).len > 0,
                "an animal has no record"
            );
            match (unit, &life.identity) {
                (
                    Unit::Animal(id),
                    Identity::Tagged {
                        tag, electronic, ..
                    },
                ) => {
                    ensure!(id < next_animal, "an animal has a number not given out");
                    let known = match Tags::<T>::get(tag) {
                        Some(TagFate::Applied(known) | TagFate::Collected(known)) => known == id,
                        _ => false,
                    };
                    ensure!(known, "an animal carries a tag that does not know it");
                    if let Some(electronic) = electronic {
                        electronics = electronics.saturating_add(1);
                        ensure!(
                            Electronics::<T>::get(electronic) == Some(id),
                            "an electronic tag is bound elsewhere"
                        );
                    }
                }
                (Unit::Herd(id), Identity::Untagged { .. }) => {
                    ensure!(id < next_herd, "a herd has a number not given out");
                }
                _ => return Err("an animal without, or a herd with a tag".into()),
            }
            Self::check_paper(unit, &life)?;
            ensure!(
                life.isolated_until.is_none() || life.state != AnimalState::OnFarm,
                "an animal is isolated and free"
            );
        }
        ensure!(
            Electronics::<T>::iter_keys().count() == electronics,
            "an electronic tag is bound to nothing"
        );
        Ok(())
    }

    /// The state of an animal and the paper it is on agree.
    fn check_paper(unit: Unit, life: &Life) -> Result<(), TryRuntimeError> {
        let on_load = |declaration| Loads::<T>::get(declaration).contains(&unit);
        match life.state {
            AnimalState::Declared => {
                let Through::Declaration(id) = life.through else {
                    return Err("a declared animal is on no declaration".into());
                };
                ensure!(on_load(id), "a declaration does not know its animal");
                let open = Declarations::<T>::get(id).is_some_and(|declaration| {
                    matches!(
                        declaration.state,
                        DeclarationState::Submitted | DeclarationState::Accepted
                    )
                });
                ensure!(open, "an animal is on a declaration that is over");
            }
            AnimalState::Certified | AnimalState::InTransit => {
                let Through::Certificate(id) = life.through else {
                    return Err("a certified animal is on no certificate".into());
                };
                let certificate = Certificates::<T>::get(id).ok_or("an unknown certificate")?;
                let loaded = certificate.declaration.is_some_and(on_load);
                ensure!(loaded, "a certificate does not know its animal");
                let agrees = match certificate.state {
                    TripState::Issued => life.state == AnimalState::Certified,
                    TripState::Departed { .. } => life.state == AnimalState::InTransit,
                    _ => false,
                };
                ensure!(agrees, "an animal and its trip are not equally far");
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn check_loads() -> Result<(), TryRuntimeError> {
        let next = NextDeclaration::<T>::get();
        for (id, declaration) in Declarations::<T>::iter() {
            ensure!(id < next, "a declaration has a number not given out");
            let open = matches!(
                declaration.state,
                DeclarationState::Submitted | DeclarationState::Accepted
            );
            if open {
                let heads = Self::heads_on(id)?;
                ensure!(heads == declaration.heads, "heads were lost or made");
            }
        }
        let next = NextCertificate::<T>::get();
        for (id, certificate) in Certificates::<T>::iter() {
            ensure!(id < next, "a certificate has a number not given out");
            ensure!(
                CertificateNumbers::<T>::get(&certificate.number) == Some(id),
                "a certificate is not found by its number"
            );
            let under_way = matches!(
                certificate.state,
                TripState::Issued | TripState::Departed { .. }
            );
            if let Some(declaration) = certificate.declaration.filter(|_| under_way) {
                let heads = Self::heads_on(declaration)?;
                ensure!(
                    heads == certificate.heads,
                    "heads were lost or made on a trip"
                );
            }
        }
        Ok(())
    }

    fn heads_on(id: county_primitives::DeclarationId) -> Result<u32, TryRuntimeError> {
        let mut heads = 0u32;
        for unit in Loads::<T>::get(id) {
            let life = Lives::<T>::get(unit).ok_or("a load with an unknown animal")?;
            heads = heads.saturating_add(life.heads());
        }
        Ok(heads)
    }
}
