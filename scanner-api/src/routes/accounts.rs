//! Accounts: a login, a key in the vault and a member on the chain, made together.

use axum::{extract::State, http::StatusCode};
use county_primitives::{
    registry::MemberInput, Items, Jurisdiction, List, OrganisationId, Pseudonym,
};
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};

use crate::{
    chain::{RawCall, Signer},
    error::{ApiError, Code, FieldError},
    extract::{field_error, ItemsBody, Json, Session, Via},
    openapi::{
        answers::{LoginProblems, WriteParams, WriteResponses},
        requests::ItemsOf,
        service,
    },
    state::AppState,
    vault::{
        accounts::{self, NewAccount},
        keys::MemberKey,
        tokens::end_other_sessions,
    },
    write::{Fingerprint, Write, WriteAnswer},
};

const LOGIN_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=64;
const PASSWORD_CHARACTERS: std::ops::RangeInclusive<usize> = 10..=128;
/// How long to wait while the index lies behind, in seconds.
const BEHIND_PAUSE_S: u64 = 60;

/// An account to be made.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    /// The login.
    pub login: String,
    /// The first password.
    pub password: String,
    /// The organisation the member signs for.
    pub organisation: OrganisationId,
    /// What the member may act as, and where.
    pub roles: List<Jurisdiction, { county_primitives::registry::ROLES_MAX }>,
    /// The pseudonym of the natural person, if the person is a member already; random if not given.
    pub person: Option<Pseudonym>,
}

/// What the fingerprint of a request is made of. The password is left out: its fast hash must not
/// lie in the database.
#[derive(Serialize)]
struct Wanted<'a> {
    route: &'static str,
    accounts: Vec<(
        &'a str,
        OrganisationId,
        &'a [Jurisdiction],
        Option<Pseudonym>,
    )>,
}

/// Make accounts: login, key in the vault and member on the chain in one
///
/// By whoever may grant every role. If the chain refuses, no account is made. Where the answer does not wait
/// for the chain (`wait=none`, or 202) and the chain refuses later, the login becomes free again after ten
/// minutes. While the index lies far behind the chain, none is made (503, `index_behind`).
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "Accounts", params(WriteParams),
    request_body = ItemsOf<service::AccountItem>, responses(WriteResponses),
)]
pub async fn create_accounts(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<AccountInput>>,
) -> Result<WriteAnswer, ApiError> {
    let inputs = body.bounded()?;
    let fingerprint = Fingerprint::of(&Wanted {
        route: "accounts",
        accounts: inputs
            .iter()
            .map(|input| {
                (
                    input.login.as_str(),
                    input.organisation,
                    input.roles.as_slice(),
                    input.person,
                )
            })
            .collect(),
    })?;
    if let Some(answer) = write.replayed(&app, &fingerprint).await? {
        return Ok(answer);
    }
    check(&app, &inputs).await?;
    ensure_index_close(&app)?;
    let mut made = Vec::with_capacity(inputs.len());
    let mut members = Vec::with_capacity(inputs.len());
    for input in &inputs {
        let account = NewAccount::with_new_key(&input.login, &input.password);
        members.push(MemberInput {
            organisation: input.organisation,
            key: account.key.public_key(),
            person: input.person.unwrap_or_else(random_person),
            roles: input.roles.clone(),
        });
        made.push(account);
    }
    let members = Items::try_from(members).map_err(|_| ApiError::new(Code::InvalidRequest))?;
    let numbers = accounts::create_accounts(&app.db, &app.vault, &made).await?;
    let call = RawCall::new("Registry", "register_members", &members);
    let answer = write.submit_as(&app, &fingerprint, call).await;
    if let Err(error) = &answer {
        // Where the call may still have succeeded, its keys must not be lost.
        let unsure = [Code::Internal, Code::CallLost].map(|code| code.row().0);
        if !unsure.contains(&error.code()) {
            accounts::delete_accounts(&app.db, &numbers).await?;
        }
    }
    answer
}

