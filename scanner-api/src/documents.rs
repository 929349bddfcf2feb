//! The document store: files lie under the BLAKE3 digest of their bytes as stored, that is without
//! metadata, and that digest is what goes on the ledger.

pub mod clean;
pub mod jpeg;
pub mod thumbnail;

use bytes::Bytes;
use county_primitives::{Digest, OrganisationId};
use object_store::{path::Path, GetResult, ObjectStore, PutPayload};
use serde::Serialize;
use sqlx::QueryBuilder;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::{
    db::{now_ms, sql},
    error::{ApiError, Code, FieldError},
    openapi::words,
    screening,
    shown::Instant,
    state::App,
    visibility::Scope,
};
use clean::MediaType;
use thumbnail::PreviewError;

/// How many pictures are unpacked at the same time; each may take half a gigabyte.
static UNPACKING: Semaphore = Semaphore::const_new(2);
/// The longest file name that is kept, in bytes.
const NAME_BYTES_MAX: usize = 200;

/// Who may see a document besides its organisation and the authorities of its division.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Visibility {
    /// Nobody.
    #[default]
    Organisation,
    /// Everybody, also shoppers.
    Public,
}

impl Visibility {
    /// The visibility with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Organisation, Self::Public]
            .into_iter()
            .find(|known| known.as_str() == name)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Public => "public",
        }
    }
}

/// A file as it was uploaded.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name on the uploader's device.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
    /// Who may see it.
    pub visibility: Visibility,
}

/// A stored document.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Document {
    /// BLAKE3 digest of the bytes as stored.
    #[schema(value_type = words::Digest)]
    pub digest: String,
    /// What it is, by its content.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// How many bytes are stored.
    pub bytes: i64,
    /// Its name.
    #[schema(example = "检测报告.pdf")]
    pub name: String,
    /// `organisation` or `public`.
    pub visibility: String,
    /// Whether there is a small preview.
    pub thumbnail: bool,
    /// When it was uploaded.
    #[sqlx(rename = "created_ms")]
    pub created: Instant,
}

struct Prepared {
    digest: Digest,
    kind: MediaType,
    bytes: Bytes,
    preview: Option<Bytes>,
}

/// Takes a file in: says what it is, cleans it, makes the preview and stores both. The same content
/// is stored once, whoever uploads it.
pub async fn store(
    app: &App,
    organisation: OrganisationId,
    account: i64,
    upload: Upload,
) -> Result<Document, ApiError> {
    let name = plain_name(&upload.name);
    if let Some(number) = screening::find(&name) {
        return Err(ApiError::fields(
            Code::PersonalData,
            vec![FieldError {
                pointer: "/file".to_owned(),
                code: Code::PersonalData.row().0.into(),
                detail: number.advice().to_owned(),
                detail_zh: number.advice_zh().to_owned(),
            }],
        ));
    }
    let bytes = upload.bytes;
    let permit = UNPACKING.acquire().await.map_err(ApiError::internal)?;
    let prepared = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        prepare(bytes)
    });
    let prepared = prepared.await.map_err(ApiError::internal)??;
    let digest = prepared.digest.to_string();
    put(&*app.documents, &file_path(&digest), prepared.bytes.clone()).await?;
    if let Some(preview) = &prepared.preview {
        put(&*app.documents, &preview_path(&digest), preview.clone()).await?;
    }
    let name = if name.is_empty() {
        default_name(prepared.kind)
    } else {
        name
    };
    register(
        app,
        organisation,
        account,
        &prepared,
        &name,
        upload.visibility,
    )
    .await?;
    Ok(Document {
        digest,
        media_type: prepared.kind.as_str().to_owned(),
        bytes: sql(prepared.bytes.len()),
        name,
        visibility: upload.visibility.as_str().to_owned(),
        thumbnail: prepared.preview.is_some(),
        created: Instant(now_ms()),
    })
}

fn prepare(bytes: Bytes) -> Result<Prepared, ApiError> {
    let kind = MediaType::sniff(&bytes).ok_or_else(|| {
        ApiError::with_detail(
            Code::UnsupportedMediaType,
            "Only JPEG, PNG and WebP pictures and PDF files are taken; what counts is the content, not the name",
            "只接受 JPEG、PNG、WebP 图片和 PDF 文件（按文件内容判断，不看文件名）",
        )
    })?;
    let unreadable = || {
        ApiError::field(
            "/file",
            "The file is damaged and cannot be read to its end",
            "文件已损坏，无法完整读取，请重新拍照或导出",
        )
    };
    let cleaned = clean::clean(kind, bytes).map_err(|_| unreadable())?;
    let preview = thumbnail::preview(kind, &cleaned).map_err(|error| match error {
        PreviewError::TooLarge => ApiError::field(
            "/file",
            "The picture has too many pixels; send a smaller one",
            "图片像素过大，请压缩后再上传",
        ),
        PreviewError::Undecodable => unreadable(),
    })?;
    let digest = Digest(*blake3::hash(&cleaned.bytes).as_bytes());
    Ok(Prepared {
        digest,
        kind,
        bytes: cleaned.bytes,
        preview,
    })
}

