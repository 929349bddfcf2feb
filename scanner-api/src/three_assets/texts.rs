//! Texts of which the ledger has a digest only: questions, answers, explanations that may name people.

use county_primitives::{Digest, DivisionCode};
use serde::{Deserialize, Serialize};

use crate::{db::now_ms, error::ApiError, state::App, vault::Table};

/// The longest text, in characters.
pub const TEXT_MAX: usize = 2_000;

/// A text as it is sealed. Its digest is `BLAKE3(salt ++ text)`: whoever is given both can prove it, and
/// nobody else can try texts out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Salted {
    /// 64 hexadecimal characters; they are hashed as they stand.
    pub salt: String,
    /// The text.
    pub text: String,
}

impl Salted {
    /// What the ledger has.
    pub fn digest(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.salt.as_bytes());
        hasher.update(self.text.as_bytes());
        Digest(hasher.finalize().into())
    }
}

/// Keeps a text of a village and gives its digest. The same text of the same village has the same digest, so
/// that a repeated request stays the same call.
pub async fn keep(app: &App, village: DivisionCode, text: &str) -> Result<Digest, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ApiError::field("/text", "write something", "请填写内容"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(ApiError::field(
            "/text",
            format!("at most {TEXT_MAX} characters"),
            format!("最多 {TEXT_MAX} 个字"),
        ));
    }
    let village = village.to_string();
    let salted = Salted {
        salt: app
            .vault
            .keyed_digest("text salt", &[&village, text])
            .to_string(),
        text: text.to_owned(),
    };
    let digest = salted.digest();
    let plain = serde_json::to_vec(&salted)?;
    let sealed = app.vault.seal(Table::Texts, &digest.to_string(), &plain)?;
    sqlx::query(
        "INSERT INTO sealed_texts (digest, village, sealed, created_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(digest.to_string())
    .bind(village)
    .bind(sealed)
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(digest)
}

/// The text behind a digest with its salt, if this service keeps it. Who may read it is for the caller to say.
pub async fn shown(app: &App, digest: &Digest) -> Result<Option<Salted>, ApiError> {
    let id = digest.to_string();
    let sealed: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM sealed_texts WHERE digest = ?")
            .bind(&id)
            .fetch_optional(&app.db.reader)
            .await?;
    sealed
        .map(|sealed| {
            let opened = app.vault.open(Table::Texts, &id, &sealed)?;
            Ok(serde_json::from_slice(&opened)?)
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use crate::testing::world;

    use super::*;

    #[tokio::test]
    async fn a_text_is_kept_once_and_proves_itself() {
        let world = world().await;
        let village: DivisionCode = "210115104201".parse().unwrap();
        let digest = keep(&world.app, village, " 招待费为什么这么多？ ")
            .await
            .unwrap();
        let again = keep(&world.app, village, "招待费为什么这么多？")
            .await
            .unwrap();
        assert_eq!(digest, again);
        let salted = shown(&world.app, &digest).await.unwrap().unwrap();
        assert_eq!(salted.text, "招待费为什么这么多？");
        assert_eq!(salted.digest(), digest);
        let other: DivisionCode = "210115104202".parse().unwrap();
        assert_ne!(keep(&world.app, other, &salted.text).await.unwrap(), digest);
        assert!(shown(&world.app, &Digest([0; 32])).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn empty_and_endless_texts_are_refused() {
        let world = world().await;
        let village: DivisionCode = "210115104201".parse().unwrap();
        assert!(keep(&world.app, village, "  ").await.is_err());
        let longest = "长".repeat(TEXT_MAX);
        assert!(keep(&world.app, village, &longest).await.is_ok());
        assert!(keep(&world.app, village, &format!("{longest}长"))
            .await
            .is_err());
    }
}
