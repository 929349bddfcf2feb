//! Contracts over animals, and claims.

use county_primitives::livestock::LivestockEntry;
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    name, other_kind, write_units,
};

/// Writes what an entry on a contract says.
pub(super) async fn contract(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::Insured {
        insurer,
        number,
        farm,
        species,
        units,
        heads,
        from,
        until,
        sum_per_head,
        terms,
    } = entry
    else {
        return Err(other_kind(format!("insurance:{id}")));
    };
    sqlx::query(
        "INSERT INTO insurances (id, insurer, number, farm, species, heads, from_day, until_day, sum_per_head, terms, \
         insured_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(i64::from(insurer.0))
    .bind(number.as_str())
    .bind(i64::from(farm.0))
    .bind(word(species)?)
    .bind(i64::from(*heads))
    .bind(from.to_string())
    .bind(until.to_string())
    .bind(sql(*sum_per_head))
    .bind(terms.to_string())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    let insert = "INSERT INTO insurance_units (insurance, position, unit) VALUES (?, ?, ?)";
    write_units(connection, insert, id, units).await
}

/// Writes what an entry on a claim says.
pub(super) async fn claim(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::ClaimFiled { claim, disposal } => {
            sqlx::query(
                "INSERT INTO claims (id, insurance, unit, mass, amount, photo, survey, disposal, state, reason, \
                 filed_by, filed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'filed', '', ?, ?)",
            )
            .bind(id)
            .bind(sql(claim.insurance.0))
            .bind(name(claim.unit))
            .bind(sql(claim.mass.0))
            .bind(sql(claim.amount))
            .bind(claim.photo.to_string())
            .bind(claim.survey.to_string())
            .bind(sql(disposal.0))
            .bind(place.member())
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
        }
        LivestockEntry::ClaimDecided(decision) => {
            let state = if decision.amount.is_some() {
                "approved"
            } else {
                "refused"
            };
            sqlx::query(
                "UPDATE claims SET state = ?, agreed = ?, reason = ?, decided_by = ?, decided_ms = ? WHERE id = ?",
            )
            .bind(state)
            .bind(decision.amount.map(sql))
            .bind(decision.reason.as_str())
            .bind(place.member())
            .bind(place.ledger_ms)
            .bind(id)
            .execute(connection)
            .await?;
        }
        LivestockEntry::ClaimPaid { receipt, .. } => {
            sqlx::query("UPDATE claims SET state = 'paid', receipt = ?, paid_ms = ? WHERE id = ?")
                .bind(receipt.to_string())
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
        }
        _ => return Err(other_kind(format!("claim:{id}"))),
    }
    Ok(())
}
