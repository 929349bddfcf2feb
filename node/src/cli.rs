//! Flags and subcommands of the node. What they do is in `command`.

/// A node of the County Ledger network (县域链节点).
///
/// Without a subcommand it runs: `county-node --dev` starts a throw-away chain of one authority,
/// `county-node --chain local --alice` one of four, and `county-node --chain <file>` joins the
/// network that the chain specification describes.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
    /// What to do instead of running.
    #[command(subcommand)]
    pub(crate) subcommand: Option<Subcommand>,

    /// How to run.
    #[clap(flatten)]
    pub(crate) run: sc_cli::RunCmd,
}

/// What the node can do besides running.
#[derive(Debug, clap::Subcommand)]
#[allow(
    clippy::large_enum_variant,
    reason = "one value is made per process, so its size does not matter"
)]
pub(crate) enum Subcommand {
    /// Make, show and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write the chain specification of a network to a file or to standard output.
    #[command(visible_alias = "build-spec")]
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Check that a stored block is valid.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Export blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Export the state of a block as a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Import blocks from a file.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Delete the chain's data.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Go back by some blocks.
    Revert(sc_cli::RevertCmd),

    /// Show the columns of the database.
    ChainInfo(sc_cli::ChainInfoCmd),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
