//! What surrounds every page of this room: who is at the desk, how far they reach, and the navigation.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request},
    http::{header, request::Parts, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use county_primitives::DivisionCode;

use crate::{
    error::ApiError,
    inspect::{
        reach::Reach,
        views::{self, Act, Look},
    },
    pages::{
        assets,
        console::{
            desk::Desk,
            dress,
            fields::Choice,
            form::Form,
            view::{self, Frame, Place},
            Trouble,
        },
        words::Lang,
    },
    state::AppState,
};

use super::words;

/// How many divisions a choice of places offers.
const PLACES_MAX: usize = 400;

/// Somebody at a monitoring point.
pub(super) struct Room {
    /// The desk.
    pub(super) desk: Desk,
    /// What can be looked at.
    pub(super) reach: Reach,
}

impl FromRequestParts<AppState> for Room {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let desk = Desk::from_request_parts(parts, app).await?;
        let reach =
            Reach::of(&desk.session).map_err(|error| Trouble::from(error).into_response())?;
        Ok(Self { desk, reach })
    }
}

impl Room {
    /// Writes down that somebody looks. Nothing is shown before that.
    pub(super) async fn look(
        &self,
        act: Act,
        division: &str,
        subject: &str,
    ) -> Result<(), ApiError> {
        self.search(act, division, subject, "").await
    }

    /// Writes down that somebody looks for something.
    pub(super) async fn search(
        &self,
        act: Act,
        division: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), ApiError> {
        let look = Look {
            act,
            division,
            subject,
            detail,
        };
        views::note(&self.desk.app, &self.desk.session, &self.reach, look).await
    }

    /// What surrounds the page.
    pub(super) fn frame(&self) -> Frame {
        let mut places = vec![
            ("ins-nav-live", "/inspect", "live"),
            ("ins-nav-list", "/inspect/transactions", "record"),
            ("ins-nav-warnings", "/inspect/warnings", "warn"),
            ("ins-nav-questions", "/inspect/questions", "ask"),
            ("ins-nav-analyses", "/inspect/analyses", "grade"),
        ];
        if views::may_read(&self.reach) {
            places.push(("ins-nav-views", "/inspect/views", "eye"));
        }
        frame(&self.desk, &places)
    }

    /// The divisions of the reach and those inside them, down to the villages of one county.
    pub(super) fn places(&self) -> Vec<Choice> {
        let divisions = &self.desk.app.divisions;
        let mut choices = Vec::new();
        let mut waiting: Vec<(DivisionCode, usize)> = self
            .reach
            .divisions()
            .into_iter()
            .rev()
            .map(|division| (division, 0))
            .collect();
        while let Some((division, depth)) = waiting.pop() {
            if choices.len() >= PLACES_MAX {
                break;
            }
            let name = divisions
                .name(division)
                .map_or_else(|| division.to_string(), ToOwned::to_owned);
            let indent = "　".repeat(depth);
            choices.push(Choice::new(division, format!("{indent}{name}")));
            let mut inner: Vec<_> = divisions
                .children(division)
                .map(|(inner, _)| (inner, depth + 1))
                .collect();
            inner.reverse();
            waiting.extend(inner);
        }
        choices
    }

    /// As what and where somebody is here.
    pub(super) fn point(&self) -> String {
        let t = self.desk.t;
        let roles = self.reach.roles();
        let role = roles
            .first()
            .map_or_else(String::new, |role| words::role(t, role.id()));
        let divisions = self.reach.divisions();
        let place = divisions.first().map_or_else(String::new, |division| {
            words::division(&self.desk.app, &division.to_string())
        });
        format!("{role} · {place}")
    }
}

/// The frame around pages of this room.
pub(super) fn frame(desk: &Desk, places: &[(&'static str, &'static str, &'static str)]) -> Frame {
    let t = desk.t;
    let within = |href: &str| {
        desk.path == href
            || (href != "/inspect" && desk.path.starts_with(&format!("{href}/")))
            || (href == "/inspect/transactions" && desk.path.starts_with("/inspect/files/"))
    };
    Frame {
        places: places
            .iter()
            .map(|(key, href, icon)| Place {
                label: t.say(key),
                href,
                icon,
                here: within(href),
            })
            .collect(),
        ..Frame::of(desk)
    }
}

#[derive(Template)]
#[template(path = "inspect/form.html")]
struct FormTemplate<'a> {
    frame: Frame,
    form: &'a Form,
}

/// Shows a form.
pub(super) fn form(desk: &Desk, frame: Frame, status: StatusCode, form: &Form) -> Response {
    view::answer(status, desk.t.0, &FormTemplate { frame, form })
}

/// Like the console's, and the language that is chosen here stays chosen here.
pub(super) async fn dressed(request: Request, next: Next) -> Response {
    let chosen = Lang::asked(request.uri().query());
    let mut response = dress(request, next).await;
    if let Some(lang) = chosen {
        let cookie = match lang {
            Lang::Zh => "county_lang=zh; Path=/inspect; Max-Age=31536000; SameSite=Lax",
            Lang::En => "county_lang=en; Path=/inspect; Max-Age=31536000; SameSite=Lax",
        };
        response
            .headers_mut()
            .append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}
