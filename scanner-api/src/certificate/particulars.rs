//! What a certificate says of persons: sealed here, and shown to the chain only as a salted digest.

use county_primitives::Digest;
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};

use crate::{db::now_ms, error::ApiError, state::App, vault::Table};

/// The longest of each, in characters.
const TEXT_MAX: usize = 200;

/// Names, phones and remarks of a certificate; any may be blank.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Particulars {
    /// Who owns the load, as it stands on the paper.
    pub(crate) owner: String,
    /// Where the owner is reached.
    pub(crate) owner_phone: String,
    /// Where the carrier is reached.
    pub(crate) carrier_phone: String,
    /// Remarks (备注).
    pub(crate) remarks: String,
}

/// As it is sealed: with a salt, so that nobody can try names and phones out against the digest.
#[derive(Deserialize, Serialize)]
struct Salted {
    salt: String,
    particulars: Particulars,
}

/// Keeps particulars and gives their digest.
pub(crate) async fn keep(app: &App, particulars: &Particulars) -> Result<Digest, ApiError> {
    for (pointer, text) in [
        ("/owner", &particulars.owner),
        ("/owner_phone", &particulars.owner_phone),
        ("/carrier_phone", &particulars.carrier_phone),
        ("/remarks", &particulars.remarks),
    ] {
        if text.chars().count() > TEXT_MAX {
            return Err(ApiError::field(
                pointer,
                format!("at most {TEXT_MAX} characters"),
                format!("最多 {TEXT_MAX} 个字"),
            ));
        }
    }
    let mut salt = [0u8; 32];
    OsRng.fill_bytes(&mut salt);
    let salted = Salted {
        salt: hex::encode(salt),
        particulars: particulars.clone(),
    };
    let plain = serde_json::to_vec(&salted)?;
    let digest = Digest(blake3::hash(&plain).into());
    let sealed = app
        .vault
        .seal(Table::Particulars, &digest.to_string(), &plain)?;
    sqlx::query(
        "INSERT INTO certificate_particulars (digest, sealed, created_ms) VALUES (?, ?, ?)",
    )
    .bind(digest.to_string())
    .bind(sealed)
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(digest)
}

/// The particulars behind a digest, if this service knows them.
pub(crate) async fn shown(app: &App, digest: &Digest) -> Result<Option<Particulars>, ApiError> {
    let sealed: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM certificate_particulars WHERE digest = ?")
            .bind(digest.to_string())
            .fetch_optional(&app.db.reader)
            .await?;
    sealed
        .map(|sealed| {
            let id = digest.to_string();
            let opened = app.vault.open(Table::Particulars, &id, &sealed)?;
            let salted: Salted = serde_json::from_slice(&opened)?;
            Ok(salted.particulars)
        })
        .transpose()
}
