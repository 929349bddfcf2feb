//! Words of the registry: organisations, members, policy packs, and their records.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the codec derive casts the index of a variant that carries data"
)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    CreditCode, Date, Digest, DivisionCode, Jurisdiction, List, OrganisationId, PolicyKey,
    Pseudonym, Text,
};

/// The most roles one member may hold at a time.
pub const ROLES_MAX: u32 = 8;

/// A 32-byte account: an ed25519 or sr25519 public key.
pub type AccountBytes = [u8; 32];

/// What an organisation is in law.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum OrganisationKind {
    /// A state organ (机关): bureau, township government, inspection.
    #[codec(index = 0)]
    StateOrgan,
    /// A public institution (事业单位): laboratory, disease control centre.
    #[codec(index = 1)]
    Institution,
    /// A company (企业).
    #[codec(index = 2)]
    Company,
    /// A farmers' cooperative (农民专业合作社).
    #[codec(index = 3)]
    Cooperative,
    /// A family farm (家庭农场).
    #[codec(index = 4)]
    FamilyFarm,
    /// A household (农户): a natural person, known on chain by a pseudonym only.
    #[codec(index = 5)]
    Household,
    /// A rural collective (农村集体经济组织); its credit code starts with N1, N2 or N3.
    #[codec(index = 6)]
    Collective,
}

/// How an organisation is identified.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum OrganisationIdentity {
    /// A legal person: credit code and registered name, both public.
    #[codec(index = 0)]
    Legal {
        /// Unified social credit code.
        credit_code: CreditCode,
        /// Registered name.
        name: Text<96>,
    },
    /// A natural person or household: a random pseudonym; who it is stays in the service's vault.
    #[codec(index = 1)]
    Person {
        /// The pseudonym.
        pseudonym: Pseudonym,
    },
}

/// An organisation to be registered.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrganisationInput {
    /// What it is in law.
    pub kind: OrganisationKind,
    /// Where it sits: a village for producers, the division it serves for an authority.
    pub division: DivisionCode,
    /// How it is identified.
    pub identity: OrganisationIdentity,
}

/// Where an organisation stands.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum OrganisationStatus {
    /// Registered, waiting for a second person of the county to approve it.
    #[codec(index = 0)]
    Pending,
    /// May act.
    #[codec(index = 1)]
    Active,
    /// Suspended: none of its members may sign.
    #[codec(index = 2)]
    Suspended,
    /// The county did not approve it.
    #[codec(index = 3)]
    Refused,
}

/// A member to be registered.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MemberInput {
    /// The organisation the member signs for.
    pub organisation: OrganisationId,
    /// The public key.
    pub key: AccountBytes,
    /// The natural person behind the key; the same person keeps the same pseudonym in every
    /// membership, so that separation of duties holds across them.
    pub person: Pseudonym,
    /// What the member may act as, and where.
    pub roles: List<Jurisdiction, ROLES_MAX>,
}

/// Where a member stands.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum MemberStatus {
    /// May sign.
    #[codec(index = 0)]
    Active,
    /// May not sign until reactivated. Earlier signatures stay valid.
    #[codec(index = 1)]
    Suspended,
}

/// A setting to be written into a division's policy pack.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub struct PolicyInput {
    /// The division that sets it.
    pub division: DivisionCode,
    /// Which setting.
    pub key: PolicyKey,
    /// Its value, in the unit the key names.
    pub value: u64,
    /// From which day on it holds.
    pub effective: Date,
}

/// A county (6 digits) that may take part, with the days its code is valid.
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
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub struct CountyInput {
    /// The county.
    pub county: DivisionCode,
    /// First day the code is valid.
    pub valid_from: Date,
    /// First day the code is no longer valid, if it was abolished.
    pub valid_to: Option<Date>,
}

/// What the registry records on the timelines of divisions, organisations and members.
#[derive(
    Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum RegistryEntry {
    /// The county was admitted to the chain, or its validity changed. On the division.
    #[codec(index = 0)]
    CountyAdmitted(CountyInput),
    /// A setting was written into the policy pack. On the division.
    #[codec(index = 1)]
    PolicySet(PolicyInput),
    /// The organisation was registered. On the organisation.
    #[codec(index = 2)]
    OrganisationRegistered(OrganisationInput),
    /// The organisation changed status. On the organisation.
    #[codec(index = 3)]
    OrganisationStatusChanged {
        /// The new status.
        status: OrganisationStatus,
        /// Why; empty for an approval.
        reason: Text<128>,
    },
    /// The member was registered. On the member.
    #[codec(index = 4)]
    MemberRegistered(MemberInput),
    /// The member changed status. On the member.
    #[codec(index = 5)]
    MemberStatusChanged {
        /// The new status.
        status: MemberStatus,
        /// Why.
        reason: Text<128>,
    },
    /// The member signs with another key from now on. On the member.
    #[codec(index = 6)]
    KeyRotated {
        /// The new public key.
        key: AccountBytes,
        /// How many keys the member had before.
        number: u16,
        /// Why; empty when the member did it with the old key.
        reason: Text<128>,
    },
    /// The member may act in a further role. On the member.
    #[codec(index = 7)]
    RoleGranted(Jurisdiction),
    /// The member may no longer act in a role. On the member.
    #[codec(index = 8)]
    RoleRevoked(Jurisdiction),
    /// The council had a call dispatched with the rights of root. On the nation, since it concerns
    /// every county.
    #[codec(index = 9)]
    Enacted {
        /// `blake2_256` of the SCALE form of the call, which tools show as its call hash.
        call_hash: Digest,
    },
}
