//! The one error every route answers with: problem details (RFC 9457) in Chinese and English, with a
//! stable code. What went wrong inside goes to the log only; this type has no `Display` to leak it.

pub mod chain_texts;
mod devices_texts;
mod livestock_texts;
mod three_assets_texts;
mod trade_texts;

use std::borrow::Cow;

use axum::{
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    chain::{errors::Refusal, NodeError, PoolRefusal},
    vault::VaultError,
};

/// The service's own codes. A chain refusal has its own, `Pallet.Error`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Code {
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// Nobody is logged in.
    Unauthorised,
    /// The caller may not do this.
    Forbidden,
    /// The CSRF token is missing or wrong.
    Csrf,
    /// Too many wrong passwords.
    LockedOut,
    /// Too many requests.
    RateLimited,
    /// The request does not have the form it must have.
    InvalidRequest,
    /// A text contains personal data.
    PersonalData,
    /// The body is too large.
    PayloadTooLarge,
    /// The body is of a type the route does not take.
    UnsupportedMediaType,
    /// Nothing would stop if this were held.
    HoldInVain,
    /// The idempotency key was used for another request.
    IdempotencyConflict,
    /// The node cannot be reached.
    ChainUnavailable,
    /// The index lies far behind the chain.
    IndexBehind,
    /// The transaction pool refused the extrinsic; nothing was recorded.
    PoolRefused,
    /// The transaction pool took the extrinsic and gave it up; a block may still have it.
    CallLost,
    /// The route does not know the method.
    MethodNotAllowed,
    /// The request took too long.
    Timeout,
    /// A mistake of this service.
    Internal,
}

impl Code {
    /// Every code, for documentation and tests.
    pub const ALL: [Self; 19] = [
        Self::NotFound,
        Self::Unauthorised,
        Self::Forbidden,
        Self::Csrf,
        Self::LockedOut,
        Self::RateLimited,
        Self::InvalidRequest,
        Self::PersonalData,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::HoldInVain,
        Self::IdempotencyConflict,
        Self::ChainUnavailable,
        Self::IndexBehind,
        Self::PoolRefused,
        Self::CallLost,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::Internal,
    ];

    /// Id, status, and the title in English and Chinese.
    pub fn row(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        ROWS.iter()
            .find(|(code, ..)| *code == self)
            .map_or(INTERNAL, |(_, id, status, title, title_zh)| {
                (*id, *status, *title, *title_zh)
            })
    }
}

const INTERNAL: (&str, StatusCode, &str, &str) = (
    "internal",
    StatusCode::INTERNAL_SERVER_ERROR,
    "Something went wrong here",
    "服务内部出错",
);

/// The table of codes.
#[rustfmt::skip]
const ROWS: [(Code, &str, StatusCode, &str, &str); 19] = [
    (Code::NotFound, "not_found", StatusCode::NOT_FOUND, "Not found", "没有找到"),
    (Code::Unauthorised, "unauthorised", StatusCode::UNAUTHORIZED, "Log in first", "请先登录"),
    (Code::Forbidden, "forbidden", StatusCode::FORBIDDEN, "Not allowed", "没有权限"),
    (Code::Csrf, "csrf", StatusCode::FORBIDDEN, "The page is out of date; load it again", "页面已过期，请刷新后重试"),
    (Code::LockedOut, "locked_out", StatusCode::TOO_MANY_REQUESTS, "Too many wrong passwords", "密码错误次数过多"),
    (Code::RateLimited, "rate_limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests", "请求过于频繁"),
    (Code::InvalidRequest, "invalid_request", StatusCode::UNPROCESSABLE_ENTITY, "The request is not right", "请求内容有误"),
    (Code::PersonalData, "personal_data", StatusCode::UNPROCESSABLE_ENTITY, "The text contains personal data", "文字中含有个人信息"),
    (Code::PayloadTooLarge, "payload_too_large", StatusCode::PAYLOAD_TOO_LARGE, "The request is too large", "请求内容过大"),
    (Code::UnsupportedMediaType, "unsupported_media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "This type of content is not accepted", "不支持的内容类型"),
    (Code::HoldInVain, "hold_in_vain", StatusCode::UNPROCESSABLE_ENTITY, "Nothing would stop if this were held", "暂停该对象不起作用"),
    (Code::IdempotencyConflict, "idempotency_conflict", StatusCode::CONFLICT, "The idempotency key was used for another request", "幂等键已用于其他请求"),
    (Code::ChainUnavailable, "chain_unavailable", StatusCode::SERVICE_UNAVAILABLE, "The chain cannot be reached", "暂时无法连接链上节点"),
    (Code::IndexBehind, "index_behind", StatusCode::SERVICE_UNAVAILABLE, "The index lies behind the chain", "索引落后于链上数据"),
    (Code::PoolRefused, "pool_refused", StatusCode::UNPROCESSABLE_ENTITY, "The chain did not take the request", "链上节点未受理该请求"),
    (Code::CallLost, "call_lost", StatusCode::UNPROCESSABLE_ENTITY, "The chain gave the request up", "链上节点放弃了该请求"),
    (Code::MethodNotAllowed, "method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed here", "不支持该请求方法"),
    (Code::Timeout, "timeout", StatusCode::GATEWAY_TIMEOUT, "The request took too long", "请求超时"),
    (Code::Internal, INTERNAL.0, INTERNAL.1, INTERNAL.2, INTERNAL.3),
];

/// A mistake in one field.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct FieldError {
    /// Where, as a JSON pointer into the request.
    pub pointer: String,
    /// What kind of mistake.
    pub code: Cow<'static, str>,
    /// The mistake in English.
    pub detail: String,
    /// The mistake in Chinese.
    pub detail_zh: String,
}

