//! What the registry answers other pallets.

use county_primitives::{
    registry::OrganisationStatus,
    traits::{Members as Answers, OrganisationView},
    Author, OrganisationId, Role, Signature,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{AccountId32, DispatchError};

use crate::{mock::*, sample, Call, Error, Pallet};

fn authorise(n: u32, roles: &[Role], digits: &str) -> Result<Author, DispatchError> {
    let division = sample::division(digits);
    <Pallet<Test> as Answers<AccountId32>>::authorise(&account(n), roles, division, 3)
}

fn organisation_of(n: u32) -> Result<OrganisationId, DispatchError> {
    <Pallet<Test> as Answers<AccountId32>>::organisation_of(&account(n), 4)
}

#[test]
fn authorises_the_first_role_that_covers_the_division() {
    in_the_county(|| {
        let grants = items([(GROWER, at(Role::Packer, COUNTY))]);
        assert_ok!(govern(Call::grant_roles { grants }));
        let signed = |role| {
            Author::Member(Signature {
                member: GROWER,
                key: 0,
                organisation: COMPANY,
                role,
            })
        };
        let (packer, producer) = (Role::Packer, Role::Producer);
        assert_eq!(
            authorise(4, &[packer, producer], VILLAGE),
            Ok(signed(packer))
        );
        assert_eq!(
            authorise(4, &[producer, packer], VILLAGE),
            Ok(signed(producer))
        );
        assert_eq!(
            authorise(4, &[producer, packer], NEXT_VILLAGE),
            Ok(signed(packer))
        );
        for (roles, digits) in [
            (&[producer][..], NEXT_VILLAGE),
            (&[producer][..], TOWNSHIP),
            (&[packer][..], OTHER_COUNTY),
            (&[Role::Grid][..], VILLAGE),
            (&[][..], VILLAGE),
        ] {
            assert_noop!(authorise(4, roles, digits), Error::<Test>::NotAuthorised(3));
        }
    });
}

#[test]
fn answers_who_may_not_sign_and_why() {
    in_the_county(|| {
        let producer = &[Role::Producer];
        assert_eq!(organisation_of(4), Ok(COMPANY));
        assert_noop!(
            authorise(77, producer, VILLAGE),
            Error::<Test>::NotMember(3)
        );
        assert_noop!(organisation_of(77), Error::<Test>::NotMember(4));

        let reason = || sample::text::<128>("核查");
        let suspensions = items([(COMPANY, reason())]);
        assert_ok!(sign(1, Call::suspend_organisations { suspensions }));
        assert_noop!(
            authorise(4, producer, VILLAGE),
            Error::<Test>::OrganisationNotActive(3)
        );
        let reactivations = items([(COMPANY, reason())]);
        assert_ok!(sign(1, Call::reactivate_organisations { reactivations }));

        let suspensions = items([(GROWER, reason())]);
        assert_ok!(sign(1, Call::suspend_members { suspensions }));
        assert_noop!(
            authorise(4, producer, VILLAGE),
            Error::<Test>::MemberSuspended(3)
        );
        assert_noop!(organisation_of(4), Error::<Test>::MemberSuspended(4));
        let reactivations = items([(GROWER, reason())]);
        assert_ok!(sign(1, Call::reactivate_members { reactivations }));

        assert_ok!(sign(4, Call::rotate_key { key: key(20) }));
        assert_noop!(
            authorise(4, producer, VILLAGE),
            Error::<Test>::KeyRetired(3)
        );
        assert_ok!(authorise(20, producer, VILLAGE));
    });
}

#[test]
fn shows_organisations_and_persons() {
    in_the_county(|| {
        assert_eq!(
            <Pallet<Test> as Answers<AccountId32>>::organisation(COMPANY),
            Some(OrganisationView {
                division: sample::division(VILLAGE),
                status: OrganisationStatus::Active,
            })
        );
        assert_eq!(
            <Pallet<Test> as Answers<AccountId32>>::organisation(OrganisationId(9)),
            None
        );
        let mut second = member(20, COMPANY, &[at(Role::Producer, VILLAGE)]);
        second.person = sample::person(1);
        let members = items([second]);
        assert_ok!(govern(Call::register_members { members }));
        let same = <Pallet<Test> as Answers<AccountId32>>::same_person;
        let second = county_primitives::MemberId(7);
        assert!(same(CHIEF, second) && same(second, CHIEF) && same(CHIEF, CHIEF));
        assert!(!same(CHIEF, DEPUTY));
    });
}
