//! Granting, revising and approving quotas.

use county_primitives::{
    labels::{BrandInput, LabelsEntry, QuotaApproval, QuotaInput, QuotaKey},
    BasisPoints, BrandId, Grams, Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use super::{
    approval, approve, assert_recorded, batch_input, brand_input, grant, issue, items, quota_input,
    quota_key, register_brand, signed, with_quota, BATCH, BRAND,
};
use crate::{
    mock::{
        author, division, hold, refusal, release_all, run, Labels, Refusal, RuntimeOrigin, Test,
        BRAND_OWNER, BRAND_OWNER_AT_COUNTY, COUNTY, FAR, FAR_BRAND_OWNER, FAR_COUNTY,
        OTHER_BRAND_OWNER, PACKER, PENDING_HOUSE,
    },
    types::Grant,
    Error,
};

fn codes(approved_yield: u64, rate: u32, unit: u64, allowance: u64) -> Option<u32> {
    let (rate, unit) = (BasisPoints(rate), Grams(unit));
    Grant::new(Grams(approved_yield), rate, unit, allowance).map(|grant| grant.codes)
}

#[test]
fn codes_are_rounded_down_twice() {
    assert_eq!(codes(200_000, 10_000, 200, 300), Some(1_030));
    assert_eq!(codes(200_000, 8_000, 200, 0), Some(800));
    // 99.995 pears are 99; 3 % more are 101.97.
    assert_eq!(codes(19_999, 10_000, 200, 300), Some(101));
    assert_eq!(codes(200, 10_000, 200, 0), Some(1));
    assert_eq!(codes(199, 10_000, 200, 0), None);
    assert_eq!(codes(200, 0, 200, 0), None);
    assert_eq!(codes(200, 10_000, 0, 0), None);
    assert_eq!(codes(u32::MAX.into(), 10_000, 1, 0), Some(u32::MAX));
    assert_eq!(codes(1 << 32, 10_000, 1, 0), None);
    assert_eq!(codes(u64::MAX, u32::MAX, 1, u64::MAX), None);
}

#[test]
fn the_owner_grants_and_the_county_approves() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        let quota = quota_input(1_000);
        assert_ok!(grant(BRAND_OWNER, quota));
        let subject = Subject::Brand(BRAND);
        let entry = LabelsEntry::QuotaGranted {
            quota,
            codes: 1_030,
        };
        assert_recorded(subject, 1, author(BRAND_OWNER), entry);
        assert_eq!(Labels::quota(quota_key()).approved, None);
        assert_ok!(approve(COUNTY));
        let entry = LabelsEntry::QuotaApproved(quota_key());
        assert_recorded(subject, 2, author(COUNTY), entry);
        let stored = Labels::quota(quota_key());
        assert_eq!(stored.approved.map(|grant| grant.codes), Some(1_030));
        assert_eq!((stored.pending, stored.issued), (None, 0));
    });
}

#[test]
fn a_newer_grant_replaces_one_that_waits() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        assert_ok!(grant(BRAND_OWNER, quota_input(100)));
        assert_ok!(grant(BRAND_OWNER, quota_input(200)));
        assert_ok!(approve(COUNTY));
        let approved = Labels::quota(quota_key()).approved.unwrap();
        assert_eq!(approved.codes, 206);
        assert_noop!(approve(COUNTY), Error::<Test>::NothingToApprove(0));
    });
}

#[test]
fn fails_to_approve_what_was_granted_anew() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        let first = quota_input(100);
        assert_ok!(grant(BRAND_OWNER, first));
        let seen = approval();
        assert_eq!((seen.codes, seen.unit_net), (103, first.unit_net));
        let approve_seen = || Labels::approve_quotas(signed(COUNTY), items(&[seen]));
        let more = quota_input(200);
        // As many codes as before, but of pears twice as heavy.
        let heavier = QuotaInput {
            approved_yield: Grams(first.approved_yield.0 * 2),
            unit_net: Grams(first.unit_net.0 * 2),
            ..first
        };
        for revised in [more, heavier] {
            assert_ok!(grant(BRAND_OWNER, revised));
            assert_noop!(approve_seen(), Error::<Test>::GrantChanged(0));
        }
        assert_ok!(grant(BRAND_OWNER, first));
        assert_ok!(approve_seen());
        assert_noop!(approve_seen(), Error::<Test>::NothingToApprove(0));
    });
}

#[test]
fn a_revision_applies_once_approved_but_never_below_what_is_issued() {
    run(|| {
        with_quota(100);
        assert_ok!(issue(PACKER, batch_input(BATCH.0, 103)));
        assert_ok!(grant(BRAND_OWNER, quota_input(99)));
        assert_noop!(approve(COUNTY), Error::<Test>::QuotaBelowIssued(0));
        assert_noop!(
            issue(PACKER, batch_input(8, 1)),
            Error::<Test>::QuotaExceeded(0)
        );
        assert_ok!(grant(BRAND_OWNER, quota_input(100)));
        assert_ok!(approve(COUNTY));
        assert_ok!(grant(BRAND_OWNER, quota_input(200)));
        assert_noop!(
            issue(PACKER, batch_input(8, 1)),
            Error::<Test>::QuotaExceeded(0)
        );
        assert_ok!(approve(COUNTY));
        assert_ok!(issue(PACKER, batch_input(8, 103)));
    });
}

