//! Registration, suspension and keys of members.

use county_primitives::{
    registry::{MemberInput, MemberStatus, OrganisationKind, RegistryEntry},
    Author, MemberId, OrganisationId, Role, Subject, Text,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, sample, Call, Error, Keys, Members, NextMember, Pallet, Persons};

const NEW: MemberId = MemberId(7);

fn register(inputs: impl IntoIterator<Item = MemberInput>) -> Call<Test> {
    Call::register_members {
        members: items(inputs),
    }
}

fn grower(n: u32) -> MemberInput {
    member(n, COMPANY, &[at(Role::Producer, VILLAGE)])
}

fn why() -> Text<128> {
    sample::text("人员离岗")
}

fn suspend(id: MemberId) -> Call<Test> {
    Call::suspend_members {
        suspensions: items([(id, why())]),
    }
}

fn reactivate(id: MemberId) -> Call<Test> {
    Call::reactivate_members {
        reactivations: items([(id, why())]),
    }
}

fn replace(member: MemberId, n: u32) -> Call<Test> {
    Call::rotate_member_key {
        member,
        key: key(n),
        reason: why(),
    }
}

#[test]
fn who_may_grant_every_role_can_register() {
    in_the_county(|| {
        assert_ok!(sign(3, register([grower(20), grower(21)])));
        let records = take_records();
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].subject, Subject::Member(NEW));
        assert_eq!(
            records[0].entry,
            RegistryEntry::MemberRegistered(grower(20))
        );
        assert_eq!(records[1].author.member(), Some(CLERK));
        assert_eq!(
            Pallet::<Test>::member_of(account(20)).map(|(id, _)| id),
            Some(NEW)
        );
        assert_eq!(System::providers(&account(20)), 1);
        assert_eq!(
            Members::<Test>::get(NEW).unwrap().registered_by,
            Some(CLERK)
        );

        let packer = member(
            22,
            COMPANY,
            &[at(Role::Producer, VILLAGE), at(Role::Packer, VILLAGE)],
        );
        assert_noop!(
            sign(3, register([packer.clone()])),
            Error::<Test>::NotAuthorised(0)
        );
        assert_ok!(sign(1, register([packer])));
        assert_ok!(govern(register([member(23, INSPECTION, &[])])));
        assert_eq!(take_records().last().unwrap().author, Author::Governance);
    });
}

#[test]
fn nobody_registers_outside_the_own_reach() {
    in_the_county(|| {
        let bureaucrat = member(20, BUREAU, &[at(Role::CountyAgriculture, COUNTY)]);
        let inspector = member(20, INSPECTION, &[at(Role::Inspector, COUNTY)]);
        let abroad = member(20, COMPANY, &[at(Role::Producer, "370322100201")]);
        for input in [bureaucrat, inspector, abroad.clone()] {
            assert_noop!(sign(1, register([input])), Error::<Test>::NotAuthorised(0));
        }
        // The role lies in the other county, but the organisation does not.
        assert_noop!(sign(6, register([abroad])), Error::<Test>::NotAuthorised(0));
        assert_noop!(
            sign(4, register([grower(20)])),
            Error::<Test>::NotAuthorised(0)
        );
    });
}

#[test]
fn fails_to_register_what_is_not_well_formed() {
    in_the_county(|| {
        let nobody = member(21, OrganisationId(9), &[at(Role::Producer, VILLAGE)]);
        let twice = at(Role::Producer, VILLAGE);
        let mut own = grower(21);
        own.person = sample::person(1);
        for (bad, error) in [
            (nobody, Error::<Test>::UnknownOrganisation(1)),
            (member(21, COMPANY, &[]), Error::NoRoles(1)),
            (member(21, COMPANY, &[twice, twice]), Error::RoleHeld(1)),
            (own, Error::SamePerson(1)),
            (grower(20), Error::KeyTaken(1)),
            (grower(4), Error::KeyTaken(1)),
        ] {
            assert_noop!(sign(1, register([grower(20), bad])), error);
        }
        assert_noop!(sign(1, register([])), Error::<Test>::NoItems);
        let abroad = member(21, COMPANY, &[at(Role::Producer, "210115104201")]);
        assert_noop!(
            govern(register([abroad])),
            Error::<Test>::CountyNotAdmitted(0)
        );
    });
}

#[test]
fn members_join_active_organisations_only() {
    in_the_county(|| {
        let organisations = items([household(VILLAGE, 50)]);
        assert_ok!(sign(3, Call::register_organisations { organisations }));
        let input = member(20, OrganisationId(6), &[at(Role::Producer, VILLAGE)]);
        assert_noop!(
            sign(1, register([input.clone()])),
            Error::<Test>::OrganisationNotActive(0)
        );
        let organisations = items([OrganisationId(6)]);
        assert_ok!(sign(1, Call::approve_organisations { organisations }));
        assert_ok!(sign(1, register([input])));
    });
}

