//! Reading a statement: which encoding, which bank, which columns, and what is wrong with which line.

use std::collections::BTreeMap;

use county_primitives::{three_assets::Fen, Date};

use super::{
    cells::{account, amount, day, goes_out, plain},
    formats::{Column, Format, NAMES},
};

/// The largest file that is read.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// A header stands among so many first rows; banks write the holder and the period above it.
const PREAMBLE_MAX: usize = 40;
/// What the row of totals begins with.
const TOTALS: [&str; 9] = [
    "合计",
    "总计",
    "小计",
    "本页",
    "承前页",
    "过次页",
    "期初",
    "期末",
    "共计",
];
/// What stands before or above the number of the account that the statement is of.
const OWN: [&str; 6] = ["本方账号", "查询账号", "账号", "帐号", "账户", "客户账号"];

/// A line of a statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatementLine {
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// The day of the bank.
    pub date: Date,
    /// Money in is positive, money out negative.
    pub amount: Fen,
    /// The other party; empty for interest and fees.
    pub party: String,
    /// The account of the other party; empty if the bank names none.
    pub account: String,
    /// The bank of the other party.
    pub bank: String,
    /// What for.
    pub summary: String,
    /// What makes the line unique in its account: all that the bank says of it. A reference alone does not: a fee
    /// shares that of its payment, and slips are numbered anew every month.
    pub reference: String,
    /// The bank's own reference; empty if it gives none.
    pub bank_reference: String,
    /// The balance after it.
    pub balance: Option<Fen>,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// The day cannot be read.
    Date,
    /// The amount cannot be read, or has more than two decimals.
    Amount,
    /// There is no amount.
    NoAmount,
    /// Money goes in and out in the same line.
    BothWays,
    /// It is not told whether the money goes in or out.
    Direction,
    /// A spreadsheet has rounded the account of the other party.
    AccountRounded,
    /// The same line stands in the file already.
    Twice,
}

/// A line that is not taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LineFault {
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub trouble: Trouble,
    /// What stands there.
    pub text: String,
}

/// Why a whole file is not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FileFault {
    /// There is nothing in it.
    Empty,
    /// It is too large.
    TooLarge,
    /// It is a spreadsheet, a web page or another file that is no text.
    NotText,
    /// Neither UTF-8 nor GBK.
    Encoding,
    /// No row names a day and an amount.
    NoHeader,
}

/// A statement as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatementRead {
    /// Whose layout it has.
    pub format: Format,
    /// The account it is of, if it says so.
    pub own_account: Option<String>,
    /// The lines that can be taken, as they stand in the file.
    pub lines: Vec<StatementLine>,
    /// The lines that cannot.
    pub faults: Vec<LineFault>,
    /// Lines whose balance does not follow from the one beside it: something is missing there.
    pub breaks: Vec<u64>,
}

impl StatementRead {
    /// Money in and money out of all lines.
    pub fn sums(&self) -> (Fen, Fen) {
        let mut sums = (0i64, 0i64);
        for line in &self.lines {
            if line.amount > Fen::ZERO {
                sums.0 = sums.0.saturating_add(line.amount.0);
            } else {
                sums.1 = sums.1.saturating_sub(line.amount.0);
            }
        }
        (Fen(sums.0), Fen(sums.1))
    }
}

/// Reads a statement. The layout is found by its header unless it is given.
pub fn read(bytes: &[u8], format: Option<Format>) -> Result<StatementRead, FileFault> {
    let text = decoded(bytes)?;
    let rows = rows(&text);
    let (at, header) = header(&rows).ok_or(if rows.is_empty() {
        FileFault::Empty
    } else {
        FileFault::NoHeader
    })?;
    let columns = columns(&header);
    let before = rows.get(..at).unwrap_or_default();
    let after = rows.get(at.saturating_add(1)..).unwrap_or_default();
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for row in after.iter().filter(|row| !is_total(row)) {
        match line(row, &columns) {
            Ok(line) => lines.push(line),
            Err(trouble) => faults.push(fault(row, trouble)),
        }
    }
    name_lines(&mut lines, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    Ok(StatementRead {
        format: format.unwrap_or_else(|| Format::of_header(&header)),
        own_account: own_account(before, &header, after),
        breaks: breaks(&lines),
        lines,
        faults,
    })
}

/// The text of a file: UTF-8 with or without its mark, UTF-16 with its mark, or GBK.
fn decoded(bytes: &[u8]) -> Result<String, FileFault> {
    if bytes.len() > BYTES_MAX {
        return Err(FileFault::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileFault::Empty);
    }
    let is_sheet = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    if is_sheet || bytes.starts_with(b"%PDF") {
        return Err(FileFault::NotText);
    }
    let text = if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, is_broken) = encoding.decode(bytes);
        (!is_broken).then(|| text.into_owned())
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Some(text.to_owned())
    } else {
        let (text, is_broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
        (!is_broken).then(|| text.into_owned())
    };
    let text = text.ok_or(FileFault::Encoding)?;
    let start = text.trim_start().to_ascii_lowercase();
    if start.starts_with("<html") || start.starts_with("<!doctype") || start.starts_with("<table") {
        return Err(FileFault::NotText);
    }
    if text.contains('\0') {
        return Err(FileFault::NotText);
    }
    Ok(text)
}

