//! Before the kill: intake, announcement, living animals inspected and tested.

use county_primitives::{
    livestock::*, produce::TestVerdict, Date, Role, SlaughterBatchId, Subject,
};
use frame_support::{assert_noop, assert_ok, Hashable};

use super::{
    steps::*,
    zones::{order, zone},
};
use crate::{mock::*, Error, Lives, SlaughterBatches};

#[test]
fn a_load_is_taken_in_and_its_certificate_collected() {
    run(|| {
        let (pigs, certificate) = on_the_road(3, Purpose::Slaughter, to_house());
        let input = intake(certificate, &pigs, &[]);
        assert_ok!(take_in(Actor::House, input.clone()));
        let id = SlaughterBatchId(1);
        assert_recorded(
            Subject::SlaughterBatch(id),
            Actor::House.author(Role::Slaughterhouse),
            LivestockEntry::TakenIn {
                house: Actor::House.organisation(),
                certificate,
                farm: Actor::Farm.organisation(),
                origin: division(VILLAGE),
                species: Species::Pig,
                heads: 3,
                units: list(&pigs),
                at_ms: now_ms(),
            },
        );
        let there = life(pigs[1]);
        assert_eq!(there.state, AnimalState::Lairage);
        assert_eq!(there.farm, Actor::House.organisation());
        assert_eq!(there.village, division(OTHER_VILLAGE));
        assert_noop!(
            take_in(Actor::House, input),
            Error::<Runtime>::CertificateNotOnRoad(0)
        );
    });
}

#[test]
fn a_load_is_refused_elsewhere_without_role_or_for_another_purpose() {
    run(|| {
        let (pigs, certificate) = on_the_road(2, Purpose::Slaughter, to_house());
        let input = intake(certificate, &pigs, &[]);
        assert_noop!(
            take_in(Actor::OtherHouse, input.clone()),
            Error::<Runtime>::NotReceiver(0)
        );
        assert_noop!(take_in(Actor::Farm, input.clone()), NO_ROLE);
        let unknown = Intake {
            certificate: county_primitives::CertificateId(9),
            ..input.clone()
        };
        assert_noop!(
            take_in(Actor::House, unknown),
            Error::<Runtime>::CertificateUnknown(0)
        );
        hold(Subject::Certificate(certificate));
        assert_noop!(take_in(Actor::House, input.clone()), HELD);
        release(Subject::Certificate(certificate));
        hold(pigs[1].subject());
        assert_noop!(take_in(Actor::House, input), HELD);
        release(pigs[1].subject());
        let stranger = tag_pigs(1);
        let mixed = intake(certificate, &[pigs[0], stranger[0]], &[]);
        assert_noop!(take_in(Actor::House, mixed), Error::<Runtime>::NotInLoad(0));
        assert_noop!(
            take_in(
                Actor::House,
                Intake {
                    arrived: group_tags(900, 901),
                    ..intake(certificate, &[], &[])
                }
            ),
            Error::<Runtime>::TagUnknown(0)
        );
        let trade = certify(accepted(
            &{
                let units = tag_pigs(1);
                immunise(&units);
                units
            },
            Purpose::Trade,
            to_house(),
        ));
        depart(trade);
        assert_noop!(
            take_in(Actor::House, intake(trade, &[], &[])),
            Error::<Runtime>::PurposeDiffers(0)
        );
        assert_noop!(
            Livestock::take_in(signed(Actor::House), items::<Intake>(&[])),
            Error::<Runtime>::NoItems
        );
    });
}

#[test]
fn a_load_is_taken_in_on_the_last_day_of_its_certificate_and_not_later() {
    run(|| {
        let (pigs, certificate) = on_the_road(1, Purpose::Slaughter, to_house());
        let midnight = Date(today().0 + 1).start_ms();
        set_now_ms(midnight);
        assert_noop!(
            take_in(Actor::House, intake(certificate, &pigs, &[])),
            Error::<Runtime>::CertificateExpired(0)
        );
        let in_time = Intake {
            at_ms: midnight - 1,
            ..intake(certificate, &pigs, &[])
        };
        assert_ok!(take_in(Actor::House, in_time));
        // That it is told after that day is said.
        let valid_until = Date(today().0 - 1);
        assert_eq!(
            warnings_of(Subject::Certificate(certificate)),
            [Warning::ValidityOver { valid_until }]
        );
    });
}

