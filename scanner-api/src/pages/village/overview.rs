//! The first page of a village: what came in, what went out, what is left, and what hangs on the wall.

use std::collections::BTreeSet;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use county_primitives::three_assets::{
    accounts::AccountClass,
    statements::{balance_sheet, income_statement, trial_balance},
    Fen,
};

use super::{
    assets,
    chart::{self, Pair, Picture, Share},
    ledger::{self, Book, Collective},
    notices::{self, Notices},
    open,
    visitor::{Frame, Stop, Visitor},
    words, Village,
};
use crate::{
    error::ApiError,
    extract::Path,
    pages::{console::names, format, words::Words},
    statement_pdf::{figures::Figures, form},
    three_assets::{money::yuan, statements},
};

/// Months of a trend.
const MONTHS: i64 = 12;

/// Everything the template shows of a collective.
struct Overview {
    collective: Collective,
    /// The other collectives of the village: name, address and whether it is this one.
    others: Vec<(String, String, bool)>,
    /// Facts about the collective.
    facts: Vec<(String, String)>,
    latest: Option<Latest>,
    trend: Option<Trend>,
    notices: Notices,
    /// How many questions there were, as far as the public is told.
    challenges: Vec<(String, String)>,
    /// Whether there is a book at all.
    has_books: bool,
    /// The latest month a member can look into: year and month.
    entries_href: String,
}

/// The latest statement on the wall.
struct Latest {
    period: String,
    hangs: String,
    href: String,
    /// Label, the amount of the period, and that of the year.
    flows: Vec<(String, String, String)>,
    /// Label and amount at the end.
    stocks: Vec<(String, String)>,
    /// Where the rows behind the flows and the stocks are, as far as the reader may see them.
    rows: [String; 2],
    year: String,
    end: String,
    parts: Vec<Parts>,
}

/// What income or expense of the year is made of.
struct Parts {
    id: &'static str,
    title: String,
    picture: Picture,
    /// Name, where its entries are, amount and share.
    rows: Vec<(String, String, String, String)>,
    sum: String,
    empty: String,
}

struct Trend {
    picture: Picture,
    rows: Vec<Month>,
}

struct Month {
    label: String,
    /// Income, expense and money at the end; empty if the reader may not see it yet.
    figures: Option<[String; 3]>,
    is_disclosed: bool,
    href: String,
}

#[derive(Template)]
#[template(path = "village/overview.html")]
struct OverviewTemplate<'a> {
    frame: Frame,
    village: &'a Village,
    page: Option<Overview>,
    as_of: String,
}

