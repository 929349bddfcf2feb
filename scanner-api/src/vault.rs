//! The vault: what must stay secret lies in the database only sealed, each row bound to its place.

pub mod accounts;
pub mod keys;
pub mod master;
pub mod password;
pub mod tokens;

use chacha20poly1305::{
    aead::{Aead, Payload},
    KeyInit, XChaCha20Poly1305, XNonce,
};
use county_primitives::{BatchId, Digest, OrganisationId};
use qr_labeler::certificate::PlateKey;
use rand::{rngs::OsRng, RngCore};
use sqlx::SqlitePool;
use zeroize::Zeroizing;

use crate::db::{now_ms, Db};

const NONCE_BYTES: usize = 24;

/// Why the vault did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The login or the password is wrong; which of them is not said.
    #[error("the login or the password is not right")]
    Credentials,
    /// Too many wrong passwords.
    #[error("locked for {retry_after_s} more seconds")]
    Locked {
        /// When the next attempt is looked at, in seconds from now.
        retry_after_s: u64,
    },
    /// A sealed value does not open: damaged, moved from another row, or sealed by another master key.
    #[error("a sealed value does not open")]
    Sealed,
    /// The master key cannot be used.
    #[error("{0}")]
    MasterKey(String),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    /// The database did not answer.
    #[error("the vault's database did not answer")]
    Database(#[from] sqlx::Error),
}

/// Where a sealed value lies. A value sealed for one place does not open in another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Table {
    /// The constant that tells whether the master key is the right one.
    Vault,
    /// Signing keys.
    AccountKeys,
    /// Secrets of code batches.
    BatchSecrets,
    /// Names of natural persons.
    Persons,
    /// Plate numbers.
    Plates,
    /// Names, phones and remarks of certificates.
    Particulars,
    /// Outlines of plots.
    Outlines,
    /// Names and numbers of whom a village pays or is paid by.
    Parties,
    /// Numbers of bank accounts.
    PartyAccounts,
    /// Questions, answers and other texts of which the ledger has a digest.
    Texts,
    /// Which account stands behind the one-time name of a challenge.
    Askers,
    /// Bank statements that are looked at before they are recorded.
    StagedStatements,
    /// What a bank writes beside a line.
    BankLineTexts,
    /// What inspectors searched for.
    Views,
    /// Working notes of inspectors.
    Notes,
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::AccountKeys => "account_keys",
            Self::BatchSecrets => "batch_secrets",
            Self::Persons => "persons",
            Self::Plates => "plates",
            Self::Particulars => "certificate_particulars",
            Self::Outlines => "outlines",
            Self::Parties => "parties",
            Self::PartyAccounts => "party_accounts",
            Self::Texts => "sealed_texts",
            Self::Askers => "askers",
            Self::StagedStatements => "staged_statements",
            Self::BankLineTexts => "bank_line_texts",
            Self::Views => "inspect_views",
            Self::Notes => "inspect_notes",
        }
    }
}

/// Seals and opens with one key for each table, all derived from the master key.
#[derive(Clone)]
pub struct Vault {
    root: Zeroizing<[u8; 32]>,
}

impl Vault {
    pub(crate) fn from_root(root: Zeroizing<[u8; 32]>) -> Self {
        Self { root }
    }

    fn cipher(&self, table: Table) -> XChaCha20Poly1305 {
        let mut hasher =
            blake3::Hasher::new_derive_key("county-ledger scanner-api vault table key v1");
        hasher.update(self.root.as_slice());
        hasher.update(table.name().as_bytes());
        let mut key = Zeroizing::new([0u8; 32]);
        key.copy_from_slice(hasher.finalize().as_bytes());
        XChaCha20Poly1305::new(key.as_slice().into())
    }

    /// The key of the commitments to plate numbers; checkpoints may be given it.
    pub fn plate_key(&self) -> PlateKey {
        let context = "county-ledger scanner-api vault plate key v1";
        PlateKey::new(blake3::derive_key(context, self.root.as_slice()))
    }

