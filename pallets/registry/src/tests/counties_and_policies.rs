//! Admission of counties and policy packs.

use county_primitives::{
    registry::RegistryEntry, traits::Members as _, Author, Digest, PolicyKey, Role, Signature,
    Subject,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    AccountId32, DispatchError,
};

use crate::{mock::*, sample, Call, Counties, Error, Pallet, Policies, Timelines};

fn policy(digits: &str) -> Result<u64, DispatchError> {
    <Pallet<Test> as county_primitives::traits::Members<AccountId32>>::policy(
        sample::division(digits),
        PolicyKey::LateAfterHours,
        7,
    )
}

fn late_after(digits: &str, value: u64, effective: &str) -> Call<Test> {
    Call::set_policies {
        policies: items([setting(digits, PolicyKey::LateAfterHours, value, effective)]),
    }
}

#[test]
fn governance_can_admit_a_county_and_change_its_days() {
    in_the_county(|| {
        let input = admission("210115000000", "2020-01-01", None);
        assert_ok!(govern(Call::admit_counties {
            counties: items([input])
        }));
        let records = take_records();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].subject, Subject::Division(input.county));
        assert_eq!(records[0].author, Author::Governance);
        assert_eq!(records[0].entry, RegistryEntry::CountyAdmitted(input));
        assert_eq!(records[0].ledger_ms, NowMs::get());

        let abolished = admission("210115000000", "2020-01-01", Some("2026-08-01"));
        assert_ok!(govern(Call::admit_counties {
            counties: items([abolished])
        }));
        assert!(!Counties::<Test>::get(210_115)
            .unwrap()
            .covers(day("2026-08-01")));
        assert!(Counties::<Test>::get(210_115)
            .unwrap()
            .covers(day("2026-07-31")));
        assert_eq!(
            Timelines::<Test>::get(Subject::Division(input.county)).len,
            2
        );
    });
}

#[test]
fn fails_to_admit_what_is_no_county_or_never_valid() {
    in_the_county(|| {
        let good = admission("210115000000", "2020-01-01", None);
        for (bad, error) in [
            (admission(TOWNSHIP, "2020-01-01", None), Error::NotCounty(1)),
            (
                admission("140000000000", "2020-01-01", None),
                Error::NotCounty(1),
            ),
            (
                admission(COUNTY, "2020-01-02", Some("2020-01-02")),
                Error::<Test>::EmptyValidity(1),
            ),
        ] {
            let counties = items([good, bad]);
            assert_noop!(govern(Call::admit_counties { counties }), error);
        }
        let counties = items([good]);
        assert_noop!(
            sign(1, Call::admit_counties { counties }),
            DispatchError::BadOrigin
        );
        let counties = items([]);
        assert_noop!(
            govern(Call::admit_counties { counties }),
            Error::<Test>::NoItems
        );
    });
}

#[test]
fn a_setting_holds_from_its_day_on() {
    in_the_county(|| {
        assert_ok!(govern(late_after(NATION, 15, "2026-08-02")));
        assert_noop!(policy(VILLAGE), Error::<Test>::PolicyMissing(7));
        set_day("2026-08-02");
        assert_eq!(policy(VILLAGE), Ok(15));
        assert_ok!(govern(late_after(NATION, 20, "2026-08-04")));
        set_day("2026-08-03");
        assert_eq!(policy(VILLAGE), Ok(15));
        set_day("2026-08-04");
        assert_eq!(policy(VILLAGE), Ok(20));
        // A second value for the same day replaces the first.
        assert_ok!(govern(late_after(NATION, 21, "2026-08-04")));
        assert_eq!(policy(VILLAGE), Ok(21));
        // An earlier day that comes later in time does not.
        assert_ok!(govern(late_after(NATION, 1, "2026-08-03")));
        assert_eq!(policy(VILLAGE), Ok(21));
    });
}

#[test]
fn the_most_specific_division_wins() {
    in_the_county(|| {
        assert_ok!(govern(late_after(NATION, 1, "2026-07-31")));
        assert_eq!(policy(VILLAGE), Ok(1));
        assert_ok!(govern(late_after(COUNTY, 2, "2026-01-01")));
        assert_eq!(policy(VILLAGE), Ok(2));
        assert_ok!(sign(1, late_after(TOWNSHIP, 3, "2026-08-01")));
        assert_eq!(policy(VILLAGE), Ok(3));
        assert_ok!(sign(1, late_after(VILLAGE, 4, "2026-08-01")));
        assert_eq!(policy(VILLAGE), Ok(4));
        assert_eq!(policy(NEXT_VILLAGE), Ok(3));
        assert_eq!(policy(OTHER_VILLAGE), Ok(2));
        assert_eq!(policy(OTHER_COUNTY), Ok(1));
        // One that is not yet in effect does not win.
        assert_ok!(sign(1, late_after(NEXT_VILLAGE, 5, "2026-08-02")));
        assert_eq!(policy(NEXT_VILLAGE), Ok(3));
        assert_eq!(
            Pallet::<Test>::policy(sample::division(VILLAGE), PolicyKey::LateAfterHours),
            Some(4)
        );
    });
}

