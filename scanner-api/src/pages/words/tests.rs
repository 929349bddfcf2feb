//! Both languages are complete, say the same things, and say nothing that no page uses.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::*;

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|is| is == extension) {
            found.push(path);
        }
    }
    found
}

/// Every key of a language with the gaps in its text.
fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&Path::new("locales").join(lang), "ftl") {
        let mut key = String::new();
        for line in fs::read_to_string(file).unwrap().lines() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if !line.starts_with([' ', '}']) {
                let (name, _) = line
                    .split_once(" = ")
                    .unwrap_or_else(|| panic!("{lang}: {line}"));
                key = name.to_owned();
                let is_new = keys.insert(key.clone(), BTreeSet::new()).is_none();
                assert!(is_new, "{lang}: {key} stands twice");
            }
            let gaps = line
                .split("{ $")
                .skip(1)
                .filter_map(|rest| rest.split([' ', '}']).next());
            keys.get_mut(&key).unwrap().extend(gaps.map(str::to_owned));
        }
    }
    keys
}

#[test]
fn both_languages_are_complete() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    assert!(chinese.len() > 300);
    for (key, gaps) in &chinese {
        assert_eq!(Some(gaps), english.get(key), "{key}");
    }
    assert_eq!(chinese.len(), english.len());
}

/// Keys that pages put together from parts.
const COMPOSED: [&str; 31] = [
    "ins-w-",
    "next-",
    "task-",
    "record-",
    "class-",
    "operation-",
    "plot-",
    "do-",
    "ask-",
    "word-",
    "queue-",
    "duty-",
    "ls-audit-",
    "ls-certificate-",
    "ls-claim-",
    "ls-disease-",
    "ls-level-",
    "ls-meat-",
    "ls-node-",
    "ls-outcome-",
    "ls-purpose-",
    "ls-route-",
    "ls-species-",
    "ls-state-",
    "ls-verify-",
    "ls-warning-",
    "vl-",
    "vp-is-",
    "vp-month-",
    "vp-parts-",
    "vp-row-",
];

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let mut texts = String::new();
    for (name, extension) in [
        ("src/pages", "rs"),
        ("src/statement_pdf", "rs"),
        ("templates", "html"),
    ] {
        for file in files(Path::new(name), extension) {
            texts.push_str(&fs::read_to_string(file).unwrap());
        }
    }
    let known = keys("zh-CN");
    for key in known.keys() {
        let is_composed = COMPOSED.iter().any(|start| key.starts_with(start));
        assert!(
            is_composed || texts.contains(&format!("\"{key}\"")),
            "{key} is used nowhere"
        );
    }
    for call in [".say(\"", ".fill(\""] {
        for rest in texts.split(call).skip(1) {
            let key = rest.split('"').next().unwrap();
            assert!(known.contains_key(key), "{key} has no text");
        }
    }
}

#[test]
fn numbers_choose_between_singular_and_plural() {
    let english = Words(Lang::En);
    assert!(english
        .fill("fact-days", &[("days", "1")])
        .starts_with("1 day"));
    assert!(!english
        .fill("fact-days", &[("days", "1")])
        .starts_with("1 days"));
    assert!(english
        .fill("fact-days", &[("days", "14")])
        .starts_with("14 days"));
    assert_eq!(
        Words(Lang::Zh).fill("fact-days", &[("days", "14")]),
        "14 天"
    );
}

#[test]
fn languages_are_read_from_what_browsers_send() {
    for (accepted, lang) in [
        ("zh-CN,zh;q=0.9", Some(Lang::Zh)),
        ("en;q=0.5, zh;q=0.7", Some(Lang::Zh)),
        ("EN-us", Some(Lang::En)),
        ("en;q=0.100,zh;q=0.05", Some(Lang::En)),
        ("fr, de", None),
        ("", None),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
        assert_eq!(Lang::preferred(&headers), lang, "{accepted}");
    }
}
