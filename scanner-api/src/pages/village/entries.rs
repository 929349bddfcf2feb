//! The books of a village for its members: every account of some months, and every entry of an account.

use std::collections::BTreeMap;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::three_assets::{accounts::AccountCode, statements::trial_balance, Fen};
use sqlx::FromRow;

use super::{
    assets,
    ledger::{self, Book},
    open_entries,
    visitor::{Frame, Stop, Visitor},
    words, Village,
};
use crate::{
    error::ApiError,
    extract::Path,
    pages::{console::names, words::Words},
    three_assets::{money::yuan, parties, statements},
};

/// How many entries stand on a page.
const LISTED: usize = 50;

/// What is looked at.
struct Choice {
    book: Book,
    from: u8,
    to: u8,
    account: Option<AccountCode>,
}

/// A month or a year to choose.
struct Choosable {
    value: String,
    label: String,
    is_chosen: bool,
}

/// An account with what moved on it.
struct AccountRow {
    number: String,
    name: String,
    href: String,
    opening: String,
    debit: String,
    credit: String,
    closing: String,
    /// Whether it lies below a heading that stands above it.
    is_below: bool,
    ask_href: String,
}

/// An entry.
struct EntryRow {
    date: String,
    number: String,
    summary: String,
    account: String,
    party: String,
    project: String,
    debit: String,
    credit: String,
    href: String,
    ask_href: String,
    is_reversal: bool,
}

#[derive(Template)]
#[template(path = "village/entries.html")]
struct EntriesTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    collective: String,
    title: String,
    period: String,
    back: String,
    books: Vec<Choosable>,
    months: Vec<Choosable>,
    account: String,
    accounts: Vec<AccountRow>,
    entries: Vec<EntryRow>,
    /// What the account began with, its debits and credits, and what it ends with.
    sums: Option<[String; 4]>,
    is_closed: bool,
    /// Whether the last month is on the wall.
    is_disclosed: bool,
    older: Option<String>,
}

pub(super) async fn show(visitor: Visitor, Path(division): Path<String>) -> Result<Response, Stop> {
    let village = open_entries(&visitor, &division).await?;
    let t = visitor.t;
    let db = &visitor.app.db.reader;
    let Some((books, choice)) = choose(&visitor, &village).await? else {
        return nothing(&visitor, &village);
    };
    let collective = village.own(choice.book.id / 10_000)?.name.clone();
    let subs = ledger::sub_accounts(db, village.division).await?;
    let balances = statements::balances(&visitor.app, choice.book.id).await?;
    let rows = trial_balance(balances, choice.from, choice.to)
        .ok_or_else(|| ApiError::internal("a sum of a book is too large"))?;
    let disclosed = ledger::disclosed_months(db, std::slice::from_ref(&choice.book)).await?;
    let mut page = EntriesTemplate {
        frame: visitor.frame(),
        collective,
        title: t.say("vp-entries"),
        period: words::period(t, choice.book.year, choice.from, choice.to),
        back: village.href(""),
        books: book_options(&books, &choice),
        months: month_options(t, &choice),
        account: choice.account.map_or_else(String::new, |it| it.to_string()),
        accounts: Vec::new(),
        entries: Vec::new(),
        sums: None,
        is_closed: choice.book.closed >= i64::from(choice.to),
        is_disclosed: disclosed.contains(&(choice.book.id, choice.to)),
        older: None,
        village: &village,
    };
    if let Some(account) = choice.account {
        let number = account.to_string();
        page.title = format!("{number} {}", ledger::account_name(t, &subs, &number));
        page.back = visitor.here_with("account", "");
        let mut sums = [Fen::ZERO; 4];
        for row in rows.iter().filter(|row| lies_in(row.account, account)) {
            let parts = [row.opening, row.debit, row.credit, row.closing];
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = sum
                    .checked_add(part)
                    .ok_or_else(|| ApiError::internal("a sum of a book is too large"))?;
            }
        }
        page.sums = Some(sums.map(yuan));
        (page.entries, page.older) = entries(&visitor, &village, &choice, account, &subs).await?;
    } else {
        page.accounts = rows
            .iter()
            .filter(|row| [row.opening, row.debit, row.credit, row.closing] != [Fen::ZERO; 4])
            .map(|row| AccountRow {
                number: row.account.to_string(),
                name: ledger::account_name(t, &subs, &row.account.to_string()),
                href: visitor.here_with("account", &row.account.to_string()),
                opening: yuan(row.opening),
                debit: yuan(row.debit),
                credit: yuan(row.credit),
                closing: yuan(row.closing),
                is_below: row.account.parent().is_some(),
                ask_href: village.href(&format!(
                    "/ask?about=book:{}&account={}&month={}",
                    choice.book.id, row.account, choice.to
                )),
            })
            .collect();
    }
    Ok(visitor.show(StatusCode::OK, &page))
}