#[test]
fn a_person_has_eight_memberships_at_most() {
    in_the_county(|| {
        let same = |n: u32| MemberInput {
            person: sample::person(60),
            ..grower(n)
        };
        assert_ok!(sign(3, register((20..28).map(same))));
        assert_noop!(
            sign(3, register([same(28)])),
            Error::<Test>::TooManyMemberships(0)
        );
        assert_eq!(Persons::<Test>::get(sample::person(60)).unwrap().len(), 8);
    });
}

#[test]
fn a_suspended_member_cannot_sign_until_reactivated() {
    in_the_county(|| {
        assert_ok!(sign(1, suspend(CLERK)));
        assert_eq!(
            take_records().remove(0).entry,
            RegistryEntry::MemberStatusChanged {
                status: MemberStatus::Suspended,
                reason: why(),
            }
        );
        assert_noop!(
            sign(3, register([grower(20)])),
            Error::<Test>::MemberSuspended(0)
        );
        assert_noop!(sign(1, suspend(CLERK)), Error::<Test>::NotActive(0));
        assert_ok!(sign(2, reactivate(CLERK)));
        assert_noop!(sign(2, reactivate(CLERK)), Error::<Test>::NotSuspended(0));
        assert_ok!(sign(3, register([grower(20)])));
    });
}

#[test]
fn suspension_follows_the_right_to_grant() {
    in_the_county(|| {
        for (key, id) in [
            (1, DEPUTY),
            (1, INSPECTOR),
            (3, CLERK),
            (6, GROWER),
            (4, CHIEF),
        ] {
            let error = match key == 3 {
                true => Error::<Test>::OwnSuspension(0),
                false => Error::NotAuthorised(0),
            };
            assert_noop!(sign(key, suspend(id)), error);
        }
        assert_ok!(sign(3, suspend(GROWER)));
        assert_noop!(sign(6, reactivate(GROWER)), Error::<Test>::NotAuthorised(0));
        assert_ok!(sign(1, reactivate(GROWER)));
        assert_ok!(govern(suspend(CHIEF)));
        assert_noop!(sign(1, suspend(GROWER)), Error::<Test>::MemberSuspended(0));
    });
}

#[test]
fn what_governance_suspended_only_governance_reactivates() {
    in_the_county(|| {
        assert_ok!(govern(suspend(GROWER)));
        assert_noop!(sign(1, reactivate(GROWER)), Error::<Test>::NotAuthorised(0));
        assert_ok!(govern(reactivate(GROWER)));
        assert_ok!(sign(1, suspend(GROWER)));
        assert_ok!(sign(1, reactivate(GROWER)));
    });
}

#[test]
fn fails_to_suspend_or_reactivate_without_a_reason_or_a_member() {
    in_the_county(|| {
        let blank = || items([(GROWER, sample::text("　"))]);
        let suspensions = blank();
        assert_noop!(
            sign(1, Call::suspend_members { suspensions }),
            Error::<Test>::NoReason(0)
        );
        let reactivations = blank();
        assert_noop!(
            sign(1, Call::reactivate_members { reactivations }),
            Error::<Test>::NoReason(0)
        );
        assert_noop!(
            sign(1, suspend(MemberId(9))),
            Error::<Test>::UnknownMember(0)
        );
        assert_noop!(
            sign(1, reactivate(MemberId(9))),
            Error::<Test>::UnknownMember(0)
        );
    });
}

#[test]
fn a_person_does_not_reactivate_or_rekey_its_own_other_membership() {
    in_the_county(|| {
        let mut second = grower(20);
        second.person = sample::person(1);
        assert_ok!(govern(register([second])));
        assert_ok!(sign(2, suspend(NEW)));
        assert_noop!(sign(1, reactivate(NEW)), Error::<Test>::SamePerson(0));
        assert_noop!(sign(1, replace(NEW, 21)), Error::<Test>::SamePerson(0));
        assert_ok!(sign(2, reactivate(NEW)));
    });
}

