//! Nobody is named in public: every public page of the demonstration is read, of its villages, its goods and the
//! records behind them, and no id number, no phone number, no bank card and no full name of a person stands on any
//! of them, nor in any paper or file.

use std::collections::BTreeSet;

use reqwest::header;
use system_tests::village::{card_number, id_number};

use super::month::text_of;
use crate::e2e::world::{world, World};

/// Everybody whose name is sealed: officers, their kin, payees, payers. Companies are named in full.
const PERSONS: [&str; 21] = [
    "皮振海",
    "孙桂芝",
    "佟明远",
    "关秀梅",
    "齐立新",
    "安国强",
    "那文静",
    "穆长顺",
    "赫连生",
    "卜志刚",
    "麻雪松",
    "葛淑琴",
    "安国富",
    "佟守田",
    "鲍玉兰",
    "苑德海",
    "蔺铁成",
    "隋广禄",
    "房玉林",
    "沙玉洁",
    "芦长贵",
];
/// What ids and cards of the demonstration are made from.
const SERIALS: std::ops::RangeInclusive<u32> = 201..=430;

/// What has records that somebody may ask for by number.
const KINDS: [&str; 19] = [
    "organisation",
    "member",
    "plot",
    "cycle",
    "lot",
    "test",
    "batch",
    "animal",
    "certificate",
    "meat",
    "collective",
    "voucher",
    "spending",
    "decision",
    "disclosure",
    "challenge",
    "warning",
    "case",
    "question",
];

/// The most pages that are read, so that a loop of links is noticed.
const PAGES_MAX: usize = 4_000;

/// Links of a page that lead to other pages of the service.
fn links(page: &str) -> impl Iterator<Item = String> + '_ {
    page.split("href=\"").skip(1).filter_map(|rest| {
        let href = rest.split('"').next()?.replace("&amp;", "&");
        let path = href.split('#').next()?.to_owned();
        let is_local = path.starts_with('/') && !path.starts_with("//");
        let is_page = !path.starts_with("/assets/") && !path.contains("lang=");
        (is_local && is_page).then_some(path)
    })
}

/// Numbers of eleven digits or more, as they stand and with groups of three or more put together. What has
/// other letters in it, such as a hash, is no number.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let is_of_word = |character: char| character.is_ascii_alphanumeric();
    for part in text.split(|character: char| !is_of_word(character) && !" -".contains(character)) {
        let mut joined = String::new();
        for word in part.split([' ', '-']) {
            let digits = word.trim_end_matches(['X', 'x']);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number {
                found.push(word.to_owned());
            }
            if is_number && word.len() >= 3 {
                joined.push_str(word);
            } else {
                found.push(std::mem::take(&mut joined));
            }
        }
        found.push(joined);
    }
    found.retain(|number| number.len() >= 11);
    found
}

fn is_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// Whether a run of exactly so many digits is an id, a phone or a card.
fn is_personal(run: &str) -> bool {
    let plain = run.trim_end_matches(['X', 'x']);
    let is_phone = run.len() == 11 && run.starts_with('1') && !run.starts_with("10");
    let is_id = run.len() == 18 && (run[6..8] == *"19" || run[6..8] == *"20");
    let is_card = (16..=19).contains(&plain.len()) && plain.starts_with("62") && is_luhn(plain);
    is_phone || is_id || is_card
}

/// Text without tags, scripts and long hashes.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push('\n');
            }
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text
}

/// Fails if something personal stands in a text; `raw` is the whole answer, tags and all.
fn look(path: &str, raw: &str, text: &str) {
    for name in PERSONS {
        assert!(!raw.contains(name), "{path} names {name}");
    }
    for serial in SERIALS {
        assert!(!raw.contains(&id_number(serial)), "{path} has an id number");
        assert!(
            !raw.contains(&card_number(serial)),
            "{path} has a card number"
        );
    }
    for number in numbers(text) {
        assert!(!is_personal(&number), "{path} has the number {number}");
    }
}

