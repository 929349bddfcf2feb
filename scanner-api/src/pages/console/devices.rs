//! Devices at the console: which there are, what they measured last, which hours they anchored, and how one is
//! connected.

mod deeds;

use std::collections::BTreeMap;

use axum::{extract::Path, response::Response, routing::get, Router};
use county_primitives::{devices::HOUR_MS, Role, Subject};
use sqlx::FromRow;

use super::{
    desk::Desk,
    form::form_routes,
    home::{Group, Task},
    lists::{older, Older, LIST_MAX},
    livestock, names,
    view::{self, Line, Link, Page, Row, Section, Tag},
    Trouble,
};
use crate::{
    db::{now_ms, sql},
    error::ApiError,
    extract::Query,
    pages::words::Words,
    routes::devices::{find, Device},
    state::AppState,
};

/// How many hours and readings the page of a device shows.
const HOURS_SHOWN: i64 = 24;
const READINGS_SHOWN: i64 = 10;

/// All pages of devices.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/console/devices", get(list))
        .route("/console/devices/new", form_routes(deeds::Register))
        .route("/console/devices/{id}", get(show))
        .route("/console/devices/{id}/connect", get(connect))
        .route("/console/devices/{id}/key", form_routes(deeds::Rotate))
        .route("/console/devices/{id}/move", form_routes(deeds::Move))
        .route("/console/devices/{id}/retire", form_routes(deeds::Retire))
}

/// The part of the first page that is about devices: for farms, and for whoever has a device.
pub(super) async fn groups(desk: &Desk) -> Result<Vec<Group>, ApiError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM devices WHERE organisation = ? AND status = 'active'",
    )
    .bind(desk.organisation()?)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let is_farm = desk.session.has(Role::Producer) && livestock::keeps_animals(desk).await?;
    if count == 0 && !is_farm {
        return Ok(Vec::new());
    }
    let t = desk.t;
    let number = names::count(count);
    Ok(vec![Group {
        heading: t.say("group-devices"),
        tasks: vec![Task {
            title: t.say("task-devices"),
            hint: t.say("task-devices-hint"),
            tag: Tag {
                tone: if count > 0 { "info" } else { "quiet" },
                text: t.fill("count-devices", &[("number", &number)]),
            },
            href: "/console/devices".to_owned(),
            icon: "live",
        }],
    }])
}

/// What a device is.
pub(super) fn kind_name(t: Words, kind: &str) -> String {
    t.known(&format!("word-device-{kind}"))
        .unwrap_or_else(|| kind.to_owned())
}

/// What was measured.
fn metric_name(t: Words, metric: &str) -> String {
    t.known(&format!("word-metric-{metric}"))
        .unwrap_or_else(|| metric.to_owned())
}

/// A value in thousandths, with the decimals it has.
fn value(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let whole = milli.unsigned_abs() / 1_000;
    let decimals = format!("{:03}", milli.unsigned_abs() % 1_000);
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}

/// The moment an hour begins.
fn begin_ms(hour: i64) -> i64 {
    hour.saturating_mul(sql(HOUR_MS))
}

fn status_tag(t: Words, status: &str) -> Tag {
    let is_active = status == "active";
    Tag {
        tone: if is_active { "good" } else { "quiet" },
        text: t.say(if is_active {
            "device-active"
        } else {
            "device-retired"
        }),
    }
}

#[derive(FromRow)]
struct DeviceRow {
    id: i64,
    organisation: i64,
    kind: String,
    place: String,
    status: String,
    hours: i64,
    last_hour: Option<i64>,
}

