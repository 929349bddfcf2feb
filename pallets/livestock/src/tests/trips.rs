//! Trips: departures, checkpoints, arrivals, landing reports, leaving.

use county_primitives::{livestock::*, CertificateId, Date, DeclarationId, Role, Subject};
use frame_support::{assert_noop, assert_ok};

use super::zones::{order, zone};
use crate::{
    mock::*,
    types::{Certificate, TripState},
    Certificates, Error, Lives,
};

fn of(id: CertificateId) -> Certificate {
    Certificates::<Runtime>::get(id).unwrap()
}

fn to_market() -> Destination {
    to(Actor::Market, OTHER_VILLAGE)
}

/// Certified pigs that have not left yet.
fn certified(count: u32, destination: Destination) -> (Vec<Unit>, CertificateId) {
    let pigs = tag_pigs(count);
    set_plan();
    immunise(&pigs);
    file_vehicle();
    let id = certify(accepted(&pigs, Purpose::Trade, destination));
    (pigs, id)
}

fn try_depart(actor: Actor, input: Departure) -> sp_runtime::DispatchResult {
    Livestock::depart(signed(actor), items(&[input]))
}

fn try_arrive(actor: Actor, input: Arrival) -> sp_runtime::DispatchResult {
    Livestock::arrive(signed(actor), items(&[input]))
}

#[test]
fn a_load_departs_on_its_vehicle_once() {
    run(|| {
        let (pigs, id) = certified(3, to_market());
        let good = departure(id, 3);
        assert_noop!(
            try_depart(
                Actor::Hauler,
                Departure {
                    plate: digest(1),
                    ..good.clone()
                }
            ),
            Error::<Runtime>::WrongVehicle(0)
        );
        assert_noop!(
            try_depart(Actor::OtherHauler, good.clone()),
            Error::<Runtime>::NotCarrier(0)
        );
        assert_noop!(try_depart(Actor::Farm, good.clone()), NO_ROLE);
        let dirty = Departure {
            disinfection: text(""),
            ..good.clone()
        };
        assert_noop!(
            try_depart(Actor::Hauler, dirty),
            Error::<Runtime>::TextBlank(0)
        );
        assert_ok!(try_depart(Actor::Hauler, good.clone()));
        assert_recorded(
            Subject::Certificate(id),
            Actor::Hauler.author(Role::Hauler),
            LivestockEntry::Departed(good.clone()),
        );
        assert_eq!(state(pigs[2]), AnimalState::InTransit);
        // One certificate on two vehicles, or twice on one.
        assert_noop!(
            try_depart(Actor::Hauler, good),
            Error::<Runtime>::CertificateNotIssued(0)
        );
    });
}

#[test]
fn no_more_are_loaded_than_are_certified() {
    run(|| {
        let (pigs, id) = certified(100, to_market());
        assert_noop!(
            try_depart(Actor::Hauler, departure(id, 101)),
            Error::<Runtime>::TooManyLoaded(0)
        );
        assert_noop!(
            try_depart(Actor::Hauler, departure(id, 99)),
            Error::<Runtime>::LoadedDiffers(0)
        );
        let stranger = herd(Species::Pig, 1);
        let without = |units: &[Unit], heads| Departure {
            left_behind: list(units),
            ..departure(id, heads)
        };
        assert_noop!(
            try_depart(Actor::Hauler, without(&[stranger], 100)),
            Error::<Runtime>::NotInLoad(0)
        );
        assert_noop!(
            try_depart(Actor::Hauler, without(&[pigs[0], pigs[0]], 98)),
            Error::<Runtime>::UnitTwice(0)
        );
        assert_noop!(
            try_depart(Actor::Hauler, without(&pigs, 0)),
            Error::<Runtime>::LoadedDiffers(0)
        );
        assert_ok!(try_depart(Actor::Hauler, without(&pigs[..2], 98)));
        assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        assert_eq!(state(pigs[2]), AnimalState::InTransit);
        assert_eq!(of(id).heads, 98);
        assert_eq!(
            warnings_of(Subject::Certificate(id)),
            [Warning::FewerLoaded {
                certified: 100,
                loaded: 98,
            }]
        );
        assert!(
            entries_of(Subject::Certificate(id)).contains(&LivestockEntry::LinesVoided {
                units: list(&pigs[..2]),
                heads: 98,
            })
        );
    });
}

