//! Repository rules: what a reviewer would otherwise have to remember.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use serde_json::Value;

/// Tests run in the folder of their crate, which lies in the root.
fn root() -> PathBuf {
    fs::canonicalize("..").expect("the root can be read")
}

/// Files under version control, as paths relative to the root.
fn tracked_files() -> Vec<String> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .expect("git is installed");
    assert!(
        output.status.success(),
        "git ls-files failed; is this a checkout?"
    );
    String::from_utf8(output.stdout)
        .expect("paths are UTF-8")
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(str::to_owned)
        .collect()
}

fn rust_files() -> Vec<(String, String)> {
    tracked_files()
        .into_iter()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).expect("source is UTF-8");
            (path, text)
        })
        .collect()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn no_complaints(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("county-primitives", &[][..]),
        ("pallet-registry", &["county-primitives"]),
        ("pallet-oversight", &["county-primitives"]),
        ("pallet-produce", &["county-primitives"]),
        ("pallet-labels", &["county-primitives"]),
        ("pallet-livestock", &["county-primitives"]),
        ("pallet-three-assets", &["county-primitives"]),
        (
            "county-runtime",
            &[
                "county-primitives",
                "pallet-labels",
                "pallet-livestock",
                "pallet-oversight",
                "pallet-produce",
                "pallet-registry",
                "pallet-three-assets",
            ],
        ),
        (
            "county-chain-spec",
            &["county-primitives", "county-runtime"],
        ),
        ("county-node", &["county-chain-spec", "county-runtime"]),
        ("qr-labeler", &["county-primitives"]),
        ("scanner-api", &["county-primitives", "qr-labeler"]),
        // Tests may read every crate; nothing depends on them.
        (
            "system-tests",
            &[
                "county-chain-spec",
                "county-primitives",
                "county-runtime",
                "pallet-labels",
                "pallet-livestock",
                "pallet-produce",
                "pallet-registry",
                "pallet-three-assets",
                "qr-labeler",
            ],
        ),
    ]);
    let metadata = metadata();
    let members = metadata["workspace_members"]
        .as_array()
        .expect("a list")
        .len();
    assert_eq!(
        members,
        allowed.len(),
        "a crate came or went: say what it may depend on"
    );
    let ours: BTreeSet<&str> = allowed.keys().copied().collect();
    let mut complaints = Vec::new();
    for package in metadata["packages"].as_array().expect("a list") {
        let Some(may) = allowed.get(text(package, "name")) else {
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("a list") {
            let name = text(dependency, "name");
            if ours.contains(name) && !may.contains(&name) {
                complaints.push(format!(
                    "{} must not depend on {name}",
                    text(package, "name")
                ));
            }
        }
    }
    no_complaints(complaints);
}

#[test]
fn substrate_comes_from_one_release_train() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in metadata["packages"].as_array().expect("a list") {
        versions
            .entry(text(package, "name"))
            .or_default()
            .insert(text(package, "version"));
    }
    let train = [
        "sp-runtime",
        "sp-core",
        "sp-io",
        "frame-support",
        "frame-system",
        "sc-service",
    ];
    for name in train {
        assert_eq!(
            versions[name].len(),
            1,
            "{name} comes from {:?}",
            versions[name]
        );
    }
    assert!(
        !versions.contains_key("librocksdb-sys"),
        "the node stores in ParityDB"
    );
}

#[test]
fn every_licence_is_on_the_list() {
    let deny = fs::read_to_string(root().join("deny.toml")).expect("deny.toml exists");
    let deny: toml::Value = deny.parse().expect("deny.toml is TOML");
    let allowed: BTreeSet<&str> = deny["licenses"]["allow"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    // What the node links of the SDK; NOTICE says so.
    let copyleft = ["GPL-3.0-or-later WITH Classpath-exception-2.0"];
    let mut complaints = Vec::new();
    for package in metadata()["packages"].as_array().expect("a list") {
        let licence = text(package, "license").replace('/', " OR ");
        let plain = licence.replace(['(', ')'], "");
        let fine = plain.split(" OR ").any(|choice| {
            choice.split(" AND ").all(|one| {
                let one = one.trim();
                allowed.contains(one) || copyleft.contains(&one)
            })
        });
        let by_file = plain.is_empty() && package["license_file"].is_string();
        if !fine && !by_file {
            complaints.push(format!("{}: licence {licence:?}", text(package, "name")));
        }
    }
    no_complaints(complaints);
}

#[test]
fn every_source_file_says_what_lives_in_it() {
    let complaints = rust_files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| format!("{path}: open with a //! sentence"))
        .collect();
    no_complaints(complaints);
}

