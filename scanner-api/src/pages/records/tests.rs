//! The page of records against a chain in memory.

use axum::http::{header, StatusCode};

use crate::{
    pages::well_formed::check,
    routes::checks::season,
    testing::{world, Answer},
};

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

#[tokio::test]
async fn records_are_read_in_both_languages() {
    let world = world().await;
    season(&world).await;
    for (lang, kind) in [("zh", "登记采收"), ("en", "Lot")] {
        let answer = world
            .get(None, &format!("/records/lot:1?lang={lang}"))
            .await;
        let html = text(&answer);
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(check(&html), Ok(()), "{html}");
        assert!(!html.contains("localization key"), "{html}");
        assert!(html.contains("/api/v1/timelines/lot:1"), "{html}");
        assert!(lang == "zh" || html.contains(kind), "{html}");
    }
    let lost = world.get(None, "/records/lot:99").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_for_members_asks_for_a_login() {
    let world = world().await;
    let answer = world.get(None, "/records/spending:1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.headers[header::LOCATION],
        "/console/login?next=/records/spending:1"
    );
}
