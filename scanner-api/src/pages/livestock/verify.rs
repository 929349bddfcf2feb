//! Whether a certificate is one: for anybody who scans the code on it, with or without a name here.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{header, HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use county_primitives::{
    livestock::{CertificatePayload, Species},
    Date,
};
use qr_labeler::certificate::{CertificateCode, CertificateError, VetKeys};

use super::words;
use crate::{
    certificate::{vets as vet_list, Certificate},
    error::ApiError,
    extract::Path,
    pages::{
        assets, format, html,
        scan::Line,
        words::{Lang, Words},
    },
    state::{App, AppState},
};

/// The longest text that is read.
const TYPED_MAX: usize = 600;

/// What is said of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    /// Signed, on the chain as it is here, and good for travelling today.
    Valid,
    /// Genuine, but its last day is over.
    Expired,
    /// Genuine, but taken back before departure.
    Cancelled,
    /// Genuine, but the load arrived.
    Used,
    /// Signed by a vet, but not on the chain as it is known here.
    NotSeen,
    /// Not signed by the vet it names, or not what the chain says.
    Forged,
    /// Not a certificate's code.
    Unreadable,
}

impl Verdict {
    /// The look it borrows from the verdicts of scans.
    fn look(self) -> &'static str {
        match self {
            Self::Valid => "genuine",
            Self::Expired => "held",
            Self::Cancelled | Self::Used => "void",
            Self::NotSeen => "unknown",
            Self::Forged => "recalled",
            Self::Unreadable => "malformed",
        }
    }

    /// Its part of the names of texts.
    fn id(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Used => "used",
            Self::NotSeen => "not-seen",
            Self::Forged => "forged",
            Self::Unreadable => "unreadable",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::NotSeen => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        }
    }
}

struct Shown {
    verdict: &'static str,
    word: String,
    sentence: String,
    switch_href: String,
    advice: Option<String>,
    facts: Vec<Line>,
    /// What a certificate's code was looked for in, to be read again.
    asked: String,
}

#[derive(Template)]
#[template(path = "livestock/verify.html")]
struct VerifyTemplate {
    t: Words,
    page: Shown,
}

fn answer(status: StatusCode, t: Words, page: Shown) -> Response {
    match (VerifyTemplate { t, page }).render() {
        Ok(body) => html(status, t.0, body),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            html(StatusCode::INTERNAL_SERVER_ERROR, t.0, String::new())
        }
    }
}

/// The field in which a code is pasted, or the answer to what was pasted.
pub(super) async fn ask(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.as_deref();
    let t = Words(Lang::negotiate(query, &headers));
    let typed = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "code")
        .map(|(_, value)| value.chars().take(TYPED_MAX).collect::<String>());
    if let Some(code) = typed
        .as_deref()
        .and_then(|typed| CertificateCode::read(typed).ok())
    {
        return Redirect::to(&format!("/V/{code}?lang={}", t.lang())).into_response();
    }
    match typed {
        Some(typed) if !typed.trim().is_empty() => {
            let page = result(t, Verdict::Unreadable, None, typed);
            answer(Verdict::Unreadable.status(), t, page)
        }
        _ => answer(
            StatusCode::OK,
            t,
            Shown {
                verdict: "malformed",
                word: t.say("ls-verify"),
                sentence: t.say("ls-verify-say"),
                switch_href: format!("?lang={}", t.other_lang()),
                advice: None,
                facts: Vec::new(),
                asked: String::new(),
            },
        ),
    }
}

/// What the code on a certificate is worth.
pub(super) async fn show(
    State(app): State<AppState>,
    Path(text): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let t = Words(Lang::negotiate(query.as_deref(), &headers));
    let read = CertificateCode::read(&text);
    let (verdict, code) = match read {
        Ok(code) => (judge(&app, &code).await?, Some(code)),
        Err(_) => (Verdict::Unreadable, None),
    };
    let payload = code.as_ref().map(CertificateCode::payload);
    let mut page = result(t, verdict, payload, text.chars().take(TYPED_MAX).collect());
    if let Some(payload) = payload.filter(|_| verdict != Verdict::Forged) {
        page.facts = facts(&app, t, payload);
    }
    Ok(answer(verdict.status(), t, page))
}

