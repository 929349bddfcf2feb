//! What all forms of livestock have in common: their frame, the fields that name animals, parties and
//! places, and what is read from them.

use county_primitives::{
    livestock::{Destination, Transport, TransportMode},
    Date, Digest, DivisionCode, DivisionLevel, Jurisdiction, OrganisationId, Role, TimestampMs,
};
use sqlx::FromRow;

use super::names::{choices, party, place};
use crate::{
    certificate::plates,
    error::ApiError,
    pages::console::{
        actions::{choose, choose_only},
        desk::Desk,
        fields::{today, Choice, Control, Field, Reader, Typed},
        form::{Form, Refusal},
        names,
        parties::Parties,
        view::Link,
    },
    visibility::bounds,
    write::WriteAnswer,
};

/// What a deed answers.
pub(crate) type Sent = Result<WriteAnswer, Refusal>;

/// Makes actions of pairs of functions: the form, and what becomes of it.
macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident => $form:ident, $act:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $name;

        #[async_trait::async_trait]
        impl crate::pages::console::form::Action for $name {
            async fn form(
                &self,
                desk: &crate::pages::console::desk::Desk,
                about: &crate::pages::console::form::About,
            ) -> Result<crate::pages::console::form::Form, crate::error::ApiError> {
                $form(desk, about).await
            }

            async fn act(
                &self,
                desk: &crate::pages::console::desk::Desk,
                about: &crate::pages::console::form::About,
                typed: &mut crate::pages::console::fields::Typed,
                write: &crate::write::Write,
            ) -> crate::pages::console::livestock::deed::Sent {
                $act(desk, about, typed, write).await
            }
        }
    )*};
}
pub(crate) use deeds;

/// A form whose title and button are the text `do-<key>`.
pub(crate) fn form(desk: &Desk, key: &str) -> Form {
    let key = format!("do-{key}");
    Form::new(desk, &key, &key)
}

/// The same about one thing that has a page.
pub(crate) fn form_about(desk: &Desk, key: &str, subject: &str) -> Form {
    let mut form = form(desk, key);
    let name = names::subject(desk.t, subject);
    form.back = Some((name.clone(), names::subject_href(subject)));
    form.caption = name;
    form
}

/// Says that something is missing first, and where to go.
pub(crate) fn block(form: &mut Form, why: String, go: Link) {
    form.explain.push(why);
    form.blocked = Some(go);
}

/// A field whose label is the text `ask-<name>`.
pub(crate) fn ask(desk: &Desk, name: &'static str, control: Control) -> Field {
    Field::new(desk.t, name, &format!("ask-{name}"), control)
}

/// The same with the hint `ask-<name>-hint`.
pub(crate) fn ask_with_hint(desk: &Desk, name: &'static str, control: Control) -> Field {
    ask(desk, name, control).hint(desk.t.say(&format!("ask-{name}-hint")))
}

/// A day that is today unless said otherwise.
pub(crate) fn ask_day(desk: &Desk, name: &'static str) -> Field {
    ask(desk, name, Control::Day).value(today().to_string())
}

/// One of several answers.
pub(crate) fn ask_one(desk: &Desk, name: &'static str, answers: Vec<Choice>) -> Field {
    choose_only(desk.t, name, &format!("ask-{name}"), answers)
}

/// One of the words of the vocabulary.
pub(crate) fn ask_word(desk: &Desk, name: &'static str, kind: &str, words: &[&str]) -> Field {
    ask(desk, name, choose(choices(desk.t, kind, words)))
}

/// Something that is true or not.
pub(crate) fn ask_tick(desk: &Desk, name: &'static str) -> Field {
    ask(desk, name, Control::Tick)
}

/// Whether it was ticked.
pub(crate) fn ticked(typed: &Typed, name: &str) -> bool {
    !typed.get(name).is_empty()
}

/// Which animals: tags, and of a farm that has them, an untagged herd. `target` is what the page
/// before named: tags, or a herd.
pub(crate) async fn ask_animals(
    desk: &Desk,
    target: &str,
    herds_of: Option<(&str, i64)>,
) -> Result<Vec<Field>, ApiError> {
    let herd = target.strip_prefix("herd:").unwrap_or_default();
    let tags = if herd.is_empty() { target } else { "" };
    let mut fields = vec![ask_with_hint(desk, "tags", Control::Lines).value(tags)];
    if let Some((column, farm)) = herds_of {
        let herds = herds(desk, column, farm).await?;
        if !herds.is_empty() {
            let control = Control::Select(herds);
            fields.push(ask_with_hint(desk, "herd", control).value(herd));
        }
    }
    Ok(fields)
}

