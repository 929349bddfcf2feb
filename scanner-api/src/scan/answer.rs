//! What a scan answers, in words of the domain: the verdict and the trace it stands on.

use county_primitives::{
    labels::Goods,
    oversight::HoldCause,
    produce::{
        DoseUnit, GradeMetrics, GradeParent, OperationKind, PlotKind, RegistrationNumber,
        TestMethod, TestStatus, TestTarget, TestVerdict,
    },
    registry::OrganisationKind,
    BatchId, BrandId, CaseId, CodeKind, CycleId, Date, Digest, DivisionCode, Grams, LotId, MeatId,
    MilliMu, OrganisationId, PlotId, ProductClass, Subject, TestId, Text, TimestampMs,
};
use serde::Serialize;

/// What can be said of a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Issued, bound to a lot, and nothing speaks against the lot.
    Genuine,
    /// Issued, but not bound to anything yet.
    NotActivated,
    /// Taken out of use, or spoiled before use.
    Void,
    /// Its meat is recalled, by piece, batch or day. Produce has no
    /// recall records yet, so that no code on a lot can reach this verdict.
    Recalled,
    /// Its lot, or something the lot comes from, must not move.
    Held,
    /// The ledger has no such code.
    Unknown,
    /// Not a code at all.
    Malformed,
}

impl Verdict {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::NotActivated => "not_activated",
            Self::Void => "void",
            Self::Recalled => "recalled",
            Self::Held => "held",
            Self::Unknown => "unknown",
            Self::Malformed => "malformed",
        }
    }
}

/// Why the verdict is not better, where the verdict alone does not say it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Problem {
    /// Not 20 characters.
    Length {
        /// How many there are.
        characters: usize,
    },
    /// A character that never stands in a code.
    Character {
        /// Its place, counted from 1.
        position: usize,
        /// The character.
        character: char,
    },
    /// The letter U, which is never printed; the suggestion reads it as V.
    LetterU {
        /// Its place, counted from 1.
        position: usize,
    },
    /// The check character does not match.
    Check,
    /// The kind or the batch number in it cannot be.
    Kind,
    /// The address does not contain a code.
    Link,
    /// The batch is on the ledger, but another service keeps its secret.
    ElsewhereIssued,
    /// The code was spoiled at the printer or on the packing line.
    Spoiled,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The finalized block an answer stands on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AsOf {
    /// Its number.
    pub block: u64,
    /// Its hash, with `0x`.
    pub block_hash: String,
    /// Its time (RFC 3339).
    pub time: String,
    /// The same in milliseconds, for the page.
    #[serde(skip)]
    pub time_ms: TimestampMs,
    /// Whether the node answers now; if not, later blocks may exist that are not seen here.
    pub live: bool,
}

/// The whole answer to a scan.
#[derive(Clone, Debug, Serialize)]
pub struct Scan {
    /// The code as it is printed; what was given, if that is no code.
    pub code: String,
    /// What can be said of it.
    pub verdict: Verdict,
    /// The block the verdict stands on; `None` before the first block is indexed.
    pub as_of: Option<AsOf>,
    /// The verdict as a sentence.
    pub message: Message,
    /// The code that was looked up, when easily confused characters were repaired; for what is no
    /// code, the one that was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// More about the verdict.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Where the code stands in its batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// What it is.
    pub product: Option<Product>,
    /// The brand it carries.
    pub brand: Option<Brand>,
    /// The lot it is bound to.
    pub lot: Option<LotId>,
    /// The piece or package of meat it is bound to, instead of a lot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meat: Option<MeatId>,
    /// Where the meat comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meat_trace: Option<super::meat_trace::MeatTrace>,
    /// Where it comes from.
    pub trace: Option<Trace>,
}

/// The label itself.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Label {
    /// Its batch.
    pub batch: BatchId,
    /// Its place in the batch, counted from 0.
    pub index: u32,
    /// What it is stuck on.
    pub kind: CodeKind,
    /// Who had it issued.
    pub issuer: Party,
    /// The season whose quota it used.
    pub season: u16,
    /// Net mass behind it.
    pub unit_net: Grams,
}

/// What the thing with the label is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Product {
    /// Its class.
    pub class: ProductClass,
    /// Its varieties, usually one.
    pub varieties: Vec<Text<48>>,
    /// Its grade, if it was graded.
    pub grade: Option<Text<24>>,
    /// What was measured.
    pub metrics: GradeMetrics,
}

/// A brand.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: Text<64>,
    /// Who owns it.
    pub owner: Party,
}

/// An organisation as the public may see it: legal persons by name, households by number only.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Party {
    /// Its id.
    pub organisation: OrganisationId,
    /// What it is in law.
    pub kind: Option<OrganisationKind>,
    /// Its registered name; never there for a household.
    pub name: Option<Text<96>>,
    /// Where it sits, no finer than its village.
    pub division: Option<DivisionCode>,
}

