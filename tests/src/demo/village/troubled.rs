//! 蒲河村: a month that an inspector would enjoy. Everything is a real record; what the chain refuses is
//! tried as well.

use anyhow::Result;
use serde_json::{json, Value};

use super::{history, Counting, Made, Village, CASHIERS_WIFE, CHAIRS_BROTHER};
use crate::{
    client::Client,
    village::{self as words, line, lines, yuan, Line, Party, Spending, Voucher},
};

const TRACTORS: Party = Party::company("辽中区顺发农机站", 421);
const RESTAURANT: Party = Party::company("刘二堡镇聚福酒楼", 422);
const FRIEND: Party = Party::company("沈阳示范商贸有限公司", 423);
const GONE: Party = Party::person("苑德海", 424);
const FENCES: Party = Party::company("辽中区固安围栏厂", 425);
const PRINTER: Party = Party::company("刘二堡镇明信打印社", 426);
const VAN: Party = Party::person("蔺铁成", 427);
const WELL: Party = Party::company("辽中区润田水泵维修部", 412);
const SNOW: Party = Party::person("隋广禄", 428);
const BROOMS: Party = Party::person("房玉林", 430);
const TENANT: Party = Party::person("佟守田", 401);
const LENDER: Party = Party::company("沈阳示范小额贷款有限公司", 429);

/// The requests, by what they are called here; the order is that of their numbers.
const NAMES: [&str; 16] = [
    "split_1",
    "split_2",
    "split_3",
    "kin",
    "cash",
    "dinner",
    "banquet",
    "same_invoice",
    "guarantee",
    "departed",
    "undecided",
    "held",
    "early",
    "returned",
    "failed",
    "brother",
];

/// Numbers of the requests by their names.
struct Numbers(Vec<u64>);

impl Numbers {
    fn of(&self, name: &str) -> u64 {
        let at = NAMES.iter().position(|known| *known == name);
        at.and_then(|at| self.0.get(at))
            .copied()
            .unwrap_or_default()
    }
}

fn requests(village: &Village) -> Vec<Spending> {
    let of = |purpose, payee, amount| {
        Spending::new(village.collective, purpose, payee, amount).proved(&[&village.receipt])
    };
    vec![
        of("机耕道维修第一段", TRACTORS, yuan(9_500)),
        of("机耕道维修第二段", TRACTORS, yuan(9_500)),
        of("机耕道维修第三段", TRACTORS, yuan(9_500)),
        of("村部食堂供菜", CASHIERS_WIFE, yuan(3_000)),
        of("清雪人工费", SNOW, yuan(1_800)).in_cash(),
        of("招待来客", RESTAURANT, yuan(3_000))
            .of_kind("hospitality")
            .invoiced(RESTAURANT.name, "FP-88"),
        of("年终聚餐", RESTAURANT, yuan(21_000)).of_kind("hospitality"),
        of("打印材料", PRINTER, yuan(640)).invoiced(RESTAURANT.name, "FP-88"),
        of("为企业贷款担保", FRIEND, yuan(80_000)).of_kind("guarantee"),
        of("上年度分红", GONE, yuan(1_000)).of_kind("distribution"),
        of("村部围栏更换", FENCES, yuan(46_000)).of_kind("works"),
        of("打印公示材料", PRINTER, yuan(1_150)),
        of("租用面包车", VAN, yuan(1_720)),
        of("购买扫帚", BROOMS, yuan(900)),
        of("水泵配件", WELL, yuan(1_300)),
        of("看护林带", CHAIRS_BROTHER, yuan(1_900)),
    ]
}

/// The order to pay what is held, as the cashier tries it.
pub(super) fn order_of_held(village: &Village, number: u64) -> Value {
    requests(village)[11].order(number, village.basic)
}

/// The order to pay one of the requests.
fn order(village: &Village, requests: &[Spending], numbers: &Numbers, name: &str) -> Value {
    let at = NAMES.iter().position(|known| *known == name);
    requests[at.unwrap_or_default()].order(numbers.of(name), village.basic)
}

