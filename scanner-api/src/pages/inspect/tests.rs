//! The pages of the room: each is well formed in both languages, says what it must, and stays closed to others.

use axum::http::{header, Method, Request, StatusCode};

use crate::{
    pages::well_formed,
    testing::{people::village_world, Answer, World},
};

async fn open(world: &World, login: &str, path: &str) -> Answer {
    let token = world.token(login).await;
    world.get(Some(&token), path).await
}

fn html(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// Every file of the village, and every page that leads to them.
async fn paths(world: &World) -> Vec<String> {
    let subjects: Vec<String> = sqlx::query_scalar("SELECT subject FROM transactions")
        .fetch_all(&world.app.db.reader)
        .await
        .unwrap();
    let fixed = [
        "/inspect",
        "/inspect/transactions",
        "/inspect/transactions?sort=amount&q=%E9%81%93%E8%B7%AF",
        "/inspect/transactions?amount_from=many&kind=pear",
        "/inspect/warnings",
        "/inspect/warnings?all=1",
        "/inspect/questions",
        "/inspect/questions?show=all",
        "/inspect/questions/1",
        "/inspect/analyses",
        "/inspect/analyses?days=365",
        "/inspect/views",
        "/inspect/files/spending:1/hold",
        "/inspect/files/spending:1/ask",
        "/inspect/cases/1/release",
        "/inspect/cases/1/renew",
        "/inspect/warnings/1/assign",
        "/inspect/warnings/1/accept",
        "/inspect/warnings/1/rectify",
        "/inspect/warnings/1/verify",
        "/inspect/warnings/1/close",
        "/inspect/warnings/1/escalate",
    ];
    let files = subjects
        .into_iter()
        .map(|subject| format!("/inspect/files/{subject}"));
    fixed.into_iter().map(str::to_owned).chain(files).collect()
}

#[tokio::test]
async fn every_page_is_well_formed_in_both_languages() {
    let world = village_world().await;
    for path in paths(&world).await {
        for lang in ["zh-CN", "en"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let path = format!("{path}{joint}lang={lang}");
            let page = open(&world, "inspector", &path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let html = html(&page);
            if let Err(fault) = well_formed::check(&html) {
                panic!("{path}: {fault}");
            }
            assert!(!html.contains("Unknown localization"), "{path}: {html}");
            assert!(!html.contains("ins-w-"), "{path}: a word has no text");
            assert!(!html.contains("http://") && !html.contains("https://"));
            assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        }
    }
}

#[tokio::test]
async fn the_room_is_closed_to_the_inspected() {
    let world = village_world().await;
    for login in ["cashier", "chair", "supervisor", "villager", "bank"] {
        for path in [
            "/inspect",
            "/inspect/stream",
            "/inspect/transactions",
            "/inspect/files/spending:1",
            "/inspect/files/spending:1/export.zip",
            "/inspect/files/spending:1/hold",
            "/inspect/warnings",
            "/inspect/analyses",
            "/inspect/views",
        ] {
            let page = open(&world, login, path).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
    }
    let nobody = world.get(None, "/inspect").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    let far = open(&world, "far_inspector", "/inspect/files/spending:1").await;
    assert_eq!(far.status, StatusCode::NOT_FOUND);
    let township = open(&world, "township", "/inspect/views").await;
    assert_eq!(township.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_listens_is_written_down() {
    use tower::ServiceExt as _;

    let world = village_world().await;
    let token = world.token("township").await;
    let request = Request::get("/inspect/stream?kind=spending")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(axum::body::Body::empty())
        .unwrap();
    let response = world.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let views = open(&world, "inspector", "/api/v1/inspect/views?act=live").await;
    let views = views.json();
    assert_eq!(views["items"][0]["role"], "town", "{views}");
    assert_eq!(views["items"][0]["detail"], "kind=spending", "{views}");
}

#[tokio::test]
async fn a_file_leads_to_what_can_be_done_and_the_short_address_to_the_file() {
    let world = village_world().await;
    let page = open(&world, "inspector", "/inspect/files/spending:1").await;
    let html = html(&page);
    for part in [
        "/inspect/files/spending:1/hold",
        "/inspect/files/spending:1/ask",
        "/inspect/files/spending:1/export.zip",
        "/api/v1/timelines/spending:1",
        "/inspect/views?subject=spending:1",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let township = open(&world, "township", "/inspect/files/spending:1").await;
    let township = String::from_utf8(township.body).unwrap();
    assert!(!township.contains("/spending:1/hold") && township.contains("/spending:1/ask"));
    assert!(!township.contains("/inspect/views"));
    let short = open(&world, "inspector", "/inspect/spending:1").await;
    assert_eq!(short.status, StatusCode::SEE_OTHER);
    assert_eq!(short.headers[header::LOCATION], "/inspect/files/spending:1");
    let lost = open(&world, "inspector", "/inspect/nonsense").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

async fn send(world: &World, login: &str, path: &str, body: &str) -> Answer {
    let token = world.token(login).await;
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.to_owned()))
        .unwrap();
    world.send(request).await
}

#[tokio::test]
async fn a_hold_is_one_call_of_the_member_and_comes_back_to_the_file() {
    let world = village_world().await;
    let path = "/inspect/files/spending:1/hold";
    let empty = send(&world, "inspector", path, "nonce=a&days=5").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(world.node.calls().is_empty());
    let body = "nonce=b&days=5&reason=%E6%A0%B8%E6%9F%A5";
    let done = send(&world, "inspector", path, body).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(
        done.headers[header::LOCATION],
        "/inspect/files/spending:1?done=1"
    );
    let calls = world.node.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].pallet, calls[0].call), ("Oversight", "hold"));
}

#[tokio::test]
async fn a_hold_is_offered_only_where_it_stops_something() {
    let world = village_world().await;
    for (subject, holds) in [
        ("spending:1", true),
        ("decision:1", true),
        ("disclosure:1", false),
    ] {
        let page = open(&world, "inspector", &format!("/inspect/files/{subject}")).await;
        let path = format!("/inspect/files/{subject}/hold");
        assert_eq!(html(&page).contains(&path), holds, "{subject}");
        let form = html(&open(&world, "inspector", &path).await);
        assert_eq!(form.contains("暂停其他内容不起作用"), !holds, "{subject}");
        let before = world.node.calls().len();
        let body = format!("nonce=h{before}&days=5&reason=%E6%A0%B8%E6%9F%A5");
        let answer = send(&world, "inspector", &path, &body).await;
        let (status, calls) = if holds {
            (StatusCode::SEE_OTHER, 1)
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, 0)
        };
        assert_eq!(answer.status, status, "{subject}");
        assert_eq!(world.node.calls().len() - before, calls, "{subject}");
    }
}

#[tokio::test]
async fn a_question_is_sealed_asked_and_answered_by_an_officer() {
    let world = village_world().await;
    let asked = send(
        &world,
        "inspector",
        "/inspect/files/spending:1/ask",
        "nonce=a&text=%E4%B8%BA%E4%BB%80%E4%B9%88%E5%88%86%E4%B8%A4%E6%AC%A1%E4%BB%98",
    )
    .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sealed_texts")
        .fetch_one(&world.app.db.reader)
        .await
        .unwrap();
    assert_eq!(kept, 1);
    assert_eq!(world.node.calls()[0].call, "ask");
    let open_question: Option<i64> =
        sqlx::query_scalar("SELECT id FROM questions WHERE answered_ms IS NULL")
            .fetch_optional(&world.app.db.reader)
            .await
            .unwrap();
    let id = open_question.unwrap_or(1);
    let path = format!("/inspect/questions/{id}/answer");
    let stranger = send(&world, "neighbour", &path, "nonce=c&text=x").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let inspector = send(&world, "inspector", &path, "nonce=d&text=x").await;
    assert_eq!(inspector.status, StatusCode::FORBIDDEN);
    let answered = send(&world, "cashier", &path, "nonce=e&text=%E5%88%86%E6%9C%9F").await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert_eq!(world.node.calls()[1].call, "answer");
}

#[tokio::test]
async fn notes_stay_at_the_point_where_they_were_written() {
    let world = village_world().await;
    let path = "/inspect/files/spending:1/notes";
    let kept = send(
        &world,
        "inspector",
        path,
        "text=%E5%BE%85%E6%A0%B8%E4%BB%B7",
    )
    .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let own = open(&world, "inspector", "/inspect/files/spending:1").await;
    assert!(html(&own).contains("待核价"));
    let other = open(&world, "township", "/inspect/files/spending:1").await;
    assert!(!html(&other).contains("待核价"));
}

#[tokio::test]
async fn looks_through_other_doors_are_written_down_too() {
    let world = village_world().await;
    let count = || async {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM inspect_views")
            .fetch_one(&world.app.db.reader)
            .await
            .unwrap();
        count
    };
    for (login, path, more) in [
        ("inspector", "/api/v1/spendings/1", 1),
        ("inspector", "/api/v1/timelines/spending:1", 1),
        ("township", "/api/v1/spendings", 1),
        ("township", "/console/village/spendings/1", 1),
        ("cashier", "/console/village/spendings/1", 0),
        ("cashier", "/api/v1/spendings/1", 0),
        ("far_inspector", "/api/v1/timelines/collective:1", 0),
        ("inspector", "/api/v1/spendings/999999", 0),
    ] {
        let before = count().await;
        let _answer = open(&world, login, path).await;
        assert_eq!(count().await - before, more, "{login} {path}");
    }
}
