//! A pear from orchard to label, written into an index by the indexer's own functions.

use std::collections::HashMap;

use county_primitives::{
    labels::{Activation, BatchInput, BrandInput, CodeRange, Goods, LabelsEntry, Voiding},
    oversight::{HoldCause, OversightEntry},
    produce::{
        CycleInput, DoseUnit, GradeMetrics, GradeOutput, GradeParent, GradingInput, HarvestInput,
        InputUse, Operation, OperationKind, PlotInput, PlotKind, ProduceEntry, TestInput,
        TestMethod, TestStatus, TestTarget, TestVerdict,
    },
    registry::{OrganisationIdentity, OrganisationInput, OrganisationKind, OrganisationStatus},
    Author, BatchId, BrandId, CaseId, CodeKind, CycleId, Date, Digest, DivisionCode, Grams, List,
    LotId, MemberId, MilliMu, OrganisationId, PlotId, Pseudonym, Record, Role, Signature, Subject,
    TestId, Text, TimestampMs,
};
use qr_labeler::{Batch, BatchSecret, Code};

use crate::{
    chain::{AnyRecord, Block, BlockRecord, Genesis},
    db::Db,
    divisions::Divisions,
    index::{
        apply::{apply_block, apply_genesis},
        IndexHead,
    },
    scan::{
        answer::{AsOf, Scan, Verdict},
        Ledger,
    },
    vault::Vault,
};

pub(super) const BATCH: BatchId = BatchId(7);
const SECRET: [u8; 32] = [7; 32];
const GROWER: OrganisationId = OrganisationId(1);
const PACKER: OrganisationId = OrganisationId(2);

pub(super) fn text<const N: u32>(value: &str) -> Text<N> {
    Text::new(value).unwrap()
}

