//! Tables of disclosures.

use county_primitives::{
    clock::month_end,
    three_assets::{
        disclosure::{cycle_end, SpecialInput, Statement},
        AssetsEntry,
    },
    Date, Digest, DivisionCode, PolicyKey,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::Place,
    division_of, ensure_known, other_kind, policy_days,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a disclosure says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::StatementPrepared { statement, digest } => {
            prepare_statement(connection, place, id, statement, *digest).await
        }
        AssetsEntry::SpecialPrepared(input) => prepare_special(connection, place, id, input).await,
        AssetsEntry::DisclosureSigned => sign(connection, place, id).await,
        AssetsEntry::DisclosurePosted { photo, until } => {
            post(connection, place, id, *photo, *until).await
        }
        AssetsEntry::DisclosureEnded => end(connection, place, id).await,
        _ => Err(other_kind(name(id))),
    }
}

fn name(id: i64) -> String {
    format!("disclosure:{id}")
}

async fn prepare_statement(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    statement: &Statement,
    digest: Digest,
) -> Result<(), IndexError> {
    let collective = i64::from(statement.book.collective().0);
    let year = statement.book.year();
    let division = division_of(connection, collective).await?;
    let due = statement_due(connection, place, division, statement).await?;
    let end = month_end(year.into(), statement.to.into()).unwrap_or_else(|| place.day());
    sqlx::query(
        "INSERT INTO disclosures (id, collective, division, kind, digest, book, from_month, to_month, statement, \
         vouchers, title, due, state, preparer, prepared_ms, block, event_index) \
         VALUES (?, ?, ?, 'statement', ?, ?, ?, ?, ?, ?, '', ?, 'prepared', ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(collective)
    .bind(division.to_string())
    .bind(digest.to_string())
    .bind(sql(statement.book.0))
    .bind(i64::from(statement.from))
    .bind(i64::from(statement.to))
    .bind(serde_json::to_string(statement)?)
    .bind(i64::from(statement.vouchers))
    .bind(due.to_string())
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.block)
    .bind(place.event_index)
    .execute(&mut *connection)
    .await?;
    let title = if statement.from == statement.to {
        format!("{year}-{:02}", statement.to)
    } else {
        format!("{year}-{:02}–{:02}", statement.from, statement.to)
    };
    let transaction = Transaction {
        day: end.to_string(),
        title: &title,
        ..appearing(id, collective)
    };
    stream::appear(connection, place, &transaction).await
}

/// The last day of a statement, as the chain counts it: that of its first month that is not on the wall yet, with the
/// cycle of the village.
async fn statement_due(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    division: DivisionCode,
    statement: &Statement,
) -> Result<Date, IndexError> {
    let known: Vec<i64> = sqlx::query_scalar("SELECT month FROM disclosed_months WHERE book = ?")
        .bind(sql(statement.book.0))
        .fetch_all(&mut *connection)
        .await?;
    let first = (statement.from..statement.to)
        .find(|month| !known.contains(&i64::from(*month)))
        .unwrap_or(statement.to);
    let key = PolicyKey::DisclosureCycleMonths;
    let last = cycle_end(first, policy_days(connection, division, key, place).await?);
    let days = policy_days(connection, division, PolicyKey::DisclosureDueDays, place).await?;
    let end = month_end(statement.book.year().into(), last.into()).unwrap_or_else(|| place.day());
    Ok(end.plus_days(days))
}

async fn prepare_special(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &SpecialInput,
) -> Result<(), IndexError> {
    let collective = i64::from(input.collective.0);
    let division = division_of(connection, collective).await?;
    let days = policy_days(
        connection,
        division,
        PolicyKey::SpecialDisclosureDays,
        place,
    )
    .await?;
    sqlx::query(
        "INSERT INTO disclosures (id, collective, division, kind, digest, about, title, occurred, due, state, preparer, \
         prepared_ms, block, event_index) VALUES (?, ?, ?, 'special', ?, ?, ?, ?, ?, 'prepared', ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(collective)
    .bind(division.to_string())
    .bind(input.document.to_string())
    .bind(input.about.to_string())
    .bind(input.title.as_str())
    .bind(input.occurred.to_string())
    .bind(input.occurred.plus_days(days).to_string())
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(place.block)
    .bind(place.event_index)
    .execute(&mut *connection)
    .await?;
    let transaction = Transaction {
        day: input.occurred.to_string(),
        title: input.title.as_str(),
        ..appearing(id, collective)
    };
    stream::appear(connection, place, &transaction).await
}

/// A disclosure in the stream, without its day and title.
fn appearing<'a>(id: i64, collective: i64) -> Transaction<'a> {
    Transaction {
        subject: name(id),
        kind: "disclosure",
        state: "prepared",
        collective,
        amount: 0,
        direction: Direction::None,
        party: None,
        day: String::new(),
        title: "",
        further: &[],
    }
}

async fn sign(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
) -> Result<(), IndexError> {
    let done = sqlx::query(
        "UPDATE disclosures SET state = 'signed', signer = ?, signed_ms = ? WHERE id = ?",
    )
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(id))?;
    stream::change(connection, place, &name(id), "signed").await
}

/// Book and months of a statement.
#[derive(sqlx::FromRow)]
struct Months {
    book: Option<i64>,
    from_month: Option<i64>,
    to_month: Option<i64>,
}

async fn post(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    photo: Digest,
    until: Date,
) -> Result<(), IndexError> {
    let months: Option<Months> = sqlx::query_as(
        "UPDATE disclosures SET state = 'posted', poster = ?, posted_ms = ?, photo = ?, until_day = ? WHERE id = ? \
         RETURNING book, from_month, to_month",
    )
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(photo.to_string())
    .bind(until.to_string())
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let months = months.ok_or_else(|| unknown(name(id)))?;
    if let (Some(book), Some(from), Some(to)) = (months.book, months.from_month, months.to_month) {
        for month in from..=to {
            sqlx::query(
                "INSERT INTO disclosed_months (book, month, disclosure) VALUES (?, ?, ?) \
                 ON CONFLICT (book, month) DO UPDATE SET disclosure = excluded.disclosure",
            )
            .bind(book)
            .bind(month)
            .bind(id)
            .execute(&mut *connection)
            .await?;
        }
    }
    stream::change(connection, place, &name(id), "posted").await
}

async fn end(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
) -> Result<(), IndexError> {
    let done = sqlx::query("UPDATE disclosures SET state = 'ended', ended_ms = ? WHERE id = ?")
        .bind(place.ledger_ms)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    ensure_known(done.rows_affected(), name(id))?;
    stream::change(connection, place, &name(id), "ended").await
}
