//! The check of every signed transaction.

use codec::Encode;
use county_primitives::PolicyKey;
use frame_support::{
    assert_noop, assert_ok,
    dispatch::{DispatchInfo, GetDispatchInfo},
    pallet_prelude::{
        InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
    },
};
use frame_system::CheckNonce;
use scale_info::TypeInfo;
use sp_runtime::traits::{DispatchTransaction, TransactionExtension};

use crate::{
    mock::*, priority, sample, Call, CheckMember, CheckNonceInFlight, Refusal, Usage, Usages,
};

type Checked<Outcome> = Result<Outcome, TransactionValidityError>;

fn remark(items: usize) -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark {
        remark: vec![0; items],
    })
}

fn info(call: &RuntimeCall) -> DispatchInfo {
    call.get_dispatch_info()
}

/// What the pool says to a call signed with key `n`.
fn validate(n: u32, call: &RuntimeCall) -> Checked<ValidTransaction> {
    CheckMember::<Test>::new()
        .validate_only(
            RuntimeOrigin::signed(account(n)),
            call,
            &info(call),
            0,
            TransactionSource::External,
            0,
        )
        .map(|(valid, _, _)| valid)
}

/// Includes a call signed with key `n`.
fn include(n: u32, call: &RuntimeCall) -> Checked<()> {
    CheckMember::<Test>::new()
        .validate_and_prepare(RuntimeOrigin::signed(account(n)), call, &info(call), 0, 0)
        .map(|_| ())
}

fn in_flight(n: u32, nonce: u32, call: &RuntimeCall) -> Checked<ValidTransaction> {
    CheckNonceInFlight::<Test>::from(nonce)
        .validate_only(
            RuntimeOrigin::signed(account(n)),
            call,
            &info(call),
            0,
            TransactionSource::External,
            0,
        )
        .map(|(valid, _, _)| valid)
}

fn set(digits: &str, key: PolicyKey, value: u64) {
    let policies = items([setting(digits, key, value, "2026-08-01")]);
    assert_ok!(govern(Call::set_policies { policies }));
}

#[test]
fn members_pass_with_the_priority_of_the_class() {
    in_the_county(|| {
        let county = Call::set_policies {
            policies: items([]),
        };
        let mut lower = 0;
        for (call, expected) in [
            (remark(1), priority::RECORD),
            (county.into(), priority::COUNTY),
            (Call::rotate_key { key: key(20) }.into(), priority::KEYS),
        ] {
            let valid = validate(4, &call).unwrap();
            assert!(lower < valid.priority && valid.priority < priority::GOVERNANCE);
            lower = valid.priority;
            assert_eq!(valid.priority, expected);
            assert!(valid.provides.is_empty() && valid.requires.is_empty());
        }
    });
}

#[test]
fn whoever_may_not_sign_is_refused_in_the_pool() {
    in_the_county(|| {
        assert_noop!(validate(77, &remark(1)), InvalidTransaction::BadSigner);
        let why = || sample::text::<128>("核查");
        let suspensions = items([(GROWER, why())]);
        assert_ok!(sign(1, Call::suspend_members { suspensions }));
        assert_noop!(validate(4, &remark(1)), Refusal::MemberSuspended);
        let suspensions = items([(TOWN_HALL, why())]);
        assert_ok!(sign(1, Call::suspend_organisations { suspensions }));
        assert_noop!(validate(3, &remark(1)), Refusal::OrganisationNotActive);
        assert_ok!(sign(1, Call::rotate_key { key: key(20) }));
        assert_noop!(validate(1, &remark(1)), Refusal::KeyRetired);
        assert_ok!(validate(20, &remark(1)));
    });
}

#[test]
fn calls_outside_the_allow_list_are_refused() {
    in_the_county(|| {
        let call = RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![] });
        assert_noop!(validate(4, &call), Refusal::CallNotAllowed);
        assert_noop!(include(4, &call), Refusal::CallNotAllowed);
    });
}

