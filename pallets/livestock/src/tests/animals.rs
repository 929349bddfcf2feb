//! Animals and herds begin: tags, litters, new tags, electronic tags.

use county_primitives::{livestock::*, AnimalId, Date, HerdId, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::steps::{death, report};
use crate::{mock::*, types::Identity, Electronics, Error, Lives};

fn tag_with(tagging: Tagging) -> sp_runtime::DispatchResult {
    Livestock::tag_animals(signed(Actor::Farm), items(&[tagging]))
}

fn heads(unit: Unit) -> u32 {
    life(unit).heads()
}

#[test]
fn a_tag_in_the_ear_begins_a_life() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 10));
        assert_ok!(tag_with(tagging(tags(1, 3))));
        let unit = Unit::Animal(AnimalId(3));
        assert_eq!(Livestock::tag(tag(3)), Some(TagFate::Applied(AnimalId(3))));
        let known = life(unit);
        assert_eq!(known.tag(), Some(tag(3)));
        assert_eq!(known.state, AnimalState::OnFarm);
        assert_eq!(known.village, division(VILLAGE));
        let of = tagging(tags(1, 3));
        assert_recorded(
            unit.subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::Tagged {
                tag: tag(3),
                farm: of.farm,
                village: of.village,
                born: of.born,
                origin: Origin::Born,
                breed: of.breed,
                pen: of.pen,
            },
        );
        let ledger = Livestock::tag_ledger(PIG_SERIES);
        assert_eq!((ledger.in_stock, ledger.applied), (7, 3));
        assert_noop!(
            tag_with(tagging(tags(3, 3))),
            Error::<Runtime>::TagNotInStock(0)
        );
        assert_eq!(
            Livestock::division_of(&unit.subject()),
            Some(division(VILLAGE))
        );
    });
}

#[test]
fn a_vaccinator_tags_for_any_farm_of_the_village_from_the_own_stock() {
    run(|| {
        give_tags(Actor::Vaccinator.organisation(), tags(1, 2));
        assert_ok!(Livestock::tag_animals(
            signed(Actor::Vaccinator),
            items(&[tagging(tags(1, 2))])
        ));
        assert_eq!(
            life(Unit::Animal(AnimalId(1))).farm,
            Actor::Farm.organisation()
        );
        give_tags(Actor::Neighbour.organisation(), tags(3, 3));
        assert_noop!(
            Livestock::tag_animals(signed(Actor::Neighbour), items(&[tagging(tags(3, 3))])),
            Error::<Runtime>::NotOwn(0)
        );
    });
}

#[test]
fn the_first_tag_comes_within_thirty_days_of_birth() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 10));
        let born = |days_ago| Tagging {
            born: Date(today().0 - days_ago),
            ..tagging(tags(1, 1))
        };
        assert_noop!(tag_with(born(31)), Error::<Runtime>::TooOldToTag(0));
        let tomorrow = Tagging {
            born: today().plus_days(1),
            ..tagging(tags(1, 1))
        };
        assert_noop!(tag_with(tomorrow), Error::<Runtime>::BornInFuture(0));
        assert_ok!(tag_with(born(30)));
    });
}

#[test]
fn an_animal_that_entered_has_ten_days_and_may_carry_any_countys_tag() {
    run(|| {
        let far = EarTag::of_series(1_370_322, 1).unwrap();
        let range = TagRange {
            from: far,
            to: EarTag::of_series(1_370_322, 9).unwrap(),
        };
        assert_ok!(Livestock::receive_tags(
            signed(Actor::FarCdc),
            items(&[range])
        ));
        // The tags came with the animals, so the farm has them in stock.
        let spans = list(&[crate::types::Span { from: 1, to: 9 }]);
        let cdc = (Actor::FarCdc.organisation(), 1_370_322);
        crate::TagStocks::<Runtime>::remove(cdc);
        crate::TagStocks::<Runtime>::insert((Actor::Farm.organisation(), 1_370_322), spans);
        let entered = |days_ago: u32, serial: u32| Tagging {
            tags: TagRange::one(EarTag::of_series(1_370_322, serial).unwrap()),
            born: Date(today().0 - 200),
            origin: Origin::Entered {
                arrived: Date(today().0 - days_ago),
                document: digest(4),
            },
            ..tagging(tags(1, 1))
        };
        assert_noop!(
            tag_with(entered(11, 1)),
            Error::<Runtime>::EntryTooLongAgo(0)
        );
        assert_ok!(tag_with(entered(10, 1)));
        let unborn = Tagging {
            born: today(),
            ..entered(10, 2)
        };
        assert_noop!(tag_with(unborn), Error::<Runtime>::BornInFuture(0));
        let local = Tagging {
            origin: Origin::Born,
            born: today(),
            ..entered(0, 2)
        };
        assert_noop!(tag_with(local), Error::<Runtime>::TagFromElsewhere(0));
    });
}

