//! Livestock in the index: a pig from its tag to a package, a death with its claim, and the questions
//! that are asked about them.

use county_primitives::{
    livestock::{
        AnimalState, Body, Carcass, CarcassInspection, Care, CareAct, CertificateForm,
        ClaimDecision, ClaimInput, Collection, Cutting, DeathCause, DeclarationState, Departure,
        Destination, Disease, DisposalMethod, EarTag, IdentityLevel, Immunisation, Inspection,
        LivestockEntry, MeatKind, MeatOutput, MeatPart, MeatRecall, Medication, Origin, Packaging,
        Purpose, RecallScope, Reception, Remains, Retagging, Route, Species, TagMove, TagRange,
        Transport, TransportMode, Treatment, Unit, Warning, WarningLevel,
    },
    AnimalId, Author, CertificateId, ClaimId, DeclarationId, Digest, DisposalId, DivisionCode,
    Grams, InsuranceId, MeatId, MemberId, OrganisationId, Role, Signature, SlaughterBatchId,
    Subject,
};

use super::{catch_up_to, dump, list, text, Entries};
use crate::{
    chain::fake::{AnyEntry, FakeNode},
    db::Db,
    index::rebuild,
    livestock::{contacts, reports, trace},
    testing::{genesis, VILLAGE},
    visibility::bounds,
};

/// The farm is organisation 2, the slaughterhouse 3, and both are in the village of the tests.
const FARM: OrganisationId = OrganisationId(2);
const HOUSE: OrganisationId = OrganisationId(3);
/// The county bureau carries, disposes and insures here, so that no more organisations are needed.
const OTHER: OrganisationId = OrganisationId(1);
/// An hour of 2026-09-20 in milliseconds.
const T0: u64 = 1_790_000_000_000;

fn village() -> DivisionCode {
    VILLAGE.parse().unwrap()
}

fn tag(serial: u64) -> EarTag {
    EarTag::new(114_103_100_000_000 + serial).unwrap()
}

fn by(role: Role) -> Author {
    Author::Member(Signature {
        member: MemberId(2),
        key: 1,
        organisation: HOUSE,
        role,
    })
}

fn entries(role: Role, items: Vec<(Subject, LivestockEntry)>) -> Entries {
    items
        .into_iter()
        .map(|(subject, entry)| (subject, by(role), AnyEntry::Livestock(entry)))
        .collect()
}

fn animal(id: u64) -> Subject {
    Subject::Animal(AnimalId(id))
}

fn unit(id: u64) -> Unit {
    Unit::Animal(AnimalId(id))
}

fn tags(from: u64, to: u64) -> TagRange {
    TagRange {
        from: tag(from),
        to: tag(to),
    }
}

