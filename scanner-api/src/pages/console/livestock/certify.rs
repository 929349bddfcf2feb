//! A certificate for a declared load: what keeps it from one, animal by animal; the count of its tags;
//! and one button.

use county_primitives::{
    livestock::{CertificateInput, CertificateNumber, Finding, Inspection, Unit},
    DeclarationId, DivisionCode, Role,
};
use sqlx::FromRow;

use super::{
    deed::{
        ask, ask_tick, ask_with_hint, block, covers, deeds, digest_if_any, form_about, number,
        plate, policy, ticked, transport, vehicles, Sent,
    },
    load::{self, Life},
    names::{self, fact},
};
use crate::{
    certificate::particulars::{self, Particulars},
    chain::RawCall,
    error::ApiError,
    extract::ItemsBody,
    livestock::findings,
    pages::console::{
        actions::keep_upload,
        desk::Desk,
        fields::{today, Control, Field, Reader, Typed},
        form::{About, Form, Refusal},
        view::Link,
    },
    write::{Fingerprint, Write},
};

deeds! {
    /// Issues a certificate for a declared load.
    Certify => form, act;
}

/// What keeps animals of a load from their certificate, for the template.
#[derive(Clone, Debug)]
pub(crate) struct Complaint {
    /// Why.
    pub(crate) reason: String,
    /// How many animals; empty if it concerns the whole load.
    pub(crate) count: String,
    /// Which, as ranges of tags.
    pub(crate) animals: Vec<String>,
}

/// A load, for the template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    /// What the list says on its fold.
    pub(crate) heading: String,
    /// Its animals and herds, as ranges.
    pub(crate) names: Vec<String>,
    /// Every tag of it, for the script that ticks them off.
    pub(crate) tags: String,
    /// Whether it was examined.
    pub(crate) is_examined: bool,
    /// What is wrong with it.
    pub(crate) complaints: Vec<Complaint>,
}

impl Load {
    /// The load of a list.
    pub(crate) fn of(desk: &Desk, lives: &[Life]) -> Self {
        let all: Vec<&Life> = lives.iter().collect();
        let heads: i64 = lives.iter().map(|life| life.heads).sum();
        let tags: Vec<&str> = lives
            .iter()
            .filter_map(|life| life.tag.as_deref())
            .collect();
        Self {
            heading: desk
                .t
                .fill("load-heading", &[("number", &names::count(heads))]),
            names: load::names_of(desk, &all),
            tags: tags.join(" "),
            ..Self::default()
        }
    }

    /// The same with what is wrong with it: animals with the same reason stand together.
    pub(crate) fn examined(mut self, desk: &Desk, lives: &[Life], found: &[Finding]) -> Self {
        self.is_examined = true;
        let known = load::by_unit(lives);
        let mut reasons: Vec<(String, Vec<Unit>)> = Vec::new();
        for finding in found {
            let reason = names::finding(desk, finding);
            let at = reasons.iter().position(|(known, _)| *known == reason);
            let units = match at.and_then(|at| reasons.get_mut(at)) {
                Some((_, units)) => units,
                None => {
                    reasons.push((reason, Vec::new()));
                    let Some((_, units)) = reasons.last_mut() else {
                        continue;
                    };
                    units
                }
            };
            units.extend(finding.unit);
        }
        let complaint = |(reason, units): (String, Vec<Unit>)| {
            let lives: Vec<&Life> = units
                .iter()
                .filter_map(|unit| known.get(unit).copied())
                .collect();
            let number = units.len().to_string();
            Complaint {
                reason,
                count: if units.is_empty() {
                    String::new()
                } else {
                    desk.t.fill("complaint-count", &[("number", &number)])
                },
                animals: load::names_of(desk, &lives),
            }
        };
        self.complaints = reasons.into_iter().map(complaint).collect();
        self
    }
}

