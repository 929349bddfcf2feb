//! A label is downloaded, decoded by someone else's decoder, and its URL answered with the truth.

use std::{path::Path, process::Command};

use reqwest::{header, StatusCode};
use serde_json::{json, Value};
use system_tests::browser::Browser;

use super::world::world;

/// What zbarimg reads from a picture.
fn decode(picture: &Path) -> String {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(picture)
        .output()
        .expect("zbarimg is installed by make setup");
    assert!(
        output.status.success(),
        "zbarimg read nothing from {}",
        picture.display()
    );
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

/// The path of a scanned URL; a browser lowers scheme and host by itself.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").expect("an absolute URL").1;
    format!("/{}", rest.split_once('/').expect("a path").1)
}

#[tokio::test]
async fn a_printed_label_leads_to_the_truth() {
    let world = world().await;
    let packer = world.log_in("packer-an").await;
    let code = &world.demo.code;
    let path = format!("/api/v1/labels/{code}.png");
    let response = packer
        .http()
        .get(format!("{}{path}", packer.base()))
        .send()
        .await
        .expect("the label is there");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("label.png");
    std::fs::write(&picture, response.bytes().await.expect("bytes")).expect("written");
    let url = decode(&picture);
    assert!(url.ends_with(code.as_str()), "{url}");

    let anonymous = world.anonymous();
    let scan = anonymous.get(&path_of(&url)).await.expect("an answer");
    assert_eq!(scan.status, StatusCode::OK, "{}", scan.body);
    assert_eq!(scan.body["verdict"], "genuine", "{}", scan.body);
    assert_eq!(scan.body["code"], Value::from(code.as_str()));
    assert_eq!(scan.body["as_of"]["live"], true);
    let text = scan.body.to_string();
    for fact in ["玉露香", "特级", "上庄村", "阿维菌素", "蜜蜂授粉"] {
        assert!(text.contains(fact), "the scan does not tell {fact}: {text}");
    }
}

