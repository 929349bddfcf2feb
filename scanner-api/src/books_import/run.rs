//! The run of an import: two people sign, batches of calls are kept on their way, and what becomes of them is
//! written down before the next step. A run that was broken off, by whatever, goes on from the tables: a
//! batch has its place among the idempotency keys before it is sent, so that it is never sent twice.

mod batches;
pub mod orders;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use county_primitives::{Digest, DivisionCode};
use tokio::sync::Notify;

use super::{
    found,
    store::{self, Import, Said, State},
    ImportKind,
};
use crate::{
    chain::PoolRefusal,
    db::now_ms,
    error::{chain_texts, ApiError, Code},
    state::{App, AppState},
    three_assets::parties::{self, Party},
};
use batches::Phase;

/// How long a run rests if nothing wakes it.
const REST: Duration = Duration::from_secs(1);
/// How long it rests while the chain is away.
const LONG_REST: Duration = Duration::from_secs(5);

/// The runs of this service.
#[derive(Default)]
pub struct Runs(Mutex<HashMap<i64, Arc<Notify>>>);

impl Runs {
    /// Wakes the run of an import, or gives what will wake it if there is none.
    fn claim(&self, id: i64) -> Option<Arc<Notify>> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wake) = runs.get(&id) {
            wake.notify_one();
            return None;
        }
        let wake = Arc::new(Notify::new());
        runs.insert(id, Arc::clone(&wake));
        Some(wake)
    }

    fn end(&self, id: i64) {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.remove(&id);
    }
}

/// Makes an import go on, if there is anything to do for it.
pub fn spawn(app: &AppState, id: i64) {
    let Some(mut wake) = app.imports.claim(id) else {
        return;
    };
    let app = Arc::clone(app);
    tokio::spawn(async move {
        loop {
            let mut run = Run {
                app: Arc::clone(&app),
                id,
                wake,
                parties: None,
                digests: HashMap::new(),
            };
            let ended = run.drive().await;
            if let Err(error) = &ended {
                tracing::warn!(import = id, code = error.code(), "an import was broken off");
                if run.stop(&said(error)).await.is_err() {
                    tracing::error!(import = id, "nor could that be written down");
                    return app.imports.end(id);
                }
            }
            app.imports.end(id);
            // Somebody may have started it again while it ended.
            let goes_on = store::read(&app, id)
                .await
                .is_ok_and(|import| is_moving(import.state));
            let again = if goes_on { app.imports.claim(id) } else { None };
            match again {
                Some(again) => wake = again,
                None => return,
            }
        }
    });
}

/// Makes every import go on that was on its way when the service stopped.
pub async fn resume(app: &AppState) -> Result<(), ApiError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM imports WHERE state IN ('checking', 'running', 'cancelling')",
    )
    .fetch_all(&app.db.reader)
    .await?;
    for id in ids {
        spawn(app, id);
    }
    Ok(())
}

fn is_moving(state: State) -> bool {
    matches!(state, State::Checking | State::Running | State::Cancelling)
}

/// What an error says, in both languages.
pub(super) fn said(error: &ApiError) -> Said {
    let problem = error.problem();
    Said {
        detail: problem.detail.clone(),
        detail_zh: problem.detail_zh.clone(),
    }
}

/// A run of an import.
struct Run {
    app: AppState,
    id: i64,
    wake: Arc<Notify>,
    /// The parties of the file, once they are needed, and the digests of those that were.
    parties: Option<Vec<(DivisionCode, String)>>,
    digests: HashMap<u32, Digest>,
}

impl Run {
    async fn drive(&mut self) -> Result<(), ApiError> {
        loop {
            let import = store::read(&self.app, self.id).await?;
            match import.state {
                State::Checking => found::check(&self.app, self.id).await?,
                State::Running | State::Cancelling => {
                    let rest = match self.turn(&import).await {
                        Ok(()) => REST,
                        Err(error) if is_passing(&error) => LONG_REST,
                        Err(error) => return Err(error),
                    };
                    self.rest(rest).await;
                }
                State::Checked
                | State::Paused
                | State::Cancelled
                | State::Done
                | State::Unreadable => return Ok(()),
            }
        }
    }

    /// Waits for a block, for somebody, or for a while.
    async fn rest(&self, longest: Duration) {
        let mut index = self.app.index.clone();
        index.borrow_and_update();
        tokio::select! {
            () = self.wake.notified() => {}
            _ = index.changed() => {}
            () = tokio::time::sleep(longest) => {}
        }
    }

