//! Quick and laboratory tests.

use axum::extract::State;
use county_primitives::{produce::TestInput, TestId};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    error::ApiError,
    extract::{Json, Path, Query, Session},
    openapi::{
        answers::{PageOf, PageParams, ReadProblems},
        requests::{ItemsOf, TestItem},
        words::{self, Day, Digest, Subject},
    },
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::AppState,
    visibility::Scope,
};

writes! {
    /// Record test results
    ///
    /// A quick test counts at once, a laboratory result when a second person of the laboratory has
    /// signed it. A failed test holds its lot.
    create_tests("/api/v1/tests", "Produce", TestInput as TestItem) => "Produce"."record_tests";

    /// Sign laboratory results as a second person
    ///
    /// Somebody else of the same laboratory than who recorded the result.
    approve_tests("/api/v1/tests/approvals", "Produce", TestId as u64) => "Produce"."approve_tests";
}

/// A test.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Test {
    /// Its number.
    pub id: i64,
    /// What was tested.
    #[schema(value_type = Subject)]
    pub target: String,
    /// How.
    #[schema(value_type = words::TestMethod, inline)]
    pub method: String,
    /// Number of the sample.
    pub sample: String,
    /// Day the sample was taken.
    #[schema(value_type = Day)]
    pub sampled: String,
    /// What was tested for.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<String>)]
    pub items: Stored,
    /// The outcome.
    #[schema(value_type = words::TestVerdict, inline)]
    pub verdict: String,
    /// Digest of the report.
    #[schema(value_type = Digest)]
    pub report: String,
    /// Whether it counts.
    #[schema(value_type = words::TestStatus, inline)]
    pub status: String,
    /// The organisation that made it.
    pub organisation: Option<i64>,
    /// The member who recorded it.
    pub member: Option<i64>,
    /// When it was recorded.
    #[sqlx(rename = "recorded_ms")]
    pub recorded: Instant,
    /// When the second person signed.
    #[sqlx(rename = "approved_ms")]
    pub approved: Option<Instant>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TestFilter {
    /// Only on this cycle.
    cycle: Option<u32>,
    /// Only on this lot.
    lot: Option<u32>,
    /// Only with this outcome: `pass` or `fail`.
    verdict: Option<String>,
    /// Only with this status: `recorded` waits for the second signature.
    status: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Tests with what they are on. The number is taken out of the target, so that each table is asked for one
/// row by its key.
const SELECT: &str = "SELECT tests.* FROM tests \
    LEFT JOIN cycles ON cycles.id = CASE WHEN tests.target LIKE 'cycle:%' \
     THEN CAST(SUBSTR(tests.target, 7) AS BIGINT) END \
    LEFT JOIN plots ON plots.id = cycles.plot \
    LEFT JOIN lots ON lots.id = CASE WHEN tests.target LIKE 'lot:%' \
     THEN CAST(SUBSTR(tests.target, 5) AS BIGINT) END";

/// List tests
///
/// Those made by the own laboratory, on what one grows or holds, and in the divisions of an authority.
#[utoipa::path(
    get, path = "/api/v1/tests", tag = "Produce", params(TestFilter, PageParams),
    responses((status = 200, body = PageOf<Test>), ReadProblems),
)]
pub async fn list_tests(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<TestFilter>,
) -> Result<Json<Listed<Test>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE tests.id < ")
        .push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.tests(&mut query);
    if let Some(cycle) = filter.cycle {
        query
            .push(" AND tests.target = ")
            .push_bind(format!("cycle:{cycle}"));
    }
    if let Some(lot) = filter.lot {
        query
            .push(" AND tests.target = ")
            .push_bind(format!("lot:{lot}"));
    }
    if let Some(verdict) = filter.verdict {
        query.push(" AND tests.verdict = ").push_bind(verdict);
    }
    if let Some(status) = filter.status {
        query.push(" AND tests.status = ").push_bind(status);
    }
    query
        .push(" ORDER BY tests.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Test>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a test
///
/// With its items, verdict and the digest of the report.
#[utoipa::path(
    get, path = "/api/v1/tests/{id}", tag = "Produce",
    params(("id" = u64, Path, description = "Number of the test")),
    responses((status = 200, body = Test), ReadProblems),
)]
pub async fn get_test(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Test>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE tests.id = ").push_bind(id);
    Scope::of(&app, &session).await.tests(&mut query);
    Ok(Json(
        query
            .build_query_as::<Test>()
            .fetch_one(&app.db.reader)
            .await?,
    ))
}
