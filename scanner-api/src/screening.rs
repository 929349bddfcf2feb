//! Finds id, phone and bank card numbers in text before it is signed: what is on the ledger stays
//! for ever, so personal data must not get there (`DOMAIN.md 5`).

use serde::Serialize;
use serde_json::{json, Value};

use crate::error::{ApiError, Code, FieldError};

/// What kind of personal number a text seems to contain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PersonalNumber {
    /// An 18-digit resident id number (GB 11643).
    Identity,
    /// An 11-digit Chinese mobile number.
    Mobile,
    /// A bank card number of 16 to 19 digits.
    BankCard,
}

impl PersonalNumber {
    /// What was found and how to mend it, in Chinese.
    pub fn advice_zh(self) -> &'static str {
        match self {
            Self::Identity => {
                "这里像是写了身份证号。账本上的内容永久保存，不能写个人信息：请删去号码，需要指明人员时用系统里的成员编号。"
            }
            Self::Mobile => {
                "这里像是写了手机号。账本上的内容永久保存，不能写个人信息：请删去号码；如果只是几个数字，请用逗号隔开。"
            }
            Self::BankCard => {
                "这里像是写了银行卡号。账本上的内容永久保存，不能写个人信息：请删去号码；如果是样品号等编号，请在中间加字母。"
            }
        }
    }

    /// What was found and how to mend it, in English.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Identity => {
                "This looks like a resident id number. The ledger keeps everything for ever, so personal data must stay out: delete it and name the person by the member number."
            }
            Self::Mobile => {
                "This looks like a mobile number. The ledger keeps everything for ever, so personal data must stay out: delete it; if these are just several figures, put commas between them."
            }
            Self::BankCard => {
                "This looks like a bank card number. The ledger keeps everything for ever, so personal data must stay out: delete it; if it is a sample or batch number, put a letter into it."
            }
        }
    }
}

/// A personal number somewhere in a JSON body.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// JSON pointer (RFC 6901) of the string.
    pub pointer: String,
    /// What it seems to contain.
    pub number: PersonalNumber,
}

/// Refuses the items of a call if any string in them seems to contain a personal number.
pub fn ensure_free_items<T: Serialize>(items: &[T]) -> Result<(), ApiError> {
    ensure_free(&json!({ "items": serde_json::to_value(items)? }))
}

/// Refuses a body if any string in it seems to contain a personal number.
pub fn ensure_free(body: &Value) -> Result<(), ApiError> {
    let findings = screen(body);
    if findings.is_empty() {
        return Ok(());
    }
    let field = |finding: Finding| FieldError {
        pointer: finding.pointer,
        code: Code::PersonalData.row().0.into(),
        detail: finding.number.advice().to_owned(),
        detail_zh: finding.number.advice_zh().to_owned(),
    };
    Err(ApiError::fields(
        Code::PersonalData,
        findings.into_iter().map(field).collect(),
    ))
}

/// Fields that hold validated numbers of their own kind, or secrets that never reach the ledger.
const OWN_FORMAT: [&str; 5] = ["credit_code", "password", "old", "new", "key"];

/// Every string of a write body that seems to contain a personal number.
pub fn screen(body: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    collect(body, &mut String::new(), &mut findings);
    findings
}