/// The answer to a request that failed.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Problem>);

/// The body of such an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// What kind of problem, as a URI; the last part is the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in English.
    pub title: Cow<'static, str>,
    /// The kind in Chinese.
    pub title_zh: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
    /// This occurrence in English.
    pub detail: String,
    /// This occurrence in Chinese.
    pub detail_zh: String,
    /// The stable code.
    pub code: String,
    /// Index of the item it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u16>,
    /// Mistakes in fields.
    pub errors: Vec<FieldError>,
    #[serde(skip)]
    /// How long to wait, in seconds.
    pub retry_after_s: Option<u64>,
}

impl ApiError {
    /// A problem of a kind, saying no more than its title.
    pub fn new(code: Code) -> Self {
        let (_, _, title, title_zh) = code.row();
        Self::with_detail(code, title, title_zh)
    }

    /// A problem of a kind, with what happened in English and Chinese.
    pub fn with_detail(
        code: Code,
        detail: impl Into<String>,
        detail_zh: impl Into<String>,
    ) -> Self {
        let (id, status, title, title_zh) = code.row();
        Self(Box::new(Problem {
            kind: format!("urn:county-ledger:problem:{id}"),
            title: title.into(),
            title_zh: title_zh.into(),
            status: status.as_u16(),
            detail: detail.into(),
            detail_zh: detail_zh.into(),
            code: id.to_owned(),
            item: None,
            errors: Vec::new(),
            retry_after_s: None,
        }))
    }

    /// There is no such thing.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// One field is wrong. `pointer` is a JSON pointer such as `/items/0/area`.
    pub fn field(
        pointer: impl Into<String>,
        detail: impl Into<String>,
        detail_zh: impl Into<String>,
    ) -> Self {
        Self::fields(
            Code::InvalidRequest,
            vec![FieldError {
                pointer: pointer.into(),
                code: "invalid".into(),
                detail: detail.into(),
                detail_zh: detail_zh.into(),
            }],
        )
    }

    /// Several fields are wrong. The first one is also the detail of the whole.
    pub fn fields(code: Code, errors: Vec<FieldError>) -> Self {
        let mut error = match errors.first() {
            Some(first) => Self::with_detail(code, first.detail.clone(), first.detail_zh.clone()),
            None => Self::new(code),
        };
        error.0.item = errors.first().and_then(|first| item_of(&first.pointer));
        error.0.errors = errors;
        error
    }

