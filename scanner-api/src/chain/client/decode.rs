//! Reads a finalized block: its records, and what became of its extrinsics.

use std::collections::BTreeMap;

use codec::Decode;
use sp_crypto_hashing::blake2_256;
use subxt::{
    config::SubstrateConfig,
    error::DispatchError,
    events::{Event, Phase},
    metadata::ArcMetadata,
};

use super::connection::{away, prefix, Connection};
use crate::chain::{errors::Refusal, AnyRecord, Block, BlockExtrinsic, BlockRecord, NodeError};

/// Reads a finalized block.
pub(super) async fn block(connection: &Connection, number: u64) -> Result<Block, NodeError> {
    let hash = connection
        .methods
        .chain_get_block_hash(Some(number.into()))
        .await
        .map_err(away)?
        .ok_or_else(|| NodeError::Malformed(format!("the node does not know block {number}")))?;
    let details = connection
        .methods
        .chain_get_block(Some(hash))
        .await
        .map_err(away)?
        .ok_or_else(|| NodeError::Malformed(format!("the node does not know block {number}")))?;
    let header = details.block.header;
    // The events of a block are written by the runtime it began with.
    let made_by = if number == 0 {
        hash
    } else {
        header.parent_hash
    };
    let runtime = connection
        .runtime(made_by)
        .await
        .map_err(|error| match error {
            NodeError::Pruned(_) => NodeError::Pruned(number),
            other => other,
        })?;
    let keys = [prefix("System", "Events"), prefix("Timestamp", "Now")];
    let mut values = connection.values(&keys, number, hash).await?.into_iter();
    let events = values.next().flatten().unwrap_or_default();
    let time_ms = match values.next().flatten() {
        Some(now) => u64::decode(&mut &now[..]).map_err(malformed)?,
        None => 0,
    };
    let found = read_events(&runtime.client, events)?;
    let extrinsics = details
        .block
        .extrinsics
        .iter()
        .zip(0u32..)
        .filter(|(bytes, _)| is_signed(bytes))
        .map(|(bytes, index)| BlockExtrinsic {
            index,
            hash: format!("0x{}", hex::encode(blake2_256(bytes))),
            refusal: found.refusals.get(&index).cloned(),
        })
        .collect();
    Ok(Block {
        number,
        hash: format!("{hash:?}"),
        parent: format!("{:?}", header.parent_hash),
        time_ms,
        spec_version: runtime.spec_version,
        records: found.records,
        extrinsics,
    })
}

fn malformed(error: impl std::fmt::Display) -> NodeError {
    NodeError::Malformed(error.to_string())
}

/// Whether an extrinsic is signed (version 4) or general (version 5), and not an inherent.
fn is_signed(bytes: &[u8]) -> bool {
    let mut input = bytes;
    codec::Compact::<u32>::decode(&mut input).is_ok()
        && input
            .first()
            .is_some_and(|version| version & 0b1100_0000 != 0)
}

#[derive(Default)]
struct Found {
    records: Vec<BlockRecord>,
    refusals: BTreeMap<u32, Refusal>,
}

fn read_events(client: &super::connection::AtBlock, bytes: Vec<u8>) -> Result<Found, NodeError> {
    let metadata = client.metadata();
    let mut found = Found::default();
    for event in client.events().from_bytes(bytes).iter() {
        let event = event.map_err(malformed)?;
        let extrinsic_index = match event.phase() {
            Phase::ApplyExtrinsic(index) => Some(index),
            Phase::Finalization | Phase::Initialization => None,
        };
        let (pallet, name) = (event.pallet_name(), event.event_name());
        if name == "Recorded" && AnyRecord::PALLETS.contains(&pallet) {
            found.records.push(read_record(&event, extrinsic_index)?);
        } else if let (Some(index), Some(bytes)) = (extrinsic_index, failure(&event)) {
            let refusal = refusal(bytes, &metadata)?;
            found.refusals.entry(index).or_insert(refusal);
        }
    }
    Ok(found)
}

fn read_record(
    event: &Event<'_, SubstrateConfig>,
    extrinsic_index: Option<u32>,
) -> Result<BlockRecord, NodeError> {
    let scale = event.field_bytes().to_vec();
    let record = AnyRecord::decode(event.pallet_name(), &scale).map_err(NodeError::Incompatible)?;
    Ok(BlockRecord {
        event_index: event.index(),
        extrinsic_index,
        record,
        scale,
    })
}

/// The dispatch error in an event that tells of a failure: of the extrinsic itself, or of the call
/// that the council executed for it.
fn failure<'a>(event: &'a Event<'_, SubstrateConfig>) -> Option<&'a [u8]> {
    const HASH_BYTES: usize = 32;
    const ERROR: u8 = 1;
    let bytes = event.field_bytes();
    match (event.pallet_name(), event.event_name()) {
        ("System", "ExtrinsicFailed") => Some(bytes),
        ("Council", "Executed" | "MemberExecuted") => match bytes.get(HASH_BYTES..)? {
            [ERROR, error @ ..] => Some(error),
            _ => None,
        },
        _ => None,
    }
}

/// A dispatch error by name, with the index of the item it concerns.
fn refusal(bytes: &[u8], metadata: &ArcMetadata) -> Result<Refusal, NodeError> {
    let error = DispatchError::decode_from(bytes, metadata.clone()).map_err(malformed)?;
    let DispatchError::Module(error) = error else {
        return Ok(plain(&error));
    };
    let details = error.details().map_err(malformed)?;
    // Errors about an item carry its index; others carry nothing and the bytes are zero.
    let item = match details.variant.fields.len() {
        0 => None,
        _ => error
            .bytes()
            .get(2..)
            .and_then(|mut rest| u16::decode(&mut rest).ok()),
    };
    Ok(Refusal {
        code: format!("{}.{}", details.pallet.name(), details.variant.name),
        item,
        docs: details.variant.docs.join(" ").trim().to_owned(),
    })
}

fn plain(error: &DispatchError) -> Refusal {
    let (code, docs) = match error {
        DispatchError::BadOrigin => ("System.BadOrigin", "The signer may not make this call."),
        DispatchError::RootNotAllowed => ("System.RootNotAllowed", "Root may not make this call."),
        DispatchError::Exhausted => ("System.Exhausted", "The block had no room for the call."),
        _ => ("System.Other", "The runtime could not carry out the call."),
    };
    Refusal::new(code, docs)
}

#[cfg(test)]
mod tests {
    use codec::Encode;

    use super::*;

    #[test]
    fn inherents_are_not_signed() {
        let framed = |version: u8| vec![version, 3, 0].encode();
        assert!(is_signed(&framed(0x84)) && is_signed(&framed(0x45)));
        assert!(!is_signed(&framed(0x04)) && !is_signed(&framed(0x05)) && !is_signed(&[]));
    }
}
