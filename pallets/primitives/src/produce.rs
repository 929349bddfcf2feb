//! Words of produce: plots, cycles, inputs, tests, lots, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    CycleId, Date, Digest, DivisionCode, Grams, List, LotId, MilliMu, OrganisationId, Percent,
    PlotId, ProductClass, TestId, Text,
};

/// The most cycles one lot may be harvested from.
pub const LOT_CYCLES_MAX: u32 = 8;
/// The most parents one grading may take, and the most grades it may make.
pub const GRADING_MAX: u32 = 8;
/// The most ancestors a lot may have; a lot that would have more is refused.
pub const ANCESTORS_MAX: u32 = 32;
/// The most different inputs one cycle may use.
pub const CYCLE_INPUTS_MAX: u32 = 32;
/// The most items a test report may name.
pub const TEST_ITEMS_MAX: u32 = 32;

/// The registration number of a pesticide (农药登记证号), such as `PD20110234`.
pub type RegistrationNumber = Text<24>;

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

/// The unit of a dose on a pesticide label.
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
pub enum DoseUnit {
    /// Milligrams of product per mu.
    #[codec(index = 0)]
    MilligramPerMu,
    /// Microlitres of product per mu.
    #[codec(index = 1)]
    MicrolitrePerMu,
    /// Milligrams of active substance per kilogram of spray (the label's dilution, 毫克/千克).
    #[codec(index = 2)]
    MilligramPerKilogram,
}

/// What the law says about a product as such.
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
pub enum Restriction {
    /// Nothing beyond its label.
    #[codec(index = 0)]
    None,
    /// Restricted use (限制使用): never on the classes in `forbidden_on`.
    #[codec(index = 1)]
    Restricted,
    /// Banned (禁用): on no crop at all.
    #[codec(index = 2)]
    Banned,
}

/// One row of a pesticide label: this product on this crop (`DOMAIN.md 2.2`).
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InputLabel {
    /// The division whose catalogue holds the row. The most specific division wins.
    pub division: DivisionCode,
    /// Registration number.
    pub registration: RegistrationNumber,
    /// The crop the row is for; it also holds for the classes inside it.
    pub crop: ProductClass,
    /// Product and formulation, for example 阿维菌素 1.8% 乳油.
    pub name: Text<96>,
    /// Safety interval (安全间隔期): days from the last use to the first day of harvest allowed.
    pub interval_days: u16,
    /// The most uses in one cycle.
    pub times_max: u8,
    /// The unit of the doses.
    pub unit: DoseUnit,
    /// The smallest dose on the label.
    pub dose_min: u32,
    /// The largest dose on the label; a larger one is refused.
    pub dose_max: u32,
    /// What the law says about the product.
    pub restriction: Restriction,
    /// Classes the product must never be used on (`PestReg Art.34`).
    pub forbidden_on: List<ProductClass, 8>,
}

/// How much a variety may yield; the cap of a cycle is area times this.
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
pub struct YieldCap {
    /// The division whose catalogue holds the row. The most specific division wins.
    pub division: DivisionCode,
    /// The product; it also holds for the classes inside it.
    pub product: ProductClass,
    /// Grams per mu and season.
    pub per_mu: Grams,
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

/// How a test is made.
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
pub enum TestMethod {
    /// A rapid method (快检). A failure can only be lifted by a laboratory.
    #[codec(index = 0)]
    Quick,
    /// An accredited laboratory (CMA/CATL).
    #[codec(index = 1)]
    Laboratory,
}

/// The outcome of a test.
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
pub enum TestVerdict {
    /// Within the limits.
    #[codec(index = 0)]
    Pass,
    /// Over a limit, or positive.
    #[codec(index = 1)]
    Fail,
}

/// What a test was made on.
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
pub enum TestTarget {
    /// A growing crop.
    #[codec(index = 0)]
    Cycle(CycleId),
    /// A lot.
    #[codec(index = 1)]
    Lot(LotId),
}

/// A test result.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TestInput {
    /// What was tested. It must exist before the result is recorded (PI-13).
    pub target: TestTarget,
    /// How.
    pub method: TestMethod,
    /// Number of the sample.
    pub sample: Text<32>,
    /// Day the sample was taken.
    pub sampled: Date,
    /// What was tested for.
    pub items: List<Text<32>, TEST_ITEMS_MAX>,
    /// The outcome.
    pub verdict: TestVerdict,
    /// Digest of the report or of the photo of the test card.
    pub report: Digest,
}

