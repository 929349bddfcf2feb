//! Binding ranges to lots, with every guard.

use county_primitives::{
    labels::{Activation, BatchInput, BrandInput, CodeRange, CodeState, Goods, LabelsEntry},
    BatchId, CodeKind, Grams, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    activate, approve, assert_recorded, batch_input, brand_input, counters, grant, issue, items,
    print, quota_input, range, register_brand, signed, spoil, void, with_batch, with_quota, BATCH,
    BRAND, UNIT,
};
use crate::{
    mock::{
        author, division, hold, refusal, release_all, run, Labels, Left, Refusal, RuntimeOrigin,
        Test, APPLES, BRAND_OWNER, COUNTY, FAILED_LOT, FAR_PEARS, FOREIGN_LOT, HOUSE, LOT,
        LOT_MASS, MEAT, MIXED_PEARS, OTHER_PACKER, OTHER_VILLAGE, PACKER, PEARS_FROM_NOWHERE,
        PRINTER, PRODUCER, SECOND_LOT, SMALL_PEARS, TOWN, UNGRADED_PEARS,
    },
    types::Counters,
    Batches, Error,
};

#[test]
fn a_packer_can_activate_a_range() {
    run(|| {
        with_batch(10, 10);
        assert_ok!(activate(PACKER, range(0, 4), LOT));
        let activation = Activation {
            range: range(0, 4),
            goods: Goods::Lot(LOT),
        };
        let mass = Grams(1_000);
        let entry = LabelsEntry::CodesActivated { activation, mass };
        assert_recorded(Subject::Batch(BATCH), 2, author(PACKER), entry);
        assert_eq!(Left::get(Goods::Lot(LOT)), LOT_MASS.checked_sub(mass));
        assert_eq!(
            Labels::code_state(BATCH, 4),
            Some(CodeState::Active(Goods::Lot(LOT)))
        );
        assert_eq!(Labels::code_state(BATCH, 5), Some(CodeState::Printed));
        assert_ok!(activate(PRODUCER, range(5, 9), SECOND_LOT));
    });
}

/// The quota vector of `DOMAIN.md 4.11`, with the allowance of 3 % taken into the thousand.
#[test]
fn spoiled_and_voided_codes_never_come_back_to_the_quota() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        // 971 pears and 3 % are 1,000 codes.
        assert_ok!(grant(BRAND_OWNER, quota_input(971)));
        assert_ok!(approve(COUNTY));
        assert_ok!(issue(PACKER, batch_input(BATCH.0, 1_000)));
        assert_ok!(print(PRINTER, range(0, 999)));
        assert_ok!(spoil(PRINTER, range(970, 999)));
        assert_ok!(activate(PACKER, range(0, 969), LOT));
        assert_noop!(
            activate(PACKER, range(970, 970), LOT),
            Error::<Test>::CodeNotPrinted(0)
        );
        assert_ok!(void(PACKER, range(0, 9)));
        assert_noop!(
            activate(PACKER, range(0, 0), LOT),
            Error::<Test>::CodeNotPrinted(0)
        );
        assert_noop!(
            issue(PACKER, batch_input(8, 1)),
            Error::<Test>::QuotaExceeded(0)
        );
        let expected = Counters {
            active: 960,
            spoiled: 30,
            void: 10,
            ..Counters::default()
        };
        assert_eq!(counters(), expected);
    });
}

#[test]
fn fails_to_activate_twice_or_unprinted() {
    run(|| {
        with_batch(10, 5);
        assert_noop!(
            activate(PACKER, range(0, 5), LOT),
            Error::<Test>::CodeNotPrinted(0)
        );
        assert_ok!(activate(PACKER, range(0, 2), LOT));
        for lot in [LOT, SECOND_LOT] {
            assert_noop!(
                activate(PACKER, range(2, 3), lot),
                Error::<Test>::CodeAlreadyActive(0)
            );
        }
    });
}

#[test]
fn fails_to_activate_for_a_lot_that_is_not_the_brands() {
    run(|| {
        with_batch(10, 10);
        for (lot, error) in [
            (APPLES, Error::<Test>::ProductNotOfBrand(0)),
            (FAR_PEARS, Error::<Test>::OutsideBrandArea(0)),
            (MIXED_PEARS, Error::<Test>::OutsideBrandArea(0)),
            (PEARS_FROM_NOWHERE, Error::<Test>::OutsideBrandArea(0)),
            (SMALL_PEARS, Error::<Test>::GradeNotOfBrand(0)),
            (UNGRADED_PEARS, Error::<Test>::GradeNotOfBrand(0)),
        ] {
            assert_noop!(activate(PACKER, range(0, 0), lot), error);
        }
    });
}

#[test]
fn every_origin_lies_in_some_part_of_the_area() {
    run(|| {
        let brand = BrandInput {
            area: vec![division(TOWN), division(OTHER_VILLAGE)]
                .try_into()
                .unwrap(),
            ..brand_input()
        };
        assert_ok!(register_brand(COUNTY, brand));
        assert_ok!(grant(BRAND_OWNER, quota_input(10)));
        assert_ok!(approve(COUNTY));
        assert_ok!(issue(PACKER, batch_input(BATCH.0, 10)));
        assert_ok!(print(PACKER, range(0, 9)));
        assert_ok!(activate(PACKER, range(0, 0), MIXED_PEARS));
        assert_ok!(activate(PACKER, range(1, 1), FAR_PEARS));
    });
}

