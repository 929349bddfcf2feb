//! A pig from its tag to a package, and another that dies: the records of both.

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

use super::super::{list, text, Entries};
use crate::{
    chain::fake::{AnyEntry, FakeNode},
    testing::{genesis, VILLAGE},
};

/// The farm is organisation 2, the slaughterhouse 3, and both are in the village of the tests.
const FARM: OrganisationId = OrganisationId(2);
const HOUSE: OrganisationId = OrganisationId(3);
/// The county bureau carries, disposes and insures here, so that no more organisations are needed.
const OTHER: OrganisationId = OrganisationId(1);
/// An hour of 2026-09-20 in milliseconds.
pub(super) const T0: u64 = 1_790_000_000_000;

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
    items.extend(keeping());
    entries(Role::Producer, items)
}

/// One is tagged anew, one treated and weighed.
fn keeping() -> Vec<(Subject, LivestockEntry)> {
    vec![
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
                food_from: None,
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
    ]
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

const DECLARATION: Subject = Subject::Declaration(DeclarationId(1));
const CERTIFICATE: Subject = Subject::Certificate(CertificateId(1));
const BATCH: Subject = Subject::SlaughterBatch(SlaughterBatchId(1));

fn destination() -> Destination {
    Destination {
        organisation: Some(HOUSE),
        division: village(),
    }
}

fn certificate() -> LivestockEntry {
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
        destination: destination(),
        heads: 2,
        valid_until: "2026-09-20".parse().unwrap(),
        particulars: Digest([5; 32]),
        payload: Digest([6; 32]),
    }
}

/// Pigs 1 and 2 are declared and certified, with a warning.
fn certifying() -> Vec<(Subject, LivestockEntry)> {
    let declared = LivestockEntry::Declared {
        farm: FARM,
        village: village(),
        species: Species::Pig,
        heads: 2,
        purpose: Purpose::Slaughter,
        destination: destination(),
        transport: "2026-09-20".parse().unwrap(),
        plate: Digest([9; 32]),
        load: list(&[unit(1), unit(2)]),
        basis: None,
    };
    let late = LivestockEntry::Warned {
        level: WarningLevel::Yellow,
        warning: Warning::VetOutsideHours {
            vet: MemberId(2),
            minute: 10,
        },
        member: Some(MemberId(2)),
    };
    let answered = LivestockEntry::DeclarationAnswered {
        state: DeclarationState::Certified(CertificateId(1)),
        reason: text(""),
    };
    vec![
        (DECLARATION, declared),
        state(1, AnimalState::Declared, DECLARATION, FARM),
        state(2, AnimalState::Declared, DECLARATION, FARM),
        (CERTIFICATE, certificate()),
        (CERTIFICATE, late),
        (DECLARATION, answered),
    ]
}

/// They are certified, loaded and taken in by the slaughterhouse.
fn moving() -> Entries {
    let mut items = certifying();
    let departed = LivestockEntry::Departed(Departure {
        certificate: CertificateId(1),
        plate: Digest([4; 32]),
        heads: 2,
        left_behind: list(&[]),
        disinfection: text("过氧乙酸"),
        at_ms: T0,
    });
    let arrived = LivestockEntry::Arrived {
        division: village(),
        receiver: HOUSE,
        arrived: 2,
        dead: list(&[]),
        missing: list(&[]),
        at_ms: T0 + 3_600_000,
    };
    let taken_in = LivestockEntry::TakenIn {
        house: HOUSE,
        certificate: CertificateId(1),
        farm: FARM,
        origin: village(),
        species: Species::Pig,
        heads: 2,
        units: list(&[unit(1), unit(2)]),
        at_ms: T0 + 3_600_000,
    };
    items.push((CERTIFICATE, departed));
    items.extend([1, 2].map(|id| state(id, AnimalState::InTransit, CERTIFICATE, FARM)));
    items.extend([(CERTIFICATE, arrived), (BATCH, taken_in)]);
    items.extend([1, 2].map(|id| state(id, AnimalState::Lairage, BATCH, HOUSE)));
    entries(Role::OfficialVet, items)
}

fn meat(id: u64) -> Subject {
    Subject::Meat(MeatId(id))
}

/// The two become carcasses; the first is halved.
fn slaughtering() -> Entries {
    let mut items = vec![(
        BATCH,
        LivestockEntry::Killed {
            heads: 2,
            identity: IdentityLevel::Individual,
            carcasses: list(&[MeatId(1), MeatId(2)]),
            live: Grams(220_000),
            hot: Grams(160_000),
            at_ms: T0 + 90_000_000,
        },
    )];
    items.extend([1, 2].map(|id| state(id, AnimalState::Slaughtered, BATCH, HOUSE)));
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
    items.extend(cutting());
    entries(Role::Slaughterhouse, items)
}

/// The first carcass is halved, with a little loss.
fn cutting() -> Vec<(Subject, LivestockEntry)> {
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
    let mut items = Vec::new();
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
    items
}

/// Half of the left half is packed and sold, and the day is recalled.
fn packing() -> Entries {
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

const DISPOSAL: Subject = Subject::Disposal(DisposalId(1));
const CLAIM: Subject = Subject::Claim(ClaimId(1));

/// Pig 3 is insured, dies, is collected and treated, and is claimed.
fn dying() -> Entries {
    let mut items = vec![
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
            DISPOSAL,
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
    ];
    items.extend(disposing());
    items.extend(claiming());
    entries(Role::Producer, items)
}

fn disposing() -> Vec<(Subject, LivestockEntry)> {
    vec![
        (
            DISPOSAL,
            LivestockEntry::Received(Reception {
                disposal: DisposalId(1),
                heads: 1,
                mass: Grams(59_000),
                video: Digest([1; 32]),
                at_ms: T0 + 9_000_000,
            }),
        ),
        (
            DISPOSAL,
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
        state(3, AnimalState::Disposed, DISPOSAL, FARM),
    ]
}

fn claiming() -> Vec<(Subject, LivestockEntry)> {
    vec![
        (
            CLAIM,
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
            CLAIM,
            LivestockEntry::ClaimDecided(ClaimDecision {
                claim: ClaimId(1),
                amount: Some(50_000),
                reason: text(""),
            }),
        ),
    ]
}

/// The chain with all of it, in five blocks.
pub(super) fn life() -> FakeNode {
    let node = FakeNode::new(genesis());
    for block in [rearing(), moving(), slaughtering(), packing(), dying()] {
        node.add_block(block);
    }
    node
}