/// No book yet: there is nothing to look into.
fn nothing(visitor: &Visitor, village: &Village) -> Result<Response, Stop> {
    let page = EntriesTemplate {
        frame: visitor.frame(),
        collective: village
            .collectives
            .first()
            .map(|collective| collective.name.clone())
            .unwrap_or_default(),
        title: visitor.t.say("vp-entries"),
        period: String::new(),
        back: village.href(""),
        books: Vec::new(),
        months: Vec::new(),
        account: String::new(),
        accounts: Vec::new(),
        entries: Vec::new(),
        sums: None,
        is_closed: false,
        is_disclosed: false,
        older: None,
        village,
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// The book and the months that were asked for; without a question the latest that have something.
async fn choose(
    visitor: &Visitor,
    village: &Village,
) -> Result<Option<(Vec<Book>, Choice)>, ApiError> {
    let db = &visitor.app.db.reader;
    let asked = visitor.asked_number("book");
    let owner = asked.map(|book| book / 10_000);
    let owner = owner.or_else(|| visitor.asked_number("collective"));
    let Some(collective) = village.chosen(owner) else {
        return match owner {
            Some(_) => Err(ApiError::not_found()),
            None => Ok(None),
        };
    };
    let books = ledger::books(db, collective.id).await?;
    let book = match asked {
        Some(id) => Some(
            books
                .iter()
                .find(|book| book.id == id)
                .ok_or_else(ApiError::not_found)?,
        ),
        None => books.first(),
    };
    let Some(book) = book.cloned() else {
        return Ok(None);
    };
    let month = |name: &str| {
        let number: Option<u8> = visitor.asked(name).parse().ok();
        number.filter(|month| (1..=12).contains(month))
    };
    let to = match month("month") {
        Some(month) => month,
        None => {
            let counts = ledger::voucher_counts(db, book.id).await?;
            let used = counts
                .iter()
                .filter(|(month, count)| **month <= 12 && **count > 0);
            used.map(|(month, _)| *month).max().unwrap_or(1)
        }
    };
    let from = month("from").unwrap_or(to).min(to);
    let account = match visitor.asked("account") {
        "" => None,
        text => Some(text.parse().map_err(|_| ApiError::not_found())?),
    };
    let choice = Choice {
        book,
        from,
        to,
        account,
    };
    Ok(Some((books, choice)))
}

fn book_options(books: &[Book], choice: &Choice) -> Vec<Choosable> {
    let option = |book: &Book| Choosable {
        value: book.id.to_string(),
        label: book.year.to_string(),
        is_chosen: book.id == choice.book.id,
    };
    books.iter().map(option).collect()
}

fn month_options(t: Words, choice: &Choice) -> Vec<Choosable> {
    let option = |month: u8| Choosable {
        value: month.to_string(),
        label: t.say(&format!("vp-month-{month}")),
        is_chosen: month == choice.to,
    };
    (1..=12).map(option).collect()
}

/// Whether an account is another one or lies below it.
fn lies_in(account: AccountCode, above: AccountCode) -> bool {
    let mut next = Some(account);
    while let Some(code) = next {
        if code == above {
            return true;
        }
        next = code.parent();
    }
    false
}

#[derive(FromRow)]
struct Found {
    voucher: i64,
    position: i64,
    month: i64,
    number: i64,
    date: String,
    summary: String,
    origin: String,
    account: String,
    side: String,
    amount: i64,
    party: Option<String>,
    project: Option<String>,
}

/// The entries of an account, in the order of the book.
async fn entries(
    visitor: &Visitor,
    village: &Village,
    choice: &Choice,
    account: AccountCode,
    subs: &BTreeMap<String, String>,
) -> Result<(Vec<EntryRow>, Option<String>), ApiError> {
    let after = after(visitor.asked("after"));
    let mut found: Vec<Found> = sqlx::query_as(
        "SELECT l.voucher, l.position, v.month, v.number, v.date, v.summary, v.origin, l.account, \
         l.side, l.amount, l.party, l.project FROM voucher_lines l JOIN vouchers v ON v.id = l.voucher \
         WHERE l.book = ? AND l.account >= ? AND l.account < ? AND v.state = 'posted' \
         AND v.month >= ? AND v.month <= ? AND (v.month, v.number, l.position) > (?, ?, ?) \
         ORDER BY v.month, v.number, l.position LIMIT ?",
    )
    .bind(choice.book.id)
    // Accounts sort as text, and a sub-account begins with the digits of the one above it.
    .bind(account.to_string())
    .bind(format!("{account}:"))
    .bind(i64::from(choice.from))
    .bind(i64::from(choice.to))
    .bind(after[0])
    .bind(after[1])
    .bind(after[2])
    .bind(i64::try_from(LISTED + 1).unwrap_or(i64::MAX))
    .fetch_all(&visitor.app.db.reader)
    .await?;
    let older = (found.len() > LISTED).then(|| {
        found.truncate(LISTED);
        let last = found.last();
        let key = last.map_or_else(String::new, |last| {
            format!("{}-{}-{}", last.month, last.number, last.position)
        });
        visitor.here_with("after", &key)
    });
    let digests: Vec<String> = found.iter().filter_map(|line| line.party.clone()).collect();
    let known = parties::shown_all(&visitor.app, digests, village.division, village.sight).await?;
    let rows = found.into_iter().map(|line| {
        let party = line.party.as_ref();
        let amount = yuan(Fen(line.amount));
        let is_debit = line.side == "debit";
        EntryRow {
            date: names::day(visitor.t.0, &line.date),
            number: voucher_number(visitor.t, line.month, line.number),
            summary: line.summary,
            account: format!(
                "{} {}",
                line.account,
                ledger::account_name(visitor.t, subs, &line.account)
            ),
            party: party
                .and_then(|digest| known.get(digest))
                .map(|party| party.name.clone())
                .unwrap_or_default(),
            project: line.project.unwrap_or_default(),
            debit: if is_debit {
                amount.clone()
            } else {
                String::new()
            },
            credit: if is_debit { String::new() } else { amount },
            href: village.href(&format!("/vouchers/{}", line.voucher)),
            ask_href: village.href(&format!(
                "/ask?about=voucher:{}&line={}",
                line.voucher,
                line.position + 1
            )),
            is_reversal: line.origin == "reversal",
        }
    });
    Ok((rows.collect(), older))
}

/// The number of a posted voucher in its month.
pub(super) fn voucher_number(t: Words, month: i64, number: i64) -> String {
    let month = t.say(&format!("vp-month-{month}"));
    t.fill(
        "vp-voucher-number",
        &[("month", &month), ("number", &number.to_string())],
    )
}

/// Where the page before ended: month, number and position.
fn after(text: &str) -> [i64; 3] {
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_accounts_lie_in_their_heading() {
        let code = |text: &str| text.parse::<AccountCode>().unwrap();
        assert!(lies_in(code("1020103"), code("102")));
        assert!(lies_in(code("102"), code("102")));
        assert!(!lies_in(code("102"), code("10201")));
        assert!(!lies_in(code("10202"), code("10201")));
    }

    #[test]
    fn what_is_no_cursor_begins_at_the_beginning() {
        assert_eq!(after("8-12-3"), [8, 12, 3]);
        assert_eq!(after(""), [0, 0, 0]);
        assert_eq!(after("x--"), [0, 0, 0]);
    }
}
