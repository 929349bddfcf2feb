//! Livestock in the index: what the tables say of a pig's life, and the questions that are asked about it.

mod food;
mod life;
mod recalls;

use county_primitives::{
    livestock::{Leaving, LivestockEntry},
    Author, CertificateId, Digest, DivisionCode, MeatId, MemberId, OrganisationId, Role, Signature,
    Subject,
};

use super::{catch_up_to, dump};
use crate::{
    chain::fake::{AnyEntry, FakeNode},
    db::Db,
    index::rebuild,
    livestock::{contacts, farm_file, reports, trace},
    visibility::bounds,
};
use life::{life, T0};

async fn indexed() -> (Db, FakeNode) {
    let (db, node) = (Db::in_memory().await.unwrap(), life());
    catch_up_to(&db, &node, 5).await.unwrap();
    (db, node)
}

async fn rows<T>(db: &Db, query: &str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    sqlx::query_as(query).fetch_all(&db.reader).await.unwrap()
}

#[tokio::test]
async fn a_rebuild_leads_to_the_same_rows() {
    let (db, node) = indexed().await;
    let followed = dump(&db).await;
    for table in [
        "lives: ",
        "moves: ",
        "meat_edges: ",
        "claims: ",
        "farm_days: ",
    ] {
        assert!(followed.contains(table), "{table}");
    }
    rebuild::rebuild(&db, &node).await.unwrap();
    assert_eq!(dump(&db).await, followed);
}

#[tokio::test]
async fn tags_are_conserved_and_lead_to_their_animals() {
    let (db, _) = indexed().await;
    let stocks: Vec<(i64, i64, i64)> = rows(
        &db,
        "SELECT organisation, first, last FROM tag_stocks ORDER BY first",
    )
    .await;
    let number = |serial: i64| 114_103_100_000_000 + serial;
    assert_eq!(
        stocks,
        [
            (2, number(4), number(6)),
            (2, number(8), number(10)),
            (1, number(11), number(100)),
        ]
    );
    let ledger: Vec<(i64, i64)> = rows(&db, "SELECT issued, applied FROM tag_ledgers").await;
    assert_eq!(ledger, [(100, 4)]);
    let fates: Vec<(String, String)> = rows(&db, "SELECT unit, fate FROM tags ORDER BY tag").await;
    let fates: Vec<_> = fates
        .iter()
        .map(|(unit, fate)| (unit.as_str(), fate.as_str()))
        .collect();
    assert_eq!(
        fates,
        [
            ("animal:1", "replaced"),
            ("animal:2", "collected"),
            ("animal:3", "applied"),
            ("animal:1", "collected"),
        ]
    );
}

#[tokio::test]
async fn animals_certificates_and_meat_stand_where_the_records_say() {
    let (db, _) = indexed().await;
    let lives: Vec<(String, String, i64)> =
        rows(&db, "SELECT unit, state, farm FROM lives ORDER BY ordinal").await;
    let lives: Vec<_> = lives
        .iter()
        .map(|(_, state, farm)| (state.as_str(), *farm))
        .collect();
    assert_eq!(
        lives,
        [("slaughtered", 3), ("slaughtered", 3), ("disposed", 2)]
    );
    let certificates: Vec<(String, i64, i64)> =
        rows(&db, "SELECT state, loaded, arrived FROM certificates").await;
    assert_eq!(certificates, [("arrived".to_owned(), 2, 2)]);
    let outcomes: Vec<(String,)> = rows(&db, "SELECT outcome FROM certificate_units").await;
    assert!(outcomes.iter().all(|(outcome,)| outcome == "arrived"));
    // What the cutting condemned is part of what it took.
    let masses: Vec<(i64, i64, i64, i64)> = rows(
        &db,
        "SELECT id, mass, mass_left, condemned FROM meats ORDER BY id",
    )
    .await;
    assert_eq!(
        masses,
        [
            (1, 80_000, 1_000, 500),
            (2, 80_000, 80_000, 0),
            (3, 39_000, 19_000, 0),
            (4, 39_000, 39_000, 0),
            (5, 20_000, 20_000, 0),
        ]
    );
    let warnings: Vec<(String, String, i64)> = rows(
        &db,
        "SELECT subject, kind, organisation FROM livestock_warnings",
    )
    .await;
    assert_eq!(
        warnings,
        [(
            "certificate:1".to_owned(),
            "vet_outside_hours".to_owned(),
            2
        )]
    );
    let claims: Vec<(String, i64)> = rows(&db, "SELECT state, agreed FROM claims").await;
    assert_eq!(claims, [("approved".to_owned(), 50_000)]);
}

