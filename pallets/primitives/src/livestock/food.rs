//! Food of living animals: milk and eggs, which have withdrawal periods of their own (`DOMAIN.md
//! 3.4, 3.7`).

use super::{Group, Species};
use crate::{Date, Grams, OrganisationId};

small_words! {
    /// What living animals give for food.
    pub enum FoodKind {
        /// Milk (生鲜乳).
        #[codec(index = 0)]
        Milk,
        /// Eggs (禽蛋).
        #[codec(index = 1)]
        Eggs,
    }

    /// Milk or eggs, and how much of it.
    pub enum Food {
        /// Milk (生鲜乳).
        #[codec(index = 0)]
        Milk {
            /// Mass of the lot.
            mass: Grams,
        },
        /// Eggs (禽蛋).
        #[codec(index = 1)]
        Eggs {
            /// How many.
            count: u32,
            /// Mass of the lot.
            mass: Grams,
        },
    }
}

words! {
    /// A lot of milk or eggs taken from animals on a day.
    pub struct FoodInput {
        /// The animals and herds it comes from; all of one farm, village and species.
        pub group: Group,
        /// What, and how much of it.
        pub food: Food,
        /// The day it was taken.
        pub date: Date,
        /// The raw milk station (生鲜乳收购站) or buyer it was delivered to; none if the farm keeps it.
        pub to: Option<OrganisationId>,
    }
}

impl Food {
    /// What it is.
    pub fn kind(&self) -> FoodKind {
        match self {
            Self::Milk { .. } => FoodKind::Milk,
            Self::Eggs { .. } => FoodKind::Eggs,
        }
    }

    /// Mass of the lot.
    pub fn mass(&self) -> Grams {
        match self {
            Self::Milk { mass } | Self::Eggs { mass, .. } => *mass,
        }
    }

    /// How many eggs; none for milk.
    pub fn eggs(&self) -> Option<u32> {
        match self {
            Self::Milk { .. } => None,
            Self::Eggs { count, .. } => Some(*count),
        }
    }
}

impl Species {
    /// The food that its living animals give, if they give one.
    pub fn food(self) -> Option<FoodKind> {
        match self {
            Self::Pig => None,
            Self::Cattle | Self::SheepGoat => Some(FoodKind::Milk),
            Self::Poultry => Some(FoodKind::Eggs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cows_ewes_and_goats_give_milk_hens_eggs_and_pigs_neither() {
        for (species, food) in [
            (Species::Pig, None),
            (Species::Cattle, Some(FoodKind::Milk)),
            (Species::SheepGoat, Some(FoodKind::Milk)),
            (Species::Poultry, Some(FoodKind::Eggs)),
        ] {
            assert_eq!(species.food(), food, "{species:?}");
        }
        let (milk, eggs) = (
            Food::Milk { mass: Grams(9) },
            Food::Eggs {
                count: 2,
                mass: Grams(120),
            },
        );
        assert_eq!(
            (milk.kind(), milk.mass(), milk.eggs()),
            (FoodKind::Milk, Grams(9), None)
        );
        assert_eq!(
            (eggs.kind(), eggs.mass(), eggs.eggs()),
            (FoodKind::Eggs, Grams(120), Some(2))
        );
    }
}
