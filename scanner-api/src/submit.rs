//! Signs calls with members' keys, sends them, and says what became of them. Every signed call is a
//! ticket in the database before it is sent, so that neither a restart nor a lost answer loses it; the
//! index settles tickets in the transaction of the block that contains them.

pub mod nonce;
#[cfg(test)]
mod tests;
pub mod ticket;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use rand::{rngs::OsRng, RngCore};
use tokio::{
    sync::{watch, Mutex},
    time::Instant,
};

use crate::{
    chain::{motion, Node, NodeError, PoolEvent, PoolRefusal, RawCall, Signed},
    db::{now_ms, sql, Db},
    error::{ApiError, Code},
    index::IndexHead,
    vault::Vault,
};

pub use ticket::{Receipt, Status, TicketProblem};

/// How often a call is signed again because its nonce was taken in the meantime.
const NONCE_ATTEMPTS: usize = 5;
/// How long a signer with too many calls in flight waits before the call is refused.
const QUEUE_ATTEMPTS: usize = 15;
const QUEUE_PAUSE: Duration = Duration::from_secs(2);
/// How long the list of council members is trusted.
const COUNCIL_LIFETIME: Duration = Duration::from_secs(30);

/// A call to be signed and sent.
#[derive(Clone, Debug)]
pub struct Order {
    /// Number of the account that signs.
    pub account: i64,
    /// Its key.
    pub public_key: [u8; 32],
    /// The client's own name for the request, if it gave one.
    pub idempotency_key: Option<String>,
    /// The call.
    pub call: RawCall,
}

/// A call as its signer can make it.
struct Made {
    call: RawCall,
    /// The motion it makes, if others have to agree.
    motion: Option<String>,
}

/// Signs and sends calls.
#[derive(Clone)]
pub struct Submitter {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    vault: Vault,
    node: Arc<dyn Node>,
    index: watch::Receiver<Option<IndexHead>>,
    finality_timeout: Duration,
    /// One lock per key (in hex), so that nonces are handed out in the order calls are sent and no
    /// call is sent a second time while it is being sent.
    cursors: Mutex<HashMap<String, Arc<Mutex<()>>>>,
    /// The tickets of calls that the pool took since pending ones began to be sent again; none while
    /// that is not done.
    taken: Mutex<Option<HashSet<String>>>,
    council: Mutex<Option<(Instant, Vec<[u8; 32]>)>>,
}

