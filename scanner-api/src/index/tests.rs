//! The index against a chain in memory.

mod devices;
mod livestock;
mod three_assets;

use county_primitives::{
    labels::{
        Activation, BatchInput, BrandInput, CodeRange, Goods, LabelsEntry, QuotaInput, QuotaKey,
        Voiding,
    },
    oversight::{HoldCause, OversightEntry},
    produce::{
        CycleInput, GradeMetrics, GradeOutput, GradeParent, GradingInput, HarvestInput, InputUse,
        PlotInput, PlotKind, ProduceEntry, TestInput, TestMethod, TestStatus, TestTarget,
        TestVerdict, YieldCap,
    },
    Author, BasisPoints, BatchId, BrandId, CaseId, CodeKind, CycleId, Date, Digest, Grams, List,
    LotId, MilliMu, OrganisationId, PlotId, Subject, TestId, Text,
};
use tokio::sync::watch;

use super::{apply, follow::catch_up, head, rebuild, IndexError};
use crate::{
    chain::{
        fake::{AnyEntry, FakeNode},
        Node,
    },
    db::Db,
    testing::{genesis, grower, VILLAGE},
};

fn text<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

fn list<T: Clone, const N: u32>(items: &[T]) -> List<T, N> {
    List::truncate_from(items.to_vec())
}

type Entries = Vec<(Subject, Author, AnyEntry)>;

fn produce(subject: Subject, entry: ProduceEntry) -> (Subject, Author, AnyEntry) {
    (subject, grower(), AnyEntry::Produce(entry))
}

fn labels(subject: Subject, entry: LabelsEntry) -> (Subject, Author, AnyEntry) {
    (subject, grower(), AnyEntry::Labels(entry))
}

/// A plot, its cycle, a spray and the harvest.
fn growing() -> Entries {
    let cycle = Subject::Cycle(CycleId(1));
    vec![
        produce(
            Subject::Plot(PlotId(1)),
            ProduceEntry::PlotOpened {
                producer: OrganisationId(2),
                plot: PlotInput {
                    village: VILLAGE.parse().unwrap(),
                    area: MilliMu(2_500),
                    kind: PlotKind::Orchard,
                    geometry: Digest([1; 32]),
                },
            },
        ),
        produce(
            cycle,
            ProduceEntry::CycleStarted {
                producer: OrganisationId(2),
                cycle: CycleInput {
                    plot: PlotId(1),
                    product: "010301".parse().unwrap(),
                    variety: text("玉露香"),
                    started: Date(20_500),
                },
                yield_cap: Grams(5_000_000),
                season: 1,
                carried: Grams::ZERO,
                harvest_from: Date(20_500),
            },
        ),
        produce(
            cycle,
            ProduceEntry::InputUsed {
                input: InputUse {
                    cycle: CycleId(1),
                    registration: text("PD20110234"),
                    dose: 10,
                    unit: county_primitives::produce::DoseUnit::MilligramPerKilogram,
                    area: MilliMu(2_500),
                    date: Date(20_600),
                    target: text("梨木虱"),
                    unit_code: None,
                },
                name: text("阿维菌素"),
                harvest_from: Date(20_614),
                times: 1,
                late: false,
            },
        ),
        produce(cycle, ProduceEntry::CycleHarvested { lot: LotId(1) }),
        produce(
            Subject::Lot(LotId(1)),
            ProduceEntry::LotHarvested {
                producer: OrganisationId(2),
                division: VILLAGE.parse().unwrap(),
                product: "010301".parse().unwrap(),
                harvest: HarvestInput {
                    cycles: list(&[CycleId(1)]),
                    date: Date(20_620),
                    gross: Grams(1_000_000),
                },
                harvest_from: Date(20_614),
                late: false,
            },
        ),
    ]
}

/// A part of lot 1 becomes lot 2.
fn grading() -> GradingInput {
    GradingInput {
        parents: list(&[GradeParent {
            lot: LotId(1),
            mass: Grams(400_000),
        }]),
        outputs: list(&[GradeOutput {
            grade: text("特级"),
            net: Grams(390_000),
            metrics: GradeMetrics {
                brix_tenths: Some(135),
                diameter_mm: None,
            },
        }]),
        loss: Grams(10_000),
        loss_reason: text("碰伤"),
        date: Date(20_621),
    }
}

