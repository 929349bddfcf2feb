//! Product classes (农产品分类, NY/T 3177-2018): two digits per level, at most three levels.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// A class of product, for example `0103` fruit (果品) or `010301` pome fruit (仁果类).
///
/// Stored as six digits; trailing zero pairs are the levels that are left open.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash, Encode, MaxEncodedLen, TypeInfo,
)]
pub struct ProductClass(u32);

/// Why a text is not a product class.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProductClassError {
    /// Not two, four or six digits.
    NotPairsOfDigits,
    /// A level is 00 although a lower one is given, or the first is 00.
    EmptyLevel,
}

impl fmt::Display for ProductClassError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPairsOfDigits => "a product class has two, four or six digits, such as 010301",
            Self::EmptyLevel => "a level of a product class is 01 to 99",
        })
    }
}

impl core::error::Error for ProductClassError {}

impl ProductClass {
    fn new(number: u32) -> Result<Self, ProductClassError> {
        let (first, second, third) = (number / 10_000, number / 100 % 100, number % 100);
        if first == 0 || first > 99 || (second == 0 && third != 0) {
            return Err(ProductClassError::EmptyLevel);
        }
        Ok(Self(number))
    }

    /// How many levels are given: 1, 2 or 3.
    pub fn levels(self) -> u8 {
        match (self.0 / 100 % 100, self.0 % 100) {
            (0, _) => 1,
            (_, 0) => 2,
            _ => 3,
        }
    }

    /// Whether `other` is this class or one inside it.
    pub fn contains(self, other: Self) -> bool {
        let unit = match self.levels() {
            1 => 10_000,
            2 => 100,
            _ => 1,
        };
        self.0.checked_div(unit) == other.0.checked_div(unit)
    }

    /// This class and those around it, from the most specific: at most three.
    pub fn lineage(self) -> impl Iterator<Item = Self> {
        core::iter::successors(Some(self), |class| match class.levels() {
            3 => Some(Self(class.0.saturating_sub(class.0 % 100))),
            2 => Some(Self(class.0.saturating_sub(class.0 % 10_000))),
            _ => None,
        })
    }
}

impl Decode for ProductClass {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        Self::new(u32::decode(input)?).map_err(|_| "not a product class".into())
    }
}

impl DecodeWithMemTracking for ProductClass {}

impl fmt::Display for ProductClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.levels() {
            1 => write!(f, "{:02}", self.0 / 10_000),
            2 => write!(f, "{:04}", self.0 / 100),
            _ => write!(f, "{:06}", self.0),
        }
    }
}

impl FromStr for ProductClass {
    type Err = ProductClassError;

    fn from_str(text: &str) -> Result<Self, ProductClassError> {
        let shift = match text.len() {
            2 => 10_000,
            4 => 100,
            6 => 1,
            _ => return Err(ProductClassError::NotPairsOfDigits),
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ProductClassError::NotPairsOfDigits);
        }
        let number: u32 = text
            .parse()
            .map_err(|_| ProductClassError::NotPairsOfDigits)?;
        Self::new(number.saturating_mul(shift))
    }
}

crate::text::string_serde!(ProductClass);

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> ProductClass {
        text.parse().unwrap()
    }

    #[test]
    fn classes_nest() {
        let (fruit, pome) = (class("0103"), class("010301"));
        assert!(fruit.contains(pome) && class("01").contains(pome) && pome.contains(pome));
        assert!(!pome.contains(fruit) && !fruit.contains(class("010401")));
        assert_eq!(
            pome.lineage().map(|c| c.to_string()).collect::<Vec<_>>(),
            ["010301", "0103", "01"]
        );
    }

    #[test]
    fn bad_classes_say_why() {
        use ProductClassError as E;
        for (text, error) in [
            ("013", E::NotPairsOfDigits),
            ("01030101", E::NotPairsOfDigits),
            ("01x3", E::NotPairsOfDigits),
            ("000301", E::EmptyLevel),
            ("010001", E::EmptyLevel),
        ] {
            assert_eq!(text.parse::<ProductClass>(), Err(error), "{text}");
        }
        assert!(ProductClass::decode(&mut &1u32.encode()[..]).is_err());
    }
}
