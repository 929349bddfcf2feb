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

/// What each crate of ours may depend on among ours.
fn allowed() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("county-primitives", &[][..]),
        ("pallet-registry", &["county-primitives"]),
        ("pallet-oversight", &["county-primitives"]),
        ("pallet-produce", &["county-primitives"]),
        ("pallet-labels", &["county-primitives"]),
        ("pallet-livestock", &["county-primitives"]),
        ("pallet-three-assets", &["county-primitives"]),
        ("pallet-trade", &["county-primitives"]),
        ("pallet-devices", &["county-primitives"]),
        (
            "county-runtime",
            &[
                "county-primitives",
                "pallet-devices",
                "pallet-labels",
                "pallet-livestock",
                "pallet-oversight",
                "pallet-produce",
                "pallet-registry",
                "pallet-three-assets",
                "pallet-trade",
            ],
        ),
        (
            "county-chain-spec",
            &["county-primitives", "county-runtime"],
        ),
        ("county-node", &["county-chain-spec", "county-runtime"]),
        ("wasm-opt", &[]),
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
    ])
}

#[test]
fn dependencies_point_one_way() {
    let allowed = allowed();
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
        let most = if is_window { 1_600 } else { 1_000 };
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
        "pallets/trade",
        "pallets/devices",
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

/// What only SQLite understands. A word that ends with a bracket is a function, in whatever case.
const SQLITE_WORDS: [&str; 33] = [
    "AUTOINCREMENT",
    "CROSS JOIN",
    "EXPLAIN QUERY PLAN",
    "GLOB ",
    "INDEXED BY",
    "INSERT OR ",
    "LIMIT -1",
    "NOCASE",
    "NOT INDEXED",
    "PRAGMA",
    "REPLACE INTO",
    "SqliteConnectOptions",
    "SqlitePoolOptions",
    "VIRTUAL TABLE",
    "WITHOUT ROWID",
    " IS ?",
    " IS NOT ?",
    " MATCH ",
    "fts5",
    "rowid",
    "sqlite_master",
    "sqlite_schema",
    "group_concat(",
    "ifnull(",
    "iif(",
    "instr(",
    "json_each(",
    "json_extract(",
    "julianday(",
    "printf(",
    "strftime(",
    "typeof(",
    "unixepoch(",
];

/// The lines of a text, apart from comments, that only SQLite understands, with the word.
fn sqlite_words(text: &str) -> Vec<(usize, &'static str)> {
    let stands_in = |word: &str, line: &str| {
        if !word.ends_with('(') {
            return line.contains(word);
        }
        let line = line.to_ascii_lowercase();
        let mut places = line.match_indices(word);
        places.any(|(at, _)| {
            !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        })
    };
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim_start();
        if code.starts_with("//") || code.starts_with("--") {
            continue;
        }
        let words = SQLITE_WORDS.iter().filter(|word| stands_in(word, line));
        found.extend(words.map(|word| (number, *word)));
    }
    found
}

#[test]
fn sql_is_of_no_database_but_where_it_says_so() {
    let samples = [
        ("SELECT GROUP_CONCAT(role) FROM a", "group_concat("),
        ("    .push(\" AND instr(name, \")", "instr("),
        ("INSERT OR IGNORE INTO a VALUES (1)", "INSERT OR "),
        ("SELECT a FROM b INDEXED BY c", "INDEXED BY"),
        ("SELECT a FROM b WHERE c IS ?", " IS ?"),
    ];
    for (sample, word) in samples {
        assert_eq!(sqlite_words(sample), [(1_usize, word)], "{sample}");
    }
    for sample in ["// INDEXED BY", "-- rowid", "a.snprintf(b)", "c IS NULL"] {
        assert!(sqlite_words(sample).is_empty(), "{sample}");
    }
    let mut complaints = Vec::new();
    for path in tracked_files() {
        let is_code = path.starts_with("scanner-api/src/") && path.ends_with(".rs");
        let is_migration = path.starts_with("scanner-api/migrations/");
        if !is_code && !is_migration {
            continue;
        }
        let text = fs::read_to_string(root().join(&path)).expect("SQL is UTF-8");
        let words = sqlite_words(&text);
        let says_so =
            path == "scanner-api/src/db/sqlite.rs" || (is_migration && path.contains("_sqlite_"));
        if says_so && words.is_empty() {
            complaints.push(format!("{path}: nothing in it is of SQLite alone"));
        }
        for (number, word) in words.iter().filter(|_| !says_so) {
            complaints.push(format!(
                "{path}:{number}: {word:?} is of SQLite alone: say it in standard SQL, or in db/sqlite.rs"
            ));
        }
    }
    no_complaints(complaints);
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
