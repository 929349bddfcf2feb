//! Statements and entries to take away.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;

use crate::{
    books_export::{self, Content, Format, Wanted},
    error::ApiError,
    extract::Query,
    pages::{
        assets,
        console::{
            desk::Desk,
            view::{self, Frame},
            Trouble,
        },
    },
    routes::imports,
    three_assets::sight::{self, Sight},
};

/// A book to choose.
struct BookChoice {
    id: i64,
    name: String,
    chosen: bool,
}

/// Something that can be exported.
struct ContentChoice {
    word: &'static str,
    name: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "console/books/export.html")]
struct ExportTemplate {
    frame: Frame,
    books: Vec<BookChoice>,
    contents: Vec<ContentChoice>,
}

/// Which book the form begins with.
#[derive(Deserialize)]
pub(super) struct ShowQuery {
    #[serde(default)]
    book: Option<i64>,
}

/// The form.
pub(super) async fn show(desk: Desk, Query(query): Query<ShowQuery>) -> Result<Response, Trouble> {
    if sight::areas(Some(&desk.session), Sight::Member).is_empty() {
        return Err(ApiError::not_found().into());
    }
    let t = desk.t;
    let contents = Content::ALL.into_iter().map(|content| {
        let (name, hint) = match content {
            Content::All => ("books-content-all", "books-content-all-hint"),
            Content::BalanceSheet => ("books-content-balance-sheet", ""),
            Content::Income => ("books-content-income", ""),
            Content::TrialBalance => ("books-content-trial-balance", ""),
            Content::Journal => ("books-content-journal", "books-content-officers"),
            Content::Vouchers => ("books-content-vouchers", "books-content-officers"),
        };
        ContentChoice {
            word: content.word(),
            name: t.say(name),
            hint: if hint.is_empty() {
                String::new()
            } else {
                t.say(hint)
            },
        }
    });
    let template = ExportTemplate {
        frame: Frame::of(&desk),
        contents: contents.collect(),
        books: books(&desk, query.book).await?,
    };
    Ok(view::answer(StatusCode::OK, t.0, &template))
}

/// The books whose statements the caller may see, the latest first.
async fn books(desk: &Desk, chosen: Option<i64>) -> Result<Vec<BookChoice>, ApiError> {
    const BOOKS_MAX: i64 = 500;
    let mut query = sqlx::QueryBuilder::new(
        "SELECT b.id, c.name, b.year FROM books b JOIN collectives c ON c.id = b.collective WHERE 1 = 1",
    );
    sight::limit(&mut query, Some(&desk.session), Sight::Member, "c.division");
    query.push(" ORDER BY b.year DESC, c.division, b.id LIMIT ");
    query.push_bind(BOOKS_MAX);
    let rows: Vec<(i64, String, i64)> = query
        .build_query_as()
        .fetch_all(&desk.app.db.reader)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, year)| BookChoice {
            id,
            name: format!("{name} {year}"),
            chosen: chosen == Some(id),
        })
        .collect())
}

/// What the form asks for.
#[derive(Deserialize)]
pub(super) struct FileQuery {
    book: i64,
    #[serde(default)]
    content: Content,
    from: u8,
    to: u8,
    #[serde(default)]
    format: Format,
}

/// The file.
pub(super) async fn file(desk: Desk, Query(query): Query<FileQuery>) -> Result<Response, Trouble> {
    let wanted = Wanted {
        book: query.book,
        content: query.content,
        from: query.from,
        to: query.to,
        format: query.format,
    };
    let made = books_export::export(&desk.app, &desk.session, wanted).await?;
    Ok(imports::file(made.bytes, made.format.word(), &made.name))
}
