//! Tables of livestock: tags, animals and herds, certificates and trips, meat, deaths, insurance.

mod deaths;
mod food;
mod health;
mod insurance;
mod lives;
mod meat;
mod quarantine;
mod recalls;
mod slaughter;
mod tags;
mod treatments;
mod trips;
mod warnings;

use county_primitives::{
    livestock::{LivestockEntry, Unit},
    Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, Place};

/// Writes what an entry of livestock says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    if let LivestockEntry::Warned {
        level,
        warning,
        member,
    } = entry
    {
        return warnings::write(connection, place, subject, *level, warning, *member).await;
    }
    match subject {
        Subject::VeterinaryCatalogue(_)
        | Subject::Zone(_)
        | Subject::Farm(_)
        | Subject::Vehicle(_) => health::write(connection, place, subject, entry).await,
        Subject::TagStock(stock) => tags::write(connection, place, i64::from(stock.0), entry).await,
        Subject::Animal(id) => lives::write(connection, place, Unit::Animal(id), entry).await,
        Subject::Herd(id) => lives::write(connection, place, Unit::Herd(id), entry).await,
        Subject::Declaration(id) => {
            quarantine::declaration(connection, place, sql(id.0), entry).await
        }
        Subject::Certificate(id) => {
            quarantine::certificate(connection, place, sql(id.0), entry).await
        }
        Subject::SlaughterBatch(id) => slaughter::write(connection, place, sql(id.0), entry).await,
        Subject::Meat(id) => meat::write(connection, place, sql(id.0), entry).await,
        Subject::Recall(id) => recalls::write(connection, place, sql(id.0), entry).await,
        Subject::Disposal(id) => deaths::disposal(connection, sql(id.0), entry).await,
        Subject::Insurance(id) => insurance::contract(connection, place, sql(id.0), entry).await,
        Subject::Claim(id) => insurance::claim(connection, place, sql(id.0), entry).await,
        other => Err(misplaced(&other)),
    }
}

/// An entry that does not belong on its subject.
fn other_kind(subject: impl std::fmt::Display) -> IndexError {
    IndexError::Record(format!("{subject} has an entry of another kind"))
}

/// The local day of a record.
fn day(place: &Place<'_>) -> String {
    place.day().to_string()
}

/// The name of a unit, `animal:7`.
fn name(unit: Unit) -> String {
    unit.subject().to_string()
}

/// Writes a list of units in order into a table with the columns (owner, position, unit).
async fn write_units(
    connection: &mut SqliteConnection,
    insert: &str,
    owner: i64,
    units: &[Unit],
) -> Result<(), IndexError> {
    for (unit, position) in units.iter().zip(0i64..) {
        sqlx::query(insert)
            .bind(owner)
            .bind(position)
            .bind(name(*unit))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
