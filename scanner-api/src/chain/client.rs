//! A node spoken to over its WebSocket RPC. The connection is made again whenever it is lost; while it
//! is lost, every question is answered with [`NodeError::Away`] at once.

mod connection;
mod decode;
mod genesis;
mod motions;
mod pool;

use std::{
    future::Future,
    sync::{Arc, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use county_primitives::{Subject, Timeline};
use tokio::sync::{mpsc, watch};
use url::Url;

use super::{
    motion::Agenda, Block, Genesis, Node, NodeError, NodeStatus, PoolEvent, RawCall, Signed,
    Signer, TimelineProof,
};
use connection::Connection;

/// How long to wait before connecting again.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

type Current = Arc<RwLock<Option<Arc<Connection>>>>;

/// A node.
#[derive(Clone)]
pub struct Client {
    current: Current,
    status: watch::Receiver<NodeStatus>,
    mortality_blocks: u64,
}

impl Client {
    /// A client, and the task that keeps it connected; the task ends with the client.
    pub fn start(url: &Url, mortality_blocks: u64) -> (Self, impl Future<Output = ()> + Send) {
        let (sender, status) = watch::channel(NodeStatus::default());
        let current = Current::default();
        let client = Self {
            current: Arc::clone(&current),
            status,
            mortality_blocks,
        };
        (client, stay_connected(url.clone(), current, sender))
    }

    fn connection(&self) -> Result<Arc<Connection>, NodeError> {
        self.current
            .read()
            .ok()
            .and_then(|current| current.clone())
            .ok_or_else(|| NodeError::Away("not connected".to_owned()))
    }
}

async fn stay_connected(url: Url, current: Current, status: watch::Sender<NodeStatus>) {
    let mut told = String::new();
    loop {
        let ended = run_connection(&url, &current, &status).await;
        if let Ok(mut current) = current.write() {
            *current = None;
        }
        let reason = match ended {
            Ok(()) => "the connection was closed".to_owned(),
            Err(error) => error.to_string(),
        };
        status.send_modify(|status| {
            status.live = false;
            status.trouble = Some(reason.clone());
        });
        // A node that stays away is told once, not once per second.
        if reason != told {
            tracing::warn!(%url, reason, "the node is away; connecting again");
            told = reason;
        }
        tokio::select! {
            () = tokio::time::sleep(RECONNECT_PAUSE) => {}
            () = status.closed() => return,
        }
    }
}

/// Connects, and follows the heads until the connection ends.
async fn run_connection(
    url: &Url,
    current: &Current,
    status: &watch::Sender<NodeStatus>,
) -> Result<(), NodeError> {
    let connection = Arc::new(Connection::open(url).await?);
    let (mut best, mut finalized) = connection.subscribe().await?;
    let first = connection.status().await?;
    if let Ok(mut current) = current.write() {
        *current = Some(Arc::clone(&connection));
    }
    tracing::info!(%url, finalized = first.finalized, "connected to the node");
    status.send_replace(first);
    loop {
        tokio::select! {
            header = best.next() => match header {
                Some(Ok(header)) => status.send_modify(|status| status.best = header.number),
                Some(Err(error)) => return Err(connection::away(error)),
                None => return Ok(()),
            },
            header = finalized.next() => match header {
                Some(Ok(header)) => status.send_modify(|status| {
                    status.finalized = header.number;
                    status.best = status.best.max(header.number);
                }),
                Some(Err(error)) => return Err(connection::away(error)),
                None => return Ok(()),
            },
        }
    }
}

#[async_trait]
impl Node for Client {
    fn status(&self) -> watch::Receiver<NodeStatus> {
        self.status.clone()
    }

    async fn genesis_hash(&self) -> Result<String, NodeError> {
        Ok(format!("{:?}", self.connection()?.genesis_hash()))
    }

    async fn block(&self, number: u64) -> Result<Block, NodeError> {
        decode::block(&*self.connection()?, number).await
    }

    async fn genesis(&self) -> Result<Genesis, NodeError> {
        genesis::read(&*self.connection()?).await
    }

    async fn timelines(
        &self,
        subjects: &[Subject],
        block_hash: &str,
    ) -> Result<Vec<Timeline>, NodeError> {
        self.connection()?.timelines(subjects, block_hash).await
    }

    async fn timeline_proof(
        &self,
        subject: Subject,
        block_hash: &str,
    ) -> Result<TimelineProof, NodeError> {
        self.connection()?.timeline_proof(subject, block_hash).await
    }

    async fn council(&self) -> Result<Vec<[u8; 32]>, NodeError> {
        self.connection()?.council().await
    }

    async fn agenda(&self) -> Result<Agenda, NodeError> {
        motions::agenda(&*self.connection()?).await
    }

    async fn view(
        &self,
        pallet: &'static str,
        function: &'static str,
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, NodeError> {
        self.connection()?.view(pallet, function, &arguments).await
    }

    async fn encode(&self, call: &RawCall) -> Result<Vec<u8>, NodeError> {
        pool::encode(&*self.connection()?, call).await
    }

    async fn next_nonce(&self, key: [u8; 32]) -> Result<u64, NodeError> {
        pool::next_nonce(&*self.connection()?, key).await
    }

    async fn sign(
        &self,
        call: &RawCall,
        nonce: u64,
        signer: &dyn Signer,
    ) -> Result<Signed, NodeError> {
        let connection = self.connection()?;
        pool::sign(&connection, call, nonce, signer, self.mortality_blocks).await
    }

    async fn submit(&self, signed: &Signed) -> Result<mpsc::Receiver<PoolEvent>, NodeError> {
        pool::submit(&*self.connection()?, signed).await
    }
}
