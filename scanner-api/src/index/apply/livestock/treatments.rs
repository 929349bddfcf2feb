//! Vaccinations and treatments with drugs.

use county_primitives::livestock::{LivestockEntry, Unit};
use sqlx::SqliteConnection;

use crate::index::IndexError;

use super::{
    super::{word, Place},
    lives, name, other_kind,
};

/// Writes a vaccination or a treatment.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Immunised { act, until, late } => {
            // Whose it was and how many heads, as it stands now: both change later.
            let life = lives::life(connection, unit).await?;
            sqlx::query(
                "INSERT INTO immunities (block, event_index, unit, disease, vaccine, batch, code, dose, date, \
                 until_day, late, member, ledger_ms, farm, heads) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(place.block)
            .bind(place.event_index)
            .bind(name(unit))
            .bind(word(&act.disease)?)
            .bind(act.vaccine.as_str())
            .bind(act.batch.as_str())
            .bind(act.code.as_ref().map(ToString::to_string))
            .bind(act.dose.as_str())
            .bind(act.date.to_string())
            .bind(until.to_string())
            .bind(*late)
            .bind(place.member())
            .bind(place.ledger_ms)
            .bind(life.as_ref().map(|life| life.farm))
            .bind(life.as_ref().map(|life| life.heads))
            .execute(&mut *connection)
            .await?;
            if let Some(life) = life {
                let disease = word(&act.disease)?;
                lives::count(connection, place, &life, "immunised", &disease).await?;
            }
            Ok(())
        }
        LivestockEntry::Medicated { .. } => medicated(connection, place, unit, entry).await,
        _ => Err(other_kind(name(unit))),
    }
}

/// Writes a treatment, and the first days of slaughter and of milk or eggs after it.
async fn medicated(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::Medicated {
        act,
        name: drug,
        slaughter_from,
        food_from,
        late,
    } = entry
    else {
        return Err(other_kind(name(unit)));
    };
    let life = lives::life(connection, unit).await?;
    sqlx::query(
        "INSERT INTO medications (block, event_index, unit, approval, name, route, code, dose, last_dose, \
         prescription, slaughter_from, food_from, late, member, ledger_ms, farm, heads) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(name(unit))
    .bind(act.approval.as_str())
    .bind(drug.as_str())
    .bind(word(&act.route)?)
    .bind(act.code.as_ref().map(ToString::to_string))
    .bind(act.dose.as_str())
    .bind(act.last_dose.to_string())
    .bind(act.prescription.map(|digest| digest.to_string()))
    .bind(slaughter_from.to_string())
    .bind(food_from.map(|day| day.to_string()))
    .bind(*late)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(life.as_ref().map(|life| life.farm))
    .bind(life.as_ref().map(|life| life.heads))
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE lives SET slaughter_from = ?, food_from = ?, changed_ms = ? WHERE unit = ?",
    )
    .bind(slaughter_from.to_string())
    .bind(food_from.map(|day| day.to_string()))
    .bind(place.ledger_ms)
    .bind(name(unit))
    .execute(connection)
    .await?;
    Ok(())
}
