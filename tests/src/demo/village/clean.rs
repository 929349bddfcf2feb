//! 皮家堡村: a month in which everything goes its way, through every row of the approval matrix.

use anyhow::Result;
use serde_json::{json, Value};

use super::{Counting, Made, Village};
use crate::{
    client::Client,
    livestock::days_ago,
    village::{self as words, line, lines, yuan, Line, Party, Spending, Voucher},
};

const LAMPS: Party = Party::company("刘二堡镇光明五金商店", 411);
const PUMPS: Party = Party::company("辽中区润田水泵维修部", 412);
const DITCHES: Party = Party::company("辽中区兴农建筑工程队", 404);
const BRIDGES: Party = Party::company("沈阳示范路桥工程有限公司", 413);
const SQUARES: Party = Party::company("沈阳示范园林工程有限公司", 414);
const HOUSEHOLD: Party = Party::person("鲍玉兰", 415);
const TENANT: Party = Party::person("佟守田", 401);
const GREENHOUSE: Party = Party::company("辽中区鲜达果蔬专业合作社", 416);

/// Spendings with the account each is booked on, in the order of their numbers.
type Booked = (Spending, &'static str);

/// One spending for each row of the matrix, and one in cash.
fn month_of_spendings(village: &Village) -> Vec<Booked> {
    let of = |purpose, payee, amount| {
        Spending::new(village.collective, purpose, payee, amount).proved(&[&village.receipt])
    };
    vec![
        (
            of("更换村部灯具", LAMPS, yuan(1_260)).invoiced(LAMPS.name, "FP-1001"),
            "51301",
        ),
        (
            of("维修灌溉机井水泵", PUMPS, yuan(9_500)).invoiced(PUMPS.name, "FP-2001"),
            "51401",
        ),
        (
            of("排水沟清淤", DITCHES, yuan(38_600)).of_kind("works"),
            "51403",
        ),
        (
            of("村东桥涵改造", BRIDGES, yuan(168_000))
                .of_kind("works")
                .on("桥涵改造"),
            "153",
        ),
        (
            of("村民文化广场建设", SQUARES, yuan(260_000))
                .of_kind("works")
                .on("文化广场"),
            "153",
        ),
        (of("慰问困难户", HOUSEHOLD, yuan(420)).in_cash(), "51402"),
    ]
}

impl Counting<'_> {
    /// The village that is in order.
    pub(super) async fn clean(&self, village: &Village) -> Result<Made> {
        let mut made = Made::default();
        let spendings = month_of_spendings(village);
        let (_, ids) = tokio::try_join!(self.past(village, 0), self.chain(village, &spendings),)?;
        for (number, id) in (1..).zip(&ids) {
            made.remember(&format!("pijiabao_spending_{number}"), *id);
        }
        let (_, month) = self.month();
        let (_, statements) = tokio::try_join!(
            self.book_month(village, &spendings, &ids),
            self.disclose(village, 12, month - 1),
        )?;
        if let (Some(first), Some(last)) = (statements.first(), statements.last()) {
            made.remember("pijiabao_first_disclosure", *first);
            made.remember("pijiabao_disclosure", *last);
        }
        let (_, challenge) = tokio::try_join!(
            self.special_disclosure(village, ids[4]),
            self.answered_challenge(village, ids[1]),
        )?;
        made.remember("pijiabao_challenge", challenge);
        Ok(made)
    }

    /// Requests, decisions, signatures, orders and payments: one call for all of them at each desk.
    async fn chain(&self, village: &Village, spendings: &[Booked]) -> Result<Vec<u64>> {
        self.say("皮家堡村：五档审批、民主决策、付款 (approval rows, decisions, payments)");
        let asked: Vec<Value> = spendings
            .iter()
            .map(|(spending, _)| spending.json())
            .collect();
        let (submitted, decisions) = tokio::try_join!(
            self.act(
                &village.cashier,
                "pijiabao-spendings",
                "submit_spendings",
                json!(asked)
            ),
            self.decisions(village),
        )?;
        let ids = submitted.ids("spending");
        anyhow::ensure!(ids.len() == spendings.len(), "submitted {ids:?}");
        let sign = |client: &Client, step: &'static str, which: std::ops::Range<usize>| {
            let signed: Vec<Value> = ids[which.clone()]
                .iter()
                .zip(&spendings[which])
                .map(|(id, (spending, _))| spending.signature(*id, step))
                .collect();
            let (client, key) = (client.clone(), format!("pijiabao-{step}"));
            async move {
                self.act(&client, &key, "sign_spendings", json!(signed))
                    .await
            }
        };
        sign(&village.accountant, "evidence", 0..6).await?;
        sign(&village.chair, "chair", 0..6).await?;
        sign(&village.board, "board", 1..5).await?;
        sign(&village.supervisor, "supervisor", 0..6).await?;
        let attached: Vec<Value> = ids[1..5]
            .iter()
            .zip(&decisions)
            .map(|(spending, decision)| words::attachment(*spending, *decision))
            .collect();
        self.act(
            &village.chair,
            "pijiabao-attached",
            "attach_decisions",
            json!(attached),
        )
        .await?;
        let (town, bureau) = (
            self.log_in("liuerpu-clerk").await?,
            self.log_in("liaozhong-bureau").await?,
        );
        sign(&town, "township", 2..5).await?;
        sign(&bureau, "county", 4..5).await?;
        self.pay(village, spendings, &ids).await?;
        Ok(ids)
    }

    /// Minutes of the board, a vote of the representatives, four steps and two publications, and an
    /// assembly of all members.
    async fn decisions(&self, village: &Village) -> Result<Vec<u64>> {
        let of = |body: &str, about: &str, amount: i64| {
            words::decision(village.collective, body, "spending", about, Some(amount))
        };
        let asked = json!([
            of("board", "同意维修机井水泵", yuan(9_500)),
            of("representatives", "同意排水沟清淤", yuan(38_600)),
            words::four_steps(of("representatives", "同意村东桥涵改造", yuan(168_000))),
            of("members", "同意建设村民文化广场", yuan(260_000)),
        ]);
        let opened = self
            .act(
                &village.chair,
                "pijiabao-decisions",
                "open_decisions",
                asked,
            )
            .await?;
        let decisions = opened.ids("decision");
        let [board, ditch, bridge, square] = decisions[..] else {
            anyhow::bail!("four decisions, found {decisions:?}")
        };
        let [deliberated, reviewed] = words::deliberated(bridge, 24, 22);
        let votes = json!([
            words::resolved(board, 3, 3, 0),
            words::resolved(ditch, 18, 16, 0),
            deliberated,
            reviewed,
            words::resolved(bridge, 19, 17, 0),
            words::resolved(square, 742, 718, 0),
        ]);
        self.act(&village.chair, "pijiabao-votes", "step_decisions", votes)
            .await?;
        let published: Vec<Value> = [ditch, bridge, square].map(words::published).into();
        self.act(
            &village.supervisor,
            "pijiabao-published",
            "step_decisions",
            json!(published),
        )
        .await?;
        Ok(decisions)
    }

    /// Orders to the bank and to the cash box, and what became of them.
    async fn pay(&self, village: &Village, spendings: &[Booked], ids: &[u64]) -> Result<()> {
        let orders: Vec<Value> = ids
            .iter()
            .zip(spendings)
            .map(|(id, (spending, _))| spending.order(*id, village.basic))
            .collect();
        self.act(
            &village.cashier,
            "pijiabao-orders",
            "instruct_payments",
            json!(orders),
        )
        .await?;
        let bank = self.log_in("liaozhong-bank").await?;
        let today = self.day(0);
        let by_bank: Vec<Value> = ids[..5]
            .iter()
            .map(|id| words::paid(*id, &today, &format!("receipt of spending {id}")))
            .collect();
        let in_cash = json!([words::paid(ids[5], &today, "signed by the household")]);
        tokio::try_join!(
            self.act(&bank, "pijiabao-paid", "report_payments", json!(by_bank)),
            self.act(
                &village.cashier,
                "pijiabao-paid-cash",
                "report_payments",
                in_cash
            ),
        )?;
        Ok(())
    }

    /// Vouchers of this month, and the bank's lines matched with them.
    async fn book_month(&self, village: &Village, spendings: &[Booked], ids: &[u64]) -> Result<()> {
        self.say("皮家堡村：本月凭证与银行对账 (vouchers of the month, matched with the bank)");
        let incomes = self.incomes(village);
        let mut vouchers: Vec<Value> = incomes.iter().map(|(voucher, ..)| voucher.json()).collect();
        for (id, (spending, account)) in ids.iter().zip(spendings) {
            let money = if spending.in_cash { "101" } else { "10201" };
            let debit = Line {
                project: spending.project.clone(),
                ..line(account, spending.amount)
            };
            let voucher = spending.voucher(*id, village.book, &self.day(0), debit, money);
            vouchers.push(voucher.json());
        }
        let bank = self.log_in("liaozhong-bank").await?;
        let mut statement: Vec<Value> = incomes
            .iter()
            .zip(1..)
            .map(|((_, date, amount, party), number)| {
                let reference = format!("PJB-IN-{number}");
                words::bank_line(village.basic, date, *amount, *party, &reference)
            })
            .collect();
        for (id, (spending, _)) in ids.iter().zip(spendings).filter(|(_, (it, _))| !it.in_cash) {
            let (date, amount) = (self.day(0), -spending.amount);
            let reference = format!("PJB-OUT-{id}");
            let line = words::bank_line(village.basic, &date, amount, spending.payee, &reference);
            statement.push(line);
        }
        let (drafted, _) = tokio::try_join!(
            self.act(
                &village.cashier,
                "pijiabao-vouchers",
                "draft_vouchers",
                json!(vouchers)
            ),
            self.act(
                &bank,
                "pijiabao-lines",
                "record_bank_lines",
                json!(statement)
            ),
        )?;
        let drafted = drafted.ids("voucher");
        self.act(
            &village.accountant,
            "pijiabao-postings",
            "post_vouchers",
            json!(drafted),
        )
        .await?;
        self.match_lines(village, &drafted[..incomes.len()], &ids[..5])
            .await
    }

    /// Rents that came in, each with its receipt: voucher, day, amount and payer.
    fn incomes(&self, village: &Village) -> Vec<(Voucher, String, i64, Party)> {
        let rents = [
            (4, "收土地发包款", "50101", yuan(19_400), TENANT),
            (3, "收大棚租金", "50102", yuan(32_000), GREENHOUSE),
            (1, "收机动地发包款", "50101", yuan(6_300), TENANT),
        ];
        (1..)
            .zip(rents)
            .map(|(number, (days, summary, account, amount, party))| {
                let date = self.day_this_month(days);
                let money = lines(line("10201", amount).with(party), account);
                let voucher = Voucher::new(village.book, &date, summary, money)
                    .with("documents", json!([village.receipt]))
                    .with(
                        "receipt",
                        json!({"series": "LZ-PJB", "number": 1_000 + number}),
                    )
                    .with("deposit", village.account.clone());
                (voucher, date, amount, party)
            })
            .collect()
    }

    /// Matches the bank's lines, incomes first, with what they are.
    async fn match_lines(
        &self,
        village: &Village,
        vouchers: &[u64],
        spendings: &[u64],
    ) -> Result<()> {
        let lines = self.lines_of(&village.accountant, village.basic).await?;
        anyhow::ensure!(
            lines.len() == vouchers.len() + spendings.len(),
            "the bank has the lines {lines:?}"
        );
        let targets = vouchers
            .iter()
            .map(|voucher| json!({"voucher": voucher}))
            .chain(
                spendings
                    .iter()
                    .map(|spending| json!({"spending": spending})),
            );
        let matches: Vec<Value> = lines
            .iter()
            .zip(targets)
            .map(|(line, target)| json!({"line": line, "target": target}))
            .collect();
        self.act(
            &village.accountant,
            "pijiabao-matches",
            "match_bank_lines",
            json!(matches),
        )
        .await?;
        Ok(())
    }

    /// The numbers of an account's lines in the order they were recorded.
    pub(super) async fn lines_of(&self, client: &Client, account: u64) -> Result<Vec<u64>> {
        let path = format!("/api/v1/bank-lines?account={account}&limit=100");
        let answer = client.get(&path).await?;
        let items = answer.body["items"].as_array().cloned().unwrap_or_default();
        let mut lines: Vec<u64> = items
            .iter()
            .filter_map(|line| line["id"].as_u64())
            .collect();
        lines.sort_unstable();
        Ok(lines)
    }

    /// Works are told at once.
    async fn special_disclosure(&self, village: &Village, spending: u64) -> Result<()> {
        let told = json!([{"special": {
            "collective": village.collective, "about": format!("spending:{spending}"),
            "title": "村民文化广场建设工程付款公开", "occurred": days_ago(0),
            "document": village.receipt,
        }}]);
        let prepared = self
            .act(
                &village.accountant,
                "pijiabao-special",
                "prepare_disclosures",
                told,
            )
            .await?;
        let number = prepared.id("disclosure")?;
        let signed = json!([number]);
        self.act(
            &village.supervisor,
            "pijiabao-special-signed",
            "sign_disclosures",
            signed,
        )
        .await?;
        let posted = json!([{"disclosure": number, "photo": village.receipt}]);
        self.act(
            &village.cashier,
            "pijiabao-special-posted",
            "post_disclosures",
            posted,
        )
        .await?;
        Ok(())
    }

    /// A villager asks what the pump cost, gets an answer the same day, and is satisfied.
    async fn answered_challenge(&self, village: &Village, spending: u64) -> Result<u64> {
        let member = self.log_in("pijiabao-member").await?;
        let asked = json!([words::challenge(
            village.collective,
            &format!("spending:{spending}"),
            "水泵去年刚修过，今年为什么又修？"
        )]);
        let raised = self
            .act(&member, "pijiabao-challenge", "raise_challenges", asked)
            .await?;
        let challenge = raised.id("challenge")?;
        let accepted = json!([words::challenge_step(challenge, json!("accepted"))]);
        self.act(
            &village.chair,
            "pijiabao-accepted",
            "step_challenges",
            accepted,
        )
        .await?;
        let answer = words::answered("去年修的是二号井，今年是三号井，票据和照片在公示栏。");
        let answered = json!([words::challenge_step(challenge, answer)]);
        self.act(
            &village.accountant,
            "pijiabao-answered",
            "step_challenges",
            answered,
        )
        .await?;
        let satisfied = json!([words::challenge_step(challenge, words::judged(true))]);
        self.act(&member, "pijiabao-satisfied", "step_challenges", satisfied)
            .await?;
        Ok(challenge)
    }
}
