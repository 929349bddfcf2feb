//! What happens between two farms.

use super::*;

pub(super) fn declare(a: u8, b: u8, c: u8) -> DispatchResult {
    let ready = |life: &Life| {
        on_farm(life)
            && !life.barred
            && (life.tag().is_some() || life.species == Species::Poultry && c.is_multiple_of(8))
    };
    let units = animals(b, a, ready);
    let (purpose, destination) = match c % 8 {
        0 | 4 => (Purpose::Trade, to(Actor::Market, OTHER_VILLAGE)),
        1 | 5 => (
            Purpose::Other,
            Destination {
                organisation: None,
                division: division(FAR_COUNTY),
            },
        ),
        2 => (Purpose::Breeding, to(Actor::FarFarm, FAR_VILLAGE)),
        _ => (Purpose::Slaughter, to(Actor::House, OTHER_VILLAGE)),
    };
    let input = declaration_input(group(&units), purpose, destination);
    Livestock::declare(signed(keeper(&units)), items(&[input]))
}

pub(super) fn declarations(number: u8, state: DeclarationState) -> DeclarationId {
    chosen(
        Declarations::<Runtime>::iter(),
        |declaration| declaration.state == state && declaration.heads > 0,
        number,
    )
    .map_or(DeclarationId(1), |(id, _)| id)
}

pub(super) fn answer(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = declarations(a, DeclarationState::Submitted);
    let input = crate::mock::answer(id, !b.is_multiple_of(8));
    Livestock::answer_declarations(signed(Actor::Vet), items(&[input]))
}

pub(super) fn withdraw(a: u8, _: u8, _: u8) -> DispatchResult {
    let withdrawal = DeclarationWithdrawal {
        declaration: declarations(a, DeclarationState::Accepted),
        reason: text("改期"),
    };
    Livestock::withdraw_declarations(signed(Actor::Farm), items(&[withdrawal]))
}

pub(super) fn fail(a: u8, _: u8, _: u8) -> DispatchResult {
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

pub(super) fn clear(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.barred);
    let input = Clearance {
        reason: text("复检"),
        evidence: digest(1),
    };
    Livestock::clear_animals(signed(Actor::Vet), act(&units, input))
}

pub(super) fn certify(a: u8, _: u8, _: u8) -> DispatchResult {
    let input = certificate_input(declarations(a, DeclarationState::Accepted));
    Livestock::certify(signed(Actor::Vet), items(&[input]))
}

pub(super) fn certificates(number: u8, filter: fn(&Certificate) -> bool) -> CertificateId {
    chosen(
        Certificates::<Runtime>::iter(),
        |certificate| filter(certificate) && certificate.declaration.is_some(),
        number,
    )
    .map_or(CertificateId(1), |(id, _)| id)
}

pub(super) fn issued(certificate: &Certificate) -> bool {
    certificate.state == TripState::Issued && certificate.valid_until >= today()
}

pub(super) fn departed(certificate: &Certificate) -> bool {
    matches!(certificate.state, TripState::Departed { .. })
}

pub(super) fn for_market(certificate: &Certificate) -> bool {
    departed(certificate) && certificate.purpose == Some(Purpose::Trade)
}

pub(super) fn for_breeding(certificate: &Certificate) -> bool {
    departed(certificate) && certificate.purpose == Some(Purpose::Breeding)
}

pub(super) fn for_slaughter(certificate: &Certificate) -> bool {
    let fresh = certificate.valid_until >= today();
    departed(certificate) && certificate.purpose == Some(Purpose::Slaughter) && fresh
}

pub(super) fn for_outside(certificate: &Certificate) -> bool {
    departed(certificate) && certificate.purpose == Some(Purpose::Other)
}

pub(super) fn arrived(certificate: &Certificate) -> bool {
    matches!(certificate.state, TripState::Arrived { .. })
}

pub(super) fn cancel(a: u8, b: u8, _: u8) -> DispatchResult {
    let cancellation = Cancellation {
        certificate: certificates(
            a,
            if !b.is_multiple_of(4) {
                issued
            } else {
                departed
            },
        ),
        reason: text("车坏"),
    };
    Livestock::cancel_certificates(signed(Actor::Vet), items(&[cancellation]))
}

