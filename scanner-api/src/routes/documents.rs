//! Uploading and reading documents.

use axum::{
    body::Body,
    extract::{
        multipart::{Field, MultipartError, MultipartRejection},
        Multipart, State,
    },
    http::{header, HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use county_primitives::Digest;
use object_store::GetResult;
use utoipa::ToSchema;

use crate::{
    documents::{self, Document, Upload, Visibility},
    error::{ApiError, Code},
    extract::{Json, Path, Session},
    openapi::answers::{PublicProblems, UploadProblems},
    state::AppState,
    visibility::Scope,
};

/// A file to be stored.
#[derive(Debug, ToSchema)]
pub struct DocumentForm {
    /// The file: JPEG, PNG, WebP or PDF.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// `organisation` (default): for the own organisation and the authorities of its division;
    /// `public`: for everybody.
    pub visibility: Option<String>,
}

/// Upload a document
///
/// What it is is told by its content. Place, camera, comments and previews are removed from pictures
/// without touching the picture; the digest is that of the stored bytes and goes into records. A file
/// name with an id, phone or card number is refused.
#[utoipa::path(
    post, path = "/api/v1/documents", tag = "Documents",
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Document), UploadProblems),
)]
pub async fn create_document(
    State(app): State<AppState>,
    session: Session,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Document>, ApiError> {
    let organisation = session.organisation()?;
    let form = form.map_err(|_| {
        ApiError::with_detail(
            Code::UnsupportedMediaType,
            "Send multipart/form-data with the field file",
            "请以 multipart/form-data 上传，文件字段名为 file",
        )
    })?;
    let upload = read_form(form, app.config.documents.bytes_max).await?;
    let document = documents::store(&app, organisation, session.account, upload).await?;
    Ok(Json(document))
}

async fn read_form(mut form: Multipart, bytes_max: usize) -> Result<Upload, ApiError> {
    let mut file = None;
    let mut visibility = Visibility::default();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, read_field(field, bytes_max).await?));
            }
            "visibility" => {
                let bytes = read_field(field, 64).await?;
                let name = std::str::from_utf8(&bytes).unwrap_or_default();
                visibility = Visibility::from_name(name).ok_or_else(|| {
                    ApiError::field(
                        "/visibility",
                        "visibility is organisation or public",
                        "visibility 应为 organisation 或 public",
                    )
                })?;
            }
            _ => {
                return Err(ApiError::field(
                    "",
                    "The form has the fields file and visibility only",
                    "表单只接受 file 和 visibility 两个字段",
                ))
            }
        }
    }
    let (name, bytes) = file
        .filter(|(_, bytes)| !bytes.is_empty())
        .ok_or_else(|| ApiError::field("/file", "Choose a file", "请选择要上传的文件"))?;
    Ok(Upload {
        name,
        bytes,
        visibility,
    })
}

/// Reads a field piece by piece, so that a file over the limit is refused before it is in memory.
async fn read_field(mut field: Field<'_>, bytes_max: usize) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + chunk.len() > bytes_max {
            let mebibytes = bytes_max / (1024 * 1024);
            return Err(ApiError::with_detail(
                Code::PayloadTooLarge,
                format!("A document has at most {mebibytes} MiB"),
                format!("文件不能超过 {mebibytes} MiB"),
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn broken(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::new(Code::PayloadTooLarge);
    }
    ApiError::with_detail(
        Code::InvalidRequest,
        "The upload broke off or is not a multipart form",
        "上传中断或表单格式有误",
    )
    .status(StatusCode::BAD_REQUEST)
}

async fn visible(
    app: &AppState,
    session: Option<&Session>,
    digest: &str,
) -> Result<Document, ApiError> {
    let digest: Digest = digest.parse().map_err(|_| ApiError::not_found())?;
    let scope = match session {
        Some(session) => Scope::of(app, session).await,
        None => Scope::nobody(),
    };
    documents::find(app, &scope, digest).await
}

/// Get a document
///
/// For its organisation, the authorities of its division, and everybody if it is public.
#[utoipa::path(
    get, path = "/api/v1/documents/{digest}", tag = "Documents",
    params(("digest" = String, Path, description = "64 hexadecimal digits")),
    responses(
        (status = 200, description = "The file as stored", content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        )),
        PublicProblems,
    ),
    security((), ("session" = []), ("token" = [])),
)]
pub async fn get_document(
    State(app): State<AppState>,
    session: Option<Session>,
    headers: HeaderMap,
    Path(digest): Path<String>,
) -> Result<Response, ApiError> {
    let document = visible(&app, session.as_ref(), &digest).await?;
    if is_cached(&headers, &document.digest) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let content = documents::content(&app, &document.digest).await?;
    let media_type = document.media_type.clone();
    answer(&document, &media_type, &document.digest, content)
}

/// Get the preview of a picture
///
/// A JPEG of at most 480 pixels on its longer side; a report has none.
#[utoipa::path(
    get, path = "/api/v1/documents/{digest}/thumbnail", tag = "Documents",
    params(("digest" = String, Path, description = "64 hexadecimal digits")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), PublicProblems),
    security((), ("session" = []), ("token" = [])),
)]
pub async fn get_thumbnail(
    State(app): State<AppState>,
    session: Option<Session>,
    headers: HeaderMap,
    Path(digest): Path<String>,
) -> Result<Response, ApiError> {
    let document = visible(&app, session.as_ref(), &digest).await?;
    let tag = format!("{}-480", document.digest);
    if is_cached(&headers, &tag) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let content = documents::preview(&app, &document.digest).await?;
    answer(&document, "image/jpeg", &tag, content)
}

fn is_cached(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.contains(tag))
}

/// A file with the headers that keep it from doing anything inside our own address.
pub(crate) fn answer(
    document: &Document,
    media_type: &str,
    tag: &str,
    content: GetResult,
) -> Result<Response, ApiError> {
    let text = |text: String| HeaderValue::from_str(&text).map_err(ApiError::internal);
    // A report may hold anything; it is downloaded, not shown inside our own address.
    let place = if media_type == "application/pdf" {
        "attachment"
    } else {
        "inline"
    };
    let name: String =
        url::form_urlencoded::byte_serialize(document.name.as_bytes()).collect::<String>();
    let cache = match document.visibility.as_str() {
        "public" => "public, max-age=3600",
        _ => "private, max-age=3600",
    };
    let headers = [
        (header::CONTENT_TYPE, text(media_type.to_owned())?),
        (header::CONTENT_LENGTH, HeaderValue::from(content.meta.size)),
        (
            header::CONTENT_DISPOSITION,
            text(format!(
                "{place}; filename*=UTF-8''{}",
                name.replace('+', "%20")
            ))?,
        ),
        (header::ETAG, text(format!("\"{tag}\""))?),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
    ];
    Ok((headers, Body::from_stream(content.into_stream())).into_response())
}
