//! A certificate from the chain to its signed code, its paper and its pages.

use axum::http::StatusCode;
use county_primitives::{
    livestock::{
        CertificateForm, CertificatePayload, DeathCause, DeclarationState, Destination, Disease,
        EarTag, HerdChange, HerdInput, Immunisation, Inspection, LivestockEntry, Origin, Purpose,
        Retagging, SignedCertificate, Species, Transport, TransportMode, Unit,
    },
    registry::{
        MemberInput, OrganisationIdentity, OrganisationInput, OrganisationKind, OrganisationStatus,
        RegistryEntry,
    },
    AnimalId, Author, CertificateId, DeclarationId, Digest, Grams, HerdId, Jurisdiction, List,
    MemberId, OrganisationId, Pseudonym, Role, Signature, Subject, Text,
};
use qr_labeler::certificate::{CertificateCode, CertificateError, VetKeys};
use serde_json::json;
use zeroize::Zeroizing;

use super::{paper, plates, signed, Certificate};
use crate::{
    chain::{fake::AnyEntry, Signer},
    pages::well_formed::check,
    testing::{grower, world, World, COUNTY, PASSWORD, VILLAGE},
    vault::{
        accounts::{create_accounts, NewAccount},
        keys::MemberKey,
    },
};

const TAG: &str = "114103100000001";
const NEW_TAG: &str = "114103100000009";
const NUMBER: &str = "1410312609220007";
const CERTIFICATE: CertificateId = CertificateId(1);

type Entries = Vec<(Subject, Author, AnyEntry)>;

fn list<T: std::fmt::Debug, const N: u32>(values: Vec<T>) -> List<T, N> {
    List::try_from(values).unwrap()
}

fn vet() -> Author {
    Author::Member(signature())
}

fn signature() -> Signature {
    Signature {
        member: MemberId(4),
        key: 0,
        organisation: OrganisationId(4),
        role: Role::OfficialVet,
    }
}

fn tag(text: &str) -> EarTag {
    text.parse().unwrap()
}

fn units() -> Vec<Unit> {
    vec![Unit::Animal(AnimalId(1)), Unit::Animal(AnimalId(2))]
}

/// The vet's office with its vet, who has an account here.
async fn add_vet(world: &World) {
    let seed = [4; 32];
    let key = MemberKey::from_seed(&seed);
    let office = OrganisationInput {
        kind: OrganisationKind::StateOrgan,
        division: COUNTY.parse().unwrap(),
        identity: OrganisationIdentity::Legal {
            credit_code: "11370321004221396B".parse().unwrap(),
            name: Text::new("动物卫生监督所").unwrap(),
        },
    };
    let member = MemberInput {
        organisation: OrganisationId(4),
        key: key.public_key(),
        person: Pseudonym([4; 16]),
        roles: list(vec![Jurisdiction {
            role: Role::OfficialVet,
            division: COUNTY.parse().unwrap(),
        }]),
    };
    let organisation = Subject::Organisation(OrganisationId(4));
    let active = RegistryEntry::OrganisationStatusChanged {
        status: OrganisationStatus::Active,
        reason: Text::default(),
    };
    let entry = |subject, entry| (subject, Author::Governance, AnyEntry::Registry(entry));
    let number = world.node.add_block(vec![
        entry(organisation, RegistryEntry::OrganisationRegistered(office)),
        entry(organisation, active),
        entry(
            Subject::Member(MemberId(4)),
            RegistryEntry::MemberRegistered(member),
        ),
    ]);
    world.indexed(number).await;
    let account = NewAccount {
        login: "vet".to_owned(),
        password: Zeroizing::new(PASSWORD.to_owned()),
        key,
        bootstrap: false,
    };
    create_accounts(&world.app.db, &world.app.vault, &[account])
        .await
        .unwrap();
}

