//! One plot, crop, lot or test, with what can be done about it.

use axum::{extract::Path, response::Response};
use county_primitives::Date;
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::{
    desk::Desk,
    devices,
    fields::today,
    lists::{CycleRow, LotRow},
    names,
    view::{self, Line, Link, Page, Row, Section, Tag},
    Trouble,
};
use crate::{
    error::ApiError,
    outline::{self, Outline},
    pages::words::Words,
    routes::lots::origins as origins_of,
};

/// How many lines a list inside a page has.
const INSIDE_MAX: i64 = 100;

fn fact(t: Words, key: &str, value: impl Into<String>) -> Line {
    Line {
        label: t.say(key),
        value: value.into(),
    }
}

#[derive(FromRow)]
struct PlotRow {
    producer: i64,
    village: String,
    area: i64,
    kind: String,
    geometry: String,
    opened_ms: i64,
}

/// A plot.
pub(crate) async fn plot(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: PlotRow = sqlx::query_as(
        "SELECT producer, village, area, kind, geometry, opened_ms FROM plots WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(Some(row.producer)) {
        return Err(ApiError::not_found().into());
    }
    let outline = outline::find(&desk.app.db, &desk.app.vault, &row.geometry).await?;
    let query = format!(
        "SELECT {} FROM cycles JOIN plots ON plots.id = cycles.plot \
         WHERE cycles.plot = ? ORDER BY cycles.id DESC LIMIT ?",
        CycleRow::COLUMNS
    );
    let cycles: Vec<CycleRow> = sqlx::query_as(&query)
        .bind(id)
        .bind(INSIDE_MAX)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let start = Link::main(
        t.say("start-cycle-title"),
        format!("/console/plots/{id}/cycle"),
    );
    let subject = format!("plot:{id}");
    let register = Link::other(
        t.say("do-register-device"),
        format!("/console/devices/new?target={subject}"),
    );
    let actions = if cycles.is_empty() {
        vec![register]
    } else {
        vec![start.clone(), register]
    };
    let mut sections = vec![Section {
        heading: t.say("cycles-title"),
        rows: cycles.iter().map(|row| row.line(&desk)).collect(),
        empty: t.say("plot-no-cycle"),
        start: Some(start),
        ..Section::default()
    }];
    sections.extend(devices::at_place(&desk, &subject).await?);
    let page = Page {
        back: Some((t.say("plots-title"), "/console/plots".to_owned())),
        title: names::subject(t, &subject),
        actions,
        facts: vec![
            fact(t, "field-kind", names::plot_kind(t, &row.kind)),
            fact(t, "field-area", names::area(t.0, row.area)),
            fact(t, "field-village", names::village(&desk, &row.village)),
            fact(t, "fact-outline", outline_fact(t, outline.as_ref())),
            fact(t, "fact-opened", names::instant(t.0, row.opened_ms)),
        ],
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Whether an outline was given, and the area it encloses: to compare with what was declared.
fn outline_fact(t: Words, outline: Option<&Outline>) -> String {
    match outline {
        Some(outline) => {
            let (corners, area) = (
                outline.corners().to_string(),
                format!("{:.1}", outline.mu()),
            );
            t.fill("outline-kept", &[("corners", &corners), ("area", &area)])
        }
        None => t.say("outline-none"),
    }
}

#[derive(FromRow)]
struct Cycle {
    plot: i64,
    producer: i64,
    product: String,
    variety: String,
    started: String,
    yield_cap: i64,
    harvest_from: Option<String>,
    test_flag: String,
    yield_percent: Option<i64>,
    finished_ms: Option<i64>,
    area: i64,
    village: String,
}

/// A crop.
pub(crate) async fn cycle(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: Cycle = sqlx::query_as(
        "SELECT cycles.plot, cycles.producer, cycles.product, variety, started, yield_cap, harvest_from, \
         test_flag, yield_percent, finished_ms, plots.area, plots.village \
         FROM cycles JOIN plots ON plots.id = cycles.plot WHERE cycles.id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(Some(row.producer)) {
        return Err(ApiError::not_found().into());
    }
    let is_over = row.finished_ms.is_some();
    let path = format!("/console/cycles/{id}");
    let actions = if is_over {
        Vec::new()
    } else {
        vec![
            Link::main(t.say("record-operation-title"), format!("{path}/operation")),
            Link::main(t.say("record-input-title"), format!("{path}/input")),
            Link::main(t.say("harvest-title"), format!("{path}/harvest")),
            Link::grave(t.say("finish-cycle-title"), format!("{path}/finish")),
        ]
    };
    let mut warnings = Vec::new();
    if row.test_flag == "failed" {
        warnings.push(t.say("warning-cycle-failed"));
    }
    if let Some(percent) = row.yield_percent {
        let percent = percent.to_string();
        warnings.push(t.fill("warning-yield", &[("percent", &percent)]));
    }
    let page = Page {
        back: Some((t.say("cycles-title"), "/console/cycles".to_owned())),
        caption: names::subject(t, &format!("cycle:{id}")),
        title: format!("{} · {}", row.variety, names::product(t, &row.product)),
        tag: Some(if is_over {
            Tag {
                tone: "quiet",
                text: t.say("cycle-finished"),
            }
        } else {
            cycle_tag(t, &row.test_flag)
        }),
        warnings,
        actions,
        facts: cycle_facts(&desk, &row),
        sections: vec![
            cycle_records(&desk, id).await?,
            cycle_lots(&desk, id).await?,
        ],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Most crops are never tested themselves; only a test that was made is worth a word.
fn cycle_tag(t: Words, flag: &str) -> Tag {
    match flag {
        "untested" => Tag {
            tone: "good",
            text: t.say("cycle-growing"),
        },
        flag => names::flag_tag(t, flag),
    }
}

fn cycle_facts(desk: &Desk, row: &Cycle) -> Vec<Line> {
    let t = desk.t;
    let plot = names::subject(t, &format!("plot:{}", row.plot));
    let area = names::area(t.0, row.area);
    let mut facts = vec![
        fact(
            t,
            "fact-plot",
            format!("{plot} · {area} · {}", names::village(desk, &row.village)),
        ),
        fact(t, "field-started", names::day(t.0, &row.started)),
        fact(t, "fact-yield-cap", names::mass(t.0, row.yield_cap)),
    ];
    if row.finished_ms.is_none() {
        facts.insert(
            0,
            fact(
                t,
                "fact-harvest-from",
                harvest_from(t, row.harvest_from.as_deref()),
            ),
        );
    }
    facts
}

/// From when on a crop may be harvested.
pub(crate) fn harvest_from(t: Words, date: Option<&str>) -> String {
    match date.and_then(|date| date.parse::<Date>().ok()) {
        Some(date) if date > today() => {
            let days = date.days_since(today()).to_string();
            let day = crate::pages::format::date(t.0, date);
            t.fill("harvest-from-later", &[("date", &day), ("days", &days)])
        }
        Some(date) => {
            let day = crate::pages::format::date(t.0, date);
            t.fill("harvest-from-since", &[("date", &day)])
        }
        None => t.say("harvest-from-now"),
    }
}

#[derive(FromRow)]
struct Done {
    kind: String,
    date: String,
    note: String,
    late: bool,
    block: i64,
    harvest_from: Option<String>,
    evidence: Option<String>,
}

/// Operations and uses of pesticides, together.
async fn cycle_records(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let t = desk.t;
    let rows: Vec<Done> = sqlx::query_as(
        "SELECT kind, date, note, late, block, NULL AS harvest_from, evidence, event_index \
         FROM operations WHERE cycle = ? \
         UNION ALL SELECT '', date, name, late, block, harvest_from, NULL, event_index \
         FROM input_uses WHERE cycle = ? \
         ORDER BY date DESC, block DESC, event_index DESC LIMIT ?",
    )
    .bind(id)
    .bind(id)
    .bind(INSIDE_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let lines = rows.iter().map(|row| {
        let block = names::count(row.block);
        let mut lines = Vec::new();
        let title = match &row.harvest_from {
            Some(from) => {
                let from = names::day(t.0, from);
                lines.push(t.fill("input-harvest-from", &[("date", &from)]));
                t.fill("step-input", &[("name", &row.note)])
            }
            None => {
                if !row.note.is_empty() {
                    lines.push(row.note.clone());
                }
                names::operation(t, &row.kind)
            }
        };
        let date = names::day(t.0, &row.date);
        lines.push(t.fill("done-line", &[("date", &date), ("block", &block)]));
        if row.evidence.is_some() {
            lines.push(t.say("done-evidence"));
        }
        Row {
            title,
            lines,
            tag: row.late.then(|| Tag {
                tone: "warn",
                text: t.say("late"),
            }),
            href: row
                .evidence
                .as_ref()
                .map_or_else(String::new, |digest| format!("/api/v1/documents/{digest}")),
        }
    });
    Ok(Section {
        heading: t.say("cycle-records"),
        rows: lines.collect(),
        empty: t.say("cycle-no-records"),
        ..Section::default()
    })
}

async fn cycle_lots(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let query = format!(
        "SELECT {} FROM lots WHERE lots.id IN (SELECT lot FROM lot_cycles WHERE cycle = ?) \
         ORDER BY lots.id DESC LIMIT ?",
        LotRow::COLUMNS
    );
    let rows: Vec<LotRow> = sqlx::query_as(&query)
        .bind(id)
        .bind(INSIDE_MAX)
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(Section {
        heading: desk.t.say("lots-title"),
        rows: rows.iter().map(|row| row.line(desk)).collect(),
        empty: desk.t.say("cycle-no-lots"),
        ..Section::default()
    })
}

#[derive(FromRow)]
struct Lot {
    producer: Option<i64>,
    holder: Option<i64>,
    division: String,
    product: String,
    origin: String,
    date: String,
    mass: i64,
    mass_left: i64,
    grade: Option<String>,
    brix_tenths: Option<i64>,
    diameter_mm: Option<i64>,
    test_flag: String,
}

/// A lot: of whoever holds it or grew it, and for laboratories, which test it.
pub(crate) async fn lot(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    // The columns of lists come first: their test flag looks through the gradings.
    let query = format!(
        "SELECT {}, producer, holder, division, origin, mass, brix_tenths, diameter_mm FROM lots WHERE lots.id = ?",
        LotRow::COLUMNS
    );
    let row: Lot = sqlx::query_as(&query)
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
    let is_held_here = desk.is_own(row.holder);
    if !is_held_here && !desk.is_own(row.producer) && !desk.tests_in(&row.division) {
        return Err(ApiError::not_found().into());
    }
    let subject = format!("lot:{id}");
    let mut warnings = holds(&desk, id).await?;
    if warnings.is_empty() && row.test_flag == "failed" {
        warnings.push(t.say("warning-lot-failed"));
    }
    // What is held does not move, so nothing is offered that the chain would refuse.
    let may_move = is_held_here && warnings.is_empty();
    let mut actions = lot_actions(&desk, id, &row, may_move);
    actions.push(records(&desk, &subject));
    let page = Page {
        back: Some((t.say("lots-title"), "/console/lots".to_owned())),
        caption: names::product(t, &row.product),
        title: match &row.grade {
            Some(grade) => format!("{} · {grade}", names::subject(t, &subject)),
            None => names::subject(t, &subject),
        },
        tag: Some(names::flag_tag(t, &row.test_flag)),
        warnings,
        actions,
        facts: lot_facts(&desk, &row).await?,
        sections: vec![tests_of(&desk, &subject).await?, origins(&desk, id).await?],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// The next step first: a grower hands over, a packing house grades, then labels.
/// Where everything that stands on the ledger about a thing is read.
fn records(desk: &Desk, subject: &str) -> Link {
    Link::other(desk.t.say("see-records"), format!("/records/{subject}"))
}

fn lot_actions(desk: &Desk, id: i64, row: &Lot, may_move: bool) -> Vec<Link> {
    let t = desk.t;
    let path = format!("/console/lots/{id}");
    let mut links: Vec<(&str, String)> = Vec::new();
    let has_mass = may_move && row.mass_left > 0;
    if has_mass && desk.labels() && row.grade.is_some() {
        links.push(("label-title", "/console/batches".to_owned()));
    }
    if has_mass && desk.packs() {
        links.push(("grade-title", format!("{path}/grade")));
    }
    if may_move {
        links.push(("deliver-title", format!("{path}/deliver")));
    }
    if desk.tests() {
        links.push((
            "record-test-title",
            format!("/console/tests/new?target=lot:{id}"),
        ));
    }
    let mut links = links.into_iter().map(|(key, href)| (t.say(key), href));
    let first = links.next().map(|(label, href)| Link::main(label, href));
    first
        .into_iter()
        .chain(links.map(|(label, href)| Link::other(label, href)))
        .collect()
}

async fn lot_facts(desk: &Desk, row: &Lot) -> Result<Vec<Line>, ApiError> {
    let t = desk.t;
    let date_key = if row.origin == "harvest" {
        "fact-harvest"
    } else {
        "fact-graded"
    };
    let mut facts = vec![
        fact(t, date_key, names::day(t.0, &row.date)),
        fact(t, "fact-mass", names::mass(t.0, row.mass)),
        fact(t, "fact-mass-left", names::mass(t.0, row.mass_left)),
    ];
    if let Some(brix) = row.brix_tenths.and_then(|brix| u16::try_from(brix).ok()) {
        let value = crate::pages::format::tenths(brix);
        facts.push(fact(
            t,
            "field-brix",
            t.fill("brix-value", &[("value", &value)]),
        ));
    }
    if let Some(diameter) = row.diameter_mm {
        let value = diameter.to_string();
        facts.push(fact(
            t,
            "field-diameter",
            t.fill("diameter-value", &[("value", &value)]),
        ));
    }
    for (key, organisation) in [("label-grower", row.producer), ("fact-holder", row.holder)] {
        if let Some(organisation) = organisation {
            facts.push(fact(t, key, names::organisation(desk, organisation).await?));
        }
    }
    Ok(facts)
}

/// Why somebody ordered it, the failed test, or the cycle and the first day of harvest.
type HoldRow = (String, Option<i64>, Option<i64>, Option<String>);

/// What holds a lot now, or anything it comes from, in words.
pub(crate) async fn holds(desk: &Desk, lot: i64) -> Result<Vec<String>, ApiError> {
    let t = desk.t;
    let now = desk
        .app
        .index
        .borrow()
        .as_ref()
        .map_or(0, |head| head.time_ms);
    let origins = origins_of(&desk.app, lot).await?;
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT reason, test, cycle, harvest_from FROM cases WHERE released_ms IS NULL AND (expires_ms IS NULL OR expires_ms > ",
    );
    query.push_bind(now).push(") AND subject IN (");
    let mut subjects = query.separated(", ");
    for subject in origins {
        subjects.push_bind(subject);
    }
    query.push(") ORDER BY id");
    let rows: Vec<HoldRow> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| match row {
            (_, Some(test), ..) => t.fill("hold-failed-test", &[("test", &test.to_string())]),
            (_, None, Some(cycle), Some(from)) => t.fill(
                "hold-safety-interval",
                &[
                    ("cycle", &cycle.to_string()),
                    ("date", &names::day(t.0, &from)),
                ],
            ),
            (reason, ..) => t.fill("hold-ordered", &[("reason", &reason)]),
        })
        .collect())
}

async fn tests_of(desk: &Desk, subject: &str) -> Result<Section, ApiError> {
    let t = desk.t;
    let rows: Vec<(i64, String, String, String, String)> = sqlx::query_as(
        "SELECT id, method, sampled, verdict, status FROM tests WHERE target = ? \
         ORDER BY id DESC LIMIT ?",
    )
    .bind(subject)
    .bind(INSIDE_MAX)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let lines = rows
        .iter()
        .map(|(id, method, sampled, verdict, status)| Row {
            title: names::method(t, method),
            lines: vec![names::day(t.0, sampled)],
            tag: Some(names::test_tag(t, status, verdict)),
            href: if desk.tests() {
                format!("/console/tests/{id}")
            } else {
                String::new()
            },
        });
    Ok(Section {
        heading: t.say("tests-title"),
        rows: lines.collect(),
        empty: t.say("lot-no-tests"),
        ..Section::default()
    })
}

/// The lots this one comes from, and those that came from it, as far as they are the caller's.
async fn origins(desk: &Desk, id: i64) -> Result<Section, ApiError> {
    let query = format!(
        "SELECT {} FROM lots WHERE (holder = ? OR producer = ?) AND (lots.id IN \
         (SELECT ancestor FROM lot_ancestors WHERE lot = ?) OR lots.id IN \
         (SELECT lot FROM lot_ancestors WHERE ancestor = ?)) ORDER BY lots.id DESC LIMIT ?",
        LotRow::COLUMNS
    );
    let own = desk.session.organisation.map_or(-1, |id| i64::from(id.0));
    let rows: Vec<LotRow> = sqlx::query_as(&query)
        .bind(own)
        .bind(own)
        .bind(id)
        .bind(id)
        .bind(INSIDE_MAX)
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(Section {
        heading: desk.t.say("lot-related"),
        rows: rows.iter().map(|row| row.line(desk)).collect(),
        empty: desk.t.say("lot-no-related"),
        ..Section::default()
    })
}

#[derive(FromRow)]
struct Test {
    target: String,
    method: String,
    sample: String,
    sampled: String,
    items: String,
    verdict: String,
    report: String,
    status: String,
    organisation: Option<i64>,
    member: Option<i64>,
}

/// A test.
pub(crate) async fn test(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let row: Test = sqlx::query_as(
        "SELECT target, method, sample, sampled, items, verdict, report, status, organisation, member \
         FROM tests WHERE id = ?",
    )
    .bind(id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !desk.is_own(row.organisation) {
        return Err(ApiError::not_found().into());
    }
    let items: Vec<String> = serde_json::from_str(&row.items)?;
    let own_member = desk.session.member.map(|id| i64::from(id.0));
    let mut page = Page {
        back: Some((t.say("tests-list-title"), "/console/tests".to_owned())),
        caption: names::method(t, &row.method),
        title: names::subject(t, &format!("test:{id}")),
        tag: Some(names::test_tag(t, &row.status, &row.verdict)),
        facts: vec![
            fact(t, "field-target", names::subject(t, &row.target)),
            fact(
                t,
                "field-verdict",
                t.say(if row.verdict == "pass" {
                    "test-pass"
                } else {
                    "test-fail"
                }),
            ),
            fact(t, "field-sample", row.sample),
            fact(t, "field-sampled", names::day(t.0, &row.sampled)),
            fact(t, "field-items", items.join(&t.say("comma-list"))),
            fact(t, "field-report", row.report.clone()),
        ],
        ..Page::default()
    };
    if row.status == "recorded" {
        if row.member == own_member {
            page.warnings.push(t.say("test-needs-second"));
        } else {
            let href = format!("/console/tests/{id}/approve");
            page.actions
                .push(Link::main(t.say("approve-test-title"), href));
        }
    }
    let report = format!("/api/v1/documents/{}", row.report);
    page.actions.push(Link::file(t.say("open-report"), report));
    Ok(view::page(&desk, &page))
}
