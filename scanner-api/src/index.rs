//! The index of finalized blocks: every record, every timeline and the tables that pages read. It is
//! made of finalized blocks only, resumes after its last block, and can be rebuilt from block 0.

pub mod apply;
pub mod follow;
pub mod rebuild;
#[cfg(test)]
mod tests;
pub mod verify;

use sqlx::SqliteExecutor;

use crate::{chain::NodeError, db::sql};

/// The last block the index has applied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IndexHead {
    /// Its number.
    pub number: u64,
    /// Its hash, with `0x`.
    pub hash: String,
    /// Its time, in milliseconds UTC.
    pub time_ms: i64,
    /// Version of the runtime that made it.
    pub spec_version: u32,
    /// Hash of the genesis block, with `0x`.
    pub genesis_hash: String,
}

/// Why the index stopped. It never goes on over a mistake.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The node did not answer.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The database did not answer.
    #[error("the database of the index: {0}")]
    Database(#[from] sqlx::Error),
    /// The node belongs to another chain than the index.
    #[error(
        "the index was made of chain {index}, the node is of chain {node}; use another data folder"
    )]
    OtherChain {
        /// Genesis hash of the index.
        index: String,
        /// Genesis hash of the node.
        node: String,
    },
    /// A block does not follow the one before it.
    #[error("block {number} names {parent} as its parent, but the index ends with {indexed}")]
    NotAChild {
        /// Number of the block.
        number: u64,
        /// The parent it names.
        parent: String,
        /// The block the index ends with.
        indexed: String,
    },
    /// A record does not continue its timeline.
    #[error("block {block}: record {sequence} of {subject} does not follow record {len}")]
    NotInSequence {
        /// Number of the block.
        block: u64,
        /// The subject.
        subject: String,
        /// The sequence of the record.
        sequence: u32,
        /// The length of the timeline before it.
        len: u32,
    },
    /// The index moved on while a block was being read.
    #[error(
        "another program writes into the index, which does not end with block {number} any more"
    )]
    OtherWriter {
        /// Number of the block it ended with.
        number: u64,
    },
    /// A head of the index is not the head of the chain.
    #[error("the head of {subject} in the index is not the chain's; run scanner-api reindex")]
    OtherHead {
        /// The subject.
        subject: String,
    },
    /// A record has a form the tables have no place for.
    #[error("a record cannot be written down: {0}")]
    Record(String),
}

impl From<serde_json::Error> for IndexError {
    fn from(error: serde_json::Error) -> Self {
        Self::Record(error.to_string())
    }
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    number: i64,
    hash: String,
    time_ms: i64,
    spec_version: i64,
    genesis_hash: String,
}

/// Reads how far the index has come.
pub async fn head<'c>(executor: impl SqliteExecutor<'c>) -> Result<Option<IndexHead>, sqlx::Error> {
    let row: Option<HeadRow> = sqlx::query_as(
        "SELECT number, hash, time_ms, spec_version, genesis_hash FROM index_head WHERE id = 1",
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| IndexHead {
        number: u64::try_from(row.number).unwrap_or_default(),
        hash: row.hash,
        time_ms: row.time_ms,
        spec_version: u32::try_from(row.spec_version).unwrap_or_default(),
        genesis_hash: row.genesis_hash,
    }))
}

async fn write_head(
    connection: &mut sqlx::SqliteConnection,
    head: &IndexHead,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO index_head (id, number, hash, time_ms, spec_version, genesis_hash) VALUES (1, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash, \
         time_ms = excluded.time_ms, spec_version = excluded.spec_version, genesis_hash = excluded.genesis_hash",
    )
    .bind(sql(head.number))
    .bind(&head.hash)
    .bind(head.time_ms)
    .bind(i64::from(head.spec_version))
    .bind(&head.genesis_hash)
    .execute(connection)
    .await?;
    Ok(())
}
