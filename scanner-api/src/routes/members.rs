//! Members: registration with a key of their own, roles, suspension, and what is known of them.

use std::collections::BTreeMap;

use axum::extract::State;
use county_primitives::{
    registry::{AccountBytes, MemberInput, ROLES_MAX},
    DivisionCode, Jurisdiction, List, MemberId, OrganisationId, Pseudonym, Role, Text,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    chain::RawCall,
    error::ApiError,
    extract::{ItemsBody, Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        requests::{ItemsOf, MemberItem, MemberKeyItem, MemberReason, RoleItem},
        words::{self, PublicKey},
    },
    page::{Listed, Paging},
    screening,
    shown::Instant,
    state::AppState,
    visibility::Scope,
    write::{Write, WriteAnswer},
};

/// A public key: 64 hexadecimal digits, with or without `0x`.
#[derive(Clone, Copy, Debug)]
pub struct Key(AccountBytes);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut key = AccountBytes::default();
        hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(&text), &mut key)
            .map_err(|_| serde::de::Error::custom("a key is 64 hexadecimal digits"))?;
        Ok(Self(key))
    }
}

/// A member to be registered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    organisation: OrganisationId,
    key: Key,
    person: Pseudonym,
    roles: List<Jurisdiction, ROLES_MAX>,
}

/// Register members with keys of their own
///
/// For people and machines that sign outside this service. `POST /api/v1/accounts` makes a login, a
/// key in the vault and a member in one.
#[utoipa::path(
    post, path = "/api/v1/members", tag = "Registry", params(WriteParams),
    request_body = ItemsOf<MemberItem>, responses(WriteResponses),
)]
pub async fn create_members(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<NewMember>>,
) -> Result<WriteAnswer, ApiError> {
    let items = body.items.into_iter().map(|item| MemberInput {
        organisation: item.organisation,
        key: item.key.0,
        person: item.person,
        roles: item.roles,
    });
    let items = ItemsBody {
        items: items.collect(),
    }
    .bounded()?;
    write
        .submit(&app, "Registry", "register_members", &items)
        .await
}

/// A member and why something is done to it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    member: MemberId,
    reason: Text<128>,
}

/// A role of a member.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRole {
    member: MemberId,
    role: Role,
    division: DivisionCode,
}

macro_rules! mapped {
    ($($(#[$doc:meta])* $name:ident($path:literal, $item:ident as $schema:ty) => $call:literal, $pair:expr;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = "Registry", params(WriteParams),
            request_body = ItemsOf<$schema>, responses(WriteResponses),
        )]
        pub async fn $name(
            State(app): State<AppState>,
            write: Write,
            Json(body): Json<ItemsBody<$item>>,
        ) -> Result<WriteAnswer, ApiError> {
            screening::ensure_free_items(&body.items)?;
            let items = ItemsBody { items: body.items.into_iter().map($pair).collect() };
            write.submit(&app, "Registry", $call, &items.bounded()?).await
        }
    )*};
}

fn with_reason(item: Reasoned) -> (MemberId, Text<128>) {
    (item.member, item.reason)
}

fn with_role(item: MemberRole) -> (MemberId, Jurisdiction) {
    (
        item.member,
        Jurisdiction {
            role: item.role,
            division: item.division,
        },
    )
}

mapped! {
    /// Suspend members
    ///
    /// They may not sign until they are reactivated; earlier signatures stay valid.
    suspend_members("/api/v1/members/suspensions", Reasoned as MemberReason) => "suspend_members", with_reason;
    /// Reactivate members
    ///
    /// By whoever may grant every role of the member, but not by oneself.
    reactivate_members("/api/v1/members/reactivations", Reasoned as MemberReason) => "reactivate_members", with_reason;
    /// Grant roles
    ///
    /// Inside the own jurisdiction, and only where duties stay separate.
    grant_roles("/api/v1/members/role-grants", MemberRole as RoleItem) => "grant_roles", with_role;
    /// Revoke roles
    ///
    /// Earlier signatures stay valid as of their time.
    revoke_roles("/api/v1/members/role-revocations", MemberRole as RoleItem) => "revoke_roles", with_role;
}

/// A new key for a member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    member: MemberId,
    key: Key,
    reason: Text<128>,
}

