//! A document: its facts read in batches, counted, digested, and written as JSON or CSV while it is sent.
//!
//! A fact is one array of JSON in the order of the columns. The digest of a table is the BLAKE3 sum of its facts, each
//! as compact JSON followed by a line feed; that of the document is the sum of one line for each table: its name, how
//! many facts it has, and its digest, with spaces between. In a JSON document every fact stands on a line of its own,
//! as it was hashed. All facts are those of one block, which the document names: whoever doubts one asks for the
//! timeline of its subject with the chain's own proof.

use std::io::{self, Write};

use axum::{
    body::Body,
    http::{header, HeaderMap, HeaderName, HeaderValue, StatusCode},
};
use county_primitives::Date;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sqlx::{sqlite::SqliteRow, QueryBuilder, Row, Sqlite, SqliteConnection, Transaction};
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit};
use utoipa::ToSchema;

use super::{
    deliveries,
    wanted::{Scope, Wanted},
    Kind, Table, FORMAT, MAPPING,
};
use crate::{
    db::IN_ORDER,
    error::{ApiError, Code},
    extract::Session,
    index::{head, IndexHead},
    labels::stream,
    openapi::words::Day,
    page::Paging,
    shown::Instant,
    state::AppState,
};

/// The most facts of a document.
pub const FACTS_MAX: u64 = 1_000_000;

/// How many whole documents are made at once: each holds a connection of readers until it is sent.
pub const AT_ONCE: usize = 2;

/// How many facts are read at a time.
const BATCH: usize = 1_000;

/// Texts with so many digits lose some when a spreadsheet takes them for numbers.
const DIGITS_OF_A_NUMBER: usize = 12;

/// As what a document is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeFormat)]
pub enum Format {
    /// All tables in one JSON text.
    #[default]
    Json,
    /// One table as CSV in UTF-8.
    Csv,
}

/// What the columns of a CSV table are headed with.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeHeadings)]
pub enum Headings {
    /// Their names.
    #[default]
    Names,
    /// Their headings in Chinese.
    Zh,
    /// Their headings in English.
    En,
}

/// How a document is to look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// As what.
    pub format: Format,
    /// Only this table.
    pub table: Option<&'static Table>,
    /// Whether CSV is for spreadsheets: it begins with a byte order mark, and texts that they would take for numbers
    /// or formulas begin with a tab.
    pub bom: bool,
    /// What the columns of CSV are headed with.
    pub headings: Headings,
}

impl Look {
    /// The tables of it; CSV has room for one.
    fn tables(self, wanted: &Wanted) -> Result<&'static [Table], ApiError> {
        let all = wanted.system.tables();
        match (self.table, self.format) {
            (Some(table), _) => Ok(std::slice::from_ref(table)),
            (None, Format::Json) => Ok(all),
            (None, Format::Csv) => Err(ApiError::field(
                "/table",
                "CSV has room for one table; choose one",
                "CSV 一次只能导出一张表，请指定 table",
            )),
        }
    }
}

/// Where a fact stands in its table: division and organisation, then what orders the facts of one.
type Key = Vec<Value>;

/// A fact.
struct Fact {
    key: Key,
    values: Vec<Value>,
}

impl Fact {
    /// What is hashed of it.
    fn line(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.values)
    }
}

