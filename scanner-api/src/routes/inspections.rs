//! The inspectors' room as JSON: the stream, lists, files, warnings, views, analyses, notes and questions.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{header, HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{
        sse::{Event, KeepAlive, Sse},
        IntoResponse, Response,
    },
};
use county_primitives::{DivisionCode, Subject};
use futures::{stream, Stream, StreamExt};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    inspect::{
        analyses::{self, Analyses, PERIODS},
        export::Bundle,
        file::{self, File},
        filter::{self, Asked, Filter},
        notes::{self, Note},
        questions::{self, Question, Spoken},
        reach::Reach,
        rows::Transaction,
        stream::{latest, Feed},
        views::{self, Act, Look, View},
        warnings::{self, Warning},
    },
    openapi::{
        answers::{AllOf, PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        words,
    },
    page::{Listed, Paging},
    pages::inspect::summary,
    state::AppState,
    write::{Write, WriteAnswer},
};

/// How often a silent stream says that it is still there.
const ALIVE_EVERY: Duration = Duration::from_secs(15);
/// How long a reader waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// A stream of rows; each carries the place from which a reader goes on after a broken connection.
pub(crate) fn events(
    feed: Feed,
    cursor: i64,
    rendered: impl Fn(&Transaction) -> Event + Send + 'static,
) -> impl IntoResponse {
    let ready = Event::default()
        .event("ready")
        .retry(RETRY)
        .id(cursor.to_string())
        .data("{}");
    let rows = stream::unfold((feed, rendered), |(mut feed, rendered)| async move {
        match feed.next().await {
            Ok(Some(row)) => {
                let event = rendered(&row).id(row.changed.to_string());
                Some((event, (feed, rendered)))
            }
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(code = error.code(), "a stream of inspectors broke off");
                None
            }
        }
    });
    let all = stream::once(async { ready }).chain(rows);
    let unbuffered = [(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    )];
    (
        unbuffered,
        Sse::new(fallible(all)).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)),
    )
}

fn fallible(
    events: impl Stream<Item = Event> + Send + 'static,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    events.map(Ok)
}

/// From where a reader goes on: what the browser received last, or what the page was made of.
pub(crate) fn resumed_after(headers: &HeaderMap, after: &str) -> Option<i64> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim().parse().ok());
    last.or_else(|| after.trim().parse().ok())
}

/// A filter and a page.
#[derive(Clone, Debug, Deserialize)]
pub struct TransactionQuery {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    paging: Paging,
}

async fn look(
    app: &AppState,
    session: &Session,
    reach: &Reach,
    look: Look<'_>,
) -> Result<(), ApiError> {
    views::note(app, session, reach, look).await
}

/// List transactions
///
/// Of the own monitoring point: spendings, vouchers, bank lines, decisions, disclosures, challenges and warnings, the
/// latest or the largest first. The search is written down where only inspectors read it.
#[utoipa::path(
    get, path = "/api/v1/inspect/transactions", tag = "Inspection", params(Asked, PageParams),
    responses((status = 200, body = PageOf<Transaction>), ReadProblems),
)]
pub async fn list_inspected_transactions(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<TransactionQuery>,
) -> Result<Json<Listed<Transaction>>, ApiError> {
    let reach = Reach::of(&session)?;
    let (filter, mistakes) = Filter::read(&query.asked, &reach)?;
    if !mistakes.is_empty() {
        return Err(filter::refusal(&mistakes));
    }
    let seen = Look {
        act: Act::List,
        division: &filter.division.to_string(),
        subject: "",
        detail: &query.asked.detail(),
    };
    let (page, ()) = tokio::try_join!(
        filter::page(&app, &filter, &query.paging),
        look(&app, &session, &reach, seen),
    )?;
    Ok(Json(page))
}

/// Where a stream begins.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    #[serde(flatten)]
    #[param(ignore)]
    asked: Asked,
    /// `changed` of the last row that is known; the present if neither this nor `Last-Event-ID` is given.
    #[serde(default)]
    after: String,
}

