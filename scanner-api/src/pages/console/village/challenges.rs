//! Challenges by villagers: who must take them on, who must answer by when, and a joint one in the minutes. Who
//! asked is nobody's business here.

use axum::{extract::Path, response::Response};
use county_primitives::{
    three_assets::challenges::{ChallengeStep, ChallengeStepInput},
    ChallengeId, Digest, Role,
};
use sqlx::FromRow;

use super::{
    decide::Part,
    documents::{self, photos},
    rows::{due, is_over, Kind},
    seat::{Village, OFFICERS},
    vouchers::listed_page,
    words::{ask, ask_with_hint, fact, fill, form, say, state, word},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form, Refusal},
        livestock::deed::{deeds, number, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::texts,
    write::Write,
};

deeds! {
    /// Takes a challenge on.
    Accept => accept_form, accept;
    /// Answers a challenge.
    Answer => answer_form, answer;
    /// Puts a joint challenge into the minutes.
    Minute => minute_form, minute;
    /// Says that the clock has run out.
    Escalate => escalate_form, escalate;
    /// Closes what the county answered.
    Close => close_form, close;
}

const TAKERS: [Role; 3] = [
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
];

#[derive(Clone, Debug, FromRow)]
struct ChallengeRow {
    id: i64,
    about: String,
    question: String,
    people: i64,
    households: i64,
    minutes: Option<String>,
    level: String,
    state: String,
    due: Option<String>,
    answer: Option<String>,
    reason: String,
}

async fn challenge(desk: &Desk, id: i64) -> Result<(Village, ChallengeRow), ApiError> {
    let village = Village::keeping(desk, "challenges", id).await?;
    let row = sqlx::query_as(
        "SELECT id, about, question, people, households, minutes, level, state, due, answer, reason \
         FROM challenges WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((village, row))
}

/// A text by its digest, if this service keeps it.
async fn text(desk: &Desk, digest: &str) -> Result<String, ApiError> {
    let Ok(digest) = digest.parse::<Digest>() else {
        return Ok(String::new());
    };
    let found = texts::shown(&desk.app, &digest).await?;
    Ok(found.map_or_else(|| say(desk.t, "text-unknown"), |salted| salted.text))
}

/// Who answers it now.
fn answers(village: &Village, row: &ChallengeRow) -> bool {
    match row.level.as_str() {
        "township" => village.acts(Role::Township),
        "county" => village.acts(Role::CountyAgriculture),
        _ => village.acts_as(&OFFICERS),
    }
}

async fn facts(desk: &Desk, row: &ChallengeRow) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(t, "about", names::subject(t, &row.about)),
        fact(t, "question", text(desk, &row.question).await?),
        fact(t, "people", names::count(row.people)),
        fact(t, "households", names::count(row.households)),
        fact(t, "level", word(t, "challenge-level", &row.level)),
    ];
    if row.due.is_some() {
        facts.push(fact(t, "due", due(desk, row.due.as_deref())));
    }
    if let Some(answer) = &row.answer {
        facts.push(fact(t, "answer", text(desk, answer).await?));
    }
    if !row.reason.is_empty() {
        facts.push(fact(t, "reason", row.reason.clone()));
    }
    Ok(facts)
}

/// The challenges of a village.
pub(crate) async fn list(
    desk: Desk,
    Path(id): Path<i64>,
    Query(part): Query<Part>,
) -> Result<Response, Trouble> {
    let village = Village::inside(&desk, id).await?;
    let page = listed_page(
        &desk,
        &village,
        Kind::Challenge,
        "go-challenges",
        "challenges",
        part.before,
    );
    Ok(view::page(&desk, &page.await?))
}

#[derive(FromRow)]
struct StepRow {
    kind: String,
    level: String,
    late: bool,
    reason: String,
    ledger_ms: i64,
}