/// Two pigs of organisation 2, tagged and declared with whatever else goes along.
fn load(units: Vec<Unit>, heads: u32) -> Entries {
    let tagged = |id: u64, number: &str| {
        let entry = LivestockEntry::Tagged {
            tag: tag(number),
            farm: OrganisationId(2),
            village: VILLAGE.parse().unwrap(),
            born: "2026-03-01".parse().unwrap(),
            origin: Origin::Born,
            breed: Text::new("荣昌猪").unwrap(),
            pen: Text::default(),
        };
        (
            Subject::Animal(AnimalId(id)),
            grower(),
            AnyEntry::Livestock(entry),
        )
    };
    let declared = LivestockEntry::Declared {
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        species: Species::Pig,
        heads,
        purpose: Purpose::Slaughter,
        destination: destination(),
        transport: "2026-08-01".parse().unwrap(),
        plate: Digest([9; 32]),
        load: list(units),
        basis: None,
    };
    vec![
        tagged(1, TAG),
        tagged(2, "114103100000002"),
        (
            Subject::Declaration(DeclarationId(1)),
            grower(),
            AnyEntry::Livestock(declared),
        ),
    ]
}

fn destination() -> Destination {
    Destination {
        organisation: None,
        division: "141031101000".parse().unwrap(),
    }
}

/// The certificate of what is left of the load, as the chain makes it at this time.
fn issued(load: &[Unit], heads: u32, plate: Digest, issued_ms: u64) -> Entries {
    let payload = CertificatePayload {
        certificate: CERTIFICATE,
        number: NUMBER.parse().unwrap(),
        form: CertificateForm::AnimalB,
        species: Some(Species::Pig),
        heads,
        purpose: Some(Purpose::Slaughter),
        origin: VILLAGE.parse().unwrap(),
        destination: destination().division,
        plate,
        load: CertificatePayload::load_digest(load),
        issued_ms,
        valid_until: "2026-08-05".parse().unwrap(),
        vet: MemberId(4),
        key: 0,
    };
    let entry = LivestockEntry::CertificateIssued {
        number: payload.number.clone(),
        form: payload.form,
        declaration: Some(DeclarationId(1)),
        products: List::default(),
        inspection: Some(Inspection {
            materials_complete: true,
            heads,
            tags_match: true,
            healthy: true,
            no_swill: true,
            laboratory: None,
        }),
        transport: Transport {
            carrier: OrganisationId(2),
            plate,
            mode: TransportMode::Road,
            disinfection: Text::new("过氧乙酸").unwrap(),
        },
        origin: payload.origin,
        owner: OrganisationId(2),
        purpose: payload.purpose,
        destination: destination(),
        heads,
        valid_until: payload.valid_until,
        particulars: Digest([5; 32]),
        payload: payload.digest(),
    };
    let certified = LivestockEntry::DeclarationAnswered {
        state: DeclarationState::Certified(CERTIFICATE),
        reason: Text::default(),
    };
    vec![
        (
            Subject::Certificate(CERTIFICATE),
            vet(),
            AnyEntry::Livestock(entry),
        ),
        (
            Subject::Declaration(DeclarationId(1)),
            vet(),
            AnyEntry::Livestock(certified),
        ),
    ]
}

/// A service with two pigs on a certificate.
async fn certified() -> World {
    let world = declared(units(), 2).await;
    certify(&world, &units(), 2).await;
    world
}

/// A service with two pigs on a declaration, and whatever else is on it.
async fn declared(units: Vec<Unit>, heads: u32) -> World {
    let world = world().await;
    add_vet(&world).await;
    let number = world.node.add_block(load(units, heads));
    world.indexed(number).await;
    world
}

/// The certificate of the declaration.
async fn certify(world: &World, load: &[Unit], heads: u32) {
    let plate = plates::keep(&world.app, "晋L·12345").await.unwrap();
    // A block comes every two seconds.
    let now_ms = world.app.index.borrow().as_ref().unwrap().time_ms;
    let next_ms = u64::try_from(now_ms).unwrap() + 2_000;
    let number = world.node.add_block(issued(load, heads, plate, next_ms));
    world.indexed(number).await;
}

async fn add(world: &World, subject: Subject, entry: LivestockEntry) {
    let number = world
        .node
        .add_block(vec![(subject, grower(), AnyEntry::Livestock(entry))]);
    world.indexed(number).await;
}

fn died(heads: u32) -> LivestockEntry {
    LivestockEntry::Died {
        heads,
        cause: DeathCause::Suspected(Disease::ClassicalSwineFever),
        mass: Grams(90_000),
        photo: Digest([8; 32]),
        at_ms: 1_785_500_000_000,
    }
}

async fn outcomes(world: &World) -> Vec<(String, String)> {
    sqlx::query_as(
        "SELECT unit, outcome FROM certificate_units WHERE certificate = 1 ORDER BY position",
    )
    .fetch_all(&world.app.db.reader)
    .await
    .unwrap()
}

