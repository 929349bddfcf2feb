//! The chain in the words of this service: what the index, the writes and the pages may ask a node.
//! Only `chain/client.rs` knows how a node is spoken to.

pub mod call;
pub mod client;
pub mod errors;
#[cfg(test)]
pub mod fake;
pub mod metadata;
pub mod motion;
pub mod record;

use async_trait::async_trait;
use county_primitives::{
    registry::{CountyInput, MemberStatus, OrganisationInput, OrganisationStatus, PolicyInput},
    Jurisdiction, MemberId, OrganisationId, Pseudonym, Subject, Timeline,
};
use tokio::sync::{mpsc, watch};

pub use call::RawCall;
pub use record::AnyRecord;

use errors::Refusal;

/// What the service knows of its node right now.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct NodeStatus {
    /// Whether the node answers.
    pub live: bool,
    /// Why it does not, if that is known.
    pub trouble: Option<String>,
    /// Number of its best block.
    pub best: u64,
    /// Number of its last finalized block.
    pub finalized: u64,
}

/// A finalized block, reduced to what the index keeps of it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash, with `0x`.
    pub hash: String,
    /// Hash of the block before it, with `0x`.
    pub parent: String,
    /// Its time, in milliseconds UTC; 0 for the genesis block.
    pub time_ms: u64,
    /// Version of the runtime that made it.
    pub spec_version: u32,
    /// The records it carries, in order.
    pub records: Vec<BlockRecord>,
    /// Its signed extrinsics, in order.
    pub extrinsics: Vec<BlockExtrinsic>,
}

/// A record and where it stands in its block.
#[derive(Clone, Debug)]
pub struct BlockRecord {
    /// Position among the events of the block.
    pub event_index: u32,
    /// Position of the extrinsic that made it, if one did.
    pub extrinsic_index: Option<u32>,
    /// The record.
    pub record: AnyRecord,
    /// The record as the chain hashed it.
    pub scale: Vec<u8>,
}

/// A signed extrinsic and what became of it.
#[derive(Clone, Debug)]
pub struct BlockExtrinsic {
    /// Position in the block.
    pub index: u32,
    /// Its hash, with `0x`.
    pub hash: String,
    /// Why the chain refused it; `None` if it did what it was to do.
    pub refusal: Option<Refusal>,
}

/// The part of the first state that no record tells about.
#[derive(Clone, Debug, Default)]
pub struct Genesis {
    /// Counties that take part.
    pub counties: Vec<CountyInput>,
    /// Settings of the policy packs.
    pub policies: Vec<PolicyInput>,
    /// Organisations.
    pub organisations: Vec<(OrganisationId, OrganisationInput, OrganisationStatus)>,
    /// Members.
    pub members: Vec<GenesisMember>,
}

/// A member of the first state.
#[derive(Clone, Debug)]
pub struct GenesisMember {
    /// Its id.
    pub id: MemberId,
    /// The organisation it signs for.
    pub organisation: OrganisationId,
    /// Its public key.
    pub key: [u8; 32],
    /// The natural person.
    pub person: Pseudonym,
    /// Whether it may sign.
    pub status: MemberStatus,
    /// What it may act as.
    pub roles: Vec<Jurisdiction>,
}

/// A storage proof of one timeline head.
#[derive(Clone, Debug)]
pub struct TimelineProof {
    /// The key in storage.
    pub storage_key: Vec<u8>,
    /// The block's header as it is hashed: `blake2_256` over these bytes is the hash of the block.
    pub header: Vec<u8>,
    /// The state root of the block, which stands in the header.
    pub state_root: String,
    /// The trie nodes.
    pub proof: Vec<Vec<u8>>,
}

/// An extrinsic that is signed and ready to be sent.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its hash, with `0x`.
    pub hash: String,
    /// The last block that could include it.
    pub valid_until: u64,
}

/// What a transaction pool says about an extrinsic it took.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PoolEvent {
    /// It will never be included: dropped, replaced or no longer valid.
    Lost(&'static str),
    /// It is in a finalized block.
    Finalized,
}

/// Why a transaction pool did not take an extrinsic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PoolRefusal {
    /// The nonce was used already, or another extrinsic with it waits.
    StaleNonce,
    /// The signer has too many calls waiting.
    TooManyInFlight,
    /// The signer may not send this: unknown, suspended, over its quota, or a call that is not allowed.
    Member(u8),
    /// The pool does not accept the signer or its signature.
    BadSigner,
    /// The pool is full, or refuses for another reason; the text is the node's.
    Other(String),
}

/// Why a node did not answer.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The node cannot be reached.
    #[error("the node cannot be reached: {0}")]
    Away(String),
    /// The node no longer has the state of a block.
    #[error("the node has discarded the state of block {0}; start it with --state-pruning archive-canonical")]
    Pruned(u64),
    /// The node's records have another form than this service understands.
    #[error("{0}")]
    Incompatible(String),
    /// The node answered something that does not fit its own metadata.
    #[error("the node's answer cannot be read: {0}")]
    Malformed(String),
    /// The transaction pool refused an extrinsic.
    #[error("the transaction pool refused: {0:?}")]
    Pool(PoolRefusal),
}

/// Signs bytes with one key.
pub trait Signer: Send + Sync {
    /// The public key.
    fn public_key(&self) -> [u8; 32];
    /// The ed25519 signature of the payload.
    fn sign(&self, payload: &[u8]) -> [u8; 64];
}

/// A node. Everything it answers is about finalized blocks.
#[async_trait]
pub trait Node: Send + Sync + 'static {
    /// What is known of the node, changing as blocks come in.
    fn status(&self) -> watch::Receiver<NodeStatus>;

    /// Hash of the genesis block, with `0x`.
    async fn genesis_hash(&self) -> Result<String, NodeError>;

    /// The finalized block with this number.
    async fn block(&self, number: u64) -> Result<Block, NodeError>;

    /// The part of the first state that no record tells about.
    async fn genesis(&self) -> Result<Genesis, NodeError>;

    /// The chain's heads of these subjects at a block.
    async fn timelines(
        &self,
        subjects: &[Subject],
        block_hash: &str,
    ) -> Result<Vec<Timeline>, NodeError>;

    /// A storage proof of the head of a subject at a block.
    async fn timeline_proof(
        &self,
        subject: Subject,
        block_hash: &str,
    ) -> Result<TimelineProof, NodeError>;

    /// The keys that sit in the council.
    async fn council(&self) -> Result<Vec<[u8; 32]>, NodeError>;

    /// What is before the council.
    async fn agenda(&self) -> Result<motion::Agenda, NodeError>;

    /// What a view function of a pallet answers at the last finalized block, as SCALE.
    async fn view(
        &self,
        pallet: &'static str,
        function: &'static str,
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, NodeError>;

    /// A call with its two index bytes in front, as another call carries it.
    async fn encode(&self, call: &RawCall) -> Result<Vec<u8>, NodeError>;

    /// The next nonce of a key, counting what waits in the pool.
    async fn next_nonce(&self, key: [u8; 32]) -> Result<u64, NodeError>;

    /// Signs a call, mortal from the last finalized block.
    async fn sign(
        &self,
        call: &RawCall,
        nonce: u64,
        signer: &dyn Signer,
    ) -> Result<Signed, NodeError>;

    /// Sends a signed extrinsic. Returns once the pool took it.
    async fn submit(&self, signed: &Signed) -> Result<mpsc::Receiver<PoolEvent>, NodeError>;
}
