//! Roles granted and revoked, and duties that must be in different hands.

use alloc::vec::Vec;

use county_primitives::{
    registry::{MemberStatus, RegistryEntry},
    Items, Jurisdiction, MemberId, Pseudonym, Subject,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};

use super::Actor;
use crate::{Config, Error, Member, Members, Pallet, Persons};

/// What happens to a role.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RoleChange {
    /// It is granted.
    Grant,
    /// It is revoked.
    Revoke,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_change_roles(
        actor: &Actor,
        change: RoleChange,
        items: &Items<(MemberId, Jurisdiction)>,
    ) -> DispatchResult {
        for (item, (id, role)) in Self::numbered(items)? {
            let mut member = Self::membership(*id, item)?;
            let seat = Self::existing(member.organisation, item)?.division;
            let author = Self::author_granting(actor, &[*role], seat, item)?;
            let entry = match change {
                RoleChange::Grant => {
                    Self::ensure_other_person(actor, *id, item)?;
                    Self::grant(*id, &mut member, *role, item)?;
                    RegistryEntry::RoleGranted(*role)
                }
                RoleChange::Revoke => {
                    let held = member.roles.iter().position(|held| held == role);
                    member
                        .roles
                        .remove(held.ok_or(Error::<T>::RoleNotHeld(item))?);
                    RegistryEntry::RoleRevoked(*role)
                }
            };
            Members::<T>::insert(id, member);
            Self::record(Subject::Member(*id), author, entry, item)?;
        }
        Ok(())
    }

    fn grant(
        id: MemberId,
        member: &mut Member,
        role: Jurisdiction,
        item: u16,
    ) -> Result<(), Error<T>> {
        Self::ensure_county(role.division, Some(Self::local_day()), item)?;
        ensure!(!member.roles.contains(&role), Error::<T>::RoleHeld(item));
        Self::ensure_separate(&member.roles, &role, item)?;
        // The roles of a suspended member count when it is reactivated.
        if member.status == MemberStatus::Active {
            let elsewhere = Self::held_elsewhere(member.person, Some(id));
            Self::ensure_separate(&elsewhere, &role, item)?;
        }
        member
            .roles
            .try_push(role)
            .map_err(|_| Error::TooManyRoles(item))
    }

    /// The roles a person holds in active memberships other than `own`.
    pub(crate) fn held_elsewhere(person: Pseudonym, own: Option<MemberId>) -> Vec<Jurisdiction> {
        Persons::<T>::get(person)
            .unwrap_or_default()
            .iter()
            .filter(|id| Some(**id) != own)
            .filter_map(Members::<T>::get)
            .filter(|member| member.status == MemberStatus::Active)
            .flat_map(|member| member.roles)
            .collect()
    }

    /// Fails if `role` must not be in one hand with one of the roles `held`.
    pub(crate) fn ensure_separate(
        held: &[Jurisdiction],
        role: &Jurisdiction,
        item: u16,
    ) -> Result<(), Error<T>> {
        let conflict = held.iter().any(|held| held.conflicts_with(role));
        ensure!(!conflict, Error::<T>::ConflictingRoles(item));
        Ok(())
    }
}
