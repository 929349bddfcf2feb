//! The console against a chain in memory: every page, what a form sends, and how a refusal is shown.

mod collectives;
mod deeds;
mod devices;
mod families;
mod holds;
mod livestock;
mod office;
mod trade;
mod village;

use axum::{
    body::Body,
    http::{header, Method, Request, StatusCode},
};
use codec::Decode;
use county_primitives::{
    produce::{HarvestInput, Operation, OperationKind, PlotInput, ProduceEntry},
    Grams, Items, MilliMu, PlotId, Subject,
};

use crate::{
    chain::{
        errors::Refusal,
        fake::{AnyEntry, Outcome},
    },
    pages::well_formed::check,
    routes::checks::{graded, labels::batch, season},
    testing::{grower, world, Answer, World, PASSWORD, VILLAGE},
};

/// A browser: a cookie and the CSRF token of its pages.
struct Browser<'a> {
    world: &'a World,
    cookie: String,
    csrf: String,
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

fn location(answer: &Answer) -> &str {
    answer
        .headers
        .get(header::LOCATION)
        .map_or("", |value| value.to_str().unwrap())
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

async fn post(world: &World, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie);
    world
        .send(request.body(Body::from(encoded(fields))).unwrap())
        .await
}

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let (_, value) = html
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    value.split('"').next().unwrap().to_owned()
}

impl<'a> Browser<'a> {
    async fn log_in(world: &'a World, login: &str) -> Self {
        let fields = [("login", login), ("password", PASSWORD), ("next", "")];
        let answer = post(world, "/console/login", "", &fields).await;
        assert_eq!(
            (answer.status, location(&answer)),
            (StatusCode::SEE_OTHER, "/console")
        );
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut browser = Self {
            world,
            cookie,
            csrf: String::new(),
        };
        browser.csrf = hidden(&text(&browser.get("/console").await), "csrf");
        browser
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, &self.cookie);
        self.world.send(request.body(Body::empty()).unwrap()).await
    }

    /// Opens a form, fills it in and submits it.
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let nonce = hidden(&text(&self.get(path).await), "nonce");
        self.submit_with(path, &nonce, fields).await
    }

    async fn submit_with(&self, path: &str, nonce: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str()), ("nonce", nonce)];
        all.extend_from_slice(fields);
        post(self.world, path, &self.cookie, &all).await
    }
}