#[test]
fn one_vehicle_carries_two_certificates_but_no_certificate_two_vehicles() {
    // The vector of DOMAIN.md 4.11.
    run(|| {
        let (_, first) = certified(1, to_market());
        let pigs = tag_pigs(1);
        immunise(&pigs);
        let second = certify(accepted(&pigs, Purpose::Trade, to_market()));
        depart(first);
        let elsewhere = VehicleInput {
            plate: digest(0x52),
            ..vehicle_input()
        };
        assert_ok!(Livestock::file_vehicles(
            signed(Actor::Vet),
            items(&[elsewhere])
        ));
        let on_another = Departure {
            plate: digest(0x52),
            ..departure(second, 1)
        };
        assert_noop!(
            try_depart(Actor::Hauler, on_another),
            Error::<Runtime>::WrongVehicle(0)
        );
        depart(second);
        for id in [first, second] {
            assert_eq!(warnings_of(Subject::Certificate(id)), []);
        }
    });
}

#[test]
fn a_load_departs_in_time_on_a_filed_vehicle_and_unheld() {
    run(|| {
        let (pigs, id) = certified(1, to_market());
        let at = |at_ms| Departure {
            at_ms,
            ..departure(id, 1)
        };
        let go = |at_ms| try_depart(Actor::Hauler, at(at_ms));
        assert_noop!(go(now_ms() - 1), Error::<Runtime>::TimeOutOfOrder(0));
        assert_noop!(go(now_ms() + 300_001), Error::<Runtime>::TimeInFuture(0));
        for subject in [
            Subject::Certificate(id),
            pigs[0].subject(),
            Subject::Farm(Actor::Farm.organisation()),
            Subject::Organisation(Actor::Farm.organisation()),
        ] {
            hold(subject);
            assert_noop!(go(now_ms()), HELD);
            release(subject);
        }
        let farm = Actor::Farm.organisation();
        for (places, farms, error) in [
            (vec![VILLAGE], vec![], Error::OriginLocked(0)),
            (vec![OTHER_VILLAGE], vec![], Error::DestinationLocked(0)),
            (vec![], vec![farm], Error::<Runtime>::OutbreakContact(0)),
        ] {
            let zone = order(zone(&places, &farms));
            assert_noop!(go(now_ms()), error);
            let lift = ZoneLift {
                zone,
                order: text("解除"),
            };
            assert_ok!(Livestock::lift_zones(signed(Actor::County), items(&[lift])));
        }
        crate::Vehicles::<Runtime>::mutate_extant(county_primitives::VehicleId(1), |vehicle| {
            vehicle.until = today();
        });
        assert_noop!(go(now_ms()), Error::<Runtime>::VehicleNotFiled(0));
        file_vehicle();
        let midnight = today().plus_days(1).start_ms();
        set_now_ms(midnight);
        assert_noop!(go(midnight), Error::<Runtime>::CertificateExpired(0));
        set_now_ms(midnight - 1);
        assert_ok!(go(midnight - 1));
    });
}

#[test]
fn a_load_departs_on_its_declared_day_and_not_before() {
    run(|| {
        let pigs = tag_pigs(1);
        set_plan();
        immunise(&pigs);
        file_vehicle();
        let farm = to(Actor::FarFarm, FAR_VILLAGE);
        let tomorrow = DeclarationInput {
            transport: today().plus_days(1),
            ..declaration_input(group(&pigs), Purpose::Rearing, farm)
        };
        assert_ok!(Livestock::declare(signed(Actor::Farm), items(&[tomorrow])));
        let declaration = DeclarationId(1);
        let answers = items(&[answer(declaration, true)]);
        assert_ok!(Livestock::answer_declarations(signed(Actor::Vet), answers));
        let mut paper = certificate_input(declaration);
        paper.valid_days = 2;
        assert_ok!(Livestock::certify(signed(Actor::Vet), items(&[paper])));
        let go = || try_depart(Actor::Hauler, departure(CertificateId(1), 1));
        let midnight = today().plus_days(1).start_ms();
        set_now_ms(midnight - 1);
        assert_noop!(go(), Error::<Runtime>::NoticeTooShort(0));
        set_now_ms(midnight);
        assert_ok!(go());
    });
}

