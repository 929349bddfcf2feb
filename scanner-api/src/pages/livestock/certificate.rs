//! A certificate: what it says, where the load is, its code, and the paper.

use axum::{
    extract::Path,
    http::{header, HeaderValue},
    response::{IntoResponse, Response},
};
use county_primitives::{CertificateId, Subject};
use qr_labeler::{
    certificate::CertificateCode,
    render::{svg, Level, Qr, SvgOptions},
    url::Host,
};
use sqlx::FromRow;

use super::{
    access, story,
    words::{self, fact},
};
use crate::{
    certificate::{paper, particulars, pdf, plates, signed, Certificate},
    error::ApiError,
    pages::{
        console::{
            desk::Desk,
            names,
            view::{self, Line, Link, Page, Row, Section, Sticker},
            Trouble,
        },
        format,
        words::Words,
    },
    state::App,
};

/// Where a certificate and its load stand.
#[derive(FromRow)]
struct Standing {
    state: String,
    reason: String,
    heads_now: i64,
    species: Option<String>,
    loaded: Option<i64>,
    departed_ms: Option<i64>,
    arrived: Option<i64>,
    dead: Option<i64>,
    missing: Option<i64>,
    arrived_ms: Option<i64>,
    origin_reported_ms: Option<i64>,
    destination_reported_ms: Option<i64>,
}

/// A certificate the member may see.
async fn open(desk: &Desk, id: u64) -> Result<Certificate, ApiError> {
    let certificate = Certificate::find(&desk.app.db.reader, CertificateId(id))
        .await?
        .ok_or_else(ApiError::not_found)?;
    let parties = [
        Some(certificate.owner),
        Some(certificate.transport.carrier),
        Some(certificate.vet.organisation),
        certificate.destination.organisation,
    ]
    .map(|party| party.map(|party| i64::from(party.0)));
    let ends = [
        certificate.origin.to_string(),
        certificate.destination.division.to_string(),
    ];
    if access::certificate(desk, [&ends[0], &ends[1]], &parties) {
        Ok(certificate)
    } else {
        Err(ApiError::not_found())
    }
}

/// The page, or the paper if the address ends with `.pdf`.
pub(super) async fn show(desk: Desk, Path(name): Path<String>) -> Result<Response, Trouble> {
    let number = |text: &str| text.parse().map_err(|_| ApiError::not_found());
    match name.strip_suffix(".pdf") {
        Some(id) => printed(&desk, number(id)?).await,
        None => page(&desk, number(&name)?).await,
    }
}

async fn page(desk: &Desk, id: u64) -> Result<Response, Trouble> {
    let t = desk.t;
    let certificate = open(desk, id).await?;
    let db = &desk.app.db.reader;
    let standing: Standing = sqlx::query_as(
        "SELECT state, reason, heads_now, species, loaded, departed_ms, arrived, dead, missing, \
         arrived_ms, origin_reported_ms, destination_reported_ms FROM certificates WHERE id = ?",
    )
    .bind(i64::try_from(id).map_err(ApiError::internal)?)
    .fetch_one(db)
    .await?;
    let code = signed::of(&desk.app, Some(&desk.session), &certificate).await?;
    let subject = Subject::Certificate(certificate.id).to_string();
    let mut sections = vec![
        Section {
            heading: t.say("ls-trip"),
            rows: trip(desk, &standing, id).await?,
            empty: t.say("ls-trip-empty"),
            ..Section::default()
        },
        load(desk, &certificate).await?,
    ];
    sections.extend(story::warnings(desk, &[subject]).await?);
    let page = Page {
        back: Some((t.say("ls-search"), "/livestock/search".to_owned())),
        caption: certificate.form.title().to_owned(),
        title: certificate.number.to_string(),
        tag: Some(words::state(t, "certificate", &standing.state)),
        warnings: notices(t, &standing, code.as_ref()),
        actions: vec![Link::main(
            t.say("ls-paper"),
            format!("/certificates/{id}.pdf"),
        )],
        sheet: code.iter().map(|code| sticker(t, id, code)).collect(),
        facts: facts(desk, &certificate).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(desk, &page))
}

fn notices(t: Words, standing: &Standing, code: Option<&CertificateCode>) -> Vec<String> {
    let mut notices = Vec::new();
    if standing.state == "cancelled" {
        notices.push(t.fill("ls-cancelled-because", &[("reason", &standing.reason)]));
    }
    if code.is_none() {
        notices.push(t.say("ls-unsigned"));
    }
    notices
}

