//! Logging in, CSRF, tokens and proofs over the whole router.

use axum::http::{header, Method, StatusCode};
use serde_json::{json, Value};

use crate::{
    chain::fake::AnyEntry,
    extract::CSRF_HEADER,
    routes::checks::season,
    testing::{grower, request, world, Answer, World, PASSWORD},
};
use county_primitives::{
    produce::ProduceEntry,
    registry::{MemberStatus, OrganisationStatus, RegistryEntry},
    Author, CycleId, MemberId, OrganisationId, Subject, Text,
};

async fn log_in(world: &World, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password});
    world
        .send(request(Method::POST, None, "/api/v1/sessions", Some(&body)))
        .await
}

fn cookie(answer: &Answer) -> String {
    let value = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        value.contains("HttpOnly") && value.contains("SameSite=Lax"),
        "{value}"
    );
    value.split(';').next().unwrap().to_owned()
}

async fn with_cookie(
    world: &World,
    method: Method,
    path: &str,
    cookie: &str,
    csrf: Option<&str>,
    body: Option<&Value>,
) -> Answer {
    let mut sent = request(method, None, path, body);
    sent.headers_mut()
        .insert(header::COOKIE, cookie.parse().unwrap());
    if let Some(csrf) = csrf {
        sent.headers_mut()
            .insert(CSRF_HEADER, csrf.parse().unwrap());
    }
    world.send(sent).await
}

