//! The command line of the service.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use scanner_api::{
    chain::{client::Client, Node},
    config::{self, Config},
    index::rebuild::rebuild,
    serve, telemetry,
    vault::password,
};

/// Scans, labels, consoles and the JSON API of a county's ledger.
#[derive(Parser)]
#[command(name = "scanner-api", version, after_long_help = options())]
struct Cli {
    /// The configuration file; every option is listed by --help.
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service (the default).
    Serve,
    /// Rebuild the index from block 0 and compare every head with the chain's.
    Reindex,
    /// Read a password from standard input and print its hash.
    HashPassword,
    /// Print the configuration in use, without secrets.
    PrintConfig,
    /// Print the key of plate numbers for checkpoints that compare plates without a network.
    PlateKey,
}

fn options() -> String {
    format!(
        "Options of the configuration file, with their defaults:\n\n{}",
        config::EXAMPLE
    )
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nowhere_else_to_tell = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let config = Config::load(cli.config.as_deref()).context("the configuration")?;
    telemetry::init_log(&config.log)?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(config).await,
        Command::Reindex => reindex(config).await,
        Command::HashPassword => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            print(&password::hash(password.trim_end_matches('\n')).await?)
        }
        Command::PlateKey => print(&serve::plate_key(&config).await?),
        Command::PrintConfig => {
            let mut shown = config;
            if !shown.vault.master_key.is_empty() {
                shown.vault.master_key = "(set)".to_owned();
            }
            print(&toml::to_string_pretty(&shown)?)
        }
    }
}

async fn reindex(config: Config) -> anyhow::Result<()> {
    let db = serve::open_database(&config).await?;
    let (node, connection) = Client::start(&config.node_url, config.chain.mortality_blocks);
    let connection = tokio::spawn(connection);
    node.status()
        .wait_for(|status| status.live)
        .await
        .context("the node cannot be reached")?;
    let (head, compared) = rebuild(&db, &node).await?;
    connection.abort();
    print(&format!(
        "rebuilt up to block {} {}; {compared} heads are those of the chain",
        head.number, head.hash
    ))
}

fn print(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent_and_lists_every_option() {
        Cli::command().debug_assert();
        let help = Cli::command().render_long_help().to_string();
        assert!(help.contains("public_per_minute") && help.contains("finality_timeout_s"));
    }
}
