//! Logging in and out with a form.

use axum::{
    extract::{FromRequestParts, State},
    http::{request::Parts, HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;

use super::{
    desk::language,
    fields::{Control, Field, Typed},
    form::Form,
    view, Trouble,
};
use crate::{
    error::{ApiError, Code},
    extract::{PageSession, Via},
    pages::words::{Lang, Words},
    routes::sessions::{begin, no_session_cookie, session_cookie},
    state::AppState,
    vault::tokens,
};

/// Whose page a form comes from. A login form carries no token yet, so the browser's own word on it
/// keeps other sites from logging people in as somebody else.
pub(crate) struct SameSite;

impl FromRequestParts<AppState> for SameSite {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Trouble> {
        let site = parts.headers.get("sec-fetch-site");
        match site.and_then(|site| site.to_str().ok()) {
            Some("cross-site") => Err(ApiError::new(Code::Csrf).into()),
            _ => Ok(Self),
        }
    }
}

fn form(t: Words, next: &str) -> Form {
    let mut login = Field::new(t, "login", "field-login", Control::Text);
    login.autocomplete = "username";
    let mut password = Field::new(t, "password", "field-password", Control::Password);
    password.autocomplete = "current-password";
    Form {
        title: t.say("login-title"),
        explain: vec![t.say("login-explain")],
        fields: vec![
            login,
            password,
            Field::new(t, "next", "", Control::Hidden).value(next),
        ],
        button: t.say("login-button"),
        ..Form::default()
    }
}

/// The parts of the service that ask for a login.
const PARTS: [&str; 4] = ["/console", "/village", "/inspect", "/records"];

/// Where to go after logging in: a page of ours, never another site.
fn inside(next: &str) -> &str {
    let is_in = |part: &&str| {
        let rest = next.strip_prefix(*part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    let is_ours = PARTS.iter().any(is_in);
    let is_plain = !next.contains(['\\', '\r', '\n']) && !next.starts_with("/console/login");
    if is_ours && is_plain {
        next
    } else {
        "/console"
    }
}

/// The form.
pub(crate) async fn show(uri: Uri, headers: HeaderMap, session: Option<PageSession>) -> Response {
    let query = uri.query().unwrap_or_default();
    let next = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "next")
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    if session.is_some() && Lang::asked(uri.query()).is_none() {
        return Redirect::to(inside(&next)).into_response();
    }
    let t = Words(language(uri.query(), &headers));
    view::form_outside(t, StatusCode::OK, &form(t, inside(&next)))
}

/// Logs in.
pub(crate) async fn log_in(
    State(app): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    _same_site: SameSite,
    jar: CookieJar,
    typed: Typed,
) -> Result<Response, Trouble> {
    let t = Words(language(uri.query(), &headers));
    let next = inside(typed.get("next")).to_owned();
    let mut form = form(t, &next);
    if let Some(login) = form.fields.first_mut() {
        login.value = typed.get("login").to_owned();
    }
    let mut is_blank = false;
    for (name, key) in [("login", "mistake-login"), ("password", "mistake-password")] {
        if typed.get(name).is_empty() {
            form.mark(Some(name), t.say(key));
            is_blank = true;
        }
    }
    if is_blank {
        return Ok(view::form_outside(
            t,
            StatusCode::UNPROCESSABLE_ENTITY,
            &form,
        ));
    }
    match begin(&app, typed.get("login"), typed.raw("password")).await {
        Ok((_, token)) => {
            let jar = jar.add(session_cookie(&app, &token));
            Ok((jar, Redirect::to(&next)).into_response())
        }
        Err(error) => {
            form.refuse(&error, t.0);
            let status = StatusCode::from_u16(error.problem().status)
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Ok(view::form_outside(t, status, &form))
        }
    }
}

/// Logs out.
pub(crate) async fn log_out(
    State(app): State<AppState>,
    session: Option<PageSession>,
    jar: CookieJar,
    typed: Typed,
) -> Result<Response, Trouble> {
    if let Some(PageSession(session)) = session {
        session.check_csrf(typed.get("csrf"))?;
        if let Via::Cookie(token) = &session.via {
            tokens::end_session(&app.db, token).await?;
        }
    }
    let jar = jar.remove(no_session_cookie());
    Ok((jar, Redirect::to("/console/login")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logging_in_leads_nowhere_else() {
        for ours in [
            "/console",
            "/console/plots/3",
            "/village/210115104201/entries?month=8",
            "/inspect?kind=spending",
        ] {
            assert_eq!(inside(ours), ours);
        }
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/consolation",
            "/console\\evil",
            "/villages",
            "/village//\r\nevil",
            "/console/login?next=/console/login",
        ] {
            assert_eq!(inside(elsewhere), "/console", "{elsewhere}");
        }
    }
}
