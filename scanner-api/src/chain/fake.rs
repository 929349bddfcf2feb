//! A chain of one node in memory, for tests: it keeps blocks, heads and a pool, and finalizes at once.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Mutex,
};

use async_trait::async_trait;
use codec::Encode;
use county_primitives::{
    devices::DevicesEntry, labels::LabelsEntry, livestock::LivestockEntry,
    oversight::OversightEntry, produce::ProduceEntry, registry::RegistryEntry,
    three_assets::AssetsEntry, trade::TradeEntry, Author, Record, Subject, Timeline,
};
use tokio::sync::{mpsc, watch};

use super::{
    errors::Refusal,
    motion::{Agenda, Motion},
    AnyRecord, Block, BlockExtrinsic, BlockRecord, Genesis, Node, NodeError, NodeStatus, PoolEvent,
    PoolRefusal, RawCall, Signed, Signer, TimelineProof,
};

/// Time of the first block after the genesis.
const FIRST_MS: u64 = 1_785_500_000_000;

/// An entry of any pallet.
#[derive(Clone, Debug)]
pub(crate) enum AnyEntry {
    Registry(RegistryEntry),
    Produce(ProduceEntry),
    Labels(LabelsEntry),
    Oversight(OversightEntry),
    Livestock(LivestockEntry),
    ThreeAssets(AssetsEntry),
    Devices(DevicesEntry),
    Trade(TradeEntry),
}

/// What a call will do when it is included.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It makes these records.
    Records(Vec<(Subject, Author, AnyEntry)>),
    /// It is refused.
    Refused(Refusal),
    /// The pool gives it up.
    Lost,
    /// No block takes it.
    Ignored,
}

#[derive(Default)]
struct Inner {
    blocks: Vec<Block>,
    heads: Vec<BTreeMap<Subject, Timeline>>,
    genesis: Genesis,
    council: Vec<[u8; 32]>,
    motions: Vec<Motion>,
    nonces: HashMap<[u8; 32], u64>,
    calls: Vec<RawCall>,
    submissions: usize,
    pool_refusals: VecDeque<PoolRefusal>,
    outcomes: VecDeque<Outcome>,
    views: HashMap<(&'static str, &'static str, Vec<u8>), Vec<u8>>,
}

/// A chain in memory.
pub(crate) struct FakeNode {
    inner: Mutex<Inner>,
    status: watch::Sender<NodeStatus>,
    /// Whether calls that are handed over have to wait.
    busy: watch::Sender<bool>,
}

impl FakeNode {
    /// A chain that has its genesis block only.
    pub(crate) fn new(genesis: Genesis) -> Self {
        let node = Self {
            inner: Mutex::new(Inner {
                genesis,
                ..Inner::default()
            }),
            status: watch::channel(NodeStatus {
                live: true,
                ..NodeStatus::default()
            })
            .0,
            busy: watch::channel(false).0,
        };
        node.seal(Vec::new(), Vec::new());
        node
    }

    /// Adds a finalized block with these records, made by no extrinsic.
    pub(crate) fn add_block(&self, entries: Vec<(Subject, Author, AnyEntry)>) -> u64 {
        self.seal(entries, Vec::new())
    }

    /// What the next call will do; without it, calls are included and record nothing.
    pub(crate) fn next_outcome(&self, outcome: Outcome) {
        self.inner.lock().unwrap().outcomes.push_back(outcome);
    }

    /// The pool will refuse the next call.
    pub(crate) fn next_refusal(&self, refusal: PoolRefusal) {
        self.inner.lock().unwrap().pool_refusals.push_back(refusal);
    }

    /// Who sits in the council.
    pub(crate) fn seat(&self, key: [u8; 32]) {
        self.inner.lock().unwrap().council.push(key);
    }

    /// Puts a motion before the council.
    pub(crate) fn put(&self, motion: Motion) {
        self.inner.lock().unwrap().motions.push(motion);
    }

    /// Whether the node answers.
    pub(crate) fn set_live(&self, live: bool) {
        self.status.send_modify(|status| status.live = live);
    }

    /// Whether calls that are handed over wait until the node is no longer busy.
    pub(crate) fn set_busy(&self, busy: bool) {
        self.busy.send_replace(busy);
    }

    /// How many calls were handed over.
    pub(crate) fn submissions(&self) -> usize {
        self.inner.lock().unwrap().submissions
    }

