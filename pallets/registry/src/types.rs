//! What the registry stores, and how it looks at calls.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use county_primitives::{
    registry::{
        AccountBytes, MemberStatus, OrganisationIdentity, OrganisationKind, OrganisationStatus,
        ROLES_MAX,
    },
    Date, DivisionCode, Items, Jurisdiction, List, MemberId, OrganisationId, Pseudonym, Role,
};
use scale_info::TypeInfo;

/// The most memberships one person may have.
pub const MEMBERSHIPS_MAX: u32 = 8;

/// The most values a setting of one division may have that are in effect or still to come.
pub const POLICY_VALUES_MAX: u32 = 16;

/// The values of a setting, by the day from which each holds, oldest first.
pub type PolicyValues = List<(Date, u64), POLICY_VALUES_MAX>;

/// The days a county's code is valid.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct CountyValidity {
    /// First day the code is valid.
    pub from: Date,
    /// First day the code is no longer valid, if it was abolished.
    pub to: Option<Date>,
}

impl CountyValidity {
    /// Whether the code is valid on this day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// An organisation.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Organisation {
    /// What it is in law.
    pub kind: OrganisationKind,
    /// Where it sits.
    pub division: DivisionCode,
    /// How it is identified.
    pub identity: OrganisationIdentity,
    /// Where it stands.
    pub status: OrganisationStatus,
    /// The member who registered it; none if governance did.
    pub registered_by: Option<MemberId>,
    /// Whether governance suspended it, so that only governance reactivates it.
    pub locked: bool,
}

/// A member: one key that signs for one organisation.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Member {
    /// The organisation the member signs for.
    pub organisation: OrganisationId,
    /// The present public key.
    pub key: AccountBytes,
    /// How many keys the member had before.
    pub key_number: u16,
    /// The natural person behind the key.
    pub person: Pseudonym,
    /// What the member may act as, and where.
    pub roles: List<Jurisdiction, ROLES_MAX>,
    /// Where the member stands.
    pub status: MemberStatus,
    /// The member who registered it; none if governance did.
    pub registered_by: Option<MemberId>,
    /// Whether governance suspended it, so that only governance reactivates it.
    pub locked: bool,
}

impl Member {
    /// The first of `roles` that lets the member act over `division`.
    pub(crate) fn role_over(&self, roles: &[Role], division: DivisionCode) -> Option<Role> {
        roles
            .iter()
            .copied()
            .find(|role| self.roles.iter().any(|held| held.covers(*role, division)))
    }

    /// The role in which the member may grant `wanted` to someone of an organisation that sits in
    /// `seat`. Both must lie inside, or a county could let its people sign for another's company.
    pub(crate) fn grants_as(&self, wanted: &Jurisdiction, seat: DivisionCode) -> Option<Role> {
        self.roles
            .iter()
            .find(|held| held.may_grant(wanted) && held.division.contains(seat))
            .map(|held| held.role)
    }
}

/// What a member sent on a day.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Usage {
    /// The day.
    pub day: Date,
    /// How many calls.
    pub calls: u64,
    /// How many items in them.
    pub items: u64,
}

impl Usage {
    /// What it is after a call with so many items on `day`; yesterday's usage does not count.
    pub(crate) fn plus(self, day: Date, items: u32) -> Self {
        let (calls_before, items_before) = match self.day == day {
            true => (self.calls, self.items),
            false => (0, 0),
        };
        Self {
            day,
            calls: calls_before.saturating_add(1),
            items: items_before.saturating_add(items.into()),
        }
    }
}

/// What kind of act a call is. It decides the priority in the pool and who may send it at all.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CallClass {
    /// Of the council; only its members may send it.
    Governance,
    /// About the signer's own key.
    Keys,
    /// Of an authority: registration, approval, policy, holds.
    County,
    /// A record in the daily work.
    Record,
}

/// The allow-list of calls. The runtime says what is on it.
pub trait ClassifyCall<Call> {
    /// The class of a call that may be signed, or `None` if it may not.
    fn classify(call: &Call) -> Option<CallClass>;

    /// How many items the call carries, for the quota of items.
    fn items(call: &Call) -> u32;
}

/// The number of items of a list.
pub(crate) fn size<Item>(items: &Items<Item>) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