impl Counting<'_> {
    /// The village that an inspector would enjoy.
    pub(super) async fn troubled(&self, village: &Village) -> Result<Made> {
        let mut made = Made::default();
        let requests = requests(village);
        // The last two months before this one stay open.
        let (_, numbers) = tokio::try_join!(
            self.past(village, 2),
            self.trouble(village, &requests, &mut made),
        )?;
        self.trouble_booked(village, &requests, &numbers, &mut made)
            .await?;
        // Of last year three quarters were on the wall, and nothing since.
        self.disclose(village, 9, 0).await?;
        Ok(made)
    }

    async fn trouble(
        &self,
        village: &Village,
        requests: &[Spending],
        made: &mut Made,
    ) -> Result<Numbers> {
        self.say("蒲河村：拆分、亲属、超限、担保…… (splits, kin, limits, guarantees)");
        let departed = json!([{
            "collective": village.collective, "person": GONE.typed(), "since": self.day(200),
        }]);
        self.act(
            &village.accountant,
            "puhe-departed",
            "note_departures",
            departed,
        )
        .await?;
        let asked: Vec<Value> = requests.iter().map(Spending::json).collect();
        let (submitted, decisions) = tokio::try_join!(
            self.act(
                &village.cashier,
                "puhe-spendings",
                "submit_spendings",
                json!(asked)
            ),
            self.minutes(village),
        )?;
        let numbers = Numbers(submitted.ids("spending"));
        anyhow::ensure!(numbers.0.len() == NAMES.len(), "submitted {:?}", numbers.0);
        for name in NAMES {
            made.remember(&format!("puhe_{name}"), numbers.of(name));
        }
        let warnings = submitted.ids("warning");
        anyhow::ensure!(
            warnings.len() == 10,
            "ten warnings at once, found {warnings:?}"
        );
        for (name, warning) in [
            "warning_split",
            "warning_split_2",
            "warning_kin",
            "warning_cash",
        ]
        .into_iter()
        .zip(warnings)
        {
            made.remember(&format!("puhe_{name}"), warning);
        }
        self.trouble_signed(village, requests, &numbers).await?;
        self.trouble_decided(village, requests, &numbers, decisions)
            .await?;
        self.trouble_paid(village, requests, &numbers).await?;
        Ok(numbers)
    }

    /// Minutes of the board: for the first part, for the dinner, and twice for the kin, once with and
    /// once without the one who is related.
    async fn minutes(&self, village: &Village) -> Result<[u64; 4]> {
        let of = |about: &str, amount: i64| {
            words::decision(village.collective, "board", "spending", about, Some(amount))
        };
        let asked = json!([
            of("同意维修机耕道第一段", yuan(9_500)),
            of("同意招待费用", yuan(3_000)),
            of("同意食堂供菜", yuan(3_000)),
            of("同意食堂供菜（有回避）", yuan(3_000)),
        ]);
        let opened = self
            .act(&village.chair, "puhe-decisions", "open_decisions", asked)
            .await?;
        let decisions = opened.ids("decision");
        let [first, dinner, together, abstained] = decisions[..] else {
            anyhow::bail!("four decisions, found {decisions:?}")
        };
        let votes = json!([
            words::resolved(first, 3, 2, 0),
            words::resolved(dinner, 3, 3, 0),
            words::resolved(together, 3, 3, 0),
            words::resolved(abstained, 2, 2, 1),
        ]);
        self.act(&village.chair, "puhe-votes", "step_decisions", votes)
            .await?;
        Ok([first, dinner, together, abstained])
    }

    async fn trouble_signed(
        &self,
        village: &Village,
        requests: &[Spending],
        numbers: &Numbers,
    ) -> Result<()> {
        let sign = |client: &Client, step: &'static str, left_out: &'static [&'static str]| {
            let signed: Vec<Value> = NAMES
                .iter()
                .zip(requests)
                .filter(|(name, _)| !left_out.contains(name))
                .map(|(name, request)| request.signature(numbers.of(name), step))
                .collect();
            let (client, key) = (client.clone(), format!("puhe-{step}"));
            async move {
                self.act(&client, &key, "sign_spendings", json!(signed))
                    .await
            }
        };
        let small = &[
            "cash",
            "same_invoice",
            "departed",
            "held",
            "early",
            "returned",
            "failed",
            "brother",
        ];
        sign(&village.accountant, "evidence", &[]).await?;
        // The brother's own chair may not sign for him, and there is no other one.
        sign(&village.chair, "chair", &["brother"]).await?;
        let own = json!([requests[15].signature(numbers.of("brother"), "chair")]);
        self.refused(
            &village.chair,
            "sign_spendings",
            own,
            "ThreeAssets.RelatedParty",
        )
        .await?;
        sign(&village.board, "board", small).await?;
        sign(
            &village.supervisor,
            "supervisor",
            &["returned", "banquet", "brother"],
        )
        .await?;
        Ok(())
    }

    /// Decisions that fit are attached; what has none goes no further, and two requests are refused.
    async fn trouble_decided(
        &self,
        village: &Village,
        requests: &[Spending],
        numbers: &Numbers,
        [first, dinner, together, abstained]: [u64; 4],
    ) -> Result<()> {
        let kin = numbers.of("kin");
        let unfit = json!([words::attachment(kin, together)]);
        self.refused(
            &village.chair,
            "attach_decisions",
            unfit,
            "ThreeAssets.NobodyAbstained",
        )
        .await?;
        let attached = json!([
            words::attachment(numbers.of("split_1"), first),
            words::attachment(numbers.of("dinner"), dinner),
            words::attachment(kin, abstained),
        ]);
        self.act(
            &village.chair,
            "puhe-attached",
            "attach_decisions",
            attached,
        )
        .await?;
        // Without a vote of the representatives the township does not sign.
        let town = self.log_in("liuerpu-clerk").await?;
        let early = json!([requests[10].signature(numbers.of("undecided"), "township")]);
        self.refused(
            &town,
            "sign_spendings",
            early,
            "ThreeAssets.DecisionMissing",
        )
        .await?;
        let refused = |name: &str, mendable: bool, reason: &str| {
            words::refusal(numbers.of(name), "supervisor", mendable, reason)
        };
        let refusals = json!([
            refused(
                "returned",
                true,
                "缺少明细清单 (the list of items is missing)"
            ),
            refused(
                "banquet",
                false,
                "不符合公务接待规定 (against the rules on hospitality)"
            ),
        ]);
        self.act(
            &village.supervisor,
            "puhe-refusals",
            "refuse_spendings",
            refusals,
        )
        .await?;
        Ok(())
    }

    async fn trouble_paid(
        &self,
        village: &Village,
        requests: &[Spending],
        numbers: &Numbers,
    ) -> Result<()> {
        let order = |name: &str| order(village, requests, numbers, name);
        // What nobody decided is not paid.
        let undecided = json!([order("undecided")]);
        self.refused(
            &village.cashier,
            "instruct_payments",
            undecided,
            "ThreeAssets.WrongState",
        )
        .await?;
        let paid = [
            "split_1",
            "kin",
            "cash",
            "dinner",
            "same_invoice",
            "departed",
            "early",
            "failed",
        ];
        let orders: Vec<Value> = paid.into_iter().map(order).collect();
        let mended = json!([{"spending": numbers.of("returned"), "documents": [village.receipt]}]);
        tokio::try_join!(
            self.act(
                &village.cashier,
                "puhe-orders",
                "instruct_payments",
                json!(orders)
            ),
            self.act(
                &village.cashier,
                "puhe-mended",
                "resubmit_spendings",
                mended
            ),
        )?;
        let bank = self.log_in("liaozhong-bank").await?;
        let (today, yesterday) = (self.day(0), self.day(1));
        let report = |name: &str, date: &str| words::paid(numbers.of(name), date, name);
        let by_bank = json!([
            report("split_1", &today),
            report("kin", &today),
            report("dinner", &today),
            report("same_invoice", &today),
            report("departed", &today),
            // The bank had it a day before it was approved.
            report("early", &yesterday),
            words::failed(
                numbers.of("failed"),
                "收款账户户名不符 (the name of the account differs)"
            ),
        ]);
        let in_cash = json!([report("cash", &today)]);
        tokio::try_join!(
            self.act(&bank, "puhe-paid", "report_payments", by_bank),
            self.act(
                &village.cashier,
                "puhe-paid-cash",
                "report_payments",
                in_cash
            ),
        )?;
        let again = json!([order("failed")]);
        self.act(&village.cashier, "puhe-again", "instruct_payments", again)
            .await?;
        Ok(())
    }

    async fn trouble_booked(
        &self,
        village: &Village,
        requests: &[Spending],
        numbers: &Numbers,
        made: &mut Made,
    ) -> Result<()> {
        self.say(
            "蒲河村：迟记、坐支、账外、冲销 (late entries, cash, income off the books, reversals)",
        );
        let today = self.day(0);
        let booked = [
            (0, "split_1", "51401", "10201"),
            (3, "kin", "51301", "10201"),
            (4, "cash", "51403", "101"),
            (5, "dinner", "51303", "10201"),
            (12, "early", "51302", "10201"),
        ];
        let mut vouchers: Vec<Value> = self.strange(village).iter().map(Voucher::json).collect();
        for (at, name, account, money) in booked {
            let request = &requests[at];
            let debit = line(account, request.amount);
            let voucher = request.voucher(numbers.of(name), village.book, &today, debit, money);
            vouchers.push(voucher.json());
        }
        let mistakes = self.mistakes(village);
        vouchers.extend(mistakes.iter().map(Voucher::json));
        let (drafted, _) = tokio::try_join!(
            self.act(
                &village.cashier,
                "puhe-vouchers",
                "draft_vouchers",
                json!(vouchers)
            ),
            self.bank_statement(village, numbers),
        )?;
        let drafted = drafted.ids("voucher");
        anyhow::ensure!(drafted.len() == vouchers.len(), "drafted {drafted:?}");
        made.remember("puhe_first_voucher", drafted[0]);
        self.act(
            &village.accountant,
            "puhe-postings",
            "post_vouchers",
            json!(drafted),
        )
        .await?;
        let originals = &drafted[drafted.len() - mistakes.len()..];
        let red: Vec<Value> = mistakes
            .iter()
            .zip(originals)
            .map(|(mistake, original)| mistake.reversal(*original, &today))
            .collect();
        let red = self
            .act(
                &village.cashier,
                "puhe-reversals",
                "draft_vouchers",
                json!(red),
            )
            .await?;
        let red = json!(red.ids("voucher"));
        self.act(&village.accountant, "puhe-reversed", "post_vouchers", red)
            .await?;
        Ok(())
    }

    /// Too much cash, money out without approval, income that is late, skipped, or in somebody's own
    /// account, a loan nobody decided, land compensation in the wrong account, special funds that
    /// were never there, and a debt below nothing.
    fn strange(&self, village: &Village) -> Vec<Voucher> {
        let (year, _) = self.month();
        let (book, today) = (village.book, self.day(0));
        let road = format!("{}-村路硬化", year - 1);
        let voucher = |date: &str, summary: &str, money: Vec<Line>| {
            Voucher::new(book, date, summary, money).with("documents", json!([village.receipt]))
        };
        let rent = |number: u64, days: u32, amount: i64| {
            let money = lines(line("10201", amount).with(TENANT), "50101");
            voucher(&today, "收土地发包款", money)
                .with("occurred", json!(self.day(days)))
                .with("receipt", json!({"series": "LZ-PUHE", "number": number}))
                .with("deposit", village.account.clone())
        };
        let used = vec![
            line("241", yuan(30_000)).on(&road),
            line("211", -yuan(30_000)),
        ];
        vec![
            voucher(
                &self.day_this_month(3),
                "提取现金",
                lines(line("101", yuan(8_000)), "10201"),
            ),
            voucher(
                &today,
                "发放误工补贴",
                lines(line("51304", yuan(1_200)), "101"),
            ),
            rent(501, 40, yuan(8_000)),
            rent(502, 20, yuan(4_500)),
            rent(506, 1, yuan(2_200)),
            voucher(
                &today,
                "收鱼塘发包款",
                lines(line("10201", yuan(12_000)).with(TENANT), "50101"),
            )
            .with("deposit", CASHIERS_WIFE.account()),
            voucher(
                &today,
                "借入款项",
                lines(line("10201", yuan(100_000)).with(LENDER), "201"),
            ),
            voucher(
                &today,
                "收到土地补偿费",
                lines(line("10201", yuan(60_000)), "311"),
            )
            .with("nature", json!("land_compensation")),
            voucher(&today, "核销专项资金", used),
            voucher(
                &today,
                "核销应收款",
                lines(line("515", yuan(260_000)), "112"),
            ),
        ]
    }

    /// Vouchers that are reversed the same day.
    fn mistakes(&self, village: &Village) -> Vec<Voucher> {
        let today = self.day(0);
        (1..=4)
            .map(|number| {
                let money = lines(line("51302", yuan(300 + number)), "211");
                Voucher::new(village.book, &today, "差旅费（待核）", money)
                    .with("documents", json!([village.receipt]))
            })
            .collect()
    }

    /// The bank knows of money that the books do not know.
    async fn bank_statement(&self, village: &Village, numbers: &Numbers) -> Result<()> {
        let bank = self.log_in("liaozhong-bank").await?;
        let line = |days: u32, amount: i64, party: Party, reference: &str| {
            words::bank_line(village.basic, &self.day(days), amount, party, reference)
        };
        let statement = json!([
            line(12, yuan(15_600), TENANT, "PUHE-IN-1"),
            line(9, -yuan(4_300), SNOW, "PUHE-OUT-1"),
            line(0, -yuan(9_500), TRACTORS, "PUHE-OUT-2"),
        ]);
        self.act(&bank, "puhe-lines", "record_bank_lines", statement)
            .await?;
        let recorded = self.lines_of(&village.accountant, village.basic).await?;
        let last = recorded.last().copied().unwrap_or_default();
        let matched = json!([{"line": last, "target": {"spending": numbers.of("split_1")}}]);
        self.act(
            &village.accountant,
            "puhe-matched",
            "match_bank_lines",
            matched,
        )
        .await?;
        Ok(())
    }

    /// What the clocks say of the village, reported by the township. Only what is overdue today is.
    pub(super) async fn overdue(&self, village: &Village) -> Result<()> {
        let (year, month) = self.month();
        let mut overdue = Vec::new();
        let lines = self.lines_of(&village.accountant, village.basic).await?;
        overdue.extend(lines.iter().take(2).map(|line| json!({"bank_line": line})));
        let due =
            |year: u32, month: u32, days: u32| history::has_passed(self.today, year, month, days);
        if month > 2 && due(year, month - 2, 10) {
            overdue.push(json!({"month": {"book": village.book, "month": month - 2}}));
        }
        if due(year - 1, 12, 15) {
            overdue.push(json!({"disclosure": {"book": village.last_book, "month": 12}}));
        }
        if month > 1 {
            let project = history::idle_project(year);
            overdue.push(json!({"fund": {"collective": village.collective, "project": project}}));
        }
        let town = self.log_in("liuerpu-clerk").await?;
        self.act(&town, "puhe-overdue", "report_overdue", json!(overdue))
            .await?;
        Ok(())
    }
}