#[tokio::test]
async fn meat_is_traced_both_ways() {
    let (db, _) = indexed().await;
    let reached = trace::forward(&db.reader, 2, "2026-09-21", "2026-09-21")
        .await
        .unwrap();
    let held: Vec<_> = reached
        .iter()
        .map(|stop| (stop.organisation, stop.meat, stop.now))
        .collect();
    assert_eq!(
        held,
        [
            (1, 5, true),
            (3, 1, true),
            (3, 2, true),
            (3, 3, true),
            (3, 4, true)
        ]
    );
    assert!(trace::forward(&db.reader, 2, "2026-09-22", "2026-09-30")
        .await
        .unwrap()
        .is_empty());
    let back = trace::backward(&db.reader, 5).await.unwrap();
    let pieces: Vec<_> = back
        .pieces
        .iter()
        .map(|piece| (piece.meat, piece.distance))
        .collect();
    assert_eq!(pieces, [(5, 0), (3, 1), (1, 2)]);
    assert_eq!((back.sources[0].farm, back.sources[0].certificate), (2, 1));
    let units: Vec<_> = back.units.iter().map(|unit| unit.unit.as_str()).collect();
    assert_eq!(units, ["animal:1"], "the order of the hooks was kept");
    assert!(crate::scan::meat::is_recalled(&db.reader, 5).await.unwrap());
}

#[tokio::test]
async fn contacts_are_the_receiver_the_vehicle_and_the_plant() {
    let (db, _) = indexed().await;
    let (from, to) = (i64::try_from(T0).unwrap() - 1, i64::MAX);
    let contacts = contacts::of(&db.reader, 2, from, to, 0).await.unwrap();
    let nodes: Vec<_> = contacts
        .nodes
        .iter()
        .map(|node| (node.kind.as_str(), node.organisation, node.distance))
        .collect();
    assert_eq!(nodes[0], ("farm", Some(2), 0));
    assert!(nodes.contains(&("slaughterhouse", Some(3), 1)));
    assert!(nodes.contains(&("plant", Some(1), 1)));
    assert!(nodes.contains(&("vehicle", None, 1)));
    assert_eq!((contacts.rides.len(), contacts.truncated), (2, false));
    // Seen from the slaughterhouse, the farm is a possible source.
    let contacts = contacts::of(&db.reader, 3, from, to, 0).await.unwrap();
    assert!(contacts
        .nodes
        .iter()
        .any(|node| node.organisation == Some(2)));
    // Nothing left before.
    let contacts = contacts::of(&db.reader, 2, 0, from, 0).await.unwrap();
    assert_eq!(contacts.nodes.len(), 1);
}

#[tokio::test]
async fn a_vehicle_that_brought_a_load_takes_the_disease_on() {
    let db = Db::in_memory().await.unwrap();
    // Farm 50 got a load at 200; its vehicle fetched others before that, at 1,200 and at 1,201.
    for (subject, from, to, departed, arrived) in [
        (1, 40, 50, 100, 200),
        (2, 60, 61, 150, 160),
        (3, 70, 71, 1_200, 1_300),
        (4, 80, 81, 1_201, 1_300),
    ] {
        sqlx::query(
            "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, \
             heads, departed_ms, arrived_ms) VALUES (?, ?, '', ?, '', 9, 'aa', 1, ?, ?)",
        )
        .bind(format!("certificate:{subject}"))
        .bind(from)
        .bind(to)
        .bind(departed)
        .bind(arrived)
        .execute(&db.writer)
        .await
        .unwrap();
    }
    let found = contacts::of(&db.reader, 50, 0, 10_000, 1_000)
        .await
        .unwrap();
    let met: Vec<_> = found
        .nodes
        .iter()
        .map(|node| (node.organisation, node.distance))
        .collect();
    assert_eq!(
        met,
        [
            (Some(50), 0),
            (Some(40), 1),
            (None, 1),
            (Some(70), 2),
            (Some(71), 2),
        ]
    );
    assert_eq!(found.rides.len(), 2);
}

