//! Where everything stands on the sheets of a statement: one form on one A4 page, each with the code.

use qr_labeler::render::{Level, Qr};

use super::{form::Weight, Form, Paper, Row};
use crate::{
    pdf::{Ink, Mark, PdfError, Ruler, Sheet, Typeface, HEIGHT, WIDTH},
    three_assets::money::yuan,
};

const MARGIN: f32 = 42.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// The highest a row of a table is, and how much of it its letters take.
const ROW: f32 = 20.0;
const LETTERS: f32 = 0.55;
const LETTERS_MAX: f32 = 10.0;
const LETTERS_MIN: f32 = 4.0;
const PAD: f32 = 4.0;
/// Side of the symbol with its quiet zone: 36 mm.
const CODE: f32 = 102.0;
/// Height of what stands under a table.
const FOOT: f32 = CODE + 30.0;
const FOOT_SIZE: f32 = 10.0;
const FOOT_LINE: f32 = 16.0;
const FOOT_LABEL: f32 = 86.0;
const NOTE_SIZE: f32 = 7.5;
const NOTE_LINE: f32 = 10.5;
const BOTTOM: f32 = HEIGHT - 44.0;
const PAGE_LINE: f32 = HEIGHT - 26.0;

/// Where text stands in its cell.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
    Right,
}

struct Cell {
    text: String,
    side: Side,
    indent: f32,
    /// Whether it stands on the light ground of heads and sums.
    is_grounded: bool,
}

impl Cell {
    fn new(text: impl Into<String>, side: Side) -> Self {
        Self {
            text: text.into(),
            side,
            indent: 0.0,
            is_grounded: false,
        }
    }

    fn empty() -> Self {
        Self::new("", Side::Left)
    }
}

/// A table: how wide its columns are, compared with each other, and its lines from the head down.
struct Table {
    shares: Vec<f32>,
    lines: Vec<Vec<Cell>>,
}

struct Layout<'a> {
    ruler: Ruler<'a>,
    sheet: Sheet,
    y: f32,
}

/// The pages of a paper.
pub(super) fn sheets(paper: &Paper, typeface: &Typeface) -> Result<Vec<Sheet>, PdfError> {
    let qr = paper
        .code
        .as_deref()
        .map(|code| Qr::new(code, Level::Medium));
    let qr = qr.transpose()?;
    let mut sheets = Vec::new();
    for (form, at) in paper.forms.iter().zip(1usize..) {
        let ruler = typeface
            .ruler()
            .ok_or_else(|| PdfError::Pdf("the font cannot be measured".to_owned()))?;
        let mut layout = Layout {
            ruler,
            sheet: Vec::new(),
            y: 66.0,
        };
        layout.head(paper, form);
        let notes = layout.note_lines(paper);
        let under = u8::try_from(notes.len()).map_or(0.0, f32::from) * NOTE_LINE;
        let room = BOTTOM - layout.y - FOOT - under - 14.0;
        layout.table(&table(form), room);
        layout.foot(paper, qr.as_ref());
        layout.notes(&notes);
        let page = format!("{}　第 {at} 页，共 {} 页", paper.unit, paper.forms.len());
        layout.centred(PAGE_LINE, 8.0, Ink::Grey, &page);
        sheets.push(layout.sheet);
    }
    Ok(sheets)
}

fn table(form: &Form) -> Table {
    match &form.right {
        Some((name, right)) => two_halves(form, name, right),
        None => one_piece(form),
    }
}

fn cells(row: &Row, has_line: bool) -> Vec<Cell> {
    let mut label = Cell::new(&row.label, Side::Left);
    if row.weight == Weight::Part {
        label.indent = 8.0;
    }
    let mut cells = vec![label];
    if has_line {
        cells.push(Cell::new(row.line.to_string(), Side::Middle));
    }
    let figures = row.figures.iter();
    cells.extend(figures.map(|figure| Cell::new(yuan(*figure), Side::Right)));
    for cell in &mut cells {
        cell.is_grounded = row.weight == Weight::Sum;
    }
    cells
}

fn head(columns: &[String], has_line: bool) -> Vec<Cell> {
    let mut names: Vec<&str> = columns.iter().map(String::as_str).collect();
    if has_line {
        names.insert(1, "行次");
    }
    let cell = |name: &str| Cell {
        is_grounded: true,
        ..Cell::new(name, Side::Middle)
    };
    names.into_iter().map(cell).collect()
}

fn one_piece(form: &Form) -> Table {
    // A table with many figures needs the room of the numbers of its lines.
    let has_line = form.columns.len() < 5;
    let mut shares = vec![2.6];
    if has_line {
        shares.push(0.5);
    }
    shares.resize(form.columns.len() + usize::from(has_line), 1.4);
    let mut lines = vec![head(&form.columns, has_line)];
    lines.extend(form.rows.iter().map(|row| cells(row, has_line)));
    Table { shares, lines }
}

/// Both halves end on the same line, because their last sums are equal.
fn two_halves(form: &Form, name: &str, right: &[Row]) -> Table {
    let half = [1.85, 0.42, 1.25, 1.25];
    let mut heads = head(&form.columns, true);
    let mut names = form.columns.clone();
    if let Some(first) = names.first_mut() {
        name.clone_into(first);
    }
    heads.extend(head(&names, true));
    let count = form.rows.len().max(right.len());
    let (last, others) = match right.split_last() {
        Some((last, others)) => (Some(last), others),
        None => (None, right),
    };
    let mut lines = vec![heads];
    for at in 0..count {
        let of = |row: Option<&Row>| {
            row.map_or_else(
                || (0..half.len()).map(|_| Cell::empty()).collect(),
                |row| cells(row, true),
            )
        };
        let mut line = of(form.rows.get(at));
        let is_last = at + 1 == count;
        line.extend(of(if is_last { last } else { others.get(at) }));
        lines.push(line);
    }
    Table {
        shares: [half, half].concat(),
        lines,
    }
}

