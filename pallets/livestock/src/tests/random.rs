//! Random sequences of all calls: whatever is accepted or refused, an animal has one state and one
//! place, and tags, heads, sides and grams are neither lost nor made.

use std::collections::BTreeMap;

use county_primitives::{
    labels::CodeRange, livestock::*, produce::TestVerdict, traits::Packable, BatchId,
    CertificateId, ClaimId, DeclarationId, DisposalId, DivisionCode, Grams, InsuranceId, MeatId,
    Role, SlaughterBatchId, Subject, Timeline, ZoneId,
};
use frame_support::{assert_ok, storage::with_storage_layer, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_runtime::DispatchResult;

use super::zones::zone;
use crate::{
    mock::*,
    types::{Certificate, Life, TripState},
    Certificates, Claims, Declarations, Disposals, Insurances, Lives, Meats, SlaughterBatches,
    Timelines, Zones,
};

/// The calls, the more often named the more often tried, so that the sequences come far.
const CALLS: &[fn(u8, u8, u8) -> DispatchResult] = &[
    tag,
    tag,
    register,
    split,
    from_herd,
    retag,
    spend,
    hand_back,
    immunise,
    immunise,
    medicate,
    care,
    transfer,
    missing,
    recover,
    sight,
    declare,
    declare,
    declare,
    answer,
    answer,
    withdraw,
    fail,
    clear,
    certify,
    certify,
    certify,
    cancel,
    depart,
    depart,
    depart,
    checkpoint,
    arrive,
    arrive,
    redispatch,
    land,
    lockdown,
    lift,
    release,
    time,
    time,
    idle,
    take_in,
    take_in,
    take_in,
    announce,
    announce,
    look,
    look,
    test,
    test,
    kill,
    kill,
    kill,
    inspect,
    inspect,
    inspect,
    inspect,
    cut,
    cut,
    cut,
    package,
    package,
    condemn,
    product_paper,
    deliver,
    label,
    label,
    recall,
    die,
    die,
    collect,
    collect,
    receive,
    receive,
    treat,
    treat,
    insure,
    claim,
    decide,
    pay,
];

fn chosen<Id: Copy + Ord, Value>(
    all: impl Iterator<Item = (Id, Value)>,
    filter: impl Fn(&Value) -> bool,
    number: u8,
) -> Option<(Id, Value)> {
    let mut found: Vec<(Id, Value)> = all.filter(|(_, value)| filter(value)).collect();
    found.sort_by_key(|(id, _)| *id);
    let count = found.len();
    (count > 0).then(|| found.swap_remove(usize::from(number) % count))
}

/// Up to `count` animals that pass, of the farm and village of the first of them.
fn animals(count: u8, number: u8, filter: impl Fn(&Life) -> bool) -> Vec<Unit> {
    let Some((first, leader)) = chosen(Lives::<Runtime>::iter(), |life| filter(life), number)
    else {
        return vec![Unit::Animal(county_primitives::AnimalId(9_999))];
    };
    let mut found: Vec<Unit> = Lives::<Runtime>::iter()
        .filter(|(unit, life)| {
            *unit >= first
                && filter(life)
                && (life.farm, life.village, life.species)
                    == (leader.farm, leader.village, leader.species)
        })
        .map(|(unit, _)| unit)
        .collect();
    found.sort();
    found.truncate(usize::from(count % 4) + 1);
    found
}

fn on_farm(life: &Life) -> bool {
    life.state == AnimalState::OnFarm && life.heads() > 0
}

fn keeper(units: &[Unit]) -> Actor {
    let farm = units
        .first()
        .and_then(|unit| Lives::<Runtime>::get(unit))
        .map(|life| life.farm);
    [
        Actor::Farm,
        Actor::NextFarm,
        Actor::Market,
        Actor::Neighbour,
    ]
    .into_iter()
    .find(|actor| Some(actor.organisation()) == farm)
    .unwrap_or(Actor::Farm)
}

fn act<Act: Clone>(units: &[Unit], act: Act) -> county_primitives::Items<GroupAct<Act>> {
    let group = group(units);
    items(&[GroupAct { group, act }])
}

fn tag(a: u8, _: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial());
    let range = tags(from, from + u32::from(a % 4));
    Livestock::tag_animals(signed(Actor::Farm), items(&[tagging(range)]))
}