#[test]
fn only_the_council_sends_calls_of_its_class_and_knows_no_quota() {
    in_the_county(|| {
        let call: RuntimeCall = Call::admit_counties {
            counties: items([]),
        }
        .into();
        assert_noop!(validate(1, &call), Refusal::NotGovernor);
        assert_noop!(validate(77, &call), InvalidTransaction::BadSigner);
        set(NATION, PolicyKey::CallsPerDay, 0);
        for _ in 0..3 {
            assert_ok!(include(GOVERNOR, &call));
        }
        assert_eq!(
            validate(GOVERNOR, &call).unwrap().priority,
            priority::GOVERNANCE
        );
        // In any other class a council key is a key like all others.
        assert_noop!(
            validate(GOVERNOR, &remark(1)),
            InvalidTransaction::BadSigner
        );
    });
}

#[test]
fn the_quota_of_calls_is_exact_and_starts_again_the_next_day() {
    in_the_county(|| {
        for _ in 0..10 {
            assert_ok!(include(4, &remark(1)));
        }
        assert_noop!(validate(4, &remark(1)), Refusal::CallsOverQuota);
        assert_noop!(include(4, &remark(1)), Refusal::CallsOverQuota);
        // Others have their own.
        assert_ok!(include(3, &remark(1)));
        NowMs::set(day("2026-08-02").start_ms() - 1);
        assert_noop!(validate(4, &remark(1)), Refusal::CallsOverQuota);
        set_day("2026-08-02");
        assert_ok!(include(4, &remark(2)));
        assert_eq!(
            Usages::<Test>::get(GROWER),
            Usage {
                day: day("2026-08-02"),
                calls: 1,
                items: 2,
            }
        );
    });
}

#[test]
fn the_quota_of_items_is_exact() {
    in_the_county(|| {
        assert_noop!(validate(4, &remark(101)), Refusal::ItemsOverQuota);
        assert_ok!(include(4, &remark(99)));
        assert_noop!(validate(4, &remark(2)), Refusal::ItemsOverQuota);
        assert_ok!(include(4, &remark(1)));
        assert_noop!(validate(4, &remark(1)), Refusal::ItemsOverQuota);
    });
}

#[test]
fn the_pool_charges_nothing_and_the_block_does() {
    in_the_county(|| {
        assert_ok!(validate(4, &remark(5)));
        assert_eq!(Usages::<Test>::get(GROWER), Usage::default());
        assert_ok!(include(4, &remark(5)));
        assert_eq!(Usages::<Test>::get(GROWER).items, 5);
    });
}

#[test]
fn the_quota_is_that_of_the_organisations_division() {
    in_the_county(|| {
        set(TOWNSHIP, PolicyKey::CallsPerDay, 1);
        assert_ok!(include(4, &remark(1)));
        assert_noop!(include(4, &remark(1)), Refusal::CallsOverQuota);
        assert_ok!(include(1, &remark(1)));
        assert_ok!(include(1, &remark(1)));
    });
}

#[test]
fn without_a_policy_nothing_passes() {
    in_the_county(|| {
        for key in [PolicyKey::CallsPerDay, PolicyKey::ItemsPerDay] {
            let at = (sample::division(NATION), key);
            let values = crate::Policies::<Test>::take(at).unwrap();
            assert_noop!(validate(4, &remark(1)), Refusal::PolicyMissing);
            crate::Policies::<Test>::insert(at, values);
            assert_ok!(validate(4, &remark(1)));
        }
        crate::Policies::<Test>::remove((sample::division(NATION), PolicyKey::InFlightLimit));
        assert_noop!(in_flight(4, 1, &remark(1)), Refusal::PolicyMissing);
        assert_ok!(in_flight(4, 0, &remark(1)));
    });
}

