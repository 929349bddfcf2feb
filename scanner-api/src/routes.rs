//! JSON routes, one file per resource: handlers with their request and answer types.

pub mod accounts;
pub mod batches;
pub mod brands;
pub mod cases;
pub mod catalogues;
pub mod codes;
pub mod cycles;
pub mod devices;
pub mod divisions;
pub mod documents;
pub mod health;
pub mod imports;
pub mod inspections;
pub mod livestock;
pub mod lots;
pub mod members;
pub mod motions;
pub mod organisations;
pub mod plots;
pub mod policies;
pub mod scans;
pub mod sessions;
pub mod tests;
pub mod three_assets;
pub mod tickets;
pub mod timelines;
pub mod tokens;
pub mod trade;

mod writes;

#[cfg(test)]
pub(crate) mod checks;
