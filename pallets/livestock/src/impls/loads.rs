//! Animals that leave a load before it arrives: they died, or stayed behind.

use alloc::{collections::BTreeMap, vec::Vec};

use county_primitives::{
    livestock::{AnimalState, LivestockEntry, Unit, GROUP_MAX},
    Author, CertificateId, DeclarationId, List, Subject,
};
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Life, Through},
    Certificates, Config, Declarations, Error, Loads, Pallet,
};

impl<T: Config> Pallet<T> {
    /// Takes animals off the declarations and certificates they are on, before they change state:
    /// the paper no longer counts them. Animals that are on none are passed over.
    pub(crate) fn leave_loads(
        leaving: &[(Unit, Life)],
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let mut declared: BTreeMap<DeclarationId, Vec<Unit>> = BTreeMap::new();
        let mut certified: BTreeMap<CertificateId, Vec<Unit>> = BTreeMap::new();
        for (unit, life) in leaving {
            match (life.through, life.state) {
                (Through::Declaration(id), AnimalState::Declared) => {
                    declared.entry(id).or_default().push(*unit);
                }
                (Through::Certificate(id), AnimalState::Certified | AnimalState::InTransit) => {
                    certified.entry(id).or_default().push(*unit)
                }
                _ => {}
            }
        }
        let heads_of = |units: &[Unit]| {
            leaving
                .iter()
                .filter(|(unit, _)| units.contains(unit))
                .fold(0u32, |sum, (_, life)| sum.saturating_add(life.heads()))
        };
        for (id, units) in declared {
            let heads = heads_of(&units);
            Self::shorten_load(id, &units, heads, item)?;
        }
        for (id, units) in certified {
            let heads = heads_of(&units);
            Self::void_lines(id, units, heads, author, item)?;
        }
        Ok(())
    }

    /// The load of a declaration without these animals.
    fn shorten_load(id: DeclarationId, gone: &[Unit], heads: u32, item: u16) -> DispatchResult {
        Loads::<T>::mutate(id, |load| load.retain(|unit| !gone.contains(unit)));
        Declarations::<T>::try_mutate(id, |known| {
            let declaration = known.as_mut().ok_or(Error::<T>::DeclarationUnknown(item))?;
            declaration.heads = declaration.heads.saturating_sub(heads);
            Ok::<_, DispatchError>(())
        })
    }

    /// The certificate counts these animals no longer.
    pub(crate) fn void_lines(
        id: CertificateId,
        gone: Vec<Unit>,
        heads: u32,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let mut certificate = Self::certificate_of(id, item)?;
        if let Some(declaration) = certificate.declaration {
            Self::shorten_load(declaration, &gone, heads, item)?;
        }
        certificate.heads = certificate.heads.saturating_sub(heads);
        let entry = LivestockEntry::LinesVoided {
            units: List::<_, GROUP_MAX>::truncate_from(gone),
            heads: certificate.heads,
        };
        Certificates::<T>::insert(id, certificate);
        Self::record(Subject::Certificate(id), author, entry, item)
    }
}
