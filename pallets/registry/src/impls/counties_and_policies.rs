//! Which counties take part, and the policy packs of divisions.

use county_primitives::{
    registry::{CountyInput, PolicyInput, RegistryEntry},
    Author, Date, DivisionCode, DivisionLevel, Items, PolicyKey, Role, Subject,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};

use super::Actor;
use crate::{Config, Counties, CountyValidity, Error, Pallet, Policies, PolicyValues};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_admit_counties(counties: &Items<CountyInput>) -> DispatchResult {
        for (item, input) in Self::numbered(counties)? {
            Self::admit_county(input, item)?;
            Self::record(
                Subject::Division(input.county),
                Author::Governance,
                RegistryEntry::CountyAdmitted(*input),
                item,
            )?;
        }
        Ok(())
    }

    /// Checks and writes a county without recording it.
    pub(crate) fn admit_county(input: &CountyInput, item: u16) -> Result<(), Error<T>> {
        ensure!(
            input.county.level() == DivisionLevel::County,
            Error::<T>::NotCounty(item)
        );
        let county = input.county.county().ok_or(Error::<T>::NotCounty(item))?;
        ensure!(
            input.valid_to.is_none_or(|to| input.valid_from < to),
            Error::<T>::EmptyValidity(item)
        );
        let validity = CountyValidity {
            from: input.valid_from,
            to: input.valid_to,
        };
        Counties::<T>::insert(county, validity);
        Ok(())
    }

    /// Fails if the division lies in a county that is not admitted, or whose code is not valid on
    /// `day`. Above the counties there is nothing to admit.
    pub(crate) fn ensure_county(
        division: DivisionCode,
        day: Option<Date>,
        item: u16,
    ) -> Result<(), Error<T>> {
        let Some(county) = division.county() else {
            return Ok(());
        };
        let admitted = Counties::<T>::get(county)
            .is_some_and(|validity| day.is_none_or(|day| validity.covers(day)));
        ensure!(admitted, Error::<T>::CountyNotAdmitted(item));
        Ok(())
    }

    pub(crate) fn do_set_policies(actor: &Actor, policies: &Items<PolicyInput>) -> DispatchResult {
        for (item, input) in Self::numbered(policies)? {
            // A county sets inside its own six digits; everything above belongs to governance, and
            // so does what could silence whoever watches the county.
            let of_county = input.division.county().is_some() && !input.key.is_reserved();
            ensure!(
                actor.is_governance() || of_county,
                Error::<T>::NotAuthorised(item)
            );
            let author =
                Self::author_over(actor, &[Role::CountyAgriculture], input.division, item)?;
            Self::set_policy(input, item)?;
            Self::record(
                Subject::Division(input.division),
                author,
                RegistryEntry::PolicySet(*input),
                item,
            )?;
        }
        Ok(())
    }

    /// Writes a setting without recording it.
    pub(crate) fn set_policy(input: &PolicyInput, item: u16) -> Result<(), Error<T>> {
        let today = Self::local_day();
        Policies::<T>::try_mutate((input.division, input.key), |values| {
            let values = values.get_or_insert_with(PolicyValues::default);
            if let Some((_, value)) = values.iter_mut().find(|(date, _)| *date == input.effective) {
                *value = input.value;
                return Ok(());
            }
            if values.is_full() {
                Self::drop_superseded(values, today);
            }
            let at = values.partition_point(|(date, _)| *date < input.effective);
            values
                .try_insert(at, (input.effective, input.value))
                .map_err(|_| Error::<T>::PolicyFull(item))
        })
    }

    /// Drops the values that a later one has replaced by `today`; the records keep them.
    fn drop_superseded(values: &mut PolicyValues, today: Date) {
        let in_effect = values.iter().rev().find(|(date, _)| *date <= today);
        if let Some(first_kept) = in_effect.map(|(date, _)| *date) {
            values.retain(|(date, _)| *date >= first_kept);
        }
    }

    /// The value of a setting for a division today: the most specific division that has one in
    /// effect wins, then the latest effective date.
    pub(crate) fn policy_today(division: DivisionCode, key: PolicyKey) -> Option<u64> {
        let today = Self::local_day();
        division.lineage().find_map(|level| {
            let values = Policies::<T>::get((level, key))?;
            let in_effect = values.iter().rev().find(|(date, _)| *date <= today);
            in_effect.map(|(_, value)| *value)
        })
    }
}