/// Stream transactions
///
/// Server-sent events named `transaction`, each a row of the list, as soon as its record is finalized. The id of an
/// event is the row's `changed`: with `Last-Event-ID` a reader goes on where it stopped, misses nothing and gets
/// nothing twice. Takes the filters of the list but `q`, `payee` and `sort`.
#[utoipa::path(
    get, path = "/api/v1/inspect/stream", tag = "Inspection", params(StreamQuery),
    responses((status = 200, body = Transaction, content_type = "text/event-stream"), ReadProblems),
)]
pub async fn stream_inspected_transactions(
    State(app): State<AppState>,
    session: Session,
    headers: HeaderMap,
    Query(query): Query<StreamQuery>,
) -> Result<Response, ApiError> {
    let reach = Reach::of(&session)?;
    let (filter, mistakes) = Filter::read(&query.asked, &reach)?;
    if !mistakes.is_empty() {
        return Err(filter::refusal(&mistakes));
    }
    let seen = Look {
        act: Act::Live,
        division: &filter.division.to_string(),
        subject: "",
        detail: &query.asked.detail(),
    };
    look(&app, &session, &reach, seen).await?;
    let cursor = match resumed_after(&headers, &query.after) {
        Some(cursor) => cursor,
        None => latest(&app).await?,
    };
    let feed = Feed::new(app, session, reach, filter, cursor)?;
    let as_json = |row: &Transaction| {
        let event = Event::default().event("transaction");
        let text = serde_json::to_string(row).unwrap_or_default();
        event.data(text)
    };
    Ok(events(feed, cursor, as_json).into_response())
}

/// Get the file of a transaction
///
/// Everything that belongs to it: signatures, decision, documents, vouchers and corrections, bank lines, warnings,
/// holds, questions, challenges, disclosures and the heads of all timelines.
#[utoipa::path(
    get, path = "/api/v1/inspect/files/{subject}", tag = "Inspection",
    params(("subject" = String, Path, description = "`kind:number`", example = "spending:7")),
    responses((status = 200, body = File), ReadProblems),
)]
pub async fn get_inspected_file(
    State(app): State<AppState>,
    session: Session,
    Path(subject): Path<String>,
) -> Result<Json<File>, ApiError> {
    let reach = Reach::of(&session)?;
    let file = file::read(&app, &session, &reach, &subject).await?;
    let seen = Look {
        act: Act::File,
        division: &file.transaction.division,
        subject: &subject,
        detail: "",
    };
    look(&app, &session, &reach, seen).await?;
    Ok(Json(file))
}

/// Download a case
///
/// One archive with a readable summary, every record as JSON and SCALE, the chain's proofs, the documents the caller
/// may see, and a manifest of BLAKE3 sums. The records of challenges, which say who asked, are for inspectors.
#[utoipa::path(
    get, path = "/api/v1/inspect/files/{subject}/export", tag = "Inspection",
    params(("subject" = String, Path, description = "`kind:number`", example = "spending:7")),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"), ReadProblems),
)]
pub async fn download_inspected_file(
    State(app): State<AppState>,
    session: Session,
    headers: HeaderMap,
    Path(subject): Path<String>,
) -> Result<Response, ApiError> {
    let reach = Reach::of(&session)?;
    let lang = crate::pages::words::Lang::negotiate(None, &headers);
    export(&app, &session, &reach, &subject, lang).await
}

/// The archive of a case, written down before it is sent.
pub(crate) async fn export(
    app: &AppState,
    session: &Session,
    reach: &Reach,
    subject: &str,
    lang: crate::pages::words::Lang,
) -> Result<Response, ApiError> {
    let file = file::read(app, session, reach, subject).await?;
    let seen = Look {
        act: Act::Export,
        division: &file.transaction.division,
        subject,
        detail: "",
    };
    look(app, session, reach, seen).await?;
    let summary = summary::of(app, lang, &file)?;
    let name = Bundle::file_name(subject);
    let bundle = crate::inspect::export::gather(app, session, reach, &file, summary).await?;
    let place = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(ApiError::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/zip"),
        ),
        (header::CONTENT_DISPOSITION, place),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::OK, headers, bundle.into_body()).into_response())
}

