//! The records of a block and the heads of their timelines, many in one statement: an import has thousands of
//! them in a block.

use std::collections::BTreeMap;

use county_primitives::{Author, Subject, Timeline};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::{
    chain::{record::kind_of, Block, BlockRecord},
    db::sql,
    index::IndexError,
};

use super::role_of;

/// How many rows share a statement. What is left over is written one by one, so that there are two texts to prepare
/// and no more.
const TOGETHER: usize = 64;

/// Writes the records of a block, and moves the heads of their subjects. A gap or a repetition stops the index.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    block: &Block,
) -> Result<(), IndexError> {
    let subjects: Vec<Subject> = block
        .records
        .iter()
        .map(|found| found.record.subject())
        .collect();
    let mut heads = load(connection, &subjects).await?;
    for found in &block.records {
        append(&mut heads, block.number, found)?;
    }
    let heads: Vec<(Subject, Timeline)> = heads.into_iter().collect();
    for heads in chunks(&heads) {
        store(connection, heads).await?;
    }
    for records in chunks(&block.records) {
        insert(connection, block, records).await?;
    }
    Ok(())
}

/// Full chunks, then single items.
fn chunks<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    let full = items.chunks_exact(TOGETHER);
    let rest = full.remainder().chunks(1);
    full.chain(rest)
}

/// The heads of some subjects as they are stored; those without a timeline have none.
pub(in crate::index) async fn load(
    connection: &mut SqliteConnection,
    subjects: &[Subject],
) -> Result<BTreeMap<Subject, Timeline>, IndexError> {
    let mut wanted = subjects.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut heads = BTreeMap::new();
    for subjects in chunks(&wanted) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT subject, len, head FROM timelines WHERE subject IN (",
        );
        let mut names = query.separated(", ");
        for subject in subjects {
            names.push_bind(subject.to_string());
        }
        query.push(")");
        let rows: Vec<(String, i64, String)> =
            query.build_query_as().fetch_all(&mut *connection).await?;
        for (subject, len, head) in rows {
            let broken = || IndexError::Record(format!("the stored head of {subject} is broken"));
            let timeline = Timeline {
                len: u32::try_from(len).map_err(|_| broken())?,
                head: head.parse().map_err(|_| broken())?,
            };
            heads.insert(subject.parse().map_err(|_| broken())?, timeline);
        }
    }
    Ok(heads)
}

fn append(
    heads: &mut BTreeMap<Subject, Timeline>,
    block: u64,
    found: &BlockRecord,
) -> Result<(), IndexError> {
    let record = &found.record;
    let subject = record.subject();
    let timeline = heads.entry(subject).or_default();
    let len = timeline.len;
    if record.sequence() != len || record.append_to(timeline).is_none() {
        return Err(IndexError::NotInSequence {
            block,
            subject: subject.to_string(),
            sequence: record.sequence(),
            len,
        });
    }
    Ok(())
}

async fn store(
    connection: &mut SqliteConnection,
    heads: &[(Subject, Timeline)],
) -> Result<(), IndexError> {
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO timelines (subject, len, head) ");
    query.push_values(heads, |mut row, (subject, timeline)| {
        row.push_bind(subject.to_string())
            .push_bind(i64::from(timeline.len))
            .push_bind(timeline.head.to_string());
    });
    query
        .push(" ON CONFLICT (subject) DO UPDATE SET len = excluded.len, head = excluded.head")
        .build()
        .execute(connection)
        .await?;
    Ok(())
}

/// A row of `records`.
struct Row<'a> {
    found: &'a BlockRecord,
    author: Author,
    json: String,
    kind: String,
}

async fn insert(
    connection: &mut SqliteConnection,
    block: &Block,
    records: &[BlockRecord],
) -> Result<(), IndexError> {
    let mut rows = Vec::with_capacity(records.len());
    for found in records {
        let json = found.record.json()?;
        rows.push(Row {
            found,
            author: found.record.author(),
            kind: kind_of(&json),
            json: json.to_string(),
        });
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO records (block, event_index, extrinsic_index, subject, sequence, pallet, kind, author_member, \
         author_organisation, author_role, ledger_ms, scale, json) ",
    );
    query.push_values(rows, |mut values, row| {
        let record = &row.found.record;
        values
            .push_bind(sql(block.number))
            .push_bind(i64::from(row.found.event_index))
            .push_bind(row.found.extrinsic_index.map(i64::from))
            .push_bind(record.subject().to_string())
            .push_bind(i64::from(record.sequence()))
            .push_bind(record.pallet())
            .push_bind(row.kind)
            .push_bind(row.author.member().map(|id| i64::from(id.0)))
            .push_bind(row.author.organisation().map(|id| i64::from(id.0)))
            .push_bind(role_of(&row.author))
            .push_bind(sql(record.ledger_ms()))
            .push_bind(row.found.scale.as_slice())
            .push_bind(row.json);
    });
    query.build().execute(connection).await?;
    Ok(())
}
