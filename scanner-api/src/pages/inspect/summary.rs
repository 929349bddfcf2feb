//! The readable part of a case that is taken away: one page and its style, which need nothing from anywhere.

use askama::Template;

use super::{
    blocks::{self, Block, Event, Teller},
    lines::Line,
    words,
};
use crate::{
    db::now_ms,
    error::ApiError,
    inspect::file::File,
    pages::{
        console::names,
        words::{Lang, Words},
    },
    state::App,
};

/// A document in the archive.
struct Paper {
    label: String,
    /// Its file; empty if it is not in the archive.
    path: String,
    digest: String,
}

struct Page {
    subject: String,
    caption: String,
    title: String,
    line: Line,
    blocks: Vec<Block>,
    story: Vec<Event>,
    papers: Vec<Paper>,
    heads: Vec<(String, i64, String)>,
    made: String,
}

/// Askama templates name what surrounds a page `frame`.
struct Frame {
    t: Words,
}

#[derive(Template)]
#[template(path = "inspect/export.html")]
struct ExportTemplate {
    frame: Frame,
    page: Page,
}

/// The files of the summary.
pub(crate) fn of(app: &App, lang: Lang, file: &File) -> Result<Vec<(String, Vec<u8>)>, ApiError> {
    let t = Words(lang);
    let teller = Teller { t, file };
    let (title, caption) = blocks::title(app, t, file);
    let papers = file.documents.iter().map(|paper| {
        let path = paper.stored.as_ref().map_or_else(String::new, |stored| {
            crate::inspect::export::document_path(&paper.digest, &stored.media_type)
        });
        Paper {
            label: format!(
                "{} · {}",
                words::word(t, "paper", &paper.purpose),
                words::subject(t, &paper.subject)
            ),
            path,
            digest: paper.digest.clone(),
        }
    });
    let heads = file.heads.iter().map(|head| {
        let name = words::subject(t, &head.subject);
        (name, head.len, head.head.clone())
    });
    let page = Page {
        subject: file.transaction.subject.clone(),
        caption,
        title,
        line: Line::of(app, t, &file.transaction),
        blocks: teller.blocks(),
        story: teller.story(),
        papers: papers.collect(),
        heads: heads.collect(),
        made: names::instant(lang, now_ms()),
    };
    let frame = Frame { t };
    let html = ExportTemplate { frame, page }
        .render()
        .map_err(ApiError::internal)?;
    Ok(vec![
        ("index.html".to_owned(), html.into_bytes()),
        (
            "style.css".to_owned(),
            include_bytes!("../../../assets/case.css").to_vec(),
        ),
    ])
}
