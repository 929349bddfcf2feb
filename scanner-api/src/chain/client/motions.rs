//! Reads what is before the council.

use std::collections::BTreeMap;

use codec::{Compact, Decode};
use subxt::metadata::Metadata;

use super::connection::Connection;
use crate::chain::{
    motion::{Agenda, Motion, Votes},
    NodeError,
};

const HASH_BYTES: usize = 32;

fn malformed(error: impl std::fmt::Display) -> NodeError {
    NodeError::Malformed(error.to_string())
}

/// What is before the council in the last finalized block.
pub(super) async fn agenda(connection: &Connection) -> Result<Agenda, NodeError> {
    let at = connection.finalized().await?;
    let block = connection.header(Some(at)).await?.number;
    let runtime = connection.runtime(at).await?;
    let metadata = runtime.client.metadata_ref();
    let calls = connection.map("Council", "ProposalOf", at).await?;
    let mut votes: BTreeMap<[u8; HASH_BYTES], Votes> = BTreeMap::new();
    for (key, value) in connection.map("Council", "Voting", at).await? {
        let found = Votes::decode(&mut &value[..]).map_err(malformed)?;
        votes.insert(hash_of(&key)?, found);
    }
    let mut motions = Vec::with_capacity(calls.len());
    for (key, encoded) in calls {
        let hash = hash_of(&key)?;
        let Some(votes) = votes.remove(&hash) else {
            continue;
        };
        let (pallet, call) = name_of(metadata, &encoded);
        motions.push(Motion {
            hash,
            index: votes.index,
            threshold: votes.threshold,
            ayes: votes.ayes,
            nays: votes.nays,
            end: u64::from(votes.end),
            pallet,
            call,
            encoded,
        });
    }
    motions.sort_by_key(|motion| motion.index);
    Ok(Agenda {
        block,
        seats: connection.council().await?,
        weight_max: weight_max(metadata)?,
        motions,
    })
}

/// The map is hashed by identity: the key ends with the hash itself.
fn hash_of(key: &[u8]) -> Result<[u8; HASH_BYTES], NodeError> {
    let hash = key.last_chunk::<HASH_BYTES>();
    hash.copied()
        .ok_or_else(|| malformed("a motion has no hash"))
}

/// Pallet and call of an encoded call, as the runtime names them.
fn name_of(metadata: &Metadata, encoded: &[u8]) -> (String, String) {
    let (Some(pallet), Some(call)) = (encoded.first(), encoded.get(1)) else {
        return Default::default();
    };
    let Some(pallet) = metadata.pallet_by_call_index(*pallet) else {
        return Default::default();
    };
    let call = pallet.call_variant_by_index(*call);
    let call = call.map_or_else(String::new, |call| call.name.clone());
    (pallet.name().to_owned(), call)
}

/// The bound under which a motion is executed.
fn weight_max(metadata: &Metadata) -> Result<(u64, u64), NodeError> {
    let constant = metadata
        .pallet_by_name("Council")
        .and_then(|pallet| pallet.constant_by_name("MaxProposalWeight"))
        .ok_or_else(|| malformed("the runtime names no MaxProposalWeight"))?;
    let (time, proof) =
        <(Compact<u64>, Compact<u64>)>::decode(&mut constant.value()).map_err(malformed)?;
    Ok((time.0, proof.0))
}
