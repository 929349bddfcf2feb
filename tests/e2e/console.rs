//! The console as a browser without scripts uses it: forms, errors next to the field, results.

use reqwest::{header, StatusCode};

use super::world::world;

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
