//! A file in blocks: what the page shows and what a case that is taken away shows, in the same words.

use county_primitives::three_assets::{accounts::AccountCode, decisions::Body, spending::Step};

use super::{lines::moment, words};
use crate::{
    inspect::{
        file::{
            parts::{Case, Challenge, Disclosure, Statement},
            DecisionFile, File, SpendingFile, VoucherFile, WarningFile,
        },
        questions::Spoken,
    },
    pages::{
        console::{
            names,
            view::{Line, Link, Tag},
        },
        words::{Lang, Words},
    },
    state::App,
    three_assets::parties,
};

/// A table of a block.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// Columns of numbers, which stand on the right.
    pub(super) numbers: Vec<bool>,
}

impl Table {
    /// Whether a column holds numbers.
    pub(super) fn is_number(&self, column: &usize) -> bool {
        self.numbers.get(*column).copied().unwrap_or(false)
    }

    /// The head of a column, which stands beside each cell where there is no room for a table.
    pub(super) fn label(&self, column: &usize) -> &str {
        self.head.get(*column).map_or("", String::as_str)
    }
}

/// A part of a file.
#[derive(Default)]
pub(super) struct Block {
    /// Names it on the page.
    pub(super) id: String,
    /// What it is of.
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) tags: Vec<Tag>,
    /// Sentences.
    pub(super) says: Vec<String>,
    pub(super) facts: Vec<Line>,
    pub(super) table: Option<Table>,
    /// What there is to do.
    pub(super) links: Vec<Link>,
}

/// Something that happened.
pub(super) struct Event {
    /// To sort by.
    pub(super) ms: i64,
    pub(super) time: String,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) note: String,
    /// `good`, `bad`, `warn`, `info` or `quiet`.
    pub(super) tone: &'static str,
}

/// Makes the words of one file.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) t: Words,
    pub(super) file: &'a File,
}

