//! Meat forward and backward: from a farm to the shops, from a piece to the animals.

use serde::Serialize;
use sqlx::SqlitePool;
use utoipa::ToSchema;

use crate::{
    openapi::words::{Day, Division, ProductClass},
    shown::Instant,
};

/// The most rows a trace answers; the shortest way to more is fewer days.
const ROWS_MAX: i64 = 5_000;

/// An organisation that got meat.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Reached {
    /// The organisation that holds or held the piece.
    pub organisation: i64,
    /// Its name, if it is a legal person.
    pub name: Option<String>,
    /// The piece.
    pub meat: i64,
    /// What it is.
    pub kind: String,
    /// Its name or code.
    pub piece: String,
    /// Grams of it when it came into being.
    pub mass: i64,
    /// `individual`, `pen_batch` or `day_batch`: how surely the farm is in it.
    pub identity: String,
    /// The slaughter batch it comes from.
    pub batch: i64,
    /// The day of slaughter.
    #[schema(value_type = Day)]
    pub killed: String,
    /// When it got there; `null` if it was made there.
    pub since: Option<Instant>,
    /// Whether it is held there now.
    pub now: bool,
}

/// Every organisation that got meat of a farm whose animals were slaughtered on these local days.
pub async fn forward(
    db: &SqlitePool,
    farm: i64,
    from: &str,
    to: &str,
) -> Result<Vec<Reached>, sqlx::Error> {
    sqlx::query_as(
        "WITH RECURSIVE reached (id, batch) AS ( \
           SELECT meats.id, meats.batch FROM slaughter_batches \
           JOIN meats ON meats.batch = slaughter_batches.id \
           WHERE slaughter_batches.farm = ? AND meats.killed >= ? AND meats.killed <= ? \
           UNION SELECT meat_edges.child, reached.batch FROM meat_edges \
           JOIN reached ON reached.id = meat_edges.parent) \
         SELECT stops.organisation, organisations.name, meats.id AS meat, meats.kind, meats.name AS piece, \
         meats.mass, meats.identity, reached.batch, meats.killed, stops.since, \
         (stops.organisation = meats.holder) AS now \
         FROM reached JOIN meats ON meats.id = reached.id \
         JOIN (SELECT meat_deliveries.meat, meat_deliveries.receiver AS organisation, \
               meat_deliveries.ledger_ms AS since FROM meat_deliveries \
               JOIN reached ON reached.id = meat_deliveries.meat \
               UNION ALL SELECT meats.id, meats.holder, NULL FROM meats JOIN reached ON reached.id = meats.id \
               WHERE NOT EXISTS (SELECT 1 FROM meat_deliveries WHERE meat_deliveries.meat = meats.id)) AS stops \
         ON stops.meat = meats.id \
         LEFT JOIN organisations ON organisations.id = stops.organisation \
         ORDER BY stops.organisation, meats.id LIMIT ?",
    )
    .bind(farm)
    .bind(from)
    .bind(to)
    .bind(ROWS_MAX)
    .fetch_all(db)
    .await
}

/// A piece on the way back.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Ancestor {
    /// The piece.
    pub meat: i64,
    /// Steps back: 0 for the piece itself.
    pub distance: i64,
    /// What it is.
    pub kind: String,
    /// Its name or code.
    pub name: String,
    /// What it is for brands.
    #[schema(value_type = ProductClass)]
    pub product: String,
    /// `individual`, `pen_batch` or `day_batch`.
    pub identity: String,
    /// The animal, if it is one that is known.
    pub unit: Option<String>,
    /// Its slaughter batch, of a carcass.
    pub batch: Option<i64>,
    /// Grams of it when it came into being.
    pub mass: i64,
    /// The day of slaughter.
    #[schema(value_type = Day)]
    pub killed: String,
    /// Whether the vet passed it, of a carcass.
    pub quarantine_passed: Option<bool>,
    /// The vet's seal.
    pub quarantine_seal: Option<String>,
    /// Whether the house's inspector passed it, of a carcass.
    pub quality_passed: Option<bool>,
    /// The house's seal.
    pub quality_seal: Option<String>,
}

