//! The whole file of a spending: what for, how much, to whom, the photos, who signed when, and what comes next.

use axum::{extract::Path, response::Response};
use county_primitives::{three_assets::spending::Step, Role};
use sqlx::FromRow;

use super::{
    documents::{listed, photos},
    rows::{self, Kind},
    seat::{Village, READERS},
    words::{fact, fill, party, party_account, say, signer, state, word, yuan},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        form::Form,
        names,
        view::{self, Line, Link, Page, Photo, Row, Section},
        Trouble,
    },
    routes::cases,
};

/// A spending as the index has it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct SpendingRow {
    pub(crate) id: i64,
    pub(crate) purpose: String,
    pub(crate) kind: String,
    pub(crate) project: Option<String>,
    pub(crate) payee: String,
    pub(crate) method: String,
    pub(crate) payee_account: Option<String>,
    pub(crate) amount: i64,
    pub(crate) occurred: String,
    pub(crate) documents: String,
    pub(crate) matrix_row: i64,
    pub(crate) year_sum: i64,
    pub(crate) steps: i64,
    pub(crate) decision_level: String,
    pub(crate) state: String,
    pub(crate) next_step: Option<String>,
    pub(crate) decision_missing: bool,
    pub(crate) decision: Option<i64>,
    pub(crate) reason: String,
    pub(crate) from_account: Option<i64>,
    pub(crate) paid_day: Option<String>,
    pub(crate) receipt: Option<String>,
    pub(crate) failure: String,
    pub(crate) voucher: Option<i64>,
}

/// What a bank sees of a spending: payments it was ordered to make, and what became of them.
const ORDERED: [&str; 4] = ["instructed", "paid", "failed", "posted"];

/// A spending and its village, if one works there. A bank sees the payments that went to it.
pub(crate) async fn spending(desk: &Desk, id: i64) -> Result<(Village, SpendingRow), ApiError> {
    let village = Village::owning(desk, "spendings", id).await?;
    let row: SpendingRow = sqlx::query_as(
        "SELECT id, purpose, kind, project, payee, method, payee_account, amount, occurred, documents, \
         matrix_row, year_sum, steps, decision_level, state, next_step, decision_missing, decision, \
         reason, from_account, paid_day, receipt, failure, voucher FROM spendings WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let is_ordered = row.method == "bank" && ORDERED.contains(&row.state.as_str());
    if village.acts_as(&READERS) || is_ordered {
        Ok((village, row))
    } else {
        Err(ApiError::not_found())
    }
}

impl SpendingRow {
    /// The steps it needs, in order.
    fn asked(&self) -> Vec<Step> {
        let asked = |step: &Step| self.steps & i64::from(step.bit()) != 0;
        Step::ALL.into_iter().filter(asked).collect()
    }

    /// The step that is next.
    pub(crate) fn next(&self) -> Option<Step> {
        let next = self.next_step.as_deref()?;
        Step::ALL.into_iter().find(|step| step_id(*step) == next)
    }
}

/// How the index writes a step.
pub(crate) fn step_id(step: Step) -> &'static str {
    match step {
        Step::Evidence => "evidence",
        Step::Chair => "chair",
        Step::Board => "board",
        Step::Supervisor => "supervisor",
        Step::Township => "township",
        Step::County => "county",
    }
}

/// Who has what: the facts somebody signs by.
pub(crate) async fn facts(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(t, "amount", yuan(t, row.amount)),
        fact(t, "payee", party(desk, village, &row.payee).await?),
        fact(t, "method", word(t, "method", &row.method)),
    ];
    if let Some(account) = &row.payee_account {
        let shown = party_account(desk, village, account).await?;
        if !shown.is_empty() {
            facts.push(fact(t, "account", shown));
        }
    }
    facts.push(fact(t, "kind", word(t, "kind", &row.kind)));
    facts.extend(
        row.project
            .clone()
            .map(|project| fact(t, "project", project)),
    );
    facts.push(fact(t, "occurred", names::day(t.0, &row.occurred)));
    facts.push(fact(t, "year-sum", yuan(t, row.year_sum)));
    let steps: Vec<String> = row
        .asked()
        .into_iter()
        .map(|step| word(t, "step", step_id(step)))
        .collect();
    let mut needs = steps.join(&t.say("comma-list"));
    if row.decision_level != "none" {
        needs = format!(
            "{needs}{}{}",
            t.say("comma-list"),
            word(t, "decision-level", &row.decision_level)
        );
    }
    let number = row.matrix_row.to_string();
    facts.push(fact(
        t,
        "needs",
        fill(t, "needs", &[("row", &number), ("steps", &needs)]),
    ));
    Ok(facts)
}

