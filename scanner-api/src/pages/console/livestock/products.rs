//! One slaughter batch, piece of meat, consignment, contract or claim, with what can be done about it.

use axum::{extract::Path, response::Response};
use county_primitives::Role;
use sqlx::FromRow;

use super::{
    deed::covers,
    load,
    names::{self, fact},
    pages::{may_see, place_of, warnings, INSIDE_MAX},
    rows::{self, Kind},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        view::{self, Line, Link, Page, Row, Section, Tag},
        Trouble,
    },
};

#[derive(FromRow)]
struct BatchRow {
    house: i64,
    farm: i64,
    origin: String,
    species: String,
    heads: i64,
    certificate: i64,
    taken_in_ms: i64,
    planned_ms: Option<i64>,
    announced_ms: Option<i64>,
    inspected_ms: Option<i64>,
    failed: Option<i64>,
    tested: Option<String>,
    tested_for: Option<String>,
    killed: i64,
    live: i64,
    hot: i64,
    recalled: bool,
}

/// A slaughter batch.
pub(super) async fn batch(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: BatchRow = sqlx::query_as(
        "SELECT house, farm, origin, species, heads, certificate, taken_in_ms, planned_ms, announced_ms, \
         inspected_ms, failed, tested, tested_for, killed, live, hot, recalled \
         FROM slaughter_batches WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let place = place_of(&desk, row.house).await?;
    may_see(
        &desk,
        &[Some(row.house), Some(row.farm)],
        &[&place, &row.origin],
    )?;
    let subject = format!("slaughter_batch:{id}");
    let carcasses = rows::rows(
        &desk,
        Kind::Meat,
        &format!("batch = {id}"),
        i64::MAX,
        INSIDE_MAX,
    )
    .await?;
    let mut warnings = warnings(&desk, &subject).await?;
    if row.recalled {
        warnings.insert(0, t.say("batch-recalled"));
    }
    let page = Page {
        back: Some((t.say("duty-house"), "/console/livestock/house".to_owned())),
        caption: names::subject(t, &subject),
        title: names::heads(t, &row.species, row.heads),
        warnings,
        actions: batch_actions(&desk, id, &row, &place),
        facts: batch_facts(&desk, &row, id).await?,
        sections: vec![Section {
            heading: t.say("batch-carcasses"),
            rows: carcasses.into_iter().map(|(_, row)| row).collect(),
            empty: t.say("batch-carcasses-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn batch_facts(desk: &Desk, row: &BatchRow, id: i64) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let farm = names::organisation(desk, row.farm).await?;
    let lives = load::listed(desk, "slaughter_units", "batch", id).await?;
    let all: Vec<&load::Life> = lives.iter().collect();
    let time = |key: &str, ms: Option<i64>| {
        let value = ms.map_or_else(|| t.say("not-yet"), |ms| names::instant(t.0, ms));
        fact(t, key, value)
    };
    let tested = match (&row.tested, &row.tested_for) {
        (Some(verdict), Some(disease)) => format!(
            "{} · {}",
            names::word(t, "disease", disease),
            names::word(t, "tested", verdict)
        ),
        _ => t.say("not-yet"),
    };
    let mut facts = vec![
        fact(
            t,
            "fact-farm",
            format!("{farm} · {}", names::place(desk, &row.origin)),
        ),
        time("fact-taken-in", Some(row.taken_in_ms)),
        time("fact-announced", row.announced_ms),
        time("fact-planned", row.planned_ms),
        time("fact-looked", row.inspected_ms),
        fact(t, "fact-tested", tested),
        fact(t, "fact-killed", names::count(row.killed)),
    ];
    if let Some(failed) = row.failed.filter(|failed| *failed > 0) {
        facts.push(fact(t, "fact-failed", names::count(failed)));
    }
    if row.killed > 0 {
        facts.push(fact(t, "fact-live", names::mass(t.0, row.live)));
        facts.push(fact(t, "fact-hot", names::mass(t.0, row.hot)));
    }
    facts.push(fact(
        t,
        "fact-list",
        load::names_of(desk, &all).join(&t.say("comma-list")),
    ));
    Ok(facts)
}

fn batch_actions(desk: &Desk, id: i64, row: &BatchRow, place: &str) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/livestock/batches/{id}");
    let go = |key: &str, part: &str| Link::other(t.say(key), format!("{path}/{part}"));
    let mut actions = Vec::new();
    let open = row.killed < row.heads;
    let own = desk.is_own(Some(row.house));
    if open && own && row.announced_ms.is_none() {
        actions.push(go("do-announce", "announce"));
    }
    if open && row.inspected_ms.is_none() && covers(desk, &[Role::OfficialVet], place) {
        actions.push(go("do-look", "look"));
    }
    let testers = [
        Role::QuickLaboratory,
        Role::AccreditedLaboratory,
        Role::DiseaseControl,
    ];
    if open && row.tested.is_none() && (own || covers(desk, &testers, place)) {
        actions.push(go("do-test-batch", "test"));
    }
    if open && own && row.inspected_ms.is_some() && row.tested.as_deref() != Some("fail") {
        actions.push(go("do-kill", "kill"));
    }
    if let Some(first) = actions.first_mut() {
        first.main = true;
    }
    actions.push(Link::other(
        t.say("go-certificate"),
        format!("/console/livestock/certificates/{}", row.certificate),
    ));
    let recalls = [Role::CountyAgriculture, Role::MarketRegulator];
    if row.killed > 0 && !row.recalled && (own || covers(desk, &recalls, place)) {
        actions.push(Link::grave(t.say("do-recall"), format!("{path}/recall")));
    }
    if row.recalled {
        let href = "/console/livestock/recalls";
        actions.push(Link::other(t.say("duty-recalls"), href));
    }
    actions
}

#[derive(FromRow)]
struct MeatRow {
    kind: String,
    name: String,
    species: String,
    house: i64,
    holder: i64,
    batch: Option<i64>,
    identity: String,
    killed: String,
    grade: Option<String>,
    mass: i64,
    mass_left: i64,
    condemned: i64,
    quarantine_passed: Option<bool>,
    quality_passed: Option<bool>,
    certificate: Option<i64>,
    recalled: bool,
}

/// A piece of meat, with what it was made of and what was made of it.
pub(super) async fn meat(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: MeatRow = sqlx::query_as(
        "SELECT kind, name, species, house, holder, batch, identity, killed, grade, mass, mass_left, \
         condemned, quarantine_passed, quality_passed, certificate, recalled FROM meats WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let (house, holder) = (
        place_of(&desk, row.house).await?,
        place_of(&desk, row.holder).await?,
    );
    may_see(
        &desk,
        &[Some(row.house), Some(row.holder)],
        &[&house, &holder],
    )?;
    let subject = format!("meat:{id}");
    let mut warnings = warnings(&desk, &subject).await?;
    if row.recalled {
        warnings.insert(0, t.say("meat-recalled-explain"));
    }
    let related = |heading: &str, column: &str, other: &str| {
        let condition = format!("id IN (SELECT {column} FROM meat_edges WHERE {other} = {id})");
        (t.say(heading), condition)
    };
    let mut sections = Vec::new();
    for (heading, condition) in [
        related("meat-from", "parent", "child"),
        related("meat-into", "child", "parent"),
    ] {
        let rows = rows::rows(&desk, Kind::Meat, &condition, i64::MAX, INSIDE_MAX).await?;
        if !rows.is_empty() {
            sections.push(Section {
                heading,
                rows: rows.into_iter().map(|(_, row)| row).collect(),
                ..Section::default()
            });
        }
    }
    if let Some(batch) = row.batch {
        sections.push(Section {
            heading: t.say("meat-batch"),
            rows: vec![Row {
                title: names::subject(t, &format!("slaughter_batch:{batch}")),
                href: format!("/console/livestock/batches/{batch}"),
                ..Row::default()
            }],
            ..Section::default()
        });
    }
    let kind = names::word(t, "meat", &row.kind);
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::subject(t, &subject),
        title: format!("{kind} {}", row.name).trim_end().to_owned(),
        tag: row.recalled.then(|| Tag {
            tone: "bad",
            text: t.say("meat-recalled"),
        }),
        warnings,
        actions: meat_actions(&desk, id, &row, &house, &holder),
        facts: meat_facts(&desk, &row).await?,
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn meat_facts(desk: &Desk, row: &MeatRow) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(t, "fact-species", names::word(t, "species", &row.species)),
        fact(
            t,
            "fact-identity",
            names::word(t, "identity", &row.identity),
        ),
        fact(t, "fact-killed-on", names::day(t.0, &row.killed)),
        fact(t, "fact-house", names::organisation(desk, row.house).await?),
        fact(
            t,
            "fact-holder",
            names::organisation(desk, row.holder).await?,
        ),
        fact(t, "fact-mass", names::mass(t.0, row.mass)),
        fact(t, "fact-mass-left", names::mass(t.0, row.mass_left)),
    ];
    if row.condemned > 0 {
        facts.push(fact(t, "fact-condemned", names::mass(t.0, row.condemned)));
    }
    if row.kind == "carcass" {
        let passed = |passed: Option<bool>| match passed {
            None => t.say("not-yet"),
            Some(true) => names::word(t, "passed", "yes"),
            Some(false) => names::word(t, "passed", "no"),
        };
        facts.push(fact(t, "fact-quarantine", passed(row.quarantine_passed)));
        facts.push(fact(t, "fact-quality", passed(row.quality_passed)));
    }
    facts.extend(row.grade.clone().map(|grade| fact(t, "fact-grade", grade)));
    Ok(facts)
}

fn meat_actions(desk: &Desk, id: i64, row: &MeatRow, house: &str, holder: &str) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/livestock/meats/{id}");
    let go = |key: &str, part: &str| Link::other(t.say(key), format!("{path}/{part}"));
    let mut actions = Vec::new();
    let own_house = desk.is_own(Some(row.house)) && desk.session.has(Role::Slaughterhouse);
    let vet = covers(desk, &[Role::OfficialVet], house);
    let is_carcass = row.kind == "carcass";
    if is_carcass
        && ((vet && row.quarantine_passed.is_none()) || (own_house && row.quality_passed.is_none()))
    {
        actions.push(go("do-carcass", "inspect"));
    }
    let is_free = !row.recalled && row.mass_left > 0;
    if is_free && desk.is_own(Some(row.holder)) {
        if row.kind != "package" {
            actions.push(go("do-cut", "cut"));
        }
        actions.push(go("do-pack", "pack"));
        actions.push(go("do-deliver-meat", "deliver"));
        let sell = format!("/console/trade/sell?target=meat:{id}");
        actions.push(Link::other(t.say("do-sell"), sell));
    }
    if is_free && row.certificate.is_none() && covers(desk, &[Role::OfficialVet], holder) {
        actions.push(go("do-certify-meat", "certify"));
    }
    if let Some(first) = actions.first_mut() {
        first.main = true;
    }
    if let Some(certificate) = row.certificate {
        let href = format!("/console/livestock/certificates/{certificate}");
        actions.push(Link::other(t.say("go-certificate"), href));
    }
    if row.mass_left > 0 && (vet || own_house) {
        actions.push(Link::grave(t.say("do-condemn"), format!("{path}/condemn")));
    }
    let recalls = [Role::CountyAgriculture, Role::MarketRegulator];
    if !row.recalled && (own_house || covers(desk, &recalls, house)) {
        actions.push(Link::grave(t.say("do-recall"), format!("{path}/recall")));
    }
    if row.recalled {
        let href = "/console/livestock/recalls";
        actions.push(Link::other(t.say("duty-recalls"), href));
    }
    actions
}

#[derive(FromRow)]
struct DisposalRow {
    carrier: i64,
    plant: i64,
    heads: i64,
    mass: i64,
    state: String,
    collected_ms: i64,
    received_heads: Option<i64>,
    received_mass: Option<i64>,
    received_ms: Option<i64>,
    method: Option<String>,
    treated_mass: Option<i64>,
    products: Option<i64>,
    treated_ms: Option<i64>,
}

/// A consignment of bodies.
pub(super) async fn disposal(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: DisposalRow = sqlx::query_as(
        "SELECT carrier, plant, heads, mass, state, collected_ms, received_heads, received_mass, \
         received_ms, method, treated_mass, products, treated_ms FROM disposals WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let place = place_of(&desk, row.plant).await?;
    may_see(&desk, &[Some(row.carrier), Some(row.plant)], &[&place])?;
    let subject = format!("disposal:{id}");
    let bodies: Vec<(String, i64, Option<String>)> = sqlx::query_as(
        "SELECT remains, disposal_bodies.mass, lives.tag FROM disposal_bodies \
         LEFT JOIN lives ON lives.unit = remains WHERE disposal = ? ORDER BY position LIMIT 500",
    )
    .bind(id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let line = |(remains, mass, tag): (String, i64, Option<String>)| Row {
        href: tag
            .as_ref()
            .map_or_else(String::new, |tag| format!("/animals/{tag}")),
        title: tag.unwrap_or_else(|| names::subject(t, &remains)),
        lines: vec![names::mass(t.0, mass)],
        tag: None,
    };
    let mut actions = Vec::new();
    if desk.is_own(Some(row.plant)) {
        let path = format!("/console/livestock/disposals/{id}");
        match row.state.as_str() {
            "collected" => actions.push(Link::main(t.say("do-receive"), format!("{path}/receive"))),
            "received" => actions.push(Link::main(t.say("do-treat"), format!("{path}/treat"))),
            _ => {}
        }
    }
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        title: names::subject(t, &subject),
        tag: Some(names::state(t, "disposal", &row.state)),
        warnings: warnings(&desk, &subject).await?,
        actions,
        facts: disposal_facts(&desk, &row).await?,
        sections: vec![Section {
            heading: t.say("disposal-bodies"),
            rows: bodies.into_iter().map(line).collect(),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn disposal_facts(desk: &Desk, row: &DisposalRow) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let mut facts = vec![
        fact(
            t,
            "fact-carrier",
            names::organisation(desk, row.carrier).await?,
        ),
        fact(t, "fact-plant", names::organisation(desk, row.plant).await?),
        fact(t, "fact-collected", names::instant(t.0, row.collected_ms)),
        fact(t, "fact-collected-heads", names::count(row.heads)),
        fact(t, "fact-collected-mass", names::mass(t.0, row.mass)),
    ];
    let time = |key: &str, ms: Option<i64>| ms.map(|ms| fact(t, key, names::instant(t.0, ms)));
    let mass =
        |key: &str, grams: Option<i64>| grams.map(|grams| fact(t, key, names::mass(t.0, grams)));
    facts.extend(time("fact-received", row.received_ms));
    facts.extend(
        row.received_heads
            .map(|heads| fact(t, "fact-received-heads", names::count(heads))),
    );
    facts.extend(mass("fact-received-mass", row.received_mass));
    facts.extend(time("fact-treated", row.treated_ms));
    let method = row.method.as_deref();
    facts.extend(method.map(|method| fact(t, "fact-method", names::word(t, "method", method))));
    facts.extend(mass("fact-treated-mass", row.treated_mass));
    facts.extend(mass("fact-products", row.products));
    Ok(facts)
}

#[derive(FromRow)]
struct InsuranceRow {
    insurer: i64,
    number: String,
    farm: i64,
    species: String,
    heads: i64,
    from_day: String,
    until_day: String,
    sum_per_head: i64,
}

/// An insurance contract with its claims.
pub(super) async fn insurance(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: InsuranceRow = sqlx::query_as(
        "SELECT insurer, number, farm, species, heads, from_day, until_day, sum_per_head \
         FROM insurances WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let place = place_of(&desk, row.farm).await?;
    may_see(&desk, &[Some(row.insurer), Some(row.farm)], &[&place])?;
    let subject = format!("insurance:{id}");
    let lives = load::listed(&desk, "insurance_units", "insurance", id).await?;
    let all: Vec<&load::Life> = lives.iter().collect();
    let claims = rows::rows(
        &desk,
        Kind::Claim,
        &format!("insurance = {id}"),
        i64::MAX,
        INSIDE_MAX,
    )
    .await?;
    let page = Page {
        back: Some((t.say("go-livestock"), "/console".to_owned())),
        caption: names::subject(t, &subject),
        title: row.number,
        warnings: warnings(&desk, &subject).await?,
        actions: vec![Link::main(t.say("do-claim"), "/console/livestock/claim")],
        facts: vec![
            fact(
                t,
                "fact-insurer",
                names::organisation(&desk, row.insurer).await?,
            ),
            fact(t, "fact-farm", names::organisation(&desk, row.farm).await?),
            fact(t, "fact-load", names::heads(t, &row.species, row.heads)),
            fact(t, "fact-from", names::day(t.0, &row.from_day)),
            fact(t, "fact-until", names::day(t.0, &row.until_day)),
            fact(t, "fact-sum", names::money(t, row.sum_per_head)),
            fact(
                t,
                "fact-list",
                load::names_of(&desk, &all).join(&t.say("comma-list")),
            ),
        ],
        sections: vec![Section {
            heading: t.say("insurance-claims"),
            rows: claims.into_iter().map(|(_, row)| row).collect(),
            empty: t.say("insurance-claims-none"),
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

#[derive(FromRow)]
struct ClaimRow {
    insurance: i64,
    number: String,
    insurer: i64,
    farm: i64,
    unit: String,
    tag: Option<String>,
    mass: i64,
    amount: i64,
    agreed: Option<i64>,
    state: String,
    reason: String,
    filed_by: Option<i64>,
    filed_ms: i64,
    decided_ms: Option<i64>,
    paid_ms: Option<i64>,
    disposal: i64,
    cause: Option<String>,
    died_ms: Option<i64>,
}

/// A claim, with the proof of the body's end.
pub(super) async fn claim(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: ClaimRow = sqlx::query_as(
        "SELECT claims.insurance, insurances.number, insurances.insurer, insurances.farm, claims.unit, \
         lives.tag, claims.mass, claims.amount, claims.agreed, claims.state, claims.reason, \
         claims.filed_by, claims.filed_ms, claims.decided_ms, claims.paid_ms, claims.disposal, \
         deaths.cause, deaths.at_ms AS died_ms FROM claims \
         JOIN insurances ON insurances.id = claims.insurance \
         LEFT JOIN lives ON lives.unit = claims.unit \
         LEFT JOIN deaths ON deaths.unit = claims.unit WHERE claims.id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let place = place_of(&desk, row.farm).await?;
    may_see(&desk, &[Some(row.insurer), Some(row.farm)], &[&place])?;
    let subject = format!("claim:{id}");
    let path = format!("/console/livestock/claims/{id}");
    let me = desk.session.member.map(|id| i64::from(id.0));
    let mut actions = Vec::new();
    if desk.is_own(Some(row.insurer)) {
        match row.state.as_str() {
            "filed" if row.filed_by.is_none() || row.filed_by != me => {
                actions.push(Link::main(t.say("do-decide"), format!("{path}/decide")));
            }
            "approved" => actions.push(Link::main(t.say("do-pay"), format!("{path}/pay"))),
            _ => {}
        }
    }
    let disposal = format!("disposal:{}", row.disposal);
    let page = Page {
        back: Some((
            row.number.clone(),
            format!("/console/livestock/insurances/{}", row.insurance),
        )),
        caption: names::subject(t, &subject),
        title: names::money(t, row.amount),
        tag: Some(names::state(t, "claim", &row.state)),
        warnings: warnings(&desk, &subject).await?,
        actions,
        facts: claim_facts(&desk, &row).await?,
        sections: vec![Section {
            heading: t.say("claim-proof"),
            rows: vec![Row {
                title: names::subject(t, &disposal),
                href: format!("/console/livestock/disposals/{}", row.disposal),
                ..Row::default()
            }],
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

async fn claim_facts(desk: &Desk, row: &ClaimRow) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let animal = row
        .tag
        .clone()
        .unwrap_or_else(|| names::subject(t, &row.unit));
    let mut facts = vec![
        fact(t, "fact-animal", animal),
        fact(t, "fact-farm", names::organisation(desk, row.farm).await?),
        fact(
            t,
            "fact-insurer",
            names::organisation(desk, row.insurer).await?,
        ),
        fact(t, "fact-claimed-mass", names::mass(t.0, row.mass)),
        fact(t, "fact-filed", names::instant(t.0, row.filed_ms)),
    ];
    let cause = row.cause.as_deref();
    facts.extend(cause.map(|cause| fact(t, "fact-cause", names::cause(t, cause))));
    let times = [
        ("fact-died", row.died_ms),
        ("fact-decided", row.decided_ms),
        ("fact-paid", row.paid_ms),
    ];
    for (key, ms) in times {
        facts.extend(ms.map(|ms| fact(t, key, names::instant(t.0, ms))));
    }
    facts.extend(
        row.agreed
            .map(|agreed| fact(t, "fact-agreed", names::money(t, agreed))),
    );
    if !row.reason.is_empty() {
        facts.push(fact(t, "fact-reason", row.reason.clone()));
    }
    Ok(facts)
}
