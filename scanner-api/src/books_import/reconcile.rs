//! The report at the end of an import: rows of the file beside vouchers on the ledger, and the sums of each
//! account in both, to the fen.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    store::{self, Import},
    ImportKind,
};
use crate::{error::ApiError, state::App};

/// Sums of the file and of the ledger, in fen.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, ToSchema)]
pub struct Tie {
    /// Debits in the file.
    pub file_debit: i64,
    /// Credits in the file.
    pub file_credit: i64,
    /// Debits on the ledger.
    pub ledger_debit: i64,
    /// Credits on the ledger.
    pub ledger_credit: i64,
}

impl Tie {
    /// Whether both are the same.
    pub fn ties(self) -> bool {
        self.file_debit == self.ledger_debit && self.file_credit == self.ledger_credit
    }

    fn add(&mut self, other: Self) {
        self.file_debit = self.file_debit.saturating_add(other.file_debit);
        self.file_credit = self.file_credit.saturating_add(other.file_credit);
        self.ledger_debit = self.ledger_debit.saturating_add(other.ledger_debit);
        self.ledger_credit = self.ledger_credit.saturating_add(other.ledger_credit);
    }
}

/// An account, over all books or in one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, ToSchema)]
pub struct AccountTie {
    /// The book; none for all books together.
    pub book: Option<i64>,
    /// The account.
    pub account: String,
    /// The sums.
    #[serde(flatten)]
    pub sums: Tie,
    /// Whether they are the same.
    pub ties: bool,
}

/// The report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// Rows of the file.
    pub file_rows: i64,
    /// Rows of vouchers (or books) without errors.
    pub good_rows: i64,
    /// Rows that were left out.
    pub left_out_rows: i64,
    /// Vouchers or books to be imported.
    pub units: i64,
    /// Those on the ledger for good.
    pub posted: i64,
    /// Vouchers that are drafted but not posted.
    pub drafted: i64,
    /// Lines or balances of those on the ledger.
    pub ledger_rows: i64,
    /// Whether everything that was to be imported is on the ledger and all sums agree.
    pub ties: bool,
    /// How long it took, in seconds, from the start to the end or to now.
    pub seconds: Option<i64>,
    /// Each account over all books.
    pub accounts: Vec<AccountTie>,
    /// Accounts of single books whose sums differ; while an import runs, that is what is still on its way.
    pub differences: Vec<AccountTie>,
}

#[derive(FromRow)]
struct SumRow {
    book: i64,
    account: String,
    debit: i64,
    credit: i64,
}

/// The most differences that are listed.
const DIFFERENCES_MAX: usize = 500;

/// The report of an import.
pub async fn report(app: &App, import: &Import) -> Result<Report, ApiError> {
    let mut ties: BTreeMap<(i64, String), Tie> = BTreeMap::new();
    let file: Vec<SumRow> =
        sqlx::query_as("SELECT book, account, debit, credit FROM import_sums WHERE import = ?")
            .bind(import.id)
            .fetch_all(&app.db.reader)
            .await?;
    for row in file {
        let tie = ties.entry((row.book, row.account)).or_default();
        (tie.file_debit, tie.file_credit) = (row.debit, row.credit);
    }
    for row in ledger_sums(app, import).await? {
        let tie = ties.entry((row.book, row.account)).or_default();
        (tie.ledger_debit, tie.ledger_credit) = (row.debit, row.credit);
    }
    let mut accounts: BTreeMap<String, Tie> = BTreeMap::new();
    for ((_, account), tie) in &ties {
        accounts.entry(account.clone()).or_default().add(*tie);
    }
    let progress = store::progress(app, import.id).await?;
    let posted = progress.get("done").copied().unwrap_or_default();
    let drafted = ["drafted", "posting", "withdrawing"]
        .iter()
        .filter_map(|state| progress.get(*state))
        .sum();
    let ledger_rows = ledger_rows(app, import).await?;
    let row = |book, account: String, sums: Tie| AccountTie {
        book,
        account,
        sums,
        ties: sums.ties(),
    };
    let is_complete = posted == import.units && ties.values().all(|tie| tie.ties());
    let end = import.finished_ms.unwrap_or_else(crate::db::now_ms);
    Ok(Report {
        file_rows: import.file_rows,
        good_rows: import.good_rows,
        left_out_rows: import.file_rows.saturating_sub(import.good_rows),
        units: import.units,
        posted,
        drafted,
        ledger_rows,
        ties: is_complete,
        seconds: import
            .started_ms
            .map(|start| end.saturating_sub(start).div_euclid(1_000)),
        accounts: accounts
            .into_iter()
            .map(|(account, tie)| row(None, account, tie))
            .collect(),
        differences: ties
            .into_iter()
            .filter(|(_, tie)| !tie.ties())
            .take(DIFFERENCES_MAX)
            .map(|((book, account), tie)| row(Some(book), account, tie))
            .collect(),
    })
}