/// Which warnings.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WarningQuery {
    /// A division inside the own reach; the whole reach if not given.
    #[param(value_type = Option<String>)]
    division: Option<DivisionCode>,
    /// Only of this rule: 2 is W02.
    rule: Option<String>,
    /// Only `yellow`, `orange` or `red` as recorded last.
    level: Option<String>,
    /// Only in this state.
    state: Option<String>,
    /// `true`: all by time; otherwise those that wait, the longest overdue first.
    all: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List warnings of a monitoring point
///
/// Those that wait for somebody, the longest overdue first, with level and clock as they stand today.
#[utoipa::path(
    get, path = "/api/v1/inspect/warnings", tag = "Inspection", params(WarningQuery, PageParams),
    responses((status = 200, body = PageOf<Warning>), ReadProblems),
)]
pub async fn list_inspected_warnings(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<WarningQuery>,
) -> Result<Json<Listed<Warning>>, ApiError> {
    let reach = Reach::of(&session)?;
    let rule = match query.rule.as_deref() {
        None => None,
        Some(text) => Some(text.trim_start_matches(['W', 'w']).parse().map_err(|_| {
            ApiError::field("/rule", "a rule is W01 to W27", "规则编号为 W01 到 W27")
        })?),
    };
    let wanted = warnings::Wanted {
        division: query.division,
        rule,
        level: query.level,
        state: query.state,
        all: query.all.as_deref() == Some("true"),
    };
    let seen = Look {
        act: Act::Warnings,
        division: &reach.place(wanted.division)?.to_string(),
        subject: "",
        detail: "",
    };
    look(&app, &session, &reach, seen).await?;
    Ok(Json(
        warnings::list(&app, &reach, &wanted, &query.paging).await?,
    ))
}

/// Which looks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ViewQuery {
    /// Only at this subject, or at the document with this digest.
    subject: Option<String>,
    /// Only `live`, `list`, `warnings`, `file`, `document`, `questions`, `analyses`, `export` or `note`.
    act: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List who looked
///
/// For discipline inspectors only; to everybody else there is no such thing.
#[utoipa::path(
    get, path = "/api/v1/inspect/views", tag = "Inspection", params(ViewQuery, PageParams),
    responses((status = 200, body = PageOf<View>), ReadProblems),
)]
pub async fn list_views(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<ViewQuery>,
) -> Result<Json<Listed<View>>, ApiError> {
    let wanted = views::Wanted {
        subject: query.subject,
        act: query.act,
    };
    Ok(Json(
        views::list(&app, &session, &wanted, &query.paging).await?,
    ))
}

/// Over what.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AnalysisQuery {
    /// A division inside the own reach; the whole reach if not given.
    #[param(value_type = Option<String>)]
    division: Option<DivisionCode>,
    /// Over the last 30, 90 (default) or 365 days.
    days: Option<String>,
}

/// Get analyses
///
/// Computed from the index when they are asked for. They are not warnings of the chain and stand nowhere on it.
#[utoipa::path(
    get, path = "/api/v1/inspect/analyses", tag = "Inspection", params(AnalysisQuery),
    responses((status = 200, body = Analyses), ReadProblems),
)]
pub async fn get_analyses(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<AnalysisQuery>,
) -> Result<Json<Analyses>, ApiError> {
    let reach = Reach::of(&session)?;
    let division = reach.place(query.division)?;
    let days = match query.days.as_deref() {
        None => 90,
        Some(text) => text
            .parse()
            .ok()
            .filter(|days| PERIODS.contains(days))
            .ok_or_else(|| {
                ApiError::field("/days", "days is 30, 90 or 365", "days 应为 30、90 或 365")
            })?,
    };
    let seen = Look {
        act: Act::Analyses,
        division: &division.to_string(),
        subject: "",
        detail: "",
    };
    look(&app, &session, &reach, seen).await?;
    Ok(Json(analyses::of(&app, division, days).await?))
}

/// A note to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// At most 500 characters.
    text: String,
}

/// List notes on a file
///
/// Those that the own monitoring point wrote.
#[utoipa::path(
    get, path = "/api/v1/inspect/files/{subject}/notes", tag = "Inspection",
    params(("subject" = String, Path, description = "`kind:number`", example = "spending:7")),
    responses((status = 200, body = AllOf<Note>), ReadProblems),
)]
pub async fn list_notes(
    State(app): State<AppState>,
    session: Session,
    Path(subject): Path<String>,
) -> Result<Json<AllOf<Note>>, ApiError> {
    let reach = Reach::of(&session)?;
    let row = crate::inspect::rows::find(&app, &subject).await?;
    let role = reach.ensure(&row.division)?;
    let items = notes::of(&app, role, &subject).await?;
    Ok(Json(AllOf { items }))
}

