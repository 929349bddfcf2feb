//! The registers of a county: farms with their grades, vehicles, zones, drugs, and the immunity plan.

use county_primitives::{
    livestock::{Drug, FarmGrading, ImmunityRule, VehicleInput, ZoneInput, ZoneLift},
    DivisionCode, List, OrganisationId, Role, ZoneId,
};

use super::{
    deed::{
        ask, ask_day, ask_one, ask_tick, ask_with_hint, ask_word, deeds, digest, form, form_about,
        in_days, ticked, within, Sent,
    },
    names::{self, DISEASES},
    vet::numbers,
};
use crate::{
    certificate::plates,
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
    },
    write::Write,
};

deeds! {
    /// Grades a farm.
    GradeFarm => grade_form, grade;
    /// Files a vehicle.
    FileVehicle => vehicle_form, file_vehicle;
    /// Orders a zone.
    OrderZone => zone_form, order_zone;
    /// Lifts a zone.
    LiftZone => lift_form, lift_zone;
    /// Writes a drug into the catalogue.
    SetDrug => drug_form, set_drug;
    /// Writes a line of the immunity plan.
    SetRule => rule_form, set_rule;
}

const REGISTRARS: [Role; 2] = [Role::OfficialVet, Role::CountyAgriculture];

/// Those with this role where the member keeps the registers.
fn registered(desk: &Desk, role: Role) -> Parties {
    let area = within(desk, &REGISTRARS, "organisations.division");
    Parties::with(&[role], &area)
}

async fn grade_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "grade-farm");
    let farm = ask(desk, "farm", Control::Select(Vec::new())).value(about.target.clone());
    form.fields = vec![
        registered(desk, Role::Producer).offer(desk, farm).await?,
        ask_word(desk, "grade", "grade", &["low", "medium", "high"]),
        ask_with_hint(desk, "report", Control::File),
    ];
    Ok(form)
}

async fn grade(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "report").await?;
    let mut read = Reader::new(typed, desk.t);
    let farm = registered(desk, Role::Producer)
        .read(desk, &mut read, typed, "farm")
        .await?;
    let grade = read.word("grade", "mistake-choose");
    let report = digest(&mut read, "report");
    read.done()?;
    let (Some(farm), Some(grade)) = (farm, grade) else {
        return Err(ApiError::not_found().into());
    };
    let grading = FarmGrading {
        farm,
        grade,
        report,
    };
    Ok(desk
        .send(write, "Livestock", "grade_farms", vec![grading])
        .await?)
}

async fn vehicle_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "vehicle");
    let carrier = ask(desk, "carrier", Control::Text);
    form.explain.push(desk.t.say("do-vehicle-explain"));
    form.fields = vec![
        ask_with_hint(desk, "plate", Control::Text),
        registered(desk, Role::Hauler)
            .offer_only(desk, carrier)
            .await?,
        ask_tick(desk, "for_bodies"),
        ask(desk, "until", Control::Day).value(in_days(365).to_string()),
    ];
    Ok(form)
}

async fn file_vehicle(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    if read.is_blank("plate") {
        read.mistake("plate", "mistake-plate");
    }
    let carrier = registered(desk, Role::Hauler)
        .read(desk, &mut read, typed, "carrier")
        .await?;
    let until = read.date("until");
    read.done()?;
    let vehicle = VehicleInput {
        plate: plates::keep(&desk.app, typed.get("plate")).await?,
        carrier: carrier.unwrap_or_default(),
        for_bodies: ticked(typed, "for_bodies"),
        until,
    };
    Ok(desk
        .send(write, "Livestock", "file_vehicles", vec![vehicle])
        .await?)
}

const RULERS: [Role; 2] = [Role::Province, Role::CountyAgriculture];

/// The divisions the member rules for themselves, then everything right inside.
fn divisions(desk: &Desk) -> Vec<Choice> {
    let mut choices = Vec::new();
    for held in desk
        .session
        .roles
        .iter()
        .filter(|held| RULERS.contains(&held.role))
    {
        let choice = |code: DivisionCode| Choice::new(code, names::place(desk, &code.to_string()));
        choices.push(choice(held.division));
        choices.extend(
            desk.app
                .divisions
                .children(held.division)
                .map(|(code, _)| choice(code)),
        );
    }
    choices
}

