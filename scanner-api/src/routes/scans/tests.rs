//! Scans over HTTP: who gets which form, in which language, with which status and headers.

use axum::{
    body::Body,
    http::{header, HeaderMap, Request, StatusCode},
};
use qr_labeler::Batch;

use crate::{
    routes::checks::{graded, labels::batch, season},
    testing::{world, Answer, World},
};

async fn labelled() -> (World, Batch) {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let (_, batch) = batch(&world).await;
    (world, batch)
}

async fn ask(world: &World, path: &str, accept: &str, language: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, accept)
        .header(header::ACCEPT_LANGUAGE, language);
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn page(world: &World, path: &str, language: &str) -> (Answer, String) {
    let answer = ask(world, path, "text/html,*/*;q=0.8", language).await;
    let html = String::from_utf8(answer.body.clone()).unwrap();
    (answer, html)
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn browsers_get_a_page_and_programs_get_json() {
    let (world, batch) = labelled().await;
    let code = batch.code(0).unwrap().to_string();
    let (answer, html) = page(&world, &format!("/{code}"), "zh-CN").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(html.contains("data-verdict=\"genuine\"") && html.contains("玉露香"));
    for path in [
        format!("/{code}"),
        format!("/{}", code.to_lowercase()),
        format!("/01/06901234567892/21/{code}"),
        format!("/api/v1/scans/{code}"),
    ] {
        let answer = ask(&world, &path, "application/json", "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.json()["verdict"], "genuine", "{path}");
        assert_eq!(answer.json()["code"], code);
        assert_eq!(answer.json()["as_of"]["live"], true);
    }
    // A terminal that accepts anything is shown what a person would be shown.
    let answer = ask(&world, &format!("/{code}"), "*/*", "").await;
    assert!(value(&answer.headers, "content-type").starts_with("text/html"));
}

#[tokio::test]
async fn the_language_is_negotiated_and_can_be_switched() {
    let (world, batch) = labelled().await;
    let path = format!("/{}", batch.code(0).unwrap());
    for (language, query, tag) in [
        ("", "", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "", "en"),
        ("fr,en;q=0.2,zh;q=0.1", "", "en"),
        ("fr", "", "zh-CN"),
        ("en;q=0,zh;q=0.5", "", "zh-CN"),
        ("zh-CN", "?lang=en", "en"),
        ("en", "?lang=zh-CN", "zh-CN"),
        ("en", "?lang=xx", "en"),
    ] {
        let (answer, html) = page(&world, &format!("{path}{query}"), language).await;
        assert!(
            html.contains(&format!("<html lang=\"{tag}\"")),
            "{language} {query}"
        );
        assert_eq!(value(&answer.headers, "content-language"), tag);
        let other = if tag == "en" { "zh-CN" } else { "en" };
        assert!(html.contains(&format!("href=\"?lang={other}\"")));
    }
}

#[tokio::test]
async fn statuses_tell_machines_what_pages_tell_people() {
    let (world, batch) = labelled().await;
    let code = batch.code(0).unwrap().to_string();
    for (path, status) in [
        (format!("/{code}"), StatusCode::OK),
        (format!("/{}", batch.code(3).unwrap()), StatusCode::OK),
        (format!("/2{}", &code[1..]), StatusCode::BAD_REQUEST),
        ("/PEAR".to_owned(), StatusCode::BAD_REQUEST),
        ("/favicon.ico".to_owned(), StatusCode::NOT_FOUND),
        ("/01/1/21/x".to_owned(), StatusCode::BAD_REQUEST),
        ("/api/v1/scans/PEAR".to_owned(), StatusCode::OK),
    ] {
        let (answer, _) = page(&world, &path, "zh").await;
        assert_eq!(answer.status, status, "{path}");
    }
    let guessed = qr_labeler::Code::new(
        batch.code(0).unwrap().kind(),
        batch.code(0).unwrap().batch(),
        0,
        batch.code(0).unwrap().token() ^ 1,
    );
    let (answer, html) = page(&world, &format!("/{}", guessed.unwrap()), "zh").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(html.contains("data-verdict=\"unknown\""));
}

#[tokio::test]
async fn pages_carry_the_headers_that_keep_readers_safe() {
    let (world, batch) = labelled().await;
    let (answer, _) = page(&world, &format!("/{}", batch.code(0).unwrap()), "zh").await;
    let headers = &answer.headers;
    assert!(value(headers, "content-security-policy").starts_with("default-src 'self'"));
    assert_eq!(value(headers, "x-content-type-options"), "nosniff");
    assert_eq!(value(headers, "cache-control"), "public, max-age=5");
    assert!(value(headers, "vary").contains("Accept-Language"));
    assert_eq!(value(headers, "set-cookie"), "");
}

#[tokio::test]
async fn a_scan_is_answered_while_the_node_is_away() {
    let (world, batch) = labelled().await;
    let path = format!("/{}", batch.code(0).unwrap());
    let (_, live) = page(&world, &path, "zh").await;
    assert!(live.contains("与账本同步"));
    world.node.set_live(false);
    let (answer, away) = page(&world, &path, "zh").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(away.contains("账本节点暂时连不上") && away.contains("data-verdict=\"genuine\""));
}

#[tokio::test]
async fn files_of_pages_are_served_for_ever() {
    let world = world().await;
    for name in [
        "scan.css",
        "console.css",
        "console.js",
        "icon.svg",
        "guilloche.svg",
    ] {
        let answer = world.get(None, crate::pages::assets::path(name)).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert!(value(&answer.headers, "cache-control").contains("immutable"));
    }
    assert_eq!(
        world.get(None, "/assets/scan.css").await.status,
        StatusCode::NOT_FOUND
    );
}
