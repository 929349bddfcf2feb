//! Certificates: every guard of L8 at its boundary, the vet's own limits, cancelling, re-dispatch.

use county_primitives::{
    livestock::*, CertificateId, Date, DeclarationId, PolicyKey, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};

use super::zones::{order, zone};
use crate::{
    mock::*,
    types::{Life, TripState},
    Certificates, Error, Lives,
};

fn to_house() -> Destination {
    to(Actor::House, OTHER_VILLAGE)
}

fn certify_by(actor: Actor, input: CertificateInput) -> sp_runtime::DispatchResult {
    Livestock::certify(signed(actor), items(&[input]))
}

/// Immunised pigs on an accepted declaration, with a filed vehicle.
fn ready(count: u32, purpose: Purpose, destination: Destination) -> (Vec<Unit>, DeclarationId) {
    let pigs = tag_pigs(count);
    set_plan();
    immunise(&pigs);
    file_vehicle();
    let id = accepted(&pigs, purpose, destination);
    (pigs, id)
}

fn of(id: CertificateId) -> crate::types::Certificate {
    Certificates::<Runtime>::get(id).unwrap()
}

#[test]
fn a_truck_that_breaks_down_is_replaced_and_both_stay_on_record() {
    run(|| {
        let (_, declaration) = ready(1, Purpose::Slaughter, to_house());
        let second = VehicleInput {
            plate: digest(0x52),
            ..vehicle_input()
        };
        let other = |plate| {
            let input = certificate_input(declaration);
            CertificateInput {
                transport: Transport {
                    plate,
                    ..transport()
                },
                ..input
            }
        };
        // The one that goes is a filed one, whatever was declared.
        assert_noop!(
            certify_by(Actor::Vet, other(digest(0x52))),
            Error::<Runtime>::VehicleNotFiled(0)
        );
        let filed = Livestock::file_vehicles(signed(Actor::Vet), items(&[second]));
        assert_ok!(filed);
        assert_ok!(certify_by(Actor::Vet, other(digest(0x52))));
        assert_eq!(of(CertificateId(1)).plate, digest(0x52));
        let declared = Livestock::declaration(declaration).unwrap();
        assert_eq!(declared.plate, digest(PLATE));
        // The declared one does not go on a paper that names another.
        let departures = items(&[departure(CertificateId(1), 1)]);
        assert_noop!(
            Livestock::depart(signed(Actor::Hauler), departures),
            Error::<Runtime>::WrongVehicle(0)
        );
    });
}

#[test]
fn a_load_of_130_is_certified_with_everything_the_paper_says() {
    run(|| {
        let (pigs, declaration) = ready(130, Purpose::Slaughter, to_house());
        assert_eq!(Livestock::certify_findings(declaration), []);
        let input = certificate_input(declaration);
        assert_ok!(certify_by(Actor::Vet, input.clone()));
        let id = CertificateId(1);
        let payload = CertificatePayload {
            certificate: id,
            number: input.number.clone(),
            form: CertificateForm::AnimalB,
            species: Some(Species::Pig),
            heads: 130,
            purpose: Some(Purpose::Slaughter),
            origin: division(VILLAGE),
            destination: division(OTHER_VILLAGE),
            plate: digest(PLATE),
            load: CertificatePayload::load_digest(&pigs),
            issued_ms: now_ms(),
            valid_until: today(),
            vet: Actor::Vet.member(),
            key: 0,
        };
        assert_recorded(
            Subject::Certificate(id),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::CertificateIssued {
                number: input.number,
                form: CertificateForm::AnimalB,
                declaration: Some(declaration),
                products: list(&[]),
                inspection: Some(inspection(130)),
                transport: transport(),
                origin: division(VILLAGE),
                owner: Actor::Farm.organisation(),
                purpose: Some(Purpose::Slaughter),
                destination: to_house(),
                heads: 130,
                valid_until: today(),
                particulars: digest(9),
                payload: payload.digest(),
            },
        );
        assert_eq!(state(pigs[129]), AnimalState::Certified);
        assert_eq!(life(pigs[129]).certificate(), Some(id));
        assert_eq!(warnings_of(Subject::Certificate(id)), []);
        let state = DeclarationState::Certified(id);
        assert_eq!(Livestock::declaration(declaration).unwrap().state, state);
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(declaration)),
            Error::<Runtime>::DeclarationClosed(0)
        );
    });
}

