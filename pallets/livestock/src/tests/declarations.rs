//! Declarations: submitted, taken on, refused, withdrawn, failed.

use county_primitives::{livestock::*, DeclarationId, Digest, PolicyKey, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::zones::{order, zone};
use crate::{mock::*, Declarations, Error, Lives};

fn to_market() -> Destination {
    to(Actor::Market, OTHER_VILLAGE)
}

fn try_declare(actor: Actor, input: DeclarationInput) -> sp_runtime::DispatchResult {
    Livestock::declare(signed(actor), items(&[input]))
}

fn input(units: &[Unit]) -> DeclarationInput {
    declaration_input(group(units), Purpose::Trade, to_market())
}

fn stage(id: DeclarationId) -> DeclarationState {
    Declarations::<Runtime>::get(id).unwrap().state
}

#[test]
fn a_load_is_declared_by_its_farm() {
    run(|| {
        let pigs = tag_pigs(3);
        let id = declare(&pigs, Purpose::Trade, to_market());
        assert_recorded(
            Subject::Declaration(id),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Declared {
                farm: Actor::Farm.organisation(),
                village: division(VILLAGE),
                species: Species::Pig,
                heads: 3,
                purpose: Purpose::Trade,
                destination: to_market(),
                transport: today(),
                plate: digest(PLATE),
                load: list(&pigs),
                basis: None,
            },
        );
        assert_recorded(
            pigs[2].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::StateChanged {
                state: AnimalState::Declared,
                through: Some(Subject::Declaration(id)),
                farm: Actor::Farm.organisation(),
                village: division(VILLAGE),
            },
        );
        assert_noop!(
            try_declare(Actor::Farm, input(&pigs)),
            Error::<Runtime>::WrongState(0)
        );
        assert_eq!(
            Livestock::division_of(&Subject::Declaration(id)),
            Some(division(VILLAGE))
        );
    });
}

#[test]
fn a_transport_is_declared_three_days_before() {
    run(|| {
        set_policy(PolicyKey::DeclarationNoticeDays, 3);
        let pigs = tag_pigs(1);
        let in_days = |days| DeclarationInput {
            transport: today().plus_days(days),
            ..input(&pigs)
        };
        assert_noop!(
            try_declare(Actor::Farm, in_days(2)),
            Error::<Runtime>::NoticeTooShort(0)
        );
        assert_ok!(try_declare(Actor::Farm, in_days(3)));
    });
}

#[test]
fn a_load_is_of_one_farm_village_and_species_and_all_of_it_may_go() {
    run(|| {
        let pigs = tag_pigs(3);
        let flock = herd(Species::Poultry, 100);
        assert_noop!(
            try_declare(Actor::Farm, input(&[pigs[0], flock])),
            Error::<Runtime>::MixedLoad(0)
        );
        let litter = herd(Species::Pig, 10);
        assert_noop!(
            try_declare(Actor::Farm, input(&[litter])),
            Error::<Runtime>::NotTagged(0)
        );
        assert_noop!(
            try_declare(Actor::Neighbour, input(&pigs)),
            Error::<Runtime>::NotOwn(0)
        );
        assert_noop!(try_declare(Actor::Vet, input(&pigs)), NO_ROLE);
        let moved = |unit, change: fn(&mut crate::types::Life)| {
            Lives::<Runtime>::mutate_extant(unit, change);
        };
        moved(pigs[1], |life| life.village = division(OTHER_VILLAGE));
        assert_noop!(
            try_declare(Actor::Farm, input(&pigs)),
            Error::<Runtime>::MixedLoad(0)
        );
        moved(pigs[1], |life| life.village = division(VILLAGE));
        moved(pigs[2], |life| life.barred = true);
        assert_noop!(
            try_declare(Actor::Farm, input(&pigs)),
            Error::<Runtime>::AnimalBarred(0)
        );
        for subject in [
            pigs[0].subject(),
            Subject::Farm(Actor::Farm.organisation()),
            Subject::Organisation(Actor::Farm.organisation()),
        ] {
            hold(subject);
            assert_noop!(try_declare(Actor::Farm, input(&pigs[..2])), HELD);
            release(subject);
        }
        assert_ok!(try_declare(Actor::Farm, input(&[flock])));
        moved(pigs[0], |life| life.state = AnimalState::Missing);
        assert_noop!(
            try_declare(Actor::Farm, input(&pigs[..1])),
            Error::<Runtime>::WrongState(0)
        );
    });
}

#[test]
fn nothing_is_declared_out_of_into_or_in_contact_with_a_zone() {
    run(|| {
        let pigs = tag_pigs(1);
        let farm = Actor::Farm.organisation();
        for (places, farms, error) in [
            (vec![VILLAGE], vec![], Error::OriginLocked(0)),
            (vec![OTHER_TOWN], vec![], Error::DestinationLocked(0)),
            (vec![], vec![farm], Error::<Runtime>::OutbreakContact(0)),
        ] {
            let id = order(zone(&places, &farms));
            assert_noop!(try_declare(Actor::Farm, input(&pigs)), error);
            let lift = ZoneLift {
                zone: id,
                order: text("解除"),
            };
            assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        }
        assert_ok!(try_declare(Actor::Farm, input(&pigs)));
    });
}

#[test]
fn a_receiver_on_the_chain_is_active_and_receives_in_a_village() {
    run(|| {
        let pigs = tag_pigs(1);
        let wide = declaration_input(group(&pigs), Purpose::Trade, to(Actor::Market, OTHER_TOWN));
        assert_noop!(
            try_declare(Actor::Farm, wide),
            Error::<Runtime>::NotVillage(0)
        );
        suspend(Actor::Market);
        assert_noop!(
            try_declare(Actor::Farm, input(&pigs)),
            Error::<Runtime>::OrganisationNotActive(0)
        );
        // One that is not on it is in another county, and in none that may be the own.
        let outside = |place| Destination {
            organisation: None,
            division: division(place),
        };
        for place in [OTHER_VILLAGE, COUNTY, "500000000000", "000000000000"] {
            let near = declaration_input(group(&pigs), Purpose::Trade, outside(place));
            assert_noop!(
                try_declare(Actor::Farm, near),
                Error::<Runtime>::SameCounty(0)
            );
        }
        declare(&pigs, Purpose::Trade, outside(NEXT_COUNTY));
    });
}

#[test]
fn the_vet_takes_on_or_refuses_once_and_is_nobody_of_the_farm() {
    run(|| {
        let pigs = tag_pigs(2);
        let id = declare(&pigs, Purpose::Trade, to_market());
        let answering = |actor, accepted| {
            Livestock::answer_declarations(signed(actor), items(&[answer(id, accepted)]))
        };
        assert_noop!(answering(Actor::FarVet, true), NO_ROLE);
        assert_noop!(answering(Actor::NextVet, true), NO_ROLE);
        let unknown = answer(DeclarationId(9), true);
        assert_noop!(
            Livestock::answer_declarations(signed(Actor::Vet), items(&[unknown])),
            Error::<Runtime>::DeclarationUnknown(0)
        );
        let silent = DeclarationAnswer {
            reason: text(""),
            ..answer(id, false)
        };
        assert_noop!(
            Livestock::answer_declarations(signed(Actor::Vet), items(&[silent])),
            Error::<Runtime>::TextBlank(0)
        );
        assert_ok!(answering(Actor::Vet, false));
        assert_eq!(stage(id), DeclarationState::Refused);
        assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        assert_recorded(
            Subject::Declaration(id),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::DeclarationAnswered {
                state: DeclarationState::Refused,
                reason: text("材料不全"),
            },
        );
        assert_noop!(
            answering(Actor::Vet, true),
            Error::<Runtime>::DeclarationClosed(0)
        );
        // Whoever declared cannot be the vet, under whichever membership.
        let id = DeclarationId(id.0 + 1);
        assert_ok!(try_declare(Actor::FarmHand, input(&pigs)));
        assert_noop!(
            Livestock::answer_declarations(signed(Actor::Vet), items(&[answer(id, true)])),
            Error::<Runtime>::SamePerson(0)
        );
        assert_ok!(Livestock::answer_declarations(
            signed(Actor::SecondVet),
            items(&[answer(id, true)])
        ));
    });
}

#[test]
fn the_farm_withdraws_before_the_certificate_only() {
    run(|| {
        let pigs = tag_pigs(2);
        set_plan();
        immunise(&pigs);
        file_vehicle();
        let withdraw = |id, reason: &str| {
            let withdrawal = DeclarationWithdrawal {
                declaration: id,
                reason: text(reason),
            };
            Livestock::withdraw_declarations(signed(Actor::Farm), items(&[withdrawal]))
        };
        let id = declare(&pigs, Purpose::Trade, to_market());
        assert_noop!(withdraw(id, ""), Error::<Runtime>::TextBlank(0));
        assert_ok!(withdraw(id, "改期"));
        assert_eq!(stage(id), DeclarationState::Withdrawn);
        assert_eq!(state(pigs[1]), AnimalState::OnFarm);
        let id = accepted(&pigs, Purpose::Trade, to_market());
        assert_ok!(withdraw(id, "改期"));
        let id = accepted(&pigs, Purpose::Trade, to_market());
        certify(id);
        assert_noop!(withdraw(id, "改期"), Error::<Runtime>::DeclarationClosed(0));
    });
}

#[test]
fn a_failed_inspection_bars_the_failed_until_a_vet_clears_them() {
    run(|| {
        let pigs = tag_pigs(3);
        let id = accepted(&pigs, Purpose::Trade, to_market());
        let failure = |units: &[Unit]| InspectionFailure {
            declaration: id,
            units: list(units),
            reason: text("体温升高"),
            notice: digest(8),
        };
        let fail = |input: InspectionFailure| {
            Livestock::fail_inspections(signed(Actor::Vet), items(&[input]))
        };
        assert_noop!(fail(failure(&[])), Error::<Runtime>::GroupEmpty(0));
        assert_noop!(
            fail(failure(&[pigs[0], pigs[0]])),
            Error::<Runtime>::UnitTwice(0)
        );
        let stranger = herd(Species::Pig, 1);
        assert_noop!(fail(failure(&[stranger])), Error::<Runtime>::NotInLoad(0));
        let silent = InspectionFailure {
            reason: text(""),
            ..failure(&pigs[..1])
        };
        assert_noop!(fail(silent), Error::<Runtime>::TextBlank(0));
        assert_ok!(fail(failure(&pigs[..1])));
        assert_eq!(stage(id), DeclarationState::Failed);
        assert_eq!(
            pigs.iter().map(|pig| state(*pig)).collect::<Vec<_>>(),
            [AnimalState::OnFarm; 3]
        );
        assert_eq!(
            pigs.iter().map(|pig| life(*pig).barred).collect::<Vec<_>>(),
            [true, false, false]
        );
        assert!(
            entries_of(pigs[0].subject()).contains(&LivestockEntry::Barred {
                reason: text("体温升高"),
                notice: digest(8),
            })
        );
        assert_noop!(
            fail(failure(&pigs[..1])),
            Error::<Runtime>::DeclarationClosed(0)
        );
        let clearance = |reason: &str, units: &[Unit]| {
            let act = Clearance {
                reason: text(reason),
                evidence: Digest([7; 32]),
            };
            let group = group(units);
            Livestock::clear_animals(signed(Actor::Vet), items(&[GroupAct { group, act }]))
        };
        assert_noop!(clearance("", &pigs[..1]), Error::<Runtime>::TextBlank(0));
        assert_noop!(
            clearance("复检合格", &pigs[..2]),
            Error::<Runtime>::NotBarred(0)
        );
        assert_ok!(clearance("复检合格", &pigs[..1]));
        assert!(!life(pigs[0]).barred);
        Lives::<Runtime>::mutate_extant(pigs[1], |life| life.state = AnimalState::Dead);
        assert_noop!(
            clearance("复检合格", &pigs[1..2]),
            Error::<Runtime>::WrongState(0)
        );
        Lives::<Runtime>::mutate_extant(pigs[1], |life| life.state = AnimalState::OnFarm);
    });
}

#[test]
fn a_failed_inspection_is_a_vets_of_the_place_and_not_the_declarers() {
    run(|| {
        let pigs = tag_pigs(1);
        assert_ok!(try_declare(Actor::FarmHand, input(&pigs)));
        let id = DeclarationId(1);
        let fail = |actor| {
            let failure = InspectionFailure {
                declaration: id,
                units: list(&pigs),
                reason: text("体温升高"),
                notice: digest(8),
            };
            Livestock::fail_inspections(signed(actor), items(&[failure]))
        };
        // Not before it was taken on.
        assert_noop!(
            fail(Actor::SecondVet),
            Error::<Runtime>::DeclarationClosed(0)
        );
        assert_ok!(Livestock::answer_declarations(
            signed(Actor::SecondVet),
            items(&[answer(id, true)])
        ));
        assert_noop!(fail(Actor::NextVet), NO_ROLE);
        assert_noop!(fail(Actor::Vet), Error::<Runtime>::SamePerson(0));
        let withdrawal = DeclarationWithdrawal {
            declaration: id,
            reason: text("改期"),
        };
        assert_noop!(
            Livestock::withdraw_declarations(signed(Actor::Neighbour), items(&[withdrawal])),
            Error::<Runtime>::NotOwn(0)
        );
        assert_ok!(fail(Actor::SecondVet));
    });
}

#[test]
fn a_litter_whose_heads_all_have_tags_is_no_load() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 2));
        let litter = herd(Species::Pig, 2);
        let Unit::Herd(id) = litter else { panic!() };
        let tagging = Tagging {
            born: life(litter).born,
            origin: Origin::Herd(id),
            ..tagging(tags(1, 2))
        };
        assert_ok!(Livestock::tag_animals(
            signed(Actor::Farm),
            items(&[tagging])
        ));
        assert_noop!(
            try_declare(Actor::Farm, input(&[litter])),
            Error::<Runtime>::NoHeads(0)
        );
    });
}

#[test]
fn a_guard_whose_policy_is_missing_refuses() {
    run(|| {
        let pigs = tag_pigs(1);
        drop_policy(PolicyKey::DeclarationNoticeDays);
        assert_noop!(try_declare(Actor::Farm, input(&pigs)), NO_POLICY);
    });
}
