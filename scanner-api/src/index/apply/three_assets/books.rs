//! Tables of books: opening balances, posted vouchers, reconciliations, closed months.

use county_primitives::{
    three_assets::{
        books::{BookInput, Reconciliation, Till, VoucherNumber},
        AssetsEntry, Fen,
    },
    BookId, Digest, Subject, VoucherId,
};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::{db::sql, index::IndexError};

use super::{super::Place, closing, ensure_known, other_kind, payments, stream, unknown, vouchers};

/// Writes what an entry on a book says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: BookId,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::BookOpened { book, carried } => {
            open(connection, place, id, book, *carried).await
        }
        AssetsEntry::VoucherPosted {
            voucher,
            number,
            content,
        } => post(connection, place, *voucher, *number, *content).await,
        AssetsEntry::Reconciled {
            reconciliation,
            balance,
        } => reconcile(connection, place, reconciliation, *balance).await,
        AssetsEntry::MonthClosed { month, .. } => {
            close_month(connection, place, id, i64::from(*month)).await
        }
        AssetsEntry::YearClosed { surplus, .. } => {
            closing::close_year(connection, place, id, *surplus).await
        }
        _ => Err(other_kind(Subject::Book(id))),
    }
}

async fn open(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: BookId,
    input: &BookInput,
    carried: u32,
) -> Result<(), IndexError> {
    let book = sql(id.0);
    sqlx::query(
        "INSERT INTO books (id, collective, year, carried, vouchers, closed, year_closed, opened_ms) \
         VALUES (?, ?, ?, ?, 0, 0, FALSE, ?)",
    )
    .bind(book)
    .bind(i64::from(input.collective.0))
    .bind(i64::from(input.year))
    .bind(i64::from(carried))
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE collectives SET year = ? WHERE id = ?")
        .bind(i64::from(input.year))
        .bind(i64::from(input.collective.0))
        .execute(&mut *connection)
        .await?;
    if carried > 0 {
        let before = BookId::new(input.collective, input.year.saturating_sub(1));
        return closing::carry_over(connection, book, sql(before.0), carried).await;
    }
    if input.openings.is_empty() {
        return Ok(());
    }
    let mut insert = QueryBuilder::new("INSERT INTO balances (book, account, opening) ");
    insert.push_values(&input.openings, |mut row, opening| {
        row.push_bind(book)
            .push_bind(opening.account.to_string())
            .push_bind(opening.balance.0);
    });
    insert.build().execute(connection).await?;
    Ok(())
}

/// A voucher as its posting needs it.
#[derive(sqlx::FromRow)]
struct Posted {
    book: i64,
    month: i64,
    date: String,
    reverses: Option<i64>,
}

async fn post(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    voucher: VoucherId,
    number: VoucherNumber,
    content: Digest,
) -> Result<(), IndexError> {
    let id = sql(voucher.0);
    let posted: Option<Posted> = sqlx::query_as(
        "UPDATE vouchers SET state = 'posted', number = ?, poster = ?, poster_organisation = ?, posted_ms = ?, \
         posted_block = ?, posted_event = ? WHERE id = ? AND state = 'draft' AND month = ? AND content = ? \
         RETURNING book, month, date, reverses",
    )
    .bind(i64::from(number.number))
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(place.block)
    .bind(place.event_index)
    .bind(id)
    .bind(i64::from(number.month))
    .bind(content.to_string())
    .fetch_optional(&mut *connection)
    .await?;
    let posted = posted.ok_or_else(|| unknown(format_args!("the draft of voucher:{id}")))?;
    move_balances(connection, id, &posted).await?;
    let reversals = i64::from(posted.reverses.is_some());
    sqlx::query(
        "UPDATE book_months SET vouchers = ?, drafts = drafts - 1, reversals = reversals + ? \
         WHERE book = ? AND month = ?",
    )
    .bind(i64::from(number.number))
    .bind(reversals)
    .bind(posted.book)
    .bind(posted.month)
    .execute(&mut *connection)
    .await?;
    if let Some(original) = posted.reverses {
        reverse(connection, place, original, id).await?;
    }
    stream::change(connection, place, &vouchers::name(id), "posted").await
}

