//! Questions and answers: the list with its clocks, one question, and the answer of a village officer, who has no
//! monitoring point and sees nothing else of this room.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    blocks::question_tag,
    deeds::{refused, write_of},
    room::{self, Room},
    words,
};
use crate::{
    error::ApiError,
    extract::Query,
    inspect::{
        people,
        questions::{self, may_answer, Question, Spoken},
        reach::Reach,
        views::Act,
    },
    page::Paging,
    pages::{
        assets,
        console::{
            desk::Desk,
            fields::{Control, Field, Typed},
            form::{Form, Refusal},
            names,
            view::{self, Frame, Line, Link, Row, Section, Tag},
            Trouble,
        },
    },
    routes::inspections::wanted,
    three_assets::texts::TEXT_MAX,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    show: String,
    cursor: Option<String>,
    done: String,
}

struct Page {
    title: String,
    caption: String,
    back: Option<(String, String)>,
    tag: Option<Tag>,
    explain: Vec<String>,
    facts: Vec<Line>,
    actions: Vec<Link>,
    tabs: Vec<Link>,
    section: Option<Section>,
    done: bool,
}

#[derive(Template)]
#[template(path = "inspect/questions.html")]
struct QuestionsTemplate {
    frame: Frame,
    page: Page,
}

/// The frame for whoever reads questions: this room's, or the console's for officers.
fn frame(desk: &Desk) -> Frame {
    match Reach::of(&desk.session) {
        Ok(reach) => Room {
            desk: desk.clone(),
            reach,
        }
        .frame(),
        Err(_) => Frame::of(desk),
    }
}

/// Writes the look down, if somebody at a monitoring point looks.
async fn look(desk: &Desk, division: Option<&str>, subject: &str) -> Result<(), ApiError> {
    let Ok(reach) = Reach::of(&desk.session) else {
        return Ok(());
    };
    let division = match division {
        Some(division) => division.to_owned(),
        None => reach.place(None)?.to_string(),
    };
    let room = Room {
        desk: desk.clone(),
        reach,
    };
    room.look(Act::Questions, &division, subject).await
}

/// The list.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let t = desk.t;
    look(&desk, None, "").await?;
    let show = match asked.show.as_str() {
        "" => "open",
        other => other,
    };
    let paging = Paging {
        limit: None,
        cursor: asked.cursor.clone(),
    };
    let found = questions::list(&desk.app, &desk.session, wanted(show), &paging).await?;
    let mut rows = Vec::new();
    for question in found.items {
        rows.push(row(&desk, question).await?);
    }
    let tab = |name: &str| Link {
        main: name == show,
        ..Link::other(
            words::word(t, "show", name),
            format!("/inspect/questions?show={name}"),
        )
    };
    let page = Page {
        title: t.say("ins-questions-title"),
        caption: String::new(),
        back: None,
        tag: None,
        explain: vec![t.say("ins-questions-say")],
        facts: Vec::new(),
        actions: Vec::new(),
        tabs: ["open", "late", "all"].map(tab).to_vec(),
        section: Some(Section {
            rows,
            empty: t.say("ins-no-questions"),
            older: found
                .next
                .map(|next| format!("/inspect/questions?show={show}&cursor={next}")),
            ..Section::default()
        }),
        done: false,
    };
    let frame = frame(&desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &QuestionsTemplate { frame, page },
    ))
}

async fn row(desk: &Desk, question: Question) -> Result<Row, ApiError> {
    let t = desk.t;
    let id = question.id;
    let spoken = questions::speak(&desk.app, question).await?;
    let text = spoken.question_text.clone();
    Ok(Row {
        title: text.unwrap_or_else(|| t.say("ins-text-elsewhere")),
        lines: vec![
            format!(
                "{} · {}",
                words::subject(t, &spoken.row.subject),
                words::division(&desk.app, &spoken.row.division)
            ),
            t.fill(
                "ins-asked-due",
                &[
                    ("asked", &names::instant(t.0, spoken.row.asked.0)),
                    ("due", &names::day(t.0, &spoken.row.due_day)),
                ],
            ),
        ],
        tag: Some(question_tag(t, &spoken)),
        href: format!("/inspect/questions/{id}"),
    })
}

