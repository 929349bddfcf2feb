//! Insurance: contracts, claims, decisions, payments.

use county_primitives::{
    livestock::{ClaimDecision, ClaimInput, ClaimPayment, InsuranceInput, Species},
    ClaimId, InsuranceId, Role,
};
use sqlx::FromRow;

use super::{
    deed::{
        ask, ask_animals, ask_day, ask_one, ask_with_hint, block, deeds, digest, form, form_about,
        in_days, number, within, Sent,
    },
    load,
    names::{self, fact},
};
use crate::{
    error::ApiError,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        parties::Parties,
        view::Link,
    },
    write::Write,
};

deeds! {
    /// Records an insurance contract.
    Insure => insure_form, insure;
    /// Files a claim.
    FileClaim => claim_form, file_claim;
    /// Decides a claim.
    Decide => decide_form, decide;
    /// Records a payment.
    Pay => pay_form, pay;
}

/// The farms where the member insures.
fn insurable(desk: &Desk) -> Parties {
    let area = within(desk, &[Role::Insurer], "organisations.division");
    Parties::with(&[Role::Producer], &area)
}

async fn insure_form(desk: &Desk, _: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "insure");
    let farm = ask(desk, "farm", Control::Select(Vec::new()));
    let farm = insurable(desk).offer(desk, farm).await?;
    let species = names::choices(t, "species", &["pig", "cattle", "sheep_goat"]);
    form.explain.push(t.say("do-insure-explain"));
    form.fields = vec![
        ask(desk, "policy", Control::Text),
        farm,
        ask_one(desk, "species", species),
    ];
    form.fields.extend(ask_animals(desk, "", None).await?);
    form.fields.extend([
        ask_day(desk, "from").half(),
        ask(desk, "until", Control::Day)
            .value(in_days(365).to_string())
            .half(),
        ask(desk, "sum", Control::Decimal).suffix(t.say("unit-yuan")),
        ask(desk, "age_days_min", Control::Text)
            .suffix(t.say("unit-days"))
            .value("0")
            .half(),
        ask(desk, "mass_min", Control::Decimal)
            .suffix(t.say("unit-kilogram"))
            .value("0")
            .half(),
        ask_with_hint(desk, "terms", Control::File),
    ]);
    Ok(form)
}

async fn insure(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "terms").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let number = read.needed("policy", "mistake-number");
    let farm = insurable(desk).read(desk, &mut read, typed, "farm").await?;
    let species = read.word::<Species>("species", "mistake-choose");
    let group = load::take(&mut read, group);
    let (from, until) = (read.date("from"), read.date("until"));
    let sum_per_head = read.fen("sum");
    let age_days_min = read.chosen("age_days_min", "mistake-whole");
    let mass_min = read.loss("mass_min");
    let terms = digest(&mut read, "terms");
    read.done()?;
    let insurance = InsuranceInput {
        number,
        farm: farm.unwrap_or_default(),
        species: species.unwrap_or(Species::Pig),
        group: group?,
        from,
        until,
        sum_per_head,
        age_days_min: age_days_min.unwrap_or_default(),
        mass_min,
        terms,
    };
    Ok(desk
        .send(write, "Livestock", "insure", vec![insurance])
        .await?)
}

#[derive(FromRow)]
struct DeadRow {
    unit: String,
    tag: Option<String>,
    mass: i64,
    photo: String,
    insurance: i64,
    number: String,
}

/// The dead animals of the own farm, or of the insurer's contracts, that are insured and not claimed.
async fn claimable(desk: &Desk) -> Result<Vec<DeadRow>, ApiError> {
    let column = if desk.session.has(Role::Insurer) {
        "insurances.insurer"
    } else {
        "insurances.farm"
    };
    let query = format!(
        "SELECT deaths.unit, lives.tag, deaths.mass, deaths.photo, insurances.id AS insurance, \
         insurances.number FROM deaths JOIN lives ON lives.unit = deaths.unit \
         JOIN insurance_units ON insurance_units.unit = deaths.unit \
         JOIN insurances ON insurances.id = insurance_units.insurance \
         WHERE {column} = ? AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.unit = deaths.unit \
         AND claims.state <> 'refused') ORDER BY deaths.at_ms DESC LIMIT 200"
    );
    Ok(sqlx::query_as(&query)
        .bind(desk.organisation()?)
        .fetch_all(&desk.app.db.reader)
        .await?)
}

