//! What is SQLite's own: how its file is opened, which index a query reads, and full-text search.

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    QueryBuilder, Sqlite, SqliteConnection, SqlitePool,
};

use super::{
    words::{Phrase, Sought},
    Db, MIGRATIONS,
};

/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections for readers; SQLite readers never wait for the writer in WAL mode.
const READERS: u32 = 8;

/// The checksum of migration 5 as long as it made the table of words, which has a migration of its own now.
const WORDS_IN_5: &str = "9264572ffd8820802e30436c94013e0bb2a0a82459cef09968214de8fd12dabb\
                          c9175b5b20a87adb19f1ec0c8ab0b756";

/// What a commit waits for; see [`open`]. The files of tests outlive no crash.
const SYNCHRONOUS: SqliteSynchronous = if cfg!(test) {
    SqliteSynchronous::Off
} else {
    SqliteSynchronous::Full
};

/// Opens the database in a file, making it and its tables if they do not exist.
pub(super) async fn open(path: &Path, reader_cache_mib: u32) -> Result<Db, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A crash of the machine may lose the last blocks of the index, which are read again;
        // tickets and keys are as safe, because WAL is synced at every checkpoint and they are
        // written before anything is sent. FULL keeps even those.
        .synchronous(SYNCHRONOUS)
        .busy_timeout(BUSY_TIMEOUT);
    #[cfg(test)]
    template::write(path).await;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    move_words_out_of_5(&writer).await?;
    MIGRATIONS.run(&writer).await?;
    // Its own cache holds two megabytes: of a search over a million transactions, pages would come and go.
    let cache_kib = u64::from(reader_cache_mib).saturating_mul(1024);
    let readers = options
        .read_only(true)
        .pragma("cache_size", format!("-{cache_kib}"));
    let reader = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(readers)
        .await?;
    Ok(Db { writer, reader })
}

/// A database in memory. One connection serves readers and the writer.
pub(super) async fn in_memory() -> Result<Db, sqlx::Error> {
    let options = SqliteConnectOptions::from_str("sqlite::memory:")?.foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?;
    #[cfg(test)]
    template::fill(&pool).await;
    MIGRATIONS.run(&pool).await?;
    Ok(Db {
        writer: pool.clone(),
        reader: pool,
    })
}

/// A database of before has the table of words already, and remembers migration 5 by its checksum with it.
async fn move_words_out_of_5(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let is_old: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')",
    )
    .fetch_one(writer)
    .await?;
    let now = MIGRATIONS.iter().find(|migration| migration.version == 5);
    if let (true, Some(now)) = (is_old, now) {
        sqlx::query("UPDATE _sqlx_migrations SET checksum = ? WHERE version = 5 AND lower(hex(checksum)) = ?")
            .bind(now.checksum.to_vec())
            .bind(WORDS_IN_5)
            .execute(writer)
            .await?;
    }
    Ok(())
}

/// A table of which the rows are found by this index, whatever the planner guesses. It has no statistics, and would
/// rather sort half a million rows than read an index in the order of a list.
pub fn by_index(table: &str, index: &str) -> String {
    format!("{table} INDEXED BY {index}")
}

/// Stands before a column in a condition by which no rows are to be found, because another finds fewer.
pub const UNSOUGHT: &str = "+";

/// Joins a table of which the rows are found by those of the table before it.
pub const IN_ORDER: &str = "CROSS JOIN";

/// Compares a text with a pattern, and overlooks the case of Latin letters.
pub const ALIKE: &str = "LIKE";

/// The ordinal of the transaction that words are of, to sort and to go on by.
pub const WORDS_ORDINAL: &str = "transaction_words.rowid";

/// Makes a transaction searchable: by these words, and by the words of its place, which are the codes of county,
/// township and village, its kind, and the word `collective` with the number of its collective behind it.
pub async fn write_words(
    connection: &mut SqliteConnection,
    ordinal: i64,
    words: &str,
    collective: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO transaction_words (rowid, words, places) \
         SELECT ordinal, ?, county || ' ' || township || ' ' || division || ' ' || kind || ' ' || ? || collective \
         FROM transactions WHERE ordinal = ?",
    )
    .bind(words)
    .bind(collective)
    .bind(ordinal)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the words of all transactions. An index of words without their texts is emptied as a whole.
