//! `chain-spec`: writes the chain specification of a network.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use county_chain_spec::{config, load, runtime_code, ChainSpec};

/// Writes chain specifications (链规格) of County Ledger networks.
#[derive(Parser)]
#[command(
    version,
    after_help = "Start with:\n  chain-spec example > county.toml\n  chain-spec build --config county.toml --raw --output county.json\n  county-node --chain county.json"
)]
struct Cli {
    /// What to write.
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Describe a new network from a filled-in TOML file.
    Build {
        /// The filled-in file; `chain-spec example` prints one with explanations.
        #[arg(long)]
        config: PathBuf,
        /// Write the stored form that all nodes of a live network must share.
        #[arg(long)]
        raw: bool,
        /// Where to write; standard output if left out.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Write a network that is built in.
    Export {
        /// `dev`, `local`, or the path of a specification.
        network: String,
        /// Write the stored form.
        #[arg(long)]
        raw: bool,
        /// Where to write; standard output if left out.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Print an example file with an explanation of every entry.
    Example,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere is left to report that standard error is gone.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Build {
            config,
            raw,
            output,
        } => {
            let spec = read(&config)?.spec(runtime_code()?)?;
            write(&json(&spec, raw)?, output.as_deref())
        }
        Command::Export {
            network,
            raw,
            output,
        } => write(&json(&load(&network)?, raw)?, output.as_deref()),
        Command::Example => write(config::EXAMPLE, None),
    }
}

fn read(path: &Path) -> Result<config::Network> {
    let named = || format!("network file '{}'", path.display());
    fs::read_to_string(path)
        .with_context(named)?
        .parse()
        .with_context(named)
}

fn json(spec: &ChainSpec, raw: bool) -> Result<String> {
    let mut text = spec.as_json(raw).map_err(anyhow::Error::msg)?;
    text.push('\n');
    Ok(text)
}

fn write(text: &str, output: Option<&Path>) -> Result<()> {
    match output {
        Some(path) => fs::write(path, text).with_context(|| format!("'{}'", path.display())),
        None => match std::io::stdout().write_all(text.as_bytes()) {
            // The reader had enough, as in `chain-spec example | head`.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("standard output"),
        },
    }
}