async fn claim_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "claim");
    form.explain.push(t.say("do-claim-explain"));
    let dead = claimable(desk).await?;
    if dead.is_empty() {
        let go = Link::main(t.say("go-livestock"), "/console");
        block(&mut form, t.say("blocked-no-claim"), go);
        return Ok(form);
    }
    let choice = |row: &DeadRow| {
        let mass = names::mass(t.0, row.mass);
        let name = row
            .tag
            .clone()
            .unwrap_or_else(|| names::subject(t, &row.unit));
        Choice::new(
            format!("{}/{}", row.insurance, row.unit),
            format!("{name} · {mass} · {}", row.number),
        )
    };
    form.fields = vec![
        ask(
            desk,
            "dead_animal",
            Control::Select(dead.iter().map(choice).collect()),
        )
        .value(about.target.clone()),
        ask_with_hint(desk, "claimed_mass", Control::Decimal).suffix(t.say("unit-kilogram")),
        ask(desk, "amount", Control::Decimal).suffix(t.say("unit-yuan")),
        ask_with_hint(desk, "survey", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn file_claim(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "survey").await?;
    let dead = claimable(desk).await?;
    let mut read = Reader::new(typed, desk.t);
    let chosen = dead
        .iter()
        .find(|row| typed.get("dead_animal") == format!("{}/{}", row.insurance, row.unit));
    if chosen.is_none() {
        read.mistake("dead_animal", "mistake-choose");
    }
    let mass = read.kilograms("claimed_mass");
    let amount = read.fen("amount");
    let survey = digest(&mut read, "survey");
    read.done()?;
    let Some(row) = chosen else {
        return Err(ApiError::not_found().into());
    };
    let claim = ClaimInput {
        insurance: InsuranceId(number(row.insurance)?),
        unit: load::unit(&row.unit)?,
        mass,
        amount,
        // The photo of the body is the one the death was reported with.
        photo: row.photo.parse().map_err(ApiError::internal)?,
        survey,
    };
    Ok(desk
        .send(write, "Livestock", "file_claims", vec![claim])
        .await?)
}

#[derive(FromRow)]
struct ClaimRow {
    insurer: i64,
    unit: String,
    mass: i64,
    amount: i64,
    agreed: Option<i64>,
    sum_per_head: i64,
    collected_mass: Option<i64>,
    treated_ms: Option<i64>,
}

async fn claim_about(desk: &Desk, key: &str, id: i64) -> Result<(Form, ClaimRow), ApiError> {
    let t = desk.t;
    let row: ClaimRow = sqlx::query_as(
        "SELECT insurances.insurer, claims.unit, claims.mass, claims.amount, claims.agreed, \
         insurances.sum_per_head, deaths.collected_mass, disposals.treated_ms FROM claims \
         JOIN insurances ON insurances.id = claims.insurance \
         LEFT JOIN deaths ON deaths.unit = claims.unit \
         LEFT JOIN disposals ON disposals.id = claims.disposal WHERE claims.id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(Some(row.insurer)) {
        return Err(ApiError::not_found());
    }
    let mut form = form_about(desk, key, &format!("claim:{id}"));
    form.facts = vec![
        fact(t, "fact-animal", names::subject(t, &row.unit)),
        fact(t, "fact-claimed-mass", names::mass(t.0, row.mass)),
        fact(t, "fact-amount", names::money(t, row.amount)),
        fact(t, "fact-sum", names::money(t, row.sum_per_head)),
    ];
    form.facts.extend(
        row.collected_mass
            .map(|mass| fact(t, "fact-collected-mass", names::mass(t.0, mass))),
    );
    form.facts.extend(
        row.treated_ms
            .map(|time| fact(t, "fact-treated", names::instant(t.0, time))),
    );
    Ok((form, row))
}

async fn decide_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, row) = claim_about(desk, "decide", about.id).await?;
    form.explain.push(desk.t.say("do-decide-explain"));
    let amount = format!("{}.{:02}", row.amount / 100, row.amount % 100);
    form.fields = vec![
        ask_one(
            desk,
            "decision",
            names::choices(desk.t, "decision", &["pay", "refuse"]),
        ),
        ask(desk, "amount", Control::Decimal)
            .suffix(desk.t.say("unit-yuan"))
            .value(amount),
        ask_with_hint(desk, "reason", Control::Text),
    ];
    form.is_final = true;
    Ok(form)
}

async fn decide(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let (amount, reason) = match typed.get("decision") {
        "pay" => (Some(read.fen("amount")), read.text("reason")),
        "refuse" => (None, read.needed("reason", "mistake-reason")),
        _ => {
            read.mistake("decision", "mistake-choose");
            (None, read.text("reason"))
        }
    };
    read.done()?;
    let decision = ClaimDecision {
        claim: ClaimId(number(about.id)?),
        amount,
        reason,
    };
    Ok(desk
        .send(write, "Livestock", "decide_claims", vec![decision])
        .await?)
}

async fn pay_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let (mut form, row) = claim_about(desk, "pay", about.id).await?;
    form.facts.extend(
        row.agreed
            .map(|amount| fact(desk.t, "fact-agreed", names::money(desk.t, amount))),
    );
    form.fields = vec![ask_with_hint(desk, "receipt", Control::File)];
    form.is_final = true;
    Ok(form)
}

async fn pay(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "receipt").await?;
    let mut read = Reader::new(typed, desk.t);
    let receipt = digest(&mut read, "receipt");
    read.done()?;
    let payment = ClaimPayment {
        claim: ClaimId(number(about.id)?),
        receipt,
    };
    Ok(desk
        .send(write, "Livestock", "pay_claims", vec![payment])
        .await?)
}
