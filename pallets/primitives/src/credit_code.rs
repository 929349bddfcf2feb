//! The unified social credit code (统一社会信用代码, GB 32100) with both of its check characters.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// An 18-character credit code whose two check characters are right.
///
/// Character 17 checks the organisation number inside it (GB 11714), character 18 the whole.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct CreditCode([u8; 18]);

/// Why a text is not a credit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CreditCodeError {
    /// Not exactly 18 characters.
    NotEighteenCharacters,
    /// Contains a character outside the alphabet, which leaves out I, O, S, V and Z.
    BadCharacter {
        /// Position of the character, counted from 1.
        position: u8,
    },
    /// Character 17, the check of the organisation number, is wrong (GB 11714).
    OrganisationCheck,
    /// Character 18, the check of the whole code, is wrong (GB 32100).
    Check,
}

impl fmt::Display for CreditCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEighteenCharacters => f.write_str("a credit code has exactly 18 characters"),
            Self::BadCharacter { position } => write!(
                f,
                "character {position} cannot stand in a credit code (digits and capitals without I, O, S, V, Z)"
            ),
            Self::OrganisationCheck => {
                f.write_str("character 17 does not match: one of characters 9 to 17 is mistyped")
            }
            Self::Check => f.write_str("the last character does not match: the code is mistyped"),
        }
    }
}

impl core::error::Error for CreditCodeError {}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    /// The code, checked. Lower case is accepted and stored as capitals.
    pub fn new(text: &str) -> Result<Self, CreditCodeError> {
        let bytes: [u8; 18] = text
            .as_bytes()
            .try_into()
            .map_err(|_| CreditCodeError::NotEighteenCharacters)?;
        let bytes = bytes.map(|byte| byte.to_ascii_uppercase());
        for (byte, position) in bytes.iter().zip(1u8..) {
            if !ALPHABET.contains(byte) {
                return Err(CreditCodeError::BadCharacter { position });
            }
        }
        if organisation_check(&bytes) != bytes.get(16).copied() {
            return Err(CreditCodeError::OrganisationCheck);
        }
        if check(&bytes) != bytes.last().copied() {
            return Err(CreditCodeError::Check);
        }
        Ok(Self(bytes))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the code names a rural collective (N1 group, N2 village, N3 township level).
    pub fn is_collective(&self) -> bool {
        self.0.first() == Some(&b'N') && matches!(self.0.get(1), Some(b'1'..=b'3'))
    }
}

fn weighted(values: impl Iterator<Item = u32>, weights: &[u32]) -> u32 {
    values.zip(weights).fold(0, |sum, (value, weight)| {
        sum.saturating_add(value.saturating_mul(*weight))
    })
}

fn check(bytes: &[u8; 18]) -> Option<u8> {
    let values = bytes.iter().map(|byte| {
        let at = ALPHABET
            .iter()
            .position(|letter| letter == byte)
            .unwrap_or(0);
        u32::try_from(at).unwrap_or(0)
    });
    let rest = weighted(values, &WEIGHTS) % 31;
    let at = usize::try_from(31u32.saturating_sub(rest) % 31).ok()?;
    ALPHABET.get(at).copied()
}

/// GB 11714 counts letters from A = 10 to Z = 35 and writes a rest of 10 as X.
fn organisation_check(bytes: &[u8; 18]) -> Option<u8> {
    let values = bytes.iter().skip(8).map(|byte| match byte {
        b'0'..=b'9' => u32::from(byte.saturating_sub(b'0')),
        letter => u32::from(letter.saturating_sub(b'A')).saturating_add(10),
    });
    Some(
        match 11u32.saturating_sub(weighted(values, &ORGANISATION_WEIGHTS) % 11) {
            10 => b'X',
            11 => b'0',
            digit => b'0'.saturating_add(u8::try_from(digit).ok()?),
        },
    )
}

impl Decode for CreditCode {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        let bytes = <[u8; 18]>::decode(input)?;
        let text = core::str::from_utf8(&bytes).map_err(|_| "not a credit code")?;
        Self::new(text).map_err(|_| "not a credit code".into())
    }
}

impl DecodeWithMemTracking for CreditCode {}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        Self::new(text)
    }
}

crate::text::string_serde!(CreditCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_domain_are_accepted() {
        for text in [
            "11370321004221396B",
            "11450223007794317P",
            "N2210115MF1234567N",
        ] {
            assert_eq!(
                text.parse::<CreditCode>().map(|c| c.to_string()).as_deref(),
                Ok(text)
            );
        }
        assert!("N2210115MF1234567N"
            .parse::<CreditCode>()
            .unwrap()
            .is_collective());
        assert!(!"11370321004221396B"
            .parse::<CreditCode>()
            .unwrap()
            .is_collective());
    }

    #[test]
    fn each_kind_of_mistake_has_its_own_error() {
        use CreditCodeError as E;
        for (text, error) in [
            ("11370321004221396", E::NotEighteenCharacters),
            ("11370321004221396BB", E::NotEighteenCharacters),
            ("I1370321004221396B", E::BadCharacter { position: 1 }),
            ("11370321004221397B", E::OrganisationCheck),
            ("11370321004221396C", E::Check),
            ("21370321004221396B", E::Check),
        ] {
            assert_eq!(text.parse::<CreditCode>(), Err(error), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_single_changed_character_is_detected(at in 0usize..18, letter in 0usize..31) {
            let mut bytes = *b"11370321004221396B";
            let replacement = ALPHABET[letter];
            proptest::prop_assume!(bytes[at] != replacement);
            bytes[at] = replacement;
            proptest::prop_assert!(core::str::from_utf8(&bytes).unwrap().parse::<CreditCode>().is_err());
        }
    }
}