#[test]
fn as_many_transactions_may_be_in_flight_as_the_policy_says() {
    in_the_county(|| {
        for nonce in 0..4 {
            let valid = in_flight(4, nonce, &remark(1)).unwrap();
            assert_eq!(valid.provides, vec![(account(4), nonce).encode()]);
        }
        assert_noop!(in_flight(4, 4, &remark(1)), Refusal::TooManyInFlight);
        System::inc_account_nonce(account(4));
        assert_ok!(in_flight(4, 4, &remark(1)));
        assert_noop!(in_flight(4, 5, &remark(1)), Refusal::TooManyInFlight);
        assert_noop!(in_flight(4, 0, &remark(1)), InvalidTransaction::Stale);
        // A limit of nought lets one through at a time.
        set(NATION, PolicyKey::InFlightLimit, 0);
        assert_ok!(in_flight(4, 1, &remark(1)));
        assert_noop!(in_flight(4, 2, &remark(1)), Refusal::TooManyInFlight);
    });
}

#[test]
fn the_council_has_no_limit_in_flight_and_strangers_are_left_to_the_member_check() {
    in_the_county(|| {
        System::inc_providers(&account(GOVERNOR));
        let call: RuntimeCall = Call::admit_counties {
            counties: items([]),
        }
        .into();
        assert_ok!(in_flight(GOVERNOR, 50, &call));
        assert_noop!(in_flight(77, 50, &remark(1)), InvalidTransaction::Payment);
    });
}

#[test]
fn the_nonce_moves_as_with_the_plain_check() {
    in_the_county(|| {
        let call = remark(1);
        let signed = || RuntimeOrigin::signed(account(4));
        assert_ok!(CheckNonceInFlight::<Test>::from(0).validate_and_prepare(
            signed(),
            &call,
            &info(&call),
            0,
            0
        ));
        assert_eq!(System::account_nonce(account(4)), 1);
        let ahead = CheckNonceInFlight::<Test>::from(3).validate_and_prepare(
            signed(),
            &call,
            &info(&call),
            0,
            0,
        );
        assert_eq!(ahead.unwrap_err(), InvalidTransaction::Future.into());
    });
}

#[test]
fn standard_tools_see_the_plain_nonce_check() {
    type Call = RuntimeCall;
    assert_eq!(
        <CheckNonceInFlight<Test> as TransactionExtension<Call>>::IDENTIFIER,
        <CheckNonce<Test> as TransactionExtension<Call>>::IDENTIFIER
    );
    for nonce in [0, 63, 64, 1 << 20] {
        assert_eq!(
            CheckNonceInFlight::<Test>::from(nonce).encode(),
            CheckNonce::<Test>::from(nonce).encode()
        );
    }
    assert_eq!(
        scale_info::meta_type::<CheckNonceInFlight<Test>>(),
        scale_info::meta_type::<CheckNonce<Test>>()
    );
    assert_eq!(
        CheckNonceInFlight::<Test>::type_info(),
        CheckNonce::<Test>::type_info()
    );
    assert!(CheckMember::<Test>::new().encode().is_empty());
}

#[test]
fn unsigned_origins_are_none_of_its_business() {
    in_the_county(|| {
        let call = remark(1);
        let (valid, charge, _) = CheckMember::<Test>::new()
            .validate_only(
                RuntimeOrigin::root(),
                &call,
                &info(&call),
                0,
                TransactionSource::InBlock,
                0,
            )
            .unwrap();
        assert_eq!(valid, ValidTransaction::default());
        assert_eq!(charge, None);
    });
}

#[test]
fn the_table_of_refusals_in_the_readme_is_complete() {
    let readme = include_str!("../../README.md");
    for (code, refusal) in (1u8..).zip(Refusal::ALL) {
        assert_eq!(refusal.code(), code);
        assert!(readme.contains(&format!("| {code} | `{refusal:?}` |")));
    }
}

#[test]
fn usage_belongs_to_the_member_whatever_the_key() {
    in_the_county(|| {
        for _ in 0..10 {
            assert_ok!(include(4, &remark(1)));
        }
        assert_ok!(sign(4, Call::rotate_key { key: key(20) }));
        assert_noop!(include(20, &remark(1)), Refusal::CallsOverQuota);
        assert_eq!(Usages::<Test>::iter().count(), 1);
    });
}
