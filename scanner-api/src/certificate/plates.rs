//! Plate numbers: sealed here, and shown to the chain only as a keyed digest.

use county_primitives::Digest;
use qr_labeler::certificate::Plate;

use crate::{
    db::now_ms,
    error::ApiError,
    state::App,
    vault::{Table, Vault},
};

/// The digest of a plate; `None` if it is none.
pub(crate) fn digest(vault: &Vault, typed: &str) -> Option<Digest> {
    let plate: Plate = typed.parse().ok()?;
    Some(plate.digest(&vault.plate_key()))
}

/// Keeps a plate and gives its digest. What is a digest already stays as it is, for callers that
/// have made it elsewhere.
pub(crate) async fn keep(app: &App, typed: &str) -> Result<Digest, ApiError> {
    if let Ok(digest) = typed.trim().parse() {
        return Ok(digest);
    }
    let plate: Plate = typed.parse().map_err(|error| {
        let detail_zh = "车牌号应为省份简称、一个字母和五到六位字母或数字，例如 渝C12345";
        ApiError::field("/plate", format!("{error}"), detail_zh)
    })?;
    let digest = plate.digest(&app.vault.plate_key());
    let sealed = app.vault.seal(
        Table::Plates,
        &digest.to_string(),
        plate.to_string().as_bytes(),
    )?;
    sqlx::query(
        "INSERT INTO plates (digest, sealed, created_ms) VALUES (?, ?, ?) \
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(digest.to_string())
    .bind(sealed)
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(digest)
}

/// The plate behind a digest, if this service knows it.
pub(crate) async fn shown(app: &App, digest: &Digest) -> Result<Option<String>, ApiError> {
    let sealed: Option<Vec<u8>> = sqlx::query_scalar("SELECT sealed FROM plates WHERE digest = ?")
        .bind(digest.to_string())
        .fetch_optional(&app.db.reader)
        .await?;
    sealed
        .map(|sealed| {
            let opened = app
                .vault
                .open(Table::Plates, &digest.to_string(), &sealed)?;
            Ok(String::from_utf8_lossy(&opened).into_owned())
        })
        .transpose()
}