impl Teller<'_> {
    fn line(&self, key: &str, value: impl Into<String>) -> Line {
        Line {
            label: words::word(self.t, "fact", key),
            value: value.into(),
        }
    }

    fn at(&self, ms: i64) -> String {
        names::instant(self.t.0, ms)
    }

    /// A member, for people: name and post, or the organisation.
    pub(super) fn who(&self, member: Option<i64>) -> String {
        let Some(member) = member else {
            return self.t.say("ins-by-rule");
        };
        let number = self.t.fill("ins-member", &[("id", &member.to_string())]);
        let Some(person) = self.file.people.get(&member) else {
            return number;
        };
        let post = person.post.as_deref();
        let post = post.map(|post| words::word(self.t, "post", post));
        match (&person.name, post, &person.organisation) {
            (Some(name), Some(post), _) => format!("{name} · {post}（{number}）"),
            (None, Some(post), _) => format!("{post}（{number}）"),
            (_, None, Some(organisation)) => format!("{organisation}（{number}）"),
            (_, None, None) => number,
        }
    }

    fn who_as(&self, member: Option<i64>, role: Option<&str>) -> String {
        let who = self.who(member);
        let role = role.filter(|_| member.is_some());
        match role.map(|role| words::role(self.t, role)) {
            // An officer's post says it already.
            Some(role) if !who.contains(&role) => format!("{who} · {role}"),
            _ => who,
        }
    }

    /// All blocks but documents, notes and proofs, in the order of the page.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some(spending) = &self.file.spending {
            blocks.push(self.spending(spending));
            blocks.push(self.signatures(spending));
        }
        blocks.extend(self.file.decisions.iter().map(|one| self.decision(one)));
        blocks.extend(self.file.vouchers.iter().map(|one| self.voucher(one)));
        blocks.extend(self.file.bank_lines.iter().map(|one| self.bank_line(one)));
        blocks.extend(self.file.warnings.iter().map(|one| self.warning(one)));
        blocks.extend(self.file.cases.iter().map(|one| self.case(one)));
        blocks.extend(self.file.questions.iter().map(|one| self.question(one)));
        blocks.extend(self.file.challenges.iter().map(|one| self.challenge(one)));
        blocks.extend(self.file.disclosures.iter().map(|one| self.disclosure(one)));
        blocks
    }

    fn block(&self, subject: String) -> Block {
        Block {
            id: subject.replace(':', "-"),
            heading: words::subject(self.t, &subject),
            subject,
            ..Block::default()
        }
    }

    fn spending(&self, spending: &SpendingFile) -> Block {
        let t = self.t;
        let row = &spending.row;
        let mut block = self.block(format!("spending:{}", row.id));
        block.tags.push(words::state(t, "spending", &row.state));
        let payee = spending.payee_party.as_ref();
        let mut facts = vec![
            self.line("purpose", &row.purpose),
            self.line("amount", words::money(row.amount)),
            self.line("kind", words::word(t, "spending", &row.kind)),
            self.line(
                "payee",
                payee.map_or_else(|| words::unknown(t, &row.payee), |payee| payee.name.clone()),
            ),
        ];
        if let Some(number) = payee.and_then(|payee| payee.number.as_ref()) {
            facts.push(self.line("payee-number", number));
        }
        let method = match &spending.payee_account_shown {
            Some(account) => {
                format!(
                    "{} {}",
                    account.bank,
                    parties::masked_account(&account.number)
                )
            }
            None => words::word(t, "method", &row.method),
        };
        facts.push(self.line("method", method));
        if let Some(project) = &row.project {
            facts.push(self.line("project", project));
        }
        facts.push(self.line("occurred", names::day(t.0, &row.occurred)));
        facts.push(self.line(
            "matrix",
            t.fill(
                "ins-matrix",
                &[
                    ("row", &row.matrix_row.to_string()),
                    ("sum", &words::money(row.year_sum)),
                ],
            ),
        ));
        facts.push(self.line(
            "decision-level",
            words::word(t, "decision", &row.decision_level),
        ));
        if let Some(day) = &row.paid_day {
            facts.push(self.line("paid", names::day(t.0, day)));
        }
        for (key, text) in [("reason", &row.reason), ("failure", &row.failure)] {
            if !text.is_empty() {
                facts.push(self.line(key, text));
            }
        }
        block.facts = facts;
        block
    }

    /// Every step that the spending needs, who signed it and when; what is missing is seen.
    fn signatures(&self, spending: &SpendingFile) -> Block {
        let t = self.t;
        let mut block = Block {
            id: "signatures".to_owned(),
            heading: t.say("ins-signatures"),
            ..Block::default()
        };
        let mut rows = Vec::new();
        for step in Step::ALL {
            let bit = i64::from(step.bit());
            if spending.row.steps & bit == 0 {
                continue;
            }
            let name = step_name(step);
            let signed = spending
                .events
                .iter()
                .rev()
                .find(|event| event.kind == "signed" && event.step.as_deref() == Some(name));
            let (who, at) = match signed {
                Some(event) if spending.row.signed & bit != 0 => {
                    (self.who(event.member), self.at(event.at.0))
                }
                _ => (t.say("ins-not-signed"), String::new()),
            };
            let role = words::role(t, step.role().id());
            rows.push(vec![words::word(t, "step", name), role, who, at]);
        }
        if spending.row.decision_missing {
            block.says.push(t.say("ins-decision-missing"));
        }
        block.table = Some(Table {
            head: ["step", "role", "who", "when"]
                .map(|key| words::word(t, "head", key))
                .to_vec(),
            rows,
            numbers: Vec::new(),
        });
        block
    }

    fn decision(&self, decision: &DecisionFile) -> Block {
        let t = self.t;
        let row = &decision.row;
        let mut block = self.block(format!("decision:{}", row.id));
        block.tags.push(words::state(t, "decision", &row.state));
        let mut facts = vec![
            self.line("about", &row.about),
            self.line("matter", words::word(t, "matter", &row.matter)),
            self.line("body", words::word(t, "body", &row.body)),
            self.line(
                "notice",
                format!(
                    "{} → {}",
                    names::day(t.0, &row.notice),
                    names::day(t.0, &row.meeting)
                ),
            ),
        ];
        if row.four_steps {
            facts.push(self.line("procedure", t.say("ins-four-steps")));
        }
        if let Some(amount) = row.amount {
            let used = format!("{} / {}", words::money(row.used), words::money(amount));
            facts.push(self.line("used", used));
        }
        if let (Some(voters), Some(present), Some(yes)) = (row.voters, row.present, row.yes) {
            facts.push(self.line("vote", self.vote(&row.body, voters, present, yes)));
        }
        if let Some(abstaining) = row.abstaining.filter(|count| *count > 0) {
            facts.push(self.line("abstaining", abstaining.to_string()));
        }
        if let Some(outcome) = &row.outcome {
            block.tags.push(words::state(t, "vote", outcome));
        }
        if !row.reason.is_empty() {
            facts.push(self.line("reason", &row.reason));
        }
        if decision.spendings.len() > 1 {
            let all: Vec<String> = decision.spendings.iter().map(i64::to_string).collect();
            facts.push(self.line("resting", all.join("、")));
        }
        block.facts = facts;
        block.table = Some(Table {
            head: ["step", "who", "when", "vote"]
                .map(|key| words::word(t, "head", key))
                .to_vec(),
            rows: decision
                .events
                .iter()
                .map(|event| {
                    let vote = match (event.voters, event.present, event.yes) {
                        (Some(voters), Some(present), Some(yes)) => {
                            self.vote(&row.body, voters, present, yes)
                        }
                        _ => event.reason.clone(),
                    };
                    vec![
                        words::word(t, "event", &event.kind),
                        self.who_as(event.member, event.role.as_deref()),
                        self.at(event.at.0),
                        vote,
                    ]
                })
                .collect(),
            numbers: Vec::new(),
        });
        block
    }

    /// A vote with what the law asks for beside it.
    fn vote(&self, body: &str, voters: i64, present: i64, yes: i64) -> String {
        let body: Option<Body> = serde_json::from_value(serde_json::Value::from(body)).ok();
        // Two thirds of all, rounded up; of a board more than half.
        let two_thirds = voters.saturating_mul(2).saturating_add(2) / 3;
        let needed = match body {
            Some(Body::Board) => voters / 2 + 1,
            _ => two_thirds,
        };
        self.t.fill(
            "ins-vote",
            &[
                ("voters", &voters.to_string()),
                ("present", &present.to_string()),
                ("quorum", &two_thirds.to_string()),
                ("yes", &yes.to_string()),
                ("needed", &needed.to_string()),
            ],
        )
    }

    fn voucher(&self, voucher: &VoucherFile) -> Block {
        let t = self.t;
        let row = &voucher.row;
        let mut block = self.block(format!("voucher:{}", row.id));
        block.tags.push(words::state(t, "voucher", &row.state));
        if row.origin != "entered" {
            block.tags.push(Tag {
                tone: if row.origin == "reversal" {
                    "bad"
                } else {
                    "quiet"
                },
                text: words::word(t, "origin", &row.origin),
            });
        }
        let number = row.number.map_or_else(String::new, |number| {
            t.fill(
                "ins-voucher-number",
                &[
                    ("book", &words::subject(t, &format!("book:{}", row.book))),
                    ("month", &row.month.to_string()),
                    ("number", &number.to_string()),
                ],
            )
        });
        let mut facts = vec![self.line("summary", &row.summary)];
        if !number.is_empty() {
            facts.push(self.line("number", number));
        }
        facts.push(self.line("date", names::day(t.0, &row.date)));
        facts.push(self.line("occurred", names::day(t.0, &row.occurred)));
        facts.push(self.line("maker", self.stamp(row.maker, Some(row.drafted.0))));
        if row.posted.is_some() {
            let posted = row.posted.map(|at| at.0);
            facts.push(self.line("poster", self.stamp(row.poster, posted)));
        }
        for (key, other) in [("reverses", row.reverses), ("reversed-by", row.reversed_by)] {
            if let Some(other) = other {
                facts.push(self.line(key, words::subject(t, &format!("voucher:{other}"))));
            }
        }
        if !row.reason.is_empty() {
            facts.push(self.line("reason", &row.reason));
        }
        block.facts = facts;
        block.table = Some(self.voucher_lines(voucher));
        block
    }

    fn voucher_lines(&self, voucher: &VoucherFile) -> Table {
        let t = self.t;
        let rows = voucher.lines.iter().map(|line| {
            let name = line
                .account_name
                .clone()
                .unwrap_or_else(|| account_name(t, &line.account));
            let amount = words::money(line.amount);
            let (debit, credit) = match line.side.as_str() {
                "debit" => (amount, String::new()),
                _ => (String::new(), amount),
            };
            let more = [line.party_name.clone(), line.project.clone()];
            let more: Vec<String> = more.into_iter().flatten().collect();
            vec![
                format!("{} {name}", line.account),
                debit,
                credit,
                more.join(" · "),
            ]
        });
        Table {
            head: ["account", "debit", "credit", "party"]
                .map(|key| words::word(t, "head", key))
                .to_vec(),
            rows: rows.collect(),
            numbers: vec![false, true, true, false],
        }
    }

    /// Who, and when.
    fn stamp(&self, member: Option<i64>, ms: Option<i64>) -> String {
        match ms {
            Some(ms) => format!("{} · {}", self.who(member), self.at(ms)),
            None => self.who(member),
        }
    }

    fn bank_line(&self, line: &Statement) -> Block {
        let t = self.t;
        let mut block = self.block(format!("bank_line:{}", line.id));
        let state = if line.matched.is_some() {
            "matched"
        } else {
            "unmatched"
        };
        block.tags.push(words::state(t, "bank_line", state));
        let party = line
            .party_name
            .clone()
            .unwrap_or_else(|| words::unknown(t, &line.party));
        block.facts = vec![
            self.line("bank", &line.bank),
            self.line("date", names::day(t.0, &line.date)),
            self.line("amount", words::money(line.amount)),
            self.line("other-account", party),
            self.line("reference", &line.reference),
            self.line(
                "recorded",
                self.stamp(line.recorded_by, Some(line.recorded.0)),
            ),
        ];
        if let Some(matched) = line.matched {
            let stamp = self.stamp(line.matched_by, Some(matched.0));
            block.facts.push(self.line("matched", stamp));
        }
        if let Some(other) = line.counterpart {
            let other = words::subject(t, &format!("bank_line:{other}"));
            block.facts.push(self.line("counterpart", other));
        }
        block
    }

    fn warning(&self, warning: &WarningFile) -> Block {
        let t = self.t;
        let row = &warning.row;
        let mut block = self.block(format!("warning:{}", row.id));
        block.heading = format!("{} · {}", words::rule(t, row.rule), block.heading);
        block.tags.push(words::level(t, &row.level_today));
        block.tags.push(words::state(t, "warning", &row.state));
        if let Some(left) = row.workdays_left {
            block.tags.push(words::clock(t, left));
        }
        if row.level != row.level_today {
            block.says.push(t.say("ins-went-up"));
        }
        block.facts = vec![
            self.line("about", words::subject(t, &row.about)),
            self.line(
                "found",
                words::measure(t, row.rule, row.measured, row.limit),
            ),
            self.line("due", names::day(t.0, &row.due)),
            self.line("occurrences", row.occurrences.to_string()),
        ];
        if let Some(assigned) = row.assigned {
            block
                .facts
                .push(self.line("assigned", self.who(Some(assigned))));
        }
        block.table = Some(Table {
            head: ["step", "level", "who", "when", "note"]
                .map(|key| words::word(t, "head", key))
                .to_vec(),
            rows: warning
                .events
                .iter()
                .map(|event| {
                    vec![
                        words::word(t, "event", &event.kind),
                        words::level(t, &event.level).text,
                        self.who_as(event.member, event.role.as_deref()),
                        self.at(event.at.0),
                        event.text.clone(),
                    ]
                })
                .collect(),
            numbers: Vec::new(),
        });
        block
    }

    fn case(&self, case: &Case) -> Block {
        let t = self.t;
        let mut block = self.block(format!("case:{}", case.id));
        let holds = case.holds(crate::db::now_ms());
        block.tags.push(Tag {
            tone: if holds { "bad" } else { "good" },
            text: t.say(if holds { "ins-held" } else { "ins-free" }),
        });
        let role = case.opened_role.as_deref().unwrap_or_default();
        block.facts = vec![
            self.line("held", words::subject(t, &case.subject)),
            self.line("reason", &case.reason),
            self.line("opened", self.stamp(case.opened_by, Some(case.opened.0))),
        ];
        if let Some(renewed) = case.renewed_by {
            block
                .facts
                .push(self.line("renewed", self.who(Some(renewed))));
        }
        if let Some(expires) = case.expires {
            block.facts.push(self.line("expires", self.at(expires.0)));
        }
        match case.released {
            Some(released) => {
                let stamp = self.stamp(case.released_by, Some(released.0));
                block.facts.push(self.line("released", stamp));
                let reason = case.release_reason.clone().unwrap_or_default();
                block.facts.push(self.line("reason", reason));
            }
            None if holds => {
                let role = words::role(t, role);
                let keepers: Vec<String> = [case.opened_by, case.renewed_by]
                    .into_iter()
                    .flatten()
                    .map(|member| self.who(Some(member)))
                    .collect();
                let who = t.fill(
                    "ins-who-releases",
                    &[("role", &role), ("keepers", &keepers.join("、"))],
                );
                block.facts.push(self.line("may-release", who));
            }
            None => {}
        }
        block
    }

    fn question(&self, question: &Spoken) -> Block {
        let t = self.t;
        let row = &question.row;
        let mut block = self.block(format!("question:{}", row.id));
        block.tags.push(question_tag(t, question));
        let unknown = || t.say("ins-text-elsewhere");
        block.facts = vec![
            self.line(
                "question",
                question.question_text.clone().unwrap_or_else(unknown),
            ),
            self.line("asked", self.stamp(row.asked_by, Some(row.asked.0))),
            self.line("due", names::day(t.0, &row.due_day)),
        ];
        if let Some(answered) = row.answered {
            let text = question.answer_text.clone().unwrap_or_else(unknown);
            block.facts.push(self.line("answer", text));
            let stamp = self.stamp(row.answered_by, Some(answered.0));
            block.facts.push(self.line("answered", stamp));
        }
        block
    }

    fn challenge(&self, challenge: &Challenge) -> Block {
        let t = self.t;
        let mut block = self.block(format!("challenge:{}", challenge.id));
        block
            .tags
            .push(words::state(t, "challenge", &challenge.state));
        block.facts = vec![
            self.line("about", words::subject(t, &challenge.about)),
            self.line(
                "people",
                t.fill(
                    "ins-people",
                    &[
                        ("people", &challenge.people.to_string()),
                        ("households", &challenge.households.to_string()),
                    ],
                ),
            ),
            self.line("with", words::word(t, "office", &challenge.level)),
            self.line("opened", self.at(challenge.raised.0)),
        ];
        if let Some(due) = &challenge.due {
            block.facts.push(self.line("due", names::day(t.0, due)));
        }
        if let Some(answered) = challenge.answered {
            block.facts.push(self.line("answered", self.at(answered.0)));
        }
        block
    }

    fn disclosure(&self, disclosure: &Disclosure) -> Block {
        let t = self.t;
        let mut block = self.block(format!("disclosure:{}", disclosure.id));
        block
            .tags
            .push(words::state(t, "disclosure", &disclosure.state));
        let title = match (disclosure.book, disclosure.from_month, disclosure.to_month) {
            (Some(book), Some(from), Some(to)) => t.fill(
                "ins-months",
                &[
                    ("book", &words::subject(t, &format!("book:{book}"))),
                    ("from", &from.to_string()),
                    ("to", &to.to_string()),
                ],
            ),
            _ => disclosure.title.clone(),
        };
        block.facts = vec![
            self.line("about", title),
            self.line(
                "preparer",
                self.stamp(disclosure.preparer, Some(disclosure.prepared.0)),
            ),
        ];
        for (key, member, at) in [
            ("signer", disclosure.signer, disclosure.signed),
            ("wall", disclosure.poster, disclosure.posted),
        ] {
            if let Some(at) = at {
                let stamp = self.stamp(member, Some(at.0));
                block.facts.push(self.line(key, stamp));
            }
        }
        block
            .facts
            .push(self.line("due", names::day(t.0, &disclosure.due)));
        block.facts.push(self.line("digest", &disclosure.digest));
        block
    }

    /// Everything that happened, in order.
    pub(super) fn story(&self) -> Vec<Event> {
        let mut events = Vec::new();
        self.tell_spending(&mut events);
        self.tell_papers(&mut events);
        self.tell_oversight(&mut events);
        events.sort_by_key(|event| event.ms);
        events
    }

    fn event(&self, ms: i64, what: String, who: String, note: String, tone: &'static str) -> Event {
        Event {
            ms,
            time: moment(self.t.0, ms),
            what,
            who,
            note,
            tone,
        }
    }

    fn tell_spending(&self, events: &mut Vec<Event>) {
        let t = self.t;
        let Some(spending) = &self.file.spending else {
            return;
        };
        for step in &spending.events {
            let mut what = words::word(t, "event", &step.kind);
            if let Some(name) = &step.step {
                what = format!("{what} · {}", words::word(t, "step", name));
            }
            let tone = match step.kind.as_str() {
                "refused" | "failed" | "reversed" => "bad",
                "paid" | "posted" => "good",
                _ => "info",
            };
            let who = self.who_as(step.member, step.role.as_deref());
            events.push(self.event(step.at.0, what, who, step.reason.clone(), tone));
        }
    }

    fn tell_papers(&self, events: &mut Vec<Event>) {
        let t = self.t;
        for decision in &self.file.decisions {
            for step in &decision.events {
                let what = format!(
                    "{} · {}",
                    words::subject(t, &format!("decision:{}", decision.row.id)),
                    words::word(t, "event", &step.kind)
                );
                let who = self.who_as(step.member, step.role.as_deref());
                events.push(self.event(step.at.0, what, who, step.reason.clone(), "info"));
            }
        }
        for voucher in &self.file.vouchers {
            let row = &voucher.row;
            let name = words::subject(t, &format!("voucher:{}", row.id));
            let is_red = row.origin == "reversal";
            let drafted = format!("{name} · {}", words::word(t, "event", "drafted"));
            let tone = if is_red { "bad" } else { "info" };
            let summary = row.summary.clone();
            events.push(self.event(row.drafted.0, drafted, self.who(row.maker), summary, tone));
            if let Some(posted) = row.posted {
                let what = format!("{name} · {}", words::word(t, "event", "posted"));
                let tone = if is_red { "bad" } else { "good" };
                let who = self.who(row.poster);
                events.push(self.event(posted.0, what, who, String::new(), tone));
            }
        }
        for line in &self.file.bank_lines {
            let name = words::subject(t, &format!("bank_line:{}", line.id));
            let amount = words::money(line.amount);
            let what = format!("{name} · {}", words::word(t, "event", "recorded"));
            let who = self.who(line.recorded_by);
            events.push(self.event(line.recorded.0, what, who, amount, "info"));
            if let Some(matched) = line.matched {
                let what = format!("{name} · {}", words::word(t, "event", "matched"));
                let who = self.who(line.matched_by);
                events.push(self.event(matched.0, what, who, String::new(), "good"));
            }
        }
        for disclosure in &self.file.disclosures {
            if let Some(posted) = disclosure.posted {
                let name = words::subject(t, &format!("disclosure:{}", disclosure.id));
                let what = format!("{name} · {}", words::word(t, "event", "on_the_wall"));
                let who = self.who(disclosure.poster);
                events.push(self.event(posted.0, what, who, String::new(), "good"));
            }
        }
    }

    fn tell_oversight(&self, events: &mut Vec<Event>) {
        let t = self.t;
        for warning in &self.file.warnings {
            for step in &warning.events {
                let what = format!(
                    "{} · {}",
                    words::rule(t, warning.row.rule),
                    words::word(t, "event", &step.kind)
                );
                let tone = match step.kind.as_str() {
                    "raised" | "repeated" | "escalated" => "warn",
                    "closed" | "accepted" | "verified" => "good",
                    _ => "info",
                };
                let who = self.who_as(step.member, step.role.as_deref());
                events.push(self.event(step.at.0, what, who, step.text.clone(), tone));
            }
        }
        for case in &self.file.cases {
            let name = words::subject(t, &format!("case:{}", case.id));
            let what = format!("{name} · {}", words::word(t, "event", "held"));
            let who = self.who(case.opened_by);
            events.push(self.event(case.opened.0, what, who, case.reason.clone(), "bad"));
            if let Some(released) = case.released {
                let what = format!("{name} · {}", words::word(t, "event", "released"));
                let who = self.who(case.released_by);
                let reason = case.release_reason.clone().unwrap_or_default();
                events.push(self.event(released.0, what, who, reason, "good"));
            }
        }
        for question in &self.file.questions {
            let row = &question.row;
            let name = words::subject(t, &format!("question:{}", row.id));
            let what = format!("{name} · {}", words::word(t, "event", "asked"));
            let text = question.question_text.clone().unwrap_or_default();
            events.push(self.event(row.asked.0, what, self.who(row.asked_by), text, "warn"));
            if let Some(answered) = row.answered {
                let what = format!("{name} · {}", words::word(t, "event", "answered"));
                let text = question.answer_text.clone().unwrap_or_default();
                let who = self.who(row.answered_by);
                events.push(self.event(answered.0, what, who, text, "info"));
            }
        }
        for challenge in &self.file.challenges {
            let name = words::subject(t, &format!("challenge:{}", challenge.id));
            let what = format!("{name} · {}", words::word(t, "event", "raised"));
            events.push(self.event(
                challenge.raised.0,
                what,
                t.say("ins-villagers"),
                String::new(),
                "warn",
            ));
        }
    }
}