#[test]
fn tags_go_on_in_order_in_a_village_and_not_too_many_at_once() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 600));
        assert_noop!(
            tag_with(tagging(tags(2, 1))),
            Error::<Runtime>::TagRangeInverted(0)
        );
        assert_noop!(
            tag_with(tagging(tags(1, 501))),
            Error::<Runtime>::GroupTooLarge(0)
        );
        let in_town = Tagging {
            village: division(TOWN),
            ..tagging(tags(1, 1))
        };
        assert_noop!(tag_with(in_town), Error::<Runtime>::NotVillage(0));
        hold(Subject::TagStock(Actor::Farm.organisation()));
        assert_noop!(tag_with(tagging(tags(1, 1))), HELD);
        release(Subject::TagStock(Actor::Farm.organisation()));
        hold(Subject::Organisation(Actor::Farm.organisation()));
        assert_noop!(tag_with(tagging(tags(1, 1))), HELD);
        release(Subject::Organisation(Actor::Farm.organisation()));
        assert_ok!(tag_with(tagging(tags(1, 500))));
        suspend(Actor::Farm);
        assert_noop!(
            tag_with(tagging(tags(501, 501))),
            Error::<Runtime>::OrganisationNotActive(0)
        );
    });
}

#[test]
fn a_litter_becomes_tagged_animals_that_know_its_history() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 20));
        set_plan();
        let litter = herd(Species::Pig, 12);
        immunise(&[litter]);
        let Unit::Herd(id) = litter else { panic!() };
        let of = |range| Tagging {
            born: life(litter).born,
            origin: Origin::Herd(id),
            ..tagging(range)
        };
        assert_ok!(tag_with(of(tags(1, 10))));
        assert_eq!(heads(litter), 2);
        let piglet = life(Unit::Animal(AnimalId(1)));
        assert_eq!(piglet.immunities, life(litter).immunities);
        assert_eq!(
            entries_of(litter.subject()).pop(),
            Some(LivestockEntry::HerdCounted {
                heads: 2,
                cause: HerdChange::Tagged,
            })
        );
        assert_noop!(
            tag_with(of(tags(11, 13))),
            Error::<Runtime>::HerdTooSmall(0)
        );
        let younger = Tagging {
            born: today(),
            ..of(tags(11, 11))
        };
        assert_noop!(tag_with(younger), Error::<Runtime>::MixedLoad(0));
        let unknown = Tagging {
            origin: Origin::Herd(HerdId(9)),
            ..of(tags(11, 11))
        };
        assert_noop!(tag_with(unknown), Error::<Runtime>::AnimalUnknown(0));
        let calves = herd(Species::Cattle, 2);
        let Unit::Herd(calves) = calves else { panic!() };
        let other_species = Tagging {
            origin: Origin::Herd(calves),
            ..of(tags(11, 11))
        };
        assert_noop!(
            tag_with(other_species),
            Error::<Runtime>::TagOfOtherSpecies(0)
        );
        assert_ok!(tag_with(of(tags(11, 12))));
        assert_eq!(heads(litter), 0);
    });
}

