//! Money in fen (分), with checked arithmetic.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// An amount in fen: 100 fen are one yuan. Negative amounts stand in red-letter lines and in balances.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Ord,
    PartialEq,
    PartialOrd,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many yuan, as policies give their limits; saturates at the largest amount.
    pub fn from_yuan(yuan: u64) -> Self {
        Self(i64::try_from(yuan.saturating_mul(100)).unwrap_or(i64::MAX))
    }

    /// The sum, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The same amount with the other sign, or `None` on overflow.
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// Whether this is at least `percent` per cent of `whole`, without rounding.
    pub fn reaches(self, percent: u64, whole: Self) -> bool {
        i128::from(self.0).saturating_mul(100)
            >= i128::from(whole.0).saturating_mul(i128::from(percent))
    }

    /// Whether this is a whole multiple of `unit`; nothing is a multiple of nothing.
    pub fn is_multiple_of(self, unit: Self) -> bool {
        self.0.checked_rem(unit.0) == Some(0)
    }
}

impl core::fmt::Display for Fen {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(Fen::from_yuan(9_500), Fen(950_000));
        assert_eq!(Fen::from_yuan(u64::MAX), Fen(i64::MAX));
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
        assert_eq!(Fen(i64::MIN).checked_neg(), None);
        assert_eq!(Fen(-123_405).to_string(), "-1234.05");
        assert!(Fen(800_000).reaches(80, Fen(1_000_000)));
        assert!(!Fen(799_999).reaches(80, Fen(1_000_000)));
        assert!(Fen(200_000).is_multiple_of(Fen(100_000)));
        assert!(!Fen(200_000).is_multiple_of(Fen::ZERO));
    }
}
