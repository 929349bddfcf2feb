//! Words of livestock insurance: contracts and claims (`DOMAIN.md 3.6`). Money is in fen.

use super::{Group, Species, Unit};
use crate::{ClaimId, Date, Digest, Grams, InsuranceId, OrganisationId, Text};

words! {
    /// A contract to be recorded: these animals, this time.
    pub struct InsuranceInput {
        /// Number of the policy.
        pub number: Text<32>,
        /// Whose animals they are.
        pub farm: OrganisationId,
        /// What they are.
        pub species: Species,
        /// The animals; each must be tagged, immunised and within the terms.
        pub group: Group,
        /// First day.
        pub from: Date,
        /// First day it no longer holds.
        pub until: Date,
        /// The most that is paid for one animal, in fen.
        pub sum_per_head: u64,
        /// The least age of an animal at the beginning, in days.
        pub age_days_min: u16,
        /// The least mass of an animal when it was last weighed; nothing asks for none.
        pub mass_min: Grams,
        /// Digest of the terms and of the published list.
        pub terms: Digest,
    }

    /// A claim for one life.
    pub struct ClaimInput {
        /// The contract.
        pub insurance: InsuranceId,
        /// The animal.
        pub unit: Unit,
        /// Its mass as claimed.
        pub mass: Grams,
        /// What is asked, in fen.
        pub amount: u64,
        /// Digest of the photo of the body; no two claims may have the same.
        pub photo: Digest,
        /// Digest of the survey (查勘).
        pub survey: Digest,
    }

    /// The insurer's decision.
    pub struct ClaimDecision {
        /// The claim.
        pub claim: ClaimId,
        /// What is paid, in fen; none refuses it.
        pub amount: Option<u64>,
        /// Why; needed for a refusal.
        pub reason: Text<128>,
    }

    /// A payment.
    pub struct ClaimPayment {
        /// The claim.
        pub claim: ClaimId,
        /// Digest of the bank's receipt.
        pub receipt: Digest,
    }
}

small_words! {
    /// Where a claim stands.
    pub enum ClaimState {
        /// Waits for the insurer's second person.
        #[codec(index = 0)]
        Filed,
        /// Agreed, to be paid.
        #[codec(index = 1)]
        Approved,
        /// Refused. The life may be claimed again with better evidence.
        #[codec(index = 2)]
        Refused,
        /// Paid.
        #[codec(index = 3)]
        Paid,
    }
}
