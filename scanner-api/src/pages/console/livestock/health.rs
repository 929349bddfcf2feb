//! The health of animals on a farm: vaccinations, treatments, care, isolation, missing and dead.

use county_primitives::{
    livestock::{
        Care, CareAct, DeathCause, DeathReport, GroupAct, Immunisation, IsolationRelease,
        Medication, Sighting, TagRange,
    },
    DivisionCode, Text,
};

use super::{
    deed::{
        ask, ask_animals, ask_day, ask_now, ask_with_hint, ask_word, deeds, digest, digest_if_any,
        form, now, Sent,
    },
    farm::own_herds,
    load,
    names::{self, DISEASES},
    registers::ROUTES,
    vet::inventory,
};
use crate::{
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
    },
    write::Write,
};

deeds! {
    /// Records a vaccination.
    Immunise => immunise_form, immunise;
    /// Records a treatment.
    Medicate => medicate_form, medicate;
    /// Records feeding, weighing and other care.
    CareFor => care_form, care;
    /// Reports missing animals.
    Missing => missing_form, missing;
    /// Ends an isolation.
    EndIsolation => isolation_form, end_isolation;
    /// Reports a death.
    ReportDeath => death_form, report_death;
    /// Reports a tag that was seen.
    ReportSighting => sighting_form, report_sighting;
}

async fn immunise_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "immunise");
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    let diseases = names::choices(desk.t, "disease", &DISEASES);
    form.fields.extend([
        ask(desk, "disease", Control::Select(diseases)),
        ask_with_hint(desk, "vaccine", Control::Text)
            .suggest(written(desk, "immunities", "vaccine").await?),
        ask(desk, "vaccine_batch", Control::Text)
            .suggest(written(desk, "immunities", "batch").await?)
            .half(),
        ask(desk, "dose", Control::Text).half(),
        ask_day(desk, "date"),
        ask_with_hint(desk, "code", Control::Text),
    ]);
    Ok(form)
}

/// What the member wrote into a column before.
async fn written(desk: &Desk, table: &str, column: &str) -> Result<Vec<String>, ApiError> {
    let query = format!(
        "SELECT {column} FROM {table} WHERE member = ? AND {column} <> '' \
         GROUP BY {column} ORDER BY MAX(ledger_ms) DESC LIMIT 10"
    );
    Ok(sqlx::query_scalar(&query)
        .bind(desk.session.member.map_or(-1, |id| i64::from(id.0)))
        .fetch_all(&desk.app.db.reader)
        .await?)
}

async fn immunise(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let disease = read.word("disease", "mistake-choose");
    let vaccine = read.needed("vaccine", "mistake-approval");
    let batch = read.needed("vaccine_batch", "mistake-batch");
    let dose = read.needed("dose", "mistake-dose");
    let date = read.date("date");
    let code = trace_code(&mut read);
    read.done()?;
    let Some(disease) = disease else {
        return Err(ApiError::not_found().into());
    };
    let act = Immunisation {
        disease,
        vaccine,
        batch,
        code,
        dose,
        date,
    };
    let act = GroupAct { group: group?, act };
    Ok(desk.send(write, "Livestock", "immunise", vec![act]).await?)
}

/// The trace code on a package, if it was scanned.
fn trace_code(read: &mut Reader<'_>) -> Option<Text<24>> {
    let code: Text<24> = read.text("code");
    (!code.is_blank()).then_some(code)
}

async fn medicate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "medicate");
    form.explain.push(desk.t.say("do-medicate-explain"));
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT approval FROM drugs WHERE NOT banned ORDER BY approval LIMIT 200",
    )
    .fetch_all(&desk.app.db.reader)
    .await?;
    form.fields.extend([
        ask_with_hint(desk, "approval", Control::Text).suggest(known),
        ask_word(desk, "route", "route", &ROUTES),
        ask(desk, "dose", Control::Text).half(),
        ask_day(desk, "last_dose").half(),
        ask_with_hint(desk, "prescription", Control::File),
        ask_with_hint(desk, "code", Control::Text),
    ]);
    Ok(form)
}

async fn medicate(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "prescription").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let approval = read.needed("approval", "mistake-approval");
    let route = read.word("route", "mistake-choose");
    let dose = read.needed("dose", "mistake-dose");
    let last_dose = read.date("last_dose");
    let prescription = digest_if_any(&mut read, "prescription");
    let code = trace_code(&mut read);
    read.done()?;
    let Some(route) = route else {
        return Err(ApiError::not_found().into());
    };
    let act = Medication {
        approval,
        route,
        code,
        dose,
        last_dose,
        prescription,
    };
    let act = GroupAct { group: group?, act };
    Ok(desk.send(write, "Livestock", "medicate", vec![act]).await?)
}

async fn care_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let kinds = ["fed", "weighed", "penned", "disinfected", "bred", "noted"];
    let mut form = form(desk, "care");
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.extend([
        ask_word(desk, "care", "care", &kinds),
        ask_with_hint(desk, "what", Control::Text),
        ask_with_hint(desk, "mass", Control::Decimal).suffix(desk.t.say("unit-kilogram")),
        ask_day(desk, "date"),
    ]);
    Ok(form)
}

