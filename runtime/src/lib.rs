//! The state transition function of County Ledger: which pallets there are, and in which order.
//!
//! What they are set to is in `configs`, who may call what in [`permissions`], the content of the
//! first block in [`presets`].

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
#![expect(
    missing_docs,
    reason = "the macros that compose a runtime emit undocumented items here and in `apis`"
)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

#[deny(missing_docs)]
pub mod constants;
#[deny(missing_docs)]
pub mod permissions;

#[deny(missing_docs)]
mod configs;
pub use configs::{AllSubjects, RuntimeBlockLength, RuntimeBlockWeights};

pub mod apis;
#[deny(missing_docs)]
pub mod presets;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;

// The macros below name it, and without the standard library it is not in scope by itself.
use alloc::vec::Vec;

use sp_runtime::{
    generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// Types of which only the bytes are known, so that a node understands blocks of any version.
pub mod opaque {
    use sp_runtime::{generic, traits::BlakeTwo256};

    pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// A block header.
    pub type Header = generic::Header<super::BlockNumber, BlakeTwo256>;
    /// A block.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
    /// The keys an authority signs with.
    pub struct SessionKeys {
        /// Signs blocks.
        pub aura: Aura,
        /// Votes on finality.
        pub grandpa: Grandpa,
    }
}

/// The version of this runtime. `spec_version` grows with every change of behaviour,
/// `transaction_version` with every change that older signed transactions would not survive.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: alloc::borrow::Cow::Borrowed("county-ledger"),
    impl_name: alloc::borrow::Cow::Borrowed("county-ledger"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// A signature by an ed25519, sr25519 or ecdsa key.
pub type Signature = MultiSignature;
/// An account: the public key of a member.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// How many transactions an account has signed.
pub type Nonce = u32;
/// A hash of chain data.
pub type Hash = sp_core::H256;
/// The number of a block.
pub type BlockNumber = u32;
/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What a signed transaction is checked for, in this order: the cheap and universal first, then
/// who signs, then in which order, then whether there is room.
pub type TxExtension = (
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckMortality<Runtime>,
    // Before the nonce, so that a stranger is told that it is unknown.
    pallet_registry::CheckMember<Runtime>,
    pallet_registry::CheckNonceInFlight<Runtime>,
    frame_system::CheckWeight<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic =
    generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a member signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

/// The pallets. An index is part of every stored call and event: it is never changed or reused.
#[frame_support::runtime]
mod runtime {
    /// The state transition function.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    /// Accounts, blocks and events.
    #[runtime::pallet_index(0)]
    pub type System = frame_system;

    /// The time of a block.
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;

    /// Who writes blocks.
    #[runtime::pallet_index(2)]
    pub type Aura = pallet_aura;

    /// Who makes blocks final.
    #[runtime::pallet_index(3)]
    pub type Grandpa = pallet_grandpa;

    /// The council of counties.
    #[runtime::pallet_index(10)]
    pub type Council = pallet_collective<Instance1>;

    /// Organisations, members, roles and policies.
    #[runtime::pallet_index(20)]
    pub type Registry = pallet_registry;

    /// Cases and holds.
    #[runtime::pallet_index(21)]
    pub type Oversight = pallet_oversight;

    /// From plot to lot.
    #[runtime::pallet_index(22)]
    pub type Produce = pallet_produce;

    /// Brands, quotas and codes.
    #[runtime::pallet_index(23)]
    pub type Labels = pallet_labels;

    /// From ear tag to meat, and to the end of every body.
    #[runtime::pallet_index(24)]
    pub type Livestock = pallet_livestock;

    /// The books, spending and disclosure of collectives.
    #[runtime::pallet_index(25)]
    pub type ThreeAssets = pallet_three_assets;

    /// Sales of animals and meat.
    #[runtime::pallet_index(26)]
    pub type Trade = pallet_trade;

    /// Devices and the hours of readings they anchor.
    #[runtime::pallet_index(27)]
    pub type Devices = pallet_devices;
}
