//! Tests, by concept.

mod animals;
mod carcasses;
mod catalogue;
mod certificates;
mod claims;
mod death;
mod declarations;
mod disposal;
mod due;
mod husbandry;
mod insurance;
mod meat;
mod numbers;
mod products;
mod random;
mod settings;
mod sightings;
mod slaughter;
mod states;
mod steps;
mod subjects;
mod tags;
mod trips;
mod zones;
