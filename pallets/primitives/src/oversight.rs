//! Words of oversight: cases, holds, questions, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use crate::{CaseId, CycleId, Date, Digest, QuestionId, Subject, TestId, Text, TimestampMs};

words! {
    /// A hold to be set.
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
    pub struct RenewalInput {
        /// The case.
        pub case: CaseId,
        /// Why.
        pub reason: Text<128>,
        /// For how many days from now.
        pub days: u16,
    }

    /// A release.
    pub struct ReleaseInput {
        /// The case.
        pub case: CaseId,
        /// Why.
        pub reason: Text<128>,
        /// Digest of the evidence, if there is a document.
        pub evidence: Option<Digest>,
    }

    /// A question to be asked (质询). Its words stay off the ledger; the digest proves them.
    pub struct QuestionInput {
        /// What it is about.
        pub subject: Subject,
        /// Digest of the question.
        pub question: Digest,
    }

    /// An answer to a question.
    pub struct AnswerInput {
        /// The question.
        pub question: QuestionId,
        /// Digest of the answer.
        pub answer: Digest,
    }

    /// Why a subject is held.
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
        /// A use recorded after the harvest has a safety interval that covers the day of harvest
        /// (PI-3). It never ends by itself: only a passed laboratory test and a release do.
        #[codec(index = 2)]
        SafetyInterval {
            /// The cycle the product was used on.
            cycle: CycleId,
            /// First day of harvest the use allows.
            harvest_from: Date,
        },
    }

    /// What oversight records on the timeline of a case or of a question.
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
        /// A question was asked.
        #[codec(index = 3)]
        Asked {
            /// What it is about.
            subject: Subject,
            /// Digest of the question.
            question: Digest,
            /// The last day for the answer.
            due: Date,
        },
        /// The question was answered.
        #[codec(index = 4)]
        Answered {
            /// Digest of the answer.
            answer: Digest,
            /// Whether that was after the last day.
            late: bool,
        },
    }
}
