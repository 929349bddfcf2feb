//! Who writes the next block (Aura) and when a block is final (GRANDPA).

use std::{sync::Arc, time::Duration};

use county_runtime::{constants::BLOCK_BYTES_MAX, opaque::Block};
use sc_consensus_aura::{SlotProportion, StartAuraParams};
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{config::Role, service::traits::NotificationService, types::ProtocolName};
use sc_service::{error::Error, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{inherents::InherentDataProvider as SlotInherent, SlotDuration};
use sp_timestamp::InherentDataProvider as TimestampInherent;

use super::{
    BlockImport, Client, GrandpaLink, NetworkService, Pool, SelectChain, SyncService,
    JUSTIFICATION_PERIOD_BLOCKS,
};

/// The keys that sign blocks.
pub(super) type AuthorityPair = sp_consensus_aura::sr25519::AuthorityPair;

/// Which share of a slot the author may spend on a block. The rest is for sending and importing it.
const PROPOSAL_SLOT_PORTION: f32 = 2.0 / 3.0;

/// How long a finality message takes to spread; votes are repeated at multiples of it.
const GOSSIP: Duration = Duration::from_millis(333);

/// What consensus keeps of the node's configuration.
pub(super) struct Settings {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) force_authoring: bool,
    pub(super) finality: bool,
    pub(super) keystore: sp_keystore::KeystorePtr,
    pub(super) prometheus: Option<substrate_prometheus_endpoint::Registry>,
}

/// What every block tells about itself: its slot and its time.
pub(super) fn inherents(slot_duration: SlotDuration) -> (SlotInherent, TimestampInherent) {
    let timestamp = TimestampInherent::from_system_time();
    let slot = SlotInherent::from_timestamp_and_slot_duration(*timestamp, slot_duration);
    (slot, timestamp)
}

/// Starts writing blocks in this authority's slots. If the task ends, the node ends.
pub(super) fn spawn_authoring(
    settings: &Settings,
    task_manager: &TaskManager,
    client: Arc<Client>,
    select_chain: SelectChain,
    block_import: BlockImport,
    pool: Arc<Pool>,
    sync_service: SyncService,
) -> Result<(), Error> {
    let mut proposer_factory = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        pool,
        settings.prometheus.as_ref(),
        None,
    );
    // The library stops at 4 MiB, below what the runtime allows.
    proposer_factory.set_default_block_size_limit(BLOCK_BYTES_MAX as usize);

    let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
    let authoring = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
        StartAuraParams {
            slot_duration,
            client,
            select_chain,
            block_import,
            proposer_factory,
            create_inherent_data_providers: move |_, ()| async move { Ok(inherents(slot_duration)) },
            force_authoring: settings.force_authoring,
            backoff_authoring_blocks: None::<()>,
            keystore: settings.keystore.clone(),
            sync_oracle: sync_service.clone(),
            justification_sync_link: sync_service,
            block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SLOT_PORTION),
            max_block_proposal_slot_portion: None,
            telemetry: None,
            compatibility_mode: Default::default(),
        },
    )?;
    task_manager.spawn_essential_handle().spawn_blocking(
        "aura",
        Some("block-authoring"),
        authoring,
    );
    Ok(())
}

/// Starts the finality voter. A node that is no authority follows the votes without a key. If the
/// task ends, the node ends.
#[expect(
    clippy::too_many_arguments,
    reason = "the voter needs a hand in every part of the node"
)]
pub(super) fn spawn_finality(
    settings: Settings,
    task_manager: &TaskManager,
    link: GrandpaLink,
    network: NetworkService,
    sync_service: SyncService,
    (protocol_name, notification_service): (ProtocolName, Box<dyn NotificationService>),
    shared_voter_state: SharedVoterState,
    pool: Arc<Pool>,
) -> Result<(), Error> {
    let config = sc_consensus_grandpa::Config {
        gossip_duration: GOSSIP,
        justification_generation_period: JUSTIFICATION_PERIOD_BLOCKS,
        observer_enabled: false,
        keystore: settings.role.is_authority().then_some(settings.keystore),
        local_role: settings.role,
        name: Some(settings.name),
        telemetry: None,
        protocol_name,
    };
    let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
        config,
        link,
        network,
        sync: sync_service,
        notification_service,
        // Vote for the best block itself. The default rules stay two blocks behind, which spares
        // votes on an open network with many forks; here it would cost every user four seconds.
        voting_rule: sc_consensus_grandpa::VotingRulesBuilder::<Block, Client>::new().build(),
        prometheus_registry: settings.prometheus,
        shared_voter_state,
        telemetry: None,
        offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
    })?;
    task_manager
        .spawn_essential_handle()
        .spawn_blocking("grandpa-voter", None, voter);
    Ok(())
}
