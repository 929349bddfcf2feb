//! The file of a farm (养殖档案): what happened to its animals and herds, also to those that left it, until they left.

use sqlx::{FromRow, SqlitePool};

/// A record about an animal or herd of a farm.
#[derive(Debug, FromRow)]
pub(crate) struct Event {
    /// The animal or herd.
    pub(crate) subject: String,
    /// What happened.
    pub(crate) kind: String,
    /// The block of the record.
    pub(crate) block: i64,
    /// Its position among the events of the block.
    pub(crate) event_index: i64,
    /// When the ledger took it.
    pub(crate) ledger_ms: i64,
    /// The record as JSON.
    pub(crate) json: String,
}

/// The records before a position, the newest first, of one kind if one is named.
///
/// What stands on the farm is told with all it brought along. Of what left on a certificate, the farm keeps what
/// happened until the block in which it arrived elsewhere; what happens there is no longer the farm's.
pub(crate) async fn of(
    db: &SqlitePool,
    farm: i64,
    before: (i64, i64),
    kind: Option<&str>,
    most: i64,
) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query_as(
        "WITH own (unit, last) AS (SELECT unit, MAX(last) FROM ( \
           SELECT unit, 9223372036854775807 AS last FROM lives WHERE farm = ? \
           UNION ALL SELECT units.unit, records.block FROM certificates \
           JOIN certificate_units units ON units.certificate = certificates.id AND units.outcome = 'arrived' \
           JOIN records ON records.subject = 'certificate:' || certificates.id \
           AND records.kind IN ('arrived', 'left_region') \
           WHERE certificates.owner = ? AND certificates.state IN ('arrived', 'left')) AS kept GROUP BY unit) \
         SELECT records.subject, records.kind, records.block, records.event_index, records.ledger_ms, records.json \
         FROM own JOIN records ON records.subject = own.unit AND records.block <= own.last \
         WHERE (records.block < ? OR (records.block = ? AND records.event_index < ?)) \
         AND records.kind = COALESCE(?, records.kind) \
         ORDER BY records.block DESC, records.event_index DESC LIMIT ?",
    )
    .bind(farm)
    .bind(farm)
    .bind(before.0)
    .bind(before.0)
    .bind(before.1)
    .bind(kind)
    .bind(most)
    .fetch_all(db)
    .await
}
