//! A recall in the index: what it reaches, what its custodians say, and the same after a rebuild.

use county_primitives::{
    livestock::{
        LivestockEntry, MeatRecall, RecallBalance, RecallConclusion, RecallCounts, RecallScope,
        RecallStep, Warning, WarningLevel,
    },
    Grams, MeatId, OrganisationId, RecallId, SlaughterBatchId, Subject,
};

use super::{
    super::{list, text},
    catch_up_to, dump, indexed, rebuild, rows, Db, FakeNode,
};
use crate::{
    chain::fake::AnyEntry,
    livestock::recalls::{holdings, pieces, DRAFT},
    testing::{grower, VILLAGE},
};

const HOUSE: OrganisationId = OrganisationId(3);
const SHOP: OrganisationId = OrganisationId(1);

fn of_day() -> RecallScope {
    RecallScope::Day {
        house: HOUSE,
        day: "2026-09-21".parse().unwrap(),
    }
}

fn balance(recalled: u64, returned: u64, destroyed: u64, consumed: u64) -> RecallBalance {
    let nothing = RecallBalance::default();
    let counts = RecallCounts {
        returned: Grams(returned),
        destroyed: Grams(destroyed),
        consumed: Grams(consumed),
    };
    let recalled = nothing.recall(Grams(recalled)).unwrap();
    recalled.account(counts).unwrap()
}

/// Each in a block of its own, so that each has a time of its own.
async fn add(db: &Db, node: &FakeNode, entries: Vec<LivestockEntry>) {
    for entry in entries {
        let subject = Subject::Recall(RecallId(1));
        let number = node.add_block(vec![(subject, grower(), AnyEntry::Livestock(entry))]);
        catch_up_to(db, node, number).await.unwrap();
    }
}

fn told(custodian: OrganisationId, meats: &[MeatId], mass: u64) -> LivestockEntry {
    LivestockEntry::RecallNotified {
        custodian,
        meats: list(meats),
        mass: Grams(mass),
    }
}

fn ordered() -> LivestockEntry {
    LivestockEntry::RecallOrdered {
        recall: MeatRecall {
            scope: of_day(),
            reason: text("复检"),
            evidence: None,
        },
        house: HOUSE,
        division: VILLAGE.parse().unwrap(),
    }
}

#[tokio::test]
async fn a_day_reaches_its_carcasses_and_all_that_was_made_of_them() {
    let (db, node) = indexed().await;
    let holders = |found: &[crate::livestock::recalls::Holding]| -> Vec<(i64, i64, i64, i64)> {
        let rows = found.iter();
        rows.map(|it| (it.custodian, it.pieces, it.mass, it.told))
            .collect()
    };
    let all = [(3, 4, 139_000, 0), (1, 1, 20_000, 0)];
    let found = holdings(&db.reader, of_day(), DRAFT).await.unwrap();
    assert_eq!(holders(&found), all);
    let batch = RecallScope::Batch(SlaughterBatchId(1));
    let found = holdings(&db.reader, batch, DRAFT).await.unwrap();
    assert_eq!(holders(&found), all);
    let half = RecallScope::Meat(MeatId(3));
    let found = holdings(&db.reader, half, DRAFT).await.unwrap();
    assert_eq!(holders(&found), [(1, 1, 20_000, 0), (3, 1, 19_000, 0)]);
    let other = RecallScope::Day {
        house: HOUSE,
        day: "2026-09-22".parse().unwrap(),
    };
    assert!(holdings(&db.reader, other, DRAFT).await.unwrap().is_empty());
    add(
        &db,
        &node,
        vec![ordered(), told(SHOP, &[MeatId(5)], 20_000)],
    )
    .await;
    let found = holdings(&db.reader, of_day(), 1).await.unwrap();
    assert_eq!(holders(&found), [(3, 4, 139_000, 0), (1, 1, 20_000, 1)]);
    let found = pieces(&db.reader, of_day(), 1).await.unwrap();
    let found: Vec<_> = found.iter().map(|it| (it.meat, it.told)).collect();
    assert_eq!(
        found,
        [(5, true), (1, false), (2, false), (3, false), (4, false)]
    );
}

