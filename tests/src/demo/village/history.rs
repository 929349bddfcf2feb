//! The paper books: a year and some months of vouchers, taken over, reconciled, closed and disclosed.

use std::collections::BTreeMap;

use anyhow::Result;
use county_primitives::{clock::month_end, Date};
use serde_json::{json, Value};

use super::{Counting, Village};
use crate::village::{self as words, line, lines, yuan, Line, Party, Voucher};

/// What the first book begins with, debits positive; it adds up to nothing.
const OPENINGS: [(&str, i64); 9] = [
    ("101", yuan(1_600)),
    ("10201", yuan(620_000)),
    ("10202", yuan(240_000)),
    ("112", yuan(36_000)),
    ("151", yuan(1_480_000)),
    ("152", -yuan(312_000)),
    ("211", -yuan(58_000)),
    ("301", -yuan(1_250_000)),
    ("311", -yuan(757_600)),
];

/// The tills: their accounts in the books.
const TILLS: [&str; 3] = ["101", "10201", "10202"];

/// The most vouchers in one posting, which is weighed as if each had all the lines it may have.
const POSTED_AT_ONCE: usize = 120;

const TENANT: Party = Party::person("佟守田", 401);
const PLANT: Party = Party::company("辽中区宏达彩钢厂", 402);
const GRID_COMPANY: Party = Party::company("辽中供电示范营业所", 403);
const BUILDER: Party = Party::company("辽中区兴农建筑工程队", 404);
const STATIONER: Party = Party::company("刘二堡镇文华商店", 405);
const FINANCE: Party = Party::company("辽中区财政示范专户", 406);

/// What the first book begins with.
pub(super) fn openings() -> Value {
    OPENINGS
        .iter()
        .map(|(account, balance)| json!({"account": account, "balance": balance}))
        .collect()
}

/// What is in the tills, and the vouchers of the months so far.
struct Paper {
    tills: BTreeMap<&'static str, i64>,
    vouchers: Vec<Value>,
    reconciliations: Vec<Value>,
}

impl Paper {
    fn write(&mut self, voucher: &Voucher) {
        for line in voucher.lines() {
            if let Some(balance) = self.tills.get_mut(line.account) {
                *balance += line.amount;
            }
        }
        self.vouchers.push(voucher.clone().migrated().json());
    }
}

/// Years and months differ a little, always in the same way.
fn vary(month: u32, base: i64, step: i64, kinds: u32) -> i64 {
    yuan(base + i64::from(month * 37 % kinds) * step)
}

