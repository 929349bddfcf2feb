//! The demonstration of village money: two villages of Liaozhong (辽中区, 210115) whose books come from
//! paper into the ledger, one that is in order (皮家堡村) and one that an inspector would enjoy
//! (蒲河村). The villages are real, the people, the companies and every event are made up.
//!
//! The ledger's time is real time. Last year and this year's past months are taken over from the paper
//! books (origin `migrated`), closed and disclosed; this month is lived through: requests, signatures,
//! decisions, payments. While the past is taken over, the county gives the two villages time for it in
//! their own policy packs, and takes that back afterwards. What needs days to pass (a challenge
//! answered too late, a warning that goes up a level, a posting that ends) is left to the pallet's tests
//! and to the journeys on a chain with a past.

mod clean;
mod founding;
mod history;
mod oversight;
mod troubled;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use county_primitives::Date;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

use super::{legal, once, once_as, Account, Demo};
use crate::{
    client::{Answer, Client},
    livestock::now_ms,
    steps::Steps,
    village::{self as words, credit_code, Party},
};

const LIAOZHONG: &str = "210115000000";
/// 刘二堡镇.
const LIUERPU: &str = "210115104000";
/// 皮家堡村 and 蒲河村 in 刘二堡镇.
const PIJIABAO: &str = "210115104201";
const PUHE: &str = "210115104203";
/// A company sits in a village or community.
const BANK_SEAT: &str = "210115001002";

/// Name, kind, seat, start of the credit code, its organisation number, and registered name.
const ORGANISATIONS: [(&str, &str, &str, &str, &str, &str); 7] = [
    (
        "lz_bureau",
        "state_organ",
        LIAOZHONG,
        "11210115",
        "MB0A2001",
        "辽中区农业农村局",
    ),
    (
        "lz_inspection",
        "state_organ",
        LIAOZHONG,
        "11210115",
        "MB0A2002",
        "辽中区纪委监委",
    ),
    (
        "lz_town",
        "state_organ",
        LIUERPU,
        "11210115",
        "MB0A2003",
        "刘二堡镇人民政府",
    ),
    (
        "lz_agency",
        "institution",
        LIUERPU,
        "12210115",
        "MB1C2004",
        "刘二堡镇农村集体资产财务代理中心",
    ),
    (
        "lz_bank",
        "company",
        BANK_SEAT,
        "91210115",
        "MA0GX201",
        "辽中示范农商银行",
    ),
    (
        "pijiabao",
        "collective",
        PIJIABAO,
        "N2210115",
        "MF201001",
        "刘二堡镇皮家堡村股份经济合作社",
    ),
    (
        "puhe",
        "collective",
        PUHE,
        "N2210115",
        "MF203001",
        "刘二堡镇蒲河村股份经济合作社",
    ),
];

/// Everybody who has a login: role, organisation, division.
const PEOPLE: [(&str, &str, &str, &str); 23] = [
    ("liaozhong-bureau", "cty_agri", "lz_bureau", LIAOZHONG),
    (
        "liaozhong-inspector",
        "inspector",
        "lz_inspection",
        LIAOZHONG,
    ),
    (
        "liaozhong-colleague",
        "inspector",
        "lz_inspection",
        LIAOZHONG,
    ),
    ("liuerpu-clerk", "town", "lz_town", LIUERPU),
    ("liuerpu-agency", "acct", "lz_agency", LIUERPU),
    ("liaozhong-bank", "bank", "lz_bank", LIAOZHONG),
    ("pijiabao-chair", "vlg_chair", "pijiabao", PIJIABAO),
    ("pijiabao-board", "vlg_board", "pijiabao", PIJIABAO),
    ("pijiabao-board-2", "vlg_board", "pijiabao", PIJIABAO),
    ("pijiabao-super", "vlg_super", "pijiabao", PIJIABAO),
    ("pijiabao-cashier", "vlg_cashier", "pijiabao", PIJIABAO),
    ("pijiabao-member", "member", "pijiabao", PIJIABAO),
    ("puhe-chair", "vlg_chair", "puhe", PUHE),
    ("puhe-board", "vlg_board", "puhe", PUHE),
    ("puhe-board-2", "vlg_board", "puhe", PUHE),
    ("puhe-super", "vlg_super", "puhe", PUHE),
    ("puhe-cashier", "vlg_cashier", "puhe", PUHE),
    ("puhe-acct", "acct", "puhe", PUHE),
    ("puhe-member", "member", "puhe", PUHE),
    ("puhe-member-2", "member", "puhe", PUHE),
    ("puhe-member-3", "member", "puhe", PUHE),
    ("liuerpu-grid", "grid", "lz_town", LIUERPU),
    ("liaozhong-auditor", "auditor", "lz_bureau", LIAOZHONG),
];