#[test]
fn the_vet_must_have_seen_what_the_law_asks_for() {
    run(|| {
        let (_, id) = ready(2, Purpose::Slaughter, to_house());
        let with = |change: fn(&mut Inspection)| {
            let mut input = certificate_input(id);
            change(&mut input.inspection);
            input
        };
        for (input, error) in [
            (
                with(|it| it.materials_complete = false),
                Error::MaterialsIncomplete(0),
            ),
            (with(|it| it.heads = 1), Error::HeadsDiffer(0)),
            (with(|it| it.heads = 3), Error::HeadsDiffer(0)),
            (with(|it| it.tags_match = false), Error::TagsDiffer(0)),
            (with(|it| it.healthy = false), Error::NotHealthy(0)),
            (
                with(|it| it.no_swill = false),
                Error::<Runtime>::SwillFed(0),
            ),
        ] {
            assert_noop!(certify_by(Actor::Vet, input), error);
        }
    });
}

#[test]
fn breeding_and_dairy_stock_goes_with_the_report_of_a_laboratory() {
    for purpose in [Purpose::Breeding, Purpose::Dairy] {
        run(|| {
            let (_, id) = ready(1, purpose, to(Actor::NextFarm, NEXT_VILLAGE));
            let mut untested = certificate_input(id);
            untested.inspection.laboratory = None;
            assert_noop!(
                certify_by(Actor::Vet, untested.clone()),
                Error::<Runtime>::MaterialsIncomplete(0)
            );
            untested.inspection.laboratory = Some(digest(5));
            assert_ok!(certify_by(Actor::Vet, untested));
        });
    }
    run(|| {
        let (_, id) = ready(1, Purpose::Rearing, to(Actor::NextFarm, NEXT_VILLAGE));
        assert_eq!(certificate_input(id).inspection.laboratory, None);
        certify(id);
    });
}

#[test]
fn only_a_vet_of_the_place_who_did_not_declare_certifies_what_is_taken_on() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        immunise(&pigs);
        file_vehicle();
        let input = declaration_input(group(&pigs), Purpose::Slaughter, to_house());
        assert_ok!(Livestock::declare(signed(Actor::FarmHand), items(&[input])));
        let id = DeclarationId(1);
        assert_noop!(
            certify_by(Actor::SecondVet, certificate_input(id)),
            Error::<Runtime>::DeclarationClosed(0)
        );
        assert_ok!(Livestock::answer_declarations(
            signed(Actor::SecondVet),
            items(&[answer(id, true)])
        ));
        for actor in [Actor::NextVet, Actor::FarVet, Actor::Farm, Actor::County] {
            assert_noop!(certify_by(actor, certificate_input(id)), NO_ROLE);
        }
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::SamePerson(0)
        );
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(DeclarationId(7))),
            Error::<Runtime>::DeclarationUnknown(0)
        );
        assert_ok!(certify_by(Actor::SecondVet, certificate_input(id)));
    });
}

fn drug_28() -> Drug {
    Drug {
        division: division(COUNTY),
        approval: text("土霉素"),
        species: Species::Pig,
        route: Route::Injection,
        name: text("土霉素注射液"),
        withdrawal_days: 28,
        milk_days: None,
        egg_days: None,
        prescription: false,
        banned: false,
    }
}