pub async fn forget_words(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO transaction_words (transaction_words) VALUES ('delete-all')")
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds `transactions` joined to their words, and the condition that they have those that are sought. Conditions and
/// an order by [`WORDS_ORDINAL`] may follow.
pub fn push_of_words(query: &mut QueryBuilder<'_, Sqlite>, sought: &Sought) {
    query
        .push(format_args!(
            "transaction_words {IN_ORDER} transactions ON transactions.ordinal = {WORDS_ORDINAL} \
             WHERE transaction_words MATCH "
        ))
        .push_bind(expression(sought));
}

/// Adds a query of the ordinals of the latest transactions that have the words that are sought, at most `most`.
pub fn push_latest_of_words(query: &mut QueryBuilder<'_, Sqlite>, sought: &Sought, most: i64) {
    query
        .push("SELECT rowid FROM transaction_words WHERE transaction_words MATCH ")
        .push_bind(expression(sought))
        .push(" ORDER BY rowid DESC LIMIT ")
        .push_bind(most);
}

/// The expression of FTS5 that finds what is sought.
fn expression(sought: &Sought) -> String {
    let quoted = |words: &[String], between: &str| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        words.join(between)
    };
    let phrase = |phrase: &Phrase| match phrase {
        Phrase::Beginning(word) => format!("\"{word}\" *"),
        Phrase::Words(words) => format!("\"{}\"", words.join(" ")),
    };
    let phrases: Vec<String> = sought.phrases.iter().map(phrase).collect();
    let mut parts = vec![format!("words : ({})", phrases.join(" AND "))];
    for (words, between) in [(&sought.places, " AND "), (&sought.counties, " OR ")] {
        if !words.is_empty() {
            parts.push(format!("places : ({})", quoted(words, between)));
        }
    }
    parts.join(" AND ")
}

/// The ordinals of all that has the words that are sought, the latest first.
#[cfg(test)]
pub(crate) async fn with_words(db: &Db, sought: &Sought) -> Vec<i64> {
    let mut query = QueryBuilder::new("");
    push_latest_of_words(&mut query, sought, i64::MAX);
    let found = query.build_query_scalar().fetch_all(&db.reader).await;
    found.unwrap()
}

/// How a query is answered: `SEARCH transactions USING …`, and whether it sorts.
#[cfg(test)]
pub(crate) async fn plan(db: &Db, query: &str) -> String {
    let query = format!("EXPLAIN QUERY PLAN {query}");
    let steps: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(&query).fetch_all(&db.reader).await.unwrap();
    let steps: Vec<String> = steps.into_iter().map(|step| step.3).collect();
    steps.join("; ")
}

/// A database with its tables and no rows, made once by the migrations: tests begin with it, hundreds of them, and
/// making the tables takes longer than most of these tests.
#[cfg(test)]
mod template {
    use sqlx::{sqlite::SqliteOwnedBuf, Connection};
    use tokio::sync::OnceCell;

    use super::*;

    async fn bytes() -> &'static [u8] {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let made = TEMPLATE.get_or_init(|| async {
            let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
            MIGRATIONS.run(&mut connection).await.unwrap();
            connection.serialize(None).await.unwrap().to_vec()
        });
        made.await
    }

    /// A file that is not there yet.
    pub(super) async fn write(path: &Path) {
        if !path.exists() {
            std::fs::write(path, bytes().await).unwrap();
        }
    }

    /// The one connection of a database in memory.
    pub(super) async fn fill(pool: &SqlitePool) {
        let bytes = SqliteOwnedBuf::try_from(bytes().await).unwrap();
        let mut connection = pool.acquire().await.unwrap();
        connection.deserialize(None, bytes, false).await.unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::three_assets::search;

    #[test]
    fn what_is_sought_becomes_an_expression() {
        let mut sought = search::query("修路 w02 款", &["210115", "spending"]).unwrap();
        assert_eq!(
            expression(&sought),
            "words : (\"修路\" AND \"w02\" * AND \"款\" *) AND places : (\"210115\" AND \"spending\")"
        );
        sought = search::query("道路维修", &[]).unwrap();
        assert_eq!(expression(&sought), "words : (\"道路 路维 维修\")");
        sought.counties = vec!["210114".to_owned(), "210115".to_owned()];
        assert_eq!(
            expression(&sought),
            "words : (\"道路 路维 维修\") AND places : (\"210114\" OR \"210115\")"
        );
    }

    #[tokio::test]
    async fn a_database_of_before_opens_and_keeps_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.sqlite");
        let db = Db::open(&file).await.unwrap();
        for query in [
            format!("UPDATE _sqlx_migrations SET checksum = X'{WORDS_IN_5}' WHERE version = 5"),
            "DELETE FROM _sqlx_migrations WHERE description = 'sqlite words'".to_owned(),
            "INSERT INTO transaction_words (rowid, words, places) VALUES (7, '修路 路', '210115')"
                .to_owned(),
        ] {
            let done = sqlx::query(&query).execute(&db.writer).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "{query}");
        }
        db.writer.close().await;
        db.reader.close().await;
        let db = Db::open(&file).await.unwrap();
        let sought = search::query("修路", &["210115"]).unwrap();
        assert_eq!(with_words(&db, &sought).await, [7]);
    }

    #[tokio::test]
    async fn readers_have_the_cache_that_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.sqlite");
        let db = Db::open_with(&file, 3).await.unwrap();
        let size: i64 = sqlx::query_scalar("PRAGMA cache_size")
            .fetch_one(&db.reader)
            .await
            .unwrap();
        assert_eq!(size, -3 * 1024);
    }

    #[tokio::test]
    async fn a_changed_migration_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.sqlite");
        let db = Db::open(&file).await.unwrap();
        sqlx::query("UPDATE _sqlx_migrations SET checksum = X'00' WHERE version = 5")
            .execute(&db.writer)
            .await
            .unwrap();
        db.writer.close().await;
        db.reader.close().await;
        assert!(Db::open(&file).await.is_err());
    }
}
