//! `local`: four authorities and a council of three counties, for several nodes on one machine.

use county_runtime::presets;
use sc_chain_spec::ChainType;

use crate::{properties, ChainSpec};

/// The network, starting with `code`.
pub fn spec(code: &[u8]) -> ChainSpec {
    ChainSpec::builder(code, None)
        .with_name("County Ledger local")
        .with_id("county_local")
        .with_chain_type(ChainType::Local)
        .with_protocol_id("county-local")
        .with_properties(properties())
        .with_genesis_config_patch(presets::local_testnet().into_patch())
        .build()
}
