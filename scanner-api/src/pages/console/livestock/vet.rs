//! What an official vet does besides certifying loads: answers, failed inspections, clearances, and
//! looks at slaughter and meat.

use county_primitives::{
    livestock::{
        AnteMortem, Cancellation, CarcassInspection, Clearance, DeclarationAnswer, GroupAct,
        InspectionFailure, Inventory, Leaving, ProductCertificateInput,
    },
    CertificateId, DeclarationId, List, MeatId, Role, SlaughterBatchId, Text,
};

use super::{
    certify::{self, Declaration, Load},
    deed::{
        ask, ask_animals, ask_day, ask_destination, ask_one, ask_tick, ask_with_hint, block,
        covers, deeds, destination, digest, digest_if_any, form, form_about, number, ticked,
        transport, vehicles, Sent,
    },
    house::Batch,
    load,
    names::{self, fact},
    pages::ensure_of_or_over,
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
    /// Takes a declaration on, or not.
    Answer => answer_form, answer;
    /// Records that an inspection failed.
    Fail => fail_form, fail;
    /// Clears animals that an inspection barred.
    Clear => clear_form, clear;
    /// Records that missing animals are there again.
    Recover => recover_form, recover;
    /// Cancels a certificate before departure.
    Cancel => cancel_form, cancel;
    /// Records that a receiver outside acknowledged a load.
    Acknowledge => leaving_form, acknowledge;
    /// Looks at living animals before the kill.
    LookBeforeKill => look_form, look;
    /// Issues a certificate for meat.
    CertifyMeat => meat_form, certify_meat;
    /// Looks at a carcass: the vet's quarantine or the house's own inspection.
    LookAtCarcass => carcass_form, look_at_carcass;
}

async fn answer_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let declaration = Declaration::of_vet(desk, about.id).await?;
    let mut form = form_about(desk, "answer", &format!("declaration:{}", about.id));
    declaration.facts(desk, &mut form).await?;
    let lives = load::declared(desk, about.id).await?;
    form.load = Some(Load::of(desk, &lives));
    form.fields = vec![
        ask_one(
            desk,
            "accepted",
            names::choices(t, "answer", &["yes", "no"]),
        ),
        ask_with_hint(desk, "reason", Control::Text),
    ];
    Ok(form)
}

async fn answer(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let accepted = match typed.get("accepted") {
        "yes" => true,
        "no" => false,
        _ => {
            read.mistake("accepted", "mistake-choose");
            false
        }
    };
    let reason = if accepted || typed.get("accepted").is_empty() {
        read.text("reason")
    } else {
        read.needed("reason", "mistake-reason")
    };
    read.done()?;
    let answer = DeclarationAnswer {
        declaration: DeclarationId(number(about.id)?),
        accepted,
        reason,
    };
    Ok(desk
        .send(write, "Livestock", "answer_declarations", vec![answer])
        .await?)
}

async fn fail_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let declaration = Declaration::of_vet(desk, about.id).await?;
    let mut form = form_about(desk, "fail", &format!("declaration:{}", about.id));
    declaration.facts(desk, &mut form).await?;
    form.explain.push(desk.t.say("do-fail-explain"));
    let lives = load::declared(desk, about.id).await?;
    let found = crate::livestock::findings::of(&desk.app, DeclarationId(number(about.id)?)).await?;
    let known = load::by_unit(&lives);
    let failing: Vec<_> = found.iter().filter_map(|finding| finding.unit).collect();
    let tags: Vec<_> = failing
        .iter()
        .filter_map(|unit| known.get(unit)?.ear_tag())
        .collect();
    form.load = Some(Load::of(desk, &lives).examined(desk, &lives, &found));
    form.fields = vec![
        ask_with_hint(desk, "failed", Control::Lines).value(load::show_tags(&tags).join("\n")),
        ask_with_hint(desk, "reason", Control::Text),
        ask_with_hint(desk, "notice", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn fail(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    Declaration::of_vet(desk, about.id).await?;
    keep_upload(desk, typed, "notice").await?;
    let named = load::units_of(desk, typed, "failed").await?;
    let lives = load::declared(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let mut units = match named {
        Ok(units) => units,
        Err((name, text)) => {
            read.note(name, text);
            Vec::new()
        }
    };
    // A load without tags is one herd, which fails as a whole.
    if let ([only], true) = (lives.as_slice(), typed.get("failed").is_empty()) {
        units.push(only.unit()?);
    }
    if units.is_empty() && typed.get("failed").is_empty() {
        read.mistake("failed", "mistake-no-animals");
    }
    let reason = read.needed("reason", "mistake-reason");
    let notice = digest(&mut read, "notice");
    read.done()?;
    let failure = InspectionFailure {
        declaration: DeclarationId(number(about.id)?),
        units: List::try_from(units).map_err(|_| ApiError::internal("too many animals failed"))?,
        reason,
        notice,
    };
    Ok(desk
        .send(write, "Livestock", "fail_inspections", vec![failure])
        .await?)
}

async fn clear_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "clear");
    form.explain.push(desk.t.say("do-clear-explain"));
    form.fields = ask_animals(desk, &about.target, None).await?;
    form.fields
        .push(ask_with_hint(desk, "reason", Control::Text));
    form.fields
        .push(ask_with_hint(desk, "evidence", Control::File));
    Ok(form)
}

async fn clear(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    let evidence = digest(&mut read, "evidence");
    let group = load::take(&mut read, group);
    read.done()?;
    let act = GroupAct {
        group: group?,
        act: Clearance { reason, evidence },
    };
    Ok(desk
        .send(write, "Livestock", "clear_animals", vec![act])
        .await?)
}

async fn recover_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form(desk, "recover");
    form.fields = ask_animals(desk, &about.target, None).await?;
    form.fields.push(ask_day(desk, "date"));
    form.fields.push(ask_with_hint(desk, "note", Control::Text));
    form.fields.push(ask(desk, "evidence", Control::File));
    Ok(form)
}

