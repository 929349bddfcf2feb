//! The file of an animal or herd: what it is, its health, its papers, its life.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{
    livestock::{EarTag, FoodKind, Origin, Species},
    Date, Subject,
};
use sqlx::FromRow;

use super::{
    access, story,
    words::{self, fact},
};
use crate::{
    certificate::records,
    error::ApiError,
    livestock::lineage::with_line,
    pages::{
        console::{
            desk::Desk,
            devices, names,
            view::{self, Line, Page, Row, Section, Tag},
            Trouble,
        },
        format,
        words::Words,
    },
};

/// How many lines a list inside the file has.
const LIST_MAX: i64 = 200;

#[derive(FromRow)]
struct Life {
    unit: String,
    tag: Option<String>,
    electronic: Option<String>,
    heads: i64,
    species: String,
    farm: i64,
    village: String,
    pen: String,
    state: String,
    born: String,
    breed: String,
    origin: String,
    slaughter_from: Option<String>,
    food_from: Option<String>,
    barred: bool,
    mass: Option<i64>,
}

/// The file behind a tag, an electronic tag, or `animal:7` and `herd:3`.
pub(super) async fn show(desk: Desk, Path(name): Path<String>) -> Result<Response, Trouble> {
    let unit = find(&desk, &name).await?.ok_or_else(ApiError::not_found)?;
    let life = read(&desk, &unit).await?.ok_or_else(ApiError::not_found)?;
    if !access::animal(&desk, &life.unit, life.farm, &life.village).await? {
        return Err(ApiError::not_found().into());
    }
    // A tag that was replaced leads to the file under the tag the animal carries now.
    if let Some(tag) = life.tag.as_deref().filter(|tag| *tag != name) {
        return Ok(Redirect::to(&format!("/animals/{tag}")).into_response());
    }
    file(&desk, &life).await
}

/// The animal or herd that something names.
pub(super) async fn find(desk: &Desk, name: &str) -> Result<Option<String>, ApiError> {
    let db = &desk.app.db.reader;
    if name.parse::<EarTag>().is_ok() {
        let unit = sqlx::query_scalar("SELECT unit FROM tags WHERE tag = ?");
        return Ok(unit.bind(name).fetch_optional(db).await?);
    }
    if let Ok(Subject::Animal(_) | Subject::Herd(_)) = name.parse() {
        return Ok(Some(name.to_owned()));
    }
    let unit = sqlx::query_scalar("SELECT unit FROM lives WHERE electronic = ?");
    Ok(unit.bind(name).fetch_optional(db).await?)
}

async fn read(desk: &Desk, unit: &str) -> Result<Option<Life>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT unit, tag, electronic, heads, species, farm, village, pen, state, born, breed, \
         origin, slaughter_from, food_from, barred, mass FROM lives WHERE unit = ?",
    )
    .bind(unit)
    .fetch_optional(&desk.app.db.reader)
    .await?)
}

async fn file(desk: &Desk, life: &Life) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut sections = Vec::new();
    sections.extend(story::warnings(desk, std::slice::from_ref(&life.unit)).await?);
    sections.push(immunities(desk, &life.unit).await?);
    sections.push(medications(desk, &life.unit).await?);
    sections.extend(food(desk, life).await?);
    sections.push(certificates(desk, &life.unit).await?);
    sections.push(insurance(desk, &life.unit).await?);
    sections.extend(devices::at_place(desk, &life.unit).await?);
    sections.push(story_of(desk, &life.unit).await?);
    let mut warnings = Vec::new();
    if life.barred {
        warnings.push(t.say("ls-barred"));
    }
    let today = today(desk);
    let still = |from: Option<&str>| {
        let from = from.and_then(|from| from.parse::<Date>().ok());
        from.filter(|from| *from > today)
            .map(|from| format::date(t.0, from))
    };
    if let Some(date) = still(life.slaughter_from.as_deref()) {
        warnings.push(t.fill("ls-in-withdrawal", &[("date", &date)]));
    }
    if let Some(date) = still(life.food_from.as_deref()) {
        warnings.push(t.fill("ls-in-food-withdrawal", &[("date", &date)]));
    }
    let page = Page {
        back: Some((t.say("ls-search"), "/livestock/search".to_owned())),
        caption: words::named(t, "species", &life.species),
        title: story::unit_name(t, &life.unit, life.tag.as_deref()),
        tag: Some(words::state(t, "state", &life.state)),
        warnings,
        facts: facts(desk, life).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(desk, &page))
}

/// Today by the ledger's clock.
pub(super) fn today(desk: &Desk) -> Date {
    let head = desk.app.index.borrow();
    let now_ms = head.as_ref().map_or(0, |head| head.time_ms);
    Date::of_timestamp(u64::try_from(now_ms).unwrap_or(0))
}

