//! What the chain lets pass but does not keep quiet about (`DOMAIN.md 3.2, 3.3, 3.6`).

use super::{AnimalState, ApprovalNumber, Disease, EarTag};
use crate::{
    BasisPoints, Date, Digest, DivisionCode, Grams, MemberId, OrganisationId, TimestampMs,
};

small_words! {
    /// How serious a warning is.
    pub enum WarningLevel {
        /// To be looked at.
        #[codec(index = 0)]
        Yellow,
        /// To be explained.
        #[codec(index = 1)]
        Orange,
        /// To be acted upon at once.
        #[codec(index = 2)]
        Red,
    }

    /// Which end of a trip.
    pub enum Side {
        /// Where it began.
        #[codec(index = 0)]
        Origin,
        /// Where it ended.
        #[codec(index = 1)]
        Destination,
    }
}

words! {
    /// A warning.
    pub enum Warning {
        /// One tag was seen at two places faster than one can travel. On the animal.
        #[codec(index = 0)]
        CloneTag {
            /// The tag.
            tag: EarTag,
            /// Where it was seen before.
            before: DivisionCode,
            /// When.
            before_ms: TimestampMs,
            /// Where it was seen now.
            now: DivisionCode,
            /// When.
            now_ms: TimestampMs,
        },
        /// A tag was seen although its animal is dead, slaughtered, gone or missing. On the animal.
        #[codec(index = 1)]
        GhostTag {
            /// The tag.
            tag: EarTag,
            /// Where its animal stands.
            state: AnimalState,
            /// Where it was seen.
            division: DivisionCode,
        },
        /// A tag was seen in another county than its animal's. On the animal.
        #[codec(index = 2)]
        OutOfPlace {
            /// The tag.
            tag: EarTag,
            /// Where its animal is.
            place: DivisionCode,
            /// Where it was seen.
            division: DivisionCode,
        },
        /// One certificate was shown at two places faster than one can travel. On the certificate.
        #[codec(index = 3)]
        CloneCertificate {
            /// Where it was shown before.
            before: DivisionCode,
            /// When.
            before_ms: TimestampMs,
            /// Where it was shown now.
            now: DivisionCode,
            /// When.
            now_ms: TimestampMs,
        },
        /// The vet signed more certificates on a day than one can. On the certificate.
        #[codec(index = 4)]
        VetOverCapacity {
            /// The vet.
            vet: MemberId,
            /// How many, with this one.
            certificates: u32,
        },
        /// The vet certified outside the area of the own office. On the certificate.
        #[codec(index = 5)]
        VetOutsideArea {
            /// The vet.
            vet: MemberId,
            /// The office's division.
            office: DivisionCode,
            /// Where the load stands.
            origin: DivisionCode,
        },
        /// The vet certified outside working hours. On the certificate.
        #[codec(index = 6)]
        VetOutsideHours {
            /// The vet.
            vet: MemberId,
            /// The minute of the local day.
            minute: u16,
        },
        /// Fewer animals were loaded than certified. On the certificate.
        #[codec(index = 7)]
        FewerLoaded {
            /// Heads on the certificate.
            certified: u32,
            /// Heads loaded.
            loaded: u32,
        },
        /// A checkpoint counted another number than was loaded. On the certificate.
        #[codec(index = 8)]
        CheckpointCount {
            /// Heads loaded.
            loaded: u32,
            /// Heads counted.
            counted: u32,
        },
        /// A checkpoint saw the certificate on another vehicle. On the certificate.
        #[codec(index = 9)]
        CheckpointVehicle {
            /// Keyed commitment to the plate that was there.
            plate: Digest,
        },
        /// A certificate was shown at a checkpoint that was not on the road. On the certificate.
        #[codec(index = 10)]
        CheckpointState,
        /// The validity had run out. On the certificate.
        #[codec(index = 11)]
        ValidityOver {
            /// The last day.
            valid_until: Date,
        },
        /// Arrived and dead are not what was loaded. On the certificate.
        #[codec(index = 12)]
        ArrivalCount {
            /// Heads loaded.
            loaded: u32,
            /// Heads alive.
            arrived: u32,
            /// Heads dead.
            dead: u32,
        },
        /// A landing report named another number than arrived. On the certificate.
        #[codec(index = 13)]
        LandingCount {
            /// Which end.
            side: Side,
            /// Heads that arrived.
            arrived: u32,
            /// Heads reported.
            reported: u32,
        },
        /// A landing report came late. On the certificate.
        #[codec(index = 14)]
        LandingLate {
            /// Which end.
            side: Side,
            /// By how many days.
            days: u32,
        },
        /// A landing report is missing. On the certificate.
        #[codec(index = 15)]
        LandingMissing {
            /// Which end.
            side: Side,
        },
        /// The load never arrived in its validity. On the certificate.
        #[codec(index = 16)]
        NotArrived {
            /// The last day.
            valid_until: Date,
        },
        /// Animals are missing. On the animal or herd.
        #[codec(index = 17)]
        Missing,
        /// An unknown drug was used; the default withdrawal holds. On the animal or herd.
        #[codec(index = 18)]
        UnknownDrug {
            /// Approval number.
            approval: ApprovalNumber,
        },
        /// A disease is suspected. On the animal, herd or slaughter batch.
        #[codec(index = 19)]
        SuspectedDisease {
            /// Which.
            disease: Disease,
        },
        /// A carcass is unusually light or heavy for its live mass. On the meat.
        #[codec(index = 20)]
        CarcassRatio {
            /// Its share of the live mass.
            ratio: BasisPoints,
        },
        /// A mass differs from what it should be by more than the tolerance. On the animal, herd,
        /// meat, disposal or claim.
        #[codec(index = 21)]
        MassMismatch {
            /// What it should be.
            expected: Grams,
            /// What it is.
            found: Grams,
        },
        /// A dead body was collected late. On the animal or herd.
        #[codec(index = 22)]
        CollectedLate {
            /// Hours after the report.
            hours: u32,
        },
        /// Identity was lost between hook and part. On the meat.
        #[codec(index = 23)]
        IdentityLost,
        /// A claim was tried again for a life, or with a photo, already claimed and refused. On the
        /// claim.
        #[codec(index = 24)]
        ClaimRepeated {
            /// The earlier claim.
            earlier: crate::ClaimId,
        },
        /// More claims under a contract than its heads explain. On the insurance.
        #[codec(index = 25)]
        ClaimRate {
            /// Claims.
            claims: u32,
            /// Heads insured.
            heads: u32,
        },
        /// A claim was paid late. On the claim.
        #[codec(index = 26)]
        PaidLate {
            /// By how many days.
            days: u32,
        },
        /// The animal was tagged anew between the beginning of the contract and the claim. On the
        /// claim.
        #[codec(index = 27)]
        ClaimAfterRetag {
            /// The tag it had.
            old: EarTag,
        },
        /// The plant received another number of bodies than was collected. On the disposal.
        #[codec(index = 28)]
        BodyCount {
            /// Heads the hauler collected.
            collected: u32,
            /// Heads the plant received.
            received: u32,
        },
        /// Animals came from another province by road, and no designated passage (指定通道) stamped
        /// their certificate on the way (L11; Epidemic Act Art.53). On the certificate.
        #[codec(index = 29)]
        PassageMissed,
        /// A custodian of recalled meat acknowledged late. On the recall.
        #[codec(index = 30)]
        RecallAcknowledgedLate {
            /// The custodian.
            custodian: OrganisationId,
            /// Minutes after the notice.
            minutes: u32,
        },
        /// A recall was verified although custodians never acknowledged. On the recall.
        #[codec(index = 31)]
        RecallUnacknowledged {
            /// How many.
            custodians: u32,
        },
        /// A recall was verified although nobody knows what became of some of the meat. On the
        /// recall.
        #[codec(index = 32)]
        RecallUnaccounted {
            /// How much.
            mass: Grams,
        },
        /// A recall was verified although no custodian was told of it. On the recall.
        #[codec(index = 33)]
        RecallUnnotified,
    }
}

