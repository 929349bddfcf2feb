//! Import of existing books: upload, check, start by two people, progress and report.

use std::collections::BTreeMap;

use axum::{
    extract::{
        multipart::{Field, MultipartError, MultipartRejection},
        Multipart, State,
    },
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use county_primitives::{
    three_assets::{successor_of_2004, CHART_2004},
    CollectiveId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    books_import::{
        reconcile::{self, Report},
        run::orders::{self, Access, Start},
        store::{self, Import, KeptProblem, Options, Said, Upload, BYTES_MAX},
        templates, Chart, ImportKind,
    },
    error::{ApiError, Code},
    extract::{Json, Path, Query, Session},
    openapi::answers::{AllOf, ReadProblems, UploadProblems},
    shown::Instant,
    state::{App, AppState},
};

/// A file to be imported.
#[derive(Debug, ToSchema)]
pub struct ImportForm {
    /// The table: .xlsx, or CSV in UTF-8 or GBK.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// `journal` (default) or `openings`.
    pub kind: Option<String>,
    /// The chart of the file: `2023` (default) or `2004`.
    pub chart: Option<String>,
    /// Number of the collective, if the file is of one only.
    pub collective: Option<u32>,
    /// Headings of 2004 that were split or abolished, and where they go: `{"511": 501}`.
    pub choices: Option<String>,
    /// `true`: sub-accounts that the county does not have are booked on the account above.
    pub fold: Option<bool>,
}

/// A heading that can be chosen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Heading {
    /// Its three digits.
    pub heading: u16,
    /// Its name.
    pub name: String,
}

/// A heading of 2004 that has no single successor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Asked {
    /// The heading.
    #[serde(flatten)]
    pub heading: Heading,
    /// Where it may go.
    pub choices: Vec<Heading>,
    /// Where it goes, once that is chosen.
    pub chosen: Option<u16>,
}

impl Asked {
    /// Whether a heading is the one that was chosen.
    pub(crate) fn is_chosen(&self, choice: &Heading) -> bool {
        self.chosen == Some(choice.heading)
    }
}

/// How often a kind of problem occurs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// `error` or `notice`.
    pub weight: String,
    /// How often, among the problems that are kept.
    pub count: i64,
}

/// What the caller may do with an import.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct May {
    /// Start it: draft its vouchers or open its books.
    pub drafts: bool,
    /// Post its vouchers.
    pub posts: bool,
    /// Choose options and cancel it.
    pub manages: bool,
}

/// An import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportItem {
    /// Its number.
    pub id: i64,
    /// What is in the file.
    pub kind: ImportKind,
    /// The chart of the file.
    #[schema(value_type = String, example = "2023")]
    pub chart: Chart,
    /// The collective that was chosen.
    pub collective: Option<i64>,
    /// The name of the file.
    pub name: String,
    /// Where the import stands.
    pub state: store::State,
    /// Why it is paused or unreadable.
    pub problem: Option<Said>,
    /// Rows of the file.
    pub file_rows: i64,
    /// Rows of vouchers (or books) without errors.
    pub good_rows: i64,
    /// Vouchers or books without errors.
    pub units: i64,
    /// Those with errors.
    pub bad_units: i64,
    /// Errors.
    pub errors: i64,
    /// Notices: they keep nothing out.
    pub notices: i64,
    /// Whether vouchers with errors are left out.
    pub leave_out: bool,
    /// Whether unknown sub-accounts are booked on the account above.
    pub fold: bool,
    /// Headings of 2004 for which a choice is needed.
    pub asked: Vec<Asked>,
    /// Problems by kind.
    pub kinds: Vec<KindCount>,
    /// How many vouchers or books are `waiting`, `sent`, `drafted`, `posting`, `done`, `refused`,
    /// `withdrawing` or `withdrawn`.
    pub progress: BTreeMap<String, i64>,
    /// Whether somebody has taken on to draft, and to post.
    pub has_drafter: bool,
    /// See `has_drafter`.
    pub has_poster: bool,
    /// What the caller may do.
    pub may: May,
    /// When it was uploaded.
    pub created: Instant,
    /// When it was started.
    pub started: Option<Instant>,
    /// When it ended.
    pub finished: Option<Instant>,
}