/// A failed test with its hold, then a grading and a delivery.
fn judging() -> Entries {
    let lot = Subject::Lot(LotId(1));
    vec![
        produce(
            Subject::Test(TestId(1)),
            ProduceEntry::TestRecorded {
                test: TestInput {
                    target: TestTarget::Lot(LotId(1)),
                    method: TestMethod::Quick,
                    sample: text("S1"),
                    sampled: Date(20_620),
                    items: list(&[text("有机磷")]),
                    verdict: TestVerdict::Fail,
                    report: Digest([2; 32]),
                },
                status: TestStatus::Effective,
            },
        ),
        produce(
            lot,
            ProduceEntry::Tested {
                test: TestId(1),
                method: TestMethod::Quick,
                verdict: TestVerdict::Fail,
            },
        ),
        (
            Subject::Case(CaseId(1)),
            Author::Rule,
            AnyEntry::Oversight(OversightEntry::Held {
                subject: lot,
                cause: HoldCause::FailedTest(TestId(1)),
            }),
        ),
        (
            Subject::Case(CaseId(1)),
            grower(),
            AnyEntry::Oversight(OversightEntry::Released {
                reason: text("复检合格"),
                evidence: None,
            }),
        ),
        produce(
            lot,
            ProduceEntry::LotGraded {
                mass: Grams(400_000),
                children: list(&[LotId(2)]),
            },
        ),
        produce(
            Subject::Lot(LotId(2)),
            ProduceEntry::LotFormed {
                grading: grading(),
                output: 0,
            },
        ),
        produce(
            Subject::Lot(LotId(2)),
            ProduceEntry::LotDelivered {
                from: OrganisationId(2),
                to: OrganisationId(3),
            },
        ),
    ]
}

/// A brand and its quota.
fn branding() -> Entries {
    let brand = Subject::Brand(BrandId(1));
    vec![
        labels(
            brand,
            LabelsEntry::BrandRegistered(BrandInput {
                owner: OrganisationId(1),
                name: text("隰县玉露香梨"),
                product: "010301".parse().unwrap(),
                area: list(&["141031000000".parse().unwrap()]),
                grades: list(&[text("特级")]),
            }),
        ),
        labels(
            brand,
            LabelsEntry::QuotaGranted {
                quota: QuotaInput {
                    brand: BrandId(1),
                    organisation: OrganisationId(3),
                    season: 2026,
                    approved_yield: Grams(5_000_000),
                    grade_rate: BasisPoints(8_000),
                    unit_net: Grams(250),
                },
                codes: 16_080,
            },
        ),
        labels(
            brand,
            LabelsEntry::QuotaApproved(QuotaKey {
                brand: BrandId(1),
                organisation: OrganisationId(3),
                season: 2026,
            }),
        ),
    ]
}

/// A batch of which some codes are printed, bound and voided.
fn coding() -> Entries {
    let batch = Subject::Batch(BatchId(77));
    let range = |from, to| CodeRange {
        batch: BatchId(77),
        from,
        to,
    };
    vec![
        labels(
            batch,
            LabelsEntry::BatchIssued {
                issuer: OrganisationId(3),
                batch: BatchInput {
                    batch: BatchId(77),
                    brand: BrandId(1),
                    season: 2026,
                    kind: CodeKind::Item,
                    count: 1_000,
                    root: Digest([3; 32]),
                    unit_net: Grams(250),
                },
            },
        ),
        labels(batch, LabelsEntry::CodesPrinted(range(0, 999))),
        labels(batch, LabelsEntry::CodesSpoiled(range(970, 999))),
        labels(
            batch,
            LabelsEntry::CodesActivated {
                activation: Activation {
                    range: range(0, 969),
                    goods: Goods::Lot(LotId(2)),
                },
                mass: Grams(242_500),
            },
        ),
        produce(
            Subject::Lot(LotId(2)),
            ProduceEntry::LotPacked {
                batch: BatchId(77),
                from: 0,
                to: 969,
                mass: Grams(242_500),
            },
        ),
        labels(
            batch,
            LabelsEntry::CodesVoided(Voiding {
                range: range(4, 5),
                reason: text("脱落"),
            }),
        ),
    ]
}

fn season() -> FakeNode {
    let node = FakeNode::new(genesis());
    node.add_block(growing());
    node.add_block(Vec::new());
    node.add_block(judging());
    node.add_block([branding(), coding()].concat());
    node
}

async fn catch_up_to(db: &Db, node: &FakeNode, to: u64) -> Result<(), IndexError> {
    catch_up(db, node, &watch::channel(None).0, to).await
}

/// Every row of every table of the index, in a fixed order.
async fn dump(db: &Db) -> String {
    use sqlx::{Column, Row, ValueRef};
    let mut out = String::new();
    for table in rebuild::TABLES {
        let rows = sqlx::query(&format!("SELECT * FROM {table}"))
            .fetch_all(&db.reader)
            .await
            .unwrap();
        let mut lines: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .columns()
                    .iter()
                    .map(|column| {
                        let at = column.ordinal();
                        if row.try_get_raw(at).unwrap().is_null() {
                            return "null".to_owned();
                        }
                        row.try_get::<String, _>(at)
                            .or_else(|_| row.try_get::<i64, _>(at).map(|n| n.to_string()))
                            .or_else(|_| row.try_get::<bool, _>(at).map(|b| b.to_string()))
                            .or_else(|_| row.try_get::<Vec<u8>, _>(at).map(hex::encode))
                            .unwrap()
                    })
                    .collect();
                format!("{table}: {}\n", cells.join("|"))
            })
            .collect();
        lines.sort();
        out.extend(lines);
    }
    out
}

