//! Extractors that answer every mistake with problem details, and the one that knows who is asking.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request},
    http::{header, request::Parts, HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use county_primitives::{
    DivisionCode, Items, Jurisdiction, MemberId, OrganisationId, Role, ITEMS_MAX,
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};

use crate::{
    error::{ApiError, Code, FieldError},
    state::AppState,
    vault::tokens::{same, session_account, token_account, Token},
};

/// Name of the session cookie.
pub const SESSION_COOKIE: &str = "county_session";
/// Name of the header that carries the CSRF token.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// A JSON body, in requests and answers.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::with_detail(
                Code::UnsupportedMediaType,
                "Send application/json",
                "请以 application/json 格式提交",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiError::new(Code::PayloadTooLarge)
            } else {
                ApiError::new(Code::InvalidRequest).status(StatusCode::BAD_REQUEST)
            }
        })?;
        let mut input = serde_json::Deserializer::from_slice(&bytes);
        let value =
            serde_path_to_error::deserialize(&mut input).map_err(|error| json_error(&error))?;
        input.end().map_err(|error| {
            ApiError::field("", error.to_string(), "JSON 结尾有多余内容")
                .status(StatusCode::BAD_REQUEST)
        })?;
        Ok(Self(value))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            let kind = kind.trim().to_ascii_lowercase();
            kind == "application/json"
                || (kind.starts_with("application/") && kind.ends_with("+json"))
        })
}

/// 400 for text that is no JSON, 422 for JSON that is not what the route takes.
fn json_error(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let inner = error.inner();
    let status = match inner.classify() {
        serde_json::error::Category::Data => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::BAD_REQUEST,
    };
    let text = inner.to_string();
    let detail = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let pointer = pointer(error.path());
    let detail_zh = format!("{pointer} 的内容不符合要求：{detail}");
    ApiError::field(pointer, detail, detail_zh).status(status)
}

/// The path as a JSON pointer.
pub(crate) fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The query of a request.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|error| {
                ApiError::field("", error.body_text(), "查询参数有误")
                    .status(StatusCode::BAD_REQUEST)
            })
    }
}

/// Parts of the path. What does not parse names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        <axum::extract::Path<T> as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|_| ApiError::not_found())
    }
}

/// The body of a write: `{"items":[…]}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ItemsBody<T> {
    /// The items, 1 to 500.
    pub items: Vec<T>,
}

impl<T> ItemsBody<T> {
    /// The items as a call takes them.
    pub fn bounded(self) -> Result<Items<T>, ApiError> {
        if self.items.is_empty() {
            return Err(ApiError::field(
                "/items",
                "Give at least one item",
                "至少需要一项",
            ));
        }
        Items::try_from(self.items).map_err(|items| {
            ApiError::field(
                "/items",
                format!("{} items; a request takes at most {ITEMS_MAX}", items.len()),
                format!("共 {} 项，每次最多提交 {ITEMS_MAX} 项", items.len()),
            )
        })
    }
}

/// How a caller showed who they are.
#[derive(Clone)]
pub enum Via {
    /// By the session cookie of a browser.
    Cookie(Token),
    /// By a bearer token.
    Bearer,
}

/// Why somebody whom the chain knows may do nothing for now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Inactive {
    /// The member is suspended.
    Member,
    /// The organisation is pending, suspended or refused.
    Organisation,
}

/// Who is asking. Unsafe requests by cookie must carry the CSRF token.
#[derive(Clone)]
pub struct Session {
    /// Number of the account.
    pub account: i64,
    /// Its login.
    pub login: String,
    /// The key it signs with.
    pub public_key: [u8; 32],
    /// The member the chain knows this key for; nobody while member or organisation is not active, so
    /// that whoever may not sign may not read or write anything else either.
    pub member: Option<MemberId>,
    /// The organisation the member signs for.
    pub organisation: Option<OrganisationId>,
    /// What the member may act as, and where.
    pub roles: Vec<Jurisdiction>,
    /// Why the member may do nothing for now, if so.
    pub inactive: Option<Inactive>,
    /// How the caller showed who they are.
    pub via: Via,
}

impl Session {
    /// The member, or a refusal for accounts that are none.
    pub fn member(&self) -> Result<MemberId, ApiError> {
        self.member.ok_or_else(|| self.not_a_member())
    }

    /// The organisation, or a refusal for accounts that sign for none.
    pub fn organisation(&self) -> Result<OrganisationId, ApiError> {
        self.organisation.ok_or_else(|| self.not_a_member())
    }

    fn not_a_member(&self) -> ApiError {
        let (detail, detail_zh) = match self.inactive {
            Some(Inactive::Member) => (
                "The member is suspended and may neither read nor write until reactivated",
                "该成员已被暂停，恢复前不能查看和办理业务",
            ),
            Some(Inactive::Organisation) => (
                "The organisation is pending, suspended or refused; its members may neither read nor write",
                "所属主体待批准、已被暂停或不予登记，成员不能查看和办理业务",
            ),
            None => (
                "This account is not a member of the chain",
                "该账号尚未登记为链上成员",
            ),
        };
        ApiError::with_detail(Code::Forbidden, detail, detail_zh)
    }

    /// Whether the member has a role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }

    /// Whether the member has a role over a division.
    pub fn covers(&self, role: Role, division: DivisionCode) -> bool {
        self.roles.iter().any(|held| held.covers(role, division))
    }