fn collect(value: &Value, pointer: &mut String, findings: &mut Vec<Finding>) {
    let length = pointer.len();
    match value {
        Value::String(text) => {
            if let Some(number) = find(text) {
                findings.push(Finding {
                    pointer: pointer.clone(),
                    number,
                });
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&at.to_string());
                collect(item, pointer, findings);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, item) in fields {
                let own = OWN_FORMAT.contains(&name.as_str());
                if own && item.is_string() || item.as_str().is_some_and(is_carcass_code) {
                    continue;
                }
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(item, pointer, findings);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a text is the code of a carcass or of a part of one: number of the house, day, place in the line
/// (`DOMAIN.md 3.5`). Its digits can look like a bank card's.
fn is_carcass_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(house), Some(day), Some(place)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number =
        |text: &str, len| text.len() == len && text.bytes().all(|it| it.is_ascii_digit());
    let is_day = is_number(day, 8) && day.starts_with("20");
    let is_house = !house.is_empty() && house.len() <= 10;
    let rest =
        parts.all(|part| part.len() <= 4 && part.bytes().all(|it| it.is_ascii_alphanumeric()));
    is_house && is_day && is_number(place, 5) && rest
}

/// The first personal number a text seems to contain.
///
/// Digits may be full-width, and spaces, hyphens or dots may stand between them, as people write
/// numbers. A number must begin and end where a group of digits begins and ends, so that a part of
/// a longer code (a 32-digit pesticide unit code, a digest) is never taken for a phone number.
pub fn find(text: &str) -> Option<PersonalNumber> {
    if is_hexadecimal(text) {
        return None;
    }
    runs(text).iter().find_map(|run| {
        (0..run.len()).find_map(|start| {
            let mut digits = Vec::with_capacity(DIGITS_MAX);
            for group in run.iter().skip(start) {
                digits.extend_from_slice(group);
                if digits.len() > DIGITS_MAX {
                    break;
                }
                if let Some(number) = classify(&digits) {
                    return Some(number);
                }
            }
            None
        })
    })
}

/// Digests, pseudonyms and signatures are 64, 32 and 128 hexadecimal characters, unit codes are 32 digits.
fn is_hexadecimal(text: &str) -> bool {
    let text = text.strip_prefix("0x").unwrap_or(text);
    matches!(text.len(), 32 | 64 | 128) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A card has at most 19 digits; one more is the X after them that is no part of it.
const DIGITS_MAX: usize = 20;
/// The last character of an id number whose check value is ten.
const X: u8 = 10;
/// More separators than this in a row end a number.
const SEPARATORS_MAX: usize = 3;

/// The digit groups of a text; groups with only a few separators between them form one run.
fn runs(text: &str) -> Vec<Vec<Vec<u8>>> {
    let mut runs = Vec::new();
    let mut run: Vec<Vec<u8>> = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    let mut separators = 0usize;
    for character in text.chars() {
        if let Some(digit) = digit(character) {
            group.push(digit);
            separators = 0;
            continue;
        }
        let is_x = matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ');
        if is_x && (!group.is_empty() || !run.is_empty()) {
            group.push(X);
        }
        if !group.is_empty() {
            run.push(std::mem::take(&mut group));
        }
        separators = separators.saturating_add(1);
        if !is_separator(character) || separators > SEPARATORS_MAX {
            runs.push(std::mem::take(&mut run));
        }
    }
    run.push(group);
    runs.push(run);
    runs
}

fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '０'..='９' => '０',
        _ => return None,
    };
    u8::try_from(u32::from(character).checked_sub(u32::from(zero))?).ok()
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '－'
                | '‐'
                | '‑'
                | '‒'
                | '–'
                | '—'
                | '―'
                | '−'
                | '_'
                | '.'
                | '·'
                | '•'
                | '・'
                | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}

fn classify(digits: &[u8]) -> Option<PersonalNumber> {
    if is_identity(digits) {
        return Some(PersonalNumber::Identity);
    }
    let digits = digits.strip_suffix(&[X]).unwrap_or(digits);
    if is_mobile(digits) {
        return Some(PersonalNumber::Mobile);
    }
    is_bank_card(digits).then_some(PersonalNumber::BankCard)
}

/// GB 11643: six digits of a region, the day of birth, a serial and the check (ISO 7064 mod 11-2).
fn is_identity(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = [1, 0, X, 9, 8, 7, 6, 5, 4, 3, 2];
    let [body @ .., check] = digits else {
        return false;
    };
    if body.len() != WEIGHTS.len() || body.contains(&X) || body.first() == Some(&0) {
        return false;
    }
    let number = |part: std::ops::Range<usize>| {
        body.get(part)
            .unwrap_or_default()
            .iter()
            .fold(0u32, |sum, d| sum * 10 + u32::from(*d))
    };
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    if !(1800..=2199).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return false;
    }
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(d, weight)| u32::from(*d) * weight)
        .sum();
    usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at)) == Some(check)
}

/// Eleven digits starting with 13 to 19, also with the country code or a leading zero.
fn is_mobile(digits: &[u8]) -> bool {
    let prefixes: [&[u8]; 4] = [&[], &[0], &[8, 6], &[0, 0, 8, 6]];
    prefixes.iter().any(|prefix| {
        matches!(digits.strip_prefix(*prefix), Some([1, 3..=9, rest @ ..]) if rest.len() == 9)
            && !digits.contains(&X)
    })
}

