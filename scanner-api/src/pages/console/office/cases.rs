//! Cases: what is held in the place, and how it is held, renewed and released by a second person.

use axum::{extract::Path, response::Response};
use county_primitives::{
    oversight::{HoldInput, ReleaseInput, RenewalInput},
    CaseId, Digest, Subject, Text,
};
use sqlx::FromRow;

use super::{count, has, holds_now, latest, OBSERVERS, OVERSEERS};
use crate::{
    db::now_ms,
    error::ApiError,
    extract::Query,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Form, Refusal},
        lists::{older, Older, LIST_MAX},
        livestock::deed::{ask, ask_with_hint, covers, deeds, form, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
    routes::cases::ensure_stopping,
    write::Write,
};

/// What can be held by its number.
const KINDS: [&str; 15] = [
    "lot",
    "batch",
    "plot",
    "cycle",
    "brand",
    "organisation",
    "farm",
    "animal",
    "herd",
    "certificate",
    "slaughter_batch",
    "meat",
    "spending",
    "collective",
    "decision",
];

#[derive(FromRow)]
struct Case {
    id: i64,
    subject: String,
    division: Option<String>,
    cause: String,
    reason: String,
    test: Option<i64>,
    cycle: Option<i64>,
    harvest_from: Option<String>,
    opened_by: Option<i64>,
    opened_ms: i64,
    expires_ms: Option<i64>,
    released_by: Option<i64>,
    released_ms: Option<i64>,
    release_reason: Option<String>,
}

const COLUMNS: &str =
    "SELECT id, subject, division, cause, reason, test, cycle, harvest_from, opened_by, opened_ms, \
     expires_ms, released_by, released_ms, release_reason FROM cases";

impl Case {
    fn holds(&self) -> bool {
        self.released_ms.is_none() && self.expires_ms.is_none_or(|end| end > now_ms())
    }

    fn tag(&self, desk: &Desk) -> Tag {
        let (tone, key) = match (self.holds(), self.released_ms) {
            (true, _) => ("bad", "case-holds"),
            (false, Some(_)) => ("quiet", "case-released"),
            (false, None) => ("quiet", "case-run-out"),
        };
        Tag {
            tone,
            text: desk.t.say(key),
        }
    }

    /// Why it is held, in words.
    fn why(&self, desk: &Desk) -> String {
        match (self.test, self.cycle, &self.harvest_from) {
            (Some(test), ..) => {
                let test = names::subject(desk.t, &format!("test:{test}"));
                desk.t.fill("case-failed-test", &[("test", &test)])
            }
            (None, Some(cycle), Some(from)) => desk.t.fill(
                "case-safety-interval",
                &[
                    ("cycle", &names::subject(desk.t, &format!("cycle:{cycle}"))),
                    ("date", &names::day(desk.t.0, from)),
                ],
            ),
            _ => self.reason.clone(),
        }
    }

    fn end(&self, desk: &Desk) -> String {
        self.expires_ms.map_or_else(
            || desk.t.say("case-no-end"),
            |end| names::instant(desk.t.0, end),
        )
    }

    fn row(&self, desk: &Desk) -> Row {
        let opened = names::instant(desk.t.0, self.opened_ms);
        Row {
            title: names::subject(desk.t, &self.subject),
            lines: vec![
                self.why(desk),
                desk.t.fill(
                    "case-line",
                    &[
                        ("id", &self.id.to_string()),
                        ("time", &opened),
                        ("end", &self.end(desk)),
                    ],
                ),
            ],
            tag: Some(self.tag(desk)),
            href: format!("/console/cases/{}", self.id),
        }
    }

    fn is_in(&self, desk: &Desk, roles: &[county_primitives::Role]) -> bool {
        self.division
            .as_deref()
            .is_some_and(|division| covers(desk, roles, division))
    }