/// The page of a challenge.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (village, row) = challenge(&desk, id).await?;
    let steps: Vec<StepRow> = sqlx::query_as(
        "SELECT kind, level, late, reason, ledger_ms FROM challenge_steps WHERE challenge = ? \
         ORDER BY block, event_index",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let line = |step: StepRow| Row {
        title: word(t, "challenge-step", &step.kind),
        lines: [
            word(t, "challenge-level", &step.level),
            names::instant(t.0, step.ledger_ms),
            step.reason,
        ]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect(),
        tag: step.late.then(|| super::words::tag(t, "bad", "late")),
        ..Row::default()
    };
    let mut warnings = Vec::new();
    if is_over(row.due.as_deref()) {
        warnings.push(say(t, "challenge-over"));
    }
    let minutes: Vec<String> = row.minutes.clone().into_iter().collect();
    let page = Page {
        back: Some((village.name.clone(), village.href("challenges"))),
        caption: names::subject(t, &format!("challenge:{id}")),
        title: fill(
            t,
            "challenge-about",
            &[("subject", &names::subject(t, &row.about))],
        ),
        tag: Some(state(t, "challenge", &row.state)),
        warnings,
        actions: actions(&desk, &village, &row),
        facts: facts(&desk, &row).await?,
        photos: photos(&desk, &village, "photo-paper", &minutes).await?,
        sections: vec![Section {
            heading: say(t, "history"),
            rows: steps.into_iter().map(line).collect(),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, village: &Village, row: &ChallengeRow) -> Vec<Link> {
    let t = desk.t;
    let page = Kind::Challenge.href(row.id);
    let go = |key: &str, part: &str| Link::main(say(t, key), format!("{page}/{part}"));
    let mut links = Vec::new();
    let is_taker = village.acts_as(&TAKERS);
    match row.state.as_str() {
        "submitted" if is_taker => links.push(go("do-accept", "accept")),
        "accepted" if answers(village, row) => links.push(go("do-answer", "answer")),
        "answered" if row.level == "county" && village.acts(Role::CountyAgriculture) => {
            links.push(go("do-close-challenge", "close"));
        }
        _ => {}
    }
    let is_open = row.state != "closed";
    if is_open && is_taker && row.minutes.is_none() {
        links.push(Link::other(say(t, "do-minute"), format!("{page}/minute")));
    }
    let watchers = [
        Role::Township,
        Role::CountyAgriculture,
        Role::VillageSupervisor,
    ];
    let waits = matches!(row.state.as_str(), "submitted" | "accepted") && row.level != "county";
    if waits && is_over(row.due.as_deref()) && village.acts_as(&watchers) {
        links.push(Link::other(
            say(t, "do-escalate"),
            format!("{page}/escalate"),
        ));
    }
    let about = row.about.split_once(':');
    let href = names::subject_href(&row.about);
    if about.is_some() && !href.is_empty() {
        links.push(Link::other(names::subject(t, &row.about), href));
    }
    links
}

async fn about_challenge(
    desk: &Desk,
    id: i64,
    key: &str,
) -> Result<(Form, Village, ChallengeRow), ApiError> {
    let (village, row) = challenge(desk, id).await?;
    let mut form = form(desk, &village, key);
    let subject = names::subject(desk.t, &format!("challenge:{id}"));
    form.back = Some((subject, Kind::Challenge.href(id)));
    form.facts = facts(desk, &row).await?;
    Ok((form, village, row))
}

async fn step(desk: &Desk, id: i64, step: ChallengeStep, write: &Write) -> Sent {
    let input = ChallengeStepInput {
        challenge: ChallengeId(number(id)?),
        step,
    };
    Ok(desk
        .send(write, "ThreeAssets", "step_challenges", vec![input])
        .await?)
}

async fn accept_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_challenge(desk, about.id, "accept").await?;
    village.ensure(&TAKERS)?;
    form.explain.push(say(desk.t, "accept-explain"));
    Ok(form)
}

async fn accept(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    step(desk, about.id, ChallengeStep::Accepted, write).await
}

async fn answer_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, row) = about_challenge(desk, about.id, "answer").await?;
    if !answers(&village, &row) {
        return Err(ApiError::not_found());
    }
    form.fields = vec![ask_with_hint(desk, "text", Control::Lines)];
    form.keep = format!("answer {}", about.id);
    Ok(form)
}

async fn answer(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (village, _) = challenge(desk, about.id).await?;
    let text = typed.get("text");
    if text.is_empty() {
        let mistake = ("text", say(desk.t, "mistake-answer"));
        return Err(Refusal::Mistakes(vec![mistake]));
    }
    crate::screening::ensure_free_items(&[text])?;
    let answer = texts::keep(&desk.app, village.division, text).await?;
    step(desk, about.id, ChallengeStep::Answered { answer }, write).await
}

async fn minute_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_challenge(desk, about.id, "minute").await?;
    village.ensure(&TAKERS)?;
    form.explain.push(say(desk.t, "minute-explain"));
    form.fields = vec![ask(desk, "document", Control::Photos).hint(say(desk.t, "minutes-hint"))];
    Ok(form)
}

async fn minute(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    documents::keep(desk, typed, "document").await?;
    let mut read = Reader::new(typed, desk.t);
    let minutes = documents::one(&mut read, desk, typed, "document");
    read.done()?;
    step(desk, about.id, ChallengeStep::Minuted { minutes }, write).await
}

async fn escalate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, ..) = about_challenge(desk, about.id, "escalate").await?;
    form.explain.push(say(desk.t, "escalate-explain"));
    Ok(form)
}

async fn escalate(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    step(desk, about.id, ChallengeStep::Escalated, write).await
}

async fn close_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, village, _) = about_challenge(desk, about.id, "close-challenge").await?;
    village.ensure(&[Role::CountyAgriculture])?;
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn close(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    step(desk, about.id, ChallengeStep::Closed { reason }, write).await
}