/// The headings of 2004 that an import asks for, with their choices.
pub(crate) fn asked(import: &Import) -> Vec<Asked> {
    let choices = import.choices();
    let name_of_old = |number: u16| {
        let row = CHART_2004.iter().find(|(known, ..)| *known == number);
        row.map_or("", |(_, name, _)| name).to_owned()
    };
    import
        .asked()
        .into_iter()
        .map(|number| Asked {
            heading: Heading {
                heading: number,
                name: name_of_old(number),
            },
            choices: successor_of_2004(number)
                .into_iter()
                .flat_map(|successor| successor.headings())
                .map(|heading| Heading {
                    heading: heading.number,
                    name: heading.name.to_owned(),
                })
                .collect(),
            chosen: choices.get(&number).copied(),
        })
        .collect()
}

async fn item(app: &App, import: Import, access: Access) -> Result<ImportItem, ApiError> {
    let kinds = store::problem_kinds(app, import.id).await?;
    let progress = store::progress(app, import.id).await?;
    Ok(ImportItem {
        asked: asked(&import),
        problem: import.said(),
        kinds: kinds
            .into_iter()
            .map(|(kind, weight, count)| KindCount {
                kind,
                weight,
                count,
            })
            .collect(),
        progress,
        id: import.id,
        kind: import.kind,
        chart: import.chart,
        collective: import.collective,
        name: import.name,
        state: import.state,
        file_rows: import.file_rows,
        good_rows: import.good_rows,
        units: import.units,
        bad_units: import.bad_units,
        errors: import.errors,
        notices: import.notices,
        leave_out: import.leave_out,
        fold: import.fold,
        has_drafter: import.drafter.is_some(),
        has_poster: import.poster.is_some(),
        may: May {
            drafts: access.drafts,
            posts: access.posts,
            manages: access.manages,
        },
        created: Instant(import.created_ms),
        started: import.started_ms.map(Instant),
        finished: import.finished_ms.map(Instant),
    })
}

/// Upload a file of existing books
///
/// It is checked in the background: nothing is sent before somebody starts the import. Ask for the import until its
/// state is `checked`.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "Three assets",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = ImportItem), UploadProblems),
)]
pub async fn create_import(
    State(app): State<AppState>,
    session: Session,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<ImportItem>), ApiError> {
    store::ensure_may_upload(&session)?;
    let form = form.map_err(|_| {
        ApiError::with_detail(
            Code::UnsupportedMediaType,
            "Send multipart/form-data with the field file",
            "请以 multipart/form-data 上传，文件字段名为 file",
        )
    })?;
    let (upload, _) = read_form(form).await?;
    let id = store::create(&app, &session, upload).await?;
    let (import, access) = orders::open(&app, &session, id).await?;
    Ok((
        StatusCode::ACCEPTED,
        Json(item(&app, import, access).await?),
    ))
}

/// Reads an upload and, of a page's form, the CSRF token.
pub(crate) async fn read_form(mut form: Multipart) -> Result<(Upload, String), ApiError> {
    let mut upload = Upload {
        kind: ImportKind::Journal,
        collective: None,
        options: Options::default(),
        name: String::new(),
        bytes: Bytes::new(),
    };
    let mut csrf = String::new();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.name = field.file_name().unwrap_or_default().to_owned();
            upload.bytes = read_field(field, BYTES_MAX).await?;
            continue;
        }
        let bytes = read_field(field, 4_096).await?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default().trim();
        if name == "csrf" {
            csrf = text.to_owned();
        } else if !text.is_empty() {
            set(&mut upload, &name, text)?;
        }
    }
    Ok((upload, csrf))
}

