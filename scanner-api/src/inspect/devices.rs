//! Which browser an account wrote from: only so much that one device behind two people can be seen (W25). The
//! device is the digest of a random cookie; nothing of the browser itself or its address is kept.

use crate::{
    db::{now_ms, Db},
    error::ApiError,
};

/// How long uses are kept, in milliseconds: a year and a month.
const KEPT_MS: i64 = 396 * 86_400_000;
/// The length of a device's name, in hexadecimal characters.
const NAME_HEX: usize = 32;

/// Whether a text can be the name of a device.
pub fn is_name(text: &str) -> bool {
    text.len() == NAME_HEX && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Notes that an account writes from a device now.
pub async fn note(db: &Db, account: i64, name: &str) -> Result<(), ApiError> {
    let device = blake3::derive_key(
        "county-ledger scanner-api device v1",
        name.to_ascii_lowercase().as_bytes(),
    );
    let now = now_ms();
    sqlx::query(
        "INSERT INTO device_uses (account, device, used_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(account)
    .bind(hex::encode(device))
    .bind(now)
    .execute(&db.writer)
    .await?;
    sqlx::query("DELETE FROM device_uses WHERE used_ms < ?")
        .bind(now.saturating_sub(KEPT_MS))
        .execute(&db.writer)
        .await?;
    Ok(())
}
