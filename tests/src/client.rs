//! A user of the public HTTP API.

use std::{sync::Arc, time::Duration};

use anyhow::{bail, Context, Result};
use reqwest::{
    cookie::{CookieStore, Jar},
    header::{self, HeaderValue},
    Method, StatusCode, Url,
};
use serde_json::{json, Value};

use crate::steps::Steps;

/// Somebody who is logged in, or nobody.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    csrf: Option<String>,
    login: String,
    steps: Option<Arc<Steps>>,
}

/// The cookies of a service that may be reached behind its proxy: those it marks for HTTPS come back too.
#[derive(Debug, Default)]
struct Cookies(Jar);

impl CookieStore for Cookies {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        self.0.set_cookies(headers, &secure(url));
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        self.0.cookies(&secure(url))
    }
}

fn secure(url: &Url) -> Url {
    let mut url = url.clone();
    // An address that is neither HTTP nor HTTPS has no cookies.
    let _kept_or_changed = url.set_scheme("https");
    url
}

/// An answer: status and JSON body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Body, or `null` if there was none.
    pub body: Value,
}

impl Answer {
    /// The stable code of a problem, or an empty text.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The numbers of the subjects of one kind that a write made or touched, in order.
    pub fn ids(&self, kind: &str) -> Vec<u64> {
        let subjects = self.body["subjects"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        subjects
            .iter()
            .filter_map(|subject| subject.as_str()?.split_once(':'))
            .filter(|(found, _)| *found == kind)
            .filter_map(|(_, number)| number.parse().ok())
            .collect()
    }

    /// The only subject of one kind.
    pub fn id(&self, kind: &str) -> Result<u64> {
        match self.ids(kind)[..] {
            [id] => Ok(id),
            ref ids => bail!("expected one {kind}, found {ids:?} in {}", self.body),
        }
    }
}

impl Client {
    /// Nobody in particular.
    pub fn anonymous(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::new(Cookies::default()))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(120))
            .build()?;
        Ok(Self {
            http,
            base: base.trim_end_matches('/').into(),
            csrf: None,
            login: String::new(),
            steps: None,
        })
    }

    /// A user with a session of their own.
    pub async fn log_in(base: &str, login: &str, password: &str) -> Result<Self> {
        let mut client = Self::anonymous(base)?;
        client.login = login.into();
        let answer = client
            .send(
                Method::POST,
                "/api/v1/sessions",
                &json!({"login": login, "password": password}),
            )
            .await?;
        if answer.status != StatusCode::OK {
            bail!("{login} cannot log in: {} {}", answer.status, answer.body);
        }
        client.csrf = Some(
            answer.body["csrf"]
                .as_str()
                .context("no csrf token")?
                .into(),
        );
        Ok(client)
    }

    /// The same user, whose steps are kept.
    pub fn keeping(self, steps: Arc<Steps>) -> Self {
        Self {
            steps: Some(steps),
            ..self
        }
    }

    /// Where the steps of this user are kept, if they are.
    pub fn steps(&self) -> Option<&Steps> {
        self.steps.as_deref()
    }

    /// The login name; empty for nobody.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// Where the service is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The HTTP client with this user's cookies, for requests that are not JSON.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The token that proves a request comes from this user's own pages.
    pub fn csrf(&self) -> &str {
        self.csrf.as_deref().unwrap_or_default()
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let request = self.http.get(format!("{}{path}", self.base));
        answer(request.header(header::ACCEPT, "application/json")).await
    }

    /// Sends a JSON body and gives the answer, whatever it is.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Answer> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .json(body);
        if let Some(csrf) = &self.csrf {
            request = request.header("X-CSRF-Token", csrf);
        }
        answer(request).await
    }

    /// Sends items and gives the answer, whatever it is.
    pub async fn try_write(&self, path: &str, items: Value) -> Result<Answer> {
        self.send(Method::POST, path, &json!({ "items": items }))
            .await
    }

    /// Sends items and waits until they are final.
    pub async fn write(&self, path: &str, items: Value) -> Result<Answer> {
        let answer = self.try_write(path, items).await?;
        if answer.status != StatusCode::OK {
            bail!("POST {path} was refused: {} {}", answer.status, answer.body);
        }
        Ok(answer)
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let status = response.status();
    let bytes = response.bytes().await?;
    let body = if bytes.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&bytes)
            .with_context(|| format!("not JSON: {}", String::from_utf8_lossy(&bytes)))?
    };
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_for_https_comes_back_to_the_service_behind_the_proxy_and_to_no_other() {
        let url = |text: &str| text.parse::<Url>().expect("a URL");
        let cookies = Cookies::default();
        let set = HeaderValue::from_static("county_session=abc; HttpOnly; Secure; Path=/");
        let here = url("http://192.0.2.1:8080/api/v1/sessions");
        cookies.set_cookies(&mut [&set].into_iter(), &here);
        let shown = cookies.cookies(&url("http://192.0.2.1:8080/api/v1/plots"));
        assert_eq!(shown, Some(HeaderValue::from_static("county_session=abc")));
        assert_eq!(cookies.cookies(&url("http://192.0.2.2:8080/")), None);
    }
}