/// Where reading begins: what the demonstration shows to everybody, and addresses that somebody may guess.
fn beginnings(world: &World) -> Vec<String> {
    let base = world.stack.service.base();
    let demo = &world.demo;
    let mut waiting: Vec<String> = ["/", "/village", "/verify", "/console/login", "/api/v1/docs"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    let shown = [
        &demo.scan_url,
        &demo.meat_scan_url,
        &demo.certificate_url,
        &demo.label_svg,
        &demo.openapi,
    ];
    let shown = shown.into_iter().chain(demo.more.values());
    waiting.extend(shown.filter_map(|url| url.strip_prefix(base).map(str::to_owned)));
    for kind in KINDS {
        for number in 1..=10 {
            waiting.push(format!("/records/{kind}:{number}"));
            waiting.push(format!("/api/v1/timelines/{kind}:{number}"));
        }
    }
    for division in ["210115104201", "210115104203"] {
        waiting.push(format!("/village/{division}"));
    }
    // Whoever guesses addresses gets no more than who follows links.
    for (village, division) in [("pijiabao", "210115104201"), ("puhe", "210115104203")] {
        for number in 1..=40 {
            for part in [
                "vouchers",
                "spendings",
                "decisions",
                "disclosures",
                "challenges",
            ] {
                waiting.push(format!("/village/{division}/{part}/{number}"));
            }
        }
        let collective = world.id(&format!("{village}_collective"));
        for path in [
            format!("/api/v1/collectives/{collective}"),
            format!("/api/v1/officers?collective={collective}"),
            format!("/api/v1/books?collective={collective}"),
            format!("/api/v1/disclosures?collective={collective}"),
            format!("/api/v1/decisions?collective={collective}"),
            format!("/api/v1/challenges?collective={collective}"),
            format!("/api/v1/spendings?collective={collective}"),
            format!("/api/v1/vouchers?collective={collective}"),
            format!("/api/v1/parties?collective={collective}"),
        ] {
            waiting.push(path);
        }
    }
    waiting
}

#[tokio::test]
async fn no_public_page_names_a_person_or_shows_a_number() {
    let world = world().await;
    let base = world.stack.service.base();
    let http = reqwest::Client::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut waiting = beginnings(world);
    let mut read = 0;
    while let Some(path) = waiting.pop() {
        if !known.insert(path.clone()) {
            continue;
        }
        assert!(known.len() < PAGES_MAX, "too many pages, the last {path}");
        let response = http
            .get(format!("{base}{path}"))
            .header(header::ACCEPT, "text/html,application/json;q=0.9,*/*;q=0.8")
            .header(header::ACCEPT_LANGUAGE, "zh-CN")
            .send()
            .await
            .expect("an answer");
        let kind = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let is_there = response.status().is_success();
        let bytes = response.bytes().await.expect("bytes");
        if kind.starts_with("application/pdf") {
            let text = text_of(&bytes);
            look(&path, &text, &text);
        } else {
            let raw = String::from_utf8_lossy(&bytes).into_owned();
            let text = if kind.starts_with("text/html") {
                visible(&raw)
            } else {
                raw.clone()
            };
            look(&path, &raw, &text);
            waiting.extend(links(&raw));
        }
        read += u32::from(is_there);
    }
    assert!(read > 40, "only {read} pages were there to be read");
}

#[test]
fn the_reader_finds_what_it_looks_for() {
    assert!(is_personal(&id_number(7)));
    assert!(is_personal(&card_number(7)));
    assert!(is_personal("13800138000"));
    assert_eq!(numbers("电话 138-0013-8000。"), ["13800138000"]);
    assert!(numbers("a13800138000f 2026-11-24 03:04").is_empty());
    assert!(!is_personal("210115104201"));
    let page = r##"<a href="/a?x=1&amp;y=2#z"><a href="//b"><a href="/assets/c"><a href="#d">"##;
    assert_eq!(links(page).collect::<Vec<_>>(), ["/a?x=1&y=2"]);
    assert_eq!(visible("<p data-x=\"1\">村</p>").trim(), "村");
}
