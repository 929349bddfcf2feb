//! One connection to a node: requests, storage, and the runtimes it has seen.

use std::{collections::HashMap, str::FromStr, time::Duration};

use codec::{Decode, Encode};
use county_primitives::{Subject, Timeline};
use sp_crypto_hashing::{blake2_128, blake2_256, twox_128};
use subxt::{
    client::{ClientAtBlock, OfflineClient, OfflineClientAtBlockImpl},
    config::{
        substrate::{SpecVersionForRange, SubstrateHeader},
        RpcConfigFor, SubstrateConfig,
    },
    ext::jsonrpsee::ws_client::WsClientBuilder,
    metadata::{ArcMetadata, Metadata},
    rpcs::{
        client::RpcSubscription, methods::legacy::LegacyRpcMethods, Error as RpcError, RpcClient,
    },
    utils::H256,
};
use tokio::sync::Mutex;
use url::Url;

use crate::chain::{
    metadata::{committed, ensure_compatible},
    NodeError, NodeStatus, TimelineProof,
};

/// The longest answer that is read: the events of a full block, in hex.
const ANSWER_BYTES_MAX: u32 = 128 * 1024 * 1024;
/// How long an answer may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How many keys of a storage map are asked for at a time.
const PAGE: u32 = 500;
/// What a node says when it has pruned a state.
const STATE_DISCARDED: &str = "State already discarded";

pub(super) type Header = SubstrateHeader<H256>;
pub(super) type Headers = RpcSubscription<Header>;
pub(super) type AtBlock = ClientAtBlock<SubstrateConfig, OfflineClientAtBlockImpl<SubstrateConfig>>;

/// A runtime the node has or had.
#[derive(Clone)]
pub(super) struct Runtime {
    /// Its version.
    pub(super) spec_version: u32,
    /// Encodes and decodes with its metadata.
    pub(super) client: AtBlock,
}

/// One connection to a node.
pub(super) struct Connection {
    pub(super) methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
    genesis_hash: H256,
    runtimes: Mutex<HashMap<u32, Runtime>>,
}

/// A request that was not answered.
pub(super) fn away(error: RpcError) -> NodeError {
    match error {
        RpcError::User(error) => {
            NodeError::Malformed(format!("{} ({})", error.message, error.code))
        }
        RpcError::Deserialization(_) | RpcError::Decode(_) => {
            NodeError::Malformed(error.to_string())
        }
        other => NodeError::Away(other.to_string()),
    }
}

/// A request about the state of a block that was not answered.
pub(super) fn no_state(number: u64) -> impl Fn(RpcError) -> NodeError {
    move |error| match error {
        RpcError::User(error) if error.message.contains(STATE_DISCARDED) => {
            NodeError::Pruned(number)
        }
        other => away(other),
    }
}

