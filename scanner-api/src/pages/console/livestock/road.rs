//! What happens on the road: departures, checkpoints, arrivals, landing reports, intakes.

use county_primitives::{
    livestock::{Arrival, Checkpoint, Departure, Group, Intake, LandingReport, Unit},
    CertificateId, List, Role,
};
use sqlx::FromRow;

use super::{
    certify::Load,
    deed::{
        ask, ask_now, ask_one, ask_with_hint, block, deeds, form_about, has, now, number, vehicle,
        vehicles, Sent,
    },
    load::{self, Life},
    names::{self, fact},
};
use crate::{
    certificate::plates,
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Control, Mistake, Reader, Typed},
        form::{About, Form, Refusal},
        view::Link,
    },
    write::Write,
};

deeds! {
    /// Records a departure.
    Depart => depart_form, depart;
    /// Records a stop at a checkpoint.
    Pass => pass_form, pass;
    /// Records an arrival on a farm or market.
    Arrive => arrive_form, arrive;
    /// Takes a load into a slaughterhouse.
    TakeIn => take_in_form, take_in;
    /// Reports a landing.
    ReportLanding => landing_form, report_landing;
}

#[derive(FromRow)]
struct Trip {
    owner: i64,
    origin: String,
    receiver: Option<i64>,
    destination: String,
    carrier: i64,
    plate: String,
    species: Option<String>,
    heads_now: i64,
    loaded: Option<i64>,
    state: String,
    valid_until: String,
    number: String,
}

