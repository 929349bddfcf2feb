//! How wide text is, and where its lines break.

use std::{fs, path::Path};

use ttf_parser::Face;

use super::PdfError;

/// A font that is drawn with and measured.
pub struct Typeface {
    data: Vec<u8>,
    index: u32,
}

impl Typeface {
    /// Reads a font file.
    pub fn load(file: &Path, index: u32) -> Result<Self, PdfError> {
        let data = fs::read(file).map_err(|source| PdfError::Missing {
            path: file.to_owned(),
            source,
        })?;
        let typeface = Self { data, index };
        if typeface.face().is_none() {
            return Err(PdfError::Font {
                path: file.to_owned(),
                index,
            });
        }
        Ok(typeface)
    }

    pub(super) fn data(&self) -> &[u8] {
        &self.data
    }

    pub(super) fn index(&self) -> u32 {
        self.index
    }

    pub(super) fn face(&self) -> Option<Face<'_>> {
        Face::parse(&self.data, self.index).ok()
    }

    /// A ruler for many texts.
    pub(crate) fn ruler(&self) -> Option<Ruler<'_>> {
        let face = self.face()?;
        let units = f32::from(face.units_per_em());
        Some(Ruler { face, units })
    }
}

/// Measures text.
pub(crate) struct Ruler<'a> {
    face: Face<'a>,
    units: f32,
}

impl Ruler<'_> {
    /// The width of a text at a size, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|it| self.advance(it)).sum::<f32>() * size
    }

    fn advance(&self, character: char) -> f32 {
        let glyph = self.face.glyph_index(character);
        let advance = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        advance.map_or(1.0, |advance| f32::from(advance) / self.units)
    }

    /// The text in lines no wider than this. Chinese breaks anywhere but before closing marks; Latin
    /// words and numbers stay whole where they can.
    pub(crate) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for piece in pieces(paragraph) {
                let longer = format!("{line}{piece}");
                if line.is_empty() || self.width(longer.trim_end(), size) <= width {
                    line = longer;
                } else {
                    lines.push(line.trim_end().to_owned());
                    line = piece.trim_start().to_owned();
                }
                while self.width(line.trim_end(), size) > width && line.chars().count() > 1 {
                    let fits = self.longest(&line, size, width);
                    lines.push(line.chars().take(fits).collect());
                    line = line.chars().skip(fits).collect();
                }
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// How many characters of a line fit; at least one.
    fn longest(&self, line: &str, size: f32, width: f32) -> usize {
        let mut sum = 0.0;
        let fits = line.chars().take_while(|character| {
            sum += self.advance(*character) * size;
            sum <= width
        });
        fits.count().max(1)
    }
}

/// A text cut where a line may end.
fn pieces(text: &str) -> Vec<String> {
    let is_latin = |character: char| character.is_ascii_graphic();
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for character in text.chars() {
        let joins = before.is_some_and(|before| {
            (is_latin(before) && is_latin(character))
                || character == ' '
                || "，。、；：）！？》」%".contains(character)
                || "（《「".contains(before)
        });
        match pieces.last_mut() {
            Some(last) if joins => last.push(character),
            _ => pieces.push(character.to_string()),
        }
        before = Some(character);
    }
    pieces
}