    async fn find(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let found: Self = sqlx::query_as(&format!("{COLUMNS} WHERE id = ?"))
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        if found.is_in(desk, OBSERVERS) {
            Ok(found)
        } else {
            Err(ApiError::not_found())
        }
    }
}

/// How many cases hold something in the place now.
pub(super) async fn holding(desk: &Desk) -> Result<i64, ApiError> {
    count(desk, "cases", &holds_now(), OVERSEERS, "division").await
}

async fn rows(
    desk: &Desk,
    condition: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Case>, ApiError> {
    latest(desk, COLUMNS, condition, OBSERVERS, before, limit).await
}

/// The cases of the place: those that hold, then those that are over.
pub(crate) async fn list(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    if !has(&desk, OBSERVERS) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let now = holds_now();
    let holding = rows(&desk, &now, i64::MAX, 200).await?;
    let over = format!("NOT ({now})");
    let mut over = rows(&desk, &over, page.before(), LIST_MAX.saturating_add(1)).await?;
    let older = older(&mut over, "/console/cases", |row| row.id);
    let hold = Link::grave(t.say("do-hold"), "/console/cases/new");
    let page = Page {
        title: t.say("cases-title"),
        explain: vec![t.say("cases-explain")],
        actions: if has(&desk, OVERSEERS) {
            vec![hold]
        } else {
            Vec::new()
        },
        sections: vec![
            Section {
                heading: t.say("cases-holding"),
                rows: holding.iter().map(|row| row.row(&desk)).collect(),
                empty: t.say("cases-none-hold"),
                ..Section::default()
            },
            Section {
                heading: t.say("cases-over"),
                rows: over.iter().map(|row| row.row(&desk)).collect(),
                empty: t.say("cases-none-over"),
                older,
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The organisation of a member, and the member's number.
async fn person(desk: &Desk, member: Option<i64>) -> Result<String, ApiError> {
    let Some(member) = member else {
        return Ok(desk.t.say("case-by-rule"));
    };
    let organisation: Option<i64> =
        sqlx::query_scalar("SELECT organisation FROM members WHERE id = ?")
            .bind(member)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    let name = names::subject(desk.t, &format!("member:{member}"));
    Ok(match organisation {
        Some(id) => format!("{} · {name}", names::organisation(desk, id).await?),
        None => name,
    })
}

async fn facts(desk: &Desk, case: &Case) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let mut facts = vec![
        line("fact-reason", case.why(desk)),
        line("fact-case-by", person(desk, case.opened_by).await?),
        line("fact-case-opened", names::instant(t.0, case.opened_ms)),
        line("fact-case-end", case.end(desk)),
    ];
    if let Some(released) = case.released_ms {
        let why = case.release_reason.clone().unwrap_or_default();
        let by = person(desk, case.released_by).await?;
        facts.push(line("fact-case-released", names::instant(t.0, released)));
        facts.push(line("fact-case-released-by", by));
        facts.push(line("fact-case-released-why", why));
    }
    Ok(facts)
}

/// A case.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let case = Case::find(&desk, id).await?;
    let mut actions = Vec::new();
    if case.holds() && case.is_in(&desk, OVERSEERS) {
        let path = format!("/console/cases/{id}");
        actions.push(Link::main(t.say("do-release"), format!("{path}/release")));
        if case.cause == "ordered" {
            actions.push(Link::other(t.say("do-renew"), format!("{path}/renew")));
        }
    }
    let records = |subject: &str, key: &str| Link::other(t.say(key), format!("/records/{subject}"));
    actions.push(records(&case.subject, "see-records-of-subject"));
    actions.push(records(&format!("case:{id}"), "see-records"));
    let page = Page {
        back: Some((t.say("cases-title"), "/console/cases".to_owned())),
        caption: names::subject(t, &format!("case:{id}")),
        title: names::subject(t, &case.subject),
        tag: Some(case.tag(&desk)),
        actions,
        facts: facts(&desk, &case).await?,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Holds something.
    Hold => hold_form, hold;
    /// Lets a hold last longer.
    Renew => renew_form, renew;
    /// Ends a hold; a second person of the same side does.
    Release => release_form, release;
}

fn days(desk: &Desk) -> Field {
    ask_with_hint(desk, "days", Control::Whole)
        .suffix(desk.t.say("unit-days"))
        .value("15")
}

fn reason(desk: &Desk) -> Field {
    ask(desk, "reason", Control::Text).hint(desk.t.say("hint-reason"))
}

fn evidence(desk: &Desk) -> Field {
    ask_with_hint(desk, "evidence", Control::File)
}

async fn hold_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "hold");
    form.back = Some((t.say("cases-title"), "/console/cases".to_owned()));
    form.explain.push(t.say("do-hold-explain"));
    let (kind, number) = about.target.split_once(':').unwrap_or(("lot", ""));
    let kinds = KINDS.map(|kind| Choice::new(kind, t.say(&format!("word-kind-of-subject-{kind}"))));
    form.fields = vec![
        ask(desk, "kind", Control::Select(kinds.to_vec())).value(kind),
        ask_with_hint(desk, "subject_number", Control::Whole).value(number),
        reason(desk),
        days(desk),
        evidence(desk),
    ];
    Ok(form)
}

/// The digest of the file that came with a form.
fn kept(read: &mut Reader<'_>) -> Option<Digest> {
    if read.is_blank("evidence") {
        None
    } else {
        read.chosen("evidence", "mistake-file")
    }
}

/// Days as the chain counts them; too many are the chain's to refuse.
fn days_of(read: &mut Reader<'_>) -> u16 {
    u16::try_from(read.whole("days")).unwrap_or(u16::MAX)
}

async fn hold(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    let subject = format!("{}:{}", typed.get("kind"), typed.get("subject_number"));
    let subject: Option<Subject> = subject.parse().ok();
    if subject.is_none() {
        read.mistake("subject_number", "mistake-number");
    }
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    let days = days_of(&mut read);
    let evidence = kept(&mut read);
    read.done()?;
    let Some(subject) = subject else {
        return Err(Refusal::Error(ApiError::not_found()));
    };
    let hold = HoldInput {
        subject,
        reason,
        evidence,
        days,
    };
    ensure_stopping(std::slice::from_ref(&hold))?;
    Ok(desk.send(write, "Oversight", "hold", vec![hold]).await?)
}

/// A form about a case.
async fn form_of(desk: &Desk, about: &About, key: &str) -> Result<Form, ApiError> {
    let case = Case::find(desk, about.id).await?;
    let mut form = form(desk, key);
    let name = names::subject(desk.t, &format!("case:{}", about.id));
    form.caption = format!("{name} · {}", names::subject(desk.t, &case.subject));
    form.back = Some((name, format!("/console/cases/{}", about.id)));
    form.facts = facts(desk, &case).await?;
    form.explain.push(desk.t.say(&format!("do-{key}-explain")));
    Ok(form)
}

fn case_id(about: &About) -> Result<CaseId, ApiError> {
    u64::try_from(about.id)
        .map(CaseId)
        .map_err(|_| ApiError::not_found())
}

async fn renew_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_of(desk, about, "renew").await?;
    form.fields = vec![reason(desk), days(desk)];
    Ok(form)
}

async fn renew(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    let days = days_of(&mut read);
    read.done()?;
    let renewal = RenewalInput {
        case: case_id(about)?,
        reason,
        days,
    };
    Ok(desk
        .send(write, "Oversight", "renew", vec![renewal])
        .await?)
}

async fn release_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_of(desk, about, "release").await?;
    form.fields = vec![reason(desk), evidence(desk)];
    Ok(form)
}

async fn release(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    let evidence = kept(&mut read);
    read.done()?;
    let release = ReleaseInput {
        case: case_id(about)?,
        reason,
        evidence,
    };
    Ok(desk
        .send(write, "Oversight", "release", vec![release])
        .await?)
}
