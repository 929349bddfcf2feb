//! A village's money at the desks of the console: every step is a form in a real browser on a phone, by the
//! person whose step it is.

mod expense;
mod founding;
mod migration;
mod month;
mod refused;
mod split;

use std::path::Path;

use system_tests::console::Console;

use super::hall::Hall;
use crate::e2e::world::World;

const SPENDINGS: &str = "/console/village/spendings/";
const VOUCHERS: &str = "/console/village/vouchers/";
const WARNINGS: &str = "/console/village/warnings/";

/// A receipt or minutes somebody photographs.
fn photo() -> &'static Path {
    Path::new("data/receipt.png")
}

/// Somebody of the demonstration.
fn at_desk(world: &World, login: &str) -> Console {
    let password = world.demo.password(login).expect("a login of the demo");
    Console::log_in(world.stack.service.base(), login, password).expect("logged in")
}

/// Somebody who works for a village.
fn seat(world: &World, hall: &Hall, seat: &str) -> Console {
    let base = world.stack.service.base();
    Console::log_in(base, &hall.login(seat), &hall.password).expect("logged in")
}

/// Hands a phone to somebody else who works for the village.
fn hand_to(phone: &mut Console, hall: &Hall, seat: &str) {
    let handed = phone.hand_to(&hall.login(seat), &hall.password);
    handed.expect("logged in");
}

/// An expense as the cashier asks for it.
struct Bill<'a> {
    amount: &'a str,
    purpose: &'a str,
    payee: &'a str,
    kind: &'a str,
    number: &'a str,
    account: &'a str,
    invoice: &'a str,
}

/// Asks for it with a photo of the receipt; the number of the spending.
fn ask_for(cashier: &mut Console, hall: &Hall, bill: &Bill<'_>) -> u64 {
    let answers = [
        ("amount", bill.amount),
        ("purpose", bill.purpose),
        ("payee", bill.payee),
        ("payee_kind", bill.kind),
        ("payee_number", bill.number),
        ("account", bill.account),
        ("bank", "辽宁农商银行辽中支行"),
        ("invoice", bill.invoice),
    ];
    let form = format!("/console/village/{}/spend", hall.collective);
    cashier
        .record_with(&form, &answers, &[("documents", photo())])
        .expect("asked for");
    cashier.made(SPENDINGS).expect("a spending")
}

/// Signs a step with what is shown.
fn sign(signer: &mut Console, spending: u64) {
    signer
        .record(&format!("{SPENDINGS}{spending}/sign"), &[])
        .expect("signed");
}

/// Has one after the other sign on a phone that is handed on; the phone with the last one.
fn sign_in_turn(world: &World, hall: &Hall, seats: &[&str], spending: u64) -> Console {
    let mut seats = seats.iter();
    let mut phone = seat(world, hall, seats.next().expect("somebody signs"));
    sign(&mut phone, spending);
    for seat in seats {
        hand_to(&mut phone, hall, seat);
        sign(&mut phone, spending);
    }
    phone
}

/// Minutes of the board about an expense; the number of the decision.
fn minutes(chair: &mut Console, hall: &Hall, about: &str, up_to: &str, came: [&str; 3]) -> u64 {
    let today = super::hall::today().0.to_string();
    let asked = [
        ("about", about),
        ("matter", "spending"),
        ("body", "board"),
        ("up_to", up_to),
        ("notice_day", today.as_str()),
        ("meeting", &today),
    ];
    let form = format!("/console/village/{}/decisions/new", hall.collective);
    chair
        .record_with(&form, &asked, &[("document", photo())])
        .expect("a meeting");
    let decisions = "/console/village/decisions/";
    let decision = chair.made(decisions).expect("a decision");
    let [present, yes, abstaining] = came;
    let told = [
        ("date", today.as_str()),
        ("present", present),
        ("yes", yes),
        ("abstaining", abstaining),
    ];
    chair
        .record_with(
            &format!("{decisions}{decision}/resolve"),
            &told,
            &[("document", photo())],
        )
        .expect("resolved");
    decision
}
