//! Registration, approval, refusal, suspension and reactivation of organisations.

use county_primitives::{
    registry::{
        OrganisationIdentity, OrganisationInput, OrganisationKind, OrganisationStatus,
        RegistryEntry,
    },
    Author, OrganisationId, Role, Subject, Text,
};
use frame_support::{assert_noop, assert_ok};

use crate::{
    mock::*, sample, Call, CreditCodes, Error, NextOrganisation, Organisations, Timelines,
};

const NEW: OrganisationId = OrganisationId(6);

fn company(digits: &str) -> OrganisationInput {
    sample::legal(OrganisationKind::Company, digits, 100)
}

fn register(inputs: impl IntoIterator<Item = OrganisationInput>) -> Call<Test> {
    Call::register_organisations {
        organisations: items(inputs),
    }
}

fn approve(id: OrganisationId) -> Call<Test> {
    Call::approve_organisations {
        organisations: items([id]),
    }
}

fn why() -> Text<128> {
    sample::text("证照过期")
}

fn refuse(id: OrganisationId) -> Call<Test> {
    Call::refuse_organisations {
        refusals: items([(id, why())]),
    }
}

fn suspend(id: OrganisationId) -> Call<Test> {
    Call::suspend_organisations {
        suspensions: items([(id, why())]),
    }
}

fn reactivate(id: OrganisationId) -> Call<Test> {
    Call::reactivate_organisations {
        reactivations: items([(id, why())]),
    }
}

fn status(id: OrganisationId) -> OrganisationStatus {
    Organisations::<Test>::get(id).unwrap().status
}

#[test]
fn a_township_can_register_and_the_county_can_approve() {
    in_the_county(|| {
        let inputs = [household(VILLAGE, 50), company(NEXT_VILLAGE)];
        assert_ok!(sign(3, register(inputs.clone())));
        let records = take_records();
        assert_eq!(records.len(), 2);
        for (record, (input, id)) in records.iter().zip(inputs.into_iter().zip(6..)) {
            assert_eq!(record.subject, Subject::Organisation(OrganisationId(id)));
            assert_eq!(record.sequence, 0);
            assert_eq!(record.author.member(), Some(CLERK));
            assert_eq!(record.entry, RegistryEntry::OrganisationRegistered(input));
        }
        assert_eq!(status(NEW), OrganisationStatus::Pending);

        assert_ok!(sign(1, approve(NEW)));
        let record = take_records().remove(0);
        assert_eq!(record.author.member(), Some(CHIEF));
        assert_eq!(
            record.entry,
            RegistryEntry::OrganisationStatusChanged {
                status: OrganisationStatus::Active,
                reason: Text::default(),
            }
        );
        assert_eq!(record.sequence, 1);
        assert_eq!(status(NEW), OrganisationStatus::Active);
    });
}

#[test]
fn what_governance_registers_is_active_at_once() {
    in_the_county(|| {
        let market = sample::legal(OrganisationKind::StateOrgan, COUNTY, 101);
        assert_ok!(govern(register([market])));
        assert_eq!(status(NEW), OrganisationStatus::Active);
        let records = take_records();
        assert!(records
            .iter()
            .all(|record| record.author == Author::Governance));
        assert_eq!(
            records[1].entry,
            RegistryEntry::OrganisationStatusChanged {
                status: OrganisationStatus::Active,
                reason: Text::default(),
            }
        );
        assert_eq!(Timelines::<Test>::get(Subject::Organisation(NEW)).len, 2);
    });
}

#[test]
fn fails_to_register_outside_the_jurisdiction() {
    in_the_county(|| {
        for (key, digits) in [(3, OTHER_VILLAGE), (6, VILLAGE), (4, VILLAGE), (5, VILLAGE)] {
            assert_noop!(
                sign(key, register([household(digits, 50)])),
                Error::<Test>::NotAuthorised(0)
            );
        }
        assert_noop!(sign(77, register([])), Error::<Test>::NotMember(0));
        assert_noop!(sign(3, register([])), Error::<Test>::NoItems);
    });
}

#[test]
fn state_organs_of_a_county_and_above_belong_to_governance() {
    in_the_county(|| {
        let organ = |digits: &str| sample::legal(OrganisationKind::StateOrgan, digits, 102);
        assert_noop!(
            sign(1, register([organ(COUNTY)])),
            Error::<Test>::NotAuthorised(0)
        );
        assert_noop!(
            sign(3, register([organ(TOWNSHIP)])),
            Error::<Test>::NotAuthorised(0)
        );
        assert_noop!(
            sign(1, suspend(INSPECTION)),
            Error::<Test>::NotAuthorised(0)
        );
        assert_ok!(sign(1, register([organ(OTHER_TOWNSHIP)])));
        assert_ok!(sign(2, approve(NEW)));
        assert_ok!(sign(1, suspend(TOWN_HALL)));
        assert_ok!(govern(suspend(INSPECTION)));
    });
}