    /// What a view function answers to these arguments.
    pub(crate) fn answer_view(
        &self,
        pallet: &'static str,
        function: &'static str,
        arguments: Vec<u8>,
        answer: Vec<u8>,
    ) {
        let mut inner = self.inner.lock().unwrap();
        inner.views.insert((pallet, function, arguments), answer);
    }

    /// The calls that were signed, in order.
    pub(crate) fn calls(&self) -> Vec<RawCall> {
        self.inner.lock().unwrap().calls.clone()
    }

    /// Spoils the head of a subject in the last block, as if the index had missed a record.
    pub(crate) fn spoil_head(&self, subject: Subject) {
        let mut inner = self.inner.lock().unwrap();
        let heads = inner.heads.last_mut().unwrap();
        heads.entry(subject).or_default().len += 1;
    }

    fn seal(
        &self,
        entries: Vec<(Subject, Author, AnyEntry)>,
        extrinsics: Vec<BlockExtrinsic>,
    ) -> u64 {
        let mut inner = self.inner.lock().unwrap();
        let number = inner.blocks.len() as u64;
        let mut heads = inner.heads.last().cloned().unwrap_or_default();
        let time_ms = if number == 0 {
            0
        } else {
            FIRST_MS + number * 2_000
        };
        let by_extrinsic = extrinsics.first().map(|extrinsic| extrinsic.index);
        let records = entries
            .into_iter()
            .zip(2u32..)
            .map(|((subject, author, entry), event_index)| {
                let timeline = heads.entry(subject).or_default();
                let record = record(subject, timeline.len, author, time_ms, entry);
                record.append_to(timeline).unwrap();
                BlockRecord {
                    event_index,
                    extrinsic_index: by_extrinsic,
                    scale: record.scale(),
                    record,
                }
            })
            .collect();
        let block = Block {
            number,
            hash: block_hash(number),
            parent: block_hash(number.wrapping_sub(1)),
            time_ms,
            spec_version: 1,
            records,
            extrinsics,
        };
        inner.blocks.push(block);
        inner.heads.push(heads);
        drop(inner);
        self.status.send_modify(|status| {
            status.best = number;
            status.finalized = number;
        });
        number
    }

    fn ensure_live(&self) -> Result<(), NodeError> {
        if self.status.borrow().live {
            Ok(())
        } else {
            Err(NodeError::Away("switched off".to_owned()))
        }
    }

    fn heads_at(&self, hash: &str) -> BTreeMap<Subject, Timeline> {
        let inner = self.inner.lock().unwrap();
        let at = inner
            .blocks
            .iter()
            .position(|block| block.hash == hash)
            .unwrap();
        inner.heads[at].clone()
    }
}

fn block_hash(number: u64) -> String {
    format!("0x{number:064x}")
}

fn record(
    subject: Subject,
    sequence: u32,
    author: Author,
    ledger_ms: u64,
    entry: AnyEntry,
) -> AnyRecord {
    macro_rules! with {
        ($entry:expr) => {
            Record {
                subject,
                sequence,
                author,
                ledger_ms,
                entry: $entry,
            }
        };
    }
    match entry {
        AnyEntry::Registry(entry) => AnyRecord::Registry(with!(entry)),
        AnyEntry::Produce(entry) => AnyRecord::Produce(with!(entry)),
        AnyEntry::Labels(entry) => AnyRecord::Labels(with!(entry)),
        AnyEntry::Oversight(entry) => AnyRecord::Oversight(with!(entry)),
        AnyEntry::Livestock(entry) => AnyRecord::Livestock(with!(entry)),
        AnyEntry::ThreeAssets(entry) => AnyRecord::ThreeAssets(with!(entry)),
        AnyEntry::Devices(entry) => AnyRecord::Devices(with!(entry)),
        AnyEntry::Trade(entry) => AnyRecord::Trade(with!(entry)),
    }
}

#[async_trait]
impl Node for FakeNode {
    fn status(&self) -> watch::Receiver<NodeStatus> {
        self.status.subscribe()
    }

    async fn genesis_hash(&self) -> Result<String, NodeError> {
        self.ensure_live()?;
        Ok(block_hash(0))
    }

    async fn block(&self, number: u64) -> Result<Block, NodeError> {
        self.ensure_live()?;
        let inner = self.inner.lock().unwrap();
        Ok(inner.blocks[usize::try_from(number).unwrap()].clone())
    }

    async fn genesis(&self) -> Result<Genesis, NodeError> {
        self.ensure_live()?;
        Ok(self.inner.lock().unwrap().genesis.clone())
    }