/// A declaration, as the vet needs it.
#[derive(FromRow)]
pub(crate) struct Declaration {
    pub(crate) farm: i64,
    pub(crate) village: String,
    pub(crate) species: String,
    /// Without those that died since.
    pub(crate) heads: i64,
    pub(crate) purpose: String,
    receiver: Option<i64>,
    pub(crate) destination: String,
    transport: String,
    plate: String,
    pub(crate) state: String,
}

impl Declaration {
    /// A declaration in the area of the vet.
    pub(crate) async fn of_vet(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let declaration: Self = sqlx::query_as(
            "SELECT farm, village, species, \
             (SELECT CAST(COALESCE(SUM(lives.heads), 0) AS BIGINT) FROM declaration_units \
             JOIN lives ON lives.unit = declaration_units.unit \
             WHERE declaration_units.declaration = declarations.id \
             AND NOT EXISTS (SELECT 1 FROM deaths WHERE deaths.unit = lives.unit)) AS heads, \
             purpose, receiver, destination, transport, plate, state FROM declarations WHERE id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
        if covers(desk, &[Role::OfficialVet], &declaration.village) {
            Ok(declaration)
        } else {
            Err(ApiError::not_found())
        }
    }

    /// What it says, for the head of a form.
    pub(crate) async fn facts(&self, desk: &Desk, form: &mut Form) -> Result<(), ApiError> {
        let t = desk.t;
        let farm = names::organisation(desk, self.farm).await?;
        let mut to = names::place(desk, &self.destination);
        if let Some(receiver) = self.receiver {
            to = format!("{} · {to}", names::organisation(desk, receiver).await?);
        }
        form.facts = vec![
            fact(t, "fact-load", names::heads(t, &self.species, self.heads)),
            fact(
                t,
                "fact-farm",
                format!("{farm} · {}", names::place(desk, &self.village)),
            ),
            fact(t, "fact-destination", to),
            fact(t, "fact-purpose", names::word(t, "purpose", &self.purpose)),
            fact(t, "fact-transport", names::day(t.0, &self.transport)),
            fact(t, "fact-plate-declared", plate(desk, &self.plate).await?),
        ];
        Ok(())
    }
}

/// The form of a certificate.
async fn form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let declaration = Declaration::of_vet(desk, about.id).await?;
    let path = format!("/console/livestock/declarations/{}", about.id);
    let mut form = form_about(desk, "certify", &format!("declaration:{}", about.id));
    declaration.facts(desk, &mut form).await?;
    if !matches!(declaration.state.as_str(), "submitted" | "accepted") {
        block(
            &mut form,
            t.say("blocked-declaration"),
            Link::main(t.say("ticket-go-on"), path),
        );
        return Ok(form);
    }
    let lives = load::declared(desk, about.id).await?;
    let found = findings::of(&desk.app, DeclarationId(number(about.id)?)).await?;
    form.load = Some(Load::of(desk, &lives).examined(desk, &lives, &found));
    if !found.is_empty() {
        let failing = found.iter().any(|finding| finding.unit.is_some());
        let go = if failing {
            Link::main(t.say("do-fail"), format!("{path}/fail"))
        } else {
            Link::main(t.say("ticket-go-on"), path)
        };
        block(&mut form, t.say("blocked-findings"), go);
        return Ok(form);
    }
    let mut vehicles = vehicles(desk, false, false, declaration.farm).await?;
    // The declared one comes first; another may have come in its place.
    let declared = format!(":{}", declaration.plate);
    let at = vehicles
        .iter()
        .position(|choice| choice.value.ends_with(&declared));
    if let Some(at) = at {
        let first = vehicles.remove(at);
        vehicles.insert(0, first);
    }
    if vehicles.is_empty() {
        let go = Link::main(t.say("do-vehicle"), "/console/livestock/vehicles/new");
        block(&mut form, t.say("blocked-vehicle"), go);
        return Ok(form);
    }
    form.fields = inspection(desk);
    form.fields.extend(travel(desk, vehicles));
    form.fields.extend(paper(desk, &declaration).await?);
    Ok(form)
}

