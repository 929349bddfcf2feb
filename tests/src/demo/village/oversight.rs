//! What villagers, the township and the inspectors do about 蒲河村.

use anyhow::Result;
use serde_json::json;

use super::{Counting, Made, Village};
use crate::village as words;

impl Counting<'_> {
    /// Challenges, holds, questions and warnings of the troubled village.
    pub(super) async fn oversight(&self, village: &Village, made: &Made) -> Result<Made> {
        self.say("质疑、预警、冻结付款、质询 (challenges, warnings, holds, questions)");
        let of = |name: &str| {
            made.ids
                .get(&format!("puhe_{name}"))
                .copied()
                .unwrap_or_default()
        };
        let (mut told, (), held, ()) = tokio::try_join!(
            self.challenges(village, of("split_1"), of("kin")),
            self.overdue(village),
            self.held_payment(village, of("held"), of("returned")),
            self.warnings(
                village,
                [of("warning_split"), of("warning_kin"), of("warning_cash")]
            ),
        )?;
        told.merge(held);
        Ok(told)
    }

    /// One that nobody has taken on, one that is waiting for its answer, and one that went to the
    /// township because the answer satisfied nobody.
    async fn challenges(&self, village: &Village, split: u64, kin: u64) -> Result<Made> {
        let mut made = Made::default();
        let members = [
            self.log_in("puhe-member").await?,
            self.log_in("puhe-member-2").await?,
            self.log_in("puhe-member-3").await?,
        ];
        let questions = [
            (
                format!("book:{}", village.book),
                "今年第二季度以后为什么没有公开账目？",
            ),
            (
                format!("spending:{split}"),
                "同一条机耕道为什么分三次付款？",
            ),
            (
                format!("spending:{kin}"),
                "食堂的菜是谁家供的，价格怎么定的？",
            ),
        ];
        let mut numbers = Vec::new();
        for (number, (member, (about, question))) in members.iter().zip(&questions).enumerate() {
            let asked = json!([words::challenge(village.collective, about, question)]);
            let key = format!("puhe-challenge-{number}");
            let raised = self.act(member, &key, "raise_challenges", asked).await?;
            numbers.push(raised.id("challenge")?);
        }
        let [unanswered, accepted, escalated] = numbers[..] else {
            anyhow::bail!("three challenges, found {numbers:?}")
        };
        let taken = json!([
            words::challenge_step(accepted, json!("accepted")),
            words::challenge_step(escalated, json!("accepted")),
        ]);
        self.act(&village.chair, "puhe-taken", "step_challenges", taken)
            .await?;
        let joined = json!([words::joining(accepted, true)]);
        self.act(&members[0], "puhe-joined", "join_challenges", joined)
            .await?;
        let evasive = json!([words::challenge_step(
            escalated,
            words::answered("按市场价采购，手续齐全。")
        )]);
        self.act(&village.cashier, "puhe-answer", "step_challenges", evasive)
            .await?;
        let unsatisfied = json!([words::challenge_step(escalated, words::judged(false))]);
        self.act(
            &members[2],
            "puhe-unsatisfied",
            "step_challenges",
            unsatisfied,
        )
        .await?;
        made.remember("puhe_challenge_unanswered", unanswered);
        made.remember("puhe_challenge_accepted", accepted);
        made.remember("puhe_challenge_escalated", escalated);
        Ok(made)
    }

    /// An inspector holds a payment and asks; what the cashier tries meanwhile the chain refuses. Another
    /// hold was a mistake and is released by a colleague.
    async fn held_payment(&self, village: &Village, held: u64, mistaken: u64) -> Result<Made> {
        let mut made = Made::default();
        let inspector = self.log_in("liaozhong-inspector").await?;
        let hold = |spending: u64, reason: &str| json!({"subject": format!("spending:{spending}"), "reason": reason, "evidence": null, "days": 10});
        let holds = json!([
            hold(held, "核实打印社与村干部的关系 (who owns the print shop?)"),
            hold(mistaken, "核实收款人身份 (who is the payee?)"),
        ]);
        let opened = self.act(&inspector, "puhe-holds", "hold", holds).await?;
        let cases = opened.ids("case");
        let [case, mistake] = cases[..] else {
            anyhow::bail!("two cases, found {cases:?}")
        };
        made.remember("puhe_case", case);
        let order = super::troubled::order_of_held(village, held);
        self.refused(
            &village.cashier,
            "instruct_payments",
            json!([order]),
            "Oversight.Held",
        )
        .await?;
        let about = format!("collective:{}", village.collective);
        let why = words::question(&about, "请说明近两个月未结账、未公开的原因。");
        let open = self
            .ask(&inspector, "puhe-question-open", "ask", why)
            .await?;
        made.remember("puhe_question_open", open.id("question")?);
        let about = format!("spending:{held}");
        let who = words::question(&about, "请说明打印社的实际经营者以及询价情况。");
        let asked = self.ask(&inspector, "puhe-question", "ask", who).await?;
        let question = asked.id("question")?;
        made.remember("puhe_question_answered", question);
        let answer = words::answer(
            question,
            "经营者为本村村民，与村干部无亲属关系，已询价两家。",
        );
        self.ask(&village.cashier, "puhe-question-answered", "answer", answer)
            .await?;
        let colleague = self.log_in("liaozhong-colleague").await?;
        let release = json!([{
            "case": mistake, "reason": "身份已核实 (the payee is known)", "evidence": null,
        }]);
        self.act(&colleague, "puhe-release", "release", release)
            .await?;
        Ok(made)
    }

    /// The split is to be put right, the kin is explained, the cash is accepted and closed.
    async fn warnings(&self, village: &Village, [split, kin, cash]: [u64; 3]) -> Result<()> {
        let inspector = self.log_in("liaozhong-inspector").await?;
        let town = self.log_in("liuerpu-clerk").await?;
        let chair = self.member("puhe-chair")?;
        let assigned = json!([
            words::warning_step(split, json!({"assigned": {"to": chair}})),
            words::warning_step(kin, json!({"assigned": {"to": chair}})),
        ]);
        self.act(&inspector, "puhe-assigned", "step_warnings", assigned)
            .await?;
        let explained = |warning: u64, text: &str| {
            words::warning_step(
                warning,
                json!({"explained": {"text": text, "evidence": null}}),
            )
        };
        let explanations = json!([
            explained(
                split,
                "三段路分三次验收 (three stretches, three inspections)"
            ),
            explained(kin, "仅此一家送货 (nobody else delivers)"),
            explained(cash, "雪后急用，无法转账 (snow, nobody could transfer)"),
        ]);
        self.act(
            &village.chair,
            "puhe-explained",
            "step_warnings",
            explanations,
        )
        .await?;
        let until = self.later(10);
        let order = json!({"rectification_ordered": {"until": until, "text": "补充民主决策程序 (let the representatives decide)"}});
        let ordered = json!([words::warning_step(split, order)]);
        let accepted = json!([
            words::warning_step(cash, json!("accepted")),
            words::warning_step(cash, json!({"closed": {"reason": "情况属实 (it was so)"}})),
        ]);
        tokio::try_join!(
            self.act(&inspector, "puhe-rectify", "step_warnings", ordered),
            self.act(&town, "puhe-accepted", "step_warnings", accepted),
        )?;
        Ok(())
    }
}
