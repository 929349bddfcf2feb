//! The paper as PDF: laid out into marks, which need no PDF to be checked, then drawn with the few
//! characters of the font that are used.

mod draw;
mod embed;
mod layout;
mod typeset;

use std::path::{Path, PathBuf};

pub use typeset::Typeface;

use super::paper::Paper;

/// Why a paper could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The font is not there; the configuration names another.
    #[error("the font {path} cannot be read")]
    Missing {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no font, or has no such face.
    #[error("{path} has no font number {index}")]
    Font {
        /// Its file.
        path: PathBuf,
        /// The number that was asked for.
        index: u32,
    },
    /// The PDF library did not accept what was drawn.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    /// The code does not fit into any symbol.
    #[error("the code could not be drawn")]
    Code(#[from] qr_labeler::render::QrError),
}

/// Draws a paper with a font of a file. It reads and packs some megabytes: call it where blocking is
/// allowed.
pub(crate) fn draw(paper: &Paper, file: &Path, index: u32) -> Result<Vec<u8>, PdfError> {
    let typeface = Typeface::load(file, index)?;
    let pages = layout::pages(paper, &typeface)?;
    draw::pdf(paper, &pages, &typeface)
}

#[cfg(test)]
mod tests;