fn set(upload: &mut Upload, name: &str, text: &str) -> Result<(), ApiError> {
    let wrong = |en: &str, zh: &str| ApiError::field(format!("/{name}"), en, zh);
    let word = || serde_json::Value::String(text.to_owned());
    match name {
        "kind" => {
            upload.kind = serde_json::from_value(word()).map_err(|_| {
                wrong(
                    "kind is journal or openings",
                    "kind 应为 journal 或 openings",
                )
            })?;
        }
        "chart" => {
            upload.options.chart = serde_json::from_value(word())
                .map_err(|_| wrong("chart is 2004 or 2023", "chart 应为 2004 或 2023"))?;
        }
        "collective" => {
            let id = text
                .parse()
                .map_err(|_| wrong("collective is a number", "collective 应为集体经济组织编号"))?;
            upload.collective = Some(CollectiveId(id));
        }
        "choices" => {
            upload.options.choices = serde_json::from_str(text).map_err(|_| {
                wrong(
                    "choices is an object such as {\"511\": 501}",
                    "choices 应为形如 {\"511\": 501} 的对象",
                )
            })?;
        }
        "fold" => upload.options.fold = matches!(text, "true" | "yes" | "on"),
        _ => {}
    }
    Ok(())
}

/// Reads a field piece by piece, so that one over the limit is refused before it is in memory.
async fn read_field(mut field: Field<'_>, bytes_max: usize) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len().saturating_add(chunk.len()) > bytes_max {
            let mebibytes = bytes_max / (1024 * 1024);
            return Err(ApiError::with_detail(
                Code::PayloadTooLarge,
                format!("A table has at most {mebibytes} MiB; split it by year or township"),
                format!("文件不能超过 {mebibytes} MiB，请按年度或乡镇拆分"),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn broken(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::new(Code::PayloadTooLarge);
    }
    ApiError::with_detail(
        Code::InvalidRequest,
        "The upload broke off or is not a multipart form",
        "上传中断或表单格式有误",
    )
    .status(StatusCode::BAD_REQUEST)
}

/// List imports
///
/// Those the caller uploaded, drafts or posts, and those of villages the caller works for; the newest first, at most 100.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "Three assets",
    responses((status = 200, body = AllOf<ImportItem>), ReadProblems),
)]
pub async fn list_imports(
    State(app): State<AppState>,
    session: Session,
) -> Result<Json<AllOf<ImportItem>>, ApiError> {
    let mut items = Vec::new();
    for (import, access) in orders::list(&app, &session).await? {
        items.push(item(&app, import, access).await?);
    }
    Ok(Json(AllOf { items }))
}

/// Get an import
///
/// Its state, what was found in the file, and how far it has come.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import")),
    responses((status = 200, body = ImportItem), ReadProblems),
)]
pub async fn get_import(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<ImportItem>, ApiError> {
    let (import, access) = orders::open(&app, &session, id).await?;
    Ok(Json(item(&app, import, access).await?))
}

/// Choose options of an import
///
/// Before it is started: the file is checked again with them.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/options", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import")),
    request_body = Options,
    responses((status = 200, body = ImportItem), ReadProblems),
)]
pub async fn set_import_options(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Json(options): Json<Options>,
) -> Result<Json<ImportItem>, ApiError> {
    let (_, access) = orders::open(&app, &session, id).await?;
    if !access.manages {
        return Err(ApiError::new(Code::Forbidden));
    }
    store::check_again(&app, id, &options).await?;
    get_import(State(app), session, Path(id)).await
}

/// Start an import
///
/// Two different people: one drafts the vouchers (cashier or accountant), the other posts them (accountant); whoever comes
/// first. Opening balances are brought by the accountant alone, as `draft`. A paused import goes on the same way.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/start", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import")),
    request_body = Start,
    responses((status = 200, body = ImportItem), ReadProblems),
)]
pub async fn start_import(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Json(order): Json<Start>,
) -> Result<Json<ImportItem>, ApiError> {
    orders::start(&app, &session, id, order).await?;
    get_import(State(app), session, Path(id)).await
}