fn register(a: u8, b: u8, _: u8) -> DispatchResult {
    let species = if b % 2 == 0 {
        Species::Pig
    } else {
        Species::Poultry
    };
    let input = herd_input(species, u32::from(a));
    Livestock::register_herds(signed(Actor::Farm), items(&[input]))
}

fn herds(number: u8) -> county_primitives::HerdId {
    let herd = chosen(
        Lives::<Runtime>::iter().filter(|(unit, _)| matches!(unit, Unit::Herd(_))),
        on_farm,
        number,
    );
    match herd {
        Some((Unit::Herd(id), _)) => id,
        _ => county_primitives::HerdId(1),
    }
}

fn split(a: u8, b: u8, _: u8) -> DispatchResult {
    let split = HerdSplit {
        herd: herds(a),
        heads: u32::from(b),
        pen: text("3栋"),
    };
    Livestock::split_herds(signed(Actor::Farm), items(&[split]))
}

fn from_herd(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial());
    let herd = herds(a);
    let born = Lives::<Runtime>::get(Unit::Herd(herd)).map_or(today(), |life| life.born);
    let tagging = Tagging {
        origin: Origin::Herd(herd),
        born,
        ..tagging(tags(from, from + u32::from(b % 4)))
    };
    Livestock::tag_animals(signed(Actor::Farm), items(&[tagging]))
}

fn retag(a: u8, _: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let old = animals(0, a, |life| life.tag().is_some())
        .first()
        .and_then(|unit| Lives::<Runtime>::get(unit))
        .and_then(|life| life.tag());
    let retagging = Retagging {
        old: old.unwrap_or(super::super::mock::tag(1)),
        new: stock
            .last()
            .map_or(super::super::mock::tag(1), |range| range.to),
        reason: text("脱落"),
    };
    Livestock::retag_animals(signed(Actor::Farm), items(&[retagging]))
}

fn spend(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let from = stock.first().map_or(1, |range| range.from.serial()) + u32::from(a % 8);
    let spending = TagSpending {
        tags: tags(from, from + u32::from(b % 3)),
        lost: b % 2 == 0,
        reason: text("断裂"),
    };
    Livestock::spend_tags(signed(Actor::Farm), items(&[spending]))
}

fn hand_back(a: u8, b: u8, _: u8) -> DispatchResult {
    let stock = Livestock::tag_stock(Actor::Farm.organisation(), PIG_SERIES);
    let to = stock.last().map_or(1, |range| range.to.serial());
    let handing = TagMove {
        tags: tags(to.saturating_sub(u32::from(a % 2)), to),
        to: [Actor::Town, Actor::NextFarm][usize::from(b % 2)].organisation(),
    };
    Livestock::return_tags(signed(Actor::Farm), items(&[handing]))
}

fn immunise(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(3, a, |life| on_farm(life) && life.species == Species::Pig);
    let input = immunisation(county_primitives::Date(today().0 - u32::from(b % 16 == 0)));
    Livestock::immunise(signed(keeper(&units)), act(&units, input))
}

fn medicate(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, on_farm);
    Livestock::medicate(
        signed(keeper(&units)),
        act(
            &units,
            medication(if b % 4 == 0 { "无名" } else { "短" }, today()),
        ),
    )
}

fn care(a: u8, b: u8, c: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.state.is_alive());
    let mass = Grams(50_000 + u64::from(c) * 1_000);
    let date = today();
    let care = Care::Weighed { mass };
    Livestock::record_care(signed(keeper(&units)), act(&units, CareAct { care, date }))
}

fn transfer(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, on_farm);
    let village = division([VILLAGE, OTHER_VILLAGE, NEXT_VILLAGE][usize::from(b % 3)]);
    let input = Transfer {
        village,
        pen: text("9栋"),
        date: today(),
    };
    Livestock::transfer_animals(signed(Actor::Farm), act(&units, input))
}

fn inventory() -> Inventory {
    Inventory {
        date: today(),
        note: text("盘点"),
        evidence: None,
    }
}

fn missing(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(0, a, |life| on_farm(life) && b % 4 == 0);
    Livestock::report_missing(signed(keeper(&units)), act(&units, inventory()))
}

fn recover(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.state == AnimalState::Missing);
    Livestock::recover_animals(signed(Actor::Vet), act(&units, inventory()))
}

fn sight(a: u8, b: u8, _: u8) -> DispatchResult {
    let sighting = Sighting {
        tag: super::super::mock::tag(u32::from(a)),
        division: division([VILLAGE, OTHER_VILLAGE][usize::from(b % 2)]),
        at_ms: now_ms(),
    };
    Livestock::report_sightings(signed(Actor::Vet), items(&[sighting]))
}