/// The wife of the cashier of 蒲河村, and the brother of its chair.
const CASHIERS_WIFE: Party = Party::person("葛淑琴", 321);
const CHAIRS_BROTHER: Party = Party::person("安国富", 322);

/// What is random or a day, drawn once, so that an interrupted loading repeats itself.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    passwords: BTreeMap<String, String>,
    today: Date,
}

impl State {
    fn load_or_draw(path: &Path) -> Result<Self> {
        if let Ok(text) = std::fs::read_to_string(path) {
            return serde_json::from_str(&text)
                .with_context(|| format!("{} is damaged; remove it", path.display()));
        }
        let state = Self {
            passwords: super::draw_passwords(PEOPLE.iter().map(|(login, ..)| *login)),
            today: Date::of_timestamp(now_ms()),
        };
        std::fs::write(path, serde_json::to_string_pretty(&state)?)?;
        Ok(state)
    }
}

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    accounts: Vec<Account>,
    ids: BTreeMap<String, u64>,
    links: BTreeMap<String, String>,
}

impl Made {
    fn remember(&mut self, name: &str, id: u64) {
        self.ids.insert(name.into(), id);
    }

    fn merge(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.links.extend(other.links);
    }

    /// Adds it to what a visitor is told.
    pub(super) fn add_to(self, demo: &mut Demo) {
        demo.accounts.extend(self.accounts);
        demo.ids.extend(self.ids);
        demo.more.extend(self.links);
    }
}

/// A village: who works for it, and what its books are called.
struct Village {
    /// Start of its keys and logins.
    name: &'static str,
    collective: u64,
    basic: u64,
    land: u64,
    /// What its own basic account is typed as.
    account: Value,
    last_book: u64,
    book: u64,
    cashier: Client,
    accountant: Client,
    chair: Client,
    board: Client,
    supervisor: Client,
    /// A photo of a receipt.
    receipt: String,
}

impl Village {
    /// Whether it is the one that an inspector would enjoy.
    fn is_troubled(&self) -> bool {
        self.name == "puhe"
    }
}

/// Loads the demonstration of the villages, or what is still missing of it.
struct Counting<'a> {
    base: &'a str,
    steps: Arc<Steps>,
    state: State,
    progress: &'a (dyn Fn(&str) + Sync),
    organisations: BTreeMap<String, u64>,
    members: BTreeMap<String, u64>,
    today: Date,
}

