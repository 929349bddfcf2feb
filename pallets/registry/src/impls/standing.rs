//! Who may sign at all: a known, present key of an active member of an active organisation.

use county_primitives::{
    registry::{MemberStatus, OrganisationStatus},
    MemberId,
};
use sp_runtime::AccountId32;

use crate::{Config, Error, Keys, Member, Members, Organisation, Organisations, Pallet};

/// Why an account may not sign.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unfit {
    /// The key belongs to nobody.
    Unknown,
    /// The member has another key now.
    KeyRetired,
    /// The member is suspended.
    MemberSuspended,
    /// The organisation is not active.
    OrganisationNotActive,
}

impl Unfit {
    /// The refusal of a call, on behalf of an item.
    pub(crate) fn error<T: Config>(self, item: u16) -> Error<T> {
        match self {
            Self::Unknown => Error::NotMember(item),
            Self::KeyRetired => Error::KeyRetired(item),
            Self::MemberSuspended => Error::MemberSuspended(item),
            Self::OrganisationNotActive => Error::OrganisationNotActive(item),
        }
    }
}

/// A member who may sign now.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    /// Its number.
    pub(crate) id: MemberId,
    /// The member.
    pub(crate) member: Member,
    /// Its organisation.
    pub(crate) organisation: Organisation,
}

impl<T: Config> Pallet<T> {
    /// The member who signs with this account now.
    pub(crate) fn signer(who: &AccountId32) -> Result<Signer, Unfit> {
        let id = Keys::<T>::get(who).ok_or(Unfit::Unknown)?;
        let member = Members::<T>::get(id).ok_or(Unfit::Unknown)?;
        if &member.key != AsRef::<[u8; 32]>::as_ref(who) {
            return Err(Unfit::KeyRetired);
        }
        if member.status != MemberStatus::Active {
            return Err(Unfit::MemberSuspended);
        }
        let organisation = Organisations::<T>::get(member.organisation)
            .filter(|organisation| organisation.status == OrganisationStatus::Active)
            .ok_or(Unfit::OrganisationNotActive)?;
        Ok(Signer {
            id,
            member,
            organisation,
        })
    }
}
