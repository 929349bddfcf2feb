//! Words of slaughter and meat: batches, carcasses, parts, packages (`DOMAIN.md 3.5`).

use super::{CertificateNumber, Destination, Disease, Group, Transport, Unit, GROUP_MAX};
use crate::{
    produce::TestVerdict, CertificateId, Date, Digest, Grams, List, MeatId, OrganisationId,
    ProductClass, SlaughterBatchId, Text, TimestampMs,
};

/// The most parents one cutting or packing may take, and the most parts it may make.
pub const CUTTING_MAX: u32 = 32;
/// The most ancestors a piece of meat may have; one that would have more is refused.
pub const MEAT_ANCESTORS_MAX: u32 = 64;
/// The most slaughter batches a piece of meat may come from.
pub const MEAT_BATCHES_MAX: u32 = 16;
/// The most pieces one product certificate may cover.
pub const PRODUCTS_MAX: u32 = 100;

small_words! {
    /// How exactly meat is known to come from an animal; shown honestly, never guessed.
    pub enum IdentityLevel {
        /// From this one animal.
        #[codec(index = 0)]
        Individual,
        /// From one of the animals of one slaughter batch, which came from one farm.
        #[codec(index = 1)]
        PenBatch,
        /// From one of the animals slaughtered on that day.
        #[codec(index = 2)]
        DayBatch,
    }

    /// What a piece of meat is. Counted parts can be no more than the slaughtered animals had.
    pub enum MeatKind {
        /// A whole carcass (胴体).
        #[codec(index = 0)]
        Carcass,
        /// Left half (左半胴体, 白条).
        #[codec(index = 1)]
        LeftHalf,
        /// Right half (右半胴体, 白条).
        #[codec(index = 2)]
        RightHalf,
        /// A cut (分割肉).
        #[codec(index = 3)]
        Cut,
        /// Head (头).
        #[codec(index = 4)]
        Head,
        /// Heart (心).
        #[codec(index = 5)]
        Heart,
        /// Liver (肝).
        #[codec(index = 6)]
        Liver,
        /// Other offal (其他副产品).
        #[codec(index = 7)]
        Offal,
        /// Blood (血).
        #[codec(index = 8)]
        Blood,
        /// Feet (蹄).
        #[codec(index = 9)]
        Feet,
        /// Packed from one or several pieces (包装).
        #[codec(index = 10)]
        Package,
    }

    /// One piece taken for a cutting or a package, and how much of it.
    pub struct MeatPart {
        /// The piece.
        pub meat: MeatId,
        /// The mass taken from it.
        pub mass: Grams,
    }

    /// A slaughter announced (L16).
    pub struct SlaughterDeclaration {
        /// The batch.
        pub batch: SlaughterBatchId,
        /// When it is to begin.
        pub planned_ms: TimestampMs,
        /// Emergency slaughter (急宰): any time.
        pub emergency: bool,
    }

    /// A piece of meat handed to the next holder.
    pub struct MeatDelivery {
        /// The piece.
        pub meat: MeatId,
        /// Who receives it.
        pub to: OrganisationId,
    }

    /// What is recalled (PSR Art.18).
    pub enum RecallScope {
        /// One piece and what was made of it.
        #[codec(index = 0)]
        Meat(MeatId),
        /// All meat of a slaughter batch.
        #[codec(index = 1)]
        Batch(SlaughterBatchId),
        /// All meat a house slaughtered on a day.
        #[codec(index = 2)]
        Day {
            /// The slaughterhouse.
            house: OrganisationId,
            /// The day.
            day: Date,
        },
    }
}

