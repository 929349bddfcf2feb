//! Democratic decisions: opening one, its steps with counts and notices, and what the vote came to by the law.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::decisions::{
        party_outcome, Body, DecisionInput, DecisionStep, DecisionStepInput, Matter, Outcome,
        Tally, ASSEMBLY_NOTICE_DAYS,
    },
    DecisionId, Role,
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
        fields::{Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, in_days, number, ticked, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    write::Write,
};

deeds! {
    /// Opens a decision.
    OpenDecision => open_form, open;
    /// The two committees deliberated.
    Deliberate => deliberate_form, deliberate;
    /// The Party members reviewed.
    Review => review_form, review;
    /// The body voted.
    Resolve => resolve_form, resolve;
    /// A supervisor attests that the resolution is on the wall.
    Publish => publish_form, publish;
    /// The township approves.
    ApproveLand => approve_form, approve;
    /// The result is on the wall.
    PublishResult => result_form, publish_result;
    /// The decision is given up.
    GiveUp => give_up_form, give_up;
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
struct DecisionRow {
    id: i64,
    body: String,
    matter: String,
    about: String,
    four_steps: bool,
    amount: Option<i64>,
    used: i64,
    notice: String,
    meeting: String,
    document: String,
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

async fn decision(desk: &Desk, id: i64) -> Result<(Village, DecisionRow), ApiError> {
    let village = Village::owning(desk, "decisions", id).await?;
    let row = sqlx::query_as(
        "SELECT id, body, matter, about, four_steps, amount, used, notice, meeting, document, state, \
         township, voters, abstaining, present, yes, outcome, recorder, reason FROM decisions WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

fn facts(desk: &Desk, row: &DecisionRow) -> Vec<Line> {
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
    let village = Village::of(&desk, id).await?;
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
fn rule(desk: &Desk, village: &Village, row: &DecisionRow) -> Option<String> {
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

/// A form about a decision.
async fn about_decision(
    desk: &Desk,
    id: i64,
    key: &str,
) -> Result<(Form, Village, DecisionRow), ApiError> {
    let (village, row) = decision(desk, id).await?;
    let mut form = form(desk, &village, key);
    form.back = Some((row.about.clone(), Kind::Decision.href(id)));
    form.caption = format!("{} · {}", village.name, row.about);
    form.facts = facts(desk, &row);
    form.photos = photos(
        desk,
        &village,
        "photo-paper",
        std::slice::from_ref(&row.document),
    )
    .await?;
    Ok((form, village, row))
}

async fn step(desk: &Desk, id: i64, step: DecisionStep, write: &Write) -> Sent {
    let input = DecisionStepInput {
        decision: DecisionId(number(id)?),
        step,
    };
    Ok(desk
        .send(write, "ThreeAssets", "step_decisions", vec![input])
        .await?)
}

fn ask_paper(desk: &Desk, hint: &str) -> Field {
    ask(desk, "document", Control::Photos).hint(say(desk.t, hint))
}

async fn deliberate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "deliberate").await?;
    form.fields = vec![ask_paper(desk, "minutes-hint")];
    Ok(form)
}

async fn deliberate(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, DecisionStep::Deliberated { minutes }, write).await
}

/// How many came and agreed.
fn ask_tally(desk: &Desk) -> [Field; 3] {
    [
        ask(desk, "present", Control::Whole),
        ask(desk, "yes", Control::Whole),
        ask_with_hint(desk, "abstaining", Control::Whole).value("0"),
    ]
}

/// Reads the counts, and says at once what they come to by the law.
fn tally(
    read: &mut Reader<'_>,
    desk: &Desk,
    typed: &Typed,
    outcome: impl Fn(Tally) -> Option<Option<Outcome>>,
) -> Tally {
    let mut count = |name: &'static str| {
        let read_count = typed.get(name).parse::<u32>();
        if read_count.is_err() {
            read.note(name, say(desk.t, "mistake-count"));
        }
        read_count.unwrap_or_default()
    };
    let tally = Tally {
        present: count("present"),
        yes: count("yes"),
        abstaining: count("abstaining"),
    };
    if outcome(tally) == Some(None) {
        read.note("present", say(desk.t, "mistake-tally"));
    }
    tally
}

async fn review_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_decision(desk, about.id, "review").await?;
    let [_, _, _, party] = village.figures;
    let count = names::count(party);
    form.explain
        .push(fill(desk.t, "rule-party", &[("due", &count)]));
    form.fields = vec![
        ask_day(desk, "plan_given").half(),
        ask_day(desk, "date").half(),
    ];
    form.fields.extend(ask_tally(desk));
    form.fields.push(ask_paper(desk, "minutes-hint"));
    Ok(form)
}

async fn review(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let (village, _) = decision(desk, about.id).await?;
    let [_, _, _, party] = village.figures;
    let due = u32::try_from(party).unwrap_or_default();
    let mut read = Reader::new(typed, desk.t);
    let plan_given = read.date("plan_given");
    let date = read.date("date");
    let tally = tally(&mut read, desk, typed, |tally| {
        Some(party_outcome(due, tally))
    });
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    let reviewed = DecisionStep::Reviewed {
        plan_given,
        date,
        tally,
        minutes,
    };
    step(desk, about.id, reviewed, write).await
}

async fn resolve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, row) = about_decision(desk, about.id, "resolve").await?;
    form.explain.extend(rule(desk, &village, &row));
    form.fields = vec![ask(desk, "date", Control::Day).value(row.meeting.clone())];
    form.fields.extend(ask_tally(desk));
    form.fields.push(ask_paper(desk, "signed-minutes-hint"));
    form.is_final = true;
    Ok(form)
}

async fn resolve(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let (village, row) = decision(desk, about.id).await?;
    let [members, representatives, ..] = village.figures;
    let (body, due) = match row.body.as_str() {
        "members" => (Body::Members, Some(members)),
        "villagers_meeting" => (Body::VillagersMeeting, Some(members)),
        "representatives" => (Body::Representatives, Some(representatives)),
        "village_representatives" => (Body::VillageRepresentatives, Some(representatives)),
        // How many directors there are that day is for the chain to say.
        _ => (Body::Board, None),
    };
    let due = due.and_then(|due| u32::try_from(due).ok());
    let mut read = Reader::new(typed, desk.t);
    let date = read.date("date");
    let tally = tally(&mut read, desk, typed, |tally| {
        due.map(|due| body.outcome(due, tally))
    });
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    let resolved = DecisionStep::Resolved {
        date,
        tally,
        minutes,
    };
    step(desk, about.id, resolved, write).await
}

async fn publish_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_decision(desk, about.id, "publish").await?;
    village.ensure(&[Role::VillageSupervisor])?;
    form.fields = vec![ask_paper(desk, "posting-hint")];
    Ok(form)
}

async fn publish(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let posting = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, DecisionStep::Published { posting }, write).await
}

async fn approve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (form, village, _) = about_decision(desk, about.id, "approve-land").await?;
    village.ensure(&[Role::Township])?;
    Ok(form)
}

async fn approve(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    step(desk, about.id, DecisionStep::TownshipApproved, write).await
}

async fn result_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "result").await?;
    form.fields = vec![ask_paper(desk, "posting-hint")];
    form.is_final = true;
    Ok(form)
}

async fn publish_result(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let posting = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(
        desk,
        about.id,
        DecisionStep::ResultPublished { posting },
        write,
    )
    .await
}

async fn give_up_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_decision(desk, about.id, "give-up").await?;
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn give_up(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    step(desk, about.id, DecisionStep::GivenUp { reason }, write).await
}
