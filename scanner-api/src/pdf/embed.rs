//! The font inside the PDF: only the characters that are used.

use std::collections::BTreeMap;

use pdf_writer::{
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
    Finish, Name, Pdf, Rect, Ref, Str,
};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};

use super::{draw::Numbers, typeset::Typeface, PdfError};

/// What pages call the font.
pub(super) const FONT: Name<'static> = Name(b"F1");
/// What viewers call it; six letters and a plus say that it is a subset.
const BASE_NAME: Name<'static> = Name(b"COUNTY+Ledger");
/// Glyphs are numbered as they stand in the subset.
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// The width of a font's square in the units of a PDF.
const UNITS: f32 = 1000.0;
/// Thickness of upright strokes, which only matters where a viewer replaces the font.
const STEM: f32 = 80.0;

struct Glyph {
    number: u16,
    width: f32,
}

/// A subset of a font.
pub(super) struct EmbeddedFont {
    glyphs: BTreeMap<char, Glyph>,
    file: Vec<u8>,
    is_cff: bool,
    bounds: Rect,
    ascent: f32,
    descent: f32,
    cap_height: f32,
}

impl EmbeddedFont {
    /// The subset that draws these texts.
    pub(super) fn new<'a>(
        typeface: &Typeface,
        texts: impl Iterator<Item = &'a str>,
    ) -> Result<Self, PdfError> {
        let broken = |what: &str| PdfError::Pdf(what.to_owned());
        let face = typeface
            .face()
            .ok_or_else(|| broken("the font cannot be read"))?;
        let scale = UNITS / f32::from(face.units_per_em());
        let mut remapper = GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for character in texts.flat_map(str::chars) {
            let glyph = face.glyph_index(character).unwrap_or_default();
            let width = face.glyph_hor_advance(glyph).unwrap_or_default();
            let number = remapper.remap(glyph.0);
            let width = f32::from(width) * scale;
            glyphs.insert(character, Glyph { number, width });
        }
        let subset = subsetter::subset(typeface.data(), typeface.index(), &remapper)
            .map_err(|error| PdfError::Pdf(error.to_string()))?;
        let cff = RawFace::parse(&subset, 0)
            .ok()
            .and_then(|subset| subset.table(Tag::from_bytes(b"CFF ")))
            .map(<[u8]>::to_vec);
        let bounds = face.global_bounding_box();
        let [left, bottom, right, top] = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
            .map(|it| f32::from(it) * scale);
        Ok(Self {
            glyphs,
            is_cff: cff.is_some(),
            file: cff.unwrap_or(subset),
            bounds: Rect::new(left, bottom, right, top),
            ascent: f32::from(face.ascender()) * scale,
            descent: f32::from(face.descender()) * scale,
            cap_height: cap_height(&face) * scale,
        })
    }

    /// A text as the numbers of its glyphs.
    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        text.chars()
            .filter_map(|character| self.glyphs.get(&character))
            .flat_map(|glyph| glyph.number.to_be_bytes())
            .collect()
    }

    /// Writes the font into the document; pages refer to it by the number that comes back.
    pub(super) fn write(&self, document: &mut Pdf, numbers: &mut Numbers) -> Result<Ref, PdfError> {
        let [font, descendant, descriptor, file, unicode] = std::array::from_fn(|_| numbers.next());
        document
            .type0_font(font)
            .base_font(BASE_NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(unicode);
        self.write_descendant(document, descendant, descriptor);
        self.write_descriptor(document, descriptor, file);
        let mut stream = document.stream(file, &self.file);
        if self.is_cff {
            stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        stream.finish();
        let mut map = UnicodeCmap::new(Name(b"Ledger"), IDENTITY);
        for (character, glyph) in &self.glyphs {
            map.pair(glyph.number, *character);
        }
        document.cmap(unicode, &map.finish());
        Ok(font)
    }

    fn write_descendant(&self, document: &mut Pdf, number: Ref, descriptor: Ref) {
        let mut font = document.cid_font(number);
        font.subtype(if self.is_cff {
            CidFontType::Type0
        } else {
            CidFontType::Type2
        });
        font.base_font(BASE_NAME)
            .system_info(IDENTITY)
            .font_descriptor(descriptor)
            .default_width(UNITS);
        if !self.is_cff {
            font.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = font.widths();
        for glyph in self.glyphs.values() {
            widths.same(glyph.number, glyph.number, glyph.width);
        }
        widths.finish();
    }

    fn write_descriptor(&self, document: &mut Pdf, number: Ref, file: Ref) {
        let mut descriptor = document.font_descriptor(number);
        descriptor
            .name(BASE_NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(self.bounds)
            .italic_angle(0.0)
            .ascent(self.ascent)
            .descent(self.descent)
            .cap_height(self.cap_height)
            .stem_v(STEM);
        if self.is_cff {
            descriptor.font_file3(file);
        } else {
            descriptor.font_file2(file);
        }
    }
}

/// The height of capitals; old fonts do not say it.
fn cap_height(face: &Face<'_>) -> f32 {
    f32::from(face.capital_height().unwrap_or_else(|| face.ascender()))
}