async fn register(
    app: &App,
    organisation: OrganisationId,
    account: i64,
    prepared: &Prepared,
    name: &str,
    visibility: Visibility,
) -> Result<(), ApiError> {
    let digest = prepared.digest.to_string();
    let mut transaction = app.db.writer.begin().await?;
    sqlx::query(
        "INSERT INTO documents (digest, media_type, bytes, thumbnail, created_ms) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(&digest)
    .bind(prepared.kind.as_str())
    .bind(sql(prepared.bytes.len()))
    .bind(prepared.preview.is_some())
    .bind(now_ms())
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO document_holders (digest, organisation, account, name, visibility, created_ms) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest, organisation) \
         DO UPDATE SET name = excluded.name, visibility = excluded.visibility",
    )
    .bind(&digest)
    .bind(i64::from(organisation.0))
    .bind(account)
    .bind(name)
    .bind(visibility.as_str())
    .bind(now_ms())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// What is known of a document that the caller may see. Its own organisation's name for it wins,
/// then the oldest.
pub async fn find(app: &App, scope: &Scope, digest: Digest) -> Result<Document, ApiError> {
    let mut query = QueryBuilder::new(
        "SELECT documents.digest, documents.media_type, documents.bytes, documents.thumbnail, \
         document_holders.name, document_holders.visibility, document_holders.created_ms \
         FROM documents JOIN document_holders ON document_holders.digest = documents.digest \
         JOIN organisations ON organisations.id = document_holders.organisation \
         WHERE documents.digest = ",
    );
    query.push_bind(digest.to_string());
    scope.documents(&mut query);
    query.push(" ORDER BY CASE WHEN document_holders.organisation = ");
    query.push_bind(scope.organisation());
    query.push(" THEN 0 ELSE 1 END, document_holders.created_ms LIMIT 1");
    Ok(query
        .build_query_as::<Document>()
        .fetch_one(&app.db.reader)
        .await?)
}

/// The stored bytes of a document.
pub async fn content(app: &App, digest: &str) -> Result<GetResult, ApiError> {
    get(&*app.documents, &file_path(digest)).await
}

/// The preview of a document.
pub async fn preview(app: &App, digest: &str) -> Result<GetResult, ApiError> {
    get(&*app.documents, &preview_path(digest)).await
}

/// Folders of at most 256 entries on top keep file systems quick.
fn file_path(digest: &str) -> Path {
    let folder = digest.get(..2).unwrap_or_default();
    Path::from_iter(["files", folder, digest])
}

fn preview_path(digest: &str) -> Path {
    let folder = digest.get(..2).unwrap_or_default();
    Path::from_iter(["previews", folder, digest])
}

async fn put(store: &dyn ObjectStore, path: &Path, bytes: Bytes) -> Result<(), ApiError> {
    if store
        .head(path)
        .await
        .is_ok_and(|found| found.size == bytes.len() as u64)
    {
        return Ok(());
    }
    store
        .put(path, PutPayload::from_bytes(bytes))
        .await
        .map_err(ApiError::internal)?;
    Ok(())
}

async fn get(store: &dyn ObjectStore, path: &Path) -> Result<GetResult, ApiError> {
    store.get(path).await.map_err(|error| match error {
        object_store::Error::NotFound { .. } => ApiError::not_found(),
        other => ApiError::internal(other),
    })
}

/// The file name without folders and control characters, cut to the length that is kept.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain: String = last
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    while plain.len() > NAME_BYTES_MAX {
        plain.pop();
    }
    plain.trim().to_owned()
}

fn default_name(kind: MediaType) -> String {
    match kind {
        MediaType::Jpeg => "照片.jpg",
        MediaType::Png => "图片.png",
        MediaType::Webp => "图片.webp",
        MediaType::Pdf => "文件.pdf",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_and_control_characters() {
        assert_eq!(plain_name("C:\\照片\\IMG_1.jpg"), "IMG_1.jpg");
        assert_eq!(plain_name("../../etc/pass\nwd"), "passwd");
        assert_eq!(plain_name(""), "");
        let long = plain_name(&"梨".repeat(100));
        assert!(long.len() <= NAME_BYTES_MAX && long.chars().all(|c| c == '梨'));
    }

    #[test]
    fn paths_stay_inside_their_folder() {
        let digest = Digest([0xab; 32]).to_string();
        assert_eq!(file_path(&digest).to_string(), format!("files/ab/{digest}"));
        assert_eq!(
            preview_path(&digest).to_string(),
            format!("previews/ab/{digest}")
        );
    }

    #[test]
    fn what_is_no_picture_or_report_is_refused() {
        let status = |bytes: &'static [u8]| {
            prepare(Bytes::from_static(bytes))
                .err()
                .map(|error| error.problem().status)
        };
        assert_eq!(status(b"<html><script>"), Some(415));
        assert_eq!(status(b"\x89PNG\r\n\x1a\n broken"), Some(422));
        assert_eq!(status(b"%PDF-1.7 and so on"), None);
    }
}
