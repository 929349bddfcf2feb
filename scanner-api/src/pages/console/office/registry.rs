//! Organisations and members: who waits for approval, who is suspended, and what the county decides.

use axum::{extract::Path, response::Response};
use county_primitives::{MemberId, OrganisationId, Text};
use sqlx::FromRow;

use super::{count, has, joining, latest, COUNTY, REGISTRARS};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        lists::{older, Older, LIST_MAX},
        livestock::deed::{ask, covers, deeds, form, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section, Tag},
        village::collectives,
        Trouble,
    },
    write::Write,
};

/// An organisation of the registry.
#[derive(FromRow)]
pub(super) struct Organisation {
    id: i64,
    kind: String,
    pub(super) division: String,
    credit_code: Option<String>,
    name: Option<String>,
    status: String,
    reason: String,
    registered_ms: i64,
}

const COLUMNS: &str =
    "SELECT id, kind, division, credit_code, name, status, reason, registered_ms \
                       FROM organisations";

impl Organisation {
    /// What it is called.
    pub(super) fn title(&self, desk: &Desk) -> String {
        let row = Some((self.kind.clone(), self.name.clone()));
        names::organisation_name(desk.t, self.id, row)
    }

    fn tag(&self, desk: &Desk) -> Tag {
        let tone = match self.status.as_str() {
            "pending" => "warn",
            "active" => "good",
            "suspended" => "bad",
            _ => "quiet",
        };
        Tag {
            tone,
            text: desk.t.say(&format!("word-organisation-{}", self.status)),
        }
    }

    fn row(&self, desk: &Desk) -> Row {
        let kind = desk.t.say(&format!("word-legal-{}", self.kind));
        Row {
            title: self.title(desk),
            lines: vec![format!("{kind} · {}", names::village(desk, &self.division))],
            tag: Some(self.tag(desk)),
            href: self.href(""),
        }
    }

    /// Its page, or one below it.
    pub(super) fn href(&self, part: &str) -> String {
        format!("/console/organisations/{}{part}", self.id)
    }

    /// Whether its members may sign.
    pub(super) fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// Whether its credit code is that of a collective.
    pub(super) fn is_collective(&self) -> bool {
        let code = self.credit_code.as_deref();
        code.is_some_and(|code| code.starts_with('N'))
    }

    /// One that lies where the member may see organisations.
    pub(super) async fn find(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let found: Self = sqlx::query_as(&format!("{COLUMNS} WHERE id = ?"))
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        if covers(desk, REGISTRARS, &found.division) {
            Ok(found)
        } else {
            Err(ApiError::not_found())
        }
    }

    /// Whether the member at the desk approves and suspends it.
    pub(super) fn decides(&self, desk: &Desk) -> bool {
        covers(desk, COUNTY, &self.division)
    }
}

/// How many organisations wait for approval.
pub(super) async fn waiting(desk: &Desk) -> Result<i64, ApiError> {
    let pending = "status = 'pending'";
    count(desk, "organisations", pending, REGISTRARS, "division").await
}

