//! Who acts, in which role, and what the registry answers other pallets.

use county_primitives::{
    traits::{self, OrganisationView},
    Author, DivisionCode, Jurisdiction, MemberId, OrganisationId, PolicyKey, Role, Signature,
    TimestampMs,
};
use frame_support::{ensure, traits::EnsureOrigin};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{AccountId32, DispatchError};

use super::standing::Signer;
use crate::{Config, Error, Members, Organisations, Pallet};

/// Who acts in a call.
#[derive(Clone, Debug)]
pub(crate) enum Actor {
    /// The council as a whole.
    Governance,
    /// A member by signature.
    Member(Signer),
}

impl Actor {
    /// The number of the member who acts, if one does.
    pub(crate) fn member(&self) -> Option<MemberId> {
        match self {
            Self::Governance => None,
            Self::Member(signer) => Some(signer.id),
        }
    }

    /// Whether the council acts.
    pub(crate) fn is_governance(&self) -> bool {
        matches!(self, Self::Governance)
    }
}

impl Signer {
    /// The author of what this member does in `role`.
    fn author(&self, role: Role) -> Author {
        Author::Member(Signature {
            member: self.id,
            key: self.member.key_number,
            organisation: self.member.organisation,
            role,
        })
    }
}

impl<T: Config> Pallet<T> {
    /// Who acts by this origin. A signature that cannot count is an error of the first item.
    pub(crate) fn ensure_actor(origin: OriginFor<T>) -> Result<Actor, DispatchError> {
        match T::GovernanceOrigin::try_origin(origin) {
            Ok(_) => Ok(Actor::Governance),
            Err(origin) => {
                let who = ensure_signed(origin)?;
                let signer = Self::signer(&who).map_err(|unfit| unfit.error::<T>(0))?;
                Ok(Actor::Member(signer))
            }
        }
    }

    /// The author of an act that governance, or a member in one of `roles` over `division`, may do.
    pub(crate) fn author_over(
        actor: &Actor,
        roles: &[Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Author, Error<T>> {
        match actor {
            Actor::Governance => Ok(Author::Governance),
            Actor::Member(signer) => signer
                .member
                .role_over(roles, division)
                .map(|role| signer.author(role))
                .ok_or(Error::NotAuthorised(item)),
        }
    }

    /// The author of an act on a membership in an organisation at `seat` that governance, or a
    /// member who may grant every one of `roles`, may do. It signs in the role that grants the first.
    pub(crate) fn author_granting(
        actor: &Actor,
        roles: &[Jurisdiction],
        seat: DivisionCode,
        item: u16,
    ) -> Result<Author, Error<T>> {
        let Actor::Member(signer) = actor else {
            return Ok(Author::Governance);
        };
        let mut granting = None;
        for wanted in roles {
            let role = signer
                .member
                .grants_as(wanted, seat)
                .ok_or(Error::<T>::NotAuthorised(item))?;
            granting = granting.or(Some(role));
        }
        granting
            .map(|role| signer.author(role))
            .ok_or(Error::NotAuthorised(item))
    }

    /// The author of a member's act on itself, which needs no particular role.
    pub(crate) fn author_of_own(signer: &Signer, item: u16) -> Result<Author, Error<T>> {
        let held = signer.member.roles.first();
        held.map(|held| signer.author(held.role))
            .ok_or(Error::NotAuthorised(item))
    }

    /// Fails if the person who acts is also behind the membership `member`.
    pub(crate) fn ensure_other_person(
        actor: &Actor,
        member: MemberId,
        item: u16,
    ) -> Result<(), Error<T>> {
        let own = actor
            .member()
            .is_some_and(|id| <Self as traits::Members<AccountId32>>::same_person(id, member));
        ensure!(!own, Error::<T>::SamePerson(item));
        Ok(())
    }
}

impl<T: Config> traits::Members<AccountId32> for Pallet<T> {
    type Error = DispatchError;

    fn authorise(
        who: &AccountId32,
        roles: &[Role],
        division: DivisionCode,
        item: u16,
    ) -> Result<Author, DispatchError> {
        let signer = Self::signer(who).map_err(|unfit| unfit.error::<T>(item))?;
        Ok(Self::author_over(
            &Actor::Member(signer),
            roles,
            division,
            item,
        )?)
    }

    fn organisation_of(who: &AccountId32, item: u16) -> Result<OrganisationId, DispatchError> {
        let signer = Self::signer(who).map_err(|unfit| unfit.error::<T>(item))?;
        Ok(signer.member.organisation)
    }

    fn organisation(id: OrganisationId) -> Option<OrganisationView> {
        Organisations::<T>::get(id).map(|organisation| OrganisationView {
            division: organisation.division,
            status: organisation.status,
        })
    }

    fn same_person(one: MemberId, other: MemberId) -> bool {
        one == other
            || match (Members::<T>::get(one), Members::<T>::get(other)) {
                (Some(one), Some(other)) => one.person == other.person,
                _ => false,
            }
    }

    fn policy(division: DivisionCode, key: PolicyKey, item: u16) -> Result<u64, DispatchError> {
        Ok(Self::policy_today(division, key).ok_or(Error::<T>::PolicyMissing(item))?)
    }

    fn now_ms() -> TimestampMs {
        Self::clock_ms()
    }
}
