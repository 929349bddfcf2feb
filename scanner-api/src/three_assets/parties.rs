//! Whom a village pays or is paid by: names and numbers are sealed here, the ledger has keyed digests.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use county_primitives::{CreditCode, Digest, DivisionCode};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use utoipa::ToSchema;

use crate::{
    db::now_ms,
    error::ApiError,
    screening::{self, PersonalNumber},
    state::App,
    three_assets::sight::Sight,
    vault::{Table, Vault},
};

use names::{compact, masked_number, normal_name};
pub use names::{kind_of_name, masked, masked_account};

/// The longest name of a party or bank, in characters.
const NAME_MAX: usize = 60;
/// The most parties that one search finds.
const FOUND_MAX: usize = 50;
/// The most digests that one query asks for.
const ASKED_MAX: usize = 500;

/// What a party is.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, sqlx::Type, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum PartyKind {
    /// A natural person.
    #[default]
    Person,
    /// A company, cooperative or authority.
    Organisation,
}

/// A party as somebody types it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// `person` (default) or `organisation`.
    #[serde(default)]
    pub kind: PartyKind,
    /// The full name.
    pub name: String,
    /// The resident id number or the credit code, if it is known.
    #[serde(default)]
    pub number: Option<String>,
    /// The number of the bank account, if one is known.
    #[serde(default)]
    pub account: Option<String>,
    /// The bank of that account.
    #[serde(default)]
    pub bank: Option<String>,
}

/// What the ledger has of a party.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct PartyDigests {
    /// Of the party.
    pub party: Digest,
    /// Of the account, if one was given.
    pub account: Option<Digest>,
}

/// A party as a caller may see it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, ToSchema)]
pub struct ShownParty {
    /// `person` or `organisation`.
    pub kind: PartyKind,
    /// The name; of a person the public sees the surname.
    pub name: String,
    /// The credit code of an organisation, or for authorities an id number with its middle hidden.
    pub number: Option<String>,
}

/// A bank account as a caller may see it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, ToSchema)]
pub struct ShownAccount {
    /// What the ledger has of it.
    #[schema(value_type = crate::openapi::words::Digest)]
    pub digest: Digest,
    /// The number; members see the last four digits.
    pub number: String,
    /// The bank.
    pub bank: String,
}

