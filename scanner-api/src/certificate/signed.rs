//! The vet's signature over what a certificate's code says.

use county_primitives::livestock::SignedCertificate;
use qr_labeler::certificate::{CertificateCode, VetKeys};

use super::{vets, Certificate};
use crate::{
    chain::Signer, db::now_ms, error::ApiError, extract::Session, state::App, vault::VaultError,
};

/// The signed code of a certificate, if it was signed or can be signed now.
///
/// Only the vet who issued the certificate can sign it, and only while logged in here with the very
/// key that signed the call. The signature of a payload is always the same, so that making it when
/// it is first looked at changes nothing that anybody could see.
pub(crate) async fn of(
    app: &App,
    session: Option<&Session>,
    certificate: &Certificate,
) -> Result<Option<CertificateCode>, ApiError> {
    let payload = certificate.payload()?;
    let id = i64::try_from(certificate.id.0).map_err(ApiError::internal)?;
    let stored: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT signature FROM certificate_signatures WHERE certificate = ?")
            .bind(id)
            .fetch_optional(&app.db.reader)
            .await?;
    let signature = match stored {
        Some(stored) => Some(
            <[u8; 64]>::try_from(stored)
                .map_err(|_| ApiError::internal("a signature has 64 bytes"))?,
        ),
        None => match session {
            Some(session) => sign(app, session, certificate, id, &payload.message()).await?,
            None => None,
        },
    };
    Ok(signature.map(|signature| CertificateCode::new(SignedCertificate::new(payload, signature))))
}

async fn sign(
    app: &App,
    session: &Session,
    certificate: &Certificate,
    id: i64,
    message: &[u8],
) -> Result<Option<[u8; 64]>, ApiError> {
    if session.member != Some(certificate.vet.member) {
        return Ok(None);
    }
    let number: Option<i64> =
        sqlx::query_scalar("SELECT key_number FROM members WHERE id = ? AND public_key = ?")
            .bind(i64::from(certificate.vet.member.0))
            .bind(hex::encode(session.public_key))
            .fetch_optional(&app.db.reader)
            .await?;
    if number != Some(i64::from(certificate.vet.key)) {
        return Ok(None);
    }
    let key = match app
        .vault
        .key(&app.db, session.account, &session.public_key)
        .await
    {
        Ok(key) => key,
        // The key is kept elsewhere; whoever keeps it signs there.
        Err(VaultError::Credentials) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let signature = key.sign(message);
    store(app, id, &signature).await?;
    Ok(Some(signature))
}

async fn store(app: &App, id: i64, signature: &[u8; 64]) -> Result<(), ApiError> {
    sqlx::query(
        "INSERT INTO certificate_signatures (certificate, signature, created_ms) \
         VALUES (?, ?, ?) ON CONFLICT (certificate) DO NOTHING",
    )
    .bind(id)
    .bind(signature.as_slice())
    .bind(now_ms())
    .execute(&app.db.writer)
    .await?;
    Ok(())
}

/// Takes a signature that the vet made with a key kept elsewhere. It must be one of the vet's own key
/// over this very certificate, as the list of vets' keys says.
pub(crate) async fn take(
    app: &App,
    certificate: &Certificate,
    signature: [u8; 64],
) -> Result<CertificateCode, ApiError> {
    let payload = certificate.payload()?;
    let code = CertificateCode::new(SignedCertificate::new(payload, signature));
    let keys: VetKeys = vets::list(app).await?.parse().map_err(ApiError::internal)?;
    code.verify(&keys).map_err(|error| {
        ApiError::field(
            "/signature",
            format!("The signature is not the vet's over this certificate: {error}"),
            "签名不是这位官方兽医对本证明的签名",
        )
    })?;
    let id = i64::try_from(certificate.id.0).map_err(ApiError::internal)?;
    store(app, id, &signature).await?;
    Ok(code)
}
