//! A table with its head, and how it becomes a sheet of a workbook that prints on A4.

use county_primitives::three_assets::Fen;
use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{error::ApiError, three_assets::money::plain};

/// A cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Value {
    /// Nothing.
    Blank,
    /// A text.
    Text(String),
    /// The name of a sum, or a heading inside the table.
    Strong(String),
    /// A number that counts something.
    Count(u32),
    /// An amount.
    Money(Fen),
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn written(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Strong(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Money(fen) => plain(*fen),
        }
    }
}

/// A table.
pub(super) struct Sheet {
    /// Its name, which is its title too.
    pub(super) name: &'static str,
    /// Whose it is, and of when.
    pub(super) owner: String,
    pub(super) period: String,
    /// The columns: names and widths in characters.
    pub(super) columns: Vec<(&'static str, f64)>,
    /// The rows.
    pub(super) rows: Vec<Vec<Value>>,
    /// Whether it is printed across.
    pub(super) is_wide: bool,
    /// Who signs below it.
    pub(super) signatures: bool,
}

impl Sheet {
    /// The names of the columns and the rows, as CSV has them.
    pub(super) fn texts(&self) -> Vec<Vec<String>> {
        let names = self.columns.iter().map(|(name, _)| (*name).to_owned());
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(Value::written).collect());
        std::iter::once(names.collect()).chain(rows).collect()
    }
}

/// The largest number of fen that a number of a spreadsheet has exactly.
const EXACT: i64 = 9_007_199_254_740_992;
/// A4 among the paper sizes of workbooks.
const A4: u8 = 9;
/// Rows above the names of the columns: title, owner and period.
const HEAD_ROWS: u32 = 2;

struct Formats {
    title: Format,
    left: Format,
    right: Format,
    head: Format,
    text: Format,
    strong: Format,
    count: Format,
    money: Format,
    foot: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin);
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(16.0)
                .set_align(FormatAlign::Center),
            left: Format::new(),
            right: Format::new().set_align(FormatAlign::Right),
            head: cell()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00dd_ebe4)),
            text: cell().set_num_format("@").set_text_wrap(),
            strong: cell().set_bold(),
            count: cell().set_align(FormatAlign::Center),
            money: cell().set_num_format("#,##0.00;[Red]-#,##0.00"),
            foot: Format::new(),
        }
    }
}

/// A workbook of these tables. `block` is the block whose state they show.
pub(super) fn workbook(sheets: &[Sheet], block: u64) -> Result<Vec<u8>, ApiError> {
    build(sheets, block).map_err(ApiError::internal)
}

fn build(sheets: &[Sheet], block: u64) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    let comment = format!("账本区块高度 {block}；依据财会〔2023〕14号编制");
    book.set_properties(
        &DocProperties::new()
            .set_title(sheets.first().map_or("", |sheet| sheet.name))
            .set_comment(comment.as_str()),
    );
    for sheet in sheets {
        write(book.add_worksheet(), sheet, &formats, block)?;
    }
    book.save_to_buffer()
}

fn write(
    page: &mut Worksheet,
    sheet: &Sheet,
    formats: &Formats,
    block: u64,
) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?;
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(0);
    page.merge_range(0, 0, 0, last, sheet.name, &formats.title)?;
    page.set_row_height(0, 28.0)?;
    page.write_with_format(1, 0, format!("编制单位：{}", sheet.owner), &formats.left)?;
    let middle = last / 2;
    page.write_with_format(1, middle, sheet.period.as_str(), &formats.left)?;
    page.write_with_format(1, last, "单位：元", &formats.right)?;
    for (at, (name, width)) in (0u16..).zip(&sheet.columns) {
        page.write_with_format(HEAD_ROWS, at, *name, &formats.head)?;
        page.set_column_width(at, *width)?;
    }
    let first = HEAD_ROWS.saturating_add(1);
    for (row, cells) in (first..).zip(&sheet.rows) {
        for (at, value) in (0u16..).zip(cells) {
            cell(page, (row, at), value, formats)?;
        }
    }
    let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let end = first.saturating_add(rows);
    if sheet.signatures {
        let line = "单位负责人：　　　　　　　会计：　　　　　　　制表：";
        page.write_with_format(end.saturating_add(1), 0, line, &formats.foot)?;
    }
    page.set_freeze_panes(first, 0)?;
    page.set_repeat_rows(0, HEAD_ROWS)?;
    page.set_paper_size(A4);
    if sheet.is_wide {
        page.set_landscape();
    }
    page.set_print_fit_to_pages(1, 0);
    page.set_print_center_horizontally(true);
    page.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    page.set_footer(format!("&L账本区块高度 {block}&R第 &P 页，共 &N 页"));
    Ok(())
}

fn cell(
    page: &mut Worksheet,
    (row, at): (u32, u16),
    value: &Value,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => page.write_blank(row, at, &formats.text)?,
        Value::Text(text) => page.write_with_format(row, at, text.as_str(), &formats.text)?,
        Value::Strong(text) => page.write_with_format(row, at, text.as_str(), &formats.strong)?,
        Value::Count(count) => page.write_with_format(row, at, *count, &formats.count)?,
        Value::Money(fen) if fen.0.unsigned_abs() <= EXACT.unsigned_abs() => {
            page.write_with_format(row, at, yuan(*fen), &formats.money)?
        }
        // More than a spreadsheet counts exactly: as text it is right to the fen.
        Value::Money(fen) => page.write_with_format(row, at, plain(*fen), &formats.text)?,
    };
    Ok(())
}

/// The amount as the number that a spreadsheet shows with two decimals. Up to the limit above, the nearest number
/// to so many fen is nearest to no other.
fn yuan(fen: Fen) -> f64 {
    fen.0 as f64 / 100.0
}
