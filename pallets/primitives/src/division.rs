//! Administrative divisions (行政区划): 12 digits, 6 county + 3 township + 3 village.

use core::{fmt, str::FromStr};

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// A 12-digit division code (`DOMAIN.md 1.3`; GB/T 2260 and GB/T 10114).
///
/// Trailing zeros give the level: `210115000000` is a county, `210115104000` a town and
/// `210115104201` a village. All zeros is the nation, the root of policy packs.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash, Encode, MaxEncodedLen, TypeInfo,
)]
pub struct DivisionCode(u64);

/// How far down a division lies.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum DivisionLevel {
    /// The nation (全国).
    Nation,
    /// A province (省).
    Province,
    /// A prefecture (市).
    Prefecture,
    /// A county or district (县/区), or a prefecture city without counties.
    County,
    /// A town, township or street (乡镇/街道).
    Township,
    /// A village or residents' committee (村/社区).
    Village,
}

/// What kind of township the third part names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TownshipKind {
    /// 001-099, a street (街道).
    Street,
    /// 100-199, a town (镇).
    Town,
    /// 200-399, a township (乡).
    Township,
    /// 400-599, run by an enterprise, such as a state farm.
    EnterpriseRun,
    /// Anything else: an area made for statistics.
    StatisticalArea,
}

/// Why some digits are not a division code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DivisionError {
    /// Not exactly twelve digits.
    NotTwelveDigits,
    /// The first two digits name no province.
    UnknownProvince,
    /// Fifth and sixth digits are 00, but lower parts are given, and the city does have counties.
    NoCounty,
    /// A village is given without its township.
    NoTownship,
    /// The village part is not 001 to 599.
    VillageOutOfRange,
}

impl fmt::Display for DivisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTwelveDigits => "a division code has exactly 12 digits",
            Self::UnknownProvince => "the first two digits name no province",
            Self::NoCounty => "digits five and six name no county, but a township follows",
            Self::NoTownship => "a village code needs its township in digits seven to nine",
            Self::VillageOutOfRange => "the last three digits of a village are 001 to 599",
        })
    }
}

impl core::error::Error for DivisionError {}

/// Prefecture cities without counties, whose own code serves as the county (不设区县的地级市):
/// Sansha-like exceptions aside, Danzhou, Dongguan, Zhongshan and Jiayuguan.
const CITIES_WITHOUT_COUNTIES: [u64; 4] = [460_400, 441_900, 442_000, 620_200];

impl DivisionCode {
    /// The nation (全国), `000000000000`.
    pub const NATION: Self = Self(0);

    /// The division with this number, checked.
    pub fn new(number: u64) -> Result<Self, DivisionError> {
        if number == 0 {
            return Ok(Self::NATION);
        }
        if !(100_000_000_000..=999_999_999_999).contains(&number) {
            return Err(DivisionError::NotTwelveDigits);
        }
        let code = Self(number);
        let (county, township, village) = code.parts();
        if !is_province(county / 10_000) {
            return Err(DivisionError::UnknownProvince);
        }
        let is_county = county % 100 != 0 || CITIES_WITHOUT_COUNTIES.contains(&county);
        if !is_county && (township != 0 || village != 0) {
            return Err(DivisionError::NoCounty);
        }
        if township == 0 && village != 0 {
            return Err(DivisionError::NoTownship);
        }
        if village > 599 {
            return Err(DivisionError::VillageOutOfRange);
        }
        Ok(code)
    }

    /// The county with these six digits, checked.
    pub fn from_county(county: u32) -> Result<Self, DivisionError> {
        let code = Self::new(u64::from(county).saturating_mul(1_000_000))?;
        if code.level() == DivisionLevel::County {
            Ok(code)
        } else {
            Err(DivisionError::NoCounty)
        }
    }

    /// The twelve digits as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// County (6 digits), township (3) and village (3).
    fn parts(self) -> (u64, u64, u64) {
        (self.0 / 1_000_000, self.0 / 1_000 % 1_000, self.0 % 1_000)
    }

    /// The level, read from the trailing zeros.
    pub fn level(self) -> DivisionLevel {
        let (county, township, village) = self.parts();
        if village != 0 {
            DivisionLevel::Village
        } else if township != 0 {
            DivisionLevel::Township
        } else if county == 0 {
            DivisionLevel::Nation
        } else if county % 100 != 0 || CITIES_WITHOUT_COUNTIES.contains(&county) {
            DivisionLevel::County
        } else if county % 10_000 != 0 {
            DivisionLevel::Prefecture
        } else {
            DivisionLevel::Province
        }
    }

    /// The six digits of the county; `None` above the county level.
    pub fn county(self) -> Option<u32> {
        if self.level() < DivisionLevel::County {
            return None;
        }
        u32::try_from(self.parts().0).ok()
    }

    /// What kind of township this code names or lies in; `None` at county level and above.
    pub fn township_kind(self) -> Option<TownshipKind> {
        if self.level() < DivisionLevel::Township {
            return None;
        }
        Some(match self.parts().1 {
            1..=99 => TownshipKind::Street,
            100..=199 => TownshipKind::Town,
            200..=399 => TownshipKind::Township,
            400..=599 => TownshipKind::EnterpriseRun,
            _ => TownshipKind::StatisticalArea,
        })
    }

