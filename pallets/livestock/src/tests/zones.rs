//! Zones lock places and name farms in contact.

use county_primitives::{livestock::*, Date, OrganisationId, Role, Subject, ZoneId};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, ContactsOf, Error, Pallet, Zones, ZonesOn};

pub(super) fn zone(places: &[&str], farms: &[OrganisationId]) -> ZoneInput {
    let places: Vec<_> = places.iter().map(|place| division(place)).collect();
    ZoneInput {
        disease: Disease::AfricanSwineFever,
        order: text("荣府发〔2026〕9号"),
        divisions: list(&places),
        farms: list(farms),
        species: list(&[]),
        from: today(),
        until: None,
        evidence: digest(3),
    }
}

pub(super) fn order(input: ZoneInput) -> ZoneId {
    let id = crate::NextZone::<Runtime>::get();
    assert_ok!(Livestock::order_zones(
        signed(Actor::County),
        items(&[input])
    ));
    id
}

fn lift(zone: ZoneId) -> ZoneLift {
    ZoneLift {
        zone,
        order: text("荣府发〔2026〕12号"),
    }
}

type Pigs = Pallet<Runtime>;

#[test]
fn a_zone_holds_inside_from_its_first_day_until_its_last() {
    run(|| {
        let first = today();
        let input = ZoneInput {
            until: Some(first.plus_days(10)),
            ..zone(&[TOWN], &[])
        };
        let id = order(input.clone());
        assert_recorded(
            Subject::Zone(id),
            Actor::County.author(Role::CountyAgriculture),
            LivestockEntry::ZoneOrdered(input),
        );
        assert_eq!(
            Livestock::division_of(&Subject::Zone(id)),
            Some(division(TOWN))
        );
        for (place, day, locked) in [
            (VILLAGE, first, true),
            (TOWN, first, true),
            (OTHER_VILLAGE, first, false),
            (COUNTY, first, false),
            (VILLAGE, Date(first.0 - 1), false),
            (VILLAGE, first.plus_days(9), true),
            (VILLAGE, first.plus_days(10), false),
        ] {
            let lock = Pigs::lock_on(division(place), Species::Pig, day);
            assert_eq!(lock, locked.then_some(id), "{place} {day}");
        }
    });
}

#[test]
fn a_zone_may_be_for_some_species_and_for_farms_only() {
    run(|| {
        let farm = Actor::Farm.organisation();
        let id = order(ZoneInput {
            species: list(&[Species::Pig]),
            ..zone(&[], &[farm])
        });
        assert_eq!(Pigs::contact_of(farm, Species::Pig, today()), Some(id));
        assert_eq!(Pigs::contact_of(farm, Species::Cattle, today()), None);
        assert_eq!(
            Livestock::division_of(&Subject::Zone(id)),
            Some(division(VILLAGE))
        );
    });
}

#[test]
fn lifting_frees_everything_for_good() {
    run(|| {
        let farm = Actor::Farm.organisation();
        let id = order(zone(&[VILLAGE], &[farm]));
        let other = order(zone(&[VILLAGE], &[]));
        assert_ok!(Livestock::lift_zones(
            signed(Actor::County),
            items(&[lift(id)])
        ));
        assert_recorded(
            Subject::Zone(id),
            Actor::County.author(Role::CountyAgriculture),
            LivestockEntry::ZoneLifted {
                order: lift(id).order,
            },
        );
        assert_eq!(ZonesOn::<Runtime>::get(division(VILLAGE)).to_vec(), [other]);
        assert!(!ContactsOf::<Runtime>::contains_key(farm));
        assert!(Zones::<Runtime>::get(id).unwrap().lifted);
        for (bad, error) in [
            (lift(id), Error::<Runtime>::ZoneLifted(0)),
            (lift(ZoneId(9)), Error::<Runtime>::ZoneUnknown(0)),
            (
                ZoneLift {
                    order: text(""),
                    ..lift(other)
                },
                Error::<Runtime>::TextBlank(0),
            ),
        ] {
            assert_noop!(
                Livestock::lift_zones(signed(Actor::County), items(&[bad])),
                error
            );
        }
    });
}

#[test]
fn an_order_says_where_and_by_what_number() {
    run(|| {
        let order =
            |input: ZoneInput| Livestock::order_zones(signed(Actor::County), items(&[input]));
        assert_noop!(order(zone(&[], &[])), Error::<Runtime>::ZoneEmpty(0));
        let nameless = ZoneInput {
            order: text(""),
            ..zone(&[TOWN], &[])
        };
        assert_noop!(order(nameless), Error::<Runtime>::TextBlank(0));
        let no_time = ZoneInput {
            until: Some(today()),
            ..zone(&[TOWN], &[])
        };
        assert_noop!(order(no_time), Error::<Runtime>::NoPeriod(0));
        assert_noop!(order(zone(&[TOWN, FAR_COUNTY], &[])), NO_ROLE);
        for _ in 0..16 {
            assert_ok!(order(zone(&[TOWN], &[])));
        }
        assert_noop!(order(zone(&[TOWN], &[])), Error::<Runtime>::TooManyZones(0));
    });
}

#[test]
fn a_zone_is_ordered_and_lifted_by_the_authorities_of_all_it_names() {
    run(|| {
        let farm = Actor::Farm.organisation();
        let order_by = |actor, input| Livestock::order_zones(signed(actor), items(&[input]));
        for actor in [Actor::FarCounty, Actor::Vet, Actor::Town] {
            assert_noop!(order_by(actor, zone(&[TOWN], &[])), NO_ROLE);
            assert_noop!(order_by(actor, zone(&[], &[farm])), NO_ROLE);
        }
        let id = order(zone(&[TOWN], &[farm]));
        assert_noop!(
            Livestock::lift_zones(signed(Actor::FarCounty), items(&[lift(id)])),
            NO_ROLE
        );
        suspend(Actor::Farm);
        assert_noop!(
            order_by(Actor::County, zone(&[TOWN], &[farm])),
            Error::<Runtime>::OrganisationNotActive(0)
        );
    });
}
