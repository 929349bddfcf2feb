//! What an animal has from the herd it grew up in: immunities and treatments that the herd was given before
//! the animal was tagged, and before that the herd it was split from.

use sqlx::{QueryBuilder, Sqlite};

/// Opens a query with the table `line (root, unit, before_ms)`: for each of the units itself without an end,
/// and every herd it comes from until the moment it left it. What follows reads records of `line.unit` that
/// are not younger than `line.before_ms`.
pub(crate) fn with_line<'a>(units: impl IntoIterator<Item = &'a str>) -> QueryBuilder<'a, Sqlite> {
    let mut query = QueryBuilder::new(
        "WITH RECURSIVE line (root, unit, before_ms) AS (\
         SELECT lives.unit, lives.unit, 9223372036854775807 FROM lives WHERE lives.unit IN (NULL",
    );
    for unit in units {
        query.push(", ").push_bind(unit.to_owned());
    }
    query.push(
        ") UNION ALL SELECT line.root, lives.herd, lives.registered_ms FROM line \
         JOIN lives ON lives.unit = line.unit WHERE lives.herd IS NOT NULL) ",
    );
    query
}