/// Tags come to the county and the farm; three pigs get theirs, one is tagged anew, and they are
/// vaccinated, treated and weighed.
fn rearing() -> Entries {
    let mut items = vec![
        (
            Subject::TagStock(OTHER),
            LivestockEntry::TagsReceived(tags(1, 100)),
        ),
        (
            Subject::TagStock(OTHER),
            LivestockEntry::TagsHandedOut(TagMove {
                tags: tags(1, 10),
                to: FARM,
            }),
        ),
        (
            Subject::TagStock(FARM),
            LivestockEntry::TagsTaken {
                tags: tags(1, 10),
                from: OTHER,
                returned: false,
            },
        ),
        (
            Subject::TagStock(FARM),
            LivestockEntry::TagsApplied(tags(1, 3)),
        ),
    ];
    for id in 1..=3 {
        items.push((
            animal(id),
            LivestockEntry::Tagged {
                tag: tag(id),
                farm: FARM,
                village: village(),
                born: "2026-03-01".parse().unwrap(),
                origin: Origin::Born,
                breed: text("荣昌猪"),
                pen: text("3舍"),
            },
        ));
        items.push((
            animal(id),
            LivestockEntry::Immunised {
                act: Immunisation {
                    disease: Disease::FootAndMouth,
                    vaccine: text("V1"),
                    batch: text("B1"),
                    code: None,
                    dose: text("2 ml"),
                    date: "2026-04-01".parse().unwrap(),
                },
                until: "2026-10-01".parse().unwrap(),
                late: false,
            },
        ));
    }
    items.extend([
        (
            Subject::TagStock(FARM),
            LivestockEntry::TagsApplied(tags(7, 7)),
        ),
        (
            animal(1),
            LivestockEntry::Retagged(Retagging {
                old: tag(1),
                new: tag(7),
                reason: text("脱落"),
            }),
        ),
        (
            animal(2),
            LivestockEntry::Medicated {
                act: Medication {
                    approval: text("A1"),
                    route: Route::Oral,
                    code: None,
                    dose: text("1"),
                    last_dose: "2026-08-01".parse().unwrap(),
                    prescription: None,
                },
                name: text("土霉素"),
                slaughter_from: "2026-08-08".parse().unwrap(),
                late: false,
            },
        ),
        (
            animal(2),
            LivestockEntry::CaredFor {
                act: CareAct {
                    care: Care::Weighed {
                        mass: Grams(110_000),
                    },
                    date: "2026-08-01".parse().unwrap(),
                },
                late: false,
            },
        ),
    ]);
    entries(Role::Producer, items)
}

fn state(
    id: u64,
    state: AnimalState,
    through: Subject,
    farm: OrganisationId,
) -> (Subject, LivestockEntry) {
    (
        animal(id),
        LivestockEntry::StateChanged {
            state,
            through: Some(through),
            farm,
            village: village(),
        },
    )
}

/// Pigs 1 and 2 are declared, certified, loaded and taken in by the slaughterhouse.
fn moving() -> Entries {
    let (declaration, certificate) = (
        Subject::Declaration(DeclarationId(1)),
        Subject::Certificate(CertificateId(1)),
    );
    let destination = Destination {
        organisation: Some(HOUSE),
        division: village(),
    };
    let mut items = vec![(
        declaration,
        LivestockEntry::Declared {
            farm: FARM,
            village: village(),
            species: Species::Pig,
            heads: 2,
            purpose: Purpose::Slaughter,
            destination,
            transport: "2026-09-20".parse().unwrap(),
            load: list(&[unit(1), unit(2)]),
            basis: None,
        },
    )];
    items.extend([1, 2].map(|id| state(id, AnimalState::Declared, declaration, FARM)));
    items.push((
        certificate,
        LivestockEntry::CertificateIssued {
            number: text("5001530000001"),
            form: CertificateForm::AnimalB,
            declaration: Some(DeclarationId(1)),
            products: list(&[]),
            inspection: Some(Inspection {
                materials_complete: true,
                heads: 2,
                tags_match: true,
                healthy: true,
                no_swill: true,
                laboratory: None,
            }),
            transport: Transport {
                carrier: OTHER,
                plate: Digest([4; 32]),
                mode: TransportMode::Road,
                disinfection: text(""),
            },
            origin: village(),
            owner: FARM,
            purpose: Some(Purpose::Slaughter),
            destination,
            heads: 2,
            valid_until: "2026-09-20".parse().unwrap(),
            particulars: Digest([5; 32]),
            payload: Digest([6; 32]),
        },
    ));
    items.push((
        certificate,
        LivestockEntry::Warned {
            level: WarningLevel::Yellow,
            warning: Warning::VetOutsideHours {
                vet: MemberId(2),
                minute: 10,
            },
            member: Some(MemberId(2)),
        },
    ));
    items.push((
        declaration,
        LivestockEntry::DeclarationAnswered {
            state: DeclarationState::Certified(CertificateId(1)),
            reason: text(""),
        },
    ));
    items.push((
        certificate,
        LivestockEntry::Departed(Departure {
            certificate: CertificateId(1),
            plate: Digest([4; 32]),
            heads: 2,
            left_behind: list(&[]),
            disinfection: text("过氧乙酸"),
            at_ms: T0,
        }),
    ));
    items.extend([1, 2].map(|id| state(id, AnimalState::InTransit, certificate, FARM)));
    items.push((
        certificate,
        LivestockEntry::Arrived {
            division: village(),
            receiver: HOUSE,
            arrived: 2,
            dead: list(&[]),
            missing: list(&[]),
            at_ms: T0 + 3_600_000,
        },
    ));
    let batch = Subject::SlaughterBatch(SlaughterBatchId(1));
    items.push((
        batch,
        LivestockEntry::TakenIn {
            house: HOUSE,
            certificate: CertificateId(1),
            farm: FARM,
            origin: village(),
            species: Species::Pig,
            heads: 2,
            units: list(&[unit(1), unit(2)]),
            at_ms: T0 + 3_600_000,
        },
    ));
    items.extend([1, 2].map(|id| state(id, AnimalState::Lairage, batch, HOUSE)));
    entries(Role::OfficialVet, items)
}

