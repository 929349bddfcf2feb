//! Collectives of a township or county: which are registered, which organisations still wait for it, and the
//! figures that quorums are counted from.

use axum::response::Response;
use county_primitives::{
    three_assets::collectives::{CollectiveInput, CollectiveLevel, Figures, FiguresInput},
    CreditCode, DivisionCode, OrganisationId, Role,
};
use sqlx::FromRow;

use super::{
    seat::{Village, AUTHORITIES},
    words::{ask_with_hint, count, fact, fill, form, place, say, tag, word},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{today, Choice, Control, Field, Reader, Typed},
        form::{About, Form},
        lists::{older, Older, LIST_MAX},
        livestock::deed::{block, covers, deeds, has, within, Sent},
        names,
        parties::Parties,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
    three_assets::collectives,
    visibility::bounds,
    write::Write,
};

/// Where the list is.
const HREF: &str = "/console/village/collectives";
/// How many waiting organisations are listed.
const WAITING_MAX: i64 = 50;

/// Active organisations with the credit code of a collective. Nearly all organisations are active, most of them
/// households elsewhere, so the state is written in a way that leaves the index of the place the better one.
const CANDIDATES: &str = "SELECT id, division, credit_code, COALESCE(name, '') AS name \
     FROM organisations WHERE status || '' = 'active' AND credit_code LIKE 'N%'";

/// An organisation that is, or may become, a collective here.
#[derive(FromRow)]
struct Candidate {
    id: i64,
    division: String,
    credit_code: String,
    name: String,
}

impl Candidate {
    /// One of the place of the member.
    async fn find(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let found: Self = sqlx::query_as(&format!("{CANDIDATES} AND id = ?"))
            .bind(id)
            .fetch_one(&desk.app.db.reader)
            .await?;
        if covers(desk, &AUTHORITIES, &found.division) {
            Ok(found)
        } else {
            Err(ApiError::not_found())
        }
    }

    fn code(&self) -> Result<CreditCode, ApiError> {
        self.credit_code.parse().map_err(ApiError::internal)
    }

    fn row(&self, desk: &Desk) -> Row {
        let place = names::village(desk, &self.division);
        Row {
            title: self.name.clone(),
            lines: vec![format!("{} · {place}", self.credit_code)],
            tag: Some(tag(desk.t, "warn", "to-register")),
            href: register_href(self.id),
        }
    }
}

/// Where an organisation becomes a collective.
pub(crate) fn register_href(organisation: i64) -> String {
    format!("/console/village/organisations/{organisation}/register")
}

/// The collective that an organisation is, if it is registered as one.
pub(crate) async fn of_organisation(
    desk: &Desk,
    organisation: i64,
) -> Result<Option<i64>, ApiError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM collectives WHERE organisation = ? ORDER BY id LIMIT 1")
            .bind(organisation)
            .fetch_optional(&desk.app.db.reader)
            .await?,
    )
}

#[derive(FromRow)]
struct CollectiveRow {
    id: i64,
    name: String,
    division: String,
    level: String,
    members: i64,
    households: i64,
    officers: i64,
}

impl CollectiveRow {
    fn row(&self, desk: &Desk) -> Row {
        let t = desk.t;
        let counts = fill(
            t,
            "collective-counts",
            &[
                ("members", &names::count(self.members)),
                ("households", &names::count(self.households)),
            ],
        );
        let level = word(t, "collective", &self.level);
        let officers = self.officers.to_string();
        Row {
            title: self.name.clone(),
            lines: vec![
                format!("{level} · {}", names::village(desk, &self.division)),
                counts,
            ],
            tag: Some(if self.officers == 0 {
                tag(t, "warn", "no-officers")
            } else {
                Tag {
                    tone: "quiet",
                    text: fill(t, "in-office-count", &[("count", &officers)]),
                }
            }),
            href: format!("/console/village/{}/officers", self.id),
        }
    }
}

