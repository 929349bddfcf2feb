//! Registering brands, and where they belong.

use county_primitives::{
    labels::{BrandInput, LabelsEntry},
    BrandId, DivisionCode, LotId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    assert_recorded, brand_input, items, register_brand, signed, with_batch, BATCH, BRAND,
};
use crate::{
    mock::{
        author, division, refusal, run, Labels, Refusal, RuntimeOrigin, Test, ASSOCIATION,
        BRAND_OWNER, COUNTY, COUNTY_CODE, FAR, FAR_COUNTY, OTHER_ASSOCIATION, OTHER_VILLAGE,
        PENDING_HOUSE, TOWN, UNKNOWN_HOUSE, VILLAGE,
    },
    types::{name_scope, smallest_around},
    Brands, Error, NextBrand, Timelines,
};

#[test]
fn the_county_can_register_a_brand() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        let entry = LabelsEntry::BrandRegistered(brand_input());
        assert_recorded(Subject::Brand(BRAND), 0, author(COUNTY), entry);
        let brand = Brands::<Test>::get(BRAND).unwrap();
        assert_eq!(brand.division, division(TOWN));
        assert_eq!(NextBrand::<Test>::get(), BrandId(2));
    });
}

#[test]
fn a_brand_belongs_to_the_smallest_division_around_its_area() {
    let around = |codes: &[&str]| {
        let area: Vec<DivisionCode> = codes.iter().map(|code| division(code)).collect();
        smallest_around(&area)
    };
    assert_eq!(around(&[]), None);
    assert_eq!(around(&[VILLAGE]), Some(division(VILLAGE)));
    assert_eq!(around(&[VILLAGE, TOWN]), Some(division(TOWN)));
    assert_eq!(
        around(&[VILLAGE, OTHER_VILLAGE]),
        Some(division(COUNTY_CODE))
    );
    assert_eq!(around(&[VILLAGE, FAR]), Some(division("141000000000")));
    assert_eq!(
        around(&[VILLAGE, "370322000000"]),
        Some(DivisionCode::NATION)
    );
}

#[test]
fn brands_and_batches_have_a_division_and_nothing_else_here_has() {
    run(|| {
        with_batch(10, 0);
        for subject in [Subject::Brand(BRAND), Subject::Batch(BATCH)] {
            assert_eq!(Labels::division_of(&subject), Some(division(TOWN)));
        }
        assert_eq!(Labels::division_of(&Subject::Brand(BrandId(2))), None);
        assert_eq!(Labels::division_of(&Subject::Lot(LotId(1))), None);
    });
}

#[test]
fn fails_to_register_without_name_or_area() {
    run(|| {
        let nameless = BrandInput {
            name: " ".parse().unwrap(),
            ..brand_input()
        };
        let nowhere = BrandInput {
            area: vec![].try_into().unwrap(),
            ..brand_input()
        };
        assert_noop!(
            register_brand(COUNTY, nameless),
            Error::<Test>::NameBlank(0)
        );
        let list = items(&[brand_input(), nowhere]);
        assert_noop!(
            Labels::register_brands(signed(COUNTY), list),
            Error::<Test>::AreaEmpty(1)
        );
    });
}

#[test]
fn a_name_is_used_once_in_a_county() {
    run(|| {
        let named = |name: &str, owner, area: &[&str]| BrandInput {
            name: name.parse().unwrap(),
            owner,
            area: area
                .iter()
                .map(|code| division(code))
                .collect::<Vec<_>>()
                .try_into()
                .unwrap(),
            ..brand_input()
        };
        assert_ok!(register_brand(
            COUNTY,
            named("玉露香 Pear", ASSOCIATION, &[TOWN])
        ));
        for (name, owner, area) in [
            ("玉露香 Pear", ASSOCIATION, TOWN),
            ("玉露香PEAR ", OTHER_ASSOCIATION, COUNTY_CODE),
            ("玉露香　pear", ASSOCIATION, VILLAGE),
        ] {
            assert_noop!(
                register_brand(COUNTY, named(name, owner, &[area])),
                Error::<Test>::NameTaken(0)
            );
        }
        let other = named("玉露香梨", ASSOCIATION, &[TOWN]);
        assert_noop!(
            Labels::register_brands(signed(COUNTY), items(&[other.clone(), other.clone()])),
            Error::<Test>::NameTaken(1)
        );
        assert_ok!(register_brand(COUNTY, other));
        // Another county may have a brand of the same name.
        assert_ok!(register_brand(
            FAR_COUNTY,
            named("玉露香 Pear", ASSOCIATION, &[FAR])
        ));
    });
}

#[test]
fn names_are_kept_apart_in_a_county_or_a_wider_division() {
    for (division_of_brand, scope) in [
        (VILLAGE, COUNTY_CODE),
        (TOWN, COUNTY_CODE),
        (COUNTY_CODE, COUNTY_CODE),
        ("141000000000", "141000000000"),
        ("000000000000", "000000000000"),
    ] {
        assert_eq!(name_scope(division(division_of_brand)), division(scope));
    }
}

#[test]
fn fails_to_register_for_an_owner_that_is_not_active() {
    run(|| {
        for owner in [PENDING_HOUSE, UNKNOWN_HOUSE] {
            let input = BrandInput {
                owner,
                ..brand_input()
            };
            assert_noop!(
                register_brand(COUNTY, input),
                Error::<Test>::OrganisationNotActive(0)
            );
        }
    });
}

#[test]
fn fails_to_register_unless_the_whole_area_is_the_countys() {
    run(|| {
        let refused = || refusal(Refusal::NotAuthorised, 0);
        assert_noop!(register_brand(FAR_COUNTY, brand_input()), refused());
        assert_noop!(register_brand(BRAND_OWNER, brand_input()), refused());
        let across = BrandInput {
            area: vec![division(TOWN), division(FAR)].try_into().unwrap(),
            ..brand_input()
        };
        assert_noop!(register_brand(COUNTY, across), refused());
    });
}

#[test]
fn fails_to_register_unsigned_or_nothing() {
    run(|| {
        let none: [BrandInput; 0] = [];
        assert_noop!(
            Labels::register_brands(signed(COUNTY), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::register_brands(RuntimeOrigin::none(), items(&[brand_input()])),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn fails_to_register_when_numbers_or_records_are_used_up() {
    run(|| {
        let subject = Subject::Brand(BRAND);
        let full = Timeline {
            len: u32::MAX,
            ..Timeline::default()
        };
        Timelines::<Test>::insert(subject, full);
        assert_noop!(
            register_brand(COUNTY, brand_input()),
            Error::<Test>::TimelineFull(0)
        );
        Timelines::<Test>::remove(subject);
        NextBrand::<Test>::put(BrandId(u32::MAX));
        assert_noop!(
            register_brand(COUNTY, brand_input()),
            Error::<Test>::BrandsExhausted(0)
        );
    });
}