impl Submitter {
    /// A submitter for this node.
    pub fn new(
        db: Db,
        vault: Vault,
        node: Arc<dyn Node>,
        index: watch::Receiver<Option<IndexHead>>,
        finality_timeout: Duration,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                db,
                vault,
                node,
                index,
                finality_timeout,
                cursors: Mutex::default(),
                taken: Mutex::default(),
                council: Mutex::default(),
            }),
        }
    }

    /// Whether a key sits in the council, so that its registry calls are made by the council.
    pub async fn is_governance(&self, key: &[u8; 32]) -> Result<bool, NodeError> {
        Ok(self.seats().await?.contains(key))
    }

    /// The keys that sit in the council.
    async fn seats(&self) -> Result<Vec<[u8; 32]>, NodeError> {
        let known = self.inner.council.lock().await.clone();
        if let Some((read, keys)) = known {
            if read.elapsed() < COUNCIL_LIFETIME {
                return Ok(keys);
            }
        }
        // Not under the lock: a node that is slow to answer must not make everybody wait in a row.
        let keys = self.inner.node.council().await?;
        *self.inner.council.lock().await = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }

    /// Signs a call and sends it. Returns the number of its ticket once the pool took it.
    pub async fn send(&self, order: Order) -> Result<String, ApiError> {
        let inner = &self.inner;
        if !inner.node.status().borrow().live {
            return Err(ApiError::new(Code::ChainUnavailable).retry_after(5));
        }
        let Made { call, motion } = self.as_made_by(&order).await?;
        let key = inner
            .vault
            .key(&inner.db, order.account, &order.public_key)
            .await?;
        let cursor = self.cursor(&hex::encode(order.public_key)).await;
        let (mut nonce_attempts, mut queue_attempts) = (0, 0);
        loop {
            let turn = cursor.lock().await;
            let nonce = self.next_nonce(order.public_key).await?;
            let signed = inner.node.sign(&call, nonce, &key).await?;
            let ticket = self
                .write_ticket(&order, motion.as_deref(), nonce, &signed)
                .await?;
            let outcome = inner.node.submit(&signed).await;
            if outcome.is_ok() {
                if let Some(taken) = inner.taken.lock().await.as_mut() {
                    taken.insert(ticket.clone());
                }
            }
            drop(turn);
            match outcome {
                Ok(events) => {
                    self.watch(ticket.clone(), events);
                    return Ok(ticket);
                }
                // The answer was lost or not understood, not necessarily the call: the ticket tells what
                // became of it.
                Err(NodeError::Away(reason) | NodeError::Malformed(reason)) => {
                    tracing::warn!(%ticket, reason, "the node did not say whether it took a call");
                    return Ok(ticket);
                }
                Err(NodeError::Pool(PoolRefusal::StaleNonce))
                    if nonce_attempts < NONCE_ATTEMPTS =>
                {
                    nonce_attempts += 1;
                    self.forget(&ticket).await?;
                }
                Err(NodeError::Pool(PoolRefusal::TooManyInFlight))
                    if queue_attempts < QUEUE_ATTEMPTS =>
                {
                    queue_attempts += 1;
                    self.forget(&ticket).await?;
                    tokio::time::sleep(QUEUE_PAUSE).await;
                }
                Err(error) => {
                    self.forget(&ticket).await?;
                    return Err(error.into());
                }
            }
        }
    }

    /// Registry calls of a council member are made by the council; a council of one executes them
    /// at once, a larger one votes. A member's own key rotation stays its own.
    async fn as_made_by(&self, order: &Order) -> Result<Made, ApiError> {
        let own = || Made {
            call: order.call.clone(),
            motion: None,
        };
        if order.call.pallet != "Registry" || order.call.call == "rotate_key" {
            return Ok(own());
        }
        let seats = self.seats().await?;
        if !seats.contains(&order.public_key) {
            return Ok(own());
        }
        let encoded = self.inner.node.encode(&order.call).await?;
        let threshold = motion::threshold(seats.len());
        Ok(Made {
            call: RawCall::proposed(threshold, &encoded),
            motion: (threshold > 1).then(|| format!("0x{}", hex::encode(motion::hash(&encoded)))),
        })
    }

    async fn cursor(&self, key: &str) -> Arc<Mutex<()>> {
        let mut cursors = self.inner.cursors.lock().await;
        Arc::clone(cursors.entry(key.to_owned()).or_default())
    }

    async fn next_nonce(&self, key: [u8; 32]) -> Result<u64, ApiError> {
        let from_pool = self.inner.node.next_nonce(key).await?;
        let in_flight: Vec<i64> = sqlx::query_scalar(
            "SELECT nonce FROM tickets WHERE public_key = ? AND status = 'pending' AND nonce >= ? ORDER BY nonce",
        )
        .bind(hex::encode(key))
        .bind(sql(from_pool))
        .fetch_all(&self.inner.db.writer)
        .await?;
        Ok(nonce::first_free(from_pool, &in_flight))
    }

    async fn write_ticket(
        &self,
        order: &Order,
        motion: Option<&str>,
        nonce: u64,
        signed: &Signed,
    ) -> Result<String, ApiError> {
        let mut id = [0u8; 16];
        OsRng.fill_bytes(&mut id);
        let id = hex::encode(id);
        let mut transaction = self.inner.db.writer.begin().await?;
        sqlx::query(
            "INSERT INTO tickets (id, account, public_key, nonce, extrinsic_hash, extrinsic, pallet, call, \
             motion, status, valid_until, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
        )
        .bind(&id)
        .bind(order.account)
        .bind(hex::encode(order.public_key))
        .bind(sql(nonce))
        .bind(&signed.hash)
        .bind(&signed.bytes)
        .bind(order.call.pallet)
        .bind(order.call.call)
        .bind(motion)
        .bind(sql(signed.valid_until))
        .bind(now_ms())
        .execute(&mut *transaction)
        .await?;
        if let Some(key) = &order.idempotency_key {
            let claimed =
                sqlx::query("UPDATE idempotency SET ticket = ? WHERE account = ? AND key = ?")
                    .bind(&id)
                    .bind(order.account)
                    .bind(key)
                    .execute(&mut *transaction)
                    .await?;
            // Without its key the request could be sent a second time.
            if claimed.rows_affected() == 0 {
                return Err(ApiError::new(Code::IdempotencyConflict));
            }
        }
        transaction.commit().await?;
        Ok(id)
    }

    /// The pool did not take the call: the ticket never was.
    async fn forget(&self, ticket: &str) -> Result<(), ApiError> {
        let mut transaction = self.inner.db.writer.begin().await?;
        sqlx::query("UPDATE idempotency SET ticket = NULL WHERE ticket = ?")
            .bind(ticket)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM tickets WHERE id = ? AND status = 'pending'")
            .bind(ticket)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Fails the ticket when the pool gives the call up; success is for the index to see.
    fn watch(&self, ticket: String, mut events: tokio::sync::mpsc::Receiver<PoolEvent>) {
        let db = self.inner.db.clone();
        tokio::spawn(async move {
            let Some(PoolEvent::Lost(reason)) = events.recv().await else {
                return;
            };
            let problem = TicketProblem::Lost {
                reason: reason.to_owned(),
            };
            if let Err(error) = ticket::fail(&db, &ticket, &problem).await {
                tracing::error!(%ticket, %error, "a lost call could not be noted");
            }
        });
    }

    /// Sends all pending calls again: after a start of this service, or when a node comes back that
    /// may have lost its pool. Those it already has, it does not take twice.
    pub async fn resume(&self) -> Result<(), ApiError> {
        *self.inner.taken.lock().await = Some(HashSet::new());
        let sent = self.send_pending().await;
        *self.inner.taken.lock().await = None;
        sent
    }

    async fn send_pending(&self) -> Result<(), ApiError> {
        let inner = &self.inner;
        let pending: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, public_key FROM tickets WHERE status = 'pending' AND extrinsic IS NOT NULL \
             ORDER BY public_key, nonce",
        )
        .fetch_all(&inner.db.reader)
        .await?;
        for (ticket, key) in pending {
            let cursor = self.cursor(&key).await;
            let _turn = cursor.lock().await;
            self.send_again(ticket).await?;
        }
        Ok(())
    }

    /// Sends a pending call again, unless it was settled, given up or taken since it was listed.
    async fn send_again(&self, ticket: String) -> Result<(), ApiError> {
        let inner = &self.inner;
        let taken = inner.taken.lock().await;
        if taken.as_ref().is_some_and(|taken| taken.contains(&ticket)) {
            return Ok(());
        }
        drop(taken);
        let row: Option<(String, Vec<u8>, i64)> = sqlx::query_as(
            "SELECT extrinsic_hash, extrinsic, valid_until FROM tickets \
             WHERE id = ? AND status = 'pending' AND extrinsic IS NOT NULL",
        )
        .bind(&ticket)
        .fetch_optional(&inner.db.writer)
        .await?;
        let Some((hash, bytes, valid_until)) = row else {
            return Ok(());
        };
        let signed = Signed {
            bytes,
            hash,
            valid_until: u64::try_from(valid_until).unwrap_or_default(),
        };
        match inner.node.submit(&signed).await {
            Ok(events) => self.watch(ticket, events),
            Err(error) => tracing::debug!(%ticket, %error, "a pending call was not sent again"),
        }
        Ok(())
    }

    /// What is known of a ticket of an account.
    pub async fn receipt(&self, ticket: &str, account: i64) -> Result<Receipt, ApiError> {
        ticket::read(&self.inner.db, ticket, account).await
    }

    /// Waits until a ticket is settled, at most as long as the configuration says.
    pub async fn wait(&self, ticket: &str, account: i64) -> Result<Receipt, ApiError> {
        let deadline = Instant::now() + self.inner.finality_timeout;
        let mut index = self.inner.index.clone();
        loop {
            index.borrow_and_update();
            let receipt = self.receipt(ticket, account).await?;
            if receipt.status != Status::Pending {
                return Ok(receipt);
            }
            // A lost call changes no block; look once a second even if the index stands still.
            let next = Instant::now() + Duration::from_secs(1);
            if next > deadline {
                return Ok(receipt);
            }
            let _changed_or_not = tokio::time::timeout_at(next, index.changed()).await;
        }
    }
}
