//! The first page: type a code in, see what a scan tells, or go to the console; and the pages of
//! problems, for browsers that asked for something that is not there or cannot be had now.

use askama::Template;
use axum::{
    extract::{RawQuery, Request},
    http::{header, HeaderMap, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    assets, html,
    words::{Lang, Words},
};
use crate::error::Problem;

/// The longest text that is looked up as a code: a link with room to spare.
const TYPED_MAX: usize = 200;

/// The field in which a code is typed.
pub(crate) struct Ask {
    /// What it asks for.
    pub(crate) label: String,
    /// What is in it.
    pub(crate) value: String,
    /// The language that was chosen, to be kept.
    pub(crate) lang: Option<&'static str>,
    is_blank: bool,
}

impl Ask {
    /// A field with something in it.
    pub(crate) fn new(t: Words, label: &str, value: &str) -> Self {
        Self {
            label: t.say(label),
            value: value.to_owned(),
            lang: None,
            is_blank: false,
        }
    }

    /// Whether it was sent empty.
    pub(crate) fn is_wrong(&self) -> bool {
        self.is_blank
    }
}

struct Front {
    switch_href: String,
    ask: Ask,
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontTemplate {
    t: Words,
    page: Front,
}

/// The first page, or the scan of what was typed into it.
pub(crate) async fn show(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.as_deref();
    let chosen = Lang::asked(query);
    let typed = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "code")
        .map(|(_, value)| compact(&value));
    if let Some(to) = typed.as_deref().and_then(|typed| address(typed, chosen)) {
        return Redirect::to(&to).into_response();
    }
    let t = Words(Lang::negotiate(query, &headers));
    let page = Front {
        switch_href: switch(t),
        ask: Ask {
            lang: chosen.map(Lang::tag),
            is_blank: typed.is_some(),
            ..Ask::new(t, "ask-label", "")
        },
    };
    render(StatusCode::OK, t, &FrontTemplate { t, page })
}

fn switch(t: Words) -> String {
    format!("?lang={}", t.other_lang())
}

fn compact(typed: &str) -> String {
    let visible = typed.chars().filter(|character| !character.is_whitespace());
    visible.take(TYPED_MAX).collect()
}

/// Where a code is looked up; nothing for an empty one.
fn address(typed: &str, lang: Option<Lang>) -> Option<String> {
    let mut url = url::Url::parse("http://localhost/").ok()?;
    url.path_segments_mut().ok()?.clear().push(typed);
    let path = url.path();
    let lang = lang.map_or(String::new(), |lang| format!("?lang={}", lang.tag()));
    (path.len() > 1).then(|| format!("{path}{lang}"))
}

struct Trouble {
    switch_href: String,
    title: String,
    sentence: String,
    /// Where to try again, if that can help.
    again: Option<String>,
    /// Whether what was asked for is not there.
    is_lost: bool,
    ask: Ask,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemTemplate {
    t: Words,
    page: Trouble,
}

/// Turns problems into pages for browsers. Programs, and whoever asks the JSON API, get the problem
/// itself; the console shows its own.
pub(crate) async fn for_browsers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = !path.starts_with("/api/")
        && request
            .headers()
            .get_all(header::ACCEPT)
            .iter()
            .any(|accepted| {
                accepted
                    .to_str()
                    .is_ok_and(|text| text.contains("text/html"))
            });
    let lang = Lang::negotiate(request.uri().query(), request.headers());
    let again = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if is_page => problem_page(problem, Words(lang), again),
        _ => response,
    }
}

fn problem_page(problem: &Problem, t: Words, again: String) -> Response {
    let wait = problem.retry_after_s.map(|seconds| seconds.to_string());
    let (title, sentence) = match (problem.status, &wait) {
        (404, _) => (t.say("problem-lost"), t.say("problem-lost-say")),
        (429 | 503, Some(seconds)) => (
            t.say("problem-busy"),
            t.fill("problem-busy-say", &[("count", seconds)]),
        ),
        (500.., _) => (t.say("problem-broken"), t.say("problem-broken-say")),
        _ => match t.0 {
            Lang::Zh => (problem.title_zh.to_string(), problem.detail_zh.clone()),
            Lang::En => (problem.title.to_string(), problem.detail.clone()),
        },
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_lost = status == StatusCode::NOT_FOUND;
    let page = Trouble {
        switch_href: switch(t),
        title,
        sentence,
        again: (wait.is_some() || status.is_server_error()).then_some(again),
        is_lost,
        ask: Ask::new(t, "ask-label", ""),
    };
    let mut response = render(status, t, &ProblemTemplate { t, page });
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn render(status: StatusCode, t: Words, page: &impl Template) -> Response {
    match page.render() {
        Ok(body) => html(status, t.0, body),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            html(StatusCode::INTERNAL_SERVER_ERROR, t.0, String::new())
        }
    }
}

#[cfg(test)]
mod tests;