impl Layout<'_> {
    fn text(&mut self, x: f32, y: f32, size: f32, ink: Ink, text: &str) {
        if !text.is_empty() {
            self.sheet.push(Mark::Text {
                x,
                y,
                size,
                ink,
                text: text.to_owned(),
            });
        }
    }

    fn centred(&mut self, y: f32, size: f32, ink: Ink, text: &str) {
        let size = self.fitting(text, size, INNER);
        let x = (WIDTH - self.ruler.width(text, size)) / 2.0;
        self.text(x, y, size, ink, text);
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.sheet.push(Mark::Rule { from, to });
    }

    /// The largest size up to this one at which a text is no wider than its place.
    fn fitting(&self, text: &str, size: f32, width: f32) -> f32 {
        let wide = self.ruler.width(text, size);
        if wide <= width {
            size
        } else {
            (size * width / wide).max(LETTERS_MIN)
        }
    }

    fn head(&mut self, paper: &Paper, form: &Form) {
        self.centred(self.y, 21.0, Ink::Black, &form.title);
        if let Some(stamp) = &paper.stamp {
            self.y += 20.0;
            self.centred(self.y, 12.0, Ink::Red, stamp);
        }
        self.y += 22.0;
        self.centred(self.y, 11.0, Ink::Black, &paper.period);
        self.y += 20.0;
        let unit = format!("编制单位：{}　{}", paper.unit, paper.place);
        let money = "单位：元";
        let money_width = self.ruler.width(money, 10.0);
        let size = self.fitting(&unit, 10.0, INNER - money_width - 10.0);
        self.text(MARGIN, self.y, size, Ink::Black, &unit);
        let right = WIDTH - MARGIN - money_width;
        self.text(right, self.y, 10.0, Ink::Black, money);
        self.y += 7.0;
    }

    fn table(&mut self, table: &Table, room: f32) {
        let lines = u16::try_from(table.lines.len().max(1)).unwrap_or(u16::MAX);
        let height = (room / f32::from(lines)).min(ROW);
        let all: f32 = table.shares.iter().sum();
        let top = self.y;
        let mut bottoms = vec![top];
        for line in &table.lines {
            let mut x = MARGIN;
            for (cell, share) in line.iter().zip(&table.shares) {
                let width = INNER * share / all.max(1.0);
                self.cell(cell, x, width, height);
                x += width;
            }
            self.y += height;
            bottoms.push(self.y);
        }
        // Rules lie above the grounds of the rows on both sides of them.
        for y in bottoms {
            self.rule((MARGIN, y), (WIDTH - MARGIN, y));
        }
        let mut x = MARGIN;
        self.rule((x, top), (x, self.y));
        for share in &table.shares {
            x += INNER * share / all.max(1.0);
            self.rule((x, top), (x, self.y));
        }
    }

    fn cell(&mut self, cell: &Cell, x: f32, width: f32, height: f32) {
        if cell.is_grounded {
            self.sheet.push(Mark::Ground {
                x,
                y: self.y,
                width,
                height,
            });
        }
        let room = width - 2.0 * PAD - cell.indent;
        let size = (height * LETTERS).min(LETTERS_MAX);
        let size = self.fitting(&cell.text, size, room);
        let wide = self.ruler.width(&cell.text, size);
        let left = x + PAD + cell.indent;
        let at = match cell.side {
            Side::Left => left,
            Side::Middle => left + (room - wide) / 2.0,
            Side::Right => left + room - wide,
        };
        let base = self.y + height / 2.0 + size * 0.36;
        self.text(at, base, size, Ink::Black, &cell.text);
    }

    /// Who stands behind it on the left, the code on the right.
    fn foot(&mut self, paper: &Paper, qr: Option<&Qr>) {
        let top = self.y + 10.0;
        let code_x = WIDTH - MARGIN - CODE;
        let right = if qr.is_some() {
            code_x - 14.0
        } else {
            WIDTH - MARGIN
        };
        if let Some(qr) = qr {
            self.sheet.push(Mark::Code {
                x: code_x,
                y: top,
                side: CODE,
                qr: Box::new(qr.clone()),
            });
            let size = self.fitting(&paper.code_line, 8.5, CODE);
            let x = code_x + (CODE - self.ruler.width(&paper.code_line, size)) / 2.0;
            self.text(x, top + CODE + 9.0, size, Ink::Grey, &paper.code_line);
        }
        let mut y = top + 14.0;
        for (label, value) in &paper.foot {
            let size = self.fitting(label, FOOT_SIZE, FOOT_LABEL - 6.0);
            self.text(MARGIN, y, size, Ink::Grey, label);
            let x = MARGIN + FOOT_LABEL;
            let size = self.fitting(value, FOOT_SIZE, right - x);
            self.text(x, y, size, Ink::Black, value);
            y += FOOT_LINE;
        }
        self.y = top + FOOT - 10.0;
    }

    fn note_lines(&self, paper: &Paper) -> Vec<String> {
        let lines = |note: &String| self.ruler.lines(note, NOTE_SIZE, INNER);
        paper.notes.iter().flat_map(lines).collect()
    }

    fn notes(&mut self, lines: &[String]) {
        for line in lines {
            self.text(MARGIN, self.y, NOTE_SIZE, Ink::Grey, line);
            self.y += NOTE_LINE;
        }
    }
}
