//! The named settings of a policy pack: numbers that differ from county to county and year to year.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! policy_keys {
    ($($(#[$doc:meta])* $variant:ident = $index:literal, $name:literal;)*) => {
        /// A setting that a division may give its own value from a date on. The most specific
        /// division wins, then the latest effective date. All are `[judgement]` values of
        /// `DOMAIN.md`: the law leaves them to the county, or is read through a secondary source.
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub enum PolicyKey {
            $($(#[$doc])* #[codec(index = $index)] $variant,)*
        }

        impl PolicyKey {
            /// Every setting, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON, files and pages, ending with its unit.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

policy_keys! {
    /// How much more than its parents a graded or packed mass may be, in basis points (PI-1).
    MassToleranceBasisPoints = 0, "mass_tolerance_basis_points";
    /// Harvest above this share of the yield cap raises a warning, in percent (PI-2).
    YieldWarningPercent = 1, "yield_warning_percent";
    /// Harvest above this share of the yield cap is refused, in percent (PI-2).
    YieldLimitPercent = 2, "yield_limit_percent";
    /// How far a time on a record may lie ahead of the ledger, in seconds (PI-8).
    FutureLimitSeconds = 3, "future_limit_seconds";
    /// A record about something older than this is marked late, in hours (PI-8).
    LateAfterHours = 4, "late_after_hours";
    /// How many codes more than the quota may be issued for spoilage, in basis points (2.5).
    SpoilAllowanceBasisPoints = 5, "spoil_allowance_basis_points";
    /// The longest a hold may be set for at once, in days (4.9).
    HoldLimitDays = 6, "hold_limit_days";
    /// How many signed calls a member may send per day.
    CallsPerDay = 7, "calls_per_day";
    /// How many call items a member may send per day.
    ItemsPerDay = 8, "items_per_day";
    /// How many unconfirmed transactions a member may have in the pool.
    InFlightLimit = 9, "in_flight_limit";
}

impl core::fmt::Display for PolicyKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// No setting has this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownPolicyKey;

impl core::fmt::Display for UnknownPolicyKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no policy setting has this name")
    }
}

impl core::error::Error for UnknownPolicyKey {}

impl core::str::FromStr for PolicyKey {
    type Err = UnknownPolicyKey;

    fn from_str(text: &str) -> Result<Self, UnknownPolicyKey> {
        Self::ALL
            .iter()
            .copied()
            .find(|key| key.name() == text)
            .ok_or(UnknownPolicyKey)
    }
}

crate::text::string_serde!(PolicyKey);