impl DeviceRow {
    /// The line of a list, with its place if that is not where it is shown; whoever may not see the device itself is
    /// led nowhere.
    fn line(&self, desk: &Desk, place: Option<String>) -> Row {
        let t = desk.t;
        let hours = names::count(self.hours);
        let anchored = match self.last_hour {
            None => t.say("device-no-hour"),
            Some(hour) => t.fill(
                "device-hours-line",
                &[
                    ("hours", &hours),
                    ("time", &names::instant(t.0, begin_ms(hour))),
                ],
            ),
        };
        let lines = place.into_iter().chain([anchored]).collect();
        Row {
            title: format!(
                "{} · {}",
                kind_name(t, &self.kind),
                names::subject(t, &format!("device:{}", self.id))
            ),
            lines,
            tag: Some(status_tag(t, &self.status)),
            href: if desk.is_own(Some(self.organisation)) {
                format!("/console/devices/{}", self.id)
            } else {
                String::new()
            },
        }
    }
}

/// A place as people call it: an animal by its ear tag, a farm or another organisation by its name.
async fn place_name(desk: &Desk, place: &str) -> Result<String, ApiError> {
    let name: Option<String> = match place.parse() {
        Ok(Subject::Animal(_)) => {
            sqlx::query_scalar("SELECT tag FROM lives WHERE unit = ? AND tag IS NOT NULL")
                .bind(place)
                .fetch_optional(&desk.app.db.reader)
                .await?
        }
        Ok(Subject::Farm(id) | Subject::Organisation(id)) => {
            Some(names::organisation(desk, i64::from(id.0)).await?)
        }
        _ => None,
    };
    Ok(name.unwrap_or_else(|| names::subject(desk.t, place)))
}

