//! What the own organisation has put on the ledger, the newest first, with its block.

use axum::response::Response;
use serde::Deserialize;
use sqlx::FromRow;

use super::{
    desk::Desk,
    lists::LIST_MAX,
    names,
    view::{self, Page, Row, Section},
    Trouble,
};
use crate::{extract::Query, pages::words::Words};

#[derive(Deserialize)]
pub(crate) struct Older {
    /// The block and event where the last page ended, as `12-3`.
    #[serde(default)]
    before: String,
}

#[derive(FromRow)]
struct RecordRow {
    block: i64,
    event_index: i64,
    subject: String,
    kind: String,
    ledger_ms: i64,
    author_member: Option<i64>,
}

/// The list.
pub(crate) async fn list(desk: Desk, Query(older): Query<Older>) -> Result<Response, Trouble> {
    let t = desk.t;
    let (block, event_index) = older
        .before
        .split_once('-')
        .and_then(|(block, event)| Some((block.parse().ok()?, event.parse().ok()?)))
        .unwrap_or((i64::MAX, i64::MAX));
    let mut rows: Vec<RecordRow> = sqlx::query_as(
        "SELECT block, event_index, subject, kind, ledger_ms, author_member FROM records \
         WHERE author_organisation = ? AND (block < ? OR (block = ? AND event_index < ?)) \
         ORDER BY block DESC, event_index DESC LIMIT ?",
    )
    .bind(desk.organisation()?)
    .bind(block)
    .bind(block)
    .bind(event_index)
    .bind(LIST_MAX + 1)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let is_more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > LIST_MAX;
    rows.truncate(usize::try_from(LIST_MAX).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| is_more);
    let older =
        last.map(|row| format!("/console/records?before={}-{}", row.block, row.event_index));
    let page = Page {
        title: t.say("records-title"),
        sections: vec![Section {
            rows: rows.iter().map(|row| line(t, row)).collect(),
            empty: t.say("records-empty"),
            older,
            ..Section::default()
        }],
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

fn line(t: Words, row: &RecordRow) -> Row {
    let block = names::count(row.block);
    let member = row
        .author_member
        .map_or_else(String::new, |id| id.to_string());
    Row {
        title: what(t, &row.kind),
        lines: vec![
            names::subject(t, &row.subject),
            t.fill(
                "records-line",
                &[
                    ("time", &names::instant(t.0, row.ledger_ms)),
                    ("block", &block),
                    ("member", &member),
                ],
            ),
        ],
        href: names::subject_href(&row.subject),
        ..Row::default()
    }
}

/// The name of a kind of record.
pub(crate) fn what(t: Words, kind: &str) -> String {
    let key = format!("record-{}", kind.replace('_', "-"));
    if KINDS.contains(&kind) {
        t.say(&key)
    } else {
        kind.to_owned()
    }
}

/// The kinds of records that have a name.
const KINDS: [&str; 37] = [
    "plot_opened",
    "cycle_started",
    "cycle_finished",
    "operation_recorded",
    "input_used",
    "test_recorded",
    "test_approved",
    "tested",
    "cycle_harvested",
    "lot_harvested",
    "yield_warned",
    "lot_graded",
    "lot_formed",
    "lot_delivered",
    "lot_packed",
    "batch_issued",
    "codes_printed",
    "codes_spoiled",
    "codes_activated",
    "codes_voided",
    "quota_granted",
    "quota_approved",
    "brand_registered",
    "held",
    "renewed",
    "released",
    "input_label_set",
    "yield_cap_set",
    "county_admitted",
    "policy_set",
    "organisation_registered",
    "organisation_status_changed",
    "member_registered",
    "member_status_changed",
    "key_rotated",
    "role_granted",
    "role_revoked",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::words::Lang;

    #[test]
    fn every_kind_has_a_name() {
        for lang in [Lang::Zh, Lang::En] {
            for kind in KINDS {
                assert!(!what(Words(lang), kind).contains("record-"), "{kind}");
            }
        }
        assert_eq!(what(Words(Lang::Zh), "something_new"), "something_new");
    }
}
