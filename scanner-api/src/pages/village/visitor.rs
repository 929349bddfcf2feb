//! Who looks at a village's pages, in which language, and the frame around every page.

use axum::{
    extract::FromRequestParts,
    http::{request::Parts, StatusCode},
    response::{IntoResponse, Response},
};
use county_primitives::{Date, DivisionCode};

use crate::{
    error::ApiError,
    extract::{PageSession, Session},
    pages::{console::desk::language, html, words::Words},
    state::AppState,
    three_assets::sight::{self, Sight},
};

/// Somebody who looks.
#[derive(Clone)]
pub(super) struct Visitor {
    /// The service.
    pub(super) app: AppState,
    /// Who is logged in, if anybody is.
    pub(super) session: Option<Session>,
    /// In which language.
    pub(super) t: Words,
    /// The path of the page.
    pub(super) path: String,
    /// Its query, without the choice of language.
    query: Vec<(String, String)>,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let lang = language(parts.uri.query(), &parts.headers);
        let path = parts.uri.path().to_owned();
        let query = parts.uri.query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name != "lang")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let session =
            <Option<PageSession> as FromRequestParts<AppState>>::from_request_parts(parts, app);
        Ok(Self {
            app: app.clone(),
            session: session.await?.map(|PageSession(session)| session),
            t: Words(lang),
            path,
            query,
        })
    }
}

impl Visitor {
    /// A value of the query; empty if it is not there.
    pub(super) fn asked(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// A number of the query.
    pub(super) fn asked_number(&self, name: &str) -> Option<i64> {
        self.asked(name).parse().ok()
    }

    /// The page with its query and another value in it; an empty value leaves it out.
    pub(super) fn here_with(&self, name: &str, value: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let others = self.query.iter().filter(|(known, _)| known != name);
        for (known, value) in others {
            query.append_pair(known, value);
        }
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{query}", self.path)
        }
    }

    /// How much of a division the visitor sees.
    pub(super) fn sight(&self, division: DivisionCode) -> Sight {
        sight::of(self.session.as_ref(), division)
    }

    /// Today, as the ledger has it.
    pub(super) fn today(&self) -> Date {
        let head = self.app.index.borrow();
        let now_ms = head.as_ref().map_or(0, |head| head.time_ms);
        Date::of_timestamp(u64::try_from(now_ms).unwrap_or(0))
    }

    /// The frame of a page.
    pub(super) fn frame(&self) -> Frame {
        let here = self.here_with("lang", "");
        let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        Frame {
            t: self.t,
            switch_href: self.here_with("lang", self.t.other_lang()),
            login_href: format!("/console/login?next={next}"),
            login: self
                .session
                .as_ref()
                .map(|session| session.login.clone())
                .unwrap_or_default(),
            csrf: self
                .session
                .as_ref()
                .and_then(Session::csrf)
                .unwrap_or_default(),
        }
    }

    /// A page as an answer.
    pub(super) fn show(&self, status: StatusCode, page: &impl askama::Template) -> Response {
        match page.render() {
            Ok(body) => html(status, self.t.0, body),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                html(StatusCode::INTERNAL_SERVER_ERROR, self.t.0, String::new())
            }
        }
    }
}

/// What stands around every page.
pub(super) struct Frame {
    pub(super) t: Words,
    /// This page in the other language.
    pub(super) switch_href: String,
    /// Where to log in and come back from.
    pub(super) login_href: String,
    /// Who is logged in; empty for nobody.
    pub(super) login: String,
    pub(super) csrf: String,
}

/// Why there is no page: it is an answer of its own, or a problem.
pub(super) enum Stop {
    /// Something else is shown instead.
    Instead(Response),
    /// Something is wrong.
    Problem(ApiError),
}

impl<E: Into<ApiError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Instead(response) => response,
            Self::Problem(error) => error.into_response(),
        }
    }
}