fn outcome(unit: &str, outcome: &str) -> (String, String) {
    (unit.to_owned(), outcome.to_owned())
}

async fn code(world: &World) -> CertificateCode {
    let certificate = Certificate::find(&world.app.db.reader, CERTIFICATE)
        .await
        .unwrap()
        .unwrap();
    signed::of(&world.app, None, &certificate)
        .await
        .unwrap()
        .expect("the vet has opened it")
}

fn assert_well_formed(page: &str) {
    if let Err(fault) = check(page) {
        panic!("{fault}: {page}");
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn the_vet_signs_by_opening_and_nobody_else_does() {
    let world = certified().await;
    let (grower, vet) = (world.token("grower").await, world.token("vet").await);
    let page = world.get(Some(&grower), "/certificates/1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_well_formed(&text(&page.body));
    assert!(text(&page.body).contains(NUMBER) && text(&page.body).contains("晋L12345"));
    assert!(text(&page.body).contains("尚未签名"));
    let none = world.get(Some(&grower), "/certificates/1/code.svg").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    let page = text(&world.get(Some(&vet), "/certificates/1").await.body);
    assert!(!page.contains("尚未签名"));
    let picture = world.get(Some(&grower), "/certificates/1/code.svg").await;
    assert!(text(&picture.body).starts_with("<svg "));

    let list = text(&world.get(None, "/verify/vets.txt").await.body);
    let vets: VetKeys = list.parse().unwrap();
    assert_eq!(code(&world).await.verify(&vets), Ok(()));
    let nobody: VetKeys = "".parse().unwrap();
    assert!(matches!(
        code(&world).await.verify(&nobody),
        Err(CertificateError::UnknownVet { .. })
    ));
}

#[tokio::test]
async fn the_paper_is_a_pdf_for_those_who_take_part() {
    let world = certified().await;
    let paper = world
        .get(Some(&world.token("grower").await), "/certificates/1.pdf")
        .await;
    assert_eq!(paper.status, StatusCode::OK);
    assert!(paper.body.starts_with(b"%PDF-1."));
    let stranger = world.token("packer").await;
    for path in ["/certificates/1", "/certificates/1.pdf", "/certificates/7"] {
        let answer = world.get(Some(&stranger), path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn anybody_can_check_a_code_and_an_altered_one_is_called_forged() {
    let world = certified().await;
    world
        .get(Some(&world.token("vet").await), "/certificates/1")
        .await;
    let genuine = code(&world).await;
    let page = world.get(None, &format!("/V/{genuine}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = text(&page.body);
    assert_well_formed(&page);
    assert!(page.contains("证明有效") && page.contains(NUMBER), "{page}");
    assert!(!page.contains("晋L12345"));

    let mut altered = genuine.payload().clone();
    altered.heads = 20;
    let forged = CertificateCode::new(SignedCertificate::new(altered, [1; 64]));
    let page = text(&world.get(None, &format!("/V/{forged}")).await.body);
    assert!(page.contains("假证明") && !page.contains(NUMBER), "{page}");
    let page = world.get(None, "/V/10000").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = world.get(None, "/verify").await;
    assert_well_formed(&text(&page.body));

    let cancelled = LivestockEntry::CertificateCancelled {
        reason: Text::new("车辆故障").unwrap(),
    };
    let subject = Subject::Certificate(CERTIFICATE);
    let number = world
        .node
        .add_block(vec![(subject, vet(), AnyEntry::Livestock(cancelled))]);
    world.indexed(number).await;
    let page = text(&world.get(None, &format!("/V/{genuine}")).await.body);
    assert!(page.contains("已作废"), "{page}");
}

#[tokio::test]
async fn an_animals_file_is_found_under_every_tag_it_had() {
    let world = certified().await;
    let retagged = LivestockEntry::Retagged(Retagging {
        old: tag(TAG),
        new: tag(NEW_TAG),
        reason: Text::new("脱落").unwrap(),
    });
    let animal = Subject::Animal(AnimalId(1));
    let number = world
        .node
        .add_block(vec![(animal, grower(), AnyEntry::Livestock(retagged))]);
    world.indexed(number).await;
    let owner = world.token("grower").await;
    let moved = world.get(Some(&owner), &format!("/animals/{TAG}")).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    let page = world
        .get(Some(&owner), &format!("/animals/{NEW_TAG}"))
        .await;
    let page = text(&page.body);
    assert_well_formed(&page);
    for told in [TAG, NEW_TAG, NUMBER, "荣昌猪", "脱落"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let stranger = world.token("packer").await;
    let page = world
        .get(Some(&stranger), &format!("/animals/{NEW_TAG}"))
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    // The paper was made out for the tag that the animal carried then.
    let db = &world.app.db.reader;
    let certificate = Certificate::find(db, CERTIFICATE).await.unwrap().unwrap();
    let paper = paper::of(&world.app, &certificate, None).await.unwrap();
    assert!(paper.tags.contains(&TAG.to_owned()), "{:?}", paper.tags);
    assert!(!paper.tags.contains(&NEW_TAG.to_owned()));
}

#[tokio::test]
async fn a_signature_made_elsewhere_is_checked_and_kept() {
    let world = certified().await;
    let vet = world.token("vet").await;
    let path = "/api/v1/certificates/1/signature";
    let asked = world.get(Some(&vet), path).await.json();
    assert!(asked["code"].is_null());
    let message = hex::decode(asked["message"].as_str().unwrap()).unwrap();
    let sign = |seed: u8| {
        let signature = MemberKey::from_seed(&[seed; 32]).sign(&message);
        json!({"signature": hex::encode(signature)})
    };
    let forged = world.post(&vet, path, &sign(5)).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    let short = world.post(&vet, path, &json!({"signature": "00"})).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let grower = world.token("grower").await;
    let stranger = world.post(&grower, path, &sign(4)).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let signed = world.post(&vet, path, &sign(4)).await;
    assert_eq!(signed.status, StatusCode::OK);
    let code = world.get(Some(&vet), path).await.json()["code"].clone();
    assert_eq!(signed.json()["code"], code);
    assert!(CertificateCode::read(code.as_str().unwrap()).is_ok());
}

/// A vaccination on a day.
fn immunised(disease: Disease, batch: &str) -> LivestockEntry {
    LivestockEntry::Immunised {
        act: Immunisation {
            disease,
            vaccine: Text::new("兽药生字(2023)220012011").unwrap(),
            batch: Text::new(batch).unwrap(),
            code: None,
            dose: Text::new("2 ml").unwrap(),
            date: "2026-04-01".parse().unwrap(),
        },
        until: "2026-10-01".parse().unwrap(),
        late: false,
    }
}

#[tokio::test]
async fn an_animal_keeps_what_its_herd_was_given_before_it_was_tagged() {
    let world = world().await;
    let (herd, animal) = (Subject::Herd(HerdId(1)), Subject::Animal(AnimalId(1)));
    let litter = LivestockEntry::HerdRegistered(HerdInput {
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        species: Species::Pig,
        heads: 10,
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Born,
        breed: Text::default(),
        pen: Text::default(),
    });
    let tagged = LivestockEntry::Tagged {
        tag: tag(TAG),
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Herd(HerdId(1)),
        breed: Text::default(),
        pen: Text::default(),
    };
    for (subject, entry) in [
        (herd, litter),
        (herd, immunised(Disease::FootAndMouth, "EARLY")),
        (animal, tagged),
        (herd, immunised(Disease::ClassicalSwineFever, "LATER")),
    ] {
        let number = world
            .node
            .add_block(vec![(subject, grower(), AnyEntry::Livestock(entry))]);
        world.indexed(number).await;
    }
    let owner = world.token("grower").await;
    let page = world.get(Some(&owner), &format!("/animals/{TAG}")).await;
    let page = text(&page.body);
    assert_well_formed(&page);
    assert!(page.contains("EARLY"), "{page}");
    assert!(!page.contains("LATER"), "{page}");
}

#[tokio::test]
async fn an_audit_says_what_became_of_it() {
    let world = certified().await;
    let county = world.token("county").await;
    let path = "/livestock/farms/2/report?lang=en&saved=";
    for (saved, told) in [
        ("accepted", "Saved: accepted"),
        ("changed", "Not saved"),
        ("reason", "Not saved"),
    ] {
        let page = world.get(Some(&county), &format!("{path}{saved}")).await;
        let page = text(&page.body);
        assert_well_formed(&page);
        assert!(page.contains(told), "{saved}: {page}");
    }
    let page = world.get(Some(&county), &format!("{path}other")).await;
    assert!(!text(&page.body).contains("Saved"));
}

#[tokio::test]
async fn what_is_searched_for_is_found() {
    let world = certified().await;
    let vet = world.token("vet").await;
    let search = |what: &str| {
        let query: String = url::form_urlencoded::byte_serialize(what.as_bytes()).collect();
        format!("/livestock/search?q={query}")
    };
    for (what, to) in [
        (TAG, "/animals/animal:1"),
        (NUMBER, "/certificates/1"),
        ("animal:2", "/animals/animal:2"),
    ] {
        let answer = world.get(Some(&vet), &search(what)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}");
        assert_eq!(answer.headers["location"], to, "{what}");
    }
    for (what, found) in [("晋L12345", NUMBER), ("果农", "/livestock/farms/2/report")] {
        let page = text(&world.get(Some(&vet), &search(what)).await.body);
        assert_well_formed(&page);
        assert!(page.contains(found), "{what}: {page}");
    }
    let stranger = world.token("packer").await;
    let page = text(&world.get(Some(&stranger), &search("晋L12345")).await.body);
    assert!(!page.contains(NUMBER));
}

#[tokio::test]
async fn contacts_and_reports_are_shown_to_the_authorities() {
    let world = certified().await;
    let county = world.token("county").await;
    for path in [
        "/livestock/contacts",
        "/livestock/contacts?farm=2&days=30",
        "/livestock/farms/2/report",
        "/livestock/farms/2/report?month=2026-07&lang=en",
    ] {
        let page = world.get(Some(&county), path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_well_formed(&text(&page.body));
    }
    let grower = world.token("grower").await;
    let path = "/api/v1/livestock/contacts?farm=2";
    for (token, query, status) in [
        (&county, "", StatusCode::OK),
        (&county, "&days=365", StatusCode::OK),
        (&county, "&days=366", StatusCode::UNPROCESSABLE_ENTITY),
        // Whom a farm met is for its authorities.
        (&grower, "", StatusCode::NOT_FOUND),
    ] {
        let answer = world.get(Some(token), &format!("{path}{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
    let page = text(
        &world
            .get(Some(&grower), "/livestock/contacts?farm=2")
            .await
            .body,
    );
    assert!(page.contains("辖区内没有"), "{page}");
    let stranger = world.token("packer").await;
    let page = world
        .get(Some(&stranger), "/livestock/farms/2/report")
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_died_after_the_declaration_is_not_on_the_certificate() {
    let world = declared(units(), 2).await;
    add(&world, Subject::Animal(AnimalId(1)), died(1)).await;
    let alive = [Unit::Animal(AnimalId(2))];
    certify(&world, &alive, 1).await;
    let (grower, vet) = (world.token("grower").await, world.token("vet").await);
    for path in [
        "/certificates/1",
        "/certificates/1/code.svg",
        "/certificates/1.pdf",
        "/api/v1/certificates/1/signature",
    ] {
        let answer = world.get(Some(&vet), path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    let page = text(&world.get(Some(&grower), "/certificates/1").await.body);
    assert!(!page.contains(TAG), "{page}");
    let genuine = code(&world).await;
    let page = text(&world.get(None, &format!("/V/{genuine}")).await.body);
    assert!(page.contains("证明有效"), "{page}");
    assert_eq!(outcomes(&world).await, [outcome("animal:2", "certified")]);
    // The dead one arrives nowhere.
    let arrived = LivestockEntry::Arrived {
        division: destination().division,
        receiver: OrganisationId(3),
        arrived: 1,
        dead: list(Vec::new()),
        missing: list(Vec::new()),
        at_ms: 1_785_500_000_000,
    };
    add(&world, Subject::Certificate(CERTIFICATE), arrived).await;
    assert_eq!(outcomes(&world).await, [outcome("animal:2", "arrived")]);
}

#[tokio::test]
async fn a_herd_that_lost_heads_after_the_declaration_stays_on_the_certificate() {
    let herd = Unit::Herd(HerdId(1));
    let mut whole = units();
    whole.insert(1, herd);
    let world = declared(whole.clone(), 12).await;
    let registered = LivestockEntry::HerdRegistered(HerdInput {
        farm: OrganisationId(2),
        village: VILLAGE.parse().unwrap(),
        species: Species::Pig,
        heads: 10,
        born: "2026-03-01".parse().unwrap(),
        origin: Origin::Born,
        breed: Text::default(),
        pen: Text::default(),
    });
    let counted = LivestockEntry::HerdCounted {
        heads: 7,
        cause: HerdChange::Died(HerdId(2)),
    };
    let formed = LivestockEntry::HerdFormed {
        from: HerdId(1),
        heads: 3,
        pen: Text::default(),
    };
    let dead = Subject::Herd(HerdId(2));
    for (subject, entry) in [
        (herd.subject(), registered),
        (herd.subject(), counted),
        (dead, formed),
        (dead, died(3)),
    ] {
        add(&world, subject, entry).await;
    }
    certify(&world, &whole, 9).await;
    let db = &world.app.db.reader;
    let certificate = Certificate::find(db, CERTIFICATE).await.unwrap().unwrap();
    assert_eq!((certificate.load.clone(), certificate.heads), (whole, 9));
    assert!(certificate.payload().is_ok());
}

#[tokio::test]
async fn a_code_with_another_signature_is_called_forged() {
    let world = certified().await;
    world
        .get(Some(&world.token("vet").await), "/certificates/1")
        .await;
    let genuine = code(&world).await;
    let payload = genuine.payload().clone();
    let forged = CertificateCode::new(SignedCertificate::new(payload, [1; 64]));
    let page = text(&world.get(None, &format!("/V/{forged}")).await.body);
    assert!(page.contains("假证明") && !page.contains(NUMBER), "{page}");
    // What was signed with a key that was lost since, was signed.
    let lost = RegistryEntry::KeyRotated {
        key: MemberKey::from_seed(&[6; 32]).public_key(),
        number: 1,
        reason: Text::new("丢失").unwrap(),
    };
    let member = Subject::Member(MemberId(4));
    let number = world
        .node
        .add_block(vec![(member, Author::Governance, AnyEntry::Registry(lost))]);
    world.indexed(number).await;
    for (code, word) in [(genuine, "证明有效"), (forged, "假证明")] {
        let page = text(&world.get(None, &format!("/V/{code}")).await.body);
        assert!(page.contains(word), "{page}");
    }
}

#[tokio::test]
async fn the_records_of_a_load_are_for_its_parties_and_the_authorities_of_both_ends() {
    let world = certified().await;
    let subjects = ["certificate:1", "declaration:1"];
    for subject in subjects {
        let path = format!("/api/v1/timelines/{subject}");
        let nobody = world.get(None, &path).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{subject}");
        for (login, status) in [
            ("grower", StatusCode::OK),
            ("vet", StatusCode::OK),
            ("county", StatusCode::OK),
            ("packer", StatusCode::NOT_FOUND),
        ] {
            let token = world.token(login).await;
            let answer = world.get(Some(&token), &path).await;
            assert_eq!(answer.status, status, "{login} {subject}");
        }
    }
    let county = world.token("county").await;
    for (role, division, status) in [
        (Role::Township, "141031100000", StatusCode::OK),
        (Role::Township, "141031101000", StatusCode::OK),
        (Role::Township, "141031102000", StatusCode::NOT_FOUND),
        (Role::OfficialVet, "141032000000", StatusCode::NOT_FOUND),
        (Role::Hauler, COUNTY, StatusCode::NOT_FOUND),
    ] {
        sqlx::query("UPDATE member_roles SET role = ?, division = ? WHERE member = 1")
            .bind(role.id())
            .bind(division)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        for subject in subjects {
            let path = format!("/api/v1/timelines/{subject}");
            let answer = world.get(Some(&county), &path).await;
            assert_eq!(answer.status, status, "{role} {division} {subject}");
        }
    }
    // Whoever carries or receives it reads them too.
    let packer = world.token("packer").await;
    for (update, subjects) in [
        (
            "UPDATE certificates SET carrier = 3",
            ["certificate:1", "declaration:1"],
        ),
        (
            "UPDATE certificates SET carrier = 2, receiver = 3",
            ["certificate:1", "certificate:1"],
        ),
        (
            "UPDATE declarations SET receiver = 3",
            ["declaration:1", "certificate:1"],
        ),
    ] {
        sqlx::query(update)
            .execute(&world.app.db.writer)
            .await
            .unwrap();
        for subject in subjects {
            let path = format!("/api/v1/timelines/{subject}");
            let answer = world.get(Some(&packer), &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{update} {subject}");
        }
    }
}
