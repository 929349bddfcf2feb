//! Milk and eggs of living animals: taken only from animals that are free of drugs, bars, locks and
//! holds (`DOMAIN.md 3.4, 3.7`; Vet Drug Reg. Art.40).

use county_primitives::{
    livestock::{AnimalState, Food, FoodInput, LivestockEntry, Unit},
    Author, Date, FoodLotId, Grams, Items, List, Role, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

use super::{declarations::Load, Caller};
use crate::{types::Life, Config, Error, Lives, NextFoodLot, Pallet};

const OWNERS: &[Role] = &[Role::Producer];

/// Where an animal still stands on its farm and is nobody's patient: one that waits for its
/// certificate, or for the truck, is milked like the others.
const GIVING: &[AnimalState] = &[
    AnimalState::OnFarm,
    AnimalState::Declared,
    AnimalState::Certified,
];

impl<T: Config> Pallet<T> {
    pub(crate) fn do_record_food(who: &T::AccountId, items: Items<FoodInput>) -> DispatchResult {
        let mut caller = Caller::<T>::new(who, &items)?;
        for (item, input) in (0u16..).zip(items) {
            Self::record_food_of(&mut caller, input, item)?;
        }
        Ok(())
    }

    fn record_food_of(caller: &mut Caller<T>, input: FoodInput, item: u16) -> DispatchResult {
        let units = Self::resolve(&input.group, item)?;
        let mut load = Self::load_of(&units, item)?;
        let signature = caller.sign_for_farm(OWNERS, load.farm, load.village, item)?;
        let kind = input.food.kind();
        ensure!(
            load.species.food() == Some(kind),
            Error::<T>::NotItsFood(item)
        );
        ensure!(input.food.mass() > Grams::ZERO, Error::<T>::NoMass(item));
        ensure!(input.food.eggs() != Some(0), Error::<T>::NoEggs(item));
        let late = caller.check_date(input.date, load.village, item)?;
        Self::check_place_of_food(&load, input.date, caller.today(), item)?;
        if let Some(receiver) = input.to {
            Self::ensure_active(receiver, item)?;
            ensure!(receiver != load.farm, Error::<T>::AlreadyHolder(item));
        }
        for (unit, life) in &mut load.lives {
            Self::check_giver(*unit, life, input.date, item)?;
        }
        let lot = NextFoodLot::<T>::get();
        NextFoodLot::<T>::put(lot.next().ok_or(Error::<T>::NumbersUsedUp(item))?);
        let author = Author::Member(signature);
        let entry = LivestockEntry::FoodTaken {
            lot,
            food: input.food,
            species: load.species,
            village: load.village,
            heads: load.heads,
            units: List::try_from(units).map_err(|_| Error::<T>::GroupTooLarge(item))?,
            date: input.date,
            to: input.to,
            late,
        };
        Self::record(Subject::Farm(load.farm), author, entry, item)?;
        for (unit, life) in load.lives {
            Self::give(unit, life, (lot, input.food, input.date), author, item)?;
        }
        Ok(())
    }

    /// Nothing comes out of a locked place or a farm in contact with an outbreak, whether the order
    /// holds today or held on the day of the milk.
    fn check_place_of_food(load: &Load, date: Date, today: Date, item: u16) -> DispatchResult {
        for day in [date, today] {
            let open = Self::lock_on(load.village, load.species, day).is_none();
            ensure!(open, Error::<T>::PlaceLocked(item));
            let clean = Self::contact_of(load.farm, load.species, day).is_none();
            ensure!(clean, Error::<T>::OutbreakContact(item));
        }
        Ok(())
    }

    /// Refuses an animal whose milk or eggs may not be eaten, and moves its clock on.
    fn check_giver(unit: Unit, life: &mut Life, date: Date, item: u16) -> DispatchResult {
        Self::ensure_state(life, GIVING, item)?;
        ensure!(!life.barred, Error::<T>::AnimalBarred(item));
        Self::ensure_free(unit, life, item)?;
        ensure!(date >= life.food_from, Error::<T>::WithinWithdrawal(item));
        Self::advance_day(life, date, item)
    }

    fn give(
        unit: Unit,
        life: Life,
        (lot, food, date): (FoodLotId, Food, Date),
        author: Author,
        item: u16,
    ) -> DispatchResult {
        Lives::<T>::insert(unit, life);
        let entry = LivestockEntry::GaveFood { lot, food, date };
        Self::record(unit.subject(), author, entry, item)
    }
}
