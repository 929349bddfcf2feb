//! What stands against a piece or package of meat: holds and recalls on it, on what it comes from, on
//! its slaughter batches, animals and farms.

use county_primitives::{BatchId, BrandId, MeatId};
use qr_labeler::Code;
use sqlx::SqlitePool;

use super::{
    answer::{Trace, TraceHold, Verdict},
    closure::open_holds,
    rows, ScanError,
};

/// The piece and every piece it comes from. It has one placeholder, the piece.
pub(crate) const LINEAGE: &str = "WITH RECURSIVE lineage (id) AS (SELECT CAST(? AS BIGINT) \
     UNION SELECT parent FROM meat_edges JOIN lineage ON meat_edges.child = lineage.id) ";

/// Where a piece of meat stands.
pub(super) struct Standing {
    holds: Vec<TraceHold>,
    recalled: bool,
}

/// Looks at everything a piece comes from.
pub(super) async fn standing(
    db: &SqlitePool,
    meat: MeatId,
    code: &Code,
    brand: Option<BrandId>,
    now_ms: u64,
) -> Result<Standing, ScanError> {
    let id = i64::try_from(meat.0).map_err(|_| ScanError::Row(meat.to_string()))?;
    let mut subjects = subjects(db, id).await?;
    subjects.extend(owned_by_code(code.batch(), brand));
    Ok(Standing {
        holds: open_holds(db, &subjects, now_ms).await?,
        recalled: is_recalled(db, id).await?,
    })
}

fn owned_by_code(batch: BatchId, brand: Option<BrandId>) -> impl Iterator<Item = String> {
    let brand = brand.map(|brand| format!("brand:{brand}"));
    std::iter::once(format!("batch:{batch}")).chain(brand)
}

/// Every subject whose hold reaches the meat: pieces, batches, certificates, known animals and farms.
async fn subjects(db: &SqlitePool, meat: i64) -> Result<Vec<String>, ScanError> {
    let query = format!(
        "{LINEAGE} SELECT 'meat:' || id AS subject FROM lineage \
         UNION SELECT 'slaughter_batch:' || batch FROM meats JOIN lineage ON lineage.id = meats.id \
         WHERE batch IS NOT NULL \
         UNION SELECT unit FROM meats JOIN lineage ON lineage.id = meats.id WHERE unit IS NOT NULL \
         UNION SELECT 'farm:' || slaughter_batches.farm FROM slaughter_batches \
         JOIN meats ON meats.batch = slaughter_batches.id JOIN lineage ON lineage.id = meats.id \
         UNION SELECT 'certificate:' || slaughter_batches.certificate FROM slaughter_batches \
         JOIN meats ON meats.batch = slaughter_batches.id JOIN lineage ON lineage.id = meats.id"
    );
    Ok(sqlx::query_scalar(&query).bind(meat).fetch_all(db).await?)
}

/// That the recall `r` is of a piece, its batch or its day; what is known to its day only may come of
/// any batch of that day. Only a carcass is of exactly one day.
const RECALLS: &str = "(r.meat = meats.id OR r.batch = meats.batch OR (meats.kind = 'carcass' \
     AND ((r.house = meats.house AND r.day = meats.killed) OR (meats.identity = 'day_batch' \
     AND EXISTS (SELECT 1 FROM meats AS near WHERE near.batch = r.batch \
     AND near.house = meats.house AND near.killed = meats.killed)))))";

/// Whether the piece, something it comes from, one of its batches or days is recalled.
pub(crate) async fn is_recalled(db: &SqlitePool, meat: i64) -> Result<bool, ScanError> {
    let query = format!(
        "{LINEAGE} SELECT COUNT(*) FROM recalls AS r JOIN meats ON meats.id IN (SELECT id FROM lineage) \
         WHERE {RECALLS}"
    );
    let recalls: i64 = sqlx::query_scalar(&query).bind(meat).fetch_one(db).await?;
    Ok(recalls > 0)
}

/// The recalls that reach the piece, the latest first: number, state and when it was ordered.
pub(super) async fn recalls_of(
    db: &SqlitePool,
    meat: i64,
) -> Result<Vec<(i64, String, i64)>, ScanError> {
    let query = format!(
        "{LINEAGE} SELECT DISTINCT r.id, r.state, r.ordered_ms FROM recall_files AS r \
         JOIN meats ON meats.id IN (SELECT id FROM lineage) WHERE {RECALLS} ORDER BY r.id DESC"
    );
    Ok(sqlx::query_as(&query).bind(meat).fetch_all(db).await?)
}

impl Standing {
    /// A recall is the stronger word.
    pub(super) fn verdict(&self) -> Verdict {
        match (self.recalled, self.holds.is_empty()) {
            (true, _) => Verdict::Recalled,
            (false, false) => Verdict::Held,
            (false, true) => Verdict::Genuine,
        }
    }

    /// The trace as far as it is that of every code: what holds it and when it was bound.
    pub(super) async fn into_trace(self, db: &SqlitePool, code: &Code) -> Result<Trace, ScanError> {
        Ok(Trace {
            holds: self.holds,
            activation: rows::activation(db, code).await?,
            ..Trace::default()
        })
    }
}