/// Living untagged herds, by their farm.
async fn herds(desk: &Desk, column: &str, farm: i64) -> Result<Vec<Choice>, ApiError> {
    let query = format!(
        "SELECT id, species, heads, pen FROM lives WHERE kind = 'herd' AND heads > 0 \
         AND {column} = ? AND state NOT IN ('slaughtered', 'dead', 'disposed', 'left') \
         ORDER BY ordinal DESC LIMIT 200"
    );
    let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(&query)
        .bind(farm)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let choice = |(id, species, heads, pen): (i64, String, i64, String)| {
        let heads = super::names::heads(desk.t, &species, heads);
        let herd = names::subject(desk.t, &format!("herd:{id}"));
        Choice::new(id, format!("{herd} · {heads} {pen}").trim_end())
    };
    Ok(rows.into_iter().map(choice).collect())
}

/// The condition that a division lies where the member has one of these roles. Division codes are
/// digits, so they may stand in a query.
pub(crate) fn within(desk: &Desk, roles: &[Role], column: &str) -> String {
    let held = desk.session.roles.iter();
    let areas: Vec<String> = held
        .filter(|held| roles.contains(&held.role))
        .map(|held| {
            let (low, high) = bounds(held.division);
            format!("({column} >= '{low}' AND {column} < '{high}')")
        })
        .collect();
    if areas.is_empty() {
        "1 = 0".to_owned()
    } else {
        format!("({})", areas.join(" OR "))
    }
}

/// Whether the member has one of these roles over a stored division.
pub(crate) fn covers(desk: &Desk, roles: &[Role], division: &str) -> bool {
    division.parse().is_ok_and(|division| {
        let mut roles = roles.iter();
        roles.any(|role| desk.session.covers(*role, division))
    })
}

/// Whether the member has one of these roles somewhere.
pub(crate) fn has(desk: &Desk, roles: &[Role]) -> bool {
    roles.iter().any(|role| desk.session.has(*role))
}

/// The villages where the member has one of these roles.
pub(crate) fn villages(desk: &Desk, roles: &[Role]) -> Vec<Choice> {
    let held = desk.session.roles.iter();
    let mut open: Vec<DivisionCode> = held
        .filter(|Jurisdiction { role, .. }| roles.contains(role))
        .map(|held| held.division)
        .collect();
    let mut villages = Vec::new();
    while let Some(division) = open.pop() {
        if division.level() == DivisionLevel::Village {
            villages.push(division);
        } else {
            open.extend(desk.app.divisions.children(division).map(|(code, _)| code));
        }
    }
    villages.sort_unstable();
    villages.dedup();
    let choice = |code: DivisionCode| Choice::new(code, place(desk, &code.to_string()));
    villages.into_iter().map(choice).collect()
}

/// Where something goes: a receiver of this ledger, or a place outside it.
pub(crate) async fn ask_destination(desk: &Desk, roles: &[Role]) -> Result<Vec<Field>, ApiError> {
    let receiver = ask(desk, "receiver", Control::Select(Vec::new()));
    Ok(vec![
        Parties::with(roles, "1 = 1").offer(desk, receiver).await?,
        ask_with_hint(desk, "receiver_number", Control::Whole).folded(desk.t.say("group-outside")),
        ask_with_hint(desk, "destination", Control::Text),
    ])
}

/// Reads where something goes.
pub(crate) async fn destination(
    desk: &Desk,
    read: &mut Reader<'_>,
    typed: &Typed,
) -> Result<Destination, ApiError> {
    let nowhere = Destination {
        organisation: None,
        division: DivisionCode::NATION,
    };
    let field = if read.is_blank("receiver") {
        "receiver_number"
    } else {
        "receiver"
    };
    if read.is_blank(field) {
        // Six digits name a county.
        let code = format!("{:0<12}", typed.get("destination"));
        match code.parse::<DivisionCode>() {
            Ok(division) if division != DivisionCode::NATION => {
                return Ok(Destination {
                    division,
                    ..nowhere
                });
            }
            _ => read.mistake("receiver", "mistake-destination"),
        }
        return Ok(nowhere);
    }
    let Some(organisation) = Parties::any().read(desk, read, typed, field).await? else {
        return Ok(nowhere);
    };
    let found: Option<String> =
        sqlx::query_scalar("SELECT division FROM organisations WHERE id = ? AND status = 'active'")
            .bind(i64::from(organisation.0))
            .fetch_optional(&desk.app.db.reader)
            .await?;
    let Some(division) = found.and_then(|code| code.parse().ok()) else {
        read.mistake(field, "mistake-organisation");
        return Ok(nowhere);
    };
    Ok(Destination {
        organisation: Some(organisation),
        division,
    })
}

#[derive(FromRow)]
struct VehicleRow {
    plate: String,
    carrier: i64,
    kind: Option<String>,
    name: Option<String>,
}