/// A party with its accounts, for officers who choose a payee.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundParty {
    /// What the ledger has of it.
    #[schema(value_type = crate::openapi::words::Digest)]
    pub digest: Digest,
    /// Who it is.
    #[serde(flatten)]
    pub party: ShownParty,
    /// Its accounts.
    pub accounts: Vec<ShownAccount>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SealedParty {
    name: String,
    number: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct SealedAccount {
    number: String,
    bank: String,
}

/// What a party was checked to be.
struct Checked {
    kind: PartyKind,
    name: String,
    name_key: Digest,
    number: Option<(String, Digest)>,
}

/// Keeps a party of a village and gives its digests.
///
/// Who has a number is known by it everywhere. Who has none is known by the name inside the village; when
/// somebody of that name was entered with a number before, or is entered with one later, it is the same
/// party, so that a payee without a number is still found to be an officer's kin.
///
/// A name stays what it was first: who pays somebody cannot call them something else later. Authorities mend a
/// mistake with [`correct`].
pub async fn keep(
    app: &App,
    village: DivisionCode,
    party: &Party,
) -> Result<PartyDigests, ApiError> {
    keep_as_named(app, village, party, false).await
}

/// The same as [`keep`], for an authority that corrects the name of who has this number.
pub async fn correct(
    app: &App,
    village: DivisionCode,
    party: &Party,
) -> Result<PartyDigests, ApiError> {
    keep_as_named(app, village, party, true).await
}

async fn keep_as_named(
    app: &App,
    village: DivisionCode,
    party: &Party,
    may_rename: bool,
) -> Result<PartyDigests, ApiError> {
    let village = village.to_string();
    let checked = check(&app.vault, &village, party)?;
    let account = match &party.account {
        Some(number) => Some(check_account(number, party.bank.as_deref())?),
        None => None,
    };
    let mut transaction = app.db.writer.begin().await?;
    let digest = resolve(&mut transaction, &village, &checked).await?;
    let known = known(&app.vault, &mut transaction, &village, digest).await?;
    if let Some(known) = &known {
        if !may_rename && normal_name(&known.name) != normal_name(&checked.name) {
            return Err(ApiError::field(
                "/name",
                "this number was entered under another name; the township corrects mistakes",
                "该号码此前以另一姓名登记，请核对；确需更正的，由乡镇办理",
            ));
        }
    }
    store(
        &app.vault,
        &mut transaction,
        &village,
        digest,
        &checked,
        known,
    )
    .await?;
    let account = match account {
        Some(account) => Some(
            store_account(
                &app.vault,
                &mut transaction,
                &village,
                Some(digest),
                &account,
            )
            .await?,
        ),
        None => None,
    };
    transaction.commit().await?;
    Ok(PartyDigests {
        party: digest,
        account,
    })
}

/// Keeps a bank account of which no party is known: the collective's own, or the other end of a bank line.
pub async fn keep_account(
    app: &App,
    village: DivisionCode,
    number: &str,
    bank: Option<&str>,
) -> Result<Digest, ApiError> {
    let account = check_account(number, bank)?;
    let mut transaction = app.db.writer.begin().await?;
    let village = village.to_string();
    let digest = store_account(&app.vault, &mut transaction, &village, None, &account).await?;
    transaction.commit().await?;
    Ok(digest)
}

/// The digest of an account number, without keeping it.
pub fn account_digest(vault: &Vault, number: &str) -> Result<Digest, ApiError> {
    Ok(digest_of(vault, &check_account(number, None)?))
}

/// The digest of a bank's reference of a line, which makes the line unique in its account.
pub fn reference_digest(vault: &Vault, reference: &str) -> Digest {
    vault.keyed_digest("bank reference", &[&compact(reference)])
}

/// The digest of an invoice: the same number of the same issuer is the same invoice in every village.
pub fn invoice_digest(vault: &Vault, issuer: &str, number: &str) -> Digest {
    vault.keyed_digest("invoice", &[&normal_name(issuer), &compact(number)])
}

/// A party as a caller may see it; `None` if this service does not know it in this village.
pub async fn shown(
    app: &App,
    digest: &Digest,
    village: DivisionCode,
    sight: Sight,
) -> Result<Option<ShownParty>, ApiError> {
    let mut found = shown_all(app, [digest.to_string()], village, sight).await?;
    Ok(found.remove(&digest.to_string()))
}

/// The parties of many digests, by digest. Unknown ones are left out.
pub async fn shown_all(
    app: &App,
    digests: impl IntoIterator<Item = String>,
    village: DivisionCode,
    sight: Sight,
) -> Result<BTreeMap<String, ShownParty>, ApiError> {
    let wanted: BTreeSet<String> = digests.into_iter().collect();
    let mut shown = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(shown);
    }
    let village = village.to_string();
    let all: Vec<&String> = wanted.iter().collect();
    for some in all.chunks(ASKED_MAX) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT digest, kind, sealed FROM parties WHERE village = ",
        );
        query.push_bind(village.clone()).push(" AND digest IN (");
        let mut list = query.separated(", ");
        for digest in some {
            list.push_bind((*digest).clone());
        }
        query.push(")");
        let own: Vec<(String, PartyKind, Vec<u8>)> =
            query.build_query_as().fetch_all(&app.db.reader).await?;
        for (digest, kind, sealed) in own {
            let party = open(&app.vault, &digest, &village, &sealed)?;
            shown.insert(digest, show(kind, party, sight));
        }
    }
    if sight < Sight::Regulator {
        return Ok(shown);
    }
    // Authorities are told a name that only another village has entered.
    for digest in wanted {
        if shown.contains_key(&digest) {
            continue;
        }
        let row: Option<(String, PartyKind, Vec<u8>)> =
            sqlx::query_as("SELECT village, kind, sealed FROM parties WHERE digest = ? LIMIT 1")
                .bind(&digest)
                .fetch_optional(&app.db.reader)
                .await?;
        if let Some((village, kind, sealed)) = row {
            let party = open(&app.vault, &digest, &village, &sealed)?;
            shown.insert(digest, show(kind, party, sight));
        }
    }
    Ok(shown)
}

