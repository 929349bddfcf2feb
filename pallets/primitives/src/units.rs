//! Integer units: mass in grams, area in thousandths of a mu (亩), shares in basis points.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// The sum, or `None` on overflow.
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            /// The difference, or `None` when `other` is larger.
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }
        }
    )*};
}

quantities! {
    /// Mass in grams (克).
    Grams(u64);
    /// Area in thousandths of a mu (1 亩 = 1000; 1 mu is 666.7 m²).
    MilliMu(u64);
}

/// A share in hundredths of a percent: 50 is 0.5 %.
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
pub struct BasisPoints(pub u32);

/// A share in percent.
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
pub struct Percent(pub u32);

impl Grams {
    /// This mass times a count, or `None` on overflow.
    pub fn checked_mul(self, count: u64) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// This share of the mass, rounded down; it never overflows.
    pub fn share(self, share: BasisPoints) -> Self {
        scaled(self.0, u64::from(share.0), 10_000)
    }

    /// This percentage of the mass, rounded down; it saturates at `u64::MAX`.
    pub fn percent(self, percent: Percent) -> Self {
        scaled(self.0, u64::from(percent.0), 100)
    }
}

impl MilliMu {
    /// What this area may yield at so many grams per mu, rounded down; saturates at `u64::MAX`.
    pub fn yield_at(self, per_mu: Grams) -> Grams {
        scaled(self.0, per_mu.0, 1_000)
    }
}

fn scaled(value: u64, by: u64, of: u128) -> Grams {
    let product = u128::from(value).saturating_mul(u128::from(by));
    let quotient = product.checked_div(of).unwrap_or(0);
    Grams(u64::try_from(quotient).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_down_and_never_overflow() {
        assert_eq!(Grams(500_000).share(BasisPoints(50)), Grams(2_500));
        assert_eq!(Grams(199).share(BasisPoints(50)), Grams(0));
        assert_eq!(Grams(u64::MAX).percent(Percent(150)), Grams(u64::MAX));
        assert_eq!(MilliMu(1_500).yield_at(Grams(2_000_000)), Grams(3_000_000));
    }
}