fn sticker(t: Words, id: u64, code: &CertificateCode) -> Sticker {
    Sticker {
        picture: format!("/certificates/{id}/code.svg"),
        code: t.say("ls-code"),
        line: t.say("ls-code-line"),
        href: format!("/V/{code}"),
    }
}

#[expect(clippy::too_many_lines, reason = "one line for each field of the form")]
async fn facts(desk: &Desk, certificate: &Certificate) -> Result<Vec<Line>, ApiError> {
    let (t, app) = (desk.t, &desk.app);
    let particulars = particulars::shown(app, &certificate.particulars)
        .await?
        .unwrap_or_default();
    let plate = plates::shown(app, &certificate.transport.plate).await?;
    let place =
        |division: county_primitives::DivisionCode| names::village(desk, &division.to_string());
    let species = certificate.species.map(|it| words::id_of(&it));
    let mut destination = place(certificate.destination.division);
    if let Some(receiver) = certificate.destination.organisation {
        let name = names::organisation(desk, i64::from(receiver.0)).await?;
        destination = format!("{destination} · {name}");
    }
    let mut facts = vec![
        fact(t, "ls-older-name", certificate.form.older_title()),
        fact(
            t,
            "ls-owner",
            names::organisation(desk, i64::from(certificate.owner.0)).await?,
        ),
        fact(
            t,
            "ls-load",
            match certificate.species {
                Some(it) => format!(
                    "{} {}",
                    words::species(t, it),
                    words::heads(
                        t,
                        &species.unwrap_or_default(),
                        i64::from(certificate.heads)
                    )
                ),
                None => words::heads(t, "", i64::from(certificate.heads)),
            },
        ),
    ];
    facts.extend(
        certificate
            .purpose
            .map(|it| fact(t, "ls-purpose", words::purpose(t, it))),
    );
    facts.extend([
        fact(t, "ls-origin", place(certificate.origin)),
        fact(t, "ls-destination", destination),
        fact(
            t,
            "ls-carrier",
            names::organisation(desk, i64::from(certificate.transport.carrier.0)).await?,
        ),
        fact(
            t,
            "ls-plate",
            plate.unwrap_or_else(|| t.say("ls-plate-unknown")),
        ),
        fact(
            t,
            "ls-valid-until",
            format::date(t.0, certificate.valid_until),
        ),
        fact(t, "ls-issued", format::instant(t.0, certificate.issued_ms)),
        fact(
            t,
            "ls-vet",
            t.fill(
                "ls-vet-value",
                &[
                    ("member", &certificate.vet.member.to_string()),
                    (
                        "office",
                        &names::organisation(desk, i64::from(certificate.vet.organisation.0))
                            .await?,
                    ),
                ],
            ),
        ),
    ]);
    for (key, value) in [
        ("ls-owner-name", particulars.owner),
        ("ls-owner-phone", particulars.owner_phone),
        ("ls-carrier-phone", particulars.carrier_phone),
        ("ls-remarks", particulars.remarks),
    ] {
        if !value.is_empty() {
            facts.push(fact(t, key, value));
        }
    }
    Ok(facts)
}

#[derive(FromRow)]
struct StopRow {
    passage: String,
    division: String,
    heads: i64,
    at_ms: i64,
}

/// The trip as far as it went, the oldest first.
async fn trip(desk: &Desk, standing: &Standing, id: u64) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let species = standing.species.clone().unwrap_or_default();
    let heads = |number: Option<i64>| words::heads(t, &species, number.unwrap_or(0));
    let row = |key: &str, at_ms: i64, line: String| Row {
        title: t.say(key),
        lines: vec![names::instant(t.0, at_ms), line],
        ..Row::default()
    };
    let mut rows = Vec::new();
    if let Some(at_ms) = standing.departed_ms {
        rows.push(row("ls-departed", at_ms, heads(standing.loaded)));
    }
    let stops: Vec<StopRow> = sqlx::query_as(
        "SELECT passage, division, heads, at_ms FROM checkpoints WHERE certificate = ? ORDER BY at_ms",
    )
    .bind(i64::try_from(id).map_err(ApiError::internal)?)
    .fetch_all(&desk.app.db.reader)
    .await?;
    for stop in stops {
        let place = names::village(desk, &stop.division);
        let line = format!("{} · {place} · {}", stop.passage, heads(Some(stop.heads)));
        rows.push(row("ls-checkpoint", stop.at_ms, line));
    }
    if let Some(at_ms) = standing.arrived_ms {
        let line = t.fill(
            "ls-arrived-line",
            &[
                ("arrived", &heads(standing.arrived)),
                ("dead", &names::count(standing.dead.unwrap_or(0))),
                ("missing", &names::count(standing.missing.unwrap_or(0))),
            ],
        );
        rows.push(row("ls-arrived", at_ms, line));
    }
    for (key, at_ms) in [
        ("ls-landing-origin", standing.origin_reported_ms),
        ("ls-landing-destination", standing.destination_reported_ms),
    ] {
        rows.extend(at_ms.map(|at_ms| Row {
            title: t.say(key),
            lines: vec![names::instant(t.0, at_ms)],
            ..Row::default()
        }));
    }
    if rows.is_empty() && standing.heads_now > 0 && standing.state == "issued" {
        rows.push(Row {
            title: t.say("ls-not-departed"),
            lines: vec![heads(Some(standing.heads_now))],
            ..Row::default()
        });
    }
    Ok(rows)
}

