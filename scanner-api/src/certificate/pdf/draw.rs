//! Marks as PDF.

use krilla::{
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::TextDirection,
    Document,
};
use qr_labeler::render::{Qr, QUIET_ZONE};

use super::{
    layout::{Ink, Mark, Sheet, HEIGHT, WIDTH},
    typeset::Typeface,
    PdfError,
};
use crate::certificate::paper::Paper;

/// Red, green and blue of the ground of labels, and of lines.
const GROUND: [u8; 3] = [243, 245, 244];
const LINES: [u8; 3] = [92, 104, 99];
/// A little more than a module, so that no printer leaves hairlines between rows.
const OVERLAP: f32 = 0.04;

pub(super) fn pdf(
    paper: &Paper,
    sheets: &[Sheet],
    typeface: &Typeface,
) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("{} {}", paper.title, paper.number))
            .language("zh-CN".to_owned())
            .creator("County Ledger".to_owned()),
    );
    for sheet in sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfError::Pdf("A4 is no page".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in sheet {
            draw(&mut surface, mark, typeface);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|error| PdfError::Pdf(error.to_string()))
}

fn fill(color: rgb::Color) -> Option<Fill> {
    Some(Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    })
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(22, 27, 25),
        Ink::Grey => rgb::Color::new(84, 94, 90),
        Ink::Red => rgb::Color::new(179, 38, 30),
    }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, typeface: &Typeface) {
    match mark {
        Mark::Text {
            x,
            y,
            size,
            ink,
            text,
        } => {
            surface.set_stroke(None);
            surface.set_fill(fill(colour(*ink)));
            let start = Point::from_xy(*x, *y);
            let font = typeface.font.clone();
            surface.draw_text(start, font, *size, text, false, TextDirection::Auto);
        }
        Mark::Rule { from, to } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: rgb_of(LINES).into(),
                width: 0.6,
                ..Stroke::default()
            }));
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            draw_path(surface, path.finish());
        }
        Mark::Ground {
            x,
            y,
            width,
            height,
        } => {
            surface.set_stroke(None);
            surface.set_fill(fill(rgb_of(GROUND)));
            let mut path = PathBuilder::new();
            push_rect(&mut path, *x, *y, *width, *height);
            draw_path(surface, path.finish());
        }
        Mark::Code { x, y, side, qr } => {
            surface.set_stroke(None);
            surface.set_fill(fill(rgb::Color::new(0, 0, 0)));
            draw_path(surface, symbol(qr, *x, *y, *side));
        }
    }
}

fn draw_path(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn push_rect(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rect);
    }
}

/// The dark modules, joined in rows.
fn symbol(qr: &Qr, x: f32, y: f32, side: f32) -> Option<Path> {
    let modules = to_f32(qr.width() + 2 * QUIET_ZONE);
    let module = side / modules;
    let mut path = PathBuilder::new();
    for row in 0..qr.width() {
        let mut column = 0;
        while column < qr.width() {
            let run = (column..qr.width())
                .take_while(|column| qr.is_dark(*column, row))
                .count();
            let run = u32::try_from(run).unwrap_or(0);
            if run > 0 {
                let left = x + to_f32(column + QUIET_ZONE) * module;
                let top = y + to_f32(row + QUIET_ZONE) * module;
                push_rect(
                    &mut path,
                    left,
                    top,
                    to_f32(run) * module,
                    module * (1.0 + OVERLAP),
                );
            }
            column += run.max(1);
        }
    }
    path.finish()
}

/// Modules are few.
fn to_f32(number: u32) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}

fn rgb_of([red, green, blue]: [u8; 3]) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}
