//! How names and numbers are compared, and how much of them is shown.

use super::PartyKind;

/// A name as the public sees it: of a person the surname.
pub fn masked(kind: PartyKind, name: &str) -> String {
    match (kind, name.chars().next()) {
        (PartyKind::Organisation, _) | (_, None) => name.to_owned(),
        (PartyKind::Person, Some(surname)) => format!("{surname}**"),
    }
}

/// The number of an account as members see it: `**** 1234`.
pub fn masked_account(number: &str) -> String {
    format!("**** {}", last(number, 4))
}

fn last(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

/// First three and last four characters of an id number.
pub(super) fn masked_number(number: &str) -> String {
    let hidden = "*".repeat(number.chars().count().saturating_sub(7));
    let head: String = number.chars().take(3).collect();
    format!("{head}{hidden}{}", last(number, 4))
}

/// Half-width characters without white space and hyphens, in capitals: how numbers are compared.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|character| !character.is_whitespace() && *character != '-')
        .flat_map(char::to_uppercase)
        .collect()
}

/// How names are compared: without white space, with one kind of brackets and points.
pub(super) fn normal_name(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '•' | '・' | '‧' => '·',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(character: char) -> char {
    match character {
        '！'..='～' => {
            char::from_u32(u32::from(character).saturating_sub(0xfee0)).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        other => other,
    }
}