/// A row: where it stands, and its cells.
struct Cells {
    line: u64,
    cells: Vec<String>,
}

impl Cells {
    fn get(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.cells.get(at))
            .map_or("", String::as_str)
    }
}

fn rows(text: &str) -> Vec<Cells> {
    let sample: String = text.lines().take(PREAMBLE_MAX).collect();
    let count = |sign: char| sample.matches(sign).count();
    let delimiter = [('\t', b'\t'), (';', b';'), ('|', b'|')]
        .into_iter()
        .find(|(sign, _)| count(*sign) > count(',').saturating_add(count('，')))
        .map_or(b',', |(_, byte)| byte);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    reader
        .records()
        .filter_map(Result::ok)
        .map(|record| Cells {
            line: record.position().map_or(0, csv::Position::line),
            cells: record.iter().map(plain).collect(),
        })
        .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

/// The row that names the columns, and their names without spaces.
fn header(rows: &[Cells]) -> Option<(usize, Vec<String>)> {
    rows.iter()
        .take(PREAMBLE_MAX)
        .enumerate()
        .find_map(|(at, row)| {
            let names: Vec<String> = row.cells.iter().map(|cell| name_of(cell)).collect();
            let columns = columns(&names);
            let has = |column| columns.contains_key(&column);
            let has_amount = has(Column::Amount) || has(Column::In) || has(Column::Out);
            (has(Column::Date) && has_amount).then_some((at, names))
        })
}

/// The name of a column without spaces, units and its name in English: `借方发生额 (元)` is `借方发生额`,
/// `交易金额[ Trade Amount ]` is `交易金额`.
fn name_of(cell: &str) -> String {
    let chinese = cell.split('[').next().unwrap_or(cell);
    let name: String = chinese
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .collect();
    name.replace("(元)", "")
        .replace("(人民币)", "")
        .to_lowercase()
}

fn columns(header: &[String]) -> BTreeMap<Column, usize> {
    let mut columns = BTreeMap::new();
    for (column, names) in NAMES {
        let found = names
            .iter()
            .find_map(|name| header.iter().position(|cell| cell == &name.to_lowercase()));
        if let Some(at) = found {
            columns.insert(column, at);
        }
    }
    // Where both ends are named, the kind of the line says which way the money went.
    if columns.contains_key(&Column::PayerAccount) {
        if let Some(at) = header.iter().position(|cell| cell == "交易类型") {
            columns.entry(Column::Direction).or_insert(at);
        }
    }
    // The direction of an amount that has its own columns is told by them.
    if columns.contains_key(&Column::In) && columns.contains_key(&Column::Out) {
        columns.remove(&Column::Amount);
        columns.remove(&Column::Direction);
    }
    columns
}

fn is_total(row: &Cells) -> bool {
    let mut cells = row.cells.iter().filter(|cell| !cell.is_empty());
    let first = cells.next().map_or("", String::as_str);
    TOTALS.iter().any(|word| first.starts_with(word))
}

fn fault(row: &Cells, trouble: Trouble) -> LineFault {
    let text: Vec<&str> = row
        .cells
        .iter()
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
        .collect();
    LineFault {
        line: row.line,
        trouble,
        text: text.join(" · "),
    }
}

fn line(row: &Cells, columns: &BTreeMap<Column, usize>) -> Result<StatementLine, Trouble> {
    let cell = |column: Column| row.get(columns.get(&column).copied());
    let moment = cell(Column::Date);
    let date = day(moment).ok_or(Trouble::Date)?;
    let signed = signed(row, columns)?;
    let balance = amount(cell(Column::Balance)).map_err(|()| Trouble::Amount)?;
    // The other end: named as such, or the one of both that is not the village.
    let other = |column: Column, paid: Column, payer: Column| match cell(column) {
        "" if signed < Fen::ZERO => cell(paid),
        "" => cell(payer),
        named => named,
    };
    let account = other(Column::Account, Column::PayeeAccount, Column::PayerAccount);
    let account = self::account(account).map_err(|()| Trouble::AccountRounded)?;
    let mut summary = cell(Column::Summary).to_owned();
    let remark = cell(Column::Remark);
    if summary.is_empty() {
        summary = remark.to_owned();
    } else if !remark.is_empty() && remark != summary {
        summary = format!("{summary} {remark}");
    }
    // A reference column may be the moment itself, or hold nothing but zeros.
    let reference = cell(Column::Reference);
    let has_reference = reference
        .chars()
        .any(|sign| !matches!(sign, '0' | '-' | '/'));
    let bank_reference = if has_reference { reference } else { "" };
    let name = if has_reference { reference } else { moment };
    let left = balance.map_or_else(String::new, with_sign);
    let reference = format!("{name}|{date}|{}|{account}|{left}", with_sign(signed));
    Ok(StatementLine {
        line: row.line,
        date,
        amount: signed,
        party: other(Column::Party, Column::Payee, Column::Payer).to_owned(),
        account,
        bank: other(Column::Bank, Column::PayeeBank, Column::PayerBank).to_owned(),
        summary,
        reference,
        bank_reference: bank_reference.to_owned(),
        balance,
    })
}

/// The amount of a row, below nothing for money out. 借 is out and 贷 is in: banks write from their side.
fn signed(row: &Cells, columns: &BTreeMap<Column, usize>) -> Result<Fen, Trouble> {
    let read = |column: Column| {
        let cell = row.get(columns.get(&column).copied());
        amount(cell).map_err(|()| Trouble::Amount)
    };
    let moved = |amount: Option<Fen>| amount.filter(|amount| *amount != Fen::ZERO);
    let negative = |amount: Fen| amount.checked_neg().ok_or(Trouble::Amount);
    match (moved(read(Column::Out)?), moved(read(Column::In)?)) {
        (Some(_), Some(_)) => return Err(Trouble::BothWays),
        // Some banks write what goes out below nothing already.
        (Some(out), None) => {
            return if out > Fen::ZERO {
                negative(out)
            } else {
                Ok(out)
            }
        }
        (None, Some(into)) => return Ok(into),
        (None, None) => {}
    }
    let amount = moved(read(Column::Amount)?).ok_or(Trouble::NoAmount)?;
    let Some(direction) = columns.get(&Column::Direction) else {
        return Ok(amount);
    };
    match goes_out(row.get(Some(*direction))) {
        Some(true) if amount > Fen::ZERO => negative(amount),
        Some(_) => Ok(amount),
        None if amount < Fen::ZERO => Ok(amount),
        None => Err(Trouble::Direction),
    }
}

/// An amount as it stands in a reference, whose digest leaves out dashes.
fn with_sign(amount: Fen) -> String {
    amount.to_string().replace('-', "~")
}

/// Takes out lines that stand there twice. Where the bank gives neither a reference nor a balance, equal lines are as
/// many payments, and are numbered.
fn name_lines(lines: &mut Vec<StatementLine>, faults: &mut Vec<LineFault>) {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    lines.retain_mut(|line| {
        let times = seen.entry(line.reference.clone()).or_default();
        *times = times.saturating_add(1);
        if *times == 1 {
            return true;
        }
        if line.bank_reference.is_empty() && line.balance.is_none() {
            line.reference = format!("{}#{times}", line.reference);
            return true;
        }
        faults.push(LineFault {
            line: line.line,
            trouble: Trouble::Twice,
            text: format!("{} · {} · {}", line.date, line.amount, line.party),
        });
        false
    });
}

/// Where a balance does not follow from its neighbour, whichever way the file runs.
fn breaks(lines: &[StatementLine]) -> Vec<u64> {
    let follows =
        |earlier: &StatementLine, later: &StatementLine| match (earlier.balance, later.balance) {
            (Some(before), Some(after)) => before.checked_add(later.amount) == Some(after),
            _ => true,
        };
    let rising: Vec<u64> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [first, second] => (!follows(first, second)).then_some(second.line),
            _ => None,
        })
        .collect();
    let falling: Vec<u64> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [first, second] => (!follows(second, first)).then_some(second.line),
            _ => None,
        })
        .collect();
    if falling.len() < rising.len() {
        falling
    } else {
        rising
    }
}

/// The account a statement is of: beside its name above the header, or in a column of its own.
fn own_account(before: &[Cells], header: &[String], rows: &[Cells]) -> Option<String> {
    let is_number = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 8
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b" -".contains(&byte))
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    for row in before {
        for (at, cell) in row.cells.iter().enumerate() {
            let (name, rest) = cell.split_once(':').unwrap_or((cell, ""));
            let name = name.split('[').next().unwrap_or(name);
            if !OWN.contains(&name.trim()) {
                continue;
            }
            let beside = row.get(at.checked_add(1));
            if let Some(number) = [rest, beside].into_iter().find(|text| is_number(text)) {
                return Some(digits(number));
            }
        }
    }
    let at = header
        .iter()
        .position(|name| matches!(name.as_str(), "本方账号" | "账号" | "查询账号"))?;
    let number = rows.first()?.get(Some(at));
    is_number(number).then(|| digits(number))
}
