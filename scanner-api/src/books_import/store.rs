//! Imports in the database: what was uploaded, what was found in it, and how far it has come.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use codec::Decode;
use county_primitives::{
    three_assets::{
        accounts::{AccountCode, Side},
        books::{BookInput, VoucherInput},
        Fen,
    },
    BookId, CollectiveId, DivisionCode,
};
use object_store::{path::Path, ObjectStore, PutPayload};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::{
    accounts::Rules,
    facts::Facts,
    problems::{Problem, ProblemKind, Weight},
    Chart, Found, ImportKind, Outcome, Sums, Unit,
};
use crate::{
    db::{now_ms, sql},
    error::ApiError,
    extract::{session_of, Session, Via},
    screening,
    state::{App, AppState},
    vault::Table,
};

/// The largest file that is taken.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most problems of one file that are kept; the others are counted.
const PROBLEMS_MAX: u32 = 20_000;
/// How much is written at once.
const CHUNK: usize = 500;

/// Where an import stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum State {
    /// The file is read and compared with the books.
    Checking,
    /// Everything about the file is known; nothing was sent.
    Checked,
    /// It is being sent.
    Running,
    /// It stopped and waits for somebody.
    Paused,
    /// What is on its way is awaited, and drafts are withdrawn.
    Cancelling,
    /// It was cancelled.
    Cancelled,
    /// Everything is on the ledger.
    Done,
    /// The file cannot be read.
    Unreadable,
}

/// A text in both languages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
pub struct Said {
    /// In English.
    pub detail: String,
    /// In Chinese.
    pub detail_zh: String,
}

/// An import.
#[derive(Clone, Debug, FromRow)]
pub struct Import {
    /// Its number.
    pub id: i64,
    /// Who uploaded it.
    pub account: i64,
    /// The collective that was chosen.
    pub collective: Option<i64>,
    /// What is in the file.
    pub kind: ImportKind,
    /// Its chart.
    pub chart: Chart,
    /// Choices, as JSON.
    pub choices: String,
    /// Whether unknown sub-accounts are booked on the account above.
    pub fold: bool,
    /// The name of the file.
    pub name: String,
    /// BLAKE3 digest of the file.
    pub digest: String,
    /// How large it is.
    pub bytes: i64,
    /// Where it stands.
    pub state: State,
    /// Rows of the file.
    pub file_rows: i64,
    /// Rows of units without errors.
    pub good_rows: i64,
    /// Units without errors.
    pub units: i64,
    /// Units with errors.
    pub bad_units: i64,
    /// Errors.
    pub errors: i64,
    /// Notices.
    pub notices: i64,
    /// Headings that need a choice, as JSON.
    pub asked: String,
    /// Whether units with errors are left out.
    pub leave_out: bool,
    /// Who drafts.
    pub drafter: Option<i64>,
    /// Who posts.
    pub poster: Option<i64>,
    /// Why it is paused, as JSON.
    pub problem: Option<String>,
    /// When it was uploaded.
    pub created_ms: i64,
    /// When the file was checked.
    pub checked_ms: Option<i64>,
    /// When it was started.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub finished_ms: Option<i64>,
}

impl Import {
    /// The choices that were made.
    pub fn choices(&self) -> BTreeMap<u16, u16> {
        serde_json::from_str(&self.choices).unwrap_or_default()
    }

    /// The headings of 2004 that need a choice.
    pub fn asked(&self) -> BTreeSet<u16> {
        serde_json::from_str(&self.asked).unwrap_or_default()
    }

    /// Why it is paused or unreadable.
    pub fn said(&self) -> Option<Said> {
        serde_json::from_str(self.problem.as_deref()?).ok()
    }
}

/// How a file is to be read.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// `2023` (default) or `2004`.
    #[serde(default)]
    pub chart: Chart,
    /// Headings of 2004 that were split or abolished, and where they go: `{"511": 501}`.
    #[serde(default)]
    pub choices: BTreeMap<u16, u16>,
    /// Whether sub-accounts that the county does not have are booked on the account above.
    #[serde(default)]
    pub fold: bool,
}

