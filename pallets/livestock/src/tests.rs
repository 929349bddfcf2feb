//! Tests, by concept.

mod animals;
mod catalogue;
mod certificates;
mod declarations;
mod due;
mod husbandry;
mod sightings;
mod tags;
mod trips;
mod zones;