fn stop(certificate: CertificateId, place: &str, heads: u32) -> Checkpoint {
    Checkpoint {
        certificate,
        passage: text("渝鲁指定通道"),
        division: division(place),
        plate: digest(PLATE),
        heads,
        at_ms: now_ms(),
    }
}

fn pass(actor: Actor, stop: Checkpoint) -> Vec<Warning> {
    let subject = Subject::Certificate(stop.certificate);
    let before = warnings_of(subject).len();
    assert_ok!(Livestock::pass_checkpoints(
        signed(actor),
        items(core::slice::from_ref(&stop))
    ));
    assert_recorded(
        subject,
        actor.author(match actor {
            Actor::Province => Role::Province,
            _ => Role::OfficialVet,
        }),
        LivestockEntry::CheckpointPassed(stop),
    );
    warnings_of(subject).split_off(before)
}

#[test]
fn a_checkpoint_says_what_is_wrong_and_stops_nothing() {
    run(|| {
        let (_, id) = on_the_road(3, Purpose::Trade, to_market());
        assert_eq!(pass(Actor::Vet, stop(id, VILLAGE, 3)), []);
        assert_eq!(
            pass(Actor::Province, stop(id, VILLAGE, 4)),
            [Warning::CheckpointCount {
                loaded: 3,
                counted: 4,
            }]
        );
        let other = Checkpoint {
            plate: digest(7),
            ..stop(id, VILLAGE, 3)
        };
        assert_eq!(
            pass(Actor::Vet, other),
            [Warning::CheckpointVehicle { plate: digest(7) }]
        );
        set_now_ms(today().plus_days(1).start_ms() - 1);
        assert_eq!(pass(Actor::Vet, stop(id, VILLAGE, 3)), []);
        set_now_ms(now_ms() + 1);
        let valid_until = Date(today().0 - 1);
        assert_eq!(
            pass(Actor::Vet, stop(id, VILLAGE, 3)),
            [Warning::ValidityOver { valid_until }]
        );
        for (bad, error) in [
            (
                Checkpoint {
                    passage: text(""),
                    ..stop(id, VILLAGE, 3)
                },
                Error::TextBlank(0),
            ),
            (
                stop(CertificateId(9), VILLAGE, 3),
                Error::CertificateUnknown(0),
            ),
            (
                Checkpoint {
                    at_ms: now_ms() + 300_001,
                    ..stop(id, VILLAGE, 3)
                },
                Error::<Runtime>::TimeInFuture(0),
            ),
        ] {
            assert_noop!(
                Livestock::pass_checkpoints(signed(Actor::Vet), items(&[bad])),
                error
            );
        }
    });
}

/// Certified pigs that go to a farm of another province, and have not left yet.
fn for_another_province(mode: TransportMode) -> (Vec<Unit>, CertificateId) {
    let pigs = tag_pigs(1);
    set_plan();
    immunise(&pigs);
    file_vehicle();
    let farm = to(Actor::FarFarm, FAR_VILLAGE);
    let mut input = certificate_input(accepted(&pigs, Purpose::Rearing, farm));
    input.transport.mode = mode;
    assert_ok!(Livestock::certify(signed(Actor::Vet), items(&[input])));
    (pigs, CertificateId(1))
}

/// What is said of them at their arrival, by what was shown on the way.
fn said_at_arrival(mode: TransportMode, on_the_way: impl Fn(CertificateId)) -> Vec<Warning> {
    let (pigs, id) = for_another_province(mode);
    let subject = Subject::Certificate(id);
    depart(id);
    pass_minutes(60);
    on_the_way(id);
    pass_minutes(60);
    let before = warnings_of(subject).len();
    let arrivals = arrival(id, FAR_VILLAGE, &pigs, &[]);
    assert_ok!(try_arrive(Actor::FarFarm, arrivals));
    warnings_of(subject).split_off(before)
}

