//! Death, disposal and insurance.

use super::{meat::meats, *};

pub(super) fn die(a: u8, b: u8, c: u8) -> DispatchResult {
    let units = animals(0, a, |life| {
        life.state.is_alive() && life.heads() > 0 && c.is_multiple_of(2)
    });
    let herd = matches!(units[0], Unit::Herd(_)) && b.is_multiple_of(2);
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

pub(super) fn collect(a: u8, b: u8, _: u8) -> DispatchResult {
    let body = if b.is_multiple_of(2) {
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

pub(super) fn disposals(
    number: u8,
    waiting: fn(&crate::types::DisposalState) -> bool,
) -> DisposalId {
    chosen(
        Disposals::<Runtime>::iter(),
        |disposal| waiting(&disposal.state),
        number,
    )
    .map_or(DisposalId(1), |(id, _)| id)
}

pub(super) fn receive(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn treat(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn insure(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn claim(a: u8, b: u8, c: u8) -> DispatchResult {
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

pub(super) fn claims(number: u8, state: ClaimState) -> ClaimId {
    chosen(
        Claims::<Runtime>::iter(),
        |claim| claim.state == state,
        number,
    )
    .map_or(ClaimId(1), |(id, _)| id)
}

pub(super) fn decide(a: u8, b: u8, _: u8) -> DispatchResult {
    let decision = ClaimDecision {
        claim: claims(a, ClaimState::Filed),
        amount: (b.is_multiple_of(2)).then_some(1_000),
        reason: text("核定"),
    };
    Livestock::decide_claims(signed(Actor::InsurerSecond), items(&[decision]))
}

pub(super) fn pay(a: u8, _: u8, _: u8) -> DispatchResult {
    let payment = ClaimPayment {
        claim: claims(a, ClaimState::Approved),
        receipt: digest(1),
    };
    Livestock::pay_claims(signed(Actor::Insurer), items(&[payment]))
}