pub(super) async fn show(visitor: Visitor, Path(division): Path<String>) -> Result<Response, Stop> {
    let village = open(&visitor, &division).await?;
    let page = match village.chosen(visitor.asked_number("collective")) {
        Some(collective) => Some(overview(&visitor, &village, collective).await?),
        None if village.collectives.is_empty() => None,
        None => return Err(ApiError::not_found().into()),
    };
    let page = OverviewTemplate {
        frame: visitor.frame(),
        village: &village,
        page,
        as_of: as_of(&visitor),
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// The block the page stands on.
pub(super) fn as_of(visitor: &Visitor) -> String {
    let head = visitor.app.index.borrow().clone();
    head.map_or_else(String::new, |head| {
        let time = names::instant(visitor.t.0, head.time_ms);
        visitor.t.fill(
            "vp-as-of",
            &[("block", &format::count(head.number)), ("time", &time)],
        )
    })
}

async fn overview(
    visitor: &Visitor,
    village: &Village,
    collective: &Collective,
) -> Result<Overview, ApiError> {
    let t = visitor.t;
    let db = &visitor.app.db.reader;
    let books = ledger::books(db, collective.id).await?;
    let latest = ledger::statements(db, collective.id, 1).await?;
    let latest = latest.first();
    let end = last_month(visitor, village, &books, latest).await?;
    let entries_href = end.map_or_else(String::new, |(year, month)| {
        let book = books.iter().find(|book| book.year == year);
        let book = book.map_or(0, |book| book.id);
        village.href(&format!("/entries?book={book}&month={month}"))
    });
    Ok(Overview {
        others: others(village, collective),
        facts: facts(visitor, village, collective),
        latest: match latest {
            Some(disclosure) => figures(visitor, village, disclosure).await?,
            None => None,
        },
        trend: match end {
            Some(end) => trend(visitor, village, &books, end).await?,
            None => None,
        },
        notices: notices::of(visitor, village, collective).await?,
        challenges: challenges(visitor, collective).await?,
        has_books: !books.is_empty(),
        entries_href,
        collective: {
            let mut shown = collective.clone();
            shown.level = words::named(t, "collective", &collective.level);
            shown
        },
    })
}

fn others(village: &Village, here: &Collective) -> Vec<(String, String, bool)> {
    if village.collectives.len() < 2 {
        return Vec::new();
    }
    let link = |collective: &Collective| {
        (
            collective.name.clone(),
            village.href(&format!("?collective={}", collective.id)),
            collective.id == here.id,
        )
    };
    village.collectives.iter().map(link).collect()
}

fn facts(visitor: &Visitor, village: &Village, collective: &Collective) -> Vec<(String, String)> {
    let t = visitor.t;
    let count = |number: i64| {
        if village.sight.sees_entries() {
            names::count(number)
        } else {
            words::people(t, number)
        }
    };
    vec![
        (
            t.say("vp-place"),
            words::place(&visitor.app, &collective.division),
        ),
        (t.say("vp-members"), count(collective.members)),
        (t.say("vp-households"), count(collective.households)),
    ]
}

/// The last month that is shown: the last one on the wall; for members the last one with an entry.
async fn last_month(
    visitor: &Visitor,
    village: &Village,
    books: &[Book],
    latest: Option<&ledger::Disclosure>,
) -> Result<Option<(i64, u8)>, ApiError> {
    let disclosed = latest
        .and_then(ledger::Disclosure::months)
        .map(|(book, _, to)| (ledger::year_of(book), to));
    let mut last = disclosed;
    if village.sight.sees_entries() {
        for book in books.iter().take(2) {
            let counts = ledger::voucher_counts(&visitor.app.db.reader, book.id).await?;
            let used = counts
                .iter()
                .filter(|(month, count)| **month <= 12 && **count > 0);
            let used = used.map(|(month, _)| (book.year, *month)).max();
            last = last.max(used);
        }
    }
    Ok(last)
}

/// The figures of the latest statement on the wall.
async fn figures(
    visitor: &Visitor,
    village: &Village,
    disclosure: &ledger::Disclosure,
) -> Result<Option<Latest>, ApiError> {
    let t = visitor.t;
    let Some((book, from, to)) = disclosure.months() else {
        return Ok(None);
    };
    let accounts = statements::balances(&visitor.app, book).await?;
    let all = || {
        let figures = Figures::of(&accounts, from, to)?;
        let year = Figures::of(&accounts, 1, to)?;
        Some((
            figures.income()?,
            figures.year_income()?,
            figures.sheet()?,
            year.totals()?,
        ))
    };
    let (now, year, sheet, totals) =
        all().ok_or_else(|| ApiError::internal("a sum of a book is too large"))?;
    let flow = |key: &str, one: Fen, other: Fen| (t.say(key), yuan(one), yuan(other));
    let stock = |key: &str, amount: Fen| (t.say(key), yuan(amount));
    let parts = [
        (
            "income",
            AccountClass::Income,
            ["in", "in minus"],
            year.income,
        ),
        (
            "expense",
            AccountClass::Expense,
            ["out", "out minus"],
            year.expense,
        ),
    ];
    let year_number = ledger::year_of(book);
    let href = village.href(&format!("/disclosures/{}", disclosure.id));
    let rows = rows_behind(village, (book, from, to), &href);
    Ok(Some(Latest {
        period: words::period(t, year_number, from, to),
        hangs: notices::on_the_wall(visitor, disclosure),
        rows,
        href,
        flows: vec![
            flow("vp-income", now.income, year.income),
            flow("vp-expense", now.expense, year.expense),
            flow("vp-surplus", now.surplus, year.surplus),
        ],
        stocks: vec![
            stock("vp-money", sheet.money),
            stock("vp-all-assets", sheet.assets),
            stock("vp-all-liabilities", sheet.liabilities),
            stock("vp-all-equity", sheet.equity),
        ],
        year: words::period(t, year_number, 1, to),
        end: words::month(t, year_number, to),
        parts: parts
            .into_iter()
            .map(|(id, class, look, sum)| {
                let found = form::parts(t, &totals, class);
                let entries = |heading: u16| {
                    village.href(&format!(
                        "/entries?book={book}&account={heading}&from=1&month={to}"
                    ))
                };
                composition(t, village, id, look, sum, &found, &entries)
            })
            .collect(),
    }))
}

/// Where the rows of both forms of some months are: for members with their entries, for others on the wall.
fn rows_behind(village: &Village, months: (i64, u8, u8), wall: &str) -> [String; 2] {
    let (book, from, to) = months;
    ["income", "balance"].map(|form| {
        if village.sight.sees_entries() {
            village.href(&format!(
                "/statements?book={book}&from={from}&to={to}&form={form}"
            ))
        } else {
            wall.to_owned()
        }
    })
}

fn composition(
    t: Words,
    village: &Village,
    id: &'static str,
    look: [&'static str; 2],
    sum: Fen,
    found: &[(u16, String, Fen)],
    entries: &dyn Fn(u16) -> String,
) -> Parts {
    let share = |(_, label, amount): &(u16, String, Fen)| Share {
        label: label.clone(),
        amount: *amount,
    };
    let shares: Vec<Share> = found.iter().map(share).collect();
    let whole = chart::total(&shares);
    let title = t.say(&format!("vp-parts-{id}"));
    let text = t.fill("vp-parts-text", &[("what", &title), ("amount", &yuan(sum))]);
    Parts {
        id,
        picture: chart::composition(&shares, look, text),
        rows: found
            .iter()
            .map(|(heading, label, amount)| {
                let href = if village.sight.sees_entries() {
                    entries(*heading)
                } else {
                    String::new()
                };
                (
                    label.clone(),
                    href,
                    yuan(*amount),
                    chart::percent(*amount, whole),
                )
            })
            .collect(),
        sum: yuan(sum),
        empty: t.say(&format!("vp-parts-{id}-empty")),
        title,
    }
}

/// The twelve months that end with one.
async fn trend(
    visitor: &Visitor,
    village: &Village,
    books: &[Book],
    end: (i64, u8),
) -> Result<Option<Trend>, ApiError> {
    let t = visitor.t;
    let db = &visitor.app.db.reader;
    let last = end.0 * MONTHS + i64::from(end.1) - 1;
    let wanted: Vec<(i64, u8)> = (last - MONTHS + 1..=last)
        .filter_map(|at| Some((at / MONTHS, u8::try_from(at % MONTHS + 1).ok()?)))
        .collect();
    let years: BTreeSet<i64> = wanted.iter().map(|(year, _)| *year).collect();
    let near: Vec<Book> = books
        .iter()
        .filter(|book| years.contains(&book.year))
        .cloned()
        .collect();
    let disclosed = ledger::disclosed_months(db, &near).await?;
    let mut pairs = Vec::new();
    let mut rows = Vec::new();
    let (mut income, mut expense) = (Fen::ZERO, Fen::ZERO);
    for year in years {
        let book = near.iter().find(|book| book.year == year);
        let accounts = match book {
            Some(book) => statements::balances(&visitor.app, book.id).await?,
            None => Vec::new(),
        };
        for (_, month) in wanted.iter().filter(|(of, _)| *of == year) {
            let is_disclosed = book.is_some_and(|book| disclosed.contains(&(book.id, *month)));
            let is_seen = book.is_some() && (is_disclosed || village.sight.sees_entries());
            let figures = is_seen
                .then(|| month_figures(&accounts, *month))
                .transpose()?;
            if let Some([one, other, _]) = figures {
                income = income.checked_add(one).unwrap_or(income);
                expense = expense.checked_add(other).unwrap_or(expense);
            }
            pairs.push(Pair {
                label: words::short_month(t, *month),
                figures: figures.map(|[income, expense, _]| (income, expense)),
            });
            rows.push(Month {
                label: words::month(t, year, *month),
                figures: figures.map(|figures| figures.map(yuan)),
                is_disclosed,
                href: match book {
                    Some(book) if village.sight.sees_entries() => {
                        village.href(&format!("/entries?book={}&month={month}", book.id))
                    }
                    _ => String::new(),
                },
            });
        }
    }
    let text = t.fill(
        "vp-trend-text",
        &[("income", &yuan(income)), ("expense", &yuan(expense))],
    );
    let picture = chart::trend(t, &pairs, text);
    Ok(Some(Trend { picture, rows }))
}

/// Income, expense, and the money at the end of a month.
fn month_figures(
    accounts: &[(
        county_primitives::three_assets::accounts::AccountCode,
        county_primitives::three_assets::statements::AccountBalance,
    )],
    month: u8,
) -> Result<[Fen; 3], ApiError> {
    let figures = || {
        let rows = trial_balance(accounts.iter().cloned(), month, month)?;
        let moved = income_statement(&rows)?;
        Some([moved.income, moved.expense, balance_sheet(&rows)?.money])
    };
    figures().ok_or_else(|| ApiError::internal("a sum of a book is too large"))
}

/// How many questions were asked and answered; few are not counted in public.
async fn challenges(
    visitor: &Visitor,
    collective: &Collective,
) -> Result<Vec<(String, String)>, ApiError> {
    let t = visitor.t;
    let (all, answered, closed): (i64, i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(answered_ms), COUNT(closed_ms) FROM challenges WHERE collective = ?",
    )
    .bind(collective.id)
    .fetch_one(&visitor.app.db.reader)
    .await?;
    Ok([
        ("vp-asked", all),
        ("vp-answered", answered),
        ("vp-settled", closed),
    ]
    .map(|(key, number)| (t.say(key), words::people(t, number)))
    .to_vec())
}
