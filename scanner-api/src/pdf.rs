//! Papers as PDF: marks on A4, which need no PDF to be checked, drawn with the few characters of the
//! font that are used. What stands on a paper is decided by whoever makes it.

mod draw;
mod embed;
mod marks;
mod typeset;

use std::path::PathBuf;

pub(crate) use draw::document;
pub(crate) use marks::{Ink, Mark, Sheet, HEIGHT, WIDTH};
pub(crate) use typeset::Ruler;
pub use typeset::Typeface;

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
