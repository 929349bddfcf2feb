//! Granting and revoking roles, and separation of duties.

use county_primitives::{
    registry::{MemberInput, RegistryEntry},
    Jurisdiction, MemberId, Role,
};
use frame_support::{assert_noop, assert_ok};

use crate::{mock::*, sample, Call, Error, Members};

const NEW: MemberId = MemberId(7);

fn grant(id: MemberId, role: Jurisdiction) -> Call<Test> {
    Call::grant_roles {
        grants: items([(id, role)]),
    }
}

fn revoke(id: MemberId, role: Jurisdiction) -> Call<Test> {
    Call::revoke_roles {
        revocations: items([(id, role)]),
    }
}

/// A member of the company with key `n`, who is person 60.
fn of_sixty(n: u32, held: &[Jurisdiction]) -> MemberInput {
    MemberInput {
        person: sample::person(60),
        ..member(n, COMPANY, held)
    }
}

fn register(input: MemberInput) -> Call<Test> {
    Call::register_members {
        members: items([input]),
    }
}

#[test]
fn a_role_can_be_granted_and_revoked() {
    in_the_county(|| {
        let packer = at(Role::Packer, VILLAGE);
        assert_ok!(sign(1, grant(GROWER, packer)));
        assert_eq!(
            take_records().remove(0).entry,
            RegistryEntry::RoleGranted(packer)
        );
        assert!(Members::<Test>::get(GROWER)
            .unwrap()
            .roles
            .contains(&packer));
        assert_noop!(sign(1, grant(GROWER, packer)), Error::<Test>::RoleHeld(0));
        assert_ok!(sign(2, revoke(GROWER, packer)));
        assert_eq!(
            take_records().remove(0).entry,
            RegistryEntry::RoleRevoked(packer)
        );
        assert_noop!(
            sign(2, revoke(GROWER, packer)),
            Error::<Test>::RoleNotHeld(0)
        );
        // A revoked role cannot sign.
        assert_ok!(govern(revoke(CLERK, at(Role::Township, TOWNSHIP))));
        let organisations = items([household(VILLAGE, 50)]);
        assert_noop!(
            sign(3, Call::register_organisations { organisations }),
            Error::<Test>::NotAuthorised(0)
        );
    });
}

#[test]
fn fails_to_grant_or_revoke_outside_the_own_reach() {
    in_the_county(|| {
        for (key, id, role) in [
            (1, GROWER, at(Role::Inspector, COUNTY)),
            (1, GROWER, at(Role::Packer, OTHER_COUNTY)),
            (1, STRANGER, at(Role::Packer, VILLAGE)),
            (3, GROWER, at(Role::Packer, VILLAGE)),
            (3, GROWER, at(Role::Grid, OTHER_VILLAGE)),
            (3, CHIEF, at(Role::Grid, VILLAGE)),
            (5, GROWER, at(Role::Producer, VILLAGE)),
        ] {
            assert_noop!(sign(key, grant(id, role)), Error::<Test>::NotAuthorised(0));
            assert_noop!(sign(key, revoke(id, role)), Error::<Test>::NotAuthorised(0));
        }
        let role = at(Role::Packer, COUNTY);
        assert_noop!(sign(1, grant(CHIEF, role)), Error::<Test>::SamePerson(0));
        let unknown = MemberId(9);
        assert_noop!(
            sign(1, grant(unknown, role)),
            Error::<Test>::UnknownMember(0)
        );
        assert_noop!(
            sign(1, revoke(unknown, role)),
            Error::<Test>::UnknownMember(0)
        );
        let grants = items([]);
        assert_noop!(
            sign(1, Call::grant_roles { grants }),
            Error::<Test>::NoItems
        );
        let revocations = items([]);
        assert_noop!(
            sign(1, Call::revoke_roles { revocations }),
            Error::<Test>::NoItems
        );
        let abroad = at(Role::Packer, "210115000000");
        assert_noop!(
            govern(grant(GROWER, abroad)),
            Error::<Test>::CountyNotAdmitted(0)
        );
    });
}

#[test]
fn a_member_holds_eight_roles_at_most() {
    in_the_county(|| {
        use Role::{Buyer, Grid, Hauler, InputDealer, Market, Packer, Printer};
        let more = [Packer, Printer, InputDealer, Buyer, Market, Hauler, Grid];
        let grants = items(more.map(|role| (GROWER, at(role, VILLAGE))));
        assert_ok!(sign(1, Call::grant_roles { grants }));
        assert_noop!(
            sign(1, grant(GROWER, at(Role::QuickLaboratory, VILLAGE))),
            Error::<Test>::TooManyRoles(0)
        );
    });
}

