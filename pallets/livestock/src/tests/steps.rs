//! Ready-made steps behind the slaughterhouse's door: from intake to meat, from death to disposal.

use std::cell::Cell;

use county_primitives::{
    livestock::*, produce::TestVerdict, ClaimId, Date, DisposalId, Grams, InsuranceId, MeatId,
    ProductClass, SlaughterBatchId, Text,
};
use frame_support::{assert_ok, dispatch::DispatchResult};

use crate::{
    mock::*, types::Meat, Meats, NextClaim, NextDisposal, NextInsurance, NextMeat,
    NextSlaughterBatch, SlaughterBatches,
};

pub(super) const LIVE: u64 = 110_000;
pub(super) const HOT: u64 = 80_000;

pub(super) fn pork() -> ProductClass {
    "030101".parse().unwrap()
}

pub(super) fn to_house() -> Destination {
    to(Actor::House, OTHER_VILLAGE)
}

pub(super) fn intake(
    certificate: county_primitives::CertificateId,
    alive: &[Unit],
    dead: &[Unit],
) -> Intake {
    Intake {
        certificate,
        arrived: group(alive),
        dead: list(dead),
        at_ms: now_ms(),
    }
}

pub(super) fn take_in(actor: Actor, intake: Intake) -> DispatchResult {
    Livestock::take_in(signed(actor), items(&[intake]))
}

/// Pigs that the slaughterhouse has taken in.
pub(super) fn in_lairage(count: u32) -> (Vec<Unit>, SlaughterBatchId) {
    let (pigs, certificate) = on_the_road(count, Purpose::Slaughter, to_house());
    let id = NextSlaughterBatch::<Runtime>::get();
    assert_ok!(take_in(Actor::House, intake(certificate, &pigs, &[])));
    (pigs, id)
}

pub(super) fn batch(id: SlaughterBatchId) -> crate::types::SlaughterBatch {
    SlaughterBatches::<Runtime>::get(id).unwrap()
}

pub(super) fn announcement(batch: SlaughterBatchId) -> SlaughterDeclaration {
    SlaughterDeclaration {
        batch,
        planned_ms: now_ms() + 360 * 60_000,
        emergency: false,
    }
}

pub(super) fn announce(actor: Actor, declaration: SlaughterDeclaration) -> DispatchResult {
    Livestock::declare_slaughter(signed(actor), items(&[declaration]))
}

pub(super) fn look(batch: SlaughterBatchId, failed: &[Unit], note: &str) -> AnteMortem {
    AnteMortem {
        batch,
        failed: list(failed),
        note: text(note),
    }
}

pub(super) fn inspect_living(actor: Actor, look: AnteMortem) -> DispatchResult {
    Livestock::inspect_before_kill(signed(actor), items(&[look]))
}

pub(super) fn batch_test(batch: SlaughterBatchId, verdict: TestVerdict) -> BatchTest {
    BatchTest {
        batch,
        disease: Disease::AfricanSwineFever,
        sample: text("ASF-1"),
        verdict,
        report: digest(4),
    }
}

pub(super) fn test_batch(actor: Actor, test: BatchTest) -> DispatchResult {
    Livestock::test_batches(signed(actor), items(&[test]))
}

/// A batch of pigs that may be slaughtered now: announced, inspected, tested, rested.
pub(super) fn ready_to_kill(count: u32) -> (Vec<Unit>, SlaughterBatchId) {
    let (pigs, id) = in_lairage(count);
    assert_ok!(announce(Actor::House, announcement(id)));
    assert_ok!(inspect_living(Actor::Vet, look(id, &[], "")));
    assert_ok!(test_batch(Actor::House, batch_test(id, TestVerdict::Pass)));
    pass_minutes(720);
    (pigs, id)
}

thread_local! {
    static HUNG: Cell<u32> = const { Cell::new(0) };
}

/// The number of the carcass at a place in today's line.
pub(super) fn carcass_number(place: u32) -> Text<40> {
    let day = today().to_string().replace('-', "");
    text(&format!("A50015301-{day}-{place:05}"))
}

/// A carcass with the next number of the line.
pub(super) fn carcass(unit: Option<Unit>, hot: u64) -> Carcass {
    let place = HUNG.get() + 1;
    HUNG.set(place);
    Carcass {
        unit,
        code: carcass_number(place),
        live: Grams(LIVE),
        hot: Grams(hot),
    }
}

/// A kill of all these animals, each with its carcass known.
pub(super) fn kill_of(batch: SlaughterBatchId, units: &[Unit], hot: u64) -> Kill {
    let carcasses: Vec<_> = units.iter().map(|unit| carcass(Some(*unit), hot)).collect();
    Kill {
        batch,
        group: group(units),
        identity: IdentityLevel::Individual,
        product: pork(),
        carcasses: list(&carcasses),
        at_ms: now_ms(),
    }
}