#[tokio::test]
async fn a_session_says_who_one_is_until_it_ends() {
    let world = world().await;
    let begun = log_in(&world, "grower", PASSWORD).await;
    assert_eq!(begun.status, StatusCode::OK);
    let json = begun.json();
    assert_eq!(
        (&json["member"], &json["organisation"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        json["roles"],
        json!([{"role": "producer", "division": "141031100201"}])
    );
    let (cookie, csrf) = (cookie(&begun), json["csrf"].as_str().unwrap());
    let path = "/api/v1/sessions";
    let seen = with_cookie(&world, Method::GET, path, &cookie, None, None).await;
    assert_eq!(seen.json()["login"], "grower");
    let ended = with_cookie(&world, Method::DELETE, path, &cookie, Some(csrf), None).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let gone = with_cookie(&world, Method::GET, path, &cookie, None, None).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
}

/// Which member of which organisation the grower is, in how many roles, and how many plots it sees.
async fn seen(world: &World, token: &str) -> (Value, Value, usize, usize) {
    let session = world.get(Some(token), "/api/v1/sessions").await.json();
    assert_eq!(session["login"], "grower");
    let plots = world.get(Some(token), "/api/v1/plots").await.json();
    let count = |list: &Value| list.as_array().unwrap().len();
    (
        session["member"].clone(),
        session["organisation"].clone(),
        count(&session["roles"]),
        count(&plots["items"]),
    )
}

async fn decide(world: &World, (subject, entry): (Subject, RegistryEntry)) {
    let number = world.node.add_block(vec![(
        subject,
        Author::Governance,
        AnyEntry::Registry(entry),
    )]);
    world.indexed(number).await;
}

#[tokio::test]
async fn whoever_is_suspended_neither_reads_nor_writes_until_reactivated() {
    let world = world().await;
    season(&world).await;
    let token = world.token("grower").await;
    let member = |status| {
        let reason = Text::default();
        let entry = RegistryEntry::MemberStatusChanged { status, reason };
        (Subject::Member(MemberId(2)), entry)
    };
    let organisation = |status| {
        let reason = Text::default();
        let entry = RegistryEntry::OrganisationStatusChanged { status, reason };
        (Subject::Organisation(OrganisationId(2)), entry)
    };
    let path = "/api/v1/documents";
    for (stop, go, detail_zh) in [
        (
            member(MemberStatus::Suspended),
            member(MemberStatus::Active),
            "该成员已被暂停",
        ),
        (
            organisation(OrganisationStatus::Suspended),
            organisation(OrganisationStatus::Active),
            "所属主体待批准、已被暂停或不予登记",
        ),
    ] {
        assert_eq!(seen(&world, &token).await, (json!(2), json!(2), 1, 1));
        decide(&world, stop).await;
        assert_eq!(seen(&world, &token).await, (Value::Null, Value::Null, 0, 0));
        let refused = world.post(&token, path, &json!({})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let problem = refused.json();
        let says = |field: &str, words: &str| problem[field].as_str().unwrap().contains(words);
        assert!(says("detail", "suspended"), "{problem}");
        assert!(says("detail_zh", detail_zh), "{problem}");
        decide(&world, go).await;
        assert_eq!(seen(&world, &token).await, (json!(2), json!(2), 1, 1));
        // The file is missing, which is looked at after who brings it.
        let taken = world.post(&token, path, &json!({})).await;
        assert_eq!(taken.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}

#[tokio::test]
async fn unsafe_requests_by_cookie_need_the_csrf_token() {
    let world = world().await;
    let begun = log_in(&world, "grower", PASSWORD).await;
    let (cookie, csrf) = (
        cookie(&begun),
        begun.json()["csrf"].as_str().unwrap().to_owned(),
    );
    let other = log_in(&world, "packer", PASSWORD).await.json();
    let body = json!({"name": "scale"});
    for wrong in [None, other["csrf"].as_str()] {
        let refused = with_cookie(
            &world,
            Method::POST,
            "/api/v1/tokens",
            &cookie,
            wrong,
            Some(&body),
        )
        .await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (StatusCode::FORBIDDEN, &json!("csrf"))
        );
    }
    let made = with_cookie(
        &world,
        Method::POST,
        "/api/v1/tokens",
        &cookie,
        Some(&csrf),
        Some(&body),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let listed = world.get(Some(&token), "/api/v1/tokens").await.json();
    assert_eq!(listed["items"][0]["name"], "scale");
    assert_eq!(
        world.get(Some("made up"), "/api/v1/tokens").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn wrong_passwords_and_unknown_logins_get_the_same_answer() {
    let world = world().await;
    let wrong = log_in(&world, "grower", "not the password").await;
    let unknown = log_in(&world, "nobody", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.body, unknown.body);
    for _ in 0..4 {
        log_in(&world, "grower", "not the password").await;
    }
    let locked = log_in(&world, "grower", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn whoever_asks_for_logins_all_the_time_has_to_wait() {
    let world = world().await;
    for path in ["/api/v1/sessions", "/console/login"] {
        let client = std::net::SocketAddr::from(([192, 0, 2, 1], 443));
        let mut answers = 0;
        loop {
            let mut asked = request(Method::GET, None, path, None);
            asked
                .extensions_mut()
                .insert(axum::extract::ConnectInfo(client));
            let answer = world.send(asked).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                assert!(answer.headers.contains_key(header::RETRY_AFTER));
                break;
            }
            answers += 1;
            assert!(
                answers < 2_000,
                "{path} is answered as often as anybody likes"
            );
        }
    }
}

#[tokio::test]
async fn every_mistake_is_a_problem_in_two_languages() {
    let world = world().await;
    let token = world.token("grower").await;
    let path = "/api/v1/tokens";
    let cases = [
        (world.get(None, "/api/v1/nothing").await, 404, "not_found"),
        (
            world.send(request(Method::PATCH, None, path, None)).await,
            405,
            "method_not_allowed",
        ),
        (
            world.post(&token, path, &json!({"name": 5})).await,
            422,
            "invalid_request",
        ),
        (
            world.post(&token, path, &json!({"name": ""})).await,
            422,
            "invalid_request",
        ),
        (
            world
                .send(request(Method::POST, Some(&token), path, None))
                .await,
            415,
            "unsupported_media_type",
        ),
        (
            world
                .post(&token, path, &json!({"name": "x".repeat(3_000_000)}))
                .await,
            413,
            "payload_too_large",
        ),
    ];
    for (answer, status, code) in cases {
        let problem = answer.json();
        assert_eq!(
            (answer.status.as_u16(), &problem["code"]),
            (status, &json!(code))
        );
        assert_eq!(
            answer.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        assert!(!problem["title_zh"].as_str().unwrap().is_ascii());
        assert_eq!(problem["status"], status);
    }
}

#[tokio::test]
async fn a_timeline_comes_with_records_and_proof_and_without_it_when_the_node_is_away() {
    let world = world().await;
    let subject = Subject::Cycle(CycleId(9));
    let entry = || AnyEntry::Produce(ProduceEntry::CycleFinished);
    let block = world.node.add_block(vec![
        (subject, grower(), entry()),
        (subject, grower(), entry()),
    ]);
    world.indexed(block).await;
    let path = "/api/v1/timelines/cycle:9";
    let answer = world.get(None, path).await.json();
    assert_eq!((&answer["len"], &answer["block"]), (&json!(2), &json!(1)));
    assert_eq!(answer["records"][1]["record"]["sequence"], 1);
    assert!(answer["proof"][0]
        .as_str()
        .unwrap()
        .contains(answer["head"].as_str().unwrap()));
    let rest = world.get(None, &format!("{path}?from=1")).await.json();
    assert_eq!(rest["records"].as_array().unwrap().len(), 1);
    world.node.set_live(false);
    let away = world.get(None, path).await.json();
    assert_eq!((&away["len"], &away["proof"]), (&json!(2), &Value::Null));
    let missing = world.get(None, "/api/v1/timelines/cycle:10").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn readiness_follows_node_and_index() {
    let world = world().await;
    assert_eq!(world.get(None, "/readyz").await.status, StatusCode::OK);
    world.node.set_live(false);
    let away = world.get(None, "/readyz").await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    let metrics = world.get(None, "/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
}
