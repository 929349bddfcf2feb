//! Batches of codes: issue, printing, spoilage, activation, voiding, and where their codes stand.

use axum::extract::State;
use county_primitives::{
    labels::{Activation, BatchInput, CodeRange, Voiding},
    BrandId, CodeKind, Grams, INDEX_MAX,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    chain::RawCall,
    error::ApiError,
    extract::{ItemsBody, Json, Path, Query, Session},
    labels,
    openapi::{
        answers::{PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        requests::{ActivationItem, BatchItem, CodeRange as CodeRangeItem, ItemsOf, VoidItem},
        words::{self, Digest},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
    write::{Fingerprint, Write, WriteAnswer},
};

writes! {
    /// Record that codes were printed
    ///
    /// Only printed codes can be bound to lots.
    create_prints("/api/v1/prints", "Labels", CodeRange as CodeRangeItem) => "Labels"."record_prints";

    /// Record that codes were spoiled
    ///
    /// At the printer or on the line; it is final.
    create_spoils("/api/v1/spoils", "Labels", CodeRange as CodeRangeItem) => "Labels"."record_spoils";

    /// Bind codes to lots or to meat
    ///
    /// `"lot"` or `"meat"` stands beside the range. The goods must be held by the issuer, fit the brand,
    /// have no failed test and no hold, and have enough mass left.
    create_activations("/api/v1/activations", "Labels", Activation as ActivationItem) => "Labels"."activate_ranges";

    /// Take codes out of use
    ///
    /// It is final; a scan of the code says so from then on.
    create_voids("/api/v1/voids", "Labels", Voiding as VoidItem) => "Labels"."void_codes";
}

/// A batch to be issued. Its number, secret and Merkle root are made here.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewBatch {
    /// The brand.
    pub brand: BrandId,
    /// The season whose quota is used.
    pub season: u16,
    /// What the codes are stuck on.
    pub kind: CodeKind,
    /// How many codes.
    pub count: u32,
    /// Net mass behind one code.
    pub unit_net: Grams,
}

/// Issue batches of codes
///
/// The service picks an unused random number for each, makes its secret in the vault and the Merkle
/// root over its codes, and submits only the root.
#[utoipa::path(
    post, path = "/api/v1/batches", tag = "Labels", params(WriteParams),
    request_body = ItemsOf<BatchItem>, responses(WriteResponses),
)]
pub async fn create_batches(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<NewBatch>>,
) -> Result<WriteAnswer, ApiError> {
    issue_batches(&app, &write, body).await
}

/// Issues batches; also for forms.
pub async fn issue_batches(
    app: &AppState,
    write: &Write,
    body: ItemsBody<NewBatch>,
) -> Result<WriteAnswer, ApiError> {
    // Number and secret are random, so the request and not the call tells a repetition.
    let fingerprint = Fingerprint::of(&("Labels.issue_batches", &body))?;
    if let Some(answer) = write.replayed(app, &fingerprint).await? {
        return Ok(answer);
    }
    let organisation = write.session.organisation()?;
    let items = body.bounded()?;
    let counts: u64 = items.iter().map(|item| u64::from(item.count)).sum();
    for (at, item) in items.iter().enumerate() {
        if item.count == 0 || counts > u64::from(INDEX_MAX) + 1 {
            return Err(ApiError::field(
                format!("/items/{at}/count"),
                format!("A request issues 1 to {} codes", u64::from(INDEX_MAX) + 1),
                format!("每次可申请 1 到 {} 个码", u64::from(INDEX_MAX) + 1),
            ));
        }
    }
    let mut inputs = Vec::with_capacity(items.len());
    for item in &items {
        let (batch, root) = labels::prepare(app, organisation, item.kind, item.count).await?;
        inputs.push(BatchInput {
            batch,
            brand: item.brand,
            season: item.season,
            kind: item.kind,
            count: item.count,
            root,
            unit_net: item.unit_net,
        });
    }
    let inputs = ItemsBody { items: inputs }.bounded()?;
    let call = RawCall::new("Labels", "issue_batches", &inputs);
    write.submit_as(app, &fingerprint, call).await
}

/// A batch.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The organisation that may print and use it.
    pub issuer: i64,
    /// The brand.
    pub brand: i64,
    /// The season whose quota it uses.
    pub season: i64,
    /// What the codes are stuck on.
    #[schema(value_type = words::CodeKind, inline)]
    pub kind: String,
    /// How many codes it has.
    pub count: i64,
    /// Root of the Merkle tree over them.
    #[schema(value_type = Digest)]
    pub root: String,
    /// Net grams behind one code.
    pub unit_net: i64,
    /// When it was issued.
    #[sqlx(rename = "issued_ms")]
    pub issued: Instant,
    #[serde(skip)]
    #[schema(ignore)]
    ordinal: i64,
}