#[test]
fn fails_to_grant_what_makes_no_sense() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        let good = quota_input(100);
        let cases: [(QuotaInput, Error<Test>); 7] = [
            (
                QuotaInput {
                    brand: BrandId(2),
                    ..good
                },
                Error::BrandUnknown(0),
            ),
            (
                QuotaInput {
                    organisation: PENDING_HOUSE,
                    ..good
                },
                Error::OrganisationNotActive(0),
            ),
            (
                QuotaInput {
                    season: 1999,
                    ..good
                },
                Error::SeasonOutOfRange(0),
            ),
            (
                QuotaInput {
                    season: 2201,
                    ..good
                },
                Error::SeasonOutOfRange(0),
            ),
            (
                QuotaInput {
                    grade_rate: BasisPoints(10_001),
                    ..good
                },
                Error::GradeRateOutOfRange(0),
            ),
            (
                QuotaInput {
                    unit_net: Grams(0),
                    ..good
                },
                Error::UnitMassZero(0),
            ),
            (
                QuotaInput {
                    approved_yield: Grams(199),
                    ..good
                },
                Error::QuotaOutOfRange(0),
            ),
        ];
        for (input, error) in cases {
            assert_noop!(grant(BRAND_OWNER, input), error);
        }
        for season in [2000, 2200] {
            assert_ok!(grant(BRAND_OWNER, QuotaInput { season, ..good }));
        }
    });
}

#[test]
fn fails_to_grant_for_another_owner_or_role() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        assert_noop!(
            grant(OTHER_BRAND_OWNER, quota_input(1)),
            Error::<Test>::NotBrandOwner(0)
        );
        assert_noop!(
            grant(COUNTY, quota_input(1)),
            refusal(Refusal::NotAuthorised, 0)
        );
    });
}

#[test]
fn fails_to_grant_where_no_allowance_is_set() {
    run(|| {
        let far = BrandInput {
            area: vec![division(FAR)].try_into().unwrap(),
            ..brand_input()
        };
        assert_ok!(register_brand(FAR_COUNTY, far));
        assert_noop!(
            grant(FAR_BRAND_OWNER, quota_input(1)),
            refusal(Refusal::NoPolicy, 0)
        );
    });
}

#[test]
fn fails_to_approve_alone_elsewhere_or_what_does_not_exist() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        assert_noop!(approve(COUNTY), Error::<Test>::NothingToApprove(0));
        assert_ok!(grant(BRAND_OWNER, quota_input(1)));
        let refused = || refusal(Refusal::NotAuthorised, 0);
        assert_noop!(approve(BRAND_OWNER), refused());
        assert_noop!(approve(FAR_COUNTY), refused());
        assert_noop!(approve(BRAND_OWNER_AT_COUNTY), Error::<Test>::SamePerson(0));
        let unknown = QuotaApproval {
            quota: QuotaKey {
                brand: BrandId(2),
                ..quota_key()
            },
            ..approval()
        };
        let list = items(&[approval(), unknown]);
        assert_noop!(
            Labels::approve_quotas(signed(COUNTY), list),
            Error::<Test>::BrandUnknown(1)
        );
    });
}

#[test]
fn fails_while_the_brand_is_held() {
    run(|| {
        assert_ok!(register_brand(COUNTY, brand_input()));
        assert_ok!(grant(BRAND_OWNER, quota_input(1)));
        hold(Subject::Brand(BRAND));
        let held = || refusal(Refusal::Held, 0);
        assert_noop!(grant(BRAND_OWNER, quota_input(1)), held());
        assert_noop!(approve(COUNTY), held());
        release_all();
        assert_ok!(approve(COUNTY));
    });
}

#[test]
fn fails_unsigned_or_with_nothing() {
    run(|| {
        let none: [QuotaInput; 0] = [];
        let no_approval: [QuotaApproval; 0] = [];
        assert_noop!(
            Labels::grant_quotas(signed(BRAND_OWNER), items(&none)),
            Error::<Test>::NoItems
        );
        assert_noop!(
            Labels::approve_quotas(signed(COUNTY), items(&no_approval)),
            Error::<Test>::NoItems
        );
        let unsigned = RuntimeOrigin::none;
        assert_noop!(
            Labels::grant_quotas(unsigned(), items(&[quota_input(1)])),
            DispatchError::BadOrigin
        );
        assert_noop!(
            Labels::approve_quotas(unsigned(), items(&[approval()])),
            DispatchError::BadOrigin
        );
    });
}
