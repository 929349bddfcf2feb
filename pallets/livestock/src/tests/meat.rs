//! Cutting and packing: mass, counts, identity, and what labels ask.

use county_primitives::{
    labels::CodeRange, livestock::*, produce::TestVerdict, traits::Packable as _, BatchId, Date,
    Grams, MeatId, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{mock::*, Error, Meats};

#[test]
fn a_carcass_is_cut_into_halves_and_parts() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let mut cutting = cutting(
            carcasses[0],
            HOT,
            &[
                output(MeatKind::LeftHalf, 36_000),
                output(MeatKind::RightHalf, 36_000),
                output(MeatKind::Head, 4_000),
            ],
        );
        cutting.trim = Grams(800);
        cutting.chill_loss = Grams(3_200);
        assert_ok!(cut(Actor::House, cutting.clone()));
        let author = Actor::House.author(Role::Slaughterhouse);
        assert_recorded(
            Subject::Meat(carcasses[0]),
            author,
            LivestockEntry::MeatCut {
                cutting: cutting.clone(),
                children: list(&[MeatId(2), MeatId(3), MeatId(4)]),
            },
        );
        assert_recorded(
            Subject::Meat(MeatId(3)),
            author,
            LivestockEntry::PartFormed {
                parent: carcasses[0],
                output: cutting.outputs[1].clone(),
                identity: IdentityLevel::Individual,
            },
        );
        let half = meat(MeatId(2));
        assert_eq!(half.ancestors.to_vec(), [carcasses[0]]);
        assert_eq!(half.unit, meat(carcasses[0]).unit);
        assert_eq!(meat(carcasses[0]).remaining(), Grams::ZERO);
        let again = super::steps::cutting(carcasses[0], 1, &[output(MeatKind::Cut, 1)]);
        assert_noop!(
            cut(Actor::House, again),
            Error::<Runtime>::MassOverRemaining(0)
        );
    });
}

#[test]
fn parts_and_losses_balance_within_one_percent() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let id = carcasses[0];
        let with = |parts, trim| Cutting {
            trim: Grams(trim),
            ..cutting(id, 10_000, &[output(MeatKind::Cut, parts)])
        };
        for wrong in [with(9_000, 899), with(9_000, 1_101), with(10_001, 0)] {
            assert_noop!(
                cut(Actor::House, wrong),
                Error::<Runtime>::MassUnbalanced(0)
            );
        }
        for right in [
            with(9_000, 900),
            with(9_000, 1_100),
            with(10_000, 0),
            with(10_000, 100),
        ] {
            assert_ok!(cut(Actor::House, right));
        }
    });
}

#[test]
fn chill_loss_is_at_most_four_percent() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let with = |loss| Cutting {
            chill_loss: Grams(loss),
            ..cutting(carcasses[0], 10_000, &[output(MeatKind::Cut, 9_600)])
        };
        assert_noop!(
            cut(Actor::House, with(401)),
            Error::<Runtime>::ChillLossTooLarge(0)
        );
        assert_ok!(cut(Actor::House, with(400)));
    });
}

#[test]
fn condemned_parts_of_a_cutting_wait_for_collection() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let cutting = Cutting {
            condemned: Grams(1_000),
            ..cutting(carcasses[0], 10_000, &[output(MeatKind::Cut, 9_000)])
        };
        assert_ok!(cut(Actor::House, cutting));
        assert_eq!(meat(carcasses[0]).to_dispose, Grams(1_000));
        assert_recorded(
            Subject::Meat(carcasses[0]),
            Actor::House.author(Role::Slaughterhouse),
            LivestockEntry::MeatCondemned {
                mass: Grams(1_000),
                reason: text(""),
            },
        );
    });
}

