//! Scans: a page for people, JSON for programs, both for anybody and with nothing about the asker.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::{header, HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use county_primitives::TimestampMs;

use crate::{
    error::ApiError,
    extract::Path,
    index::{head, IndexHead},
    openapi::answers::PublicProblems,
    pages::{
        self,
        scan::cache::{Form, Kept, Wanted},
        words::{Lang, Words},
    },
    scan::{
        answer::{AsOf, Scan, Verdict},
        Ledger, ScanError,
    },
    shown::Instant,
    state::{App, AppState},
};

/// How often a code is looked up at most while blocks keep coming in.
const LOOKS_MAX: usize = 4;

impl From<ScanError> for ApiError {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Database(error) => error.into(),
            ScanError::Vault(error) => error.into(),
            ScanError::Row(_) => Self::internal(error),
        }
    }
}

/// The page of a printed code, or its JSON for `Accept: application/json`.
pub async fn show_scan(
    State(app): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // Browsers and crawlers ask for such names by themselves; nobody prints them on a label.
    if matches!(code.as_str(), "favicon.ico" | "robots.txt") {
        return Err(ApiError::not_found());
    }
    show(&app, &code, query.as_deref(), &headers).await
}

/// The same for a GS1 Digital Link.
pub async fn show_digital_link(
    State(app): State<AppState>,
    Path((gtin, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let path = format!("/01/{gtin}/21/{code}");
    show(&app, &path, query.as_deref(), &headers).await
}

/// Scan a code
///
/// Anybody may ask. The answer is always 200; what it says of the code is `verdict`.
#[utoipa::path(
    get, path = "/api/v1/scans/{code}", tag = "Public",
    params(("code" = String, Path, description = "The 20 characters of the label, as printed or typed")),
    responses((status = 200, description = "The verdict and the trace it stands on", body = Object), PublicProblems),
    security(()),
)]
pub async fn get_scan(
    State(app): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    let (kept, _) = answer(&app, &code, Form::Json).await?;
    Ok(reply(StatusCode::OK, kept, Form::Json))
}

async fn show(
    app: &App,
    typed: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let form = if wants_json(headers) {
        Form::Json
    } else {
        Form::Page(Lang::negotiate(query, headers))
    };
    let (kept, verdict) = answer(app, typed, form).await?;
    let status = match verdict {
        Verdict::Unknown => StatusCode::NOT_FOUND,
        Verdict::Malformed => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    Ok(reply(status, kept, form))
}

/// Whether JSON is asked for and a page is not. Browsers always ask for a page.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.contains("application/json") && !accepted.contains("text/html")
}

/// The answer in the form that is wanted, from the cache while no block has come in since.
async fn answer(app: &App, typed: &str, form: Form) -> Result<(Bytes, Verdict), ApiError> {
    let wanted = |as_of: Option<&AsOf>| Wanted {
        block: as_of.map(|as_of| (as_of.block, as_of.live)),
        typed: typed.to_owned(),
        form,
    };
    let newest = as_of(app, app.index.borrow().clone());
    if let Some(kept) = app.scans.get(&wanted(newest.as_ref())) {
        return Ok((kept.body, kept.verdict));
    }
    let scan = look_up(app, typed).await?;
    let kept = Kept {
        body: render(&scan, form)?,
        verdict: scan.verdict,
    };
    app.scans.put(wanted(scan.as_of.as_ref()), kept.clone());
    Ok((kept.body, kept.verdict))
}

/// Looks a code up in the index as of one block: what was read while a block came in is read again.
async fn look_up(app: &App, typed: &str) -> Result<Scan, ApiError> {
    let ledger = Ledger {
        db: &app.db,
        vault: &app.vault,
        divisions: &app.divisions,
    };
    let mut before = head(&app.db.reader).await?;
    for _ in 1..LOOKS_MAX {
        let scan = ledger.scan(typed, as_of(app, before.clone())).await?;
        let after = head(&app.db.reader).await?;
        if before == after {
            return Ok(scan);
        }
        before = after;
    }
    Ok(ledger.scan(typed, as_of(app, before)).await?)
}

fn render(scan: &Scan, form: Form) -> Result<Bytes, ApiError> {
    Ok(match form {
        Form::Json => Bytes::from(serde_json::to_vec(scan)?),
        Form::Page(lang) => {
            let html = pages::scan::render(scan, Words(lang)).map_err(ApiError::internal)?;
            Bytes::from(html)
        }
    })
}

/// The block an answer stands on.
fn as_of(app: &App, head: Option<IndexHead>) -> Option<AsOf> {
    let head = head?;
    let live = app.node.status().borrow().live;
    Some(AsOf {
        block: head.number,
        block_hash: head.hash,
        time: Instant(head.time_ms).rfc3339(),
        time_ms: TimestampMs::try_from(head.time_ms).unwrap_or(0),
        live,
    })
}

fn reply(status: StatusCode, body: Bytes, form: Form) -> Response {
    let mut response = match form {
        Form::Page(lang) => pages::html(status, lang, body),
        Form::Json => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
    };
    let headers = response.headers_mut();
    // As long as the ledger itself needs to finalize what would change the verdict.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=5"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Accept-Encoding"),
    );
    response
}

#[cfg(test)]
mod tests;