impl Table {
    /// What its rows are ordered by.
    fn order(&self) -> Vec<&'static str> {
        let keys = self.keys.iter().map(|(sql, _)| *sql);
        ["o.division", "o.id"].into_iter().chain(keys).collect()
    }

    /// Finds its facts after a key, at most so many.
    fn query<'a>(
        &self,
        wanted: &Wanted,
        after: Option<&Key>,
        most: usize,
    ) -> QueryBuilder<'a, Sqlite> {
        let order = self.order();
        let columns = self.columns.iter().map(|column| column.sql);
        let selected: Vec<&str> = order.iter().copied().chain(columns).collect();
        let joined = match self.from {
            "" => String::new(),
            from => format!(" {IN_ORDER} {from} {}", self.more),
        };
        let text = format!(
            "SELECT {} FROM organisations o{joined} WHERE {} AND {}",
            selected.join(", "),
            wanted.scope.condition(),
            self.only
        );
        let mut query = QueryBuilder::new(wanted.period.fill(&text));
        if let Some(after) = after {
            if let Some(Value::String(division)) = after.first() {
                query
                    .push(" AND o.division >= ")
                    .push_bind(division.clone());
            }
            query.push(format_args!(" AND ({}) > (", order.join(", ")));
            let mut list = query.separated(", ");
            for value in after {
                match value.as_str() {
                    Some(text) => list.push_bind(text.to_owned()),
                    None => list.push_bind(value.as_i64()),
                };
            }
            query.push(")");
        }
        if let Some(group) = self.group {
            query.push(format_args!(" GROUP BY o.division, o.id, {group}"));
        }
        query
            .push(format_args!(" ORDER BY {} LIMIT ", order.join(", ")))
            .push_bind(crate::db::sql(most));
        query
    }

    fn fact(&self, row: &SqliteRow) -> Result<Fact, sqlx::Error> {
        let keys = self.keys.iter().map(|(_, kind)| *kind);
        let keys: Vec<Kind> = [Kind::Text, Kind::Number].into_iter().chain(keys).collect();
        let key = keys.iter().zip(0..).map(|(kind, at)| read(row, at, *kind));
        let columns = self.columns.iter().zip(keys.len()..);
        let values = columns.map(|(column, at)| read(row, at, column.kind));
        Ok(Fact {
            key: key.collect::<Result<_, _>>()?,
            values: values.collect::<Result<_, _>>()?,
        })
    }

    /// Whether a key is one of this table.
    fn has(&self, key: &[Value]) -> bool {
        let keys = self.keys.iter().map(|(_, kind)| *kind);
        let kinds: Vec<Kind> = [Kind::Text, Kind::Number].into_iter().chain(keys).collect();
        kinds.len() == key.len()
            && kinds.iter().zip(key).all(|(kind, value)| match kind {
                Kind::Text => value.is_string(),
                _ => value.is_i64(),
            })
    }
}

/// What a column holds.
fn read(row: &SqliteRow, at: usize, kind: Kind) -> Result<Value, sqlx::Error> {
    Ok(match kind {
        Kind::Text => row.try_get_unchecked::<Option<String>, _>(at)?.into(),
        Kind::Number => row.try_get_unchecked::<Option<i64>, _>(at)?.into(),
        Kind::Truth => row.try_get_unchecked::<Option<bool>, _>(at)?.into(),
        Kind::Instant => {
            let ms = row.try_get_unchecked::<Option<i64>, _>(at)?;
            ms.map(|ms| Instant(ms).rfc3339()).into()
        }
    })
}

/// Facts of a table after a key, at most so many.
async fn batch(
    connection: &mut SqliteConnection,
    wanted: &Wanted,
    table: &Table,
    after: Option<&Key>,
    most: usize,
) -> Result<Vec<Fact>, sqlx::Error> {
    let mut query = table.query(wanted, after, most);
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(|row| table.fact(row)).collect()
}

/// What a table has.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, ToSchema)]
#[schema(as = ExchangeTotal)]
pub struct Total {
    /// The table.
    pub name: &'static str,
    /// How many facts.
    pub facts: u64,
    /// The digest over them.
    #[schema(value_type = crate::openapi::words::Digest)]
    pub digest: String,
}

/// What a document has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Totals {
    /// Table by table.
    pub tables: Vec<Total>,
    /// How many facts in all.
    pub facts: u64,
    /// The digest over all of them.
    pub digest: String,
}

impl Totals {
    fn of(tables: Vec<Total>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for Total {
            name,
            facts,
            digest,
        } in &tables
        {
            hasher.update(format!("{name} {facts} {digest}\n").as_bytes());
        }
        Self {
            facts: tables.iter().map(|table| table.facts).sum(),
            digest: hasher.finalize().to_hex().to_string(),
            tables,
        }
    }
}

/// Counts and digests a document as the connection sees it, of at most `most` facts.
pub(super) async fn totals(
    connection: &mut SqliteConnection,
    wanted: &Wanted,
    most: u64,
) -> Result<Totals, ApiError> {
    let mut tables = Vec::new();
    let mut room = most;
    for table in wanted.system.tables() {
        let mut hasher = blake3::Hasher::new();
        let mut count: u64 = 0;
        let mut after = None;
        loop {
            let facts = batch(connection, wanted, table, after.as_ref(), BATCH).await?;
            for fact in &facts {
                hasher.update(fact.line()?.as_bytes()).update(b"\n");
            }
            let found = u64::try_from(facts.len()).unwrap_or(u64::MAX);
            count = count.saturating_add(found);
            room = room.checked_sub(found).ok_or_else(|| too_many(most))?;
            match next(facts) {
                Some(key) => after = Some(key),
                None => break,
            }
        }
        tables.push(Total {
            name: table.name,
            facts: count,
            digest: hasher.finalize().to_hex().to_string(),
        });
    }
    Ok(Totals::of(tables))
}

