//! Words of animals and herds: what they are, where they stand, and what is done to them on a farm.

use super::{EarTag, TagRange};
use crate::{
    AnimalId, Date, Digest, DivisionCode, Grams, HerdId, List, OrganisationId, Subject, Text,
    TimestampMs,
};

/// The most animals and herds one call, one declaration or one certificate may name.
pub const GROUP_MAX: u32 = 500;
/// The most immunities an animal is remembered with, one per disease.
pub const IMMUNITIES_MAX: u32 = 8;

/// A name of a pen, house or pond inside a farm (栏舍).
pub type Pen = Text<24>;

/// The unique number of an electronic tag, as its reader gives it (RFID UID).
pub type ElectronicId = Text<32>;

small_words! {
    /// What kind of animal.
    pub enum Species {
        /// Pig (猪), tag digit 1.
        #[codec(index = 1)]
        Pig,
        /// Cattle (牛), tag digit 2.
        #[codec(index = 2)]
        Cattle,
        /// Sheep or goat (羊), tag digit 3.
        #[codec(index = 3)]
        SheepGoat,
        /// Poultry (禽): batches only, never tagged.
        #[codec(index = 4)]
        Poultry,
    }

    /// One animal, or one herd that is treated as one.
    pub enum Unit {
        /// A tagged animal.
        #[codec(index = 0)]
        Animal(AnimalId),
        /// An untagged herd.
        #[codec(index = 1)]
        Herd(HerdId),
    }

    /// Where an animal or herd stands (`DOMAIN.md 3.2`).
    pub enum AnimalState {
        /// On its farm.
        #[codec(index = 0)]
        OnFarm,
        /// Declared for quarantine.
        #[codec(index = 1)]
        Declared,
        /// On a certificate, not loaded yet.
        #[codec(index = 2)]
        Certified,
        /// On the road.
        #[codec(index = 3)]
        InTransit,
        /// Isolated at its destination.
        #[codec(index = 4)]
        Isolation,
        /// At the slaughterhouse (待宰).
        #[codec(index = 5)]
        Lairage,
        /// Slaughtered; life goes on in the meat. Final.
        #[codec(index = 6)]
        Slaughtered,
        /// Dead, the body not treated yet.
        #[codec(index = 7)]
        Dead,
        /// The body was treated. Final.
        #[codec(index = 8)]
        Disposed,
        /// Not found at an inventory.
        #[codec(index = 9)]
        Missing,
        /// Left the region. Final.
        #[codec(index = 10)]
        Left,
    }

    /// How an animal or herd came to the farm that registers it.
    pub enum Origin {
        /// Born there.
        #[codec(index = 0)]
        Born,
        /// Grew up untagged in this herd of the farm, whose count falls.
        #[codec(index = 1)]
        Herd(HerdId),
        /// Brought from elsewhere with a document.
        #[codec(index = 2)]
        Entered {
            /// Day of arrival.
            arrived: Date,
            /// Digest of the document.
            document: Digest,
        },
    }
}

