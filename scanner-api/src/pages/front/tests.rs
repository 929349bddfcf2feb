//! The first page and the pages of problems, as browsers and programs get them.

use axum::{
    body::Body,
    http::{header, Request, StatusCode},
};

use super::*;
use crate::{
    pages::well_formed::check,
    testing::{world, World},
};

async fn browse(world: &World, path: &str, language: &str) -> (StatusCode, String, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html,*/*;q=0.8")
        .header(header::ACCEPT_LANGUAGE, language);
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    let to = answer.headers.get(header::LOCATION);
    let to = to.map_or("", |to| to.to_str().unwrap()).to_owned();
    (answer.status, to, String::from_utf8(answer.body).unwrap())
}

#[tokio::test]
async fn the_first_page_asks_for_a_code_and_leads_to_its_scan() {
    let world = world().await;
    for (language, word) in [("zh-CN", "查一枚标签"), ("en", "Look up a label")] {
        let (status, _, page) = browse(&world, "/", language).await;
        assert_eq!((status, check(&page)), (StatusCode::OK, Ok(())));
        assert!(page.contains(word) && page.contains("href=\"/console\""));
        assert!(page.contains("href=\"/prices\""));
    }
    for (typed, to) in [
        ("/?code=18bg3+fe000", "/18bg3fe000"),
        ("/?code=18BG3&lang=en", "/18BG3?lang=en"),
        ("/?code=https%3A%2F%2Fx.cn%2F1", "/https:%2F%2Fx.cn%2F1"),
        ("/?code=%2F%2Fevil.example", "/%2F%2Fevil.example"),
    ] {
        let (status, found, _) = browse(&world, typed, "zh").await;
        assert_eq!((status, found.as_str()), (StatusCode::SEE_OTHER, to));
    }
    let (status, _, page) = browse(&world, "/?code=+", "zh").await;
    assert_eq!((status, check(&page)), (StatusCode::OK, Ok(())));
    assert!(page.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn browsers_get_pages_of_problems_and_programs_get_problems() {
    let world = world().await;
    for path in ["/no/such/page", "/favicon.ico"] {
        let (status, _, page) = browse(&world, path, "zh-CN").await;
        assert_eq!((status, check(&page)), (StatusCode::NOT_FOUND, Ok(())));
        assert!(page.contains("没有这个页面"), "{path}");
        let answer = world.get(None, path).await;
        assert_eq!(answer.json()["code"], "not_found", "{path}");
    }
    let (status, _, body) = browse(&world, "/api/v1/nothing", "zh-CN").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.starts_with('{'));
}

#[test]
fn a_page_of_a_problem_says_when_to_come_back() {
    use crate::error::{ApiError, Code};
    let busy = ApiError::new(Code::RateLimited).retry_after(7);
    let response = problem_page(busy.problem(), Words(Lang::Zh), "/X?a=1".to_owned());
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    let broken = ApiError::internal("a secret");
    let response = problem_page(broken.problem(), Words(Lang::En), "/".to_owned());
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
}