/// Where something comes from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Trace {
    /// The lot and all its ancestors, the lot first.
    pub lots: Vec<TraceLot>,
    /// The crop cycles they were harvested from.
    pub cycles: Vec<TraceCycle>,
    /// Tests of any of them, the newest first.
    pub tests: Vec<TraceTest>,
    /// What holds any of them now.
    pub holds: Vec<TraceHold>,
    /// When and to which lot the range with this code was bound.
    pub activation: Option<TraceActivation>,
}

/// A lot in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceLot {
    /// The lot.
    pub lot: LotId,
    /// The smallest division that contains its plots.
    pub division: DivisionCode,
    /// Who holds it now.
    pub holder: Option<Party>,
    /// Its harvest, if it comes from a field.
    pub harvest: Option<TraceHarvest>,
    /// Its grading, if it comes from one.
    pub grading: Option<TraceGrading>,
    /// Hand-overs, the oldest first.
    pub deliveries: Vec<TraceDelivery>,
}

/// A harvest in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceHarvest {
    /// The day.
    pub date: Date,
    /// Gross mass.
    pub gross: Grams,
    /// The first day that all uses on its cycles allowed.
    pub harvest_from: Date,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// Who harvested.
    pub producer: Party,
    /// From what.
    pub cycles: Vec<CycleId>,
    /// The block of the record.
    pub block: u64,
}

/// A grading in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceGrading {
    /// The day.
    pub date: Date,
    /// The grade.
    pub grade: Text<24>,
    /// Net mass.
    pub net: Grams,
    /// What was measured.
    pub metrics: GradeMetrics,
    /// What went in.
    pub parents: Vec<GradeParent>,
    /// Who graded.
    pub packer: Option<Party>,
    /// The block of the record.
    pub block: u64,
}

/// A hand-over in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceDelivery {
    /// From whom.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// When the ledger took it.
    pub ledger_ms: TimestampMs,
    /// The block of the record.
    pub block: u64,
}

/// A crop cycle in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceCycle {
    /// The cycle.
    pub cycle: CycleId,
    /// Its plot.
    pub plot: PlotId,
    /// What the plot is.
    pub plot_kind: PlotKind,
    /// How large the plot is.
    pub area: MilliMu,
    /// The village; nothing finer is public.
    pub village: DivisionCode,
    /// The names from the county down to the village, in Chinese, where they are known.
    pub village_name: Vec<String>,
    /// Who grew it.
    pub producer: Party,
    /// What grew.
    pub product: ProductClass,
    /// Its variety.
    pub variety: Text<48>,
    /// First day of the season.
    pub started: Date,
    /// The first harvest of it that is in this trace.
    pub harvested: Option<Date>,
    /// Operations, the oldest first.
    pub operations: Vec<TraceOperation>,
    /// Uses of pesticides, the oldest first.
    pub inputs: Vec<TraceInput>,
}

/// An operation in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceOperation {
    /// What was done.
    pub kind: OperationKind,
    /// The day.
    pub date: Date,
    /// The note.
    pub note: Text<96>,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// The block of the record.
    pub block: u64,
}

/// A use of a pesticide in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceInput {
    /// Name of the product.
    pub name: Text<96>,
    /// Its registration number.
    pub registration: RegistrationNumber,
    /// The day.
    pub date: Date,
    /// The dose.
    pub dose: u32,
    /// Its unit.
    pub unit: DoseUnit,
    /// What it was used against.
    pub target: Text<48>,
    /// The interval of the label, in days.
    pub interval_days: u32,
    /// Days from this use to the harvest, if the harvest came after it.
    pub days_before_harvest: Option<u32>,
    /// Recorded later than the policy allows without remark.
    pub late: bool,
    /// The block of the record.
    pub block: u64,
}

/// A test in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceTest {
    /// The test.
    pub test: TestId,
    /// What was tested.
    pub target: TestTarget,
    /// How.
    pub method: TestMethod,
    /// The outcome.
    pub verdict: TestVerdict,
    /// Whether it counts.
    pub status: TestStatus,
    /// Day of the sample.
    pub sampled: Date,
    /// Number of the sample.
    pub sample: Text<32>,
    /// What was tested for.
    pub items: Vec<Text<32>>,
    /// Who tested.
    pub laboratory: Option<Party>,
    /// Digest of the report.
    pub report: Digest,
    /// The block of the record.
    pub block: u64,
}

/// A hold in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceHold {
    /// The case; `None` where a failed test speaks without a case.
    pub case: Option<CaseId>,
    /// What must not move.
    pub subject: Subject,
    /// Why.
    pub cause: HoldCause,
}

/// The binding of a range of codes in a trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceActivation {
    /// The goods: `"lot": 7` or `"meat": 9`.
    #[serde(flatten)]
    pub goods: Goods,
    /// Index of the first code of the range.
    pub from: u32,
    /// Index of the last one.
    pub to: u32,
    /// When the ledger took it.
    pub ledger_ms: TimestampMs,
    /// The block of the record.
    pub block: u64,
}

impl TraceActivation {
    /// The lot, if it is produce.
    pub fn lot(&self) -> Option<LotId> {
        match self.goods {
            Goods::Lot(lot) => Some(lot),
            Goods::Meat(_) => None,
        }
    }
}
