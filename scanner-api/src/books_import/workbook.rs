//! Reads the first sheet of an Excel workbook (.xlsx), row by row. Only values are read: no formulas are
//! computed, nothing is linked or run. What a file unpacks to is limited.

use std::{
    io::{BufReader, Cursor, Read},
    ops::ControlFlow,
};

use quick_xml::{
    events::{BytesRef, BytesStart, Event},
    Reader,
};
use zip::ZipArchive;

use super::sheet::{Cell, Row, SheetError};

/// The most bytes one part of a workbook may unpack to.
const PART_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The most bytes of shared strings, which are kept while the sheet is read.
const STRINGS_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// The columns that are looked at.
const COLUMNS_MAX: usize = 64;
/// What a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Beyond so many zeros a number is no amount.
const EXPONENT_MAX: i64 = 30;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;
type Part<'a> = Reader<BufReader<Box<dyn Read + 'a>>>;

/// Hands over every row of the first sheet that is not blank.
pub(super) fn read_rows(
    bytes: &[u8],
    each: &mut dyn FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let mut archive = Archive::new(Cursor::new(bytes)).map_err(|_| SheetError::Broken)?;
    if archive.index_for_name("EncryptedPackage").is_some() {
        return Err(SheetError::OldWorkbook);
    }
    let (relation, from_1904) = first_sheet(&mut archive)?;
    let path = target(&mut archive, &relation)?;
    let strings = match archive.index_for_name("xl/sharedStrings.xml") {
        Some(_) => shared_strings(part(
            &mut archive,
            "xl/sharedStrings.xml",
            STRINGS_BYTES_MAX,
        )?)?,
        None => Vec::new(),
    };
    let sheet = part(&mut archive, &path, PART_BYTES_MAX)?;
    Sheet {
        strings,
        from_1904,
        row: Row::default(),
        kind: String::new(),
        column: 0,
        text: String::new(),
        reads_text: false,
        phonetic: 0,
    }
    .read(sheet, each)
}

/// A part of the workbook, up to a limit.
fn part<'a>(archive: &'a mut Archive<'_>, path: &str, limit: u64) -> Result<Part<'a>, SheetError> {
    let file = archive.by_name(path).map_err(|_| SheetError::Broken)?;
    if file.size() > limit {
        return Err(SheetError::TooLarge);
    }
    // The size is what the file says of itself; reading stops there whatever comes out.
    let content: Box<dyn Read + 'a> = Box::new(file.take(limit));
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, content));
    reader.config_mut().check_end_names = false;
    Ok(reader)
}

/// The next event of a part.
fn next<'b>(part: &mut Part<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, SheetError> {
    buffer.clear();
    part.read_event_into(buffer).map_err(|_| SheetError::Broken)
}

/// An attribute without its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    // Nobody needs to know whether a name stands twice, and asking takes long where there are many.
    attributes.with_checks(false);
    attributes
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value.into_owned())
}

/// What `&amp;` and its like stand for.
fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// The relation of the first sheet, and whether days count from 1904.
fn first_sheet(archive: &mut Archive<'_>) -> Result<(String, bool), SheetError> {
    let mut book = part(archive, "xl/workbook.xml", PART_BYTES_MAX)?;
    let (mut buffer, mut from_1904) = (Vec::new(), false);
    loop {
        match next(&mut book, &mut buffer)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "workbookPr" => {
                    from_1904 = attribute(&tag, "date1904")
                        .is_some_and(|value| value == "1" || value == "true");
                }
                "sheet" => {
                    // `r:id`; `sheetId` is another attribute.
                    let relation = attribute(&tag, "id").ok_or(SheetError::Broken)?;
                    return Ok((relation, from_1904));
                }
                _ => {}
            },
            Event::Eof => return Err(SheetError::Broken),
            _ => {}
        }
    }
}

/// The path of the part that a relation leads to.
fn target(archive: &mut Archive<'_>, relation: &str) -> Result<String, SheetError> {
    let mut relations = part(archive, "xl/_rels/workbook.xml.rels", PART_BYTES_MAX)?;
    let mut buffer = Vec::new();
    loop {
        match next(&mut relations, &mut buffer)? {
            Event::Start(tag) | Event::Empty(tag)
                if attribute(&tag, "Id").as_deref() == Some(relation) =>
            {
                let target = attribute(&tag, "Target").ok_or(SheetError::Broken)?;
                return Ok(match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{target}"),
                });
            }
            Event::Eof => return Err(SheetError::Broken),
            _ => {}
        }
    }
}

