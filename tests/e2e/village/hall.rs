//! What the journeys of villages share: a village of its own with its officers, bank account and book.

use std::sync::atomic::{AtomicUsize, Ordering};

use county_primitives::Date;
use reqwest::StatusCode;
use serde_json::{json, Value};
use system_tests::{
    client::{Answer, Client},
    livestock::now_ms,
    village::{self as words, credit_code, Party, Spending, Voucher},
};

use crate::e2e::world::World;

/// Villages of 刘二堡镇 that the demonstration leaves alone; every test takes its own.
const VILLAGES: [&str; 9] = [
    "210115104200",
    "210115104202",
    "210115104204",
    "210115104205",
    "210115104206",
    "210115104207",
    "210115104208",
    "210115104209",
    "210115104210",
];
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// What a village begins with in its bank account and its cash box.
pub(super) const MONEY: i64 = words::yuan(600_000);
pub(super) const CASH: i64 = words::yuan(2_000);

/// The cashier's wife; nobody pays her without being asked.
pub(super) const WIFE: Party = Party::person("沙玉洁", 801);
/// Somebody who is related to nobody.
pub(super) const MECHANIC: Party = Party::company("辽中区北方农机修理厂", 802);

/// A village with everybody who works for it.
pub(super) struct Hall {
    pub(super) division: &'static str,
    pub(super) collective: u64,
    /// Its basic account: the number on the ledger, and as it is typed.
    pub(super) account: u64,
    pub(super) typed_account: Value,
    pub(super) book: u64,
    pub(super) cashier: Client,
    pub(super) accountant: Client,
    pub(super) chair: Client,
    pub(super) board: Client,
    pub(super) supervisor: Client,
    pub(super) villager: Client,
    /// Logins by seat, and the password of all of them.
    start: String,
    pub(super) password: String,
}

/// Today and its year.
pub(super) fn today() -> (Date, u32) {
    let today = Date::of_timestamp(now_ms());
    (today, today.to_ymd().0)
}

/// Makes a call that must succeed.
pub(super) async fn done(client: &Client, call: &str, items: Value) -> Answer {
    client
        .write(&words::path(call), items)
        .await
        .unwrap_or_else(|error| panic!("{call}: {error}"))
}

/// Makes a call that the chain must refuse with this code, in both languages.
pub(super) async fn refused(client: &Client, call: &str, items: Value, code: &str) -> Answer {
    let answer = client
        .try_write(&words::path(call), items)
        .await
        .expect("an answer");
    assert_eq!(answer.code(), code, "{call}: {}", answer.body);
    assert!(answer.status.is_client_error(), "{}", answer.body);
    for text in ["detail", "detail_zh", "title", "title_zh"] {
        let said = answer.body[text].as_str().unwrap_or_default();
        assert!(!said.is_empty(), "{code} has no {text}");
    }
    answer
}

/// The entries of a subject, oldest first: the kind of each and what it says.
pub(super) async fn entries(world: &World, subject: &str) -> Vec<(String, Value)> {
    let inspector = world.log_in("liaozhong-inspector").await;
    let answer = inspector
        .get(&format!("/api/v1/timelines/{subject}"))
        .await
        .expect("an answer");
    assert_eq!(answer.status, StatusCode::OK, "{subject}: {}", answer.body);
    let records = answer.body["records"].as_array().expect("records");
    records
        .iter()
        .map(|record| match &record["record"]["entry"] {
            Value::Object(fields) => fields
                .iter()
                .next()
                .map(|(kind, value)| (kind.clone(), value.clone()))
                .unwrap_or_default(),
            other => (other.as_str().unwrap_or_default().into(), Value::Null),
        })
        .collect()
}

/// The kinds of the entries of a subject.
pub(super) async fn kinds(world: &World, subject: &str) -> Vec<String> {
    let entries = entries(world, subject).await;
    entries.into_iter().map(|(kind, _)| kind).collect()
}

/// The finding of a warning.
pub(super) async fn finding(world: &World, warning: u64) -> Value {
    let entries = entries(world, &format!("warning:{warning}")).await;
    let (kind, raised) = entries.first().cloned().expect("a record");
    assert_eq!(kind, "warning_raised");
    raised["finding"].clone()
}

/// A village of 刘二堡镇 whose book of a year is open.
pub(super) async fn hall(world: &World, year: u32) -> Hall {
    let at = NEXT.fetch_add(1, Ordering::Relaxed);
    hall_at(world, year, VILLAGES[at]).await
}