async fn facts(desk: &Desk, life: &Life) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let earlier: Vec<String> = sqlx::query_scalar(
        "SELECT tag FROM tags WHERE unit = ? AND fate = 'replaced' ORDER BY since_ms",
    )
    .bind(&life.unit)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let origin: Option<Origin> = serde_json::from_str(&life.origin).ok();
    let mut facts = vec![fact(t, "ls-file", names::subject(t, &life.unit))];
    let mut push = |key: &str, value: String| {
        if !value.is_empty() {
            facts.push(fact(t, key, value));
        }
    };
    push("ls-earlier-tags", earlier.join(&t.say("comma-list")));
    push("ls-electronic", life.electronic.clone().unwrap_or_default());
    if life.tag.is_none() {
        push("ls-count", words::heads(t, &life.species, life.heads));
    }
    push("ls-breed", life.breed.clone());
    push("ls-born", names::day(t.0, &life.born));
    push(
        "ls-came",
        origin.map_or_else(String::new, |origin| story::origin_name(t, &origin)),
    );
    push("ls-farm", names::organisation(desk, life.farm).await?);
    push("ls-village", names::village(desk, &life.village));
    push("ls-pen", life.pen.clone());
    push(
        "ls-mass",
        life.mass
            .map_or_else(String::new, |mass| names::mass(t.0, mass)),
    );
    push(
        "ls-slaughter-from",
        life.slaughter_from
            .as_deref()
            .map_or_else(|| t.say("ls-any-day"), |day| names::day(t.0, day)),
    );
    if food_of(&life.species).is_some() {
        push(
            "ls-food-from",
            life.food_from
                .as_deref()
                .map_or_else(|| t.say("ls-any-day"), |day| names::day(t.0, day)),
        );
    }
    Ok(facts)
}

/// What living animals of a species give for food.
fn food_of(species: &str) -> Option<FoodKind> {
    serde_json::from_value::<Species>(species.into())
        .ok()?
        .food()
}

#[derive(FromRow)]
struct FoodRow {
    id: i64,
    kind: String,
    farm: i64,
    village: String,
    mass: i64,
    date: String,
    receiver: Option<i64>,
}

