//! Words of growing: plots, cycles, operations and uses of inputs.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{DoseUnit, RegistrationNumber};
use crate::{CycleId, Date, Digest, DivisionCode, MilliMu, PlotId, ProductClass, Text};

/// The most different inputs one cycle may use.
pub const CYCLE_INPUTS_MAX: u32 = 32;

/// What a plot is.
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
pub enum PlotKind {
    /// Open field (大田).
    #[codec(index = 0)]
    Open,
    /// Greenhouse (温室/大棚).
    #[codec(index = 1)]
    Greenhouse,
    /// Orchard (果园).
    #[codec(index = 2)]
    Orchard,
}

/// A plot to be opened.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PlotInput {
    /// The village it lies in.
    pub village: DivisionCode,
    /// Its area.
    pub area: MilliMu,
    /// What it is.
    pub kind: PlotKind,
    /// Salted commitment to its polygon; the polygon itself stays in the service (`DOMAIN.md 5`).
    pub geometry: Digest,
}

/// A crop to be started on a plot.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CycleInput {
    /// The plot.
    pub plot: PlotId,
    /// What grows, at the most specific class known.
    pub product: ProductClass,
    /// The variety, for example 玉露香.
    pub variety: Text<48>,
    /// Day of planting, or of the first operation of the season in an orchard.
    pub started: Date,
}

/// A use of a pesticide.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InputUse {
    /// The cycle it was used on.
    pub cycle: CycleId,
    /// Registration number of the product.
    pub registration: RegistrationNumber,
    /// The dose, in the unit of the label row.
    pub dose: u32,
    /// The unit; it must be the label's.
    pub unit: DoseUnit,
    /// The area treated.
    pub area: MilliMu,
    /// The day.
    pub date: Date,
    /// Pest or disease it was used against.
    pub target: Text<48>,
    /// The 32-digit unit code of the package, if scanned.
    pub unit_code: Option<Text<32>>,
}

/// An operation without a safety interval.
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
pub enum OperationKind {
    /// Pruning (修剪).
    #[codec(index = 0)]
    Pruning,
    /// Fertilising (施肥).
    #[codec(index = 1)]
    Fertilising,
    /// Irrigation (灌溉).
    #[codec(index = 2)]
    Irrigation,
    /// Pollination (授粉).
    #[codec(index = 3)]
    Pollination,
    /// Thinning of flowers or fruit (疏花疏果).
    #[codec(index = 4)]
    Thinning,
    /// Bagging (套袋).
    #[codec(index = 5)]
    Bagging,
    /// Weeding (除草).
    #[codec(index = 6)]
    Weeding,
    /// A look at the crop (巡查).
    #[codec(index = 7)]
    Inspection,
    /// Anything else; the note says what.
    #[codec(index = 8)]
    Other,
}

/// An operation on a cycle.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Operation {
    /// The cycle.
    pub cycle: CycleId,
    /// What was done.
    pub kind: OperationKind,
    /// The day.
    pub date: Date,
    /// A short note; no personal data.
    pub note: Text<96>,
    /// Digest of a photo or document, if there is one.
    pub evidence: Option<Digest>,
}