#[tokio::test]
async fn the_same_code_answers_under_every_form_of_its_url() {
    let world = world().await;
    let anonymous = world.anonymous();
    let code = &world.demo.code;
    let grouped = format!("{}-{}", &code[..10], &code[10..]).to_lowercase();
    for path in [
        format!("/{code}"),
        format!("/{}", code.to_lowercase()),
        format!("/{grouped}"),
        format!("/01/06901234567892/21/{code}"),
        format!("/api/v1/scans/{code}"),
    ] {
        let scan = anonymous.get(&path).await.expect("an answer");
        assert_eq!(scan.body["verdict"], "genuine", "{path}: {}", scan.body);
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_in_its_language() {
    let world = world().await;
    let http = reqwest::Client::new();
    let page = |language: &'static str, query: &'static str| {
        let url = format!("{}{query}", world.demo.scan_url);
        let request = http
            .get(url)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::ACCEPT_LANGUAGE, language);
        async move {
            let response = request.send().await.expect("a page");
            assert_eq!(response.status(), StatusCode::OK);
            assert!(response.headers()[header::CONTENT_TYPE]
                .to_str()
                .expect("text")
                .starts_with("text/html"));
            response.text().await.expect("text")
        }
    };
    let chinese = page("zh-CN,zh;q=0.9", "").await;
    assert!(chinese.contains("lang=\"zh-CN\"") && chinese.contains("隰县玉露香梨"));
    let english = page("en-GB,en;q=0.9", "").await;
    assert!(english.contains("lang=\"en\"") && english.contains("Genuine"));
    let switched = page("zh-CN", "?lang=en").await;
    assert!(switched.contains("lang=\"en\""));
    for page in [&chinese, &english] {
        assert!(page.len() < 60_000, "the page weighs {} bytes", page.len());
        let own = world.stack.service.base();
        for attribute in ["src=\"http", "href=\"http"] {
            let strangers = page.match_indices(attribute).filter(|(at, _)| {
                let url = &page[at + attribute.len() - "http".len()..];
                !url.starts_with(own)
            });
            assert_eq!(strangers.count(), 0, "the page asks a third party");
        }
    }
}

#[tokio::test]
async fn chromium_shows_the_verdict_without_sideways_scrolling() {
    const ENTRIES: &str =
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]";
    let world = world().await;
    for width in [360, 1280] {
        let mut browser = Browser::of_width(width).expect("chromium is installed by make setup");
        browser.open(&world.demo.scan_url).expect("the page");
        let mut value = |script: &str| browser.evaluate(script).expect("a value");
        let verdict = value("document.body.dataset.verdict");
        assert_eq!(verdict, json!("genuine"), "at {width} px");
        let wide = value("document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide, json!(false), "at {width} px it scrolls sideways");
        // The page with everything it asks for, and nobody else is asked.
        let weight = value(&format!(
            "{ENTRIES}.reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
        ));
        let weight = weight.as_u64().expect("a number of bytes");
        assert!((1..60_000).contains(&weight), "it weighs {weight} bytes");
        let strangers = value(&format!(
            "{ENTRIES}.filter((entry) => new URL(entry.name).origin !== location.origin).length"
        ));
        assert_eq!(strangers, json!(0), "the page asks a third party");
    }
}

#[tokio::test]
async fn every_state_of_a_code_has_its_own_verdict() {
    let world = world().await;
    let anonymous = world.anonymous();
    let packer = world.log_in("packer-an").await;
    let batch = world.id("batch");
    for (index, verdict) in [
        (0, "genuine"),
        (967, "genuine"),
        (968, "void"),
        (985, "void"),
    ] {
        let path = format!("/api/v1/batches/{batch}/codes?from={index}&limit=1");
        let listed = packer.get(&path).await.expect("codes");
        let code = listed.body["items"][0]["code"]
            .as_str()
            .expect("a code")
            .to_owned();
        let scan = anonymous
            .get(&format!("/api/v1/scans/{code}"))
            .await
            .expect("an answer");
        assert_eq!(scan.body["verdict"], verdict, "code {index}: {}", scan.body);
    }
    let code = &world.demo.code;
    let last = if code.ends_with('7') { '8' } else { '7' };
    let altered = format!("{}{last}", &code[..19]);
    let scan = anonymous
        .get(&format!("/api/v1/scans/{altered}"))
        .await
        .expect("an answer");
    assert_eq!(scan.body["verdict"], "malformed", "{}", scan.body);
    let scan = anonymous
        .get("/api/v1/scans/PEAR")
        .await
        .expect("an answer");
    assert_eq!(scan.body["verdict"], "malformed", "{}", scan.body);
    // A well-formed code that was never issued: nobody can guess the token.
    let decoded = qr_labeler::Code::decode(code).expect("a code").code;
    let guessed = qr_labeler::Code::new(
        decoded.kind(),
        decoded.batch(),
        decoded.index(),
        decoded.token() ^ 1,
    )
    .expect("a code");
    let scan = anonymous
        .get(&format!("/api/v1/scans/{guessed}"))
        .await
        .expect("an answer");
    assert_eq!(scan.body["verdict"], "unknown", "{}", scan.body);
}

#[tokio::test]
async fn all_labels_of_a_batch_come_in_one_file() {
    let world = world().await;
    let packer = world.log_in("packer-an").await;
    let batch = world.id("batch");
    let fetch = |path: String| {
        let request = packer.http().get(format!("{}{path}", packer.base()));
        async move {
            let response = request.send().await.expect("a file");
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            response.bytes().await.expect("bytes")
        }
    };
    let csv = fetch(format!("/api/v1/batches/{batch}/codes.csv")).await;
    let lines = String::from_utf8(csv.to_vec())
        .expect("text")
        .lines()
        .count();
    assert_eq!(lines, 1_001, "a head and a line for each code");
    let zip = fetch(format!(
        "/api/v1/batches/{batch}/labels.zip?format=svg&from=0&to=49"
    ))
    .await;
    let names = zip
        .windows(4)
        .filter(|bytes| bytes == b"PK\x01\x02")
        .count();
    assert_eq!(names, 50, "an entry for each label asked for");
    // Somebody else's labels are not to be had.
    let grower = world.log_in("grower-guxian").await;
    let answer = grower
        .get(&format!("/api/v1/batches/{batch}/codes"))
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
}
