//! Lots: harvest, grading, custody and what is left of them.

use county_primitives::{
    produce::{GradingInput, HarvestInput, ProduceEntry},
    DivisionCode,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{super::Place, write_flag};

/// Writes what an entry on a lot says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    match entry {
        ProduceEntry::LotHarvested { .. } => write_harvest(connection, place, id, entry).await,
        ProduceEntry::LotFormed { grading, output } => {
            write_formed(connection, place, id, grading, *output).await
        }
        ProduceEntry::Tested { .. } => write_flag(connection, "lots", id, entry).await,
        ProduceEntry::LotGraded { mass, children } => {
            take(connection, id, sql(mass.0)).await?;
            sqlx::query(
                "INSERT INTO gradings (block, event_index, parent, mass, children, member, organisation, ledger_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(place.block)
            .bind(place.event_index)
            .bind(id)
            .bind(sql(mass.0))
            .bind(serde_json::to_string(children)?)
            .bind(place.member())
            .bind(place.organisation())
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        ProduceEntry::LotDelivered { from, to } => {
            sqlx::query("UPDATE lots SET holder = ? WHERE id = ?")
                .bind(i64::from(to.0))
                .bind(id)
                .execute(&mut *connection)
                .await?;
            sqlx::query(
                "INSERT INTO deliveries (block, event_index, lot, sender, receiver, ledger_ms) VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(place.block)
            .bind(place.event_index)
            .bind(id)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        ProduceEntry::LotPacked { mass, .. } => take(connection, id, sql(mass.0)).await,
        // The case that holds the lot says it.
        ProduceEntry::IntervalBroken { .. } => Ok(()),
        _ => Err(IndexError::Record(format!(
            "lot:{id} has an entry of another kind"
        ))),
    }
}

/// Takes mass from what is left of a lot. Packing may exceed it by the tolerance; nothing is left then.
async fn take(connection: &mut SqliteConnection, lot: i64, mass: i64) -> Result<(), IndexError> {
    sqlx::query(
        "UPDATE lots SET mass_left = CASE WHEN mass_left > ? THEN mass_left - ? ELSE 0 END WHERE id = ?",
    )
    .bind(mass)
    .bind(mass)
    .bind(lot)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_harvest(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &ProduceEntry,
) -> Result<(), IndexError> {
    let ProduceEntry::LotHarvested {
        producer,
        division,
        product,
        harvest,
        harvest_from,
        late,
    } = entry
    else {
        return Err(IndexError::Record(format!("lot:{id} was not harvested")));
    };
    sqlx::query(
        "INSERT INTO lots (id, producer, holder, division, product, origin, date, mass, mass_left, harvest_from, \
         test_flag, late, formed_ms) VALUES (?, ?, ?, ?, ?, 'harvest', ?, ?, ?, ?, 'untested', ?, ?)",
    )
    .bind(id)
    .bind(i64::from(producer.0))
    .bind(i64::from(producer.0))
    .bind(division.to_string())
    .bind(product.to_string())
    .bind(harvest.date.to_string())
    .bind(sql(harvest.gross.0))
    .bind(sql(harvest.gross.0))
    .bind(harvest_from.to_string())
    .bind(*late)
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    write_cycles(connection, id, harvest).await
}

async fn write_cycles(
    connection: &mut SqliteConnection,
    lot: i64,
    harvest: &HarvestInput,
) -> Result<(), IndexError> {
    for cycle in &harvest.cycles {
        sqlx::query("INSERT INTO lot_cycles (lot, cycle) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(lot)
            .bind(sql(cycle.0))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Parent {
    producer: Option<i64>,
    division: String,
    product: String,
    harvest_from: Option<String>,
}

async fn write_formed(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    grading: &GradingInput,
    output: u8,
) -> Result<(), IndexError> {
    let made = grading
        .outputs
        .get(usize::from(output))
        .ok_or_else(|| IndexError::Record(format!("lot:{id} is no output of its grading")))?;
    let mut parents = Vec::new();
    for parent in &grading.parents {
        let row: Parent = sqlx::query_as(
            "SELECT producer, division, product, harvest_from FROM lots WHERE id = ?",
        )
        .bind(sql(parent.lot.0))
        .fetch_one(&mut *connection)
        .await?;
        parents.push(row);
        write_ancestors(connection, id, sql(parent.lot.0)).await?;
    }
    let first = parents
        .first()
        .ok_or_else(|| IndexError::Record(format!("lot:{id} has no parents")))?;
    // A lot mixed of several growers has no single producer.
    let producer = first.producer.filter(|producer| {
        parents
            .iter()
            .all(|other| other.producer == Some(*producer))
    });
    let harvest_from = parents
        .iter()
        .filter_map(|parent| parent.harvest_from.clone())
        .max();
    sqlx::query(
        "INSERT INTO lots (id, producer, holder, division, product, origin, date, mass, mass_left, grade, \
         brix_tenths, diameter_mm, harvest_from, test_flag, late, formed_ms) \
         VALUES (?, ?, ?, ?, ?, 'grading', ?, ?, ?, ?, ?, ?, ?, 'untested', ?, ?)",
    )
    .bind(id)
    .bind(producer)
    .bind(place.organisation())
    .bind(smallest_around(&parents)?)
    .bind(&first.product)
    .bind(grading.date.to_string())
    .bind(sql(made.net.0))
    .bind(sql(made.net.0))
    .bind(made.grade.as_str())
    .bind(made.metrics.brix_tenths.map(i64::from))
    .bind(made.metrics.diameter_mm.map(i64::from))
    .bind(harvest_from)
    .bind(false)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// The smallest division that contains all parents.
fn smallest_around(parents: &[Parent]) -> Result<String, IndexError> {
    let divisions = parents
        .iter()
        .map(|parent| parent.division.parse::<DivisionCode>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| IndexError::Record(error.to_string()))?;
    let around = divisions
        .first()
        .into_iter()
        .flat_map(|first| first.lineage())
        .find(|wider| divisions.iter().all(|division| wider.contains(*division)));
    Ok(around.unwrap_or(DivisionCode::NATION).to_string())
}

/// The parent and everything it comes from are ancestors of the lot, at their shortest distance.
async fn write_ancestors(
    connection: &mut SqliteConnection,
    lot: i64,
    parent: i64,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO lot_ancestors (lot, ancestor, distance) \
         SELECT CAST(? AS BIGINT), ancestor, distance + 1 FROM lot_ancestors WHERE lot = ? \
         UNION ALL SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), 1 \
         ON CONFLICT (lot, ancestor) DO UPDATE SET distance = \
         CASE WHEN excluded.distance < lot_ancestors.distance THEN excluded.distance ELSE lot_ancestors.distance END",
    )
    .bind(lot)
    .bind(parent)
    .bind(lot)
    .bind(parent)
    .execute(connection)
    .await?;
    Ok(())
}
