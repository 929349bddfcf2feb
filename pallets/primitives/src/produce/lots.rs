//! Words of lots: harvest, grading and hand-over.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{CycleId, Date, Grams, List, LotId, OrganisationId, Text};

/// The most cycles one lot may be harvested from.
pub const LOT_CYCLES_MAX: u32 = 8;
/// The most parents one grading may take, and the most grades it may make.
pub const GRADING_MAX: u32 = 8;
/// The most ancestors a lot may have; a lot that would have more is refused.
pub const ANCESTORS_MAX: u32 = 32;

/// A harvest.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HarvestInput {
    /// The cycles it comes from; all of one producer and one product class.
    pub cycles: List<CycleId, LOT_CYCLES_MAX>,
    /// The day.
    pub date: Date,
    /// Gross mass.
    pub gross: Grams,
}

/// What a grader measured.
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
pub struct GradeMetrics {
    /// Sugar in tenths of a degree Brix, if measured.
    pub brix_tenths: Option<u16>,
    /// Diameter in millimetres, if measured.
    pub diameter_mm: Option<u16>,
}

/// One grade that comes out of a grading.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GradeOutput {
    /// Name of the grade, for example 特级.
    pub grade: Text<24>,
    /// Net mass.
    pub net: Grams,
    /// What was measured.
    pub metrics: GradeMetrics,
}

/// How much of a lot goes into a grading.
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
pub struct GradeParent {
    /// The lot.
    pub lot: LotId,
    /// The mass taken from it.
    pub mass: Grams,
}

/// A grading: parents in, grades and loss out (PI-1).
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GradingInput {
    /// What goes in.
    pub parents: List<GradeParent, GRADING_MAX>,
    /// What comes out.
    pub outputs: List<GradeOutput, GRADING_MAX>,
    /// What was lost.
    pub loss: Grams,
    /// Why; needed when there is a loss.
    pub loss_reason: Text<96>,
    /// The day.
    pub date: Date,
}

/// A hand-over of a lot to the next holder.
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
pub struct Delivery {
    /// The lot.
    pub lot: LotId,
    /// Who receives it.
    pub to: OrganisationId,
}
