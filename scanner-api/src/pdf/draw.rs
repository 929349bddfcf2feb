//! Marks as PDF.

use pdf_writer::{Content, Finish, Pdf, Ref, Str, TextStr};
use qr_labeler::render::{Qr, QUIET_ZONE};

use super::{
    embed::{EmbeddedFont, FONT},
    marks::{Ink, Mark, Sheet, HEIGHT, WIDTH},
    typeset::Typeface,
    PdfError,
};

/// Red, green and blue of the ground of labels, of lines and of what is dark in a code.
const GROUND: [u8; 3] = [243, 245, 244];
const LINES: [u8; 3] = [92, 104, 99];
const DARK: [u8; 3] = [0, 0, 0];
/// Width of lines, in points.
const LINE: f32 = 0.6;
/// A little more than a module, so that no printer leaves hairlines between rows.
const OVERLAP: f32 = 0.04;

/// Gives out the numbers of the objects of a document.
pub(super) struct Numbers(i32);

impl Numbers {
    pub(super) fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// A document of these pages.
pub(crate) fn document(
    title: &str,
    sheets: &[Sheet],
    typeface: &Typeface,
) -> Result<Vec<u8>, PdfError> {
    let mut numbers = Numbers(0);
    let mut document = Pdf::new();
    let catalog = numbers.next();
    let tree = numbers.next();
    document.catalog(catalog).pages(tree).lang(TextStr("zh-CN"));
    document
        .document_info(numbers.next())
        .title(TextStr(title))
        .creator(TextStr("County Ledger"));

    let font = EmbeddedFont::new(typeface, texts(sheets))?;
    let font_number = font.write(&mut document, &mut numbers)?;
    let pages: Vec<(Ref, Ref)> = sheets
        .iter()
        .map(|_| (numbers.next(), numbers.next()))
        .collect();
    let kids = pages.iter().map(|(page, _)| *page);
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    document.pages(tree).kids(kids).count(count);
    for (sheet, (page_number, content_number)) in sheets.iter().zip(pages) {
        let mut page = document.page(page_number);
        page.parent(tree)
            .media_box(pdf_writer::Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(content_number);
        page.resources().fonts().pair(FONT, font_number);
        page.finish();
        let mut content = Content::new();
        for mark in sheet {
            draw(&mut content, mark, &font);
        }
        document.stream(content_number, &content.finish());
    }
    Ok(document.finish())
}

/// Every text of the sheets: what the font must have.
fn texts(sheets: &[Sheet]) -> impl Iterator<Item = &str> {
    sheets.iter().flatten().filter_map(|mark| match mark {
        Mark::Text { text, .. } => Some(text.as_str()),
        _ => None,
    })
}

fn draw(content: &mut Content, mark: &Mark, font: &EmbeddedFont) {
    match mark {
        Mark::Text {
            x,
            y,
            size,
            ink,
            text,
        } => {
            fill(content, colour(*ink));
            content
                .begin_text()
                .set_font(FONT, *size)
                .next_line(*x, HEIGHT - y)
                .show(Str(&font.encode(text)))
                .end_text();
        }
        Mark::Rule { from, to } => {
            let [red, green, blue] = shares(LINES);
            content
                .set_stroke_rgb(red, green, blue)
                .set_line_width(LINE)
                .move_to(from.0, HEIGHT - from.1)
                .line_to(to.0, HEIGHT - to.1)
                .stroke();
        }
        Mark::Ground {
            x,
            y,
            width,
            height,
        } => {
            fill(content, GROUND);
            content
                .rect(*x, HEIGHT - y - height, *width, *height)
                .fill_nonzero();
        }
        Mark::Code { x, y, side, qr } => {
            fill(content, DARK);
            symbol(content, qr, *x, *y, *side);
        }
    }
}

fn colour(ink: Ink) -> [u8; 3] {
    match ink {
        Ink::Black => [22, 27, 25],
        Ink::Grey => [84, 94, 90],
        Ink::Red => [179, 38, 30],
    }
}

fn shares(colour: [u8; 3]) -> [f32; 3] {
    colour.map(|part| f32::from(part) / f32::from(u8::MAX))
}

fn fill(content: &mut Content, colour: [u8; 3]) {
    let [red, green, blue] = shares(colour);
    content.set_fill_rgb(red, green, blue);
}

/// The dark modules, joined in rows.
fn symbol(content: &mut Content, qr: &Qr, x: f32, y: f32, side: f32) {
    let modules = to_f32(qr.width() + 2 * QUIET_ZONE);
    let module = side / modules;
    for row in 0..qr.width() {
        let mut column = 0;
        while column < qr.width() {
            let run = (column..qr.width())
                .take_while(|column| qr.is_dark(*column, row))
                .count();
            let run = u32::try_from(run).unwrap_or(0);
            if run > 0 {
                let height = module * (1.0 + OVERLAP);
                let left = x + to_f32(column + QUIET_ZONE) * module;
                let top = y + to_f32(row + QUIET_ZONE) * module;
                content.rect(left, HEIGHT - top - height, to_f32(run) * module, height);
            }
            column += run.max(1);
        }
    }
    content.fill_nonzero();
}

/// Modules are few.
fn to_f32(number: u32) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}