impl Counting<'_> {
    /// The past of a village: last year whole and closed, this year up to `open` months before this
    /// one. Answers what is in its basic account and its cash box afterwards.
    pub(super) async fn past(&self, village: &Village, open: u32) -> Result<[i64; 2]> {
        self.say("旧账迁移、对账、结账 (old books taken over, reconciled, closed)");
        let (year, month) = self.month();
        let mut paper = Paper {
            tills: OPENINGS
                .into_iter()
                .filter(|(account, _)| TILLS.contains(account))
                .collect(),
            vouchers: Vec::new(),
            reconciliations: Vec::new(),
        };
        self.months(village, &mut paper, year - 1, 1..=12, 12)
            .await?;
        let key = |what: &str| format!("{}-{what}", village.name);
        let closed = json!([village.last_book]);
        self.act(&village.accountant, &key("year"), "close_years", closed)
            .await?;
        let book = json!([{"collective": village.collective, "year": year, "openings": []}]);
        self.act(&village.accountant, &key("book-2"), "open_books", book)
            .await?;
        let closing = month.saturating_sub(1 + open);
        self.months(village, &mut paper, year, 1..=month - 1, closing)
            .await?;
        Ok([paper.tills["10201"], paper.tills["101"]])
    }

    /// Drafts, posts, reconciles and closes months of one year; the last ones may stay open.
    async fn months(
        &self,
        village: &Village,
        paper: &mut Paper,
        year: u32,
        months: std::ops::RangeInclusive<u32>,
        closing: u32,
    ) -> Result<()> {
        let book = words::book(village.collective, year);
        let key = |what: &str| format!("{}-{year}-{what}", village.name);
        for month in months {
            write_month(paper, village, book, year, month);
            if month > closing {
                continue;
            }
            for (till, account) in TILLS.into_iter().zip([
                json!("cash"),
                json!({"bank": village.basic}),
                json!({"bank": village.land}),
            ]) {
                let balance = paper.tills[till];
                let agreed = words::reconciliation(book, month, account, balance);
                paper.reconciliations.push(agreed);
            }
        }
        let vouchers = std::mem::take(&mut paper.vouchers);
        let reconciliations = std::mem::take(&mut paper.reconciliations);
        if vouchers.is_empty() {
            return Ok(());
        }
        let drafted = self
            .act(
                &village.cashier,
                &key("drafts"),
                "draft_vouchers",
                json!(vouchers),
            )
            .await?;
        let drafted = drafted.ids("voucher");
        anyhow::ensure!(drafted.len() == vouchers.len(), "drafted {drafted:?}");
        for (part, numbers) in drafted.chunks(POSTED_AT_ONCE).enumerate() {
            let key = key(&format!("postings-{part}"));
            self.act(&village.accountant, &key, "post_vouchers", json!(numbers))
                .await?;
        }
        if closing == 0 {
            return Ok(());
        }
        let accountant = &village.accountant;
        let agreed = json!(reconciliations);
        self.act(accountant, &key("reconciled"), "reconcile_months", agreed)
            .await?;
        let closed: Vec<Value> = (1..=closing)
            .map(|month| json!({"book": book, "month": month}))
            .collect();
        self.act(accountant, &key("closed"), "close_months", json!(closed))
            .await?;
        Ok(())
    }

    /// Puts statements of closed months on the wall: quarters where they are whole. Answers their
    /// numbers.
    pub(super) async fn disclose(
        &self,
        village: &Village,
        last_year: u32,
        this_year: u32,
    ) -> Result<Vec<u64>> {
        let key = |what: &str| format!("{}-{what}", village.name);
        let mut asked = statements(village.last_book, last_year);
        asked.extend(statements(village.book, this_year));
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let prepared = self
            .act(
                &village.accountant,
                &key("disclosures"),
                "prepare_disclosures",
                json!(asked),
            )
            .await?;
        let numbers = prepared.ids("disclosure");
        let signed = json!(numbers);
        self.act(
            &village.supervisor,
            &key("disclosures-signed"),
            "sign_disclosures",
            signed,
        )
        .await?;
        let posted: Vec<Value> = numbers
            .iter()
            .map(|number| json!({"disclosure": number, "photo": village.receipt}))
            .collect();
        self.act(
            &village.cashier,
            &key("disclosures-posted"),
            "post_disclosures",
            json!(posted),
        )
        .await?;
        Ok(numbers)
    }
}

/// Statements of the first months of a book: whole quarters, then single months.
fn statements(book: u64, months: u32) -> Vec<Value> {
    let quarters =
        (1..=months / 3).map(|quarter| words::statement(book, quarter * 3 - 2, quarter * 3));
    let rest = (months / 3 * 3 + 1..=months).map(|month| words::statement(book, month, month));
    quarters.chain(rest).collect()
}

/// A month as the paper book has it.
fn write_month(paper: &mut Paper, village: &Village, book: u64, year: u32, month: u32) {
    let mut write = |day: u32, summary: &str, lines: Vec<Line>| {
        let date = format!("{year}-{month:02}-{day:02}");
        paper.write(&Voucher::new(book, &date, summary, lines));
    };
    let (office, travel) = (vary(month, 860, 65, 5), vary(month, 240, 40, 4));
    let rent = vary(month, 18_600, 420, 11);
    write(
        3,
        "提取备用金",
        lines(line("101", office + travel), "10201"),
    );
    write(
        5,
        "收土地发包款",
        lines(line("10201", rent), "50101").with_party(TENANT),
    );
    write(
        8,
        "购买办公用品",
        lines(line("51301", office), "101").with_party(STATIONER),
    );
    let power = vary(month, 2_340, 90, 7);
    write(
        10,
        "支付路灯与机井电费",
        lines(line("51401", power), "10201").with_party(GRID_COMPANY),
    );
    write(
        15,
        "发放村干部报酬",
        lines(line("51305", yuan(9_800)), "10201"),
    );
    write(18, "报销差旅费", lines(line("51302", travel), "101"));
    if month.is_multiple_of(3) {
        let subsidy = lines(line("10201", yuan(45_000)), "503").with_party(FINANCE);
        write(25, "收到村级组织运转补助", subsidy);
    }
    write_events(&mut write, year, month, village.is_troubled());
    if month == 6 && book == village.last_book {
        let date = format!("{year}-06-20");
        let compensation = lines(line("10202", yuan(86_000)), "311").with_party(FINANCE);
        let voucher = Voucher::new(book, &date, "收到土地补偿费（村集体留用）", compensation);
        paper.write(&voucher.with("nature", json!("land_compensation")));
    }
}

