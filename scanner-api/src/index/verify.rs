//! Compares the heads of the index with those of the chain.

use county_primitives::{Subject, Timeline};
use sqlx::SqliteConnection;

use crate::chain::Node;

use super::{apply::records::load, IndexError};

/// How many heads are asked for at a time.
const AT_A_TIME: usize = 500;

/// The chain's heads of some subjects at a block.
pub async fn fetch(
    node: &dyn Node,
    subjects: &[Subject],
    block_hash: &str,
) -> Result<Vec<Timeline>, IndexError> {
    let mut heads = Vec::with_capacity(subjects.len());
    for subjects in subjects.chunks(AT_A_TIME) {
        heads.extend(node.timelines(subjects, block_hash).await?);
    }
    Ok(heads)
}

/// Compares the heads of some subjects in the index with the chain's.
pub async fn compare(
    connection: &mut SqliteConnection,
    subjects: &[Subject],
    theirs: &[Timeline],
) -> Result<(), IndexError> {
    let ours = load(connection, subjects).await?;
    for (subject, theirs) in subjects.iter().zip(theirs) {
        if ours.get(subject).copied().unwrap_or_default() != *theirs {
            return Err(IndexError::OtherHead {
                subject: subject.to_string(),
            });
        }
    }
    Ok(())
}

/// Compares all heads of the index with the chain's; returns how many there are.
pub async fn all_heads(
    connection: &mut SqliteConnection,
    node: &dyn Node,
    block_hash: &str,
) -> Result<usize, IndexError> {
    let names: Vec<String> = sqlx::query_scalar("SELECT subject FROM timelines ORDER BY subject")
        .fetch_all(&mut *connection)
        .await?;
    let subjects = names
        .iter()
        .map(|name| {
            name.parse()
                .map_err(|_| IndexError::Record(format!("{name} is no subject")))
        })
        .collect::<Result<Vec<Subject>, _>>()?;
    let theirs = fetch(node, &subjects, block_hash).await?;
    compare(connection, &subjects, &theirs).await?;
    Ok(subjects.len())
}
