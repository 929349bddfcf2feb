//! Dead bodies: collected, received, treated.

use county_primitives::{
    livestock::{Body, Collection, DisposalMethod, Reception, Remains, Treatment},
    DisposalId, Grams, List, MeatId, Role,
};
use sqlx::FromRow;

use super::{
    deed::{
        ask, ask_now, ask_one, ask_with_hint, ask_word, block, deeds, digest, form, form_about,
        now, number, vehicle, vehicles, within, Sent,
    },
    load,
    names::{self, fact},
};
use crate::{
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{thousandths, Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
        view::Link,
    },
    write::Write,
};

deeds! {
    /// Collects bodies.
    Collect => collect_form, collect;
    /// Receives bodies at the plant.
    Receive => receive_form, receive;
    /// Treats bodies.
    Treat => treat_form, treat;
}

/// A body that waits for a hauler.
#[derive(FromRow)]
pub(super) struct Waiting {
    pub(super) remains: String,
    pub(super) tag: Option<String>,
    pub(super) mass: i64,
}

/// The bodies of a farm, or of all in the hauler's area, the oldest first; and condemned meat.
pub(super) async fn waiting(desk: &Desk, farm: Option<i64>) -> Result<Vec<Waiting>, ApiError> {
    let area = within(desk, &[Role::Hauler], "deaths.village");
    let place = within(desk, &[Role::Hauler], "organisations.division");
    let farm_is =
        |column: &str| farm.map_or_else(String::new, |farm| format!(" AND {column} = {farm}"));
    let query = format!(
        "SELECT deaths.unit AS remains, lives.tag, deaths.mass FROM deaths \
         JOIN lives ON lives.unit = deaths.unit \
         WHERE deaths.disposal IS NULL AND {area}{} \
         UNION ALL \
         SELECT 'meat:' || meats.id, NULL, meats.condemned \
          - COALESCE((SELECT CAST(SUM(disposal_bodies.mass) AS BIGINT) \
          FROM disposal_bodies WHERE disposal_bodies.remains = 'meat:' || meats.id), 0) FROM meats \
         JOIN organisations ON organisations.id = meats.holder \
         WHERE meats.condemned > COALESCE((SELECT SUM(disposal_bodies.mass) FROM disposal_bodies \
          WHERE disposal_bodies.remains = 'meat:' || meats.id), 0) AND {place}{} \
         LIMIT 200",
        farm_is("deaths.farm"),
        farm_is("meats.holder"),
    );
    Ok(sqlx::query_as(&query)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

/// Where bodies are brought.
fn plants() -> Parties {
    Parties::with(&[Role::DisposalPlant], "1 = 1")
}

async fn collect_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "collect");
    form.explain.push(t.say("do-collect-explain"));
    let home = Link::main(t.say("go-livestock"), "/console");
    let bodies = waiting(desk, about.target.parse().ok()).await?;
    let vehicles = vehicles(desk, true, true, -1).await?;
    if vehicles.is_empty() {
        block(&mut form, t.say("blocked-closed-vehicle"), home);
        return Ok(form);
    }
    let plant = ask(desk, "plant", Control::Text);
    let plant = plants().offer_only(desk, plant).await?;
    let line = |body: &Waiting| {
        let name = body.tag.as_deref().unwrap_or(&body.remains);
        format!("{name} {}", names::kilograms(body.mass))
    };
    let lines: Vec<String> = bodies.iter().map(line).collect();
    form.fields = vec![
        ask_with_hint(desk, "bodies", Control::Lines).value(lines.join("\n")),
        plant,
        ask_one(desk, "vehicle", vehicles),
        ask_with_hint(desk, "handover", Control::File),
        ask_now(desk),
    ];
    form.is_final = true;
    Ok(form)
}

/// Reads bodies, one to a line: a tag, or a herd or piece as its subject, and the mass on the scale.
async fn bodies(desk: &Desk, text: &str) -> Result<Result<Vec<Body>, String>, ApiError> {
    let mut bodies = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, mass)) = line.split_once([' ', ',', '，', '\t']) else {
            return Ok(Err(line.to_owned()));
        };
        let remains = match name.strip_prefix("meat:").map(str::parse) {
            Some(Ok(id)) => Some(Remains::Meat(MeatId(id))),
            Some(Err(_)) => None,
            None if name.contains(':') => load::unit(name).ok().map(Remains::Unit),
            None => worn(desk, name).await?,
        };
        let (Some(remains), Some(mass)) = (remains, grams(mass.trim())) else {
            return Ok(Err(line.to_owned()));
        };
        bodies.push(Body { remains, mass });
    }
    Ok(Ok(bodies))
}

