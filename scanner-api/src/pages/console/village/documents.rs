//! Photos and papers of a village's money: kept when they come with a form, and shown to who works with them,
//! the agency's accountant and the township among them.

use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use county_primitives::{three_assets::books::DOCUMENTS_MAX, Digest, List};

use super::{
    seat::Village,
    words::{fill, say},
};
use crate::{
    documents::{self, Visibility},
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{Reader, Typed},
        form::Refusal,
        view::Photo,
        Trouble,
    },
};

/// Stores the pictures that came with a form and writes their digests into the field, after those that came
/// with it before, so that they need not be taken again when something else is wrong.
pub(crate) async fn keep(
    desk: &Desk,
    typed: &mut Typed,
    field: &'static str,
) -> Result<(), Refusal> {
    let uploads = std::mem::take(&mut typed.uploads);
    typed.upload = None;
    let organisation = desk.session.organisation()?;
    let mut digests: Vec<String> = typed.all(field).into_iter().map(str::to_owned).collect();
    for upload in uploads {
        let upload = documents::Upload {
            name: upload.name,
            bytes: upload.bytes,
            visibility: Visibility::Organisation,
        };
        match documents::store(&desk.app, organisation, desk.session.account, upload).await {
            Ok(document) if !digests.contains(&document.digest) => digests.push(document.digest),
            Ok(_) => {}
            Err(error) => {
                typed.set(field, digests.join("\n"));
                return Err(Refusal::Mistakes(vec![(field, desk.say_detail(&error))]));
            }
        }
    }
    typed.set(field, digests.join("\n"));
    Ok(())
}

/// The digests of a field, at least one.
pub(crate) fn several(
    read: &mut Reader<'_>,
    desk: &Desk,
    typed: &Typed,
    field: &'static str,
) -> List<Digest, DOCUMENTS_MAX> {
    let digests: Option<Vec<Digest>> = typed
        .all(field)
        .into_iter()
        .map(|digest| digest.parse().ok())
        .collect();
    match digests {
        Some(digests) if !digests.is_empty() => List::try_from(digests).unwrap_or_else(|_| {
            let most = DOCUMENTS_MAX.to_string();
            read.note(
                field,
                fill(desk.t, "mistake-photos-many", &[("count", &most)]),
            );
            List::default()
        }),
        _ => {
            read.note(field, say(desk.t, "mistake-photo"));
            List::default()
        }
    }
}

/// The digest of a field that takes one paper.
pub(crate) fn one(
    read: &mut Reader<'_>,
    desk: &Desk,
    typed: &Typed,
    field: &'static str,
) -> Digest {
    let last = typed
        .all(field)
        .pop()
        .and_then(|digest| digest.parse().ok());
    last.unwrap_or_else(|| {
        read.note(field, say(desk.t, "mistake-photo"));
        Digest::default()
    })
}

/// The pictures behind digests, as a list of the index keeps them. What this service does not have is left out.
pub(crate) async fn photos(
    desk: &Desk,
    village: &Village,
    label: &str,
    digests: &[String],
) -> Result<Vec<Photo>, ApiError> {
    let mut photos = Vec::new();
    for digest in digests {
        let found: Option<(String, bool)> =
            sqlx::query_as("SELECT media_type, thumbnail FROM documents WHERE digest = ?")
                .bind(digest)
                .fetch_optional(&desk.app.db.reader)
                .await?;
        let Some((_, has_small)) = found else {
            continue;
        };
        let href = village.href(&format!("documents/{digest}"));
        photos.push(Photo {
            label: say(desk.t, label),
            small: if has_small {
                format!("{href}/small")
            } else {
                String::new()
            },
            href,
        });
    }
    Ok(photos)
}

/// The digests in a column of the index.
pub(crate) fn listed(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A paper of a village.
pub(crate) async fn show(
    desk: Desk,
    Path((id, digest)): Path<(i64, String)>,
) -> Result<Response, Trouble> {
    let media_type = visible(&desk, id, &digest).await?;
    let content = documents::content(&desk.app, &digest).await?;
    answer(&media_type, content)
}

/// Its small picture.
pub(crate) async fn show_small(
    desk: Desk,
    Path((id, digest)): Path<(i64, String)>,
) -> Result<Response, Trouble> {
    visible(&desk, id, &digest).await?;
    let content = documents::preview(&desk.app, &digest).await?;
    answer("image/jpeg", content)
}

/// What a paper is, if a record of the village names it and one reads what the village keeps.
async fn visible(desk: &Desk, id: i64, digest: &str) -> Result<String, ApiError> {
    Village::inside(desk, id).await?;
    let digest: Digest = digest.parse().map_err(|_| ApiError::not_found())?;
    let within = format!("%{digest}%");
    let is_named: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM spendings WHERE collective = $1 AND (documents LIKE $2 OR receipt = $3)) \
         OR EXISTS (SELECT 1 FROM vouchers WHERE collective = $1 AND documents LIKE $2) \
         OR EXISTS (SELECT 1 FROM decisions JOIN decision_steps ON decision_steps.decision = decisions.id \
             WHERE decisions.collective = $1 AND (decisions.document = $3 OR decision_steps.document = $3)) \
         OR EXISTS (SELECT 1 FROM disclosures WHERE collective = $1 AND (photo = $3 OR digest = $3)) \
         OR EXISTS (SELECT 1 FROM reconciliations JOIN books ON books.id = reconciliations.book \
             WHERE books.collective = $1 AND reconciliations.document = $3) \
         OR EXISTS (SELECT 1 FROM challenges WHERE collective = $1 AND minutes = $3) \
         OR EXISTS (SELECT 1 FROM asset_warnings JOIN asset_warning_steps \
             ON asset_warning_steps.warning = asset_warnings.id \
             WHERE asset_warnings.collective = $1 AND asset_warning_steps.document = $3)",
    )
    .bind(id)
    .bind(within)
    .bind(digest.to_string())
    .fetch_one(&desk.app.db.reader)
    .await?;
    if !is_named {
        return Err(ApiError::not_found());
    }
    Ok(
        sqlx::query_scalar("SELECT media_type FROM documents WHERE digest = ?")
            .bind(digest.to_string())
            .fetch_one(&desk.app.db.reader)
            .await?,
    )
}

fn answer(media_type: &str, content: object_store::GetResult) -> Result<Response, Trouble> {
    // A paper may hold anything; it is downloaded, not shown inside our own address.
    let place = if media_type == "application/pdf" {
        "attachment"
    } else {
        "inline"
    };
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, place.to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    Ok((headers, Body::from_stream(content.into_stream())).into_response())
}
