//! Ear tags (畜禽标识): 15 digits, one animal one tag, no number twice (`DOMAIN.md 3.1`).

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

use super::Species;
use crate::{DivisionCode, OrganisationId, Text};

/// An ear tag: one digit species, six digits county, eight digits serial.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct EarTag(u64);

/// Why some digits are not an ear tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EarTagError {
    /// Not exactly fifteen digits.
    NotFifteenDigits,
    /// The first digit is not 1 (pig), 2 (cattle) or 3 (sheep or goat).
    UnknownSpecies,
    /// Digits two to seven name no county.
    NoCounty,
}

impl fmt::Display for EarTagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFifteenDigits => "an ear tag has exactly 15 digits",
            Self::UnknownSpecies => {
                "an ear tag begins with 1 for pigs, 2 for cattle or 3 for sheep and goats"
            }
            Self::NoCounty => "digits two to seven of an ear tag name no county",
        })
    }
}

impl core::error::Error for EarTagError {}

const SERIALS: u64 = 100_000_000;
const COUNTIES: u64 = 1_000_000;

impl EarTag {
    /// The tag with this number, checked.
    pub fn new(number: u64) -> Result<Self, EarTagError> {
        if !(100_000_000_000_000..=999_999_999_999_999).contains(&number) {
            return Err(EarTagError::NotFifteenDigits);
        }
        let tag = Self(number);
        Species::of_tag_digit(tag.digit()).ok_or(EarTagError::UnknownSpecies)?;
        DivisionCode::from_county(tag.county_digits()).map_err(|_| EarTagError::NoCounty)?;
        Ok(tag)
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// What carries it.
    pub fn species(self) -> Species {
        Species::of_tag_digit(self.digit()).unwrap_or(Species::Pig)
    }

    /// The county it was issued for.
    pub fn county(self) -> DivisionCode {
        DivisionCode::from_county(self.county_digits()).unwrap_or(DivisionCode::NATION)
    }

    /// Species and county in one number: the series its serial counts in.
    pub fn series(self) -> u32 {
        u32::try_from(self.0 / SERIALS).unwrap_or(u32::MAX)
    }

    /// Its number inside the series.
    pub fn serial(self) -> u32 {
        u32::try_from(self.0 % SERIALS).unwrap_or(u32::MAX)
    }

    /// The tag of a series with this serial, checked.
    pub fn of_series(series: u32, serial: u32) -> Option<Self> {
        let serial = u64::from(serial);
        let number = u64::from(series)
            .checked_mul(SERIALS)?
            .checked_add(serial)?;
        (serial < SERIALS).then(|| Self::new(number).ok())?
    }

    fn digit(self) -> u64 {
        self.0 / SERIALS / COUNTIES
    }

    fn county_digits(self) -> u32 {
        u32::try_from(self.0 / SERIALS % COUNTIES).unwrap_or(0)
    }
}

impl fmt::Display for EarTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:015}", self.0)
    }
}

impl fmt::Debug for EarTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EarTag {
    type Err = EarTagError;

    fn from_str(text: &str) -> Result<Self, EarTagError> {
        if text.len() != 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(EarTagError::NotFifteenDigits);
        }
        let number = text.parse().map_err(|_| EarTagError::NotFifteenDigits)?;
        Self::new(number)
    }
}

impl Decode for EarTag {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        Self::new(u64::decode(input)?).map_err(|_| "not an ear tag".into())
    }
}

impl DecodeWithMemTracking for EarTag {}

crate::text::string_serde!(EarTag);

small_words! {
    /// Consecutive tags of one species and county, both ends included (号段).
    pub struct TagRange {
        /// The first tag.
        pub from: EarTag,
        /// The last tag.
        pub to: EarTag,
    }

    /// What became of a tag that is in no stock any more.
    pub enum TagFate {
        /// In the ear of an animal.
        #[codec(index = 0)]
        Applied(crate::AnimalId),
        /// Was in the ear of an animal that carries another tag now.
        #[codec(index = 1)]
        Replaced(crate::AnimalId),
        /// Collected and destroyed at slaughter or disposal (回收销毁).
        #[codec(index = 2)]
        Collected(crate::AnimalId),
        /// Spoiled before it was in an ear.
        #[codec(index = 3)]
        Damaged,
        /// Lost before it was in an ear.
        #[codec(index = 4)]
        Lost,
    }
}