#[test]
fn one_person_may_not_hold_conflicting_roles_in_one_membership() {
    in_the_county(|| {
        let cashier = at(Role::VillageCashier, VILLAGE);
        let accountant = at(Role::Accountant, TOWNSHIP);
        assert_noop!(
            sign(1, register(member(20, COMPANY, &[cashier, accountant]))),
            Error::<Test>::ConflictingRoles(0)
        );
        // In two villages they do not meet.
        let elsewhere = at(Role::Accountant, NEXT_VILLAGE);
        assert_ok!(sign(
            1,
            register(member(20, COMPANY, &[cashier, elsewhere]))
        ));
        assert_noop!(
            sign(1, grant(NEW, accountant)),
            Error::<Test>::ConflictingRoles(0)
        );
        assert_noop!(
            govern(grant(NEW, at(Role::VillageSupervisor, VILLAGE))),
            Error::<Test>::ConflictingRoles(0)
        );
        assert_ok!(sign(1, revoke(NEW, cashier)));
        assert_ok!(sign(1, grant(NEW, accountant)));
    });
}

#[test]
fn one_person_may_not_hold_conflicting_roles_across_memberships() {
    in_the_county(|| {
        let board = at(Role::VillageBoard, VILLAGE);
        let supervisor = at(Role::VillageSupervisor, VILLAGE);
        assert_ok!(sign(1, register(of_sixty(20, &[board]))));
        assert_noop!(
            sign(1, register(of_sixty(21, &[supervisor]))),
            Error::<Test>::ConflictingRoles(0)
        );
        let next = at(Role::VillageSupervisor, NEXT_VILLAGE);
        assert_ok!(sign(1, register(of_sixty(21, &[next]))));
        assert_noop!(
            sign(1, grant(MemberId(8), supervisor)),
            Error::<Test>::ConflictingRoles(0)
        );
        // Another person may.
        assert_ok!(sign(1, register(member(22, COMPANY, &[supervisor]))));
    });
}

#[test]
fn a_suspended_membership_counts_again_when_it_is_reactivated() {
    in_the_county(|| {
        let board = at(Role::VillageBoard, VILLAGE);
        let supervisor = at(Role::VillageSupervisor, VILLAGE);
        let why = || items([(NEW, sample::text::<128>("停职"))]);
        assert_ok!(sign(1, register(of_sixty(20, &[board]))));
        let suspensions = why();
        assert_ok!(sign(1, Call::suspend_members { suspensions }));
        assert_ok!(sign(1, register(of_sixty(21, &[supervisor]))));
        let again = || Call::<Test>::reactivate_members {
            reactivations: why(),
        };
        assert_noop!(sign(1, again()), Error::<Test>::ConflictingRoles(0));
        assert_ok!(sign(1, revoke(MemberId(8), supervisor)));
        assert_ok!(sign(1, again()));
        assert_noop!(
            sign(1, grant(MemberId(8), supervisor)),
            Error::<Test>::ConflictingRoles(0)
        );
    });
}

#[test]
fn conflicts_are_seen_between_the_items_of_one_call() {
    in_the_county(|| {
        let members = items([
            of_sixty(20, &[at(Role::VillageCashier, VILLAGE)]),
            of_sixty(21, &[at(Role::VillageSupervisor, VILLAGE)]),
        ]);
        assert_noop!(
            sign(1, Call::register_members { members }),
            Error::<Test>::ConflictingRoles(1)
        );
    });
}

#[test]
fn an_inspector_holds_no_business_role() {
    in_the_county(|| {
        let mut second = member(20, COMPANY, &[at(Role::Packer, VILLAGE)]);
        second.person = sample::person(5);
        assert_noop!(
            sign(1, register(second)),
            Error::<Test>::ConflictingRoles(0)
        );
        let villager = at(Role::CollectiveMember, VILLAGE);
        assert_noop!(
            govern(grant(INSPECTOR, at(Role::Packer, VILLAGE))),
            Error::<Test>::ConflictingRoles(0)
        );
        assert_ok!(govern(grant(INSPECTOR, villager)));
    });
}