/// The same by a line that lost the order of its hooks.
pub(super) fn unnamed(mut kill: Kill, identity: IdentityLevel) -> Kill {
    for carcass in kill.carcasses.iter_mut() {
        carcass.unit = None;
    }
    kill.identity = identity;
    kill
}

pub(super) fn slaughter(actor: Actor, kill: Kill) -> DispatchResult {
    Livestock::slaughter(signed(actor), items(&[kill]))
}

/// Carcasses of as many pigs, of this hot mass each, that nobody inspected yet.
pub(super) fn hung(count: u32, hot: u64) -> (Vec<MeatId>, SlaughterBatchId) {
    let (pigs, id) = ready_to_kill(count);
    let first = NextMeat::<Runtime>::get().0;
    assert_ok!(slaughter(Actor::House, kill_of(id, &pigs, hot)));
    (pieces(first, count), id)
}

pub(super) fn pieces(first: u64, count: u32) -> Vec<MeatId> {
    (first..first + u64::from(count)).map(MeatId).collect()
}

pub(super) fn verdict(meat: MeatId, passed: bool) -> CarcassInspection {
    CarcassInspection {
        meat,
        passed,
        seal: text(if passed { "渝检2026-1" } else { "" }),
        note: text(if passed { "" } else { "淋巴结出血" }),
    }
}

pub(super) fn inspect(actor: Actor, verdict: CarcassInspection) -> DispatchResult {
    Livestock::inspect_carcasses(signed(actor), items(&[verdict]))
}

pub(super) fn pass(meat: MeatId) {
    assert_ok!(inspect(Actor::Vet, verdict(meat, true)));
    assert_ok!(inspect(Actor::HouseInspector, verdict(meat, true)));
}

/// Carcasses that passed both inspections.
pub(super) fn passed(count: u32, hot: u64) -> (Vec<MeatId>, SlaughterBatchId) {
    let (carcasses, id) = hung(count, hot);
    carcasses.iter().copied().for_each(pass);
    (carcasses, id)
}

pub(super) fn meat(id: MeatId) -> Meat {
    Meats::<Runtime>::get(id).unwrap()
}

pub(super) fn part(meat: MeatId, mass: u64) -> MeatPart {
    MeatPart {
        meat,
        mass: Grams(mass),
    }
}

pub(super) fn output(kind: MeatKind, mass: u64) -> MeatOutput {
    MeatOutput {
        kind,
        cut: text("五花肉"),
        mass: Grams(mass),
        grade: None,
    }
}

pub(super) fn cutting(parent: MeatId, mass: u64, outputs: &[MeatOutput]) -> Cutting {
    Cutting {
        parent: part(parent, mass),
        outputs: list(outputs),
        trim: Grams::ZERO,
        chill_loss: Grams::ZERO,
        condemned: Grams::ZERO,
        date: today(),
    }
}

pub(super) fn cut(actor: Actor, cutting: Cutting) -> DispatchResult {
    Livestock::cut_meat(signed(actor), items(&[cutting]))
}

pub(super) fn packaging(parents: &[MeatPart], net: u64) -> Packaging {
    Packaging {
        parents: list(parents),
        name: text("荣昌猪肉馅"),
        net: Grams(net),
        grade: None,
        date: today(),
    }
}

pub(super) fn pack(actor: Actor, packaging: Packaging) -> DispatchResult {
    Livestock::pack_meat(signed(actor), items(&[packaging]))
}

pub(super) fn product_certificate(meats: &[MeatId], to: Destination) -> ProductCertificateInput {
    let number = crate::NextCertificate::<Runtime>::get();
    ProductCertificateInput {
        meats: list(meats),
        number: text(&format!("5001532P{:06}", number.0)),
        destination: to,
        transport: transport(),
        valid_days: 1,
        particulars: digest(8),
    }
}

pub(super) fn certify_meat(actor: Actor, input: ProductCertificateInput) -> DispatchResult {
    Livestock::certify_products(signed(actor), items(&[input]))
}

pub(super) fn deliver(actor: Actor, meat: MeatId, to: Actor) -> DispatchResult {
    let to = to.organisation();
    Livestock::deliver_meat(signed(actor), items(&[MeatDelivery { meat, to }]))
}

pub(super) fn recall(actor: Actor, scope: RecallScope) -> DispatchResult {
    let recall = MeatRecall {
        scope,
        reason: text("检出瘦肉精"),
        evidence: None,
    };
    Livestock::recall_meat(signed(actor), items(&[recall]))
}

pub(super) fn death(units: &[Unit], mass: u64) -> DeathReport {
    DeathReport {
        group: group(units),
        heads: None,
        cause: DeathCause::Unknown,
        mass: Grams(mass),
        photo: digest(6),
        at_ms: now_ms(),
    }
}

