//! The whole file of a transaction on one page, with what can be done about it.

use askama::Template;
use axum::{
    extract::{Form, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::Role;
use serde::Deserialize;

use super::{
    blocks::{self, Block, Event, Teller},
    lines::Line as Summary,
    room::Room,
    words,
};
use crate::{
    db::now_ms,
    error::ApiError,
    extract::Query,
    inspect::{
        file::{self, parts::Case, File},
        notes::{self, NOTE_MAX},
        people::same_person,
        questions::{may_answer, ASKERS},
        views::{self, Act},
        warnings,
    },
    pages::{
        assets,
        console::{
            names,
            view::{self, Frame, Link},
            Trouble,
        },
    },
    routes::inspections,
};

/// A document as the page shows it.
pub(super) struct Paper {
    pub(super) label: String,
    pub(super) name: String,
    /// Where it is opened; empty if it is not here.
    pub(super) href: String,
    /// Its small picture; empty if it has none.
    pub(super) preview: String,
}

struct Note {
    who: String,
    time: String,
    text: String,
}

struct Head {
    name: String,
    len: i64,
    head: String,
    /// Its records as a page.
    href: String,
    /// The same with the chain's proof, for programs.
    proof: String,
}

struct Page {
    subject: String,
    caption: String,
    title: String,
    line: Summary,
    alerts: Vec<String>,
    actions: Vec<Link>,
    blocks: Vec<Block>,
    story: Vec<Event>,
    papers: Vec<Paper>,
    notes: Vec<Note>,
    note_max: usize,
    heads: Vec<Head>,
    views_href: Option<String>,
    csrf: String,
    done: bool,
}

#[derive(Template)]
#[template(path = "inspect/file.html")]
struct FileTemplate {
    frame: Frame,
    page: Page,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

/// The page.
pub(super) async fn show(
    room: Room,
    Path(subject): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let app = &room.desk.app;
    let t = room.desk.t;
    let file = file::read(app, &room.desk.session, &room.reach, &subject).await?;
    let division = file.transaction.division.clone();
    room.look(Act::File, &division, &subject).await?;
    let teller = Teller { t, file: &file };
    let (title, caption) = blocks::title(app, t, &file);
    let mut shown = teller.blocks();
    add_deeds(&room, &file, &mut shown).await?;
    let page = Page {
        caption,
        title,
        line: Summary::of(app, t, &file.transaction),
        alerts: alerts(&teller),
        actions: actions(&room, &file),
        blocks: shown,
        story: teller.story(),
        papers: papers(&room, &file),
        notes: notes_of(&room, &file, &subject).await?,
        note_max: NOTE_MAX,
        heads: heads(&room, &file),
        views_href: views::may_read(&room.reach)
            .then(|| format!("/inspect/views?subject={subject}")),
        csrf: room.desk.session.csrf().unwrap_or_default(),
        done: asked.done == "1",
        subject,
    };
    let frame = room.frame();
    Ok(view::answer(
        StatusCode::OK,
        t.0,
        &FileTemplate { frame, page },
    ))
}

/// What must be known before anything else.
fn alerts(teller: &Teller<'_>) -> Vec<String> {
    let t = teller.t;
    let now = now_ms();
    let held = teller.file.cases.iter().filter(|case| case.holds(now));
    let held = held.map(|case| {
        let until = case
            .expires
            .map_or_else(String::new, |expires| names::instant(t.0, expires.0));
        t.fill(
            "ins-held-since",
            &[
                ("since", &names::instant(t.0, case.opened.0)),
                ("until", &until),
            ],
        )
    });
    held.collect()
}

/// What can be done about the whole.
fn actions(room: &Room, file: &File) -> Vec<Link> {
    let t = room.desk.t;
    let division = &file.transaction.division;
    let has = |roles: &[Role]| roles.iter().any(|role| room.reach.has(*role, division));
    let mut actions = Vec::new();
    if let Some(subject) = file::held_subject(file) {
        if file::can_be_held(subject) && has(&[Role::Inspector, Role::CountyAgriculture]) {
            let href = format!("/inspect/files/{subject}/hold");
            actions.push(Link::grave(t.say("ins-do-hold"), href));
        }
        if has(&ASKERS) {
            let href = format!("/inspect/files/{subject}/ask");
            actions.push(Link::main(t.say("ins-do-ask"), href));
        }
    }
    let export = format!("/inspect/files/{}/export.zip", file.transaction.subject);
    actions.push(Link::file(t.say("ins-do-export"), export));
    actions
}

/// What can be done about a part: the next steps of warnings, release and renewal, answers.
async fn add_deeds(room: &Room, file: &File, blocks: &mut [Block]) -> Result<(), ApiError> {
    let mut find = |subject: String, links: Vec<Link>, says: Vec<String>| {
        let mut found = blocks.iter_mut();
        if let Some(block) = found.find(|block| block.subject == subject) {
            block.links.extend(links);
            block.says.extend(says);
        }
    };
    for warning in &file.warnings {
        let (links, says) = warning_deeds(room, &warning.row).await?;
        find(format!("warning:{}", warning.row.id), links, says);
    }
    for case in &file.cases {
        let links = case_deeds(room, file, case).await?;
        find(format!("case:{}", case.id), links, Vec::new());
    }
    for question in &file.questions {
        let row = &question.row;
        if row.answered.is_none() && may_answer(&room.desk.session, &row.division) {
            let href = format!("/inspect/questions/{}/answer", row.id);
            let link = Link::main(room.desk.t.say("ins-do-answer"), href);
            find(format!("question:{}", row.id), vec![link], Vec::new());
        }
    }
    Ok(())
}

/// The steps of a warning that are open to this reader, and who may take the others.
pub(super) async fn warning_deeds(
    room: &Room,
    warning: &warnings::Warning,
) -> Result<(Vec<Link>, Vec<String>), ApiError> {
    let t = room.desk.t;
    let session = &room.desk.session;
    let offers = warnings::offers(&room.desk.app, session, &room.reach, warning).await?;
    let mut links = Vec::new();
    let mut says = Vec::new();
    for offer in offers {
        let label = words::word(t, "do", offer.step.name());
        if offer.mine {
            let href = format!("/inspect/warnings/{}/{}", warning.id, offer.step.name());
            links.push(Link::other(label, href));
        } else {
            let roles: Vec<String> = offer
                .roles
                .iter()
                .map(|role| words::role(t, role.id()))
                .collect();
            says.push(t.fill(
                "ins-others-may",
                &[("step", &label), ("roles", &roles.join("、"))],
            ));
        }
    }
    Ok((links, says))
}

/// Whether this reader may renew or release a hold: the role of who set it, and for a release another person.
async fn case_deeds(room: &Room, file: &File, case: &Case) -> Result<Vec<Link>, ApiError> {
    let t = room.desk.t;
    let role = case
        .opened_role
        .as_deref()
        .and_then(|role| role.parse().ok());
    let may = role.is_some_and(|role| room.reach.has(role, &file.transaction.division));
    if !case.holds(now_ms()) || !may {
        return Ok(Vec::new());
    }
    let mut links = Vec::new();
    if is_second(room, case).await? {
        let href = format!("/inspect/cases/{}/release", case.id);
        links.push(Link::main(t.say("ins-do-release"), href));
    }
    let href = format!("/inspect/cases/{}/renew", case.id);
    links.push(Link::other(t.say("ins-do-renew"), href));
    Ok(links)
}

/// Whether the reader is none of those who keep a hold.
pub(super) async fn is_second(room: &Room, case: &Case) -> Result<bool, ApiError> {
    let Some(own) = room.desk.session.member else {
        return Ok(false);
    };
    for keeper in [case.opened_by, case.renewed_by].into_iter().flatten() {
        if same_person(&room.desk.app, i64::from(own.0), keeper).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn papers(room: &Room, file: &File) -> Vec<Paper> {
    let t = room.desk.t;
    let paper = |paper: &file::papers::Paper| {
        let purpose = words::word(t, "paper", &paper.purpose);
        let label = format!("{purpose} · {}", words::subject(t, &paper.subject));
        let href = |kind: &str| {
            format!(
                "/inspect/documents/{}{kind}?of={}",
                paper.digest, file.transaction.subject
            )
        };
        match &paper.stored {
            Some(stored) => Paper {
                label,
                name: stored.name.clone(),
                href: href(""),
                preview: if stored.thumbnail {
                    href("/preview")
                } else {
                    String::new()
                },
            },
            None => Paper {
                label,
                name: t.say("ins-paper-elsewhere"),
                href: String::new(),
                preview: String::new(),
            },
        }
    };
    file.documents.iter().map(paper).collect()
}

async fn notes_of(room: &Room, file: &File, subject: &str) -> Result<Vec<Note>, ApiError> {
    let t = room.desk.t;
    let role = room.reach.ensure(&file.transaction.division)?;
    let notes = notes::of(&room.desk.app, role, subject).await?;
    let teller = Teller { t, file };
    let note = |note: notes::Note| Note {
        who: teller.who(note.member),
        time: names::instant(t.0, note.noted.0),
        text: note.text,
    };
    Ok(notes.into_iter().map(note).collect())
}

fn heads(room: &Room, file: &File) -> Vec<Head> {
    let head = |head: &file::heads::Head| Head {
        name: words::subject(room.desk.t, &head.subject),
        len: head.len,
        head: head.head.clone(),
        href: format!("/records/{}", head.subject),
        proof: format!("/api/v1/timelines/{}", head.subject),
    };
    file.heads.iter().map(head).collect()
}

/// The short address of a file.
pub(super) async fn find(Path(subject): Path<String>) -> Result<Response, Trouble> {
    let number = subject.split_once(':').map_or("", |(_, number)| number);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match words::href(&subject) {
        href if is_number && !href.is_empty() => Ok(Redirect::to(&href).into_response()),
        _ => Err(ApiError::not_found().into()),
    }
}

#[derive(Deserialize)]
pub(super) struct Noted {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    text: String,
}

/// Keeps a note.
pub(super) async fn note(
    room: Room,
    Path(subject): Path<String>,
    Form(noted): Form<Noted>,
) -> Result<Response, Trouble> {
    let session = &room.desk.session;
    session.check_csrf(&noted.csrf)?;
    let app = &room.desk.app;
    let row = crate::inspect::rows::find(app, &subject).await?;
    let role = room.reach.ensure(&row.division)?;
    room.look(Act::Note, &row.division, &subject).await?;
    notes::keep(app, session, role, &row.division, &subject, &noted.text).await?;
    Ok(Redirect::to(&format!("/inspect/files/{subject}#notes")).into_response())
}

/// The archive of the case.
pub(super) async fn export(room: Room, Path(subject): Path<String>) -> Result<Response, Trouble> {
    let desk = &room.desk;
    let response = inspections::export(&desk.app, &desk.session, &room.reach, &subject, desk.t.0);
    Ok(response.await?)
}
