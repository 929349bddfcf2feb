//! The records of a subject with a proof, for whoever wants to recompute the head without trusting us.

use axum::extract::State;
use county_primitives::{OrganisationId, Subject};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::QueryBuilder;

use super::{
    devices,
    livestock::{quarantine, recalls},
};
use crate::{
    db::sql,
    error::{ApiError, Code},
    extract::{Json, Path, Query, Session},
    index::{head, IndexHead},
    openapi::{answers::PublicProblems, service},
    state::AppState,
    three_assets::subjects,
    trade,
    visibility::Scope,
};

/// The most records one answer carries.
const RECORDS_MAX: i64 = 1_000;

/// Where to begin.
#[derive(Debug, Deserialize)]
pub struct From {
    /// The sequence of the first record wanted; 0 if not given.
    #[serde(default)]
    pub from: u32,
}

/// A subject's records, its head, and the proof of the head.
#[derive(Debug, Serialize)]
pub struct TimelineAnswer {
    /// The subject.
    pub subject: Subject,
    /// How many records it has.
    pub len: i64,
    /// `blake2_256(head ++ SCALE(record))` over all of them, starting from 32 zero bytes.
    pub head: String,
    /// The finalized block this is the state of.
    pub block: u64,
    /// Its hash.
    pub block_hash: String,
    /// Its header, whose `blake2_256` is that hash; absent while the node is away.
    pub header: Option<String>,
    /// Its state root, which stands in the header; absent while the node is away.
    pub state_root: Option<String>,
    /// The storage key of the timeline; absent while the node is away.
    pub storage_key: Option<String>,
    /// The trie nodes from the state root to the value; absent while the node is away.
    pub proof: Option<Vec<String>>,
    /// The records, in order.
    pub records: Vec<RecordAnswer>,
    /// The `from` of the next request, if there are more.
    pub next: Option<i64>,
}

/// A record.
#[derive(Debug, Serialize)]
pub struct RecordAnswer {
    /// Its place in the timeline.
    pub sequence: i64,
    /// The block it is in.
    pub block: i64,
    /// Its position among the events of the block.
    pub event_index: i64,
    /// The record as the chain hashed it.
    pub scale: String,
    /// The record as JSON.
    pub record: Box<RawValue>,
}

/// Whether everybody may read every record of the subject (`DOMAIN.md 5`). Of a farm, the public sees the
/// verdict on a scan page only. Of cases, those on a village's money are kept back by [`subjects::may_read`].
fn is_public(subject: Subject) -> bool {
    match subject {
        Subject::Division(_)
        | Subject::Organisation(_)
        | Subject::Member(_)
        | Subject::Plot(_)
        | Subject::Cycle(_)
        | Subject::Test(_)
        | Subject::Lot(_)
        | Subject::Brand(_)
        | Subject::Batch(_)
        | Subject::Case(_)
        | Subject::Catalogue(_)
        | Subject::VeterinaryCatalogue(_)
        | Subject::Zone(_)
        | Subject::SlaughterBatch(_)
        | Subject::Meat(_)
        | Subject::Collective(_)
        | Subject::Disclosure(_)
        | Subject::Chart(_) => true,
        Subject::Farm(_)
        | Subject::TagStock(_)
        | Subject::Animal(_)
        | Subject::Herd(_)
        | Subject::Declaration(_)
        | Subject::Certificate(_)
        | Subject::Vehicle(_)
        | Subject::Disposal(_)
        | Subject::Insurance(_)
        | Subject::Claim(_)
        | Subject::Recall(_)
        | Subject::Sale(_)
        | Subject::BankAccount(_)
        | Subject::Book(_)
        | Subject::Voucher(_)
        | Subject::Spending(_)
        | Subject::Decision(_)
        | Subject::Challenge(_)
        | Subject::Warning(_)
        | Subject::Question(_)
        | Subject::Device(_) => false,
    }
}

