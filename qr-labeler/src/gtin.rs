//! GTIN: the number of a trade item in the GS1 system, with its check digit.

use std::{fmt, str::FromStr};

/// A GTIN of 8, 12, 13 or 14 digits, written with 14.
///
/// ```
/// use qr_labeler::gtin::Gtin;
///
/// let gtin: Gtin = "6901234567892".parse()?;
/// assert_eq!(gtin.to_string(), "06901234567892");
/// # Ok::<(), qr_labeler::gtin::GtinError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Gtin([u8; 14]);

/// Why something is not a GTIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum GtinError {
    /// Something else than the digits 0 to 9.
    #[error("a GTIN consists of digits only")]
    Digits,
    /// Not 8, 12, 13 or 14 digits.
    #[error("a GTIN has 8, 12, 13 or 14 digits, this one has {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// The last digit does not fit the others.
    #[error("the check digit of the GTIN is {found} where the other digits need {expected}")]
    Check {
        /// The digit the others need.
        expected: u8,
        /// The digit given.
        found: u8,
    },
    /// All digits are zero: the usual filler of empty fields.
    #[error("a GTIN of zeros names nothing")]
    Zero,
}

impl FromStr for Gtin {
    type Err = GtinError;

    fn from_str(text: &str) -> Result<Self, GtinError> {
        let text = text.trim();
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(GtinError::Digits);
        }
        let found = text.len();
        if !matches!(found, 8 | 12 | 13 | 14) {
            return Err(GtinError::Length { found });
        }
        let mut digits = [0; 14];
        for (digit, byte) in digits.iter_mut().skip(14 - found).zip(text.bytes()) {
            *digit = byte - b'0';
        }
        if digits == [0; 14] {
            return Err(GtinError::Zero);
        }
        let (expected, found) = (check_digit(&digits), digits[13]);
        if expected != found {
            return Err(GtinError::Check { expected, found });
        }
        Ok(Self(digits))
    }
}

/// Weights 3, 1, 3, ... from the left of the 14 digits; leading zeros change nothing.
fn check_digit(digits: &[u8; 14]) -> u8 {
    let weights = [3, 1].into_iter().cycle();
    let sum: u8 = digits
        .iter()
        .take(13)
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    (10 - sum % 10) % 10
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lengths_are_padded_to_fourteen() {
        for (text, padded) in [
            ("96385074", "00000096385074"),
            ("036000291452", "00036000291452"),
            ("4006381333931", "04006381333931"),
            ("10614141000415", "10614141000415"),
            ("9999999999994", "09999999999994"),
        ] {
            assert_eq!(
                text.parse::<Gtin>().map(|gtin| gtin.to_string()),
                Ok(padded.into())
            );
        }
    }

    #[test]
    fn each_mistake_has_its_name() {
        let error = |text: &str| text.parse::<Gtin>().err();
        assert_eq!(error("690123456789X"), Some(GtinError::Digits));
        assert_eq!(error("６901234567892"), Some(GtinError::Digits));
        assert_eq!(error(""), Some(GtinError::Length { found: 0 }));
        assert_eq!(error("123456789"), Some(GtinError::Length { found: 9 }));
        assert_eq!(
            error("6901234567893"),
            Some(GtinError::Check {
                expected: 2,
                found: 3
            })
        );
        assert_eq!(error("00000000"), Some(GtinError::Zero));
    }
}
