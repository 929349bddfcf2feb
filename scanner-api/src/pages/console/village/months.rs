//! The months of a book: what still stands in the way of closing one, reconciling cash and bank accounts,
//! closing month and year, opening the next book.

use axum::{extract::Path, response::Response};
use county_primitives::{
    clock::month_end,
    three_assets::{
        books::{Reconciliation, Till, MONTHS},
        MonthKey,
    },
    BankAccountId, BookId, Role,
};
use serde::Deserialize;

use super::{
    documents,
    seat::Village,
    words::{ask_with_hint, fact, fill, form, month, say, signed, tag, yuan},
};
use crate::{
    error::ApiError,
    extract::Query,
    pages::console::{
        desk::Desk,
        fields::{today, Control, Field, Reader, Typed},
        form::{About, Form},
        livestock::deed::{deeds, Sent},
        names,
        view::{self, Link, Page, Row, Section},
        Trouble,
    },
    three_assets::money,
    write::Write,
};

deeds! {
    /// Reconciles cash or a bank account with the book.
    Reconcile => reconcile_form, reconcile;
    /// Closes a month.
    CloseMonth => close_form, close_month;
}

/// A book and how far it is closed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct BookRow {
    pub(crate) id: i64,
    pub(crate) year: i64,
    pub(crate) closed: i64,
    pub(crate) year_closed: bool,
}

/// The book of a year, or the latest.
pub(crate) async fn book(
    desk: &Desk,
    village: &Village,
    year: Option<i64>,
) -> Result<Option<BookRow>, ApiError> {
    Ok(sqlx::query_as(
        "SELECT id, year, closed, year_closed FROM books WHERE collective = $1 AND (year = $2 OR $2 IS NULL) \
         ORDER BY year DESC LIMIT 1",
    )
    .bind(village.id)
    .bind(year)
    .fetch_optional(&desk.app.db.reader)
    .await?)
}

/// What holds money in a village: the cash box and its bank accounts.
#[derive(Clone, Debug)]
struct TillRow {
    /// `cash`, or the subject of the bank account.
    id: String,
    till: Till,
    name: String,
    ledger: String,
}

async fn tills(desk: &Desk, village: &Village) -> Result<Vec<TillRow>, ApiError> {
    let mut tills = vec![TillRow {
        id: "cash".to_owned(),
        till: Till::Cash,
        name: say(desk.t, "cash-box"),
        ledger: "101".to_owned(),
    }];
    let accounts: Vec<(i64, String)> = sqlx::query_as(
        "SELECT id, ledger FROM bank_accounts WHERE collective = ? AND closed_ms IS NULL ORDER BY id",
    )
    .bind(village.id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let labels = super::pay::accounts(desk, village).await?;
    for (id, ledger) in accounts {
        let label = labels.iter().find(|label| label.value == id.to_string());
        let number = u32::try_from(id).map_err(ApiError::internal)?;
        tills.push(TillRow {
            id: format!("bank_account:{id}"),
            till: Till::Bank(BankAccountId(number)),
            name: label.map_or_else(String::new, |label| label.label.clone()),
            ledger,
        });
    }
    Ok(tills)
}

/// The balance of an account at the end of a month, and whether anything moved in it.
async fn balance(
    desk: &Desk,
    book: i64,
    ledger: &str,
    month: i64,
) -> Result<(i64, bool), ApiError> {
    let opening: Option<i64> =
        sqlx::query_scalar("SELECT opening FROM balances WHERE book = ? AND account = ?")
            .bind(book)
            .bind(ledger)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    let (moved, in_month): (i64, i64) = sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(debit - credit), 0) AS BIGINT), \
         COUNT(CASE WHEN month = $3 AND (debit <> 0 OR credit <> 0) THEN 1 END) \
         FROM turnovers WHERE book = $1 AND account = $2 AND month <= $3",
    )
    .bind(book)
    .bind(ledger)
    .bind(month)
    .fetch_one(&desk.app.db.reader)
    .await?;
    Ok((
        opening.unwrap_or_default().saturating_add(moved),
        in_month > 0,
    ))
}

