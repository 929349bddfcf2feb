//! Transactions signed outside the service, as a member with an own key would.

use anyhow::{Context, Result};
use codec::Encode;
use county_runtime::{RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic};
use serde_json::{json, Value};
use sp_core::{ed25519, Pair, H256};
use sp_runtime::{generic::Era, traits::IdentifyAccount, MultiSignature, MultiSigner};

use crate::stack::Node;

/// A key that signs for one chain.
#[derive(Clone)]
pub struct Signer {
    pair: ed25519::Pair,
    genesis: H256,
}

impl Signer {
    /// A signer for the chain of this node.
    pub async fn new(pair: ed25519::Pair, node: &Node) -> Result<Self> {
        let hash: Value = node.rpc("chain_getBlockHash", json!([0])).await?;
        let hash = hash.as_str().context("no genesis hash")?;
        let bytes = hex::decode(hash.trim_start_matches("0x"))?;
        anyhow::ensure!(
            bytes.len() == 32,
            "the genesis hash has {} bytes",
            bytes.len()
        );
        Ok(Self {
            pair,
            genesis: H256::from_slice(&bytes),
        })
    }

    /// A signer for the chain that begins with this block.
    pub fn of_chain(pair: ed25519::Pair, genesis: H256) -> Self {
        Self { pair, genesis }
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.pair.public().0
    }

    /// Signs a call; the transaction never expires.
    pub fn sign(&self, call: RuntimeCall, nonce: u32) -> UncheckedExtrinsic {
        let version = county_runtime::VERSION;
        let extension: TxExtension = (
            frame_system::CheckNonZeroSender::new(),
            frame_system::CheckSpecVersion::new(),
            frame_system::CheckTxVersion::new(),
            frame_system::CheckGenesis::new(),
            frame_system::CheckMortality::from(Era::Immortal),
            pallet_registry::CheckMember::new(),
            pallet_registry::CheckNonceInFlight::from(nonce),
            frame_system::CheckWeight::new(),
        );
        let implicit = (
            (),
            version.spec_version,
            version.transaction_version,
            self.genesis,
            self.genesis,
            (),
            (),
            (),
        );
        let payload = SignedPayload::from_raw(call, extension, implicit);
        let signature = payload.using_encoded(|bytes| self.pair.sign(bytes));
        let (call, extension, _) = payload.deconstruct();
        let account = MultiSigner::from(self.pair.public()).into_account();
        UncheckedExtrinsic::new_signed(
            call,
            account.into(),
            MultiSignature::Ed25519(signature),
            extension,
        )
    }
}
