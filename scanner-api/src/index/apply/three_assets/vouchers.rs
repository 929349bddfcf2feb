//! Tables of vouchers and their lines, from the draft on.

use county_primitives::{
    three_assets::{
        books::{Origin, VoucherInput},
        AssetsEntry,
    },
    VoucherId,
};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::{db::sql, index::IndexError};

use super::{
    super::{word, Place},
    json_list, other_kind,
    stream::{self, Direction, Transaction},
    unknown,
};

/// Writes what an entry on a voucher says.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    entry: &AssetsEntry,
) -> Result<(), IndexError> {
    match entry {
        AssetsEntry::VoucherDrafted(input) => draft(connection, place, id, input).await,
        AssetsEntry::VoucherWithdrawn { reason } => {
            withdraw(connection, place, id, reason.as_str()).await
        }
        _ => Err(other_kind(name(id))),
    }
}

/// The subject of a voucher.
pub(super) fn name(id: i64) -> String {
    format!("voucher:{id}")
}

async fn draft(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &VoucherInput,
) -> Result<(), IndexError> {
    let (_, month, _) = input.date.to_ymd();
    let total = input.totals().map_or(i64::MAX, |(debit, _)| debit.0);
    let inflow = input.inflow().map_or(0, |inflow| inflow.0);
    insert(
        connection,
        place,
        id,
        input,
        &[i64::from(month), total, inflow],
    )
    .await?;
    insert_lines(connection, id, input).await?;
    sqlx::query(
        "INSERT INTO book_months (book, month, vouchers, drafts, reversals) VALUES (?, ?, 0, 1, 0) \
         ON CONFLICT (book, month) DO UPDATE SET drafts = book_months.drafts + 1",
    )
    .bind(sql(input.book.0))
    .bind(i64::from(month))
    .execute(&mut *connection)
    .await?;
    let projects: Vec<&str> = input
        .lines
        .iter()
        .filter_map(|line| line.project.as_ref())
        .map(|project| project.as_str())
        .collect();
    let transaction = Transaction {
        subject: name(id),
        kind: "voucher",
        state: "draft",
        collective: i64::from(input.book.collective().0),
        amount: total,
        direction: Direction::of(inflow),
        party: input.lines.iter().find_map(|line| line.party),
        day: input.date.to_string(),
        title: input.summary.as_str(),
        further: &projects,
    };
    stream::appear(connection, place, &transaction).await
}

async fn insert(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    input: &VoucherInput,
    [month, total, inflow]: &[i64; 3],
) -> Result<(), IndexError> {
    let (origin, reverses) = match input.origin {
        Origin::Entered => ("entered", None),
        Origin::Migrated => ("migrated", None),
        Origin::Reversal(VoucherId(original)) => ("reversal", Some(sql(original))),
    };
    let receipt = input.receipt.as_ref();
    sqlx::query(
        "INSERT INTO vouchers (id, book, collective, month, date, occurred, summary, state, total, inflow, origin, \
         reverses, nature, spending, decision, receipt_series, receipt_number, deposit, documents, content, maker, \
         maker_organisation, drafted_ms, reason, block, event_index) \
         VALUES (?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
    )
    .bind(id)
    .bind(sql(input.book.0))
    .bind(i64::from(input.book.collective().0))
    .bind(month)
    .bind(input.date.to_string())
    .bind(input.occurred.to_string())
    .bind(input.summary.as_str())
    .bind(total)
    .bind(inflow)
    .bind(origin)
    .bind(reverses)
    .bind(word(&input.nature)?)
    .bind(input.spending.map(|spending| sql(spending.0)))
    .bind(input.decision.map(|decision| sql(decision.0)))
    .bind(receipt.map(|receipt| receipt.series.as_str()))
    .bind(receipt.map(|receipt| sql(receipt.number)))
    .bind(input.deposit.map(|deposit| deposit.to_string()))
    .bind(json_list(&input.documents)?)
    .bind(input.content().to_string())
    .bind(place.member())
    .bind(place.organisation())
    .bind(place.ledger_ms)
    .bind(place.block)
    .bind(place.event_index)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_lines(
    connection: &mut SqliteConnection,
    id: i64,
    input: &VoucherInput,
) -> Result<(), IndexError> {
    let mut rows = Vec::with_capacity(input.lines.len());
    for (line, position) in input.lines.iter().zip(0i64..) {
        rows.push((line, position, word(&line.side)?));
    }
    let mut insert = QueryBuilder::new(
        "INSERT INTO voucher_lines (voucher, position, book, account, side, amount, party, project) ",
    );
    insert.push_values(rows, |mut row, (line, position, side)| {
        row.push_bind(id)
            .push_bind(position)
            .push_bind(sql(input.book.0))
            .push_bind(line.account.to_string())
            .push_bind(side)
            .push_bind(line.amount.0)
            .push_bind(line.party.map(|party| party.to_string()))
            .push_bind(line.project.as_ref().map(|project| project.as_str()));
    });
    insert.build().execute(connection).await?;
    Ok(())
}

async fn withdraw(
    connection: &mut SqliteConnection,
    place: &Place<'_>,
    id: i64,
    reason: &str,
) -> Result<(), IndexError> {
    let at: Option<(i64, i64)> = sqlx::query_as(
        "UPDATE vouchers SET state = 'withdrawn', withdrawn_by = ?, withdrawn_ms = ?, reason = ? \
         WHERE id = ? AND state = 'draft' RETURNING book, month",
    )
    .bind(place.member())
    .bind(place.ledger_ms)
    .bind(reason)
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let (book, month) = at.ok_or_else(|| unknown(name(id)))?;
    sqlx::query("UPDATE book_months SET drafts = drafts - 1 WHERE book = ? AND month = ?")
        .bind(book)
        .bind(month)
        .execute(&mut *connection)
        .await?;
    stream::change(connection, place, &name(id), "withdrawn").await
}
