//! The codes of a batch for its issuer: lists, tables, archives of labels and single labels.

use std::io::{self, Write as _};

use axum::{
    extract::State,
    http::{header, HeaderValue},
    response::{IntoResponse, Response},
};
use county_primitives::{BatchId, CodeKind};
use qr_labeler::{gtin::Gtin, BatchSecret, Code};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::batches::StateRange;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    labels::{self, archive, stream, Picture, Roll},
    openapi::{answers::ReadProblems, words::LabelCode},
    state::AppState,
};

/// The most codes one page may have.
const PAGE_CODES_MAX: u32 = 1000;
/// The most labels one archive may have; a larger batch is downloaded in parts.
const ARCHIVE_LABELS_MAX: u32 = 50_000;

/// Which codes of a batch.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RangeQuery {
    /// Index of the first code; 0 if not given.
    from: Option<u32>,
    /// Index of the last code; the last of the batch if not given.
    to: Option<u32>,
    /// GTIN of the trade item: labels then carry the GS1 Digital Link form.
    #[param(value_type = Option<String>, example = "6901234567892")]
    gtin: Option<String>,
}

/// Which codes of a batch, and as what pictures.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ArchiveQuery {
    /// `svg` (default) or `png`.
    format: Option<String>,
    /// Index of the first code; 0 if not given.
    from: Option<u32>,
    /// Index of the last code; the last of the batch if not given, at most 50000 in one archive.
    to: Option<u32>,
    /// GTIN of the trade item: labels then carry the GS1 Digital Link form.
    #[param(value_type = Option<String>, example = "6901234567892")]
    gtin: Option<String>,
}

/// Which page of codes.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodesQuery {
    /// Index of the first code; 0 if not given.
    from: Option<u32>,
    /// How many codes, 1 to 1000; 100 if not given.
    limit: Option<u32>,
    /// GTIN of the trade item: URLs then have the GS1 Digital Link form.
    #[param(value_type = Option<String>, example = "6901234567892")]
    gtin: Option<String>,
}

/// A code and where it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListedCode {
    /// Its index in the batch.
    index: u32,
    /// The code.
    #[schema(value_type = LabelCode)]
    code: String,
    /// What its symbol says.
    url: String,
    /// `reserved`, `printed`, `active`, `spoiled` or `void`.
    state: String,
    /// The lot it is on.
    lot: Option<i64>,
    /// The piece or package of meat it is on.
    meat: Option<i64>,
}

/// Some codes of a batch, in the order of their indexes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodePage {
    /// The codes.
    items: Vec<ListedCode>,
    /// The `from` of the next page; `null` on the last.
    next: Option<u32>,
}

/// The roll of a batch, for members of its issuer only. The batch of another organisation is
/// answered as if it were not there.
async fn roll(
    app: &AppState,
    session: &Session,
    batch: u32,
    gtin: Option<&str>,
) -> Result<Roll, ApiError> {
    let organisation = session.organisation()?;
    let (kind, count): (String, i64) =
        sqlx::query_as("SELECT kind, count FROM batches WHERE id = ? AND issuer = ?")
            .bind(i64::from(batch))
            .bind(i64::from(organisation.0))
            .fetch_one(&app.db.reader)
            .await?;
    let kind: CodeKind = serde_json::from_value(kind.into())?;
    let count = u32::try_from(count).map_err(ApiError::internal)?;
    let id = BatchId(batch);
    let Some(secret) = app.vault.batch_secret(&app.db, id).await? else {
        return Err(ApiError::not_found());
    };
    let batch = qr_labeler::Batch::new(kind, id, count, BatchSecret::new(*secret))
        .map_err(ApiError::internal)?;
    let gtin = gtin
        .map(str::parse::<Gtin>)
        .transpose()
        .map_err(|error| ApiError::field("/gtin", error.to_string(), "商品条码（GTIN）不正确"))?;
    Ok(Roll::new(batch, labels::host(app)?, gtin))
}

async fn ranges(app: &AppState, batch: u32) -> Result<Vec<StateRange>, ApiError> {
    let ranges = sqlx::query_as("SELECT * FROM code_ranges WHERE batch = ? ORDER BY first");
    Ok(ranges
        .bind(i64::from(batch))
        .fetch_all(&app.db.reader)
        .await?)
}

