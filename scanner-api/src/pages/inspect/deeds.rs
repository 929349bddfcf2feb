//! What is done from this room: holding, releasing and renewing, asking and answering, and the steps of a
//! warning. Every form makes one call, signed by the member; the chain checks again who may.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{
    oversight::{HoldInput, ReleaseInput, RenewalInput},
    three_assets::warnings::{WarningStep, WarningStepInput},
    CaseId, Digest, MemberId, PolicyKey, Subject, WarningId,
};

use super::{
    file::is_second,
    room::{self, Room},
    words,
};
use crate::{
    documents::{self, Upload, Visibility},
    error::{ApiError, Code},
    inspect::{
        clock::{policy, today},
        file::{self, parts},
        people, questions,
        warnings::{self, Step},
    },
    pages::console::{
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{Form, Refusal},
        names,
        view::{Frame, Line, Link},
        Trouble,
    },
    three_assets::texts::TEXT_MAX,
    write::{Wait, Write, WriteAnswer},
};

/// For how many days a hold is proposed.
const HOLD_DAYS: u64 = 7;
/// For how many days putting right is proposed.
const RECTIFY_DAYS: u32 = 10;

/// Something to be done.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Hold(Subject),
    Ask(Subject),
    Release(i64),
    Renew(i64),
    Step(i64, Step),
}

impl Deed {
    /// The subject whose file shows what came of it.
    async fn file(self, room: &Room) -> Result<String, ApiError> {
        Ok(match self {
            Self::Hold(subject) | Self::Ask(subject) => subject.to_string(),
            Self::Release(case) | Self::Renew(case) => {
                parts::case(&room.desk.app, case).await?.subject
            }
            Self::Step(warning, _) => format!("warning:{warning}"),
        })
    }

    async fn division(self, room: &Room) -> Result<String, ApiError> {
        let subject: Subject = self
            .file(room)
            .await?
            .parse()
            .map_err(|_| ApiError::not_found())?;
        let division = file::division_of(&room.desk.app, subject).await?;
        room.reach.ensure(&division)?;
        Ok(division)
    }
}

async fn form(room: &Room, deed: Deed) -> Result<Form, ApiError> {
    let division = deed.division(room).await?;
    let mut form = match deed {
        Deed::Hold(subject) => hold_form(room, subject, &division).await?,
        Deed::Ask(subject) => ask_form(room, subject, &division).await?,
        Deed::Release(case) => release_form(room, case).await?,
        Deed::Renew(case) => renew_form(room, case, &division).await?,
        Deed::Step(warning, step) => step_form(room, warning, step).await?,
    };
    let file = deed.file(room).await?;
    let label = words::subject(room.desk.t, &file);
    let href = match words::href(&file) {
        href if href.is_empty() => "/inspect/transactions".to_owned(),
        href => href,
    };
    form.back = Some((label, href));
    Ok(form)
}

fn ask_text(room: &Room, name: &'static str, key: &str, control: Control) -> Field {
    let t = room.desk.t;
    Field::new(t, name, key, control).hint(words::word(t, "hint", name))
}

/// How long a hold may last at once.
async fn days_max(room: &Room, division: &str) -> Result<u64, ApiError> {
    let division = division.parse().map_err(ApiError::internal)?;
    let limit = policy(&room.desk.app, division, PolicyKey::HoldLimitDays).await?;
    Ok(limit.unwrap_or(HOLD_DAYS))
}

async fn ask_days(room: &Room, division: &str) -> Result<Field, ApiError> {
    let t = room.desk.t;
    let most = days_max(room, division).await?;
    let hint = t.fill("ins-ask-days-hint", &[("most", &most.to_string())]);
    Ok(Field::new(t, "days", "ins-ask-days", Control::Whole)
        .hint(hint)
        .value(HOLD_DAYS.min(most).to_string())
        .suffix(t.say("ins-days")))
}

async fn hold_form(room: &Room, subject: Subject, division: &str) -> Result<Form, ApiError> {
    let t = room.desk.t;
    let mut form = Form::new(&room.desk, "ins-do-hold", "ins-do-hold");
    form.caption = words::subject(t, &subject.to_string());
    if !file::can_be_held(subject) {
        form.explain = vec![t.say("ins-hold-in-vain")];
        let href = words::href(&subject.to_string());
        form.blocked = Some(Link::main(t.say("ins-back-to-file"), href));
        return Ok(form);
    }
    form.explain = vec![t.say("ins-hold-say"), t.say("ins-hold-second")];
    form.fields = vec![
        ask_text(room, "reason", "ins-ask-reason", Control::Text),
        ask_days(room, division).await?,
        ask_text(room, "evidence", "ins-ask-evidence", Control::File),
    ];
    Ok(form)
}

