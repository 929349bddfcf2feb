//! Declarations, certificates and their trips.

use county_primitives::{
    livestock::{CertificateForm, DeclarationState, LivestockEntry, Side, Unit},
    Author,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    name, other_kind, write_units,
};

/// Writes what an entry on a declaration says.
pub(super) async fn declaration(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Declared {
            farm,
            village,
            species,
            heads,
            purpose,
            destination,
            transport,
            load,
            basis,
        } => {
            sqlx::query(
                "INSERT INTO declarations (id, farm, village, species, heads, purpose, receiver, destination, transport, \
                 basis, state, reason, member, declared_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'submitted', '', ?, ?)",
            )
            .bind(id)
            .bind(i64::from(farm.0))
            .bind(village.to_string())
            .bind(word(species)?)
            .bind(i64::from(*heads))
            .bind(word(purpose)?)
            .bind(destination.organisation.map(|receiver| i64::from(receiver.0)))
            .bind(destination.division.to_string())
            .bind(transport.to_string())
            .bind(basis.map(|basis| sql(basis.0)))
            .bind(place.member())
            .bind(place.ledger_ms)
            .execute(&mut *connection)
            .await?;
            let insert =
                "INSERT INTO declaration_units (declaration, position, unit) VALUES (?, ?, ?)";
            write_units(connection, insert, id, load).await
        }
        LivestockEntry::DeclarationAnswered { state, reason } => {
            let (state, certificate) = match state {
                DeclarationState::Certified(certificate) => {
                    ("certified".to_owned(), Some(sql(certificate.0)))
                }
                other => (word(other)?, None),
            };
            sqlx::query(
                "UPDATE declarations SET state = ?, reason = ?, certificate = ?, answered_ms = ? WHERE id = ?",
            )
            .bind(state)
            .bind(reason.as_str())
            .bind(certificate)
            .bind(place.ledger_ms)
            .bind(id)
            .execute(connection)
            .await?;
            Ok(())
        }
        _ => Err(other_kind(format!("declaration:{id}"))),
    }
}

/// Writes what an entry on a certificate says.
pub(super) async fn certificate(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::CertificateIssued { .. } => issue(connection, place, id, entry).await,
        LivestockEntry::CertificateCancelled { reason } => {
            sqlx::query("UPDATE certificates SET state = 'cancelled', reason = ? WHERE id = ?")
                .bind(reason.as_str())
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        LivestockEntry::LinesVoided { units, heads } => {
            sqlx::query("UPDATE certificates SET heads_now = ? WHERE id = ?")
                .bind(i64::from(*heads))
                .bind(id)
                .execute(&mut *connection)
                .await?;
            outcome(connection, id, units, "dead", "certified").await
        }
        LivestockEntry::Departed(_)
        | LivestockEntry::CheckpointPassed(_)
        | LivestockEntry::Arrived { .. }
        | LivestockEntry::LandingReported { .. }
        | LivestockEntry::LeftRegion(_) => trip(connection, place, id, entry).await,
        _ => Err(other_kind(format!("certificate:{id}"))),
    }
}

async fn issue(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::CertificateIssued {
        number,
        form,
        declaration,
        products,
        inspection,
        transport,
        origin,
        owner,
        purpose,
        destination,
        heads,
        valid_until,
        particulars,
        payload,
    } = entry
    else {
        return Err(other_kind(format!("certificate:{id}")));
    };
    let key = match place.author {
        Author::Member(signature) => Some(i64::from(signature.key)),
        Author::Governance | Author::Rule => None,
    };
    let declaration = declaration.map(|declaration| sql(declaration.0));
    let inspection = inspection.as_ref().map(serde_json::to_string).transpose()?;
    sqlx::query(
        "INSERT INTO certificates (id, number, form, declaration, species, purpose, inspection, owner, origin, receiver, \
         destination, carrier, plate, mode, disinfection, heads, heads_now, vet, office, vet_key, valid_until, \
         particulars, payload, state, reason, issued_ms) \
         VALUES (?, ?, ?, ?, (SELECT species FROM declarations WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
         ?, ?, ?, ?, 'issued', '', ?)",
    )
    .bind(id)
    .bind(number.as_str())
    .bind(word(form)?)
    .bind(declaration)
    .bind(declaration)
    .bind(purpose.as_ref().map(word).transpose()?)
    .bind(inspection)
    .bind(i64::from(owner.0))
    .bind(origin.to_string())
    .bind(destination.organisation.map(|receiver| i64::from(receiver.0)))
    .bind(destination.division.to_string())
    .bind(i64::from(transport.carrier.0))
    .bind(transport.plate.to_string())
    .bind(word(&transport.mode)?)
    .bind(transport.disinfection.as_str())
    .bind(i64::from(*heads))
    .bind(i64::from(*heads))
    .bind(place.member())
    .bind(place.organisation())
    .bind(key)
    .bind(valid_until.to_string())
    .bind(particulars.to_string())
    .bind(payload.to_string())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    if matches!(form, CertificateForm::ProductA | CertificateForm::ProductB) {
        for (meat, position) in products.iter().zip(0i64..) {
            sqlx::query(
                "INSERT INTO certificate_meats (certificate, position, meat) VALUES (?, ?, ?)",
            )
            .bind(id)
            .bind(position)
            .bind(sql(meat.0))
            .execute(&mut *connection)
            .await?;
        }
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO certificate_units (certificate, position, unit, outcome) \
         SELECT CAST(? AS BIGINT), position, unit, 'certified' FROM declaration_units WHERE declaration = ?",
    )
    .bind(id)
    .bind(declaration)
    .execute(connection)
    .await?;
    Ok(())
}

