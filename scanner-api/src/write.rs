//! A write: who asks, how long to wait, and how a repeated request is recognised.

use std::time::Duration;

use axum::{
    extract::FromRequestParts,
    http::{request::Parts, StatusCode},
    response::{IntoResponse, Response},
};
use codec::Encode;
use county_primitives::Items;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{
    chain::RawCall,
    db::{now_ms, Db},
    error::{ApiError, Code},
    extract::{Json, Query, Session},
    screening,
    state::{App, AppState},
    submit::{Order, Receipt, Status, Submitter},
};

/// The longest idempotency key, in characters.
const KEY_CHARACTERS_MAX: usize = 128;
/// How long an idempotency key is remembered.
const KEY_LIFETIME_MS: i64 = 24 * 3_600_000;
/// How long a repeated request waits for the first one to be sent before it is refused.
const FIRST_PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Whether to wait for finality.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// Answer when the call is finalized.
    #[default]
    Finalized,
    /// Answer with a ticket at once.
    None,
}

#[derive(Deserialize)]
struct WaitQuery {
    #[serde(default)]
    wait: Wait,
}

/// Who wants to write, and how. Taken as an extractor by every route that makes an extrinsic.
#[derive(Clone)]
pub struct Write {
    /// Who asks.
    pub session: Session,
    /// How long to wait.
    pub wait: Wait,
    /// The client's own name for this request.
    pub idempotency_key: Option<String>,
}

impl FromRequestParts<AppState> for Write {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let session =
            <Session as FromRequestParts<AppState>>::from_request_parts(parts, app).await?;
        let Query(WaitQuery { wait }) = Query::from_request_parts(parts, app).await?;
        let idempotency_key = match parts.headers.get("idempotency-key") {
            None => None,
            Some(value) => Some(
                value
                    .to_str()
                    .ok()
                    .filter(|key| !key.is_empty() && key.len() <= KEY_CHARACTERS_MAX)
                    .ok_or_else(|| {
                        ApiError::with_detail(
                            Code::InvalidRequest,
                            "Idempotency-Key is 1 to 128 characters",
                            "Idempotency-Key 应为 1 到 128 个字符",
                        )
                        .status(StatusCode::BAD_REQUEST)
                    })?
                    .to_owned(),
            ),
        };
        Ok(Self {
            session,
            wait,
            idempotency_key,
        })
    }
}

/// What a request is about, so that a key used for another one is noticed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a request: its route and its body as JSON.
    pub fn of(request: &impl Serialize) -> Result<Self, ApiError> {
        let bytes = serde_json::to_vec(request)?;
        Ok(Self(blake3::hash(&bytes).to_hex().to_string()))
    }

    /// The fingerprint of a call that depends on the request alone.
    fn of_call(call: &RawCall) -> Self {
        let bytes = (call.pallet, call.call, &call.args.0).encode();
        Self(blake3::hash(&bytes).to_hex().to_string())
    }
}

/// What a write answers: finalized (200) or still pending (202).
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct WriteAnswer(pub Receipt);

impl IntoResponse for WriteAnswer {
    fn into_response(self) -> Response {
        let status = match self.0.status {
            Status::Pending => StatusCode::ACCEPTED,
            Status::Finalized | Status::Failed => StatusCode::OK,
        };
        (status, Json(self)).into_response()
    }
}

impl Write {
    /// A write of a page's form: waits for finality.
    pub fn for_form(session: Session) -> Self {
        Self {
            session,
            wait: Wait::Finalized,
            idempotency_key: None,
        }
    }

    /// Submits a call whose only argument is a list of items, unless one of them holds personal data.
    pub async fn submit<T: Encode + Serialize>(
        &self,
        app: &App,
        pallet: &'static str,
        call: &'static str,
        items: &Items<T>,
    ) -> Result<WriteAnswer, ApiError> {
        screening::ensure_free_items(items)?;
        self.submit_args(app, RawCall::new(pallet, call, items))
            .await
    }

    /// Submits a call that depends on the request alone.
    pub async fn submit_args(&self, app: &App, call: RawCall) -> Result<WriteAnswer, ApiError> {
        let fingerprint = Fingerprint::of_call(&call);
        if let Some(answer) = self.replayed(app, &fingerprint).await? {
            return Ok(answer);
        }
        self.submit_as(app, &fingerprint, call).await
    }

