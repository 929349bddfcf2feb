//! What the pallet keeps of zones, tags, animals, certificates, meat, disposals and insurances. The
//! full history is in the records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use county_primitives::{
    livestock::{
        AnimalState, CertificateForm, CertificateNumber, ClaimState, DeclarationState, Destination,
        Disease, DisposalMethod, EarTag, ElectronicId, IdentityLevel, Immunity, MeatKind, Pen,
        Purpose, RecallBalance, RecallScope, RecallState, RiskGrade, Species, Unit, IMMUNITIES_MAX,
        MEAT_ANCESTORS_MAX, MEAT_BATCHES_MAX, ZONE_DIVISIONS_MAX, ZONE_FARMS_MAX,
    },
    produce::TestVerdict,
    AnimalId, CertificateId, ClaimId, Date, DeclarationId, Digest, DisposalId, DivisionCode,
    FoodLotId, Grams, HerdId, InsuranceId, List, MeatId, MemberId, OrganisationId, ProductClass,
    RecallId, SlaughterBatchId, Subject, Text, TimestampMs, VehicleId, ZoneId,
};
use frame_support::traits::Get;
use scale_info::TypeInfo;

/// The most rules one division's immunity plan may have for one species.
pub const RULES_MAX: u32 = 16;
/// The most zones that may lie on one division, or name one farm, at once.
pub const ZONES_MAX: u32 = 16;
/// The most separate ranges of one series that were received for a county.
pub const ISSUED_SPANS_MAX: u32 = 256;
/// The most separate ranges of one series that one stock may hold.
pub const STOCK_SPANS_MAX: u32 = 128;
/// The most contracts an animal may be remembered with.
pub const COVERS_MAX: u32 = 8;
/// The most days on which one batch may be slaughtered.
pub const KILL_DAYS_MAX: u32 = 8;

/// The first number of anything the pallet counts.
pub struct FirstNumber;

macro_rules! first_numbers {
    ($($id:ident,)*) => {$(
        impl Get<$id> for FirstNumber {
            fn get() -> $id {
                $id(1)
            }
        }
    )*};
}

first_numbers! {
    ZoneId, VehicleId, AnimalId, HerdId, DeclarationId, CertificateId, SlaughterBatchId, MeatId,
    FoodLotId, DisposalId, InsuranceId, ClaimId, RecallId,
}

/// Gives stored values their codec forms; the same for all of them.
macro_rules! stored {
    ($($item:item)*) => {$(
        #[derive(
            Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
            TypeInfo,
        )]
        $item
    )*};
}