/// The same in another village of the district.
pub(super) async fn hall_at(world: &World, year: u32, division: &'static str) -> Hall {
    let governance = world.stack.governance().await.expect("governance");
    let start = format!("hall-{}", hex::encode(rand::random::<[u8; 4]>()));
    let password = hex::encode(rand::random::<[u8; 12]>());
    let code = credit_code("N2210115", &format!("MF{}", &division[6..]));
    let organisation = json!([{
        "kind": "collective", "division": division,
        "identity": {"legal": {"credit_code": code, "name": format!("示范第{}村股份经济合作社", &division[6..])}},
    }]);
    let made = done(&governance, "organisations", organisation).await;
    let organisation = made.id("organisation").expect("one");
    let members = accounts(&governance, &start, &password, organisation, division).await;
    let bureau = world.log_in("liaozhong-bureau").await;
    let collective = json!([{
        "organisation": organisation, "credit_code": code, "level": "village", "division": division,
        "agency": null, "figures": {
            "members": 1_000, "representatives": 21, "households": 300, "party_members": 30,
        },
    }]);
    let made = done(&bureau, "register_collectives", collective).await;
    let collective = made.id("collective").expect("one");
    done(&bureau, "appoint_officers", seats(collective, &members)).await;
    let log_in = |seat: &'static str| {
        let login = format!("{start}-{seat}");
        let (base, password) = (governance.base().to_owned(), password.clone());
        async move {
            Client::log_in(&base, &login, &password)
                .await
                .expect("a login")
        }
    };
    let accountant = log_in("acct").await;
    let serial = 800_000 + u32::try_from(collective).expect("few");
    let typed_account = words::account(serial, "辽中示范农商银行");
    let opened = json!([{
        "collective": collective, "digest": typed_account, "bank": "辽中示范农商银行",
        "kind": "basic", "ledger": "10201", "decision": null,
    }]);
    let opened = done(&accountant, "open_bank_accounts", opened).await;
    let openings = json!([
        {"account": "101", "balance": CASH}, {"account": "10201", "balance": MONEY},
        {"account": "301", "balance": -CASH - MONEY},
    ]);
    let book = json!([{"collective": collective, "year": year, "openings": openings}]);
    done(&accountant, "open_books", book).await;
    Hall {
        division,
        collective,
        account: opened.id("bank_account").expect("one"),
        typed_account,
        book: words::book(collective, year),
        cashier: log_in("cashier").await,
        accountant,
        chair: log_in("chair").await,
        board: log_in("board").await,
        supervisor: log_in("super").await,
        villager: log_in("member").await,
        start,
        password,
    }
}

/// Seat, role and post of everybody.
const SEATS: [(&str, &str, &str); 7] = [
    ("chair", "vlg_chair", "chair"),
    ("board", "vlg_board", "director"),
    ("board-2", "vlg_board", "director"),
    ("super", "vlg_super", "supervisor"),
    ("cashier", "vlg_cashier", "cashier"),
    ("acct", "acct", "accountant"),
    ("member", "member", ""),
];

async fn accounts(
    governance: &Client,
    start: &str,
    password: &str,
    organisation: u64,
    division: &str,
) -> Vec<u64> {
    let accounts: Vec<Value> = SEATS
        .iter()
        .map(|(seat, role, _)| {
            json!({
                "login": format!("{start}-{seat}"), "password": password,
                "organisation": organisation, "roles": [{"role": role, "division": division}],
            })
        })
        .collect();
    let made = done(governance, "accounts", json!(accounts)).await;
    let members = made.ids("member");
    assert_eq!(members.len(), SEATS.len(), "{}", made.body);
    members
}

fn seats(collective: u64, members: &[u64]) -> Value {
    let (today, year) = today();
    SEATS
        .iter()
        .zip(members)
        .zip(811..)
        .filter(|(((_, _, post), _), _)| !post.is_empty())
        .map(|(((seat, _, post), member), serial)| {
            let kin = if *seat == "cashier" {
                vec![WIFE.typed()]
            } else {
                Vec::new()
            };
            json!({
                "collective": collective, "member": member, "post": post,
                "from": format!("{}-01-01", year - 3), "until": today.plus_days(700).to_string(),
                "person": {
                    "kind": "person", "name": format!("{}某", surname(serial)),
                    "number": words::id_number(serial),
                },
                "kin": kin,
            })
        })
        .collect()
}

fn surname(serial: u32) -> char {
    let surnames = ['甄', '柴', '宫', '庞', '岳', '尚', '喻'];
    surnames[usize::try_from(serial).expect("few") % surnames.len()]
}

impl Hall {
    /// The login of a seat.
    pub(super) fn login(&self, seat: &str) -> String {
        format!("{}-{seat}", self.start)
    }

    /// Asks for an expense.
    pub(super) async fn submit(&self, request: &Spending) -> (u64, Vec<u64>) {
        let answer = done(&self.cashier, "submit_spendings", json!([request.json()])).await;
        (answer.id("spending").expect("one"), answer.ids("warning"))
    }

    /// Signs one step after the other.
    pub(super) async fn sign(&self, request: &Spending, id: u64, steps: &[&str]) {
        for step in steps {
            let signer = self.signer(step);
            done(
                signer,
                "sign_spendings",
                json!([request.signature(id, step)]),
            )
            .await;
        }
    }

    /// Who signs a step in the village.
    pub(super) fn signer(&self, step: &str) -> &Client {
        match step {
            "evidence" => &self.accountant,
            "chair" => &self.chair,
            "board" => &self.board,
            _ => &self.supervisor,
        }
    }

    /// Minutes of the board for so much, with so many who had to abstain.
    pub(super) async fn minutes(&self, about: &str, amount: i64, abstaining: u32) -> u64 {
        let asked = words::decision(self.collective, "board", "spending", about, Some(amount));
        let opened = done(&self.chair, "open_decisions", json!([asked])).await;
        let decision = opened.id("decision").expect("one");
        let present = 3 - abstaining;
        let vote = words::resolved(decision, present, present, abstaining);
        done(&self.chair, "step_decisions", json!([vote])).await;
        decision
    }

    /// Drafts and posts vouchers; their numbers.
    pub(super) async fn book(&self, vouchers: &[Voucher]) -> Vec<u64> {
        let drafts: Vec<Value> = vouchers.iter().map(Voucher::json).collect();
        let drafted = done(&self.cashier, "draft_vouchers", json!(drafts)).await;
        let numbers = drafted.ids("voucher");
        done(&self.accountant, "post_vouchers", json!(numbers)).await;
        numbers
    }

    /// One of the village's books or lists as its accountant reads it.
    pub(super) async fn read(&self, path: &str) -> Value {
        let answer = self.accountant.get(path).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    /// A spending as the service has it.
    pub(super) async fn spending(&self, id: u64) -> Value {
        self.read(&format!("/api/v1/spendings/{id}")).await
    }
}