#[test]
fn withdrawal_counts_from_the_last_dose_and_binds_slaughter_only() {
    run(|| {
        // DOMAIN.md 4.11: last dose 1 August, refused on the 28th, accepted on the 29th.
        set_now_ms(noon("2026-08-01"));
        let pigs = tag_pigs(2);
        set_plan();
        assert_ok!(Livestock::set_drugs(
            signed(Actor::County),
            items(&[drug_28()])
        ));
        let act = GroupAct {
            group: group(&pigs),
            act: medication("土霉素", date("2026-08-01")),
        };
        assert_ok!(Livestock::medicate(signed(Actor::Farm), items(&[act])));
        immunise(&pigs);
        file_vehicle();
        set_now_ms(noon("2026-08-28"));
        let id = accepted(&pigs[..1], Purpose::Slaughter, to_house());
        let until = date("2026-08-29");
        assert_eq!(life(pigs[0]).slaughter_from, until);
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        let finding = Finding {
            unit: Some(pigs[0]),
            reason: FindingReason::WithinWithdrawal(until),
        };
        assert_eq!(Livestock::certify_findings(id), [finding]);
        let rearing = accepted(&pigs[1..], Purpose::Rearing, to(Actor::Farm, OTHER_VILLAGE));
        certify(rearing);
        set_now_ms(noon("2026-08-29"));
        certify(id);
    });
}

#[test]
fn immunity_is_there_and_holds_today() {
    run(|| {
        let pigs = tag_pigs(2);
        file_vehicle();
        set_plan();
        let id = accepted(&pigs, Purpose::Slaughter, to_house());
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::NotImmunised(0)
        );
        assert_eq!(Livestock::certify_findings(id).len(), 2);
        let lacking = |until: Date| {
            let immunity = Immunity {
                disease: Disease::FootAndMouth,
                until,
            };
            for pig in &pigs {
                Lives::<Runtime>::mutate_extant(pig, |life| life.immunities = list(&[immunity]));
            }
        };
        lacking(today());
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::ImmunityOver(0)
        );
        assert_eq!(
            Livestock::certify_findings(id)[1],
            Finding {
                unit: Some(pigs[1]),
                reason: FindingReason::ImmunityOver(Disease::FootAndMouth),
            }
        );
        lacking(today().plus_days(1));
        certify(id);
    });
}

#[test]
fn immunity_is_asked_for_from_an_age_on_and_only_if_compulsory() {
    run(|| {
        let pigs = tag_pigs(1);
        file_vehicle();
        let plan = |from_age_days, compulsory| {
            let rule = ImmunityRule {
                division: division(COUNTY),
                from_age_days,
                compulsory,
                ..rule(Species::Pig, Disease::FootAndMouth)
            };
            assert_ok!(Livestock::set_immunity_rules(
                signed(Actor::County),
                items(&[rule])
            ));
        };
        let id = accepted(&pigs, Purpose::Slaughter, to_house());
        plan(20, true);
        assert_eq!(Livestock::certify_findings(id).len(), 1);
        plan(21, true);
        assert_eq!(Livestock::certify_findings(id), []);
        plan(0, false);
        assert_eq!(Livestock::certify_findings(id), []);
    });
}

#[test]
fn all_findings_are_seen_at_once_and_the_first_one_refuses() {
    run(|| {
        let (pigs, id) = ready(3, Purpose::Slaughter, to_house());
        let change = |unit: Unit, change: fn(&mut Life)| {
            Lives::<Runtime>::mutate_extant(unit, change);
        };
        change(pigs[0], |life| life.barred = true);
        hold(pigs[1].subject());
        change(pigs[2], |life| life.village = division(OTHER_VILLAGE));
        let found: Vec<_> = Livestock::certify_findings(id)
            .into_iter()
            .map(|finding| (finding.unit, finding.reason))
            .collect();
        assert_eq!(
            found,
            [
                (Some(pigs[0]), FindingReason::Barred),
                (Some(pigs[1]), FindingReason::Held),
                (Some(pigs[2]), FindingReason::ElsewhereThanLoad),
            ]
        );
        let refused = |error: Error<Runtime>| {
            assert_noop!(certify_by(Actor::Vet, certificate_input(id)), error);
        };
        refused(Error::AnimalBarred(0));
        change(pigs[0], |life| life.barred = false);
        refused(Error::LoadHeld(0));
        release(pigs[1].subject());
        refused(Error::Findings(0));
        change(pigs[2], |life| life.village = division(VILLAGE));
        hold(Subject::Farm(Actor::Farm.organisation()));
        let reason = FindingReason::Held;
        assert_eq!(
            Livestock::certify_findings(id),
            [Finding { unit: None, reason }]
        );
        refused(Error::LoadHeld(0));
        release(Subject::Farm(Actor::Farm.organisation()));
        certify(id);
        assert_eq!(Livestock::certify_findings(DeclarationId(77)), []);
    });
}

