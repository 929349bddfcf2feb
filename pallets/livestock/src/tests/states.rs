//! From which states each call takes an animal, and that it takes none from any other
//! (`DOMAIN.md 3.2`).

use county_primitives::{
    livestock::{AnimalState as S, *},
    HerdId,
};
use frame_support::{assert_ok, storage::with_storage_layer};
use sp_runtime::{DispatchError, DispatchResult};

use super::steps::*;
use crate::{mock::*, Error, Lives};

const ALL: [S; 11] = [
    S::OnFarm,
    S::Declared,
    S::Certified,
    S::InTransit,
    S::Isolation,
    S::Lairage,
    S::Slaughtered,
    S::Dead,
    S::Disposed,
    S::Missing,
    S::Left,
];

const ON_FARM: &[S] = &[S::OnFarm];
const KEPT: &[S] = &[S::OnFarm, S::Isolation];

/// A call was taken; what it did was undone.
const TAKEN: DispatchError = DispatchError::Other("taken");

/// What becomes of a call if the animal is in a state.
fn outcome(unit: Unit, state: S, call: &dyn Fn() -> DispatchResult) -> DispatchError {
    let tried = with_storage_layer(|| {
        Lives::<Runtime>::mutate_extant(unit, |life| life.state = state);
        call()?;
        Err::<(), _>(TAKEN)
    });
    tried.unwrap_err()
}

/// Asserts that a call takes an animal from these states, and refuses it in all others: what ended
/// as ended, the rest as being elsewhere.
fn assert_from(name: &str, unit: Unit, states: &[S], call: &dyn Fn() -> DispatchResult) {
    for state in ALL {
        let expected: DispatchError = if states.contains(&state) {
            TAKEN
        } else if state.is_final() {
            Error::<Runtime>::AnimalFinal(0).into()
        } else {
            Error::<Runtime>::WrongState(0).into()
        };
        assert_eq!(outcome(unit, state, call), expected, "{name} of {state:?}");
    }
}

fn act<Act: Clone>(unit: Unit, act: Act) -> county_primitives::Items<GroupAct<Act>> {
    let group = group(&[unit]);
    items(&[GroupAct { group, act }])
}

fn inventory() -> Inventory {
    Inventory {
        date: today(),
        note: text("盘点"),
        evidence: None,
    }
}

#[test]
fn what_is_done_on_a_farm_is_done_there_and_in_isolation() {
    run(|| {
        let pig = tag_pigs(1)[0];
        set_plan();
        give_tags(Actor::Farm.organisation(), tags(50, 50));
        let farm = || signed(Actor::Farm);
        assert_from("immunise", pig, KEPT, &|| {
            Livestock::immunise(farm(), act(pig, immunisation(today())))
        });
        assert_from("medicate", pig, KEPT, &|| {
            Livestock::medicate(farm(), act(pig, medication("无名", today())))
        });
        assert_from("record_care", pig, KEPT, &|| {
            let care = Care::Noted {
                note: text("巡栏")
            };
            let date = today();
            Livestock::record_care(farm(), act(pig, CareAct { care, date }))
        });
        let flock = herd(Species::Poultry, 10);
        let giving = [S::OnFarm, S::Declared, S::Certified];
        assert_from("record_food", flock, &giving, &|| {
            let food = Food::Eggs {
                count: 8,
                mass: county_primitives::Grams(480),
            };
            let input = FoodInput {
                group: group(&[flock]),
                food,
                date: today(),
                to: None,
            };
            Livestock::record_food(farm(), items(&[input]))
        });
        assert_from("retag_animals", pig, KEPT, &|| {
            let retagging = Retagging {
                old: tag(1),
                new: tag(50),
                reason: text("脱落"),
            };
            Livestock::retag_animals(farm(), items(&[retagging]))
        });
        assert_from("bind_electronic", pig, KEPT, &|| {
            let binding = ElectronicBinding {
                tag: tag(1),
                electronic: Some(text("E200")),
            };
            Livestock::bind_electronic(farm(), items(&[binding]))
        });
        assert_from("release_isolation", pig, &[S::Isolation], &|| {
            let release = IsolationRelease {
                note: text("检测阴性"),
                evidence: None,
            };
            Livestock::release_isolation(farm(), act(pig, release))
        });
    });
}

#[test]
fn what_leaves_or_is_counted_stands_on_the_farm() {
    run(|| {
        let pig = tag_pigs(1)[0];
        set_plan();
        immunise(&[pig]);
        let farm = || signed(Actor::Farm);
        assert_from("transfer_animals", pig, ON_FARM, &|| {
            let transfer = Transfer {
                village: division(OTHER_VILLAGE),
                pen: text("6栋"),
                date: today(),
            };
            Livestock::transfer_animals(farm(), act(pig, transfer))
        });
        assert_from("report_missing", pig, ON_FARM, &|| {
            Livestock::report_missing(farm(), act(pig, inventory()))
        });
        assert_from("recover_animals", pig, &[S::Missing], &|| {
            Livestock::recover_animals(signed(Actor::Vet), act(pig, inventory()))
        });
        assert_from("declare", pig, ON_FARM, &|| {
            let input = declaration_input(group(&[pig]), Purpose::Slaughter, to_house());
            Livestock::declare(farm(), items(&[input]))
        });
        assert_from("insure", pig, ON_FARM, &|| {
            insure(Actor::Insurer, policy_over(&[pig]))
        });
    });
}