#[test]
fn a_member_can_rotate_its_key_and_the_old_one_is_dead() {
    in_the_county(|| {
        let with_dead_key = MemberInput {
            key: key(3),
            ..grower(30)
        };
        assert_ok!(sign(3, Call::rotate_key { key: key(20) }));
        let record = take_records().remove(0);
        assert_eq!(
            record.entry,
            RegistryEntry::KeyRotated {
                key: key(20),
                number: 1,
                reason: Text::default(),
            }
        );
        // Signed with the old key, so it bears the old key's number.
        assert!(matches!(record.author, Author::Member(signature) if signature.key == 0));
        assert_noop!(
            sign(3, register([grower(30)])),
            Error::<Test>::KeyRetired(0)
        );
        take_records();
        assert_ok!(sign(20, register([grower(30)])));
        let record = take_records().remove(0);
        assert!(matches!(record.author, Author::Member(signature) if signature.key == 1));
        assert_eq!(System::providers(&account(20)), 1);
        assert_eq!(System::providers(&account(3)), 1);
        // The dead key is nobody else's, ever.
        assert_eq!(Keys::<Test>::get(account(3)), Some(CLERK));
        assert_noop!(
            sign(20, Call::rotate_key { key: key(3) }),
            Error::<Test>::KeyTaken(0)
        );
        assert_noop!(
            sign(
                1,
                register([MemberInput {
                    person: sample::person(31),
                    ..with_dead_key
                }])
            ),
            Error::<Test>::KeyTaken(0)
        );
    });
}

#[test]
fn fails_to_rotate_as_a_stranger_or_while_suspended_or_for_ever() {
    in_the_county(|| {
        let rotate = || Call::<Test>::rotate_key { key: key(20) };
        assert_noop!(sign(77, rotate()), Error::<Test>::NotMember(0));
        assert_ok!(sign(1, suspend(GROWER)));
        assert_noop!(sign(4, rotate()), Error::<Test>::MemberSuspended(0));
        Members::<Test>::mutate(CLERK, |member| {
            member.as_mut().unwrap().key_number = u16::MAX;
        });
        assert_noop!(sign(3, rotate()), Error::<Test>::KeysUsedUp(0));
        Members::<Test>::mutate(CLERK, |member| member.as_mut().unwrap().key_number = 0);
        assert_ok!(govern(register([member(21, COMPANY, &[])])));
        assert_noop!(sign(21, rotate()), Error::<Test>::NotAuthorised(0));
        assert_ok!(govern(replace(NEW, 22)));
    });
}

#[test]
fn a_registrar_can_replace_a_lost_key() {
    in_the_county(|| {
        assert_ok!(sign(3, replace(GROWER, 20)));
        let record = take_records().remove(0);
        assert_eq!(record.author.member(), Some(CLERK));
        assert_eq!(
            record.entry,
            RegistryEntry::KeyRotated {
                key: key(20),
                number: 1,
                reason: why(),
            }
        );
        assert_noop!(
            sign(4, Call::rotate_key { key: key(21) }),
            Error::<Test>::KeyRetired(0)
        );
        assert_ok!(sign(20, Call::rotate_key { key: key(21) }));
        assert_eq!(Members::<Test>::get(GROWER).unwrap().key_number, 2);
    });
}

#[test]
fn fails_to_replace_a_key_without_right_reason_or_fresh_key() {
    in_the_county(|| {
        for key in [4, 5, 6] {
            let error = match key {
                4 => Error::<Test>::SamePerson(0),
                _ => Error::NotAuthorised(0),
            };
            assert_noop!(sign(key, replace(GROWER, 20)), error);
        }
        assert_noop!(
            sign(3, replace(MemberId(9), 20)),
            Error::<Test>::UnknownMember(0)
        );
        assert_noop!(sign(3, replace(GROWER, 4)), Error::<Test>::KeyTaken(0));
        let blank = Call::rotate_member_key {
            member: GROWER,
            key: key(20),
            reason: Text::default(),
        };
        assert_noop!(sign(3, blank), Error::<Test>::NoReason(0));
    });
}

#[test]
fn fails_when_the_numbers_are_used_up() {
    in_the_county(|| {
        let before = NextMember::<Test>::get();
        NextMember::<Test>::put(MemberId(u32::MAX));
        assert_noop!(
            sign(3, register([grower(20)])),
            Error::<Test>::NumbersUsedUp
        );
        NextMember::<Test>::put(before);
    });
}

#[test]
fn a_township_serves_an_institution_of_its_own_only() {
    in_the_county(|| {
        let station = sample::legal(OrganisationKind::Institution, COUNTY, 108);
        let organisations = items([station]);
        assert_ok!(govern(Call::register_organisations { organisations }));
        let grid = member(20, OrganisationId(6), &[at(Role::Grid, VILLAGE)]);
        assert_noop!(
            sign(3, register([grid.clone()])),
            Error::<Test>::NotAuthorised(0)
        );
        assert_ok!(sign(1, register([grid])));
    });
}
