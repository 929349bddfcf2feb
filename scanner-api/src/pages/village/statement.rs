//! The statements of a collective: those on the wall for everybody; for members any months of any book.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::three_assets::Fen;

use super::{
    assets,
    ledger::{self, Book},
    notices, open,
    visitor::{Frame, Stop, Visitor},
    words, Village,
};
use crate::{
    error::ApiError,
    extract::Path,
    pages::{console::view::Row, words::Words},
    statement_pdf::{
        figures::Figures,
        form::{self, Weight},
        Form, Row as FormRow,
    },
    three_assets::{money::yuan, statements},
};

/// How many statements are listed.
const LISTED: i64 = 60;

/// A row of a form as the page shows it.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) figures: Vec<String>,
    pub(super) class: &'static str,
    /// Where its entries are; empty if the reader may not see them.
    pub(super) href: String,
    /// Where to ask about it.
    pub(super) ask_href: String,
}

/// A table of a form as the page shows it.
pub(super) struct Table {
    pub(super) title: String,
    pub(super) columns: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// What rows lead to.
pub(super) struct Leads<'a> {
    pub(super) village: &'a Village,
    /// The book and its months.
    pub(super) months: (i64, u8, u8),
    /// The subject of a question about a row.
    pub(super) about: String,
}

/// A form as tables: one of two halves becomes two.
pub(super) fn tables(form: &Form, leads: &Leads<'_>) -> Vec<Table> {
    let lines = |rows: &[FormRow]| rows.iter().map(|row| line(row, leads)).collect();
    let mut tables = vec![Table {
        title: form.title.clone(),
        columns: form.columns.clone(),
        lines: lines(&form.rows),
    }];
    if let Some((name, rows)) = &form.right {
        let mut columns = form.columns.clone();
        if let Some(first) = columns.first_mut() {
            first.clone_from(name);
        }
        tables.push(Table {
            title: String::new(),
            columns,
            lines: lines(rows),
        });
    }
    tables
}

fn line(row: &FormRow, leads: &Leads<'_>) -> Line {
    let (book, from, to) = leads.months;
    let village = leads.village;
    let sees = village.sight.sees_entries();
    Line {
        label: row.label.clone(),
        figures: row.figures.iter().map(|figure| yuan(*figure)).collect(),
        class: match row.weight {
            Weight::Plain => "",
            Weight::Part => "part",
            Weight::Sum => "sum",
        },
        href: match row.heading.filter(|_| sees) {
            Some(heading) => village.href(&format!(
                "/entries?book={book}&from={from}&month={to}&account={heading}"
            )),
            None => String::new(),
        },
        ask_href: if sees {
            let row: String = url::form_urlencoded::byte_serialize(row.label.as_bytes()).collect();
            village.href(&format!("/ask?about={}&row={row}", leads.about))
        } else {
            String::new()
        },
    }
}

struct Choice {
    book: Book,
    from: u8,
    to: u8,
    /// `income`, `balance` or `trial`.
    form: &'static str,
}

#[derive(Template)]
#[template(path = "village/statements.html")]
struct StatementsTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    collective: String,
    collective_id: i64,
    listed: Vec<Row>,
    /// Book, label and whether it is chosen.
    books: Vec<(i64, String, bool)>,
    /// Number, name, and whether it is the first or the last that is chosen.
    months: Vec<(u8, String, bool, bool)>,
    /// Name, address and whether it is chosen.
    forms: Vec<(String, String, bool)>,
    period: String,
    tables: Vec<Table>,
}

pub(super) async fn show(visitor: Visitor, Path(division): Path<String>) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let t = visitor.t;
    let db = &visitor.app.db.reader;
    let owner = visitor.asked_number("book").map(|book| book / 10_000);
    let owner = owner.or_else(|| visitor.asked_number("collective"));
    let collective = village
        .chosen(owner)
        .ok_or_else(ApiError::not_found)?
        .clone();
    let listed = ledger::statements(db, collective.id, LISTED).await?;
    let listed = listed.iter().map(|disclosure| Row {
        title: notices::title(t, disclosure),
        lines: vec![notices::on_the_wall(&visitor, disclosure)],
        tag: Some(words::disclosure_tag(t, &disclosure.state)),
        href: village.href(&format!("/disclosures/{}", disclosure.id)),
    });
    let mut page = StatementsTemplate {
        frame: visitor.frame(),
        collective: collective.name.clone(),
        collective_id: collective.id,
        listed: listed.collect(),
        books: Vec::new(),
        months: Vec::new(),
        forms: Vec::new(),
        period: String::new(),
        tables: Vec::new(),
        village: &village,
    };
    if village.sight.sees_entries() {
        let books = ledger::books(db, collective.id).await?;
        if let Some(choice) = choose(&visitor, &books).await? {
            let month = |month: u8| {
                let name = t.say(&format!("vp-month-{month}"));
                (month, name, month == choice.from, month == choice.to)
            };
            page.months = (1..=12).map(month).collect();
            page.period = words::period(t, choice.book.year, choice.from, choice.to);
            page.forms = forms(&visitor, &choice);
            page.tables = chosen_tables(&visitor, &village, &choice).await?;
            let option = |book: &Book| (book.id, book.year.to_string(), book.id == choice.book.id);
            page.books = books.iter().map(option).collect();
        }
    }
    Ok(visitor.show(StatusCode::OK, &page))
}

