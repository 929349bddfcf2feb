//! Carcasses, parts and packages: what each is of, what went into it, and what is left.

use county_primitives::{
    livestock::{CarcassInspection, IdentityLevel, LivestockEntry, Packaging},
    Author, Grams, Record, Role,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    day, name, other_kind, slaughter,
};

/// Writes what an entry on a piece of meat says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    match entry {
        LivestockEntry::CarcassHung { .. } => hang(connection, place, id, entry).await,
        LivestockEntry::PartFormed { .. } => form_part(connection, place, id, entry).await,
        LivestockEntry::PackageFormed {
            packaging,
            identity,
        } => form_package(connection, place, id, packaging, *identity).await,
        LivestockEntry::CarcassInspected(inspection) => {
            inspect(connection, place, id, inspection).await
        }
        LivestockEntry::MeatCut { cutting, .. } => {
            take(connection, id, sql(cutting.parent.mass.0)).await
        }
        LivestockEntry::PutIntoPackage { mass, .. } => take(connection, id, sql(mass.0)).await,
        LivestockEntry::MeatLabelled { mass, .. } => {
            sqlx::query("UPDATE meats SET labelled = labelled + ? WHERE id = ?")
                .bind(sql(mass.0))
                .bind(id)
                .execute(&mut *connection)
                .await?;
            take(connection, id, sql(mass.0)).await
        }
        LivestockEntry::MeatCondemned { mass, .. } => {
            condemn(connection, place, id, sql(mass.0)).await
        }
        LivestockEntry::MeatDelivered { from, to } => {
            deliver(connection, place, id, (i64::from(from.0), i64::from(to.0))).await
        }
        LivestockEntry::MeatCertified { certificate } => {
            sqlx::query("UPDATE meats SET certificate = ? WHERE id = ?")
                .bind(sql(certificate.0))
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        LivestockEntry::Recalled(recall) => {
            sqlx::query("UPDATE meats SET recalled = ? WHERE id = ?")
                .bind(true)
                .bind(id)
                .execute(&mut *connection)
                .await?;
            slaughter::recall(connection, place, recall).await
        }
        // Nothing of it is here any more.
        LivestockEntry::LeftRegion(_) => {
            sqlx::query("UPDATE meats SET mass_left = 0 WHERE id = ?")
                .bind(id)
                .execute(connection)
                .await?;
            Ok(())
        }
        // The body is on its consignment.
        LivestockEntry::BodyCollected { .. } => Ok(()),
        _ => Err(other_kind(format!("meat:{id}"))),
    }
}

/// Writes who has a piece now, whom it was handed over by, and the ride it made.
async fn deliver(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    meat: i64,
    (from, to): (i64, i64),
) -> Result<(), IndexError> {
    sqlx::query("UPDATE meats SET holder = ? WHERE id = ?")
        .bind(to)
        .bind(meat)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO meat_deliveries (block, event_index, meat, sender, receiver, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(place.block)
    .bind(place.event_index)
    .bind(meat)
    .bind(from)
    .bind(to)
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    write_ride(connection, place, meat, from, to).await
}

/// Takes mass from what is left of a piece. Tolerances may exceed it; nothing is left then.
async fn take(connection: &mut SqliteConnection, meat: i64, mass: i64) -> Result<(), IndexError> {
    sqlx::query(
        "UPDATE meats SET mass_left = CASE WHEN mass_left > ? THEN mass_left - ? ELSE 0 END WHERE id = ?",
    )
    .bind(mass)
    .bind(mass)
    .bind(meat)
    .execute(connection)
    .await?;
    Ok(())
}

/// Condemned mass. What a cutting condemns is part of what it took from the piece.
async fn condemn(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    meat: i64,
    mass: i64,
) -> Result<(), IndexError> {
    sqlx::query("UPDATE meats SET condemned = condemned + ? WHERE id = ?")
        .bind(mass)
        .bind(meat)
        .execute(&mut *connection)
        .await?;
    if !was_cut_out(connection, place, meat).await? {
        take(connection, meat, mass).await?;
    }
    Ok(())
}

/// Whether the record before this one is the cutting that condemned the mass.
async fn was_cut_out(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    meat: i64,
) -> Result<bool, IndexError> {
    let before: Option<String> = sqlx::query_scalar(
        "SELECT json FROM records WHERE subject = ? AND block = ? AND event_index < ? \
         ORDER BY sequence DESC LIMIT 1",
    )
    .bind(format!("meat:{meat}"))
    .bind(place.block)
    .bind(place.event_index)
    .fetch_optional(connection)
    .await?;
    let Some(before) = before else {
        return Ok(false);
    };
    let before: Record<LivestockEntry> = serde_json::from_str(&before)?;
    Ok(match before.entry {
        LivestockEntry::MeatCut { cutting, .. } => cutting.condemned > Grams::ZERO,
        _ => false,
    })
}

async fn inspect(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    inspection: &CarcassInspection,
) -> Result<(), IndexError> {
    let by_vet =
        matches!(place.author, Author::Member(signature) if signature.role == Role::OfficialVet);
    let query = if by_vet {
        "UPDATE meats SET quarantine_passed = ?, quarantine_seal = ? WHERE id = ?"
    } else {
        "UPDATE meats SET quality_passed = ?, quality_seal = ? WHERE id = ?"
    };
    sqlx::query(query)
        .bind(inspection.passed)
        .bind(inspection.seal.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A piece to be written.
struct Piece<'a> {
    kind: String,
    name: &'a str,
    product: String,
    species: String,
    house: i64,
    holder: i64,
    batch: Option<i64>,
    identity: IdentityLevel,
    unit: Option<String>,
    live: Option<i64>,
    killed: String,
    grade: Option<&'a str>,
    mass: i64,
    made: String,
}

async fn insert(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    piece: Piece<'_>,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO meats (id, kind, name, product, species, house, holder, batch, identity, unit, live, killed, \
         grade, mass, mass_left, condemned, recalled, made, formed_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
    )
    .bind(id)
    .bind(piece.kind)
    .bind(piece.name)
    .bind(piece.product)
    .bind(piece.species)
    .bind(piece.house)
    .bind(piece.holder)
    .bind(piece.batch)
    .bind(word(&piece.identity)?)
    .bind(piece.unit)
    .bind(piece.live)
    .bind(piece.killed)
    .bind(piece.grade)
    .bind(piece.mass)
    .bind(piece.mass)
    .bind(false)
    .bind(piece.made)
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

/// The ride of a piece on its certificate: one for all pieces that travel together. A piece that is handed
/// over without one, or once more after its certificate was used, stays where it is.
async fn write_ride(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    meat: i64,
    from: i64,
    to: i64,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, heads, \
         departed_ms, arrived_ms) SELECT 'certificate:' || certificates.id, ?, certificates.origin, ?, \
         certificates.destination, carrier, plate, 0, issued_ms, ? FROM meats \
         JOIN certificates ON certificates.id = meats.certificate WHERE meats.id = ? \
         AND certificates.owner = ? AND certificates.receiver = ? \
         ON CONFLICT (subject, from_org, from_village) DO NOTHING",
    )
    .bind(from)
    .bind(to)
    .bind(place.ledger_ms)
    .bind(meat)
    .bind(from)
    .bind(to)
    .execute(connection)
    .await?;
    Ok(())
}