async fn recover(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    inventory(desk, typed, write, "recover_animals").await
}

/// Sends the outcome of an inventory: animals that are missing, or there again.
pub(super) async fn inventory(
    desk: &Desk,
    typed: &mut Typed,
    write: &Write,
    call: &'static str,
) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let group = load::read_group(desk, typed).await?;
    let mut read = Reader::new(typed, desk.t);
    let date = read.date("date");
    let note = read.text("note");
    let evidence = digest_if_any(&mut read, "evidence");
    let group = load::take(&mut read, group);
    read.done()?;
    let act = GroupAct {
        group: group?,
        act: Inventory {
            date,
            note,
            evidence,
        },
    };
    Ok(desk.send(write, "Livestock", call, vec![act]).await?)
}

async fn cancel_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_about(desk, "cancel", &format!("certificate:{}", about.id));
    form.fields = vec![ask_with_hint(desk, "reason", Control::Text)];
    form.is_final = true;
    Ok(form)
}

async fn cancel(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed("reason", "mistake-reason");
    read.done()?;
    let cancellation = Cancellation {
        certificate: CertificateId(number(about.id)?),
        reason,
    };
    Ok(desk
        .send(
            write,
            "Livestock",
            "cancel_certificates",
            vec![cancellation],
        )
        .await?)
}

async fn leaving_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = form_about(desk, "acknowledge", &format!("certificate:{}", about.id));
    form.explain.push(desk.t.say("do-acknowledge-explain"));
    form.fields = vec![
        ask(desk, "heads", Control::Whole),
        ask_with_hint(desk, "evidence", Control::File),
    ];
    form.is_final = true;
    Ok(form)
}

async fn acknowledge(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    keep_upload(desk, typed, "evidence").await?;
    let mut read = Reader::new(typed, desk.t);
    let heads = read.whole("heads");
    let evidence = digest(&mut read, "evidence");
    read.done()?;
    let leaving = Leaving {
        certificate: CertificateId(number(about.id)?),
        heads,
        evidence,
    };
    Ok(desk
        .send(write, "Livestock", "acknowledge_leaving", vec![leaving])
        .await?)
}

async fn look_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let batch = Batch::of(desk, about.id).await?;
    ensure_of_or_over(desk, batch.house, &[Role::OfficialVet]).await?;
    let mut form = form_about(desk, "look", &format!("slaughter_batch:{}", about.id));
    let lives = load::listed(desk, "slaughter_units", "batch", about.id).await?;
    form.load = Some(Load::of(desk, &lives));
    form.fields = vec![
        ask_with_hint(desk, "failed", Control::Lines),
        ask_with_hint(desk, "note", Control::Text),
        ask_tick(desk, "looked"),
    ];
    form.is_final = true;
    Ok(form)
}

async fn look(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let named = load::units_of(desk, typed, "failed").await?;
    let mut read = Reader::new(typed, desk.t);
    let failed = match named {
        Ok(units) => units,
        Err((name, text)) => {
            read.note(name, text);
            Vec::new()
        }
    };
    let note: Text<96> = if failed.is_empty() {
        read.text("note")
    } else {
        read.needed("note", "mistake-reason")
    };
    if !ticked(typed, "looked") {
        read.mistake("looked", "mistake-not-seen");
    }
    read.done()?;
    let look = AnteMortem {
        batch: SlaughterBatchId(number(about.id)?),
        failed: List::try_from(failed)
            .map_err(|_| ApiError::internal("too many animals failed"))?,
        note,
    };
    Ok(desk
        .send(write, "Livestock", "inspect_before_kill", vec![look])
        .await?)
}