/// The two become carcasses; the first is halved, and half of the left half is packed and sold.
fn slaughtering() -> Entries {
    let batch = Subject::SlaughterBatch(SlaughterBatchId(1));
    let meat = |id| Subject::Meat(MeatId(id));
    let mut items = vec![(
        batch,
        LivestockEntry::Killed {
            heads: 2,
            identity: IdentityLevel::Individual,
            carcasses: list(&[MeatId(1), MeatId(2)]),
            live: Grams(220_000),
            hot: Grams(160_000),
            at_ms: T0 + 90_000_000,
        },
    )];
    items.extend([1, 2].map(|id| state(id, AnimalState::Slaughtered, batch, HOUSE)));
    items.extend([1, 2].map(|id| {
        (
            meat(id),
            LivestockEntry::CarcassHung {
                batch: SlaughterBatchId(1),
                house: HOUSE,
                identity: IdentityLevel::Individual,
                product: "030101".parse().unwrap(),
                carcass: Carcass {
                    unit: Some(unit(id)),
                    code: text("H-20260921-00001"),
                    live: Grams(110_000),
                    hot: Grams(80_000),
                },
                killed: "2026-09-21".parse().unwrap(),
            },
        )
    }));
    items.push((
        meat(1),
        LivestockEntry::CarcassInspected(CarcassInspection {
            meat: MeatId(1),
            passed: true,
            seal: text("S1"),
            note: text(""),
        }),
    ));
    let output = |kind, mass| MeatOutput {
        kind,
        cut: text(""),
        mass: Grams(mass),
        grade: None,
    };
    let outputs = [
        output(MeatKind::LeftHalf, 39_000),
        output(MeatKind::RightHalf, 39_000),
    ];
    for (id, output) in [3, 4].into_iter().zip(outputs.clone()) {
        items.push((
            meat(id),
            LivestockEntry::PartFormed {
                parent: MeatId(1),
                output,
                identity: IdentityLevel::Individual,
            },
        ));
    }
    items.push((
        meat(1),
        LivestockEntry::MeatCut {
            cutting: Cutting {
                parent: MeatPart {
                    meat: MeatId(1),
                    mass: Grams(79_000),
                },
                outputs: list(&outputs),
                trim: Grams(0),
                chill_loss: Grams(500),
                condemned: Grams(500),
                date: "2026-09-21".parse().unwrap(),
            },
            children: list(&[MeatId(3), MeatId(4)]),
        },
    ));
    items.push((
        meat(1),
        LivestockEntry::MeatCondemned {
            mass: Grams(500),
            reason: text("淋巴结"),
        },
    ));
    entries(Role::Slaughterhouse, items)
}