#[derive(FromRow)]
struct LoadRow {
    unit: String,
    tag: Option<String>,
    species: String,
    heads: i64,
    outcome: String,
}

/// What is on the certificate: animals and herds, or pieces of meat.
async fn load(desk: &Desk, certificate: &Certificate) -> Result<Section, ApiError> {
    let t = desk.t;
    let id = i64::try_from(certificate.id.0).map_err(ApiError::internal)?;
    let db = &desk.app.db.reader;
    let rows = if certificate.products.is_empty() {
        let units: Vec<LoadRow> = sqlx::query_as(
            "SELECT lives.unit, tag, species, heads, outcome FROM certificate_units \
             JOIN lives ON lives.unit = certificate_units.unit \
             WHERE certificate = ? ORDER BY position",
        )
        .bind(id)
        .fetch_all(db)
        .await?;
        units.into_iter().map(|unit| unit.row(t)).collect()
    } else {
        let meats: Vec<(i64, String, i64)> = sqlx::query_as(
            "SELECT meats.id, name, mass FROM certificate_meats \
             JOIN meats ON meats.id = certificate_meats.meat WHERE certificate_meats.certificate = ? \
             ORDER BY position",
        )
        .bind(id)
        .fetch_all(db)
        .await?;
        let row = |(id, name, mass): (i64, String, i64)| Row {
            title: format!("{name} · {id}"),
            lines: vec![names::mass(t.0, mass)],
            ..Row::default()
        };
        meats.into_iter().map(row).collect()
    };
    Ok(Section {
        heading: t.say("ls-load-list"),
        rows,
        empty: t.say("ls-load-empty"),
        ..Section::default()
    })
}

impl LoadRow {
    fn row(self, t: Words) -> Row {
        let outcome = (self.outcome != "certified").then(|| view::Tag {
            tone: if self.outcome == "arrived" {
                "good"
            } else {
                "bad"
            },
            text: words::named(t, "outcome", &self.outcome),
        });
        Row {
            title: story::unit_name(t, &self.unit, self.tag.as_deref()),
            lines: if self.tag.is_some() {
                Vec::new()
            } else {
                vec![words::heads(t, &self.species, self.heads)]
            },
            tag: outcome,
            href: story::unit_href(&self.unit, self.tag.as_deref()),
        }
    }
}

/// The paper.
async fn printed(desk: &Desk, id: u64) -> Result<Response, Trouble> {
    let certificate = open(desk, id).await?;
    let code = signed::of(&desk.app, Some(&desk.session), &certificate).await?;
    let paper = paper::of(&desk.app, &certificate, code.as_ref()).await?;
    let font = desk.app.config.font.clone();
    let bytes = tokio::task::spawn_blocking(move || pdf::draw(&paper, &font.file, font.index))
        .await
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)?;
    let name = format!("inline; filename=\"{}.pdf\"", certificate.id);
    Ok((
        [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/pdf"),
            ),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::from_str(&name).map_err(ApiError::internal)?,
            ),
        ],
        bytes,
    )
        .into_response())
}

/// What the symbol says.
pub(super) fn symbol_text(app: &App, code: &CertificateCode) -> String {
    let host: Option<Host> = app.config.public_url.as_str().parse().ok();
    host.map_or_else(|| code.to_string(), |host| code.url(&host))
}

/// The symbol as a picture.
pub(super) async fn symbol(desk: Desk, Path(id): Path<u64>) -> Result<Response, Trouble> {
    let certificate = open(&desk, id).await?;
    let code = signed::of(&desk.app, Some(&desk.session), &certificate)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let qr = Qr::new(&symbol_text(&desk.app, &code), Level::Medium).map_err(ApiError::internal)?;
    let picture = svg(&qr, &SvgOptions::default());
    let kind = HeaderValue::from_static("image/svg+xml");
    Ok(([(header::CONTENT_TYPE, kind)], picture).into_response())
}
