//! Puts the node together, in the order of the public Substrate template so that changes there can
//! be compared. Block authoring and finality are in `service::consensus`.

mod consensus;

use std::sync::Arc;

use county_runtime::{apis::RuntimeApi, opaque::Block, Hash};
use futures::FutureExt;
use sc_client_api::{Backend as _, BlockBackend};
use sc_consensus_aura::ImportQueueParams;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::config::FullNetworkConfiguration;
use sc_network::NetworkBackend;
use sc_service::{error::Error, Configuration, TaskManager, WarpSyncConfig};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;

/// How many blocks there may be between two stored proofs of finality. A light client follows
/// proofs up to the last of them and then walks block by block, so a small number starts it fast.
const JUSTIFICATION_PERIOD_BLOCKS: u32 = 32;

/// The client: database, executor and runtime.
pub(crate) type Client =
    sc_service::TFullClient<Block, RuntimeApi, sc_executor::WasmExecutor<HostFunctions>>;
/// The database.
pub(crate) type Backend = sc_service::TFullBackend<Block>;
/// The transaction pool.
pub(crate) type Pool = sc_transaction_pool::TransactionPoolHandle<Block, Client>;
/// What ties block import and the finality voter together.
pub(crate) type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, Client, SelectChain>;

type HostFunctions = sp_io::SubstrateHostFunctions;
type SelectChain = sc_consensus::LongestChain<Backend, Block>;
type BlockImport = sc_consensus_grandpa::GrandpaBlockImport<Backend, Block, Client, SelectChain>;
type NetworkService = Arc<dyn sc_network::service::traits::NetworkService>;
type SyncService = Arc<sc_network_sync::SyncingService<Block>>;

/// The parts that the subcommands need too.
pub(crate) type Parts = sc_service::PartialComponents<
    Client,
    Backend,
    SelectChain,
    sc_consensus::DefaultImportQueue<Block>,
    Pool,
    (BlockImport, GrandpaLink),
>;

/// Opens the database and builds everything short of network and consensus.
pub(crate) fn new_partial(config: &Configuration) -> Result<Parts, Error> {
    let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(
            config,
            None,
            executor,
            // Blocks that carry a proof of finality are kept when others are pruned, so that this
            // node can always serve the whole chain of proofs.
            vec![Arc::new(sc_consensus_grandpa::GrandpaPruningFilter)],
        )?;
    let client = Arc::new(client);
    let select_chain = sc_consensus::LongestChain::new(backend.clone());

    let transaction_pool = Arc::new(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (block_import, grandpa_link) = sc_consensus_grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD_BLOCKS,
        &client,
        select_chain.clone(),
        None,
    )?;

    let inherents_client = client.clone();
    let import_queue = sc_consensus_aura::import_queue::<consensus::AuthorityPair, _, _, _, _, _>(
        ImportQueueParams {
            block_import: block_import.clone(),
            justification_import: Some(Box::new(block_import.clone())),
            client: client.clone(),
            create_inherent_data_providers: move |parent, _| {
                let slot_duration =
                    sc_consensus_aura::standalone::slot_duration_at(&*inherents_client, parent);
                async move { Ok(consensus::inherents(slot_duration?)) }
            },
            spawner: &task_manager.spawn_essential_handle(),
            registry: config.prometheus_registry(),
            check_for_equivocation: Default::default(),
            telemetry: None,
            compatibility_mode: Default::default(),
        },
    )?;

    Ok(sc_service::PartialComponents {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: (block_import, grandpa_link),
    })
}

/// Starts the whole node on the network library `N`.
#[expect(
    clippy::too_many_lines,
    reason = "the order of the parts is the content; the template has it in one function too"
)]
pub(crate) fn new_full<N: NetworkBackend<Block, Hash>>(
    config: Configuration,
) -> Result<TaskManager, Error> {
    let sc_service::PartialComponents {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: (block_import, grandpa_link),
    } = new_partial(&config)?;

    let prometheus = config.prometheus_registry().cloned();
    let mut net_config =
        FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, prometheus.clone());
    let metrics = N::register_notification_metrics(prometheus.as_ref());

    let genesis = client
        .block_hash(0)?
        .ok_or_else(|| Error::Other("the database has no first block".into()))?;
    let grandpa_protocol =
        sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
    let (grandpa_protocol_config, grandpa_notifications) =
        sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
            grandpa_protocol.clone(),
            metrics.clone(),
            net_config.peer_store_handle(),
        );
    net_config.add_notification_protocol(grandpa_protocol_config);

    let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        grandpa_link.shared_authority_set().clone(),
        Vec::new(),
    ));
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: transaction_pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    if config.offchain_worker.enabled {
        spawn_offchain_workers(
            &config,
            &task_manager,
            client.clone(),
            &backend,
            transaction_pool.clone(),
            &network,
            keystore_container.keystore(),
        )?;
    }

    let voter_state = SharedVoterState::empty();
    let sources = crate::rpc::Sources::new(
        client.clone(),
        transaction_pool.clone(),
        backend.clone(),
        &grandpa_link,
        voter_state.clone(),
    );
    let settings = consensus::Settings {
        role: config.role,
        name: config.network.node_name.clone(),
        force_authoring: config.force_authoring,
        finality: !config.disable_grandpa,
        keystore: keystore_container.keystore(),
        prometheus,
    };

    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        network: network.clone(),
        client: client.clone(),
        keystore: keystore_container.keystore(),
        task_manager: &mut task_manager,
        transaction_pool: transaction_pool.clone(),
        rpc_builder: Box::new(move |executor| sources.clone().methods(executor)),
        backend,
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        config,
        telemetry: None,
        tracing_execute_block: None,
    })?;

    if settings.role.is_authority() {
        consensus::spawn_authoring(
            &settings,
            &task_manager,
            client,
            select_chain,
            block_import,
            transaction_pool.clone(),
            sync_service.clone(),
        )?;
    }
    if settings.finality {
        consensus::spawn_finality(
            settings,
            &task_manager,
            grandpa_link,
            network,
            sync_service,
            (grandpa_protocol, grandpa_notifications),
            voter_state,
            transaction_pool,
        )?;
    }
    Ok(task_manager)
}

/// Runs the off-chain workers of the runtime after every block.
fn spawn_offchain_workers(
    config: &Configuration,
    task_manager: &TaskManager,
    client: Arc<Client>,
    backend: &Backend,
    pool: Arc<Pool>,
    network: &NetworkService,
    keystore: sp_keystore::KeystorePtr,
) -> Result<(), Error> {
    let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
        runtime_api_provider: client.clone(),
        is_validator: config.role.is_authority(),
        keystore: Some(keystore),
        offchain_db: backend.offchain_storage(),
        transaction_pool: Some(OffchainTransactionPoolFactory::new(pool)),
        network_provider: Arc::new(network.clone()),
        // Nothing in this runtime calls out, and nothing shall.
        enable_http_requests: false,
        custom_extensions: |_| vec![],
    })?;
    task_manager.spawn_handle().spawn(
        "offchain-workers-runner",
        "offchain-worker",
        workers.run(client, task_manager.spawn_handle()).boxed(),
    );
    Ok(())
}
