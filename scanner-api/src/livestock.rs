//! What livestock's pages and routes ask the index and the chain, without any HTTP.

pub mod contacts;
pub(crate) mod farm_file;
pub mod findings;
pub(crate) mod lineage;
pub(crate) mod newest;
pub mod recalls;
pub mod reports;
pub mod trace;