words! {
    /// Tags that go to another organisation's stock, down the chain or back up.
    pub struct TagMove {
        /// The tags.
        pub tags: TagRange,
        /// Who gets them.
        pub to: OrganisationId,
    }

    /// Tags that leave the stock without an animal.
    pub struct TagSpending {
        /// The tags.
        pub tags: TagRange,
        /// True if they are lost, false if they are damaged.
        pub lost: bool,
        /// Why.
        pub reason: Text<96>,
    }
}

impl TagRange {
    /// A range of one tag.
    pub fn one(tag: EarTag) -> Self {
        Self { from: tag, to: tag }
    }

    /// Whether both ends are of one series and in order.
    pub fn is_in_order(&self) -> bool {
        self.from <= self.to && self.from.series() == self.to.series()
    }

    /// How many tags; 0 if the ends are not in order.
    pub fn len(&self) -> u32 {
        if self.is_in_order() {
            let more = self.to.serial().saturating_sub(self.from.serial());
            more.saturating_add(1)
        } else {
            0
        }
    }

    /// Whether the ends are not in order.
    pub fn is_empty(&self) -> bool {
        !self.is_in_order()
    }

    /// The tags in order; none if the ends are not in order.
    pub fn tags(self) -> impl Iterator<Item = EarTag> {
        let numbers = if self.is_in_order() {
            self.from.0..self.to.0.saturating_add(1)
        } else {
            0..0
        };
        numbers.map(EarTag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_domain() {
        let tag: EarTag = "150015300000001".parse().unwrap();
        assert_eq!(tag.species(), Species::Pig);
        assert_eq!(tag.county().to_string(), "500153000000");
        assert_eq!((tag.series(), tag.serial()), (1_500_153, 1));
        assert_eq!(EarTag::of_series(1_500_153, 1), Some(tag));
        for (text, error) in [
            ("450015300000001", EarTagError::UnknownSpecies),
            ("050015300000001", EarTagError::NotFifteenDigits),
            ("15001530000001", EarTagError::NotFifteenDigits),
            ("1500153000000011", EarTagError::NotFifteenDigits),
            ("15001530000000a", EarTagError::NotFifteenDigits),
            ("199999900000001", EarTagError::NoCounty),
            ("150010000000001", EarTagError::NoCounty),
        ] {
            assert_eq!(text.parse::<EarTag>(), Err(error), "{text}");
        }
        let cattle: EarTag = "237032200000017".parse().unwrap();
        assert_eq!(cattle.species(), Species::Cattle);
    }

    #[test]
    fn a_range_is_of_one_series_and_in_order() {
        let tag = |text: &str| text.parse::<EarTag>().unwrap();
        let range = TagRange {
            from: tag("150015300000001"),
            to: tag("150015300000130"),
        };
        assert_eq!(range.len(), 130);
        assert_eq!(range.tags().count(), 130);
        assert_eq!(range.tags().last(), Some(range.to));
        let inverted = TagRange {
            from: range.to,
            to: range.from,
        };
        assert!(inverted.is_empty() && inverted.tags().next().is_none());
        let mixed = TagRange {
            from: range.from,
            to: tag("250015300000002"),
        };
        assert_eq!(mixed.len(), 0);
    }

    #[test]
    fn decoding_refuses_what_making_refuses() {
        let good = EarTag::new(150_015_300_000_001).unwrap();
        assert_eq!(EarTag::decode(&mut &good.encode()[..]), Ok(good));
        assert!(EarTag::decode(&mut &450_015_300_000_001u64.encode()[..]).is_err());
    }
}