/// Where a test stands.
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
pub enum TestStatus {
    /// A laboratory result waits for the signature of a second person of the laboratory.
    #[codec(index = 0)]
    Recorded,
    /// It counts.
    #[codec(index = 1)]
    Effective,
}

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

/// The test a lot or cycle stands on.
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
#[derive(Default)]
pub enum TestFlag {
    /// Not tested.
    #[default]
    #[codec(index = 0)]
    Untested,
    /// The latest test that counts passed.
    #[codec(index = 1)]
    Passed(TestId),
    /// A test failed and no laboratory has confirmed otherwise.
    #[codec(index = 2)]
    Failed(TestId),
}

/// What produce records on the timelines of catalogues, plots, cycles, tests and lots.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum ProduceEntry {
    /// A label row was written. On the catalogue of the division.
    #[codec(index = 0)]
    InputLabelSet(InputLabel),
    /// A yield cap was written. On the catalogue of the division.
    #[codec(index = 1)]
    YieldCapSet(YieldCap),
    /// The plot was opened. On the plot.
    #[codec(index = 2)]
    PlotOpened {
        /// Whose it is.
        producer: OrganisationId,
        /// The plot.
        plot: PlotInput,
    },
    /// The cycle was started. On the cycle.
    #[codec(index = 3)]
    CycleStarted {
        /// Whose it is.
        producer: OrganisationId,
        /// The cycle.
        cycle: CycleInput,
        /// How much may be harvested: area times the yield cap.
        yield_cap: Grams,
    },
    /// The cycle is over; nothing more can be recorded on it. On the cycle.
    #[codec(index = 4)]
    CycleFinished,
    /// An operation. On the cycle.
    #[codec(index = 5)]
    OperationRecorded {
        /// The operation.
        operation: Operation,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// A use of a pesticide. On the cycle.
    #[codec(index = 6)]
    InputUsed {
        /// The use.
        input: InputUse,
        /// Name of the product as in the label row that was applied.
        name: Text<96>,
        /// First day of harvest this use allows.
        harvest_from: Date,
        /// Which use of this product on the cycle: 1 for the first.
        times: u8,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// A test was recorded. On the test.
    #[codec(index = 7)]
    TestRecorded {
        /// The result.
        test: TestInput,
        /// Whether it counts already.
        status: TestStatus,
    },
    /// A second person of the laboratory signed the result. On the test.
    #[codec(index = 8)]
    TestApproved,
    /// A test that counts. On the cycle or lot it was made on.
    #[codec(index = 9)]
    Tested {
        /// The test.
        test: TestId,
        /// How it was made.
        method: TestMethod,
        /// Its outcome.
        verdict: TestVerdict,
    },
    /// Part of the cycle was harvested. On the cycle.
    #[codec(index = 10)]
    CycleHarvested {
        /// The lot it became.
        lot: LotId,
    },
    /// The lot was harvested. On the lot.
    #[codec(index = 11)]
    LotHarvested {
        /// Whose it is.
        producer: OrganisationId,
        /// Its division: the smallest that contains all its plots.
        division: DivisionCode,
        /// The product.
        product: ProductClass,
        /// The harvest.
        harvest: HarvestInput,
        /// First day of harvest that all uses on its cycles allowed: the proof of the interval.
        harvest_from: Date,
        /// Recorded later than the policy allows without remark (PI-8).
        late: bool,
    },
    /// Warning: more was harvested than the yield cap foresees (PI-2). On the cycle.
    #[codec(index = 12)]
    YieldWarned {
        /// The lot that went over.
        lot: LotId,
        /// Harvest so far in percent of the cap.
        percent: Percent,
    },
    /// Mass of the lot went into a grading. On each parent lot.
    #[codec(index = 13)]
    LotGraded {
        /// How much.
        mass: Grams,
        /// The lots it went into.
        children: List<LotId, GRADING_MAX>,
    },
    /// The lot came out of a grading. On each child lot.
    #[codec(index = 14)]
    LotFormed {
        /// The grading it came from.
        grading: GradingInput,
        /// Which of the grading's outputs this lot is, counted from 0.
        output: u8,
    },
    /// The lot was handed over. On the lot.
    #[codec(index = 15)]
    LotDelivered {
        /// From whom.
        from: OrganisationId,
        /// To whom.
        to: OrganisationId,
    },
    /// Mass of the lot was packed under codes. On the lot.
    #[codec(index = 16)]
    LotPacked {
        /// The batch of codes.
        batch: crate::BatchId,
        /// First code.
        from: u32,
        /// Last code.
        to: u32,
        /// Mass of all of them.
        mass: Grams,
    },
}
