//! Deaths: who reports them, from which state, and what they end.

use county_primitives::{livestock::*, Date, Grams, HerdId, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{mock::*, types::Through, Certificates, Deaths, Declarations, Error, Loads};

#[test]
fn a_death_is_reported_and_the_dead_go_nowhere() {
    run(|| {
        let pigs = tag_pigs(2);
        let input = death(&pigs[..1], 95_000);
        assert_ok!(report(Actor::Farm, input));
        assert_recorded(
            pigs[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Died {
                heads: 1,
                cause: DeathCause::Unknown,
                mass: Grams(95_000),
                photo: digest(6),
                at_ms: now_ms(),
            },
        );
        let known = Deaths::<Runtime>::get(pigs[0]).unwrap();
        assert_eq!(known.farm, Actor::Farm.organisation());
        assert_eq!(known.state, AnimalState::OnFarm);
        assert_eq!(known.collected, None);
        assert_eq!(state(pigs[0]), AnimalState::Dead);
        assert_noop!(
            report(Actor::Farm, death(&pigs[..1], 95_000)),
            Error::<Runtime>::AlreadyDead(0)
        );
        let declaration = declaration_input(group(&pigs), Purpose::Slaughter, to_house());
        assert_noop!(
            Livestock::declare(signed(Actor::Farm), items(&[declaration])),
            Error::<Runtime>::WrongState(0)
        );
    });
}

#[test]
fn a_death_is_reported_by_who_has_the_animal_or_a_vet() {
    run(|| {
        let pigs = tag_pigs(5);
        let of = |unit: Unit| death(&[unit], 95_000);
        assert_noop!(report(Actor::Hauler, of(pigs[0])), NO_ROLE);
        assert_noop!(
            report(Actor::Neighbour, of(pigs[0])),
            Error::<Runtime>::NotOwn(0)
        );
        assert_noop!(
            report(Actor::House, of(pigs[0])),
            Error::<Runtime>::NotOwn(0)
        );
        assert_ok!(report(Actor::Vet, of(pigs[0])));
        assert_ok!(report(Actor::Vaccinator, of(pigs[1])));
        assert_noop!(
            report(Actor::Farm, death(&pigs[2..3], 0)),
            Error::<Runtime>::NoMass(0)
        );
        let at = |at_ms| DeathReport {
            at_ms,
            ..of(pigs[2])
        };
        assert_noop!(
            report(Actor::Farm, at(now_ms() + 300_001)),
            Error::<Runtime>::TimeInFuture(0)
        );
        let before = Date(today().0 - 21).start_ms();
        assert_noop!(
            report(Actor::Farm, at(before)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_ok!(report(Actor::Farm, at(now_ms() + 300_000)));
        let heads = DeathReport {
            heads: Some(1),
            ..of(pigs[3])
        };
        assert_noop!(report(Actor::Farm, heads), Error::<Runtime>::NotHerd(0));
        let unknown = Unit::Herd(HerdId(77));
        assert_noop!(
            report(Actor::Farm, of(unknown)),
            Error::<Runtime>::AnimalUnknown(0)
        );
    });
}

#[test]
fn the_missing_do_not_die_and_the_slaughtered_neither() {
    run(|| {
        let (pigs, _) = hung_pigs();
        assert_noop!(
            report(Actor::House, death(&pigs, 1)),
            Error::<Runtime>::AnimalFinal(0)
        );
        let lost = tag_pigs(1);
        let inventory = GroupAct {
            group: group(&lost),
            act: Inventory {
                date: today(),
                note: text("盘点少一头"),
                evidence: None,
            },
        };
        assert_ok!(Livestock::report_missing(
            signed(Actor::Farm),
            items(&[inventory])
        ));
        assert_noop!(
            report(Actor::Farm, death(&lost, 1)),
            Error::<Runtime>::WrongState(0)
        );
    });
}

fn hung_pigs() -> (Vec<Unit>, county_primitives::SlaughterBatchId) {
    let (pigs, id) = ready_to_kill(1);
    assert_ok!(slaughter(Actor::House, kill_of(id, &pigs, HOT)));
    (pigs, id)
}

#[test]
fn a_suspected_disease_warns_at_once() {
    run(|| {
        let pigs = tag_pigs(1);
        let input = DeathReport {
            cause: DeathCause::Suspected(Disease::AfricanSwineFever),
            ..death(&pigs, 95_000)
        };
        assert_ok!(report(Actor::Farm, input));
        assert_eq!(
            warnings_of(pigs[0].subject()),
            [Warning::SuspectedDisease {
                disease: Disease::AfricanSwineFever,
            }]
        );
    });
}

#[test]
fn papers_no_longer_count_the_dead() {
    run(|| {
        let pigs = tag_pigs(3);
        set_plan();
        immunise(&pigs);
        let declaration = declare(&pigs, Purpose::Slaughter, to_house());
        assert_ok!(report(Actor::Farm, death(&pigs[..1], 95_000)));
        assert_eq!(Declarations::<Runtime>::get(declaration).unwrap().heads, 2);
        assert_eq!(Loads::<Runtime>::get(declaration).to_vec(), pigs[1..]);
        assert_ok!(Livestock::answer_declarations(
            signed(Actor::Vet),
            items(&[answer(declaration, true)])
        ));
        file_vehicle();
        let certificate = certify(declaration);
        assert_ok!(report(Actor::Farm, death(&pigs[1..2], 95_000)));
        assert_eq!(Certificates::<Runtime>::get(certificate).unwrap().heads, 1);
        assert!(entries_of(Subject::Certificate(certificate)).contains(
            &LivestockEntry::LinesVoided {
                units: list(&pigs[1..2]),
                heads: 1,
            }
        ));
        depart(certificate);
        pass_minutes(60);
        // On the road the carrier reports, and nobody else.
        assert_noop!(report(Actor::Farm, death(&pigs[2..], 95_000)), NO_ROLE);
        assert_noop!(
            report(Actor::OtherHauler, death(&pigs[2..], 95_000)),
            Error::<Runtime>::NotCarrier(0)
        );
        assert_ok!(report(Actor::Hauler, death(&pigs[2..], 95_000)));
        assert_eq!(life(pigs[2]).through, Through::Nothing);
        assert_eq!(Certificates::<Runtime>::get(certificate).unwrap().heads, 0);
    });
}

#[test]
fn some_heads_of_a_herd_die_and_become_a_herd_of_dead() {
    run(|| {
        let flock = herd(Species::Poultry, 100);
        let of = |heads| DeathReport {
            heads: Some(heads),
            ..death(&[flock], 3_000)
        };
        assert_noop!(report(Actor::Farm, of(0)), Error::<Runtime>::NoHeads(0));
        assert_noop!(
            report(Actor::Farm, of(101)),
            Error::<Runtime>::HerdTooSmall(0)
        );
        assert_ok!(report(Actor::Farm, of(30)));
        let dead = Unit::Herd(HerdId(2));
        assert_eq!((life(flock).heads(), life(dead).heads()), (70, 30));
        assert_eq!(state(flock), AnimalState::OnFarm);
        assert_eq!(state(dead), AnimalState::Dead);
        assert_recorded(
            flock.subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::HerdCounted {
                heads: 70,
                cause: HerdChange::Died(HerdId(2)),
            },
        );
        assert!(
            entries_of(dead.subject()).contains(&LivestockEntry::HerdFormed {
                from: HerdId(1),
                heads: 30,
                pen: text("2栋"),
            })
        );
        // All that are left die as the herd itself.
        assert_ok!(report(Actor::Farm, of(70)));
        assert_eq!(state(flock), AnimalState::Dead);
        let empty = herd(Species::Pig, 1);
        crate::Lives::<Runtime>::mutate(empty, |life| {
            life.as_mut().unwrap().identity = crate::types::Identity::Untagged { heads: 0 };
        });
        assert_noop!(
            report(Actor::Farm, death(&[empty], 1)),
            Error::<Runtime>::NoHeads(0)
        );
    });
}

#[test]
fn part_of_a_herd_dies_on_the_road() {
    run(|| {
        let flock = herd(Species::Poultry, 100);
        file_vehicle();
        let certificate = certify(accepted(
            &[flock],
            Purpose::Trade,
            to(Actor::Market, OTHER_VILLAGE),
        ));
        depart(certificate);
        let input = DeathReport {
            heads: Some(4),
            ..death(&[flock], 8_000)
        };
        assert_ok!(report(Actor::Hauler, input));
        assert_eq!(Certificates::<Runtime>::get(certificate).unwrap().heads, 96);
        let input = arrival(certificate, OTHER_VILLAGE, &[flock], &[]);
        assert_ok!(Livestock::arrive(signed(Actor::Market), items(&[input])));
        assert_eq!(warnings_of(Subject::Certificate(certificate)), []);
    });
}