#[test]
fn neither_a_tag_nor_a_split_washes_drugs_and_bars_off() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 20));
        give_tags(Actor::Neighbour.organisation(), tags(30, 30));
        let litter = herd(Species::Pig, 12);
        let Unit::Herd(id) = litter else { panic!() };
        let treatment = GroupAct {
            group: group(&[litter]),
            act: medication("无名", today()),
        };
        assert_ok!(Livestock::medicate(
            signed(Actor::Farm),
            items(&[treatment])
        ));
        Lives::<Runtime>::mutate_extant(litter, |life| life.barred = true);
        let of = |range| Tagging {
            born: life(litter).born,
            origin: Origin::Herd(id),
            ..tagging(range)
        };
        assert_ok!(tag_with(of(tags(1, 2))));
        let split = HerdSplit {
            herd: id,
            heads: 4,
            pen: text(""),
        };
        assert_ok!(Livestock::split_herds(signed(Actor::Farm), items(&[split])));
        for part in [Unit::Animal(AnimalId(2)), Unit::Herd(HerdId(id.0 + 1))] {
            let known = life(part);
            assert_eq!(known.slaughter_from, today().plus_days(28));
            assert!(known.barred);
        }
        // Nor does it move heads to another farm or village.
        let elsewhere = Tagging {
            village: division(OTHER_VILLAGE),
            ..of(tags(3, 3))
        };
        assert_noop!(tag_with(elsewhere), Error::<Runtime>::MixedLoad(0));
        let of_neighbour = Tagging {
            farm: Actor::Neighbour.organisation(),
            ..of(tags(30, 30))
        };
        assert_noop!(
            Livestock::tag_animals(signed(Actor::Neighbour), items(&[of_neighbour])),
            Error::<Runtime>::NotOwn(0)
        );
    });
}

#[test]
fn no_heads_leave_a_herd_that_is_held_or_stands_in_a_sale() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 20));
        let litter = herd(Species::Pig, 12);
        let Unit::Herd(id) = litter else { panic!() };
        let tag_first = || {
            tag_with(Tagging {
                born: life(litter).born,
                origin: Origin::Herd(id),
                ..tagging(tags(1, 2))
            })
        };
        let split = || {
            let split = HerdSplit {
                herd: id,
                heads: 4,
                pen: text(""),
            };
            Livestock::split_herds(signed(Actor::Farm), items(&[split]))
        };
        let farm = Actor::Farm.organisation();
        for held in [
            litter.subject(),
            Subject::Farm(farm),
            Subject::Organisation(farm),
        ] {
            hold(held);
            assert_noop!(tag_first(), HELD);
            assert_noop!(split(), HELD);
            release(held);
        }
        promise(litter.subject(), Actor::Farm);
        assert_noop!(tag_first(), PROMISED);
        assert_noop!(split(), PROMISED);
        // Who died is counted out all the same.
        let dead = DeathReport {
            heads: Some(1),
            ..death(&[litter], 900)
        };
        assert_ok!(report(Actor::Farm, dead));
        assert_eq!(heads(litter), 11);
        call_off(litter.subject(), Actor::Farm);
        // What was sold by somebody else does not bind this farm.
        promise(litter.subject(), Actor::Neighbour);
        assert_ok!(tag_first());
        assert_ok!(split());
        assert_eq!(heads(litter), 5);
    });
}

#[test]
fn herds_are_registered_and_split() {
    run(|| {
        let flock = herd(Species::Poultry, 5_000);
        assert_recorded(
            flock.subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::HerdRegistered(herd_input(Species::Poultry, 5_000)),
        );
        let Unit::Herd(id) = flock else { panic!() };
        let split = |herd, heads| {
            let split = HerdSplit {
                herd,
                heads,
                pen: text("3栋"),
            };
            Livestock::split_herds(signed(Actor::Farm), items(&[split]))
        };
        assert_ok!(split(id, 1_000));
        let part = Unit::Herd(HerdId(id.0 + 1));
        assert_eq!((heads(flock), heads(part)), (4_000, 1_000));
        assert_eq!(life(part).pen, text("3栋"));
        assert_recorded(
            part.subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::HerdFormed {
                from: id,
                heads: 1_000,
                pen: text("3栋"),
            },
        );
        assert_noop!(split(id, 0), Error::<Runtime>::NoHeads(0));
        assert_noop!(split(id, 4_000), Error::<Runtime>::HerdTooSmall(0));
        assert_noop!(split(HerdId(99), 1), Error::<Runtime>::AnimalUnknown(0));
        let of_neighbour = HerdSplit {
            herd: id,
            heads: 1,
            pen: text(""),
        };
        assert_noop!(
            Livestock::split_herds(signed(Actor::Neighbour), items(&[of_neighbour])),
            Error::<Runtime>::NotOwn(0)
        );
    });
}

