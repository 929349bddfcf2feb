//! Meat forward and backward: from a farm to the shops, from a piece to the animals.

use serde::Serialize;
use sqlx::SqlitePool;
use utoipa::ToSchema;

use crate::{
    openapi::words::{Day, Division, ProductClass},
    shown::Instant,
};

/// The most rows a trace forward answers.
pub const ROWS_MAX: usize = 20_000;

/// Pieces that are or may be of the animals of a farm that were slaughtered on some days, with their slaughter
/// batches: what is known to its day only may come of any batch of that day. It has three placeholders: the
/// farm, the first and the last day.
const REACHED: &str = "WITH RECURSIVE carcasses (id, batch, house, killed) AS ( \
     SELECT meats.id, meats.batch, meats.house, meats.killed FROM slaughter_batches \
     JOIN meats ON meats.batch = slaughter_batches.id \
     WHERE slaughter_batches.farm = ? AND meats.killed >= ? AND meats.killed <= ?), \
     days (batch, house, killed) AS (SELECT DISTINCT batch, house, killed FROM carcasses), \
     reached (id, batch) AS (SELECT id, batch FROM carcasses \
     UNION SELECT blurred.id, days.batch FROM days \
     JOIN meats AS blurred ON blurred.house = days.house AND blurred.killed = days.killed \
     WHERE blurred.kind = 'carcass' AND blurred.identity = 'day_batch' \
     UNION SELECT meat_edges.child, reached.batch FROM meat_edges \
     JOIN reached ON reached.id = meat_edges.parent), \
     stops (meat, organisation, since) AS ( \
     SELECT meat_deliveries.meat, meat_deliveries.receiver, meat_deliveries.ledger_ms FROM meat_deliveries \
     WHERE meat_deliveries.meat IN (SELECT id FROM reached) \
     UNION ALL SELECT meats.id, meats.holder, NULL FROM meats \
     WHERE meats.id IN (SELECT id FROM reached) \
     AND NOT EXISTS (SELECT 1 FROM meat_deliveries WHERE meat_deliveries.meat = meats.id)) ";

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
    /// The slaughter batch it comes from, or may come from if only its day is known.
    pub batch: i64,
    /// The day of slaughter.
    #[schema(value_type = Day)]
    pub killed: String,
    /// When it got there; `null` if it was made there.
    pub since: Option<Instant>,
    /// Whether it is held there now.
    pub now: bool,
}

/// Every organisation that got meat of a farm whose animals were slaughtered on these local days, piece by
/// piece. If there are more than [`ROWS_MAX`] rows, one more than that is answered.
pub async fn forward(
    db: &SqlitePool,
    farm: i64,
    from: &str,
    to: &str,
) -> Result<Vec<Reached>, sqlx::Error> {
    let query = format!(
        "{REACHED} SELECT stops.organisation, organisations.name, meats.id AS meat, meats.kind, \
         meats.name AS piece, meats.mass, meats.identity, reached.batch, meats.killed, stops.since, \
         (stops.organisation = meats.holder) AS now \
         FROM reached JOIN meats ON meats.id = reached.id JOIN stops ON stops.meat = meats.id \
         LEFT JOIN organisations ON organisations.id = stops.organisation \
         ORDER BY stops.organisation, meats.id LIMIT ?"
    );
    sqlx::query_as(&query)
        .bind(farm)
        .bind(from)
        .bind(to)
        .bind(i64::try_from(ROWS_MAX.saturating_add(1)).unwrap_or(i64::MAX))
        .fetch_all(db)
        .await
}

/// An organisation that got meat of a farm, with all of it in one row.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub(crate) struct Stop {
    /// The organisation.
    pub(crate) organisation: i64,
    /// The village, township or county it sits in.
    pub(crate) division: String,
    /// How many pieces it got or made.
    pub(crate) pieces: i64,
    /// How many of them it holds now, as far as they are neither cut nor packed.
    pub(crate) held: i64,
    /// Grams of those. What carries codes counts in full: nobody reports what consumers bought of it.
    pub(crate) held_mass: i64,
    /// When it got the first one; none if it never got one, but made them.
    pub(crate) since_ms: Option<i64>,
    /// When it got the last one.
    pub(crate) until_ms: Option<i64>,
}

