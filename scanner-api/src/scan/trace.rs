//! The trace of a lot: its ancestors, the crops they come from, what was done to them, and their tests.

use std::collections::HashMap;

use county_primitives::{
    produce::{GradeMetrics, GradeParent, TestTarget},
    CycleId, Date, DivisionCode, Grams, LotId, MilliMu, PlotId, Subject, TestId, Text,
};
use sqlx::{FromRow, QueryBuilder, SqlitePool};

use super::{
    answer::{
        Party, Trace, TraceCycle, TraceDelivery, TraceGrading, TraceHarvest, TraceInput, TraceLot,
        TraceOperation, TraceTest,
    },
    closure::{push_list, Closure},
    rows::{id, json, parse, short, text, word, LotRow, Parties},
    Ledger, ScanError,
};

/// The trace without holds and activation.
pub(super) async fn trace(
    ledger: &Ledger<'_>,
    closure: &Closure,
    parties: &mut Parties<'_>,
) -> Result<Trace, ScanError> {
    let db = &ledger.db.reader;
    Ok(Trace {
        lots: lots(db, closure, parties).await?,
        cycles: cycles(ledger, closure, parties).await?,
        tests: tests(db, closure, parties).await?,
        holds: Vec::new(),
        activation: None,
    })
}

#[derive(FromRow)]
struct DeliveryRow {
    lot: i64,
    sender: i64,
    receiver: i64,
    ledger_ms: i64,
    block: i64,
}

#[derive(FromRow)]
struct GradingRow {
    parent: i64,
    mass: i64,
    children: String,
    organisation: Option<i64>,
    block: i64,
}

async fn lots(
    db: &SqlitePool,
    closure: &Closure,
    parties: &mut Parties<'_>,
) -> Result<Vec<TraceLot>, ScanError> {
    let ids = closure.lot_ids();
    let mut query = QueryBuilder::new(
        "SELECT lot, sender, receiver, ledger_ms, block FROM deliveries WHERE lot IN ",
    );
    push_list(&mut query, &ids);
    query.push(" ORDER BY block, event_index");
    let deliveries: Vec<DeliveryRow> = query.build_query_as().fetch_all(db).await?;
    let mut query = QueryBuilder::new(
        "SELECT parent, mass, children, organisation, block FROM gradings WHERE parent IN ",
    );
    push_list(&mut query, &ids);
    query.push(" ORDER BY block, event_index");
    let gradings: Vec<GradingRow> = query.build_query_as().fetch_all(db).await?;
    let harvest_blocks = harvest_blocks(db, &ids).await?;

    let mut lots = Vec::with_capacity(closure.lots.len());
    for row in &closure.lots {
        let block = harvest_blocks.get(&row.id).copied().unwrap_or(0);
        let mut handed_over = Vec::new();
        for delivery in deliveries.iter().filter(|delivery| delivery.lot == row.id) {
            handed_over.push(TraceDelivery {
                from: parties.get(delivery.sender).await?,
                to: parties.get(delivery.receiver).await?,
                ledger_ms: id(delivery.ledger_ms)?,
                block: id(delivery.block)?,
            });
        }
        lots.push(TraceLot {
            lot: LotId(id(row.id)?),
            division: parse(&row.division)?,
            holder: match row.holder.or(row.producer) {
                Some(holder) => Some(parties.get(holder).await?),
                None => None,
            },
            harvest: harvest(row, closure, block, parties).await?,
            grading: grading(row, &gradings, parties).await?,
            deliveries: handed_over,
        });
    }
    Ok(lots)
}

/// In which block each lot was harvested.
async fn harvest_blocks(db: &SqlitePool, lots: &[i64]) -> Result<HashMap<i64, u64>, ScanError> {
    let subjects: Vec<String> = lots.iter().map(|lot| format!("lot:{lot}")).collect();
    let mut query =
        QueryBuilder::new("SELECT subject, block FROM records WHERE sequence = 0 AND subject IN ");
    push_list(&mut query, &subjects);
    let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(db).await?;
    rows.into_iter()
        .map(|(subject, block)| {
            let lot: i64 = parse(subject.trim_start_matches("lot:"))?;
            Ok((lot, id(block)?))
        })
        .collect()
}

