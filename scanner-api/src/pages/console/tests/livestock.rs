//! The consoles of livestock: every page of every role, what their forms send, and what keeps a load
//! from its certificate.

mod farming;
mod files;
mod loads;
mod recalls;
use codec::Encode;
use county_primitives::{
    livestock::{
        AnimalState, Body, Carcass, CertificateForm, CertificateInput, ClaimInput, Collection,
        DeathCause, DeclarationInput, DeclarationState, Departure, Destination, Disease, Finding,
        FindingReason, Group, HerdInput, IdentityLevel, Immunisation, Inspection,
        InspectionFailure, Intake, Kill, LivestockEntry, MeatKind, Origin, Purpose, Reception,
        Redispatch, Remains, Species, TagRange, Transport, TransportMode, Unit, VehicleInput,
        Warning, WarningLevel, ZoneInput,
    },
    AnimalId, Author, CertificateId, ClaimId, Date, DeclarationId, Digest, DisposalId, HerdId,
    InsuranceId, List, MeatId, MemberId, OrganisationId, Role, Signature, SlaughterBatchId, Text,
    VehicleId, ZoneId,
};
use serde::Serialize;

use super::*;
use crate::{certificate::plates, testing::COUNTY};

/// The farm is the grower's, everything else is one packing house with many roles.
const FARM: OrganisationId = OrganisationId(2);
const HOUSE: OrganisationId = OrganisationId(3);

fn words<const N: u32>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

fn list<T: std::fmt::Debug, const N: u32>(items: Vec<T>) -> List<T, N> {
    items.try_into().unwrap()
}

fn tag(serial: u32) -> county_primitives::livestock::EarTag {
    format!("1141031{serial:08}").parse().unwrap()
}

fn by(member: u32, organisation: u32, role: Role) -> Author {
    Author::Member(Signature {
        member: MemberId(member),
        key: 0,
        organisation: OrganisationId(organisation),
        role,
    })
}

fn farmer() -> Author {
    by(2, 2, Role::Producer)
}

fn vet() -> Author {
    by(1, 1, Role::OfficialVet)
}

fn house() -> Author {
    by(3, 3, Role::Slaughterhouse)
}

/// Gives members more roles than the genesis does, and waits for a block of records.
async fn add(world: &World, entries: Vec<(Subject, Author, LivestockEntry)>) {
    let entries = entries
        .into_iter()
        .map(|(subject, author, entry)| (subject, author, AnyEntry::Livestock(entry)))
        .collect();
    let number = world.node.add_block(entries);
    world.indexed(number).await;
}

async fn grant(world: &World, member: u32, roles: &[Role]) {
    for role in roles {
        sqlx::query("INSERT INTO member_roles (member, role, division) VALUES (?, ?, ?)")
            .bind(i64::from(member))
            .bind(role.id())
            .bind(COUNTY)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
    }
}

fn units() -> Vec<Unit> {
    (1..=3).map(|id| Unit::Animal(AnimalId(id))).collect()
}

