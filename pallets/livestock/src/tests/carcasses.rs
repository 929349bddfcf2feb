//! The kill at its boundaries, and the two inspections of a carcass.

use county_primitives::{
    livestock::*, produce::TestVerdict, BasisPoints, Date, Grams, MeatId, PolicyKey, Role, Subject,
    Text,
};
use frame_support::{assert_noop, assert_ok};

use super::steps::*;
use crate::{mock::*, types::Through, CarcassNumbers, Error, Lives, Meats, SlaughterBatches, Tags};

#[test]
fn a_pig_becomes_a_carcass_and_its_tag_is_collected() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        let kill = kill_of(id, &pigs, HOT);
        assert_ok!(slaughter(Actor::House, kill.clone()));
        let author = Actor::House.author(Role::Slaughterhouse);
        assert_recorded(
            Subject::SlaughterBatch(id),
            author,
            LivestockEntry::Killed {
                heads: 2,
                identity: IdentityLevel::Individual,
                carcasses: list(&[MeatId(1), MeatId(2)]),
                live: Grams(2 * LIVE),
                hot: Grams(2 * HOT),
                at_ms: now_ms(),
            },
        );
        assert_recorded(
            Subject::Meat(MeatId(2)),
            author,
            LivestockEntry::CarcassHung {
                batch: id,
                house: Actor::House.organisation(),
                identity: IdentityLevel::Individual,
                product: pork(),
                carcass: kill.carcasses[1].clone(),
                killed: today(),
            },
        );
        let slaughtered = life(pigs[0]);
        assert_eq!(slaughtered.state, AnimalState::Slaughtered);
        assert_eq!(slaughtered.through, Through::SlaughterBatch(id));
        let Unit::Animal(animal) = pigs[0] else {
            panic!("a pig is an animal")
        };
        let fate = Tags::<Runtime>::get(slaughtered.tag().unwrap());
        assert_eq!(fate, Some(TagFate::Collected(animal)));
        assert_eq!(meat(MeatId(1)).unit, Some(pigs[0]));
        // Slaughtered is slaughtered.
        assert_noop!(
            slaughter(Actor::House, kill),
            Error::<Runtime>::AnimalFinal(0)
        );
    });
}

#[test]
fn nothing_is_slaughtered_unannounced_uninspected_untested_or_tired() {
    run(|| {
        let (pigs, id) = in_lairage(1);
        let go = || slaughter(Actor::House, kill_of(id, &pigs, HOT));
        assert_noop!(go(), Error::<Runtime>::NotAnnounced(0));
        assert_ok!(announce(Actor::House, announcement(id)));
        pass_minutes(360);
        set_now_ms(now_ms() - 1);
        assert_noop!(go(), Error::<Runtime>::NotAnnounced(0));
        set_now_ms(now_ms() + 1);
        assert_noop!(go(), Error::<Runtime>::NotInspected(0));
        assert_ok!(inspect_living(Actor::Vet, look(id, &[], "")));
        assert_noop!(go(), Error::<Runtime>::NotTestedFree(0));
        assert_ok!(test_batch(Actor::Cdc, batch_test(id, TestVerdict::Fail)));
        assert_noop!(go(), Error::<Runtime>::NotTestedFree(0));
        assert_ok!(test_batch(Actor::Cdc, batch_test(id, TestVerdict::Pass)));
        set_now_ms(batch(id).arrived_ms + 720 * 60_000 - 1);
        assert_noop!(go(), Error::<Runtime>::NotRested(0));
        set_now_ms(now_ms() + 1);
        assert_noop!(go(), Error::<Runtime>::AnimalBarred(0));
        let clearance = GroupAct {
            group: group(&pigs),
            act: Clearance {
                reason: text("复检阴性"),
                evidence: digest(1),
            },
        };
        let cleared = Livestock::clear_animals(signed(Actor::Vet), items(&[clearance]));
        assert_ok!(cleared);
        assert_ok!(go());
    });
}

#[test]
fn an_emergency_needs_no_rest_and_where_no_test_is_asked_for_none_is_needed() {
    run(|| {
        let (pigs, id) = in_lairage(1);
        let emergency = SlaughterDeclaration {
            batch: id,
            planned_ms: now_ms(),
            emergency: true,
        };
        assert_ok!(announce(Actor::House, emergency));
        assert_ok!(inspect_living(Actor::Vet, look(id, &[], "")));
        let go = || slaughter(Actor::House, kill_of(id, &pigs, HOT));
        assert_noop!(go(), Error::<Runtime>::NotTestedFree(0));
        set_policy(PolicyKey::SlaughterTestRequired, 0);
        assert_ok!(go());
    });
}