fn declare(a: u8, b: u8, c: u8) -> DispatchResult {
    let ready = |life: &Life| {
        on_farm(life)
            && !life.barred
            && (life.tag().is_some() || life.species == Species::Poultry && c % 8 == 0)
    };
    let units = animals(b, a, ready);
    let (purpose, destination) = match c % 4 {
        0 => (Purpose::Trade, to(Actor::Market, OTHER_VILLAGE)),
        1 => (
            Purpose::Other,
            Destination {
                organisation: None,
                division: division(FAR_COUNTY),
            },
        ),
        _ => (Purpose::Slaughter, to(Actor::House, OTHER_VILLAGE)),
    };
    let input = declaration_input(group(&units), purpose, destination);
    Livestock::declare(signed(keeper(&units)), items(&[input]))
}

fn declarations(number: u8, state: DeclarationState) -> DeclarationId {
    chosen(
        Declarations::<Runtime>::iter(),
        |declaration| declaration.state == state && declaration.heads > 0,
        number,
    )
    .map_or(DeclarationId(1), |(id, _)| id)
}

fn answer(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = declarations(a, DeclarationState::Submitted);
    let input = super::super::mock::answer(id, b % 8 > 0);
    Livestock::answer_declarations(signed(Actor::Vet), items(&[input]))
}

fn withdraw(a: u8, _: u8, _: u8) -> DispatchResult {
    let withdrawal = DeclarationWithdrawal {
        declaration: declarations(a, DeclarationState::Accepted),
        reason: text("改期"),
    };
    Livestock::withdraw_declarations(signed(Actor::Farm), items(&[withdrawal]))
}

fn fail(a: u8, _: u8, _: u8) -> DispatchResult {
    let id = declarations(a, DeclarationState::Accepted);
    let load = crate::Loads::<Runtime>::get(id);
    let failure = InspectionFailure {
        declaration: id,
        units: list(&load[..load.len().min(1)]),
        reason: text("发热"),
        notice: digest(1),
    };
    Livestock::fail_inspections(signed(Actor::Vet), items(&[failure]))
}

fn clear(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.barred);
    let input = Clearance {
        reason: text("复检"),
        evidence: digest(1),
    };
    Livestock::clear_animals(signed(Actor::Vet), act(&units, input))
}

fn certify(a: u8, _: u8, _: u8) -> DispatchResult {
    let input = certificate_input(declarations(a, DeclarationState::Accepted));
    Livestock::certify(signed(Actor::Vet), items(&[input]))
}

fn certificates(number: u8, filter: fn(&Certificate) -> bool) -> CertificateId {
    chosen(
        Certificates::<Runtime>::iter(),
        |certificate| filter(certificate) && certificate.declaration.is_some(),
        number,
    )
    .map_or(CertificateId(1), |(id, _)| id)
}

fn issued(certificate: &Certificate) -> bool {
    certificate.state == TripState::Issued && certificate.valid_until >= today()
}

fn departed(certificate: &Certificate) -> bool {
    matches!(certificate.state, TripState::Departed { .. })
}

fn for_market(certificate: &Certificate) -> bool {
    departed(certificate) && certificate.purpose == Some(Purpose::Trade)
}

fn for_slaughter(certificate: &Certificate) -> bool {
    let fresh = certificate.valid_until >= today();
    departed(certificate) && certificate.purpose == Some(Purpose::Slaughter) && fresh
}

fn for_outside(certificate: &Certificate) -> bool {
    departed(certificate) && certificate.purpose == Some(Purpose::Other)
}

fn arrived(certificate: &Certificate) -> bool {
    matches!(certificate.state, TripState::Arrived { .. })
}

fn cancel(a: u8, b: u8, _: u8) -> DispatchResult {
    let cancellation = Cancellation {
        certificate: certificates(a, if b % 4 > 0 { issued } else { departed }),
        reason: text("车坏"),
    };
    Livestock::cancel_certificates(signed(Actor::Vet), items(&[cancellation]))
}

fn load_of(id: CertificateId) -> Vec<Unit> {
    Certificates::<Runtime>::get(id)
        .and_then(|certificate| certificate.declaration)
        .map_or(vec![], |id| crate::Loads::<Runtime>::get(id).to_vec())
}

