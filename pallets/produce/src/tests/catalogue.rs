//! Label rows and yield caps, and which of them holds where.

use county_primitives::{
    produce::{InputLabel, ProduceEntry, Restriction, YieldCap, SEASONS_MAX},
    Grams, Role, Subject,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, Error, InputLabels, YieldCaps};

fn set(actor: Actor, label: InputLabel) -> sp_runtime::DispatchResult {
    Produce::set_input_labels(signed(actor), items(&[label]))
}

fn applied() -> Result<InputLabel, sp_runtime::DispatchError> {
    Produce::label_for(
        division(VILLAGE),
        &ABAMECTIN.parse().unwrap(),
        product(PEAR),
        0,
    )
}

#[test]
fn can_set_a_label_row() {
    execute(|| {
        assert_ok!(set(Actor::County, label()));
        let key = (label().division, label().registration, label().crop);
        assert_eq!(InputLabels::<Runtime>::get(key), Some(label()));
        let record = records().pop().unwrap();
        assert_eq!(record.subject, Subject::Catalogue(division(COUNTY)));
        assert_eq!(
            Produce::division_of(&record.subject),
            Some(division(COUNTY))
        );
        let other = Subject::Catalogue(division(TOWN));
        assert_eq!(Produce::division_of(&other), None);
        assert_eq!(record.author, Actor::County.author(Role::CountyAgriculture));
        assert_eq!(record.entry, ProduceEntry::InputLabelSet(label()));
    });
}

#[test]
fn can_replace_a_label_row() {
    execute(|| {
        assert_ok!(set(Actor::County, label()));
        let mut longer = label();
        longer.interval_days = 21;
        assert_ok!(set(Actor::County, longer.clone()));
        assert_eq!(applied(), Ok(longer));
        assert_eq!(entries(Subject::Catalogue(division(COUNTY))).len(), 2);
    });
}

#[test]
fn fails_to_set_a_label_row_elsewhere_or_without_the_role() {
    execute(|| {
        assert_noop!(set(Actor::OtherCounty, label()), NO_ROLE);
        assert_noop!(set(Actor::Grower, label()), NO_ROLE);
    });
}

#[test]
fn fails_to_set_a_malformed_label_row() {
    execute(|| {
        let mut row = label();
        row.registration = " ".parse().unwrap();
        assert_noop!(
            Produce::set_input_labels(signed(Actor::County), items(&[label(), row])),
            Error::<Runtime>::RegistrationBlank(1)
        );
        let mut row = label();
        row.name = "".parse().unwrap();
        assert_noop!(set(Actor::County, row), Error::<Runtime>::NameBlank(0));
        let mut row = label();
        row.dose_min = row.dose_max + 1;
        assert_noop!(
            set(Actor::County, row),
            Error::<Runtime>::DoseRangeInverted(0)
        );
        let mut row = label();
        row.dose_min = row.dose_max;
        assert_ok!(set(Actor::County, row));
        let mut row = label();
        row.times_max = 0;
        assert_noop!(set(Actor::County, row), Error::<Runtime>::NoUsesAllowed(0));
    });
}

#[test]
fn the_most_specific_division_wins_then_the_most_specific_crop() {
    execute(|| {
        assert_noop!(applied(), Error::<Runtime>::NotOnLabel(0));
        let mut provincial = label();
        provincial.division = division("140000000000");
        provincial.crop = product(PEAR);
        assert_ok!(set(Actor::Province, provincial.clone()));
        assert_eq!(applied(), Ok(provincial));
        assert_ok!(set(Actor::County, label()));
        assert_eq!(applied(), Ok(label()));
        let mut pear = label();
        pear.crop = product(PEAR);
        assert_ok!(set(Actor::County, pear.clone()));
        assert_eq!(applied(), Ok(pear));
        let mut vegetables = label();
        vegetables.crop = product("0102");
        vegetables.division = division(TOWN);
        assert_ok!(set(Actor::County, vegetables));
        assert_eq!(applied().unwrap().crop, product(PEAR));
    });
}

#[test]
fn a_ban_from_above_is_not_lifted_below() {
    execute(|| {
        assert_ok!(set(Actor::County, label()));
        let mut banned = label();
        banned.division = division("140000000000");
        banned.crop = product("01");
        banned.restriction = Restriction::Banned;
        assert_ok!(set(Actor::Province, banned.clone()));
        assert_noop!(applied(), Error::<Runtime>::Banned(0));
        banned.restriction = Restriction::Restricted;
        banned.forbidden_on = vec![product("0103")].try_into().unwrap();
        assert_ok!(set(Actor::Province, banned.clone()));
        assert_noop!(applied(), Error::<Runtime>::ForbiddenOnProduct(0));
        banned.forbidden_on = vec![product("0102"), product("010302")].try_into().unwrap();
        assert_ok!(set(Actor::Province, banned));
        assert_eq!(applied(), Ok(label()));
    });
}

#[test]
fn can_set_yield_caps_and_the_most_specific_wins() {
    execute(|| {
        let cap = |at: &str, class: &str, grams| YieldCap {
            division: division(at),
            product: product(class),
            per_mu: Grams(grams),
            seasons_per_year: 1,
        };
        let applied = || Produce::yield_cap_for(division(VILLAGE), product(PEAR), 0);
        assert_noop!(applied(), Error::<Runtime>::NoYieldCap(0));
        let county = cap(COUNTY, "01", 3);
        assert_ok!(Produce::set_yield_caps(
            signed(Actor::Province),
            items(&[cap("140000000000", PEAR, 9), county])
        ));
        assert_eq!(applied(), Ok(county));
        assert_eq!(
            last_entry(Subject::Catalogue(division(COUNTY))),
            ProduceEntry::YieldCapSet(county)
        );
        assert_eq!(
            YieldCaps::<Runtime>::get((division(COUNTY), product("01"))),
            Some(county)
        );
        assert_ok!(Produce::set_yield_caps(
            signed(Actor::County),
            items(&[cap(COUNTY, "0103", 5)])
        ));
        assert_eq!(applied(), Ok(cap(COUNTY, "0103", 5)));
        assert_noop!(
            Produce::set_yield_caps(signed(Actor::County), items(&[cap(COUNTY, "0103", 0)])),
            Error::<Runtime>::NoYield(0)
        );
        let seasons = |seasons_per_year| {
            let cap = YieldCap {
                seasons_per_year,
                ..county
            };
            Produce::set_yield_caps(signed(Actor::County), items(&[cap]))
        };
        for number in [0, SEASONS_MAX + 1] {
            assert_noop!(seasons(number), Error::<Runtime>::SeasonsOutOfRange(0));
        }
        for number in [1, SEASONS_MAX] {
            assert_ok!(seasons(number));
        }
        assert_noop!(
            Produce::set_yield_caps(signed(Actor::OtherCounty), items(&[county])),
            NO_ROLE
        );
    });
}