/// What the ledger has of this import, as the index reads it from finalized blocks.
async fn ledger_sums(app: &App, import: &Import) -> Result<Vec<SumRow>, ApiError> {
    let query = match import.kind {
        ImportKind::Journal => {
            "SELECT l.book, l.account, \
             CAST(SUM(CASE WHEN l.side = 'debit' THEN l.amount ELSE 0 END) AS BIGINT) AS debit, \
             CAST(SUM(CASE WHEN l.side = 'credit' THEN l.amount ELSE 0 END) AS BIGINT) AS credit \
             FROM import_rows r JOIN vouchers v ON v.id = r.voucher AND v.state = 'posted' \
             JOIN voucher_lines l ON l.voucher = v.id WHERE r.import = ? GROUP BY l.book, l.account"
        }
        ImportKind::Openings => {
            "SELECT b.book, b.account, \
             CASE WHEN b.opening > 0 THEN b.opening ELSE 0 END AS debit, \
             CASE WHEN b.opening < 0 THEN -b.opening ELSE 0 END AS credit \
             FROM import_rows r JOIN balances b ON b.book = r.book AND b.opening <> 0 \
             WHERE r.import = ? AND r.state = 'done'"
        }
    };
    Ok(sqlx::query_as(query)
        .bind(import.id)
        .fetch_all(&app.db.reader)
        .await?)
}

async fn ledger_rows(app: &App, import: &Import) -> Result<i64, ApiError> {
    let query = match import.kind {
        ImportKind::Journal => {
            "SELECT COUNT(*) FROM import_rows r JOIN vouchers v ON v.id = r.voucher AND v.state = 'posted' \
             JOIN voucher_lines l ON l.voucher = v.id WHERE r.import = ?"
        }
        ImportKind::Openings => {
            "SELECT COUNT(*) FROM import_rows r JOIN balances b ON b.book = r.book AND b.opening <> 0 \
             WHERE r.import = ? AND r.state = 'done'"
        }
    };
    Ok(sqlx::query_scalar(query)
        .bind(import.id)
        .fetch_one(&app.db.reader)
        .await?)
}

/// Where a voucher of the file is on the ledger.
#[derive(Clone, Debug, FromRow)]
pub struct Placed {
    /// Its first row in the file.
    pub first_row: i64,
    /// The collective.
    pub collective: String,
    /// Its number in the file.
    pub number: String,
    /// The numbers of its documents in the file.
    pub document: String,
    /// What became of it.
    pub state: String,
    /// Its number on the ledger.
    pub voucher: Option<i64>,
    /// The book, and the month and number in it.
    pub book: i64,
    /// The month.
    pub month: i64,
    /// The number in the month.
    pub posted_number: Option<i64>,
}

/// Where the vouchers of the file are, in the order of the file.
pub async fn placed(app: &App, import: &Import) -> Result<Vec<Placed>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT r.first_row, COALESCE(c.name, '') AS collective, r.number, r.document, r.state, r.voucher, \
         r.book, r.month, v.number AS posted_number FROM import_rows r \
         LEFT JOIN collectives c ON c.id = r.book / 10000 LEFT JOIN vouchers v ON v.id = r.voucher \
         WHERE r.import = ? ORDER BY r.seq",
    )
    .bind(import.id)
    .fetch_all(&app.db.reader)
    .await?)
}
