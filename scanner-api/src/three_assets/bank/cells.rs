//! The cells of bank files: full-width signs, the quotes that keep digits from being rounded, dates and amounts
//! in all the ways banks write them.

use county_primitives::{three_assets::Fen, Date};

/// A cell without what surrounds it: white space, tabs, quotes, the `="…"` that keeps a spreadsheet from
/// rounding; full-width signs become plain ones.
pub(super) fn plain(cell: &str) -> String {
    let narrow: String = cell
        .chars()
        .filter_map(|sign| match sign {
            '\u{feff}' | '\u{200b}' => None,
            '\u{3000}' | '\u{a0}' => Some(' '),
            '\u{ff01}'..='\u{ff5e}' => {
                let code = u32::from(sign).checked_sub(0xfee0)?;
                char::from_u32(code)
            }
            _ => Some(sign),
        })
        .collect();
    let cell = narrow.trim();
    let cell = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(cell);
    cell.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '\'' | '"' | '`'))
        .to_owned()
}

/// A day: `2026-09-03`, `2026/9/3`, `2026.09.03`, `20260903`, `2026年9月3日`, each with or without a time.
pub(super) fn day(cell: &str) -> Option<Date> {
    let mut parts: Vec<String> = Vec::new();
    let mut digits = String::new();
    for sign in cell.chars() {
        if sign.is_ascii_digit() {
            digits.push(sign);
            continue;
        }
        if !digits.is_empty() {
            parts.push(std::mem::take(&mut digits));
        }
    }
    if !digits.is_empty() {
        parts.push(digits);
    }
    let first = parts.first()?;
    let number = |text: &str| text.parse::<u32>().ok();
    if first.len() >= 8 {
        let year = number(first.get(..4)?)?;
        let month = number(first.get(4..6)?)?;
        return Date::from_ymd(year, month, number(first.get(6..8)?)?).ok();
    }
    if first.len() != 4 {
        return None;
    }
    let (month, day) = (parts.get(1)?, parts.get(2)?);
    Date::from_ymd(number(first)?, number(month)?, number(day)?).ok()
}

/// An amount in fen: `1,234.50`, `¥1234.5`, `-12`, `(12.00)`, `12.00 元`; nothing for an empty cell or a dash.
/// `Err` for what is none, more than two decimals that are not zeros among it.
pub(super) fn amount(cell: &str) -> Result<Option<Fen>, ()> {
    let mut text: String = cell
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, ',' | '¥' | '￥' | '元'))
        .collect();
    for name in ["RMB", "CNY"] {
        text = text.replace(name, "");
    }
    let mut is_below = false;
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        text = inner.to_owned();
        is_below = true;
    }
    if let Some(rest) = text.strip_prefix(['-', '−', '–']) {
        text = rest.to_owned();
        is_below = !is_below;
    } else if let Some(rest) = text.strip_prefix('+') {
        text = rest.to_owned();
    }
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && decimals.is_empty() && !text.contains('0') {
        return Err(());
    }
    if !are_digits(whole) || !are_digits(decimals) || decimals.len() > 2 {
        return Err(());
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().map_err(|_| ())?
    };
    let decimals: i64 = format!("{decimals:0<2}").parse().map_err(|_| ())?;
    let fen = whole
        .checked_mul(100)
        .and_then(|fen| fen.checked_add(decimals))
        .ok_or(())?;
    let signed = if is_below {
        fen.checked_neg().ok_or(())?
    } else {
        fen
    };
    Ok(Some(Fen(signed)))
}

/// The digits of an account without the spaces banks write between them. `Err` if a spreadsheet has rounded it.
pub(super) fn account(cell: &str) -> Result<String, ()> {
    let text: String = cell.chars().filter(|sign| !sign.is_whitespace()).collect();
    let is_rounded = text.contains(['e', 'E'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".eE+".contains(&byte));
    if is_rounded {
        return Err(());
    }
    Ok(text)
}

/// Whether an amount went out; `None` if the cell does not tell.
pub(super) fn goes_out(cell: &str) -> Option<bool> {
    match cell {
        "借" | "借方" | "支" | "支出" | "付" | "付款" | "转出" | "往账" | "D" | "d" | "DR"
        | "out" => Some(true),
        "贷" | "贷方" | "收" | "收入" | "收款" | "转入" | "来账" | "C" | "c" | "CR" | "in" => {
            Some(false)
        }
        _ => None,
    }
}