/// Where to go on after a batch, if it was full.
fn next(mut facts: Vec<Fact>) -> Option<Key> {
    let is_full = facts.len() >= BATCH;
    facts.pop().filter(|_| is_full).map(|last| last.key)
}

fn too_many(most: u64) -> ApiError {
    ApiError::field(
        "/to",
        format!("More than {most} facts; ask for fewer days or a smaller place"),
        format!("超过 {most} 条，请缩短日期或缩小范围"),
    )
}

fn busy() -> ApiError {
    ApiError::with_detail(
        Code::RateLimited,
        "Other documents are being made; try again in a moment",
        "正在生成其他交换文件，请稍后再试",
    )
    .status(StatusCode::SERVICE_UNAVAILABLE)
    .retry_after(5)
}

/// What stands above the tables of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExchangeHeading)]
pub struct Heading {
    /// `county-ledger-exchange/1`.
    pub format: &'static str,
    /// The adapter.
    pub system: super::System,
    /// The version of its tables and columns.
    pub mapping: u32,
    /// A division, or a farm as `farm:7`.
    #[schema(value_type = String, example = "141031000000")]
    pub scope: Scope,
    /// The first day.
    #[schema(value_type = Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = Day)]
    pub to: Date,
    /// The block whose facts these are.
    pub block: u64,
    /// Its hash.
    pub block_hash: String,
    /// The chain, by the hash of its first block.
    pub genesis_hash: String,
    /// How many facts in all.
    pub facts: u64,
    /// The digest over all of them; of a page, over its own.
    #[schema(value_type = crate::openapi::words::Digest)]
    pub digest: String,
    /// Whether this is one page of a table.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub page: bool,
    /// The `cursor` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A table of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExchangeTable {
    /// Its name, how many facts it has, and their digest.
    #[serde(flatten)]
    pub total: Total,
    /// The names of its columns.
    #[schema(value_type = Vec<String>)]
    pub columns: Vec<&'static str>,
    /// The facts, each as a list in the order of the columns.
    pub rows: Vec<Vec<Value>>,
}

/// An exchange document. Every fact stands on a line of its own: as compact JSON with a line feed it is what the digest
/// of its table is over, and that of the document is over a line `name facts digest` for each table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExchangeDocument {
    /// What it is of.
    #[serde(flatten)]
    pub heading: Heading,
    /// Its tables.
    pub tables: Vec<ExchangeTable>,
}

/// Where the facts of a document come from.
enum Facts {
    /// From the database, as of one block.
    Snapshot {
        snapshot: Transaction<'static, Sqlite>,
        _permit: OwnedSemaphorePermit,
    },
    /// They are at hand.
    Page(Vec<Fact>),
}

