//! Writes one finalized block into the index, all of it or nothing.

mod devices;
mod genesis;
mod labels;
mod livestock;
mod oversight;
mod produce;
pub(super) mod records;
mod registry;
mod three_assets;
mod trade;
mod whereabouts;

use std::collections::BTreeSet;

use county_primitives::{Author, Date};
use sqlx::SqliteConnection;

use crate::{
    chain::{AnyRecord, Block, BlockRecord, Genesis},
    db::sql,
    submit::TicketProblem,
};

use super::{write_head, IndexError, IndexHead};

/// Room for the events of one block in the order of all records.
const EVENTS_PER_BLOCK: i64 = 1_000_000;
/// Where the second row stands that one record moves: behind all records of its block, before those of the next. No
/// block has room for half as many events.
const SECOND_ROW: i64 = EVENTS_PER_BLOCK / 2;

/// A record on its way into the tables.
pub(crate) struct Place<'a> {
    /// Number of the block.
    pub(crate) block: i64,
    /// Position among the events of the block.
    pub(crate) event_index: i64,
    /// Who made it.
    pub(crate) author: &'a Author,
    /// When the ledger took it.
    pub(crate) ledger_ms: i64,
}

impl Place<'_> {
    /// The member who made the record.
    pub(crate) fn member(&self) -> Option<i64> {
        self.author.member().map(|id| i64::from(id.0))
    }

    /// The organisation it was made for.
    pub(crate) fn organisation(&self) -> Option<i64> {
        self.author.organisation().map(|id| i64::from(id.0))
    }

    /// The role it was made in.
    pub(crate) fn role(&self) -> Option<&'static str> {
        role_of(self.author)
    }

    /// Block and position in one number, which orders all records.
    pub(crate) fn ordinal(&self) -> i64 {
        self.block
            .saturating_mul(EVENTS_PER_BLOCK)
            .saturating_add(self.event_index)
    }

    /// The same for a second row that the record moves, so that both have a number of their own.
    pub(crate) fn second_ordinal(&self) -> i64 {
        self.ordinal().saturating_add(SECOND_ROW)
    }

    /// The local day of the record.
    pub(crate) fn day(&self) -> Date {
        Date::of_timestamp(u64::try_from(self.ledger_ms).unwrap_or(0))
    }
}

fn role_of(author: &Author) -> Option<&'static str> {
    match author {
        Author::Member(signature) => Some(signature.role.id()),
        Author::Governance => Some("governance"),
        Author::Rule => None,
    }
}

/// Writes the genesis block and the state it began with.
pub(crate) async fn apply_genesis(
    connection: &mut SqliteConnection,
    block: &Block,
    state: &Genesis,
) -> Result<IndexHead, IndexError> {
    write_block(connection, block).await?;
    genesis::write(connection, state).await?;
    let head = IndexHead {
        number: block.number,
        hash: block.hash.clone(),
        time_ms: sql(block.time_ms),
        spec_version: block.spec_version,
        genesis_hash: block.hash.clone(),
    };
    write_head(connection, &head).await?;
    Ok(head)
}

/// Writes a block after `head`, and settles the tickets it decides.
pub(crate) async fn apply_block(
    connection: &mut SqliteConnection,
    head: &IndexHead,
    block: &Block,
) -> Result<IndexHead, IndexError> {
    if block.number != head.number.saturating_add(1) || block.parent != head.hash {
        return Err(IndexError::NotAChild {
            number: block.number,
            parent: block.parent.clone(),
            indexed: head.hash.clone(),
        });
    }
    if !block.records.is_empty() {
        write_block(connection, block).await?;
    }
    records::write(connection, block).await?;
    for record in &block.records {
        write_tables(connection, block, record).await?;
    }
    settle_tickets(connection, block).await?;
    let head = IndexHead {
        number: block.number,
        hash: block.hash.clone(),
        time_ms: sql(block.time_ms),
        spec_version: block.spec_version,
        genesis_hash: head.genesis_hash.clone(),
    };
    write_head(connection, &head).await?;
    Ok(head)
}

async fn write_block(connection: &mut SqliteConnection, block: &Block) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO blocks (number, hash, parent, time_ms, spec_version) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(sql(block.number))
    .bind(&block.hash)
    .bind(&block.parent)
    .bind(sql(block.time_ms))
    .bind(i64::from(block.spec_version))
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_tables(
    connection: &mut SqliteConnection,
    block: &Block,
    found: &BlockRecord,
) -> Result<(), IndexError> {
    let author = found.record.author();
    let place = Place {
        block: sql(block.number),
        event_index: i64::from(found.event_index),
        author: &author,
        ledger_ms: sql(found.record.ledger_ms()),
    };
    let subject = found.record.subject();
    match &found.record {
        AnyRecord::Registry(record) => {
            registry::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Produce(record) => {
            produce::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Labels(record) => {
            labels::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Oversight(record) => {
            oversight::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Livestock(record) => {
            livestock::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::ThreeAssets(record) => {
            three_assets::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Devices(record) => {
            devices::write(connection, &place, subject, &record.entry).await
        }
        AnyRecord::Trade(record) => trade::write(connection, &place, subject, &record.entry).await,
    }
}

/// Decides the pending tickets whose extrinsic is in the block, and those that are too old for it.
async fn settle_tickets(
    connection: &mut SqliteConnection,
    block: &Block,
) -> Result<(), IndexError> {
    for extrinsic in &block.extrinsics {
        let (status, problem, subjects) = match &extrinsic.refusal {
            Some(refusal) => (
                "failed",
                Some(serde_json::to_string(&TicketProblem::Refused(
                    refusal.clone(),
                ))?),
                Vec::new(),
            ),
            None => ("finalized", None, subjects_of(block, extrinsic.index)),
        };
        sqlx::query(
            "UPDATE tickets SET status = ?, problem = ?, subjects = ?, block = ?, block_hash = ?, extrinsic = NULL \
             WHERE extrinsic_hash = ? AND (status = 'pending' OR block IS NULL)",
        )
        .bind(status)
        .bind(problem)
        .bind(serde_json::to_string(&subjects)?)
        .bind(sql(block.number))
        .bind(&block.hash)
        .bind(&extrinsic.hash)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query(
        "UPDATE tickets SET status = 'failed', problem = ?, extrinsic = NULL \
         WHERE status = 'pending' AND valid_until < ?",
    )
    .bind(serde_json::to_string(&TicketProblem::Expired)?)
    .bind(sql(block.number))
    .execute(connection)
    .await?;
    Ok(())
}

/// The subjects of the records an extrinsic made, in order, each once.
fn subjects_of(block: &Block, extrinsic: u32) -> Vec<String> {
    let mut seen = BTreeSet::new();
    block
        .records
        .iter()
        .filter(|record| record.extrinsic_index == Some(extrinsic))
        .map(|record| record.record.subject())
        .filter(|subject| seen.insert(*subject))
        .map(|subject| subject.to_string())
        .collect()
}

/// The JSON spelling of a word of the primitives, for example `laboratory`.
pub(crate) fn word(value: &impl serde::Serialize) -> Result<String, IndexError> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(IndexError::Record(format!("{other} is not one word"))),
    }
}

/// The number of a subject of the kind an entry stands on.
pub(crate) fn misplaced(subject: &county_primitives::Subject) -> IndexError {
    IndexError::Record(format!(
        "an entry stands on {subject}, where it does not belong"
    ))
}