/// What happens once a year: the workshop's rent, the road and its grant, tax and depreciation.
fn write_events(
    write: &mut impl FnMut(u32, &str, Vec<Line>),
    year: u32,
    month: u32,
    is_troubled: bool,
) {
    let road = format!("{year}-村路硬化");
    let homes = format!("{year}-危房改造");
    match month {
        1 => {
            let grant = vec![
                line("10201", yuan(50_000)),
                line("241", -yuan(50_000)).on(&homes),
            ];
            write(12, "收到危房改造专项资金", grant.with_party(FINANCE));
        }
        2 => {
            let due = lines(line("112", yuan(120_000)), "50102").with_party(PLANT);
            write(20, "计提厂房年租金", due);
        }
        3 => {
            let grant = vec![
                line("10201", yuan(280_000)),
                line("241", -yuan(280_000)).on(&road),
            ];
            write(16, "收到村路硬化专项资金", grant.with_party(FINANCE));
        }
        4 | 9 => {
            let paid = lines(line("10201", yuan(60_000)), "112").with_party(PLANT);
            write(22, "收到厂房租金", paid);
            // The troubled village leaves this money where it is.
            if month == 4 && !is_troubled {
                let used = lines(line("241", yuan(50_000)).on(&homes), "10201");
                write(26, "拨付危房改造补助", used);
            }
        }
        5..=8 => {
            let works = lines(line("153", yuan(70_000)).on(&road), "10201").with_party(BUILDER);
            write(28, "支付村路硬化工程进度款", works);
        }
        10 => {
            let finished = lines(line("151", yuan(280_000)).on(&road), "153");
            write(12, "村路硬化工程完工转固", finished);
            let used = vec![
                line("241", yuan(280_000)).on(&road),
                line("311", -yuan(280_000)),
            ];
            write(12, "核销村路硬化专项资金", used);
        }
        12 => {
            write(20, "缴纳房产税", lines(line("512", yuan(3_200)), "10201"));
            write(
                30,
                "计提固定资产折旧",
                lines(line("51306", yuan(24_000)), "152"),
            );
        }
        _ => {}
    }
}

/// Gives every line the same other party.
trait WithParty {
    fn with_party(self, party: Party) -> Self;
}

impl WithParty for Vec<Line> {
    fn with_party(self, party: Party) -> Self {
        self.into_iter().map(|line| line.with(party)).collect()
    }
}

/// Whether the clock of a month, so many days after its end, has run out.
pub(super) fn has_passed(today: Date, year: u32, month: u32, days: u32) -> bool {
    month_end(year, month).is_some_and(|end| end.plus_days(days) < today)
}

/// The project that the troubled village got money for and never touched.
pub(super) fn idle_project(year: u32) -> String {
    format!("{}-危房改造", year - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_book_balances() {
        assert_eq!(OPENINGS.iter().map(|(_, balance)| balance).sum::<i64>(), 0);
    }

    #[test]
    fn months_are_disclosed_by_quarters_first() {
        let asked = statements(12_026, 10);
        assert_eq!(asked.len(), 4);
        assert_eq!(asked[2]["statement"]["to"], 9);
        assert_eq!(asked[3]["statement"]["from"], 10);
    }
}
