//! A vet with a phone: 130 pigs certified in a real browser in under a minute, and the consumer's page.

use std::time::{Duration, Instant};

use serde_json::json;
use system_tests::{browser::Browser, livestock as words};

use super::yard::{farm, paper, records, Crew};
use crate::e2e::world::world;

/// 玉峰村 in 吴家镇.
const VILLAGE: &str = "500153103204";

#[tokio::test]
async fn a_vet_certifies_130_pigs_on_a_phone_in_under_a_minute() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, _) = farm.pigs(world, 130).await;
    let declaration = farm.declare(world, &tags.group()).await;
    crew.accept(declaration).await;
    let base = world.stack.service.base();
    let password = world.demo.password("vet-zhou").expect("a vet");

    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    phone
        .open(&format!("{base}/console/login?lang=zh-CN"))
        .expect("the login page");
    phone.fill("login", "vet-zhou").expect("typed");
    phone.fill("password", password).expect("typed");
    phone.submit().expect("sent");
    phone
        .until("location.pathname === '/console' && document.readyState === 'complete'")
        .expect("the vet's console");

    let start = Instant::now();
    let path = format!("/console/livestock/declarations/{declaration}/certify");
    phone.open(&format!("{base}{path}")).expect("the form");
    let wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide.expect("a width"), json!(false), "it scrolls sideways");
    let range = format!(
        "{}-{}",
        words::tag(tags.series, tags.from),
        words::tag(tags.series, tags.to)
    );
    phone.fill("tags", &range).expect("typed");
    phone.fill("heads", "130").expect("typed");
    for seen in ["materials_complete", "tags_match", "healthy", "no_swill"] {
        phone.fill(seen, "yes").expect("ticked");
    }
    phone.fill("number", &paper()).expect("typed");
    phone.submit().expect("sent");
    phone
        .until("location.pathname.startsWith('/console/tickets/')")
        .expect("the certificate is issued");
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(60), "it took {taken:?}");
    let told = records(world, &format!("declaration:{declaration}")).await;
    let last = told.last().expect("an answer");
    let state = &last["entry"]["declaration_answered"]["state"];
    assert!(state["certified"].is_u64(), "{last}");
}

#[tokio::test]
async fn the_page_of_a_pork_box_opens_on_a_phone_with_its_verdict() {
    let world = world().await;
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    for (url, verdict) in [
        (&world.demo.meat_scan_url, "genuine"),
        (&world.demo.more["beef_code"], "genuine"),
        (&world.demo.more["recalled_meat_code"], "recalled"),
    ] {
        phone.open(url).expect("the page");
        phone
            .until(&format!(
                "document.querySelector('[data-verdict]')?.dataset.verdict === '{verdict}'"
            ))
            .expect("the verdict");
        let wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide.expect("a width"), json!(false), "{url}");
    }
}