fn depart(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, issued);
    let load = load_of(id);
    let left = load[..load.len().min(usize::from(b % 8 == 0))].to_vec();
    let heads = |units: &[Unit]| -> u32 { units.iter().map(|unit| life(*unit).heads()).sum() };
    let departure = Departure {
        left_behind: list(&left),
        ..departure(id, heads(&load) - heads(&left))
    };
    Livestock::depart(signed(Actor::Hauler), items(&[departure]))
}

fn checkpoint(a: u8, b: u8, _: u8) -> DispatchResult {
    let stop = Checkpoint {
        certificate: certificates(a, departed),
        passage: text("检查站"),
        division: division(OTHER_VILLAGE),
        plate: digest(PLATE),
        heads: u32::from(b % 4),
        at_ms: now_ms(),
    };
    Livestock::pass_checkpoints(signed(Actor::Vet), items(&[stop]))
}

/// Who came alive and who came dead of a load; the rest is missing.
fn shares(load: &[Unit], b: u8) -> (Vec<Unit>, Vec<Unit>) {
    let dead = load.len().min(usize::from(b % 16 == 0));
    let gone = load
        .len()
        .saturating_sub(dead)
        .min(usize::from(b % 16 == 1));
    let (dead, rest) = load.split_at(dead);
    (rest[gone..].to_vec(), dead.to_vec())
}

fn arrive(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_market);
    let (alive, dead) = shares(&load_of(id), b);
    let input = arrival(id, OTHER_VILLAGE, &alive, &dead);
    Livestock::arrive(signed(Actor::Market), items(&[input]))
}

fn redispatch(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| on_farm(life) && life.certificate().is_some());
    let basis = Lives::<Runtime>::get(units[0]).and_then(|life| life.certificate());
    let number = crate::NextCertificate::<Runtime>::get();
    let input = Redispatch {
        basis: basis.unwrap_or(CertificateId(1)),
        group: group(&units),
        purpose: Purpose::Rearing,
        destination: to(Actor::NextFarm, NEXT_VILLAGE),
        number: text(&format!("R{}", number.0)),
        inspection: inspection(units.len() as u32),
        transport: transport(),
        valid_days: 1,
        particulars: digest(1),
    };
    Livestock::redispatch(signed(Actor::Vet), items(&[input]))
}

fn land(a: u8, b: u8, c: u8) -> DispatchResult {
    let report = LandingReport {
        certificate: certificates(a, arrived),
        heads: u32::from(c % 4),
    };
    let actor = [Actor::Hauler, Actor::Market, Actor::House][usize::from(b % 3)];
    Livestock::report_landings(signed(actor), items(&[report]))
}

fn lockdown(a: u8, b: u8, _: u8) -> DispatchResult {
    let until = Some(today().plus_days(u32::from(a % 3)));
    let places: &[&str] = if b % 8 == 0 { &[TOWN] } else { &[FAR_VILLAGE] };
    let farms = [Actor::Neighbour.organisation()];
    let input = ZoneInput {
        until,
        ..zone(&places[..usize::from(b % 8 == 0)], &farms)
    };
    Livestock::order_zones(signed(Actor::County), items(&[input]))
}

fn lift(a: u8, _: u8, _: u8) -> DispatchResult {
    let open = chosen(Zones::<Runtime>::iter(), |zone| !zone.lifted, a);
    let lift = ZoneLift {
        zone: open.map_or(ZoneId(1), |(id, _)| id),
        order: text("解除"),
    };
    Livestock::lift_zones(signed(Actor::County), items(&[lift]))
}

fn release(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_outside);
    let leaving = Leaving {
        certificate: id,
        heads: u32::from(b % 4),
        evidence: digest(1),
    };
    Livestock::acknowledge_leaving(signed(Actor::Vet), items(&[leaving]))
}

fn time(a: u8, b: u8, _: u8) -> DispatchResult {
    pass_minutes(u64::from(a % 60) + if b % 16 == 0 { 24 * 60 } else { 0 });
    Ok(())
}

fn idle(_: u8, _: u8, _: u8) -> DispatchResult {
    Livestock::on_idle(1, Weight::MAX);
    Ok(())
}

fn take_in(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_slaughter);
    let (alive, dead) = shares(&load_of(id), b);
    let intake = Intake {
        certificate: id,
        arrived: group(&alive),
        dead: list(&dead),
        at_ms: now_ms(),
    };
    Livestock::take_in(signed(Actor::House), items(&[intake]))
}