/// A file to be imported.
pub struct Upload {
    /// What is in it.
    pub kind: ImportKind,
    /// The one collective it is of.
    pub collective: Option<CollectiveId>,
    /// How it is read.
    pub options: Options,
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

fn path(id: i64, part: &str) -> Path {
    Path::from_iter(["imports", &id.to_string(), part])
}

async fn seal(app: &App, id: i64, part: &str, content: &[u8]) -> Result<(), ApiError> {
    let sealed = app
        .vault
        .seal(Table::Texts, &format!("import {id} {part}"), content)?;
    app.documents
        .put(&path(id, part), PutPayload::from(sealed))
        .await
        .map_err(ApiError::internal)?;
    Ok(())
}

async fn unseal(app: &App, id: i64, part: &str) -> Result<Vec<u8>, ApiError> {
    let found = app
        .documents
        .get(&path(id, part))
        .await
        .map_err(ApiError::internal)?;
    let sealed = found.bytes().await.map_err(ApiError::internal)?;
    let place = format!("import {id} {part}");
    Ok(app.vault.open(Table::Texts, &place, &sealed)?.to_vec())
}

/// Throws the file away; what the import needs is in the tables.
pub async fn forget_file(app: &App, id: i64) {
    for part in ["file", "parties"] {
        match app.documents.delete(&path(id, part)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(import = id, %error, "a file was not thrown away"),
        }
    }
}

/// Takes a file in and begins to check it.
pub async fn create(app: &AppState, session: &Session, upload: Upload) -> Result<i64, ApiError> {
    session.member()?;
    if upload.bytes.is_empty() {
        return Err(ApiError::field(
            "/file",
            "Choose a file",
            "请选择要上传的文件",
        ));
    }
    let name = file_name(&upload.name);
    let options = &upload.options;
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO imports (account, collective, kind, chart, choices, fold, name, digest, bytes, state, \
         file_rows, good_rows, units, bad_units, errors, notices, asked, leave_out, created_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'checking', 0, 0, 0, 0, 0, 0, '[]', FALSE, ?) RETURNING id",
    )
    .bind(session.account)
    .bind(upload.collective.map(|id| i64::from(id.0)))
    .bind(upload.kind)
    .bind(options.chart)
    .bind(serde_json::to_string(&options.choices)?)
    .bind(options.fold)
    .bind(name)
    .bind(blake3::hash(&upload.bytes).to_hex().to_string())
    .bind(sql(upload.bytes.len()))
    .bind(now_ms())
    .fetch_one(&app.db.writer)
    .await?;
    seal(app, id, "file", &upload.bytes).await?;
    super::run::spawn(app, id);
    Ok(id)
}

/// The name of a file without folders; without any if there is a personal number in it.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if screening::find(last).is_some() {
        return String::new();
    }
    last.chars()
        .filter(|character| !character.is_control())
        .take(80)
        .collect()
}

/// Checks the file again with other options. Nothing may have been sent.
pub async fn check_again(app: &AppState, id: i64, options: &Options) -> Result<(), ApiError> {
    let changed = sqlx::query(
        "UPDATE imports SET state = 'checking', chart = ?, choices = ?, fold = ? \
         WHERE id = ? AND state = 'checked' AND drafter IS NULL",
    )
    .bind(options.chart)
    .bind(serde_json::to_string(&options.choices)?)
    .bind(options.fold)
    .bind(id)
    .execute(&app.db.writer)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(ApiError::field(
            "",
            "The import has begun or is being checked; its options stay as they are",
            "导入已经开始或正在检查，不能再改选项",
        ));
    }
    super::run::spawn(app, id);
    Ok(())
}

