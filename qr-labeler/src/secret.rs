//! The secret of a batch, and the tokens and salts that come out of it.

use std::{fmt, str::FromStr};

use county_primitives::BatchId;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What a token is derived under; changing it changes every code.
const TOKEN_DOMAIN: &[u8; 24] = b"county-ledger/code/token";
/// What a salt is derived under.
const SALT_DOMAIN: &[u8; 24] = b"county-ledger/code/salt\0";

/// 16 bytes that keep a leaf from being found by trying all tokens.
pub type Salt = [u8; 16];

/// The secret all tokens and salts of one batch come from. It never leaves the key vault, is wiped
/// from memory when dropped and is not shown by `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct BatchSecret([u8; 32]);

/// A text that is not a secret. It does not repeat the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a batch secret is 64 hexadecimal digits (32 bytes)")]
pub struct SecretError;

impl BatchSecret {
    /// Takes 32 random bytes. They must come from a cryptographic random generator.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; white space around them is ignored.
    ///
    /// # Errors
    /// [`SecretError`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, SecretError> {
        let mut secret = Self([0; 32]);
        hex::decode_to_slice(text.trim(), &mut secret.0).map_err(|_| SecretError)?;
        Ok(secret)
    }

    /// The bytes, for the vault that seals them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The token of a code: the first 35 bits of its keyed hash.
    pub fn token(&self, batch: BatchId, index: u32) -> u64 {
        let output = self.derive(TOKEN_DOMAIN, batch, index);
        let [a, b, c, d, e, f, g, h, ..] = *output;
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> (64 - 35)
    }

    /// The salt of a code: the first 16 bytes of its keyed hash in another domain.
    pub fn salt(&self, batch: BatchId, index: u32) -> Salt {
        let output = self.derive(SALT_DOMAIN, batch, index);
        let mut salt = Salt::default();
        salt.copy_from_slice(&output[..16]);
        salt
    }

    /// `keyed_BLAKE3(secret, domain ++ batch ++ index)`, both numbers as 4 little-endian bytes.
    fn derive(&self, domain: &[u8; 24], batch: BatchId, index: u32) -> Zeroizing<[u8; 32]> {
        let mut input = [0; 32];
        input[..24].copy_from_slice(domain);
        input[24..28].copy_from_slice(&batch.0.to_le_bytes());
        input[28..].copy_from_slice(&index.to_le_bytes());
        Zeroizing::new(*blake3::keyed_hash(&self.0, &input).as_bytes())
    }
}

impl fmt::Debug for BatchSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BatchSecret(..)")
    }
}

impl FromStr for BatchSecret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        Self::from_hex(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_leak() {
        let secret = BatchSecret::new([0xab; 32]);
        assert_eq!(format!("{secret:?}"), "BatchSecret(..)");
    }

    #[test]
    fn hex_is_checked() {
        assert!(BatchSecret::from_hex(&format!(" {}\n", "0f".repeat(32))).is_ok());
        for bad in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
            assert_eq!(BatchSecret::from_hex(bad).err(), Some(SecretError));
        }
    }

    #[test]
    fn tokens_and_salts_keep_their_values() {
        // Printed labels depend on these: a change here makes every code in the field unprovable.
        let secret = BatchSecret::new([7; 32]);
        assert_eq!(secret.token(BatchId(1031), 41), 2_825_308_205);
        assert_eq!(
            hex::encode(secret.salt(BatchId(1031), 41)),
            "cdb4eeb1d7d063768ec0884cbc06a96e"
        );
    }

    #[test]
    fn every_input_changes_the_token_and_the_salt() {
        let secret = BatchSecret::new([7; 32]);
        let other = BatchSecret::new([8; 32]);
        let base = (secret.token(BatchId(1), 1), secret.salt(BatchId(1), 1));
        for (token, salt) in [
            (other.token(BatchId(1), 1), other.salt(BatchId(1), 1)),
            (secret.token(BatchId(2), 1), secret.salt(BatchId(2), 1)),
            (secret.token(BatchId(1), 2), secret.salt(BatchId(1), 2)),
        ] {
            assert_ne!(token, base.0);
            assert_ne!(salt, base.1);
        }
    }
}
