//! What authorities set: drugs, the immunity plan, farm grades and filed vehicles.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{
        ApprovalNumber, Drug, FarmGrading, ImmunityRule, LivestockEntry, Route, Species,
        VehicleInput,
    },
    Author, Date, Digest, DivisionCode, Items, OrganisationId, PolicyKey, Role, Subject, VehicleId,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

use super::Caller;
use crate::{
    types::{FarmGrade, Vehicle},
    Config, Drugs, Error, FarmGrades, ImmunityRules, NextVehicle, Pallet, VehicleOf, Vehicles,
};

const CATALOGUE: &[Role] = &[Role::Province, Role::CountyAgriculture];
const SUPERVISION: &[Role] = &[Role::OfficialVet, Role::CountyAgriculture];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_drugs(who: &T::AccountId, items: Items<Drug>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, drug) in (0u16..).zip(items) {
            let signature = caller.sign(CATALOGUE, drug.division, item)?;
            ensure!(
                !drug.approval.is_blank() && !drug.name.is_blank(),
                Error::<T>::TextBlank(item)
            );
            ensure!(drug.fits_species(), Error::<T>::NotItsFood(item));
            let key = (
                drug.division,
                drug.approval.clone(),
                drug.species,
                drug.route,
            );
            Drugs::<T>::insert(key, &drug);
            Self::record(
                Subject::VeterinaryCatalogue(drug.division),
                Author::Member(signature),
                LivestockEntry::DrugSet(drug),
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_set_immunity_rules(
        who: &T::AccountId,
        items: Items<ImmunityRule>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, rule) in (0u16..).zip(items) {
            let signature = caller.sign(CATALOGUE, rule.division, item)?;
            ensure!(rule.valid_days > 0, Error::<T>::NoPeriod(item));
            ImmunityRules::<T>::try_mutate((rule.division, rule.species), |rules| {
                let known = rules.iter_mut().find(|known| known.disease == rule.disease);
                match known {
                    Some(known) => *known = rule,
                    None => rules
                        .try_push(rule)
                        .map_err(|_| Error::<T>::TooManyRules(item))?,
                }
                Ok::<_, DispatchError>(())
            })?;
            Self::record(
                Subject::VeterinaryCatalogue(rule.division),
                Author::Member(signature),
                LivestockEntry::ImmunityRuleSet(rule),
                item,
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_grade_farms(who: &T::AccountId, items: Items<FarmGrading>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, grading) in (0u16..).zip(items) {
            let FarmGrading {
                farm,
                grade,
                report,
            } = grading;
            let home = Self::ensure_active(farm, item)?;
            let signature = caller.sign(SUPERVISION, home, item)?;
            let days = caller.policy_days(home, PolicyKey::FarmGradeDays, item)?;
            let until = caller.today().plus_days(days);
            FarmGrades::<T>::insert(farm, FarmGrade { grade, until });
            let entry = LivestockEntry::FarmGraded {
                grade,
                until,
                report,
            };
            Self::record(Subject::Farm(farm), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_file_vehicles(
        who: &T::AccountId,
        items: Items<VehicleInput>,
    ) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            let home = Self::ensure_active(input.carrier, item)?;
            let signature = caller.sign(SUPERVISION, home, item)?;
            let today = caller.today();
            ensure!(input.until > today, Error::<T>::NoPeriod(item));
            let id = match VehicleOf::<T>::get(input.plate) {
                Some(id) => {
                    let taken = Vehicles::<T>::get(id)
                        .is_some_and(|known| known.carrier != input.carrier && known.until > today);
                    ensure!(!taken, Error::<T>::PlateTaken(item));
                    id
                }
                None => {
                    let id = NextVehicle::<T>::get();
                    NextVehicle::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
                    VehicleOf::<T>::insert(input.plate, id);
                    id
                }
            };
            let vehicle = Vehicle {
                plate: input.plate,
                carrier: input.carrier,
                for_bodies: input.for_bodies,
                until: input.until,
            };
            Vehicles::<T>::insert(id, vehicle);
            let entry = LivestockEntry::VehicleFiled(input);
            Self::record(Subject::Vehicle(id), Author::Member(signature), entry, item)?;
        }
        Ok(())
    }

    /// The row of a drug that holds in a village: the one of the most specific division. A ban is
    /// law, so that no row further down lifts one from further up.
    pub(crate) fn drug_for(
        village: DivisionCode,
        approval: &ApprovalNumber,
        species: Species,
        route: Route,
        item: u16,
    ) -> Result<Option<Drug>, DispatchError> {
        let mut applied = None;
        for division in village.lineage() {
            let Some(drug) = Drugs::<T>::get((division, approval.clone(), species, route)) else {
                continue;
            };
            ensure!(!drug.banned, Error::<T>::DrugBanned(item));
            applied.get_or_insert(drug);
        }
        Ok(applied)
    }

    /// The immunity plan of a village for a species: for each disease the rule of the most specific
    /// division.
    pub(crate) fn rules_for(village: DivisionCode, species: Species) -> Vec<ImmunityRule> {
        let mut rules: Vec<ImmunityRule> = Vec::new();
        for division in village.lineage() {
            for rule in ImmunityRules::<T>::get((division, species)) {
                if !rules.iter().any(|known| known.disease == rule.disease) {
                    rules.push(rule);
                }
            }
        }
        rules
    }

    /// The vehicle with this plate, if it is filed for the carrier on a day.
    pub(crate) fn filed_vehicle(
        plate: &Digest,
        carrier: OrganisationId,
        day: Date,
        item: u16,
    ) -> Result<(VehicleId, Vehicle), DispatchError> {
        VehicleOf::<T>::get(plate)
            .and_then(|id| Vehicles::<T>::get(id).map(|vehicle| (id, vehicle)))
            .filter(|(_, vehicle)| vehicle.carrier == carrier && day < vehicle.until)
            .ok_or(Error::<T>::VehicleNotFiled(item).into())
    }
}
