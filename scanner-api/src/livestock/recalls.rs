//! Recalls of meat: what one reaches and who holds it, before it is ordered and after; and how far its
//! custodians are.

use county_primitives::{livestock::RecallScope, OrganisationId, PolicyKey};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqlitePool};
use utoipa::ToSchema;

use crate::{
    db::now_ms,
    error::ApiError,
    inspect::clock,
    openapi::words::{Day, Digest, Division},
    shown::Instant,
    state::App,
    visibility::Scope,
};

/// The number of no recall: the one that is looked at before it is ordered.
pub(crate) const DRAFT: i64 = 0;

/// What a recall reaches at one custodian.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, FromRow, ToSchema)]
pub struct Holding {
    /// Who holds it.
    pub custodian: i64,
    /// Its name, if it is a legal person.
    pub name: Option<String>,
    /// How many pieces.
    pub pieces: i64,
    /// Grams that are there of them: neither cut, packed nor condemned, labelled or not.
    pub mass: i64,
    /// How many of the pieces the custodian was told of.
    pub told: i64,
}

/// The pieces a recall reaches: the carcasses of its scope, or its piece, and all that was made of
/// them. What is known to its day only may come of any batch of that day.
fn reached(scope: RecallScope) -> String {
    let roots = match scope {
        RecallScope::Meat(id) => format!("SELECT id FROM meats WHERE id = {id}"),
        RecallScope::Batch(id) => format!(
            "SELECT id FROM meats WHERE batch = {id} UNION SELECT blurred.id FROM meats AS blurred \
             JOIN slaughter_batches ON slaughter_batches.id = {id} \
             WHERE blurred.kind = 'carcass' AND blurred.identity = 'day_batch' \
             AND blurred.house = slaughter_batches.house \
             AND blurred.killed IN (SELECT killed FROM meats WHERE batch = {id})"
        ),
        RecallScope::Day { house, day } => format!(
            "SELECT id FROM meats WHERE kind = 'carcass' AND house = {house} AND killed = '{day}'"
        ),
    };
    format!(
        "WITH RECURSIVE reached (id) AS ({roots} UNION SELECT meat_edges.child FROM meat_edges \
         JOIN reached ON reached.id = meat_edges.parent) "
    )
}

/// Who holds what a recall reaches, those with most first.
pub(crate) async fn holdings(
    db: &SqlitePool,
    scope: RecallScope,
    recall: i64,
) -> Result<Vec<Holding>, sqlx::Error> {
    let query = format!(
        "{} SELECT meats.holder AS custodian, organisations.name, COUNT(*) AS pieces, \
         CAST(SUM(meats.mass_left + meats.labelled) AS BIGINT) AS mass, COUNT(recall_pieces.meat) AS told \
         FROM reached JOIN meats ON meats.id = reached.id \
         LEFT JOIN recall_pieces ON recall_pieces.meat = meats.id AND recall_pieces.recall = ? \
         LEFT JOIN organisations ON organisations.id = meats.holder \
         WHERE meats.mass_left + meats.labelled > 0 \
         GROUP BY meats.holder, organisations.name ORDER BY mass DESC, meats.holder",
        reached(scope)
    );
    sqlx::query_as(&query).bind(recall).fetch_all(db).await
}

/// The most pieces an answer names.
pub(crate) const PIECES_MAX: i64 = 20_000;

/// A piece that a recall reaches.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, FromRow, ToSchema)]
pub struct HeldPiece {
    /// The piece.
    pub meat: i64,
    /// Who holds it.
    pub custodian: i64,
    /// Grams that are there of it.
    pub mass: i64,
    /// Whether the custodian was told of it.
    pub told: bool,
}

