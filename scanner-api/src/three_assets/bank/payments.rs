//! The batch of payments that a village hands to its bank (银农直联): one line per approved order.

use county_primitives::three_assets::Fen;

/// How the file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    /// What most banks take.
    Gbk,
    /// UTF-8 with its mark.
    Utf8,
}

impl Encoding {
    /// The encoding with this name; GBK unless told otherwise.
    pub fn from_name(name: &str) -> Self {
        match name {
            "utf-8" | "utf8" => Self::Utf8,
            _ => Self::Gbk,
        }
    }
}

/// A payment of the batch.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentLine {
    /// The account that pays.
    pub from: String,
    /// Who is paid.
    pub payee: String,
    /// Into which account.
    pub account: String,
    /// At which bank.
    pub bank: String,
    /// How much.
    pub amount: Fen,
    /// What for.
    pub purpose: String,
    /// The number of the spending, which the bank sends back with its receipt.
    pub reference: String,
}

const HEADER: [&str; 9] = [
    "序号",
    "付款账号",
    "收款户名",
    "收款账号",
    "收款开户行",
    "金额",
    "币种",
    "用途",
    "业务参考号",
];

/// The file: a header, a line for each payment, and their number and sum at the end.
pub fn file_of(lines: &[PaymentLine], encoding: Encoding) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    writer.write_record(HEADER)?;
    let mut sum = 0i64;
    for (number, line) in (1u32..).zip(lines) {
        sum = sum.saturating_add(line.amount.0);
        writer.write_record([
            number.to_string(),
            safe(&line.from),
            safe(&line.payee),
            safe(&line.account),
            safe(&line.bank),
            line.amount.to_string(),
            "CNY".to_owned(),
            safe(&line.purpose),
            safe(&line.reference),
        ])?;
    }
    let count = lines.len().to_string();
    writer.write_record(["合计", "", &count, "", "", &Fen(sum).to_string()])?;
    let bytes = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match encoding {
        Encoding::Gbk => encoding_rs::GB18030.encode(&text).0.into_owned(),
        Encoding::Utf8 => format!("\u{feff}{text}").into_bytes(),
    })
}

/// A cell that no spreadsheet takes for a formula, on one line.
fn safe(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    line.trim_start_matches(['=', '+', '-', '@', ' '])
        .to_owned()
}