async fn ask_form(room: &Room, subject: Subject, division: &str) -> Result<Form, ApiError> {
    let t = room.desk.t;
    let mut form = Form::new(&room.desk, "ins-do-ask", "ins-do-ask");
    form.caption = words::subject(t, &subject.to_string());
    let place = division.parse().map_err(ApiError::internal)?;
    let clock = policy(&room.desk.app, place, PolicyKey::AnswerWorkdays).await?;
    if let Some(days) = clock {
        form.explain = vec![t.fill("ins-ask-clock", &[("days", &days.to_string())])];
    }
    let most = TEXT_MAX.to_string();
    let hint = t.fill("ins-ask-text-hint", &[("most", &most)]);
    form.fields = vec![Field::new(t, "text", "ins-ask-text", Control::Lines).hint(hint)];
    form.is_final = true;
    Ok(form)
}

async fn case_facts(room: &Room, id: i64) -> Result<(parts::Case, Vec<Line>), ApiError> {
    let t = room.desk.t;
    let case = parts::case(&room.desk.app, id).await?;
    let line = |key: &str, value: String| Line {
        label: words::word(t, "fact", key),
        value,
    };
    let mut facts = vec![
        line("held", words::subject(t, &case.subject)),
        line("reason", case.reason.clone()),
        line("opened", names::instant(t.0, case.opened.0)),
    ];
    if let Some(expires) = case.expires {
        facts.push(line("expires", names::instant(t.0, expires.0)));
    }
    Ok((case, facts))
}