#[test]
fn an_animal_has_one_heart_and_four_feet() {
    run(|| {
        let (carcasses, id) = passed(2, HOT);
        let of = |kind, count: usize| {
            let outputs = vec![output(kind, 100); count];
            let mass = 100 * u64::try_from(count).unwrap();
            cut(Actor::House, cutting(carcasses[0], mass, &outputs))
        };
        for (kind, most) in [
            (MeatKind::LeftHalf, 1),
            (MeatKind::RightHalf, 1),
            (MeatKind::Head, 1),
            (MeatKind::Heart, 1),
            (MeatKind::Liver, 1),
            (MeatKind::Feet, 4),
        ] {
            assert_noop!(of(kind, most + 1), Error::<Runtime>::TooManyParts(0));
            assert_ok!(of(kind, most));
            assert_noop!(of(kind, 1), Error::<Runtime>::TooManyParts(0));
        }
        assert_eq!((batch(id).parts.feet, batch(id).parts.hearts), (4, 1));
        // Blood and offal are not counted.
        assert_ok!(of(MeatKind::Blood, 9));
        assert_ok!(of(MeatKind::Offal, 9));
        // The batch does not let one carcass stand in for another that gave its part already.
        crate::SlaughterBatches::<Runtime>::mutate(id, |batch| {
            batch.as_mut().unwrap().parts.hearts = 2;
        });
        let heart = cutting(carcasses[1], 100, &[output(MeatKind::Heart, 100)]);
        assert_noop!(cut(Actor::House, heart), Error::<Runtime>::TooManyParts(0));
        crate::SlaughterBatches::<Runtime>::mutate(id, |batch| {
            batch.as_mut().unwrap().parts.hearts = 1;
        });
    });
}

#[test]
fn parts_come_from_what_has_them() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let made = |parent, kind| cut(Actor::House, cutting(parent, 1_000, &[output(kind, 1_000)]));
        for kind in [MeatKind::Carcass, MeatKind::Package] {
            assert_noop!(made(carcasses[0], kind), Error::<Runtime>::NotCuttable(0));
        }
        assert_ok!(made(carcasses[0], MeatKind::LeftHalf));
        assert_ok!(made(carcasses[0], MeatKind::Liver));
        assert_noop!(
            made(MeatId(2), MeatKind::Heart),
            Error::<Runtime>::NotCuttable(0)
        );
        assert_noop!(
            made(MeatId(3), MeatKind::Cut),
            Error::<Runtime>::NotCuttable(0)
        );
        let none = cutting(carcasses[0], 1_000, &[]);
        assert_noop!(cut(Actor::House, none), Error::<Runtime>::NoOutputs(0));
        for (taken, part) in [(0, 1), (1, 0)] {
            let nothing = cutting(carcasses[0], taken, &[output(MeatKind::Cut, part)]);
            assert_noop!(cut(Actor::House, nothing), Error::<Runtime>::NoMass(0));
        }
        let mut unnamed = output(MeatKind::Cut, 1_000);
        unnamed.cut = text("");
        let unnamed = cutting(carcasses[0], 1_000, &[unnamed]);
        assert_noop!(cut(Actor::House, unnamed), Error::<Runtime>::TextBlank(0));
    });
}

#[test]
fn only_the_holder_cuts_and_not_before_the_kill_or_in_the_future() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let good = cutting(carcasses[0], 100, &[output(MeatKind::Cut, 100)]);
        assert_noop!(cut(Actor::Farm, good.clone()), NO_ROLE);
        assert_noop!(
            cut(Actor::OtherHouse, good.clone()),
            Error::<Runtime>::NotHolder(0)
        );
        let on = |day: u32| Cutting {
            date: Date(day),
            ..good.clone()
        };
        assert_noop!(
            cut(Actor::House, on(today().0 - 1)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_noop!(
            cut(Actor::House, on(today().0 + 1)),
            Error::<Runtime>::TimeInFuture(0)
        );
        let unknown = cutting(MeatId(9), 100, &[output(MeatKind::Cut, 100)]);
        assert_noop!(cut(Actor::House, unknown), Error::<Runtime>::MeatUnknown(0));
    });
}