impl Trip {
    async fn of(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        Ok(sqlx::query_as(
            "SELECT owner, origin, receiver, destination, carrier, plate, species, heads_now, loaded, \
             state, valid_until, number FROM certificates WHERE id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?)
    }

    /// A form about this trip, with what is on the certificate.
    async fn form(&self, desk: &Desk, key: &str, id: i64) -> Result<Form, ApiError> {
        let t = desk.t;
        let mut form = form_about(desk, key, &format!("certificate:{id}"));
        let owner = names::organisation(desk, self.owner).await?;
        let heads = self.loaded.unwrap_or(self.heads_now);
        let load = match &self.species {
            Some(species) => names::heads(t, species, heads),
            None => names::count(heads),
        };
        let from = names::place(desk, &self.origin);
        form.facts = vec![
            fact(t, "fact-number", self.number.clone()),
            fact(t, "fact-load", load),
            fact(t, "fact-farm", format!("{owner} · {from}")),
            fact(t, "fact-destination", names::place(desk, &self.destination)),
            fact(
                t,
                "fact-plate",
                super::deed::plate(desk, &self.plate).await?,
            ),
            fact(t, "fact-valid-until", names::day(t.0, &self.valid_until)),
        ];
        Ok(form)
    }
}

/// The animals a certificate still counts.
async fn travelling(desk: &Desk, id: i64) -> Result<Vec<Life>, ApiError> {
    let query = format!(
        "SELECT {} FROM certificate_units JOIN lives ON lives.unit = certificate_units.unit \
         WHERE certificate = ? AND outcome = 'certified' ORDER BY position",
        Life::COLUMNS
    );
    Ok(sqlx::query_as(&query)
        .bind(id)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

fn wrong_state(desk: &Desk, form: &mut Form, id: i64) {
    let go = Link::main(
        desk.t.say("ticket-go-on"),
        format!("/console/livestock/certificates/{id}"),
    );
    block(form, desk.t.say("blocked-certificate"), go);
}

async fn depart_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let trip = Trip::of(desk, about.id).await?;
    if !desk.is_own(Some(trip.carrier)) {
        return Err(ApiError::not_found());
    }
    let mut form = trip.form(desk, "depart", about.id).await?;
    if trip.state != "issued" {
        wrong_state(desk, &mut form, about.id);
        return Ok(form);
    }
    form.load = Some(Load::of(desk, &travelling(desk, about.id).await?));
    form.fields = vec![
        ask_one(
            desk,
            "vehicle",
            vehicles(desk, true, false, trip.owner).await?,
        )
        .hint(desk.t.say("ask-vehicle-there-hint")),
        ask_with_hint(desk, "loaded", Control::Whole),
        ask_with_hint(desk, "left_behind", Control::Lines).folded(desk.t.say("group-left-behind")),
        ask_with_hint(desk, "disinfection_done", Control::Text)
            .group(desk.t.say("group-disinfection")),
        ask_now(desk),
    ];
    form.is_final = true;
    Ok(form)
}

/// Notes what is wrong with named animals.
fn taken(read: &mut Reader<'_>, named: Result<Vec<Unit>, Mistake>) -> Vec<Unit> {
    named.unwrap_or_else(|(name, text)| {
        read.note(name, text);
        Vec::new()
    })
}

async fn depart(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let left = load::units_of(desk, typed, "left_behind").await?;
    let mut read = Reader::new(typed, desk.t);
    let left_behind = taken(&mut read, left);
    let (_, plate) = vehicle(&mut read, typed);
    let heads = read.whole("loaded");
    let disinfection = read.needed("disinfection_done", "mistake-disinfection");
    read.done()?;
    let departure = Departure {
        certificate: CertificateId(number(about.id)?),
        plate,
        heads,
        left_behind: listed(left_behind)?,
        disinfection,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "depart", vec![departure])
        .await?)
}

fn listed(units: Vec<Unit>) -> Result<List<Unit, 500>, ApiError> {
    List::try_from(units).map_err(|_| ApiError::internal("too many animals were named"))
}

async fn pass_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let roles = [Role::Province, Role::OfficialVet];
    if !has(desk, &roles) {
        return Err(ApiError::not_found());
    }
    let trip = Trip::of(desk, about.id).await?;
    let mut form = trip.form(desk, "pass", about.id).await?;
    form.explain.push(t.say("do-pass-explain"));
    let held = desk
        .session
        .roles
        .iter()
        .find(|held| roles.contains(&held.role));
    let here = held.map_or_else(String::new, |held| held.division.to_string());
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT passage FROM checkpoints WHERE organisation = ? GROUP BY passage \
         ORDER BY MAX(at_ms) DESC LIMIT 10",
    )
    .bind(desk.organisation()?)
    .fetch_all(&desk.app.db.reader)
    .await?;
    form.fields = vec![
        ask_with_hint(desk, "passage", Control::Text)
            .value(known.first().cloned().unwrap_or_default())
            .suggest(known),
        ask_with_hint(desk, "division", Control::Text).value(here),
        ask_with_hint(desk, "plate", Control::Text),
        ask_with_hint(desk, "heads", Control::Whole).hint(t.say("ask-heads-there-hint")),
        ask_now(desk),
    ];
    Ok(form)
}

async fn pass(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let passage = read.needed("passage", "mistake-passage");
    let division = read.chosen("division", "mistake-village");
    let heads = read.whole("heads");
    if read.is_blank("plate") {
        read.mistake("plate", "mistake-plate");
    }
    read.done()?;
    let Some(division) = division else {
        return Err(ApiError::not_found().into());
    };
    let checkpoint = Checkpoint {
        certificate: CertificateId(number(about.id)?),
        passage,
        division,
        plate: plates::keep(&desk.app, typed.get("plate")).await?,
        heads,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "pass_checkpoints", vec![checkpoint])
        .await?)
}

/// The form of an arrival: who came alive is scanned, or told to be all but those who did not.
async fn receiving_form(desk: &Desk, about: &About, key: &str) -> Result<Form, ApiError> {
    let trip = Trip::of(desk, about.id).await?;
    if !desk.is_own(trip.receiver) {
        return Err(ApiError::not_found());
    }
    let mut form = trip.form(desk, key, about.id).await?;
    if trip.state != "departed" {
        wrong_state(desk, &mut form, about.id);
        return Ok(form);
    }
    form.load = Some(Load::of(desk, &travelling(desk, about.id).await?));
    form.fields = vec![
        ask_with_hint(desk, "tags", Control::Lines).hint(desk.t.say("ask-tags-arrived-hint")),
        ask_now(desk),
        ask_with_hint(desk, "dead", Control::Lines).folded(desk.t.say("group-not-alive")),
        ask_with_hint(desk, "absent", Control::Lines),
    ];
    form.is_final = true;
    Ok(form)
}

