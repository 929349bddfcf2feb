//! The console as a browser without scripts uses it: forms, errors next to the field, results.

use reqwest::{
    header,
    multipart::{Form, Part},
    StatusCode,
};
use system_tests::client::Client;

use super::world::{days_ago, world, World};

const REPORT: &[u8] = include_bytes!("../data/quick-test-card.png");

async fn page(http: &reqwest::Client, url: String) -> (StatusCode, String) {
    let response = http
        .get(url)
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .send()
        .await
        .expect("a page");
    (response.status(), response.text().await.expect("text"))
}

/// What came back for a form.
struct Sent {
    status: StatusCode,
    location: String,
    text: String,
}

impl Sent {
    /// Checks that the form was shown again with a mistake beside a field, and gives the page.
    fn refused_at(&self, field: &str) -> &str {
        let Self { status, text, .. } = self;
        assert_eq!(*status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        let beside = format!("id=\"{field}-error\"");
        assert!(text.contains(&beside), "nothing beside {field}: {text}");
        text
    }
}

async fn send(client: &Client, path: &str, form: Form) -> Sent {
    let response = client
        .http()
        .post(format!("{}{path}", client.base()))
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .multipart(form)
        .send()
        .await
        .expect("an answer");
    let location = response.headers().get(header::LOCATION);
    Sent {
        status: response.status(),
        location: location.map_or_else(String::new, |value| {
            value.to_str().expect("text").to_owned()
        }),
        text: response.text().await.expect("text"),
    }
}

fn filled(mut form: Form, fields: &[(&'static str, &str)]) -> Form {
    for (name, value) in fields {
        form = form.text(*name, (*value).to_owned());
    }
    form
}

/// Somebody of the demonstration, logged in with the form.
async fn log_in(world: &World, login: &str) -> Client {
    let client = world.anonymous();
    let password = world.demo.password(login).expect("a login of the demo");
    let fields = [("login", login), ("password", password), ("next", "")];
    let sent = send(&client, "/console/login", filled(Form::new(), &fields)).await;
    assert_eq!(
        (sent.status, sent.location.as_str()),
        (StatusCode::SEE_OTHER, "/console"),
        "{}",
        sent.text
    );
    client
}

/// The value of a field that the page hides.
fn hidden(html: &str, name: &str) -> String {
    let (_, rest) = html
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("{name} is not there: {html}"));
    rest.split('"').next().expect("a value").to_owned()
}

/// Opens a form, fills it in and sends it, with a file if one is given.
async fn submit_with(
    client: &Client,
    path: &str,
    fields: &[(&'static str, &str)],
    file: Option<(&'static str, &'static [u8])>,
) -> Sent {
    let (status, html) = page(client.http(), format!("{}{path}", client.base())).await;
    assert_eq!(status, StatusCode::OK, "{path}: {html}");
    let (csrf, nonce) = (hidden(&html, "csrf"), hidden(&html, "nonce"));
    let form = Form::new().text("csrf", csrf).text("nonce", nonce);
    let mut form = filled(form, fields);
    if let Some((name, bytes)) = file {
        form = form.part(name, Part::bytes(bytes).file_name("card.png"));
    }
    send(client, path, form).await
}

async fn submit(client: &Client, path: &str, fields: &[(&'static str, &str)]) -> Sent {
    submit_with(client, path, fields, None).await
}

/// The page of what a form became, once it is on the ledger.
async fn done(client: &Client, sent: Sent) -> String {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let ticket = format!("{}{}", client.base(), sent.location);
    let (status, html) = page(client.http(), ticket).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(html.contains("已写入账本"), "{html}");
    html
}

/// The numbers that stand behind a text.
fn numbers(html: &str, before: &str) -> Vec<u64> {
    html.match_indices(before)
        .filter_map(|(at, _)| {
            let rest = html[at + before.len()..].chars();
            let digits: String = rest.take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
        .collect()
}

/// The number of what a ticket leads to.
fn made(html: &str, list: &str) -> u64 {
    let found = numbers(html, &format!("href=\"/console/{list}/"));
    *found
        .first()
        .unwrap_or_else(|| panic!("no {list} in {html}"))
}

#[tokio::test]
async fn a_grower_sees_plots_cycles_and_lots() {
    let world = world().await;
    let grower = world.log_in("grower-guxian").await;
    let base = grower.base();
    for (path, word) in [
        ("/console", "地块"),
        ("/console/plots", "古县村"),
        ("/console/cycles", "玉露香"),
        ("/console/lots", "千克"),
    ] {
        let (status, text) = page(grower.http(), format!("{base}{path}")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(text.contains(word), "{path} does not show {word}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_login() {
    let world = world().await;
    let anonymous = world.anonymous();
    let response = anonymous
        .http()
        .get(format!("{}/console/plots", anonymous.base()))
        .header(header::ACCEPT, "text/html")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let to = response.headers()[header::LOCATION].to_str().expect("text");
    assert!(to.starts_with("/console/login"), "{to}");
}

/// The township's laboratory records a quick test of a lot; it does not without its report.
async fn test_passes(world: &World, lot: u64, day: &str) {
    let laboratory = log_in(world, "huangtu-quicktest").await;
    let target = format!("lot:{lot}");
    let test = [
        ("target", target.as_str()),
        ("method", "quick"),
        ("sample", "K-0907"),
        ("sampled", day),
        ("items", "阿维菌素、啶虫脒"),
        ("verdict", "pass"),
    ];
    let path = format!("/console/tests/new?target={target}");
    let without_report = submit(&laboratory, &path, &test).await;
    without_report.refused_at("report");
    let report = Some(("report", REPORT));
    let sent = submit_with(&laboratory, &path, &test, report).await;
    done(&laboratory, sent).await;
}

#[tokio::test]
async fn a_season_is_recorded_with_forms_and_refusals_stand_beside_their_fields() {
    let world = world().await;
    let grower = log_in(world, "grower-guxian").await;
    let plot = [
        ("village", "141031102202"),
        ("kind", "orchard"),
        ("area", "2"),
    ];
    let html = done(&grower, submit(&grower, "/console/plots/new", &plot).await).await;
    let path = format!("/console/plots/{}/cycle", made(&html, "plots"));
    let started = days_ago(100);
    let cycle = [
        ("product", "010301"),
        ("variety", "玉露香"),
        ("started", started.as_str()),
    ];
    let html = done(&grower, submit(&grower, &path, &cycle).await).await;
    let cycle = format!("/console/cycles/{}", made(&html, "cycles"));

    let (path, day) = (format!("{cycle}/operation"), days_ago(60));
    let operation = |note| [("kind", "bagging"), ("date", day.as_str()), ("note", note)];
    let told = submit(&grower, &path, &operation("联系 13812345678")).await;
    told.refused_at("note");
    done(
        &grower,
        submit(&grower, &path, &operation("双层纸袋")).await,
    )
    .await;

    // Abamectin on pears: at most 12 mg/kg, and 14 days to the harvest.
    let (path, day) = (format!("{cycle}/input"), days_ago(20));
    let spray = |dose| {
        [
            ("registration", "PD20990101"),
            ("date", day.as_str()),
            ("dose", dose),
            ("area", "2"),
            ("target", "梨木虱"),
        ]
    };
    let strong = submit(&grower, &path, &spray("13")).await;
    strong.refused_at("dose");
    done(&grower, submit(&grower, &path, &spray("12")).await).await;
    let (path, early, day) = (format!("{cycle}/harvest"), days_ago(7), days_ago(6));
    let early = [("date", early.as_str()), ("gross", "1,000.5")];
    let refused = submit(&grower, &path, &early).await;
    let html = refused.refused_at("date");
    assert!(
        html.contains("安全间隔期") && html.contains("value=\"1,000.5\""),
        "{html}"
    );
    let harvest = [("date", day.as_str()), ("gross", "1,000.5")];
    let html = done(&grower, submit(&grower, &path, &harvest).await).await;
    let lot = made(&html, "lots");

    test_passes(world, lot, &day).await;
    let state = world.log_in("grower-guxian").await;
    let state = state.get(&format!("/api/v1/lots/{lot}")).await;
    let state = state.expect("the lot").body;
    assert_eq!(state["mass"], 1_000_500, "{state}");
    assert_eq!(state["test_flag"], "passed", "{state}");
}

#[tokio::test]
async fn codes_are_asked_for_printed_and_activated_with_forms() {
    let world = world().await;
    let packer = log_in(world, "packer-an").await;
    let ask = "/console/batches/new";
    let (_, html) = page(packer.http(), format!("{}{ask}", packer.base())).await;
    let brand = world.id("brand");
    let seasons = numbers(&html, &format!("value=\"{brand}-"));
    let season = seasons.iter().min().expect("a quota of the brand");
    let quota = format!("{brand}-{season}");
    let codes = [("quota", quota.as_str()), ("count", "20"), ("kind", "item")];
    let html = done(&packer, submit(&packer, ask, &codes).await).await;
    let number = made(&html, "batches");
    let batch = format!("/console/batches/{number}");
    let all = [("from", "0"), ("to", "19")];
    done(
        &packer,
        submit(&packer, &format!("{batch}/print"), &all).await,
    )
    .await;

    let path = format!("{batch}/activate");
    let lots = ["lot_second", "lot_special"].map(|name| world.id(name).to_string());
    let bind = |lot| [("lot", lot), ("from", "0"), ("to", "19")];
    let poor = submit(&packer, &path, &bind(lots[0].as_str())).await;
    poor.refused_at("lot");
    done(
        &packer,
        submit(&packer, &path, &bind(lots[1].as_str())).await,
    )
    .await;

    let labels = packer
        .http()
        .get(format!(
            "{}/api/v1/batches/{number}/labels.zip?format=png",
            packer.base()
        ))
        .send()
        .await
        .expect("the labels");
    assert_eq!(labels.status(), StatusCode::OK);
    assert!(labels.bytes().await.expect("bytes").starts_with(b"PK"));
    let listed = packer
        .get(&format!("/api/v1/batches/{number}/codes?limit=1"))
        .await
        .expect("codes");
    let code = listed.body["items"][0]["code"].as_str().expect("a code");
    let scan = world
        .anonymous()
        .get(&format!("/api/v1/scans/{code}"))
        .await
        .expect("an answer");
    assert_eq!(scan.body["verdict"], "genuine", "{}", scan.body);
}