/// Loads everything; its state file lies beside `state_file`.
pub(super) async fn load(
    governance: &Client,
    steps: &Arc<Steps>,
    state_file: &Path,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Made> {
    let file: PathBuf = state_file.with_file_name("demo-village-state.json");
    let state = State::load_or_draw(&file)?;
    let mut counting = Counting {
        base: governance.base(),
        steps: Arc::clone(steps),
        today: state.today,
        state,
        progress,
        organisations: BTreeMap::new(),
        members: BTreeMap::new(),
    };
    counting.people(governance).await?;
    let [pijiabao, puhe] = counting.villages().await?;
    let (mut made, other) = tokio::try_join!(counting.clean(&pijiabao), counting.troubled(&puhe),)?;
    made.merge(other);
    counting.back_to_normal().await?;
    let told = counting.oversight(&puhe, &made).await?;
    made.merge(told);
    counting.finish(&mut made, &[pijiabao, puhe]);
    Ok(made)
}

impl Counting<'_> {
    fn say(&self, text: &str) {
        (self.progress)(text);
    }

    fn password(&self, login: &str) -> String {
        self.state.passwords.get(login).cloned().unwrap_or_default()
    }

    async fn log_in(&self, login: &str) -> Result<Client> {
        let client = Client::log_in(self.base, login, &self.password(login)).await?;
        Ok(client.keeping(Arc::clone(&self.steps)))
    }

    fn organisation(&self, name: &str) -> Result<u64> {
        let id = self.organisations.get(name).copied();
        id.with_context(|| format!("nobody is called {name}"))
    }

    fn member(&self, login: &str) -> Result<u64> {
        let id = self.members.get(login).copied();
        id.with_context(|| format!("nobody logs in as {login}"))
    }

    /// The local day so many days before the loading began.
    fn day(&self, days_ago: u32) -> String {
        Date(self.today.0.saturating_sub(days_ago)).to_string()
    }

    /// The local day so many days after the loading began.
    fn later(&self, days: u32) -> String {
        self.today.plus_days(days).to_string()
    }

    /// The year and the month of today.
    fn month(&self) -> (u32, u32) {
        let (year, month, _) = self.today.to_ymd();
        (year, month)
    }

    /// The day so many days ago, or the first of this month if that is later.
    fn day_this_month(&self, days_ago: u32) -> String {
        let (_, _, day) = self.today.to_ymd();
        self.day(days_ago.min(day.saturating_sub(1)))
    }

    /// Makes a call unless an earlier run already did.
    async fn act(&self, client: &Client, key: &str, call: &str, items: Value) -> Result<Answer> {
        once(client, &format!("village-{key}"), &words::path(call), items).await
    }

    /// Asks or answers a question unless an earlier run already did.
    async fn ask(&self, client: &Client, key: &str, call: &str, body: Value) -> Result<Answer> {
        once_as(client, &format!("village-{key}"), &words::path(call), body).await
    }

    /// Tries what the chain refuses. When an interrupted loading goes on, it may refuse it for another
    /// reason; the journeys look at the reasons.
    async fn refused(&self, client: &Client, call: &str, items: Value, code: &str) -> Result<()> {
        let answer = client.try_write(&words::path(call), items).await?;
        anyhow::ensure!(
            answer.status.is_client_error(),
            "{call} should be refused with {code}: {} {}",
            answer.status,
            answer.body
        );
        self.say(&format!(
            "被链上拒绝 (refused by the chain): {call} {}",
            answer.code()
        ));
        Ok(())
    }

    async fn people(&mut self, governance: &Client) -> Result<()> {
        self.say(
            "辽中：单位、两个村集体和账号 (Liaozhong: organisations, two collectives, accounts)",
        );
        let organisations: Vec<Value> = ORGANISATIONS
            .iter()
            .map(|(_, kind, seat, start, number, name)| {
                legal(kind, seat, &credit_code(start, number), name)
            })
            .collect();
        let made = self
            .act(
                governance,
                "organisations",
                "organisations",
                json!(organisations),
            )
            .await?;
        let ids = made.ids("organisation");
        anyhow::ensure!(ids.len() == ORGANISATIONS.len(), "made {ids:?}");
        self.organisations = ORGANISATIONS
            .iter()
            .zip(ids)
            .map(|((name, ..), id)| ((*name).into(), id))
            .collect();
        let mut accounts = Vec::new();
        for (login, role, organisation, division) in PEOPLE {
            accounts.push(json!({
                "login": login, "password": self.password(login),
                "organisation": self.organisation(organisation)?,
                "roles": [{"role": role, "division": division}],
            }));
        }
        let made = self
            .act(governance, "accounts", "accounts", json!(accounts))
            .await?;
        let members = made.ids("member");
        anyhow::ensure!(members.len() == PEOPLE.len(), "made {members:?}");
        self.members = PEOPLE
            .iter()
            .zip(members)
            .map(|((login, ..), id)| ((*login).into(), id))
            .collect();
        Ok(())
    }

    fn finish(&self, made: &mut Made, villages: &[Village]) {
        for (name, id) in &self.organisations {
            made.remember(name, *id);
        }
        for (name, id) in &self.members {
            made.remember(&format!("member_{name}"), *id);
        }
        for village in villages {
            let name = village.name;
            made.remember(&format!("{name}_collective"), village.collective);
            made.remember(&format!("{name}_bank_account"), village.basic);
            made.remember(&format!("{name}_book"), village.book);
            made.remember(&format!("{name}_last_book"), village.last_book);
        }
        let base = self.base;
        for (name, path) in [
            ("village_clean", format!("/village/{PIJIABAO}")),
            ("village_troubled", format!("/village/{PUHE}")),
            ("inspect", "/inspect".into()),
            ("village_console", "/console/village".into()),
        ] {
            made.links.insert(name.into(), format!("{base}{path}"));
        }
        made.accounts = PEOPLE
            .iter()
            .map(|(login, role, ..)| Account {
                role: (*role).into(),
                login: (*login).into(),
                password: self.password(login),
            })
            .collect();
    }
}
