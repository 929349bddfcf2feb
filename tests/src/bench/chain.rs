//! What the benchmarks of a node alone share: transactions sent and waited for, and the council's
//! registrations.

use std::time::{Duration, Instant};

use anyhow::{bail, Result};
use codec::{Decode, Encode};
use county_primitives::{Items, Pseudonym, Subject, Timeline};
use county_runtime::RuntimeCall;
use serde_json::json;

use crate::{extrinsic::Signer, stack::Node};

pub(super) fn one<T: std::fmt::Debug>(item: T) -> Items<T> {
    Items::try_from(vec![item]).expect("one item fits; qed")
}

pub(super) async fn submit(
    node: &Node,
    signer: &Signer,
    call: RuntimeCall,
    nonce: u32,
) -> Result<()> {
    let bytes = format!("0x{}", hex::encode(signer.sign(call, nonce).encode()));
    node.rpc("author_submitExtrinsic", json!([bytes])).await?;
    Ok(())
}

/// Waits until a storage value at the finalized head satisfies a condition.
pub(super) async fn until(
    node: &Node,
    key: &[u8],
    holds: impl Fn(Option<Vec<u8>>) -> bool,
) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if holds(storage(node, key).await?) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the chain did not take a preparation of the benchmark")
}

async fn storage(node: &Node, key: &[u8]) -> Result<Option<Vec<u8>>> {
    let head = node.rpc("chain_getFinalizedHead", json!([])).await?;
    let key = format!("0x{}", hex::encode(key));
    let value = node.rpc("state_getStorage", json!([key, head])).await?;
    value
        .as_str()
        .map(|text| Ok(hex::decode(text.trim_start_matches("0x"))?))
        .transpose()
}

pub(super) fn timeline_key(pallet: &str, subject: Subject) -> Vec<u8> {
    let encoded = subject.encode();
    [
        sp_crypto_hashing::twox_128(pallet.as_bytes()).to_vec(),
        sp_crypto_hashing::twox_128(b"Timelines").to_vec(),
        sp_crypto_hashing::blake2_128(&encoded).to_vec(),
        encoded,
    ]
    .concat()
}

pub(super) async fn timeline_len(node: &Node, pallet: &str, subject: Subject) -> Result<u32> {
    let value = storage(node, &timeline_key(pallet, subject)).await?;
    Ok(value
        .map(|bytes| Timeline::decode(&mut &bytes[..]))
        .transpose()?
        .unwrap_or_default()
        .len)
}

pub(super) fn pseudonym(number: u32) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&(number + 1).to_le_bytes());
    Pseudonym(bytes)
}

pub(super) fn timeline_of_registry(member: u32) -> Vec<u8> {
    timeline_key(
        "Registry",
        Subject::Member(county_primitives::MemberId(member)),
    )
}

pub(super) async fn propose(
    node: &Node,
    council: &Signer,
    nonce: u32,
    call: pallet_registry::Call<county_runtime::Runtime>,
) -> Result<()> {
    let proposal = Box::new(RuntimeCall::Registry(call));
    let length_bound = u32::try_from(proposal.encoded_size())?;
    let propose = pallet_collective::Call::propose {
        threshold: 1,
        proposal,
        length_bound,
    };
    submit(node, council, RuntimeCall::Council(propose), nonce).await
}
