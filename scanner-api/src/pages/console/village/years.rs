//! Years of a village: closing one, and opening the book of the next with what is taken over.

use county_primitives::{
    three_assets::books::{BookInput, Opening},
    List, Role,
};

use super::{
    months::{book, book_id},
    seat::Village,
    words::{ask, ask_with_hint, fact, fill, form, say, yuan},
};
use crate::{
    error::ApiError,
    pages::console::{
        desk::Desk,
        fields::{today, Choice, Control, Reader, Typed},
        form::{About, Form},
        livestock::deed::{block, deeds, Sent},
        view::Link,
    },
    three_assets::money,
    write::Write,
};

deeds! {
    /// Closes a year.
    CloseYear => year_form, close_year;
    /// Opens the book of a year.
    OpenBook => book_form, open_book;
}

async fn year_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let year: i64 = about.target.parse().map_err(|_| ApiError::not_found())?;
    let mut form = form(desk, &village, "close-year");
    form.back = Some((say(t, "go-months"), village.href("months")));
    let sum = |side: &str, accounts: &str| {
        format!(
            "SELECT CAST(COALESCE(SUM({side}), 0) AS BIGINT) FROM turnovers \
             WHERE book = ? AND month <= 12 AND {accounts}"
        )
    };
    let mut figures = Vec::new();
    for query in [
        sum("credit - debit", "account LIKE '50%'"),
        sum(
            "debit - credit",
            "(account LIKE '51%' OR account LIKE '52%')",
        ),
    ] {
        let figure: i64 = sqlx::query_scalar(&query)
            .bind(village.book(year))
            .fetch_one(&desk.app.db.reader)
            .await?;
        figures.push(figure);
    }
    if let [income, expense] = figures.as_slice() {
        form.facts = vec![
            fact(t, "income", yuan(t, *income)),
            fact(t, "expense", yuan(t, *expense)),
            fact(t, "surplus", yuan(t, income.saturating_sub(*expense))),
        ];
    }
    form.explain.push(say(t, "close-year-explain"));
    form.is_final = true;
    Ok(form)
}

async fn close_year(desk: &Desk, about: &About, _: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    let year = about.target.parse().map_err(|_| ApiError::not_found())?;
    let book = book_id(&village, year)?;
    Ok(desk
        .send(write, "ThreeAssets", "close_years", vec![book])
        .await?)
}

async fn book_form(desk: &Desk, about: &About) -> Result<Form, ApiError> {
    let t = desk.t;
    let village = Village::of(desk, about.id).await?;
    village.ensure(&[Role::Accountant])?;
    let mut form = form(desk, &village, "open-book");
    let latest = book(desk, &village, None).await?;
    let (this, ..) = today().to_ymd();
    if let Some(latest) = latest.as_ref().filter(|latest| !latest.year_closed) {
        let year = latest.year.to_string();
        let go = Link::main(say(t, "go-months"), village.href("months"));
        block(&mut form, fill(t, "book-open", &[("year", &year)]), go);
    }
    let next = latest
        .as_ref()
        .map_or_else(|| i64::from(this), |latest| latest.year.saturating_add(1));
    form.explain.push(say(
        t,
        if latest.is_some() {
            "open-book-carries"
        } else {
            "open-book-first"
        },
    ));
    let years = vec![Choice::new(next, next.to_string())];
    form.fields = vec![ask(desk, "year", Control::Radios(years)).value(next.to_string())];
    if latest.is_none() {
        let lines = ask_with_hint(desk, "openings", Control::Lines);
        form.fields.push(lines.folded(say(t, "group-openings")));
    }
    Ok(form)
}

/// Opening balances, a line each: the account, then its balance; what stands on the credit side is below nothing.
fn openings(desk: &Desk, typed: &Typed, read: &mut Reader<'_>) -> Vec<Opening> {
    let mut found = Vec::new();
    for (number, line) in (1u32..).zip(typed.get("openings").lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (account, amount) = line
            .split_once([' ', '\t', ',', '，'])
            .unwrap_or((line, ""));
        // Commas may stand in amounts, so only the first part is cut off.
        let parsed = account.parse().ok().zip(money::parse_yuan(amount).ok());
        match parsed {
            Some((account, balance)) => {
                found.push(Opening { account, balance });
            }
            None => {
                let number = number.to_string();
                read.note(
                    "openings",
                    fill(desk.t, "mistake-opening", &[("line", &number)]),
                );
            }
        }
    }
    let sum = found
        .iter()
        .fold(0i64, |sum, opening| sum.saturating_add(opening.balance.0));
    if sum != 0 {
        let apart = yuan(desk.t, sum);
        read.note(
            "openings",
            fill(desk.t, "mistake-openings", &[("amount", &apart)]),
        );
    }
    found
}

async fn open_book(desk: &Desk, about: &About, typed: &mut Typed, write: &Write) -> Sent {
    let village = Village::of(desk, about.id).await?;
    let mut read = Reader::new(typed, desk.t);
    let year: Option<u16> = read.chosen("year", "mistake-choose");
    let openings = openings(desk, typed, &mut read);
    read.done()?;
    let book = BookInput {
        collective: village.number()?,
        year: year.ok_or_else(ApiError::not_found)?,
        openings: List::try_from(openings).map_err(|_| ApiError::not_found())?,
    };
    Ok(desk
        .send(write, "ThreeAssets", "open_books", vec![book])
        .await?)
}