async fn release_form(room: &Room, id: i64) -> Result<Form, ApiError> {
    let t = room.desk.t;
    let (case, facts) = case_facts(room, id).await?;
    let mut form = Form::new(&room.desk, "ins-do-release", "ins-do-release");
    form.facts = facts;
    form.explain = vec![t.say("ins-release-say")];
    if !is_second(room, &case).await? {
        form.explain.push(t.say("ins-release-second"));
        let back = Link::main(t.say("ins-back-to-file"), words::href(&case.subject));
        form.blocked = Some(back);
    }
    form.fields = vec![
        ask_text(room, "reason", "ins-ask-reason", Control::Text),
        ask_text(room, "evidence", "ins-ask-evidence", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn renew_form(room: &Room, id: i64, division: &str) -> Result<Form, ApiError> {
    let (_, facts) = case_facts(room, id).await?;
    let mut form = Form::new(&room.desk, "ins-do-renew", "ins-do-renew");
    form.facts = facts;
    form.explain = vec![room.desk.t.say("ins-renew-say")];
    form.fields = vec![
        ask_text(room, "reason", "ins-ask-reason", Control::Text),
        ask_days(room, division).await?,
    ];
    Ok(form)
}

async fn step_form(room: &Room, id: i64, step: Step) -> Result<Form, ApiError> {
    let t = room.desk.t;
    let warning = warnings::find(&room.desk.app, &room.reach, id).await?;
    let mut form = Form {
        title: words::word(t, "do", step.name()),
        button: words::word(t, "do", step.name()),
        ..Form::new(&room.desk, "ins-do-step", "ins-do-step")
    };
    form.caption = words::rule(t, warning.rule);
    form.explain = vec![words::word(t, "do-say", step.name())];
    let line = |key: &str, value: String| Line {
        label: words::word(t, "fact", key),
        value,
    };
    form.facts = vec![
        line("about", words::subject(t, &warning.about)),
        line(
            "found",
            words::measure(t, warning.rule, warning.measured, warning.limit),
        ),
        line("level", words::level(t, &warning.level_today).text),
        line("due", names::day(t.0, &warning.due)),
    ];
    form.fields = match step {
        Step::Assign => vec![ask_officer(room, &warning).await?],
        Step::Rectify => vec![
            ask_text(room, "text", "ins-ask-rectify", Control::Text),
            Field::new(t, "until", "ins-ask-until", Control::Day)
                .value(today().plus_days(RECTIFY_DAYS).to_string()),
        ],
        Step::Close => vec![ask_text(room, "reason", "ins-ask-reason", Control::Text)],
        Step::Accept | Step::Verify | Step::Escalate => Vec::new(),
    };
    form.is_final = step == Step::Close;
    Ok(form)
}

/// The officers of the collective whose term runs.
async fn ask_officer(room: &Room, warning: &warnings::Warning) -> Result<Field, ApiError> {
    let t = room.desk.t;
    let app = &room.desk.app;
    let today = today().to_string();
    let members: Vec<i64> = sqlx::query_scalar(
        "SELECT member FROM officers WHERE collective = ? AND seated AND from_day <= ? \
         AND until_day >= ? ORDER BY post, member",
    )
    .bind(warning.collective)
    .bind(&today)
    .bind(&today)
    .fetch_all(&app.db.reader)
    .await?;
    let people = people::of(app, warning.collective, &warning.division, members).await?;
    let choice = |person: &people::Person| {
        let number = t.fill("ins-member", &[("id", &person.member.to_string())]);
        let post = person.post.as_deref();
        let post = post.map_or_else(String::new, |post| words::word(t, "post", post));
        let name = person.name.clone().unwrap_or(number);
        Choice::new(person.member, format!("{post} {name}"))
    };
    let choices = people.values().map(choice).collect();
    Ok(Field::new(
        t,
        "to",
        "ins-ask-officer",
        Control::Radios(choices),
    ))
}

/// Stores the file that was sent as evidence, and keeps its digest in the form.
async fn evidence(desk: &Desk, typed: &mut Typed) -> Result<Option<Digest>, ApiError> {
    if let Some(upload) = typed.upload.take() {
        let upload = Upload {
            name: upload.name,
            bytes: upload.bytes,
            visibility: Visibility::Organisation,
        };
        let organisation = desk.session.organisation()?;
        let stored = documents::store(&desk.app, organisation, desk.session.account, upload);
        typed.set("evidence", stored.await?.digest);
    }
    match typed.get("evidence") {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ApiError::not_found()),
    }
}

fn case_id(id: i64) -> Result<CaseId, ApiError> {
    u64::try_from(id)
        .map(CaseId)
        .map_err(|_| ApiError::not_found())
}

async fn act(
    room: &Room,
    deed: Deed,
    typed: &mut Typed,
    write: &Write,
) -> Result<WriteAnswer, Refusal> {
    let desk = &room.desk;
    let division = deed.division(room).await?;
    let evidence = evidence(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    Ok(match deed {
        Deed::Hold(subject) if !file::can_be_held(subject) => {
            let refusal = ApiError::with_detail(
                Code::InvalidRequest,
                "Only a spending, a voucher, a decision or a whole collective can be held: nothing else would stop",
                "只能暂停支出、记账凭证、民主决策或整个集体经济组织，暂停其他内容不起作用",
            );
            return Err(refusal.into());
        }
        Deed::Hold(subject) => {
            let reason = read.needed("reason", "mistake-reason");
            let days = read.whole("days");
            read.done()?;
            let hold = HoldInput {
                subject,
                reason,
                evidence,
                days: u16::try_from(days).unwrap_or(u16::MAX),
            };
            desk.send(write, "Oversight", "hold", vec![hold]).await?
        }
        Deed::Ask(subject) => {
            let text = typed.get("text");
            questions::ask(&desk.app, write, subject, &division, text).await?
        }
        Deed::Release(case) => {
            let reason = read.needed("reason", "mistake-reason");
            read.done()?;
            let release = ReleaseInput {
                case: case_id(case)?,
                reason,
                evidence,
            };
            desk.send(write, "Oversight", "release", vec![release])
                .await?
        }
        Deed::Renew(case) => {
            let reason = read.needed("reason", "mistake-reason");
            let days = read.whole("days");
            read.done()?;
            let renewal = RenewalInput {
                case: case_id(case)?,
                reason,
                days: u16::try_from(days).unwrap_or(u16::MAX),
            };
            desk.send(write, "Oversight", "renew", vec![renewal])
                .await?
        }
        Deed::Step(warning, step) => {
            let input = WarningStepInput {
                warning: WarningId(u64::try_from(warning).map_err(|_| ApiError::not_found())?),
                step: read_step(step, read)?,
            };
            desk.send(write, "ThreeAssets", "step_warnings", vec![input])
                .await?
        }
    })
}

fn read_step(step: Step, mut read: Reader<'_>) -> Result<WarningStep, Refusal> {
    let made = match step {
        Step::Assign => WarningStep::Assigned {
            to: MemberId(read.whole("to")),
        },
        Step::Accept => WarningStep::Accepted,
        Step::Rectify => WarningStep::RectificationOrdered {
            until: read.date("until"),
            text: read.needed("text", "mistake-reason"),
        },
        Step::Verify => WarningStep::Verified,
        Step::Close => WarningStep::Closed {
            reason: read.needed("reason", "mistake-reason"),
        },
        Step::Escalate => WarningStep::Escalated,
    };
    read.done()?;
    Ok(made)
}

async fn show(room: Room, deed: Deed) -> Result<Response, Trouble> {
    let form = form(&room, deed).await?;
    Ok(room::form(&room.desk, room.frame(), StatusCode::OK, &form))
}

async fn submit(room: Room, deed: Deed, mut typed: Typed) -> Result<Response, Trouble> {
    room.desk.session.check_csrf(typed.get("csrf"))?;
    let write = write_of(&room.desk, &typed);
    let refusal = match act(&room, deed, &mut typed, &write).await {
        Ok(_) => {
            let file = deed.file(&room).await?;
            let to = match words::href(&file) {
                href if href.is_empty() => "/inspect/transactions".to_owned(),
                href => format!("{href}?done=1"),
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Err(refusal) => refusal,
    };
    let form = form(&room, deed).await?;
    Ok(refused(&room.desk, room.frame(), form, &typed, refusal))
}

/// A form that is sent twice is recorded once.
pub(super) fn write_of(desk: &Desk, typed: &Typed) -> Write {
    Write {
        session: desk.session.clone(),
        wait: Wait::Finalized,
        idempotency_key: Some(format!("form-{}", typed.get("nonce"))),
    }
}

/// The form again, with what was typed and what is wrong with it.
pub(super) fn refused(
    desk: &Desk,
    frame: Frame,
    mut form: Form,
    typed: &Typed,
    refusal: Refusal,
) -> Response {
    form.fill(typed);
    let status = match refusal {
        Refusal::Mistakes(mistakes) => {
            for (name, text) in mistakes {
                form.mark(Some(name), text);
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::Error(error) => {
            form.refuse(&error, desk.t.0);
            StatusCode::from_u16(error.problem().status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    room::form(desk, frame, status, &form)
}

fn subject(text: &str) -> Result<Subject, ApiError> {
    text.parse().map_err(|_| ApiError::not_found())
}

fn step(name: &str) -> Result<Step, ApiError> {
    Step::of_name(name).ok_or_else(ApiError::not_found)
}

pub(super) async fn hold(room: Room, Path(of): Path<String>) -> Result<Response, Trouble> {
    show(room, Deed::Hold(subject(&of)?)).await
}

pub(super) async fn do_hold(
    room: Room,
    Path(of): Path<String>,
    typed: Typed,
) -> Result<Response, Trouble> {
    submit(room, Deed::Hold(subject(&of)?), typed).await
}

pub(super) async fn ask(room: Room, Path(of): Path<String>) -> Result<Response, Trouble> {
    show(room, Deed::Ask(subject(&of)?)).await
}

pub(super) async fn do_ask(
    room: Room,
    Path(of): Path<String>,
    typed: Typed,
) -> Result<Response, Trouble> {
    submit(room, Deed::Ask(subject(&of)?), typed).await
}

pub(super) async fn release(room: Room, Path(case): Path<i64>) -> Result<Response, Trouble> {
    show(room, Deed::Release(case)).await
}

pub(super) async fn do_release(
    room: Room,
    Path(case): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    submit(room, Deed::Release(case), typed).await
}

pub(super) async fn renew(room: Room, Path(case): Path<i64>) -> Result<Response, Trouble> {
    show(room, Deed::Renew(case)).await
}

pub(super) async fn do_renew(
    room: Room,
    Path(case): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    submit(room, Deed::Renew(case), typed).await
}

pub(super) async fn warning(
    room: Room,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response, Trouble> {
    show(room, Deed::Step(id, step(&name)?)).await
}

pub(super) async fn do_warning(
    room: Room,
    Path((id, name)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, Trouble> {
    submit(room, Deed::Step(id, step(&name)?), typed).await
}
