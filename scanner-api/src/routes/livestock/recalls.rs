//! Recalls of meat: what one would reach, who was told, what became of the meat.

use axum::extract::State;
use county_primitives::{
    livestock::{RecallAnswer, RecallConclusion, RecallNotice, RecallScope},
    Date, MeatId, OrganisationId, SlaughterBatchId,
};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    livestock::recalls::{
        custodians, holdings, pieces, Custodian, HeldPiece, Holding, Recall, DRAFT,
    },
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        livestock::{RecallAnswerItem, RecallConclusionItem, RecallNoticeItem},
        requests::ItemsOf,
        words::Day,
    },
    page::{Listed, Paging},
    routes::writes::writes,
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Tell custodians of a recall
    ///
    /// Each of the pieces it holds, once.
    notify_recalls("/api/v1/meats/recalls/notices", "Livestock", RecallNotice as RecallNoticeItem) => "Livestock"."notify_recalls";

    /// Answer recalls
    ///
    /// By a custodian: it acknowledges, and says what became of the meat; later counts take the place of earlier ones.
    answer_recalls("/api/v1/meats/recalls/answers", "Livestock", RecallAnswer as RecallAnswerItem) => "Livestock"."answer_recalls";

    /// Verify and close recalls
    ///
    /// By an authority and another person than ordered it, with the balance that the chain has.
    conclude_recalls("/api/v1/meats/recalls/conclusions", "Livestock", RecallConclusion as RecallConclusionItem) => "Livestock"."conclude_recalls";
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecallFilter {
    /// Only of this slaughterhouse.
    house: Option<u32>,
    /// Only with this custodian.
    custodian: Option<u32>,
    /// Only in this state.
    state: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Whether an organisation is a custodian of the recall.
const CUSTODIAN: &str = "EXISTS (SELECT 1 FROM recall_custodians \
     WHERE recall_custodians.recall = recall_files.id AND recall_custodians.custodian = $)";

fn visible(scope: &Scope, query: &mut QueryBuilder<'_, sqlx::Sqlite>) {
    scope.see(
        query,
        &["recall_files.house"],
        "recall_files.division",
        &[CUSTODIAN],
    );
}

/// List recalls
///
/// Of the own house, those the own organisation is a custodian of, and those in the divisions of an
/// authority, newest first.
#[utoipa::path(
    get, path = "/api/v1/meats/recalls", tag = "Livestock", params(RecallFilter, PageParams),
    responses((status = 200, body = PageOf<Recall>), ReadProblems),
)]
pub async fn list_recalls(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<RecallFilter>,
) -> Result<Json<Listed<Recall>>, ApiError> {
    let mut query = QueryBuilder::new("SELECT recall_files.* FROM recall_files WHERE id < ");
    query.push_bind(filter.paging.before()?);
    visible(&Scope::of_livestock(&app, &session).await, &mut query);
    if let Some(house) = filter.house {
        query.push(" AND house = ").push_bind(i64::from(house));
    }
    if let Some(custodian) = filter.custodian {
        query
            .push(
                " AND EXISTS (SELECT 1 FROM recall_custodians \
                 WHERE recall_custodians.recall = recall_files.id AND recall_custodians.custodian = ",
            )
            .push_bind(i64::from(custodian))
            .push(")");
    }
    if let Some(state) = filter.state {
        query.push(" AND state = ").push_bind(state);
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Recall>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// A recall with its custodians.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecallDetail {
    #[serde(flatten)]
    recall: Recall,
    /// Its custodians, those that have not acknowledged first. A custodian sees itself only.
    custodians: Vec<Custodian>,
    /// What it reaches, custodian by custodian, and of how much each was told; empty for custodians.
    reach: Vec<Holding>,
    /// The pieces it reaches, at most 20,000; empty for custodians.
    pieces: Vec<HeldPiece>,
}

/// A recall the caller may see.
pub(crate) async fn visible_recall(
    app: &AppState,
    session: &Session,
    id: i64,
) -> Result<Recall, ApiError> {
    let mut query = QueryBuilder::new("SELECT recall_files.* FROM recall_files WHERE id = ");
    query.push_bind(id);
    visible(&Scope::of_livestock(app, session).await, &mut query);
    Ok(query
        .build_query_as::<Recall>()
        .fetch_one(&app.db.reader)
        .await?)
}

/// Whether the caller may see all custodians of a recall: its house, or an authority where it was
/// ordered.
pub(crate) async fn sees_all(
    app: &AppState,
    session: &Session,
    recall: &Recall,
) -> Result<bool, ApiError> {
    let mut query = QueryBuilder::new("SELECT COUNT(*) FROM recall_files WHERE id = ");
    query.push_bind(recall.id);
    let scope = Scope::of_livestock(app, session).await;
    scope.see(
        &mut query,
        &["recall_files.house"],
        "recall_files.division",
        &[],
    );
    let found: i64 = query.build_query_scalar().fetch_one(&app.db.reader).await?;
    Ok(found > 0)
}

/// Get a recall
///
/// With its custodians and what became of the meat.
#[utoipa::path(
    get, path = "/api/v1/meats/recalls/{id}", tag = "Livestock",
    params(("id" = u64, Path, description = "Number of the recall")),
    responses((status = 200, body = RecallDetail), ReadProblems),
)]
pub async fn get_recall(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<RecallDetail>, ApiError> {
    let recall = visible_recall(&app, &session, id).await?;
    let scope = Scope::of_livestock(&app, &session).await;
    let db = &app.db.reader;
    let (reach, pieces) = if sees_all(&app, &session, &recall).await? {
        let of = recall.scope()?;
        (
            holdings(db, of, recall.id).await?,
            pieces(db, of, recall.id).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(Json(RecallDetail {
        custodians: custodians(&app, &recall, &scope).await?,
        reach,
        pieces,
        recall,
    }))
}

/// What would be recalled: a piece, a batch, or a day of a house.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReachQuery {
    /// Number of a piece.
    meat: Option<u64>,
    /// Number of a slaughter batch.
    batch: Option<u64>,
    /// The slaughterhouse of a day.
    house: Option<u32>,
    /// The day.
    #[param(value_type = Option<Day>)]
    day: Option<Date>,
}

/// What a recall would reach.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecallReach {
    /// Grams that are there of all pieces.
    mass: i64,
    /// Who holds them, those with most first.
    custodians: Vec<Holding>,
    /// The pieces, at most 20,000.
    pieces: Vec<HeldPiece>,
}

/// Show what a recall would reach
///
/// Before it is ordered: which pieces, at which custodians, how many grams. Nothing is recorded. For the
/// slaughterhouse and the authorities there or where the piece is now.
#[utoipa::path(
    get, path = "/api/v1/meats/recalls/reach", tag = "Livestock", params(ReachQuery),
    responses((status = 200, body = RecallReach), ReadProblems),
)]
pub async fn get_recall_reach(
    State(app): State<AppState>,
    session: Session,
    Query(query): Query<ReachQuery>,
) -> Result<Json<RecallReach>, ApiError> {
    let scope = match (query.meat, query.batch, query.house.zip(query.day)) {
        (Some(meat), None, None) => RecallScope::Meat(MeatId(meat)),
        (None, Some(batch), None) => RecallScope::Batch(SlaughterBatchId(batch)),
        (None, None, Some((house, day))) => RecallScope::Day {
            house: OrganisationId(house),
            day,
        },
        _ => {
            return Err(ApiError::field(
                "/meat",
                "Give a piece, a batch, or a house and a day",
                "请提供肉品编号、屠宰批次编号，或屠宰企业和日期",
            ))
        }
    };
    ensure_may_recall(&app, &session, scope).await?;
    let custodians = holdings(&app.db.reader, scope, DRAFT).await?;
    Ok(Json(RecallReach {
        mass: custodians.iter().map(|holding| holding.mass).sum(),
        custodians,
        pieces: pieces(&app.db.reader, scope, DRAFT).await?,
    }))
}

