//! The built-in networks and the example file give exactly the committed specifications. The
//! runtime's code is left out of them: it is a build product, and its version is in the metadata.
//! `UPDATE=1` writes them anew; review the difference.

use std::{fs, path::Path};

use county_chain_spec::{
    config::{Network, EXAMPLE},
    networks, ChainSpec,
};
use serde_json::Value;

fn without_code(spec: &ChainSpec) -> String {
    let mut json: Value = serde_json::from_str(&spec.as_json(false).unwrap()).unwrap();
    let genesis = json["genesis"]["runtimeGenesis"].as_object_mut().unwrap();
    assert!(genesis.remove("code").is_some());
    serde_json::to_string_pretty(&json).unwrap() + "\n"
}

fn compare(name: &str, spec: &ChainSpec) {
    let path = Path::new("specs").join(name);
    let made = without_code(spec);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "{} differs; run the test with UPDATE=1 and review the change",
        path.display()
    );
}

#[test]
fn the_development_network_is_as_committed() {
    compare("dev.json", &networks::dev::spec(&[]));
}

#[test]
fn the_local_network_is_as_committed() {
    compare("local.json", &networks::local::spec(&[]));
}

#[test]
fn the_example_file_gives_the_committed_network() {
    let network: Network = EXAMPLE.parse().unwrap();
    compare("example.json", &network.spec(&[]).unwrap());
}