words! {
    /// Which animals a call is about.
    pub enum Group {
        /// These animals and herds.
        #[codec(index = 0)]
        Units(List<Unit, GROUP_MAX>),
        /// The animals that carry these tags; one tag is a range of one.
        #[codec(index = 1)]
        Tags(List<TagRange, GROUP_MAX>),
    }

    /// One act on a group of animals.
    pub struct GroupAct<Act> {
        /// The animals.
        pub group: Group,
        /// What is done to each of them.
        pub act: Act,
    }

    /// Tags that go into ears (L1).
    pub struct Tagging {
        /// The tags, in the signer's stock: one animal each.
        pub tags: TagRange,
        /// Whose animals they are.
        pub farm: OrganisationId,
        /// The village the animals stand in.
        pub village: DivisionCode,
        /// Day of birth.
        pub born: Date,
        /// How they came to the farm.
        pub origin: Origin,
        /// Breed, for example 荣昌猪; may be blank.
        pub breed: Text<24>,
        /// Where on the farm; may be blank.
        pub pen: Pen,
    }

    /// An untagged herd to be registered.
    pub struct HerdInput {
        /// Whose animals they are.
        pub farm: OrganisationId,
        /// The village the animals stand in.
        pub village: DivisionCode,
        /// What they are.
        pub species: Species,
        /// How many.
        pub heads: u32,
        /// Day of birth or hatching.
        pub born: Date,
        /// How they came to the farm.
        pub origin: Origin,
        /// Breed; may be blank.
        pub breed: Text<24>,
        /// Where on the farm; may be blank.
        pub pen: Pen,
    }

    /// Part of a herd becomes a herd of its own, for example to be sold.
    pub struct HerdSplit {
        /// The herd.
        pub herd: HerdId,
        /// How many go into the new one.
        pub heads: u32,
        /// Where the new one stands; may be blank.
        pub pen: Pen,
    }

    /// A lost or broken tag replaced by a new one; the life stays the same.
    pub struct Retagging {
        /// The tag the animal had.
        pub old: EarTag,
        /// The tag it gets, in the signer's stock.
        pub new: EarTag,
        /// Why.
        pub reason: Text<96>,
    }

    /// An electronic tag bound to an animal, or taken off it.
    pub struct ElectronicBinding {
        /// The animal's ear tag.
        pub tag: EarTag,
        /// The electronic tag; none takes it off.
        pub electronic: Option<ElectronicId>,
    }

    /// Feeding, weighing, a change of pen, or anything else on the farm (L4).
    pub enum Care {
        /// Fed.
        #[codec(index = 0)]
        Fed {
            /// The feed (饲料).
            feed: Text<48>,
            /// Mass for the whole group.
            mass: Grams,
        },
        /// Weighed.
        #[codec(index = 1)]
        Weighed {
            /// Live mass of each animal, or of the whole herd.
            mass: Grams,
        },
        /// Moved to another pen of the same place.
        #[codec(index = 2)]
        Penned {
            /// The pen.
            pen: Pen,
        },
        /// The place was disinfected (消毒).
        #[codec(index = 3)]
        Disinfected {
            /// With what.
            agent: Text<48>,
        },
        /// Mated, farrowed or calved.
        #[codec(index = 4)]
        Bred {
            /// What happened.
            note: Text<48>,
        },
        /// Anything else.
        #[codec(index = 5)]
        Noted {
            /// What happened.
            note: Text<96>,
        },
    }

    /// Care on a day.
    pub struct CareAct {
        /// What was done.
        pub care: Care,
        /// The day.
        pub date: Date,
    }

    /// A move to another place of the same organisation in the same county (L5).
    pub struct Transfer {
        /// The village they go to.
        pub village: DivisionCode,
        /// Where there; may be blank.
        pub pen: Pen,
        /// The day.
        pub date: Date,
    }

    /// Animals that an inventory did not find (L19), or found again.
    pub struct Inventory {
        /// The day.
        pub date: Date,
        /// What is known about it.
        pub note: Text<96>,
        /// Digest of the inventory.
        pub evidence: Option<Digest>,
    }

    /// Somebody saw an ear tag somewhere: what clone warnings are made of.
    pub struct Sighting {
        /// The tag.
        pub tag: EarTag,
        /// Where.
        pub division: DivisionCode,
        /// When.
        pub at_ms: TimestampMs,
    }
}

impl Species {
    /// The species with this first digit of an ear tag.
    pub fn of_tag_digit(digit: u64) -> Option<Self> {
        match digit {
            1 => Some(Self::Pig),
            2 => Some(Self::Cattle),
            3 => Some(Self::SheepGoat),
            _ => None,
        }
    }

    /// Whether its animals must carry ear tags to go anywhere.
    pub fn is_tagged(self) -> bool {
        !matches!(self, Self::Poultry)
    }
}

impl Unit {
    /// The subject whose timeline tells its life.
    pub fn subject(self) -> Subject {
        match self {
            Self::Animal(id) => Subject::Animal(id),
            Self::Herd(id) => Subject::Herd(id),
        }
    }
}

impl AnimalState {
    /// Whether nothing may happen any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Slaughtered | Self::Disposed | Self::Left)
    }

    /// Whether it lives as far as the chain knows.
    pub fn is_alive(self) -> bool {
        !self.is_final() && self != Self::Dead
    }
}

impl Group {
    /// How many animals and herds it names.
    pub fn len(&self) -> u32 {
        match self {
            Self::Units(units) => u32::try_from(units.len()).unwrap_or(u32::MAX),
            Self::Tags(ranges) => ranges
                .iter()
                .fold(0, |sum: u32, range| sum.saturating_add(range.len())),
        }
    }

    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