#[test]
fn a_herd_begins_with_heads_in_a_village_and_not_from_another_herd() {
    run(|| {
        let register =
            |input: HerdInput| Livestock::register_herds(signed(Actor::Farm), items(&[input]));
        let good = || herd_input(Species::Poultry, 10);
        for (input, error) in [
            (HerdInput { heads: 0, ..good() }, Error::NoHeads(0)),
            (
                HerdInput {
                    village: division(TOWN),
                    ..good()
                },
                Error::NotVillage(0),
            ),
            (
                HerdInput {
                    born: today().plus_days(1),
                    ..good()
                },
                Error::BornInFuture(0),
            ),
            (
                HerdInput {
                    origin: Origin::Herd(HerdId(1)),
                    ..good()
                },
                Error::OriginIsHerd(0),
            ),
            (
                HerdInput {
                    farm: Actor::Neighbour.organisation(),
                    ..good()
                },
                Error::NotOwn(0),
            ),
            (
                HerdInput {
                    born: Date(today().0 - 40),
                    origin: Origin::Entered {
                        arrived: Date(today().0 - 11),
                        document: digest(1),
                    },
                    ..good()
                },
                Error::<Runtime>::EntryTooLongAgo(0),
            ),
        ] {
            assert_noop!(register(input), error);
        }
    });
}

#[test]
fn a_held_or_suspended_farm_registers_no_herd() {
    run(|| {
        let register = || {
            let input = herd_input(Species::Poultry, 10);
            Livestock::register_herds(signed(Actor::Farm), items(&[input]))
        };
        let farm = Subject::Organisation(Actor::Farm.organisation());
        hold(farm);
        assert_noop!(register(), HELD);
        release(farm);
        assert_ok!(register());
        suspend(Actor::Farm);
        assert_noop!(register(), Error::<Runtime>::OrganisationNotActive(0));
    });
}

#[test]
fn nobody_puts_a_tag_on_another_farms_animal() {
    run(|| {
        tag_pigs(1);
        give_tags(Actor::Neighbour.organisation(), tags(10, 10));
        let retagging = Retagging {
            old: tag(1),
            new: tag(10),
            reason: text("脱落"),
        };
        assert_noop!(
            Livestock::retag_animals(signed(Actor::Neighbour), items(&[retagging])),
            Error::<Runtime>::NotOwn(0)
        );
        let bind = |actor| {
            let binding = ElectronicBinding {
                tag: tag(1),
                electronic: Some(text("E200")),
            };
            Livestock::bind_electronic(signed(actor), items(&[binding]))
        };
        assert_noop!(bind(Actor::Neighbour), Error::<Runtime>::NotOwn(0));
        assert_noop!(bind(Actor::Vet), NO_ROLE);
        assert_ok!(bind(Actor::Vaccinator));
    });
}

fn retag(old: u32, new: u32) -> sp_runtime::DispatchResult {
    let retagging = Retagging {
        old: tag(old),
        new: tag(new),
        reason: text("耳标脱落"),
    };
    Livestock::retag_animals(signed(Actor::Farm), items(&[retagging]))
}