#[test]
fn animals_by_road_go_to_another_province_through_a_designated_passage() {
    let missed = [Warning::PassageMissed];
    run(|| assert_eq!(said_at_arrival(TransportMode::Road, |_| ()), missed));
    // A stop at home is not the passage, nor does another vehicle pass it for the load's.
    run(|| {
        let at_home = |id| {
            pass(Actor::Vet, stop(id, VILLAGE, 1));
        };
        assert_eq!(said_at_arrival(TransportMode::Road, at_home), missed);
    });
    run(|| {
        let other = |id| {
            let plate = digest(7);
            let stop = stop(id, FAR_VILLAGE, 1);
            pass(Actor::FarVet, Checkpoint { plate, ..stop });
        };
        assert_eq!(said_at_arrival(TransportMode::Road, other), missed);
    });
    run(|| {
        let stamped = |id| {
            pass(Actor::FarVet, stop(id, FAR_VILLAGE, 1));
        };
        assert_eq!(said_at_arrival(TransportMode::Road, stamped), []);
    });
    // The law means roads.
    run(|| assert_eq!(said_at_arrival(TransportMode::Rail, |_| ()), []));
    // A certificate that is shown before its load is on the road gets no stamp.
    run(|| {
        let (pigs, id) = for_another_province(TransportMode::Road);
        pass_minutes(60);
        pass(Actor::FarVet, stop(id, FAR_VILLAGE, 1));
        depart(id);
        pass_minutes(60);
        let arrivals = arrival(id, FAR_VILLAGE, &pigs, &[]);
        assert_ok!(try_arrive(Actor::FarFarm, arrivals));
        let said = warnings_of(Subject::Certificate(id)).pop();
        assert_eq!(said, Some(Warning::PassageMissed));
    });
}

#[test]
fn a_certificate_shown_after_its_trip_or_its_end_is_said() {
    run(|| {
        let (pigs, id) = on_the_road(1, Purpose::Trade, to_market());
        let by_farm = stop(id, VILLAGE, 1);
        assert_noop!(
            Livestock::pass_checkpoints(signed(Actor::Farm), items(&[by_farm])),
            NO_ROLE
        );
        let arrivals = arrival(id, OTHER_VILLAGE, &pigs, &[]);
        assert_ok!(try_arrive(Actor::Market, arrivals));
        assert_eq!(
            pass(Actor::Vet, stop(id, OTHER_VILLAGE, 1)),
            [Warning::CheckpointState]
        );
    });
    run(|| {
        let (_, id) = certified(1, to_market());
        let cancellation = Cancellation {
            certificate: id,
            reason: text("车坏"),
        };
        assert_ok!(Livestock::cancel_certificates(
            signed(Actor::Vet),
            items(&[cancellation])
        ));
        assert_eq!(
            pass(Actor::Vet, stop(id, VILLAGE, 1)),
            [Warning::CheckpointState]
        );
        suspend(Actor::Hauler);
        assert_noop!(
            try_depart(Actor::Hauler, departure(id, 1)),
            Error::<Runtime>::OrganisationNotActive(0)
        );
    });
}

#[test]
fn a_certificate_shown_before_departure_or_at_two_places_at_once_is_a_clone() {
    run(|| {
        let (_, id) = certified(1, to(Actor::FarFarm, FAR_VILLAGE));
        pass_minutes(60);
        assert_eq!(
            pass(Actor::Vet, stop(id, VILLAGE, 1)),
            [Warning::CheckpointState]
        );
        depart(id);
        let before_ms = now_ms();
        pass_minutes(29);
        let far = stop(id, FAR_VILLAGE, 1);
        assert_eq!(
            pass(Actor::FarVet, far),
            [Warning::CloneCertificate {
                before: division(VILLAGE),
                before_ms,
                now: division(FAR_VILLAGE),
                now_ms: now_ms(),
            }]
        );
        pass_minutes(30);
        assert_eq!(pass(Actor::Vet, stop(id, VILLAGE, 1)), []);
        pass_minutes(4);
        assert_eq!(pass(Actor::Vet, stop(id, OTHER_VILLAGE, 1)).len(), 1);
        pass_minutes(5);
        assert_eq!(pass(Actor::Vet, stop(id, VILLAGE, 1)), []);
    });
}

