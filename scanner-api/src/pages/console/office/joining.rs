//! Who joins: organisations registered for a second person to approve, their members with a login of their own,
//! and the roles that members are granted and lose again.

use axum::{
    extract::{Path, State},
    response::Response,
};
use county_primitives::{
    registry::{OrganisationIdentity, OrganisationInput, OrganisationKind},
    CreditCode, DivisionCode, DivisionLevel, Jurisdiction, List, MemberId, OrganisationId,
    Pseudonym, Role, Text,
};
use rand::{rngs::OsRng, RngCore};
use sqlx::FromRow;

use super::{has, registry::Organisation, COUNTY, REGISTRARS};
use crate::{
    error::ApiError,
    extract::{ItemsBody, Json},
    pages::console::{
        actions::choose,
        desk::Desk,
        fields::{Choice, Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{ask, ask_with_hint, deeds, form, Sent},
        names,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
    routes::accounts::{create_accounts, AccountInput},
    write::Write,
};

/// What the legal forms are called, those that are registered most often first.
const KINDS: [&str; 6] = [
    "collective",
    "cooperative",
    "company",
    "family_farm",
    "household",
    "institution",
];
/// What only the county registers: the offices of its townships.
const ORGAN: &str = "state_organ";

/// The roles of a collective's own people, in the order of the law.
const COLLECTIVE_ROLES: [Role; 6] = [
    Role::VillageChair,
    Role::VillageBoard,
    Role::VillageSupervisor,
    Role::VillageCashier,
    Role::Accountant,
    Role::CollectiveMember,
];

deeds! {
    /// Registers an organisation, which waits for a second person.
    RegisterOrganisation => organisation_form, register;
    /// Makes a login, a key and a member in one.
    AddMember => member_form, add_member;
    /// Grants a member a role.
    GrantRole => grant_form, grant;
    /// Takes a role from a member.
    RevokeRole => revoke_form, revoke;
}

/// Every division of the place of the member: counties, townships, villages.
fn places(desk: &Desk) -> Vec<Choice> {
    let held = desk.session.roles.iter();
    let mut open: Vec<DivisionCode> = held
        .filter(|held| REGISTRARS.contains(&held.role))
        .map(|held| held.division)
        .collect();
    let mut places = Vec::new();
    while let Some(division) = open.pop() {
        places.push(division);
        if division.level() != DivisionLevel::Village {
            open.extend(desk.app.divisions.children(division).map(|(code, _)| code));
        }
    }
    places.sort_unstable();
    places.dedup();
    let choice = |code: DivisionCode| {
        let code = code.to_string();
        let name = names::village(desk, &code);
        Choice::new(code, name)
    };
    places.into_iter().map(choice).collect()
}

async fn organisation_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    if !has(desk, REGISTRARS) {
        return Err(ApiError::not_found());
    }
    let t = desk.t;
    let mut form = form(desk, "register-organisation");
    form.back = Some((
        t.say("organisations-title"),
        "/console/organisations".to_owned(),
    ));
    form.explain.push(t.say("do-register-organisation-explain"));
    let organ = has(desk, COUNTY).then_some(ORGAN);
    let kinds = KINDS
        .into_iter()
        .chain(organ)
        .map(|kind| Choice::new(kind, t.say(&format!("word-legal-{kind}"))));
    let seat = Control::Select(places(desk));
    form.fields = vec![
        ask(desk, "legal_kind", choose(kinds.collect())),
        Field::new(t, "village", "ask-seat", seat).hint(t.say("ask-seat-hint")),
        ask_with_hint(desk, "registered_name", Control::Text),
        ask_with_hint(desk, "credit_code", Control::Text),
    ];
    Ok(form)
}

async fn register(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let kind = read.word::<OrganisationKind>("legal_kind", "mistake-choose");
    let division: Option<DivisionCode> = read.chosen("village", "mistake-choose");
    let identity = match kind {
        Some(OrganisationKind::Household) => Some(OrganisationIdentity::Person {
            pseudonym: pseudonym(),
        }),
        Some(kind) => legal(desk, &mut read, typed, kind).await?,
        None => None,
    };
    read.done()?;
    let (Some(kind), Some(division), Some(identity)) = (kind, division, identity) else {
        return Err(ApiError::not_found().into());
    };
    let input = OrganisationInput {
        kind,
        division,
        identity,
    };
    Ok(desk
        .send(write, "Registry", "register_organisations", vec![input])
        .await?)
}

/// Households are known by a random pseudonym; who they are stays out of the ledger.
fn pseudonym() -> Pseudonym {
    let mut bytes = [0u8; 16];
    OsRng.fill_bytes(&mut bytes);
    Pseudonym(bytes)
}

/// Reads the name and the credit code of a legal person.
async fn legal(
    desk: &Desk,
    read: &mut Reader<'_>,
    typed: &Typed,
    kind: OrganisationKind,
) -> Result<Option<OrganisationIdentity>, ApiError> {
    let name: Text<96> = read.needed("registered_name", "mistake-registered-name");
    let credit_code = match CreditCode::new(typed.get("credit_code")) {
        Ok(code) => code,
        Err(_) => {
            read.mistake("credit_code", "mistake-credit-code");
            return Ok(None);
        }
    };
    if credit_code.is_collective() != (kind == OrganisationKind::Collective) {
        read.mistake("credit_code", "mistake-credit-code-kind");
    }
    let known: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM organisations WHERE credit_code = ? AND status <> 'refused' LIMIT 1",
    )
    .bind(credit_code.to_string())
    .fetch_optional(&desk.app.db.reader)
    .await?;
    if known.is_some() {
        read.mistake("credit_code", "mistake-credit-code-known");
    }
    Ok(Some(OrganisationIdentity::Legal { credit_code, name }))
}

