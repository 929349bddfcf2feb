//! The database: one writer, many readers, and the migrations that make its tables.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    SqlitePool,
};

/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections for readers; SQLite readers never wait for the writer in WAL mode.
const READERS: u32 = 8;

/// The tables, in the order they came to be.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database of the service.
#[derive(Clone, Debug)]
pub struct Db {
    /// The one connection that writes. Begin transactions on it, and keep them short.
    pub writer: SqlitePool,
    /// Connections that only read.
    pub reader: SqlitePool,
}

impl Db {
    /// Opens the database in a file, making it and its tables if they do not exist.
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A crash of the machine may lose the last blocks of the index, which are read again;
            // tickets and keys are as safe, because WAL is synced at every checkpoint and they are
            // written before anything is sent. FULL keeps even those.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&writer).await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { writer, reader })
    }

    /// A database in memory, for tests. One connection serves readers and the writer.
    pub async fn in_memory() -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?.foreign_keys(true);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self {
            writer: pool.clone(),
            reader: pool,
        })
    }
}

/// Milliseconds since 1970 by the clock of this machine. The chain's own time is in the records.
pub fn now_ms() -> i64 {
    let now = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// A number of the chain as a database number. Ids are counters and never get near the limit; a
/// mass that large is shown as the largest number there is.
pub fn sql(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
