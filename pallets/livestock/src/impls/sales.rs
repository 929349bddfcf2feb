//! What may be sold: whose it is, whether it lives or may be eaten, and whether anything holds it
//! (`DOMAIN.md 7`).

use alloc::{collections::BTreeSet, vec::Vec};

use county_primitives::{
    livestock::{AnimalState, MeatKind, Unit},
    trade::{SoldGoods, GOODS_MAX},
    traits::{Sellable, SellableView},
    Grams, List, MeatId, OrganisationId, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use crate::{
    types::{Life, Meat},
    Config, Declarations, Error, Loads, Pallet, ProductLoads,
};

/// Animals in other states are not for sale: they are isolated, missing, dead, or in a
/// slaughterhouse, where their meat is sold.
const FOR_SALE: &[AnimalState] = &[
    AnimalState::OnFarm,
    AnimalState::Declared,
    AnimalState::Certified,
    AnimalState::InTransit,
];

impl<T: Config> Sellable for Pallet<T> {
    type Error = DispatchError;

    fn sellable(
        goods: &SoldGoods,
        seller: OrganisationId,
        item: u16,
    ) -> Result<SellableView, DispatchError> {
        match goods {
            SoldGoods::Animals(group) => {
                ensure!(group.len() <= GOODS_MAX, Error::<T>::GroupTooLarge(item));
                Self::animals_for_sale(&Self::resolve(group, item)?, seller, item)
            }
            SoldGoods::Declaration(id) => {
                let known = Declarations::<T>::contains_key(id);
                ensure!(known, Error::<T>::DeclarationUnknown(item));
                Self::animals_for_sale(&Loads::<T>::get(id), seller, item)
            }
            SoldGoods::Certificate(id) => match Self::certificate_of(*id, item)?.declaration {
                Some(load) => Self::animals_for_sale(&Loads::<T>::get(load), seller, item),
                None => Self::meats_for_sale(&ProductLoads::<T>::get(id), seller, item),
            },
            SoldGoods::Meats(meats) => Self::meats_for_sale(meats, seller, item),
        }
    }

    fn ensure_free(goods: &[Subject], item: u16) -> DispatchResult {
        for subject in goods {
            match subject {
                Subject::Animal(id) => Self::ensure_life_free(Unit::Animal(*id), item)?,
                Subject::Herd(id) => Self::ensure_life_free(Unit::Herd(*id), item)?,
                Subject::Meat(id) => Self::ensure_clear(*id, &Self::meat_of(*id, item)?, item)?,
                // Nothing else is sold.
                _ => {}
            }
        }
        Ok(())
    }

    fn heads_there(goods: &[Subject], item: u16) -> Result<u32, DispatchError> {
        let mut there = 0u32;
        for subject in goods {
            let heads = match subject {
                Subject::Animal(id) => heads_of(&Self::life_of(Unit::Animal(*id), item)?),
                Subject::Herd(id) => heads_of(&Self::life_of(Unit::Herd(*id), item)?),
                // Who has bought a piece may cut it before it is told that it came.
                _ => 1,
            };
            there = there.saturating_add(heads);
        }
        Ok(there)
    }
}

impl<T: Config> Pallet<T> {
    fn ensure_life_free(unit: Unit, item: u16) -> DispatchResult {
        let life = Self::life_of(unit, item)?;
        Self::ensure_free(unit, &life, item)
    }

    /// Animals and herds of one species that `seller` may sell.
    fn animals_for_sale(
        units: &[Unit],
        seller: OrganisationId,
        item: u16,
    ) -> Result<SellableView, DispatchError> {
        let mut species = None;
        let mut heads = 0u32;
        let mut goods = Vec::new();
        for unit in units {
            let life = Self::life_of(*unit, item)?;
            ensure!(life.farm == seller, Error::<T>::NotOwn(item));
            Self::ensure_state(&life, FOR_SALE, item)?;
            ensure!(!life.barred, Error::<T>::AnimalBarred(item));
            ensure!(life.heads() > 0, Error::<T>::NoHeads(item));
            Self::ensure_free(*unit, &life, item)?;
            let first = *species.get_or_insert(life.species);
            ensure!(life.species == first, Error::<T>::MixedLoad(item));
            let sum = heads.checked_add(life.heads());
            heads = sum.ok_or(Error::<T>::GroupTooLarge(item))?;
            goods.push(unit.subject());
        }
        Ok(SellableView {
            goods: List::try_from(goods).map_err(|_| Error::<T>::GroupTooLarge(item))?,
            origins: Vec::new(),
            species: species.ok_or(Error::<T>::GroupEmpty(item))?,
            pieces: Vec::new(),
            heads,
            left: None,
        })
    }

    /// Pieces of meat of one species that `seller` may sell.
    fn meats_for_sale(
        meats: &[MeatId],
        seller: OrganisationId,
        item: u16,
    ) -> Result<SellableView, DispatchError> {
        let distinct: BTreeSet<&MeatId> = meats.iter().collect();
        ensure!(distinct.len() == meats.len(), Error::<T>::PartTwice(item));
        let mut species = None;
        let mut left = Grams::ZERO;
        let (mut pieces, mut origins) = (BTreeSet::<MeatKind>::new(), BTreeSet::new());
        for id in meats {
            let meat = Self::meat_of(*id, item)?;
            ensure!(meat.holder == seller, Error::<T>::NotHolder(item));
            Self::ensure_clear(*id, &meat, item)?;
            ensure!(meat.exists(), Error::<T>::NoMass(item));
            let first = *species.get_or_insert(meat.species);
            ensure!(meat.species == first, Error::<T>::MixedMeat(item));
            let sum = left.checked_add(unsold(&meat));
            left = sum.ok_or(Error::<T>::MassOverRemaining(item))?;
            pieces.insert(meat.kind);
            origins.extend(meat.unit.map(Unit::subject));
            origins.extend(meat.ancestors.iter().map(|older| Subject::Meat(*older)));
        }
        let goods: Vec<Subject> = meats.iter().map(|id| Subject::Meat(*id)).collect();
        Ok(SellableView {
            heads: u32::try_from(goods.len()).unwrap_or(u32::MAX),
            goods: List::try_from(goods).map_err(|_| Error::<T>::GroupTooLarge(item))?,
            origins: origins.into_iter().collect(),
            species: species.ok_or(Error::<T>::GroupEmpty(item))?,
            pieces: pieces.into_iter().collect(),
            left: Some(left),
        })
    }
}

/// The heads of an animal or herd that can still be handed over, or were.
fn heads_of(life: &Life) -> u32 {
    match life.state {
        AnimalState::Dead | AnimalState::Disposed | AnimalState::Missing => 0,
        _ => life.heads(),
    }
}

/// What of a piece was neither used nor condemned; labels on it do not keep it from being sold.
fn unsold(meat: &Meat) -> Grams {
    let gone = meat.used.0.saturating_add(meat.condemned.0);
    Grams(meat.mass.0.saturating_sub(gone))
}