fn packing() -> Entries {
    let meat = |id| Subject::Meat(MeatId(id));
    let items = vec![
        (
            meat(3),
            LivestockEntry::PutIntoPackage {
                package: MeatId(5),
                mass: Grams(20_000),
            },
        ),
        (
            meat(5),
            LivestockEntry::PackageFormed {
                packaging: Packaging {
                    parents: list(&[MeatPart {
                        meat: MeatId(3),
                        mass: Grams(20_000),
                    }]),
                    name: text("荣昌猪五花肉"),
                    net: Grams(20_000),
                    grade: None,
                    date: "2026-09-21".parse().unwrap(),
                },
                identity: IdentityLevel::Individual,
            },
        ),
        (
            meat(5),
            LivestockEntry::MeatDelivered {
                from: HOUSE,
                to: OTHER,
            },
        ),
        (
            Subject::Farm(HOUSE),
            LivestockEntry::Recalled(MeatRecall {
                scope: RecallScope::Day {
                    house: HOUSE,
                    day: "2026-09-21".parse().unwrap(),
                },
                reason: text("复检"),
                evidence: None,
            }),
        ),
    ];
    entries(Role::Slaughterhouse, items)
}

/// Pig 3 is insured, dies, is collected and treated, and is claimed.
fn dying() -> Entries {
    let (disposal, claim) = (Subject::Disposal(DisposalId(1)), Subject::Claim(ClaimId(1)));
    let items = vec![
        (
            Subject::Insurance(InsuranceId(1)),
            LivestockEntry::Insured {
                insurer: OTHER,
                number: text("P-1"),
                farm: FARM,
                species: Species::Pig,
                units: list(&[unit(3)]),
                heads: 1,
                from: "2026-05-01".parse().unwrap(),
                until: "2027-05-01".parse().unwrap(),
                sum_per_head: 80_000,
                terms: Digest([7; 32]),
            },
        ),
        (
            animal(3),
            LivestockEntry::Died {
                heads: 1,
                cause: DeathCause::Suspected(Disease::AfricanSwineFever),
                mass: Grams(60_000),
                photo: Digest([8; 32]),
                at_ms: T0,
            },
        ),
        (
            disposal,
            LivestockEntry::Collected {
                collection: Collection {
                    bodies: list(&[Body {
                        remains: Remains::Unit(unit(3)),
                        mass: Grams(59_000),
                    }]),
                    plant: OTHER,
                    plate: Digest([4; 32]),
                    handover: Digest([9; 32]),
                    at_ms: T0 + 7_200_000,
                },
                carrier: OTHER,
                heads: 1,
                mass: Grams(59_000),
            },
        ),
        (
            animal(3),
            LivestockEntry::BodyCollected {
                disposal: DisposalId(1),
                mass: Grams(59_000),
            },
        ),
        (
            disposal,
            LivestockEntry::Received(Reception {
                disposal: DisposalId(1),
                heads: 1,
                mass: Grams(59_000),
                video: Digest([1; 32]),
                at_ms: T0 + 9_000_000,
            }),
        ),
        (
            disposal,
            LivestockEntry::Treated(Treatment {
                disposal: DisposalId(1),
                method: DisposalMethod::Rendering,
                mass: Grams(59_000),
                products: Grams(10_000),
                product: text("油脂"),
                video: Digest([2; 32]),
                at_ms: T0 + 10_000_000,
            }),
        ),
        state(3, AnimalState::Disposed, disposal, FARM),
        (
            claim,
            LivestockEntry::ClaimFiled {
                claim: ClaimInput {
                    insurance: InsuranceId(1),
                    unit: unit(3),
                    mass: Grams(59_000),
                    amount: 60_000,
                    photo: Digest([8; 32]),
                    survey: Digest([3; 32]),
                },
                disposal: DisposalId(1),
            },
        ),
        (
            claim,
            LivestockEntry::ClaimDecided(ClaimDecision {
                claim: ClaimId(1),
                amount: Some(50_000),
                reason: text(""),
            }),
        ),
    ];
    entries(Role::Producer, items)
}

fn life() -> FakeNode {
    let node = FakeNode::new(genesis());
    for block in [rearing(), moving(), slaughtering(), packing(), dying()] {
        node.add_block(block);
    }
    node
}

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
