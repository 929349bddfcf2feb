//! Livestock at the desks of the console: every step is a form in a real browser on a phone, by the person
//! whose step it is, with no call of the API in between.

mod claim;
mod illegal;
mod outbreak;
mod pig;
mod steer;

use std::path::Path;

use serde_json::json;
use system_tests::{
    console::Console,
    livestock::{self as words, Tags},
};

use crate::e2e::world::World;

const HERDS: &str = "/console/livestock/herds/";
const DECLARATIONS: &str = "/console/livestock/declarations/";
const CERTIFICATES: &str = "/console/livestock/certificates/";
const BATCHES: &str = "/console/livestock/batches/";
const MEATS: &str = "/console/livestock/meats/";

/// A document somebody photographs.
fn photo() -> &'static Path {
    Path::new("data/receipt.png")
}

/// Somebody of the demonstration.
fn at_desk(world: &World, login: &str) -> Console {
    let password = world.demo.password(login).expect("a login of the demo");
    Console::log_in(world.stack.service.base(), login, password).expect("logged in")
}

/// Hands a phone to somebody else of the demonstration.
fn hand_to(world: &World, phone: &mut Console, login: &str) {
    let password = world.demo.password(login).expect("a login of the demo");
    phone.hand_to(login, password).expect("logged in");
}

/// Whether the open page has a form to send.
fn has_form(desk: &mut Console) -> bool {
    let forms = "document.querySelectorAll('form.form').length > 0";
    desk.browser().evaluate(forms).expect("a page") == json!(true)
}

/// The address of the first code on the open sheet.
fn first_code(desk: &mut Console) -> String {
    let code = "document.querySelector('.sheet a').getAttribute('href')";
    let code = desk.browser().evaluate(code).expect("a sticker");
    code.as_str().expect("an address").to_owned()
}

/// Tags as people write them.
fn range(tags: Tags) -> String {
    let (from, to) = (
        words::tag(tags.series, tags.from),
        words::tag(tags.series, tags.to),
    );
    format!("{from}-{to}")
}
