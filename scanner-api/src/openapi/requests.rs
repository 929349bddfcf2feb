//! The items of writing requests as OpenAPI schemas. The handlers read the primitives themselves;
//! these types only describe their JSON, and a test reads each example into the real type.

use utoipa::ToSchema;

use super::words::{
    CodeKind, Day, Digest, Division, DoseUnit, Identity, Jurisdiction, OperationKind,
    OrganisationKind, PlotKind, ProductClass, Pseudonym, PublicKey, Restriction, RoleId, Setting,
    Subject, TestMethod, TestTarget, TestVerdict,
};

/// One to 500 items; the chain takes all of them or none.
#[derive(Debug, ToSchema)]
pub struct ItemsOf<T: ToSchema> {
    /// The items.
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<T>,
}

/// A county that may take part.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"county": "141031000000", "valid_from": "1970-01-01", "valid_to": null}))]
pub struct CountyItem {
    /// The county.
    pub county: Division,
    /// First day its code is valid.
    pub valid_from: Day,
    /// First day its code is no longer valid, if it was abolished.
    pub valid_to: Option<Day>,
}

/// A setting of a policy pack.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"division": "141031000000", "key": "mass_tolerance_basis_points", "value": 50, "effective": "2026-09-01"}))]
pub struct PolicyItem {
    /// The division that sets it; the most specific one wins.
    pub division: Division,
    /// Which setting.
    #[schema(inline)]
    pub key: Setting,
    /// Its value, in the unit its name ends with.
    pub value: u64,
    /// From which day on it holds.
    pub effective: Day,
}

/// An organisation to be registered.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"kind": "cooperative", "division": "141031100201", "identity": {"legal": {"credit_code": "11370321004221396B", "name": "隰县玉露香梨种植专业合作社"}}}))]
pub struct OrganisationItem {
    /// What it is in law.
    #[schema(inline)]
    pub kind: OrganisationKind,
    /// Where it sits: a village for producers, the division it serves for an authority.
    pub division: Division,
    /// How it is identified.
    pub identity: Identity,
}

/// An organisation and why something is done to it.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"organisation": 4, "reason": "许可证已过期"}))]
pub struct OrganisationReason {
    /// Which organisation.
    pub organisation: u32,
    /// Why; at most 128 bytes.
    pub reason: String,
}

/// A member to be registered with a key of its own.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"organisation": 4, "key": "0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", "person": "9b1c2d3e4f5061728394a5b6c7d8e9f0", "roles": [{"role": "producer", "division": "141031100201"}]}))]
pub struct MemberItem {
    /// The organisation the member signs for.
    pub organisation: u32,
    /// The public key.
    pub key: PublicKey,
    /// The natural person behind the key, always under the same pseudonym.
    pub person: Pseudonym,
    /// What the member may act as, and where; at most 8.
    pub roles: Vec<Jurisdiction>,
}

/// A member and why something is done to it.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"member": 7, "reason": "已离职"}))]
pub struct MemberReason {
    /// Which member.
    pub member: u32,
    /// Why; at most 128 bytes.
    pub reason: String,
}

/// A role to be granted or revoked.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"member": 7, "role": "packer", "division": "141031000000"}))]
pub struct RoleItem {
    /// Which member.
    pub member: u32,
    /// The role.
    #[schema(inline)]
    pub role: RoleId,
    /// Where it holds.
    pub division: Division,
}

/// A new key for a member that lost its own.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"member": 7, "key": "0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", "reason": "手机遗失"}))]
pub struct MemberKeyItem {
    /// Which member.
    pub member: u32,
    /// The new public key.
    pub key: PublicKey,
    /// Why; at most 128 bytes.
    pub reason: String,
}

/// A row of a pesticide label.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"division": "140000000000", "registration": "PD20110234", "crop": "010301", "name": "阿维菌素 1.8% 乳油", "interval_days": 14, "times_max": 2, "unit": "milligram_per_kilogram", "dose_min": 6, "dose_max": 12, "restriction": "none", "forbidden_on": []}))]
pub struct InputLabelItem {
    /// Whose catalogue holds the row; the most specific division wins.
    pub division: Division,
    /// Registration number of the product.
    pub registration: String,
    /// The crop, with the classes inside it.
    pub crop: ProductClass,
    /// Product and formulation.
    pub name: String,
    /// Days from the last use to the first day of harvest allowed.
    pub interval_days: u16,
    /// The most uses in one season.
    pub times_max: u8,
    /// The unit of the doses.
    #[schema(inline)]
    pub unit: DoseUnit,
    /// The smallest dose.
    pub dose_min: u32,
    /// The largest dose; a larger one is refused.
    pub dose_max: u32,
    /// What the law says about the product.
    #[schema(inline)]
    pub restriction: Restriction,
    /// Classes it must never be used on; at most 8.
    pub forbidden_on: Vec<ProductClass>,
}

