//! Lots of milk and eggs.

use county_primitives::{
    livestock::{FoodKind, LivestockEntry},
    OrganisationId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    other_kind, write_units,
};

/// Writes a lot that a farm took from its animals.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    farm: OrganisationId,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::FoodTaken {
        lot,
        food,
        species,
        village,
        heads,
        units,
        date,
        to,
        late,
    } = entry
    else {
        return Err(other_kind(format!("farm:{farm}")));
    };
    let kind = match food.kind() {
        FoodKind::Milk => "milk",
        FoodKind::Eggs => "eggs",
    };
    sqlx::query(
        "INSERT INTO food_lots (id, kind, species, farm, village, heads, mass, eggs, date, receiver, late, member, \
         ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(sql(lot.0))
    .bind(kind)
    .bind(word(species)?)
    .bind(i64::from(farm.0))
    .bind(village.to_string())
    .bind(i64::from(*heads))
    .bind(sql(food.mass().0))
    .bind(food.eggs().map(i64::from))
    .bind(date.to_string())
    .bind(to.map(|receiver| i64::from(receiver.0)))
    .bind(*late)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    let insert = "INSERT INTO food_units (lot, position, unit) VALUES (?, ?, ?)";
    write_units(connection, insert, sql(lot.0), units).await
}
