//! The lists: plots, crops, lots, tests and batches, the newest first.

use axum::response::Response;
use county_primitives::ProductClass;
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    desk::Desk,
    names,
    view::{self, Link, Page, Row, Section, Tag},
    Trouble,
};
use crate::extract::Query;

/// How many lines a page of a list has.
pub(crate) const LIST_MAX: i64 = 20;

/// Where the last page ended.
#[derive(Deserialize)]
pub(crate) struct Older {
    #[serde(default)]
    before: Option<i64>,
}

impl Older {
    pub(crate) fn before(&self) -> i64 {
        self.before.unwrap_or(i64::MAX)
    }
}

/// Cuts off the row that only shows that there are more, and says where they are.
pub(crate) fn older<T>(rows: &mut Vec<T>, path: &str, key: impl Fn(&T) -> i64) -> Option<String> {
    let most = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
    if rows.len() <= most {
        return None;
    }
    rows.truncate(most);
    rows.last()
        .map(|last| format!("{path}?before={}", key(last)))
}

#[derive(FromRow)]
struct PlotRow {
    id: i64,
    village: String,
    area: i64,
    kind: String,
    growing: i64,
}

/// The own plots.
pub(crate) async fn plots(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut rows: Vec<PlotRow> = sqlx::query_as(
        "SELECT id, village, area, kind, (SELECT COUNT(*) FROM cycles \
         WHERE cycles.plot = plots.id AND finished_ms IS NULL) AS growing \
         FROM plots WHERE producer = ? AND id < ? ORDER BY id DESC LIMIT ?",
    )
    .bind(desk.organisation()?)
    .bind(page.before())
    .bind(LIST_MAX + 1)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let older = older(&mut rows, "/console/plots", |row| row.id);
    let lines = rows.iter().map(|row| Row {
        title: names::subject(t, &format!("plot:{}", row.id)),
        lines: vec![format!(
            "{} · {} · {}",
            names::plot_kind(t, &row.kind),
            names::area(t.0, row.area),
            names::village(&desk, &row.village)
        )],
        tag: Some(growing_tag(&desk, row.growing > 0)),
        href: format!("/console/plots/{}", row.id),
    });
    let open = Link::main(t.say("open-plot-title"), "/console/plots/new");
    let page = Page {
        title: t.say("plots-title"),
        actions: if rows.is_empty() {
            Vec::new()
        } else {
            vec![open.clone()]
        },
        sections: vec![Section {
            rows: lines.collect(),
            empty: t.say("plots-empty"),
            start: Some(open),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn growing_tag(desk: &Desk, grows: bool) -> Tag {
    Tag {
        tone: if grows { "good" } else { "quiet" },
        text: desk.t.say(if grows {
            "plot-growing"
        } else {
            "plot-resting"
        }),
    }
}

/// A crop as lists show it.
#[derive(FromRow)]
pub(crate) struct CycleRow {
    pub(crate) id: i64,
    plot: i64,
    variety: String,
    product: String,
    started: String,
    finished_ms: Option<i64>,
    village: String,
}

impl CycleRow {
    /// The columns, of a query that joins `plots`.
    pub(crate) const COLUMNS: &'static str =
        "cycles.id, cycles.plot, cycles.variety, cycles.product, \
         cycles.started, cycles.finished_ms, plots.village";

    /// The line of a list.
    pub(crate) fn line(&self, desk: &Desk) -> Row {
        let t = desk.t;
        let is_over = self.finished_ms.is_some();
        let plot = names::subject(t, &format!("plot:{}", self.plot));
        let village = names::village(desk, &self.village);
        Row {
            title: format!("{} · {}", self.variety, names::product(t, &self.product)),
            lines: vec![
                format!("{plot} · {village}"),
                t.fill(
                    "cycle-started",
                    &[("date", &names::day(t.0, &self.started))],
                ),
            ],
            tag: Some(Tag {
                tone: if is_over { "quiet" } else { "good" },
                text: t.say(if is_over {
                    "cycle-finished"
                } else {
                    "cycle-growing"
                }),
            }),
            href: format!("/console/cycles/{}", self.id),
        }
    }
}

/// The own crops.
pub(crate) async fn cycles(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let query = format!(
        "SELECT {} FROM cycles JOIN plots ON plots.id = cycles.plot \
         WHERE cycles.producer = ? AND cycles.id < ? ORDER BY cycles.id DESC LIMIT ?",
        CycleRow::COLUMNS
    );
    let mut rows: Vec<CycleRow> = sqlx::query_as(&query)
        .bind(desk.organisation()?)
        .bind(page.before())
        .bind(LIST_MAX + 1)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let older = older(&mut rows, "/console/cycles", |row| row.id);
    let page = Page {
        title: t.say("cycles-title"),
        sections: vec![Section {
            rows: rows.iter().map(|row| row.line(&desk)).collect(),
            empty: t.say("cycles-empty"),
            start: Some(Link::main(t.say("go-plots"), "/console/plots")),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// A lot as lists show it.
#[derive(FromRow)]
pub(crate) struct LotRow {
    pub(crate) id: i64,
    product: String,
    grade: Option<String>,
    date: String,
    mass_left: i64,
    test_flag: String,
    variety: Option<String>,
}

impl LotRow {
    /// The columns. A graded lot that was not tested itself stands on the tests of what was harvested
    /// into it: failed if any failed, passed if all passed. The variety is that of the first cycle the lot or an ancestor was harvested from.
    pub(crate) const COLUMNS: &'static str =
        "lots.id, lots.product, lots.grade, lots.date, lots.mass_left, \
         CASE WHEN lots.test_flag <> 'untested' THEN lots.test_flag \
          WHEN EXISTS (SELECT 1 FROM lot_ancestors JOIN lots AS older ON older.id = ancestor \
           WHERE lot_ancestors.lot = lots.id AND older.test_flag = 'failed') THEN 'failed' \
          WHEN EXISTS (SELECT 1 FROM lot_ancestors WHERE lot_ancestors.lot = lots.id) \
           AND NOT EXISTS (SELECT 1 FROM lot_ancestors JOIN lots AS older ON older.id = ancestor \
           WHERE lot_ancestors.lot = lots.id AND older.origin = 'harvest' \
           AND older.test_flag <> 'passed') THEN 'passed' \
          ELSE 'untested' END AS test_flag, \
         (SELECT cycles.variety FROM lot_cycles JOIN cycles ON cycles.id = lot_cycles.cycle \
          WHERE lot_cycles.lot = lots.id OR lot_cycles.lot IN \
          (SELECT ancestor FROM lot_ancestors WHERE lot_ancestors.lot = lots.id) LIMIT 1) AS variety";

    /// What the lot is called.
    pub(crate) fn title(&self, desk: &Desk) -> String {
        let t = desk.t;
        let what = match &self.variety {
            Some(variety) => variety.clone(),
            None => names::product(t, &self.product),
        };
        let lot = names::subject(t, &format!("lot:{}", self.id));
        match &self.grade {
            Some(grade) => format!("{lot} · {what} · {grade}"),
            None => format!("{lot} · {what}"),
        }
    }

    /// Whether a brand of this product takes it; no grades named means any grade.
    pub(crate) fn fits(&self, brand: ProductClass, grades: &[String]) -> bool {
        let of_brand = self
            .product
            .parse()
            .is_ok_and(|product| brand.contains(product));
        let grade_fits = match &self.grade {
            Some(grade) => grades.is_empty() || grades.contains(grade),
            None => grades.is_empty(),
        };
        of_brand && grade_fits
    }

    /// How much is left of it.
    pub(crate) fn left(&self, desk: &Desk) -> String {
        if self.mass_left == 0 {
            return desk.t.say("lot-used-up");
        }
        let left = names::mass(desk.t.0, self.mass_left);
        desk.t.fill("lot-left", &[("mass", &left)])
    }

    /// The line of a list.
    pub(crate) fn line(&self, desk: &Desk) -> Row {
        let t = desk.t;
        let key = if self.grade.is_some() {
            "lot-graded-on"
        } else {
            "lot-harvested-on"
        };
        Row {
            title: self.title(desk),
            lines: vec![
                t.fill(key, &[("date", &names::day(t.0, &self.date))]),
                self.left(desk),
            ],
            tag: Some(names::flag_tag(t, &self.test_flag)),
            href: format!("/console/lots/{}", self.id),
        }
    }
}

/// The lots the organisation holds.
pub(crate) async fn lots(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let query = format!(
        "SELECT {} FROM lots WHERE holder = ? AND lots.id < ? ORDER BY lots.id DESC LIMIT ?",
        LotRow::COLUMNS
    );
    let mut rows: Vec<LotRow> = sqlx::query_as(&query)
        .bind(desk.organisation()?)
        .bind(page.before())
        .bind(LIST_MAX + 1)
        .fetch_all(&desk.app.db.reader)
        .await?;
    let older = older(&mut rows, "/console/lots", |row| row.id);
    let (empty, start) = if desk.grows() {
        (
            "lots-empty-grower",
            Some(Link::main(t.say("go-cycles"), "/console/cycles")),
        )
    } else {
        ("lots-empty-packer", None)
    };
    let page = Page {
        title: t.say("lots-title"),
        sections: vec![Section {
            rows: rows.iter().map(|row| row.line(&desk)).collect(),
            empty: t.say(empty),
            start,
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

#[derive(FromRow)]
struct TestRow {
    id: i64,
    target: String,
    method: String,
    sample: String,
    sampled: String,
    verdict: String,
    status: String,
}

/// The tests of the own laboratory.
pub(crate) async fn tests(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut rows: Vec<TestRow> = sqlx::query_as(
        "SELECT id, target, method, sample, sampled, verdict, status FROM tests \
         WHERE organisation = ? AND id < ? ORDER BY id DESC LIMIT ?",
    )
    .bind(desk.organisation()?)
    .bind(page.before())
    .bind(LIST_MAX + 1)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let older = older(&mut rows, "/console/tests", |row| row.id);
    let lines = rows.iter().map(|row| {
        let date = names::day(t.0, &row.sampled);
        Row {
            title: format!(
                "{} · {}",
                names::method(t, &row.method),
                names::subject(t, &row.target)
            ),
            lines: vec![t.fill("test-when", &[("date", &date), ("sample", &row.sample)])],
            tag: Some(names::test_tag(t, &row.status, &row.verdict)),
            href: format!("/console/tests/{}", row.id),
        }
    });
    let record = Link::main(t.say("record-test-title"), "/console/tests/new");
    let page = Page {
        title: t.say("tests-list-title"),
        actions: if rows.is_empty() {
            Vec::new()
        } else {
            vec![record.clone()]
        },
        sections: vec![Section {
            rows: lines.collect(),
            empty: t.say("tests-empty"),
            start: Some(record),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

#[derive(FromRow)]
struct BatchRow {
    id: i64,
    ordinal: i64,
    count: i64,
    season: i64,
    brand: String,
    issued_ms: i64,
    active: i64,
}

/// The batches of codes issued to the organisation.
pub(crate) async fn batches(desk: Desk, Query(page): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let mut rows: Vec<BatchRow> = sqlx::query_as(
        "SELECT batches.id, batches.ordinal, batches.count, batches.season, batches.issued_ms, \
         COALESCE(brands.name, '') AS brand, (SELECT CAST(COALESCE(SUM(last - first + 1), 0) AS BIGINT) \
         FROM code_ranges WHERE code_ranges.batch = batches.id AND state = 'active') AS active \
         FROM batches LEFT JOIN brands ON brands.id = batches.brand \
         WHERE issuer = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT ?",
    )
    .bind(desk.organisation()?)
    .bind(page.before())
    .bind(LIST_MAX + 1)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let older = older(&mut rows, "/console/batches", |row| row.ordinal);
    let lines = rows.iter().map(|row| {
        let (count, active) = (names::count(row.count), names::count(row.active));
        Row {
            title: format!("{} · {}", row.brand, t.fill("codes", &[("number", &count)])),
            lines: vec![
                names::subject(t, &format!("batch:{}", row.id)),
                t.fill(
                    "batch-line",
                    &[
                        ("year", &row.season.to_string()),
                        ("time", &names::instant(t.0, row.issued_ms)),
                    ],
                ),
            ],
            tag: Some(Tag {
                tone: if row.active > 0 { "good" } else { "quiet" },
                text: t.fill("batch-active", &[("number", &active)]),
            }),
            href: format!("/console/batches/{}", row.id),
        }
    });
    let ask = Link::main(t.say("ask-codes-title"), "/console/batches/new");
    let page = Page {
        title: t.say("batches-title"),
        actions: if rows.is_empty() {
            Vec::new()
        } else {
            vec![ask.clone()]
        },
        sections: vec![Section {
            rows: lines.collect(),
            empty: t.say("batches-empty"),
            start: Some(ask),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}