#[test]
fn a_kill_keeps_hands_times_and_holds() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        let good = kill_of(id, &pigs, HOT);
        assert_noop!(
            slaughter(Actor::OtherHouse, good.clone()),
            Error::<Runtime>::NotHouse(0)
        );
        assert_noop!(slaughter(Actor::Vet, good.clone()), NO_ROLE);
        let at = |at_ms| Kill {
            at_ms,
            ..good.clone()
        };
        assert_noop!(
            slaughter(Actor::House, at(now_ms() + 300_001)),
            Error::<Runtime>::TimeInFuture(0)
        );
        assert_noop!(
            slaughter(Actor::House, at(batch(id).arrived_ms - 1)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        let house = Actor::House.organisation();
        for subject in [
            Subject::SlaughterBatch(id),
            Subject::Organisation(house),
            pigs[1].subject(),
        ] {
            hold(subject);
            assert_noop!(slaughter(Actor::House, good.clone()), HELD);
            release(subject);
        }
        let stranger = tag_pigs(1);
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &stranger, HOT)),
            Error::<Runtime>::NotInLoad(0)
        );
        let until = |day| {
            Lives::<Runtime>::mutate(pigs[1], |life| life.as_mut().unwrap().slaughter_from = day)
        };
        until(Date(today().0 + 1));
        assert_noop!(
            slaughter(Actor::House, good.clone()),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        until(today());
        assert_ok!(slaughter(Actor::House, good));
    });
}

#[test]
fn nothing_more_of_a_recalled_batch_is_slaughtered() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs[..1], HOT)));
        assert_ok!(recall(Actor::County, RecallScope::Batch(id)));
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &pigs[1..], HOT)),
            Error::<Runtime>::Recalled(0)
        );
    });
}

#[test]
fn a_carcass_is_at_most_85_percent_of_its_live_mass() {
    run(|| {
        let (pigs, id) = ready_to_kill(1);
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &pigs, 93_501)),
            Error::<Runtime>::CarcassTooHeavy(0)
        );
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &pigs, 0)),
            Error::<Runtime>::NoMass(0)
        );
        assert_ok!(slaughter(Actor::House, kill_of(id, &pigs, 93_500)));
        assert_eq!(meat(MeatId(1)).mass, Grams(93_500));
    });
}

#[test]
fn carcasses_outside_the_usual_share_warn() {
    run(|| {
        let (pigs, id) = ready_to_kill(4);
        let mut kill = kill_of(id, &pigs, HOT);
        for (carcass, hot) in kill
            .carcasses
            .iter_mut()
            .zip([74_800, 74_799, 88_000, 88_001])
        {
            carcass.hot = Grams(hot);
        }
        assert_ok!(slaughter(Actor::House, kill));
        let warned = |id| warnings_of(Subject::Meat(MeatId(id)));
        assert_eq!(warned(1), []);
        let ratio = |ratio| {
            [Warning::CarcassRatio {
                ratio: BasisPoints(ratio),
            }]
        };
        assert_eq!(warned(2), ratio(6_799));
        assert_eq!(warned(3), []);
        assert_eq!(warned(4), ratio(8_000));
    });
}

#[test]
fn a_bovine_has_its_own_usual_share_and_sheep_have_none() {
    for (species, hot, warned) in [
        (Species::Cattle, 52_800, 0),
        (Species::Cattle, 52_799, 1),
        (Species::Cattle, 70_400, 0),
        (Species::Cattle, 70_401, 1),
        (Species::SheepGoat, 30_000, 0),
    ] {
        run(|| {
            let (pigs, id) = ready_to_kill(1);
            SlaughterBatches::<Runtime>::mutate(id, |batch| {
                batch.as_mut().unwrap().species = species;
            });
            assert_ok!(slaughter(Actor::House, kill_of(id, &pigs, hot)));
            assert_eq!(warnings_of(Subject::Meat(MeatId(1))).len(), warned);
        });
    }
}

