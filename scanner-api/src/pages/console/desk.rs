//! Who sits at the console, in which language, and what they may do.

use axum::{
    extract::FromRequestParts,
    http::{request::Parts, HeaderMap},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use codec::Encode;
use county_primitives::{Items, OrganisationId, Role};
use serde::Serialize;

use crate::{
    error::ApiError,
    extract::{ItemsBody, PageSession, Session},
    pages::words::{Lang, Words},
    state::AppState,
    write::{Write, WriteAnswer},
};

use super::Trouble;

/// The roles that test.
pub(crate) const LABORATORIES: [Role; 2] = [Role::QuickLaboratory, Role::AccreditedLaboratory];

/// Name of the cookie that remembers the language.
const LANGUAGE_COOKIE: &str = "county_lang";

/// The language of a console page: the switch, then the language chosen last, then the browser's.
pub(crate) fn language(query: Option<&str>, headers: &HeaderMap) -> Lang {
    Lang::asked(query).unwrap_or_else(|| {
        let jar = CookieJar::from_headers(headers);
        match jar
            .get(LANGUAGE_COOKIE)
            .map(|cookie| cookie.value().to_owned())
        {
            Some(tag) if tag == "en" => Lang::En,
            Some(tag) if tag == "zh" => Lang::Zh,
            _ => Lang::negotiate(query, headers),
        }
    })
}

/// A member at the console.
#[derive(Clone)]
pub(crate) struct Desk {
    /// The service.
    pub(crate) app: AppState,
    /// Who is logged in.
    pub(crate) session: Session,
    /// In which language.
    pub(crate) t: Words,
    /// The path of the page, for the language switch and the way back after logging in.
    pub(crate) path: String,
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let lang = language(parts.uri.query(), &parts.headers);
        let path = parts.uri.path().to_owned();
        let session = <PageSession as FromRequestParts<AppState>>::from_request_parts(parts, app);
        match session.await {
            Ok(PageSession(session)) => Ok(Self {
                app: app.clone(),
                session,
                t: Words(lang),
                path,
            }),
            Err(error) if error.code() == "unauthorised" => {
                let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
                Err(Redirect::to(&format!("/console/login?next={next}")).into_response())
            }
            Err(error) => Err(Trouble::from(error).into_response()),
        }
    }
}

impl Desk {
    /// The organisation the member signs for, as the index numbers it.
    pub(crate) fn organisation(&self) -> Result<i64, ApiError> {
        Ok(i64::from(self.session.organisation()?.0))
    }

    /// The same, for comparing.
    pub(crate) fn is_own(&self, organisation: Option<i64>) -> bool {
        let own = self
            .session
            .organisation
            .map(|OrganisationId(id)| i64::from(id));
        organisation.is_some() && organisation == own
    }

    /// Whether the member may record growing.
    pub(crate) fn grows(&self) -> bool {
        self.session.has(Role::Producer)
    }

    /// Whether the member may grade and label.
    pub(crate) fn packs(&self) -> bool {
        self.session.has(Role::Packer)
    }

    /// Whether the member may hold lots.
    pub(crate) fn holds_lots(&self) -> bool {
        self.grows() || self.packs() || self.session.has(Role::Buyer)
    }

    /// Whether the member may have codes.
    pub(crate) fn labels(&self) -> bool {
        self.grows() || self.packs() || self.session.has(Role::Slaughterhouse)
    }

    /// Whether the member may record tests.
    pub(crate) fn tests(&self) -> bool {
        LABORATORIES.into_iter().any(|role| self.session.has(role))
    }

    /// Whether the member may record tests of something in a division.
    pub(crate) fn tests_in(&self, division: &str) -> bool {
        division.parse().is_ok_and(|division| {
            LABORATORIES
                .iter()
                .any(|role| self.session.covers(*role, division))
        })
    }

    /// What a refusal says, in the language of the desk.
    pub(crate) fn say_detail(&self, error: &ApiError) -> String {
        match self.t.0 {
            Lang::Zh => error.problem().detail_zh.clone(),
            Lang::En => error.problem().detail.clone(),
        }
    }

    /// Submits items as a call, which screens them first.
    pub(crate) async fn send<T: Encode + Serialize>(
        &self,
        write: &Write,
        pallet: &'static str,
        call: &'static str,
        items: Vec<T>,
    ) -> Result<WriteAnswer, ApiError> {
        let items: Items<T> = ItemsBody { items }.bounded()?;
        write.submit(&self.app, pallet, call, &items).await
    }
}
