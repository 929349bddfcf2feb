//! Passwords, hashed with Argon2id in the PHC form. The work is done off the async threads, a few at
//! a time, so that many logins at once exhaust neither memory nor processors.

use std::sync::LazyLock;

use argon2::{
    password_hash::{rand_core::OsRng, PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
    Algorithm, Argon2, Params, Version,
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::VaultError;

/// How many passwords are hashed at a time.
const AT_A_TIME: usize = 4;

static PERMITS: Semaphore = Semaphore::const_new(AT_A_TIME);

/// What an unknown login is compared with, so that it takes as long as a known one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(b"nobody has this password").unwrap_or_default());

/// Argon2id with the crate's parameters (those OWASP recommends). Tests take the smallest there are,
/// because they hash hundreds of passwords without optimisation.
fn argon2() -> Argon2<'static> {
    if cfg!(test) {
        let least =
            Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None).unwrap_or_default();
        return Argon2::new(Algorithm::Argon2id, Version::V0x13, least);
    }
    Argon2::default()
}

fn hash_now(password: &[u8]) -> Result<String, VaultError> {
    argon2()
        .hash_password(password, &SaltString::generate(&mut OsRng))
        .map(|hash| hash.to_string())
        .map_err(|error| VaultError::Hash(error.to_string()))
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let _permit = PERMITS
        .acquire()
        .await
        .map_err(|error| VaultError::Hash(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| VaultError::Hash(error.to_string()))?
}

/// The hash of a password.
pub async fn hash(password: &str) -> Result<String, VaultError> {
    let password = Zeroizing::new(password.as_bytes().to_vec());
    off_thread(move || hash_now(&password)).await
}

/// Whether the password is the one that was hashed. With no hash it is not, after the same work.
pub async fn verify(password: &str, hash: Option<String>) -> Result<bool, VaultError> {
    let password = Zeroizing::new(password.as_bytes().to_vec());
    off_thread(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let parsed =
            PasswordHash::new(&hash).map_err(|error| VaultError::Hash(error.to_string()))?;
        let matches = argon2().verify_password(&password, &parsed).is_ok();
        Ok(known && matches)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let hashed = hash("correct horse").await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(hashed.clone())).await.unwrap());
        assert!(!verify("wrong horse", Some(hashed)).await.unwrap());
        assert!(!verify("nobody has this password", None).await.unwrap());
    }
}
