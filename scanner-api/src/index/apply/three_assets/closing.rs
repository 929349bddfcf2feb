//! The end of a year in the tables, computed from their own rows as the chain computes it from its balances.

use county_primitives::{
    three_assets::{
        accounts::{AccountClass, AccountCode},
        books::YEAR_END,
        Fen,
    },
    BookId, Subject,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{super::Place, ensure_known};

/// What an account of a book closes with.
#[derive(sqlx::FromRow)]
struct Closing {
    account: String,
    balance: i64,
}

impl Closing {
    fn code(&self) -> Result<AccountCode, IndexError> {
        self.account
            .parse()
            .map_err(|_| IndexError::Record(format!("{} is no account", self.account)))
    }
}

/// What the accounts of a book close with, those without a balance left out.
async fn closings(
    connection: &mut SqliteConnection,
    book: i64,
) -> Result<Vec<Closing>, IndexError> {
    Ok(sqlx::query_as(
        "SELECT balances.account, balances.opening \
         + CAST(COALESCE(SUM(turnovers.debit - turnovers.credit), 0) AS BIGINT) AS balance \
         FROM balances LEFT JOIN turnovers \
         ON turnovers.book = balances.book AND turnovers.account = balances.account \
         WHERE balances.book = ? GROUP BY balances.account, balances.opening \
         HAVING balances.opening + COALESCE(SUM(turnovers.debit - turnovers.credit), 0) <> 0 \
         ORDER BY balances.account",
    )
    .bind(book)
    .fetch_all(connection)
    .await?)
}

/// Income and expense go to the surplus of the year, and that to its distribution. The surplus must be the one the
/// chain recorded, or the tables have missed something.
pub(super) async fn close_year(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: BookId,
    recorded: Fen,
) -> Result<(), IndexError> {
    let book = sql(id.0);
    let mut surplus = 0i64;
    // What 321 closes with: what stood there already, and the results.
    let mut year = 0i64;
    for closing in closings(connection, book).await? {
        let code = closing.code()?;
        if code == AccountCode::SURPLUS {
            year = year.saturating_add(closing.balance);
        } else if code.is(AccountClass::Income) || code.is(AccountClass::Expense) {
            surplus = surplus.saturating_sub(closing.balance);
            year = year.saturating_add(closing.balance);
            transfer(
                connection,
                book,
                (code, AccountCode::SURPLUS),
                closing.balance,
            )
            .await?;
        }
    }
    if surplus != recorded.0 {
        return Err(IndexError::Record(format!(
            "{} closes with a surplus of {surplus} fen, but {} are recorded",
            Subject::Book(id),
            recorded.0
        )));
    }
    if year != 0 {
        let way = (AccountCode::SURPLUS, AccountCode::DISTRIBUTION);
        transfer(connection, book, way, year).await?;
    }
    let done = sqlx::query(
        "UPDATE books SET year_closed = TRUE, surplus = ?, year_closed_ms = ? WHERE id = ?",
    )
    .bind(surplus)
    .bind(place.ledger_ms)
    .bind(book)
    .execute(connection)
    .await?;
    ensure_known(done.rows_affected(), Subject::Book(id))
}

/// Moves a whole balance, debit-positive, from an account to another at the end of the year.
async fn transfer(
    connection: &mut SqliteConnection,
    book: i64,
    (from, to): (AccountCode, AccountCode),
    balance: i64,
) -> Result<(), IndexError> {
    let amount = balance.saturating_abs();
    let (debit, credit) = if balance > 0 {
        (0, amount)
    } else {
        (amount, 0)
    };
    for (account, debit, credit) in [(from, debit, credit), (to, credit, debit)] {
        sqlx::query(
            "INSERT INTO balances (book, account, opening) VALUES (?, ?, 0) \
             ON CONFLICT (book, account) DO NOTHING",
        )
        .bind(book)
        .bind(account.to_string())
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO turnovers (book, account, month, debit, credit) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (book, account, month) DO UPDATE SET debit = turnovers.debit + excluded.debit, \
             credit = turnovers.credit + excluded.credit",
        )
        .bind(book)
        .bind(account.to_string())
        .bind(i64::from(YEAR_END))
        .bind(debit)
        .bind(credit)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// A book begins with what the one before closed with.
pub(super) async fn carry_over(
    connection: &mut SqliteConnection,
    book: i64,
    before: i64,
    carried: u32,
) -> Result<(), IndexError> {
    let closings = closings(connection, before).await?;
    if closings.len() != usize::try_from(carried).unwrap_or(usize::MAX) {
        return Err(IndexError::Record(format!(
            "book:{before} closes with {} accounts, but book:{book} took over {carried}",
            closings.len()
        )));
    }
    for closing in closings {
        sqlx::query("INSERT INTO balances (book, account, opening) VALUES (?, ?, ?)")
            .bind(book)
            .bind(closing.account)
            .bind(closing.balance)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "UPDATE books SET cash_day = (SELECT earlier.cash_day FROM books AS earlier WHERE earlier.id = ?) WHERE id = ?",
    )
    .bind(before)
    .bind(book)
    .execute(connection)
    .await?;
    Ok(())
}