/// The pieces that a recall reaches, custodian by custodian, at most [`PIECES_MAX`].
pub(crate) async fn pieces(
    db: &SqlitePool,
    scope: RecallScope,
    recall: i64,
) -> Result<Vec<HeldPiece>, sqlx::Error> {
    let query = format!(
        "{} SELECT meats.id AS meat, meats.holder AS custodian, meats.mass_left + meats.labelled AS mass, \
         EXISTS (SELECT 1 FROM recall_pieces WHERE recall_pieces.recall = ? \
         AND recall_pieces.meat = meats.id) AS told \
         FROM reached JOIN meats ON meats.id = reached.id WHERE meats.mass_left + meats.labelled > 0 \
         ORDER BY meats.holder, meats.id LIMIT ?",
        reached(scope)
    );
    sqlx::query_as(&query)
        .bind(recall)
        .bind(PIECES_MAX)
        .fetch_all(db)
        .await
}

/// A recall from its order to its end.
#[derive(Clone, Debug, Serialize, FromRow, ToSchema)]
pub struct Recall {
    /// Its number.
    pub id: i64,
    /// The piece that is recalled, if it is one.
    pub meat: Option<i64>,
    /// The slaughter batch that is recalled, if it is one.
    pub batch: Option<i64>,
    /// The day of the house that is recalled, if it is one.
    #[schema(value_type = Option<Day>)]
    pub day: Option<String>,
    /// The slaughterhouse.
    pub house: i64,
    /// Where it was ordered.
    #[schema(value_type = Division)]
    pub division: String,
    /// Why.
    pub reason: String,
    /// The evidence, if there is a document.
    #[schema(value_type = Option<Digest>)]
    pub evidence: Option<String>,
    /// `ordered`, `notified`, `verified` or `closed`.
    pub state: String,
    /// The member who ordered it.
    pub member: Option<i64>,
    /// When it was ordered.
    #[sqlx(rename = "ordered_ms")]
    pub ordered: Instant,
    /// Grams of which custodians were told.
    pub recalled: i64,
    /// Grams brought back.
    pub returned: i64,
    /// Grams destroyed.
    pub destroyed: i64,
    /// Grams sold to consumers or eaten.
    pub consumed: i64,
    /// Grams of which nobody says what became of them.
    pub unaccounted: i64,
    /// Who verified it.
    pub verified_by: Option<i64>,
    /// When.
    #[sqlx(rename = "verified_ms")]
    pub verified: Option<Instant>,
    /// What was found then.
    pub verified_note: Option<String>,
    /// Who closed it.
    pub closed_by: Option<i64>,
    /// When.
    #[sqlx(rename = "closed_ms")]
    pub closed: Option<Instant>,
    /// What was noted then.
    pub closed_note: Option<String>,
}

impl Recall {
    /// What is recalled.
    pub(crate) fn scope(&self) -> Result<RecallScope, ApiError> {
        let number = |id: i64| u64::try_from(id).map_err(ApiError::internal);
        Ok(match (self.meat, self.batch, &self.day) {
            (Some(meat), _, _) => RecallScope::Meat(county_primitives::MeatId(number(meat)?)),
            (None, Some(batch), _) => {
                RecallScope::Batch(county_primitives::SlaughterBatchId(number(batch)?))
            }
            (None, None, day) => RecallScope::Day {
                house: OrganisationId(u32::try_from(self.house).map_err(ApiError::internal)?),
                day: day
                    .as_deref()
                    .unwrap_or_default()
                    .parse()
                    .map_err(ApiError::internal)?,
            },
        })
    }

    /// Whether custodians may still be told and answer.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "ordered" | "notified")
    }
}