async fn harvest(
    row: &LotRow,
    closure: &Closure,
    block: u64,
    parties: &mut Parties<'_>,
) -> Result<Option<TraceHarvest>, ScanError> {
    let (Some(producer), "harvest") = (row.producer, row.origin.as_str()) else {
        return Ok(None);
    };
    let date: Date = parse(&row.date)?;
    let from = closure.harvests.iter().filter(|(lot, _)| *lot == row.id);
    Ok(Some(TraceHarvest {
        date,
        gross: Grams(id(row.mass)?),
        harvest_from: row.harvest_from.as_deref().map_or(Ok(date), parse)?,
        late: row.late,
        producer: parties.get(producer).await?,
        cycles: from
            .map(|(_, cycle)| id(*cycle).map(CycleId))
            .collect::<Result<_, _>>()?,
        block,
    }))
}

async fn grading(
    row: &LotRow,
    gradings: &[GradingRow],
    parties: &mut Parties<'_>,
) -> Result<Option<TraceGrading>, ScanError> {
    let Some(grade) = &row.grade else {
        return Ok(None);
    };
    let lot = LotId(id(row.id)?);
    let mut parents = Vec::new();
    let (mut packer, mut block): (Option<Party>, u64) = (None, 0);
    for grading in gradings {
        let children: Vec<LotId> = json(&grading.children)?;
        if !children.contains(&lot) {
            continue;
        }
        parents.push(GradeParent {
            lot: LotId(id(grading.parent)?),
            mass: Grams(id(grading.mass)?),
        });
        block = id(grading.block)?;
        if let Some(organisation) = grading.organisation {
            packer = Some(parties.get(organisation).await?);
        }
    }
    Ok(Some(TraceGrading {
        date: parse(&row.date)?,
        grade: text(grade)?,
        net: Grams(id(row.mass)?),
        metrics: GradeMetrics {
            brix_tenths: row.brix_tenths.map(short).transpose()?,
            diameter_mm: row.diameter_mm.map(short).transpose()?,
        },
        parents,
        packer,
        block,
    }))
}

#[derive(FromRow)]
struct CycleRow {
    id: i64,
    plot: i64,
    producer: i64,
    product: String,
    variety: String,
    started: String,
    village: String,
    area: i64,
    kind: String,
}

#[derive(FromRow)]
struct OperationRow {
    cycle: i64,
    kind: String,
    date: String,
    note: String,
    late: bool,
    block: i64,
}

#[derive(FromRow)]
struct InputRow {
    cycle: i64,
    registration: String,
    name: String,
    dose: i64,
    unit: String,
    date: String,
    target: String,
    harvest_from: String,
    late: bool,
    block: i64,
}

async fn cycles(
    ledger: &Ledger<'_>,
    closure: &Closure,
    parties: &mut Parties<'_>,
) -> Result<Vec<TraceCycle>, ScanError> {
    let db = &ledger.db.reader;
    let ids = closure.cycle_ids();
    let mut query = QueryBuilder::new(
        "SELECT cycles.id, cycles.plot, cycles.producer, cycles.product, cycles.variety, \
         cycles.started, plots.village, plots.area, plots.kind \
         FROM cycles JOIN plots ON plots.id = cycles.plot WHERE cycles.id IN ",
    );
    push_list(&mut query, &ids);
    query.push(" ORDER BY cycles.id");
    let rows: Vec<CycleRow> = query.build_query_as().fetch_all(db).await?;
    let mut query = QueryBuilder::new(
        "SELECT cycle, kind, date, note, late, block FROM operations WHERE cycle IN ",
    );
    push_list(&mut query, &ids);
    query.push(" ORDER BY date, block, event_index");
    let operations: Vec<OperationRow> = query.build_query_as().fetch_all(db).await?;
    let mut query = QueryBuilder::new(
        "SELECT cycle, registration, name, dose, unit, date, target, harvest_from, late, block \
         FROM input_uses WHERE cycle IN ",
    );
    push_list(&mut query, &ids);
    query.push(" ORDER BY date, block, event_index");
    let inputs: Vec<InputRow> = query.build_query_as().fetch_all(db).await?;

    let mut cycles = Vec::with_capacity(rows.len());
    for row in rows {
        let harvests = harvest_days(closure, row.id)?;
        let producer = parties.get(row.producer).await?;
        let mut cycle = cycle(ledger, &row, producer, &harvests)?;
        for operation in operations.iter().filter(|done| done.cycle == row.id) {
            cycle.operations.extend(operation.told(&harvests)?);
        }
        for input in inputs.iter().filter(|input| input.cycle == row.id) {
            cycle.inputs.extend(input.told(&harvests)?);
        }
        cycles.push(cycle);
    }
    Ok(cycles)
}

