//! Where everything stands on A4, in points from the upper left corner.

use qr_labeler::render::Qr;

use crate::{
    certificate::paper::{Cell, Paper},
    pdf::{Ink, Mark, PdfError, Ruler, Sheet, Typeface, HEIGHT, WIDTH},
};

const MARGIN: f32 = 45.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;
const BOTTOM: f32 = HEIGHT - 48.0;
/// Width of the label in front of a value.
const LABEL: f32 = 78.0;
const LABEL_SIZE: f32 = 9.0;
const VALUE_SIZE: f32 = 10.5;
const LINE: f32 = 15.0;
const PAD: f32 = 6.0;
/// Side of the symbol with its quiet zone: 42 mm.
const CODE: f32 = 119.0;
const TAG_COLUMNS: usize = 5;
const TAG_LINE: f32 = 13.5;

struct Layout<'a> {
    ruler: Ruler<'a>,
    pages: Vec<Sheet>,
    page: Sheet,
    y: f32,
}

/// The pages of a paper.
pub(super) fn pages(paper: &Paper, typeface: &Typeface) -> Result<Vec<Sheet>, PdfError> {
    let ruler = typeface
        .ruler()
        .ok_or_else(|| PdfError::Pdf("the font cannot be measured".to_owned()))?;
    let mut layout = Layout {
        ruler,
        pages: Vec::new(),
        page: Vec::new(),
        y: 62.0,
    };
    layout.head(paper);
    layout.table(&paper.rows);
    layout.statement(&paper.statement);
    layout.foot(paper)?;
    layout.notes(&paper.notes);
    layout.tags(paper);
    Ok(layout.finish(&paper.number))
}

