//! Rows of a table that somebody uploads: an Excel workbook (.xlsx) or a text with commas or tabs in
//! UTF-8, UTF-16 or GBK. Rows are handed over one by one, so that a file of any length takes little room.

use std::ops::ControlFlow;

use encoding_rs::{Encoding, GB18030};

use super::workbook;

/// A cell, as text without white space around it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cell {
    /// What it shows.
    pub text: String,
    /// Whether a workbook has it as a number, which may be a date.
    pub is_number: bool,
}

/// A row with its number in the file, from 1.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The number.
    pub number: u32,
    /// The cells from the first column on.
    pub cells: Vec<Cell>,
    /// Whether the workbook counts its days from 1904.
    pub from_1904: bool,
}

impl Row {
    /// The cell in a column, if there is anything in it.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column).filter(|cell| !cell.text.is_empty())
    }

    /// Whether nothing is written in the row.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SheetError {
    /// There is nothing in it.
    Empty,
    /// A workbook of before 2007, or one with a password.
    OldWorkbook,
    /// The workbook is damaged, or is no workbook.
    Broken,
    /// It unpacks to more than a table can be.
    TooLarge,
    /// The text is in none of the encodings.
    Encoding,
}

impl SheetError {
    /// What is wrong and how to mend it, in Chinese and English.
    pub fn advice(&self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => (
                "文件是空的，请选择填好的模板文件",
                "The file is empty; choose a template that is filled in",
            ),
            Self::OldWorkbook => (
                "这是旧版 .xls 或加了密码的文件，请在 Excel/WPS 中“另存为” .xlsx（不加密码）再上传",
                "This is an old .xls file or has a password; save it as .xlsx without a password",
            ),
            Self::Broken => (
                "文件损坏或不是表格文件，请用 Excel/WPS 打开后另存为 .xlsx 或 CSV 再上传",
                "The file is damaged or no table; open it and save it as .xlsx or CSV",
            ),
            Self::TooLarge => (
                "文件解压后过大，请按年度或按乡镇拆分后分次导入",
                "The file is too large once unpacked; split it by year or township",
            ),
            Self::Encoding => (
                "无法识别文件编码，请另存为 UTF-8 或 GBK 编码的 CSV，或直接上传 .xlsx",
                "The text is neither UTF-8 nor GBK; save it as CSV in UTF-8, or as .xlsx",
            ),
        }
    }
}

/// Hands over every row that is not blank, until there is none or `each` breaks off.
pub fn read_rows(
    bytes: &[u8],
    each: &mut dyn FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    if bytes.starts_with(ZIP) {
        return workbook::read_rows(bytes, each);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(SheetError::OldWorkbook);
    }
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut row = Row::default();
    loop {
        if !reader
            .read_record(&mut record)
            .map_err(|_| SheetError::Broken)?
        {
            return Ok(());
        }
        let line = record.position().map_or(1, |from| line_of(&text, from));
        row.number = u32::try_from(line).map_err(|_| SheetError::TooLarge)?;
        row.cells.clear();
        row.cells.extend(record.iter().map(|text| Cell {
            text: text.trim().to_owned(),
            is_number: false,
        }));
        if !row.is_blank() && each(&row).is_break() {
            return Ok(());
        }
    }
}

/// The line a record begins on. The reader says where it began to look, which is before empty lines.
fn line_of(text: &str, from: &csv::Position) -> u64 {
    let start = usize::try_from(from.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let lines = empty.filter(|byte| **byte == b'\n').count();
    from.line()
        .saturating_add(u64::try_from(lines).unwrap_or(0))
}

/// The text of a file, by its mark or by what its bytes can be.
fn decode(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, SheetError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding
            .decode_without_bom_handling_and_without_replacement(rest)
            .ok_or(SheetError::Encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.into());
    }
    // GB 18030 has everything that GBK has.
    let text = GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(SheetError::Encoding)?;
    let is_binary = |character: char| character.is_control() && !"\t\r\n".contains(character);
    if text.chars().take(4096).any(is_binary) {
        return Err(SheetError::Encoding);
    }
    Ok(text)
}

/// What stands between the cells: the character there is most of in the first line that has any.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, mark: u8| line.bytes().filter(|byte| *byte == mark).count();
    text.lines()
        .take(10)
        .find_map(|line| {
            [b'\t', b',', b';']
                .into_iter()
                .map(|mark| (count(line, mark), mark))
                .filter(|(count, _)| *count > 0)
                .max_by_key(|(count, _)| *count)
        })
        .map_or(b',', |(_, mark)| mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        read_rows(bytes, &mut |row| {
            let cells = row.cells.iter().map(|cell| cell.text.clone());
            rows.push((row.number, cells.collect()));
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn texts_are_read_in_the_encodings_people_have() {
        let text = "村名,摘要\n\n杨士岗村, 修路,\n\"老观坨\n村\",\"3,000 元\"\n";
        let expected = vec![
            (1, vec!["村名".to_owned(), "摘要".to_owned()]),
            (
                3,
                vec!["杨士岗村".to_owned(), "修路".to_owned(), String::new()],
            ),
            (4, vec!["老观坨\n村".to_owned(), "3,000 元".to_owned()]),
        ];
        assert_eq!(texts(text.as_bytes()), expected);
        assert_eq!(texts(format!("\u{feff}{text}").as_bytes()), expected);
        let (gbk, _, unmappable) = encoding_rs::GBK.encode(text);
        assert!(!unmappable && std::str::from_utf8(&gbk).is_err());
        assert_eq!(texts(&gbk), expected);
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&utf16), expected);
        let windows = text.replace('\n', "\r\n").replace("坨\r\n村", "坨\n村");
        assert_eq!(texts(windows.as_bytes()), expected);
        let tabs = text.replace("\"3,000 元\"", "3000").replace(',', "\t");
        assert_eq!(texts(tabs.as_bytes()).len(), 3);
    }

    #[test]
    fn what_is_no_table_is_said_so() {
        let read = |bytes: &[u8]| read_rows(bytes, &mut |_| ControlFlow::Continue(()));
        assert_eq!(read(b""), Err(SheetError::Empty));
        assert_eq!(
            read(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0]),
            Err(SheetError::OldWorkbook)
        );
        assert_eq!(read(b"PK\x03\x04 and nothing"), Err(SheetError::Broken));
        assert_eq!(read(&[0xff, 0x00, 0x81, 0x01]), Err(SheetError::Encoding));
    }

    #[test]
    fn reading_can_be_broken_off() {
        let mut seen = 0;
        read_rows(b"a,b\nc,d\ne,f\n", &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, 1);
    }
}