fn batches(number: u8) -> SlaughterBatchId {
    chosen(
        SlaughterBatches::<Runtime>::iter(),
        |batch| batch.killed < batch.heads && !batch.recalled,
        number,
    )
    .map_or(SlaughterBatchId(1), |(id, _)| id)
}

fn announce(a: u8, b: u8, _: u8) -> DispatchResult {
    let emergency = b % 2 == 0;
    let declaration = SlaughterDeclaration {
        batch: batches(a),
        planned_ms: now_ms() + if emergency { 0 } else { 360 * 60_000 },
        emergency,
    };
    Livestock::declare_slaughter(signed(Actor::House), items(&[declaration]))
}

fn look(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = batches(a);
    let here = |life: &Life| {
        life.state == AnimalState::Lairage
            && life.through == crate::types::Through::SlaughterBatch(id)
    };
    let failed = if b % 8 == 0 {
        animals(0, b, here)
    } else {
        vec![]
    };
    let inspection = AnteMortem {
        batch: id,
        failed: list(&failed),
        note: text("跛行"),
    };
    Livestock::inspect_before_kill(signed(Actor::Vet), items(&[inspection]))
}

fn test(a: u8, b: u8, _: u8) -> DispatchResult {
    let test = BatchTest {
        batch: batches(a),
        disease: Disease::AfricanSwineFever,
        sample: text("S1"),
        verdict: if b % 32 == 0 {
            TestVerdict::Fail
        } else {
            TestVerdict::Pass
        },
        report: digest(1),
    };
    Livestock::test_batches(signed(Actor::House), items(&[test]))
}

fn kill(a: u8, b: u8, c: u8) -> DispatchResult {
    let id = batches(a);
    let here = |life: &Life| {
        life.state == AnimalState::Lairage
            && life.through == crate::types::Through::SlaughterBatch(id)
    };
    let units = animals(b, c, here);
    let individual = b % 2 == 0;
    let carcasses: Vec<Carcass> = units
        .iter()
        .zip(0u64..)
        .map(|(unit, at)| Carcass {
            unit: individual.then_some(*unit),
            code: text(&format!("A1-20260901-{c:03}{at:02}")),
            live: Grams(110_000),
            hot: Grams(70_000 + u64::from(c) * 100),
        })
        .collect();
    let kill = Kill {
        batch: id,
        group: group(&units),
        identity: if individual {
            IdentityLevel::Individual
        } else {
            IdentityLevel::PenBatch
        },
        product: "020101".parse().unwrap(),
        carcasses: list(&carcasses),
        at_ms: now_ms(),
    };
    Livestock::slaughter(signed(Actor::House), items(&[kill]))
}

fn meats(number: u8, filter: impl Fn(&crate::types::Meat) -> bool) -> MeatId {
    chosen(Meats::<Runtime>::iter(), filter, number).map_or(MeatId(1), |(id, _)| id)
}

fn inspect(a: u8, b: u8, _: u8) -> DispatchResult {
    let by_vet = b % 2 == 0;
    let open = |meat: &crate::types::Meat| {
        meat.kind == MeatKind::Carcass
            && if by_vet {
                meat.quarantine_passed.is_none()
            } else {
                meat.quality_passed.is_none()
            }
    };
    let inspection = CarcassInspection {
        meat: meats(a, open),
        passed: b % 16 != 3,
        seal: text("Z001"),
        note: text("淤血"),
    };
    let actor = if by_vet {
        Actor::Vet
    } else {
        Actor::HouseInspector
    };
    Livestock::inspect_carcasses(signed(actor), items(&[inspection]))
}

fn house_or_packer(meat: MeatId) -> Actor {
    match Meats::<Runtime>::get(meat).map(|meat| meat.holder) {
        Some(holder) if holder == Actor::Packer.organisation() => Actor::Packer,
        _ => Actor::House,
    }
}