/// What the vet saw.
fn inspection(desk: &Desk) -> Vec<Field> {
    let mut fields = vec![
        ask_with_hint(desk, "tags", Control::Lines),
        ask_with_hint(desk, "heads", Control::Whole),
    ];
    fields.extend(seen(desk));
    fields
}

/// What the vet confirms, and the laboratory's report where one is needed.
pub(super) fn seen(desk: &Desk) -> Vec<Field> {
    vec![
        ask_tick(desk, "materials_complete").group(desk.t.say("group-seen")),
        ask_tick(desk, "tags_match"),
        ask_tick(desk, "healthy"),
        ask_tick(desk, "no_swill"),
        ask_with_hint(desk, "laboratory", Control::File),
    ]
}

/// What only the parties see.
pub(super) fn private_fields(desk: &Desk) -> [Field; 3] {
    [
        ask_with_hint(desk, "owner_phone", Control::Text).folded(desk.t.say("group-private")),
        ask(desk, "carrier_phone", Control::Text),
        ask(desk, "remarks", Control::Text),
    ]
}

/// How the load travels.
pub(super) fn travel(
    desk: &Desk,
    vehicles: Vec<crate::pages::console::fields::Choice>,
) -> Vec<Field> {
    let t = desk.t;
    let modes = names::choices(t, "mode", &["road", "rail", "water", "air", "foot"]);
    let first = vehicles
        .first()
        .map_or_else(String::new, |choice| choice.value.clone());
    vec![
        ask_with_hint(desk, "vehicle", Control::Select(vehicles))
            .value(first)
            .group(t.say("group-travel")),
        ask(desk, "mode", Control::Select(modes)).value("road"),
        ask_with_hint(desk, "disinfection", Control::Text),
    ]
}

/// What stands on the paper, filled in with what is likely.
async fn paper(desk: &Desk, declaration: &Declaration) -> Result<Vec<Field>, ApiError> {
    let t = desk.t;
    let days = valid_days(desk, &declaration.village, &declaration.destination, false).await?;
    let mut fields = vec![
        ask_with_hint(desk, "number", Control::Text)
            .value(next_number(desk, &declaration.village).await?)
            .group(t.say("group-paper")),
        ask(desk, "valid_days", Control::Whole)
            .suffix(t.say("unit-days"))
            .value(days.to_string()),
    ];
    fields.extend(private_fields(desk));
    Ok(fields)
}

/// How long a certificate may be valid at most, by where the load goes.
pub(super) async fn valid_days(
    desk: &Desk,
    origin: &str,
    destination: &str,
    products: bool,
) -> Result<i64, ApiError> {
    let province = |code: &str| code.parse::<DivisionCode>().map(names::province).ok();
    let leaves = province(origin) != province(destination);
    let (setting, usual) = match (leaves, products) {
        (false, _) => ("local_certificate_days", 1),
        (true, false) => ("animal_certificate_days", 5),
        (true, true) => ("product_certificate_days", 7),
    };
    Ok(policy(desk, origin, setting).await?.unwrap_or(usual))
}

/// A number for the next certificate: county, day, and a count of the day's.
pub(super) async fn next_number(desk: &Desk, origin: &str) -> Result<String, ApiError> {
    let day = today().to_string().replace('-', "");
    // The letter keeps the digits from reading as an identity number.
    let start = format!("{}D{day}", origin.get(..6).unwrap_or_default());
    let last: Option<String> =
        sqlx::query_scalar("SELECT MAX(number) FROM certificates WHERE number >= ? AND number < ?")
            .bind(&start)
            .bind(format!("{start}:"))
            .fetch_one(&desk.app.db.reader)
            .await?;
    let last: u32 = last
        .and_then(|number| number.get(start.len()..)?.parse().ok())
        .unwrap_or(0);
    Ok(format!("{start}{:04}", last.saturating_add(1)))
}

