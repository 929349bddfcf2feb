//! Words of tests: what is tested, how, and what follows from it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{CycleId, Date, Digest, List, LotId, TestId, Text};

/// The most items a test report may name.
pub const TEST_ITEMS_MAX: u32 = 32;

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