/// The roles that the member at the desk may grant to somebody of an organisation, where the organisation is.
pub(super) fn grantable(
    desk: &Desk,
    organisation: &Organisation,
) -> Result<Vec<Jurisdiction>, ApiError> {
    let division: DivisionCode = organisation.division.parse().map_err(ApiError::internal)?;
    let roles: &[Role] = if organisation.is_collective() {
        &COLLECTIVE_ROLES
    } else {
        Role::ALL
    };
    let at = |role: &Role| Jurisdiction {
        role: *role,
        division,
    };
    let all = roles.iter().map(at);
    Ok(all.filter(|wanted| may_grant(desk, wanted)).collect())
}

fn choices(desk: &Desk, roles: &[Jurisdiction]) -> Vec<Choice> {
    let choice = |held: &Jurisdiction| Choice::new(held.role, names::role(desk.t, held.role));
    roles.iter().map(choice).collect()
}

async fn member_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let organisation = Organisation::find(desk, about.id).await?;
    let roles = grantable(desk, &organisation)?;
    if roles.is_empty() || !organisation.is_active() {
        return Err(ApiError::not_found());
    }
    let t = desk.t;
    let title = organisation.title(desk);
    let mut form = form(desk, "add-member");
    form.back = Some((title.clone(), organisation.href("")));
    form.caption = title;
    form.explain.push(t.say("do-add-member-explain"));
    form.fields = vec![
        ask_with_hint(desk, "login", Control::Text),
        Field {
            autocomplete: "new-password",
            ..Field::new(t, "password", "ask-first-password", Control::Password)
                .hint(t.say("ask-first-password-hint"))
        },
        ask_with_hint(desk, "roles", Control::Ticks(choices(desk, &roles))),
    ];
    Ok(form)
}

async fn add_member(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let organisation = Organisation::find(desk, about.id).await?;
    let may = grantable(desk, &organisation)?;
    // The password is never sent back with a form that is shown again.
    let password = typed.raw("password").to_owned();
    typed.set("password", String::new());
    let mut read = Reader::new(typed, desk.t);
    if read.is_blank("login") {
        read.mistake("login", "mistake-login");
    }
    if password.is_empty() {
        read.mistake("password", "mistake-password");
    }
    let asked = typed.all("roles");
    let roles: Vec<Jurisdiction> = may
        .into_iter()
        .filter(|held| asked.contains(&held.role.id()))
        .collect();
    if roles.is_empty() {
        read.mistake("roles", "mistake-roles");
    }
    let roles = List::try_from(roles).unwrap_or_else(|_| {
        read.mistake("roles", "mistake-roles-many");
        List::default()
    });
    read.done()?;
    let input = AccountInput {
        login: typed.get("login").to_owned(),
        password,
        organisation: OrganisationId(u32::try_from(about.id).map_err(|_| ApiError::not_found())?),
        roles,
        person: None,
    };
    let body = Json(ItemsBody { items: vec![input] });
    Ok(create_accounts(State(desk.app.clone()), write.clone(), body).await?)
}

#[derive(FromRow)]
struct Member {
    id: i64,
    organisation: i64,
    status: String,
    login: Option<String>,
}

impl Member {
    /// A member whose organisation lies in the place of who asks.
    async fn find(desk: &Desk, id: i64) -> Result<(Self, Organisation), ApiError> {
        let member: Self = sqlx::query_as(
            "SELECT id, organisation, status, (SELECT accounts.login FROM account_keys \
             JOIN accounts ON accounts.id = account_keys.account \
             WHERE account_keys.public_key = members.public_key) AS login \
             FROM members WHERE id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
        let organisation = Organisation::find(desk, member.organisation).await?;
        Ok((member, organisation))
    }

    fn title(&self, desk: &Desk) -> String {
        names::subject(desk.t, &format!("member:{}", self.id))
    }

    fn number(&self) -> Result<MemberId, ApiError> {
        u32::try_from(self.id)
            .map(MemberId)
            .map_err(|_| ApiError::not_found())
    }

    async fn roles(&self, desk: &Desk) -> Result<Vec<Jurisdiction>, ApiError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT role, division FROM member_roles WHERE member = ? ORDER BY role, division",
        )
        .bind(self.id)
        .fetch_all(&desk.app.db.reader)
        .await?;
        let held = rows.into_iter().filter_map(|(role, division)| {
            Some(Jurisdiction {
                role: role.parse().ok()?,
                division: division.parse().ok()?,
            })
        });
        Ok(held.collect())
    }
}