/// Where a question stands, with its clock.
pub(super) fn question_tag(t: Words, question: &Spoken) -> Tag {
    match (question.row.workdays_left(), question.row.late) {
        (Some(left), _) => words::clock(t, left),
        (None, Some(true)) => Tag {
            tone: "bad",
            text: t.say("ins-answered-late"),
        },
        (None, _) => Tag {
            tone: "good",
            text: t.say("ins-answered-in-time"),
        },
    }
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::Evidence => "evidence",
        Step::Chair => "chair",
        Step::Board => "board",
        Step::Supervisor => "supervisor",
        Step::Township => "township",
        Step::County => "county",
    }
}

/// The name of a heading of the law.
fn account_name(t: Words, account: &str) -> String {
    let number = account.parse().ok();
    let code = number.and_then(|number| AccountCode::new(number).ok());
    let name = code
        .and_then(AccountCode::heading)
        .map(|heading| match t.0 {
            Lang::Zh => heading.name,
            Lang::En => heading.english,
        });
    name.unwrap_or_default().to_owned()
}

/// The title of a file: what it is about, and whose it is.
pub(super) fn title(app: &App, t: Words, file: &File) -> (String, String) {
    let row = &file.transaction;
    let place = words::division(app, &row.division);
    let title = match (row.rule, row.title.as_str()) {
        (Some(rule), _) => words::rule(t, rule),
        (None, "") => words::subject(t, &row.subject),
        (None, title) => title.to_owned(),
    };
    (title, format!("{} · {place}", row.collective_name))
}
