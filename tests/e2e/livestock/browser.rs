//! A vet with a phone: 130 pigs certified in a real browser in under a minute, tags read with the camera,
//! and the consumer's page.

use std::time::{Duration, Instant};

use qr_labeler::render::{Level, Qr};
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

/// Pixels of the film, and how many of them a module of a code on an ear tag is wide in it.
const FILM: (u32, u32) = (640, 480);
const MODULE: u32 = 8;
/// Pictures of each tag, at five a second.
const PICTURES: usize = 5;

/// A film of ear tags that are held before the camera one after the other.
fn film(tags: impl Iterator<Item = String>) -> Vec<u8> {
    let (width, height) = FILM;
    let mut film = format!("YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420\n").into_bytes();
    for tag in tags {
        let code = Qr::new(&tag, Level::Medium).expect("fifteen digits are a code");
        let side = code.width() * MODULE;
        let (left, top) = ((width - side) / 2, (height - side) / 2);
        let is_dark = |x: u32, y: u32| {
            let place = x.checked_sub(left).zip(y.checked_sub(top));
            place.is_some_and(|(x, y)| code.is_dark(x / MODULE, y / MODULE))
        };
        let mut picture = b"FRAME\n".to_vec();
        for y in 0..height {
            picture.extend((0..width).map(|x| if is_dark(x, y) { 40u8 } else { 210 }));
        }
        // No colour: two planes of a quarter each.
        let grey = usize::try_from(width * height / 2).expect("small");
        picture.resize(picture.len() + grey, 128);
        film.extend(picture.repeat(PICTURES));
    }
    film
}

#[tokio::test]
async fn ear_tags_are_scanned_with_the_camera_one_after_the_other() {
    let world = world().await;
    let (farm, crew) = (farm(world, VILLAGE).await, Crew::of(world).await);
    let (tags, _) = farm.pigs(world, 4).await;
    let declaration = farm.declare(world, &tags.group()).await;
    crew.accept(declaration).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tags.y4m");
    std::fs::write(&path, film(tags.all())).expect("written");

    let base = world.stack.service.base();
    let password = world.demo.password("vet-zhou").expect("a vet");
    let mut phone = Browser::phone_with_camera(&path).expect("chromium is installed by make setup");
    phone.log_in(base, "vet-zhou", password).expect("logged in");
    let form = format!("{base}/console/livestock/declarations/{declaration}/certify");
    phone.open(&form).expect("the form");
    let open = "document.querySelector('.reader-tools button').click()";
    phone.evaluate(open).expect("the camera opens");
    // All of the list and nothing else, as the script says below the field.
    phone
        .until("!!document.querySelector('.reader-status.good')")
        .expect("every tag is read");
    let read =
        phone.evaluate("document.getElementById('tags').value.split('\\n').sort().join(' ')");
    let all: Vec<String> = tags.all().collect();
    assert_eq!(read.expect("a list"), json!(all.join(" ")));
    for seen in ["materials_complete", "tags_match", "healthy", "no_swill"] {
        phone.fill(seen, "yes").expect("ticked");
    }
    phone.fill("number", &paper()).expect("typed");
    phone.submit().expect("sent");
    phone
        .until("location.pathname.startsWith('/console/tickets/')")
        .expect("the certificate is issued");
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
