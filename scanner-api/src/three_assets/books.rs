//! Books with their months, vouchers with their lines, bank lines and reconciliations.

use std::collections::BTreeMap;

use county_primitives::{BookId, Digest, DivisionCode};
use serde::Serialize;
use sqlx::QueryBuilder;
use utoipa::ToSchema;

use crate::{
    db::push_within,
    error::ApiError,
    extract::Session,
    openapi::words,
    page::{Listed, Paging},
    shown::{Instant, Stored},
    state::App,
    three_assets::{
        collectives::{self, Collective},
        lists::{compare, equal, Sort},
        parties::{self, ShownAccount, ShownParty},
        sight::{self, Sight},
    },
};

/// A book: one collective, one year.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Book {
    /// Its number: collective * 10000 + year.
    pub id: i64,
    /// Whose it is.
    pub collective: i64,
    /// The year.
    pub year: i64,
    /// How many vouchers are posted.
    pub vouchers: i64,
    /// The last closed month; 0 if none is.
    pub closed: i64,
    /// Whether the year is closed.
    pub year_closed: bool,
    /// Income less expense in fen, once the year is closed.
    pub surplus: Option<i64>,
    /// When it was opened.
    #[sqlx(rename = "opened_ms")]
    pub opened: Instant,
    /// When the year was closed.
    #[sqlx(rename = "year_closed_ms")]
    pub closed_at: Option<Instant>,
}

/// A month of a book.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Month {
    /// 1 to 12; 13 is the closing of the year.
    pub month: i64,
    /// Posted vouchers, which is the last number.
    pub vouchers: i64,
    /// Drafts that wait.
    pub drafts: i64,
    /// Red-letter reversals.
    pub reversals: i64,
    /// Who closed it.
    pub closed_by: Option<i64>,
    /// When it was closed.
    #[sqlx(rename = "closed_ms")]
    pub closed: Option<Instant>,
    /// The disclosure that put it on the wall.
    pub disclosure: Option<i64>,
}

/// What a month of a till was reconciled with.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct ReconciliationRow {
    /// The month.
    pub month: i64,
    /// `cash`, or the subject of a bank account.
    pub till: String,
    /// What the bank says, in fen.
    pub statement: i64,
    /// What the bank does not know yet, in fen.
    pub in_transit: i64,
    /// What the book says, in fen.
    pub balance: i64,
    /// Digest of the statement or count.
    #[schema(value_type = words::Digest)]
    pub document: String,
    /// Who reconciled.
    pub member: Option<i64>,
    /// When.
    #[sqlx(rename = "ledger_ms")]
    pub recorded: Instant,
}

/// A voucher.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Voucher {
    /// Its number on the chain.
    pub id: i64,
    /// The book.
    pub book: i64,
    /// Whose it is.
    pub collective: i64,
    /// The month of the book.
    pub month: i64,
    /// The number in the month, once it is posted.
    pub number: Option<i64>,
    /// The day of the voucher.
    #[schema(value_type = words::Day)]
    pub date: String,
    /// The day it happened.
    #[schema(value_type = words::Day)]
    pub occurred: String,
    /// What it is about.
    pub summary: String,
    /// `draft`, `posted` or `withdrawn`.
    pub state: String,
    /// The sum of its debits, in fen.
    pub total: i64,
    /// How much money came in, in fen; negative if it went out.
    pub inflow: i64,
    /// `entered`, `migrated` or `reversal`.
    pub origin: String,
    /// The voucher it reverses.
    pub reverses: Option<i64>,
    /// The voucher that reverses it.
    pub reversed_by: Option<i64>,
    /// `ordinary` or `land_compensation`.
    pub nature: String,
    /// The spending it books.
    pub spending: Option<i64>,
    /// The decision it rests on.
    pub decision: Option<i64>,
    /// The series of the receipt that was handed out.
    pub receipt_series: Option<String>,
    /// Its number.
    pub receipt_number: Option<i64>,
    /// Digest of the account that income was paid into.
    #[schema(value_type = Option<words::Digest>)]
    pub deposit: Option<String>,
    /// Digests of the source documents.
    #[sqlx(try_from = "String")]
    #[schema(value_type = Vec<words::Digest>)]
    pub documents: Stored,
    /// The hash over the whole voucher.
    #[schema(value_type = words::Digest)]
    pub content: String,
    /// Who drafted it.
    pub maker: Option<i64>,
    /// When.
    #[sqlx(rename = "drafted_ms")]
    pub drafted: Instant,
    /// Who posted it.
    pub poster: Option<i64>,
    /// When.
    #[sqlx(rename = "posted_ms")]
    pub posted: Option<Instant>,
    /// When it was withdrawn.
    #[sqlx(rename = "withdrawn_ms")]
    pub withdrawn: Option<Instant>,
    /// Why.
    pub reason: String,
    /// The block of its draft.
    pub block: i64,
    /// The block of its posting.
    pub posted_block: Option<i64>,
}