impl Warning {
    /// How serious it is.
    pub fn level(&self) -> WarningLevel {
        match self {
            Self::CloneTag { .. }
            | Self::GhostTag { .. }
            | Self::CloneCertificate { .. }
            | Self::CheckpointVehicle { .. }
            | Self::CheckpointState
            | Self::PassageMissed
            | Self::SuspectedDisease { .. }
            | Self::ClaimRepeated { .. } => WarningLevel::Red,
            Self::OutOfPlace { .. }
            | Self::VetOverCapacity { .. }
            | Self::VetOutsideArea { .. }
            | Self::CheckpointCount { .. }
            | Self::ArrivalCount { .. }
            | Self::LandingMissing { .. }
            | Self::NotArrived { .. }
            | Self::Missing
            | Self::MassMismatch { .. }
            | Self::BodyCount { .. }
            | Self::ClaimRate { .. }
            | Self::ClaimAfterRetag { .. }
            | Self::RecallUnacknowledged { .. }
            | Self::RecallUnaccounted { .. }
            | Self::RecallUnnotified => WarningLevel::Orange,
            _ => WarningLevel::Yellow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_innocent_is_red_and_what_may_be_a_slip_yellow() {
        for (warning, level) in [
            (Warning::CheckpointState, WarningLevel::Red),
            (Warning::PassageMissed, WarningLevel::Red),
            (Warning::Missing, WarningLevel::Orange),
            (
                Warning::LandingMissing { side: Side::Origin },
                WarningLevel::Orange,
            ),
            (
                Warning::LandingLate {
                    side: Side::Origin,
                    days: 1,
                },
                WarningLevel::Yellow,
            ),
            (Warning::IdentityLost, WarningLevel::Yellow),
            (Warning::RecallUnnotified, WarningLevel::Orange),
            (
                Warning::RecallUnaccounted { mass: Grams(1) },
                WarningLevel::Orange,
            ),
            (
                Warning::RecallUnacknowledged { custodians: 1 },
                WarningLevel::Orange,
            ),
            (
                Warning::RecallAcknowledgedLate {
                    custodian: OrganisationId(1),
                    minutes: 121,
                },
                WarningLevel::Yellow,
            ),
        ] {
            assert_eq!(warning.level(), level, "{warning:?}");
        }
    }
}