/// Vehicles whose filing holds today: of the own organisation, or of everybody, those first that
/// fetched loads of this farm last. The value is carrier and plate.
pub(crate) async fn vehicles(
    desk: &Desk,
    own: bool,
    bodies: bool,
    farm: i64,
) -> Result<Vec<Choice>, ApiError> {
    let mut query =
        "SELECT vehicles.plate, vehicles.carrier, organisations.kind, organisations.name \
         FROM vehicles LEFT JOIN organisations ON organisations.id = vehicles.carrier \
         WHERE vehicles.until_day > $1"
            .to_owned();
    if own {
        query.push_str(" AND vehicles.carrier = $2");
    }
    if bodies {
        query.push_str(" AND vehicles.for_bodies");
    }
    query.push_str(
        " ORDER BY COALESCE((SELECT MAX(certificates.id) FROM certificates \
         WHERE certificates.plate = vehicles.plate AND certificates.owner = $3), 0) DESC, \
         vehicles.id DESC LIMIT 300",
    );
    let rows: Vec<VehicleRow> = sqlx::query_as(&query)
        .bind(today().to_string())
        .bind(desk.session.organisation.map_or(-1, |id| i64::from(id.0)))
        .bind(farm)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let mut choices = Vec::new();
    for row in rows {
        let name = party(desk.t, row.carrier, row.kind, row.name);
        let plate = plate(desk, &row.plate).await?;
        choices.push(Choice::new(
            format!("{}:{}", row.carrier, row.plate),
            format!("{plate} · {name}"),
        ));
    }
    Ok(choices)
}

/// A plate, or the beginning of its commitment if the service does not know it.
pub(crate) async fn plate(desk: &Desk, digest: &str) -> Result<String, ApiError> {
    let shown = match digest.parse::<Digest>() {
        Ok(digest) => plates::shown(&desk.app, &digest).await?,
        Err(_) => None,
    };
    Ok(shown.unwrap_or_else(|| digest.get(..8).unwrap_or(digest).to_owned()))
}

/// Reads a vehicle: its carrier and its plate.
pub(crate) fn vehicle(read: &mut Reader<'_>, typed: &Typed) -> (OrganisationId, Digest) {
    let chosen = typed
        .get("vehicle")
        .split_once(':')
        .and_then(|(carrier, plate)| {
            let carrier = carrier.parse().ok().map(OrganisationId)?;
            Some((carrier, plate.parse().ok()?))
        });
    chosen.unwrap_or_else(|| {
        read.mistake("vehicle", "mistake-vehicle");
        (OrganisationId(0), Digest::default())
    })
}

/// Reads how a load travels.
pub(crate) fn transport(read: &mut Reader<'_>, typed: &Typed) -> Transport {
    let (carrier, plate) = vehicle(read, typed);
    let mode = read.word::<TransportMode>("mode", "mistake-choose");
    Transport {
        carrier,
        plate,
        mode: mode.unwrap_or(TransportMode::Road),
        disinfection: read.text("disinfection"),
    }
}

/// When something happens: while the form is open. The ledger's clock is that of its last block, which
/// is never ahead of the block that will carry the call.
pub(crate) fn ask_now(desk: &Desk) -> Field {
    let now = desk
        .app
        .index
        .borrow()
        .as_ref()
        .map_or(0, |head| head.time_ms);
    Field::new(desk.t, "at_ms", "", Control::Hidden).value(now.to_string())
}

/// Reads it.
pub(crate) fn now(typed: &Typed) -> TimestampMs {
    typed.get("at_ms").parse().unwrap_or_default()
}

/// A digest of a file that came with the form, or of an earlier one.
pub(crate) fn digest(read: &mut Reader<'_>, name: &'static str) -> Digest {
    read.chosen(name, "mistake-file").unwrap_or_default()
}

/// The same of a file that may be left out.
pub(crate) fn digest_if_any(read: &mut Reader<'_>, name: &'static str) -> Option<Digest> {
    if read.is_blank(name) {
        None
    } else {
        Some(digest(read, name))
    }
}

/// A number of the index as the chain's.
pub(crate) fn number(id: i64) -> Result<u64, ApiError> {
    u64::try_from(id).map_err(|_| ApiError::not_found())
}

/// A day some days from now.
pub(crate) fn in_days(days: u32) -> Date {
    today().plus_days(days)
}

/// The value of a policy in a division today: of the most specific division that sets it.
pub(crate) async fn policy(
    desk: &Desk,
    division: &str,
    setting: &str,
) -> Result<Option<i64>, ApiError> {
    let division: DivisionCode = division.parse().map_err(ApiError::internal)?;
    for code in division.lineage() {
        let value: Option<i64> = sqlx::query_scalar(
            "SELECT value FROM policies WHERE division = ? AND setting = ? AND effective <= ? \
             ORDER BY effective DESC LIMIT 1",
        )
        .bind(code.to_string())
        .bind(setting)
        .bind(today().to_string())
        .fetch_optional(&desk.app.db.reader)
        .await?;
        if value.is_some() {
            return Ok(value);
        }
    }
    Ok(None)
}