/// A role with its division, as a form names it.
fn target(held: &Jurisdiction) -> String {
    format!("{}:{}", held.role, held.division)
}

fn role_line(desk: &Desk, held: &Jurisdiction) -> String {
    let place = names::village(desk, &held.division.to_string());
    format!("{} · {place}", names::role(desk.t, held.role))
}

fn may_grant(desk: &Desk, wanted: &Jurisdiction) -> bool {
    let mut held = desk.session.roles.iter();
    held.any(|held| held.may_grant(wanted))
}

/// A member with the roles it holds.
pub(crate) async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (member, organisation) = Member::find(&desk, id).await?;
    let is_active = member.status == "active";
    let path = format!("/console/members/{id}");
    let roles = member.roles(&desk).await?;
    let open = grantable(&desk, &organisation)?;
    let mut actions = Vec::new();
    if is_active && open.iter().any(|role| !roles.contains(role)) {
        let grant = format!("{path}/grant");
        actions.push(Link::main(t.say("do-grant-role"), grant));
    }
    if organisation.decides(&desk) {
        actions.push(if is_active {
            Link::grave(t.say("do-suspend-member"), format!("{path}/suspend"))
        } else {
            Link::main(t.say("do-reactivate-member"), format!("{path}/reactivate"))
        });
    }
    actions.push(Link::other(
        t.say("see-records"),
        format!("/records/member:{id}"),
    ));
    let row = |held: &Jurisdiction| Row {
        title: role_line(&desk, held),
        href: if may_grant(&desk, held) {
            format!("{path}/revoke?target={}", target(held))
        } else {
            String::new()
        },
        ..Row::default()
    };
    let facts = member.login.clone().map(|login| Line {
        label: t.say("fact-login"),
        value: login,
    });
    let page = Page {
        back: Some((organisation.title(&desk), organisation.href(""))),
        caption: organisation.title(&desk),
        title: member.title(&desk),
        tag: Some(Tag {
            tone: if is_active { "good" } else { "bad" },
            text: t.say(&format!("word-organisation-{}", member.status)),
        }),
        actions,
        facts: facts.into_iter().collect(),
        sections: vec![Section {
            heading: t.say("member-roles"),
            rows: roles.iter().map(row).collect(),
            empty: t.say("member-no-roles"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// A form about the roles of a member.
fn form_of(desk: &Desk, member: &Member, organisation: &Organisation, key: &str) -> Form {
    let mut form = form(desk, key);
    form.back = Some((
        member.title(desk),
        format!("/console/members/{}", member.id),
    ));
    form.caption = format!("{} · {}", organisation.title(desk), member.title(desk));
    form.explain.push(desk.t.say(&format!("do-{key}-explain")));
    form
}

async fn grant_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (member, organisation) = Member::find(desk, about.id).await?;
    let held = member.roles(desk).await?;
    let mut open = grantable(desk, &organisation)?;
    open.retain(|role| !held.contains(role));
    if open.is_empty() {
        return Err(ApiError::not_found());
    }
    let mut form = form_of(desk, &member, &organisation, "grant-role");
    form.fields = vec![ask(desk, "role", choose(choices(desk, &open)))];
    Ok(form)
}

async fn grant(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (member, organisation) = Member::find(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let role: Option<Role> = read.chosen("role", "mistake-choose");
    read.done()?;
    let granted = grantable(desk, &organisation)?
        .into_iter()
        .find(|open| Some(open.role) == role)
        .ok_or_else(ApiError::not_found)?;
    let items = vec![(member.number()?, granted)];
    Ok(desk.send(write, "Registry", "grant_roles", items).await?)
}

async fn revoked(desk: &Desk, member: &Member, about: &About) -> Result<Jurisdiction, ApiError> {
    let held = member.roles(desk).await?.into_iter();
    held.filter(|held| may_grant(desk, held))
        .find(|held| target(held) == about.target)
        .ok_or_else(ApiError::not_found)
}

async fn revoke_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (member, organisation) = Member::find(desk, about.id).await?;
    let held = revoked(desk, &member, about).await?;
    let mut form = form_of(desk, &member, &organisation, "revoke-role");
    form.facts = vec![Line {
        label: desk.t.say("fact-role"),
        value: role_line(desk, &held),
    }];
    Ok(form)
}

async fn revoke(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let (member, _) = Member::find(desk, about.id).await?;
    let held = revoked(desk, &member, about).await?;
    let items = vec![(member.number()?, held)];
    Ok(desk.send(write, "Registry", "revoke_roles", items).await?)
}