/// Shows a spending above a form about it.
pub(crate) async fn describe(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
    form: &mut Form,
) -> Result<(), ApiError> {
    form.back = Some((row.purpose.clone(), Kind::Spending.href(row.id)));
    form.caption = format!("{} · {}", village.name, row.purpose);
    form.facts = facts(desk, village, row).await?;
    form.photos = receipts(desk, village, row).await?;
    Ok(())
}

/// The photos of its receipts, for who reads what the village keeps.
async fn receipts(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
) -> Result<Vec<Photo>, ApiError> {
    if !village.acts_as(&READERS) {
        return Ok(Vec::new());
    }
    photos(desk, village, "photo-receipt", &listed(&row.documents)).await
}

/// The page of a spending.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = spending(&desk, id).await?;
    let mut all = receipts(&desk, &village, &row).await?;
    if village.acts_as(&READERS) {
        let receipt: Vec<String> = row.receipt.clone().into_iter().collect();
        all.extend(photos(&desk, &village, "photo-payment", &receipt).await?);
    }
    let mut facts = facts(&desk, &village, &row).await?;
    if let Some(day) = &row.paid_day {
        facts.push(fact(t, "paid-on", names::day(t.0, day)));
    }
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: names::subject(t, &format!("spending:{id}")),
        title: format!("{} · {}", row.purpose, yuan(t, row.amount)),
        tag: Some(state(t, "spending", &row.state)),
        warnings: warnings(&desk, &village, &row).await?,
        actions: actions(&desk, &village, &row),
        facts,
        photos: all,
        sections: sections(&desk, &village, &row).await?,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// What must be known first: that it is held, came back or failed, and what is missing.
async fn warnings(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
) -> Result<Vec<String>, ApiError> {
    let t = desk.t;
    let mut told = Vec::new();
    if is_held(desk, village, row).await? {
        told.push(say(t, "held"));
    }
    match row.state.as_str() {
        "returned" | "rejected" => {
            told.push(fill(t, "came-back", &[("reason", &row.reason)]));
        }
        "failed" => told.push(fill(t, "payment-failed", &[("reason", &row.failure)])),
        "signing" if row.decision_missing => {
            let level = word(t, "decision-level", &row.decision_level);
            told.push(fill(t, "decision-missing", &[("level", &level)]));
        }
        _ => {}
    }
    Ok(told)
}

/// Whether an inspector holds it now or, until it is paid, what it rests on or all that the village spends.
pub(crate) async fn is_held(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
) -> Result<bool, ApiError> {
    let mut subjects = vec![format!("spending:{}", row.id)];
    if !matches!(row.state.as_str(), "paid" | "posted" | "rejected") {
        subjects.push(format!("collective:{}", village.id));
        subjects.extend(row.decision.map(|decision| format!("decision:{decision}")));
    }
    let holding = cases::any_held_by(&desk.app, &subjects).await?;
    Ok(!holding.is_empty())
}

