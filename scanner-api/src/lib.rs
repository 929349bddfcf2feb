//! Scans, labels, consoles, the JSON API and the index of finalized blocks. Every route is listed in
//! [`router`] and implemented in [`routes`] (JSON) or `pages` (HTML).

pub mod chain;
pub mod config;
pub mod db;
pub mod error;
pub mod extract;
pub mod index;
pub mod limits;
pub mod page;
pub mod router;
pub mod routes;
pub mod serve;
pub mod state;
pub mod submit;
pub mod telemetry;
pub mod vault;
pub mod write;