/// The list of the vets' keys, for checkpoints without a network.
pub(super) async fn vets(State(app): State<AppState>) -> Result<Response, ApiError> {
    let list = vet_list::list(&app).await?;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], list).into_response())
}

async fn judge(app: &App, code: &CertificateCode) -> Result<Verdict, ApiError> {
    let payload = code.payload();
    let vets: VetKeys = vet_list::key_of(app, payload.vet, payload.key)
        .await?
        .parse()
        .map_err(ApiError::internal)?;
    let signed = code.verify(&vets);
    if signed == Err(CertificateError::Signature) {
        return Ok(Verdict::Forged);
    }
    let certificate = Certificate::find(&app.db.reader, payload.certificate).await?;
    let Some(certificate) = certificate else {
        // Issued a moment ago, or made up.
        return Ok(Verdict::NotSeen);
    };
    // The chain has the digest of what the vet signed for; nothing else can have the same.
    if certificate.payload()? != *payload {
        return Ok(Verdict::Forged);
    }
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM certificates WHERE id = ?")
        .bind(i64::try_from(payload.certificate.0).map_err(ApiError::internal)?)
        .fetch_optional(&app.db.reader)
        .await?;
    Ok(match state.as_deref() {
        Some("cancelled") => Verdict::Cancelled,
        Some("arrived" | "left") => Verdict::Used,
        _ if today(app) > payload.valid_until => Verdict::Expired,
        // The key is not known here, so nobody can tell who signed.
        _ if signed.is_err() => Verdict::NotSeen,
        _ => Verdict::Valid,
    })
}

fn today(app: &App) -> Date {
    let head = app.index.borrow();
    let now_ms = head.as_ref().map_or(0, |head| head.time_ms);
    Date::of_timestamp(u64::try_from(now_ms).unwrap_or(0))
}

fn result(
    t: Words,
    verdict: Verdict,
    payload: Option<&CertificatePayload>,
    asked: String,
) -> Shown {
    let until = payload.map_or_else(String::new, |payload| {
        format::date(t.0, payload.valid_until)
    });
    let id = verdict.id();
    Shown {
        verdict: verdict.look(),
        word: t.say(&format!("ls-verify-word-{id}")),
        sentence: t.fill(&format!("ls-verify-say-{id}"), &[("date", &until)]),
        switch_href: format!("?lang={}", t.other_lang()),
        advice: (verdict != Verdict::Valid).then(|| t.say(&format!("ls-verify-advice-{id}"))),
        facts: Vec::new(),
        asked: if verdict == Verdict::Unreadable {
            asked
        } else {
            String::new()
        },
    }
}

/// What an officer compares with what stands there. Nothing of persons is in it.
fn facts(app: &App, t: Words, payload: &CertificatePayload) -> Vec<Line> {
    let place = |division: county_primitives::DivisionCode| {
        let names = app.divisions.path(division);
        match names.len() {
            0 => division.to_string(),
            length => names
                .get(length.saturating_sub(3)..)
                .unwrap_or_default()
                .join(" "),
        }
    };
    let line = |key: &str, value: String| Line {
        label: t.say(key),
        value,
    };
    let species = payload
        .species
        .map(|species: Species| words::species(t, species));
    let id = payload.species.map(|species| words::id_of(&species));
    let heads = words::heads(t, &id.unwrap_or_default(), i64::from(payload.heads));
    let mut facts = vec![
        line("ls-number", payload.number.to_string()),
        line("ls-form", payload.form.title().to_owned()),
        line("ls-older-name", payload.form.older_title().to_owned()),
        line(
            "ls-load",
            species.map_or_else(|| heads.clone(), |species| format!("{species} {heads}")),
        ),
    ];
    facts.extend(
        payload
            .purpose
            .map(|purpose| line("ls-purpose", words::purpose(t, purpose))),
    );
    facts.extend([
        line("ls-origin", place(payload.origin)),
        line("ls-destination", place(payload.destination)),
        line("ls-issued", format::instant(t.0, payload.issued_ms)),
        line("ls-valid-until", format::date(t.0, payload.valid_until)),
        line(
            "ls-vet",
            t.fill("ls-vet-number", &[("member", &payload.vet.to_string())]),
        ),
    ]);
    facts
}
