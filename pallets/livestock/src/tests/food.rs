//! Milk and eggs: who gives them, and from when on after a drug they are food.

use county_primitives::{
    livestock::*, Date, FoodLotId, Grams, OrganisationId, PolicyKey, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

use super::zones::{order, zone};
use crate::{mock::*, Error, Lives, NextAnimal, NextFoodLot};

const CATTLE_SERIES: u32 = 2_500_153;

fn beasts(series: u32, count: u32) -> Vec<Unit> {
    let first = NextAnimal::<Runtime>::get();
    let from = u32::try_from(first.0).unwrap();
    let tag = |serial| EarTag::of_series(series, serial).unwrap();
    let range = TagRange {
        from: tag(from),
        to: tag(from + count - 1),
    };
    give_tags(Actor::Farm.organisation(), range);
    let taggings = items(&[tagging(range)]);
    assert_ok!(Livestock::tag_animals(signed(Actor::Farm), taggings));
    (first.0..first.0 + u64::from(count))
        .map(|id| Unit::Animal(county_primitives::AnimalId(id)))
        .collect()
}

fn cows(count: u32) -> Vec<Unit> {
    beasts(CATTLE_SERIES, count)
}

fn milk(units: &[Unit]) -> FoodInput {
    FoodInput {
        group: group(units),
        food: Food::Milk {
            mass: Grams(42_500),
        },
        date: today(),
        to: Some(Actor::Buyer.organisation()),
    }
}

fn eggs(units: &[Unit]) -> FoodInput {
    FoodInput {
        food: Food::Eggs {
            count: 360,
            mass: Grams(21_600),
        },
        to: None,
        ..milk(units)
    }
}

fn record(actor: Actor, input: FoodInput) -> DispatchResult {
    Livestock::record_food(signed(actor), items(&[input]))
}

/// The row of DOMAIN.md 3.4: oxytetracycline injection, 28 days for meat, 7 for milk.
fn oxytetracycline(species: Species) -> Drug {
    Drug {
        division: division("500000000000"),
        approval: text("土霉素"),
        species,
        route: Route::Injection,
        name: text("土霉素注射液"),
        withdrawal_days: 28,
        milk_days: (species.food() == Some(FoodKind::Milk)).then_some(7),
        egg_days: None,
        prescription: false,
        banned: false,
    }
}

fn set_drug(drug: Drug) -> DispatchResult {
    Livestock::set_drugs(signed(Actor::Province), items(&[drug]))
}

fn treat(units: &[Unit], approval: &str) {
    let act = GroupAct {
        group: group(units),
        act: medication(approval, today()),
    };
    assert_ok!(Livestock::medicate(signed(Actor::Farm), items(&[act])));
}

#[test]
fn a_lot_of_milk_is_on_the_farm_and_on_every_cow() {
    run(|| {
        let cows = cows(3);
        let input = milk(&cows);
        assert_ok!(record(Actor::Farm, input.clone()));
        let author = Actor::Farm.author(Role::Producer);
        assert_recorded(
            Subject::Farm(Actor::Farm.organisation()),
            author,
            LivestockEntry::FoodTaken {
                lot: FoodLotId(1),
                food: input.food,
                species: Species::Cattle,
                village: division(VILLAGE),
                heads: 3,
                units: list(&cows),
                date: today(),
                to: Some(Actor::Buyer.organisation()),
                late: false,
            },
        );
        for cow in &cows {
            let entry = LivestockEntry::GaveFood {
                lot: FoodLotId(1),
                food: input.food,
                date: today(),
            };
            assert_recorded(cow.subject(), author, entry);
        }
        assert_eq!(NextFoodLot::<Runtime>::get(), FoodLotId(2));
        // What was taken four days ago comes late, and not before the day of what is known.
        pass_days(4);
        let late = FoodInput {
            date: Date(today().0 - 4),
            ..milk(&cows)
        };
        assert_ok!(record(Actor::Farm, late));
        let entries = entries_of(Subject::Farm(Actor::Farm.organisation()));
        assert!(matches!(
            entries.last(),
            Some(LivestockEntry::FoodTaken { late: true, .. })
        ));
        let before = FoodInput {
            date: Date(today().0 - 5),
            ..milk(&cows)
        };
        assert_noop!(
            record(Actor::Farm, before),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        let tomorrow = FoodInput {
            date: today().plus_days(1),
            ..milk(&cows)
        };
        assert_noop!(
            record(Actor::Farm, tomorrow),
            Error::<Runtime>::TimeInFuture(0)
        );
    });
}

#[test]
fn milk_is_food_seven_days_after_the_last_dose_and_meat_twenty_eight() {
    run(|| {
        let cows = cows(2);
        assert_ok!(set_drug(oxytetracycline(Species::Cattle)));
        treat(&cows[..1], "土霉素");
        let day = today();
        assert_eq!(life(cows[0]).slaughter_from, day.plus_days(28));
        assert_eq!(life(cows[0]).food_from, day.plus_days(7));
        assert_recorded(
            cows[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Medicated {
                act: medication("土霉素", day),
                name: text("土霉素注射液"),
                slaughter_from: day.plus_days(28),
                food_from: Some(day.plus_days(7)),
                late: false,
            },
        );
        // One cow of the lot is enough to keep all of it from being food.
        assert_noop!(
            record(Actor::Farm, milk(&cows)),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        assert_ok!(record(Actor::Farm, milk(&cows[1..])));
        pass_days(6);
        assert_noop!(
            record(Actor::Farm, milk(&cows)),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        pass_days(1);
        assert_ok!(record(Actor::Farm, milk(&cows)));
        let yesterday = FoodInput {
            date: Date(today().0 - 1),
            ..milk(&cows[1..])
        };
        assert_noop!(
            record(Actor::Farm, yesterday),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        // The day of the milk counts, not the day it is written down.
        let fresh = beasts(CATTLE_SERIES, 1);
        treat(&fresh, "土霉素");
        pass_days(7);
        let sixth = FoodInput {
            date: Date(today().0 - 1),
            ..milk(&fresh)
        };
        assert_noop!(
            record(Actor::Farm, sixth),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        assert_ok!(record(Actor::Farm, milk(&fresh)));
    });
}

#[test]
fn what_no_catalogue_says_of_milk_has_the_default() {
    run(|| {
        let cows = cows(3);
        // An unknown product: the default for both, and the warning.
        treat(&cows[..1], "无名");
        let after = |days| today().plus_days(days);
        assert_eq!(life(cows[0]).food_from, after(28));
        assert_eq!(warnings_of(cows[0].subject()).len(), 1);
        // A known one whose row names no days for milk: the default, without a warning.
        let silent = Drug {
            withdrawal_days: 5,
            milk_days: None,
            ..oxytetracycline(Species::Cattle)
        };
        assert_ok!(set_drug(silent.clone()));
        treat(&cows[1..2], "土霉素");
        assert_eq!(life(cows[1]).food_from, after(28));
        assert_eq!(life(cows[1]).slaughter_from, after(5));
        assert_eq!(warnings_of(cows[1].subject()), []);
        drop_policy(PolicyKey::WithdrawalDefaultDays);
        let act = GroupAct {
            group: group(&cows[2..]),
            act: medication("土霉素", today()),
        };
        assert_noop!(
            Livestock::medicate(signed(Actor::Farm), items(&[act])),
            NO_POLICY
        );
        // A row of no days lets it be food at once; a shorter period shortens no longer one.
        let harmless = Drug {
            milk_days: Some(0),
            ..silent
        };
        assert_ok!(set_drug(harmless));
        treat(&cows[1..], "土霉素");
        assert_eq!(life(cows[1]).food_from, after(28));
        assert_eq!(life(cows[2]).food_from, today());
        assert_ok!(record(Actor::Farm, milk(&cows[2..])));
    });
}

#[test]
fn eggs_have_days_of_their_own_and_a_herd_split_or_tagged_takes_them_along() {
    run(|| {
        let flock = herd(Species::Poultry, 500);
        let row = Drug {
            egg_days: Some(10),
            ..oxytetracycline(Species::Poultry)
        };
        assert_ok!(set_drug(row));
        treat(&[flock], "土霉素");
        let from = today().plus_days(10);
        assert_eq!(life(flock).food_from, from);
        let Unit::Herd(id) = flock else {
            panic!("a flock is a herd")
        };
        let split = HerdSplit {
            herd: id,
            heads: 100,
            pen: text("3栋"),
        };
        assert_ok!(Livestock::split_herds(signed(Actor::Farm), items(&[split])));
        let part = Unit::Herd(county_primitives::HerdId(id.0 + 1));
        assert_eq!(life(part).food_from, from);
        pass_days(9);
        for hens in [flock, part] {
            assert_noop!(
                record(Actor::Farm, eggs(&[hens])),
                Error::<Runtime>::WithinWithdrawal(0)
            );
        }
        pass_days(1);
        assert_ok!(record(Actor::Farm, eggs(&[flock, part])));
    });
    run(|| {
        // Calves of an untagged herd that was treated.
        let calves = herd(Species::Cattle, 2);
        assert_ok!(set_drug(oxytetracycline(Species::Cattle)));
        treat(&[calves], "土霉素");
        let Unit::Herd(id) = calves else {
            panic!("calves are a herd")
        };
        let tag = |serial| EarTag::of_series(CATTLE_SERIES, serial).unwrap();
        let range = TagRange {
            from: tag(1),
            to: tag(2),
        };
        give_tags(Actor::Farm.organisation(), range);
        let tagging = Tagging {
            origin: Origin::Herd(id),
            born: life(calves).born,
            ..tagging(range)
        };
        let taggings = items(&[tagging]);
        assert_ok!(Livestock::tag_animals(signed(Actor::Farm), taggings));
        let calf = Unit::Animal(county_primitives::AnimalId(1));
        assert_eq!(life(calf).food_from, today().plus_days(7));
    });
}

type Lot = fn(&[Unit]) -> FoodInput;

#[test]
fn each_kind_of_animal_gives_its_own_food() {
    run(|| {
        let pigs = tag_pigs(1);
        let cows = cows(1);
        let goats = beasts(3_500_153, 1);
        let flock = [herd(Species::Poultry, 10)];
        let strange: [(&[Unit], Lot); 5] = [
            (&pigs, milk),
            (&pigs, eggs),
            (&cows, eggs),
            (&goats, eggs),
            (&flock, milk),
        ];
        for (units, input) in strange {
            assert_noop!(
                record(Actor::Farm, input(units)),
                Error::<Runtime>::NotItsFood(0)
            );
        }
        assert_ok!(record(Actor::Farm, milk(&cows)));
        assert_ok!(record(Actor::Farm, milk(&goats)));
        assert_ok!(record(Actor::Farm, eggs(&flock)));
        let mixed = [cows[0], goats[0]];
        assert_noop!(
            record(Actor::Farm, milk(&mixed)),
            Error::<Runtime>::MixedLoad(0)
        );
        // Nor does the catalogue name days for what a species does not give.
        for (species, milk_days, egg_days, fits) in [
            (Species::Pig, Some(7), None, false),
            (Species::Pig, None, Some(7), false),
            (Species::Cattle, None, Some(7), false),
            (Species::Poultry, Some(7), None, false),
            (Species::Cattle, Some(7), None, true),
            (Species::SheepGoat, Some(7), None, true),
            (Species::Poultry, None, Some(7), true),
        ] {
            let row = Drug {
                milk_days,
                egg_days,
                ..oxytetracycline(species)
            };
            if fits {
                assert_ok!(set_drug(row));
            } else {
                assert_noop!(set_drug(row), Error::<Runtime>::NotItsFood(0));
            }
        }
    });
}

#[test]
fn a_lot_weighs_something_and_has_eggs() {
    run(|| {
        let cows = cows(1);
        let flock = [herd(Species::Poultry, 10)];
        let of = |units: &[Unit], food| FoodInput {
            food,
            ..milk(units)
        };
        let no_milk = Food::Milk { mass: Grams::ZERO };
        let weightless = Food::Eggs {
            count: 1,
            mass: Grams::ZERO,
        };
        for (units, food) in [(&cows[..], no_milk), (&flock[..], weightless)] {
            assert_noop!(
                record(Actor::Farm, of(units, food)),
                Error::<Runtime>::NoMass(0)
            );
        }
        let none = Food::Eggs {
            count: 0,
            mass: Grams(1),
        };
        assert_noop!(
            record(Actor::Farm, of(&flock, none)),
            Error::<Runtime>::NoEggs(0)
        );
        let least = Food::Eggs {
            count: 1,
            mass: Grams(1),
        };
        assert_ok!(record(Actor::Farm, of(&flock, least)));
        assert_ok!(record(
            Actor::Farm,
            of(&cows, Food::Milk { mass: Grams(1) })
        ));
        let nobody = FoodInput {
            group: group(&[]),
            ..milk(&cows)
        };
        assert_noop!(record(Actor::Farm, nobody), Error::<Runtime>::GroupEmpty(0));
    });
}

#[test]
fn the_barred_the_held_and_the_locked_give_no_food() {
    run(|| {
        let cows = cows(2);
        let go = || record(Actor::Farm, milk(&cows));
        let bar = |barred| Lives::<Runtime>::mutate_extant(cows[1], |life| life.barred = barred);
        bar(true);
        assert_noop!(go(), Error::<Runtime>::AnimalBarred(0));
        bar(false);
        let farm = Actor::Farm.organisation();
        for subject in [
            cows[1].subject(),
            Subject::Farm(farm),
            Subject::Organisation(farm),
        ] {
            hold(subject);
            assert_noop!(go(), HELD);
            release(subject);
        }
        // A zone of yesterday: what was taken then stays no food, what is taken today is.
        let ended = ZoneInput {
            until: Some(today().plus_days(1)),
            ..zone(&[TOWN], &[])
        };
        order(ended);
        assert_noop!(go(), Error::<Runtime>::PlaceLocked(0));
        pass_days(1);
        let then = FoodInput {
            date: Date(today().0 - 1),
            ..milk(&cows)
        };
        assert_noop!(record(Actor::Farm, then), Error::<Runtime>::PlaceLocked(0));
        assert_ok!(go());
        let contact = ZoneInput {
            from: today().plus_days(1),
            ..zone(&[], &[farm])
        };
        order(contact);
        assert_ok!(go());
        pass_days(1);
        assert_noop!(go(), Error::<Runtime>::OutbreakContact(0));
    });
}

#[test]
fn a_farm_records_its_own_food_and_delivers_to_others() {
    run(|| {
        let cows = cows(1);
        for (actor, error) in [
            (Actor::Vaccinator, NO_ROLE),
            (Actor::Buyer, NO_ROLE),
            (Actor::Neighbour, Error::<Runtime>::NotOwn(0).into()),
            (Actor::Council, Error::<Runtime>::NoSignature(0).into()),
        ] {
            assert_noop!(record(actor, milk(&cows)), error);
        }
        let to = |to: Option<OrganisationId>| FoodInput { to, ..milk(&cows) };
        let farm = Actor::Farm.organisation();
        assert_noop!(
            record(Actor::Farm, to(Some(farm))),
            Error::<Runtime>::AlreadyHolder(0)
        );
        suspend(Actor::Buyer);
        assert_noop!(
            record(Actor::Farm, to(Some(Actor::Buyer.organisation()))),
            Error::<Runtime>::OrganisationNotActive(0)
        );
        assert_ok!(record(Actor::Farm, to(None)));
        assert_ok!(record(Actor::Farm, to(Some(Actor::Packer.organisation()))));
    });
}

#[test]
fn no_number_of_a_lot_is_given_out_twice() {
    run(|| {
        let cows = cows(1);
        NextFoodLot::<Runtime>::put(FoodLotId(u64::MAX));
        assert_noop!(
            record(Actor::Farm, milk(&cows)),
            Error::<Runtime>::NumbersUsedUp(0)
        );
    });
}
