//! Money between people and the ledger: people write and read yuan, the ledger counts fen. No floats.

use std::fmt;

use county_primitives::three_assets::Fen;

/// The most digits before the point that fit into fen.
const DIGITS_MAX: usize = 17;

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MoneyError {
    /// Nothing was written.
    Empty,
    /// There is something else than digits, or commas in the wrong place.
    NotANumber,
    /// There are parts of a fen.
    TooFine,
    /// More money than the ledger can count.
    TooLarge,
}

impl MoneyError {
    /// What to do about it, in Chinese.
    pub fn advice_zh(self) -> &'static str {
        match self {
            Self::Empty => "请填写金额",
            Self::NotANumber => "金额只能写数字，例如 1,234.50",
            Self::TooFine => "金额最多两位小数（到分）",
            Self::TooLarge => "金额过大",
        }
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "give an amount",
            Self::NotANumber => "an amount is written in digits, for example 1,234.50",
            Self::TooFine => "an amount has at most two decimals",
            Self::TooLarge => "the amount is too large",
        })
    }
}

impl std::error::Error for MoneyError {}

/// An amount as people read it: `1,234.50`, `-0.05`.
pub fn yuan(fen: Fen) -> String {
    let all = fen.0.unsigned_abs();
    let whole = (all / 100).to_string();
    let sign = if fen.0 < 0 { "-" } else { "" };
    let mut grouped = String::with_capacity(whole.len().saturating_mul(4) / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{:02}", all % 100)
}

/// The same without commas, as files for banks and spreadsheets take it: `1234.50`.
pub fn plain(fen: Fen) -> String {
    fen.to_string()
}

/// An amount as people write it: with or without commas and `¥`, also in full-width characters.
pub fn parse_yuan(text: &str) -> Result<Fen, MoneyError> {
    let narrow: String = text.chars().filter_map(narrow).collect();
    let (negative, rest) = match narrow.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, narrow.strip_prefix('+').unwrap_or(&narrow)),
    };
    let rest = rest.strip_prefix('¥').unwrap_or(rest);
    let rest = rest.strip_suffix('元').unwrap_or(rest);
    if rest.is_empty() {
        return Err(MoneyError::Empty);
    }
    let (whole, decimals) = rest.split_once('.').unwrap_or((rest, ""));
    let whole = ungrouped(whole)?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return Err(MoneyError::NotANumber);
    }
    // Spreadsheets write 12.500; parts of a fen that are nothing are no parts of a fen.
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 {
        return Err(MoneyError::TooFine);
    }
    if whole.len() > DIGITS_MAX {
        return Err(MoneyError::TooLarge);
    }
    let sign = if negative { "-" } else { "" };
    format!("{sign}{whole}{decimals:0<2}")
        .parse()
        .map(Fen)
        .map_err(|_| MoneyError::TooLarge)
}

/// The half-width form of a character of an amount; nothing for white space.
fn narrow(character: char) -> Option<char> {
    Some(match character {
        '０'..='９' => char::from_u32(u32::from(character).saturating_sub(0xfee0))?,
        '．' | '。' => '.',
        '，' => ',',
        '－' | '−' | '—' => '-',
        '＋' => '+',
        '￥' => '¥',
        ' ' | '\u{3000}' | '\u{a0}' | '\t' => return None,
        other => other,
    })
}

/// The digits before the point without commas. Commas stand before groups of three digits, or of four as
/// some write ten thousands; elsewhere they are a mistake, perhaps a point.
fn ungrouped(whole: &str) -> Result<String, MoneyError> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let is_number = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = |length: usize| {
        !first.is_empty() && first.len() <= length && rest.iter().all(|group| group.len() == length)
    };
    if !is_number(&first) || !rest.iter().all(is_number) || !(rest.is_empty() || fits(3) || fits(4))
    {
        return Err(MoneyError::NotANumber);
    }
    let digits = format!("{first}{}", rest.concat());
    let trimmed = digits.trim_start_matches('0');
    let zero = if digits.is_empty() { "" } else { "0" };
    Ok(if trimmed.is_empty() { zero } else { trimmed }.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_shown_in_yuan_with_commas() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (99, "0.99"),
            (100, "1.00"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (-100_000, "-1,000.00"),
            (123_456_789, "1,234,567.89"),
            (i64::MAX, "92,233,720,368,547,758.07"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(yuan(Fen(fen)), text);
        }
        assert_eq!(plain(Fen(100_000)), "1000.00");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, fen) in [
            ("0", 0),
            ("1", 100),
            ("1.5", 150),
            (".5", 50),
            ("1.", 100),
            ("12.500", 1_250),
            ("1,234.5", 123_450),
            ("12,3456.78", 12_345_678),
            ("￥１，２３４．５０", 123_450),
            ("¥ 9 500 元", 950_000),
            ("-3.20", -320),
            ("－３．２", -320),
            ("+7", 700),
            ("000123", 12_300),
            ("92233720368547758.07", i64::MAX),
            ("-92233720368547758.08", i64::MIN),
        ] {
            assert_eq!(parse_yuan(text), Ok(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        use MoneyError::{Empty, NotANumber, TooFine, TooLarge};
        for (text, error) in [
            ("", Empty),
            (" ", Empty),
            ("元", Empty),
            ("-", Empty),
            (".", NotANumber),
            ("abc", NotANumber),
            ("1.2.3", NotANumber),
            ("1,23", NotANumber),
            (",123", NotANumber),
            ("1,234,56", NotANumber),
            ("1e3", NotANumber),
            ("--1", NotANumber),
            ("1.234", TooFine),
            ("0.001", TooFine),
            ("92233720368547758.08", TooLarge),
            ("999999999999999999", TooLarge),
        ] {
            assert_eq!(parse_yuan(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(fen: i64) {
            prop_assert_eq!(parse_yuan(&yuan(Fen(fen))), Ok(Fen(fen)));
            prop_assert_eq!(parse_yuan(&plain(Fen(fen))), Ok(Fen(fen)));
        }
    }
}