fn cut(a: u8, b: u8, c: u8) -> DispatchResult {
    let id = meats(a, |meat| {
        meat.remaining() > Grams::ZERO && meat.quality_passed == Some(true)
    });
    let Some(meat) = Meats::<Runtime>::get(id) else {
        return Err(HELD);
    };
    let mass = meat.remaining();
    let part = |kind, name: &str, share: u64| MeatOutput {
        kind,
        cut: text(name),
        mass: Grams(mass.0 * share / 100),
        grade: None,
    };
    let outputs = match (meat.kind, b % 2) {
        (MeatKind::Carcass, 0) => vec![
            part(MeatKind::LeftHalf, "", 40),
            part(MeatKind::RightHalf, "", 40),
            part(MeatKind::Heart, "", 5),
            part(MeatKind::Head, "", 10),
        ],
        (MeatKind::Carcass, _) => vec![part(MeatKind::LeftHalf, "", 96)],
        _ => vec![
            part(MeatKind::Cut, "五花肉", 50),
            part(MeatKind::Cut, "里脊", 46),
        ],
    };
    let out: u64 = outputs.iter().map(|output| output.mass.0).sum();
    let cutting = Cutting {
        parent: MeatPart { meat: id, mass },
        outputs: list(&outputs),
        trim: Grams(mass.0 - out - mass.0 / 100 + u64::from(c % 4) * mass.0 / 200),
        chill_loss: Grams::ZERO,
        condemned: Grams(mass.0 / 100),
        date: today(),
    };
    Livestock::cut_meat(signed(house_or_packer(id)), items(&[cutting]))
}

fn package(a: u8, b: u8, c: u8) -> DispatchResult {
    let left =
        |meat: &crate::types::Meat| meat.kind == MeatKind::Cut && meat.remaining() > Grams(10);
    let (one, other) = (meats(a, left), meats(b, left));
    let mut parts = vec![one, other];
    parts.dedup();
    let parents: Vec<MeatPart> = parts
        .into_iter()
        .map(|id| {
            let left = Meats::<Runtime>::get(id).map_or(Grams(1), |meat| meat.remaining());
            MeatPart {
                meat: id,
                mass: Grams(left.0 * u64::from(c % 110) / 100),
            }
        })
        .collect();
    let packaging = Packaging {
        net: Grams(parents.iter().map(|part| part.mass.0).sum()),
        parents: list(&parents),
        name: text("荣昌猪肉"),
        grade: None,
        date: today(),
    };
    Livestock::pack_meat(signed(house_or_packer(one)), items(&[packaging]))
}

fn condemn(a: u8, b: u8, _: u8) -> DispatchResult {
    let meat = meats(a, |meat| meat.remaining() > Grams::ZERO);
    let mass = Grams(u64::from(b) * 10);
    let condemnation = Condemnation {
        part: MeatPart { meat, mass },
        reason: text("污染"),
    };
    Livestock::condemn_meat(signed(Actor::Vet), items(&[condemnation]))
}

fn product_paper(a: u8, _: u8, _: u8) -> DispatchResult {
    let number = crate::NextCertificate::<Runtime>::get();
    let meat = meats(a, |meat| meat.certificate.is_none());
    let input = ProductCertificateInput {
        meats: list(&[meat]),
        number: text(&format!("P{}", number.0)),
        destination: to(Actor::Packer, OTHER_VILLAGE),
        transport: transport(),
        valid_days: 1,
        particulars: digest(1),
    };
    Livestock::certify_products(signed(Actor::Vet), items(&[input]))
}

fn deliver(a: u8, b: u8, _: u8) -> DispatchResult {
    let meat = meats(a, |meat| meat.certificate.is_some());
    let to = [Actor::Packer, Actor::Buyer][usize::from(b % 2)].organisation();
    let delivery = MeatDelivery { meat, to };
    Livestock::deliver_meat(signed(house_or_packer(meat)), items(&[delivery]))
}

fn label(a: u8, b: u8, _: u8) -> DispatchResult {
    let meat = meats(a, |meat| meat.remaining() > Grams::ZERO);
    let holder = house_or_packer(meat);
    let left = Meats::<Runtime>::get(meat).map_or(Grams(1), |meat| meat.remaining());
    let range = CodeRange {
        batch: BatchId(1),
        from: 0,
        to: 0,
    };
    let role = match holder {
        Actor::Packer => Role::Packer,
        _ => Role::Slaughterhouse,
    };
    <Livestock as Packable<MeatId>>::packable(meat, holder.organisation(), 0)?;
    let mass = Grams(left.0 * u64::from(b % 110) / 100);
    <Livestock as Packable<MeatId>>::pack(meat, holder.author(role), range, mass, 0)
}

fn recall(a: u8, b: u8, _: u8) -> DispatchResult {
    let scope = match b {
        0 => RecallScope::Batch(batches(a)),
        1 => RecallScope::Day {
            house: Actor::House.organisation(),
            day: today(),
        },
        2..16 => RecallScope::Meat(meats(a, |_| true)),
        _ => return Err(HELD),
    };
    let recall = MeatRecall {
        scope,
        reason: text("召回"),
        evidence: None,
    };
    Livestock::recall_meat(signed(Actor::County), items(&[recall]))
}

