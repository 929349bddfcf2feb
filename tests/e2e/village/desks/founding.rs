//! A village from nothing: registered, approved, with its people, posts, bank account, chart and book, all of it
//! at the desks.

use serde_json::json;
use system_tests::{
    console::Console,
    village::{card_number, credit_code, id_number},
};

use super::{
    super::hall::{done, today},
    at_desk,
};
use crate::e2e::world::{world, World};

/// 胡家屯村 in 满都户镇.
const VILLAGE: &str = "210115107202";
const NAME: &str = "满都户镇胡家屯村股份经济合作社";
/// 辽中区.
const DISTRICT: &str = "210115000000";
/// Seat, role, post, name and serial of the person.
const SEATS: [(&str, &str, &str, &str, u32); 6] = [
    ("chair", "vlg_chair", "chair", "甄守田", 821),
    ("board-1", "vlg_board", "director", "柴立本", 822),
    ("board-2", "vlg_board", "director", "宫长河", 823),
    ("super", "vlg_super", "supervisor", "庞守信", 824),
    ("cashier", "vlg_cashier", "cashier", "岳明理", 825),
    ("acct", "acct", "accountant", "尚知新", 826),
];
/// A second login of the accountant.
const AGAIN: &str = "second";
const ORGANISATIONS: &str = "/console/organisations/";

/// What the logins of this journey have in common.
struct Logins {
    base: String,
    start: String,
    password: String,
}

impl Logins {
    fn new(world: &World) -> Self {
        Self {
            base: world.stack.service.base().to_owned(),
            start: format!("found-{}", hex::encode(rand::random::<[u8; 4]>())),
            password: hex::encode(rand::random::<[u8; 12]>()),
        }
    }

    fn of(&self, seat: &str) -> String {
        format!("{}-{seat}", self.start)
    }

    fn log_in(&self, seat: &str) -> Console {
        Console::log_in(&self.base, &self.of(seat), &self.password).expect("logged in")
    }
}

/// The second person of the bureau, without whom no organisation joins.
async fn colleague(world: &World, logins: &Logins) -> Console {
    let governance = world.stack.governance().await.expect("governance");
    let account = json!([{
        "login": logins.of("bureau"), "password": logins.password,
        "organisation": world.id("lz_bureau"),
        "roles": [{"role": "cty_agri", "division": DISTRICT}],
    }]);
    done(&governance, "accounts", account).await;
    logins.log_in("bureau")
}

/// The organisation, which waits for the colleague; the number of it.
fn register(bureau: &mut Console, colleague: &mut Console) -> u64 {
    let code = credit_code("N2210115", &format!("MF{}", &VILLAGE[6..]));
    let asked = [
        ("legal_kind", "collective"),
        ("village", VILLAGE),
        ("registered_name", NAME),
        ("credit_code", code.as_str()),
    ];
    bureau
        .record("/console/organisations/new", &asked)
        .expect("registered");
    // Others are registered at the same time.
    bureau.open("/console/organisations").expect("the list");
    let listed = bureau.link_to(NAME).expect("it is listed");
    let organisation = listed.strip_prefix(ORGANISATIONS);
    let organisation = organisation.and_then(|number| number.parse().ok());
    let organisation = organisation.expect("an organisation");
    // The same code a second time is a mistake beside its field.
    let why = bureau
        .refused("/console/organisations/new", &asked)
        .expect("refused");
    assert!(why.contains("信用代码"), "{why}");
    // Who registered it does not approve it.
    let form = format!("{ORGANISATIONS}{organisation}/approve");
    let why = bureau.refused(&form, &[]).expect("refused");
    assert!(!why.is_empty());
    colleague.record(&form, &[]).expect("approved");
    organisation
}

fn add_member(bureau: &mut Console, logins: &Logins, organisation: u64, seat: &str, role: &str) {
    let login = logins.of(seat);
    let member = [
        ("login", login.as_str()),
        ("password", &logins.password),
        ("roles", role),
    ];
    let form = format!("{ORGANISATIONS}{organisation}/members/new");
    bureau.record(&form, &member).expect("a member");
}