    /// The division one level up; `None` for the nation. A city without counties is its own
    /// prefecture, so its parent is the province.
    pub fn parent(self) -> Option<Self> {
        let (county, township, _) = self.parts();
        let cut = |unit: u64| {
            Some(Self(
                self.0.saturating_sub(self.0.checked_rem(unit).unwrap_or(0)),
            ))
        };
        match self.level() {
            DivisionLevel::Nation => None,
            DivisionLevel::Province => Some(Self::NATION),
            DivisionLevel::Prefecture => cut(10_000_000_000),
            DivisionLevel::County if county % 100 == 0 => cut(10_000_000_000),
            DivisionLevel::County => cut(100_000_000),
            DivisionLevel::Township => cut(1_000_000),
            DivisionLevel::Village => {
                debug_assert!(township != 0);
                cut(1_000)
            }
        }
    }

    /// This division and everything above it, from the most specific to the nation: at most six.
    pub fn lineage(self) -> impl Iterator<Item = Self> {
        core::iter::successors(Some(self), |code| code.parent())
    }

    /// Whether `other` is this division or lies inside it.
    pub fn contains(self, other: Self) -> bool {
        other.lineage().any(|code| code == self)
    }
}

fn is_province(digits: u64) -> bool {
    matches!(digits, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82)
}

impl Decode for DivisionCode {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        Self::new(u64::decode(input)?).map_err(|_| "not a division code".into())
    }
}

impl DecodeWithMemTracking for DivisionCode {}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl FromStr for DivisionCode {
    type Err = DivisionError;

    fn from_str(text: &str) -> Result<Self, DivisionError> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DivisionError::NotTwelveDigits);
        }
        Self::new(text.parse().map_err(|_| DivisionError::NotTwelveDigits)?)
    }
}

crate::text::string_serde!(DivisionCode);

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn levels_follow_the_trailing_zeros() {
        assert_eq!(code("210115000000").level(), DivisionLevel::County);
        assert_eq!(code("210115104000").level(), DivisionLevel::Township);
        assert_eq!(code("210115104201").level(), DivisionLevel::Village);
        assert_eq!(code("140000000000").level(), DivisionLevel::Province);
        assert_eq!(code("141000000000").level(), DivisionLevel::Prefecture);
        assert_eq!(code("000000000000").level(), DivisionLevel::Nation);
        assert_eq!(code("441900000000").level(), DivisionLevel::County);
        assert_eq!(code("441900003000").level(), DivisionLevel::Township);
    }

    #[test]
    fn the_counties_of_the_product_are_counties() {
        for county in [500_153, 141_031, 210_115, 370_322, 340_121] {
            assert_eq!(
                DivisionCode::from_county(county).unwrap().county(),
                Some(county)
            );
        }
        assert_eq!(
            DivisionCode::from_county(141_000),
            Err(DivisionError::NoCounty)
        );
    }

    #[test]
    fn bad_codes_say_why() {
        use DivisionError as E;
        for (text, error) in [
            ("1410310000000", E::NotTwelveDigits),
            ("14103100000", E::NotTwelveDigits),
            ("14103100000a", E::NotTwelveDigits),
            ("010000000000", E::NotTwelveDigits),
            ("161031000000", E::UnknownProvince),
            ("141000100000", E::NoCounty),
            ("141031000201", E::NoTownship),
            ("141031100600", E::VillageOutOfRange),
        ] {
            assert_eq!(text.parse::<DivisionCode>(), Err(error), "{text}");
        }
        assert!(code("141031100599").level() == DivisionLevel::Village);
    }

    #[test]
    fn a_division_contains_what_lies_inside_it() {
        let (county, town, village) = (
            code("141031000000"),
            code("141031100000"),
            code("141031100201"),
        );
        assert!(county.contains(village) && town.contains(village) && village.contains(village));
        assert!(!village.contains(town) && !town.contains(code("141031101201")));
        assert!(!county.contains(code("141032100000")));
        assert!(DivisionCode::NATION.contains(village) && code("140000000000").contains(village));
        assert_eq!(village.lineage().count(), 6);
        assert_eq!(code("441900003001").lineage().count(), 5);
    }

    #[test]
    fn township_kinds_follow_the_third_part() {
        assert_eq!(
            code("210115001000").township_kind(),
            Some(TownshipKind::Street)
        );
        assert_eq!(
            code("141031100201").township_kind(),
            Some(TownshipKind::Town)
        );
        assert_eq!(
            code("141031200000").township_kind(),
            Some(TownshipKind::Township)
        );
        assert_eq!(
            code("210115400000").township_kind(),
            Some(TownshipKind::EnterpriseRun)
        );
        assert_eq!(
            code("210115999000").township_kind(),
            Some(TownshipKind::StatisticalArea)
        );
        assert_eq!(code("210115000000").township_kind(), None);
    }

    #[test]
    fn decoding_refuses_a_bad_code() {
        assert!(DivisionCode::decode(&mut &7u64.encode()[..]).is_err());
        let good = code("141031100201");
        assert_eq!(DivisionCode::decode(&mut &good.encode()[..]), Ok(good));
    }
}
