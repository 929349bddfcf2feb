//! A lot with everything it comes from, and what holds any of it.

use county_primitives::{
    oversight::HoldCause, BatchId, BrandId, CaseId, CycleId, LotId, Subject, TestId, Text,
};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqlitePool};

use super::{
    answer::TraceHold,
    rows::{id, parse, LotRow},
    ScanError,
};

/// A lot, its ancestors, and the crop cycles and plots they were harvested from.
pub(super) struct Closure {
    /// The lot first, then its ancestors from the nearest to the farthest.
    pub(super) lots: Vec<LotRow>,
    /// Which harvested lot comes from which cycle.
    pub(super) harvests: Vec<(i64, i64)>,
    cycles: Vec<CycleFlag>,
}

#[derive(FromRow)]
struct CycleFlag {
    id: i64,
    plot: i64,
    test_flag: String,
    test: Option<i64>,
}

#[derive(FromRow)]
struct CaseRow {
    id: i64,
    subject: String,
    reason: String,
    evidence: Option<String>,
    test: Option<i64>,
    cycle: Option<i64>,
    harvest_from: Option<String>,
    expires_ms: Option<i64>,
}

/// Adds `(?, ?, …)`, or `(NULL)`, which equals nothing, for an empty list.
pub(super) fn push_list<'args, T>(query: &mut QueryBuilder<'args, Sqlite>, values: &[T])
where
    T: Clone + sqlx::Encode<'args, Sqlite> + sqlx::Type<Sqlite> + 'args,
{
    if values.is_empty() {
        query.push("(NULL)");
        return;
    }
    query.push("(");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.clone());
    }
    list.push_unseparated(")");
}

impl Closure {
    pub(super) async fn of(db: &SqlitePool, lot: LotId) -> Result<Self, ScanError> {
        let lot = i64::try_from(lot.0).map_err(|_| ScanError::Row(lot.to_string()))?;
        let columns = LotRow::COLUMNS.replace("id, ", "lots.id, ");
        // The few numbers first: a scan must not look through all lots of a county.
        let query = format!(
            "SELECT {columns} FROM (SELECT CAST(? AS BIGINT) AS number, 0 AS distance \
             UNION ALL SELECT ancestor, distance FROM lot_ancestors WHERE lot = ?) AS origins \
             JOIN lots ON lots.id = origins.number ORDER BY origins.distance, lots.id"
        );
        let lots: Vec<LotRow> = sqlx::query_as(&query)
            .bind(lot)
            .bind(lot)
            .fetch_all(db)
            .await?;
        let ids: Vec<i64> = lots.iter().map(|lot| lot.id).collect();
        let mut query = QueryBuilder::new("SELECT lot, cycle FROM lot_cycles WHERE lot IN ");
        push_list(&mut query, &ids);
        query.push(" ORDER BY cycle, lot");
        let harvests: Vec<(i64, i64)> = query.build_query_as().fetch_all(db).await?;
        let mut closure = Self {
            lots,
            harvests,
            cycles: Vec::new(),
        };
        let mut query =
            QueryBuilder::new("SELECT id, plot, test_flag, test FROM cycles WHERE id IN ");
        push_list(&mut query, &closure.cycle_ids());
        closure.cycles = query.build_query_as().fetch_all(db).await?;
        Ok(closure)
    }

    /// The lots by number.
    pub(super) fn lot_ids(&self) -> Vec<i64> {
        self.lots.iter().map(|lot| lot.id).collect()
    }

    /// The cycles by number, each once.
    pub(super) fn cycle_ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.harvests.iter().map(|(_, cycle)| *cycle).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// What tests may have been made on: the lots and their cycles.
    pub(super) fn tested(&self) -> Vec<String> {
        let lots = self.lots.iter().map(|lot| format!("lot:{}", lot.id));
        let cycles = self.cycles.iter().map(|row| format!("cycle:{}", row.id));
        lots.chain(cycles).collect()
    }

    /// What holds the code now: a case on the lot, anything it comes from, the batch or the brand,
    /// or a failed test that no laboratory has lifted.
    pub(super) async fn holds(
        &self,
        db: &SqlitePool,
        batch: BatchId,
        brand: Option<BrandId>,
        now_ms: u64,
    ) -> Result<Vec<TraceHold>, ScanError> {
        let mut subjects = self.tested();
        subjects.extend(self.cycles.iter().map(|row| format!("plot:{}", row.plot)));
        subjects.push(format!("batch:{batch}"));
        subjects.extend(brand.map(|brand| format!("brand:{brand}")));
        let mut holds = open_holds(db, &subjects, now_ms).await?;
        for hold in self.failed_tests()? {
            let told = |known: &TraceHold| {
                known.subject == hold.subject && matches!(known.cause, HoldCause::FailedTest(_))
            };
            if !holds.iter().any(told) {
                holds.push(hold);
            }
        }
        Ok(holds)
    }

    fn failed_tests(&self) -> Result<Vec<TraceHold>, ScanError> {
        let lots = self
            .lots
            .iter()
            .map(|lot| ("lot", lot.id, lot.test_flag.as_str(), lot.test));
        let cycles = self
            .cycles
            .iter()
            .map(|row| ("cycle", row.id, row.test_flag.as_str(), row.test));
        lots.chain(cycles)
            .filter(|(_, _, flag, _)| *flag == "failed")
            .map(|(kind, number, _, test)| {
                let subject: Subject = parse(&format!("{kind}:{number}"))?;
                Ok(TraceHold {
                    case: None,
                    subject,
                    cause: HoldCause::FailedTest(TestId(id(test.unwrap_or(0))?)),
                })
            })
            .collect()
    }
}

/// The open cases on any of these subjects.
pub(super) async fn open_holds(
    db: &SqlitePool,
    subjects: &[String],
    now_ms: u64,
) -> Result<Vec<TraceHold>, ScanError> {
    let mut query = QueryBuilder::new(
        "SELECT id, subject, reason, evidence, test, cycle, harvest_from, expires_ms FROM cases \
         WHERE released_ms IS NULL AND (expires_ms IS NULL OR expires_ms > ",
    );
    query
        .push_bind(i64::try_from(now_ms).unwrap_or(i64::MAX))
        .push(") AND subject IN ");
    push_list(&mut query, subjects);
    query.push(" ORDER BY id");
    let rows: Vec<CaseRow> = query.build_query_as().fetch_all(db).await?;
    rows.into_iter().map(TraceHold::try_from).collect()
}

impl TryFrom<CaseRow> for TraceHold {
    type Error = ScanError;

    fn try_from(row: CaseRow) -> Result<Self, ScanError> {
        let cause = match (row.test, row.cycle, row.harvest_from) {
            (Some(test), ..) => HoldCause::FailedTest(TestId(id(test)?)),
            (None, Some(cycle), Some(harvest_from)) => HoldCause::SafetyInterval {
                cycle: CycleId(id(cycle)?),
                harvest_from: parse(&harvest_from)?,
            },
            (None, ..) => HoldCause::Ordered {
                reason: Text::new(&row.reason).map_err(|_| ScanError::Row(row.reason))?,
                evidence: row.evidence.as_deref().map(parse).transpose()?,
                expires_ms: row.expires_ms.map_or(Ok(u64::MAX), id)?,
            },
        };
        Ok(Self {
            case: Some(CaseId(id(row.id)?)),
            subject: parse(&row.subject)?,
            cause,
        })
    }
}
