//! The files that people download: templates with an example and help for every column, the list of
//! problems, and where each voucher went.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{
    accounts::names,
    columns::{self, Column},
    reconcile::Placed,
    store::KeptProblem,
    Chart, ImportKind,
};
use crate::error::ApiError;

/// Rows that a template has room for before it is copied on.
const ROWS: u32 = 20_000;

/// The name of a template.
pub fn name(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Journal => "序时账导入模板",
        ImportKind::Openings => "期初余额导入模板",
    }
}

/// A template as a workbook: the table, how to fill it in, and both charts of accounts.
pub fn workbook(kind: ImportKind) -> Result<Vec<u8>, ApiError> {
    build(kind).map_err(ApiError::internal)
}

fn build(kind: ImportKind) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00dd_ebe4))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center);
    table(book.add_worksheet(), kind, &head)?;
    help(book.add_worksheet(), kind, &head)?;
    chart(book.add_worksheet(), Chart::Of2023, "科目表2023", &head)?;
    chart(book.add_worksheet(), Chart::Of2004, "科目表2004", &head)?;
    book.save_to_buffer()
}

fn table(sheet: &mut Worksheet, kind: ImportKind, head: &Format) -> Result<(), XlsxError> {
    sheet.set_name("数据")?;
    sheet.set_freeze_panes(1, 0)?;
    // As text, so that the program changes neither codes nor dates.
    let text = Format::new().set_num_format("@");
    let money = Format::new().set_num_format("#,##0.00");
    for (at, column) in (0u16..).zip(columns::of(kind)) {
        sheet.write_with_format(0, at, column.name, head)?;
        let is_money = matches!(column.column, Column::Debit | Column::Credit);
        let format = if is_money { &money } else { &text };
        sheet.set_column_format(at, format)?;
        sheet.set_column_width(at, width(column.column))?;
        for (row, example) in (1u32..).zip(column.examples) {
            match (is_money, example.parse::<f64>()) {
                (true, Ok(amount)) => sheet.write_with_format(row, at, amount, &money)?,
                _ => sheet.write_with_format(row, at, example, &text)?,
            };
        }
        let rule = DataValidation::new()
            .set_input_title(column.name)
            .and_then(|rule| rule.set_input_message(short(column.help)));
        sheet.add_data_validation(1, at, ROWS, at, &rule?)?;
    }
    Ok(())
}

/// A help text as long as a spreadsheet shows it beside a cell.
fn short(text: &str) -> String {
    text.chars().take(250).collect()
}

fn width(column: Column) -> f64 {
    match column {
        Column::Village | Column::Summary => 30.0,
        Column::Party | Column::Document => 22.0,
        _ => 14.0,
    }
}

fn help(sheet: &mut Worksheet, kind: ImportKind, head: &Format) -> Result<(), XlsxError> {
    sheet.set_name("填写说明")?;
    let wrap = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin);
    for (at, (title, width)) in (0u16..).zip([
        ("列", 14.0),
        ("必填", 8.0),
        ("怎么填", 60.0),
        ("Column", 14.0),
        ("How to fill it in", 60.0),
    ]) {
        sheet.write_with_format(0, at, title, head)?;
        sheet.set_column_width(at, width)?;
    }
    for (row, column) in (1u32..).zip(columns::of(kind)) {
        let required = if column.required { "是" } else { "" };
        let cells = [
            column.name,
            required,
            column.help,
            column.english,
            column.help_english,
        ];
        for (at, text) in (0u16..).zip(cells) {
            sheet.write_with_format(row, at, text, &wrap)?;
        }
    }
    Ok(())
}

fn chart(sheet: &mut Worksheet, chart: Chart, name: &str, head: &Format) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_column_width(1, 28.0)?;
    sheet.write_with_format(0, 0, "编码", head)?;
    sheet.write_with_format(0, 1, "名称", head)?;
    for (row, (number, name)) in (1u32..).zip(names(chart)) {
        sheet.write(row, 0, number.to_string())?;
        sheet.write(row, 1, name)?;
    }
    Ok(())
}

