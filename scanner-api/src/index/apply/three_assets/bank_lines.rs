//! Tables of bank accounts and the lines of their statements.

use county_primitives::{
    three_assets::{
        books::{BankLineInput, LineMatch, LineTarget},
        collectives::BankAccountInput,
        AssetsEntry,
    },
    BankLineId,
};
use sqlx::SqliteConnection;

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    ensure_known, other_kind,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a bank account says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    account: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::BankAccountOpened(input) => open(connection, place, account, input).await,
        AssetsEntry::BankAccountClosed { reason } => {
            let done =
                sqlx::query("UPDATE bank_accounts SET closed_ms = ?, reason = ? WHERE id = ?")
                    .bind(place.ledger_ms)
                    .bind(reason.as_str())
                    .bind(account)
                    .execute(connection)
                    .await?;
            ensure_known(done.rows_affected(), format_args!("bank_account:{account}"))
        }
        AssetsEntry::BankLineRecorded { line, input } => {
            record(connection, place, account, *line, input).await
        }
        AssetsEntry::BankLineMatched(input) => settle(connection, place, input).await,
        _ => Err(other_kind(format_args!("bank_account:{account}"))),
    }
}

async fn open(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    account: i64,
    input: &BankAccountInput,
) -> Result<(), IndexError> {
    sqlx::query(
        "INSERT INTO bank_accounts (id, collective, digest, bank, kind, ledger, decision, opened_ms, reason) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
    )
    .bind(account)
    .bind(i64::from(input.collective.0))
    .bind(input.digest.to_string())
    .bind(input.bank.as_str())
    .bind(word(&input.kind)?)
    .bind(input.ledger.to_string())
    .bind(input.decision.map(|decision| sql(decision.0)))
    .bind(place.ledger_ms)
    .execute(connection)
    .await?;
    Ok(())
}

async fn record(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    account: i64,
    line: BankLineId,
    input: &BankLineInput,
) -> Result<(), IndexError> {
    let collective: Option<i64> = sqlx::query_scalar(
        "INSERT INTO bank_lines (id, account, collective, date, amount, party, reference, recorded_by, recorded_ms) \
         SELECT ?, id, collective, ?, ?, ?, ?, ?, ? FROM bank_accounts WHERE id = ? RETURNING collective",
    )
    .bind(sql(line.0))
    .bind(input.date.to_string())
    .bind(input.amount.0)
    .bind(input.party.to_string())
    .bind(input.reference.to_string())
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(account)
    .fetch_optional(&mut *connection)
    .await?;
    let transaction = Transaction {
        subject: name(line),
        kind: "bank_line",
        state: "unmatched",
        collective: collective.ok_or_else(|| unknown(format_args!("bank_account:{account}")))?,
        amount: input.amount.0,
        direction: Direction::of(input.amount.0),
        party: Some(input.party),
        day: input.date.to_string(),
        title: "",
        further: &[],
    };
    stream::appear(connection, place, &transaction).await
}

async fn settle(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    input: &LineMatch,
) -> Result<(), IndexError> {
    let (spending, voucher) = match input.target {
        LineTarget::Spending(id) => (Some(sql(id.0)), None),
        LineTarget::Voucher(id) => (None, Some(sql(id.0))),
        LineTarget::Returned { spending, back } => {
            let spending = sql(spending.0);
            return settle_return(connection, place, spending, input.line, back).await;
        }
    };
    let done = sqlx::query(
        "UPDATE bank_lines SET spending = ?, voucher = ?, matched_by = ?, matched_ms = ? WHERE id = ?",
    )
    .bind(spending)
    .bind(voucher)
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(sql(input.line.0))
    .execute(&mut *connection)
    .await?;
    ensure_known(done.rows_affected(), name(input.line))?;
    stream::change(connection, place, &name(input.line), "matched").await
}

/// Money out that came back: both lines are matched, and the record moves the rows of both in the stream.
async fn settle_return(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    spending: i64,
    out: BankLineId,
    back: BankLineId,
) -> Result<(), IndexError> {
    for (line, other) in [(out, back), (back, out)] {
        let done = sqlx::query(
            "UPDATE bank_lines SET returned = ?, counterpart = ?, matched_by = ?, matched_ms = ? WHERE id = ?",
        )
        .bind(spending)
        .bind(sql(other.0))
        .bind(place.member())
        .bind(place.ledger_ms)
        .bind(sql(line.0))
        .execute(&mut *connection)
        .await?;
        ensure_known(done.rows_affected(), name(line))?;
    }
    stream::change(&mut *connection, place, &name(out), "matched").await?;
    stream::change_second(connection, place, &name(back), "matched").await
}

fn name(line: BankLineId) -> String {
    format!("bank_line:{line}")
}