/// A bank account as a caller may see it; `None` for the public, and if this service does not know it.
pub async fn shown_account(
    app: &App,
    digest: &Digest,
    village: DivisionCode,
    sight: Sight,
) -> Result<Option<ShownAccount>, ApiError> {
    if sight < Sight::Member {
        return Ok(None);
    }
    let row: Option<(String, Vec<u8>)> = sqlx::query_as(
        "SELECT village, sealed FROM party_accounts WHERE digest = ? AND (village = ? OR ?) \
         ORDER BY village <> ? LIMIT 1",
    )
    .bind(digest.to_string())
    .bind(village.to_string())
    .bind(sight >= Sight::Regulator)
    .bind(village.to_string())
    .fetch_optional(&app.db.reader)
    .await?;
    row.map(|(village, sealed)| show_account(&app.vault, *digest, &village, &sealed, sight))
        .transpose()
}

/// The parties of a village whose name contains a text, with their accounts, for officers and authorities;
/// others find nothing.
pub async fn find(
    app: &App,
    village: DivisionCode,
    text: &str,
    sight: Sight,
) -> Result<Vec<FoundParty>, ApiError> {
    if sight < Sight::Officer {
        return Ok(Vec::new());
    }
    let village = village.to_string();
    let rows: Vec<(String, PartyKind, Vec<u8>)> = sqlx::query_as(
        "SELECT digest, kind, sealed FROM parties WHERE village = ? ORDER BY created_ms DESC",
    )
    .bind(&village)
    .fetch_all(&app.db.reader)
    .await?;
    let wanted = normal_name(text);
    let mut found = Vec::new();
    for (digest, kind, sealed) in rows {
        let party = open(&app.vault, &digest, &village, &sealed)?;
        if !normal_name(&party.name).contains(&wanted) {
            continue;
        }
        found.push(FoundParty {
            digest: digest.parse().map_err(ApiError::internal)?,
            party: show(kind, party, sight),
            accounts: Vec::new(),
        });
        if found.len() >= FOUND_MAX {
            break;
        }
    }
    let digests: Vec<_> = found.iter().map(|party| party.digest).collect();
    let mut accounts = accounts_of(app, &village, &digests, sight).await?;
    for party in &mut found {
        party.accounts = accounts
            .remove(&party.digest.to_string())
            .unwrap_or_default();
    }
    Ok(found)
}

/// The accounts of parties of a village by the digest of the party, the latest first.
async fn accounts_of(
    app: &App,
    village: &str,
    parties: &[Digest],
    sight: Sight,
) -> Result<BTreeMap<String, Vec<ShownAccount>>, ApiError> {
    if parties.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT party, digest, sealed FROM party_accounts WHERE village = ",
    );
    query.push_bind(village.to_owned()).push(" AND party IN (");
    let mut list = query.separated(", ");
    for party in parties {
        list.push_bind(party.to_string());
    }
    query.push(") ORDER BY created_ms DESC");
    let rows: Vec<(String, String, Vec<u8>)> =
        query.build_query_as().fetch_all(&app.db.reader).await?;
    let mut accounts: BTreeMap<String, Vec<ShownAccount>> = BTreeMap::new();
    for (party, digest, sealed) in rows {
        let digest = digest.parse().map_err(ApiError::internal)?;
        let account = show_account(&app.vault, digest, village, &sealed, sight)?;
        accounts.entry(party).or_default().push(account);
    }
    Ok(accounts)
}

/// The key by which a name is found in a village, as it stands in `parties.name_key`.
pub fn name_key(vault: &Vault, village: &str, name: &str) -> Digest {
    vault.keyed_digest("party name", &[village, &normal_name(name)])
}

fn show(kind: PartyKind, party: SealedParty, sight: Sight) -> ShownParty {
    let number = match (kind, sight) {
        (PartyKind::Organisation, _) => party.number,
        (PartyKind::Person, Sight::Regulator) => party.number.as_deref().map(masked_number),
        (PartyKind::Person, _) => None,
    };
    let name = match sight {
        Sight::Public => masked(kind, &party.name),
        Sight::Member | Sight::Officer | Sight::Regulator => party.name,
    };
    ShownParty { kind, name, number }
}

