//! A new certificate for animals that arrived on one and go on to another county (转运).

use county_primitives::{
    livestock::{CertificateNumber, Inspection, Redispatch},
    CertificateId, Role,
};
use sqlx::FromRow;

use super::{
    certify::{self, Load},
    deed::{
        ask, ask_animals, ask_destination, ask_with_hint, block, covers, deeds, destination,
        digest_if_any, form_about, number, ticked, transport, vehicles, Sent,
    },
    farm::PURPOSES,
    load,
    names::{self, fact},
};
use crate::{
    chain::RawCall,
    error::ApiError,
    extract::ItemsBody,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{Control, Reader, Typed},
        form::{About, Form},
        view::Link,
    },
    write::{Fingerprint, Write},
};

deeds! {
    /// Certifies animals that arrived on another certificate.
    SendOn => form, act;
}

/// A certificate whose animals arrived.
#[derive(FromRow)]
struct Basis {
    purpose: Option<String>,
    arrived_at: Option<String>,
    arrived_to: Option<i64>,
    arrived_ms: Option<i64>,
}

impl Basis {
    /// One that arrived where the vet works: the place and the holding.
    async fn of_vet(desk: &Desk, id: i64) -> Result<(Self, String, i64), ApiError> {
        let basis: Self = sqlx::query_as(
            "SELECT purpose, arrived_at, arrived_to, arrived_ms FROM certificates \
             WHERE id = ? AND state = 'arrived' AND species IS NOT NULL",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
        let (Some(place), Some(farm)) = (basis.arrived_at.clone(), basis.arrived_to) else {
            return Err(ApiError::not_found());
        };
        if covers(desk, &[Role::OfficialVet], &place) {
            Ok((basis, place, farm))
        } else {
            Err(ApiError::not_found())
        }
    }
}

/// The form.
async fn form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (basis, place, farm) = Basis::of_vet(desk, about.id).await?;
    let mut form = form_about(desk, "send-on", &format!("certificate:{}", about.id));
    form.explain.push(t.say("do-send-on-explain"));
    form.facts.push(fact(
        t,
        "fact-farm",
        format!(
            "{} · {}",
            names::organisation(desk, farm).await?,
            names::place(desk, &place)
        ),
    ));
    form.facts.extend(
        basis
            .arrived_ms
            .map(|at| fact(t, "fact-arrived", names::instant(t.0, at))),
    );
    let mut lives = load::listed(desk, "certificate_units", "certificate", about.id).await?;
    lives.retain(|life| life.state == "on_farm");
    let vehicles = vehicles(desk, false, false, farm).await?;
    if lives.is_empty() || vehicles.is_empty() {
        let (why, go) = if lives.is_empty() {
            let path = format!("/console/livestock/certificates/{}", about.id);
            (
                "blocked-none-there",
                Link::main(t.say("ticket-go-on"), path),
            )
        } else {
            let path = "/console/livestock/vehicles/new";
            ("blocked-vehicle", Link::main(t.say("do-vehicle"), path))
        };
        block(&mut form, t.say(why), go);
        return Ok(form);
    }
    form.load = Some(Load::of(desk, &lives));
    form.fields = animals(desk, &basis, &lives, farm).await?;
    form.fields.extend(certify::seen(desk));
    let receivers = [Role::Slaughterhouse, Role::Market, Role::Buyer];
    form.fields.extend(ask_destination(desk, &receivers).await?);
    form.fields.extend(certify::travel(desk, vehicles));
    form.fields.extend([
        ask_with_hint(desk, "number", Control::Text)
            .value(certify::next_number(desk, &place).await?)
            .group(t.say("group-paper")),
        ask(desk, "valid_days", Control::Whole)
            .suffix(t.say("unit-days"))
            .value("1"),
    ]);
    form.fields.extend(certify::private_fields(desk));
    Ok(form)
}

/// Which of the animals go on, and what for.
async fn animals(
    desk: &Desk,
    basis: &Basis,
    lives: &[load::Life],
    farm: i64,
) -> Result<Vec<crate::pages::console::fields::Field>, ApiError> {
    let tags: Vec<_> = lives.iter().filter_map(load::Life::ear_tag).collect();
    let target = load::show_tags(&tags).join("\n");
    let mut fields = ask_animals(desk, &target, Some(("farm", farm))).await?;
    let heads: i64 = lives.iter().map(|life| life.heads).sum();
    fields.push(ask(desk, "heads", Control::Whole).value(heads.to_string()));
    let purposes = names::choices(desk.t, "purpose", &PURPOSES);
    fields.push(
        ask(desk, "purpose", Control::Radios(purposes))
            .value(basis.purpose.clone().unwrap_or_default()),
    );
    Ok(fields)
}

/// The fields that a form which is sent twice is known by.
const TYPED: [&str; 20] = [
    "tags",
    "herd",
    "heads",
    "purpose",
    "receiver",
    "receiver_number",
    "destination",
    "materials_complete",
    "tags_match",
    "healthy",
    "no_swill",
    "laboratory",
    "vehicle",
    "mode",
    "disinfection",
    "number",
    "valid_days",
    "owner_phone",
    "carrier_phone",
    "remarks",
];

/// Issues the certificate.
async fn act(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    Basis::of_vet(desk, about.id).await?;
    keep_upload(desk, typed, "laboratory").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let group = load::take(&mut read, group);
    for name in ["materials_complete", "tags_match", "healthy", "no_swill"] {
        if !ticked(typed, name) {
            read.mistake(name, "mistake-not-seen");
        }
    }
    let heads = read.whole("heads");
    let purpose = read.word("purpose", "mistake-choose");
    let to = destination(desk, &mut read, typed).await?;
    let transport = transport(&mut read, typed);
    let valid_days = u16::try_from(read.whole("valid_days")).unwrap_or(u16::MAX);
    let paper: CertificateNumber = read.needed("number", "mistake-number");
    let laboratory = digest_if_any(&mut read, "laboratory");
    read.done()?;
    let Some(purpose) = purpose else {
        return Err(ApiError::not_found().into());
    };
    let asked = TYPED.map(|name| typed.get(name));
    let fingerprint = Fingerprint::of(&("Livestock.redispatch", about.id, asked))?;
    if let Some(answer) = write.replayed(&desk.app, &fingerprint).await? {
        return Ok(answer);
    }
    let input = Redispatch {
        basis: CertificateId(number(about.id)?),
        group: group?,
        purpose,
        destination: to,
        number: paper,
        inspection: Inspection {
            materials_complete: true,
            heads,
            tags_match: true,
            healthy: true,
            no_swill: true,
            laboratory,
        },
        transport,
        valid_days,
        particulars: certify::private(desk, typed).await?,
    };
    let items = ItemsBody { items: vec![input] }.bounded()?;
    crate::screening::ensure_free_items(&items)?;
    let call = RawCall::new("Livestock", "redispatch", &items);
    Ok(write.submit_as(&desk.app, &fingerprint, call).await?)
}