/// A login whose member the index does not know counts as unfinished and becomes free again.
fn ensure_index_close(app: &AppState) -> Result<(), ApiError> {
    if app.is_index_close() {
        return Ok(());
    }
    let behind = ApiError::with_detail(
        Code::IndexBehind,
        "The index lies far behind the chain, so no account is made now; try again later",
        "索引明显落后于链上数据，暂不能开通账号，请稍后重试",
    );
    Err(behind.retry_after(BEHIND_PAUSE_S))
}

fn random_person() -> Pseudonym {
    let mut bytes = [0u8; 16];
    OsRng.fill_bytes(&mut bytes);
    Pseudonym(bytes)
}

async fn check(app: &AppState, inputs: &[AccountInput]) -> Result<(), ApiError> {
    let mut errors: Vec<FieldError> = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        let login = &input.login;
        let allowed = |letter: char| letter.is_alphanumeric() || "._-@".contains(letter);
        if !LOGIN_CHARACTERS.contains(&login.chars().count()) || !login.chars().all(allowed) {
            errors.push(field_error(
                &format!("/items/{at}/login"),
                "a login has 2 to 64 letters, digits or . _ - @",
                "登录名为 2 到 64 个文字、数字或 . _ - @",
            ));
        }
        if inputs
            .iter()
            .take(at)
            .any(|earlier| earlier.login == *login)
        {
            errors.push(taken(at));
        }
        errors.extend(password_error(
            &format!("/items/{at}/password"),
            &input.password,
        ));
    }
    let logins: Vec<_> = inputs.iter().map(|input| input.login.as_str()).collect();
    for login in accounts::taken_logins(&app.db, &logins).await? {
        errors.extend(logins.iter().position(|other| *other == login).map(taken));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(ApiError::fields(Code::InvalidRequest, errors))
    }
}

fn taken(at: usize) -> FieldError {
    field_error(
        &format!("/items/{at}/login"),
        "this login is taken",
        "该登录名已被使用",
    )
}

fn password_error(pointer: &str, password: &str) -> Option<FieldError> {
    (!PASSWORD_CHARACTERS.contains(&password.chars().count())).then(|| {
        field_error(
            pointer,
            "a password has 10 to 128 characters",
            "密码应为 10 到 128 个字符",
        )
    })
}

/// The old and the new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

/// Change the own password
///
/// Ends all other sessions of the account.
#[utoipa::path(
    put, path = "/api/v1/account/password", tag = "Accounts",
    request_body = service::PasswordChange,
    responses((status = 204, description = "Changed"), LoginProblems),
)]
pub async fn change_password(
    State(app): State<AppState>,
    session: Session,
    Json(body): Json<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    if let Some(error) = password_error("/new", &body.new) {
        return Err(ApiError::fields(Code::InvalidRequest, vec![error]));
    }
    accounts::change_password(&app.db, session.account, &body.old, &body.new).await?;
    let kept = match &session.via {
        Via::Cookie(token) => Some(token),
        Via::Bearer => None,
    };
    end_other_sessions(&app.db, session.account, kept).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a new key
///
/// The vault makes the key and the old one signs it in. Both lie in the vault before anything is sent;
/// whichever the chain knows is the one in use.
#[utoipa::path(
    post,
    path = "/api/v1/account/key-rotation",
    tag = "Accounts",
    params(WriteParams),
    responses(WriteResponses)
)]
pub async fn rotate_key(
    State(app): State<AppState>,
    write: Write,
) -> Result<WriteAnswer, ApiError> {
    let member = write.session.member()?;
    let fingerprint = Fingerprint::of(&("account/key-rotation", member))?;
    if let Some(answer) = write.replayed(&app, &fingerprint).await? {
        return Ok(answer);
    }
    let key = MemberKey::generate();
    let mut connection = app.db.writer.acquire().await?;
    app.vault
        .store_key(&mut connection, write.session.account, &key)
        .await?;
    drop(connection);
    let call = RawCall::new("Registry", "rotate_key", &key.public_key());
    write.submit_as(&app, &fingerprint, call).await
}