async fn zone_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "zone");
    form.explain.push(desk.t.say("do-zone-explain"));
    form.fields = vec![
        ask_word(desk, "disease", "disease", &DISEASES),
        ask_with_hint(desk, "order", Control::Text),
        ask_with_hint(desk, "divisions", Control::Lines),
        ask_with_hint(desk, "farms", Control::Lines),
        ask_with_hint(desk, "zone_species", Control::Select(species(desk))),
        ask_day(desk, "from").half(),
        ask(desk, "until", Control::Day).half(),
        ask_with_hint(desk, "evidence", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

fn species(desk: &Desk) -> Vec<Choice> {
    names::choices(
        desk.t,
        "species",
        &["pig", "cattle", "sheep_goat", "poultry"],
    )
}

async fn order_zone(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    let disease = read.word("disease", "mistake-choose");
    let order = read.needed("order", "mistake-order");
    let codes: Option<Vec<DivisionCode>> = numbers(typed.get("divisions")).and_then(|codes| {
        let full = |code: u64| format!("{:0<12}", code.to_string()).parse().ok();
        codes.into_iter().map(full).collect()
    });
    let farms = numbers(typed.get("farms")).and_then(|numbers| {
        let farm = |number| u32::try_from(number).ok().map(OrganisationId);
        numbers.into_iter().map(farm).collect::<Option<Vec<_>>>()
    });
    if codes.is_none() {
        read.mistake("divisions", "mistake-divisions");
    }
    if farms.is_none() {
        read.mistake("farms", "mistake-organisation");
    }
    let species = if read.is_blank("zone_species") {
        None
    } else {
        read.word("zone_species", "mistake-choose")
    };
    let from = read.date("from");
    let until = (!read.is_blank("until")).then(|| read.date("until"));
    let evidence = digest(&mut read, "evidence");
    read.done()?;
    let Some(disease) = disease else {
        return Err(ApiError::not_found().into());
    };
    let zone = ZoneInput {
        disease,
        order,
        divisions: List::try_from(codes.unwrap_or_default()).unwrap_or_default(),
        farms: List::try_from(farms.unwrap_or_default()).unwrap_or_default(),
        species: List::try_from(Vec::from_iter(species)).unwrap_or_default(),
        from,
        until,
        evidence,
    };
    Ok(desk
        .send(write, "Livestock", "order_zones", vec![zone])
        .await?)
}

async fn lift_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_about(desk, "lift", &format!("zone:{}", about.id));
    form.fields = vec![ask_with_hint(desk, "order", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn lift_zone(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let order = read.needed("order", "mistake-order");
    read.done()?;
    let zone = u32::try_from(about.id).map_err(|_| ApiError::not_found())?;
    let lift = ZoneLift {
        zone: ZoneId(zone),
        order,
    };
    Ok(desk
        .send(write, "Livestock", "lift_zones", vec![lift])
        .await?)
}

/// How a drug is given.
pub(super) const ROUTES: [&str; 4] = ["oral", "injection", "external", "infusion"];

async fn drug_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "drug");
    form.explain.push(desk.t.say("do-drug-explain"));
    form.fields = vec![
        ask_one(desk, "division", divisions(desk)),
        ask_with_hint(desk, "approval", Control::Text),
        ask(desk, "drug_name", Control::Text),
        ask_one(desk, "species", species(desk)),
        ask_word(desk, "route", "route", &ROUTES),
        ask(desk, "withdrawal_days", Control::Text).suffix(desk.t.say("unit-days")),
        ask_with_hint(desk, "milk_days", Control::Text)
            .suffix(desk.t.say("unit-days"))
            .half(),
        ask_with_hint(desk, "egg_days", Control::Text)
            .suffix(desk.t.say("unit-days"))
            .half(),
        ask_tick(desk, "prescribed"),
        ask_tick(desk, "banned"),
    ];
    Ok(form)
}

async fn set_drug(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let division = read.chosen("division", "mistake-choose");
    let approval = read.needed("approval", "mistake-approval");
    let name = read.needed("drug_name", "mistake-name");
    let species = read.word("species", "mistake-choose");
    let route = read.word("route", "mistake-choose");
    let withdrawal_days = read.chosen("withdrawal_days", "mistake-whole");
    let milk_days = days_if_any(&mut read, "milk_days");
    let egg_days = days_if_any(&mut read, "egg_days");
    read.done()?;
    let (Some(division), Some(species), Some(route), Some(withdrawal_days)) =
        (division, species, route, withdrawal_days)
    else {
        return Err(ApiError::not_found().into());
    };
    let drug = Drug {
        division,
        approval,
        species,
        route,
        name,
        withdrawal_days,
        milk_days,
        egg_days,
        prescription: ticked(typed, "prescribed"),
        banned: ticked(typed, "banned"),
    };
    Ok(desk
        .send(write, "Livestock", "set_drugs", vec![drug])
        .await?)
}

/// Days that may be left out: then the policy's default holds.
fn days_if_any(read: &mut Reader<'_>, name: &'static str) -> Option<u16> {
    if read.is_blank(name) {
        None
    } else {
        read.chosen(name, "mistake-whole")
    }
}

async fn rule_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "rule");
    form.explain.push(t.say("do-rule-explain"));
    form.fields = vec![
        ask_one(desk, "division", divisions(desk)),
        ask_one(desk, "species", species(desk)),
        ask_word(desk, "disease", "disease", &DISEASES),
        ask_tick(desk, "compulsory"),
        ask(desk, "from_age_days", Control::Text)
            .suffix(t.say("unit-days"))
            .half(),
        ask(desk, "rule_days", Control::Whole)
            .suffix(t.say("unit-days"))
            .half(),
    ];
    Ok(form)
}

async fn set_rule(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let division = read.chosen("division", "mistake-choose");
    let species = read.word("species", "mistake-choose");
    let disease = read.word("disease", "mistake-choose");
    let from_age_days = read.chosen("from_age_days", "mistake-whole");
    let valid_days = read.chosen("rule_days", "mistake-whole");
    read.done()?;
    let (Some(division), Some(species), Some(disease), Some(from_age_days), Some(valid_days)) =
        (division, species, disease, from_age_days, valid_days)
    else {
        return Err(ApiError::not_found().into());
    };
    let rule = ImmunityRule {
        division,
        species,
        disease,
        compulsory: ticked(typed, "compulsory"),
        from_age_days,
        valid_days,
    };
    Ok(desk
        .send(write, "Livestock", "set_immunity_rules", vec![rule])
        .await?)
}