#[test]
fn zones_and_contacts_ordered_after_the_declaration_still_bind() {
    run(|| {
        let (_, id) = ready(1, Purpose::Slaughter, to_house());
        let farm = Actor::Farm.organisation();
        for (places, farms, error) in [
            (vec![TOWN], vec![], Error::OriginLocked(0)),
            (vec![OTHER_VILLAGE], vec![], Error::DestinationLocked(0)),
            (vec![], vec![farm], Error::<Runtime>::OutbreakContact(0)),
        ] {
            let zone = order(zone(&places, &farms));
            assert_noop!(certify_by(Actor::Vet, certificate_input(id)), error);
            let lift = ZoneLift {
                zone,
                order: text("解除"),
            };
            assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        }
        certify(id);
    });
}

#[test]
fn a_farm_of_high_risk_gets_none_and_a_missing_grade_is_the_policys_matter() {
    run(|| {
        let (_, id) = ready(1, Purpose::Slaughter, to_house());
        let grade = |grade| {
            let grading = FarmGrading {
                farm: Actor::Farm.organisation(),
                grade,
                report: digest(1),
            };
            assert_ok!(Livestock::grade_farms(
                signed(Actor::Vet),
                items(&[grading])
            ));
        };
        grade(RiskGrade::High);
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::FarmHighRisk(0)
        );
        grade(RiskGrade::Medium);
        assert_eq!(Livestock::certify_findings(id), []);
        set_policy(PolicyKey::FarmGradeRequired, 1);
        pass_days(364);
        let reasons = || -> Vec<_> {
            let findings = Livestock::certify_findings(id).into_iter();
            let whole = findings.filter(|finding| finding.unit.is_none());
            whole.map(|finding| finding.reason).collect()
        };
        assert_eq!(reasons(), []);
        pass_days(1);
        assert_eq!(reasons(), [FindingReason::FarmNotGraded]);
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::FarmNotGraded(0)
        );
        drop_policy(PolicyKey::FarmGradeRequired);
        assert_eq!(reasons(), [FindingReason::FarmNotGraded]);
    });
}

#[test]
fn validity_follows_the_form_and_the_form_the_border_of_the_province() {
    run(|| {
        let far = to(Actor::FarFarm, FAR_VILLAGE);
        let (_, id) = ready(1, Purpose::Rearing, far);
        let days = |valid_days| CertificateInput {
            valid_days,
            ..certificate_input(id)
        };
        for bad in [0, 6] {
            assert_noop!(
                certify_by(Actor::Vet, days(bad)),
                Error::<Runtime>::ValidityOutOfRange(0)
            );
        }
        assert_ok!(certify_by(Actor::Vet, days(5)));
        let known = of(CertificateId(1));
        assert_eq!(known.form, CertificateForm::AnimalA);
        assert_eq!(known.valid_until, today().plus_days(4));
        let near = accepted(
            &tag_pigs_immunised(1),
            Purpose::Rearing,
            to(Actor::NextFarm, NEXT_VILLAGE),
        );
        let two_days = CertificateInput {
            valid_days: 2,
            ..certificate_input(near)
        };
        assert_noop!(
            certify_by(Actor::Vet, two_days),
            Error::<Runtime>::ValidityOutOfRange(0)
        );
        certify(near);
        assert_eq!(of(CertificateId(2)).form, CertificateForm::AnimalB);
        assert_eq!(of(CertificateId(2)).valid_until, today());
    });
}