#[test]
fn a_locked_or_held_house_takes_nothing_in_and_times_keep_their_order() {
    run(|| {
        let (pigs, certificate) = on_the_road(1, Purpose::Slaughter, to_house());
        let good = intake(certificate, &pigs, &[]);
        let at = |at_ms| Intake {
            at_ms,
            ..good.clone()
        };
        assert_noop!(
            take_in(Actor::House, at(now_ms() - 3_600_001)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_noop!(
            take_in(Actor::House, at(now_ms() + 300_001)),
            Error::<Runtime>::TimeInFuture(0)
        );
        let house = Subject::Organisation(Actor::House.organisation());
        hold(house);
        assert_noop!(take_in(Actor::House, good.clone()), HELD);
        release(house);
        let id = order(zone(&[OTHER_VILLAGE], &[]));
        assert_noop!(
            take_in(Actor::House, good.clone()),
            Error::<Runtime>::DestinationLocked(0)
        );
        let lift = ZoneLift {
            zone: id,
            order: text("解除"),
        };
        assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        assert_ok!(take_in(Actor::House, good));
    });
}

#[test]
fn a_load_that_went_round_the_passages_is_not_taken_in() {
    let far_house = to(Actor::FarHouse, FAR_VILLAGE);
    run(|| {
        let (pigs, certificate) = on_the_road(1, Purpose::Slaughter, far_house);
        let go = || take_in(Actor::FarHouse, intake(certificate, &pigs, &[]));
        assert_noop!(go(), Error::<Runtime>::PassageMissed(0));
        let stop = Checkpoint {
            certificate,
            passage: text("指定通道"),
            division: division(FAR_VILLAGE),
            plate: digest(PLATE),
            heads: 1,
            at_ms: now_ms(),
        };
        assert_ok!(Livestock::pass_checkpoints(
            signed(Actor::FarVet),
            items(&[stop])
        ));
        assert_ok!(go());
    });
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        immunise(&pigs);
        file_vehicle();
        let certificate = certify(accepted(&pigs, Purpose::Slaughter, far_house));
        assert_noop!(
            take_in(Actor::FarHouse, intake(certificate, &pigs, &[])),
            Error::<Runtime>::CertificateNotOnRoad(0)
        );
    });
}

#[test]
fn nothing_is_taken_in_inside_a_withdrawal_period() {
    run(|| {
        let (pigs, certificate) = on_the_road(2, Purpose::Slaughter, to_house());
        let until = |day| {
            Lives::<Runtime>::mutate(pigs[1], |life| life.as_mut().unwrap().slaughter_from = day)
        };
        until(Date(today().0 + 1));
        assert_noop!(
            take_in(Actor::House, intake(certificate, &pigs, &[])),
            Error::<Runtime>::WithinWithdrawal(0)
        );
        until(today());
        assert_ok!(take_in(Actor::House, intake(certificate, &pigs, &[])));
    });
}

#[test]
fn what_is_neither_alive_nor_dead_at_the_door_is_missing() {
    run(|| {
        let (pigs, certificate) = on_the_road(4, Purpose::Slaughter, to_house());
        let input = intake(certificate, &pigs[..2], &pigs[2..3]);
        assert_ok!(take_in(Actor::House, input));
        assert_eq!(state(pigs[2]), AnimalState::Dead);
        assert_eq!(state(pigs[3]), AnimalState::Missing);
        assert_eq!(batch(SlaughterBatchId(1)).heads, 2);
        assert_eq!(
            warnings_of(Subject::Certificate(certificate)),
            [Warning::ArrivalCount {
                loaded: 4,
                arrived: 2,
                dead: 1,
            }]
        );
    });
}

#[test]
fn a_load_of_which_all_died_makes_no_batch() {
    run(|| {
        let (pigs, certificate) = on_the_road(2, Purpose::Slaughter, to_house());
        assert_ok!(take_in(Actor::House, intake(certificate, &[], &pigs)));
        assert_eq!(SlaughterBatches::<Runtime>::iter().count(), 0);
        assert_eq!(state(pigs[0]), AnimalState::Dead);
    });
}

#[test]
fn a_kill_is_announced_six_hours_ahead() {
    run(|| {
        let (_, id) = in_lairage(1);
        let good = announcement(id);
        let early = SlaughterDeclaration {
            planned_ms: good.planned_ms - 1,
            ..good
        };
        assert_noop!(
            announce(Actor::House, early),
            Error::<Runtime>::AnnouncedTooLate(0)
        );
        assert_noop!(
            announce(Actor::OtherHouse, good),
            Error::<Runtime>::NotHouse(0)
        );
        assert_noop!(announce(Actor::Vet, good), NO_ROLE);
        let unknown = announcement(SlaughterBatchId(7));
        assert_noop!(
            announce(Actor::House, unknown),
            Error::<Runtime>::BatchUnknown(0)
        );
        assert_ok!(announce(Actor::House, good));
        assert_recorded(
            Subject::SlaughterBatch(id),
            Actor::House.author(Role::Slaughterhouse),
            LivestockEntry::SlaughterDeclared(good),
        );
        assert_noop!(
            announce(Actor::House, good),
            Error::<Runtime>::AlreadyAnnounced(0)
        );
    });
}