/// The animal that carries a tag, dead or alive.
async fn worn(desk: &Desk, tag: &str) -> Result<Option<Remains>, ApiError> {
    let unit: Option<String> = sqlx::query_scalar("SELECT unit FROM lives WHERE tag = ?")
        .bind(tag)
        .fetch_optional(&desk.app.db.reader)
        .await?;
    unit.map(|unit| load::unit(&unit).map(Remains::Unit))
        .transpose()
}

fn grams(text: &str) -> Option<Grams> {
    thousandths(text)
        .map(Grams)
        .filter(|mass| *mass > Grams::ZERO)
}

async fn collect(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "handover").await?;
    let named = bodies(desk, typed.get("bodies")).await?;
    let mut read = Reader::new(typed, desk.t);
    let bodies = match named {
        Ok(bodies) if bodies.is_empty() => {
            read.mistake("bodies", "mistake-no-animals");
            bodies
        }
        Ok(bodies) => bodies,
        Err(line) => {
            read.note("bodies", desk.t.fill("mistake-body", &[("line", &line)]));
            Vec::new()
        }
    };
    let plant = plants().read(desk, &mut read, typed, "plant").await?;
    let (_, plate) = vehicle(&mut read, typed);
    let handover = digest(&mut read, "handover");
    read.done()?;
    let collection = Collection {
        bodies: List::try_from(bodies).map_err(|_| ApiError::internal("too many bodies"))?,
        plant: plant.unwrap_or_default(),
        plate,
        handover,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "collect_bodies", vec![collection])
        .await?)
}

#[derive(FromRow)]
struct Consignment {
    plant: i64,
    carrier: i64,
    heads: i64,
    mass: i64,
    received_mass: Option<i64>,
}

async fn consignment_form(
    desk: &Desk,
    key: &str,
    id: i64,
) -> Result<(Form, Consignment), ApiError> {
    let t = desk.t;
    let row: Consignment = sqlx::query_as(
        "SELECT plant, carrier, heads, mass, received_mass FROM disposals WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(Some(row.plant)) {
        return Err(ApiError::not_found());
    }
    let mut form = form_about(desk, key, &format!("disposal:{id}"));
    form.facts = vec![
        fact(
            t,
            "fact-carrier",
            names::organisation(desk, row.carrier).await?,
        ),
        fact(t, "fact-collected-mass", names::mass(t.0, row.mass)),
    ];
    Ok((form, row))
}

async fn receive_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, _) = consignment_form(desk, "receive", about.id).await?;
    form.explain.push(desk.t.say("do-receive-explain"));
    form.fields = vec![
        ask(desk, "heads", Control::Text),
        ask(desk, "plant_mass", Control::Decimal).suffix(desk.t.say("unit-kilogram")),
        ask_with_hint(desk, "video", Control::File),
        ask_now(desk),
    ];
    form.is_final = true;
    Ok(form)
}

async fn receive(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "video").await?;
    let mut read = Reader::new(typed, desk.t);
    // A consignment of condemned meat alone has no heads.
    let heads = read.index("heads");
    let mass = read.kilograms("plant_mass");
    let video = digest(&mut read, "video");
    read.done()?;
    let reception = Reception {
        disposal: DisposalId(number(about.id)?),
        heads,
        mass,
        video,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "receive_bodies", vec![reception])
        .await?)
}

async fn treat_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (mut form, row) = consignment_form(desk, "treat", about.id).await?;
    let received = row.received_mass.unwrap_or(row.mass);
    form.facts
        .push(fact(t, "fact-load", names::count(row.heads)));
    let methods = [
        "rendering",
        "incineration",
        "burial",
        "fermentation",
        "acid",
    ];
    form.fields = vec![
        ask_word(desk, "method", "method", &methods),
        ask(desk, "treated_mass", Control::Decimal)
            .suffix(t.say("unit-kilogram"))
            .value(names::kilograms(received)),
        ask(desk, "products", Control::Decimal)
            .suffix(t.say("unit-kilogram"))
            .value("0")
            .half(),
        ask_with_hint(desk, "product_name", Control::Text).half(),
        ask_with_hint(desk, "video", Control::File),
        ask_now(desk),
    ];
    form.is_final = true;
    Ok(form)
}

async fn treat(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "video").await?;
    let mut read = Reader::new(typed, desk.t);
    let method = read.word::<DisposalMethod>("method", "mistake-choose");
    let mass = read.kilograms("treated_mass");
    let products = read.loss("products");
    let product = read.text("product_name");
    let video = digest(&mut read, "video");
    read.done()?;
    let Some(method) = method else {
        return Err(ApiError::not_found().into());
    };
    let treatment = Treatment {
        disposal: DisposalId(number(about.id)?),
        method,
        mass,
        products,
        product,
        video,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "treat_bodies", vec![treatment])
        .await?)
}