async fn rows(
    desk: &Desk,
    condition: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Organisation>, ApiError> {
    latest(desk, COLUMNS, condition, REGISTRARS, before, limit).await
}

/// The organisations of the place: those that wait, then all others.
pub(crate) async fn list(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    if !has(&desk, REGISTRARS) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let pending = rows(&desk, "status = 'pending'", i64::MAX, 100).await?;
    let mut others = rows(
        &desk,
        "status <> 'pending'",
        page.before(),
        LIST_MAX.saturating_add(1),
    )
    .await?;
    let older = older(&mut others, "/console/organisations", |row| row.id);
    let page = Page {
        title: t.say("organisations-title"),
        actions: vec![Link::main(
            t.say("do-register-organisation"),
            "/console/organisations/new",
        )],
        sections: vec![
            Section {
                heading: t.say("organisations-waiting"),
                rows: pending.iter().map(|row| row.row(&desk)).collect(),
                empty: t.say("organisations-none-wait"),
                ..Section::default()
            },
            Section {
                heading: t.say("organisations-known"),
                rows: others.iter().map(|row| row.row(&desk)).collect(),
                empty: t.say("organisations-empty"),
                older,
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, organisation: &Organisation) -> Vec<Link> {
    let path = format!("/console/organisations/{}", organisation.id);
    let say = |key: &str| desk.t.say(key);
    if !organisation.decides(desk) {
        return Vec::new();
    }
    match organisation.status.as_str() {
        "pending" => vec![
            Link::main(say("do-approve-organisation"), format!("{path}/approve")),
            Link::grave(say("do-refuse-organisation"), format!("{path}/refuse")),
        ],
        "active" => vec![Link::grave(
            say("do-suspend-organisation"),
            format!("{path}/suspend"),
        )],
        "suspended" => vec![Link::main(
            say("do-reactivate-organisation"),
            format!("{path}/reactivate"),
        )],
        _ => Vec::new(),
    }
}

fn facts(desk: &Desk, organisation: &Organisation) -> Vec<Line> {
    let t = desk.t;
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let kind = t.say(&format!("word-legal-{}", organisation.kind));
    let mut facts = vec![
        line("fact-legal-kind", kind),
        line("fact-seat", names::village(desk, &organisation.division)),
    ];
    if let Some(code) = &organisation.credit_code {
        facts.push(line("fact-credit-code", code.clone()));
    }
    facts.push(line(
        "fact-registered",
        names::instant(t.0, organisation.registered_ms),
    ));
    if !organisation.reason.is_empty() {
        facts.push(line("fact-reason", organisation.reason.clone()));
    }
    facts
}

#[derive(FromRow)]
struct MemberRow {
    id: i64,
    status: String,
}

async fn members(desk: &Desk, organisation: &Organisation) -> Result<Section, ApiError> {
    let t = desk.t;
    let found: Vec<MemberRow> = sqlx::query_as(
        "SELECT id, status FROM members WHERE organisation = ? ORDER BY id DESC LIMIT 100",
    )
    .bind(organisation.id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let ids: Vec<i64> = found.iter().map(|member| member.id).collect();
    let roles = names::roles(desk, &ids, |_| true).await?;
    let row = |member: MemberRow| {
        let is_active = member.status == "active";
        Row {
            title: names::subject(t, &format!("member:{}", member.id)),
            lines: vec![roles.get(&member.id).cloned().unwrap_or_default()],
            tag: Some(Tag {
                tone: if is_active { "good" } else { "bad" },
                text: t.say(&format!("word-organisation-{}", member.status)),
            }),
            href: format!("/console/members/{}", member.id),
        }
    };
    let add = Link::main(t.say("do-add-member"), organisation.href("/members/new"));
    Ok(Section {
        heading: t.say("organisation-members"),
        rows: found.into_iter().map(row).collect(),
        empty: t.say("organisation-no-members"),
        start: adds_members(desk, organisation)?.then_some(add),
        ..Section::default()
    })
}

/// Whether the one at the desk may give the organisation members.
fn adds_members(desk: &Desk, organisation: &Organisation) -> Result<bool, ApiError> {
    Ok(organisation.is_active() && !joining::grantable(desk, organisation)?.is_empty())
}

/// What the registrars of the place do with an active organisation: add members, and make it a collective.
async fn registrations(desk: &Desk, organisation: &Organisation) -> Result<Vec<Link>, ApiError> {
    let t = desk.t;
    let mut links = Vec::new();
    if adds_members(desk, organisation)? {
        links.push(Link::other(
            t.say("do-add-member"),
            organisation.href("/members/new"),
        ));
    }
    if organisation.is_active() && organisation.is_collective() {
        let known = collectives::of_organisation(desk, organisation.id).await?;
        links.push(match known {
            Some(collective) => Link::other(
                t.say("vl-go-officers"),
                format!("/console/village/{collective}/officers"),
            ),
            None => Link::main(
                t.say("vl-do-register"),
                collectives::register_href(organisation.id),
            ),
        });
    }
    Ok(links)
}

/// An organisation.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let organisation = Organisation::find(&desk, id).await?;
    let mut actions = actions(&desk, &organisation);
    actions.extend(registrations(&desk, &organisation).await?);
    actions.push(Link::other(
        t.say("see-records"),
        format!("/records/organisation:{id}"),
    ));
    let page = Page {
        back: Some((
            t.say("organisations-title"),
            "/console/organisations".to_owned(),
        )),
        caption: names::subject(t, &format!("organisation:{id}")),
        title: organisation.title(&desk),
        tag: Some(organisation.tag(&desk)),
        actions,
        facts: facts(&desk, &organisation),
        sections: vec![members(&desk, &organisation).await?],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Approves an organisation; a second person of the county does.
    Approve => approve_form, approve;
    /// Refuses an organisation that waits.
    Refuse => refuse_form, refuse;
    /// Suspends an organisation: none of its members signs any more.
    Suspend => suspend_form, suspend;
    /// Lets a suspended organisation act again.
    Reactivate => reactivate_form, reactivate;
    /// Suspends a member.
    SuspendMember => suspend_member_form, suspend_member;
    /// Lets a suspended member sign again.
    ReactivateMember => reactivate_member_form, reactivate_member;
}

async fn form_of(desk: &Desk, about: &About, key: &str, asks_why: bool) -> Result<Form, ApiError> {
    let organisation = Organisation::find(desk, about.id).await?;
    let mut form = form(desk, key);
    let title = organisation.title(desk);
    let back = format!("/console/organisations/{}", about.id);
    form.back = Some((title.clone(), back));
    form.caption = title;
    form.facts = facts(desk, &organisation);
    form.explain.push(desk.t.say(&format!("do-{key}-explain")));
    if asks_why {
        form.fields.push(reason(desk));
    }
    Ok(form)
}

fn reason(desk: &Desk) -> crate::pages::console::fields::Field {
    ask(desk, "reason", Control::Text).hint(desk.t.say("hint-reason"))
}

fn organisation_id(about: &About) -> Result<OrganisationId, ApiError> {
    u32::try_from(about.id)
        .map(OrganisationId)
        .map_err(|_| ApiError::not_found())
}

async fn approve_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    form_of(desk, about, "approve-organisation", false).await
}

async fn approve(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let items = vec![organisation_id(about)?];
    Ok(desk
        .send(write, "Registry", "approve_organisations", items)
        .await?)
}

async fn with_reason(
    desk: &Desk,
    about: &About,
    typed: &Typed,
    write: &Write,
    call: &'static str,
) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    read.done()?;
    let items = vec![(organisation_id(about)?, reason)];
    Ok(desk.send(write, "Registry", call, items).await?)
}

async fn refuse_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    form_of(desk, about, "refuse-organisation", true).await
}

async fn refuse(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    with_reason(desk, about, typed, write, "refuse_organisations").await
}

async fn suspend_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    form_of(desk, about, "suspend-organisation", true).await
}

async fn suspend(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    with_reason(desk, about, typed, write, "suspend_organisations").await
}

async fn reactivate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    form_of(desk, about, "reactivate-organisation", true).await
}