/// The tills that are not reconciled as they are now.
async fn unreconciled(
    desk: &Desk,
    village: &Village,
    book: i64,
    month: i64,
) -> Result<Vec<TillRow>, ApiError> {
    let mut open = Vec::new();
    for till in tills(desk, village).await? {
        let (now, moved) = balance(desk, book, &till.ledger, month).await?;
        let known: Option<i64> = sqlx::query_scalar(
            "SELECT balance FROM reconciliations WHERE book = ? AND month = ? AND till = ?",
        )
        .bind(book)
        .bind(month)
        .bind(&till.id)
        .fetch_optional(&desk.app.db.reader)
        .await?;
        let is_empty = now == 0 && !moved;
        if !is_empty && known != Some(now) {
            open.push(till);
        }
    }
    Ok(open)
}

/// What stands in the way of closing a month, each with where it is put right.
pub(crate) async fn hindrances(
    desk: &Desk,
    village: &Village,
    book: &BookRow,
    number: i64,
) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let mut found = Vec::new();
    let mut add = |title: String, line: String, href: String| {
        found.push(Row {
            title,
            lines: vec![line],
            tag: Some(tag(t, "warn", "in-the-way")),
            href,
        });
    };
    if is_running(book.year, number) {
        add(say(t, "way-running"), String::new(), String::new());
    }
    let drafts: Option<i64> =
        sqlx::query_scalar("SELECT drafts FROM book_months WHERE book = ? AND month = ?")
            .bind(book.id)
            .bind(number)
            .fetch_optional(&desk.app.db.reader)
            .await?;
    if let Some(drafts) = drafts.filter(|drafts| *drafts > 0) {
        add(
            fill(t, "way-drafts", &[("count", &drafts.to_string())]),
            say(t, "way-drafts-hint"),
            "/console/village/queues/post".to_owned(),
        );
    }
    for till in unreconciled(desk, village, book.id, number).await? {
        add(
            fill(t, "way-till", &[("till", &till.name)]),
            say(t, "way-till-hint"),
            village.href(&format!(
                "reconcile?target={}-{number}-{}",
                book.year, till.id
            )),
        );
    }
    Ok(found)
}

/// Whether the last day of the month is still to come.
fn is_running(year: i64, month: i64) -> bool {
    let end = u32::try_from(year)
        .ok()
        .zip(u32::try_from(month).ok())
        .and_then(|(year, month)| month_end(year, month));
    end.is_none_or(|end| end >= today())
}

/// Which year.
#[derive(Deserialize)]
pub(crate) struct Year {
    #[serde(default)]
    year: Option<i64>,
}

/// The months of a book.
pub(crate) async fn show(
    desk: Desk,
    Path(id): Path<i64>,
    Query(asked): Query<Year>,
) -> Result<Response, Trouble> {
    let t = desk.t;
    let village = Village::inside(&desk, id).await?;
    let Some(book) = book(&desk, &village, asked.year).await? else {
        return Ok(view::page(&desk, &no_book(&desk, &village)));
    };
    let next = book.closed.saturating_add(1);
    let mut sections = Vec::new();
    let mut actions = Vec::new();
    let is_accountant = village.acts(Role::Accountant);
    if next <= i64::from(MONTHS) {
        let hindrances = hindrances(&desk, &village, &book, next).await?;
        let name = month(t, book.year, next);
        if hindrances.is_empty() && is_accountant {
            let label = fill(t, "close-month", &[("month", &name)]);
            let href = village.href(&format!("months/close?target={}-{next}", book.year));
            actions.push(Link::main(label, href));
        }
        sections.push(Section {
            heading: fill(t, "way-of", &[("month", &name)]),
            rows: hindrances,
            empty: say(t, "way-free"),
            ..Section::default()
        });
    } else if !book.year_closed && is_accountant {
        let href = village.href(&format!("years/close?target={}", book.year));
        actions.push(Link::main(say(t, "do-close-year"), href));
    } else if book.year_closed && is_accountant {
        actions.push(Link::main(say(t, "do-open-book"), village.href("book")));
    }
    if book.closed > 0 && is_accountant {
        let href = village.href("disclosures/new");
        actions.push(Link::other(say(t, "do-prepare"), href));
    }
    sections.push(Section {
        heading: fill(t, "book-of", &[("year", &book.year.to_string())]),
        rows: months(&desk, &village, &book).await?,
        ..Section::default()
    });
    let earlier = village.href(&format!("months?year={}", book.year.saturating_sub(1)));
    let page = Page {
        back: Some((village.name.clone(), village.href(""))),
        caption: village.name.clone(),
        title: say(t, "go-months"),
        explain: vec![say(t, "months-explain")],
        actions,
        pages: vec![Link::other(
            fill(
                t,
                "book-of",
                &[("year", &book.year.saturating_sub(1).to_string())],
            ),
            earlier,
        )],
        sections,
        ..Page::default()
    };
    Ok(view::page(&desk, &page))
}