    /// The answer to the first request with this idempotency key, if this is not the first.
    pub async fn replayed(
        &self,
        app: &App,
        fingerprint: &Fingerprint,
    ) -> Result<Option<WriteAnswer>, ApiError> {
        let Some(key) = &self.idempotency_key else {
            return Ok(None);
        };
        let deadline = Instant::now() + FIRST_PATIENCE;
        loop {
            let row: Option<(String, Option<String>)> = sqlx::query_as(
                "SELECT fingerprint, ticket FROM idempotency WHERE account = ? AND key = ?",
            )
            .bind(self.session.account)
            .bind(key)
            .fetch_optional(&app.db.writer)
            .await?;
            match row {
                None => return Ok(None),
                Some((first, _)) if first != fingerprint.0 => {
                    return Err(ApiError::new(Code::IdempotencyConflict));
                }
                Some((_, Some(ticket))) => return self.answer(app, &ticket).await.map(Some),
                // A form that is sent twice comes again before the first was sent.
                Some((_, None)) if Instant::now() < deadline => {
                    tokio::time::sleep(FIRST_PAUSE).await;
                }
                Some((_, None)) => {
                    return Err(ApiError::with_detail(
                        Code::IdempotencyConflict,
                        "The first request with this key is still being worked on",
                        "使用该幂等键的首次请求仍在处理中",
                    ));
                }
            }
        }
    }

    /// Submits a call under a fingerprint of the request it was made for. What was begun is done to its
    /// end, also when the client goes away or the request runs out of time meanwhile: otherwise its key
    /// would stay taken by nothing, or a ticket would stand for a call that was never sent.
    pub async fn submit_as(
        &self,
        app: &App,
        fingerprint: &Fingerprint,
        call: RawCall,
    ) -> Result<WriteAnswer, ApiError> {
        let order = Order {
            account: self.session.account,
            public_key: self.session.public_key,
            idempotency_key: self.idempotency_key.clone(),
            call,
        };
        let sending = send(
            app.db.clone(),
            app.submitter.clone(),
            fingerprint.clone(),
            order,
        );
        let ticket = tokio::spawn(sending).await.map_err(ApiError::internal)??;
        self.answer(app, &ticket).await
    }

    async fn answer(&self, app: &App, ticket: &str) -> Result<WriteAnswer, ApiError> {
        let receipt = match self.wait {
            Wait::None => app.submitter.receipt(ticket, self.session.account).await?,
            Wait::Finalized => app.submitter.wait(ticket, self.session.account).await?,
        };
        match receipt.problem {
            Some(ref problem) => Err(problem.error()),
            None => Ok(WriteAnswer(receipt)),
        }
    }
}

/// Takes the key, sends the call, and gives the key back if nothing was sent.
async fn send(
    db: Db,
    submitter: Submitter,
    fingerprint: Fingerprint,
    order: Order,
) -> Result<String, ApiError> {
    claim_key(&db, &order, &fingerprint).await?;
    let sent = submitter.send(order.clone()).await;
    if sent.is_err() {
        free_key(&db, &order).await?;
    }
    sent
}

async fn claim_key(db: &Db, order: &Order, fingerprint: &Fingerprint) -> Result<(), ApiError> {
    let Some(key) = &order.idempotency_key else {
        return Ok(());
    };
    sqlx::query("DELETE FROM idempotency WHERE created_ms < ?")
        .bind(now_ms().saturating_sub(KEY_LIFETIME_MS))
        .execute(&db.writer)
        .await?;
    let claimed = sqlx::query(
        "INSERT INTO idempotency (account, key, fingerprint, created_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (account, key) DO NOTHING",
    )
    .bind(order.account)
    .bind(key)
    .bind(&fingerprint.0)
    .bind(now_ms())
    .execute(&db.writer)
    .await?;
    if claimed.rows_affected() == 0 {
        return Err(ApiError::new(Code::IdempotencyConflict));
    }
    Ok(())
}

/// Nothing was sent under the key: it may be used again.
async fn free_key(db: &Db, order: &Order) -> Result<(), ApiError> {
    if let Some(key) = &order.idempotency_key {
        sqlx::query("DELETE FROM idempotency WHERE account = ? AND key = ? AND ticket IS NULL")
            .bind(order.account)
            .bind(key)
            .execute(&db.writer)
            .await?;
    }
    Ok(())
}