#[test]
fn carcasses_are_counted_and_named_honestly() {
    run(|| {
        let (pigs, id) = ready_to_kill(2);
        let good = kill_of(id, &pigs, HOT);
        let with = |carcasses: &[Carcass]| Kill {
            carcasses: list(carcasses),
            ..good.clone()
        };
        let of = |unit| carcass(Some(unit), HOT);
        let refuse = |kill, error: Error<Runtime>| {
            assert_noop!(slaughter(Actor::House, kill), error);
        };
        refuse(with(&[]), Error::NoOutputs(0));
        let three = [of(pigs[0]), of(pigs[1]), of(pigs[0])];
        refuse(with(&three), Error::TooManyCarcasses(0));
        let twice = [of(pigs[0]), of(pigs[0])];
        refuse(with(&twice), Error::CarcassTwice(0));
        let stranger = tag_pigs(1);
        refuse(with(&[of(stranger[0])]), Error::NotInLoad(0));
        refuse(with(&[carcass(None, HOT)]), Error::IdentityClaimed(0));
        let claimed = Kill {
            identity: IdentityLevel::PenBatch,
            ..good.clone()
        };
        refuse(claimed, Error::IdentityClaimed(0));
        let mut blank = of(pigs[0]);
        blank.code = text(" ");
        refuse(with(&[blank]), Error::TextBlank(0));
        let broad = Kill {
            product: "03".parse().unwrap(),
            ..good.clone()
        };
        refuse(broad, Error::ProductTooBroad(0));
        let lost = unnamed(good, IdentityLevel::PenBatch);
        assert_ok!(slaughter(Actor::House, lost));
        assert_eq!(meat(MeatId(1)).identity, IdentityLevel::PenBatch);
        assert_eq!(meat(MeatId(1)).unit, None);
    });
}

#[test]
fn a_herd_names_no_carcass() {
    run(|| {
        let (pigs, id) = ready_to_kill(1);
        let flock = herd(Species::Poultry, 5);
        Lives::<Runtime>::mutate(flock, |life| {
            let life = life.as_mut().unwrap();
            life.state = AnimalState::Lairage;
            life.through = Through::SlaughterBatch(id);
        });
        SlaughterBatches::<Runtime>::mutate(id, |batch| batch.as_mut().unwrap().heads += 5);
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &[flock], HOT)),
            Error::<Runtime>::IdentityClaimed(0)
        );
        let mut kill = unnamed(kill_of(id, &[flock], HOT), IdentityLevel::PenBatch);
        let five: Vec<Carcass> = (0..5).map(|_| carcass(None, HOT)).collect();
        kill.carcasses = list(&five);
        assert_ok!(slaughter(Actor::House, kill));
        assert_eq!(batch(id).killed, 5);
        assert_eq!(state(pigs[0]), AnimalState::Lairage);
    });
}

#[test]
fn the_number_of_a_carcass_is_of_its_day_and_used_once_in_its_house() {
    run(|| {
        let (pigs, id) = ready_to_kill(4);
        let (others, other) = ready_to_kill(1);
        let house = Actor::House.organisation();
        let with = |batch, pigs: &[Unit], codes: &[Text<40>]| {
            let mut kill = kill_of(batch, pigs, HOT);
            for (carcass, code) in kill.carcasses.iter_mut().zip(codes) {
                carcass.code = code.clone();
            }
            kill
        };
        let go = |pigs: &[Unit], codes: &[Text<40>]| slaughter(Actor::House, with(id, pigs, codes));
        let first = [carcass_number(1)];
        let today_is = today().to_string().replace('-', "");
        for wrong in [
            "A50015301".to_owned(),
            "A50015301-20260101-00001".to_owned(),
            format!("A50015301-{today_is}-1"),
            format!("A50015301-{today_is}-000001"),
            format!("-{today_is}-00001"),
        ] {
            assert_noop!(
                go(&pigs[..1], &[text(&wrong)]),
                Error::<Runtime>::CarcassNumberMalformed(0)
            );
        }
        // Twice in one call.
        assert_noop!(
            go(&pigs[..2], &[carcass_number(1), carcass_number(1)]),
            Error::<Runtime>::CarcassNumberTaken(0)
        );
        assert_ok!(go(&pigs[..1], &first));
        let taken = CarcassNumbers::<Runtime>::get((house, today(), 1));
        assert_eq!(taken, Some(MeatId(1)));
        // Twice in a day, in this batch or another one, and whatever stands before the day.
        assert_noop!(
            go(&pigs[1..2], &first),
            Error::<Runtime>::CarcassNumberTaken(0)
        );
        assert_noop!(
            slaughter(Actor::House, with(other, &others, &first)),
            Error::<Runtime>::CarcassNumberTaken(0)
        );
        assert_noop!(
            go(&pigs[1..2], &[text(&format!("B7-{today_is}-00001"))]),
            Error::<Runtime>::CarcassNumberTaken(0)
        );
        assert_ok!(go(&pigs[1..2], &[carcass_number(2)]));
        // Another house has a line of its own.
        SlaughterBatches::<Runtime>::mutate(other, |batch| {
            batch.as_mut().unwrap().house = Actor::OtherHouse.organisation();
        });
        let elsewhere = with(other, &others, &first);
        assert_ok!(slaughter(Actor::OtherHouse, elsewhere));
        // And so has another day; the number of a day that is over is no number of today.
        pass_days(1);
        assert_noop!(
            go(&pigs[2..3], &first),
            Error::<Runtime>::CarcassNumberMalformed(0)
        );
        assert_ok!(go(&pigs[2..3], &[carcass_number(1)]));
    });
}

