//! Looks from a monitoring point through other doors: village pages, the village console, the JSON API, timelines
//! and documents are written down as looks from this room are.

use axum::{
    extract::{OptionalFromRequestParts, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

use crate::{
    error::ApiError,
    extract::Session,
    inspect::{
        reach::Reach,
        views::{self, Act, Look},
    },
    state::{App, AppState},
    three_assets::subjects,
};

/// What a path shows of a village's money.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Shown {
    /// One thing.
    Subject(String),
    /// A document.
    Document(String),
    /// The pages of a village.
    Village(String),
    /// A list of the JSON API.
    List,
}

/// The kind of thing a part of a path names.
fn kind(part: &str) -> Option<&'static str> {
    Some(match part {
        "spendings" => "spending",
        "vouchers" => "voucher",
        "bank-lines" => "bank_line",
        "bank-accounts" => "bank_account",
        "decisions" => "decision",
        "disclosures" => "disclosure",
        "challenges" => "challenge",
        "asset-warnings" => "warning",
        "books" => "book",
        _ => return None,
    })
}

/// The same in the console.
fn kind_at_console(part: &str) -> Option<&'static str> {
    match part {
        "lines" => Some("bank_line"),
        "warnings" => Some("warning"),
        other => kind(other),
    }
}

impl Shown {
    /// What a path shows; `None` if it is not about a village's money.
    fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let subject = |kind: &str, id: &str| {
            let id = id.split('.').next().unwrap_or_default();
            let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| Self::Subject(format!("{kind}:{id}")))
        };
        match parts.as_slice() {
            ["api", "v1", "timelines", subject] | ["records", subject] => {
                Some(Self::Subject((*subject).replace("%3A", ":")))
            }
            ["api", "v1", "documents", digest, ..] => Some(Self::Document((*digest).to_owned())),
            ["api", "v1", of, id, ..] => {
                let kind = kind(of)?;
                Some(subject(kind, id).unwrap_or(Self::List))
            }
            ["api", "v1", of] => kind(of).map(|_| Self::List),
            ["console", "village", _, "documents", digest, ..] => {
                Some(Self::Document((*digest).to_owned()))
            }
            ["console", "village"] | ["console", "village", "queues" | "export", ..] => {
                Some(Self::List)
            }
            ["console", "village", of, rest @ ..] => match (kind_at_console(of), rest) {
                (Some(kind), [id, ..]) => subject(kind, id),
                _ => subject("collective", of),
            },
            ["village", division, of, id, ..] => {
                let one = kind(of).and_then(|kind| subject(kind, id));
                Some(one.unwrap_or_else(|| Self::Village((*division).to_owned())))
            }
            ["village", division, ..] => Some(Self::Village((*division).to_owned())),
            _ => None,
        }
    }
}

/// Writes a look down before it is answered. Whoever is at no monitoring point is not asked about.
pub(crate) async fn written(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let shown = match *request.method() {
        Method::GET => Shown::of(request.uri().path()),
        _ => None,
    };
    let Some(shown) = shown else {
        return Ok(next.run(request).await);
    };
    let (mut parts, body) = request.into_parts();
    let session =
        <Session as OptionalFromRequestParts<AppState>>::from_request_parts(&mut parts, &app);
    // A token that does not exist is answered by whoever asks for a session next.
    let session = session.await.ok().flatten();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(session) = session.filter(|_| response.status().is_success()) {
        if let Ok(reach) = Reach::of(&session) {
            note(&app, &session, &reach, &shown, &query).await?;
        }
    }
    Ok(response)
}

async fn note(
    app: &App,
    session: &Session,
    reach: &Reach,
    shown: &Shown,
    query: &str,
) -> Result<(), ApiError> {
    let (act, division, subject) = match shown {
        Shown::Subject(subject) => (Act::File, of_subject(app, subject).await?, subject.as_str()),
        Shown::Document(digest) => (
            Act::Document,
            of_document(app, digest).await?,
            digest.as_str(),
        ),
        Shown::Village(division) => (Act::List, Some(division.clone()), ""),
        Shown::List => (Act::List, Some(reach.place(None)?.to_string()), ""),
    };
    // What belongs to no village, or to one that is not watched from here, is seen as anybody sees it.
    let Some(division) = division.filter(|division| reach.covers(division)) else {
        return Ok(());
    };
    let look = Look {
        act,
        division: &division,
        subject,
        detail: if subject.is_empty() { query } else { "" },
    };
    views::note(app, session, reach, look).await
}

async fn of_subject(app: &App, subject: &str) -> Result<Option<String>, ApiError> {
    if let Some(line) = subject.strip_prefix("bank_line:") {
        return Ok(sqlx::query_scalar(
            "SELECT collectives.division FROM bank_lines \
             JOIN collectives ON collectives.id = bank_lines.collective WHERE bank_lines.id = ?",
        )
        .bind(line)
        .fetch_optional(&app.db.reader)
        .await?);
    }
    let Ok(subject) = subject.parse() else {
        return Ok(None);
    };
    let place = subjects::place(app, subject).await?;
    Ok(place.map(|place| place.division.to_string()))
}

/// The village of a collective that keeps a document.
async fn of_document(app: &App, digest: &str) -> Result<Option<String>, ApiError> {
    Ok(sqlx::query_scalar(
        "SELECT collectives.division FROM document_holders \
         JOIN collectives ON collectives.organisation = document_holders.organisation \
         WHERE document_holders.digest = ? LIMIT 1",
    )
    .bind(digest)
    .fetch_optional(&app.db.reader)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_they_show() {
        let subject = |text: &str| Some(Shown::Subject(text.to_owned()));
        for (path, shown) in [
            ("/api/v1/spendings/7", subject("spending:7")),
            ("/api/v1/bank-lines/7", subject("bank_line:7")),
            ("/api/v1/books/12026/trial-balance", subject("book:12026")),
            ("/api/v1/timelines/voucher:3", subject("voucher:3")),
            ("/records/voucher:3", subject("voucher:3")),
            ("/api/v1/spendings", Some(Shown::List)),
            ("/api/v1/spendings/waiting", Some(Shown::List)),
            ("/village/210115104201/vouchers/3", subject("voucher:3")),
            (
                "/village/210115104201/disclosures/3.pdf",
                subject("disclosure:3"),
            ),
            (
                "/village/210115104201",
                Some(Shown::Village("210115104201".to_owned())),
            ),
            (
                "/api/v1/documents/ab/thumbnail",
                Some(Shown::Document("ab".to_owned())),
            ),
            ("/console/village/spendings/7", subject("spending:7")),
            ("/console/village/spendings/7/sign", subject("spending:7")),
            ("/console/village/lines/7", subject("bank_line:7")),
            ("/console/village/3", subject("collective:3")),
            ("/console/village/3/spendings", subject("collective:3")),
            (
                "/console/village/3/documents/ab/small",
                Some(Shown::Document("ab".to_owned())),
            ),
            ("/console/village", Some(Shown::List)),
            ("/console/village/queues/sign", Some(Shown::List)),
            ("/console/village/import", None),
            ("/console/lots/7", None),
            ("/api/v1/lots/7", None),
            ("/village", None),
            ("/", None),
        ] {
            assert_eq!(Shown::of(path), shown, "{path}");
        }
    }
}