fn to_house() -> Destination {
    Destination {
        organisation: Some(HOUSE),
        division: VILLAGE.parse().unwrap(),
    }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Three pigs and a herd on the farm, a filed vehicle, and tags in every stock.
async fn farm(world: &World) -> Digest {
    grant(
        world,
        1,
        &[Role::OfficialVet, Role::DiseaseControl, Role::Province],
    )
    .await;
    let many = [
        Role::Slaughterhouse,
        Role::Hauler,
        Role::DisposalPlant,
        Role::Insurer,
        Role::Market,
        Role::Vaccinator,
    ];
    grant(world, 3, &many).await;
    let plate = plates::keep(&world.app, "晋L12345").await.unwrap();
    let stock = |organisation| Subject::TagStock(OrganisationId(organisation));
    let range = |from, to| TagRange {
        from: tag(from),
        to: tag(to),
    };
    let mut entries = vec![
        (
            Subject::Vehicle(VehicleId(1)),
            vet(),
            LivestockEntry::VehicleFiled(VehicleInput {
                plate,
                carrier: HOUSE,
                for_bodies: true,
                until: date("2099-01-01"),
            }),
        ),
        (
            stock(1),
            by(1, 1, Role::DiseaseControl),
            LivestockEntry::TagsReceived(range(1, 1000)),
        ),
        (
            stock(2),
            by(1, 1, Role::DiseaseControl),
            LivestockEntry::TagsTaken {
                tags: range(1, 100),
                from: OrganisationId(1),
                returned: false,
            },
        ),
        (stock(2), farmer(), LivestockEntry::TagsApplied(range(1, 3))),
        (
            Subject::Herd(HerdId(1)),
            farmer(),
            LivestockEntry::HerdRegistered(HerdInput {
                farm: FARM,
                village: VILLAGE.parse().unwrap(),
                species: Species::Pig,
                heads: 40,
                born: date("2026-07-01"),
                origin: Origin::Born,
                breed: words("荣昌猪"),
                pen: words("2栋"),
            }),
        ),
    ];
    for id in 1..=3 {
        entries.push((Subject::Animal(AnimalId(id)), farmer(), tagged(id)));
    }
    add(world, entries).await;
    plate
}

fn tagged(id: u64) -> LivestockEntry {
    LivestockEntry::Tagged {
        tag: tag(u32::try_from(id).unwrap()),
        farm: FARM,
        village: VILLAGE.parse().unwrap(),
        born: date("2026-02-01"),
        origin: Origin::Born,
        breed: words("荣昌猪"),
        pen: words("1栋"),
    }
}

fn state(unit: Unit, state: AnimalState, through: Subject) -> (Subject, Author, LivestockEntry) {
    let entry = LivestockEntry::StateChanged {
        state,
        through: Some(through),
        farm: FARM,
        village: VILLAGE.parse().unwrap(),
    };
    (unit.subject(), farmer(), entry)
}

/// The three pigs are declared for slaughter, and the vet took it on.
async fn declared(world: &World) {
    let subject = Subject::Declaration(DeclarationId(1));
    let mut entries = vec![
        (
            subject,
            farmer(),
            LivestockEntry::Declared {
                farm: FARM,
                village: VILLAGE.parse().unwrap(),
                species: Species::Pig,
                heads: 3,
                purpose: Purpose::Slaughter,
                destination: to_house(),
                transport: date("2026-08-10"),
                plate: Digest([9; 32]),
                load: list(units()),
                basis: None,
            },
        ),
        (
            subject,
            vet(),
            LivestockEntry::DeclarationAnswered {
                state: DeclarationState::Accepted,
                reason: words(""),
            },
        ),
    ];
    let states = units().into_iter();
    entries.extend(states.map(|unit| state(unit, AnimalState::Declared, subject)));
    add(world, entries).await;
}

fn transport(plate: Digest) -> Transport {
    Transport {
        carrier: HOUSE,
        plate,
        mode: TransportMode::Road,
        disinfection: words(""),
    }
}

/// They have their certificate.
async fn certified(world: &World, plate: Digest) {
    let subject = Subject::Certificate(CertificateId(1));
    let issued = LivestockEntry::CertificateIssued {
        number: words("1410312026080100001"),
        form: CertificateForm::AnimalB,
        declaration: Some(DeclarationId(1)),
        products: list(Vec::new()),
        inspection: Some(Inspection {
            materials_complete: true,
            heads: 3,
            tags_match: true,
            healthy: true,
            no_swill: true,
            laboratory: None,
        }),
        transport: transport(plate),
        origin: VILLAGE.parse().unwrap(),
        owner: FARM,
        purpose: Some(Purpose::Slaughter),
        destination: to_house(),
        heads: 3,
        valid_until: date("2099-01-01"),
        particulars: Digest([7; 32]),
        payload: Digest([8; 32]),
    };
    let warned = LivestockEntry::Warned {
        level: WarningLevel::Orange,
        warning: Warning::VetOverCapacity {
            vet: MemberId(1),
            certificates: 301,
        },
        member: Some(MemberId(1)),
    };
    let mut entries = vec![
        (subject, vet(), issued),
        (subject, Author::Rule, warned),
        (
            Subject::Declaration(DeclarationId(1)),
            vet(),
            LivestockEntry::DeclarationAnswered {
                state: DeclarationState::Certified(CertificateId(1)),
                reason: words(""),
            },
        ),
    ];
    let states = units().into_iter();
    entries.extend(states.map(|unit| state(unit, AnimalState::Certified, subject)));
    add(world, entries).await;
}

async fn departed(world: &World, plate: Digest) {
    let subject = Subject::Certificate(CertificateId(1));
    let departure = Departure {
        certificate: CertificateId(1),
        plate,
        heads: 3,
        left_behind: list(Vec::new()),
        disinfection: words("戊二醛 8:30"),
        at_ms: 1_785_500_010_000,
    };
    let mut entries = vec![(subject, house(), LivestockEntry::Departed(departure))];
    let states = units().into_iter();
    entries.extend(states.map(|unit| state(unit, AnimalState::InTransit, subject)));
    add(world, entries).await;
}

/// One is in the slaughterhouse and slaughtered; one died and was collected, insured and claimed.
async fn ended(world: &World, plate: Digest) {
    let batch = Subject::SlaughterBatch(SlaughterBatchId(1));
    let certificate = Subject::Certificate(CertificateId(1));
    let at_ms = 1_785_500_020_000;
    let meat = Subject::Meat(MeatId(1));
    let (first, second) = (Unit::Animal(AnimalId(1)), Unit::Animal(AnimalId(2)));
    let taken = LivestockEntry::TakenIn {
        house: HOUSE,
        certificate: CertificateId(1),
        farm: FARM,
        origin: VILLAGE.parse().unwrap(),
        species: Species::Pig,
        heads: 3,
        units: list(units()),
        at_ms,
    };
    let arrived = LivestockEntry::Arrived {
        division: VILLAGE.parse().unwrap(),
        receiver: HOUSE,
        arrived: 3,
        dead: list(Vec::new()),
        missing: list(Vec::new()),
        at_ms,
    };
    let hung = LivestockEntry::CarcassHung {
        batch: SlaughterBatchId(1),
        house: HOUSE,
        identity: IdentityLevel::Individual,
        product: "010101".parse().unwrap(),
        carcass: Carcass {
            unit: Some(first),
            code: words("3-20260801-00001"),
            live: Grams(110_000),
            hot: Grams(82_000),
        },
        killed: date("2026-08-01"),
    };
    let killed = LivestockEntry::Killed {
        heads: 1,
        identity: IdentityLevel::Individual,
        carcasses: list(vec![MeatId(1)]),
        live: Grams(110_000),
        hot: Grams(82_000),
        at_ms,
    };
    let died = LivestockEntry::Died {
        heads: 1,
        cause: DeathCause::Suspected(Disease::ClassicalSwineFever),
        mass: Grams(90_000),
        photo: Digest([9; 32]),
        at_ms,
    };
    let mut entries = vec![(certificate, house(), arrived), (batch, house(), taken)];
    entries.extend(
        units()
            .into_iter()
            .map(|unit| state(unit, AnimalState::Lairage, batch)),
    );
    entries.extend([
        (batch, house(), killed),
        state(first, AnimalState::Slaughtered, batch),
        (meat, house(), hung),
        (second.subject(), house(), died),
    ]);
    add(world, entries).await;
    add(world, covered(plate, second)).await;
}

/// The dead pig goes to the plant; its contract and its claim.
fn covered(plate: Digest, dead: Unit) -> Vec<(Subject, Author, LivestockEntry)> {
    let at_ms = 1_785_500_030_000;
    let disposal = Subject::Disposal(DisposalId(1));
    let insured = LivestockEntry::Insured {
        insurer: HOUSE,
        number: words("PICC-2026-1"),
        farm: FARM,
        species: Species::Pig,
        units: list(units()),
        heads: 3,
        from: date("2026-06-01"),
        until: date("2099-06-01"),
        sum_per_head: 80_000,
        terms: Digest([5; 32]),
    };
    let collected = LivestockEntry::Collected {
        collection: Collection {
            bodies: list(vec![Body {
                remains: Remains::Unit(dead),
                mass: Grams(89_000),
            }]),
            plant: HOUSE,
            plate,
            handover: Digest([4; 32]),
            at_ms,
        },
        carrier: HOUSE,
        heads: 1,
        mass: Grams(89_000),
    };
    let body = LivestockEntry::BodyCollected {
        disposal: DisposalId(1),
        mass: Grams(89_000),
    };
    let filed = LivestockEntry::ClaimFiled {
        claim: ClaimInput {
            insurance: InsuranceId(1),
            unit: dead,
            mass: Grams(89_000),
            amount: 80_000,
            photo: Digest([9; 32]),
            survey: Digest([3; 32]),
        },
        disposal: DisposalId(1),
    };
    let zone = LivestockEntry::ZoneOrdered(ZoneInput {
        disease: Disease::AfricanSwineFever,
        order: words("隰政发〔2026〕1号"),
        divisions: list(vec!["141031100000".parse().unwrap()]),
        farms: list(vec![FARM]),
        species: list(vec![Species::Pig]),
        from: date("2026-08-01"),
        until: None,
        evidence: Digest([2; 32]),
    });
    vec![
        (
            Subject::Insurance(InsuranceId(1)),
            by(3, 3, Role::Insurer),
            insured,
        ),
        (dead.subject(), by(3, 3, Role::Hauler), body),
        (disposal, by(3, 3, Role::Hauler), collected),
        (Subject::Claim(ClaimId(1)), farmer(), filed),
        (
            Subject::Zone(ZoneId(1)),
            by(1, 1, Role::CountyAgriculture),
            zone,
        ),
    ]
}

fn no_findings(world: &World, found: Vec<Finding>) {
    let arguments = DeclarationId(1).encode();
    world
        .node
        .answer_view("Livestock", "certify_findings", arguments, found.encode());
}

/// Pages and forms by who opens them.
const PAGES: [(&str, &[&str]); 3] = [
    (
        "county",
        &[
            "/console",
            "/console/livestock/vet",
            "/console/livestock/county",
            "/console/livestock/province",
            "/console/livestock/queues/province-warnings",
            "/console/livestock/queues/province-zones",
            "/console/livestock/queues/province-road",
            "/console/livestock/queues/answer",
            "/console/livestock/queues/certify",
            "/console/livestock/queues/barred",
            "/console/livestock/queues/warnings",
            "/console/livestock/queues/zones",
            "/console/livestock/queues/quarantine",
            "/console/livestock/declarations/1",
            "/console/livestock/declarations/1/answer",
            "/console/livestock/declarations/1/certify",
            "/console/livestock/declarations/1/fail",
            "/console/livestock/certificates/1",
            "/console/livestock/certificates/1/cancel",
            "/console/livestock/certificates/1/acknowledge",
            "/console/livestock/certificates/1/pass",
            "/console/livestock/checkpoint",
            "/console/livestock/checkpoint?number=none",
            "/console/livestock/clear",
            "/console/livestock/recover",
            "/console/livestock/batches/1",
            "/console/livestock/batches/1/look",
            "/console/livestock/meats/1",
            "/console/livestock/meats/1/inspect",
            "/console/livestock/meats/1/certify",
            "/console/livestock/meats/1/condemn",
            "/console/livestock/meats/1/recall",
            "/console/livestock/grade-farm",
            "/console/livestock/vehicles/new",
            "/console/livestock/zones/new",
            "/console/livestock/zones/1/lift",
            "/console/livestock/drugs/new",
            "/console/livestock/rules/new",
            "/console/livestock/tags",
            "/console/livestock/tags/receive",
            "/console/livestock/tags/hand-out",
            "/console/livestock/tags/spend",
        ],
    ),
    (
        "grower",
        &[
            "/console",
            "/console/livestock/farm",
            "/console/livestock/animals",
            "/console/livestock/herds/1",
            "/console/livestock/herds/1/split",
            "/console/livestock/herds/new",
            "/console/livestock/tag",
            "/console/livestock/tag?target=herd:1",
            "/console/livestock/retag",
            "/console/livestock/bind",
            "/console/livestock/immunise?target=herd:1",
            "/console/livestock/medicate",
            "/console/livestock/care",
            "/console/livestock/transfer",
            "/console/livestock/missing",
            "/console/livestock/declare",
            "/console/livestock/declarations/1",
            "/console/livestock/declarations/1/withdraw",
            "/console/livestock/isolation",
            "/console/livestock/death",
            "/console/livestock/sighting",
            "/console/livestock/claim",
            "/console/livestock/insurances/1",
            "/console/livestock/claims/1",
            "/console/livestock/certificates/1",
            "/console/livestock/certificates/1/landing",
            "/console/livestock/tags",
            "/console/livestock/tags/return",
        ],
    ),
    (
        "packer",
        &[
            "/console",
            "/console/livestock/road",
            "/console/livestock/house",
            "/console/livestock/plant",
            "/console/livestock/insurer",
            "/console/livestock/market",
            "/console/livestock/vaccinator",
            "/console/livestock/queues/depart",
            "/console/livestock/queues/collect",
            "/console/livestock/queues/intake",
            "/console/livestock/queues/kill",
            "/console/livestock/queues/meat",
            "/console/livestock/queues/receive",
            "/console/livestock/queues/decide",
            "/console/livestock/queues/contracts",
            "/console/livestock/certificates/1",
            "/console/livestock/certificates/1/depart",
            "/console/livestock/certificates/1/arrive",
            "/console/livestock/certificates/1/take-in",
            "/console/livestock/batches/1",
            "/console/livestock/batches/1/announce",
            "/console/livestock/batches/1/test",
            "/console/livestock/batches/1/kill",
            "/console/livestock/batches/1/recall",
            "/console/livestock/meats/1",
            "/console/livestock/meats/1/cut",
            "/console/livestock/meats/1/pack",
            "/console/livestock/meats/1/deliver",
            "/console/livestock/collect",
            "/console/livestock/disposals/1",
            "/console/livestock/disposals/1/receive",
            "/console/livestock/disposals/1/treat",
            "/console/livestock/insure",
            "/console/livestock/insurances/1",
            "/console/livestock/claims/1",
            "/console/livestock/claims/1/decide",
            "/console/livestock/claims/1/pay",
            "/console/livestock/tag",
            "/console/livestock/immunise",
        ],
    ),
];

#[tokio::test]
async fn every_page_of_every_role_is_well_formed_and_complete() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    ended(&world, plate).await;
    no_findings(&world, Vec::new());
    for (login, paths) in PAGES {
        let browser = Browser::log_in(&world, login).await;
        for path in paths {
            for lang in ["zh", "en"] {
                let mark = if path.contains('?') { '&' } else { '?' };
                let answer = browser.get(&format!("{path}{mark}lang={lang}")).await;
                let html = text(&answer);
                assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {html}");
                assert_eq!(check(&html), Ok(()), "{path}");
                assert!(!html.contains("Unknown localization"), "{path}: {html}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_mine_is_not_there() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    let grower = Browser::log_in(&world, "grower").await;
    for path in [
        "/console/livestock/vet",
        "/console/livestock/queues/certify",
        "/console/livestock/queues/nothing",
        "/console/livestock/declarations/1/certify",
        "/console/livestock/certificates/1/depart",
        "/console/livestock/checkpoint",
    ] {
        assert_eq!(
            grower.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_first_page_says_what_waits() {
    let world = world().await;
    farm(&world).await;
    declared(&world).await;
    let vet = text(
        &Browser::log_in(&world, "county")
            .await
            .get("/console")
            .await,
    );
    assert!(vet.contains("待检疫出证") && vet.contains("/console/livestock/queues/certify"));
    assert!(vet.contains("1 件在等"));
    let farmer = text(
        &Browser::log_in(&world, "grower")
            .await
            .get("/console")
            .await,
    );
    assert!(farmer.contains("我的畜禽") && farmer.contains("43 头"));
    // Who keeps animals and has no plot is not asked for one.
    assert!(!farmer.contains("登记第一块地"));
}

#[tokio::test]
async fn a_vet_sees_which_animals_fail_which_guard() {
    let world = world().await;
    farm(&world).await;
    declared(&world).await;
    let finding = |id, reason| Finding {
        unit: Some(Unit::Animal(AnimalId(id))),
        reason,
    };
    let over = FindingReason::ImmunityOver(Disease::FootAndMouth);
    no_findings(
        &world,
        vec![
            finding(1, over),
            finding(2, over),
            finding(2, FindingReason::WithinWithdrawal(date("2026-09-01"))),
        ],
    );
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/livestock/declarations/1/certify";
    let html = text(&browser.get(path).await);
    assert!(html.contains("口蹄疫免疫已过期"), "{html}");
    assert!(html.contains("114103100000001–002"));
    assert!(html.contains("休药期没过，2026年9月1日起才能屠宰"));
    assert!(
        !html.contains("name=\"nonce\""),
        "a load that fails cannot be certified"
    );
    let fail = text(&browser.get("/console/livestock/declarations/1/fail").await);
    assert!(fail.contains(">114103100000001–002</textarea>"), "{fail}");
    let fields = [
        ("failed", "114103100000001–002"),
        ("reason", "免疫过期"),
        (
            "notice",
            "abababababababababababababababababababababababababababababababab",
        ),
    ];
    let answer = browser
        .submit("/console/livestock/declarations/1/fail", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let failure: InspectionFailure = sent(&world);
    assert_eq!(failure.units.to_vec(), units()[..2]);
}

fn sent<T: Decode>(world: &World) -> T {
    let call = world.node.calls().pop().unwrap();
    let items = Items::<T>::decode(&mut &call.args.0[..]).unwrap();
    items.into_iter().next().unwrap()
}

#[tokio::test]
async fn one_button_certifies_a_load_that_was_counted() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    no_findings(&world, Vec::new());
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/livestock/declarations/1/certify";
    let form = text(&browser.get(path).await);
    assert!(form.contains("免疫、休药、区域、状态都合格") && form.contains("晋L12345"));
    let vehicle = format!("3:{plate}");
    let number = hidden_value(&form, "number");
    let mut fields = vec![
        ("tags", "114103100000001-2"),
        ("materials_complete", "yes"),
        ("healthy", "yes"),
        ("no_swill", "yes"),
        ("vehicle", vehicle.as_str()),
        ("mode", "road"),
        ("number", number.as_str()),
        ("valid_days", "1"),
        ("owner_phone", "13812345678"),
    ];
    let short = browser.submit(path, &fields).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&short).contains("清单上还有 1 头没有点到：114103100000003"));
    fields[0] = ("tags", "114103100000003\n114103100000001-114103100000002\n");
    let answer = browser.submit_with(path, "once", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let again = browser.submit_with(path, "once", &fields).await;
    assert_eq!(location(&answer), location(&again));
    assert_eq!(world.node.calls().len(), 1);
    let input: CertificateInput = sent(&world);
    assert_eq!((input.inspection.heads, input.valid_days), (3, 1));
    assert!(input.inspection.tags_match && input.inspection.healthy);
    assert_eq!(
        (input.transport.carrier, input.transport.plate),
        (HOUSE, plate)
    );
    assert_eq!(input.number.as_str(), number);
    // Nothing is certified that was not seen.
    fields.retain(|(name, _)| *name != "healthy");
    let blind = browser.submit(path, &fields).await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(check(&text(&blind)), Ok(()));
}

#[tokio::test]
async fn what_arrived_goes_on_to_another_county_on_a_new_certificate() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    let subject = Subject::Certificate(CertificateId(1));
    let browser = Browser::log_in(&world, "county").await;
    let path = "/console/livestock/certificates/1/send-on";
    // Nothing goes on before it came.
    assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    let arrived = LivestockEntry::Arrived {
        division: VILLAGE.parse().unwrap(),
        receiver: HOUSE,
        arrived: 3,
        dead: list(Vec::new()),
        missing: list(Vec::new()),
        at_ms: 1_785_500_020_000,
    };
    let mut entries = vec![(subject, house(), arrived)];
    let states = units().into_iter();
    entries.extend(states.map(|unit| state(unit, AnimalState::OnFarm, subject)));
    add(&world, entries).await;
    for lang in ["zh", "en"] {
        let form = text(&browser.get(&format!("{path}?lang={lang}")).await);
        assert_eq!(check(&form), Ok(()), "{form}");
        assert!(!form.contains("localization"), "{form}");
        assert!(form.contains("晋L12345") && form.contains("114103100000001"));
    }
    let vehicle = format!("3:{plate}");
    let mut fields = vec![
        ("tags", "114103100000001-2"),
        ("heads", "2"),
        ("purpose", "rearing"),
        ("destination", "141032000000"),
        ("materials_complete", "yes"),
        ("tags_match", "yes"),
        ("no_swill", "yes"),
        ("vehicle", vehicle.as_str()),
        ("mode", "road"),
        ("number", "141031D202608020001"),
        ("valid_days", "1"),
    ];
    let blind = browser.submit(path, &fields).await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields.push(("healthy", "yes"));
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let input: Redispatch = sent(&world);
    assert_eq!(input.basis, CertificateId(1));
    assert_eq!(
        (input.purpose, input.inspection.heads),
        (Purpose::Rearing, 2)
    );
    assert_eq!(input.destination.division.to_string(), "141032000000");
}

/// The value of a field that is shown.
fn hidden_value(html: &str, name: &str) -> String {
    let (_, rest) = html
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_slaughterhouse_takes_in_what_came_and_weighs_what_it_kills() {
    let world = world().await;
    let plate = farm(&world).await;
    declared(&world).await;
    certified(&world, plate).await;
    departed(&world, plate).await;
    let browser = Browser::log_in(&world, "packer").await;
    let fields = [("dead", "114103100000003"), ("at_ms", "1785500020000")];
    let answer = browser
        .submit("/console/livestock/certificates/1/take-in", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let intake: Intake = sent(&world);
    // Nothing scanned: all who did not come dead came alive.
    assert_eq!(intake.arrived, Group::Units(list(units()[..2].to_vec())));
    assert_eq!(intake.dead.to_vec(), units()[2..]);
    ended(&world, plate).await;
    let fields = [
        ("carcasses", "114103100000003, 112.5, 84\n"),
        ("identity", "individual"),
        ("product", "010101"),
        ("at_ms", "1785560040000"),
    ];
    let answer = browser
        .submit("/console/livestock/batches/1/kill", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let kill: Kill = sent(&world);
    assert_eq!(kill.group, Group::Units(list(units()[2..].to_vec())));
    let carcass = kill.carcasses.first().unwrap();
    assert_eq!((carcass.live, carcass.hot), (Grams(112_500), Grams(84_000)));
    // The next free place in the line of the day: the first is taken.
    assert_eq!(carcass.code.as_str(), "3-20260801-00002");
    let cut = [
        ("mass_in", "82"),
        ("parts", "左半胴体 40\n五花肉 12.5 一级\n"),
        ("trim", "29"),
        ("chill_loss", "0.5"),
        ("condemned", "0"),
        ("date", "2026-08-02"),
    ];
    let answer = browser.submit("/console/livestock/meats/1/cut", &cut).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let cutting: county_primitives::livestock::Cutting = sent(&world);
    let parts: Vec<_> = cutting
        .outputs
        .iter()
        .map(|part| (part.kind, part.mass.0))
        .collect();
    assert_eq!(
        parts,
        [(MeatKind::LeftHalf, 40_000), (MeatKind::Cut, 12_500)]
    );
}

#[tokio::test]
async fn bodies_are_collected_by_tag_and_mass_and_weighed_again() {
    let world = world().await;
    let plate = farm(&world).await;
    let dead = Unit::Animal(AnimalId(2));
    let died = LivestockEntry::Died {
        heads: 1,
        cause: DeathCause::Unknown,
        mass: Grams(90_000),
        photo: Digest([9; 32]),
        at_ms: 1_785_500_020_000,
    };
    add(&world, vec![(dead.subject(), farmer(), died)]).await;
    let browser = Browser::log_in(&world, "packer").await;
    let path = "/console/livestock/collect";
    assert!(text(&browser.get(path).await).contains("114103100000002 90"));
    let (vehicle, digest) = (format!("3:{plate}"), "ab".repeat(32));
    let fields = [
        ("bodies", "114103100000002 88.5"),
        ("plant", "3"),
        ("vehicle", vehicle.as_str()),
        ("handover", digest.as_str()),
        ("at_ms", "1785500030000"),
    ];
    let answer = browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let collection: Collection = sent(&world);
    let body = Body {
        remains: Remains::Unit(dead),
        mass: Grams(88_500),
    };
    assert_eq!(collection.bodies.to_vec(), [body]);
    add(&world, covered(plate, dead)).await;
    let fields = [
        ("heads", "1"),
        ("plant_mass", "88"),
        ("video", digest.as_str()),
        ("at_ms", "1785500040000"),
    ];
    let answer = browser
        .submit("/console/livestock/disposals/1/receive", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer));
    let reception: Reception = sent(&world);
    assert_eq!((reception.heads, reception.mass), (1, Grams(88_000)));
}

/// A word of the vocabulary as the index stores it.
fn stored(word: &impl Serialize) -> String {
    serde_json::to_value(word)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn every_word_of_the_vocabulary_has_a_name() {
    use crate::pages::words::{Lang, Words};
    let known = |kind: &str, words: &[String]| {
        for word in words {
            for lang in [Lang::Zh, Lang::En] {
                let text = Words(lang).say(&format!("word-{kind}-{word}"));
                assert!(!text.contains("word-"), "{kind} {word}: {text}");
            }
        }
    };
    let states = [
        AnimalState::OnFarm,
        AnimalState::Declared,
        AnimalState::Certified,
        AnimalState::InTransit,
        AnimalState::Isolation,
        AnimalState::Lairage,
        AnimalState::Slaughtered,
        AnimalState::Dead,
        AnimalState::Disposed,
        AnimalState::Missing,
        AnimalState::Left,
    ];
    known("state", &states.iter().map(stored).collect::<Vec<_>>());
    let forms = [
        CertificateForm::AnimalA,
        CertificateForm::AnimalB,
        CertificateForm::ProductA,
        CertificateForm::ProductB,
    ];
    known("form", &forms.iter().map(stored).collect::<Vec<_>>());
    let levels = [
        WarningLevel::Yellow,
        WarningLevel::Orange,
        WarningLevel::Red,
    ];
    known("level", &levels.iter().map(stored).collect::<Vec<_>>());
}
