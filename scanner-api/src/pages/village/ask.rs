//! Questions of members about their village's money: asking, joining, and saying whether an answer
//! satisfies. Who asks is never shown.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{ChallengeId, CollectiveId, Subject};
use rand::{rngs::OsRng, RngCore};
use serde::Deserialize;

use super::{
    assets, open, open_entries,
    visitor::{Frame, Stop, Visitor},
    voucher::subject_name,
    words, Village,
};
use crate::{
    error::{ApiError, Code},
    extract::{Path, Session},
    page::Paging,
    pages::{
        console::{
            names,
            view::{Row, Tag},
        },
        words::{Lang, Words},
    },
    three_assets::{
        challenges::{self, Challenge, ChallengeFilter, ChallengeStage},
        subjects, texts,
    },
    write::{Wait, Write},
};

/// The longest note about which line is meant.
const CONTEXT_MAX: usize = 120;

#[derive(Template)]
#[template(path = "village/ask.html")]
struct AskTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    about: String,
    about_name: String,
    about_href: String,
    context: String,
    text: String,
    error: String,
    nonce: String,
    text_max: usize,
}

/// What a question is about, from the address.
struct About {
    subject: Subject,
    /// Which line or account of it.
    context: String,
}

/// The subject of a question, if it belongs to the village.
async fn subject_of(
    visitor: &Visitor,
    village: &Village,
    text: &str,
) -> Result<(Subject, CollectiveId), ApiError> {
    let subject: Subject = text.parse().map_err(|_| ApiError::not_found())?;
    let place = subjects::place(&visitor.app, subject).await?;
    let place = place
        .filter(|place| place.division == village.division)
        .ok_or_else(ApiError::not_found)?;
    Ok((subject, place.collective))
}

async fn about(visitor: &Visitor, village: &Village) -> Result<About, ApiError> {
    let t = visitor.t;
    let asked = match visitor.asked("about") {
        "" => {
            let first = village.collectives.first();
            let id = first.ok_or_else(ApiError::not_found)?.id;
            format!("collective:{id}")
        }
        text => text.to_owned(),
    };
    let (subject, _) = subject_of(visitor, village, &asked).await?;
    let mut parts = Vec::new();
    let digits = |name: &str| {
        let text = visitor.asked(name);
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.to_owned())
    };
    parts.extend(digits("line").map(|line| t.fill("vp-context-line", &[("line", &line)])));
    parts.extend(
        digits("account").map(|account| t.fill("vp-context-account", &[("account", &account)])),
    );
    parts.extend(
        digits("month")
            .filter(|month| matches!(month.parse(), Ok(1..=12)))
            .map(|month| t.say(&format!("vp-month-{month}"))),
    );
    let row = visitor.asked("row").trim();
    if !row.is_empty() {
        parts.push(row.to_owned());
    }
    let context: String = parts.join(" · ").chars().take(CONTEXT_MAX).collect();
    Ok(About { subject, context })
}

/// Where a subject is shown.
fn subject_href(village: &Village, subject: &str) -> String {
    let (kind, number) = subject.split_once(':').unwrap_or((subject, ""));
    match kind {
        "voucher" => village.href(&format!("/vouchers/{number}")),
        "spending" => village.href(&format!("/spendings/{number}")),
        "decision" => village.href(&format!("/decisions/{number}")),
        "disclosure" => village.href(&format!("/disclosures/{number}")),
        "book" => village.href(&format!("/entries?book={number}")),
        _ => village.href(""),
    }
}

fn nonce() -> String {
    let mut bytes = [0u8; 16];
    OsRng.fill_bytes(&mut bytes);
    hex::encode(bytes)
}

/// The form.
pub(super) async fn form(visitor: Visitor, Path(division): Path<String>) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let about = about(&visitor, &village).await?;
    let typed = Typed {
        about: about.subject.to_string(),
        context: about.context,
        nonce: nonce(),
        ..Typed::default()
    };
    Ok(ask_page(
        &visitor,
        &village,
        StatusCode::OK,
        typed,
        String::new(),
    ))
}

/// What was typed into the form.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    context: String,
    #[serde(default)]
    text: String,
}

fn ask_page(
    visitor: &Visitor,
    village: &Village,
    status: StatusCode,
    typed: Typed,
    error: String,
) -> Response {
    let page = AskTemplate {
        frame: visitor.frame(),
        village,
        about_name: subject_name(visitor.t, &typed.about),
        about_href: subject_href(village, &typed.about),
        about: typed.about,
        context: typed.context,
        text: typed.text,
        error,
        nonce: typed.nonce,
        text_max: texts::TEXT_MAX,
    };
    visitor.show(status, &page)
}

fn detail(t: Words, error: &ApiError) -> String {
    let problem = error.problem();
    let first = problem.errors.first();
    match t.0 {
        Lang::Zh => first.map_or(&problem.detail_zh, |field| &field.detail_zh),
        Lang::En => first.map_or(&problem.detail, |field| &field.detail),
    }
    .clone()
}

