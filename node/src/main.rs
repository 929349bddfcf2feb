//! The `county-node` program: a node of the County Ledger network.

mod cli;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