fn actions(desk: &Desk, village: &Village, row: &SpendingRow) -> Vec<Link> {
    let t = desk.t;
    let page = Kind::Spending.href(row.id);
    let main = |key: &str, part: &str| Link::main(say(t, key), format!("{page}/{part}"));
    let mut links = Vec::new();
    let attachers = [
        Role::VillageCashier,
        Role::Accountant,
        Role::VillageChair,
        Role::VillageBoard,
    ];
    match row.state.as_str() {
        "signing" => {
            let turn = row.next().filter(|step| village.acts(step.role()));
            let blocked = row.decision_missing && turn.is_some_and(Step::is_above_village);
            if turn.is_some() && !blocked {
                links.push(main("do-sign", "sign"));
            }
            if row.decision_missing && village.acts_as(&attachers) {
                links.push(main("do-attach", "attach"));
            }
        }
        "returned" if village.acts(Role::VillageCashier) => links.push(main("do-mend", "mend")),
        "approved" | "failed" if village.acts(Role::VillageCashier) => {
            links.push(main("do-instruct", "instruct"));
        }
        "instructed" => {
            let reporters: &[Role] = if row.method == "cash" {
                &[Role::VillageCashier]
            } else {
                &[Role::Bank, Role::Accountant]
            };
            if village.acts_as(reporters) {
                links.push(main("do-report", "report"));
            }
        }
        "paid" if village.acts_as(&[Role::Accountant, Role::VillageCashier]) => {
            let href = village.href(&format!("vouchers/new?target=spending:{}", row.id));
            links.push(Link::main(say(t, "do-book"), href));
        }
        _ => {}
    }
    let may_refuse = matches!(row.state.as_str(), "signing" | "approved" | "failed");
    if may_refuse && row.asked().iter().any(|step| village.acts(step.role())) {
        links.push(Link::grave(say(t, "do-refuse"), format!("{page}/refuse")));
    }
    if !village.acts_as(&READERS) {
        return links;
    }
    if let Some(voucher) = row.voucher {
        links.push(Link::other(
            say(t, "go-voucher"),
            Kind::Voucher.href(voucher),
        ));
    }
    if let Some(decision) = row.decision {
        links.push(Link::other(
            say(t, "go-decision"),
            Kind::Decision.href(decision),
        ));
    }
    links
}

#[derive(FromRow)]
struct StepRow {
    kind: String,
    step: Option<String>,
    mendable: Option<bool>,
    reason: String,
    member: Option<i64>,
    role: Option<String>,
    ledger_ms: i64,
}

async fn sections(
    desk: &Desk,
    village: &Village,
    row: &SpendingRow,
) -> Result<Vec<Section>, ApiError> {
    let t = desk.t;
    let steps: Vec<StepRow> = sqlx::query_as(
        "SELECT kind, step, mendable, reason, member, role, ledger_ms FROM spending_steps \
         WHERE spending = ? ORDER BY block, event_index",
    )
    .bind(row.id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let line = |step: StepRow| {
        let kind = match (&*step.kind, step.mendable) {
            ("refused", Some(true)) => "returned",
            ("refused", _) => "rejected",
            (kind, _) => kind,
        };
        let which = step
            .step
            .map_or_else(String::new, |step| word(t, "step", &step));
        Row {
            title: format!("{} {which}", word(t, "spending-step", kind))
                .trim()
                .to_owned(),
            lines: [
                signer(t, step.role.as_deref(), step.member),
                names::instant(t.0, step.ledger_ms),
                step.reason,
            ]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect(),
            ..Row::default()
        }
    };
    let mut sections = vec![Section {
        heading: say(t, "history"),
        rows: steps.into_iter().map(line).collect(),
        ..Section::default()
    }];
    let subject = format!("spending:{}", row.id);
    if village.acts_as(&READERS) {
        let condition = format!("about = '{subject}' ORDER BY id LIMIT 20");
        let found = rows::rows(desk, &[village], Kind::Warning, &condition).await?;
        push(&mut sections, say(t, "warnings-about"), found);
        let condition = format!("about = '{subject}' ORDER BY id LIMIT 20");
        let found = rows::rows(desk, &[village], Kind::Challenge, &condition).await?;
        push(&mut sections, say(t, "challenges-about"), found);
    }
    let condition = format!("spending = {} ORDER BY id LIMIT 10", row.id);
    let found = rows::rows(desk, &[village], Kind::BankLine, &condition).await?;
    push(&mut sections, say(t, "bank-lines"), found);
    Ok(sections)
}

/// Adds a list unless it is empty.
pub(crate) fn push(sections: &mut Vec<Section>, heading: String, rows: Vec<(i64, Row)>) {
    if !rows.is_empty() {
        sections.push(Section {
            heading,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            ..Section::default()
        });
    }
}