#[test]
fn a_load_arrives_where_it_was_sent_and_stands_there() {
    run(|| {
        let (pigs, id) = on_the_road(3, Purpose::Trade, to_market());
        let good = arrival(id, OTHER_VILLAGE, &pigs, &[]);
        let elsewhere = Arrival {
            division: division(VILLAGE),
            ..good.clone()
        };
        assert_noop!(
            try_arrive(Actor::Market, elsewhere),
            Error::<Runtime>::WrongDestination(0)
        );
        assert_noop!(
            try_arrive(Actor::Buyer, good.clone()),
            Error::<Runtime>::NotReceiver(0)
        );
        assert_noop!(try_arrive(Actor::Vet, good.clone()), NO_ROLE);
        let early = Arrival {
            at_ms: now_ms() - 3_600_001,
            ..good.clone()
        };
        assert_noop!(
            try_arrive(Actor::Market, early),
            Error::<Runtime>::TimeOutOfOrder(0)
        );
        let ahead = Arrival {
            at_ms: now_ms() + 300_001,
            ..good.clone()
        };
        assert_noop!(
            try_arrive(Actor::Market, ahead),
            Error::<Runtime>::TimeInFuture(0)
        );
        let stranger = herd(Species::Pig, 1);
        assert_noop!(
            try_arrive(Actor::Market, arrival(id, OTHER_VILLAGE, &[stranger], &[])),
            Error::<Runtime>::NotInLoad(0)
        );
        assert_noop!(
            try_arrive(Actor::Market, arrival(id, OTHER_VILLAGE, &pigs, &pigs[..1])),
            Error::<Runtime>::UnitTwice(0)
        );
        assert_ok!(try_arrive(Actor::Market, good.clone()));
        assert_recorded(
            Subject::Certificate(id),
            Actor::Market.author(Role::Market),
            LivestockEntry::Arrived {
                division: division(OTHER_VILLAGE),
                receiver: Actor::Market.organisation(),
                arrived: 3,
                dead: list(&[]),
                missing: list(&[]),
                at_ms: now_ms(),
            },
        );
        let known = life(pigs[0]);
        assert_eq!(known.state, AnimalState::OnFarm);
        assert_eq!(known.farm, Actor::Market.organisation());
        assert_eq!(known.village, division(OTHER_VILLAGE));
        assert_noop!(
            try_arrive(Actor::Market, good),
            Error::<Runtime>::CertificateNotOnRoad(0)
        );
    });
}

#[test]
fn ninety_eight_alive_and_one_dead_of_a_hundred_is_said() {
    run(|| {
        let (pigs, id) = on_the_road(100, Purpose::Trade, to_market());
        weigh_in_transit(pigs[98]);
        let input = arrival(id, OTHER_VILLAGE, &pigs[..98], &pigs[98..99]);
        assert_ok!(try_arrive(Actor::Market, input));
        assert_eq!(
            warnings_of(Subject::Certificate(id)),
            [Warning::ArrivalCount {
                loaded: 100,
                arrived: 98,
                dead: 1,
            }]
        );
        assert_eq!(state(pigs[98]), AnimalState::Dead);
        assert_eq!(state(pigs[99]), AnimalState::Missing);
        assert_eq!(warnings_of(pigs[99].subject()), [Warning::Missing]);
        let death = crate::Deaths::<Runtime>::get(pigs[98]).unwrap();
        assert_eq!((death.heads, death.mass.0), (1, 90_000));
    });
}

fn weigh_in_transit(unit: Unit) {
    Lives::<Runtime>::mutate_extant(unit, |life| {
        life.mass = Some(county_primitives::Grams(90_000));
    });
}

#[test]
fn a_load_of_which_all_died_or_that_came_too_late_arrives_all_the_same() {
    run(|| {
        let (pigs, id) = on_the_road(2, Purpose::Trade, to_market());
        let valid_until = today();
        pass_days(1);
        assert_ok!(try_arrive(
            Actor::Market,
            arrival(id, OTHER_VILLAGE, &[], &pigs)
        ));
        assert_eq!(
            warnings_of(Subject::Certificate(id)),
            [Warning::ValidityOver { valid_until }]
        );
        assert_eq!(state(pigs[1]), AnimalState::Dead);
    });
}

#[test]
fn an_arrival_told_after_the_last_day_is_said_whatever_time_is_typed() {
    for told_ms in [0, 1] {
        run(|| {
            let (pigs, id) = on_the_road(1, Purpose::Trade, to_market());
            let valid_until = today();
            let last_ms = valid_until.plus_days(1).start_ms() - 1;
            set_now_ms(last_ms + told_ms);
            let in_time = Arrival {
                at_ms: last_ms,
                ..arrival(id, OTHER_VILLAGE, &pigs, &[])
            };
            assert_ok!(try_arrive(Actor::Market, in_time));
            let over = Warning::ValidityOver { valid_until };
            let expected = if told_ms > 0 { vec![over] } else { vec![] };
            assert_eq!(warnings_of(Subject::Certificate(id)), expected);
        });
    }
}

