//! Registering brands.

use county_primitives::{
    labels::{BrandInput, LabelsEntry},
    registry::OrganisationStatus,
    traits::Members,
    Items, OrganisationId, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{
    pallet::{BrandNames, Brands, Config, Error, NextBrand, Pallet},
    types::{name_digest, name_scope, smallest_around, Brand},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_brands(
        who: &T::AccountId,
        items: Items<BrandInput>,
    ) -> DispatchResult {
        ensure!(!items.is_empty(), Error::<T>::NoItems);
        for (item, input) in (0u16..).zip(items) {
            Self::register_brand(who, input, item)?;
        }
        Ok(())
    }

    fn register_brand(who: &T::AccountId, input: BrandInput, item: u16) -> DispatchResult {
        let division = smallest_around(&input.area).ok_or(Error::<T>::AreaEmpty(item))?;
        let roles = [Role::CountyAgriculture];
        let (first, others) = input
            .area
            .split_first()
            .ok_or(Error::<T>::AreaEmpty(item))?;
        let author = T::Members::authorise(who, &roles, *first, item)?;
        for part in others {
            T::Members::authorise(who, &roles, *part, item)?;
        }
        ensure!(!input.name.is_blank(), Error::<T>::NameBlank(item));
        Self::ensure_active(input.owner, item)?;
        let name = (name_scope(division), name_digest(input.name.as_str()));
        ensure!(
            !BrandNames::<T>::contains_key(name),
            Error::<T>::NameTaken(item)
        );
        let id = NextBrand::<T>::get();
        NextBrand::<T>::put(id.next().ok_or(Error::<T>::BrandsExhausted(item))?);
        BrandNames::<T>::insert(name, id);
        Brands::<T>::insert(
            id,
            Brand {
                owner: input.owner,
                name: input.name.clone(),
                division,
                product: input.product,
                area: input.area.clone(),
                grades: input.grades.clone(),
            },
        );
        let entry = LabelsEntry::BrandRegistered(input);
        Self::record(Subject::Brand(id), author, entry, item)
    }

    pub(crate) fn ensure_active(organisation: OrganisationId, item: u16) -> DispatchResult {
        let active = T::Members::organisation(organisation)
            .is_some_and(|view| view.status == OrganisationStatus::Active);
        ensure!(active, Error::<T>::OrganisationNotActive(item));
        Ok(())
    }
}
