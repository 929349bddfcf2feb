//! What every handler shares.

use std::sync::Arc;

use object_store::ObjectStore;
use serde::Serialize;
use tokio::sync::{watch, Semaphore};

use crate::{
    chain::Node, config::Config, db::Db, divisions::Divisions, index::IndexHead, limits::Limits,
    submit::Submitter, telemetry::Metrics, vault::Vault,
};

/// How far the index may lie behind the node while it still counts as close.
const LAG_MAX: u64 = 20;

/// What every handler shares; cheap to clone, taken as `State(app): State<AppState>`.
pub type AppState = Arc<App>;

/// The parts of the running service.
pub struct App {
    /// The configuration, read once.
    pub config: Config,
    /// The database: `reader` for reads, `writer` for the service's own tables.
    pub db: Db,
    /// Keys and secrets.
    pub vault: Vault,
    /// The node.
    pub node: Arc<dyn Node>,
    /// How far the index has come.
    pub index: watch::Receiver<Option<IndexHead>>,
    /// Why the index stands still, if it does.
    pub trouble: watch::Receiver<Option<String>>,
    /// Signs and sends calls.
    pub submitter: Submitter,
    /// Where documents lie.
    pub documents: Arc<dyn ObjectStore>,
    /// Names of divisions.
    pub divisions: Divisions,
    /// Answers to scans, kept until the next block.
    pub scans: crate::pages::scan::cache::ScanCache,
    /// Imports of books that are on their way.
    pub imports: crate::books_import::run::Runs,
    /// Who may ask how often.
    pub limits: Limits,
    /// How many more requests that only read may be worked on right now.
    pub permits: Semaphore,
    /// How many more others: they wait for the chain, and must not keep readers out meanwhile.
    pub write_permits: Semaphore,
    /// How many more exchange documents may be made right now: each holds a connection of readers.
    pub exchanges: Arc<Semaphore>,
    /// Numbers about the service.
    pub metrics: Metrics,
}

/// The block an answer stands on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AsOf {
    /// Its number.
    pub block: u64,
    /// Its hash.
    pub block_hash: String,
    /// Its time, RFC 3339 in UTC.
    pub time: String,
    /// Whether the node answers, so that this is the present; otherwise it is the last known state.
    pub live: bool,
}

impl App {
    /// The block every answer from the index stands on; `None` before the first block is indexed.
    pub fn as_of(&self) -> Option<AsOf> {
        let head = self.index.borrow().clone()?;
        Some(AsOf {
            block: head.number,
            block_hash: head.hash,
            time: rfc3339(head.time_ms),
            live: self.node.status().borrow().live,
        })
    }

    /// Whether the index is close to the last finalized block of the node.
    pub fn is_index_close(&self) -> bool {
        let indexed = self.index.borrow().as_ref().map(|head| head.number);
        let finalized = self.node.status().borrow().finalized;
        is_close(indexed, finalized)
    }
}

/// Whether an index that ends with a block is close to the last finalized one.
pub fn is_close(indexed: Option<u64>, finalized: u64) -> bool {
    indexed.is_some_and(|indexed| indexed.saturating_add(LAG_MAX) >= finalized)
}

/// An instant as RFC 3339 in UTC, to the second.
pub fn rfc3339(time_ms: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(time_ms.div_euclid(1000))
        .ok()
        .and_then(|instant| {
            instant
                .format(&time::format_description::well_known::Rfc3339)
                .ok()
        })
        .unwrap_or_default()
}