/// Write a note on a file
///
/// Sealed, and read only at the own monitoring point.
#[utoipa::path(
    post, path = "/api/v1/inspect/files/{subject}/notes", tag = "Inspection",
    params(("subject" = String, Path, description = "`kind:number`", example = "spending:7")),
    request_body = NewNote, responses((status = 204, description = "Kept"), ReadProblems),
)]
pub async fn create_note(
    State(app): State<AppState>,
    session: Session,
    Path(subject): Path<String>,
    Json(body): Json<NewNote>,
) -> Result<StatusCode, ApiError> {
    let reach = Reach::of(&session)?;
    let row = crate::inspect::rows::find(&app, &subject).await?;
    let role = reach.ensure(&row.division)?;
    let seen = Look {
        act: Act::Note,
        division: &row.division,
        subject: &subject,
        detail: "",
    };
    look(&app, &session, &reach, seen).await?;
    notes::keep(&app, &session, role, &row.division, &subject, &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which questions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuestionQuery {
    /// `open`: without an answer, the most urgent first; `late`: answered late; all otherwise, the latest first.
    show: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List questions
///
/// Those of inspectors to the villages of the caller: for monitoring points and for the villages' own officers.
#[utoipa::path(
    get, path = "/api/v1/questions", tag = "Inspection", params(QuestionQuery, PageParams),
    responses((status = 200, body = PageOf<Question>), ReadProblems),
)]
pub async fn list_questions(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<QuestionQuery>,
) -> Result<Json<Listed<Question>>, ApiError> {
    let wanted = wanted(query.show.as_deref().unwrap_or_default());
    Ok(Json(
        questions::list(&app, &session, wanted, &query.paging).await?,
    ))
}

/// Which questions a word of an address means.
pub(crate) fn wanted(show: &str) -> questions::Wanted {
    match show {
        "open" => questions::Wanted::Open,
        "late" => questions::Wanted::Late,
        _ => questions::Wanted::All,
    }
}

/// Get a question
///
/// With its words and those of the answer, as far as this service keeps them, and the salts that prove them.
#[utoipa::path(
    get, path = "/api/v1/questions/{id}", tag = "Inspection",
    params(("id" = u64, Path, description = "Number of the question")),
    responses((status = 200, body = Spoken), ReadProblems),
)]
pub async fn get_question(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Spoken>, ApiError> {
    let row = questions::find(&app, &session, id).await?;
    Ok(Json(questions::speak(&app, row).await?))
}

/// A question to be asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuestion {
    /// What it is about.
    #[schema(value_type = words::Subject)]
    subject: Subject,
    /// At most 2,000 characters. The ledger gets the digest of a salt and the text.
    text: String,
}

/// Ask a question
///
/// By the township, the county or an inspector. The village has a number of working days to answer.
#[utoipa::path(
    post, path = "/api/v1/questions", tag = "Inspection", params(WriteParams),
    request_body = NewQuestion, responses(WriteResponses),
)]
pub async fn ask_question(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<NewQuestion>,
) -> Result<WriteAnswer, ApiError> {
    let division = file::division_of(&app, body.subject).await?;
    questions::ask(&app, &write, body.subject, &division, &body.text).await
}

/// An answer to a question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// The number of the question.
    question: i64,
    /// At most 2,000 characters. The ledger gets the digest of a salt and the text.
    text: String,
}

/// Answer a question
///
/// By an officer of the village.
#[utoipa::path(
    post, path = "/api/v1/questions/answers", tag = "Inspection", params(WriteParams),
    request_body = NewAnswer, responses(WriteResponses),
)]
pub async fn answer_question(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<NewAnswer>,
) -> Result<WriteAnswer, ApiError> {
    let question = questions::find(&app, &write.session, body.question).await?;
    questions::answer(&app, &write, &question, &body.text).await
}
