//! Verdicts and traces over an index that was filled by the indexer's own functions.

use std::collections::HashMap;

use county_primitives::{
    labels::{Activation, BatchInput, BrandInput, CodeRange, LabelsEntry, Voiding},
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

use super::*;
use crate::{
    chain::{AnyRecord, Block, BlockRecord, Genesis},
    index::apply::{apply_block, apply_genesis},
    index::IndexHead,
    pages::words::{Lang, Words},
};

const BATCH: BatchId = BatchId(7);
const SECRET: [u8; 32] = [7; 32];
const GROWER: OrganisationId = OrganisationId(1);
const PACKER: OrganisationId = OrganisationId(2);

pub(crate) fn text<const N: u32>(value: &str) -> Text<N> {
    Text::new(value).unwrap()
}

fn list<T: std::fmt::Debug, const N: u32>(values: Vec<T>) -> List<T, N> {
    List::try_from(values).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn village() -> DivisionCode {
    "141031100002".parse().unwrap()
}

/// An index with a grower, a packing house and one graded lot with codes.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) divisions: Divisions,
    head: IndexHead,
    sequences: HashMap<Subject, u32>,
    pending: Vec<AnyRecord>,
    now: Date,
}

impl World {
    pub(crate) async fn new() -> Self {
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
    pub(crate) async fn finalize(&mut self) {
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
    pub(crate) async fn grow(&mut self) {
        let (plot, cycle, raw, graded) = (PlotId(1), CycleId(1), LotId(1), LotId(2));
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
        self.grade(raw, graded);
        self.finalize().await;
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
    fn test(&mut self, id: TestId, target: TestTarget, verdict: TestVerdict) {
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
    pub(crate) async fn label(&mut self) {
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
                lot: LotId(2),
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

    fn issue(&mut self, batch: BatchId) {
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

    fn batch(&self, batch: BatchId) -> Batch {
        Batch::new(CodeKind::Item, batch, 100, BatchSecret::new(SECRET)).unwrap()
    }

    pub(crate) fn code(&self, index: u32) -> Code {
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

    pub(crate) async fn scan(&self, typed: &str) -> Scan {
        self.scan_at(typed, day("2026-09-10")).await
    }

    async fn scan_at(&self, typed: &str, on: Date) -> Scan {
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

    async fn verdict(&self, index: u32) -> Verdict {
        self.scan(&self.code(index).to_string()).await.verdict
    }

    async fn hold(&mut self, case: u64, subject: Subject, expires: &str) {
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

    async fn release(&mut self, case: u64) {
        let released = OversightEntry::Released {
            reason: text("复检合格"),
            evidence: None,
        };
        self.oversight(CaseId(case), released);
        self.finalize().await;
    }
}

pub(crate) async fn labelled() -> World {
    let mut world = World::new().await;
    world.grow().await;
    world.label().await;
    world
}

#[tokio::test]
async fn every_state_of_a_code_has_its_verdict() {
    let world = labelled().await;
    for (index, verdict) in [
        (0, Verdict::Genuine),
        (68, Verdict::Genuine),
        (69, Verdict::Void),
        (70, Verdict::NotActivated),
        (80, Verdict::Void),
        (89, Verdict::Void),
        (90, Verdict::NotActivated),
        (99, Verdict::NotActivated),
    ] {
        assert_eq!(world.verdict(index).await, verdict, "code {index}");
    }
    let spoiled = world.scan(&world.code(80).to_string()).await;
    assert_eq!(spoiled.problem, Some(Problem::Spoiled));
    assert!(spoiled.trace.is_none() && spoiled.product.is_none());
}

#[tokio::test]
async fn a_guessed_token_is_unknown() {
    let world = labelled().await;
    let real = world.code(3);
    for guess in [
        Code::new(real.kind(), BATCH, 3, real.token() ^ 1).unwrap(),
        Code::new(CodeKind::Box, BATCH, 3, real.token()).unwrap(),
        Code::new(real.kind(), BATCH, 4, real.token()).unwrap(),
        Code::new(real.kind(), BATCH, 100, real.token()).unwrap(),
        Code::new(real.kind(), BatchId(8), 3, real.token()).unwrap(),
    ] {
        let scan = world.scan(&guess.to_string()).await;
        assert_eq!(
            (scan.verdict, scan.problem),
            (Verdict::Unknown, None),
            "{guess}"
        );
        assert!(scan.label.is_none() && scan.brand.is_none());
    }
}

#[tokio::test]
async fn a_batch_of_another_service_is_unknown_here() {
    let mut world = labelled().await;
    world.issue(BatchId(9));
    world.finalize().await;
    let code = world.batch(BatchId(9)).code(0).unwrap();
    let scan = world.scan(&code.to_string()).await;
    assert_eq!(scan.verdict, Verdict::Unknown);
    assert_eq!(scan.problem, Some(Problem::ElsewhereIssued));
}

#[tokio::test]
async fn what_is_no_code_says_why() {
    let world = labelled().await;
    let code = world.code(0).to_string();
    for (typed, problem) in [
        ("PEAR".to_owned(), Problem::Length { characters: 4 }),
        (
            code.replacen('1', "*", 1),
            Problem::Character {
                position: 1,
                character: '*',
            },
        ),
        (
            format!("{}U", &code[..19]),
            Problem::LetterU { position: 20 },
        ),
        ("/01/1/21/x".to_owned(), Problem::Link),
    ] {
        let scan = world.scan(&typed).await;
        assert_eq!(
            (scan.verdict, scan.problem),
            (Verdict::Malformed, Some(problem)),
            "{typed}"
        );
    }
    let altered = format!("2{}", &code[1..]);
    assert_eq!(world.scan(&altered).await.problem, Some(Problem::Check));
}

#[tokio::test]
async fn confusable_letters_are_repaired_and_said_so() {
    let world = labelled().await;
    let code = world.code(0).to_string();
    let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
    let scan = world.scan(&typed).await;
    assert_eq!(scan.verdict, Verdict::Genuine);
    assert_eq!(
        (scan.suggestion.as_deref(), scan.code.as_str()),
        (Some(code.as_str()), code.as_str())
    );
    assert_eq!(world.scan(&code.to_lowercase()).await.suggestion, None);
    let link = format!("https://a.example/01/06901234567892/21/{code}");
    assert_eq!(world.scan(&link).await.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn a_hold_on_anything_it_comes_from_turns_the_verdict() {
    let mut world = labelled().await;
    for (case, subject) in (1..).zip([
        Subject::Lot(LotId(2)),
        Subject::Lot(LotId(1)),
        Subject::Cycle(CycleId(1)),
        Subject::Plot(PlotId(1)),
        Subject::Batch(BATCH),
        Subject::Brand(BrandId(1)),
    ]) {
        world.hold(case, subject, "2026-09-20").await;
        let scan = world.scan(&world.code(0).to_string()).await;
        assert_eq!(scan.verdict, Verdict::Held, "{subject}");
        assert_eq!(scan.trace.unwrap().holds.first().unwrap().subject, subject);
        // A voided code stays void, whatever its lot is up to.
        assert_eq!(world.verdict(69).await, Verdict::Void);
        world.release(case).await;
        assert_eq!(world.verdict(0).await, Verdict::Genuine, "{subject}");
    }
    world.hold(99, Subject::Lot(LotId(77)), "2026-09-20").await;
    assert_eq!(world.verdict(0).await, Verdict::Genuine);
}

#[tokio::test]
async fn an_expired_hold_holds_no_longer() {
    let mut world = labelled().await;
    world.hold(1, Subject::Lot(LotId(1)), "2026-09-20").await;
    let code = world.code(0).to_string();
    assert_eq!(
        world.scan_at(&code, day("2026-09-19")).await.verdict,
        Verdict::Held
    );
    assert_eq!(
        world.scan_at(&code, day("2026-09-20")).await.verdict,
        Verdict::Genuine
    );
}

#[tokio::test]
async fn a_failed_test_holds_until_a_passed_one() {
    let mut world = labelled().await;
    for target in [TestTarget::Lot(LotId(1)), TestTarget::Cycle(CycleId(1))] {
        world.test(TestId(50), target, TestVerdict::Fail);
        world.finalize().await;
        let scan = world.scan(&world.code(0).to_string()).await;
        assert_eq!(scan.verdict, Verdict::Held);
        let holds = scan.trace.unwrap().holds;
        assert_eq!(holds.len(), 1);
        assert_eq!(holds[0].cause, HoldCause::FailedTest(TestId(50)));
        sqlx::query("DELETE FROM tests WHERE id = 50")
            .execute(&world.db.writer)
            .await
            .unwrap();
        world.test(TestId(51), target, TestVerdict::Pass);
        world.finalize().await;
        assert_eq!(world.verdict(0).await, Verdict::Genuine);
        sqlx::query("DELETE FROM tests WHERE id = 51")
            .execute(&world.db.writer)
            .await
            .unwrap();
        world.sequences.remove(&Subject::Test(TestId(50)));
        world.sequences.remove(&Subject::Test(TestId(51)));
        for table in ["records", "timelines"] {
            let query = format!("DELETE FROM {table} WHERE subject IN ('test:50', 'test:51')");
            sqlx::query(&query).execute(&world.db.writer).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_trace_tells_the_whole_story_and_nothing_personal() {
    let world = labelled().await;
    let scan = world.scan(&world.code(0).to_string()).await;
    let trace = scan.trace.as_ref().unwrap();
    let lots: Vec<u64> = trace.lots.iter().map(|lot| lot.lot.0).collect();
    assert_eq!(lots, [2, 1]);
    let grading = trace.lots[0].grading.as_ref().unwrap();
    assert_eq!(grading.packer.as_ref().unwrap().organisation, PACKER);
    assert_eq!(grading.parents.len(), 1);
    assert_eq!(trace.lots[1].deliveries.len(), 1);
    let cycle = &trace.cycles[0];
    assert_eq!(cycle.village_name, ["隰县", "龙泉镇", "龙泉社区居委会"]);
    // Pruning in November came after this lot; it is another season's story.
    assert_eq!(cycle.operations.len(), 1);
    let input = &cycle.inputs[0];
    assert_eq!(
        (input.days_before_harvest, input.interval_days),
        (Some(21), 14)
    );
    assert_eq!(trace.tests.len(), 1);
    let activation = trace.activation.as_ref().unwrap();
    assert_eq!((activation.from, activation.to), (0, 69));
    assert_eq!(cycle.producer.name, None);
    let json = serde_json::to_string(&scan).unwrap();
    let pseudonym = Pseudonym([9; 16]).to_string();
    assert!(!json.contains(&pseudonym) && !json.contains(&Digest([1; 32]).to_string()));
    assert!(scan.message.zh.contains("玉露香") && scan.message.en.contains("genuine"));
}

#[tokio::test]
async fn every_verdict_has_a_light_and_well_formed_page() {
    let mut world = labelled().await;
    world.issue(BatchId(9));
    world.finalize().await;
    let elsewhere = world.batch(BatchId(9)).code(0).unwrap().to_string();
    let mut scans = Vec::new();
    for typed in [
        world.code(0).to_string(),
        world.code(69).to_string(),
        world.code(70).to_string(),
        world.code(80).to_string(),
        elsewhere,
        format!("{}U", &world.code(0).to_string()[..19]),
        "<script>alert(1)</script>".to_owned(),
    ] {
        scans.push(world.scan(&typed).await);
    }
    world.hold(1, Subject::Lot(LotId(1)), "2026-09-20").await;
    let mut held = world.scan(&world.code(0).to_string()).await;
    scans.push(held.clone());
    held.verdict = Verdict::Recalled;
    held.as_of.as_mut().unwrap().live = false;
    scans.push(held);
    for scan in scans {
        for lang in [Lang::Zh, Lang::En] {
            let html = crate::pages::scan::render(&scan, Words(lang)).unwrap();
            assert_eq!(crate::pages::well_formed::check(&html), Ok(()), "{html}");
            let verdict = scan.verdict.id();
            assert!(html.contains(&format!("data-verdict=\"{verdict}\"")));
            assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())));
            assert!(!html.contains("<script"), "the page needs no script");
            assert!(!html.contains("://"), "the page names a stranger");
            assert!(!html.contains("localization key"), "{html}");
            let weight = html.len()
                + crate::pages::assets::weight(&["scan.css", "icon.svg", "guilloche.svg"]);
            assert!(weight < 60_000, "{verdict} weighs {weight} bytes");
        }
    }
}
