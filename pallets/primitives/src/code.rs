//! What the chain and the label agree on about a code: its kind and how large its numbers may be.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The highest batch number a label can carry (30 bits).
pub const BATCH_MAX: u32 = (1 << 30) - 1;

/// The highest index of a code inside its batch (25 bits).
pub const INDEX_MAX: u32 = (1 << 25) - 1;

/// What a code is stuck on. It is the first character of the printed code.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum CodeKind {
    /// One item: a fruit, a bag (单品码).
    #[codec(index = 1)]
    Item,
    /// A box of items (箱码).
    #[codec(index = 2)]
    Box,
    /// A pallet of boxes (托盘码).
    #[codec(index = 3)]
    Pallet,
    /// A package of meat (肉品包装码).
    #[codec(index = 4)]
    Meat,
}

impl CodeKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Item, Self::Box, Self::Pallet, Self::Meat];

    /// The number the label carries, 1 to 31.
    pub fn number(self) -> u8 {
        match self {
            Self::Item => 1,
            Self::Box => 2,
            Self::Pallet => 3,
            Self::Meat => 4,
        }
    }

    /// The kind with this number, if there is one.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}