/// The prefix of a storage item's keys.
pub(super) fn prefix(pallet: &str, item: &str) -> Vec<u8> {
    [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
}

/// A block hash from its text.
pub(super) fn hash(text: &str) -> Result<H256, NodeError> {
    H256::from_str(text).map_err(|_| NodeError::Malformed(format!("{text} is no block hash")))
}

/// The key of a subject's timeline, in the pallet that keeps it.
fn timeline_key(subject: Subject) -> Vec<u8> {
    let mut key = prefix(subject.keeper().name(), "Timelines");
    let subject = subject.encode();
    key.extend(blake2_128(&subject));
    key.extend(subject);
    key
}

impl Connection {
    /// Connects, and makes sure that the node's records are those this service understands.
    pub(super) async fn open(url: &Url) -> Result<Self, NodeError> {
        let client = WsClientBuilder::new()
            .max_response_size(ANSWER_BYTES_MAX)
            .max_buffer_capacity_per_subscription(4096)
            .request_timeout(REQUEST_TIMEOUT)
            .enable_ws_ping(Default::default())
            .build(url.as_str())
            .await
            .map_err(|error| NodeError::Away(error.to_string()))?;
        let methods = LegacyRpcMethods::new(RpcClient::new(client));
        let genesis_hash = methods.genesis_hash().await.map_err(away)?;
        let connection = Self {
            methods,
            genesis_hash,
            runtimes: Mutex::default(),
        };
        let finalized = connection.finalized().await?;
        let runtime = connection.runtime(finalized).await?;
        let ours = committed().map_err(NodeError::Incompatible)?;
        ensure_compatible(runtime.client.metadata_ref(), &ours, runtime.spec_version)
            .map_err(NodeError::Incompatible)?;
        Ok(connection)
    }

    /// Hash of the genesis block.
    pub(super) fn genesis_hash(&self) -> H256 {
        self.genesis_hash
    }

    /// Subscribes to best and finalized heads.
    pub(super) async fn subscribe(&self) -> Result<(Headers, Headers), NodeError> {
        let best = self
            .methods
            .chain_subscribe_new_heads()
            .await
            .map_err(away)?;
        let finalized = self
            .methods
            .chain_subscribe_finalized_heads()
            .await
            .map_err(away)?;
        Ok((best, finalized))
    }

    /// Where the node stands.
    pub(super) async fn status(&self) -> Result<NodeStatus, NodeError> {
        let best = self.header(None).await?.number;
        let finalized = self.header(Some(self.finalized().await?)).await?.number;
        Ok(NodeStatus {
            live: true,
            trouble: None,
            best: best.max(finalized),
            finalized,
        })
    }

    /// Hash of the last finalized block.
    pub(super) async fn finalized(&self) -> Result<H256, NodeError> {
        self.methods.chain_get_finalized_head().await.map_err(away)
    }

    /// The header of a block, or of the best one.
    pub(super) async fn header(&self, at: Option<H256>) -> Result<Header, NodeError> {
        self.methods
            .chain_get_header(at)
            .await
            .map_err(away)?
            .ok_or_else(|| NodeError::Malformed("the node does not know its own block".to_owned()))
    }

    /// The runtime in the state of a block: the one that makes the block after it.
    pub(super) async fn runtime(&self, at: H256) -> Result<Runtime, NodeError> {
        let version = self
            .methods
            .state_get_runtime_version(Some(at))
            .await
            .map_err(no_state(0))?;
        let mut runtimes = self.runtimes.lock().await;
        if let Some(runtime) = runtimes.get(&version.spec_version) {
            return Ok(runtime.clone());
        }
        let metadata = self.metadata(at).await?;
        let config = SubstrateConfig::builder()
            .set_genesis_hash(self.genesis_hash)
            .set_metadata_for_spec_versions([(version.spec_version, metadata)])
            .set_spec_version_for_block_ranges([SpecVersionForRange {
                block_range: 0..u64::MAX,
                spec_version: version.spec_version,
                transaction_version: version.transaction_version,
            }])
            .build();
        let client = OfflineClient::new_with_config(config)
            .at_block(0u64)
            .map_err(|error| NodeError::Malformed(error.to_string()))?;
        let runtime = Runtime {
            spec_version: version.spec_version,
            client,
        };
        runtimes.insert(version.spec_version, runtime.clone());
        Ok(runtime)
    }

    /// The newest form of metadata the runtime gives.
    async fn metadata(&self, at: H256) -> Result<ArcMetadata, NodeError> {
        for version in [16u32, 15] {
            let parameters = version.encode();
            let answer = self
                .methods
                .state_call("Metadata_metadata_at_version", Some(&parameters), Some(at))
                .await
                .map_err(away)?;
            // An `Option` of the metadata, which is itself a list of bytes.
            let opaque = <Option<Vec<u8>>>::decode(&mut &answer[..])
                .map_err(|error| NodeError::Malformed(error.to_string()))?;
            if let Some(bytes) = opaque {
                return Metadata::decode_from(&bytes)
                    .map(Metadata::arc)
                    .map_err(|error| NodeError::Malformed(error.to_string()));
            }
        }
        Err(NodeError::Incompatible(
            "the node's runtime gives no metadata 15 or 16".to_owned(),
        ))
    }

    /// Some storage values at a block, in the order of the keys.
    pub(super) async fn values(
        &self,
        keys: &[Vec<u8>],
        number: u64,
        at: H256,
    ) -> Result<Vec<Option<Vec<u8>>>, NodeError> {
        let sets = self
            .methods
            .state_query_storage_at(keys.iter().map(Vec::as_slice), Some(at))
            .await
            .map_err(no_state(number))?;
        let mut found: HashMap<Vec<u8>, Option<Vec<u8>>> = sets
            .into_iter()
            .flat_map(|set| set.changes)
            .map(|(key, value)| (key.0, value.map(|value| value.0)))
            .collect();
        Ok(keys.iter().map(|key| found.remove(key).flatten()).collect())
    }

    /// All keys and values of a storage map at a block.
    pub(super) async fn map(
        &self,
        pallet: &str,
        item: &str,
        at: H256,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, NodeError> {
        let prefix = prefix(pallet, item);
        let mut entries = Vec::new();
        let mut last: Option<Vec<u8>> = None;
        loop {
            let keys = self
                .methods
                .state_get_keys_paged(&prefix, PAGE, last.as_deref(), Some(at))
                .await
                .map_err(no_state(0))?;
            let Some(end) = keys.last().cloned() else {
                return Ok(entries);
            };
            let values = self.values(&keys, 0, at).await?;
            entries.extend(
                keys.into_iter()
                    .zip(values)
                    .filter_map(|(key, value)| Some((key, value?))),
            );
            last = Some(end);
        }
    }

    /// What a view function answers at the last finalized block.
    pub(super) async fn view(
        &self,
        pallet: &str,
        function: &str,
        arguments: &[u8],
    ) -> Result<Vec<u8>, NodeError> {
        let at = self.finalized().await?;
        let runtime = self.runtime(at).await?;
        let query = runtime
            .client
            .metadata_ref()
            .pallet_by_name(pallet)
            .and_then(|pallet| Some(*pallet.view_function_by_name(function)?.query_id()))
            .ok_or_else(|| {
                NodeError::Incompatible(format!(
                    "the node's runtime has no view {pallet}.{function}"
                ))
            })?;
        let answer = self
            .methods
            .state_call(
                "RuntimeViewFunction_execute_view_function",
                Some(&(query, arguments).encode()),
                Some(at),
            )
            .await
            .map_err(no_state(0))?;
        // A result, of which only the good side is read.
        match answer.split_first() {
            Some((0, mut value)) => Vec::<u8>::decode(&mut value)
                .map_err(|error| NodeError::Malformed(error.to_string())),
            _ => Err(NodeError::Malformed(format!(
                "the view {pallet}.{function} was not answered"
            ))),
        }
    }

    /// The heads of some subjects at a block.
    pub(super) async fn timelines(
        &self,
        subjects: &[Subject],
        block_hash: &str,
    ) -> Result<Vec<Timeline>, NodeError> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<_> = subjects.iter().copied().map(timeline_key).collect();
        let values = self.values(&keys, 0, hash(block_hash)?).await?;
        values
            .into_iter()
            .map(|value| match value {
                None => Ok(Timeline::default()),
                Some(bytes) => Timeline::decode(&mut &bytes[..])
                    .map_err(|error| NodeError::Malformed(error.to_string())),
            })
            .collect()
    }

    /// A storage proof of the head of a subject at a block.
    pub(super) async fn timeline_proof(
        &self,
        subject: Subject,
        block_hash: &str,
    ) -> Result<TimelineProof, NodeError> {
        let at = hash(block_hash)?;
        let storage_key = timeline_key(subject);
        let header = self.header(Some(at)).await?;
        let encoded = header.encode();
        if blake2_256(&encoded) != at.0 {
            let other = "the node's header is not that of the block";
            return Err(NodeError::Malformed(other.to_owned()));
        }
        let proof = self
            .methods
            .state_get_read_proof([storage_key.as_slice()], Some(at))
            .await
            .map_err(no_state(header.number))?;
        Ok(TimelineProof {
            storage_key,
            header: encoded,
            state_root: format!("{:?}", header.state_root),
            proof: proof.proof.into_iter().map(|node| node.0).collect(),
        })
    }

    /// The keys that sit in the council.
    pub(super) async fn council(&self) -> Result<Vec<[u8; 32]>, NodeError> {
        let at = self.finalized().await?;
        let value = self.values(&[prefix("Council", "Members")], 0, at).await?;
        match value.into_iter().flatten().next() {
            None => Ok(Vec::new()),
            Some(bytes) => <Vec<[u8; 32]>>::decode(&mut &bytes[..])
                .map_err(|error| NodeError::Malformed(error.to_string())),
        }
    }
}