fn list<T: std::fmt::Debug, const N: u32>(values: Vec<T>) -> List<T, N> {
    List::try_from(values).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn village() -> DivisionCode {
    "141031100002".parse().unwrap()
}

/// An index with a grower, a packing house and one graded lot with codes.
pub(super) struct World {
    pub(super) db: Db,
    pub(super) vault: Vault,
    pub(super) divisions: Divisions,
    head: IndexHead,
    sequences: HashMap<Subject, u32>,
    pending: Vec<AnyRecord>,
    now: Date,
}

impl World {
    pub(super) async fn new() -> Self {
        let db = Db::in_memory().await.unwrap();
        let vault = crate::vault::unlock(&db.writer, &[1; 32]).await.unwrap();
        let organisation = |kind, identity| OrganisationInput {
            kind,
            division: village(),
            identity,
        };
        let household = organisation(
            OrganisationKind::Household,
            OrganisationIdentity::Person {
                pseudonym: Pseudonym([9; 16]),
            },
        );
        let company = organisation(
            OrganisationKind::Company,
            OrganisationIdentity::Legal {
                credit_code: "91141031MA0GX001XU".parse().unwrap(),
                name: text("隰县玉露香选果包装有限公司"),
            },
        );
        let genesis = Genesis {
            organisations: vec![
                (GROWER, household, OrganisationStatus::Active),
                (PACKER, company, OrganisationStatus::Active),
            ],
            ..Genesis::default()
        };
        let block = Block {
            number: 0,
            hash: "0x00".to_owned(),
            parent: String::new(),
            time_ms: 0,
            spec_version: 1,
            records: Vec::new(),
            extrinsics: Vec::new(),
        };
        let mut connection = db.writer.acquire().await.unwrap();
        let head = apply_genesis(&mut connection, &block, &genesis)
            .await
            .unwrap();
        drop(connection);
        Self {
            db,
            vault,
            divisions: Divisions::built_in().unwrap(),
            head,
            sequences: HashMap::new(),
            pending: Vec::new(),
            now: day("2026-02-20"),
        }
    }

    fn record<Entry>(
        &mut self,
        subject: Subject,
        by: OrganisationId,
        entry: Entry,
    ) -> Record<Entry> {
        let sequence = self.sequences.entry(subject).or_default();
        let record = Record {
            subject,
            sequence: *sequence,
            author: Author::Member(Signature {
                member: MemberId(by.0),
                key: 0,
                organisation: by,
                role: Role::Producer,
            }),
            ledger_ms: self.now.start_ms(),
            entry,
        };
        *sequence += 1;
        record
    }

    fn produce(&mut self, subject: Subject, by: OrganisationId, entry: ProduceEntry) {
        let record = self.record(subject, by, entry);
        self.pending.push(AnyRecord::Produce(record));
    }

    fn labels(&mut self, subject: Subject, entry: LabelsEntry) {
        let record = self.record(subject, PACKER, entry);
        self.pending.push(AnyRecord::Labels(record));
    }

    fn oversight(&mut self, case: CaseId, entry: OversightEntry) {
        let record = self.record(Subject::Case(case), PACKER, entry);
        self.pending.push(AnyRecord::Oversight(record));
    }

    /// Puts what is pending into a block and the block into the index.
    pub(super) async fn finalize(&mut self) {
        let records = self
            .pending
            .drain(..)
            .zip(0..)
            .map(|(record, event_index)| BlockRecord {
                event_index,
                extrinsic_index: Some(0),
                record,
                scale: Vec::new(),
            });
        let block = Block {
            number: self.head.number + 1,
            hash: format!("0x{:02x}", self.head.number + 1),
            parent: self.head.hash.clone(),
            time_ms: self.now.start_ms(),
            spec_version: 1,
            records: records.collect(),
            extrinsics: Vec::new(),
        };
        let mut connection = self.db.writer.acquire().await.unwrap();
        self.head = apply_block(&mut connection, &self.head, &block)
            .await
            .unwrap();
    }

    /// A season: sprayed on 13 August, harvested on 3 September, graded on 5 September.
    pub(super) async fn grow(&mut self) {
        self.plant();
        self.pick();
        self.grade(LotId(1), LotId(2));
        self.finalize().await;
    }

    /// The crop up to its last spray.
    fn plant(&mut self) {
        let (plot, cycle) = (PlotId(1), CycleId(1));
        let plot_input = PlotInput {
            village: village(),
            area: MilliMu(12_500),
            kind: PlotKind::Orchard,
            geometry: Digest([1; 32]),
        };
        let opened = ProduceEntry::PlotOpened {
            producer: GROWER,
            plot: plot_input,
        };
        self.produce(Subject::Plot(plot), GROWER, opened);
        let started = ProduceEntry::CycleStarted {
            producer: GROWER,
            cycle: CycleInput {
                plot,
                product: "010301".parse().unwrap(),
                variety: text("玉露香"),
                started: day("2026-02-20"),
            },
            yield_cap: Grams(30_000_000),
            season: 1,
            carried: Grams::ZERO,
            harvest_from: day("2026-02-20"),
        };
        self.produce(Subject::Cycle(cycle), GROWER, started);
        for (kind, date, note) in [
            (OperationKind::Pollination, "2026-04-11", "蜜蜂授粉"),
            (OperationKind::Pruning, "2026-11-20", "采后修剪"),
        ] {
            let operation = Operation {
                cycle,
                kind,
                date: day(date),
                note: text(note),
                evidence: None,
            };
            let entry = ProduceEntry::OperationRecorded {
                operation,
                late: false,
            };
            self.produce(Subject::Cycle(cycle), GROWER, entry);
        }
        let used = ProduceEntry::InputUsed {
            input: InputUse {
                cycle,
                registration: text("PD20110234"),
                dose: 20,
                unit: DoseUnit::MilligramPerKilogram,
                area: MilliMu(12_500),
                date: day("2026-08-13"),
                target: text("梨木虱"),
                unit_code: None,
            },
            name: text("啶虫脒 20% 可溶粉剂"),
            harvest_from: day("2026-08-27"),
            times: 1,
            late: false,
        };
        self.produce(Subject::Cycle(cycle), GROWER, used);
    }

    /// The harvest, its test and the hand-over.
    fn pick(&mut self) {
        let (cycle, raw) = (CycleId(1), LotId(1));
        self.now = day("2026-09-03");
        let harvested = ProduceEntry::LotHarvested {
            producer: GROWER,
            division: village(),
            product: "010301".parse().unwrap(),
            harvest: HarvestInput {
                cycles: list(vec![cycle]),
                date: day("2026-09-03"),
                gross: Grams(3_200_000),
            },
            harvest_from: day("2026-08-27"),
            late: false,
        };
        self.produce(Subject::Lot(raw), GROWER, harvested);
        self.test(TestId(1), TestTarget::Lot(raw), TestVerdict::Pass);
        let delivered = ProduceEntry::LotDelivered {
            from: GROWER,
            to: PACKER,
        };
        self.produce(Subject::Lot(raw), GROWER, delivered);
    }

    fn grade(&mut self, raw: LotId, graded: LotId) {
        self.now = day("2026-09-05");
        let output = GradeOutput {
            grade: text("特级"),
            net: Grams(1_230_000),
            metrics: GradeMetrics {
                brix_tenths: Some(135),
                diameter_mm: Some(82),
            },
        };
        let grading = GradingInput {
            parents: list(vec![GradeParent {
                lot: raw,
                mass: Grams(1_230_000),
            }]),
            outputs: list(vec![output]),
            loss: Grams::ZERO,
            loss_reason: text(""),
            date: day("2026-09-05"),
        };
        let taken = ProduceEntry::LotGraded {
            mass: Grams(1_230_000),
            children: list(vec![graded]),
        };
        self.produce(Subject::Lot(raw), PACKER, taken);
        let formed = ProduceEntry::LotFormed { grading, output: 0 };
        self.produce(Subject::Lot(graded), PACKER, formed);
    }

    /// A test that counts, and what it leaves on its target.
    pub(super) fn test(&mut self, id: TestId, target: TestTarget, verdict: TestVerdict) {
        let test = TestInput {
            target,
            method: TestMethod::Laboratory,
            sample: text("XX-0117"),
            sampled: self.now,
            items: list(vec![text("啶虫脒")]),
            verdict,
            report: Digest([2; 32]),
        };
        let recorded = ProduceEntry::TestRecorded {
            test,
            status: TestStatus::Effective,
        };
        self.produce(Subject::Test(id), PACKER, recorded);
        let subject = match target {
            TestTarget::Cycle(cycle) => Subject::Cycle(cycle),
            TestTarget::Lot(lot) => Subject::Lot(lot),
        };
        let tested = ProduceEntry::Tested {
            test: id,
            method: TestMethod::Laboratory,
            verdict,
        };
        self.produce(subject, PACKER, tested);
    }

    /// A batch of 100 codes: 0 to 69 active on lot 2, 70 to 79 printed, 80 to 89 spoiled, the rest as
    /// issued; 69 voided afterwards.
    pub(super) async fn label(&mut self) {
        let brand = LabelsEntry::BrandRegistered(BrandInput {
            owner: PACKER,
            name: text("隰县玉露香梨"),
            product: "010301".parse().unwrap(),
            area: list(vec!["141031000000".parse().unwrap()]),
            grades: list(vec![text("特级")]),
        });
        self.labels(Subject::Brand(BrandId(1)), brand);
        self.issue(BATCH);
        let range = |from, to| CodeRange {
            batch: BATCH,
            from,
            to,
        };
        let subject = Subject::Batch(BATCH);
        self.labels(subject, LabelsEntry::CodesPrinted(range(0, 89)));
        self.labels(subject, LabelsEntry::CodesSpoiled(range(80, 89)));
        let activated = LabelsEntry::CodesActivated {
            activation: Activation {
                range: range(0, 69),
                goods: Goods::Lot(LotId(2)),
            },
            mass: Grams(24_500),
        };
        self.labels(subject, activated);
        let voided = LabelsEntry::CodesVoided(Voiding {
            range: range(69, 69),
            reason: text("脱落"),
        });
        self.labels(subject, voided);
        self.finalize().await;
        self.vault
            .store_batch_secret(&self.db, BATCH, PACKER, &SECRET)
            .await
            .unwrap();
    }

    pub(super) fn issue(&mut self, batch: BatchId) {
        let root = self.batch(batch).root();
        let issued = LabelsEntry::BatchIssued {
            issuer: PACKER,
            batch: BatchInput {
                batch,
                brand: BrandId(1),
                season: 2026,
                kind: CodeKind::Item,
                count: 100,
                root,
                unit_net: Grams(350),
            },
        };
        self.labels(Subject::Batch(batch), issued);
    }

    pub(super) fn batch(&self, batch: BatchId) -> Batch {
        Batch::new(CodeKind::Item, batch, 100, BatchSecret::new(SECRET)).unwrap()
    }

    pub(super) fn code(&self, index: u32) -> Code {
        self.batch(BATCH).code(index).unwrap()
    }

    fn as_of(&self, now_ms: TimestampMs) -> AsOf {
        AsOf {
            block: self.head.number,
            block_hash: self.head.hash.clone(),
            time: String::new(),
            time_ms: now_ms,
            live: true,
        }
    }

    pub(super) async fn scan(&self, typed: &str) -> Scan {
        self.scan_at(typed, day("2026-09-10")).await
    }

    pub(super) async fn scan_at(&self, typed: &str, on: Date) -> Scan {
        let ledger = Ledger {
            db: &self.db,
            vault: &self.vault,
            divisions: &self.divisions,
        };
        ledger
            .scan(typed, Some(self.as_of(on.start_ms())))
            .await
            .unwrap()
    }

    pub(super) async fn verdict(&self, index: u32) -> Verdict {
        self.scan(&self.code(index).to_string()).await.verdict
    }

    pub(super) async fn hold(&mut self, case: u64, subject: Subject, expires: &str) {
        let held = OversightEntry::Held {
            subject,
            cause: HoldCause::Ordered {
                reason: text("抽检复核"),
                evidence: None,
                expires_ms: day(expires).start_ms(),
            },
        };
        self.oversight(CaseId(case), held);
        self.finalize().await;
    }

    /// A use recorded after the harvest of 3 September allows it from the 8th.
    pub(super) async fn break_interval(&mut self, case: u64, lot: LotId) -> HoldCause {
        let (cycle, harvest_from) = (CycleId(1), day("2026-09-08"));
        let broken = ProduceEntry::IntervalBroken {
            cycle,
            used: day("2026-08-25"),
            harvest_from,
        };
        self.produce(Subject::Lot(lot), GROWER, broken);
        let cause = HoldCause::SafetyInterval {
            cycle,
            harvest_from,
        };
        let held = OversightEntry::Held {
            subject: Subject::Lot(lot),
            cause: cause.clone(),
        };
        self.oversight(CaseId(case), held);
        self.finalize().await;
        cause
    }

    pub(super) async fn release(&mut self, case: u64) {
        let released = OversightEntry::Released {
            reason: text("复检合格"),
            evidence: None,
        };
        self.oversight(CaseId(case), released);
        self.finalize().await;
    }
}

pub(super) async fn labelled() -> World {
    let mut world = World::new().await;
    world.grow().await;
    world.label().await;
    world
}