async fn carcass_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (house, code, mass, live): (i64, String, i64, Option<i64>) = sqlx::query_as(
        "SELECT house, name, mass, live FROM meats WHERE id = ? AND kind = 'carcass'",
    )
    .bind(about.id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    ensure_of_or_over(desk, house, &[Role::OfficialVet]).await?;
    let mut form = form_about(desk, "carcass", &format!("meat:{}", about.id));
    form.facts = vec![
        fact(t, "fact-carcass-code", code),
        fact(t, "fact-hot", names::mass(t.0, mass)),
    ];
    form.facts
        .extend(live.map(|live| fact(t, "fact-live", names::mass(t.0, live))));
    form.fields = vec![
        ask_one(desk, "passed", names::choices(t, "passed", &["yes", "no"])),
        ask_with_hint(desk, "seal", Control::Text),
        ask_with_hint(desk, "note", Control::Text),
    ];
    form.is_final = true;
    Ok(form)
}

async fn look_at_carcass(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let passed = typed.get("passed");
    if passed.is_empty() {
        read.mistake("passed", "mistake-choose");
    }
    let passed = passed == "yes";
    let (seal, note) = if passed {
        (read.needed("seal", "mistake-seal"), read.text("note"))
    } else {
        (read.text("seal"), read.needed("note", "mistake-reason"))
    };
    read.done()?;
    let inspection = CarcassInspection {
        meat: MeatId(number(about.id)?),
        passed,
        seal,
        note,
    };
    Ok(desk
        .send(write, "Livestock", "inspect_carcasses", vec![inspection])
        .await?)
}

/// Where product certificates start: the place of the slaughterhouse or packer that holds the meat.
async fn holder_of(desk: &Desk, meat: i64) -> Result<(i64, String), ApiError> {
    Ok(sqlx::query_as(
        "SELECT organisations.id, organisations.division FROM meats \
         JOIN organisations ON organisations.id = meats.holder WHERE meats.id = ?",
    )
    .bind(meat)
    .fetch_one(&desk.app.db.reader)
    .await?)
}

async fn meat_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let (holder, origin) = holder_of(desk, about.id).await?;
    if !covers(desk, &[Role::OfficialVet], &origin) {
        return Err(ApiError::not_found());
    }
    let mut form = form_about(desk, "certify-meat", &format!("meat:{}", about.id));
    let vehicles = vehicles(desk, false, false, holder).await?;
    if vehicles.is_empty() {
        let go = Link::main(t.say("do-vehicle"), "/console/livestock/vehicles/new");
        block(&mut form, t.say("blocked-vehicle"), go);
        return Ok(form);
    }
    let receivers = [Role::Market, Role::Buyer, Role::Packer];
    form.fields = vec![ask_with_hint(desk, "meats", Control::Text).value(about.id.to_string())];
    form.fields.extend(ask_destination(desk, &receivers).await?);
    form.fields.extend(certify::travel(desk, vehicles));
    form.fields.extend([
        ask_with_hint(desk, "number", Control::Text)
            .value(certify::next_number(desk, &origin).await?)
            .group(t.say("group-paper")),
        ask(desk, "valid_days", Control::Whole)
            .suffix(t.say("unit-days"))
            .value("1"),
    ]);
    form.fields.extend(certify::private_fields(desk));
    Ok(form)
}

/// Numbers in a text, such as `12, 13`.
pub(super) fn numbers(text: &str) -> Option<Vec<u64>> {
    let parts = text.split([',', '，', '、', ' ', '\n', '\r', ';', '；']);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect()
}

async fn certify_meat(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let meats: Vec<MeatId> = numbers(typed.get("meats"))
        .unwrap_or_default()
        .into_iter()
        .map(MeatId)
        .collect();
    let meats = List::try_from(meats).unwrap_or_default();
    if meats.is_empty() {
        read.mistake("meats", "mistake-meats");
    }
    let to = destination(desk, &mut read, typed).await?;
    let transport = transport(&mut read, typed);
    let valid_days = u16::try_from(read.whole("valid_days")).unwrap_or(u16::MAX);
    let paper = read.needed("number", "mistake-number");
    read.done()?;
    let asked = [
        "meats",
        "receiver",
        "receiver_number",
        "destination",
        "vehicle",
        "mode",
        "disinfection",
        "number",
        "valid_days",
        "owner_phone",
        "carrier_phone",
        "remarks",
    ];
    let asked = asked.map(|name| typed.get(name));
    let fingerprint = Fingerprint::of(&("Livestock.certify_products", about.id, asked))?;
    if let Some(answer) = write.replayed(&desk.app, &fingerprint).await? {
        return Ok(answer);
    }
    let input = ProductCertificateInput {
        meats,
        number: paper,
        destination: to,
        transport,
        valid_days,
        particulars: certify::private(desk, typed).await?,
    };
    let items = ItemsBody { items: vec![input] }.bounded()?;
    crate::screening::ensure_free_items(&items)?;
    let call = RawCall::new("Livestock", "certify_products", &items);
    Ok(write.submit_as(&desk.app, &fingerprint, call).await?)
}