/// Sets what became of some units of a certificate, of those that stand at `from`.
async fn outcome(
    connection: &mut SqliteConnection,
    id: i64,
    units: &[Unit],
    outcome: &str,
    from: &str,
) -> Result<(), IndexError> {
    for unit in units {
        sqlx::query(
            "UPDATE certificate_units SET outcome = ? WHERE certificate = ? AND unit = ? AND outcome IN (?, ?)",
        )
        .bind(outcome)
        .bind(id)
        .bind(name(*unit))
        .bind(from)
        .bind("certified")
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn trip(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::Departed(departure) => {
            // Who stays behind may have been taken off the certificate as if it were dead.
            outcome(
                connection,
                id,
                &departure.left_behind,
                "left_behind",
                "dead",
            )
            .await?;
            sqlx::query(
                "UPDATE certificates SET state = 'departed', departed_ms = ?, loaded = ?, disinfection = ? WHERE id = ?",
            )
            .bind(sql(departure.at_ms))
            .bind(i64::from(departure.heads))
            .bind(departure.disinfection.as_str())
            .bind(id)
            .execute(&mut *connection)
            .await?;
            sqlx::query(
                "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, heads, \
                 departed_ms) SELECT ?, owner, origin, receiver, destination, carrier, plate, ?, ? \
                 FROM certificates WHERE id = ? AND declaration IS NOT NULL",
            )
            .bind(format!("certificate:{id}"))
            .bind(i64::from(departure.heads))
            .bind(sql(departure.at_ms))
            .bind(id)
            .execute(connection)
            .await?;
        }
        LivestockEntry::CheckpointPassed(stop) => {
            sqlx::query(
                "INSERT INTO checkpoints (block, event_index, certificate, passage, division, plate, heads, at_ms, \
                 member, organisation, ledger_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(place.block)
            .bind(place.event_index)
            .bind(id)
            .bind(stop.passage.as_str())
            .bind(stop.division.to_string())
            .bind(stop.plate.to_string())
            .bind(i64::from(stop.heads))
            .bind(sql(stop.at_ms))
            .bind(place.member())
            .bind(place.organisation())
            .bind(place.ledger_ms)
            .execute(connection)
            .await?;
        }
        LivestockEntry::Arrived { .. } => arrive(connection, id, entry).await?,
        LivestockEntry::LandingReported { side, heads } => {
            let query = match side {
                Side::Origin => {
                    "UPDATE certificates SET origin_reported = ?, origin_reported_ms = ? WHERE id = ?"
                }
                Side::Destination => {
                    "UPDATE certificates SET destination_reported = ?, destination_reported_ms = ? WHERE id = ?"
                }
            };
            sqlx::query(query)
                .bind(i64::from(*heads))
                .bind(place.ledger_ms)
                .bind(id)
                .execute(connection)
                .await?;
        }
        LivestockEntry::LeftRegion(leaving) => {
            close(
                connection,
                id,
                "left",
                i64::from(leaving.heads),
                place.ledger_ms,
            )
            .await?;
        }
        _ => return Err(other_kind(format!("certificate:{id}"))),
    }
    Ok(())
}

async fn arrive(
    connection: &mut SqliteConnection,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::Arrived {
        division,
        receiver,
        arrived,
        dead,
        missing,
        at_ms,
    } = entry
    else {
        return Err(other_kind(format!("certificate:{id}")));
    };
    outcome(connection, id, dead, "dead", "dead").await?;
    outcome(connection, id, missing, "missing", "missing").await?;
    sqlx::query("UPDATE certificates SET arrived_at = ?, arrived_to = ?, dead = ?, missing = ? WHERE id = ?")
        .bind(division.to_string())
        .bind(i64::from(receiver.0))
        .bind(i64::try_from(dead.len()).unwrap_or(i64::MAX))
        .bind(i64::try_from(missing.len()).unwrap_or(i64::MAX))
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE moves SET to_org = ?, to_village = ? WHERE subject = ?")
        .bind(i64::from(receiver.0))
        .bind(division.to_string())
        .bind(format!("certificate:{id}"))
        .execute(&mut *connection)
        .await?;
    close(connection, id, "arrived", i64::from(*arrived), sql(*at_ms)).await
}

/// The end of a trip: who is neither dead, missing nor left behind has arrived.
async fn close(
    connection: &mut SqliteConnection,
    id: i64,
    state: &str,
    arrived: i64,
    at_ms: i64,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE certificates SET state = ?, arrived = ?, arrived_ms = ? WHERE id = ?")
        .bind(state)
        .bind(arrived)
        .bind(at_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "UPDATE certificate_units SET outcome = 'arrived' WHERE certificate = ? AND outcome = 'certified'",
    )
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE moves SET arrived_ms = ? WHERE subject = ?")
        .bind(at_ms)
        .bind(format!("certificate:{id}"))
        .execute(connection)
        .await?;
    Ok(())
}