#[test]
fn a_new_tag_keeps_the_life() {
    run(|| {
        let pigs = tag_pigs(2);
        give_tags(Actor::Farm.organisation(), tags(10, 12));
        assert_ok!(retag(1, 10));
        assert_eq!(Livestock::tag(tag(1)), Some(TagFate::Replaced(AnimalId(1))));
        assert_eq!(Livestock::tag(tag(10)), Some(TagFate::Applied(AnimalId(1))));
        assert_eq!(life(pigs[0]).tag(), Some(tag(10)));
        let Identity::Tagged { replaced, .. } = life(pigs[0]).identity else {
            panic!()
        };
        assert_eq!(replaced, Some((tag(1), today())));
        assert_noop!(retag(1, 11), Error::<Runtime>::TagUnknown(0));
        assert_noop!(retag(2, 10), Error::<Runtime>::TagNotInStock(0));
        let silent = Retagging {
            old: tag(2),
            new: tag(11),
            reason: text(""),
        };
        assert_noop!(
            Livestock::retag_animals(signed(Actor::Farm), items(core::slice::from_ref(&silent))),
            Error::<Runtime>::TextBlank(0)
        );
        let cattle = Retagging {
            new: EarTag::of_series(2_500_153, 1).unwrap(),
            reason: text("脱落"),
            ..silent.clone()
        };
        assert_noop!(
            Livestock::retag_animals(signed(Actor::Farm), items(&[cattle])),
            Error::<Runtime>::TagOfOtherSpecies(0)
        );
        let elsewhere = Retagging {
            new: EarTag::of_series(1_370_322, 1).unwrap(),
            reason: text("脱落"),
            ..silent
        };
        assert_noop!(
            Livestock::retag_animals(signed(Actor::Farm), items(&[elsewhere])),
            Error::<Runtime>::TagFromElsewhere(0)
        );
        Lives::<Runtime>::mutate_extant(pigs[1], |life| life.state = AnimalState::Dead);
        assert_noop!(retag(2, 11), Error::<Runtime>::WrongState(0));
        Lives::<Runtime>::mutate_extant(pigs[1], |life| life.state = AnimalState::Slaughtered);
        assert_noop!(retag(2, 11), Error::<Runtime>::AnimalFinal(0));
        Lives::<Runtime>::mutate_extant(pigs[1], |life| life.state = AnimalState::OnFarm);
    });
}

#[test]
fn an_electronic_tag_is_bound_one_to_one() {
    run(|| {
        let pigs = tag_pigs(2);
        let bind = |serial, electronic: Option<&str>| {
            let binding = ElectronicBinding {
                tag: tag(serial),
                electronic: electronic.map(text),
            };
            Livestock::bind_electronic(signed(Actor::Farm), items(&[binding]))
        };
        assert_noop!(bind(1, None), Error::<Runtime>::ElectronicUnknown(0));
        assert_noop!(bind(1, Some("")), Error::<Runtime>::TextBlank(0));
        assert_noop!(bind(9, Some("E200")), Error::<Runtime>::TagUnknown(0));
        assert_ok!(bind(1, Some("E200")));
        assert_recorded(
            pigs[0].subject(),
            Actor::Farm.author(Role::Producer),
            LivestockEntry::ElectronicBound {
                electronic: Some(text("E200")),
            },
        );
        assert_noop!(bind(2, Some("E200")), Error::<Runtime>::ElectronicTaken(0));
        assert_ok!(bind(1, Some("E201")));
        assert_ok!(bind(2, Some("E200")));
        assert_ok!(bind(1, None));
        let bound: Vec<_> = Electronics::<Runtime>::iter().collect();
        assert_eq!(bound, [(text("E200"), AnimalId(2))]);
    });
}

#[test]
fn numbers_end_before_they_repeat() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 2));
        crate::NextAnimal::<Runtime>::put(AnimalId(u64::MAX));
        assert_noop!(
            tag_with(tagging(tags(1, 1))),
            Error::<Runtime>::NumbersUsedUp(0)
        );
        crate::NextHerd::<Runtime>::put(HerdId(u64::MAX));
        let inputs = items(&[herd_input(Species::Poultry, 1)]);
        assert_noop!(
            Livestock::register_herds(signed(Actor::Farm), inputs),
            Error::<Runtime>::NumbersUsedUp(0)
        );
    });
}