async fn reactivate(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    with_reason(desk, about, typed, write, "reactivate_organisations").await
}

/// A form about a member, who is seen with the organisation.
async fn member_form(desk: &Desk, about: &About, key: &str) -> Result<Form, ApiError> {
    let organisation: i64 = sqlx::query_scalar("SELECT organisation FROM members WHERE id = ?")
        .bind(about.id)
        .fetch_one(&desk.app.db.reader)
        .await?;
    let organisation = Organisation::find(desk, organisation).await?;
    let mut form = form(desk, key);
    let back = format!("/console/organisations/{}", organisation.id);
    form.back = Some((organisation.title(desk), back));
    form.caption = names::subject(desk.t, &format!("member:{}", about.id));
    form.explain.push(desk.t.say(&format!("do-{key}-explain")));
    form.fields.push(reason(desk));
    Ok(form)
}

async fn of_member(
    desk: &Desk,
    about: &About,
    typed: &Typed,
    write: &Write,
    call: &'static str,
) -> Sent {
    let id = u32::try_from(about.id).map_err(|_| ApiError::not_found())?;
    let mut read = Reader::new(typed, desk.t);
    let reason: Text<128> = read.needed("reason", "mistake-reason");
    read.done()?;
    let items = vec![(MemberId(id), reason)];
    Ok(desk.send(write, "Registry", call, items).await?)
}

async fn suspend_member_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    member_form(desk, about, "suspend-member").await
}

async fn suspend_member(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    of_member(desk, about, typed, write, "suspend_members").await
}

async fn reactivate_member_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    member_form(desk, about, "reactivate-member").await
}

async fn reactivate_member(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    of_member(desk, about, typed, write, "reactivate_members").await
}