/// The same as [`forward`], however much it is, one row for each organisation; those that hold most first.
pub(crate) async fn stops(
    db: &SqlitePool,
    farm: i64,
    from: &str,
    to: &str,
) -> Result<Vec<Stop>, sqlx::Error> {
    let query = format!(
        "{REACHED} SELECT at.organisation, COALESCE(organisations.division, '') AS division, \
         COUNT(*) AS pieces, \
         COUNT(CASE WHEN here.grams > 0 THEN 1 END) AS held, \
         CAST(COALESCE(SUM(here.grams), 0) AS BIGINT) AS held_mass, \
         MIN(at.first) AS since_ms, MAX(at.last) AS until_ms \
         FROM (SELECT meat, organisation, MIN(since) AS first, MAX(since) AS last FROM stops \
         GROUP BY meat, organisation) AS at \
         LEFT JOIN (SELECT id, holder, CASE WHEN EXISTS (SELECT 1 FROM code_ranges \
         WHERE code_ranges.meat = meats.id) THEN mass - condemned ELSE mass_left END AS grams FROM meats) \
         AS here ON here.id = at.meat AND here.holder = at.organisation \
         LEFT JOIN organisations ON organisations.id = at.organisation \
         GROUP BY at.organisation, organisations.division ORDER BY held_mass DESC, at.organisation"
    );
    sqlx::query_as(&query)
        .bind(farm)
        .bind(from)
        .bind(to)
        .fetch_all(db)
        .await
}

/// A slaughter batch of a farm on some days.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Slaughtered {
    /// The batch.
    pub(crate) batch: i64,
    /// The slaughterhouse.
    pub(crate) house: i64,
    /// What the animals are.
    pub(crate) species: String,
    /// How many came.
    pub(crate) heads: i64,
    /// The first day of slaughter.
    pub(crate) killed: String,
    /// Whether it is recalled.
    pub(crate) recalled: bool,
}

/// The slaughter batches behind [`stops`], the latest first.
pub(crate) async fn slaughtered(
    db: &SqlitePool,
    farm: i64,
    from: &str,
    to: &str,
) -> Result<Vec<Slaughtered>, sqlx::Error> {
    sqlx::query_as(
        "SELECT b.id AS batch, b.house, b.species, b.heads, MIN(meats.killed) AS killed, b.recalled \
         FROM slaughter_batches b JOIN meats ON meats.batch = b.id \
         WHERE b.farm = ? AND meats.killed >= ? AND meats.killed <= ? \
         GROUP BY b.id, b.house, b.species, b.heads, b.recalled ORDER BY b.id DESC",
    )
    .bind(farm)
    .bind(from)
    .bind(to)
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
    /// Its slaughter batches with certificates and farms; if only its day is known, all of that day.
    pub sources: Vec<Source>,
    /// The animals: the known ones, or of batches that lost the order all of the batch or of the day.
    pub units: Vec<SourceUnit>,
}

/// Everything a piece comes from.
pub async fn backward(db: &SqlitePool, meat: i64) -> Result<Backward, sqlx::Error> {
    const LINEAGE: &str =
        "WITH RECURSIVE lineage (id, distance) AS (SELECT CAST(? AS BIGINT), CAST(0 AS BIGINT) \
         UNION SELECT meat_edges.parent, lineage.distance + 1 FROM meat_edges \
         JOIN lineage ON meat_edges.child = lineage.id), \
         near (id, distance) AS (SELECT id, MIN(distance) FROM lineage GROUP BY id), \
         own (house, killed, batch, unit, identity) AS (SELECT meats.house, meats.killed, meats.batch, \
         meats.unit, meats.identity FROM near JOIN meats ON meats.id = near.id WHERE meats.batch IS NOT NULL), \
         carcasses (batch, unit) AS (SELECT batch, unit FROM own \
         UNION SELECT others.batch, NULL FROM own \
         JOIN meats AS others ON others.house = own.house AND others.killed = own.killed \
         WHERE own.identity = 'day_batch' AND others.kind = 'carcass') ";
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
         OR s.batch IN (SELECT batch FROM carcasses WHERE unit IS NULL)) \
         AND NOT EXISTS (SELECT 1 FROM meats AS known WHERE lives.kind = 'animal' AND known.unit = s.unit \
         AND known.kind = 'carcass' AND known.killed NOT IN (SELECT killed FROM own)) \
         ORDER BY s.batch, s.position"
    );
    Ok(Backward {
        pieces: sqlx::query_as(&pieces).bind(meat).fetch_all(db).await?,
        sources: sqlx::query_as(&sources).bind(meat).fetch_all(db).await?,
        units: sqlx::query_as(&units).bind(meat).fetch_all(db).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{plan, Db};

    #[tokio::test]
    async fn the_carcasses_of_a_day_are_found_by_their_index() {
        let db = Db::in_memory().await.unwrap();
        let query = REACHED.replacen('?', "2", 1).replace('?', "'2026-09-21'");
        let steps = plan(&db, &format!("{query} SELECT * FROM stops")).await;
        let found = "SEARCH blurred USING INDEX meats_of_day (house=? AND killed=?)";
        assert!(steps.contains(found), "{steps}");
        assert!(!steps.contains("SCAN meats"), "{steps}");
    }
}
