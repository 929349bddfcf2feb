//! Statements of a village's books: the figures, the forms they are shown in, and the paper for the wall.
//! What is asked of the index and shown in a browser is not known here.

pub(crate) mod figures;
pub(crate) mod form;
mod layout;

use std::path::Path;

use crate::pdf::{self, PdfError, Typeface};

pub(crate) use form::{Form, Row};

/// Everything that is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    /// Whose books: 编制单位.
    pub(crate) unit: String,
    /// Where: the names of county, township and village.
    pub(crate) place: String,
    /// The months, written out.
    pub(crate) period: String,
    /// One sheet for each.
    pub(crate) forms: Vec<Form>,
    /// Who stands behind it, and how long it hangs: label and value.
    pub(crate) foot: Vec<(String, String)>,
    /// What the QR symbol says.
    pub(crate) code: Option<String>,
    /// What stands beside the symbol.
    pub(crate) code_line: String,
    /// Small print.
    pub(crate) notes: Vec<String>,
    /// What is wrong with it, if it is no disclosure.
    pub(crate) stamp: Option<String>,
}

/// Draws the paper with a font of a file. It reads and packs some megabytes: call it where blocking is
/// allowed.
pub(crate) fn draw(paper: &Paper, file: &Path, index: u32) -> Result<Vec<u8>, PdfError> {
    let typeface = Typeface::load(file, index)?;
    let sheets = layout::sheets(paper, &typeface)?;
    let title = format!("{} {}", paper.unit, paper.period);
    pdf::document(&title, &sheets, &typeface)
}

#[cfg(test)]
mod tests;
