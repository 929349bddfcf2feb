//! The records of livestock, read back as the chain made them.

use codec::DecodeAll;
use county_primitives::{
    livestock::{LivestockEntry, Unit},
    Record, Subject,
};
use sqlx::{QueryBuilder, Sqlite, SqlitePool};

use crate::error::ApiError;

/// A record of livestock.
pub(crate) type LivestockRecord = Record<LivestockEntry>;

fn read(scale: &[u8]) -> Result<LivestockRecord, ApiError> {
    LivestockRecord::decode_all(&mut &scale[..]).map_err(ApiError::internal)
}

/// Every record of livestock on a subject, the oldest first.
pub(crate) async fn of(
    db: &SqlitePool,
    subject: Subject,
) -> Result<Vec<LivestockRecord>, ApiError> {
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT scale FROM records WHERE subject = ? AND pallet = 'Livestock' ORDER BY sequence",
    )
    .bind(subject.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|scale| read(scale)).collect()
}

/// A stored unit.
pub(crate) fn unit(subject: &str) -> Result<Unit, ApiError> {
    match subject.parse() {
        Ok(Subject::Animal(id)) => Ok(Unit::Animal(id)),
        Ok(Subject::Herd(id)) => Ok(Unit::Herd(id)),
        _ => Err(ApiError::internal("a stored unit is no animal and no herd")),
    }
}

/// Adds `(?, ?, …)`; an empty list equals nothing.
pub(crate) fn push_list<'a>(
    query: &mut QueryBuilder<'_, Sqlite>,
    values: impl Iterator<Item = &'a str>,
) {
    query.push("(NULL");
    for value in values {
        query.push(", ").push_bind(value.to_owned());
    }
    query.push(")");
}