    /// The CSRF token of the session; `None` for machine tokens, which need none.
    pub fn csrf(&self) -> Option<String> {
        match &self.via {
            Via::Cookie(token) => Some(token.csrf()),
            Via::Bearer => None,
        }
    }

    /// Whether a form came from one of our pages. The extractor has done this for requests that carry
    /// the header; pages call it with the hidden field.
    pub fn check_csrf(&self, shown: &str) -> Result<(), ApiError> {
        match self.csrf() {
            Some(token) if !same(&token, shown) => Err(ApiError::new(Code::Csrf)),
            _ => Ok(()),
        }
    }
}

/// Who is asking, without the CSRF check: only for forms, whose handlers must call
/// [`Session::check_csrf`] with the hidden field, and for pages that change nothing.
#[derive(Clone)]
pub struct PageSession(pub Session);

impl FromRequestParts<AppState> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let session = recognise(parts, app)
            .await?
            .ok_or_else(|| ApiError::new(Code::Unauthorised))?;
        check_csrf_header(parts, &session)?;
        Ok(session)
    }
}

impl OptionalFromRequestParts<AppState> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppState,
    ) -> Result<Option<Self>, ApiError> {
        let session = recognise(parts, app).await?;
        if let Some(session) = &session {
            check_csrf_header(parts, session)?;
        }
        Ok(session)
    }
}

impl FromRequestParts<AppState> for PageSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        recognise(parts, app)
            .await?
            .map(Self)
            .ok_or_else(|| ApiError::new(Code::Unauthorised))
    }
}

impl OptionalFromRequestParts<AppState> for PageSession {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &AppState,
    ) -> Result<Option<Self>, ApiError> {
        Ok(recognise(parts, app).await?.map(Self))
    }
}

fn check_csrf_header(parts: &Parts, session: &Session) -> Result<(), ApiError> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let shown = parts
        .headers
        .get(CSRF_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    session.check_csrf(shown)
}

async fn recognise(parts: &Parts, app: &AppState) -> Result<Option<Session>, ApiError> {
    let bearer = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(|text| Token::shown(text.trim()));
    let (account, via) = if let Some(token) = bearer {
        // A token that does not exist is an error; it must not fall back to a cookie.
        let account = token_account(&app.db, &token)
            .await?
            .ok_or_else(|| ApiError::new(Code::Unauthorised))?;
        (account, Via::Bearer)
    } else {
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(token) = jar
            .get(SESSION_COOKIE)
            .map(|cookie| Token::shown(cookie.value()))
        else {
            return Ok(None);
        };
        match session_account(&app.db, &token).await? {
            Some(account) => (account, Via::Cookie(token)),
            None => return Ok(None),
        }
    };
    session_of(app, account, via).await.map(Some)
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    login: String,
    public_key: String,
    member: Option<i64>,
    organisation: Option<i64>,
    member_status: Option<String>,
    organisation_status: Option<String>,
}

impl AccountRow {
    fn inactive(&self) -> Option<Inactive> {
        let is_active = |status: Option<&str>| status == Some("active");
        if self.member.is_none() {
            None
        } else if !is_active(self.member_status.as_deref()) {
            Some(Inactive::Member)
        } else if !is_active(self.organisation_status.as_deref()) {
            Some(Inactive::Organisation)
        } else {
            None
        }
    }
}

/// What is known of an account now.
pub async fn session_of(app: &AppState, account: i64, via: Via) -> Result<Session, ApiError> {
    let row: AccountRow = sqlx::query_as(
        "SELECT a.login, k.public_key, m.id AS member, m.organisation, m.status AS member_status, \
         o.status AS organisation_status FROM accounts a JOIN account_keys k ON k.account = a.id \
         LEFT JOIN members m ON m.public_key = k.public_key \
         LEFT JOIN organisations o ON o.id = m.organisation \
         WHERE a.id = ? ORDER BY m.id IS NULL, k.created_ms LIMIT 1",
    )
    .bind(account)
    .fetch_one(&app.db.reader)
    .await?;
    let mut public_key = [0u8; 32];
    hex::decode_to_slice(&row.public_key, &mut public_key).map_err(ApiError::internal)?;
    let inactive = row.inactive();
    let roles = match row.member {
        Some(member) if inactive.is_none() => roles_of(app, member).await?,
        _ => Vec::new(),
    };
    let id = |number: Option<i64>| {
        number
            .filter(|_| inactive.is_none())
            .and_then(|number| u32::try_from(number).ok())
    };
    Ok(Session {
        account,
        login: row.login,
        public_key,
        member: id(row.member).map(MemberId),
        organisation: id(row.organisation).map(OrganisationId),
        roles,
        inactive,
        via,
    })
}

async fn roles_of(app: &AppState, member: i64) -> Result<Vec<Jurisdiction>, ApiError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT role, division FROM member_roles WHERE member = ? ORDER BY role, division",
    )
    .bind(member)
    .fetch_all(&app.db.reader)
    .await?;
    rows.into_iter()
        .map(|(role, division)| {
            Ok(Jurisdiction {
                role: role.parse().map_err(ApiError::internal)?,
                division: division.parse().map_err(ApiError::internal)?,
            })
        })
        .collect()
}

/// A problem in one field of the request, when the field is known by name only.
pub fn field_error(pointer: &str, detail: &str, detail_zh: &str) -> FieldError {
    FieldError {
        pointer: pointer.to_owned(),
        code: "invalid".into(),
        detail: detail.to_owned(),
        detail_zh: detail_zh.to_owned(),
    }
}
