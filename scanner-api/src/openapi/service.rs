//! Sessions, accounts, tickets, timelines and health as OpenAPI schemas.

use utoipa::ToSchema;

use super::words::{Jurisdiction, Pseudonym, Subject};

/// Login and password.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"login": "grower1", "password": "correct horse battery"}))]
pub struct Credentials {
    /// The login.
    pub login: String,
    /// The password.
    #[schema(format = Password)]
    pub password: String,
}

/// Who is logged in.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"login": "grower1", "member": 7, "organisation": 4, "roles": [{"role": "producer", "division": "141031100201"}], "csrf": "c2VjcmV0"}))]
pub struct SessionAnswer {
    /// The login.
    pub login: String,
    /// The member the chain knows the account as; `null` while it or its organisation is not active.
    #[schema(required)]
    pub member: Option<u32>,
    /// The organisation the member signs for.
    #[schema(required)]
    pub organisation: Option<u32>,
    /// What the member may act as, and where.
    pub roles: Vec<Jurisdiction>,
    /// What unsafe requests must carry in `X-CSRF-Token`; absent for machine tokens.
    pub csrf: Option<String>,
}

/// A token to be made.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"name": "选果线"}))]
pub struct NewToken {
    /// What it is for, 1 to 64 characters.
    pub name: String,
}

/// A token; the token itself is shown once, when it is made.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"id": "5f0c7a3e9b1d4c28", "name": "选果线", "created_ms": 1788401502500u64}))]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
}

/// A token that was made.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"id": "5f0c7a3e9b1d4c28", "name": "选果线", "created_ms": 1788401502500u64, "token": "…"}))]
pub struct MadeToken {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// The token, shown this once.
    pub token: String,
}

/// An account to be made: a login, a key in the vault and a member on the chain in one.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"login": "packer1", "password": "ten or more characters", "organisation": 5, "roles": [{"role": "packer", "division": "141031000000"}], "person": null}))]
pub struct AccountItem {
    /// The login: 2 to 64 letters, digits or `. _ - @`.
    pub login: String,
    /// The first password, 10 to 128 characters.
    #[schema(format = Password)]
    pub password: String,
    /// The organisation the member signs for.
    pub organisation: u32,
    /// What the member may act as, and where; at most 8.
    pub roles: Vec<Jurisdiction>,
    /// The pseudonym of the person, if it is a member already; random if not given.
    pub person: Option<Pseudonym>,
}

/// The old and the new password.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"old": "the password until now", "new": "the password from now on"}))]
pub struct PasswordChange {
    /// The password until now.
    #[schema(format = Password)]
    pub old: String,
    /// The password from now on, 10 to 128 characters.
    #[schema(format = Password)]
    pub new: String,
}

/// A record.
#[derive(Debug, ToSchema)]
pub struct TimelineRecord {
    /// Its place in the timeline, from 0.
    pub sequence: u32,
    /// The block it is in.
    pub block: u64,
    /// Its position among the events of the block.
    pub event_index: u32,
    /// The record as the chain hashed it, in hexadecimal.
    pub scale: String,
    /// The record as JSON.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
}

/// The records of a subject, its head, and the proof of the head.
#[derive(Debug, ToSchema)]
pub struct TimelineAnswer {
    /// The subject.
    pub subject: Subject,
    /// How many records it has.
    pub len: u32,
    /// `blake2_256(head ++ SCALE(record))` over all of them, starting from 32 zero bytes.
    pub head: String,
    /// The finalized block this is the state of.
    pub block: u64,
    /// Its hash.
    pub block_hash: String,
    /// Its header in SCALE, whose `blake2_256` is that hash; `null` while the node is away.
    #[schema(required)]
    pub header: Option<String>,
    /// Its state root, which stands in the header; `null` while the node is away.
    #[schema(required)]
    pub state_root: Option<String>,
    /// The storage key of the timeline; `null` while the node is away.
    #[schema(required)]
    pub storage_key: Option<String>,
    /// The trie nodes from the state root to the value; `null` while the node is away.
    #[schema(required)]
    pub proof: Option<Vec<String>>,
    /// The records, in order.
    pub records: Vec<TimelineRecord>,
    /// The `from` of the next request; `null` if there are no more.
    #[schema(required)]
    pub next: Option<u32>,
}

/// How the service and its node are.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"status": "ok", "live": true, "best": 120, "finalized": 118, "indexed": 118}))]
pub struct Health {
    /// `ok`; of `/readyz` `ready` or `not_ready`.
    pub status: String,
    /// Whether the node answers.
    pub live: bool,
    /// Number of the node's best block.
    pub best: u64,
    /// Number of its last finalized block.
    pub finalized: u64,
    /// Number of the last block in the index.
    pub indexed: Option<u64>,
    /// Why the index stands still, if it does.
    pub trouble: Option<String>,
}
