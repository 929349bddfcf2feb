//! What a slaughterhouse does.

use county_primitives::RecallId;

use super::{
    road::{certificates, for_slaughter, load_of, shares},
    *,
};
use crate::{
    types::{Custody, Meat, Recall},
    Custodies, RecallPieces, Recalls,
};

pub(super) fn take_in(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn batches(number: u8) -> SlaughterBatchId {
    chosen(
        SlaughterBatches::<Runtime>::iter(),
        |batch| batch.killed < batch.heads && !batch.recalled,
        number,
    )
    .map_or(SlaughterBatchId(1), |(id, _)| id)
}

pub(super) fn announce(a: u8, b: u8, _: u8) -> DispatchResult {
    let emergency = b.is_multiple_of(2);
    let declaration = SlaughterDeclaration {
        batch: batches(a),
        planned_ms: now_ms() + if emergency { 0 } else { 360 * 60_000 },
        emergency,
    };
    Livestock::declare_slaughter(signed(Actor::House), items(&[declaration]))
}

pub(super) fn look(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = batches(a);
    let here = |life: &Life| {
        life.state == AnimalState::Lairage
            && life.through == crate::types::Through::SlaughterBatch(id)
    };
    let failed = if b.is_multiple_of(8) {
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

pub(super) fn test(a: u8, b: u8, _: u8) -> DispatchResult {
    let test = BatchTest {
        batch: batches(a),
        disease: Disease::AfricanSwineFever,
        sample: text("S1"),
        verdict: if b.is_multiple_of(32) {
            TestVerdict::Fail
        } else {
            TestVerdict::Pass
        },
        report: digest(1),
    };
    Livestock::test_batches(signed(Actor::House), items(&[test]))
}

pub(super) fn kill(a: u8, b: u8, c: u8) -> DispatchResult {
    let id = batches(a);
    let here = |life: &Life| {
        life.state == AnimalState::Lairage
            && life.through == crate::types::Through::SlaughterBatch(id)
    };
    let units = animals(b, c, here);
    let individual = b.is_multiple_of(2);
    let day = today().to_string().replace('-', "");
    let carcasses: Vec<Carcass> = units
        .iter()
        .zip(0u64..)
        .map(|(unit, at)| Carcass {
            unit: individual.then_some(*unit),
            code: text(&format!("A1-{day}-{c:03}{at:02}")),
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

pub(super) fn meats(number: u8, filter: impl Fn(&crate::types::Meat) -> bool) -> MeatId {
    chosen(Meats::<Runtime>::iter(), filter, number).map_or(MeatId(1), |(id, _)| id)
}

pub(super) fn inspect(a: u8, b: u8, _: u8) -> DispatchResult {
    let by_vet = b.is_multiple_of(2);
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

pub(super) fn house_or_packer(meat: MeatId) -> Actor {
    match Meats::<Runtime>::get(meat).map(|meat| meat.holder) {
        Some(holder) if holder == Actor::Packer.organisation() => Actor::Packer,
        _ => Actor::House,
    }
}

pub(super) fn cut(a: u8, b: u8, c: u8) -> DispatchResult {
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

pub(super) fn package(a: u8, b: u8, c: u8) -> DispatchResult {
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

pub(super) fn condemn(a: u8, b: u8, _: u8) -> DispatchResult {
    let meat = meats(a, |meat| meat.remaining() > Grams::ZERO);
    let mass = Grams(u64::from(b) * 10);
    let condemnation = Condemnation {
        part: MeatPart { meat, mass },
        reason: text("污染"),
    };
    Livestock::condemn_meat(signed(Actor::Vet), items(&[condemnation]))
}

pub(super) fn product_paper(a: u8, b: u8, _: u8) -> DispatchResult {
    let number = crate::NextCertificate::<Runtime>::get();
    let meat = meats(a, |meat| meat.certificate.is_none());
    let input = ProductCertificateInput {
        meats: list(&[meat]),
        number: text(&format!("P{}", number.0)),
        destination: if b.is_multiple_of(4) {
            Destination {
                organisation: None,
                division: division(FAR_COUNTY),
            }
        } else {
            to(Actor::Packer, OTHER_VILLAGE)
        },
        transport: transport(),
        valid_days: 1,
        particulars: digest(1),
    };
    Livestock::certify_products(signed(Actor::Vet), items(&[input]))
}

/// Meat for outside departs, and then it has left.
pub(super) fn leave(a: u8, b: u8, _: u8) -> DispatchResult {
    let for_outside = |certificate: &Certificate| {
        let open = matches!(
            certificate.state,
            TripState::Issued | TripState::Departed { .. }
        );
        open && certificate.declaration.is_none() && certificate.destination.organisation.is_none()
    };
    let (id, certificate) = chosen(Certificates::<Runtime>::iter(), for_outside, a).ok_or(HELD)?;
    if certificate.state == TripState::Issued {
        let departures = items(&[departure(id, certificate.heads)]);
        return Livestock::depart(signed(Actor::Hauler), departures);
    }
    let leaving = Leaving {
        certificate: id,
        heads: u32::from(b % 2),
        evidence: digest(1),
    };
    Livestock::acknowledge_leaving(signed(Actor::SecondVet), items(&[leaving]))
}

pub(super) fn deliver(a: u8, b: u8, _: u8) -> DispatchResult {
    let meat = meats(a, |meat| meat.certificate.is_some());
    let to = [Actor::Packer, Actor::Buyer][usize::from(b % 2)].organisation();
    let delivery = MeatDelivery { meat, to };
    Livestock::deliver_meat(signed(house_or_packer(meat)), items(&[delivery]))
}

pub(super) fn label(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn recall(a: u8, b: u8, _: u8) -> DispatchResult {
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

fn recalls(number: u8, filter: impl Fn(&Recall) -> bool) -> RecallId {
    chosen(Recalls::<Runtime>::iter(), filter, number).map_or(RecallId(1), |(id, _)| id)
}

fn is_open(recall: &Recall) -> bool {
    matches!(recall.state, RecallState::Ordered | RecallState::Notified)
}

pub(super) fn notify(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = recalls(a, is_open);
    let scope = Recalls::<Runtime>::get(id).map(|recall| recall.scope);
    let mut reached: Vec<(MeatId, Meat)> = Meats::<Runtime>::iter()
        .filter(|(meat_id, meat)| match scope {
            Some(RecallScope::Meat(of)) => *meat_id == of || meat.ancestors.contains(&of),
            Some(RecallScope::Batch(of)) => meat.batches.contains(&of),
            Some(RecallScope::Day { house, day }) => meat.house == house && meat.killed == day,
            None => true,
        })
        .filter(|(_, meat)| meat.exists())
        .collect();
    reached.sort_by_key(|(meat_id, _)| *meat_id);
    let Some((_, first)) = reached.get(usize::from(b) % reached.len().max(1)) else {
        return Err(HELD);
    };
    let custodian = first.holder;
    let meats: Vec<MeatId> = reached
        .iter()
        .filter(|(meat_id, meat)| {
            meat.holder == custodian && !RecallPieces::<Runtime>::contains_key(id, meat_id)
        })
        .map(|(meat_id, _)| *meat_id)
        .take(usize::from(b % 3) + 1)
        .collect();
    let notice = RecallNotice {
        recall: id,
        custodian,
        meats: list(&meats),
    };
    Livestock::notify_recalls(signed(Actor::County), items(&[notice]))
}

/// A custodian of a recall that was told and has or has not acknowledged.
fn custodies(number: u8, acknowledged: bool) -> Option<(RecallId, Actor, Custody)> {
    let open = |id: RecallId| Recalls::<Runtime>::get(id).is_some_and(|recall| is_open(&recall));
    let all = Custodies::<Runtime>::iter()
        .filter(|(id, _, _)| open(*id))
        .map(|(id, custodian, custody)| ((id, custodian), custody));
    let answered = |custody: &Custody| custody.acknowledged_ms.is_some() == acknowledged;
    let ((id, custodian), custody) = chosen(all, answered, number)?;
    let actor = [Actor::House, Actor::Packer, Actor::Buyer]
        .into_iter()
        .find(|actor| actor.organisation() == custodian)?;
    Some((id, actor, custody))
}

fn answer(recall: RecallId, actor: Actor, act: RecallAct) -> DispatchResult {
    Livestock::answer_recalls(signed(actor), items(&[RecallAnswer { recall, act }]))
}

pub(super) fn acknowledge(a: u8, b: u8, _: u8) -> DispatchResult {
    let acknowledged = b.is_multiple_of(16);
    let (id, actor, _) = custodies(a, acknowledged).ok_or(HELD)?;
    answer(id, actor, RecallAct::Acknowledged)
}

pub(super) fn account(a: u8, b: u8, c: u8) -> DispatchResult {
    let acknowledged = !b.is_multiple_of(16);
    let (id, actor, custody) = custodies(a, acknowledged).ok_or(HELD)?;
    let share = |percent: u8| Grams(custody.balance.recalled.0 * u64::from(percent) / 100);
    let counts = RecallCounts {
        returned: share(b % 50),
        destroyed: share(c % 50),
        consumed: share(a % 10),
    };
    let evidence = None;
    answer(id, actor, RecallAct::Accounted { counts, evidence })
}

pub(super) fn conclude(a: u8, b: u8, c: u8) -> DispatchResult {
    let step = match b % 8 {
        0 => RecallStep::Verified,
        1..4 => RecallStep::Closed,
        _ => return Err(HELD),
    };
    let id = recalls(a, |recall| match step {
        RecallStep::Verified => is_open(recall),
        RecallStep::Closed => recall.state == RecallState::Verified,
    });
    let known = Recalls::<Runtime>::get(id).ok_or(HELD)?;
    let conclusion = RecallConclusion {
        recall: id,
        step,
        balance: RecallBalance {
            returned: Grams(known.balance.returned.0 + u64::from(c % 16 / 15)),
            ..known.balance
        },
        note: text("核对无误"),
    };
    Livestock::conclude_recalls(signed(Actor::Regulator), items(&[conclusion]))
}
