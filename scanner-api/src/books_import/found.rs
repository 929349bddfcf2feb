//! The check of an uploaded file, and what it writes down: units, problems, sums.

use std::collections::BTreeSet;

use codec::Decode;
use county_primitives::{
    three_assets::{
        accounts::{AccountCode, Side},
        books::{BookInput, VoucherInput},
        Fen,
    },
    BookId, CollectiveId,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::mpsc;

use super::{
    accounts::Rules,
    facts::Facts,
    problems::{Problem, ProblemKind, Weight},
    store::{self, Said},
    Found, ImportKind, Outcome, Sums, Unit,
};
use crate::{
    db::{now_ms, sql},
    error::ApiError,
    extract::{session_of, Via},
    state::{App, AppState},
};

/// The most problems of one file that are kept; the others are counted.
const PROBLEMS_MAX: u32 = 20_000;
/// How much is written at once.
const CHUNK: usize = 500;

/// Reads the file of an import, compares it with the books and writes down what was found.
pub(super) async fn check(app: &AppState, id: i64) -> Result<(), ApiError> {
    let import = store::read(app, id).await?;
    let session = session_of(app, import.account, Via::Bearer).await?;
    let only = import
        .collective
        .and_then(|id| u32::try_from(id).ok())
        .map(CollectiveId);
    let facts = Facts::read(app, &session, only).await?;
    let rules = Rules {
        chart: import.chart,
        choices: import.choices(),
        fold: import.fold,
    };
    let bytes = store::unseal(app, id, "file").await?;
    wipe(app, id).await?;
    let (sender, mut receiver) = mpsc::channel::<Vec<Found>>(4);
    let kind = import.kind;
    let reading = tokio::task::spawn_blocking(move || {
        let mut chunk = Vec::new();
        let outcome = super::check(&bytes, kind, &rules, &facts, &mut |found| {
            chunk.push(found);
            if chunk.len() >= CHUNK {
                // A receiver that is gone has failed, which is seen below.
                let _sent_or_gone = sender.blocking_send(std::mem::take(&mut chunk));
            }
        });
        let _sent_or_gone = sender.blocking_send(chunk);
        outcome
    });
    let mut writer = Writer {
        id,
        kind,
        seq: 0,
        problems: 0,
        known: Vec::new(),
    };
    while let Some(chunk) = receiver.recv().await {
        writer.write(app, chunk).await?;
    }
    match reading.await.map_err(ApiError::internal)? {
        Ok(mut outcome) => {
            writer.take_out_known(&mut outcome)?;
            keep_outcome(app, id, &outcome).await
        }
        Err(error) => {
            let (detail_zh, detail) = error.advice();
            let said = Said {
                detail: detail.to_owned(),
                detail_zh: detail_zh.to_owned(),
            };
            end_unreadable(app, id, &said).await
        }
    }
}

async fn end_unreadable(app: &App, id: i64, said: &Said) -> Result<(), ApiError> {
    sqlx::query(
        "UPDATE imports SET state = 'unreadable', problem = ?, checked_ms = ? \
         WHERE id = ? AND state = 'checking'",
    )
    .bind(serde_json::to_string(said)?)
    .bind(now_ms())
    .bind(id)
    .execute(&app.db.writer)
    .await?;
    store::forget_file(app, id).await;
    Ok(())
}

/// Takes away what an earlier check found.
async fn wipe(app: &App, id: i64) -> Result<(), ApiError> {
    let mut transaction = app.db.writer.begin().await?;
    for statement in [
        "DELETE FROM import_rows WHERE import = ?",
        "DELETE FROM import_problems WHERE import = ?",
        "DELETE FROM import_sums WHERE import = ?",
        "DELETE FROM import_collectives WHERE import = ?",
    ] {
        sqlx::query(statement)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Writes what is found, chunk by chunk.
struct Writer {
    id: i64,
    kind: ImportKind,
    seq: i64,
    problems: u32,
    /// Units that an earlier import has brought to the ledger.
    known: Vec<Unit>,
}

impl Writer {
    async fn write(&mut self, app: &App, chunk: Vec<Found>) -> Result<(), ApiError> {
        let (mut units, mut problems) = (Vec::new(), Vec::new());
        for found in chunk {
            match found {
                Found::Unit(unit) => units.push(unit),
                Found::Problem(problem) => problems.push(problem),
            }
        }
        let mut transaction = app.db.writer.begin().await?;
        let keys: Vec<&str> = units.iter().map(|unit| unit.key.as_str()).collect();
        let taken = taken(&mut transaction, self.id, &keys).await?;
        let (known, new): (Vec<Unit>, Vec<Unit>) = units
            .into_iter()
            .partition(|unit| taken.contains(&unit.key));
        problems.extend(known.iter().map(|unit| {
            let (column, kind) = (None, ProblemKind::AlreadyImported);
            Problem::new(unit.first_row, column, kind, &unit.number)
        }));
        self.known.extend(known);
        self.insert_units(&mut transaction, &new).await?;
        let room = PROBLEMS_MAX.saturating_sub(self.problems);
        problems.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        self.problems = self
            .problems
            .saturating_add(u32::try_from(problems.len()).unwrap_or(u32::MAX));
        insert_problems(&mut transaction, self.id, &problems).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn insert_units(
        &mut self,
        connection: &mut SqliteConnection,
        units: &[Unit],
    ) -> Result<(), ApiError> {
        if units.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO import_rows (import, seq, first_row, last_row, unit_key, book, month, number, \
             document, rows, lines, input, state) ",
        );
        let (id, first) = (self.id, self.seq);
        query.push_values((first..).zip(units), |mut row, (seq, unit)| {
            row.push_bind(id)
                .push_bind(seq)
                .push_bind(i64::from(unit.first_row))
                .push_bind(i64::from(unit.last_row))
                .push_bind(unit.key.clone())
                .push_bind(sql(unit.book.0))
                .push_bind(i64::from(unit.month))
                .push_bind(unit.number.clone())
                .push_bind(unit.document.clone())
                .push_bind(i64::from(unit.rows))
                .push_bind(i64::from(unit.lines))
                .push_bind(unit.input.clone())
                .push_bind("waiting");
        });
        query.build().execute(connection).await?;
        self.seq = self.seq.saturating_add(sql(units.len()));
        Ok(())
    }

    /// What was imported before does not count.
    fn take_out_known(&self, outcome: &mut Outcome) -> Result<(), ApiError> {
        for unit in &self.known {
            outcome.units = outcome.units.saturating_sub(1);
            outcome.bad_units = outcome.bad_units.saturating_add(1);
            outcome.good_rows = outcome.good_rows.saturating_sub(unit.rows);
            outcome.errors = outcome.errors.saturating_add(1);
            for (book, account, is_debit, amount) in lines_of(self.kind, &unit.input)? {
                if let Some(sums) = outcome.sums.get_mut(&(book, account)) {
                    let taken_out = sums.add(is_debit, Fen(amount.0.saturating_neg()));
                    taken_out.ok_or_else(|| ApiError::internal("sums of an import overflow"))?;
                }
            }
        }
        outcome.sums.retain(|_, sums| *sums != Sums::default());
        Ok(())
    }
}

/// Which of these units another import has sent or brought to the ledger.
pub(super) async fn taken(
    connection: &mut SqliteConnection,
    import: i64,
    keys: &[&str],
) -> Result<BTreeSet<String>, ApiError> {
    if keys.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT unit_key FROM import_rows WHERE import <> ");
    query.push_bind(import);
    query.push(" AND state IN ('sent', 'drafted', 'posting', 'done') AND unit_key IN (");
    let mut list = query.separated(", ");
    for key in keys {
        list.push_bind((*key).to_owned());
    }
    query.push(")");
    let found: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    Ok(found.into_iter().collect())
}

/// Writes problems down.
pub(super) async fn insert_problems(
    connection: &mut SqliteConnection,
    id: i64,
    problems: &[Problem],
) -> Result<(), ApiError> {
    if problems.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO import_problems (import, file_row, file_column, kind, weight, shown) ",
    );
    query.push_values(problems, |mut row, problem| {
        row.push_bind(id)
            .push_bind(i64::from(problem.row))
            .push_bind(problem.column.map(column_word))
            .push_bind(problem.kind.word())
            .push_bind(match problem.kind.weight() {
                Weight::Error => "error",
                Weight::Notice => "notice",
            })
            .push_bind(problem.shown.clone());
    });
    query.build().execute(connection).await?;
    Ok(())
}

fn column_word(column: super::columns::Column) -> String {
    match serde_json::to_value(column) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Accounts and amounts of a unit.
pub(super) fn lines_of(
    kind: ImportKind,
    mut input: &[u8],
) -> Result<Vec<(BookId, AccountCode, bool, Fen)>, ApiError> {
    Ok(match kind {
        ImportKind::Journal => {
            let voucher = VoucherInput::decode(&mut input).map_err(ApiError::internal)?;
            let book = voucher.book;
            let lines = voucher.lines.into_iter();
            lines
                .map(|line| (book, line.account, line.side == Side::Debit, line.amount))
                .collect()
        }
        ImportKind::Openings => {
            let input = BookInput::decode(&mut input).map_err(ApiError::internal)?;
            let book = BookId::new(input.collective, input.year);
            let openings = input.openings.into_iter();
            openings
                .map(|opening| {
                    let amount = Fen(opening.balance.0.saturating_abs());
                    (book, opening.account, opening.balance > Fen::ZERO, amount)
                })
                .collect()
        }
    })
}

async fn keep_outcome(app: &App, id: i64, outcome: &Outcome) -> Result<(), ApiError> {
    let parties: Vec<(String, &str)> = outcome
        .parties
        .iter()
        .map(|(division, name)| (division.to_string(), name.as_str()))
        .collect();
    store::seal(app, id, "parties", &serde_json::to_vec(&parties)?).await?;
    let mut transaction = app.db.writer.begin().await?;
    for collective in &outcome.collectives {
        sqlx::query("INSERT INTO import_collectives (import, collective) VALUES (?, ?)")
            .bind(id)
            .bind(i64::from(collective.0))
            .execute(&mut *transaction)
            .await?;
    }
    for ((book, account), sums) in &outcome.sums {
        sqlx::query(
            "INSERT INTO import_sums (import, book, account, debit, credit) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(sql(book.0))
        .bind(account.to_string())
        .bind(sums.debit)
        .bind(sums.credit)
        .execute(&mut *transaction)
        .await?;
    }
    sqlx::query(
        "UPDATE imports SET state = 'checked', file_rows = ?, good_rows = ?, units = ?, bad_units = ?, \
         errors = ?, notices = ?, asked = ?, problem = NULL, checked_ms = ? \
         WHERE id = ? AND state = 'checking'",
    )
    .bind(i64::from(outcome.rows))
    .bind(i64::from(outcome.good_rows))
    .bind(i64::from(outcome.units))
    .bind(i64::from(outcome.bad_units))
    .bind(i64::from(outcome.errors))
    .bind(i64::from(outcome.notices))
    .bind(serde_json::to_string(&outcome.asked)?)
    .bind(now_ms())
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