/// A custodian of a recall.
#[derive(Clone, Debug, Serialize, FromRow, ToSchema)]
pub struct Custodian {
    /// The organisation.
    pub custodian: i64,
    /// Its name, if it is a legal person.
    pub name: Option<String>,
    /// When it was told.
    #[sqlx(rename = "notified_ms")]
    pub notified: Instant,
    /// Until when it should acknowledge; `null` if no policy says.
    #[sqlx(rename = "due_ms")]
    pub due: Option<Instant>,
    /// When it acknowledged.
    #[sqlx(rename = "acknowledged_ms")]
    pub acknowledged: Option<Instant>,
    /// Whether it has not acknowledged in time, or not at all although the time is over.
    pub overdue: bool,
    /// When it last said what became of the meat.
    #[sqlx(rename = "accounted_ms")]
    pub accounted: Option<Instant>,
    /// The proof of it.
    #[schema(value_type = Option<Digest>)]
    pub evidence: Option<String>,
    /// Grams it was told of.
    pub recalled: i64,
    /// Grams brought back.
    pub returned: i64,
    /// Grams destroyed.
    pub destroyed: i64,
    /// Grams sold to consumers or eaten.
    pub consumed: i64,
    /// Grams of which it does not say what became of them.
    pub unaccounted: i64,
}

impl Custodian {
    /// Whether it has not acknowledged although the time is over.
    pub(crate) fn is_missing(&self) -> bool {
        self.overdue && self.acknowledged.is_none()
    }
}

/// How many milliseconds custodians have to acknowledge, by the policy of the place today.
pub(crate) async fn target_ms(app: &App, division: &str) -> Result<Option<i64>, ApiError> {
    let division = division.parse().map_err(ApiError::internal)?;
    let minutes = clock::policy(app, division, PolicyKey::RecallAcknowledgeMinutes).await?;
    Ok(minutes
        .and_then(|minutes| i64::try_from(minutes).ok())
        .map(|minutes| minutes.saturating_mul(60_000)))
}

/// The custodians of a recall that a caller may see: overdue ones that never acknowledged first, then
/// the others that did not, then by what is unaccounted.
pub(crate) async fn custodians(
    app: &App,
    recall: &Recall,
    scope: &Scope,
) -> Result<Vec<Custodian>, ApiError> {
    let target_ms = target_ms(app, &recall.division).await?;
    let mut query: QueryBuilder<'_, Sqlite> = QueryBuilder::new(
        "SELECT recall_custodians.*, organisations.name, recall_custodians.notified_ms + ",
    );
    query
        .push_bind(target_ms)
        .push(" AS due_ms, COALESCE(COALESCE(recall_custodians.acknowledged_ms, ");
    query
        .push_bind(now_ms())
        .push(") > recall_custodians.notified_ms + ");
    query.push_bind(target_ms).push(
        ", 1 = 0) AS overdue FROM recall_custodians \
         JOIN recall_files ON recall_files.id = recall_custodians.recall \
         LEFT JOIN organisations ON organisations.id = recall_custodians.custodian \
         WHERE recall_custodians.recall = ",
    );
    query.push_bind(recall.id);
    scope.see(
        &mut query,
        &["recall_files.house", "recall_custodians.custodian"],
        "recall_files.division",
        &[],
    );
    query.push(
        " ORDER BY (recall_custodians.acknowledged_ms IS NULL) DESC, recall_custodians.notified_ms, \
         recall_custodians.unaccounted DESC, recall_custodians.custodian",
    );
    Ok(query
        .build_query_as::<Custodian>()
        .fetch_all(&app.db.reader)
        .await?)
}

#[cfg(test)]
mod tests {
    use county_primitives::{MeatId, SlaughterBatchId};

    use super::*;

    #[test]
    fn a_scope_begins_with_its_carcasses_and_goes_down_to_what_was_made_of_them() {
        let day = RecallScope::Day {
            house: OrganisationId(7),
            day: "2026-09-26".parse().unwrap(),
        };
        for (scope, roots) in [
            (RecallScope::Meat(MeatId(5)), "WHERE id = 5"),
            (RecallScope::Batch(SlaughterBatchId(3)), "WHERE batch = 3"),
            (day, "house = 7 AND killed = '2026-09-26'"),
        ] {
            let query = reached(scope);
            assert!(query.contains(roots), "{query}");
            assert!(query.contains("meat_edges.parent"), "{query}");
        }
    }
}