/// A line of a voucher.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Line {
    /// Its place, from 0.
    pub position: i64,
    /// The account.
    #[schema(value_type = words::LedgerAccount)]
    pub account: String,
    /// The name of the account.
    #[sqlx(skip)]
    pub account_name: String,
    /// `debit` or `credit`.
    pub side: String,
    /// In fen; negative in red letters.
    pub amount: i64,
    /// Digest of the other party.
    #[schema(value_type = Option<words::Digest>)]
    pub party: Option<String>,
    /// Who that is, as far as the caller may see it.
    #[sqlx(skip)]
    pub party_shown: Option<ShownParty>,
    /// The project.
    pub project: Option<String>,
}

/// A voucher with everything on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoucherFile {
    /// The voucher.
    #[serde(flatten)]
    pub voucher: Voucher,
    /// Its lines.
    pub lines: Vec<Line>,
    /// The account that income was paid into, as far as the caller may see it.
    pub deposit_account: Option<ShownAccount>,
    /// The bank lines that belong to it.
    pub bank_lines: Vec<i64>,
}

/// A line of a bank statement.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct BankLine {
    /// Its number.
    pub id: i64,
    /// The bank account.
    pub account: i64,
    /// Whose it is.
    pub collective: i64,
    /// The day of the bank.
    #[schema(value_type = words::Day)]
    pub date: String,
    /// Money in is positive, in fen.
    pub amount: i64,
    /// Digest of the other party's account.
    #[schema(value_type = words::Digest)]
    pub party: String,
    /// That account, as far as the caller may see it.
    #[sqlx(skip)]
    pub party_account: Option<ShownAccount>,
    /// When it was recorded.
    #[sqlx(rename = "recorded_ms")]
    pub recorded: Instant,
    /// The spending it paid.
    pub spending: Option<i64>,
    /// The voucher it belongs to.
    pub voucher: Option<i64>,
    /// The spending whose payment failed: this line is its money out, or the same money back.
    pub returned: Option<i64>,
    /// The other one of these two lines.
    pub counterpart: Option<i64>,
    /// When it was matched.
    #[sqlx(rename = "matched_ms")]
    pub matched: Option<Instant>,
    #[serde(skip)]
    #[schema(ignore)]
    division: String,
}

/// Which vouchers to list.
#[derive(Clone, Debug, Default)]
pub struct VoucherFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Of this book.
    pub book: Option<i64>,
    /// Of this month.
    pub month: Option<i64>,
    /// In this state.
    pub state: Option<String>,
    /// With a line on this account or below it.
    pub account: Option<String>,
    /// With a line of this party.
    pub party: Option<String>,
    /// With a line of this project.
    pub project: Option<String>,
    /// Dated on or after.
    pub from_day: Option<String>,
    /// Dated on or before.
    pub until_day: Option<String>,
    /// Of at least so many fen.
    pub amount_min: Option<i64>,
    /// With this in the summary.
    pub text: Option<String>,
    /// In which order.
    pub sort: Sort,
}

/// Which bank lines to list.
#[derive(Clone, Debug, Default)]
pub struct BankLineFilter {
    /// Of this collective.
    pub collective: Option<i64>,
    /// Of this bank account.
    pub account: Option<i64>,
    /// Matched or not.
    pub matched: Option<bool>,
    /// Dated on or after.
    pub from_day: Option<String>,
    /// Dated on or before.
    pub until_day: Option<String>,
    /// In which order.
    pub sort: Sort,
}

/// A book with the collective whose it is.
pub async fn get(app: &App, id: i64) -> Result<(Book, Collective), ApiError> {
    let book: Book = sqlx::query_as("SELECT * FROM books WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    let collective = collectives::get(app, book.collective).await?;
    Ok((book, collective))
}

/// The books of a collective, the latest first.
pub async fn of_collective(app: &App, collective: i64) -> Result<Vec<Book>, ApiError> {
    Ok(
        sqlx::query_as("SELECT * FROM books WHERE collective = ? ORDER BY year DESC")
            .bind(collective)
            .fetch_all(&app.db.reader)
            .await?,
    )
}

/// The months of a book in which something happened, with the disclosures that put them on the wall.
pub async fn months(app: &App, book: i64) -> Result<Vec<Month>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT book_months.*, disclosed_months.disclosure FROM book_months \
         LEFT JOIN disclosed_months ON disclosed_months.book = book_months.book \
         AND disclosed_months.month = book_months.month \
         WHERE book_months.book = ? ORDER BY book_months.month",
    )
    .bind(book)
    .fetch_all(&app.db.reader)
    .await?)
}