/// The collectives of the place, the latest first, after those organisations that still wait.
pub(crate) async fn list(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    if !has(&desk, &AUTHORITIES) {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let area = within(&desk, &AUTHORITIES, "division");
    let query = format!(
        "{CANDIDATES} AND {area} AND NOT EXISTS (SELECT 1 FROM collectives \
         WHERE collectives.organisation = organisations.id) ORDER BY division, id LIMIT ?"
    );
    let waiting: Vec<Candidate> = sqlx::query_as(&query)
        .bind(WAITING_MAX)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let query = format!(
        "SELECT id, name, division, level, members, households, (SELECT COUNT(*) FROM officers \
         WHERE officers.collective = collectives.id AND seated AND from_day <= $1 \
         AND until_day >= $1) AS officers FROM collectives WHERE {area} AND id < $2 \
         ORDER BY id DESC LIMIT $3"
    );
    let mut known: Vec<CollectiveRow> = sqlx::query_as(&query)
        .bind(today().to_string())
        .bind(page.before())
        .bind(LIST_MAX.saturating_add(1))
        .fetch_all(&desk.app.db.reader)
        .await?;
    let older = older(&mut known, HREF, |row| row.id);
    let page = Page {
        title: say(t, "collectives"),
        explain: vec![say(t, "collectives-explain")],
        sections: vec![
            Section {
                heading: say(t, "collectives-waiting"),
                rows: waiting.iter().map(|row| row.row(&desk)).collect(),
                empty: say(t, "collectives-none-wait"),
                start: Some(Link::other(
                    say(t, "go-organisations"),
                    "/console/organisations",
                )),
                ..Section::default()
            },
            Section {
                heading: say(t, "collectives-known"),
                rows: known.iter().map(|row| row.row(&desk)).collect(),
                empty: say(t, "collectives-empty"),
                older,
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

deeds! {
    /// Registers an organisation as a collective.
    Register => register_form, register;
    /// Sets the figures and the agency of a collective.
    SetFigures => figures_form, set_figures;
}

/// The level that a credit code names.
fn level(code: &CreditCode) -> Result<CollectiveLevel, ApiError> {
    use CollectiveLevel::{Group, Township, Village};
    let digit = code.as_str().chars().nth(1);
    let mut levels = [Group, Village, Township].into_iter();
    levels
        .find(|level| Some(level.digit()) == digit)
        .ok_or_else(ApiError::not_found)
}

/// The word of a level, as the index stores it.
fn level_word(level: CollectiveLevel) -> &'static str {
    match level {
        CollectiveLevel::Group => "group",
        CollectiveLevel::Village => "village",
        CollectiveLevel::Township => "township",
    }
}

async fn register_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let candidate = Candidate::find(desk, about.id).await?;
    let mut form = Form::new(desk, "vl-do-register", "vl-do-register");
    form.back = Some((say(t, "collectives"), HREF.to_owned()));
    form.caption = candidate.name.clone();
    form.facts = vec![
        fact(t, "credit-code", &candidate.credit_code),
        fact(
            t,
            "collective-level",
            word(t, "collective", level_word(level(&candidate.code()?)?)),
        ),
        fact(t, "division", names::village(desk, &candidate.division)),
    ];
    form.explain.push(say(t, "register-explain"));
    if let Some(known) = of_organisation(desk, candidate.id).await? {
        let go = Link::main(
            say(t, "go-officers"),
            format!("/console/village/{known}/officers"),
        );
        block(&mut form, say(t, "registered-already"), go);
    }
    form.fields = ask_figures(desk, [None; 4]).into();
    form.fields
        .push(ask_agency(desk, &candidate.division, None).await?);
    Ok(form)
}

async fn register(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let candidate = Candidate::find(desk, about.id).await?;
    let code = candidate.code()?;
    let level = level(&code)?;
    let mut read = Reader::new(typed, desk.t);
    let figures = figures(&mut read, desk, typed);
    let agency = agency(desk, &mut read, typed, &candidate.division).await?;
    read.done()?;
    let input = CollectiveInput {
        organisation: OrganisationId(
            u32::try_from(candidate.id).map_err(|_| ApiError::not_found())?,
        ),
        credit_code: code,
        level,
        division: candidate.division.parse().map_err(ApiError::internal)?,
        figures,
        agency,
    };
    Ok(desk
        .send(write, "ThreeAssets", "register_collectives", vec![input])
        .await?)
}

/// What quorums are counted from: members, representatives, households, Party members.
fn ask_figures(desk: &Desk, values: [Option<i64>; 4]) -> [Field; 4] {
    let names = [
        "adult_members",
        "representatives",
        "households",
        "party_members",
    ];
    let mut values = values.into_iter();
    names.map(|name| {
        let value = values.next().flatten();
        let field = ask_with_hint(desk, name, Control::Whole);
        field.value(value.map_or_else(String::new, |value| value.to_string()))
    })
}

fn figures(read: &mut Reader<'_>, desk: &Desk, typed: &Typed) -> Figures {
    Figures {
        members: count(read, desk, typed, "adult_members", 1),
        representatives: count(read, desk, typed, "representatives", 0),
        households: count(read, desk, typed, "households", 1),
        party_members: count(read, desk, typed, "party_members", 0),
    }
}

/// Who may keep the books: organisations of the township or county with an accountant.
fn agencies(division: &str) -> Result<Parties, ApiError> {
    let code: DivisionCode = division.parse().map_err(ApiError::internal)?;
    let digits = |length: usize| format!("{:0<12}", division.get(..length).unwrap_or_default());
    let town: DivisionCode = digits(9).parse().unwrap_or(code);
    let (low, high) = bounds(town);
    let county = digits(6);
    let area = format!(
        "((organisations.division >= '{low}' AND organisations.division < '{high}') \
         OR organisations.division = '{county}') AND organisations.kind <> 'collective'"
    );
    Ok(Parties::with(&[Role::Accountant], &area))
}

/// One of them, or whoever keeps them now.
async fn ask_agency(desk: &Desk, division: &str, now: Option<i64>) -> Result<Field, ApiError> {
    let field = ask_with_hint(desk, "agency", Control::Select(Vec::new()));
    let mut field = agencies(division)?.offer(desk, field).await?;
    let value = now.map_or_else(String::new, |id| id.to_string());
    if let (Some(id), Control::Select(choices)) = (now, &mut field.control) {
        if choices.iter().all(|agency| agency.value != value) {
            choices.push(Choice::new(id, names::organisation(desk, id).await?));
        }
    }
    Ok(field.value(value))
}

async fn agency(
    desk: &Desk,
    read: &mut Reader<'_>,
    typed: &Typed,
    division: &str,
) -> Result<Option<OrganisationId>, ApiError> {
    if read.is_blank("agency") {
        return Ok(None);
    }
    agencies(division)?.read(desk, read, typed, "agency").await
}

/// The figures and the agency as they are, for pages about a collective.
pub(crate) async fn facts(desk: &Desk, village: &Village) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let collective = collectives::get(&desk.app, village.id).await?;
    let [members, representatives, households, party] = village.figures.map(names::count);
    let agency = match collective.agency {
        Some(id) => names::organisation(desk, id).await?,
        None => say(t, "agency-none"),
    };
    Ok(vec![
        fact(t, "credit-code", collective.credit_code),
        fact(
            t,
            "collective-level",
            word(t, "collective", &collective.level),
        ),
        fact(t, "division", place(desk, village.division)),
        fact(t, "adult-members", members),
        fact(t, "representatives", representatives),
        fact(t, "households", households),
        fact(t, "party-members", party),
        fact(t, "agency", agency),
    ])
}

async fn figures_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let mut form = form(desk, &village, "figures");
    form.back = Some((say(t, "go-officers"), village.href("officers")));
    form.explain.push(say(t, "figures-explain"));
    let collective = collectives::get(&desk.app, village.id).await?;
    form.fields = ask_figures(desk, village.figures.map(Some)).into();
    let agency = ask_agency(desk, &collective.division, collective.agency).await?;
    form.fields.push(agency);
    Ok(form)
}

async fn set_figures(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    village.ensure(&AUTHORITIES)?;
    let mut read = Reader::new(typed, desk.t);
    let figures = figures(&mut read, desk, typed);
    let division = village.division.to_string();
    let agency = agency(desk, &mut read, typed, &division).await?;
    read.done()?;
    let input = FiguresInput {
        collective: village.number()?,
        figures,
        agency,
    };
    Ok(desk
        .send(write, "ThreeAssets", "set_figures", vec![input])
        .await?)
}