#[tokio::test]
async fn a_rebuild_leads_to_the_same_rows() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    // Block by block, as while following.
    for number in 0..=4 {
        catch_up_to(&db, &node, number).await.unwrap();
    }
    let followed = dump(&db).await;
    assert!(followed.contains("lots: ") && followed.contains("code_ranges: "));
    let (head, compared) = rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!((head.number, compared), (4, 8));
    assert_eq!(dump(&db).await, followed);
}

#[tokio::test]
async fn a_cycle_shows_the_safety_interval_it_takes_over() {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    node.add_block(growing());
    let started = |number, harvest_from| {
        let entry = ProduceEntry::CycleStarted {
            producer: OrganisationId(2),
            cycle: CycleInput {
                plot: PlotId(1),
                product: "010301".parse().unwrap(),
                variety: text("玉露香"),
                started: Date(20_613),
            },
            yield_cap: Grams(5_000_000),
            season: 1,
            carried: Grams(1_000),
            harvest_from,
        };
        produce(Subject::Cycle(CycleId(number)), entry)
    };
    node.add_block(vec![started(2, Date(20_613)), started(3, Date(20_614))]);
    catch_up_to(&db, &node, 2).await.unwrap();
    let query = "SELECT harvest_from FROM cycles WHERE id > 1 ORDER BY id";
    let days: Vec<Option<String>> = sqlx::query_scalar(query)
        .fetch_all(&db.reader)
        .await
        .unwrap();
    assert_eq!(days, [None, Some(Date(20_614).to_string())]);
}

#[tokio::test]
async fn the_last_row_of_a_yield_cap_holds() {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    let set = |per_mu, seasons_per_year| {
        let cap = YieldCap {
            division: "141031000000".parse().unwrap(),
            product: "010203".parse().unwrap(),
            per_mu: Grams(per_mu),
            seasons_per_year,
        };
        produce(
            Subject::Catalogue(cap.division),
            ProduceEntry::YieldCapSet(cap),
        )
    };
    node.add_block(vec![set(2_000_000, 1), set(1_500_000, 3)]);
    catch_up_to(&db, &node, 1).await.unwrap();
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT per_mu, seasons_per_year FROM yield_caps")
        .fetch_all(&db.reader)
        .await
        .unwrap();
    assert_eq!(rows, [(1_500_000, 3)]);
}

#[tokio::test]
async fn it_resumes_and_neither_skips_nor_doubles() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 2).await.unwrap();
    catch_up_to(&db, &node, 2).await.unwrap();
    catch_up_to(&db, &node, 4).await.unwrap();
    assert_eq!(head(&db.reader).await.unwrap().unwrap().number, 4);
    let records: i64 = sqlx::query_scalar("SELECT count(*) FROM records")
        .fetch_one(&db.reader)
        .await
        .unwrap();
    assert_eq!(records, 21);
    let at = head(&db.reader).await.unwrap().unwrap();
    let mut connection = db.writer.acquire().await.unwrap();
    let again = node.block(3).await.unwrap();
    assert!(matches!(
        apply::apply_block(&mut connection, &at, &again).await,
        Err(IndexError::NotAChild { .. })
    ));
}

#[tokio::test]
async fn a_block_of_another_fork_is_refused() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 1).await.unwrap();
    let at = head(&db.reader).await.unwrap().unwrap();
    let mut block = node.block(2).await.unwrap();
    block.parent = "0xff".to_owned();
    let mut connection = db.writer.acquire().await.unwrap();
    assert!(matches!(
        apply::apply_block(&mut connection, &at, &block).await,
        Err(IndexError::NotAChild { .. })
    ));
}

#[tokio::test]
async fn a_missing_record_stops_the_index() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 2).await.unwrap();
    let at = head(&db.reader).await.unwrap().unwrap();
    let mut block = node.block(3).await.unwrap();
    block.records.remove(2);
    let mut transaction = db.writer.begin().await.unwrap();
    assert!(matches!(
        apply::apply_block(&mut transaction, &at, &block).await,
        Err(IndexError::NotInSequence { .. })
    ));
}