/// 16 to 19 digits with a right Luhn check whose first digits are given to card issuers. Numbers
/// that begin with 0, 1 or a year of this century are not.
fn is_bank_card(digits: &[u8]) -> bool {
    if !(16..=19).contains(&digits.len()) || digits.contains(&X) {
        return false;
    }
    let issuer = digits
        .iter()
        .take(4)
        .fold(0u32, |sum, d| sum * 10 + u32::from(*d));
    if !(3000..=9999).contains(&issuer) && !(2221..=2720).contains(&issuer) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| match (at % 2, u32::from(*d) * 2) {
            (0, _) => u32::from(*d),
            (_, doubled @ 10..) => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn personal_numbers_are_found_however_they_are_written() {
        use PersonalNumber::{BankCard, Identity, Mobile};
        for (text, number) in [
            ("11010519491231002X", Identity),
            ("身份证11010519491231002x，已核对", Identity),
            ("１１０１０５１９４９１２３１００２Ｘ", Identity),
            ("110105 19491231 002X", Identity),
            ("110105-1949-1231-002 X", Identity),
            ("x11010519491231002X9", Identity),
            ("13812345678", Mobile),
            ("联系张某138-1234-5678", Mobile),
            ("tel:+86 138 1234 5678", Mobile),
            ("8613812345678", Mobile),
            ("013812345678", Mobile),
            ("1３8 １234　5678", Mobile),
            ("13812345678x2", Mobile),
            ("11010519491231003X 19912345678", Mobile),
            ("4111111111111111", BankCard),
            ("6222 0212 3456 7890 128", BankCard),
            ("卡号６２２２-０２１２-３４５６-７８９０-１２８", BankCard),
        ] {
            assert_eq!(find(text), Some(number), "{text}");
        }
    }

    #[test]
    fn codes_of_the_domain_are_not_mistaken() {
        for text in [
            "141031100201",
            "141031100201 141031100202",
            "11370321004221396B",
            "N2210115MF1234567N",
            "10110234110011381234567800000001",
            "13812345678901234567890123456789",
            "PD20110234",
            "2026-08-01 06:30",
            "20260801123456785",
            "0357-7322123",
            "亩用 15 克，兑水 30 公斤",
            "11010519491231002",
            "110105194912310021",
            "11010519491331002X",
            "12812345678",
            "138123456789",
            "4111111111111112",
            "X",
            "",
            "a13812345678f00000000000000000000000000000000000000000000000000d",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_carcass_code_is_not_taken_for_a_card() {
        let card = "50015301-20260926-00001";
        assert!(screen(&json!({"code": card})).is_empty());
        assert!(screen(&json!({"code": format!("{card}-L-A12-003")})).is_empty());
        // Neither a card cut into three nor one more digit passes as one.
        for text in [
            "6222021-23456789-0128",
            "622202123456-20260926-00001",
            "50015301-19260926-00001",
        ] {
            assert!(!is_carcass_code(text), "{text}");
        }
    }

    #[test]
    fn every_string_of_a_body_is_screened_and_pointed_at() {
        let body = json!({"items": [
            {"note": "修剪", "date": "2026-03-01"},
            {"note": "找13812345678", "a/b": ["x", "11010519491231002X"], "area": 13812345678u64},
            {"identity": {"legal": {"credit_code": "91140000110010001X", "name": "6222021234567890128"}}},
        ]});
        let found: Vec<_> = screen(&body)
            .into_iter()
            .map(|f| (f.pointer, f.number))
            .collect();
        assert_eq!(
            found,
            [
                ("/items/1/a~1b/1".to_owned(), PersonalNumber::Identity),
                ("/items/1/note".to_owned(), PersonalNumber::Mobile),
                (
                    "/items/2/identity/legal/name".to_owned(),
                    PersonalNumber::BankCard
                ),
            ]
        );
    }

    /// Writes digits with random separators and widths, and never more than three separators.
    fn written(digits: &str, choices: &[u8]) -> String {
        let separators = ["", "", " ", "-", "　", "－ ", " . "];
        digits
            .chars()
            .zip(choices)
            .flat_map(|(character, choice)| {
                let wide = char::from_u32(u32::from(character) + 0xfee0).unwrap();
                let shown = if choice % 2 == 0 { character } else { wide };
                let separator = separators[usize::from(*choice) / 2 % separators.len()];
                std::iter::once(shown).chain(separator.chars())
            })
            .collect()
    }

    fn identity(region: u32, day: u32, serial: u32) -> String {
        let body = format!("{region:06}{}{:02}{serial:03}", "198502", day);
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body
            .bytes()
            .zip(weights)
            .map(|(b, w)| u32::from(b - b'0') * w)
            .sum();
        format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
    }

    proptest! {
        #[test]
        fn any_id_number_is_found(
            region in 110_000u32..830_000, day in 1u32..29, serial in 0u32..1000,
            choices in prop::collection::vec(any::<u8>(), 18), before in "[梨园号：]{0,4}",
        ) {
            let text = format!("{before}{}。", written(&identity(region, day, serial), &choices));
            prop_assert!(find(&text).is_some(), "{}", text);
        }

        #[test]
        fn any_mobile_number_is_found(
            number in 13_000_000_000u64..20_000_000_000, choices in prop::collection::vec(any::<u8>(), 11),
        ) {
            let text = format!("电话{}（本人）", written(&number.to_string(), &choices));
            prop_assert!(find(&text).is_some(), "{}", text);
        }

        #[test]
        fn any_card_number_is_found(
            body in 300_000_000_000_000u64..999_999_999_999_999, choices in prop::collection::vec(any::<u8>(), 16),
        ) {
            let card = (0..10).map(|check| body * 10 + check).find(|number| {
                let digits: Vec<u8> = number.to_string().bytes().map(|b| b - b'0').collect();
                is_bank_card(&digits)
            });
            let text = written(&card.unwrap().to_string(), &choices);
            prop_assert!(find(&text).is_some(), "{}", text);
        }

        #[test]
        fn text_without_eleven_digits_is_never_refused(text in "[ -~梨玉露香０-９]{0,40}") {
            prop_assume!(text.chars().filter(|c| digit(*c).is_some()).count() < 11);
            prop_assert_eq!(find(&text), None);
        }

        #[test]
        fn digests_are_never_refused(bytes in any::<[u8; 32]>()) {
            prop_assert_eq!(find(&hex::encode(bytes)), None);
            prop_assert_eq!(find(&hex::encode(&bytes[..16])), None);
        }
    }
}