/// The fields of a certificate that the fingerprint of a form is made of.
const TYPED: [&str; 15] = [
    "tags",
    "heads",
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
    Declaration::of_vet(desk, about.id).await?;
    keep_upload(desk, typed, "laboratory").await?;
    let lives = load::declared(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let counted = count(desk, typed, &lives, &mut read).await?;
    for name in ["materials_complete", "healthy", "no_swill"] {
        if !ticked(typed, name) {
            read.mistake(name, "mistake-not-seen");
        }
    }
    if counted.is_none() && !ticked(typed, "tags_match") {
        read.mistake("tags_match", "mistake-not-seen");
    }
    let heads = match counted {
        Some(heads) => heads,
        None => read.whole("heads"),
    };
    let transport = transport(&mut read, typed);
    let valid_days = u16::try_from(read.whole("valid_days")).unwrap_or(u16::MAX);
    let paper: CertificateNumber = read.needed("number", "mistake-number");
    let laboratory = digest_if_any(&mut read, "laboratory");
    read.done()?;
    let fingerprint = Fingerprint::of(&(
        "Livestock.certify",
        about.id,
        TYPED.map(|name| typed.get(name)),
    ))?;
    if let Some(answer) = write.replayed(&desk.app, &fingerprint).await? {
        return Ok(answer);
    }
    let input = CertificateInput {
        declaration: DeclarationId(number(about.id)?),
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
        particulars: private(desk, typed).await?,
    };
    let items = ItemsBody { items: vec![input] }.bounded()?;
    crate::screening::ensure_free_items(&items)?;
    let call = RawCall::new("Livestock", "certify", &items);
    Ok(write.submit_as(&desk.app, &fingerprint, call).await?)
}

/// What only parties see of a certificate, kept in the vault.
pub(super) async fn private(
    desk: &Desk,
    typed: &Typed,
) -> Result<county_primitives::Digest, Refusal> {
    let particulars = Particulars {
        owner_phone: typed.get("owner_phone").to_owned(),
        carrier_phone: typed.get("carrier_phone").to_owned(),
        remarks: typed.get("remarks").to_owned(),
        ..Particulars::default()
    };
    Ok(particulars::keep(&desk.app, &particulars).await?)
}

/// The heads of a load whose tags were counted one by one; none if they were not. A count that is not
/// the list is a mistake that names who is missing and who is too many.
async fn count(
    desk: &Desk,
    typed: &Typed,
    lives: &[Life],
    read: &mut Reader<'_>,
) -> Result<Option<u32>, ApiError> {
    let text = load::with_ear_tags(desk, typed.get("tags")).await?;
    let ranges = match load::read_tags(&text) {
        Ok(ranges) if ranges.is_empty() => return Ok(None),
        Ok(ranges) => ranges,
        Err(fault) => {
            read.note("tags", load::say(desk, &fault));
            return Ok(Some(0));
        }
    };
    let found = load::compare(lives, &ranges);
    let list = |tags| load::show_tags(tags).join(&desk.t.say("comma-list"));
    let mut faults = Vec::new();
    if !found.missing.is_empty() {
        let (number, tags) = (found.missing.len().to_string(), list(&found.missing));
        faults.push(
            desk.t
                .fill("count-missing", &[("number", &number), ("tags", &tags)]),
        );
    }
    if !found.extra.is_empty() {
        let (number, tags) = (found.extra.len().to_string(), list(&found.extra));
        faults.push(
            desk.t
                .fill("count-extra", &[("number", &number), ("tags", &tags)]),
        );
    }
    if !faults.is_empty() {
        read.note("tags", faults.join(" "));
    }
    let herds: i64 = lives
        .iter()
        .filter(|life| life.tag.is_none())
        .map(|life| life.heads)
        .sum();
    let tagged = u32::try_from(found.matched).unwrap_or(u32::MAX);
    Ok(Some(
        tagged.saturating_add(u32::try_from(herds).unwrap_or(0)),
    ))
}