/// How much a product may yield.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"division": "141031000000", "product": "010301", "per_mu": 2500000, "seasons_per_year": 1}))]
pub struct YieldCapItem {
    /// Whose catalogue holds the row; the most specific division wins.
    pub division: Division,
    /// The product, with the classes inside it.
    pub product: ProductClass,
    /// Grams per mu and season.
    pub per_mu: u64,
    /// How many seasons a plot can have in a year: 1 for pears, several for lettuce; at most 12.
    pub seasons_per_year: u8,
}

/// A plot to be opened.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"village": "141031100201", "area": 5200, "kind": "orchard", "geometry": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}))]
pub struct PlotItem {
    /// The village it lies in.
    pub village: Division,
    /// Its area in thousandths of a mu.
    pub area: u64,
    /// What it is.
    #[schema(inline)]
    pub kind: PlotKind,
    /// Salted commitment to its polygon, which stays private.
    pub geometry: Digest,
}

/// A crop to be started.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"plot": 1, "product": "010301", "variety": "玉露香", "started": "2026-03-01"}))]
pub struct CycleItem {
    /// The plot.
    pub plot: u64,
    /// What grows.
    pub product: ProductClass,
    /// The variety; at most 48 bytes.
    pub variety: String,
    /// Day of planting, or of the first operation of the season in an orchard.
    pub started: Day,
}

/// An operation.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"cycle": 1, "kind": "bagging", "date": "2026-05-20", "note": "双层纸袋", "evidence": null}))]
pub struct OperationItem {
    /// The cycle.
    pub cycle: u64,
    /// What was done.
    #[schema(inline)]
    pub kind: OperationKind,
    /// The day.
    pub date: Day,
    /// A short note without personal data; at most 96 bytes.
    pub note: String,
    /// A photo or document that was uploaded before.
    pub evidence: Option<Digest>,
}

/// A use of a pesticide.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"cycle": 1, "registration": "PD20110234", "dose": 9, "unit": "milligram_per_kilogram", "area": 5200, "date": "2026-06-02", "target": "梨木虱", "unit_code": null}))]
pub struct InputUseItem {
    /// The cycle.
    pub cycle: u64,
    /// Registration number of the product.
    pub registration: String,
    /// The dose.
    pub dose: u32,
    /// Its unit; it must be the label's.
    #[schema(inline)]
    pub unit: DoseUnit,
    /// The area treated, in thousandths of a mu.
    pub area: u64,
    /// The day.
    pub date: Day,
    /// The pest or disease; at most 48 bytes.
    pub target: String,
    /// The 32 digits on the package, if scanned.
    pub unit_code: Option<String>,
}

/// A test result.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"target": {"lot": 1}, "method": "quick", "sample": "KJ-2026-0031", "sampled": "2026-09-01", "items": ["有机磷", "氨基甲酸酯"], "verdict": "pass", "report": "7f3c9d5e1a2b4c6d8e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f"}))]
pub struct TestItem {
    /// What was tested; it must exist already.
    pub target: TestTarget,
    /// How.
    #[schema(inline)]
    pub method: TestMethod,
    /// Number of the sample; at most 32 bytes.
    pub sample: String,
    /// Day the sample was taken.
    pub sampled: Day,
    /// What was tested for; at most 32 items of 32 bytes.
    pub items: Vec<String>,
    /// The outcome.
    #[schema(inline)]
    pub verdict: TestVerdict,
    /// The report or the photo of the test card, uploaded before.
    pub report: Digest,
}

/// A harvest.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"cycles": [1], "date": "2026-09-01", "gross": 1200000}))]
pub struct HarvestItem {
    /// The cycles it comes from, at most 8, all of one producer and one product.
    pub cycles: Vec<u64>,
    /// The day.
    pub date: Day,
    /// Gross mass in grams.
    pub gross: u64,
}

/// How much of a lot goes into a grading.
#[derive(Debug, ToSchema)]
pub struct GradeParent {
    /// The lot.
    pub lot: u64,
    /// Grams taken from it.
    pub mass: u64,
}

/// What a grader measured.
#[derive(Debug, ToSchema)]
pub struct GradeMetrics {
    /// Sugar in tenths of a degree Brix.
    pub brix_tenths: Option<u16>,
    /// Diameter in millimetres.
    pub diameter_mm: Option<u16>,
}

/// One grade that comes out.
#[derive(Debug, ToSchema)]
pub struct GradeOutput {
    /// Name of the grade; at most 24 bytes.
    pub grade: String,
    /// Net mass in grams.
    pub net: u64,
    /// What was measured.
    pub metrics: GradeMetrics,
}