fn show_account(
    vault: &Vault,
    digest: Digest,
    village: &str,
    sealed: &[u8],
    sight: Sight,
) -> Result<ShownAccount, ApiError> {
    let opened = vault.open(
        Table::PartyAccounts,
        &place(&digest.to_string(), village),
        sealed,
    )?;
    let account: SealedAccount = serde_json::from_slice(&opened)?;
    let number = match sight {
        Sight::Public | Sight::Member => masked_account(&account.number),
        Sight::Officer | Sight::Regulator => account.number,
    };
    Ok(ShownAccount {
        digest,
        number,
        bank: account.bank,
    })
}

/// Where a row stands, so that a sealed value opens in its own row only.
fn place(digest: &str, village: &str) -> String {
    format!("{digest} {village}")
}

fn open(
    vault: &Vault,
    digest: &str,
    village: &str,
    sealed: &[u8],
) -> Result<SealedParty, ApiError> {
    let opened = vault.open(Table::Parties, &place(digest, village), sealed)?;
    Ok(serde_json::from_slice(&opened)?)
}

fn check(vault: &Vault, village: &str, party: &Party) -> Result<Checked, ApiError> {
    let name = party.name.trim();
    if normal_name(name).is_empty() || name.chars().count() > NAME_MAX {
        return Err(ApiError::field(
            "/name",
            format!("a name has 1 to {NAME_MAX} characters"),
            format!("请填写姓名或单位名称，最多 {NAME_MAX} 个字"),
        ));
    }
    if screening::find(name).is_some() {
        return Err(ApiError::field(
            "/name",
            "a name is no number; the number has a field of its own",
            "姓名里不能写号码，号码请填在号码栏",
        ));
    }
    let number = match party.number.as_deref().map(compact) {
        None => None,
        Some(number) if number.is_empty() => None,
        Some(number) => {
            check_number(party.kind, &number)?;
            let digest = vault.keyed_digest("party number", &[&number]);
            Some((number, digest))
        }
    };
    Ok(Checked {
        kind: party.kind,
        name: name.to_owned(),
        name_key: name_key(vault, village, name),
        number,
    })
}

fn check_number(kind: PartyKind, number: &str) -> Result<(), ApiError> {
    match kind {
        PartyKind::Person if screening::find(number) == Some(PersonalNumber::Identity) => Ok(()),
        PartyKind::Person => Err(ApiError::field(
            "/number",
            "not a resident id number: 18 characters with a right check",
            "身份证号应为 18 位，请核对",
        )),
        PartyKind::Organisation => CreditCode::new(number).map(|_| ()).map_err(|error| {
            ApiError::field(
                "/number",
                error.to_string(),
                "统一社会信用代码不正确，请核对",
            )
        }),
    }
}

fn check_account(number: &str, bank: Option<&str>) -> Result<SealedAccount, ApiError> {
    let number = compact(number);
    let is_account =
        (6..=32).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_account {
        return Err(ApiError::field(
            "/account",
            "an account number has 6 to 32 digits",
            "银行账号应为 6 到 32 位数字",
        ));
    }
    let bank = bank.unwrap_or_default().trim();
    if bank.chars().count() > NAME_MAX {
        return Err(ApiError::field(
            "/bank",
            format!("at most {NAME_MAX} characters"),
            format!("最多 {NAME_MAX} 个字"),
        ));
    }
    Ok(SealedAccount {
        number,
        bank: bank.to_owned(),
    })
}

fn digest_of(vault: &Vault, account: &SealedAccount) -> Digest {
    vault.keyed_digest("bank account", &[&account.number])
}