fn status_of(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.problem().status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// A write that a form makes once, however often it is sent.
fn write_of(visitor: &Visitor, csrf: &str, nonce: &str) -> Result<Write, ApiError> {
    let session: &Session = visitor
        .session
        .as_ref()
        .ok_or_else(|| ApiError::new(Code::Unauthorised))?;
    session.check_csrf(csrf)?;
    Ok(Write {
        session: session.clone(),
        wait: Wait::Finalized,
        idempotency_key: Some(format!("form-{nonce}")),
    })
}

/// Asks the question.
pub(super) async fn raise(
    visitor: Visitor,
    Path(division): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let write = write_of(&visitor, &typed.csrf, &typed.nonce)?;
    let (subject, collective) = subject_of(&visitor, &village, &typed.about).await?;
    if typed.text.trim().is_empty() {
        let error = visitor.t.say("vp-ask-blank");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(ask_page(&visitor, &village, status, typed, error));
    }
    let context: String = typed.context.trim().chars().take(CONTEXT_MAX).collect();
    let text = match context.as_str() {
        "" => typed.text.trim().to_owned(),
        context => format!("[{context}]\n{}", typed.text.trim()),
    };
    let answer = challenges::raise(&visitor.app, &write, collective, subject, &text).await;
    match answer {
        Ok(answer) => {
            let number = answer.0.numbers("challenge").first().copied();
            let to = number.map_or_else(
                || "/challenges".to_owned(),
                |number| format!("/challenges/{number}"),
            );
            Ok(Redirect::to(&village.href(&to)).into_response())
        }
        Err(error) => {
            let text = detail(visitor.t, &error);
            Ok(ask_page(&visitor, &village, status_of(&error), typed, text))
        }
    }
}

#[derive(Template)]
#[template(path = "village/challenges.html")]
struct ChallengesTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    own: Vec<Row>,
    all: Vec<Row>,
    older: Option<String>,
    is_member: bool,
    ask_href: String,
}

/// The questions of a village; one's own first.
pub(super) async fn list(visitor: Visitor, Path(division): Path<String>) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let app = &visitor.app;
    let session = visitor.session.as_ref();
    let paging = Paging {
        limit: None,
        cursor: Some(visitor.asked("cursor").to_owned()).filter(|cursor| !cursor.is_empty()),
    };
    let filter = ChallengeFilter {
        division: Some(village.division),
        ..ChallengeFilter::default()
    };
    let listed = challenges::list(app, session, &filter, &paging).await?;
    let asked: BTreeMap<i64, bool> = match session {
        Some(session) => challenges::own(app, session.account)
            .await?
            .into_iter()
            .rev()
            .map(|own| (own.challenge, own.raised))
            .collect(),
        None => BTreeMap::new(),
    };
    let mut own = Vec::new();
    for (id, raised) in asked.iter().rev() {
        let file = challenges::get(app, session, *id).await?;
        if file.challenge.division == village.division.to_string() {
            own.push(row(&visitor, &village, &file.challenge, Some(*raised)));
        }
    }
    let others = listed.items.iter();
    let others = others.filter(|challenge| !asked.contains_key(&challenge.id));
    let page = ChallengesTemplate {
        frame: visitor.frame(),
        own,
        all: others
            .map(|challenge| row(&visitor, &village, challenge, None))
            .collect(),
        older: listed
            .next
            .as_deref()
            .map(|cursor| visitor.here_with("cursor", cursor)),
        is_member: village.sight.sees_entries(),
        ask_href: village.href("/ask"),
        village: &village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// Whether the clock of a question has run out.
fn is_late(visitor: &Visitor, challenge: &Challenge) -> bool {
    let waits = matches!(challenge.state.as_str(), "submitted" | "accepted");
    let due = challenge.due.as_deref().unwrap_or_default();
    waits && !due.is_empty() && *due < *visitor.today().to_string()
}

fn tag(visitor: &Visitor, challenge: &Challenge) -> Tag {
    words::challenge_tag(visitor.t, &challenge.state, is_late(visitor, challenge))
}

/// What the clock of a question says.
fn clock(visitor: &Visitor, challenge: &Challenge) -> Option<String> {
    let t = visitor.t;
    let due = challenge.due.as_deref()?;
    let key = match challenge.state.as_str() {
        _ if is_late(visitor, challenge) => "vp-clock-late",
        "submitted" => "vp-clock-accept",
        "accepted" => "vp-clock-answer",
        _ => return None,
    };
    let who = words::named(t, "level", &challenge.level);
    Some(t.fill(key, &[("who", &who), ("date", &names::day(t.0, due))]))
}

fn row(visitor: &Visitor, village: &Village, challenge: &Challenge, raised: Option<bool>) -> Row {
    let t = visitor.t;
    let about = subject_name(t, &challenge.about);
    let mut lines = Vec::new();
    if let Some(text) = &challenge.question_text {
        lines.push(text.chars().take(80).collect());
    }
    lines.extend(clock(visitor, challenge));
    if let Some(raised) = raised {
        let key = if raised {
            "vp-own-raised"
        } else {
            "vp-own-joined"
        };
        lines.push(t.say(key));
    }
    Row {
        title: t.fill(
            "vp-question-about",
            &[("number", &challenge.id.to_string()), ("about", &about)],
        ),
        lines,
        tag: Some(tag(visitor, challenge)),
        href: village.href(&format!("/challenges/{}", challenge.id)),
    }
}

#[derive(Template)]
#[template(path = "village/challenge.html")]
struct ChallengeTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    id: i64,
    title: String,
    tag: Tag,
    clock: String,
    about: String,
    about_href: String,
    question: Option<String>,
    answer: Option<String>,
    facts: Vec<(String, String)>,
    stages: Vec<Row>,
    is_own: bool,
    may_join: bool,
    may_judge: bool,
    error: String,
    nonce: String,
}