async fn hang(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::CarcassHung {
        batch,
        house,
        identity,
        product,
        carcass,
        killed,
    } = entry
    else {
        return Err(other_kind(format!("meat:{id}")));
    };
    let species: String = sqlx::query_scalar("SELECT species FROM slaughter_batches WHERE id = ?")
        .bind(sql(batch.0))
        .fetch_one(&mut *connection)
        .await?;
    let piece = Piece {
        kind: "carcass".to_owned(),
        name: carcass.code.as_str(),
        product: product.to_string(),
        species,
        house: i64::from(house.0),
        holder: i64::from(house.0),
        batch: Some(sql(batch.0)),
        identity: *identity,
        unit: carcass.unit.map(name),
        live: Some(sql(carcass.live.0)),
        killed: killed.to_string(),
        grade: None,
        mass: sql(carcass.hot.0),
        made: killed.to_string(),
    };
    insert(connection, place, id, piece).await
}

#[derive(sqlx::FromRow)]
struct Parent {
    product: String,
    species: String,
    house: i64,
    holder: i64,
    unit: Option<String>,
    killed: String,
}

async fn parent(connection: &mut SqliteConnection, id: i64) -> Result<Parent, IndexError> {
    Ok(sqlx::query_as(
        "SELECT product, species, house, holder, unit, killed FROM meats WHERE id = ?",
    )
    .bind(id)
    .fetch_one(connection)
    .await?)
}

async fn edge(
    connection: &mut SqliteConnection,
    parent: i64,
    child: i64,
    mass: i64,
) -> Result<(), IndexError> {
    sqlx::query("INSERT INTO meat_edges (parent, child, mass) VALUES (?, ?, ?)")
        .bind(parent)
        .bind(child)
        .bind(mass)
        .execute(connection)
        .await?;
    Ok(())
}

async fn form_part(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &LivestockEntry,
) -> Result<(), IndexError> {
    let LivestockEntry::PartFormed {
        parent: from,
        output,
        identity,
    } = entry
    else {
        return Err(other_kind(format!("meat:{id}")));
    };
    let whole = parent(connection, sql(from.0)).await?;
    let piece = Piece {
        kind: word(&output.kind)?,
        name: output.cut.as_str(),
        product: whole.product,
        species: whole.species,
        house: whole.house,
        holder: whole.holder,
        batch: None,
        identity: *identity,
        unit: whole.unit,
        live: None,
        killed: whole.killed,
        grade: output.grade.as_ref().map(|grade| grade.as_str()),
        mass: sql(output.mass.0),
        made: day(place),
    };
    insert(connection, place, id, piece).await?;
    edge(connection, sql(from.0), id, sql(output.mass.0)).await
}

async fn form_package(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    packaging: &Packaging,
    identity: IdentityLevel,
) -> Result<(), IndexError> {
    let mut parents = Vec::with_capacity(packaging.parents.len());
    for part in &packaging.parents {
        parents.push(parent(connection, sql(part.meat.0)).await?);
        edge(connection, sql(part.meat.0), id, sql(part.mass.0)).await?;
    }
    let first = parents
        .first()
        .ok_or_else(|| IndexError::Record(format!("meat:{id} has no parents")))?;
    // A package is of one animal only if every piece of it is.
    let unit = first.unit.clone().filter(|unit| {
        parents
            .iter()
            .all(|other| other.unit.as_ref() == Some(unit))
    });
    let killed = parents
        .iter()
        .map(|parent| parent.killed.clone())
        .min()
        .unwrap_or_default();
    let piece = Piece {
        kind: "package".to_owned(),
        name: packaging.name.as_str(),
        product: first.product.clone(),
        species: first.species.clone(),
        house: first.house,
        holder: place.organisation().unwrap_or(first.holder),
        batch: None,
        identity,
        unit,
        live: None,
        killed,
        grade: packaging.grade.as_ref().map(|grade| grade.as_str()),
        mass: sql(packaging.net.0),
        made: packaging.date.to_string(),
    };
    insert(connection, place, id, piece).await
}