#[test]
fn slaughter_loads_go_through_the_slaughterhouse_and_no_load_into_a_zone() {
    run(|| {
        let (pigs, id) = on_the_road(1, Purpose::Slaughter, to(Actor::Farm, OTHER_VILLAGE));
        let input = arrival(id, OTHER_VILLAGE, &pigs, &[]);
        assert_noop!(
            try_arrive(Actor::Farm, input),
            Error::<Runtime>::PurposeDiffers(0)
        );
    });
    run(|| {
        let (pigs, id) = on_the_road(1, Purpose::Trade, to_market());
        order(zone(&[OTHER_VILLAGE], &[]));
        let input = arrival(id, OTHER_VILLAGE, &pigs, &[]);
        assert_noop!(
            try_arrive(Actor::Market, input),
            Error::<Runtime>::DestinationLocked(0)
        );
    });
}

#[test]
fn breeding_stock_from_another_province_is_isolated_for_thirty_days() {
    run(|| {
        let (pigs, id) = on_the_road(2, Purpose::Breeding, to(Actor::FarFarm, FAR_VILLAGE));
        assert_eq!(of(id).form, CertificateForm::AnimalA);
        assert_ok!(try_arrive(
            Actor::FarFarm,
            arrival(id, FAR_VILLAGE, &pigs, &[])
        ));
        assert_eq!(state(pigs[0]), AnimalState::Isolation);
        let act = IsolationRelease {
            note: text("检测阴性"),
            evidence: Some(digest(4)),
        };
        let release = |actor| {
            let group = group(&pigs[..1]);
            let act = act.clone();
            Livestock::release_isolation(signed(actor), items(&[GroupAct { group, act }]))
        };
        pass_days(29);
        assert_noop!(
            release(Actor::FarFarm),
            Error::<Runtime>::IsolationNotOver(0)
        );
        pass_days(1);
        assert_noop!(release(Actor::Vet), NO_ROLE);
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.barred = true);
        assert_noop!(release(Actor::FarVet), Error::<Runtime>::AnimalBarred(0));
        Lives::<Runtime>::mutate_extant(pigs[0], |life| life.barred = false);
        assert_ok!(release(Actor::FarFarm));
        assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        assert_recorded(
            pigs[0].subject(),
            Actor::FarFarm.author(Role::Producer),
            LivestockEntry::IsolationEnded(act.clone()),
        );
        assert_noop!(release(Actor::FarFarm), Error::<Runtime>::WrongState(0));
    });
}

#[test]
fn rearing_stock_and_stock_of_the_same_province_is_not_isolated() {
    for (purpose, receiver, place) in [
        (Purpose::Rearing, Actor::FarFarm, FAR_VILLAGE),
        (Purpose::Dairy, Actor::NextFarm, NEXT_VILLAGE),
    ] {
        run(|| {
            let (pigs, id) = on_the_road(1, purpose, to(receiver, place));
            assert_ok!(try_arrive(receiver, arrival(id, place, &pigs, &[])));
            assert_eq!(state(pigs[0]), AnimalState::OnFarm);
        });
    }
}

fn report(actor: Actor, certificate: CertificateId, heads: u32) -> sp_runtime::DispatchResult {
    let report = LandingReport { certificate, heads };
    Livestock::report_landings(signed(actor), items(&[report]))
}

#[test]
fn both_ends_report_the_landing_within_three_days() {
    run(|| {
        let (pigs, id) = on_the_road(2, Purpose::Trade, to_market());
        let subject = Subject::Certificate(id);
        assert_noop!(
            report(Actor::Hauler, id, 2),
            Error::<Runtime>::NotArrived(0)
        );
        assert_ok!(try_arrive(
            Actor::Market,
            arrival(id, OTHER_VILLAGE, &pigs, &[])
        ));
        assert_noop!(report(Actor::Buyer, id, 2), Error::<Runtime>::NotParty(0));
        assert_noop!(report(Actor::Vet, id, 2), NO_ROLE);
        pass_days(3);
        assert_ok!(report(Actor::Hauler, id, 2));
        assert_recorded(
            subject,
            Actor::Hauler.author(Role::Hauler),
            LivestockEntry::LandingReported {
                side: Side::Origin,
                heads: 2,
            },
        );
        assert_noop!(
            report(Actor::Farm, id, 2),
            Error::<Runtime>::AlreadyReported(0)
        );
        assert_eq!(warnings_of(subject), []);
        pass_days(1);
        assert_ok!(report(Actor::Market, id, 1));
        let side = Side::Destination;
        assert_eq!(
            warnings_of(subject),
            [
                Warning::LandingLate { side, days: 1 },
                Warning::LandingCount {
                    side,
                    arrived: 2,
                    reported: 1,
                }
            ]
        );
        assert_noop!(
            report(Actor::Market, id, 2),
            Error::<Runtime>::AlreadyReported(0)
        );
    });
}