/// What is said before the first book is open.
fn no_book(desk: &Desk, village: &Village) -> Page {
    let t = desk.t;
    let open = Link::main(say(t, "do-open-book"), village.href("book"));
    Page {
        back: Some((village.name.clone(), village.href(""))),
        title: say(t, "go-months"),
        sections: vec![Section {
            empty: say(t, "no-book"),
            start: village.acts(Role::Accountant).then_some(open),
            ..Section::default()
        }],
        ..Page::default()
    }
}

async fn months(desk: &Desk, village: &Village, book: &BookRow) -> Result<Vec<Row>, ApiError> {
    let t = desk.t;
    let counts: Vec<(i64, i64, i64, Option<i64>)> = sqlx::query_as(
        "SELECT month, vouchers, drafts, (SELECT disclosure FROM disclosed_months \
         WHERE disclosed_months.book = book_months.book AND disclosed_months.month = book_months.month) \
         FROM book_months WHERE book = ? ORDER BY month",
    )
    .bind(book.id)
    .fetch_all(&desk.app.db.reader)
    .await?;
    let mut rows = Vec::new();
    for number in 1..=i64::from(MONTHS) {
        let found = counts.iter().find(|(month, ..)| *month == number);
        let (vouchers, drafts, disclosure) = found
            .map_or((0, 0, None), |(_, vouchers, drafts, disclosure)| {
                (*vouchers, *drafts, *disclosure)
            });
        if is_running(book.year, number) && found.is_none() {
            continue;
        }
        let tag = if number <= book.closed {
            tag(t, "good", "month-closed")
        } else if is_running(book.year, number) {
            tag(t, "info", "month-running")
        } else {
            tag(t, "warn", "month-open")
        };
        let disclosed = if disclosure.is_some() {
            say(t, "month-disclosed")
        } else if number <= book.closed {
            say(t, "month-undisclosed")
        } else {
            String::new()
        };
        let counts = fill(
            t,
            "month-counts",
            &[
                ("vouchers", &names::count(vouchers)),
                ("drafts", &names::count(drafts)),
            ],
        );
        rows.push(Row {
            title: month(t, book.year, number),
            lines: [counts, disclosed]
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect(),
            tag: Some(tag),
            href: disclosure.map_or_else(
                || village.href("vouchers"),
                |disclosure| format!("/console/village/disclosures/{disclosure}"),
            ),
        });
    }
    Ok(rows)
}

/// Year, month and till in an address: `2026-9-bank_account:1`.
fn target(text: &str) -> Option<(i64, i64, &str)> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some((year, month, parts.next().unwrap_or_default()))
}

