//! Templates, the upload, and the imports one may see.

use askama::Template;
use axum::{
    extract::{multipart::MultipartRejection, Multipart, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::progress::tag;
use crate::{
    books_import::{run::orders, store},
    error::{ApiError, Code},
    pages::{
        assets,
        console::{
            desk::Desk,
            names,
            view::{self, Frame, Row},
            Trouble,
        },
    },
    routes::imports,
    three_assets::collectives,
};

/// A village to choose.
struct Village {
    id: i64,
    name: String,
}

#[derive(Template)]
#[template(path = "console/books/import.html")]
struct ImportTemplate {
    frame: Frame,
    villages: Vec<Village>,
    rows: Vec<Row>,
    trouble: String,
}

/// The form and the list.
pub(super) async fn show(desk: Desk) -> Result<Response, Trouble> {
    store::ensure_may_upload(&desk.session).map_err(|_| ApiError::not_found())?;
    page(&desk, StatusCode::OK, String::new()).await
}

async fn page(desk: &Desk, status: StatusCode, trouble: String) -> Result<Response, Trouble> {
    let own = collectives::own(&desk.app, &desk.session).await?;
    let mut rows = Vec::new();
    for (import, _) in orders::list(&desk.app, &desk.session).await? {
        let t = desk.t;
        let kind = match import.kind {
            crate::books_import::ImportKind::Journal => t.say("books-kind-journal"),
            crate::books_import::ImportKind::Openings => t.say("books-kind-openings"),
        };
        rows.push(Row {
            title: if import.name.is_empty() {
                kind.clone()
            } else {
                import.name.clone()
            },
            lines: vec![
                format!("{kind} · {}", names::instant(t.0, import.created_ms)),
                t.fill(
                    "books-line-found",
                    &[
                        ("good", &import.units.to_string()),
                        ("bad", &import.bad_units.to_string()),
                    ],
                ),
            ],
            tag: Some(tag(desk, import.state)),
            href: format!("/console/village/import/{}", import.id),
        });
    }
    let template = ImportTemplate {
        frame: Frame::of(desk),
        villages: own
            .into_iter()
            .map(|village| Village {
                id: village.id,
                name: village.name,
            })
            .collect(),
        rows,
        trouble,
    };
    Ok(view::answer(status, desk.t.0, &template))
}

/// Takes a file and leads to its page.
pub(super) async fn upload(
    desk: Desk,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    store::ensure_may_upload(&desk.session).map_err(|_| ApiError::not_found())?;
    let form = form.map_err(|_| ApiError::new(Code::InvalidRequest))?;
    let taken = async {
        let (upload, csrf) = imports::read_form(form).await?;
        desk.session.check_csrf(&csrf)?;
        store::create(&desk.app, &desk.session, upload).await
    };
    match taken.await {
        Ok(id) => Ok(Redirect::to(&format!("/console/village/import/{id}")).into_response()),
        Err(error) if error.problem().status < 500 && error.code() != Code::Csrf.row().0 => {
            let trouble = desk.say_detail(&error);
            page(&desk, StatusCode::UNPROCESSABLE_ENTITY, trouble).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A template.
pub(super) async fn template(
    _desk: Desk,
    Path((kind, format)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    Ok(imports::template(&kind, &format)?)
}