/// The days on which what is in this trace was harvested from a cycle, in order.
fn harvest_days(closure: &Closure, cycle: i64) -> Result<Vec<Date>, ScanError> {
    let lots = closure.harvests.iter().filter(|(_, of)| *of == cycle);
    let mut days: Vec<Date> = lots
        .filter_map(|(lot, _)| closure.lots.iter().find(|row| row.id == *lot))
        .map(|row| parse(&row.date))
        .collect::<Result<_, _>>()?;
    days.sort_unstable();
    Ok(days)
}

fn cycle(
    ledger: &Ledger<'_>,
    row: &CycleRow,
    producer: Party,
    harvests: &[Date],
) -> Result<TraceCycle, ScanError> {
    let village: DivisionCode = parse(&row.village)?;
    // Shoppers know the county; province and prefecture only lengthen the line.
    let mut village_name: Vec<String> = village
        .lineage()
        .take(3)
        .filter_map(|code| ledger.divisions.name(code))
        .map(str::to_owned)
        .collect();
    village_name.reverse();
    Ok(TraceCycle {
        cycle: CycleId(id(row.id)?),
        plot: PlotId(id(row.plot)?),
        plot_kind: word(&row.kind)?,
        area: MilliMu(id(row.area)?),
        village,
        village_name,
        producer,
        product: parse(&row.product)?,
        variety: text(&row.variety)?,
        started: parse(&row.started)?,
        harvested: harvests.first().copied(),
        operations: Vec::new(),
        inputs: Vec::new(),
    })
}

impl OperationRow {
    /// The operation, unless it came after everything in this trace was harvested.
    fn told(&self, harvests: &[Date]) -> Result<Option<TraceOperation>, ScanError> {
        let date: Date = parse(&self.date)?;
        if harvests.last().is_some_and(|last| date > *last) {
            return Ok(None);
        }
        Ok(Some(TraceOperation {
            kind: word(&self.kind)?,
            date,
            note: text(&self.note)?,
            late: self.late,
            block: id(self.block)?,
        }))
    }
}

impl InputRow {
    /// The use, unless it came after everything in this trace was harvested.
    fn told(&self, harvests: &[Date]) -> Result<Option<TraceInput>, ScanError> {
        let date: Date = parse(&self.date)?;
        let next_harvest = harvests.iter().find(|harvest| **harvest >= date);
        if next_harvest.is_none() && !harvests.is_empty() {
            return Ok(None);
        }
        let harvest_from: Date = parse(&self.harvest_from)?;
        Ok(Some(TraceInput {
            name: text(&self.name)?,
            registration: text(&self.registration)?,
            date,
            dose: short(self.dose)?,
            unit: word(&self.unit)?,
            target: text(&self.target)?,
            interval_days: harvest_from.days_since(date),
            days_before_harvest: next_harvest.map(|harvest| harvest.days_since(date)),
            late: self.late,
            block: id(self.block)?,
        }))
    }
}

#[derive(FromRow)]
struct TestRow {
    id: i64,
    target: String,
    method: String,
    sample: String,
    sampled: String,
    items: String,
    verdict: String,
    report: String,
    status: String,
    organisation: Option<i64>,
    block: Option<i64>,
}

async fn tests(
    db: &SqlitePool,
    closure: &Closure,
    parties: &mut Parties<'_>,
) -> Result<Vec<TraceTest>, ScanError> {
    let mut query = QueryBuilder::new(
        "SELECT tests.id, target, method, sample, sampled, items, verdict, report, status, \
         organisation, records.block FROM tests LEFT JOIN records \
         ON records.subject = 'test:' || tests.id AND records.sequence = 0 WHERE target IN ",
    );
    push_list(&mut query, &closure.tested());
    query.push(" ORDER BY tests.id DESC");
    let rows: Vec<TestRow> = query.build_query_as().fetch_all(db).await?;
    let mut tests = Vec::with_capacity(rows.len());
    for row in rows {
        let items: Vec<String> = json(&row.items)?;
        tests.push(TraceTest {
            test: TestId(id(row.id)?),
            target: match parse(&row.target)? {
                Subject::Cycle(cycle) => TestTarget::Cycle(cycle),
                Subject::Lot(lot) => TestTarget::Lot(lot),
                _ => return Err(ScanError::Row(row.target)),
            },
            method: word(&row.method)?,
            verdict: word(&row.verdict)?,
            status: word(&row.status)?,
            sampled: parse(&row.sampled)?,
            sample: text(&row.sample)?,
            items: items
                .iter()
                .map(|item| text(item))
                .collect::<Result<Vec<Text<32>>, _>>()?,
            laboratory: match row.organisation {
                Some(organisation) => Some(parties.get(organisation).await?),
                None => None,
            },
            report: parse(&row.report)?,
            block: row.block.map_or(Ok(0), id)?,
        });
    }
    Ok(tests)
}
