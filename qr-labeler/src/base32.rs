//! Crockford base32 characters and the check character over them.

/// The 32 characters; I, L, O and U are left out because people misread them.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The character of a 5-bit value; higher bits are ignored.
pub(crate) fn character(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// What one typed character stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reading {
    /// A character of the alphabet, in either case.
    Value(u8),
    /// A letter that is never printed and can only be one character misread.
    Repaired(u8),
    /// The letter U: never printed, and V is only the likeliest reading.
    LetterU,
    /// A space, hyphen or invisible mark between characters.
    Separator,
    /// Nothing that belongs into a code.
    Foreign,
}

/// Reads one typed character. Full-width forms count as their ASCII ones, because Chinese input
/// methods produce them.
pub(crate) fn read(typed: char) -> Reading {
    let ascii = match u32::from(typed) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(typed),
        _ => typed,
    };
    match ascii.to_ascii_uppercase() {
        'O' => Reading::Repaired(0),
        'I' | 'L' => Reading::Repaired(1),
        'U' => Reading::LetterU,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}' | '\u{FEFF}' => Reading::Separator,
        space if space.is_whitespace() => Reading::Separator,
        upper => ALPHABET
            .iter()
            .zip(0u8..)
            .find(|(letter, _)| char::from(**letter) == upper)
            .map_or(Reading::Foreign, |(_, value)| Reading::Value(value)),
    }
}

/// The check value of a word: the `c` for which
/// `c + x[n-1]*a + x[n-2]*a^2 + ... + x[0]*a^n = 0` in GF(32), `a` being a root of
/// `x^5 + x^2 + 1`.
///
/// The weights are powers of an element of order 31, so within 31 characters they all differ and
/// none is zero. Hence any single changed character is detected (`w*d = 0` only for `d = 0`), any
/// two different characters swapped, at any distance (`(w1 - w2)*(x - y) != 0`), and any doubled
/// character misread as another doubled one. Every other error passes once in 32 times.
pub(crate) fn check_value(values: &[u8]) -> u8 {
    values.iter().fold(0, |sum, value| times_a(sum ^ value))
}

/// Multiplies by `a` in GF(32).
fn times_a(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_thirty_one_characters_differ() {
        let mut weights: Vec<u8> = std::iter::successors(Some(1), |weight| Some(times_a(*weight)))
            .take(31)
            .collect();
        weights.sort_unstable();
        assert_eq!(weights, (1..32).collect::<Vec<u8>>());
    }

    #[test]
    fn every_character_reads_as_its_value() {
        for value in 0..32 {
            assert_eq!(read(character(value)), Reading::Value(value));
            assert_eq!(
                read(character(value).to_ascii_lowercase()),
                Reading::Value(value)
            );
        }
    }

    #[test]
    fn misread_letters_are_known() {
        assert_eq!(read('o'), Reading::Repaired(0));
        assert_eq!(read('I'), Reading::Repaired(1));
        assert_eq!(read('l'), Reading::Repaired(1));
        assert_eq!(read('u'), Reading::LetterU);
        assert_eq!(read('\u{3000}'), Reading::Separator);
        assert_eq!(read('Ａ'), Reading::Value(10));
        assert_eq!(read('梨'), Reading::Foreign);
        assert_eq!(read('*'), Reading::Foreign);
    }
}