    async fn timelines(
        &self,
        subjects: &[Subject],
        block_hash: &str,
    ) -> Result<Vec<Timeline>, NodeError> {
        self.ensure_live()?;
        let heads = self.heads_at(block_hash);
        Ok(subjects
            .iter()
            .map(|subject| heads.get(subject).copied().unwrap_or_default())
            .collect())
    }

    async fn timeline_proof(
        &self,
        subject: Subject,
        block_hash: &str,
    ) -> Result<TimelineProof, NodeError> {
        self.ensure_live()?;
        let timeline = self
            .heads_at(block_hash)
            .get(&subject)
            .copied()
            .unwrap_or_default();
        Ok(TimelineProof {
            storage_key: subject.encode(),
            header: block_hash.encode(),
            state_root: block_hash.to_owned(),
            proof: vec![timeline.encode()],
        })
    }

    async fn council(&self) -> Result<Vec<[u8; 32]>, NodeError> {
        self.ensure_live()?;
        Ok(self.inner.lock().unwrap().council.clone())
    }

    async fn agenda(&self) -> Result<Agenda, NodeError> {
        self.ensure_live()?;
        let inner = self.inner.lock().unwrap();
        Ok(Agenda {
            block: inner.blocks.len() as u64,
            seats: inner.council.clone(),
            weight_max: (1_000, 1_000),
            motions: inner.motions.clone(),
        })
    }

    async fn view(
        &self,
        pallet: &'static str,
        function: &'static str,
        arguments: Vec<u8>,
    ) -> Result<Vec<u8>, NodeError> {
        self.ensure_live()?;
        let inner = self.inner.lock().unwrap();
        let key = (pallet, function, arguments);
        Ok(inner.views.get(&key).cloned().unwrap_or_else(|| vec![0]))
    }

    async fn encode(&self, call: &RawCall) -> Result<Vec<u8>, NodeError> {
        Ok([[9, 9].as_slice(), &call.args.0].concat())
    }

    async fn next_nonce(&self, key: [u8; 32]) -> Result<u64, NodeError> {
        self.ensure_live()?;
        Ok(self
            .inner
            .lock()
            .unwrap()
            .nonces
            .get(&key)
            .copied()
            .unwrap_or_default())
    }

    async fn sign(
        &self,
        call: &RawCall,
        nonce: u64,
        signer: &dyn Signer,
    ) -> Result<Signed, NodeError> {
        self.ensure_live()?;
        let payload = (call.pallet, call.call, &call.args.0, nonce).encode();
        let bytes = [signer.public_key().as_slice(), &signer.sign(&payload)].concat();
        let mut inner = self.inner.lock().unwrap();
        inner.calls.push(call.clone());
        Ok(Signed {
            hash: format!("0x{}", blake3::hash(&bytes).to_hex()),
            bytes,
            valid_until: inner.blocks.len() as u64 + 2,
        })
    }

    async fn submit(&self, signed: &Signed) -> Result<mpsc::Receiver<PoolEvent>, NodeError> {
        self.ensure_live()?;
        self.inner.lock().unwrap().submissions += 1;
        let mut busy = self.busy.subscribe();
        busy.wait_for(|busy| !busy).await.unwrap();
        let (sender, events) = mpsc::channel(1);
        let outcome = {
            let mut inner = self.inner.lock().unwrap();
            if let Some(refusal) = inner.pool_refusals.pop_front() {
                return Err(NodeError::Pool(refusal));
            }
            let key: [u8; 32] = signed.bytes[..32].try_into().unwrap();
            *inner.nonces.entry(key).or_default() += 1;
            inner
                .outcomes
                .pop_front()
                .unwrap_or(Outcome::Records(Vec::new()))
        };
        let extrinsic = |refusal| BlockExtrinsic {
            index: 1,
            hash: signed.hash.clone(),
            refusal,
        };
        match outcome {
            Outcome::Records(entries) => {
                self.seal(entries, vec![extrinsic(None)]);
                sender.try_send(PoolEvent::Finalized).unwrap();
            }
            Outcome::Refused(refusal) => {
                self.seal(Vec::new(), vec![extrinsic(Some(refusal))]);
                sender.try_send(PoolEvent::Finalized).unwrap();
            }
            Outcome::Lost => sender.try_send(PoolEvent::Lost("dropped")).unwrap(),
            Outcome::Ignored => {}
        }
        Ok(events)
    }
}