/// The texts that cells name by their number.
fn shared_strings(mut part: Part<'_>) -> Result<Vec<String>, SheetError> {
    let (mut strings, mut buffer) = (Vec::new(), Vec::new());
    let (mut text, mut reads, mut phonetic) = (String::new(), false, 0usize);
    loop {
        match next(&mut part, &mut buffer)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => text.clear(),
                "rPh" => phonetic = phonetic.saturating_add(1),
                "t" => reads = phonetic == 0,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "si" => strings.push(text.trim().to_owned()),
                "rPh" => phonetic = phonetic.saturating_sub(1),
                "t" => reads = false,
                _ => {}
            },
            Event::Text(piece) if reads => text.push_str(&piece.xml10_content()),
            Event::CData(piece) if reads => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if reads => text.extend(resolved(&reference)),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// A sheet while it is read.
struct Sheet {
    strings: Vec<String>,
    from_1904: bool,
    row: Row,
    /// The type of the cell that is read.
    kind: String,
    column: usize,
    text: String,
    reads_text: bool,
    phonetic: usize,
}

impl Sheet {
    fn read(
        mut self,
        mut part: Part<'_>,
        each: &mut dyn FnMut(&Row) -> ControlFlow<()>,
    ) -> Result<(), SheetError> {
        let mut buffer = Vec::new();
        let mut number = 0u32;
        loop {
            match next(&mut part, &mut buffer)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        let said = attribute(&tag, "r").and_then(|text| text.parse().ok());
                        number = said.unwrap_or_else(|| number.saturating_add(1));
                        self.open_row(number);
                    }
                    "c" => self.open_cell(&tag),
                    "rPh" => self.phonetic = self.phonetic.saturating_add(1),
                    "v" | "t" => self.reads_text = self.phonetic == 0,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                    self.column = self.column_of(&tag).saturating_add(1);
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "v" | "t" => self.reads_text = false,
                    "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
                    "c" => self.close_cell(),
                    "row" if !self.row.is_blank() && each(&self.row).is_break() => return Ok(()),
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Text(piece) if self.reads_text => {
                    self.text.push_str(&piece.xml10_content());
                }
                Event::CData(piece) if self.reads_text => {
                    self.text.push_str(&piece.xml10_content());
                }
                Event::GeneralRef(reference) if self.reads_text => {
                    self.text.extend(resolved(&reference));
                }
                Event::Eof => return Err(SheetError::Broken),
                _ => {}
            }
        }
    }

    fn open_row(&mut self, number: u32) {
        self.row.number = number;
        self.row.cells.clear();
        self.row.from_1904 = self.from_1904;
        self.column = 0;
    }

    /// The column of a cell: as it says itself, otherwise the one after the last.
    fn column_of(&self, tag: &BytesStart<'_>) -> usize {
        let Some(place) = attribute(tag, "r") else {
            return self.column;
        };
        let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
        let number = letters.fold(0usize, |number, letter| {
            let digit = usize::from(letter.to_ascii_uppercase().saturating_sub(b'A'));
            number
                .saturating_mul(26)
                .saturating_add(digit.saturating_add(1))
        });
        number.saturating_sub(1)
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) {
        self.column = self.column_of(tag);
        self.kind = attribute(tag, "t").unwrap_or_default();
        self.text.clear();
        self.reads_text = false;
    }

    fn close_cell(&mut self) {
        let cell = self.cell();
        if self.column < COLUMNS_MAX && !cell.text.is_empty() {
            if self.row.cells.len() <= self.column {
                self.row
                    .cells
                    .resize(self.column.saturating_add(1), Cell::default());
            }
            if let Some(place) = self.row.cells.get_mut(self.column) {
                *place = cell;
            }
        }
        self.column = self.column.saturating_add(1);
        self.text.clear();
    }

    fn cell(&self) -> Cell {
        let text = self.text.trim();
        let plain = |text: &str| Cell {
            text: text.to_owned(),
            is_number: false,
        };
        match self.kind.as_str() {
            "s" => {
                let at: Option<usize> = text.parse().ok();
                plain(
                    at.and_then(|at| self.strings.get(at))
                        .map_or("", String::as_str),
                )
            }
            "str" | "inlineStr" | "b" => plain(text),
            // A formula that failed: what it shows is no value.
            "e" => plain(text),
            // An ISO date; its time of day is no matter.
            "d" => plain(text.split('T').next().unwrap_or_default()),
            _ => match plain_number(text) {
                Some(number) => Cell {
                    text: number,
                    is_number: true,
                },
                None => plain(text),
            },
        }
    }
}