async fn care(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let care = match typed.get("care") {
        "fed" => Care::Fed {
            feed: read.needed("what", "mistake-what"),
            mass: read.kilograms("mass"),
        },
        "weighed" => Care::Weighed {
            mass: read.kilograms("mass"),
        },
        "penned" => Care::Penned {
            pen: read.needed("what", "mistake-what"),
        },
        "disinfected" => Care::Disinfected {
            agent: read.needed("what", "mistake-what"),
        },
        "bred" => Care::Bred {
            note: read.needed("what", "mistake-what"),
        },
        kind => {
            if kind != "noted" {
                read.mistake("care", "mistake-choose");
            }
            Care::Noted {
                note: read.needed("what", "mistake-what"),
            }
        }
    };
    let date = read.date("date");
    read.done()?;
    let act = GroupAct {
        group: group?,
        act: CareAct { care, date },
    };
    Ok(desk
        .send(write, "Livestock", "record_care", vec![act])
        .await?)
}

async fn missing_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "missing");
    form.explain.push(desk.t.say("do-missing-explain"));
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.extend([
        ask_day(desk, "date"),
        ask_with_hint(desk, "note", Control::Text),
        ask(desk, "evidence", Control::File),
    ]);
    form.is_final = true;
    Ok(form)
}

async fn missing(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    inventory(desk, typed, write, "report_missing").await
}

async fn isolation_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "isolation");
    form.explain.push(desk.t.say("do-isolation-explain"));
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.push(ask_with_hint(desk, "note", Control::Text));
    form.fields.push(ask(desk, "evidence", Control::File));
    Ok(form)
}

async fn end_isolation(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let note = read.text("note");
    let evidence = digest_if_any(&mut read, "evidence");
    read.done()?;
    let act = GroupAct {
        group: group?,
        act: IsolationRelease { note, evidence },
    };
    Ok(desk
        .send(write, "Livestock", "release_isolation", vec![act])
        .await?)
}

async fn death_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let causes = [
        "disease",
        "suspected",
        "accident",
        "disaster",
        "culled",
        "unknown",
    ];
    let mut form = form(desk, "death");
    form.explain.push(desk.t.say("do-death-explain"));
    let diseases = names::choices(desk.t, "disease", &DISEASES);
    form.fields = ask_animals(desk, &about.target, own_herds(desk)).await?;
    form.fields.extend([
        ask_with_hint(desk, "dead_heads", Control::Whole),
        ask_word(desk, "cause", "cause", &causes),
        ask_with_hint(desk, "disease", Control::Select(diseases)),
        ask_with_hint(desk, "mass", Control::Decimal).suffix(desk.t.say("unit-kilogram")),
        ask_with_hint(desk, "photo", Control::File),
        ask_now(desk),
    ]);
    form.is_final = true;
    Ok(form)
}

async fn report_death(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "photo").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    let heads = (!read.is_blank("dead_heads")).then(|| read.whole("dead_heads"));
    let cause = cause(&mut read, typed);
    let mass = read.kilograms("mass");
    let photo = digest(&mut read, "photo");
    read.done()?;
    let report = DeathReport {
        group: group?,
        heads,
        cause,
        mass,
        photo,
        at_ms: now(typed),
    };
    Ok(desk
        .send(write, "Livestock", "report_deaths", vec![report])
        .await?)
}

fn cause(read: &mut Reader<'_>, typed: &Typed) -> DeathCause {
    match typed.get("cause") {
        kind @ ("disease" | "suspected") => match read.word("disease", "mistake-choose") {
            Some(disease) if kind == "suspected" => DeathCause::Suspected(disease),
            Some(disease) => DeathCause::Disease(disease),
            None => DeathCause::Unknown,
        },
        _ => read
            .word("cause", "mistake-choose")
            .unwrap_or(DeathCause::Unknown),
    }
}

async fn sighting_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "sighting");
    form.explain.push(desk.t.say("do-sighting-explain"));
    form.fields = vec![
        ask_with_hint(desk, "tags", Control::Lines),
        ask_with_hint(desk, "division", Control::Text).value(home(desk).await?),
        ask_now(desk),
    ];
    Ok(form)
}

/// The division of the own organisation.
async fn home(desk: &Desk) -> Result<String, ApiError> {
    let query = "SELECT division FROM organisations WHERE id = ?";
    let found: Option<String> = sqlx::query_scalar(query)
        .bind(desk.organisation()?)
        .fetch_optional(&desk.app.db.reader)
        .await?;
    Ok(found.unwrap_or_default())
}

async fn report_sighting(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let text = load::with_ear_tags(desk, typed.get("tags")).await?;
    let mut read = Reader::new(typed, desk.t);
    let ranges = match load::read_tags(&text) {
        Ok(ranges) => ranges,
        Err(fault) => {
            read.note("tags", load::say(desk, &fault));
            Vec::new()
        }
    };
    if read.is_blank("tags") {
        read.mistake("tags", "mistake-no-animals");
    }
    let division = read.chosen("division", "mistake-village");
    read.done()?;
    let division = division.unwrap_or(DivisionCode::NATION);
    let at_ms = now(typed);
    let seen = ranges
        .into_iter()
        .flat_map(TagRange::tags)
        .map(|tag| Sighting {
            tag,
            division,
            at_ms,
        });
    let seen: Vec<Sighting> = seen.collect();
    Ok(desk
        .send(write, "Livestock", "report_sightings", seen)
        .await?)
}
