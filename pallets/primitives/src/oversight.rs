//! Words of oversight: cases, holds, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{CaseId, Digest, Subject, TestId, Text, TimestampMs};

/// A hold to be set.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HoldInput {
    /// What must not move.
    pub subject: Subject,
    /// Why.
    pub reason: Text<128>,
    /// Digest of the evidence, if there is a document.
    pub evidence: Option<Digest>,
    /// For how many days; at most what the policy allows, renewable.
    pub days: u16,
}

/// A hold to be renewed.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RenewalInput {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: Text<128>,
    /// For how many days from now.
    pub days: u16,
}

/// A release.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReleaseInput {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: Text<128>,
    /// Digest of the evidence, if there is a document.
    pub evidence: Option<Digest>,
}

/// Why a subject is held.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum HoldCause {
    /// An inspector or the county set it.
    #[codec(index = 0)]
    Ordered {
        /// Why.
        reason: Text<128>,
        /// Digest of the evidence, if there is a document.
        evidence: Option<Digest>,
        /// When it ends by itself.
        expires_ms: TimestampMs,
    },
    /// A test failed. It never ends by itself: only a passed laboratory test and a release do.
    #[codec(index = 1)]
    FailedTest(TestId),
}

/// What oversight records on the timeline of a case.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum OversightEntry {
    /// The case was opened and its subject held.
    #[codec(index = 0)]
    Held {
        /// What must not move.
        subject: Subject,
        /// Why.
        cause: HoldCause,
    },
    /// The hold was renewed.
    #[codec(index = 1)]
    Renewed {
        /// Why.
        reason: Text<128>,
        /// When it ends by itself now.
        expires_ms: TimestampMs,
    },
    /// The hold was released by a second person; the case is closed.
    #[codec(index = 2)]
    Released {
        /// Why.
        reason: Text<128>,
        /// Digest of the evidence, if there is a document.
        evidence: Option<Digest>,
    },
}