/// A number as a spreadsheet shows it: rounded to the 15 digits it keeps, without an exponent. Workbooks write
/// 0.3 as 0.30000000000000004 where it was computed; the digits are rounded as digits, never as a float.
pub(super) fn plain_number(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    let all = format!("{whole}{decimals}");
    let significant = all.trim_start_matches('0');
    let leading = i64::try_from(all.len().checked_sub(significant.len())?).ok()?;
    let mut digits: Vec<u8> = significant.bytes().map(|byte| byte & 0x0f).collect();
    // How many of the digits stand before the point.
    let mut point = i64::try_from(whole.len()).ok()? + exponent - leading;
    if round(&mut digits) {
        point += 1;
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    if point.abs() > EXPONENT_MAX {
        return None;
    }
    let mut plain = String::from(sign);
    if point <= 0 {
        plain.push_str("0.");
        plain.extend((point..0).map(|_| '0'));
    }
    for (at, digit) in (0i64..).zip(&digits) {
        if at == point && point > 0 {
            plain.push('.');
        }
        plain.push(char::from(b'0' | digit));
    }
    let missing = point.saturating_sub(i64::try_from(digits.len()).ok()?);
    plain.extend((0..missing).map(|_| '0'));
    Some(plain)
}

/// Rounds to the digits that are kept; answers whether there is one digit more in front.
fn round(digits: &mut Vec<u8>) -> bool {
    let Some(next) = digits.get(DIGITS).copied() else {
        return false;
    };
    digits.truncate(DIGITS);
    if next < 5 {
        return false;
    }
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit = digit.saturating_add(1);
            return false;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
    true
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Row>, SheetError> {
        let mut rows = Vec::new();
        read_rows(bytes, &mut |row| {
            rows.push(row.clone());
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in parts {
            zip.start_file(*path, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const BOOK: &str = r#"<workbook xmlns:r="r"><workbookPr date1904="true"/><sheets><sheet name="a" sheetId="7" r:id="rId3"/></sheets></workbook>"#;
    const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Target="styles.xml"/><Relationship Id="rId3" Target="/xl/worksheets/one.xml"/></Relationships>"#;

    #[test]
    fn a_workbook_is_read_as_it_is_shown() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "科目 & <编码>").unwrap();
        sheet.write(0, 2, "金额").unwrap();
        sheet.write(2, 0, "10201").unwrap();
        sheet.write(2, 1, 0.1 + 0.2).unwrap();
        sheet.write(2, 2, 1_234_567.89).unwrap();
        let day = ExcelDateTime::from_ymd(2024, 1, 1).unwrap();
        let format = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(2, 3, &day, &format).unwrap();
        sheet
            .write(2, 4, Formula::new("=1+1").set_result("2"))
            .unwrap();
        let rows = rows(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].number, rows[1].number), (1, 3));
        assert_eq!(rows[0].cells[0].text, "科目 & <编码>");
        assert!(rows[0].cell(1).is_none());
        let texts: Vec<(&str, bool)> = rows[1]
            .cells
            .iter()
            .map(|cell| (cell.text.as_str(), cell.is_number))
            .collect();
        assert_eq!(
            texts,
            [
                ("10201", false),
                ("0.3", true),
                ("1234567.89", true),
                ("45292", true),
                ("2", true)
            ]
        );
    }

    #[test]
    fn cells_of_other_programs_are_read_too() {
        let sheet = r#"<worksheet><sheetData><row><c t="inlineStr"><is><r><t>杨士</t></r><r><t>岗&#26449;</t></r><rPh><t>yang</t></rPh></is></c><c><v>1.5E3</v></c><c t="d"><v>2024-01-31T00:00:00</v></c><c t="str"><f>A1</f><v><![CDATA[a<b]]></v></c></row><row r="9"><c r="AB9" t="s"><v>1</v></c><c r="XFD9"><v>1</v></c></row></sheetData></worksheet>"#;
        let strings = "<sst><si/><si><t xml:space=\"preserve\"> 第二 </t></si></sst>";
        let bytes = zipped(&[
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/one.xml", sheet),
        ]);
        let rows = rows(&bytes).unwrap();
        let texts: Vec<&str> = rows[0]
            .cells
            .iter()
            .map(|cell| cell.text.as_str())
            .collect();
        assert_eq!(texts, ["杨士岗村", "1500", "2024-01-31", "a<b"]);
        assert!(rows[0].from_1904);
        assert_eq!((rows[0].number, rows[1].number), (1, 9));
        assert_eq!(rows[1].cells.len(), 28);
        assert_eq!(rows[1].cells[27].text, "第二");
    }

    #[test]
    fn damaged_workbooks_are_refused() {
        assert_eq!(rows(&zipped(&[])).err(), Some(SheetError::Broken));
        let torn = zipped(&[
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/one.xml", "<worksheet><sheetData><row>"),
        ]);
        assert_eq!(rows(&torn).err(), Some(SheetError::Broken));
        let locked = zipped(&[("EncryptedPackage", "")]);
        assert_eq!(rows(&locked).err(), Some(SheetError::OldWorkbook));
    }

    #[test]
    fn numbers_are_rounded_as_digits() {
        for (text, plain) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("12.50", "12.5"),
            ("0.30000000000000004", "0.3"),
            ("1234567.8899999999", "1234567.89"),
            ("99999999999999.999", "100000000000000"),
            ("9.9999999999999999", "10"),
            ("1E-2", "0.01"),
            ("1.2345e+4", "12345"),
            ("-4.5e3", "-4500"),
            (".5", "0.5"),
            ("45292", "45292"),
        ] {
            assert_eq!(plain_number(text).as_deref(), Some(plain), "{text}");
        }
        for text in ["", "1,5", "x", "1e99", "1.2.3"] {
            assert_eq!(plain_number(text), None, "{text}");
        }
    }
}