#[test]
fn herds_are_split_and_tagged_on_their_farm() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 1));
        let litter = herd(Species::Pig, 8);
        let Unit::Herd(id) = litter else { panic!() };
        assert_from("split_herds", litter, KEPT, &|| {
            let split = HerdSplit {
                herd: id,
                heads: 3,
                pen: text("3栋"),
            };
            Livestock::split_herds(signed(Actor::Farm), items(&[split]))
        });
        let born = life(litter).born;
        assert_from("tag_animals", litter, KEPT, &|| {
            let tagging = Tagging {
                born,
                origin: Origin::Herd(HerdId(1)),
                ..tagging(tags(1, 1))
            };
            Livestock::tag_animals(signed(Actor::Farm), items(&[tagging]))
        });
    });
}

#[test]
fn only_what_is_declared_gets_a_certificate() {
    run(|| {
        let pig = tag_pigs(1)[0];
        set_plan();
        immunise(&[pig]);
        file_vehicle();
        let input = certificate_input(accepted(&[pig], Purpose::Slaughter, to_house()));
        for state in ALL {
            let go =
                || Livestock::certify(signed(Actor::Vet), items(core::slice::from_ref(&input)));
            let expected = match state {
                S::Declared => TAKEN,
                _ => Error::<Runtime>::Findings(0).into(),
            };
            assert_eq!(outcome(pig, state, &go), expected, "{state:?}");
        }
    });
}

#[test]
fn what_goes_on_stands_where_it_arrived() {
    run(|| {
        let market = to(Actor::Market, OTHER_VILLAGE);
        let (pigs, basis) = on_the_road(1, Purpose::Trade, market);
        let arrivals = items(&[arrival(basis, OTHER_VILLAGE, &pigs, &[])]);
        assert_ok!(Livestock::arrive(signed(Actor::Market), arrivals));
        let input = Redispatch {
            basis,
            group: group(&pigs),
            purpose: Purpose::Rearing,
            destination: to(Actor::NextFarm, NEXT_VILLAGE),
            number: text("50011626000099"),
            inspection: inspection(1),
            transport: transport(),
            valid_days: 1,
            particulars: digest(2),
        };
        assert_from("redispatch", pigs[0], ON_FARM, &|| {
            Livestock::redispatch(signed(Actor::Vet), items(core::slice::from_ref(&input)))
        });
    });
}

#[test]
fn what_is_killed_waits_in_the_slaughterhouse() {
    run(|| {
        let (pigs, id) = in_lairage(1);
        assert_from("inspect_before_kill", pigs[0], &[S::Lairage], &|| {
            inspect_living(Actor::Vet, look(id, &pigs, "体温升高"))
        });
    });
    run(|| {
        let (pigs, id) = ready_to_kill(1);
        assert_from("slaughter", pigs[0], &[S::Lairage], &|| {
            slaughter(Actor::House, kill_of(id, &pigs, HOT))
        });
    });
}

#[test]
fn whoever_lives_and_is_there_may_die_and_only_the_dead_are_collected() {
    run(|| {
        let pigs = tag_pigs(2);
        for state in ALL {
            let expected: DispatchError = match state {
                S::Dead => Error::<Runtime>::AlreadyDead(0).into(),
                S::Missing => Error::<Runtime>::WrongState(0).into(),
                ended if ended.is_final() => Error::<Runtime>::AnimalFinal(0).into(),
                _ => TAKEN,
            };
            let die = || report(Actor::Farm, death(&pigs[..1], 95_000));
            assert_eq!(outcome(pigs[0], state, &die), expected, "{state:?}");
        }
        assert_ok!(report(Actor::Farm, death(&pigs[1..], 95_000)));
        file_vehicle();
        assert_from("collect_bodies", pigs[1], &[S::Dead], &|| {
            collect(Actor::Hauler, collection(&[body(pigs[1], 95_000)]))
        });
    });
}

#[test]
fn a_bar_is_lifted_from_the_living_only() {
    run(|| {
        let pig = tag_pigs(1)[0];
        Lives::<Runtime>::mutate_extant(pig, |life| life.barred = true);
        let clearance = Clearance {
            reason: text("复检合格"),
            evidence: digest(7),
        };
        for state in ALL {
            let clear =
                || Livestock::clear_animals(signed(Actor::Vet), act(pig, clearance.clone()));
            let expected: DispatchError = if state.is_alive() {
                TAKEN
            } else {
                Error::<Runtime>::WrongState(0).into()
            };
            assert_eq!(outcome(pig, state, &clear), expected, "{state:?}");
        }
    });
}
