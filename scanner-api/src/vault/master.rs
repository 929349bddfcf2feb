//! The master key: read from configuration or from a file that is made at the first start.

use std::{fs::OpenOptions, io::Write as _, os::unix::fs::OpenOptionsExt};

use argon2::{Algorithm, Argon2, Params, Version};
use rand::{rngs::OsRng, RngCore};
use zeroize::Zeroizing;

use super::VaultError;
use crate::config::Config;

/// The shortest master key that is accepted, in bytes.
const KEY_BYTES_MIN: usize = 32;

/// Memory, passes and lanes of Argon2id for the master key: paid once per start.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// The key everything else is derived from.
pub(crate) fn root_key(master: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32))
        .map_err(|error| VaultError::Hash(error.to_string()))?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(master, salt, key.as_mut_slice())
        .map_err(|error| VaultError::Hash(error.to_string()))?;
    Ok(key)
}

/// Reads the master key; makes its file with a random key if there is none yet.
pub fn master_key(config: &Config) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let key = if config.vault.master_key.is_empty() {
        key_from_file(&config.master_key_file())?
    } else {
        Zeroizing::new(config.vault.master_key.trim().as_bytes().to_vec())
    };
    if key.len() < KEY_BYTES_MIN {
        return Err(VaultError::MasterKey(format!(
            "the master key is shorter than {KEY_BYTES_MIN} characters"
        )));
    }
    Ok(key)
}

fn key_from_file(file: &std::path::Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let failed = |error: std::io::Error| {
        VaultError::MasterKey(format!("the master key file {}: {error}", file.display()))
    };
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            Ok(Zeroizing::new(text.trim().as_bytes().to_vec()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut bytes = Zeroizing::new([0u8; 32]);
            OsRng.fill_bytes(bytes.as_mut_slice());
            let text = Zeroizing::new(hex::encode(bytes.as_slice()));
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            let mut made = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(file)
                .map_err(failed)?;
            made.write_all(text.as_bytes()).map_err(failed)?;
            made.sync_all().map_err(failed)?;
            tracing::info!(file = %file.display(), "made a master key; keep a copy of it in a safe place");
            Ok(Zeroizing::new(text.as_bytes().to_vec()))
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_key_file_is_made_once_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            data_dir: folder.path().join("data"),
            ..Config::default()
        };
        let first = master_key(&config).unwrap();
        assert_eq!(first, master_key(&config).unwrap());
        let mode = std::fs::metadata(config.master_key_file())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        config.vault.master_key = "short".to_owned();
        assert!(master_key(&config).is_err());
    }
}