pub(super) fn load_of(id: CertificateId) -> Vec<Unit> {
    Certificates::<Runtime>::get(id)
        .and_then(|certificate| certificate.declaration)
        .map_or(vec![], |id| crate::Loads::<Runtime>::get(id).to_vec())
}

pub(super) fn depart(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, issued);
    let load = load_of(id);
    let left = load[..load.len().min(usize::from(b.is_multiple_of(8)))].to_vec();
    let heads = |units: &[Unit]| -> u32 { units.iter().map(|unit| life(*unit).heads()).sum() };
    let departure = Departure {
        left_behind: list(&left),
        ..departure(id, heads(&load) - heads(&left))
    };
    Livestock::depart(signed(Actor::Hauler), items(&[departure]))
}

pub(super) fn checkpoint(a: u8, b: u8, _: u8) -> DispatchResult {
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
pub(super) fn shares(load: &[Unit], b: u8) -> (Vec<Unit>, Vec<Unit>) {
    let dead = load.len().min(usize::from(b.is_multiple_of(16)));
    let gone = load
        .len()
        .saturating_sub(dead)
        .min(usize::from(b % 16 == 1));
    let (dead, rest) = load.split_at(dead);
    (rest[gone..].to_vec(), dead.to_vec())
}

pub(super) fn arrive(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_market);
    let (alive, dead) = shares(&load_of(id), b);
    let input = arrival(id, OTHER_VILLAGE, &alive, &dead);
    Livestock::arrive(signed(Actor::Market), items(&[input]))
}

/// Breeding stock comes to another province, where it is isolated.
pub(super) fn arrive_far(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_breeding);
    let (alive, dead) = shares(&load_of(id), b);
    let input = arrival(id, FAR_VILLAGE, &alive, &dead);
    Livestock::arrive(signed(Actor::FarFarm), items(&[input]))
}

pub(super) fn end_isolation(a: u8, b: u8, _: u8) -> DispatchResult {
    let units = animals(b, a, |life| life.state == AnimalState::Isolation);
    let input = IsolationRelease {
        note: text("检测阴性"),
        evidence: None,
    };
    Livestock::release_isolation(signed(Actor::FarFarm), act(&units, input))
}

pub(super) fn redispatch(a: u8, b: u8, _: u8) -> DispatchResult {
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

pub(super) fn land(a: u8, b: u8, c: u8) -> DispatchResult {
    let report = LandingReport {
        certificate: certificates(a, arrived),
        heads: u32::from(c % 4),
    };
    let actor = [Actor::Hauler, Actor::Market, Actor::House][usize::from(b % 3)];
    Livestock::report_landings(signed(actor), items(&[report]))
}

pub(super) fn lockdown(a: u8, b: u8, _: u8) -> DispatchResult {
    let until = Some(today().plus_days(u32::from(a % 3)));
    let places: &[&str] = if b.is_multiple_of(8) {
        &[TOWN]
    } else {
        &[FAR_VILLAGE]
    };
    let farms = [Actor::Neighbour.organisation()];
    let input = ZoneInput {
        until,
        ..zone(&places[..usize::from(b.is_multiple_of(8))], &farms)
    };
    Livestock::order_zones(signed(Actor::County), items(&[input]))
}

pub(super) fn lift(a: u8, _: u8, _: u8) -> DispatchResult {
    let open = chosen(Zones::<Runtime>::iter(), |zone| !zone.lifted, a);
    let lift = ZoneLift {
        zone: open.map_or(ZoneId(1), |(id, _)| id),
        order: text("解除"),
    };
    Livestock::lift_zones(signed(Actor::County), items(&[lift]))
}

pub(super) fn leave(a: u8, b: u8, _: u8) -> DispatchResult {
    let id = certificates(a, for_outside);
    let leaving = Leaving {
        certificate: id,
        heads: u32::from(b % 4),
        evidence: digest(1),
    };
    Livestock::acknowledge_leaving(signed(Actor::SecondVet), items(&[leaving]))
}

pub(super) fn time(a: u8, b: u8, _: u8) -> DispatchResult {
    pass_minutes(u64::from(a % 60) + if b.is_multiple_of(16) { 24 * 60 } else { 0 });
    Ok(())
}

pub(super) fn idle(_: u8, _: u8, _: u8) -> DispatchResult {
    Livestock::on_idle(1, Weight::MAX);
    Ok(())
}