#[test]
fn a_batch_that_nobody_took_in_is_neither_seen_nor_killed() {
    run(|| {
        let pigs = tag_pigs(1);
        let id = SlaughterBatchId(7);
        assert_noop!(
            inspect_living(Actor::Vet, look(id, &[], "")),
            Error::<Runtime>::BatchUnknown(0)
        );
        assert_noop!(
            test_batch(Actor::House, batch_test(id, TestVerdict::Pass)),
            Error::<Runtime>::BatchUnknown(0)
        );
        assert_noop!(
            slaughter(Actor::House, kill_of(id, &pigs, HOT)),
            Error::<Runtime>::BatchUnknown(0)
        );
        assert_noop!(
            recall(Actor::House, RecallScope::Batch(id)),
            Error::<Runtime>::BatchUnknown(0)
        );
    });
}

#[test]
fn an_emergency_is_announced_at_any_time_and_overtakes_an_ordinary_kill() {
    run(|| {
        let (_, id) = in_lairage(1);
        assert_ok!(announce(Actor::House, announcement(id)));
        let emergency = |planned_ms| SlaughterDeclaration {
            batch: id,
            planned_ms,
            emergency: true,
        };
        let arrived = batch(id).arrived_ms;
        assert_noop!(
            announce(Actor::House, emergency(arrived - 1)),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        assert_ok!(announce(Actor::House, emergency(arrived)));
        for again in [emergency(arrived), announcement(id)] {
            assert_noop!(
                announce(Actor::House, again),
                Error::<Runtime>::AlreadyAnnounced(0)
            );
        }
    });
}

#[test]
fn the_vet_looks_at_the_living_and_bars_what_failed() {
    run(|| {
        let (pigs, id) = in_lairage(3);
        let other = tag_pigs(1);
        let failing = look(id, &pigs[..1], "体温升高");
        assert_noop!(inspect_living(Actor::House, failing.clone()), NO_ROLE);
        assert_noop!(
            inspect_living(Actor::Vet, look(id, &pigs[..1], " ")),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            inspect_living(Actor::Vet, look(id, &other, "体温升高")),
            Error::<Runtime>::NotInLoad(0)
        );
        assert_noop!(
            inspect_living(Actor::Vet, look(id, &[pigs[0], pigs[0]], "体温升高")),
            Error::<Runtime>::UnitTwice(0)
        );
        assert_ok!(inspect_living(Actor::Vet, failing.clone()));
        assert!(life(pigs[0]).barred && !life(pigs[1]).barred);
        assert_recorded(
            pigs[0].subject(),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::Barred {
                reason: text("体温升高"),
                notice: county_primitives::Digest(failing.blake2_256()),
            },
        );
        assert_recorded(
            Subject::SlaughterBatch(id),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::AnteMortemInspected(failing),
        );
        assert_noop!(
            inspect_living(Actor::Vet, look(id, &[], "")),
            Error::<Runtime>::AlreadyInspected(0)
        );
    });
}

#[test]
fn a_failed_test_bars_the_batch_and_is_not_tested_away() {
    run(|| {
        let (pigs, id) = in_lairage(2);
        let failed = batch_test(id, TestVerdict::Fail);
        let good = batch_test(id, TestVerdict::Pass);
        let unnamed = BatchTest {
            sample: text(""),
            ..good.clone()
        };
        assert_noop!(
            test_batch(Actor::House, unnamed),
            Error::<Runtime>::TextBlank(0)
        );
        assert_noop!(
            test_batch(Actor::OtherHouse, good.clone()),
            Error::<Runtime>::NotHouse(0)
        );
        assert_noop!(test_batch(Actor::Farm, good.clone()), NO_ROLE);
        assert_ok!(test_batch(Actor::House, failed.clone()));
        assert!(
            entries_of(Subject::SlaughterBatch(id)).contains(&LivestockEntry::BatchTested(failed))
        );
        assert_eq!(
            warnings_of(Subject::SlaughterBatch(id)),
            [Warning::SuspectedDisease {
                disease: Disease::AfricanSwineFever,
            }]
        );
        assert!(pigs.iter().all(|pig| life(*pig).barred));
        assert_noop!(
            test_batch(Actor::House, good.clone()),
            Error::<Runtime>::TestStands(0)
        );
        assert_ok!(test_batch(Actor::Laboratory, good.clone()));
        assert_eq!(batch(id).tested, Some(TestVerdict::Pass));
        assert_ok!(test_batch(Actor::Cdc, good));
        // The animals wait for the vet all the same.
        assert!(life(pigs[0]).barred);
    });
}

#[test]
fn a_test_for_another_disease_says_nothing_of_swine_fever() {
    run(|| {
        let (pigs, id) = in_lairage(1);
        let mut test = batch_test(id, TestVerdict::Pass);
        test.disease = Disease::FootAndMouth;
        assert_ok!(test_batch(Actor::House, test.clone()));
        assert_eq!(batch(id).tested, None);
        test.verdict = TestVerdict::Fail;
        assert_ok!(test_batch(Actor::House, test));
        assert_eq!(batch(id).tested, None);
        assert!(life(pigs[0]).barred);
    });
}