/// Cancel an import
///
/// Nothing more is sent, and drafts that are not posted are withdrawn. What is posted stays.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/cancel", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import")),
    responses((status = 200, body = ImportItem), ReadProblems),
)]
pub async fn cancel_import(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<ImportItem>, ApiError> {
    orders::cancel(&app, &session, id).await?;
    get_import(State(app), session, Path(id)).await
}

/// A problem of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemItem {
    /// The row in the file, from 1; 0 for the file as a whole.
    pub row: i64,
    /// The column.
    pub column: Option<String>,
    /// What.
    pub kind: String,
    /// `error` or `notice`.
    pub weight: String,
    /// What is wrong and how to mend it.
    pub detail: String,
    /// The same in Chinese.
    pub detail_zh: String,
}

impl From<KeptProblem> for ProblemItem {
    fn from(problem: KeptProblem) -> Self {
        let (detail_zh, detail) = problem.texts();
        Self {
            row: problem.file_row,
            column: problem.file_column,
            kind: problem.kind,
            weight: problem.weight,
            detail,
            detail_zh,
        }
    }
}

/// How many problems.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProblemsQuery {
    /// At most so many; 20,000 are kept.
    #[serde(default = "problems_limit")]
    pub limit: i64,
}

fn problems_limit() -> i64 {
    1_000
}

/// List the problems of a file
///
/// Errors first, by row.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/problems", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import"), ProblemsQuery),
    responses((status = 200, body = AllOf<ProblemItem>), ReadProblems),
)]
pub async fn list_import_problems(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
    Query(query): Query<ProblemsQuery>,
) -> Result<Json<AllOf<ProblemItem>>, ApiError> {
    orders::open(&app, &session, id).await?;
    let problems = store::problems(&app, id, query.limit.clamp(1, 20_000)).await?;
    let items = problems.into_iter().map(ProblemItem::from).collect();
    Ok(Json(AllOf { items }))
}

/// Compare an import with the ledger
///
/// Rows of the file beside vouchers on the ledger, and the sums of every account in both, to the fen.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/report", tag = "Three assets",
    params(("id" = i64, Path, description = "Number of the import")),
    responses((status = 200, body = Report), ReadProblems),
)]
pub async fn get_import_report(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Report>, ApiError> {
    let (import, _) = orders::open(&app, &session, id).await?;
    Ok(Json(reconcile::report(&app, &import).await?))
}

/// Get a template
///
/// With an example and help for every column, and both charts of accounts.
#[utoipa::path(
    get, path = "/api/v1/import-templates/{kind}/{format}", tag = "Three assets",
    params(
        ("kind" = String, Path, description = "`journal` or `openings`"),
        ("format" = String, Path, description = "`xlsx` or `csv`"),
    ),
    responses((status = 200, description = "The file", body = Vec<u8>), ReadProblems),
)]
pub async fn get_import_template(
    _session: Session,
    Path((kind, format)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    template(&kind, &format)
}

/// A template as a file.
pub(crate) fn template(kind: &str, format: &str) -> Result<Response, ApiError> {
    let kind: ImportKind = serde_json::from_value(serde_json::Value::String(kind.to_owned()))
        .map_err(|_| ApiError::not_found())?;
    let bytes = match format {
        "xlsx" => templates::workbook(kind)?,
        "csv" => templates::csv(kind)?,
        _ => return Err(ApiError::not_found()),
    };
    Ok(file(bytes, format, templates::name(kind)))
}

/// An answer that the browser saves as a file.
pub(crate) fn file(bytes: Vec<u8>, format: &str, name: &str) -> Response {
    let kind = match format {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "text/csv; charset=utf-8",
    };
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let disposition =
        format!("attachment; filename=\"books.{format}\"; filename*=UTF-8''{encoded}.{format}");
    let mut response = (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        bytes,
    )
        .into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