#[test]
fn a_load_for_outside_leaves_when_its_receiver_acknowledged() {
    run(|| {
        let outside = Destination {
            organisation: None,
            division: division(FAR_COUNTY),
        };
        let (pigs, id) = certified(2, outside);
        let leave = |actor, heads| {
            let leaving = Leaving {
                certificate: id,
                heads,
                evidence: digest(6),
            };
            Livestock::acknowledge_leaving(signed(actor), items(&[leaving]))
        };
        assert_noop!(
            leave(Actor::SecondVet, 2),
            Error::<Runtime>::CertificateNotOnRoad(0)
        );
        depart(id);
        assert_noop!(leave(Actor::FarVet, 2), NO_ROLE);
        assert_ok!(leave(Actor::SecondVet, 1));
        assert_eq!(state(pigs[0]), AnimalState::Left);
        assert_eq!(of(id).state, TripState::Left);
        assert_eq!(
            warnings_of(Subject::Certificate(id)),
            [Warning::ArrivalCount {
                loaded: 2,
                arrived: 1,
                dead: 0,
            }]
        );
        let note = CareAct {
            care: Care::Noted {
                note: text("已离开"),
            },
            date: today(),
        };
        let act = GroupAct {
            group: group(&pigs),
            act: note,
        };
        assert_noop!(
            Livestock::record_care(signed(Actor::Farm), items(&[act])),
            Error::<Runtime>::AnimalFinal(0)
        );
    });
    run(|| {
        let (_, id) = on_the_road(1, Purpose::Trade, to_market());
        let leaving = Leaving {
            certificate: id,
            heads: 1,
            evidence: digest(6),
        };
        assert_noop!(
            Livestock::acknowledge_leaving(signed(Actor::SecondVet), items(&[leaving])),
            Error::<Runtime>::ReceiverKnown(0)
        );
    });
}

#[test]
fn no_vet_alone_lets_a_load_leave_and_none_leaves_inside_its_county() {
    run(|| {
        let outside = Destination {
            organisation: None,
            division: division(FAR_COUNTY),
        };
        let (_, id) = on_the_road(1, Purpose::Rearing, outside);
        let leave = |actor| {
            let leaving = Leaving {
                certificate: id,
                heads: 1,
                evidence: digest(6),
            };
            Livestock::acknowledge_leaving(signed(actor), items(&[leaving]))
        };
        assert_noop!(leave(Actor::Vet), Error::<Runtime>::SamePerson(0));
        let bound_for = |place| {
            Certificates::<Runtime>::mutate_extant(id, |certificate| {
                certificate.destination.division = division(place);
            });
        };
        for place in [OTHER_VILLAGE, COUNTY, "500000000000"] {
            bound_for(place);
            assert_noop!(leave(Actor::SecondVet), Error::<Runtime>::SameCounty(0));
        }
        bound_for(NEXT_COUNTY);
        assert_ok!(leave(Actor::SecondVet));
    });
}

#[test]
fn a_load_that_left_whole_is_no_wonder() {
    run(|| {
        let outside = Destination {
            organisation: None,
            division: division(FAR_COUNTY),
        };
        let (_, id) = on_the_road(2, Purpose::Rearing, outside);
        let leaving = Leaving {
            certificate: id,
            heads: 2,
            evidence: digest(6),
        };
        assert_ok!(Livestock::acknowledge_leaving(
            signed(Actor::SecondVet),
            items(&[leaving])
        ));
        assert_eq!(warnings_of(Subject::Certificate(id)), []);
    });
}