#[test]
fn fails_to_register_what_is_not_well_formed() {
    in_the_county(|| {
        use OrganisationKind::{Collective, Company, Cooperative, FamilyFarm, Institution};
        let good = household(VILLAGE, 50);
        let person = |kind| OrganisationInput {
            kind,
            ..household(VILLAGE, 51)
        };
        let coded = |kind, prefix| OrganisationInput {
            kind,
            division: sample::division(VILLAGE),
            identity: OrganisationIdentity::Legal {
                credit_code: sample::credit_code(prefix, 103),
                name: sample::text("城南村股份经济合作社"),
            },
        };
        let nameless = OrganisationInput {
            identity: OrganisationIdentity::Legal {
                credit_code: sample::credit_code("91", 104),
                name: sample::text(" "),
            },
            ..company(VILLAGE)
        };
        let mut cases = vec![
            (person(Company), Error::<Test>::IdentityMismatch(1)),
            (
                coded(OrganisationKind::Household, "92"),
                Error::IdentityMismatch(1),
            ),
            (coded(Collective, "93"), Error::CreditCodeMismatch(1)),
            (coded(Company, "N2"), Error::CreditCodeMismatch(1)),
            (nameless, Error::NoName(1)),
            (household(TOWNSHIP, 52), Error::NotVillage(1)),
        ];
        for kind in [Company, Cooperative, FamilyFarm] {
            cases.push((sample::legal(kind, TOWNSHIP, 105), Error::NotVillage(1)));
        }
        for (bad, error) in cases {
            assert_noop!(sign(1, register([good.clone(), bad])), error);
        }
        assert_ok!(sign(1, register([coded(Collective, "N2")])));
        assert_ok!(sign(1, register([sample::legal(Institution, COUNTY, 106)])));
    });
}

#[test]
fn a_credit_code_is_registered_once_until_it_is_refused() {
    in_the_county(|| {
        assert_noop!(
            sign(3, register([company(VILLAGE), company(NEXT_VILLAGE)])),
            Error::<Test>::CreditCodeTaken(1)
        );
        assert_ok!(sign(3, register([company(VILLAGE)])));
        assert_noop!(
            sign(3, register([company(VILLAGE)])),
            Error::<Test>::CreditCodeTaken(0)
        );
        assert_ok!(sign(1, refuse(NEW)));
        assert_ok!(sign(3, register([company(VILLAGE)])));
        let code = sample::credit_code("91", 100);
        assert_eq!(CreditCodes::<Test>::get(code), Some(OrganisationId(7)));
    });
}

#[test]
fn the_county_must_be_admitted_and_its_code_valid_today() {
    in_the_county(|| {
        let liaozhong = "210115104201";
        assert_noop!(
            govern(register([household(liaozhong, 50)])),
            Error::<Test>::CountyNotAdmitted(0)
        );
        let counties = items([admission("210115000000", "2026-08-02", Some("2026-08-04"))]);
        assert_ok!(govern(Call::admit_counties { counties }));
        assert_noop!(
            govern(register([household(liaozhong, 50)])),
            Error::<Test>::CountyNotAdmitted(0)
        );
        for inside in ["2026-08-02", "2026-08-03"] {
            set_day(inside);
            assert_ok!(govern(register([household(liaozhong, 50)])));
        }
        set_day("2026-08-04");
        assert_noop!(
            govern(register([household(liaozhong, 50)])),
            Error::<Test>::CountyNotAdmitted(0)
        );
    });
}

/// The vector of `DOMAIN.md 1.3`: six digits of the right form are no county unless they are in the table.
#[test]
fn a_code_of_the_right_form_is_no_county_until_it_is_admitted() {
    in_the_county(|| {
        let village = "500199100201";
        assert_noop!(
            govern(register([household(village, 50)])),
            Error::<Test>::CountyNotAdmitted(0)
        );
        let counties = items([admission("500199000000", "2026-08-01", None)]);
        assert_ok!(govern(Call::admit_counties { counties }));
        assert_ok!(govern(register([household(village, 50)])));
    });
}

#[test]
fn fails_to_approve_after_the_county_was_abolished() {
    in_the_county(|| {
        assert_ok!(sign(3, register([household(VILLAGE, 50)])));
        let counties = items([admission(COUNTY, "2000-01-01", Some("2026-08-01"))]);
        assert_ok!(govern(Call::admit_counties { counties }));
        assert_noop!(sign(1, approve(NEW)), Error::<Test>::CountyNotAdmitted(0));
    });
}

#[test]
fn the_one_who_registered_cannot_approve_not_even_with_another_key() {
    in_the_county(|| {
        assert_ok!(sign(1, register([household(VILLAGE, 50)])));
        assert_noop!(sign(1, approve(NEW)), Error::<Test>::SamePerson(0));
        // The same person in a second membership.
        let mut second = member(20, BUREAU, &[at(Role::CountyAgriculture, COUNTY)]);
        second.person = sample::person(1);
        let members = items([second]);
        assert_ok!(govern(Call::register_members { members }));
        assert_noop!(sign(20, approve(NEW)), Error::<Test>::SamePerson(0));
        assert_ok!(sign(1, Call::rotate_key { key: key(21) }));
        assert_noop!(sign(21, approve(NEW)), Error::<Test>::SamePerson(0));
        assert_ok!(sign(2, approve(NEW)));
        assert_ok!(sign(21, register([household(VILLAGE, 51)])));
        assert_ok!(govern(approve(OrganisationId(7))));
    });
}

