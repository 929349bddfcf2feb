//! Issuing batches within the quota.

use county_primitives::{
    labels::{BatchInput, CodeState, LabelsEntry},
    BatchId, BrandId, CodeKind, Grams, Subject, BATCH_MAX,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    assert_recorded, batch_input, brand_input, counters, grant, issue, items, quota_input,
    quota_key, register_brand, signed, with_quota, BATCH, BRAND, SEASON,
};
use crate::{
    mock::{
        author, hold, refusal, release_all, run, Labels, Refusal, RuntimeOrigin, Test, BRAND_OWNER,
        COUNTY, HOUSE, OTHER_PACKER, PACKER, PRINTER, PRODUCER,
    },
    types::{Counters, COUNT_MAX},
    Error,
};

#[test]
fn a_packer_can_issue_a_batch() {
    run(|| {
        with_quota(1_000);
        let batch = batch_input(BATCH.0, 1_000);
        assert_ok!(issue(PACKER, batch));
        let entry = LabelsEntry::BatchIssued {
            issuer: HOUSE,
            batch,
        };
        assert_recorded(Subject::Batch(BATCH), 0, author(PACKER), entry);
        let reserved = Counters {
            reserved: 1_000,
            ..Counters::default()
        };
        assert_eq!(counters(), reserved);
        assert_eq!(Labels::batch(BATCH).unwrap().root, batch.root);
        assert_eq!(Labels::code_state(BATCH, 999), Some(CodeState::Reserved));
        assert_eq!(Labels::code_state(BATCH, 1_000), None);
        assert_eq!(Labels::code_state(BatchId(8), 0), None);
        assert_eq!(Labels::quota(quota_key()).issued, 1_000);
    });
}

#[test]
fn a_producer_can_issue_boxes_and_pallets_up_to_the_quota() {
    run(|| {
        with_quota(100);
        for (number, kind, count) in [(1, CodeKind::Box, 100), (2, CodeKind::Pallet, 3)] {
            let batch = BatchInput {
                kind,
                ..batch_input(number, count)
            };
            assert_ok!(issue(PRODUCER, batch));
        }
        assert_noop!(
            issue(PRODUCER, batch_input(3, 1)),
            Error::<Test>::QuotaExceeded(0)
        );
    });
}

#[test]
fn fails_to_issue_what_makes_no_sense() {
    run(|| {
        with_quota(100);
        assert_ok!(issue(PACKER, batch_input(BATCH.0, 1)));
        let good = batch_input(8, 1);
        let cases: [(BatchInput, Error<Test>); 8] = [
            (
                BatchInput {
                    brand: BrandId(2),
                    ..good
                },
                Error::BrandUnknown(0),
            ),
            (batch_input(0, 1), Error::BatchNumberOutOfRange(0)),
            (
                batch_input(BATCH_MAX + 1, 1),
                Error::BatchNumberOutOfRange(0),
            ),
            (batch_input(BATCH.0, 1), Error::BatchNumberTaken(0)),
            (batch_input(8, 0), Error::CountOutOfRange(0)),
            (batch_input(8, COUNT_MAX + 1), Error::CountOutOfRange(0)),
            (
                BatchInput {
                    unit_net: Grams(199),
                    ..good
                },
                Error::UnitMassMismatch(0),
            ),
            (batch_input(8, 103), Error::QuotaExceeded(0)),
        ];
        for (input, error) in cases {
            assert_noop!(issue(PACKER, input), error);
        }
        assert_ok!(issue(PACKER, batch_input(BATCH_MAX, 102)));
    });
}

#[test]
fn the_largest_batch_has_as_many_codes_as_a_label_can_number() {
    run(|| {
        with_quota(u64::from(COUNT_MAX));
        assert_ok!(issue(PACKER, batch_input(BATCH.0, COUNT_MAX)));
        let last = Labels::code_state(BATCH, COUNT_MAX - 1);
        assert_eq!(last, Some(CodeState::Reserved));
    });
}

#[test]
fn fails_to_issue_without_an_approved_quota() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        assert_ok!(grant(BRAND_OWNER, quota_input(100)));
        assert_noop!(
            issue(PACKER, batch_input(1, 1)),
            Error::<Test>::QuotaNotApproved(0)
        );
        assert_noop!(
            issue(OTHER_PACKER, batch_input(1, 1)),
            Error::<Test>::QuotaNotApproved(0)
        );
        let other_season = BatchInput {
            season: SEASON + 1,
            ..batch_input(1, 1)
        };
        assert_noop!(
            issue(PACKER, other_season),
            Error::<Test>::QuotaNotApproved(0)
        );
    });
}

#[test]
fn fails_to_issue_in_another_role_or_while_held() {
    run(|| {
        with_quota(100);
        for member in [PRINTER, BRAND_OWNER, 99] {
            assert_noop!(
                issue(member, batch_input(1, 1)),
                refusal(Refusal::NotAuthorised, 0)
            );
        }
        for subject in [Subject::Brand(BRAND), Subject::Organisation(HOUSE)] {
            hold(subject);
            assert_noop!(issue(PACKER, batch_input(1, 1)), refusal(Refusal::Held, 0));
            release_all();
        }
    });
}

#[test]
fn fails_to_issue_unsigned_nothing_or_one_number_twice() {
    run(|| {
        with_quota(100);
        let none: [BatchInput; 0] = [];
        assert_noop!(
            Labels::issue_batches(signed(PACKER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::issue_batches(RuntimeOrigin::none(), items(&[batch_input(1, 1)])),
            DispatchError::BadOrigin
        );
        let twice = items(&[batch_input(1, 1), batch_input(1, 1)]);
        assert_noop!(
            Labels::issue_batches(signed(PACKER), twice),
            Error::<Test>::BatchNumberTaken(1)
        );
    });
}
