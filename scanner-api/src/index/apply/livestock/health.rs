//! Catalogues of drugs and immunity plans, zones, farm grades, vehicles, and recalls of a day.

use county_primitives::{
    livestock::{LivestockEntry, ZoneInput},
    Subject,
};
use sqlx::SqliteConnection;

use crate::index::IndexError;

use super::{
    super::{misplaced, word, Place},
    food, slaughter,
};

/// Writes what an entry on a catalogue, zone, farm or vehicle says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    subject: Subject,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match (entry, subject) {
        (LivestockEntry::DrugSet(_) | LivestockEntry::ImmunityRuleSet(_), _) => {
            catalogue(connection, place, entry).await
        }
        (LivestockEntry::ZoneOrdered(zone), Subject::Zone(id)) => {
            order_zone(connection, place, i64::from(id.0), zone).await
        }
        (LivestockEntry::ZoneLifted { order }, Subject::Zone(id)) => {
            sqlx::query("UPDATE zones SET lift_order = ?, lifted_ms = ? WHERE id = ?")
                .bind(order.as_str())
                .bind(place.ledger_ms)
                .bind(i64::from(id.0))
                .execute(connection)
                .await?;
            Ok(())
        }
        (
            LivestockEntry::FarmGraded {
                grade,
                until,
                report,
            },
            Subject::Farm(farm),
        ) => {
            sqlx::query(
                "INSERT INTO farm_grades (farm, grade, until_day, report, graded_ms) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (farm) DO UPDATE SET grade = excluded.grade, until_day = excluded.until_day, \
                 report = excluded.report, graded_ms = excluded.graded_ms",
            )
            .bind(i64::from(farm.0))
            .bind(word(grade)?)
            .bind(until.to_string())
            .bind(report.to_string())
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        (LivestockEntry::VehicleFiled(vehicle), Subject::Vehicle(id)) => {
            sqlx::query(
                "INSERT INTO vehicles (id, plate, carrier, for_bodies, until_day, filed_ms) VALUES (?, ?, ?, ?, ?, ?) \
                 ON CONFLICT (id) DO UPDATE SET plate = excluded.plate, carrier = excluded.carrier, \
                 for_bodies = excluded.for_bodies, until_day = excluded.until_day, filed_ms = excluded.filed_ms",
            )
            .bind(i64::from(id.0))
            .bind(vehicle.plate.to_string())
            .bind(i64::from(vehicle.carrier.0))
            .bind(vehicle.for_bodies)
            .bind(vehicle.until.to_string())
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
            Ok(())
        }
        (LivestockEntry::FoodTaken { .. }, Subject::Farm(farm)) => {
            food::write(connection, place, farm, entry).await
        }
        (LivestockEntry::Recalled(recall), Subject::Farm(_)) => {
            slaughter::recall(connection, place, recall).await
        }
        (_, subject) => Err(misplaced(&subject)),
    }
}

async fn catalogue(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::DrugSet(drug) => {
            sqlx::query(
                "INSERT INTO drugs (division, approval, species, route, name, withdrawal_days, milk_days, egg_days, \
                 prescription, banned, set_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                 ON CONFLICT (division, approval, species, route) DO UPDATE SET name = excluded.name, \
                 withdrawal_days = excluded.withdrawal_days, milk_days = excluded.milk_days, \
                 egg_days = excluded.egg_days, prescription = excluded.prescription, \
                 banned = excluded.banned, set_ms = excluded.set_ms",
            )
            .bind(drug.division.to_string())
            .bind(drug.approval.as_str())
            .bind(word(&drug.species)?)
            .bind(word(&drug.route)?)
            .bind(drug.name.as_str())
            .bind(i64::from(drug.withdrawal_days))
            .bind(drug.milk_days.map(i64::from))
            .bind(drug.egg_days.map(i64::from))
            .bind(drug.prescription)
            .bind(drug.banned)
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
        }
        LivestockEntry::ImmunityRuleSet(rule) => {
            sqlx::query(
                "INSERT INTO immunity_rules (division, species, disease, compulsory, from_age_days, valid_days, set_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (division, species, disease) DO UPDATE SET \
                 compulsory = excluded.compulsory, from_age_days = excluded.from_age_days, \
                 valid_days = excluded.valid_days, set_ms = excluded.set_ms",
            )
            .bind(rule.division.to_string())
            .bind(word(&rule.species)?)
            .bind(word(&rule.disease)?)
            .bind(rule.compulsory)
            .bind(i64::from(rule.from_age_days))
            .bind(i64::from(rule.valid_days))
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
        }
        _ => {}
    }
    Ok(())
}

async fn order_zone(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    zone: &ZoneInput,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO zones (id, disease, order_number, divisions, farms, species, from_day, until_day, evidence, \
         ordered_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(word(&zone.disease)?)
    .bind(zone.order.as_str())
    .bind(serde_json::to_string(&zone.divisions)?)
    .bind(serde_json::to_string(&zone.farms)?)
    .bind(serde_json::to_string(&zone.species)?)
    .bind(zone.from.to_string())
    .bind(zone.until.map(|day| day.to_string()))
    .bind(zone.evidence.to_string())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    for division in &zone.divisions {
        sqlx::query(
            "INSERT INTO zone_divisions (zone, division) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(division.to_string())
        .execute(&mut *connection)
        .await?;
    }
    for farm in &zone.farms {
        sqlx::query("INSERT INTO zone_farms (zone, farm) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(id)
            .bind(i64::from(farm.0))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