/// A question with its answer and its clock.
pub(super) async fn show(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    challenge_page(&visitor, &village, id, StatusCode::OK, String::new()).await
}

async fn challenge_page(
    visitor: &Visitor,
    village: &Village,
    id: i64,
    status: StatusCode,
    error: String,
) -> Result<Response, Stop> {
    let t = visitor.t;
    let session = visitor.session.as_ref();
    let file = challenges::get(&visitor.app, session, id).await?;
    let challenge = &file.challenge;
    village.own(challenge.collective)?;
    let sees = village.sight.sees_entries();
    let has_joined = match session {
        Some(session) => challenges::own(&visitor.app, session.account)
            .await?
            .iter()
            .any(|own| own.challenge == id),
        None => false,
    };
    let page = ChallengeTemplate {
        frame: visitor.frame(),
        id,
        title: t.fill("vp-question", &[("number", &id.to_string())]),
        tag: tag(visitor, challenge),
        clock: clock(visitor, challenge).unwrap_or_default(),
        about: subject_name(t, &challenge.about),
        about_href: subject_href(village, &challenge.about),
        question: challenge.question_text.clone(),
        answer: challenge.answer_text.clone(),
        facts: challenge_facts(t, challenge),
        stages: file
            .stages
            .iter()
            .map(|stage| stage_row(t, stage))
            .collect(),
        is_own: challenge.own,
        may_join: sees && !has_joined && challenge.state != "closed",
        may_judge: challenge.own && challenge.state == "answered",
        error,
        nonce: nonce(),
        village,
    };
    Ok(visitor.show(status, &page))
}

fn challenge_facts(t: Words, challenge: &Challenge) -> Vec<(String, String)> {
    let count = |number: Option<i64>| match number {
        Some(number) => names::count(number),
        None => t.say("vp-few"),
    };
    vec![
        (
            t.say("vp-who-answers"),
            words::named(t, "level", &challenge.level),
        ),
        (t.say("vp-people-asking"), count(challenge.people)),
        (t.say("vp-households-asking"), count(challenge.households)),
        (
            t.say("vp-raised-on"),
            names::instant(t.0, challenge.raised.0),
        ),
    ]
}

fn stage_row(t: Words, stage: &ChallengeStage) -> Row {
    let at = names::instant(t.0, stage.recorded.0);
    let who = stage.role.as_deref();
    let mut lines = vec![match who {
        Some(role) => format!("{} · {at}", words::officer(t, role, None)),
        None => at,
    }];
    if !stage.reason.is_empty() {
        lines.push(stage.reason.clone());
    }
    lines.extend(stage.text.clone());
    Row {
        title: words::named(t, "challenge_step", &stage.kind),
        lines,
        tag: stage.late.then(|| Tag {
            tone: "bad",
            text: words::named(t, "challenge", "late"),
        }),
        href: String::new(),
    }
}

/// What was pressed on the page of a question.
#[derive(Deserialize)]
pub(super) struct Deed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    deed: String,
    #[serde(default)]
    household: String,
}

/// Joins a question, or says whether its answer satisfies.
pub(super) async fn answer(
    visitor: Visitor,
    Path((division, id)): Path<(String, i64)>,
    Form(deed): Form<Deed>,
) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let write = write_of(&visitor, &deed.csrf, &deed.nonce)?;
    let number = ChallengeId(u64::try_from(id).map_err(|_| ApiError::not_found())?);
    let app = &visitor.app;
    let answer = match deed.deed.as_str() {
        "join" => challenges::join(app, &write, number, !deed.household.is_empty()).await,
        "satisfied" => challenges::answer_asker(app, &write, number, true).await,
        "unsatisfied" => challenges::answer_asker(app, &write, number, false).await,
        _ => Err(ApiError::new(Code::InvalidRequest)),
    };
    match answer {
        Ok(_) => {
            let to = village.href(&format!("/challenges/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let text = detail(visitor.t, &error);
            challenge_page(&visitor, &village, id, status_of(&error), text).await
        }
    }
}
