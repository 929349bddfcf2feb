//! Which networks there are, and how a county describes a new one.
//!
//! A network is its name, its protocol and its first block. What the first block may contain is the
//! runtime's matter (`county_runtime::presets`); what a particular network puts there is decided here.

pub mod config;
pub mod networks;

use anyhow::{Context, Result};

/// The description of a network that a node starts from.
pub type ChainSpec = sc_chain_spec::GenericChainSpec;

/// The network with this name (`dev`, `local`; `local` if there is no name), or the one that the
/// file at this path describes.
pub fn load(id: &str) -> Result<ChainSpec> {
    match id {
        "dev" => Ok(networks::dev::spec(runtime_code()?)),
        // The node asks for the network without a name too, for example to make a node key.
        "" | "local" => Ok(networks::local::spec(runtime_code()?)),
        path => ChainSpec::from_json_file(path.into())
            .map_err(anyhow::Error::msg)
            .with_context(|| {
                format!("'{path}' is neither dev nor local nor a readable chain specification")
            }),
    }
}

/// The runtime that a new network starts with.
pub fn runtime_code() -> Result<&'static [u8]> {
    county_runtime::WASM_BINARY.context(
        "this program was built without the runtime (SKIP_WASM_BUILD); name a specification file instead",
    )
}

/// What wallets want to know of the network. There is no currency, so there is no token.
fn properties() -> sc_chain_spec::Properties {
    let mut properties = sc_chain_spec::Properties::new();
    properties.insert("ss58Format".into(), 42.into());
    properties
}