/// A slaughter batch on the way back.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Source {
    /// The slaughter batch.
    pub batch: i64,
    /// The slaughterhouse.
    pub house: i64,
    /// Its name.
    pub house_name: Option<String>,
    /// The certificate that was collected.
    pub certificate: i64,
    /// Its number on the paper.
    pub number: Option<String>,
    /// The farm.
    pub farm: i64,
    /// Its name, if it is a legal person.
    pub farm_name: Option<String>,
    /// Its village.
    #[schema(value_type = Division)]
    pub origin: String,
    /// What the animals are.
    pub species: String,
    /// How many came.
    pub heads: i64,
    /// The latest test of the batch.
    pub tested: Option<String>,
    /// When it was taken in.
    #[sqlx(rename = "taken_in_ms")]
    pub taken_in: Instant,
    /// Whether it is recalled.
    pub recalled: bool,
}

/// An animal or herd that a piece is or may be of.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct SourceUnit {
    /// The animal or herd.
    pub unit: String,
    /// Its slaughter batch.
    pub batch: i64,
    /// Its ear tag.
    pub tag: Option<String>,
    /// The breed.
    pub breed: String,
    /// First day of slaughter that all treatments allowed.
    #[schema(value_type = Option<Day>)]
    pub slaughter_from: Option<String>,
}

/// Where a piece comes from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Backward {
    /// The piece and all it comes from, nearest first.
    pub pieces: Vec<Ancestor>,
    /// Its slaughter batches with certificates and farms.
    pub sources: Vec<Source>,
    /// The animals: the known ones, or of batches that lost the order all of the batch.
    pub units: Vec<SourceUnit>,
}

/// Everything a piece comes from.
pub async fn backward(db: &SqlitePool, meat: i64) -> Result<Backward, sqlx::Error> {
    const LINEAGE: &str = "WITH RECURSIVE lineage (id, distance) AS (SELECT CAST(? AS BIGINT), 0 \
         UNION SELECT meat_edges.parent, lineage.distance + 1 FROM meat_edges \
         JOIN lineage ON meat_edges.child = lineage.id), \
         near (id, distance) AS (SELECT id, MIN(distance) FROM lineage GROUP BY id), \
         carcasses (batch, unit) AS (SELECT meats.batch, meats.unit FROM meats \
         JOIN near ON near.id = meats.id WHERE meats.batch IS NOT NULL) ";
    let pieces = format!(
        "{LINEAGE} SELECT meats.id AS meat, near.distance, kind, name, product, identity, unit, batch, mass, killed, \
         quarantine_passed, quarantine_seal, quality_passed, quality_seal \
         FROM near JOIN meats ON meats.id = near.id ORDER BY near.distance, meats.id"
    );
    let sources = format!(
        "{LINEAGE} SELECT b.id AS batch, b.house, houses.name AS house_name, b.certificate, certificates.number, \
         b.farm, farms.name AS farm_name, b.origin, b.species, b.heads, b.tested, b.taken_in_ms, b.recalled \
         FROM slaughter_batches b LEFT JOIN certificates ON certificates.id = b.certificate \
         LEFT JOIN organisations houses ON houses.id = b.house LEFT JOIN organisations farms ON farms.id = b.farm \
         WHERE b.id IN (SELECT batch FROM carcasses) ORDER BY b.id"
    );
    let units = format!(
        "{LINEAGE} SELECT s.unit, s.batch, lives.tag, lives.breed, lives.slaughter_from FROM slaughter_units s \
         JOIN lives ON lives.unit = s.unit WHERE s.batch IN (SELECT batch FROM carcasses) \
         AND (s.unit IN (SELECT unit FROM carcasses WHERE unit IS NOT NULL) \
         OR s.batch IN (SELECT batch FROM carcasses WHERE unit IS NULL)) ORDER BY s.batch, s.position"
    );
    Ok(Backward {
        pieces: sqlx::query_as(&pieces).bind(meat).fetch_all(db).await?,
        sources: sqlx::query_as(&sources).bind(meat).fetch_all(db).await?,
        units: sqlx::query_as(&units).bind(meat).fetch_all(db).await?,
    })
}