/// A template as CSV.
pub fn csv(kind: ImportKind) -> Result<Vec<u8>, ApiError> {
    let columns = columns::of(kind);
    let mut rows = vec![columns.iter().map(|it| it.name.to_owned()).collect()];
    for example in 0..3 {
        let cells = columns.iter().map(|column| {
            let text = column.examples.get(example).copied();
            text.unwrap_or_default().to_owned()
        });
        rows.push(cells.collect());
    }
    table_csv(&rows)
}

/// The problems of a file as CSV.
pub fn problems_csv(problems: &[KeptProblem]) -> Result<Vec<u8>, ApiError> {
    let mut rows = vec![[
        "行号",
        "列",
        "类别",
        "问题和改法",
        "row",
        "column",
        "problem",
    ]
    .map(str::to_owned)
    .to_vec()];
    for problem in problems {
        let ((zh, en), (column_zh, column_en)) = (problem.texts(), problem.column_names());
        let row = match problem.file_row {
            0 => String::new(),
            row => row.to_string(),
        };
        let weight = match problem.weight.as_str() {
            "error" => "错误",
            _ => "提示",
        };
        rows.push(vec![
            row.clone(),
            column_zh.to_owned(),
            weight.to_owned(),
            zh,
            row,
            column_en.to_owned(),
            en,
        ]);
    }
    table_csv(&rows)
}

/// Where each voucher went, as CSV.
pub fn placed_csv(placed: &[Placed]) -> Result<Vec<u8>, ApiError> {
    let mut rows = vec![[
        "文件行号",
        "村组织",
        "原凭证号",
        "附件号",
        "状态",
        "链上编号",
        "年度",
        "月份",
        "新凭证号",
    ]
    .map(str::to_owned)
    .to_vec()];
    for unit in placed {
        let number = |value: Option<i64>| value.map(|it| it.to_string()).unwrap_or_default();
        rows.push(vec![
            unit.first_row.to_string(),
            unit.collective.clone(),
            unit.number.clone(),
            unit.document.clone(),
            unit.state.clone(),
            number(unit.voucher),
            unit.book.rem_euclid(10_000).to_string(),
            unit.month.to_string(),
            number(unit.posted_number),
        ]);
    }
    table_csv(&rows)
}

/// Rows as CSV that spreadsheets open in the right encoding. What begins like a formula is written so that it is
/// not computed.
pub fn table_csv(rows: &[Vec<String>]) -> Result<Vec<u8>, ApiError> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        let cells = row.iter().map(|cell| harmless(cell));
        writer.write_record(cells).map_err(ApiError::internal)?;
    }
    writer
        .into_inner()
        .map_err(|error| ApiError::internal(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula; negative amounts stay as they are.
fn harmless(cell: &str) -> String {
    let is_number = cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::books_import::sheet::read_rows;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        read_rows(bytes, &mut |row| {
            rows.push(row.cells.iter().map(|cell| cell.text.clone()).collect());
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn both_templates_have_the_same_columns_and_examples() {
        for kind in [ImportKind::Journal, ImportKind::Openings] {
            let (book, text) = (rows(&workbook(kind).unwrap()), rows(&csv(kind).unwrap()));
            assert_eq!(book[0], text[0]);
            assert_eq!((book.len(), text.len()), (4, 4));
            for column in columns::of(kind) {
                assert!(book[0].contains(&column.name.to_owned()));
            }
        }
    }

    #[test]
    fn cells_are_not_computed() {
        let rows = vec![["=1+1", "-12.50", "-x", "@a", "正常"]
            .map(str::to_owned)
            .to_vec()];
        let text = String::from_utf8(table_csv(&rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}'=1+1,-12.50,'-x,'@a,正常\n");
    }
}