#[test]
fn a_county_sets_inside_its_own_six_digits_only() {
    in_the_county(|| {
        assert_ok!(sign(1, late_after(COUNTY, 10, "2026-08-01")));
        let record = take_records().remove(0);
        assert_eq!(
            record.author,
            Author::Member(Signature {
                member: CHIEF,
                key: 0,
                organisation: BUREAU,
                role: Role::CountyAgriculture,
            })
        );
        for (key, digits) in [
            (1, OTHER_COUNTY),
            (1, NATION),
            (1, "141000000000"),
            (3, TOWNSHIP),
            (4, VILLAGE),
        ] {
            assert_noop!(
                sign(key, late_after(digits, 10, "2026-08-01")),
                Error::<Test>::NotAuthorised(0)
            );
        }
        let policies = items([]);
        assert_noop!(
            sign(1, Call::set_policies { policies }),
            Error::<Test>::NoItems
        );
    });
}

#[test]
fn only_governance_sets_what_whoever_watches_a_county_depends_on() {
    in_the_county(|| {
        let call = |key| {
            let first = setting(COUNTY, PolicyKey::LateAfterHours, 72, "2026-08-01");
            Call::<Test>::set_policies {
                policies: items([first, setting(VILLAGE, key, 0, "2026-08-01")]),
            }
        };
        let mut reserved = Vec::new();
        for key in PolicyKey::ALL {
            if key.is_reserved() {
                assert_noop!(sign(1, call(*key)), Error::<Test>::NotAuthorised(1));
                assert_ok!(govern(call(*key)));
                reserved.push(*key);
            } else {
                assert_ok!(sign(1, call(*key)));
            }
        }
        assert_eq!(
            reserved,
            [
                PolicyKey::HoldLimitDays,
                PolicyKey::CallsPerDay,
                PolicyKey::ItemsPerDay,
                PolicyKey::InFlightLimit,
                PolicyKey::AnswerWorkdays,
                PolicyKey::ChallengeCountyDays,
            ]
        );
    });
}

#[test]
fn values_no_longer_in_effect_make_room_and_others_do_not() {
    in_the_county(|| {
        let of_day = |n: u32| {
            let mut input = setting(COUNTY, PolicyKey::LateAfterHours, n.into(), "2026-08-01");
            input.effective = input.effective.plus_days(n);
            Call::<Test>::set_policies {
                policies: items([input]),
            }
        };
        for n in 0..16 {
            assert_ok!(sign(1, of_day(n)));
        }
        assert_noop!(sign(1, of_day(16)), Error::<Test>::PolicyFull(0));
        set_day("2026-08-11");
        assert_ok!(sign(1, of_day(16)));
        let key = (sample::division(COUNTY), PolicyKey::LateAfterHours);
        let values = Policies::<Test>::get(key).unwrap();
        assert_eq!(values.first(), Some(&(day("2026-08-11"), 10)));
        assert_eq!(values.len(), 7);
        assert_eq!(policy(COUNTY), Ok(10));
    });
}

#[test]
fn the_head_covers_every_record() {
    in_the_county(|| {
        for value in 0..3 {
            assert_ok!(sign(1, late_after(COUNTY, value, "2026-08-01")));
        }
        let mut recomputed = county_primitives::Timeline::default();
        for record in take_records() {
            assert_eq!(record.sequence, recomputed.len);
            recomputed.append(&record).unwrap();
        }
        let subject = Subject::Division(sample::division(COUNTY));
        assert_eq!(Timelines::<Test>::get(subject), recomputed);
    });
}

#[test]
fn fails_when_the_timeline_is_full() {
    in_the_county(|| {
        Timelines::<Test>::mutate(Subject::Division(sample::division(COUNTY)), |timeline| {
            timeline.len = u32::MAX;
        });
        let policies = items([
            setting(VILLAGE, PolicyKey::LateAfterHours, 1, "2026-08-01"),
            setting(COUNTY, PolicyKey::LateAfterHours, 1, "2026-08-01"),
        ]);
        assert_noop!(
            sign(1, Call::set_policies { policies }),
            Error::<Test>::TimelineFull(1)
        );
    });
}

#[test]
fn governance_can_enact_a_call_as_root_and_nobody_else() {
    in_the_county(|| {
        let raise = |pages: u64| {
            Box::new(RuntimeCall::System(frame_system::Call::set_heap_pages {
                pages,
            }))
        };
        assert_ok!(govern(Call::enact { call: raise(64) }));
        let nation = Subject::Division(sample::division(NATION));
        let call_hash = Digest(BlakeTwo256::hash_of(&raise(64)).0);
        let records = take_records();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].subject, nation);
        assert_eq!(records[0].author, Author::Governance);
        assert_eq!(records[0].entry, RegistryEntry::Enacted { call_hash });
        let before = Timelines::<Test>::get(nation);
        assert_noop!(
            sign(1, Call::enact { call: raise(64) }),
            DispatchError::BadOrigin
        );
        // What the call refuses, the enactment refuses.
        let counties = items([]);
        let call = Box::new(RuntimeCall::Registry(Call::admit_counties { counties }));
        assert_noop!(govern(Call::enact { call }), Error::<Test>::NoItems);
        assert_eq!(Timelines::<Test>::get(nation), before);
        Timelines::<Test>::mutate(nation, |timeline| timeline.len = u32::MAX);
        assert_noop!(
            govern(Call::enact { call: raise(64) }),
            Error::<Test>::TimelineFull(0)
        );
    });
}

#[test]
fn the_ledger_counts_local_days() {
    in_the_county(|| {
        assert_eq!(Pallet::<Test>::today(), day("2026-08-01"));
        assert_eq!(Pallet::<Test>::now_ms(), day("2026-08-01").start_ms());
        NowMs::mutate(|now| *now -= 1);
        assert_eq!(Pallet::<Test>::today(), day("2026-07-31"));
    });
}
