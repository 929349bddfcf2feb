//! The ed25519 keys of members, made here and kept sealed.

use ed25519_dalek::{Signer as _, SigningKey};
use rand::rngs::OsRng;
use sqlx::SqliteConnection;

use super::{secret_bytes, Table, Vault, VaultError};
use crate::{
    chain::Signer,
    db::{now_ms, Db},
};

/// A member's key, opened for one signature. It is wiped from memory when dropped.
pub struct MemberKey(SigningKey);

impl MemberKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(SigningKey::generate(&mut OsRng))
    }

    /// The key with this seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }
}

impl Signer for MemberKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, payload: &[u8]) -> [u8; 64] {
        self.0.sign(payload).to_bytes()
    }
}

impl Vault {
    /// Keeps a key for an account.
    pub async fn store_key(
        &self,
        connection: &mut SqliteConnection,
        account: i64,
        key: &MemberKey,
    ) -> Result<(), VaultError> {
        let public_key = hex::encode(key.public_key());
        let sealed = self.seal(Table::AccountKeys, &public_key, key.0.as_bytes())?;
        sqlx::query(
            "INSERT INTO account_keys (public_key, account, sealed, created_ms) VALUES (?, ?, ?, ?)",
        )
        .bind(public_key)
        .bind(account)
        .bind(sealed)
        .bind(now_ms())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Opens a key of an account.
    pub async fn key(
        &self,
        db: &Db,
        account: i64,
        public_key: &[u8; 32],
    ) -> Result<MemberKey, VaultError> {
        let public_key = hex::encode(public_key);
        let sealed: Vec<u8> = sqlx::query_scalar(
            "SELECT sealed FROM account_keys WHERE public_key = ? AND account = ?",
        )
        .bind(&public_key)
        .bind(account)
        .fetch_optional(&db.reader)
        .await?
        .ok_or(VaultError::Credentials)?;
        let opened = self.open(Table::AccountKeys, &public_key, &sealed)?;
        Ok(MemberKey::from_seed(&*secret_bytes(&opened)?))
    }
}
