//! Democratic decisions: opening one, its steps with counts and notices, and what the vote came to by the law.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::decisions::{Body, DecisionInput, Matter, ASSEMBLY_NOTICE_DAYS},
    Role,
};
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    documents::{self, photos},
    file::push,
    rows::{self, Kind},
    seat::Village,
    vouchers::listed_page,
    words::{
        amount, ask, ask_day, ask_with_hint, choices, fact, fill, form, say, signer, state, tag,
        word, yuan,
    },
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, in_days, ticked, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    write::Write,
};

deeds! {
    /// Opens a decision.
    OpenDecision => open_form, open;
}

const BOARD: [Role; 2] = [Role::VillageChair, Role::VillageBoard];
const BODIES: [&str; 5] = [
    "board",
    "representatives",
    "members",
    "village_representatives",
    "villagers_meeting",
];
const MATTERS: [&str; 16] = [
    "spending",
    "investment",
    "loan",
    "guarantee",
    "land_compensation_use",
    "land_compensation_split",
    "distribution",
    "disposal",
    "contract",
    "land_to_outsiders",
    "land_and_shares",
    "charter",
    "membership",
    "merger",
    "bank_account",
    "other",
];

/// A decision as the index has it.
#[derive(Clone, Debug, FromRow)]
pub(super) struct DecisionRow {
    id: i64,
    pub(super) body: String,
    matter: String,
    pub(super) about: String,
    four_steps: bool,
    amount: Option<i64>,
    used: i64,
    notice: String,
    pub(super) meeting: String,
    pub(super) document: String,
    state: String,
    township: bool,
    voters: Option<i64>,
    abstaining: Option<i64>,
    present: Option<i64>,
    yes: Option<i64>,
    outcome: Option<String>,
    recorder: Option<i64>,
    reason: String,
}

pub(super) async fn decision(desk: &Desk, id: i64) -> Result<(Village, DecisionRow), ApiError> {
    let village = Village::keeping(desk, "decisions", id).await?;
    let row = sqlx::query_as(
        "SELECT id, body, matter, about, four_steps, amount, used, notice, meeting, document, state, \
         township, voters, abstaining, present, yes, outcome, recorder, reason FROM decisions WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

pub(super) fn facts(desk: &Desk, row: &DecisionRow) -> Vec<Line> {
    let t = desk.t;
    let mut facts = vec![
        fact(t, "body", word(t, "body", &row.body)),
        fact(t, "matter", word(t, "matter", &row.matter)),
        fact(t, "notice", names::day(t.0, &row.notice)),
        fact(t, "meeting", names::day(t.0, &row.meeting)),
    ];
    if let Some(amount) = row.amount {
        facts.push(fact(t, "up-to", yuan(t, amount)));
        facts.push(fact(t, "used", yuan(t, row.used)));
    }
    if row.four_steps {
        facts.push(fact(t, "procedure", say(t, "four-steps")));
    }
    if let (Some(present), Some(yes)) = (row.present, row.yes) {
        let count = |number: Option<i64>| names::count(number.unwrap_or_default());
        let values = [
            ("voters", &*count(row.voters)),
            ("present", &*names::count(present)),
            ("yes", &*names::count(yes)),
            ("abstaining", &*count(row.abstaining)),
        ];
        facts.push(fact(t, "vote", fill(t, "vote", &values)));
    }
    if let Some(outcome) = &row.outcome {
        facts.push(fact(t, "outcome", word(t, "vote", outcome)));
    }
    if !row.reason.is_empty() {
        facts.push(fact(t, "reason", row.reason.clone()));
    }
    facts
}

/// The decisions of a village.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let village = Village::inside(&desk, id).await?;
    let mut actions = Vec::new();
    if village.acts_as(&BOARD) {
        let href = village.href("decisions/new");
        actions.push(Link::main(say(desk.t, "do-open-decision"), href));
    }
    let page = Page {
        actions,
        ..listed_page(
            &desk,
            &village,
            Kind::Decision,
            "go-decisions",
            "decisions",
            part.before,
        )
        .await?
    };
    Ok(view::page(&desk, &page))
}

/// Which part of a list.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    pub(crate) before: Option<i64>,
}