/// A document that is ready to be sent.
pub struct Document {
    wanted: Wanted,
    look: Look,
    heading: Heading,
    tables: Vec<(&'static Table, Total)>,
    facts: Facts,
}

impl Wanted {
    fn heading(&self, index: IndexHead, totals: &Totals) -> Heading {
        Heading {
            format: FORMAT,
            system: self.system,
            mapping: MAPPING,
            scope: self.scope,
            from: self.period.from,
            to: self.period.to,
            block: index.number,
            block_hash: index.hash,
            genesis_hash: index.genesis_hash,
            facts: totals.facts,
            digest: totals.digest.clone(),
            page: false,
            next: None,
        }
    }
}

/// Counts and digests a whole document, notes that it was made, and makes it ready to be sent.
pub async fn gather(
    app: &AppState,
    session: &Session,
    wanted: Wanted,
    look: Look,
) -> Result<Document, ApiError> {
    let chosen = look.tables(&wanted)?;
    let permits = app.exchanges.clone();
    let permit = permits.try_acquire_owned().map_err(|_| busy())?;
    // Counted and sent as of one block: no block comes in between.
    let mut snapshot = app.db.reader.begin().await?;
    let index = head(&mut *snapshot)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let totals = totals(&mut snapshot, &wanted, FACTS_MAX).await?;
    let heading = wanted.heading(index, &totals);
    deliveries::note(app, session, &heading).await?;
    let tables = wanted.system.tables().iter().zip(totals.tables);
    Ok(Document {
        wanted,
        look,
        heading,
        tables: tables
            .filter(|(table, _)| chosen.iter().any(|one| one.name == table.name))
            .collect(),
        facts: Facts::Snapshot {
            snapshot,
            _permit: permit,
        },
    })
}

/// What a document would be now: the block, and its totals.
pub(super) async fn now(app: &AppState, wanted: &Wanted) -> Result<(IndexHead, Totals), ApiError> {
    // A page waits its turn.
    let _permit = app.exchanges.acquire().await.map_err(ApiError::internal)?;
    let mut snapshot = app.db.reader.begin().await?;
    let index = head(&mut *snapshot)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let totals = totals(&mut snapshot, wanted, FACTS_MAX).await?;
    Ok((index, totals))
}

/// One page of a table.
pub async fn page(
    app: &AppState,
    wanted: Wanted,
    look: Look,
    paging: &Paging,
) -> Result<Document, ApiError> {
    let table = look.table.ok_or_else(|| {
        ApiError::field(
            "/table",
            "Pages are of one table; choose one",
            "分页只能取一张表，请指定 table",
        )
    })?;
    let after: Option<Key> = paging.after()?;
    if after.as_ref().is_some_and(|key| !table.has(key)) {
        return Err(ApiError::field(
            "/cursor",
            "take the cursor from the last page of this table",
            "cursor 应取自本表上一页的 next",
        ));
    }
    let most = usize::try_from(paging.rows()?).unwrap_or(usize::MAX);
    let mut snapshot = app.db.reader.begin().await?;
    let index = head(&mut *snapshot)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let facts = batch(&mut snapshot, &wanted, table, after.as_ref(), most).await?;
    drop(snapshot);
    let listed = crate::page::Listed::new(paging, facts, |fact| fact.key.clone())?;
    let mut hasher = blake3::Hasher::new();
    for fact in &listed.items {
        hasher.update(fact.line()?.as_bytes()).update(b"\n");
    }
    let total = Total {
        name: table.name,
        facts: u64::try_from(listed.items.len()).unwrap_or(u64::MAX),
        digest: hasher.finalize().to_hex().to_string(),
    };
    let heading = Heading {
        digest: total.digest.clone(),
        page: true,
        next: listed.next,
        ..wanted.heading(index, &Totals::of(vec![total.clone()]))
    };
    Ok(Document {
        wanted,
        look,
        heading,
        tables: vec![(table, total)],
        facts: Facts::Page(listed.items),
    })
}

impl Document {
    /// What it is called, its type, and what a reader of CSV needs to know of it.
    pub fn headers(&self) -> HeaderMap {
        let heading = &self.heading;
        let (kind, ending) = match self.look.format {
            Format::Json => ("application/json", "json"),
            Format::Csv => ("text/csv; charset=utf-8", "csv"),
        };
        let scope = heading.scope.to_string().replace(':', "-");
        let table = self.look.table.map(|table| format!("-{}", table.name));
        let name = format!(
            "{}-{scope}-{}-{}{}.{ending}",
            heading.system.word(),
            heading.from,
            heading.to,
            table.unwrap_or_default()
        );
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: String| {
            // Every part of them is a word, a number or a sum in hexadecimal digits.
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, kind.to_owned());
        set(header::CACHE_CONTROL, "no-store".to_owned());
        set(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        );
        let own = HeaderName::from_static;
        set(own("x-exchange-block"), heading.block.to_string());
        set(own("x-exchange-block-hash"), heading.block_hash.clone());
        set(own("x-exchange-facts"), heading.facts.to_string());
        set(own("x-exchange-digest"), heading.digest.clone());
        if let Some(next) = &heading.next {
            set(own("x-exchange-next"), next.clone());
        }
        headers
    }

    /// The document, written while it is sent.
    pub fn into_body(self) -> Body {
        let runtime = Handle::current();
        stream::body(move |sink| self.write(sink, &runtime))
    }

    fn write(self, sink: &mut impl Write, runtime: &Handle) -> io::Result<()> {
        match self.look.format {
            Format::Json => self.write_json(sink, runtime),
            Format::Csv => self.write_csv(sink, runtime),
        }
    }