/// Adds the lines of a voucher to what moved on their accounts.
async fn move_balances(
    connection: &mut SqliteConnection,
    id: i64,
    posted: &Posted,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO balances (book, account, opening) \
         SELECT DISTINCT book, account, 0 FROM voucher_lines WHERE voucher = ? \
         ON CONFLICT (book, account) DO NOTHING",
    )
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO turnovers (book, account, month, debit, credit) \
         SELECT book, account, ?, SUM(CASE side WHEN 'debit' THEN amount ELSE 0 END), \
         SUM(CASE side WHEN 'credit' THEN amount ELSE 0 END) \
         FROM voucher_lines WHERE voucher = ? GROUP BY book, account \
         ON CONFLICT (book, account, month) DO UPDATE SET debit = turnovers.debit + excluded.debit, \
         credit = turnovers.credit + excluded.credit",
    )
    .bind(posted.month)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE books SET vouchers = vouchers + 1, cash_day = CASE WHEN (cash_day IS NULL OR cash_day < ?) \
         AND EXISTS (SELECT 1 FROM voucher_lines WHERE voucher = ? AND account = '101') \
         THEN ? ELSE cash_day END WHERE id = ?",
    )
    .bind(&posted.date)
    .bind(id)
    .bind(&posted.date)
    .bind(posted.book)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ties a reversal to its original. What that had paid was paid all the same, and is to be booked again.
async fn reverse(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    original: i64,
    by: i64,
) -> Result<(), IndexError> {
    let spending: Option<Option<i64>> =
        sqlx::query_scalar("UPDATE vouchers SET reversed_by = ? WHERE id = ? RETURNING spending")
            .bind(by)
            .bind(original)
            .fetch_optional(&mut *connection)
            .await?;
    let spending = spending.ok_or_else(|| unknown(vouchers::name(original)))?;
    match spending {
        Some(spending) => payments::unbook(connection, place, spending, by).await,
        None => Ok(()),
    }
}

async fn reconcile(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    input: &Reconciliation,
    balance: Fen,
) -> Result<(), IndexError> {
    let till = match input.till {
        Till::Cash => "cash".to_owned(),
        Till::Bank(account) => Subject::BankAccount(account).to_string(),
    };
    sqlx::query(
        "INSERT INTO reconciliations (book, month, till, statement, in_transit, balance, document, member, ledger_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (book, month, till) DO UPDATE SET \
         statement = excluded.statement, in_transit = excluded.in_transit, balance = excluded.balance, \
         document = excluded.document, member = excluded.member, ledger_ms = excluded.ledger_ms",
    )
    .bind(sql(input.book.0))
    .bind(i64::from(input.month))
    .bind(till)
    .bind(input.statement.0)
    .bind(input.in_transit.0)
    .bind(balance.0)
    .bind(input.document.to_string())
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn close_month(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: BookId,
    month: i64,
) -> Result<(), IndexError> {
    let book = sql(id.0);
    sqlx::query(
        "INSERT INTO book_months (book, month, vouchers, drafts, reversals, closed_by, closed_ms) \
         VALUES (?, ?, 0, 0, 0, ?, ?) ON CONFLICT (book, month) DO UPDATE SET \
         closed_by = excluded.closed_by, closed_ms = excluded.closed_ms",
    )
    .bind(book)
    .bind(month)
    .bind(place.member())
    .bind(place.ledger_ms)
    .execute(&mut *connection)
    .await?;
    let done = sqlx::query("UPDATE books SET closed = ? WHERE id = ?")
        .bind(month)
        .bind(book)
        .execute(connection)
        .await?;
    ensure_known(done.rows_affected(), Subject::Book(id))
}
