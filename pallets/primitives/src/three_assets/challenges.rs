//! Challenges by villagers (质疑), with their clocks (`DOMAIN.md 4.10`).

use crate::{ChallengeId, CollectiveId, Digest, Pseudonym, Subject, Text};

words! {
    /// A challenge. The text stays in the service; the ledger has its digest and a one-time name of who asks. The
    /// record is signed as every record is: beside the one-time name stands the number of the member who sent it,
    /// but never who that is.
    pub struct ChallengeInput {
        /// The collective that is asked.
        pub collective: CollectiveId,
        /// What it is about.
        pub about: Subject,
        /// Digest of the question.
        pub question: Digest,
        /// One-time name of who asks, never used again.
        pub asker: Pseudonym,
    }

    /// Somebody who joins a challenge.
    pub struct Joining {
        /// The challenge.
        pub challenge: ChallengeId,
        /// One-time name of who joins.
        pub asker: Pseudonym,
        /// Whether the first of a household joins.
        pub household: bool,
    }

    /// The next step of a challenge.
    pub struct ChallengeStepInput {
        /// The challenge.
        pub challenge: ChallengeId,
        /// The step.
        pub step: ChallengeStep,
    }

    /// A step of a challenge.
    pub enum ChallengeStep {
        /// The collective took it on.
        #[codec(index = 0)]
        Accepted,
        /// Whoever has it now answered.
        #[codec(index = 1)]
        Answered {
            /// Digest of the answer.
            answer: Digest,
        },
        /// Who asked is satisfied; the challenge is closed. Only the person who raised it says so.
        #[codec(index = 2)]
        Satisfied {
            /// The one-time name.
            asker: Pseudonym,
        },
        /// Who asked is not satisfied; it goes one level up. Only the person who raised it says so.
        #[codec(index = 3)]
        Unsatisfied {
            /// The one-time name.
            asker: Pseudonym,
        },
        /// The clock has run out without an answer; it goes one level up.
        #[codec(index = 4)]
        Escalated,
        /// A joint challenge was put into the minutes.
        #[codec(index = 5)]
        Minuted {
            /// Digest of the minutes.
            minutes: Digest,
        },
        /// The county closes what it answered.
        #[codec(index = 6)]
        Closed {
            /// Why.
            reason: Text<128>,
        },
    }
}

small_words! {
    /// Who has to answer a challenge.
    pub enum ChallengeLevel {
        /// The collective.
        #[codec(index = 0)]
        Village,
        /// The township.
        #[codec(index = 1)]
        Township,
        /// The county.
        #[codec(index = 2)]
        County,
    }

    /// Where a challenge stands.
    pub enum ChallengeState {
        /// Nobody has taken it on yet.
        #[codec(index = 0)]
        Submitted,
        /// It waits for an answer.
        #[codec(index = 1)]
        Accepted,
        /// It is answered, and waits for who asked.
        #[codec(index = 2)]
        Answered,
        /// It is closed.
        #[codec(index = 3)]
        Closed,
    }
}