#[test]
fn only_the_county_approves_and_refuses_and_only_what_waits() {
    in_the_county(|| {
        assert_ok!(sign(3, register([household(VILLAGE, 50)])));
        for key in [3, 4, 5, 6] {
            assert_noop!(sign(key, approve(NEW)), Error::<Test>::NotAuthorised(0));
            assert_noop!(sign(key, refuse(NEW)), Error::<Test>::NotAuthorised(0));
        }
        assert_noop!(
            sign(1, approve(OrganisationId(9))),
            Error::<Test>::UnknownOrganisation(0)
        );
        assert_noop!(sign(1, approve(COMPANY)), Error::<Test>::NotPending(0));
        assert_noop!(sign(1, refuse(COMPANY)), Error::<Test>::NotPending(0));
        let refusals = items([(NEW, sample::text(" "))]);
        assert_noop!(
            sign(1, Call::refuse_organisations { refusals }),
            Error::<Test>::NoReason(0)
        );
        take_records();
        assert_ok!(sign(1, refuse(NEW)));
        assert_eq!(
            take_records().remove(0).entry,
            RegistryEntry::OrganisationStatusChanged {
                status: OrganisationStatus::Refused,
                reason: why(),
            }
        );
        assert_noop!(sign(1, approve(NEW)), Error::<Test>::NotPending(0));
        assert_noop!(sign(1, suspend(NEW)), Error::<Test>::NotActive(0));
        let empty = Call::approve_organisations {
            organisations: items([]),
        };
        assert_noop!(sign(1, empty), Error::<Test>::NoItems);
        let refusals = items([]);
        assert_noop!(
            sign(1, Call::refuse_organisations { refusals }),
            Error::<Test>::NoItems
        );
    });
}

#[test]
fn a_suspended_organisation_has_no_signers_until_it_is_reactivated() {
    in_the_county(|| {
        assert_ok!(sign(1, suspend(TOWN_HALL)));
        assert_eq!(status(TOWN_HALL), OrganisationStatus::Suspended);
        assert_noop!(
            sign(3, register([household(VILLAGE, 50)])),
            Error::<Test>::OrganisationNotActive(0)
        );
        assert_noop!(sign(1, suspend(TOWN_HALL)), Error::<Test>::NotActive(0));
        assert_ok!(sign(2, reactivate(TOWN_HALL)));
        assert_noop!(
            sign(2, reactivate(TOWN_HALL)),
            Error::<Test>::NotSuspended(0)
        );
        assert_ok!(sign(3, register([household(VILLAGE, 50)])));
    });
}

#[test]
fn what_governance_suspended_only_governance_reactivates() {
    in_the_county(|| {
        assert_ok!(govern(suspend(COMPANY)));
        assert_noop!(
            sign(1, reactivate(COMPANY)),
            Error::<Test>::NotAuthorised(0)
        );
        assert_ok!(govern(reactivate(COMPANY)));
        assert_ok!(sign(1, suspend(COMPANY)));
        assert_ok!(sign(1, reactivate(COMPANY)));
    });
}

#[test]
fn fails_to_suspend_the_own_organisation_or_without_a_reason() {
    in_the_county(|| {
        let office = sample::legal(OrganisationKind::Institution, COUNTY, 107);
        assert_ok!(govern(register([office])));
        let members = items([member(20, NEW, &[at(Role::CountyAgriculture, COUNTY)])]);
        assert_ok!(govern(Call::register_members { members }));
        assert_noop!(sign(20, suspend(NEW)), Error::<Test>::OwnSuspension(0));
        assert_ok!(sign(1, suspend(NEW)));
        for key in [3, 4, 6] {
            assert_noop!(sign(key, suspend(COMPANY)), Error::<Test>::NotAuthorised(0));
            assert_noop!(sign(key, reactivate(NEW)), Error::<Test>::NotAuthorised(0));
        }
        let blank = || items([(COMPANY, sample::text(""))]);
        let suspensions = blank();
        assert_noop!(
            sign(1, Call::suspend_organisations { suspensions }),
            Error::<Test>::NoReason(0)
        );
        let reactivations = blank();
        assert_noop!(
            sign(1, Call::reactivate_organisations { reactivations }),
            Error::<Test>::NoReason(0)
        );
        let unknown = OrganisationId(9);
        assert_noop!(
            sign(1, suspend(unknown)),
            Error::<Test>::UnknownOrganisation(0)
        );
        assert_noop!(
            sign(1, reactivate(unknown)),
            Error::<Test>::UnknownOrganisation(0)
        );
    });
}

#[test]
fn fails_when_the_numbers_are_used_up() {
    in_the_county(|| {
        NextOrganisation::<Test>::put(OrganisationId(u32::MAX));
        assert_noop!(
            sign(3, register([household(VILLAGE, 50)])),
            Error::<Test>::NumbersUsedUp
        );
    });
}
