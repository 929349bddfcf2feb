//! What is stored of a case and of a question, and when a case holds its subject.

use codec::{Decode, Encode, MaxEncodedLen};
use county_primitives::{
    oversight::HoldCause, Author, Date, Digest, List, MemberId, Role, Signature, Subject,
    TimestampMs,
};
use scale_info::TypeInfo;

/// The most open cases that may hold one subject: one more than `OTHERS_MAX`, so that the rule for
/// safety intervals, which keeps one open case of a subject at a time, always finds room. What was
/// sprayed must be recorded above all where much is wrong already.
pub const HELD_MAX: u32 = 9;

/// The most of them that orders and failed tests may have opened.
pub const OTHERS_MAX: u32 = 8;

/// The most of them that people may have ordered; the rest is kept for failed tests.
pub const ORDERED_MAX: u32 = 4;

/// The open cases that hold one subject, oldest first.
pub type HoldingCases = List<county_primitives::CaseId, HELD_MAX>;

/// Whether a case can still hold its subject.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum CaseStatus {
    /// Open. An ordered hold may nevertheless have run out.
    #[codec(index = 0)]
    Open,
    /// Released by a second person.
    #[codec(index = 1)]
    Released,
}

/// A case over a subject.
#[derive(Clone, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Case {
    /// What must not move.
    pub subject: Subject,
    /// Why, and until when.
    pub cause: HoldCause,
    /// Who opened it: a member, or one of the rules.
    pub opened_by: Author,
    /// Who renewed it last.
    pub renewed_by: Option<Signature>,
    /// Where it stands.
    pub status: CaseStatus,
}

impl Case {
    /// Whether the case holds its subject at this instant: it is open, and an ordered hold has not
    /// reached its end.
    pub fn holds_at(&self, now_ms: TimestampMs) -> bool {
        self.status == CaseStatus::Open && !self.has_run_out(now_ms)
    }

    /// Whether an ordered hold has reached its end. A hold that a rule opened has none.
    pub fn has_run_out(&self, now_ms: TimestampMs) -> bool {
        match self.cause {
            HoldCause::Ordered { expires_ms, .. } => now_ms >= expires_ms,
            HoldCause::FailedTest(_) | HoldCause::SafetyInterval { .. } => false,
        }
    }

    /// The role that may renew and release: the opener's own, or the county's where a rule opened
    /// it.
    pub fn keeper_role(&self) -> Role {
        match self.opened_by {
            Author::Member(signature) => signature.role,
            Author::Governance | Author::Rule => Role::CountyAgriculture,
        }
    }

    /// Who opened the case and who renewed it last: neither can be the second person.
    pub fn keepers(&self) -> impl Iterator<Item = MemberId> {
        let renewer = self.renewed_by.map(|signature| signature.member);
        self.opened_by.member().into_iter().chain(renewer)
    }
}

/// A question about a subject.
#[derive(Clone, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Question {
    /// What it is about.
    pub subject: Subject,
    /// Digest of its words.
    pub question: Digest,
    /// Who asked.
    pub asked_by: Author,
    /// The last day for the answer.
    pub due: Date,
    /// The answer, once there is one.
    pub answer: Option<Answer>,
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Answer {
    /// Digest of its words.
    pub answer: Digest,
    /// Whether it came after the last day.
    pub late: bool,
}