/// Where a code stands. Ranges have no gaps.
fn range_of(ranges: &[StateRange], index: u32) -> Option<&StateRange> {
    let index = i64::from(index);
    let at = ranges.partition_point(|range| range.last < index);
    ranges.get(at).filter(|range| range.first <= index)
}

/// The range asked for, if the batch has it.
fn wanted(from: Option<u32>, to: Option<u32>, count: u32) -> Result<(u32, u32), ApiError> {
    let last = count.saturating_sub(1);
    let (from, to) = (from.unwrap_or(0), to.unwrap_or(last));
    if from > to || to > last {
        return Err(ApiError::field(
            if from > last { "/from" } else { "/to" },
            format!("The batch has the codes 0 to {last}"),
            format!("该批次的码序号为 0 到 {last}"),
        ));
    }
    Ok((from, to))
}

fn listed(roll: &Roll, ranges: &[StateRange], code: Code) -> ListedCode {
    let range = range_of(ranges, code.index());
    ListedCode {
        index: code.index(),
        code: code.to_string(),
        url: roll.url(code),
        state: range.map_or_else(String::new, |range| range.state.clone()),
        lot: range.and_then(|range| range.lot),
        meat: range.and_then(|range| range.meat),
    }
}

/// List codes of a batch
///
/// For members of its issuer only.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/codes", tag = "Labels",
    params(("id" = u32, Path, description = "Number of the batch"), CodesQuery),
    responses((status = 200, body = CodePage), ReadProblems),
)]
pub async fn list_codes(
    State(app): State<AppState>,
    session: Session,
    Path(batch): Path<u32>,
    Query(query): Query<CodesQuery>,
) -> Result<Json<CodePage>, ApiError> {
    let roll = roll(&app, &session, batch, query.gtin.as_deref()).await?;
    let limit = query.limit.unwrap_or(100);
    if !(1..=PAGE_CODES_MAX).contains(&limit) {
        return Err(ApiError::field(
            "/limit",
            format!("limit is 1 to {PAGE_CODES_MAX}"),
            format!("limit 应为 1 到 {PAGE_CODES_MAX}"),
        ));
    }
    let (from, _) = wanted(query.from, None, roll.count())?;
    let end = from.saturating_add(limit).min(roll.count());
    let ranges = ranges(&app, batch).await?;
    let items = roll
        .codes(from..=end.saturating_sub(1))
        .map(|code| listed(&roll, &ranges, code))
        .collect();
    let next = (end < roll.count()).then_some(end);
    Ok(Json(CodePage { items, next }))
}

/// Download codes of a batch as CSV
///
/// With the columns index, code, url and state. For members of its issuer only.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/codes.csv", tag = "Labels",
    params(("id" = u32, Path, description = "Number of the batch"), RangeQuery),
    responses((status = 200, body = String, content_type = "text/csv"), ReadProblems),
)]
pub async fn download_codes(
    State(app): State<AppState>,
    session: Session,
    Path(batch): Path<u32>,
    Query(query): Query<RangeQuery>,
) -> Result<Response, ApiError> {
    let roll = roll(&app, &session, batch, query.gtin.as_deref()).await?;
    let (from, to) = wanted(query.from, query.to, roll.count())?;
    let ranges = ranges(&app, batch).await?;
    let permit = labels::download_permit().await?;
    let body = stream::body(move |sink| {
        let _permit = permit;
        writeln!(sink, "index,code,url,state")?;
        for code in roll.codes(from..=to) {
            let ListedCode {
                index,
                code,
                url,
                state,
                ..
            } = listed(&roll, &ranges, code);
            // None of the values can hold a comma or a quotation mark.
            writeln!(sink, "{index},{code},{url},{state}")?;
        }
        Ok(())
    });
    let name = format!("codes-{batch}-{from}-{to}.csv");
    Ok((download("text/csv; charset=utf-8", &name)?, body).into_response())
}