fn tag_pigs_immunised(count: u32) -> Vec<Unit> {
    let pigs = tag_pigs(count);
    immunise(&pigs);
    pigs
}

#[test]
fn a_number_is_used_once_and_the_vehicle_is_filed_for_the_carrier() {
    run(|| {
        let (_, first) = ready(1, Purpose::Slaughter, to_house());
        let pigs = tag_pigs_immunised(1);
        let second = accepted(&pigs, Purpose::Slaughter, to_house());
        certify(first);
        let number = of(CertificateId(1)).number;
        let with = |change: &dyn Fn(&mut CertificateInput)| {
            let mut input = certificate_input(second);
            change(&mut input);
            certify_by(Actor::Vet, input)
        };
        assert_noop!(
            with(&|it| it.number = number.clone()),
            Error::<Runtime>::CertificateNumberTaken(0)
        );
        assert_noop!(
            with(&|it| it.number = text("")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            with(&|it| it.transport.plate = digest(1)),
            Error::<Runtime>::VehicleNotFiled(0)
        );
        assert_noop!(
            with(&|it| it.transport.carrier = Actor::OtherHauler.organisation()),
            Error::<Runtime>::VehicleNotFiled(0)
        );
        pass_days(365);
        let immunity = Immunity {
            disease: Disease::FootAndMouth,
            until: today().plus_days(1),
        };
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.immunities = list(&[immunity]));
        assert_noop!(with(&|_| ()), Error::<Runtime>::VehicleNotFiled(0));
        file_vehicle();
        // One vehicle may carry two certificates.
        certify(second);
    });
}

#[test]
fn a_vet_is_warned_of_at_the_boundary_of_capacity() {
    run(|| {
        set_policy(PolicyKey::VetCertificatesPerDay, 2);
        set_plan();
        file_vehicle();
        let one = || {
            let pigs = tag_pigs_immunised(1);
            let id = certify(accepted(&pigs, Purpose::Slaughter, to_house()));
            warnings_of(Subject::Certificate(id))
        };
        assert_eq!(one(), []);
        assert_eq!(one(), []);
        let vet = Actor::Vet.member();
        let over = Warning::VetOverCapacity {
            vet,
            certificates: 3,
        };
        assert_eq!(one(), [over]);
        pass_days(1);
        assert_eq!(one(), []);
    });
}

#[test]
fn a_vet_is_warned_of_outside_the_own_offices_area() {
    run(|| {
        let (_, id) = ready(1, Purpose::Slaughter, to_house());
        assert_ok!(certify_by(Actor::TownVet, certificate_input(id)));
        assert_eq!(
            warnings_of(Subject::Certificate(CertificateId(1))),
            [Warning::VetOutsideArea {
                vet: Actor::TownVet.member(),
                office: division(OTHER_TOWN),
                origin: division(VILLAGE),
            }]
        );
    });
}

#[test]
fn a_vet_is_warned_of_outside_working_hours() {
    run(|| {
        set_plan();
        file_vehicle();
        let vet = Actor::Vet.member();
        for (minute, warned) in [(299, true), (300, false), (1_260, false), (1_261, true)] {
            set_now_ms(date("2026-09-02").start_ms() + minute * 60_000);
            let pigs = tag_pigs_immunised(1);
            let id = certify(accepted(&pigs, Purpose::Slaughter, to_house()));
            let minute = minute as u16;
            let warning = Warning::VetOutsideHours { vet, minute };
            let expected = if warned { vec![warning] } else { vec![] };
            assert_eq!(warnings_of(Subject::Certificate(id)), expected, "{minute}");
        }
    });
}