#[tokio::test]
async fn a_vehicle_brings_what_it_met_in_the_days_before() {
    let db = Db::in_memory().await.unwrap();
    // One brought a load to farm 50, another fetched one there; both were elsewhere a thousand before, and one
    // moment earlier than that.
    for (subject, plate, from, to, departed) in [
        (1, "aa", 40, 50, 5_000),
        (2, "aa", 60, 61, 4_000),
        (3, "aa", 62, 63, 3_999),
        (4, "bb", 50, 51, 6_000),
        (5, "bb", 64, 65, 5_000),
        (6, "bb", 66, 67, 4_999),
    ] {
        sqlx::query(
            "INSERT INTO moves (subject, from_org, from_village, to_org, to_village, carrier, plate, \
             heads, departed_ms, arrived_ms) VALUES (?, ?, '', ?, '', 9, ?, 1, ?, ?)",
        )
        .bind(format!("certificate:{subject}"))
        .bind(from)
        .bind(to)
        .bind(plate)
        .bind(departed)
        .bind(departed + 100)
        .execute(&db.writer)
        .await
        .unwrap();
    }
    let met = |vehicle_ms| {
        let db = db.reader.clone();
        async move {
            let found = contacts::of(&db, 50, 4_500, 10_000, vehicle_ms)
                .await
                .unwrap();
            let nodes = found.nodes.into_iter();
            nodes
                .filter_map(|node| node.organisation)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(met(1_000).await, [50, 40, 51, 60, 61, 64, 65]);
    assert_eq!(met(0).await, [50, 40, 51]);
}

#[tokio::test]
async fn meat_of_which_the_day_is_known_may_be_of_every_batch_of_the_day() {
    let (db, _) = indexed().await;
    // Another farm's batch of the same house: meat 10 of the same day, meat 11 of the next; of both only the day
    // is known.
    for insert in [
        "INSERT INTO slaughter_batches (id, house, certificate, farm, origin, species, heads, taken_in_ms, \
         killed, live, hot, recalled, ledger_ms) SELECT 2, house, 2, 9, origin, species, 1, taken_in_ms, 2, \
         live, hot, recalled, ledger_ms FROM slaughter_batches",
        "INSERT INTO lives (unit, id, kind, heads, species, farm, village, pen, state, born, breed, origin, \
         barred, registered_ms, changed_ms, ordinal) SELECT 'animal:20', 20, kind, 1, species, 3, village, \
         pen, state, born, breed, origin, barred, registered_ms, changed_ms, 20 FROM lives \
         WHERE unit = 'animal:2'",
        "INSERT INTO slaughter_units (batch, position, unit) VALUES (2, 0, 'animal:20')",
        "INSERT INTO meats (id, kind, name, product, species, house, holder, batch, identity, killed, mass, \
         mass_left, condemned, recalled, made, formed_ms) SELECT 10, kind, 'A', product, species, house, \
         holder, 2, 'day_batch', killed, mass, mass_left, 0, recalled, made, formed_ms FROM meats WHERE id = 2",
        "INSERT INTO meats (id, kind, name, product, species, house, holder, batch, identity, killed, mass, \
         mass_left, condemned, recalled, made, formed_ms) SELECT 11, kind, 'B', product, species, house, \
         holder, 2, 'day_batch', '2026-09-22', mass, mass_left, 0, recalled, made, formed_ms FROM meats \
         WHERE id = 2",
    ] {
        sqlx::query(insert).execute(&db.writer).await.unwrap();
    }
    let reached = |farm, day: &'static str| {
        let db = db.reader.clone();
        async move {
            let rows = trace::forward(&db, farm, day, day).await.unwrap();
            let mut rows: Vec<_> = rows.iter().map(|row| (row.meat, row.batch)).collect();
            rows.sort_unstable();
            rows
        }
    };
    let of_first = [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (10, 1)];
    assert_eq!(reached(2, "2026-09-21").await, of_first);
    assert!(reached(2, "2026-09-22").await.is_empty());
    assert_eq!(reached(9, "2026-09-21").await, [(10, 2)]);
    assert_eq!(reached(9, "2026-09-22").await, [(11, 2)]);
    let back = |meat| {
        let db = db.reader.clone();
        async move {
            let back = trace::backward(&db, meat).await.unwrap();
            let farms: Vec<_> = back.sources.iter().map(|source| source.farm).collect();
            let units: Vec<_> = back.units.into_iter().map(|unit| unit.unit).collect();
            (farms, units.join(" "))
        }
    };
    let all = "animal:1 animal:2 animal:20".to_owned();
    assert_eq!(back(10).await, (vec![2, 9], all));
    // Who is known to have been slaughtered on another day is not one of them.
    assert_eq!(back(11).await, (vec![9], "animal:20".to_owned()));
    sqlx::query("UPDATE meats SET batch = 1 WHERE id = 11")
        .execute(&db.writer)
        .await
        .unwrap();
    assert_eq!(back(11).await, (vec![2], String::new()));
    assert_eq!(back(5).await, (vec![2], "animal:1".to_owned()));
}

#[tokio::test]
async fn a_farm_keeps_the_file_of_what_it_sold_until_it_arrived() {
    let (db, _) = indexed().await;
    let all = (i64::MAX, 0);
    let file = farm_file::of(&db.reader, 2, all, None, 1_000)
        .await
        .unwrap();
    // Two were slaughtered elsewhere, one died on the farm.
    for unit in ["animal:1", "animal:2", "animal:3"] {
        let tagged = |event: &&farm_file::Event| event.subject == unit && event.kind == "tagged";
        assert_eq!(file.iter().filter(tagged).count(), 1, "{unit}");
    }
    let arrived: i64 = sqlx::query_scalar(
        "SELECT block FROM records WHERE kind = 'arrived' AND subject = 'certificate:1'",
    )
    .fetch_one(&db.reader)
    .await
    .unwrap();
    let sold = file.iter().filter(|event| event.subject == "animal:1");
    assert!(sold.clone().all(|event| event.block <= arrived));
    assert!(sold.clone().count() > 1);
    // In order, page by page, and by kind.
    let positions: Vec<_> = file
        .iter()
        .map(|event| (event.block, event.event_index))
        .collect();
    assert!(positions.windows(2).all(|two| two[0] > two[1]));
    let rest = farm_file::of(&db.reader, 2, positions[0], None, 1_000)
        .await
        .unwrap();
    assert_eq!(rest.len(), file.len() - 1);
    let tagged = farm_file::of(&db.reader, 2, all, Some("tagged"), 1_000)
        .await
        .unwrap();
    assert_eq!(tagged.len(), 3);
}

#[tokio::test]
async fn of_meat_that_left_the_region_nothing_is_left() {
    let (db, node) = indexed().await;
    let leaving = Leaving {
        certificate: CertificateId(1),
        heads: 1,
        evidence: Digest([6; 32]),
    };
    let author = Author::Member(Signature {
        member: MemberId(2),
        key: 0,
        organisation: OrganisationId(3),
        role: Role::OfficialVet,
    });
    let left = AnyEntry::Livestock(LivestockEntry::LeftRegion(leaving));
    let number = node.add_block(vec![(Subject::Meat(MeatId(4)), author, left)]);
    catch_up_to(&db, &node, number).await.unwrap();
    let masses: Vec<(i64, i64)> = rows(
        &db,
        "SELECT mass, mass_left FROM meats WHERE id IN (4, 5) ORDER BY id",
    )
    .await;
    assert_eq!(masses, [(39_000, 0), (20_000, 20_000)]);
}

#[tokio::test]
async fn a_month_adds_up() {
    let (db, _) = indexed().await;
    let day: Vec<(String,)> = rows(&db, "SELECT DISTINCT day FROM farm_days").await;
    let month = reports::Month::parse(&day[0].0[..7]).unwrap();
    let everywhere = bounds(DivisionCode::NATION);
    let figures = reports::month(&db.reader, &month, Some(2), &everywhere)
        .await
        .unwrap();
    let figures = &figures[0];
    assert_eq!((figures.opening, figures.born, figures.departed), (0, 3, 2));
    assert_eq!(
        (figures.died, figures.immunised, figures.closing),
        (1, 3, 0)
    );
    let house = reports::month(&db.reader, &month, Some(3), &everywhere)
        .await
        .unwrap();
    assert_eq!(
        (house[0].arrived, house[0].slaughtered, house[0].closing),
        (2, 2, 0)
    );
}
