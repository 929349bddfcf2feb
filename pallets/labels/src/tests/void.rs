//! Voiding ranges: by the issuer or by the county, also while held.

use county_primitives::{
    labels::{CodeRange, CodeState, Goods, LabelsEntry, Voiding},
    BatchId, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    activate, assert_recorded, counters, items, range, signed, spoil, void, voiding, with_batch,
    BATCH,
};
use crate::{
    mock::{
        author, hold, refusal, run, Labels, Refusal, RuntimeOrigin, Test, COUNTY, FAR_COUNTY, LOT,
        OTHER_PACKER, PACKER, PRINTER, SECOND_LOT,
    },
    types::Counters,
    Error,
};

#[test]
fn the_issuer_can_void_across_lots() {
    run(|| {
        with_batch(10, 10);
        assert_ok!(activate(PACKER, range(0, 2), LOT));
        assert_ok!(activate(PACKER, range(3, 5), SECOND_LOT));
        assert_ok!(void(PACKER, range(2, 6)));
        let entry = LabelsEntry::CodesVoided(voiding(range(2, 6)));
        assert_recorded(Subject::Batch(BATCH), 4, author(PACKER), entry);
        for (index, state) in [
            (1, CodeState::Active(Goods::Lot(LOT))),
            (2, CodeState::Void(Some(Goods::Lot(LOT)))),
            (3, CodeState::Void(Some(Goods::Lot(SECOND_LOT)))),
            (5, CodeState::Void(Some(Goods::Lot(SECOND_LOT)))),
            (6, CodeState::Void(None)),
            (7, CodeState::Printed),
        ] {
            assert_eq!(Labels::code_state(BATCH, index), Some(state), "{index}");
        }
        let expected = Counters {
            printed: 3,
            active: 2,
            void: 5,
            ..Counters::default()
        };
        assert_eq!(counters(), expected);
    });
}

#[test]
fn the_county_can_void_a_held_batch() {
    run(|| {
        with_batch(10, 10);
        hold(Subject::Batch(BATCH));
        assert_ok!(void(COUNTY, range(0, 9)));
        let entry = LabelsEntry::CodesVoided(voiding(range(0, 9)));
        assert_recorded(Subject::Batch(BATCH), 2, author(COUNTY), entry);
    });
}

#[test]
fn fails_to_void_what_is_not_out_or_is_over() {
    run(|| {
        with_batch(10, 5);
        assert_ok!(spoil(PACKER, range(0, 0)));
        assert_ok!(void(PACKER, range(1, 1)));
        for bad in [range(5, 5), range(4, 5), range(0, 0), range(1, 1)] {
            assert_noop!(void(PACKER, bad), Error::<Test>::CodeNotVoidable(0));
        }
    });
}

#[test]
fn fails_to_void_for_others() {
    run(|| {
        with_batch(10, 10);
        for member in [FAR_COUNTY, OTHER_PACKER, PRINTER, 99] {
            assert_noop!(
                void(member, range(0, 0)),
                refusal(Refusal::NotAuthorised, 0)
            );
        }
    });
}

#[test]
fn fails_to_void_without_a_reason_or_outside_the_batch() {
    run(|| {
        with_batch(10, 10);
        let blank = Voiding {
            reason: " ".parse().unwrap(),
            ..voiding(range(1, 1))
        };
        let list = items(&[voiding(range(0, 0)), blank]);
        assert_noop!(
            Labels::void_codes(signed(PACKER), list),
            Error::<Test>::ReasonBlank(1)
        );
        assert_noop!(
            void(PACKER, range(9, 10)),
            Error::<Test>::RangeOutOfBounds(0)
        );
        let unknown = CodeRange {
            batch: BatchId(8),
            ..range(0, 0)
        };
        assert_noop!(void(PACKER, unknown), Error::<Test>::BatchUnknown(0));
    });
}

#[test]
fn fails_to_void_unsigned_or_nothing() {
    run(|| {
        with_batch(10, 10);
        let none: [Voiding; 0] = [];
        assert_noop!(
            Labels::void_codes(signed(PACKER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::void_codes(RuntimeOrigin::none(), items(&[voiding(range(0, 0))])),
            DispatchError::BadOrigin
        );
    });
}
