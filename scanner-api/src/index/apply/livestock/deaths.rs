//! Deaths, collected bodies, and the consignments they go to disposal in.

use county_primitives::{
    livestock::{Collection, LivestockEntry, Remains, Unit},
    Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    lives, name, other_kind,
};

/// Writes a death, or that the body was collected.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    unit: Unit,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Died {
            heads,
            cause,
            mass,
            photo,
            at_ms,
        } => {
            let life = lives::life(connection, unit)
                .await?
                .ok_or_else(|| IndexError::Record(format!("{} is not registered", name(unit))))?;
            // What dies on the road is on no farm.
            if life.state != "in_transit" {
                let dead = lives::Life {
                    heads: i64::from(*heads),
                    ..life.clone()
                };
                lives::count(connection, place, &dead, "died", "").await?;
            }
            sqlx::query(
                "INSERT INTO deaths (unit, farm, village, species, heads, cause, mass, photo, at_ms, member, \
                 reported_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(name(unit))
            .bind(life.farm)
            .bind(&life.village)
            .bind(&life.species)
            .bind(i64::from(*heads))
            .bind(serde_json::to_string(cause)?)
            .bind(sql(mass.0))
            .bind(photo.to_string())
            .bind(sql(*at_ms))
            .bind(place.member())
            .bind(place.ledger_ms)
            .execute(&mut *connection)
            .await?;
            lives::leave(connection, place, unit, "dead").await
        }
        LivestockEntry::BodyCollected { disposal, mass } => {
            sqlx::query(
                "UPDATE deaths SET disposal = ?, collected_mass = ?, collected_ms = ? WHERE unit = ?",
            )
            .bind(sql(disposal.0))
            .bind(sql(mass.0))
            .bind(place.ledger_ms)
            .bind(name(unit))
            .execute(&mut *connection)
            .await?;
            sqlx::query("UPDATE lives SET through = ?, changed_ms = ? WHERE unit = ?")
                .bind(Subject::Disposal(*disposal).to_string())
                .bind(place.ledger_ms)
                .bind(name(unit))
                .execute(connection)
                .await?;
            Ok(())
        }
        _ => Err(other_kind(name(unit))),
    }
}

/// Writes what an entry on a consignment says.
pub(super) async fn disposal(
    connection: &mut SqliteConnection,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Collected {
            collection,
            carrier,
            heads,
            mass,
        } => {
            sqlx::query(
                "INSERT INTO disposals (id, carrier, plant, plate, handover, heads, mass, state, collected_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, 'collected', ?)",
            )
            .bind(id)
            .bind(i64::from(carrier.0))
            .bind(i64::from(collection.plant.0))
            .bind(collection.plate.to_string())
            .bind(collection.handover.to_string())
            .bind(i64::from(*heads))
            .bind(sql(mass.0))
            .bind(sql(collection.at_ms))
            .execute(&mut *connection)
            .await?;
            write_bodies(connection, id, collection).await?;
            write_ride(connection, id, i64::from(carrier.0), collection).await?;
        }
        LivestockEntry::Received(reception) => {
            sqlx::query(
                "UPDATE disposals SET state = 'received', received_heads = ?, received_mass = ?, received_video = ?, \
                 received_ms = ? WHERE id = ?",
            )
            .bind(i64::from(reception.heads))
            .bind(sql(reception.mass.0))
            .bind(reception.video.to_string())
            .bind(sql(reception.at_ms))
            .bind(id)
            .execute(&mut *connection)
            .await?;
            sqlx::query("UPDATE moves SET arrived_ms = ? WHERE subject = ?")
                .bind(sql(reception.at_ms))
                .bind(format!("disposal:{id}"))
                .execute(connection)
                .await?;
        }
        LivestockEntry::Treated(treatment) => {
            sqlx::query(
                "UPDATE disposals SET state = 'treated', method = ?, treated_mass = ?, products = ?, product = ?, \
                 treated_video = ?, treated_ms = ? WHERE id = ?",
            )
            .bind(word(&treatment.method)?)
            .bind(sql(treatment.mass.0))
            .bind(sql(treatment.products.0))
            .bind(treatment.product.as_str())
            .bind(treatment.video.to_string())
            .bind(sql(treatment.at_ms))
            .bind(id)
            .execute(connection)
            .await?;
        }
        _ => return Err(other_kind(format!("disposal:{id}"))),
    }
    Ok(())
}

fn remains(remains: Remains) -> String {
    match remains {
        Remains::Unit(unit) => name(unit),
        Remains::Meat(meat) => Subject::Meat(meat).to_string(),
    }
}

async fn write_bodies(
    connection: &mut SqliteConnection,
    id: i64,
    collection: &Collection,
) -> Result<(), IndexError> {
    for (body, position) in collection.bodies.iter().zip(0i64..) {
        sqlx::query(
            "INSERT INTO disposal_bodies (disposal, position, remains, mass) VALUES (?, ?, ?, ?)",
        )
        .bind(id)
        .bind(position)
        .bind(remains(body.remains))
        .bind(sql(body.mass.0))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The round of the vehicle: from each place with bodies to the plant.
async fn write_ride(
    connection: &mut SqliteConnection,
    id: i64,
    carrier: i64,
    collection: &Collection,
) -> Result<(), IndexError> {
    let plant = i64::from(collection.plant.0);
    sqlx::query(
        "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, heads, departed_ms) \
         SELECT ?, bodies.org, bodies.village, ?, \
         COALESCE((SELECT division FROM organisations WHERE id = ?), '000000000000'), ?, ?, SUM(bodies.heads), ? \
         FROM (SELECT lives.farm AS org, lives.village AS village, lives.heads AS heads FROM disposal_bodies \
         JOIN lives ON lives.unit = disposal_bodies.remains WHERE disposal_bodies.disposal = ? \
         UNION ALL SELECT meats.holder, organisations.division, 0 FROM \
         (SELECT CAST(SUBSTR(remains, 6) AS BIGINT) AS piece FROM disposal_bodies \
         WHERE disposal = ? AND remains LIKE 'meat:%') AS pieces \
         JOIN meats ON meats.id = pieces.piece \
         JOIN organisations ON organisations.id = meats.holder) AS bodies \
         GROUP BY bodies.org, bodies.village",
    )
    .bind(format!("disposal:{id}"))
    .bind(plant)
    .bind(plant)
    .bind(carrier)
    .bind(collection.plate.to_string())
    .bind(sql(collection.at_ms))
    .bind(id)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}