fn die(a: u8, b: u8, c: u8) -> DispatchResult {
    let units = animals(0, a, |life| {
        life.state.is_alive() && life.heads() > 0 && c % 2 == 0
    });
    let herd = matches!(units[0], Unit::Herd(_)) && b % 2 == 0;
    let report = DeathReport {
        group: group(&units),
        heads: herd.then_some(u32::from(b)),
        cause: DeathCause::Accident,
        mass: Grams(100_000 + u64::from(c)),
        photo: digest(c),
        at_ms: now_ms(),
    };
    Livestock::report_deaths(signed(Actor::Vet), items(&[report]))
}

fn collect(a: u8, b: u8, _: u8) -> DispatchResult {
    let body = if b % 2 == 0 {
        let dead = animals(0, a, |life| life.state == AnimalState::Dead);
        Body {
            remains: Remains::Unit(dead[0]),
            mass: Grams(100_000),
        }
    } else {
        let meat = meats(a, |meat| meat.to_dispose > Grams::ZERO);
        let mass = Meats::<Runtime>::get(meat).map_or(Grams(1), |meat| meat.to_dispose);
        Body {
            remains: Remains::Meat(meat),
            mass,
        }
    };
    let collection = Collection {
        bodies: list(&[body]),
        plant: Actor::Plant.organisation(),
        plate: digest(PLATE),
        handover: digest(1),
        at_ms: now_ms(),
    };
    Livestock::collect_bodies(signed(Actor::Hauler), items(&[collection]))
}

fn disposals(number: u8, waiting: fn(&crate::types::DisposalState) -> bool) -> DisposalId {
    chosen(
        Disposals::<Runtime>::iter(),
        |disposal| waiting(&disposal.state),
        number,
    )
    .map_or(DisposalId(1), |(id, _)| id)
}

fn receive(a: u8, b: u8, _: u8) -> DispatchResult {
    use crate::types::DisposalState;
    let id = disposals(a, |state| matches!(state, DisposalState::Collected));
    let mass = Disposals::<Runtime>::get(id).map_or(Grams(1), |disposal| disposal.mass);
    let reception = Reception {
        disposal: id,
        heads: u32::from(b % 2),
        mass,
        video: digest(1),
        at_ms: now_ms(),
    };
    Livestock::receive_bodies(signed(Actor::Plant), items(&[reception]))
}

fn treat(a: u8, b: u8, _: u8) -> DispatchResult {
    use crate::types::DisposalState;
    let id = disposals(a, |state| matches!(state, DisposalState::Received { .. }));
    let mass = Disposals::<Runtime>::get(id).map_or(Grams(1), |disposal| disposal.mass);
    let treatment = Treatment {
        disposal: id,
        method: DisposalMethod::Rendering,
        mass,
        products: Grams(mass.0 * u64::from(b % 60) / 100),
        product: text("油脂"),
        video: digest(1),
        at_ms: now_ms(),
    };
    Livestock::treat_bodies(signed(Actor::Plant), items(&[treatment]))
}

fn insure(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| on_farm(life) && life.tag().is_some());
    let number = crate::NextInsurance::<Runtime>::get();
    let input = InsuranceInput {
        number: text(&format!("I{}", number.0)),
        farm: Actor::Farm.organisation(),
        species: Species::Pig,
        group: group(&units),
        from: today(),
        until: today().plus_days(180),
        sum_per_head: 80_000,
        age_days_min: 0,
        mass_min: Grams::ZERO,
        terms: digest(1),
    };
    let actor = [Actor::Insurer, Actor::OtherInsurer][usize::from(b % 2)];
    Livestock::insure(signed(actor), items(&[input]))
}

fn claim(a: u8, b: u8, c: u8) -> DispatchResult {
    let units = animals(0, a, |life| life.state == AnimalState::Disposed);
    let covers = match units[0] {
        Unit::Animal(id) => crate::Covers::<Runtime>::get(id),
        Unit::Herd(_) => list(&[]),
    };
    let input = ClaimInput {
        insurance: covers
            .first()
            .map_or(InsuranceId(1), |cover| cover.insurance),
        unit: units[0],
        mass: Grams(100_000),
        amount: u64::from(b) * 1_000,
        photo: digest(c),
        survey: digest(2),
    };
    Livestock::file_claims(signed(Actor::Farm), items(&[input]))
}