stored! {
    /// A zone under an order.
    pub struct Zone {
        /// Against what.
        pub disease: Disease,
        /// Everything inside is locked.
        pub divisions: List<DivisionCode, ZONE_DIVISIONS_MAX>,
        /// Farms in contact.
        pub farms: List<OrganisationId, ZONE_FARMS_MAX>,
        /// Which animals; empty means all.
        pub species: List<Species, 4>,
        /// First day.
        pub from: Date,
        /// First day it no longer holds, if it is known.
        pub until: Option<Date>,
        /// Whether an order lifted it.
        pub lifted: bool,
    }

    /// The risk grade of a farm.
    #[derive(Copy)]
    pub struct FarmGrade {
        /// The grade.
        pub grade: RiskGrade,
        /// First day it no longer holds.
        pub until: Date,
    }

    /// A filed vehicle.
    #[derive(Copy)]
    pub struct Vehicle {
        /// Keyed commitment to its plate number.
        pub plate: Digest,
        /// Its carrier.
        pub carrier: OrganisationId,
        /// Whether it may carry dead bodies.
        pub for_bodies: bool,
        /// First day the filing no longer holds.
        pub until: Date,
    }

    /// Consecutive serials of one series, both ends included.
    #[derive(Copy)]
    pub struct Span {
        /// The first serial.
        pub from: u32,
        /// The last serial.
        pub to: u32,
    }

    /// Where the tags of a series are. The first is always the sum of the others.
    #[derive(Copy, Default)]
    pub struct TagLedger {
        /// Received from the province.
        pub issued: u32,
        /// In some stock.
        pub in_stock: u32,
        /// In ears, or once in ears.
        pub applied: u32,
        /// Damaged before.
        pub damaged: u32,
        /// Lost before.
        pub lost: u32,
    }

    /// Who a unit is: a tagged animal or an untagged herd.
    pub enum Identity {
        /// One animal with its tag.
        #[codec(index = 0)]
        Tagged {
            /// The ear tag it carries now.
            tag: EarTag,
            /// Its electronic tag.
            electronic: Option<ElectronicId>,
            /// The tag it carried before, if it was tagged anew, and the day of the change.
            replaced: Option<(EarTag, Date)>,
        },
        /// So many heads without tags.
        #[codec(index = 1)]
        Untagged {
            /// How many; 0 when all became something else.
            heads: u32,
        },
    }

    /// Where and when an animal was seen last.
    #[derive(Copy)]
    pub struct Seen {
        /// Where.
        pub division: DivisionCode,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// What an animal or herd is on.
    #[derive(Copy)]
    pub enum Through {
        /// Nothing.
        #[codec(index = 0)]
        Nothing,
        /// A declaration.
        #[codec(index = 1)]
        Declaration(DeclarationId),
        /// A certificate: on it, or came to its present place on it.
        #[codec(index = 2)]
        Certificate(CertificateId),
        /// A slaughter batch.
        #[codec(index = 3)]
        SlaughterBatch(SlaughterBatchId),
        /// A consignment of bodies.
        #[codec(index = 4)]
        Disposal(DisposalId),
    }

    /// An animal or a herd: one state, one place.
    pub struct Life {
        /// Who it is.
        pub identity: Identity,
        /// What it is.
        pub species: Species,
        /// Whose it is now.
        pub farm: OrganisationId,
        /// The village it stands in, or comes from while it is on the road.
        pub village: DivisionCode,
        /// Where on the farm.
        pub pen: Pen,
        /// Where it stands.
        pub state: AnimalState,
        /// What it is on.
        pub through: Through,
        /// Day of birth.
        pub born: Date,
        /// The county it was born or first registered in, by its first tag for tagged animals.
        pub home: DivisionCode,
        /// What it is immune against.
        pub immunities: List<Immunity, IMMUNITIES_MAX>,
        /// First day of slaughter that all treatments so far allow.
        pub slaughter_from: Date,
        /// First day of milk or eggs for food that all treatments so far allow.
        pub food_from: Date,
        /// Whether an inspection failed it and nobody cleared it.
        pub barred: bool,
        /// First day it may leave isolation, if it is in isolation.
        pub isolated_until: Option<Date>,
        /// Live mass when it was last weighed.
        pub mass: Option<Grams>,
        /// The time of the latest event; nothing happens before it.
        pub last_ms: TimestampMs,
        /// Where its tag was seen last.
        pub seen: Seen,
    }

    /// A declaration of a load.
    pub struct Declaration {
        /// The farm.
        pub farm: OrganisationId,
        /// The village the load stands in.
        pub village: DivisionCode,
        /// What it is.
        pub species: Species,
        /// How many heads.
        pub heads: u32,
        /// What for.
        pub purpose: Purpose,
        /// Where to.
        pub destination: Destination,
        /// The day of transport.
        pub transport: Date,
        /// Keyed commitment to the plate of the declared vehicle; the certificate has the one that
        /// goes.
        pub plate: Digest,
        /// The member who declared; the vet must be somebody else.
        pub declarer: MemberId,
        /// The certificate the load came on, if it is a re-dispatch.
        pub basis: Option<CertificateId>,
        /// Where it stands.
        pub state: DeclarationState,
    }

    /// A certificate and its trip.
    pub struct Certificate {
        /// The number on the paper.
        pub number: CertificateNumber,
        /// Its form.
        pub form: CertificateForm,
        /// The declaration with the load; none for products.
        pub declaration: Option<DeclarationId>,
        /// Whose load it is.
        pub owner: OrganisationId,
        /// What travels; none for products.
        pub species: Option<Species>,
        /// Where from.
        pub origin: DivisionCode,
        /// What for; none for products.
        pub purpose: Option<Purpose>,
        /// Where to.
        pub destination: Destination,
        /// The carrier.
        pub carrier: OrganisationId,
        /// Keyed commitment to the plate.
        pub plate: Digest,
        /// The vet.
        pub vet: MemberId,
        /// Heads, or pieces, on it now.
        pub heads: u32,
        /// When it was issued.
        pub issued_ms: TimestampMs,
        /// The last day it is valid.
        pub valid_until: Date,
        /// Where it stands.
        pub state: TripState,
        /// Where it was shown last, and when.
        pub seen: Option<Seen>,
        /// Whether a designated passage has yet to stamp it: animals that go to another province by
        /// road (Epidemic Act Art.53).
        pub passage_due: bool,
    }

    /// How far a certificate's trip is.
    #[derive(Copy)]
    pub enum TripState {
        /// Issued.
        #[codec(index = 0)]
        Issued,
        /// Cancelled.
        #[codec(index = 1)]
        Cancelled,
        /// On the road.
        #[codec(index = 2)]
        Departed {
            /// When.
            at_ms: TimestampMs,
            /// How many heads.
            loaded: u32,
        },
        /// Over.
        #[codec(index = 3)]
        Arrived {
            /// When.
            at_ms: TimestampMs,
            /// How many heads came alive.
            arrived: u32,
            /// Who received them.
            receiver: OrganisationId,
            /// Whether the origin's landing report is there.
            origin_reported: bool,
            /// Whether the receiver's landing report is there.
            destination_reported: bool,
        },
        /// Left the region.
        #[codec(index = 4)]
        Left,
    }

    /// How many of each counted part a slaughter batch, or a carcass, has given so far.
    #[derive(Copy, Default)]
    pub struct PartCounts {
        /// Carcasses.
        pub carcasses: u32,
        /// Left halves.
        pub left_halves: u32,
        /// Right halves.
        pub right_halves: u32,
        /// Heads.
        pub heads: u32,
        /// Hearts.
        pub hearts: u32,
        /// Livers.
        pub livers: u32,
        /// Feet.
        pub feet: u32,
    }

    /// Animals of one certificate in a slaughterhouse.
    pub struct SlaughterBatch {
        /// The slaughterhouse.
        pub house: OrganisationId,
        /// Its division.
        pub division: DivisionCode,
        /// The certificate that was collected.
        pub certificate: CertificateId,
        /// The farm the load comes from.
        pub farm: OrganisationId,
        /// Its village.
        pub origin: DivisionCode,
        /// What it is.
        pub species: Species,
        /// Heads alive at intake.
        pub heads: u32,
        /// When it was taken in.
        pub arrived_ms: TimestampMs,
        /// For when the kill is announced, when that was, and whether it is an emergency.
        pub announced: Option<(TimestampMs, TimestampMs, bool)>,
        /// Whether the living animals were inspected.
        pub inspected: bool,
        /// The outcome of its latest ASF test.
        pub tested: Option<TestVerdict>,
        /// Heads slaughtered so far.
        pub killed: u32,
        /// Live mass of what was slaughtered.
        pub live: Grams,
        /// Hot carcass mass so far.
        pub hot: Grams,
        /// Counted parts so far.
        pub parts: PartCounts,
        /// The days on which some of it was slaughtered.
        pub days: List<Date, KILL_DAYS_MAX>,
        /// Whether its meat is recalled.
        pub recalled: bool,
    }

    /// A carcass, half, cut, offal or package. `mass` is always the sum of what was used, packed,
    /// lost and condemned of it, and what is left.
    pub struct Meat {
        /// What it is.
        pub kind: MeatKind,
        /// Name of the cut or package, or the code on the carcass.
        pub name: Text<48>,
        /// What it is for brands.
        pub product: ProductClass,
        /// What it is of.
        pub species: Species,
        /// The slaughterhouse.
        pub house: OrganisationId,
        /// Who holds it.
        pub holder: OrganisationId,
        /// The smallest division that contains the farms it comes from.
        pub division: DivisionCode,
        /// How exactly its animals are known.
        pub identity: IdentityLevel,
        /// The animal, if it is one that is known.
        pub unit: Option<Unit>,
        /// The slaughter batches it comes from, in rising order.
        pub batches: List<SlaughterBatchId, MEAT_BATCHES_MAX>,
        /// Every piece it comes from, in rising order.
        pub ancestors: List<MeatId, MEAT_ANCESTORS_MAX>,
        /// Day of slaughter; the first one if it was mixed.
        pub killed: Date,
        /// Its grade.
        pub grade: Option<Text<24>>,
        /// Its mass when it came into being.
        pub mass: Grams,
        /// How much went into cuttings and packages, losses included.
        pub used: Grams,
        /// How much was labelled.
        pub labelled: Grams,
        /// How much was condemned whole, outside of cuttings.
        pub condemned: Grams,
        /// Whether the vet passed the carcass it comes from.
        pub quarantine_passed: Option<bool>,
        /// Whether the house's inspector passed it.
        pub quality_passed: Option<bool>,
        /// Who made the first of the two inspections; the other is somebody else's. On carcasses.
        pub inspector: Option<MemberId>,
        /// Counted parts that were cut from it. On carcasses.
        pub parts: PartCounts,
        /// The certificate it moves on.
        pub certificate: Option<CertificateId>,
        /// Whether it is recalled itself.
        pub recalled: bool,
        /// Condemned mass that waits for collection.
        pub to_dispose: Grams,
    }

    /// A recall from its order to its end.
    #[derive(Copy)]
    pub struct Recall {
        /// What is recalled.
        pub scope: RecallScope,
        /// The slaughterhouse.
        pub house: OrganisationId,
        /// Where it was ordered, and where an authority verifies and closes it.
        pub division: DivisionCode,
        /// The member who ordered it; verified and closed it is by somebody else.
        pub ordered_by: MemberId,
        /// Where it stands.
        pub state: RecallState,
        /// How many custodians were told.
        pub custodians: u32,
        /// How many of them acknowledged.
        pub acknowledged: u32,
        /// What they say became of the meat, all together.
        pub balance: RecallBalance,
    }

    /// What one custodian of a recall was told of, and what it says.
    #[derive(Copy)]
    pub struct Custody {
        /// When it was told; anew when more meat was found after it had acknowledged.
        pub notified_ms: TimestampMs,
        /// When it acknowledged.
        pub acknowledged_ms: Option<TimestampMs>,
        /// What it was told of and what became of it.
        pub balance: RecallBalance,
    }

    /// What is known of a death.
    pub struct Death {
        /// When.
        pub at_ms: TimestampMs,
        /// When it was reported.
        pub reported_ms: TimestampMs,
        /// How many heads.
        pub heads: u32,
        /// Mass as reported.
        pub mass: Grams,
        /// Digest of the photo.
        pub photo: Digest,
        /// Whose it was.
        pub farm: OrganisationId,
        /// Where it stood before.
        pub state: AnimalState,
        /// Mass on the hauler's scale and the consignment, once collected.
        pub collected: Option<(DisposalId, Grams)>,
    }

    /// Where a consignment stands.
    #[derive(Copy)]
    pub enum DisposalState {
        /// On the way to the plant.
        #[codec(index = 0)]
        Collected,
        /// At the plant.
        #[codec(index = 1)]
        Received {
            /// Mass on the plant's scale.
            mass: Grams,
            /// When.
            at_ms: TimestampMs,
        },
        /// Treated. Final.
        #[codec(index = 2)]
        Treated {
            /// How.
            method: DisposalMethod,
            /// Mass treated.
            mass: Grams,
        },
    }

    /// A consignment of bodies and condemned parts.
    pub struct Disposal {
        /// Who collected it.
        pub carrier: OrganisationId,
        /// The member who did; the plant's half of the hand-over is somebody else's.
        pub collector: MemberId,
        /// The plant.
        pub plant: OrganisationId,
        /// Where it was collected: the smallest division that contains all of it.
        pub division: DivisionCode,
        /// How many heads.
        pub heads: u32,
        /// Mass on the hauler's scale.
        pub mass: Grams,
        /// When it was collected.
        pub at_ms: TimestampMs,
        /// Where it stands.
        pub state: DisposalState,
    }

    /// A contract over animals.
    pub struct Insurance {
        /// The insurer.
        pub insurer: OrganisationId,
        /// Whose animals they are.
        pub farm: OrganisationId,
        /// Where they stand.
        pub division: DivisionCode,
        /// What they are.
        pub species: Species,
        /// How many heads.
        pub heads: u32,
        /// First day.
        pub from: Date,
        /// First day it no longer holds.
        pub until: Date,
        /// The most that is paid for one animal, in fen.
        pub sum_per_head: u64,
        /// How many claims were filed under it.
        pub claims: u32,
    }

    /// That an animal is insured.
    #[derive(Copy)]
    pub struct Cover {
        /// The contract.
        pub insurance: InsuranceId,
        /// First day.
        pub from: Date,
        /// First day it no longer holds.
        pub until: Date,
    }

    /// A claim for one life.
    pub struct Claim {
        /// The contract.
        pub insurance: InsuranceId,
        /// The animal.
        pub unit: Unit,
        /// What is asked, in fen.
        pub amount: u64,
        /// What was agreed, in fen.
        pub agreed: Option<u64>,
        /// When it was agreed.
        pub agreed_ms: Option<TimestampMs>,
        /// Digest of the photo.
        pub photo: Digest,
        /// The member who filed it; the decision is somebody else's.
        pub filed_by: MemberId,
        /// Where it stands.
        pub state: ClaimState,
    }
}

impl Through {
    /// What it is, as a subject.
    pub fn subject(self) -> Option<Subject> {
        match self {
            Self::Nothing => None,
            Self::Declaration(id) => Some(Subject::Declaration(id)),
            Self::Certificate(id) => Some(Subject::Certificate(id)),
            Self::SlaughterBatch(id) => Some(Subject::SlaughterBatch(id)),
            Self::Disposal(id) => Some(Subject::Disposal(id)),
        }
    }
}

impl Life {
    /// How many heads: 1 for an animal.
    pub fn heads(&self) -> u32 {
        match &self.identity {
            Identity::Tagged { .. } => 1,
            Identity::Untagged { heads } => *heads,
        }
    }

    /// The ear tag, if it is a tagged animal.
    pub fn tag(&self) -> Option<EarTag> {
        match &self.identity {
            Identity::Tagged { tag, .. } => Some(*tag),
            Identity::Untagged { .. } => None,
        }
    }

    /// The certificate it is on or came on.
    pub fn certificate(&self) -> Option<CertificateId> {
        match self.through {
            Through::Certificate(id) => Some(id),
            _ => None,
        }
    }
}

impl Span {
    /// How many serials.
    pub fn len(&self) -> u32 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }

    /// Whether it has none; it always has at least one.
    pub fn is_empty(&self) -> bool {
        self.to < self.from
    }
}

