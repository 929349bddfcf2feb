//! A batch of codes: where its codes stand, what to do next, and its labels to download.

use axum::{extract::Path, response::Response};
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    desk::Desk,
    names,
    view::{self, Line, Link, Page, Row, Section, Share, Sticker, Tag},
    Trouble,
};
use crate::{error::ApiError, extract::Query, pages::words::Words};

/// How many labels a sheet shows: as many as fit on A4 paper at 32 mm.
const SHEET: i64 = 40;

/// A batch.
#[derive(FromRow)]
pub(crate) struct Batch {
    pub(crate) issuer: i64,
    pub(crate) brand: i64,
    pub(crate) brand_name: Option<String>,
    pub(crate) season: i64,
    pub(crate) count: i64,
    pub(crate) unit_net: i64,
    issued_ms: i64,
}

impl Batch {
    /// A batch of the own organisation.
    pub(crate) async fn own(desk: &Desk, id: i64) -> Result<Self, ApiError> {
        let batch: Self = sqlx::query_as(
            "SELECT issuer, brand, brands.name AS brand_name, season, count, unit_net, issued_ms \
             FROM batches LEFT JOIN brands ON brands.id = batches.brand WHERE batches.id = ?",
        )
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
        if desk.is_own(Some(batch.issuer)) {
            Ok(batch)
        } else {
            Err(ApiError::not_found())
        }
    }
}

/// Codes of equal state.
#[derive(Clone, FromRow)]
pub(crate) struct Range {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) state: String,
    lot: Option<i64>,
    meat: Option<i64>,
}

impl Range {
    /// The ranges of a batch, in order.
    pub(crate) async fn of(desk: &Desk, batch: i64) -> Result<Vec<Self>, ApiError> {
        Ok(sqlx::query_as(
            "SELECT first, last, state, lot, meat FROM code_ranges WHERE batch = ? ORDER BY first",
        )
        .bind(batch)
        .fetch_all(&desk.app.db.reader)
        .await?)
    }

    fn count(&self) -> i64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

/// The states in the order in which a code goes through them, with their tones.
const STATES: [(&str, &str); 5] = [
    ("reserved", "quiet"),
    ("printed", "info"),
    ("active", "good"),
    ("spoiled", "warn"),
    ("void", "bad"),
];

fn state(t: Words, state: &str) -> String {
    t.say(match state {
        "reserved" => "code-reserved",
        "printed" => "code-printed",
        "active" => "code-active",
        "spoiled" => "code-spoiled",
        _ => "code-void",
    })
}

fn total(ranges: &[Range], state: &str) -> i64 {
    let ranges = ranges.iter().filter(|range| range.state == state);
    ranges.map(Range::count).sum()
}

/// A batch.
pub(crate) async fn batch(desk: Desk, Path(id): Path<i64>) -> Result<Response, Trouble> {
    let t = desk.t;
    let batch = Batch::own(&desk, id).await?;
    let ranges = Range::of(&desk, id).await?;
    let mut page = Page {
        back: Some((t.say("batches-title"), "/console/batches".to_owned())),
        caption: names::subject(t, &format!("batch:{id}")),
        title: batch.brand_name.clone().unwrap_or_default(),
        actions: actions(t, id, &ranges),
        shares: shares(t, &ranges, batch.count),
        facts: vec![
            Line {
                label: t.say("field-count"),
                value: names::count(batch.count),
            },
            Line {
                label: t.say("label-season"),
                value: t.fill("season-value", &[("year", &batch.season.to_string())]),
            },
            Line {
                label: t.say("label-net"),
                value: names::mass(t.0, batch.unit_net),
            },
            Line {
                label: t.say("fact-issued"),
                value: names::instant(t.0, batch.issued_ms),
            },
        ],
        ..Page::default()
    };
    page.sections.push(ranges_section(t, &ranges));
    page.sections.push(downloads(t, id));
    Ok(view::page(&desk, &page))
}

/// The next step first: print what is reserved, activate what is printed.
fn actions(t: Words, id: i64, ranges: &[Range]) -> Vec<Link> {
    let path = format!("/console/batches/{id}");
    let mut actions = Vec::new();
    let (reserved, printed) = (total(ranges, "reserved"), total(ranges, "printed"));
    if reserved > 0 {
        actions.push(Link::main(t.say("print-title"), format!("{path}/print")));
    }
    if printed > 0 {
        actions.push(Link::main(
            t.say("activate-title"),
            format!("{path}/activate"),
        ));
    }
    if reserved > 0 || printed > 0 {
        actions.push(Link::grave(t.say("spoil-title"), format!("{path}/spoil")));
    }
    if printed > 0 || total(ranges, "active") > 0 {
        actions.push(Link::grave(t.say("void-title"), format!("{path}/void")));
    }
    actions.push(Link::other(
        t.say("see-records"),
        format!("/records/batch:{id}"),
    ));
    actions
}

fn shares(t: Words, ranges: &[Range], count: i64) -> Vec<Share> {
    let count = count.max(1);
    let mut from: i64 = 0;
    let mut shares = Vec::new();
    for (name, _) in STATES {
        let total = total(ranges, name);
        if total == 0 {
            continue;
        }
        // In thousandths of the picture's width; at least a visible sliver.
        let part = total
            .saturating_mul(1000)
            .checked_div(count)
            .unwrap_or(0)
            .max(6);
        shares.push(Share {
            kind: name,
            label: state(t, name),
            count: names::count(total),
            part: u64::try_from(part).unwrap_or(0),
            from: u64::try_from(from).unwrap_or(0),
        });
        from = from.saturating_add(part);
    }
    shares
}

fn ranges_section(t: Words, ranges: &[Range]) -> Section {
    let rows = ranges.iter().map(|range| {
        let tone = STATES.iter().find(|(name, _)| *name == range.state);
        Row {
            title: t.fill(
                "range",
                &[
                    ("from", &range.first.to_string()),
                    ("to", &range.last.to_string()),
                ],
            ),
            lines: range
                .lot
                .map(|lot| names::subject(t, &format!("lot:{lot}")))
                .into_iter()
                .chain(
                    range
                        .meat
                        .map(|meat| names::subject(t, &format!("meat:{meat}"))),
                )
                .collect(),
            tag: Some(Tag {
                tone: tone.map_or("quiet", |(_, tone)| tone),
                text: format!(
                    "{} · {}",
                    state(t, &range.state),
                    names::count(range.count())
                ),
            }),
            href: String::new(),
        }
    });
    Section {
        heading: t.say("ranges-title"),
        rows: rows.collect(),
        ..Section::default()
    }
}

fn downloads(t: Words, id: i64) -> Section {
    let api = format!("/api/v1/batches/{id}");
    let row = |key: &str, hint: &str, href: String| Row {
        title: t.say(key),
        lines: vec![t.say(hint)],
        tag: None,
        href,
    };
    Section {
        heading: t.say("downloads-title"),
        rows: vec![
            row(
                "download-svg",
                "download-svg-hint",
                format!("{api}/labels.zip?format=svg"),
            ),
            row(
                "download-png",
                "download-png-hint",
                format!("{api}/labels.zip?format=png"),
            ),
            row(
                "download-csv",
                "download-csv-hint",
                format!("{api}/codes.csv"),
            ),
            row(
                "download-single",
                "download-single-hint",
                format!("/console/batches/{id}/codes"),
            ),
        ],
        ..Section::default()
    }
}

/// Which codes to list.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: u32,
}

