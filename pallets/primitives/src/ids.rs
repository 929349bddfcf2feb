//! Identifiers that the chain hands out, one counting type per thing.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);

        impl $name {
            /// The id after this one, or `None` when the numbers are used up.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

ids! {
    /// An organisation (主体): an authority, company, cooperative, household or collective.
    OrganisationId(u32);
    /// A person or machine that signs for an organisation.
    MemberId(u32);
    /// A plot, greenhouse or orchard (地块).
    PlotId(u64);
    /// One crop on one plot from planting to the end of harvest (种植周期).
    CycleId(u64);
    /// A harvested, graded or mixed lot (批次).
    LotId(u64);
    /// A quick or laboratory test (检测).
    TestId(u64);
    /// A regional brand (区域公用品牌).
    BrandId(u32);
    /// A batch of printed codes (赋码批次); at most [`crate::BATCH_MAX`], the 30 bits a label has for it.
    BatchId(u32);
    /// An oversight case (监督事项).
    CaseId(u64);
}
