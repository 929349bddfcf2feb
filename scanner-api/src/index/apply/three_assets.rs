//! Tables of the three assets: collectives, books, spending, decisions, disclosure, challenges, warnings.

mod bank_lines;
mod books;
mod challenges;
mod closing;
mod collectives;
mod decisions;
mod disclosures;
mod payments;
mod spendings;
pub(super) mod stream;
mod vouchers;
mod warnings;

use std::fmt::Display;

use county_primitives::{three_assets::AssetsEntry, DivisionCode, PolicyKey, Subject};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{misplaced, Place};

/// Writes what an entry of the three assets says.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match subject {
        Subject::Collective(id) => collectives::write(connection, place, id, entry).await,
        Subject::Chart(county) => collectives::chart(connection, place, county, entry).await,
        Subject::BankAccount(id) => {
            bank_lines::write(connection, place, i64::from(id.0), entry).await
        }
        Subject::Book(id) => books::write(connection, place, id, entry).await,
        Subject::Voucher(id) => vouchers::write(connection, place, sql(id.0), entry).await,
        Subject::Spending(id) => spendings::write(connection, place, sql(id.0), entry).await,
        Subject::Decision(id) => decisions::write(connection, place, sql(id.0), entry).await,
        Subject::Disclosure(id) => disclosures::write(connection, place, sql(id.0), entry).await,
        Subject::Challenge(id) => challenges::write(connection, place, sql(id.0), entry).await,
        Subject::Warning(id) => warnings::write(connection, place, sql(id.0), entry).await,
        other => Err(misplaced(&other)),
    }
}

/// An entry that does not belong on its subject.
fn other_kind(subject: impl Display) -> IndexError {
    IndexError::Record(format!("{subject} has an entry of another kind"))
}

/// A record about something that no earlier record made.
fn unknown(subject: impl Display) -> IndexError {
    IndexError::Record(format!("{subject} has no record that made it"))
}

/// Refuses a statement that changed no row.
fn ensure_known(rows: u64, subject: impl Display) -> Result<(), IndexError> {
    if rows == 0 {
        return Err(unknown(subject));
    }
    Ok(())
}

/// A list of values as the JSON of their texts.
fn json_list<T: Display>(values: impl IntoIterator<Item = T>) -> Result<String, IndexError> {
    let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    Ok(serde_json::to_string(&texts)?)
}

/// The JSON spelling of a step: of one that carries something, the name of its variant.
fn kind_of(step: &impl serde::Serialize) -> Result<String, IndexError> {
    match serde_json::to_value(step)? {
        serde_json::Value::String(kind) => Ok(kind),
        serde_json::Value::Object(fields) => Ok(fields.into_iter().next().unwrap_or_default().0),
        other => Err(IndexError::Record(format!("{other} is not a step"))),
    }
}

/// The division of a collective.
async fn division_of(
    connection: &mut SqliteConnection,
    collective: i64,
) -> Result<DivisionCode, IndexError> {
    let division: Option<String> =
        sqlx::query_scalar("SELECT division FROM collectives WHERE id = ?")
            .bind(collective)
            .fetch_optional(connection)
            .await?;
    division
        .ok_or_else(|| unknown(format_args!("collective:{collective}")))?
        .parse()
        .map_err(|_| IndexError::Record(format!("collective:{collective} is in no division")))
}

/// A number of days by the policy pack in force in a division on a day: the nearest division wins, then the
/// latest date. 0 where nothing is set.
async fn policy_days(
    connection: &mut SqliteConnection,
    division: DivisionCode,
    key: PolicyKey,
    place: &Place<'_>,
) -> Result<u32, IndexError> {
    for level in division.lineage() {
        let value: Option<i64> = sqlx::query_scalar(
            "SELECT value FROM policies WHERE division = ? AND setting = ? AND effective <= ? \
             ORDER BY effective DESC LIMIT 1",
        )
        .bind(level.to_string())
        .bind(key.name())
        .bind(place.day().to_string())
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(value) = value {
            return Ok(u32::try_from(value).unwrap_or(u32::MAX));
        }
    }
    Ok(0)
}