#[derive(FromRow)]
struct StepRow {
    kind: String,
    date: Option<String>,
    present: Option<i64>,
    yes: Option<i64>,
    outcome: Option<String>,
    document: Option<String>,
    reason: String,
    member: Option<i64>,
    role: Option<String>,
    ledger_ms: i64,
}

/// The page of a decision.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = decision(&desk, id).await?;
    let steps: Vec<StepRow> = sqlx::query_as(
        "SELECT kind, date, present, yes, outcome, document, reason, member, role, ledger_ms \
         FROM decision_steps WHERE decision = ? ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut papers = vec![row.document.clone()];
    papers.extend(steps.iter().filter_map(|step| step.document.clone()));
    papers.dedup();
    let step_row = |step: StepRow| {
        let tally = step.present.zip(step.yes).map(|(present, yes)| {
            let values = [
                ("present", &*names::count(present)),
                ("yes", &*names::count(yes)),
            ];
            fill(t, "tally", &values)
        });
        let lines = [
            step.date.map(|date| names::day(t.0, &date)),
            tally,
            Some(signer(t, step.role.as_deref(), step.member)),
            Some(names::instant(t.0, step.ledger_ms)),
            Some(step.reason),
        ];
        Row {
            title: word(t, "decision-step", &step.kind),
            lines: lines
                .into_iter()
                .flatten()
                .filter(|line| !line.is_empty())
                .collect(),
            tag: step.outcome.map(|outcome| match outcome.as_str() {
                "passed" => tag(t, "good", "vote-passed"),
                _ => tag(t, "bad", "vote-not-passed"),
            }),
            ..Row::default()
        }
    };
    let mut sections = vec![Section {
        heading: say(t, "history"),
        rows: steps.into_iter().map(step_row).collect(),
        ..Section::default()
    }];
    let condition = format!("decision = {id} ORDER BY id LIMIT 50");
    let used = rows::rows(&desk, &[&village], Kind::Spending, &condition).await?;
    push(&mut sections, say(t, "decision-used"), used);
    let page = Page {
        back: Some((village.name.clone(), village.href("decisions"))),
        caption: names::subject(t, &format!("decision:{id}")),
        title: row.about.clone(),
        tag: Some(state(t, "decision", &row.state)),
        warnings: rule(&desk, &village, &row).into_iter().collect(),
        actions: actions(&desk, &village, &row),
        facts: facts(&desk, &row),
        photos: photos(&desk, &village, "photo-paper", &papers).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// How many must come and agree, as long as it is not voted.
pub(super) fn rule(desk: &Desk, village: &Village, row: &DecisionRow) -> Option<String> {
    let t = desk.t;
    let waits = matches!(row.state.as_str(), "proposed" | "deliberated" | "reviewed");
    let [members, representatives, ..] = village.figures;
    let due = match row.body.as_str() {
        "members" | "villagers_meeting" => members,
        "representatives" | "village_representatives" => representatives,
        _ => return waits.then(|| say(t, "rule-board")),
    };
    let least = due.saturating_mul(2).saturating_add(2) / 3;
    let values = [
        ("due", &*names::count(due)),
        ("least", &*names::count(least)),
    ];
    waits.then(|| fill(t, "rule-two-thirds", &values))
}

fn actions(desk: &Desk, village: &Village, row: &DecisionRow) -> Vec<Link> {
    let t = desk.t;
    let page = Kind::Decision.href(row.id);
    let go = |key: &str, part: &str| Link::main(say(t, key), format!("{page}/{part}"));
    let mut links = Vec::new();
    let is_board = village.acts_as(&BOARD);
    let me = desk.session.member.map(|member| i64::from(member.0));
    match (row.state.as_str(), row.four_steps) {
        ("proposed", true) if is_board => links.push(go("do-deliberate", "deliberate")),
        ("deliberated", true) if is_board => links.push(go("do-review", "review")),
        ("reviewed", true) | ("proposed", false) if is_board => {
            links.push(go("do-resolve", "resolve"));
        }
        ("resolved", _) if village.acts(Role::VillageSupervisor) && row.recorder != me => {
            links.push(go("do-publish", "publish"));
        }
        ("effective", _) if is_board => links.push(go("do-result", "result")),
        _ => {}
    }
    let may_approve = matches!(row.state.as_str(), "resolved" | "effective");
    if may_approve && !row.township && village.acts(Role::Township) {
        links.push(go("do-approve-land", "approve"));
    }
    let is_running = matches!(
        row.state.as_str(),
        "proposed" | "deliberated" | "reviewed" | "resolved"
    );
    if is_board && (is_running || (row.state == "effective" && row.used == 0)) {
        links.push(Link::grave(say(t, "do-give-up"), format!("{page}/give-up")));
    }
    links
}

async fn open_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&BOARD)?;
    let mut form = form(desk, &village, "open-decision");
    let [members, representatives, households, party] = village.figures;
    let values = [
        ("members", &*names::count(members)),
        ("representatives", &*names::count(representatives)),
        ("households", &*names::count(households)),
        ("party", &*names::count(party)),
    ];
    form.explain.push(fill(t, "figures", &values));
    form.fields = vec![
        ask_with_hint(desk, "about", Control::Text),
        ask(
            desk,
            "matter",
            Control::Select(choices(t, "matter", &MATTERS)),
        )
        .value("spending"),
        ask_with_hint(desk, "body", Control::Radios(choices(t, "body", &BODIES))),
        ask_with_hint(desk, "up_to", Control::Decimal).suffix(say(t, "unit-yuan")),
        ask(desk, "four_steps", Control::Tick).hint(say(t, "ask-four_steps-hint")),
        ask(desk, "merged", Control::Tick).hint(say(t, "ask-merged-hint")),
        ask_day(desk, "notice_day").half(),
        ask(desk, "meeting", Control::Day)
            .value(in_days(ASSEMBLY_NOTICE_DAYS).to_string())
            .half(),
        ask_with_hint(desk, "document", Control::Photos),
    ];
    form.keep = format!("decision {}", village.id);
    Ok(form)
}

