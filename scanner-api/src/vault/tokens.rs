//! Sessions of people and tokens of machines: 32 random bytes each, of which only a hash is stored.

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine as _};
use rand::{rngs::OsRng, RngCore};
use serde::Serialize;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::VaultError;
use crate::db::{now_ms, Db};

/// A secret that a client shows to be recognised.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new random token.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0u8; 32]);
        OsRng.fill_bytes(bytes.as_mut_slice());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// The token a client showed.
    pub fn shown(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The token as text, to be handed to the client.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database stores. The token has 256 random bits, so a fast hash is enough.
    pub fn hash(&self) -> String {
        blake3::derive_key("county-ledger scanner-api token hash v1", self.0.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The CSRF token that belongs to this session and to no other.
    pub fn csrf(&self) -> String {
        let bytes = blake3::derive_key("county-ledger scanner-api csrf v1", self.0.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Begins a session and forgets the expired ones.
pub async fn begin_session(db: &Db, account: i64, hours: u32) -> Result<Token, VaultError> {
    let token = Token::generate();
    let now = now_ms();
    let mut transaction = db.writer.begin().await?;
    sqlx::query("DELETE FROM sessions WHERE expires_ms <= ?")
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (token_hash, account, created_ms, expires_ms) VALUES (?, ?, ?, ?)",
    )
    .bind(token.hash())
    .bind(account)
    .bind(now)
    .bind(now.saturating_add(i64::from(hours).saturating_mul(3_600_000)))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(token)
}

/// The account of a session that has not expired.
pub async fn session_account(db: &Db, token: &Token) -> Result<Option<i64>, VaultError> {
    Ok(
        sqlx::query_scalar("SELECT account FROM sessions WHERE token_hash = ? AND expires_ms > ?")
            .bind(token.hash())
            .bind(now_ms())
            .fetch_optional(&db.reader)
            .await?,
    )
}

/// Ends a session.
pub async fn end_session(db: &Db, token: &Token) -> Result<(), VaultError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
        .bind(token.hash())
        .execute(&db.writer)
        .await?;
    Ok(())
}

/// Ends every session of an account except one.
pub async fn end_other_sessions(
    db: &Db,
    account: i64,
    kept: Option<&Token>,
) -> Result<(), VaultError> {
    sqlx::query("DELETE FROM sessions WHERE account = ? AND token_hash <> ?")
        .bind(account)
        .bind(kept.map(Token::hash).unwrap_or_default())
        .execute(&db.writer)
        .await?;
    Ok(())
}

/// A machine token as its owner may see it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, sqlx::FromRow)]
pub struct TokenRow {
    /// Its id, for deleting it.
    pub id: String,
    /// What it is for, in the owner's words.
    pub name: String,
    /// When it was made.
    pub created_ms: i64,
}

/// Makes a machine token. The token itself is shown this once.
pub async fn create_token(
    db: &Db,
    account: i64,
    name: &str,
) -> Result<(TokenRow, Token), VaultError> {
    let token = Token::generate();
    let mut id = [0u8; 8];
    OsRng.fill_bytes(&mut id);
    let row = TokenRow {
        id: hex::encode(id),
        name: name.to_owned(),
        created_ms: now_ms(),
    };
    sqlx::query(
        "INSERT INTO tokens (id, token_hash, account, name, created_ms) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&row.id)
    .bind(token.hash())
    .bind(account)
    .bind(&row.name)
    .bind(row.created_ms)
    .execute(&db.writer)
    .await?;
    Ok((row, token))
}

/// The machine tokens of an account, newest first.
pub async fn list_tokens(db: &Db, account: i64) -> Result<Vec<TokenRow>, VaultError> {
    Ok(sqlx::query_as(
        "SELECT id, name, created_ms FROM tokens WHERE account = ? ORDER BY created_ms DESC, id",
    )
    .bind(account)
    .fetch_all(&db.reader)
    .await?)
}

/// Deletes a machine token; whether there was one.
pub async fn delete_token(db: &Db, account: i64, id: &str) -> Result<bool, VaultError> {
    let done = sqlx::query("DELETE FROM tokens WHERE id = ? AND account = ?")
        .bind(id)
        .bind(account)
        .execute(&db.writer)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// The account of a machine token.
pub async fn token_account(db: &Db, token: &Token) -> Result<Option<i64>, VaultError> {
    Ok(
        sqlx::query_scalar("SELECT account FROM tokens WHERE token_hash = ?")
            .bind(token.hash())
            .fetch_optional(&db.reader)
            .await?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{accounts::create_accounts, accounts::NewAccount, Vault};

    async fn account(db: &Db) -> i64 {
        let vault = Vault::from_root(Zeroizing::new([1; 32]));
        let new = NewAccount::with_new_key("grower", "long enough a password");
        create_accounts(db, &vault, &[new]).await.unwrap().remove(0)
    }

    #[tokio::test]
    async fn a_session_lives_until_it_ends_or_expires() {
        let db = Db::in_memory().await.unwrap();
        let account = account(&db).await;
        let token = begin_session(&db, account, 1).await.unwrap();
        assert_eq!(session_account(&db, &token).await.unwrap(), Some(account));
        let stored: String = sqlx::query_scalar("SELECT token_hash FROM sessions")
            .fetch_one(&db.reader)
            .await
            .unwrap();
        assert_ne!(stored, token.as_str());
        let expired = begin_session(&db, account, 0).await.unwrap();
        assert_eq!(session_account(&db, &expired).await.unwrap(), None);
        end_other_sessions(&db, account, Some(&token))
            .await
            .unwrap();
        assert_eq!(session_account(&db, &token).await.unwrap(), Some(account));
        end_session(&db, &token).await.unwrap();
        assert_eq!(session_account(&db, &token).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_machine_token_works_until_its_owner_deletes_it() {
        let db = Db::in_memory().await.unwrap();
        let account = account(&db).await;
        let (row, token) = create_token(&db, account, "scale").await.unwrap();
        assert_eq!(token_account(&db, &token).await.unwrap(), Some(account));
        let listed = list_tokens(&db, account).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&row));
        assert!(!delete_token(&db, account + 1, &row.id).await.unwrap());
        assert!(delete_token(&db, account, &row.id).await.unwrap());
        assert_eq!(token_account(&db, &token).await.unwrap(), None);
    }

    #[test]
    fn csrf_tokens_belong_to_one_session() {
        let (one, other) = (Token::generate(), Token::generate());
        assert!(same(&one.csrf(), &Token::shown(one.as_str()).csrf()));
        assert!(!same(&one.csrf(), &other.csrf()));
    }
}
