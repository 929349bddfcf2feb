//! What every handler shares.

use std::sync::Arc;

use object_store::ObjectStore;

use crate::{
    chain::Node, config::Config, db::Db, index::IndexHead, limits::Limits, submit::Submitter,
    telemetry::Metrics, vault::Vault,
};
use tokio::sync::watch;

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
    /// Signs and sends calls.
    pub submitter: Submitter,
    /// Where documents lie.
    pub documents: Arc<dyn ObjectStore>,
    /// Who may ask how often.
    pub limits: Limits,
    /// Numbers about the service.
    pub metrics: Metrics,
}
