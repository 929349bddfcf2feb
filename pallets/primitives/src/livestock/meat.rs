//! Words of slaughter and meat: batches, carcasses, parts, packages (`DOMAIN.md 3.5`).

use super::{CertificateNumber, Destination, Disease, Group, Transport, Unit, GROUP_MAX};
use crate::{
    produce::TestVerdict, CertificateId, Date, Digest, Grams, List, MeatId, OrganisationId,
    ProductClass, RecallId, SlaughterBatchId, Text, TimestampMs,
};

/// The most parents one cutting or packing may take, and the most parts it may make.
pub const CUTTING_MAX: u32 = 32;
/// The most ancestors a piece of meat may have; one that would have more is refused.
pub const MEAT_ANCESTORS_MAX: u32 = 64;
/// The most slaughter batches a piece of meat may come from.
pub const MEAT_BATCHES_MAX: u32 = 16;
/// The most pieces one product certificate may cover.
pub const PRODUCTS_MAX: u32 = 100;
/// The most pieces one notice of a recall may name; a custodian of more gets several notices.
pub const NOTICE_MAX: u32 = 100;

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

    /// Where a recall stands (`DOMAIN.md 2.6`).
    pub enum RecallState {
        /// Ordered: nothing of it moves any more.
        #[codec(index = 0)]
        Ordered,
        /// Custodians were told what they hold of it.
        #[codec(index = 1)]
        Notified,
        /// An authority saw that the counts are right; they stand from now on.
        #[codec(index = 2)]
        Verified,
        /// Over. The meat stays recalled.
        #[codec(index = 3)]
        Closed,
    }

    /// A step of an authority toward the end of a recall.
    pub enum RecallStep {
        /// The counts are verified.
        #[codec(index = 0)]
        Verified,
        /// The recall is closed.
        #[codec(index = 1)]
        Closed,
    }

    /// What became of recalled meat so far, as its custodian says.
    pub struct RecallCounts {
        /// Brought back to the slaughterhouse or into safe keeping.
        pub returned: Grams,
        /// Destroyed (销毁、无害化处理).
        pub destroyed: Grams,
        /// Sold to consumers or eaten already.
        pub consumed: Grams,
    }

    /// Recalled meat and what became of it: `recalled = returned + destroyed + consumed +
    /// unaccounted`.
    #[derive(Default)]
    pub struct RecallBalance {
        /// What the custodians held when they were told.
        pub recalled: Grams,
        /// Brought back.
        pub returned: Grams,
        /// Destroyed.
        pub destroyed: Grams,
        /// Sold to consumers or eaten already.
        pub consumed: Grams,
        /// Of which nobody says what became of it.
        pub unaccounted: Grams,
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
        /// The number on it: `{number of the slaughterhouse}-{yyyymmdd}-{place in the line, 5 digits}`,
        /// once in a house and day.
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

    /// Tells a custodian what it holds of recalled meat.
    pub struct RecallNotice {
        /// The recall.
        pub recall: RecallId,
        /// Who holds the pieces.
        pub custodian: OrganisationId,
        /// The pieces; each once in a recall.
        pub meats: List<MeatId, NOTICE_MAX>,
    }

    /// What a custodian does about a recall.
    pub enum RecallAct {
        /// It has the notice and keeps the meat from being sold.
        #[codec(index = 0)]
        Acknowledged,
        /// It says what became of all of it so far. Saying it again takes the place of what it said
        /// before.
        #[codec(index = 1)]
        Accounted {
            /// What became of it.
            counts: RecallCounts,
            /// Digest of the proof, such as the paper of the disposal plant.
            evidence: Option<Digest>,
        },
    }

    /// A custodian's answer to a recall.
    pub struct RecallAnswer {
        /// The recall.
        pub recall: RecallId,
        /// What the custodian does.
        pub act: RecallAct,
    }

    /// A step of an authority, with the balance that it saw.
    pub struct RecallConclusion {
        /// The recall.
        pub recall: RecallId,
        /// The step.
        pub step: RecallStep,
        /// The balance of the whole recall; one that is not the chain's is refused.
        pub balance: RecallBalance,
        /// What was found; needed to verify, and to close while something is unaccounted for.
        pub note: Text<128>,
    }
}

impl RecallBalance {
    /// With more meat recalled, of which nothing is known yet; `None` on overflow.
    pub fn recall(self, mass: Grams) -> Option<Self> {
        Some(Self {
            recalled: self.recalled.checked_add(mass)?,
            unaccounted: self.unaccounted.checked_add(mass)?,
            ..self
        })
    }