#[test]
fn no_source_file_is_too_long_and_none_is_called_mod() {
    let mut complaints = Vec::new();
    for (path, text) in rust_files() {
        let lines = text.lines().count();
        // FRAME takes all calls of a pallet in one block, and the block is mostly documentation.
        let is_window = path.starts_with("pallets/") && path.ends_with("/src/lib.rs");
        let most = if is_window { 1_500 } else { 1_000 };
        if lines > most && !path.ends_with("/weights.rs") {
            complaints.push(format!("{path}: {lines} lines; cut it by concept"));
        }
        let rag_bags = [
            "mod.rs",
            "util.rs",
            "utils.rs",
            "helpers.rs",
            "common.rs",
            "misc.rs",
        ];
        if rag_bags
            .iter()
            .any(|name| path.ends_with(&format!("/{name}")))
        {
            complaints.push(format!("{path}: name the file after its concept"));
        }
    }
    no_complaints(complaints);
}

#[test]
fn no_left_overs() {
    // Spelled in two parts so that this file does not complain about itself.
    let left_overs = [
        concat!("#[ig", "nore"),
        concat!("#[should", "_panic"),
        concat!("unimplem", "ented!"),
        concat!("to", "do!("),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("Solochain ", "Template"),
        concat!("support.anony", "mous"),
        concat!("place", "holder crate"),
    ];
    let mut complaints = Vec::new();
    for (path, text) in rust_files() {
        for (number, line) in (1..).zip(text.lines()) {
            if line != line.trim_end() {
                complaints.push(format!("{path}:{number}: trailing space"));
            }
            for left_over in left_overs {
                if line.contains(left_over) {
                    complaints.push(format!("{path}:{number}: {left_over}"));
                }
            }
        }
    }
    no_complaints(complaints);
}

#[test]
fn pallets_and_runtime_cannot_panic_by_accident() {
    let mut complaints = Vec::new();
    let rooms = [
        "pallets/primitives",
        "pallets/registry",
        "pallets/oversight",
        "pallets/produce",
        "pallets/labels",
        "pallets/livestock",
        "pallets/three-assets",
        "runtime",
    ];
    for room in rooms {
        let window = fs::read_to_string(root().join(room).join("src/lib.rs")).expect("lib.rs");
        for lint in [
            "unwrap_used",
            "expect_used",
            "indexing_slicing",
            "arithmetic_side_effects",
        ] {
            if !window.contains(&format!("clippy::{lint}")) {
                complaints.push(format!("{room}/src/lib.rs does not deny clippy::{lint}"));
            }
        }
        if !window.contains("#![deny(") {
            complaints.push(format!("{room}/src/lib.rs denies nothing"));
        }
    }
    no_complaints(complaints);
}

#[test]
fn the_top_level_holds_what_the_architecture_names() {
    let rooms: BTreeSet<&str> = BTreeSet::from([
        ".cargo",
        ".ci",
        ".gitattributes",
        ".gitignore",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "Makefile",
        "NOTICE",
        "README.md",
        "README.zh-CN.md",
        "chain-spec",
        "clippy.toml",
        "deny.toml",
        "node",
        "pallets",
        "qr-labeler",
        "runtime",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "scanner-api",
        "scripts",
        "tests",
    ]);
    let found: BTreeSet<String> = tracked_files()
        .iter()
        .filter_map(|path| path.split('/').next().map(str::to_owned))
        .collect();
    let strangers: Vec<_> = found
        .iter()
        .filter(|name| !rooms.contains(name.as_str()))
        .collect();
    assert!(
        strangers.is_empty(),
        "not in the architecture: {strangers:?}"
    );
    for document in [
        "README.md",
        "README.zh-CN.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
    ] {
        assert!(found.contains(document), "{document} is missing");
    }
}

#[test]
fn the_readme_names_commands_that_exist() {
    let makefile = fs::read_to_string(root().join("Makefile")).expect("Makefile");
    for document in ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"] {
        let words = fs::read_to_string(root().join(document)).expect("the document exists");
        let commands = words.split("make ").skip(1).filter_map(|rest| {
            let end = rest
                .find(|c: char| !c.is_ascii_lowercase())
                .unwrap_or(rest.len());
            let before = words.find(&format!("`make {}", &rest[..end]));
            before.map(|_| rest[..end].to_owned())
        });
        for command in commands.filter(|command| !command.is_empty()) {
            assert!(
                makefile.contains(&format!("\n{command}:")),
                "{document}: make {command}"
            );
        }
    }
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    assert!(ci.contains("exec make test"));
}

#[test]
fn the_repository_speaks_of_the_project_alone() {
    let strangers = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/tmp/", "brief"),
    ];
    let mut complaints = Vec::new();
    for path in tracked_files() {
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for stranger in strangers {
            if text.contains(stranger) {
                complaints.push(format!("{path}: {stranger}"));
            }
        }
    }
    no_complaints(complaints);
}
