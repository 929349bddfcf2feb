//! One declaration, certificate, herd, consignment, contract or claim, with what can be done about it.

use axum::{extract::Path, response::Response};
use county_primitives::{CertificateId, Role};
use sqlx::FromRow;

use super::{
    deed::{covers, plate},
    load,
    names::{self, fact},
    rows::{self, Kind},
};
use crate::{
    certificate::{signed, Certificate},
    error::ApiError,
    pages::console::{
        desk::Desk,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
};

/// How many lines a list inside a page has.
pub(super) const INSIDE_MAX: i64 = 50;

/// What the ledger warned of about a subject.
pub(super) async fn warnings(desk: &Desk, subject: &str) -> Result<Vec<String>, ApiError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT kind, ledger_ms FROM livestock_warnings WHERE subject = ? ORDER BY ordinal DESC LIMIT 10",
    )
    .bind(subject)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let t = desk.t;
    let line = |(kind, ms): (String, i64)| {
        let time = names::instant(t.0, ms);
        let what = names::word(t, "warning", &kind);
        t.fill("line-warning", &[("what", &what), ("time", &time)])
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Whether the caller may see something of these organisations or in these places: the parties, and
/// the authorities where it happened.
pub(super) fn may_see(
    desk: &Desk,
    parties: &[Option<i64>],
    places: &[&str],
) -> Result<(), ApiError> {
    const AUTHORITIES: [Role; 8] = [
        Role::Province,
        Role::CountyAgriculture,
        Role::MarketRegulator,
        Role::OfficialVet,
        Role::DiseaseControl,
        Role::Township,
        Role::Inspector,
        Role::Auditor,
    ];
    let own = parties.iter().any(|party| desk.is_own(*party));
    if own || places.iter().any(|place| covers(desk, &AUTHORITIES, place)) {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// Refuses whoever is neither of an organisation nor has one of these roles where it sits.
pub(super) async fn ensure_of_or_over(
    desk: &Desk,
    organisation: i64,
    roles: &[Role],
) -> Result<(), ApiError> {
    if desk.is_own(Some(organisation)) || covers(desk, roles, &place_of(desk, organisation).await?)
    {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// The place of an organisation.
pub(super) async fn place_of(desk: &Desk, organisation: i64) -> Result<String, ApiError> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT division FROM organisations WHERE id = ?")
            .bind(organisation)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    Ok(found.unwrap_or_default())
}

/// A list of tags and herds, as one line.
fn load_fact(desk: &Desk, lives: &[load::Life]) -> Option<Line> {
    let all: Vec<&load::Life> = lives.iter().collect();
    let names = load::names_of(desk, &all);
    let comma = desk.t.say("comma-list");
    (!names.is_empty()).then(|| fact(desk.t, "fact-list", names.join(&comma)))
}

#[derive(FromRow)]
struct DeclarationRow {
    farm: i64,
    village: String,
    species: String,
    heads: i64,
    purpose: String,
    receiver: Option<i64>,
    destination: String,
    transport: String,
    plate: String,
    state: String,
    reason: String,
    certificate: Option<i64>,
    declared_ms: i64,
}

/// A declaration.
pub(super) async fn declaration(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: DeclarationRow = sqlx::query_as(
        "SELECT farm, village, species, heads, purpose, receiver, destination, transport, plate, state, \
         reason, certificate, declared_ms FROM declarations WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    may_see(&desk, &[Some(row.farm), row.receiver], &[&row.village])?;
    let subject = format!("declaration:{id}");
    let is_open = matches!(row.state.as_str(), "submitted" | "accepted");
    let (lives, heads) = if is_open {
        let lives = load::declared(&desk, id).await?;
        let heads: i64 = lives.iter().map(|life| life.heads).sum();
        (lives, heads)
    } else {
        let lives = load::listed(&desk, "declaration_units", "declaration", id).await?;
        (lives, row.heads)
    };
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::subject(t, &subject),
        title: names::heads(t, &row.species, heads),
        tag: Some(names::state(t, "declaration", &row.state)),
        warnings: warnings(&desk, &subject).await?,
        actions: declaration_actions(&desk, id, &row),
        facts: declaration_facts(&desk, &row, &lives).await?,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn declaration_facts(
    desk: &Desk,
    row: &DeclarationRow,
    lives: &[load::Life],
) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let farm = names::organisation(desk, row.farm).await?;
    let mut facts = vec![
        fact(
            t,
            "fact-farm",
            format!("{farm} · {}", names::place(desk, &row.village)),
        ),
        fact(t, "fact-purpose", names::word(t, "purpose", &row.purpose)),
        fact(t, "fact-destination", names::place(desk, &row.destination)),
        fact(t, "fact-transport", names::day(t.0, &row.transport)),
        fact(t, "fact-plate-declared", plate(desk, &row.plate).await?),
        fact(t, "fact-declared", names::instant(t.0, row.declared_ms)),
    ];
    if let Some(receiver) = row.receiver {
        facts.insert(
            2,
            fact(
                t,
                "fact-receiver",
                names::organisation(desk, receiver).await?,
            ),
        );
    }
    if !row.reason.is_empty() {
        facts.push(fact(t, "fact-reason", row.reason.clone()));
    }
    // Another truck may have come: both are shown.
    if let Some(certificate) = row.certificate {
        let goes: Option<String> =
            sqlx::query_scalar("SELECT plate FROM certificates WHERE id = ?")
                .bind(certificate)
                .fetch_optional(&desk.app.db.reader)
                .await?;
        if let Some(goes) = goes.filter(|goes| *goes != row.plate) {
            facts.push(fact(t, "fact-plate-certified", plate(desk, &goes).await?));
        }
    }
    facts.extend(load_fact(desk, lives));
    Ok(facts)
}

fn declaration_actions(desk: &Desk, id: i64, row: &DeclarationRow) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/livestock/declarations/{id}");
    let is_open = matches!(row.state.as_str(), "submitted" | "accepted");
    let mut actions = Vec::new();
    if is_open && covers(desk, &[Role::OfficialVet], &row.village) {
        if row.state == "submitted" {
            actions.push(Link::main(t.say("do-answer"), format!("{path}/answer")));
            actions.push(Link::other(t.say("do-certify"), format!("{path}/certify")));
        } else {
            actions.push(Link::main(t.say("do-certify"), format!("{path}/certify")));
        }
        actions.push(Link::grave(t.say("do-fail"), format!("{path}/fail")));
    }
    if is_open && desk.is_own(Some(row.farm)) {
        let sell = format!("/console/trade/sell?target=declaration:{id}");
        actions.push(Link::other(t.say("do-sell"), sell));
        actions.push(Link::grave(
            t.say("do-withdraw"),
            format!("{path}/withdraw"),
        ));
    }
    if let Some(certificate) = row.certificate {
        actions.push(Link::main(
            t.say("go-certificate"),
            format!("/console/livestock/certificates/{certificate}"),
        ));
    }
    actions
}

#[derive(FromRow)]
struct CertificateRow {
    number: String,
    form: String,
    species: Option<String>,
    purpose: Option<String>,
    owner: i64,
    origin: String,
    receiver: Option<i64>,
    destination: String,
    carrier: i64,
    plate: String,
    heads_now: i64,
    vet: Option<i64>,
    valid_until: String,
    state: String,
    reason: String,
    issued_ms: i64,
    departed_ms: Option<i64>,
    arrived_at: Option<String>,
    arrived_to: Option<i64>,
    arrived: Option<i64>,
    arrived_ms: Option<i64>,
    origin_reported: Option<i64>,
    destination_reported: Option<i64>,
}

impl CertificateRow {
    fn is_of_animals(&self) -> bool {
        self.form.starts_with("animal")
    }
}

/// A certificate as work: where it stands and what is next. The paper itself has a page of its own.
pub(super) async fn certificate(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: CertificateRow = sqlx::query_as(
        "SELECT number, form, species, purpose, owner, origin, receiver, destination, carrier, plate, \
         heads_now, vet, valid_until, state, reason, issued_ms, departed_ms, arrived_at, arrived_to, \
         arrived, arrived_ms, origin_reported, destination_reported FROM certificates WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    may_see(
        &desk,
        &[
            Some(row.owner),
            row.receiver,
            Some(row.carrier),
            row.arrived_to,
        ],
        &[&row.origin, &row.destination],
    )?;
    let subject = format!("certificate:{id}");
    if desk.session.member.map(|member| i64::from(member.0)) == row.vet {
        sign(&desk, id).await;
    }
    let lives = load::listed(&desk, "certificate_units", "certificate", id).await?;
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::word(t, "form", &row.form),
        title: row.number.clone(),
        tag: Some(names::state(t, "certificate", &row.state)),
        warnings: warnings(&desk, &subject).await?,
        actions: certificate_actions(&desk, id, &row),
        facts: certificate_facts(&desk, &row, &lives).await?,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Has the vet's code signed as soon as the vet comes from the form to what it became, so that the driver has it.
/// What hinders that is no reason not to show the page; the paper tells that it is not signed.
async fn sign(desk: &Desk, id: i64) {
    let signed = async {
        let id = CertificateId(u64::try_from(id).map_err(ApiError::internal)?);
        if let Some(certificate) = Certificate::find(&desk.app.db.reader, id).await? {
            signed::of(&desk.app, Some(&desk.session), &certificate).await?;
        }
        Ok::<_, ApiError>(())
    };
    if let Err(error) = signed.await {
        tracing::warn!(
            ?error,
            certificate = id,
            "a certificate could not be signed"
        );
    }
}

async fn certificate_facts(
    desk: &Desk,
    row: &CertificateRow,
    lives: &[load::Life],
) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let owner = names::organisation(desk, row.owner).await?;
    let load = match &row.species {
        Some(species) if row.is_of_animals() => names::heads(t, species, row.heads_now),
        _ => t.fill("count-pieces", &[("number", &names::count(row.heads_now))]),
    };
    let mut facts = vec![
        fact(t, "fact-load", load),
        fact(
            t,
            "fact-farm",
            format!("{owner} · {}", names::place(desk, &row.origin)),
        ),
        fact(t, "fact-destination", names::place(desk, &row.destination)),
        fact(
            t,
            "fact-carrier",
            names::organisation(desk, row.carrier).await?,
        ),
        fact(t, "fact-plate", plate(desk, &row.plate).await?),
        fact(t, "fact-valid-until", names::day(t.0, &row.valid_until)),
        fact(t, "fact-certified", names::instant(t.0, row.issued_ms)),
    ];
    if let Some(receiver) = row.receiver {
        facts.insert(
            2,
            fact(
                t,
                "fact-receiver",
                names::organisation(desk, receiver).await?,
            ),
        );
    }
    if let Some(purpose) = &row.purpose {
        facts.insert(
            1,
            fact(t, "fact-purpose", names::word(t, "purpose", purpose)),
        );
    }
    let times = [
        ("fact-departed", row.departed_ms),
        ("fact-arrived", row.arrived_ms),
    ];
    for (key, time) in times {
        facts.extend(time.map(|time| fact(t, key, names::instant(t.0, time))));
    }
    let counts = [
        ("fact-heads-arrived", row.arrived),
        ("fact-origin-reported", row.origin_reported),
        ("fact-destination-reported", row.destination_reported),
    ];
    for (key, count) in counts {
        facts.extend(count.map(|count| fact(t, key, names::count(count))));
    }
    if !row.reason.is_empty() {
        facts.push(fact(t, "fact-reason", row.reason.clone()));
    }
    facts.extend(load_fact(desk, lives));
    Ok(facts)
}

fn certificate_actions(desk: &Desk, id: i64, row: &CertificateRow) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/livestock/certificates/{id}");
    let go = |key: &str, part: &str| Link::main(t.say(key), format!("{path}/{part}"));
    let mut actions = Vec::new();
    let is_vet = covers(desk, &[Role::OfficialVet], &row.origin);
    let receives = desk.is_own(row.receiver);
    match row.state.as_str() {
        "issued" if row.is_of_animals() && desk.is_own(Some(row.carrier)) => {
            actions.push(go("do-depart", "depart"));
        }
        "departed" if receives && row.purpose.as_deref() == Some("slaughter") => {
            actions.push(go("do-take-in", "take-in"));
        }
        "departed" if receives && row.is_of_animals() => actions.push(go("do-arrive", "arrive")),
        "departed" if row.receiver.is_none() && is_vet && row.is_of_animals() => {
            actions.push(go("do-acknowledge", "acknowledge"));
        }
        _ => {}
    }
    let origin = desk.is_own(Some(row.owner)) || desk.is_own(Some(row.carrier));
    // Of what left the region, the vet's acknowledgement is the report.
    let lands = row.is_of_animals() && row.state == "arrived";
    if lands
        && ((origin && row.origin_reported.is_none())
            || (desk.is_own(row.arrived_to) && row.destination_reported.is_none()))
    {
        actions.push(go("do-landing", "landing"));
    }
    actions.push(Link::other(
        t.say("go-paper"),
        format!("/certificates/{id}"),
    ));
    actions.push(Link::file(
        t.say("go-pdf"),
        format!("/certificates/{id}.pdf"),
    ));
    if matches!(row.state.as_str(), "issued" | "departed") && desk.is_own(Some(row.owner)) {
        let sell = format!("/console/trade/sell?target=certificate:{id}");
        actions.push(Link::other(t.say("do-sell"), sell));
    }
    let stands = row.arrived_at.as_deref();
    let sends_on = row.state == "arrived"
        && row.is_of_animals()
        && row.purpose.as_deref() != Some("slaughter")
        && stands.is_some_and(|place| covers(desk, &[Role::OfficialVet], place));
    if sends_on {
        actions.push(go("do-send-on", "send-on"));
    }
    if row.state == "departed" && super::deed::has(desk, &[Role::OfficialVet, Role::Province]) {
        actions.push(Link::other(t.say("do-pass"), format!("{path}/pass")));
    }
    let own = desk.session.member.map(|id| i64::from(id.0));
    if row.state == "issued" && is_vet && (row.vet == own || row.vet.is_none()) {
        actions.push(Link::grave(t.say("do-cancel"), format!("{path}/cancel")));
    }
    actions
}

#[derive(FromRow)]
struct HerdRow {
    farm: i64,
    village: String,
    species: String,
    heads: i64,
    pen: String,
    state: String,
    born: String,
    breed: String,
    slaughter_from: Option<String>,
    food_from: Option<String>,
    barred: bool,
}

/// A herd, with the animals that were tagged out of it.
pub(super) async fn herd(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let subject = format!("herd:{id}");
    let row: HerdRow = sqlx::query_as(
        "SELECT farm, village, species, heads, pen, state, born, breed, slaughter_from, food_from, \
         barred FROM lives WHERE unit = ?",
    )
    .bind(&subject)
    .fetch_one(&desk.app.db.reader)
    .await?;
    may_see(&desk, &[Some(row.farm)], &[&row.village])?;
    let farm = names::organisation(&desk, row.farm).await?;
    let mut facts = vec![
        fact(
            t,
            "fact-farm",
            format!("{farm} · {}", names::place(&desk, &row.village)),
        ),
        fact(t, "fact-born", names::day(t.0, &row.born)),
    ];
    for (key, text) in [("fact-breed", &row.breed), ("fact-pen", &row.pen)] {
        if !text.is_empty() {
            facts.push(fact(t, key, text.clone()));
        }
    }
    facts.extend(
        row.slaughter_from
            .as_ref()
            .map(|day| fact(t, "fact-slaughter-from", names::day(t.0, day))),
    );
    facts.extend(
        row.food_from
            .as_ref()
            .map(|day| fact(t, "fact-food-from", names::day(t.0, day))),
    );
    let mut warnings = warnings(&desk, &subject).await?;
    if row.barred {
        warnings.push(t.say("finding-barred"));
    }
    let condition = format!("herd = '{subject}'");
    let tagged = rows::rows(&desk, Kind::Life, &condition, i64::MAX, INSIDE_MAX).await?;
    let page = Page {
        back: Some((
            t.say("animals-title"),
            "/console/livestock/animals".to_owned(),
        )),
        caption: names::subject(t, &subject),
        title: names::heads(t, &row.species, row.heads),
        tag: Some(names::state(t, "state", &row.state)),
        warnings,
        actions: herd_actions(&desk, id, &row),
        facts,
        sections: vec![Section {
            heading: t.say("herd-tagged"),
            rows: tagged.into_iter().map(|(_, row)| row).collect(),
            empty: t.say("herd-tagged-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn herd_actions(desk: &Desk, id: i64, row: &HerdRow) -> Vec<Link> {
    let t = desk.t;
    if !desk.is_own(Some(row.farm)) || row.state != "on_farm" {
        return Vec::new();
    }
    let about = |key: &str, part: &str| {
        Link::other(
            t.say(key),
            format!("/console/livestock/{part}?target=herd:{id}"),
        )
    };
    vec![
        Link::main(
            t.say("do-declare"),
            format!("/console/livestock/declare?target=herd:{id}"),
        ),
        about("do-tag", "tag"),
        about("do-immunise", "immunise"),
        about("do-medicate", "medicate"),
        about("do-care", "care"),
        about("do-food", "food"),
        Link::other(
            t.say("do-split"),
            format!("/console/livestock/herds/{id}/split"),
        ),
        about("do-death", "death"),
    ]
}

/// The own animals: herds one by one, tagged animals by place and state.
#[expect(
    clippy::too_many_lines,
    reason = "one page, from its query to its sections"
)]
pub(super) async fn animals(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    let own = desk.organisation()?;
    let alive = "state NOT IN ('slaughtered', 'disposed', 'left', 'dead')";
    let herds = rows::rows(
        &desk,
        Kind::Life,
        &format!("farm = {own} AND kind = 'herd' AND heads > 0 AND {alive}"),
        i64::MAX,
        INSIDE_MAX,
    )
    .await?;
    let groups: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "SELECT species, village, pen, state, COUNT(*) FROM lives WHERE farm = ? AND kind = 'animal' \
         AND state NOT IN ('slaughtered', 'disposed', 'left', 'dead') \
         GROUP BY species, village, pen, state ORDER BY village, pen, state LIMIT 200",
    )
    .bind(own)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut tagged = Vec::new();
    for (species, village, pen, state, heads) in groups {
        let tags: Vec<String> = sqlx::query_scalar(
            "SELECT tag FROM lives WHERE farm = ? AND kind = 'animal' AND species = ? AND village = ? \
             AND pen = ? AND state = ? AND tag IS NOT NULL ORDER BY tag LIMIT 500",
        )
        .bind(own)
        .bind(&species)
        .bind(&village)
        .bind(&pen)
        .bind(&state)
        .fetch_all(&desk.app.db.reader)
        .await?;
        let tags: Vec<_> = tags.iter().filter_map(|tag| tag.parse().ok()).collect();
        let first = tags.first().map_or_else(String::new, ToString::to_string);
        let mut lines = vec![names::place(&desk, &village)];
        let ranges = load::show_tags(&tags);
        lines.push(
            ranges
                .iter()
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
                .join(&t.say("comma-list")),
        );
        tagged.push(Row {
            title: format!("{} {pen}", names::heads(t, &species, heads))
                .trim_end()
                .to_owned(),
            lines,
            tag: Some(names::state(t, "state", &state)),
            href: if heads == 1 {
                format!("/animals/{first}")
            } else {
                String::new()
            },
        });
    }
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: t.say("animals-title"),
        actions: vec![
            Link::main(t.say("do-declare"), "/console/livestock/declare"),
            Link::other(t.say("do-tag"), "/console/livestock/tag"),
            Link::other(t.say("do-herd"), "/console/livestock/herds/new"),
            Link::other(t.say("go-search"), "/livestock/search"),
        ],
        sections: vec![
            Section {
                heading: t.say("animals-tagged"),
                rows: tagged,
                empty: t.say("animals-tagged-none"),
                ..Section::default()
            },
            Section {
                heading: t.say("animals-herds"),
                rows: herds.into_iter().map(|(_, row)| row).collect(),
                empty: t.say("animals-herds-none"),
                ..Section::default()
            },
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The tags in stock.
pub(super) async fn tags(desk: Desk) -> Result<Response, Trouble> {
    let t = desk.t;
    let ranges = super::stock::ranges(&desk).await?;
    let line = |range: &county_primitives::livestock::TagRange| Row {
        title: load::show_range(range),
        lines: vec![names::word(
            t,
            "species",
            &names::id_of(&range.from.species()),
        )],
        tag: Some(Tag {
            tone: "info",
            text: t.fill(
                "count-tags",
                &[("number", &names::count(i64::from(range.len())))],
            ),
        }),
        href: String::new(),
    };
    let mut actions = Vec::new();
    if desk.session.has(Role::DiseaseControl) {
        actions.push(Link::main(
            t.say("do-receive-tags"),
            "/console/livestock/tags/receive",
        ));
    }
    if super::deed::has(
        &desk,
        &[Role::DiseaseControl, Role::Township, Role::Vaccinator],
    ) {
        actions.push(Link::other(
            t.say("do-hand-out"),
            "/console/livestock/tags/hand-out",
        ));
    }
    if super::deed::has(&desk, &[Role::Township, Role::Vaccinator, Role::Producer]) {
        actions.push(Link::other(
            t.say("do-return-tags"),
            "/console/livestock/tags/return",
        ));
    }
    actions.push(Link::grave(
        t.say("do-spend-tags"),
        "/console/livestock/tags/spend",
    ));
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: t.say("tags-title"),
        actions,
        sections: vec![Section {
            rows: ranges.iter().map(line).collect(),
            empty: t.say("tags-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}