/// The lots of milk or eggs it gave, of a species that gives some. Whom a farm delivers to is shown to that farm, to
/// who received the lot, and to the authorities of the place, as the lot itself is: not to a haulier, an insurer or a
/// later owner who may open the file.
async fn food(desk: &Desk, life: &Life) -> Result<Option<Section>, ApiError> {
    let t = desk.t;
    if food_of(&life.species).is_none() {
        return Ok(None);
    }
    let lots: Vec<FoodRow> = sqlx::query_as(
        "SELECT food_lots.id, kind, farm, village, mass, date, receiver FROM food_units \
         JOIN food_lots ON food_lots.id = food_units.lot \
         WHERE food_units.unit = ? ORDER BY food_lots.id DESC LIMIT ?",
    )
    .bind(&life.unit)
    .bind(LIST_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let is_known = !lots.is_empty();
    let mut rows = Vec::with_capacity(lots.len());
    for lot in lots {
        let is_party = desk.is_own(Some(lot.farm)) || desk.is_own(lot.receiver);
        if !is_party && !access::oversees(desk, &lot.village) {
            continue;
        }
        let receiver = match lot.receiver {
            Some(receiver) => names::organisation(desk, receiver).await?,
            None => t.say("food-kept"),
        };
        let id = lot.id.to_string();
        rows.push(Row {
            title: t.fill("food-title", &[("id", &id)]),
            lines: vec![
                format!(
                    "{} · {}",
                    t.say(&format!("word-food-{}", lot.kind)),
                    names::mass(t.0, lot.mass)
                ),
                format!("{} · {receiver}", names::day(t.0, &lot.date)),
            ],
            href: format!("/console/livestock/food/{}", lot.id),
            ..Row::default()
        });
    }
    // Not to be shown is another thing than not to be there.
    if rows.is_empty() && is_known {
        return Ok(None);
    }
    Ok(Some(section(t, "ls-food", "ls-food-empty", rows)))
}

#[derive(FromRow)]
struct ImmunityRow {
    disease: String,
    vaccine: String,
    batch: String,
    date: String,
    until_day: String,
    given_to: String,
}

#[derive(FromRow)]
struct MedicationRow {
    name: String,
    approval: String,
    route: String,
    last_dose: String,
    slaughter_from: String,
    food_from: Option<String>,
    given_to: String,
}

/// Says that something was given to the herd before the animal left it.
fn from_herd(t: Words, unit: &str, given_to: &str) -> Option<String> {
    let herd = names::subject(t, given_to);
    (given_to != unit).then(|| t.fill("ls-given-to-herd", &[("herd", &herd)]))
}

async fn immunities(desk: &Desk, unit: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let mut query = with_line([unit]);
    query.push(
        "SELECT disease, vaccine, batch, date, until_day, immunities.unit AS given_to \
         FROM immunities JOIN line ON line.unit = immunities.unit \
         AND immunities.ledger_ms <= line.before_ms ORDER BY date DESC LIMIT ",
    );
    let rows: Vec<ImmunityRow> = query
        .push_bind(LIST_MAX)
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let today = today(desk).to_string();
    let row = |row: ImmunityRow| {
        // Days in this form are ordered as texts.
        let holds = row.until_day > today;
        let (from, until) = (names::day(t.0, &row.date), names::day(t.0, &row.until_day));
        let mut lines = vec![
            format!("{} · {}", row.vaccine, row.batch),
            format!("{from} – {until}"),
        ];
        lines.extend(from_herd(t, unit, &row.given_to));
        Row {
            title: words::named(t, "disease", &row.disease),
            lines,
            tag: Some(held(t, holds, "ls-immune", "ls-immunity-over")),
            ..Row::default()
        }
    };
    Ok(section(
        t,
        "ls-immunities",
        "ls-immunities-empty",
        rows.into_iter().map(row).collect(),
    ))
}

async fn medications(desk: &Desk, unit: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let mut query = with_line([unit]);
    query.push(
        "SELECT name, approval, route, last_dose, medications.slaughter_from, medications.food_from, \
         medications.unit AS given_to FROM medications JOIN line ON line.unit = medications.unit \
         AND medications.ledger_ms <= line.before_ms ORDER BY last_dose DESC LIMIT ",
    );
    let rows: Vec<MedicationRow> = query
        .push_bind(LIST_MAX)
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    let today = today(desk).to_string();
    let row = |row: MedicationRow| {
        let over = row.slaughter_from <= today;
        let last = names::day(t.0, &row.last_dose);
        let last = t.fill("ls-last-dose", &[("date", &last)]);
        let from = names::day(t.0, &row.slaughter_from);
        let from = t.fill("ls-slaughter-from-line", &[("date", &from)]);
        let route = words::named(t, "route", &row.route);
        let mut lines = vec![
            format!("{} · {route}", row.approval),
            format!("{last} · {from}"),
        ];
        lines.extend(row.food_from.as_ref().map(|day| {
            let day = names::day(t.0, day);
            t.fill("ls-food-from-line", &[("date", &day)])
        }));
        lines.extend(from_herd(t, unit, &row.given_to));
        Row {
            title: if row.name.is_empty() {
                row.approval
            } else {
                row.name
            },
            lines,
            tag: Some(held(t, over, "ls-withdrawal-over", "ls-withdrawal")),
            ..Row::default()
        }
    };
    Ok(section(
        t,
        "ls-medications",
        "ls-medications-empty",
        rows.into_iter().map(row).collect(),
    ))
}

async fn certificates(desk: &Desk, unit: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
        "SELECT certificates.id, number, state, issued_ms FROM certificate_units \
         JOIN certificates ON certificates.id = certificate_units.certificate \
         WHERE unit = ? ORDER BY certificates.id DESC LIMIT ?",
    )
    .bind(unit)
    .bind(LIST_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let row = |(id, number, state, issued_ms): (i64, String, String, i64)| Row {
        title: number,
        lines: vec![names::instant(t.0, issued_ms)],
        tag: Some(words::state(t, "certificate", &state)),
        href: format!("/certificates/{id}"),
    };
    Ok(section(
        t,
        "ls-certificates",
        "ls-certificates-empty",
        rows.into_iter().map(row).collect(),
    ))
}

#[derive(FromRow)]
struct CoverRow {
    number: String,
    insurer: i64,
    from_day: String,
    until_day: String,
    claim: Option<String>,
}

async fn insurance(desk: &Desk, unit: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let covers: Vec<CoverRow> = sqlx::query_as(
        "SELECT number, insurer, from_day, until_day, (SELECT state FROM claims \
         WHERE claims.insurance = insurances.id AND claims.unit = insurance_units.unit \
         ORDER BY claims.id DESC LIMIT 1) AS claim FROM insurance_units \
         JOIN insurances ON insurances.id = insurance_units.insurance \
         WHERE insurance_units.unit = ? ORDER BY insurances.id DESC LIMIT ?",
    )
    .bind(unit)
    .bind(LIST_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut rows = Vec::with_capacity(covers.len());
    for cover in covers {
        let insurer = names::organisation(desk, cover.insurer).await?;
        let days = [&cover.from_day, &cover.until_day].map(|day| names::day(t.0, day));
        rows.push(Row {
            title: cover.number,
            lines: vec![insurer, days.join(" – ")],
            tag: cover.claim.map(|claim| words::state(t, "claim", &claim)),
            ..Row::default()
        });
    }
    Ok(section(t, "ls-insurance", "ls-insurance-empty", rows))
}

async fn story_of(desk: &Desk, unit: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let subject: Subject = unit.parse().map_err(|_| ApiError::not_found())?;
    let records = records::of(&desk.app.db.reader, subject).await?;
    let steps = records
        .iter()
        .rev()
        .filter_map(|record| story::step(desk, record));
    Ok(section(t, "ls-life-line", "ls-life-line", steps.collect()))
}

fn held(t: Words, good: bool, yes: &str, no: &str) -> Tag {
    Tag {
        tone: if good { "good" } else { "warn" },
        text: t.say(if good { yes } else { no }),
    }
}

fn section(t: Words, heading: &str, empty: &str, rows: Vec<Row>) -> Section {
    Section {
        heading: t.say(heading),
        rows,
        empty: t.say(empty),
        ..Section::default()
    }
}