/// Refuses who is neither the slaughterhouse nor an authority there or where the piece is now.
async fn ensure_may_recall(
    app: &AppState,
    session: &Session,
    scope: RecallScope,
) -> Result<(), ApiError> {
    let db = &app.db.reader;
    let number = |id: u64| i64::try_from(id).map_err(|_| ApiError::not_found());
    let (house, holder): (i64, i64) = match scope {
        RecallScope::Meat(id) => {
            sqlx::query_as("SELECT house, holder FROM meats WHERE id = ?")
                .bind(number(id.0)?)
                .fetch_one(db)
                .await?
        }
        RecallScope::Batch(id) => {
            sqlx::query_as("SELECT house, house FROM slaughter_batches WHERE id = ?")
                .bind(number(id.0)?)
                .fetch_one(db)
                .await?
        }
        RecallScope::Day { house, .. } => (i64::from(house.0), i64::from(house.0)),
    };
    let seen = Scope::of_livestock(app, session).await;
    for (place, own) in [(house, &["organisations.id"][..]), (holder, &[][..])] {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM organisations WHERE id = ");
        query.push_bind(place);
        seen.see(&mut query, own, "organisations.division", &[]);
        let found: i64 = query.build_query_scalar().fetch_one(db).await?;
        if found > 0 {
            return Ok(());
        }
    }
    Err(ApiError::not_found())
}
