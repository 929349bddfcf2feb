//! What must not happen, tried in a real browser on a phone: each time the page says why.

use serde_json::{json, Value};
use system_tests::{browser::Browser, livestock as words};

use super::yard::{done, farm};
use crate::e2e::world::{world, World};

/// 万宝村 in 直升镇.
const VILLAGE: &str = "500153104203";

/// A phone on which somebody of the demonstration is logged in.
fn phone_of(world: &World, login: &str) -> Browser {
    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    let password = world.demo.password(login).expect("a login of the demo");
    let base = world.stack.service.base();
    phone.log_in(base, login, password).expect("logged in");
    phone
}

/// What the page says.
fn said(phone: &mut Browser) -> String {
    let text = phone.evaluate("document.body.innerText").expect("a text");
    text.as_str().unwrap_or_default().to_owned()
}

fn assert_fits(phone: &mut Browser) {
    let wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide.expect("a width"), json!(false), "it scrolls sideways");
}

#[tokio::test]
async fn a_vet_reads_which_pigs_have_no_certificate_and_has_no_button_for_one() {
    let world = world().await;
    let mut phone = phone_of(world, "vet-zhou");
    let (base, declaration) = (world.stack.service.base(), world.id("declaration_refused"));
    let path = format!("/console/livestock/declarations/{declaration}");
    phone
        .open(&format!("{base}{path}/certify"))
        .expect("the form");
    assert_fits(&mut phone);
    let text = said(&mut phone);
    for word in ["休药期", "150015300000201", "10 头"] {
        assert!(text.contains(word), "no {word}: {text}");
    }
    let forms = phone.evaluate("document.querySelectorAll('form.form').length");
    assert_eq!(forms.expect("a number"), json!(0), "{text}");
    // It leads to the notice of the failure instead, which names them already.
    phone.open(&format!("{base}{path}/fail")).expect("the form");
    let named = phone.evaluate("document.getElementById('failed').value");
    let named = named.expect("a text");
    let named = named.as_str().unwrap_or_default();
    assert!(named.contains("150015300000201"), "{named}");
}

#[tokio::test]
async fn a_farm_is_told_beside_the_field_that_a_dead_pig_is_not_sold() {
    let world = world().await;
    let farm = farm(world, VILLAGE).await;
    let (tags, pigs) = farm.pigs(world, 2).await;
    let group = json!({"units": words::animals(&pigs[..1])});
    let death = words::death(
        &group,
        json!("unknown"),
        96_000,
        "dead on a phone",
        words::now_ms(),
    );
    done(&farm.client, "report_deaths", json!([death])).await;

    let mut phone = Browser::phone().expect("chromium is installed by make setup");
    let base = farm.client.base();
    phone
        .log_in(base, &farm.login, &farm.password)
        .expect("logged in");
    let form = format!("{base}/console/livestock/declare");
    let mut declare = |tag: String| -> Value {
        phone.open(&form).expect("the form");
        phone.fill("tags", &tag).expect("typed");
        phone.choose("purpose", "slaughter").expect("chosen");
        let house = world.id("rc_house").to_string();
        phone.fill("receiver", &house).expect("chosen");
        phone.fill("plate", super::yard::PLATE).expect("typed");
        phone.submit().expect("sent");
        let answered = "location.pathname.startsWith('/console/tickets/') \
                        || !!document.getElementById('tags-error')";
        phone.until(answered).expect("an answer");
        let error = "document.getElementById('tags-error')?.innerText ?? null";
        phone.evaluate(error).expect("an answer")
    };
    let told = declare(words::tag(tags.series, tags.from));
    let told = told.as_str().unwrap_or_default();
    assert!(!told.is_empty(), "the dead pig was declared");
    assert_eq!(declare(words::tag(tags.series, tags.to)), Value::Null);
}

#[tokio::test]
async fn a_bureau_sees_whom_a_farm_met_and_where_its_meat_is() {
    let world = world().await;
    let mut phone = phone_of(world, "rongchang-bureau");
    let (base, luzi) = (world.stack.service.base(), world.id("luzi"));
    phone
        .open(&format!(
            "{base}/livestock/contacts?farm={luzi}&days=21&lang=zh-CN"
        ))
        .expect("the contacts");
    assert_fits(&mut phone);
    let boxes = phone.evaluate("document.querySelectorAll('.picture svg rect').length");
    let boxes = boxes.expect("a number").as_u64().unwrap_or_default();
    assert!(
        boxes >= 3,
        "a farm, a vehicle and a house at least: {boxes}"
    );
    let text = said(&mut phone);
    for word in ["方家坝生猪屠宰", "渝C12345"] {
        assert!(text.contains(word), "no {word}: {text}");
    }

    let (from, to) = (words::days_ago(1), words::days_ago(0));
    let days = format!("from={from}&to={to}&lang=zh-CN");
    phone
        .open(&format!("{base}/livestock/trace?farm={luzi}&{days}"))
        .expect("the trace");
    assert_fits(&mut phone);
    let text = said(&mut phone);
    for word in ["昌元生鲜超市", "普陀肉类加工", "在手"] {
        assert!(text.contains(word), "no {word}: {text}");
    }
}
