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

/// The name of a kind of record; the kind itself where it has none.
pub(crate) fn what(t: Words, kind: &str) -> String {
    t.known(&format!("record-{}", kind.replace('_', "-")))
        .unwrap_or_else(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use county_primitives::{
        devices::DevicesEntry, labels::LabelsEntry, livestock::LivestockEntry,
        oversight::OversightEntry, produce::ProduceEntry, registry::RegistryEntry,
        three_assets::AssetsEntry,
    };
    use scale_info::{TypeDef, TypeInfo};

    use super::*;
    use crate::pages::words::Lang;

    /// The kinds of an entry as records name them.
    fn kinds<T: TypeInfo>() -> Vec<String> {
        let TypeDef::Variant(variants) = T::type_info().type_def else {
            panic!("entries are of several kinds");
        };
        let snake = |name: &str| {
            let mut snake = String::new();
            for letter in name.chars() {
                if letter.is_uppercase() && !snake.is_empty() {
                    snake.push('_');
                }
                snake.extend(letter.to_lowercase());
            }
            snake
        };
        let names = variants.variants.iter();
        names.map(|variant| snake(variant.name)).collect()
    }

    #[test]
    fn every_kind_of_record_has_a_name() {
        let all = [
            kinds::<RegistryEntry>(),
            kinds::<ProduceEntry>(),
            kinds::<LabelsEntry>(),
            kinds::<OversightEntry>(),
            kinds::<LivestockEntry>(),
            kinds::<AssetsEntry>(),
            kinds::<DevicesEntry>(),
        ]
        .concat();
        assert!(all.len() > 140);
        for lang in [Lang::Zh, Lang::En] {
            for kind in &all {
                assert_ne!(&what(Words(lang), kind), kind);
            }
        }
        assert_eq!(what(Words(Lang::Zh), "something_new"), "something_new");
    }
}
