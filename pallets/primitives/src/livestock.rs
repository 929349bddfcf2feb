//! Words of livestock: ear tags, animals, certificates, meat, disposal, insurance, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

/// Gives words their codec and JSON forms; the same for all of them.
macro_rules! words {
    ($($item:item)*) => {$(
        #[derive(
            Clone, Debug, Eq, PartialEq, codec::Encode, codec::Decode,
            codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
        )]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(rename_all = "snake_case")
        )]
        $item
    )*};
}

/// The same for words small enough to be copied and simple enough to be ordered.
macro_rules! small_words {
    ($($item:item)*) => {$(
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, codec::Encode, codec::Decode,
            codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
        )]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(rename_all = "snake_case")
        )]
        $item
    )*};
}

mod animals;
mod death;
mod ear_tag;
mod entry;
mod insurance;
mod meat;
mod payload;
mod quarantine;
mod veterinary;
mod warning;

pub use animals::*;
pub use death::*;
pub use ear_tag::{EarTag, EarTagError, TagFate, TagMove, TagRange, TagSpending};
pub use entry::{HerdChange, LivestockEntry};
pub use insurance::*;
pub use meat::*;
pub use payload::{CertificatePayload, SignedCertificate};
pub use quarantine::*;
pub use veterinary::*;
pub use warning::{Side, Warning, WarningLevel};