#[test]
fn nothing_of_a_held_recalled_or_failed_origin_is_cut_or_packed() {
    run(|| {
        let (carcasses, id) = passed(1, HOT);
        let half = cutting(carcasses[0], 40_000, &[output(MeatKind::LeftHalf, 40_000)]);
        assert_ok!(cut(Actor::House, half));
        let go = || {
            cut(
                Actor::House,
                cutting(MeatId(2), 10, &[output(MeatKind::Cut, 10)]),
            )
        };
        let animal = meat(MeatId(2)).unit.unwrap().subject();
        for subject in [
            Subject::Meat(MeatId(2)),
            Subject::Meat(carcasses[0]),
            Subject::SlaughterBatch(id),
            animal,
        ] {
            hold(subject);
            assert_noop!(go(), HELD);
            assert_noop!(
                pack(Actor::House, packaging(&[part(MeatId(2), 10)], 10)),
                HELD
            );
            release(subject);
        }
        let house = Subject::Organisation(Actor::House.organisation());
        hold(house);
        assert_noop!(go(), HELD);
        assert_noop!(
            pack(Actor::House, packaging(&[part(MeatId(2), 10)], 10)),
            HELD
        );
        release(house);
        assert_ok!(test_batch(Actor::Cdc, batch_test(id, TestVerdict::Fail)));
        assert_noop!(go(), Error::<Runtime>::NotTestedFree(0));
        assert_ok!(test_batch(Actor::Cdc, batch_test(id, TestVerdict::Pass)));
        assert_ok!(go());
        assert_ok!(recall(Actor::House, RecallScope::Meat(carcasses[0])));
        assert_noop!(go(), Error::<Runtime>::Recalled(0));
    });
}

#[test]
fn a_package_takes_mass_from_its_pieces_and_the_least_known_identity() {
    run(|| {
        let (carcasses, id) = passed(2, HOT);
        let input = packaging(&[part(carcasses[0], 600), part(carcasses[1], 400)], 1_000);
        assert_ok!(pack(Actor::House, input.clone()));
        let package = MeatId(3);
        let author = Actor::House.author(Role::Slaughterhouse);
        assert_recorded(
            Subject::Meat(package),
            author,
            LivestockEntry::PackageFormed {
                packaging: input,
                identity: IdentityLevel::PenBatch,
            },
        );
        assert!(entries_of(Subject::Meat(carcasses[1])).contains(
            &LivestockEntry::PutIntoPackage {
                package,
                mass: Grams(400),
            }
        ));
        assert_eq!(
            warnings_of(Subject::Meat(carcasses[1])),
            [Warning::IdentityLost]
        );
        assert_eq!(meat(package).batches.to_vec(), [id]);
        assert_eq!(meat(package).ancestors.to_vec(), carcasses);
        assert_eq!(meat(carcasses[0]).remaining(), Grams(HOT - 600));
        // Several pieces of one animal stay that animal.
        let cuts = [output(MeatKind::Cut, 100), output(MeatKind::Cut, 100)];
        assert_ok!(cut(Actor::House, cutting(carcasses[0], 200, &cuts)));
        let of_one = packaging(&[part(MeatId(4), 100), part(MeatId(5), 100)], 200);
        assert_ok!(pack(Actor::House, of_one));
        assert_eq!(meat(MeatId(6)).identity, IdentityLevel::Individual);
        assert_eq!(meat(MeatId(6)).unit, meat(carcasses[0]).unit);
        // A package of two batches is known to its days only.
        let (others, _) = passed_again();
        let mixed = packaging(&[part(carcasses[0], 100), part(others[0], 100)], 200);
        assert_ok!(pack(Actor::House, mixed));
        let latest = crate::NextMeat::<Runtime>::get().0 - 1;
        assert_eq!(meat(MeatId(latest)).identity, IdentityLevel::DayBatch);
        assert_eq!(meat(MeatId(latest)).batches.len(), 2);
    });
}

