//! Oversight: holds, their renewal and release, and the cases they make.

use axum::extract::State;
use county_primitives::oversight::{HoldInput, ReleaseInput, RenewalInput};
use county_primitives::Subject as SubjectId;
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};
use utoipa::{IntoParams, ToSchema};

use super::writes::writes;
use crate::{
    db::now_ms,
    error::{ApiError, Code},
    extract::{field_error, ItemsBody, Json, Path, Query, Session},
    inspect::file,
    openapi::{
        answers::{PageOf, PageParams, ReadProblems, WriteParams, WriteResponses},
        requests::{HoldItem, ItemsOf, ReleaseItem, RenewalItem},
        words::{Day, Digest, Subject},
    },
    page::{Listed, Paging},
    shown::Instant,
    state::AppState,
    visibility::Scope,
    write::{Write, WriteAnswer},
};

writes! {
    /// Renew holds
    ///
    /// From now, for at most what the policy allows at once.
    create_hold_renewals("/api/v1/holds/renewals", "Oversight", RenewalInput as RenewalItem) => "Oversight"."renew";

    /// Release holds
    ///
    /// By a second person. A hold that followed a failed test, or a use recorded after a harvest that
    /// its safety interval covers, is released only after a laboratory test has passed.
    create_hold_releases("/api/v1/holds/releases", "Oversight", ReleaseInput as ReleaseItem) => "Oversight"."release";
}

/// Hold subjects
///
/// By an inspector or the county. Nothing downstream of a held lot moves; a held organisation
/// brings forth, changes and hands over nothing. A member is not held but suspended. What nothing
/// would stop for is not held (`hold_in_vain`).
#[utoipa::path(
    post, path = "/api/v1/holds", tag = "Oversight", params(WriteParams),
    request_body = ItemsOf<HoldItem>, responses(WriteResponses),
)]
pub async fn create_holds(
    State(app): State<AppState>,
    write: Write,
    Json(body): Json<ItemsBody<HoldInput>>,
) -> Result<WriteAnswer, ApiError> {
    let holds = body.bounded()?;
    ensure_stopping(&holds)?;
    write.submit(&app, "Oversight", "hold", &holds).await
}

/// Refuses holds that would stop nothing.
pub(crate) fn ensure_stopping(holds: &[HoldInput]) -> Result<(), ApiError> {
    let in_vain = holds
        .iter()
        .enumerate()
        .filter(|(_, hold)| !stops(hold.subject));
    let errors: Vec<_> = in_vain
        .map(|(at, _)| {
            field_error(
                &format!("/items/{at}/subject"),
                "Nothing would stop if this were held; of a village's money only a spending, a voucher, a \
                 decision or the whole collective can be held",
                "暂停该对象不起作用；村集体资金方面只能暂停支出、记账凭证、民主决策或整个集体经济组织",
            )
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(ApiError::fields(Code::HoldInVain, errors))
    }
}

/// Whether the chain stops anything while this is held. Why a member is not held it says itself.
fn stops(subject: SubjectId) -> bool {
    file::can_be_held(subject)
        || matches!(
            subject,
            SubjectId::Member(_)
                | SubjectId::Organisation(_)
                | SubjectId::Plot(_)
                | SubjectId::Cycle(_)
                | SubjectId::Lot(_)
                | SubjectId::Brand(_)
                | SubjectId::Batch(_)
                | SubjectId::Farm(_)
                | SubjectId::TagStock(_)
                | SubjectId::Animal(_)
                | SubjectId::Herd(_)
                | SubjectId::Certificate(_)
                | SubjectId::SlaughterBatch(_)
                | SubjectId::Meat(_)
                | SubjectId::Claim(_)
                | SubjectId::Recall(_)
                | SubjectId::Sale(_)
                | SubjectId::Device(_)
        )
}

/// A case.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// What is held.
    #[schema(value_type = Subject)]
    pub subject: String,
    /// `ordered` by an authority, `failed_test`, or `safety_interval` where a use recorded after the
    /// harvest covers it.
    pub cause: String,
    /// Why.
    pub reason: String,
    /// Digest of the evidence.
    #[schema(value_type = Option<Digest>)]
    pub evidence: Option<String>,
    /// The test that failed.
    pub test: Option<i64>,
    /// The cycle whose use covers the harvest.
    pub cycle: Option<i64>,
    /// The first day of harvest that use allows.
    #[schema(value_type = Option<Day>)]
    pub harvest_from: Option<String>,
    /// The member who set the hold; none if a rule of the chain did.
    pub opened_by: Option<i64>,
    /// When it was set.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
    /// When it ends by itself; a hold that a rule of the chain set never does.
    #[sqlx(rename = "expires_ms")]
    pub expires: Option<Instant>,
    /// The member who released it.
    pub released_by: Option<i64>,
    /// When it was released.
    #[sqlx(rename = "released_ms")]
    pub released: Option<Instant>,
    /// Why it was released.
    pub release_reason: Option<String>,
}

/// What to list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseFilter {
    /// Only about this subject.
    #[param(value_type = Option<String>, example = "lot:2")]
    subject: Option<SubjectId>,
    /// Only cases that hold now (`true`), or only closed and expired ones (`false`).
    holding: Option<bool>,
    #[serde(flatten)]
    #[param(ignore)]
    paging: Paging,
}