    /// Writes down what became of batches, and sends what can be sent.
    async fn turn(&mut self, import: &Import) -> Result<(), ApiError> {
        self.settle(import).await?;
        let import = store::read(&self.app, self.id).await?;
        match (import.state, import.kind, import.drafter) {
            (State::Running, ImportKind::Journal, Some(drafter)) => {
                self.fill(&import, Phase::Draft, drafter).await?;
                if let Some(poster) = import.poster {
                    self.fill(&import, Phase::Post, poster).await?;
                }
            }
            (State::Running, ImportKind::Openings, Some(drafter)) => {
                self.fill(&import, Phase::Open, drafter).await?;
            }
            (State::Cancelling, _, drafter) => {
                let on_the_way = self.count_batches(None).await?;
                if let (0, Some(drafter)) = (on_the_way, drafter) {
                    self.fill(&import, Phase::Withdraw, drafter).await?;
                }
            }
            _ => return Ok(()),
        }
        self.end_if_complete(&import).await
    }

    /// Ends the import when nothing is left to do.
    async fn end_if_complete(&self, import: &Import) -> Result<(), ApiError> {
        let progress = store::progress(&self.app, self.id).await?;
        let count = |states: &[&str]| -> i64 {
            let counts = states.iter().filter_map(|state| progress.get(*state));
            counts.sum()
        };
        let (left, end) = match import.state {
            State::Running => (
                count(&["waiting", "sent", "drafted", "posting", "withdrawing"]),
                "done",
            ),
            State::Cancelling => (
                count(&["sent", "drafted", "posting", "withdrawing"]),
                "cancelled",
            ),
            _ => return Ok(()),
        };
        if left > 0 || self.count_batches(None).await? > 0 {
            return Ok(());
        }
        let ended = sqlx::query(
            "UPDATE imports SET state = ?, finished_ms = ? \
             WHERE id = ? AND state IN ('running', 'cancelling')",
        )
        .bind(end)
        .bind(now_ms())
        .bind(self.id)
        .execute(&self.app.db.writer)
        .await?;
        if ended.rows_affected() > 0 {
            store::forget_file(&self.app, self.id).await;
        }
        Ok(())
    }

    /// Stops the run until somebody starts it again; a cancelled one stays cancelled.
    async fn stop(&self, said: &Said) -> Result<(), ApiError> {
        sqlx::query(
            "UPDATE imports SET problem = ?, state = CASE state WHEN 'running' THEN 'paused' \
             WHEN 'cancelling' THEN 'cancelled' WHEN 'checking' THEN 'unreadable' ELSE state END \
             WHERE id = ?",
        )
        .bind(serde_json::to_string(said)?)
        .bind(self.id)
        .execute(&self.app.db.writer)
        .await?;
        Ok(())
    }

    /// The digest of a party of the file. It is kept, sealed, from the moment it is needed.
    async fn digest_of(&mut self, number: u32) -> Result<Digest, ApiError> {
        if let Some(digest) = self.digests.get(&number) {
            return Ok(*digest);
        }
        if self.parties.is_none() {
            self.parties = Some(store::parties(&self.app, self.id).await?);
        }
        let known = self.parties.as_deref().unwrap_or_default();
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let (division, name) = known
            .get(at)
            .ok_or_else(|| ApiError::internal("a party of an import is not in its list"))?;
        let party = Party {
            kind: parties::kind_of_name(name),
            name: name.clone(),
            ..Party::default()
        };
        let digest = parties::keep(&self.app, *division, &party).await?.party;
        self.digests.insert(number, digest);
        Ok(digest)
    }
}

/// Whether a problem passes by itself.
fn is_passing(error: &ApiError) -> bool {
    let (queue_full, _) = chain_texts::pool(&PoolRefusal::TooManyInFlight);
    if error.problem().detail == queue_full {
        return true;
    }
    [Code::ChainUnavailable, Code::RateLimited, Code::Timeout]
        .iter()
        .any(|code| code.row().0 == error.code())
}

/// The key an account signs with now.
async fn key_of(app: &AppState, account: i64) -> Result<[u8; 32], ApiError> {
    let session = crate::extract::session_of(app, account, crate::extract::Via::Bearer).await?;
    Ok(session.public_key)
}

/// The block that the index has reached.
fn indexed(app: &App) -> i64 {
    let head = app.index.borrow();
    head.as_ref().map_or(0, |head| crate::db::sql(head.number))
}
