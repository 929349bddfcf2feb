//! Follows the finalized blocks of the node, one after the other, from where the index ends.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use county_primitives::Subject;
use futures::{stream, StreamExt, TryStreamExt};
use tokio::sync::watch;

use crate::{
    chain::{Block, Node},
    db::Db,
};

use super::{apply, head, verify, IndexError, IndexHead};

/// How many blocks are read from the node at a time while catching up.
const AHEAD: usize = 16;
/// How many blocks share a transaction while catching up.
const TOGETHER: usize = 128;
/// How long to wait after a mistake before trying again.
const PAUSE: Duration = Duration::from_secs(5);

/// What the index tells the rest of the service.
#[derive(Debug)]
pub struct Progress {
    /// The last block applied.
    pub head: watch::Sender<Option<IndexHead>>,
    /// Why the index stands still, if it does.
    pub trouble: watch::Sender<Option<String>>,
}

/// Follows the node until the task is aborted. A mistake stops the index, is told, and is tried again:
/// it never goes on with a block left out.
pub async fn follow(db: Db, node: Arc<dyn Node>, progress: Progress) {
    let mut status = node.status();
    loop {
        let now = status.borrow_and_update().clone();
        let result = if now.live {
            catch_up(&db, node.as_ref(), &progress.head, now.finalized).await
        } else {
            Ok(())
        };
        match result {
            Ok(()) => {
                progress
                    .trouble
                    .send_if_modified(|trouble| trouble.take().is_some());
                if status.changed().await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "the index stands still");
                progress.trouble.send_replace(Some(error.to_string()));
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Applies every block up to `to` that the index does not have yet.
pub async fn catch_up(
    db: &Db,
    node: &dyn Node,
    heads: &watch::Sender<Option<IndexHead>>,
    to: u64,
) -> Result<(), IndexError> {
    let mut at = begin(db, node).await?;
    heads.send_if_modified(|head| {
        let news = head.as_ref() != Some(&at);
        *head = Some(at.clone());
        news
    });
    let mut blocks = stream::iter(at.number.saturating_add(1)..=to)
        .map(|number| node.block(number))
        .buffered(AHEAD)
        .map_err(IndexError::from)
        .try_ready_chunks(TOGETHER);
    while let Some(chunk) = blocks.next().await {
        // A chunk that ends in an error comes without the blocks before it; they are read again.
        let chunk = chunk.map_err(|error| error.1)?;
        at = apply_chunk(db, node, at, &chunk).await?;
        heads.send_replace(Some(at.clone()));
    }
    Ok(())
}

/// The head of the index; writes the first state if there is none yet.
async fn begin(db: &Db, node: &dyn Node) -> Result<IndexHead, IndexError> {
    let genesis_hash = node.genesis_hash().await?;
    if let Some(head) = head(&db.writer).await? {
        if head.genesis_hash != genesis_hash {
            return Err(IndexError::OtherChain {
                index: head.genesis_hash,
                node: genesis_hash,
            });
        }
        return Ok(head);
    }
    let block = node.block(0).await?;
    let state = node.genesis().await?;
    let mut transaction = db.writer.begin().await?;
    let head = apply::apply_genesis(&mut transaction, &block, &state).await?;
    transaction.commit().await?;
    Ok(head)
}

/// Applies some blocks in one transaction, which is committed only if the heads they lead to are
/// those of the chain.
async fn apply_chunk(
    db: &Db,
    node: &dyn Node,
    mut at: IndexHead,
    chunk: &[Block],
) -> Result<IndexHead, IndexError> {
    let records = || chunk.iter().flat_map(|block| &block.records);
    let touched: BTreeSet<Subject> = records().map(|record| record.record.subject()).collect();
    let touched: Vec<_> = touched.into_iter().collect();
    // The node is asked first: nobody else can write while the transaction is open.
    let last = chunk.last().map_or(&at.hash, |block| &block.hash);
    let theirs = verify::fetch(node, &touched, last).await?;
    let mut transaction = db.writer.begin().await?;
    // A rebuild by another program must not be written over, nor any block be written twice.
    if head(&mut *transaction).await?.as_ref() != Some(&at) {
        return Err(IndexError::OtherWriter { number: at.number });
    }
    for block in chunk {
        at = apply::apply_block(&mut transaction, &at, block).await?;
    }
    verify::compare(&mut transaction, &touched, &theirs).await?;
    transaction.commit().await?;
    metrics::gauge!("county_indexed_block").set(at.number as f64);
    metrics::counter!("county_indexed_records_total").increment(records().count() as u64);
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chain::fake::FakeNode, testing::genesis};

    #[tokio::test]
    async fn a_block_that_another_program_wrote_is_not_written_again() {
        let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
        let number = node.add_block(Vec::new());
        let chunk = [node.block(number).await.unwrap()];
        let at = begin(&db, &node).await.unwrap();
        apply_chunk(&db, &node, at.clone(), &chunk).await.unwrap();
        assert!(matches!(
            apply_chunk(&db, &node, at, &chunk).await,
            Err(IndexError::OtherWriter { number: 0 })
        ));
        assert_eq!(head(&db.reader).await.unwrap().unwrap().number, number);
    }
}