async fn open(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, t);
    let about = read.needed("about", "vl-mistake-about");
    let matter = read.word::<Matter>("matter", "mistake-choose");
    let body = read.word::<Body>("body", "mistake-choose");
    let notice = read.date("notice_day");
    let meeting = read.date("meeting");
    let up_to = (!read.is_blank("up_to")).then(|| amount(&mut read, desk, typed, "up_to"));
    let document = documents::one(&mut read, desk, typed, "document");
    if let (Some(matter), Some(body)) = (matter, body) {
        if matter.is_for_members_only() && !body.is_assembly() {
            read.note("body", say(t, "mistake-members-only"));
        }
        if body.is_assembly() && notice.plus_days(ASSEMBLY_NOTICE_DAYS) > meeting {
            let days = ASSEMBLY_NOTICE_DAYS.to_string();
            read.note("meeting", fill(t, "mistake-notice", &[("days", &days)]));
        }
        if matter == Matter::Spending && up_to.is_none() {
            read.note("up_to", say(t, "mistake-up-to"));
        }
    }
    read.done()?;
    let (Some(matter), Some(body)) = (matter, body) else {
        return Err(ApiError::not_found().into());
    };
    let decision = DecisionInput {
        collective: village.number()?,
        body,
        matter,
        about,
        four_steps: ticked(typed, "four_steps"),
        merged: ticked(typed, "merged"),
        amount: up_to,
        notice,
        meeting,
        document,
    };
    Ok(desk
        .send(write, "ThreeAssets", "open_decisions", vec![decision])
        .await?)
}