#[test]
fn a_certificate_is_cancelled_before_departure_only() {
    run(|| {
        let (pigs, id) = ready(2, Purpose::Slaughter, to_house());
        let certificate = certify(id);
        let cancel = |actor, certificate, reason: &str| {
            let cancellation = Cancellation {
                certificate,
                reason: text(reason),
            };
            Livestock::cancel_certificates(signed(actor), items(&[cancellation]))
        };
        assert_noop!(cancel(Actor::NextVet, certificate, "车坏"), NO_ROLE);
        assert_noop!(
            cancel(Actor::Vet, certificate, ""),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            cancel(Actor::Vet, CertificateId(9), "车坏"),
            Error::<Runtime>::CertificateUnknown(0)
        );
        assert_ok!(cancel(Actor::SecondVet, certificate, "车坏"));
        assert_eq!(of(certificate).state, TripState::Cancelled);
        assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        assert_noop!(
            cancel(Actor::Vet, certificate, "车坏"),
            Error::<Runtime>::CertificateNotIssued(0)
        );
        let certificate = certify(accepted(&pigs, Purpose::Slaughter, to_house()));
        depart(certificate);
        assert_noop!(
            cancel(Actor::Vet, certificate, "车坏"),
            Error::<Runtime>::CertificateNotIssued(0)
        );
    });
}

/// Pigs that came to the market, with the certificate they came on.
fn on_the_market() -> (Vec<Unit>, CertificateId) {
    let (pigs, certificate) = on_the_road(3, Purpose::Trade, to(Actor::Market, OTHER_VILLAGE));
    let arrival = arrival(certificate, OTHER_VILLAGE, &pigs, &[]);
    assert_ok!(Livestock::arrive(signed(Actor::Market), items(&[arrival])));
    (pigs, certificate)
}

fn redispatch(basis: CertificateId, units: &[Unit]) -> Redispatch {
    Redispatch {
        basis,
        group: group(units),
        purpose: Purpose::Slaughter,
        destination: to(Actor::NextFarm, NEXT_VILLAGE),
        number: text("50011626000099"),
        inspection: inspection(units.len() as u32),
        transport: transport(),
        valid_days: 1,
        particulars: digest(2),
    }
}

#[test]
fn a_new_certificate_stands_on_an_old_one_for_another_county() {
    run(|| {
        let (pigs, basis) = on_the_market();
        let go = |input: Redispatch| Livestock::redispatch(signed(Actor::Vet), items(&[input]));
        let near = Redispatch {
            destination: to_house(),
            ..redispatch(basis, &pigs[..2])
        };
        assert_noop!(go(near), Error::<Runtime>::SameCounty(0));
        let unknown = redispatch(CertificateId(9), &pigs);
        assert_noop!(go(unknown), Error::<Runtime>::CertificateUnknown(0));
        let stranger = tag_pigs_immunised(1);
        assert_noop!(
            go(redispatch(basis, &stranger)),
            Error::<Runtime>::BasisNotArrived(0)
        );
        let miscounted = Redispatch {
            inspection: inspection(3),
            ..redispatch(basis, &pigs[..2])
        };
        assert_noop!(go(miscounted), Error::<Runtime>::HeadsDiffer(0));
        hold(pigs[0].subject());
        assert_noop!(go(redispatch(basis, &pigs[..2])), HELD);
        release(pigs[0].subject());
        pass_days(7);
        assert_ok!(go(redispatch(basis, &pigs[..2])));
        let new = CertificateId(2);
        assert_eq!(life(pigs[0]).certificate(), Some(new));
        assert_eq!(state(pigs[0]), AnimalState::Certified);
        assert_eq!(of(new).owner, Actor::Market.organisation());
        let declaration = of(new).declaration.unwrap();
        assert_eq!(
            Livestock::declaration(declaration).unwrap().basis,
            Some(basis)
        );
        assert_noop!(
            go(redispatch(basis, &pigs[..2])),
            Error::<Runtime>::WrongState(0)
        );
        pass_days(1);
        assert_noop!(
            go(redispatch(basis, &pigs[2..])),
            Error::<Runtime>::BasisNotArrived(0)
        );
    });
}

