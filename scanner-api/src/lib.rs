//! Scans, labels, consoles, the JSON API and the index of finalized blocks. Every route is listed in
//! [`router`] and implemented in [`routes`] (JSON) or `pages` (HTML).

pub mod adapters;
pub mod books_export;
pub mod books_import;
pub mod certificate;
pub mod chain;
pub mod config;
pub mod db;
pub mod devices;
pub mod divisions;
pub mod documents;
pub mod error;
pub mod extract;
pub mod index;
pub mod inspect;
pub mod labels;
pub mod limits;
pub mod livestock;
pub mod openapi;
pub mod outline;
pub mod page;
pub mod pages;
pub mod pdf;
pub mod router;
pub mod routes;
pub mod scan;
pub mod screening;
pub mod serve;
pub mod shown;
pub mod state;
pub(crate) mod statement_pdf;
pub mod submit;
pub mod telemetry;
#[cfg(test)]
pub(crate) mod testing;
pub mod three_assets;
pub mod trade;
pub mod vault;
pub mod visibility;
pub mod write;