/// Refuses who may not read the records of a subject: nobody is logged in, or the caller has nothing to do with
/// the village whose money it is, with the farm, the load, the sale, the device or the recall.
pub(crate) async fn ensure_readable(
    app: &AppState,
    session: Option<&Session>,
    subject: Subject,
) -> Result<(), ApiError> {
    if session.is_none() && !is_public(subject) {
        return Err(ApiError::new(Code::Unauthorised));
    }
    let is_readable = subjects::may_read(app, session, subject).await?;
    let Some(session) = session else {
        // Cases are public, but for those on a village's money.
        return is_readable
            .then_some(())
            .ok_or_else(|| ApiError::new(Code::Unauthorised));
    };
    if !is_readable {
        return Err(ApiError::not_found());
    }
    let may_read = match subject {
        Subject::Farm(id) => may_read_farm(app, session, id).await?,
        Subject::Declaration(id) => {
            quarantine::may_read_declaration(app, session, sql(id.0)).await?
        }
        Subject::Certificate(id) => {
            quarantine::may_read_certificate(app, session, sql(id.0)).await?
        }
        Subject::Sale(id) => trade::may_read(app, session, id).await?,
        // A device is found by its owner and the authorities of its place only.
        Subject::Device(id) => devices::find(app, session, sql(id.0)).await.map(|_| true)?,
        // Every custodian stands in the records, so one of them does not read the others'.
        Subject::Recall(id) => {
            let recall = recalls::visible_recall(app, session, sql(id.0)).await?;
            recalls::sees_all(app, session, &recall).await?
        }
        _ => true,
    };
    if may_read {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// Whether a caller may read the records of a farm, which name everybody it delivers to: the farm itself, and the
/// authorities of its seat.
async fn may_read_farm(
    app: &AppState,
    session: &Session,
    id: OrganisationId,
) -> Result<bool, ApiError> {
    let mut query = QueryBuilder::<sqlx::Sqlite>::new(
        "SELECT organisations.id FROM organisations WHERE organisations.id = ",
    );
    query.push_bind(i64::from(id.0));
    let scope = Scope::of_livestock(app, session).await;
    scope.see(
        &mut query,
        &["organisations.id"],
        "organisations.division",
        &[],
    );
    let found: Option<i64> = query
        .build_query_scalar()
        .fetch_optional(&app.db.reader)
        .await?;
    Ok(found.is_some())
}

/// Get the records of a subject with a proof
///
/// In order, at most 1000 at a time, with the head, the finalized block with its header, and the node's storage
/// proof, so that anybody can go from the records to the hash of the block without trusting this service. Public, except for what happens on
/// farms, to bodies and claims, and with a village's money: that needs a login, and of a village the caller
/// must be a member or look after it; what oversight holds or asks of it is for its officers. A farm is read by
/// itself, a declaration or certificate by both sides, the carrier and the vet's office, a sale by both sides, a
/// device by its owner, a recall by the slaughterhouse, each also by the authorities of the place.
#[utoipa::path(
    get, path = "/api/v1/timelines/{subject}", tag = "Timelines",
    params(
        ("subject" = String, Path, description = "`kind:number`", example = "lot:17"),
        ("from" = Option<u32>, Query, description = "The sequence of the first record wanted"),
    ),
    responses((status = 200, body = service::TimelineAnswer), PublicProblems),
    security(()),
)]
pub async fn get_timeline(
    State(app): State<AppState>,
    Path(subject): Path<Subject>,
    Query(query): Query<From>,
    session: Option<Session>,
) -> Result<Json<TimelineAnswer>, ApiError> {
    ensure_readable(&app, session.as_ref(), subject).await?;
    let (mut answer, index) = read(&app, subject, query.from).await?;
    match app.node.timeline_proof(subject, &index.hash).await {
        Ok(proof) => {
            let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
            answer.header = Some(hex(&proof.header));
            answer.state_root = Some(proof.state_root);
            answer.storage_key = Some(hex(&proof.storage_key));
            answer.proof = Some(proof.proof.iter().map(|node| hex(node)).collect());
        }
        Err(error) => tracing::warn!(%error, "a timeline is answered without its proof"),
    }
    Ok(Json(answer))
}

/// Head and records as of one block: read in one transaction, so that no block comes in between.
pub(crate) async fn read(
    app: &AppState,
    subject: Subject,
    from: u32,
) -> Result<(TimelineAnswer, IndexHead), ApiError> {
    let mut transaction = app.db.reader.begin().await?;
    let index = head(&mut *transaction)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let (len, timeline): (i64, String) =
        sqlx::query_as("SELECT len, head FROM timelines WHERE subject = ?")
            .bind(subject.to_string())
            .fetch_one(&mut *transaction)
            .await?;
    let rows: Vec<(i64, i64, i64, Vec<u8>, String)> = sqlx::query_as(
        "SELECT sequence, block, event_index, scale, json FROM records \
         WHERE subject = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
    )
    .bind(subject.to_string())
    .bind(i64::from(from))
    .bind(RECORDS_MAX)
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let records = rows
        .into_iter()
        .map(|(sequence, block, event_index, scale, json)| {
            Ok(RecordAnswer {
                sequence,
                block,
                event_index,
                scale: format!("0x{}", hex::encode(scale)),
                record: RawValue::from_string(json)?,
            })
        })
        .collect::<Result<Vec<_>, ApiError>>()?;
    let next = records
        .last()
        .map(|last| last.sequence.saturating_add(1))
        .filter(|next| *next < len);
    let answer = TimelineAnswer {
        subject,
        len,
        head: timeline,
        block: index.number,
        block_hash: index.hash.clone(),
        header: None,
        state_root: None,
        storage_key: None,
        proof: None,
        records,
        next,
    };
    Ok((answer, index))
}