/// Give a member that lost its key a new one
///
/// One member at a time: each is a decision of its own.
#[utoipa::path(
    post, path = "/api/v1/members/key-rotations", tag = "Registry", params(WriteParams),
    request_body = ItemsOf<MemberKeyItem>, responses(WriteResponses),
)]
pub async fn rotate_member_keys(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<NewKey>>,
) -> Result<WriteAnswer, ApiError> {
    let [item] = body.items.as_slice() else {
        return Err(ApiError::field(
            "/items",
            "Give exactly one member; each lost key is a decision of its own",
            "每次只能为一名成员更换密钥",
        ));
    };
    screening::ensure_free(&serde_json::json!({"items": [{"reason": item.reason}]}))?;
    let args = (item.member, item.key.0, item.reason.clone());
    write
        .submit_args(&app, RawCall::new("Registry", "rotate_member_key", &args))
        .await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation: i64,
    public_key: String,
    key_number: i64,
    person: String,
    status: String,
    registered_ms: Instant,
}

/// A member.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Member {
    /// Its number.
    pub id: i64,
    /// The organisation it signs for.
    pub organisation: i64,
    /// The public key it signs with.
    #[schema(value_type = PublicKey)]
    pub key: String,
    /// How many keys it had before.
    pub key_number: i64,
    /// The natural person.
    #[schema(value_type = words::Pseudonym)]
    pub person: String,
    /// Where it stands.
    #[schema(value_type = words::MemberStatus, inline)]
    pub status: String,
    /// What it may act as, and where.
    #[schema(value_type = Vec<words::Jurisdiction>)]
    pub roles: Vec<RoleOf>,
    /// When it was registered.
    pub registered: Instant,
}

/// A role over a division.
#[derive(Clone, Debug, Serialize)]
pub struct RoleOf {
    role: String,
    division: String,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberFilter {
    /// Only of this organisation.
    organisation: Option<u32>,
    /// Only with this status.
    status: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// List members
///
/// Of the own organisation, and of those in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/members", tag = "Registry", params(MemberFilter, PageParams),
    responses((status = 200, body = PageOf<Member>), ReadProblems),
)]
pub async fn list_members(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<MemberFilter>,
) -> Result<Json<Listed<Member>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE members.id < ")
        .push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.members(&mut query);
    if let Some(organisation) = filter.organisation {
        query
            .push(" AND members.organisation = ")
            .push_bind(i64::from(organisation));
    }
    if let Some(status) = filter.status {
        query.push(" AND members.status = ").push_bind(status);
    }
    query
        .push(" ORDER BY members.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Row>()
        .fetch_all(&app.db.reader)
        .await?;
    let members = with_roles(&app, rows).await?;
    Ok(Json(Listed::new(&filter.paging, members, |member| {
        member.id
    })?))
}

/// Get a member
///
/// With its key and roles.
#[utoipa::path(
    get, path = "/api/v1/members/{id}", tag = "Registry",
    params(("id" = u32, Path, description = "Number of the member")),
    responses((status = 200, body = Member), ReadProblems),
)]
pub async fn get_member(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Member>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE members.id = ").push_bind(id);
    Scope::of(&app, &session).await.members(&mut query);
    let row = query
        .build_query_as::<Row>()
        .fetch_one(&app.db.reader)
        .await?;
    let mut members = with_roles(&app, vec![row]).await?;
    members.pop().map(Json).ok_or_else(ApiError::not_found)
}

const SELECT: &str = "SELECT members.* FROM members \
                      JOIN organisations ON organisations.id = members.organisation";

async fn with_roles(app: &AppState, rows: Vec<Row>) -> Result<Vec<Member>, ApiError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut query =
        QueryBuilder::new("SELECT member, role, division FROM member_roles WHERE member IN (");
    let mut ids = query.separated(", ");
    for row in &rows {
        ids.push_bind(row.id);
    }
    query.push(") ORDER BY role, division");
    let mut roles: BTreeMap<i64, Vec<RoleOf>> = BTreeMap::new();
    let found = query.build_query_as::<(i64, String, String)>();
    for (member, role, division) in found.fetch_all(&app.db.reader).await? {
        roles
            .entry(member)
            .or_default()
            .push(RoleOf { role, division });
    }
    let member = |row: Row| Member {
        roles: roles.remove(&row.id).unwrap_or_default(),
        id: row.id,
        organisation: row.organisation,
        key: format!("0x{}", row.public_key.trim_start_matches("0x")),
        key_number: row.key_number,
        person: row.person,
        status: row.status,
        registered: row.registered_ms,
    };
    Ok(rows.into_iter().map(member).collect())
}