#[test]
fn what_never_arrived_and_was_found_again_does_not_go_on_from_there() {
    run(|| {
        let (pigs, basis) = on_the_road(2, Purpose::Trade, to(Actor::Market, OTHER_VILLAGE));
        let arrival = arrival(basis, OTHER_VILLAGE, &pigs[..1], &[]);
        assert_ok!(Livestock::arrive(signed(Actor::Market), items(&[arrival])));
        let found = GroupAct {
            group: group(&pigs[1..]),
            act: Inventory {
                date: today(),
                note: text("在原场找回"),
                evidence: None,
            },
        };
        assert_ok!(Livestock::recover_animals(
            signed(Actor::Vet),
            items(&[found])
        ));
        assert_eq!(life(pigs[1]).certificate(), None);
        let go = |units: &[Unit]| {
            let input = redispatch(basis, units);
            Livestock::redispatch(signed(Actor::Vet), items(&[input]))
        };
        assert_noop!(go(&pigs[1..]), Error::<Runtime>::BasisNotArrived(0));
        assert_ok!(go(&pigs[..1]));
    });
}

#[test]
fn a_load_with_an_animal_that_ended_gets_none() {
    new_test_ext().execute_with(|| {
        let (pigs, id) = ready(1, Purpose::Slaughter, to_house());
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.state = AnimalState::Disposed);
        assert_noop!(
            certify_by(Actor::Vet, certificate_input(id)),
            Error::<Runtime>::Findings(0)
        );
        let reason = || Livestock::certify_findings(id)[0].reason;
        assert_eq!(reason(), FindingReason::WrongState);
        Lives::<Runtime>::remove(pigs[0]);
        assert_eq!(reason(), FindingReason::Unknown);
    });
}

#[test]
fn a_redispatch_keeps_every_guard_of_a_first_certificate() {
    run(|| {
        let (pigs, basis) = on_the_market();
        let go = |actor| {
            let input = redispatch(basis, &pigs[..2]);
            Livestock::redispatch(signed(actor), items(&[input]))
        };
        assert_noop!(go(Actor::NextVet), NO_ROLE);
        suspend(Actor::NextFarm);
        assert_noop!(go(Actor::Vet), Error::<Runtime>::OrganisationNotActive(0));
    });
    run(|| {
        let (pigs, basis) = on_the_market();
        order(zone(&[OTHER_VILLAGE], &[]));
        let go = |input| Livestock::redispatch(signed(Actor::Vet), items(&[input]));
        assert_noop!(
            go(redispatch(basis, &pigs)),
            Error::<Runtime>::OriginLocked(0)
        );
        let breeding = Redispatch {
            purpose: Purpose::Breeding,
            ..redispatch(basis, &pigs)
        };
        assert_noop!(go(breeding), Error::<Runtime>::MaterialsIncomplete(0));
    });
    run(|| {
        let (pigs, basis) = on_the_market();
        Lives::<Runtime>::mutate_extant(pigs[0], |life| {
            life.slaughter_from = today().plus_days(1);
        });
        let go = |input| Livestock::redispatch(signed(Actor::Vet), items(&[input]));
        assert_noop!(
            go(redispatch(basis, &pigs)),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        assert_ok!(go(redispatch(basis, &pigs[1..])));
    });
}

#[test]
fn nothing_is_certified_before_it_came() {
    run(|| {
        let market = to(Actor::Market, OTHER_VILLAGE);
        let (pigs, basis) = on_the_road(1, Purpose::Trade, market);
        // The market's clock is five minutes ahead of the ledger's.
        let ahead = Arrival {
            at_ms: now_ms() + 300_000,
            ..arrival(basis, OTHER_VILLAGE, &pigs, &[])
        };
        assert_ok!(Livestock::arrive(signed(Actor::Market), items(&[ahead])));
        let go = || {
            let input = redispatch(basis, &pigs);
            Livestock::redispatch(signed(Actor::Vet), items(&[input]))
        };
        assert_noop!(go(), Error::<Runtime>::TimeOutOfOrder(0));
        pass_minutes(5);
        assert_ok!(go());
    });
}