    /// A keyed digest: the same for the same parts, and nobody without the master key can try out what they
    /// are. `use_of` keeps digests of different things apart.
    pub fn keyed_digest(&self, use_of: &str, parts: &[&str]) -> Digest {
        let context = "county-ledger scanner-api vault digest key v1";
        let mut hasher = blake3::Hasher::new_keyed(&blake3::derive_key(
            context,
            &[self.root.as_slice(), use_of.as_bytes()].concat(),
        ));
        for part in parts {
            // The length stands before each part, so that parts cannot flow into each other.
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Digest(hasher.finalize().into())
    }

    /// Seals a value for one row of a table.
    pub fn seal(&self, table: Table, id: &str, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0u8; NONCE_BYTES];
        OsRng.fill_bytes(&mut nonce);
        let sealed = self
            .cipher(table)
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: plaintext,
                    aad: id.as_bytes(),
                },
            )
            .map_err(|_| VaultError::Sealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a value that was sealed for this row.
    pub fn open(
        &self,
        table: Table,
        id: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE_BYTES)
            .ok_or(VaultError::Sealed)?;
        self.cipher(table)
            .decrypt(
                XNonce::from_slice(nonce),
                Payload {
                    msg: sealed,
                    aad: id.as_bytes(),
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Sealed)
    }

    /// Keeps the secret of a batch. Fails if the batch has one.
    pub async fn store_batch_secret(
        &self,
        db: &Db,
        batch: BatchId,
        organisation: OrganisationId,
        secret: &[u8; 32],
    ) -> Result<(), VaultError> {
        let sealed = self.seal(Table::BatchSecrets, &batch.to_string(), secret)?;
        sqlx::query("INSERT INTO batch_secrets (batch, organisation, sealed, created_ms) VALUES (?, ?, ?, ?)")
            .bind(i64::from(batch.0))
            .bind(i64::from(organisation.0))
            .bind(sealed)
            .bind(now_ms())
            .execute(&db.writer)
            .await?;
        Ok(())
    }

    /// The secret of a batch; `None` if this service did not make it.
    pub async fn batch_secret(
        &self,
        db: &Db,
        batch: BatchId,
    ) -> Result<Option<Zeroizing<[u8; 32]>>, VaultError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM batch_secrets WHERE batch = ?")
                .bind(i64::from(batch.0))
                .fetch_optional(&db.reader)
                .await?;
        sealed
            .map(|sealed| {
                let secret = self.open(Table::BatchSecrets, &batch.to_string(), &sealed)?;
                secret_bytes(&secret)
            })
            .transpose()
    }
}

/// The 32 bytes of an opened key or secret.
fn secret_bytes(opened: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    opened
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Sealed)
}

/// Makes or opens the vault of a database. Fails if the master key is not the one it was made with.
pub async fn unlock(writer: &SqlitePool, master_key: &[u8]) -> Result<Vault, VaultError> {
    let row: Option<(Vec<u8>, Vec<u8>)> =
        sqlx::query_as("SELECT salt, check_value FROM vault WHERE id = 1")
            .fetch_optional(writer)
            .await?;
    if let Some((salt, check)) = row {
        let vault = Vault::from_root(master::root_key(master_key, &salt)?);
        return match vault.open(Table::Vault, "1", &check) {
            Ok(_) => Ok(vault),
            Err(_) => Err(VaultError::MasterKey(
                "the master key is not the one this database was made with".to_owned(),
            )),
        };
    }
    let mut salt = [0u8; 16];
    OsRng.fill_bytes(&mut salt);
    let vault = Vault::from_root(master::root_key(master_key, &salt)?);
    let check = vault.seal(Table::Vault, "1", b"county-ledger")?;
    sqlx::query("INSERT INTO vault (id, salt, check_value) VALUES (1, ?, ?)")
        .bind(salt.as_slice())
        .bind(check)
        .execute(writer)
        .await?;
    Ok(vault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        Vault::from_root(Zeroizing::new([7; 32]))
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_own_place() {
        let vault = vault();
        let sealed = vault.seal(Table::Persons, "a", b"name").unwrap();
        assert_eq!(
            vault.open(Table::Persons, "a", &sealed).unwrap().as_slice(),
            b"name"
        );
        assert!(vault.open(Table::Persons, "b", &sealed).is_err());
        assert!(vault.open(Table::AccountKeys, "a", &sealed).is_err());
        let other = Vault::from_root(Zeroizing::new([8; 32]));
        assert!(other.open(Table::Persons, "a", &sealed).is_err());
        assert!(vault.open(Table::Persons, "a", &sealed[..20]).is_err());
        assert_ne!(sealed, vault.seal(Table::Persons, "a", b"name").unwrap());
    }

    #[tokio::test]
    async fn a_wrong_master_key_is_told_from_a_new_vault() {
        let db = Db::in_memory().await.unwrap();
        let first = unlock(&db.writer, &[1; 32]).await.unwrap();
        let sealed = first.seal(Table::Persons, "a", b"name").unwrap();
        let again = unlock(&db.writer, &[1; 32]).await.unwrap();
        assert!(again.open(Table::Persons, "a", &sealed).is_ok());
        assert!(matches!(
            unlock(&db.writer, &[2; 32]).await,
            Err(VaultError::MasterKey(_))
        ));
    }

    #[tokio::test]
    async fn batch_secrets_are_kept_once() {
        let db = Db::in_memory().await.unwrap();
        let vault = vault();
        let (batch, owner) = (BatchId(9), OrganisationId(1));
        assert!(vault.batch_secret(&db, batch).await.unwrap().is_none());
        vault
            .store_batch_secret(&db, batch, owner, &[3; 32])
            .await
            .unwrap();
        assert_eq!(
            *vault.batch_secret(&db, batch).await.unwrap().unwrap(),
            [3; 32]
        );
        assert!(vault
            .store_batch_secret(&db, batch, owner, &[4; 32])
            .await
            .is_err());
    }
}