#[tokio::test]
async fn custodians_and_sums_stand_where_the_records_say() {
    let (db, node) = indexed().await;
    let whole = balance(159_000, 0, 139_000, 12_000);
    let conclude = |step, note: &str| {
        LivestockEntry::RecallConcluded(RecallConclusion {
            recall: RecallId(1),
            step,
            balance: whole,
            note: text(note),
        })
    };
    let seen = |custodian| LivestockEntry::RecallAcknowledged { custodian };
    let accounted = |custodian, balance| LivestockEntry::RecallAccounted {
        custodian,
        balance,
        evidence: None,
    };
    let house = [MeatId(1), MeatId(2), MeatId(3), MeatId(4)];
    let entries = vec![
        ordered(),
        told(HOUSE, &house, 139_000),
        told(SHOP, &[MeatId(5)], 20_000),
        seen(HOUSE),
        seen(SHOP),
        accounted(HOUSE, balance(139_000, 0, 100_000, 0)),
        accounted(HOUSE, balance(139_000, 0, 139_000, 0)),
        accounted(SHOP, balance(20_000, 0, 0, 12_000)),
        conclude(RecallStep::Verified, "现场核对"),
        LivestockEntry::Warned {
            level: WarningLevel::Orange,
            warning: Warning::RecallUnaccounted { mass: Grams(8_000) },
            member: None,
        },
        conclude(RecallStep::Closed, "移送"),
    ];
    add(&db, &node, entries).await;
    let files: Vec<(String, i64, i64, i64, i64, i64)> = rows(
        &db,
        "SELECT state, recalled, returned, destroyed, consumed, unaccounted FROM recall_files",
    )
    .await;
    assert_eq!(
        files,
        [("closed".to_owned(), 159_000, 0, 139_000, 12_000, 8_000)]
    );
    let notes: Vec<(String, String)> =
        rows(&db, "SELECT verified_note, closed_note FROM recall_files").await;
    assert_eq!(notes, [("现场核对".to_owned(), "移送".to_owned())]);
    let custodians: Vec<(i64, bool, i64)> = rows(
        &db,
        "SELECT custodian, acknowledged_ms > notified_ms, unaccounted FROM recall_custodians \
         ORDER BY custodian",
    )
    .await;
    assert_eq!(custodians, [(1, true, 8_000), (3, true, 0)]);
    let warned: Vec<(String, i64, String)> = rows(
        &db,
        "SELECT kind, organisation, division FROM livestock_warnings WHERE subject = 'recall:1'",
    )
    .await;
    let concerned = ("recall_unaccounted".to_owned(), 3, VILLAGE.to_owned());
    assert_eq!(warned, [concerned]);
    let followed = dump(&db).await;
    assert!(followed.contains("recall_custodians: "));
    rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!(dump(&db).await, followed);
}

#[tokio::test]
async fn more_meat_after_the_acknowledgement_is_a_new_notice() {
    let (db, node) = indexed().await;
    let times = "SELECT notified_ms, acknowledged_ms, recalled FROM recall_custodians";
    let entries = vec![
        ordered(),
        told(HOUSE, &[MeatId(1)], 1_000),
        told(HOUSE, &[MeatId(2)], 80_000),
    ];
    add(&db, &node, entries).await;
    let first: Vec<(i64, Option<i64>, i64)> = rows(&db, times).await;
    let entries = vec![
        LivestockEntry::RecallAcknowledged { custodian: HOUSE },
        told(HOUSE, &[MeatId(3)], 19_000),
    ];
    add(&db, &node, entries).await;
    let second: Vec<(i64, Option<i64>, i64)> = rows(&db, times).await;
    assert_eq!((first[0].1, first[0].2), (None, 81_000));
    assert_eq!((second[0].1, second[0].2), (None, 100_000));
    assert!(second[0].0 > first[0].0);
}
