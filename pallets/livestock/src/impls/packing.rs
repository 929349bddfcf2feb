//! Packages from pieces of meat, and meat that may not be eaten.

use alloc::{collections::BTreeSet, vec::Vec};

use county_primitives::{
    livestock::{
        Condemnation, IdentityLevel, LivestockEntry, MeatKind, MeatPart, Packaging, Unit, Warning,
    },
    Author, Grams, Items, List, MeatId, Role, Subject, Text,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::{carcasses::total, meat::BUTCHERS, subjects::smallest_containing, Caller};
use crate::{
    types::{Meat, PartCounts},
    Config, Error, Meats, Pallet,
};

const CONDEMNERS: &[Role] = &[Role::OfficialVet, Role::Slaughterhouse];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_pack_meat(who: &T::AccountId, items: Items<Packaging>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, packaging) in (0u16..).zip(items) {
            Self::pack_one(&mut caller, packaging, item)?;
        }
        Ok(())
    }

    fn pack_one(caller: &mut Caller<T>, packaging: Packaging, item: u16) -> DispatchResult {
        let mut parents = Self::packed_pieces(&packaging, item)?;
        let (_, first) = parents.first().ok_or(Error::<T>::NoParents(item))?;
        let signature = Self::sign_for_holder(caller, BUTCHERS, first, item)?;
        let author = Author::Member(signature);
        let division = Self::seat_of(first.holder, item)?;
        caller.check_date(packaging.date, division, item)?;
        for (id, parent) in &parents {
            let own = parent.holder == signature.organisation;
            ensure!(own, Error::<T>::NotHolder(item));
            Self::ensure_clear(*id, parent, item)?;
            let order = packaging.date >= parent.killed;
            ensure!(order, Error::<T>::TimeOutOfOrder(item));
        }
        ensure!(!packaging.name.is_blank(), Error::<T>::TextBlank(item));
        ensure!(packaging.net > Grams::ZERO, Error::<T>::NoMass(item));
        let taken = total(packaging.parents.iter().map(|part| part.mass))
            .filter(|taken| packaging.net <= *taken)
            .ok_or(Error::<T>::MassUnbalanced(item))?;
        Self::ensure_within(caller, packaging.net, taken, division, item)?;
        let package = Self::package_of(&packaging, &parents, item)?;
        let id = Self::next_meat(item)?;
        for ((parent_id, mut parent), part) in parents.drain(..).zip(&packaging.parents) {
            Self::take(&mut parent, part.mass, item)?;
            Meats::<T>::insert(parent_id, &parent);
            let entry = LivestockEntry::PutIntoPackage {
                package: id,
                mass: part.mass,
            };
            Self::record(Subject::Meat(parent_id), author, entry, item)?;
            if parent.identity < package.identity {
                Self::warn(Subject::Meat(parent_id), Warning::IdentityLost, item)?;
            }
        }
        let entry = LivestockEntry::PackageFormed {
            packaging,
            identity: package.identity,
        };
        Meats::<T>::insert(id, package);
        Self::record(Subject::Meat(id), author, entry, item)
    }

    /// Reads the pieces of a package: each once, all of one species, product and grade.
    fn packed_pieces(
        packaging: &Packaging,
        item: u16,
    ) -> Result<Vec<(MeatId, Meat)>, DispatchError> {
        let mut parents = Vec::<(MeatId, Meat)>::new();
        for MeatPart { meat: id, .. } in &packaging.parents {
            let once = parents.iter().all(|(known, _)| known != id);
            ensure!(once, Error::<T>::PartTwice(item));
            let parent = Self::meat_of(*id, item)?;
            if let Some((_, first)) = parents.first() {
                let same = parent.species == first.species && parent.product == first.product;
                ensure!(same, Error::<T>::MixedMeat(item));
            }
            let graded = packaging.grade.is_none() || packaging.grade == parent.grade;
            ensure!(graded, Error::<T>::MixedMeat(item));
            parents.push((*id, parent));
        }
        Ok(parents)
    }

    fn package_of(
        packaging: &Packaging,
        parents: &[(MeatId, Meat)],
        item: u16,
    ) -> Result<Meat, DispatchError> {
        let too_many = Error::<T>::TooManyAncestors(item);
        let (_, first) = parents.first().ok_or(Error::<T>::NoParents(item))?;
        let (mut ancestors, mut batches) = (BTreeSet::new(), BTreeSet::new());
        for (id, parent) in parents {
            ancestors.insert(*id);
            ancestors.extend(parent.ancestors.iter().copied());
            batches.extend(parent.batches.iter().copied());
        }
        let pieces = || parents.iter().map(|(_, parent)| parent);
        let (identity, unit) = identity_of(pieces(), batches.len());
        let batches: Vec<_> = batches.into_iter().collect();
        let ancestors: Vec<_> = ancestors.into_iter().collect();
        Ok(Meat {
            kind: MeatKind::Package,
            name: packaging.name.clone(),
            division: smallest_containing(pieces().map(|piece| piece.division))
                .unwrap_or(first.division),
            identity,
            unit,
            batches: List::try_from(batches).map_err(|_| Error::<T>::TooManyAncestors(item))?,
            ancestors: List::try_from(ancestors).map_err(|_| too_many)?,
            killed: pieces()
                .map(|piece| piece.killed)
                .min()
                .unwrap_or(first.killed),
            grade: packaging.grade.clone(),
            mass: packaging.net,
            used: Grams::ZERO,
            labelled: Grams::ZERO,
            condemned: Grams::ZERO,
            inspector: None,
            parts: PartCounts::default(),
            certificate: None,
            recalled: false,
            to_dispose: Grams::ZERO,
            ..first.clone()
        })
    }

    pub(crate) fn do_condemn_meat(
        who: &T::AccountId,
        items: Items<Condemnation>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, condemnation) in (0u16..).zip(items) {
            let MeatPart { meat: id, mass } = condemnation.part;
            let meat = Self::meat_of(id, item)?;
            let seat = Self::seat_of(meat.holder, item)?;
            let signature = caller.sign(CONDEMNERS, seat, item)?;
            let own = signature.role == Role::OfficialVet || signature.organisation == meat.holder;
            ensure!(own, Error::<T>::NotHolder(item));
            ensure!(!condemnation.reason.is_blank(), Error::<T>::TextBlank(item));
            Self::ensure_here(&meat, item)?;
            let author = Author::Member(signature);
            Self::condemn(id, meat, mass, condemnation.reason, author, item)?;
        }
        Ok(())
    }

    /// Condemns mass of a piece, which waits for collection from now on.
    pub(super) fn condemn(
        id: MeatId,
        mut meat: Meat,
        mass: Grams,
        reason: Text<96>,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        ensure!(mass > Grams::ZERO, Error::<T>::NoMass(item));
        let left = meat.remaining();
        ensure!(mass <= left, Error::<T>::MassOverRemaining(item));
        let condemned = meat.condemned.checked_add(mass);
        meat.condemned = condemned.ok_or(Error::<T>::MassOverRemaining(item))?;
        let to_dispose = meat.to_dispose.checked_add(mass);
        meat.to_dispose = to_dispose.ok_or(Error::<T>::MassOverRemaining(item))?;
        Meats::<T>::insert(id, meat);
        let entry = LivestockEntry::MeatCondemned { mass, reason };
        Self::record(Subject::Meat(id), author, entry, item)
    }
}

/// How exactly the animals of a package are known: no better than those of its least known piece,
/// and one animal only if every piece is of that animal.
fn identity_of<'a>(
    pieces: impl Iterator<Item = &'a Meat> + Clone,
    batches: usize,
) -> (IdentityLevel, Option<Unit>) {
    let units: BTreeSet<Option<Unit>> = pieces.clone().map(|piece| piece.unit).collect();
    let worst = pieces.map(|piece| piece.identity).max();
    let worst = worst.unwrap_or(IdentityLevel::DayBatch);
    let mixed = match (units.len(), batches) {
        (0 | 1, _) if worst == IdentityLevel::Individual => IdentityLevel::Individual,
        (_, 0 | 1) => IdentityLevel::PenBatch,
        _ => IdentityLevel::DayBatch,
    };
    let identity = worst.max(mixed);
    let unit = match identity {
        IdentityLevel::Individual => units.into_iter().flatten().next(),
        IdentityLevel::PenBatch | IdentityLevel::DayBatch => None,
    };
    (identity, unit)
}
