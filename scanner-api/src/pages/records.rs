//! The records of one thing as a page: what a scan, a village or the console links to where somebody
//! wants to see what stands on the ledger.

use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    http::{header, HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{Author, Subject};
use serde::Deserialize;
use serde_json::Value;

use super::{
    assets,
    console::{history, names},
    format, html,
    words::{Lang, Words},
};
use crate::{
    error::ApiError,
    extract::{Path, Query, Session},
    routes::timelines::{self, RecordAnswer, TimelineAnswer},
    state::AppState,
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    from: u32,
}

/// A record for people.
struct Entry {
    number: String,
    kind: String,
    line: String,
    author: String,
    /// What it says, with its line breaks.
    data: String,
}

struct Page {
    switch_href: String,
    subject: String,
    explain: String,
    count: String,
    head: String,
    as_of: String,
    raw: String,
    entries: Vec<Entry>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsTemplate {
    t: Words,
    page: Page,
}

/// The page. What is for members only leads to the login.
pub(crate) async fn show(
    State(app): State<AppState>,
    Path(subject): Path<Subject>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    session: Option<Session>,
) -> Result<Response, ApiError> {
    let t = Words(Lang::negotiate(uri.query(), &headers));
    match timelines::ensure_readable(&app, session.as_ref(), subject).await {
        Err(error) if error.code() == "unauthorised" => {
            let login = format!("/console/login?next=/records/{subject}");
            return Ok(Redirect::to(&login).into_response());
        }
        readable => readable?,
    }
    let (answer, _) = timelines::read(&app, subject, asked.from).await?;
    let page = page(t, subject, &answer)?;
    let mut response = match (RecordsTemplate { t, page }).render() {
        Ok(body) => html(StatusCode::OK, t.0, body),
        Err(error) => return Err(ApiError::internal(error)),
    };
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

fn page(t: Words, subject: Subject, answer: &TimelineAnswer) -> Result<Page, ApiError> {
    let name = names::subject(t, &subject.to_string());
    let number = names::count(answer.len);
    let block = format::count(answer.block);
    Ok(Page {
        switch_href: format!("?lang={}", t.other_lang()),
        explain: t.fill("records-page-explain", &[("subject", &name)]),
        subject: name,
        count: t.fill("records-page-count", &[("number", &number)]),
        head: answer.head.clone(),
        as_of: t.fill("records-page-as-of", &[("block", &block)]),
        raw: format!("/api/v1/timelines/{subject}"),
        entries: answer
            .records
            .iter()
            .map(|record| entry(t, record))
            .collect::<Result<_, _>>()?,
        next: answer
            .next
            .map(|next| format!("/records/{subject}?from={next}&lang={}", t.lang())),
    })
}

fn entry(t: Words, record: &RecordAnswer) -> Result<Entry, ApiError> {
    let value: Value = serde_json::from_str(record.record.get())?;
    let entry = value.get("entry").cloned().unwrap_or_default();
    let (kind, data) = match entry {
        Value::Object(fields) => match fields.into_iter().next() {
            Some((kind, data)) => (kind, serde_json::to_string_pretty(&data)?),
            None => (String::new(), String::new()),
        },
        Value::String(kind) => (kind, String::new()),
        _ => (String::new(), String::new()),
    };
    let time = value.get("ledger_ms").and_then(Value::as_i64).unwrap_or(0);
    let block = names::count(record.block);
    Ok(Entry {
        number: names::count(record.sequence.saturating_add(1)),
        kind: history::what(t, &kind),
        line: t.fill(
            "records-page-line",
            &[("time", &names::instant(t.0, time)), ("block", &block)],
        ),
        author: author(t, value.get("author").cloned().unwrap_or_default()),
        data,
    })
}

/// Who made a record, by role and number: names of persons are not shown here.
fn author(t: Words, author: Value) -> String {
    match serde_json::from_value::<Author>(author) {
        Ok(Author::Member(signature)) => t.fill(
            "records-page-member",
            &[
                ("role", &names::role(t, signature.role)),
                ("member", &signature.member.to_string()),
            ],
        ),
        Ok(Author::Governance) => t.say("records-page-council"),
        Ok(Author::Rule) => t.say("records-page-rule"),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests;
