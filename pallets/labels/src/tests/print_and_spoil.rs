//! Printing and spoiling ranges.

use county_primitives::{
    labels::{CodeRange, CodeState, LabelsEntry, INTERVALS_MAX},
    BatchId, Subject, Timeline,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    activate, assert_recorded, counters, items, print, range, signed, spoil, void, with_batch,
    BATCH, BRAND,
};
use crate::{
    mock::{
        author, hold, refusal, release_all, run, Labels, Refusal, RuntimeOrigin, Test, BRAND_OWNER,
        HOUSE, LOT, OTHER_PACKER, PACKER, PRINTER, PRODUCER,
    },
    types::Counters,
    Error, Intervals, Timelines,
};

#[test]
fn a_printer_of_the_issuer_can_record_prints() {
    run(|| {
        with_batch(10, 0);
        assert_ok!(print(PRINTER, range(0, 4)));
        let entry = LabelsEntry::CodesPrinted(range(0, 4));
        assert_recorded(Subject::Batch(BATCH), 1, author(PRINTER), entry);
        assert_ok!(print(PACKER, range(5, 5)));
        assert_ok!(print(PRODUCER, range(6, 9)));
        let printed = Counters {
            printed: 10,
            ..Counters::default()
        };
        assert_eq!(counters(), printed);
        assert_eq!(Intervals::<Test>::get(BATCH).len(), 1);
    });
}

#[test]
fn reserved_and_printed_codes_can_spoil_even_while_held() {
    run(|| {
        with_batch(10, 5);
        hold(Subject::Batch(BATCH));
        assert_ok!(spoil(PRINTER, range(4, 5)));
        let entry = LabelsEntry::CodesSpoiled(range(4, 5));
        assert_recorded(Subject::Batch(BATCH), 2, author(PRINTER), entry);
        let expected = Counters {
            reserved: 4,
            printed: 4,
            spoiled: 2,
            ..Counters::default()
        };
        assert_eq!(counters(), expected);
        assert_eq!(Labels::code_state(BATCH, 3), Some(CodeState::Printed));
        assert_eq!(Labels::code_state(BATCH, 4), Some(CodeState::Spoiled));
        assert_eq!(Labels::code_state(BATCH, 5), Some(CodeState::Spoiled));
        assert_eq!(Labels::code_state(BATCH, 6), Some(CodeState::Reserved));
    });
}

#[test]
fn fails_to_print_or_spoil_what_stands_elsewhere() {
    run(|| {
        with_batch(10, 5);
        assert_noop!(
            print(PRINTER, range(4, 5)),
            Error::<Test>::CodeNotReserved(0)
        );
        assert_ok!(activate(PACKER, range(0, 0), LOT));
        assert_ok!(void(PACKER, range(1, 1)));
        assert_ok!(spoil(PACKER, range(2, 2)));
        for index in 0..3 {
            let range = range(index, index);
            assert_noop!(spoil(PRINTER, range), Error::<Test>::CodeNotSpoilable(0));
            assert_noop!(print(PRINTER, range), Error::<Test>::CodeNotReserved(0));
        }
    });
}

#[test]
fn fails_outside_the_batch() {
    run(|| {
        with_batch(10, 0);
        for bad in [range(0, 10), range(10, 10), range(5, 4), range(0, u32::MAX)] {
            assert_noop!(print(PACKER, bad), Error::<Test>::RangeOutOfBounds(0));
            assert_noop!(spoil(PACKER, bad), Error::<Test>::RangeOutOfBounds(0));
        }
        let unknown = CodeRange {
            batch: BatchId(8),
            ..range(0, 0)
        };
        assert_noop!(print(PACKER, unknown), Error::<Test>::BatchUnknown(0));
        assert_noop!(spoil(PACKER, unknown), Error::<Test>::BatchUnknown(0));
        assert_ok!(print(PACKER, range(0, 9)));
    });
}

#[test]
fn fails_for_another_organisation() {
    run(|| {
        with_batch(10, 0);
        for member in [OTHER_PACKER, BRAND_OWNER] {
            assert_noop!(print(member, range(0, 0)), Error::<Test>::NotIssuer(0));
            assert_noop!(spoil(member, range(0, 0)), Error::<Test>::NotIssuer(0));
        }
        let refused = || refusal(Refusal::NotAuthorised, 0);
        assert_noop!(print(99, range(0, 0)), refused());
        assert_noop!(spoil(99, range(0, 0)), refused());
    });
}

#[test]
fn fails_to_print_what_is_held() {
    run(|| {
        with_batch(10, 0);
        for subject in [
            Subject::Batch(BATCH),
            Subject::Brand(BRAND),
            Subject::Organisation(HOUSE),
        ] {
            hold(subject);
            assert_noop!(print(PACKER, range(0, 0)), refusal(Refusal::Held, 0));
            release_all();
        }
    });
}

#[test]
fn fails_unsigned_or_with_nothing() {
    run(|| {
        with_batch(10, 0);
        let none: [CodeRange; 0] = [];
        let one = || items(&[range(0, 0)]);
        assert_noop!(
            Labels::record_prints(signed(PACKER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::record_spoils(signed(PACKER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::record_prints(RuntimeOrigin::none(), one()),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Labels::record_spoils(RuntimeOrigin::none(), one()),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn a_list_is_taken_whole_or_not_at_all() {
    run(|| {
        with_batch(10, 0);
        let list = items(&[range(0, 3), range(3, 5)]);
        assert_noop!(
            Labels::record_prints(signed(PACKER), list),
            Error::<Test>::CodeNotReserved(1)
        );
    });
}

#[test]
fn a_batch_is_cut_into_no_more_intervals_than_the_bound() {
    run(|| {
        with_batch(1_000, 0);
        // Each lone code inside adds two intervals to the one at the start.
        let cuts = (INTERVALS_MAX - 1) / 2;
        for index in 0..cuts {
            assert_ok!(print(PACKER, range(2 * index + 1, 2 * index + 1)));
        }
        assert_eq!(
            Intervals::<Test>::get(BATCH).len() as u32,
            INTERVALS_MAX - 1
        );
        assert_noop!(
            print(PACKER, range(900, 900)),
            Error::<Test>::TooManyIntervals(0)
        );
        assert_ok!(print(PACKER, range(999, 999)));
        assert_eq!(Intervals::<Test>::get(BATCH).len() as u32, INTERVALS_MAX);
        assert_noop!(
            spoil(PACKER, range(900, 900)),
            Error::<Test>::TooManyIntervals(0)
        );
        assert_ok!(void(PACKER, range(1, 1)));
    });
}

#[test]
fn fails_when_the_timeline_is_full() {
    run(|| {
        with_batch(10, 0);
        Timelines::<Test>::mutate(Subject::Batch(BATCH), |timeline: &mut Timeline| {
            timeline.len = u32::MAX;
        });
        assert_noop!(print(PACKER, range(0, 0)), Error::<Test>::TimelineFull(0));
    });
}