/// Who came alive and who came dead. Nothing scanned means that all others of the load came alive.
async fn received(
    desk: &Desk,
    about: &About,
    typed: &Typed,
) -> Result<(Group, List<Unit, 500>), Refusal> {
    let lives = travelling(desk, about.id).await?;
    let dead = load::units_of(desk, typed, "dead").await?;
    let absent = load::units_of(desk, typed, "absent").await?;
    let scanned = if typed.get("tags").is_empty() {
        None
    } else {
        Some(load::read_group(desk, typed).await?)
    };
    let mut read = Reader::new(typed, desk.t);
    let dead = taken(&mut read, dead);
    let absent = taken(&mut read, absent);
    let herds = lives.iter().filter(|life| life.tag.is_none());
    let arrived = match scanned {
        Some(named) => load::take(&mut read, named),
        None => {
            let mut units = Vec::new();
            for life in &lives {
                let unit = life.unit()?;
                if !dead.contains(&unit) && !absent.contains(&unit) {
                    units.push(unit);
                }
            }
            Ok(Group::Units(listed(units)?))
        }
    };
    // Herds carry no tags to scan; they are on the truck with the others.
    let arrived = match arrived {
        Ok(Group::Tags(ranges)) if herds.clone().next().is_some() => {
            let mut units = load::animals(desk, &ranges).await?;
            for herd in herds {
                units.push(herd.unit()?);
            }
            Ok(Group::Units(listed(units)?))
        }
        arrived => arrived,
    };
    read.done()?;
    Ok((arrived?, listed(dead)?))
}

async fn arrive_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    receiving_form(desk, about, "arrive").await
}

async fn arrive(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let trip = Trip::of(desk, about.id).await?;
    let (arrived, dead) = received(desk, about, typed).await?;
    let arrival = Arrival {
        certificate: CertificateId(number(about.id)?),
        division: trip.destination.parse().map_err(ApiError::internal)?,
        arrived,
        dead,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "arrive", vec![arrival])
        .await?)
}

async fn take_in_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = receiving_form(desk, about, "take-in").await?;
    form.explain.push(t.say("do-take-in-explain"));
    // The truck is turned away before it is unloaded, not after.
    let lives = travelling(desk, about.id).await?;
    let today = crate::pages::console::fields::today().to_string();
    let early: Vec<&Life> = lives
        .iter()
        .filter(|life| {
            life.slaughter_from
                .as_deref()
                .is_some_and(|day| day > today.as_str())
        })
        .collect();
    if !early.is_empty() {
        let tags = load::names_of(desk, &early).join(&t.say("comma-list"));
        form.troubles
            .push(t.fill("take-in-withdrawal", &[("tags", &tags)]));
    }
    Ok(form)
}

async fn take_in(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let (arrived, dead) = received(desk, about, typed).await?;
    let intake = Intake {
        certificate: CertificateId(number(about.id)?),
        arrived,
        dead,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "take_in", vec![intake])
        .await?)
}

async fn landing_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let trip = Trip::of(desk, about.id).await?;
    let ends = [Some(trip.owner), Some(trip.carrier), trip.receiver];
    if !ends.into_iter().any(|end| desk.is_own(end)) {
        return Err(ApiError::not_found());
    }
    let mut form = trip.form(desk, "landing", about.id).await?;
    form.explain.push(desk.t.say("do-landing-explain"));
    form.fields = vec![ask(desk, "heads", Control::Whole)];
    Ok(form)
}

async fn report_landing(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let heads = read.whole("heads");
    read.done()?;
    let report = LandingReport {
        certificate: CertificateId(number(about.id)?),
        heads,
    };
    Ok(desk
        .send(write, "Livestock", "report_landings", vec![report])
        .await?)
}
