//! What is done with devices: registering, another key, another place, taking out of use.

use county_primitives::{
    devices::{DeviceInput, DeviceKind, DeviceMove, DeviceRetirement, DeviceRotation},
    DeviceId, DeviceKey, Digest, Subject,
};

use super::kind_name;
use crate::{
    error::ApiError,
    pages::console::{
        actions::choose,
        desk::Desk,
        fields::{Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{ask, ask_with_hint, deeds, form, form_about, Sent},
        names,
    },
    routes::devices::find,
    write::Write,
};

deeds! {
    /// Registers a device.
    Register => register_form, register;
    /// Gives a device another key.
    Rotate => rotate_form, rotate;
    /// Moves a device.
    Move => move_form, move_to;
    /// Takes a device out of use.
    Retire => retire_form, retire;
}

/// What devices are, in the order in which farms have them.
const KINDS: [&str; 10] = [
    "collar",
    "ear_tag_reader",
    "scale",
    "feeder",
    "thermometer",
    "camera",
    "weather_station",
    "soil_probe",
    "water_probe",
    "cold_chain_recorder",
];

/// How many places of one kind are offered.
const PLACES_MAX: i64 = 100;

/// Where a device of the own organisation may stand; an animal is named by its ear tag instead.
async fn places(desk: &Desk, target: &str) -> Result<Vec<Choice>, ApiError> {
    let own = desk.organisation()?;
    let mut places = Vec::new();
    if let Ok(subject) = target.parse::<Subject>() {
        places.push(subject.to_string());
    }
    places.extend([format!("farm:{own}"), format!("organisation:{own}")]);
    for (query, kind) in [
        (
            "SELECT id FROM plots WHERE producer = ? ORDER BY id DESC LIMIT ?",
            "plot",
        ),
        (
            "SELECT id FROM lives WHERE farm = ? AND kind = 'herd' ORDER BY id DESC LIMIT ?",
            "herd",
        ),
        (
            "SELECT id FROM vehicles WHERE carrier = ? ORDER BY id DESC LIMIT ?",
            "vehicle",
        ),
    ] {
        let ids: Vec<i64> = sqlx::query_scalar(query)
            .bind(own)
            .bind(PLACES_MAX)
            .fetch_all(&desk.app.db.reader)
            .await?;
        places.extend(ids.into_iter().map(|id| format!("{kind}:{id}")));
    }
    let mut choices: Vec<Choice> = Vec::new();
    for place in places {
        if !choices.iter().any(|choice| choice.value == place) {
            choices.push(Choice::new(&place, names::subject(desk.t, &place)));
        }
    }
    Ok(choices)
}

async fn ask_place(desk: &Desk, form: &mut Form, target: &str) -> Result<(), ApiError> {
    let places = places(desk, target).await?;
    form.fields.push(
        ask(desk, "place", Control::Select(places)).value(
            target
                .parse::<Subject>()
                .map_or_else(|_| String::new(), |subject| subject.to_string()),
        ),
    );
    form.fields
        .push(ask_with_hint(desk, "place_tag", Control::Text));
    Ok(())
}

/// The place that was chosen: the animal with the ear tag, if one was given.
async fn read_place(
    desk: &Desk,
    read: &mut Reader<'_>,
    typed: &Typed,
) -> Result<Option<Subject>, ApiError> {
    if read.is_blank("place_tag") {
        return Ok(read.chosen("place", "mistake-choose"));
    }
    let unit: Option<String> = sqlx::query_scalar("SELECT unit FROM tags WHERE tag = ?")
        .bind(typed.get("place_tag"))
        .fetch_optional(&desk.app.db.reader)
        .await?;
    let animal = unit.and_then(|unit| unit.parse().ok());
    if animal.is_none() {
        read.mistake("place_tag", "mistake-place-tag");
    }
    Ok(animal)
}

fn read_key(read: &mut Reader<'_>) -> DeviceKey {
    read.chosen("device_key", "mistake-device-key")
        .unwrap_or_default()
}

fn number(about: &About) -> Result<DeviceId, ApiError> {
    u64::try_from(about.id)
        .map(DeviceId)
        .map_err(|_| ApiError::not_found())
}

/// A form about a device of the own organisation.
async fn own_form(desk: &Desk, about: &About, key: &str) -> Result<Form, ApiError> {
    let device = find(&desk.app, &desk.session, about.id).await?;
    if !desk.is_own(Some(device.organisation)) {
        return Err(ApiError::not_found());
    }
    Ok(form_about(desk, key, &format!("device:{}", about.id)))
}

async fn register_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let mut form = form(desk, "register-device");
    form.back = Some((t.say("devices-title"), "/console/devices".to_owned()));
    form.explain.push(t.say("register-device-explain"));
    let kinds = KINDS.map(|kind| Choice::new(kind, kind_name(t, kind)));
    form.fields
        .push(ask(desk, "device_kind", choose(kinds.to_vec())));
    ask_place(desk, &mut form, &about.target).await?;
    form.fields
        .push(ask_with_hint(desk, "device_key", Control::Text));
    form.fields
        .push(ask_with_hint(desk, "device_serial", Control::Text));
    Ok(form)
}

async fn register(desk: &Desk, _: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let kind = read.word::<DeviceKind>("device_kind", "mistake-choose");
    let place = read_place(desk, &mut read, typed).await?;
    let key = read_key(&mut read);
    let serial = read.needed::<64>("device_serial", "mistake-device-serial");
    read.done()?;
    let (Some(kind), Some(place)) = (kind, place) else {
        return Err(ApiError::not_found().into());
    };
    let device = DeviceInput {
        kind,
        key,
        place,
        serial: Digest(*blake3::hash(serial.as_str().as_bytes()).as_bytes()),
    };
    Ok(desk
        .send(write, "Devices", "register_devices", vec![device])
        .await?)
}

async fn rotate_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = own_form(desk, about, "rotate-device-key").await?;
    form.explain.push(desk.t.say("rotate-device-key-explain"));
    form.fields
        .push(ask_with_hint(desk, "device_key", Control::Text));
    form.is_final = true;
    Ok(form)
}

async fn rotate(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let key = read_key(&mut read);
    read.done()?;
    let device = number(about)?;
    let rotation = DeviceRotation { device, key };
    Ok(desk
        .send(write, "Devices", "rotate_keys", vec![rotation])
        .await?)
}

async fn move_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = own_form(desk, about, "move-device").await?;
    ask_place(desk, &mut form, &about.target).await?;
    Ok(form)
}

async fn move_to(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let place = read_place(desk, &mut read, typed).await?;
    read.done()?;
    let device = number(about)?;
    let place = place.ok_or_else(ApiError::not_found)?;
    Ok(desk
        .send(
            write,
            "Devices",
            "move_devices",
            vec![DeviceMove { device, place }],
        )
        .await?)
}

async fn retire_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let mut form = own_form(desk, about, "retire-device").await?;
    form.fields.push(ask(desk, "reason", Control::Text));
    form.is_final = true;
    Ok(form)
}

async fn retire(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let mut read = Reader::new(typed, desk.t);
    let reason = read.needed::<128>("reason", "mistake-reason");
    read.done()?;
    let device = number(about)?;
    Ok(desk
        .send(
            write,
            "Devices",
            "retire_devices",
            vec![DeviceRetirement { device, reason }],
        )
        .await?)
}
