//! A chain at its first block, and transactions signed by the keys of the keyring.

use std::collections::BTreeMap;

use codec::Encode;
use county_runtime::{
    presets::Genesis, Executive, RuntimeCall, RuntimeGenesisConfig, SignedPayload, System,
    TxExtension, UncheckedExtrinsic,
};
use frame_support::genesis_builder_helper::build_state;
use serde_json::Value;
use sp_keyring::Ed25519Keyring;
use sp_runtime::{
    generic::Era,
    transaction_validity::{TransactionSource, TransactionValidity},
};

/// A chain that starts from this patch over the empty genesis, as a node would start it.
pub(crate) fn build(patch: &[u8]) -> sp_io::TestExternalities {
    let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
    let patch: BTreeMap<String, Value> = serde_json::from_slice(patch).expect("it is JSON");
    for (pallet, content) in patch {
        genesis[pallet] = content;
    }
    let mut chain = sp_io::TestExternalities::default();
    chain.execute_with(|| {
        build_state::<RuntimeGenesisConfig>(genesis.to_string().into_bytes())
            .expect("the genesis is sound");
        System::set_block_number(1);
    });
    chain
}

/// A chain that starts from this genesis.
pub(crate) fn chain(genesis: Genesis) -> sp_io::TestExternalities {
    build(genesis.into_patch().to_string().as_bytes())
}

/// The call, signed.
pub(crate) fn signed(call: RuntimeCall, signer: Ed25519Keyring, nonce: u32) -> UncheckedExtrinsic {
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
    let payload = SignedPayload::new(call, extension).expect("the chain has a first block");
    let signature = payload.using_encoded(|bytes| signer.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    let address = signer.to_account_id().into();
    UncheckedExtrinsic::new_signed(call, address, signature.into(), extension)
}

/// What the transaction pool says of it.
pub(crate) fn pool(transaction: UncheckedExtrinsic) -> TransactionValidity {
    Executive::validate_transaction(
        TransactionSource::External,
        transaction,
        System::block_hash(0),
    )
}