impl Layout<'_> {
    fn text(&mut self, x: f32, y: f32, size: f32, ink: Ink, text: &str) {
        if !text.is_empty() {
            let text = text.to_owned();
            self.page.push(Mark::Text {
                x,
                y,
                size,
                ink,
                text,
            });
        }
    }

    fn centred(&mut self, size: f32, ink: Ink, text: &str) {
        let x = (WIDTH - self.ruler.width(text, size)) / 2.0;
        self.text(x, self.y, size, ink, text);
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.page.push(Mark::Rule { from, to });
    }

    fn head(&mut self, paper: &Paper) {
        self.centred(21.0, Ink::Black, &paper.title);
        self.y += 18.0;
        self.centred(8.5, Ink::Grey, &paper.older_title);
        if let Some(state) = &paper.state {
            self.y += 22.0;
            self.centred(14.0, Ink::Red, state);
        }
        self.y += 24.0;
        let number = format!("编号 No. {}", paper.number);
        let x = WIDTH - MARGIN - self.ruler.width(&number, 10.0);
        self.text(x, self.y, 10.0, Ink::Black, &number);
        self.text(MARGIN, self.y, 9.0, Ink::Grey, &paper.ledger);
        self.y += 8.0;
    }

    fn table(&mut self, rows: &[Vec<Cell>]) {
        for row in rows {
            self.row(row);
        }
    }

    fn row(&mut self, cells: &[Cell]) {
        let shares: u16 = cells.iter().map(|cell| u16::from(cell.share)).sum();
        let mut x = MARGIN;
        let mut laid: Vec<(f32, f32, Vec<String>, Vec<String>)> = Vec::new();
        let mut height = 0.0_f32;
        for cell in cells {
            let width = INNER * f32::from(cell.share) / f32::from(shares.max(1));
            let label = self.ruler.lines(&cell.label, LABEL_SIZE, LABEL - 2.0 * PAD);
            let value = self
                .ruler
                .lines(&cell.value, VALUE_SIZE, width - LABEL - 2.0 * PAD);
            let lines = label.len().max(value.len());
            height = height.max(lines_height(lines));
            laid.push((x, width, label, value));
            x += width;
        }
        self.make_room(height);
        let (top, bottom) = (self.y, self.y + height);
        for (x, width, label, value) in laid {
            self.page.push(Mark::Ground {
                x,
                y: top,
                width: LABEL,
                height,
            });
            self.lines(x + PAD, top, height, LABEL_SIZE, Ink::Grey, &label);
            self.lines(x + LABEL + PAD, top, height, VALUE_SIZE, Ink::Black, &value);
            self.frame(x, top, width, height);
            self.rule((x + LABEL, top), (x + LABEL, bottom));
        }
        self.y = bottom;
    }

    /// Lines in the middle of a cell's height.
    fn lines(&mut self, x: f32, top: f32, height: f32, size: f32, ink: Ink, lines: &[String]) {
        let mut y = top + (height - lines_height(lines.len())) / 2.0 + PAD / 2.0 + LINE * 0.78;
        for line in lines {
            self.text(x, y, size, ink, line);
            y += LINE;
        }
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let (right, bottom) = (x + width, y + height);
        self.rule((x, y), (right, y));
        self.rule((x, bottom), (right, bottom));
        self.rule((x, y), (x, bottom));
        self.rule((right, y), (right, bottom));
    }

    fn statement(&mut self, statement: &str) {
        let lines = self.ruler.lines(statement, 11.0, INNER - 2.0 * PAD);
        let height = lines_height(lines.len()) + 4.0;
        self.make_room(height);
        self.lines(MARGIN + PAD, self.y, height, 11.0, Ink::Black, &lines);
        self.frame(MARGIN, self.y, INNER, height);
        self.y += height;
    }

    /// The signature on the left, the code on the right.
    fn foot(&mut self, paper: &Paper) -> Result<(), PdfError> {
        let height = CODE + 20.0;
        self.make_room(height);
        let top = self.y;
        self.frame(MARGIN, top, INNER, height);
        let x = WIDTH - MARGIN - CODE - 10.0;
        self.rule((x - 10.0, top), (x - 10.0, top + height));
        if let Some(code) = &paper.code {
            let qr = Qr::new(code, qr_labeler::render::Level::Medium)?;
            self.page.push(Mark::Code {
                x,
                y: top + 10.0,
                side: CODE,
                qr: Box::new(qr),
            });
        } else {
            let lines = self.ruler.lines(&paper.code_missing, 9.0, CODE);
            self.lines(x, top, height, 9.0, Ink::Red, &lines);
        }
        let mut y = top + 24.0;
        for cell in &paper.signature {
            self.text(MARGIN + PAD, y, LABEL_SIZE, Ink::Grey, &cell.label);
            let left = MARGIN + LABEL + 22.0;
            let width = x - 20.0 - left;
            for line in self.ruler.lines(&cell.value, VALUE_SIZE, width) {
                self.text(left, y, VALUE_SIZE, Ink::Black, &line);
                y += LINE;
            }
            y += 7.0;
        }
        self.y += height + 6.0;
        Ok(())
    }

    fn notes(&mut self, notes: &[String]) {
        for note in notes {
            for line in self.ruler.lines(note, 8.0, INNER) {
                self.make_room(12.0);
                self.y += 11.5;
                self.text(MARGIN, self.y, 8.0, Ink::Grey, &line);
            }
        }
        self.y += 10.0;
    }

    /// The list of tags, in columns that are read from left to right.
    fn tags(&mut self, paper: &Paper) {
        if paper.tags.is_empty() {
            return;
        }
        self.make_room(2.0 * TAG_LINE + 8.0);
        self.y += TAG_LINE;
        self.text(MARGIN, self.y, 10.0, Ink::Black, &paper.tags_title);
        self.y += 5.0;
        self.rule((MARGIN, self.y), (WIDTH - MARGIN, self.y));
        for row in paper.tags.chunks(TAG_COLUMNS) {
            self.make_room(TAG_LINE);
            self.y += TAG_LINE;
            let mut x = MARGIN;
            for tag in row {
                self.text(x, self.y, 9.0, Ink::Black, tag);
                x += INNER / 5.0;
            }
        }
    }

    /// A new page if this much does not fit any more.
    fn make_room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(std::mem::take(&mut self.page));
            self.y = MARGIN;
        }
    }

    /// All pages, with the number of the certificate at the foot of each.
    fn finish(mut self, number: &str) -> Vec<Sheet> {
        self.pages.push(std::mem::take(&mut self.page));
        let mut pages = std::mem::take(&mut self.pages);
        let count = pages.len();
        for (page, at) in pages.iter_mut().zip(1..) {
            let text = format!("{number}　第 {at} 页，共 {count} 页");
            page.push(Mark::Text {
                x: (WIDTH - self.ruler.width(&text, 8.0)) / 2.0,
                y: HEIGHT - 28.0,
                size: 8.0,
                ink: Ink::Grey,
                text,
            });
        }
        pages
    }
}

/// The height of a cell with so many lines.
fn lines_height(lines: usize) -> f32 {
    let lines = u16::try_from(lines.max(1)).unwrap_or(u16::MAX);
    f32::from(lines) * LINE + 2.0 * PAD
}