/// One more pig by the same way, after the day of the first.
fn passed_again() -> (Vec<MeatId>, county_primitives::SlaughterBatchId) {
    set_now_ms(Date(today().0).start_ms() + 12 * 3_600_000);
    passed(1, HOT)
}

#[test]
fn packages_of_a_pig_of_110_kilograms_end_at_93_500_grams() {
    run(|| {
        let (carcasses, _) = passed(1, 93_500);
        let box_of = |mass| pack(Actor::House, packaging(&[part(carcasses[0], mass)], mass));
        assert_ok!(box_of(50_000));
        assert_noop!(box_of(43_501), Error::<Runtime>::MassOverRemaining(0));
        assert_ok!(box_of(43_500));
        assert_noop!(box_of(1), Error::<Runtime>::MassOverRemaining(0));
    });
}

#[test]
fn a_package_weighs_what_went_in_and_no_gram_more() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let of = |net| pack(Actor::House, packaging(&[part(carcasses[0], 1_000)], net));
        assert_noop!(of(1_001), Error::<Runtime>::MassUnbalanced(0));
        assert_noop!(of(989), Error::<Runtime>::MassUnbalanced(0));
        assert_noop!(of(0), Error::<Runtime>::NoMass(0));
        assert_ok!(of(990));
        assert_ok!(of(1_000));
        let none = packaging(&[], 1);
        assert_noop!(pack(Actor::House, none), Error::<Runtime>::NoParents(0));
        let twice = packaging(&[part(carcasses[0], 1), part(carcasses[0], 1)], 2);
        assert_noop!(pack(Actor::House, twice), Error::<Runtime>::PartTwice(0));
        let nothing = packaging(&[part(carcasses[0], 0)], 1);
        assert_noop!(
            pack(Actor::House, nothing),
            Error::<Runtime>::MassUnbalanced(0)
        );
        let mut unnamed = packaging(&[part(carcasses[0], 10)], 10);
        unnamed.name = text("");
        assert_noop!(pack(Actor::House, unnamed), Error::<Runtime>::TextBlank(0));
        let late = Packaging {
            date: Date(today().0 - 1),
            ..packaging(&[part(carcasses[0], 10)], 10)
        };
        assert_noop!(
            pack(Actor::House, late),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_noop!(
            pack(Actor::OtherHouse, packaging(&[part(carcasses[0], 10)], 10)),
            Error::<Runtime>::NotHolder(0)
        );
    });
}

#[test]
fn a_package_is_not_made_tomorrow_and_of_one_animal_loses_no_identity() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let on = |date| Packaging {
            date,
            ..packaging(&[part(carcasses[0], 1_000)], 1_000)
        };
        assert_noop!(
            pack(Actor::House, on(today().plus_days(1))),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_ok!(pack(Actor::House, on(today())));
        assert_eq!(warnings_of(Subject::Meat(carcasses[0])), []);
        assert_eq!(meat(MeatId(2)).identity, IdentityLevel::Individual);
    });
}

#[test]
fn a_package_is_of_one_product_species_holder_and_grade() {
    run(|| {
        let (carcasses, _) = passed(2, HOT);
        let input = packaging(&[part(carcasses[0], 10), part(carcasses[1], 10)], 20);
        let change = |edit: fn(&mut crate::types::Meat)| {
            Meats::<Runtime>::mutate(carcasses[1], |meat| edit(meat.as_mut().unwrap()));
        };
        change(|meat| meat.species = Species::Cattle);
        assert_noop!(
            pack(Actor::House, input.clone()),
            Error::<Runtime>::MixedMeat(0)
        );
        change(|meat| {
            meat.species = Species::Pig;
            meat.product = "030102".parse().unwrap();
        });
        assert_noop!(
            pack(Actor::House, input.clone()),
            Error::<Runtime>::MixedMeat(0)
        );
        change(|meat| {
            meat.product = pork();
            meat.holder = Actor::Packer.organisation();
        });
        assert_noop!(
            pack(Actor::House, input.clone()),
            Error::<Runtime>::NotHolder(0)
        );
        change(|meat| meat.holder = Actor::House.organisation());
        let graded = Packaging {
            grade: Some(text("A5")),
            ..input.clone()
        };
        assert_noop!(pack(Actor::House, graded), Error::<Runtime>::MixedMeat(0));
        assert_ok!(pack(Actor::House, input));
    });
}