    fn write_json(mut self, sink: &mut impl Write, runtime: &Handle) -> io::Result<()> {
        let heading = serde_json::to_string(&self.heading).map_err(io::Error::other)?;
        let heading = heading.strip_suffix('}').unwrap_or(&heading);
        write!(sink, "{heading},\"tables\":[")?;
        for (at, (table, total)) in std::mem::take(&mut self.tables).into_iter().enumerate() {
            if at > 0 {
                sink.write_all(b",")?;
            }
            let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let columns = json!(names);
            let Total {
                name,
                facts,
                digest,
            } = total;
            write!(
                sink,
                "\n{{\"name\":\"{name}\",\"facts\":{facts},\"digest\":\"{digest}\",\"columns\":{columns},\"rows\":["
            )?;
            let mut is_first = true;
            self.each(table, runtime, |fact| {
                sink.write_all(if is_first { "\n" } else { ",\n" }.as_bytes())?;
                is_first = false;
                let line = fact.line().map_err(io::Error::other)?;
                sink.write_all(line.as_bytes())
            })?;
            sink.write_all(b"\n]}")?;
        }
        sink.write_all(b"\n]}\n")
    }

    fn write_csv(mut self, sink: &mut impl Write, runtime: &Handle) -> io::Result<()> {
        let Look { bom, headings, .. } = self.look;
        if bom {
            sink.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = csv::Writer::from_writer(sink);
        for (table, _) in std::mem::take(&mut self.tables) {
            writer.write_record(table.columns.iter().map(|column| match headings {
                Headings::Names => column.name,
                Headings::Zh => column.title.zh,
                Headings::En => column.title.en,
            }))?;
            self.each(table, runtime, |fact| {
                writer.write_record(fact.values.iter().map(|value| cell(value, bom)))?;
                Ok(())
            })?;
        }
        writer.flush()
    }

    /// Every fact of a table, in order.
    fn each(
        &mut self,
        table: &Table,
        runtime: &Handle,
        mut take: impl FnMut(&Fact) -> io::Result<()>,
    ) -> io::Result<()> {
        let snapshot = match &mut self.facts {
            Facts::Page(facts) => return facts.iter().try_for_each(take),
            Facts::Snapshot { snapshot, .. } => snapshot,
        };
        let mut after = None;
        loop {
            let read = batch(snapshot, &self.wanted, table, after.as_ref(), BATCH);
            let facts = runtime.block_on(read).map_err(io::Error::other)?;
            facts.iter().try_for_each(&mut take)?;
            match next(facts) {
                Some(key) => after = Some(key),
                None => return Ok(()),
            }
        }
    }
}

/// A value as a cell of CSV.
fn cell(value: &Value, for_spreadsheets: bool) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) => text,
        other => return other.to_string(),
    };
    let is_number =
        text.len() >= DIGITS_OF_A_NUMBER && text.bytes().all(|byte| byte.is_ascii_digit());
    if for_spreadsheets && (is_number || text.starts_with(['=', '+', '-', '@', '\t', '\r'])) {
        return format!("\t{text}");
    }
    text.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_spreadsheets_keep_their_digits_and_are_no_formulas() {
        let code = json!("201809010012345678901234");
        assert_eq!(cell(&code, false), "201809010012345678901234");
        assert_eq!(cell(&code, true), "\t201809010012345678901234");
        for (value, plain, guarded) in [
            (json!(null), "", ""),
            (json!(12), "12", "12"),
            (json!(true), "true", "true"),
            (json!("荣昌猪"), "荣昌猪", "荣昌猪"),
            (json!("12345678901"), "12345678901", "12345678901"),
            (json!("123456789012"), "123456789012", "\t123456789012"),
            (json!("=1+1"), "=1+1", "\t=1+1"),
            (json!("@a"), "@a", "\t@a"),
        ] {
            assert_eq!(cell(&value, false), plain);
            assert_eq!(cell(&value, true), guarded);
        }
    }

    #[test]
    fn a_digest_is_over_a_line_for_each_table() {
        let table = |name, facts| Total {
            name,
            facts,
            digest: "00".to_owned(),
        };
        let totals = Totals::of(vec![table("one", 2), table("two", 3)]);
        assert_eq!(totals.facts, 5);
        let sum = blake3::hash(b"one 2 00\ntwo 3 00\n").to_hex().to_string();
        assert_eq!(totals.digest, sum);
    }

    #[test]
    fn a_key_belongs_to_its_table() {
        let table = super::super::System::FarmReporting
            .table("figures")
            .unwrap();
        assert!(table.has(&[json!("141031000000"), json!(2), json!("pig")]));
        for wrong in [
            vec![json!("141031000000"), json!(2)],
            vec![json!("141031000000"), json!("2"), json!("pig")],
            vec![json!(141_031), json!(2), json!("pig")],
            vec![json!("141031000000"), json!(2), json!(null)],
        ] {
            assert!(!table.has(&wrong), "{wrong:?}");
        }
    }
}