    /// With these counts instead of those before; `None` if they are more than was recalled.
    pub fn account(self, counts: RecallCounts) -> Option<Self> {
        let RecallCounts {
            returned,
            destroyed,
            consumed,
        } = counts;
        let told = returned.checked_add(destroyed)?.checked_add(consumed)?;
        Some(Self {
            recalled: self.recalled,
            returned,
            destroyed,
            consumed,
            unaccounted: self.recalled.checked_sub(told)?,
        })
    }

    /// A sum in which one part is replaced; `None` if it did not contain the part.
    pub fn replace(self, old: Self, new: Self) -> Option<Self> {
        let replaced = |sum: Grams, old: Grams, new: Grams| sum.checked_sub(old)?.checked_add(new);
        Some(Self {
            recalled: replaced(self.recalled, old.recalled, new.recalled)?,
            returned: replaced(self.returned, old.returned, new.returned)?,
            destroyed: replaced(self.destroyed, old.destroyed, new.destroyed)?,
            consumed: replaced(self.consumed, old.consumed, new.consumed)?,
            unaccounted: replaced(self.unaccounted, old.unaccounted, new.unaccounted)?,
        })
    }

    /// Whether returned, destroyed, consumed and unaccounted are what was recalled.
    pub fn is_whole(&self) -> bool {
        let parts = [self.destroyed, self.consumed, self.unaccounted];
        let sum = parts
            .into_iter()
            .try_fold(self.returned, |sum, part| sum.checked_add(part));
        sum == Some(self.recalled)
    }
}

impl Carcass {
    /// The place in the line of its day, if its code is well-formed for that day: number of the
    /// slaughterhouse, the day as eight digits, the place as five, with hyphens between them.
    pub fn line_place(&self, day: Date) -> Option<u32> {
        let (front, place) = self.code.as_str().rsplit_once('-')?;
        let (house, stamp) = front.rsplit_once('-')?;
        let (year, month, date) = day.to_ymd();
        let is_number = place.len() == 5 && place.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = is_number
            && !house.trim().is_empty()
            && stamp == alloc::format!("{year:04}{month:02}{date:02}");
        well_formed.then(|| place.parse().ok()).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_carcass_is_house_day_and_five_digits() {
        let day: Date = "2026-09-02".parse().unwrap();
        let place = |code: &str| {
            let carcass = Carcass {
                unit: None,
                code: code.parse().unwrap(),
                live: Grams(1),
                hot: Grams(1),
            };
            carcass.line_place(day)
        };
        assert_eq!(place("A50015301-20260902-00001"), Some(1));
        assert_eq!(place("500-153-20260902-99999"), Some(99_999));
        for wrong in [
            "20260902-00001",
            "-20260902-00001",
            " -20260902-00001",
            "A50015301-20260903-00001",
            "A50015301-2026-09-02-00001",
            "A50015301-20260902-0001",
            "A50015301-20260902-000001",
            "A50015301-20260902-0000x",
            "A50015301-20260902-00001-L",
            "A50015301",
        ] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_balance_of_a_recall_loses_no_gram() {
        let told = RecallBalance::default().recall(Grams(100)).unwrap();
        assert_eq!(told.unaccounted, Grams(100));
        let counts = |returned, destroyed, consumed| RecallCounts {
            returned: Grams(returned),
            destroyed: Grams(destroyed),
            consumed: Grams(consumed),
        };
        let half = told.account(counts(20, 20, 10)).unwrap();
        assert_eq!(half.unaccounted, Grams(50));
        let all = half.account(counts(40, 40, 20)).unwrap();
        assert_eq!(all.unaccounted, Grams::ZERO);
        assert_eq!(half.account(counts(40, 40, 21)), None);
        assert_eq!(half.account(counts(u64::MAX, 1, 0)), None);
        let two = half.recall(Grams(30)).unwrap();
        assert_eq!(two.unaccounted, Grams(80));
        let sum = two.replace(half, all).unwrap();
        assert_eq!((sum.recalled, sum.unaccounted), (Grams(130), Grams(30)));
        assert_eq!(half.replace(all, half), None);
        assert_eq!(told.recall(Grams(u64::MAX)), None);
        for balance in [told, half, all, two, sum] {
            assert!(balance.is_whole(), "{balance:?}");
        }
        let short = RecallBalance {
            returned: Grams(19),
            ..half
        };
        assert!(!short.is_whole());
    }
}