async fn reconcile_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let (year, number, till) = target(&about.target).ok_or_else(ApiError::not_found)?;
    let tills = tills(desk, &village).await?;
    let till = tills
        .iter()
        .find(|known| known.id == till)
        .ok_or_else(ApiError::not_found)?;
    let (now, _) = balance(desk, village.book(year), &till.ledger, number).await?;
    let unmatched: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM bank_lines WHERE collective = ? AND matched_ms IS NULL \
         AND 'bank_account:' || account = ?",
    )
    .bind(village.id)
    .bind(&till.id)
    .fetch_one(&desk.app.db.reader)
    .await?;
    let mut form = form(desk, &village, "reconcile");
    form.back = Some((say(t, "go-months"), village.href("months")));
    form.facts = vec![
        fact(t, "month", month(t, year, number)),
        fact(t, "till", till.name.clone()),
        fact(t, "book-balance", yuan(t, now)),
    ];
    if unmatched > 0 {
        form.explain.push(fill(
            t,
            "reconcile-unmatched",
            &[("count", &unmatched.to_string())],
        ));
    }
    let is_cash = till.till == Till::Cash;
    let key = if is_cash {
        "vl-ask-counted"
    } else {
        "vl-ask-statement"
    };
    let unit = say(t, "unit-yuan");
    form.fields = vec![
        Field::new(t, "statement", key, Control::Decimal).suffix(unit.clone()),
        ask_with_hint(desk, "in_transit", Control::Decimal)
            .value("0")
            .suffix(unit),
        ask_with_hint(desk, "document", Control::Photos),
    ];
    Ok(form)
}

async fn reconcile(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    let (year, number, till) = target(&about.target).ok_or_else(ApiError::not_found)?;
    let tills = tills(desk, &village).await?;
    let till = tills
        .iter()
        .find(|known| known.id == till)
        .ok_or_else(ApiError::not_found)?;
    documents::keep(desk, typed, "document").await?;
    let (now, _) = balance(desk, village.book(year), &till.ledger, number).await?;
    let mut read = Reader::new(typed, t);
    let statement = signed(&mut read, desk, typed, "statement");
    let in_transit = signed(&mut read, desk, typed, "in_transit");
    let document = documents::one(&mut read, desk, typed, "document");
    let apart = now.saturating_sub(statement.0).saturating_sub(in_transit.0);
    let amounts_read = ["statement", "in_transit"]
        .iter()
        .all(|name| money::parse_yuan(typed.get(name)).is_ok());
    if amounts_read && apart != 0 {
        read.note(
            "in_transit",
            fill(t, "mistake-apart", &[("amount", &yuan(t, apart))]),
        );
    }
    read.done()?;
    let reconciliation = Reconciliation {
        book: book_id(&village, year)?,
        month: month_u8(number)?,
        till: till.till,
        statement,
        in_transit,
        document,
    };
    Ok(desk
        .send(
            write,
            "ThreeAssets",
            "reconcile_months",
            vec![reconciliation],
        )
        .await?)
}

/// The number of a book as the chain's.
pub(crate) fn book_id(village: &Village, year: i64) -> Result<BookId, ApiError> {
    let year = u16::try_from(year).map_err(|_| ApiError::not_found())?;
    Ok(BookId::new(village.number()?, year))
}

/// The number of a month as the chain's.
pub(crate) fn month_u8(month: i64) -> Result<u8, ApiError> {
    u8::try_from(month).map_err(|_| ApiError::not_found())
}

async fn close_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let (year, number, _) = target(&about.target).ok_or_else(ApiError::not_found)?;
    let mut form = form(desk, &village, "close-month");
    form.back = Some((say(t, "go-months"), village.href("months")));
    form.facts = vec![fact(t, "month", month(t, year, number))];
    for till in tills(desk, &village).await? {
        let (now, _) = balance(desk, village.book(year), &till.ledger, number).await?;
        form.facts.push(view::Line {
            label: till.name,
            value: yuan(t, now),
        });
    }
    form.explain.push(say(t, "close-month-explain"));
    form.is_final = true;
    Ok(form)
}

async fn close_month(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    let (year, number, _) = target(&about.target).ok_or_else(ApiError::not_found)?;
    let key = MonthKey {
        book: book_id(&village, year)?,
        month: month_u8(number)?,
    };
    Ok(desk
        .send(write, "ThreeAssets", "close_months", vec![key])
        .await?)
}

/// How many months of a village's books are over and not closed.
pub(crate) fn open_months(year: Option<i64>, closed: Option<i64>) -> i64 {
    let (Some(year), Some(closed)) = (year, closed) else {
        return 0;
    };
    let over = (1..=i64::from(MONTHS)).filter(|month| !is_running(year, *month));
    crate::db::sql(over.count()).saturating_sub(closed).max(0)
}
