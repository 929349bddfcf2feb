//! A village from nothing: registered, approved, with its people, posts, bank account, chart and book, all of it
//! at the desks.

use system_tests::{
    console::Console,
    village::{card_number, credit_code, id_number},
};

use super::{super::hall::today, at_desk};
use crate::e2e::world::{world, World};

/// 胡家屯村 in 老大房镇.
const VILLAGE: &str = "210115107202";
/// Seat, role, post and serial of the person.
const SEATS: [(&str, &str, &str, u32); 6] = [
    ("chair", "vlg_chair", "chair", 821),
    ("board-1", "vlg_board", "director", 822),
    ("board-2", "vlg_board", "director", 823),
    ("super", "vlg_super", "supervisor", 824),
    ("cashier", "vlg_cashier", "cashier", 825),
    ("acct", "acct", "accountant", 826),
];
const NAMES: [&str; 6] = ["甄守田", "柴立本", "宫长河", "庞守信", "岳明理", "尚知新"];
const ORGANISATIONS: &str = "/console/organisations/";

/// A password the service takes.
fn password() -> String {
    hex::encode(rand::random::<[u8; 12]>())
}

/// The organisation and its members; the number of it.
fn register(bureau: &mut Console, start: &str, password: &str) -> u64 {
    let code = credit_code("N2210115", &format!("MF{}", &VILLAGE[6..]));
    let asked = [
        ("legal_kind", "collective"),
        ("village", VILLAGE),
        ("registered_name", "老大房镇胡家屯村股份经济合作社"),
        ("credit_code", code.as_str()),
    ];
    bureau
        .record("/console/organisations/new", &asked)
        .expect("registered");
    // The list shows it first.
    bureau.open("/console/organisations").expect("the list");
    let organisation = bureau.made(ORGANISATIONS).expect("an organisation");
    // The same code a second time is a mistake beside its field.
    let why = bureau
        .refused("/console/organisations/new", &asked)
        .expect("refused");
    assert!(why.contains("信用代码"), "{why}");
    for (seat, role, ..) in SEATS {
        let login = format!("{start}-{seat}");
        let member = [
            ("login", login.as_str()),
            ("password", password),
            ("roles", role),
        ];
        let form = format!("{ORGANISATIONS}{organisation}/members/new");
        bureau.record(&form, &member).expect("a member");
    }
    organisation
}

/// The collective with everybody in office.
fn found(bureau: &mut Console, organisation: u64, start: &str) -> u64 {
    let figures = [
        ("adult_members", "860"),
        ("representatives", "21"),
        ("households", "290"),
        ("party_members", "28"),
    ];
    let form = format!("/console/village/organisations/{organisation}/register");
    bureau.record(&form, &figures).expect("a collective");
    let collective = bureau.made("/console/village/").expect("a collective");
    let (today, year) = today();
    let from = format!("{}-01-01", year - 1);
    let until = today.plus_days(700).to_string();
    for ((seat, _, post, serial), name) in SEATS.into_iter().zip(NAMES) {
        let login = format!("{start}-{seat}");
        let number = id_number(serial);
        let officer = [
            ("post", post),
            ("member", login.as_str()),
            ("term_from", &from),
            ("term_until", &until),
            ("person_name", name),
            ("person_number", &number),
            ("kin_none", "yes"),
        ];
        let form = format!("/console/village/{collective}/officers/new");
        bureau.record(&form, &officer).expect("an officer");
    }
    collective
}

/// Nobody holds two posts that must be apart (CEO Act Art.34).
fn no_double_post(bureau: &mut Console, collective: u64, start: &str) {
    let (today, year) = today();
    let from = format!("{}-01-01", year - 1);
    let until = today.plus_days(700).to_string();
    let (login, number) = (format!("{start}-acct"), id_number(826));
    let officer = [
        ("post", "cashier"),
        ("member", login.as_str()),
        ("term_from", &from),
        ("term_until", &until),
        ("person_name", "尚知新"),
        ("person_number", &number),
        ("kin_none", "yes"),
    ];
    let form = format!("/console/village/{collective}/officers/new");
    let why = bureau.refused(&form, &officer).expect("refused");
    assert!(!why.is_empty());
}

fn people(world: &World) -> (Console, String, String) {
    let bureau = at_desk(world, "liaozhong-bureau");
    let start = format!("found-{}", hex::encode(rand::random::<[u8; 4]>()));
    (bureau, start, password())
}

#[tokio::test]
async fn a_village_is_founded_at_the_desks() {
    let world = world().await;
    let (mut bureau, start, password) = people(world);
    let organisation = register(&mut bureau, &start, &password);
    let collective = found(&mut bureau, organisation, &start);
    no_double_post(&mut bureau, collective, &start);

    let base = world.stack.service.base();
    let login = format!("{start}-acct");
    let mut accountant = Console::log_in(base, &login, &password).expect("the accountant");
    let own = |part: &str| format!("/console/village/{collective}/{part}");
    let card = card_number(830);
    let account = [
        ("account_kind", "basic"),
        ("account_number", card.as_str()),
        ("account_bank", "辽宁农商银行辽中支行"),
        ("ledger", "10201"),
    ];
    accountant
        .record(&own("accounts/new"), &account)
        .expect("an account");
    accountant.open(&own("accounts")).expect("the list");
    let told = accountant.text().expect("a text");
    assert!(told.contains(&card[card.len() - 4..]), "{told}");
    assert!(!told.contains(&card), "the whole number is shown: {told}");

    // A book whose openings do not balance is a mistake; then it opens.
    let wrong = "101 2,000.00\n10201 58,000.00\n301 -60,000.01";
    let why = accountant
        .refused(&own("book"), &[("openings", wrong)])
        .expect("refused");
    assert!(why.contains("0.01"), "{why}");
    let right = "101 2,000.00\n10201 58,000.00\n301 -60,000.00";
    accountant
        .record(&own("book"), &[("openings", right)])
        .expect("a book");
    let book = system_tests::village::book(collective, today().1);
    let town = world.log_in("liaozhong-bureau").await;
    let path = format!("/api/v1/books/{book}/trial-balance?from=1&to=12");
    let balance = town.get(&path).await.expect("an answer").body;
    let rows = balance["items"].as_array().expect("rows");
    let bank = rows.iter().find(|row| row["account"] == "10201");
    assert_eq!(bank.expect("the bank")["closing"], 5_800_000, "{balance}");
}