#[test]
fn meat_knows_at_most_64_ancestors() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let mut parent = carcasses[0];
        for _ in 0..64 {
            let id = crate::NextMeat::<Runtime>::get();
            assert_ok!(cut(
                Actor::House,
                cutting(parent, 1_000, &[output(MeatKind::Cut, 1_000)])
            ));
            parent = id;
        }
        assert_eq!(meat(parent).ancestors.len(), 64);
        assert_noop!(
            cut(
                Actor::House,
                cutting(parent, 1_000, &[output(MeatKind::Cut, 1_000)])
            ),
            Error::<Runtime>::TooManyAncestors(0)
        );
        assert_noop!(
            pack(Actor::House, packaging(&[part(parent, 1)], 1)),
            Error::<Runtime>::TooManyAncestors(0)
        );
    });
}

#[test]
fn vets_and_holders_condemn_what_is_left() {
    run(|| {
        let (carcasses, _) = hung(1, HOT);
        let of = |mass, reason| Condemnation {
            part: part(carcasses[0], mass),
            reason: text(reason),
        };
        let condemn = |actor, input| Livestock::condemn_meat(signed(actor), items(&[input]));
        assert_noop!(
            condemn(Actor::Vet, of(1, "")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            condemn(Actor::Vet, of(0, "脓肿")),
            Error::<Runtime>::NoMass(0)
        );
        assert_noop!(
            condemn(Actor::Vet, of(HOT + 1, "脓肿")),
            Error::<Runtime>::MassOverRemaining(0)
        );
        assert_noop!(
            condemn(Actor::OtherHouse, of(1, "脓肿")),
            Error::<Runtime>::NotHolder(0)
        );
        assert_noop!(condemn(Actor::Packer, of(1, "脓肿")), NO_ROLE);
        assert_ok!(condemn(Actor::House, of(1_000, "脓肿")));
        assert_ok!(condemn(Actor::Vet, of(HOT - 1_000, "脓肿")));
        assert_eq!(meat(carcasses[0]).to_dispose, Grams(HOT));
    });
}

#[test]
fn labels_see_the_origin_and_take_no_more_than_there_is() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let id = carcasses[0];
        let house = Actor::House.organisation();
        let view = Livestock::packable(id, house, 0).unwrap();
        assert_eq!(view.product, pork());
        assert_eq!(view.origins.to_vec(), [division(VILLAGE)]);
        assert_noop!(
            Livestock::packable(id, Actor::Packer.organisation(), 3),
            Error::<Runtime>::NotHolder(3)
        );
        let range = CodeRange {
            batch: BatchId(1),
            from: 1,
            to: 10,
        };
        let author = Actor::House.author(Role::Slaughterhouse);
        let label = |mass| Livestock::pack(id, author, range, Grams(mass), 0);
        assert_noop!(label(0), Error::<Runtime>::NoMass(0));
        assert_noop!(label(HOT + 1), Error::<Runtime>::MassOverRemaining(0));
        assert_ok!(label(HOT));
        assert_recorded(
            Subject::Meat(id),
            author,
            LivestockEntry::MeatLabelled {
                range,
                mass: Grams(HOT),
            },
        );
        assert_noop!(label(1), Error::<Runtime>::MassOverRemaining(0));
        assert_ok!(recall(Actor::Regulator, RecallScope::Meat(id)));
        assert_noop!(
            Livestock::packable(id, house, 0),
            Error::<Runtime>::Recalled(0)
        );
    });
}
