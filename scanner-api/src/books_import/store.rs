//! Imports in the database: what was uploaded, what was found in it, and how far it has come.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use county_primitives::{CollectiveId, DivisionCode};
use object_store::{path::Path, ObjectStore, PutPayload};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{problems::ProblemKind, Chart, ImportKind};
use crate::{
    db::{now_ms, sql},
    error::{ApiError, Code},
    extract::Session,
    screening,
    state::{App, AppState},
    three_assets::sight::{self, Sight},
    vault::Table,
};

/// The largest file that is taken.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;
/// How many files of one account are checked at the same time.
const CHECKS_MAX: i64 = 8;

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

pub(super) async fn seal(app: &App, id: i64, part: &str, content: &[u8]) -> Result<(), ApiError> {
    let sealed = app
        .vault
        .seal(Table::Texts, &format!("import {id} {part}"), content)?;
    app.documents
        .put(&path(id, part), PutPayload::from(sealed))
        .await
        .map_err(ApiError::internal)?;
    Ok(())
}

pub(super) async fn unseal(app: &App, id: i64, part: &str) -> Result<Vec<u8>, ApiError> {
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

/// Refuses whoever works for no village and looks after none: a file is large, and checking it is work.
pub fn ensure_may_upload(session: &Session) -> Result<(), ApiError> {
    session.member()?;
    if sight::areas(Some(session), Sight::Officer).is_empty() {
        return Err(ApiError::new(Code::Forbidden));
    }
    Ok(())
}

/// Refuses a file while so many of the same account are being checked.
async fn ensure_few_checks(app: &App, session: &Session) -> Result<(), ApiError> {
    let checking: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM imports WHERE account = ? AND state = 'checking'")
            .bind(session.account)
            .fetch_one(&app.db.reader)
            .await?;
    if checking < CHECKS_MAX {
        return Ok(());
    }
    Err(ApiError::with_detail(
        Code::RateLimited,
        format!("{CHECKS_MAX} of your files are being checked; wait until one is done"),
        format!("您有 {CHECKS_MAX} 个文件正在检查，请等检查完再上传"),
    ))
}

/// Takes a file in and begins to check it.
pub async fn create(app: &AppState, session: &Session, upload: Upload) -> Result<i64, ApiError> {
    ensure_may_upload(session)?;
    ensure_few_checks(app, session).await?;
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