#[tokio::test]
async fn a_head_that_differs_from_the_chain_is_not_committed() {
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    node.add_block(growing());
    node.spoil_head(Subject::Cycle(CycleId(1)));
    assert!(matches!(
        catch_up_to(&db, &node, 1).await,
        Err(IndexError::OtherHead { .. })
    ));
    assert_eq!(head(&db.reader).await.unwrap().unwrap().number, 0);
}

#[tokio::test]
async fn another_chain_is_refused() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 1).await.unwrap();
    sqlx::query("UPDATE index_head SET genesis_hash = '0x01'")
        .execute(&db.writer)
        .await
        .unwrap();
    assert!(matches!(
        catch_up_to(&db, &node, 2).await,
        Err(IndexError::OtherChain { .. })
    ));
}

#[tokio::test]
async fn lots_know_their_holder_mass_test_and_ancestors() {
    type Lot = (i64, Option<i64>, Option<i64>, i64, i64, String);
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 4).await.unwrap();
    let lots: Vec<Lot> = sqlx::query_as(
        "SELECT id, producer, holder, mass, mass_left, test_flag FROM lots ORDER BY id",
    )
    .fetch_all(&db.reader)
    .await
    .unwrap();
    assert_eq!(
        lots,
        [
            (1, Some(2), Some(2), 1_000_000, 600_000, "failed".to_owned()),
            (2, Some(2), Some(3), 390_000, 147_500, "untested".to_owned()),
        ]
    );
    let ancestors: Vec<(i64, i64, i64)> =
        sqlx::query_as("SELECT lot, ancestor, distance FROM lot_ancestors")
            .fetch_all(&db.reader)
            .await
            .unwrap();
    assert_eq!(ancestors, [(2, 1, 1)]);
    let released: Option<i64> = sqlx::query_scalar("SELECT released_ms FROM cases")
        .fetch_one(&db.reader)
        .await
        .unwrap();
    assert!(released.is_some());
}

#[tokio::test]
async fn codes_know_their_state_and_quotas_what_was_issued() {
    let (db, node) = (Db::in_memory().await.unwrap(), season());
    catch_up_to(&db, &node, 4).await.unwrap();
    let ranges: Vec<(i64, i64, String, Option<i64>)> =
        sqlx::query_as("SELECT first, last, state, lot FROM code_ranges ORDER BY first")
            .fetch_all(&db.reader)
            .await
            .unwrap();
    let range = |first, last, state: &str, lot| (first, last, state.to_owned(), lot);
    assert_eq!(
        ranges,
        [
            range(0, 3, "active", Some(2)),
            range(4, 5, "void", Some(2)),
            range(6, 969, "active", Some(2)),
            range(970, 999, "spoiled", None),
        ]
    );
    let quota: (i64, bool) = sqlx::query_as("SELECT issued, approved FROM quotas")
        .fetch_one(&db.reader)
        .await
        .unwrap();
    assert_eq!(quota, (1_000, true));
}

/// A test of lot 1 that counts, with the record on the lot.
fn tested(id: u64, method: TestMethod, verdict: TestVerdict, sampled: u32) -> Entries {
    let test = TestInput {
        target: TestTarget::Lot(LotId(1)),
        method,
        sample: text("S"),
        sampled: Date(sampled),
        items: list(&[text("有机磷")]),
        verdict,
        report: Digest([2; 32]),
    };
    let status = TestStatus::Effective;
    vec![
        produce(
            Subject::Test(TestId(id)),
            ProduceEntry::TestRecorded { test, status },
        ),
        produce(
            Subject::Lot(LotId(1)),
            ProduceEntry::Tested {
                test: TestId(id),
                method,
                verdict,
            },
        ),
    ]
}

#[tokio::test]
async fn a_failed_test_is_lifted_by_a_later_laboratory_only() {
    use TestMethod::{Laboratory, Quick};
    use TestVerdict::{Fail, Pass};
    let (db, node) = (Db::in_memory().await.unwrap(), FakeNode::new(genesis()));
    let mut at = node.add_block(growing());
    for (id, method, verdict, sampled, flag) in [
        (1, Quick, Pass, 20_620, ("passed", 1)),
        (2, Quick, Fail, 20_621, ("failed", 2)),
        (3, Quick, Pass, 20_622, ("failed", 2)),
        (4, Laboratory, Pass, 20_620, ("failed", 2)),
        (5, Laboratory, Pass, 20_621, ("passed", 5)),
    ] {
        at = at.max(node.add_block(tested(id, method, verdict, sampled)));
        catch_up_to(&db, &node, at).await.unwrap();
        let found: (String, i64) = sqlx::query_as("SELECT test_flag, test FROM lots WHERE id = 1")
            .fetch_one(&db.reader)
            .await
            .unwrap();
        assert_eq!((found.0.as_str(), found.1), flag, "after test {id}");
    }
}