pub(super) fn report(actor: Actor, report: DeathReport) -> DispatchResult {
    Livestock::report_deaths(signed(actor), items(&[report]))
}

pub(super) fn body(unit: Unit, mass: u64) -> Body {
    Body {
        remains: Remains::Unit(unit),
        mass: Grams(mass),
    }
}

pub(super) fn collection(bodies: &[Body]) -> Collection {
    Collection {
        bodies: list(bodies),
        plant: Actor::Plant.organisation(),
        plate: digest(PLATE),
        handover: digest(7),
        at_ms: now_ms(),
    }
}

pub(super) fn collect(actor: Actor, collection: Collection) -> DispatchResult {
    Livestock::collect_bodies(signed(actor), items(&[collection]))
}

pub(super) fn reception(disposal: DisposalId, heads: u32, mass: u64) -> Reception {
    Reception {
        disposal,
        heads,
        mass: Grams(mass),
        video: digest(8),
        at_ms: now_ms(),
    }
}

pub(super) fn receive(actor: Actor, reception: Reception) -> DispatchResult {
    Livestock::receive_bodies(signed(actor), items(&[reception]))
}

pub(super) fn treatment(disposal: DisposalId, mass: u64, products: u64) -> Treatment {
    Treatment {
        disposal,
        method: DisposalMethod::Rendering,
        mass: Grams(mass),
        products: Grams(products),
        product: text("工业油脂"),
        video: digest(9),
        at_ms: now_ms(),
    }
}

pub(super) fn treat(actor: Actor, treatment: Treatment) -> DispatchResult {
    Livestock::treat_bodies(signed(actor), items(&[treatment]))
}

/// Animals of the farm die, and the plant has their bodies.
pub(super) fn die_and_hand_over(units: &[Unit], mass: u64) -> DisposalId {
    assert_ok!(report(Actor::Farm, death(units, mass)));
    hand_over(units, mass)
}

pub(super) fn hand_over(units: &[Unit], mass: u64) -> DisposalId {
    file_vehicle();
    let id = NextDisposal::<Runtime>::get();
    let bodies: Vec<_> = units.iter().map(|unit| body(*unit, mass)).collect();
    assert_ok!(collect(Actor::Hauler, collection(&bodies)));
    let count = u32::try_from(units.len()).unwrap();
    let all = mass * u64::from(count);
    assert_ok!(receive(Actor::Plant, reception(id, count, all)));
    id
}

pub(super) fn policy_over(units: &[Unit]) -> InsuranceInput {
    let number = NextInsurance::<Runtime>::get();
    InsuranceInput {
        number: text(&format!("PICC-{}", number.0)),
        farm: Actor::Farm.organisation(),
        species: Species::Pig,
        group: group(units),
        from: today(),
        until: Date(today().0 + 180),
        sum_per_head: 80_000,
        age_days_min: 20,
        mass_min: Grams::ZERO,
        terms: digest(3),
    }
}

pub(super) fn insure(actor: Actor, input: InsuranceInput) -> DispatchResult {
    Livestock::insure(signed(actor), items(&[input]))
}

/// Immunised pigs of the farm under one contract.
pub(super) fn insured(count: u32) -> (Vec<Unit>, InsuranceId) {
    let pigs = tag_pigs(count);
    set_plan();
    immunise(&pigs);
    let id = NextInsurance::<Runtime>::get();
    assert_ok!(insure(Actor::Insurer, policy_over(&pigs)));
    (pigs, id)
}

pub(super) fn claim(insurance: InsuranceId, unit: Unit, mass: u64, photo: u8) -> ClaimInput {
    ClaimInput {
        insurance,
        unit,
        mass: Grams(mass),
        amount: 60_000,
        photo: digest(photo),
        survey: digest(2),
    }
}

pub(super) fn file(actor: Actor, claim: ClaimInput) -> DispatchResult {
    Livestock::file_claims(signed(actor), items(&[claim]))
}

pub(super) fn filed(claim: ClaimInput) -> ClaimId {
    let id = NextClaim::<Runtime>::get();
    assert_ok!(file(Actor::Farm, claim));
    id
}

pub(super) fn decide(actor: Actor, claim: ClaimId, amount: Option<u64>) -> DispatchResult {
    let decision = ClaimDecision {
        claim,
        amount,
        reason: text(if amount.is_some() { "" } else { "照片不符" }),
    };
    Livestock::decide_claims(signed(actor), items(&[decision]))
}

pub(super) fn pay(actor: Actor, claim: ClaimId) -> DispatchResult {
    let payment = ClaimPayment {
        claim,
        receipt: digest(1),
    };
    Livestock::pay_claims(signed(actor), items(&[payment]))
}
