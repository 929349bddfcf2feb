//! Declarations, certificates and their trips.

use county_primitives::{
    livestock::{CertificateForm, DeclarationState, LivestockEntry, Unit},
    Author, MeatId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    name, other_kind, trips, write_units,
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
            plate,
            load,
            basis,
        } => {
            sqlx::query(
                "INSERT INTO declarations (id, farm, village, species, heads, purpose, receiver, destination, transport, \
                 plate, basis, state, reason, member, declared_ms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'submitted', '', ?, ?)",
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
            .bind(plate.to_string())
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
        | LivestockEntry::LeftRegion(_) => trips::write(connection, place, id, entry).await,
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
    .bind(key_of(place))
    .bind(valid_until.to_string())
    .bind(particulars.to_string())
    .bind(payload.to_string())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    if matches!(form, CertificateForm::ProductA | CertificateForm::ProductB) {
        return list_products(connection, id, products).await;
    }
    // Whoever died since the declaration has left the load.
    sqlx::query(
        "INSERT INTO certificate_units (certificate, position, unit, outcome) \
         SELECT CAST(? AS BIGINT), position, unit, 'certified' FROM declaration_units \
         WHERE declaration = ? \
         AND NOT EXISTS (SELECT 1 FROM deaths WHERE deaths.unit = declaration_units.unit)",
    )
    .bind(id)
    .bind(declaration)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which of the vet's keys signed.
fn key_of(place: &Place<'_>) -> Option<i64> {
    match place.author {
        Author::Member(signature) => Some(i64::from(signature.key)),
        Author::Governance | Author::Rule => None,
    }
}

async fn list_products(
    connection: &mut SqliteConnection,
    id: i64,
    products: &[MeatId],
) -> Result<(), IndexError> {
    for (meat, position) in products.iter().zip(0i64..) {
        sqlx::query("INSERT INTO certificate_meats (certificate, position, meat) VALUES (?, ?, ?)")
            .bind(id)
            .bind(position)
            .bind(sql(meat.0))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Sets what became of some units of a certificate, of those that stand at `from`.
pub(super) async fn outcome(
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
