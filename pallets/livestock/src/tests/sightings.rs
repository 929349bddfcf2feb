//! Tags that are seen where they cannot be.

use county_primitives::{livestock::*, Role};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, Lives};

fn sighting(serial: u32, place: &str) -> Sighting {
    Sighting {
        tag: tag(serial),
        division: division(place),
        at_ms: now_ms(),
    }
}

/// Reports a tag and gives the warnings it made.
fn see(actor: Actor, unit: Unit, sighting: Sighting) -> Vec<Warning> {
    let before = warnings_of(unit.subject()).len();
    assert_ok!(Livestock::report_sightings(
        signed(actor),
        items(&[sighting])
    ));
    warnings_of(unit.subject()).split_off(before)
}

#[test]
fn a_tag_at_home_is_no_wonder() {
    run(|| {
        let pigs = tag_pigs(1);
        assert_eq!(see(Actor::Vet, pigs[0], sighting(1, VILLAGE)), []);
        assert_recorded(
            pigs[0].subject(),
            Actor::Vet.author(Role::OfficialVet),
            LivestockEntry::Seen(sighting(1, VILLAGE)),
        );
        for (bad, error) in [
            (sighting(9, VILLAGE), Error::TagUnknown(0)),
            (
                Sighting {
                    at_ms: now_ms() + 300_001,
                    ..sighting(1, VILLAGE)
                },
                Error::<Runtime>::TimeInFuture(0),
            ),
        ] {
            assert_noop!(
                Livestock::report_sightings(signed(Actor::Vet), items(&[bad])),
                error
            );
        }
        assert_noop!(
            Livestock::report_sightings(signed(Actor::Insurer), items(&[sighting(1, VILLAGE)])),
            NO_ROLE
        );
    });
}

#[test]
fn a_tag_in_two_townships_faster_than_one_travels_is_a_clone() {
    run(|| {
        let pigs = tag_pigs(1);
        let before_ms = now_ms();
        pass_minutes(4);
        let now = sighting(1, OTHER_VILLAGE);
        assert_eq!(
            see(Actor::Vet, pigs[0], now.clone()),
            [Warning::CloneTag {
                tag: tag(1),
                before: division(VILLAGE),
                before_ms,
                now: now.division,
                now_ms: now.at_ms,
            }]
        );
        pass_minutes(5);
        assert_eq!(see(Actor::Vet, pigs[0], sighting(1, VILLAGE)), []);
    });
}

#[test]
fn a_tag_in_another_county_is_out_of_place_and_within_half_an_hour_a_clone() {
    run(|| {
        let pigs = tag_pigs(1);
        let out = Warning::OutOfPlace {
            tag: tag(1),
            place: division(VILLAGE),
            division: division(FAR_VILLAGE),
        };
        pass_minutes(30);
        assert_eq!(
            see(Actor::FarVet, pigs[0], sighting(1, FAR_VILLAGE)),
            std::slice::from_ref(&out)
        );
        // At home again, and seen there by what is done to it today.
        pass_minutes(60);
        set_plan();
        immunise(&pigs);
        pass_minutes(29);
        let warnings = see(Actor::FarVet, pigs[0], sighting(1, FAR_VILLAGE));
        assert_eq!(warnings.len(), 2);
        assert_eq!(warnings[0], out);
        assert!(matches!(warnings[1], Warning::CloneTag { .. }));
    });
}

#[test]
fn a_tag_of_an_animal_that_ended_or_changed_it_is_a_ghost() {
    run(|| {
        let pigs = tag_pigs(3);
        give_tags(Actor::Farm.organisation(), tags(10, 10));
        let ghost = |serial, state| Warning::GhostTag {
            tag: tag(serial),
            state,
            division: division(VILLAGE),
        };
        for ended in [
            AnimalState::Dead,
            AnimalState::Slaughtered,
            AnimalState::Missing,
            AnimalState::Left,
        ] {
            Lives::<Runtime>::mutate_extant(pigs[0], |life| life.state = ended);
            assert_eq!(
                see(Actor::Vet, pigs[0], sighting(1, VILLAGE)),
                [ghost(1, ended)]
            );
        }
        let retagging = Retagging {
            old: tag(2),
            new: tag(10),
            reason: text("脱落"),
        };
        assert_ok!(Livestock::retag_animals(
            signed(Actor::Farm),
            items(&[retagging])
        ));
        assert_eq!(
            see(Actor::Vet, pigs[1], sighting(2, VILLAGE)),
            [ghost(2, AnimalState::OnFarm)]
        );
        assert_eq!(see(Actor::Vet, pigs[1], sighting(10, VILLAGE)), []);
    });
}

#[test]
fn an_animal_that_travels_may_be_anywhere_on_its_way() {
    run(|| {
        let (pigs, certificate) = on_the_road(1, Purpose::Rearing, to(Actor::FarFarm, FAR_VILLAGE));
        assert_eq!(see(Actor::NextVet, pigs[0], sighting(1, NEXT_VILLAGE)), []);
        pass_minutes(29);
        let arrivals = items(&[arrival(certificate, FAR_VILLAGE, &pigs, &[])]);
        assert_ok!(Livestock::arrive(signed(Actor::FarFarm), arrivals));
        assert!(matches!(
            warnings_of(pigs[0].subject()).pop(),
            Some(Warning::CloneTag { .. })
        ));
    });
}

#[test]
fn a_lost_tag_belongs_to_no_animal() {
    run(|| {
        give_tags(Actor::Farm.organisation(), tags(1, 1));
        let spending = TagSpending {
            tags: tags(1, 1),
            lost: true,
            reason: text("丢失"),
        };
        assert_ok!(Livestock::spend_tags(
            signed(Actor::Farm),
            items(&[spending])
        ));
        assert_noop!(
            Livestock::report_sightings(signed(Actor::Vet), items(&[sighting(1, VILLAGE)])),
            Error::<Runtime>::TagUnknown(0)
        );
    });
}
