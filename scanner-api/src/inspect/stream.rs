//! Everything that happens, as it is finalized: a reader goes on from where it stopped, so that after a broken
//! connection nothing is missed and nothing comes twice.

use std::{collections::VecDeque, time::Duration};

use county_primitives::DivisionCode;
use sqlx::{QueryBuilder, Sqlite};
use tokio::{
    sync::{watch, Semaphore, SemaphorePermit},
    time::Instant,
};

use super::{
    clock::today,
    filter::Filter,
    reach::{Place, Reach},
    rows::{self, Transaction},
};
use crate::{
    db::by_index,
    error::{ApiError, Code},
    extract::{session_of, Session, Via},
    index::IndexHead,
    state::{App, AppState},
    vault::tokens::session_account,
    visibility::bounds,
};

/// How many rows are read at once.
const ROWS_MAX: i64 = 200;
/// How many of the latest changes a page begins with at most.
const RECENT_MAX: i64 = 1_000;
/// How often a reader is asked whether it still may read.
const CHECKED_EVERY: Duration = Duration::from_secs(30);
/// How many may read at the same time.
const READERS_MAX: usize = 500;

static READERS: Semaphore = Semaphore::const_new(READERS_MAX);

/// Where the latest record stands; what comes after it is new.
pub async fn latest(app: &App) -> Result<i64, ApiError> {
    let latest: Option<i64> = sqlx::query_scalar("SELECT MAX(changed) FROM transactions")
        .fetch_one(&app.db.reader)
        .await?;
    Ok(latest.unwrap_or(0))
}

/// The rows that changed after `cursor`, in order, of all divisions.
async fn after(app: &App, cursor: i64) -> Result<Vec<Transaction>, ApiError> {
    let mut query = rows::select();
    query
        .push(" WHERE transactions.changed > ")
        .push_bind(cursor)
        .push(" ORDER BY transactions.changed LIMIT ")
        .push_bind(ROWS_MAX);
    Ok(query.build_query_as().fetch_all(&app.db.reader).await?)
}

/// One reader of the stream.
pub struct Feed {
    app: AppState,
    session: Session,
    reach: Reach,
    filter: Filter,
    cursor: i64,
    index: watch::Receiver<Option<IndexHead>>,
    waiting: VecDeque<Transaction>,
    checked: Instant,
    _permit: SemaphorePermit<'static>,
}

impl Feed {
    /// A reader that goes on after `cursor`.
    pub fn new(
        app: AppState,
        session: Session,
        reach: Reach,
        filter: Filter,
        cursor: i64,
    ) -> Result<Self, ApiError> {
        let permit = READERS
            .try_acquire()
            .map_err(|_| ApiError::new(Code::RateLimited).retry_after(5))?;
        let index = app.index.clone();
        Ok(Self {
            app,
            session,
            reach,
            filter,
            cursor,
            index,
            waiting: VecDeque::new(),
            checked: Instant::now(),
            _permit: permit,
        })
    }

    /// The next row; waits for it. `None` when the reader may read no more, or the service stops.
    pub async fn next(&mut self) -> Result<Option<Transaction>, ApiError> {
        loop {
            if self.checked.elapsed() >= CHECKED_EVERY && !self.still_may().await? {
                return Ok(None);
            }
            if let Some(row) = self.waiting.pop_front() {
                return Ok(Some(row));
            }
            // What is written from here on wakes the wait below.
            self.index.borrow_and_update();
            let rows = after(&self.app, self.cursor).await?;
            if rows.is_empty() {
                let wait = tokio::time::timeout(CHECKED_EVERY, self.index.changed());
                if matches!(wait.await, Ok(Err(_))) {
                    return Ok(None);
                }
                continue;
            }
            self.take(rows).await?;
        }
    }

    async fn take(&mut self, rows: Vec<Transaction>) -> Result<(), ApiError> {
        self.cursor = rows.last().map_or(self.cursor, |row| row.changed);
        let mine = |row: &Transaction| self.reach.covers(&row.division) && self.filter.passes(row);
        let mut rows: Vec<Transaction> = rows.into_iter().filter(mine).collect();
        rows::name_parties(&self.app, &mut rows).await?;
        self.waiting.extend(rows);
        Ok(())
    }