/// An import.
pub async fn read(app: &App, id: i64) -> Result<Import, ApiError> {
    Ok(sqlx::query_as("SELECT * FROM imports WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// Reads the file of an import, compares it with the books and writes down what was found.
pub(super) async fn check(app: &AppState, id: i64) -> Result<(), ApiError> {
    let import = read(app, id).await?;
    let session = session_of(app, import.account, Via::Bearer).await?;
    let only = import
        .collective
        .and_then(|id| u32::try_from(id).ok())
        .map(CollectiveId);
    let facts = Facts::read(app, &session, only).await?;
    let rules = Rules {
        chart: import.chart,
        choices: import.choices(),
        fold: import.fold,
    };
    let bytes = unseal(app, id, "file").await?;
    wipe(app, id).await?;
    let (sender, mut receiver) = mpsc::channel::<Vec<Found>>(4);
    let kind = import.kind;
    let reading = tokio::task::spawn_blocking(move || {
        let mut chunk = Vec::new();
        let outcome = super::check(&bytes, kind, &rules, &facts, &mut |found| {
            chunk.push(found);
            if chunk.len() >= CHUNK {
                // A receiver that is gone has failed, which is seen below.
                let _sent_or_gone = sender.blocking_send(std::mem::take(&mut chunk));
            }
        });
        let _sent_or_gone = sender.blocking_send(chunk);
        outcome
    });
    let mut writer = Writer {
        id,
        kind,
        seq: 0,
        problems: 0,
        known: Vec::new(),
    };
    while let Some(chunk) = receiver.recv().await {
        writer.write(app, chunk).await?;
    }
    match reading.await.map_err(ApiError::internal)? {
        Ok(mut outcome) => {
            writer.take_out_known(&mut outcome)?;
            keep_outcome(app, id, &outcome).await
        }
        Err(error) => {
            let (detail_zh, detail) = error.advice();
            let said = Said {
                detail: detail.to_owned(),
                detail_zh: detail_zh.to_owned(),
            };
            end_unreadable(app, id, &said).await
        }
    }
}

async fn end_unreadable(app: &App, id: i64, said: &Said) -> Result<(), ApiError> {
    sqlx::query(
        "UPDATE imports SET state = 'unreadable', problem = ?, checked_ms = ? \
         WHERE id = ? AND state = 'checking'",
    )
    .bind(serde_json::to_string(said)?)
    .bind(now_ms())
    .bind(id)
    .execute(&app.db.writer)
    .await?;
    forget_file(app, id).await;
    Ok(())
}

/// Takes away what an earlier check found.
async fn wipe(app: &App, id: i64) -> Result<(), ApiError> {
    let mut transaction = app.db.writer.begin().await?;
    for statement in [
        "DELETE FROM import_rows WHERE import = ?",
        "DELETE FROM import_problems WHERE import = ?",
        "DELETE FROM import_sums WHERE import = ?",
        "DELETE FROM import_collectives WHERE import = ?",
    ] {
        sqlx::query(statement)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Writes what is found, chunk by chunk.
struct Writer {
    id: i64,
    kind: ImportKind,
    seq: i64,
    problems: u32,
    /// Units that an earlier import has brought to the ledger.
    known: Vec<Unit>,
}

impl Writer {
    async fn write(&mut self, app: &App, chunk: Vec<Found>) -> Result<(), ApiError> {
        let (mut units, mut problems) = (Vec::new(), Vec::new());
        for found in chunk {
            match found {
                Found::Unit(unit) => units.push(unit),
                Found::Problem(problem) => problems.push(problem),
            }
        }
        let mut transaction = app.db.writer.begin().await?;
        let keys: Vec<&str> = units.iter().map(|unit| unit.key.as_str()).collect();
        let taken = taken(&mut transaction, self.id, &keys).await?;
        let (known, new): (Vec<Unit>, Vec<Unit>) = units
            .into_iter()
            .partition(|unit| taken.contains(&unit.key));
        problems.extend(known.iter().map(|unit| {
            let (column, kind) = (None, ProblemKind::AlreadyImported);
            Problem::new(unit.first_row, column, kind, &unit.number)
        }));
        self.known.extend(known);
        self.insert_units(&mut transaction, &new).await?;
        let room = PROBLEMS_MAX.saturating_sub(self.problems);
        problems.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        self.problems = self
            .problems
            .saturating_add(u32::try_from(problems.len()).unwrap_or(u32::MAX));
        insert_problems(&mut transaction, self.id, &problems).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn insert_units(
        &mut self,
        connection: &mut SqliteConnection,
        units: &[Unit],
    ) -> Result<(), ApiError> {
        if units.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO import_rows (import, seq, first_row, last_row, unit_key, book, month, number, \
             document, rows, lines, input, state) ",
        );
        let (id, first) = (self.id, self.seq);
        query.push_values((first..).zip(units), |mut row, (seq, unit)| {
            row.push_bind(id)
                .push_bind(seq)
                .push_bind(i64::from(unit.first_row))
                .push_bind(i64::from(unit.last_row))
                .push_bind(unit.key.clone())
                .push_bind(sql(unit.book.0))
                .push_bind(i64::from(unit.month))
                .push_bind(unit.number.clone())
                .push_bind(unit.document.clone())
                .push_bind(i64::from(unit.rows))
                .push_bind(i64::from(unit.lines))
                .push_bind(unit.input.clone())
                .push_bind("waiting");
        });
        query.build().execute(connection).await?;
        self.seq = self.seq.saturating_add(sql(units.len()));
        Ok(())
    }

    /// What was imported before does not count.
    fn take_out_known(&self, outcome: &mut Outcome) -> Result<(), ApiError> {
        for unit in &self.known {
            outcome.units = outcome.units.saturating_sub(1);
            outcome.bad_units = outcome.bad_units.saturating_add(1);
            outcome.good_rows = outcome.good_rows.saturating_sub(unit.rows);
            outcome.errors = outcome.errors.saturating_add(1);
            for (book, account, is_debit, amount) in lines_of(self.kind, &unit.input)? {
                if let Some(sums) = outcome.sums.get_mut(&(book, account)) {
                    let taken_out = sums.add(is_debit, Fen(amount.0.saturating_neg()));
                    taken_out.ok_or_else(|| ApiError::internal("sums of an import overflow"))?;
                }
            }
        }
        outcome.sums.retain(|_, sums| *sums != Sums::default());
        Ok(())
    }
}

/// Which of these units another import has sent or brought to the ledger.
pub(super) async fn taken(
    connection: &mut SqliteConnection,
    import: i64,
    keys: &[&str],
) -> Result<BTreeSet<String>, ApiError> {
    if keys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT unit_key FROM import_rows WHERE import <> ");
    query.push_bind(import);
    query.push(" AND state IN ('sent', 'drafted', 'posting', 'done') AND unit_key IN (");
    let mut list = query.separated(", ");
    for key in keys {
        list.push_bind((*key).to_owned());
    }
    query.push(")");
    let found: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    Ok(found.into_iter().collect())
}

/// Writes problems down.
pub(super) async fn insert_problems(
    connection: &mut SqliteConnection,
    id: i64,
    problems: &[Problem],
) -> Result<(), ApiError> {
    if problems.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO import_problems (import, file_row, file_column, kind, weight, shown) ",
    );
    query.push_values(problems, |mut row, problem| {
        row.push_bind(id)
            .push_bind(i64::from(problem.row))
            .push_bind(problem.column.map(column_word))
            .push_bind(problem.kind.word())
            .push_bind(match problem.kind.weight() {
                Weight::Error => "error",
                Weight::Notice => "notice",
            })
            .push_bind(problem.shown.clone());
    });
    query.build().execute(connection).await?;
    Ok(())
}

fn column_word(column: super::columns::Column) -> String {
    match serde_json::to_value(column) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Accounts and amounts of a unit.
pub(super) fn lines_of(
    kind: ImportKind,
    mut input: &[u8],
) -> Result<Vec<(BookId, AccountCode, bool, Fen)>, ApiError> {
    Ok(match kind {
        ImportKind::Journal => {
            let voucher = VoucherInput::decode(&mut input).map_err(ApiError::internal)?;
            let book = voucher.book;
            let lines = voucher.lines.into_iter();
            lines
                .map(|line| (book, line.account, line.side == Side::Debit, line.amount))
                .collect()
        }
        ImportKind::Openings => {
            let input = BookInput::decode(&mut input).map_err(ApiError::internal)?;
            let book = BookId::new(input.collective, input.year);
            let openings = input.openings.into_iter();
            openings
                .map(|opening| {
                    let amount = Fen(opening.balance.0.saturating_abs());
                    (book, opening.account, opening.balance > Fen::ZERO, amount)
                })
                .collect()
        }
    })
}

async fn keep_outcome(app: &App, id: i64, outcome: &Outcome) -> Result<(), ApiError> {
    let parties: Vec<(String, &str)> = outcome
        .parties
        .iter()
        .map(|(division, name)| (division.to_string(), name.as_str()))
        .collect();
    seal(app, id, "parties", &serde_json::to_vec(&parties)?).await?;
    let mut transaction = app.db.writer.begin().await?;
    for collective in &outcome.collectives {
        sqlx::query("INSERT INTO import_collectives (import, collective) VALUES (?, ?)")
            .bind(id)
            .bind(i64::from(collective.0))
            .execute(&mut *transaction)
            .await?;
    }
    for ((book, account), sums) in &outcome.sums {
        sqlx::query(
            "INSERT INTO import_sums (import, book, account, debit, credit) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(sql(book.0))
        .bind(account.to_string())
        .bind(sums.debit)
        .bind(sums.credit)
        .execute(&mut *transaction)
        .await?;
    }
    sqlx::query(
        "UPDATE imports SET state = 'checked', file_rows = ?, good_rows = ?, units = ?, bad_units = ?, \
         errors = ?, notices = ?, asked = ?, problem = NULL, checked_ms = ? \
         WHERE id = ? AND state = 'checking'",
    )
    .bind(i64::from(outcome.rows))
    .bind(i64::from(outcome.good_rows))
    .bind(i64::from(outcome.units))
    .bind(i64::from(outcome.bad_units))
    .bind(i64::from(outcome.errors))
    .bind(i64::from(outcome.notices))
    .bind(serde_json::to_string(&outcome.asked)?)
    .bind(now_ms())
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The other parties of a file, in the order of their numbers.
pub(super) async fn parties(app: &App, id: i64) -> Result<Vec<(DivisionCode, String)>, ApiError> {
    let opened = unseal(app, id, "parties").await?;
    let parties: Vec<(String, String)> = serde_json::from_slice(&opened)?;
    parties
        .into_iter()
        .map(|(division, name)| Ok((division.parse().map_err(ApiError::internal)?, name)))
        .collect()
}

/// The collectives of an import.
pub async fn collectives(app: &App, id: i64) -> Result<Vec<CollectiveId>, ApiError> {
    let rows: Vec<i64> =
        sqlx::query_scalar("SELECT collective FROM import_collectives WHERE import = ?")
            .bind(id)
            .fetch_all(&app.db.reader)
            .await?;
    rows.into_iter()
        .map(|id| {
            u32::try_from(id)
                .map(CollectiveId)
                .map_err(ApiError::internal)
        })
        .collect()
}

/// How many units are in which state.
pub async fn progress(app: &App, id: i64) -> Result<BTreeMap<String, i64>, ApiError> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT state, COUNT(*) FROM import_rows WHERE import = ? GROUP BY state")
            .bind(id)
            .fetch_all(&app.db.reader)
            .await?;
    Ok(rows.into_iter().collect())
}

/// A problem as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct KeptProblem {
    /// Its number.
    pub id: i64,
    /// The row in the file; 0 for the file as a whole.
    pub file_row: i64,
    /// The column.
    pub file_column: Option<String>,
    /// What.
    pub kind: String,
    /// `error` or `notice`.
    pub weight: String,
    /// The value.
    pub shown: String,
}

impl KeptProblem {
    /// What is wrong and how to mend it, in Chinese and English.
    pub fn texts(&self) -> (String, String) {
        ProblemKind::of_word(&self.kind)
            .map(|kind| kind.texts(&self.shown))
            .unwrap_or_default()
    }

    /// The heading of the column, in Chinese and English.
    pub fn column_names(&self) -> (&'static str, &'static str) {
        let word = self.file_column.clone().map(serde_json::Value::String);
        word.and_then(|word| serde_json::from_value::<super::columns::Column>(word).ok())
            .map_or(("", ""), super::columns::Column::names)
    }
}

/// Problems of an import: errors first, by row.
pub async fn problems(app: &App, id: i64, limit: i64) -> Result<Vec<KeptProblem>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT id, file_row, file_column, kind, weight, shown FROM import_problems WHERE import = ? \
         ORDER BY weight, file_row, id LIMIT ?",
    )
    .bind(id)
    .bind(limit)
    .fetch_all(&app.db.reader)
    .await?)
}

/// How often each kind of problem occurs among those that are kept, the most frequent first.
pub async fn problem_kinds(app: &App, id: i64) -> Result<Vec<(String, String, i64)>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT kind, weight, COUNT(*) FROM import_problems WHERE import = ? \
         GROUP BY kind, weight ORDER BY weight, COUNT(*) DESC",
    )
    .bind(id)
    .fetch_all(&app.db.reader)
    .await?)
}