    /// The same with another status, where the contract asks for one (400 for unreadable JSON).
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.0.status = status.as_u16();
        self
    }

    /// The same with a `Retry-After` header.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// A mistake of this service. The source goes to the log, the caller learns nothing of it.
    pub fn internal(source: impl std::fmt::Display) -> Self {
        tracing::error!(error = %source, "internal error");
        Self::new(Code::Internal)
    }

    /// A call that the chain refused.
    pub fn refused(refusal: &Refusal) -> Self {
        let (detail, detail_zh) = match chain_texts::find(&refusal.code) {
            Some((detail_zh, detail)) => (detail.to_owned(), detail_zh.to_owned()),
            None => (
                refusal.docs.clone(),
                format!("链上规则拒绝了该请求（{}）", refusal.code),
            ),
        };
        let status = if chain_texts::is_authorisation(&refusal.code) {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        Self(Box::new(Problem {
            kind: format!("urn:county-ledger:problem:{}", refusal.code),
            title: "The chain refused".into(),
            title_zh: "链上规则不允许".into(),
            status: status.as_u16(),
            errors: refusal
                .item
                .map(|item| FieldError {
                    pointer: format!("/items/{item}"),
                    code: refusal.code.clone().into(),
                    detail: detail.clone(),
                    detail_zh: detail_zh.clone(),
                })
                .into_iter()
                .collect(),
            detail,
            detail_zh,
            code: refusal.code.clone(),
            item: refusal.item,
            retry_after_s: None,
        }))
    }

    /// An extrinsic that the transaction pool did not take.
    pub fn pool(refusal: &PoolRefusal) -> Self {
        let (detail, detail_zh) = chain_texts::pool(refusal);
        Self::with_detail(Code::PoolRefused, detail, detail_zh)
    }

    /// The body, for pages that show it themselves.
    pub fn problem(&self) -> &Problem {
        &self.0
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }
}

/// The item index in a pointer such as `/items/3/area`.
fn item_of(pointer: &str) -> Option<u16> {
    pointer
        .strip_prefix("/items/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (
            status,
            [
                (header::CONTENT_TYPE, "application/problem+json"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            body,
        )
            .into_response();
        if let Some(seconds) = self.0.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For the pages, which say it in words.
        response.extensions_mut().insert(*self.0);
        response
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::not_found(),
            other => Self::internal(other),
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Credentials => Self::with_detail(
                Code::Unauthorised,
                "The login or the password is not right",
                "登录名或密码不正确",
            ),
            VaultError::Locked { retry_after_s } => {
                Self::new(Code::LockedOut).retry_after(retry_after_s)
            }
            VaultError::Database(error) => error.into(),
            VaultError::Sealed | VaultError::MasterKey(_) | VaultError::Hash(_) => {
                Self::internal(error)
            }
        }
    }
}

impl From<NodeError> for ApiError {
    fn from(error: NodeError) -> Self {
        match error {
            NodeError::Pool(refusal) => Self::pool(&refusal),
            NodeError::Away(_) => {
                tracing::warn!(%error, "the node is away");
                Self::new(Code::ChainUnavailable).retry_after(5)
            }
            NodeError::Pruned(_) | NodeError::Incompatible(_) | NodeError::Malformed(_) => {
                tracing::error!(%error, "the node cannot be used");
                Self::new(Code::ChainUnavailable)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_row_of_its_own() {
        let mut ids: Vec<_> = Code::ALL.iter().map(|code| code.row().0).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(ROWS.iter().any(|row| row.0 == code), "{code:?}");
        }
    }

    #[test]
    fn the_item_is_read_from_the_pointer() {
        assert_eq!(item_of("/items/3/area"), Some(3));
        assert_eq!(item_of("/items/3"), Some(3));
        assert_eq!(item_of("/name"), None);
    }

    #[test]
    fn an_unknown_error_of_the_chain_says_what_its_documentation_says() {
        let refusal = Refusal::new("Council.WrongIndex", "Mismatched index");
        let error = ApiError::refused(&refusal);
        assert_eq!(
            (error.code(), error.problem().status),
            ("Council.WrongIndex", 422)
        );
        assert_eq!(error.problem().detail, "Mismatched index");
        assert!(error.problem().detail_zh.contains("Council.WrongIndex"));
    }

    #[test]
    fn inner_errors_never_reach_the_caller() {
        let error = ApiError::from(sqlx::Error::PoolTimedOut);
        assert_eq!((error.code(), error.problem().status), ("internal", 500));
        assert_eq!(error.problem().detail, "Something went wrong here");
    }
}