/// Codes that stand at the same point.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct StateRange {
    /// Index of the first code.
    pub first: i64,
    /// Index of the last code.
    pub last: i64,
    /// `reserved`, `printed`, `active`, `spoiled` or `void`.
    pub state: String,
    /// The lot they are on.
    pub lot: Option<i64>,
    /// The piece or package of meat they are on.
    pub meat: Option<i64>,
    /// Since when.
    #[sqlx(rename = "changed_ms")]
    pub since: Instant,
}

/// How many codes of a batch stand where. They always add up to its count.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Tally {
    /// Issued, not printed.
    pub reserved: i64,
    /// Printed, on nothing yet.
    pub printed: i64,
    /// On an item.
    pub active: i64,
    /// Spoiled.
    pub spoiled: i64,
    /// Taken out of use.
    pub void: i64,
}

/// A batch and where its codes stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchDetail {
    #[serde(flatten)]
    batch: Batch,
    /// How many codes stand where.
    tally: Tally,
    /// Where which codes stand, without gaps.
    ranges: Vec<StateRange>,
    /// Whether this service holds the secret and so can make the labels.
    printable: bool,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchFilter {
    /// Only of this organisation.
    issuer: Option<u32>,
    /// Only of this brand.
    brand: Option<u32>,
    /// Only of this season.
    season: Option<u16>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

const SELECT: &str = "SELECT batches.* FROM batches JOIN brands ON brands.id = batches.brand \
                      JOIN organisations ON organisations.id = batches.issuer";

/// List batches
///
/// Those of the own organisation, of its brands, and of the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/batches", tag = "Labels", params(BatchFilter, PageParams),
    responses((status = 200, body = PageOf<Batch>), ReadProblems),
)]
pub async fn list_batches(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<BatchFilter>,
) -> Result<Json<Listed<Batch>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE batches.ordinal < ")
        .push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.batches(&mut query);
    if let Some(issuer) = filter.issuer {
        query
            .push(" AND batches.issuer = ")
            .push_bind(i64::from(issuer));
    }
    if let Some(brand) = filter.brand {
        query
            .push(" AND batches.brand = ")
            .push_bind(i64::from(brand));
    }
    if let Some(season) = filter.season {
        query
            .push(" AND batches.season = ")
            .push_bind(i64::from(season));
    }
    query
        .push(" ORDER BY batches.ordinal DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Batch>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.ordinal)?))
}

/// Get a batch
///
/// With how many codes stand where, and whether this service can make its labels.
#[utoipa::path(
    get, path = "/api/v1/batches/{id}", tag = "Labels",
    params(("id" = u32, Path, description = "Number of the batch")),
    responses((status = 200, body = BatchDetail), ReadProblems),
)]
pub async fn get_batch(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<BatchDetail>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE batches.id = ").push_bind(id);
    Scope::of(&app, &session).await.batches(&mut query);
    let batch = query
        .build_query_as::<Batch>()
        .fetch_one(&app.db.reader)
        .await?;
    let ranges: Vec<StateRange> =
        sqlx::query_as("SELECT * FROM code_ranges WHERE batch = ? ORDER BY first")
            .bind(id)
            .fetch_all(&app.db.reader)
            .await?;
    let secrets: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM batch_secrets WHERE batch = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    let tally = tally(&ranges);
    Ok(Json(BatchDetail {
        batch,
        tally,
        ranges,
        printable: secrets > 0,
    }))
}

fn tally(ranges: &[StateRange]) -> Tally {
    let mut tally = Tally::default();
    for range in ranges {
        let slot = match range.state.as_str() {
            "printed" => &mut tally.printed,
            "active" => &mut tally.active,
            "spoiled" => &mut tally.spoiled,
            "void" => &mut tally.void,
            _ => &mut tally.reserved,
        };
        *slot += range.last - range.first + 1;
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_adds_up_to_the_count() {
        let range = |first, last, state: &str| StateRange {
            first,
            last,
            state: state.to_owned(),
            lot: None,
            meat: None,
            since: Instant(0),
        };
        let tally = tally(&[
            range(0, 11, "active"),
            range(12, 13, "void"),
            range(14, 969, "active"),
            range(970, 989, "spoiled"),
            range(990, 998, "printed"),
            range(999, 999, "reserved"),
        ]);
        assert_eq!((tally.active, tally.void, tally.spoiled), (968, 2, 20));
        assert_eq!((tally.printed, tally.reserved), (9, 1));
    }
}