/// The labels of a batch as a sheet for a printer at hand; each leads to what its scan shows.
pub(crate) async fn codes(
    desk: Desk,
    Path(id): Path<i64>,
    Query(page): Query<From>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let batch = Batch::own(&desk, id).await?;
    let ranges = Range::of(&desk, id).await?;
    let codes = codes_of(&desk, id, page.from, batch.count).await?;
    let stickers = codes.iter().map(|(index, code)| {
        let index = i64::from(*index);
        let range = ranges
            .iter()
            .find(|range| (range.first..=range.last).contains(&index));
        let found = range.map_or("reserved", |range| range.state.as_str());
        let index = t.fill("code-index", &[("index", &index.to_string())]);
        Sticker {
            picture: format!("/api/v1/labels/{code}.svg"),
            code: crate::pages::format::groups(code).join(" "),
            line: format!("{index} · {}", state(t, found)),
            href: format!("/{code}"),
        }
    });
    let sheet: Vec<Sticker> = stickers.collect();
    let path = format!("/console/batches/{id}/codes");
    let (from, next) = (
        i64::from(page.from),
        i64::from(page.from).saturating_add(SHEET),
    );
    let mut pages = Vec::new();
    if from > 0 {
        let before = from.saturating_sub(SHEET).max(0);
        let href = format!("{path}?from={before}");
        pages.push(Link::other(t.say("page-before"), href));
    }
    if next < batch.count {
        let href = format!("{path}?from={next}");
        pages.push(Link::other(t.say("page-after"), href));
    }
    let mut warnings = vec![t.say("codes-secret")];
    if sheet.is_empty() {
        warnings = vec![t.say("codes-elsewhere")];
    }
    let page = Page {
        back: Some((
            names::subject(t, &format!("batch:{id}")),
            format!("/console/batches/{id}"),
        )),
        caption: batch.brand_name.unwrap_or_default(),
        title: t.say("download-single"),
        explain: vec![t.say("sheet-explain")],
        warnings,
        sheet,
        pages,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// Some codes of a batch; none if another service keeps its secret.
async fn codes_of(
    desk: &Desk,
    id: i64,
    from: u32,
    count: i64,
) -> Result<Vec<(u32, String)>, ApiError> {
    use county_primitives::BatchId;
    use qr_labeler::{BatchSecret, Code};
    let batch = BatchId(u32::try_from(id).unwrap_or(0));
    let Some(secret) = desk.app.vault.batch_secret(&desk.app.db, batch).await? else {
        return Ok(Vec::new());
    };
    let kind: String = sqlx::query_scalar("SELECT kind FROM batches WHERE id = ?")
        .bind(id)
        .fetch_one(&desk.app.db.reader)
        .await?;
    let kind = crate::scan::rows::word(&kind).map_err(ApiError::internal)?;
    let secret = BatchSecret::new(*secret);
    let last = i64::from(from).saturating_add(SHEET).min(count);
    let last = u32::try_from(last).unwrap_or(from);
    (from..last)
        .map(|index| {
            let code = Code::new(kind, batch, index, secret.token(batch, index));
            Ok((index, code.map_err(ApiError::internal)?.to_string()))
        })
        .collect()
}
