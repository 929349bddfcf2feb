//! Tables of produce: catalogues, plots, cycles, operations, uses and tests.

mod lots;

use county_primitives::{
    produce::{
        InputLabel, InputUse, Operation, ProduceEntry, TestInput, TestMethod, TestStatus,
        TestTarget, TestVerdict,
    },
    Date, Subject, Text,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, word, Place};

/// Writes what an entry of produce says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    match subject {
        Subject::Catalogue(_) => write_catalogue(connection, place, subject, entry).await,
        Subject::Plot(id) => write_plot(connection, place, sql(id.0), entry).await,
        Subject::Cycle(id) => write_cycle(connection, place, sql(id.0), entry).await,
        Subject::Test(id) => write_test(connection, place, sql(id.0), entry).await,
        Subject::Lot(id) => lots::write(connection, place, sql(id.0), entry).await,
        _ => Err(misplaced(&subject)),
    }
}

async fn write_catalogue(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    match entry {
        ProduceEntry::InputLabelSet(label) => write_label(connection, place, label).await,
        ProduceEntry::YieldCapSet(cap) => {
            sqlx::query(
                "INSERT INTO yield_caps (division, product, per_mu, seasons_per_year, set_ms) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (division, product) DO UPDATE SET per_mu = excluded.per_mu, \
                 seasons_per_year = excluded.seasons_per_year, set_ms = excluded.set_ms",
            )
            .bind(cap.division.to_string())
            .bind(cap.product.to_string())
            .bind(sql(cap.per_mu.0))
            .bind(i64::from(cap.seasons_per_year))
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        _ => Err(misplaced(&subject)),
    }
}

async fn write_label(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    label: &InputLabel,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO input_labels (division, registration, crop, name, interval_days, times_max, unit, dose_min, \
         dose_max, restriction, forbidden_on, set_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (division, registration, crop) DO UPDATE SET name = excluded.name, \
         interval_days = excluded.interval_days, times_max = excluded.times_max, unit = excluded.unit, \
         dose_min = excluded.dose_min, dose_max = excluded.dose_max, restriction = excluded.restriction, \
         forbidden_on = excluded.forbidden_on, set_ms = excluded.set_ms",
    )
    .bind(label.division.to_string())
    .bind(label.registration.as_str())
    .bind(label.crop.to_string())
    .bind(label.name.as_str())
    .bind(i64::from(label.interval_days))
    .bind(i64::from(label.times_max))
    .bind(word(&label.unit)?)
    .bind(i64::from(label.dose_min))
    .bind(i64::from(label.dose_max))
    .bind(word(&label.restriction)?)
    .bind(serde_json::to_string(&label.forbidden_on)?)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_plot(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    let ProduceEntry::PlotOpened { producer, plot } = entry else {
        return Err(IndexError::Record(format!(
            "plot:{id} has an entry of another kind"
        )));
    };
    sqlx::query(
        "INSERT INTO plots (id, producer, village, area, kind, geometry, opened_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(i64::from(producer.0))
    .bind(plot.village.to_string())
    .bind(sql(plot.area.0))
    .bind(word(&plot.kind)?)
    .bind(plot.geometry.to_string())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_cycle(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    match entry {
        ProduceEntry::CycleStarted { .. } => start_cycle(connection, place, id, entry).await?,
        ProduceEntry::CycleFinished => {
            sqlx::query("UPDATE cycles SET finished_ms = ? WHERE id = ?")
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
        }
        ProduceEntry::OperationRecorded { operation, late } => {
            write_operation(connection, place, operation, *late).await?;
        }
        ProduceEntry::InputUsed {
            input,
            name,
            harvest_from,
            times,
            late,
        } => {
            let used = Used {
                input,
                name,
                harvest_from: *harvest_from,
                times: *times,
                late: *late,
            };
            write_use(connection, place, &used).await?;
        }
        ProduceEntry::Tested { .. } => write_flag(connection, "cycles", id, entry).await?,
        ProduceEntry::YieldWarned { percent, .. } => {
            sqlx::query("UPDATE cycles SET yield_percent = ? WHERE id = ?")
                .bind(i64::from(percent.0))
                .bind(id)
                .execute(connection)
                .await?;
        }
        // The lot's own record says the same and more.
        ProduceEntry::CycleHarvested { .. } => {}
        // The case that holds the cycle says it.
        ProduceEntry::IntervalBroken { .. } => {}
        _ => {
            return Err(IndexError::Record(format!(
                "cycle:{id} has an entry of another kind"
            )));
        }
    }
    Ok(())
}

async fn start_cycle(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    let ProduceEntry::CycleStarted {
        producer,
        cycle,
        yield_cap,
        harvest_from,
        ..
    } = entry
    else {
        return Err(IndexError::Record(format!("cycle:{id} was not started")));
    };
    // Only if uses before it on the plot ask for a later day than its own first one.
    let asked = (*harvest_from > cycle.started).then(|| harvest_from.to_string());
    sqlx::query(
        "INSERT INTO cycles (id, plot, producer, product, variety, started, yield_cap, harvest_from, test_flag, \
         started_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'untested', ?)",
    )
    .bind(id)
    .bind(sql(cycle.plot.0))
    .bind(i64::from(producer.0))
    .bind(cycle.product.to_string())
    .bind(cycle.variety.as_str())
    .bind(cycle.started.to_string())
    .bind(sql(yield_cap.0))
    .bind(asked)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_operation(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    operation: &Operation,
    late: bool,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO operations (block, event_index, cycle, kind, date, note, evidence, late, member, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(sql(operation.cycle.0))
    .bind(word(&operation.kind)?)
    .bind(operation.date.to_string())
    .bind(operation.note.as_str())
    .bind(operation.evidence.map(|digest| digest.to_string()))
    .bind(late)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

struct Used<'a> {
    input: &'a InputUse,
    name: &'a Text<96>,
    harvest_from: Date,
    times: u8,
    late: bool,
}

async fn write_use(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    used: &Used<'_>,
) -> Result<(), IndexError> {
    let input = used.input;
    sqlx::query(
        "INSERT INTO input_uses (block, event_index, cycle, registration, name, dose, unit, area, date, target, \
         unit_code, harvest_from, times, late, member, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(sql(input.cycle.0))
    .bind(input.registration.as_str())
    .bind(used.name.as_str())
    .bind(i64::from(input.dose))
    .bind(word(&input.unit)?)
    .bind(sql(input.area.0))
    .bind(input.date.to_string())
    .bind(input.target.as_str())
    .bind(input.unit_code.as_ref().map(Text::as_str))
    .bind(used.harvest_from.to_string())
    .bind(i64::from(used.times))
    .bind(used.late)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    // The latest day any use asks for; days as text sort like days.
    sqlx::query(
        "UPDATE cycles SET harvest_from = ? WHERE id = ? AND (harvest_from IS NULL OR harvest_from < ?)",
    )
    .bind(used.harvest_from.to_string())
    .bind(sql(input.cycle.0))
    .bind(used.harvest_from.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_test(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    match entry {
        ProduceEntry::TestRecorded { test, status } => {
            insert_test(connection, place, id, test, *status).await
        }
        ProduceEntry::TestApproved => {
            sqlx::query("UPDATE tests SET status = ?, approved_ms = ? WHERE id = ?")
                .bind(word(&TestStatus::Effective)?)
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        _ => Err(IndexError::Record(format!(
            "test:{id} has an entry of another kind"
        ))),
    }
}

async fn insert_test(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    test: &TestInput,
    status: TestStatus,
) -> Result<(), IndexError> {
    let target = match test.target {
        TestTarget::Cycle(cycle) => Subject::Cycle(cycle),
        TestTarget::Lot(lot) => Subject::Lot(lot),
    };
    sqlx::query(
        "INSERT INTO tests (id, target, method, sample, sampled, items, verdict, report, status, organisation, \
         member, recorded_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(target.to_string())
    .bind(word(&test.method)?)
    .bind(test.sample.as_str())
    .bind(test.sampled.to_string())
    .bind(serde_json::to_string(&test.items)?)
    .bind(word(&test.verdict)?)
    .bind(test.report.to_string())
    .bind(word(&status)?)
    .bind(place.organisation())
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// The test a cycle or lot stands on, by the chain's own rule: a failure is lifted only by a
/// laboratory, by a test recorded later, of a sample not taken earlier. `table` is one of our own
/// two names.
async fn write_flag(
    connection: &mut SqliteConnection,
    table: &'static str,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    let ProduceEntry::Tested {
        test,
        method,
        verdict,
    } = entry
    else {
        return Err(IndexError::Record(format!("{table} {id} was not tested")));
    };
    let test = sql(test.0);
    let flag = match verdict {
        TestVerdict::Fail => "failed",
        TestVerdict::Pass => "passed",
    };
    let (standing, failed): (String, Option<i64>) =
        sqlx::query_as(&format!("SELECT test_flag, test FROM {table} WHERE id = ?"))
            .bind(id)
            .fetch_one(&mut *connection)
            .await?;
    if *verdict == TestVerdict::Pass && standing == "failed" {
        let failed = failed.unwrap_or_default();
        let sampled_later: bool = sqlx::query_scalar(
            "SELECT COALESCE((SELECT later.sampled >= earlier.sampled FROM tests later, tests earlier \
             WHERE later.id = ? AND earlier.id = ?), FALSE)",
        )
        .bind(test)
        .bind(failed)
        .fetch_one(&mut *connection)
        .await?;
        if *method != TestMethod::Laboratory || test <= failed || !sampled_later {
            return Ok(());
        }
    }
    sqlx::query(&format!(
        "UPDATE {table} SET test_flag = ?, test = ? WHERE id = ?"
    ))
    .bind(flag)
    .bind(test)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}