#[test]
fn a_batch_is_slaughtered_on_at_most_eight_days() {
    run(|| {
        let (pigs, id) = ready_to_kill(9);
        for pig in &pigs[..8] {
            assert_ok!(slaughter(Actor::House, kill_of(id, &[*pig], HOT)));
            pass_days(1);
        }
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &pigs[8..], HOT)),
            Error::<Runtime>::TooManyDays(0)
        );
    });
}

#[test]
fn a_carcass_passes_two_inspections_by_two_persons() {
    run(|| {
        let (carcasses, _) = hung(1, HOT);
        let id = carcasses[0];
        let good = verdict(id, true);
        assert_noop!(inspect(Actor::Farm, good.clone()), NO_ROLE);
        assert_noop!(
            inspect(Actor::OtherHouse, good.clone()),
            Error::<Runtime>::NotHouse(0)
        );
        let unsealed = CarcassInspection {
            seal: text(""),
            ..good.clone()
        };
        assert_noop!(
            inspect(Actor::Vet, unsealed),
            Error::<Runtime>::TextBlank(0)
        );
        assert_ok!(inspect(Actor::Vet, good.clone()));
        assert_recorded(
            Subject::Meat(id),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::CarcassInspected(good.clone()),
        );
        assert_noop!(
            inspect(Actor::SecondVet, good.clone()),
            Error::<Runtime>::AlreadyInspected(0)
        );
        // As if the house's inspector had signed as the vet too.
        Meats::<Runtime>::mutate(id, |meat| {
            meat.as_mut().unwrap().inspector = Some(Actor::HouseInspector.member());
        });
        assert_noop!(
            inspect(Actor::HouseInspector, good.clone()),
            Error::<Runtime>::SamePerson(0)
        );
        assert_ok!(inspect(Actor::House, good));
        assert_eq!(meat(id).quality_passed, Some(true));
    });
}

#[test]
fn a_failed_carcass_is_condemned_whole() {
    run(|| {
        let (carcasses, _) = hung(1, HOT);
        let id = carcasses[0];
        let failed = verdict(id, false);
        let unexplained = CarcassInspection {
            note: text(""),
            ..failed.clone()
        };
        assert_noop!(
            inspect(Actor::Vet, unexplained),
            Error::<Runtime>::TextBlank(0)
        );
        assert_ok!(inspect(Actor::Vet, failed));
        let condemned = meat(id);
        assert_eq!(condemned.remaining(), Grams::ZERO);
        assert_eq!(condemned.to_dispose, Grams(HOT));
        assert_recorded(
            Subject::Meat(id),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::MeatCondemned {
                mass: Grams(HOT),
                reason: text("淋巴结出血"),
            },
        );
        assert_ok!(inspect(Actor::HouseInspector, verdict(id, true)));
        assert_noop!(
            cut(Actor::House, cutting(id, 1, &[output(MeatKind::Cut, 1)])),
            Error::<Runtime>::NotPassed(0)
        );
    });
}

#[test]
fn only_carcasses_are_inspected() {
    run(|| {
        let (carcasses, _) = passed(1, HOT);
        let half = [output(MeatKind::LeftHalf, 1_000)];
        assert_ok!(cut(Actor::House, cutting(carcasses[0], 1_000, &half)));
        assert_noop!(
            inspect(Actor::Vet, verdict(MeatId(2), true)),
            Error::<Runtime>::NotCarcass(0)
        );
        assert_noop!(
            inspect(Actor::Vet, verdict(MeatId(9), true)),
            Error::<Runtime>::MeatUnknown(0)
        );
    });
}
