//! The two collectives: officers, the county's chart, bank accounts, and the first book.

use anyhow::Result;
use serde_json::{json, Value};

use super::super::seasons::upload;
use super::{history, Counting, Village, CASHIERS_WIFE, CHAIRS_BROTHER, LIAOZHONG, PIJIABAO, PUHE};
use crate::{
    client::{Answer, Client},
    village::{self as words, credit_code, Party},
};

/// A receipt as a phone sees it.
const RECEIPT: &[u8] = include_bytes!("../../../data/receipt.png");

/// Post, and the name and near kin that are kept under seal.
type Seat = (&'static str, &'static str, Party, &'static [Party]);

/// The officers of 皮家堡村.
const PIJIABAO_SEATS: [Seat; 5] = [
    ("pijiabao-chair", "chair", Party::person("皮振海", 201), &[]),
    (
        "pijiabao-board",
        "director",
        Party::person("孙桂芝", 202),
        &[],
    ),
    (
        "pijiabao-board-2",
        "director",
        Party::person("佟明远", 203),
        &[],
    ),
    (
        "pijiabao-super",
        "supervisor",
        Party::person("关秀梅", 204),
        &[],
    ),
    (
        "pijiabao-cashier",
        "cashier",
        Party::person("齐立新", 205),
        &[],
    ),
];

/// The officers of 蒲河村.
const PUHE_SEATS: [Seat; 6] = [
    (
        "puhe-chair",
        "chair",
        Party::person("安国强", 301),
        &[CHAIRS_BROTHER],
    ),
    ("puhe-board", "director", Party::person("那文静", 302), &[]),
    (
        "puhe-board-2",
        "director",
        Party::person("穆长顺", 303),
        &[],
    ),
    (
        "puhe-super",
        "supervisor",
        Party::person("赫连生", 304),
        &[],
    ),
    (
        "puhe-cashier",
        "cashier",
        Party::person("卜志刚", 305),
        &[CASHIERS_WIFE],
    ),
    ("puhe-acct", "accountant", Party::person("麻雪松", 306), &[]),
];

/// What the county adds to the chart of its villages. Whatever has accounts below it takes no lines.
const CHART: [(&str, &str); 14] = [
    ("10201", "基本户"),
    ("10202", "土地补偿费专户"),
    ("50101", "土地发包收入"),
    ("50102", "房屋租赁收入"),
    ("51301", "办公费"),
    ("51302", "差旅费"),
    ("51303", "招待费"),
    ("51304", "误工补贴"),
    ("51305", "干部报酬"),
    ("51306", "折旧费"),
    ("51307", "报刊费"),
    ("51401", "公益设施维护"),
    ("51402", "慰问救助"),
    ("51403", "环境卫生"),
];

/// The settings that give the villages time to take over their past, and what the nation sets.
const TAKING_OVER: [(&str, u32, u32); 2] = [
    ("reconciliation_day", 1_000, 10),
    ("disclosure_due_days", 1_000, 15),
];

impl Counting<'_> {
    /// The collectives with their officers, bank accounts and the county's chart.
    pub(super) async fn villages(&self) -> Result<[Village; 2]> {
        self.say(
            "村集体、干部任期、科目、银行账户 (collectives, terms of office, chart, bank accounts)",
        );
        let bureau = self.log_in("liaozhong-bureau").await?;
        let town = self.log_in("liuerpu-clerk").await?;
        let chart = CHART
            .iter()
            .map(|(code, name)| json!({"division": LIAOZHONG, "code": code, "name": name}));
        let chart: Vec<Value> = chart.collect();
        let collectives = json!([
            self.collective(
                "pijiabao",
                PIJIABAO,
                "N2210115",
                "MF201001",
                Some("lz_agency")
            )?,
            self.collective("puhe", PUHE, "N2210115", "MF203001", None)?,
        ]);
        let (_, _, made) = tokio::try_join!(
            self.act(&bureau, "chart", "add_accounts", json!(chart)),
            self.set_time(&bureau, "time", |(_, long, _)| long),
            self.act(&town, "collectives", "register_collectives", collectives),
        )?;
        let collectives = made.ids("collective");
        let [first, second] = collectives[..] else {
            anyhow::bail!("two collectives, found {collectives:?}")
        };
        let mut officers = self.officers(first, &PIJIABAO_SEATS)?;
        officers.extend(self.officers(second, &PUHE_SEATS)?);
        self.act(&town, "officers", "appoint_officers", json!(officers))
            .await?;
        let (one, other) = tokio::try_join!(
            self.village("pijiabao", first, "liuerpu-agency", 211),
            self.village("puhe", second, "puhe-acct", 311),
        )?;
        Ok([one, other])
    }

    fn collective(
        &self,
        name: &str,
        division: &str,
        start: &str,
        number: &str,
        agency: Option<&str>,
    ) -> Result<Value> {
        let agency = agency.map(|agency| self.organisation(agency)).transpose()?;
        Ok(json!({
            "organisation": self.organisation(name)?, "credit_code": credit_code(start, number),
            "level": "village", "division": division, "agency": agency,
            "figures": {
                "members": 1_000, "representatives": 21, "households": 300, "party_members": 30,
            },
        }))
    }

    fn officers(&self, collective: u64, seats: &[Seat]) -> Result<Vec<Value>> {
        let (year, _) = self.month();
        let seat = |(login, post, person, kin): &Seat| {
            let kin: Vec<Value> = kin.iter().map(|party| party.typed()).collect();
            Ok(json!({
                "collective": collective, "member": self.member(login)?, "post": post,
                "from": format!("{}-01-01", year - 2), "until": format!("{}-12-31", year + 3),
                "person": person.typed(), "kin": kin,
            }))
        };
        seats.iter().map(seat).collect()
    }

    async fn set_time(
        &self,
        bureau: &Client,
        key: &str,
        value: impl Fn((&str, u32, u32)) -> u32,
    ) -> Result<Answer> {
        let mut pack = Vec::new();
        for division in [PIJIABAO, PUHE] {
            for setting in TAKING_OVER {
                pack.push(json!({
                    "division": division, "key": setting.0, "value": value(setting),
                    "effective": self.day(0),
                }));
            }
        }
        self.act(bureau, key, "policies", json!(pack)).await
    }

    /// From now on the villages have as much time as any other.
    pub(super) async fn back_to_normal(&self) -> Result<()> {
        let bureau = self.log_in("liaozhong-bureau").await?;
        self.set_time(&bureau, "time-over", |(_, _, usual)| usual)
            .await?;
        Ok(())
    }

    /// The bank accounts and the first book of a village, and everybody of it logged in.
    async fn village(
        &self,
        name: &'static str,
        collective: u64,
        accountant: &str,
        serial: u32,
    ) -> Result<Village> {
        let login = |seat: &str| format!("{name}-{seat}");
        let (chair, board, supervisor, cashier) = (
            self.log_in(&login("chair")).await?,
            self.log_in(&login("board")).await?,
            self.log_in(&login("super")).await?,
            self.log_in(&login("cashier")).await?,
        );
        let accountant = self.log_in(accountant).await?;
        let receipt = upload(&cashier, "receipt.png", RECEIPT).await?;
        let (year, _) = self.month();
        let account = words::account(serial, "辽中示范农商银行");
        let (basic, decision) = tokio::try_join!(
            self.bank_account(
                &accountant,
                collective,
                "basic",
                "10201",
                account.clone(),
                None
            ),
            self.decision_on_account(name, &chair, collective),
        )?;
        let special = words::account(serial + 1, "辽中示范农商银行");
        let land = self.bank_account(
            &accountant,
            collective,
            "land_compensation",
            "10202",
            special,
            Some(decision),
        );
        let opening = format!("{name}-book");
        let (land, _) = tokio::try_join!(
            land,
            self.act(
                &accountant,
                &opening,
                "open_books",
                json!([{
                    "collective": collective, "year": year - 1, "openings": history::openings(),
                }]),
            ),
        )?;
        Ok(Village {
            name,
            collective,
            basic,
            land,
            account,
            last_book: words::book(collective, year - 1),
            book: words::book(collective, year),
            cashier,
            accountant,
            chair,
            board,
            supervisor,
            receipt,
        })
    }

    async fn bank_account(
        &self,
        accountant: &Client,
        collective: u64,
        kind: &str,
        ledger: &str,
        account: Value,
        decision: Option<u64>,
    ) -> Result<u64> {
        let opened = json!([{
            "collective": collective, "digest": account, "bank": "辽中示范农商银行", "kind": kind,
            "ledger": ledger, "decision": decision,
        }]);
        let key = format!("{collective}-account-{ledger}");
        let made = self
            .act(accountant, &key, "open_bank_accounts", opened)
            .await?;
        made.id("bank_account")
    }

    /// The board allows a special account for land compensation.
    async fn decision_on_account(
        &self,
        name: &str,
        chair: &Client,
        collective: u64,
    ) -> Result<u64> {
        let about = "开设土地补偿费专户 (a special account for land compensation)";
        let asked = words::decision(collective, "board", "bank_account", about, None);
        let key = format!("{name}-account-decision");
        let opened = self
            .act(chair, &key, "open_decisions", json!([asked]))
            .await?;
        let decision = opened.id("decision")?;
        let vote = json!([words::resolved(decision, 3, 3, 0)]);
        let key = format!("{name}-account-vote");
        self.act(chair, &key, "step_decisions", vote).await?;
        Ok(decision)
    }
}