/// A grading: parents in, grades and loss out.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"parents": [{"lot": 1, "mass": 1200000}], "outputs": [{"grade": "特级", "net": 800000, "metrics": {"brix_tenths": 135, "diameter_mm": 85}}, {"grade": "一级", "net": 380000, "metrics": {"brix_tenths": 124, "diameter_mm": 78}}], "loss": 20000, "loss_reason": "碰伤果", "date": "2026-09-03"}))]
pub struct GradingItem {
    /// What goes in; at most 8.
    pub parents: Vec<GradeParent>,
    /// What comes out; at most 8.
    pub outputs: Vec<GradeOutput>,
    /// Grams lost.
    pub loss: u64,
    /// Why; needed when there is a loss; at most 96 bytes.
    pub loss_reason: String,
    /// The day.
    pub date: Day,
}

/// A hand-over of a lot.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"lot": 1, "to": 5}))]
pub struct DeliveryItem {
    /// The lot.
    pub lot: u64,
    /// The organisation that receives it.
    pub to: u32,
}

/// A brand to be registered.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"owner": 2, "name": "隰县玉露香梨", "product": "010301", "area": ["141031000000"], "grades": ["特级", "一级"]}))]
pub struct BrandItem {
    /// Who owns it.
    pub owner: u32,
    /// Its name; at most 64 bytes.
    pub name: String,
    /// What may carry it.
    pub product: ProductClass,
    /// Where everything it is made of must have grown; at most 32.
    pub area: Vec<Division>,
    /// The grades that may carry it; empty means any.
    pub grades: Vec<String>,
}

/// A quota to be granted.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"brand": 1, "organisation": 5, "season": 2026, "approved_yield": 1200000, "grade_rate": 8000, "unit_net": 250}))]
pub struct QuotaItem {
    /// The brand.
    pub brand: u32,
    /// Who may have codes.
    pub organisation: u32,
    /// The season, by the year of its harvest.
    pub season: u16,
    /// Grams the quota stands on.
    pub approved_yield: u64,
    /// The share of it that reaches a grade of the brand, in hundredths of a percent.
    pub grade_rate: u32,
    /// Net grams of one item.
    pub unit_net: u64,
}

/// A quota to be approved, with what the approver saw of it: if it was granted anew since, the
/// approval is refused.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"brand": 1, "organisation": 5, "season": 2026, "codes": 3955, "unit_net": 250}))]
pub struct QuotaApprovalItem {
    /// The brand.
    pub brand: u32,
    /// Who may have codes.
    pub organisation: u32,
    /// The season.
    pub season: u16,
    /// The codes it allows, as the list of quotas shows them.
    pub codes: u32,
    /// Net grams of one item.
    pub unit_net: u64,
}

/// A batch of codes to be issued.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"brand": 1, "season": 2026, "kind": "item", "count": 1000, "unit_net": 250}))]
pub struct BatchItem {
    /// The brand.
    pub brand: u32,
    /// The season whose quota is used.
    pub season: u16,
    /// What the codes are stuck on.
    #[schema(inline)]
    pub kind: CodeKind,
    /// How many codes, 1 to 33554432.
    pub count: u32,
    /// Net grams behind one code.
    pub unit_net: u64,
}

/// A range of codes, both ends included.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"batch": 712345678, "from": 0, "to": 999}))]
pub struct CodeRange {
    /// The batch.
    pub batch: u32,
    /// Index of the first code, counted from 0.
    pub from: u32,
    /// Index of the last code.
    pub to: u32,
}

/// A range to be bound to goods: a lot of produce, or a piece or package of meat.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"range": {"batch": 712345678, "from": 0, "to": 969}, "lot": 2}))]
pub struct ActivationItem {
    /// The codes.
    pub range: CodeRange,
    /// The lot.
    pub lot: Option<u64>,
    /// The meat, instead of a lot.
    pub meat: Option<u64>,
}

/// A range to be voided.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"range": {"batch": 712345678, "from": 12, "to": 13}, "reason": "标签破损"}))]
pub struct VoidItem {
    /// The codes.
    pub range: CodeRange,
    /// Why; at most 96 bytes.
    pub reason: String,
}

/// A hold to be set.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"subject": "lot:2", "reason": "投诉核查", "evidence": null, "days": 7}))]
pub struct HoldItem {
    /// What must not move.
    pub subject: Subject,
    /// Why; at most 128 bytes.
    pub reason: String,
    /// The evidence, uploaded before.
    pub evidence: Option<Digest>,
    /// For how many days.
    pub days: u16,
}

/// A hold to be renewed.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"case": 1, "reason": "等待复检结果", "days": 7}))]
pub struct RenewalItem {
    /// The case.
    pub case: u64,
    /// Why; at most 128 bytes.
    pub reason: String,
    /// For how many days from now.
    pub days: u16,
}

/// A release by a second person.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"case": 1, "reason": "复检合格", "evidence": null}))]
pub struct ReleaseItem {
    /// The case.
    pub case: u64,
    /// Why; at most 128 bytes.
    pub reason: String,
    /// The evidence, uploaded before.
    pub evidence: Option<Digest>,
}
