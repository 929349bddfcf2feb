//! Insurance contracts: which animals, when, by whom, and never twice at a time (`DOMAIN.md 3.6`).

use county_primitives::{
    livestock::{AnimalState, InsuranceInput, LivestockEntry, Unit},
    AnimalId, Author, Grams, InsuranceId, Items, List, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use super::{
    findings::{immunity_lacks, refusal},
    Caller,
};
use crate::{
    types::{Cover, Insurance, Life},
    Config, Covers, Error, InsuranceNumbers, Insurances, NextInsurance, Pallet,
};

pub(super) const INSURERS: &[Role] = &[Role::Insurer];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_insure(who: &T::AccountId, items: Items<InsuranceInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::insure_one(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn insure_one(caller: &mut Caller<T>, input: InsuranceInput, item: u16) -> DispatchResult {
        let division = Self::ensure_active(input.farm, item)?;
        let signature = caller.sign(INSURERS, division, item)?;
        let insurer = signature.organisation;
        ensure!(!input.number.is_blank(), Error::<T>::TextBlank(item));
        let number = (insurer, input.number.clone());
        let taken = InsuranceNumbers::<T>::contains_key(&number);
        ensure!(!taken, Error::<T>::InsuranceNumberTaken(item));
        // Nothing is insured for days that are over: who died on one of them is known already.
        let ahead = caller.today() <= input.from && input.from < input.until;
        ensure!(ahead, Error::<T>::NoPeriod(item));
        ensure!(input.sum_per_head > 0, Error::<T>::AmountTooLarge(item));
        let units = Self::resolve(&input.group, item)?;
        let id = NextInsurance::<T>::get();
        NextInsurance::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let author = Author::Member(signature);
        for unit in &units {
            let life = Self::life_of(*unit, item)?;
            let (Unit::Animal(animal), Some(_)) = (*unit, life.tag()) else {
                return Err(Error::<T>::NotTagged(item).into());
            };
            Self::ensure_state(&life, &[AnimalState::OnFarm], item)?;
            Self::ensure_free(*unit, &life, item)?;
            Self::ensure_within_terms(&life, &input, item)?;
            Self::ensure_immune(caller, &life, item)?;
            Self::cover(caller, id, animal, &input, author, item)?;
        }
        // As many heads as animals, since each is tagged.
        let heads = u32::try_from(units.len()).unwrap_or(u32::MAX);
        InsuranceNumbers::<T>::insert(number, id);
        let insurance = Insurance {
            insurer,
            farm: input.farm,
            division,
            species: input.species,
            heads,
            from: input.from,
            until: input.until,
            sum_per_head: input.sum_per_head,
            claims: 0,
        };
        Insurances::<T>::insert(id, insurance);
        let entry = LivestockEntry::Insured {
            insurer,
            number: input.number,
            farm: input.farm,
            species: input.species,
            units: List::try_from(units).map_err(|_| Error::<T>::GroupTooLarge(item))?,
            heads,
            from: input.from,
            until: input.until,
            sum_per_head: input.sum_per_head,
            terms: input.terms,
        };
        Self::record(Subject::Insurance(id), author, entry, item)
    }

    fn ensure_within_terms(life: &Life, input: &InsuranceInput, item: u16) -> DispatchResult {
        let old_enough = life.born <= input.from
            && input.from.days_since(life.born) >= input.age_days_min.into();
        let heavy_enough =
            input.mass_min == Grams::ZERO || life.mass.is_some_and(|mass| mass >= input.mass_min);
        let named = life.farm == input.farm && life.species == input.species;
        ensure!(
            named && old_enough && heavy_enough,
            Error::<T>::OutsideTerms(item)
        );
        Ok(())
    }

    /// Refuses an animal that lacks an immunity which the plan of its village asks for.
    fn ensure_immune(caller: &Caller<T>, life: &Life, item: u16) -> DispatchResult {
        for rule in Self::rules_for(life.village, life.species) {
            if let Some(reason) = immunity_lacks(life, &rule, caller.today()) {
                return Err(refusal::<T>(reason, item).into());
            }
        }
        Ok(())
    }

    /// Remembers a contract with an animal that is in no other at the same time.
    fn cover(
        caller: &Caller<T>,
        id: InsuranceId,
        animal: AnimalId,
        input: &InsuranceInput,
        author: Author,
        item: u16,
    ) -> DispatchResult {
        let (from, until) = (input.from, input.until);
        let mut covers = Covers::<T>::get(animal);
        let free = covers
            .iter()
            .all(|cover| until <= cover.from || cover.until <= from);
        ensure!(free, Error::<T>::InsuredAlready(item));
        // It lives, so nothing can be claimed for it any more under contracts that are over.
        covers.retain(|cover| caller.today() < cover.until);
        let cover = Cover {
            insurance: id,
            from,
            until,
        };
        let pushed = covers.try_push(cover);
        ensure!(pushed.is_ok(), Error::<T>::TooManyCovers(item));
        Covers::<T>::insert(animal, covers);
        let entry = LivestockEntry::CoveredBy {
            insurance: id,
            from,
            until,
        };
        Self::record(Subject::Animal(animal), author, entry, item)
    }
}