/// Download the labels of a batch as ZIP
///
/// Made while it is sent, one picture per code in the order of the codes. For members of its issuer
/// only.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}/labels.zip", tag = "Labels",
    params(("id" = u32, Path, description = "Number of the batch"), ArchiveQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"), ReadProblems),
)]
pub async fn download_labels(
    State(app): State<AppState>,
    session: Session,
    Path(batch): Path<u32>,
    Query(query): Query<ArchiveQuery>,
) -> Result<Response, ApiError> {
    let roll = roll(&app, &session, batch, query.gtin.as_deref()).await?;
    let picture: Picture =
        query
            .format
            .as_deref()
            .unwrap_or("svg")
            .parse()
            .map_err(|error: labels::NoPicture| {
                ApiError::field("/format", error.to_string(), "format 应为 svg 或 png")
            })?;
    let (from, to) = wanted(query.from, query.to, roll.count())?;
    let count = to - from + 1;
    if count > ARCHIVE_LABELS_MAX {
        return Err(ApiError::field(
            "/to",
            format!("An archive has at most {ARCHIVE_LABELS_MAX} labels; ask for parts with from and to"),
            format!("每个压缩包最多 {ARCHIVE_LABELS_MAX} 个标签，请用 from 和 to 分批下载"),
        ));
    }
    let permit = labels::download_permit().await?;
    let body = stream::body(move |sink| {
        let _permit = permit;
        let files = roll.codes(from..=to).map(|code| {
            let name = format!("{:08}-{code}.{}", code.index(), picture.extension());
            let content = roll.picture(code, picture);
            content
                .map(|content| (name, content))
                .map_err(|error| io::Error::other(error.code().to_owned()))
        });
        archive::write(sink, picture == Picture::Svg, files)
    });
    let name = format!("labels-{batch}-{from}-{to}.zip");
    let mut response = (download("application/zip", &name)?, body).into_response();
    response
        .headers_mut()
        .insert("x-label-count", HeaderValue::from(count));
    Ok(response)
}

/// Get one label as a picture
///
/// `{file}` is the code with `.svg` or `.png`. For members of its batch's issuer only.
#[utoipa::path(
    get, path = "/api/v1/labels/{file}", tag = "Labels",
    params(
        ("file" = String, Path, description = "The code, a dot, and svg or png", example = "10000070001903NQK8N9.svg"),
        ("gtin" = Option<String>, Query, description = "GTIN of the trade item: the label then carries the GS1 Digital Link form"),
    ),
    responses(
        (status = 200, description = "The label", content((Vec<u8> = "image/svg+xml"), (Vec<u8> = "image/png"))),
        ReadProblems,
    ),
)]
pub async fn get_label(
    State(app): State<AppState>,
    session: Session,
    Path(file): Path<String>,
    Query(query): Query<GtinQuery>,
) -> Result<Response, ApiError> {
    let (code, extension) = file.rsplit_once('.').ok_or_else(ApiError::not_found)?;
    let picture: Picture = extension.parse().map_err(|_| ApiError::not_found())?;
    let code = Code::decode(code).map_err(|_| ApiError::not_found())?.code;
    let roll = roll(&app, &session, code.batch().0, query.gtin.as_deref()).await?;
    if !roll.has(&code) {
        return Err(ApiError::not_found());
    }
    let content = roll.picture(code, picture)?;
    let headers = [
        (header::CONTENT_TYPE, picture.media_type()),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        ),
    ];
    Ok((headers, content).into_response())
}

/// The trade item, if labels are to carry it.
#[derive(Clone, Debug, Deserialize)]
pub struct GtinQuery {
    gtin: Option<String>,
}

fn download(
    media_type: &'static str,
    name: &str,
) -> Result<[(header::HeaderName, HeaderValue); 3], ApiError> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(ApiError::internal)?;
    Ok([
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::Instant;

    #[test]
    fn ranges_are_found_at_their_ends() {
        let range = |first, last| StateRange {
            first,
            last,
            state: format!("{first}"),
            lot: None,
            meat: None,
            since: Instant(0),
        };
        let ranges = [range(0, 4), range(5, 5), range(6, 9)];
        for (index, first) in [(0, 0), (4, 0), (5, 5), (6, 6), (9, 6)] {
            assert_eq!(range_of(&ranges, index).unwrap().first, first);
        }
        assert!(range_of(&ranges, 10).is_none());
    }

    #[test]
    fn a_range_must_lie_in_the_batch() {
        assert_eq!(wanted(None, None, 10).unwrap(), (0, 9));
        assert_eq!(wanted(Some(3), Some(3), 10).unwrap(), (3, 3));
        for (from, to, pointer) in [
            (Some(10), None, "/from"),
            (Some(4), Some(3), "/to"),
            (None, Some(10), "/to"),
        ] {
            let error = wanted(from, to, 10).unwrap_err();
            assert_eq!(error.problem().errors[0].pointer, pointer);
        }
    }
}