/// The own devices.
async fn list(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut rows: Vec<DeviceRow> = sqlx::query_as(
        "SELECT id, organisation, kind, place, status, hours, last_hour FROM devices \
         WHERE organisation = ? AND id < ? ORDER BY id DESC LIMIT ?",
    )
    .bind(desk.organisation()?)
    .bind(page.before())
    .bind(LIST_MAX + 1)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let older = older(&mut rows, "/console/devices", |row| row.id);
    let register = Link::main(t.say("do-register-device"), "/console/devices/new");
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        let place = place_name(&desk, &row.place).await?;
        lines.push(row.line(&desk, Some(place)));
    }
    let page = Page {
        title: t.say("devices-title"),
        explain: vec![t.say("devices-explain")],
        actions: if lines.is_empty() {
            Vec::new()
        } else {
            vec![register.clone()]
        },
        sections: vec![Section {
            rows: lines,
            empty: t.say("devices-empty"),
            start: Some(register),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The devices that stand at a place, for the page of the place; nothing if there are none.
pub(crate) async fn at_place(desk: &Desk, place: &str) -> Result<Option<Section>, ApiError> {
    let rows: Vec<DeviceRow> = sqlx::query_as(
        "SELECT id, organisation, kind, place, status, hours, last_hour FROM devices \
         WHERE place = ? ORDER BY id DESC LIMIT ?",
    )
    .bind(place)
    .bind(LIST_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(Section {
        heading: desk.t.say("devices-at-place"),
        rows: rows.iter().map(|row| row.line(desk, None)).collect(),
        ..Section::default()
    }))
}

/// A device.
async fn show(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let device = find(&desk.app, &desk.session, id).await?;
    let page = Page {
        back: Some((t.say("devices-title"), "/console/devices".to_owned())),
        caption: names::subject(t, &format!("device:{id}")),
        title: format!(
            "{} · {}",
            kind_name(t, &device.kind),
            place_name(&desk, &device.place).await?
        ),
        tag: Some(status_tag(t, &device.status)),
        actions: actions(&desk, &device),
        facts: facts(&desk, &device).await?,
        sections: vec![readings(&desk, id).await?, hours(&desk, &device).await?],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn actions(desk: &Desk, device: &Device) -> Vec<Link> {
    if !desk.is_own(Some(device.organisation)) || device.status != "active" {
        return Vec::new();
    }
    let t = desk.t;
    let path = format!("/console/devices/{}", device.id);
    vec![
        Link::main(t.say("device-connect"), format!("{path}/connect")),
        Link::other(t.say("do-rotate-device-key"), format!("{path}/key")),
        Link::other(t.say("do-move-device"), format!("{path}/move")),
        Link::grave(t.say("do-retire-device"), format!("{path}/retire")),
    ]
}

async fn facts(desk: &Desk, device: &Device) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let fact = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let mut facts = vec![
        fact(
            "device-owner",
            names::organisation(desk, device.organisation).await?,
        ),
        fact("device-place", place_name(desk, &device.place).await?),
        fact("device-key", device.key.clone()),
        fact(
            "device-registered",
            names::instant(t.0, device.registered.0),
        ),
        fact("device-hours", names::count(device.hours)),
    ];
    if let Some(hour) = device.last_hour {
        let last = names::instant(t.0, begin_ms(hour));
        facts.push(fact("device-last-hour", last));
    }
    if !device.reason.is_empty() {
        facts.push(fact("device-retired-why", device.reason.clone()));
    }
    Ok(facts)
}

#[derive(FromRow)]
struct ReadingRow {
    sequence: i64,
    at_ms: i64,
    metric: String,
    value_milli: i64,
    unit: String,
}

async fn readings(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let t = desk.t;
    let rows: Vec<ReadingRow> = sqlx::query_as(
        "SELECT sequence, at_ms, metric, value_milli, unit FROM device_readings \
         WHERE device = ? ORDER BY sequence DESC LIMIT ?",
    )
    .bind(id)
    .bind(READINGS_SHOWN)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let line = |row: ReadingRow| Row {
        title: format!(
            "{} {} {}",
            metric_name(t, &row.metric),
            value(row.value_milli),
            row.unit
        ),
        lines: vec![t.fill(
            "device-reading-line",
            &[
                ("time", &names::instant(t.0, row.at_ms)),
                ("number", &names::count(row.sequence)),
            ],
        )],
        ..Row::default()
    };
    Ok(Section {
        heading: t.say("device-readings"),
        rows: rows.into_iter().map(line).collect(),
        empty: t.say("device-readings-empty"),
        ..Section::default()
    })
}

#[derive(FromRow)]
struct HourRow {
    hour: i64,
    readings: i64,
    first_sequence: i64,
    last_sequence: i64,
    late: bool,
    missing_before: i64,
    missing_within: i64,
    block: i64,
}

/// The last hours, whether they are anchored, wait for it, or have no readings at all.
async fn hours(desk: &Desk, device: &Device) -> Result<Section, ApiError> {
    let now_hour = now_ms().div_euclid(sql(HOUR_MS));
    let registered = device.registered.0.div_euclid(sql(HOUR_MS));
    let first = now_hour
        .saturating_sub(HOURS_SHOWN.saturating_sub(1))
        .max(registered.min(device.last_hour.unwrap_or(registered)));
    let anchored: Vec<HourRow> = sqlx::query_as(
        "SELECT hour, readings, first_sequence, last_sequence, late, missing_before, missing_within, block \
         FROM device_anchors WHERE device = ? AND hour >= ?",
    )
    .bind(device.id)
    .bind(first)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let taken: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT hour, COUNT(*) AS taken FROM device_readings WHERE device = ? AND hour >= ? GROUP BY hour",
    )
    .bind(device.id)
    .bind(first)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let anchored: BTreeMap<i64, HourRow> =
        anchored.into_iter().map(|row| (row.hour, row)).collect();
    let taken: BTreeMap<i64, i64> = taken.into_iter().collect();
    let rows = (first..=now_hour).rev().map(|hour| {
        let waiting = taken.get(&hour).copied().unwrap_or(0);
        hour_line(desk.t, hour, anchored.get(&hour), waiting, hour == now_hour)
    });
    Ok(Section {
        heading: desk.t.say("device-hours-title"),
        rows: rows.collect(),
        ..Section::default()
    })
}

fn hour_line(t: Words, hour: i64, anchored: Option<&HourRow>, taken: i64, is_now: bool) -> Row {
    let (tone, key) = match (anchored, taken, is_now) {
        (Some(row), ..) if row.late => ("warn", "device-hour-late"),
        (Some(_), ..) => ("good", "device-hour-anchored"),
        (None, _, true) => ("info", "device-hour-now"),
        (None, 0, false) => ("quiet", "device-hour-none"),
        (None, _, false) => ("warn", "device-hour-waits"),
    };
    let mut lines = Vec::new();
    match anchored {
        Some(row) => {
            lines.push(t.fill(
                "device-hour-line",
                &[
                    ("readings", &names::count(row.readings)),
                    ("first", &names::count(row.first_sequence)),
                    ("last", &names::count(row.last_sequence)),
                    ("block", &names::count(row.block)),
                ],
            ));
            let missing = row.missing_before.saturating_add(row.missing_within);
            if missing > 0 {
                let number = names::count(missing);
                lines.push(t.fill("device-hour-missing", &[("number", &number)]));
            }
        }
        None if taken > 0 => {
            let readings = names::count(taken);
            lines.push(t.fill("device-hour-taken", &[("readings", &readings)]));
        }
        None => {}
    }
    Row {
        title: names::instant(t.0, begin_ms(hour)),
        lines,
        tag: Some(Tag {
            tone,
            text: t.say(key),
        }),
        ..Row::default()
    }
}

/// How a device is connected, with commands to copy.
async fn connect(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let device = find(&desk.app, &desk.session, id).await?;
    if !desk.is_own(Some(device.organisation)) {
        return Err(ApiError::not_found().into());
    }
    let name = names::subject(t, &format!("device:{id}"));
    let page = Page {
        back: Some((name.clone(), format!("/console/devices/{id}"))),
        caption: name,
        title: t.say("device-connect"),
        explain: vec![
            t.say("device-connect-explain"),
            t.say("device-connect-numbers"),
        ],
        data: commands(&desk, &device),
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Commands for a shell with `openssl`, `curl` and `jq`: a reading, and the anchor of the last hour.
fn commands(desk: &Desk, device: &Device) -> String {
    let t = desk.t;
    let (id, next) = (device.id, device.next_sequence.unwrap_or(1));
    let base = desk.app.config.public_url.as_str().trim_end_matches('/');
    let [key, reading, anchor, sign] = [
        "device-step-key",
        "device-step-reading",
        "device-step-anchor",
        "device-step-sign",
    ]
    .map(|step| t.say(step));
    format!(
        r#"# {key}
openssl genpkey -algorithm ed25519 -out device.pem
openssl pkey -in device.pem -pubout -outform DER | tail -c 32 | xxd -p -c 32

# {reading}
SEQ={next}; AT=$(date +%s%3N)
printf 'county-ledger/reading/v1\n{id}\n%s\n%s\ntemperature\n38600\n°C' "$SEQ" "$AT" > reading
SIG=$(openssl pkeyutl -sign -inkey device.pem -rawin -in reading | xxd -p -c 64)
curl -s {base}/api/v1/device-readings -H 'content-type: application/json' -d "{{\"items\":[{{
  \"device\":{id},\"sequence\":$SEQ,\"at_ms\":$AT,\"metric\":\"temperature\",
  \"value_milli\":38600,\"unit\":\"°C\",\"signature\":\"$SIG\"}}]}}"

# {anchor}
HOUR=$(( $(date +%s) / 3600 - 1 ))
curl -s {base}/api/v1/devices/{id}/hours/$HOUR/payload -H "authorization: Bearer $TOKEN" > payload.json

# {sign}
jq -r .message payload.json | xxd -r -p > message
SIG=$(openssl pkeyutl -sign -inkey device.pem -rawin -in message | xxd -p -c 64)
jq --arg signature "$SIG" '{{items: [{{anchor, signature: $signature}}]}}' payload.json |
  curl -s {base}/api/v1/device-anchors -H 'content-type: application/json' \
    -H "authorization: Bearer $TOKEN" -d @-
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_decimals_they_need() {
        for (milli, shown) in [
            (38_600, "38.6"),
            (720_000_000, "720000"),
            (-1_005, "-1.005"),
            (-5, "-0.005"),
            (0, "0"),
        ] {
            assert_eq!(value(milli), shown);
        }
    }
}