impl Meat {
    /// What is neither used, labelled nor condemned yet.
    pub fn remaining(&self) -> Grams {
        let gone = self
            .used
            .0
            .saturating_add(self.labelled.0)
            .saturating_add(self.condemned.0);
        Grams(self.mass.0.saturating_sub(gone))
    }

    /// What of it is there, labelled or not: neither used nor condemned.
    pub fn there(&self) -> Grams {
        let gone = self.used.0.saturating_add(self.condemned.0);
        Grams(self.mass.0.saturating_sub(gone))
    }

    /// Whether there is something of it, labelled or not, that can be handed over.
    pub fn exists(&self) -> bool {
        self.there() > Grams::ZERO
    }
}

impl PartCounts {
    /// The count of a kind, if it is counted.
    pub fn of(&mut self, kind: MeatKind) -> Option<&mut u32> {
        match kind {
            MeatKind::Carcass => Some(&mut self.carcasses),
            MeatKind::LeftHalf => Some(&mut self.left_halves),
            MeatKind::RightHalf => Some(&mut self.right_halves),
            MeatKind::Head => Some(&mut self.heads),
            MeatKind::Heart => Some(&mut self.hearts),
            MeatKind::Liver => Some(&mut self.livers),
            MeatKind::Feet => Some(&mut self.feet),
            MeatKind::Cut | MeatKind::Offal | MeatKind::Blood | MeatKind::Package => None,
        }
    }
}

impl Zone {
    /// Whether it holds on a day for a species.
    pub fn holds(&self, day: Date, species: Species) -> bool {
        !self.lifted
            && self.from <= day
            && self.until.is_none_or(|until| day < until)
            && (self.species.is_empty() || self.species.contains(&species))
    }
}
