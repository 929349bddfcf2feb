//! Runs what the command line asks for.

use county_runtime::opaque::Block;
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{Configuration, PartialComponents, TaskManager};

use crate::{
    cli::{Cli, Subcommand},
    service,
};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "County Ledger node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "County Ledger".into()
    }

    fn support_url() -> String {
        "the README beside this program's source".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        let spec = county_chain_spec::load(id).map_err(|error| format!("{error:#}"))?;
        Ok(Box::new(spec))
    }
}

/// Parses the command line and runs it.
pub(crate) fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    let Some(subcommand) = &cli.subcommand else {
        let runner = cli.create_runner(&cli.run)?;
        return runner.run_node_until_exit(|config| async move { start(config) });
    };
    match subcommand {
        Subcommand::Key(command) => command.run(&cli),
        Subcommand::ExportChainSpec(command) => command.run(cli.load_spec(&command.chain)?),
        Subcommand::CheckBlock(command) => cli.create_runner(command)?.async_run(|config| {
            let PartialComponents {
                client,
                task_manager,
                import_queue,
                ..
            } = service::new_partial(&config)?;
            Ok((command.run(client, import_queue), task_manager))
        }),
        Subcommand::ExportBlocks(command) => cli.create_runner(command)?.async_run(|config| {
            let PartialComponents {
                client,
                task_manager,
                ..
            } = service::new_partial(&config)?;
            Ok((command.run(client, config.database), task_manager))
        }),
        Subcommand::ExportState(command) => cli.create_runner(command)?.async_run(|config| {
            let PartialComponents {
                client,
                task_manager,
                ..
            } = service::new_partial(&config)?;
            Ok((command.run(client, config.chain_spec), task_manager))
        }),
        Subcommand::ImportBlocks(command) => cli.create_runner(command)?.async_run(|config| {
            let PartialComponents {
                client,
                task_manager,
                import_queue,
                ..
            } = service::new_partial(&config)?;
            Ok((command.run(client, import_queue), task_manager))
        }),
        Subcommand::PurgeChain(command) => cli
            .create_runner(command)?
            .sync_run(|config| command.run(config.database)),
        Subcommand::Revert(command) => cli
            .create_runner(command)?
            .async_run(|config| revert(command, &config)),
        Subcommand::ChainInfo(command) => cli
            .create_runner(command)?
            .sync_run(|config| command.run::<Block>(&config)),
    }
}

/// Starts the node on the network library the configuration names.
fn start(config: Configuration) -> sc_cli::Result<TaskManager> {
    match config.network.network_backend {
        NetworkBackendType::Litep2p => {
            service::new_full::<sc_network::Litep2pNetworkBackend>(config)
        }
        NetworkBackendType::Libp2p => {
            service::new_full::<sc_network::NetworkWorker<Block, county_runtime::Hash>>(config)
        }
    }
    .map_err(sc_cli::Error::Service)
}

/// Reverts blocks together with what GRANDPA remembers of them.
fn revert<'a>(
    command: &'a sc_cli::RevertCmd,
    config: &Configuration,
) -> sc_cli::Result<(
    impl std::future::Future<Output = sc_cli::Result<()>> + 'a,
    TaskManager,
)> {
    let PartialComponents {
        client,
        task_manager,
        backend,
        ..
    } = service::new_partial(config)?;
    let auxiliary = Box::new(|client, _, blocks| {
        sc_consensus_grandpa::revert(client, blocks)?;
        Ok(())
    });
    Ok((command.run(client, backend, Some(auxiliary)), task_manager))
}
