//! The catalogues of a division: pesticide label rows and yield caps.

use county_primitives::{
    produce::{InputLabel, ProduceEntry, RegistrationNumber, Restriction, YieldCap, SEASONS_MAX},
    Author, DivisionCode, Grams, Items, ProductClass, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{Config, Error, InputLabels, Pallet, YieldCaps};

const CATALOGUE_ROLES: &[Role] = &[Role::Province, Role::CountyAgriculture];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_input_labels(
        who: &T::AccountId,
        items: Items<InputLabel>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, label) in (0u16..).zip(items) {
            let signature = caller.sign(CATALOGUE_ROLES, label.division, item)?;
            ensure!(
                !label.registration.is_blank(),
                Error::<T>::RegistrationBlank(item)
            );
            ensure!(!label.name.is_blank(), Error::<T>::NameBlank(item));
            ensure!(
                label.dose_min <= label.dose_max,
                Error::<T>::DoseRangeInverted(item)
            );
            ensure!(label.times_max >= 1, Error::<T>::NoUsesAllowed(item));
            InputLabels::<T>::insert(
                (label.division, label.registration.clone(), label.crop),
                &label,
            );
            Self::record(
                Subject::Catalogue(label.division),
                Author::Member(signature),
                ProduceEntry::InputLabelSet(label),
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_set_yield_caps(who: &T::AccountId, items: Items<YieldCap>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, cap) in (0u16..).zip(items) {
            let signature = caller.sign(CATALOGUE_ROLES, cap.division, item)?;
            ensure!(cap.per_mu > Grams::ZERO, Error::<T>::NoYield(item));
            ensure!(
                (1..=SEASONS_MAX).contains(&cap.seasons_per_year),
                Error::<T>::SeasonsOutOfRange(item)
            );
            YieldCaps::<T>::insert((cap.division, cap.product), cap);
            Self::record(
                Subject::Catalogue(cap.division),
                Author::Member(signature),
                ProduceEntry::YieldCapSet(cap),
                item,
            )?;
        }
        Ok(())
    }

    /// The label row that holds for a product on a crop in a village: the one of the most specific
    /// division, then of the most specific crop. A ban is law, so that no row further down lifts
    /// one from further up: any matching row that forbids the use refuses it.
    pub(crate) fn label_for(
        village: DivisionCode,
        registration: &RegistrationNumber,
        crop: ProductClass,
        item: u16,
    ) -> Result<InputLabel, DispatchError> {
        let mut applied = None;
        for division in village.lineage() {
            for class in crop.lineage() {
                let Some(label) = InputLabels::<T>::get((division, registration.clone(), class))
                else {
                    continue;
                };
                ensure!(
                    label.restriction != Restriction::Banned,
                    Error::<T>::Banned(item)
                );
                ensure!(
                    !label.forbidden_on.iter().any(|class| class.contains(crop)),
                    Error::<T>::ForbiddenOnProduct(item)
                );
                applied.get_or_insert(label);
            }
        }
        applied.ok_or_else(|| Error::<T>::NotOnLabel(item).into())
    }

    /// The yield cap of a product in a village, by the same order.
    pub(crate) fn yield_cap_for(
        village: DivisionCode,
        product: ProductClass,
        item: u16,
    ) -> Result<YieldCap, DispatchError> {
        village
            .lineage()
            .flat_map(|division| product.lineage().map(move |class| (division, class)))
            .find_map(YieldCaps::<T>::get)
            .ok_or_else(|| Error::<T>::NoYieldCap(item).into())
    }
}