#[test]
fn a_brand_of_a_whole_class_without_grades_accepts_any_of_it() {
    run(|| {
        let ungraded = BrandInput {
            product: "0103".parse().unwrap(),
            grades: vec![].try_into().unwrap(),
            ..brand_input()
        };
        assert_ok!(register_brand(COUNTY, ungraded));
        assert_ok!(grant(BRAND_OWNER, quota_input(10)));
        assert_ok!(approve(COUNTY));
        assert_ok!(issue(PACKER, batch_input(BATCH.0, 10)));
        assert_ok!(print(PACKER, range(0, 9)));
        assert_ok!(activate(PACKER, range(0, 0), UNGRADED_PEARS));
        assert_ok!(activate(PACKER, range(1, 1), SMALL_PEARS));
        assert_ok!(activate(PACKER, range(2, 2), APPLES));
    });
}

#[test]
fn fails_to_activate_for_a_lot_that_cannot_be_packed() {
    run(|| {
        with_batch(10, 10);
        for lot in [FAILED_LOT, FOREIGN_LOT] {
            assert_noop!(
                activate(PACKER, range(0, 0), lot),
                refusal(Refusal::NotPackable, 0)
            );
        }
    });
}

#[test]
fn fails_to_activate_more_mass_than_the_lot_has() {
    run(|| {
        with_batch(10, 10);
        Left::insert(Goods::Lot(LOT), Grams(1_000));
        assert_noop!(
            activate(PACKER, range(0, 5), LOT),
            refusal(Refusal::NothingLeft, 0)
        );
        assert_ok!(activate(PACKER, range(0, 4), LOT));
        assert_noop!(
            activate(PACKER, range(5, 5), LOT),
            refusal(Refusal::NothingLeft, 0)
        );
    });
}

#[test]
fn fails_to_activate_a_mass_beyond_counting() {
    run(|| {
        with_batch(10, 10);
        Batches::<Test>::mutate(BATCH, |batch| {
            batch.as_mut().unwrap().unit_net = Grams(u64::MAX);
        });
        assert_noop!(
            activate(PACKER, range(0, 1), LOT),
            Error::<Test>::MassOverflow(0)
        );
    });
}

#[test]
fn fails_to_activate_what_is_held() {
    run(|| {
        with_batch(10, 10);
        for subject in [
            Subject::Batch(BATCH),
            Subject::Brand(BRAND),
            Subject::Organisation(HOUSE),
        ] {
            hold(subject);
            assert_noop!(
                activate(PACKER, range(0, 0), LOT),
                refusal(Refusal::Held, 0)
            );
            release_all();
        }
    });
}

#[test]
fn fails_to_activate_in_another_role_organisation_or_range() {
    run(|| {
        with_batch(10, 10);
        assert_noop!(
            activate(PRINTER, range(0, 0), LOT),
            refusal(Refusal::NotAuthorised, 0)
        );
        assert_noop!(
            activate(OTHER_PACKER, range(0, 0), LOT),
            Error::<Test>::NotIssuer(0)
        );
        assert_noop!(
            activate(PACKER, range(0, 10), LOT),
            Error::<Test>::RangeOutOfBounds(0)
        );
        let unknown = CodeRange {
            batch: BatchId(8),
            ..range(0, 0)
        };
        assert_noop!(
            activate(PACKER, unknown, LOT),
            Error::<Test>::BatchUnknown(0)
        );
    });
}

#[test]
fn fails_to_activate_unsigned_nothing_or_in_part() {
    run(|| {
        with_batch(10, 5);
        let none: [Activation; 0] = [];
        let one = |from, to| Activation {
            range: range(from, to),
            goods: Goods::Lot(LOT),
        };
        assert_noop!(
            Labels::activate_ranges(signed(PACKER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::activate_ranges(RuntimeOrigin::none(), items(&[one(0, 0)])),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Labels::activate_ranges(signed(PACKER), items(&[one(0, 4), one(5, 5)])),
            Error::<Test>::CodeNotPrinted(1)
        );
        assert_eq!(Left::get(Goods::Lot(LOT)), None);
    });
}

#[test]
fn codes_for_meat_go_on_meat_and_all_others_on_lots() {
    run(|| {
        with_quota(20);
        let meat = BatchInput {
            kind: CodeKind::Meat,
            ..batch_input(8, 10)
        };
        for input in [batch_input(BATCH.0, 10), meat] {
            assert_ok!(issue(PACKER, input));
        }
        let activation = |batch: u32, goods| Activation {
            range: CodeRange {
                batch: BatchId(batch),
                from: 0,
                to: 9,
            },
            goods,
        };
        for batch in [BATCH.0, 8] {
            let printed = activation(batch, Goods::Meat(MEAT)).range;
            assert_ok!(print(PRINTER, printed));
        }
        for (batch, goods) in [(BATCH.0, Goods::Meat(MEAT)), (8, Goods::Lot(LOT))] {
            assert_noop!(
                Labels::activate_ranges(signed(PACKER), items(&[activation(batch, goods)])),
                Error::<Test>::KindNotForGoods(0)
            );
        }
        let on_meat = activation(8, Goods::Meat(MEAT));
        assert_ok!(Labels::activate_ranges(signed(PACKER), items(&[on_meat])));
        let mass = Grams(UNIT.0 * 10);
        assert_eq!(
            Labels::code_state(BatchId(8), 9),
            Some(CodeState::Active(Goods::Meat(MEAT)))
        );
        assert_eq!(Left::get(Goods::Meat(MEAT)), LOT_MASS.checked_sub(mass));
        let entry = LabelsEntry::CodesActivated {
            activation: on_meat,
            mass,
        };
        assert_recorded(Subject::Batch(BatchId(8)), 2, author(PACKER), entry);
    });
}