#[tokio::test]
async fn nobody_sees_the_console_without_logging_in() {
    let world = world().await;
    let answer = world.get(None, "/console/plots/1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        location(&answer),
        "/console/login?next=%2Fconsole%2Fplots%2F1"
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_and_what_was_typed_stays() {
    let world = world().await;
    let blank = post(&world, "/console/login", "", &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&blank).contains("请填写登录名") && text(&blank).contains("请填写密码"));
    let fields = [("login", "grower"), ("password", "wrong")];
    let wrong = post(&world, "/console/login", "", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let html = text(&wrong);
    assert!(html.contains("登录名或密码不正确") && html.contains("value=\"grower\""));
    assert!(!html.contains("value=\"wrong\""));
    assert_eq!(check(&html), Ok(()));
}

#[tokio::test]
async fn other_sites_can_neither_log_in_nor_submit() {
    let world = world().await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/console/login")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let body = encoded(&[("login", "grower"), ("password", PASSWORD)]);
    let answer = world.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let browser = Browser::log_in(&world, "grower").await;
    let answer = post(
        &world,
        "/console/plots/new",
        &browser.cookie,
        &[("csrf", "x")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(text(&answer).contains("页面已过期"));
    assert!(world.node.calls().is_empty());
}

#[tokio::test]
async fn logging_out_ends_the_session() {
    let world = world().await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [("csrf", browser.csrf.as_str())];
    let answer = post(&world, "/console/logout", &browser.cookie, &fields).await;
    assert_eq!(location(&answer), "/console/login");
    assert_eq!(browser.get("/console").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_suspended_is_told_so_on_the_first_page() {
    use county_primitives::{
        registry::{MemberStatus, OrganisationStatus, RegistryEntry},
        Author, MemberId, OrganisationId, Text,
    };

    let world = world().await;
    let browser = Browser::log_in(&world, "grower").await;
    let reason = Text::default;
    for (subject, entry, zh, en) in [
        (
            Subject::Organisation(OrganisationId(2)),
            RegistryEntry::OrganisationStatusChanged {
                status: OrganisationStatus::Suspended,
                reason: reason(),
            },
            "所属主体待批准、已被暂停或不予登记",
            "Your organisation is pending, suspended or refused",
        ),
        (
            Subject::Member(MemberId(2)),
            RegistryEntry::MemberStatusChanged {
                status: MemberStatus::Suspended,
                reason: reason(),
            },
            "该成员已被暂停",
            "This member is suspended",
        ),
    ] {
        let words = [("zh", zh), ("en", en)];
        for (lang, text_before) in words {
            let html = text(&browser.get(&format!("/console?lang={lang}")).await);
            assert!(!html.contains(text_before), "{html}");
        }
        let entry = AnyEntry::Registry(entry);
        let number = world
            .node
            .add_block(vec![(subject, Author::Governance, entry)]);
        world.indexed(number).await;
        for (lang, text_after) in words {
            let html = text(&browser.get(&format!("/console?lang={lang}")).await);
            assert!(html.contains(text_after), "{html}");
            assert_eq!(check(&html), Ok(()));
        }
    }
}

/// Every page that a grower or packing house can reach.
const PAGES: [(&str, &[&str]); 2] = [
    (
        "grower",
        &[
            "/console",
            "/console/records",
            "/console/plots",
            "/console/plots/new",
            "/console/plots/1",
            "/console/plots/1/cycle",
            "/console/cycles",
            "/console/cycles/1",
            "/console/cycles/1/operation",
            "/console/cycles/1/input",
            "/console/cycles/1/harvest",
            "/console/cycles/1/finish",
            "/console/lots",
            "/console/lots/1",
            "/console/batches",
            "/console/batches/new",
        ],
    ),
    (
        "packer",
        &[
            "/console",
            "/console/records",
            "/console/lots",
            "/console/lots/1",
            "/console/lots/2",
            "/console/lots/2/grade",
            "/console/lots/2/deliver",
            "/console/batches",
            "/console/batches/new",
        ],
    ),
];

#[tokio::test]
async fn every_page_is_complete_in_both_languages() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let (input, _) = batch(&world).await;
    let number = input.batch;
    let of_batch = ["", "/codes", "/print", "/spoil", "/activate", "/void"]
        .map(|part| format!("/console/batches/{number}{part}"));
    for (login, pages) in PAGES {
        let browser = Browser::log_in(&world, login).await;
        let more = of_batch
            .iter()
            .map(String::as_str)
            .filter(|_| login == "packer");
        for page in pages.iter().copied().chain(more) {
            for lang in ["zh", "en"] {
                let answer = browser.get(&format!("{page}?lang={lang}")).await;
                let html = text(&answer);
                assert_eq!(answer.status, StatusCode::OK, "{login} {page}");
                assert_eq!(check(&html), Ok(()), "{login} {page}: {html}");
                assert!(!html.contains("localization key"), "{login} {page}: {html}");
                assert!(!html.contains("://"), "{page} names a stranger");
                assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
            }
        }
    }
}

#[tokio::test]
async fn the_chosen_language_is_kept() {
    let world = world().await;
    let browser = Browser::log_in(&world, "grower").await;
    let answer = browser.get("/console?lang=en").await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("county_lang=en;"));
    let request = Request::builder().uri("/console").header(
        header::COOKIE,
        format!("{}; county_lang=en", browser.cookie),
    );
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert!(text(&answer).contains("<html lang=\"en\""));
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let world = world().await;
    season(&world).await;
    graded(&world).await;
    let packer = Browser::log_in(&world, "packer").await;
    for path in [
        "/console/plots/1",
        "/console/cycles/1",
        "/console/cycles/1/harvest",
        "/console/lots/77",
        "/console/tests/1",
    ] {
        assert_eq!(
            packer.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_form_makes_the_call_of_the_api() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [
        ("kind", "bagging"),
        ("date", "2026-05-28"),
        ("note", " 双层纸袋 "),
    ];
    let answer = browser.submit("/console/cycles/1/operation", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let call = world.node.calls().pop().unwrap();
    assert_eq!((call.pallet, call.call), ("Produce", "record_operations"));
    let items = Items::<Operation>::decode(&mut &call.args.0[..]).unwrap();
    assert_eq!(items[0].kind, OperationKind::Bagging);
    assert_eq!(items[0].note.as_str(), "双层纸袋");
    let ticket = text(&browser.get(location(&answer)).await);
    assert!(ticket.contains("已写入账本"), "{ticket}");
}

#[tokio::test]
async fn a_new_plot_leads_to_its_page() {
    let world = world().await;
    let browser = Browser::log_in(&world, "grower").await;
    let plot = PlotInput {
        village: VILLAGE.parse().unwrap(),
        area: MilliMu(12_500),
        kind: county_primitives::produce::PlotKind::Orchard,
        geometry: county_primitives::Digest([1; 32]),
    };
    let opened = ProduceEntry::PlotOpened {
        producer: county_primitives::OrganisationId(2),
        plot,
    };
    let entry = (
        Subject::Plot(PlotId(1)),
        grower(),
        AnyEntry::Produce(opened),
    );
    world.node.next_outcome(Outcome::Records(vec![entry]));
    let fields = [("village", VILLAGE), ("kind", "orchard"), ("area", "12.5")];
    let answer = browser.submit("/console/plots/new", &fields).await;
    let call = world.node.calls().pop().unwrap();
    let items = Items::<PlotInput>::decode(&mut &call.args.0[..]).unwrap();
    assert_eq!(items[0].area, MilliMu(12_500));
    let ticket = text(&browser.get(location(&answer)).await);
    assert!(ticket.contains("href=\"/console/plots/1\""), "{ticket}");
    let plots = text(&browser.get("/console/plots").await);
    assert!(plots.contains("12.5 亩"), "{plots}");
}

#[tokio::test]
async fn a_form_sent_twice_is_recorded_once() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [("kind", "weeding"), ("date", "2026-06-01"), ("note", "")];
    let path = "/console/cycles/1/operation";
    let first = browser.submit_with(path, "abc", &fields).await;
    let second = browser.submit_with(path, "abc", &fields).await;
    assert_eq!(location(&first), location(&second));
    assert_eq!(world.node.calls().len(), 1);
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields_and_nothing_is_sent() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [("date", "2026-02-30"), ("gross", "很多")];
    let answer = browser.submit("/console/cycles/1/harvest", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(&answer);
    assert_eq!(check(&html), Ok(()));
    for part in [
        "<a href=\"#date\">请填写日期",
        "<a href=\"#gross\">请填写重量",
        "id=\"gross-error\"",
        "aria-describedby=\"gross-error\"",
        "value=\"很多\"",
        "<title>有误：",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(world.node.calls().is_empty());
}

#[tokio::test]
async fn a_refusal_of_the_chain_stands_beside_its_field() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let refusal = Refusal {
        item: Some(0),
        ..Refusal::new("Produce.InsideSafetyInterval", "inside the interval")
    };
    world.node.next_outcome(Outcome::Refused(refusal));
    let fields = [("date", "2026-06-10"), ("gross", "1,250.5")];
    let answer = browser.submit("/console/cycles/1/harvest", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(&answer);
    assert!(
        html.contains("id=\"date-error\"") && html.contains("<a href=\"#date\">"),
        "{html}"
    );
    assert!(html.contains("安全间隔期") && html.contains("value=\"1,250.5\""));
    let call = world.node.calls().pop().unwrap();
    let items = Items::<HarvestInput>::decode(&mut &call.args.0[..]).unwrap();
    assert_eq!(items[0].gross, Grams(1_250_500));
    // The form is a new one, so that the corrected harvest is not taken for the refused one.
    let again = browser
        .submit(
            "/console/cycles/1/harvest",
            &[("date", "2026-06-20"), ("gross", "1250.5")],
        )
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", text(&again));
}

#[tokio::test]
async fn personal_data_is_refused_beside_its_field() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    let fields = [
        ("kind", "other"),
        ("date", "2026-06-01"),
        ("note", "联系 13812345678"),
    ];
    let answer = browser.submit("/console/cycles/1/operation", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text(&answer).contains("id=\"note-error\""),
        "{}",
        text(&answer)
    );
    assert!(world.node.calls().is_empty());
}

#[tokio::test]
async fn the_console_reads_while_the_node_is_away_and_says_so() {
    let world = world().await;
    season(&world).await;
    let browser = Browser::log_in(&world, "grower").await;
    world.node.set_live(false);
    assert!(text(&browser.get("/console").await).contains("账本节点暂时连不上"));
    let fields = [("kind", "weeding"), ("date", "2026-06-01"), ("note", "")];
    let answer = browser.submit("/console/cycles/1/operation", &fields).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let html = text(&answer);
    assert!(
        html.contains("class=\"errors\"") && html.contains("暂时无法连接"),
        "{html}"
    );
}