/// Who asked and who answered, in the eyes of the collective it is about.
async fn facts(desk: &Desk, question: &Spoken) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let row = &question.row;
    let members = [row.asked_by, row.answered_by].into_iter().flatten();
    let collective: Option<i64> =
        sqlx::query_scalar("SELECT id FROM collectives WHERE division = ? ORDER BY id LIMIT 1")
            .bind(&row.division)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    let collective = collective.unwrap_or_default();
    let people = people::of(&desk.app, collective, &row.division, members).await?;
    let who = |member: Option<i64>| {
        let person = member.and_then(|member| people.get(&member));
        let name = person.and_then(|person| person.name.clone().or(person.organisation.clone()));
        name.unwrap_or_else(|| {
            let id = member.unwrap_or_default().to_string();
            t.fill("ins-member", &[("id", &id)])
        })
    };
    let line = |key: &str, value: String| Line {
        label: words::word(t, "fact", key),
        value,
    };
    let unknown = || t.say("ins-text-elsewhere");
    let mut facts = vec![
        line(
            "question",
            question.question_text.clone().unwrap_or_else(unknown),
        ),
        line("about", words::subject(t, &row.subject)),
        line(
            "asked",
            format!(
                "{} · {}",
                who(row.asked_by),
                names::instant(t.0, row.asked.0)
            ),
        ),
        line("due", names::day(t.0, &row.due_day)),
    ];
    if let Some(answered) = row.answered {
        let answer = question.answer_text.clone().unwrap_or_else(unknown);
        facts.push(line("answer", answer));
        facts.push(line(
            "answered",
            format!(
                "{} · {}",
                who(row.answered_by),
                names::instant(t.0, answered.0)
            ),
        ));
    }
    Ok(facts)
}

/// One question.
pub(super) async fn show(
    desk: Desk,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let row = questions::find(&desk.app, &desk.session, id).await?;
    look(&desk, Some(&row.division), &row.subject).await?;
    let spoken = questions::speak(&desk.app, row).await?;
    let row = &spoken.row;
    let mut actions = Vec::new();
    if row.answered.is_none() && may_answer(&desk.session, &row.division) {
        let href = format!("/inspect/questions/{id}/answer");
        actions.push(Link::main(t.say("ins-do-answer"), href));
    }
    if Reach::of(&desk.session).is_ok() {
        let href = words::href(&row.subject);
        if !href.is_empty() {
            actions.push(Link::other(t.say("ins-to-file"), href));
        }
    }
    let page = Page {
        title: words::subject(t, &format!("question:{id}")),
        caption: words::division(&desk.app, &row.division),
        back: Some((
            t.say("ins-questions-title"),
            "/inspect/questions".to_owned(),
        )),
        tag: Some(question_tag(t, &spoken)),
        explain: Vec::new(),
        facts: facts(&desk, &spoken).await?,
        actions,
        tabs: Vec::new(),
        section: None,
        done: asked.done == "1",
    };
    let frame = frame(&desk);
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &QuestionsTemplate { frame, page },
    ))
}

async fn answer_form(desk: &Desk, question: &Question) -> Result<Form, ApiError> {
    let t = desk.t;
    if !may_answer(&desk.session, &question.division) {
        return Err(ApiError::new(crate::error::Code::Forbidden));
    }
    let spoken = questions::speak(&desk.app, question.clone()).await?;
    let mut form = Form::new(desk, "ins-do-answer", "ins-do-answer");
    form.back = Some((
        words::subject(t, &format!("question:{}", question.id)),
        format!("/inspect/questions/{}", question.id),
    ));
    form.facts = facts(desk, &spoken).await?;
    if let Some(left) = question.workdays_left() {
        form.explain = vec![words::clock(t, left).text];
    }
    let most = TEXT_MAX.to_string();
    let hint = t.fill("ins-ask-text-hint", &[("most", &most)]);
    form.fields = vec![Field::new(t, "text", "ins-answer-text", Control::Lines).hint(hint)];
    form.is_final = true;
    Ok(form)
}

/// The form of an answer.
pub(super) async fn answer(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let question = questions::find(&desk.app, &desk.session, id).await?;
    if question.answered.is_some() {
        return Ok(Redirect::to(&format!("/inspect/questions/{id}")).into_response());
    }
    let form = answer_form(&desk, &question).await?;
    Ok(room::form(&desk, frame(&desk), StatusCode::OK, &form))
}

/// Answers.
pub(super) async fn do_answer(
    desk: Desk,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, Trouble> {
    desk.session.check_csrf(typed.get("csrf"))?;
    let question = questions::find(&desk.app, &desk.session, id).await?;
    let write = write_of(&desk, &typed);
    match questions::answer(&desk.app, &write, &question, typed.get("text")).await {
        Ok(_) => Ok(Redirect::to(&format!("/inspect/questions/{id}?done=1")).into_response()),
        Err(error) => {
            let form = answer_form(&desk, &question).await?;
            let refusal = Refusal::Error(error);
            Ok(refused(&desk, frame(&desk), form, &typed, refusal))
        }
    }
}
