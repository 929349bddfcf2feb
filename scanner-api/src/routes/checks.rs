//! The resources against a chain in memory: who sees what, what is sent to the chain, and what is
//! refused before anything is signed.

mod documents;
pub(crate) mod labels;
pub(crate) mod livestock;
mod reads;
mod recalls;
mod three_assets;
pub(crate) mod trade;
mod writes;

use county_primitives::{
    produce::{
        CycleInput, DoseUnit, GradeMetrics, GradeOutput, GradeParent, GradingInput, HarvestInput,
        InputUse, Operation, OperationKind, PlotInput, PlotKind, ProduceEntry, TestInput,
        TestMethod, TestStatus, TestTarget, TestVerdict,
    },
    CycleId, Date, Digest, Grams, LotId, MilliMu, OrganisationId, PlotId, Subject, TestId, Text,
};

use crate::{
    chain::fake::AnyEntry,
    testing::{grower, World, VILLAGE},
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn text<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

async fn add(world: &World, subject: Subject, entry: ProduceEntry) {
    let number = world
        .node
        .add_block(vec![(subject, grower(), AnyEntry::Produce(entry))]);
    world.indexed(number).await;
}

fn harvest() -> HarvestInput {
    HarvestInput {
        cycles: vec![CycleId(1)].try_into().unwrap(),
        date: day("2026-09-01"),
        gross: Grams(1_000_000),
    }
}

/// A plot with one cycle, an operation, a use of a pesticide, a harvested lot and a passed test, all
/// of the grower (organisation 2).
pub(crate) async fn season(world: &World) {
    let producer = OrganisationId(2);
    let plot = PlotInput {
        village: VILLAGE.parse().unwrap(),
        area: MilliMu(5_200),
        kind: PlotKind::Orchard,
        geometry: Digest([1; 32]),
    };
    add(
        world,
        Subject::Plot(PlotId(1)),
        ProduceEntry::PlotOpened { producer, plot },
    )
    .await;
    let cycle = CycleInput {
        plot: PlotId(1),
        product: "010301".parse().unwrap(),
        variety: text("玉露香"),
        started: day("2026-03-01"),
    };
    let started = ProduceEntry::CycleStarted {
        producer,
        cycle,
        yield_cap: Grams(9_000_000),
        season: 1,
        carried: Grams::ZERO,
        harvest_from: day("2026-03-01"),
    };
    add(world, Subject::Cycle(CycleId(1)), started).await;
    worked(world).await;
    add(
        world,
        Subject::Cycle(CycleId(1)),
        ProduceEntry::CycleHarvested { lot: LotId(1) },
    )
    .await;
    let lot = ProduceEntry::LotHarvested {
        producer,
        division: VILLAGE.parse().unwrap(),
        product: "010301".parse().unwrap(),
        harvest: harvest(),
        harvest_from: day("2026-06-16"),
        late: false,
    };
    add(world, Subject::Lot(LotId(1)), lot).await;
    tested(world).await;
}

/// An operation and a use of a pesticide on cycle 1.
async fn worked(world: &World) {
    let operation = Operation {
        cycle: CycleId(1),
        kind: OperationKind::Bagging,
        date: day("2026-05-20"),
        note: text("双层纸袋"),
        evidence: None,
    };
    let operation = ProduceEntry::OperationRecorded {
        operation,
        late: false,
    };
    add(world, Subject::Cycle(CycleId(1)), operation).await;
    let input = InputUse {
        cycle: CycleId(1),
        registration: text("PD20110234"),
        dose: 9,
        unit: DoseUnit::MilligramPerKilogram,
        area: MilliMu(5_200),
        date: day("2026-06-02"),
        target: text("梨木虱"),
        unit_code: None,
    };
    let used = ProduceEntry::InputUsed {
        input,
        name: text("阿维菌素 1.8% 乳油"),
        harvest_from: day("2026-06-16"),
        times: 1,
        late: false,
    };
    add(world, Subject::Cycle(CycleId(1)), used).await;
}

async fn tested(world: &World) {
    let test = TestInput {
        target: TestTarget::Lot(LotId(1)),
        method: TestMethod::Quick,
        sample: text("KJ-1"),
        sampled: day("2026-09-01"),
        items: vec![text("有机磷")].try_into().unwrap(),
        verdict: TestVerdict::Pass,
        report: Digest([2; 32]),
    };
    let recorded = ProduceEntry::TestRecorded {
        test,
        status: TestStatus::Effective,
    };
    add(world, Subject::Test(TestId(1)), recorded).await;
    let (test, method, verdict) = (TestId(1), TestMethod::Quick, TestVerdict::Pass);
    add(
        world,
        Subject::Lot(LotId(1)),
        ProduceEntry::Tested {
            test,
            method,
            verdict,
        },
    )
    .await;
}

/// Lot 1 goes to the packing house (organisation 3), which makes lots 2 and 3 of it.
pub(crate) async fn graded(world: &World) {
    let (from, to) = (OrganisationId(2), OrganisationId(3));
    add(
        world,
        Subject::Lot(LotId(1)),
        ProduceEntry::LotDelivered { from, to },
    )
    .await;
    let output = |grade: &str, net| GradeOutput {
        grade: text(grade),
        net: Grams(net),
        metrics: GradeMetrics {
            brix_tenths: Some(135),
            diameter_mm: Some(85),
        },
    };
    let grading = GradingInput {
        parents: vec![GradeParent {
            lot: LotId(1),
            mass: Grams(900_000),
        }]
        .try_into()
        .unwrap(),
        outputs: vec![output("特级", 600_000), output("一级", 290_000)]
            .try_into()
            .unwrap(),
        loss: Grams(10_000),
        loss_reason: text("碰伤"),
        date: day("2026-09-03"),
    };
    let children = vec![LotId(2), LotId(3)].try_into().unwrap();
    let mass = Grams(900_000);
    add(
        world,
        Subject::Lot(LotId(1)),
        ProduceEntry::LotGraded { mass, children },
    )
    .await;
    for (lot, output) in [(2, 0), (3, 1)] {
        let formed = ProduceEntry::LotFormed {
            grading: grading.clone(),
            output,
        };
        let author = packer();
        let entries = vec![(Subject::Lot(LotId(lot)), author, AnyEntry::Produce(formed))];
        let number = world.node.add_block(entries);
        world.indexed(number).await;
    }
}

/// Member 3 signs as packer for organisation 3.
pub(crate) fn packer() -> county_primitives::Author {
    county_primitives::Author::Member(county_primitives::Signature {
        member: county_primitives::MemberId(3),
        key: 0,
        organisation: OrganisationId(3),
        role: county_primitives::Role::Packer,
    })
}
