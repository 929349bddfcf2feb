//! Collection, reception and treatment, with their scales.

use county_primitives::{livestock::*, Date, DisposalId, Grams, MeatId, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{
    mock::*,
    types::{DisposalState, Through},
    Disposals, Error, Tags,
};

const ONE: DisposalId = DisposalId(1);

fn of(id: DisposalId) -> crate::types::Disposal {
    Disposals::<Runtime>::get(id).unwrap()
}

/// Dead pigs of the farm, 95 kg each, and a filed closed vehicle.
fn dead(count: u32) -> Vec<Unit> {
    let pigs = tag_pigs(count);
    assert_ok!(report(Actor::Farm, death(&pigs, 95_000)));
    file_vehicle();
    pigs
}

#[test]
fn a_body_is_collected_received_and_treated() {
    run(|| {
        let pigs = dead(2);
        let bodies = [body(pigs[0], 95_000), body(pigs[1], 95_000)];
        let input = collection(&bodies);
        assert_ok!(collect(Actor::Hauler, input.clone()));
        let subject = Subject::Disposal(ONE);
        let carrier = Actor::Hauler.organisation();
        assert_recorded(
            subject,
            Actor::Hauler.author(Role::Hauler),
            LivestockEntry::Collected {
                collection: input,
                carrier,
                heads: 2,
                mass: Grams(190_000),
            },
        );
        assert_recorded(
            pigs[1].subject(),
            Actor::Hauler.author(Role::Hauler),
            LivestockEntry::BodyCollected {
                disposal: ONE,
                mass: Grams(95_000),
            },
        );
        assert_eq!(life(pigs[0]).through, Through::Disposal(ONE));
        let got = reception(ONE, 2, 190_000);
        assert_ok!(receive(Actor::Plant, got.clone()));
        let author = Actor::Plant.author(Role::DisposalPlant);
        assert_recorded(subject, author, LivestockEntry::Received(got));
        let treated = treatment(ONE, 190_000, 80_000);
        assert_ok!(treat(Actor::Plant, treated.clone()));
        assert_recorded(subject, author, LivestockEntry::Treated(treated));
        assert_eq!(state(pigs[1]), AnimalState::Disposed);
        let tag = life(pigs[1]).tag().unwrap();
        assert!(matches!(
            Tags::<Runtime>::get(tag),
            Some(TagFate::Collected(_))
        ));
        assert_eq!(
            of(ONE).state,
            DisposalState::Treated {
                method: DisposalMethod::Rendering,
                mass: Grams(190_000),
            }
        );
        assert_eq!(warnings_of(subject), []);
    });
}

#[test]
fn bodies_are_collected_once_on_a_closed_filed_vehicle() {
    run(|| {
        let pigs = dead(2);
        let alive = tag_pigs(1);
        let good = collection(&[body(pigs[0], 95_000)]);
        let refuse = |actor, input, error: Error<Runtime>| {
            assert_noop!(collect(actor, input), error);
        };
        assert_noop!(collect(Actor::Farm, good.clone()), NO_ROLE);
        refuse(Actor::OtherHauler, good.clone(), Error::VehicleNotFiled(0));
        refuse(Actor::Hauler, collection(&[]), Error::GroupEmpty(0));
        let twice = [body(pigs[0], 1), body(pigs[0], 1)];
        refuse(Actor::Hauler, collection(&twice), Error::UnitTwice(0));
        let living = collection(&[body(alive[0], 1)]);
        refuse(Actor::Hauler, living, Error::BodyUnknown(0));
        let nobody = collection(&[body(Unit::Animal(county_primitives::AnimalId(99)), 1)]);
        refuse(Actor::Hauler, nobody, Error::BodyUnknown(0));
        let weightless = collection(&[body(pigs[0], 0)]);
        refuse(Actor::Hauler, weightless, Error::NoMass(0));
        let unfiled = Collection {
            plate: digest(1),
            ..good.clone()
        };
        refuse(Actor::Hauler, unfiled, Error::VehicleNotFiled(0));
        let early = Collection {
            at_ms: now_ms() - 1,
            ..good.clone()
        };
        refuse(Actor::Hauler, early, Error::TimeOutOfOrder(0));
        let ahead = Collection {
            at_ms: now_ms() + 300_001,
            ..good.clone()
        };
        refuse(Actor::Hauler, ahead, Error::TimeInFuture(0));
        suspend(Actor::OtherPlant);
        let closed = Collection {
            plant: Actor::OtherPlant.organisation(),
            ..good.clone()
        };
        refuse(Actor::Hauler, closed, Error::OrganisationNotActive(0));
        hold(pigs[0].subject());
        assert_noop!(collect(Actor::Hauler, good.clone()), HELD);
        release(pigs[0].subject());
        let open = VehicleInput {
            for_bodies: false,
            ..vehicle_input()
        };
        assert_ok!(Livestock::file_vehicles(signed(Actor::Vet), items(&[open])));
        refuse(Actor::Hauler, good.clone(), Error::NotForBodies(0));
        file_vehicle();
        assert_ok!(collect(Actor::Hauler, good.clone()));
        refuse(Actor::Hauler, good, Error::BodyCollected(0));
    });
}

#[test]
fn masses_within_five_percent_are_one_mass() {
    for (mass, warned) in [(90_250, 0), (90_249, 1), (99_750, 0), (99_751, 1)] {
        run(|| {
            let pigs = dead(1);
            assert_ok!(collect(Actor::Hauler, collection(&[body(pigs[0], mass)])));
            let warnings = warnings_of(pigs[0].subject());
            assert_eq!(warnings.len(), warned);
            if warned == 1 {
                assert_eq!(
                    warnings[0],
                    Warning::MassMismatch {
                        expected: Grams(95_000),
                        found: Grams(mass),
                    }
                );
            }
        });
    }
}

#[test]
fn a_body_that_waits_longer_than_two_days_is_said() {
    for (late_ms, warned) in [(0, vec![]), (1, vec![Warning::CollectedLate { hours: 48 }])] {
        run(|| {
            let pigs = dead(1);
            set_now_ms(now_ms() + 48 * 3_600_000 + late_ms);
            assert_ok!(collect(Actor::Hauler, collection(&[body(pigs[0], 95_000)])));
            assert_eq!(warnings_of(pigs[0].subject()), warned);
        });
    }
}

#[test]
fn condemned_meat_is_collected_with_its_mass() {
    run(|| {
        let (carcasses, _) = hung(1, HOT);
        let id = carcasses[0];
        let of_meat = |mass| Body {
            remains: Remains::Meat(id),
            mass: Grams(mass),
        };
        assert_noop!(
            collect(Actor::Hauler, collection(&[of_meat(1)])),
            Error::<Runtime>::BodyUnknown(0)
        );
        let unknown = Body {
            remains: Remains::Meat(MeatId(9)),
            mass: Grams(1),
        };
        assert_noop!(
            collect(Actor::Hauler, collection(&[unknown])),
            Error::<Runtime>::BodyUnknown(0)
        );
        assert_ok!(inspect(Actor::Vet, verdict(id, false)));
        assert_ok!(collect(Actor::Hauler, collection(&[of_meat(HOT / 2)])));
        assert_eq!(meat(id).to_dispose, Grams::ZERO);
        assert_eq!((of(ONE).heads, of(ONE).mass), (0, Grams(HOT / 2)));
        assert_eq!(
            warnings_of(Subject::Meat(id)),
            [Warning::MassMismatch {
                expected: Grams(HOT),
                found: Grams(HOT / 2),
            }]
        );
        assert_ok!(receive(Actor::Plant, reception(ONE, 0, HOT / 2)));
        assert_ok!(treat(Actor::Plant, treatment(ONE, HOT / 2, 0)));
    });
}

#[test]
fn the_plant_receives_what_the_hauler_collected() {
    run(|| {
        let pigs = dead(1);
        assert_ok!(collect(Actor::Hauler, collection(&[body(pigs[0], 95_000)])));
        let good = reception(ONE, 1, 95_000);
        let refuse = |actor, input, error: Error<Runtime>| {
            assert_noop!(receive(actor, input), error);
        };
        refuse(Actor::OtherPlant, good.clone(), Error::NotOwn(0));
        assert_noop!(receive(Actor::Hauler, good.clone()), NO_ROLE);
        refuse(
            Actor::Plant,
            reception(DisposalId(9), 1, 1),
            Error::DisposalUnknown(0),
        );
        refuse(Actor::Plant, reception(ONE, 1, 0), Error::NoMass(0));
        let early = Reception {
            at_ms: now_ms() - 1,
            ..good.clone()
        };
        refuse(Actor::Plant, early, Error::TimeOutOfOrder(0));
        Disposals::<Runtime>::mutate(ONE, |it| {
            it.as_mut().unwrap().collector = Actor::Plant.member();
        });
        refuse(Actor::Plant, good.clone(), Error::SamePerson(0));
        Disposals::<Runtime>::mutate(ONE, |it| {
            it.as_mut().unwrap().collector = Actor::Hauler.member();
        });
        assert_noop!(
            treat(Actor::Plant, treatment(ONE, 1, 0)),
            Error::<Runtime>::DisposalClosed(0)
        );
        assert_ok!(receive(Actor::Plant, reception(ONE, 0, 90_249)));
        assert_eq!(
            warnings_of(Subject::Disposal(ONE)),
            [
                Warning::BodyCount {
                    collected: 1,
                    received: 0,
                },
                Warning::MassMismatch {
                    expected: Grams(95_000),
                    found: Grams(90_249),
                },
            ]
        );
        refuse(Actor::Plant, good, Error::DisposalClosed(0));
    });
}

#[test]
fn the_plant_writes_down_what_was_not_what_will_be() {
    run(|| {
        let pigs = dead(1);
        assert_ok!(collect(Actor::Hauler, collection(&[body(pigs[0], 95_000)])));
        let received = |at_ms| Reception {
            at_ms,
            ..reception(ONE, 1, 95_000)
        };
        assert_noop!(
            receive(Actor::Plant, received(now_ms() + 300_001)),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_ok!(receive(Actor::Plant, received(now_ms() + 300_000)));
        pass_minutes(5);
        let ahead = Treatment {
            at_ms: now_ms() + 300_001,
            ..treatment(ONE, 95_000, 0)
        };
        assert_noop!(
            treat(Actor::Plant, ahead),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_noop!(treat(Actor::Hauler, treatment(ONE, 95_000, 0)), NO_ROLE);
        assert_noop!(
            treat(Actor::Plant, treatment(DisposalId(9), 95_000, 0)),
            Error::<Runtime>::DisposalUnknown(0)
        );
        assert_ok!(treat(Actor::Plant, treatment(ONE, 95_000, 0)));
    });
}

#[test]
fn products_are_at_most_the_yield() {
    run(|| {
        let pigs = tag_pigs(1);
        let id = die_and_hand_over(&pigs, 100_000);
        let refuse = |actor, input, error: Error<Runtime>| {
            assert_noop!(treat(actor, input), error);
        };
        refuse(
            Actor::Plant,
            treatment(id, 100_000, 45_001),
            Error::YieldTooLarge(0),
        );
        refuse(Actor::OtherPlant, treatment(id, 1, 0), Error::NotOwn(0));
        refuse(Actor::Plant, treatment(id, 0, 0), Error::NoMass(0));
        let unnamed = Treatment {
            product: text(""),
            ..treatment(id, 100_000, 1)
        };
        refuse(Actor::Plant, unnamed, Error::TextBlank(0));
        let early = Treatment {
            at_ms: now_ms() - 1,
            ..treatment(id, 100_000, 1)
        };
        refuse(Actor::Plant, early, Error::TimeOutOfOrder(0));
        assert_ok!(treat(Actor::Plant, treatment(id, 100_000, 45_000)));
        refuse(
            Actor::Plant,
            treatment(id, 100_000, 1),
            Error::DisposalClosed(0),
        );
    });
}

#[test]
fn treated_and_received_masses_agree_or_warn() {
    for (mass, warned) in [(95_000, 0), (94_999, 1), (105_000, 0), (105_001, 1)] {
        run(|| {
            let pigs = tag_pigs(1);
            let id = die_and_hand_over(&pigs, 100_000);
            assert_ok!(treat(Actor::Plant, treatment(id, mass, 0)));
            assert_eq!(warnings_of(Subject::Disposal(id)).len(), warned);
        });
    }
}

#[test]
fn a_dead_flock_is_one_body() {
    run(|| {
        let flock = herd(Species::Poultry, 40);
        let id = die_and_hand_over(&[flock], 80_000);
        // The plant counted one crate, the flock has forty heads.
        assert_eq!(of(id).heads, 40);
        assert_eq!(warnings_of(Subject::Disposal(id)).len(), 1);
        assert_ok!(treat(Actor::Plant, treatment(id, 80_000, 0)));
        assert_eq!(state(flock), AnimalState::Disposed);
        assert_eq!(life(flock).last_ms, now_ms());
        assert!(Date::of_timestamp(now_ms()) == today());
    });
}

#[test]
fn who_came_dead_from_the_road_is_weighed_by_the_hauler_first() {
    run(|| {
        let (pigs, certificate) = on_the_road(2, Purpose::Slaughter, to_house());
        assert_ok!(take_in(
            Actor::House,
            intake(certificate, &pigs[..1], &pigs[1..])
        ));
        assert_ok!(collect(Actor::Hauler, collection(&[body(pigs[1], 95_000)])));
        assert_eq!(warnings_of(pigs[1].subject()), []);
    });
}
