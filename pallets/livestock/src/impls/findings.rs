//! What keeps a load from its certificate (L8): the same code answers the vet's question and guards
//! the call.

use alloc::vec::Vec;

use county_primitives::{
    livestock::{AnimalState, Finding, FindingReason, ImmunityRule, Purpose, RiskGrade, Unit},
    traits::{Holds, Members},
    Date, DeclarationId, PolicyKey, Subject,
};

use crate::{
    types::{Declaration, Life, Through},
    Config, Declarations, Error, FarmGrades, Lives, Loads, Pallet,
};

impl<T: Config> Pallet<T> {
    /// Everything that keeps a declared load from its certificate today.
    pub(crate) fn findings(id: DeclarationId) -> Vec<Finding> {
        let Some(declaration) = Declarations::<T>::get(id) else {
            return Vec::new();
        };
        let today = T::Members::today();
        let whole = Self::findings_of_load(&declaration, today)
            .into_iter()
            .map(|reason| Finding { unit: None, reason });
        let mut findings: Vec<Finding> = whole.collect();
        let rules = Self::rules_for(declaration.village, declaration.species);
        for unit in Loads::<T>::get(id) {
            let reasons = Self::findings_of_unit(id, &declaration, unit, &rules, today);
            findings.extend(reasons.into_iter().map(|reason| Finding {
                unit: Some(unit),
                reason,
            }));
        }
        findings
    }

    fn findings_of_load(declaration: &Declaration, today: Date) -> Vec<FindingReason> {
        let mut found = Vec::new();
        let (farm, species) = (declaration.farm, declaration.species);
        if let Some(zone) = Self::lock_on(declaration.village, species, today) {
            found.push(FindingReason::OriginLocked(zone));
        }
        if let Some(zone) = Self::lock_on(declaration.destination.division, species, today) {
            found.push(FindingReason::DestinationLocked(zone));
        }
        if let Some(zone) = Self::contact_of(farm, species, today) {
            found.push(FindingReason::OutbreakContact(zone));
        }
        let grade = FarmGrades::<T>::get(farm).filter(|grade| today < grade.until);
        match grade.map(|grade| grade.grade) {
            Some(RiskGrade::High) => found.push(FindingReason::FarmHighRisk),
            Some(RiskGrade::Low | RiskGrade::Medium) => {}
            None => {
                // A setting that nobody set asks for the grade: a guard that cannot be evaluated
                // refuses.
                let key = PolicyKey::FarmGradeRequired;
                let required = T::Members::policy(declaration.village, key, 0).unwrap_or(1);
                if required > 0 {
                    found.push(FindingReason::FarmNotGraded);
                }
            }
        }
        for subject in [Subject::Farm(farm), Subject::Organisation(farm)] {
            if T::Holds::ensure_free(&subject, 0).is_err() {
                found.push(FindingReason::Held);
                break;
            }
        }
        found
    }

    fn findings_of_unit(
        id: DeclarationId,
        declaration: &Declaration,
        unit: Unit,
        rules: &[ImmunityRule],
        today: Date,
    ) -> Vec<FindingReason> {
        let mut found = Vec::new();
        let Some(life) = Lives::<T>::get(unit) else {
            found.push(FindingReason::Unknown);
            return found;
        };
        if life.state != AnimalState::Declared || life.through != Through::Declaration(id) {
            found.push(FindingReason::WrongState);
        }
        if life.farm != declaration.farm
            || life.village != declaration.village
            || life.species != declaration.species
        {
            found.push(FindingReason::ElsewhereThanLoad);
        }
        if T::Holds::ensure_free(&unit.subject(), 0).is_err() {
            found.push(FindingReason::Held);
        }
        if life.barred {
            found.push(FindingReason::Barred);
        }
        if life.tag().is_none() && life.species.is_tagged() {
            found.push(FindingReason::NoTag);
        }
        found.extend(
            rules
                .iter()
                .filter_map(|rule| immunity_lacks(&life, rule, today)),
        );
        if declaration.purpose == Purpose::Slaughter && today < life.slaughter_from {
            found.push(FindingReason::WithinWithdrawal(life.slaughter_from));
        }
        found
    }
}

/// What an animal lacks of a rule of the immunity plan.
pub(crate) fn immunity_lacks(
    life: &Life,
    rule: &ImmunityRule,
    today: Date,
) -> Option<FindingReason> {
    if !rule.compulsory || today.days_since(life.born) < rule.from_age_days.into() {
        return None;
    }
    let immunity = life
        .immunities
        .iter()
        .find(|immunity| immunity.disease == rule.disease);
    match immunity {
        None => Some(FindingReason::NotImmunised(rule.disease)),
        Some(immunity) if immunity.until <= today => {
            Some(FindingReason::ImmunityOver(rule.disease))
        }
        Some(_) => None,
    }
}

/// The refusal that a finding becomes.
pub(crate) fn refusal<T: Config>(reason: FindingReason, item: u16) -> Error<T> {
    match reason {
        FindingReason::Unknown
        | FindingReason::WrongState
        | FindingReason::ElsewhereThanLoad
        | FindingReason::NoTag => Error::Findings(item),
        FindingReason::Held => Error::LoadHeld(item),
        FindingReason::Barred => Error::AnimalBarred(item),
        FindingReason::OriginLocked(_) => Error::OriginLocked(item),
        FindingReason::DestinationLocked(_) => Error::DestinationLocked(item),
        FindingReason::OutbreakContact(_) => Error::OutbreakContact(item),
        FindingReason::FarmHighRisk => Error::FarmHighRisk(item),
        FindingReason::FarmNotGraded => Error::FarmNotGraded(item),
        FindingReason::NotImmunised(_) => Error::NotImmunised(item),
        FindingReason::ImmunityOver(_) => Error::ImmunityOver(item),
        FindingReason::WithinWithdrawal(_) => Error::WithinWithdrawal(item),
    }
}