/// What the months of a book were reconciled with.
pub async fn reconciliations(app: &App, book: i64) -> Result<Vec<ReconciliationRow>, ApiError> {
    Ok(
        sqlx::query_as("SELECT * FROM reconciliations WHERE book = ? ORDER BY month, till")
            .bind(book)
            .fetch_all(&app.db.reader)
            .await?,
    )
}

/// The names of the accounts that hold in a division, by their digits.
pub async fn account_names(
    app: &App,
    division: DivisionCode,
) -> Result<BTreeMap<String, String>, ApiError> {
    let chart = collectives::chart(app, division).await?;
    Ok(chart
        .into_iter()
        .map(|account| (account.account, account.name))
        .collect())
}

/// The most collectives whose vouchers are listed together: those of a township. Each is found by the
/// index of its own; whoever sees more names one of them, or a book, because the rows of all would be read and sorted.
pub const COLLECTIVES_MAX: usize = 64;

/// The collectives whose entries a caller sees, among those that the filter names; refused if they are too many.
async fn collectives_of(
    app: &App,
    session: Option<&Session>,
    filter: &VoucherFilter,
) -> Result<Vec<i64>, ApiError> {
    let of_book = |book: i64| {
        let book = BookId(u64::try_from(book).unwrap_or_default());
        i64::from(book.collective().0)
    };
    let mut query = QueryBuilder::new("SELECT id FROM collectives WHERE 1 = 1");
    sight::limit(&mut query, session, Sight::Member, "division");
    equal(&mut query, "id", filter.collective);
    equal(&mut query, "id", filter.book.map(of_book));
    let most = i64::try_from(COLLECTIVES_MAX.saturating_add(1)).map_err(ApiError::internal)?;
    query.push(" ORDER BY id LIMIT ").push_bind(most);
    let found: Vec<i64> = query.build_query_scalar().fetch_all(&app.db.reader).await?;
    if found.len() > COLLECTIVES_MAX {
        return Err(ApiError::field(
            "/collective",
            format!("You see more than {COLLECTIVES_MAX} collectives: name one (collective) or a book (book)"),
            format!("您能看到的集体经济组织超过 {COLLECTIVES_MAX} 个，请指定一个组织（collective）或一本账（book）"),
        ));
    }
    Ok(found)
}

/// The vouchers that a caller may see: members those of their village that are in its books, officers drafts too.
pub async fn vouchers(
    app: &App,
    session: Option<&Session>,
    filter: &VoucherFilter,
    paging: &Paging,
) -> Result<Listed<Voucher>, ApiError> {
    let key = |row: &Voucher| filter.sort.key(row.total, row.id);
    let collectives = collectives_of(app, session, filter).await?;
    if collectives.is_empty() {
        return Listed::new(paging, Vec::new(), key);
    }
    let mut query =
        QueryBuilder::new("SELECT vouchers.* FROM vouchers WHERE vouchers.collective IN (");
    let mut ids = query.separated(", ");
    for id in collectives {
        ids.push_bind(id);
    }
    query.push(") AND (vouchers.state = 'posted' OR vouchers.collective IN (SELECT id FROM collectives WHERE 1 = 1");
    sight::limit(&mut query, session, Sight::Officer, "division");
    query.push("))");
    equal(&mut query, "vouchers.book", filter.book);
    equal(&mut query, "vouchers.month", filter.month);
    equal(&mut query, "vouchers.state", filter.state.clone());
    compare(&mut query, "vouchers.date", ">=", filter.from_day.clone());
    compare(&mut query, "vouchers.date", "<=", filter.until_day.clone());
    compare(&mut query, "vouchers.total", ">=", filter.amount_min);
    if let Some(text) = &filter.text {
        query.push(" AND ");
        push_within(&mut query, "vouchers.summary", text);
    }
    if filter.account.is_some() || filter.party.is_some() || filter.project.is_some() {
        query.push(" AND EXISTS (SELECT 1 FROM voucher_lines WHERE voucher = vouchers.id");
        if let Some(account) = &filter.account {
            // ':' stands behind every digit, so that all accounts below are in between.
            compare(&mut query, "account", ">=", Some(account.clone()));
            compare(&mut query, "account", "<", Some(format!("{account}:")));
        }
        equal(&mut query, "party", filter.party.clone());
        equal(&mut query, "project", filter.project.clone());
        query.push(")");
    }
    filter
        .sort
        .page(&mut query, paging, "vouchers.total", "vouchers.id")?;
    let rows = query
        .build_query_as::<Voucher>()
        .fetch_all(&app.db.reader)
        .await?;
    Listed::new(paging, rows, key)
}

