//! The life of a member: registered, suspended, reactivated, and its keys.

use county_primitives::{
    registry::{AccountBytes, MemberInput, MemberStatus, OrganisationStatus, RegistryEntry},
    Author, Date, Items, MemberId, Subject, Text,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use sp_runtime::AccountId32;

use super::Actor;
use crate::{Config, Error, Keys, Member, Members, NextMember, Pallet, Persons};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_members(
        actor: &Actor,
        members: &Items<MemberInput>,
    ) -> DispatchResult {
        let today = Self::local_day();
        for (item, input) in Self::numbered(members)? {
            let seat = Self::existing(input.organisation, item)?.division;
            ensure!(
                actor.is_governance() || !input.roles.is_empty(),
                Error::<T>::NoRoles(item)
            );
            let author = Self::author_granting(actor, &input.roles, seat, item)?;
            if let Actor::Member(signer) = actor {
                ensure!(
                    signer.member.person != input.person,
                    Error::<T>::SamePerson(item)
                );
            }
            let id = Self::add_member(input, actor.member(), Some(today), item)?;
            Self::record(
                Subject::Member(id),
                author,
                RegistryEntry::MemberRegistered(input.clone()),
                item,
            )?;
        }
        Ok(())
    }

    /// Checks and writes a member without recording it. Without a day, the validity of a county's
    /// code is not asked for: the genesis has no day.
    pub(crate) fn add_member(
        input: &MemberInput,
        registered_by: Option<MemberId>,
        day: Option<Date>,
        item: u16,
    ) -> Result<MemberId, Error<T>> {
        ensure!(
            Self::existing(input.organisation, item)?.status == OrganisationStatus::Active,
            Error::<T>::OrganisationNotActive(item)
        );
        let elsewhere = Self::held_elsewhere(input.person, None);
        for (next, role) in (1..).zip(input.roles.iter()) {
            Self::ensure_county(role.division, day, item)?;
            for other in input.roles.iter().skip(next) {
                ensure!(role != other, Error::<T>::RoleHeld(item));
            }
            Self::ensure_separate(&input.roles, role, item)?;
            Self::ensure_separate(&elsewhere, role, item)?;
        }
        let id = NextMember::<T>::get();
        NextMember::<T>::put(id.next().ok_or(Error::<T>::NumbersUsedUp)?);
        Self::take_key(input.key, id, item)?;
        Persons::<T>::try_mutate(input.person, |memberships| {
            memberships
                .get_or_insert_with(Default::default)
                .try_push(id)
                .map_err(|_| Error::<T>::TooManyMemberships(item))
        })?;
        let member = Member {
            organisation: input.organisation,
            key: input.key,
            key_number: 0,
            person: input.person,
            roles: input.roles.clone(),
            status: MemberStatus::Active,
            registered_by,
            locked: false,
        };
        Members::<T>::insert(id, member);
        Ok(id)
    }

    /// Reserves a key for a member, for ever, and lets its account live: without a provider its
    /// first transaction would be refused, and with one removed its nonce would start again.
    fn take_key(key: AccountBytes, id: MemberId, item: u16) -> Result<(), Error<T>> {
        let account = AccountId32::from(key);
        ensure!(
            !Keys::<T>::contains_key(&account),
            Error::<T>::KeyTaken(item)
        );
        frame_system::Pallet::<T>::inc_providers(&account);
        Keys::<T>::insert(account, id);
        Ok(())
    }

    pub(crate) fn do_suspend_members(
        actor: &Actor,
        suspensions: &Items<(MemberId, Text<128>)>,
    ) -> DispatchResult {
        for (item, (id, reason)) in Self::numbered(suspensions)? {
            ensure!(!reason.is_blank(), Error::<T>::NoReason(item));
            let member = Self::membership(*id, item)?;
            ensure!(
                member.status == MemberStatus::Active,
                Error::<T>::NotActive(item)
            );
            ensure!(actor.member() != Some(*id), Error::<T>::OwnSuspension(item));
            let author = Self::author_of_registrar(actor, &member, item)?;
            let suspended = Member {
                status: MemberStatus::Suspended,
                locked: actor.is_governance(),
                ..member
            };
            Self::put_member(*id, suspended, author, reason, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_reactivate_members(
        actor: &Actor,
        reactivations: &Items<(MemberId, Text<128>)>,
    ) -> DispatchResult {
        for (item, (id, reason)) in Self::numbered(reactivations)? {
            ensure!(!reason.is_blank(), Error::<T>::NoReason(item));
            let member = Self::membership(*id, item)?;
            ensure!(
                member.status == MemberStatus::Suspended,
                Error::<T>::NotSuspended(item)
            );
            Self::ensure_other_person(actor, *id, item)?;
            ensure!(
                actor.is_governance() || !member.locked,
                Error::<T>::NotAuthorised(item)
            );
            let author = Self::author_of_registrar(actor, &member, item)?;
            let elsewhere = Self::held_elsewhere(member.person, Some(*id));
            for role in &member.roles {
                Self::ensure_separate(&elsewhere, role, item)?;
            }
            let active = Member {
                status: MemberStatus::Active,
                locked: false,
                ..member
            };
            Self::put_member(*id, active, author, reason, item)?;
        }
        Ok(())
    }

    pub(crate) fn do_rotate_key(who: &AccountId32, key: AccountBytes) -> DispatchResult {
        let signer = Self::signer(who).map_err(|unfit| unfit.error::<T>(0))?;
        let author = Self::author_of_own(&signer, 0)?;
        Self::replace_key(signer.id, signer.member, key, author, Text::default())
    }

    pub(crate) fn do_rotate_member_key(
        actor: &Actor,
        id: MemberId,
        key: AccountBytes,
        reason: &Text<128>,
    ) -> DispatchResult {
        ensure!(!reason.is_blank(), Error::<T>::NoReason(0));
        let member = Self::membership(id, 0)?;
        Self::ensure_other_person(actor, id, 0)?;
        let author = Self::author_of_registrar(actor, &member, 0)?;
        Self::replace_key(id, member, key, author, reason.clone())
    }

    /// Gives a member its next key and records it.
    fn replace_key(
        id: MemberId,
        member: Member,
        key: AccountBytes,
        author: Author,
        reason: Text<128>,
    ) -> DispatchResult {
        let number = member
            .key_number
            .checked_add(1)
            .ok_or(Error::<T>::KeysUsedUp(0))?;
        Self::take_key(key, id, 0)?;
        let rotated = Member {
            key,
            key_number: number,
            ..member
        };
        Members::<T>::insert(id, rotated);
        Self::record(
            Subject::Member(id),
            author,
            RegistryEntry::KeyRotated {
                key,
                number,
                reason,
            },
            0,
        )
    }

    /// The member with this number.
    pub(crate) fn membership(id: MemberId, item: u16) -> Result<Member, Error<T>> {
        Members::<T>::get(id).ok_or(Error::UnknownMember(item))
    }

    /// The author of what the one who may grant every role of a member decides about it.
    fn author_of_registrar(actor: &Actor, member: &Member, item: u16) -> Result<Author, Error<T>> {
        let seat = Self::existing(member.organisation, item)?.division;
        Self::author_granting(actor, &member.roles, seat, item)
    }

    /// Writes a member whose status changed, and records it.
    fn put_member(
        id: MemberId,
        member: Member,
        author: Author,
        reason: &Text<128>,
        item: u16,
    ) -> DispatchResult {
        let status = member.status;
        Members::<T>::insert(id, member);
        Self::record(
            Subject::Member(id),
            author,
            RegistryEntry::MemberStatusChanged {
                status,
                reason: reason.clone(),
            },
            item,
        )
    }
}
