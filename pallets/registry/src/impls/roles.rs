//! Roles granted and revoked, and duties that must be in different hands.

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
        let conflict = member.roles.iter().any(|held| held.conflicts_with(&role));
        ensure!(!conflict, Error::<T>::ConflictingRoles(item));
        // The roles of a suspended member count when it is reactivated.
        if member.status == MemberStatus::Active {
            Self::ensure_separate(member.person, Some(id), &role, item)?;
        }
        member
            .roles
            .try_push(role)
            .map_err(|_| Error::TooManyRoles(item))
    }

    /// Fails if the person holds a role in another active membership that conflicts with `role`.
    /// `own` is the membership the role is for.
    pub(crate) fn ensure_separate(
        person: Pseudonym,
        own: Option<MemberId>,
        role: &Jurisdiction,
        item: u16,
    ) -> Result<(), Error<T>> {
        let conflict = Persons::<T>::get(person)
            .unwrap_or_default()
            .iter()
            .filter(|id| Some(**id) != own)
            .filter_map(Members::<T>::get)
            .filter(|member| member.status == MemberStatus::Active)
            .any(|member| member.roles.iter().any(|held| held.conflicts_with(role)));
        ensure!(!conflict, Error::<T>::ConflictingRoles(item));
        Ok(())
    }
}