words! {
    /// Animals that a slaughterhouse takes in (L15). What is neither alive nor dead is missing.
    pub struct Intake {
        /// The certificate, which is collected.
        pub certificate: CertificateId,
        /// Who came alive, by scanned tags.
        pub arrived: Group,
        /// Who came dead.
        pub dead: List<Unit, GROUP_MAX>,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// The vet's look at the living animals before the kill (宰前检查).
    pub struct AnteMortem {
        /// The batch.
        pub batch: SlaughterBatchId,
        /// Which failed; the others passed.
        pub failed: List<Unit, GROUP_MAX>,
        /// What was found; needed when some failed.
        pub note: Text<96>,
    }

    /// A test of a batch in the slaughterhouse, such as for ASF.
    pub struct BatchTest {
        /// The batch.
        pub batch: SlaughterBatchId,
        /// For what.
        pub disease: Disease,
        /// Number of the sample.
        pub sample: Text<32>,
        /// The outcome.
        pub verdict: TestVerdict,
        /// Digest of the report.
        pub report: Digest,
    }

    /// One carcass on the hook.
    pub struct Carcass {
        /// The animal, if the line kept the order of hooks; none otherwise.
        pub unit: Option<Unit>,
        /// The code on it: slaughterhouse, day and line number.
        pub code: Text<40>,
        /// Live mass.
        pub live: Grams,
        /// Hot carcass mass.
        pub hot: Grams,
    }

    /// A kill (L16): animals become carcasses.
    pub struct Kill {
        /// The batch.
        pub batch: SlaughterBatchId,
        /// Which animals; each carcass that names one must name one of these.
        pub group: Group,
        /// How exactly the carcasses are known to be these animals.
        pub identity: IdentityLevel,
        /// What the meat is, for brands: a product class of its species.
        pub product: ProductClass,
        /// The carcasses, at most one per head.
        pub carcasses: List<Carcass, GROUP_MAX>,
        /// When.
        pub at_ms: TimestampMs,
    }

    /// A look at a carcass after the kill: the vet's quarantine (同步检疫) or the house's own meat
    /// inspection (肉品品质检验), by the role that signs. Meat moves only after both.
    pub struct CarcassInspection {
        /// The carcass.
        pub meat: MeatId,
        /// Whether it passed; a failed one is condemned whole.
        pub passed: bool,
        /// The number of the certificate or seal.
        pub seal: CertificateNumber,
        /// What was found; needed when it failed.
        pub note: Text<96>,
    }

    /// One piece that comes out of a cutting.
    pub struct MeatOutput {
        /// What it is.
        pub kind: MeatKind,
        /// Name or code of the cut, for example 五花肉; may be blank for halves.
        pub cut: Text<24>,
        /// Its mass.
        pub mass: Grams,
        /// Its grade, if it was graded (雪花等级).
        pub grade: Option<Text<24>>,
    }

    /// A cutting: one piece in, parts and losses out.
    pub struct Cutting {
        /// What goes in, and how much of it.
        pub parent: MeatPart,
        /// What comes out.
        pub outputs: List<MeatOutput, CUTTING_MAX>,
        /// Trim that is no product.
        pub trim: Grams,
        /// Water lost in the chiller.
        pub chill_loss: Grams,
        /// Condemned mass; it goes to disposal.
        pub condemned: Grams,
        /// The day.
        pub date: Date,
    }

    /// A package from one or several pieces of one species and holder.
    pub struct Packaging {
        /// What goes in.
        pub parents: List<MeatPart, CUTTING_MAX>,
        /// Its name, for example 荣昌猪肉馅.
        pub name: Text<48>,
        /// Net mass of the package lot.
        pub net: Grams,
        /// Its grade, if all of it has one.
        pub grade: Option<Text<24>>,
        /// The day.
        pub date: Date,
    }

    /// Part or all of a piece of meat that may not be eaten.
    pub struct Condemnation {
        /// The piece and the mass.
        pub part: MeatPart,
        /// Why.
        pub reason: Text<96>,
    }

    /// A certificate for meat (产品检疫证明).
    pub struct ProductCertificateInput {
        /// The pieces; all held by one organisation.
        pub meats: List<MeatId, PRODUCTS_MAX>,
        /// The number on the paper.
        pub number: CertificateNumber,
        /// Where to.
        pub destination: Destination,
        /// How it travels.
        pub transport: Transport,
        /// How many days it is valid, the day of issue included.
        pub valid_days: u16,
        /// Salted commitment to what stays in the service.
        pub particulars: Digest,
    }

    /// A recall.
    pub struct MeatRecall {
        /// What.
        pub scope: RecallScope,
        /// Why.
        pub reason: Text<128>,
        /// Digest of the evidence, if there is a document.
        pub evidence: Option<Digest>,
    }
}

impl MeatKind {
    /// How many of this an animal has at most; none for what is not counted.
    pub fn per_head(self) -> Option<u32> {
        match self {
            Self::Carcass
            | Self::LeftHalf
            | Self::RightHalf
            | Self::Head
            | Self::Heart
            | Self::Liver => Some(1),
            Self::Feet => Some(4),
            Self::Cut | Self::Offal | Self::Blood | Self::Package => None,
        }
    }
}