fn claims(number: u8, state: ClaimState) -> ClaimId {
    chosen(
        Claims::<Runtime>::iter(),
        |claim| claim.state == state,
        number,
    )
    .map_or(ClaimId(1), |(id, _)| id)
}

fn decide(a: u8, b: u8, _: u8) -> DispatchResult {
    let decision = ClaimDecision {
        claim: claims(a, ClaimState::Filed),
        amount: (b % 2 == 0).then_some(1_000),
        reason: text("核定"),
    };
    Livestock::decide_claims(signed(Actor::InsurerSecond), items(&[decision]))
}

fn pay(a: u8, _: u8, _: u8) -> DispatchResult {
    let payment = ClaimPayment {
        claim: claims(a, ClaimState::Approved),
        receipt: digest(1),
    };
    Livestock::pay_claims(signed(Actor::Insurer), items(&[payment]))
}

/// A stock of tags, a plan, a drug of one day, and a vehicle.
fn prepare() {
    give_tags(Actor::Farm.organisation(), tags(1, 400));
    set_plan();
    file_vehicle();
    let drug = Drug {
        division: division(COUNTY),
        approval: text("短"),
        species: Species::Pig,
        route: Route::Injection,
        name: text("短效"),
        withdrawal_days: 1,
        prescription: false,
        banned: false,
    };
    assert_ok!(Livestock::set_drugs(signed(Actor::County), items(&[drug])));
}

/// Heads of everything that was ever alive.
fn heads() -> u64 {
    Lives::<Runtime>::iter_values()
        .map(|life| u64::from(life.heads()))
        .sum()
}

fn states() -> BTreeMap<Unit, (AnimalState, DivisionCode)> {
    Lives::<Runtime>::iter()
        .map(|(unit, life)| (unit, (life.state, life.village)))
        .collect()
}

/// The heads on chain are those of all records, so that whoever has the records can prove them.
fn timelines_are_the_records() {
    let mut heads: BTreeMap<Subject, Timeline> = BTreeMap::new();
    for record in records() {
        let timeline = heads.entry(record.subject).or_default();
        assert_eq!(timeline.len, record.sequence);
        timeline.append(&record).unwrap();
    }
    let stored: BTreeMap<Subject, Timeline> = Timelines::<Runtime>::iter().collect();
    assert_eq!(heads, stored);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_tried_nothing_is_lost_or_made(
        steps in prop::collection::vec((0..CALLS.len(), any::<u8>(), any::<u8>(), any::<u8>()), 1..120),
    ) {
        new_test_ext().execute_with(|| {
            prepare();
            for (call, a, b, c) in steps {
                let (before, heads_before) = (states(), heads());
                let call = CALLS[call];
                let _ = with_storage_layer(|| call(a, b, c));
                let began = call == tag as fn(u8, u8, u8) -> DispatchResult
                    || call == register as fn(u8, u8, u8) -> DispatchResult;
                if !began {
                    assert_eq!(heads(), heads_before, "heads were lost or made");
                }
                let after = states();
                for (unit, (state, place)) in before {
                    let (now, here) = after[&unit];
                    if state.is_final() {
                        assert_eq!((state, place), (now, here), "{unit:?} came back");
                    }
                }
                Livestock::do_try_state().unwrap();
            }
            timelines_are_the_records();
        });
    }
}

#[test]
fn random_sequences_come_as_far_as_meat_and_claims() {
    // The sequences are worth something only if they reach the end of both chains.
    new_test_ext().execute_with(|| {
        prepare();
        let mut seed = 7u64;
        let mut number = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize
        };
        for _ in 0..2_500 {
            let call = CALLS[number() % CALLS.len()];
            let (a, b, c) = (number() as u8, number() as u8, number() as u8);
            let _ = with_storage_layer(|| call(a, b, c));
        }
        Livestock::do_try_state().unwrap();
        let labelled = Meats::<Runtime>::iter_values().any(|meat| meat.labelled > Grams::ZERO);
        let packed = Meats::<Runtime>::iter_values().any(|meat| meat.kind == MeatKind::Package);
        assert!(labelled && packed, "no meat was labelled");
        assert!(Insurances::<Runtime>::iter().next().is_some());
        assert!(
            Claims::<Runtime>::iter().next().is_some(),
            "no claim was filed"
        );
        let left = Lives::<Runtime>::iter_values().any(|life| life.state == AnimalState::Left);
        assert!(left, "nothing left the region");
    });
}