/// The answers of an appointment.
struct Appointment<'a> {
    post: &'a str,
    login: String,
    from: String,
    until: String,
    name: &'a str,
    number: String,
}

impl<'a> Appointment<'a> {
    fn new(post: &'a str, login: String, name: &'a str, serial: u32) -> Self {
        let (today, year) = today();
        Self {
            post,
            login,
            from: format!("{}-01-01", year - 1),
            until: today.plus_days(700).to_string(),
            name,
            number: id_number(serial),
        }
    }

    fn answers(&self) -> [(&str, &str); 7] {
        [
            ("post", self.post),
            ("member", &self.login),
            ("term_from", &self.from),
            ("term_until", &self.until),
            ("person_name", self.name),
            ("person_number", &self.number),
            ("kin_none", "yes"),
        ]
    }
}

/// The collective with everybody in office.
fn found(bureau: &mut Console, logins: &Logins, organisation: u64) -> u64 {
    for (seat, role, ..) in SEATS {
        add_member(bureau, logins, organisation, seat, role);
    }
    let figures = [
        ("adult_members", "860"),
        ("representatives", "21"),
        ("households", "290"),
        ("party_members", "28"),
    ];
    let form = format!("/console/village/organisations/{organisation}/register");
    bureau.record(&form, &figures).expect("a collective");
    let collective = bureau.made("/console/village/").expect("a collective");
    let form = format!("/console/village/{collective}/officers/new");
    for (seat, _, post, name, serial) in SEATS {
        let officer = Appointment::new(post, logins.of(seat), name, serial);
        bureau
            .record(&form, &officer.answers())
            .expect("an officer");
    }
    collective
}

/// Nobody holds two posts that must be apart, with a second login neither (CEO Act Art.34).
fn no_double_post(bureau: &mut Console, logins: &Logins, organisation: u64, collective: u64) {
    let form = format!("/console/village/{collective}/officers/new");
    bureau.open(&form).expect("the form");
    let offered = "[...document.getElementById('member').options].map((one) => one.text).join(' ')";
    let offered = bureau.browser().evaluate(offered).expect("members");
    let offered = offered.as_str().unwrap_or_default();
    assert!(!offered.contains(&logins.of("acct")), "{offered}");
    add_member(bureau, logins, organisation, AGAIN, "vlg_cashier");
    let [.., (_, _, _, name, serial)] = SEATS;
    let officer = Appointment::new("cashier", logins.of(AGAIN), name, serial);
    let why = bureau.refused(&form, &officer.answers()).expect("refused");
    assert!(why.contains("兼任"), "{why}");
}

/// The basic account and the book, by the accountant.
fn open_books(accountant: &mut Console, collective: u64) {
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
    // Who works for the village reads its number.
    accountant.open(&own("accounts")).expect("the list");
    let told = accountant.text().expect("a text");
    assert!(told.contains(&card), "{told}");

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
}

#[tokio::test]
async fn a_village_is_founded_at_the_desks() {
    let world = world().await;
    let logins = Logins::new(world);
    let mut colleague = colleague(world, &logins).await;
    let mut bureau = at_desk(world, "liaozhong-bureau");
    let organisation = register(&mut bureau, &mut colleague);
    drop(colleague);
    let collective = found(&mut bureau, &logins, organisation);
    no_double_post(&mut bureau, &logins, organisation, collective);
    drop(bureau);
    open_books(&mut logins.log_in("acct"), collective);

    let book = system_tests::village::book(collective, today().1);
    let town = world.log_in("liaozhong-bureau").await;
    let path = format!("/api/v1/books/{book}/trial-balance?from=1&to=12");
    let balance = town.get(&path).await.expect("an answer").body;
    let rows = balance["items"].as_array().expect("rows");
    let bank = rows.iter().find(|row| row["account"] == "10201");
    assert_eq!(bank.expect("the bank")["closing"], 5_800_000, "{balance}");
}
