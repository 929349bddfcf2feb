//! Words of death, collection and harmless disposal (`DOMAIN.md 3.6`).

use super::{Disease, Group, Unit, GROUP_MAX};
use crate::{Digest, DisposalId, Grams, List, MeatId, OrganisationId, Text, TimestampMs};

small_words! {
    /// How a body is treated.
    pub enum DisposalMethod {
        /// Rendering (化制).
        #[codec(index = 0)]
        Rendering,
        /// Incineration (焚烧).
        #[codec(index = 1)]
        Incineration,
        /// Deep burial (深埋).
        #[codec(index = 2)]
        Burial,
        /// Fermentation (发酵).
        #[codec(index = 3)]
        Fermentation,
        /// Sulphuric acid (硫酸分解).
        #[codec(index = 4)]
        Acid,
    }

    /// Why animals died.
    pub enum DeathCause {
        /// A disease that is known.
        #[codec(index = 0)]
        Disease(Disease),
        /// A disease that is suspected; it is reported at once (Epidemic Act Art.31).
        #[codec(index = 1)]
        Suspected(Disease),
        /// Accident or injury.
        #[codec(index = 2)]
        Accident,
        /// Disaster.
        #[codec(index = 3)]
        Disaster,
        /// Culled by an order (扑杀).
        #[codec(index = 4)]
        Culled,
        /// Unknown.
        #[codec(index = 5)]
        Unknown,
    }

    /// One body or condemned part that goes to disposal.
    pub enum Remains {
        /// A dead animal, or the dead of a herd.
        #[codec(index = 0)]
        Unit(Unit),
        /// Condemned mass of a piece of meat.
        #[codec(index = 1)]
        Meat(MeatId),
    }

    /// Remains and their mass.
    pub struct Body {
        /// What.
        pub remains: Remains,
        /// Its mass on the scale.
        pub mass: Grams,
    }
}

words! {
    /// Animals that died (L17). Of a herd, so many heads; they become a herd of their own.
    pub struct DeathReport {
        /// Which.
        pub group: Group,
        /// How many, if the group is one herd of which not all died.
        pub heads: Option<u32>,
        /// Why.
        pub cause: DeathCause,
        /// Mass of each animal, or of the dead of the herd together.
        pub mass: Grams,
        /// Digest of the photo that shows the tag.
        pub photo: Digest,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// Bodies that a hauler collects (L18): the first half of the hand-over.
    pub struct Collection {
        /// What.
        pub bodies: List<Body, GROUP_MAX>,
        /// The plant they go to.
        pub plant: OrganisationId,
        /// Keyed commitment to the plate of the closed vehicle.
        pub plate: Digest,
        /// Digest of the hand-over paper that both sides signed.
        pub handover: Digest,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// Bodies that the plant receives: the second half of the hand-over.
    pub struct Reception {
        /// The consignment.
        pub disposal: DisposalId,
        /// How many heads.
        pub heads: u32,
        /// Mass on the plant's scale.
        pub mass: Grams,
        /// Digest of the video.
        pub video: Digest,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// A treatment.
    pub struct Treatment {
        /// The consignment.
        pub disposal: DisposalId,
        /// How.
        pub method: DisposalMethod,
        /// Mass treated.
        pub mass: Grams,
        /// Mass of fat, meal and other products that came out.
        pub products: Grams,
        /// What the products are, for example 工业油脂; may be blank if there are none.
        pub product: Text<48>,
        /// Digest of the video.
        pub video: Digest,
        /// When.
        pub at_ms: TimestampMs,
    }
}