/// A voucher with its lines, for who sees entries of its village; one that is not in the books for officers.
pub async fn voucher(
    app: &App,
    session: Option<&Session>,
    id: i64,
) -> Result<VoucherFile, ApiError> {
    let voucher: Voucher = sqlx::query_as("SELECT * FROM vouchers WHERE id = ?")
        .bind(id)
        .fetch_one(&app.db.reader)
        .await?;
    let place = collectives::get(app, voucher.collective).await?.place()?;
    let sight = sight::of(session, place);
    let is_posted = voucher.state == "posted";
    if !sight.sees_entries() || (!is_posted && sight < Sight::Officer) {
        return Err(ApiError::not_found());
    }
    let deposit_account = match &voucher.deposit {
        Some(digest) => {
            let digest: Digest = digest.parse().map_err(ApiError::internal)?;
            parties::shown_account(app, &digest, place, sight).await?
        }
        None => None,
    };
    let bank_lines = sqlx::query_scalar("SELECT id FROM bank_lines WHERE voucher = ? ORDER BY id")
        .bind(id)
        .fetch_all(&app.db.reader)
        .await?;
    Ok(VoucherFile {
        lines: lines(app, id, place, sight).await?,
        voucher,
        deposit_account,
        bank_lines,
    })
}

/// The lines of a voucher, with the names a sight allows.
pub async fn lines(
    app: &App,
    voucher: i64,
    place: DivisionCode,
    sight: Sight,
) -> Result<Vec<Line>, ApiError> {
    let mut lines: Vec<Line> =
        sqlx::query_as("SELECT * FROM voucher_lines WHERE voucher = ? ORDER BY position")
            .bind(voucher)
            .fetch_all(&app.db.reader)
            .await?;
    let names = account_names(app, place).await?;
    let digests: Vec<_> = lines.iter().filter_map(|line| line.party.clone()).collect();
    let known = parties::shown_all(app, digests, place, sight).await?;
    for line in &mut lines {
        line.account_name = names.get(&line.account).cloned().unwrap_or_default();
        line.party_shown = line
            .party
            .as_ref()
            .and_then(|party| known.get(party).cloned());
    }
    Ok(lines)
}

const BANK_LINES: &str = "SELECT bank_lines.*, collectives.division FROM bank_lines \
                          JOIN collectives ON collectives.id = bank_lines.collective WHERE 1 = 1";

/// The bank lines that a caller may see: members those of their village.
pub async fn bank_lines(
    app: &App,
    session: Option<&Session>,
    filter: &BankLineFilter,
    paging: &Paging,
) -> Result<Listed<BankLine>, ApiError> {
    let mut query = QueryBuilder::new(BANK_LINES);
    sight::limit(&mut query, session, Sight::Member, "collectives.division");
    equal(&mut query, "bank_lines.collective", filter.collective);
    equal(&mut query, "bank_lines.account", filter.account);
    compare(&mut query, "bank_lines.date", ">=", filter.from_day.clone());
    compare(
        &mut query,
        "bank_lines.date",
        "<=",
        filter.until_day.clone(),
    );
    match filter.matched {
        Some(true) => query.push(" AND bank_lines.matched_ms IS NOT NULL"),
        Some(false) => query.push(" AND bank_lines.matched_ms IS NULL"),
        None => &mut query,
    };
    filter
        .sort
        .page(&mut query, paging, "bank_lines.amount", "bank_lines.id")?;
    let mut rows = query
        .build_query_as::<BankLine>()
        .fetch_all(&app.db.reader)
        .await?;
    for row in &mut rows {
        show_party(app, session, row).await?;
    }
    Listed::new(paging, rows, |row| filter.sort.key(row.amount, row.id))
}

/// A bank line, for who sees entries of its village.
pub async fn bank_line(
    app: &App,
    session: Option<&Session>,
    id: i64,
) -> Result<BankLine, ApiError> {
    let mut query = QueryBuilder::new(BANK_LINES);
    sight::limit(&mut query, session, Sight::Member, "collectives.division");
    equal(&mut query, "bank_lines.id", Some(id));
    let mut row = query
        .build_query_as::<BankLine>()
        .fetch_one(&app.db.reader)
        .await?;
    show_party(app, session, &mut row).await?;
    Ok(row)
}

async fn show_party(
    app: &App,
    session: Option<&Session>,
    row: &mut BankLine,
) -> Result<(), ApiError> {
    let place: DivisionCode = row.division.parse().map_err(ApiError::internal)?;
    let digest: Digest = row.party.parse().map_err(ApiError::internal)?;
    row.party_account =
        parties::shown_account(app, &digest, place, sight::of(session, place)).await?;
    Ok(())
}