    /// Whether the reader is still logged in, and how far it reaches now.
    async fn still_may(&mut self) -> Result<bool, ApiError> {
        self.checked = Instant::now();
        if let Via::Cookie(token) = &self.session.via {
            if session_account(&self.app.db, token).await?.is_none() {
                return Ok(false);
            }
        }
        let session = session_of(&self.app, self.session.account, self.session.via.clone()).await?;
        match Reach::of(&session) {
            Ok(reach) => {
                self.reach = reach;
                Ok(true)
            }
            Err(_) => Ok(false),
        }
    }
}

/// What changed last inside a filter, the latest first, of the latest changes anywhere.
pub async fn recent(
    app: &App,
    reach: &Reach,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Transaction>, ApiError> {
    let mut query = rows::select();
    query
        .push(" WHERE transactions.ordinal IN (SELECT ordinal FROM transactions ORDER BY changed DESC LIMIT ")
        .push_bind(RECENT_MAX)
        .push(") ORDER BY transactions.changed DESC");
    let found: Vec<Transaction> = query.build_query_as().fetch_all(&app.db.reader).await?;
    let mine = |row: &Transaction| reach.covers(&row.division) && filter.passes(row);
    let mut found: Vec<Transaction> = found.into_iter().filter(mine).take(most).collect();
    rows::name_parties(app, &mut found).await?;
    Ok(found)
}

/// What waits in a division.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Numbers {
    /// Warnings that somebody has to do something about.
    pub waiting: i64,
    /// Those whose clock has run out.
    pub overdue: i64,
    /// Those that are red.
    pub red: i64,
    /// Transactions that are held.
    pub held: i64,
    /// Questions without an answer.
    pub unanswered: i64,
}

/// Counts what waits in a division.
pub async fn numbers(app: &App, division: DivisionCode) -> Result<Numbers, ApiError> {
    let place = Place::of(division);
    let mut query = QueryBuilder::new("SELECT COUNT(*), COUNT(CASE WHEN due < ");
    query.push_bind(today().to_string()).push(format_args!(
        " THEN 1 END), COUNT(CASE WHEN level = 'red' THEN 1 END) FROM {} WHERE waiting",
        by_index("asset_warnings", "asset_warnings_waiting")
    ));
    push_place(&mut query, &place);
    let (waiting, overdue, red) = query
        .build_query_as::<(i64, i64, i64)>()
        .fetch_one(&app.db.reader)
        .await?;
    let mut query = QueryBuilder::new(format!(
        "SELECT COUNT(*) FROM {} WHERE holds > 0 AND {} > 0",
        by_index("transactions", "transactions_held"),
        rows::holds_now()
    ));
    push_place(&mut query, &place);
    let held: i64 = query.build_query_scalar().fetch_one(&app.db.reader).await?;
    let (low, high) = bounds(division);
    let unanswered: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM questions WHERE answered_ms IS NULL AND division >= ? AND division < ?",
    )
    .bind(low)
    .bind(high)
    .fetch_one(&app.db.reader)
    .await?;
    Ok(Numbers {
        waiting,
        overdue,
        red,
        held,
        unanswered,
    })
}

/// Adds the condition of a place, for indexes of few rows that begin with the county.
fn push_place(query: &mut QueryBuilder<'_, Sqlite>, place: &Place) {
    match place {
        Place::Is(column, value) => {
            let county: String = value.chars().take(6).collect();
            query.push(" AND county = ").push_bind(county);
            if *column != "county" {
                query
                    .push(format_args!(" AND {column} = "))
                    .push_bind(value.clone());
            }
        }
        Place::Counties(low, high) => {
            query.push(" AND county >= ").push_bind(low.clone());
            query.push(" AND county < ").push_bind(high.clone());
        }
    }
}
