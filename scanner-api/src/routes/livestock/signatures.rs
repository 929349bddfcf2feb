//! The signature under a certificate's code, for vets who keep their key outside this service.

use axum::extract::State;
use county_primitives::CertificateId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    certificate::{signed, Certificate},
    error::ApiError,
    extract::{Json, Path, Session},
    openapi::answers::{ReadProblems, WriteResponses},
    state::{App, AppState},
};

/// What the vet signs, and the code once it is signed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Signing {
    /// The bytes to sign with the key that signed the call, in hexadecimal digits.
    pub message: String,
    /// The text of the code; `null` until it is signed.
    pub code: Option<String>,
}

/// A signature made elsewhere.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignature {
    /// The ed25519 signature, 128 hexadecimal digits.
    signature: String,
}

/// The certificate, for the vet who issued it.
async fn own(app: &App, session: &Session, id: u64) -> Result<Certificate, ApiError> {
    Certificate::find(&app.db.reader, CertificateId(id))
        .await?
        .filter(|certificate| session.member == Some(certificate.vet.member))
        .ok_or_else(ApiError::not_found)
}

/// Get what the vet signs
///
/// For the vet who issued the certificate. Where the key is kept here, opening the certificate signs it.
#[utoipa::path(
    get, path = "/api/v1/certificates/{id}/signature", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the certificate")),
    responses((status = 200, body = Signing), ReadProblems),
)]
pub async fn get_signature(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<u64>,
) -> Result<Json<Signing>, ApiError> {
    let certificate = own(&app, &session, id).await?;
    let code = signed::of(&app, None, &certificate).await?;
    Ok(Json(Signing {
        message: hex::encode(certificate.payload()?.message()),
        code: code.map(|code| code.to_string()),
    }))
}

/// Hand in a signature made elsewhere
///
/// By the vet who issued the certificate, with the key that signed the call; it is checked before it is kept.
#[utoipa::path(
    post, path = "/api/v1/certificates/{id}/signature", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the certificate")),
    request_body = NewSignature,
    responses((status = 200, body = Signing), WriteResponses),
)]
pub async fn hand_in_signature(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<u64>,
    Json(body): Json<NewSignature>,
) -> Result<Json<Signing>, ApiError> {
    let certificate = own(&app, &session, id).await?;
    let mut signature = [0u8; 64];
    hex::decode_to_slice(body.signature.trim(), &mut signature).map_err(|_| {
        ApiError::field(
            "/signature",
            "A signature is 128 hexadecimal digits",
            "签名应为 128 位十六进制数字",
        )
    })?;
    let code = signed::take(&app, &certificate, signature).await?;
    Ok(Json(Signing {
        message: hex::encode(certificate.payload()?.message()),
        code: Some(code.to_string()),
    }))
}
