//! `dev`: one authority and governance by a development key, for one machine.

use county_runtime::presets;
use sc_chain_spec::ChainType;

use crate::{properties, ChainSpec};

/// The network, starting with `code`.
pub fn spec(code: &[u8]) -> ChainSpec {
    ChainSpec::builder(code, None)
        .with_name("County Ledger development")
        .with_id("county_dev")
        .with_chain_type(ChainType::Development)
        .with_protocol_id("county-dev")
        .with_properties(properties())
        .with_genesis_config_patch(presets::development().into_patch())
        .build()
}