/// The digest under which the party is known in the village, or will be.
async fn resolve(
    connection: &mut SqliteConnection,
    village: &str,
    party: &Checked,
) -> Result<Digest, ApiError> {
    let parse = |digest: &String| digest.parse().map_err(ApiError::internal);
    if let Some((_, number_key)) = &party.number {
        let known: Option<String> = sqlx::query_scalar(
            "SELECT digest FROM parties WHERE village = ? AND number_key = ? LIMIT 1",
        )
        .bind(village)
        .bind(number_key.to_string())
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(known) = known {
            return parse(&known);
        }
    }
    let same_name: Vec<String> = sqlx::query_scalar(
        "SELECT digest FROM parties WHERE village = ? AND name_key = ? AND kind = ? \
         AND (number_key IS NULL OR ?) ORDER BY created_ms LIMIT 2",
    )
    .bind(village)
    .bind(party.name_key.to_string())
    .bind(party.kind)
    .bind(party.number.is_none())
    .fetch_all(&mut *connection)
    .await?;
    match (same_name.as_slice(), &party.number) {
        ([known], _) => parse(known),
        ([], Some((_, number_key))) => Ok(*number_key),
        ([], None) => Ok(party.name_key),
        _ => Err(ApiError::field(
            "/number",
            "several people of this village have this name; give the number",
            "本村有多人同名，请填写身份证号或信用代码以区分",
        )),
    }
}

/// What a village has kept of a party.
async fn known(
    vault: &Vault,
    connection: &mut SqliteConnection,
    village: &str,
    digest: Digest,
) -> Result<Option<SealedParty>, ApiError> {
    let digest = digest.to_string();
    let sealed: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM parties WHERE digest = ? AND village = ?")
            .bind(&digest)
            .bind(village)
            .fetch_optional(&mut *connection)
            .await?;
    sealed
        .map(|sealed| open(vault, &digest, village, &sealed))
        .transpose()
}

async fn store(
    vault: &Vault,
    connection: &mut SqliteConnection,
    village: &str,
    digest: Digest,
    party: &Checked,
    known: Option<SealedParty>,
) -> Result<(), ApiError> {
    let digest = digest.to_string();
    let number = party.number.as_ref().map(|(number, _)| number.clone());
    let sealed = serde_json::to_vec(&SealedParty {
        name: party.name.clone(),
        // A number that was given once is not forgotten because it is left out the next time.
        number: number.or_else(|| known.and_then(|known| known.number)),
    })?;
    sqlx::query(
        "INSERT INTO parties (digest, village, kind, name_key, number_key, sealed, created_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest, village) DO UPDATE SET \
         name_key = excluded.name_key, sealed = excluded.sealed, \
         number_key = COALESCE(excluded.number_key, parties.number_key)",
    )
    .bind(&digest)
    .bind(village)
    .bind(party.kind)
    .bind(party.name_key.to_string())
    .bind(party.number.as_ref().map(|(_, key)| key.to_string()))
    .bind(vault.seal(Table::Parties, &place(&digest, village), &sealed)?)
    .bind(now_ms())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

async fn store_account(
    vault: &Vault,
    connection: &mut SqliteConnection,
    village: &str,
    party: Option<Digest>,
    account: &SealedAccount,
) -> Result<Digest, ApiError> {
    let digest = digest_of(vault, account);
    let id = place(&digest.to_string(), village);
    let sealed = vault.seal(Table::PartyAccounts, &id, &serde_json::to_vec(account)?)?;
    sqlx::query(
        "INSERT INTO party_accounts (digest, village, party, sealed, created_ms) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, village) DO UPDATE SET \
         party = COALESCE(excluded.party, party_accounts.party), \
         sealed = CASE WHEN ? THEN party_accounts.sealed ELSE excluded.sealed END",
    )
    .bind(digest.to_string())
    .bind(village)
    .bind(party.map(|party| party.to_string()))
    .bind(sealed)
    .bind(now_ms())
    .bind(account.bank.is_empty())
    .execute(&mut *connection)
    .await?;
    Ok(digest)
}

/// Keeps a person of a village under a digest that a test has in its records.
#[cfg(test)]
pub(crate) async fn keep_as(app: &App, village: DivisionCode, digest: Digest, name: &str) {
    let village = village.to_string();
    let party = Checked {
        kind: PartyKind::Person,
        name: name.to_owned(),
        name_key: name_key(&app.vault, &village, name),
        number: None,
    };
    let mut transaction = app.db.writer.begin().await.unwrap();
    store(&app.vault, &mut transaction, &village, digest, &party, None)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

#[cfg(test)]
mod tests;