/// Cases with what they are about. The number is taken out of the subject, so that each table is asked for
/// one row by its key.
const SELECT: &str = "SELECT cases.* FROM cases \
    LEFT JOIN lots ON lots.id = CASE WHEN cases.subject LIKE 'lot:%' \
     THEN CAST(SUBSTR(cases.subject, 5) AS BIGINT) END \
    LEFT JOIN plots ON plots.id = CASE WHEN cases.subject LIKE 'plot:%' \
     THEN CAST(SUBSTR(cases.subject, 6) AS BIGINT) END \
    LEFT JOIN cycles ON cycles.id = CASE WHEN cases.subject LIKE 'cycle:%' \
     THEN CAST(SUBSTR(cases.subject, 7) AS BIGINT) END \
    LEFT JOIN plots AS grown ON grown.id = cycles.plot \
    LEFT JOIN batches ON batches.id = CASE WHEN cases.subject LIKE 'batch:%' \
     THEN CAST(SUBSTR(cases.subject, 7) AS BIGINT) END \
    LEFT JOIN organisations AS issuers ON issuers.id = batches.issuer \
    LEFT JOIN organisations ON organisations.id = CASE WHEN cases.subject LIKE 'organisation:%' \
     THEN CAST(SUBSTR(cases.subject, 14) AS BIGINT) END \
    LEFT JOIN lives ON lives.unit = cases.subject \
    LEFT JOIN organisations AS farms ON farms.id = CASE WHEN cases.subject LIKE 'farm:%' \
     THEN CAST(SUBSTR(cases.subject, 6) AS BIGINT) END \
    LEFT JOIN meats ON meats.id = CASE WHEN cases.subject LIKE 'meat:%' \
     THEN CAST(SUBSTR(cases.subject, 6) AS BIGINT) END \
    LEFT JOIN organisations AS holders ON holders.id = meats.holder \
    LEFT JOIN devices ON devices.id = CASE WHEN cases.subject LIKE 'device:%' \
     THEN CAST(SUBSTR(cases.subject, 8) AS BIGINT) END \
    LEFT JOIN sales ON sales.id = CASE WHEN cases.subject LIKE 'sale:%' \
     THEN CAST(SUBSTR(cases.subject, 6) AS BIGINT) END \
    LEFT JOIN transactions ON transactions.subject = cases.subject \
    LEFT JOIN collectives ON collectives.id = transactions.collective";

/// List cases
///
/// Those about what the own organisation owns or holds, and all in the divisions of an authority. Of a village's
/// money its officers see them, not every member.
#[utoipa::path(
    get, path = "/api/v1/cases", tag = "Oversight", params(CaseFilter, PageParams),
    responses((status = 200, body = PageOf<Case>), ReadProblems),
)]
pub async fn list_cases(
    State(app): State<AppState>,
    session: Session,
    Query(filter): Query<CaseFilter>,
) -> Result<Json<Listed<Case>>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query
        .push(" WHERE cases.id < ")
        .push_bind(filter.paging.before()?);
    Scope::of(&app, &session).await.cases(&mut query, &session);
    if let Some(subject) = filter.subject {
        query
            .push(" AND cases.subject = ")
            .push_bind(subject.to_string());
    }
    if let Some(holding) = filter.holding {
        query
            .push(if holding { " AND (" } else { " AND NOT (" })
            .push("cases.released_ms IS NULL AND (cases.expires_ms IS NULL OR cases.expires_ms > ")
            .push_bind(now_ms())
            .push("))");
    }
    query
        .push(" ORDER BY cases.id DESC LIMIT ")
        .push_bind(filter.paging.rows()?);
    let rows = query
        .build_query_as::<Case>()
        .fetch_all(&app.db.reader)
        .await?;
    Ok(Json(Listed::new(&filter.paging, rows, |row| row.id)?))
}

/// Get a case
///
/// With its cause, when it ends, and its release.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}", tag = "Oversight",
    params(("id" = u64, Path, description = "Number of the case")),
    responses((status = 200, body = Case), ReadProblems),
)]
pub async fn get_case(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Json<Case>, ApiError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push(" WHERE cases.id = ").push_bind(id);
    Scope::of(&app, &session).await.cases(&mut query, &session);
    Ok(Json(
        query
            .build_query_as::<Case>()
            .fetch_one(&app.db.reader)
            .await?,
    ))
}

/// Numbers of the cases that hold any of some subjects now, at least one.
pub async fn any_held_by(app: &AppState, subjects: &[String]) -> Result<Vec<i64>, ApiError> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT id FROM cases WHERE released_ms IS NULL AND (expires_ms IS NULL OR expires_ms > ",
    );
    query.push_bind(now_ms()).push(") AND subject IN (");
    let mut names = query.separated(", ");
    for subject in subjects {
        names.push_bind(subject.clone());
    }
    query.push(") ORDER BY id");
    Ok(query.build_query_scalar().fetch_all(&app.db.reader).await?)
}

/// Numbers of the cases that hold a subject now.
pub async fn held_by(app: &AppState, subject: &str) -> Result<Vec<i64>, ApiError> {
    let cases = sqlx::query_scalar(
        "SELECT id FROM cases WHERE subject = ? AND released_ms IS NULL \
         AND (expires_ms IS NULL OR expires_ms > ?) ORDER BY id",
    );
    Ok(cases
        .bind(subject)
        .bind(now_ms())
        .fetch_all(&app.db.reader)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_asks_about_is_not_held() {
        for (subject, expected) in [
            ("lot:1", true),
            ("vehicle:1", false),
            ("recall:1", true),
            ("member:1", true),
            ("spending:1", true),
            ("voucher:1", true),
            ("decision:1", true),
            ("collective:1", true),
            ("bank_account:1", false),
            ("disclosure:1", false),
            ("challenge:1", false),
            ("warning:1", false),
            ("declaration:1", false),
            ("disposal:1", false),
            ("case:1", false),
            ("division:141031000000", false),
        ] {
            let subject: SubjectId = subject.parse().expect("a subject");
            assert_eq!(stops(subject), expected, "{subject}");
        }
    }
}
