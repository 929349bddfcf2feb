//! The paper of a certificate as PDF: laid out into marks, which the common room draws.

mod layout;

use std::path::Path;

use super::paper::Paper;
use crate::pdf::{self, PdfError, Typeface};

/// Draws a paper with a font of a file. It reads and packs some megabytes: call it where blocking is
/// allowed.
pub(crate) fn draw(paper: &Paper, file: &Path, index: u32) -> Result<Vec<u8>, PdfError> {
    let typeface = Typeface::load(file, index)?;
    let pages = layout::pages(paper, &typeface)?;
    let title = format!("{} {}", paper.title, paper.number);
    pdf::document(&title, &pages, &typeface)
}

#[cfg(test)]
mod tests;