async fn choose(visitor: &Visitor, books: &[Book]) -> Result<Option<Choice>, ApiError> {
    let book = match visitor.asked_number("book") {
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
    let to = match month("to") {
        Some(month) => month,
        None => {
            let counts = ledger::voucher_counts(&visitor.app.db.reader, book.id).await?;
            let used = counts.keys().filter(|month| **month <= 12);
            used.max().copied().unwrap_or(1)
        }
    };
    Ok(Some(Choice {
        book,
        from: month("from").unwrap_or(1).min(to),
        to,
        form: match visitor.asked("form") {
            "balance" => "balance",
            "trial" => "trial",
            _ => "income",
        },
    }))
}

fn forms(visitor: &Visitor, choice: &Choice) -> Vec<(String, String, bool)> {
    [
        ("income", "vp-income-statement"),
        ("balance", "vp-balance-sheet"),
        ("trial", "vp-trial-balance"),
    ]
    .map(|(id, key)| {
        (
            visitor.t.say(key),
            visitor.here_with("form", id),
            id == choice.form,
        )
    })
    .to_vec()
}

async fn chosen_tables(
    visitor: &Visitor,
    village: &Village,
    choice: &Choice,
) -> Result<Vec<Table>, ApiError> {
    let t = visitor.t;
    let overflow = || ApiError::internal("a sum of a book is too large");
    let accounts = statements::balances(&visitor.app, choice.book.id).await?;
    let figures = Figures::of(&accounts, choice.from, choice.to).ok_or_else(overflow)?;
    let leads = Leads {
        village,
        months: (choice.book.id, choice.from, choice.to),
        about: format!("book:{}", choice.book.id),
    };
    if choice.form == "trial" {
        return trial(visitor, &figures, &leads)
            .await
            .map(|table| vec![table]);
    }
    let form = form_of(t, choice.form, &figures).ok_or_else(overflow)?;
    Ok(tables(&form, &leads))
}

fn form_of(t: Words, name: &str, figures: &Figures) -> Option<Form> {
    Some(match name {
        "balance" => form::balance(t, &figures.opening_sheet()?, &figures.sheet()?),
        _ => form::income(
            t,
            (&figures.income()?, &figures.distribution()?),
            (&figures.year_income()?, &figures.year_distribution()?),
        ),
    })
}

/// The trial balance, account by account, with its sums.
async fn trial(visitor: &Visitor, figures: &Figures, leads: &Leads<'_>) -> Result<Table, ApiError> {
    let t = visitor.t;
    let village = leads.village;
    let (book, from, to) = leads.months;
    let subs = ledger::sub_accounts(&visitor.app.db.reader, village.division).await?;
    let mut sums = [Fen::ZERO; 4];
    let mut lines = Vec::new();
    for row in &figures.rows {
        let parts = [row.opening, row.debit, row.credit, row.closing];
        if parts == [Fen::ZERO; 4] {
            continue;
        }
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = sum
                .checked_add(part)
                .ok_or_else(|| ApiError::internal("a sum of a book is too large"))?;
        }
        let number = row.account.to_string();
        lines.push(Line {
            label: format!("{number} {}", ledger::account_name(t, &subs, &number)),
            figures: parts.map(yuan).to_vec(),
            class: if row.account.parent().is_some() {
                "part"
            } else {
                ""
            },
            href: village.href(&format!(
                "/entries?book={book}&from={from}&month={to}&account={number}"
            )),
            ask_href: village.href(&format!(
                "/ask?about=book:{book}&account={number}&month={to}"
            )),
        });
    }
    lines.push(Line {
        label: t.say("vp-sum"),
        figures: sums.map(yuan).to_vec(),
        class: "sum",
        href: String::new(),
        ask_href: String::new(),
    });
    Ok(Table {
        title: t.say("vp-trial-balance"),
        columns: [
            "vp-account",
            "vp-opening-signed",
            "vp-debit",
            "vp-credit",
            "vp-closing-signed",
        ]
        .map(|key| t.say(key))
        .to_vec(),
        lines,
    })
}
