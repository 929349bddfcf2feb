//! Hands the commit and the platform to the version text of the node.

fn main() {
    substrate_build_script_utils::generate_cargo_keys();
}
